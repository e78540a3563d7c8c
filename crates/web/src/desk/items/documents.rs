//! 规章、规范性文件登记　GET /desk/documents：效力、期限、解读，和表二的数

use super::super::chip::Chip;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{may_see, names};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use office::publication::{Nature, Public, Validity};
use publishing::{Force, Listed, Shelf};
use serde::Deserialize;

const PAGE: u32 = 30;
/// What has a validity of its own.
pub const NATURES: [Nature; 3] = [Nature::Regulation, Nature::NormativeDocument, Nature::Document];

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    nature: String,
    #[serde(default)]
    force: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "desk/items/documents.html")]
struct Show {
    frame: Frame,
    natures: Vec<Link>,
    forces: Vec<Link>,
    title: String,
    warning_days: u16,
    lines: Vec<Line>,
    first: Option<String>,
    next: Option<String>,
    year: i16,
    counted: Vec<Counted>,
}

struct Link {
    label: String,
    path: String,
    count: Option<u64>,
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
    validity: Chip,
    /// When and why it ceased to be in force.
    ceased: String,
    interpretations: u64,
    interpreting: String,
}

/// A row of the first block of table two, each number with what it counts.
struct Counted {
    nature: &'static str,
    made: (u64, String),
    repealed: (u64, [(String, &'static str); 2]),
    in_force: u64,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let nature = Nature::from_key(&asked.nature).filter(|nature| NATURES.contains(nature));
    let force = Force::from_key(&asked.force).unwrap_or(Force::InForce);
    let after = super::board::place(&asked.after, desk.publishing.organ());
    let page = desk.publishing.documents((nature, force), today, after.as_ref(), PAGE).await?;
    let mut lines = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        lines.push(line(&desk, row, today).await?);
    }
    let state = desk.publishing.documents_state(nature, today).await?;
    let base = address(nature, force);
    let show = Show {
        frame: desk.frame("规章和规范性文件", &me),
        natures: natures(nature, force),
        forces: Force::ALL
            .map(|one| Link {
                label: one.label().into(),
                path: address(nature, one),
                count: Some(state.of(one)),
                current: one == force,
            })
            .into(),
        title: force.label().into(),
        warning_days: desk.publishing.expiry_warning_days(),
        lines,
        first: after.is_some().then(|| base.clone()),
        next: page.next.map(|place| format!("{base}&after={}_{}", place.sort, names::slug(&place.id))),
        year: today.year(),
        counted: counted(&desk, today.year()).await?,
    };
    Ok(answer::page(&show)?)
}

fn address(nature: Option<Nature>, force: Force) -> String {
    format!("/desk/documents?nature={}&force={}", nature.map_or("", Nature::key), force.key())
}

fn natures(current: Option<Nature>, force: Force) -> Vec<Link> {
    let link = |nature: Option<Nature>, label: &str| Link {
        label: label.into(),
        path: address(nature, force),
        count: None,
        current: nature == current,
    };
    let mut links = vec![link(None, "全部类型")];
    links.extend(NATURES.map(|nature| link(Some(nature), nature.label())));
    links
}

async fn line(desk: &Desk, row: &Public<Listed>, today: Date) -> Result<Line, Fail> {
    let day = |date: Option<Date>| date.map(words::day).unwrap_or_default();
    let interpreting = Shelf::Interpreting(row.index.clone());
    let ceased = match &row.validity {
        Some((_, on, basis)) => format!("{}起，{basis}", words::day(*on)),
        None => String::new(),
    };
    Ok(Line {
        path: names::path(&row.index),
        title: row.title.clone(),
        no: row.document_no.clone().unwrap_or_default(),
        nature: row.nature.label(),
        formed: words::day(row.formed),
        effective: day(row.effective),
        expires: day(row.expires),
        validity: validity(row, today, desk.publishing.expiry_warning_days()),
        ceased,
        interpretations: desk.publishing.shelf_count(&interpreting).await?,
        interpreting: crate::portal::shelf_path(crate::portal::BASE, &interpreting),
    })
}

/// «有效», «40日后到期», «今日后废止», «废止».
fn validity(row: &Listed, today: Date, warning_days: u16) -> Chip {
    let validity = row.validity_on(today).unwrap_or(Validity::InForce);
    let class = match validity {
        Validity::InForce => "fine",
        Validity::Coming => "soon",
        Validity::Repealed | Validity::Expired => "over",
    };
    let last = row.gone_on().and_then(|on| on.yesterday().ok()).filter(|_| validity == Validity::InForce);
    let left = last.and_then(|day| u16::try_from((day - today).get_days()).ok());
    let how = row.validity.as_ref().map_or("到期", |(validity, ..)| validity.label());
    match left {
        Some(0) => Chip { class: "late", words: format!("今日后{how}") },
        Some(left) if left <= warning_days => Chip { class: "soon", words: format!("{left}日后{how}") },
        _ => Chip { class, words: validity.label().into() },
    }
}

async fn counted(desk: &Desk, year: i16) -> Result<Vec<Counted>, Fail> {
    let mut rows = Vec::new();
    for nature in NATURES.into_iter().filter(|nature| nature.counts_in_table_two()) {
        let documents = desk.publishing.documents_of(year, nature).await?;
        let list = |what: &str| format!("/desk/items/counted?list=document/{what}/{}/{year}", nature.key());
        rows.push(Counted {
            nature: nature.label(),
            made: (documents.made, list("made")),
            repealed: (documents.repealed, [(list("repealed"), "废止"), (list("expired"), "失效")]),
            in_force: documents.in_force,
        });
    }
    Ok(rows)
}
