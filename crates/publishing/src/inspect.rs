//! 查看内容：正文和附件里有什么不应公开的

use crate::{Error, Publishing};
use office::publication::{Attachment, Blob, Content, Found, Picture, Work};

/// A file as it may be kept: its hidden data taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    pub media: String,
    pub bytes: Vec<u8>,
    /// Width and height in points, where it is a picture.
    pub picture: Option<(u32, u32)>,
    /// What was taken out, in words for the person who brought it.
    pub removed: Vec<String>,
}

/// Who looks into texts and files.
pub trait Inspector: Send + Sync {
    /// Whatever in the content must not go out without a reason; the same content gives the same answer.
    fn inspect(&self, content: &Content, files: &[(&Attachment, Vec<u8>)]) -> Vec<Found>;

    /// The same of a single text that the public will read; `part` says which.
    fn inspect_text(&self, part: &str, text: &str) -> Vec<Found>;

    /// A file as it is brought. A refusal is for the reader; then no byte of it is kept.
    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String>;
}

impl Publishing {
    /// What the scan finds in all that a new edition would tell: the content, and why it changed.
    pub async fn inspect_work(&self, work: &Work) -> Result<Vec<Found>, Error> {
        let mut found = self.inspect(&work.content).await?;
        found.extend(self.inspector.inspect_text("修改的原因", &work.why));
        Ok(found)
    }

    /// What the scan finds in a content and its attachments.
    pub async fn inspect(&self, content: &Content) -> Result<Vec<Found>, Error> {
        let mut files = Vec::with_capacity(content.attachments.len());
        for attachment in &content.attachments {
            files.push((attachment, self.bytes(&attachment.content).await?));
        }
        Ok(self.inspector.inspect(content, &files))
    }

    /// Takes a file in, to be attached; with what was taken out of it.
    pub async fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<(Attachment, Vec<String>), Error> {
        let taken = &self.inspector.take_in(name, bytes).map_err(Error::File)?;
        let blob = self.ledger.put_blob(&self.organ, &taken.media, &taken.bytes).await?;
        let content = Blob { blob: blob.blob.to_string() };
        let (name, media) = (name.to_owned(), taken.media.clone());
        let picture = taken.picture.map(|(width, height)| Picture { alt: String::new(), width, height });
        let attachment = Attachment { name, media, bytes: taken.bytes.len() as u64, content, picture };
        Ok((attachment, taken.removed.clone()))
    }

    /// The bytes of an attachment, for the desk and the search.
    pub async fn file_of(&self, attachment: &Attachment) -> Result<Vec<u8>, Error> {
        self.bytes(&attachment.content).await
    }

    pub(crate) async fn bytes(&self, content: &Blob) -> Result<Vec<u8>, Error> {
        let hash = ledger::Hash::parse(&content.blob).ok_or(Error::Stored("a hash is none".into()))?;
        let blob = self.ledger.blob(&hash).await?;
        Ok(blob.ok_or_else(|| Error::Stored(format!("an attachment is missing: {}", content.blob)))?.bytes)
    }
}
