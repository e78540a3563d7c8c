//! 提示的效果：how often something published was suggested, opened, was what was wanted, and was applied for all the
//! same. Counts by day and by what was suggested; nothing of who asked, and nothing of what they typed.

use crate::counted::{Counts, TWO_YEARS, bodies, name, read, written};
use crate::library::Suggestion;
use jiff::civil::Date;
use ledger::Ledger;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

const OF_ONE: &str = "suggestion";
const OF_A_DAY: &str = "suggestion-day";
const SENT: &str = "suggestion-sent";
/// How often on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    pub path: String,
    pub title: String,
    pub kind: String,
    pub shown: u64,
    pub clicked: u64,
    /// «这就是我要的»
    pub answered: u64,
    /// Shown, and yet applied for.
    pub applied: u64,
}

impl Tally {
    pub fn add(&mut self, other: &Tally) {
        self.shown += other.shown;
        self.clicked += other.clicked;
        self.answered += other.answered;
        self.applied += other.applied;
    }
}

/// Applicants of one day who came to the suggestions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Daily {
    pub sought: u64,
    /// Nothing published fitted.
    pub nothing: u64,
    pub answered: u64,
    pub sent: u64,
}

impl Daily {
    pub fn add(&mut self, other: &Daily) {
        self.sought += other.sought;
        self.nothing += other.nothing;
        self.answered += other.answered;
        self.sent += other.sent;
    }
}

/// An application that was sent after suggestions, or without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub no: String,
    pub on: Date,
    /// Address and title of what was shown before.
    pub shown: Vec<(String, String)>,
}

/// What happened to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Shown,
    Clicked,
    Answered,
    Applied,
}

impl Counts<'_> {
    pub async fn mark(&self, one: &Suggestion, marks: &[Mark]) -> Result<(), ledger::Error> {
        let id = format!("{}/{}", self.today, name(&one.path));
        let add = |tally: &mut Tally| {
            (tally.path, tally.title) = (one.path.clone(), one.title.clone());
            tally.kind.clone_from(&one.kind);
            for mark in marks {
                match mark {
                    Mark::Shown => tally.shown += 1,
                    Mark::Clicked => tally.clicked += 1,
                    Mark::Answered => tally.answered += 1,
                    Mark::Applied => tally.applied += 1,
                }
            }
        };
        self.change((OF_ONE, &id), TWO_YEARS, add).await.map(|_| ())
    }

    pub async fn daily(&self, add: impl Fn(&mut Daily)) -> Result<(), ledger::Error> {
        self.change((OF_A_DAY, &self.today.to_string()), TWO_YEARS, add).await.map(|_| ())
    }

    pub async fn sent(&self, no: &str, shown: Vec<(String, String)>) -> Result<(), ledger::Error> {
        let body = written(&Sent { no: no.into(), on: self.today, shown });
        let id = format!("{}/{no}", self.today);
        self.ledger.put_record(SENT, &id, 0, &body, Some(self.now + TWO_YEARS)).await.map(|_| ())
    }
}

/// What was counted since a day: each suggestion, the whole, the applications sent, newest first.
pub async fn since(ledger: &Ledger, day: Date) -> Result<(Vec<Tally>, Daily, Vec<Sent>), ledger::Error> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for body in bodies(ledger, OF_ONE, Some(day)).await? {
        let counted: Tally = read(&body);
        match tallies.entry(counted.path.clone()) {
            Entry::Vacant(place) => drop(place.insert(counted)),
            Entry::Occupied(mut place) => place.get_mut().add(&counted),
        }
    }
    let mut whole = Daily::default();
    bodies(ledger, OF_A_DAY, Some(day)).await?.iter().for_each(|body| whole.add(&read(body)));
    let sent = bodies(ledger, SENT, Some(day)).await?;
    let sent = sent.iter().rev().filter_map(|body| serde_json::from_slice(body).ok()).collect();
    Ok((tallies.into_values().collect(), whole, sent))
}
