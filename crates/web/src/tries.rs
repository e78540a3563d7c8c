//! 试错：so many wrong tries in a row close a door for a while, whether there is anything behind it or not.

use crate::cookie::digest;
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;

pub const MOST: u32 = 5;
const CLOSED: SignedDuration = SignedDuration::from_mins(15);

/// Tries of one kind, by the name that is tried.
#[derive(Debug, Clone, Copy)]
pub struct Tries(pub &'static str);

impl Tries {
    /// Takes a try; `false` where the door is closed. A place is taken before the try is judged, so that guesses
    /// sent at once count like guesses in a row. Names nobody has are counted alike.
    pub async fn take(self, ledger: &Ledger, now: Timestamp, name: &str) -> anyhow::Result<bool> {
        self.take_of(ledger, now, name, MOST, CLOSED).await
    }

    /// The same with so many tries, and closed for so long.
    pub async fn take_of(
        self,
        ledger: &Ledger,
        now: Timestamp,
        name: &str,
        most: u32,
        closed: SignedDuration,
    ) -> anyhow::Result<bool> {
        let key = &digest(name);
        let work = async |tx: ledger::Tx| {
            let kept = tx.record(self.0, key).await?;
            let version = kept.as_ref().map_or(0, |kept| kept.version);
            let live = kept.filter(|kept| !kept.is_expired(now));
            let before = live.as_ref().and_then(|kept| std::str::from_utf8(&kept.body).ok()?.parse().ok());
            let tries: u32 = before.unwrap_or(0u32).saturating_add(1);
            // Trying on while it is closed does not keep it closed for ever.
            if tries <= most + 1 {
                let until = live.and_then(|kept| kept.expires);
                let expires = if tries <= most { Some(now + closed) } else { until };
                tx.put_record(self.0, key, version, tries.to_string().as_bytes(), expires).await?;
            }
            Ok::<_, ledger::Error>(tries)
        };
        Ok(ledger.transact("", work).await? <= most)
    }

    /// Whether the next try would find the door closed.
    pub async fn is_closed(
        self,
        ledger: &Ledger,
        now: Timestamp,
        name: &str,
        most: u32,
    ) -> anyhow::Result<bool> {
        let kept = ledger.record(self.0, &digest(name)).await?.filter(|kept| !kept.is_expired(now));
        let tries = kept.and_then(|kept| std::str::from_utf8(&kept.body).ok()?.parse::<u32>().ok());
        Ok(tries.unwrap_or(0) >= most)
    }

    pub async fn forget(self, ledger: &Ledger, name: &str) -> anyhow::Result<()> {
        let key = digest(name);
        if let Some(kept) = ledger.record(self.0, &key).await? {
            match ledger.remove_record(self.0, &key, kept.version).await {
                Ok(()) | Err(ledger::Error::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
