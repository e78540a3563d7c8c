//! 计数：small counts kept as records of the ledger until their day, added to by several at once. Nothing of who did what.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

/// Two years, so that a year can be laid beside the one before.
pub const TWO_YEARS: SignedDuration = SignedDuration::from_hours(24 * 731);
/// Counted at the same moment by others: tried again.
const TRIES: u32 = 8;
/// Records read at once.
const PAGE: u32 = 2_000;

/// Where the counts are kept, and as of when.
#[derive(Clone, Copy)]
pub struct Counts<'a> {
    pub ledger: &'a Ledger,
    pub now: Timestamp,
    pub today: Date,
}

impl Counts<'_> {
    /// Adds to one record, which begins at nothing; as it stands afterwards.
    pub async fn change<T: Serialize + for<'de> Deserialize<'de> + Default>(
        &self,
        (kind, id): (&str, &str),
        kept_for: SignedDuration,
        add: impl Fn(&mut T),
    ) -> Result<T, ledger::Error> {
        let mut tries = 0;
        loop {
            let kept = self.ledger.record(kind, id).await?;
            let mut counted: T = kept.as_ref().map(|kept| read(&kept.body)).unwrap_or_default();
            add(&mut counted);
            let version = kept.map_or(0, |kept| kept.version);
            let body = written(&counted);
            match self.ledger.put_record(kind, id, version, &body, Some(self.now + kept_for)).await {
                Err(ledger::Error::Refused(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
                Ok(_) => return Ok(counted),
            }
        }
    }
}

/// A name of one length for any text.
pub fn name(text: &str) -> String {
    Sm3::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

pub fn written(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("counts are plain values")
}

/// A count of an older shape begins anew.
pub fn read<T: for<'de> Deserialize<'de> + Default>(body: &[u8]) -> T {
    serde_json::from_slice(body).unwrap_or_default()
}

/// The bodies of a kind whose ids begin with their day, from a day on; of every one where none is given.
pub async fn bodies(ledger: &Ledger, kind: &str, from: Option<Date>) -> Result<Vec<Vec<u8>>, ledger::Error> {
    let before = from.and_then(|day| day.yesterday().ok());
    let mut after = before.map_or_else(String::new, |day| format!("{day}~"));
    let mut bodies = Vec::new();
    loop {
        let page = ledger.records(kind, &after, PAGE).await?;
        let more = page.len() == PAGE as usize;
        if let Some(last) = page.last() {
            after.clone_from(&last.id);
        }
        bodies.extend(page.into_iter().map(|record| record.body));
        if !more {
            return Ok(bodies);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use ledger::{Key, Options};

    #[tokio::test]
    async fn counts_of_several_at_once_all_arrive_and_are_read_from_a_day_on() {
        let options = Options::new("sqlite::memory:", Key::generate().expect("random numbers"));
        let ledger = Ledger::open(options).await.expect("a ledger in memory");
        let counts = |today| Counts { ledger: &ledger, now: Timestamp::UNIX_EPOCH, today };
        let add = async |day: Date| {
            let id = day.to_string();
            counts(day).change(("made-up", &id), TWO_YEARS, |count: &mut u64| *count += 1).await
        };
        let (first, second) = (date(2026, 3, 2), date(2026, 3, 3));
        let done = tokio::join!(add(first), add(first), add(second));
        assert!(done.0.is_ok() && done.1.is_ok() && done.2.is_ok());
        let sum = async |from| -> u64 {
            let bodies = bodies(&ledger, "made-up", from).await.expect("records");
            bodies.iter().map(|body| read::<u64>(body)).sum()
        };
        assert_eq!((sum(None).await, sum(Some(second)).await), (3, 1));
        assert_eq!(read::<u64>(b"[]"), 0, "an older shape begins anew");
        assert_eq!((name("").len(), name("一").len()), (32, 32));
    }
}
