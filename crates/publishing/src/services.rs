//! 办事指南和“一件事”：found by the id that stands in their addresses

use crate::{Error, Publishing, Seen};
use ledger::{Item, Tx};
use office::publication::{Publication, Refusal};

/// Which item has an id: kept for every service that is drafted, whether the public sees it or not.
pub const KIND: &str = "service";

/// The id is the item's until it is dropped unpublished.
pub(crate) fn item(item: &Publication, version: u64) -> Option<Item> {
    let service = item.content()?.service.as_ref()?;
    (!item.dropped).then(|| Item::new(KIND, service.id(), version, index_json(&item.index)))
}

fn index_json(index: &str) -> String {
    serde_json::Value::from(index).to_string()
}

/// Takes the id for a new draft; refused where another item has it.
pub(crate) async fn claim(tx: &Tx, id: &str) -> Result<(), Error> {
    match tx.item(KIND, id).await? {
        Some(_) => Err(Refusal::ServiceExists(id.into()).into()),
        None => Ok(()),
    }
}

impl Publishing {
    /// The index of the item that has an id, published or not.
    pub async fn service_index(&self, id: &str) -> Result<Option<String>, Error> {
        let item = self.ledger.item(&self.organ, KIND, id).await?;
        item.map(|item| Ok(serde_json::from_str(&item.body)?)).transpose()
    }

    /// What stands under the id of a service for the public; `None` where there never was anything.
    pub async fn service(&self, id: &str) -> Result<Option<Seen>, Error> {
        match self.service_index(id).await? {
            Some(index) => self.seen(&index).await,
            None => Ok(None),
        }
    }
}
