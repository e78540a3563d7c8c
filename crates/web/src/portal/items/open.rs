//! 列表的范围：which shelf an address asks for, and how it is called.

use super::{address, is_fit};
use crate::error::Error;
use law::proactive::scope::Duty;
use office::publication::Nature;
use publishing::{Publishing, Shelf};

/// The address of a shelf's list, under `base`.
pub fn path(base: &str, shelf: &Shelf) -> String {
    match shelf {
        Shelf::All => base.to_owned(),
        shelf => format!("{base}?in={}", address(&shelf.key())),
    }
}

/// The shelf an address names and its title; not found where there is no such.
pub async fn named(publishing: &Publishing, key: &str) -> Result<(Shelf, String), Error> {
    if key.is_empty() {
        return Ok((Shelf::All, "全部公开信息".into()));
    }
    if key == "documents" {
        return Ok((Shelf::Documents, "规章、行政规范性文件和其他政策文件".into()));
    }
    let (sort, value) = key.split_once('/').filter(|_| is_fit(key)).ok_or(Error::NotFound)?;
    let value_or = || value.to_owned();
    let (shelf, title) = match sort {
        "column" => (Shelf::Column(value_or()), value_or()),
        "topic" => (Shelf::Topic(value_or()), value_or()),
        "nature" => {
            let nature = Nature::from_key(value).ok_or(Error::NotFound)?;
            (Shelf::Nature(nature), nature.label().to_owned())
        }
        "duty" => {
            let duty = Duty::from_key(value).ok_or(Error::NotFound)?;
            (Shelf::Duty(duty.key()), duty.label().to_owned())
        }
        "year" => {
            let year =
                value.parse().ok().filter(|year| (1949..=2999).contains(year)).ok_or(Error::NotFound)?;
            (Shelf::Year(year), format!("{year}年公开的信息"))
        }
        "entry" => {
            let versions = publishing.catalogue().await.map_err(broken)?;
            let entries = versions.current().map(|current| current.entries.as_slice()).unwrap_or_default();
            let entry = entries.iter().find(|entry| entry.code == value).ok_or(Error::NotFound)?;
            (Shelf::Entry(value_or()), entry.name())
        }
        "interpreting" => {
            let document = publishing.listed(value).await.map_err(broken)?.ok_or(Error::NotFound)?;
            (Shelf::Interpreting(value_or()), format!("《{}》的解读", document.title))
        }
        _ => return Err(Error::NotFound),
    };
    // Anybody may write an address; no words but the office's own become a heading.
    let known = !matches!(shelf, Shelf::Column(_) | Shelf::Topic(_))
        || publishing.shelf_count(&shelf).await.map_err(broken)? > 0
        || publishing
            .columns()
            .await
            .map_err(broken)?
            .iter()
            .any(|one| Shelf::Column(one.name.clone()) == shelf);
    if known { Ok((shelf, title)) } else { Err(Error::NotFound) }
}

pub fn broken(error: publishing::Error) -> Error {
    Error::Broken(error.into())
}
