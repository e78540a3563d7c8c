//! 用语：misprints of official papers, and names of organs written wrongly or changed since. Proposals, not findings
//! that stop anything.

use crate::finding::{Finding, Kind, Severity};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use jiff::civil::Date;
use law::plain;
use serde::Deserialize;
use std::sync::LazyLock;

/// A place to be put right, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub finding: Finding,
    pub right: String,
}

/// A list of what is written wrongly. An office's own list is read beside the one that comes with the program.
#[derive(Debug, Clone)]
pub struct Wordings {
    entries: Vec<Wording>,
    search: AhoCorasick,
}

#[derive(Debug, Clone)]
struct Wording {
    kind: Kind,
    wrong: String,
    right: String,
    unless: Vec<String>,
    until: Option<Date>,
}

/// Why a list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWordings {
    #[error(
        "用语名单格式有误：{reason}。每项写明 wrong（写错的）和 right（应当写的），until、unless 可以不写。"
    )]
    Malformed { reason: String },
    #[error("用语名单中“{wrong}”一项：写错的和应当写的不能是空的，也不能相同。")]
    Empty { wrong: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    misprint: Vec<Entry>,
    #[serde(default)]
    name: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    wrong: String,
    right: String,
    #[serde(default)]
    unless: Vec<String>,
    until: Option<toml::value::Datetime>,
}

static BUILT_IN: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    read(include_str!("../data/wording.toml")).expect("a test reads the list that comes with the program")
});

impl Wordings {
    /// The list that comes with the program.
    pub fn built_in() -> Wordings {
        Wordings::of(BUILT_IN.clone())
    }

    /// The same with an office's own list (`misprint` and `name`, as in `data/wording.toml`), which goes first.
    pub fn with(own: &str) -> Result<Wordings, BadWordings> {
        let mut entries = read(own)?;
        entries.extend(BUILT_IN.iter().cloned());
        Ok(Wordings::of(entries))
    }

    fn of(entries: Vec<Wording>) -> Wordings {
        let search = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(entries.iter().map(|entry| &entry.wrong))
            .expect("a list of words makes an automaton");
        Wordings { entries, search }
    }
}

impl Default for Wordings {
    fn default() -> Wordings {
        Wordings::built_in()
    }
}

fn read(text: &str) -> Result<Vec<Wording>, BadWordings> {
    let file: File =
        toml::from_str(text).map_err(|error| BadWordings::Malformed { reason: plain::toml(text, &error) })?;
    let misprints = file.misprint.into_iter().map(|entry| (Kind::Misprint, entry));
    let names = file.name.into_iter().map(|entry| (Kind::WrongName, entry));
    misprints.chain(names).map(|(kind, entry)| entry.wording(kind)).collect()
}

impl Entry {
    fn wording(self, kind: Kind) -> Result<Wording, BadWordings> {
        if self.wrong.trim().is_empty() || self.right.trim().is_empty() || self.wrong == self.right {
            return Err(BadWordings::Empty { wrong: self.wrong });
        }
        let date = |day: toml::value::Datetime| {
            let text = day.to_string();
            text.parse().map_err(|_| BadWordings::Malformed {
                reason: format!("日期“{text}”不是 年-月-日")
            })
        };
        let until = self.until.map(date).transpose()?;
        Ok(Wording { kind, wrong: self.wrong, right: self.right, unless: self.unless, until })
    }
}

/// What a text writes wrongly, in its order. `dated` is the day of the paper; without it names count as of today.
pub fn wording(text: &str, wordings: &Wordings, dated: Option<Date>) -> Vec<Correction> {
    let mut found = Vec::new();
    let (mut at, mut characters) = (0, 0);
    for hit in wordings.search.find_iter(text) {
        let entry = &wordings.entries[hit.pattern()];
        if entry.is_right(text, hit.start(), dated) {
            continue;
        }
        characters += text[at..hit.start()].chars().count();
        at = hit.start();
        found.push(entry.correction(characters));
    }
    found
}

impl Wording {
    fn is_right(&self, text: &str, start: usize, dated: Option<Date>) -> bool {
        let was_right = self.until.is_some_and(|until| dated.is_some_and(|dated| dated <= until));
        was_right
            || self.is_within_another(text, start)
            || (self.kind == Kind::WrongName && self.is_history(text, start))
    }

    /// «目的的» is no «的的».
    fn is_within_another(&self, text: &str, start: usize) -> bool {
        self.unless.iter().any(|longer| {
            longer.match_indices(&self.wrong).any(|(at, _)| {
                start
                    .checked_sub(at)
                    .and_then(|from| text.get(from..))
                    .is_some_and(|text| text.starts_with(longer.as_str()))
            }) || text[..start].ends_with(longer.as_str())
        })
    }

    /// «原国土资源部», the title or number of a paper: so it was called.
    fn is_history(&self, text: &str, start: usize) -> bool {
        let before = &text[text.ceil_char_boundary(start.saturating_sub(120))..start];
        let after = &text[start + self.wrong.len()..];
        let title = before.rfind('《').is_some_and(|open| !before[open..].contains('》'));
        title
            || before.ends_with('原')
            || before.ends_with("原中国")
            || after.starts_with(['令', '公', '〔', '［'])
    }

    fn correction(&self, start: usize) -> Correction {
        let end = start + self.wrong.chars().count();
        let message = match (self.kind, self.until) {
            (Kind::WrongName, Some(until)) => {
                format!("“{}”自{until}以后应为“{}”，说的是此前的除外。", self.wrong, self.right)
            }
            _ => format!("“{}”应为“{}”。", self.wrong, self.right),
        };
        let finding = Finding {
            kind: self.kind,
            severity: Severity::Info,
            start,
            end,
            text_masked: self.wrong.clone(),
            message,
        };
        Correction { finding, right: self.right.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(text: &str, dated: Option<Date>, expected: &[(&str, &str)]) {
        let found = wording(text, &Wordings::built_in(), dated);
        let told: Vec<(String, &str)> = found
            .iter()
            .map(|one| {
                let words =
                    text.chars().skip(one.finding.start).take(one.finding.end - one.finding.start).collect();
                (words, one.right.as_str())
            })
            .collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(wrong, right)| (wrong.as_str(), *right)).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn misprints_are_proposed_and_longer_words_left_alone() {
        check(
            "请登陆网站，按排专人答覆。",
            None,
            &[("登陆网站", "登录网站"), ("按排", "安排"), ("答覆", "答复")],
        );
        check("按排名先后，目的的实现，自己经办，恢复盖章。", None, &[]);
        check("依申情公开", None, &[("申情", "申请")]);
        check("关于报消息的通知", None, &[]);
    }

    #[test]
    fn a_changed_name_is_right_in_the_papers_of_its_time() {
        let text = "报国土资源部批准。";
        check(text, None, &[("国土资源部", "自然资源部")]);
        check(text, Some(date(2018, 3, 17)), &[]);
        check(text, Some(date(2018, 3, 18)), &[("国土资源部", "自然资源部")]);
        check("原国土资源部、《国土资源部关于耕地的通知》、国土资源部令第1号", Some(date(2024, 1, 1)), &[]);
        check("国务院办公室", None, &[("国务院办公室", "国务院办公厅")]);
    }

    #[test]
    fn an_office_adds_its_own_list() {
        let own = "[[name]]\nwrong = \"张某某局长\"\nright = \"李某某局长\"\nuntil = 2024-05-31\n";
        let wordings = Wordings::with(own).unwrap();
        let found = wording("张某某局长出席", &wordings, Some(date(2024, 6, 1)));
        assert_eq!(
            found[0].finding.message,
            "“张某某局长”自2024-05-31以后应为“李某某局长”，说的是此前的除外。"
        );
        assert!(wording("张某某局长出席", &wordings, Some(date(2024, 5, 31))).is_empty());
        for (bad, words) in [
            ("[[name]]\nwrong = \"甲\"\n", "第1行第1列：缺少“right”"),
            ("[[name]]\nwrong = \"甲\"\nright = \"甲\"\n", "不能相同"),
            ("[[name]]\nwrong = \"\"\nright = \"甲\"\n", "不能是空的"),
        ] {
            let told = Wordings::with(bad).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn no_entry_of_the_list_is_doubled_or_right() {
        let mut wrong: Vec<&str> = BUILT_IN.iter().map(|entry| entry.wrong.as_str()).collect();
        let count = wrong.len();
        wrong.sort_unstable();
        wrong.dedup();
        assert!(count > 150 && wrong.len() == count, "{count}");
        for entry in BUILT_IN.iter() {
            let again = wording(&entry.right, &Wordings::built_in(), None);
            assert!(again.is_empty(), "{} → {}", entry.wrong, entry.right);
        }
    }
}
