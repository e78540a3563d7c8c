//! 问答　/ask：the passage that answers, as it is public this moment, or the word that none does.

mod api;
mod follow;
pub(crate) mod page;
mod rephrase;
pub(crate) mod tally;
pub(crate) mod wording;

pub use rephrase::Rephraser;

use crate::error::Error;
use crate::{Portal, Publications, guard};
use ask::exam::{Exam, Report};
use ask::{Book, Candidate, Embedder, Everyday, Sureness, Vectors, judge};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use search::{Lexicon, Piece, marked};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Semaphore;

pub const PATH: &str = "/ask";
/// Questions looked up at once; more wait, so that strangers leave the desk its share of the processor.
const AT_ONCE: usize = 4;
/// Texts given their vectors between two looks at whether somebody asks.
const VECTORS_AT_ONCE: usize = 8;
const BREATH: Duration = Duration::from_millis(1);

pub(crate) fn routes(portal: &Portal) -> Router<Portal> {
    Router::new()
        .route(PATH, get(page::show))
        .route("/ask/feedback", post(page::feedback))
        .route("/api/v1/ask", get(api::show))
        .route_layer(from_fn_with_state(portal.clone(), guard::reads_bounded))
}

/// What answers questions: passages in memory, words people use, and where there are such, a model of meaning and
/// one that rephrases.
pub struct Questions {
    book: RwLock<Book>,
    vectors: Vectors,
    model: Option<Box<dyn Embedder>>,
    following: tokio::sync::Mutex<follow::State>,
    /// The office's everyday words of the settings, and those in force with the version of the desk's.
    settled: String,
    everyday: RwLock<(u64, Arc<Everyday>)>,
    rephraser: Option<Arc<dyn Rephraser>>,
    /// The office's own questions to examine by.
    exam: Option<Exam>,
    examined: Mutex<Option<Arc<Report>>>,
    asking: Semaphore,
}

impl Questions {
    /// By words alone, with the everyday words that come with the product.
    pub fn new(lexicon: Lexicon) -> Questions {
        Questions {
            book: RwLock::new(Book::new(lexicon)),
            vectors: Vectors::in_memory(),
            model: None,
            following: tokio::sync::Mutex::default(),
            settled: String::new(),
            everyday: RwLock::new((0, Arc::new(Everyday::builtin()))),
            rephraser: None,
            exam: None,
            examined: Mutex::default(),
            asking: Semaphore::new(AT_ONCE),
        }
    }

    /// With a model of meaning; its vectors are kept there.
    pub fn with_model(self, model: Box<dyn Embedder>, vectors: Vectors) -> Questions {
        Questions { model: Some(model), vectors, ..self }
    }

    /// With the office's everyday words, which were read before.
    pub fn with_everyday(self, settled: String) -> Result<Questions, ask::EverydayFault> {
        let everyday = RwLock::new((0, Arc::new(Everyday::with(&settled)?)));
        Ok(Questions { settled, everyday, ..self })
    }

    pub fn with_rephraser(self, rephraser: Arc<dyn Rephraser>) -> Questions {
        Questions { rephraser: Some(rephraser), ..self }
    }

    pub fn with_exam(self, exam: Exam) -> Questions {
        Questions { exam: Some(exam), ..self }
    }

    pub(crate) fn by_meaning(&self) -> bool {
        self.model.is_some()
    }

    pub(crate) fn everyday(&self) -> Arc<Everyday> {
        self.everyday.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    fn book(&self) -> std::sync::RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn book_to_change(&self) -> std::sync::RwLockWriteGuard<'_, Book> {
        self.book.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives vectors to passages that lack them, for as long as there are such; takes long, off the async threads.
    pub fn make_vectors(&self) -> anyhow::Result<usize> {
        let Some(model) = &self.model else { return Ok(0) };
        let mut made = 0;
        loop {
            let texts = self.book().without_vector(VECTORS_AT_ONCE);
            if texts.is_empty() {
                return Ok(made);
            }
            let vectors = texts.into_iter().map(|text| {
                let vector = model.passage(&text)?;
                // Whoever asks meanwhile comes between.
                std::thread::sleep(BREATH);
                Ok((text, vector))
            });
            let vectors = vectors.collect::<Result<Vec<_>, ask::ModelFault>>()?;
            made += vectors.len();
            self.book_to_change().take_vectors(vectors, &self.vectors)?;
        }
    }

    /// Takes the office's exam, where it has one.
    pub(crate) async fn examine(self: &Arc<Questions>) -> anyhow::Result<Option<Arc<Report>>> {
        let questions = self.clone();
        let report = tokio::task::spawn_blocking(move || {
            let exam = questions.exam.as_ref()?;
            let (book, everyday) = (questions.book(), questions.everyday());
            Some(Arc::new(exam.take(&book, &everyday, questions.model.as_deref())))
        });
        let report = report.await?;
        self.examined.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&report);
        Ok(report)
    }

    pub(crate) fn has_exam(&self) -> bool {
        self.exam.is_some()
    }

    pub(crate) fn examined(&self) -> Option<Arc<Report>> {
        self.examined.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What may answer, looked up off the async threads.
    async fn look_up(self: &Arc<Questions>, text: &str) -> anyhow::Result<ask::Found> {
        let (questions, text) = (self.clone(), text.to_owned());
        let _place = self.asking.acquire().await?;
        Ok(tokio::task::spawn_blocking(move || {
            let meaning = questions.model.as_ref().and_then(|model| {
                model
                    .question(&text)
                    .inspect_err(|fault| tracing::warn!("answering by words alone: {fault}"))
                    .ok()
            });
            questions.book().find(&text, &questions.everyday(), meaning.as_deref())
        })
        .await?)
    }
}

/// What is answered.
pub(crate) struct Answered {
    pub sureness: Sureness,
    /// The best first; empty where nothing fits.
    pub candidates: Vec<Candidate>,
    words: Vec<String>,
}

impl Answered {
    pub fn marked(&self, text: &str) -> Vec<Piece> {
        marked(text, &self.words)
    }
}

/// Answers a question from what is public this moment.
pub(crate) async fn answer(portal: &Portal, text: &str) -> Result<Answered, Error> {
    let publications = portal.publications.as_ref().ok_or(Error::NotFound)?;
    let questions = &publications.questions;
    questions.follow(publications, &*portal.library, portal.applying).await?;
    questions.take_words(&publications.publishing).await?;
    let found = questions.look_up(text).await?;
    let mut candidates = Vec::with_capacity(found.candidates.len());
    for one in found.candidates {
        if is_public(publications, &one).await? {
            candidates.push(one);
        }
    }
    let (sureness, worth) = judge(&candidates);
    candidates.truncate(worth);
    Ok(Answered { sureness, candidates, words: found.words })
}

/// Whether what a passage is from is public this moment, and in this edition. A source of its own kind of keys has its
/// line here.
async fn is_public(publications: &Publications, candidate: &Candidate) -> anyhow::Result<bool> {
    let document = &candidate.document;
    if let Some(no) = document.key.strip_prefix(ask::sources::MESSAGE) {
        let open = publications.messages.seen(no).await?;
        return Ok(open.is_some_and(|open| ask::sources::message_stamp(&open) == document.stamp));
    }
    let Some(index) = document.key.strip_prefix(ask::sources::ITEM) else { return Ok(true) };
    let listed = publications.publishing.listed(index).await?;
    Ok(listed.is_some_and(|listed| listed.edition.to_string() == document.stamp))
}
