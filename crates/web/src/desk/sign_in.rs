//! 登录与退出　/desk/sign-in、/desk/sign-out

use super::access::{self, Kind};
use super::factor::{self, second};
use super::policy::{self, Policy};
use super::session::{self, Way};
use super::{Desk, Fail, account};
use crate::answer;
use crate::cookie::is_secure;
use crate::guard::Peer;
use crate::tries::Tries;
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Wrong passwords in a row, by account.
pub const TRIES: Tries = Tries("sign-in-failures");

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    pub back: String,
}

#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct Show {
    style: &'static str,
    icon: &'static str,
    organ: String,
    demonstration: bool,
    account: String,
    back: String,
    error: Option<String>,
    encrypted: bool,
    idle_minutes: u32,
    /// The provider by its name, and where one goes to sign in by it.
    oidc: Option<(String, String)>,
}

const WRONG: &str = "账号或者密码不对。请核对后重新输入；忘记密码的，请联系本机关的安全保密管理员。";

/// What somebody who guessed too often is told.
pub fn locked_out(rules: &Policy) -> String {
    format!("这个账号连续输错{}次，已暂停登录{}分钟。请稍后再试。", rules.tries, rules.closed_minutes)
}

/// GET /desk/sign-in
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    page(&desk, &headers, StatusCode::OK, &Typed { back: asked.back, ..Typed::default() }, None).await
}

/// POST /desk/sign-in
pub async fn create(State(desk): State<Desk>, peer: Peer, request: Request) -> Result<Response, Fail> {
    peer.admitted(&desk.limiter)?;
    let headers = request.headers().clone();
    let form = Form::<Typed>::from_request(request, &()).await;
    let Form(typed) = form.map_err(|_| Fail::Unreadable)?;
    enter(&desk, peer, &headers, typed).await
}

async fn enter(desk: &Desk, peer: Peer, headers: &HeaderMap, typed: Typed) -> Result<Response, Fail> {
    let (ledger, now, id) = (desk.ledger(), desk.now(), typed.account.trim().to_owned());
    // A place is taken before the password is tried, so that guesses sent at once count like guesses in a row.
    let rules = policy::load(ledger).await?;
    if !TRIES.take_of(ledger, now, &id, rules.tries, rules.closed()).await? {
        access::note(desk, Kind::SignInFailed, &id, "", &peer.address(), "已暂停登录").await?;
        return page(desk, headers, StatusCode::TOO_MANY_REQUESTS, &typed, Some(locked_out(&rules))).await;
    }
    let account = account::find(ledger, &id).await?;
    let verified = {
        let _place = desk.hashing.acquire().await.map_err(anyhow::Error::from)?;
        account::verifies(account.as_ref(), &typed.password).await?
    };
    let known_to_all = typed.password == account::DEMONSTRATION_PASSWORD && !desk.library().demonstration();
    if !verified || known_to_all {
        tracing::warn!(account = id, "a sign-in failed");
        access::note(desk, Kind::SignInFailed, &id, "", &peer.address(), "账号或者密码不对").await?;
        return page(desk, headers, StatusCode::FORBIDDEN, &typed, Some(WRONG.into())).await;
    }
    TRIES.forget(ledger, &id).await?;
    if factor::load(ledger, &id).await?.is_on() {
        let cookie = second::begin(desk, headers, Some(&id), &typed.back).await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk/sign-in/second")).into_response());
    }
    let cookie = session::begin(desk, headers, &id, peer.address(), Way::Password).await?;
    tracing::info!(account = id, "signed in");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_page(&typed.back))).into_response())
}

/// POST /desk/sign-out
pub async fn destroy(State(desk): State<Desk>, peer: Peer, headers: HeaderMap) -> Result<Response, Fail> {
    if let Some(account) = session::whose(desk.ledger(), &headers).await? {
        access::note(&desk, Kind::SignOut, &account, "", &peer.address(), "").await?;
    }
    let cookie = session::end(desk.ledger(), &headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk/sign-in")).into_response())
}

/// Only pages of the desk: a link must not lead elsewhere after the password is typed.
pub fn own_page(back: &str) -> &str {
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let within = back == "/desk" || back.starts_with("/desk/") || back.starts_with("/desk?");
    if plain && within { back } else { "/desk" }
}

/// Where one goes to sign in by the provider, and back here afterwards.
fn begin_elsewhere(back: &str) -> String {
    format!("/desk/sign-in/oidc?back={}", utf8_percent_encode(own_page(back), NON_ALPHANUMERIC))
}

/// The page with why nobody was let in.
pub async fn refuse(
    desk: &Desk,
    headers: &HeaderMap,
    status: StatusCode,
    told: &str,
) -> Result<Response, Fail> {
    page(desk, headers, status, &Typed::default(), Some(told.into())).await
}

async fn page(
    desk: &Desk,
    headers: &HeaderMap,
    status: StatusCode,
    typed: &Typed,
    error: Option<String>,
) -> Result<Response, Fail> {
    let page = Show {
        style: crate::assets::desk_style_path(),
        icon: crate::assets::icon_path(),
        organ: desk.library().organ().name.clone(),
        demonstration: desk.library().demonstration(),
        account: typed.account.clone(),
        back: own_page(&typed.back).into(),
        error,
        encrypted: is_secure(headers),
        oidc: desk.library().oidc().map(|oidc| (oidc.settings.name.clone(), begin_elsewhere(&typed.back))),
        idle_minutes: policy::load(desk.ledger()).await?.idle_minutes,
    };
    Ok(answer::page_with(status, &page)?)
}
