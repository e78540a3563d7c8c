//! 公众看得到的：留言人同意、审核通过、公开答复、没有撤下的

use super::event::{Kind, Rating};
use super::state::{Message, Round};
use crate::publication::Public;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A message as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    pub no: String,
    pub kind: Kind,
    pub matter: String,
    pub rating: Option<Rating>,
    /// Never empty: the message, then the follow-ups that were answered openly.
    pub exchanges: Vec<Exchange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub title: String,
    pub question: String,
    pub received: Date,
    pub answer: String,
    pub answered: Date,
    /// 答复的部门; nothing in a table that was made before it was kept with each answer.
    #[serde(default)]
    pub department: String,
}

impl Message {
    /// `None` where nothing of it is public. A follow-up never shows without the message it follows.
    pub fn open(&self) -> Option<Public<Open>> {
        if self.taken_down.is_some() {
            return None;
        }
        let first = exchange(&self.first)?;
        let exchanges = std::iter::once(first).chain(self.more.iter().filter_map(exchange)).collect();
        Some(Public::released(Open {
            no: self.no.clone(),
            kind: self.kind,
            matter: self.matter.clone()?,
            rating: self.rating.map(|(_, rating)| rating),
            exchanges,
        }))
    }
}

fn exchange(round: &Round) -> Option<Exchange> {
    let answer = round.answer.as_ref().filter(|answer| answer.openly && round.consents)?;
    let draft = round.draft.as_ref()?;
    let wording = draft.wording.as_ref()?;
    Some(Exchange {
        title: wording.title.clone(),
        question: wording.text.clone(),
        received: round.received,
        answer: draft.text.clone(),
        answered: answer.on,
        department: answer.department.clone()?,
    })
}
