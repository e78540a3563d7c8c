//! 帮办预约　GET /desk/help?on=2026-11-27：who comes on a day; POST /desk/help/{no}/{act}；时段 GET、POST /desk/help/plan

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, area, line, short};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
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
        .route("/desk/help/{no}/{act}", post(create))
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
    coming: Vec<(String, String)>,
}

struct Line {
    one: Booked,
    contact: Contact,
    acts: Vec<Act>,
}

fn may(me: &super::account::Account) -> Result<(), Fail> {
    demand(Right::Help, me, "办理帮办预约")
}

async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may(&me)?;
    let today = desk.library().today();
    let on = words::read_date(&asked.on).filter(|day| (2000..=2199).contains(&day.year())).unwrap_or(today);
    let booking = desk.booking();
    let mut lines = Vec::new();
    for one in booking.of_day(on).await? {
        let contact = booking.contact(&one).await?;
        let acts = one.acts(today);
        lines.push(Line { one, contact, acts });
    }
    let mut coming: Vec<(String, String)> = Vec::new();
    for one in booking.open(None, 200).await? {
        let day = one.date.to_string();
        if one.date != on && !coming.iter().any(|(known, _)| *known == day) {
            coming.push((day, words::day_of_week(one.date)));
        }
    }
    let beside = |span: i64| on.saturating_add(jiff::Span::new().days(span)).to_string();
    Ok(answer::page(&Show {
        frame: desk.frame("帮办预约", &me),
        day: words::day_of_week(on),
        before: beside(-1),
        after: beside(1),
        may_plan: Right::PlanHelp.held_by(&me),
        done: !asked.done.is_empty(),
        lines,
        coming,
    })?)
}

/// What was finished stands in the register of help services under its number, once however often it is tried.
async fn create(
    State(desk): State<Desk>,
    Path((no, act)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may(&me)?;
    let act = Act::find(&act).ok_or(Fail::Portal(Error::NotFound))?;
    let booking = desk.booking();
    let fine = no.len() <= 20 && no.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-');
    let found = if fine { booking.of(&no).await? } else { None };
    let one = found.ok_or_else(|| Fail::Portal(Error::Missing("没有这个预约".into())))?;
    let calendar = desk.library().calendar();
    let (at, today) = (desk.now(), desk.library().today());
    one.may(act, today)?;
    if act == Act::Finish {
        enter(&desk, &me.id, &one).await?;
    }
    booking.act(By { account: &me.id, at, today, calendar: &calendar }, &no, act).await?;
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
    ]
}

async fn show_plan(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::PlanHelp, &me, "设置帮办时段")?;
    let fields = plan_fields(&desk.booking().plan().await?);
    let frame = desk.frame("帮办时段", &me);
    Ok(answer::page(&ShowPlan { frame, fields, faults: Vec::new(), refused: None })?)
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
    let show = ShowPlan { frame, fields, faults, refused: Some((refused, None)) };
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
    Ok(Plan {
        slots: lines("slots").into_iter().map(slot).collect::<Result<_, _>>()?,
        ahead: words::plain_digits(typed.text("ahead"))
            .parse()
            .map_err(|_| "可以预约的天数请填写整数。".to_owned())?,
        closed: lines("closed").into_iter().map(day).collect::<Result<_, _>>()?,
        place: typed.text("place").to_owned(),
    })
}
