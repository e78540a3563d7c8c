//! 数字前后的话说的是哪一种说法：«共收到政府信息公开申请» 9 件, 2 件 «予以公开».

use super::token::Subject;
use crate::model::ClaimKind;

/// What is known of the sentence when a figure is met.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    /// What the words are about; stays until something else comes up.
    pub subject: Option<Subject>,
    /// 规范性文件 or 规章, in this sentence.
    pub document: Option<Subject>,
    pub review: bool,
    pub litigation: bool,
    /// 政府信息公开申请 was named in this sentence.
    pub requests: bool,
    /// 政府信息公开 was named in this sentence.
    pub disclosure: bool,
    /// 收费通知 was named in this sentence.
    pub noticed: bool,
    /// After 其中.
    pub among: bool,
    /// After 其中 in this sentence, whatever came between.
    pub itemised: bool,
    /// The document claim before this one, in this sentence: 现行有效 and 废止 hold for what is listed after.
    pub listed: Option<ClaimKind>,
    /// The year of the report.
    pub year: Option<i16>,
}

/// The words around one figure.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Before it, back to the last comma.
    pub lead: &'a str,
    /// The clause before that, where it holds no figure.
    pub earlier: &'a str,
    /// After it, up to the next mark.
    pub tail: &'a str,
    /// Where the tail ends in the text.
    pub end: usize,
    pub unit: &'a str,
}

/// The kind of claim the words make, and whether a narrower or wider scope is named.
pub fn kind(words: &Words<'_>, setting: &Setting) -> Option<ClaimKind> {
    let core = core(words.lead);
    match words.unit {
        "元" => money(words, core, setting),
        "件" | "件次" | "条" | "份" | "宗" | "起" | "例" | "项" | "次" | "个" | "人次" | "封" | "部" => {
            carried(words, core, setting)
                .or_else(|| applicant(words, core, setting))
                .or_else(|| remedy(words, core, setting))
                .or_else(|| outcome(core, words, setting))
                .or_else(|| request(words, core, setting))
                .or_else(|| document(words, core, setting))
                .or_else(|| decision(words, core))
                .or_else(|| proactive(words, core, setting))
        }
        _ => None,
    }
}

/// The lead without the words that only join it to its figure.
fn core(lead: &str) -> &str {
    const JOINTS: [&str; 36] = [
        "一共", "共计", "合计", "总计", "总共", "累计", "总数", "总量", "数量", "案件", "件数", "数为",
        "达到", "共有", "均有", "仍有", "各有", "分别", "近", "约", "共", "计", "为", "的", "有", "了", "达",
        "等", "是", "数", "量", "各", "超", "逾", "“", "”",
    ];
    const LAST: [char; 21] = [
        '共', '计', '数', '量', '件', '为', '到', '有', '近', '约', '的', '了', '达', '等', '是', '各', '超',
        '逾', '别', '“', '”',
    ];
    let mut core = lead.trim();
    while core.ends_with(LAST)
        && let Some(shorter) = JOINTS.iter().find_map(|joint| core.strip_suffix(joint))
    {
        core = shorter;
    }
    core
}

pub fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Where the word last stands. Asking `contains` first is ten times as fast where it does not.
fn last(text: &str, word: &str) -> Option<usize> {
    text.contains(word).then(|| text.rfind(word)).flatten()
}

fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

fn about_requests(setting: &Setting) -> bool {
    matches!(setting.subject, Some(Subject::Requests)) || setting.requests
}

// ---------------------------------------------------------------- 结转

fn carried(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    let text = if has(core, &["结转", "转下", "转入下", "转至下", "未办结", "正在办理", "尚在办理", "办理中"])
    {
        core
    } else if has(words.tail, &["结转", "转下", "转入下", "转至下"]) {
        words.tail
    } else {
        return None;
    };
    if text == core && brought_together(core) {
        return Some(ClaimKind::RequestsReceivedAndCarried);
    }
    let year = |offset: i16| setting.year.map(|year| format!("{}年", year + offset));
    let names = |year: Option<String>| year.is_some_and(|year| text.contains(&year));
    if has(text, &["下年", "下一年", "下一个年", "次年", "转下", "未办结", "正在办理", "尚在办理", "办理中"])
        || names(year(1))
    {
        let own = has(text, &["结转", "转下", "转入", "转至"]) || about_requests(setting);
        return own.then_some(ClaimKind::RequestsCarriedOver);
    }
    let last = has(text, &["上年", "上一年", "去年", "往年", "上期", "以前年度"]) || names(year(-1));
    let bare = ends(text, &["结转", "结转申请", "结转政府信息公开申请", "结转依申请公开"]);
    (last || bare).then_some(ClaimKind::RequestsCarried)
}

/// «新收和上年结转的申请共9件», «上年结转及本年新收申请9件».
fn brought_together(core: &str) -> bool {
    let new = ["新收", "收到", "受理"].iter().filter_map(|verb| last(core, verb)).max();
    let Some((new, carried)) = new.zip(last(core, "结转")) else { return false };
    let between = &core[new.min(carried)..new.max(carried)];
    has(between, &["和", "及", "与", "加", "、"]) && !has(core, &["下年", "下一年", "次年"])
}

// ---------------------------------------------------------------- 申请人

fn applicant(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    if !about_requests(setting) && !core.contains("申请") {
        return None;
    }
    const NATURAL: [&str; 4] = ["自然人", "公民", "公民个人", "个人"];
    const LEGAL: [&str; 6] =
        ["法人或其他组织", "法人或者其他组织", "法人和其他组织", "法人及其他组织", "法人、其他组织", "法人"];
    let stem = ["提交的申请", "提出的申请", "提出申请", "提交申请", "类申请", "申请", "提出", "提交"]
        .iter()
        .find_map(|suffix| core.strip_suffix(suffix))
        .unwrap_or(core);
    let stem = stem.strip_suffix("政府信息公开").unwrap_or(stem);
    if ends(stem, &LEGAL) && !has(stem, &NATURAL) {
        return Some(ClaimKind::RequestsLegal);
    }
    if ends(stem, &NATURAL) && !has(stem, &["法人", "企业"]) {
        return Some(ClaimKind::RequestsNatural);
    }
    let tail_of = |list: &[&str]| {
        list.iter().any(|word| {
            ["由", "为", "来自", "系", "是"]
                .iter()
                .any(|verb| words.tail.strip_prefix(verb).is_some_and(|rest| rest.starts_with(word)))
        })
    };
    if tail_of(&LEGAL) {
        return Some(ClaimKind::RequestsLegal);
    }
    tail_of(&NATURAL).then_some(ClaimKind::RequestsNatural)
}

// ---------------------------------------------------------------- 复议诉讼

fn remedy(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    if has(core, &["公开信息", "听证", "培训"])
        || !matches!(words.unit, "件" | "起" | "宗" | "例" | "次" | "项" | "个" | "条" | "")
    {
        return None;
    }
    if words.unit.is_empty() && !core.contains("总计") {
        return None;
    }
    let all = [core, words.tail];
    let (review, litigation) = (core.contains("复议"), has(core, &["诉讼", "起诉", "应诉", "败诉"]));
    let in_remedies = setting.review || setting.litigation;
    if ends(core, &["维持", "结果维持", "均维持"])
        || (in_remedies && starts(words.tail, &["维持", "被维持", "予以维持", "结果维持"]))
    {
        return in_remedies.then_some(ClaimKind::UpheldTotal);
    }
    if ends(core, &["纠错", "被纠正", "结果纠正", "纠正", "败诉", "被撤销"])
        || (in_remedies && starts(words.tail, &["被纠", "纠正", "纠错", "结果纠正", "败诉"]))
    {
        return in_remedies.then_some(ClaimKind::CorrectedTotal);
    }
    if all.iter().any(|text| has(text, &["审结", "驳回", "撤回", "终止", "胜诉", "调解", "答复书"]))
    {
        return None;
    }
    match (review, litigation) {
        (true, true) if core.contains("复议后") => Some(ClaimKind::LitigationTotal),
        (true, true) if core.contains("未经") => Some(ClaimKind::LitigationTotal),
        (true, true) => Some(ClaimKind::ReviewAndLitigationTotal),
        (true, false) => Some(ClaimKind::ReviewTotal),
        (false, true) => Some(ClaimKind::LitigationTotal),
        (false, false) => remedy_behind(words, setting),
    }
}

/// «共办理相关案件74件» after a clause on both; «有3件行政复议».
fn remedy_behind(words: &Words<'_>, setting: &Setting) -> Option<ClaimKind> {
    let tail_review = starts(words.tail, &["行政复议", "复议"]);
    let tail_litigation = starts(words.tail, &["行政诉讼", "诉讼"]);
    if tail_review || tail_litigation {
        return Some(if tail_review { ClaimKind::ReviewTotal } else { ClaimKind::LitigationTotal });
    }
    let cases = has(words.lead, &["相关案件", "此类案件", "上述案件", "涉诉案件"]);
    match (cases, setting.review, setting.litigation) {
        (true, true, true) => Some(ClaimKind::ReviewAndLitigationTotal),
        (true, true, false) => Some(ClaimKind::ReviewTotal),
        (true, false, true) => Some(ClaimKind::LitigationTotal),
        _ => None,
    }
}

fn starts(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

// ---------------------------------------------------------------- 办理结果

const OUTCOMES: [(&str, ClaimKind); 20] = [
    ("予以公开及部分公开", ClaimKind::GrantedAndPartial),
    ("予以公开和部分公开", ClaimKind::GrantedAndPartial),
    ("予以公开与部分公开", ClaimKind::GrantedAndPartial),
    ("予以公开、部分公开", ClaimKind::GrantedAndPartial),
    ("予以公开或部分公开", ClaimKind::GrantedAndPartial),
    ("公开及部分公开", ClaimKind::GrantedAndPartial),
    ("公开和部分公开", ClaimKind::GrantedAndPartial),
    ("公开或部分公开", ClaimKind::GrantedAndPartial),
    ("不予公开", ClaimKind::Refused),
    ("部分公开", ClaimKind::Partial),
    ("予以公开", ClaimKind::Granted),
    ("同意公开", ClaimKind::Granted),
    ("无法提供", ClaimKind::Unable),
    ("不予处理", ClaimKind::NotProcessed),
    ("其他处理", ClaimKind::OtherHandling),
    ("其它处理", ClaimKind::OtherHandling),
    ("其他方式处理", ClaimKind::OtherHandling),
    ("其它方式处理", ClaimKind::OtherHandling),
    ("作其他方式处理", ClaimKind::OtherHandling),
    ("全部公开", ClaimKind::Granted),
];

fn outcome(core: &str, words: &Words<'_>, setting: &Setting) -> Option<ClaimKind> {
    if matches!(setting.subject, Some(Subject::Foreign)) && !setting.requests {
        return None;
    }
    if let Some(kind) = outcome_at_end(core) {
        return Some(kind);
    }
    let tail = ["已", "作出", "作", "属于", "属", "为", "答复", "均", "被"]
        .iter()
        .fold(words.tail, |tail, word| tail.strip_prefix(word).unwrap_or(tail));
    let begun = OUTCOMES.iter().find(|(word, _)| tail.starts_with(word)).map(|(_, kind)| *kind);
    let listed = ["公开", "其中公开", "其中:公开"].contains(&core) && about_requests(setting);
    begun.or_else(|| outcome_in(tail)).or_else(|| listed.then_some(ClaimKind::Granted))
}

/// The last outcome named, if little follows it: «…等原因无法提供», «不予公开决定».
fn outcome_at_end(core: &str) -> Option<ClaimKind> {
    let (at, word, kind) = OUTCOMES
        .iter()
        .filter_map(|(word, kind)| last(core, word).map(|at| (at, *word, *kind)))
        .max_by_key(|(at, word, _)| (at + word.len(), word.len()))?;
    let rest = &core[at + word.len()..];
    let neutral = rest.chars().count() <= 8 && !has(rest, &["信访", "重复", "中", "后", "条", "栏"]);
    neutral.then_some(kind)
}

/// «因信息不存在而无法提供»: the tail ends with an outcome.
fn outcome_in(tail: &str) -> Option<ClaimKind> {
    if !starts(tail, &["因", "由于", "经", "信息不存在", "申请", "政府信息公开申请"]) {
        return None;
    }
    let tail = tail.trim_end_matches(['的', '类']);
    OUTCOMES.iter().find(|(word, _)| tail.ends_with(word)).map(|(_, kind)| *kind)
}

// ---------------------------------------------------------------- 收到、办结

fn request(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    let object_after =
        starts(words.tail, &["政府信息公开申请", "信息公开申请", "依申请公开", "公开申请", "申请"]);
    let whole = if core.is_empty() || core == "全年" { words.earlier } else { core };
    if !whole.contains("申请") && !object_after && !about_requests(setting) {
        return None;
    }
    if has(
        whole,
        &[
            "附件", "补正", "延期", "征求", "座机", "代表", "提案", "审查", "次数", "评查", "案例", "留言",
            "当场", "逾期", "超期", "超时", "尚未",
        ],
    ) {
        return None;
    }
    answered(words, whole, object_after, setting).or_else(|| received(words, whole, object_after, setting))
}

fn answered(words: &Words<'_>, core: &str, object_after: bool, setting: &Setting) -> Option<ClaimKind> {
    const DONE: [&str; 14] = [
        "办结",
        "答复",
        "办理完毕",
        "办理完成",
        "办毕",
        "回复",
        "已办理",
        "按时办理",
        "依法办理",
        "处理完毕",
        "答复申请",
        "办结申请",
        "办结政府信息公开申请",
        "答复政府信息公开申请",
    ];
    let own = about_requests(setting) || object_after || core.contains("申请");
    let object =
        last(core, "办结").or_else(|| last(core, "答复")).is_some_and(|at| core[at..].contains("申请"));
    let said = ends(core, &DONE) || (object && !has(core, &["应", "拟"]));
    let tail = words.tail.trim_start_matches(['已', '均', '全', '部']);
    let behind = starts(
        tail,
        &["办结", "按时办结", "按期办结", "答复", "按时答复", "按期答复", "依法答复", "在法定期限内答复"],
    );
    let proper = own && !has(core, &["应答复", "需答复", "待答复", "代表", "咨询", "网民", "来信"]);
    ((said || (behind && !ends(core, &["收到", "受理"]))) && proper).then_some(ClaimKind::RequestsAnswered)
}

/// «按时答复8件» of nine answered: the ninth was answered late, or in another way. «均按时答复» speaks of all.
pub fn counts_some_answered(words: &Words<'_>) -> bool {
    const IN_TIME: [&str; 15] = [
        "按时",
        "按期",
        "及时",
        "如期",
        "准时",
        "依限",
        "期限内",
        "时限内",
        "时间内",
        "工作日内",
        "提前",
        "当年",
        "当期",
        "当日",
        "当天",
    ];
    const IN_A_WAY: [&str; 5] = ["书面", "电话", "口头", "电子", "首次"];
    let some = |text: &str| has(text, &IN_TIME) || (has(text, &IN_A_WAY) && has(text, &["答复", "回复"]));
    let all = |text: &str| has(text, &["全部", "均", "都已", "悉数", "一律"]);
    let tail = words.tail.trim_start_matches(['已', '在', '于', '予', '以']);
    let behind = starts(tail, &IN_TIME) || has(&tail.chars().take(12).collect::<String>(), &IN_TIME[6..10]);
    let total = ends(core(words.lead), &["办结", "答复", "办理", "申请"]);
    (some(words.lead) || (behind && !total)) && !all(words.lead) && !(behind && all(words.tail))
}

/// «按时办结率100%»: none was late.
pub fn none_late(sentence: &str) -> bool {
    let whole = |rest: &str| {
        rest.trim_start_matches(['均', '都', '达', '到', '为', '是', '保', '持', '实', '现', ':'])
            .starts_with("100%")
    };
    sentence.match_indices('率').any(|(at, _)| {
        ends(&sentence[..at], &["办结", "答复", "回复"]) && whole(&sentence[at + '率'.len_utf8()..])
    })
}

/// «收到并办结9件» says both.
pub fn received_too(lead: &str) -> bool {
    has(lead, &["收到并", "受理并", "接收并", "收到且"])
}

/// «均为0件»: of the one and of the other.
pub fn of_each(lead: &str) -> bool {
    ends(lead.trim(), &["均为", "均是", "都为", "都是", "均", "各"])
}

/// The words that name a figure; those that do not say they count all need the clause before.
pub fn label(words: &Words<'_>) -> String {
    let whole = has(words.lead, &["全年", "年度", "全市", "全区", "全县", "全镇", "本机关", "我局"]);
    if whole { words.lead.to_owned() } else { format!("{}{}", words.earlier, words.lead) }
}

fn received(words: &Words<'_>, core: &str, object_after: bool, setting: &Setting) -> Option<ClaimKind> {
    const VERBS: [&str; 12] =
        ["收办", "收到", "接收", "受理", "新收", "接到", "办理", "收悉", "承办", "登记", "处理", "新增"];
    let verb =
        VERBS.iter().filter_map(|verb| last(core, verb).map(|at| (at, *verb))).max_by_key(|(at, _)| *at);
    let named = ends(
        core,
        &["公开申请", "申请公开", "公开申请件", "依申请公开件", "公开的申请", "申请总", "申请公开政府信息"],
    );
    let Some((at, verb)) = verb else {
        let there = object_after && ends(words.lead.trim(), &["共有", "共计"]);
        return ((named || there)
            && !setting.among
            && matches!(words.unit, "件" | "条" | "份" | "宗" | "件次"))
        .then_some(ClaimKind::RequestsReceived);
    };
    let object = &core[at + verb.len()..];
    if ends(object, &["和", "及", "与", "、"]) {
        return None;
    }
    let bare = object.is_empty() || ["公众", "群众", "各类", "的"].contains(&object);
    let matters = object.contains("事项") && !has(object, &["依申请", "公开申请", "申请公开"]);
    if matters
        || has(object, &["建议", "来信", "咨询", "复议", "诉讼", "举报", "投诉", "业务", "许可", "结果"])
    {
        return None;
    }
    let own = object.contains("申请")
        || (bare && (object_after || (about_requests(setting) && verb != "承办" && verb != "新增")));
    own.then_some(if matches!(verb, "收办" | "办理" | "承办" | "处理") {
        ClaimKind::RequestsReceivedAndCarried
    } else {
        ClaimKind::RequestsReceived
    })
}

// ---------------------------------------------------------------- 文件

fn document(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    if !matches!(words.unit, "件" | "份" | "部" | "个" | "项") {
        return None;
    }
    if words.unit == "件"
        && !setting.among
        && ends(core, &["公开政策文件", "制发政策文件", "出台政策文件", "印发政策文件"])
    {
        return Some(ClaimKind::NormdocsMade);
    }
    if has(words.tail, &["清理", "评估", "梳理", "审查", "审核"]) {
        return None;
    }
    let own = named_document(core).or_else(|| named_document_first(words.tail));
    let elliptical = (core.chars().count() <= 12).then_some(setting.document).flatten();
    let document = own.or(elliptical)?;
    let normative = document == Subject::NormativeDocuments;
    if has(
        core,
        &[
            "解读", "备案", "审查", "审核", "征求", "评估", "意见", "草案", "目录", "刊登", "清理", "修改",
            "修订", "复议",
        ],
    ) {
        return None;
    }
    let choose = |normdocs, regulations| Some(if normative { normdocs } else { regulations });
    if has(core, &["废止", "失效"]) {
        return choose(ClaimKind::NormdocsRepealed, ClaimKind::RegulationsRepealed);
    }
    if has(core, &["现行有效", "继续有效"]) || starts(words.tail, &["现行有效"]) {
        return choose(ClaimKind::NormdocsInForce, ClaimKind::RegulationsInForce);
    }
    let made = has(core, &["制发", "制定", "印发", "出台", "公开", "发布", "新增", "制作", "公布", "新制"]);
    let listed = |normdocs, regulations| [Some(normdocs), Some(regulations)].contains(&setting.listed);
    let bare = starts(core, &["规范性文件", "行政规范性文件", "规章", "政府规章"]);
    if !made && bare && listed(ClaimKind::NormdocsInForce, ClaimKind::RegulationsInForce) {
        return choose(ClaimKind::NormdocsInForce, ClaimKind::RegulationsInForce);
    }
    if !made && bare && listed(ClaimKind::NormdocsRepealed, ClaimKind::RegulationsRepealed) {
        return choose(ClaimKind::NormdocsRepealed, ClaimKind::RegulationsRepealed);
    }
    let plain =
        own.is_some() && named_document(core).is_some() && core.chars().count() <= 24 && !setting.among;
    (made && own.is_some() || made && elliptical.is_some() && !core.contains("公开") || plain)
        .then_some(())
        .and_then(|()| choose(ClaimKind::NormdocsMade, ClaimKind::RegulationsMade))
}

fn named_document(core: &str) -> Option<Subject> {
    let near = |word: &str| {
        last(core, word)
            .filter(|at| core.len() - at <= word.len() + 12 && !core[at + word.len()..].starts_with('类'))
    };
    let both = has(core, &["规章和", "规章及", "规章、"]);
    match (near("规范性文件"), near("规章")) {
        (Some(_), Some(_)) if both => None,
        (Some(_), _) if !both => Some(Subject::NormativeDocuments),
        (None, Some(at)) if !core[at..].starts_with("规章制度") && !both => Some(Subject::Regulations),
        _ => None,
    }
}

fn named_document_first(tail: &str) -> Option<Subject> {
    if starts(tail, &["行政规范性文件", "规范性文件", "现行有效行政规范性文件", "现行有效规范性文件"])
    {
        return Some(Subject::NormativeDocuments);
    }
    starts(tail, &["规章", "政府规章"])
        .then_some(Subject::Regulations)
        .filter(|_| !tail.starts_with("规章制度"))
}

fn decision(words: &Words<'_>, core: &str) -> Option<ClaimKind> {
    if !matches!(words.unit, "件" | "宗" | "起" | "件次")
        || has(core, &["公开", "公示", "发布", "栏", "事项", "信息"])
    {
        return None;
    }
    let kinds =
        [("许可", ClaimKind::Licences), ("处罚", ClaimKind::Penalties), ("强制", ClaimKind::Coercions)];
    kinds.into_iter().find_map(|(word, kind)| {
        let named = ["", "决定", "事件", "措施", "处理决定", "处理"]
            .iter()
            .any(|suffix| core.strip_suffix(suffix).is_some_and(|stem| stem.ends_with(word)));
        (named && core.contains("行政")).then_some(kind)
    })
}

// ---------------------------------------------------------------- 收费、主动公开

fn money(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    if core.contains("行政事业性收费") {
        return Some(ClaimKind::AdministrativeFees);
    }
    let fee = matches!(setting.subject, Some(Subject::ProcessingFee));
    let near = has(core, &["处理费", "收取", "收费", "实收"])
        || (core.is_empty() && words.earlier.contains("处理费"))
        || (ends(core, &["金额", "费用"]) && !setting.noticed);
    let other = has(core, &["应收", "减免", "退还", "拟收", "通知"]);
    (fee && near && !other && !setting.itemised).then_some(ClaimKind::ProcessingFeeYuan)
}

fn proactive(words: &Words<'_>, core: &str, setting: &Setting) -> Option<ClaimKind> {
    if !matches!(words.unit, "条" | "件" | "项" | "篇" | "份" | "条次") || setting.among {
        return None;
    }
    let open = has(core, &["主动公开", "公开", "发布", "公布", "更新"]);
    let whole = if core.is_empty() { words.earlier } else { core };
    let items = ends(
        whole,
        &["政府信息", "政务信息", "各类信息", "公开信息", "信息", "主动公开", "各类政府信息", "信息公开"],
    );
    let object_behind = starts(words.tail, &["政府信息", "政务信息", "信息"])
        && ends(core, &["公开", "发布", "公布", "更新"]);
    let foreign = has(
        whole,
        &[
            "依申请",
            "申请",
            "咨询",
            "微信",
            "微博",
            "短信",
            "受理",
            "报送",
            "采用",
            "审查",
            "解读",
            "重点领域",
            "许可",
            "处罚",
        ],
    );
    let said = (open || whole.contains("公开")) && (items || object_behind) && !foreign;
    (said && (words.unit == "条" || whole.contains("主动公开") || ends(whole, &["政府信息", "政务信息"])))
        .then_some(ClaimKind::ProactiveItems)
}

pub fn is_of_documents(kind: ClaimKind) -> bool {
    use ClaimKind as K;
    matches!(
        kind,
        K::NormdocsMade
            | K::NormdocsRepealed
            | K::NormdocsInForce
            | K::RegulationsMade
            | K::RegulationsRepealed
            | K::RegulationsInForce
    )
}
