//! 正文的编辑：the text taken apart into preface and six parts, and the figures somebody typed into it.

use super::model::Figure;
use super::prose::{UNITS, without_code};
use law::annual_report::form::PARTS;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The preface and the six parts of a text, their titles left out; what stands before the first title, such as notes
/// on how to write it, is left out too. A text without any is all preface.
pub fn split(text: &str) -> [String; 7] {
    let mut parts: [Vec<&str>; 7] = Default::default();
    let mut at = 0;
    let title = |line: &str| titles().position(|title| line.trim_end().strip_prefix("# ") == Some(title));
    let notes = text.lines().position(|line| title(line).is_some()).unwrap_or(0);
    for line in text.lines().skip(notes) {
        match title(line) {
            Some(part) => at = part,
            None => parts[at].push(line),
        }
    }
    parts.map(|lines| lines.join("\n").trim().to_owned())
}

/// The text of preface and parts.
pub fn join(parts: &[String; 7]) -> String {
    let sections = titles().zip(parts).map(|(title, body)| {
        // A title is a line of its own that nobody may write twice.
        let body: Vec<&str> = body.lines().filter(|line| !line.starts_with("# ")).collect();
        format!("# {title}\n\n{}\n", body.join("\n").trim())
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn titles() -> impl Iterator<Item = &'static str> {
    ["前言"].into_iter().chain(PARTS)
}

/// A figure that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Counted from 1.
    pub line: usize,
    /// «9件»
    pub text: String,
    /// Metrics that have this very value, with their labels: one of them is meant.
    pub same: Vec<(String, String)>,
}

impl Typed {
    /// What to tell whoever typed it.
    pub fn told(&self) -> String {
        let Typed { line, text, same } = self;
        match same.as_slice() {
            [] => format!(
                "第{line}行直接填写了“{text}”，没有一个指标是这个数，与登记不符。请核对登记，改为取自指标。"
            ),
            [(id, label)] => {
                format!("第{line}行直接填写了“{text}”，与指标“{label}”相同。请改为 {{{{ f(\"{id}\") }}}}。")
            }
            several => {
                let named = several.iter().map(|(id, label)| format!("“{label}”{{{{ f(\"{id}\") }}}}"));
                let named = named.collect::<Vec<_>>().join("、");
                format!("第{line}行直接填写了“{text}”，与下列指标相同：{named}。请改用所指的一个。")
            }
        }
    }
}

/// Metrics named for one typed figure.
const NAMED: usize = 4;

/// Every figure typed into a text: digits before a unit, outside of what is computed.
pub fn typed(text: &str, figures: &BTreeMap<String, Figure>) -> Vec<Typed> {
    let plain = without_code(text);
    let mut found = Vec::new();
    let mut rest = plain.as_str();
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let from = plain.len() - rest.len() + at;
        let tail = &plain[from..];
        let end = tail
            .find(|letter: char| !letter.is_ascii_digit() && !".,".contains(letter))
            .unwrap_or(tail.len());
        let (digits, after) = tail.split_at(end);
        if let Some(unit) = UNITS.iter().find(|unit| after.trim_start().starts_with(**unit)) {
            let value: Option<Decimal> = digits.replace(',', "").trim_end_matches('.').parse().ok();
            let same = figures.values().filter(|figure| Some(figure.value) == value);
            let same = same.map(|figure| (figure.metric.clone(), figure.label.clone())).take(NAMED);
            found.push(Typed {
                line: plain[..from].matches('\n').count() + 1,
                text: format!("{digits}{unit}"),
                same: same.collect(),
            });
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::prose::DEFAULT;
    use super::*;

    fn figure(metric: &str, value: i64) -> (String, Figure) {
        let figure = Figure {
            metric: metric.into(),
            label: format!("标签{metric}"),
            unit: "件".into(),
            value: value.into(),
            prior: None,
            register: "requests".into(),
            records: 1,
            overridden: None,
        };
        (metric.to_owned(), figure)
    }

    #[test]
    fn a_text_taken_apart_and_put_together_is_the_same_text() {
        let parts = split(DEFAULT);
        assert!(parts.iter().all(|part| !part.is_empty()), "{parts:?}");
        assert!(parts[0].starts_with("本报告"), "{}", parts[0]);
        assert_eq!(split(&join(&parts)), parts);
        let mut doubled = parts.clone();
        doubled[1] = "# 六、其他需要报告的事项\n\n正文".into();
        assert_eq!(split(&join(&doubled))[1], "正文", "a title typed into a part is no title");
    }

    #[test]
    fn a_typed_figure_names_the_metric_it_equals_or_contradicts() {
        let figures: BTreeMap<String, Figure> = [figure("a", 9), figure("b", 475), figure("c", 9)].into();
        let text = "收到9件。\n公开475条、480条，{{ f(\"a\") }}件，依第711号令";
        let found: Vec<(usize, String, usize)> =
            typed(text, &figures).into_iter().map(|one| (one.line, one.text, one.same.len())).collect();
        assert_eq!(found, [(1, "9件".into(), 2), (2, "475条".into(), 1), (2, "480条".into(), 0)]);
        assert!(typed(text, &figures)[1].told().contains("f(\"b\")"));
        assert!(typed(text, &figures)[2].told().contains("与登记不符"));
        assert_eq!(typed(DEFAULT, &figures), []);
    }
}
