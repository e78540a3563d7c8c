//! gongkai ledger, account：核查、导出、重建、摘要、账号。

use crate::office::{ORGAN, Office, PASSWORD, block_on, on_every_store, register};
use crate::{Folder, gongkai};
use casework::{Casework, List};
use serde_json::json;

fn with_cases(database: Option<String>, count: usize) -> Office {
    let office = Office::found(database);
    block_on(async {
        let ledger = office.ledger().await;
        for _ in 0..count {
            register(&ledger).await;
        }
        ledger.close().await.unwrap();
    });
    office
}

#[test]
fn a_whole_ledger_is_verified_and_a_changed_one_is_told_at_its_first_place() {
    on_every_store(|store| {
        let office = with_cases(store, 3);
        let ran = office.run(&["ledger", "verify"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("4条前后相连") && ran.out.contains("附件3项，都在"), "{}", ran.out);
        office.tamper("UPDATE vault SET cipher = digest");
        let ran = office.run(&["ledger", "verify", "--format", "json"]);
        assert_eq!((ran.code, ran.json()[0]["fault"]["fault"].clone()), (1, json!("sealed_changed")));
        office.tamper("UPDATE entry SET \"by\" = 'zhao' WHERE seq = 2");
        let ran = office.run(&["ledger", "verify"]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains("第2条被改动") && ran.out.contains("此前的1条没有问题"), "{}", ran.out);
    });
}

/// Somebody who may write rewrites everything, so that it agrees with itself.
#[test]
fn a_history_written_anew_does_not_agree_with_a_digest_kept_before() {
    on_every_store(|store| {
        let office = with_cases(store, 2);
        let kept = office.folder.path("摘要.json");
        let ran = office.run(&["ledger", "digest", "--day", "2026-03-02", "--out", &kept]);
        assert!(ran.code == 0 && ran.out.contains("当日2条"), "{}{}", ran.out, ran.err);
        assert_eq!(office.run(&["ledger", "verify", "--against", &kept]).code, 0);
        office.tamper(
            "DELETE FROM entry; DELETE FROM head; DELETE FROM item; DELETE FROM item_key; DELETE FROM tally",
        );
        block_on(async {
            let ledger = office.ledger().await;
            for _ in 0..5 {
                register(&ledger).await;
            }
            ledger.close().await.unwrap();
        });
        assert_eq!(office.run(&["ledger", "verify"]).code, 0);
        let ran = office.run(&["ledger", "verify", "--against", &kept]);
        assert!(ran.code == 1 && ran.out.contains("与以前公布的摘要不符"), "{}", ran.out);
    });
}

#[test]
fn a_digest_is_told_in_words_and_kept_as_json() {
    let office = with_cases(None, 2);
    let ran = office.run(&["ledger", "digest", "--day", "2026-03-02", "--format", "json"]);
    let digest = ran.json()[0].clone();
    assert_eq!(
        (&digest["organ"], &digest["count"], &digest["last_seq"]),
        (&json!(ORGAN), &json!(2), &json!(3))
    );
    let none = office.run(&["ledger", "digest", "--day", "2026-03-01"]);
    assert!(none.code == 0 && none.out.contains("当日没有记录"), "{}", none.out);
    let refused = office.run(&["ledger", "digest", "--day", "2999-01-01"]);
    assert!(refused.code == 2 && refused.err.contains("还没有到"), "{}", refused.err);
    // One alone, a list, or the page of the portal.
    for kept in [digest.clone(), json!([digest]), json!({"organ": ORGAN, "digests": [digest]})] {
        let file = office.folder.file("摘要.json", kept.to_string());
        assert_eq!(office.run(&["ledger", "verify", "--against", &file]).code, 0, "{kept}");
    }
    let other = office.folder.file("别的.json", "{\"day\": 1}");
    let refused = office.run(&["ledger", "verify", "--against", &other]);
    assert!(refused.code == 2 && refused.err.contains("别的.json》不是每日摘要"), "{}", refused.err);
}

#[test]
fn an_export_is_verified_by_the_program_alone() {
    on_every_store(|store| {
        let office = with_cases(store, 3);
        let file = office.folder.path("台账.jsonl");
        let ran = office.run(&["ledger", "export", &file]);
        assert!(ran.code == 0 && ran.out.contains("4条"), "{}{}", ran.out, ran.err);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("张某某") && text.contains("某地块征收项目"), "{text}");
        let elsewhere = Folder::new();
        let check = |text: &str, code: i32, words: &str| {
            let file = elsewhere.file("台账.jsonl", text);
            let ran = gongkai(&["ledger", "verify", "--file", &file, "--data", &elsewhere.path("无")]);
            assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
            assert!(format!("{}{}", ran.out, ran.err).contains(words), "{}{}", ran.out, ran.err);
        };
        check(&text, 0, "4条前后相连，没有删改");
        check(&text.replacen("某地块", "另一块", 1), 2, "文件摘要与内容不符");
        check(&text[..text.len() / 2], 2, "台账.jsonl》不能核查");
        check("", 2, "台账.jsonl》不能核查");
        // Changed before it was exported.
        office.tamper("DELETE FROM entry WHERE seq = 3");
        assert_eq!(office.run(&["ledger", "export", &file]).code, 0);
        check(&std::fs::read_to_string(&file).unwrap(), 1, "第3条被删除");
    });
}

#[test]
fn lists_are_made_again_from_the_chain() {
    on_every_store(|store| {
        let office = with_cases(store, 5);
        let rows = || {
            block_on(async {
                let ledger = office.ledger().await;
                let casework = Casework::new(ledger.clone(), ORGAN);
                let rows = casework.list(&List::Open, None, 10).await.unwrap().rows;
                let counted = casework.count(&List::Open).await.unwrap();
                ledger.close().await.unwrap();
                (rows.into_iter().map(|row| row.no).collect::<Vec<_>>(), counted)
            })
        };
        let before = rows();
        assert_eq!(before.1, 5);
        office.tamper("DELETE FROM item; DELETE FROM item_key; UPDATE tally SET n = 99");
        assert_eq!(rows(), (vec![], 99));
        let ran = office.run(&["ledger", "rebuild"]);
        assert!(ran.code == 0 && ran.out.contains("重建了5件"), "{}{}", ran.out, ran.err);
        assert_eq!(rows(), before);
        let ran = office.run(&["ledger", "rebuild", "--format", "json"]);
        assert_eq!(ran.json(), json!([{"organ": ORGAN, "streams": 6, "cases": 5}]));
    });
}

#[test]
fn a_command_that_looks_at_a_ledger_makes_none() {
    let folder = Folder::new();
    let data = folder.path("");
    for words in
        [&["ledger", "verify"][..], &["ledger", "rebuild"], &["account", "list"], &["ledger", "digest"]]
    {
        let ran = gongkai(&[words, &["--data", &data]].concat());
        assert!(ran.code == 2 && ran.err.contains("没有台账《"), "{words:?}: {}", ran.err);
    }
    let elsewhere = ["--data", &data, "--database", "postgres://127.0.0.1:1/none"];
    let ran = gongkai(&[&["ledger", "verify"][..], &elsewhere].concat());
    assert!(ran.code == 2 && ran.err.contains("密钥文件《"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
}

#[test]
fn accounts_are_listed_closed_and_given_new_passwords() {
    on_every_store(|store| {
        let office = Office::found(store);
        let listed = |disabled: bool| {
            let all = office.run(&["account", "list", "--format", "json"]).json();
            assert_eq!(all.as_array().map(Vec::len), Some(1));
            let one = &all[0];
            assert_eq!(
                (&one["account"], &one["name"], &one["duties"]),
                (&json!("wang"), &json!("王芳"), &json!("登记、承办"))
            );
            assert_eq!(one["disabled"], json!(disabled));
            assert!(!one.to_string().contains("argon2"), "{one}");
        };
        listed(false);
        assert!(office.run(&["account", "disable", "wang"]).out.contains("已停用"));
        listed(true);
        assert!(office.run(&["account", "list"]).out.contains("已停用"));
        assert_eq!(office.run(&["account", "enable", "wang"]).code, 0);
        listed(false);
        let opens = |password: &str| {
            block_on(async {
                let ledger = office.ledger().await;
                let account = web::desk::account::find(&ledger, "wang").await.unwrap();
                let opens = web::desk::account::verifies(account.as_ref(), password).await.unwrap();
                ledger.close().await.unwrap();
                opens
            })
        };
        assert!(opens(PASSWORD));
        let short = office.run_with(&["account", "password", "wang"], "短");
        assert!(short.code == 2 && short.err.contains("密码太短"), "{}", short.err);
        assert_eq!(office.run_with(&["account", "password", "wang"], "新的一行足够长的密码").code, 0);
        assert!(opens("新的一行足够长的密码") && !opens(PASSWORD));
        let apart = office.run(&["account", "roles", "wang", "--roles", "承办,审计"]);
        assert!(apart.code == 2 && apart.err.contains("三员分立"), "{}", apart.err);
        let changed = office.run(&["account", "roles", "wang", "--roles", "审计", "--why", "轮岗"]);
        assert!(changed.code == 0 && changed.out.contains("审计"), "{}", changed.err);
        assert_eq!(office.run(&["account", "reset-factor", "wang"]).code, 0);
        let nobody = office.run(&["account", "disable", "li"]);
        assert!(nobody.code == 2 && nobody.err.contains("没有账号“li”"), "{}", nobody.err);
        // What was done stands in the chain, by the operator.
        block_on(async {
            let ledger = office.ledger().await;
            let told = ledger.read(ORGAN, "account/wang").await.unwrap();
            let told: Vec<_> = told.iter().map(|entry| (entry.kind.as_str(), entry.by.as_str())).collect();
            let kinds =
                ["created", "disabled", "enabled", "password_changed", "duties_changed", "factor_reset"];
            assert_eq!(
                told.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
                kinds.map(|kind| format!("account.{kind}"))
            );
            assert!(told.iter().all(|(_, by)| *by == "operator"));
            ledger.close().await.unwrap();
        });
    });
}

/// From the database to a folder and back, a backup and a restore of it on the way.
#[test]
fn attachments_move_to_a_folder_and_come_back() {
    let office = with_cases(None, 1);
    let put = async |bytes: &[u8]| {
        let ledger = office.ledger().await;
        let blob = ledger.put_blob(ORGAN, "text/plain", bytes).await.unwrap();
        ledger.close().await.unwrap();
        blob.blob.to_string()
    };
    let hash = block_on(put("办事指南".as_bytes()));
    let file = format!("data/attachments/{}/{hash}", &hash[..2]);
    let here = || std::path::Path::new(&office.folder.path(&file)).is_file();
    office.folder.file("data/settings/storage.toml", "kind = \"folder\"");
    let ran = office.run(&["ledger", "move-files"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("附件搬到文件夹：搬了1件，0件原来就在。") && here(), "{}", ran.out);
    assert_eq!(office.run(&["ledger", "verify"]).code, 0);
    let backup = office.folder.path("备份.zip");
    assert_eq!(office.run(&["backup", &backup]).code, 0);
    let restored = office.folder.path("恢复");
    let key = office.folder.path("data/ledger.key");
    let ran = gongkai(&["restore", &backup, "--data", &restored, "--key", &key]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let copy = office.folder.path(&file.replacen("data", "恢复", 1));
    assert_eq!(std::fs::read(copy).unwrap(), "办事指南".as_bytes(), "by the settings of the backup");
    office.folder.file("data/settings/storage.toml", "");
    let ran = office.run(&["ledger", "move-files", "--format", "json"]);
    assert_eq!((ran.code, ran.json()["moved"].clone(), here()), (0, json!(1), false));
    office.folder.file("data/settings/storage.toml", "kind = \"s3\"");
    let refused = office.run(&["ledger", "move-files"]);
    assert!(refused.code == 2 && refused.err.contains("storage.toml"), "{}", refused.err);
    office.folder.file("data/settings/storage.toml", "kind = \"folder\"");
    let swept = office.run(&["ledger", "sweep-files"]);
    assert!(swept.code == 0 && swept.out.contains("清除了0件"), "{}{}", swept.out, swept.err);
}
