//! 已发布的信息和检索：the search follows the ledger, and nothing it finds is shown that the ledger does not show.

use crate::Library;
use crate::asking::Questions;
use crate::preview::{Draw, Previews};
use axum::body::Bytes;
use messages::Messages;
use office::message::Terms;
use office::publication::{Attachment, Disclosed, Public};
use publishing::{Listed, Publishing, Seen, is_film, text};
use search::{Asked, Doc, Engine, Found, Hit, Looking};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, Semaphore};

/// Entries of the chain looked at in one go.
const STRIDE: u32 = 2_000;

/// Searches at once; more wait, so that strangers leave the desk its share of the processor.
const SEARCHES_AT_ONCE: usize = 4;

/// Results of what may have been meant, of which one must be public.
const MEANT_LOOKED_AT: usize = 5;

/// Of what the search is given of an item: another shape than the one noted makes the index anew.
const SHAPE: u32 = 2;

/// Films kept at hand, of up to 60 MB each.
const FILMS: usize = 2;

/// Turns a file into its words, for the search; empty where it has none.
pub type Extract = fn(name: &str, bytes: &[u8]) -> String;

/// What is published, and how it is found.
#[derive(Clone)]
pub struct Publications {
    pub publishing: Publishing,
    /// 咨询留言: answers are published as items are.
    pub messages: Messages,
    pub engine: Arc<Engine>,
    extract: Extract,
    pub(crate) previews: Option<Arc<Previews>>,
    pub(crate) questions: Arc<Questions>,
    following: Arc<Mutex<()>>,
    /// How often the search has changed.
    followed: Arc<AtomicU64>,
    searching: Arc<Semaphore>,
    /// Films that were asked for last, by what their bytes are.
    films: Arc<Mutex<VecDeque<(String, Bytes)>>>,
}

impl Publications {
    pub fn new(publishing: Publishing, engine: Engine, extract: Extract) -> Publications {
        let searching = Arc::new(Semaphore::new(SEARCHES_AT_ONCE));
        let (following, followed, films) = Default::default();
        let questions = Arc::new(Questions::new(engine.lexicon().clone()));
        let (engine, previews) = (Arc::new(engine), None);
        let messages = Messages::new(publishing.clone(), Terms::default());
        Publications {
            publishing,
            messages,
            engine,
            extract,
            previews,
            questions,
            following,
            followed,
            searching,
            films,
        }
    }

    /// The bytes of an attachment that may be read. A film is asked for piece by piece: those asked for last stay at hand,
    /// and one is fetched at a time.
    pub(crate) async fn bytes(&self, attachment: &Attachment) -> Result<Bytes, publishing::Error> {
        if !is_film(attachment) {
            return Ok(self.publishing.file_of(attachment).await?.into());
        }
        let mark = &attachment.content.blob;
        let mut films = self.films.lock().await;
        if let Some((_, bytes)) = films.iter().find(|(known, _)| known == mark) {
            return Ok(bytes.clone());
        }
        let bytes = Bytes::from(self.publishing.file_of(attachment).await?);
        films.push_front((mark.clone(), bytes.clone()));
        films.truncate(FILMS);
        Ok(bytes)
    }

    /// With the office's own terms of answering messages.
    pub fn with_terms(self, terms: Terms) -> Publications {
        Publications { messages: Messages::new(self.publishing.clone(), terms), ..self }
    }

    /// With pages of attachments to be looked at.
    pub fn with_previews(self, draw: Draw) -> Publications {
        Publications { previews: Some(Arc::new(Previews::new(draw))), ..self }
    }

    /// With a model, words and an exam of the office's own.
    pub fn with_questions(self, questions: Questions) -> Publications {
        Publications { questions: Arc::new(questions), ..self }
    }

    /// Brings the passages of answers up to the end of the chain and gives them their vectors; how many it gave.
    pub async fn follow_questions(&self, library: &dyn Library) -> anyhow::Result<usize> {
        self.questions.follow(self, library, true).await?;
        let questions = self.questions.clone();
        tokio::task::spawn_blocking(move || questions.make_vectors()).await?
    }

    /// What answers questions.
    pub fn questions(&self) -> &Arc<Questions> {
        &self.questions
    }

    /// Brings the search up to the end of the chain. How many items changed. After it, what was withdrawn is found no more.
    pub async fn follow(&self) -> anyhow::Result<usize> {
        let _alone = self.following.lock().await;
        let mut position = self.position().await?;
        let mut changed = 0;
        loop {
            let (indices, seq) = self.publishing.changed_since(position, STRIDE).await?;
            if seq == position {
                return Ok(changed);
            }
            changed += indices.len();
            self.take_in(&indices, seq).await?;
            position = seq;
        }
    }

    /// Up to which entry the search has followed. One that followed another chain, as after a restore, begins anew.
    async fn position(&self) -> anyhow::Result<u64> {
        let Some(noted) = self.engine.position()? else { return Ok(0) };
        let seq = noted.split(' ').next().and_then(|seq| seq.parse().ok()).unwrap_or(0);
        if seq > 0 && self.note(seq).await? == noted {
            return Ok(seq);
        }
        self.engine.clear()?;
        Ok(0)
    }

    /// An entry's place, its hash and the shape of what is indexed, kept with the index.
    async fn note(&self, seq: u64) -> anyhow::Result<String> {
        let entry = self.publishing.ledger().entry(self.publishing.organ(), seq).await?;
        Ok(entry.map_or(String::new(), |entry| format!("{seq} {} {SHAPE}", entry.hash)))
    }

    async fn take_in(&self, indices: &[String], seq: u64) -> anyhow::Result<()> {
        let (mut put, mut remove, mut purge) = (Vec::new(), Vec::new(), false);
        for index in indices {
            match self.publishing.seen(index).await? {
                Some(Seen::Open(mut editions, hidden)) => {
                    purge |= !hidden.is_empty();
                    let Some(newest) = editions.pop() else { continue };
                    match self.doc(newest).await {
                        Ok(doc) => put.push(doc),
                        // It is not found, and what was withdrawn beside it is taken out all the same.
                        Err(error) => {
                            tracing::error!(index, "failed to take an item into the search: {error:#}");
                            remove.push(index.clone());
                        }
                    }
                }
                Some(Seen::Gone(_)) | None => remove.push(index.clone()),
            }
        }
        let engine = self.engine.clone();
        let note = self.note(seq).await?;
        let gone = purge || !remove.is_empty();
        let work = move || -> Result<(), search::Error> {
            engine.change(put, &remove, &note)?;
            // What was withdrawn, and an edition that was hidden, leaves no bytes behind.
            if gone { engine.compact() } else { Ok(()) }
        };
        tokio::task::spawn_blocking(work).await??;
        // After the change is seen: a page drawn before it was marked by the count before.
        self.followed.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn doc(&self, public: Public<Disclosed>) -> anyhow::Result<Doc> {
        let mut files = Vec::new();
        for attachment in &public.content.attachments {
            if let Some(picture) = &attachment.picture {
                files.push((attachment.name.clone(), picture.alt.clone()));
                continue;
            }
            let bytes = self.publishing.file_of(attachment).await?;
            let (extract, name) = (self.extract, attachment.name.clone());
            let words = tokio::task::spawn_blocking(move || extract(&name, &bytes)).await?;
            files.push((attachment.name.clone(), words));
        }
        let content = &public.content;
        let year = law::workday::day_in_beijing(public.published).year().to_string();
        let tags = [
            ("column", content.column.clone()),
            ("topic", content.topic.clone()),
            ("nature", content.nature.label().to_owned()),
            ("year", year),
        ];
        let audience = content.service.iter().flat_map(|service| service.audience());
        let audience = audience.map(|one| ("audience", one.key().to_owned()));
        let tags = tags.into_iter().filter(|(_, value)| !value.is_empty()).chain(audience);
        let marks = content.document_no.iter().chain([&public.index]).cloned().collect();
        Ok(Doc {
            id: public.index.clone(),
            edition: public.edition,
            title: content.title.clone(),
            overview: content.overview.clone(),
            body: text::to_plain(&content.body),
            files,
            marks,
            tags: tags.map(|(sort, value)| (sort.to_owned(), value)).collect(),
            published: public.published.as_millisecond(),
        })
    }

    /// Items whose titles go on as typed, each as it is public this moment.
    pub async fn suggest(&self, typed: String, limit: usize) -> anyhow::Result<Vec<Public<Listed>>> {
        let engine = self.engine.clone();
        let _place = self.searching.acquire().await?;
        let found = tokio::task::spawn_blocking(move || engine.suggest(&typed, limit)).await??;
        let mut suggested = Vec::with_capacity(found.len());
        for (index, title) in found {
            let listed = self.publishing.listed(&index).await?;
            suggested.extend(listed.filter(|listed| listed.title == title));
        }
        Ok(suggested)
    }

    /// «您是不是要找»：words of titles that are public this moment, in place of what nothing has as it was typed.
    pub async fn did_you_mean(&self, asked: &Asked) -> anyhow::Result<Option<String>> {
        let (engine, owned) = (self.engine.clone(), asked.clone());
        let mut sounding = tokio::task::spawn_blocking(move || engine.sounding(&owned)).await??;
        for heard in &mut sounding {
            let mut public = Vec::with_capacity(heard.titles.len());
            for (index, title) in std::mem::take(&mut heard.titles) {
                if self.publishing.listed(&index).await?.is_some_and(|listed| listed.title == title) {
                    public.push((index, title));
                }
            }
            heard.titles = public;
        }
        let (engine, asked) = (self.engine.clone(), asked.clone());
        let meant = tokio::task::spawn_blocking(move || engine.did_you_mean(&asked, &sounding)).await??;
        // A word of the lists is named only where something public has it.
        let Some(meant) = meant else { return Ok(None) };
        let looking = Looking { asked: Asked::parse(&meant), limit: MEANT_LOOKED_AT, ..Looking::default() };
        let (_, shown) = self.find(looking).await?;
        Ok((!shown.is_empty()).then_some(meant))
    }

    /// A page of results, each beside what the ledger lists now: whatever is not public this moment, in this
    /// edition, is left out.
    pub async fn find(&self, looking: Looking) -> anyhow::Result<(Found, Vec<(Hit, Public<Listed>)>)> {
        let engine = self.engine.clone();
        let _place = self.searching.acquire().await?;
        let mut found = tokio::task::spawn_blocking(move || engine.find(&looking)).await??;
        let mut shown = Vec::with_capacity(found.hits.len());
        for hit in std::mem::take(&mut found.hits) {
            match self.publishing.listed(&hit.id).await? {
                Some(listed) if listed.edition == hit.edition => shown.push((hit, listed)),
                _ => found.total = found.total.saturating_sub(1),
            }
        }
        Ok((found, shown))
    }

    /// Changes whenever anything in the ledger does, and when the search has followed.
    pub async fn mark(&self) -> anyhow::Result<String> {
        let followed = self.followed.load(Ordering::SeqCst);
        let head = self.publishing.ledger().head(self.publishing.organ()).await?;
        Ok(format!("{followed} {}", head.hash))
    }
}
