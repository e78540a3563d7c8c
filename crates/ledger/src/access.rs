//! 访问日志：who came in, who was turned away, who read what. It changes nothing, stands on no chain, and may be dropped
//! when its time is over; and the same view over the chain itself.

use crate::chain::Entry;
use crate::error::Error;
use crate::key::{random, to_hex};
use crate::ledger::Ledger;
use crate::names::ABOVE;
use crate::store::{On, row, text};
use crate::{entries, names, sql};
use jiff::Timestamp;
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};

/// Someone did something that is no act.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Access {
    pub organ: String,
    /// Where it stands among those of one moment; given when it is noted.
    pub id: String,
    pub at: Timestamp,
    /// An account, or the name that was tried.
    pub account: String,
    /// `sign_in`, `read`
    pub kind: String,
    /// `request/2026-00001`, as a stream of the chain; may be empty.
    pub object: String,
    /// The address it came from.
    pub place: String,
    pub detail: String,
}

/// What is looked for; what is left out is not asked about.
#[derive(Debug, Clone, Default)]
pub struct Sought<'a> {
    pub by: Option<&'a str>,
    /// What a kind may begin with: any of these; none for all.
    pub kinds: &'a [&'a str],
    /// A stream, or the object of an access.
    pub object: Option<&'a str>,
    /// From this moment on, and up to that one.
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Ledger {
    /// Notes an access; it is on the disk when this returns. `at` is kept to the microsecond.
    pub async fn note(&self, access: &Access) -> Result<(), Error> {
        let id = to_hex(&random::<16>()?);
        let access = Access { id, ..access.clone() };
        self.transact("", async |tx| put(tx.on(), &access).await).await
    }

    /// Accesses that are looked for, the latest first, those before a place.
    pub async fn accesses(
        &self,
        organ: &str,
        sought: &Sought<'_>,
        before: Option<(Timestamp, &str)>,
        limit: u32,
    ) -> Result<Vec<Access>, Error> {
        let (at, id) = before.unwrap_or((Timestamp::MAX, ABOVE));
        let (conditions, more) = conditions("account", "object", sought);
        let statement = sql::accesses_sought(&conditions);
        let values = values(organ, sought, (at, id.into()), limit).into_iter().chain(more).collect();
        let rows = self.store().rows_of("list accesses", &statement, values).await?;
        rows.iter().map(access).collect()
    }

    /// Entries of the chain that are looked for, the latest first, those before a place.
    pub async fn entries_sought(
        &self,
        organ: &str,
        sought: &Sought<'_>,
        before: Option<(Timestamp, u64)>,
        limit: u32,
    ) -> Result<Vec<Entry>, Error> {
        let (at, seq) = before.unwrap_or((Timestamp::MAX, i64::MAX as u64));
        let (conditions, more) = conditions("\"by\"", "stream", sought);
        let statement = sql::entries_sought(&conditions);
        let values = values(organ, sought, (at, text::value(seq)?), limit).into_iter().chain(more).collect();
        let rows = self.store().rows_of("look for entries", &statement, values).await?;
        rows.iter().map(entries::entry).collect()
    }

    /// When the oldest access of an organ was.
    pub async fn oldest_access(&self, organ: &str) -> Result<Option<Timestamp>, Error> {
        let found =
            row(self.store(), "look for the oldest access", sql::OLDEST_ACCESS, [organ.into()]).await?;
        found.map(|row| text::time(&row, "access", "at")).transpose()
    }

    /// Drops up to `limit` accesses from before a moment; how many.
    pub async fn drop_accesses(&self, organ: &str, before: Timestamp, limit: u32) -> Result<u64, Error> {
        let work = async |tx: crate::Tx| {
            let values = [organ.into(), before.as_microsecond().into(), i64::from(limit).into()];
            tx.on().run("drop accesses", sql::DROP_ACCESSES, values).await
        };
        self.transact("", work).await
    }
}

/// What every statement asks, in the order of `sql::sought`.
fn values(organ: &str, sought: &Sought<'_>, (at, tie): (Timestamp, Value), limit: u32) -> Vec<Value> {
    let (from, until) = (sought.from.as_microsecond(), sought.until.as_microsecond());
    vec![organ.into(), from.into(), until.into(), at.as_microsecond().into(), tie, i64::from(limit).into()]
}

/// What is asked beside, with a place for each value, and the values.
fn conditions(by: &str, object: &str, sought: &Sought<'_>) -> (Vec<String>, Vec<Value>) {
    let (mut conditions, mut values): (Vec<String>, Vec<Value>) = Default::default();
    if let Some(who) = sought.by {
        conditions.push(format!("{by} = ?"));
        values.push(who.into());
    }
    if let Some(what) = sought.object {
        conditions.push(format!("{object} = ?"));
        values.push(what.into());
    }
    if !sought.kinds.is_empty() {
        let each: Vec<&str> = sought.kinds.iter().map(|_| "(kind >= ? AND kind < ?)").collect();
        conditions.push(format!("({})", each.join(" OR ")));
        let ends = sought.kinds.iter().flat_map(|kind| [(*kind).to_owned(), format!("{kind}{ABOVE}")]);
        values.extend(ends.map(Value::from));
    }
    (conditions, values)
}

pub async fn put(on: &impl On, access: &Access) -> Result<(), Error> {
    names::name("organ", &access.organ)?;
    names::name("kind", &access.kind)?;
    for (what, kept) in [("account", &access.account), ("object", &access.object), ("place", &access.place)] {
        names::sort(what, kept)?;
    }
    let values = [
        access.organ.as_str().into(),
        access.id.as_str().into(),
        access.at.as_microsecond().into(),
        access.account.as_str().into(),
        access.kind.as_str().into(),
        access.object.as_str().into(),
        access.place.as_str().into(),
        access.detail.as_str().into(),
    ];
    on.run("note an access", sql::NEW_ACCESS, values).await?;
    Ok(())
}

pub fn access(row: &QueryResult) -> Result<Access, Error> {
    const TABLE: &str = "access";
    Ok(Access {
        organ: text::of(row, TABLE, "organ")?,
        id: text::of(row, TABLE, "id")?,
        at: text::time(row, TABLE, "at")?,
        account: text::of(row, TABLE, "account")?,
        kind: text::of(row, TABLE, "kind")?,
        object: text::of(row, TABLE, "object")?,
        place: text::of(row, TABLE, "place")?,
        detail: text::of(row, TABLE, "detail")?,
    })
}
