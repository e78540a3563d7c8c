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
    /// 帮办预约：who comes, with name and telephone; noting who came.
    Help,
    /// 帮办的时段和名额.
    PlanHelp,
    /// 督办：the view over organs and handlers.
    Supervise,
    /// 人员、部门、岗位 in one table: the three administrators.
    SeePeople,
    /// 系统管理员：账号的建立、停用，部门.
    ManageAccounts,
    /// 安全保密管理员：岗位的授予、撤销，密码、锁定、第二重验证，安全设置.
    GrantRights,
    /// 安全审计员：the chain itself, who did what, exports of both.
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
            Right::Help => account.roles.iter().any(|role| handles(role) || *role == Role::DepartmentHead),
            Right::PlanHelp => {
                account.roles.iter().any(|role| matches!(role, Role::DisclosureHead | Role::DepartmentHead))
            }
            Right::Supervise => leads || account.supervisor || account.auditor,
            Right::SeePeople => account.administrator || account.security || account.auditor,
            Right::ManageAccounts => account.administrator,
            Right::GrantRights => account.security,
            Right::Audit => account.auditor,
        }
    }
}
