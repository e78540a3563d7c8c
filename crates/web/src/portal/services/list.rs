//! 办事服务的列表　GET /services?for=person&theme=企业开办&q=开饭店

use super::{BASE, shelves};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::items::broken;
use crate::{Portal, Publications, answer};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ledger::Place;
use office::publication::{Nature, Public};
use office::service::{self, Audience};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{Listed, Publishing, Shelf};
use search::{Asked as Words, Looking};
use serde::Deserialize;

/// Guides of a page.
const PAGE: u32 = 30;
/// Things are few; more of them stand in the search.
const THINGS: u32 = 60;
const FOUND: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "for")]
    audience: String,
    theme: String,
    q: String,
    after: String,
}

#[derive(Template)]
#[template(path = "portal/services/list.html")]
struct Show {
    frame: Frame,
    q: String,
    /// Narrowed or searched, so that the way back is shown.
    narrowed: bool,
    heading: String,
    things: Vec<Line>,
    guides: Vec<Line>,
    count: u64,
    next: Option<String>,
    audiences: Vec<Link>,
    themes: Vec<Link>,
}

pub struct Line {
    path: String,
    name: String,
    overview: String,
    about: String,
}

struct Link {
    label: String,
    path: String,
    count: u64,
    current: bool,
}

impl Line {
    fn of(one: &Public<Listed>) -> Option<Line> {
        let brief = one.service.as_ref()?;
        let audience: Vec<&str> = brief.audience.iter().map(|one| one.label()).collect();
        let mut about = vec![brief.theme.clone(), audience.join("、")];
        about.extend(brief.explained.then(|| "有文字解读".into()));
        about.extend(brief.filmed.then(|| "有视频解读".into()));
        Some(Line {
            path: service::path(brief.thing, &brief.id),
            name: one.title.clone(),
            overview: one.overview.clone(),
            about: about.join("　"),
        })
    }
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let publications = shelves(&portal)?;
    let publishing = &publications.publishing;
    let audience = Audience::find(&asked.audience);
    let theme = Some(asked.theme.trim().to_owned())
        .filter(|theme| !theme.is_empty() && super::super::items::is_fit(theme));
    if let Some(theme) = &theme {
        known(publishing, theme).await?;
    }
    let q: String = asked.q.trim().chars().take(100).collect();
    let shelf = |thing| Shelf::Services { thing, theme: theme.clone(), audience };
    let (things, guides, count, next) = if q.is_empty() {
        let things = publishing.shelf(&shelf(true), None, THINGS).await.map_err(broken)?;
        let after = super::super::items::place(&asked.after, publishing.organ());
        let page = publishing.shelf(&shelf(false), after.as_ref(), PAGE).await.map_err(broken)?;
        let count = publishing.shelf_count(&shelf(false)).await.map_err(broken)?;
        let next = page.next.as_ref().map(|next| more(audience, theme.as_deref(), next));
        // Whoever turned the page has seen the things.
        let things = if after.is_some() { Vec::new() } else { things.rows };
        (things, page.rows, count, next)
    } else {
        let things = found(publications, &q, Nature::Thing, (audience, theme.as_deref())).await?;
        let guides = found(publications, &q, Nature::Guide, (audience, theme.as_deref())).await?;
        let count = guides.len() as u64;
        (things, guides, count, None)
    };
    let heading = match (&theme, audience) {
        (Some(theme), _) => theme.clone(),
        (None, Some(audience)) => format!("{}办事", audience.label()),
        (None, None) => "办事服务".into(),
    };
    let narrowed = theme.is_some() || audience.is_some() || !q.is_empty();
    let frame =
        if narrowed { visit.frame(&heading).under("办事服务", BASE) } else { visit.frame(&heading) };
    answer::page(&Show {
        frame,
        narrowed,
        heading,
        things: things.iter().filter_map(Line::of).collect(),
        guides: guides.iter().filter_map(Line::of).collect(),
        count,
        next,
        audiences: audiences(publishing, audience, theme.as_deref()).await?,
        themes: themes(publishing, audience, theme.as_deref()).await?,
        q,
    })
}

/// Anybody may write an address; no words but the office's own become a heading.
async fn known(publishing: &Publishing, theme: &str) -> Result<(), Error> {
    for thing in [false, true] {
        let shelf = Shelf::Services { thing, theme: Some(theme.to_owned()), audience: None };
        if publishing.shelf_count(&shelf).await.map_err(broken)? > 0 {
            return Ok(());
        }
    }
    Err(Error::NotFound)
}

/// What the words find, as it is public this moment.
async fn found(
    publications: &Publications,
    q: &str,
    nature: Nature,
    (audience, theme): (Option<Audience>, Option<&str>),
) -> Result<Vec<Public<Listed>>, Error> {
    let mut tags = vec![("nature".to_owned(), nature.label().to_owned())];
    tags.extend(theme.map(|theme| ("topic".to_owned(), theme.to_owned())));
    let looking = Looking { asked: Words::parse(q), tags, limit: FOUND, ..Looking::default() };
    let (_, hits) = publications.find(looking).await?;
    let of = |listed: &Public<Listed>| {
        let brief = listed.service.as_ref();
        brief.is_some_and(|brief| audience.is_none_or(|audience| brief.audience.contains(&audience)))
    };
    Ok(hits.into_iter().map(|(_, listed)| listed).filter(of).collect())
}

fn path(audience: Option<Audience>, theme: Option<&str>) -> String {
    let theme = theme.map(|theme| format!("theme={}", utf8_percent_encode(theme, NON_ALPHANUMERIC)));
    let parts: Vec<String> =
        audience.map(|one| format!("for={}", one.key())).into_iter().chain(theme).collect();
    if parts.is_empty() { BASE.into() } else { format!("{BASE}?{}", parts.join("&")) }
}

fn more(audience: Option<Audience>, theme: Option<&str>, next: &Place) -> String {
    let path = path(audience, theme);
    let join = if path.contains('?') { '&' } else { '?' };
    let place = super::super::items::place_text(next);
    format!("{path}{join}after={}", utf8_percent_encode(&place, NON_ALPHANUMERIC))
}

async fn audiences(
    publishing: &Publishing,
    current: Option<Audience>,
    theme: Option<&str>,
) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for audience in [None].into_iter().chain(Audience::ALL.map(Some)) {
        let shelf = |thing| Shelf::Services { thing, theme: theme.map(str::to_owned), audience };
        let guides = publishing.shelf_count(&shelf(false)).await.map_err(broken)?;
        let things = publishing.shelf_count(&shelf(true)).await.map_err(broken)?;
        let label = audience.map_or("全部", Audience::label).to_owned();
        links.push(Link {
            label,
            path: path(audience, theme),
            count: guides + things,
            current: audience == current,
        });
    }
    Ok(links)
}

async fn themes(
    publishing: &Publishing,
    audience: Option<Audience>,
    current: Option<&str>,
) -> Result<Vec<Link>, Error> {
    let key = audience.map_or("all", Audience::key);
    let mut counts = publishing.shelves(&format!("guide-{key}")).await.map_err(broken)?;
    for (theme, count) in publishing.shelves(&format!("thing-{key}")).await.map_err(broken)? {
        *counts.entry(theme).or_default() += count;
    }
    let named = counts.into_iter().filter(|(theme, count)| !theme.is_empty() && *count > 0);
    let link = |(theme, count): (String, u64)| Link {
        path: path(audience, Some(&theme)),
        current: current == Some(theme.as_str()),
        label: theme,
        count,
    };
    Ok(named.map(link).collect())
}
