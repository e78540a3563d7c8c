//! 导入：a file of many rows, all of them or none. The file is checked as a whole before anything is written
//! ([`Registers::clashes`] last of all), then written sheet by sheet; an import that was cut short goes on where it
//! stopped when the same file is given again, and a file that was imported is recognised by its digest.

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

/// Rows that were read and checked, in one writing ([`office::register::Reader::kept`]).
pub type Rows<'a> = dyn Iterator<Item = Vec<String>> + Send + 'a;
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
        let mut written = match self.imported(register, year, digest).await? {
            Some(Imported { done: true, at, rows, .. }) => {
                let on = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date();
                return Err(Error::Imported { label: register.label, on: on.to_string(), rows });
            }
            Some(before) => before.rows,
            None => 0,
        };
        for _ in 0..written {
            rows.next();
        }
        loop {
            let some: Vec<Vec<String>> = rows.take(SHEET * SHEETS_AT_ONCE).collect();
            let done = some.len() < SHEET * SHEETS_AT_ONCE;
            written += some.len() as u64;
            let imported =
                Imported { file: file.into(), digest: digest.into(), at: by.at, rows: written, done };
            self.write(register, year, by, &some, &imported).await?;
            progress(written);
            if done {
                return Ok(written);
            }
        }
    }

    async fn write(
        &self,
        register: &'static Register,
        year: i16,
        by: By<'_>,
        rows: &[Vec<String>],
        imported: &Imported,
    ) -> Result<(), Error> {
        let record = self.record_id(register, year, &imported.digest);
        let work = async |tx: Tx| {
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
            let version = tx.record(KIND, &record).await?.map_or(0, |record| record.version);
            tx.put_record(KIND, &record, version, &serde_json::to_vec(imported)?, None).await?;
            Ok(())
        };
        self.ledger.transact(&self.organ, work).await
    }

    fn record_id(&self, register: &Register, year: i16, digest: &str) -> String {
        format!("{}/{}/{year}/{digest}", self.organ, register.key)
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
