//! 模板里可以引用的名称，和它们在一份文书里的文字

use super::facts::{Facts, Person, Step};
use super::form::{Addressee, Form, method};
use super::refusal::Refusal;
use super::remedies;
use crate::case::{Draft, FeeBasis, Searched, Withheld};
use jiff::civil::Date;
use law::cite::Cite;
use law::request::consultation::{Consulted, TERM_DAYS};
use law::request::fee;
use law::request::own_data::Handling;
use law::request::receipt::Channel;

/// One name, written in Chinese in a template: `{{ 收到日期 }}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variable {
    Organ,
    Office,
    CaseNo,
    Applicant,
    You,
    Identity,
    Contact,
    Channel,
    Submitted,
    Received,
    Request,
    Wanted,
    Course,
    CorrectionNeeds,
    CorrectBy,
    ExtendedDays,
    Due,
    ReplyBy,
    Consulted,
    Asked,
    Term,
    Silence,
    FeeStandard,
    FeeAmount,
    FeePayment,
    FeeTerm,
    Search,
    Access,
    Withheld,
    ForbiddingLaw,
    SpecialRule,
    Earlier,
    CompetentOrgan,
    Handling,
    Reason,
    Basis,
    Remedies,
    Dated,
    DocumentNo,
}

use Variable as V;

impl Variable {
    pub const ALL: [Variable; 39] = [
        V::Organ,
        V::Office,
        V::CaseNo,
        V::Applicant,
        V::You,
        V::Identity,
        V::Contact,
        V::Channel,
        V::Submitted,
        V::Received,
        V::Request,
        V::Wanted,
        V::Course,
        V::CorrectionNeeds,
        V::CorrectBy,
        V::ExtendedDays,
        V::Due,
        V::ReplyBy,
        V::Consulted,
        V::Asked,
        V::Term,
        V::Silence,
        V::FeeStandard,
        V::FeeAmount,
        V::FeePayment,
        V::FeeTerm,
        V::Search,
        V::Access,
        V::Withheld,
        V::ForbiddingLaw,
        V::SpecialRule,
        V::Earlier,
        V::CompetentOrgan,
        V::Handling,
        V::Reason,
        V::Basis,
        V::Remedies,
        V::Dated,
        V::DocumentNo,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            V::Organ => "机关",
            V::Office => "联系方式",
            V::CaseNo => "编号",
            V::Applicant => "申请人",
            V::You => "称谓",
            V::Identity => "身份证明",
            V::Contact => "申请人联系方式",
            V::Channel => "提交渠道",
            V::Submitted => "提交日期",
            V::Received => "收到日期",
            V::Request => "申请内容",
            V::Wanted => "形式要求",
            V::Course => "办理经过",
            V::CorrectionNeeds => "补正事项",
            V::CorrectBy => "补正期限",
            V::ExtendedDays => "延长日数",
            V::Due => "答复期限",
            V::ReplyBy => "回复期限",
            V::Consulted => "被征求意见人",
            V::Asked => "征求事项",
            V::Term => "意见期限",
            V::Silence => "逾期后果",
            V::FeeStandard => "收费标准",
            V::FeeAmount => "收费数额",
            V::FeePayment => "缴费方式",
            V::FeeTerm => "缴费期限",
            V::Search => "检索情况",
            V::Access => "获取方式",
            V::Withheld => "不予公开部分",
            V::ForbiddingLaw => "禁止公开的规定",
            V::SpecialRule => "特别规定",
            V::Earlier => "此前答复",
            V::CompetentOrgan => "负责公开的机关",
            V::Handling => "处理结果",
            V::Reason => "理由",
            V::Basis => "依据",
            V::Remedies => "救济",
            V::Dated => "日期",
            V::DocumentNo => "文号",
        }
    }

    pub(super) fn named(name: &str) -> Option<Variable> {
        V::ALL.into_iter().find(|variable| variable.name() == name)
    }

    /// 办理经过 may be blank, and yet a template must give it its place: most answers have none to tell.
    pub(super) const fn may_be_blank(self) -> bool {
        matches!(self, V::Course)
    }

    /// The words of a letter; empty where the facts say nothing.
    pub(super) fn words(self, form: Form, facts: &Facts) -> Result<String, Refusal> {
        let draft = facts.draft.as_ref();
        let of_draft = |part: fn(&Draft) -> &str| draft.map(part).unwrap_or_default().to_owned();
        Ok(match self {
            V::Organ => facts.sender.name.clone(),
            V::Office => facts.sender.contact.clone(),
            V::CaseNo => facts.case_no.clone(),
            V::Applicant => facts.applicant.name.clone(),
            V::You => you(form, facts).into(),
            V::Identity => facts.identity.clone(),
            V::Contact => facts.contact.clone(),
            V::Channel => facts.submitted.map_or("", |(_, channel): (_, Channel)| channel.label()).into(),
            V::Submitted => facts.submitted.map(|(on, _)| day(on)).unwrap_or_default(),
            V::Received => facts.received.map(day).unwrap_or_default(),
            V::Request => bare(&facts.request).into(),
            V::Wanted => facts.wanted.clone(),
            V::Course => course(form, facts),
            V::CorrectionNeeds => correction_needs(facts),
            V::CorrectBy => facts.correction.as_ref().map(|one| day(one.reply_by)).unwrap_or_default(),
            V::ExtendedDays => facts.extension.map(|one| one.days.to_string()).unwrap_or_default(),
            V::Due => facts.extension.map(|one| one.due).or(facts.due).map(day).unwrap_or_default(),
            V::ReplyBy => facts.reply_by.map(day).unwrap_or_default(),
            V::Consulted => facts.matter.as_ref().map(|one| one.whom.name.clone()).unwrap_or_default(),
            V::Asked => facts.matter.as_ref().map(|one| bare(&one.asked).into()).unwrap_or_default(),
            V::Term => format!("自收到本征求意见书之日起{TERM_DAYS}个工作日内"),
            V::Silence => silence(form).into(),
            V::FeeStandard => facts.fee.map(|one| method(one.basis).standard()).unwrap_or_default().into(),
            V::FeeAmount => facts.fee.map(|one| amount(one.basis, one.yuan)).unwrap_or_default(),
            V::FeePayment => sentence(&facts.sender.payment),
            V::FeeTerm => format!("自收到本通知书次日起{}个工作日内", fee::PAYMENT_DAYS),
            V::Search => facts.searches.iter().map(searched).collect(),
            V::Access => sentence(&of_draft(|draft| &draft.access)),
            V::Withheld => draft.map(|draft| withheld(&draft.withheld)).unwrap_or_default(),
            V::ForbiddingLaw => of_draft(|draft| bare(&draft.forbidding_law)),
            V::SpecialRule => of_draft(|draft| bare(&draft.special_rule)),
            V::Earlier => draft
                .and_then(|draft| draft.earlier.as_ref())
                .map(|earlier| format!("{}以{}", day(earlier.on), earlier.document_no))
                .unwrap_or_default(),
            V::CompetentOrgan => draft
                .and_then(|draft| draft.competent_organ.as_ref())
                .map(|organ| format!("{}（联系方式：{}）", organ.name, organ.contact))
                .unwrap_or_default(),
            V::Handling => handling(facts),
            V::Reason => match facts.reason.trim() {
                "" => sentence(&of_draft(|draft| &draft.reason)),
                reason => sentence(reason),
            },
            V::Basis => cites(&grounds(form, facts)),
            V::Remedies => remedies::words(form, facts)?,
            V::Dated => day(facts.dated),
            V::DocumentNo => facts.document_no.clone(),
        })
    }
}

// ---------------------------------------------------------------- 措辞

/// 2026年3月9日
pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// What a clerk typed, ready to stand inside a sentence.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(['。', '；', ';'])
}

/// What a clerk typed, as sentences of its own.
fn sentence(text: &str) -> String {
    match bare(text) {
        "" => String::new(),
        text if text.ends_with(['？', '！', '”']) => text.into(),
        text => format!("{text}。"),
    }
}

fn you(form: Form, facts: &Facts) -> &'static str {
    let other = Person::default();
    let person = match form.addressee() {
        Addressee::Consulted => facts.matter.as_ref().map_or(&other, |matter| &matter.whom),
        Addressee::Applicant | Addressee::Nobody => &facts.applicant,
    };
    if person.natural { "您" } else { "贵单位" }
}

/// 《条例》第十四条、第三十六条第（三）项和《办法》第六条
fn cites(grounds: &[Cite]) -> String {
    let mut titles: Vec<(String, Vec<&str>)> = Vec::new();
    for cite in grounds {
        match titles.iter_mut().find(|(title, _)| *title == cite.title()) {
            Some((_, places)) if places.contains(&cite.place) => {}
            Some((_, places)) => places.push(cite.place),
            None => titles.push((cite.title(), vec![cite.place])),
        }
    }
    let named = titles.into_iter().map(|(title, places)| format!("{title}{}", places.join("、")));
    named.collect::<Vec<_>>().join("和")
}

fn grounds(form: Form, facts: &Facts) -> Vec<Cite> {
    let withheld = facts.draft.iter().filter(|_| form == Form::Partial).flat_map(|draft| &draft.withheld);
    let withheld = withheld.filter_map(|part| part.ground).filter_map(|ground| ground.cite());
    form.basis(facts).into_iter().chain(withheld).collect()
}

fn correction_needs(facts: &Facts) -> String {
    let Some(correction) = &facts.correction else { return String::new() };
    let missing = correction.missing.iter().map(|element| element.label());
    let named: Vec<_> = missing.collect();
    if named.is_empty() && correction.explanation.trim().is_empty() {
        return String::new();
    }
    let needs = match named.as_slice() {
        [] => "申请内容不明确".to_owned(),
        named => format!("申请中以下内容缺少或者不明确：{}", named.join("；")),
    };
    format!("{needs}。{}", sentence(&correction.explanation))
}

/// What happens if the addressee does not act, in the words of the article.
const fn silence(form: Form) -> &'static str {
    match form {
        Form::Correction => "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请",
        Form::Reasons => "本机关认为申请理由不合理的，将告知不予处理",
        Form::ThirdPartyConsultation => Consulted::ThirdParty.silence().meaning(),
        Form::OrganConsultation => Consulted::Organ.silence().meaning(),
        Form::FeeNotice => "逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请",
        _ => "",
    }
}

fn amount(of: FeeBasis, yuan: u64) -> String {
    match of {
        FeeBasis::NthCase(nth) => format!("本件为当月第{nth}件申请，应缴纳信息处理费{yuan}元"),
        FeeBasis::Pages(pages) => format!("本件共{pages}页，应缴纳信息处理费{yuan}元"),
    }
}

fn searched(search: &Searched) -> String {
    let mut words = format!("本机关于{}检索了{}", day(search.on), search.systems.join("、"));
    if !search.keywords.is_empty() {
        let keywords: String = search.keywords.iter().map(|word| format!("“{}”", word.trim())).collect();
        words += &format!("，检索词为{keywords}");
    }
    if !search.asked.is_empty() {
        words += &format!("，并向{}核实", search.asked.join("、"));
    }
    words
        + if search.found {
            "，检索到相关政府信息。"
        } else {
            "，未检索到相关政府信息。"
        }
}

/// （一）……：属于……，依据……不予公开。理由：……
fn withheld(parts: &[Withheld]) -> String {
    let lines = parts.iter().enumerate().map(|(at, part)| {
        let ground = match part.ground {
            Some(ground) => {
                let cites: Vec<Cite> = ground.cite().into_iter().collect();
                format!("依据{}不予公开", cites_short(&cites))
            }
            None => "不属于政府信息，不予提供".into(),
        };
        let number = crate::annual_report::prose::chinese(at as u64 + 1);
        format!("（{number}）{}：{ground}。{}", bare(&part.part), sentence(&part.reason))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// 《条例》 by its short name: the full one stands in the same letter.
fn cites_short(grounds: &[Cite]) -> String {
    grounds.iter().map(|cite| format!("《{}》{}", cite.instrument, cite.place)).collect::<Vec<_>>().join("、")
}

fn handling(facts: &Facts) -> String {
    let organ = facts.draft.as_ref().and_then(|draft| draft.competent_organ.as_ref());
    match (facts.handling, organ) {
        (Some(Handling::Corrected), _) => "经审核，所反映的情况属实，本机关已予以更正".into(),
        (Some(Handling::NotShown), _) => "所提供的证据不足以证明该记录不准确，本机关不予更正".into(),
        (Some(Handling::PassedOn), Some(organ)) => format!(
            "该记录的更正不属于本机关职能范围，本机关已转送{}（联系方式：{}）处理",
            organ.name, organ.contact
        ),
        (Some(Handling::Directed), Some(organ)) => {
            format!("该记录的更正不属于本机关职能范围，请向{}（联系方式：{}）提出", organ.name, organ.contact)
        }
        (Some(Handling::PassedOn | Handling::Directed), None) | (None, _) => String::new(),
    }
}

/// The steps so far, a clause each, in one paragraph.
fn course(form: Form, facts: &Facts) -> String {
    let you = you(form, facts);
    let mut steps = facts.steps.clone();
    steps.sort_by_key(|step| step.on());
    let clauses: Vec<String> = steps.iter().map(|step| clause(*step, you)).collect();
    if clauses.is_empty() { String::new() } else { format!("{}。", clauses.join("；")) }
}

impl Step {
    const fn on(self) -> Date {
        match self {
            Step::CorrectionRequested { on }
            | Step::Corrected { on }
            | Step::Consulted { on, .. }
            | Step::Replied { on, .. }
            | Step::ReasonsRequested { on }
            | Step::ReasonsGiven { on }
            | Step::Extended { on, .. }
            | Step::FeeNoticed { on }
            | Step::FeePaid { on }
            | Step::Withdrawn { on } => on,
        }
    }
}

fn clause(step: Step, you: &str) -> String {
    let on = day(step.on());
    match step {
        Step::CorrectionRequested { .. } => format!("{on}，本机关告知{you}补正"),
        Step::Corrected { .. } => format!("{on}，本机关收到补正的申请"),
        Step::Consulted { whom, .. } => format!("{on}，本机关书面征求{}意见", whom.label()),
        Step::Replied { consents: true, .. } => format!("{on}，本机关收到同意公开的意见"),
        Step::Replied { consents: false, .. } => format!("{on}，本机关收到不同意公开的意见"),
        Step::ReasonsRequested { .. } => format!("{on}，本机关要求{you}说明申请理由"),
        Step::ReasonsGiven { .. } => format!("{on}，本机关收到{you}的说明"),
        Step::Extended { days, .. } => format!("{on}，本机关告知{you}延长答复期限{days}个工作日"),
        Step::FeeNoticed { .. } => format!("{on}，本机关发出收费通知书"),
        Step::FeePaid { .. } => format!("{on}，{you}缴纳信息处理费"),
        Step::Withdrawn { .. } => format!("{on}，{you}撤回申请"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::request::basis;

    #[test]
    fn the_basis_names_each_text_once() {
        let regulation = |place| Cite::new("条例", place);
        assert_eq!(
            cites(&[regulation("第十四条"), regulation("第三十六条第（三）项"), regulation("第十四条")]),
            "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项"
        );
        assert_eq!(
            cites(&[basis::FEE, basis::fee_by(fee::Method::Pages)]),
            "《中华人民共和国政府信息公开条例》第四十二条第一款和\
             《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第五条"
        );
    }

    #[test]
    fn what_a_clerk_typed_ends_as_a_sentence_does() {
        for (typed, said) in [("缺少文号", "缺少文号。"), ("缺少文号。。", "缺少文号。"), ("  ", "")]
        {
            assert_eq!(sentence(typed), said);
        }
    }
}
