//! 「未收到」「无」「均维持」：说法里没有数字，却说了数。

use super::phrase::Setting;
use super::token::Subject;
use crate::model::ClaimKind;

/// A clause that says something is not.
pub struct Clause<'a> {
    pub before: &'a str,
    /// From the denying word to the end of the clause.
    pub words: &'a str,
    pub earlier: &'a str,
}

/// What the clause says there is none of.
pub fn denied(clause: &Clause<'_>, setting: &Setting) -> Vec<ClaimKind> {
    const OTHER_WORDS: [&str; 18] = [
        "无法",
        "无正当",
        "无锡",
        "无为",
        "无棣",
        "无极",
        "无障碍",
        "未经",
        "未按",
        "未能",
        "未审结",
        "未及时",
        "没收",
        "无需",
        "无关",
        "无偿",
        "未成年",
        "未在",
    ];
    if OTHER_WORDS.iter().any(|word| clause.words.starts_with(word)) || clause.before.ends_with('尚') {
        return Vec::new();
    }
    let rest = clause.words.trim_start_matches(['未', '无', '没', '有']);
    let has = |words: &[&str]| words.iter().any(|word| rest.contains(word));
    if rest.is_empty() {
        return none_of(clause.earlier);
    }
    let in_remedies = setting.review || setting.litigation || has(&["复议", "诉讼", "败诉"]);
    if has(&["纠错", "败诉", "纠正", "撤销"]) && in_remedies {
        return vec![ClaimKind::CorrectedTotal];
    }
    if has(&["复议", "诉讼"]) {
        return remedies(clause, rest, setting);
    }
    if has(&["结转"]) {
        return carried(rest);
    }
    if has(&["处理费", "收费", "费用"]) {
        return fee(clause, rest, setting);
    }
    if has(&["规范性文件", "规章"]) {
        return documents(rest);
    }
    requests(rest)
}

/// «依申请公开情况:无。»
fn none_of(head: &str) -> Vec<ClaimKind> {
    let head = ["情况", "数量", "方面"].iter().find_map(|end| head.strip_suffix(end)).unwrap_or(head);
    let requests = ["依申请公开", "公开申请", "申请公开"].iter().any(|end| head.ends_with(end));
    if requests { vec![ClaimKind::RequestsReceived] } else { Vec::new() }
}

fn remedies(clause: &Clause<'_>, rest: &str, setting: &Setting) -> Vec<ClaimKind> {
    let ours =
        |text: &str| ["信息公开", "政务公开", "依申请", "公开工作"].iter().any(|word| text.contains(word));
    let about = ours(rest) || ours(clause.before) || ours(clause.earlier) || setting.requests;
    let refused = ["审结", "答复", "超期", "意见", "维持"].iter().any(|word| rest.contains(word));
    if !about && setting.subject != Some(Subject::Requests) || refused {
        return Vec::new();
    }
    [("复议", ClaimKind::ReviewTotal), ("诉讼", ClaimKind::LitigationTotal)]
        .into_iter()
        .filter(|(word, _)| rest.contains(word))
        .map(|(_, kind)| kind)
        .collect()
}

fn carried(rest: &str) -> Vec<ClaimKind> {
    let last = ["上年", "上一年", "去年"].iter().any(|word| rest.contains(word));
    let next = ["下年", "下一年", "次年", "继续办理"].iter().any(|word| rest.contains(word));
    match (last, next) {
        (true, false) => vec![ClaimKind::RequestsCarried],
        (false, true) => vec![ClaimKind::RequestsCarriedOver],
        _ => Vec::new(),
    }
}

fn fee(clause: &Clause<'_>, rest: &str, setting: &Setting) -> Vec<ClaimKind> {
    let about = [rest, clause.before, clause.earlier].iter().any(|text| text.contains("处理费"))
        || setting.subject == Some(Subject::ProcessingFee)
        || (setting.requests && rest.starts_with('收'))
        || (rest.contains("公开申请") && rest.contains("收取"));
    let collected = ["收取", "收费", "产生", "发生", "费用", "处理费"].iter().any(|word| rest.contains(word));
    let other = ["违规", "通知", "减免", "事业性", "投诉"].iter().any(|word| rest.contains(word));
    if about && collected && !other { vec![ClaimKind::ProcessingFeeYuan] } else { Vec::new() }
}

fn documents(rest: &str) -> Vec<ClaimKind> {
    let has = |words: &[&str]| words.iter().any(|word| rest.contains(word));
    if has(&["备案", "审查", "违反", "解读", "清理", "规章制度"]) {
        return Vec::new();
    }
    let kinds = if has(&["现行有效"]) {
        [ClaimKind::RegulationsInForce, ClaimKind::NormdocsInForce]
    } else if has(&["废止"]) && !has(&["制定", "制发"]) {
        [ClaimKind::RegulationsRepealed, ClaimKind::NormdocsRepealed]
    } else if has(&["制定", "制发", "出台", "印发", "发布", "制作", "新增", "新制"]) {
        [ClaimKind::RegulationsMade, ClaimKind::NormdocsMade]
    } else {
        return Vec::new();
    };
    let named = [rest.contains("规章"), rest.contains("规范性文件")];
    kinds.into_iter().zip(named).filter(|(_, named)| *named).map(|(kind, _)| kind).collect()
}

fn requests(rest: &str) -> Vec<ClaimKind> {
    let has = |words: &[&str]| words.iter().any(|word| rest.contains(word));
    let named = has(&["公开申请", "申请公开", "依申请"]);
    let received =
        ["收到", "接到", "受理", "接收", "新收", "政府信息公开申请", "依申请公开", "公众申请", "公民"]
            .iter()
            .any(|word| rest.starts_with(word));
    let other = has(&[
        "超期", "逾期", "投诉", "举报", "答复", "办理", "补正", "引发", "问题", "规定", "渠道", "专栏",
        "工作",
    ]);
    if named && received && !other { vec![ClaimKind::RequestsReceived] } else { Vec::new() }
}

/// «均维持», «全部按时办结»: the kind said to be as many as the claim before.
pub fn said_of_all(words: &str, of: ClaimKind) -> Option<ClaimKind> {
    let remedy = matches!(
        of,
        ClaimKind::ReviewTotal | ClaimKind::LitigationTotal | ClaimKind::ReviewAndLitigationTotal
    );
    if remedy && words.contains("维持") && !words.contains('未') {
        return Some(ClaimKind::UpheldTotal);
    }
    let received = matches!(of, ClaimKind::RequestsReceived | ClaimKind::RequestsReceivedAndCarried);
    let done = ["办结", "答复", "办理完毕"].iter().any(|word| words.contains(word));
    (received && done).then_some(ClaimKind::RequestsAnswered)
}
