//! Making the read tables again from the chain.

use crate::chain::Entry;
use crate::error::Error;
use crate::items::{self, Item};
use crate::ledger::Ledger;
use crate::store::On;
use crate::{Tx, entries, sql};

/// Streams put in one transaction.
const PAGE: u32 = 200;

impl Ledger {
    /// Drops an organ's items, keys and counts, and puts again what `items` makes of each stream's whole history.
    /// One stream is in memory at a time; acts may go on meanwhile, and lists fill up as it goes. How many streams.
    pub async fn rebuild<E>(
        &self,
        organ: &str,
        items: impl Fn(&[Entry]) -> Result<Vec<Item>, E> + Sync,
    ) -> Result<u64, E>
    where
        E: From<Error>,
    {
        self.transact(organ, async |tx: Tx| clear(&tx).await).await?;
        let (mut after, mut count) = (String::new(), 0);
        loop {
            let work = async |tx: Tx| refill(&tx, &after, &items).await;
            let streams = self.transact(organ, work).await?;
            let Some(last) = streams.last() else { return Ok(count) };
            count += streams.len() as u64;
            after.clone_from(last);
        }
    }
}

/// In one transaction, so that an act that comes in between finds items, keys and counts that agree.
async fn clear(tx: &Tx) -> Result<(), Error> {
    for statement in [sql::CLEAR_KEYS, sql::CLEAR_TALLIES, sql::CLEAR_AMOUNTS, sql::CLEAR_ITEMS] {
        tx.on().run("drop read tables", statement, [tx.organ().into()]).await?;
    }
    Ok(())
}

async fn refill<E: From<Error>>(
    tx: &Tx,
    after: &str,
    items: &impl Fn(&[Entry]) -> Result<Vec<Item>, E>,
) -> Result<Vec<String>, E> {
    let streams = entries::streams(tx.on(), tx.organ(), after, PAGE).await?;
    for stream in &streams {
        for item in items(&tx.read(stream).await?)? {
            items::put(tx.on(), tx.organ(), &item).await?;
        }
    }
    Ok(streams)
}
