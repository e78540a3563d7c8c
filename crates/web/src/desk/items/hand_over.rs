//! 移送查阅场所　/desk/hand-over：还没移送的编成清单，CSV、Word 交给接收的单位，登记回执

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::{may_see, names, refusal};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, day, line};
use crate::library::{Format, Listing};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::handover::{List, may};
use office::publication::Premises;

const PAGE: u32 = 50;
const HEADERS: [&str; 8] = ["序号", "索引号", "名称", "文号", "生成日期", "公开日期", "附件", "保管期限"];

fn path(no: &str) -> String {
    format!("/desk/hand-over/{no}")
}

#[derive(Template)]
#[template(path = "desk/items/hand_overs.html")]
struct Lists {
    frame: Frame,
    may: bool,
    refused: Option<Refused>,
    faults: Vec<Fault>,
    waiting: Vec<(Premises, u64)>,
    lists: Vec<ListLine>,
}

struct ListLine {
    path: String,
    no: String,
    to: &'static str,
    on: String,
    count: usize,
    /// When and by whom it was received.
    received: Option<String>,
}

pub async fn list(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    lists(&desk, &me, StatusCode::OK, None).await
}

async fn lists(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    refused: Option<Refused>,
) -> Result<Response, Fail> {
    let mut waiting = Vec::new();
    for to in Premises::ALL {
        waiting.push((to, desk.publishing.count(&publishing::List::NotHandedOver(to)).await?));
    }
    let rows = desk.publishing.hand_over_lists(None, PAGE).await?.rows;
    let line = |list: &List| ListLine {
        path: path(&list.no),
        no: list.no.clone(),
        to: list.to.label(),
        on: words::day(list.on),
        count: list.lines.len(),
        received: list.received.as_ref().map(|one| format!("{}，{}", words::day(one.on), one.receiver)),
    };
    let show = Lists {
        frame: desk.frame("移送查阅场所", me),
        may: may(&me.actor()),
        refused,
        faults: Vec::new(),
        waiting,
        lists: rows.iter().map(line).collect(),
    };
    Ok(answer::page_with(status, &show)?)
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let to = Premises::from_key(typed.text("to")).ok_or(Fail::Unreadable)?;
    let calendar = desk.library().calendar();
    match desk.publishing.hand_over(desk.moment(&calendar), &me.actor(), to).await {
        Ok(no) => Ok(Redirect::to(&path(&no)).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            lists(&desk, &me, status, Some(refused)).await
        }
    }
}

#[derive(Template)]
#[template(path = "desk/items/hand_over.html")]
struct Show {
    frame: Frame,
    path: String,
    no: String,
    to: &'static str,
    version: u64,
    facts: Vec<(&'static str, String)>,
    headers: [&'static str; 8],
    rows: Vec<(String, [String; 8])>,
    /// What a receipt says, where there is none yet.
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

async fn find(desk: &Desk, no: &str) -> Result<(List, u64), Fail> {
    let fine = no.len() <= 20 && no.bytes().all(|one| one.is_ascii_digit() || one == b'-') && !no.is_empty();
    let list = if fine { desk.publishing.hand_over_list(no).await? } else { None };
    let shown: String = no.chars().take(20).collect();
    list.ok_or_else(|| Fail::Portal(Error::Missing(format!("没有编号为“{shown}”的移送清单"))))
}

/// `…/2026-1` is the page, `2026-1.csv` and `2026-1.docx` go to whoever receives.
pub async fn show(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let Some((no, extension)) = name.split_once('.') else {
        let nothing = (StatusCode::OK, None, (Vec::new(), None));
        return page(&desk, &me, &name, nothing).await;
    };
    let (list, _) = find(&desk, no).await?;
    let file = format!("移送清单{no}.{extension}");
    let sheet = sheet(&desk, &list);
    match Format::from_extension(extension) {
        Some(Format::Csv) => {
            let mut out = String::from("\u{feff}");
            for row in [sheet.headers].into_iter().chain(sheet.rows) {
                out.push_str(&answer::csv_line(row.iter().map(String::as_str)));
            }
            Ok(answer::private(&file, Format::Csv.media_type(), out))
        }
        Some(Format::Docx) => {
            let bytes = desk.library().docx(&sheet)?;
            Ok(answer::private(&file, Format::Docx.media_type(), bytes))
        }
        _ => Err(Fail::Portal(Error::NotFound)),
    }
}

fn rows(list: &List) -> impl Iterator<Item = [String; 8]> {
    (1..).zip(&list.lines).map(|(number, line): (usize, _)| {
        [
            number.to_string(),
            line.index.clone(),
            line.title.clone(),
            line.document_no.clone().unwrap_or_default(),
            line.formed.to_string(),
            line.published.to_string(),
            if line.attachments > 0 { format!("{}份", line.attachments) } else { String::new() },
            line.retention.map(|one| one.label().to_owned()).unwrap_or_default(),
        ]
    })
}

fn sheet(desk: &Desk, list: &List) -> Listing {
    let organ = desk.library().organ().name.clone();
    Listing {
        title: "主动公开政府信息移送清单".into(),
        before: vec![
            format!("编号：{}", list.no),
            format!(
                "依照《中华人民共和国政府信息公开条例》第二十五条第三款，{organ}向{}提供下列主动公开的政府信息，共{}条。",
                list.to.label(),
                list.lines.len()
            ),
        ],
        headers: HEADERS.map(str::to_owned).into(),
        rows: rows(list).map(Vec::from).collect(),
        after: vec!["移送人：　　　　　　接收人：　　　　　　接收日期：　　　　年　　月　　日".into()],
        organ,
        dated: list.on,
    }
}

async fn page(
    desk: &Desk,
    me: &Account,
    no: &str,
    (status, typed, (faults, refused)): (StatusCode, Option<&Typed>, (Vec<Fault>, Option<Refused>)),
) -> Result<Response, Fail> {
    let (list, version) = find(desk, no).await?;
    let mut facts = vec![
        ("移送到", list.to.label().to_owned()),
        ("移送日期", words::day(list.on)),
        ("条数", list.lines.len().to_string()),
    ];
    if let Some(receipt) = &list.received {
        let told = format!("{}，{}，回执{}", words::day(receipt.on), receipt.receiver, receipt.receipt);
        facts.push(("回执", told));
    }
    let fields = if list.received.is_none() && may(&me.actor()) {
        let fields = vec![
            day("on", "收到的日期", "").with(desk.library().today().to_string()),
            line("receiver", "接收人", "单位和经办人。"),
            line("receipt", "回执编号", ""),
        ];
        match typed {
            Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect(),
            None => fields,
        }
    } else {
        Vec::new()
    };
    let show = Show {
        frame: desk.frame("移送清单", me),
        path: path(&list.no),
        no: list.no.clone(),
        to: list.to.label(),
        version,
        facts,
        headers: HEADERS,
        rows: rows(&list).zip(&list.lines).map(|(row, line)| (names::path(&line.index), row)).collect(),
        fields,
        faults,
        refused,
    };
    Ok(answer::page_with(status, &show)?)
}

pub async fn receive(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    find(&desk, &no).await?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let mut read = Reader { typed: &typed, faults: Vec::new() };
    let told = (read.day("on"), read.text("receiver"), read.text("receipt"));
    if !read.faults.is_empty() {
        let faulty = (StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (read.faults, None));
        return page(&desk, &me, &no, faulty).await;
    }
    let calendar = desk.library().calendar();
    let (moment, who) = (desk.moment(&calendar), me.actor());
    let told = (told.0, told.1.as_str(), told.2.as_str());
    match desk.publishing.hand_over_received(moment, &who, (&no, version), told).await {
        Ok(()) => Ok(Redirect::to(&path(&no)).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, &no, (status, Some(&typed), (Vec::new(), Some(refused)))).await
        }
    }
}
