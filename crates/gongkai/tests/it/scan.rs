//! gongkai scan.

use crate::{Folder, gongkai};

const PAPER: &str =
    "关于申请答复的函\n申请人身份证号：11010519491231002X\n联系电话：13800138000\n咨询电话：0632-3312345\n";

#[test]
fn the_list_is_as_the_contract_writes_it() {
    let folder = Folder::new();
    let paper = folder.file("函.txt", PAPER);
    let plain = folder.file("通知.md", "会议通知\n");
    let ran = gongkai(&["scan", &paper, &plain, "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{}", ran.out);
    let list = ran.json();
    assert_eq!((&list[0]["file"], &list[1]["file"]), (&paper.as_str().into(), &plain.as_str().into()));
    assert_eq!(list[1], serde_json::json!({"file": plain, "findings": []}));
    let first = &list[0]["findings"][0];
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["kind", "severity", "start", "end", "text_masked", "message"]);
    assert_eq!(
        (&first["kind"], &first["severity"], &first["start"], &first["end"], &first["text_masked"]),
        (&"id_number".into(), &"mask".into(), &17.into(), &35.into(), &"110105********002X".into())
    );
    let kinds: Vec<&str> =
        list[0]["findings"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["id_number", "mobile", "landline"]);
    assert_eq!(list[0]["findings"][2]["severity"], "info");
}

#[test]
fn people_read_line_column_and_what_to_do() {
    let folder = Folder::new();
    let paper = folder.file("机密-方案.txt", format!("秘密★1年\n{PAPER}"));
    let ran = gongkai(&["scan", &paper]);
    assert_eq!(ran.code, 1);
    for words in [
        "停止公开2处",
        "〔第1行第1列〕秘密★1年　国家秘密标志“秘密★1年”。不得公开",
        "〔文件名〕机密",
        "〔第3行第9列〕110105********002X　公民身份号码。请遮盖为“110105********002X”，或者删去。",
        "请核对1处",
        "共检查1个文件：须停止公开2处，须遮盖2处，请核对1处。",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("11010519491231002X"), "{}", ran.out);
}

#[test]
fn nothing_to_stop_or_mask_is_fine() {
    let folder = Folder::new();
    folder.file("目录/通知.txt", "咨询电话：0632-3312345\n");
    folder.file("目录/下级/说明.md", "依申请公开\n");
    folder.file("目录/照片.jpg", b"\xff\xd8\xff");
    let ran = gongkai(&["scan", &folder.path("目录")]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("没有发现须停止公开或者遮盖的内容"), "{}", ran.out);
    assert!(ran.out.contains("共检查2个文件"), "{}", ran.out);
    assert!(ran.err.contains("有1个文件的格式不能检查") && ran.err.contains("照片.jpg"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_still_looked_at() {
    let folder = Folder::new();
    let bad = folder.file("坏.docx", b"PK\x03\x04 nothing");
    let good = folder.file("函.txt", PAPER);
    let ran = gongkai(&["scan", &bad, &good, "--format", "json"]);
    assert_eq!(ran.code, 2);
    let list = ran.json();
    assert_eq!(list[0]["findings"], serde_json::json!([]));
    assert!(list[0]["error"].as_str().unwrap().contains("坏.docx》不是完整的"), "{list}");
    assert_eq!(list[1]["findings"].as_array().unwrap().len(), 3);
    assert!(ran.err.contains("坏.docx》不是完整的"), "{}", ran.err);
    let ran = gongkai(&["scan", &folder.path("没有.txt")]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("打不开。请核对路径。"), "{}", ran.err);
    std::fs::create_dir_all(folder.path("空目录")).unwrap();
    let ran = gongkai(&["scan", &folder.path("空目录")]);
    assert!(ran.code == 2 && ran.err.contains("没有可以检查的文件"), "{}", ran.err);
}
