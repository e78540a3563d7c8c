//! 文书的两种格式：信函版面、首页无页码、可选的文字、归档标准。With PAPERS_OUT set, writes every letter there.

use crate::sample;
use jiff::civil::date;
use law::annual_report::Outcome;
use law::request::delivery::Delivery;
use law::request::own_data::Handling;
use law::request::receipt::{Channel, Element};
use law::request::remedy::OrganKind;
use office::case::{Attachment, Contact, Draft, Earlier, FeeBasis, Searched, Withheld};
use office::letter::{
    Correction, Extension, Facts, Fee, Form, Letter, Matter, Person, Sender, Step, compose,
};
use papers::Fonts;
use papers::letter::{docx, pdf};
use std::io::{Cursor, Read};

/// Everything a letter may state.
fn facts() -> Facts {
    Facts {
        sender: Sender {
            name: "枣庄市行政审批服务局".into(),
            kind: OrganKind::Department,
            own_government: "枣庄市人民政府".into(),
            upper_government: String::new(),
            upper_authority: String::new(),
            upper_justice: String::new(),
            court: "枣庄市薛城区人民法院".into(),
            review_online: "https://fy.example.cn".into(),
            contact: "枣庄市光明大道1号，0632-5550101".into(),
            payment: "持本通知书到政务服务大厅8号窗口缴纳".into(),
        },
        document_no: "枣审公开〔2026〕12号".into(),
        dated: date(2026, 3, 27),
        case_no: "2026-017".into(),
        applicant: Person { name: "张珺喆".into(), natural: true },
        identity: "居民身份证".into(),
        contact: "枣庄市建设路9号".into(),
        submitted: Some((date(2026, 3, 2), Channel::InPerson)),
        received: Some(date(2026, 3, 2)),
        request: "幸福里小区2024年燃气管道改造竣工验收报告".into(),
        wanted: "纸质，邮寄".into(),
        steps: vec![
            Step::CorrectionRequested { on: date(2026, 3, 4) },
            Step::Corrected { on: date(2026, 3, 10) },
        ],
        correction: Some(Correction {
            missing: Element::ALL.to_vec(),
            explanation: "请写明是哪一期工程".into(),
            reply_by: date(2026, 3, 25),
        }),
        extension: Some(Extension { days: 10, due: date(2026, 4, 14) }),
        matter: Some(Matter {
            whom: Person { name: "枣庄燃气有限公司".into(), natural: false },
            asked: "竣工验收报告中施工单位的报价和工艺参数".into(),
        }),
        fee: Some(Fee { basis: FeeBasis::Pages(150), yuan: 1700 }),
        due: None,
        reply_by: Some(date(2026, 3, 18)),
        reason: "所涉档案分存三处，调阅需要时间".into(),
        searches: vec![Searched {
            on: date(2026, 3, 12),
            systems: vec!["档案管理系统".into()],
            keywords: vec!["燃气".into()],
            asked: Vec::new(),
            found: false,
            note: String::new(),
        }],
        draft: Some(Draft {
            outcome: Outcome::Partial,
            how: None,
            reason: "管道走向公开后可能危及公共安全".into(),
            access: "随本答复书提供复印件，共10页".into(),
            withheld: vec![Withheld {
                part: "专家讨论记录".into(),
                ground: Some(Outcome::Deliberative),
                reason: "属于讨论记录".into(),
            }],
            competent_organ: Some(Contact {
                name: "枣庄市城市管理局".into(),
                contact: "0632-5550202".into(),
            }),
            special_rule: "《不动产登记暂行条例》第二十七条".into(),
            forbidding_law: "《中华人民共和国统计法》第二十八条第一款".into(),
            earlier: Some(Earlier {
                document_no: "枣审公开〔2026〕3号".into(), on: date(2026, 1, 15)
            }),
            attachments: vec![
                Attachment { name: "竣工验收报告".into(), file: 1 },
                Attachment { name: "验收人员名单".into(), file: 1 },
            ],
        }),
        handling: Some(Handling::Corrected),
        delivery: Some(Delivery::Internet),
    }
}

fn letter(form: Form) -> Letter {
    compose(form, &facts(), form.default_template()).unwrap()
}

/// The text of each page without its spaces.
fn pages(bytes: &[u8]) -> Vec<String> {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let text = |page: u32| file.extract_text(&[page]).unwrap().split_whitespace().collect();
    file.get_pages().into_keys().map(text).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_form_becomes_an_accessible_archive_that_says_all_its_words() {
    let fonts = Fonts::default();
    for form in Form::ALL {
        let letter = letter(form);
        let made = pdf(&letter, None, &fonts, sample::AT).unwrap();
        assert!(made.archival, "{form:?} {:?}", made.missing);
        let said = pages(&made.bytes).concat();
        for line in letter.plain_text().lines().filter(|line| !line.starts_with("----")) {
            for words in line.split(['｜', ' ']).map(without_spaces) {
                let head: String = words.chars().take(12).collect();
                assert!(said.contains(&head), "{form:?}: {head}");
            }
        }
        write(&format!("{}.pdf", form.key()), &made.bytes);
    }
}

#[test]
fn every_form_becomes_a_document_whose_parts_are_whole() {
    for form in Form::ALL {
        let bytes = docx(&letter(form), None, sample::AT).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        for name in &names {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{form:?} {name}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    _ => continue,
                }
            }
        }
        let relations = part(&bytes, "word/_rels/document.xml.rels");
        for target in relations.split("Target=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(names.contains(&format!("word/{target}")), "{target}");
        }
        write(&format!("{}.docx", form.key()), &bytes);
    }
}

fn write(name: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("PAPERS_OUT") else { return };
    let folder = std::path::Path::new(&folder).join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

#[test]
fn the_first_page_has_no_number_and_the_others_have() {
    let mut long = facts();
    long.draft.as_mut().unwrap().reason = "所涉档案分存三处，调阅需要时间。".repeat(120);
    long.reason = String::new();
    let letter = compose(Form::StateSecret, &long, Form::StateSecret.default_template()).unwrap();
    let made = pages(&pdf(&letter, None, &Fonts::default(), sample::AT).unwrap().bytes);
    assert!(made.len() >= 4, "{}", made.len());
    assert!(!made[0].contains("—1—"));
    for (at, page) in made.iter().enumerate().skip(1) {
        assert!(page.contains(&format!("—{}—", at + 1)), "{page}");
    }
    let last = made.last().unwrap();
    assert!(
        last.contains("2026年3月27日") && last.contains("提起行政诉讼"),
        "the date is not left alone: {last}"
    );
}

#[test]
fn a_preview_says_so_on_every_page() {
    let fonts = Fonts::default();
    let made = pdf(&letter(Form::ThirdPartyConsultation), Some("预览，未签发"), &fonts, sample::AT).unwrap();
    let pages = pages(&made.bytes);
    assert_eq!(pages.len(), 2, "the slip has a page of its own");
    assert!(pages.iter().all(|page| page.contains("预览，未签发")));
    let bytes = docx(&letter(Form::Petition), Some("预览，未签发"), sample::AT).unwrap();
    assert!(part(&bytes, "word/header1.xml").contains("预览，未签发"));
    assert!(part(&bytes, "word/header2.xml").contains("预览，未签发"));
}

#[test]
fn long_names_and_rare_characters_stay_on_the_page() {
    let mut facts = facts();
    facts.sender.name = "云岭省青山自治州白水河流域水资源保护与开发利用综合协调管理委员会办公室".into();
    facts.applicant.name = "䶮㛃𬭎".repeat(20);
    let letter = compose(Form::NotOurs, &facts, Form::NotOurs.default_template()).unwrap();
    let made = pdf(&letter, None, &Fonts::default(), sample::AT).unwrap();
    assert!(made.archival, "{:?}", made.missing);
    write("long.pdf", &made.bytes);
    write("long.docx", &docx(&letter, None, sample::AT).unwrap());
}

#[test]
fn the_same_letter_makes_the_same_bytes() {
    let letter = letter(Form::Partial);
    let fonts = Fonts::default();
    let once = || pdf(&letter, None, &fonts, sample::AT).unwrap().bytes;
    assert!(once() == once());
    assert!(docx(&letter, None, sample::AT).unwrap() == docx(&letter, None, sample::AT).unwrap());
}

#[test]
fn the_mast_is_red_and_stands_in_the_header_of_the_first_page_alone() {
    let bytes = docx(&letter(Form::Partial), None, sample::AT).unwrap();
    let header = part(&bytes, "word/header2.xml");
    assert!(header.contains("枣庄市行政审批服务局") && header.contains("D7000F"));
    assert!(header.contains("thickThinSmallGap"));
    assert!(part(&bytes, "word/footer3.xml").contains("thinThickSmallGap"));
    let main = part(&bytes, "word/document.xml");
    assert!(main.contains("<w:titlePg/>") && main.contains("枣审公开〔2026〕12号"));
    let sheet = docx(&letter(Form::ApplicationRecord), None, sample::AT).unwrap();
    assert!(!part(&sheet, "word/header2.xml").contains("D7000F"));
}
