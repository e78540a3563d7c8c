//! 一年的数字：computed from records, overridden where someone answers for it, and what is made of them.

use super::{Formula, Source, catalogue};
use crate::annual_report::Override;
use crate::register::Register;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A row prose may recite: public fields by key.
pub type Record = BTreeMap<&'static str, String>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub value: Decimal,
    /// How many records it counts or sums.
    pub records: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub year: i16,
    /// The registers the year has, with their rows.
    pub registers: BTreeMap<&'static str, u64>,
    pub(super) values: BTreeMap<&'static str, Measured>,
    pub rows: BTreeMap<&'static str, Vec<Record>>,
    pub tallies: BTreeMap<(&'static str, &'static str), Vec<(String, u64)>>,
    pub overridden: BTreeMap<String, Override>,
}

/// No office's figure comes near; below it no sum of figures overflows.
const LARGEST: Decimal = Decimal::from_parts(0xA764_0000, 0x0DE0_B6B3, 0, false, 0);

/// One entry of `overrides-<year>.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideEntry {
    pub metric: String,
    pub value: Decimal,
    /// What the records said when it was decided.
    pub computed: Decimal,
    pub who: String,
    pub why: String,
    #[serde(deserialize_with = "day")]
    pub on: Date,
}

impl OverrideEntry {
    /// Whether it can stand, whatever the records say: the register whose records it overrules.
    pub fn fits(&self) -> Result<&'static Register, Refused> {
        let metric = self.metric.clone();
        let Some(known) = catalogue().find(&metric) else { return Err(Refused::UnknownMetric(metric)) };
        let register = match &known.source {
            Source::Counted(counted) => counted.register,
            Source::Derived(formula) => {
                return Err(Refused::DerivedMetric { metric, base: formula.base().into() });
            }
        };
        if self.who.trim().is_empty() || self.why.trim().is_empty() {
            return Err(Refused::NoReason(metric));
        }
        if self.value.is_sign_negative()
            || self.value > LARGEST
            || (known.unit != "元" && !self.value.fract().is_zero())
        {
            return Err(Refused::BadValue { metric, value: self.value, unit: known.unit });
        }
        Ok(register)
    }
}

/// A date of TOML's own, or text.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Day::deserialize(deserializer)? {
        Day::Toml(day) => day.to_string(),
        Day::Text(text) => text,
    };
    text.parse().map_err(|_| serde::de::Error::custom(format!("日期“{text}”不是 年-月-日")))
}

/// What cannot be used as it stands, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Toml(String),
    #[error("人工调整的指标“{0}”不存在，请核对指标名称。")]
    UnknownMetric(String),
    #[error("指标“{metric}”由其他指标推算而来，不能直接调整。请调整“{base}”。")]
    DerivedMetric { metric: String, base: String },
    #[error("指标“{metric}”的登记不在{year}年之内，无从调整。请先补充登记“{register}”。")]
    NoRecords { metric: String, year: i16, register: String },
    #[error("指标“{0}”的人工调整没有写明经办人或理由，请补填 who 和 why。")]
    NoReason(String),
    #[error("指标“{metric}”调整为{value}，应当是合理的{unit}数：不为负数，除金额外为整数。")]
    BadValue { metric: String, value: Decimal, unit: &'static str },
    #[error("指标“{0}”调整了两次，请只保留一处。")]
    Twice(String),
}

/// Reads the overrides of a year; `[[override]]` tables.
pub fn parse_overrides(toml: &str) -> Result<Vec<OverrideEntry>, Refused> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        #[serde(default, rename = "override")]
        entries: Vec<OverrideEntry>,
    }
    toml::from_str::<Whole>(toml).map(|whole| whole.entries).map_err(|error| {
        Refused::Toml(format!(
            "{}。每处调整应写明 metric、value、computed、who、why、on。",
            law::plain::toml(toml, &error)
        ))
    })
}

impl Figures {
    pub(super) fn new(year: i16) -> Figures {
        Figures {
            year,
            registers: BTreeMap::new(),
            values: BTreeMap::new(),
            rows: BTreeMap::new(),
            tallies: BTreeMap::new(),
            overridden: BTreeMap::new(),
        }
    }

    /// What the records say.
    pub fn computed(&self, id: &str) -> Option<Measured> {
        self.values.get(id).copied()
    }

    /// The figure as published: the override's where there is one.
    fn counted(&self, id: &str) -> Option<Decimal> {
        self.overridden.get(id).map(|one| one.value).or_else(|| self.computed(id).map(|one| one.value))
    }

    /// Takes the overrides; says which no longer fit what the records say now.
    pub fn take_overrides(&mut self, entries: Vec<OverrideEntry>) -> Result<Vec<String>, Refused> {
        let mut stale = Vec::new();
        for entry in entries {
            let computed = self.overridable(&entry)?;
            if computed != entry.computed {
                stale.push(format!(
                    "指标“{}”于{}由{}调整为{}，当时登记数为{}，现为{computed}。请复核是否仍需调整。",
                    entry.metric, entry.on, entry.who, entry.value, entry.computed
                ));
            }
            let OverrideEntry { metric, value, who, why, on, .. } = entry;
            let twice = self.overridden.insert(metric.clone(), Override { value, computed, who, why, on });
            if twice.is_some() {
                return Err(Refused::Twice(metric));
            }
        }
        Ok(stale)
    }

    /// What the records say now, if the entry may stand.
    fn overridable(&self, entry: &OverrideEntry) -> Result<Decimal, Refused> {
        let register = entry.fits()?;
        let missing = || Refused::NoRecords {
            metric: entry.metric.clone(),
            year: self.year,
            register: register.label.into(),
        };
        self.computed(&entry.metric).map(|one| one.value).ok_or_else(missing)
    }

    /// The figure of this year; `None` where its register, or last year's where it compares, is missing.
    pub fn value(&self, id: &str, prior: Option<&Figures>) -> Option<Decimal> {
        let formula = match &catalogue().find(id)?.source {
            Source::Counted(_) => return self.counted(id),
            Source::Derived(formula) => formula,
        };
        let of = |id: &str| self.value(id, prior);
        let last = |id: &str| prior.and_then(|prior| prior.value(id, None));
        let round = |value: Decimal, decimals: u32| {
            value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
        };
        match formula {
            Formula::Sum(parts) => parts.iter().map(|part| of(part)).sum(),
            Formula::Scaled { of: id, by, decimals } => {
                Some(round(of(id)?.checked_div(Decimal::from(*by))?, *decimals))
            }
            Formula::Floor { of: id, to } => {
                let to = Decimal::from(*to);
                Some((of(id)?.checked_div(to)?.floor() * to).normalize())
            }
            Formula::Share { of: part, whole } => {
                Some(round((of(part)? * Decimal::ONE_HUNDRED).checked_div(of(whole)?)?, 1))
            }
            Formula::Change { of: id } => Some((of(id)? - last(id)?).normalize()),
            Formula::Growth { of: id } => {
                let (now, then) = (of(id)?, last(id)?);
                Some(round(((now - then) * Decimal::ONE_HUNDRED).checked_div(then)?, 2))
            }
        }
    }

    /// How many records the figure counts or sums.
    pub fn records(&self, id: &str) -> u64 {
        let parts = match catalogue().find(id).map(|metric| &metric.source) {
            Some(Source::Derived(Formula::Sum(parts))) => parts.iter().map(|part| self.records(part)).sum(),
            Some(Source::Derived(formula)) => self.records(formula.base()),
            Some(Source::Counted(_)) | None => 0,
        };
        self.computed(id).map_or(parts, |one| one.records)
    }

    /// The figure as a count of a table.
    pub fn count(&self, id: &str) -> Option<u64> {
        self.value(id, None).and_then(|value| value.to_u64())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_an_override_is_a_date_or_text() {
        let parse = |on: &str| {
            parse_overrides(&format!(
                "[[override]]\nmetric = \"m\"\nvalue = 1\ncomputed = 2\nwho = \"甲\"\nwhy = \"乙\"\non = {on}\n"
            ))
        };
        assert_eq!(parse("2025-01-15").unwrap(), parse("\"2025-01-15\"").unwrap());
        assert!(parse("\"昨日\"").unwrap_err().to_string().contains("日期“昨日”不是 年-月-日"));
    }
}
