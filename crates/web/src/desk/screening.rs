//! 查毒：what is brought is shown to the scanner before a byte of it is kept; what was found stays on record.
//!
//! Where the office takes files although the scanner cannot be reached, their content is marked: it is shown to the
//! scanner again when that is back, and in any case before it is published or opened. Until then it waits sealed in the
//! ledger's queue, wherever else it is kept.

use super::{Desk, Fail};
use crate::form::Fault;
use crate::library::Upload;
use anyhow::Context;
use jiff::SignedDuration;
use ledger::{Hash, Job, NewEvent, Tx};
use serde_json::json;
use std::sync::Arc;

/// A scanner for viruses.
pub trait Antivirus: Send + Sync {
    /// The signature it knows the bytes by, if any; why it gave no answer, in English for the log. It blocks.
    fn look(&self, bytes: &[u8]) -> Result<Option<String>, String>;

    /// Whether files are taken while it gives no answer.
    fn takes_unchecked(&self) -> bool;
}

/// What is known of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    Fine,
    Infected(String),
    /// It was taken while the scanner gave no answer, and it still gives none.
    Unchecked,
}

/// The kind of the marks: records by a keyed hash of the content, which tells nothing of it. Their body is the signature
/// that was found since; empty until then.
const MARK: &str = "unchecked";
/// The scanner looks at a file no longer than ten minutes.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// A scanner that is away is asked again after so long.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Where contents wait to be looked at.
pub fn queue(organ: &str) -> String {
    format!("unchecked/{organ}")
}

/// What came of looking at what was taken unchecked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rescanned {
    pub fine: u64,
    pub infected: u64,
}

impl Desk {
    /// Looks at every file that is brought. What is wrong is told of the field `files`; `by` is on record with it.
    pub(crate) async fn screen<'a>(
        &self,
        by: &str,
        uploads: impl Iterator<Item = &'a Upload>,
    ) -> anyhow::Result<Vec<Fault>> {
        let Some(antivirus) = self.antivirus.get().cloned() else { return Ok(Vec::new()) };
        let mut faults = Vec::new();
        for Upload { name, bytes } in uploads {
            let message = match look(antivirus.clone(), bytes.to_vec()).await? {
                Ok(None) => continue,
                Ok(Some(signature)) => {
                    self.record_infected(by, name, bytes, &signature).await?;
                    format!(
                        "文件《{name}》查出病毒（{signature}），没有保存。请在自己的设备上查杀病毒，或者换一份文件。"
                    )
                }
                Err(error) => {
                    tracing::error!(error, "the virus scanner gave no answer");
                    if antivirus.takes_unchecked() {
                        self.mark(bytes).await?;
                        continue;
                    }
                    format!(
                        "查毒服务暂时没有应答，文件《{name}》没有保存。请过几分钟再试；一直不行的，请告诉本机关。"
                    )
                }
            };
            faults.push(Fault { field: "files", message });
        }
        Ok(faults)
    }

    /// What is known of a content that was taken; a marked one is looked at again.
    pub(crate) async fn known(&self, by: &str, name: &str, bytes: &[u8]) -> anyhow::Result<Known> {
        let id = self.mark_of(bytes)?;
        let Some(mark) = self.ledger().record(MARK, &id).await? else { return Ok(Known::Fine) };
        if !mark.body.is_empty() {
            return Ok(Known::Infected(String::from_utf8_lossy(&mark.body).into_owned()));
        }
        let Some(antivirus) = self.antivirus.get().cloned() else { return Ok(Known::Unchecked) };
        match look(antivirus, bytes.to_vec()).await? {
            Ok(None) => {
                self.unmark(&id).await?;
                Ok(Known::Fine)
            }
            Ok(Some(signature)) => {
                self.record_infected(by, name, bytes, &signature).await?;
                Ok(Known::Infected(signature))
            }
            Err(error) => {
                tracing::error!(error, "the virus scanner gave no answer");
                Ok(Known::Unchecked)
            }
        }
    }

    /// What is to be opened, where it may be: a marked content is looked at again before anybody gets it.
    pub(crate) async fn opened(&self, by: &str, name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Fail> {
        match self.known(by, name, &bytes).await? {
            Known::Fine => Ok(bytes),
            Known::Unchecked => Err(Fail::NotNow(format!(
                "文件《{name}》还没有查毒，查毒服务仍没有应答。请在查毒服务恢复后再打开"
            ))),
            Known::Infected(signature) => {
                Err(Fail::NotNow(format!("文件《{name}》补查出病毒（{signature}），不能打开")))
            }
        }
    }

    /// Whether a content was taken without having been looked at.
    pub(crate) async fn is_marked(&self, bytes: &[u8]) -> anyhow::Result<bool> {
        let id = self.mark_of(bytes)?;
        let read = async |tx: Tx| tx.record(MARK, &id).await;
        Ok(self.ledger().transact("", read).await?.is_some())
    }

    async fn unmark(&self, id: &str) -> anyhow::Result<()> {
        let work = async |tx: Tx| match tx.record(MARK, id).await? {
            Some(mark) => tx.remove_record(MARK, id, mark.version).await,
            None => Ok(()),
        };
        Ok(self.ledger().transact("", work).await?)
    }

    /// How many contents wait for the scanner.
    pub(crate) async fn unchecked(&self) -> anyhow::Result<u64> {
        Ok(self.ledger().waiting(&queue(self.casework.organ())).await?)
    }

    /// 补查: shows what was taken unchecked to the scanner, one after the other, as long as it answers.
    pub async fn rescan(&self) -> anyhow::Result<Rescanned> {
        let mut came = Rescanned::default();
        let Some(antivirus) = self.antivirus.get().cloned() else { return Ok(came) };
        let (ledger, queue) = (self.ledger(), queue(self.casework.organ()));
        while let Some(job) = ledger.claim(&queue, self.now(), self.now() + LEASE, 1).await?.pop() {
            let (id, bytes) = self.waiting_content(&job)?;
            match look(antivirus.clone(), bytes.clone()).await? {
                Ok(None) => {
                    self.unmark(&id).await?;
                    came.fine += 1;
                }
                Ok(Some(signature)) => {
                    self.note_infected(&id, &bytes, &signature).await?;
                    came.infected += 1;
                }
                Err(error) => {
                    tracing::warn!(error, "the virus scanner gives no answer yet");
                    ledger.defer(&job, self.now() + ASK_AGAIN).await?;
                    break;
                }
            }
            ledger.finish(&job).await?;
        }
        Ok(came)
    }

    /// The mark a waiting content has, and the content.
    fn waiting_content(&self, job: &Job) -> anyhow::Result<(String, Vec<u8>)> {
        let at = job.body.iter().position(|byte| *byte == b'\n').context("a waiting content has no mark")?;
        let id = std::str::from_utf8(&job.body[..at])?.to_owned();
        let bytes = self.ledger().unseal_bytes(&job.body[at + 1..], &format!("{MARK}/{id}"))?;
        Ok((id, bytes))
    }

    /// From now on it is known, and goes nowhere.
    async fn note_infected(&self, id: &str, bytes: &[u8], signature: &str) -> anyhow::Result<()> {
        let work = async |tx: Tx| match tx.record(MARK, id).await? {
            Some(mark) => {
                tx.put_record(MARK, id, mark.version, signature.as_bytes(), None).await?;
                Ok::<_, ledger::Error>(true)
            }
            // It was looked at when somebody opened or published it.
            None => Ok(false),
        };
        if self.ledger().transact("", work).await? {
            self.record_infected("system", "", bytes, signature).await?;
        }
        Ok(())
    }

    pub(crate) async fn mark(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let id = self.mark_of(bytes)?;
        let sealed = self.ledger().seal_bytes(bytes, &format!("{MARK}/{id}"))?;
        let waiting = [id.as_bytes(), b"\n", &sealed].concat();
        let (queue, now) = (queue(self.casework.organ()), self.now());
        let work = async |tx: Tx| match tx.record(MARK, &id).await? {
            Some(_) => Ok(()),
            None => {
                tx.put_record(MARK, &id, 0, b"", None).await?;
                tx.enqueue(&queue, now, &waiting).await.map(drop)
            }
        };
        Ok(self.ledger().transact("", work).await?)
    }

    fn mark_of(&self, bytes: &[u8]) -> anyhow::Result<String> {
        Ok(self.ledger().fingerprint(MARK, bytes)?.to_string())
    }

    /// What, when and by whom; of the bytes their hash alone. A name an applicant gave may name somebody.
    async fn record_infected(
        &self,
        by: &str,
        name: &str,
        bytes: &[u8],
        signature: &str,
    ) -> anyhow::Result<()> {
        let own = by != casework::APPLICANT && !name.is_empty();
        let body = json!({
            "signature": signature, "sm3": Hash::of(bytes), "bytes": bytes.len(), "name": own.then_some(name),
        });
        let (event, now) = (NewEvent::new("upload.infected", body.to_string()), self.now());
        let record = async |tx: Tx| {
            let version = tx.version(STREAM).await?;
            tx.append(STREAM, version, by, now, std::slice::from_ref(&event)).await
        };
        self.ledger().transact(self.casework.organ(), record).await?;
        Ok(())
    }
}

const STREAM: &str = "uploads";

async fn look(
    antivirus: Arc<dyn Antivirus>,
    bytes: Vec<u8>,
) -> anyhow::Result<Result<Option<String>, String>> {
    Ok(tokio::task::spawn_blocking(move || antivirus.look(&bytes)).await?)
}
