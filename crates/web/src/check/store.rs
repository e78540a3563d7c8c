//! 核对结果：kept in memory for an hour under an address nobody can guess; the files themselves are not kept.

use crate::library::Checked;
use reports::model::Published;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One submission.
pub struct Outcome {
    pub files: Vec<Checked>,
    /// 应报单位, one a line as typed.
    pub expected_units: Vec<String>,
}

impl Outcome {
    pub fn reports(&self) -> impl Iterator<Item = &Published> {
        self.files.iter().filter_map(|checked| checked.as_ref().ok())
    }

    /// About how much memory it takes: its words, and a flat amount a file.
    fn size(&self) -> usize {
        self.files.iter().map(size_of_checked).sum::<usize>() + 1_000
    }
}

fn size_of_checked(checked: &Checked) -> usize {
    const FLAT: usize = 8_000;
    let Ok(report) = checked else { return FLAT };
    let prose = report.parts.iter().flat_map(|part| &part.paragraphs).map(String::len);
    let claims = report.claims.iter().map(|claim| claim.text.len() + 100);
    let findings = report.findings.iter().map(|finding| finding.message.len() + 300);
    let unused = report.unused_waivers.iter().map(|unused| unused.message.len() + 600);
    FLAT + prose.chain(claims).chain(findings).chain(unused).sum::<usize>()
}

struct Entry {
    id: String,
    made: Instant,
    size: usize,
    outcome: Arc<Outcome>,
}

const LIFETIME: Duration = Duration::from_secs(3_600);
const ENTRIES: usize = 500;
const BYTES: usize = 128_000_000;

/// Submissions, oldest first.
#[derive(Default)]
pub struct Store {
    entries: Mutex<VecDeque<Entry>>,
}

impl Store {
    /// Keeps an outcome and returns its id; the oldest make room.
    pub fn keep(&self, outcome: Outcome, now: Instant) -> anyhow::Result<String> {
        let id = random_id()?;
        let entry = Entry { id: id.clone(), made: now, size: outcome.size(), outcome: Arc::new(outcome) };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push_back(entry);
        let mut bytes: usize = entries.iter().map(|entry| entry.size).sum();
        while let Some(oldest) = entries.front() {
            let full = entries.len() > ENTRIES || (bytes > BYTES && entries.len() > 1);
            if !full && now.duration_since(oldest.made) < LIFETIME {
                break;
            }
            bytes -= oldest.size;
            entries.pop_front();
        }
        Ok(id)
    }

    pub fn find(&self, id: &str, now: Instant) -> Option<Arc<Outcome>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.iter().find(|entry| entry.id == id)?;
        (now.duration_since(entry.made) < LIFETIME).then(|| entry.outcome.clone())
    }
}

/// 128 bits from the system's source of randomness.
fn random_id() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness for an id: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn outcome() -> Outcome {
        Outcome { files: vec![Ok(Published::default())], expected_units: Vec::new() }
    }

    #[test]
    fn a_result_is_there_for_an_hour() {
        let (store, now) = (Store::default(), Instant::now());
        let id = store.keep(outcome(), now).unwrap();
        assert_eq!(id.len(), 32);
        assert!(store.find(&id, now + LIFETIME - Duration::from_secs(1)).is_some());
        assert!(store.find(&id, now + LIFETIME).is_none());
        assert!(store.find("0", now).is_none());
    }

    #[test]
    fn the_oldest_make_room() {
        let (store, now) = (Store::default(), Instant::now());
        let first = store.keep(outcome(), now).unwrap();
        for _ in 0..ENTRIES {
            store.keep(outcome(), now).unwrap();
        }
        assert!(store.find(&first, now).is_none());
        assert_eq!(store.entries.lock().unwrap().len(), ENTRIES);
    }

    #[test]
    fn memory_is_bounded_by_size_too() {
        let (store, now) = (Store::default(), Instant::now());
        let large = |name: &str| {
            let part = reports::model::Part {
                number: 1,
                title: name.into(),
                paragraphs: vec!["字".repeat(20_000_000)],
            };
            let report = Published { parts: vec![part], ..Published::default() };
            Outcome { files: vec![Ok(report)], expected_units: Vec::new() }
        };
        let ids: Vec<String> = ["甲", "乙", "丙"].map(|name| store.keep(large(name), now).unwrap()).to_vec();
        assert_eq!(ids.iter().filter(|id| store.find(id, now).is_some()).count(), 2);
    }
}
