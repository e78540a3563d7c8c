//! 年份：标题、统计期限、落款和文字中的年份都应是报告所属年度（R14）。

use super::super::{Context, Found, place_of, quoted};
use crate::claims::Reading;
use crate::claims::tidy::tidy;
use crate::claims::token::{Figure, Token, tokens};
use crate::model::Published;
use law::annual_report::{Place, RuleId};
use serde_json::Value;

pub fn check(report: &Published, ctx: &Context<'_>, readings: &[Reading], found: &mut Found) {
    if let (Some(expected), Some(year)) = (ctx.expected_year, report.year)
        && expected != year
    {
        let message =
            format!("标题为{year}年度报告，应为{expected}年度。请确认提交的是{expected}年度的报告。");
        found.add(RuleId::R14, Place::Title, (expected.into(), year.into()), message);
    }
    let Some(year) = report.year else { return };
    dated(report, ctx, year, found);
    periods(report, year, found);
    leftovers(report, year, found);
    for reading in readings {
        if let Some(said) = reading.wrong_year {
            let message = format!(
                "{}所在的句子写的是{said}年，数据却是{year}年度的。请将年份改为{year}年。",
                quoted(&reading.claim.text)
            );
            found.warn(RuleId::R14, place_of(reading.claim.part), (year.into(), said.into()), message);
        }
    }
}

/// A report is signed in the year after the one it is about, and not in the future.
fn dated(report: &Published, ctx: &Context<'_>, year: i16, found: &mut Found) {
    let Some(dated) = report.dated else { return };
    if dated.year() <= year && dated.month() <= 4 {
        let message = format!(
            "落款日期为{}年{}月{}日，早于{year}年度结束。年份误写的，请改为{}年。",
            dated.year(),
            dated.month(),
            dated.day(),
            year.saturating_add(1)
        );
        let values = (Value::from(year.saturating_add(1)), Value::from(dated.to_string()));
        found.warn(RuleId::R14, Place::Title, values, message);
    } else if ctx.today.is_some_and(|today| dated > today) {
        let message = format!("落款日期{dated}尚未到来，请核对。");
        found.warn(RuleId::R14, Place::Title, (Value::Null, Value::from(dated.to_string())), message);
    }
}

/// 统计期限 must be this year's; it stands in the preface, or in whatever part the reader found it.
fn periods(report: &Published, year: i16, found: &mut Found) {
    for part in &report.parts {
        for paragraph in &part.paragraphs {
            let has = |words: &[&str]| words.iter().any(|word| paragraph.contains(word));
            let dated = has(&["12月31"]) && has(&["报告", "统计", "数据"]) && !has(&["以来", "累计"]);
            if !dated && !has(&["统计期限", "统计时限", "统计时间", "统计区间", "数据统计"])
            {
                continue;
            }
            let text = tidy(paragraph);
            let tokens = tokens(&text);
            broken_years(&text, &tokens, place_of(part.number), found);
            period(&text, &tokens, (year, part.number), found);
        }
    }
}

/// «20251月1日»: a 年 was lost.
fn broken_years(text: &str, tokens: &[Token<'_>], place: Place, found: &mut Found) {
    for figure in figures(tokens).filter(|figure| figure.unit == "月") {
        let digits = &text[figure.start..figure.end];
        let lost =
            digits.len() >= 5 + '月'.len_utf8() && (digits.starts_with("19") || digits.starts_with("20"));
        if lost && digits.is_char_boundary(4) {
            let right = format!("{}年{}", &digits[..4], &digits[4..]);
            let message = format!("“{digits}”漏写“年”字，请改为“{right}”。");
            found.warn(RuleId::R14, place, (Value::from(right), Value::from(digits)), message);
        }
    }
}

fn period(text: &str, tokens: &[Token<'_>], (year, part): (i16, u8), found: &mut Found) {
    let dates: Vec<(i16, &Figure<'_>)> =
        figures(tokens).filter_map(|figure| Some((year_of(figure)?, figure))).collect();
    let begins = |figure: &Figure<'_>| text[figure.end..].starts_with("1月1日");
    let ends = |figure: &Figure<'_>| text[figure.end..].starts_with("12月31日");
    let Some(first) = dates.iter().position(|(_, figure)| begins(figure)) else { return };
    let period = dates[first..].iter().filter(|(_, figure)| begins(figure) || ends(figure)).take(2);
    for (said, figure) in period {
        if *said != year {
            let day = if begins(figure) { "1月1日" } else { "12月31日" };
            let message = format!("统计期限写作{said}年{day}，与报告年度不符，请改为{year}年{day}。");
            found.add(RuleId::R14, place_of(part), (year.into(), (*said).into()), message);
        }
    }
}

fn figures<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t Figure<'a>> {
    tokens.iter().filter_map(|token| match token {
        Token::Figure(figure) => Some(figure),
        _ => None,
    })
}

fn year_of(figure: &Figure<'_>) -> Option<i16> {
    let year = i16::try_from(figure.value.mantissa()).ok()?;
    (figure.unit == "年" && (1990..2100).contains(&year)).then_some(year)
}

/// «2023年,我局…» at the head of a part of the report of 2024: last year's sentence was kept. Plans for the
/// coming year and looks back («针对2023年的问题») begin otherwise.
fn leftovers(report: &Published, year: i16, found: &mut Found) {
    for part in report.parts.iter().filter(|part| matches!(part.number, 1 | 5 | 6)) {
        for paragraph in part.paragraphs.iter().take(2) {
            let head: String = paragraph.chars().filter(|c| !c.is_whitespace()).take(12).collect();
            let Some(said) = leading_year(&head) else { continue };
            if said < year {
                let message = format!(
                    "第{}部分以“{head}……”开头，报告年度为{year}年。沿用旧文的，请改为{year}年并核对内容。",
                    ["一", "二", "三", "四", "五", "六"][usize::from(part.number) - 1]
                );
                found.warn(RuleId::R14, place_of(part.number), (year.into(), said.into()), message);
            }
        }
    }
}

/// The year of «2023年,» or «2023年度,».
fn leading_year(head: &str) -> Option<i16> {
    let (digits, rest) = head.split_at_checked(4)?;
    let rest = rest.strip_prefix('年')?;
    let rest = rest.strip_prefix('度').unwrap_or(rest);
    rest.starts_with([',', '，']).then(|| digits.parse().ok()).flatten()
}
