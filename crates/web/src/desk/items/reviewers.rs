//! 由哪位部门负责人审核：whoever heads the department of those who drafted; any head where that department has none

use super::super::Desk;
use super::super::account::{self, Account};
use office::publication::{Act, Publication, Step};
use office::role::Role;

/// Everybody who has an account, to find the heads among.
pub struct Reviewers(Vec<Account>);

impl Reviewers {
    pub async fn load(desk: &Desk) -> anyhow::Result<Reviewers> {
        Ok(Reviewers(account::all(desk.ledger()).await?))
    }

    /// The heads that are asked; none where any may be.
    fn asked(&self, authors: &[String]) -> impl Iterator<Item = &Account> {
        let drafted = |one: &&Account| authors.contains(&one.id) && !one.department.is_empty();
        let departments: Vec<&str> =
            self.0.iter().filter(drafted).map(|one| one.department.as_str()).collect();
        let heads = self.0.iter().filter(|one| !one.disabled && one.roles.contains(&Role::DepartmentHead));
        heads.filter(move |one| departments.contains(&one.department.as_str()) && !authors.contains(&one.id))
    }

    pub fn asks(&self, me: &Account, authors: &[String]) -> bool {
        let mut asked = self.asked(authors).peekable();
        asked.peek().is_none() || asked.any(|one| one.id == me.id)
    }

    /// «孙科长、李科长»; blank where any head may.
    pub fn names(&self, authors: &[String]) -> String {
        self.asked(authors).map(|one| one.name.as_str()).collect::<Vec<_>>().join("、")
    }
}

/// Who is asked instead, where an act is another head's; `None` where it is nobody else's.
pub async fn another(
    desk: &Desk,
    me: &Account,
    item: &Publication,
    act: Act,
) -> anyhow::Result<Option<String>> {
    let work = item.work.as_ref().filter(|work| work.step == Step::Department);
    let Some(work) = work.filter(|_| matches!(act, Act::PassDepartment | Act::SendBack)) else {
        return Ok(None);
    };
    let reviewers = Reviewers::load(desk).await?;
    let authors: Vec<String> = work.authors.iter().cloned().collect();
    Ok((!reviewers.asks(me, &authors)).then(|| reviewers.names(&authors)))
}
