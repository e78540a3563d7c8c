//! 导入：a file of many rows, all of them or none. The file is checked as a whole before anything is written
//! ([`Registers::refuse_known`] last of all), then written sheet by sheet; an import that was cut short goes on behind the
//! line where it stopped when the same file is given again, a file that was imported is recognised by its digest, and of
//! two who import one file at once one is refused.

use crate::event::{self, Event};
use crate::line::{self, Line};
use crate::order::{doubled, new_sheet, open, sealed};
use crate::{By, Error, Registers, SHEET};
use jiff::Timestamp;
use ledger::{Item, NewEvent, Tx};
use office::register::Register;
use serde::{Deserialize, Serialize};

/// Sheets written in one transaction: a bound on memory and on how long others wait.
const SHEETS_AT_ONCE: usize = 8;
const KIND: &str = "register-import";

/// A row that was read and checked: its line in the file, its cells in one writing ([`office::register::Reader::kept`]).
/// Or why reading ended before the file did, for the reader.
pub type Given = Result<(u64, Vec<String>), String>;
/// In the order of their lines.
pub type Rows<'a> = dyn Iterator<Item = Given> + Send + 'a;
/// Told how many rows are written.
pub type Progress<'a> = dyn Fn(u64) + Sync + 'a;

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub file: String,
    /// Of the file's bytes.
    pub digest: String,
    pub at: Timestamp,
    pub rows: u64,
    /// Of the file, the last that is written.
    #[serde(default)]
    pub line: u64,
    pub done: bool,
}

impl Registers {
    /// What was imported into a year from a file of this digest.
    pub async fn imported(
        &self,
        register: &'static Register,
        year: i16,
        digest: &str,
    ) -> Result<Option<Imported>, Error> {
        let record = self.ledger.record(KIND, &self.record_id(register, year, digest)).await?;
        Ok(record.map(|record| serde_json::from_slice(&record.body)).transpose()?)
    }

    /// Which of some rows the year has already, by what tells rows apart.
    pub async fn clashes(
        &self,
        register: &'static Register,
        year: i16,
        rows: &[Vec<String>],
    ) -> Result<Vec<usize>, Error> {
        if register.unique.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<String> = rows.iter().map(|cells| line::id(register, year, ("", 0), cells)).collect();
        let known = self.ledger.known(&self.organ, &line::kind(register), &ids).await?;
        Ok((0..ids.len()).filter(|at| known.contains(&ids[*at])).collect())
    }

    /// Imports rows that were checked. How many rows the year has from this file.
    pub async fn import(
        &self,
        register: &'static Register,
        year: i16,
        (file, digest): (&str, &str),
        by: By<'_>,
        rows: &mut Rows<'_>,
        progress: &Progress<'_>,
    ) -> Result<u64, Error> {
        let record = self.ledger.record(KIND, &self.record_id(register, year, digest)).await?;
        let mut version = record.as_ref().map_or(0, |record| record.version);
        let before = record.map(|record| serde_json::from_slice::<Imported>(&record.body)).transpose()?;
        if let Some(Imported { done: true, at, rows, .. }) = before {
            let on = law::workday::day_in_beijing(at).to_string();
            return Err(Error::Imported { label: register.label, on, rows });
        }
        let (file, digest) = (file.to_owned(), digest.to_owned());
        let mut imported =
            before.unwrap_or(Imported { file, digest, at: by.at, rows: 0, line: 0, done: false });
        let begun = imported.line;
        let mut rows = rows.filter(|given| given.as_ref().map_or(true, |(line, _)| *line > begun));
        while !imported.done {
            let some = rows.by_ref().take(SHEET * SHEETS_AT_ONCE).collect::<Result<Vec<_>, String>>();
            let some = some.map_err(Error::Reading)?;
            imported.at = by.at;
            imported.done = some.len() < SHEET * SHEETS_AT_ONCE;
            imported.rows += some.len() as u64;
            imported.line = some.last().map_or(imported.line, |(line, _)| *line);
            let some: Vec<Vec<String>> = some.into_iter().map(|(_, cells)| cells).collect();
            version = self.write(register, year, by, &some, (&imported, version)).await?;
            progress(imported.rows);
        }
        Ok(imported.rows)
    }

    async fn write(
        &self,
        register: &'static Register,
        year: i16,
        by: By<'_>,
        rows: &[Vec<String>],
        (imported, version): (&Imported, u64),
    ) -> Result<u64, Error> {
        let record = self.record_id(register, year, &imported.digest);
        let work = async |tx: Tx| {
            // Whoever else has written of this file meanwhile is seen here, before a row is there twice.
            let version = tx.put_record(KIND, &record, version, &serde_json::to_vec(imported)?, None).await;
            let version = version.map_err(meanwhile)?;
            let mut items: Vec<Item> = Vec::with_capacity(rows.len());
            for some in rows.chunks(SHEET) {
                items.extend(write_sheet(&tx, register, year, by, some, &imported.digest).await?);
            }
            let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
            if let Some(id) = tx.known(&line::kind(register), &ids).await?.first() {
                return Err(doubled(register, id));
            }
            tx.put_new(&items).await?;
            if imported.done {
                let stream = format!("{KIND}/{}/{year}/{}", register.key, imported.digest);
                let event = NewEvent::new("register.imported", serde_json::to_string(imported)?);
                tx.append(&stream, 0, by.account, by.at, &[event]).await?;
            }
            Ok(version)
        };
        self.ledger.transact(&self.organ, work).await
    }

    fn record_id(&self, register: &Register, year: i16, digest: &str) -> String {
        format!("{}/{}/{year}/{digest}", self.organ, register.key)
    }
}

fn meanwhile(error: ledger::Error) -> Error {
    match error {
        ledger::Error::Refused(ledger::Refusal::RecordConflict { .. }) => Error::Meanwhile,
        other => other.into(),
    }
}

async fn write_sheet(
    tx: &Tx,
    register: &'static Register,
    year: i16,
    by: By<'_>,
    rows: &[Vec<String>],
    import: &str,
) -> Result<Vec<Item>, Error> {
    let sheet = new_sheet(tx, register, year).await?;
    let (mut items, mut cells) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (at, row) in rows.iter().enumerate() {
        let line = Line::new(register, year, (&sheet, at), sealed(tx, register, row.clone()).await?);
        cells.push(open(register, &line));
        items.push(line::item(register, &line)?);
    }
    let fields = event::fields(register);
    let (register_key, import) = (register.key.into(), Some(import.into()));
    let entered = Event::Entered { register: register_key, year, fields, rows: cells, import };
    tx.append(&event::stream(register, year, &sheet), 0, by.account, by.at, &[entered.to_new()?]).await?;
    Ok(items)
}
