//! 我的账号：密码、第二重验证、登录的设备、邮箱、日历订阅　/desk/me

use super::account::{self, Account};
use super::departments::Departments;
use super::people::accounts;
use super::session::{self, Shown, Signed};
use super::{Desk, Fail, Frame, Refused, factor, feed, policy};
use crate::cookie::{digest, random_number, scheme};
use crate::form::Fault;
use crate::tries::Tries;
use crate::{answer, applicant, words};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Wrong present passwords in a row, by account: a session left open is no place to guess.
pub const TRIES: Tries = Tries("present-password-failures");

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    email: String,
    old: String,
    new: String,
    again: String,
}

#[derive(Template)]
#[template(path = "desk/me.html")]
struct Show {
    frame: Frame,
    facts: Vec<(&'static str, String)>,
    /// Nothing may be done yet.
    bare: bool,
    factor: String,
    /// The provider by its name, and whether the account is linked to somebody there.
    oidc: Option<(String, bool)>,
    sessions: Vec<Shown>,
    email: String,
    has_feed: bool,
    /// The new address of the feed, told once.
    feed: Option<String>,
    done: Option<&'static str>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let done = match asked.done.as_str() {
        "email" => Some("已保存。"),
        "password" => Some("密码已修改，其他设备上的登录已退出。"),
        "linked" => Some("已关联。下次可以用它登录。"),
        "unlinked" => Some("已取消关联。"),
        "sessions" => Some("其他设备上的登录已退出。"),
        _ => None,
    };
    page(&desk, &me, &headers, StatusCode::OK, Said { done, ..Said::default() }).await
}

/// What the page says beside the account.
#[derive(Default)]
struct Said {
    done: Option<&'static str>,
    feed: Option<String>,
    faults: Vec<Fault>,
}

/// The page again, with what was not right.
pub(super) async fn not_so(
    desk: &Desk,
    me: &Account,
    headers: &HeaderMap,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    page(desk, me, headers, StatusCode::UNPROCESSABLE_ENTITY, Said { faults, ..Said::default() }).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    headers: &HeaderMap,
    status: StatusCode,
    said: Said,
) -> Result<Response, Fail> {
    let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    let department = Departments::load(desk.ledger()).await?.label(&me.department);
    let show = Show {
        frame: desk.frame("我的账号", me),
        facts: vec![
            ("账号", me.id.clone()),
            ("姓名", me.name.clone()),
            ("部门", or(department, "未定")),
            ("职务", or(me.post.clone(), "未写")),
            ("岗位", or(me.duties().labels(), "没有岗位")),
            ("建立", words::moment(me.created)),
        ],
        bare: me.duties() == account::Duties::default(),
        factor: factor::load(desk.ledger(), &me.id).await?.words(),
        oidc: match desk.library().oidc() {
            Some(oidc) => {
                Some((oidc.settings.name.clone(), super::oidc::is_linked(desk.ledger(), &me.id).await?))
            }
            None => None,
        },
        sessions: session::list(desk, headers, &me.id).await?,
        email: me.email.clone(),
        has_feed: feed::of(desk.ledger(), &me.id).await?.is_some(),
        feed: said.feed,
        done: said.done,
        faults: said.faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

/// POST /desk/me/email
pub async fn set_email(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    let email = typed.email.trim();
    if !email.is_empty() && !applicant::is_email(email) {
        let message = "电子邮箱的写法不对，例如 name@example.cn。".into();
        return not_so(&desk, &me, &headers, vec![Fault { field: "email", message }]).await;
    }
    accounts(&desk, &me).set_email(&me.id, email).await.map_err(Fail::from)?;
    Ok(Redirect::to("/desk/me?done=email").into_response())
}

#[derive(Template)]
#[template(path = "desk/password.html")]
struct ShowPassword {
    frame: Frame,
    rules: String,
    /// Nothing else may be done before.
    owed: bool,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

/// GET /desk/me/password
pub async fn show_password(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    password_page(&desk, &me, StatusCode::OK, Vec::new()).await
}

async fn password_page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    let rules = policy::load(desk.ledger()).await?;
    let mut said =
        format!("至少{}个字，一句话最好记。不要用常见密码、本机关名称、账号和姓名。", rules.shortest);
    if rules.remembered > 0 {
        said.push_str(&format!("不能与最近{}个密码相同。", rules.remembered));
    }
    let show = ShowPassword {
        frame: desk.frame("修改密码", me),
        rules: said,
        owed: rules.asks_new_password(me, desk.now()),
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

/// Why the present password is not this; nothing where it is. A session left open must not be enough for what asks
/// for it.
pub async fn not_the_password(
    desk: &Desk,
    me: &Account,
    password: &str,
) -> anyhow::Result<Option<&'static str>> {
    let rules = policy::load(desk.ledger()).await?;
    if !TRIES.take_of(desk.ledger(), desk.now(), &me.id, rules.tries, rules.closed()).await? {
        return Ok(Some("密码连续输错，请过一会儿再试。"));
    }
    let verified = {
        let _place = desk.hashing.acquire().await?;
        account::verifies(Some(me), password).await?
    };
    if !verified {
        return Ok(Some("现在的密码不对。请重新输入。"));
    }
    TRIES.forget(desk.ledger(), &me.id).await?;
    Ok(None)
}

async fn refused(desk: &Desk, me: &Account, field: &'static str, message: String) -> Result<Response, Fail> {
    password_page(desk, me, StatusCode::UNPROCESSABLE_ENTITY, vec![Fault { field, message }]).await
}

/// POST /desk/me/password: whoever else is signed in with the old one is out.
pub async fn set_password(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    if let Some(why) = not_the_password(&desk, &me, &typed.old).await? {
        return refused(&desk, &me, "old", why.into()).await;
    }
    if typed.new != typed.again {
        return refused(&desk, &me, "again", "两次输入的新密码不一样。请重新输入。".into()).await;
    }
    if typed.new == typed.old {
        return refused(&desk, &me, "new", "新密码与现在的密码相同。请换一个。".into()).await;
    }
    let set = {
        let _place = desk.hashing.acquire().await.map_err(anyhow::Error::from)?;
        accounts(&desk, &me).set_password(&me.id, &typed.new).await
    };
    match set {
        Ok(()) => {
            session::end_all(desk.ledger(), &me.id, Some(&headers)).await?;
            Ok(Redirect::to("/desk/me?done=password").into_response())
        }
        Err(account::NoAccount::Broken(error)) => Err(error.into()),
        Err(refusal) => refused(&desk, &me, "new", refusal.to_string()).await,
    }
}

/// POST /desk/me/sessions: out everywhere but here.
pub async fn end_others(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    session::end_all(desk.ledger(), &me.id, Some(&headers)).await?;
    Ok(Redirect::to("/desk/me?done=sessions").into_response())
}

/// POST /desk/me/feed: a new address; the one before is no more.
pub async fn new_feed(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let key = random_number()?;
    feed::set(desk.ledger(), &me.id, &digest(&key)).await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = format!("{}://{host}/desk/calendar.ics?key={}.{key}", scheme(&headers), me.id);
    let said = Said { feed: Some(address), ..Said::default() };
    page(&desk, &me, &headers, StatusCode::OK, said).await
}
