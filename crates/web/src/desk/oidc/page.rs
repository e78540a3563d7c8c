//! 用统一身份认证登录、关联、取消关联　/desk/sign-in/oidc、/desk/me/oidc

use super::{Back, LINK, Oidc, STAFF, Started, linked};
use crate::desk::access::{self, Kind};
use crate::desk::account::{self, NoAccount};
use crate::desk::factor::{self, second};
use crate::desk::people::accounts;
use crate::desk::session::{self, Signed, Way};
use crate::desk::{Desk, Fail, sign_in};
use crate::error::Error;
use crate::guard::Peer;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use ledger::{Ledger, Tx};
use std::sync::Arc;

/// Which link an account has.
const OF_ACCOUNT: &str = "oidc-of";
/// A session left open must not be enough to link another's identity.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

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

/// GET /desk/me/oidc: the same, to link what comes back to one's own account.
pub async fn link(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let began = session::began(desk.ledger(), &headers).await?;
    if began.is_none_or(|began| desk.now().duration_since(began) > FRESH) {
        return Err(Fail::NotNow("登录超过10分钟，不能关联。请退出后重新登录，随即关联".into()));
    }
    go(&desk, &headers, Started::new("/desk/me", Some(me.id))?).await
}

async fn go(desk: &Desk, headers: &HeaderMap, started: Started) -> Result<Response, Fail> {
    let (provider, now) = (provider(desk)?, desk.now());
    let number = STAFF.keep(desk.ledger(), now, &started).await?;
    let address = tokio::task::spawn_blocking(move || provider.address(&started, now)).await;
    match address.map_err(anyhow::Error::from)? {
        Ok(address) => {
            let cookie = STAFF.cookie.set(headers, &number)?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
        }
        Err(error) => {
            tracing::error!("the identity provider cannot be asked: {error:#}");
            let told = "统一身份认证现在连不上。请稍后再试，或者用密码登录。";
            sign_in::refuse(desk, headers, StatusCode::BAD_GATEWAY, told).await
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

/// POST /desk/me/oidc: no longer linked.
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
