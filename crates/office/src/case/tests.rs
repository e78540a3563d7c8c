//! 申请办理的测试：一行一道命令，由同事读得懂。日期由人工按放假通知推算。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::role::{Actor, Role};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Element};
use law::request::respond::Procedure;
use law::workday::Calendar;
use proptest::prelude::*;

mod files;
mod remedies;
mod shown;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn sealed(id: &str) -> Sealed {
    Sealed { sealed: id.into(), digest: "00".into() }
}

fn actor(id: &str, roles: &[Role]) -> Actor {
    Actor { id: id.into(), roles: roles.to_vec() }
}

/// 登记王、承办李、负责人赵、局长钱。
struct Office {
    calendar: Calendar,
    registrar: Actor,
    handler: Actor,
    head: Actor,
    principal: Actor,
    events: Vec<Event>,
}

impl Office {
    fn new() -> Office {
        Office {
            calendar: Calendar::builtin(),
            registrar: actor("wang", &[Role::Registrar]),
            handler: actor("li", &[Role::Handler]),
            head: actor("zhao", &[Role::DisclosureHead]),
            principal: actor("qian", &[Role::Principal]),
            events: Vec::new(),
        }
    }

    fn received(on: &str) -> Office {
        let mut office = Office::new();
        office.go(Role::Registrar, on, register(Channel::InPerson, on));
        office
    }

    fn case(&self) -> Option<Case> {
        replay(&self.events)
    }

    fn who(&self, role: Role) -> &Actor {
        match role {
            Role::Registrar => &self.registrar,
            Role::Handler => &self.handler,
            Role::DisclosureHead => &self.head,
            Role::Principal => &self.principal,
            Role::DepartmentHead | Role::SecrecyReviewer | Role::Publisher => panic!("no post of cases"),
        }
    }

    fn try_as(&self, who: &Actor, on: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        let ctx = Ctx { today: day(on), calendar: &self.calendar, actor: who };
        decide(&ctx, self.case().as_ref(), command)
    }

    #[track_caller]
    fn go(&mut self, role: Role, on: &str, command: Command) {
        let events = self.try_as(self.who(role), on, command).unwrap();
        self.events.extend(events);
    }

    #[track_caller]
    fn refused(&self, role: Role, on: &str, command: Command) -> Refusal {
        self.try_as(self.who(role), on, command).unwrap_err()
    }

    #[track_caller]
    fn check_refused(&self, role: Role, on: &str, command: Command, code: &str, words: &str) {
        let refusal = self.refused(role, on, command);
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(refusal.to_string().contains(words), "{refusal}");
    }

    fn told(&self, on: &str) -> law::request::Reckoning {
        let ctx = Ctx { today: day(on), calendar: &self.calendar, actor: &self.handler };
        super::decide::reckoned(&ctx, &self.case().unwrap()).unwrap()
    }

    fn allowed(&self, role: Role, on: &str) -> Vec<&'static str> {
        let ctx = Ctx { today: day(on), calendar: &self.calendar, actor: self.who(role) };
        allowed(&ctx, self.case().as_ref()).into_iter().map(Act::label).collect()
    }
}

fn register(channel: Channel, on: &str) -> Command {
    Command::Register {
        no: "2026-0001".into(),
        channel,
        submitted: day(on),
        received: None,
        kind: Applicant::NaturalPerson,
        subject: "某地块征收项目的审批材料".into(),
        application: sealed("a"),
        applicant: "7f".into(),
        representation: None,
        split_from: None,
    }
}

fn draft(outcome: Outcome) -> Draft {
    Draft {
        outcome,
        how: None,
        reason: "经审查……".into(),
        access: "随本告知书提供".into(),
        withheld: Vec::new(),
        competent_organ: None,
        special_rule: String::new(),
        forbidding_law: String::new(),
        earlier: None,
        attachments: Vec::new(),
    }
}

fn granted() -> Command {
    let draft = Draft { how: Some(How::Granted(GrantedHow::Provided)), ..draft(Outcome::Granted) };
    Command::Draft(Box::new(draft))
}

fn searched(found: bool) -> Command {
    Command::Search(Searched {
        on: day("2026-03-05"),
        systems: vec!["档案管理系统".into(), "公文系统".into()],
        keywords: vec!["征收".into()],
        asked: vec!["综合科".into()],
        found,
        note: String::new(),
    })
}

fn review() -> Command {
    Command::Review { remarks: "同意".into() }
}

fn sign() -> Command {
    Command::Sign { document_no: "某审批公开〔2026〕1号".into() }
}

fn correction(reply_by: &str) -> Command {
    Command::RequestCorrection {
        missing: vec![Element::Description],
        explanation: "请写明项目名称或者文号。".into(),
        reply_by: day(reply_by),
    }
}

#[test]
fn art45_an_application_goes_from_receipt_to_archive() {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Registrar, "2026-03-02", Command::Assign { handler: "li".into() });
    office.go(Role::Handler, "2026-03-10", granted());
    office.go(Role::DisclosureHead, "2026-03-11", review());
    office.go(Role::Principal, "2026-03-12", sign());
    office.go(
        Role::Registrar,
        "2026-03-13",
        Command::Answer { on: day("2026-03-13"), delivery: Delivery::Post },
    );
    office.go(Role::Registrar, "2026-03-18", Command::RecordService { on: day("2026-03-16") });
    office.go(Role::Registrar, "2026-03-20", Command::Archive { archive_no: "2026-公开-1".into() });
    let told = office.told("2026-03-20");
    assert_eq!(told.in_time, Some(true));
    assert_eq!(told.reconsideration_by, Some(day("2026-05-15"))); // 3月16日签收，60日至5月15日
    let case = office.case().unwrap();
    assert_eq!(counted(&case).unwrap().ended, Some((day("2026-03-13"), Outcome::Granted)));
    assert_eq!(case.archive_no.as_deref(), Some("2026-公开-1"));
}

#[test]
fn roles_do_only_what_is_theirs() {
    let office = Office::received("2026-03-02");
    office.check_refused(Role::Registrar, "2026-03-10", granted(), "QX-1", "由承办人办理");
    office.check_refused(Role::Handler, "2026-03-10", review(), "QX-1", "政府信息公开工作机构负责人");
    office.check_refused(Role::DisclosureHead, "2026-03-10", sign(), "QX-1", "机关负责人");
    assert_eq!(office.allowed(Role::Principal, "2026-03-10"), Vec::<&str>::new());
}

#[test]
fn whoever_drafts_neither_reviews_nor_signs() {
    let mut office = Office::received("2026-03-02");
    let all = [Role::Handler, Role::DisclosureHead, Role::Principal];
    office.handler = actor("li", &all);
    office.go(Role::Handler, "2026-03-10", granted());
    office.check_refused(Role::Handler, "2026-03-10", review(), "QX-2", "不同的人");
    office.head = actor("zhao", &[Role::DisclosureHead, Role::Principal]);
    office.go(Role::DisclosureHead, "2026-03-10", review());
    office.check_refused(Role::DisclosureHead, "2026-03-10", sign(), "QX-2", "不同的人");
    office.check_refused(Role::Handler, "2026-03-10", sign(), "QX-2", "不同的人");
    office.go(Role::Principal, "2026-03-10", sign());
}

#[test]
fn an_answer_leaves_only_reviewed_and_signed() {
    let mut office = Office::received("2026-03-02");
    let send = || Command::Answer { on: day("2026-03-10"), delivery: Delivery::Hand };
    office.check_refused(Role::Registrar, "2026-03-10", send(), "AJ-4", "还没有签发");
    office.go(Role::Handler, "2026-03-10", granted());
    office.check_refused(Role::Registrar, "2026-03-10", send(), "AJ-4", "还没有签发");
    office.check_refused(Role::Principal, "2026-03-10", sign(), "AJ-4", "还没有审核");
    office.go(Role::DisclosureHead, "2026-03-10", review());
    office.check_refused(Role::Handler, "2026-03-10", granted(), "AJ-4", "已经审核");
    office.go(Role::Principal, "2026-03-10", Command::SendBack { remarks: "理由再充实".into() });
    office.check_refused(Role::Principal, "2026-03-10", sign(), "AJ-4", "没有待办理的拟稿");
    office.go(Role::Handler, "2026-03-10", granted());
}

// ---------------------------------------------------------------- 第三十条、第三十一条

#[test]
fn art31_nothing_is_done_before_receipt() {
    let mut office = Office::new();
    office.go(Role::Registrar, "2026-03-02", register(Channel::Internet, "2026-03-02"));
    office.check_refused(Role::Handler, "2026-03-03", granted(), "TL31-1", "还没有收到");
    assert_eq!(counted(&office.case().unwrap()), None);
    office.go(Role::Registrar, "2026-03-03", Command::Receive { on: day("2026-03-03") });
    assert_eq!(office.told("2026-03-03").due, Some(day("2026-03-31")));
}

#[test]
fn art30_correction_is_asked_once_and_within_seven_working_days() {
    let mut office = Office::received("2026-02-13");
    office.check_refused(Role::Handler, "2026-03-03", correction("2026-03-20"), "TL30-1", "2026-03-02");
    office.check_refused(Role::Handler, "2026-03-02", correction("2026-03-02"), "TL30-2", "合理");
    office.go(Role::Handler, "2026-03-02", correction("2026-03-20"));
    office.check_refused(Role::Handler, "2026-03-02", correction("2026-03-20"), "AJ-4", "一次性");
    office.check_refused(Role::Handler, "2026-03-03", granted(), "AJ-4", "等待补正");
    let corrected =
        Command::TakeCorrection {
            on: day("2026-03-10"), subject: "某项目".into(), application: sealed("b")
        };
    office.go(Role::Registrar, "2026-03-10", corrected);
    assert_eq!(office.told("2026-03-10").due, Some(day("2026-04-08")));
    office.check_refused(Role::Handler, "2026-03-11", correction("2026-03-20"), "AJ-4", "一次性");
}

#[test]
fn art30_a_missed_correction_ends_the_case_only_when_its_term_is_over() {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Handler, "2026-03-04", correction("2026-03-25"));
    office.check_refused(Role::Handler, "2026-03-25", Command::Lapse, "AJ-4", "还没有届满");
    office.go(Role::Handler, "2026-03-26", Command::Lapse);
    let ended = counted(&office.case().unwrap()).unwrap().ended;
    assert_eq!(ended, Some((day("2026-03-26"), Outcome::NotCorrected)));
}

// ---------------------------------------------------------------- 第三十二条至第三十五条

#[test]
fn art33_an_extension_is_granted_once_by_the_head_before_the_due_day() {
    let extend = |days| Command::Extend { days, reason: "材料较多".into() };
    let mut office = Office::received("2026-03-02");
    office.check_refused(Role::DisclosureHead, "2026-03-20", extend(21), "TL33-1", "21个工作日");
    office.check_refused(Role::Handler, "2026-03-20", extend(5), "QX-1", "负责人");
    office.check_refused(Role::DisclosureHead, "2026-03-31", extend(5), "AJ-4", "已经届满");
    office.go(Role::DisclosureHead, "2026-03-30", extend(10));
    assert_eq!(office.told("2026-03-30").due, Some(day("2026-04-14")));
    office.check_refused(Role::DisclosureHead, "2026-04-01", extend(5), "AJ-4", "只能延长一次");
}

fn consult(whom: Consulted) -> Command {
    Command::Consult { whom, addressee: sealed("c"), asked: "是否同意公开某申报材料".into() }
}

#[test]
fn art32_several_consultations_run_each_by_its_own_clock() {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Handler, "2026-03-09", consult(Consulted::ThirdParty));
    office.go(Role::Handler, "2026-03-12", consult(Consulted::Organ));
    let delivered = |letter, on: &str| Command::RecordConsultationDelivery { letter, on: day(on) };
    office.go(Role::Registrar, "2026-03-10", delivered(1, "2026-03-10"));
    office.check_refused(Role::Registrar, "2026-03-12", delivered(2, "2026-03-11"), "TL32-1", "第2号");
    office.go(Role::Registrar, "2026-03-13", delivered(2, "2026-03-13"));
    let reply = |letter, on: &str| Command::TakeReply {
        letter,
        on: day(on),
        consents: false,
        reasons: "涉及商业秘密".into(),
    };
    office.go(Role::Registrar, "2026-03-20", reply(1, "2026-03-20"));
    assert_eq!(office.told("2026-03-20").due, None);
    office.check_refused(Role::Registrar, "2026-03-23", reply(1, "2026-03-23"), "TL32-1", "第1号");
    office.go(Role::Registrar, "2026-03-27", reply(2, "2026-03-27"));
    assert_eq!(office.told("2026-03-27").due, Some(day("2026-04-20"))); // 重叠的日子只扣一次
}

#[test]
fn art32_third_parties_are_asked_before_their_interests_are_the_ground() {
    let mut office = Office::received("2026-03-02");
    let refuse = || Command::Draft(Box::new(draft(Outcome::ThirdParty)));
    office.check_refused(Role::Handler, "2026-03-09", refuse(), "TL36-2", "征求第三方意见");
    office.go(Role::Handler, "2026-03-09", consult(Consulted::ThirdParty));
    office.go(Role::Handler, "2026-03-10", refuse());
}

#[test]
fn art35_reasons_are_asked_before_an_excessive_application_is_left() {
    let mut office = Office::received("2026-03-02");
    let leave = || Command::Draft(Box::new(draft(Outcome::Excessive)));
    office.check_refused(Role::Handler, "2026-03-09", leave(), "TL36-2", "说明理由");
    office.go(
        Role::Handler,
        "2026-03-04",
        Command::RequestReasons { why: "一个月内43件".into(), reply_by: day("2026-03-20") },
    );
    let judge =
        |judgement, until| Command::JudgeReasons { judgement, why: "重复申请同类信息".into(), until };
    office.check_refused(
        Role::DisclosureHead,
        "2026-03-10",
        judge(Judgement::ReasonableButDelayed, None),
        "TL35-1",
        "合理的期限",
    );
    let mut delayed = Office { events: office.events.clone(), ..Office::new() };
    delayed.go(
        Role::DisclosureHead,
        "2026-03-10",
        judge(Judgement::ReasonableButDelayed, Some(day("2026-06-30"))),
    );
    assert_eq!(delayed.told("2026-03-10").due, Some(day("2026-06-30")));
    office.go(Role::DisclosureHead, "2026-03-10", judge(Judgement::Unreasonable, None));
    office.go(Role::Handler, "2026-03-11", leave());
}

// ---------------------------------------------------------------- 第三十六条、第三十七条

#[test]
fn art36_not_existing_needs_a_search_that_found_nothing() {
    let mut office = Office::received("2026-03-02");
    let none = || {
        let how = Some(How::NotHeld(NotHeldBecause::NonExistent));
        Command::Draft(Box::new(Draft { how, ..draft(Outcome::NotHeld) }))
    };
    office.check_refused(Role::Handler, "2026-03-09", none(), "TL36-1", "检索");
    office.go(Role::Handler, "2026-03-05", searched(true));
    office.check_refused(Role::Handler, "2026-03-09", none(), "TL36-1", "检索");
    office.go(Role::Handler, "2026-03-06", searched(false));
    office.go(Role::Handler, "2026-03-09", none());
}

#[test]
fn art36_answers_state_what_the_article_asks_of_them() {
    let office = Office::received("2026-03-02");
    let try_draft =
        |draft: Draft| office.try_as(&office.handler, "2026-03-09", Command::Draft(Box::new(draft)));
    let code = |draft: Draft| try_draft(draft).map_err(|refusal| refusal.code());
    let bare = |outcome| Draft { reason: " ".into(), access: String::new(), ..draft(outcome) };
    for outcome in Outcome::ALL {
        assert!(code(bare(outcome)).is_err(), "{}: nothing is said", outcome.key());
    }
    assert_eq!(code(draft(Outcome::LawForbids)), Err("TL36-1"));
    let named = Draft { forbidding_law: "某法第十条".into(), ..draft(Outcome::LawForbids) };
    assert!(code(named).is_ok());
    assert_eq!(code(draft(Outcome::Granted)), Err("AJ-8")); // 未写明已公开还是提供
    assert_eq!(code(draft(Outcome::OtherHandling)), Err("AJ-8"));
    assert_eq!(code(draft(Outcome::AdministrativeInquiry)), Err("TL36-1"));
    assert_eq!(code(draft(Outcome::Repeated)), Err("TL36-1"));
    assert_eq!(code(draft(Outcome::NotCorrected)), Err("TL36-2")); // 须经“不再处理”
}

#[test]
fn art37_each_withheld_part_has_its_ground_and_reason() {
    let office = Office::received("2026-03-02");
    let part =
        |ground, reason: &str| Withheld { part: "第3页姓名".into(), ground, reason: reason.into() };
    let partial = |withheld: Vec<Withheld>| {
        let draft = Draft { withheld, ..draft(Outcome::Partial) };
        office.try_as(&office.handler, "2026-03-09", Command::Draft(Box::new(draft)))
    };
    assert!(partial(Vec::new()).is_err());
    assert!(partial(vec![part(Some(Outcome::InternalAffairs), "")]).is_err());
    assert!(partial(vec![part(Some(Outcome::Granted), "不是不予公开的理由")]).is_err());
    assert!(partial(vec![part(Some(Outcome::InternalAffairs), "属于内部管理")]).is_ok());
    assert!(partial(vec![part(None, "不属于政府信息")]).is_ok());
    let third = partial(vec![part(Some(Outcome::ThirdParty), "个人隐私")]).unwrap_err();
    assert_eq!(third.code(), "TL36-2"); // 先征求意见
}

// ---------------------------------------------------------------- 收费

#[test]
fn fee_is_reckoned_by_the_rules_and_never_typed() {
    let mut office = Office::received("2026-03-02");
    let fee = |basis| Command::NoticeFee { basis };
    office.check_refused(Role::Handler, "2026-03-09", fee(FeeBasis::NthCase(10)), "AJ-4", "不收");
    office.check_refused(Role::Handler, "2026-03-31", fee(FeeBasis::NthCase(31)), "AJ-4", "答复期限内");
    office.go(Role::Handler, "2026-03-09", fee(FeeBasis::NthCase(31)));
    assert_eq!(office.case().unwrap().fee, Some((FeeBasis::NthCase(31), 200)));
    office.check_refused(Role::Handler, "2026-05-20", Command::Lapse, "AJ-4", "还没有送达");
    office.go(Role::Registrar, "2026-03-10", Command::RecordFeeDelivery { on: day("2026-03-10") });
    assert_eq!(office.told("2026-03-10").pay_by, Some(day("2026-04-08"))); // 4月6日清明节
    office.check_refused(Role::Handler, "2026-04-08", Command::Lapse, "AJ-4", "还没有届满");
    let mut paid = Office { events: office.events.clone(), ..Office::new() };
    paid.go(Role::Registrar, "2026-03-16", Command::TakePayment { on: day("2026-03-16") });
    assert_eq!(paid.told("2026-03-16").due, Some(day("2026-04-14")));
    office.go(Role::Handler, "2026-04-09", Command::Lapse);
    assert_eq!(counted(&office.case().unwrap()).unwrap().ended.unwrap().1, Outcome::FeeUnpaid);
}

// ---------------------------------------------------------------- 拆分、合并、撤回、复议诉讼

#[test]
fn a_split_application_counts_by_its_parts() {
    let mut office = Office::received("2026-03-02");
    office.go(
        Role::Handler,
        "2026-03-03",
        Command::Split { into: vec!["2026-0002".into(), "2026-0003".into()] },
    );
    assert_eq!(counted(&office.case().unwrap()), None);
    let mut late = Office::received("2026-03-02");
    late.go(Role::Handler, "2026-03-04", correction("2026-03-25"));
    late.check_refused(
        Role::Handler,
        "2026-03-05",
        Command::Split { into: vec!["a".into(), "b".into()] },
        "AJ-4",
        "不能再拆分",
    );
}

#[test]
fn withdrawn_and_merged_applications_count_as_other() {
    for command in [
        Command::Withdraw { on: day("2026-03-05"), reason: "不再需要".into() },
        Command::Merge { into: "2026-0009".into() },
    ] {
        let mut office = Office::received("2026-03-02");
        let role = if matches!(command, Command::Merge { .. }) { Role::Handler } else { Role::Registrar };
        office.go(role, "2026-03-05", command);
        assert_eq!(
            counted(&office.case().unwrap()).unwrap().ended,
            Some((day("2026-03-05"), Outcome::Other))
        );
        office.check_refused(Role::Handler, "2026-03-06", granted(), "AJ-3", "已经办结");
    }
}

#[test]
fn what_has_not_happened_yet_is_not_recorded() {
    let office = Office::received("2026-03-02");
    let future = Command::Withdraw { on: day("2026-03-06"), reason: String::new() };
    office.check_refused(Role::Registrar, "2026-03-05", future, "AJ-5", "还没有到");
}

#[test]
fn the_desk_is_told_only_what_may_be_done_next() {
    let mut office = Office::received("2026-03-02");
    let handler = office.allowed(Role::Handler, "2026-03-03");
    for label in ["告知补正", "征求意见", "要求说明理由", "登记检索", "拟办", "登记撤回"]
    {
        assert!(handler.contains(&label), "{label}: {handler:?}");
    }
    for label in ["收到补正", "登记意见", "送出答复", "不再处理", "归档"] {
        assert!(!handler.contains(&label), "{label}: {handler:?}");
    }
    office.go(Role::Handler, "2026-03-04", correction("2026-03-25"));
    let waiting = office.allowed(Role::Handler, "2026-03-05");
    assert!(waiting.contains(&"收到补正") && !waiting.contains(&"拟办"), "{waiting:?}");
}

/// Stored for ever: each event has a stored sample that must still read.
#[test]
fn stored_events_still_read() {
    let stored = include_str!("stored_events.jsonl");
    let mut kinds = std::collections::BTreeSet::new();
    for line in stored.lines() {
        let event: Event = serde_json::from_str(line).unwrap();
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), value);
        kinds.insert(value["event"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds.len(), 37, "a sample of every kind: {kinds:?}");
}

// ---------------------------------------------------------------- 性质

/// A random order; sensible or not.
fn order(shape: (usize, u8, u32), today: Date) -> Command {
    let (which, flavour, letter) = shape;
    let on = today - jiff::Span::new().days(i64::from(flavour % 3));
    let later = today + jiff::Span::new().days(i64::from(flavour));
    match which {
        0 => Command::Receive { on },
        1 => Command::RequestCorrection {
            missing: vec![Element::Description],
            explanation: "请补充".into(),
            reply_by: later,
        },
        2 => Command::TakeCorrection { on, subject: "补正后".into(), application: sealed("b") },
        3 => consult(if flavour % 2 == 0 { Consulted::ThirdParty } else { Consulted::Organ }),
        4 => Command::RecordConsultationDelivery { letter, on },
        5 => Command::TakeReply { letter, on, consents: flavour % 2 == 0, reasons: String::new() },
        6 => Command::RequestReasons { why: "过多".into(), reply_by: later },
        7 => Command::JudgeReasons {
            judgement: Judgement::ALL[usize::from(flavour) % 3],
            why: "认定".into(),
            until: Some(later),
        },
        8 => searched(flavour % 2 == 0),
        9 => Command::Extend { days: u32::from(flavour % 25), reason: "较多".into() },
        10 => Command::NoticeFee { basis: FeeBasis::Pages(u64::from(flavour) * 3) },
        11 => Command::RecordFeeDelivery { on },
        12 => Command::TakePayment { on },
        13 => {
            let outcome = Outcome::ALL[usize::from(flavour) % Outcome::ALL.len()];
            let how = match outcome {
                Outcome::Granted => Some(How::Granted(GrantedHow::Provided)),
                Outcome::NotHeld => Some(How::NotHeld(NotHeldBecause::NotOurs)),
                _ => None,
            };
            Command::Draft(Box::new(Draft { how, ..draft(outcome) }))
        }
        14 => review(),
        15 => sign(),
        16 => Command::Answer { on, delivery: Delivery::ALL[usize::from(flavour) % 3] },
        17 => Command::Withdraw { on, reason: String::new() },
        18 => Command::Lapse,
        19 => Command::SendBack { remarks: "再核".into() },
        20 => Command::Archive { archive_no: "1".into() },
        21 => Command::Classify { matter: "房屋征收".into() },
        22 => files::filing(
            [Purpose::Source, Purpose::Release { of: letter, struck: 0 }][usize::from(flavour % 2)].clone(),
        ),
        23 => remedies::sought(on),
        24 => Command::RecordRemedyNotice {
            remedy: letter,
            on,
            procedure: Procedure::ALL[usize::from(flavour) % 3],
        },
        25 => Command::RecordRemedyResponse { remedy: letter, on },
        26 => remedies::result(letter, on),
        27 => Command::Forward { on, organ: Contact { name: "某局".into(), contact: String::new() } },
        _ => Command::ErasePersonalData { why: "保管期满".into(), gone: Vec::new() },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// No sequence of orders breaks table three's identity, leaves an open case without a next deadline,
    /// or stores an event that does not read back to the same state.
    #[test]
    fn no_sequence_of_orders_breaks_the_count_or_loses_a_deadline(
        start in 0_i64..1500,
        channel in 0_usize..5,
        orders in proptest::collection::vec((0_usize..29, any::<u8>(), 1_u32..3, 0_i64..12), 0..30),
    ) {
        let calendar = Calendar::builtin();
        let everyone = [
            actor("li", &[Role::Registrar, Role::Handler]),
            actor("zhao", &[Role::DisclosureHead]),
            actor("qian", &[Role::Principal]),
        ];
        let mut today = day("2021-01-04") + jiff::Span::new().days(start);
        let ctx = |today, who| Ctx { today, calendar: &calendar, actor: &everyone[who] };
        let mut events =
            decide(&ctx(today, 0), None, register(Channel::ALL[channel], &today.to_string())).unwrap();
        for (which, flavour, letter, pass) in orders {
            today += jiff::Span::new().days(pass);
            let case = replay(&events).unwrap();
            let command = order((which, flavour, letter), today);
            for who in 0..3 {
                if let Ok(more) = decide(&ctx(today, who), Some(&case), command.clone()) {
                    events.extend(more);
                    break;
                }
            }
        }
        let case = replay(&events).unwrap();
        let stored: Vec<String> = events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<Event> = stored.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        prop_assert_eq!(replay(&read), Some(case.clone()));
        let told = super::decide::reckoned(&ctx(today, 0), &case).unwrap();
        prop_assert_eq!(told.deadlines.is_empty(), matches!(case.stage, Stage::Over { .. }));
        if let Some(counted) = counted(&case) {
            for year in 2019..2032 {
                let incoming = u8::from(counted.new_in(year)) + u8::from(counted.carried_into(year));
                let outgoing = u8::from(counted.ended_in(year).is_some()) + u8::from(counted.carried_over(year));
                prop_assert_eq!(incoming, outgoing, "{}", year);
            }
        }
    }
}
