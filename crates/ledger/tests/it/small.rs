//! Numbers, records, jobs.

use crate::minute;
use crate::stores::on_every_store;
use ledger::{Broken, Error, Ledger, Refusal};

async fn number(ledger: &Ledger, organ: &str, series: &str) -> u64 {
    ledger.transact(organ, async |tx| tx.next_number(series).await).await.map_err(|e: Error| e).unwrap()
}

#[test]
fn numbers_run_from_one_in_each_series_of_each_organ() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        assert_eq!(number(&ledger, "甲", "2026").await, 1);
        assert_eq!(number(&ledger, "甲", "2026").await, 2);
        assert_eq!(number(&ledger, "甲", "2027").await, 1);
        assert_eq!(number(&ledger, "乙", "2026").await, 1);
    });
}

#[test]
fn a_record_is_written_only_over_the_version_that_was_read() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        assert_eq!(ledger.put_record("draft", "1", 0, b"a", None).await.unwrap(), 1);
        assert_eq!(ledger.put_record("draft", "1", 1, b"b", Some(minute(5))).await.unwrap(), 2);
        for stale in [0, 1, 3] {
            let refused = ledger.put_record("draft", "1", stale, b"c", None).await;
            let Err(Error::Refused(Refusal::RecordConflict { expected, found: 2, .. })) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(expected, stale);
            assert!(ledger.remove_record("draft", "1", stale).await.is_err());
        }
        let record = ledger.record("draft", "1").await.unwrap().unwrap();
        assert_eq!(
            (record.version, record.body.as_slice(), record.expires),
            (2, b"b".as_slice(), Some(minute(5)))
        );
        assert_eq!((record.is_expired(minute(4)), record.is_expired(minute(5))), (false, true));
        ledger.remove_record("draft", "1", 2).await.unwrap();
        assert_eq!(ledger.record("draft", "1").await.unwrap(), None);
    });
}

#[test]
fn the_expired_are_deleted_some_at_a_time() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        for (id, expires) in [("a", Some(1)), ("b", Some(2)), ("c", Some(3)), ("d", Some(9)), ("e", None)] {
            ledger.put_record("session", id, 0, b"", expires.map(minute)).await.unwrap();
        }
        assert_eq!(ledger.remove_expired(minute(3), 2).await.unwrap(), 2);
        assert_eq!(ledger.remove_expired(minute(3), 2).await.unwrap(), 1);
        assert_eq!(ledger.remove_expired(minute(3), 2).await.unwrap(), 0);
        let left = ledger.records("session", "", 9).await.unwrap();
        assert_eq!(left.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["d", "e"]);
        assert_eq!(ledger.records("session", "d", 9).await.unwrap().len(), 1);
    });
}

#[test]
fn a_job_has_one_worker_until_its_lease_ends() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        ledger
            .transact("甲", async |tx| {
                tx.enqueue("mail", minute(0), b"first").await?;
                tx.enqueue("mail", minute(5), b"second").await?;
                tx.enqueue("index", minute(0), b"other").await
            })
            .await
            .map_err(|error: Error| error)
            .unwrap();
        let claimed = ledger.claim("mail", minute(1), minute(3), 9).await.unwrap();
        let [job] = claimed.as_slice() else { panic!("{claimed:?}") };
        assert_eq!((job.body.as_slice(), job.tries, job.due), (b"first".as_slice(), 1, minute(3)));
        assert_eq!(ledger.claim("mail", minute(2), minute(3), 9).await.unwrap(), []);
        // The worker died; another one takes the job.
        let again = ledger.claim("mail", minute(3), minute(6), 1).await.unwrap();
        assert_eq!((again.len(), again[0].tries, &again[0].id), (1, 2, &job.id));
        assert!(matches!(ledger.finish(job).await, Err(Error::Broken(Broken::JobLost { .. }))));
        ledger.defer(&again[0], minute(20)).await.unwrap();
        assert!(matches!(ledger.finish(&again[0]).await, Err(Error::Broken(Broken::JobLost { .. }))));
        let later = ledger.claim("mail", minute(30), minute(40), 9).await.unwrap();
        assert_eq!(later.len(), 2);
        for job in &later {
            ledger.finish(job).await.unwrap();
        }
        assert_eq!(ledger.claim("mail", minute(99), minute(100), 9).await.unwrap(), []);
    });
}

#[test]
fn no_two_workers_get_the_same_job() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        ledger
            .transact("甲", async |tx| {
                for n in 0..20u8 {
                    tx.enqueue("mail", minute(0), &[n]).await?;
                }
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let ledger = ledger.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let jobs = ledger.claim("mail", minute(1), minute(2), 3).await.unwrap();
                    if jobs.is_empty() {
                        return mine;
                    }
                    mine.extend(jobs.iter().map(|job| job.body[0]));
                }
            });
        }
        let mut all = workers.join_all().await.concat();
        all.sort_unstable();
        assert_eq!(all, (0..20).collect::<Vec<u8>>());
    });
}

#[test]
fn a_ledger_is_not_made_where_one_is_expected() {
    on_every_store(async |store| {
        let options = || ledger::Options { existing: true, ..store.options() };
        for _ in 0..2 {
            let refused = Ledger::open(options()).await.err();
            assert!(matches!(refused, Some(Error::Refused(Refusal::NoLedger))), "{refused:?}");
        }
        if store.is_memory() {
            // Each connection would be a database of its own.
            return;
        }
        let ledger = store.open().await;
        assert_eq!(number(&ledger, "甲", "2026").await, 1);
        let again = Ledger::open(options()).await.unwrap();
        assert_eq!(number(&again, "甲", "2026").await, 2);
    });
}
