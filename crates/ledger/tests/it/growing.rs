//! Databases of earlier and of later versions.

use crate::stores::{Fresh, key, on_every_lasting_store};
use crate::{ORGAN, act};
use jiff::civil::date;
use ledger::{Error, Ledger, Refusal};

/// Written once, as version 1 left it; the words in braces are those in which the two databases differ.
fn version_1(store: &Fresh) -> String {
    let words = if store.is_postgres() {
        [("{bytes}", "BYTEA"), ("{text}", "TEXT COLLATE \"C\""), ("{clustered}", ""), ("{hex}", "'\\x")]
    } else {
        [("{bytes}", "BLOB"), ("{text}", "TEXT"), ("{clustered}", "WITHOUT ROWID"), ("{hex}", "X'")]
    };
    words.iter().fold(include_str!("version1.sql").to_owned(), |sql, (word, meant)| sql.replace(word, meant))
}

#[test]
fn a_database_of_version_1_is_brought_up_and_goes_on() {
    on_every_lasting_store(async |store| {
        if !store.is_postgres() {
            std::fs::write(store.folder.path().join("a.sqlite"), "").unwrap();
        }
        store.tamper(&version_1(store)).await;
        let ledger = store.open().await;
        let history = ledger.read(ORGAN, "case/1").await.unwrap();
        assert_eq!(
            history.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(),
            ["case.received", "case.extended"]
        );
        assert_eq!(act(&ledger, ORGAN, "case/1", "3").await.seq, 3);
        assert_eq!(ledger.verify(ORGAN, &[]).await.unwrap().fault, None);
        assert_eq!(ledger.daily_digest(ORGAN, date(2026, 3, 2)).await.unwrap().count, 3);
        // Opening it again finds nothing to do.
        drop(ledger);
        assert_eq!(store.open().await.head(ORGAN).await.unwrap().seq, 3);
    });
}

#[test]
fn a_database_of_a_later_version_is_left_alone() {
    on_every_lasting_store(async |store| {
        store.open().await.close().await.unwrap();
        store.tamper("INSERT INTO migration (version) VALUES (99)").await;
        let refused = Ledger::open(ledger::Options::new(&store.url, key())).await.err();
        assert!(
            matches!(refused, Some(Error::Refused(Refusal::NewerSchema { found: 99, .. }))),
            "{refused:?}"
        );
    });
}
