//! 拒绝的话：whatever is given, what is said is Chinese and names the file; no library speaks for us.

use crate::{Folder, Ran, gongkai, sample};
use std::io::Write;

/// What libraries and the system say, in any of their messages.
const FOREIGN: [&str; 22] = [
    "expected",
    "invalid",
    "missing",
    "unknown",
    "error",
    "Error",
    "such",
    "directory",
    "stream",
    "valid",
    "parse",
    "denied",
    "failed",
    "archive",
    "field",
    "column ",
    "line ",
    "token",
    "string",
    "unexpected",
    "duplicate",
    "os ",
];

fn speaks_chinese(ran: &Ran, folder: &Folder) -> String {
    let said = format!("{}{}", ran.err, ran.out).replace(&folder.path(""), "");
    let foreign: Vec<&&str> = FOREIGN.iter().filter(|word| said.contains(**word)).collect();
    assert!(foreign.is_empty(), "{foreign:?}: {said}");
    said
}

fn check(folder: &Folder, args: &[&str], words: &str) {
    let ran = gongkai(args);
    assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.out, ran.err);
    let said = speaks_chinese(&ran, folder);
    assert!(said.contains(words), "{args:?}: {said}");
}

fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A file that nobody may read; `None` for a user who may read everything.
fn locked(folder: &Folder, name: &str) -> Option<String> {
    let path = folder.file(name, "内容");
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    std::fs::read(&path).is_err().then_some(path)
}

#[test]
fn broken_reports_are_refused_in_chinese() {
    let folder = Folder::new();
    let whole = zipped("word/document.xml", "<w:document><w:body><w:p>正文</w:p></w:body></w:document>");
    let files = [
        (folder.file("断.docx", &whole[..whole.len() / 2]), "断.docx》不是完整的"),
        (folder.file("断.xlsx", b"PK\x03\x04xl/"), "断.xlsx》不是完整的"),
        (folder.file("断.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"), "断.pdf》不是完整的"),
        (folder.file("断.json", "{\"table2\": {\"行政许可\": 3"), "断.json》"),
        (folder.file("错.json", "{\"table2\": {\"行政许可\": \"many\"}}"), "错.json》"),
        (folder.path("没有.html"), "没有.html》"),
    ];
    let locked = locked(&folder, "锁.html");
    let locked = locked.iter().map(|path| (path.clone(), "没有权限"));
    for (file, words) in files.into_iter().chain(locked) {
        check(&folder, &["report", "check", &file], words);
        check(&folder, &["report", "aggregate", &file], words);
        check(&folder, &["report", "check", &file, "--prior", &file], words);
    }
}

#[test]
fn broken_xml_and_foreign_encodings_are_read_or_refused_but_never_in_english() {
    let folder = Folder::new();
    let files = [
        folder.file("乱.docx", zipped("word/document.xml", "<w:document><w:body><w:p></w:tbl>&bad;<")),
        folder.file("乱.xlsx", zipped("xl/workbook.xml", "<workbook><sheets><sheet name=<")),
        folder.file("乱.html", b"\xff\xfe\x00\xd8<html>"),
        folder.file("乱.txt", b"\x80\x81\xff"),
    ];
    for file in files {
        for command in ["check", "aggregate"] {
            speaks_chinese(&gongkai(&["report", command, &file]), &folder);
        }
    }
}

#[test]
fn bad_explanations_and_lists_of_units_are_refused_in_chinese() {
    let folder = Folder::new();
    let report = folder.file("a.html", sample::page(&sample::tables(9, 2, 1)));
    for (text, words) in [
        (&b"[[waiver]\nrule = 3\n"[..], "第1行第"),
        (b"[[waiver]]\nrule = 3\n", "第2行第8列"),
        (b"[[waiver]]\nrule = \"R99\"\n", "R99”不是可以填写的内容"),
        (b"[[waiver]]\nrule = \"R1\"\nwer = \"x\"\n", "第3行第1列：不认识“wer”"),
        (b"# \xb9\xfa\n", "不是 UTF-8 编码的文本"),
    ] {
        folder.file("a.html.waivers.toml", text);
        check(&folder, &["report", "check", &report], "a.html.waivers.toml》");
        check(&folder, &["report", "check", &report], words);
    }
    std::fs::remove_file(folder.path("a.html.waivers.toml")).unwrap();
    std::fs::create_dir(folder.path("a.html.waivers.toml")).unwrap();
    check(&folder, &["report", "check", &report], "这是目录，不是文件");
    for (name, text, words) in [
        ("坏.toml", "[[unit]]\nname = 甲\n", "第2行第8列"),
        ("错.toml", "[[unit]]\nname = 3\n", "这里应为加引号的文字"),
        ("宽.csv", "名称,上级\n甲,乙,丙\n", "第2行的列数与表头不同"),
    ] {
        let units = folder.file(name, text);
        check(&folder, &["report", "aggregate", &report, "--units", &units], words);
    }
    check(&folder, &["report", "aggregate", &report, "--units", &folder.path("")], "这是目录，不是文件");
}

#[test]
fn bad_notices_stop_every_command_that_reckons_days() {
    let folder = Folder::new();
    let history = folder.file(
        "经过.json",
        "{\"events\":[{\"at\":\"2026-03-02\",\"event\":\"submitted\",\"channel\":\"in_person\"}]}",
    );
    for (text, words) in [
        (&b"year = \n"[..], "2027.toml第1行"),
        (b"year = \"2027\"\n", "这里应为整数，填写的是加引号的文字"),
        (b"year = 2027\n[[notice]]\ntitel = \"x\"\n", "不认识“titel”"),
        (b"# \xb9\xfa\n", "不是 UTF-8 编码的文本"),
    ] {
        folder.file("holidays/2027.toml", text);
        let notices = folder.path("holidays");
        check(&folder, &["workday", "add", "2026-03-02", "20", "--notices", &notices], words);
        check(&folder, &["clock", &history, "--notices", &notices], words);
        check(&folder, &["serve", "--data", &folder.path(""), "--listen", "127.0.0.1:0"], words);
    }
    check(&folder, &["workday", "add", "2026-03-02", "20", "--notices", &history], "这是文件，不是目录");
    check(&folder, &["workday", "add", "2026-03-02", "20", "--notices", &folder.path("无")], "不存在");
    for (text, words) in [(&b"{"[..], "第1行第1列"), (b"[1]", "JSON 对象"), (b"\xb9\xfa", "不是 UTF-8")]
    {
        let file = folder.file("坏.json", text);
        check(&folder, &["clock", &file], words);
    }
    check(&folder, &["clock", &folder.path("无.json")], "文件或目录不存在");
    check(&folder, &["clock", &folder.path("holidays")], "这是目录，不是文件");
}

#[test]
fn bad_settings_are_refused_with_the_path_of_the_data_folder() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("records/2024")).unwrap();
    let data = folder.path("");
    let out = folder.path("out");
    let compile = ["report", "compile", "--data", &data, "--year", "2024", "--out", &out];
    let serve = ["serve", "--data", &data, "--listen", "127.0.0.1:0"];
    let refused = |words: &str| {
        for args in [&compile[..], &serve[..]] {
            check(&folder, args, words);
            assert!(gongkai(args).err.contains(&folder.path("settings/organ.toml")));
        }
    };
    refused("不存在");
    for (text, words) in [
        (&b"[organ\n"[..], "第1行第"),
        (b"[organ]\nname = 3\n", "第2行第8列：这里应为加引号的文字，填写的是整数"),
        (b"demonstration = true\n", "缺少“organ”"),
        (b"# \xb9\xfa\n", "不是 UTF-8 编码的文本"),
    ] {
        folder.file("settings/organ.toml", text);
        refused(words);
    }
    folder.file("settings/organ.toml", demo_organ());
    folder.file("settings/overrides-2024.toml", "[[override]]\nmetric = 1\n");
    folder.file("records/2024/政府信息公开申请.xlsx", zipped("xl/workbook.xml", "<"));
    let ran = gongkai(&compile);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(&folder.path("records/2024/政府信息公开申请.xlsx")), "{}", ran.err);
    speaks_chinese(&ran, &folder);
}

fn demo_organ() -> &'static str {
    "[organ]\nname = \"甲局\"\nshort_name = \"甲局\"\ncode = \"1\"\nregion = \"甲县\"\naddress = \"1号\"\n\
     postcode = \"100000\"\ntelephone = \"1\"\nemail = \"a@example.cn\"\nwebsite = \"www.example.cn\"\n"
}
