//! gongkai clock：一件申请的经过，推算各项期限。

use crate::Verdict;
use crate::cli::{Clock, Output};
use crate::{notices, output};
use anyhow::{Context, bail};
use law::request::{DayCount, Reckoning, proof, reckon};
use law::workday::Calendar;
use std::io::{Read, Write};
use std::path::Path;

/// A history is a page of text; more is not one.
const LARGEST: u64 = 1 << 20;

pub fn run(clock: Clock, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let text = read(&clock.file)?;
    let history =
        crate::history::parse(&text).with_context(|| format!("{}不是一件申请的经过", called(&clock.file)))?;
    let calendar = notices::of(&clock.notices)?;
    let reckoning = reckon(&history, &calendar)?;
    match format {
        Output::Json => output::json(out, &reckoning)?,
        Output::Text => {
            tell(out, &reckoning)?;
            if clock.days {
                every_day(out, &proof(&history, &calendar)?)?;
            }
            warn(&reckoning, &calendar);
        }
    }
    Ok(Verdict::Fine)
}

/// What a message calls what was read.
fn called(file: &Path) -> String {
    if file == Path::new("-") { "标准输入的内容".into() } else { format!("《{}》", file.display()) }
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("{}打不开。请确认文件存在并且有权读取。", called(file)))?;
    if bytes.len() as u64 > LARGEST {
        bail!("{}超过 1 MB，不是一件申请的经过。请核对文件。", called(file));
    }
    String::from_utf8(bytes)
        .with_context(|| format!("{}不是 UTF-8 编码的文本。请另存为 UTF-8。", called(file)))
}

fn tell(out: &mut dyn Write, reckoning: &Reckoning) -> anyhow::Result<()> {
    let mut line = |label: &str, text: String| writeln!(out, "{label}　{text}");
    line("状　　态", reckoning.state.label().into())?;
    if let Some(receipt) = &reckoning.receipt {
        line("收到申请", format!("{}　{}", receipt.to, receipt.text))?;
    }
    for because in &reckoning.because {
        line(
            "推　　算",
            format!("{} 至 {}　{}（{}）", because.from, because.to, because.text, because.rule),
        )?;
    }
    if let Some(due) = reckoning.due {
        let mark = if reckoning.provisional { "（暂定）" } else { "" };
        line("答复期限", format!("{due}{mark}{}", if reckoning.overdue { "　已过期" } else { "" }))?;
    }
    if let Some(in_time) = reckoning.in_time {
        line("是否按时", if in_time { "按时" } else { "逾期" }.into())?;
    }
    for remedy in &reckoning.remedies {
        line("救　　济", format!("{} 前　{}（{}）", remedy.to, remedy.text, remedy.rule))?;
    }
    for deadline in &reckoning.deadlines {
        line("下 一 步", format!("{} 前　{}（{}）", deadline.date, deadline.kind.label(), deadline.rule))?;
    }
    for finding in &reckoning.findings {
        line("问　　题", format!("{}（{}）", finding.message, finding.rule))?;
    }
    Ok(())
}

fn every_day(out: &mut dyn Write, days: &[law::request::ProofDay]) -> anyhow::Result<()> {
    for day in days {
        let count = match day.count {
            DayCount::Start => "起算".into(),
            DayCount::Counted(nth) => format!("第{nth}日"),
            DayCount::Excluded => "不计".into(),
            DayCount::Rest => "休息".into(),
        };
        let notice = day.notice.as_deref().map(|notice| format!("　{notice}")).unwrap_or_default();
        writeln!(out, "{}　{count}　{}{notice}", day.date, day.why)?;
    }
    Ok(())
}

fn warn(reckoning: &Reckoning, calendar: &Calendar) {
    if reckoning.provisional {
        let last = calendar.last_known().map_or(String::new(), |year| format!("放假通知只载到{year}年，"));
        output::complain(&anyhow::anyhow!("期限暂定：{last}其后只按周末推算。放入新的通知后请重新推算。"));
    }
}
