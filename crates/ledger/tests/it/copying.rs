//! Backups, and the read tables made again.

use crate::stores::{Fresh, on_every_lasting_store, on_every_store};
use crate::{ORGAN, act, minute};
use ledger::{Broken, Direction, Entry, Error, Item, Key, Ledger, Options, Refusal, backup_of, verify_file};
use std::collections::BTreeMap;

/// What a desk would make of a case: open until its fifth act.
fn item(history: &[Entry]) -> Result<Vec<Item>, Error> {
    let Some(last) = history.last() else { return Ok(Vec::new()) };
    let key = if history.len() < 5 { "open" } else { "2026/3.1/total" };
    let item =
        Item::new("case", &last.stream, last.version, &last.body).under(key, format!("{:04}", last.seq));
    Ok(vec![item.under("all", "")])
}

async fn acts(ledger: &Ledger, count: u32) {
    for n in 0..count {
        let stream = format!("case/{}", n % 7);
        let act = async |tx: ledger::Tx| {
            let mut history = tx.read(&stream).await?;
            let event = ledger::NewEvent::new("case.noted", n.to_string());
            history.extend(tx.append(&stream, history.len() as u64, "李四", minute(0), &[event]).await?);
            for item in item(&history)? {
                tx.put(&item).await?;
            }
            Ok::<_, Error>(())
        };
        ledger.transact(ORGAN, act).await.unwrap();
    }
}

async fn tables(ledger: &Ledger) -> (BTreeMap<String, u64>, Vec<Item>, Vec<Item>) {
    let open = ledger.list(ORGAN, "case", "open", None, 99, Direction::Up).await.unwrap();
    let all = ledger.list(ORGAN, "case", "all", None, 99, Direction::Up).await.unwrap();
    (ledger.counts(ORGAN, "case", "").await.unwrap(), open, all)
}

#[test]
fn tables_made_again_are_those_that_were_kept_up() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        acts(&ledger, 30).await;
        let kept = tables(&ledger).await;
        // 30 acts on 7 cases: two have five, five have four.
        let counts = [("2026/3.1/total".into(), 2), ("all".into(), 7), ("open".into(), 5)];
        assert_eq!(kept.0.clone().into_iter().collect::<Vec<_>>(), counts);
        store.tamper("UPDATE item SET body = '0'; DELETE FROM item_key; UPDATE tally SET n = 99").await;
        assert_ne!(tables(&ledger).await, kept);
        assert_eq!(ledger.rebuild(ORGAN, item).await.unwrap(), 7);
        assert_eq!(tables(&ledger).await, kept);
    });
}

#[test]
fn acts_go_on_while_the_tables_are_made_again() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        acts(&ledger, 20).await;
        let other = store.open().await;
        let (done, ()) = tokio::join!(ledger.rebuild(ORGAN, item), acts(&other, 20));
        done.unwrap();
        let kept = tables(&ledger).await;
        ledger.rebuild(ORGAN, item).await.unwrap();
        assert_eq!(tables(&ledger).await, kept);
    });
}

/// A ledger with something in each table.
async fn full(store: &Fresh) -> (Ledger, ledger::Sealed, ledger::BlobRef) {
    let ledger = store.open().await;
    acts(&ledger, 9).await;
    act(&ledger, "乙", "case/1", "1").await;
    let work = async |tx: ledger::Tx| {
        let sealed = tx.seal("张三".as_bytes()).await?;
        let gone = tx.seal("赵六".as_bytes()).await?;
        let gone = tx.erase(&gone.sealed).await?;
        let blob = tx.put_blob("text/plain", b"letter").await?;
        let body = serde_json::json!([sealed, gone, blob]).to_string();
        tx.append("case/x", 0, "李四", minute(0), &[ledger::NewEvent::new("case.received", body)]).await?;
        tx.next_number("受理").await?;
        tx.put_record("draft", "1", 0, b"body", Some(minute(9))).await?;
        tx.enqueue("mail", minute(0), b"mail").await?;
        Ok::<_, Error>((sealed, blob))
    };
    let (sealed, blob) = ledger.transact(ORGAN, work).await.unwrap();
    (ledger, sealed, blob)
}

async fn check_copy(ledger: &Ledger, copy: &Ledger, sealed: &ledger::Sealed, blob: ledger::BlobRef) {
    for one in copy.verify_all(&[], &|_| ()).await.unwrap() {
        assert_eq!(one.fault, None);
    }
    assert_eq!(copy.entries(ORGAN, 0, 99).await.unwrap(), ledger.entries(ORGAN, 0, 99).await.unwrap());
    assert_eq!(tables(copy).await, tables(ledger).await);
    assert_eq!(copy.unseal(ORGAN, sealed).await.unwrap(), "张三".as_bytes());
    assert_eq!(copy.blob(&blob.blob).await.unwrap().unwrap().bytes, b"letter");
    assert_eq!(copy.record("draft", "1").await.unwrap(), ledger.record("draft", "1").await.unwrap());
    let number = copy.transact(ORGAN, async |tx| tx.next_number("受理").await).await;
    assert_eq!(number.map_err(|error: Error| error).unwrap(), 2);
    assert_eq!(copy.claim("mail", minute(1), minute(2), 9).await.unwrap()[0].body, b"mail");
    assert_eq!(act(copy, "乙", "case/1", "2").await.seq, 2);
}

/// From SQLite into PostgreSQL too, since each store restores the same file.
#[test]
fn a_backup_is_restored_whole_into_an_empty_ledger() {
    on_every_store(async |store| {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, sealed, blob) = full(store).await;
        let mut file = Vec::new();
        ledger.backup(&mut file).await.unwrap();
        assert!(verify_file(&mut file.as_slice(), &[]).unwrap().iter().all(|one| one.fault.is_none()));
        let url = format!("sqlite:{}", folder.path().join("c.sqlite").display());
        let copy = Ledger::open(Options::new(url, crate::stores::key())).await.unwrap();
        copy.restore(&mut file.as_slice()).await.unwrap();
        let mut again = Vec::new();
        copy.backup(&mut again).await.unwrap();
        assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(file.clone()).unwrap());
        check_copy(&ledger, &copy, &sealed, blob).await;

        let refused = copy.restore(&mut file.as_slice()).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NotEmpty))), "{refused:?}");
    });
}

#[test]
fn a_backup_of_sqlite_is_restored_into_each_store() {
    on_every_store(async |store| {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("a.sqlite").display());
        let from = Fresh::at(url);
        let (ledger, sealed, blob) = full(&from).await;
        let mut file = Vec::new();
        ledger.backup(&mut file).await.unwrap();
        let copy = store.open().await;
        copy.restore(&mut file.as_slice()).await.unwrap();
        check_copy(&ledger, &copy, &sealed, blob).await;
    });
}

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_kept() {
    on_every_store(async |store| {
        let folder = tempfile::tempdir().unwrap();
        let from = Fresh::at(format!("sqlite:{}", folder.path().join("a.sqlite").display()));
        let (ledger, ..) = full(&from).await;
        let (mut file, mut export) = (Vec::new(), Vec::new());
        ledger.backup(&mut file).await.unwrap();
        ledger.export(&[], &mut export).await.unwrap();
        let text = String::from_utf8(file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let damaged = [
            text.replacen("李四", "王五", 1),
            lines[..lines.len() - 1].join("\n"),
            lines[..4].join("\n"),
            lines[1..].join("\n"),
            [&lines[..2], &lines[3..]].concat().join("\n"),
            "{}".into(),
            String::new(),
            String::from_utf8(export).unwrap(),
        ];
        let copy = store.open().await;
        for text in damaged {
            let refused = copy.restore(&mut text.as_bytes()).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::BadFile { .. }))), "{refused:?}");
            assert_eq!(copy.organs().await.unwrap(), [""; 0]);
            assert_eq!(copy.record("draft", "1").await.unwrap(), None);
        }
    });
}

/// So that no database is made under a key that does not open what comes into it.
#[test]
fn a_backup_tells_its_chains_and_whether_the_key_is_its_own_before_it_is_restored() {
    on_every_store(async |store| {
        let (ledger, ..) = full(store).await;
        let (mut file, mut export) = (Vec::new(), Vec::new());
        let written = ledger.backup(&mut file).await.unwrap();
        ledger.export(&[], &mut export).await.unwrap();
        assert_eq!(backup_of(&mut file.as_slice(), &crate::stores::key()).unwrap(), written.chains);
        let ends: Vec<_> = written.chains.iter().map(|chain| chain.organ.as_str()).collect();
        assert_eq!(ends, ledger.organs().await.unwrap());
        let other = backup_of(&mut file.as_slice(), &Key::generate().unwrap());
        assert!(matches!(other, Err(Error::Refused(Refusal::WrongKey))), "{other:?}");
        let none = backup_of(&mut export.as_slice(), &crate::stores::key());
        assert!(matches!(none, Err(Error::Refused(Refusal::BadFile { line: 1, .. }))), "{none:?}");
    });
}

#[test]
fn a_copy_of_the_sqlite_file_is_a_ledger() {
    on_every_lasting_store(async |store| {
        let (ledger, sealed, blob) = full(store).await;
        let file = store.folder.path().join("copy.sqlite");
        let copied = ledger.copy_file(&file).await;
        if store.is_postgres() {
            assert!(matches!(copied, Err(Error::Broken(Broken::Database { .. }))));
            return;
        }
        copied.unwrap();
        assert!(ledger.copy_file(&file).await.is_err());
        let copy = Fresh::at(format!("sqlite:{}", file.display())).open().await;
        check_copy(&ledger, &copy, &sealed, blob).await;
    });
}
