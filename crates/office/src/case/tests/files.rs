//! 案卷里的文件，转给负责公开的机关，个人信息的删除。

use super::*;

pub fn filing(purpose: Purpose) -> Command {
    Command::File {
        purpose,
        name: "验收报告.pdf".into(),
        media: "application/pdf".into(),
        bytes: 1024,
        content: sealed("f"),
    }
}

fn handing_over(file: u32) -> Command {
    let attachments = vec![Attachment { name: "验收报告.pdf".into(), file }];
    let how = Some(How::Granted(GrantedHow::Provided));
    Command::Draft(Box::new(Draft { how, attachments, ..draft(Outcome::Granted) }))
}

#[test]
fn art37_only_what_was_released_is_handed_over() {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Handler, "2026-03-03", filing(Purpose::Source));
    office.check_refused(Role::Handler, "2026-03-04", handing_over(1), "TL37-1", "没有经过放行核对");
    office.check_refused(Role::Handler, "2026-03-04", handing_over(2), "AJ-10", "第2号");
    let of_nothing = filing(Purpose::Release { of: 7, struck: 0 });
    office.check_refused(Role::Handler, "2026-03-04", of_nothing, "AJ-10", "第7号");
    office.go(Role::Handler, "2026-03-04", filing(Purpose::Release { of: 1, struck: 3 }));
    let of_a_release = filing(Purpose::Release { of: 2, struck: 0 });
    office.check_refused(Role::Handler, "2026-03-04", of_a_release, "AJ-10", "第2号");
    office.check_refused(Role::Handler, "2026-03-04", handing_over(2), "TL37-2", "部分公开");
    office.go(Role::Handler, "2026-03-04", filing(Purpose::Release { of: 1, struck: 0 }));
    office.go(Role::Handler, "2026-03-04", handing_over(3));
    let case = office.case().unwrap();
    assert_eq!(case.draft().unwrap().attachments[0].file, 3);
    assert_eq!(case.files.iter().map(|one| one.file).collect::<Vec<_>>(), [1, 2, 3]);
}

/// 不属于本机关负责公开的，告知之后可以把申请转给负责公开的机关。
#[test]
fn art36_5_an_application_is_forwarded_to_the_organ_the_answer_named() {
    let forward = || Command::Forward {
        on: day("2026-03-14"),
        organ: Contact { name: "某市自然资源局".into(), contact: "某路1号".into() },
    };
    let mut office = Office::received("2026-03-02");
    office.check_refused(Role::Registrar, "2026-03-14", forward(), "AJ-4", "还没有办结");
    let not_ours = Draft {
        how: Some(How::NotHeld(NotHeldBecause::NotOurs)),
        competent_organ: Some(Contact { name: "某市自然资源局".into(), contact: "某路1号".into() }),
        ..draft(Outcome::NotHeld)
    };
    office.go(Role::Handler, "2026-03-10", Command::Draft(Box::new(not_ours)));
    office.go(Role::DisclosureHead, "2026-03-11", review());
    office.go(Role::Principal, "2026-03-12", sign());
    let answer = Command::Answer { on: day("2026-03-13"), delivery: Delivery::Hand };
    office.go(Role::Registrar, "2026-03-13", answer);
    office.go(Role::Registrar, "2026-03-14", forward());
    assert_eq!(office.case().unwrap().forwarded.unwrap().name, "某市自然资源局");
    office.check_refused(Role::Registrar, "2026-03-14", forward(), "AJ-3", "已经办结");
}

#[test]
fn personal_data_is_erased_only_when_the_file_is_closed() {
    let erase = || Command::ErasePersonalData {
        why: "保管期限届满".into(),
        gone: vec![Gone { erased: "a".into() }],
    };
    let mut office = Office::received("2026-03-02");
    office.go(
        Role::Registrar,
        "2026-03-05",
        Command::Withdraw { on: day("2026-03-05"), reason: String::new() },
    );
    office.check_refused(Role::DisclosureHead, "2026-03-06", erase(), "AJ-3", "已经办结");
    office.go(Role::Registrar, "2026-03-06", Command::Archive { archive_no: "2026-1".into() });
    office.check_refused(Role::Handler, "2026-03-07", erase(), "QX-1", "负责人");
    office.go(Role::DisclosureHead, "2026-03-07", erase());
    assert!(office.case().unwrap().erased);
    office.check_refused(Role::DisclosureHead, "2026-03-08", erase(), "AJ-3", "已经办结");
}

#[test]
fn a_case_is_classified_at_any_time() {
    let mut office = Office::new();
    office.go(Role::Registrar, "2026-03-02", register(Channel::Internet, "2026-03-02"));
    office.go(Role::Registrar, "2026-03-02", Command::Classify { matter: "房屋征收".into() });
    let empty = Command::Classify { matter: " ".into() };
    let long = Command::Classify { matter: "征".repeat(41) };
    office.check_refused(Role::Registrar, "2026-03-02", long, "AJ-12", "40字以内");
    office.check_refused(Role::Registrar, "2026-03-02", empty, "AJ-6", "事项类别");
    assert_eq!(office.case().unwrap().matter.as_deref(), Some("房屋征收"));
}
