//! 谁订阅了什么：sealed under a keyed hash of the address; the ledger's chain knows nothing of it, and who unsubscribes is gone

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Record, Refusal, Tx};
use office::subscription::{Rhythm, Wish};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Who asked has so long to confirm.
pub const TO_CONFIRM: SignedDuration = SignedDuration::from_hours(48);
/// An address is asked to confirm so often within a day at most, whoever asks.
const ASKED_A_DAY: u8 = 3;
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// Servers that refuse an address so often will not take it.
const REFUSALS: u8 = 3;
const TRIES: u32 = 5;
/// Subscribers looked at together.
const PAGE: u32 = 500;

/// Somebody who confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    pub address: String,
    pub wish: Wish,
    pub rhythm: Rhythm,
    pub since: Timestamp,
    /// What was published up to here was told, or is about to be.
    pub told: Timestamp,
    /// How often in a row the server refused the address.
    #[serde(default)]
    pub refused: u8,
}

/// A subscriber as he is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: String,
    pub version: u64,
    pub subscriber: Subscriber,
}

/// Somebody who asked; the address is believed once its owner confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    pub address: String,
    pub wish: Wish,
    pub rhythm: Rhythm,
    /// Goes out in the mail, and nowhere else.
    pub code: String,
}

/// What the queue of mails holds for subscribers: no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    Confirm {
        id: String,
    },
    /// What was published after `from`, up to `until`.
    Digest {
        id: String,
        from: Timestamp,
        until: Timestamp,
    },
}

pub fn queue(organ: &str) -> String {
    format!("subscription/{organ}")
}

/// The subscribers of an organ.
#[derive(Clone, Copy)]
pub struct Subscribers<'a> {
    pub ledger: &'a Ledger,
    pub organ: &'a str,
}

impl Subscribers<'_> {
    /// Somebody asks, maybe for an address that is not his: its owner gets one mail, and may be asked three times a day.
    pub async fn ask(&self, now: Timestamp, asking: &Asking) -> anyhow::Result<()> {
        let address = self.id_of(&asking.address)?;
        if !self.may_be_asked(&address, now).await? {
            return Ok(());
        }
        let id = self.ledger.fingerprint("subscribing", asking.code.as_bytes())?.to_string();
        let kind = self.asking();
        let body = self.sealed(&kind, &id, asking)?;
        let mail = serde_json::to_vec(&Mail::Confirm { id: id.clone() })?;
        let work = async |tx: Tx| {
            tx.put_record(&kind, &id, 0, &body, Some(now + TO_CONFIRM)).await?;
            tx.enqueue(&queue(self.organ), now, &mail).await
        };
        self.ledger.transact("", work).await.context("failed to keep who asked to subscribe")?;
        Ok(())
    }

    async fn may_be_asked(&self, address: &str, now: Timestamp) -> anyhow::Result<bool> {
        let kind = format!("subscribing-often/{}", self.organ);
        for _ in 0..TRIES {
            let kept = self.ledger.record(&kind, address).await?;
            let (version, often, until) = match &kept {
                Some(kept) if !kept.is_expired(now) => {
                    (kept.version, kept.body.first().copied().unwrap_or(0), kept.expires)
                }
                Some(kept) => (kept.version, 0, Some(now + A_DAY)),
                None => (0, 0, Some(now + A_DAY)),
            };
            if often >= ASKED_A_DAY {
                return Ok(false);
            }
            match self.ledger.put_record(&kind, address, version, &[often + 1], until).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                put => return put.map(|_| true).map_err(Into::into),
            }
        }
        Ok(false)
    }

    /// Whoever asked under an id, until it ends.
    pub async fn asked(&self, id: &str, now: Timestamp) -> anyhow::Result<Option<Asking>> {
        let kind = self.asking();
        let kept = self.ledger.record(&kind, id).await?.filter(|kept| !kept.is_expired(now));
        kept.map(|kept| self.opened(&kept)).transpose()
    }

    /// The owner of the address confirms by the code of his mail; `None` where it is none, or too late.
    pub async fn confirm(&self, code: &str, now: Timestamp) -> anyhow::Result<Option<Subscriber>> {
        let asked = self.ledger.fingerprint("subscribing", code.as_bytes())?.to_string();
        let Some(asking) = self.asked(&asked, now).await? else { return Ok(None) };
        let Asking { address, wish, rhythm, .. } = asking;
        let subscriber = Subscriber { address, wish, rhythm, since: now, told: now, refused: 0 };
        let (id, kind, kinds) = (self.id_of(&subscriber.address)?, self.asking(), self.kind());
        let body = self.sealed(&kinds, &id, &subscriber)?;
        for _ in 0..TRIES {
            let before = self.kept(&id).await?;
            let version = before.as_ref().map_or(0, |kept| kept.version);
            let work = async |tx: Tx| {
                let Some(asked) = tx.record(&kind, &asked).await? else { return Ok(false) };
                tx.remove_record(&kind, &asked.id, asked.version).await?;
                tx.put_record(&kinds, &id, version, &body, None).await?;
                self.recount(&tx, before.as_ref().map(|kept| &kept.subscriber), Some(&subscriber)).await?;
                Ok::<_, Error>(true)
            };
            match self.ledger.transact("", work).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                done => return Ok(done?.then_some(subscriber)),
            }
        }
        anyhow::bail!("a subscription still changes after {TRIES} tries")
    }

    async fn kept(&self, id: &str) -> anyhow::Result<Option<Kept>> {
        let kept = self.ledger.record(&self.kind(), id).await?;
        let opened =
            |kept: Record| Ok(Kept { subscriber: self.opened(&kept)?, id: kept.id, version: kept.version });
        kept.map(opened).transpose()
    }

    pub async fn find(&self, id: &str) -> anyhow::Result<Option<Subscriber>> {
        Ok(self.kept(id).await?.map(|kept| kept.subscriber))
    }

    /// Changes what somebody wants, as it stands by now.
    pub async fn change(&self, id: &str, work: impl Fn(&mut Subscriber)) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let Some(Kept { version, subscriber: before, .. }) = self.kept(id).await? else { return Ok(()) };
            let mut after = before.clone();
            work(&mut after);
            let (kind, body) = (self.kind(), self.sealed(&self.kind(), id, &after)?);
            let put = async |tx: Tx| {
                tx.put_record(&kind, id, version, &body, None).await?;
                self.recount(&tx, Some(&before), Some(&after)).await
            };
            match self.ledger.transact("", put).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                put => return Ok(put?),
            }
        }
        anyhow::bail!("a subscription still changes after {TRIES} tries")
    }

    /// 退订: the address is deleted.
    pub async fn leave(&self, id: &str) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let Some(Kept { version, subscriber, .. }) = self.kept(id).await? else { return Ok(()) };
            let kind = self.kind();
            let remove = async |tx: Tx| {
                tx.remove_record(&kind, id, version).await?;
                self.recount(&tx, Some(&subscriber), None).await
            };
            match self.ledger.transact("", remove).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                removed => return Ok(removed?),
            }
        }
        anyhow::bail!("a subscription still changes after {TRIES} tries")
    }

    /// The server refused a mail to somebody for good; after some of them the address is deleted.
    pub async fn refuse(&self, id: &str) -> anyhow::Result<()> {
        match self.find(id).await? {
            Some(found) if found.refused + 1 >= REFUSALS => self.leave(id).await,
            _ => self.change(id, |subscriber| subscriber.refused += 1).await,
        }
    }

    /// The server took a mail to somebody: what it refused before counts no more.
    pub async fn taken(&self, id: &str) -> anyhow::Result<()> {
        match self.find(id).await? {
            Some(found) if found.refused > 0 => self.change(id, |subscriber| subscriber.refused = 0).await,
            _ => Ok(()),
        }
    }

    /// Some of the subscribers after an id, in the order of their ids; none left where it is empty.
    pub async fn after(&self, id: &str) -> anyhow::Result<Vec<Kept>> {
        let page = self.ledger.records(&self.kind(), id, PAGE).await?;
        page.into_iter()
            .map(|kept| Ok(Kept { subscriber: self.opened(&kept)?, id: kept.id, version: kept.version }))
            .collect()
    }

    /// Queues a digest and notes up to when; nothing where another node was faster.
    pub async fn queue_digest(
        &self,
        Kept { id, version, subscriber }: &Kept,
        (now, until): (Timestamp, Timestamp),
    ) -> anyhow::Result<()> {
        let mail = Mail::Digest { id: id.clone(), from: subscriber.told, until };
        let mail = serde_json::to_vec(&mail)?;
        let kind = self.kind();
        let body = self.sealed(&kind, id, &Subscriber { told: until, ..subscriber.clone() })?;
        let work = async |tx: Tx| {
            tx.put_record(&kind, id, *version, &body, None).await?;
            tx.enqueue(&queue(self.organ), now, &mail).await
        };
        match self.ledger.transact("", work).await {
            Ok(_) | Err(Error::Refused(Refusal::RecordConflict { .. })) => Ok(()),
            Err(error) => Err(error).context("failed to queue a digest"),
        }
    }

    /// What opens the page of a subscription; without the key of the ledger nobody makes it.
    pub fn pass(&self, id: &str, since: Timestamp) -> anyhow::Result<String> {
        let signed = format!("{}/{id}/{}", self.organ, since.as_microsecond());
        Ok(format!("{id}.{}", self.ledger.fingerprint("subscriber-pass", signed.as_bytes())?))
    }

    /// The subscription a pass opens.
    pub async fn admitted(&self, pass: &str) -> anyhow::Result<Option<(String, Subscriber)>> {
        let Some((id, _)) = pass.split_once('.').filter(|_| pass.len() <= 200) else { return Ok(None) };
        if !id.bytes().all(|one| one.is_ascii_hexdigit()) || id.is_empty() {
            return Ok(None);
        }
        let Some(subscriber) = self.find(id).await? else { return Ok(None) };
        let own = self.pass(id, subscriber.since)?;
        // Compared by their digests, so that how long it takes tells nothing.
        let same = crate::cookie::digest(&own) == crate::cookie::digest(pass);
        Ok(same.then(|| (id.to_owned(), subscriber)))
    }

    /// One address, however it is written, is one subscriber.
    pub fn id_of(&self, address: &str) -> anyhow::Result<String> {
        let plain = format!("{}/{}", self.organ, address.trim().to_lowercase());
        Ok(self.ledger.fingerprint("subscriber", plain.as_bytes())?.to_string())
    }

    fn kind(&self) -> String {
        format!("subscriber/{}", self.organ)
    }

    fn asking(&self) -> String {
        format!("subscribing/{}", self.organ)
    }

    fn sealed(&self, kind: &str, id: &str, what: &impl Serialize) -> anyhow::Result<Vec<u8>> {
        Ok(self.ledger.seal_bytes(&serde_json::to_vec(what)?, &format!("{kind}/{id}"))?)
    }

    fn opened<T: DeserializeOwned>(&self, kept: &Record) -> anyhow::Result<T> {
        let plain = self.ledger.unseal_bytes(&kept.body, &format!("{}/{}", kept.kind, kept.id))?;
        Ok(serde_json::from_slice(&plain)?)
    }
}
