//! 目录、栏目和自查报告：what is to be published, where it stands, and how the site was found

use crate::{Error, Publishing};
use ledger::{NewEvent, Tx};
use office::catalogue::{self, Catalogue, Versions};
use office::columns::{self, Column};
use office::inspection::{self, Inspection};
use office::moment::Moment;
use office::role::Actor;
use serde::Serialize;
use serde::de::DeserializeOwned;

const CATALOGUE: &str = "catalogue";
const COLUMNS: &str = "columns";
const INSPECTION: &str = "inspection";

impl Publishing {
    /// 主动公开事项目录 in every version, and what is proposed.
    pub async fn catalogue(&self) -> Result<Versions, Error> {
        Ok(catalogue::replay(&self.plan::<catalogue::Event>(CATALOGUE).await?))
    }

    /// How many entries the catalogue has in the ledger: what [`Publishing::plan_catalogue`] expects.
    pub async fn catalogue_version(&self) -> Result<u64, Error> {
        Ok(self.ledger.read(&self.organ, CATALOGUE).await?.len() as u64)
    }

    /// 拟订、批准、退回目录. `expected`: the version the person saw; what was proposed since is not adopted unseen.
    pub async fn plan_catalogue(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (command, expected): (catalogue::Command, u64),
    ) -> Result<(), Error> {
        let command = &command;
        let work = async |tx: Tx| {
            let events: Vec<catalogue::Event> = read(&tx, CATALOGUE).await?;
            let ctx = catalogue::Ctx { today: moment.today, actor: who };
            let event = catalogue::decide(&ctx, &catalogue::replay(&events), command.clone())?;
            append(&tx, moment, who, (CATALOGUE, expected), &event).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// The entries of the catalogue in force with how many items are public under each: gaps show as 0.
    pub async fn catalogue_kept(&self) -> Result<Vec<(catalogue::Entry, u64)>, Error> {
        let mut shelves = self.shelves("entry").await?;
        let versions = self.catalogue().await?;
        let entries =
            versions.current().map(|Catalogue { entries, .. }| entries.as_slice()).unwrap_or_default();
        let kept = entries.iter().map(|entry| (entry.clone(), shelves.remove(&entry.code).unwrap_or(0)));
        Ok(kept.collect())
    }

    /// 栏目, in order.
    pub async fn columns(&self) -> Result<Vec<Column>, Error> {
        Ok(columns::replay(&self.plan::<columns::Event>(COLUMNS).await?))
    }

    /// 设置栏目.
    pub async fn arrange_columns(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        columns: Vec<Column>,
        why: &str,
    ) -> Result<(), Error> {
        let used = &self.shelves("column").await?.into_keys().collect();
        let columns = &columns;
        let work = async |tx: Tx| {
            let version = tx.version(COLUMNS).await?;
            let event = columns::arrange((who, moment.today), columns.clone(), why, used)?;
            append(&tx, moment, who, (COLUMNS, version), &event).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 交出的自查报告, the oldest first.
    pub async fn inspections(&self) -> Result<Vec<inspection::Event>, Error> {
        self.plan(INSPECTION).await
    }

    /// 交出自查报告; its number, from 1 on.
    pub async fn hand_over_inspection(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        inspection: Inspection,
        (to, note): (&str, &str),
    ) -> Result<u64, Error> {
        let inspection = &inspection;
        let work = async |tx: Tx| {
            let version = tx.version(INSPECTION).await?;
            let event = inspection::hand_over((who, moment.today), inspection.clone(), to, note)?;
            append(&tx, moment, who, (INSPECTION, version), &event).await?;
            Ok::<_, Error>(version + 1)
        };
        self.ledger.transact(&self.organ, work).await
    }

    async fn plan<E: DeserializeOwned>(&self, stream: &str) -> Result<Vec<E>, Error> {
        let entries = self.ledger.read(&self.organ, stream).await?;
        entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
    }
}

pub(crate) async fn read<E: DeserializeOwned>(tx: &Tx, stream: &str) -> Result<Vec<E>, Error> {
    let entries = tx.read(stream).await?;
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

pub(crate) async fn append(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (stream, version): (&str, u64),
    event: &impl Serialize,
) -> Result<(), Error> {
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    let new = NewEvent::new(format!("{stream}.{kind}"), value.to_string());
    tx.append(stream, version, &who.id, moment.now, &[new]).await?;
    Ok(())
}
