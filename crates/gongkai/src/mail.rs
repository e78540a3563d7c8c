//! 邮件：每个工作日的期限提醒，给申请人的通知。 Jobs of the ledger's queue, sent at least once, tried again with
//! growing pauses, given up after some tries with a line in the log and a notice on the board.
//!
//! Several nodes over one database share the work: a job is held by who claimed it, and a day's reminder of an account
//! is queued by who noted it first.

mod post;
mod words;

use anyhow::Context;
use booking::Booking;
use casework::{Casework, Notice, notice_queue};
use folder::Disclosure;
use folder::disclosure::Mail;
use jiff::civil::{Date, Time, time};
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use law::request::receipt::Channel;
use law::workday::BEIJING;
use ledger::{Error, Job, Refusal, Tx};
use office::subscription::Rhythm;
use post::{Failed, Post};
use publishing::Shelf;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use web::desk::account::{self, Account};
use web::desk::reminder;
use web::desk::undelivered::{self, Undelivered, What};
use web::subscription::digest;
use web::subscription::store::{self, Subscribers};
use web::{Library, Publications};
use words::Letter;

/// Reminders are queued from this time on, in Beijing.
const MORNING: Time = time(8, 0, 0, 0);
/// Who claims a job holds it so long; sending takes no longer than [`PATIENCE`].
const LEASE: SignedDuration = SignedDuration::from_mins(10);
const PATIENCE: Duration = Duration::from_secs(60);
/// After each try a longer pause; after the last one the mail is given up.
const PAUSES: [SignedDuration; 6] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(4),
];
/// What an applicant was not told in this time he knows by other ways; and a ledger restored from an old backup does
/// not begin to tell old news.
const STALE: SignedDuration = SignedDuration::from_hours(72);
/// How often the queues are looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Sends an office's mails.
pub struct Mailer {
    data: PathBuf,
    library: Arc<dyn Library>,
    casework: Casework,
    /// What subscribers are told of.
    publications: Option<Publications>,
    /// How long one mail may take.
    patience: Duration,
    noted: Mutex<Noted>,
}

/// What this node need not do again.
#[derive(Default)]
struct Noted {
    /// The day whose reminders are queued.
    reminded: Option<Date>,
    /// The newest item and the morning up to which digests are queued.
    digested: Option<(Timestamp, Timestamp)>,
    /// What was wrong with the settings when last looked at.
    wrong: Option<String>,
    /// The server, and the settings it was made from.
    post: Option<(Mail, Post)>,
}

/// A reminder to be sent.
#[derive(Debug, Serialize, Deserialize)]
struct Reminding {
    account: String,
    day: Date,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    pub sent: u64,
    pub deferred: u64,
    pub given_up: u64,
}

/// What is to be made of a job.
enum Due {
    /// Nobody is to be told any more.
    Nothing,
    Send {
        to: String,
        letter: Letter,
        about: About,
    },
}

/// Whom a mail that was not taken concerns.
#[derive(Debug)]
enum About {
    /// Told at the desk.
    Desk(What),
    /// A subscriber, by the id of his record; whoever was asked to confirm is none yet.
    Subscriber(Option<String>),
}

/// After this try; `None` after the last.
fn pause(job: &Job) -> Option<SignedDuration> {
    let tries = usize::try_from(job.tries).unwrap_or(usize::MAX);
    PAUSES.get(tries.saturating_sub(1)).copied()
}

/// Looks at the queues until the task is ended.
pub async fn keep_sending(mailer: Mailer) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        again.tick().await;
        match mailer.round(crate::now()).await {
            Ok(round) if round == Round::default() => {}
            Ok(round) => tracing::info!(?round, "mails"),
            Err(error) => tracing::error!("failed to send mails: {error:#}"),
        }
    }
}

impl Mailer {
    pub fn new(data: PathBuf, library: Arc<dyn Library>, casework: Casework) -> Mailer {
        Mailer { data, library, casework, publications: None, patience: PATIENCE, noted: Mutex::default() }
    }

    /// With digests of what is published.
    #[must_use]
    pub fn with_publications(self, publications: Publications) -> Mailer {
        Mailer { publications: Some(publications), ..self }
    }

    /// With another bound for how long one mail may take.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Mailer {
        Mailer { patience, ..self }
    }

    /// Queues the reminders of the day where it is time, then sends what is due.
    pub async fn round(&self, now: Timestamp) -> anyhow::Result<Round> {
        let mut round = Round::default();
        let settings = self.settings();
        self.tell_once(settings.as_ref().err());
        match settings {
            // Until they are mended everything waits.
            Err(_) => {}
            Ok(None) => self.discard(now).await?,
            Ok(Some((mail, post))) => {
                self.remind(now).await?;
                self.queue_digests(now).await?;
                for queue in self.queues() {
                    if !self.send_all(&queue, &mail, &post, now, &mut round).await? {
                        break;
                    }
                }
            }
        }
        Ok(round)
    }

    fn queues(&self) -> [String; 5] {
        [reminder::queue, notice_queue, store::queue, booking::queue, messages::notice_queue]
            .map(|queue| queue(self.casework.organ()))
    }

    /// As they stand now: an office fills them in while the portal is open.
    fn settings(&self) -> Result<Option<(Mail, Post)>, String> {
        let read = Disclosure::read(&self.data, self.library.organ()).map_err(|error| error.to_string())?;
        let Some(mail) = read.and_then(|found| found.mail) else { return Ok(None) };
        if let Some((_, post)) = self.held().post.as_ref().filter(|(made_from, _)| *made_from == mail) {
            return Ok(Some((mail, post.clone())));
        }
        let post = Post::open(&mail, &self.library.organ().name, self.patience)
            .map_err(|wrong| format!("disclosure.toml 的 [mail]：{wrong}"))?;
        self.held().post = Some((mail.clone(), post.clone()));
        Ok(Some((mail, post)))
    }

    /// What is wrong with the settings, logged once and not every half minute.
    fn tell_once(&self, wrong: Option<&String>) {
        let mut noted = self.held();
        if let Some(wrong) = wrong.filter(|wrong| noted.wrong.as_ref() != Some(wrong)) {
            tracing::error!(%wrong, "no mail is sent: the settings cannot be used");
        }
        noted.wrong = wrong.cloned();
    }

    /// Whoever panicked has left a day and a sentence, each whole.
    fn held(&self) -> std::sync::MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An office that sends no mails need not keep what it would have told.
    async fn discard(&self, now: Timestamp) -> anyhow::Result<()> {
        for queue in self.queues() {
            while let Some(job) = self.claim(&queue, now).await? {
                self.casework.ledger().finish(&job).await?;
            }
        }
        Ok(())
    }

    /// One at a time, so that what is behind a slow one is free for others.
    async fn claim(&self, queue: &str, now: Timestamp) -> anyhow::Result<Option<Job>> {
        let claimed = self.casework.ledger().claim(queue, now, now + LEASE, 1).await;
        Ok(claimed.context("failed to claim a mail")?.pop())
    }

    /// Every working day from eight on, for everybody who has an address.
    async fn remind(&self, now: Timestamp) -> anyhow::Result<()> {
        let here = now.to_zoned(TimeZone::fixed(offset(8)));
        let day = here.date();
        let early = here.time() < MORNING || !self.library.calendar().is_working_day(day);
        if early || self.held().reminded == Some(day) {
            return Ok(());
        }
        for account in account::all(self.casework.ledger()).await? {
            if !account.disabled && !account.email.is_empty() {
                self.queue_reminder(&account, day, now).await?;
            }
        }
        self.held().reminded = Some(day);
        Ok(())
    }

    /// The note and the job stand together or not at all; another node that was faster has done both.
    async fn queue_reminder(&self, account: &Account, day: Date, now: Timestamp) -> anyhow::Result<()> {
        let organ = self.casework.organ();
        let (kind, id) = (format!("reminded/{organ}"), format!("{day}/{}", account.id));
        let body = serde_json::to_vec(&Reminding { account: account.id.clone(), day })?;
        let expires = now + SignedDuration::from_hours(48);
        let work = async |tx: Tx| {
            tx.put_record(&kind, &id, 0, b"", Some(expires)).await?;
            tx.enqueue(&reminder::queue(organ), now, &body).await
        };
        match self.casework.ledger().transact("", work).await {
            Ok(_) | Err(Error::Refused(Refusal::RecordConflict { .. })) => Ok(()),
            Err(error) => Err(error).context("failed to queue a reminder"),
        }
    }

    /// Whether the server was there: where it is not, the rest waits too.
    async fn send_all(
        &self,
        queue: &str,
        mail: &Mail,
        post: &Post,
        now: Timestamp,
        round: &mut Round,
    ) -> anyhow::Result<bool> {
        while let Some(job) = self.claim(queue, now).await? {
            let (to, letter, about) = match self.due(queue, &job, mail, now).await {
                Ok(Due::Send { to, letter, about }) => (to, letter, about),
                Ok(Due::Nothing) => {
                    self.casework.ledger().finish(&job).await?;
                    continue;
                }
                Err(error) => {
                    self.broken(&job, &error, now).await?;
                    continue;
                }
            };
            match post.send(&to, &letter, &job.id, now).await {
                Ok(()) => {
                    self.casework.ledger().finish(&job).await?;
                    round.sent += 1;
                    if let About::Subscriber(Some(id)) = &about {
                        self.subscribers().taken(id).await?;
                    }
                }
                Err(failed) => {
                    let away = matches!(failed, Failed::Away(_));
                    self.failed(&job, about, failed, now, round).await?;
                    if away {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }

    async fn failed(
        &self,
        job: &Job,
        about: About,
        failed: Failed,
        now: Timestamp,
        round: &mut Round,
    ) -> anyhow::Result<()> {
        let ledger = self.casework.ledger();
        if let (Some(pause), false) = (pause(job), matches!(failed, Failed::Refused(_))) {
            tracing::warn!(tries = job.tries, job = %job.id, "a mail was not taken and waits: {failed}");
            ledger.defer(job, now + pause).await?;
            round.deferred += 1;
            return Ok(());
        }
        tracing::error!(tries = job.tries, job = %job.id, "a mail was given up: {failed}");
        match about {
            About::Desk(what) => {
                undelivered::note(ledger, self.casework.organ(), &job.id, &Undelivered { what, at: now })
                    .await?;
            }
            About::Subscriber(Some(id)) if matches!(failed, Failed::Refused(_)) => {
                self.subscribers().refuse(&id).await?;
            }
            About::Subscriber(_) => {}
        }
        ledger.finish(job).await?;
        round.given_up += 1;
        Ok(())
    }

    /// What cannot be composed must not stand in the way of the rest.
    async fn broken(&self, job: &Job, error: &anyhow::Error, now: Timestamp) -> anyhow::Result<()> {
        tracing::error!(tries = job.tries, job = %job.id, "failed to compose a mail: {error:#}");
        match pause(job) {
            Some(pause) => self.casework.ledger().defer(job, now + pause).await?,
            None => self.casework.ledger().finish(job).await?,
        }
        Ok(())
    }

    async fn due(&self, queue: &str, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let organ = self.casework.organ();
        if queue == reminder::queue(organ) {
            self.reminder(job, mail, now).await
        } else if queue == store::queue(organ) {
            self.subscribed(job, mail, now).await
        } else if queue == booking::queue(organ) {
            self.booked(job, mail, now).await
        } else if queue == messages::notice_queue(organ) {
            self.answered(job, mail, now).await
        } else {
            self.notice(job, mail, now).await
        }
    }

    fn subscribers(&self) -> Subscribers<'_> {
        Subscribers { ledger: self.casework.ledger(), organ: self.casework.organ() }
    }

    /// For everybody whose digest is due and who was not told of the newest item; looked at again when there is a newer
    /// one, or another morning.
    async fn queue_digests(&self, now: Timestamp) -> anyhow::Result<()> {
        let Some(publications) = &self.publications else { return Ok(()) };
        let page = publications.publishing.shelf(&Shelf::All, None, 1).await?;
        let Some(newest) = page.rows.first().map(|one| one.published) else { return Ok(()) };
        let until = |rhythm: Rhythm| -> anyhow::Result<Timestamp> {
            let here = now.to_zoned(BEIJING).datetime();
            Ok(rhythm.until(here).to_zoned(BEIJING)?.timestamp())
        };
        let looked = (newest, until(Rhythm::Daily)?);
        if self.held().digested == Some(looked) {
            return Ok(());
        }
        let subscribers = self.subscribers();
        let mut page = subscribers.after("").await?;
        while let Some(last) = page.last().map(|kept| kept.id.clone()) {
            for kept in &page {
                let until = until(kept.subscriber.rhythm)?.min(newest);
                if kept.subscriber.told < until {
                    subscribers.queue_digest(kept, (now, until)).await?;
                }
            }
            page = subscribers.after(&last).await?;
        }
        self.held().digested = Some(looked);
        Ok(())
    }

    /// What is public at this moment, of what was published in the time the job is for.
    async fn subscribed(&self, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let (organ, subscribers) = (self.library.organ(), self.subscribers());
        match serde_json::from_slice(&job.body)? {
            store::Mail::Confirm { id } => {
                let Some(asking) = subscribers.asked(&id, now).await? else { return Ok(Due::Nothing) };
                let letter = words::confirm(&asking.code, organ, &mail.site);
                Ok(Due::Send { to: asking.address, letter, about: About::Subscriber(None) })
            }
            store::Mail::Digest { id, from, until } => {
                let Some(publications) = &self.publications else { return Ok(Due::Nothing) };
                let Some(subscriber) = subscribers.find(&id).await? else { return Ok(Due::Nothing) };
                let digest = digest::of(publications, &subscriber.wish, (from, until)).await?;
                if digest.items.is_empty() && !digest.unlooked {
                    return Ok(Due::Nothing);
                }
                let pass = subscribers.pass(&id, subscriber.since)?;
                let letter = words::digest(&digest, &subscriber.wish.phrase, &pass, organ, &mail.site);
                Ok(Due::Send { to: subscriber.address, letter, about: About::Subscriber(Some(id)) })
            }
        }
    }

    /// What stands now, not what stood when it was queued.
    async fn reminder(&self, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let Reminding { account, day } = serde_json::from_slice(&job.body)?;
        let today = now.to_zoned(TimeZone::fixed(offset(8))).date();
        let found = account::find(self.casework.ledger(), &account).await?;
        let Some(found) = found.filter(|one| day == today && !one.disabled && !one.email.is_empty()) else {
            return Ok(Due::Nothing);
        };
        let calendar = self.library.calendar();
        let messages = self.publications.as_ref().map(|one| &one.messages);
        let desks = reminder::Desks { casework: &self.casework, messages };
        let sections = reminder::of(desks, &found, today, &calendar).await?;
        if sections.is_empty() {
            return Ok(Due::Nothing);
        }
        let letter = words::reminder(&found.name, today, &sections, &mail.site);
        Ok(Due::Send { to: found.email, letter, about: About::Desk(What::Reminder { account }) })
    }

    /// To whoever booked help and gave an address, while the booking stands.
    async fn booked(&self, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let booking::Told { no, at, cancelled } = serde_json::from_slice(&job.body)?;
        if now.duration_since(at) > STALE {
            tracing::warn!(%no, "a booking is too old to be told");
            return Ok(Due::Nothing);
        }
        let desk = Booking::new(self.casework.ledger().clone(), self.casework.organ());
        let meant = if cancelled { booking::State::Cancelled } else { booking::State::Booked };
        let Some(one) = desk.of(&no).await?.filter(|one| one.state == meant) else {
            return Ok(Due::Nothing);
        };
        let to = desk.contact(&one).await?.email;
        // Deleted meanwhile: there is nobody to tell any more.
        if to.is_empty() {
            return Ok(Due::Nothing);
        }
        let letter = if cancelled {
            words::called_off(&one, self.library.organ(), &mail.site)
        } else {
            words::booked(&one, &desk.plan().await?.place, self.library.organ(), &mail.site)
        };
        Ok(Due::Send { to, letter, about: About::Desk(What::Booking { no }) })
    }

    /// To whoever wrote a message and gave an address: that it was answered, not what.
    async fn answered(&self, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let messages::Notice { no, at } = serde_json::from_slice(&job.body)?;
        if now.duration_since(at) > STALE {
            tracing::warn!(%no, "an answer is too old to be told");
            return Ok(Due::Nothing);
        }
        let Some(desk) = self.publications.as_ref().map(|one| &one.messages) else { return Ok(Due::Nothing) };
        let Some(file) = desk.file(&no).await?.filter(|file| !file.message.erased) else {
            return Ok(Due::Nothing);
        };
        let to = desk.letter(&file.message.first.letter).await?.email;
        if to.is_empty() {
            return Ok(Due::Nothing);
        }
        let letter = words::answered(&no, self.library.organ(), &mail.site);
        Ok(Due::Send { to, letter, about: About::Desk(What::Message { no }) })
    }

    /// To applicants who applied here over the web and gave an address.
    async fn notice(&self, job: &Job, mail: &Mail, now: Timestamp) -> anyhow::Result<Due> {
        let Notice { no, event, at } = serde_json::from_slice(&job.body)?;
        if now.duration_since(at) > STALE {
            tracing::warn!(%no, %event, "a notice is too old to be told");
            return Ok(Due::Nothing);
        }
        let file = self.casework.file(&no).await?;
        let Some(file) = file.filter(|file| file.case.channel == Channel::Internet) else {
            return Ok(Due::Nothing);
        };
        let application = match self.casework.application(&file.case).await {
            Ok(application) => application,
            // Erased meanwhile: there is nobody to tell any more.
            Err(casework::Error::Ledger(Error::Refused(Refusal::Erased { .. }))) => return Ok(Due::Nothing),
            Err(error) => return Err(error.into()),
        };
        let to = application.applicant.email;
        if to.trim().is_empty() {
            return Ok(Due::Nothing);
        }
        let letter = words::notice(&no, self.library.organ(), &mail.site);
        Ok(Due::Send { to, letter, about: About::Desk(What::Notice { no }) })
    }
}
