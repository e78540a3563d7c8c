//! 我的第二重验证：enrolling, confirming, recovery codes, passkeys　/desk/me/factor

use super::passkey::{self, Given};
use super::{Factors, MOST_PASSKEYS, load, moment_or, save, totp};
use crate::desk::account::{Account, NoAccount};
use crate::desk::me::not_the_password;
use crate::desk::people::accounts;
use crate::desk::session::Signed;
use crate::desk::{Desk, Fail, Frame, Refused, policy};
use crate::form::Fault;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use serde::Deserialize;

/// The question a new passkey answers, by account.
const ASKED: &str = "passkey-asked";
const TERM: SignedDuration = SignedDuration::from_mins(5);
const LONGEST_NAME: usize = 30;

#[derive(Template)]
#[template(path = "desk/factor/page.html")]
struct Show {
    frame: Frame,
    script: &'static str,
    /// It has to be set up before anything else is done.
    owed: bool,
    advised: bool,
    on: bool,
    since: String,
    recovery_left: usize,
    passkeys: Vec<Line>,
    may_add: bool,
    enrolling: Option<Enrolling>,
    asking: Option<Asking>,
    codes: Vec<String>,
    done: Option<&'static str>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct Line {
    id: String,
    name: String,
    since: String,
    used: String,
}

struct Enrolling {
    secret: String,
    path: String,
    size: i32,
}

/// What the script asks the browser to make.
struct Asking {
    challenge: String,
    party: String,
    organ: String,
    user: String,
    account: String,
    keys: String,
}

/// What the page says beside what stands.
#[derive(Default)]
struct Said {
    codes: Vec<String>,
    done: Option<&'static str>,
    faults: Vec<Fault>,
    asking: Option<Asking>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    r#do: String,
    password: String,
    code: String,
    name: String,
    key: String,
    credential: String,
    client: String,
    authenticator: String,
}

/// GET /desk/me/factor
pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    page(&desk, &me, StatusCode::OK, Said::default()).await
}

async fn page(desk: &Desk, me: &Account, status: StatusCode, said: Said) -> Result<Response, Fail> {
    let factors = load(desk.ledger(), &me.id).await?;
    let rules = policy::load(desk.ledger()).await?;
    let (duties, organ) = (me.duties(), &desk.library().organ().name);
    let enrolling = match factors.pending() {
        Some(secret) => {
            let (path, size) = totp::picture(&totp::address(secret, &me.id, organ))?;
            Some(Enrolling { secret: spaced(secret), path, size })
        }
        None => None,
    };
    let line = |key: &passkey::Passkey| Line {
        id: key.id.clone(),
        name: key.name.clone(),
        since: words::moment(key.since),
        used: moment_or(key.used, "没有用过"),
    };
    let show = Show {
        frame: desk.frame("第二重验证", me),
        script: crate::assets::passkey_script_path(),
        owed: !factors.is_on() && rules.demands_second_factor(&duties, desk.library().demonstration()),
        advised: !factors.is_on() && rules.asks_second_factor(&duties),
        on: factors.has_totp(),
        since: moment_or(factors.since(), ""),
        recovery_left: factors.recovery_left(),
        passkeys: factors.passkeys.iter().map(line).collect(),
        may_add: factors.passkeys.len() < MOST_PASSKEYS,
        enrolling,
        asking: said.asking,
        codes: said.codes,
        done: said.done,
        faults: said.faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

/// «JBSW Y3DP EHPK 3PXP», as one types it.
fn spaced(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Why something was not done: the field, and what to do.
struct No(&'static str, &'static str);

enum Trouble {
    No(No),
    Fail(Fail),
}

impl<E: Into<Fail>> From<E> for Trouble {
    fn from(error: E) -> Trouble {
        Trouble::Fail(error.into())
    }
}

impl From<No> for Trouble {
    fn from(no: No) -> Trouble {
        Trouble::No(no)
    }
}

/// POST /desk/me/factor
pub async fn change(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    match carry_out(&desk, &me, &headers, &typed).await {
        Ok(Some(said)) => page(&desk, &me, StatusCode::OK, said).await,
        Ok(None) => Ok(Redirect::to("/desk/me/factor").into_response()),
        Err(Trouble::No(No(field, message))) => {
            let faults = vec![Fault { field, message: message.into() }];
            let said = Said { faults, ..Said::default() };
            page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
        Err(Trouble::Fail(fail)) => Err(fail),
    }
}

async fn carry_out(
    desk: &Desk,
    me: &Account,
    headers: &HeaderMap,
    typed: &Typed,
) -> Result<Option<Said>, Trouble> {
    let mut factors = load(desk.ledger(), &me.id).await?;
    match typed.r#do.as_str() {
        "begin" => {
            confirm_password(desk, me, typed).await?;
            factors.begin_totp()?;
            save(desk.ledger(), &me.id, &factors).await?;
            Ok(None)
        }
        "abandon" => {
            factors.abandon_totp();
            save(desk.ledger(), &me.id, &factors).await?;
            Ok(None)
        }
        "confirm" => confirm(desk, me, factors, typed).await.map(Some),
        "recovery" => {
            confirm_password(desk, me, typed).await?;
            let codes = renew(desk, &mut factors).await?;
            keep(desk, me, &factors, "recovery_renewed").await?;
            Ok(Some(Said {
                codes, done: Some("已换发恢复码，原来的全部作废。"), ..Said::default()
            }))
        }
        "drop" => {
            confirm_password(desk, me, typed).await?;
            factors.drop_totp();
            may_be_without(desk, me, &factors).await?;
            keep(desk, me, &factors, "factor_dropped").await?;
            Ok(Some(Said { done: Some("已停用动态口令。"), ..Said::default() }))
        }
        "ask" => {
            confirm_password(desk, me, typed).await?;
            ask(desk, me, headers, &factors).await.map(Some)
        }
        "passkey" => add(desk, me, headers, factors, typed).await.map(Some),
        "remove" => {
            confirm_password(desk, me, typed).await?;
            factors.passkeys.retain(|key| key.id != typed.key);
            may_be_without(desk, me, &factors).await?;
            keep(desk, me, &factors, "passkey_removed").await?;
            Ok(Some(Said { done: Some("已删除通行密钥。"), ..Said::default() }))
        }
        _ => Err(Trouble::Fail(Fail::Unreadable)),
    }
}

async fn confirm_password(desk: &Desk, me: &Account, typed: &Typed) -> Result<(), Trouble> {
    match not_the_password(desk, me, &typed.password).await? {
        Some(why) => Err(No("password", why).into()),
        None => Ok(()),
    }
}

async fn renew(desk: &Desk, factors: &mut Factors) -> Result<Vec<String>, Trouble> {
    let _place = desk.hashing.acquire().await.map_err(anyhow::Error::from)?;
    Ok(factors.renew_recovery().await?)
}

/// Keeps the factors, and tells it in the account's stream.
async fn keep(desk: &Desk, me: &Account, factors: &Factors, event: &str) -> Result<(), Trouble> {
    save(desk.ledger(), &me.id, factors).await?;
    Ok(accounts(desk, me).tell(&me.id, event, "").await?)
}

async fn may_be_without(desk: &Desk, me: &Account, factors: &Factors) -> Result<(), Trouble> {
    let rules = policy::load(desk.ledger()).await?;
    let demanded = rules.demands_second_factor(&me.duties(), desk.library().demonstration());
    if demanded && !factors.is_on() {
        return Err(No("factor", "您的岗位必须有第二重验证。请先启用另一种，再停用这一种。").into());
    }
    Ok(())
}

async fn confirm(desk: &Desk, me: &Account, mut factors: Factors, typed: &Typed) -> Result<Said, Trouble> {
    let rules = policy::load(desk.ledger()).await?;
    let tries = super::second::TRIES;
    if !tries.take_of(desk.ledger(), desk.now(), &me.id, rules.tries, rules.closed()).await? {
        return Err(No("code", "动态口令连续输错，请过一会儿再试。").into());
    }
    if !factors.confirm_totp(&typed.code, desk.now()) {
        return Err(
            No("code", "动态口令不对。请输入验证器上现在的6位数字；总是不对的，请核对手机的时间。").into()
        );
    }
    tries.forget(desk.ledger(), &me.id).await?;
    let codes = renew(desk, &mut factors).await?;
    keep(desk, me, &factors, "factor_enrolled").await?;
    Ok(Said { codes, done: Some("已启用动态口令。下次登录时要用。"), ..Said::default() })
}

async fn ask(desk: &Desk, me: &Account, headers: &HeaderMap, factors: &Factors) -> Result<Said, Trouble> {
    if factors.passkeys.len() >= MOST_PASSKEYS {
        return Err(No("passkeys", "通行密钥已有10个。请先删除不用的。").into());
    }
    let party = desk
        .party(headers)
        .ok_or(No("passkeys", "本站的网址没有设好，不能使用通行密钥。请告知系统管理员。"))?;
    let challenge = passkey::challenge()?;
    let ledger = desk.ledger();
    let version =
        ledger.record(ASKED, &me.id).await.map_err(NoAccount::of_ledger)?.map_or(0, |one| one.version);
    let until = Some(desk.now() + TERM);
    let kept = ledger.put_record(ASKED, &me.id, version, challenge.as_bytes(), until).await;
    kept.map_err(NoAccount::of_ledger)?;
    let asking = Asking {
        challenge,
        party: party.id,
        organ: desk.library().organ().name.clone(),
        user: passkey::handle(&me.id),
        account: me.id.clone(),
        keys: factors.passkeys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(","),
    };
    Ok(Said { asking: Some(asking), ..Said::default() })
}

async fn add(
    desk: &Desk,
    me: &Account,
    headers: &HeaderMap,
    mut factors: Factors,
    typed: &Typed,
) -> Result<Said, Trouble> {
    const NOT_TAKEN: No =
        No("passkeys", "通行密钥没有添加成。请重新添加；总是不成的，请换一个浏览器或者密钥。");
    let ledger = desk.ledger();
    let asked = ledger.record(ASKED, &me.id).await.map_err(NoAccount::of_ledger)?;
    let asked = asked.filter(|asked| !asked.is_expired(desk.now())).ok_or(NOT_TAKEN)?;
    // A question is answered once.
    ledger.remove_record(ASKED, &me.id, asked.version).await.map_err(NoAccount::of_ledger)?;
    let given = Given {
        credential: typed.credential.clone(),
        client: typed.client.clone(),
        authenticator: typed.authenticator.clone(),
        ..Given::default()
    };
    let challenge = String::from_utf8(asked.body).unwrap_or_default();
    let party = desk.party(headers).ok_or(NOT_TAKEN)?;
    let name: String = typed.name.trim().chars().take(LONGEST_NAME).collect();
    let name = if name.is_empty() { "通行密钥".to_owned() } else { name };
    let key = passkey::register(&party, &challenge, &given, &name, desk.now()).map_err(|refusal| {
        tracing::warn!(account = me.id, %refusal, "a passkey was not taken");
        NOT_TAKEN
    })?;
    if factors.passkeys.iter().any(|one| one.id == key.id) || factors.passkeys.len() >= MOST_PASSKEYS {
        return Err(NOT_TAKEN.into());
    }
    let first = !factors.is_on();
    factors.passkeys.push(key);
    let codes = if first { renew(desk, &mut factors).await? } else { Vec::new() };
    keep(desk, me, &factors, "passkey_added").await?;
    Ok(Said {
        codes, done: Some("已添加通行密钥。下次可以直接用它登录。"), ..Said::default()
    })
}
