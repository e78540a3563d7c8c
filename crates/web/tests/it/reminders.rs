//! 每日提醒和没有发出的邮件：whose turn it is, and how long there is.

use crate::fake::Fake;
use crate::office::{GRANT, ORGAN, Office, opened};
use casework::Moment;
use jiff::SignedDuration;
use law::workday::Calendar;
use web::Library;
use web::desk::reminder::Section;
use web::desk::undelivered::{self, Undelivered, What};
use web::desk::{account, reminder};

impl Office {
    async fn refresh(&self) {
        let calendar = Calendar::builtin();
        let moment = Moment { now: opened(), today: Fake::new().today(), calendar: &calendar };
        self.casework.refresh(moment).await.unwrap();
    }

    async fn sections(&self, id: &str) -> Vec<Section> {
        let account = account::find(&self.ledger, id).await.unwrap().unwrap();
        let calendar = Calendar::builtin();
        let desks = reminder::Desks { casework: &self.casework, messages: Some(&self.publications.messages) };
        reminder::of(desks, &account, Fake::new().today(), &calendar).await.unwrap()
    }

    async fn told(&self, id: &str) -> Vec<(&'static str, u64)> {
        self.sections(id).await.iter().map(|section| (section.title, section.count())).collect()
    }
}

/// 今天是2026年3月2日（周一）。2月14日、28日调休上班，2月15日至23日放假。第20个工作日：1月26日收到的为2月28日，1月27日的
/// 为3月2日，2月3日的为3月9日，2月4日的为3月10日；五个工作日内到3月9日止。
#[tokio::test]
async fn a_handler_is_reminded_of_what_is_overdue_due_today_and_within_five_working_days() {
    let office = Office::open().await;
    let li = office.sign_in("li").await;
    for days_ago in [35, 34, 27, 26] {
        let no = office.register(days_ago).await;
        office.done(&li, &no, "assignment", &[("handler", "wang")]).await;
    }
    office.refresh().await;
    let sections = office.sections("wang").await;
    let told: Vec<_> =
        sections.iter().map(|one| (one.title, one.lines[0].time.as_str(), one.count())).collect();
    assert_eq!(
        told,
        [
            ("承办的已逾期", "逾期 1 个工作日", 1),
            ("承办的今日到期", "今日到期", 1),
            ("承办的五个工作日内到期", "剩余 5 个工作日 · 3月9日前", 1),
        ]
    );
    assert_eq!(office.told("zhao").await, [("全部逾期", 1)]);
    assert_eq!(office.told("li").await, []);
}

#[tokio::test]
async fn each_is_reminded_of_what_waits_for_him() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let [li, wang, zhao] =
        [office.sign_in("li").await, office.sign_in("wang").await, office.sign_in("zhao").await];
    assert_eq!(office.told("li").await, [("未交办", 1)]);
    office.done(&li, &no, "assignment", &[("handler", "wang")]).await;
    office.done(&wang, &no, "draft", &GRANT).await;
    assert_eq!((office.told("li").await, office.told("zhao").await), (vec![], vec![("待审核", 1)]));
    office.done(&zhao, &no, "review", &[("remarks", "同意")]).await;
    assert_eq!((office.told("zhao").await, office.told("qian").await), (vec![], vec![("待签发", 1)]));
    // Whoever audits or administers has no cases to be reminded of.
    assert_eq!((office.told("shen").await, office.told("han").await), (vec![], vec![]));
}

#[tokio::test]
async fn a_long_list_is_told_in_part_and_the_rest_is_counted() {
    let office = Office::open().await;
    for _ in 0..53 {
        office.register(0).await;
    }
    let section = office.sections("li").await.remove(0);
    assert_eq!((section.lines.len(), section.more, section.count()), (50, 3, 53));
}

#[tokio::test]
async fn mails_nobody_took_are_told_on_the_board_for_three_days() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let li = office.sign_in("li").await;
    assert!(!office.get("/desk", &li).await.body.contains("没有发出"));
    let note = async |id: &str, what: What, hours: i64| {
        let mail = Undelivered { what, at: opened() - SignedDuration::from_hours(hours) };
        undelivered::note(&office.ledger, ORGAN, id, &mail).await.unwrap();
    };
    note("1", What::Reminder { account: "wang".into() }, 2).await;
    note("1", What::Reminder { account: "wang".into() }, 2).await;
    office.get("/desk", &li).await.says(&["有1封邮件", "给王承办的期限提醒"]);
    note("2", What::Notice { no: no.clone() }, 1).await;
    note("3", What::Notice { no: "2025-00009".into() }, 73).await;
    let link = format!("/desk/cases/{no}");
    office.get("/desk", &li).await.says(&["有2封邮件", &format!("{no} 给申请人的通知"), &link]);
}

/// 2026年1月26日（周一）收到，简单常见问题的最后一日为2月2日。
#[tokio::test]
async fn each_is_reminded_of_the_messages_that_wait_for_him() {
    use ::office::message::{By, Command, Kind};
    use ::office::role::{Actor, Role};
    let office = Office::open().await;
    let (messages, calendar) = (&office.publications.messages, Calendar::builtin());
    let moment = |on: &str| Moment { now: opened(), today: on.parse().unwrap(), calendar: &calendar };
    let letter =
        messages::Letter { title: "档案查询".into(), content: "怎样查".into(), ..Default::default() };
    let new =
        messages::NewMessage { kind: Kind::Question, letter, consents: false, code: "ABCDEFGHJKLM".into() };
    let no = messages.receive(moment("2026-01-26"), &new).await.unwrap();
    let overdue = ("留言已逾期、五个工作日内到期", 1);
    assert_eq!(office.told("li").await, [("留言待受理", 1)]);
    assert_eq!(office.told("zhao").await, [overdue]);
    let line = office.sections("zhao").await.remove(0).lines.remove(0);
    assert_eq!((line.no.as_str(), line.path), (no.as_str(), format!("/desk/messages/{no}")));
    let (department, matter) = ("政务公开科".into(), "档案查询".into());
    let steps = [
        (Role::Registrar, Command::Accept { department, matter, simple: true }, "wang", "留言待起草"),
        (
            Role::Handler,
            Command::DraftAnswer { text: "请到窗口查。".into(), wording: None },
            "sun",
            "留言待审核",
        ),
        (Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }, "wu", "留言待发出"),
    ];
    for (version, (role, command, whose, told)) in (1..).zip(steps) {
        let actor = Actor { id: format!("{role:?}"), roles: vec![role] };
        messages.run(moment("2026-01-27"), By::Staff(&actor), (&no, version), command).await.unwrap();
        assert_eq!(office.told(whose).await, [(told, 1)], "{whose}");
        for other in ["li", "wang", "sun", "wu"].into_iter().filter(|other| *other != whose) {
            assert_eq!(office.told(other).await, [], "{other}: it is {whose}'s turn");
        }
        assert_eq!(office.told("zhao").await, [overdue]);
    }
    let actor = Actor { id: "wu".into(), roles: vec![Role::Publisher] };
    messages.run(moment("2026-03-02"), By::Staff(&actor), (&no, 4), Command::AnswerPrivately).await.unwrap();
    for who in ["li", "wang", "sun", "wu", "zhao"] {
        assert_eq!(office.told(who).await, [], "{who}");
    }
}
