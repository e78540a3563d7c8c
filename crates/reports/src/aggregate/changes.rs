//! 同比：各单位与上年报告相比的异常变动，以及结转、现行有效件数的衔接。
//!
//! A change stands out when it is more than [`TIMES`] the median change of all units, up or down, and differs
//! from what the median change would give by at least the floor of its figure. The median follows what befell
//! everyone (a new way of counting, a busy year); the floor keeps small units' ordinary swings out.

use super::units::normal;
use law::annual_report::rules::{Breach, carry_over};
use law::annual_report::{Applicant, Block4, Count, Place, Result4, Row2, Row3, Tables};
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// How many times the median change is too much.
pub const TIMES: f64 = 3.0;

/// Fewer pairs of years than this give no median; the figure is then expected to stay as it was.
const FEWEST: usize = 5;

/// A figure compared between the years.
struct Measure {
    label: &'static str,
    /// The least difference worth a question.
    floor: f64,
    of: fn(&Tables) -> Count,
}

const MEASURES: [Measure; 6] = [
    Measure { label: "本年新收申请", floor: 20.0, of: |t| t.table3.get(Row3::New, Applicant::Total) },
    Measure { label: "行政复议与行政诉讼总计", floor: 10.0, of: disputes },
    Measure { label: "行政许可", floor: 200.0, of: |t| t.table2.licences },
    Measure { label: "行政处罚", floor: 100.0, of: |t| t.table2.penalties },
    Measure { label: "行政强制", floor: 100.0, of: |t| t.table2.coercions },
    Measure {
        label: "现行有效行政规范性文件", floor: 20.0, of: |t| t.table2.normative_documents[2]
    },
];

fn disputes(tables: &Tables) -> Count {
    let totals = Block4::ALL.map(|block| tables.table4.get(block, Result4::Total));
    totals.into_iter().flatten().reduce(u64::saturating_add)
}

/// What is kept of last year's report of a unit, 32 bits a figure.
#[derive(Debug, Clone, Copy)]
struct Past {
    measures: [Option<u32>; MEASURES.len()],
    carried_over: [Option<u32>; 7],
    in_force: [Option<u32>; 2],
}

const DOCUMENTS: [Row2; 2] = [Row2::Regulations, Row2::NormativeDocuments];

/// Last year's reports, by organ.
#[derive(Debug, Default)]
pub struct Prior {
    by_organ: HashMap<u64, Past, BuildHasherDefault<DefaultHasher>>,
}

impl Prior {
    pub fn add(&mut self, organ: &str, tables: &Tables) {
        let past = Past {
            measures: measured(tables),
            carried_over: tables.table3.row(Row3::CarriedOver).map(short),
            in_force: DOCUMENTS.map(|row| short(tables.table2.count(row, 2))),
        };
        self.by_organ.entry(organ_key(organ)).or_insert(past);
    }

    pub fn is_empty(&self) -> bool {
        self.by_organ.is_empty()
    }

    pub fn len(&self) -> usize {
        self.by_organ.len()
    }
}

/// Stands for the name of an organ. Two names out of 100,000 meet by chance once in a few thousand million.
pub fn organ_key(organ: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    normal(organ).hash(&mut hasher);
    hasher.finish()
}

/// A figure that changed much more than elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlier {
    pub organ: String,
    pub figure: &'static str,
    pub prior: u64,
    pub value: u64,
    /// The median change of all units, as a factor.
    pub median: f64,
}

/// Compares as the reports come; the median is known at the end.
#[derive(Debug, Default)]
pub struct Changes {
    prior: Prior,
    /// Logarithms of the changes, a list a measure.
    logarithms: [Vec<f32>; MEASURES.len()],
    /// Figures large enough to stand out.
    candidates: Vec<(String, usize, u32, u32)>,
    /// Units that reported last year, in this year's list.
    pub compared: u64,
}

impl Changes {
    pub fn new(prior: Prior) -> Changes {
        Changes { prior, ..Changes::default() }
    }

    /// Takes this year's report of an organ; gives the breaches between the years (R4, R6).
    pub fn compare(&mut self, organ: &str, tables: &Tables) -> Vec<Breach> {
        if self.prior.is_empty() {
            return Vec::new();
        }
        let Some(past) = self.prior.by_organ.get(&organ_key(organ)).copied() else { return Vec::new() };
        self.compared += 1;
        let now = measured(tables);
        for (measure, (now, past)) in now.into_iter().zip(past.measures).enumerate() {
            let (Some(now), Some(past)) = (now, past) else { continue };
            if now.max(past) > 0 {
                self.logarithms[measure].push(logarithm(now, past) as f32);
            }
            if f64::from(now.max(past)) >= MEASURES[measure].floor {
                self.candidates.push((organ.into(), measure, past, now));
            }
        }
        carry_over(tables, &past.tables())
    }

    pub fn outliers(self) -> Vec<Outlier> {
        let medians = self.logarithms.map(median);
        let stands_out = |(organ, measure, past, now): (String, usize, u32, u32)| {
            let usual = medians[measure];
            let expected = (f64::from(past) + 1.0) * usual.exp() - 1.0;
            let far = (logarithm(now, past) - usual).abs() > TIMES.ln();
            (far && (f64::from(now) - expected).abs() >= MEASURES[measure].floor).then(|| Outlier {
                organ,
                figure: MEASURES[measure].label,
                prior: past.into(),
                value: now.into(),
                median: (usual.exp() * 100.0).round() / 100.0,
            })
        };
        self.candidates.into_iter().filter_map(stands_out).collect()
    }
}

impl Past {
    fn tables(&self) -> Tables {
        let mut tables = Tables::default();
        for (column, count) in Applicant::ALL.into_iter().zip(self.carried_over) {
            tables.table3.set(Row3::CarriedOver, column, count.map(u64::from));
        }
        for (row, count) in DOCUMENTS.into_iter().zip(self.in_force) {
            tables.set(Place::Cell2(row, 2), count.map(u64::from));
        }
        tables
    }
}

fn measured(tables: &Tables) -> [Option<u32>; MEASURES.len()] {
    std::array::from_fn(|index| short((MEASURES[index].of)(tables)))
}

/// Figures past 32 bits are cut: no office reaches them.
fn short(count: Count) -> Option<u32> {
    count.map(|count| u32::try_from(count).unwrap_or(u32::MAX))
}

/// One is added to either side, so that none and few can be compared.
fn logarithm(now: u32, past: u32) -> f64 {
    ((f64::from(now) + 1.0) / (f64::from(past) + 1.0)).ln()
}

fn median(mut values: Vec<f32>) -> f64 {
    if values.len() < FEWEST {
        return 0.0;
    }
    let middle = values.len() / 2;
    f64::from(*values.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(requests: u64, licences: u64) -> Tables {
        let mut tables = Tables::default();
        tables.set(Place::Cell3(Row3::New, Applicant::Total), Some(requests));
        tables.table2.licences = Some(licences);
        tables
    }

    /// `units`: requests and licences of last year and this.
    fn check(units: &[(u64, u64, u64, u64)], expected: &[(&str, &str)]) {
        let mut prior = Prior::default();
        for (index, unit) in units.iter().enumerate() {
            prior.add(&format!("第{index}县"), &report(unit.0, unit.1));
        }
        let mut changes = Changes::new(prior);
        for (index, unit) in units.iter().enumerate() {
            changes.compare(&format!("第{index}县"), &report(unit.2, unit.3));
        }
        let outliers = changes.outliers();
        let found: Vec<_> = outliers.iter().map(|o| (o.organ.as_str(), o.figure)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_jump_stands_out_and_ordinary_swings_do_not() {
        check(&[(10, 500, 60, 600), (10, 500, 14, 400), (3, 0, 12, 90)], &[("第0县", "本年新收申请")]);
    }

    #[test]
    fn what_befell_everyone_is_not_an_outlier_and_who_stayed_behind_is() {
        let mut units = vec![(100, 0, 500, 0); 6];
        units.push((100, 0, 100, 0));
        check(&units, &[("第6县", "本年新收申请")]);
    }

    #[test]
    fn r4_is_found_from_what_is_kept_of_last_year() {
        let (mut before, mut after) = (Tables::default(), Tables::default());
        before.table3.set(Row3::CarriedOver, Applicant::Total, Some(3));
        after.table3.set(Row3::Carried, Applicant::Total, Some(2));
        let mut prior = Prior::default();
        prior.add("甲县", &before);
        let breaches = Changes::new(prior).compare("甲 县", &after);
        assert_eq!(breaches.len(), 1);
        assert_eq!((breaches[0].expected, breaches[0].found), (Some(3), Some(2)));
    }
}
