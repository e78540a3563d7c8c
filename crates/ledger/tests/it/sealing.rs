//! Personal data and attachments.

use crate::stores::{on_every_lasting_store, on_every_store};
use crate::{ORGAN, minute};
use ledger::{Broken, Error, Ledger, NewEvent, Options, Refusal, Sealed};

async fn receive(ledger: &Ledger, name: &str) -> Sealed {
    ledger
        .transact(ORGAN, async |tx| {
            let sealed = tx.seal(name.as_bytes()).await?;
            let body = serde_json::json!({ "applicant": sealed }).to_string();
            let expected = tx.read("case/1").await?.len() as u64;
            tx.append("case/1", expected, "李四", minute(0), &[NewEvent::new("case.received", body)]).await?;
            Ok::<_, Error>(sealed)
        })
        .await
        .unwrap()
}

async fn erase(ledger: &Ledger, id: &str, tell: bool) -> Result<(), Error> {
    ledger
        .transact(ORGAN, async |tx| {
            let erased = tx.erase(id).await?;
            let body = if tell { serde_json::json!({ "gone": erased }).to_string() } else { "{}".into() };
            let expected = tx.read("case/1").await?.len() as u64;
            tx.append("case/1", expected, "李四", minute(0), &[NewEvent::new("case.erased", body)]).await?;
            Ok(())
        })
        .await
}

#[test]
fn personal_data_is_read_by_its_reference_until_it_is_erased() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let (kept, gone) = (receive(&ledger, "张三").await, receive(&ledger, "赵六").await);
        assert_eq!(ledger.unseal(ORGAN, &kept).await.unwrap(), "张三".as_bytes());
        assert!(matches!(
            erase(&ledger, &gone.sealed, false).await,
            Err(Error::Broken(Broken::ErasedInSilence { .. }))
        ));
        assert_eq!(ledger.unseal(ORGAN, &gone).await.unwrap(), "赵六".as_bytes());
        erase(&ledger, &gone.sealed, true).await.unwrap();
        let refused = ledger.unseal(ORGAN, &gone).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Erased { .. }))), "{refused:?}");
        assert!(matches!(
            erase(&ledger, &gone.sealed, true).await,
            Err(Error::Refused(Refusal::Erased { .. }))
        ));
        assert!(matches!(erase(&ledger, "0", true).await, Err(Error::Broken(Broken::NothingSealed { .. }))));
        assert_eq!(ledger.unseal(ORGAN, &kept).await.unwrap(), "张三".as_bytes());
    });
}

#[test]
fn sealed_data_given_to_another_organ_or_case_does_not_open() {
    on_every_lasting_store(async |store| {
        let ledger = store.open().await;
        let (one, other) = (receive(&ledger, "张三").await, receive(&ledger, "赵六").await);
        ledger.close().await.unwrap();
        let (from, to) = (&one.sealed, &other.sealed);
        let copied = format!("(SELECT v.cipher FROM vault v WHERE v.id = '{from}')");
        store.tamper(&format!("UPDATE vault SET cipher = {copied} WHERE id = '{to}'")).await;
        let ledger = store.open().await;
        // Even a reference that was made to fit.
        let fitted = Sealed { sealed: other.sealed.clone(), digest: one.digest };
        for sealed in [&other, &fitted] {
            let broken = ledger.unseal(ORGAN, sealed).await;
            assert!(matches!(broken, Err(Error::Broken(Broken::Unsealing { .. }))), "{broken:?}");
        }
        let broken = ledger.unseal("别的机关", &one).await;
        assert!(matches!(broken, Err(Error::Broken(Broken::NothingSealed { .. }))), "{broken:?}");
    });
}

/// The bytes of the database and its log, as somebody who copies the files sees them.
#[test]
fn no_name_and_no_erased_ciphertext_is_left_in_the_files() {
    on_every_lasting_store(async |store| {
        if store.is_postgres() {
            return;
        }
        let ledger = store.open().await;
        let sealed = receive(&ledger, "张三丰是申请人").await;
        let cipher = |folder: &std::path::Path| -> Vec<u8> {
            let files = folder.read_dir().unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
            files.flatten().collect()
        };
        let before = cipher(store.folder.path());
        assert!(!contains(&before, "张三丰".as_bytes()));
        let kept = ledger.sealed_bytes_for_tests(ORGAN, &sealed.sealed).await.unwrap();
        assert!(contains(&before, &kept));
        erase(&ledger, &sealed.sealed, true).await.unwrap();
        assert!(!contains(&cipher(store.folder.path()), &kept));
    });
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn an_event_that_refers_to_what_is_not_there_is_refused() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let sealed = receive(&ledger, "张三").await;
        let other = Sealed { digest: ledger::Hash::NONE, ..sealed.clone() };
        let nobody = Sealed { sealed: "00".into(), ..sealed };
        let blob = ledger::BlobRef { blob: ledger::Hash::NONE };
        for body in
            [serde_json::json!(other), serde_json::json!([nobody]), serde_json::json!({ "letter": blob })]
        {
            let event = [NewEvent::new("case.noted", body.to_string())];
            let refused =
                ledger.transact(ORGAN, async |tx| tx.append("case/1", 1, "李四", minute(0), &event).await);
            let refused = refused.await;
            assert!(matches!(refused, Err(Error::Broken(Broken::Dangling { .. }))), "{refused:?}");
        }
        assert_eq!(ledger.head(ORGAN).await.unwrap().seq, 1);
    });
}

#[test]
fn drafts_are_sealed_for_one_purpose() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let sealed = ledger.seal_bytes("草稿".as_bytes(), "draft/1").unwrap();
        assert_eq!(ledger.unseal_bytes(&sealed, "draft/1").unwrap(), "草稿".as_bytes());
        assert!(ledger.unseal_bytes(&sealed, "draft/2").is_err());
    });
}

#[test]
fn an_attachment_is_kept_once_under_its_hash() {
    on_every_store(async |store| {
        let options = Options { blob_limit_bytes: 10, ..store.options() };
        let ledger = Ledger::open(options).await.unwrap();
        let put = async |media: &str, bytes: &[u8]| {
            ledger.transact(ORGAN, async |tx| tx.put_blob(media, bytes).await).await
        };
        let first = put("text/plain", b"0123456789").await.unwrap();
        assert_eq!(put("application/pdf", b"0123456789").await.unwrap(), first);
        let blob = ledger.blob(&first.blob).await.unwrap().unwrap();
        assert_eq!((blob.media.as_str(), blob.bytes.as_slice()), ("text/plain", b"0123456789".as_slice()));
        assert_eq!(ledger.blob_media(&first.blob).await.unwrap(), Some(("text/plain".into(), 10)));
        assert_eq!(ledger.blob(&ledger::Hash::NONE).await.unwrap(), None);
        let refused = put("text/plain", b"0123456789a").await;
        assert!(
            matches!(refused, Err(Error::Refused(Refusal::TooLarge { size: 11, limit: 10 }))),
            "{refused:?}"
        );
    });
}
