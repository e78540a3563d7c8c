//! gongkai workday：推算工作日。

use crate::Verdict;
use crate::cli::{Output, Workday};
use crate::notices;
use crate::output;
use anyhow::bail;
use jiff::civil::Date;
use law::workday::{Calendar, weekday};
use std::io::Write;

pub fn run(workday: Workday, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    match workday {
        Workday::Add { date, days, notices } => {
            add(day(&date)?, number(&days)?, &notices::of(&notices)?, format, out)
        }
        Workday::Count { from, to, notices } => {
            count(day(&from)?, day(&to)?, &notices::of(&notices)?, format, out)
        }
    }?;
    Ok(Verdict::Fine)
}

fn add(
    date: Date,
    days: i64,
    calendar: &Calendar,
    format: Output,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let reckoned = calendar.add(date, days)?;
    match format {
        Output::Json => compact(out, &reckoned),
        Output::Text => {
            writeln!(out, "{}　{}", reckoned.date, weekday(reckoned.date))?;
            warn(reckoned.provisional, calendar)
        }
    }
}

fn count(
    from: Date,
    to: Date,
    calendar: &Calendar,
    format: Output,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let counted = calendar.count(from, to)?;
    match format {
        Output::Json => compact(out, &counted),
        Output::Text => {
            writeln!(out, "{}", counted.days)?;
            warn(counted.provisional, calendar)
        }
    }
}

/// On one line, as CONTRACT.md prints it.
fn compact(out: &mut dyn Write, value: &impl serde::Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    Ok(writeln!(out)?)
}

fn warn(provisional: bool, calendar: &Calendar) -> anyhow::Result<()> {
    if provisional {
        let known: Vec<i16> = calendar.years().collect();
        let span = match (known.first(), known.last()) {
            (Some(first), Some(last)) => format!("现有{first}年至{last}年的放假通知"),
            _ => "没有放假通知".into(),
        };
        output::complain(&anyhow::anyhow!(
            "结果暂定：{span}，其余年份只按周末推算。放入新的通知后请重新推算。"
        ));
    }
    Ok(())
}

pub fn day(text: &str) -> anyhow::Result<Date> {
    match text.parse() {
        Ok(date) if text.len() == 10 => Ok(date),
        _ => bail!("日期“{text}”不存在或者写法不对。请写成 2026-03-02 的样子。"),
    }
}

fn number(text: &str) -> anyhow::Result<i64> {
    match text.parse() {
        Ok(days) => Ok(days),
        Err(_) => bail!("工作日数“{text}”不是整数。请写成 20 的样子。"),
    }
}
