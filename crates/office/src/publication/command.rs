//! 命令：谁可以要求做什么

use super::content::Content;
use super::event::{Answers, Fall, Overridden, Premises, Reason, Validity};
use crate::role::Role;
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::review::Conclusion;

/// An order to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Draft {
        index: String,
        content: Box<Content>,
    },
    Revise {
        content: Box<Content>,
        why: String,
    },
    SelfCheck {
        answers: Answers,
        remark: String,
    },
    PassDepartment {
        remark: String,
    },
    /// 列为重大信息
    MakeImportant {
        why: String,
    },
    SendBack {
        remark: String,
    },
    ReviewSecrecy {
        conclusion: Conclusion,
        /// 依据和说明
        basis: String,
        answers: Answers,
        /// What of the scan's findings the reviewer lets stand.
        overridden: Vec<Overridden>,
        /// 不予公开的，何时重新评估
        reassess: Option<Date>,
        /// 含有商业秘密、个人隐私，不公开会对公共利益造成重大影响的，为什么
        public_interest: Option<String>,
    },
    RecordDetermination {
        organ: String,
        document_no: String,
        on: Date,
        conclusion: Conclusion,
        reassess: Option<Date>,
    },
    Reassess {
        open: bool,
        why: String,
        next: Option<Date>,
    },
    Approve {
        remark: String,
    },
    Schedule {
        at: Timestamp,
    },
    Publish,
    Withdraw {
        reason: Reason,
        explanation: String,
    },
    AgreeHiding {
        edition: u32,
        why: String,
    },
    HideEdition {
        edition: u32,
        /// 对公众的说明
        explanation: String,
    },
    ChangeValidity {
        validity: Validity,
        on: Date,
        basis: String,
    },
    RecordFiling {
        /// 报哪个机关备案
        organ: String,
        document_no: String,
        on: Date,
    },
    NoteFallen {
        fall: Fall,
        /// 变更、撤销等的决定书、判决书
        basis: String,
        /// 得知之日
        on: Date,
    },
    HandOver {
        to: Premises,
        list: String,
        on: Date,
    },
    Drop {
        why: String,
    },
}

/// What a command does, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Draft,
    Revise,
    SelfCheck,
    PassDepartment,
    MakeImportant,
    SendBack,
    ReviewSecrecy,
    RecordDetermination,
    Reassess,
    Approve,
    Schedule,
    Publish,
    Withdraw,
    AgreeHiding,
    HideEdition,
    ChangeValidity,
    RecordFiling,
    NoteFallen,
    HandOver,
    Drop,
}

impl Command {
    pub const fn act(&self) -> Act {
        match self {
            Command::Draft { .. } => Act::Draft,
            Command::Revise { .. } => Act::Revise,
            Command::SelfCheck { .. } => Act::SelfCheck,
            Command::PassDepartment { .. } => Act::PassDepartment,
            Command::MakeImportant { .. } => Act::MakeImportant,
            Command::SendBack { .. } => Act::SendBack,
            Command::ReviewSecrecy { .. } => Act::ReviewSecrecy,
            Command::RecordDetermination { .. } => Act::RecordDetermination,
            Command::Reassess { .. } => Act::Reassess,
            Command::Approve { .. } => Act::Approve,
            Command::Schedule { .. } => Act::Schedule,
            Command::Publish => Act::Publish,
            Command::Withdraw { .. } => Act::Withdraw,
            Command::AgreeHiding { .. } => Act::AgreeHiding,
            Command::HideEdition { .. } => Act::HideEdition,
            Command::ChangeValidity { .. } => Act::ChangeValidity,
            Command::RecordFiling { .. } => Act::RecordFiling,
            Command::NoteFallen { .. } => Act::NoteFallen,
            Command::HandOver { .. } => Act::HandOver,
            Command::Drop { .. } => Act::Drop,
        }
    }
}

impl Act {
    pub const ALL: [Act; 20] = [
        Act::Draft,
        Act::SelfCheck,
        Act::PassDepartment,
        Act::ReviewSecrecy,
        Act::RecordDetermination,
        Act::Approve,
        Act::Publish,
        Act::Schedule,
        Act::SendBack,
        Act::Revise,
        Act::MakeImportant,
        Act::Reassess,
        Act::ChangeValidity,
        Act::RecordFiling,
        Act::NoteFallen,
        Act::HandOver,
        Act::AgreeHiding,
        Act::HideEdition,
        Act::Withdraw,
        Act::Drop,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Act::Draft => "draft",
            Act::Revise => "revise",
            Act::SelfCheck => "self-check",
            Act::PassDepartment => "pass-department",
            Act::MakeImportant => "make-important",
            Act::SendBack => "send-back",
            Act::ReviewSecrecy => "review-secrecy",
            Act::RecordDetermination => "record-determination",
            Act::Reassess => "reassess",
            Act::Approve => "approve",
            Act::Schedule => "schedule",
            Act::Publish => "publish",
            Act::Withdraw => "withdraw",
            Act::AgreeHiding => "agree-hiding",
            Act::HideEdition => "hide-edition",
            Act::ChangeValidity => "change-validity",
            Act::RecordFiling => "record-filing",
            Act::NoteFallen => "note-fallen",
            Act::HandOver => "hand-over",
            Act::Drop => "drop",
        }
    }

    pub fn from_key(key: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Act::Draft => "起草",
            Act::Revise => "修改",
            Act::SelfCheck => "自审送审",
            Act::PassDepartment => "部门审核",
            Act::MakeImportant => "列为重大信息",
            Act::SendBack => "退回修改",
            Act::ReviewSecrecy => "保密审查",
            Act::RecordDetermination => "登记报请确定的结果",
            Act::Reassess => "重新评估",
            Act::Approve => "批准",
            Act::Schedule => "定时发布",
            Act::Publish => "发布",
            Act::Withdraw => "撤回",
            Act::AgreeHiding => "同意隐去旧版",
            Act::HideEdition => "隐去旧版",
            Act::ChangeValidity => "更新有效性",
            Act::RecordFiling => "登记报备案",
            Act::NoteFallen => "登记原决定变动",
            Act::HandOver => "移送查阅场所",
            Act::Drop => "弃稿",
        }
    }

    /// The posts that may do it; any one of them suffices.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Act::Draft | Act::Revise | Act::SelfCheck | Act::Drop => &[Role::Handler],
            Act::PassDepartment => &[Role::DepartmentHead],
            Act::MakeImportant => &[Role::DepartmentHead, Role::SecrecyReviewer, Role::DisclosureHead],
            Act::SendBack => &[Role::DepartmentHead, Role::SecrecyReviewer, Role::Principal, Role::Publisher],
            Act::ReviewSecrecy | Act::RecordDetermination | Act::AgreeHiding => &[Role::SecrecyReviewer],
            Act::Reassess => &[Role::SecrecyReviewer, Role::DisclosureHead],
            Act::Approve => &[Role::Principal],
            Act::Schedule | Act::Publish | Act::HandOver | Act::HideEdition => &[Role::Publisher],
            Act::RecordFiling | Act::NoteFallen => &[Role::Handler, Role::DisclosureHead],
            // Taking back must never wait for one person.
            Act::Withdraw => &[Role::Publisher, Role::DisclosureHead, Role::SecrecyReviewer, Role::Principal],
            Act::ChangeValidity => &[Role::DisclosureHead],
        }
    }
}
