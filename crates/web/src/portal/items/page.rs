//! 一条公开信息　GET /info/{index}，往期版本 ?edition=1，附件 /info/{index}/files/{版本}.{序号}/{名称}

use super::list::BASE;
use super::open::{self, broken};
use super::{Line, is_fit, minute, shelves};
use crate::error::Error;
use crate::guard::Peer;
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::portal::disclosure::HERE;
use crate::portal::info;
use crate::preview::{self, Leaf, Side, Turn};
use crate::{Portal, Publications, answer, assets, kiosk, pictures, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use office::publication::{Disclosed, HiddenEdition, Public, Tombstone, Validity};
use publishing::{Publishing, Seen, Shelf};
use serde::Deserialize;
use serde_json::json;

const CODE: &str = "这条信息的网址";

#[derive(Deserialize, Default)]
pub struct Asked {
    edition: Option<u32>,
}

#[derive(Template)]
#[template(path = "portal/items/page.html")]
struct Show {
    frame: Frame,
    title: String,
    elements: Vec<(&'static str, String)>,
    validity: Option<(&'static str, bool)>,
    /// With the pictures that stand in it.
    text: pictures::Shown,
    files: Vec<FileLine>,
    editions: Vec<EditionLine>,
    /// The newest edition, where this is an older one.
    newest: Option<String>,
    interprets: Option<Line>,
    interpretations: Vec<Line>,
    related: Vec<Line>,
    /// On a touch screen: a picture to scan, to go on with elsewhere.
    code: Option<String>,
    /// Anywhere else.
    share: Option<Share>,
}

/// What a reader passes on, and what a printout carries.
struct Share {
    address: String,
    /// The address as a picture to scan.
    code: String,
}

struct FileLine {
    path: String,
    name: String,
    size: String,
    /// Where its pages can be looked at.
    preview: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/items/preview.html")]
struct Looked {
    frame: Frame,
    title: String,
    /// Where the item is.
    item: String,
    leaf: Leaf,
}

struct EditionLine {
    number: u32,
    path: String,
    day: String,
    why: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "portal/items/gone.html")]
struct Gone {
    frame: Frame,
    tomb: Tombstone,
    day: String,
}

#[derive(Template)]
#[template(path = "portal/items/hidden.html")]
struct HiddenPage {
    frame: Frame,
    index: String,
    edition: u32,
    published: String,
    day: String,
    explanation: String,
    newest: String,
}

pub async fn show(
    State(portal): State<Portal>,
    Path(tail): Path<String>,
    Query(asked): Query<Asked>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    // Without a ledger, or of before it: what the register of the folder says.
    let Ok(publications) = shelves(&portal) else { return info::show(&portal, tail, &visit).await };
    if !is_fit(&tail) {
        return Err(Error::NotFound);
    }
    if let Some((index, place, end)) = file_of(&tail) {
        return match Turn::of(end) {
            Some(asked) => {
                preview(&portal, publications, (index, place), asked, (peer, &headers), &visit).await
            }
            None => attachment(&publications.publishing, index, place, &headers).await,
        };
    }
    match publications.publishing.seen(&tail).await.map_err(broken)? {
        Some(Seen::Open(editions, hidden)) => {
            if let Some(one) = hidden.iter().find(|one| Some(one.edition) == asked.edition) {
                return answer::page_with(StatusCode::GONE, &hidden_page(&visit, one));
            }
            // A service has a page of its own; its older editions are read here.
            let service = editions.last().and_then(|one| one.content.service.as_ref());
            if let (Some(service), None) = (service, asked.edition) {
                return Ok(axum::response::Redirect::to(&service.path()).into_response());
            }
            let editions = (editions, hidden);
            let show = item(&portal, &publications.publishing, editions, asked.edition, &headers, &visit);
            answer::page(&show.await?)
        }
        Some(Seen::Gone(tomb)) => {
            let tomb = tomb.into_inner();
            let frame = visit.frame("信息已撤回").under(HERE.0, HERE.1).under("公开信息", BASE);
            let gone = Gone { day: minute(tomb.at), frame, tomb };
            answer::page_with(StatusCode::GONE, &gone)
        }
        None => info::show(&portal, tail, &visit).await,
    }
}

/// What stands at the address of an edition that was hidden alone.
fn hidden_page(visit: &Visit, one: &HiddenEdition) -> HiddenPage {
    HiddenPage {
        frame: visit.frame("旧版已隐去").under(HERE.0, HERE.1).under("公开信息", BASE),
        index: one.index.clone(),
        edition: one.edition,
        published: minute(one.published),
        day: minute(one.at),
        explanation: one.explanation.clone(),
        newest: item_path(&one.index),
    }
}

/// `…/files/2.1/名称`: the index before it, the edition and the number of the file. The name is for the reader, but for
/// `pages/3`.
fn file_of(tail: &str) -> Option<(&str, (u32, usize), &str)> {
    let (index, file) = tail.rsplit_once("/files/")?;
    let (place, end) = file.split_once('/')?;
    let (edition, number) = place.split_once('.')?;
    Some((index, (edition.parse().ok()?, number.parse().ok()?), end))
}

fn pages_path(index: &str, (edition, number): (u32, usize)) -> String {
    format!("{}/files/{edition}.{number}/pages/", item_path(index))
}

/// A page of an attachment, or its picture. It passes the door of the attachment each time; a page that has to be
/// drawn counts among the reads of the address.
async fn preview(
    portal: &Portal,
    publications: &Publications,
    (index, place): (&str, (u32, usize)),
    asked: Turn,
    (peer, headers): (Peer, &HeaderMap),
    visit: &Visit,
) -> Result<Response, Error> {
    let publishing = &publications.publishing;
    let previews = publications.previews.as_ref().ok_or(Error::NotFound)?;
    let attachment = publishing.attachment(index, place).await.map_err(broken)?.ok_or(Error::NotFound)?;
    let read = async || {
        peer.reads(&portal.reads, headers)?;
        publishing.file_of(&attachment).await.map_err(broken)
    };
    let sheet = previews.sheet(Side::Portal, &attachment, asked.number, read).await?;
    if asked.picture {
        let sheet = sheet.map_err(|_| Error::NotFound)?;
        return Ok(answer::drawn(sheet.png.clone()));
    }
    let title = publishing.listed(index).await.map_err(broken)?.map(|listed| listed.title.clone());
    let title = title.ok_or(Error::NotFound)?;
    let file = file_path(index, place.0, place.1, &attachment.name);
    let frame = visit.frame(&format!("附件《{}》第{}页", attachment.name, asked.number));
    answer::page(&Looked {
        frame: frame.under(HERE.0, HERE.1).under(&title, &item_path(index)),
        title,
        item: item_path(index),
        leaf: Leaf::new(&attachment.name, asked.number, &pages_path(index, place), file, sheet),
    })
}

pub fn file_path(index: &str, edition: u32, number: usize, name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("{}/files/{edition}.{number}/{name}", item_path(index))
}

async fn attachment(
    publishing: &Publishing,
    index: &str,
    place: (u32, usize),
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let attachment = publishing.attachment(index, place).await.map_err(broken)?.ok_or(Error::NotFound)?;
    let mark = &attachment.content.blob;
    if let Some(known) = answer::known(headers, mark) {
        return Ok(known);
    }
    let bytes = publishing.file_of(&attachment).await.map_err(broken)?;
    Ok(answer::part(headers, &attachment.name, &attachment.media, mark, bytes.into()))
}

async fn item(
    portal: &Portal,
    publishing: &Publishing,
    (editions, hidden): (Vec<Public<Disclosed>>, Vec<Public<HiddenEdition>>),
    asked: Option<u32>,
    headers: &HeaderMap,
    visit: &Visit,
) -> Result<Show, Error> {
    let lines = edition_lines(&editions, &hidden, asked);
    let newest = editions.last().map(|one| one.edition).ok_or(Error::NotFound)?;
    let number = asked.unwrap_or(newest);
    let public = editions.into_iter().find(|one| one.edition == number).ok_or(Error::NotFound)?;
    let today = portal.library.today();
    let content = &public.content;
    let column = Shelf::Column(content.column.clone());
    let shelf = async |shelf: &Shelf| -> Result<Vec<Line>, Error> {
        let page = publishing.shelf(shelf, None, 6).await.map_err(broken)?;
        let others = page.rows.iter().filter(|one| one.index != public.index);
        Ok(others.take(5).map(|one| Line::of(one, today)).collect())
    };
    let interprets = match &content.interprets {
        Some(index) => publishing.listed(index).await.map_err(broken)?,
        None => None,
    };
    let frame = visit.frame(&content.title).under(HERE.0, HERE.1);
    let frame = frame.under(&content.column, &open::path(BASE, &column));
    let mut here = item_path(&public.index);
    if number != newest {
        here = format!("{here}?edition={number}");
    }
    let code = frame.code(&here, CODE);
    let address = format!("{}{here}", frame.address);
    let share = code.is_none().then(|| Share { code: kiosk::svg(&address, CODE), address });
    // The screen's own script prints there.
    let frame = if share.is_some() { frame.with_script(assets::item_script_path()) } else { frame };
    Ok(Show {
        code,
        share,
        frame: frame.with_meta(meta(&public, headers)).with_data(data(portal, &public, headers)),
        title: content.title.clone(),
        elements: elements(&public),
        validity: public.validity(today).map(|one| (one.label(), one == Validity::InForce)),
        text: pictures::shown(content, |number, one| {
            file_path(&public.index, public.edition, number, &one.name)
        }),
        files: files(&public),
        editions: if lines.len() > 1 { lines } else { Vec::new() },
        newest: (number != newest).then(|| item_path(&public.index)),
        interprets: interprets.map(|one| Line::of(&one, today)),
        interpretations: shelf(&Shelf::Interpreting(public.index.clone())).await?,
        related: shelf(&column).await?,
    })
}

/// The newest first; a hidden one says why.
fn edition_lines(
    editions: &[Public<Disclosed>],
    hidden: &[Public<HiddenEdition>],
    asked: Option<u32>,
) -> Vec<EditionLine> {
    let newest = editions.last().map(|one| one.edition);
    let line = |one: &Public<Disclosed>| {
        let path = item_path(&one.index);
        EditionLine {
            number: one.edition,
            path: if Some(one.edition) == newest { path } else { format!("{path}?edition={}", one.edition) },
            day: minute(one.updated),
            why: one.why.clone(),
            current: asked.or(newest) == Some(one.edition),
        }
    };
    let gone = |one: &Public<HiddenEdition>| EditionLine {
        number: one.edition,
        path: format!("{}?edition={}", item_path(&one.index), one.edition),
        day: minute(one.published),
        why: format!("已隐去：{}", one.explanation),
        current: false,
    };
    let mut lines: Vec<EditionLine> = editions.iter().map(line).chain(hidden.iter().map(gone)).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.number));
    lines
}

/// 要素, those that the item has.
fn elements(public: &Public<Disclosed>) -> Vec<(&'static str, String)> {
    let content = &public.content;
    let day = |date: &jiff::civil::Date| words::day(*date);
    let mut issued = vec![content.issued_by.clone()];
    issued.extend(content.jointly_with.iter().cloned());
    let updated = (public.updated != public.published).then(|| minute(public.updated));
    let changed = public.validity.as_ref();
    let changed =
        changed.map(|(validity, on, basis)| format!("自{}起{}。{basis}", words::day(*on), validity.label()));
    let all = [
        ("索引号", Some(public.index.clone())),
        ("发布机构", Some(issued.join("、"))),
        ("文号", content.document_no.clone()),
        ("类型", Some(content.nature.label().to_owned())),
        ("主题分类", Some(content.topic.clone()).filter(|topic| !topic.is_empty())),
        ("生成日期", Some(day(&content.formed))),
        ("发布日期", Some(minute(public.published))),
        ("更新日期", updated),
        ("施行日期", content.effective.as_ref().map(day)),
        ("有效期至", content.expires.as_ref().map(day)),
        ("效力变动", changed),
        ("公开依据", content.duty.map(|duty| duty.cite())),
        ("来源", content.source.clone()),
        ("关键词", Some(content.keywords.join("、")).filter(|words| !words.is_empty())),
        ("内容概述", Some(content.overview.clone()).filter(|overview| !overview.is_empty())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn files(public: &Public<Disclosed>) -> Vec<FileLine> {
    let attachments = public.content.attachments.iter().zip(1..);
    attachments
        .filter(|(one, _)| one.picture.is_none())
        .map(|(one, number)| FileLine {
            path: file_path(&public.index, public.edition, number, &one.name),
            name: one.name.clone(),
            size: pictures::size(one),
            preview: preview::is_shown(one)
                .then(|| format!("{}1", pages_path(&public.index, (public.edition, number)))),
        })
        .collect()
}

/// 国办函〔2020〕47号's tags of an article page.
fn meta(public: &Public<Disclosed>, headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let content = &public.content;
    let at = public.published.to_zoned(law::workday::BEIJING);
    let mut tags = vec![
        ("ColumnName", content.column.clone()),
        ("ArticleTitle", content.title.clone()),
        ("PubDate", at.strftime("%Y-%m-%d %H:%M").to_string()),
        ("ContentSource", content.source.clone().unwrap_or_else(|| content.issued_by.clone())),
        ("Url", format!("{}{}", crate::portal::feeds::site(headers), item_path(&public.index))),
    ];
    if !content.keywords.is_empty() {
        tags.push(("Keywords", content.keywords.join(";")));
    }
    if !content.overview.is_empty() {
        tags.push(("Description", content.overview.clone()));
    }
    tags
}

/// The same for search engines, as schema.org names it.
fn data(portal: &Portal, public: &Public<Disclosed>, headers: &HeaderMap) -> serde_json::Value {
    let content = &public.content;
    let site = crate::portal::feeds::site(headers);
    json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": content.title,
        "description": content.overview,
        "identifier": public.index,
        "inLanguage": "zh-CN",
        "datePublished": public.published.to_string(),
        "dateModified": public.updated.to_string(),
        "url": format!("{site}{}", item_path(&public.index)),
        "publisher": {"@type": "GovernmentOrganization", "name": portal.library.organ().name},
    })
}
