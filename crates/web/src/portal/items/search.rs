//! 检索　GET /search?q=…, /search.json, /search.atom, /search/suggest

use super::list::{Group, Link};
use super::{Line, address, shelves};
use crate::error::Error;
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::portal::feeds;
use crate::{Portal, Publications, answer, assets};
use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use office::publication::Public;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::Listed;
use search::{Asked, Found, Hit, Looking, Piece, Sort, Tally, Where};
use serde::Deserialize;
use serde_json::json;

const PAGE: usize = 20;
/// Nobody turns further; whoever looks on narrows the search.
const FURTHEST_PAGE: usize = 50;
const SUGGESTED: usize = 8;
/// What a search is narrowed by, as the address names it and as people do.
const SORTS: [(&str, &str); 4] =
    [("column", "栏目"), ("nature", "类型"), ("topic", "主题"), ("year", "年度")];

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Sought {
    q: String,
    column: String,
    nature: String,
    topic: String,
    year: String,
    sort: String,
    page: usize,
}

impl Sought {
    fn narrowed(&self, sort: &str) -> &str {
        match sort {
            "column" => &self.column,
            "nature" => &self.nature,
            "topic" => &self.topic,
            _ => &self.year,
        }
    }

    fn newest(&self) -> bool {
        self.sort == "time"
    }

    fn page(&self) -> usize {
        self.page.clamp(1, FURTHEST_PAGE)
    }

    fn looking(&self) -> Looking {
        let given = SORTS.iter().map(|(sort, _)| (*sort, self.narrowed(sort)));
        let tags = given.filter(|(_, value)| !value.is_empty());
        Looking {
            asked: Asked::parse(&self.q),
            tags: tags.map(|(sort, value)| (sort.to_owned(), value.to_owned())).collect(),
            sort: if self.newest() { Sort::Newest } else { Sort::Relevance },
            skip: (self.page() - 1) * PAGE,
            limit: PAGE,
            ..Looking::default()
        }
    }

    /// The address of this search, with one thing changed.
    fn path(&self, changed: (&str, &str)) -> String {
        let page = self.page().to_string();
        let parts = [
            ("q", self.q.as_str()),
            ("column", &self.column),
            ("nature", &self.nature),
            ("topic", &self.topic),
            ("year", &self.year),
            ("sort", &self.sort),
            // Narrowed, a search begins at its first page.
            ("page", if changed.0 == "page" && page != "1" { changed.1 } else { "" }),
        ];
        let parts = parts.map(|(name, value)| (name, if name == changed.0 { changed.1 } else { value }));
        let given =
            parts.iter().filter(|(name, value)| !value.is_empty() && (*name, *value) != ("page", "1"));
        let written =
            given.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        format!("/search?{}", written.collect::<Vec<_>>().join("&"))
    }
}

#[derive(Template)]
#[template(path = "portal/items/search.html")]
struct Show {
    frame: Frame,
    q: String,
    asked: bool,
    /// Why what was typed is no question.
    empty: Option<&'static str>,
    total: usize,
    loosened: bool,
    hits: Vec<Shown>,
    meant: Option<(String, String)>,
    by_relevance: String,
    by_time: String,
    newest: bool,
    groups: Vec<Group>,
    /// The last page, where the one asked for is behind it.
    beyond: Option<String>,
    earlier: Option<String>,
    next: Option<String>,
    feed: String,
    by_mail: String,
}

struct Shown {
    line: Line,
    title: Vec<Piece>,
    snippet: Vec<Piece>,
    /// The attachment the words stand in.
    file: Option<String>,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Sought>,
    visit: Visit,
) -> Result<Response, Error> {
    let publications = shelves(&portal)?;
    let title =
        if asked.q.is_empty() { "检索公开信息".to_owned() } else { format!("检索：{}", asked.q) };
    let looking = asked.looking();
    let sought = !looking.asked.is_empty();
    let (found, shown) = if sought { publications.find(looking.clone()).await? } else { Default::default() };
    let (tally, meant) = if sought { around(publications, looking).await? } else { Default::default() };
    let today = portal.library.today();
    let more = asked.page() * PAGE < found.total && asked.page() < FURTHEST_PAGE;
    let turned = |page: usize| asked.path(("page", &page.to_string()));
    let last = found.total.div_ceil(PAGE).clamp(1, FURTHEST_PAGE);
    answer::page(&Show {
        frame: visit.frame(&title).with_script(assets::search_script_path()),
        asked: sought,
        empty: (!sought).then(|| unsaid(&asked.q)).flatten(),
        total: found.total,
        loosened: found.loosened,
        hits: shown.into_iter().map(|(hit, listed)| drawn(hit, &listed, today)).collect(),
        meant: meant.map(|words| (asked.path(("q", &words)), words)),
        by_relevance: asked.path(("sort", "")),
        by_time: asked.path(("sort", "time")),
        newest: asked.newest(),
        groups: groups(&asked, &tally),
        beyond: (found.total > 0 && asked.page > last).then(|| turned(last)),
        earlier: (1..=last).contains(&(asked.page() - 1)).then(|| turned(asked.page() - 1)),
        next: more.then(|| turned(asked.page() + 1)),
        feed: asked.path(("page", "")).replacen("/search?", "/search.atom?", 1),
        by_mail: format!("{}?q={}", crate::subscription::PATH, address(&asked.q)),
        q: asked.q,
    })
}

/// Why nothing can be looked for, where something was typed.
fn unsaid(typed: &str) -> Option<&'static str> {
    if typed.trim().is_empty() {
        return None;
    }
    let left_out = !Asked::parse(typed).clauses.is_empty();
    Some(if left_out {
        "只写了不要的词。请再写上要找的词语，如“许可 -公示”。"
    } else {
        "其中没有可以检索的文字。请写词语、文号或者索引号，符号不作检索。"
    })
}

/// How many there are of each sort, and what may have been meant.
async fn around(publications: &Publications, looking: Looking) -> Result<(Tally, Option<String>), Error> {
    let engine = publications.engine.clone();
    let meant = publications.did_you_mean(&looking.asked).await?;
    let work = move || engine.tally(&looking, &SORTS.map(|(sort, _)| sort));
    let tally = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    Ok((tally.map_err(anyhow::Error::from)?, meant))
}

fn drawn(hit: Hit, listed: &Public<Listed>, today: jiff::civil::Date) -> Shown {
    let file = match hit.place {
        Where::File(name) => Some(name),
        _ => None,
    };
    Shown { line: Line::of(listed, today), title: hit.title, snippet: hit.snippet, file }
}

fn groups(asked: &Sought, tally: &Tally) -> Vec<Group> {
    let group = |(sort, title): (&'static str, &'static str)| {
        let now = asked.narrowed(sort);
        let label = |value: &str| if sort == "year" { format!("{value}年") } else { value.to_owned() };
        let counted = tally.get(sort).map(Vec::as_slice).unwrap_or_default();
        let link = |(value, count): &(String, u64)| Link {
            label: label(value),
            path: asked.path((sort, value)),
            count: *count,
            current: value == now,
        };
        let mut links: Vec<Link> = counted.iter().take(12).map(link).collect();
        if !now.is_empty() {
            links.retain(|link| link.current);
            let all = Link { label: "不限".into(), path: asked.path((sort, "")), count: 0, current: false };
            links.insert(0, all);
        }
        Group { title, links }
    };
    SORTS.map(group).into_iter().filter(|group| !group.links.is_empty()).collect()
}

/// GET /search.json?q=
pub async fn json(State(portal): State<Portal>, Query(asked): Query<Sought>) -> Result<Response, Error> {
    let (found, shown) = found(&portal, &asked).await?;
    let said = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let hits = shown.iter().map(|(hit, listed)| {
        json!({
            "index": listed.index, "title": listed.title, "snippet": said(&hit.snippet),
            "url": item_path(&listed.index), "nature": listed.nature.label(), "column": listed.column,
            "document_no": listed.document_no, "published": listed.published.to_string(),
        })
    });
    let hits: Vec<_> = hits.collect();
    Ok(Json(json!({"q": asked.q, "total": found.total, "page": asked.page(), "items": hits})).into_response())
}

/// GET /search.atom?q=: a search to subscribe to, the newest first.
pub async fn atom(
    State(portal): State<Portal>,
    Query(asked): Query<Sought>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = Sought { sort: "time".into(), page: 1, ..asked };
    let (_, shown) = found(&portal, &asked).await?;
    let listed: Vec<Public<Listed>> = shown.into_iter().map(|(_, listed)| listed).collect();
    let title = format!("检索：{}", asked.q);
    let here = asked.path(("page", "")).replacen("/search?", "/search.atom?", 1);
    Ok(super::atom::feed(&portal, &feeds::site(&headers), (&title, &here), &listed))
}

async fn found(portal: &Portal, asked: &Sought) -> Result<(Found, Vec<(Hit, Public<Listed>)>), Error> {
    let publications = shelves(portal)?;
    let looking = asked.looking();
    if looking.asked.is_empty() {
        return Err(Error::BadRequest(
            "没有写明要检索什么。请在 q 后写上词语，如 /search.json?q=施工许可。".into(),
        ));
    }
    Ok(publications.find(looking).await?)
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// GET /search/suggest?q=: titles that go on as typed.
pub async fn suggest(State(portal): State<Portal>, Query(typed): Query<Typed>) -> Result<Response, Error> {
    let typed: String = typed.q.chars().take(40).collect();
    let suggested = shelves(&portal)?.suggest(typed, SUGGESTED).await?;
    let titles: Vec<&str> = suggested.iter().map(|listed| listed.title.as_str()).collect();
    Ok(Json(titles).into_response())
}
