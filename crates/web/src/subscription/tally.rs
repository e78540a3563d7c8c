//! 订阅人数：how many want what, kept beside the subscribers and changed with them, so that nobody is opened to be counted

use super::store::{Subscriber, Subscribers};
use ledger::{Error, Record, Refusal, Tx};
use office::subscription::Rhythm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const ID: &str = "all";
/// How often it is counted anew where somebody subscribes meanwhile.
const TRIES: u32 = 3;

/// Numbers of subscribers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub all: u64,
    /// Who search for words of their own.
    pub phrases: u64,
    pub rhythms: BTreeMap<Rhythm, u64>,
    pub shelves: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one in, or out.
    fn count(&mut self, Subscriber { wish, rhythm, .. }: &Subscriber, by: impl Fn(&mut u64)) {
        by(&mut self.all);
        if !wish.phrase.is_empty() {
            by(&mut self.phrases);
        }
        by(self.rhythms.entry(*rhythm).or_default());
        wish.shelves.iter().for_each(|shelf| by(self.shelves.entry(shelf.clone()).or_default()));
        self.shelves.retain(|_, count| *count > 0);
    }

    fn add(&mut self, subscriber: &Subscriber) {
        self.count(subscriber, |count| *count += 1);
    }

    fn take(&mut self, subscriber: &Subscriber) {
        self.count(subscriber, |count| *count = count.saturating_sub(1));
    }
}

impl Subscribers<'_> {
    /// How many want what. Counted one by one the first time only.
    pub async fn tally(&self) -> anyhow::Result<Tally> {
        let kind = self.tallied();
        let mut walked = Tally::default();
        for _ in 0..TRIES {
            let kept = self.ledger.record(&kind, ID).await?;
            if let Some(tally) = kept.as_ref().and_then(opened) {
                return Ok(tally);
            }
            // Whoever subscribes while it is counted changes the record, and it is counted again.
            let version = match kept {
                Some(kept) => Ok(kept.version),
                None => self.ledger.put_record(&kind, ID, 0, b"", None).await,
            };
            let version = match version {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => continue,
                version => version?,
            };
            walked = self.walked().await?;
            match self.ledger.put_record(&kind, ID, version, &serde_json::to_vec(&walked)?, None).await {
                Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                put => return put.map(|_| walked).map_err(Into::into),
            }
        }
        Ok(walked)
    }

    async fn walked(&self) -> anyhow::Result<Tally> {
        let mut tally = Tally::default();
        let mut page = self.after("").await?;
        while let Some(last) = page.last().map(|one| one.id.clone()) {
            page.iter().for_each(|one| tally.add(&one.subscriber));
            page = self.after(&last).await?;
        }
        Ok(tally)
    }

    /// Notes within the transaction of the change who was there before and who is afterwards.
    pub(super) async fn recount(
        &self,
        tx: &Tx,
        before: Option<&Subscriber>,
        after: Option<&Subscriber>,
    ) -> Result<(), Error> {
        let wants = |one: &Subscriber| (one.wish.clone(), one.rhythm);
        if before.map(wants) == after.map(wants) {
            return Ok(());
        }
        // Nobody has asked yet: then it is counted when somebody does.
        let Some(kept) = tx.record(&self.tallied(), ID).await? else { return Ok(()) };
        let body = opened(&kept).and_then(|mut tally| {
            before.iter().for_each(|one| tally.take(one));
            after.iter().for_each(|one| tally.add(one));
            serde_json::to_vec(&tally).ok()
        });
        tx.put_record(&kept.kind, ID, kept.version, &body.unwrap_or_default(), None).await?;
        Ok(())
    }

    fn tallied(&self) -> String {
        format!("subscriber-tally/{}", self.organ)
    }
}

/// `None` while it is being counted.
fn opened(kept: &Record) -> Option<Tally> {
    serde_json::from_slice(&kept.body).ok()
}
