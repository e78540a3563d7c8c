//! 问答的效果：counts by day, and the questions that were not answered, without personal data. Nothing of who asked.

use crate::counted::{self, Counts, TWO_YEARS, read};
use ask::Sureness;
use jiff::SignedDuration;
use jiff::civil::Date;
use ledger::Ledger;
use serde::{Deserialize, Serialize};

const OF_A_DAY: &str = "ask-day";
const OF_ONE: &str = "ask-question";
/// A question nobody asked again.
const QUESTION_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Different questions kept of one day, whoever sends how many.
const MOST_A_DAY: u64 = 200;
/// Characters of a question that is kept.
const LONGEST: usize = 80;

/// Questions of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Daily {
    pub asked: u64,
    pub sure: u64,
    pub unsure: u64,
    pub unknown: u64,
    pub helpful: u64,
    pub unhelpful: u64,
    /// Different questions that were written down.
    pub kept: u64,
}

impl Daily {
    fn add(&mut self, other: &Daily) {
        self.asked += other.asked;
        self.sure += other.sure;
        self.unsure += other.unsure;
        self.unknown += other.unknown;
        self.helpful += other.helpful;
        self.unhelpful += other.unhelpful;
    }
}

/// A question that was not answered, or whose answer did not help.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Open {
    pub text: String,
    pub unsure: u64,
    pub unknown: u64,
    pub unhelpful: u64,
    pub last: Option<Date>,
}

impl Open {
    pub fn times(&self) -> u64 {
        self.unsure + self.unknown + self.unhelpful
    }
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Answered(Sureness),
    Helpful,
    Unhelpful,
}

impl Counts<'_> {
    /// Counts a mark, and keeps the question where it was not answered.
    pub async fn question(&self, question: &str, mark: Mark) -> Result<(), ledger::Error> {
        let open = matches!(mark, Mark::Answered(Sureness::Unsure | Sureness::Unknown) | Mark::Unhelpful);
        let text = if open { harmless(question) } else { None };
        let new = match &text {
            Some(text) => self.ledger.record(OF_ONE, &name(text)).await?.is_none(),
            None => false,
        };
        let count = |daily: &mut Daily| match mark {
            Mark::Answered(sureness) => {
                daily.asked += 1;
                match sureness {
                    Sureness::Sure => daily.sure += 1,
                    Sureness::Unsure => daily.unsure += 1,
                    Sureness::Unknown => daily.unknown += 1,
                }
            }
            Mark::Helpful => daily.helpful += 1,
            Mark::Unhelpful => daily.unhelpful += 1,
        };
        let daily = self
            .change((OF_A_DAY, &self.today.to_string()), TWO_YEARS, |daily: &mut Daily| {
                count(daily);
                daily.kept += u64::from(new);
            })
            .await?;
        match text {
            Some(text) if !new || daily.kept <= MOST_A_DAY => self.keep(text, mark).await,
            _ => Ok(()),
        }
    }

    async fn keep(&self, text: String, mark: Mark) -> Result<(), ledger::Error> {
        let id = name(&text);
        let add = |open: &mut Open| {
            open.text.clone_from(&text);
            open.last = Some(self.today);
            match mark {
                Mark::Answered(Sureness::Unsure) => open.unsure += 1,
                Mark::Answered(Sureness::Unknown) => open.unknown += 1,
                Mark::Unhelpful => open.unhelpful += 1,
                Mark::Answered(Sureness::Sure) | Mark::Helpful => {}
            }
        };
        self.change((OF_ONE, &id), QUESTION_KEPT, add).await.map(|_| ())
    }
}

/// Whether a question may tell of somebody.
pub fn is_personal(question: &str) -> bool {
    scan::text(question).iter().any(|one| one.severity != scan::Severity::Info)
}

/// A question without personal data, so far as it can be told; nothing where it says nothing, or must not be kept.
pub fn harmless(question: &str) -> Option<String> {
    let plain: String = question.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect();
    let found = scan::text(&plain);
    if found.iter().any(|one| one.severity == scan::Severity::Stop) {
        return None;
    }
    let masked = without_numbers(&scan::masked(&plain, &found));
    let text: String =
        masked.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    (text.chars().filter(|c| c.is_alphanumeric()).count() >= 2).then_some(text)
}

/// Long numbers tell of somebody or of some case.
fn without_numbers(text: &str) -> String {
    const LONG: usize = 5;
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            run.push(letter);
            continue;
        }
        if run.len() >= LONG {
            out.push_str("****");
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(letter);
    }
    out.pop();
    out
}

/// The same question in other spaces and marks has the same name.
fn name(text: &str) -> String {
    let letters: String = search::fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    counted::name(&letters)
}

/// What was counted since a day, and the questions without an answer since then, the most asked first.
pub async fn since(ledger: &Ledger, day: Date) -> Result<(Daily, Vec<Open>), ledger::Error> {
    let mut whole = Daily::default();
    counted::bodies(ledger, OF_A_DAY, Some(day)).await?.iter().for_each(|body| whole.add(&read(body)));
    // No more than so many a day are kept, for ninety days.
    let open = counted::bodies(ledger, OF_ONE, None).await?;
    let mut open: Vec<Open> = open.iter().map(|body| read(body)).collect();
    open.retain(|one| one.last.is_some_and(|last| last >= day));
    open.sort_by_key(|one| (std::cmp::Reverse(one.times()), std::cmp::Reverse(one.last), one.text.clone()));
    Ok((whole, open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_person_is_kept() {
        for (asked, kept) in [
            ("怎么办\u{7}居住证", Some("怎么办 居住证")),
            ("我的电话13812345678能改吗", Some("我的电话138****5678能改吗")),
            ("受理号20240012345到哪了", Some("受理号****到哪了")),
            ("第33条", Some("第33条")),
            ("？？？", None),
            ("", None),
        ] {
            assert_eq!(harmless(asked).as_deref(), kept, "{asked}");
        }
        assert!(harmless(&"长".repeat(100_000)).is_some_and(|text| text.chars().count() == LONGEST));
    }

    #[test]
    fn one_question_has_one_name() {
        assert_eq!(name("怎么办居住证？"), name(" 怎么办 居住證"));
        assert_ne!(name("怎么办居住证"), name("怎么办老年证"));
    }
}
