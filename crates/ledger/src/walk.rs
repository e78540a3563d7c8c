//! Walking along a chain, entry by entry, to the first one that is wrong. The same walk for a database and for a file
//! an auditor holds.

use crate::chain::{ALGORITHM, Entry, Hash, Head};
use serde::Serialize;

/// How far around its place the origin of a moved entry is looked for.
const REACH: u64 = 20_000;

/// The first thing that is wrong in a chain; `seq` is the place in the organ's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    #[error("第{seq}条被改动：内容与登记的摘要或者前后各条不符")]
    Changed { seq: u64 },
    #[error("第{seq}条被删除")]
    Removed { seq: u64 },
    #[error("第{seq}条是后来插入的")]
    Inserted { seq: u64 },
    #[error("第{seq}条不在原来的位置，次序被调换")]
    Reordered { seq: u64 },
    #[error("最后一条（第{seq}条）与链尾登记的摘要不符")]
    Head { seq: u64 },
    #[error("第{seq}条与以前公布的摘要不符：该条以前的历史被改写过")]
    Rewritten { seq: u64 },
    #[error("第{seq}条引用的密封信息{id}被改动")]
    SealedChanged { seq: u64, id: String },
    #[error("第{seq}条引用的密封信息{id}不见了，台账中没有删除它的记载")]
    SealedMissing { seq: u64, id: String },
    #[error("第{seq}条记载密封信息{id}已经删除，但是它还在库中")]
    SealedKept { seq: u64, id: String },
    #[error("第{seq}条引用的附件{hash}不见了")]
    BlobMissing { seq: u64, hash: Hash },
    #[error("第{seq}条引用的附件{hash}被改动")]
    BlobChanged { seq: u64, hash: Hash },
}

/// A walk along one organ's chain. Entries are pushed in the order they stand; `finish` says what was found.
pub struct Walk {
    organ: String,
    last: Head,
    /// What an earlier digest says of some places.
    known: Vec<Head>,
    state: State,
}

enum State {
    Fine,
    /// This entry does not fit; the one after it tells how.
    Suspect(Box<Entry>),
    /// This place was empty; its entry may still stand further on.
    Gap(u64),
    Found(Fault),
}

impl Walk {
    pub fn new(organ: &str, known: &[Head]) -> Walk {
        Walk { organ: organ.into(), last: Head::NONE, known: known.to_vec(), state: State::Fine }
    }

    /// How far the chain is whole.
    pub fn last(&self) -> Head {
        self.last
    }

    /// Whether nothing is wrong so far.
    pub fn is_fine(&self) -> bool {
        matches!(self.state, State::Fine)
    }

    /// Whether more entries can tell no more.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Found(_))
    }

    pub fn push(&mut self, entry: &Entry) {
        self.state = match std::mem::replace(&mut self.state, State::Fine) {
            State::Fine => self.step(entry),
            State::Suspect(suspect) => State::Found(self.judge(&suspect, Some(entry), None)),
            State::Gap(missing) if entry.seq == missing => State::Found(Fault::Reordered { seq: missing }),
            State::Gap(missing) => State::Gap(missing),
            State::Found(fault) => State::Found(fault),
        };
    }

    fn step(&mut self, entry: &Entry) -> State {
        let seq = self.last.seq + 1;
        if entry.seq > seq {
            return State::Gap(seq);
        }
        if entry.seq < seq || entry.organ != self.organ {
            return State::Found(Fault::Inserted { seq: entry.seq });
        }
        let fits = entry.prev == self.last.hash && entry.hash == entry.digest() && entry.alg == ALGORITHM;
        if !fits {
            return State::Suspect(Box::new(entry.clone()));
        }
        self.last = Head { seq, hash: entry.hash };
        match self.known.iter().find(|known| known.seq == seq && known.hash != entry.hash) {
            Some(_) => State::Found(Fault::Rewritten { seq }),
            None => State::Fine,
        }
    }

    /// What happened at an entry that does not fit, seen with what follows it.
    fn judge(&self, suspect: &Entry, next: Option<&Entry>, head: Option<Head>) -> Fault {
        let seq = suspect.seq;
        if suspect.hash != suspect.digest() {
            return self.judge_place(suspect, next);
        }
        // It agrees with itself, not with the entry before. Which of the two does the rest hold on to?
        let follows = match (next, head) {
            (Some(next), _) => next.prev == suspect.hash,
            (None, Some(head)) => head.hash == suspect.hash,
            (None, None) => false,
        };
        if follows && seq > 1 { Fault::Changed { seq: seq - 1 } } else { Fault::Changed { seq } }
    }

    /// Its hash is not that of this content in this place: it was changed, or it comes from another place.
    fn judge_place(&self, suspect: &Entry, next: Option<&Entry>) -> Fault {
        let seq = suspect.seq;
        // What was moved brings its own predecessor along.
        let origin = if suspect.prev == self.last.hash { None } else { origin(suspect) };
        match origin {
            None if next.is_some_and(|next| stood_at(next, seq)) => Fault::Inserted { seq },
            None => Fault::Changed { seq },
            Some(place) if place == seq + 1 && next.is_none_or(|next| stood_at(next, seq + 2)) => {
                Fault::Removed { seq }
            }
            Some(place) if place + 1 == seq => Fault::Inserted { seq: place },
            Some(_) => Fault::Reordered { seq },
        }
    }

    /// What is wrong first, where the chain is said to end at `head`.
    pub fn finish(mut self, head: Head) -> Option<Fault> {
        let last = self.last;
        match std::mem::replace(&mut self.state, State::Fine) {
            State::Found(fault) => Some(fault),
            State::Suspect(suspect) => Some(match self.judge(&suspect, None, Some(head)) {
                Fault::Changed { seq } if seq > head.seq => Fault::Inserted { seq },
                fault => fault,
            }),
            State::Gap(missing) => Some(Fault::Removed { seq: missing }),
            State::Fine if head.seq > last.seq => Some(Fault::Removed { seq: last.seq + 1 }),
            State::Fine if head.seq < last.seq => Some(Fault::Inserted { seq: head.seq + 1 }),
            State::Fine if head.hash != last.hash => Some(Fault::Head { seq: last.seq }),
            State::Fine => {
                let beyond = self.known.iter().any(|known| known.seq > last.seq);
                beyond.then_some(Fault::Removed { seq: last.seq + 1 })
            }
        }
    }
}

/// Whether an entry was hashed for this place.
fn stood_at(entry: &Entry, seq: u64) -> bool {
    entry.digest_at(seq, &entry.prev) == entry.hash
}

/// The place an entry was hashed for, if it is not too far away.
fn origin(entry: &Entry) -> Option<u64> {
    let near = |distance: u64| [entry.seq.checked_sub(distance), entry.seq.checked_add(distance)];
    (1..=REACH).flat_map(near).flatten().find(|seq| stood_at(entry, *seq))
}
