//! 指标：每个数字的名称、单位、来处。Tables and prose take metrics, never typed numbers.

mod catalogue;
mod figures;
mod pass;

pub use catalogue::{Catalogue, catalogue, cell_metric, is_taken};
pub use figures::{Figures, Measured, OverrideEntry, Record, Refused, parse_overrides};
pub use pass::{Rows, STEP, Trace, measure};

use crate::register::{Kind, Register, Value};
use std::cmp::Ordering;

/// One figure the office can give.
#[derive(Debug)]
pub struct Metric {
    /// Stable and readable: `requests.received`.
    pub id: String,
    /// «新收政府信息公开申请»
    pub label: String,
    /// «件»
    pub unit: &'static str,
    pub source: Source,
}

impl Metric {
    /// Whether it is counted from records; the others follow from such.
    pub fn is_counted(&self) -> bool {
        matches!(self.source, Source::Counted(_))
    }
}

#[derive(Debug)]
pub enum Source {
    Counted(Counted),
    Derived(Formula),
}

/// A query over the records of one register.
#[derive(Debug)]
pub struct Counted {
    pub register: &'static Register,
    pub measure: Measure,
    /// All must hold.
    pub filter: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Count,
    /// The sum of a count or of money (in 元).
    Sum(&'static str),
    /// The last value of the year of each `per`, added up.
    Latest {
        value: &'static str,
        on: &'static str,
        per: &'static str,
    },
}

/// What a record must be to be counted; fields and choices by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Is(&'static str, &'static str),
    OneOf(&'static str, &'static [&'static str]),
    InYear(&'static str),
    BeforeYear(&'static str),
    /// Not filled, or only after the year: open on 31 December.
    OpenAtYearEnd(&'static str),
    /// The first date is filled and not after the second.
    NotAfter(&'static str, &'static str),
    /// Both dates are filled, and the first is after the second.
    After(&'static str, &'static str),
    Blank(&'static str),
    /// A date is filled.
    Filled(&'static str),
}

/// A figure made of others; it leads to the records of the first.
#[derive(Debug, Clone)]
pub enum Formula {
    Sum(Vec<String>),
    /// In a larger unit, rounded half up to so many decimals.
    Scaled {
        of: String,
        by: u32,
        decimals: u32,
    },
    /// Cut down to a multiple («超过7000人»).
    Floor {
        of: String,
        to: u32,
    },
    /// A part of a whole, per cent, one decimal.
    Share {
        of: String,
        whole: String,
    },
    /// This year less last year.
    Change {
        of: String,
    },
    /// The change as per cent of last year, two decimals.
    Growth {
        of: String,
    },
}

impl Formula {
    /// The metric whose records the figure leads to.
    pub fn base(&self) -> &str {
        match self {
            Formula::Sum(parts) => parts.first().map_or("", String::as_str),
            Formula::Scaled { of, .. }
            | Formula::Floor { of, .. }
            | Formula::Share { of, .. }
            | Formula::Change { of }
            | Formula::Growth { of } => of,
        }
    }
}

/// A condition with its fields found, ready for rows.
#[derive(Debug, Clone, Copy)]
enum Test {
    /// One of the choices whose bits are set.
    Choice(usize, u64),
    Between(usize, u32, u32),
    Before(usize, u32),
    EmptyOrAfter(usize, u32),
    NotAfter(usize, usize),
    After(usize, usize),
    Blank(usize),
}

impl Test {
    fn new(condition: Condition, register: &Register, year: i16) -> Test {
        let place = |key: &str| register.position(key).expect("catalogue names fields of the register");
        let (first, last) =
            (u32::from(year.unsigned_abs()) * 10_000 + 101, u32::from(year.unsigned_abs()) * 10_000 + 1231);
        match condition {
            Condition::Is(field, key) => Test::Choice(place(field), bit(register, place(field), key)),
            Condition::OneOf(field, keys) => {
                let at = place(field);
                Test::Choice(at, keys.iter().fold(0, |bits, key| bits | bit(register, at, key)))
            }
            Condition::InYear(field) => Test::Between(place(field), first, last),
            Condition::BeforeYear(field) => Test::Before(place(field), first),
            Condition::OpenAtYearEnd(field) => Test::EmptyOrAfter(place(field), last),
            Condition::NotAfter(one, other) => Test::NotAfter(place(one), place(other)),
            Condition::After(one, other) => Test::After(place(one), place(other)),
            Condition::Blank(field) => Test::Blank(place(field)),
            Condition::Filled(field) => Test::NotAfter(place(field), place(field)),
        }
    }

    fn holds(self, values: &[Value]) -> bool {
        match self {
            Test::Choice(at, bits) => matches!(values[at], Value::Choice(choice) if bits >> choice & 1 == 1),
            Test::Between(at, from, to) => values[at].day().is_some_and(|day| (from..=to).contains(&day)),
            Test::Before(at, limit) => values[at].day().is_some_and(|day| day < limit),
            Test::EmptyOrAfter(at, limit) => values[at].day().is_none_or(|day| day > limit),
            Test::NotAfter(one, other) => ordered(values, one, other).is_some_and(Ordering::is_le),
            Test::After(one, other) => ordered(values, one, other).is_some_and(Ordering::is_gt),
            Test::Blank(at) => values[at] == Value::Empty,
        }
    }
}

/// How two dates stand to each other, where both are filled.
fn ordered(values: &[Value], one: usize, other: usize) -> Option<Ordering> {
    Some(values[one].day()?.cmp(&values[other].day()?))
}

fn bit(register: &Register, field: usize, key: &str) -> u64 {
    let kind: Kind = register.fields[field].kind;
    1 << kind.choice(key).expect("catalogue names choices of the field")
}
