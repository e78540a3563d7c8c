//! 权限：who may see what at the desk, in one place. Who may do what to a case is for [`office::case::allowed`].

use super::account::Account;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// The board and the cases.
    SeeCases,
    /// 信息发布: drafts and what became of them.
    SeeItems,
    /// 申请人的身份和联系方式、申请原文、案卷里的文件.
    SeeApplicant,
    /// 督办：the view over organs and handlers.
    Supervise,
    /// 账号的建立、停用.
    ManageAccounts,
    /// The chain itself: entries, verification, digests.
    Audit,
}

impl Right {
    pub fn held_by(self, account: &Account) -> bool {
        use office::role::Role;
        let office = !account.roles.is_empty();
        let leads = account.roles.iter().any(|role| matches!(role, Role::DisclosureHead | Role::Principal));
        let handles = |role: &Role| {
            matches!(role, Role::Registrar | Role::Handler | Role::DisclosureHead | Role::Principal)
        };
        // These four work with applications: the principal signs an answer that names its applicant.
        let cases = account.roles.iter().any(handles);
        match self {
            Right::SeeCases => cases || account.supervisor || account.auditor,
            Right::SeeItems => office || account.supervisor || account.auditor,
            Right::SeeApplicant => cases,
            Right::Supervise => leads || account.supervisor || account.auditor,
            Right::ManageAccounts => account.administrator,
            Right::Audit => account.auditor,
        }
    }
}
