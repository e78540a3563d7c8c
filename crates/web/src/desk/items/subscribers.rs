//! 邮件订阅的人数　GET /desk/subscribers: how many want what; never who

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::may_see;
use crate::answer;
use crate::subscription::store::Subscribers;
use crate::subscription::tally::Tally;
use crate::subscription::told;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::subscription::{Rhythm, Wish};
use std::cmp::Reverse;

#[derive(Template)]
#[template(path = "desk/items/subscribers.html")]
struct Show {
    frame: Frame,
    mails: bool,
    all: u64,
    rhythms: Vec<(&'static str, u64)>,
    shelves: Vec<(String, u64)>,
    /// How many search for words of their own; the words may tell who they are.
    phrases: u64,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let subscribers = Subscribers { ledger: desk.ledger(), organ: desk.casework().organ() };
    let Tally { all, phrases, rhythms, shelves: by_shelf } = subscribers.tally().await?;
    let mut shelves = Vec::with_capacity(by_shelf.len());
    for (shelf, count) in by_shelf {
        let wish = Wish { shelves: vec![shelf.clone()], ..Wish::default() };
        let title = told(&desk.publishing, &wish).await?.pop().map_or(shelf, |(title, _)| title);
        shelves.push((title, count));
    }
    shelves.sort_by_key(|(title, count)| (Reverse(*count), title.clone()));
    let show = Show {
        frame: desk.frame("邮件订阅", &me),
        mails: desk.library().mails(),
        all,
        rhythms: Rhythm::ALL.map(|one| (one.label(), rhythms.get(&one).copied().unwrap_or(0))).into(),
        shelves,
        phrases,
    };
    Ok(answer::page(&show)?)
}
