//! 合计：how many rows a year has, by what, and what they add up to; read, never counted.

use crate::{Error, Registers, line};
use office::register::{Field, Kind, Register};
use std::collections::BTreeMap;

/// What the rows of a year come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub rows: u64,
    pub struck: u64,
    /// By `2024-03`.
    pub months: BTreeMap<String, u64>,
    /// By field, then by what the field says.
    pub by: BTreeMap<&'static str, BTreeMap<String, u64>>,
    /// Of fields of money (in 分) and of counts, all rows together.
    pub sums: BTreeMap<&'static str, i64>,
}

/// Counts of the twelve months, by what a field says.
pub type Crossed = BTreeMap<String, [u64; 12]>;

impl Registers {
    /// Costs as much as there are months and choices, however many rows there are.
    pub async fn totals(&self, register: &'static Register, year: i16) -> Result<Totals, Error> {
        let kind = line::kind(register);
        let prefix = format!("{year}/");
        let mut totals = Totals::default();
        for (key, count) in self.ledger.counts(&self.organ, &kind, &prefix).await? {
            let key = &key[prefix.len()..];
            if key == "all" {
                totals.rows = count;
            } else if key == "struck" {
                totals.struck = count;
            } else if let Some(month) = key.strip_prefix("month=") {
                totals.months.insert(month.to_owned(), count);
            } else if let Some((field, value)) = key.split_once('=')
                && let Some(field) = register.fields.iter().find(|one| one.key == field)
            {
                totals.by.entry(field.key).or_default().insert(value.to_owned(), count);
            }
        }
        for field in register.fields.iter().filter(|field| is_added_up(field)) {
            let sum =
                self.ledger.sum(&self.organ, &kind, &line::sum_key(&line::all(year), field.key)).await?;
            totals.sums.insert(field.key, sum);
        }
        Ok(totals)
    }

    /// What a field adds up to where another says something, or within a month (`2024-03`, field `month`).
    pub async fn sum_where(
        &self,
        register: &'static Register,
        year: i16,
        (field, value): (&str, &str),
        of: &str,
    ) -> Result<i64, Error> {
        let key = line::sum_key(&line::choice_key(year, field, value), of);
        Ok(self.ledger.sum(&self.organ, &line::kind(register), &key).await?)
    }

    /// The entries of the field a register crosses with months, each with its counts from January on; `None` for a register
    /// that crosses none. Costs as much as there are entries and months.
    pub async fn crossed(
        &self,
        register: &'static Register,
        year: i16,
    ) -> Result<Option<(&'static Field, Crossed)>, Error> {
        let Some(at) = register.crossed.and_then(|field| register.position(field)) else { return Ok(None) };
        let prefix = line::crossed(year);
        let mut crossed = Crossed::new();
        for (key, count) in self.ledger.sums(&self.organ, &line::kind(register), &prefix).await? {
            let Some((month, entry)) = key[prefix.len()..].split_once('/') else { continue };
            let month = month.parse::<usize>().ok().and_then(|month| month.checked_sub(1));
            if let Some(cell) = month.and_then(|at| crossed.entry(entry.to_owned()).or_default().get_mut(at))
            {
                *cell = u64::try_from(count).unwrap_or_default();
            }
        }
        Ok(Some((&register.fields[at], crossed)))
    }

    /// The years a register has rows of, the latest first.
    pub async fn years(&self, register: &'static Register) -> Result<Vec<i16>, Error> {
        let counts = self.ledger.counts(&self.organ, &line::kind(register), "").await?;
        let years = counts.keys().filter_map(|key| key.strip_suffix("/all")?.parse().ok());
        let mut years: Vec<i16> = years.collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        Ok(years)
    }
}

fn is_added_up(field: &Field) -> bool {
    matches!(field.kind, Kind::Money | Kind::Count)
}
