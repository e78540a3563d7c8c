//! 一项办事指南　GET /services/guides/{id}?since=；清单 /services/guides/{id}/checklist.pdf

use super::paper::{self, Sheet};
use super::{Change, Missing, Open, Since, frame, history, meta, open_guide, shelves, version};
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, pictures};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::publication::{Attachment, Disclosed};
use office::service::{Guide, Material, Personal, Plan};
use publishing::is_film;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    since: String,
}

#[derive(Template)]
#[template(path = "portal/services/guide.html")]
struct Show {
    frame: Frame,
    guide: Guide,
    elements: Vec<(&'static str, String)>,
    /// Of each material, in their order.
    samples: Vec<Vec<Paper>>,
    media: Media,
    /// Where the guide itself is, and the item whose text it is.
    path: String,
    item: String,
    version: String,
    updated: String,
    since: Since,
    history: Vec<Change>,
    /// Nothing is answered on the way to a guide.
    given: Vec<(String, String)>,
    code: Option<String>,
}

/// What explains a service beside its text.
pub struct Media {
    pub paragraphs: Vec<String>,
    pub films: Vec<Film>,
    pub files: Vec<Paper>,
}

/// A file to take along: 样表、附件.
pub struct Paper {
    pub path: String,
    pub name: String,
    pub size: String,
}

/// Characters of a file's name that say which file is meant where they are met in a text.
const SHORTEST: usize = 4;

impl Paper {
    /// The files beside a service that are neither films nor their captions.
    pub fn all(one: &Disclosed) -> Vec<Paper> {
        let paper = |(number, file): (usize, &Attachment)| Paper {
            path: crate::portal::items::file_path(&one.index, one.edition, number, &file.name),
            name: file.name.clone(),
            size: pictures::size(file),
        };
        let kept = |(_, file): &(usize, &Attachment)| !is_film(file) && !is_captions(file);
        (1..).zip(&one.content.attachments).filter(kept).map(paper).collect()
    }

    /// 样表: those that have a material's name in theirs, or are named where its sample is described.
    pub fn samples(one: &Disclosed, material: &Material) -> Vec<Paper> {
        let named = |paper: &Paper| {
            let stem = stem(&paper.name);
            let long = stem.chars().count() >= SHORTEST;
            stem.contains(&material.name) || (long && material.sample.contains(stem))
        };
        Paper::all(one).into_iter().filter(named).collect()
    }
}

/// A film with its captions, both of this site.
pub struct Film {
    pub path: String,
    pub name: String,
    pub media: String,
    pub captions: Option<String>,
}

impl Media {
    pub fn of(one: &Disclosed, explanation: &str) -> Media {
        let all = || (1..).zip(&one.content.attachments);
        let path = |number: usize, file: &Attachment| {
            crate::portal::items::file_path(&one.index, one.edition, number, &file.name)
        };
        let captions = |film: &Attachment| {
            let mut found =
                all().filter(|(_, file)| is_captions(file) && stem(&file.name) == stem(&film.name));
            found.next().map(|(number, file)| path(number, file))
        };
        let films = all().filter(|(_, file)| is_film(file)).map(|(number, file)| Film {
            path: path(number, file),
            name: stem(&file.name).to_owned(),
            media: file.media.clone(),
            captions: captions(file),
        });
        let paragraphs = explanation.lines().map(str::trim).filter(|line| !line.is_empty()).map(Into::into);
        Media { paragraphs: paragraphs.collect(), films: films.collect(), files: Paper::all(one) }
    }

    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty() && self.films.is_empty()
    }
}

fn is_captions(file: &Attachment) -> bool {
    file.media.starts_with("text/vtt")
}

/// Captions go with the film that has the same name before its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

pub async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Missing> {
    let publishing = &shelves(&portal)?.publishing;
    let open = open_guide(publishing, &id).await?;
    let newest = open.newest();
    let path = office::service::path(false, &id);
    let frame = frame(&visit, &open.service.name).with_meta(meta(newest));
    Ok(answer::page(&Show {
        code: frame.code(&path, "这项办事指南的网址"),
        frame,
        elements: elements(&open.service),
        samples: open.service.materials.iter().map(|one| Paper::samples(newest, one)).collect(),
        media: Media::of(newest, &open.service.explain),
        item: item_path(&newest.index),
        version: version([newest.updated].into_iter()),
        updated: crate::words::moment(newest.updated),
        since: Since::of(&asked.since, &version([newest.updated].into_iter()), |since| {
            history(&open.service.name, &open.editions, Some(since))
        }),
        history: history(&open.service.name, &open.editions, None),
        given: Vec::new(),
        guide: open.service,
        path,
    })?)
}

/// What stands in the table at the head; what is not said is not shown.
fn elements(guide: &Guide) -> Vec<(&'static str, String)> {
    let audience: Vec<&str> = guide.audience.iter().map(|one| one.label()).collect();
    let days = |days: Option<u16>| match days {
        None => String::new(),
        Some(0) => "即时办结".into(),
        Some(days) => format!("{days}个工作日"),
    };
    let all = [
        ("事项类型", guide.kind.clone()),
        ("事项编码", guide.code.clone()),
        ("服务对象", audience.join("、")),
        ("实施机关", guide.agency.clone()),
        ("法定时限", days(guide.statutory)),
        ("承诺时限", days(guide.promised)),
        ("收费", guide.fee.clone()),
        ("办理结果", guide.result.clone()),
        ("网上办理", guide.online.clone()),
        ("咨询电话", guide.phone.clone()),
        ("监督电话", guide.complaint.clone()),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// GET /services/guides/{id}/checklist.pdf
pub async fn pdf(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Missing> {
    let publishing = &shelves(&portal)?.publishing;
    let Open { service: guide, editions } = open_guide(publishing, &id).await?;
    let version = version(editions.last().map(|one| one.updated).into_iter());
    let plan = Plan { guides: vec![guide.id.clone()], ..Plan::default() };
    let (name, address) =
        (guide.name.clone(), format!("{}{}", visit.address(), office::service::path(false, &id)));
    let own = Personal::of(&plan, &[guide]);
    let sheet = Sheet { name: &name, said: &[], own: &own, absent: 0, version: &version, address: &address };
    Ok(paper::pdf(&portal, &headers, &sheet).await?)
}
