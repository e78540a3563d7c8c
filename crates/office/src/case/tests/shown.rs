//! 申请人看得到的：发给申请人的文书；答复送出以后的答复书和附件。

use super::files::filing;
use super::*;

fn letter(office: &mut Office, form: &str, no: &str) {
    let purpose = Purpose::Letter { form: form.into(), document_no: no.into() };
    let case = office.case().unwrap();
    let named = (purpose, format!("{form}.pdf"), "application/pdf".into());
    office.events.push(filed(&case, day("2026-03-12"), named, (9, sealed(form))));
}

fn shown(office: &Office) -> Vec<u32> {
    shown_to_applicant(&office.case().unwrap()).iter().map(|file| file.file).collect()
}

fn answer() -> Command {
    Command::Answer { on: day("2026-03-13"), delivery: Delivery::Internet }
}

#[test]
fn the_answer_and_what_goes_with_it_are_shown_once_it_was_sent_and_nothing_of_others_ever() {
    let mut office = Office::received("2026-03-02");
    letter(&mut office, "receipt", "");
    letter(&mut office, "third_party_consultation", "1号");
    letter(&mut office, "consultation_notice", "2号");
    office.go(Role::Handler, "2026-03-03", filing(Purpose::Source));
    office.go(Role::Handler, "2026-03-03", filing(Purpose::Internal));
    office.go(Role::Registrar, "2026-03-03", filing(Purpose::FromApplicant));
    office.go(Role::Handler, "2026-03-04", filing(Purpose::Release { of: 4, struck: 0 }));
    office.go(Role::Handler, "2026-03-04", filing(Purpose::Release { of: 4, struck: 0 }));
    assert_eq!(shown(&office), [1, 3]);
    let attachments = vec![Attachment { name: "验收报告.pdf".into(), file: 7 }];
    let how = Some(How::Granted(GrantedHow::Provided));
    let draft = Command::Draft(Box::new(Draft { how, attachments, ..draft(Outcome::Granted) }));
    office.go(Role::Handler, "2026-03-10", draft);
    office.go(Role::DisclosureHead, "2026-03-11", review());
    office.go(Role::Principal, "2026-03-12", sign());
    letter(&mut office, "provided", "某审批公开〔2026〕1号");
    letter(&mut office, "disclosure_decision", "3号");
    assert_eq!(shown(&office), [1, 3], "signed is not yet sent");
    office.go(Role::Registrar, "2026-03-13", answer());
    assert_eq!(shown(&office), [1, 3, 7, 9], "the other release goes to nobody");
    assert!(was_answered(&office.case().unwrap()));
}

#[test]
fn a_signed_answer_to_a_withdrawn_application_is_never_shown_and_its_ending_is() {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Handler, "2026-03-10", granted());
    office.go(Role::DisclosureHead, "2026-03-11", review());
    office.go(Role::Principal, "2026-03-12", sign());
    letter(&mut office, "provided", "某审批公开〔2026〕1号");
    office.go(
        Role::Registrar,
        "2026-03-12",
        Command::Withdraw { on: day("2026-03-12"), reason: String::new() },
    );
    letter(&mut office, "discontinued", "某审批公开〔2026〕2号");
    assert_eq!(shown(&office), [2]);
    office.go(Role::Registrar, "2026-03-20", Command::Archive { archive_no: "A".into() });
    let erase = Command::ErasePersonalData { why: "保管期满".into(), gone: Vec::new() };
    office.go(Role::DisclosureHead, "2026-03-21", erase);
    assert_eq!(shown(&office), [0u32; 0]);
}
