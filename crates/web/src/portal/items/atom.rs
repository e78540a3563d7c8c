//! 订阅　GET /disclosure/items.atom?in=…；门户的订阅里的新信息

use super::list::Asked;
use super::open::{self, broken, named};
use super::shelves;
use crate::error::Error;
use crate::library::item_path;
use crate::portal::feeds::{escape, site};
use crate::{Portal, Publications};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use office::publication::Public;
use publishing::{Listed, Shelf};
use std::fmt::Write;

const NEWEST: u32 = 50;

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let (shelf, title) = named(publishing, &asked.shelf).await?;
    let page = publishing.shelf(&shelf, None, NEWEST).await.map_err(broken)?;
    let here = open::path("/disclosure/items.atom", &shelf);
    Ok(feed(&portal, &site(&headers), (&title, &here), &page.rows))
}

/// The newest items as entries of the site's feed, and when one of them was changed last.
pub async fn entries(publications: &Publications, site: &str) -> Result<(String, Option<Timestamp>), Error> {
    let page = publications.publishing.shelf(&Shelf::All, None, NEWEST).await.map_err(broken)?;
    let updated = page.rows.iter().map(|listed| listed.updated).max();
    Ok((page.rows.iter().map(|listed| entry(site, listed)).collect(), updated))
}

pub fn feed(portal: &Portal, site: &str, (title, here): (&str, &str), listed: &[Public<Listed>]) -> Response {
    let organ = escape(&portal.library.organ().name);
    let updated = listed.iter().map(|one| one.updated).max();
    let updated =
        updated.map_or_else(|| format!("{}T00:00:00+08:00", portal.library.today()), |at| at.to_string());
    let (title, here) = (escape(title), escape(here));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>{organ}　{title}</title>\n\
         <id>{site}{here}</id>\n<link href=\"{site}{here}\" rel=\"self\"/>\n\
         <updated>{updated}</updated>\n<author><name>{organ}</name></author>\n"
    );
    out.extend(listed.iter().map(|one| entry(site, one)));
    out.push_str("</feed>\n");
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], out).into_response()
}

fn entry(site: &str, listed: &Public<Listed>) -> String {
    let (title, path, overview) =
        (escape(&listed.title), escape(&item_path(&listed.index)), escape(&listed.overview));
    format!(
        "<entry>\n<title>{title}</title>\n<id>{site}{path}</id>\n<link href=\"{site}{path}\"/>\n\
         <published>{}</published>\n<updated>{}</updated>\n<category term=\"{}\"/>\n\
         <summary>{overview}</summary>\n</entry>\n",
        listed.published,
        listed.updated,
        listed.nature.label()
    )
}
