//! 附件放在哪里都一样：数据库、文件夹、S3；搬得动、查得出、备份得了。

use crate::stores::{Fresh, key, on_every_lasting_store, places};
use crate::{ORGAN, minute};
use jiff::{SignedDuration, Timestamp};
use ledger::{BlobRef, Error, Fault, FilePlace, Files, Hash, Ledger, NewEvent, Options, Refusal};

const TEXT: &[u8] = "答复书".as_bytes();

async fn open(store: &Fresh, files: &Files) -> Ledger {
    Ledger::open(Options { files: files.clone(), ..store.options() }).await.unwrap()
}

/// Attaches bytes and tells of them in an event.
async fn attach(ledger: &Ledger, bytes: &[u8]) -> BlobRef {
    let blob = ledger.put_blob(ORGAN, "text/plain", bytes).await.unwrap();
    let stream = format!("letter/{}", blob.blob);
    let event = NewEvent::new("letter.sent", serde_json::to_string(&blob).unwrap());
    let tell =
        async |tx: ledger::Tx| tx.append(&stream, 0, "李四", minute(0), std::slice::from_ref(&event)).await;
    ledger.transact(ORGAN, tell).await.unwrap();
    blob
}

async fn faults(ledger: &Ledger) -> Option<Fault> {
    ledger.verify(ORGAN, &[]).await.unwrap().fault
}

/// The file of an attachment in the folder.
fn file(files: &Files, hash: &Hash) -> std::path::PathBuf {
    let name = hash.to_string();
    files.folder.as_ref().unwrap().join(&name[..2]).join(name)
}

#[test]
fn an_attachment_is_kept_once_and_read_back_wherever_it_lies() {
    on_every_lasting_store(async |store| {
        for files in places(store) {
            let ledger = open(store, &files).await;
            let text = [files.place.key().as_bytes(), TEXT].concat();
            let blob = attach(&ledger, &text).await;
            for media in ["text/plain", "text/html"] {
                let again = ledger.transact(ORGAN, async |tx| tx.put_blob(media, &text).await).await;
                assert_eq!(again.unwrap(), blob);
            }
            let read = ledger.blob(&blob.blob).await.unwrap().unwrap();
            assert_eq!((read.media.as_str(), &read.bytes), ("text/plain", &text));
            assert_eq!(file(&files, &blob.blob).exists(), files.place == FilePlace::Folder);
            assert_eq!(faults(&ledger).await, None, "{:?}", files.place);
            ledger.close().await.unwrap();
        }
    });
}

#[test]
fn what_was_changed_or_is_gone_is_refused_and_named() {
    on_every_lasting_store(async |store| {
        let files = Files { place: FilePlace::Folder, s3: None, ..places(store).remove(0) };
        let ledger = open(store, &files).await;
        let hash = attach(&ledger, TEXT).await.blob;
        std::fs::write(file(&files, &hash), "答复书（改）").unwrap();
        let refused = ledger.blob(&hash).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::FileChanged { .. })), "{refused}");
        assert_eq!(faults(&ledger).await, Some(Fault::BlobChanged { seq: 1, hash }));
        std::fs::remove_file(file(&files, &hash)).unwrap();
        let refused = ledger.blob(&hash).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::FileMissing { .. })), "{refused}");
        assert_eq!(faults(&ledger).await, Some(Fault::BlobMissing { seq: 1, hash }));
        let mut copy = Vec::new();
        ledger.backup(&mut copy).await.unwrap();
    });
}

#[test]
fn attachments_move_from_every_place_to_every_other() {
    on_every_lasting_store(async |store| {
        let all = places(store);
        let ledger = open(store, &all[0]).await;
        let mut hashes = Vec::new();
        for number in 0..3 {
            hashes.push(attach(&ledger, format!("附件{number}").as_bytes()).await.blob);
        }
        ledger.close().await.unwrap();
        let order = [1, 0, all.len() - 1, 1, all.len() - 1, 0, 0];
        for (at, to) in order.into_iter().enumerate() {
            let moving = open(store, &all[to]).await;
            let (moved, stays) = (moving.move_files(&|_| ()).await.unwrap(), at > 0 && order[at - 1] == to);
            let expected = if stays { (0, 3, 0) } else { (3, 0, 0) };
            assert_eq!((moved.moved, moved.stayed, moved.faulty.len()), expected, "move {at}");
            for hash in &hashes {
                assert_eq!(Hash::of(&moving.blob(hash).await.unwrap().unwrap().bytes), *hash);
                assert_eq!(file(&all[1], hash).exists(), all[to].place == FilePlace::Folder, "move {at}");
            }
            assert_eq!(faults(&moving).await, None);
            moving.close().await.unwrap();
        }
    });
}

#[test]
fn a_copy_is_restored_into_any_place() {
    on_every_lasting_store(async |store| {
        for from in places(store) {
            let original = open(store, &from).await;
            let text = [b"copy", from.place.key().as_bytes()].concat();
            let hash = attach(&original, &text).await.blob;
            let mut copy = Vec::new();
            original.backup(&mut copy).await.unwrap();
            original.close().await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            for to in places(store) {
                let url = format!("sqlite:{}", folder.path().join(to.place.key()).display());
                let attachments = Some(folder.path().join("attachments"));
                let files = Files { folder: attachments, ..to };
                let restored = Ledger::open(Options { files, ..Options::new(url, key()) }).await.unwrap();
                restored.restore(&mut copy.as_slice()).await.unwrap();
                assert_eq!(restored.blob(&hash).await.unwrap().unwrap().bytes, text);
                assert_eq!(faults(&restored).await, None);
            }
        }
    });
}

/// As if the program had been killed after the bytes and before the row.
#[test]
fn what_a_crash_has_left_is_swept_away_when_it_is_old() {
    on_every_lasting_store(async |store| {
        for files in places(store).into_iter().skip(1) {
            let ledger = open(store, &files).await;
            let of = |what: &str| [what.as_bytes(), files.place.key().as_bytes()].concat();
            let (kept, left) = (attach(&ledger, &of("kept")).await.blob, of("left"));
            ledger.fail_next_commits(40);
            ledger.put_blob(ORGAN, "text/plain", &left).await.unwrap_err();
            ledger.fail_next_commits(0);
            assert_eq!(ledger.blob(&Hash::of(&left)).await.unwrap(), None);
            let now = Timestamp::now();
            assert_eq!(ledger.sweep_files(now).await.unwrap(), 0, "it may get its row yet");
            let tomorrow = now + SignedDuration::from_hours(25);
            assert_eq!(ledger.sweep_files(tomorrow).await.unwrap(), 1);
            assert_eq!(ledger.sweep_files(tomorrow).await.unwrap(), 0);
            assert_eq!(ledger.blob(&kept).await.unwrap().unwrap().bytes, of("kept"));
            let again = ledger.put_blob(ORGAN, "text/plain", &left).await.unwrap();
            assert_eq!(ledger.blob(&again.blob).await.unwrap().unwrap().bytes, left);
            ledger.close().await.unwrap();
        }
    });
}

#[test]
fn a_place_that_is_not_set_up_is_told() {
    on_every_lasting_store(async |store| {
        let files = Files { place: FilePlace::S3, ..Files::default() };
        let refused = Ledger::open(Options { files, ..store.options() }).await.err().unwrap();
        assert!(refused.to_string().contains("settings/storage.toml"), "{refused}");
    });
}
