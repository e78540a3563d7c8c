//! 文件：every place a file has is looked at, and a finding says where it stands.

use crate::samples::{ID, MOBILE, docx, paragraph, pdf, rows, xlsx};
use encoding_rs::GB18030;
use scan::{Finding, Kind, Options, Refusal, Scanned, Severity, file};
use std::io::Write;

fn read(name: &str, bytes: &[u8]) -> Scanned {
    file(name, bytes, &Options::default()).unwrap()
}

/// What a finding's offsets point at.
fn words(scanned: &Scanned, finding: &Finding) -> String {
    scanned.text.chars().skip(finding.start).take(finding.end - finding.start).collect()
}

/// Kind, where it says it stands, and the words at its offsets.
fn check(scanned: &Scanned, expected: &[(Kind, &str, &str)]) {
    let found: Vec<(Kind, String, String)> = scanned
        .findings
        .iter()
        .map(|one| {
            let place = one
                .message
                .strip_prefix('〔')
                .and_then(|rest| rest.split_once('〕'))
                .map_or("", |(place, _)| place);
            (one.kind, place.to_string(), words(scanned, one))
        })
        .collect();
    let found: Vec<(Kind, &str, &str)> =
        found.iter().map(|(kind, place, words)| (*kind, place.as_str(), words.as_str())).collect();
    assert_eq!(found, expected, "{}", scanned.text);
}

#[test]
fn a_text_file_is_read_in_every_encoding_and_its_offsets_are_its_own() {
    let text = "申请人张某\r\n身份证号：11010519491231002X\r\n电话13800138000\r\n";
    let utf16: Vec<u8> =
        [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, GB18030.encode(text).0.into_owned(), utf16] {
        let scanned = read("a.txt", &bytes);
        assert!(scanned.text.starts_with(text), "{}", scanned.text);
        check(&scanned, &[(Kind::IdNumber, "", ID), (Kind::Mobile, "", MOBILE)]);
        assert_eq!((scanned.findings[0].start, scanned.findings[0].end), (12, 30));
    }
}

#[test]
fn the_name_of_a_file_is_looked_at() {
    let found = |name: &str| -> Vec<(Kind, String)> {
        let scanned = read(name, "会议通知".as_bytes());
        scanned.findings.iter().map(|one| (one.kind, words(&scanned, one))).collect()
    };
    assert_eq!(found("张某11010519491231002X申请表.txt"), [(Kind::IdNumber, ID.to_string())]);
    assert_eq!(found("上传/李某_13800138000_承诺书.md"), [(Kind::Mobile, MOBILE.to_string())]);
    assert_eq!(found("【机密】关于某事的报告.txt"), [(Kind::SecretMark, "机密".to_string())]);
    assert_eq!(found("机密-方案.txt"), [(Kind::SecretMark, "机密".to_string())]);
    assert_eq!(found("工作动态（内部资料）.txt"), [(Kind::InternalMark, "内部资料".to_string())]);
    assert_eq!(found("方案（秘密★1年）.txt"), [(Kind::SecretMark, "秘密★1年".to_string())]);
    for name in [
        "保守国家秘密法.txt",
        "不予公开答复书.txt",
        "2024年年度报告.txt",
        "依申请公开办法.txt",
        "20240615001.txt",
    ] {
        assert_eq!(found(name), [], "{name}");
    }
}

#[test]
fn a_paper_is_read_with_its_header_changes_remarks_and_properties() {
    let hidden = "<w:p><w:r><w:t>经办电话：</w:t></w:r><w:del w:id=\"1\" w:author=\"张某\"><w:r><w:delText>13900139000</w:delText></w:r></w:del><w:ins w:id=\"2\"><w:r><w:t>略</w:t></w:r></w:ins></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>卡号6217000000000000129</w:t></w:r></w:p>\
        <w:p><w:r><w:drawing><wp:docPr id=\"1\" name=\"图\" descr=\"车辆鲁D12345\"/></w:drawing></w:r></w:p>";
    let body = format!("{}{hidden}", paragraph(&format!("申请人身份证号：{ID}")));
    let bytes = docx(
        &body,
        &[
            ("word/header1.xml", format!("<w:hdr SPACES>{}</w:hdr>", paragraph("机密"))),
            ("word/comments.xml", format!("<w:comments SPACES><w:comment w:id=\"1\">{}</w:comment></w:comments>", paragraph("请核对护照E12345678"))),
            ("docProps/core.xml", "<cp:coreProperties xmlns:cp=\"x\" xmlns:dc=\"y\"><dc:creator>张某 13700137000</dc:creator></cp:coreProperties>".into()),
        ],
    );
    let scanned = read("a.docx", &bytes);
    check(
        &scanned,
        &[
            (Kind::IdNumber, "正文第1段", ID),
            (Kind::SecretMark, "页眉1第1段", "机密"),
            (Kind::Mobile, "文件属性", "13700137000"),
            (Kind::Passport, "批注第1段", "E12345678"),
            (Kind::Mobile, "正文第2段", "13900139000"),
            (Kind::BankCard, "正文第3段", "6217000000000000129"),
            (Kind::Email, "正文的链接", "lisi@qq.com"),
            (Kind::Plate, "正文", "鲁D12345"),
        ],
    );
    assert!(scanned.is_secret() && scanned.readable);
    assert!(scanned.text.contains("\n\n【修订前的文字】\n经办电话：13900139000\n"), "{}", scanned.text);
    assert!(scanned.sections.iter().any(|section| section.title == "批注" && !section.seen));
}

#[test]
fn a_workbook_is_read_with_its_headings_and_hidden_sheets() {
    let shown = rows(&[
        &["申请情况登记"],
        &["姓名", "身份证号", "联系电话", "合同编号", "办公电话"],
        &["张某", ID, MOBILE, "13800138001", "0632-3312345"],
        &["李某", "110105194912310021", "", "13800138002", ""],
    ]);
    let hidden = rows(&[&["王某", "13900139000"]]);
    let bytes = xlsx(
        &[("登记", "visible", shown), ("底表", "hidden", hidden)],
        &[("xl/comments1.xml", "<comments><commentList><comment><text><t>本人电话13700137000</t></text></comment></commentList></comments>".into())],
    );
    let scanned = read("a.xlsx", &bytes);
    check(
        &scanned,
        &[
            (Kind::IdNumber, "工作表《登记》B3", ID),
            (Kind::Mobile, "工作表《登记》C3", MOBILE),
            (Kind::Landline, "工作表《登记》E3", "0632-3312345"),
            (Kind::IdNumber, "工作表《登记》B4", "110105194912310021"),
            (Kind::Mobile, "批注", "13700137000"),
            (Kind::Mobile, "工作表《底表》第1行", "13900139000"),
        ],
    );
    assert_eq!(scanned.findings[2].severity, Severity::Info);
}

#[test]
fn numbers_kept_as_numbers_are_read_as_the_digits_they_were() {
    let cells = "<sheetData><row><c t=\"inlineStr\"><is><t>身份证号</t></is></c><c t=\"inlineStr\"><is><t>手机</t></is></c></row>\
                 <row><c><v>1.1010519491231E+17</v></c><c><v>1.3800138E10</v></c></row></sheetData>";
    let scanned = read("a.xlsx", &xlsx(&[("名单", "visible", cells.into())], &[]));
    check(
        &scanned,
        &[
            (Kind::IdNumber, "工作表《名单》A2", "110105194912310000"),
            (Kind::Mobile, "工作表《名单》B2", "13800138000"),
        ],
    );
}

#[test]
fn a_pdf_is_read_with_what_it_does_not_show() {
    let lines = ["秘密★1年", "申请人身份证号：110105194", "91231002X，已核验。", "~隐藏电话13900139000"];
    let scanned = read("a.pdf", &pdf(&lines, "联系李某13700137000", "张某 zhangsan@163.com"));
    check(
        &scanned,
        &[
            (Kind::SecretMark, "第1页第1行", "秘密★1年"),
            (Kind::IdNumber, "第1页第2行", "110105194\n91231002X"),
            (Kind::Email, "文件属性", "zhangsan@163.com"),
            (Kind::Mobile, "批注", "13700137000"),
            (Kind::Mobile, "第1页看不见的文字", "13900139000"),
        ],
    );
}

/// As ReportLab writes files unless it is told otherwise: ASCII85 around Flate.
#[test]
fn a_pdf_whose_streams_are_written_as_text_is_read() {
    let plain = pdf(&["申请人身份证号：11010519491231002X，已核验。"], "", "");
    for filters in [vec!["ASCII85Decode", "FlateDecode"], vec!["ASCIIHexDecode"]] {
        let mut file = lopdf::Document::load_mem(&plain).unwrap();
        for object in file.objects.values_mut() {
            let Ok(stream) = object.as_stream_mut() else { continue };
            let packed =
                if filters.len() == 2 { ascii85(&deflated(&stream.content)) } else { hex(&stream.content) };
            stream.set_content(packed);
            let names = filters.iter().map(|name| lopdf::Object::from(*name)).collect::<Vec<_>>();
            stream.dict.set("Filter", names);
        }
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).unwrap();
        check(&read("a.pdf", &bytes), &[(Kind::IdNumber, "第1页第1行", ID)]);
    }
    let strange = b"%PDF-1.4\n1 0 obj\n<< /Filter /LZWDecode /Length 1 >>\nstream\nq\nendstream\nendobj";
    let told = file("a.pdf", strange, &Options::default()).unwrap_err().to_string();
    assert!(told.contains("打印为 PDF") && !told.contains(".pdf"), "{told}");
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{digits}>").into_bytes()
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(4) {
        let mut four = [0; 4];
        four[..group.len()].copy_from_slice(group);
        let value = u32::from_be_bytes(four);
        let digits = [52_200_625, 614_125, 7_225, 85, 1].map(|power| (value / power % 85) as u8 + b'!');
        text.extend(&digits[..group.len() + 1]);
    }
    text.extend(b"~>");
    text
}

#[test]
fn a_scanned_pdf_is_said_not_to_have_been_read() {
    let scanned = read("扫描件13800138000.pdf", &pdf(&[], "", ""));
    assert!(!scanned.readable);
    assert!(scanned.notes[0].contains("可能是扫描件，正文没有检查"), "{:?}", scanned.notes);
    check(&scanned, &[(Kind::Mobile, "文件名", MOBILE)]);
}

#[test]
fn a_page_is_read_with_its_attributes_remarks_and_scripts() {
    let page = format!(
        "<!DOCTYPE html><html><head><title>公示</title><meta name=\"Author\" content=\"李某13900139000\"></head><body>\
         <h1>公示</h1><table><tr><td>身份证号</td><td><span>110105194</span><b>91231002X</b></td></tr></table>\
         <p>电话：{MOBILE}<br>编号&#65306;13800138001</p><!-- 王某13700137000 --><a href=\"mailto:a@qq.com\" title=\"写信\">联系</a>\
         <a href=\"/2024/art_13800138002.html\">附件</a><script>var t='13600136000';</script></body></html>"
    );
    let scanned = read("a.html", page.as_bytes());
    check(
        &scanned,
        &[
            (Kind::IdNumber, "", ID),
            (Kind::Mobile, "", MOBILE),
            (Kind::Mobile, "网页属性", "13900139000"),
            (Kind::Email, "网页属性", "a@qq.com"),
            (Kind::Mobile, "网页注释", "13700137000"),
            (Kind::Mobile, "网页脚本", "13600136000"),
        ],
    );
    assert!(
        scanned
            .text
            .starts_with("公示\n身份证号\t11010519491231002X\n电话：13800138000\n编号：13800138001\n"),
        "{}",
        scanned.text
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_a_remedy() {
    let refused = |name: &str, bytes: &[u8]| file(name, bytes, &Options::default()).unwrap_err();
    assert_eq!(
        refused("a.docx", b"PK\x03\x04 nothing"),
        Refusal::Damaged { kind: "Office 文档（zip 容器）" }
    );
    assert_eq!(
        refused("a.doc", &[0xd0, 0xcf, 0x11, 0xe0]),
        Refusal::Unsupported { kind: "旧版或者加密的 Office 文档" }
    );
    assert_eq!(refused("a.png", b"\x89PNG\r\n"), Refusal::Unsupported { kind: "图片" });
    assert_eq!(
        refused("a.bin", &[0, 1, 2, 0, 0, 0xff, 0, 0]),
        Refusal::Unsupported { kind: "不能识别的格式" }
    );
    assert_eq!(refused("a.pdf", b"text"), Refusal::Damaged { kind: "PDF 文档" });
    let small = Options { limits: redact::Limits { file: 3, ..Default::default() }, ..Options::default() };
    assert_eq!(file("a.txt", b"text", &small).unwrap_err(), Refusal::TooLarge { size: 4, limit: 3 });
}

#[test]
fn no_one_is_born_tomorrow() {
    let born = |today| {
        let options = Options { today, ..Options::default() };
        file("a.txt", "370403203001011233".as_bytes(), &options).unwrap().findings.len()
    };
    // 370403 2030-01-01 123 asks for the check digit 3.
    assert_eq!((born(None), born(Some(jiff::civil::date(2026, 11, 25)))), (1, 0));
}
