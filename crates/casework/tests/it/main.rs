//! 办件在台账中：登记、办理、列表、统计、重建。
#![allow(clippy::unwrap_used)]

mod letters;
mod lists;
mod notices;
#[path = "../../examples/simulate/orders.rs"]
mod orders;
#[path = "../../examples/simulate/random.rs"]
mod random;
mod registers;
mod tampering;

use casework::{Application, Casework, List, Moment, Order, Person, Registration, items, request_key};
use jiff::Timestamp;
use jiff::civil::Date;
use law::annual_report::rules::arithmetic;
use law::annual_report::{Applicant, Form, Outcome, Row3};
use law::request::State;
use law::request::delivery::Delivery;
use law::request::receipt::Channel;
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use office::case::{Command, Draft, How, ReviewResult, Route};
use office::role::{Actor, Role};

const ORGAN: &str = "11370400MB2857833X";

struct Desk {
    casework: Casework,
    calendar: Calendar,
    all: Actor,
    head: Actor,
    principal: Actor,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn actor(id: &str, roles: &[Role]) -> Actor {
    Actor { id: id.into(), roles: roles.to_vec() }
}

async fn desk() -> Desk {
    let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
    Desk {
        casework: Casework::new(ledger, ORGAN),
        calendar: Calendar::builtin(),
        all: actor("li", &[Role::Registrar, Role::Handler]),
        head: actor("zhao", &[Role::DisclosureHead]),
        principal: actor("qian", &[Role::Principal]),
    }
}

impl Desk {
    fn moment(&self, on: &str) -> Moment<'_> {
        let now: Timestamp = format!("{on}T02:00:00Z").parse().unwrap();
        Moment { now, today: day(on), calendar: &self.calendar }
    }

    async fn register(&self, on: &str, kind: Applicant) -> String {
        self.register_as(on, kind, application()).await
    }

    async fn register_as(&self, on: &str, kind: Applicant, application: Application) -> String {
        let subject = "某地块征收项目的审批材料";
        let taken = Registration::new(Channel::InPerson, day(on), kind, subject, application);
        self.casework.register(self.moment(on), &self.all, taken).await.unwrap()
    }

    async fn run(&self, on: &str, who: &Actor, no: &str, command: Command) -> Result<(), casework::Error> {
        let version = self.casework.file(no).await.unwrap().unwrap().version;
        self.casework.run(self.moment(on), who, (no, version), command).await.map(|_| ())
    }

    async fn answer(&self, on: &str, no: &str, outcome: Outcome) {
        let how =
            (outcome == Outcome::Granted).then_some(How::Granted(law::request::answer::GrantedHow::Provided));
        let draft = Draft {
            outcome,
            how,
            reason: "经审查……".into(),
            access: "随本告知书提供".into(),
            withheld: Vec::new(),
            competent_organ: None,
            special_rule: "某条例".into(),
            forbidding_law: String::new(),
            earlier: None,
            attachments: Vec::new(),
        };
        self.run(on, &self.all, no, Command::Draft(Box::new(draft))).await.unwrap();
        self.run(on, &self.head, no, Command::Review { remarks: "同意".into() }).await.unwrap();
        self.run(on, &self.principal, no, Command::Sign { document_no: "公开1号".into() }).await.unwrap();
        let send = Command::Answer { on: day(on), delivery: Delivery::Hand };
        self.run(on, &self.all, no, send).await.unwrap();
    }
}

fn application() -> Application {
    let applicant = Person {
        name: "张某某".into(),
        paper: "居民身份证".into(),
        paper_no: "11010519491231002X".into(),
        telephone: "13800000000".into(),
        ..Person::default()
    };
    let content = "申请公开某地块征收项目的审批材料".into();
    Application { applicant, content, medium: "纸质".into(), way: "邮寄".into() }
}

#[tokio::test]
async fn a_case_is_registered_numbered_and_listed_by_its_next_deadline() {
    let desk = desk().await;
    assert_eq!(desk.register("2026-03-02", Applicant::NaturalPerson).await, "2026-00001");
    assert_eq!(desk.register("2026-02-27", Applicant::Business).await, "2026-00002");
    let page = desk.casework.list(&List::Open, None, 10).await.unwrap();
    let told: Vec<_> =
        page.rows.iter().map(|row| (row.no.as_str(), row.next.unwrap().1.to_string())).collect();
    // 补正告知的最后一日：2月28日上班，2月27日起第7个工作日为3月9日
    assert_eq!(told, [("2026-00002", "2026-03-09".into()), ("2026-00001", "2026-03-11".into())]);
    assert_eq!(desk.casework.count(&List::Open).await.unwrap(), 2);
}

#[tokio::test]
async fn personal_data_is_sealed_and_read_only_by_the_key() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let entries = desk.casework.ledger().entries(ORGAN, 0, 10).await.unwrap();
    let chain: String = entries.iter().map(|entry| entry.body.as_str()).collect();
    assert!(!chain.contains("张某某") && !chain.contains("11010519491231002X"), "{chain}");
    let file = desk.casework.file(&no).await.unwrap().unwrap();
    assert_eq!(desk.casework.application(&file.case).await.unwrap(), application());
    assert_eq!(desk.casework.ledger().verify(ORGAN, &[]).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_step_on_what_someone_else_has_changed_is_refused() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let assign = || Command::Assign { handler: "li".into() };
    let moment = desk.moment("2026-03-03");
    desk.casework.run(moment, &desk.all, (&no, 1), assign()).await.unwrap();
    let error = desk.casework.run(moment, &desk.all, (&no, 1), assign()).await.unwrap_err();
    assert!(error.refusal().unwrap().contains("他人办理过"), "{error}");
}

#[tokio::test]
async fn tables_three_and_four_count_the_cases_and_lead_to_them() {
    let desk = desk().await;
    let carried = desk.register("2025-12-15", Applicant::NaturalPerson).await;
    let granted = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let refused = desk.register("2026-03-02", Applicant::Business).await;
    desk.register("2026-12-21", Applicant::NaturalPerson).await;
    desk.answer("2026-01-05", &carried, Outcome::Granted).await;
    desk.answer("2026-03-10", &granted, Outcome::Granted).await;
    desk.answer("2026-03-11", &refused, Outcome::InternalAffairs).await;
    let sought = Command::RecordRemedy {
        on: day("2026-04-01"),
        route: Route::Reconsideration,
        body: "枣庄市人民政府".into(),
        docket: "1".into(),
    };
    desk.run("2026-04-01", &desk.all, &refused, sought).await.unwrap();
    assert_eq!(desk.casework.table4(2026).await.unwrap().review, [0, 0, 0, 1, 1].map(Some));
    let result = Command::RecordRemedyResult {
        remedy: 1,
        on: day("2026-05-20"),
        result: ReviewResult::Upheld,
        summary: "维持".into(),
    };
    desk.run("2026-05-20", &desk.all, &refused, result).await.unwrap();
    assert_eq!(desk.casework.table4(2026).await.unwrap().review, [1, 0, 0, 0, 1].map(Some));

    let table = desk.casework.table3(2026).await.unwrap();
    let total = |row| table.get(row, Applicant::Total).unwrap();
    assert_eq!([total(Row3::New), total(Row3::Carried)], [3, 1]);
    assert_eq!([total(Row3::Total), total(Row3::CarriedOver)], [3, 1]);
    assert_eq!(total(Row3::Result(Outcome::Granted)), 2);
    assert_eq!(desk.casework.table3(2025).await.unwrap().get(Row3::CarriedOver, Applicant::Total), Some(1));
    let key = request_key(2026, Row3::Result(Outcome::Granted), Applicant::NaturalPerson);
    let behind = desk.casework.list(&List::Counted(key), None, 10).await.unwrap().rows;
    assert_eq!(behind.iter().map(|row| &row.no).collect::<Vec<_>>(), [&carried, &granted]);
    for year in 2024..2029 {
        let table = desk.casework.table3(year).await.unwrap();
        let tables = law::annual_report::Tables { table3: table, ..Default::default() };
        let faults = arithmetic(&tables, Form::Standard2021);
        assert!(faults.iter().all(|fault| !format!("{fault:?}").contains("table3")), "{year}: {faults:?}");
    }
}

#[tokio::test]
async fn lists_made_again_from_the_chain_are_the_same() {
    let desk = desk().await;
    let one = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    desk.register("2026-03-03", Applicant::Business).await;
    desk.answer("2026-03-10", &one, Outcome::Granted).await;
    let before = desk.casework.list(&List::All, None, 10).await.unwrap().rows;
    let table = desk.casework.table3(2026).await.unwrap();
    let calendar = &desk.calendar;
    let made = |entries: &[ledger::Entry]| items(entries, day("2026-03-10"), calendar);
    assert_eq!(desk.casework.ledger().rebuild(ORGAN, made).await.unwrap(), 2);
    assert_eq!(desk.casework.list(&List::All, None, 10).await.unwrap().rows, before);
    assert_eq!(desk.casework.table3(2026).await.unwrap(), table);
}

#[tokio::test]
async fn what_waits_for_a_day_that_is_past_is_reckoned_anew() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let moment = desk.moment("2026-03-09");
    let consult = Order::sealing(r#"{"name":"某公司"}"#.into(), |addressee| Command::Consult {
        whom: law::request::consultation::Consulted::ThirdParty,
        addressee,
        asked: "是否同意公开".into(),
    });
    desk.casework.run(moment, &desk.all, (&no, 1), consult).await.unwrap();
    let delivered = Command::RecordConsultationDelivery { letter: 1, on: day("2026-03-11") };
    desk.run("2026-03-11", &desk.all, &no, delivered).await.unwrap();
    let state = async || desk.casework.list(&List::All, None, 1).await.unwrap().rows[0].clone();
    assert_eq!(state().await.state, State::AwaitingReply);
    assert_eq!(desk.casework.refresh(desk.moment("2026-04-01")).await.unwrap(), 0);
    assert_eq!(desk.casework.refresh(desk.moment("2026-04-02")).await.unwrap(), 1);
    let row = state().await;
    assert_eq!((row.state, row.due), (State::Open, Some(day("2026-04-23"))));
}

const NOTICE_2027: &str = r#"
year = 2027
[[notice]]
title = "2027年放假安排（试）"
[[notice.break]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
"#;

#[tokio::test]
async fn a_new_holiday_notice_moves_open_deadlines_and_says_which() {
    let desk = desk().await;
    let no = desk.register("2026-12-21", Applicant::NaturalPerson).await;
    desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let row = async || {
        let rows = desk.casework.list(&List::All, None, 10).await.unwrap().rows;
        rows.into_iter().find(|row| row.no == no).unwrap()
    };
    // 没有2027年通知：只按周末，第20个工作日为1月18日
    assert_eq!((row().await.due, row().await.provisional), (Some(day("2027-01-18")), true));
    let new = Calendar::builtin().with_notices(&[("2027.toml", NOTICE_2027)]).unwrap();
    let moment = Moment { calendar: &new, ..desk.moment("2026-12-21") };
    assert_eq!(desk.casework.adopt_calendar(desk.moment("2026-12-21")).await.unwrap(), Some(0));
    assert_eq!(desk.casework.adopt_calendar(desk.moment("2026-12-21")).await.unwrap(), None);
    assert_eq!(desk.casework.adopt_calendar(moment).await.unwrap(), Some(1));
    let changes = desk.casework.calendar_changes().await.unwrap();
    assert_eq!(changes.len(), 1);
    let moved = &changes[0].moved[0];
    assert_eq!((moved.no.as_str(), moved.after), (no.as_str(), Some(day("2027-01-19"))));
    assert_eq!((moved.before, changes[0].approved.is_some()), (Some(day("2027-01-18")), false));
    assert!(!desk.casework.approve_change(moment, &desk.all, changes[0].no).await.unwrap());
    assert!(desk.casework.approve_change(moment, &desk.head, changes[0].no).await.unwrap());
    assert!(!desk.casework.approve_change(moment, &desk.head, changes[0].no).await.unwrap());
    let approved = desk.casework.calendar_changes().await.unwrap().remove(0).approved;
    assert_eq!(approved.map(|(by, _)| by).as_deref(), Some("zhao"));
    assert_eq!((row().await.due, row().await.provisional), (Some(day("2027-01-19")), false));
}

#[tokio::test]
async fn art36_and_art44_twins_are_found_and_what_they_suggest() {
    let desk = desk().await;
    let first = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    desk.answer("2026-03-10", &first, Outcome::Granted).await;
    let again = desk.register("2026-03-12", Applicant::NaturalPerson).await;
    let someone =
        Person { name: "李某".into(), paper_no: "440524188001010014".into(), ..Person::default() };
    let application = Application { applicant: someone, ..application() };
    let other = desk.register_as("2026-03-13", Applicant::NaturalPerson, application).await;
    let case = desk.casework.file(&again).await.unwrap().unwrap().case;
    let alike = desk.casework.alike(&case).await.unwrap();
    let told: Vec<_> = alike.iter().map(|twin| (twin.row.no.as_str(), twin.suggestion)).collect();
    use office::similar::Suggestion;
    assert_eq!(told, [(other.as_str(), Suggestion::Convert), (first.as_str(), Suggestion::Repeated)]);
    assert_eq!(desk.casework.of_the_month(&case).await.unwrap(), Some(2));
}
