//! 公开信息的列表　GET /disclosure/items?in=nature/news&after=

use super::open::{self, broken, named};
use super::{Line, address, place, place_text, shelves};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::disclosure::HERE;
use crate::{Portal, answer, assets};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::columns::Column;
use office::publication::Nature;
use publishing::{Publishing, Shelf};
use serde::Deserialize;

const PAGE: u32 = 20;
pub const BASE: &str = "/disclosure/items";

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default, rename = "in")]
    pub shelf: String,
    #[serde(default)]
    pub after: String,
}

#[derive(Template)]
#[template(path = "portal/items/list.html")]
struct Show {
    frame: Frame,
    title: String,
    about: String,
    count: u64,
    lines: Vec<Line>,
    feed: String,
    by_mail: String,
    csv: String,
    first: Option<String>,
    next: Option<String>,
    groups: Vec<Group>,
}

/// One way to narrow the list.
pub struct Group {
    pub title: &'static str,
    pub links: Vec<Link>,
}

pub struct Link {
    pub label: String,
    pub path: String,
    pub count: u64,
    pub current: bool,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let (shelf, title) = named(publishing, &asked.shelf).await?;
    let after = place(&asked.after, publishing.organ());
    let page = publishing.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
    let today = portal.library.today();
    let path = open::path(BASE, &shelf);
    let join = if path.contains('?') { '&' } else { '?' };
    let columns = publishing.columns().await.map_err(broken)?;
    let about = columns.iter().find(|one| Shelf::Column(one.name.clone()) == shelf);
    let frame = visit.frame(&title).with_script(assets::search_script_path()).under(HERE.0, HERE.1);
    let frame = if shelf == Shelf::All { frame } else { frame.under("公开信息", BASE) };
    let frame = match about {
        Some(column) => {
            let tags = tags(column, &portal.library.organ().name);
            frame.with_meta(tags)
        }
        None => frame,
    };
    answer::page(&Show {
        frame: frame.with_feed(&title, &open::path("/disclosure/items.atom", &shelf)),
        about: about.map(|column| column.about.clone()).unwrap_or_default(),
        count: publishing.shelf_count(&shelf).await.map_err(broken)?,
        lines: page.rows.iter().map(|one| Line::of(one, today)).collect(),
        feed: open::path("/disclosure/items.atom", &shelf),
        by_mail: open::path(crate::subscription::PATH, &shelf),
        csv: open::path("/disclosure/items.csv", &shelf),
        next: page.next.as_ref().map(|next| format!("{path}{join}after={}", address(&place_text(next)))),
        first: after.is_some().then(|| path.clone()),
        groups: groups(publishing, &shelf).await?,
        title,
    })
}

/// 国办函〔2020〕47号's tags of a column page.
fn tags(column: &Column, organ: &str) -> Vec<(&'static str, String)> {
    vec![
        ("ColumnName", column.name.clone()),
        ("ColumnDescription", column.about.clone()),
        ("ColumnKeywords", format!("{};{organ}", column.name)),
        ("ColumnType", column.kind.label().to_owned()),
    ]
}

/// Columns in the office's order, natures in ours, topics and years as there are.
pub async fn groups(publishing: &Publishing, current: &Shelf) -> Result<Vec<Group>, Error> {
    let mut columns = publishing.shelves("column").await.map_err(broken)?;
    let arranged = publishing.columns().await.map_err(broken)?;
    let natures = publishing.shelves("nature").await.map_err(broken)?;
    let topics = publishing.shelves("topic").await.map_err(broken)?;
    let years = publishing.shelves("year").await.map_err(broken)?;
    let link = |shelf: Shelf, label: String, count: u64| Link {
        label,
        path: open::path(BASE, &shelf),
        count,
        current: shelf == *current,
    };
    let counted = arranged.into_iter().map(|one| (columns.remove(&one.name).unwrap_or(0), one.name));
    let by_column: Vec<Link> =
        counted.map(|(count, name)| link(Shelf::Column(name.clone()), name, count)).collect();
    let by_nature = Nature::ALL.into_iter().filter_map(|nature| {
        let count = natures.get(nature.key()).copied().filter(|count| *count > 0)?;
        Some(link(Shelf::Nature(nature), nature.label().into(), count))
    });
    let by_topic = topics.into_iter().map(|(topic, count)| link(Shelf::Topic(topic.clone()), topic, count));
    let by_year = years
        .into_iter()
        .rev()
        .filter_map(|(year, count)| Some(link(Shelf::Year(year.parse().ok()?), format!("{year}年"), count)));
    let groups = [
        Group { title: "栏目", links: by_column },
        Group { title: "类型", links: by_nature.collect() },
        Group { title: "主题", links: by_topic.collect() },
        Group { title: "年度", links: by_year.collect() },
    ];
    Ok(groups.into_iter().filter(|group| !group.links.is_empty()).collect())
}
