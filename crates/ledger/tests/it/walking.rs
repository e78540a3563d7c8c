//! Whatever is changed, removed, inserted or put elsewhere in a chain is found, and the first such place is named.

use crate::minute;
use ledger::{ALGORITHM, Entry, Fault, Hash, Head, Walk};
use proptest::prelude::*;

fn chain(length: u64) -> Vec<Entry> {
    let mut prev = Hash::NONE;
    let entry = |seq: u64| {
        let mut entry = Entry {
            organ: "甲".into(),
            seq,
            stream: format!("case/{}", seq % 3),
            version: seq.div_ceil(3),
            kind: "case.noted".into(),
            at: minute(i64::try_from(seq).unwrap()),
            by: "李四".into(),
            body: format!("{{\"n\":{}}}", seq % 2),
            prev,
            hash: Hash::NONE,
            alg: ALGORITHM.into(),
        };
        entry.hash = entry.digest();
        prev = entry.hash;
        entry
    };
    (1..=length).map(entry).collect()
}

fn head(entries: &[Entry]) -> Head {
    entries.last().map_or(Head::NONE, |last| Head { seq: last.seq, hash: last.hash })
}

fn walk(entries: &[Entry], head: Head) -> Option<Fault> {
    let mut walk = Walk::new("甲", &[]);
    for entry in entries {
        walk.push(entry);
    }
    walk.finish(head)
}

/// Gives the entries the places they stand in.
fn renumber(entries: &mut [Entry]) {
    for (seq, entry) in (1..).zip(entries) {
        entry.seq = seq;
    }
}

fn change(entry: &mut Entry, field: usize) {
    match field {
        0 => entry.stream.push('x'),
        1 => entry.version += 1,
        2 => entry.kind.push('x'),
        3 => entry.at += jiff::SignedDuration::from_micros(1),
        4 => entry.by = "王五".into(),
        5 => entry.body = "{\"n\":2}".into(),
        6 => entry.prev.0[7] ^= 1,
        7 => entry.hash.0[31] ^= 1,
        _ => entry.alg = "md5".into(),
    }
}

const FIELDS: usize = 9;

fn length_and_place() -> impl Strategy<Value = (u64, usize)> {
    (1..20u64).prop_flat_map(|length| (Just(length), 0..usize::try_from(length).unwrap()))
}

proptest! {
    #[test]
    fn a_whole_chain_is_whole(length in 0..20u64) {
        let chain = chain(length);
        prop_assert_eq!(walk(&chain, head(&chain)), None);
    }

    #[test]
    fn a_changed_field_is_found((length, at) in length_and_place(), field in 0..FIELDS) {
        let mut entries = chain(length);
        let head = head(&entries);
        change(&mut entries[at], field);
        prop_assert_eq!(walk(&entries, head), Some(Fault::Changed { seq: at as u64 + 1 }));
    }

    #[test]
    fn a_changed_entry_is_found_although_its_hash_was_made_to_fit(
        (length, at) in length_and_place(), field in 0..6usize,
    ) {
        let mut entries = chain(length);
        let head = head(&entries);
        change(&mut entries[at], field);
        entries[at].hash = entries[at].digest();
        let seq = at as u64 + 1;
        let expected = if seq == length { Fault::Head { seq } } else { Fault::Changed { seq } };
        prop_assert_eq!(walk(&entries, head), Some(expected));
    }

    #[test]
    fn a_removed_entry_is_found((length, at) in length_and_place(), closed_up in any::<bool>()) {
        let mut entries = chain(length);
        let head = head(&entries);
        entries.remove(at);
        if closed_up {
            renumber(&mut entries);
        }
        prop_assert_eq!(walk(&entries, head), Some(Fault::Removed { seq: at as u64 + 1 }));
    }

    #[test]
    fn an_inserted_entry_is_found((length, at) in length_and_place(), fits in any::<bool>(), last in any::<bool>()) {
        let mut entries = chain(length);
        let head = head(&entries);
        let at = if last { entries.len() } else { at };
        let prev = at.checked_sub(1).map_or(Hash::NONE, |before| entries[before].hash);
        let mut forged = Entry { body: "{\"forged\":1}".into(), prev, seq: at as u64 + 1, ..entries[0].clone() };
        if fits {
            forged.hash = forged.digest();
        }
        entries.insert(at, forged);
        renumber(&mut entries);
        prop_assert_eq!(walk(&entries, head), Some(Fault::Inserted { seq: at as u64 + 1 }));
    }

    #[test]
    fn entries_that_changed_places_are_found(
        (length, at) in length_and_place(), with in any::<prop::sample::Index>(), renumbered in any::<bool>(),
    ) {
        let mut entries = chain(length);
        let head = head(&entries);
        let with = with.index(entries.len());
        prop_assume!(at != with);
        entries.swap(at, with);
        if renumbered {
            renumber(&mut entries);
        }
        prop_assert_eq!(walk(&entries, head), Some(Fault::Reordered { seq: at.min(with) as u64 + 1 }));
    }

    #[test]
    fn a_chain_rewritten_from_some_place_differs_from_an_earlier_digest((length, at) in length_and_place()) {
        let mut entries = chain(length);
        let published = head(&entries);
        for seq in at..entries.len() {
            entries[seq].by = "王五".into();
            entries[seq].prev = seq.checked_sub(1).map_or(Hash::NONE, |before| entries[before].hash);
            entries[seq].hash = entries[seq].digest();
        }
        prop_assert_eq!(walk(&entries, head(&entries)), None);
        let mut walk = Walk::new("甲", &[published]);
        for entry in &entries {
            walk.push(entry);
        }
        prop_assert_eq!(walk.finish(head(&entries)), Some(Fault::Rewritten { seq: length }));
    }
}

#[test]
fn a_chain_that_ends_before_an_earlier_digest_was_cut_off() {
    let entries = chain(5);
    let mut walk = Walk::new("甲", &[head(&entries)]);
    for entry in &entries[..3] {
        walk.push(entry);
    }
    assert_eq!(walk.finish(head(&entries[..3])), Some(Fault::Removed { seq: 4 }));
}
