//! 每一步要填什么：what an act asks for, with what is most likely meant.

use super::order::{PARTS, RESULTS, ROUTES, answer_key};
use super::story;
use crate::form::{Field, area, checks, choice, day, heading, line, said_with_kind, short};
use jiff::civil::Date;
use law::annual_report::{Group, Outcome};
use law::request::answer::{self, Required};
use law::request::correction::ReasonableTerm;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::Element;
use law::request::respond::Procedure;
use law::workday::Calendar;
use office::case::{Act, Case, Draft, Filed, How, Purpose, Remedy};

/// What the fields of an act depend on.
pub struct Around<'a> {
    pub case: &'a Case,
    /// Who may be handed the case: id and how they are listed.
    pub handlers: &'a [(String, String)],
    pub today: Date,
    pub calendar: &'a Calendar,
    /// 申请人当月第几件
    pub nth: Option<u64>,
    /// 事项类别 in use so far.
    pub matters: &'a [String],
    /// The answer that is drafted, chosen before its form is shown.
    pub answer: Option<(Outcome, Option<How>)>,
    /// How the applicant wants it.
    pub wanted: Option<String>,
}

impl Around<'_> {
    fn on(&self, label: &'static str, hint: impl Into<String>) -> Field {
        let hint: String = hint.into();
        let today = said_with_kind(self.today, self.calendar);
        let hint = if hint.is_empty() {
            format!("今天是{today}。")
        } else {
            format!("{hint}今天是{today}。")
        };
        day("on", label, hint).with(self.today.to_string())
    }

    /// A day by which somebody is asked to act, so many working days from today.
    fn by(&self, name: &'static str, label: &'static str, days: u32) -> Field {
        let by = self.calendar.add(self.today, i64::from(days)).map(|by| by.date);
        let field = day(name, label, format!("给申请人合理的时间；所填为今日起第{days}个工作日，可以修改。"));
        by.map_or_else(|_| day(name, label, "给申请人合理的时间。"), |by| field.with(by.to_string()))
    }
}

pub fn fields(act: Act, around: &Around<'_>) -> Vec<Field> {
    let case = around.case;
    match act {
        Act::Classify => classify(around),
        Act::Receive => {
            vec![around.on("收到申请之日", "邮寄的为签收之日；平常信函、网上、传真的为双方确认之日。")]
        }
        Act::Assign => vec![
            choice("handler", "承办人", "", around.handlers.iter().cloned())
                .with(case.handler.clone().unwrap_or_default()),
        ],
        Act::RequestCorrection => vec![
            checks(
                "missing",
                "需要补正的事项",
                "补正只能一次性告知，请一次选全。",
                Element::ALL.map(|one| both(one.key(), one.label())),
            ),
            area("explanation", "指导和释明", "写明怎样补正，申请人看了就会做。"),
            around.by("reply_by", "补正期限", ReasonableTerm::USUAL.days()),
        ],
        Act::TakeCorrection => vec![
            around.on("收到补正之日", "答复期限自次日起重新计算。"),
            line("subject", "事项", "列表中显示，不写个人信息。").with(case.subject.clone()),
            area("content", "补正后的申请内容", "照申请人的原文填写。"),
        ],
        Act::Consult => consultation(),
        Act::RecordConsultationDelivery => {
            vec![letter(case), around.on("送达之日", "自次日起15个工作日内应当回复。")]
        }
        Act::TakeReply => vec![
            letter(case),
            around.on("收到意见之日", ""),
            choice("consents", "意见", "", [both("yes", "同意公开"), both("no", "不同意公开")]),
            area("reasons", "理由", "").optional(),
        ],
        Act::RequestReasons => vec![
            area("why", "明显超过合理范围的情形", "写明数量、频次。"),
            around.by("reply_by", "说明理由的期限", 10),
        ],
        Act::TakeReasons => vec![around.on("收到之日", ""), area("reasons", "申请人的理由", "")],
        Act::JudgeReasons => vec![
            choice("judgement", "认定", "", Judgement::ALL.map(|one| both(one.key(), one.label()))),
            area("why", "认定的理由", ""),
            day("until", "延迟至哪一日答复", "只在“理由合理，延迟答复”时填写。").optional(),
        ],
        Act::Search => vec![
            around.on("检索之日", ""),
            line("systems", "检索的系统、档案", "几处的用顿号隔开，例如 公文系统、业务档案。"),
            line("keywords", "关键词", "几个的用顿号隔开。"),
            line("asked", "询问的科室", "").optional(),
            choice("found", "结果", "", [both("no", "没有检索到"), both("yes", "检索到相关信息")]),
            area("note", "说明", "").optional(),
        ],
        Act::Extend => vec![
            short("days", "延长的工作日数", "1至20；同一期限只能延长一次，须告知申请人。").with("20"),
            area("reason", "延长的理由", "写入告知书。"),
        ],
        Act::NoticeFee => fee(around),
        Act::RecordFeeDelivery => vec![around.on("送达之日", "自次日起20个工作日内缴纳。")],
        Act::TakePayment => vec![around.on("缴费之日", "答复期限自次日起重新计算。")],
        Act::Draft => draft(around),
        Act::Review => vec![area("remarks", "审核意见", "").optional().with("同意")],
        Act::SendBack => vec![area("remarks", "退回的意见", "写明哪里要改。")],
        Act::Sign => {
            vec![line("document_no", "答复书文号", "不填的，按本年文号顺序自动编号。").optional()]
        }
        Act::Answer => send(around),
        Act::RecordService => vec![around.on("申请人收到之日", "复议、诉讼的期限从这一日起算。")],
        Act::Withdraw => vec![around.on("撤回之日", ""), area("reason", "撤回的理由", "").optional()],
        Act::Merge => vec![line("into", "并入哪一件", "填写在办的那一件的编号，例如 2026-00001。")],
        Act::Split => split(),
        Act::RecordRemedy => vec![
            around.on("申请、起诉之日", ""),
            choice("route", "途径", "", ROUTES.map(|(key, route)| both(key, story::route(route)))),
            line("body", "复议机关、法院", ""),
            line("docket", "案号", "").optional(),
        ],
        Act::RecordRemedyNotice => vec![
            remedy(case, |one| one.notified.is_none()),
            around.on("收到申请书、起诉状副本之日", "答复举证的期限从次日起算。"),
            choice("procedure", "审理程序", "", Procedure::ALL.map(|one| both(one.key(), one.label()))),
        ],
        Act::RecordRemedyResponse => vec![
            remedy(case, |one| one.notified.is_some() && one.responded.is_none()),
            around.on("提交答复和证据之日", ""),
        ],
        Act::RecordRemedyResult => vec![
            remedy(case, |_| true),
            around.on("结果之日", ""),
            choice("result", "结果", "", RESULTS.map(|(key, result)| both(key, story::result(result)))),
            area("summary", "要点", "").optional(),
        ],
        Act::ProposeConversion => vec![
            choice(
                "ground",
                "依据",
                "",
                [
                    both("several", "多个申请人提出同样的申请，可以公开"),
                    both("suggested", "申请人建议纳入主动公开"),
                ],
            ),
            line("twins", "同样的申请", "编号，用顿号隔开。").optional(),
        ],
        Act::DecideConversion => vec![
            choice("accepted", "决定", "", [both("yes", "纳入主动公开"), both("no", "不纳入")]),
            area("why", "理由", ""),
        ],
        Act::Archive => vec![line("archive_no", "归档号", "")],
        Act::Forward => forward(around),
        Act::ErasePersonalData => vec![area(
            "why",
            "删除的理由",
            "删除后，申请书、身份证明、文书和附件都不能再查看，不能恢复；办理经过和统计不受影响。",
        )],
        Act::Register | Act::Lapse | Act::File => Vec::new(),
    }
}

fn both(value: &str, label: &str) -> (String, String) {
    (value.into(), label.into())
}

fn classify(around: &Around<'_>) -> Vec<Field> {
    let so_far = around.matters.join("、");
    let hint = if so_far.is_empty() {
        "年度报告按类别说明申请的内容，例如 房屋征收、商品房预售。".to_owned()
    } else {
        format!("年度报告按类别说明申请的内容。已有的类别：{so_far}。")
    };
    vec![line("matter", "事项类别", hint).with(around.case.matter.clone().unwrap_or_default())]
}

fn consultation() -> Vec<Field> {
    vec![
        choice(
            "whom",
            "征求谁的意见",
            "",
            [
                both("third_party", "第三方：企业、组织（条例第三十二条）"),
                both("third_person", "第三方：个人（条例第三十二条）"),
                both("organ", "其他机关（条例第三十四条）"),
            ],
        ),
        line("name", "名称或者姓名", ""),
        line("address", "通信地址", "征求意见书寄往这里。").optional(),
        line("telephone", "联系电话", "").optional(),
        area("asked", "征求意见的内容", "写明哪些信息、拟怎样公开。"),
    ]
}

fn letter(case: &Case) -> Field {
    let open = case.consultations.iter().filter(|one| one.reply.is_none());
    let words = |one: &office::case::Consultation| format!("第{}号（{}）", one.letter, one.whom.label());
    choice("letter", "征求意见书", "", open.map(|one| (one.letter.to_string(), words(one))))
}

fn remedy(case: &Case, fits: impl Fn(&Remedy) -> bool) -> Field {
    let pending = case.remedies.iter().filter(|one| one.decided.is_none() && fits(one));
    let words = |one: &Remedy| format!("第{}件　{}　{}", one.remedy, one.body, one.docket);
    choice("remedy", "哪一件", "", pending.map(|one| (one.remedy.to_string(), words(one))))
}

fn fee(around: &Around<'_>) -> Vec<Field> {
    let nth = around.nth.map_or(String::new(), |nth| format!("本件是申请人当月第{nth}件。"));
    vec![
        choice(
            "basis",
            "计收方式",
            format!("按件、按量只能选一种，金额由软件按《信息处理费管理办法》算出。{nth}"),
            [both("case", "按件：当月第几件"), both("pages", "按量：页数")],
        ),
        short("number", "件数或者页数", "").with(around.nth.map_or(String::new(), |nth| nth.to_string())),
    ]
}

fn send(around: &Around<'_>) -> Vec<Field> {
    let wanted = around.wanted.as_deref().filter(|wanted| !wanted.is_empty());
    let hint = wanted.map_or(String::new(), |wanted| format!("申请人希望：{wanted}。"));
    let likely = match wanted {
        Some(wanted) if wanted.contains('网') || wanted.contains("邮件") => Delivery::Internet,
        Some(wanted) if wanted.contains("当面") || wanted.contains('领') => Delivery::Hand,
        _ => Delivery::Post,
    };
    vec![
        choice("delivery", "送达方式", hint, Delivery::ALL.map(|one| both(one.key(), one.label())))
            .with(likely.key()),
        around.on("送出之日", "邮寄的为交邮之日，当面送达的为签收之日，网上的为发出之日。"),
    ]
}

/// Two parts at least, and as many as one paper is likely to hold.
pub const SPLIT_PARTS: [(&str, &str); 6] = [
    ("subject1", "content1"),
    ("subject2", "content2"),
    ("subject3", "content3"),
    ("subject4", "content4"),
    ("subject5", "content5"),
    ("subject6", "content6"),
];

fn split() -> Vec<Field> {
    let mut fields = vec![heading(
        "拆分成哪几件",
        "一件申请含有几项互不相关的内容的，以合理的最小单位拆分。各件分别编号、分别答复、分别统计，收到之日不变。",
    )];
    for (place, (subject, content)) in SPLIT_PARTS.into_iter().enumerate() {
        let optional = place >= 2;
        let labels = [
            ("第一件的事项", "第一件的申请内容"),
            ("第二件的事项", "第二件的申请内容"),
            ("第三件的事项", "第三件的申请内容"),
            ("第四件的事项", "第四件的申请内容"),
            ("第五件的事项", "第五件的申请内容"),
            ("第六件的事项", "第六件的申请内容"),
        ];
        let (of_subject, of_content) = labels[place];
        let both = [line(subject, of_subject, ""), area(content, of_content, "")];
        fields.extend(both.map(|field| if optional { field.optional() } else { field }));
    }
    fields
}

fn forward(around: &Around<'_>) -> Vec<Field> {
    let named = around.case.draft().and_then(|draft| draft.competent_organ.as_ref());
    let (name, contact) = named.map(|organ| (organ.name.clone(), organ.contact.clone())).unwrap_or_default();
    vec![
        around.on("转送之日", "征得申请人同意后，可以把申请转给负责公开的机关。"),
        line("organ", "转给哪个机关", "").with(name),
        line("contact", "其联系方式", "").optional().with(contact),
    ]
}

// ---------------------------------------------------------------- 拟办

/// A leaf of table three that a draft may have, with the kinds its row holds.
pub fn answers() -> Vec<(Group, Vec<(String, String)>)> {
    let mut groups: Vec<(Group, Vec<(String, String)>)> = Vec::new();
    for outcome in Outcome::ALL {
        // These end by «不再处理».
        if matches!(outcome, Outcome::OtherHandling | Outcome::NotCorrected | Outcome::FeeUnpaid) {
            continue;
        }
        let choices = kinds(outcome).into_iter().map(|how| (answer_key(outcome, how), label(outcome, how)));
        match groups.iter_mut().find(|(group, _)| *group == outcome.group()) {
            Some((_, all)) => all.extend(choices),
            None => groups.push((outcome.group(), choices.collect())),
        }
    }
    groups
}

fn kinds(outcome: Outcome) -> Vec<Option<How>> {
    use law::request::answer::{GrantedHow, NotHeldBecause};
    match outcome {
        Outcome::Granted => {
            vec![Some(How::Granted(GrantedHow::Provided)), Some(How::Granted(GrantedHow::AlreadyPublic))]
        }
        Outcome::NotHeld => {
            vec![Some(How::NotHeld(NotHeldBecause::NonExistent)), Some(How::NotHeld(NotHeldBecause::NotOurs))]
        }
        _ => vec![None],
    }
}

pub fn label(outcome: Outcome, how: Option<How>) -> String {
    use law::request::answer::{GrantedHow, NotHeldBecause};
    match how {
        Some(How::Granted(GrantedHow::Provided)) => "予以公开：提供信息".into(),
        Some(How::Granted(GrantedHow::AlreadyPublic)) => "予以公开：已经主动公开，告知获取途径".into(),
        Some(How::NotHeld(NotHeldBecause::NonExistent)) => "经检索，信息不存在".into(),
        Some(How::NotHeld(NotHeldBecause::NotOurs)) => "不属于本机关负责公开".into(),
        None if outcome == Outcome::Other => "其他：终止办理等".into(),
        None => plain_label(outcome),
    }
}

/// The words of the row without its number and its note.
fn plain_label(outcome: Outcome) -> String {
    let label = outcome.label();
    let label = label.split_once('）').filter(|_| label.starts_with('（')).map_or(label, |(_, rest)| rest);
    let label = label.split_once('（').map_or(label, |(words, _)| words);
    label.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').to_owned()
}

fn draft(around: &Around<'_>) -> Vec<Field> {
    let Some((outcome, how)) = around.answer else { return Vec::new() };
    let required = |one: Required| {
        let own = match how {
            Some(How::NotHeld(because)) => because.required(),
            Some(How::Granted(_)) | None => &[],
        };
        answer::required(outcome).contains(&one) || own.contains(&one)
    };
    let needed = |field: Field, one: Required| if required(one) { field } else { field.optional() };
    let mut fields = Vec::new();
    if matches!(outcome, Outcome::Granted | Outcome::Partial | Outcome::PublishedWork) {
        fields.push(needed(area("access", "获取的方式、途径", access_hint(how)), Required::Access));
    }
    fields.extend(attachments(around.case, outcome, how));
    if outcome == Outcome::Partial {
        fields.extend(parts());
    }
    fields.push(needed(area("reason", "认定的事实和理由", "写入答复书。"), Required::Reason));
    if required(Required::CompetentOrgan) || matches!(how, Some(How::NotHeld(_))) {
        let organ = line("organ", "负责公开的机关", "能够确定的，告知名称和联系方式。");
        fields.push(needed(organ, Required::CompetentOrgan));
        fields.push(needed(line("contact", "其联系方式", ""), Required::CompetentOrgan));
    }
    if required(Required::SpecialRule) {
        fields.push(line("special_rule", "对获取有特别规定的法律、行政法规", "写明名称和条款。"));
    }
    if required(Required::ForbiddingLaw) {
        let hint = "写明名称和条款；地方性法规、规章不能作为依据。";
        fields.push(line("forbidding_law", "禁止公开的法律、行政法规及其条款", hint));
    }
    if required(Required::EarlierAnswer) {
        fields.push(line("earlier_no", "此前答复的文号", ""));
        fields.push(day("earlier_on", "此前答复的日期", ""));
    }
    match around.case.draft().filter(|draft| (draft.outcome, draft.how) == (outcome, how)) {
        Some(draft) => fields.into_iter().map(|field| drafted(field, draft)).collect(),
        None => fields,
    }
}

fn access_hint(how: Option<How>) -> &'static str {
    use law::request::answer::GrantedHow;
    match how {
        Some(How::Granted(GrantedHow::AlreadyPublic)) => "写明在哪里可以查到，例如网站栏目、网址、公报期数。",
        _ => "例如：随本答复书提供复印件；或者写明领取的时间、地点。",
    }
}

/// 随答复提供的文件: those that were released.
fn attachments(case: &Case, outcome: Outcome, how: Option<How>) -> Option<Field> {
    use law::request::answer::GrantedHow;
    let provides = matches!(how, Some(How::Granted(GrantedHow::Provided))) || outcome == Outcome::Partial;
    if !provides {
        return None;
    }
    let released = |one: &&Filed| matches!(one.purpose, Purpose::Release { .. });
    let files: Vec<(String, String)> =
        case.files.iter().filter(released).map(|one| (one.file.to_string(), one.name.clone())).collect();
    let hint = if files.is_empty() {
        "还没有可以提供的文件。请先在案卷里存入原件并作区分处理，核对通过的才能选用。"
    } else {
        "只列出核对通过、可以提供的文件。"
    };
    Some(checks("attachments", "随答复提供的文件", hint, files).optional())
}

/// The ground of a part that is no government information at all (条例第三十七条).
pub const NO_RECORD: &str = "not_information";

fn parts() -> Vec<Field> {
    let refused = Outcome::ALL.into_iter().filter(|one| one.group() == Group::Refused);
    let first = [both("", "请选择"), both(NO_RECORD, "不属于政府信息")];
    let others = refused.map(|one| (one.key().to_owned(), plain_label(one)));
    let grounds: Vec<(String, String)> = first.into_iter().chain(others).collect();
    let names = ["一", "二", "三", "四", "五", "六"];
    let mut fields = vec![heading("不予公开的部分", "逐项写明哪一部分、依据和理由；没有的项留空。")];
    for ((part, ground, why), name) in PARTS.into_iter().zip(names) {
        let field = line(part, "部分", if name == "一" { "例如 第3页的姓名、电话。" } else { "" });
        let field = field.labelled(format!("第{name}项：哪一部分"));
        fields.push(if name == "一" { field } else { field.optional() });
        fields.push(choice(ground, "依据", "", grounds.clone()));
        let why = line(why, "理由", "");
        fields.push(if name == "一" { why } else { why.optional() });
    }
    fields
}

/// A field with what the draft that is being changed says.
fn drafted(field: Field, draft: &Draft) -> Field {
    if field.name == "attachments" {
        return field.checked(|value| draft.attachments.iter().any(|one| one.file.to_string() == value));
    }
    let value = match field.name {
        "reason" => draft.reason.clone(),
        "access" => draft.access.clone(),
        "special_rule" => draft.special_rule.clone(),
        "forbidding_law" => draft.forbidding_law.clone(),
        "organ" => draft.competent_organ.as_ref().map(|one| one.name.clone()).unwrap_or_default(),
        "contact" => draft.competent_organ.as_ref().map(|one| one.contact.clone()).unwrap_or_default(),
        "earlier_no" => draft.earlier.as_ref().map(|one| one.document_no.clone()).unwrap_or_default(),
        "earlier_on" => draft.earlier.as_ref().map(|one| one.on.to_string()).unwrap_or_default(),
        name => of_part(name, draft).unwrap_or_default(),
    };
    field.with(value)
}

fn of_part(name: &str, draft: &Draft) -> Option<String> {
    let place = PARTS.iter().position(|(part, ground, why)| [part, ground, why].contains(&&name))?;
    let (part, withheld) = (PARTS[place], draft.withheld.get(place)?);
    Some(if name == part.0 {
        withheld.part.clone()
    } else if name == part.1 {
        withheld.ground.map_or(NO_RECORD, Outcome::key).to_owned()
    } else {
        withheld.reason.clone()
    })
}
