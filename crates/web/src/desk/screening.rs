//! 查毒：what is brought is shown to the scanner before a byte of it is kept; what was found stays on record.
//!
//! Where the office takes files although the scanner cannot be reached, their content is marked: it is shown to the
//! scanner again before it is published or opened.

use super::{Desk, Fail};
use crate::form::Fault;
use crate::library::Upload;
use ledger::{Hash, NewEvent, Tx};
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

/// The kind of the marks: records by a keyed hash of the content, which tells nothing of it.
const MARK: &str = "unchecked";

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
        if !self.is_marked(bytes).await? {
            return Ok(Known::Fine);
        }
        let Some(antivirus) = self.antivirus.get().cloned() else { return Ok(Known::Unchecked) };
        match look(antivirus, bytes.to_vec()).await? {
            Ok(None) => {
                let unmark = async |tx: Tx| match tx.record(MARK, &id).await? {
                    Some(mark) => tx.remove_record(MARK, &id, mark.version).await,
                    None => Ok(()),
                };
                self.ledger().transact("", unmark).await?;
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

    pub(crate) async fn mark(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let id = self.mark_of(bytes)?;
        let work = async |tx: Tx| match tx.record(MARK, &id).await? {
            Some(_) => Ok(()),
            None => tx.put_record(MARK, &id, 0, b"", None).await.map(drop),
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
        let own = by != casework::APPLICANT;
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
