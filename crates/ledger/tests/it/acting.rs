//! Acts: kept byte for byte, in order, without gaps, wholly or not at all.

use crate::stores::{block_on, on_every_lasting_store, on_every_store};
use crate::{ORGAN, act, minute};
use ledger::{Entry, Error, Hash, Head, Ledger, NewEvent, Refusal};

fn received() -> NewEvent {
    // Blanks and order of the body are part of what was recorded.
    NewEvent::new("case.received", "{ \"申请人\":\"自然人\",  \"a\" : 1.0 }")
}

#[test]
fn what_was_appended_is_read_back_byte_for_byte() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let at = "2026-03-02T01:00:00.123456789Z".parse().unwrap();
        let events = [received(), NewEvent::new("case.extended", "{\"days\":10}")];
        let entries: Vec<Entry> = ledger
            .transact(ORGAN, async |tx| tx.append("case/1", 0, "李四", at, &events).await)
            .await
            .unwrap();
        assert_eq!(ledger.read(ORGAN, "case/1").await.unwrap(), entries);
        let [first, second] = entries.as_slice() else { panic!("two entries") };
        assert_eq!((first.seq, first.version, second.seq, second.version), (1, 1, 2, 2));
        assert_eq!((&first.body, &first.kind, &first.by), (&events[0].body, &events[0].kind, &"李四".into()));
        assert_eq!(first.at.to_string(), "2026-03-02T01:00:00.123456Z");
        assert_eq!((first.prev, second.prev), (Hash::NONE, first.hash));
        assert_eq!(ledger.head(ORGAN).await.unwrap(), Head { seq: 2, hash: second.hash });
        assert_eq!(ledger.entry(ORGAN, 2).await.unwrap().as_ref(), Some(second));
        assert_eq!(ledger.entries(ORGAN, 1, 10).await.unwrap().as_slice(), std::slice::from_ref(second));
        assert_eq!(ledger.organs().await.unwrap(), [ORGAN]);
        assert_eq!(ledger.read(ORGAN, "case/2").await.unwrap(), []);
        assert_eq!(ledger.head("别的机关").await.unwrap(), Head::NONE);
    });
}

#[test]
fn each_organ_has_a_chain_of_its_own() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        act(&ledger, "甲", "case/1", "1").await;
        act(&ledger, "甲", "case/2", "2").await;
        let first = act(&ledger, "乙", "case/1", "3").await;
        assert_eq!((first.seq, first.version, first.prev), (1, 1, Hash::NONE));
        assert_eq!(ledger.organs().await.unwrap().len(), 2);
    });
}

#[test]
fn who_saw_an_older_state_is_refused_and_nothing_is_kept() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        act(&ledger, ORGAN, "case/1", "1").await;
        act(&ledger, ORGAN, "case/1", "2").await;
        for stale in [0, 1, 3] {
            let refused = ledger
                .transact(ORGAN, async |tx| {
                    tx.next_number("受理").await?;
                    tx.append("case/1", stale, "王五", minute(1), &[received()]).await
                })
                .await;
            let Err(Error::Refused(refusal @ Refusal::Conflict { expected, found: 2, .. })) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!((expected, refusal.code()), (stale, "TZ-1"));
        }
        assert_eq!(ledger.head(ORGAN).await.unwrap().seq, 2);
        let number = ledger.transact(ORGAN, async |tx| tx.next_number("受理").await).await;
        assert_eq!(number.map_err(|error: Error| error).unwrap(), 1);
    });
}

#[test]
fn what_the_work_refuses_undoes_all_of_it() {
    #[derive(Debug)]
    enum Refused {
        TooLate,
        Ledger(#[allow(dead_code, reason = "shown when the test fails")] Error),
    }
    impl From<Error> for Refused {
        fn from(error: Error) -> Refused {
            Refused::Ledger(error)
        }
    }
    on_every_store(async |store| {
        let ledger = store.open().await;
        let result: Result<(), Refused> = ledger
            .transact(ORGAN, async |tx| {
                tx.append("case/1", 0, "李四", minute(0), &[received()]).await?;
                Err(Refused::TooLate)
            })
            .await;
        assert!(matches!(result, Err(Refused::TooLate)), "{result:?}");
        assert_eq!(ledger.head(ORGAN).await.unwrap(), Head::NONE);
    });
}

#[test]
fn one_transaction_may_append_to_several_streams_and_many_events() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let rows: Vec<NewEvent> = (0..450).map(|n| NewEvent::new("row", n.to_string())).collect();
        ledger
            .transact(ORGAN, async |tx| {
                tx.append("batch/1", 0, "导入", minute(0), &rows).await?;
                tx.append("batch/2", 0, "导入", minute(0), &rows[..1]).await?;
                tx.append("batch/1", 450, "导入", minute(0), &rows[..1]).await
            })
            .await
            .unwrap();
        assert_eq!(ledger.head(ORGAN).await.unwrap().seq, 452);
        assert_eq!(ledger.read(ORGAN, "batch/1").await.unwrap().len(), 451);
    });
}

#[test]
fn many_at_once_lose_nothing_and_leave_no_gap() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        run_many(&ledger, &ledger.clone(), 8, 12).await;
        check_many(&ledger, 8, 12).await;
    });
}

/// As two nodes over one database do: each has its own queue, and only the database keeps them apart.
#[test]
fn two_nodes_at_once_lose_nothing_and_leave_no_gap() {
    on_every_lasting_store(async |store| {
        let (one, other) = (store.open().await, store.open().await);
        run_many(&one, &other, 6, 8).await;
        check_many(&one, 6, 8).await;
    });
}

/// Half of the writers on each ledger. Handlers of a web server are spawned like these, so they must be Send.
async fn run_many(one: &Ledger, other: &Ledger, writers: u64, acts: u64) {
    let mut running = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let ledger = if writer % 2 == 0 { one.clone() } else { other.clone() };
        running.spawn(async move {
            for _ in 0..acts {
                let stream = format!("case/{}", writer % 3);
                ledger
                    .transact(ORGAN, async |tx| {
                        let number = tx.next_number("受理").await?;
                        let expected = tx.read(&stream).await?.len() as u64;
                        let body = format!("{{\"writer\":{writer},\"number\":{number}}}");
                        let event = NewEvent::new("case.noted", body);
                        tx.append(&stream, expected, "并发", minute(0), &[event]).await?;
                        tx.put(&ledger::Item::new("case", &stream, expected + 1, "{}").under("open", ""))
                            .await
                    })
                    .await
                    .map_err(|error: Error| format!("{error:?}"))
                    .unwrap();
            }
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}

async fn check_many(ledger: &Ledger, writers: u64, acts: u64) {
    let all = ledger.entries(ORGAN, 0, 10_000).await.unwrap();
    assert_eq!(all.len() as u64, writers * acts);
    let mut numbers = Vec::new();
    let mut prev = Hash::NONE;
    for (seq, entry) in (1..).zip(&all) {
        assert_eq!((entry.seq, entry.prev, entry.hash), (seq, prev, entry.digest()));
        prev = entry.hash;
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap();
        numbers.push(body["number"].as_u64().unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=writers * acts).collect::<Vec<_>>());
    for stream in ["case/0", "case/1", "case/2"] {
        let versions: Vec<u64> =
            ledger.read(ORGAN, stream).await.unwrap().iter().map(|entry| entry.version).collect();
        assert_eq!(versions, (1..=versions.len() as u64).collect::<Vec<_>>());
    }
    assert_eq!(ledger.count(ORGAN, "case", "open").await.unwrap(), 3);
    for (before, expected) in [("", 0), ("~", 3)] {
        let counted = ledger.count_before(ORGAN, "case", "open", before).await.unwrap();
        assert_eq!(counted, expected, "before {before}");
    }
}

#[test]
fn a_database_that_asks_again_is_asked_again_and_the_act_stands_once() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        ledger.fail_next_commits(3);
        let tries = std::sync::atomic::AtomicU32::new(0);
        ledger
            .transact(ORGAN, async |tx| {
                tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                tx.append("case/1", 0, "李四", minute(0), &[received()]).await
            })
            .await
            .unwrap();
        assert_eq!(tries.into_inner(), 4);
        assert_eq!(ledger.head(ORGAN).await.unwrap().seq, 1);
        assert_eq!(act(&ledger, ORGAN, "case/1", "2").await.seq, 2);
    });
}

#[test]
fn a_database_that_never_stops_asking_is_left_alone() {
    block_on(async {
        let options = ledger::Options::new("sqlite::memory:", crate::stores::key());
        let ledger = Ledger::open(options).await.unwrap();
        ledger.fail_next_commits(u32::MAX);
        let broken = ledger.put_record("draft", "1", 0, b"", None).await;
        assert!(matches!(broken, Err(Error::Broken(ledger::Broken::Contended { .. }))), "{broken:?}");
    });
}

#[test]
fn names_and_bodies_the_ledger_cannot_keep_are_refused() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let long = "长".repeat(167);
        let try_one = async |organ: &str, stream: &str, by: &str, kind: &str, body: &str| {
            let event = NewEvent::new(kind, body);
            ledger
                .transact(organ, async |tx| {
                    tx.append(stream, 0, by, minute(0), std::slice::from_ref(&event)).await
                })
                .await
        };
        for (organ, stream, by, kind, body) in [
            ("", "s", "b", "k", "1"),
            ("o", "", "b", "k", "1"),
            ("o", "s", "", "k", "1"),
            ("o", "s", "b", "", "1"),
            ("o", &long, "b", "k", "1"),
            ("o", "s\0", "b", "k", "1"),
            ("o", "s\u{10FFFF}", "b", "k", "1"),
            ("o", "s", "b", "k", ""),
            ("o", "s", "b", "k", "{\"a\":1"),
            ("o", "s", "b", "k", "1 2"),
        ] {
            let refused = try_one(organ, stream, by, kind, body).await;
            assert!(matches!(refused, Err(Error::Broken(_))), "{stream:?} {body:?}");
        }
        assert_eq!(ledger.organs().await.unwrap(), [""; 0]);
    });
}

#[test]
fn another_key_and_another_kind_of_address_are_refused() {
    on_every_lasting_store(async |store| {
        store.open().await.close().await.unwrap();
        let other = ledger::Options::new(&store.url, ledger::Key::generate().unwrap());
        let refused = Ledger::open(other).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::WrongKey))), "{refused:?}");
        store.open().await.close().await.unwrap();
        let refused = Ledger::open(ledger::Options::new("mysql://x", crate::stores::key())).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::BadUrl { .. }))), "{refused:?}");
    });
}
