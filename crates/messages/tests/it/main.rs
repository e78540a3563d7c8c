//! 咨询留言在台账中办理：what is listed, counted and shown changes with the act, and can be made again from the chain.
#![allow(clippy::unwrap_used)]

use jiff::civil::Date;
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use messages::{Counted, Error, Letter, List, Messages, NewMessage, Once, Shelf};
use office::message::{By, Command, Kind, NotAccepted, Rating, Refusal, Step, Terms, Wording};
use office::moment::Moment;
use office::publication::{Attachment, Content, IndexRule};
use office::records::{Kept, Source};
use office::role::{Actor, Role};
use publishing::{Inspector, Noted, Publishing, TakenIn};
use std::sync::Arc;

const ORGAN: &str = "370400";
const CODE: &str = "ABCDEFGHJKLM";

/// Finds telephones that begin with 139.
struct Telephones;

impl Inspector for Telephones {
    fn look(&self, _: &Content, _: &[(Attachment, Vec<u8>)]) -> Vec<Noted> {
        Vec::new()
    }

    fn inspect_text(&self, part: &str, text: &str) -> Vec<Noted> {
        let found = text.find("139");
        let noted = |at| Noted {
            id: format!("{part}:mobile:{at}"),
            place: part.into(),
            what: "移动电话号码".into(),
            excerpt: None,
            grave: true,
        };
        found.map(noted).into_iter().collect()
    }

    fn take_in(&self, _: &str, _: Vec<u8>) -> Result<TakenIn, String> {
        Err("没有附件".into())
    }
}

struct Office {
    messages: Messages,
    calendar: Calendar,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn actor(id: &str, role: Role) -> Actor {
    Actor { id: id.into(), roles: vec![role] }
}

fn letter(title: &str) -> Letter {
    Letter {
        title: title.into(),
        content: format!("{title}？请尽快答复。"),
        name: "王小花".into(),
        telephone: "13900000000".into(),
        ..Letter::default()
    }
}

impl Office {
    async fn open() -> Office {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
        let publishing = Publishing::new(ledger, ORGAN, IndexRule::default(), Arc::new(Telephones));
        Office { messages: Messages::new(publishing, Terms::default()), calendar: Calendar::builtin() }
    }

    fn moment(&self, on: &str) -> Moment<'_> {
        let now = format!("{on}T02:00:00Z").parse().unwrap();
        Moment { now, today: day(on), calendar: &self.calendar }
    }

    async fn receive(&self, on: &str, title: &str) -> String {
        let new =
            NewMessage { kind: Kind::Question, letter: letter(title), consents: true, code: CODE.into() };
        self.messages.receive(self.moment(on), &new).await.unwrap()
    }

    async fn run(&self, on: &str, no: &str, by: By<'_>, command: Command) -> Result<(), Error> {
        let version = self.messages.file(no).await.unwrap().unwrap().version;
        self.messages.run(self.moment(on), by, (no, version), command).await.map(|_| ())
    }

    async fn staff(&self, on: &str, no: &str, role: Role, command: Command) {
        let who = actor(&format!("{role:?}").to_lowercase(), role);
        self.run(on, no, By::Staff(&who), command).await.unwrap();
    }

    async fn accept(&self, on: &str, no: &str, matter: &str) {
        let (department, matter) = ("政务公开科".into(), matter.into());
        self.staff(on, no, Role::Registrar, Command::Accept { department, matter, simple: true }).await;
    }

    async fn draft(&self, on: &str, no: &str, question: &str, answer: &str) {
        let wording = Some(Wording { title: format!("{question}（标题）"), text: question.into() });
        self.staff(on, no, Role::Handler, Command::DraftAnswer { text: answer.into(), wording }).await;
    }

    async fn answered(&self, on: &str, no: &str, question: &str, answer: &str) {
        self.accept(on, no, "证件办理").await;
        self.draft(on, no, question, answer).await;
        self.staff(on, no, Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }).await;
        self.staff(on, no, Role::Publisher, Command::AnswerOpenly).await;
    }

    async fn count(&self, list: List) -> u64 {
        self.messages.count(&list).await.unwrap()
    }

    async fn figures(&self, year: i16) -> Vec<u64> {
        let mut figures = Vec::new();
        for counted in Counted::ALL {
            figures.push(self.messages.figure(year, counted).await.unwrap());
        }
        figures
    }
}

#[tokio::test]
async fn lists_and_figures_follow_each_act() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    assert_eq!(no, "LY2024-1");
    assert_eq!((office.count(List::Open).await, office.count(List::At(Step::New)).await), (1, 1));
    assert_eq!(office.figures(2024).await, [1, 0, 0, 0, 0, 0]);
    office.accept("2024-02-21", &no, "证件办理").await;
    let departments = office.messages.departments().await.unwrap();
    assert_eq!(departments, [("政务公开科".to_owned(), 1)]);
    assert_eq!(office.messages.count_before(&List::Open, day("2024-02-28")).await.unwrap(), 0);
    assert_eq!(office.messages.count_before(&List::Open, day("2024-02-29")).await.unwrap(), 1);
    office.draft("2024-02-22", &no, "营业执照怎样补领", "请到窗口补领。").await;
    office.staff("2024-02-23", &no, Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }).await;
    assert!(office.messages.seen(&no).await.unwrap().is_none());
    office.staff("2024-02-29", &no, Role::Publisher, Command::AnswerOpenly).await;
    assert_eq!(office.figures(2024).await, [1, 1, 0, 1, 1, 0]);
    assert_eq!((office.count(List::Open).await, office.count(List::All).await), (0, 1));
    office.run("2024-03-01", &no, By::Sender, Command::Rate { rating: Rating::Good }).await.unwrap();
    assert_eq!(office.messages.rated(2024, Rating::Good).await.unwrap(), 1);
    assert_eq!(office.messages.received_in(2024, 2).await.unwrap(), 1);
    office.staff("2024-03-04", &no, Role::Publisher, Command::TakeDown { why: "留言人要求".into() }).await;
    assert_eq!(office.figures(2024).await, [1, 1, 0, 1, 0, 0]);
    assert!(office.messages.seen(&no).await.unwrap().is_none());
    let second = office.receive("2024-03-05", "某举报").await;
    let command = Command::NotAccept { why: NotAccepted::Discipline, explanation: String::new() };
    office.staff("2024-03-05", &second, Role::Registrar, command).await;
    assert_eq!(office.figures(2024).await, [1, 1, 0, 1, 0, 1]);
}

#[tokio::test]
async fn what_the_scan_finds_stops_the_review_and_what_only_the_sender_reads_is_not_scanned() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    office.accept("2024-02-21", &no, "证件办理").await;
    office.draft("2024-02-22", &no, "我的电话13900000000，怎样补领", "请到窗口补领。").await;
    let head = actor("sun", Role::DepartmentHead);
    let pass = |let_stand: Vec<String>| Command::Pass { let_stand };
    let refused = office.run("2024-02-22", &no, By::Staff(&head), pass(Vec::new())).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::Found(_))), "{refused}");
    let file = office.messages.file(&no).await.unwrap().unwrap();
    let ids = office.messages.found(&file.message).await.unwrap().into_iter().map(|one| one.id).collect();
    office.run("2024-02-22", &no, By::Staff(&head), pass(ids)).await.unwrap();
    let other = office.receive("2024-02-21", "营业执照补领").await;
    office.accept("2024-02-21", &other, "证件办理").await;
    let command = Command::DraftAnswer { text: "我们会拨打13900000000。".into(), wording: None };
    office.staff("2024-02-22", &other, Role::Handler, command).await;
    office.run("2024-02-22", &other, By::Staff(&head), pass(Vec::new())).await.unwrap();
}

#[tokio::test]
async fn nothing_that_tells_of_the_sender_stands_in_the_clear() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "王小花的营业执照补领").await;
    let entries = office.messages.ledger().entries(ORGAN, 0, 100).await.unwrap();
    let row = office.messages.list(&List::All, None, 10).await.unwrap().rows.remove(0);
    for text in entries.iter().map(|entry| entry.body.as_str()).chain([row.subject.as_str()]) {
        assert!(!text.contains("王小花") && !text.contains("13900000000"), "{text}");
    }
    let file = office.messages.file(&no).await.unwrap().unwrap();
    let read = office.messages.letter(&file.message.first.letter).await.unwrap();
    assert_eq!((read.name.as_str(), read.telephone.as_str()), ("王小花", "13900000000"));
}

#[tokio::test]
async fn only_its_own_code_opens_a_message() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    for (number, code, opens) in
        [(no.as_str(), CODE, true), (&no, "ABCDEFGHJKLN", false), (&no, "", false), ("LY2024-2", CODE, false)]
    {
        assert_eq!(office.messages.opens(number, code).await.unwrap(), opens, "{number} {code}");
    }
}

#[tokio::test]
async fn a_form_sent_twice_is_one_message() {
    let office = Office::open().await;
    let new = NewMessage {
        kind: Kind::Question,
        letter: letter("营业执照补领"),
        consents: false,
        code: CODE.into(),
    };
    let once = |no: &str| {
        Ok(Some(Once { kind: "sent", id: "form".into(), body: no.as_bytes().to_vec(), expires: None }))
    };
    let moment = office.moment("2024-02-21");
    office.messages.receive_once(moment, &new, once).await.unwrap();
    assert!(office.messages.receive_once(moment, &new, once).await.is_err());
    assert_eq!(office.count(List::All).await, 1);
}

#[tokio::test]
async fn what_was_answered_is_found_by_what_is_alike() {
    let office = Office::open().await;
    for (question, answer) in [
        ("营业执照遗失后怎样补领", "先在网上声明作废，再到窗口补领。"),
        ("公司设立时的登记档案在哪里查询", "请到档案查询窗口。"),
        ("食品经营许可证到期前多久延续", "届满前九十个工作日起。"),
    ] {
        let no = office.receive("2024-02-21", question).await;
        office.answered("2024-02-22", &no, question, answer).await;
    }
    let private = office.receive("2024-02-21", "营业执照遗失后怎样补领").await;
    office.accept("2024-02-22", &private, "证件办理").await;
    let titles = |found: Vec<office::publication::Public<office::message::Open>>| -> Vec<String> {
        found.iter().map(|open| open.exchanges[0].question.clone()).collect()
    };
    let alike = office.messages.alike("营业执照丢了，要怎么补领", "", 5).await.unwrap();
    assert_eq!(titles(alike), ["营业执照遗失后怎样补领"]);
    let long =
        "我家开小店，昨天收拾东西的时候发现证书不见了，请问怎样补办，要带什么，多久能拿到，周末上班吗？";
    let alike = office.messages.alike("营业执照丢了怎么办", long, 5).await.unwrap();
    assert_eq!(titles(alike), ["营业执照遗失后怎样补领"], "the title tells it");
    let found = office.messages.find("登记档案", 5).await.unwrap();
    assert_eq!(titles(found), ["公司设立时的登记档案在哪里查询"]);
    assert!(office.messages.find("养老金", 5).await.unwrap().is_empty());
    assert!(office.messages.find("", 5).await.unwrap().is_empty());
    assert_eq!(office.messages.shelf_count(&Shelf::Matter("证件办理".into())).await.unwrap(), 3);
}

#[tokio::test]
async fn pages_of_the_public_list_follow_one_another() {
    let office = Office::open().await;
    for at in 0..12 {
        let no = office.receive("2024-02-21", &format!("第{at}个问题")).await;
        office.answered("2024-02-22", &no, &format!("第{at}个问题"), "答复。").await;
    }
    let (mut after, mut numbers) = (None, Vec::new());
    loop {
        let page = office.messages.shelf(&Shelf::All, after.as_ref(), 5).await.unwrap();
        numbers.extend(page.rows.iter().map(|open| open.no.clone()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (1..=12).rev().map(|at| format!("LY2024-{at}")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn the_register_of_the_year_is_made_of_the_messages() {
    let office = Office::open().await;
    let first = office.receive("2024-02-21", "营业执照补领").await;
    office.answered("2024-02-23", &first, "营业执照补领", "请到窗口补领。").await;
    office.receive("2024-12-30", "没有答复的").await;
    let spam = office.receive("2024-12-30", "广告").await;
    let command = Command::NotAccept { why: NotAccepted::Spam, explanation: String::new() };
    office.staff("2024-12-30", &spam, Role::Registrar, command).await;
    let kept = office.messages.registers(Kept::default(), &[2024]).await.unwrap();
    assert_eq!(kept.first(Source::Messages), Some(2024));
    assert!(kept.has(Source::Messages, 2024) && !kept.has(Source::Messages, 2025));
    let register = office::register::Register::find("messages").unwrap();
    let (figures, _) = office::metric::measure(&kept, [register].into_iter(), 2024).unwrap();
    let count = |id: &str| figures.count(id).unwrap();
    assert_eq!(count("messages.received"), 2);
    assert_eq!(count("messages.answered"), 1);
    assert_eq!(count("messages.answered.in_time"), 1);
    assert_eq!(count("messages.published"), 1);
}

#[tokio::test]
async fn everything_listed_is_made_again_from_the_chain() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    office.answered("2024-02-23", &no, "营业执照补领", "请到窗口补领。").await;
    let open = office.receive("2024-02-26", "档案查询").await;
    office.accept("2024-02-26", &open, "档案查询").await;
    let before = (office.figures(2024).await, office.messages.seen(&no).await.unwrap());
    let ledger = office.messages.ledger();
    ledger.rebuild(ORGAN, messages::items).await.unwrap();
    assert_eq!(before, (office.figures(2024).await, office.messages.seen(&no).await.unwrap()));
    assert_eq!(office.count(List::Open).await, 1);
}

#[tokio::test]
async fn an_erased_letter_is_no_more_and_the_chain_says_so() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    office.answered("2024-02-22", &no, "营业执照怎样补领", "请到窗口补领。").await;
    let version = office.messages.file(&no).await.unwrap().unwrap().version;
    let again = Letter { content: "我的电话是13900000001".into(), ..Letter::default() };
    office.messages.follow_up(office.moment("2024-02-23"), (&no, version), (&again, true)).await.unwrap();
    office.draft("2024-02-26", &no, "还要带什么", "身份证件。").await;
    office.staff("2024-02-26", &no, Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }).await;
    office.staff("2024-02-26", &no, Role::Publisher, Command::AnswerOpenly).await;
    let why = "留言人要求删除。".to_owned();
    office.staff("2024-03-01", &no, Role::DisclosureHead, Command::ErasePersonalData { why }).await;
    let message = office.messages.file(&no).await.unwrap().unwrap().message;
    assert!(message.erased);
    for round in message.rounds() {
        let error = office.messages.letter(&round.letter).await.unwrap_err();
        assert!(matches!(error, Error::Ledger(ledger::Error::Refused(ledger::Refusal::Erased { .. }))));
    }
    assert_eq!(office.messages.seen(&no).await.unwrap().unwrap().exchanges.len(), 2);
    let verified = office.messages.ledger().verify(ORGAN, &[]).await.unwrap();
    assert_eq!(verified.fault, None);
}

#[tokio::test]
async fn whoever_gave_an_address_is_told_of_the_answer_and_of_nothing_else() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    let queue = messages::notice_queue(ORGAN);
    let waiting = async || office.messages.ledger().waiting(&queue).await.unwrap();
    office.accept("2024-02-22", &no, "证件办理").await;
    office.draft("2024-02-22", &no, "营业执照怎样补领", "请到窗口补领。").await;
    office.staff("2024-02-22", &no, Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }).await;
    assert_eq!(waiting().await, 0);
    office.staff("2024-02-22", &no, Role::Publisher, Command::AnswerOpenly).await;
    assert_eq!(waiting().await, 1);
    let other = office.receive("2024-02-21", "举报").await;
    let command = Command::NotAccept { why: NotAccepted::Petition, explanation: String::new() };
    office.staff("2024-02-22", &other, Role::Registrar, command).await;
    assert_eq!(waiting().await, 2);
}

#[tokio::test]
async fn somebody_elses_step_in_between_is_told() {
    let office = Office::open().await;
    let no = office.receive("2024-02-21", "营业执照补领").await;
    let who = actor("wang", Role::Registrar);
    let accept =
        || Command::Accept {
            department: "政务公开科".into(), matter: "证件办理".into(), simple: true
        };
    let moment = office.moment("2024-02-21");
    office.messages.run(moment, By::Staff(&who), (&no, 1), accept()).await.unwrap();
    let reroute = Command::Reroute { department: "办公室".into(), why: "改派".into() };
    let late = office.messages.run(moment, By::Staff(&who), (&no, 1), reroute).await.unwrap_err();
    assert!(matches!(late, Error::Ledger(ledger::Error::Refused(_))), "{late}");
}
