//! 用统一身份认证登录、关联、取消关联　/desk/sign-in/oidc、/desk/me/oidc

use super::{Back, LINK, Oidc, STAFF, Started, linked};
use crate::answer;
use crate::desk::access::{self, Kind};
use crate::desk::account::{self, NoAccount};
use crate::desk::factor::{self, second};
use crate::desk::me::{self, not_the_password};
use crate::desk::people::accounts;
use crate::desk::session::{self, Signed, Way};
use crate::desk::{Desk, Fail, Frame, sign_in};
use crate::error::Error;
use crate::form::Fault;
use crate::guard::Peer;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use ledger::{Ledger, Tx};
use serde::Deserialize;
use std::sync::Arc;

/// Which link an account has.
const OF_ACCOUNT: &str = "oidc-of";

fn provider(desk: &Desk) -> Result<Arc<Oidc>, Fail> {
    desk.library().oidc().ok_or(Fail::Portal(Error::NotFound))
}

/// GET /desk/sign-in/oidc
pub async fn begin(
    State(desk): State<Desk>,
    peer: Peer,
    headers: HeaderMap,
    Query(asked): Query<sign_in::Asked>,
) -> Result<Response, Fail> {
    peer.admitted(&desk.limiter)?;
    go(&desk, &headers, Started::new(&asked.back, None)?).await
}

#[derive(Template)]
#[template(path = "desk/link.html")]
struct Link {
    frame: Frame,
    provider: String,
    address: String,
}

#[derive(Deserialize)]
pub struct Confirmed {
    #[serde(default)]
    password: String,
}

/// POST /desk/me/oidc: the same, to link what comes back to one's own account. The way there is a link to follow: a
/// form leads nowhere but to this site.
pub async fn link(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
    Form(typed): Form<Confirmed>,
) -> Result<Response, Fail> {
    let name = provider(&desk)?.settings.name.clone();
    if let Some(why) = not_the_password(&desk, &me, &typed.password).await? {
        let fault = Fault { field: "password", message: why.into() };
        return me::not_so(&desk, &me, &headers, vec![fault]).await;
    }
    let frame = desk.frame(&format!("关联{name}"), &me);
    match start(&desk, &headers, Started::new("/desk/me", Some(me.id))?).await? {
        Some((cookie, address)) => {
            let page = answer::page(&Link { frame, provider: name, address })?;
            Ok(([(header::SET_COOKIE, cookie)], page).into_response())
        }
        None => Err(Fail::NotNow(UNREACHED.into())),
    }
}

const UNREACHED: &str = "统一身份认证现在连不上。请稍后再试，或者用密码登录。";

async fn go(desk: &Desk, headers: &HeaderMap, started: Started) -> Result<Response, Fail> {
    match start(desk, headers, started).await? {
        Some((cookie, address)) => {
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
        }
        None => sign_in::refuse(desk, headers, StatusCode::BAD_GATEWAY, UNREACHED).await,
    }
}

/// The cookie of what was begun and where the browser goes; nothing where the provider gives no answer.
async fn start(
    desk: &Desk,
    headers: &HeaderMap,
    started: Started,
) -> Result<Option<(HeaderValue, String)>, Fail> {
    let (provider, now) = (provider(desk)?, desk.now());
    let number = STAFF.keep(desk.ledger(), now, &started).await?;
    let address = tokio::task::spawn_blocking(move || provider.address(&started, now)).await;
    match address.map_err(anyhow::Error::from)? {
        Ok(address) => Ok(Some((STAFF.cookie.set(headers, &number)?, address))),
        Err(error) => {
            tracing::error!("the identity provider cannot be asked: {error:#}");
            Ok(None)
        }
    }
}

const FAILED: &str = "统一身份认证没有完成。请重新登录；总是不成的，请用密码登录。";
const UNLINKED: &str = "您的统一身份认证账号还没有关联工作台账号。请先用密码登录，在“我的账号”里关联，或者请安全保密管理员关联。";

/// GET /desk/sign-in/oidc/return
pub async fn finish(
    State(desk): State<Desk>,
    peer: Peer,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Fail> {
    peer.admitted(&desk.limiter)?;
    let provider = provider(&desk)?;
    let answered = (&*provider, &back);
    let Some(started) = STAFF.take(desk.ledger(), desk.now(), &headers, answered).await? else {
        return failed(&desk, peer, &headers, "", FAILED).await;
    };
    let (asked, code, now) = (started.clone(), back.code, desk.now());
    let asking = provider.clone();
    let claims = tokio::task::spawn_blocking(move || asking.who(&asked, &code, now)).await;
    let claims = match claims.map_err(anyhow::Error::from)? {
        Ok(claims) => claims,
        Err(error) => {
            tracing::warn!("a sign-in by the identity provider failed: {error:#}");
            return failed(&desk, peer, &headers, "", FAILED).await;
        }
    };
    let id = provider.link_id(&claims.subject);
    match started.link {
        Some(account) => finish_linking(&desk, &headers, &account, &id).await,
        None => come_in(&desk, peer, &headers, &id, &started.back).await,
    }
}

async fn failed(
    desk: &Desk,
    peer: Peer,
    headers: &HeaderMap,
    account: &str,
    told: &'static str,
) -> Result<Response, Fail> {
    access::note(desk, Kind::SignInFailed, account, "", &peer.address(), "统一身份认证没有通过").await?;
    sign_in::refuse(desk, headers, StatusCode::FORBIDDEN, told).await
}

async fn come_in(
    desk: &Desk,
    peer: Peer,
    headers: &HeaderMap,
    link: &str,
    back: &str,
) -> Result<Response, Fail> {
    let Some(id) = linked(desk.ledger(), link).await? else {
        return failed(desk, peer, headers, "", UNLINKED).await;
    };
    let found = account::find(desk.ledger(), &id).await?.filter(|account| !account.disabled);
    if found.is_none() {
        return failed(desk, peer, headers, &id, FAILED).await;
    }
    // Who the provider says it is does not stand for the second factor.
    if factor::load(desk.ledger(), &id).await?.is_on() {
        let cookie = second::begin(desk, headers, Some(&id), back).await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk/sign-in/second")).into_response());
    }
    let cookie = session::begin(desk, headers, &id, peer.address(), Way::Oidc).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(sign_in::own_page(back))).into_response())
}

/// Whoever began to link must still be the one who is signed in.
async fn finish_linking(desk: &Desk, headers: &HeaderMap, id: &str, link: &str) -> Result<Response, Fail> {
    let whose = session::whose(desk.ledger(), headers).await?;
    let found = account::find(desk.ledger(), id).await?.filter(|account| !account.disabled);
    let Some(me) = found.filter(|_| whose.as_deref() == Some(id)) else {
        return Err(Fail::SignIn("/desk/me".into()));
    };
    if linked(desk.ledger(), link).await?.is_some_and(|other| other != id) {
        return Err(Fail::NotNow("这个统一身份认证账号已经关联了别的工作台账号".into()));
    }
    accounts(desk, &me).tell(id, "oidc_linked", "").await?;
    keep(desk.ledger(), id, link).await?;
    Ok(Redirect::to("/desk/me?done=linked").into_response())
}

/// POST /desk/me/oidc/end: no longer linked.
pub async fn end(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    accounts(&desk, &me).tell(&me.id, "oidc_unlinked", "").await?;
    forget(desk.ledger(), &me.id).await?;
    Ok(Redirect::to("/desk/me?done=unlinked").into_response())
}

/// Whether an account is linked.
pub async fn is_linked(ledger: &Ledger, account: &str) -> anyhow::Result<bool> {
    Ok(ledger.record(OF_ACCOUNT, account).await?.is_some())
}

/// The link of a subject of the provider, where it may be this account's: refused where another has it.
pub async fn may_link(desk: &Desk, account: &str, subject: &str) -> Result<String, NoAccount> {
    let provider = desk.library().oidc().ok_or(NoAccount::NoProvider)?;
    let link = provider.link_id(subject);
    let other = linked(desk.ledger(), &link).await?.is_some_and(|other| other != account);
    if other { Err(NoAccount::Linked) } else { Ok(link) }
}

/// Links an account to a subject of the provider, for the security administrator.
pub async fn link_subject(desk: &Desk, account: &str, subject: &str) -> Result<(), NoAccount> {
    let link = may_link(desk, account, subject).await?;
    Ok(keep(desk.ledger(), account, &link).await?)
}

/// One link an account: the one before is no more.
async fn keep(ledger: &Ledger, account: &str, link: &str) -> anyhow::Result<()> {
    forget(ledger, account).await?;
    let work = async |tx: Tx| {
        tx.put_record(LINK, link, 0, account.as_bytes(), None).await?;
        tx.put_record(OF_ACCOUNT, account, 0, link.as_bytes(), None).await
    };
    ledger.transact("", work).await?;
    Ok(())
}

pub async fn forget(ledger: &Ledger, account: &str) -> anyhow::Result<()> {
    let work = async |tx: Tx| {
        let Some(of) = tx.record(OF_ACCOUNT, account).await? else { return Ok(()) };
        let link = String::from_utf8_lossy(&of.body).into_owned();
        if let Some(kept) = tx.record(LINK, &link).await? {
            tx.remove_record(LINK, &link, kept.version).await?;
        }
        tx.remove_record(OF_ACCOUNT, account, of.version).await
    };
    Ok(ledger.transact("", work).await?)
}
