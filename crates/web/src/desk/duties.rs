//! 岗位和三员：what an account may be given, and what nobody may hold together. One place for web, command line and
//! demonstration.

use super::account::NoAccount;
use office::role::Role;

/// What someone may be given beside the roles of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    pub roles: Vec<Role>,
    /// 主管部门监督
    pub supervisor: bool,
    /// 安全审计员
    pub auditor: bool,
    /// 系统管理员
    pub administrator: bool,
    /// 安全保密管理员
    pub security: bool,
}

/// One thing that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    Role(Role),
    Supervisor,
    Administrator,
    Security,
    Auditor,
}

impl Duty {
    /// In the order of a page.
    pub const ALL: [Duty; 11] = [
        Duty::Role(Role::Registrar),
        Duty::Role(Role::Handler),
        Duty::Role(Role::DepartmentHead),
        Duty::Role(Role::SecrecyReviewer),
        Duty::Role(Role::DisclosureHead),
        Duty::Role(Role::Principal),
        Duty::Role(Role::Publisher),
        Duty::Supervisor,
        Duty::Administrator,
        Duty::Security,
        Duty::Auditor,
    ];

    /// As the command line and the ledger have it.
    pub const fn word(self) -> &'static str {
        match self {
            Duty::Role(Role::Registrar) => "登记",
            Duty::Role(Role::Handler) => "承办",
            Duty::Role(Role::DisclosureHead) => "负责人",
            Duty::Role(Role::Principal) => "局长",
            Duty::Role(Role::DepartmentHead) => "部门",
            Duty::Role(Role::SecrecyReviewer) => "保密",
            Duty::Role(Role::Publisher) => "发布",
            Duty::Supervisor => "监督",
            Duty::Administrator => "管理",
            Duty::Security => "安全",
            Duty::Auditor => "审计",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Duty::Role(role) => role.label(),
            Duty::Supervisor => "主管部门",
            Duty::Administrator => "系统管理员",
            Duty::Security => "安全保密管理员",
            Duty::Auditor => "安全审计员",
        }
    }

    /// One of the three administrators who are kept apart.
    pub const fn is_one_of_three(self) -> bool {
        matches!(self, Duty::Administrator | Duty::Security | Duty::Auditor)
    }

    pub fn of(word: &str) -> Option<Duty> {
        Duty::ALL.into_iter().find(|duty| duty.word() == word)
    }
}

impl Duties {
    /// «登记,承办», as the command line takes them; at least one.
    pub fn parse(text: &str) -> Result<Duties, NoAccount> {
        let words = text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty());
        let duties = Duties::of(words)?;
        if duties == Duties::default() { Err(NoAccount::Duties) } else { Ok(duties) }
    }

    /// What some words say; none of them is no duty.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Duties, NoAccount> {
        let mut duties = Duties::default();
        for word in words {
            let duty = Duty::of(word).ok_or_else(|| NoAccount::UnknownDuty(word.into()))?;
            duties.take(duty);
        }
        duties.apart()
    }

    fn take(&mut self, duty: Duty) {
        match duty {
            Duty::Role(role) if self.roles.contains(&role) => {}
            Duty::Role(role) => self.roles.push(role),
            Duty::Supervisor => self.supervisor = true,
            Duty::Administrator => self.administrator = true,
            Duty::Security => self.security = true,
            Duty::Auditor => self.auditor = true,
        }
    }

    /// 三员分立：nobody is two of the three administrators, nor one of them and an official beside.
    pub fn apart(self) -> Result<Duties, NoAccount> {
        let business = !self.roles.is_empty() || self.supervisor;
        let kinds = [business, self.auditor, self.administrator, self.security];
        if kinds.into_iter().filter(|held| *held).count() > 1 { Err(NoAccount::Separation) } else { Ok(self) }
    }

    pub fn holds(&self, duty: Duty) -> bool {
        match duty {
            Duty::Role(role) => self.roles.contains(&role),
            Duty::Supervisor => self.supervisor,
            Duty::Administrator => self.administrator,
            Duty::Security => self.security,
            Duty::Auditor => self.auditor,
        }
    }

    fn held(&self) -> impl Iterator<Item = Duty> {
        Duty::ALL.into_iter().filter(|duty| self.holds(*duty))
    }

    /// «登记、承办», as the command line takes them.
    pub fn words(&self) -> String {
        self.held().map(Duty::word).collect::<Vec<_>>().join("、")
    }

    /// «登记人员、承办人»
    pub fn labels(&self) -> String {
        self.held().map(Duty::label).collect::<Vec<_>>().join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::{Duties, Duty};

    #[test]
    fn no_two_of_the_three_and_no_office_beside() {
        for one in Duty::ALL {
            for other in Duty::ALL.into_iter().filter(|other| *other != one) {
                let both = Duties::of([one.word(), other.word()]);
                let separate = one.is_one_of_three() || other.is_one_of_three();
                assert_eq!(both.is_err(), separate, "{}、{}", one.word(), other.word());
            }
            assert!(Duties::of([one.word()]).is_ok_and(|duties| duties.words() == one.word()));
        }
    }
}
