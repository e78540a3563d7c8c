//! 轮到谁：at which step a message waits for which post; told on the board, and by mail in the morning

use super::super::account::Account;
use super::super::departments::Departments;
use ::messages::{List, Messages};
use office::message::Step;
use office::role::Role;

const TURNS: [(Role, Step, &str); 4] = [
    (Role::Registrar, Step::New, "留言待受理"),
    (Role::Handler, Step::Drafting, "留言待起草"),
    (Role::DepartmentHead, Step::Review, "留言待审核"),
    (Role::Publisher, Step::Ready, "留言待发出"),
];

/// Messages that wait for somebody.
pub struct Turn {
    /// «留言待审核»
    pub title: &'static str,
    pub step: Step,
    pub list: List,
}

/// What waits for an account, by its posts: whoever drafts is asked for what is his department's, where he has one.
pub async fn of(messages: &Messages, account: &Account) -> anyhow::Result<Vec<Turn>> {
    let mut turns = Vec::new();
    for (_, step, title) in TURNS.into_iter().filter(|(role, ..)| account.roles.contains(role)) {
        let list = match step {
            Step::Drafting => drafting(messages, account).await?,
            step => List::At(step),
        };
        turns.push(Turn { title, step, list });
    }
    Ok(turns)
}

async fn drafting(messages: &Messages, account: &Account) -> anyhow::Result<List> {
    let department = Departments::load(messages.ledger()).await?.label(&account.department);
    Ok(if department.is_empty() { List::At(Step::Drafting) } else { List::Drafting(department) })
}
