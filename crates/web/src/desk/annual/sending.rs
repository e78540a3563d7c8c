//! 报送主管部门和主管部门的答复：/desk/annual-reports/{year}/send 报送，/package 下载报送文件，/fetch 查询答复，/reply 收答复文件

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Refused};
use super::act::refusal;
use super::{Done, may_see, page, path, year_of};
use crate::answer;
use crate::form::Typed;
use crate::intake::{self, Limits};
use crate::library::{Library, Superior};
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::dossier::{Dossier, Order, Refusal, allowed};
use office::submission::State as At;
use publishing::DossierFile;
use publishing::submission::Reply;

/// A reply is a page of text.
const REPLY: Limits =
    Limits { files: 1, file_bytes: 400_000, total_bytes: 410_000, too_many: "一次收一个答复文件" };

/// What the page shows of a submission.
pub(super) struct Line {
    pub on: String,
    pub to: String,
    pub digest: String,
    /// The light and the words.
    pub state: (&'static str, String),
    pub remarks: String,
}

pub(super) fn lines(dossier: &Dossier) -> Vec<Line> {
    let line = |sent: &office::dossier::Sent| {
        let on = |day| crate::words::day(day);
        let (state, remarks) = match &sent.answer {
            None => (("soon", "等待答复".to_owned()), String::new()),
            Some((day, true, remarks)) => (("fine", format!("{}接收", on(*day))), remarks.clone()),
            Some((day, false, remarks)) => (("late", format!("{}退回", on(*day))), remarks.clone()),
        };
        Line { on: on(sent.on), to: sent.to.clone(), digest: sent.package.clone(), state, remarks }
    };
    dossier.sent.iter().rev().map(line).collect()
}

/// How a report stands that was submitted, by what was sent last.
pub(super) fn light(sent: Option<&office::dossier::Sent>, due: jiff::civil::Date) -> (&'static str, String) {
    let late = if sent.is_some_and(|sent| sent.on > due) { "（迟报）" } else { "" };
    match sent.and_then(|sent| sent.answer.as_ref()) {
        None if late.is_empty() => ("fine", "已发布，已报送".into()),
        None => ("soon", format!("已发布，已报送{late}，等待答复")),
        Some((_, true, _)) => ("fine", format!("已发布，主管部门已接收{late}")),
        Some((_, false, _)) => ("late", "主管部门已退回，请更正后重新报送".into()),
    }
}

/// POST …/send: handed in over the network, or, where the superior is not reached by one, noted and made ready as a file.
pub async fn send(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let expected = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let file = file_of(&desk, year).await?;
    let superior = superior(&desk)?;
    let today = desk.library().today();
    let order = |package: String| Order::Send { to: superior.name.clone(), package };
    // What the ledger would refuse is not made, nor sent away.
    if file.version != expected || !allowed(&me.actor(), Some(&file.dossier)).contains(&"send") {
        return run(&desk, &me, (year, expected), order(String::new()), Done::Ready).await;
    }
    let package = match called(&desk, move |library| library.package(year, today)).await? {
        Ok(package) => package,
        Err(told) => return not_done(&desk, &me, year, told).await,
    };
    let order = order(package.digest.clone());
    let done = if superior.online { Done::Sent } else { Done::Ready };
    if superior.online
        && let Err(told) = called(&desk, move |library| library.deliver(&package)).await?
    {
        return not_done(&desk, &me, year, told).await;
    }
    run(&desk, &me, (year, expected), order, done).await
}

/// GET …/package: the file as it was noted when it was submitted.
pub async fn package(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let file = file_of(&desk, year).await?;
    if !allowed(&me.actor(), Some(&file.dossier)).contains(&"send") {
        return Err(Fail::NotAllowed("下载报送文件"));
    }
    let sent = file.dossier.sent.last().ok_or_else(|| Fail::NotNow(Refusal::NotSent.to_string()))?;
    let (on, digest) = (sent.on, sent.package.clone());
    let made = called(&desk, move |library| library.package(year, on)).await?.map_err(Fail::NotNow)?;
    if made.digest != digest {
        let told = "报送以后报告或者设置有变动，原来的报送文件不能再生成。请重新报送。";
        return Err(Fail::NotNow(told.into()));
    }
    let bytes = serde_json::to_vec_pretty(&made).map_err(anyhow::Error::from)?;
    Ok(answer::private(&format!("{year}年年度报告报送文件.json"), "application/json", bytes))
}

/// POST …/fetch: asks the superior unit, and notes what it has decided.
pub async fn fetch(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let file = file_of(&desk, year).await?;
    may_note(&me, &file)?;
    superior(&desk)?;
    let reply = called(&desk, move |library| library.reply(year, None)).await?;
    note(&desk, &me, file, reply).await
}

/// POST …/reply: the file of a reply.
pub async fn take_reply(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let file = file_of(&desk, year).await?;
    may_note(&me, &file)?;
    superior(&desk)?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, REPLY).await?;
    let faults = desk.screen(&me.id, taken.files.iter().map(|(_, upload)| upload)).await?;
    if let Some(fault) = faults.into_iter().next() {
        return not_done(&desk, &me, year, fault.message).await;
    }
    let Some((_, upload)) = taken.files.into_iter().next() else {
        return not_done(&desk, &me, year, "请选择主管部门给的答复文件。".into()).await;
    };
    let reply = called(&desk, move |library| library.reply(year, Some(&upload.bytes))).await?;
    note(&desk, &me, file, reply).await
}

/// Whoever may note a reply that is waited for.
fn may_note(me: &Account, file: &DossierFile) -> Result<(), Fail> {
    let waits = file.dossier.sent.last().is_some_and(|sent| sent.answer.is_none());
    match (waits, allowed(&me.actor(), Some(&file.dossier)).contains(&"remark")) {
        (false, _) => Err(Fail::NotNow(Refusal::NotSent.to_string())),
        (true, false) => Err(Fail::NotAllowed("登记主管部门的答复")),
        (true, true) => Ok(()),
    }
}

async fn note(
    desk: &Desk,
    me: &Account,
    file: DossierFile,
    reply: Result<Reply, String>,
) -> Result<Response, Fail> {
    let year = file.dossier.year;
    let reply = match reply {
        Ok(reply) => reply,
        Err(told) => return not_done(desk, me, year, told).await,
    };
    if reply.state == At::Arrived {
        return Ok(Redirect::to(&format!("{}?done={}", path(year), Done::Waits.key())).into_response());
    }
    let accepted = reply.state == At::Accepted;
    let order = Order::Remark { package: reply.digest, accepted, remarks: reply.remarks };
    run(desk, me, (year, file.version), order, Done::Answered).await
}

async fn run(
    desk: &Desk,
    me: &Account,
    (year, version): (i16, u64),
    order: Order,
    done: Done,
) -> Result<Response, Fail> {
    let calendar = desk.library().calendar();
    let (moment, who) = (desk.moment(&calendar), me.actor());
    match desk.publishing.run_dossier(moment, &who, (year, version), order, None).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={}", path(year), done.key())).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(desk, me, year, (status, Some(refused))).await
        }
    }
}

async fn not_done(desk: &Desk, me: &Account, year: i16, told: String) -> Result<Response, Fail> {
    let refused: Refused = (told, None);
    page(desk, me, year, (StatusCode::UNPROCESSABLE_ENTITY, Some(refused))).await
}

async fn file_of(desk: &Desk, year: i16) -> Result<DossierFile, Fail> {
    let found = desk.publishing.dossier(year).await?;
    found.ok_or_else(|| Fail::NotNow(Refusal::NotBegun.to_string()))
}

fn superior(desk: &Desk) -> Result<Superior, Fail> {
    let none = "没有设置主管部门。请由系统管理员在数据目录的 settings/superior.toml 写明后再报送。";
    desk.library().superior().ok_or_else(|| Fail::NotNow(none.into()))
}

/// Off the async threads: files are read, and another machine is asked.
async fn called<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&dyn Library) -> T + Send + 'static,
) -> Result<T, Fail> {
    let library = desk.library.clone();
    Ok(tokio::task::spawn_blocking(move || work(&*library)).await.map_err(anyhow::Error::from)?)
}
