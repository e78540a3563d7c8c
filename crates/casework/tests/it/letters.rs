//! 文书随步骤发出，编号连续；缺少应当写明的内容的，一步也不记。

use super::*;
use casework::{NewFile, Stationery, Trouble};
use jiff::civil::DateTime;
use law::request::receipt::Element;
use law::request::remedy::OrganKind;
use office::case::{Case, Purpose};
use office::letter::{Form, Letter, Sender};
use std::sync::Arc;

/// Sets a letter as its plain text.
struct Plain {
    online: &'static str,
}

impl Stationery for Plain {
    fn sender(&self) -> Result<Sender, String> {
        Ok(Sender {
            name: "枣庄市行政审批服务局".into(),
            kind: OrganKind::Department,
            own_government: "枣庄市人民政府".into(),
            upper_government: String::new(),
            upper_authority: String::new(),
            upper_justice: String::new(),
            court: "枣庄市薛城区人民法院".into(),
            review_online: self.online.into(),
            contact: "某路1号，0632-0000000".into(),
            payment: "到窗口缴纳".into(),
        })
    }

    fn template(&self, form: Form) -> Result<String, String> {
        Ok(form.default_template().into())
    }

    fn document_no(&self, year: i16, number: u64) -> String {
        format!("枣审公开〔{year}〕{number}号")
    }

    fn pdf(&self, letter: &Letter, banner: Option<&str>, _: DateTime) -> Result<Vec<u8>, Trouble> {
        Ok(format!("{}{}", banner.unwrap_or_default(), letter.plain_text()).into_bytes())
    }

    fn docx(&self, letter: &Letter, banner: Option<&str>, at: DateTime) -> Result<Vec<u8>, Trouble> {
        self.pdf(letter, banner, at)
    }
}

async fn writing_desk(online: &'static str) -> Desk {
    let desk = desk().await;
    let casework = desk.casework.clone().with_stationery(Arc::new(Plain { online }));
    Desk { casework, ..desk }
}

impl Desk {
    async fn case(&self, no: &str) -> Case {
        self.casework.file(no).await.unwrap().unwrap().case
    }

    /// Form, number and text of each letter of a case.
    async fn letters(&self, no: &str) -> Vec<(String, String, String)> {
        let mut letters = Vec::new();
        for file in self.case(no).await.files {
            if let Purpose::Letter { form, document_no } = file.purpose {
                let text = self.casework.unseal(&file.content).await.unwrap();
                assert_eq!(text.len() as u64, file.bytes);
                letters.push((form, document_no, String::from_utf8(text).unwrap()));
            }
        }
        letters
    }
}

#[tokio::test]
async fn each_step_files_the_letters_it_sends_and_numbers_run_on() {
    let desk = writing_desk("").await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let correction = Command::RequestCorrection {
        missing: vec![Element::Description],
        explanation: "请写明是哪一期".into(),
        reply_by: day("2026-03-25"),
    };
    desk.run("2026-03-04", &desk.all, &no, correction).await.unwrap();
    let letters = desk.letters(&no).await;
    let told: Vec<_> = letters.iter().map(|(form, no, _)| (form.as_str(), no.as_str())).collect();
    assert_eq!(told, [("receipt", ""), ("correction", "枣审公开〔2026〕1号")]);
    // 3月2日收到，第20个工作日为3月30日
    assert!(letters[0].2.contains("在2026年3月30日前"), "{}", letters[0].2);
    for words in
        ["申请公开“申请公开某地块征收项目的审批材料”", "2026年3月25日前", "请写明是哪一期", "2026年3月4日"]
    {
        assert!(letters[1].2.contains(words), "{words}: {}", letters[1].2);
    }
    // 补正期限3月25日届满
    desk.run("2026-03-26", &desk.all, &no, Command::Lapse).await.unwrap();
    let (form, number, text) = desk.letters(&no).await.remove(2);
    assert_eq!((form.as_str(), number.as_str()), ("not_corrected", "枣审公开〔2026〕2号"));
    assert!(text.contains("本机关于2026年3月4日告知补正，补正期限至2026年3月25日"), "{text}");
    assert!(text.contains("60日内") && text.contains("枣庄市薛城区人民法院"), "{text}");
}

#[tokio::test]
async fn an_answer_is_numbered_when_it_is_signed_and_names_the_way_to_reconsideration() {
    let desk = writing_desk("https://fy.example.cn").await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let consult = Order::sealing(r#"{"name":"某公司"}"#.into(), |addressee| Command::Consult {
        whom: law::request::consultation::Consulted::ThirdParty,
        addressee,
        asked: "竣工验收报告".into(),
    });
    let moment = desk.moment("2026-03-04");
    let version = desk.casework.file(&no).await.unwrap().unwrap().version;
    desk.casework.run(moment, &desk.all, (&no, version), consult).await.unwrap();
    let reply =
        Command::TakeReply {
            letter: 1, on: day("2026-03-06"), consents: false, reasons: "商业秘密".into()
        };
    desk.run("2026-03-06", &desk.all, &no, reply).await.unwrap();
    let draft = Draft {
        how: Some(How::Granted(law::request::answer::GrantedHow::Provided)),
        outcome: Outcome::Granted,
        reason: "该工程关系公共安全".into(),
        access: "随本答复书提供".into(),
        withheld: Vec::new(),
        competent_organ: None,
        special_rule: String::new(),
        forbidding_law: String::new(),
        earlier: None,
        attachments: Vec::new(),
    };
    desk.run("2026-03-09", &desk.all, &no, Command::Draft(Box::new(draft))).await.unwrap();
    desk.run("2026-03-10", &desk.head, &no, Command::Review { remarks: String::new() }).await.unwrap();
    let version = desk.casework.file(&no).await.unwrap().unwrap().version;
    let sign = Order::numbered(|document_no| Command::Sign { document_no });
    let moment = desk.moment("2026-03-11");
    desk.casework.run(moment, &desk.principal, (&no, version), sign).await.unwrap();
    let letters = desk.letters(&no).await;
    let told: Vec<_> = letters.iter().map(|(form, no, _)| (form.as_str(), no.as_str())).collect();
    assert_eq!(
        told,
        [
            ("receipt", ""),
            ("third_party_consultation", "枣审公开〔2026〕1号"),
            ("consultation_notice", "枣审公开〔2026〕2号"),
            ("provided", "枣审公开〔2026〕3号"),
            ("disclosure_decision", "枣审公开〔2026〕4号"),
        ]
    );
    assert!(letters[1].2.contains("某公司：") && !letters[2].2.contains("某公司"), "{letters:?}");
    assert!(letters[3].2.contains("https://fy.example.cn"), "{}", letters[3].2);
    assert!(letters[4].2.contains("某公司：") && letters[4].2.contains("60日内"), "{}", letters[4].2);
    let send = Command::Answer { on: day("2026-03-11"), delivery: Delivery::Internet };
    desk.run("2026-03-11", &desk.all, &no, send).await.unwrap();
}

#[tokio::test]
async fn review22_without_an_online_channel_no_answer_goes_by_the_internet() {
    let desk = writing_desk("").await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let version = desk.casework.file(&no).await.unwrap().unwrap().version;
    let draft = desk.granted();
    desk.run("2026-03-09", &desk.all, &no, draft).await.unwrap();
    desk.run("2026-03-10", &desk.head, &no, Command::Review { remarks: String::new() }).await.unwrap();
    desk.run("2026-03-11", &desk.principal, &no, Command::Sign { document_no: "甲1号".into() })
        .await
        .unwrap();
    let send = |delivery| Command::Answer { on: day("2026-03-11"), delivery };
    let error = desk.run("2026-03-11", &desk.all, &no, send(Delivery::Internet)).await.unwrap_err();
    assert!(error.refusal().unwrap().contains("网上申请行政复议的渠道"), "{error}");
    desk.run("2026-03-11", &desk.all, &no, send(Delivery::Hand)).await.unwrap();
    assert!(desk.casework.file(&no).await.unwrap().unwrap().version > version);
}

#[tokio::test]
async fn a_letter_that_cannot_be_made_leaves_nothing_behind() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let writing = desk.casework.clone().with_stationery(Arc::new(Plain { online: "" }));
    let version = desk.casework.file(&no).await.unwrap().unwrap().version;
    // An extension without a reason is refused by the office itself; a template without one by the letter.
    let extend = Command::Extend { days: 5, reason: "｜".into() };
    let done = writing.run(desk.moment("2026-03-09"), &desk.head, (&no, version), extend).await;
    assert!(done.is_ok(), "{done:?}");
    let preview = writing
        .letter(
            desk.moment("2026-03-09"),
            (&desk.case(&no).await, &[]),
            office::letter::Due { form: Form::FeeNotice, consultation: None },
            None,
        )
        .await;
    assert!(preview.unwrap_err().refusal().unwrap().contains("收费"), "a fee notice without a fee");
}

#[tokio::test]
async fn a_preview_shows_the_letter_and_writes_nothing() {
    let desk = writing_desk("").await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let file = desk.casework.file(&no).await.unwrap().unwrap();
    let order: Order = Command::Extend { days: 10, reason: "档案分存三处".into() }.into();
    let moment = desk.moment("2026-03-10");
    let events = desk.casework.try_order(moment, &desk.head, &file.case, &order).unwrap();
    let history: Vec<_> = file.history.iter().map(|step| step.event.clone()).collect();
    let previews = desk.casework.preview(moment, (&file.case, &history), &events, None).await.unwrap();
    let text = previews[0].letter.plain_text();
    // 3月30日之后第10个工作日：清明节4月4日至6日放假，为4月14日
    assert!(text.contains("（编号待定）") && text.contains("2026年4月14日"), "{text}");
    assert_eq!(desk.casework.file(&no).await.unwrap().unwrap().version, file.version);
}

#[tokio::test]
async fn what_is_sealed_is_erased_and_the_chain_says_so() {
    let desk = writing_desk("").await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let file = NewFile {
        purpose: Purpose::FromApplicant,
        name: "身份证明.jpg".into(),
        media: "image/jpeg".into(),
        bytes: vec![1, 2, 3],
    };
    let order = Order::from(Command::Classify { matter: "房屋征收".into() }).with_files(vec![file]);
    let version = desk.casework.file(&no).await.unwrap().unwrap().version;
    desk.casework.run(desk.moment("2026-03-03"), &desk.all, (&no, version), order).await.unwrap();
    let withdraw = Command::Withdraw { on: day("2026-03-04"), reason: String::new() };
    desk.run("2026-03-04", &desk.all, &no, withdraw).await.unwrap();
    desk.run("2026-03-05", &desk.all, &no, Command::Archive { archive_no: "1".into() }).await.unwrap();
    let before = desk.casework.file(&no).await.unwrap().unwrap();
    assert_eq!(before.case.files.len(), 3, "receipt, proof of identity, end");
    let moment = desk.moment("2027-03-05");
    desk.casework.erase(moment, &desk.head, (&no, before.version), "保管期满").await.unwrap();
    let case = desk.case(&no).await;
    assert!(case.erased && desk.casework.application(&case).await.is_err());
    for sealed in &case.sealed {
        assert!(desk.casework.unseal(sealed).await.is_err());
    }
    let verified = desk.casework.ledger().verify(ORGAN, &[]).await.unwrap();
    assert!(verified.fault.is_none(), "{:?}", verified.fault);
}
