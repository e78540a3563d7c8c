//! 首页上的提醒：what somebody should look at before the lists

use super::account::{Account, Names};
use super::annual;
use super::messages::turn;
use super::registers;
use super::rights::Right;
use super::undelivered::{self, What};
use super::{Desk, Fail};
use crate::words;
use ::messages::List as Messages;
use casework::List;
use office::dossier::due;
use office::role::Role;

pub struct Notice {
    pub words: String,
    pub path: String,
    pub link: &'static str,
}

fn notice(words: String, path: impl Into<String>, link: &'static str) -> Notice {
    Notice { words, path: path.into(), link }
}

pub async fn of(desk: &Desk, me: &Account) -> Result<Vec<Notice>, Fail> {
    let mut notices = Vec::new();
    let overdue = desk.casework.count_before(&List::Open, desk.library().today()).await?;
    if overdue > 0 {
        let words = format!("有{overdue}件已经过了期限，排在最前。请先办理。");
        notices.push(notice(words, "/desk?list=open", "查看"));
    }
    notices.extend(letters(desk, me).await?);
    if Right::SeeRegisters.held_by(me) {
        let overdue = registers::overdue(desk).await?;
        if overdue > 0 {
            let words = format!("各本登记中有{overdue}项过了期限，请督促办理。");
            notices.push(notice(words, "/desk/registers", "查看"));
        }
    }
    let changes = desk.casework.calendar_changes().await?;
    for change in changes.iter().filter(|change| change.approved.is_none()).take(1) {
        let count = change.moved.len();
        let words = format!("放假安排有变，{count}件未办结的申请期限随之变动。");
        notices.push(notice(words, "/desk/calendar", "查看并确认"));
    }
    notices.extend(report(desk, me).await?);
    notices.extend(unsent(desk).await?);
    if me.roles.contains(&Role::DisclosureHead)
        && let Err(missing) =
            desk.casework.stationery().and_then(|one| one.sender().map_err(casework::Error::Settings))
    {
        notices.push(notice(missing.to_string(), "/desk/me", "我的账号"));
    }
    Ok(notices)
}

/// 留言: what is overdue, and what waits for whoever looks, by his posts.
pub async fn letters(desk: &Desk, me: &Account) -> Result<Vec<Notice>, Fail> {
    let mut notices = Vec::new();
    if !Right::SeeMessages.held_by(me) {
        return Ok(notices);
    }
    let overdue = desk.messages().count_before(&Messages::Open, desk.library().today()).await?;
    if overdue > 0 {
        let words = format!("有{overdue}条留言已经过了答复期限。请先办理。");
        notices.push(notice(words, super::messages::PATH, "查看"));
    }
    for turn in turn::of(desk.messages(), me).await? {
        let waiting = desk.messages().count(&turn.list).await?;
        if waiting > 0 {
            let path = format!("{}?list={}", super::messages::PATH, turn.step.key());
            notices.push(notice(format!("{}：{waiting}条。", turn.title), path, "查看"));
        }
    }
    Ok(notices)
}

/// Last year's report, from a month before its last day until it is published and submitted.
async fn report(desk: &Desk, me: &Account) -> Result<Option<Notice>, Fail> {
    if !Right::SeeReports.held_by(me) || me.roles.is_empty() {
        return Ok(None);
    }
    let today = desk.library().today();
    let year = today.year() - 1;
    let file = desk.publishing.dossier(year).await?;
    let dossier = file.as_ref().map(|file| &file.dossier);
    let shown = desk.library().report(year).is_some();
    let (light, told) = annual::light(today, year, dossier, shown);
    // An office that never worked on it here, and whose time is over, keeps its reports elsewhere.
    if light == "fine" || (dossier.is_none() && !shown && light == "late") {
        return Ok(None);
    }
    let words = format!("{year}年年度报告应当在{}前发布并报送：{told}。", words::day(due(year)));
    Ok(Some(notice(words, format!("/desk/annual-reports/{year}"), "查看")))
}

/// One notice for all mails that nobody took; it leads to what the latest was about.
async fn unsent(desk: &Desk) -> Result<Option<Notice>, Fail> {
    let all = undelivered::all(desk.ledger(), desk.casework.organ(), desk.now()).await?;
    let Some(latest) = all.first() else { return Ok(None) };
    let (what, path, link) = match &latest.what {
        What::Message { no } => (format!("{no} 留言的答复通知"), super::messages::path(no), "查看留言"),
        What::Booking { no } => (format!("{no} 帮办预约的确认"), "/desk/help".to_owned(), "查看预约"),
        What::Notice { no } => (format!("{no} 给申请人的通知"), format!("/desk/cases/{no}"), "查看该件"),
        What::Reminder { account } => {
            let name = Names::default().of(desk.ledger(), account).await?;
            (format!("给{name}的期限提醒"), "/desk?list=open".into(), "查看未办结")
        }
    };
    let words = format!(
        "有{}封邮件几次都没有发出，最近一封是{what}。请用其他办法告知，并请系统管理员检查发信设置和邮箱地址。",
        all.len()
    );
    Ok(Some(notice(words, path, link)))
}
