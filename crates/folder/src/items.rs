//! 主动公开信息的逐条：what the register says of each item, public columns only

use crate::page::{cells, public};
use crate::{Folder, FolderError, file_of, years};
use jiff::civil::Date;
use office::records::Records;
use office::register::{Register, Row};
use std::path::Path;
use std::time::SystemTime;

/// One disclosed item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub index: String,
    pub title: String,
    pub kind: String,
    pub published: Option<Date>,
    /// Headers and cells of the public columns, the empty ones left out.
    pub cells: Vec<(&'static str, String)>,
}

fn register() -> &'static Register {
    Register::find("items").expect("the office has a register of items")
}

/// Every item of every year, in the order of the files.
pub fn items(data: &Path) -> Result<Vec<Item>, FolderError> {
    let folder = Folder::new(data, &|_, _| {});
    let register = register();
    let mut items = Vec::new();
    for year in years(data) {
        folder.scan(register, year, &mut |_, row| {
            items.push(item(register, row));
            Ok(())
        })?;
    }
    Ok(items)
}

fn item(register: &'static Register, row: &dyn Row) -> Item {
    let named = public(register).map(|(_, field)| field);
    let all: Vec<_> = named.zip(cells(register, row)).collect();
    let of = |key: &str| {
        all.iter().find(|(field, _)| field.key == key).map(|(_, cell)| cell.clone()).unwrap_or_default()
    };
    Item {
        index: of("index"),
        title: of("title"),
        kind: of("kind"),
        published: of("published").parse().ok(),
        cells: all
            .iter()
            .map(|(field, cell)| (field.name, cell.clone()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect(),
    }
}

/// Changes when a file of the register does: year, when it was written, how long it is.
pub type Stamp = Vec<(i16, Option<SystemTime>, u64)>;

pub fn items_stamp(data: &Path) -> Stamp {
    let about = |year: i16| {
        let path = file_of(data, register(), year).ok().flatten()?;
        let about = std::fs::metadata(path).ok()?;
        Some((year, about.modified().ok(), about.len()))
    };
    years(data).into_iter().filter_map(about).collect()
}
