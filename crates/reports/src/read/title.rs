//! 标题、机关、年份：from the title where it says them, from the text otherwise.

use crate::model::{Finding, Published};
use law::annual_report::rules::Severity;
use law::annual_report::{Place, RuleId};
use serde_json::json;

/// The longest name an organ bears.
const MAX_NAME: usize = 40;

/// Fills organ and year; what cannot be told is a finding.
/// `signed`: the organ of the 落款.
pub fn name(report: &mut Published, head: &[&str], page_title: Option<&str>, signed: Option<&str>) {
    let head: Vec<String> = head.iter().take(60).map(|line| squeeze(line)).collect();
    let title = title(&head, page_title);
    let preface: String = head.concat();
    let first: String = report
        .parts
        .iter()
        .filter(|part| part.number == 1)
        .flat_map(|part| part.paragraphs.iter().take(2))
        .map(|text| squeeze(text))
        .collect();
    report.year = title
        .as_ref()
        .and_then(|title| title.year)
        .or_else(|| period_year(&preface))
        .or_else(|| first_year(&preface))
        .or_else(|| first_year(&first));
    let named = title.and_then(|title| title.organ).or_else(|| compiled_by(&preface));
    let named = named.or_else(|| signed.map(squeeze));
    report.organ = named.map(|organ| full_name(&organ, &preface));
    if report.organ.is_none() {
        report.findings.push(unknown(RuleId::R15, "发布机关", "请在标题中写明机关全称。"));
    }
    if report.year.is_none() {
        report.findings.push(unknown(RuleId::R14, "报告年度", "请在标题中写明年份。"));
    }
}

fn squeeze(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace() && *c != '#' && *c != '*').collect()
}

fn unknown(rule: RuleId, what: &str, remedy: &str) -> Finding {
    Finding {
        rule,
        severity: Severity::Warning,
        place: Place::Title,
        expected: json!(what),
        found: serde_json::Value::Null,
        message: format!("标题和正文中没有读到{what}。{remedy}"),
        waived: None,
    }
}

#[derive(Debug, Default, PartialEq)]
struct Title {
    organ: Option<String>,
    year: Option<i16>,
}

impl Title {
    /// The more it says the better; of two that say the same, the shorter name holds less that is no name.
    fn rank(&self) -> (usize, std::cmp::Reverse<usize>) {
        let said = usize::from(self.organ.is_some()) + usize::from(self.year.is_some());
        (said, std::cmp::Reverse(self.organ.as_ref().map_or(0, |organ| organ.chars().count())))
    }
}

const KINDS: [&str; 14] = [
    "政府信息公开工作年度报告",
    "政府信息公开年度工作报告",
    "政府信息公开年度报告",
    "政务公开工作年度报告",
    "信息公开工作年度报告",
    "信息公开年度报告",
    "政府信息公开工作报告",
    "政府信息公开工作情况年度报告",
    "政府信息公开情况年度报告",
    "政府信息公开工作情况的报告",
    "政府信息公开工作情况报告",
    "政府信息公开工作年报",
    "政府信息公开年报",
    "年报",
];

/// The title line, which may be broken over up to three lines.
fn title(head: &[String], page_title: Option<&str>) -> Option<Title> {
    let page = page_title.map(|text| squeeze(&super::fold::fold(text)));
    let mut best: Option<Title> = None;
    let lines: Vec<&str> = head.iter().map(String::as_str).collect();
    for title in (1..=3).flat_map(|length| lines.windows(length)).filter_map(|window| parse(&window.concat()))
    {
        if best.as_ref().is_none_or(|best| title.rank() > best.rank()) {
            best = Some(title);
        }
    }
    let mut best = best.or_else(|| parse(page.as_deref()?))?;
    if best.organ.is_none() {
        // The organ may stand on a line of its own above or below.
        best.organ = lines.iter().take(6).find(|line| is_organ(line)).map(|line| (*line).to_string());
    }
    Some(best)
}

fn parse(text: &str) -> Option<Title> {
    if text.chars().count() > 80 || text.contains(['。', ',', ';', '《', '》']) {
        return None;
    }
    let (kind, at) = KINDS.iter().find_map(|kind| text.find(kind).map(|at| (*kind, at)))?;
    if kind == "年报" && !text.contains("公开") {
        return None;
    }
    let before = &text[..at];
    let after = &text[at + kind.len()..];
    let year = year_in(before).or_else(|| year_in(after));
    let organ = organ_in(before, year).or_else(|| organ_in(after, year).filter(|name| is_organ(name)));
    Some(Title { organ, year })
}

fn organ_in(text: &str, year: Option<i16>) -> Option<String> {
    let mut name = text.to_string();
    if let Some(year) = year {
        let numerals = in_numerals(year);
        let forms = [format!("{year}年度"), format!("{year}年"), year.to_string()];
        for form in forms.into_iter().chain([format!("{numerals}年度"), format!("{numerals}年")]) {
            name = name.replacen(&form, "", 1);
        }
    }
    let name = name.trim_end_matches("政务公开").trim_end_matches("政府信息公开").trim_end_matches("关于");
    // «宿迁市人民政府(全市汇总)»: a bracket that was opened in the name is closed in it.
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let closed = |name: &str| name.matches('(').count() < name.matches(')').count();
    let name = name
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')')
        .trim_end_matches(|c| c == ')' && closed(name));
    let name = name.strip_suffix("关于").unwrap_or(name);
    let known =
        !name.is_empty() && name.chars().count() <= MAX_NAME && name.chars().all(|c| !c.is_ascii_digit());
    known.then(|| name.to_string()).filter(|name| name.chars().count() >= 2)
}

const ENDINGS: [&str; 24] = [
    "政府",
    "局",
    "委员会",
    "办公室",
    "办公厅",
    "厅",
    "部",
    "中心",
    "街道",
    "办事处",
    "管委会",
    "院",
    "支队",
    "大队",
    "委",
    "办",
    "会",
    "社",
    "署",
    "总队",
    "银行",
    "学校",
    "公司",
    "队",
];

pub fn is_organ(text: &str) -> bool {
    let length = text.chars().count();
    (4..=MAX_NAME).contains(&length)
        && ENDINGS.iter().any(|ending| text.ends_with(ending))
        && text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '、' || c == '(' || c == ')')
}

/// «由……编制», «请与……联系».
fn compiled_by(preface: &str) -> Option<String> {
    for (open, close) in [("由", "编制"), ("由", "根据"), ("由", "按照"), ("请与", "联系"), ("请联系", "(")]
    {
        for (at, _) in preface.match_indices(open) {
            let rest = &preface[at + open.len()..];
            let name: String =
                rest.chars().take(MAX_NAME).take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
            let name = name.split(close).next().unwrap_or_default();
            if is_organ(name) {
                return Some(name.to_string());
            }
        }
    }
    None
}

/// «洪泽区人民政府» in the title is «淮安市洪泽区人民政府» where the text says so.
fn full_name(organ: &str, preface: &str) -> String {
    let mut longest = String::new();
    for (at, _) in preface.match_indices(organ) {
        let before = &preface[..at];
        let region: Vec<char> =
            before.chars().rev().take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).take(12).collect();
        let region: String = region.into_iter().rev().collect();
        // The region's own words: from behind the last «由», «与» or «在» up to 省, 市, 州, 县.
        let region =
            region.rsplit(['由', '与', '在', '至', '到', '是', '从', '和', '向']).next().unwrap_or_default();
        let proper = (2..=9).contains(&region.chars().count())
            && region.ends_with(['省', '市', '州', '县', '区', '盟']);
        if proper && region.len() > longest.len() {
            longest = region.to_string();
        }
    }
    longest + organ
}

/// «二〇二四» for 2024.
fn in_numerals(year: i16) -> String {
    let numerals = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |c: char| c.to_digit(10).and_then(|digit| numerals.get(digit as usize)).copied();
    year.to_string().chars().filter_map(digit).collect()
}

/// A year as a report bears it: 2008 to 2099, followed by 年 or standing at the beginning.
fn year_in(text: &str) -> Option<i16> {
    let chars: Vec<char> = text.chars().collect();
    chars
        .windows(4)
        .enumerate()
        .find_map(|(at, four)| {
            let digits: String = four.iter().collect();
            let alone = chars.get(at + 4).is_none_or(|c| !c.is_ascii_digit())
                && (at == 0 || !chars[at - 1].is_ascii_digit());
            digits.parse().ok().filter(|year| (2008..=2099).contains(year) && alone)
        })
        .or_else(|| year_in_numerals(&chars))
}

/// «二〇二四年»
fn year_in_numerals(chars: &[char]) -> Option<i16> {
    let zero = |c: &char| if matches!(c, '○' | '零' | 'O') { '〇' } else { *c };
    chars.windows(5).filter(|five| five[0] == '二' && five[4] == '年').find_map(|five| {
        let written: String = five[..4].iter().map(zero).collect();
        (2008..=2099).find(|year| in_numerals(*year) == written)
    })
}

/// «2023年1月1日起至…», damaged as it may be («20251月1日»).
fn period_year(preface: &str) -> Option<i16> {
    let at = ["1月1日", "01月01日"].iter().find_map(|start| preface.find(start))?;
    let before: Vec<char> = preface[..at].chars().rev().take(7).collect();
    let before: String = before.into_iter().rev().collect();
    year_in(&before)
}

fn first_year(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(at, _)| {
        let before: Vec<char> = text[..at].chars().rev().take(5).collect();
        year_in(&before.into_iter().rev().collect::<String>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], organ: &str, year: i16) {
        let mut report = Published::default();
        name(&mut report, lines, None, None);
        assert_eq!((report.organ.as_deref(), report.year), (Some(organ), Some(year)), "{lines:?}");
    }

    #[test]
    fn titles_are_read_however_they_are_set() {
        check(&["枣庄市行政审批服务局2024年政府信息公开工作年度报告"], "枣庄市行政审批服务局", 2024);
        check(
            &["正文", "2025 年上海市人民政府办公厅政府信息公开", "工作年度报告"],
            "上海市人民政府办公厅",
            2025,
        );
        check(
            &[
                "洪泽区人民政府",
                "2023 年政府信息公开工作年度报告",
                "本报告由淮安市洪泽区人民政府办公室编制。",
            ],
            "淮安市洪泽区人民政府",
            2023,
        );
        check(&["# 甲县人民政府 2025 年 政府信息公开工作年度报告"], "甲县人民政府", 2025);
        check(
            &["2023年度政府信息公开工作年度报告", "本报告由乙市财政局编制,数据期限自2023年1月1日"],
            "乙市财政局",
            2023,
        );
        check(&["丙市政务公开年报", "年份:2023"], "丙市", 2023);
        check(&["丁县人民政府二〇二四年政府信息公开工作年度报告"], "丁县人民政府", 2024);
        check(&["丁县人民政府关于2024年度政府信息公开工作情况的报告"], "丁县人民政府", 2024);
        check(&["丁县教育局政府信息公开工作年度报告(2024年度)"], "丁县教育局", 2024);
        check(&["2024年丁县教育局政府信息公开年报"], "丁县教育局", 2024);
        check(&["丁县教育局", "政府信息公开工作年度报告", "(2024年)"], "丁县教育局", 2024);
        check(&["丁县教育局2024年度政府信息公开工作情况年度报告"], "丁县教育局", 2024);
    }

    #[test]
    fn what_is_not_said_is_a_finding() {
        let mut report = Published::default();
        name(&mut report, &["工作报告"], None, None);
        assert_eq!(report.findings.len(), 2);
    }
}
