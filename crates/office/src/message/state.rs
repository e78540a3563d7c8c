//! 状态：一条留言现在怎样，由事件逐条推出

use super::event::{Event, Kind, NotAccepted, Rating, Wording};
use crate::case::Sealed;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub no: String,
    pub kind: Kind,
    /// 事项, for the desk: it names nobody.
    pub subject: String,
    /// 承办部门, of the round at hand
    pub department: Option<String>,
    /// 主题
    pub matter: Option<String>,
    pub not_accepted: Option<(Date, NotAccepted, String)>,
    pub step: Step,
    pub first: Round,
    /// 追问
    pub more: Vec<Round>,
    pub rating: Option<(Date, Rating)>,
    pub taken_down: Option<(Date, String)>,
    /// 原文和联系方式已经删除
    pub erased: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 待受理
    New,
    /// 待起草
    Drafting,
    /// 待审核
    Review,
    /// 待发出
    Ready,
    /// 已答复
    Answered,
    /// 不予受理
    NotAccepted,
}

impl Step {
    pub const ALL: [Step; 6] =
        [Step::New, Step::Drafting, Step::Review, Step::Ready, Step::Answered, Step::NotAccepted];

    pub const fn key(self) -> &'static str {
        match self {
            Step::New => "new",
            Step::Drafting => "drafting",
            Step::Review => "review",
            Step::Ready => "ready",
            Step::Answered => "answered",
            Step::NotAccepted => "not-accepted",
        }
    }

    pub fn from_key(key: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Step::New => "待受理",
            Step::Drafting => "待起草答复",
            Step::Review => "待审核",
            Step::Ready => "待发出",
            Step::Answered => "已答复",
            Step::NotAccepted => "不予受理",
        }
    }
}

/// 一问一答。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub received: Date,
    pub letter: Sealed,
    /// 同意公开
    pub consents: bool,
    pub due: Date,
    pub draft: Option<Draft>,
    /// Whoever wrote a draft of it: none of them reviews.
    pub drafters: Vec<String>,
    /// 退回的意见, until it is drafted again
    pub sent_back: Option<String>,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub by: String,
    pub text: String,
    pub wording: Option<Wording>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub on: Date,
    pub openly: bool,
    /// 答复的部门: a later follow-up may be another's.
    pub department: Option<String>,
}

impl Round {
    const fn new(received: Date, letter: Sealed, consents: bool, due: Date) -> Round {
        Round {
            received,
            letter,
            consents,
            due,
            draft: None,
            drafters: Vec::new(),
            sent_back: None,
            answer: None,
        }
    }

    /// 逾期答复
    pub fn was_late(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.on > self.due)
    }

    /// 按期答复; `None` where neither an answer nor a day past the term tells.
    pub fn in_time(&self, today: Date) -> Option<bool> {
        match &self.answer {
            Some(answer) => Some(answer.on <= self.due),
            None => (today > self.due).then_some(false),
        }
    }
}

impl Message {
    /// The round at hand: the last follow-up, or the message itself.
    pub fn round(&self) -> &Round {
        self.more.last().unwrap_or(&self.first)
    }

    pub fn rounds(&self) -> impl Iterator<Item = &Round> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// 最迟哪一天答复; `None` where nothing is to be answered.
    pub fn due(&self) -> Option<Date> {
        (!matches!(self.step, Step::Answered | Step::NotAccepted)).then(|| self.round().due)
    }

    /// 计入收到、答复的留言: all but what was handed on. What nobody has looked at yet counts, and so does not hide.
    pub const fn counts(&self) -> bool {
        self.not_accepted.is_none()
    }

    /// Whether question and answer at hand may be shown to everybody: a follow-up never without what it follows.
    pub fn may_be_public(&self) -> bool {
        self.round().consents && (self.more.is_empty() || self.open().is_some())
    }

    /// Everything that was ever sealed for it.
    pub fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.rounds().map(|round| &round.letter)
    }

    fn round_mut(&mut self) -> &mut Round {
        self.more.last_mut().unwrap_or(&mut self.first)
    }
}

/// 从头推出; `None` where there is no message.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Message> {
    events.into_iter().fold(None, evolve)
}

/// One event further. What cannot follow changes nothing: `decide` never made it.
pub fn evolve(message: Option<Message>, event: &Event) -> Option<Message> {
    if let (None, Event::Received { no, kind, subject, on, letter, consents, due }) = (&message, event) {
        return Some(Message {
            no: no.clone(),
            kind: *kind,
            subject: subject.clone(),
            department: None,
            matter: None,
            not_accepted: None,
            step: Step::New,
            first: Round::new(*on, letter.clone(), *consents, *due),
            more: Vec::new(),
            rating: None,
            taken_down: None,
            erased: false,
        });
    }
    let mut message = message?;
    apply(&mut message, event);
    Some(message)
}

fn apply(message: &mut Message, event: &Event) {
    match event {
        Event::Received { .. } => {}
        Event::Accepted { department, matter, due, .. } => {
            message.department = Some(department.clone());
            message.matter = Some(matter.clone());
            message.step = Step::Drafting;
            message.round_mut().due = *due;
        }
        Event::NotAccepted { on, why, explanation, .. } => {
            message.not_accepted = Some((*on, *why, explanation.clone()));
            message.step = Step::NotAccepted;
        }
        Event::Rerouted { department, .. } => {
            message.department = Some(department.clone());
            message.step = Step::Drafting;
            message.round_mut().draft = None;
        }
        Event::Extended { due, .. } => message.round_mut().due = *due,
        Event::Drafted { by, text, wording, .. } => {
            let round = message.round_mut();
            round.draft = Some(Draft { by: by.clone(), text: text.clone(), wording: wording.clone() });
            round.drafters.push(by.clone());
            round.sent_back = None;
            message.step = Step::Review;
        }
        Event::SentBack { remark, .. } => {
            message.round_mut().sent_back = Some(remark.clone());
            message.step = Step::Drafting;
        }
        Event::Passed { .. } => message.step = Step::Ready,
        Event::Answered { on, openly, .. } => {
            let department = message.department.clone();
            message.round_mut().answer = Some(Answer { on: *on, openly: *openly, department });
            message.step = Step::Answered;
        }
        Event::TakenDown { on, why, .. } => message.taken_down = Some((*on, why.clone())),
        Event::FollowedUp { on, letter, due, consents } => {
            let consents = consents.unwrap_or(message.first.consents);
            message.more.push(Round::new(*on, letter.clone(), consents, *due));
            message.step = Step::Drafting;
        }
        Event::Rated { on, rating } => message.rating = Some((*on, *rating)),
        Event::PersonalDataErased { .. } => message.erased = true,
    }
}
