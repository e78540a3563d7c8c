//! 导出　GET /desk/registers/{kind}/export.csv, export.xlsx：清单筛选出的各行；who took what is noted

use super::super::access::{self, Kind};
use super::super::account::Account;
use super::super::rights;
use super::super::session::Signed;
use super::super::{Desk, Fail};
use super::list::{Asked, query, view};
use super::{find, may_see};
use crate::answer;
use crate::guard::Peer;
use ::registers::{Line, Registers, View};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ledger::Place;
use office::register::{Field, Register};
use tokio::sync::mpsc;

/// Rows read at once.
const PAGE: u32 = 500;
/// A workbook is made in memory.
const MOST_IN_WORKBOOK: usize = 50_000;
/// Pages written ahead of the reader.
const AHEAD: usize = 4;

/// What is taken away: which columns, of which rows.
#[derive(Clone)]
struct Taken {
    registers: Registers,
    register: &'static Register,
    view: View,
    /// With what is not public, for those who keep the register.
    whole: bool,
}

pub async fn csv(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    let taken = taken(&desk, &me, &peer, (&kind, &asked)).await?;
    let (send, receive) = mpsc::channel::<Result<Bytes, std::io::Error>>(AHEAD);
    let names = taken.fields().map(|field| field.name);
    let head = format!("\u{feff}{}", answer::csv_line(names));
    let name = format!("{}{}年.csv", taken.register.label, taken.view.year);
    tokio::spawn(async move {
        if send.send(Ok(head.into())).await.is_ok()
            && let Err(error) = write(&taken, &send).await
        {
            tracing::error!("failed to write an export to its end: {error:#}");
            drop(send.send(Err(std::io::Error::other("the export broke off"))).await);
        }
    });
    let media = HeaderValue::from_static("text/csv; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, answer::disposition(&name, &name, "text/csv")),
    ];
    Ok((headers, Body::new(Rows(receive))).into_response())
}

/// What a task writes, as a body.
struct Rows(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl hyper::body::Body for Rows {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        self.0.poll_recv(context).map(|got| got.map(|bytes| bytes.map(hyper::body::Frame::data)))
    }
}

async fn write(taken: &Taken, send: &mpsc::Sender<Result<Bytes, std::io::Error>>) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let (rows, next) = taken.page(after.as_ref()).await?;
        let text: String = rows.iter().map(|row| answer::csv_line(row.iter().map(String::as_str))).collect();
        if send.send(Ok(text.into())).await.is_err() {
            return Ok(());
        }
        after = next;
        if after.is_none() {
            return Ok(());
        }
    }
}

pub async fn xlsx(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    let taken = taken(&desk, &me, &peer, (&kind, &asked)).await?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (rows, next) = taken.page(after.as_ref()).await?;
        all.extend(rows);
        if all.len() > MOST_IN_WORKBOOK {
            let why = format!("筛选出的登记超过{MOST_IN_WORKBOOK}行，XLSX 装不下。请导出 CSV，或者再筛选。");
            return Err(Fail::NotNow(why));
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let header = taken.fields().map(|field| field.name.to_owned()).collect();
    let (library, label) = (desk.library.clone(), taken.register.label);
    let made = tokio::task::spawn_blocking(move || library.workbook(label, header, all)).await;
    let bytes = made.map_err(anyhow::Error::from)??;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(answer::private(&format!("{label}{}年.xlsx", taken.view.year), media, bytes))
}

async fn taken(desk: &Desk, me: &Account, peer: &Peer, (kind, asked): (&str, &Asked)) -> Result<Taken, Fail> {
    may_see(me)?;
    let register = find(kind)?;
    let years = desk.registers.years(register).await?;
    let view = view(desk, register, asked, &years)?;
    let object = format!("{}{}", register.key, query(&view));
    access::note(desk, Kind::Export, &me.id, &object, &peer.address(), register.label).await?;
    Ok(Taken { registers: desk.registers.clone(), register, view, whole: rights::writes(register, me) })
}

impl Taken {
    fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let whole = self.whole;
        self.register.fields.iter().filter(move |field| whole || field.public)
    }

    async fn page(&self, after: Option<&Place>) -> anyhow::Result<(Vec<Vec<String>>, Option<Place>)> {
        let page = self.registers.list(self.register, &self.view, after, PAGE).await?;
        let mut rows = Vec::with_capacity(page.lines.len());
        for line in &page.lines {
            rows.push(self.row(line).await?);
        }
        Ok((rows, page.next))
    }

    async fn row(&self, line: &Line) -> anyhow::Result<Vec<String>> {
        let cells = match self.whole {
            true => self.registers.whole(self.register, line).await?,
            false => line.cells.clone(),
        };
        let shown = self.register.fields.iter().zip(&cells).filter(|(field, _)| self.whole || field.public);
        Ok(shown.map(|(field, cell)| field.kind.shown(cell).to_owned()).collect())
    }
}
