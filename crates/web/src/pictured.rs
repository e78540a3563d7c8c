//! 登记的图表：which registers are drawn, by what; counts and sums that were kept with each act, never counted anew.

use crate::words;
use ::registers::{Registers, Totals};
use office::annual_report::{Chart, ChartKind};
use office::register::{Kind, Register};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeSet;

/// Entries of a field that are drawn, the most frequent.
pub const DRAWN: usize = 12;
/// What a line of a month counts by.
pub const MONTH: &str = "month";

/// One chart and the table beneath it; its key is its address.
pub struct Picture {
    pub key: &'static str,
    pub title: &'static str,
    pub unit: &'static str,
    /// Whose rows.
    pub register: &'static str,
    by: By,
}

enum By {
    Months,
    /// What a field says.
    Field(&'static str),
    /// What a field of money adds up to, in 万元, by what another says.
    Amount(&'static str, &'static str),
}

pub const PICTURES: [Picture; 7] = [
    picture("cases-months", "政务服务办件（按月）", "件", "cases", By::Months),
    picture("cases-items", "办件最多的事项", "件", "cases", By::Field("matter")),
    picture("trades-kinds", "公共资源交易（按类别）", "个", "trades", By::Field("kind")),
    picture("trades-amounts", "公共资源交易额（按类别）", "万元", "trades", By::Amount("kind", "amount")),
    picture("help-kinds", "帮办代办服务（按方式）", "次", "help", By::Field("kind")),
    picture("help-months", "帮办代办服务（按月）", "次", "help", By::Months),
    picture("licences-months", "行政许可决定（按月）", "件", "licences", By::Months),
];

const fn picture(
    key: &'static str,
    title: &'static str,
    unit: &'static str,
    register: &'static str,
    by: By,
) -> Picture {
    Picture { key, title, unit, register, by }
}

/// A line of a table: this year beside the last. Blank is a year of which nothing is known, and is not 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub this: Option<Decimal>,
    pub last: Option<Decimal>,
    /// Where the records of this year's figure are read.
    pub path: Option<String>,
}

/// The rows of a year that a line counts: of a month (`03`), or those in which a field says something.
pub struct Part<'a> {
    pub by: &'a str,
    pub is: &'a str,
    pub rows: u64,
}

impl Part<'_> {
    /// As the list of a register is asked for them.
    pub fn query(&self, year: i16) -> String {
        match self.by {
            MONTH => format!("?year={year}&month={}", self.is),
            by => format!("?year={year}&by={by}&is={}", utf8_percent_encode(self.is, NON_ALPHANUMERIC)),
        }
    }
}

impl Line {
    /// Counts of two years; where nothing counts this year, there is nowhere to lead.
    pub fn counted(label: impl Into<String>, (this, last): (u64, u64), path: Option<String>) -> Line {
        let path = path.filter(|_| this > 0);
        Line { label: label.into(), this: Some(this.into()), last: Some(last.into()), path }
    }

    pub fn this_told(&self) -> String {
        told(self.this)
    }

    pub fn last_told(&self) -> String {
        told(self.last)
    }

    pub fn growth(&self) -> String {
        growth(self.this, self.last)
    }

    /// For a file: label, this year, last year.
    pub fn cells(&self) -> [String; 3] {
        let cell = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.to_string());
        [self.label.clone(), cell(self.this), cell(self.last)]
    }
}

fn told(value: Option<Decimal>) -> String {
    value.map_or_else(|| "—".into(), words::number)
}

/// «+7.82%»; nothing where there was nothing last year, or nothing is known.
pub fn growth(this: Option<Decimal>, last: Option<Decimal>) -> String {
    let percent = |(this, last): (Decimal, Decimal)| {
        (this - last).checked_mul(Decimal::ONE_HUNDRED).and_then(|more| more.checked_div(last))
    };
    this.zip(last).and_then(percent).map_or_else(String::new, |percent| {
        let percent = percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let sign = if percent.is_sign_positive() && !percent.is_zero() { "+" } else { "" };
        format!("{sign}{}%", words::number(percent))
    })
}

/// What is not known of the two years is blank, and where neither is known there are no lines. What counts is known.
pub fn known(mut lines: Vec<Line>, (this, last): (bool, bool)) -> Vec<Line> {
    let counts = |of: fn(&Line) -> Option<Decimal>| lines.iter().filter_map(of).any(|one| !one.is_zero());
    let (this, last) = (this || counts(|line| line.this), last || counts(|line| line.last));
    if !this && !last {
        return Vec::new();
    }
    for line in &mut lines {
        line.this = line.this.filter(|_| this);
        line.last = line.last.filter(|_| last);
    }
    lines
}

/// Nothing where nothing is known of the year.
pub fn chart((title, unit): (&str, &str), lines: &[Line]) -> Option<Chart> {
    let points = lines.iter().filter_map(|line| Some((line.label.clone(), line.this?, None)));
    let points: Vec<_> = points.collect();
    let there = !points.is_empty();
    there.then(|| Chart { kind: ChartKind::Bars, title: title.into(), unit: unit.into(), points })
}

impl Picture {
    pub fn register(&self) -> Option<&'static Register> {
        Register::find(self.register)
    }

    /// The table of a year. A year without rows is known to have none where somebody said so; `lead` finds where the
    /// rows of a line are read.
    pub async fn lines(
        &self,
        registers: &Registers,
        year: i16,
        lead: impl Fn(&Part<'_>) -> Option<String>,
    ) -> Result<Vec<Line>, ::registers::Error> {
        let Some(register) = self.register() else { return Ok(Vec::new()) };
        let this = registers.totals(register, year).await?;
        let last = registers.totals(register, year - 1).await?;
        let lines = match self.by {
            By::Months => months((year, &this), (year - 1, &last), lead),
            By::Field(field) => entries(register, field, (&this, &last), lead),
            By::Amount(field, of) => {
                let mut lines = entries(register, field, (&this, &last), lead);
                let keys = keys(register, field, (&this, &last));
                for (line, value) in lines.iter_mut().zip(&keys) {
                    let sum = async |year| {
                        let fen = registers.sum_where(register, year, (field, value), of).await?;
                        // 分 as 万元.
                        Ok::<_, ::registers::Error>(Decimal::new(fen, 6).round_dp(2))
                    };
                    (line.this, line.last) = (Some(sum(year).await?), Some(sum(year - 1).await?));
                }
                lines
            }
        };
        let is_known = async |year, rows: u64| {
            Ok::<_, ::registers::Error>(rows > 0 || registers.nothing(register, year).await?.is_some())
        };
        Ok(known(lines, (is_known(year, this.rows).await?, is_known(year - 1, last.rows).await?)))
    }
}

fn counted(totals: &Totals, field: &str, value: &str) -> u64 {
    totals.by.get(field).and_then(|by| by.get(value)).copied().unwrap_or(0)
}

fn months(
    (year, this): (i16, &Totals),
    (before, last): (i16, &Totals),
    lead: impl Fn(&Part<'_>) -> Option<String>,
) -> Vec<Line> {
    let of = |totals: &Totals, year: i16, month: &str| {
        totals.months.get(&format!("{year}-{month}")).copied().unwrap_or(0)
    };
    let line = |month: u8| {
        let is = format!("{month:02}");
        let rows = of(this, year, &is);
        let path = lead(&Part { by: MONTH, is: &is, rows });
        Line::counted(format!("{month}月"), (rows, of(last, before, &is)), path)
    };
    (1..=12).map(line).collect()
}

/// A choice in its own order; texts by how often this year has them.
fn keys(register: &Register, field: &str, (this, last): (&Totals, &Totals)) -> Vec<String> {
    let Some(at) = register.position(field) else { return Vec::new() };
    let there = |value: &str| counted(this, field, value) + counted(last, field, value) > 0;
    if let Kind::Choice(choices) = register.fields[at].kind {
        let keys = choices.iter().map(|choice| choice.key.to_owned());
        return keys.filter(|key| there(key)).collect();
    }
    let both = [this, last].into_iter().filter_map(|totals| totals.by.get(field));
    let all: BTreeSet<&String> = both.flat_map(|by| by.keys()).collect();
    let mut all: Vec<&String> = all.into_iter().filter(|value| there(value)).collect();
    all.sort_by_key(|value| std::cmp::Reverse((counted(this, field, value), counted(last, field, value))));
    all.into_iter().take(DRAWN).cloned().collect()
}

fn entries(
    register: &Register,
    field: &str,
    (this, last): (&Totals, &Totals),
    lead: impl Fn(&Part<'_>) -> Option<String>,
) -> Vec<Line> {
    let kind = register.position(field).map(|at| register.fields[at].kind);
    let line = |value: String| {
        let rows = counted(this, field, &value);
        let path = lead(&Part { by: field, is: &value, rows });
        let label = kind.map_or(value.as_str(), |kind| kind.shown(&value));
        Line::counted(label, (rows, counted(last, field, &value)), path)
    };
    keys(register, field, (this, last)).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_of_a_register_and_of_fields_it_has() {
        for picture in &PICTURES {
            let register = picture.register().unwrap_or_else(|| panic!("{}", picture.key));
            assert!(register.dated.is_some(), "{}", picture.key);
            let named = match picture.by {
                By::Months => Vec::new(),
                By::Field(field) => vec![field],
                By::Amount(field, of) => vec![field, of],
            };
            assert!(named.iter().all(|field| register.position(field).is_some()), "{}", picture.key);
        }
    }

    #[test]
    fn growth_is_told_against_last_year_and_not_against_nothing() {
        let cases = [
            (Some(110), Some(100), "+10%"),
            (Some(95), Some(100), "−5%"),
            (Some(100), Some(100), "0%"),
            (Some(14_848), Some(13_771), "+7.82%"),
            (Some(5), Some(0), ""),
            (Some(5), None, ""),
            (None, Some(5), ""),
        ];
        for (this, last, told) in cases {
            assert_eq!(growth(this.map(Decimal::from), last.map(Decimal::from)), told, "{this:?} {last:?}");
        }
    }

    #[test]
    fn a_year_of_which_nothing_is_known_is_blank_and_what_counts_is_known() {
        let lines = || vec![Line::counted("1月", (0, 0), None), Line::counted("2月", (2, 0), None)];
        let last = |of: (bool, bool)| known(lines(), of)[0].last;
        assert_eq!((last((true, false)), last((true, true))), (None, Some(Decimal::ZERO)));
        assert_eq!(known(lines(), (false, false))[0].this, Some(Decimal::ZERO), "February counts two");
        assert!(known(vec![Line::counted("1月", (0, 0), None)], (false, false)).is_empty());
        let blank = &known(lines(), (true, false))[1];
        assert_eq!((blank.last_told(), blank.growth()), ("—".into(), String::new()));
        assert_eq!(blank.cells(), ["2月", "2", ""]);
    }
}
