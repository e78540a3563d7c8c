//! 首页上的提醒：what somebody should look at before the lists

use super::account::Account;
use super::{Desk, Fail};
use casework::List;
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
    let changes = desk.casework.calendar_changes().await?;
    for change in changes.iter().filter(|change| change.approved.is_none()).take(1) {
        let count = change.moved.len();
        let words = format!("放假安排有变，{count}件未办结的申请期限随之变动。");
        notices.push(notice(words, "/desk/calendar", "查看并确认"));
    }
    if me.roles.contains(&Role::DisclosureHead)
        && let Err(missing) =
            desk.casework.stationery().and_then(|one| one.sender().map_err(casework::Error::Settings))
    {
        notices.push(notice(missing.to_string(), "/desk/me", "我的账号"));
    }
    Ok(notices)
}
