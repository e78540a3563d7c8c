//! 放假安排变动引起的期限变动　GET、POST /desk/calendar

use super::account::Names;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use office::role::Role;
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Deserialize)]
pub struct Approval {
    change: usize,
}

#[derive(Template)]
#[template(path = "desk/calendar.html")]
struct Show {
    frame: Frame,
    changes: Vec<Changed>,
    may_approve: bool,
    done: Option<&'static str>,
}

struct Changed {
    no: usize,
    when: String,
    moved: Vec<(String, String, String, String)>,
    approved: Option<String>,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let day = |date: Option<Date>| date.map_or_else(|| "未起算".to_owned(), words::day);
    let mut names = Names::default();
    let mut changes = Vec::new();
    for change in desk.casework.calendar_changes().await? {
        let approved = match change.approved {
            Some((by, at)) => {
                Some(format!("{}由{}确认。", words::moment(at), names.of(desk.ledger(), &by).await?))
            }
            None => None,
        };
        let moved = change.moved.into_iter();
        let moved = moved.map(|one| (one.no, one.subject, day(one.before), day(one.after))).collect();
        changes.push(Changed { no: change.no, when: words::moment(change.at), moved, approved });
    }
    let show = Show {
        frame: desk.frame("期限变动", &me),
        changes,
        may_approve: me.roles.contains(&Role::DisclosureHead),
        done: (asked.done == "yes").then_some("已确认。"),
    };
    Ok(answer::page(&show)?)
}

pub async fn approve(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(form): Form<Approval>,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let calendar = desk.library().calendar();
    if !me.roles.contains(&Role::DisclosureHead) {
        return Err(Fail::NotAllowed("确认期限变动"));
    }
    let approved = desk.casework.approve_change(desk.moment(&calendar), &me.actor(), form.change).await?;
    if approved {
        Ok(Redirect::to("/desk/calendar?done=yes").into_response())
    } else {
        Err(Fail::NotNow("这次变动已经确认过".into()))
    }
}
