//! 人员和权限：units, departments, accounts, duties and their state in one table　/desk/accounts

use super::account::{self, Account, Accounts, Duty, NoAccount, Place};
use super::departments::Departments;
use super::factor::{self, second};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand, me, policy, session, sign_in};
use crate::form::{Choice, Fault, Field, Kind, Typed, choice, line as line_field};
use crate::tries::Tries;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

const PAGE: usize = 50;

/// What is looked for; an empty one looks for all.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    department: String,
    duty: String,
    state: String,
    factor: String,
    after: String,
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// No duties yet, or none any more.
    Bare,
    /// No password has been issued.
    Unissued,
    Locked,
    Disabled,
}

impl Standing {
    const ALL: [Standing; 5] =
        [Standing::Open, Standing::Bare, Standing::Unissued, Standing::Locked, Standing::Disabled];

    pub const fn key(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Bare => "bare",
            Standing::Unissued => "unissued",
            Standing::Locked => "locked",
            Standing::Disabled => "disabled",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Standing::Open => "在用",
            Standing::Bare => "待授权",
            Standing::Unissued => "待发密码",
            Standing::Locked => "已锁定",
            Standing::Disabled => "已停用",
        }
    }
}

/// Where wrong tries in a row close a door to an account.
const DOORS: [Tries; 3] = [sign_in::TRIES, second::TRIES, me::TRIES];

async fn is_locked(desk: &Desk, id: &str, most: u32) -> anyhow::Result<bool> {
    for door in DOORS {
        if door.is_closed(desk.ledger(), desk.now(), id, most).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens every door to the account again.
pub async fn unlock(desk: &Desk, id: &str) -> anyhow::Result<()> {
    for door in DOORS {
        door.forget(desk.ledger(), id).await?;
    }
    Ok(())
}

/// `tries`: wrong ones in a row that close a door, of the security settings.
pub async fn standing(desk: &Desk, account: &Account, tries: u32) -> anyhow::Result<Standing> {
    if account.disabled {
        return Ok(Standing::Disabled);
    }
    if is_locked(desk, &account.id, tries).await? {
        return Ok(Standing::Locked);
    }
    Ok(if account.duties() == account::Duties::default() {
        Standing::Bare
    } else if account.has_password() {
        Standing::Open
    } else {
        Standing::Unissued
    })
}

#[derive(Template)]
#[template(path = "desk/people.html")]
struct Show {
    frame: Frame,
    intro: &'static str,
    /// Which of the three administrators nobody is.
    missing: String,
    q: String,
    filters: Vec<(&'static str, &'static str, Vec<Choice>)>,
    filtered: bool,
    lines: Vec<Line>,
    next: Option<String>,
    may_create: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct Line {
    id: String,
    name: String,
    department: String,
    post: String,
    duties: String,
    state: &'static str,
    alarming: bool,
    factor: String,
    seen: String,
}

/// GET /desk/accounts
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    page(&desk, &me, StatusCode::OK, &asked, None, Vec::new()).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    asked: &Asked,
    typed: Option<&Typed>,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    demand(Right::SeePeople, me, "查看人员和权限")?;
    let departments = Departments::load(desk.ledger()).await?;
    let (lines, next) = lines(desk, asked, &departments).await?;
    let fields = fields(&departments);
    let fields = match typed {
        Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect(),
        None => fields,
    };
    let show = Show {
        frame: desk.frame("人员和权限", me),
        intro: intro(me),
        missing: missing(desk).await?,
        q: asked.q.clone(),
        filters: filters(asked, &departments),
        filtered: *asked != Asked { after: asked.after.clone(), ..Asked::default() },
        lines,
        next: next.map(|after| link(asked, &after)),
        may_create: Right::ManageAccounts.held_by(me),
        fields,
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        self.pairs() == other.pairs() && self.after == other.after
    }
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("q", &self.q),
            ("department", &self.department),
            ("duty", &self.duty),
            ("state", &self.state),
            ("factor", &self.factor),
        ]
    }
}

fn link(asked: &Asked, after: &str) -> String {
    let pairs = asked.pairs().into_iter().chain([("after", after)]);
    let parts = pairs
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    format!("/desk/accounts?{}", parts.collect::<Vec<_>>().join("&"))
}

fn intro(me: &Account) -> &'static str {
    if me.administrator {
        "系统管理员建立账号、部门，停用账号，不授予岗位。新建的账号由安全保密管理员授予岗位、发放密码后才能使用。"
    } else if me.security {
        "安全保密管理员授予和撤销岗位，发放密码，解除锁定，重置第二重验证，不建立账号。每一次变动的人、时间、内容、理由都记入台账。"
    } else {
        "安全审计员查看人员、岗位和变动经过，不作改动。系统管理员、安全保密管理员的每一次办理见“审计”。"
    }
}

/// «安全保密管理员»: an office that kept accounts before there were three has none yet.
async fn missing(desk: &Desk) -> anyhow::Result<String> {
    let all = account::all(desk.ledger()).await?;
    let vacant = |duty: &Duty| !all.iter().any(|one| !one.disabled && one.duties().holds(*duty));
    let three = Duty::ALL.into_iter().filter(|duty| duty.is_one_of_three()).filter(vacant);
    Ok(three.map(Duty::label).collect::<Vec<_>>().join("、"))
}

fn fields(departments: &Departments) -> Vec<Field> {
    vec![
        line_field("id", "账号", "2至40个小写字母、数字、点、横线，例如 wangfang。"),
        line_field("name", "姓名", ""),
        department_field(departments, ""),
        line_field("post", "职务", "例如 科员。").optional(),
    ]
}

pub fn department_field(departments: &Departments, standing: &str) -> Field {
    let none = [(String::new(), "（未定）".to_owned())];
    choice("department", "部门", "", none.into_iter().chain(departments.choices(standing))).with(standing)
}

fn filters(asked: &Asked, departments: &Departments) -> Vec<(&'static str, &'static str, Vec<Choice>)> {
    let every = |label: &str, chosen: &str, some: Vec<(String, String)>| {
        let all = [(String::new(), label.to_owned())].into_iter().chain(some);
        all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
    };
    let owned = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    let duties = Duty::ALL.map(|duty| owned(duty.word(), duty.label())).to_vec();
    let states = Standing::ALL.map(|state| owned(state.key(), state.label())).to_vec();
    let factors = vec![owned("yes", "已启用"), owned("no", "没有启用")];
    let all = departments.0.iter().map(|one| (one.id.clone(), departments.label(&one.id))).collect();
    vec![
        ("department", "部门", every("全部部门", &asked.department, all)),
        ("duty", "岗位", every("全部岗位", &asked.duty, duties)),
        ("state", "状态", every("全部状态", &asked.state, states)),
        ("factor", "第二重验证", every("不限", &asked.factor, factors)),
    ]
}

/// A page of those who fit, and after whom the next one begins.
async fn lines(
    desk: &Desk,
    asked: &Asked,
    departments: &Departments,
) -> Result<(Vec<Line>, Option<String>), Fail> {
    // A place that is no account's begins anew.
    let begin = account::checked_id(&asked.after).map_or_else(|_| String::new(), str::to_owned);
    let (mut lines, mut after) = (Vec::new(), begin);
    let tries = policy::load(desk.ledger()).await?.tries;
    loop {
        let some = account::some(desk.ledger(), &after).await?;
        let Some(last) = some.last() else { return Ok((lines, None)) };
        after.clone_from(&last.id);
        for account in some.iter().filter(|account| fits(account, asked, departments)) {
            let Some(line) = line(desk, asked, (account, tries), departments).await? else { continue };
            if lines.len() == PAGE {
                let next = lines.last().map(|line: &Line| line.id.clone());
                return Ok((lines, next));
            }
            lines.push(line);
        }
    }
}

fn fits(account: &Account, asked: &Asked, departments: &Departments) -> bool {
    let q = asked.q.trim();
    let within = |id: &str| {
        id == asked.department || departments.find(id).is_some_and(|one| one.within == asked.department)
    };
    (q.is_empty() || account.id.contains(&q.to_lowercase()) || account.name.contains(q))
        && (asked.department.is_empty() || within(&account.department))
        && (asked.duty.is_empty() || Duty::of(&asked.duty).is_some_and(|duty| account.duties().holds(duty)))
}

/// `None` where it is not what was asked for; what tells that least dearly is looked at first.
async fn line(
    desk: &Desk,
    asked: &Asked,
    (account, tries): (&Account, u32),
    departments: &Departments,
) -> Result<Option<Line>, Fail> {
    let state = standing(desk, account, tries).await?;
    if !asked.state.is_empty() && asked.state != state.key() {
        return Ok(None);
    }
    let factors = factor::load(desk.ledger(), &account.id).await?;
    let wanted = match asked.factor.as_str() {
        "yes" => factors.is_on(),
        "no" => !factors.is_on(),
        _ => true,
    };
    if !wanted {
        return Ok(None);
    }
    let seen = session::last(desk.ledger(), &account.id).await?;
    Ok(Some(Line {
        id: account.id.clone(),
        name: account.name.clone(),
        department: departments.label(&account.department),
        post: account.post.clone(),
        duties: account.duties().labels(),
        state: state.label(),
        alarming: matches!(state, Standing::Locked),
        factor: if factors.is_on() { factors.words() } else { "没有第二重验证".into() },
        seen: seen.map_or_else(|| "没有登录过".into(), |seen| words::moment(seen.at)),
    }))
}

/// POST /desk/accounts
pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, &me, "建立账号")?;
    let typed = Typed(pairs);
    let place = Place { department: typed.text("department").into(), post: typed.text("post").into() };
    let (id, name) = (typed.text("id"), typed.text("name"));
    let known = Departments::load(desk.ledger()).await?.takes(&place.department);
    let made =
        if known { accounts(&desk, &me).create((id, name), place).await } else { Err(NoAccount::Department) };
    match made {
        Ok(()) => Ok(Redirect::to(&format!("/desk/accounts/{id}?done=created")).into_response()),
        Err(NoAccount::Broken(error)) => Err(error.into()),
        Err(refusal) => {
            let (status, faults) = (StatusCode::UNPROCESSABLE_ENTITY, vec![fault(&refusal)]);
            page(&desk, &me, status, &Asked::default(), Some(&typed), faults).await
        }
    }
}

pub fn accounts<'a>(desk: &'a Desk, me: &'a Account) -> Accounts<'a> {
    Accounts { ledger: desk.ledger(), organ: desk.casework.organ(), now: desk.now(), by: &me.id }
}

/// Where on a form a refusal belongs.
pub fn fault(refusal: &NoAccount) -> Fault {
    let field = match refusal {
        NoAccount::Id(_) | NoAccount::Exists(_) | NoAccount::Unknown(_) => "id",
        NoAccount::Name => "name",
        NoAccount::Department => "department",
        NoAccount::Why => "why",
        NoAccount::Subject | NoAccount::Linked | NoAccount::NoProvider => "subject",
        _ => "duties",
    };
    Fault { field, message: refusal.to_string() }
}
