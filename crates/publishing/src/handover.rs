//! 移送清单：lists kept in the ledger; made, a list marks its items as handed over in the same transaction

use crate::order::record;
use crate::{Error, Page, Publishing, events, page, plans, stream};
use jiff::civil::Date;
use law::workday::day_in_beijing;
use ledger::{Direction, Entry, Item, NewEvent, Place, Tx};
use office::handover::{Event, Line, List, MOST, Refusal, make, may, receive, replay};
use office::moment::Moment;
use office::publication::{Event as ItemEvent, Premises, Publication, replay as replay_item};
use office::role::Actor;

/// The kind of the items that list them, and what their streams begin with.
const HANDOVER: &str = "handover";
const ALL: &str = "all";

fn list_stream(no: &str) -> String {
    format!("{HANDOVER}/{no}")
}

impl Publishing {
    /// Every list, the newest first.
    pub async fn hand_over_lists(&self, after: Option<&Place>, limit: u32) -> Result<Page<List>, Error> {
        page(&self.ledger, &self.organ, (HANDOVER, ALL), after, limit, Direction::Down).await
    }

    /// A list, and how many entries it has.
    pub async fn hand_over_list(&self, no: &str) -> Result<Option<(List, u64)>, Error> {
        let entries = self.ledger.read(&self.organ, &list_stream(no)).await?;
        Ok(replay(&told(&entries)?).map(|list| (list, entries.len() as u64)))
    }

    /// 编制清单: what is public and was not handed over to these premises yet, the oldest first, up to 500. Its number.
    pub async fn hand_over(&self, moment: Moment<'_>, who: &Actor, to: Premises) -> Result<String, Error> {
        if !may(who) {
            return Err(Refusal::Role.into());
        }
        let waiting = crate::List::NotHandedOver(to);
        let rows = self.list(&waiting, None, u32::try_from(MOST).unwrap_or(u32::MAX)).await?.rows;
        let rows = &rows;
        let work = async |tx: Tx| {
            let year = moment.today.year();
            let no = format!("{year}-{}", tx.next_number(&format!("{HANDOVER}/{year}")).await?);
            let mut lines = Vec::with_capacity(rows.len());
            for row in rows {
                lines.extend(hand_over_one(&tx, moment, who, (&row.index, to, &no)).await?);
            }
            let event = make((who, moment.today), &no, to, lines)?;
            keep(&tx, moment, who, (&no, 0), &[], &event).await?;
            Ok::<_, Error>(no)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 登记回执. `expected`: the version the person saw.
    pub async fn hand_over_received(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        (on, receiver, receipt): (Date, &str, &str),
    ) -> Result<(), Error> {
        let work = async |tx: Tx| {
            let before: Vec<Event> = plans::read(&tx, &list_stream(no)).await?;
            let list = replay(&before).ok_or(Refusal::NoList)?;
            let event = receive((who, moment.today), &list, on, (receiver, receipt))?;
            keep(&tx, moment, who, (no, expected), &before, &event).await
        };
        self.ledger.transact(&self.organ, work).await
    }
}

/// Marks an item; nothing where it was withdrawn or handed over meanwhile.
async fn hand_over_one(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (index, to, no): (&str, Premises, &str),
) -> Result<Option<Line>, Error> {
    let entries = tx.read(&stream(index)).await?;
    let Some(item) = replay_item(&events(&entries)?) else { return Ok(None) };
    let waits = item.is_public() && !item.handed_over.iter().any(|one| one.to == to);
    let Some(line) = line(&item).filter(|_| waits) else { return Ok(None) };
    let event = ItemEvent::HandedOver { to, list: no.into(), on: moment.today };
    record(tx, moment, who, (index, entries.len() as u64), Some(item), &[event]).await?;
    Ok(Some(line))
}

fn line(item: &Publication) -> Option<Line> {
    let public = item.public()?;
    Some(Line {
        index: item.index.clone(),
        title: public.content.title.clone(),
        document_no: public.content.document_no.clone(),
        formed: public.content.formed,
        published: day_in_beijing(public.published),
        attachments: public.content.attachments.len(),
        retention: public.content.retention,
    })
}

async fn keep(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (no, expected): (&str, u64),
    before: &[Event],
    event: &Event,
) -> Result<(), Error> {
    let list = replay(before.iter().chain([event])).ok_or(Refusal::NoList)?;
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    let new = NewEvent::new(format!("{HANDOVER}.{kind}"), value.to_string());
    tx.append(&list_stream(no), expected, &who.id, moment.now, &[new]).await?;
    Ok(tx.put(&listed(&list, expected + 1)?).await?)
}

fn told(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read table holds of a list.
pub(crate) fn item(entries: &[Entry]) -> Result<Option<Item>, Error> {
    let list = replay(&told(entries)?);
    list.map(|list| listed(&list, entries.len() as u64)).transpose()
}

fn listed(list: &List, version: u64) -> Result<Item, Error> {
    let put = Item::new(HANDOVER, &list.no, version, serde_json::to_string(list)?);
    Ok(put.under(ALL, list.on.to_string()))
}
