//! 预览：a page of an attached PDF as a picture, drawn when it is asked for, a few at a time, and kept for a while.
//!
//! Whoever asks has passed the door of the attachment first: what was withdrawn is drawn for nobody, kept or not.

use crate::error::Error;
use bytes::Bytes;
use office::publication::Attachment;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// A page as it is shown.
pub struct Sheet {
    pub png: Bytes,
    /// In points of the picture.
    pub width: u32,
    pub height: u32,
    /// How many pages the file has.
    pub pages: usize,
    /// The words of the page.
    pub lines: Vec<String>,
}

/// Draws a page of a file, from 1; what is told where it cannot be, `None` where there is no such page.
pub type Draw = fn(bytes: &[u8], number: usize) -> Result<Sheet, Option<String>>;

/// Pages drawn at once for each of the two sides; more wait, without a byte of their file.
const DRAWN_AT_ONCE: usize = 2;
/// How long one waits for a place.
const WAITS: Duration = Duration::from_secs(10);
/// Of the pages drawn last, in bytes.
const KEPT_BYTES: usize = 64 << 20;

/// On which side of the desk one looks: however many read outside, reviewers have places of their own.
#[derive(Debug, Clone, Copy)]
pub enum Side {
    Portal,
    Desk,
}

pub struct Previews {
    draw: Draw,
    portal: Semaphore,
    desk: Semaphore,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The newest last, by hash of the file and page.
    sheets: VecDeque<((String, usize), Arc<Sheet>)>,
    bytes: usize,
}

/// `pages/3` or `pages/3.png`, as the end of an address.
pub struct Turn {
    pub number: usize,
    pub picture: bool,
}

impl Turn {
    pub fn of(tail: &str) -> Option<Turn> {
        let page = tail.strip_prefix("pages/")?;
        let (number, picture) = page.strip_suffix(".png").map_or((page, false), |number| (number, true));
        let plain = (1..=5).contains(&number.len()) && number.bytes().all(|one| one.is_ascii_digit());
        Some(Turn { number: number.parse().ok().filter(|_| plain)?, picture })
    }
}

/// Whether its pages can be looked at.
pub fn is_shown(attachment: &Attachment) -> bool {
    attachment.media == "application/pdf"
}

impl Previews {
    pub fn new(draw: Draw) -> Previews {
        let places = || Semaphore::new(DRAWN_AT_ONCE);
        Previews { draw, portal: places(), desk: places(), kept: Mutex::default() }
    }

    /// A page of a file that whoever asks may read. Its bytes are read only where the page is not kept, and there is
    /// a place to draw it.
    ///
    /// # Errors
    /// `Error::NotFound` where there is no such page, `Error::Busy` where no place came free in time.
    pub async fn sheet<E: From<Error>>(
        &self,
        side: Side,
        attachment: &Attachment,
        number: usize,
        read: impl AsyncFnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Result<Arc<Sheet>, String>, E> {
        if !is_shown(attachment) {
            return Err(Error::NotFound.into());
        }
        let key = (attachment.content.blob.clone(), number);
        if let Some(sheet) = self.find(&key) {
            return Ok(Ok(sheet));
        }
        let places = match side {
            Side::Portal => &self.portal,
            Side::Desk => &self.desk,
        };
        let place = tokio::time::timeout(WAITS, places.acquire()).await.map_err(|_| Error::Busy)?;
        let _place = place.map_err(|error| Error::Broken(error.into()))?;
        // Somebody may have asked for it a moment before.
        if let Some(sheet) = self.find(&key) {
            return Ok(Ok(sheet));
        }
        let (draw, bytes) = (self.draw, read().await?);
        let drawn = tokio::task::spawn_blocking(move || draw(&bytes, number)).await;
        match drawn.map_err(|error| Error::Broken(error.into()))? {
            Ok(sheet) => Ok(Ok(self.keep(key, Arc::new(sheet)))),
            Err(Some(why)) => Ok(Err(why)),
            Err(None) => Err(Error::NotFound.into()),
        }
    }

    fn find(&self, key: &(String, usize)) -> Option<Arc<Sheet>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.sheets.iter().position(|(own, _)| own == key)?;
        let found = kept.sheets.remove(at)?;
        kept.sheets.push_back(found.clone());
        Some(found.1)
    }

    fn keep(&self, key: (String, usize), sheet: Arc<Sheet>) -> Arc<Sheet> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += sheet.png.len();
        kept.sheets.push_back((key, sheet.clone()));
        while kept.bytes > KEPT_BYTES {
            let Some((_, oldest)) = kept.sheets.pop_front() else { break };
            kept.bytes = kept.bytes.saturating_sub(oldest.png.len());
        }
        sheet
    }
}

/// What the page around the picture says.
pub struct Leaf {
    pub name: String,
    pub number: usize,
    /// Where the file itself is.
    pub file: String,
    /// Where the page before, the picture and the page after are.
    pub before: Option<String>,
    pub picture: String,
    pub after: Option<String>,
    /// The page, or why it is not shown.
    pub sheet: Result<Arc<Sheet>, String>,
}

impl Leaf {
    /// `base` is what the addresses of pages begin with, `…/pages/`.
    pub fn new(
        name: &str,
        number: usize,
        base: &str,
        file: String,
        sheet: Result<Arc<Sheet>, String>,
    ) -> Leaf {
        let pages = sheet.as_ref().map_or(0, |sheet| sheet.pages);
        Leaf {
            name: name.to_owned(),
            number,
            file,
            before: (number > 1).then(|| format!("{base}{}", number - 1)),
            picture: format!("{base}{number}.png"),
            after: (number < pages).then(|| format!("{base}{}", number + 1)),
            sheet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_page_or_its_picture() {
        for (tail, expected) in [
            ("pages/1", Some((1, false))),
            ("pages/12.png", Some((12, true))),
            ("pages/", None),
            ("pages/x", None),
            ("pages/+1", None),
            ("pages/123456", None),
            ("pages/1.pdf", None),
            ("名单.pdf", None),
        ] {
            assert_eq!(Turn::of(tail).map(|asked| (asked.number, asked.picture)), expected, "{tail}");
        }
    }
}
