//! 规章、行政规范性文件库　GET /disclosure/documents, /disclosure/documents.csv：效力、期限、解读

use super::list::BASE;
use super::open::{self, broken};
use super::{address, place, place_text, shelves};
use crate::error::Error;
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::portal::disclosure::HERE;
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use office::cleanup::Round;
use office::publication::{Nature, Public, Validity};
use publishing::{Force, Listed, Publishing, Shelf};
use serde::Deserialize;

const PAGE: u32 = 20;
pub const PATH: &str = "/disclosure/documents";
/// What is listed here.
const NATURES: [Nature; 3] = [Nature::Regulation, Nature::NormativeDocument, Nature::Document];
/// Rounds of 清理 told on the page.
const ROUNDS: u32 = 10;
/// Most rows of the file.
const ROWS: usize = 5_000;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    nature: String,
    #[serde(default)]
    force: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn wanted(&self) -> (Option<Nature>, Force) {
        let nature = Nature::from_key(&self.nature).filter(|nature| NATURES.contains(nature));
        (nature, Force::from_key(&self.force).unwrap_or(Force::InForce))
    }
}

#[derive(Template)]
#[template(path = "portal/items/documents.html")]
struct Show {
    frame: Frame,
    forces: Vec<Link>,
    natures: Vec<Link>,
    count: u64,
    lines: Vec<Line>,
    csv: String,
    first: Option<String>,
    next: Option<String>,
    /// Results of 清理 that are public.
    rounds: Vec<(String, String, String)>,
}

struct Link {
    label: &'static str,
    path: String,
    count: u64,
    current: bool,
}

struct Line {
    path: String,
    title: String,
    no: String,
    nature: &'static str,
    formed: String,
    effective: String,
    expires: String,
    validity: &'static str,
    in_force: bool,
    ceased: String,
    interpretations: Option<(String, u64)>,
}

fn path(base: &str, (nature, force): (Option<Nature>, Force)) -> String {
    format!("{base}?nature={}&force={}", nature.map_or("", Nature::key), force.key())
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let today = portal.library.today();
    let (nature, force) = asked.wanted();
    let after = place(&asked.after, publishing.organ());
    let page = publishing.documents((nature, force), today, after.as_ref(), PAGE).await.map_err(broken)?;
    let mut lines = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        lines.push(line(publishing, row, today).await?);
    }
    let here = path(PATH, (nature, force));
    let (natures, forces, count) = links(publishing, (nature, force), today).await?;
    answer::page(&Show {
        frame: visit.frame("规章和行政规范性文件").under(HERE.0, HERE.1),
        forces,
        natures,
        count,
        lines,
        csv: path("/disclosure/documents.csv", (nature, force)),
        next: page.next.as_ref().map(|next| format!("{here}&after={}", address(&place_text(next)))),
        first: after.is_some().then_some(here),
        rounds: rounds(publishing).await?,
    })
}

async fn links(
    publishing: &Publishing,
    (nature, force): (Option<Nature>, Force),
    today: Date,
) -> Result<(Vec<Link>, Vec<Link>, u64), Error> {
    let state = publishing.documents_state(nature, today).await.map_err(broken)?;
    let forces = [Force::InForce, Force::Coming, Force::Over, Force::All].map(|one| Link {
        label: one.label(),
        path: path(PATH, (nature, one)),
        count: state.of(one),
        current: one == force,
    });
    let mut natures = Vec::new();
    for one in [None].into_iter().chain(NATURES.map(Some)) {
        let of = publishing.documents_state(one, today).await.map_err(broken)?;
        natures.push(Link {
            label: one.map_or("全部类型", Nature::label),
            path: path(PATH, (one, force)),
            count: of.of(force),
            current: one == nature,
        });
    }
    Ok((natures, forces.into(), state.of(force)))
}

async fn line(publishing: &Publishing, row: &Public<Listed>, today: Date) -> Result<Line, Error> {
    let day = |date: Option<Date>| date.map(words::day).unwrap_or_default();
    let validity = row.validity_on(today).unwrap_or(Validity::InForce);
    let shelf = Shelf::Interpreting(row.index.clone());
    let interpretations = publishing.shelf_count(&shelf).await.map_err(broken)?;
    Ok(Line {
        path: item_path(&row.index),
        title: row.title.clone(),
        no: row.document_no.clone().unwrap_or_default(),
        nature: row.nature.label(),
        formed: words::day(row.formed),
        effective: day(row.effective),
        expires: day(row.expires),
        validity: validity.label(),
        in_force: validity == Validity::InForce,
        ceased: ceased(row, validity),
        interpretations: (interpretations > 0).then(|| (open::path(BASE, &shelf), interpretations)),
    })
}

/// «2026年6月30日起», of what is in force no more.
fn ceased(row: &Listed, validity: Validity) -> String {
    let over = matches!(validity, Validity::Repealed | Validity::Expired);
    let on = row.gone_on().filter(|_| over);
    on.map(|on| format!("{}起", words::day(on))).unwrap_or_default()
}

/// Rounds whose result is public this moment: its title, its address, the day.
async fn rounds(publishing: &Publishing) -> Result<Vec<(String, String, String)>, Error> {
    let page = publishing.rounds(None, ROUNDS).await.map_err(broken)?;
    let told = |round: &Round| Some((round.item.clone()?, round.published?));
    let mut found = Vec::new();
    for (item, on) in page.rows.iter().filter_map(told) {
        if let Some(listed) = publishing.listed(&item).await.map_err(broken)? {
            found.push((listed.title.clone(), item_path(&item), words::day(on)));
        }
    }
    Ok(found)
}

/// GET /disclosure/documents.csv: the same as a file.
pub async fn csv(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let today = portal.library.today();
    let mut out = String::from("\u{feff}");
    out.push_str(&answer::csv_line([
        "索引号",
        "名称",
        "文号",
        "类型",
        "成文日期",
        "施行日期",
        "有效期至",
        "效力",
        "效力变动",
    ]));
    let (mut after, mut rows) = (None, 0);
    loop {
        let page = publishing.documents(asked.wanted(), today, after.as_ref(), 500).await.map_err(broken)?;
        for row in &page.rows {
            let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            let validity = row.validity_on(today).unwrap_or(Validity::InForce);
            out.push_str(&answer::csv_line([
                row.index.as_str(),
                &row.title,
                row.document_no.as_deref().unwrap_or_default(),
                row.nature.label(),
                &row.formed.to_string(),
                &day(row.effective),
                &day(row.expires),
                validity.label(),
                &ceased(row, validity),
            ]));
        }
        rows += page.rows.len();
        after = page.next;
        if after.is_none() || rows >= ROWS {
            break;
        }
    }
    Ok(answer::file(&headers, "规章和行政规范性文件.csv", "text/csv; charset=utf-8", out.into()))
}
