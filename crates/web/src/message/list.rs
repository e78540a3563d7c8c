//! 公开的答复　GET /messages?in=kind/question&q=&after=；订阅　GET /messages.atom

use super::{HERE, Line, PATH, broken, path, shelves};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::address;
use crate::portal::feeds::{escape, site};
use crate::portal::registers::{place, place_text};
use crate::{Portal, answer};
use ::messages::{Counted, Messages, Shelf};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use office::message::{Kind, Open};
use office::publication::Public;
use serde::Deserialize;
use std::fmt::Write;

const PAGE: u32 = 20;
/// Results of a search, the best; turned over by number, since they are put in order anew.
const FOUND: usize = 200;
const NEWEST: u32 = 50;
/// Characters of a search.
const LONGEST: usize = 100;
/// 主题 offered to narrow by, those with the most answers.
const MATTERS: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "in")]
    shelf: String,
    q: String,
    after: String,
    /// Of a search, from 1.
    page: usize,
}

#[derive(Template)]
#[template(path = "message/list.html")]
struct Show {
    frame: Frame,
    title: String,
    q: String,
    searched: bool,
    count: u64,
    lines: Vec<Line>,
    year: i16,
    figures: Vec<(&'static str, u64)>,
    first: Option<String>,
    next: Option<String>,
    groups: Vec<Group>,
}

struct Group {
    title: &'static str,
    links: Vec<Link>,
}

struct Link {
    label: String,
    path: String,
    count: u64,
    current: bool,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let messages = shelves(&portal)?;
    let (shelf, title) = named(&asked.shelf)?;
    let q: String = asked.q.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let after = place(&asked.after, messages.organ());
    let here = shelf_path(&shelf);
    let join = if here.contains('?') { '&' } else { '?' };
    let leaf = if q.is_empty() {
        let page = messages.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
        let count = messages.shelf_count(&shelf).await.map_err(broken)?;
        let next = page.next.map(|next| format!("{here}{join}after={}", address(&place_text(&next))));
        Leaf { lines: page.rows, count, first: after.is_some().then(|| here.clone()), next }
    } else {
        let found = messages.find(&q, FOUND).await.map_err(broken)?;
        turned(found, &q, asked.page.max(1))
    };
    let frame = visit.frame(&title);
    let frame = if shelf == Shelf::All { frame } else { frame.under(HERE.0, HERE.1) };
    let frame = frame.with_feed("咨询留言答复", "/messages.atom").with_meta(tags(&portal));
    let year = portal.library.today().year();
    answer::page(&Show {
        frame,
        title,
        searched: !q.is_empty(),
        q,
        count: leaf.count,
        lines: leaf.lines.iter().filter_map(Line::of).collect(),
        figures: figures(messages, year).await?,
        year,
        first: leaf.first,
        next: leaf.next,
        groups: groups(messages, &shelf).await?,
    })
}

/// A page of answers with its neighbours.
struct Leaf {
    lines: Vec<Public<Open>>,
    count: u64,
    first: Option<String>,
    next: Option<String>,
}

/// A page of what a search found.
fn turned(found: Vec<Public<Open>>, q: &str, page: usize) -> Leaf {
    let here = |page: usize| format!("{PATH}?q={}&page={page}", address(q));
    let (size, count) = (PAGE as usize, found.len());
    let before = (page - 1).saturating_mul(size);
    Leaf {
        lines: found.into_iter().skip(before).take(size).collect(),
        count: count as u64,
        first: (page > 1).then(|| here(1)),
        next: (before.saturating_add(size) < count).then(|| here(page.saturating_add(1))),
    }
}

fn tags(portal: &Portal) -> Vec<(&'static str, String)> {
    vec![
        ("ColumnName", HERE.0.into()),
        ("ColumnDescription", "公众的咨询、建议、投诉、求助和本机关的公开答复。".into()),
        ("ColumnKeywords", format!("咨询留言;{}", portal.library.organ().name)),
        ("ColumnType", "互动交流".into()),
    ]
}

/// Of this year, as everybody may know it: counts alone.
async fn figures(messages: &Messages, year: i16) -> Result<Vec<(&'static str, u64)>, Error> {
    let mut figures = Vec::new();
    for counted in [Counted::Received, Counted::Answered, Counted::InTime, Counted::Published] {
        figures.push((counted.label(), messages.figure(year, counted).await.map_err(broken)?));
    }
    Ok(figures)
}

/// What a list is asked by; anything else is no page.
pub fn named(asked: &str) -> Result<(Shelf, String), Error> {
    if asked.is_empty() {
        return Ok((Shelf::All, HERE.0.into()));
    }
    let fit = |name: &str| !name.is_empty() && name.len() <= 200 && !name.chars().any(char::is_control);
    match asked.split_once('/') {
        Some(("kind", key)) => {
            let kind = Kind::from_key(key).ok_or(Error::NotFound)?;
            Ok((Shelf::Kind(kind), format!("{}的答复", kind.label())))
        }
        Some(("matter", matter)) if fit(matter) => {
            Ok((Shelf::Matter(matter.into()), format!("有关{matter}的答复")))
        }
        _ => Err(Error::NotFound),
    }
}

fn shelf_path(shelf: &Shelf) -> String {
    match shelf {
        Shelf::All => PATH.into(),
        Shelf::Kind(kind) => format!("{PATH}?in={}", address(&format!("kind/{}", kind.key()))),
        Shelf::Matter(matter) => format!("{PATH}?in={}", address(&format!("matter/{matter}"))),
    }
}

async fn groups(messages: &Messages, current: &Shelf) -> Result<Vec<Group>, Error> {
    let link = |shelf: Shelf, label: String, count: u64| Link {
        label,
        path: shelf_path(&shelf),
        count,
        current: shelf == *current,
    };
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let count = messages.shelf_count(&Shelf::Kind(kind)).await.map_err(broken)?;
        if count > 0 {
            kinds.push(link(Shelf::Kind(kind), kind.label().into(), count));
        }
    }
    let mut matters: Vec<(String, u64)> = messages.matters().await.map_err(broken)?.into_iter().collect();
    matters.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let matters = matters.into_iter().take(MATTERS);
    let matters = matters.map(|(matter, count)| link(Shelf::Matter(matter.clone()), matter, count));
    let groups = [Group { title: "类别", links: kinds }, Group { title: "主题", links: matters.collect() }];
    Ok(groups.into_iter().filter(|group| !group.links.is_empty()).collect())
}

/// GET /messages.atom: the newest answers.
pub async fn atom(State(portal): State<Portal>, headers: HeaderMap) -> Result<Response, Error> {
    let messages = shelves(&portal)?;
    let page = messages.shelf(&Shelf::All, None, NEWEST).await.map_err(broken)?;
    let (site, organ) = (site(&headers), escape(&portal.library.organ().name));
    let midnight = |day: jiff::civil::Date| format!("{day}T00:00:00+08:00");
    let updated = page.rows.first().and_then(|open| Some(open.exchanges.first()?.answered));
    let updated = midnight(updated.unwrap_or_else(|| portal.library.today()));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>{organ}　咨询留言答复</title>\n\
         <id>{site}/messages.atom</id>\n<link href=\"{site}/messages.atom\" rel=\"self\"/>\n\
         <updated>{updated}</updated>\n<author><name>{organ}</name></author>\n"
    );
    for open in &page.rows {
        let Some(first) = open.exchanges.first() else { continue };
        let (title, path, on) = (escape(&first.title), path(&open.no), midnight(first.answered));
        let _ = write!(
            out,
            "<entry>\n<title>{title}</title>\n<id>{site}{path}</id>\n<link href=\"{site}{path}\"/>\n\
             <updated>{on}</updated>\n<summary>{}</summary>\n</entry>\n",
            escape(&first.question)
        );
    }
    out.push_str("</feed>\n");
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], out).into_response())
}
