//! 答案跟着公开的内容走：what is published is taken in, what is withdrawn goes, as the chain says

use super::Questions;
use crate::{Library, Publications, item_path};
use anyhow::Result;
use ask::{Document, sources};
use law::workday::day_in_beijing;
use office::message::Open;
use office::publication::Public;
use publishing::{Seen, Shelf, text};
use std::collections::HashSet;
use std::sync::Arc;

/// Items answers are taken from, the newest; older ones are found by the search.
const MOST_ITEMS: usize = 5_000;
/// Entries of the chain, and rows of the list, looked at in one go.
const STRIDE: u32 = 1_000;

/// How far it has followed.
#[derive(Default)]
pub struct State {
    /// Up to which entry of the chain; `None` before the first look.
    seq: Option<u64>,
    /// The state of the pages that stand whatever is published.
    standing: Option<String>,
}

impl Questions {
    /// Brings the passages up to the end of the chain.
    pub(crate) async fn follow(
        &self,
        publications: &Publications,
        library: &dyn Library,
        applying: bool,
    ) -> Result<()> {
        let mut state = self.following.lock().await;
        let mark = library.mark();
        if state.standing.as_ref() != Some(&mark) {
            let documents = standing(library, applying);
            self.replace("statute/", documents);
            state.standing = Some(mark);
        }
        match state.seq {
            None => state.seq = Some(self.read_all(publications).await?),
            Some(seq) => state.seq = Some(self.bring_up(publications, seq).await?),
        }
        Ok(())
    }

    /// Everything of a source, in place of what it had: what it no longer has goes.
    fn replace(&self, prefix: &str, documents: Vec<Document>) {
        let now: HashSet<&str> = documents.iter().map(|document| document.key.as_str()).collect();
        let mut book = self.book_to_change();
        for key in book.keys(prefix) {
            if !now.contains(key.as_str()) {
                book.remove(&key);
            }
        }
        drop(now);
        documents.into_iter().for_each(|document| book.put(document, &self.vectors));
    }

    async fn read_all(&self, publications: &Publications) -> Result<u64> {
        let publishing = &publications.publishing;
        // The head first: what changes meanwhile is looked at again.
        let head = publishing.ledger().head(publishing.organ()).await?;
        let (mut after, mut taken) = (None, 0);
        loop {
            let page = publishing.shelf(&Shelf::All, after.as_ref(), STRIDE).await?;
            for listed in &page.rows {
                self.take_in(publications, &listed.index).await?;
            }
            taken += page.rows.len();
            after = page.next;
            if after.is_none() || taken >= MOST_ITEMS {
                self.read_messages(publications).await?;
                self.tidy();
                return Ok(head.seq);
            }
        }
    }

    async fn bring_up(&self, publications: &Publications, mut position: u64) -> Result<u64> {
        let mut changed = false;
        loop {
            let (indices, seq) = publications.publishing.changed_since(position, STRIDE).await?;
            for index in &indices {
                self.take_in(publications, index).await?;
                changed = true;
            }
            let (numbers, so_far) = publications.messages.changed_since(position, STRIDE).await?;
            for no in &numbers {
                self.take_message(publications, no).await?;
                changed = true;
            }
            // What came between the two looks is looked at again.
            let seq = seq.min(so_far);
            if seq == position {
                if changed {
                    self.tidy();
                }
                return Ok(seq);
            }
            position = seq;
        }
    }

    async fn read_messages(&self, publications: &Publications) -> Result<()> {
        let (mut after, mut taken) = (None, 0);
        loop {
            let page = publications.messages.shelf(&messages::Shelf::All, after.as_ref(), STRIDE).await?;
            for open in &page.rows {
                self.put_message(open);
            }
            taken += page.rows.len();
            after = page.next;
            if after.is_none() || taken >= MOST_ITEMS {
                return Ok(());
            }
        }
    }

    async fn take_message(&self, publications: &Publications, no: &str) -> Result<()> {
        match publications.messages.seen(no).await? {
            Some(open) => self.put_message(&open),
            None => self.book_to_change().remove(&format!("{}{no}", sources::MESSAGE)),
        }
        Ok(())
    }

    fn put_message(&self, open: &Public<Open>) {
        let document = sources::message(open, crate::message::path(&open.no));
        self.book_to_change().put(document, &self.vectors);
    }

    /// The newest edition the public may read; nothing where there is none.
    async fn take_in(&self, publications: &Publications, index: &str) -> Result<()> {
        let newest = match publications.publishing.seen(index).await? {
            Some(Seen::Open(mut editions, _)) => editions.pop(),
            Some(Seen::Gone(_)) | None => None,
        };
        let mut book = self.book_to_change();
        match newest {
            Some(public) => {
                let on = day_in_beijing(public.published);
                let id = (public.index.as_str(), public.edition);
                let document =
                    sources::item(id, &public.content, text::to_plain, item_path(&public.index), on);
                book.put(document, &self.vectors);
            }
            None => book.remove(&format!("{}{index}", sources::ITEM)),
        }
        Ok(())
    }

    /// Nothing is left of what was withdrawn.
    fn tidy(&self) {
        if let Err(error) = self.book().tidy(&self.vectors) {
            tracing::error!(%error, "failed to let go of vectors");
        }
    }

    /// Everyday words as the desk has them now.
    pub(crate) async fn take_words(&self, publishing: &publishing::Publishing) -> Result<()> {
        let (words, version) = super::wording::load(publishing.ledger()).await?;
        let known = self.everyday.read().unwrap_or_else(std::sync::PoisonError::into_inner).0;
        if version == known {
            return Ok(());
        }
        let all = format!("{}\n{words}", self.settled);
        match ask::Everyday::with(&all) {
            Ok(everyday) => {
                let mut held = self.everyday.write().unwrap_or_else(std::sync::PoisonError::into_inner);
                *held = (version, Arc::new(everyday));
            }
            // They were read before they were kept.
            Err(fault) => tracing::error!(%fault, "the desk's everyday words do not read"),
        }
        Ok(())
    }
}

/// What stands whatever is published. Another source of such pages is another line here.
fn standing(library: &dyn Library, applying: bool) -> Vec<Document> {
    let mut documents = sources::statutes(crate::portal::statute_path);
    documents.push(sources::guide(library.organ(), applying));
    documents
}
