//! 汇总：逐份相加一个层级的年度报告，列出缺报、迟报、有错、异常变动、重复、年度不符的单位。
//!
//! Reports are taken one by one and let go. What stays in memory is the sums (one for the whole, one a kind, one
//! a superior unit), eight bytes a unit to know who has reported, and the units there is something to say about.
//! Comparing with last year keeps a few hundred bytes a unit more, as the median change is known only at the end.

mod changes;
mod cut;
pub mod stream;
#[cfg(test)]
mod tests;
mod unit;
mod units;

pub use changes::{Outlier, Prior};
pub use cut::NotObjects;
pub use unit::{Unit, Unread};
pub use units::{Listed, Refusal, Role, Units, normal};

use changes::Changes;
use jiff::civil::Date;
use law::annual_report::rules::{OrganKind, Summing, deadline, organ_kind};
use law::annual_report::{Count, Outcome, Place, Row3, RuleId, Tables};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher};

/// What is known before the first report is taken.
#[derive(Debug, Default)]
pub struct Settings {
    /// The year added up; without it, that of the first report.
    pub year: Option<i16>,
    /// Who should report; empty where nobody said.
    pub units: Units,
    /// A published total to compare with (R9).
    pub against: Option<Tables>,
    pub prior: Prior,
}

/// The sums and what was found on the way.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Aggregate {
    pub year: Option<i16>,
    #[serde(flatten)]
    pub tables: Tables,
    /// Reports taken, whether added or not.
    pub read: u64,
    pub added: u64,
    /// Reports added that bear no date.
    pub undated: u64,
    /// Units compared with last year.
    pub compared: u64,
    pub by_kind: Vec<Group>,
    /// Each unit with units under it, and the sum of those.
    pub by_superior: Vec<Group>,
    pub missing: Vec<Missing>,
    pub late: Vec<Late>,
    pub inconsistent: Vec<Inconsistent>,
    pub outliers: Vec<Outlier>,
    pub duplicates: Vec<Excluded>,
    pub wrong_year: Vec<Excluded>,
    pub unlisted: Vec<Excluded>,
    pub unreadable: Vec<Unread>,
    /// Where a total report is not the sum of its units (R9).
    pub differences: Vec<Difference>,
}

impl Aggregate {
    /// Something here must be put right before the sum can be used.
    pub fn has_errors(&self) -> bool {
        let lists = [
            self.missing.len(),
            self.late.len(),
            self.duplicates.len(),
            self.wrong_year.len(),
            self.unlisted.len(),
            self.unreadable.len(),
            self.differences.len(),
        ];
        lists.iter().any(|length| *length > 0) || self.inconsistent.iter().any(|unit| unit.errors > 0)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    /// Reports added, and units that should have reported where that is known.
    pub reports: u64,
    pub expected: Option<u64>,
    #[serde(flatten)]
    pub tables: Tables,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub organ: String,
    pub code: String,
    pub superior: Option<String>,
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Late {
    pub organ: String,
    pub dated: Date,
    pub due: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inconsistent {
    pub organ: String,
    pub file: String,
    pub errors: u32,
    pub warnings: u32,
    /// The first error in words.
    pub first: Option<String>,
}

/// A report left out of the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excluded {
    pub organ: String,
    pub file: String,
    pub year: Option<i16>,
}

/// A cell of a total report that is not the sum of its units'.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The unit whose report is the total; `None` for the one given to compare with.
    pub organ: Option<String>,
    pub rule: RuleId,
    #[serde(rename = "where")]
    pub place: String,
    /// The sum, and what the total says.
    pub expected: String,
    pub found: String,
    pub message: String,
}

/// Takes reports one after another.
#[derive(Debug)]
pub struct Aggregator {
    units: Units,
    against: Option<Tables>,
    changes: Changes,
    sum: Summing,
    by_kind: BTreeMap<String, Summing>,
    /// Whose subordinates were added, by index in the list.
    by_superior: HashMap<usize, Summing>,
    /// Reports of units marked as totals.
    totals: BTreeMap<usize, Tables>,
    reported: Vec<bool>,
    seen: HashSet<u64, BuildHasherDefault<DefaultHasher>>,
    found: Aggregate,
}

impl Aggregator {
    pub fn new(settings: Settings) -> Aggregator {
        Aggregator {
            reported: vec![false; settings.units.len()],
            units: settings.units,
            against: settings.against,
            changes: Changes::new(settings.prior),
            sum: Summing::default(),
            by_kind: BTreeMap::new(),
            by_superior: HashMap::new(),
            totals: BTreeMap::new(),
            seen: HashSet::default(),
            found: Aggregate { year: settings.year, ..Aggregate::default() },
        }
    }

    /// Takes what reading a report gave.
    pub fn take(&mut self, outcome: Result<Unit, Unread>) {
        match outcome {
            Ok(unit) => self.add(unit),
            Err(unread) => self.found.unreadable.push(unread),
        }
    }

    pub fn add(&mut self, mut unit: Unit) {
        self.found.read += 1;
        self.found.year = self.found.year.or(unit.year);
        if unit.year.is_some() && unit.year != self.found.year {
            return self.found.wrong_year.push(excluded(&unit));
        }
        let listed = unit.organ.as_deref().and_then(|organ| self.units.find(organ));
        if listed.is_none() && !self.units.is_empty() {
            return self.found.unlisted.push(excluded(&unit));
        }
        if !self.is_first(&unit, listed) {
            return self.found.duplicates.push(excluded(&unit));
        }
        let between = match &unit.organ {
            Some(organ) => self.changes.compare(organ, &unit.tables),
            None => Vec::new(),
        };
        between
            .iter()
            .for_each(|breach| unit.count(breach.rule.rule().severity, || unit::breach_in_words(breach)));
        self.note_date(&unit, listed);
        match listed {
            Some(index) if self.units.get(index).role == Role::Total => {
                self.totals.insert(index, unit.tables);
            }
            _ => self.sum_up(&unit, listed),
        }
        if unit.errors + unit.warnings > 0 {
            self.found.inconsistent.push(Inconsistent {
                organ: name(&unit),
                file: unit.source,
                errors: unit.errors,
                warnings: unit.warnings,
                first: unit.first_error,
            });
        }
    }

    fn is_first(&mut self, unit: &Unit, listed: Option<usize>) -> bool {
        match (listed, &unit.organ) {
            (Some(index), _) => !std::mem::replace(&mut self.reported[index], true),
            (None, Some(organ)) => self.seen.insert(changes::organ_key(organ)),
            // Without a name two reports cannot be told to be one.
            (None, None) => true,
        }
    }

    fn note_date(&mut self, unit: &Unit, listed: Option<usize>) {
        let Some(dated) = unit.dated else {
            self.found.undated += 1;
            return;
        };
        let by_law = || deadline(unit.organ.as_deref()?, self.found.year?);
        let due = listed.and_then(|index| self.units.get(index).due).or_else(by_law);
        if let Some(due) = due.filter(|due| dated > *due) {
            self.found.late.push(Late { organ: name(unit), dated, due });
        }
    }

    fn sum_up(&mut self, unit: &Unit, listed: Option<usize>) {
        let tables = with_zeros_split(unit.tables);
        if let Err(overflow) = self.sum.add(&tables) {
            let reason = overflow.to_string();
            return self.found.unreadable.push(Unread { source: unit.source.clone(), reason });
        }
        self.found.added += 1;
        let kind = match listed.map(|index| self.units.get(index).kind.as_str()) {
            Some(kind) if !kind.is_empty() => kind,
            _ => kind_by_name(unit.organ.as_deref()),
        };
        if !self.by_kind.contains_key(kind) {
            self.by_kind.insert(kind.into(), Summing::default());
        }
        let mut part = |sum: &mut Summing| sum.add(&tables).expect("a part of what the whole could hold");
        self.by_kind.get_mut(kind).into_iter().for_each(&mut part);
        for above in listed.into_iter().flat_map(|index| self.units.ancestors(index)) {
            part(self.by_superior.entry(above).or_default());
        }
    }

    pub fn finish(mut self) -> Aggregate {
        let mut found = std::mem::take(&mut self.found);
        found.tables = self.sum.tables();
        found.by_kind = self.kinds();
        found.by_superior = self.superiors();
        found.missing = self.missing();
        found.differences = self.differences();
        found.compared = self.changes.compared;
        found.outliers = self.changes.outliers();
        found
    }

    fn kinds(&self) -> Vec<Group> {
        let mut expected: HashMap<&str, u64> = HashMap::new();
        for unit in self.units.all().iter().filter(|unit| unit.role == Role::Own && !unit.kind.is_empty()) {
            *expected.entry(unit.kind.as_str()).or_default() += 1;
        }
        let groups = self.by_kind.iter().map(|(kind, sum)| Group {
            name: kind.clone(),
            reports: sum.units(),
            expected: expected.get(kind.as_str()).copied(),
            tables: sum.tables(),
        });
        groups.collect()
    }

    fn superiors(&self) -> Vec<Group> {
        let mut expected: HashMap<usize, u64> = HashMap::new();
        for index in (0..self.units.len()).filter(|index| self.units.get(*index).role == Role::Own) {
            for above in self.units.ancestors(index) {
                *expected.entry(above).or_default() += 1;
            }
        }
        let with_units = (0..self.units.len()).filter(|index| expected.contains_key(index));
        let groups = with_units.map(|index| {
            let sum = self.by_superior.get(&index);
            Group {
                name: self.units.get(index).name.clone(),
                reports: sum.map_or(0, Summing::units),
                expected: expected.get(&index).copied(),
                tables: sum.map(Summing::tables).unwrap_or_default(),
            }
        });
        groups.collect()
    }

    fn missing(&self) -> Vec<Missing> {
        let absent = self
            .units
            .all()
            .iter()
            .zip(&self.reported)
            .filter(|(unit, reported)| unit.role != Role::Level && !**reported);
        let missing = absent.map(|(unit, _)| Missing {
            organ: unit.name.clone(),
            code: unit.code.clone(),
            superior: unit.parent.map(|above| self.units.get(above).name.clone()),
            kind: unit.kind.clone(),
        });
        missing.collect()
    }

    fn differences(&self) -> Vec<Difference> {
        let none = Summing::default();
        let given = self.against.iter().map(|total| (None, total, &self.sum));
        let totals = self.totals.iter().map(|(index, total)| {
            let sum = self.by_superior.get(index).unwrap_or(&none);
            (Some(self.units.get(*index).name.as_str()), total, sum)
        });
        given.chain(totals).flat_map(|(organ, total, sum)| differences(organ, total, sum)).collect()
    }
}

/// Where one total is not its sum, cell by cell (R9).
fn differences(organ: Option<&str>, total: &Tables, sum: &Summing) -> Vec<Difference> {
    let difference = |place: Place, expected: String, found: String| Difference {
        organ: organ.map(str::to_string),
        rule: RuleId::R9,
        place: place.to_string(),
        message: format!(
            "{}{}填报{found}，所含{}份报告合计为{expected}。请核对汇总报告或者补齐、更正下级报告。",
            organ.unwrap_or("汇总报告"),
            place.in_words(),
            sum.units(),
        ),
        expected,
        found,
    };
    let words = |count: Option<i128>| count.unwrap_or_default().to_string();
    let counts =
        sum.breaches(total).into_iter().map(|b| difference(b.place, words(b.expected), words(b.found)));
    let fees = sum.fees_differ(total).then(|| {
        let money = |tables: &Tables| tables.table2.fees.unwrap_or_default().normalize().to_string();
        let place = Place::Cell2(law::annual_report::Row2::Fees, 0);
        difference(place, money(&sum.tables()), money(total))
    });
    counts.chain(fees).collect()
}

/// Where （六） is printed as one row and holds nothing, its three rows hold nothing either; told so, the sum
/// keeps the three rows of the other reports apart.
fn with_zeros_split(mut tables: Tables) -> Tables {
    let single = Row3::Result(Outcome::OtherHandling);
    let row = *tables.table3.row(single);
    if tables.table3.single_other_handling && row.iter().all(|cell: &Count| cell.unwrap_or(0) == 0) {
        for outcome in [Outcome::NotCorrected, Outcome::FeeUnpaid, Outcome::Other] {
            *tables.table3.row_mut(Row3::Result(outcome)) = row;
        }
        *tables.table3.row_mut(single) = [None; 7];
        tables.table3.single_other_handling = false;
    }
    tables
}

/// The kind of an organ where no list tells it.
fn kind_by_name(organ: Option<&str>) -> &'static str {
    match organ.and_then(organ_kind) {
        Some(OrganKind::Government(_)) => "县级以上人民政府",
        Some(OrganKind::GeneralOffice(_)) => "人民政府办公厅（室）",
        Some(OrganKind::Department) => "人民政府部门",
        Some(OrganKind::Township) => "乡镇人民政府",
        Some(OrganKind::Subdistrict) => "街道办事处",
        None => "其他单位",
    }
}

fn name(unit: &Unit) -> String {
    unit.organ.clone().unwrap_or_else(|| "（未写明机关）".into())
}

fn excluded(unit: &Unit) -> Excluded {
    Excluded { organ: name(unit), file: unit.source.clone(), year: unit.year }
}
