//! 本年没有：a year of a register in which nothing happened, because somebody says so. Without it a register that has no
//! rows is one that nobody kept, and the report asks for it.

use crate::{By, Error, Registers};
use jiff::Timestamp;
use ledger::{Entry, Item, NewEvent, Tx};
use office::records::KEPT;
use office::register::Register;
use serde::{Deserialize, Serialize};

const KIND: &str = "register-none";

/// Who said so, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {
    pub by: String,
    pub at: Timestamp,
    /// Taken back when it is not so.
    stands: bool,
}

impl Registers {
    /// The word that a year has nothing of a register, where it stands; rows that were entered later go before it.
    pub async fn nothing(&self, register: &Register, year: i16) -> Result<Option<Nothing>, Error> {
        let item = self.ledger.item(&self.organ, KIND, &id(register, year)).await?;
        let said = item.map(|item| serde_json::from_str::<Nothing>(&item.body)).transpose()?;
        Ok(said.filter(|said| said.stands))
    }

    /// Says it, or takes it back. Refused where the year has rows, and where a register comes of handling and publishing.
    pub async fn say_nothing(
        &self,
        register: &'static Register,
        year: i16,
        stands: bool,
        by: By<'_>,
    ) -> Result<(), Error> {
        if KEPT.contains(&register.key) {
            return Err(Error::Kept(register.label));
        }
        let rows = self.count(register, year).await?;
        if stands && rows > 0 {
            return Err(Error::HasRows { label: register.label, year, rows });
        }
        let (stream, id) = (format!("{KIND}/{}/{year}", register.key), id(register, year));
        let body = serde_json::to_string(&Nothing { by: by.account.into(), at: by.at, stands })?;
        let kind = if stands { "register.nothing" } else { "register.nothing-withdrawn" };
        let work = async |tx: Tx| {
            let version = tx.version(&stream).await?;
            tx.append(&stream, version, by.account, by.at, &[NewEvent::new(kind, body.clone())]).await?;
            tx.put(&Item::new(KIND, &id, version + 1, body)).await?;
            Ok::<_, Error>(())
        };
        self.ledger.transact(&self.organ, work).await
    }
}

fn id(register: &Register, year: i16) -> String {
    format!("{}/{year}", register.key)
}

/// What stands of such a stream; nothing of any other.
pub(crate) fn item(entries: &[Entry]) -> Option<Item> {
    let last = entries.last()?;
    let id = last.stream.strip_prefix(KIND)?.strip_prefix('/')?;
    Some(Item::new(KIND, id, last.version, last.body.clone()))
}
