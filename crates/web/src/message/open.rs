//! 一条公开的答复　GET /messages/{no}

use super::{HERE, broken, is_no, shelves};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::feeds::site;
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::message::Open;

#[derive(Template)]
#[template(path = "message/open.html")]
struct Show {
    frame: Frame,
    title: String,
    elements: Vec<(&'static str, String)>,
    exchanges: Vec<Exchange>,
}

struct Exchange {
    /// Of a follow-up.
    title: Option<String>,
    received: String,
    question: Vec<String>,
    department: String,
    answered: String,
    answer: Vec<String>,
}

pub async fn show(
    State(portal): State<Portal>,
    Path(no): Path<String>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let seen = if is_no(&no) { shelves(&portal)?.seen(&no).await.map_err(broken)? } else { None };
    let open = seen.ok_or(Error::NotFound)?;
    let first = open.exchanges.first().ok_or(Error::NotFound)?;
    let tags = vec![
        ("ColumnName", HERE.0.to_owned()),
        ("ArticleTitle", first.title.clone()),
        ("PubDate", format!("{} 00:00", first.answered)),
        ("ContentSource", portal.library.organ().name.clone()),
        ("Url", format!("{}{}", site(&headers), super::path(&no))),
    ];
    let paragraphs =
        |text: &str| text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let exchanges = open.exchanges.iter().enumerate().map(|(at, one)| Exchange {
        title: (at > 0).then(|| one.title.clone()),
        received: words::day(one.received),
        question: paragraphs(&one.question),
        department: one.department.clone(),
        answered: words::day(one.answered),
        answer: paragraphs(&one.answer),
    });
    answer::page(&Show {
        frame: visit.frame(&first.title).under(HERE.0, HERE.1).with_meta(tags),
        title: first.title.clone(),
        elements: elements(&open, &first.department),
        exchanges: exchanges.collect(),
    })
}

fn elements(open: &Open, department: &str) -> Vec<(&'static str, String)> {
    let mut elements = vec![
        ("编号", open.no.clone()),
        ("类别", open.kind.label().to_owned()),
        ("主题", open.matter.clone()),
        ("答复部门", department.to_owned()),
    ];
    elements.extend(open.rating.map(|rating| ("留言人评价", rating.label().to_owned())));
    elements
}
