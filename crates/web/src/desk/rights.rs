//! 权限：who may see what at the desk, in one place. Who may do what to a case is for [`office::case::allowed`].

use super::account::Account;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// The board and the cases.
    SeeCases,
    /// 信息发布: drafts and what became of them.
    SeeItems,
    /// 各本登记. Who may write which is for its declaration: [`writes`].
    SeeRegisters,
    /// 送往其他渠道：whoever publishes.
    SendToChannels,
    /// 年度报告的办理.
    SeeReports,
    /// 申请人的身份和联系方式、申请原文、案卷里的文件.
    SeeApplicant,
    /// 咨询留言: the list and what became of each; who may do what is for [`office::message::allowed`].
    SeeMessages,
    /// 留言的原文和联系方式: whoever accepts, answers or reviews.
    ReadLetters,
    /// 帮办预约：who comes, with name and telephone; noting who came.
    Help,
    /// 帮办的时段和名额.
    PlanHelp,
    /// 督办：the view over organs and handlers.
    Supervise,
    /// 接收、退回下级单位报送的年度报告.
    JudgeSubmissions,
    /// 人员、部门、岗位 in one table: the three administrators.
    SeePeople,
    /// 系统管理员：账号的建立、停用，部门.
    ManageAccounts,
    /// 安全保密管理员：岗位的授予、撤销，密码、锁定、第二重验证，安全设置.
    GrantRights,
    /// 问答的口语和评测。
    KeepWords,
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
            Right::SeeItems | Right::SeeRegisters | Right::SeeReports | Right::SeeMessages => {
                office || account.supervisor || account.auditor
            }
            Right::SendToChannels => account.roles.contains(&Role::Publisher),
            Right::SeeApplicant => cases,
            Right::ReadLetters => cases || account.roles.contains(&Role::DepartmentHead),
            Right::Help => account.roles.iter().any(|role| handles(role) || *role == Role::DepartmentHead),
            Right::PlanHelp => {
                account.roles.iter().any(|role| matches!(role, Role::DisclosureHead | Role::DepartmentHead))
            }
            Right::Supervise => leads || account.supervisor || account.auditor,
            Right::JudgeSubmissions => account.supervisor,
            Right::SeePeople => account.administrator || account.security || account.auditor,
            Right::ManageAccounts => account.administrator,
            Right::GrantRights => account.security,
            Right::KeepWords => {
                account.roles.iter().any(|role| matches!(role, Role::DisclosureHead | Role::Publisher))
            }
            Right::Audit => account.auditor,
        }
    }
}

/// Whether somebody keeps a register: enters, corrects, strikes, imports, reads what is sealed. The declaration says which
/// duties do; those who supervise, audit or administrate have none of them.
pub fn writes(register: &office::register::Register, account: &Account) -> bool {
    register.writers.iter().any(|role| account.roles.contains(role))
}
