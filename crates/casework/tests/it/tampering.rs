//! 删、改台账里的任何一条都查得出：on chains of real cases, made by random lawful and unlawful orders.

use super::{ORGAN, actor, day, orders};
use crate::random::Random;
use casework::{Casework, Moment};
use jiff::ToSpan;
use law::workday::Calendar;
use ledger::{Entry, Fault, Head, Key, Ledger, Options, Walk};
use office::role::{Actor, Role};
use sea_orm::{ConnectionTrait, Database};
use std::path::{Path, PathBuf};

const SEEDS: [u64; 3] = [1, 2, 3];
const CASES: usize = 6;
const DAYS: i64 = 45;

/// A ledger in a file, closed.
struct Kept {
    seed: u64,
    folder: tempfile::TempDir,
    key: Key,
    entries: Vec<Entry>,
}

impl Kept {
    /// An office at work for some months.
    async fn of(seed: u64) -> Kept {
        let (folder, key) = (tempfile::tempdir().unwrap(), Key::generate().unwrap());
        let casework = Casework::new(open(&folder.path().join("a.sqlite"), &key).await, ORGAN);
        work(&casework, &mut Random::new(seed)).await;
        let entries = casework.ledger().entries(ORGAN, 0, 10_000).await.unwrap();
        casework.ledger().close().await.unwrap();
        assert!(entries.len() > 50, "seed {seed}: {} entries are few", entries.len());
        Kept { seed, folder, key, entries }
    }

    fn head(&self) -> Head {
        let last = self.entries.last().unwrap();
        Head { seq: last.seq, hash: last.hash }
    }

    /// What is found in these entries, where the chain is said to end as it did.
    fn fault(&self, entries: &[Entry]) -> Option<Fault> {
        let mut walk = Walk::new(ORGAN, &[]);
        for entry in entries {
            walk.push(entry);
            if walk.is_over() {
                break;
            }
        }
        walk.finish(self.head())
    }

    /// What the ledger finds after something was done to a copy of its file.
    async fn fault_after(&self, sql: &str) -> Option<Fault> {
        let copy = self.folder.path().join("copy.sqlite");
        std::fs::copy(self.folder.path().join("a.sqlite"), &copy).unwrap();
        let db = Database::connect(format!("sqlite:{}?mode=rw", copy.display())).await.unwrap();
        let touched = db.execute_unprepared(sql).await.unwrap().rows_affected();
        assert!(touched > 0, "seed {}: {sql} touches nothing", self.seed);
        db.close().await.unwrap();
        let ledger = open(&copy, &self.key).await;
        let fault = ledger.verify(ORGAN, &[]).await.unwrap().fault;
        ledger.close().await.unwrap();
        fault
    }
}

async fn open(path: &Path, key: &Key) -> Ledger {
    let path: PathBuf = path.into();
    Ledger::open(Options::new(format!("sqlite:{}", path.display()), key.clone())).await.unwrap()
}

async fn work(casework: &Casework, random: &mut Random) {
    let calendar = Calendar::builtin();
    let staff: [Actor; 4] = [
        actor("registrar", &[Role::Registrar]),
        actor("handler", &[Role::Handler]),
        actor("head", &[Role::DisclosureHead]),
        actor("principal", &[Role::Principal]),
    ];
    let mut open = Vec::new();
    for nth in 0..DAYS {
        let today = day("2026-01-01") + nth.days();
        let now = today.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let moment = Moment { now, today, calendar: &calendar };
        if open.len() < CASES {
            open.push(
                casework.register(moment, &staff[0], orders::registration(random, today)).await.unwrap(),
            );
        }
        for no in &open {
            let file = casework.file(no).await.unwrap().unwrap();
            let (role, order) = orders::order(random, &file.case, today);
            match casework.run(moment, &staff[role], (no, file.version), order).await {
                Ok(_) | Err(casework::Error::Refused(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn change(entry: &mut Entry, field: usize) {
    match field {
        0 => entry.stream.push('x'),
        1 => entry.version += 1,
        2 => entry.kind.push('x'),
        3 => entry.at += jiff::SignedDuration::from_micros(1),
        4 => entry.by.push('x'),
        PREV => entry.prev.0[7] ^= 1,
        6 => entry.hash.0[31] ^= 1,
        _ => entry.alg.push('x'),
    }
}

const FIELDS: usize = 8;
const PREV: usize = 5;

#[tokio::test]
async fn a_change_to_any_field_of_any_stored_event_is_found_at_its_place() {
    for seed in SEEDS {
        let kept = Kept::of(seed).await;
        assert_eq!(kept.fault(&kept.entries), None, "seed {seed}");
        // A `prev` that was changed is looked for all around its place: a few of those are enough.
        let fields = |at: usize| (0..FIELDS).filter(move |field| *field != PREV || at.is_multiple_of(16));
        for (at, field) in (0..kept.entries.len()).flat_map(|at| fields(at).map(move |field| (at, field))) {
            let mut entries = kept.entries.clone();
            change(&mut entries[at], field);
            let expected = Some(Fault::Changed { seq: at as u64 + 1 });
            assert_eq!(kept.fault(&entries), expected, "seed {seed}, entry {at}, field {field}");
        }
    }
}

#[tokio::test]
async fn a_change_to_any_letter_of_a_stored_event_is_found_also_where_its_hash_was_made_to_fit() {
    for seed in SEEDS {
        let kept = Kept::of(seed).await;
        let mut random = Random::new(seed);
        for at in 0..kept.entries.len() {
            let letters: Vec<char> = kept.entries[at].body.chars().collect();
            let place = random.below(letters.len() as u64) as usize;
            let other = if letters[place] == 'x' { 'y' } else { 'x' };
            let body: String =
                letters.iter().enumerate().map(|(i, c)| if i == place { other } else { *c }).collect();
            let mut entries = kept.entries.clone();
            entries[at].body = body;
            let seq = at as u64 + 1;
            let what = format!("seed {seed}, entry {at}, letter {place}");
            assert_eq!(kept.fault(&entries), Some(Fault::Changed { seq }), "{what}");
            entries[at].hash = entries[at].digest();
            let last = at + 1 == entries.len();
            let fitted = if last { Fault::Head { seq } } else { Fault::Changed { seq } };
            assert_eq!(kept.fault(&entries), Some(fitted), "{what}");
        }
    }
}

#[tokio::test]
async fn the_removal_of_any_stored_event_is_found_also_where_the_rest_was_closed_up() {
    for seed in SEEDS {
        let kept = Kept::of(seed).await;
        for at in 0..kept.entries.len() {
            let mut entries = kept.entries.clone();
            entries.remove(at);
            let expected = Some(Fault::Removed { seq: at as u64 + 1 });
            assert_eq!(kept.fault(&entries), expected, "seed {seed}, entry {at}");
            (1..).zip(&mut entries).for_each(|(seq, entry)| entry.seq = seq);
            assert_eq!(kept.fault(&entries), expected, "seed {seed}, entry {at}, closed up");
        }
    }
}

/// In the database itself, with what the events refer to.
#[tokio::test]
async fn what_is_done_to_rows_of_the_database_is_found_there() {
    for seed in SEEDS {
        let kept = Kept::of(seed).await;
        let mut random = Random::new(seed);
        for _ in 0..8 {
            let entry = random.of(&kept.entries);
            let (seq, what) = (entry.seq, format!("seed {seed}, entry {}", entry.seq));
            let place = random.below(entry.body.chars().count() as u64) + 1;
            let body = format!(
                "UPDATE entry SET body = substr(body, 1, {place} - 1) || '\u{7f}' || substr(body, {place} + 1) \
                 WHERE seq = {seq}"
            );
            assert_eq!(kept.fault_after(&body).await, Some(Fault::Changed { seq }), "{what}");
            let gone = format!("DELETE FROM entry WHERE seq = {seq}");
            assert_eq!(kept.fault_after(&gone).await, Some(Fault::Removed { seq }), "{what}");
            let after = format!("DELETE FROM entry WHERE seq >= {seq}");
            assert_eq!(kept.fault_after(&after).await, Some(Fault::Removed { seq }), "{what}");
        }
        for offset in 0..4 {
            let row = format!("(SELECT id FROM vault ORDER BY id LIMIT 1 OFFSET {offset})");
            let fault = kept.fault_after(&format!("DELETE FROM vault WHERE id = {row}")).await;
            assert!(matches!(fault, Some(Fault::SealedMissing { .. })), "seed {seed}: {fault:?}");
            let bent = format!("UPDATE vault SET cipher = CAST(cipher || 'x' AS BLOB) WHERE id = {row}");
            let fault = kept.fault_after(&bent).await;
            assert!(matches!(fault, Some(Fault::SealedChanged { .. })), "seed {seed}: {fault:?}");
        }
    }
}
