//! 目录的版本：拟订、批准，每一版都保留

use super::entry::Entry;
use super::refusal::Refusal;
use super::table::{HEADERS, to_row};
use crate::fit::within;
use crate::role::{Actor, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most entries of a catalogue.
const MOST: usize = 2_000;

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 拟订
    Proposed { on: Date, by: String, why: String, entries: Vec<Entry> },
    /// 批准
    Adopted { on: Date, by: String, version: u32 },
    /// 退回
    Refused { on: Date, by: String, remark: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Propose { entries: Vec<Entry>, why: String },
    Adopt,
    Refuse { remark: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Propose,
    Adopt,
    Refuse,
}

impl Act {
    pub const fn label(self) -> &'static str {
        match self {
            Act::Propose => "拟订目录",
            Act::Adopt => "批准目录",
            Act::Refuse => "退回目录",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Act::Propose => Role::Handler,
            Act::Adopt | Act::Refuse => Role::DisclosureHead,
        }
    }
}

/// A version of the catalogue as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    pub version: u32,
    pub on: Date,
    pub why: String,
    pub entries: Vec<Entry>,
}

/// Every version, and the one that waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    pub adopted: Vec<Catalogue>,
    pub proposed: Option<(String, Catalogue)>,
    /// The remark the last proposal was sent back with.
    pub refused: Option<String>,
}

impl Versions {
    pub fn current(&self) -> Option<&Catalogue> {
        self.adopted.last()
    }

    /// A version, and the one before it.
    pub fn version(&self, number: u32) -> Option<(&Catalogue, Option<&Catalogue>)> {
        let at = self.adopted.iter().position(|one| one.version == number)?;
        Some((self.adopted.get(at)?, at.checked_sub(1).and_then(|before| self.adopted.get(before))))
    }

    pub fn entry(&self, code: &str) -> Option<&Entry> {
        self.current()?.entries.iter().find(|entry| entry.code == code)
    }
}

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'a> {
    Added(&'a Entry),
    Changed(&'a Entry),
    Removed(&'a Entry),
}

impl Catalogue {
    pub fn changes<'a>(&'a self, before: &'a Catalogue) -> Vec<Change<'a>> {
        let old = |code: &str| before.entries.iter().find(|entry| entry.code == code);
        let new = |code: &str| self.entries.iter().any(|entry| entry.code == code);
        let told = self.entries.iter().filter_map(|entry| match old(&entry.code) {
            None => Some(Change::Added(entry)),
            Some(before) if before != entry => Some(Change::Changed(entry)),
            Some(_) => None,
        });
        told.chain(before.entries.iter().filter(|entry| !new(&entry.code)).map(Change::Removed)).collect()
    }
}

/// What changed, as a reader is told: «增加», «修改», «删除», and the entry; of a changed one which columns.
pub fn told(now: &Catalogue, before: Option<&Catalogue>) -> Vec<(&'static str, String)> {
    let none = Catalogue { version: 0, on: now.on, why: String::new(), entries: Vec::new() };
    let before = before.unwrap_or(&none);
    let named = |entry: &Entry| format!("{}　{}", entry.code, entry.name());
    let old = |entry: &Entry| before.entries.iter().find(|one| one.code == entry.code);
    let told = now.changes(before).into_iter().map(|change| match change {
        Change::Added(entry) => ("增加", named(entry)),
        Change::Removed(entry) => ("删除", named(entry)),
        Change::Changed(entry) => {
            let columns = old(entry).map(|old| differing(old, entry)).unwrap_or_default();
            ("修改", format!("{}：{}", named(entry), columns.join("、")))
        }
    });
    told.collect()
}

/// The columns in which two entries differ.
fn differing(before: &Entry, now: &Entry) -> Vec<&'static str> {
    let cells = to_row(before).into_iter().zip(to_row(now)).zip(HEADERS);
    cells.filter(|((before, now), _)| before != now).map(|(_, header)| header).collect()
}

/// 谁、哪一天。
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Date,
    pub actor: &'a Actor,
}

pub fn decide(ctx: &Ctx<'_>, versions: &Versions, command: Command) -> Result<Event, Refusal> {
    let (on, by) = (ctx.today, ctx.actor.id.clone());
    let act = match &command {
        Command::Propose { .. } => Act::Propose,
        Command::Adopt => Act::Adopt,
        Command::Refuse { .. } => Act::Refuse,
    };
    if !ctx.actor.roles.contains(&act.role()) {
        return Err(Refusal::Role(act));
    }
    let proposed = || versions.proposed.as_ref().ok_or(Refusal::NothingProposed);
    match command {
        Command::Propose { entries, why } => {
            let entries = checked(entries)?;
            if versions.current().is_some_and(|current| current.entries == entries) {
                return Err(Refusal::Unchanged);
            }
            Ok(Event::Proposed { on, by, why: within(&why, "修订的原因", 200)?, entries })
        }
        Command::Adopt if proposed()?.0 == by => Err(Refusal::FourEyes),
        Command::Adopt => Ok(Event::Adopted { on, by, version: proposed()?.1.version }),
        Command::Refuse { remark } => {
            proposed()?;
            Ok(Event::Refused { on, by, remark: within(&remark, "退回意见", 500)? })
        }
    }
}

fn checked(entries: Vec<Entry>) -> Result<Vec<Entry>, Refusal> {
    if entries.is_empty() {
        return Err(Refusal::Nothing);
    }
    if entries.len() > MOST {
        return Err(Refusal::TooMany(MOST));
    }
    let entries: Vec<Entry> = entries.into_iter().map(Entry::checked).collect::<Result<_, _>>()?;
    let mut seen = BTreeSet::new();
    match entries.iter().find(|entry| !seen.insert(entry.code.clone())) {
        Some(entry) => Err(Refusal::Twice(entry.code.clone())),
        None => Ok(entries),
    }
}

pub fn evolve(mut versions: Versions, event: &Event) -> Versions {
    match event {
        Event::Proposed { on, by, why, entries } => {
            let version = versions.current().map_or(1, |current| current.version + 1);
            let proposed = Catalogue { version, on: *on, why: why.clone(), entries: entries.clone() };
            versions.proposed = Some((by.clone(), proposed));
            versions.refused = None;
        }
        Event::Adopted { on, .. } => {
            if let Some((_, proposed)) = versions.proposed.take() {
                versions.adopted.push(Catalogue { on: *on, ..proposed });
            }
        }
        Event::Refused { remark, .. } => {
            versions.proposed = None;
            versions.refused = Some(remark.clone());
        }
    }
    versions
}

pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Versions {
    events.into_iter().fold(Versions::default(), evolve)
}
