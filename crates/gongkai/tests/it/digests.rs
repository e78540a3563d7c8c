//! 订阅的汇总：at once, every morning, every Monday; what was withdrawn before it was sent is not told.

use crate::mail::{Posting, moment, sent};
use crate::office::{ORGAN, block_on, on_every_store};
use crate::sink::Manner;
use gongkai::mail::{Mailer, Round};
use jiff::Timestamp;
use law::proactive::review::{Conclusion, Question};
use law::workday::Calendar;
use office::publication::{Command, Content, Nature, Reason};
use office::role::{Actor, Role};
use office::subscription::{Rhythm, Wish};
use publishing::Publishing;
use std::path::Path;
use web::Publications;
use web::subscription::store::{Asking, Subscribers};

fn content(title: &str, column: &str, body: &str) -> Content {
    Content {
        title: title.into(),
        nature: Nature::News,
        overview: "概述".into(),
        body: body.into(),
        column: column.into(),
        topic: "政务服务".into(),
        duty: law::proactive::scope::Duty::from_key("20-5"),
        entry: None,
        service: None,
        issued_by: "甲局".into(),
        jointly_with: Vec::new(),
        document_no: None,
        formed: "2026-03-02".parse().unwrap(),
        effective: None,
        expires: None,
        source: None,
        keywords: Vec::new(),
        interprets: None,
        term: law::proactive::term::Term::Proactive,
        term_basis: None,
        attachments: Vec::new(),
        important: false,
        cleanup: None,
        retention: Default::default(),
    }
}

/// An office that publishes and sends mails.
pub struct Newsroom {
    posting: Posting,
    publications: Publications,
}

impl Newsroom {
    pub async fn open(store: Option<String>) -> Newsroom {
        let posting = Posting::open(store).await;
        let data = posting.office.data();
        let publications =
            gongkai::publications::open(Path::new(&data), posting.ledger.clone(), ORGAN).unwrap();
        // Nobody is reminded: only subscribers get mails.
        for id in ["wang", "zhao", "qian"] {
            posting.accounts().set_email(id, "").await.unwrap();
        }
        Newsroom { posting, publications }
    }

    fn mailer(&self) -> Mailer {
        self.posting.mailer().with_publications(self.publications.clone())
    }

    pub fn publishing(&self) -> &Publishing {
        &self.publications.publishing
    }

    async fn run(&self, at: &str, role: Role, index: &str, command: Command) {
        let (now, calendar) = (time(at), Calendar::builtin());
        let moment = casework::Moment { now, ..moment(&at[..10], &calendar) };
        let actor = Actor { id: format!("{role:?}").to_lowercase(), roles: vec![role] };
        let version = self.publishing().file(index).await.unwrap().unwrap().version;
        self.publishing().run(moment, &actor, (index, version), command).await.unwrap();
    }

    async fn publish(&self, at: &str, title: &str, column: &str) -> String {
        self.publish_text(at, title, column, "正文").await
    }

    pub async fn publish_text(&self, at: &str, title: &str, column: &str, body: &str) -> String {
        let index = self.publish_elsewhere(at, title, column, body).await;
        self.publications.follow().await.unwrap();
        index
    }

    /// As another process does: the search of this one has not followed.
    async fn publish_elsewhere(&self, at: &str, title: &str, column: &str, body: &str) -> String {
        let calendar = Calendar::builtin();
        let drafter = Actor { id: "handler".into(), roles: vec![Role::Handler] };
        let index = self
            .publishing()
            .draft(moment(&at[..10], &calendar), &drafter, content(title, column, body))
            .await
            .unwrap();
        let answers = || Question::ALL.map(|question| (question, false)).to_vec();
        let remark = String::new;
        let review = Command::ReviewSecrecy {
            conclusion: Conclusion::Open,
            basis: String::new(),
            answers: answers(),
            overridden: Vec::new(),
            reassess: None,
            public_interest: None,
        };
        for (role, command) in [
            (Role::Handler, Command::SelfCheck { answers: answers(), remark: remark() }),
            (Role::DepartmentHead, Command::PassDepartment { remark: remark() }),
            (Role::SecrecyReviewer, review),
            (Role::Publisher, Command::Publish),
        ] {
            self.run(at, role, &index, command).await;
        }
        index
    }

    fn subscribers(&self) -> Subscribers<'_> {
        Subscribers { ledger: &self.posting.ledger, organ: ORGAN }
    }

    /// Somebody who subscribed on the first of March.
    async fn subscribe(&self, name: &str, rhythm: Rhythm, shelves: &[&str], phrase: &str) {
        let wish = Wish { shelves: shelves.iter().map(|one| (*one).into()).collect(), phrase: phrase.into() };
        let (address, code) = (format!("{name}@home.example"), name.to_owned());
        let now = time("2026-03-01T02:00:00Z");
        self.subscribers().ask(now, &Asking { address, wish, rhythm, code }).await.unwrap();
        assert_eq!(self.mailer().round(now).await.unwrap(), sent(1));
        let mail = self.posting.sink.take().pop().unwrap();
        assert_eq!(mail.header("Subject"), "请确认订阅甲局公开的信息");
        assert!(
            mail.text.contains(&format!("https://office.example/subscribe/confirm?t={name}")),
            "{}",
            mail.text
        );
        assert!(!mail.headers.contains("List-Unsubscribe"), "nothing to unsubscribe from yet");
        self.subscribers().confirm(name, now).await.unwrap().unwrap();
    }

    async fn told(&self, at: &str) -> Vec<String> {
        self.mailer().round(time(at)).await.unwrap();
        self.posting.sink.take().into_iter().map(|mail| mail.to.replace("@home.example", "")).collect()
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// 2026年3月2日是星期一；各时刻为世界时，比北京时间早八小时。
#[test]
fn each_is_told_in_his_rhythm_of_what_he_chose() {
    on_every_store(|store| {
        block_on(async {
            let news = Newsroom::open(store).await;
            news.subscribe("once", Rhythm::AtOnce, &["column/政务动态"], "").await;
            news.subscribe("daily", Rhythm::Daily, &["nature/news"], "").await;
            news.subscribe("weekly", Rhythm::Weekly, &["all"], "").await;
            news.subscribe("words", Rhythm::AtOnce, &[], "帮办代办").await;
            assert!(news.told("2026-03-02T00:30:00Z").await.is_empty(), "nothing is published yet");
            news.publish("2026-03-02T02:00:00Z", "推进会召开", "政务动态").await;
            assert_eq!(news.told("2026-03-02T02:01:00Z").await, ["once"]);
            assert!(news.told("2026-03-02T02:02:00Z").await.is_empty(), "each is told once");
            news.publish("2026-03-02T03:00:00Z", "帮办代办窗口设立", "帮办代办").await;
            assert_eq!(news.told("2026-03-02T03:01:00Z").await, ["words"]);
            assert!(news.told("2026-03-02T23:59:00Z").await.is_empty(), "7:59 in Beijing");
            assert_eq!(news.told("2026-03-03T00:00:00Z").await, ["daily"]);
            news.publish("2026-03-03T02:00:00Z", "第三条", "其他").await;
            assert!(news.told("2026-03-03T02:01:00Z").await.is_empty(), "the morning is over");
            assert_eq!(news.told("2026-03-04T00:00:00Z").await, ["daily"]);
            assert_eq!(news.told("2026-03-09T00:00:00Z").await, ["weekly"]);
            assert!(news.told("2026-03-16T00:00:00Z").await.is_empty(), "nothing new, no mail");
        });
    });
}

#[test]
fn a_digest_lists_what_is_public_when_it_is_sent_and_ends_by_one_click() {
    block_on(async {
        let news = Newsroom::open(None).await;
        news.subscribe("daily", Rhythm::Daily, &["all"], "推进会").await;
        let index = news.publish("2026-03-02T02:00:00Z", "推进会召开", "政务动态").await;
        let other = news.publish("2026-03-02T03:00:00Z", "将要撤回的推进会信息", "政务动态").await;
        // The digest waits behind a server that is away; meanwhile one of the two is withdrawn.
        news.posting.sink.behave(Manner::NotNow);
        let deferred = Round { deferred: 1, ..Round::default() };
        assert_eq!(news.mailer().round(time("2026-03-03T00:00:00Z")).await.unwrap(), deferred);
        let withdraw =
            Command::Withdraw { reason: Reason::Inaccurate, explanation: "数字有误。".into() };
        news.run("2026-03-03T00:00:30Z", Role::Publisher, &other, withdraw).await;
        news.posting.sink.behave(Manner::Takes);
        assert_eq!(news.mailer().round(time("2026-03-03T00:01:00Z")).await.unwrap(), sent(1));
        let mails = news.posting.sink.take();
        let [mail] = mails.as_slice() else { panic!("{mails:?}") };
        assert_eq!(mail.header("Subject"), "甲局：新公开的信息1条");
        let path = format!("https://office.example{}", web::item_path(&index));
        for words in ["推进会召开", "政务动态　2026年3月2日", &path, "/subscribe/manage?k="] {
            assert!(mail.text.contains(words), "{words}: {}", mail.text);
        }
        assert!(!mail.text.contains("将要撤回"), "{}", mail.text);
        assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        let leave = mail.header("List-Unsubscribe");
        assert!(
            leave.starts_with("<https://office.example/subscribe/leave?k=") && leave.ends_with('>'),
            "{leave}"
        );
        let pass = leave.trim_end_matches('>').split("k=").nth(1).unwrap();
        let (id, _) = news.subscribers().admitted(pass).await.unwrap().unwrap();
        news.subscribers().leave(&id).await.unwrap();
        news.publish("2026-03-04T02:00:00Z", "再开推进会", "政务动态").await;
        assert!(news.told("2026-03-05T00:00:00Z").await.is_empty());
    });
}

#[test]
fn a_phrase_finds_what_another_process_has_just_published() {
    on_every_store(|store| {
        block_on(async {
            let news = Newsroom::open(store).await;
            news.subscribe("words", Rhythm::AtOnce, &[], "帮办代办").await;
            news.publish_elsewhere("2026-03-02T02:00:00Z", "帮办代办窗口设立", "其他", "正文").await;
            assert_eq!(news.told("2026-03-02T02:01:00Z").await, ["words"]);
        });
    });
}

#[test]
fn more_than_a_mail_lists_is_counted_and_linked() {
    block_on(async {
        let news = Newsroom::open(None).await;
        news.subscribe("words", Rhythm::AtOnce, &[], "帮办代办").await;
        for number in 1..=53 {
            let title = format!("帮办代办动态第{number}期");
            news.publish_elsewhere("2026-03-02T02:00:00Z", &title, "其他", "正文").await;
        }
        assert_eq!(news.mailer().round(time("2026-03-02T02:01:00Z")).await.unwrap(), sent(1));
        let text = news.posting.sink.take().pop().unwrap().text;
        let search = format!("https://office.example{}", web::search_path("帮办代办"));
        for words in ["有53条新公开", "另有3条", "https://office.example/disclosure/items", &search] {
            assert!(text.contains(words), "{words}: {text}");
        }
    });
}

#[test]
fn an_address_that_is_refused_three_times_is_deleted_and_nobody_at_the_desk_is_told() {
    block_on(async {
        let news = Newsroom::open(None).await;
        news.subscribe("gone", Rhythm::AtOnce, &["all"], "").await;
        let id = news.subscribers().id_of("gone@home.example").unwrap();
        news.posting.sink.behave(Manner::RefusesRecipients);
        for hour in 2..5 {
            assert!(news.subscribers().find(&id).await.unwrap().is_some(), "{hour}");
            news.publish(&format!("2026-03-02T0{hour}:00:00Z"), &format!("第{hour}条"), "其他").await;
            let now = time(&format!("2026-03-02T0{hour}:01:00Z"));
            assert_eq!(news.mailer().round(now).await.unwrap(), Round { given_up: 1, ..Round::default() });
        }
        assert_eq!(news.subscribers().find(&id).await.unwrap(), None);
        let told = web::desk::undelivered::all(&news.posting.ledger, ORGAN, time("2026-03-02T09:00:00Z"))
            .await
            .unwrap();
        assert_eq!(told, []);
    });
}

#[test]
fn only_refusals_in_a_row_count() {
    block_on(async {
        let news = Newsroom::open(None).await;
        news.subscribe("back", Rhythm::AtOnce, &["all"], "").await;
        let id = news.subscribers().id_of("back@home.example").unwrap();
        let manners = [Manner::RefusesRecipients, Manner::RefusesRecipients, Manner::Takes];
        for (hour, manner) in (2..).zip(manners.into_iter().cycle().take(5)) {
            news.posting.sink.behave(manner);
            news.publish(&format!("2026-03-02T0{hour}:00:00Z"), &format!("第{hour}条"), "其他").await;
            news.mailer().round(time(&format!("2026-03-02T0{hour}:01:00Z"))).await.unwrap();
        }
        let kept = news.subscribers().find(&id).await.unwrap().unwrap();
        assert_eq!(kept.refused, 2, "two before a mail was taken, two after it");
    });
}
