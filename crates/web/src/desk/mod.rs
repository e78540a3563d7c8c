//! 工作台：sign-in, the board, a case and the acts on it. Behind a session, all of it.

mod access;
pub mod account;
mod acts;
mod annual;
mod audit;
mod board;
mod calendar;
mod case;
mod chip;
mod dashboard;
pub mod departments;
mod duties;
mod error;
pub mod factor;
mod feed;
mod fields;
mod files;
mod help;
mod items;
mod letters;
mod me;
pub(crate) mod messages;
mod notices;
pub mod oidc;
mod order;
pub mod organs;
mod password;
mod people;
mod person;
pub mod policy;
mod proof;
mod questions;
mod redaction;
mod register;
mod registers;
mod remedies;
pub mod reminder;
mod report;
mod rights;
mod scan;
mod screening;
mod security;
mod services;
mod session;
mod sign_in;
mod story;
pub mod submissions;
mod suggestions;
mod supervision;
pub mod undelivered;

use audit::act as acts_of_accounts;
pub(crate) use case::is_number;

use crate::cookie::scheme;
use crate::error::Error;
use crate::guard::Limiter;
use crate::links::{self, PublicPages};
use crate::{Library, Portal, Publications};
pub use access::EXPORTED;
use account::{Account, NoAccount};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::{Casework, Moment};
use jiff::Timestamp;
use law::workday::Calendar;
use ledger::Ledger;
use office::case::Refusal;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::Publishing;
use rights::Right;
pub(crate) use screening::queue as unchecked_queue;
pub use screening::{Antivirus, Rescanned};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;
use tower_http::set_header::SetResponseHeaderLayer;

/// Each hashing takes 19 MB; more at once would only be slower.
const HASHED_AT_ONCE: usize = 2;
/// Sessions, drafts and the like that are removed in one transaction.
const EXPIRED_AT_ONCE: u32 = 1_000;
/// The longest text of an item, as a form writes Chinese: nine bytes a character.
const SCANNED_BYTES: usize = 2_000_000;
/// Forms without files are text.
const FORM_BYTES: usize = 512_000;

/// What the pages of the desk reach.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

pub struct Inner {
    library: Arc<dyn Library>,
    casework: Casework,
    publications: Publications,
    publishing: Publishing,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    limiter: Limiter,
    hashing: Semaphore,
    links: tokio::sync::Mutex<links::Gathered>,
    antivirus: OnceLock<Arc<dyn Antivirus>>,
    registers: ::registers::Registers,
    /// Files of registers that wait to be imported.
    pending: registers::Pending,
    siblings: annual::Siblings,
}

impl Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    /// `clock` tells the moment that is written beside each act; the day is the library's.
    pub fn new(
        library: Arc<dyn Library>,
        casework: Casework,
        publications: Publications,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Desk {
        let registers = ::registers::Registers::new(casework.ledger().clone(), casework.organ());
        Desk(Arc::new(Inner {
            library,
            registers,
            pending: registers::Pending::default(),
            siblings: annual::Siblings::default(),
            casework,
            publishing: publications.publishing.clone(),
            publications,
            clock: Box::new(clock),
            limiter: Limiter::default(),
            hashing: Semaphore::new(HASHED_AT_ONCE),
            links: tokio::sync::Mutex::default(),
            antivirus: OnceLock::new(),
        }))
    }

    /// From here on files that are brought are shown to it.
    pub fn with_antivirus(self, antivirus: Arc<dyn Antivirus>) -> Desk {
        // A desk is set up once.
        drop(self.antivirus.set(antivirus));
        self
    }

    /// What only the passing of days changes, a consultation whose term is over, a lapsed correction; and what a
    /// new holiday notice moves. How many cases changed. To be called every hour, and at the start.
    pub async fn refresh(&self) -> anyhow::Result<u64> {
        while self.ledger().remove_expired(self.now(), EXPIRED_AT_ONCE).await? >= u64::from(EXPIRED_AT_ONCE) {
        }
        organs::introduce(self.ledger(), self.casework.organ(), &self.library.organ().name).await?;
        let calendar = self.library.calendar();
        let moment = self.moment(&calendar);
        if let Some(moved) = self.casework.adopt_calendar(moment).await? {
            tracing::info!(moved, "deadlines were reckoned by another calendar");
        }
        Ok(self.casework.refresh(moment).await?)
    }

    /// Publishes what was set for a time that has come, and brings the search up to date. How many were published.
    /// To be called every minute, and at the start.
    pub async fn publish_due(&self) -> anyhow::Result<usize> {
        let calendar = self.library.calendar();
        let due = self.publishing.publish_due(self.moment(&calendar)).await;
        self.publications.follow().await?;
        let due = due?;
        for (index, error) in &due.failed {
            tracing::error!(index, "failed to publish a scheduled item: {error:#}");
        }
        Ok(due.published.len())
    }

    pub(crate) fn library(&self) -> &dyn Library {
        &*self.library
    }

    pub fn casework(&self) -> &Casework {
        &self.casework
    }

    pub(crate) fn publications(&self) -> &Publications {
        &self.publications
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.casework.ledger()
    }

    /// 帮办预约
    pub(crate) fn booking(&self) -> booking::Booking {
        booking::Booking::new(self.ledger().clone(), self.casework.organ())
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Who asks for a passkey: the site by its settings, or as the browser called it.
    fn party(&self, headers: &HeaderMap) -> Option<factor::passkey::Party> {
        let called = || {
            let host = headers.get(header::HOST)?.to_str().ok()?;
            Some(format!("{}://{host}", scheme(headers)))
        };
        let settled = Some(self.library.site().address.clone()).filter(|address| !address.is_empty());
        factor::passkey::Party::of(&settled.or_else(called)?)
    }

    pub(crate) fn moment<'a>(&self, calendar: &'a Calendar) -> Moment<'a> {
        Moment { now: self.now(), today: self.library.today(), calendar }
    }

    /// Ends the session a browser carries; the cookie that takes it away.
    /// Where published items are sent beside this site.
    pub(crate) fn channels(&self) -> channels::Channels {
        channels::Channels::new(self.publishing.clone(), self.library().channels())
    }

    pub(crate) async fn sign_out(&self, headers: &HeaderMap) -> anyhow::Result<HeaderValue> {
        session::end(self.ledger(), headers).await
    }

    /// The links in what is public now, and how many items were not read yet.
    async fn links(&self) -> anyhow::Result<(Vec<Arc<links::LinksOf>>, u64)> {
        let mut gathered = self.links.lock().await;
        gathered.follow(&self.publishing).await?;
        Ok((gathered.all(), gathered.unread(&self.publishing).await?))
    }

    fn frame(&self, title: &str, me: &Account) -> Frame {
        Frame {
            style: crate::assets::desk_style_path(),
            script: crate::assets::desk_script_path(),
            icon: crate::assets::icon_path(),
            organ: self.library.organ().name.clone(),
            demonstration: self.library.demonstration(),
            title: title.into(),
            me: me.title(),
            menu: menu(me),
        }
    }
}

/// Entries of the menu that belong together.
struct MenuGroup {
    label: &'static str,
    links: Vec<MenuLink>,
}

struct MenuLink {
    label: &'static str,
    path: &'static str,
    current: bool,
}

type Entry = (Right, &'static str, &'static str);

const MENU: [(&str, &[Entry]); 6] = [
    (
        "依申请",
        &[
            (Right::SeeCases, "申请", "/desk"),
            (Right::SeeCases, "复议诉讼", "/desk/remedies"),
            (Right::SeeCases, "公开线索", "/desk/suggestions"),
            (Right::SeeCases, "期限变动", "/desk/calendar"),
        ],
    ),
    (
        "互动",
        &[
            (Right::SeeMessages, "咨询留言", messages::PATH),
            (Right::Help, "帮办预约", help::BASE),
            (Right::SeeItems, "问答", questions::PATH),
        ],
    ),
    (
        "主动公开",
        &[
            (Right::SeeItems, "信息发布", "/desk/items"),
            (Right::SeeItems, "办事服务", services::BASE),
            (Right::SeeItems, "公开目录", "/desk/catalogue"),
            (Right::SeeItems, "规范性文件", "/desk/documents"),
            (Right::SeeItems, "自查", "/desk/inspection"),
        ],
    ),
    (
        "登记和年报",
        &[
            (Right::SeeRegisters, "登记", "/desk/registers"),
            (Right::SeeCases, "数据看板", "/desk/dashboard"),
            (Right::SeeCases, "年报数", "/desk/report"),
            (Right::SeeReports, "年度报告", "/desk/annual-reports"),
        ],
    ),
    (
        "监督",
        &[
            (Right::Supervise, "督办", "/desk/supervision"),
            (Right::Supervise, "报送", "/desk/submissions"),
            (Right::Audit, "审计", "/desk/audit"),
        ],
    ),
    (
        "管理",
        &[
            (Right::SeePeople, "人员和权限", "/desk/accounts"),
            (Right::GrantRights, "安全设置", "/desk/security"),
        ],
    ),
];

/// What somebody may see; no group without entries.
fn menu(me: &Account) -> Vec<MenuGroup> {
    // Cases stand under their list, which has the shortest address of all.
    let within = |path: &str| me.at == path || me.at.starts_with(&format!("{path}/"));
    let all = MENU.iter().flat_map(|(_, entries)| entries.iter().map(|(_, _, path)| *path));
    let current = all.filter(|path| within(path)).max_by_key(|path| path.len());
    let current =
        current.filter(|path| *path != "/desk" || me.at == "/desk" || me.at.starts_with("/desk/cases"));
    let seen = |entries: &[Entry]| {
        let held = entries.iter().filter(|(right, _, _)| right.held_by(me));
        let link = |(_, label, path): &Entry| MenuLink { label, path, current: current == Some(*path) };
        held.map(link).collect::<Vec<_>>()
    };
    let groups = MENU.into_iter().map(|(label, entries)| MenuGroup { label, links: seen(entries) });
    groups.filter(|group| !group.links.is_empty()).collect()
}

/// What stands around a page of the desk.
struct Frame {
    style: &'static str,
    script: &'static str,
    icon: &'static str,
    organ: String,
    demonstration: bool,
    title: String,
    me: String,
    menu: Vec<MenuGroup>,
}

/// `public`: the pages everybody may see, to find out which of them are there.
pub(crate) fn routes(desk: Desk, public: PublicPages) -> Router<Portal> {
    let no_store = HeaderValue::from_static("no-store");
    Router::new()
        .route("/desk", get(board::show))
        .route("/desk/find", get(board::find))
        .route("/desk/counted", get(report::counted))
        .route("/desk/report", get(report::current))
        .route("/desk/report/{year}", get(report::show))
        .route("/desk/dashboard", get(dashboard::show))
        .route("/desk/dashboard/{table}", get(dashboard::csv))
        .route("/desk/submissions/{year}/{unit}/reply", get(submissions::reply))
        .route("/desk/submissions/{year}", get(submissions::sum))
        .route("/desk/submissions/{year}/{unit}", get(submissions::show).post(submissions::judge))
        .route("/desk/submissions/{year}/{unit}/papers/{number}", get(submissions::paper))
        .route("/api/v1/submissions/{unit}/{year}", get(submissions::api::show))
        .route("/desk/annual-reports", get(annual::list))
        .route("/desk/annual-reports/{year}", get(annual::show))
        .route("/desk/annual-reports/{year}/text", get(annual::show_text).post(annual::save))
        .route("/desk/annual-reports/{year}/figures/{metric}", get(annual::show_figure))
        .route("/desk/annual-reports/{year}/adjustments", get(annual::show_adjustments).post(annual::adjust))
        .route("/desk/annual-reports/{year}/send", post(annual::send))
        .route("/desk/annual-reports/{year}/package", get(annual::package))
        .route("/desk/annual-reports/{year}/fetch", post(annual::fetch))
        .route("/desk/annual-reports/{year}/reply", post(annual::take_reply))
        .route("/desk/annual-reports/{year}/{act}", post(annual::run))
        .route("/desk/sign-in", get(sign_in::show).post(sign_in::create))
        .route("/desk/sign-out", post(sign_in::destroy))
        .route("/desk/cases/{no}", get(case::show))
        .route("/desk/cases/{no}/proof", get(proof::show))
        .route("/desk/cases/{no}/letters/{file}", get(letters::show_form))
        .route("/desk/cases/{no}/files/{file}", get(files::get))
        .route("/desk/cases/{no}/files/{file}/redaction", get(redaction::show).post(redaction::create))
        .route("/desk/cases/{no}/{act}", get(acts::show).post(acts::create))
        .route("/desk/cases/{no}/{act}/preview", post(acts::preview))
        .route("/desk/cases/{no}/{act}/edit", post(acts::edit))
        .route("/desk/remedies", get(remedies::show))
        .route("/desk/supervision", get(supervision::show))
        .route("/desk/suggestions", get(suggestions::show))
        .route(questions::PATH, get(questions::show).post(questions::change))
        .route("/desk/questions/exam", post(questions::examine))
        .route("/desk/calendar", get(calendar::show).post(calendar::approve))
        .route("/desk/calendar.ics", get(feed::show))
        .route("/desk/me", get(me::show))
        .route("/desk/me/email", post(me::set_email))
        .route("/desk/me/password", get(me::show_password).post(me::set_password))
        .route("/desk/me/feed", post(me::new_feed))
        .route("/desk/me/factor", get(factor::page::show).post(factor::page::change))
        .route("/desk/me/sessions", post(me::end_others))
        .route("/desk/sign-in/passkey", post(factor::second::begin_passkey))
        .route("/desk/sign-in/oidc", get(oidc::begin))
        .route("/desk/sign-in/oidc/return", get(oidc::finish))
        .route("/desk/me/oidc", post(oidc::link))
        .route("/desk/me/oidc/end", post(oidc::end))
        .route("/desk/sign-in/second", get(factor::second::show).post(factor::second::create))
        .route("/desk/accounts", get(people::show).post(people::create))
        .route("/desk/accounts/{id}", get(person::show).post(person::change))
        .route("/desk/departments", get(departments::show).post(departments::create))
        .route("/desk/departments/{id}", post(departments::change))
        .route("/desk/security", get(security::show).post(security::change))
        .route("/desk/audit", get(audit::show).post(audit::verify))
        .route("/desk/audit/export", get(audit::export))
        .merge(items::routes())
        .merge(messages::routes())
        .merge(registers::routes())
        .merge(services::routes())
        .merge(help::routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        // Uploads keep their own count, so that what is too large is refused with a page and not a cut line.
        .merge(
            Router::new()
                .route("/desk/new", get(register::show).post(register::create))
                .route("/desk/cases/{no}/files", get(files::show).post(files::create))
                .route("/desk/submissions", get(submissions::list).post(submissions::receive))
                .layer(DefaultBodyLimit::disable()),
        )
        .merge(
            Router::new().route("/desk/scan", post(scan::show)).layer(DefaultBodyLimit::max(SCANNED_BYTES)),
        )
        .merge(
            Router::new()
                .route("/api/v1/submissions", post(submissions::api::create))
                .layer(DefaultBodyLimit::max(publishing::submission::PACKAGE_BYTES)),
        )
        .merge(items::uploads())
        .merge(registers::uploads())
        .merge(services::uploads())
        .route("/desk/{*rest}", get(error::unknown))
        .layer(axum::Extension(public))
        .layer(axum::middleware::from_fn_with_state(desk.clone(), error::dress))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, no_store))
        .layer(from_fn_with_state(desk.clone(), access::watch))
        .with_state(desk)
}

/// What programs ask of the registers; a machine that asks without end waits.
pub(crate) fn api(desk: Desk, portal: &Portal) -> Router<Portal> {
    let no_store = HeaderValue::from_static("no-store");
    registers::open_routes()
        .route_layer(from_fn_with_state(portal.clone(), crate::guard::reads_bounded))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, no_store))
        .with_state(desk)
}

/// What was refused, and on which article.
type Refused = (String, Option<&'static str>);

/// Why a page of the desk was not shown.
#[derive(Debug)]
pub enum Fail {
    /// Nobody is signed in; afterwards back to this page.
    SignIn(String),
    /// Something is owed first, on this page: an own password, a second factor.
    Owed(&'static str),
    NotAllowed(&'static str),
    NoCase(String),
    /// The thing is there, but this cannot be done to it now.
    NotNow(String),
    Unreadable,
    Portal(Error),
}

impl From<Error> for Fail {
    fn from(error: Error) -> Fail {
        Fail::Portal(error)
    }
}

impl From<anyhow::Error> for Fail {
    fn from(error: anyhow::Error) -> Fail {
        Fail::Portal(Error::Broken(error))
    }
}

impl From<NoAccount> for Fail {
    fn from(error: NoAccount) -> Fail {
        match error {
            NoAccount::Broken(error) => error.into(),
            refusal => Fail::NotNow(refusal.to_string()),
        }
    }
}

impl From<channels::Error> for Fail {
    fn from(error: channels::Error) -> Fail {
        Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to look after a channel")))
    }
}

impl From<publishing::Error> for Fail {
    fn from(error: publishing::Error) -> Fail {
        Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to work on an item")))
    }
}

impl From<::registers::Error> for Fail {
    fn from(error: ::registers::Error) -> Fail {
        Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to work on a register")))
    }
}

impl From<casework::Error> for Fail {
    fn from(error: casework::Error) -> Fail {
        Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to work on a case")))
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let error = match self {
            Fail::SignIn(back) => {
                let back = utf8_percent_encode(&back, NON_ALPHANUMERIC);
                return Redirect::to(&format!("/desk/sign-in?back={back}")).into_response();
            }
            Fail::Owed(page) => return Redirect::to(page).into_response(),
            Fail::NotAllowed(what) => Error::Forbidden(format!("您的岗位不能办理“{what}”")),
            Fail::NoCase(no) => Error::Missing(format!("没有编号为“{no}”的申请")),
            Fail::NotNow(what) => Error::NotNow(what),
            Fail::Unreadable => Error::BadRequest("提交的内容无法识别".into()),
            Fail::Portal(error) => error,
        };
        error.into_response()
    }
}

/// What the reader is told of an order that was not carried out; what is ours to mend goes on as an error.
fn refusal(error: casework::Error) -> Result<(StatusCode, Refused), Fail> {
    match error {
        casework::Error::Refused(refusal) => {
            let status = match refusal {
                Refusal::Role(_) | Refusal::FourEyes => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok((status, (format!("{refusal}（{}）", refusal.code()), refusal.cite())))
        }
        casework::Error::Letter(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, (format!("{refusal}（{}）", refusal.code()), None)))
        }
        casework::Error::Settings(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, (refusal, None))),
        casework::Error::Ledger(ledger::Error::Refused(refusal)) => {
            Ok((StatusCode::CONFLICT, (refusal.to_string(), None)))
        }
        broken => Err(broken.into()),
    }
}

/// Goes on only where the account has the right.
fn demand(right: Right, me: &Account, what: &'static str) -> Result<(), Fail> {
    if right.held_by(me) { Ok(()) } else { Err(Fail::NotAllowed(what)) }
}
