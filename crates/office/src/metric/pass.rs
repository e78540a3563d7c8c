//! 一遍读完：one pass over a register gives all its figures, and where their records stand.

use super::figures::{Figures, Measured, Record};
use super::{Counted, Measure, Metric, Source, Test, catalogue};
use crate::records::Records;
use crate::register::{BadCell, Kind, Reader, Register, Row, Value};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Where the records of a figure stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub metric: &'static str,
    pub rows: Rows,
}

/// Of registers counted whole only each so manieth row is noted; the rest are found by reading on.
pub const STEP: u64 = 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// Every row of the register, so many; the locators of the first and each [`STEP`]th after it.
    All(u64, Vec<u64>),
    /// The rows at these locators, ascending.
    These(Vec<u64>),
}

/// The figures of these registers in a year, and where the records of each stand. Registers the year lacks
/// give no figures.
pub fn measure<R: Records>(
    records: &R,
    registers: impl Iterator<Item = &'static Register>,
    year: i16,
) -> Result<(Figures, Vec<Trace>), R::Error> {
    let mut figures = Figures::new(year);
    let mut traces = Vec::new();
    for register in registers {
        let mut pass = Pass::new(register, year);
        if records.scan(register, year, &mut |locator, row| pass.row(locator, row))? {
            traces.append(&mut pass.finish(&mut figures));
        }
    }
    Ok((figures, traces))
}

/// A prose may recite this many rows of a register, and name this many different entries of a field.
const LISTED: usize = 500;
const TALLIED: usize = 10_000;

struct Pass {
    reader: Reader,
    counters: Vec<Counter>,
    rows: u64,
    steps: Vec<u64>,
    listed: Vec<Record>,
    tallies: Vec<(usize, HashMap<String, u64>)>,
}

struct Counter {
    metric: &'static Metric,
    tests: Vec<Test>,
    measure: Taken,
    sum: i128,
    records: u64,
    trace: Vec<u64>,
}

/// A measure with its fields found.
enum Taken {
    Count,
    Sum(usize),
    Latest { value: usize, on: usize, per: usize, last: BTreeMap<String, (u32, u64, u64)> },
}

fn tests(counted: &Counted, year: i16) -> Vec<Test> {
    counted.filter.iter().map(|condition| Test::new(*condition, counted.register, year)).collect()
}

impl Pass {
    fn new(register: &'static Register, year: i16) -> Pass {
        let place = |key: &str| register.position(key).expect("catalogue names fields of the register");
        let counters = catalogue().all().filter_map(|metric| match &metric.source {
            Source::Counted(counted) if counted.register == register => Some(Counter {
                metric,
                tests: tests(counted, year),
                measure: match counted.measure {
                    Measure::Count => Taken::Count,
                    Measure::Sum(field) => Taken::Sum(place(field)),
                    Measure::Latest { value, on, per } => Taken::Latest {
                        value: place(value),
                        on: place(on),
                        per: place(per),
                        last: BTreeMap::new(),
                    },
                },
                sum: 0,
                records: 0,
                trace: Vec::new(),
            }),
            Source::Counted(_) | Source::Derived(_) => None,
        });
        let tallies = register.tallied.iter().map(|field| (place(field), HashMap::new())).collect();
        Pass {
            reader: Reader::new(register, year),
            counters: counters.collect(),
            rows: 0,
            steps: Vec::new(),
            listed: Vec::new(),
            tallies,
        }
    }

    fn row(&mut self, locator: u64, row: &dyn Row) -> Result<(), BadCell> {
        let register = self.reader.register;
        let values = self.reader.read(row)?;
        if self.rows.is_multiple_of(STEP) {
            self.steps.push(locator);
        }
        self.rows += 1;
        for counter in &mut self.counters {
            if counter.tests.iter().all(|test| test.holds(values)) {
                counter.take(locator, row, values);
            }
        }
        if register.listed && self.listed.len() < LISTED {
            self.listed.push(record(register, row, values));
        }
        for (field, tally) in &mut self.tallies {
            let text = row.cell(*field);
            if let Some(count) = tally.get_mut(text) {
                *count += 1;
            } else if tally.len() < TALLIED {
                tally.insert(text.to_string(), 1);
            }
        }
        Ok(())
    }

    fn finish(self, figures: &mut Figures) -> Vec<Trace> {
        let register = self.reader.register;
        for (field, tally) in self.tallies {
            let mut entries: Vec<_> = tally.into_iter().collect();
            entries.sort_by(|(one, more), (other, less)| less.cmp(more).then_with(|| one.cmp(other)));
            figures.tallies.insert((register.key, register.fields[field].key), entries);
        }
        if register.listed {
            figures.rows.insert(register.key, self.listed);
        }
        figures.registers.insert(register.key, self.rows);
        let all = Rows::All(self.rows, self.steps);
        self.counters.into_iter().map(|counter| counter.finish(&all, figures)).collect()
    }
}

impl Counter {
    fn take(&mut self, locator: u64, row: &dyn Row, values: &[Value]) {
        match &mut self.measure {
            Taken::Count => self.sum += 1,
            Taken::Sum(field) => {
                self.sum += match values[*field] {
                    Value::Money(fen) => i128::from(fen),
                    Value::Count(count) => i128::from(count),
                    Value::Empty | Value::Text | Value::Day(_) | Value::Choice(_) => 0,
                };
            }
            Taken::Latest { value, on, per, last } => {
                if let (Value::Count(count), Some(day)) = (values[*value], values[*on].day()) {
                    let place = last.entry(row.cell(*per).to_string()).or_insert((day, count, locator));
                    if day >= place.0 {
                        *place = (day, count, locator);
                    }
                }
                return;
            }
        }
        self.records += 1;
        if !self.tests.is_empty() {
            self.trace.push(locator);
        }
    }

    fn finish(mut self, all: &Rows, figures: &mut Figures) -> Trace {
        let mut cents = 0;
        match &self.measure {
            Taken::Count => {}
            Taken::Sum(field) => {
                cents = match &self.metric.source {
                    Source::Counted(counted) if counted.register.fields[*field].kind == Kind::Money => 2,
                    Source::Counted(_) | Source::Derived(_) => 0,
                };
            }
            Taken::Latest { last, .. } => {
                self.sum = last.values().map(|(_, count, _)| i128::from(*count)).sum();
                self.records = last.len() as u64;
                self.trace = last.values().map(|(_, _, locator)| *locator).collect();
                self.trace.sort_unstable();
            }
        }
        let value = Decimal::from_i128_with_scale(self.sum, cents).normalize();
        figures.values.insert(&self.metric.id, Measured { value, records: self.records });
        let whole = self.tests.is_empty() && !matches!(self.measure, Taken::Latest { .. });
        Trace { metric: &self.metric.id, rows: if whole { all.clone() } else { Rows::These(self.trace) } }
    }
}

/// The public fields of a row, by key; dates as `2024-11-22`, choices by key.
fn record(register: &Register, row: &dyn Row, values: &[Value]) -> Record {
    let cell = |at: usize| match (values[at], register.fields[at].kind) {
        (Value::Day(day), _) => format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100),
        (Value::Choice(choice), Kind::Choice(choices)) => choices[usize::from(choice)].key.to_string(),
        _ => row.cell(at).to_string(),
    };
    let public = register.fields.iter().enumerate().filter(|(_, field)| field.public);
    public.map(|(at, field)| (field.key, cell(at))).collect()
}
