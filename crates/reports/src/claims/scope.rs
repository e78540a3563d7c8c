//! 数字说的是谁、哪一段时间：表格计的是整个机关的整个年度，文字可能只说其中一部分。

use super::phrase::{Words, has};
use crate::model::ClaimKind;

/// Whose figures the words say they give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All that the report covers.
    Whole,
    /// One office of a government, or other organs.
    Office,
}

/// The scope the words name; it holds for the figures after it as well.
pub fn scope(words: &Words<'_>, organ: &str) -> Option<Scope> {
    const WHOLE: [&str; 11] =
        ["全市", "全区", "全县", "全省", "全镇", "全乡", "全街道", "全局", "全系统", "各级", "本机关"];
    const OFFICES: [&str; 4] = ["办公室", "办公厅", "政府办", "本级"];
    let office = |text: &str| OFFICES.iter().any(|word| text.contains(word) && !organ.contains(word));
    if has(words.lead, &WHOLE) {
        return Some(Scope::Whole);
    }
    let head = words.earlier.char_indices().nth(16).map_or(words.earlier, |(at, _)| &words.earlier[..at]);
    let by_office = organ.ends_with("人民政府") && office(head) && !has(words.earlier, &WHOLE);
    (office(words.lead) || by_office).then_some(Scope::Office)
}

/// Words that name a part of the organ, of the year or of the ways in: the tables count the whole.
pub fn is_narrowed(words: &Words<'_>, kind: ClaimKind, organ: &str) -> bool {
    const ALWAYS: [&str; 29] = [
        "转办",
        "转来",
        "直接受理",
        "名义",
        "本级",
        "局机关",
        "委机关",
        "机关本",
        "直属",
        "下属",
        "所属",
        "各镇",
        "各乡",
        "各部门",
        "各单位",
        "部门",
        "网上",
        "网络",
        "线上",
        "邮寄",
        "信函",
        "邮件",
        "邮箱",
        "当面",
        "现场",
        "窗口",
        "平台",
        "上半年",
        "季度",
    ];
    const COMPARED: [&str; 7] = ["去年", "上一年", "同期", "以来", "历年", "月份", "应"];
    let text = words.lead;
    let office = |word: &str| text.contains(word) && !organ.contains(word);
    let by_channel = text.contains("通过") && kind != ClaimKind::ProactiveItems;
    let whole = matches!(
        kind,
        ClaimKind::RequestsReceived | ClaimKind::RequestsReceivedAndCarried | ClaimKind::NormdocsMade
    );
    let one_of_them = whole && text.contains("其中");
    let carries = matches!(kind, ClaimKind::RequestsCarried | ClaimKind::RequestsCarriedOver);
    has(text, &ALWAYS)
        || (!carries && has(text, &COMPARED))
        || by_channel
        || one_of_them
        || is_of_another_period(words)
        || (organ.ends_with("人民政府") && has(text, &["作为被", "为被申请人", "为被告"]))
        || [
            "办公室",
            "办公厅",
            "街道",
            "乡镇",
            "政府办",
            "县区",
            "区县",
            "各区",
            "各县",
            "分局",
            "支队",
            "科室",
            "基层",
        ]
        .into_iter()
        .any(office)
}

/// «“十三五”期间», «2020年以来», «截至…累计»: more than the year of the report.
fn is_of_another_period(words: &Words<'_>) -> bool {
    let earlier = words.earlier;
    let reported = has(earlier, &["报告期", "统计期"]);
    (has(earlier, &["以来", "期间", "近三年", "近五年", "近年"])
        && !reported
        && !earlier.contains("今年以来"))
        || (has(earlier, &["截至", "截止"]) && has(words.lead, &["累计", "历年"]))
}

/// «其中,市政府收到60件»: one of those that are counted together.
pub fn names_body(lead: &str) -> bool {
    let lead = lead.replace("政府信息", "");
    has(&lead, &["政府", "部门", "局", "镇", "乡", "街道", "县", "区", "委"])
}
