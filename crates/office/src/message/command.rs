//! 命令：谁可以要求做什么

use super::event::{Kind, NotAccepted, Rating, Wording};
use crate::case::Sealed;
use crate::role::Role;
use jiff::civil::Date;

/// An order to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `subject`: what it is about, in a line that names nobody; `letter`: what was written and how to reach the
    /// sender, sealed before.
    Receive {
        no: String,
        kind: Kind,
        subject: String,
        letter: Sealed,
        consents: bool,
    },
    /// `simple`: 简单常见问题.
    Accept {
        department: String,
        matter: String,
        simple: bool,
    },
    NotAccept {
        why: NotAccepted,
        explanation: String,
    },
    Reroute {
        department: String,
        why: String,
    },
    Extend {
        due: Date,
        why: String,
    },
    /// `wording`: the question as it would be published; `None` where only the sender is answered.
    DraftAnswer {
        text: String,
        wording: Option<Wording>,
    },
    SendBack {
        remark: String,
    },
    /// `let_stand`: findings of the scan that may go out, each by its id.
    Pass {
        let_stand: Vec<String>,
    },
    AnswerOpenly,
    AnswerPrivately,
    TakeDown {
        why: String,
    },
    /// `consents`: 追问和答复也可以公开.
    FollowUp {
        letter: Sealed,
        consents: bool,
    },
    Rate {
        rating: Rating,
    },
    ErasePersonalData {
        why: String,
    },
}

/// What a command does, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Receive,
    Accept,
    NotAccept,
    Reroute,
    Extend,
    DraftAnswer,
    SendBack,
    Pass,
    AnswerOpenly,
    AnswerPrivately,
    TakeDown,
    FollowUp,
    Rate,
    ErasePersonalData,
}

impl Command {
    pub const fn act(&self) -> Act {
        match self {
            Command::Receive { .. } => Act::Receive,
            Command::Accept { .. } => Act::Accept,
            Command::NotAccept { .. } => Act::NotAccept,
            Command::Reroute { .. } => Act::Reroute,
            Command::Extend { .. } => Act::Extend,
            Command::DraftAnswer { .. } => Act::DraftAnswer,
            Command::SendBack { .. } => Act::SendBack,
            Command::Pass { .. } => Act::Pass,
            Command::AnswerOpenly => Act::AnswerOpenly,
            Command::AnswerPrivately => Act::AnswerPrivately,
            Command::TakeDown { .. } => Act::TakeDown,
            Command::FollowUp { .. } => Act::FollowUp,
            Command::Rate { .. } => Act::Rate,
            Command::ErasePersonalData { .. } => Act::ErasePersonalData,
        }
    }
}

impl Act {
    pub const ALL: [Act; 14] = [
        Act::Receive,
        Act::Accept,
        Act::NotAccept,
        Act::Reroute,
        Act::DraftAnswer,
        Act::Pass,
        Act::SendBack,
        Act::AnswerOpenly,
        Act::AnswerPrivately,
        Act::Extend,
        Act::TakeDown,
        Act::FollowUp,
        Act::Rate,
        Act::ErasePersonalData,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Act::Receive => "receive",
            Act::Accept => "accept",
            Act::NotAccept => "not-accept",
            Act::Reroute => "reroute",
            Act::Extend => "extend",
            Act::DraftAnswer => "draft-answer",
            Act::SendBack => "send-back",
            Act::Pass => "pass",
            Act::AnswerOpenly => "answer-openly",
            Act::AnswerPrivately => "answer-privately",
            Act::TakeDown => "take-down",
            Act::FollowUp => "follow-up",
            Act::Rate => "rate",
            Act::ErasePersonalData => "erasure",
        }
    }

    pub fn from_key(key: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Act::Receive => "提交留言",
            Act::Accept => "受理分办",
            Act::NotAccept => "不予受理",
            Act::Reroute => "改派部门",
            Act::Extend => "延长期限",
            Act::DraftAnswer => "起草答复",
            Act::SendBack => "退回重拟",
            Act::Pass => "审核通过",
            Act::AnswerOpenly => "公开答复",
            Act::AnswerPrivately => "只答复本人",
            Act::TakeDown => "撤下",
            Act::FollowUp => "追问",
            Act::Rate => "评价",
            Act::ErasePersonalData => "删除原文和联系方式",
        }
    }

    /// The posts that may do it, any one of them; none where it is for the sender alone.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Act::Receive | Act::FollowUp | Act::Rate => &[],
            Act::Accept | Act::NotAccept | Act::Reroute => &[Role::Registrar, Role::DisclosureHead],
            Act::Extend => &[Role::DepartmentHead, Role::DisclosureHead],
            Act::DraftAnswer => &[Role::Handler],
            Act::SendBack | Act::Pass => &[Role::DepartmentHead, Role::DisclosureHead],
            Act::AnswerOpenly | Act::AnswerPrivately => &[Role::Publisher],
            Act::ErasePersonalData => &[Role::DisclosureHead],
            // Taking back must never wait for one person.
            Act::TakeDown => &[Role::Publisher, Role::DisclosureHead, Role::SecrecyReviewer, Role::Principal],
        }
    }

    pub const fn by_sender(self) -> bool {
        self.roles().is_empty()
    }
}
