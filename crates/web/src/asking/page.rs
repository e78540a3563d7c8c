//! 问答的页面　GET /ask?q=，POST /ask/feedback

use super::rephrase::rewritten;
use super::tally::Mark;
use super::{Answered, PATH, answer};
use crate::counted::Counts;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::address;
use crate::{Portal, words};
use ask::{Candidate, LONGEST, Sureness, judge};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use search::Piece;
use serde::Deserialize;

/// What people ask most. Shown as far as what is public answers it.
const COMMON: [&str; 10] = [
    "开饭店要办什么证",
    "怎么注册一家公司",
    "公积金怎么取出来",
    "带老人去外地看病，医保要先办什么",
    "没有单位，自己怎么交社保",
    "老年人优待证怎么办",
    "材料不齐怎么办",
    "有没有人能帮我跑手续",
    "怎样申请公开政府信息",
    "申请公开多久答复",
];
const COMMON_SHOWN: usize = 6;

/// A question as it came.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    q: String,
    /// Feedback was given.
    thanks: String,
}

impl Said {
    /// Without control characters, no longer than is read.
    pub fn question(&self) -> String {
        plain(&self.q)
    }
}

fn plain(text: &str) -> String {
    let spaced: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "asking/page.html")]
struct Show {
    frame: Frame,
    q: String,
    asked: bool,
    thanks: bool,
    /// The question may tell of somebody: it is masked before it is kept, and sent nowhere.
    personal: bool,
    answer: Option<Card>,
    rewritten: Option<String>,
    others: Vec<Card>,
    common: Vec<(&'static str, String)>,
    search: String,
    message: Option<String>,
}

/// A passage with where it is from.
pub struct Card {
    pub source: &'static str,
    pub title: String,
    pub heading: String,
    /// Paragraphs, the words found marked.
    pub text: Vec<Vec<Piece>>,
    pub url: String,
    pub date: Option<String>,
}

impl Card {
    pub fn of(one: &Candidate, answered: &Answered) -> Card {
        let (document, passage) = (&one.document, one.passage());
        Card {
            source: document.source.label(),
            title: document.title.clone(),
            heading: passage.heading.clone(),
            text: passage.text.lines().map(|line| answered.marked(line)).collect(),
            url: one.url(),
            date: document.date.map(words::day),
        }
    }

    /// «申请材料　食品经营许可办事指南»
    pub fn name(&self) -> String {
        if self.heading.is_empty() {
            self.title.clone()
        } else {
            format!("{}：{}", self.title, self.heading)
        }
    }
}

pub async fn show(
    State(portal): State<Portal>,
    Query(said): Query<Said>,
    visit: Visit,
) -> Result<Response, Error> {
    let question = said.question();
    let asked = !question.is_empty();
    let answered = if asked { Some(answer(&portal, &question).await?) } else { None };
    let mut show = Show {
        frame: visit.frame("问一问"),
        asked,
        thanks: said.thanks == "yes",
        personal: asked && super::tally::is_personal(&question),
        answer: None,
        rewritten: None,
        others: Vec::new(),
        common: if asked { Vec::new() } else { common(&portal).await? },
        search: format!("/search?q={}", address(&question)),
        message: message_path(&question),
        q: question,
    };
    if let Some(answered) = answered {
        // Coming back from an opinion is not asking again.
        if !show.thanks {
            count(&portal, &show.q, Mark::Answered(answered.sureness)).await;
        }
        let mut cards: Vec<Card> = answered.candidates.iter().map(|one| Card::of(one, &answered)).collect();
        if answered.sureness == Sureness::Sure && !cards.is_empty() {
            show.answer = Some(cards.remove(0));
            show.rewritten = in_other_words(&portal, &show.q, &answered).await;
        }
        show.others = cards;
    }
    let mut response = crate::answer::page(&show)?;
    // A question may tell of somebody: no cache between keeps it.
    response
        .headers_mut()
        .insert(axum::http::header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn in_other_words(portal: &Portal, question: &str, answered: &Answered) -> Option<String> {
    let rephraser = portal.publications.as_ref()?.questions.rephraser.clone()?;
    let passage = answered.candidates.first()?.passage();
    let passage = format!("{}\n{}", passage.heading, passage.text);
    rewritten(rephraser, question.to_owned(), passage.trim().to_owned()).await
}

/// Questions that what is public answers.
async fn common(portal: &Portal) -> Result<Vec<(&'static str, String)>, Error> {
    let publications = portal.publications.as_ref().ok_or(Error::NotFound)?;
    let questions = &publications.questions;
    questions.follow(publications, &*portal.library, portal.applying).await?;
    let (book, everyday) = (questions.book(), questions.everyday());
    let answered = |question: &&str| judge(&book.find(question, &everyday, None).candidates).1 > 0;
    let shown = COMMON.into_iter().filter(answered).take(COMMON_SHOWN);
    Ok(shown.map(|question| (question, path(question))).collect())
}

/// Where a question is asked.
pub fn path(question: &str) -> String {
    format!("{PATH}?q={}", address(question))
}

/// Where the question goes on as a message, where messages are taken.
pub fn message_path(question: &str) -> Option<String> {
    crate::portal::is_taking_messages().then(|| format!("/messages/new?content={}", address(question)))
}

/// Counts what became of a question; an answer does not fail for it.
pub async fn count(portal: &Portal, question: &str, mark: Mark) {
    let Some(publications) = &portal.publications else { return };
    let counts = Counts {
        ledger: publications.publishing.ledger(),
        now: jiff::Timestamp::now(),
        today: portal.library.today(),
    };
    if let Err(error) = counts.question(question, mark).await {
        tracing::error!(%error, "failed to count a question");
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Opinion {
    q: String,
    helpful: String,
}

/// POST /ask/feedback: 有帮助, 没帮助
pub async fn feedback(State(portal): State<Portal>, Form(opinion): Form<Opinion>) -> Result<Response, Error> {
    let question = plain(&opinion.q);
    let mark = match opinion.helpful.as_str() {
        "yes" => Mark::Helpful,
        "no" => Mark::Unhelpful,
        _ => return Err(Error::BadRequest("没有选择有没有帮助。".into())),
    };
    count(&portal, &question, mark).await;
    Ok(Redirect::to(&format!("{}&thanks=yes", path(&question))).into_response())
}
