//! 审计的记录：entries of the chain and accesses beside it as one list, the latest first, page by page.

use super::{Asked, label, words};
use crate::desk::account::Names;
use crate::desk::departments::Departments;
use crate::desk::{Desk, Fail};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ledger::{Access, Entry, Sought};
use serde::Serialize;

const SHOWN_OF_A_HASH: usize = 16;

/// Someone did something.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub at: String,
    #[serde(skip)]
    pub when: String,
    pub account: String,
    pub name: String,
    pub from: String,
    pub kind: String,
    pub what: String,
    pub object: String,
    #[serde(skip)]
    pub about: String,
    pub detail: String,
    /// Its place in the chain, where it stands there.
    pub seq: Option<u64>,
    pub hash: Option<String>,
}

impl Row {
    pub fn short_hash(&self) -> String {
        self.hash.iter().flat_map(|hash| hash.chars()).take(SHOWN_OF_A_HASH).collect()
    }
}

/// Where a page goes on: a moment, and what of that moment was shown. Entries of the chain come before accesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    Entry(Timestamp, u64),
    Access(Timestamp, String),
}

impl Cursor {
    pub fn words(&self) -> String {
        match self {
            Cursor::Entry(at, seq) => format!("{}.e.{seq}", at.as_microsecond()),
            Cursor::Access(at, id) => format!("{}.a.{id}", at.as_microsecond()),
        }
    }

    /// A cursor as a link has it; what is none begins at the end.
    pub fn read(text: &str) -> Option<Cursor> {
        let mut parts = text.split('.');
        let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
        match (parts.next()?, parts.next()?) {
            ("e", seq) => Some(Cursor::Entry(at, seq.parse().ok().filter(|seq| *seq <= i64::MAX as u64)?)),
            ("a", id) => {
                Some(Cursor::Access(at, id.chars().filter(char::is_ascii_hexdigit).take(32).collect()))
            }
            _ => None,
        }
    }

    /// Before which place entries are still to come.
    fn of_entries(&self) -> (Timestamp, u64) {
        match self {
            Cursor::Entry(at, seq) => (*at, *seq),
            // Those of the moment itself were shown before the accesses.
            Cursor::Access(at, _) => (*at, 0),
        }
    }

    fn of_accesses(&self) -> (Timestamp, &str) {
        match self {
            Cursor::Entry(at, _) => (*at, "\u{10FFFE}"),
            Cursor::Access(at, id) => (*at, id),
        }
    }
}

enum One {
    Entry(Entry),
    Access(Access),
}

impl One {
    fn cursor(&self) -> Cursor {
        match self {
            One::Entry(entry) => Cursor::Entry(entry.at, entry.seq),
            One::Access(access) => Cursor::Access(access.at, access.id.clone()),
        }
    }

    fn at(&self) -> Timestamp {
        match self {
            One::Entry(entry) => entry.at,
            One::Access(access) => access.at,
        }
    }
}

/// A page of what is looked for, and where the next one begins.
pub async fn page(
    desk: &Desk,
    asked: &Asked,
    cursor: Option<Cursor>,
    many: usize,
) -> Result<(Vec<Row>, Option<Cursor>), Fail> {
    let mut found = merged(desk, asked, cursor.as_ref(), many + 1).await?;
    let more = found.len() > many;
    found.truncate(many);
    let next = found.last().filter(|_| more).map(One::cursor);
    let departments = Departments::load(desk.ledger()).await?;
    let (mut names, mut rows) = (Names::default(), Vec::with_capacity(found.len()));
    for one in found {
        rows.push(row(desk, &mut names, &departments, one).await?);
    }
    Ok((rows, next))
}

async fn merged(desk: &Desk, asked: &Asked, cursor: Option<&Cursor>, many: usize) -> Result<Vec<One>, Fail> {
    let (ledger, organ, limit) = (desk.ledger(), desk.casework.organ(), many as u32);
    let (from, until) = asked.days().unwrap_or_default();
    let group = asked.group();
    let (account, object) = (typed(&asked.account), stream(desk, &typed(&asked.object)).await?);
    let sought = Sought {
        by: Some(account.as_str()).filter(|account| !account.is_empty()),
        kinds: &[],
        object: Some(object.as_str()).filter(|object| !object.is_empty()),
        from: from.map_or(Ok(Timestamp::MIN), beginning)?,
        until: until.map_or(Ok(Timestamp::MAX), |day| beginning(day.saturating_add(1.day())))?,
    };
    let (of_entries, of_accesses) =
        group.map_or((&[][..], &[][..]), |(_, _, entries, accesses)| (entries, accesses));
    let mut found: Vec<One> = Vec::new();
    if group.is_none() || !of_entries.is_empty() {
        let sought = Sought { kinds: of_entries, ..sought.clone() };
        let entries = ledger.entries_sought(organ, &sought, cursor.map(Cursor::of_entries), limit).await;
        found.extend(entries.map_err(anyhow::Error::from)?.into_iter().map(One::Entry));
    }
    if group.is_none() || !of_accesses.is_empty() {
        let sought = Sought { kinds: of_accesses, ..sought };
        let accesses = ledger.accesses(organ, &sought, cursor.map(Cursor::of_accesses), limit).await;
        found.extend(accesses.map_err(anyhow::Error::from)?.into_iter().map(One::Access));
    }
    // Both come sorted, and entries first: a stable sort keeps them so within a moment.
    found.sort_by_key(|one| std::cmp::Reverse(one.at()));
    found.truncate(many);
    Ok(found)
}

/// What was typed, as far as a database can be asked for it.
fn typed(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control() && *c != '\u{10FFFF}').collect()
}

/// Streams that are typed as an account is, and are none.
const NO_ACCOUNTS: [&str; 8] =
    ["columns", "catalogue", "departments", "security", "calendar", "inspection", "uploads", "everyday"];

/// What people type for an object: a stream, the index of an item, or the number of a case or an account; with the
/// word before it, as it stands in the list.
async fn stream(desk: &Desk, typed: &str) -> Result<String, Fail> {
    let bare =
        ["信息", "申请", "账号"].iter().find_map(|word| typed.strip_prefix(word)).unwrap_or(typed).trim();
    let is_item = !bare.is_empty() && desk.publishing.file(bare).await?.is_some();
    Ok(if is_item { format!("publication/{bare}") } else { named(bare) })
}

fn named(typed: &str) -> String {
    let is_case = typed.len() > 5
        && typed.as_bytes()[4] == b'-'
        && typed.bytes().take(4).all(|byte| byte.is_ascii_digit());
    if typed.is_empty() || typed.contains('/') {
        typed.to_owned()
    } else if is_case {
        format!("request/{typed}")
    } else if crate::desk::account::checked_id(typed).is_ok() && !NO_ACCOUNTS.contains(&typed) {
        format!("account/{typed}")
    } else {
        typed.to_owned()
    }
}

/// When a day begins in Beijing.
fn beginning(day: Date) -> Result<Timestamp, Fail> {
    let begins = day.to_zoned(law::workday::BEIJING).map_err(|_| Fail::Unreadable)?;
    Ok(begins.timestamp())
}

async fn row(desk: &Desk, names: &mut Names, departments: &Departments, one: One) -> Result<Row, Fail> {
    Ok(match one {
        One::Entry(entry) => Row {
            at: entry.at.to_string(),
            when: crate::words::moment(entry.at),
            name: names.of(desk.ledger(), &entry.by).await?,
            account: entry.by,
            from: String::new(),
            what: words::act(&entry.kind).map_or_else(|| entry.kind.clone(), str::to_owned),
            detail: words::detail(&entry.kind, &entry.body, departments),
            kind: entry.kind,
            about: words::subject(&entry.stream),
            object: entry.stream,
            seq: Some(entry.seq),
            hash: Some(entry.hash.to_string()),
        },
        One::Access(access) => Row {
            at: access.at.to_string(),
            when: crate::words::moment(access.at),
            name: names.of(desk.ledger(), &access.account).await?,
            account: access.account,
            from: access.place,
            what: label(&access.kind),
            kind: access.kind,
            about: words::subject(&access.object),
            object: access.object,
            detail: access.detail,
            seq: None,
            hash: None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_into_a_link_and_back_and_nonsense_is_none() {
        let at = Timestamp::from_microsecond(1_772_413_200_000_001).unwrap_or_default();
        for cursor in [Cursor::Entry(at, 7), Cursor::Access(at, "0f".repeat(16))] {
            assert_eq!(Cursor::read(&cursor.words()), Some(cursor));
        }
        for wrong in
            ["", "x", "1", "1.e", "1.e.x", "1.e.99999999999999999999", "99999999999999999999.e.1", "1.x.1"]
        {
            assert_eq!(Cursor::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_people_type_is_read_as_a_stream() {
        for (typed, stream_of) in [
            ("2026-00001", "request/2026-00001"),
            ("wang", "account/wang"),
            ("publication/ZZSP/2026-1", "publication/ZZSP/2026-1"),
            ("security", "security"),
            ("", ""),
            ("王", "王"),
        ] {
            assert_eq!(named(typed), stream_of);
        }
    }
}
