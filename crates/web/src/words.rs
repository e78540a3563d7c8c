//! 用语：dates, weekdays, numbers and kinds as a reader expects to see them.

use jiff::civil::Date;
use law::annual_report::RuleId;
use law::annual_report::rules::Severity;
use reports::model::ClaimKind;
use rust_decimal::Decimal;

/// «2024年10月28日»
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// «2024年10月28日（星期一）»
pub fn day_of_week(date: Date) -> String {
    format!("{}（{}）", day(date), law::workday::weekday(date))
}

/// The same without, for templates, which hand over references.
pub fn day_of(date: &Date) -> String {
    day(*date)
}

/// «2024年10月28日 09:05», in the time of Beijing.
pub fn moment(at: jiff::Timestamp) -> String {
    let at = at.to_zoned(law::workday::BEIJING);
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

/// «38,651», «−3», «7.82»
pub fn number(value: Decimal) -> String {
    let text = value.abs().normalize().to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(if value.is_sign_negative() && !value.is_zero() { "−" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// «1.2 MB»
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} 字节"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A date as people type it: 2026-03-02, 2026年3月2日, 2026.3.2, 20260302.
pub fn read_date(text: &str) -> Option<Date> {
    let digits: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match digits[..] {
        [year, month, day] => (year, month, day),
        [whole] if whole.len() == 8 => (&whole[..4], &whole[4..6], &whole[6..]),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A title as HTML in which no line breaks between «2024» and «年».
pub fn years_whole(title: &str) -> String {
    let mut out = String::new();
    let mut rest = title;
    while let Some((before, after)) = rest.split_once('年') {
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (plain, year) = before.split_at(before.len() - digits);
        out.push_str(&escape(plain));
        out.push_str(&if digits > 0 {
            format!("<span class=\"whole\">{year}年</span>")
        } else {
            "年".into()
        });
        rest = after;
    }
    out + &escape(rest)
}

/// The title of a report as HTML whose line breaks best where the organ's name ends.
pub fn phrases(organ: &str, title: &str) -> String {
    match title.strip_prefix(organ).filter(|rest| !rest.is_empty()) {
        Some(rest) => format!(
            "<span class=\"phrase\">{}</span><wbr><span class=\"phrase\">{}</span>",
            escape(organ),
            years_whole(rest)
        ),
        None => years_whole(title),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;")
}

/// A date, a number or a few words: better left on one line.
pub fn short(cell: &str) -> bool {
    cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() <= 20
}

/// Full-width digits, as a Chinese keyboard types them, become plain ones.
pub fn plain_digits(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '－' | '—' => '-',
            other => other,
        })
        .collect()
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "须更正",
        Severity::Warning => "请核实",
        Severity::Info => "提示",
    }
}

/// How the expected value of a rule is put. Where an equation is broken either side may be the wrong one, so the
/// value that would balance is not yet the value that is right.
pub fn expectation(rule: RuleId) -> &'static str {
    match rule {
        RuleId::R1
        | RuleId::R2
        | RuleId::R3
        | RuleId::R4
        | RuleId::R5
        | RuleId::R6
        | RuleId::R9
        | RuleId::R12 => "按勾稽",
        _ => "应为",
    }
}

pub fn claim(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::ProactiveItems => "主动公开条数",
        ClaimKind::RequestsReceived => "新收申请",
        ClaimKind::RequestsCarried => "上年结转申请",
        ClaimKind::RequestsReceivedAndCarried => "新收与上年结转申请",
        ClaimKind::RequestsAnswered => "办结申请",
        ClaimKind::Granted => "予以公开",
        ClaimKind::Partial => "部分公开",
        ClaimKind::Refused => "不予公开",
        ClaimKind::Unable => "无法提供",
        ClaimKind::NotProcessed => "不予处理",
        ClaimKind::OtherHandling => "其他处理",
        ClaimKind::ReviewTotal => "行政复议",
        ClaimKind::LitigationTotal => "行政诉讼",
        ClaimKind::NormdocsMade => "制发规范性文件",
        ClaimKind::NormdocsRepealed => "废止规范性文件",
        ClaimKind::NormdocsInForce => "现行有效规范性文件",
        ClaimKind::ProcessingFeeYuan => "信息处理费（元）",
        ClaimKind::YearOnYear => "与上年相比",
        ClaimKind::ItemisedSum => "分项之和",
        ClaimKind::RequestsCarriedOver => "结转下年申请",
        ClaimKind::RequestsNatural => "自然人申请",
        ClaimKind::RequestsLegal => "法人或其他组织申请",
        ClaimKind::GrantedAndPartial => "予以公开和部分公开",
        ClaimKind::ReviewAndLitigationTotal => "行政复议和行政诉讼",
        ClaimKind::CorrectedTotal => "被纠正、败诉",
        ClaimKind::UpheldTotal => "结果维持",
        ClaimKind::RegulationsMade => "制发规章",
        ClaimKind::RegulationsRepealed => "废止规章",
        ClaimKind::RegulationsInForce => "现行有效规章",
        ClaimKind::Licences => "行政许可",
        ClaimKind::Penalties => "行政处罚",
        ClaimKind::Coercions => "行政强制",
        ClaimKind::AdministrativeFees => "行政事业性收费（万元）",
        ClaimKind::Percentage => "占比",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_people_type_them() {
        for text in ["2026-03-02", "2026年3月2日", "2026.3.2", "20260302", " 2026/3/2 "] {
            assert_eq!(read_date(text), Some(date(2026, 3, 2)), "{text}");
        }
        for text in ["", "2026-02-29", "3月2日", "2026-13-01", "202603", "99999-1-1"] {
            assert_eq!(read_date(text), None, "{text}");
        }
        assert_eq!(plain_digits(" ２０２６－０３－０２ "), "2026-03-02");
    }

    #[test]
    fn a_title_breaks_behind_the_organ_and_never_inside_its_year() {
        assert_eq!(
            phrases("甲<局", "甲<局2024年年度报告"),
            "<span class=\"phrase\">甲&#60;局</span><wbr><span class=\"phrase\">\
             <span class=\"whole\">2024年</span>年度报告</span>"
        );
        assert_eq!(phrases("乙局", "甲局2024年报"), "甲局<span class=\"whole\">2024年</span>报");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (value, text) in
            [("0", "0"), ("999", "999"), ("38651", "38,651"), ("-1234567.80", "−1,234,567.8")]
        {
            assert_eq!(value.parse().map(number).as_deref(), Ok(text));
        }
    }
}
