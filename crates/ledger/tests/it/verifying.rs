//! A ledger somebody has tampered with, and digests kept elsewhere.

use crate::stores::{on_every_lasting_store, on_every_store};
use crate::{ORGAN, act, minute};
use jiff::civil::date;
use ledger::{DailyDigest, Error, Fault, Hash, Ledger, NewEvent, Sealed, verify_file};
use std::sync::atomic::{AtomicU64, Ordering};

async fn fault(ledger: &Ledger) -> Option<Fault> {
    ledger.verify(ORGAN, &[]).await.unwrap().fault
}

/// The same finding in the file an auditor gets.
async fn fault_in_file(ledger: &Ledger) -> Option<Fault> {
    let mut file = Vec::new();
    ledger.export(&[ORGAN], &mut file).await.unwrap();
    verify_file(&mut file.as_slice(), &[]).unwrap().remove(0).fault
}

async fn five(ledger: &Ledger) {
    for n in 0..5 {
        act(ledger, ORGAN, &format!("case/{}", n % 2), &n.to_string()).await;
    }
}

#[test]
fn a_ledger_nobody_touched_is_whole() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        five(&ledger).await;
        act(&ledger, "乙", "case/1", "1").await;
        let walked = AtomicU64::new(0);
        let count = |more| {
            walked.fetch_add(more, Ordering::Relaxed);
        };
        let all = ledger.verify_all(&[], &count).await.unwrap();
        assert_eq!(walked.into_inner(), 6);
        let found: Vec<_> = all.iter().map(|one| (one.organ.as_str(), one.whole.seq, &one.fault)).collect();
        assert_eq!(found, [("乙", 1, &None), (ORGAN, 5, &None)]);
        assert_eq!(ledger.verify("无", &[]).await.unwrap().whole.seq, 0);
        assert_eq!(fault_in_file(&ledger).await, None);
    });
}

#[test]
fn what_was_done_to_the_tables_is_named_at_its_first_place() {
    let (changed, removed) = (|seq| Some(Fault::Changed { seq }), |seq| Some(Fault::Removed { seq }));
    let cases: Vec<(&str, Option<Fault>)> = vec![
        ("UPDATE entry SET body = '7' WHERE seq = 3", changed(3)),
        ("UPDATE entry SET at = at + 1 WHERE seq >= 2", changed(2)),
        ("UPDATE entry SET \"by\" = '王五' WHERE seq = 5", changed(5)),
        ("DELETE FROM entry WHERE seq = 1", removed(1)),
        ("DELETE FROM entry WHERE seq IN (2, 4)", removed(2)),
        ("DELETE FROM entry WHERE seq >= 4", removed(4)),
        ("DELETE FROM entry", removed(1)),
        ("DELETE FROM entry WHERE seq = 2; UPDATE entry SET seq = -seq WHERE seq > 2;
          UPDATE entry SET seq = -seq - 1 WHERE seq < 0", removed(2)),
        ("UPDATE entry SET seq = 9 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 4;
          UPDATE entry SET seq = 4 WHERE seq = 9", Some(Fault::Reordered { seq: 2 })),
        ("UPDATE entry SET seq = -seq WHERE seq > 2; UPDATE entry SET seq = 1 - seq WHERE seq < 0;
          INSERT INTO entry SELECT organ, 3, stream, 99, kind, at, \"by\", body, prev, hash, alg FROM entry WHERE seq = 2",
          Some(Fault::Inserted { seq: 3 })),
        ("UPDATE head SET seq = 4", Some(Fault::Inserted { seq: 5 })),
        ("UPDATE head SET seq = 6", removed(6)),
        ("UPDATE head SET hash = (SELECT hash FROM entry WHERE seq = 4)", Some(Fault::Head { seq: 5 })),
    ];
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        five(&ledger).await;
        let mut whole = Vec::new();
        ledger.backup(&mut whole).await.unwrap();
        for (sql, expected) in &cases {
            store.tamper(sql).await;
            assert_eq!(&fault(&ledger).await, expected, "{sql}");
            assert_eq!(&fault_in_file(&ledger).await, expected, "{sql}");
            store.tamper("DELETE FROM entry; DELETE FROM head").await;
            ledger.restore(&mut whole.as_slice()).await.unwrap();
            assert_eq!(fault(&ledger).await, None);
        }
    });
}

#[test]
fn a_row_that_is_no_entry_is_named_too() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        five(&ledger).await;
        let bytes = if store.is_postgres() { "BYTEA" } else { "BLOB" };
        store.tamper(&format!("UPDATE entry SET prev = CAST('x' AS {bytes}) WHERE seq >= 4")).await;
        assert_eq!(fault(&ledger).await, Some(Fault::Changed { seq: 4 }));
        store.tamper("UPDATE entry SET version = -1 WHERE seq = 3").await;
        assert_eq!(fault(&ledger).await, Some(Fault::Changed { seq: 3 }));
        store.tamper("UPDATE entry SET body = '9' WHERE seq = 1").await;
        assert_eq!(fault(&ledger).await, Some(Fault::Changed { seq: 1 }));
        assert_eq!(ledger.verify(ORGAN, &[]).await.unwrap().whole.seq, 0);
    });
}

async fn with_references(ledger: &Ledger) -> (Sealed, Hash) {
    ledger
        .transact(ORGAN, async |tx| {
            let sealed = tx.seal("张三".as_bytes()).await?;
            let blob = tx.put_blob("text/plain", "答复书".as_bytes()).await?;
            let body = serde_json::json!({ "applicant": sealed, "letter": blob }).to_string();
            let event = NewEvent::new("case.received", body);
            tx.append("case/1", 0, "李四", minute(0), &[event, NewEvent::new("case.noted", "{}")]).await?;
            Ok::<_, Error>((sealed, blob.blob))
        })
        .await
        .unwrap()
}

#[test]
fn what_was_done_to_sealed_data_and_attachments_is_named() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        let (sealed, hash) = with_references(&ledger).await;
        let id = sealed.sealed.clone();
        let before = ledger.verify(ORGAN, &[]).await.unwrap();
        assert_eq!((before.references, before.fault), (2, None));

        let seq = 1;
        store.tamper("UPDATE blob SET bytes = digest FROM vault").await;
        assert_eq!(fault(&ledger).await, Some(Fault::BlobChanged { seq, hash }));
        store.tamper("DELETE FROM blob").await;
        assert_eq!(fault(&ledger).await, Some(Fault::BlobMissing { seq, hash }));
        store.tamper("UPDATE vault SET cipher = digest").await;
        assert_eq!(fault(&ledger).await, Some(Fault::SealedChanged { seq, id: id.clone() }));
        ledger
            .transact(ORGAN, async |tx| tx.put_blob("text/plain", "答复书".as_bytes()).await)
            .await
            .map_err(|e: Error| e)
            .unwrap();
        store.tamper("UPDATE vault SET cipher = NULL").await;
        assert_eq!(fault(&ledger).await, Some(Fault::SealedMissing { seq, id: id.clone() }));
        store.tamper("DELETE FROM vault").await;
        assert_eq!(fault(&ledger).await, Some(Fault::SealedMissing { seq, id }));
    });
}

#[test]
fn an_erasure_that_was_recorded_leaves_the_ledger_whole() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        let (sealed, _) = with_references(&ledger).await;
        let id = sealed.sealed.clone();
        let erase = async |tx: ledger::Tx| {
            let body = serde_json::json!(tx.erase(&id).await?).to_string();
            tx.append("case/1", 2, "李四", minute(1), &[NewEvent::new("case.erased", body)]).await
        };
        ledger.transact(ORGAN, erase).await.map_err(|error: Error| error).unwrap();
        assert_eq!(fault(&ledger).await, None);
        store.tamper("UPDATE vault SET cipher = digest").await;
        assert_eq!(fault(&ledger).await, Some(Fault::SealedChanged { seq: 1, id: id.clone() }));
        // Put back from a copy made before the erasure.
        store.tamper("UPDATE vault SET cipher = NULL").await;
        assert_eq!(fault(&ledger).await, None);
    });
}

#[test]
fn ciphertext_put_back_after_its_erasure_is_named() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        let (sealed, _) = with_references(&ledger).await;
        let id = sealed.sealed.clone();
        store.tamper("CREATE TABLE copy AS SELECT * FROM vault").await;
        let erase = async |tx: ledger::Tx| {
            let body = serde_json::json!(tx.erase(&id).await?).to_string();
            tx.append("case/1", 2, "李四", minute(1), &[NewEvent::new("case.erased", body)]).await
        };
        ledger.transact(ORGAN, erase).await.map_err(|error: Error| error).unwrap();
        store.tamper("UPDATE vault SET cipher = (SELECT cipher FROM copy)").await;
        assert_eq!(fault(&ledger).await, Some(Fault::SealedKept { seq: 3, id }));
    });
}

#[test]
fn a_day_in_beijing_has_its_own_digest() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        for (n, at) in [
            "2026-03-01T15:59:59.999999Z", // 3月1日 23:59:59
            "2026-03-01T16:00:00Z",        // 3月2日 00:00:00
            "2026-03-02T15:59:59Z",        // 3月2日 23:59:59
            "2026-03-02T16:00:00Z",        // 3月3日 00:00:00
        ]
        .iter()
        .enumerate()
        {
            let event = NewEvent::new("case.noted", "{}");
            let append = async |tx: ledger::Tx| {
                tx.append("case/1", n as u64, "李四", at.parse().unwrap(), std::slice::from_ref(&event)).await
            };
            ledger.transact(ORGAN, append).await.map_err(|error: Error| error).unwrap();
        }
        let digest = ledger.daily_digest(ORGAN, date(2026, 3, 2)).await.unwrap();
        let hash = ledger.entry(ORGAN, 3).await.unwrap().unwrap().hash;
        let day = date(2026, 3, 2);
        assert_eq!(
            digest,
            DailyDigest { organ: ORGAN.into(), day, count: 2, first_seq: 2, last_seq: 3, hash }
        );
        let empty = ledger.daily_digest(ORGAN, date(2026, 3, 5)).await.unwrap();
        assert_eq!((empty.count, empty.last_seq, empty.hash), (0, 0, Hash::NONE));
        assert_eq!(ledger.verify(ORGAN, &[digest, empty]).await.unwrap().fault, None);
    });
}

/// Somebody with the right to write rewrites everything so that it agrees with itself.
#[test]
fn a_rewritten_history_does_not_agree_with_a_digest_kept_elsewhere() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        five(&ledger).await;
        let kept = [ledger.daily_digest(ORGAN, date(2026, 3, 2)).await.unwrap()];
        for table in ["entry", "head"] {
            store.tamper(&format!("DELETE FROM {table}")).await;
        }
        for _ in 0..5 {
            act(&ledger, ORGAN, "case/1", "\"另一段历史\"").await;
        }
        assert_eq!(fault(&ledger).await, None);
        let found = ledger.verify(ORGAN, &kept).await.unwrap();
        assert_eq!((found.fault, found.whole.seq), (Some(Fault::Rewritten { seq: 5 }), 5));
        let mut file = Vec::new();
        ledger.export(&[], &mut file).await.unwrap();
        let found = verify_file(&mut file.as_slice(), &kept).unwrap().remove(0);
        assert_eq!(found.fault, Some(Fault::Rewritten { seq: 5 }));

        for table in ["entry", "head"] {
            store.tamper(&format!("DELETE FROM {table}")).await;
        }
        let found = ledger.verify_all(&kept, &|_| ()).await.unwrap().remove(0);
        assert_eq!(found.fault, Some(Fault::Removed { seq: 1 }));
    });
}
