//! 检查结果的文字：一个文件一段，先是须停止的，再是须遮盖的，最后是请核对的。

use super::Looked;
use scan::{Finding, Scanned, Severity};
use std::io::{self, Write};

const GROUPS: [(Severity, &str); 3] =
    [(Severity::Stop, "停止公开"), (Severity::Mask, "遮盖后公开"), (Severity::Info, "请核对")];

pub fn write(out: &mut dyn Write, looked: &[Looked]) -> io::Result<()> {
    for one in looked {
        file(out, one)?;
        writeln!(out)?;
    }
    let all = |severity| looked.iter().map(|one| of(one, severity).count()).sum::<usize>();
    let unread = looked.iter().filter(|one| one.error.is_some()).count();
    let tail = if unread > 0 { format!("；{unread}个文件没有检查") } else { String::new() };
    writeln!(
        out,
        "共检查{}个文件：须停止公开{}处，须遮盖{}处，请核对{}处{tail}。",
        looked.len() - unread,
        all(Severity::Stop),
        all(Severity::Mask),
        all(Severity::Info),
    )
}

fn of(looked: &Looked, severity: Severity) -> impl Iterator<Item = (&Finding, &String)> {
    looked.findings.iter().zip(&looked.places).filter(move |(finding, _)| finding.severity == severity)
}

fn file(out: &mut dyn Write, looked: &Looked) -> io::Result<()> {
    writeln!(out, "《{}》", looked.file)?;
    for (severity, heading) in GROUPS {
        let findings: Vec<_> = of(looked, severity).collect();
        if findings.is_empty() {
            continue;
        }
        writeln!(out, "  {heading}{}处", findings.len())?;
        for ((finding, place), no) in findings.into_iter().zip(1..) {
            writeln!(
                out,
                "  {no:>3}. 〔{place}〕{}　{}",
                one_line(&finding.text_masked),
                plain(&finding.message)
            )?;
        }
    }
    looked.notes.iter().try_for_each(|note| writeln!(out, "  注意：{note}"))?;
    match &looked.error {
        Some(_) => writeln!(out, "  没有检查。"),
        None if looked.findings.is_empty() => writeln!(out, "  没有发现须停止公开或者遮盖的内容。"),
        None => Ok(()),
    }
}

/// The place is printed before it already.
fn plain(message: &str) -> &str {
    let rest = message.strip_prefix('〔').and_then(|rest| rest.split_once('〕'));
    rest.map_or(message, |(_, sentence)| sentence)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where each finding stands: the piece of the file, or line and column.
pub fn places(scanned: &Scanned) -> Vec<String> {
    let mut letters = scanned.text.chars();
    let (mut at, mut line, mut column) = (0, 1, 1);
    let mut titles = String::new();
    let mut places = Vec::with_capacity(scanned.findings.len());
    for finding in &scanned.findings {
        let Some(section) = scanned.section(finding.start) else { continue };
        let start = format!("{}{}", section.title, section.start);
        if titles != start {
            titles = start;
            letters.by_ref().take(section.start - at).for_each(drop);
            (at, line, column) = (section.start, 1, 1);
        }
        for letter in letters.by_ref().take(finding.start - at) {
            (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        at = finding.start;
        let place = section.place(finding.start);
        places.push(match (place == section.title, section.title.as_str()) {
            (false, _) => place.to_string(),
            (true, "文件名") => "文件名".into(),
            (true, "正文") => format!("第{line}行第{column}列"),
            (true, title) => format!("{title}第{line}行第{column}列"),
        });
    }
    places
}
