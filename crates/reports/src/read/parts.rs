//! 全文的组成：headings, parts, tables' stretches, title, organ, year, date.

use super::fold;
use super::piece::{Piece, Pieces};
use super::table3::Read;
use super::title::is_organ;
use super::tokens::tokens;
use super::{table2, table3, table4};
use crate::model::{Finding, Part, Published};
use jiff::civil::Date;
use law::annual_report::form::PARTS;
use law::annual_report::rules::Severity;
use law::annual_report::{Form, Place, RuleId};
use serde_json::json;
use std::borrow::Cow;

/// Puts a report together from its pieces.
pub fn assemble(file: &str, pieces: Pieces) -> Published {
    let texts: Vec<String> = pieces.list.iter().map(text_of).collect();
    let keys: Vec<String> = texts.iter().map(|text| short_key(text)).collect();
    let starts = part_starts(&texts, &pieces.list);
    let stretches = stretches(&keys, &starts, &pieces.list);
    let form = form_of(&keys[stretches.two.0..stretches.two.1.max(stretches.two.0)]);
    let mut report = Published { file: file.to_string(), form, ..Published::default() };
    read_tables(&mut report, &pieces.list, &stretches, form);
    report.parts = prose(&texts, &pieces.list, &starts, &stretches);
    let head = head(&texts, &starts);
    super::title::name(&mut report, &head, pieces.title.as_deref(), signed(&texts).as_deref());
    report.dated = dated(&texts);
    if pieces.cut {
        report.findings.push(cut());
    }
    report
}

/// The key of a piece, so far as headings and labels need it: long prose is none.
fn short_key(text: &str) -> String {
    if text.len() > 600 { String::new() } else { fold::key(text) }
}

/// The folded text of a piece on one line.
pub fn text_of(piece: &Piece) -> String {
    match piece {
        Piece::Line(text) | Piece::Cell(text) => fold::trimmed(text).into_owned(),
        Piece::Words(words) => join_words(words.iter().map(|word| word.text.as_str())),
        Piece::Row(row) => {
            let cells = row.cells.iter().filter(|cell| !cell.spanned).map(|cell| cell.text.trim());
            let mut line = String::with_capacity(row.cells.iter().map(|cell| cell.text.len() + 1).sum());
            for text in cells.filter(|text| !text.is_empty()) {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(text);
            }
            folded(line)
        }
        Piece::Image => String::new(),
    }
}

/// Words of a PDF line: a space only where two Latin words meet.
fn join_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for word in words {
        let latin = line.ends_with(|c: char| c.is_ascii_alphabetic())
            && word.starts_with(|c: char| c.is_ascii_alphanumeric());
        if latin {
            line.push(' ');
        }
        line.push_str(word);
    }
    folded(line)
}

fn folded(line: String) -> String {
    match fold::fold(&line) {
        Cow::Owned(folded) => folded,
        Cow::Borrowed(_) => line,
    }
}

// ---------------------------------------------------------------- headings

/// The part a heading opens.
fn heading(text: &str) -> Option<u8> {
    if text.len() < 12
        || text.len() > 160
        || text.chars().count() > 44
        || text.contains(['。', ',', ';', '，', '；'])
    {
        return None;
    }
    if text.starts_with(['(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return None;
    }
    let numbered = text.chars().next().is_some_and(|c| "一二三四五六七".contains(c));
    let key = fold::key(text);
    let body =
        if numbered { key.trim_start_matches(|c| "一二三四五六七".contains(c)) } else { key.as_str() };
    let body =
        body.strip_prefix("第").and_then(|rest| rest.split_once("部分")).map_or(body, |(_, rest)| rest);
    let length = body.chars().count();
    let has = |word: &str| body.contains(word);
    match () {
        () if body.starts_with("总体情况") && length <= 8 => Some(1),
        () if has("主动公开政府信息") && body.ends_with("情况") && length <= 18 => Some(2),
        () if has("收到和处理") && has("申请") && length <= 26 => Some(3),
        () if has("行政复议") && has("诉讼") && body.ends_with("情况") && length <= 34 => Some(4),
        () if has("问题")
            && has("改进")
            && length <= 26
            && (numbered || body.starts_with("存在的主要问题")) =>
        {
            Some(5)
        }
        () if (has("其他需要报告") || has("需要报告的其他")) && length <= 16 => Some(6),
        () => None,
    }
}

/// Where each part begins: index of its heading. A table of contents before the text is passed over.
fn part_starts(texts: &[String], pieces: &[Piece]) -> [Option<usize>; 7] {
    let mut hits: Vec<(usize, u8)> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        if matches!(pieces[at], Piece::Row(_)) {
            continue;
        }
        let wrapped = || {
            let next = texts.get(at + 1)?;
            let numbered =
                text.starts_with(['一', '二', '三', '四', '五', '六']) && text.chars().nth(1) == Some('、');
            (numbered && next.chars().count() <= 16).then(|| heading(&format!("{text}{next}"))).flatten()
        };
        if let Some(part) = heading(text).or_else(wrapped) {
            hits.push((at, part));
        }
    }
    // The text proper begins at the last 总体情况.
    let first = hits.iter().rposition(|(_, part)| *part == 1).unwrap_or(0);
    let mut starts = [None; 7];
    let mut reached = 0;
    for (at, part) in hits.into_iter().skip(first) {
        if part > reached {
            starts[usize::from(part)] = Some(at);
            reached = part;
        }
    }
    starts
}

/// Stretches of pieces that hold the tables, as half-open ranges.
struct Stretches {
    two: (usize, usize),
    three: (usize, usize),
    four: (usize, usize),
}

fn stretches(keys: &[String], starts: &[Option<usize>; 7], pieces: &[Piece]) -> Stretches {
    let end = keys.len();
    let after = |from: usize, test: &dyn Fn(&str) -> bool| {
        keys[from.min(end)..].iter().position(|key| test(key)).map(|at| at + from)
    };
    let five = starts[5].or(starts[6]).unwrap_or(end);
    let two = starts[2]
        .or_else(|| after(0, &|key| key.starts_with("第二十条第一项") || key.starts_with("信息内容本年")))
        .or_else(|| after(0, &|key| key.starts_with("第二十条第")));
    let from = two.unwrap_or_else(|| starts[1].unwrap_or(0));
    let opens3 =
        |key: &str| key.starts_with("本列数据的勾稽关系") || key.contains("本年新收政府信息公开申请数量");
    let three = starts[3].or_else(|| after(from, &opens3)).unwrap_or(five).min(five);
    // The table may begin before a heading that was set late or lost.
    let three = after(from, &opens3).map_or(three, |at| at.min(three));
    let last3 = after(three, &|key| key.contains("结转下年度继续办理")).unwrap_or(three);
    let four = starts[4].filter(|at| *at >= last3).or_else(|| {
        after(last3, &|key| {
            key.starts_with("行政复议") || (key.contains("行政复议") && key.ends_with("情况"))
        })
    });
    let four = four.unwrap_or(five).min(five).max(three);
    let end3 = end_of_three(keys, pieces, (three, four));
    Stretches {
        two: (two.unwrap_or(three).min(three), three),
        three: (three, end3),
        four: (four, five.max(four)),
    }
}

/// Table 3 ends with 「四、结转下年度继续办理」 and its figures; charts and their data may follow in the part.
fn end_of_three(keys: &[String], pieces: &[Piece], (from, to): (usize, usize)) -> usize {
    let label = |key: &String| key.contains("结转下年度继续办理") && key.chars().count() <= 80;
    let Some(last) = keys[from..to].iter().position(label).map(|at| at + from) else { return to };
    if matches!(pieces[last], Piece::Row(_)) {
        return last + 1;
    }
    let figures = |key: &String| key.chars().all(|c| c.is_ascii_digit());
    let after = keys[last + 1..to].iter().take_while(|key| figures(key)).count();
    last + 1 + after
}

/// 2019年试行格式 has columns and rows that the form of 2021 dropped.
fn form_of(keys: &[String]) -> Form {
    let trial = keys.iter().any(|key| {
        ["本年新制作数量", "上一年项目数量", "其他对外管理服务事项", "采购总金额"]
            .iter()
            .any(|word| key.contains(word))
    });
    if trial { Form::Trial2019 } else { Form::Standard2021 }
}

// ---------------------------------------------------------------- tables

fn read_tables(report: &mut Published, pieces: &[Piece], at: &Stretches, form: Form) {
    let stretch = |(from, to): (usize, usize)| tokens(&pieces[from..to.max(from)], from);
    let (two, trial_rows) = table2::read(&stretch(at.two), form);
    let three = table3::read(&stretch(at.three), form);
    let four = table4::read(&stretch(at.four), form);
    report.trial_rows = trial_rows;
    let images = pieces.iter().filter(|piece| matches!(piece, Piece::Image)).count();
    let words = pieces.iter().any(|piece| !matches!(piece, Piece::Image));
    if !words && images > 0 {
        report.findings.push(pictures(Place::Report, images));
        return;
    }
    report.table2 = keep(report, two, Place::Table2, images);
    report.table3 = keep(report, three, Place::Table3, images);
    report.table4 = keep(report, four, Place::Table4, images);
}

/// Takes a table's figures, remarks and findings over; a table that is not there is said to be missing.
fn keep<T>(report: &mut Published, read: Read<T>, place: Place, images: usize) -> T {
    if read.seen {
        report.notes.extend(read.notes);
        report.findings.extend(read.findings);
    } else if images > 0 {
        report.findings.push(pictures(place, images));
    } else {
        report.findings.push(missing(place));
    }
    read.table
}

fn missing(place: Place) -> Finding {
    Finding {
        rule: RuleId::R18,
        severity: Severity::Error,
        place,
        expected: json!("统计表"),
        found: serde_json::Value::Null,
        message: format!("没有读到{}。请确认文件中有该表，且为文字表格，不是图片。", place.in_words()),
        waived: None,
    }
}

fn pictures(place: Place, images: usize) -> Finding {
    Finding {
        rule: RuleId::R18,
        severity: Severity::Error,
        place,
        expected: json!("文字表格"),
        found: json!(format!("{images}幅图片")),
        message: format!(
            "{}没有文字，文件中有{images}幅图片，统计表可能是以图片发布的，无法读取、检索和核对。请改用文字表格重新发布。",
            place.in_words()
        ),
        waived: None,
    }
}

fn cut() -> Finding {
    Finding {
        rule: RuleId::R19,
        severity: Severity::Warning,
        place: Place::Report,
        expected: serde_json::Value::Null,
        found: serde_json::Value::Null,
        message: "文件内容过多，只读取了前面一部分，后面的没有核对。请去掉与年度报告无关的内容后再核对。"
            .into(),
        waived: None,
    }
}

// ---------------------------------------------------------------- prose

/// What stands before part one.
fn head<'a>(texts: &'a [String], starts: &[Option<usize>; 7]) -> Vec<&'a str> {
    let end = starts.iter().flatten().min().copied().unwrap_or(texts.len());
    texts[..end].iter().map(String::as_str).filter(|text| !text.is_empty()).collect()
}

fn prose(texts: &[String], pieces: &[Piece], starts: &[Option<usize>; 7], at: &Stretches) -> Vec<Part> {
    let mut bounds: Vec<(u8, usize)> = vec![(0, 0)];
    bounds.extend((1..=6u8).filter_map(|part| starts[usize::from(part)].map(|start| (part, start))));
    let mut parts = Vec::new();
    for (index, (number, start)) in bounds.iter().enumerate() {
        let end = bounds.get(index + 1).map_or(texts.len(), |(_, next)| *next);
        let body = if *number == 0 { *start } else { start + 1 };
        let tabular = |at_piece: usize| {
            let inside = |(from, to): (usize, usize)| (from..to).contains(&at_piece);
            inside(at.two) || inside(at.three) || inside(at.four)
        };
        let lines = (body.min(end)..end).filter(|line| {
            let text = &texts[*line];
            let sentence = text.ends_with('。') || text.starts_with('注');
            !text.is_empty() && (!tabular(*line) || (sentence && !matches!(pieces[*line], Piece::Row(_))))
        });
        let paragraphs = paragraphs(lines.map(|line| texts[line].as_str()));
        if *number == 0 && paragraphs.is_empty() {
            continue;
        }
        let title = if *number == 0 { String::new() } else { title_of(texts, *start, *number) };
        parts.push(Part { number: *number, title, paragraphs });
    }
    parts
}

fn title_of(texts: &[String], start: usize, number: u8) -> String {
    match heading(&texts[start]) {
        Some(_) => texts[start].clone(),
        None => texts
            .get(start + 1)
            .map_or_else(|| PARTS[usize::from(number) - 1].into(), |next| format!("{}{next}", texts[start])),
    }
}

/// Joins lines that were broken at the margin.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut broken = false;
    for line in lines {
        match paragraphs.last_mut().filter(|_| broken && !opens(line)) {
            Some(last) => {
                let latin = last.ends_with(|c: char| c.is_ascii_alphabetic())
                    && line.starts_with(|c: char| c.is_ascii_alphabetic());
                if latin {
                    last.push(' ');
                }
                last.push_str(line);
            }
            None => paragraphs.push(line.to_string()),
        }
        // A line that fills its measure and does not end a sentence goes on in the next.
        broken =
            line.chars().count() >= 18 && !line.ends_with(['。', ';', ':', '!', '?', '；', '：', '！', '？']);
    }
    paragraphs
}

/// Whether a line opens a paragraph of its own.
fn opens(line: &str) -> bool {
    let mut chars = line.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('('), Some(c), Some(')')) => "一二三四五六七八九十".contains(c) || c.is_ascii_digit(),
        (Some(c), Some('、'), _) => "一二三四五六七八九十".contains(c),
        (Some(c), Some('是'), _) => "一二三四五六七八九十".contains(c),
        (Some(c), Some('.'), Some(next)) => c.is_ascii_digit() && !next.is_ascii_digit(),
        _ => false,
    }
}

/// 落款日期: the last line that is a date and nothing else, or «(2026年1月23日)» under the title.
fn dated(texts: &[String]) -> Option<Date> {
    let date = |text: &String| date_line(text);
    texts.iter().rev().take(12).find_map(date).or_else(|| texts.iter().take(12).find_map(date))
}

/// The organ of the 落款: before its date, or on the line above it.
fn signed(texts: &[String]) -> Option<String> {
    let lines: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    let from = lines.len().saturating_sub(12);
    let at = (from..lines.len()).rev().find(|at| date_line(lines[*at]).is_some())?;
    let alone = at.checked_sub(1).map(|above| squeezed(lines[above]));
    signature(&squeezed(lines[at]))
        .map(|(organ, _)| organ.to_string())
        .or(alone)
        .filter(|name| is_organ(name))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// «甲县人民政府2025年1月20日»: the organ and the date.
fn signature(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['2', '二']).filter(|at| *at > 0)?;
    let (organ, date) = text.split_at(at);
    is_organ(organ).then_some((organ, date))
}

fn date_line(text: &str) -> Option<Date> {
    if text.len() > 200 || !text.contains(['年', '-', '.', '/']) {
        return None;
    }
    let text = squeezed(text);
    let text = text.trim_matches(|c| c == '(' || c == ')');
    let text = ["发布日期:", "发布时间:", "日期:", "时间:"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead))
        .unwrap_or(text);
    let text = signature(text).map_or(text, |(_, date)| date);
    let text = in_digits(text);
    let parted = |mark: char| text.split_once(mark).filter(|(year, _)| year.len() == 4);
    let (year, rest) = ['年', '-', '.', '/'].into_iter().find_map(parted)?;
    let (month, rest) = ['月', '-', '.', '/'].into_iter().find_map(|mark| rest.split_once(mark))?;
    let day = rest
        .strip_suffix('日')
        .unwrap_or(rest)
        .get(..rest.strip_suffix('日').unwrap_or(rest).len().min(2))?;
    if rest.len() > 16 || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// «二〇二五年一月二十日» as 2025年1月20日; anything else as it stands.
fn in_digits(text: &str) -> Cow<'_, str> {
    let numbers = || {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix('日')?;
        let year: Option<String> = year.chars().map(|c| numeral(c).map(|digit| digit.to_string())).collect();
        Some(format!("{}年{}月{}日", year?, tens(month)?, tens(day)?))
    };
    if text.starts_with('二') { numbers().map_or(Cow::Borrowed(text), Cow::Owned) } else { text.into() }
}

fn numeral(c: char) -> Option<u32> {
    if c == '○' || c == '零' {
        return Some(0);
    }
    "〇一二三四五六七八九".chars().position(|numeral| numeral == c).map(|digit| digit as u32)
}

/// «二十三» as 23.
fn tens(text: &str) -> Option<u32> {
    let one = |text: &str, none: u32| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(none),
            (Some(c), None) => numeral(c),
            (Some(_), Some(_)) => None,
        }
    };
    match text.split_once('十') {
        Some((tens, ones)) => Some(one(tens, 1)? * 10 + one(ones, 0)?),
        None => one(text, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_open_parts_and_prose_does_not() {
        for (text, part) in [
            ("一、总体情况", Some(1)),
            ("二、主动公开政府信息情况", Some(2)),
            ("表三:收到和处理政府信息公开申请情况", Some(3)),
            ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", Some(4)),
            ("五、政府信息公开工作存在的主要问题及改进情况", Some(5)),
            ("存在的主要问题及改进情况", Some(5)),
            ("(一)存在的主要问题", None),
            ("(二)改进情况及下一步工作打算", None),
            ("六、其他需要报告的事项", Some(6)),
            ("及其他需要报告的事项。", None),
            ("行政复议", None),
        ] {
            assert_eq!(heading(text), part, "{text}");
        }
    }

    #[test]
    fn dates_stand_alone() {
        for (text, expected) in [
            ("2026年1月23日", Some("2026-01-23")),
            ("(2026年1月23日)", Some("2026-01-23")),
            ("发布日期:2025-01-20", Some("2025-01-20")),
            ("甲县人民政府 2025年1月20日", Some("2025-01-20")),
            ("甲县教育局二〇二五年一月二十日", Some("2025-01-20")),
            ("二○二五年十二月三十一日", Some("2025-12-31")),
            ("2025.1.20", Some("2025-01-20")),
            ("2025/01/20", Some("2025-01-20")),
            ("二、主动公开政府信息情况", None),
            ("甲县人民政府2025年工作要点", None),
            ("在2024年11月22日召开培训", None),
            ("2024年", None),
        ] {
            assert_eq!(date_line(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_organ_may_stand_in_the_signature_alone() {
        for lines in [
            ["无。", "甲县教育局", "2025年1月20日"],
            ["无。", "", "甲县教育局 2025年1月20日"],
            ["无。", "甲 县 教 育 局", "二〇二五年一月二十日"],
        ] {
            assert_eq!(signed(&lines.map(String::from)).as_deref(), Some("甲县教育局"), "{lines:?}");
        }
        assert_eq!(signed(&["详见网站。", "2025年1月20日"].map(String::from)), None);
    }

    #[test]
    fn lines_broken_at_the_margin_are_joined() {
        let lines = [
            "2023年，洪泽区人民政府坚持以实际行动贯彻落实条例",
            "相关规范要求。",
            "（一）主动公开情况。",
            "一是加强管理",
        ];
        assert_eq!(paragraphs(lines.into_iter()).len(), 3);
    }
}
