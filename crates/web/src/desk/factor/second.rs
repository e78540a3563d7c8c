//! 登录的第二步：a code, a recovery code or a passkey after the password, or a passkey alone　/desk/sign-in/second

use super::passkey::{self, Given, Passkey};
use super::{Factors, load, save};
use crate::answer;
use crate::cookie::{Cookie, digest, random_number};
use crate::desk::access::{self, Kind};
use crate::desk::session::{self, Way};
use crate::desk::{Desk, Fail, account, policy, sign_in};
use crate::guard::Peer;
use crate::tries::Tries;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

const KIND: &str = "half-sign-in";
const COOKIE: Cookie = Cookie("gongkai-half");
/// How long one may look for the telephone.
const TERM: SignedDuration = SignedDuration::from_mins(5);
/// Wrong second factors in a row: by account where its password came before; by account and address where a passkey
/// is all, since anybody may name anybody.
pub const TRIES: Tries = Tries("second-factor-failures");

/// Someone half in.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Half {
    /// Whose password was right; nobody's where a passkey is to say it.
    account: Option<String>,
    back: String,
    challenge: String,
}

/// Notes that the first half is done; the cookie to set.
pub async fn begin(
    desk: &Desk,
    headers: &HeaderMap,
    account: Option<&str>,
    back: &str,
) -> anyhow::Result<HeaderValue> {
    let number = random_number()?;
    let half =
        Half { account: account.map(str::to_owned), back: back.into(), challenge: passkey::challenge()? };
    let until = desk.now() + TERM;
    desk.ledger().put_record(KIND, &digest(&number), 0, &serde_json::to_vec(&half)?, Some(until)).await?;
    COOKIE.set(headers, &number)
}

async fn carried(desk: &Desk, headers: &HeaderMap) -> anyhow::Result<Option<Half>> {
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(None) };
    let record = desk.ledger().record(KIND, &id).await?.filter(|record| !record.is_expired(desk.now()));
    Ok(record.map(|record| serde_json::from_slice(&record.body)).transpose()?)
}

/// Takes it away; `false` where another request did so a moment before.
async fn take(desk: &Desk, headers: &HeaderMap) -> anyhow::Result<bool> {
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(false) };
    let Some(record) = desk.ledger().record(KIND, &id).await? else { return Ok(false) };
    match desk.ledger().remove_record(KIND, &id, record.version).await {
        Ok(()) => Ok(true),
        Err(ledger::Error::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "desk/factor/second.html")]
struct Show {
    style: &'static str,
    script: &'static str,
    icon: &'static str,
    organ: String,
    /// A password came before; otherwise the passkey is all.
    named: bool,
    codes: bool,
    ask: Option<Ask>,
    error: Option<String>,
}

/// What the script asks the browser for.
struct Ask {
    challenge: String,
    party: String,
    /// Ids of the keys that may answer.
    keys: String,
    verification: &'static str,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    code: String,
    credential: String,
    client: String,
    authenticator: String,
    signature: String,
    user: String,
}

/// GET /desk/sign-in/second
pub async fn show(State(desk): State<Desk>, headers: HeaderMap) -> Result<Response, Fail> {
    match carried(&desk, &headers).await? {
        Some(half) => page(&desk, &headers, &half, StatusCode::OK, None).await,
        None => Ok(Redirect::to("/desk/sign-in").into_response()),
    }
}

async fn page(
    desk: &Desk,
    headers: &HeaderMap,
    half: &Half,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Fail> {
    let factors = match &half.account {
        Some(account) => load(desk.ledger(), account).await?,
        None => Factors::default(),
    };
    let named = half.account.is_some();
    let asks = !named || !factors.passkeys.is_empty();
    let party = desk.party(headers).filter(|_| asks);
    let ids = factors.passkeys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(",");
    let show = Show {
        style: crate::assets::desk_style_path(),
        script: crate::assets::passkey_script_path(),
        icon: crate::assets::icon_path(),
        organ: desk.library().organ().name.clone(),
        named,
        codes: factors.has_totp() || factors.recovery_left() > 0,
        ask: party.map(|party| Ask {
            challenge: half.challenge.clone(),
            party: party.id,
            keys: ids,
            verification: if named { "preferred" } else { "required" },
        }),
        error,
    };
    Ok(answer::page_with(status, &show)?)
}

/// POST /desk/sign-in/passkey: a passkey alone, which says itself whose it is.
pub async fn begin_passkey(
    State(desk): State<Desk>,
    peer: Peer,
    headers: HeaderMap,
    Form(asked): Form<sign_in::Asked>,
) -> Result<Response, Fail> {
    peer.admitted(&desk.limiter)?;
    let cookie = begin(&desk, &headers, None, &asked.back).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/desk/sign-in/second")).into_response())
}

const WRONG: &str = "验证没有通过。请核对后重新输入；一个动态口令只能用一次，请等下一个。";
const WRONG_KEY: &str = "通行密钥没有通过验证。请重试，或者返回用密码登录。";

/// POST /desk/sign-in/second
pub async fn create(
    State(desk): State<Desk>,
    peer: Peer,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    peer.admitted(&desk.limiter)?;
    let Some(half) = carried(&desk, &headers).await? else {
        return Ok(Redirect::to("/desk/sign-in").into_response());
    };
    let wrong = if typed.credential.is_empty() { WRONG } else { WRONG_KEY };
    let named = half.account.clone().or_else(|| passkey::owner(&typed.user));
    let Some(id) = named.filter(|id| account::checked_id(id).is_ok()) else {
        return page(&desk, &headers, &half, StatusCode::FORBIDDEN, Some(wrong.into())).await;
    };
    let rules = policy::load(desk.ledger()).await?;
    let door = if half.account.is_some() { id.clone() } else { format!("{id}/{}", peer.name()) };
    if !TRIES.take_of(desk.ledger(), desk.now(), &door, rules.tries, rules.closed()).await? {
        let error = sign_in::locked_out(&rules);
        access::note(&desk, Kind::SignInFailed, &id, "", &peer.address(), "第二重验证已暂停").await?;
        return page(&desk, &headers, &half, StatusCode::TOO_MANY_REQUESTS, Some(error)).await;
    }
    let found = account::find(desk.ledger(), &id).await?.filter(|one| !one.disabled);
    let way = match found {
        Some(_) => proven(&desk, &headers, &half, &id, &typed).await?,
        None => None,
    };
    let Some(way) = way else {
        tracing::warn!(account = id, "a second factor failed");
        access::note(&desk, Kind::SignInFailed, &id, "", &peer.address(), "第二重验证不对").await?;
        return page(&desk, &headers, &half, StatusCode::FORBIDDEN, Some(wrong.into())).await;
    };
    // Whoever sends the same answer twice at once comes in once.
    if !take(&desk, &headers).await? {
        return Ok(Redirect::to("/desk/sign-in").into_response());
    }
    TRIES.forget(desk.ledger(), &door).await?;
    let cookie = session::begin(&desk, &headers, &id, peer.address(), way).await?;
    tracing::info!(account = id, way = way.label(), "signed in");
    let clear = COOKIE.clear(&headers)?;
    let cookies = [(header::SET_COOKIE, cookie), (header::SET_COOKIE, clear)];
    let mut response = Redirect::to(sign_in::own_page(&half.back)).into_response();
    for (name, value) in cookies {
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

/// By what the second half was proven; `None` where it was not.
async fn proven(
    desk: &Desk,
    headers: &HeaderMap,
    half: &Half,
    id: &str,
    typed: &Typed,
) -> Result<Option<Way>, Fail> {
    let mut factors = load(desk.ledger(), id).await?;
    let way = if typed.credential.is_empty() {
        if half.account.is_none() {
            None
        } else if factors.take_code(&typed.code, desk.now()) {
            Some(Way::Code)
        } else {
            let _place = desk.hashing.acquire().await.map_err(anyhow::Error::from)?;
            factors.take_recovery(&typed.code).await?.then_some(Way::Recovery)
        }
    } else {
        answered(desk, headers, half, &mut factors.passkeys, typed)
    };
    if way.is_none() {
        return Ok(None);
    }
    match save(desk.ledger(), id, &factors).await {
        Ok(()) => Ok(way),
        // The same code, a moment ago.
        Err(account::NoAccount::Changed) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn answered(
    desk: &Desk,
    headers: &HeaderMap,
    half: &Half,
    passkeys: &mut [Passkey],
    typed: &Typed,
) -> Option<Way> {
    let key = passkeys.iter_mut().find(|key| key.id == typed.credential.trim_end_matches('='))?;
    let given = Given {
        credential: typed.credential.clone(),
        client: typed.client.clone(),
        authenticator: typed.authenticator.clone(),
        signature: typed.signature.clone(),
        user: typed.user.clone(),
    };
    let alone = half.account.is_none();
    match key.answer(&desk.party(headers)?, &half.challenge, &given, alone, desk.now()) {
        Ok(()) => Some(if alone { Way::Passkey } else { Way::PasswordAndPasskey }),
        Err(refusal) => {
            tracing::warn!(%refusal, "a passkey was refused");
            None
        }
    }
}
