//! 文字部分：an editable template whose figures are metrics.

use super::model::{Block, Organ, Part, Span, TableNo};
use super::refusal::Refusal;
use crate::metric::{Figures, Record, catalogue};
use law::annual_report::form::PARTS;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, context};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

/// The template every office begins with.
pub const DEFAULT: &str = include_str!("../../templates/annual_report.zh.md");

/// What the prose may speak of.
#[derive(Clone)]
pub(super) struct Facts {
    pub figures: Arc<Figures>,
    pub prior: Option<Arc<Figures>>,
    pub organ: Organ,
    /// The charts by name, in the order of the report.
    pub charts: Vec<&'static str>,
}

/// Preface and parts.
pub(super) struct Prose {
    pub preface: Vec<Block>,
    pub parts: Vec<Part>,
}

// Marks the template functions leave in the text; the template and the records may not hold them.
const FIGURE: char = '\u{E000}';
const WORDS: char = '\u{E001}';
const END: char = '\u{E002}';
const INSERT: char = '\u{E003}';

pub(super) fn write(name: &str, template: &str, facts: &Facts) -> Result<Prose, Refusal> {
    refuse_typed_figures(name, template)?;
    let refusal = |error: &Error| Refusal::Template {
        name: name.to_string(),
        line: error.line().unwrap_or(1),
        message: in_words(error),
    };
    let mut environment = environment(facts);
    environment.add_template("report", template).map_err(|error| refusal(&error))?;
    let template = environment.get_template("report").map_err(|error| refusal(&error))?;
    let text = template
        .render(context! { year => facts.figures.year, organ => organ(&facts.organ) })
        .map_err(|error| refusal(&error))?;
    read(name, &text, &facts.charts)
}

fn in_words(error: &Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidOperation if detail.ends_with('。') => detail.to_string(),
        ErrorKind::UndefinedError => "引用了不存在的名称，请核对拼写。".into(),
        ErrorKind::UnknownFunction | ErrorKind::UnknownFilter | ErrorKind::UnknownTest => {
            format!("没有这个函数或过滤器（{detail}），请核对拼写。")
        }
        _ => format!("模板写法有误（{detail}），请对照默认模板改正。"),
    }
}

// ---------------------------------------------------------------- 模板函数

fn organ(organ: &Organ) -> Value {
    Value::from_pairs([
        ("name", organ.name.as_str()),
        ("short_name", &organ.short_name),
        ("code", &organ.code),
        ("region", &organ.region),
        ("address", &organ.address),
        ("postcode", &organ.postcode),
        ("telephone", &organ.telephone),
        ("email", &organ.email),
        ("website", &organ.website),
    ])
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn environment(facts: &Facts) -> Environment<'_> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Newlines after tags are kept: a tag on a line of its own parts paragraphs.
    environment.set_syntax(
        SyntaxConfig::builder().lstrip_blocks(true).build().expect("default delimiters are valid"),
    );
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let own = Arc::new(facts.clone());
    let with = || Arc::clone(&own);
    let facts = with();
    environment.add_function("f", move |id: &str| facts.value(id).map(|value| mark(id, &plain(value))));
    let facts = with();
    environment.add_function("v", move |id: &str| facts.value(id).map(number));
    let facts = with();
    environment.add_function("said", move |id: &str, words: &str| {
        // A figure may be said in words where its register is missing too: there is nothing to count.
        facts.known(id).map(|()| if facts.peek(id).is_some() { mark(id, words) } else { words.to_string() })
    });
    let facts = with();
    environment.add_function("has", move |register: &str| facts.has(register));
    let facts = with();
    environment
        .add_function("compared", move |id: &str, lead: Option<&str>| facts.compared(id, lead.unwrap_or("")));
    let facts = with();
    environment
        .add_function("grown", move |id: &str, lead: Option<&str>| facts.grown(id, lead.unwrap_or("")));
    let facts = with();
    environment.add_function("rows", move |register: &str| {
        facts.rows(register).map(|rows| rows.into_iter().map(Value::from_pairs).collect::<Vec<_>>())
    });
    let facts = with();
    environment.add_function("last", move |register: &str| {
        facts.last(register).map(|rows| rows.into_iter().map(Value::from_pairs).collect::<Vec<_>>())
    });
    let facts = with();
    environment.add_function("works", move |kind: &str| facts.works(kind));
    let facts = with();
    environment.add_function("most", move |register: &str, field: &str, many: usize| {
        facts.most(register, field, many)
    });
    environment.add_function("table", |number: u32| match number {
        2..=4 => Ok(format!("{INSERT}{number}")),
        _ => Err(refused(format!("没有表{number}，统计表为 table(2)、table(3)、table(4)。"))),
    });
    let charts = own.charts.clone();
    environment.add_function("chart", move |name: &str| match charts.iter().position(|one| *one == name) {
        Some(at) => Ok(format!("{INSERT}c{at}")),
        None => Err(refused(format!("没有名为“{name}”的附图，可用的有：{}。", charts.join("、")))),
    });
    environment.add_filter("day", |date: &str| match date.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(format!("{}月{}日", date.month(), date.day())),
        Err(_) => Err(refused(format!("“{date}”不是日期，day 只用于日期。"))),
    });
    environment.add_filter("cn", chinese);
    environment
}

impl Facts {
    fn known(&self, id: &str) -> Result<(), Error> {
        match catalogue().find(id) {
            Some(_) => Ok(()),
            None => Err(refused(format!("没有名为“{id}”的指标，请核对拼写。"))),
        }
    }

    fn peek(&self, id: &str) -> Option<Decimal> {
        self.figures.value(id, self.prior.as_deref())
    }

    fn value(&self, id: &str) -> Result<Decimal, Error> {
        self.known(id)?;
        self.peek(id).ok_or_else(|| {
            let register = catalogue().counted(id).map(|(_, counted)| counted.register);
            let (label, key) = register.map_or(("", ""), |register| (register.label, register.key));
            refused(format!(
                "指标“{id}”没有数：{}年缺少登记“{label}”或没有可比的数。请补充登记，或先用 has(\"{key}\") 判断。",
                self.figures.year
            ))
        })
    }

    fn has(&self, register: &str) -> Result<bool, Error> {
        register_known(register)?;
        Ok(self.figures.registers.contains_key(register))
    }

    /// 「比上年增加1件」; nothing where last year's records are missing.
    fn compared(&self, id: &str, lead: &str) -> Result<String, Error> {
        self.known(id)?;
        let change = format!("{id}.change");
        let metric = catalogue().find(&change);
        let unit =
            metric.map(|metric| metric.unit).ok_or_else(|| refused(format!("指标“{id}”不作年度比较。")))?;
        Ok(match self.peek(&change) {
            None => String::new(),
            Some(same) if same.is_zero() => format!("{lead}{}", mark(&change, "与上年持平")),
            Some(more) => {
                let verb = if more.is_sign_positive() { "增加" } else { "减少" };
                format!("{lead}比上年{verb}{}{unit}", mark(&change, &plain(more.abs())))
            }
        })
    }

    /// 「同比增长7.82%」; nothing where last year's records are missing or empty.
    fn grown(&self, id: &str, lead: &str) -> Result<String, Error> {
        self.known(id)?;
        let growth = format!("{id}.growth");
        catalogue().find(&growth).ok_or_else(|| refused(format!("指标“{id}”不作年度比较。")))?;
        Ok(match self.peek(&growth) {
            None => String::new(),
            Some(same) if same.is_zero() => format!("{lead}{}", mark(&growth, "同比持平")),
            Some(more) => {
                let verb = if more.is_sign_positive() { "增长" } else { "下降" };
                format!("{lead}同比{verb}{}%", mark(&growth, &plain(more.abs())))
            }
        })
    }

    fn rows(&self, register: &str) -> Result<Vec<Record>, Error> {
        register_known(register)?;
        Ok(plain_rows(self.figures.rows.get(register).cloned().unwrap_or_default()))
    }

    /// Last year's rows, such as the measures its part five announced; none where there are none.
    fn last(&self, register: &str) -> Result<Vec<Record>, Error> {
        register_known(register)?;
        let rows =
            self.prior.as_ref().and_then(|prior| prior.rows.get(register)).cloned().unwrap_or_default();
        Ok(plain_rows(rows))
    }

    /// The paragraphs of the year's works of one kind: several are numbered 一是、二是.
    fn works(&self, kind: &str) -> Result<String, Error> {
        let field = crate::register::Register::find("works")
            .and_then(|works| Some(works.fields[works.position("kind")?].kind));
        if field.is_none_or(|field| field.choice(kind).is_none()) {
            return Err(refused(format!("年度重点工作没有“{kind}”这一方面。")));
        }
        let rows = self.rows("works")?;
        let texts: Vec<_> =
            rows.iter().filter(|row| row["kind"] == kind).map(|row| row["content"].as_str()).collect();
        let numbered = texts.iter().enumerate().map(|(at, text)| match texts.len() {
            1 => text.to_string(),
            _ => format!("{}是{text}", chinese(at as u64 + 1)),
        });
        Ok(numbered.collect::<Vec<_>>().join("\n\n"))
    }

    fn most(&self, register: &str, field: &str, many: usize) -> Result<String, Error> {
        register_known(register)?;
        let tallies = self.figures.tallies.iter();
        let found = tallies
            .filter(|((one, other), _)| *one == register && *other == field)
            .map(|(_, tally)| tally)
            .next();
        let Some(tally) = found else {
            return Err(refused(format!("登记“{register}”的“{field}”列没有归类统计。")));
        };
        Ok(tally.iter().take(many).map(|(text, _)| unmarked(text)).collect::<Vec<_>>().join("、"))
    }
}

fn plain_rows(rows: Vec<Record>) -> Vec<Record> {
    let plain = |row: Record| row.into_iter().map(|(key, cell)| (key, unmarked(&cell))).collect();
    rows.into_iter().map(plain).collect()
}

fn register_known(register: &str) -> Result<(), Error> {
    match crate::register::Register::find(register) {
        Some(_) => Ok(()),
        None => Err(refused(format!("没有名为“{register}”的登记，请核对拼写。"))),
    }
}

fn mark(id: &str, words: &str) -> String {
    format!("{FIGURE}{id}{WORDS}{words}{END}")
}

/// What a clerk typed into a record, without what we use as marks.
fn unmarked(text: &str) -> String {
    text.replace([FIGURE, WORDS, END, INSERT], "")
}

pub(super) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

fn number(value: Decimal) -> Value {
    match value.fract().is_zero() {
        true => value.to_i64().map(Value::from),
        false => value.to_f64().map(Value::from),
    }
    .unwrap_or(Value::UNDEFINED)
}

/// 一、二……九十九, for enumerations and titles.
pub(crate) fn chinese(number: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, number % 10);
    match (tens, ones) {
        (0, ones) => DIGITS[ones as usize].into(),
        (1, 0) => "十".into(),
        (1, ones) => format!("十{}", DIGITS[ones as usize]),
        (2..=9, 0) => format!("{}十", DIGITS[tens as usize]),
        (2..=9, ones) => format!("{}十{}", DIGITS[tens as usize], DIGITS[ones as usize]),
        _ => number.to_string(),
    }
}

// ---------------------------------------------------------------- 手填数字

/// Units a figure carries; a digit typed before one of them is a figure that no record answers for.
pub(super) const UNITS: [&str; 16] =
    ["件", "条", "次", "份", "项", "人", "名", "个", "场", "万", "亿", "元", "%", "％", "余", "多"];

fn refuse_typed_figures(name: &str, template: &str) -> Result<(), Refusal> {
    let text = without_code(template);
    for (at, letter) in text.char_indices() {
        if !letter.is_ascii_digit() {
            continue;
        }
        let rest =
            text[at..].trim_start_matches(|letter: char| letter.is_ascii_digit() || ".,".contains(letter));
        if let Some(unit) = UNITS.iter().find(|unit| rest.trim_start().starts_with(**unit)) {
            let digits = &text[at..text.len() - rest.len()];
            return Err(Refusal::Template {
                name: name.to_string(),
                line: text[..at].matches('\n').count() + 1,
                message: format!(
                    "直接填写了“{digits}{unit}”。数字应当取自登记，请改为 {{{{ f(\"指标\") }}}} 的形式。"
                ),
            });
        }
    }
    Ok(())
}

/// The template with code and comments blanked out, lines kept.
pub(super) fn without_code(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let close = match rest.as_bytes()[open + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let end = rest[open..].find(close).map_or(rest.len(), |at| open + at + 2);
        out.push_str(&rest[..open]);
        // A stand-in that is no digit and no unit, so that «9{{ … }}件» is not read across.
        out.push('·');
        out.extend(rest[open..end].chars().filter(|letter| *letter == '\n'));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

// ---------------------------------------------------------------- 成段

fn read(name: &str, text: &str, charts: &[&str]) -> Result<Prose, Refusal> {
    let refusal = |line: usize, message: String| Refusal::Template { name: name.into(), line, message };
    let mut sections: Vec<Part> = Vec::new();
    for chunk in text.split("\n\n").flat_map(headings_apart) {
        let joined: String = chunk.lines().map(str::trim).collect();
        if let Some(title) = joined.strip_prefix("# ") {
            let expected = ["前言"].into_iter().chain(PARTS).nth(sections.len());
            if expected != Some(title) {
                let wanted = expected.unwrap_or("（到此为止）");
                return Err(refusal(
                    1,
                    format!("标题“{title}”应为“{wanted}”。部分标题和次序由格式规定，请勿改动。"),
                ));
            }
            sections.push(Part { title: title.into(), blocks: Vec::new() });
        } else if !joined.is_empty() {
            let Some(section) = sections.last_mut() else {
                return Err(refusal(1, "正文之前应有“# 前言”。".into()));
            };
            section.blocks.push(block(&joined, &section.blocks, charts.len()));
        }
    }
    if sections.len() != 1 + PARTS.len() {
        let missing = PARTS.get(sections.len().saturating_sub(1)).copied().unwrap_or_default();
        return Err(refusal(1, format!("缺少“# {missing}”部分。年度报告应有六个部分，不能遗漏。")));
    }
    let preface = sections.remove(0).blocks;
    for part in &mut sections {
        drop_empty_headings(&mut part.blocks);
    }
    Ok(Prose { preface, parts: sections })
}

/// A heading line is its own paragraph, blank line after it or not.
fn headings_apart(chunk: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in chunk.lines() {
        let heading = line.starts_with("# ") || line.starts_with("## ");
        if heading {
            out.push(line.to_string());
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    out
}

fn block(text: &str, before: &[Block], charts: usize) -> Block {
    if let Some(title) = text.strip_prefix("## ") {
        let number = before.iter().filter(|block| matches!(block, Block::Heading(_))).count() as u64 + 1;
        return Block::Heading(format!("（{}）{title}", chinese(number)));
    }
    match text.strip_prefix(INSERT) {
        Some("2") => Block::Table(TableNo::Two),
        Some("3") => Block::Table(TableNo::Three),
        Some("4") => Block::Table(TableNo::Four),
        Some(chart) => {
            let at = chart.strip_prefix('c').and_then(|at| at.parse().ok()).filter(|at: &usize| *at < charts);
            at.map_or_else(|| Block::Paragraph(spans(chart)), Block::Chart)
        }
        None => Block::Paragraph(spans(text)),
    }
}

/// A heading under which nothing was said is left out, and the others keep their order.
fn drop_empty_headings(blocks: &mut Vec<Block>) {
    let empty: Vec<bool> = (0..blocks.len())
        .map(|at| {
            matches!(blocks[at], Block::Heading(_))
                && matches!(blocks.get(at + 1), None | Some(Block::Heading(_)))
        })
        .collect();
    let mut number = 0;
    let mut at = 0;
    blocks.retain(|_| {
        at += 1;
        !empty[at - 1]
    });
    for block in blocks {
        if let Block::Heading(title) = block {
            number += 1;
            let words = title.split_once('）').map_or(title.as_str(), |(_, words)| words);
            *title = format!("（{}）{words}", chinese(number));
        }
    }
}

fn spans(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut rest = text;
    let words = |text: &str| Span { text: unmarked(text), metric: None };
    while let Some((before, (id, (figure, after)))) = rest.split_once(FIGURE).and_then(|(before, marked)| {
        let (id, tail) = marked.split_once(WORDS)?;
        Some((before, (id, tail.split_once(END)?)))
    }) {
        if !before.is_empty() {
            out.push(words(before));
        }
        out.push(Span { text: figure.into(), metric: Some(id.into()) });
        rest = after;
    }
    if !rest.is_empty() {
        out.push(words(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: Option<(usize, &str)>) {
        let found = refuse_typed_figures("模板", template);
        let found = found.err().map(|refusal| match refusal {
            Refusal::Template { line, message, .. } => {
                (line, message.split('。').next().unwrap_or("").to_string())
            }
            other => (0, other.to_string()),
        });
        assert_eq!(found, expected.map(|(line, message)| (line, message.to_string())), "{template}");
    }

    #[test]
    fn a_typed_figure_is_refused_with_its_line() {
        check("共{{ f(\"requests.received\") }}件", None);
        check("自1月1日至12月31日，依第711号令", None);
        check("甲\n共 9 件", Some((2, "直接填写了“9件”")));
        check("{# 9件 #}\n{{ x }}\n增长7.82%", Some((3, "直接填写了“7.82%”")));
        check("关注7000余人", Some((1, "直接填写了“7000余”")));
    }

    #[test]
    fn the_default_template_types_no_figure() {
        check(DEFAULT, None);
        let typed: String = without_code(DEFAULT).chars().filter(char::is_ascii_digit).collect();
        assert_eq!(typed, "111231", "only 1月1日 and 12月31日");
    }

    #[test]
    fn numbers_are_written_in_chinese() {
        for (number, words) in
            [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
        {
            assert_eq!(chinese(number), words);
        }
    }

    #[test]
    fn marks_become_spans() {
        let text = format!("共{}件。", mark("a.b", "9"));
        let found: Vec<_> = spans(&text).into_iter().map(|span| (span.text, span.metric)).collect();
        assert_eq!(found, [("共".into(), None), ("9".into(), Some("a.b".into())), ("件。".into(), None)]);
    }
}
