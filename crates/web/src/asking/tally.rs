//! 问答的效果：counts by day, and the questions that were not answered, without personal data. Nothing of who asked.

use ask::Sureness;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

const OF_A_DAY: &str = "ask-day";
const OF_ONE: &str = "ask-question";
/// Counts of a day, so that a year can be laid beside the one before.
const DAYS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 731);
/// A question nobody asked again.
const QUESTION_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Different questions kept of one day, whoever sends how many.
const MOST_A_DAY: u64 = 200;
/// Counted at the same moment by others: tried again.
const TRIES: u32 = 8;
/// Characters of a question that is kept.
const LONGEST: usize = 80;
/// Records read at once.
const PAGE: u32 = 2_000;

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

/// Where the counts are kept, and as of when.
#[derive(Clone, Copy)]
pub struct Counts<'a> {
    pub ledger: &'a Ledger,
    pub now: Timestamp,
    pub today: Date,
}

impl Counts<'_> {
    /// Counts a mark, and keeps the question where it was not answered.
    pub async fn mark(&self, question: &str, mark: Mark) -> Result<(), ledger::Error> {
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
            .change(OF_A_DAY, &self.today.to_string(), DAYS_KEPT, |daily: &mut Daily| {
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
        self.change(OF_ONE, &id, QUESTION_KEPT, add).await.map(|_| ())
    }

    async fn change<T: Serialize + for<'de> Deserialize<'de> + Default>(
        &self,
        kind: &str,
        id: &str,
        kept_for: SignedDuration,
        add: impl Fn(&mut T),
    ) -> Result<T, ledger::Error> {
        let mut tries = 0;
        loop {
            let kept = self.ledger.record(kind, id).await?.filter(|kept| !kept.body.is_empty());
            let mut counted: T = kept.as_ref().map(|kept| read(&kept.body)).unwrap_or_default();
            add(&mut counted);
            let version = kept.map_or(0, |kept| kept.version);
            let body = serde_json::to_vec(&counted).expect("counts are plain values");
            match self.ledger.put_record(kind, id, version, &body, Some(self.now + kept_for)).await {
                Err(ledger::Error::Refused(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
                Ok(_) => return Ok(counted),
            }
        }
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
    Sm3::digest(letters.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A count of an older shape begins anew.
fn read<T: for<'de> Deserialize<'de> + Default>(body: &[u8]) -> T {
    serde_json::from_slice(body).unwrap_or_default()
}

/// What was counted since a day, and the questions without an answer since then, the most asked first.
pub async fn since(ledger: &Ledger, day: Date) -> Result<(Daily, Vec<Open>), ledger::Error> {
    let after = day.yesterday().map_or_else(|_| String::new(), |day| format!("{day}~"));
    let mut whole = Daily::default();
    for body in bodies(ledger, OF_A_DAY, after).await? {
        whole.add(&read(&body));
    }
    // No more than so many a day are kept, for ninety days.
    let open = bodies(ledger, OF_ONE, String::new()).await?;
    let mut open: Vec<Open> = open.iter().map(|body| read(body)).collect();
    open.retain(|one| one.last.is_some_and(|last| last >= day));
    open.sort_by_key(|one| (std::cmp::Reverse(one.times()), std::cmp::Reverse(one.last), one.text.clone()));
    Ok((whole, open))
}

async fn bodies(ledger: &Ledger, kind: &str, mut after: String) -> Result<Vec<Vec<u8>>, ledger::Error> {
    let mut bodies = Vec::new();
    loop {
        let page = ledger.records(kind, &after, PAGE).await?;
        let more = page.len() == PAGE as usize;
        if let Some(last) = page.last() {
            after.clone_from(&last.id);
        }
        bodies.extend(page.into_iter().map(|record| record.body));
        if !more {
            return Ok(bodies);
        }
    }
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
