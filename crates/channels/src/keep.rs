//! 送到哪一步：what is to be sent follows the chain, waits in the ledger's queue, is tried again with growing pauses; what
//! became of it stands an item and a channel.

use crate::settings::{Named, Settings, posts};
use crate::{Event, Message, Origin, Outcome, Wire};
use jiff::{SignedDuration, Timestamp};
use law::workday::day_in_beijing;
use ledger::{Job, Ledger, Refusal, Tx};
use publishing::{Publishing, Seen};
use registers::{By, Registers};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Entries of the chain looked at in one go.
const STRIDE: u32 = 2_000;
/// Who claims a job holds it so long.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// After each try a longer pause; after the last one it has failed, and somebody is told at the desk.
const PAUSES: [SignedDuration; 6] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(12),
];
/// Open ones listed together.
const MOST_OPEN: u32 = 200;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error(transparent)]
    Publishing(#[from] publishing::Error),
    #[error("what is kept of a channel cannot be read")]
    Kept(#[from] serde_json::Error),
    #[error("a channel panicked")]
    Panicked(#[from] tokio::task::JoinError),
}

/// How far an item has come on a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Waiting,
    Taken,
    ByHand,
    Failed,
    /// Somebody did by hand what was left.
    Done,
}

impl Standing {
    pub const fn label(self) -> &'static str {
        match self {
            Standing::Waiting => "等待发送",
            Standing::Taken => "已送达",
            Standing::ByHand => "待人工办理",
            Standing::Failed => "没有送达",
            Standing::Done => "已办理",
        }
    }
}

/// What became of an item on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub standing: Standing,
    pub event: Event,
    /// The edition the channel has; none before the first and after a withdrawal.
    pub sent: Option<u32>,
    pub tries: u64,
    pub at: Timestamp,
    /// What is to be told of it.
    pub told: String,
    /// How the channel calls it.
    pub reference: String,
    /// It was counted as a post.
    pub counted: bool,
}

impl Delivery {
    fn new(at: Timestamp) -> Delivery {
        let (told, reference) = (String::new(), String::new());
        let (standing, event) = (Standing::Waiting, Event::Published);
        Delivery { standing, event, sent: None, tries: 0, at, told, reference, counted: false }
    }
}

/// What the queue holds.
#[derive(Debug, Serialize, Deserialize)]
struct Due {
    channel: String,
    index: String,
    /// Also where the channel has this edition.
    #[serde(default)]
    again: bool,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    pub sent: u64,
    pub deferred: u64,
    pub failed: u64,
}

/// The channels of an organ.
#[derive(Clone)]
pub struct Channels {
    publishing: Publishing,
    settings: Arc<Settings>,
}

impl Channels {
    pub fn new(publishing: Publishing, settings: Arc<Settings>) -> Channels {
        Channels { publishing, settings }
    }

    pub fn named(&self) -> &[Named] {
        &self.settings.channels
    }

    fn find(&self, id: &str) -> Option<&Named> {
        self.named().iter().find(|one| one.id == id)
    }

    fn ledger(&self) -> &Ledger {
        self.publishing.ledger()
    }

    fn kind(&self, sort: &str) -> String {
        format!("channel-{sort}/{}", self.publishing.organ())
    }

    /// How many wait to be sent.
    pub async fn waiting(&self) -> Result<u64, Error> {
        Ok(self.ledger().waiting(&self.kind("due")).await?)
    }

    /// What became of an item on a channel; `None` where it was never to be sent.
    pub async fn delivery(&self, channel: &str, index: &str) -> Result<Option<Delivery>, Error> {
        let kept = self.ledger().record(&self.kind("delivery"), &id(channel, index)).await?;
        Ok(kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?)
    }

    /// Those somebody has to look after: channel, index, what became of it. The first 200.
    pub async fn open(&self) -> Result<Vec<(String, String, Delivery)>, Error> {
        let mut open = Vec::new();
        for record in self.ledger().records(&self.kind("open"), "", MOST_OPEN).await? {
            let Some((channel, index)) = record.id.split_once('/') else { continue };
            if let Some(delivery) = self.delivery(channel, index).await? {
                open.push((channel.to_owned(), index.to_owned(), delivery));
            }
        }
        open.sort_by_key(|(.., delivery)| std::cmp::Reverse(delivery.at));
        Ok(open)
    }

    /// Posts of a channel in a year.
    pub async fn count(&self, channel: &str, year: i16) -> Result<u64, Error> {
        let kept = self.ledger().record(&self.kind("count"), &id(channel, &year.to_string())).await?;
        Ok(kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?.unwrap_or(0))
    }

    /// Queues what became public, changed or was withdrawn since it was last looked. Channels begin with what comes after
    /// they were set up; where there are none left, it is forgotten how far it had come.
    pub async fn follow(&self, now: Timestamp, origin: &Origin) -> Result<u64, Error> {
        let (ledger, kind) = (self.ledger(), self.kind("position"));
        let kept = ledger.record(&kind, POSITION).await?;
        if self.named().is_empty() {
            if let Some(kept) = kept {
                ours(ledger.remove_record(&kind, POSITION, kept.version).await)?;
            }
            return Ok(0);
        }
        let Some(mut kept) = kept else {
            let seq = ledger.head(self.publishing.organ()).await?.seq;
            ours(ledger.put_record(&kind, POSITION, 0, seq.to_string().as_bytes(), None).await)?;
            return Ok(0);
        };
        let mut queued = 0;
        loop {
            let from: u64 = serde_json::from_slice(&kept.body)?;
            let (indices, seq) = self.publishing.changed_since(from, STRIDE).await?;
            if seq == from {
                return Ok(queued);
            }
            let due = self.due(&indices, origin).await?;
            let body = seq.to_string().into_bytes();
            let work = async |tx: Tx| {
                let version = tx.put_record(&kind, POSITION, kept.version, &body, None).await?;
                for due in &due {
                    self.enqueue(&tx, now, due).await?;
                }
                Ok::<_, Error>(version)
            };
            match ledger.transact("", work).await {
                Ok(version) => kept = ledger::Record { version, body, ..kept },
                // Another node was faster, and goes on.
                Err(Error::Ledger(ledger::Error::Refused(Refusal::RecordConflict { .. }))) => {
                    return Ok(queued);
                }
                Err(error) => return Err(error),
            }
            queued += due.len() as u64;
        }
    }

    async fn due(&self, indices: &[String], origin: &Origin) -> Result<Vec<Due>, Error> {
        let mut due = Vec::new();
        for index in indices {
            let Some(seen) = self.publishing.seen(index).await? else { continue };
            for channel in self.named() {
                let sent = self.delivery(&channel.id, index).await?.and_then(|one| one.sent);
                if planned(channel, seen.clone(), sent, false, origin).is_some() {
                    due.push(Due { channel: channel.id.clone(), index: index.clone(), again: false });
                }
            }
        }
        Ok(due)
    }

    async fn enqueue(&self, tx: &Tx, now: Timestamp, due: &Due) -> Result<(), Error> {
        self.change(tx, (&due.channel, &due.index), now, |delivery| {
            delivery.standing = Standing::Waiting;
            delivery.tries = 0;
            delivery.told = String::new();
        })
        .await?;
        tx.enqueue(&self.kind("due"), now, &serde_json::to_vec(due)?).await?;
        Ok(())
    }

    /// Changes what stands of an item on a channel, and whether somebody has to look after it.
    async fn change(
        &self,
        tx: &Tx,
        (channel, index): (&str, &str),
        now: Timestamp,
        work: impl Fn(&mut Delivery),
    ) -> Result<Delivery, Error> {
        let (kind, open, id) = (self.kind("delivery"), self.kind("open"), id(channel, index));
        let kept = tx.record(&kind, &id).await?;
        let version = kept.as_ref().map_or(0, |kept| kept.version);
        let mut delivery = match kept {
            Some(kept) => serde_json::from_slice(&kept.body)?,
            None => Delivery::new(now),
        };
        work(&mut delivery);
        delivery.at = now;
        tx.put_record(&kind, &id, version, &serde_json::to_vec(&delivery)?, None).await?;
        let listed = tx.record(&open, &id).await?;
        match (matches!(delivery.standing, Standing::ByHand | Standing::Failed), listed) {
            (true, None) => {
                tx.put_record(&open, &id, 0, b"", None).await?;
            }
            (false, Some(listed)) => tx.remove_record(&open, &id, listed.version).await?,
            _ => {}
        }
        Ok(delivery)
    }

    /// 重新发送: what is public now goes once more; `false` where nothing is.
    pub async fn resend(&self, channel: &str, index: &str, now: Timestamp) -> Result<bool, Error> {
        if self.find(channel).is_none() || self.publishing.seen(index).await?.is_none() {
            return Ok(false);
        }
        let due = Due { channel: channel.into(), index: index.into(), again: true };
        self.ledger().transact("", async |tx: Tx| self.enqueue(&tx, now, &due).await).await?;
        Ok(true)
    }

    /// 已办理: somebody has done on the channel what was left, and a first post counts from now on.
    pub async fn settle(&self, channel: &str, index: &str, by: By<'_>) -> Result<bool, Error> {
        let Some(named) = self.find(channel) else { return Ok(false) };
        let found = self.delivery(channel, index).await?;
        let Some(found) = found.filter(|one| one.standing == Standing::ByHand) else { return Ok(false) };
        let counts = found.event != Event::Withdrawn && !found.counted;
        let work = async |tx: Tx| {
            let change = |delivery: &mut Delivery| {
                delivery.standing = Standing::Done;
                delivery.counted |= counts;
            };
            self.change(&tx, (channel, index), by.at, change).await?;
            if counts { self.count_one(&tx, channel, by.at).await } else { Ok(()) }
        };
        self.ledger().transact("", work).await?;
        if counts {
            self.enter(named, index, by).await?;
        }
        Ok(true)
    }

    async fn count_one(&self, tx: &Tx, channel: &str, at: Timestamp) -> Result<(), Error> {
        let (kind, id) = (self.kind("count"), id(channel, &day_in_beijing(at).year().to_string()));
        let kept = tx.record(&kind, &id).await?;
        let version = kept.as_ref().map_or(0, |kept| kept.version);
        let count: u64 = kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?.unwrap_or(0);
        tx.put_record(&kind, &id, version, &serde_json::to_vec(&(count + 1))?, None).await?;
        Ok(())
    }

    /// A row of 政务新媒体发布, where the channel counts as a medium.
    async fn enter(&self, channel: &Named, index: &str, by: By<'_>) -> Result<(), Error> {
        let (Some(medium), Some(register)) = (&channel.medium, posts()) else { return Ok(()) };
        let Some(listed) = self.publishing.listed(index).await? else { return Ok(()) };
        let registers = Registers::new(self.ledger().clone(), self.publishing.organ());
        let day = day_in_beijing(by.at);
        let (title, on) = (listed.title.clone(), day.to_string());
        let cells = [title.as_str(), medium.as_str(), on.as_str()];
        // What the register does not take is entered by hand; the item went out all the same.
        if let Err(error) = registers.enter(register, day.year(), &cells, by).await {
            tracing::error!(channel = %channel.id, index, "a post was not entered in the register: {error}");
        }
        Ok(())
    }

    /// Sends what is due, one after the other.
    pub async fn send_due(
        &self,
        now: Timestamp,
        origin: &Origin,
        wire: &Arc<dyn Wire>,
    ) -> Result<Round, Error> {
        let mut round = Round::default();
        let queue = self.kind("due");
        while let Some(job) = self.ledger().claim(&queue, now, now + LEASE, 1).await?.pop() {
            self.send(&job, now, origin, wire, &mut round).await?;
        }
        Ok(round)
    }

    async fn send(
        &self,
        job: &Job,
        now: Timestamp,
        origin: &Origin,
        wire: &Arc<dyn Wire>,
        round: &mut Round,
    ) -> Result<(), Error> {
        let due: Due = serde_json::from_slice(&job.body)?;
        let place = (due.channel.as_str(), due.index.as_str());
        let at = self.named().iter().position(|one| one.id == due.channel);
        let message = match (at, self.publishing.seen(&due.index).await?) {
            (Some(at), Some(seen)) => {
                let sent = self.delivery(place.0, place.1).await?.and_then(|one| one.sent);
                planned(&self.named()[at], seen, sent, due.again, origin).map(|message| (at, message))
            }
            _ => None,
        };
        let Some((at, message)) = message else {
            // Withdrawn before it went, or sent by another job meanwhile.
            let rest = |delivery: &mut Delivery| {
                delivery.standing = if delivery.sent.is_some() { Standing::Taken } else { Standing::Done };
                delivery.told = "不需要发送".into();
            };
            self.ledger().transact("", async |tx: Tx| self.change(&tx, place, now, rest).await).await?;
            self.ledger().finish(job).await?;
            return Ok(());
        };
        let (settings, wire, id, handed) =
            (self.settings.clone(), wire.clone(), job.id.clone(), message.clone());
        let outcome = if origin.address.is_empty() {
            let why = "settings/site.toml 没有写 address（本站网址），链接没有着落".into();
            Outcome::Later { why, pause: None }
        } else {
            let sending = move || settings.channels[at].adapter.send(&handed, &id, now, &*wire);
            tokio::task::spawn_blocking(sending).await?
        };
        self.note(job, &message, &self.named()[at], outcome, now, round).await
    }

    async fn note(
        &self,
        job: &Job,
        message: &Message,
        channel: &Named,
        outcome: Outcome,
        now: Timestamp,
        round: &mut Round,
    ) -> Result<(), Error> {
        let tries = usize::try_from(job.tries).unwrap_or(usize::MAX);
        let next = PAUSES.get(tries.saturating_sub(1)).copied();
        let (standing, told, reference, again) = match outcome {
            Outcome::Taken { told, reference } => (Standing::Taken, told, reference, None),
            Outcome::ByHand { told, reference } => (Standing::ByHand, told, reference, None),
            Outcome::Refused { why } => (Standing::Failed, why, String::new(), None),
            Outcome::Later { why, pause } => match next {
                Some(next) => (Standing::Waiting, why, String::new(), Some(pause.unwrap_or(next))),
                None => (Standing::Failed, format!("{why}；试了{tries}次"), String::new(), None),
            },
        };
        let went = matches!(standing, Standing::Taken | Standing::ByHand);
        let place = (channel.id.as_str(), message.index.as_str());
        let counts = standing == Standing::Taken && message.event != Event::Withdrawn;
        let work = async |tx: Tx| {
            let before = self.delivery_in(&tx, place).await?.is_some_and(|one| one.counted);
            let counts = counts && !before;
            let change = |delivery: &mut Delivery| {
                delivery.standing = standing;
                delivery.event = message.event;
                delivery.tries = job.tries;
                delivery.told.clone_from(&told);
                delivery.reference.clone_from(&reference);
                if went {
                    delivery.sent = (message.event != Event::Withdrawn).then_some(message.edition);
                    delivery.counted |= counts;
                }
            };
            self.change(&tx, place, now, change).await?;
            if counts {
                self.count_one(&tx, &channel.id, now).await?;
            }
            Ok::<_, Error>(counts)
        };
        let counted = self.ledger().transact("", work).await?;
        match again {
            Some(pause) => {
                self.ledger().defer(job, now + pause).await?;
                round.deferred += 1;
            }
            None => {
                self.ledger().finish(job).await?;
                *(if went { &mut round.sent } else { &mut round.failed }) += 1;
            }
        }
        if counted {
            self.enter(channel, &message.index, By { account: SENDER, at: now }).await?;
        }
        Ok(())
    }

    async fn delivery_in(&self, tx: &Tx, (channel, index): (&str, &str)) -> Result<Option<Delivery>, Error> {
        let kept = tx.record(&self.kind("delivery"), &id(channel, index)).await?;
        Ok(kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?)
    }
}

const POSITION: &str = "followed";
/// Who enters a post that a channel took by itself: no account has this name.
pub const SENDER: &str = "channels";

fn id(channel: &str, what: &str) -> String {
    format!("{channel}/{what}")
}

/// What is to go to a channel. What it was sent it is told on, whatever column it stands in by now.
fn planned(channel: &Named, seen: Seen, sent: Option<u32>, again: bool, origin: &Origin) -> Option<Message> {
    let message = Message::of(seen, sent, again, origin)?;
    let takes = sent.is_some() || message.column().is_some_and(|column| channel.takes(column));
    takes.then_some(message)
}

/// Another node that was a little faster has done the same.
fn ours<T>(done: Result<T, ledger::Error>) -> Result<(), Error> {
    match done {
        Ok(_) | Err(ledger::Error::Refused(Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
