//! 会话：an opaque number in a cookie; what it stands for is kept in the ledger, under the number's digest.

use super::access::{self, Kind, Watched};
use super::account::{self, Account};
use super::{Desk, Fail, factor, policy};
use crate::cookie::{Cookie, digest, random_number};
use crate::words;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use serde::{Deserialize, Serialize};

const KIND: &str = "session";
/// Which sessions an account has: `{account}/{digest}`.
const OF_ACCOUNT: &str = "session-of";
const LAST: &str = "last-sign-in";
const COOKIE: Cookie = Cookie("gongkai-desk");
/// How often the last click is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);
/// Sessions of one account that are listed, and read at a time where they are ended.
const MOST: u32 = 200;

/// By what somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    #[default]
    Password,
    Code,
    Recovery,
    PasswordAndPasskey,
    Passkey,
    Oidc,
}

impl Way {
    pub const fn label(self) -> &'static str {
        match self {
            Way::Password => "密码",
            Way::Code => "密码和动态口令",
            Way::Recovery => "密码和恢复码",
            Way::PasswordAndPasskey => "密码和通行密钥",
            Way::Passkey => "通行密钥",
            Way::Oidc => "统一身份认证",
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Session {
    account: String,
    began: Timestamp,
    seen: Timestamp,
    #[serde(default)]
    from: String,
    #[serde(default)]
    way: Way,
}

/// When an account last came in, from where and by what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Last {
    pub at: Timestamp,
    pub from: String,
    pub way: Way,
}

impl Last {
    pub fn words(&self) -> String {
        format!("{}　{}　{}", words::moment(self.at), self.from, self.way.label())
    }
}

/// A session as its owner sees it.
pub struct Shown {
    pub began: String,
    pub seen: String,
    pub from: String,
    pub way: &'static str,
    pub this: bool,
}

/// Whoever is signed in. Every page of the desk asks for it: without a session it leads to the sign-in, and where a
/// password or a second factor is owed, to the page where that is made good.
pub struct Signed(pub Account);

const PASSWORD_PAGE: &str = "/desk/me/password";
const FACTOR_PAGE: &str = "/desk/me/factor";

impl FromRequestParts<Desk> for Signed {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Signed, Fail> {
        let back = parts.uri.path_and_query().map_or("/desk", |whole| whole.as_str());
        let back = if parts.method == axum::http::Method::GET { back } else { "/desk" };
        let rules = policy::load(desk.ledger()).await?;
        let account = signed_in(desk, &rules, &parts.headers).await?;
        let mut account = account.ok_or_else(|| Fail::SignIn(back.into()))?;
        if let Some(page) = owed(desk, &rules, &account).await?
            && !parts.uri.path().starts_with(page)
        {
            return Err(Fail::Owed(page));
        }
        if let Some(watched) = parts.extensions.get::<Watched>() {
            watched.by(&account);
        }
        account.at = parts.uri.path().into();
        Ok(Signed(account))
    }
}

/// The page that has to be done first.
async fn owed(
    desk: &Desk,
    rules: &policy::Policy,
    account: &Account,
) -> anyhow::Result<Option<&'static str>> {
    if rules.asks_new_password(account, desk.now()) {
        return Ok(Some(PASSWORD_PAGE));
    }
    let demanded = rules.demands_second_factor(&account.duties(), desk.library().demonstration());
    let missing = demanded && !factor::load(desk.ledger(), &account.id).await?.is_on();
    Ok(missing.then_some(FACTOR_PAGE))
}

pub async fn signed_in(
    desk: &Desk,
    rules: &policy::Policy,
    headers: &HeaderMap,
) -> anyhow::Result<Option<Account>> {
    let (ledger, now) = (desk.ledger(), desk.now());
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(None) };
    let Some(record) = ledger.record(KIND, &id).await? else { return Ok(None) };
    let session: Session = serde_json::from_slice(&record.body)?;
    let idle = now.duration_since(session.seen) >= rules.idle();
    if record.is_expired(now) || idle || now.duration_since(session.began) >= rules.session() {
        return Ok(None);
    }
    if now.duration_since(session.seen) >= TOUCH {
        let touched = serde_json::to_vec(&Session { seen: now, ..session.clone() })?;
        match ledger.put_record(KIND, &id, record.version, &touched, Some(now + rules.idle())).await {
            // Another click of the same person was a little faster.
            Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let account = account::find(ledger, &session.account).await?;
    Ok(account.filter(|account| !account.disabled))
}

/// Begins a session under a new number and ends the one that was carried so far; the cookie to set.
pub async fn begin(
    desk: &Desk,
    headers: &HeaderMap,
    account: &str,
    from: String,
    way: Way,
) -> anyhow::Result<HeaderValue> {
    let (ledger, now) = (desk.ledger(), desk.now());
    end(ledger, headers).await?;
    let rules = policy::load(ledger).await?;
    let number = random_number()?;
    let id = digest(&number);
    let session = Session { account: account.into(), began: now, seen: now, from: from.clone(), way };
    let body = serde_json::to_vec(&session)?;
    ledger.put_record(KIND, &id, 0, &body, Some(now + rules.idle())).await?;
    ledger.put_record(OF_ACCOUNT, &of(account, &id), 0, b"", Some(now + rules.session())).await?;
    access::note(desk, Kind::SignIn, account, "", &from, way.label()).await?;
    keep_last(ledger, account, &Last { at: now, from, way }).await?;
    COOKIE.set(headers, &number)
}

fn of(account: &str, id: &str) -> String {
    format!("{account}/{id}")
}

async fn keep_last(ledger: &Ledger, account: &str, last: &Last) -> anyhow::Result<()> {
    let version = ledger.record(LAST, account).await?.map_or(0, |kept| kept.version);
    match ledger.put_record(LAST, account, version, &serde_json::to_vec(last)?, None).await {
        // The same person came in twice at once.
        Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// When an account last came in.
pub async fn last(ledger: &Ledger, account: &str) -> anyhow::Result<Option<Last>> {
    let kept = ledger.record(LAST, account).await?;
    Ok(kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?)
}

/// The sessions of an account that still hold, the latest first.
pub async fn list(desk: &Desk, headers: &HeaderMap, account: &str) -> anyhow::Result<Vec<Shown>> {
    let (ledger, now) = (desk.ledger(), desk.now());
    let rules = policy::load(ledger).await?;
    let own = COOKIE.number(headers).map(digest);
    let mut found = Vec::new();
    for id in ids(ledger, account).await? {
        let Some(record) = ledger.record(KIND, &id).await? else { continue };
        let session: Session = serde_json::from_slice(&record.body)?;
        let over = now.duration_since(session.seen) >= rules.idle()
            || now.duration_since(session.began) >= rules.session();
        if !record.is_expired(now) && !over {
            found.push((session, own.as_deref() == Some(&id)));
        }
    }
    found.sort_by_key(|(session, _)| std::cmp::Reverse(session.seen));
    Ok(found.into_iter().map(shown).collect())
}

fn shown((session, this): (Session, bool)) -> Shown {
    Shown {
        began: words::moment(session.began),
        seen: words::moment(session.seen),
        from: session.from,
        way: session.way.label(),
        this,
    }
}

async fn ids(ledger: &Ledger, account: &str) -> anyhow::Result<Vec<String>> {
    let prefix = of(account, "");
    let records = ledger.records(OF_ACCOUNT, &prefix, MOST).await?;
    let own = records.into_iter().map_while(|record| record.id.strip_prefix(&prefix).map(str::to_owned));
    Ok(own.collect())
}

/// Ends the sessions of an account, all of them or all but the one these headers carry.
pub async fn end_all(ledger: &Ledger, account: &str, but: Option<&HeaderMap>) -> anyhow::Result<()> {
    let own = but.and_then(|headers| COOKIE.number(headers)).map(digest);
    loop {
        let found = ids(ledger, account).await?;
        for id in found.iter().filter(|id| own.as_ref() != Some(id)) {
            remove(ledger, KIND, id).await?;
            remove(ledger, OF_ACCOUNT, &of(account, id)).await?;
        }
        if found.len() < MOST as usize {
            return Ok(());
        }
    }
}

/// Whose session these headers carry.
pub async fn whose(ledger: &Ledger, headers: &HeaderMap) -> anyhow::Result<Option<String>> {
    Ok(carried(ledger, headers).await?.map(|session| session.account))
}

async fn carried(ledger: &Ledger, headers: &HeaderMap) -> anyhow::Result<Option<Session>> {
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(None) };
    let record = ledger.record(KIND, &id).await?;
    Ok(record.map(|record| serde_json::from_slice(&record.body)).transpose()?)
}

/// Ends the session; the cookie that takes it away.
pub async fn end(ledger: &Ledger, headers: &HeaderMap) -> anyhow::Result<HeaderValue> {
    if let Some(id) = COOKIE.number(headers).map(digest) {
        if let Some(record) = ledger.record(KIND, &id).await? {
            let session: Session = serde_json::from_slice(&record.body)?;
            remove(ledger, OF_ACCOUNT, &of(&session.account, &id)).await?;
        }
        remove(ledger, KIND, &id).await?;
    }
    COOKIE.clear(headers)
}

/// Takes a record away, whoever touched it meanwhile.
async fn remove(ledger: &Ledger, kind: &str, id: &str) -> anyhow::Result<()> {
    let Some(record) = ledger.record(kind, id).await? else { return Ok(()) };
    match ledger.remove_record(kind, id, record.version).await {
        Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { found, .. })) if found > 0 => {
            Ok(ledger.remove_record(kind, id, found).await?)
        }
        Ok(()) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
