//! 一道命令怎样办：decided on the item as it stands, appended, and listed anew for the desk and the public

use crate::{Error, Publishing, SCHEDULER, cleanup, events, public, row, services, stream};
use ledger::{Direction, NewEvent, Tx};
use office::moment::Moment;
use office::publication::{
    Act, Command, Content, Ctx, Event, Found, Publication, Refusal, Step, decide, evolve, replay,
};
use office::role::{Actor, Role};

/// Scheduled items published in one go.
const MOST_AT_ONCE: u32 = 200;

/// What came of the items whose time had come.
#[derive(Debug, Default)]
pub struct Due {
    pub published: Vec<String>,
    pub failed: Vec<(String, Error)>,
}

impl Publishing {
    /// 起草一条信息; its index is the next of the office's rule.
    pub async fn draft(&self, moment: Moment<'_>, who: &Actor, content: Content) -> Result<String, Error> {
        let content = &content;
        let work = async |tx: Tx| self.draft_in(&tx, moment, who, content.clone()).await;
        self.ledger.transact(&self.organ, work).await
    }

    /// Drafts all of them or, where one is refused, none.
    pub async fn draft_all(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        contents: Vec<Content>,
    ) -> Result<Vec<String>, Error> {
        let contents = &contents;
        let work = async |tx: Tx| {
            let mut indices = Vec::with_capacity(contents.len());
            for content in contents {
                indices.push(self.draft_in(&tx, moment, who, content.clone()).await?);
            }
            Ok(indices)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// The same within a transaction that does more.
    pub(crate) async fn draft_in(
        &self,
        tx: &Tx,
        moment: Moment<'_>,
        who: &Actor,
        content: Content,
    ) -> Result<String, Error> {
        let series = format!("index/{}", self.rule.series(&self.organ, moment.today));
        let serial = tx.next_number(&series).await?;
        let index = self.rule.index(&self.organ, moment.today, serial);
        let service = content.service.as_ref().map(|service| service.id().to_owned());
        let command = Command::Draft { index: index.clone(), content: Box::new(content) };
        let decided = decide(&context(moment, who, &[]), None, command)?;
        if let Some(service) = &service {
            services::claim(tx, service).await?;
        }
        record(tx, moment, who, (&index, 0), None, &decided).await?;
        Ok(index)
    }

    /// Carries out an order. `expected` is the version the person saw; someone else's step in between is told.
    pub async fn run(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (index, expected): (&str, u64),
        command: Command,
    ) -> Result<Vec<Event>, Error> {
        match &command {
            Command::Withdraw { explanation, .. } => self.fit_for_all("撤回的说明", explanation).await?,
            Command::HideEdition { explanation, .. } => self.fit_for_all("隐去的说明", explanation).await?,
            _ => {}
        }
        // The content of a version is fixed, and so is what the scan finds in it.
        let found = &self.found_for(index, command.act()).await?;
        let command = &command;
        let work = async |tx: Tx| {
            let item = replay(&events(&tx.read(&stream(index)).await?)?).ok_or(Refusal::NoItem)?;
            let decided = decide(&context(moment, who, found), Some(&item), command.clone())?;
            let content = item.work.as_ref().map(|work| &work.content);
            let result = content.and_then(|one| Some((one.cleanup.clone()?, one.title.clone())));
            record(&tx, moment, who, (index, expected), Some(item), &decided).await?;
            if let (Command::Publish, Some((round, title))) = (command, result) {
                cleanup::carry_out(&tx, moment, who, &round, (index, &title)).await?;
            }
            Ok::<_, Error>(decided)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// The explanation on the tombstone is read by everybody and reviewed by nobody else.
    async fn fit_for_all(&self, part: &str, explanation: &str) -> Result<(), Error> {
        let found = self.look_at_text(part, explanation).await?;
        found.into_iter().next().map_or(Ok(()), |one| Err(Error::Told(one.what)))
    }

    async fn found_for(&self, index: &str, act: Act) -> Result<Vec<Found>, Error> {
        if !matches!(act, Act::ReviewSecrecy | Act::RecordDetermination) {
            return Ok(Vec::new());
        }
        let file = self.file(index).await?;
        match file.as_ref().and_then(|file| file.item.work.as_ref()) {
            Some(work) => self.inspect_work(work).await,
            None => Ok(Vec::new()),
        }
    }

    /// Publishes whatever was scheduled for a time that has come: the indices, and those that could not be, with why.
    /// One that cannot does not hold up the others.
    pub async fn publish_due(&self, moment: Moment<'_>) -> Result<Due, Error> {
        let scheduler = Actor { id: SCHEDULER.into(), roles: vec![Role::Publisher] };
        let key = row::step_key(Step::Scheduled(moment.now));
        let kind = (row::KIND, key.as_str());
        let waiting: crate::Page<crate::Row> =
            crate::page(&self.ledger, &self.organ, kind, None, MOST_AT_ONCE, Direction::Up).await?;
        let mut due = Due::default();
        for row in waiting.rows {
            if !matches!(row.step, Some(Step::Scheduled(at)) if at <= moment.now) {
                break;
            }
            let version = (row.index.as_str(), row.version);
            match self.run(moment, &scheduler, version, Command::Publish).await {
                Ok(_) => due.published.push(row.index),
                Err(error) => due.failed.push((row.index, error)),
            }
        }
        Ok(due)
    }
}

fn context<'a>(moment: Moment<'_>, who: &'a Actor, found: &'a [Found]) -> Ctx<'a> {
    Ctx { now: moment.now, today: moment.today, actor: who, found }
}

/// Appends what was decided and puts what the desk and the public are shown of it; a withdrawn item is taken out.
pub(crate) async fn record(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (index, expected): (&str, u64),
    item: Option<Publication>,
    decided: &[Event],
) -> Result<(), Error> {
    let claimed = item.as_ref().and_then(|item| services::item(item, expected));
    let Some(after) = decided.iter().fold(item, |item, event| Some(evolve(item, event))) else {
        return Ok(());
    };
    let new = decided.iter().map(new_event).collect::<Result<Vec<_>, _>>()?;
    tx.append(&stream(index), expected, &who.id, moment.now, &new).await?;
    let version = expected + decided.len() as u64;
    tx.put(&row::item(&after, version, moment.calendar)?).await?;
    match public::item(&after, version)? {
        Some(shown) => tx.put(&shown).await?,
        None => tx.remove(row::PUBLIC, index).await?,
    }
    match (services::item(&after, version), claimed) {
        (Some(kept), _) => tx.put(&kept).await?,
        // Dropped unpublished: the id is free again.
        (None, Some(before)) => tx.remove(services::KIND, &before.id).await?,
        (None, None) => {}
    }
    Ok(())
}

fn new_event(event: &Event) -> Result<NewEvent, Error> {
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(NewEvent::new(format!("publication.{kind}"), value.to_string()))
}
