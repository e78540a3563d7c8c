//! 帮办预约　GET /desk/help?on=2026-11-27：who comes on a day; POST /desk/help/{no}/{act}；时段 GET、POST /desk/help/plan

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, access, demand};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, area, line, short};
use crate::guard::Peer;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use booking::{Act, Booked, By, Contact, Plan, Slot};
use jiff::civil::Date;
use office::register::Register;
use registers::Registers;
use serde::Deserialize;

pub const BASE: &str = "/desk/help";

pub fn routes() -> Router<Desk> {
    Router::new()
        .route(BASE, get(show))
        .route("/desk/help/plan", get(show_plan).post(set_plan))
        .route("/desk/help/{no}/{act}", get(ask).post(create))
}

impl From<booking::Error> for Fail {
    fn from(error: booking::Error) -> Fail {
        match error.refusal() {
            Some(refused) => Fail::NotNow(refused),
            None => {
                Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to work on a booking")))
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    on: String,
    done: String,
}

#[derive(Template)]
#[template(path = "desk/help/day.html")]
struct Show {
    frame: Frame,
    day: String,
    before: String,
    after: String,
    may_plan: bool,
    done: bool,
    lines: Vec<Line>,
    called_off: Vec<Line>,
    coming: Vec<(String, String)>,
    /// Days that are closed and have bookings.
    clashes: Vec<(String, String)>,
    /// Of days that have passed, the earliest of so many.
    unnoted: Vec<(Booked, String)>,
    many: u64,
}

/// Those of days that have passed which are shown together.
const UNNOTED: u32 = 20;

fn told(days: impl Iterator<Item = Date>) -> Vec<(String, String)> {
    days.map(|day| (day.to_string(), words::day_of_week(day))).collect()
}

fn clashes(coming: &[Date], plan: &Plan) -> Vec<(String, String)> {
    told(coming.iter().copied().filter(|day| plan.closed.contains(day)))
}

struct Line {
    one: Booked,
    contact: Contact,
    state: &'static str,
    acts: Vec<(Act, &'static str)>,
}

fn may(me: &super::account::Account) -> Result<(), Fail> {
    demand(Right::Help, me, "帮办预约")
}

async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    may(&me)?;
    let today = desk.library().today();
    let on = words::read_date(&asked.on).filter(|day| (2000..=2199).contains(&day.year())).unwrap_or(today);
    let booking = desk.booking();
    let lines = self::lines(&booking, booking.of_day(on).await?, today).await?;
    let called_off = self::lines(&booking, booking.called_off(on).await?, today).await?;
    if !lines.is_empty() || !called_off.is_empty() {
        let read = access::Kind::Read;
        access::note(&desk, read, &me.id, &format!("help/{on}"), &peer.address(), BASE).await?;
    }
    let coming = booking.coming(today).await?;
    let clashes = clashes(&coming, &booking.plan().await?);
    let (many, unnoted) = booking.unnoted(today, UNNOTED).await?;
    let unnoted = unnoted.into_iter().map(|one| {
        let day = words::day_of_week(one.date);
        (one, day)
    });
    let beside = |span: i64| on.saturating_add(jiff::Span::new().days(span)).to_string();
    Ok(answer::page(&Show {
        frame: desk.frame("帮办预约", &me),
        day: words::day_of_week(on),
        before: beside(-1),
        after: beside(1),
        may_plan: Right::PlanHelp.held_by(&me),
        done: !asked.done.is_empty(),
        lines,
        called_off,
        coming: told(coming.into_iter().filter(|day| *day != on)),
        clashes,
        unnoted: unnoted.collect(),
        many,
    })?)
}

async fn lines(booking: &booking::Booking, all: Vec<Booked>, today: Date) -> Result<Vec<Line>, Fail> {
    let mut lines = Vec::with_capacity(all.len());
    for one in all {
        let contact = booking.contact(&one).await?;
        let kind = one.wanted.kind;
        let acts = one.acts(today).into_iter().map(|act| (act, act.label(kind))).collect();
        let state = one.state.label(kind);
        lines.push(Line { one, contact, state, acts });
    }
    Ok(lines)
}

async fn found(desk: &Desk, no: &str) -> Result<Booked, Fail> {
    let fine = no.len() <= 20 && no.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-');
    let found = if fine { desk.booking().of(no).await? } else { None };
    found.ok_or_else(|| Fail::Portal(Error::Missing("没有这个预约".into())))
}

#[derive(Template)]
#[template(path = "desk/help/cancel.html")]
struct Cancel {
    frame: Frame,
    one: Booked,
    contact: Contact,
    day: String,
    mails: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<super::Refused>,
}

impl Cancel {
    async fn of(desk: &Desk, me: &super::account::Account, one: Booked) -> Result<Cancel, Fail> {
        let why =
            area("reason", "取消的理由", "预约的人会看到。例如 当天窗口停办，请另约时间。不要写姓名、电话。");
        Ok(Cancel {
            frame: desk.frame("取消预约", me),
            contact: desk.booking().contact(&one).await?,
            day: words::day_of_week(one.date),
            one,
            mails: desk.library().mails(),
            fields: vec![why],
            faults: Vec::new(),
            refused: None,
        })
    }
}

/// What an act is to be told of before it is done.
async fn ask(
    State(desk): State<Desk>,
    Path((no, act)): Path<(String, String)>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    may(&me)?;
    let act = Act::find(&act).filter(|act| act.asks()).ok_or(Fail::Portal(Error::NotFound))?;
    let one = found(&desk, &no).await?;
    one.may(act, desk.library().today())?;
    let show = Cancel::of(&desk, &me, one).await?;
    access::note(&desk, access::Kind::Read, &me.id, &format!("help/{no}"), &peer.address(), BASE).await?;
    Ok(answer::page(&show)?)
}

/// What was finished stands in the register of help services under its number, once however often it is tried.
async fn create(
    State(desk): State<Desk>,
    Path((no, act)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may(&me)?;
    let act = Act::find(&act).ok_or(Fail::Portal(Error::NotFound))?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let one = found(&desk, &no).await?;
    let calendar = desk.library().calendar();
    let (at, today) = (desk.now(), desk.library().today());
    one.may(act, today)?;
    if act == Act::Finish {
        enter(&desk, &me.id, &one).await?;
    }
    let by = By { account: &me.id, at, today, calendar: &calendar };
    match desk.booking().act(by, &no, act, typed.text("reason")).await {
        Ok(_) => {}
        Err(booking::Error::Unfit(refused)) if act.asks() => {
            let mut show = Cancel::of(&desk, &me, one).await?;
            show.fields = show.fields.into_iter().map(|field| field.filled(&typed, &[])).collect();
            show.refused = Some((refused, None));
            return Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &show)?);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("{BASE}?on={}&done={}", one.date, act.key())).into_response())
}

async fn enter(desk: &Desk, account: &str, one: &Booked) -> Result<(), Fail> {
    let help = Register::find("help").expect("help services are a register");
    let registers = Registers::new(desk.ledger().clone(), desk.casework.organ());
    let served = one.date.to_string();
    let cells = [one.no.as_str(), one.wanted.kind.label(), &served, &one.wanted.matter];
    let by = registers::By { account, at: desk.now() };
    match registers.enter(help, one.date.year(), &cells, by).await {
        // Entered before, and then something kept the act from being noted.
        Ok(_) | Err(registers::Error::Doubled { .. }) => Ok(()),
        Err(error) => match error.refusal() {
            Some(refused) => Err(Fail::NotNow(refused)),
            None => Err(Fail::Portal(Error::Broken(anyhow::Error::from(error)))),
        },
    }
}

#[derive(Template)]
#[template(path = "desk/help/plan.html")]
struct ShowPlan {
    frame: Frame,
    fields: Vec<Field>,
    clashes: Vec<(String, String)>,
    faults: Vec<Fault>,
    refused: Option<super::Refused>,
}

fn plan_fields(plan: &Plan) -> Vec<Field> {
    let slots: Vec<String> =
        plan.slots.iter().map(|slot| format!("{} | {}", slot.time, slot.places)).collect();
    let closed: Vec<String> = plan.closed.iter().map(Date::to_string).collect();
    vec![
        area("slots", "时段和名额", "一行一个：时间 | 名额，例如 09:00 | 3。").with(slots.join("\n")),
        short("ahead", "可以预约今后几个工作日", "1至60。").with(plan.ahead.to_string()),
        area("closed", "不开放的日子", "一行一个，例如 2026-11-27；休息日不用写。")
            .optional()
            .with(closed.join("\n")),
        line("place", "地点", "").with(plan.place.clone()),
        short("keep", "联系方式保存几天", "从预约的日子算起，到期自动删除。1至366。")
            .with(plan.keep.to_string()),
    ]
}

async fn show_plan(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::PlanHelp, &me, "设置帮办时段")?;
    let booking = desk.booking();
    let plan = booking.plan().await?;
    let clashes = clashes(&booking.coming(desk.library().today()).await?, &plan);
    let (frame, fields) = (desk.frame("帮办时段", &me), plan_fields(&plan));
    Ok(answer::page(&ShowPlan { frame, fields, clashes, faults: Vec::new(), refused: None })?)
}

async fn set_plan(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    demand(Right::PlanHelp, &me, "设置帮办时段")?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let calendar = desk.library().calendar();
    let (at, today) = (desk.now(), desk.library().today());
    let refused = match read_plan(&typed) {
        Ok(plan) => {
            match desk.booking().set_plan(By { account: &me.id, at, today, calendar: &calendar }, plan).await
            {
                Ok(()) => return Ok(Redirect::to(BASE).into_response()),
                Err(error) => error.refusal().ok_or(error)?,
            }
        }
        Err(refused) => refused,
    };
    let fields = plan_fields(&Plan::default()).into_iter().map(|field| field.filled(&typed, &[])).collect();
    let (frame, faults) = (desk.frame("帮办时段", &me), Vec::new());
    let show = ShowPlan { frame, fields, clashes: Vec::new(), faults, refused: Some((refused, None)) };
    Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &show)?)
}

fn read_plan(typed: &Typed) -> Result<Plan, String> {
    let lines = |name: &str| {
        let lines = typed.text(name).lines().map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let slot = |line: String| {
        let parts = line.split_once(['|', '｜']).and_then(|(time, places)| {
            Some(Slot { time: time.trim().into(), places: places.trim().parse().ok()? })
        });
        parts.ok_or_else(|| format!("时段“{line}”请写成 09:00 | 3。"))
    };
    let day =
        |line: String| words::read_date(&line).ok_or_else(|| format!("日期“{line}”请写成 2026-11-27。"));
    let whole = |name: &str, what: &str| {
        words::plain_digits(typed.text(name)).parse().map_err(|_| format!("{what}请填写整数。"))
    };
    Ok(Plan {
        slots: lines("slots").into_iter().map(slot).collect::<Result<_, _>>()?,
        ahead: whole("ahead", "可以预约的天数")?,
        keep: whole("keep", "联系方式保存的天数")?,
        closed: lines("closed").into_iter().map(day).collect::<Result<_, _>>()?,
        place: typed.text("place").to_owned(),
    })
}
