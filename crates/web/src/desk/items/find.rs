//! 查找信息　GET /desk/items/found?q=…: what was published by the search that readers have, what is in work or was taken
//! back by its lists

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::board::{self, Line};
use super::{may_see, names};
use crate::answer;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::publication::Nature;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{List, Row};
use search::{Looking, Sort};
use serde::Deserialize;

const PAGE: usize = 30;
const FURTHEST_PAGE: usize = 50;
/// So many of each list of what is not public are looked through: those due first.
const LOOKED_THROUGH: u32 = 200;

pub const PATH: &str = "/desk/items/found";

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    column: String,
    nature: String,
    year: String,
    page: usize,
}

/// The form above the lists.
pub struct Form {
    pub q: String,
    pub selects: Vec<Select>,
}

pub struct Select {
    pub name: &'static str,
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Form {
    pub async fn of(desk: &Desk, asked: &Asked) -> Result<Form, Fail> {
        let select = |name, label, chosen: &str, values: Vec<(String, String)>| {
            let every = (String::new(), "不限".to_owned());
            let values = std::iter::once(every).chain(values);
            let choice = |(value, label): (String, String)| Choice { chosen: value == chosen, value, label };
            Select { name, label, choices: values.map(choice).collect() }
        };
        let columns = desk.publishing.columns().await?.into_iter().map(|one| (one.name.clone(), one.name));
        let natures = Nature::ALL.map(|one| (one.label().to_owned(), one.label().to_owned()));
        let years = desk.publishing.shelves("year").await?.into_keys().rev();
        let selects = vec![
            select("column", "栏目", &asked.column, columns.collect()),
            select("nature", "类型", &asked.nature, natures.into()),
            select("year", "年度", &asked.year, years.map(|one| (one.clone(), format!("{one}年"))).collect()),
        ];
        Ok(Form { q: asked.q.chars().take(100).collect(), selects })
    }
}

#[derive(Template)]
#[template(path = "desk/items/found.html")]
struct Show {
    frame: Frame,
    form: Form,
    total: usize,
    loosened: bool,
    public: Vec<Line>,
    /// In work, withheld, withdrawn.
    others: Vec<Line>,
    /// Not all of the lists could be looked through.
    cut: bool,
    next: Option<String>,
}

impl Asked {
    fn page(&self) -> usize {
        self.page.clamp(1, FURTHEST_PAGE)
    }

    fn narrowed(&self) -> [(&'static str, &str); 3] {
        [("column", &self.column), ("nature", &self.nature), ("year", &self.year)]
    }

    fn looking(&self) -> Looking {
        let tags = self.narrowed().into_iter().filter(|(_, value)| !value.is_empty());
        let asked = search::Asked::parse(&self.q);
        Looking {
            sort: if asked.is_empty() { Sort::Newest } else { Sort::Relevance },
            asked,
            tags: tags.map(|(sort, value)| (sort.to_owned(), value.to_owned())).collect(),
            skip: (self.page() - 1) * PAGE,
            limit: PAGE,
            ..Looking::default()
        }
    }

    /// Whether a row that no search has fits.
    fn fits(&self, row: &Row) -> bool {
        let (title, q) = (search::fold(&row.title), search::fold(&self.q));
        let told =
            q.split_whitespace().all(|word| title.contains(word) || row.index.to_lowercase().contains(word));
        let year = row.drafted.year().to_string();
        let own = [("column", row.column.as_str()), ("nature", row.nature.label()), ("year", &year)];
        told && self
            .narrowed()
            .into_iter()
            .zip(own)
            .all(|((_, asked), (_, own))| asked.is_empty() || asked == own)
    }

    fn turned(&self, page: usize) -> String {
        let written = self.narrowed().into_iter().chain([("q", self.q.as_str())]);
        let written: String = written
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}&", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        format!("{PATH}?{written}page={page}")
    }
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let q = asked.q.trim();
    if q.is_empty() && asked.narrowed().iter().all(|(_, value)| value.is_empty()) {
        return Ok(Redirect::to("/desk/items").into_response());
    }
    // Its number leads to an item at once.
    if q.bytes().any(|one| one.is_ascii_digit()) && names::find(&desk, &names::slug(q)).await.is_ok() {
        return Ok(Redirect::to(&names::path(q)).into_response());
    }
    let (found, hits) = desk.publications().find(asked.looking()).await?;
    let mut rows = Vec::with_capacity(hits.len());
    for (hit, _) in &hits {
        rows.extend(desk.publishing.row(&hit.id).await?);
    }
    let (others, cut) = if asked.page() == 1 { others(&desk, &asked).await? } else { Default::default() };
    let others: Vec<Row> =
        others.into_iter().filter(|row| rows.iter().all(|one| one.index != row.index)).collect();
    let more = asked.page() * PAGE < found.total && asked.page() < FURTHEST_PAGE;
    let show = Show {
        frame: desk.frame("查找信息", &me),
        form: Form::of(&desk, &asked).await?,
        total: found.total,
        loosened: found.loosened,
        public: board::lines(&desk, rows).await?,
        others: board::lines(&desk, others).await?,
        cut,
        next: more.then(|| asked.turned(asked.page() + 1)),
    };
    Ok(answer::page(&show)?)
}

/// What fits of the lists of what is not public, each item once, and whether a list was longer than was looked through.
async fn others(desk: &Desk, asked: &Asked) -> Result<(Vec<Row>, bool), Fail> {
    let lists = board::STEPS.into_iter().map(List::At).chain([List::Withheld, List::Withdrawn]);
    let (mut rows, mut cut): (Vec<Row>, bool) = Default::default();
    for list in lists {
        let page = desk.publishing.list(&list, None, LOOKED_THROUGH).await?;
        cut |= page.next.is_some();
        let new = page.rows.into_iter().filter(|row| asked.fits(row));
        rows.extend(new);
    }
    rows.sort_by(|one, other| other.index.cmp(&one.index));
    rows.dedup_by(|one, other| one.index == other.index);
    Ok((rows, cut))
}
