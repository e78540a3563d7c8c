//! 登记、更正、撤销：checked by the declaration, appended to the sheet, listed anew.

use crate::event::{self, Cells, Event};
use crate::line::{self, Line};
use crate::{By, Error, Registers};
use ledger::{Sealed, Tx};
use office::records::KEPT;
use office::register::{Field, Reader, Register};
use std::collections::BTreeMap;

impl Registers {
    /// Enters a row; its id. The office numbers what nobody numbered, where the register says so.
    pub async fn enter(
        &self,
        register: &'static Register,
        year: i16,
        cells: &[&str],
        by: By<'_>,
    ) -> Result<String, Error> {
        let work = async |tx: Tx| {
            let cells = &numbered(&tx, register, year, cells).await?;
            let cells = checked(register, year, &cells.iter().map(String::as_str).collect::<Vec<_>>())?;
            let sheet = new_sheet(&tx, register, year).await?;
            let line = Line::new(register, year, (&sheet, 0), sealed(&tx, register, cells).await?);
            refuse_known(&tx, register, &line).await?;
            let entered = Event::Entered {
                register: register.key.into(),
                year,
                fields: event::fields(register),
                rows: vec![open(register, &line)],
                import: None,
            };
            append(&tx, register, &line, 0, by, &entered).await?;
            tx.put(&line::item(register, &line)?).await?;
            Ok::<_, Error>(line.id)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 更正. `expected` is the version the person saw. The row's id, which changes with its number.
    pub async fn change(
        &self,
        register: &'static Register,
        (id, expected): (&str, u64),
        cells: &[&str],
        why: &str,
        by: By<'_>,
    ) -> Result<String, Error> {
        let why = reason(why)?;
        let work = async |tx: Tx| {
            let old = current(&tx, register, id, expected).await?;
            let cells = checked(register, old.year, cells)?;
            if cells == whole(&tx, register, &old).await? {
                return Err(Error::Same);
            }
            let mut new = old.clone();
            new.set(register, sealed(&tx, register, cells).await?);
            if new.id != old.id {
                refuse_known(&tx, register, &new).await?;
            }
            let (fields, cells) = (event::fields(register), open(register, &new));
            let changed = Event::Changed { row: old.at, fields, cells, why: why.into() };
            replace(&tx, register, (&old, &new), by, &changed).await?;
            Ok(new.id)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 撤销: the row no longer counts; it stays readable with the reason.
    pub async fn strike(
        &self,
        register: &'static Register,
        (id, expected): (&str, u64),
        why: &str,
        by: By<'_>,
    ) -> Result<(), Error> {
        let why = reason(why)?;
        let work = async |tx: Tx| {
            let old = current(&tx, register, id, expected).await?;
            let mut new = old.clone();
            new.strike(why.into());
            replace(&tx, register, (&old, &new), by, &Event::Struck { row: old.at, why: why.into() }).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// Every cell of a row, for those who may see what is not public.
    pub async fn whole(&self, register: &'static Register, line: &Line) -> Result<Vec<String>, Error> {
        let Some(sealed) = &line.sealed else { return Ok(line.cells.clone()) };
        filled(register, line, &self.ledger.unseal(&self.organ, sealed).await?)
    }
}

/// The cells with a number where nobody wrote one: the next that the year does not have.
async fn numbered(tx: &Tx, register: &Register, year: i16, cells: &[&str]) -> Result<Vec<String>, Error> {
    let mut cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    if let (Some(prefix), Some(first)) = (register.numbered, cells.first_mut())
        && first.trim().is_empty()
    {
        let series = format!("{}/{year}/no", line::kind(register));
        loop {
            *first = format!("{prefix}{year}-{:04}", tx.next_number(&series).await?);
            if tx.item(&line::kind(register), &format!("{year}/{first}")).await?.is_none() {
                break;
            }
        }
    }
    Ok(cells)
}

/// Those made by handling cases and publishing are not entered by hand.
fn checked(register: &'static Register, year: i16, cells: &[&str]) -> Result<Vec<String>, Error> {
    if KEPT.contains(&register.key) {
        return Err(Error::Kept(register.label));
    }
    Reader::new(register, year).kept(&cells).map_err(|bad| Error::cell(register, bad))
}

fn reason(why: &str) -> Result<&str, Error> {
    let why = why.trim();
    if why.is_empty() { Err(Error::NoReason) } else { Ok(why) }
}

pub async fn new_sheet(tx: &Tx, register: &Register, year: i16) -> Result<String, Error> {
    let series = format!("{}/{year}", line::kind(register));
    Ok(format!("{:06}", tx.next_number(&series).await?))
}

fn internal(register: &Register) -> impl Iterator<Item = (usize, &Field)> {
    register.fields.iter().enumerate().filter(|(_, field)| !field.public)
}

/// Takes what is not public out of the cells and into the vault.
pub async fn sealed(
    tx: &Tx,
    register: &Register,
    mut cells: Vec<String>,
) -> Result<(Vec<String>, Option<Sealed>), Error> {
    let private: BTreeMap<&str, String> =
        internal(register).map(|(at, field)| (field.key, std::mem::take(&mut cells[at]))).collect();
    if private.values().all(String::is_empty) {
        return Ok((cells, None));
    }
    let sealed = tx.seal(serde_json::to_string(&private)?.as_bytes()).await?;
    Ok((cells, Some(sealed)))
}

async fn whole(tx: &Tx, register: &Register, line: &Line) -> Result<Vec<String>, Error> {
    let Some(sealed) = &line.sealed else { return Ok(line.cells.clone()) };
    filled(register, line, &tx.unseal(sealed).await?)
}

fn filled(register: &Register, line: &Line, plain: &[u8]) -> Result<Vec<String>, Error> {
    let mut private: BTreeMap<String, String> = serde_json::from_slice(plain)?;
    let mut cells = line.cells.clone();
    for (at, field) in internal(register) {
        cells[at] = private.remove(field.key).unwrap_or_default();
    }
    Ok(cells)
}

/// The cells that an event may carry.
pub fn open(register: &Register, line: &Line) -> Cells {
    let public = register.fields.iter().zip(&line.cells).filter(|(field, _)| field.public);
    Cells::new(public.map(|(_, cell)| cell.clone()).collect(), line.sealed.clone())
}

async fn current(tx: &Tx, register: &'static Register, id: &str, expected: u64) -> Result<Line, Error> {
    let item = tx.item(&line::kind(register), id).await?.ok_or(Error::NoLine)?;
    let line = line::read(register, &item)?;
    match (&line.struck, line.version == expected) {
        (Some(_), _) => Err(Error::Struck),
        (None, false) => Err(Error::Changed),
        (None, true) => Ok(line),
    }
}

async fn refuse_known(tx: &Tx, register: &Register, line: &Line) -> Result<(), Error> {
    match tx.item(&line::kind(register), &line.id).await? {
        Some(_) => Err(doubled(register, &line.id)),
        None => Ok(()),
    }
}

pub fn doubled(register: &Register, id: &str) -> Error {
    let what = id.split_once('/').map_or(id, |(_, number)| number);
    Error::Doubled { label: register.label, what: format!("“{what}”") }
}

async fn append(
    tx: &Tx,
    register: &Register,
    line: &Line,
    version: u64,
    by: By<'_>,
    event: &Event,
) -> Result<(), Error> {
    let stream = event::stream(register, line.year, &line.sheet);
    tx.append(&stream, version, by.account, by.at, &[event.to_new()?]).await?;
    Ok(())
}

async fn replace(
    tx: &Tx,
    register: &Register,
    (old, new): (&Line, &Line),
    by: By<'_>,
    event: &Event,
) -> Result<(), Error> {
    // Others may have changed other rows of the sheet; who changed this one is told by its own version.
    let version = tx.version(&event::stream(register, old.year, &old.sheet)).await?;
    append(tx, register, old, version, by, event).await?;
    if new.id != old.id {
        tx.remove(&line::kind(register), &old.id).await?;
    }
    tx.put(&line::item(register, new)?).await?;
    Ok(())
}
