//! 帮办预约　GET、POST /services/booking?for=food-licence；查询和取消　GET、POST /services/booking/track

use super::{Fail, Window, code, unreadable};
use crate::applicant::is_email;
use crate::cookie::{Cookie, digest, random_number};
use crate::form::{Fault, Field, Kind, Reader, Typed, area, line, named, radios};
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::tries::Tries;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use booking::{Booked, By, Contact, Taken, Wanted};
use jiff::SignedDuration;
use jiff::civil::Date;
use office::service::{CheckKind, is_id};
use serde::{Deserialize, Serialize};

/// Shows number and code once more to whoever has just booked.
pub const SENT: Cookie = Cookie("gongkai-help-sent");
const KEPT: &str = "help-sent";
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);

const TRIES: Tries = Tries("help-failures");
/// As the ledger knows whoever books.
const PUBLIC: &str = "public";

const FAULTY: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const WRONG: &str = "预约号或者查询码不对。请核对后重新输入，预约号的样子是 YY2026-00001。";
const LOCKED: &str = "这个预约号连续输错5次，已暂停查询15分钟。请稍后再试。";

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "for")]
    service: String,
}

#[derive(Template)]
#[template(path = "apply/booking.html")]
struct Show {
    frame: Frame,
    service: String,
    place: String,
    keep: u16,
    any: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

#[derive(Template)]
#[template(path = "apply/booked.html")]
struct Done {
    frame: Frame,
    kept: Kept,
    day: String,
    code: String,
    place: String,
}

/// What became of a form that was sent; sealed by the number in the cookie of whoever sent it.
#[derive(Serialize, Deserialize)]
struct Kept {
    no: String,
    date: Date,
    time: String,
    code: String,
    by_telephone: bool,
    mailed: bool,
}

#[derive(Template)]
#[template(path = "apply/booking_track.html")]
struct Track {
    frame: Frame,
    no: String,
    error: Option<&'static str>,
    refused: Option<String>,
    found: Option<Found>,
}

/// A booking, for whoever has its number and code.
struct Found {
    day: String,
    time: String,
    matter: String,
    kind: &'static str,
    state: &'static str,
    place: String,
    by_telephone: bool,
    code: String,
    open: bool,
    /// Slots it may be moved to.
    places: Vec<(String, String)>,
    /// Why the office called it off.
    reason: String,
    /// Where to book again once it is called off.
    again: Option<String>,
}

impl From<booking::Error> for Fail {
    fn from(error: booking::Error) -> Fail {
        anyhow::Error::from(error).context("failed to work on a booking").into()
    }
}

pub async fn show(
    State(window): State<Window>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Fail> {
    Page { window: &window, visit: &visit }
        .show(StatusCode::OK, &asked.service, None, (Vec::new(), None))
        .await
}

struct Page<'a> {
    window: &'a Window,
    visit: &'a Visit,
}

impl Page<'_> {
    fn frame(&self, title: &str) -> Frame {
        self.visit.frame(title).under("办事服务", crate::portal::SERVICES)
    }

    async fn show(
        &self,
        status: StatusCode,
        service: &str,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<String>),
    ) -> Result<Response, Fail> {
        let booking = self.window.desk.booking();
        let library = self.window.library();
        let places = places(self.window).await?;
        let any = !places.is_empty();
        let kinds = booking::Kind::ALL.map(|kind| (kind.key().to_owned(), kind.label().to_owned()));
        let matter = self.name_of(service).await?;
        let mails = library.mails();
        let email_hint = if mails {
            "填写的，预约成功后发一封确认邮件。"
        } else {
            "窗口联系您时用。"
        };
        let mut fields = vec![
            crate::form::choice("slot", "时间", "", places),
            radios("kind", "帮办方式", "", kinds).with("onsite"),
            line("matter", "要办的事", "例如 开一家小面馆。请不要写姓名、证件号码。").with(matter),
            line("name", "称呼", "例如 张先生、某某公司。").own("name", "text"),
            line("telephone", "联系电话", "手机，或者带区号的固定电话。").own("tel", "tel"),
            line("email", "电子邮箱", email_hint).optional().own("email", "email"),
            area("note", "需要说明的", "例如 需要轮椅、手语。").optional(),
        ];
        if let Some(typed) = typed {
            fields = fields.into_iter().map(|field| field.filled(typed, &faults)).collect();
        }
        let faults = named(faults, &fields);
        let plan = booking.plan().await?;
        let show = Show {
            frame: self.frame("预约帮办代办"),
            service: if is_id(service) { service.into() } else { String::new() },
            place: plan.place,
            keep: plan.keep,
            any,
            fields,
            faults,
            refused: refused.map(|refused| (refused, None)),
        };
        Ok(answer::page_with(status, &show)?)
    }

    /// The name of a service that is public; nothing of any other.
    async fn name_of(&self, service: &str) -> Result<String, Fail> {
        let publishing = &self.window.desk.publications().publishing;
        let broken = |error: publishing::Error| Fail::from(anyhow::Error::from(error));
        if !is_id(service) {
            return Ok(String::new());
        }
        let Some(index) = publishing.service_index(service).await.map_err(broken)? else {
            return Ok(String::new());
        };
        let listed = publishing.listed(&index).await.map_err(broken)?;
        Ok(listed.map(|listed| listed.title.clone()).unwrap_or_default())
    }
}

pub async fn create(
    State(window): State<Window>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    peer.admitted(&window.sends)?;
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let page = Page { window: &window, visit: &visit };
    let service = typed.text("service").to_owned();
    let (slot, wanted, contact) = match read(&typed, window.library().today()) {
        Ok(read) => read,
        Err(faults) => return page.show(FAULTY, &service, Some(&typed), (faults, None)).await,
    };
    let word = code::random(code::TRACK)?;
    let calendar = window.library().calendar();
    let (at, today) = (window.desk.now(), window.library().today());
    let by = By { account: PUBLIC, at, today, calendar: &calendar };
    let booking = window.desk.booking();
    let mailed = window.library().mails() && !contact.email.is_empty();
    match booking.book(by, (slot.0, &slot.1), &wanted, &contact, &word).await {
        Ok(taken) => receipt(&window, &headers, taken, (&word, wanted.kind.by_telephone(), mailed)).await,
        Err(error) => match error.refusal() {
            Some(refused) => page.show(FAULTY, &service, Some(&typed), (Vec::new(), Some(refused))).await,
            None => Err(error.into()),
        },
    }
}

/// Number and code are shown on a page of their own, which may be loaded again for an hour.
async fn receipt(
    window: &Window,
    headers: &HeaderMap,
    taken: Taken,
    (code, by_telephone, mailed): (&str, bool, bool),
) -> Result<Response, Fail> {
    let (ledger, token) = (window.ledger(), random_number()?);
    let (no, date, time) = (taken.no, taken.date, taken.time);
    let kept = Kept { no, date, time, code: code.to_owned(), by_telephone, mailed };
    let plain = serde_json::to_vec(&kept).map_err(anyhow::Error::from)?;
    let body = ledger.seal_bytes(&plain, &token).map_err(anyhow::Error::from)?;
    let expires = Some(window.desk.now() + KEPT_FOR);
    ledger.put_record(KEPT, &digest(&token), 0, &body, expires).await.map_err(anyhow::Error::from)?;
    let cookie = SENT.set(headers, &token)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/services/booking/done")).into_response())
}

/// GET /services/booking/done
pub async fn show_done(
    State(window): State<Window>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Fail> {
    let Some(kept) = kept(&window, &headers).await? else {
        return Ok(Redirect::to("/services/booking/track").into_response());
    };
    let page = Page { window: &window, visit: &visit };
    let done = Done {
        frame: page.frame("预约成功"),
        day: words::day_of_week(kept.date),
        code: code::grouped(&kept.code),
        place: window.desk.booking().plan().await?.place,
        kept,
    };
    Ok(answer::page(&done)?)
}

async fn kept(window: &Window, headers: &HeaderMap) -> Result<Option<Kept>, Fail> {
    let Some(token) = SENT.number(headers) else { return Ok(None) };
    let record = window.ledger().record(KEPT, &digest(token)).await.map_err(anyhow::Error::from)?;
    let Some(record) = record.filter(|record| !record.is_expired(window.desk.now())) else { return Ok(None) };
    let plain = window.ledger().unseal_bytes(&record.body, token).map_err(anyhow::Error::from)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?))
}

/// The slots that have a place left: what each is called by a form and by people.
async fn places(window: &Window) -> Result<Vec<(String, String)>, Fail> {
    let (today, calendar) = (window.library().today(), window.library().calendar());
    let mut places = Vec::new();
    for day in window.desk.booking().days(today, &calendar).await? {
        for (slot, free) in day.slots.iter().filter(|(_, free)| *free > 0) {
            let value = format!("{} {}", day.date, slot.time);
            places.push((value, format!("{}　{}（余{free}个）", words::day_of_week(day.date), slot.time)));
        }
    }
    Ok(places)
}

/// `2026-03-05 09:00`
fn slot_of(typed: &str) -> Option<(Date, String)> {
    let (day, time) = typed.split_once(' ')?;
    Some((day.parse().ok()?, time.to_owned()))
}

type Read = ((Date, String), Wanted, Contact);

fn read(typed: &Typed, today: Date) -> Result<Read, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let slot = slot_of(typed.text("slot"));
    if slot.is_none() {
        read.fault("slot", "请选择时间。");
    }
    let kind = read.one("kind", booking::Kind::find, booking::Kind::Onsite);
    let matter = read.needed("matter", "请填写要办的事。");
    let name = read.needed("name", "请填写称呼。");
    let telephone = words::plain_digits(typed.text("telephone"));
    if let Some(fault) = CheckKind::Phone.fault(&telephone, today) {
        read.fault("telephone", fault);
    }
    let email = read.text("email");
    if !email.is_empty() && !is_email(&email) {
        read.fault("email", "电子邮箱的写法不对，例如 name@example.com。");
    }
    let note = read.text("note");
    let service = Some(typed.text("service").to_owned()).filter(|service| is_id(service)).unwrap_or_default();
    match (slot, read.faults.is_empty()) {
        (Some(slot), true) => {
            Ok((slot, Wanted { kind, service, matter }, Contact { name, telephone, email, note }))
        }
        _ => Err(read.faults),
    }
}

pub async fn show_track(State(window): State<Window>, visit: Visit) -> Result<Response, Fail> {
    track(&window, &visit, StatusCode::OK, (String::new(), None, None), None).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Tried {
    no: String,
    code: String,
    /// `move` or `cancel`; nothing where it is looked up only.
    #[serde(rename = "do")]
    act: String,
    /// 改约到的时段.
    slot: String,
}

/// POST /services/booking/track. A number nobody has takes the same way as a wrong code, to the same answer.
pub async fn create_track(
    State(window): State<Window>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Tried>, FormRejection>,
) -> Result<Response, Fail> {
    peer.admitted(&window.doors)?;
    let Form(tried) = form.map_err(|_| unreadable())?;
    let no = words::plain_digits(&tried.no).to_ascii_uppercase();
    let door = format!("{no}/{}", peer.name());
    if !TRIES.take(window.ledger(), window.desk.now(), &door).await? {
        return track(&window, &visit, StatusCode::TOO_MANY_REQUESTS, (tried.no, Some(LOCKED), None), None)
            .await;
    }
    let booking = window.desk.booking();
    let typed = code::read(&tried.code, code::TRACK).unwrap_or_default();
    let name = if is_number(&no) { no.as_str() } else { "YY0000-00000" };
    let Some(mut found) = booking.find(name, &typed).await? else {
        return track(&window, &visit, StatusCode::FORBIDDEN, (tried.no, Some(WRONG), None), None).await;
    };
    TRIES.forget(window.ledger(), &door).await?;
    let mut refused = None;
    let calendar = window.library().calendar();
    let (at, today) = (window.desk.now(), window.library().today());
    let by = By { account: PUBLIC, at, today, calendar: &calendar };
    if tried.act == "move" {
        peer.admitted(&window.sends)?;
        let Some((date, time)) = slot_of(&tried.slot) else {
            let refused = Some("请选择要改到的时间。".to_owned());
            return track(&window, &visit, FAULTY, (no, None, refused), Some((found, typed))).await;
        };
        match booking.rebook(by, (&no, &typed), (date, &time)).await {
            Ok(taken) => {
                let mailed = window.library().mails() && !booking.contact(&found).await?.email.is_empty();
                let told = (typed.as_str(), found.wanted.kind.by_telephone(), mailed);
                return receipt(&window, &headers, taken, told).await;
            }
            Err(error) => refused = Some(error.refusal().ok_or(error)?),
        }
    }
    if tried.act == "cancel" {
        match booking.call_off(by, &no).await {
            Ok(after) => found = after,
            Err(error) => refused = Some(error.refusal().ok_or(error)?),
        }
    }
    let status = if refused.is_some() { FAULTY } else { StatusCode::OK };
    track(&window, &visit, status, (no, None, refused), Some((found, typed))).await
}

/// `YY2026-00001`
fn is_number(no: &str) -> bool {
    let digits = |text: &str, many| text.len() == many && text.bytes().all(|one| one.is_ascii_digit());
    let parts = no.strip_prefix("YY").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| digits(year, 4) && digits(number, 5))
}

async fn track(
    window: &Window,
    visit: &Visit,
    status: StatusCode,
    (no, error, refused): (String, Option<&'static str>, Option<String>),
    found: Option<(Booked, String)>,
) -> Result<Response, Fail> {
    let place = window.desk.booking().plan().await?.place;
    let open = found
        .as_ref()
        .is_some_and(|(one, _)| one.may_call_off(window.library().today(), window.desk.now()).is_ok());
    let places = if open { places(window).await? } else { Vec::new() };
    let found = found.map(|(one, code)| Found {
        places: places
            .into_iter()
            .filter(|(slot, _)| *slot != format!("{} {}", one.date, one.time))
            .collect(),
        day: words::day_of_week(one.date),
        time: one.time.clone(),
        matter: one.wanted.matter.clone(),
        kind: one.wanted.kind.label(),
        state: one.state.label(one.wanted.kind),
        place,
        by_telephone: one.wanted.kind.by_telephone(),
        code: code::grouped(&code),
        open,
        reason: one.reason.clone(),
        again: (one.state == booking::State::Cancelled)
            .then(|| format!("/services/booking?for={}", one.wanted.service)),
    });
    let frame = visit.frame("查询帮办预约").under("办事服务", crate::portal::SERVICES);
    let no = no.chars().take(40).collect();
    Ok(answer::page_with(status, &Track { frame, no, error, refused, found })?)
}
