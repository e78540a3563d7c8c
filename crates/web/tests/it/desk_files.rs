//! 工作台：文书随步骤发出、先看后办；案卷里的文件，区分处理；登记；个人信息只给办理的人看。

use crate::Answer;
use crate::office::{GRANT, Office, today};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::case::Purpose;

const BOUNDARY: &str = "----kong";

pub enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--{BOUNDARY}\r\n").into_bytes());
        match part {
            Part::Text(name, text) => body.extend(
                format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes(),
            ),
            Part::File(name, file, bytes) => {
                let head = format!(
                    "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                );
                body.extend(head.into_bytes());
                body.extend(*bytes);
                body.extend(b"\r\n");
            }
        }
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

impl Office {
    pub async fn send(&self, path: &str, cookie: &str, parts: &[Part<'_>]) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "site.example")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(multipart(parts)));
        self.site.send(request.unwrap()).await
    }

    async fn version(&self, no: &str) -> String {
        self.casework.file(no).await.unwrap().unwrap().version.to_string()
    }

    async fn file_in(&self, cookie: &str, no: &str, purpose: &str, name: &str, bytes: &[u8]) -> Answer {
        let version = self.version(no).await;
        let parts = [
            Part::Text("version", &version),
            Part::Text("purpose", purpose),
            Part::File("files", name, bytes),
        ];
        self.send(&format!("/desk/cases/{no}/files"), cookie, &parts).await
    }
}

/// A DOCX of these paragraphs, as an office program would write it.
fn docx(paragraphs: &[&str]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    for (name, text) in [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_owned()),
        ("word/document.xml", format!(r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#)),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_letter_is_looked_at_first_and_filed_with_the_step() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    let later = "2099-01-05";
    let version = office.version(&no).await;
    let fields = [
        ("version", version.as_str()),
        ("missing", "description"),
        ("explanation", "请写明地块名称"),
        ("reply_by", later),
    ];
    let path = format!("/desk/cases/{no}/correction-notice");
    let preview = office.post(&format!("{path}/preview"), &wang, &fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    preview.says(&[
        "将要发出的文书",
        "政府信息公开申请补正告知书",
        "（编号待定）",
        "请写明地块名称",
        "2099年1月5日",
    ]);
    assert_eq!(office.version(&no).await, version, "a preview writes nothing");
    let mut file = fields.to_vec();
    file.extend([("letter", "0"), ("as", "pdf")]);
    let pdf = office.post(&format!("{path}/preview"), &wang, &file).await;
    assert!(pdf.body.starts_with("%PDF-预览，未签发"), "{}", pdf.body);
    assert_eq!(pdf.header("cache-control"), "no-store");
    let edit = office.post(&format!("{path}/edit"), &wang, &fields).await;
    edit.says(&["请写明地块名称", "checked"]);
    office
        .done(&wang, &no, "correction-notice", &fields[1..])
        .await
        .says(&["枣审公开〔2026〕1号", "补正告知书"]);
    // The receipt stands in the file since registration.
    let letter = office.get(&format!("/desk/cases/{no}/files/2"), &wang).await;
    assert!(letter.body.contains("请写明地块名称") && letter.body.contains("张某某："), "{}", letter.body);
    assert!(letter.header("content-disposition").contains("filename*=UTF-8''"));
}

#[tokio::test]
async fn the_reviewer_and_the_signer_see_the_answer_they_judge_and_it_is_numbered_by_itself() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    office
        .get(&format!("/desk/cases/{no}/draft"), &wang)
        .await
        .says(&["作出哪一种答复", "answer=3.1/provided"]);
    let form = office.get(&format!("/desk/cases/{no}/draft?answer=3.3.4"), &wang).await;
    form.says(&["保护第三方合法权益", "须先书面征求第三方意见", "认定的事实和理由"]);
    assert!(!form.body.contains("获取的方式"), "only what this answer states is asked for");
    office.done(&wang, &no, "draft", &GRANT).await;
    let zhao = office.sign_in("zhao").await;
    let review = office.get(&format!("/desk/cases/{no}/review"), &zhao).await;
    review.says(&["将要发出的文书", "政府信息公开申请答复书", "随本告知书提供", "枣庄市薛城区人民法院"]);
    office.done(&zhao, &no, "review", &[("remarks", "同意")]).await;
    let qian = office.sign_in("qian").await;
    office.done(&qian, &no, "signature", &[("document_no", "")]).await.says(&["枣审公开〔2026〕1号", "签发"]);
}

#[tokio::test]
async fn art37_a_source_is_struck_read_again_and_only_then_handed_over() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    let bytes = docx(&["验收结论：合格", "联系人：王小明，电话13900001111"]);
    let done = office.file_in(&wang, &no, "source", "验收报告.docx", &bytes).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    office
        .get(&format!("/desk/cases/{no}/files"), &wang)
        .await
        .says(&["验收报告.docx", "区分处理、核对放行"]);
    let path = format!("/desk/cases/{no}/files/2/redaction");
    office.get(&path, &wang).await.says(&["联系人：王小明", "还没有要涂去的内容"]);
    let version = office.version(&no).await;
    let add = [
        ("version", version.as_str()),
        ("text", "王小明\n13900001111"),
        ("ground", "privacy"),
        ("do", "add"),
    ];
    let listed = office.post(&path, &wang, &add).await;
    listed.says(&["“王小明”，所有出现之处", "“13900001111”，所有出现之处", "个人隐私"]);
    let strikes: Vec<String> = listed
        .body
        .split("name=\"strike\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&#34;", "\""))
        .collect();
    assert_eq!(strikes.len(), 2);
    let mut release = vec![("version", version.as_str()), ("do", "release")];
    release.extend(strikes.iter().map(|strike| ("strike", strike.as_str())));
    office.post(&path, &wang, &release).await.says(&["请逐一看过以后勾选"]);
    release.push(("seen", "yes"));
    let released = office.post(&path, &wang, &release).await;
    released.says(&["核对通过，可以提供", "验收报告（区分处理）.docx", "个人隐私", "第十五条"]);
    assert!(!released.body.contains("王小明"), "the list says where and why, never what");
    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    let file = case.file(3).unwrap();
    assert_eq!(file.purpose, Purpose::Release { of: 2, struck: 2 });
    let text = redact::Document::read(&office.casework.unseal(&file.content).await.unwrap()).unwrap();
    assert!(text.units().iter().all(|unit| !unit.text.contains("王小明")));
    office
        .get(&format!("/desk/cases/{no}/draft?answer=3.2"), &wang)
        .await
        .says(&["验收报告（区分处理）.docx"]);
    let unreleased = [
        ("answer", "3.2"),
        ("access", "随本告知书提供"),
        ("part1", "电话"),
        ("ground1", "3.3.4"),
        ("why1", "个人隐私"),
        ("attachments", "2"),
    ];
    let refused = office.act(&wang, &no, "draft", &unreleased).await;
    refused.says(&["TL37-1", "没有经过放行核对"]);
}

#[tokio::test]
async fn what_cannot_be_struck_clean_is_not_released() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    office.file_in(&wang, &no, "source", "坏.pdf", b"%PDF-1.4 nothing").await;
    let page = office.get(&format!("/desk/cases/{no}/files/2/redaction"), &wang).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.says(&["无法打开"]);
    let bytes = docx(&["甲"]);
    office.file_in(&wang, &no, "source", "甲.docx", &bytes).await;
    let version = office.version(&no).await;
    let fields = [("version", version.as_str()), ("text", "没有这句"), ("do", "release"), ("seen", "yes")];
    let refused = office.post(&format!("/desk/cases/{no}/files/3/redaction"), &wang, &fields).await;
    refused.says(&["没有办理", "没有找到", "条例第三十七条"]);
}

#[tokio::test]
async fn only_files_of_known_kinds_are_taken_and_only_those_who_work_on_the_case_see_them() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let (wang, shen) = (office.sign_in("wang").await, office.sign_in("shen").await);
    let refused = office.file_in(&wang, &no, "internal", "a.exe", b"MZ\x90\x00\x03").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["《a.exe》不是可以存入的文件"]);
    office.file_in(&wang, &no, "internal", "回函.pdf", b"%PDF-1.4 x").await;
    let path = format!("/desk/cases/{no}/files/2");
    let file = office.get(&path, &wang).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(office.get(&path, &shen).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(&path, "").await.status, StatusCode::SEE_OTHER);
    let upload = office.file_in(&shen, &no, "internal", "x.pdf", b"%PDF-1.4 x").await;
    assert_eq!(upload.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(&format!("/desk/cases/{no}/files/9"), &wang).await.status, StatusCode::NOT_FOUND);
    let form = format!("/desk/cases/{no}/letters/application_record.pdf");
    assert!(office.get(&form, &wang).await.body.contains("张某某"));
    assert_eq!(office.get(&form, &shen).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_application_from_the_post_is_registered_with_its_scan() {
    let office = Office::open().await;
    let li = office.sign_in("li").await;
    let day = today();
    let fields = |number: &'static str, as_written: &'static str| {
        vec![
            Part::Text("arrival", "signed_mail"),
            Part::Text("kind", "natural_person"),
            Part::Text("name", "张三"),
            Part::Text("paper", "resident_id"),
            Part::Text("paper_no", number),
            Part::Text("as_written", as_written),
            Part::Text("by", "proxy"),
            Part::Text("representative", "李四"),
            Part::Text("proof", "授权委托书"),
            Part::Text("subject", "某小区验收材料"),
            Part::Text("matter", "工程验收"),
            Part::Text("content", "某小区竣工验收报告"),
            Part::Text("medium", "纸质"),
            Part::Text("way", "邮寄"),
            Part::File("files", "申请书.pdf", b"%PDF-1.4 x"),
        ]
    };
    office.get("/desk/new", &li).await.says(&["登记申请", "口头提出，由本机关代为填写", "今天是"]);
    let mut wrong = fields("110105194912310021", "");
    wrong.push(Part::Text("submitted", &day));
    let refused = office.send("/desk/new", &li, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["校验码不符", "某小区竣工验收报告", "aria-invalid"]);
    let mut right = fields("110105194912310021", "yes");
    right.push(Part::Text("submitted", &day));
    let done = office.send("/desk/new", &li, &right).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = office.get(done.header("location"), &li).await;
    page.says(&["已办理“登记申请”", "待确认收到", "代理人", "李四", "授权委托书", "工程验收", "申请书.pdf"]);
    let chain = office.ledger.entries(crate::office::ORGAN, 0, 60).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains("张三") && !entry.body.contains("李四")));
    office.get("/desk/find?q=110105194912310021", &li).await.says(&["某小区验收材料"]);
    let shen = office.sign_in("shen").await;
    assert_eq!(office.get("/desk/new", &shen).await.status, StatusCode::FORBIDDEN);
    office.get("/desk/find?q=110105194912310021", &shen).await.says(&["没有找到"]);
}

#[tokio::test]
async fn a_case_is_split_forwarded_and_erased_at_its_own_pages() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let (wang, li, zhao) =
        (office.sign_in("wang").await, office.sign_in("li").await, office.sign_in("zhao").await);
    let one = [("subject1", "征收决定"), ("content1", "征收决定全文")];
    office.act(&wang, &no, "split", &one).await.says(&["至少两件"]);
    let two = [
        ("subject1", "征收决定"),
        ("content1", "征收决定全文"),
        ("subject2", "补偿方案"),
        ("content2", "补偿方案全文"),
    ];
    office.done(&wang, &no, "split", &two).await.says(&["拆分为"]);
    let part = no.replace("00001", "00002");
    office.get(&format!("/desk/cases/{part}"), &wang).await.says(&["征收决定全文", "拆分自", &no]);
    let day = today();
    office.done(&li, &part, "withdrawal", &[("on", &day)]).await;
    office.done(&li, &part, "archiving", &[("archive_no", "A-1")]).await;
    office.done(&zhao, &part, "erasure", &[("why", "保管期满")]).await.says(&["申请人的资料已经按规定删除"]);
    let page = office.get(&format!("/desk/cases/{part}"), &wang).await;
    assert!(!page.body.contains("征收决定全文"));
    let file = office.get(&format!("/desk/cases/{part}/files/1"), &wang).await;
    assert_eq!(file.status, StatusCode::CONFLICT);
    file.says(&["已经依法删除"]);
}
