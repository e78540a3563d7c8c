//! 年度报告的办理　/desk/annual-reports：起草、检查、送审、审核、签发、发布、更正、撤回

mod act;
mod adjusting;
mod figure;
mod sending;
mod siblings;
mod text;

pub use act::create as run;
pub use adjusting::{change as adjust, show as show_adjustments};
pub use figure::show as show_figure;
pub use sending::{fetch, package, send, take_reply};
pub use siblings::Siblings;
pub(super) use siblings::of as siblings_of;
pub use text::{save, show as show_text};

use super::account::{Account, Names};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::error::Error;
use crate::form::Fault;
use crate::library::{Draft, NoRecords, Point, PointState, Superior, Wanted};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use office::dossier::{Dossier, Step, allowed, due};
use office::metric::OverrideEntry;
use publishing::DossierFile;
use serde::Deserialize;
use std::sync::Arc;

/// Years before this one that a report may be begun for.
const BACK: i16 = 5;

fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeReports, me, "查看年度报告的办理")
}

fn path(year: i16) -> String {
    format!("/desk/annual-reports/{year}")
}

/// A year of an address that a report may be about.
fn year_of(desk: &Desk, text: &str) -> Result<i16, Fail> {
    let this = desk.library().today().year();
    let plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|year| plain && (2008..=this).contains(year));
    year.ok_or(Fail::Portal(Error::NotFound))
}

// ---------------------------------------------------------------- every year

#[derive(Template)]
#[template(path = "desk/annual/list.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    year: i16,
    path: String,
    step: String,
    due: String,
    /// The light: `fine`, `soon`, `late`.
    light: &'static str,
    told: String,
    shown: bool,
}

/// GET /desk/annual-reports
pub async fn list(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let kept = desk.publishing.dossiers().await?;
    let this = today.year();
    // Before the first report that is known here, reports were made elsewhere.
    let known = |year: &i16| {
        kept.iter().any(|one| one.year <= *year) || desk.library().years().iter().any(|one| one <= year)
    };
    let line = |year: i16| {
        let dossier = kept.iter().find(|one| one.year == year);
        let shown = desk.library().report(year).is_some();
        let (light, told) = light(today, year, dossier, shown);
        let step = match (dossier, shown) {
            (Some(dossier), _) => dossier.step.label(),
            (None, true) => "已发布",
            (None, false) => "尚未起草",
        };
        Line { year, path: path(year), step: step.into(), due: words::day(due(year)), light, told, shown }
    };
    let lines =
        (this - BACK..=this).rev().filter(|year| *year >= this - 1 || known(year)).map(line).collect();
    Ok(answer::page(&List { frame: desk.frame("年度报告", &me), lines })?)
}

/// Days before the last one from which the light is amber.
const SOON_DAYS: i32 = 31;

/// The light of the term of article 49, and what it says.
pub(super) fn light(
    today: Date,
    year: i16,
    dossier: Option<&Dossier>,
    shown: bool,
) -> (&'static str, String) {
    let due = due(year);
    let left = today.until(due).map_or(0, |span| span.get_days());
    let sent = dossier.and_then(|one| one.sent.last());
    match (shown, left) {
        (true, _) if dossier.is_none() => ("fine", "已发布".into()),
        (true, _) if sent.is_some() => sending::light(sent, due),
        (true, 0..) => ("soon", format!("已发布，还要在{left}日内报送主管部门")),
        (true, _) => ("late", "已发布，报送主管部门已逾期或者没有登记".into()),
        (false, _) if today.year() <= year => ("fine", "次年1月31日前发布并报送".into()),
        (false, ..0) => ("late", format!("逾期{}日", -left)),
        (false, 0..=SOON_DAYS) => ("soon", format!("还有{left}日")),
        (false, _) => ("fine", format!("还有{left}日")),
    }
}

// ---------------------------------------------------------------- one year

#[derive(Template)]
#[template(path = "desk/annual/show.html")]
struct Show {
    frame: Frame,
    path: String,
    year: i16,
    version: u64,
    refused: Option<Refused>,
    faults: Vec<Fault>,
    due: String,
    light: &'static str,
    told: String,
    shown: bool,
    steps: Vec<(&'static str, &'static str)>,
    text: u32,
    /// Figures adjusted by hand.
    adjusted: usize,
    /// Why no report can be compiled as it stands.
    broken: Option<String>,
    points: Vec<Point>,
    /// What was proposed is not what is there now.
    moved: bool,
    /// The acts open to whoever looks.
    acts: Vec<&'static str>,
    /// A publication now is a correction.
    again: bool,
    superior: Option<Superior>,
    sent: Vec<sending::Line>,
    /// The superior unit sent back what it was sent last.
    returned: bool,
    /// What was just done, and what comes next.
    done: Option<&'static str>,
    /// Waits for an answer of the superior unit.
    package: Option<String>,
    history: Vec<Told>,
    editions: Vec<EditionLine>,
    totals: Vec<(&'static str, String)>,
}

impl Show {
    fn may(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }
}

/// What an act of submission came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Sent,
    Ready,
    Waits,
    Answered,
}

impl Done {
    const ALL: [Done; 4] = [Done::Sent, Done::Ready, Done::Waits, Done::Answered];

    const fn key(self) -> &'static str {
        match self {
            Done::Sent => "sent",
            Done::Ready => "ready",
            Done::Waits => "waits",
            Done::Answered => "answered",
        }
    }

    const fn told(self) -> &'static str {
        match self {
            Done::Sent => "报告已经送达主管部门。主管部门审阅后，可以在这里查询答复。",
            Done::Ready => "报送已经登记。请下载报送文件，交给主管部门；收到答复文件后，在这里登记。",
            Done::Waits => "主管部门已经收到，还没有审阅。请过几天再查询。",
            Done::Answered => "主管部门的答复已经登记。",
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    done: String,
}

struct Told {
    at: String,
    who: String,
    what: &'static str,
    said: String,
}

struct EditionLine {
    number: usize,
    on: String,
    said: String,
    withdrawn: Option<String>,
}

/// GET /desk/annual-reports/{year}
pub async fn show(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let done = Done::ALL.into_iter().find(|done| done.key() == asked.done).map(Done::told);
    page_after(&desk, &me, year, (StatusCode::OK, None, done)).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    year: i16,
    (status, refused): (StatusCode, Option<Refused>),
) -> Result<Response, Fail> {
    page_after(desk, me, year, (status, refused, None)).await
}

async fn page_after(
    desk: &Desk,
    me: &Account,
    year: i16,
    (status, refused, done): (StatusCode, Option<Refused>, Option<&'static str>),
) -> Result<Response, Fail> {
    let Some(file) = desk.publishing.dossier(year).await? else {
        if refused.is_some() {
            return Err(Fail::NotNow(refused.map_or_else(String::new, |(told, _)| told)));
        }
        return Ok(Redirect::to(&format!("{}/text", path(year))).into_response());
    };
    let (today, dossier) = (desk.library().today(), &file.dossier);
    let drafted = draft(desk, year, &dossier.template, dossier.dated()).await?;
    let (broken, draft) = match drafted {
        Ok(draft) => (None, Some(draft)),
        Err(told) => (Some(told), None),
    };
    let shown =
        dossier.shown().is_some() || (dossier.editions.is_empty() && desk.library().report(year).is_some());
    let (light, told) = light(today, year, Some(dossier), shown);
    let moved = match (&dossier.digest, &draft) {
        (Some(digest), Some(draft)) => *digest != draft.digest,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let waits = dossier.sent.last().filter(|sent| sent.answer.is_none());
    let show = Show {
        frame: desk.frame(&format!("{year}年度报告"), me),
        path: path(year),
        year,
        version: file.version,
        refused,
        faults: Vec::new(),
        due: words::day(due(year)),
        light,
        told,
        shown,
        steps: steps(dossier.step),
        text: dossier.text,
        adjusted: dossier.adjusted.len(),
        broken,
        points: draft.as_ref().map(|draft| points(draft)).unwrap_or_default(),
        moved,
        acts: allowed(&me.actor(), Some(dossier)),
        again: !dossier.editions.is_empty(),
        superior: desk.library().superior(),
        sent: sending::lines(dossier),
        returned: dossier.sent.last().is_some_and(|sent| matches!(sent.answer, Some((_, false, _)))),
        done,
        package: waits.map(|sent| sent.package.clone()),
        history: history(desk, &file).await?,
        editions: editions(dossier),
        totals: draft.as_ref().map(|draft| totals(draft)).unwrap_or_default(),
    };
    Ok(answer::page_with(status, &show)?)
}

/// Compiles the text off the async threads, with what was adjusted; what the clerk can mend comes back as words.
async fn draft(
    desk: &Desk,
    year: i16,
    text: &str,
    signed: Option<Date>,
) -> Result<Result<Arc<Draft>, String>, Fail> {
    compiled(desk, year, (text, signed), true).await
}

/// The same; `adjusted`: whether this year's figures are taken as adjusted at the desk.
async fn compiled(
    desk: &Desk,
    year: i16,
    (text, signed): (&str, Option<Date>),
    adjusted: bool,
) -> Result<Result<Arc<Draft>, String>, Fail> {
    let library = desk.library.clone();
    let stamp = desk.publishing.ledger().head(desk.publishing.organ()).await.map_err(anyhow::Error::from)?;
    let wanted = Wanted {
        text: text.to_owned(),
        dated: signed.unwrap_or_else(|| library.today()),
        adjusted: adjustments(desk, &[year - 1, year][..if adjusted { 2 } else { 1 }]).await?,
        siblings: siblings::of(desk, year).await?,
        stamp: stamp.hash.to_string(),
    };
    let drafted = tokio::task::spawn_blocking(move || library.draft(year, &wanted)).await;
    match drafted.map_err(anyhow::Error::from)? {
        Ok(draft) => Ok(Ok(draft)),
        Err(NoRecords::Refused(told)) => Ok(Err(told)),
        Err(NoRecords::Broken(error)) => Err(error.into()),
    }
}

/// 人工调整 of these years; to the public the unit in charge answers for them.
async fn adjustments(desk: &Desk, years: &[i16]) -> Result<Vec<(i16, OverrideEntry)>, Fail> {
    let who = desk.library().organ().unit.clone();
    let mut all = Vec::new();
    for year in years {
        let file = desk.publishing.dossier(*year).await?;
        let of_year = file.into_iter().flat_map(|file| file.dossier.adjusted);
        all.extend(of_year.map(|one| (*year, one.entry(&who))));
    }
    Ok(all)
}

/// Those against submission first.
fn points(draft: &Draft) -> Vec<Point> {
    let mut points = draft.points.clone();
    points.sort_by_key(|point| match point.state {
        PointState::Stop => 0,
        PointState::Look => 1,
        PointState::Met => 2,
    });
    points
}

fn blockers(draft: &Draft) -> usize {
    draft.points.iter().filter(|point| point.state == PointState::Stop).count()
}

/// Each step with `done`, `now` or `later`.
fn steps(at: Step) -> Vec<(&'static str, &'static str)> {
    let now = Step::ALL.iter().position(|step| *step == at).unwrap_or(0);
    let state = |nth: usize| match nth.cmp(&now) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "now",
        std::cmp::Ordering::Greater => "later",
    };
    Step::ALL.iter().enumerate().map(|(nth, step)| (step.label(), state(nth))).collect()
}

async fn history(desk: &Desk, file: &DossierFile) -> Result<Vec<Told>, Fail> {
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(file.history.len());
    for (at, event) in file.history.iter().rev() {
        let who = names.of(desk.ledger(), event.by()).await?;
        lines.push(Told { at: words::moment(*at), who, what: event.label(), said: event.told() });
    }
    Ok(lines)
}

fn editions(dossier: &Dossier) -> Vec<EditionLine> {
    let lines = dossier.editions.iter().enumerate().rev().map(|(at, edition)| EditionLine {
        number: at + 1,
        on: words::day(edition.on),
        said: edition.explanation.clone().unwrap_or_else(|| "首次发布".into()),
        withdrawn: edition.withdrawn.clone(),
    });
    lines.collect()
}

/// What a reviewer looks at first.
fn totals(draft: &Draft) -> Vec<(&'static str, String)> {
    let named = [
        ("主动公开政务信息", "proactive.items"),
        ("新收申请", "requests.received"),
        ("办结申请", "requests.answered"),
        ("行政许可决定", "licences.decisions"),
        ("行政复议", "reviews.total"),
        ("行政诉讼", "litigations.total"),
    ];
    let figure = |(label, id): (&'static str, &str)| {
        let figure = draft.report.figures.get(id)?;
        let prior = figure.prior.map(|prior| format!("（上年{}）", words::number(prior))).unwrap_or_default();
        Some((label, format!("{}{}{prior}", words::number(figure.value), figure.unit)))
    };
    named.into_iter().filter_map(figure).collect()
}
