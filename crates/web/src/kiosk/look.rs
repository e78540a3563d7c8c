//! 查和问　GET /kiosk/look, /kiosk/ask

use super::mark;
use crate::asking::page::Card;
use crate::asking::tally::Mark;
use crate::error::Error;
use crate::library::{Suggestion, standing_pages};
use crate::page::{Frame, Visit};
use crate::portal::{BASE, Line, broken, shelf_path};
use crate::{Portal, Publications, answer, asking};
use anyhow::Context;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::Shelf;
use search::{Asked as Words, Looking};
use serde::Deserialize;

/// Lines of one screen.
const LINES: usize = 8;
const NEWEST: u32 = 6;
/// The longest text, in characters.
const LONGEST: usize = 60;
const FURTHEST_PAGE: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    /// A key of the screen that was touched.
    k: String,
    /// Whose words they are.
    s: String,
    find: String,
    page: usize,
}

impl Asked {
    /// What was typed, with the key that was touched.
    fn typed(&self) -> String {
        let mut typed: String = self.q.chars().take(LONGEST).collect();
        match self.k.as_str() {
            "" => {}
            "back" => drop(typed.pop()),
            "clear" => typed.clear(),
            key => typed.extend(key.chars().filter(char::is_ascii_alphanumeric).take(1)),
        }
        typed
    }

    /// Whether nothing was asked, or by whoever was here before.
    fn is_of(&self, mark: &str) -> bool {
        (self.q.is_empty() && self.k.is_empty()) || self.s == mark
    }
}

/// A line of a screen, and where it leads.
struct Row {
    title: String,
    path: String,
    about: String,
}

impl Row {
    fn of(line: Line) -> Row {
        Row { title: line.title, path: line.path, about: format!("{}　{}", line.nature, line.day) }
    }

    fn suggested(one: Suggestion) -> Row {
        let day = one.date.map_or_else(String::new, crate::words::day);
        Row { title: one.title, path: one.path, about: format!("{}　{day}", one.kind).trim_end().to_owned() }
    }
}

const KEYS: [&str; 36] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "q", "w", "e", "r", "t", "y", "u", "i", "o", "p", "a",
    "s", "d", "f", "g", "h", "j", "k", "l", "z", "x", "c", "v", "b", "n", "m",
];

#[derive(Template)]
#[template(path = "kiosk/look.html")]
struct Look {
    frame: Frame,
    mark: String,
    typed: String,
    keys: [&'static str; 36],
    /// What was looked for; `None` before.
    found: Option<Found>,
    /// What goes on as typed.
    suggested: Vec<Row>,
    newest: Vec<Row>,
    columns: Vec<Row>,
    standing: Vec<Row>,
}

struct Found {
    /// The words that were meant, where what was typed only sounds so: they are what was looked for.
    heard: Option<String>,
    total: usize,
    rows: Vec<Row>,
    next: Option<String>,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let Some(mark) = mark(&headers) else { return Ok(Redirect::to("/kiosk").into_response()) };
    if !asked.is_of(&mark) {
        return Ok(Redirect::to("/kiosk/look").into_response());
    }
    let typed = asked.typed();
    let sought = !typed.is_empty() && !asked.find.is_empty();
    let mut look = Look {
        frame: visit.frame("查信息"),
        mark,
        keys: KEYS,
        found: None,
        suggested: Vec::new(),
        newest: Vec::new(),
        columns: Vec::new(),
        standing: Vec::new(),
        typed,
    };
    match &portal.publications {
        Some(publications) if sought => {
            let found = found(&portal, publications, &look, asked.page).await?;
            if found.rows.is_empty() {
                look.suggested = suggested(&portal, publications, &look.typed).await?;
            }
            look.found = Some(found);
        }
        Some(publications) if !look.typed.is_empty() => {
            look.suggested = suggested(&portal, publications, &look.typed).await?
        }
        Some(publications) => (look.newest, look.columns) = overview(&portal, publications).await?,
        None => {}
    }
    if look.typed.is_empty() {
        let row = |(title, path, about): (&str, &str, &str)| Row {
            title: title.into(),
            path: path.into(),
            about: about.into(),
        };
        look.standing = standing_pages().into_iter().map(row).collect();
    }
    answer::page(&look)
}

async fn found(
    portal: &Portal,
    publications: &Publications,
    look: &Look,
    page: usize,
) -> Result<Found, Error> {
    let page = page.clamp(1, FURTHEST_PAGE);
    let asked = Words::parse(&look.typed);
    let (mut found, mut rows) = hits(portal, publications, asked.clone(), page).await?;
    let unfound = found.total == 0 || found.loosened;
    let heard = if unfound { publications.did_you_mean(&asked).await? } else { None };
    if let Some(heard) = &heard {
        (found, rows) = hits(portal, publications, Words::parse(heard), page).await?;
    }
    let total = found.total;
    let more = page * LINES < total && page < FURTHEST_PAGE;
    let words = utf8_percent_encode(&look.typed, NON_ALPHANUMERIC);
    let next = || format!("/kiosk/look?s={}&find=1&page={}&q={words}", look.mark, page + 1);
    Ok(Found { heard, total, rows, next: more.then(next) })
}

async fn hits(
    portal: &Portal,
    publications: &Publications,
    asked: Words,
    page: usize,
) -> Result<(search::Found, Vec<Row>), Error> {
    if asked.is_empty() {
        return Ok(Default::default());
    }
    let looking = Looking { asked, skip: (page - 1) * LINES, limit: LINES, ..Looking::default() };
    let (found, shown) = publications.find(looking).await?;
    let today = portal.library.today();
    Ok((found, shown.iter().map(|(_, listed)| Row::of(Line::of(listed, today))).collect()))
}

async fn suggested(portal: &Portal, publications: &Publications, typed: &str) -> Result<Vec<Row>, Error> {
    let today = portal.library.today();
    let listed = publications.suggest(typed.to_owned(), LINES).await?;
    Ok(listed.iter().map(|one| Row::of(Line::of(one, today))).collect())
}

async fn overview(portal: &Portal, publications: &Publications) -> Result<(Vec<Row>, Vec<Row>), Error> {
    let (publishing, today) = (&publications.publishing, portal.library.today());
    let newest = publishing.shelf(&Shelf::All, None, NEWEST).await.map_err(broken)?;
    let counts = publishing.shelves("column").await.map_err(broken)?;
    let columns = publishing.columns().await.map_err(broken)?;
    let filled = columns.into_iter().filter_map(|column| {
        let about = format!("{}条", counts.get(&column.name)?);
        Some(Row { path: shelf_path(BASE, &Shelf::Column(column.name.clone())), title: column.name, about })
    });
    Ok((newest.rows.iter().map(|one| Row::of(Line::of(one, today))).collect(), filled.collect()))
}

#[derive(Template)]
#[template(path = "kiosk/ask.html")]
struct Ask {
    frame: Frame,
    mark: String,
    typed: String,
    /// A passage that answers.
    card: Option<Card>,
    answers: Vec<Row>,
    others: Vec<Row>,
}

/// GET /kiosk/ask: what the guides and what is published say to a question, as it stands there; no machine writes.
pub async fn ask(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let Some(mark) = mark(&headers) else { return Ok(Redirect::to("/kiosk").into_response()) };
    if !asked.is_of(&mark) {
        return Ok(Redirect::to("/kiosk/ask").into_response());
    }
    let typed = asked.typed();
    let (mut card, mut answers, mut others) = (None, Vec::new(), Vec::new());
    if !typed.is_empty() && portal.publications.is_some() {
        (card, answers) = answered(&portal, &typed).await?;
    }
    if !typed.is_empty() && card.is_none() && answers.is_empty() {
        let (library, text) = (portal.library.clone(), typed.clone());
        let fitting = tokio::task::spawn_blocking(move || library.published(&text, LINES)).await;
        let fitting = fitting.context("looking for what is published was interrupted")?;
        answers = fitting.into_iter().map(Row::suggested).collect();
    }
    if let Some(publications) = portal.publications.as_ref().filter(|_| !typed.is_empty()) {
        others = hits(&portal, publications, Words::parse(&typed), 1).await?.1;
        others.retain(|row| answers.iter().all(|one| one.path != row.path));
    }
    answer::page(&Ask { frame: visit.frame("问一问"), mark, typed, card, answers, others })
}

/// The passage that answers, and what may.
async fn answered(portal: &Portal, typed: &str) -> Result<(Option<Card>, Vec<Row>), Error> {
    let answered = asking::answer(portal, typed).await?;
    asking::page::count(portal, typed, Mark::Answered(answered.sureness)).await;
    let mut cards: Vec<Card> = answered.candidates.iter().map(|one| Card::of(one, &answered)).collect();
    let sure = answered.sureness == ask::Sureness::Sure && !cards.is_empty();
    let card = sure.then(|| cards.remove(0));
    let row = |card: Card| Row { title: card.name(), path: card.url, about: card.source.into() };
    Ok((card, cards.into_iter().map(row).collect()))
}
