//! 登记的图表：which registers are drawn, by what; counts and sums that were kept with each act, never counted anew.

use crate::words;
use ::registers::{Registers, Totals};
use office::annual_report::{Chart, ChartKind};
use office::register::{Kind, Register};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Entries of a field that are drawn, the most frequent.
const DRAWN: usize = 12;

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

/// A line of a table: this year beside the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub this: Decimal,
    pub last: Decimal,
    /// Where the records of this year's figure are read.
    pub path: Option<String>,
}

impl Line {
    pub fn this_told(&self) -> String {
        words::number(self.this)
    }

    pub fn last_told(&self) -> String {
        words::number(self.last)
    }

    /// «+7.8%»; nothing where there was nothing last year.
    pub fn growth(&self) -> String {
        let more = (self.this - self.last).checked_mul(Decimal::ONE_HUNDRED);
        let growth = more.and_then(|more| more.checked_div(self.last));
        growth.map_or_else(String::new, |growth| {
            let sign = if growth.is_sign_positive() && !growth.is_zero() { "+" } else { "" };
            format!("{sign}{}%", words::number(growth.round_dp(1)))
        })
    }
}

pub fn chart((title, unit): (&str, &str), lines: &[Line]) -> Chart {
    let points = lines.iter().map(|line| (line.label.clone(), line.this, None));
    Chart { kind: ChartKind::Bars, title: title.into(), unit: unit.into(), points: points.collect() }
}

impl Picture {
    pub fn register(&self) -> Option<&'static Register> {
        Register::find(self.register)
    }

    /// The table of a year; nothing where neither year has rows. `path` leads to the rows by what a list is asked.
    pub async fn lines(
        &self,
        registers: &Registers,
        year: i16,
        path: impl Fn(&Register, &str) -> String,
    ) -> Result<Vec<Line>, ::registers::Error> {
        let Some(register) = self.register() else { return Ok(Vec::new()) };
        let this = registers.totals(register, year).await?;
        let last = registers.totals(register, year - 1).await?;
        if this.rows + last.rows == 0 {
            return Ok(Vec::new());
        }
        let lead = |query: String| path(register, &format!("?year={year}{query}"));
        match self.by {
            By::Months => Ok(months((year, &this), (year - 1, &last), lead)),
            By::Field(field) => {
                let of = |value: &str, totals: &Totals| counted(totals, field, value).into();
                Ok(entries(register, field, (&this, &last), lead, of))
            }
            By::Amount(field, of) => {
                let mut lines = entries(register, field, (&this, &last), lead, |_, _| Decimal::ZERO);
                let keys = keys(register, field, (&this, &last));
                for (line, value) in lines.iter_mut().zip(&keys) {
                    let sum = async |year| {
                        let fen = registers.sum_where(register, year, (field, value), of).await?;
                        // 分 as 万元.
                        Ok::<_, ::registers::Error>(Decimal::new(fen, 6).round_dp(2))
                    };
                    (line.this, line.last) = (sum(year).await?, sum(year - 1).await?);
                }
                Ok(lines)
            }
        }
    }
}

fn counted(totals: &Totals, field: &str, value: &str) -> u64 {
    totals.by.get(field).and_then(|by| by.get(value)).copied().unwrap_or(0)
}

fn months(
    (year, this): (i16, &Totals),
    (before, last): (i16, &Totals),
    lead: impl Fn(String) -> String,
) -> Vec<Line> {
    let of = |totals: &Totals, year: i16, month: u8| {
        totals.months.get(&format!("{year}-{month:02}")).copied().unwrap_or(0)
    };
    let line = |month: u8| {
        let count = of(this, year, month);
        Line {
            label: format!("{month}月"),
            this: count.into(),
            last: of(last, before, month).into(),
            path: (count > 0).then(|| lead(format!("&month={month:02}"))),
        }
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
    lead: impl Fn(String) -> String,
    of: impl Fn(&str, &Totals) -> Decimal,
) -> Vec<Line> {
    let kind = register.position(field).map(|at| register.fields[at].kind);
    let line = |value: String| {
        let asked = utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string();
        let path = (counted(this, field, &value) > 0).then(|| lead(format!("&by={field}&is={asked}")));
        Line {
            label: kind.map_or(value.as_str(), |kind| kind.shown(&value)).to_owned(),
            this: of(&value, this),
            last: of(&value, last),
            path,
        }
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
        for (this, last, told) in [(110, 100, "+10%"), (95, 100, "−5%"), (100, 100, "0%"), (5, 0, "")] {
            let line = Line { label: String::new(), this: this.into(), last: last.into(), path: None };
            assert_eq!(line.growth(), told);
        }
    }
}
