//! 留言的测试：一行一道命令，由同事读得懂。日期由人工按放假通知推算。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::case::Sealed;
use crate::publication::Found;
use crate::role::{Actor, Role};
use jiff::civil::Date;
use law::workday::Calendar;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn letter(no: u32) -> Sealed {
    Sealed { sealed: format!("letter-{no}"), digest: "00".into() }
}

fn wording() -> Option<Wording> {
    let text = "营业执照遗失后怎样补领？需要带哪些材料？".into();
    Some(Wording { title: "营业执照补领".into(), text })
}

const EVERYBODY: [(&str, Role); 7] = [
    ("wang", Role::Registrar),
    ("li", Role::Handler),
    ("sun", Role::DepartmentHead),
    ("zhou", Role::SecrecyReviewer),
    ("zhao", Role::DisclosureHead),
    ("qian", Role::Principal),
    ("wu", Role::Publisher),
];

/// 留言人、登记王、承办李、部门孙、保密周、公开办赵、局长钱、发布吴。
struct Office {
    terms: Terms,
    events: Vec<Event>,
    found: Vec<Found>,
}

impl Office {
    fn new() -> Office {
        Office { terms: Terms::default(), events: Vec::new(), found: Vec::new() }
    }

    fn received(on: &str, consents: bool) -> Office {
        let mut office = Office::new();
        office.does(on, "sender", receive(consents)).unwrap();
        office
    }

    /// Up to the review, by Wang and Li.
    fn drafted(consents: bool) -> Office {
        let mut office = Office::received("2024-02-21", consents);
        office.does("2024-02-21", "wang", accept(true)).unwrap();
        office.does("2024-02-22", "li", answer(consents)).unwrap();
        office
    }

    fn answered(consents: bool) -> Office {
        let mut office = Office::drafted(consents);
        office.does("2024-02-23", "sun", pass(&[])).unwrap();
        let how = if consents { Command::AnswerOpenly } else { Command::AnswerPrivately };
        office.does("2024-02-23", "wu", how).unwrap();
        office
    }

    fn message(&self) -> Option<Message> {
        replay(&self.events)
    }

    fn known(&self) -> Message {
        self.message().unwrap()
    }

    fn with<T>(&self, on: &str, who: &str, ask: impl FnOnce(&Ctx<'_>) -> T) -> T {
        let roles = EVERYBODY.iter().filter(|(id, _)| *id == who).map(|(_, role)| *role).collect();
        // Of several posts: all that a small office may give to one person.
        let roles = if who == "all" { EVERYBODY.map(|(_, role)| role).to_vec() } else { roles };
        let actor = Actor { id: who.into(), roles };
        let by = if who == "sender" { By::Sender } else { By::Staff(&actor) };
        let calendar = Calendar::builtin();
        ask(&Ctx { today: day(on), by, calendar: &calendar, terms: self.terms, found: &self.found })
    }

    fn does(&mut self, on: &str, who: &str, command: Command) -> Result<(), Refusal> {
        let message = self.message();
        let events = self.with(on, who, |ctx| decide(ctx, message.as_ref(), command))?;
        self.events.extend(events);
        Ok(())
    }

    fn refuses(&mut self, on: &str, who: &str, command: Command, code: &str) {
        let before = self.events.len();
        let refusal = self.does(on, who, command.clone()).unwrap_err();
        assert_eq!(refusal.code(), code, "{who} {command:?}: {refusal}");
        assert_eq!(self.events.len(), before);
    }
}

fn receive(consents: bool) -> Command {
    Command::Receive {
        no: "LY2024-1".into(),
        kind: Kind::Question,
        subject: "营业执照补领".into(),
        letter: letter(1),
        consents,
    }
}

fn accept(simple: bool) -> Command {
    Command::Accept { department: "登记注册科".into(), matter: "证件办理".into(), simple }
}

fn answer(openly: bool) -> Command {
    let text = "请持本人身份证件到三楼登记窗口申请补领，当场办结。".into();
    Command::DraftAnswer { text, wording: if openly { wording() } else { None } }
}

fn follow_up(no: u32, consents: bool) -> Command {
    Command::FollowUp { letter: letter(no), consents }
}

fn erase() -> Command {
    Command::ErasePersonalData { why: "保管期满。".into() }
}

fn pass(let_stand: &[&str]) -> Command {
    Command::Pass { let_stand: let_stand.iter().map(|id| (*id).to_owned()).collect() }
}

fn not_accept(why: NotAccepted, explanation: &str) -> Command {
    Command::NotAccept { why, explanation: explanation.into() }
}

fn extend(due: &str) -> Command {
    Command::Extend { due: day(due), why: "需要向档案馆核实。".into() }
}

#[test]
fn a_simple_question_is_answered_openly_within_five_working_days() {
    let mut office = Office::received("2024-02-21", true);
    assert_eq!(office.known().due(), Some(day("2024-02-28")));
    assert!(office.known().counts());
    office.does("2024-02-21", "wang", accept(true)).unwrap();
    assert_eq!(office.known().due(), Some(day("2024-02-28")));
    for (on, who, command, step) in [
        ("2024-02-22", "li", answer(true), Step::Review),
        ("2024-02-23", "sun", pass(&[]), Step::Ready),
        ("2024-02-28", "wu", Command::AnswerOpenly, Step::Answered),
    ] {
        assert_eq!(office.known().open(), None);
        office.does(on, who, command).unwrap();
        assert_eq!(office.known().step, step);
    }
    let message = office.known();
    assert_eq!((message.due(), message.first.in_time(day("2024-12-31"))), (None, Some(true)));
    assert!(message.counts());
    let open = message.open().unwrap();
    assert_eq!(open.exchanges.len(), 1);
    assert_eq!(open.exchanges[0].title, "营业执照补领");
    assert_eq!((open.matter.as_str(), open.exchanges[0].department.as_str()), ("证件办理", "登记注册科"));
}

#[test]
fn an_answer_a_day_late_is_late_and_so_is_none_after_the_term() {
    for (answered, today, in_time) in [
        (Some("2024-02-28"), "2024-12-31", Some(true)),
        (Some("2024-02-29"), "2024-12-31", Some(false)),
        (None, "2024-02-28", None),
        (None, "2024-02-29", Some(false)),
    ] {
        let mut office = Office::drafted(true);
        office.does("2024-02-23", "sun", pass(&[])).unwrap();
        if let Some(on) = answered {
            office.does(on, "wu", Command::AnswerPrivately).unwrap();
        }
        assert_eq!(office.known().first.in_time(day(today)), in_time, "{answered:?} {today}");
    }
}

#[test]
fn other_messages_have_the_term_the_office_set_and_never_more_than_three_months() {
    // Set to nothing: 19号 alone.
    let mut office = Office::received("2024-02-21", true);
    office.does("2024-02-22", "wang", accept(false)).unwrap();
    assert_eq!(office.known().due(), Some(day("2024-05-21")));
    let mut office = Office::received("2024-02-21", true);
    office.terms = Terms::new(5, Some(15), 3).unwrap();
    office.does("2024-02-22", "wang", accept(false)).unwrap();
    assert_eq!(office.known().due(), Some(day("2024-03-13")));
    office.refuses("2024-03-01", "sun", extend("2024-03-13"), "LY-6");
    office.refuses("2024-03-01", "sun", extend("2024-05-22"), "LY-7");
    office.refuses("2024-03-01", "li", extend("2024-03-20"), "QX-1");
    office.does("2024-03-01", "sun", extend("2024-05-21")).unwrap();
    assert_eq!(office.known().due(), Some(day("2024-05-21")));
}

#[test]
fn three_months_without_an_answer_are_too_long_from_the_next_day() {
    for (received, answered, today, too_long) in [
        ("2024-02-21", None, "2024-05-21", false),
        ("2024-02-21", None, "2024-05-22", true),
        ("2024-02-21", Some("2024-05-21"), "2024-12-31", false),
        ("2024-02-21", Some("2024-05-22"), "2024-12-31", true),
        ("2024-11-30", None, "2025-02-28", false),
        ("2024-11-30", None, "2025-03-01", true),
    ] {
        let found = unanswered_too_long(day(received), answered.map(day), day(today));
        assert_eq!(found, too_long, "{received} {answered:?} {today}");
    }
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    for (simple, other, follow_ups, fine) in [
        (5, Some(15), 3, true),
        (1, Some(60), 0, true),
        (5, Some(5), 20, true),
        (60, None, 3, true),
        (0, Some(15), 3, false),
        (0, None, 3, false),
        (5, Some(61), 3, false),
        (61, None, 3, false),
        (6, Some(5), 3, false),
        (5, Some(15), 21, false),
    ] {
        assert_eq!(Terms::new(simple, other, follow_ups).is_ok(), fine, "{simple} {other:?} {follow_ups}");
    }
}

#[test]
fn whoever_drafted_does_not_review_even_after_a_colleague_drafted_anew() {
    let mut office = Office::received("2024-02-21", true);
    office.does("2024-02-21", "wang", accept(true)).unwrap();
    office.does("2024-02-22", "all", answer(true)).unwrap();
    office.refuses("2024-02-22", "all", pass(&[]), "QX-2");
    office.does("2024-02-22", "li", answer(true)).unwrap();
    office.refuses("2024-02-22", "all", pass(&[]), "QX-2");
    office.does("2024-02-22", "sun", pass(&[])).unwrap();
}

#[test]
fn nobody_does_what_is_not_his_post() {
    let stages = [
        Office::new(),
        Office::received("2024-02-21", true),
        Office::drafted(true),
        Office::answered(true),
        Office::answered(false),
    ];
    for office in &stages {
        let message = office.message();
        for who in EVERYBODY.map(|(id, _)| id).into_iter().chain(["sender", "nobody"]) {
            let acts = office.with("2024-02-24", who, |ctx| allowed(ctx, message.as_ref()));
            let role = EVERYBODY.iter().find(|(id, _)| *id == who).map(|(_, role)| *role);
            for act in acts {
                match role {
                    Some(role) => assert!(act.roles().contains(&role), "{who} {act:?}"),
                    None => assert!(who == "sender" && act.by_sender(), "{who} {act:?}"),
                }
            }
        }
    }
}

#[test]
fn what_the_sender_does_not_want_published_is_never_worded_for_the_public() {
    let mut office = Office::received("2024-02-21", false);
    office.does("2024-02-21", "wang", accept(true)).unwrap();
    office.refuses("2024-02-22", "li", answer(true), "LY-8");
    office.does("2024-02-22", "li", answer(false)).unwrap();
    office.does("2024-02-22", "sun", pass(&[])).unwrap();
    office.refuses("2024-02-23", "wu", Command::AnswerOpenly, "LY-3");
    office.does("2024-02-23", "wu", Command::AnswerPrivately).unwrap();
    assert_eq!(office.known().open(), None);
}

#[test]
fn a_finding_of_the_scan_stops_the_review_until_it_is_let_stand_by_name() {
    let mut office = Office::drafted(true);
    office.found = vec![Found { id: "text:mobile:3".into(), what: "手机号138****0000".into() }];
    office.refuses("2024-02-23", "sun", pass(&[]), "LY-9");
    office.refuses("2024-02-23", "sun", pass(&["text:mobile:3", "text:email:1"]), "LY-10");
    office.does("2024-02-23", "sun", pass(&["text:mobile:3"])).unwrap();
}

#[test]
fn what_is_sent_back_is_drafted_and_reviewed_again() {
    let mut office = Office::drafted(true);
    let back = |remark: &str| Command::SendBack { remark: remark.into() };
    office.refuses("2024-02-22", "sun", back("  "), "LY-4");
    office.does("2024-02-22", "sun", back("请写明窗口位置。")).unwrap();
    assert_eq!(office.known().first.sent_back.as_deref(), Some("请写明窗口位置。"));
    office.refuses("2024-02-22", "sun", pass(&[]), "LY-3");
    office.refuses("2024-02-22", "wu", Command::AnswerOpenly, "LY-3");
    office.does("2024-02-23", "li", answer(true)).unwrap();
    assert_eq!(office.known().first.sent_back, None);
    office.does("2024-02-23", "sun", pass(&[])).unwrap();
}

#[test]
fn another_department_drafts_anew() {
    let mut office = Office::drafted(true);
    let reroute = Command::Reroute { department: "档案室".into(), why: "属于档案查询。".into() };
    office.does("2024-02-22", "zhao", reroute).unwrap();
    let message = office.known();
    assert_eq!((message.step, message.first.draft.clone()), (Step::Drafting, None));
    assert_eq!(message.department.as_deref(), Some("档案室"));
}

#[test]
fn what_is_no_message_is_handed_on_with_words_and_does_not_count() {
    for why in NotAccepted::ALL {
        let mut office = Office::received("2024-02-21", true);
        if why == NotAccepted::OtherOrgan {
            office.refuses("2024-02-22", "wang", not_accept(why, ""), "LY-4");
        }
        office.does("2024-02-22", "wang", not_accept(why, "请向市自然资源和规划局提出。")).unwrap();
        let message = office.known();
        assert!(!why.guidance().is_empty() && !message.counts());
        assert_eq!((message.due(), message.open()), (None, None));
        office.refuses("2024-02-22", "wang", accept(true), "LY-3");
        office.refuses("2024-02-22", "sender", follow_up(2, true), "LY-3");
    }
}

#[test]
fn a_follow_up_begins_a_round_of_its_own_and_shows_only_when_answered_openly() {
    let mut office = Office::answered(true);
    office.does("2024-03-01", "sender", follow_up(2, true)).unwrap();
    let message = office.known();
    assert_eq!((message.step, message.due()), (Step::Drafting, Some(day("2024-03-08"))));
    assert_eq!(message.sealed().count(), 2);
    assert_eq!(message.open().unwrap().exchanges.len(), 1);
    office.does("2024-03-04", "li", answer(true)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.does("2024-03-04", "wu", Command::AnswerOpenly).unwrap();
    assert_eq!(office.known().open().unwrap().exchanges.len(), 2);
    // Figures stay those of the message itself.
    assert_eq!(office.known().first.in_time(day("2024-12-31")), Some(true));
}

#[test]
fn a_follow_up_is_not_public_where_the_message_is_not() {
    let mut office = Office::drafted(true);
    office.does("2024-02-23", "sun", pass(&[])).unwrap();
    office.does("2024-02-23", "wu", Command::AnswerPrivately).unwrap();
    office.does("2024-03-01", "sender", follow_up(2, true)).unwrap();
    office.refuses("2024-03-04", "li", answer(true), "LY-8");
    office.does("2024-03-04", "li", answer(false)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.refuses("2024-03-04", "wu", Command::AnswerOpenly, "LY-3");
}

#[test]
fn a_follow_up_is_published_only_where_its_sender_agrees_to_it() {
    let mut office = Office::answered(true);
    office.does("2024-03-01", "sender", follow_up(2, false)).unwrap();
    office.refuses("2024-03-04", "li", answer(true), "LY-8");
    office.does("2024-03-04", "li", answer(false)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.refuses("2024-03-04", "wu", Command::AnswerOpenly, "LY-3");
    office.does("2024-03-04", "wu", Command::AnswerPrivately).unwrap();
    assert_eq!(office.known().open().unwrap().exchanges.len(), 1);
}

#[test]
fn what_follows_a_message_that_was_taken_down_is_answered_to_its_sender_alone() {
    let mut office = Office::answered(true);
    office.does("2024-03-01", "sender", follow_up(2, true)).unwrap();
    office.does("2024-03-04", "li", answer(true)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.does("2024-03-04", "zhou", Command::TakeDown { why: "留言人要求撤下。".into() }).unwrap();
    office.refuses("2024-03-04", "wu", Command::AnswerOpenly, "LY-3");
    office.does("2024-03-04", "wu", Command::AnswerPrivately).unwrap();
    assert_eq!(office.known().open(), None);
}

/// As it was written before follow-ups were asked for their own consent.
#[test]
fn an_old_follow_up_has_the_consent_of_its_message() {
    let old = r#"{"event":"followed_up","on":"2024-03-01","letter":{"sealed":"letter-2","digest":"00"},"due":"2024-03-08"}"#;
    for consents in [true, false] {
        let mut office = Office::answered(consents);
        office.events.push(serde_json::from_str(old).unwrap());
        assert_eq!(office.known().round().consents, consents);
        assert_eq!(serde_json::to_string(office.events.last().unwrap()).unwrap(), old);
    }
}

#[test]
fn each_answer_keeps_the_department_that_gave_it() {
    let mut office = Office::answered(true);
    office.does("2024-03-01", "sender", follow_up(2, true)).unwrap();
    let reroute = Command::Reroute { department: "档案室".into(), why: "属于档案查询。".into() };
    office.does("2024-03-01", "wang", reroute).unwrap();
    office.does("2024-03-04", "li", answer(true)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.does("2024-03-04", "wu", Command::AnswerOpenly).unwrap();
    let open = office.known().open().unwrap();
    let departments: Vec<&str> = open.exchanges.iter().map(|one| one.department.as_str()).collect();
    assert_eq!(departments, ["登记注册科", "档案室"]);
}

#[test]
fn personal_data_is_erased_once_and_only_of_what_is_over() {
    let mut office = Office::drafted(true);
    office.refuses("2024-02-22", "zhao", erase(), "LY-3");
    let mut office = Office::answered(true);
    office.does("2024-03-01", "sender", follow_up(2, false)).unwrap();
    office.refuses("2024-03-01", "zhao", erase(), "LY-3");
    office.does("2024-03-04", "li", answer(false)).unwrap();
    office.does("2024-03-04", "sun", pass(&[])).unwrap();
    office.does("2024-03-04", "wu", Command::AnswerPrivately).unwrap();
    office.refuses("2024-03-05", "wang", erase(), "QX-1");
    office.refuses("2024-03-05", "zhao", Command::ErasePersonalData { why: " ".into() }, "LY-4");
    office.refuses("2024-03-05", "sender", erase(), "QX-1");
    office.does("2024-03-05", "zhao", erase()).unwrap();
    let Some(Event::PersonalDataErased { gone, .. }) = office.events.last() else { panic!("no erasure") };
    let gone: Vec<&str> = gone.iter().map(|one| one.erased.as_str()).collect();
    assert_eq!(gone, ["letter-1", "letter-2"]);
    // What was answered openly stays; nothing more is asked under it.
    assert!(office.known().open().is_some());
    office.refuses("2024-03-05", "zhao", erase(), "LY-3");
    office.refuses("2024-03-05", "sender", follow_up(3, true), "LY-3");
    let mut office = Office::received("2024-02-21", true);
    office.refuses("2024-02-22", "zhao", erase(), "LY-3");
    office.does("2024-02-22", "wang", not_accept(NotAccepted::Spam, "")).unwrap();
    office.does("2024-02-22", "zhao", erase()).unwrap();
}

#[test]
fn three_follow_ups_are_the_most() {
    let mut office = Office::answered(false);
    for no in 2..5 {
        office.does("2024-03-01", "sender", follow_up(no, true)).unwrap();
        office.refuses("2024-03-01", "sender", follow_up(9, true), "LY-3");
        office.does("2024-03-04", "li", answer(false)).unwrap();
        office.does("2024-03-04", "sun", pass(&[])).unwrap();
        office.does("2024-03-04", "wu", Command::AnswerPrivately).unwrap();
    }
    office.refuses("2024-03-05", "sender", follow_up(9, true), "LY-3");
}

#[test]
fn an_answer_is_rated_once_and_by_the_sender() {
    let mut office = Office::drafted(true);
    let rate = || Command::Rate { rating: Rating::Good };
    office.refuses("2024-02-23", "sender", rate(), "LY-3");
    let mut office = Office::answered(true);
    office.refuses("2024-02-24", "li", rate(), "QX-1");
    office.does("2024-02-24", "sender", rate()).unwrap();
    assert_eq!(office.known().open().unwrap().rating, Some(Rating::Good));
    office.refuses("2024-02-24", "sender", rate(), "LY-3");
}

#[test]
fn what_is_taken_down_is_gone_for_the_public_and_stays_for_the_sender() {
    let mut office = Office::answered(true);
    let take_down = |why: &str| Command::TakeDown { why: why.into() };
    office.refuses("2024-02-24", "zhou", take_down(""), "LY-4");
    office.does("2024-02-24", "zhou", take_down("留言人要求不再公开。")).unwrap();
    assert_eq!(office.known().open(), None);
    assert!(office.known().first.answer.is_some());
    office.refuses("2024-02-24", "zhou", take_down("再撤一次。"), "LY-3");
}

#[test]
fn keys_lead_back_and_differ() {
    for act in Act::ALL {
        assert_eq!(Act::from_key(act.key()), Some(act));
    }
    for kind in Kind::ALL {
        assert_eq!(Kind::from_key(kind.key()), Some(kind));
    }
    for why in NotAccepted::ALL {
        assert_eq!(NotAccepted::from_key(why.key()), Some(why));
    }
    for rating in Rating::ALL {
        assert_eq!(Rating::from_key(rating.key()), Some(rating));
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any::<bool>().prop_map(receive),
        any::<bool>().prop_map(accept),
        Just(not_accept(NotAccepted::Spam, "")),
        any::<bool>().prop_map(answer),
        Just(Command::SendBack { remark: "请补充。".into() }),
        Just(pass(&[])),
        Just(Command::AnswerOpenly),
        Just(Command::AnswerPrivately),
        Just(extend("2024-05-01")),
        Just(Command::Reroute { department: "档案室".into(), why: "改派。".into() }),
        Just(Command::TakeDown { why: "撤下。".into() }),
        any::<bool>().prop_map(|consents| follow_up(2, consents)),
        Just(erase()),
        Just(Command::Rate { rating: Rating::Fair }),
    ]
}

proptest! {
    /// Whatever is tried by whomever: what shows was consented to, reviewed by another, answered openly; and
    /// the events read back as they were written.
    #[test]
    fn nothing_shows_without_consent_and_review(
        tries in prop::collection::vec((0..9_usize, any_command()), 1..60)
    ) {
        let mut office = Office::new();
        for (who, command) in tries {
            let who = ["sender", "all", "wang", "li", "sun", "zhou", "zhao", "qian", "wu"][who];
            let _ = office.does("2024-02-22", who, command);
            let Some(message) = office.message() else { continue };
            let passed = office.events.iter().filter(|event| matches!(event, Event::Passed { .. })).count();
            let open = message.open();
            let shown = open.as_ref().map_or(0, |open| open.exchanges.len());
            prop_assert!(shown <= passed && (message.first.consents || open.is_none()));
            let agreed = message.rounds().filter(|round| round.consents).count();
            prop_assert!(shown <= agreed);
            let mut drafter = "";
            for event in &office.events {
                match event {
                    Event::Drafted { by, .. } => drafter = by,
                    Event::Passed { by, .. } => prop_assert_ne!(by, drafter),
                    _ => {}
                }
            }
        }
        let written = serde_json::to_string(&office.events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read, office.events);
    }
}
