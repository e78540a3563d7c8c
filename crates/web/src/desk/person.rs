//! 一个账号：who it is, what it may do, what happened to it; what each administrator may do to it　/desk/accounts/{id}

use super::account::{self, Account, Duties, Duty, Names, NoAccount, Place};
use super::departments::Departments;
use super::people::{self, accounts, fault};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand, factor, oidc, password, policy, session};
use crate::error::Error;
use crate::form::{Choice, Fault, Field, Kind, Typed, line};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct Show {
    frame: Frame,
    id: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    done: Option<&'static str>,
    /// Told once, to be handed over.
    password: Option<String>,
    places: bool,
    grants: bool,
    /// Nobody administers himself.
    own: bool,
    disabled: bool,
    locked: bool,
    has_factor: bool,
    /// The provider by its name, and whether the account is linked to somebody there.
    oidc: Option<(String, bool)>,
    fields: Vec<Field>,
    duties: Vec<Choice>,
    history: Vec<Told>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct Told {
    what: String,
    why: String,
    when: String,
    who: String,
}

/// GET /desk/accounts/{id}
pub async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let done = match asked.done.as_str() {
        "created" => Some("账号已建立。请由安全保密管理员授予岗位、发放密码。"),
        "placed" => Some("资料已保存。"),
        "duties" => Some("岗位已更新，已记入台账。"),
        "disable" => Some("账号已停用，正在使用的随即退出。"),
        "enable" => Some("账号已启用。"),
        "unlock" => Some("已解除锁定。"),
        "oidc" => Some("已关联，本人可以用统一身份认证登录。"),
        "no-oidc" => Some("已取消关联。"),
        "factor" => Some("已取消原来的第二重验证。本人下次登录后重新启用。"),
        _ => None,
    };
    page(&desk, &me, &id, StatusCode::OK, Said { done, ..Said::default() }).await
}

/// What the page says beside the account.
#[derive(Default)]
struct Said {
    done: Option<&'static str>,
    password: Option<String>,
    faults: Vec<Fault>,
}

async fn page(desk: &Desk, me: &Account, id: &str, status: StatusCode, said: Said) -> Result<Response, Fail> {
    demand(Right::SeePeople, me, "查看人员和权限")?;
    let ledger = desk.ledger();
    let found = account::find(ledger, id).await?;
    let account = found.ok_or_else(|| Error::Missing(format!("没有账号“{id}”")))?;
    let departments = Departments::load(ledger).await?;
    let standing = people::standing(desk, &account, policy::load(desk.ledger()).await?.tries).await?;
    let factors = factor::load(ledger, id).await?;
    let held = account.duties();
    let choice = |duty: Duty| Choice {
        value: duty.word().into(),
        label: duty.label().into(),
        chosen: held.holds(duty),
    };
    let show = Show {
        frame: desk.frame(&account.name, me),
        facts: facts(desk, &account, &departments, standing.label(), factors.words()).await?,
        done: said.done,
        password: said.password,
        places: Right::ManageAccounts.held_by(me),
        grants: Right::GrantRights.held_by(me),
        own: account.id == me.id,
        disabled: account.disabled,
        locked: standing == people::Standing::Locked,
        has_factor: factors.is_on(),
        oidc: match desk.library().oidc() {
            Some(provider) => Some((provider.settings.name.clone(), oidc::is_linked(ledger, id).await?)),
            None => None,
        },
        fields: fields(&account, &departments),
        duties: Duty::ALL.map(choice).to_vec(),
        history: history(desk, &departments, id).await?,
        faults: said.faults,
        refused: None,
        id: account.id,
        name: account.name,
    };
    Ok(answer::page_with(status, &show)?)
}

async fn facts(
    desk: &Desk,
    account: &Account,
    departments: &Departments,
    state: &'static str,
    factor: String,
) -> Result<Vec<(&'static str, String)>, Fail> {
    let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    let seen = session::last(desk.ledger(), &account.id).await?;
    Ok(vec![
        ("账号", account.id.clone()),
        ("单位", desk.library().organ().name.clone()),
        ("部门", or(departments.label(&account.department), "未定")),
        ("职务", or(account.post.clone(), "未写")),
        ("岗位", or(account.duties().labels(), "没有岗位")),
        ("状态", state.to_owned()),
        ("第二重验证", factor),
        ("最近登录", seen.map_or_else(|| "没有登录过".into(), |seen| seen.words())),
        ("建立", words::moment(account.created)),
    ])
}

fn fields(account: &Account, departments: &Departments) -> Vec<Field> {
    vec![
        line("name", "姓名", "").with(account.name.clone()),
        people::department_field(departments, &account.department),
        line("post", "职务", "").optional().with(account.post.clone()),
    ]
}

async fn history(desk: &Desk, departments: &Departments, id: &str) -> Result<Vec<Told>, Fail> {
    let (mut names, mut told) = (Names::default(), Vec::new());
    for entry in account::history(desk.ledger(), desk.casework.organ(), id).await?.iter().rev().take(100) {
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
        let text = |key: &str| body[key].as_str().unwrap_or_default();
        told.push(Told {
            what: what(&entry.kind, text, departments),
            why: text("why").to_owned(),
            when: words::moment(entry.at),
            who: names.of(desk.ledger(), &entry.by).await?,
        });
    }
    Ok(told)
}

/// What happened to an account, in a sentence.
pub fn what<'a>(kind: &str, text: impl Fn(&str) -> &'a str, departments: &Departments) -> String {
    let or = |text: &'a str| if text.is_empty() { "无" } else { text };
    match kind {
        "account.created" => format!("建立账号，岗位：{}", or(text("duties"))),
        "account.placed" => {
            let department = departments.label(text("department"));
            format!("修改资料：{}　{department}　{}", text("name"), text("post"))
        }
        "account.duties_changed" => format!("岗位由{}改为{}", or(text("before")), or(text("duties"))),
        "account.disabled" => "停用".into(),
        "account.enabled" => "启用".into(),
        "account.password_issued" => "发放新密码".into(),
        "account.password_changed" => "修改密码".into(),
        "account.email_changed" => "修改邮箱".into(),
        other => super::acts_of_accounts(other).map_or_else(|| other.to_owned(), str::to_owned),
    }
}

/// POST /desk/accounts/{id}
pub async fn change(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    let typed = Typed(pairs);
    let asked = typed.text("do").to_owned();
    let right = match asked.as_str() {
        "placed" | "disable" | "enable" => Right::ManageAccounts,
        "duties" | "password" | "unlock" | "factor" | "oidc" | "no-oidc" => Right::GrantRights,
        _ => return Err(Fail::Unreadable),
    };
    let what = if right == Right::ManageAccounts { "管理账号" } else { "授予岗位、管理密码" };
    demand(right, &me, what)?;
    match carry_out(&desk, &me, &id, &asked, &typed).await {
        Ok(None) => Ok(Redirect::to(&format!("/desk/accounts/{id}?done={asked}")).into_response()),
        Ok(password) => page(&desk, &me, &id, StatusCode::OK, Said { password, ..Said::default() }).await,
        Err(NoAccount::Broken(error)) => Err(error.into()),
        Err(NoAccount::Unknown(id)) => Err(Error::Missing(format!("没有账号“{id}”")).into()),
        Err(refusal) => {
            let status = match refusal {
                NoAccount::Own | NoAccount::Separation => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            page(&desk, &me, &id, status, Said { faults: vec![fault(&refusal)], ..Said::default() }).await
        }
    }
}

/// The password to hand over, where one was issued.
async fn carry_out(
    desk: &Desk,
    me: &Account,
    id: &str,
    asked: &str,
    typed: &Typed,
) -> Result<Option<String>, NoAccount> {
    let (accounts, why) = (accounts(desk, me), typed.text("why"));
    match asked {
        "placed" => {
            let place =
                Place { department: typed.text("department").into(), post: typed.text("post").into() };
            let departments = Departments::load(desk.ledger()).await?;
            let stands =
                account::find(desk.ledger(), id).await?.is_some_and(|one| one.department == place.department);
            if !stands && !departments.takes(&place.department) {
                return Err(NoAccount::Department);
            }
            accounts.set_place(id, typed.text("name"), place).await?;
        }
        "duties" => accounts.set_duties(id, Duties::of(typed.all("duties"))?, why).await?,
        "password" => {
            let password = password::random()?;
            accounts.issue_password(id, &password, why).await?;
            session::end_all(desk.ledger(), id, None).await?;
            return Ok(Some(password));
        }
        "oidc" => {
            accounts.of_another(id, why)?;
            let subject = Some(typed.text("subject")).filter(|subject| !subject.is_empty());
            let subject = subject.ok_or(NoAccount::Subject)?;
            // Looked at before anything is told of it.
            oidc::may_link(desk, id, subject).await?;
            accounts.tell(id, "oidc_linked", why).await?;
            oidc::link_subject(desk, id, subject).await?;
        }
        "no-oidc" => {
            accounts.of_another(id, why)?;
            accounts.tell(id, "oidc_unlinked", why).await?;
            oidc::forget(desk.ledger(), id).await?;
        }
        "unlock" => {
            accounts.of_another(id, why)?;
            accounts.tell(id, "unlocked", why).await?;
            people::unlock(desk, id).await?;
        }
        "factor" => {
            accounts.of_another(id, why)?;
            accounts.tell(id, "factor_reset", why).await?;
            factor::forget(desk.ledger(), id).await?;
            session::end_all(desk.ledger(), id, None).await?;
        }
        _ => {
            accounts.set_disabled(id, asked == "disable", why).await?;
            session::end_all(desk.ledger(), id, None).await?;
        }
    }
    Ok(None)
}
