//! Who did what: the access log and the same view over the chain.

use crate::stores::on_every_store;
use crate::{ORGAN, act, minute};
use jiff::Timestamp;
use ledger::{Access, Ledger, Sought};

async fn note(ledger: &Ledger, n: i64, account: &str, kind: &str, object: &str) {
    let access = Access {
        organ: ORGAN.into(),
        at: minute(n),
        account: account.into(),
        kind: kind.into(),
        object: object.into(),
        place: "192.0.2.1".into(),
        ..Access::default()
    };
    ledger.note(&access).await.unwrap();
}

fn always() -> Sought<'static> {
    Sought { from: Timestamp::MIN, until: Timestamp::MAX, ..Sought::default() }
}

#[test]
fn accesses_are_found_by_who_what_and_when_and_turned_over() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        for n in 0..30 {
            note(&ledger, n / 3, if n % 2 == 0 { "王" } else { "李" }, "read", &format!("request/{n}")).await;
        }
        note(&ledger, 20, "王", "sign_in", "").await;
        note(&ledger, 20, "", "sign_in_failed", "").await;
        for (sought, expected) in [
            (always(), 32),
            (Sought { by: Some("王"), ..always() }, 16),
            (Sought { kinds: &["sign"], ..always() }, 2),
            (Sought { kinds: &["sign_in_failed", "read"], ..always() }, 31),
            (Sought { kinds: &["sign"], by: Some("李"), ..always() }, 0),
            (Sought { object: Some("request/7"), ..always() }, 1),
            (Sought { from: minute(9), until: minute(20), ..always() }, 3),
            (Sought { from: minute(20), until: minute(21), ..always() }, 2),
        ] {
            assert_eq!(
                ledger.accesses(ORGAN, &sought, None, 100).await.unwrap().len(),
                expected,
                "{sought:?}"
            );
        }
        // Page by page nothing is missed or shown twice, also among those of one moment.
        let (mut seen, mut before) = (Vec::new(), None::<(Timestamp, String)>);
        loop {
            let place = before.as_ref().map(|(at, id)| (*at, id.as_str()));
            let page = ledger.accesses(ORGAN, &always(), place, 7).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some((last.at, last.id.clone()));
            seen.extend(page.into_iter().map(|one| one.id));
        }
        assert_eq!(seen.len(), 32);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 32);
        assert!(ledger.accesses("another", &always(), None, 9).await.unwrap().is_empty());
    });
}

#[test]
fn the_oldest_are_dropped_and_the_chain_never() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        act(&ledger, ORGAN, "case/1", "{}").await;
        for n in 0..10 {
            note(&ledger, n, "王", "read", "request/1").await;
        }
        assert_eq!(ledger.oldest_access(ORGAN).await.unwrap(), Some(minute(0)));
        assert_eq!(ledger.drop_accesses(ORGAN, minute(6), 4).await.unwrap(), 4);
        assert_eq!(ledger.drop_accesses(ORGAN, minute(6), 4).await.unwrap(), 2);
        assert_eq!(ledger.drop_accesses(ORGAN, minute(6), 4).await.unwrap(), 0);
        assert_eq!(ledger.oldest_access(ORGAN).await.unwrap(), Some(minute(6)));
        assert_eq!(ledger.head(ORGAN).await.unwrap().seq, 1);
        assert_eq!(ledger.oldest_access("another").await.unwrap(), None);
    });
}

#[test]
fn entries_are_found_by_who_what_and_when() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        for n in 0..5 {
            act(&ledger, ORGAN, &format!("case/{}", n % 2), "{}").await;
        }
        for (sought, expected) in [
            (always(), vec![5, 4, 3, 2, 1]),
            (Sought { object: Some("case/1"), ..always() }, vec![4, 2]),
            (Sought { by: Some("李四"), kinds: &["case."], ..always() }, vec![5, 4, 3, 2, 1]),
            (Sought { by: Some("张三"), ..always() }, vec![]),
            (Sought { kinds: &["account."], ..always() }, vec![]),
            (Sought { from: minute(1), ..always() }, vec![]),
        ] {
            let found = ledger.entries_sought(ORGAN, &sought, None, 100).await.unwrap();
            assert_eq!(found.iter().map(|one| one.seq).collect::<Vec<_>>(), expected, "{sought:?}");
        }
        let next = ledger.entries_sought(ORGAN, &always(), Some((minute(0), 3)), 1).await.unwrap();
        assert_eq!(next[0].seq, 2);
    });
}

#[test]
fn a_copy_holds_the_access_log_too() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        act(&ledger, ORGAN, "case/1", "{}").await;
        note(&ledger, 0, "王", "read", "request/1").await;
        let mut copy = Vec::new();
        ledger.backup(&mut copy).await.unwrap();
        let other = crate::stores::Fresh::at("sqlite::memory:".into()).open().await;
        other.restore(&mut copy.as_slice()).await.unwrap();
        let kept = other.accesses(ORGAN, &always(), None, 9).await.unwrap();
        assert_eq!(kept, ledger.accesses(ORGAN, &always(), None, 9).await.unwrap());
        assert_eq!(kept.len(), 1);
    });
}
