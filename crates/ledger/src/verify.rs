//! Verifying: does the chain still stand as it was written, and what it refers to?

use crate::chain::{Entry, Hash, Head};
use crate::error::{Broken, Error, Refusal};
use crate::files::Outside;
use crate::ledger::Ledger;
use crate::refs::Ref;
use crate::store::{Attempt, row, text};
use crate::walk::{Fault, Walk};
use crate::{blobs, entries, refs, sql, vault};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Entries read at a time.
const PAGE: u32 = 500;

/// What verifying one organ's chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub organ: String,
    /// How far the chain is whole: how many entries, and the hash of the last.
    pub whole: Head,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
    /// Sealed data and attachments that were looked at.
    pub references: u64,
}

/// What one day added to a chain, to be printed or published: whoever keeps it can tell later whether the history up
/// to that day was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyDigest {
    pub organ: String,
    /// In Beijing.
    pub day: Date,
    pub count: u64,
    /// The first and the last entry recorded on the day; 0 where there is none.
    pub first_seq: u64,
    pub last_seq: u64,
    /// The hash of the last one.
    pub hash: Hash,
}

impl DailyDigest {
    fn known(&self) -> Head {
        Head { seq: self.last_seq, hash: self.hash }
    }
}

impl Ledger {
    /// Walks along one organ's chain. `earlier` are digests kept elsewhere, which the chain must still agree with.
    pub async fn verify(&self, organ: &str, earlier: &[DailyDigest]) -> Result<Verified, Error> {
        self.verify_telling(organ, earlier, &|_| ()).await
    }

    async fn verify_telling(
        &self,
        organ: &str,
        earlier: &[DailyDigest],
        walked: &(dyn Fn(u64) + Sync),
    ) -> Result<Verified, Error> {
        let on = self.begin_reading().await?;
        let verified = verify((&on, &self.0.outside), organ, earlier, walked).await;
        on.rollback().await?;
        verified
    }

    /// Every organ's chain, one after the other. An organ that only an earlier digest knows is missing from its start.
    /// `walked` is told how many more entries were looked at.
    pub async fn verify_all(
        &self,
        earlier: &[DailyDigest],
        walked: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Verified>, Error> {
        let mut organs: BTreeSet<String> = self.organs().await?.into_iter().collect();
        organs.extend(earlier.iter().map(|digest| digest.organ.clone()));
        let mut all = Vec::new();
        for organ in organs {
            all.push(self.verify_telling(&organ, earlier, walked).await?);
        }
        Ok(all)
    }

    /// What a day, in Beijing, added to an organ's chain.
    pub async fn daily_digest(&self, organ: &str, day: Date) -> Result<DailyDigest, Error> {
        let from = midnight(day)?;
        let to = from.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        let values = [organ.into(), from.as_microsecond().into(), to.as_microsecond().into()];
        let found = row(self.store(), "read a day", sql::DAY, values).await?;
        let place = |column: &str| -> Result<u64, Error> {
            let Some(row) = &found else { return Ok(0) };
            let place: Option<i64> = text::of(row, "entry", column)?;
            Ok(place.and_then(|place| place.try_into().ok()).unwrap_or(0))
        };
        let (first_seq, last_seq, count) = (place("first")?, place("last")?, place("n")?);
        let hash = self.entry(organ, last_seq).await?.map_or(Hash::NONE, |entry| entry.hash);
        Ok(DailyDigest { organ: organ.into(), day, count, first_seq, last_seq, hash })
    }
}

fn midnight(day: Date) -> Result<Timestamp, Error> {
    let beijing = TimeZone::fixed(Offset::constant(8));
    let zoned = day.to_zoned(beijing).map_err(|_| Broken::Overflow)?;
    Ok(zoned.timestamp())
}

async fn verify(
    (on, outside): (&Attempt, &Outside),
    organ: &str,
    earlier: &[DailyDigest],
    walked: &(dyn Fn(u64) + Sync),
) -> Result<Verified, Error> {
    let known: Vec<Head> = earlier
        .iter()
        .filter(|digest| digest.organ == organ && digest.count > 0)
        .map(DailyDigest::known)
        .collect();
    let head = entries::head(on, organ).await?.unwrap_or(Head::NONE);
    let (mut walk, mut beside) = (Walk::new(organ, &known), Beside::default());
    let mut after = 0;
    loop {
        let page = match entries::page(on, organ, after, PAGE).await {
            Err(Error::Broken(Broken::Row { .. })) => {
                beside.fault = unreadable(on, &mut walk, organ, after).await?;
                break;
            }
            page => page?,
        };
        let Some(end) = page.last() else { break };
        after = end.seq;
        walked(page.len() as u64);
        for entry in &page {
            walk.push(entry);
            if walk.is_fine() {
                beside.look((on, outside), entry).await?;
            }
        }
        if walk.is_over() || beside.fault.is_some() {
            break;
        }
    }
    let (whole, references) = (walk.last(), beside.looked);
    // What lies beside the chain was looked at only as far as the chain is whole, so it comes first; but what seems
    // to have been removed in silence may be told by an entry that is missing.
    let fault = match beside.fault() {
        Some(missing @ Fault::SealedMissing { .. }) => walk.finish(head).or(Some(missing)),
        Some(fault) => Some(fault),
        None => walk.finish(head),
    };
    Ok(Verified { organ: organ.into(), whole, fault, references })
}

/// Somebody wrote what is no entry at all: the first such place after `after`, unless the chain is wrong before.
async fn unreadable(on: &Attempt, walk: &mut Walk, organ: &str, after: u64) -> Result<Option<Fault>, Error> {
    for seq in after + 1.. {
        match entries::one(on, organ, seq).await {
            Ok(Some(entry)) => walk.push(&entry),
            Ok(None) => break,
            Err(Error::Broken(Broken::Row { .. })) => {
                return Ok(walk.is_fine().then_some(Fault::Changed { seq }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// What entries refer to beside the chain.
#[derive(Default)]
struct Beside {
    looked: u64,
    fault: Option<Fault>,
    /// Ciphertexts that are gone, with the entry that refers to each; an entry further on should tell of it.
    missing: BTreeMap<String, u64>,
}

impl Beside {
    async fn look(&mut self, (on, outside): (&Attempt, &Outside), entry: &Entry) -> Result<(), Error> {
        for reference in refs::of(&entry.body) {
            self.looked += 1;
            let fault = match reference {
                Ref::Sealed(sealed) => self.sealed(on, entry, &sealed).await?,
                Ref::Erased(id) => self.erased(on, entry, id).await?,
                Ref::Blob(hash) => blob((on, outside), entry.seq, hash).await?,
            };
            self.fault = self.fault.take().or(fault);
        }
        Ok(())
    }

    async fn sealed(
        &mut self,
        on: &Attempt,
        entry: &Entry,
        sealed: &refs::Sealed,
    ) -> Result<Option<Fault>, Error> {
        let (seq, id) = (entry.seq, sealed.sealed.clone());
        let kept = vault::kept(on, &entry.organ, &id).await?;
        let digest = kept.as_ref().map(|kept| kept.cipher.as_deref().map_or(kept.digest, Hash::of));
        if digest.is_some_and(|digest| digest != sealed.digest) {
            return Ok(Some(Fault::SealedChanged { seq, id }));
        }
        if kept.is_none_or(|kept| kept.cipher.is_none()) {
            self.missing.entry(id).or_insert(seq);
        }
        Ok(None)
    }

    async fn erased(&mut self, on: &Attempt, entry: &Entry, id: String) -> Result<Option<Fault>, Error> {
        self.missing.remove(&id);
        let kept = vault::kept(on, &entry.organ, &id).await?;
        let kept = kept.is_some_and(|kept| kept.cipher.is_some());
        Ok(kept.then_some(Fault::SealedKept { seq: entry.seq, id }))
    }

    /// The earliest.
    fn fault(self) -> Option<Fault> {
        let missing = self.missing.into_iter().min_by_key(|(_, seq)| *seq);
        self.fault.or(missing.map(|(id, seq)| Fault::SealedMissing { seq, id }))
    }
}

async fn blob((on, outside): (&Attempt, &Outside), seq: u64, hash: Hash) -> Result<Option<Fault>, Error> {
    Ok(match blobs::one(on, outside, &hash).await {
        Ok(None) | Err(Error::Refused(Refusal::FileMissing { .. })) => Some(Fault::BlobMissing { seq, hash }),
        Ok(Some(blob)) if Hash::of(&blob.bytes) != hash => Some(Fault::BlobChanged { seq, hash }),
        Ok(Some(_)) => None,
        Err(error) => return Err(error),
    })
}
