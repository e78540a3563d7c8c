//! 年度报告的办理 kept in the ledger: one stream a year; what was published is kept with the act, byte for byte.

use crate::{Error, Publishing};
use jiff::Timestamp;
use ledger::{Entry, Hash, Item, NewEvent, Tx};
use office::dossier::{Ctx, Dossier, Event, Order, decide, replay};
use office::moment::Moment;
use office::role::Actor;

/// The kind of the items that list them, and what their streams begin with.
const KIND: &str = "annual_report";
const ALL: &str = "all";
const MEDIA: &str = "application/json";

/// A report with everything that happened to it.
#[derive(Debug, Clone)]
pub struct DossierFile {
    pub dossier: Dossier,
    /// How many entries it has: what [`Publishing::run_dossier`] expects.
    pub version: u64,
    pub history: Vec<(Timestamp, Event)>,
}

fn stream(year: i16) -> String {
    format!("{KIND}/{year}")
}

impl Publishing {
    /// The report of a year; `None` where nobody has begun it in the ledger.
    pub async fn dossier(&self, year: i16) -> Result<Option<DossierFile>, Error> {
        let entries = self.ledger.read(&self.organ, &stream(year)).await?;
        let events = told(&entries)?;
        let Some(dossier) = replay(&events) else { return Ok(None) };
        let history = entries.iter().map(|entry| entry.at).zip(events).collect();
        Ok(Some(DossierFile { dossier, version: entries.len() as u64, history }))
    }

    /// Every report kept in the ledger, the newest first.
    pub async fn dossiers(&self) -> Result<Vec<Dossier>, Error> {
        let most = 200;
        let items = self.ledger.list(&self.organ, KIND, ALL, None, most, ledger::Direction::Down).await?;
        items.iter().map(|item| Ok(serde_json::from_str(&item.body)?)).collect()
    }

    /// An act. `expected`: the version the person saw, 0 before the first. `report`: what is published, kept with
    /// the act; its hash takes the place of the order's.
    pub async fn run_dossier(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (year, expected): (i16, u64),
        order: Order,
        report: Option<&[u8]>,
    ) -> Result<Dossier, Error> {
        let work = async |tx: Tx| {
            let before = told(&tx.read(&stream(year)).await?)?;
            let mut order = order.clone();
            if let (Order::Publish { report: hash, .. }, Some(bytes)) = (&mut order, report) {
                *hash = tx.put_blob(MEDIA, bytes).await?.blob.to_string();
            }
            let ctx = Ctx { today: moment.today, actor: who };
            let event = decide(&ctx, replay(&before).as_ref(), order)?;
            let dossier = replay(before.iter().chain([&event]))
                .ok_or_else(|| Error::Stored("an annual report without a beginning".into()))?;
            append(&tx, moment, who, (year, expected), &event).await?;
            tx.put(&item_of(&dossier, expected + 1)?).await?;
            Ok::<_, Error>(dossier)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// A published report as it was kept, by its hash.
    pub async fn kept_report(&self, hash: &str) -> Result<Vec<u8>, Error> {
        let hash = Hash::parse(hash).ok_or_else(|| Error::Stored("a hash of a report".into()))?;
        let kept = self.ledger.blob(&hash).await?;
        Ok(kept.ok_or_else(|| Error::Stored("a published report is gone".into()))?.bytes)
    }
}

async fn append(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (year, expected): (i16, u64),
    event: &Event,
) -> Result<(), Error> {
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    let new = NewEvent::new(format!("{KIND}.{kind}"), value.to_string());
    tx.append(&stream(year), expected, &who.id, moment.now, &[new]).await?;
    Ok(())
}

fn told(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read table holds of a report.
pub(crate) fn item(entries: &[Entry]) -> Result<Option<Item>, Error> {
    let dossier = replay(&told(entries)?);
    dossier.map(|dossier| item_of(&dossier, entries.len() as u64)).transpose()
}

fn item_of(dossier: &Dossier, version: u64) -> Result<Item, Error> {
    let year = dossier.year.to_string();
    Ok(Item::new(KIND, &year, version, serde_json::to_string(dossier)?).under(ALL, year))
}
