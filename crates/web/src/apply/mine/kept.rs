//! 登录的申请人留在这里的：which applications and subscriptions are theirs; sealed, under a keyed hash of issuer and
//! subject. Nobody's name is kept, and the chain knows nothing of it.

use casework::NewRecord;
use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Record, Refusal};
use serde::{Deserialize, Serialize};

/// Who does not come back in this time is forgotten.
const TERM: SignedDuration = SignedDuration::from_hours(24 * 730);
/// More applications than this are tracked by their codes.
pub const MOST: usize = 200;
const TRIES: u32 = 5;
const KIND: &str = "citizen";

/// What somebody keeps here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mine {
    /// Numbers of applications, the latest last.
    pub cases: Vec<String>,
    /// Ids of subscribers.
    pub subscriptions: Vec<String>,
}

impl Mine {
    /// The latest stands last; of too many the oldest goes, which its code still opens.
    fn add(list: &mut Vec<String>, one: &str) {
        list.retain(|other| other != one);
        list.push(one.to_owned());
        let over = list.len().saturating_sub(MOST);
        list.drain(..over);
    }

    pub fn add_case(&mut self, no: &str) {
        Mine::add(&mut self.cases, no);
    }

    pub fn add_subscription(&mut self, id: &str) {
        Mine::add(&mut self.subscriptions, id);
    }
}

/// What somebody keeps, as it was found.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: String,
    version: u64,
    pub mine: Mine,
}

/// The citizens of an organ's site.
#[derive(Clone, Copy)]
pub struct Citizens<'a> {
    pub ledger: &'a Ledger,
    pub organ: &'a str,
    pub now: Timestamp,
}

impl Citizens<'_> {
    /// Whoever reads the ledger cannot tell whom a provider means, not even by trying all subjects.
    pub fn id_of(&self, issuer: &str, subject: &str) -> Result<String, Error> {
        let whole = format!("{}\n{issuer}\n{subject}", self.organ);
        Ok(self.ledger.fingerprint(KIND, whole.as_bytes())?.to_string())
    }

    pub async fn find(&self, id: &str) -> anyhow::Result<Held> {
        let kept = self.ledger.record(KIND, id).await?;
        let version = kept.as_ref().map_or(0, |kept| kept.version);
        let kept = kept.filter(|kept| !kept.is_expired(self.now));
        let mine = kept.map(|kept| self.opened(&kept)).transpose()?.unwrap_or_default();
        Ok(Held { id: id.into(), version, mine })
    }

    /// Changes what somebody keeps, as it stands by now; also puts off when it is forgotten.
    pub async fn change(&self, id: &str, work: impl Fn(&mut Mine)) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let mut held = self.find(id).await?;
            work(&mut held.mine);
            let new = self.record(&held)?;
            match self.ledger.put_record(new.kind, &new.id, new.expected, &new.body, new.expires).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                put => return put.map(drop).map_err(Into::into),
            }
        }
        anyhow::bail!("what a citizen keeps still changes after {TRIES} tries")
    }

    /// 全部删除
    pub async fn forget(&self, id: &str) -> anyhow::Result<()> {
        let work = async |tx: ledger::Tx| match tx.record(KIND, id).await? {
            Some(kept) => tx.remove_record(KIND, id, kept.version).await,
            None => Ok(()),
        };
        Ok(self.ledger.transact("", work).await?)
    }

    /// What was held with one application more, to be written where nothing changed meanwhile.
    pub fn with_case(&self, held: &Held, no: &str) -> Result<NewRecord, casework::Error> {
        let mut held = held.clone();
        held.mine.add_case(no);
        self.record(&held)
    }

    fn record(&self, held: &Held) -> Result<NewRecord, casework::Error> {
        let body = self.ledger.seal_bytes(&serde_json::to_vec(&held.mine)?, &bound(&held.id))?;
        let (expected, expires) = (held.version, Some(self.now + TERM));
        Ok(NewRecord { kind: KIND, id: held.id.clone(), expected, body, expires })
    }

    fn opened(&self, kept: &Record) -> anyhow::Result<Mine> {
        Ok(serde_json::from_slice(&self.ledger.unseal_bytes(&kept.body, &bound(&kept.id))?)?)
    }
}

/// What was sealed for one citizen opens nowhere else.
fn bound(id: &str) -> String {
    format!("{KIND}/{id}")
}
