//! 一件事只登记一次：two rows of one register with the same number would be counted twice.

use crate::table::{At, Table};
use crate::{FolderError, shown};
use office::register::{Register, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

/// Between the cells of a key; no cell holds it.
const BETWEEN: char = '\u{1f}';

/// The cells that tell rows apart.
struct Key {
    fields: Vec<usize>,
    text: String,
}

impl Key {
    fn new(register: &Register) -> Key {
        let fields = register.unique.iter().filter_map(|field| register.position(field)).collect();
        Key { fields, text: String::new() }
    }

    /// The key of a row; `None` where any of its cells is blank, which says nothing.
    fn of(&mut self, row: &dyn Row) -> Option<&str> {
        self.text.clear();
        for (at, field) in self.fields.iter().enumerate() {
            let cell = row.cell(*field);
            if cell.is_empty() {
                return None;
            }
            if at > 0 {
                self.text.push(BETWEEN);
            }
            self.text.push_str(cell);
        }
        (!self.fields.is_empty()).then_some(&self.text)
    }
}

/// Registers are mostly kept in the order of their numbers, and what ascends does not repeat itself: then
/// looking at neighbours is enough and nothing has to be kept.
pub(crate) struct Ascending {
    key: Key,
    last: String,
    hold: bool,
}

impl Ascending {
    pub fn new(register: &Register) -> Ascending {
        Ascending { key: Key::new(register), last: String::new(), hold: true }
    }

    pub fn take(&mut self, row: &dyn Row) {
        if !self.hold {
            return;
        }
        if let Some(key) = self.key.of(row) {
            self.hold = key > self.last.as_str();
            self.last.clear();
            self.last.push_str(key);
        }
    }

    /// Whether each key was greater than the one before.
    pub fn hold(&self) -> bool {
        self.hold
    }
}

/// Reads a register that is in no order once more, and refuses it where two rows share a key.
pub(crate) fn refuse_doubles(path: &Path, register: &'static Register) -> Result<(), FolderError> {
    let suspects = suspects(&mut Table::open(path, register)?, register)?;
    if suspects.is_empty() {
        return Ok(());
    }
    let doubles = doubles(&mut Table::open(path, register)?, register, &suspects)?;
    let Some(first) = doubles.first() else { return Ok(()) };
    let names = register.fields.iter().filter(|field| register.unique.contains(&field.key));
    Err(FolderError::Doubled {
        file: shown(path),
        first: first.lines.0,
        second: first.lines.1,
        column: names.map(|field| field.name).collect::<Vec<_>>().join("、"),
        value: first.key.replace(BETWEEN, "、"),
        others: match doubles.len() - 1 {
            0 => String::new(),
            more => format!("（另有{more}处重复）"),
        },
    })
}

/// The lines whose keys have one hash. Hashes are small enough to keep for every row, and equal ones are rare.
fn suspects(table: &mut Table, register: &Register) -> Result<BTreeSet<u64>, FolderError> {
    let mut key = Key::new(register);
    let mut seen: Vec<(u64, u64)> = Vec::new();
    table.each(None, &mut |At { line, .. }, row| {
        if let Some(key) = key.of(row) {
            let mut hasher = DefaultHasher::new();
            hasher.write(key.as_bytes());
            seen.push((hasher.finish(), line));
        }
        Ok(true)
    })?;
    seen.sort_unstable();
    let same = seen.chunk_by(|(one, _), (other, _)| one == other).filter(|lines| lines.len() > 1);
    Ok(same.flatten().map(|(_, line)| *line).collect())
}

struct Double {
    key: String,
    lines: (u64, u64),
}

/// Which of the suspects are doubles in truth, in the order of lines.
fn doubles(
    table: &mut Table,
    register: &Register,
    suspects: &BTreeSet<u64>,
) -> Result<Vec<Double>, FolderError> {
    let mut key = Key::new(register);
    let mut firsts: BTreeMap<String, u64> = BTreeMap::new();
    let mut doubles = Vec::new();
    table.each(None, &mut |At { line, .. }, row| {
        if let Some(key) = key.of(row).filter(|_| suspects.contains(&line)) {
            match firsts.get(key) {
                Some(first) => doubles.push(Double { key: key.into(), lines: (*first, line) }),
                None => drop(firsts.insert(key.into(), line)),
            }
        }
        Ok(true)
    })?;
    Ok(doubles)
}
