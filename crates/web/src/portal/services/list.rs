//! 办事服务的列表　GET /services?for=person&theme=企业开办&q=开饭店

use super::{BASE, shelves};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::items::broken;
use crate::{Portal, Publications, answer};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::publication::{Nature, Public};
use office::service::{self, Audience};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{Listed, Publishing, Shelf};
use search::{Asked as Words, Found, Looking};
use serde::Deserialize;

/// Guides of a page.
const PAGE: u32 = 30;
/// Things are few; more of them stand in the search.
const THINGS: u32 = 60;
/// Results of a search on a page, of each sort.
const FOUND: usize = 20;
/// Pages of a search that are turned over; whoever has not found it by then asks otherwise.
const LAST: usize = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "for")]
    audience: String,
    theme: String,
    q: String,
    after: String,
    /// Of a search, from 1.
    page: usize,
}

#[derive(Template)]
#[template(path = "portal/services/list.html")]
struct Show {
    frame: Frame,
    q: String,
    /// What a search keeps to: name and value.
    kept: Vec<(&'static str, String)>,
    /// Narrowed or searched, so that the way back is shown.
    narrowed: bool,
    heading: String,
    things: Vec<Line>,
    guides: Vec<Line>,
    count: u64,
    /// Nothing had all words; these have some.
    loosened: bool,
    first: Option<String>,
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
    /// Not of a search.
    count: Option<u64>,
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
    let narrow = Narrow { audience, theme: theme.as_deref(), q: &q };
    let leaf = if q.is_empty() {
        browsed(publishing, narrow, &asked.after).await?
    } else {
        searched(publications, narrow, asked.page.clamp(1, LAST)).await?
    };
    let heading = match (&theme, audience) {
        (Some(theme), _) => theme.clone(),
        (None, Some(audience)) => format!("{}办事", audience.label()),
        (None, None) if !q.is_empty() => "查找结果".into(),
        (None, None) => "办事服务".into(),
    };
    let narrowed = theme.is_some() || audience.is_some() || !q.is_empty();
    let frame =
        if narrowed { visit.frame(&heading).under("办事服务", BASE) } else { visit.frame(&heading) };
    answer::page(&Show {
        frame,
        kept: narrow.kept(),
        narrowed,
        heading,
        things: leaf.things.iter().filter_map(Line::of).collect(),
        guides: leaf.guides.iter().filter_map(Line::of).collect(),
        count: leaf.count,
        loosened: leaf.loosened,
        first: leaf.first,
        next: leaf.next,
        audiences: audiences(publishing, narrow).await?,
        themes: themes(publishing, narrow).await?,
        q: q.clone(),
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

/// What a list or a search keeps to.
#[derive(Clone, Copy)]
struct Narrow<'a> {
    audience: Option<Audience>,
    theme: Option<&'a str>,
    q: &'a str,
}

impl Narrow<'_> {
    fn kept(self) -> Vec<(&'static str, String)> {
        let audience = self.audience.map(|one| ("for", one.key().to_owned()));
        audience.into_iter().chain(self.theme.map(|theme| ("theme", theme.to_owned()))).collect()
    }

    fn path(self) -> String {
        let q = Some(("q", self.q.to_owned())).filter(|(_, q)| !q.is_empty());
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let parts = self.kept().into_iter().chain(q);
        let parts: Vec<String> = parts.map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        if parts.is_empty() { BASE.into() } else { format!("{BASE}?{}", parts.join("&")) }
    }

    /// The same with one more.
    fn with(self, name: &str, value: &str) -> String {
        let path = self.path();
        let join = if path.contains('?') { '&' } else { '?' };
        format!("{path}{join}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    }

    fn shelf(self, thing: bool) -> Shelf {
        Shelf::Services { thing, theme: self.theme.map(str::to_owned), audience: self.audience }
    }

    /// How much there is under it; nothing is said of a search.
    async fn count(self, publishing: &Publishing) -> Result<Option<u64>, Error> {
        if !self.q.is_empty() {
            return Ok(None);
        }
        let guides = publishing.shelf_count(&self.shelf(false)).await.map_err(broken)?;
        let things = publishing.shelf_count(&self.shelf(true)).await.map_err(broken)?;
        Ok(Some(guides + things))
    }
}

/// A page of services with its neighbours.
#[derive(Default)]
struct Leaf {
    things: Vec<Public<Listed>>,
    guides: Vec<Public<Listed>>,
    count: u64,
    loosened: bool,
    first: Option<String>,
    next: Option<String>,
}

async fn browsed(publishing: &Publishing, narrow: Narrow<'_>, after: &str) -> Result<Leaf, Error> {
    let after = super::super::items::place(after, publishing.organ());
    let page = publishing.shelf(&narrow.shelf(false), after.as_ref(), PAGE).await.map_err(broken)?;
    // Whoever turned the page has seen the things.
    let things = match after {
        Some(_) => Vec::new(),
        None => publishing.shelf(&narrow.shelf(true), None, THINGS).await.map_err(broken)?.rows,
    };
    Ok(Leaf {
        things,
        guides: page.rows,
        count: publishing.shelf_count(&narrow.shelf(false)).await.map_err(broken)?,
        first: after.is_some().then(|| narrow.path()),
        next: page.next.as_ref().map(|next| narrow.with("after", &super::super::items::place_text(next))),
        ..Leaf::default()
    })
}

async fn searched(publications: &Publications, narrow: Narrow<'_>, page: usize) -> Result<Leaf, Error> {
    let (guides, found) = found(publications, narrow, Nature::Guide, page).await?;
    let (things, of_things) = match page {
        1 => self::found(publications, narrow, Nature::Thing, 1).await?,
        _ => Default::default(),
    };
    Ok(Leaf {
        loosened: found.loosened && (things.is_empty() || of_things.loosened),
        things,
        guides,
        count: found.total as u64,
        first: (page > 1).then(|| narrow.path()),
        next: (found.total > page * FOUND && page < LAST)
            .then(|| narrow.with("page", &(page + 1).to_string())),
    })
}

/// A page of what the words find, as it is public this moment, and what the search says of all.
async fn found(
    publications: &Publications,
    narrow: Narrow<'_>,
    nature: Nature,
    page: usize,
) -> Result<(Vec<Public<Listed>>, Found), Error> {
    let mut tags = vec![("nature".to_owned(), nature.label().to_owned())];
    tags.extend(narrow.theme.map(|theme| ("topic".to_owned(), theme.to_owned())));
    tags.extend(narrow.audience.map(|one| ("audience".to_owned(), one.key().to_owned())));
    let (asked, skip) = (Words::parse(narrow.q), (page - 1) * FOUND);
    let looking = Looking { asked, tags, skip, limit: FOUND, ..Looking::default() };
    let (found, hits) = publications.find(looking).await?;
    Ok((hits.into_iter().map(|(_, listed)| listed).collect(), found))
}

async fn audiences(publishing: &Publishing, narrow: Narrow<'_>) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for audience in [None].into_iter().chain(Audience::ALL.map(Some)) {
        let other = Narrow { audience, ..narrow };
        links.push(Link {
            label: audience.map_or("全部", Audience::label).to_owned(),
            path: other.path(),
            count: other.count(publishing).await?,
            current: audience == narrow.audience,
        });
    }
    Ok(links)
}

async fn themes(publishing: &Publishing, narrow: Narrow<'_>) -> Result<Vec<Link>, Error> {
    let key = narrow.audience.map_or("all", Audience::key);
    let mut counts = publishing.shelves(&format!("guide-{key}")).await.map_err(broken)?;
    for (theme, count) in publishing.shelves(&format!("thing-{key}")).await.map_err(broken)? {
        *counts.entry(theme).or_default() += count;
    }
    let named = counts.into_iter().filter(|(theme, count)| !theme.is_empty() && *count > 0);
    let link = |(theme, count): (String, u64)| Link {
        path: Narrow { theme: Some(&theme), ..narrow }.path(),
        current: narrow.theme == Some(theme.as_str()),
        label: theme,
        count: narrow.q.is_empty().then_some(count),
    };
    Ok(named.map(link).collect())
}
