//! 出错页面：what was refused and what to do, or an incident number and a line in the log.

use crate::guard::READS_AGAIN;
use crate::library::NoRecords;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Why a page is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("没有这个页面")]
    NotFound,
    /// The asked thing belongs to the office's matters but is not there; says what and where to look.
    #[error("{0}")]
    Missing(String),
    /// The thing is there, but not in a state to be shown; says why.
    #[error("{0}")]
    Conflict(String),
    #[error("{0}")]
    BadRequest(String),
    /// Someone is signed in, but may not.
    #[error("{0}")]
    Forbidden(String),
    /// It cannot be done as things stand; says why.
    #[error("{0}")]
    NotNow(String),
    #[error("{0}")]
    TooLarge(String),
    #[error("这份表单不是从本站页面提交的")]
    CrossSite,
    #[error("提交得太频繁")]
    TooMany,
    #[error("查询得太频繁")]
    TooManyReads,
    #[error("办理用时过长")]
    TimedOut,
    /// Too many ask for the same at once.
    #[error("正在使用的人较多")]
    Busy,
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl From<NoRecords> for Error {
    fn from(error: NoRecords) -> Error {
        match error {
            NoRecords::Refused(message) => Error::Conflict(message),
            NoRecords::Broken(error) => Error::Broken(error.context("failed to read records")),
        }
    }
}

/// What the error page says; travels from the handler to [`dress`] beside a bare response.
#[derive(Debug, Clone)]
pub struct Fault {
    pub title: String,
    pub advice: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, advice) = match &self {
            Error::NotFound => return StatusCode::NOT_FOUND.into_response(),
            Error::Missing(_) => (StatusCode::NOT_FOUND, "请从栏目页面重新进入。"),
            Error::Conflict(_) => (StatusCode::CONFLICT, "报告中的数字仍可查阅。"),
            Error::BadRequest(_) => (StatusCode::BAD_REQUEST, "请返回上一页更正后重新提交。"),
            Error::Forbidden(_) => {
                (StatusCode::FORBIDDEN, "请交由有该岗位的同事办理；岗位有变动的，请联系系统管理员。")
            }
            Error::NotNow(_) => (StatusCode::CONFLICT, "请返回上一页，核对后再办。"),
            Error::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "请返回上一页，减少文件后重新提交。"),
            Error::CrossSite => (
                StatusCode::FORBIDDEN,
                "为防止他人冒用，本站只受理从本站页面提交的表单。请从本站页面重新填写。",
            ),
            Error::TooMany => {
                (StatusCode::TOO_MANY_REQUESTS, "请稍候一分钟再提交。核对多份报告的，可以一次提交。")
            }
            Error::TooManyReads => (
                StatusCode::TOO_MANY_REQUESTS,
                "请一分钟以后再查。用程序批量取得的，请放慢到每秒两次；全部信息的目录可以按年度、栏目分别下载。",
            ),
            Error::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, "请减少一次提交的文件，或者稍后再试。"),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "请过一会儿再打开，或者下载附件查看。"),
            Error::Broken(error) => return broken(&format!("{error:#}")),
        };
        let mut response = status.into_response();
        if matches!(self, Error::TooManyReads) {
            response.headers_mut().insert(header::RETRY_AFTER, READS_AGAIN.as_secs().into());
        }
        response.extensions_mut().insert(Fault { title: self.to_string(), advice: advice.into() });
        response
    }
}

/// Logs once, with the number the reader is given.
fn broken(what: &str) -> Response {
    let incident = incident();
    tracing::error!(incident, "{what}");
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    let title = "系统出错，请稍后再试。编号 XT00".to_string();
    let advice = format!("事件号 {incident}。再次遇到时，请将事件号告知本机关。");
    response.extensions_mut().insert(Fault { title, advice });
    response
}

/// Unique enough to find one line in a log: the second, and a counter.
fn incident() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    format!("{seconds:X}-{:03}", COUNTER.fetch_add(1, Ordering::Relaxed) % 1000)
}

/// One page that fails must not stop the rest.
pub fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    broken(&format!("panicked: {message}"))
}

/// A page asked for with a slash behind its address is sent on to the address without.
pub async fn unknown_page(request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let plain = without_slash(request.uri()).filter(|_| reads);
    match plain.and_then(|place| HeaderValue::try_from(place).ok()) {
        Some(place) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place)]).into_response(),
        None => Error::NotFound.into_response(),
    }
}

/// `None` where there is no slash to take off, or where `//host` would lead to another site.
fn without_slash(asked: &Uri) -> Option<String> {
    let path = asked.path().strip_suffix('/')?.trim_end_matches('/');
    if !path.starts_with('/') || path[1..].starts_with(['/', '\\']) {
        return None;
    }
    Some(asked.query().map_or_else(|| path.to_string(), |query| format!("{path}?{query}")))
}

pub async fn unknown_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// Longest time a page may take; long files are read within it.
const TIME_LIMIT: Duration = Duration::from_secs(120);

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    title: String,
    advice: String,
}

/// Gives every failed answer, ours or the framework's, a page that says what to do.
pub async fn dress(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let visit = Visit::of(&portal, request.uri(), request.headers());
    let response = match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TimedOut.into_response(),
    };
    let Some(Fault { title, advice }) = undressed(&response) else { return response };
    let status = response.status();
    let said =
        [header::ALLOW, header::RETRY_AFTER].map(|name| (response.headers().get(&name).cloned(), name));
    let page = ErrorPage { frame: visit.frame(&title), title, advice };
    let mut dressed = answer::page_with(status, &page).unwrap_or_else(|_| status.into_response());
    dressed.headers_mut().extend(said.into_iter().filter_map(|(value, name)| Some((name, value?))));
    dressed
}

/// What a failed answer has to say; `None` where it is a page already, or no failure.
pub fn undressed(response: &Response) -> Option<Fault> {
    let status = response.status();
    let drawn = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        [&b"text/html"[..], b"application/json"].iter().any(|own| kind.as_bytes().starts_with(own))
    });
    let failed = status.is_client_error() || status.is_server_error();
    (failed && !drawn).then(|| response.extensions().get().cloned().unwrap_or_else(|| usual(status)))
}

fn usual(status: StatusCode) -> Fault {
    let (title, advice) = match status {
        StatusCode::NOT_FOUND => {
            ("没有这个页面", "网址可能有误，或者页面已经移走。请从首页或者“政府信息公开”栏目查找。")
        }
        StatusCode::METHOD_NOT_ALLOWED => ("这个网址不能这样使用", "请从首页重新进入。"),
        StatusCode::PAYLOAD_TOO_LARGE => ("提交的内容过大", "请返回上一页，减少文件后重新提交。"),
        _ if status.is_client_error() => ("提交的内容无法识别", "请返回上一页，按页面提示重新填写。"),
        _ => ("系统出错，请稍后再试。编号 XT00", "再次遇到时，请告知本机关。"),
    };
    Fault { title: title.into(), advice: advice.into() }
}
