//! What happens on a sheet, as it is stored for ever, and the rows that come of it.

use crate::line::Line;
use crate::{Error, SHEET};
use ledger::{Entry, NewEvent, Sealed};
use office::register::Register;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    Entered {
        /// The import it came with.
        import: Option<String>,
    },
    /// 更正: the cells before, by field, where they differ.
    Changed { before: Vec<(&'static str, String)>, why: String },
    /// 撤销
    Struck { why: String },
}

/// An entry of a sheet.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Rows, from 0 on; cells in the order of `fields`, so that a declaration may change later.
    Entered {
        register: String,
        year: i16,
        fields: Vec<String>,
        rows: Vec<Cells>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<String>,
    },
    Changed {
        row: usize,
        fields: Vec<String>,
        cells: Cells,
        why: String,
    },
    Struck {
        row: usize,
        why: String,
    },
}

/// The public cells of a row; those that are not public stay sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cells {
    Open(Vec<String>),
    Some { open: Vec<String>, sealed: Sealed },
}

impl Cells {
    pub fn new(open: Vec<String>, sealed: Option<Sealed>) -> Cells {
        match sealed {
            None => Cells::Open(open),
            Some(sealed) => Cells::Some { open, sealed },
        }
    }

    fn parts(self) -> (Vec<String>, Option<Sealed>) {
        match self {
            Cells::Open(open) => (open, None),
            Cells::Some { open, sealed } => (open, Some(sealed)),
        }
    }
}

impl Event {
    pub fn to_new(&self) -> Result<NewEvent, Error> {
        let kind = match self {
            Event::Entered { .. } => "register.entered",
            Event::Changed { .. } => "register.changed",
            Event::Struck { .. } => "register.struck",
        };
        Ok(NewEvent::new(kind, serde_json::to_string(self)?))
    }
}

/// The public fields, whose cells an event carries.
pub fn fields(register: &Register) -> Vec<String> {
    register.fields.iter().filter(|field| field.public).map(|field| field.key.to_owned()).collect()
}

pub fn stream(register: &Register, year: i16, sheet: &str) -> String {
    format!("register/{}/{year}/{sheet}", register.key)
}

/// The register and sheet a stream belongs to, where it is one.
pub fn sheet_of(entry: &Entry) -> Option<(&'static Register, String)> {
    let mut parts = entry.stream.strip_prefix("register/")?.split('/');
    let (register, _, sheet) = (parts.next()?, parts.next()?, parts.next()?);
    Some((Register::find(register)?, sheet.to_owned()))
}

fn of(entry: &Entry) -> Result<Event, Error> {
    Ok(serde_json::from_str(&entry.body)?)
}

/// The rows of a sheet after everything that happened to them.
pub fn replay(register: &'static Register, sheet: &str, entries: &[Entry]) -> Result<Vec<Line>, Error> {
    let mut lines: Vec<Line> = Vec::new();
    for entry in entries {
        match of(entry)? {
            Event::Entered { year, fields, rows, .. } => {
                for (at, cells) in (lines.len()..).zip(rows).take(SHEET) {
                    lines.push(Line::new(register, year, (sheet, at), placed(register, &fields, cells)));
                }
            }
            Event::Changed { row, fields, cells, .. } => {
                line(&mut lines, row)?.set(register, placed(register, &fields, cells));
            }
            Event::Struck { row, why } => line(&mut lines, row)?.strike(why),
        }
    }
    Ok(lines)
}

fn line(lines: &mut [Line], row: usize) -> Result<&mut Line, Error> {
    lines.get_mut(row).ok_or_else(|| Error::Stored(format!("row {row} of a sheet that has fewer")))
}

/// Cells in the order of the register's fields; blank for those the entry did not know, and for sealed ones.
fn placed(register: &Register, fields: &[String], cells: Cells) -> (Vec<String>, Option<Sealed>) {
    let (open, sealed) = cells.parts();
    let mut known: BTreeMap<&str, String> = fields.iter().map(String::as_str).zip(open).collect();
    let cells = register.fields.iter().map(|field| known.remove(field.key).unwrap_or_default());
    (cells.collect(), sealed)
}

/// What happened to one row of a sheet, each with the entry that says so.
pub fn of_row<'a>(
    register: &'static Register,
    entries: &'a [Entry],
    at: usize,
) -> Result<Vec<(&'a Entry, Happened)>, Error> {
    let (mut found, mut first, mut cells) = (Vec::new(), 0, Vec::new());
    for entry in entries {
        match of(entry)? {
            Event::Entered { fields, mut rows, import, .. } => {
                if (first..first + rows.len()).contains(&at) {
                    (cells, _) = placed(register, &fields, rows.swap_remove(at - first));
                    found.push((entry, Happened::Entered { import }));
                }
                first += rows.len();
            }
            Event::Changed { row, fields, cells: after, why } if row == at => {
                let (after, _) = placed(register, &fields, after);
                let pairs = register.fields.iter().zip(cells.iter().zip(&after));
                let differing = pairs.filter(|(_, (old, new))| old != new);
                let before = differing.map(|(field, (old, _))| (field.key, old.clone())).collect();
                found.push((entry, Happened::Changed { before, why }));
                cells = after;
            }
            Event::Struck { row, why } if row == at => found.push((entry, Happened::Struck { why })),
            Event::Changed { .. } | Event::Struck { .. } => {}
        }
    }
    Ok(found)
}
