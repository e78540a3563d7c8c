//! 信息的图片：去掉拍摄信息，替代文字写了才送审，正文里引用的随文显示，撤回以后一并看不到。

use crate::desk_files::Part;
use crate::desk_items::{draft, index, no};
use crate::office::Office;
use axum::http::StatusCode;

const CLEAN: &[u8] = include_bytes!("../../../redact/tests/it/picture.jpg");
const ALT: &str = "政务服务大厅，六个窗口前有人办事。";

fn noted() -> Vec<u8> {
    [&CLEAN[..2], b"\xff\xfe\0\x0eTaken at 34N", &CLEAN[2..]].concat()
}

/// The draft with its two pictures, of which the text asks for one.
async fn drafted(office: &Office) -> String {
    let body = "大厅启用。\n\n![图一　新的大厅](大厅.jpg)\n\n![没有的图](走廊.jpg)";
    let noted = noted();
    let mut parts = draft(&[("title", "新大厅启用"), ("body", body)]);
    parts.push(Part::File("files", "大厅.jpg", &noted));
    parts.push(Part::File("files", "门前.jpg", CLEAN));
    let drafter = office.sign_in("wang").await;
    let answer = office.send("/desk/items/new", &drafter, &parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let location = answer.header("location").to_owned();
    assert!(location.ends_with("/edit#attached"), "what a picture is without its words: {location}");
    location.trim_end_matches("/edit#attached").to_owned()
}

async fn told(office: &Office, path: &str, alts: [&str; 2]) {
    let drafter = office.sign_in("wang").await;
    let form = office.get(&format!("{path}/edit"), &drafter).await;
    let version = form.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = "大厅启用。\n\n![图一　新的大厅](大厅.jpg)\n\n![没有的图](走廊.jpg)";
    let mut parts = draft(&[("title", "新大厅启用"), ("body", body), ("version", version)]);
    parts.extend([Part::Text("keep", "1"), Part::Text("keep", "2")]);
    parts.extend(alts.map(|alt| Part::Text("alt", alt)));
    let answer = office.send(&format!("{path}/edit"), &drafter, &parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn a_picture_goes_out_with_its_words_and_without_its_notes() {
    let office = Office::open().await.with_columns().await;
    let path = drafted(&office).await;
    let drafter = office.sign_in("wang").await;
    office.get(&format!("{path}/edit"), &drafter).await.says(&[
        "请在“已有的附件”中为图片填写替代文字",
        "《大厅.jpg》的替代文字",
        "![](&#60;门前.jpg&#62;)",
    ]);
    let refused = office.takes("wang", &path, "self-check", &no()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["图片《大厅.jpg》没有替代文字", "FB-15"]);
    told(&office, &path, [ALT, "大厅正门，石阶三级。"]).await;
    let desk = office.get(&path, &drafter).await;
    desk.says(&["正文里的图片《走廊.jpg》不在附件中", "files/work.1\" alt=\"政务服务大厅"]);
    let index = index(&path);
    let file = format!("/info/{index}/files/1.1/%E5%A4%A7%E5%8E%85%2Ejpg");
    let hidden = async |when: &str| {
        for who in ["", "wang", "wu"] {
            let cookie = if who.is_empty() { String::new() } else { office.sign_in(who).await };
            for door in [file.clone(), format!("/info/{index}"), format!("/api/v1/items/{index}")] {
                let answer = office.get(&door, &cookie).await;
                assert!(answer.status.is_client_error() && !answer.body.contains("石阶"), "{when}: {door}");
            }
            let found = office.get("/search.json?q=%E7%9F%B3%E9%98%B6", &cookie).await;
            assert!(found.body.contains("\"total\":0"), "{when}: {}", found.body);
        }
    };
    hidden("a draft").await;
    office.passed(&path).await;
    hidden("reviewed and not published").await;
    office.took("wu", &path, "publish", &[]).await;
    let page = office.get(&format!("/info/{index}"), "").await;
    let image = format!(
        "<figure><img src=\"{file}\" alt=\"{ALT}\" width=\"16\" height=\"8\" loading=\"lazy\" decoding=\"async\"><figcaption>图一　新的大厅</figcaption></figure>"
    );
    page.says(&[&image, "<h2 id=\"pictures\">图片</h2>", "alt=\"大厅正门，石阶三级。\"", "<p>没有的图</p>"]);
    assert!(!page.body.contains("<h2 id=\"files\">"), "pictures are no downloads");
    let bytes = office.bytes(&file).await;
    assert_eq!(bytes, CLEAN, "without what the camera wrote");
    let answer = office.get(&file, "").await;
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert!(answer.header("content-disposition").starts_with("inline; "));
    office.get("/search.json?q=%E7%9F%B3%E9%98%B6", "").await.says(&["\"total\":1"]);
    office.get(&format!("/api/v1/items/{index}"), "").await.says(&["\"width\":16", ALT]);
    let fields = [("reason", "inaccurate"), ("explanation", "图片有误。")];
    office.took("wu", &path, "withdraw", &fields).await;
    hidden("withdrawn").await;
}

#[tokio::test]
async fn what_is_no_picture_is_told_by_name() {
    let office = Office::open().await.with_columns().await;
    let drafter = office.sign_in("wang").await;
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "半张.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    let answer = office.send("/desk/items/new", &drafter, &parts).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["半张.png", "不是完整的PNG 图片"]);
}
