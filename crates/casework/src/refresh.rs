//! 重算：日子过去了，期限随之变化的各件照今天重算

use crate::row;
use crate::{Casework, Error, KIND, Moment, Row, events, stream};
use ledger::{Direction, Place, Tx};
use office::case::replay;

/// Cases looked at in one go.
const PAGE: u32 = 200;

impl Casework {
    /// What has waited for a day that is past (a reply whose term is over) is reckoned anew. How many changed.
    /// The cost goes with the open cases whose next deadline is past, not with the store.
    pub async fn refresh(&self, moment: Moment<'_>) -> Result<u64, Error> {
        let mut after: Option<Place> = None;
        let mut changed = 0;
        loop {
            let list =
                self.ledger().list(self.organ(), KIND, "open", after.as_ref(), PAGE, Direction::Up).await?;
            for item in &list {
                let row: Row = row::read(item)?;
                if row.next.is_none_or(|(_, date)| date >= moment.today) {
                    return Ok(changed);
                }
                changed += u64::from(self.reckon_again(moment, &row).await?);
            }
            let Some(last) = list.last() else { return Ok(changed) };
            after = last.place("open");
        }
    }

    /// Puts a case's row as of the moment; whether it differs from the one that stood.
    pub(crate) async fn reckon_again(&self, moment: Moment<'_>, row: &Row) -> Result<bool, Error> {
        let no = row.no.as_str();
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(no)).await?;
            let Some(case) = replay(&events(&entries)?) else { return Ok(false) };
            let item = row::item(&case, entries.len() as u64, moment.today, moment.calendar)?;
            let differs = tx.item(KIND, no).await?.is_none_or(|old| old.body != item.body);
            if differs {
                tx.put(&item).await?;
            }
            Ok(differs)
        };
        self.ledger().transact(self.organ(), work).await
    }
}
