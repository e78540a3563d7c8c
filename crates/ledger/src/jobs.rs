//! What is to be done after an act stands: mails, copies, indexes. At least once each.

use crate::error::{Broken, Error};
use crate::key::{random, to_hex};
use crate::ledger::Ledger;
use crate::store::{On, row, text};
use crate::{names, sql};
use jiff::Timestamp;
use sea_orm::{DbBackend, QueryResult};

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub queue: String,
    /// Until when it is held; from then on another worker may take it.
    pub due: Timestamp,
    /// How often it was taken, this time included.
    pub tries: u64,
    pub body: Vec<u8>,
    pub(crate) token: String,
}

impl Ledger {
    /// Takes up to `limit` jobs that are due, for this worker alone until `lease`. Who dies gives them back.
    pub async fn claim(
        &self,
        queue: &str,
        now: Timestamp,
        lease: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>, Error> {
        let token = to_hex(&random::<16>()?);
        let skip = if self.store().backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
        let statement = sql::CLAIM_JOBS.replace("{SKIP LOCKED}", skip);
        let (now, lease) = (now.as_microsecond(), lease.as_microsecond());
        let work = async |tx: crate::Tx| {
            let values =
                [queue.into(), now.into(), lease.into(), token.as_str().into(), i64::from(limit).into()];
            tx.on().rows("claim jobs", &statement, values).await
        };
        let rows: Vec<QueryResult> = self.transact("", work).await?;
        let mut jobs: Vec<Job> = rows.iter().map(job).collect::<Result<_, _>>()?;
        jobs.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(jobs)
    }

    /// How many jobs wait in a queue, those held by a worker included.
    pub async fn waiting(&self, queue: &str) -> Result<u64, Error> {
        let found = row(self.store(), "count jobs", sql::COUNT_JOBS, [queue.into()]).await?;
        found.map_or(Ok(0), |row| text::count(&row, "job", "n"))
    }

    /// The job is done and gone. Fails where the lease had ended and another took it.
    pub async fn finish(&self, job: &Job) -> Result<(), Error> {
        let work = async |tx: crate::Tx| {
            tx.on()
                .run("finish a job", sql::FINISH_JOB, [job.id.as_str().into(), job.token.as_str().into()])
                .await
        };
        held(job, self.transact("", work).await?)
    }

    /// The job is tried again from `due` on.
    pub async fn defer(&self, job: &Job, due: Timestamp) -> Result<(), Error> {
        let work = async |tx: crate::Tx| {
            let values = [job.id.as_str().into(), job.token.as_str().into(), due.as_microsecond().into()];
            tx.on().run("defer a job", sql::DEFER_JOB, values).await
        };
        held(job, self.transact("", work).await?)
    }
}

fn held(job: &Job, touched: u64) -> Result<(), Error> {
    if touched == 1 { Ok(()) } else { Err(Broken::JobLost { id: job.id.clone() }.into()) }
}

pub async fn enqueue(on: &impl On, queue: &str, due: Timestamp, body: &[u8]) -> Result<String, Error> {
    names::name("queue", queue)?;
    let id = to_hex(&random::<16>()?);
    let values = [
        id.as_str().into(),
        queue.into(),
        due.as_microsecond().into(),
        0i64.into(),
        "".into(),
        body.to_vec().into(),
    ];
    on.run("enqueue a job", sql::NEW_JOB, values).await?;
    Ok(id)
}

pub fn job(row: &QueryResult) -> Result<Job, Error> {
    const TABLE: &str = "job";
    Ok(Job {
        id: text::of(row, TABLE, "id")?,
        queue: text::of(row, TABLE, "queue")?,
        due: text::time(row, TABLE, "due")?,
        tries: text::count(row, TABLE, "tries")?,
        body: text::of(row, TABLE, "body")?,
        token: text::of(row, TABLE, "token")?,
    })
}
