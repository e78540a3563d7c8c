//! 邮件：once a working day to everybody who has something due, once to an applicant for each act; also where the
//! server refuses, is down or is slow, and where several nodes share the database.

use crate::office::{ORGAN, Office, PASSWORD, block_on, on_every_store};
use crate::sink::{Manner, Sink};
use booking::{Act, Booking, By, Contact, Kind, Wanted};
use casework::{Application, Casework, Moment, Person, Registration};
use gongkai::library::Folder;
use gongkai::mail::{Mailer, Round};
use jiff::Timestamp;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use law::workday::Calendar;
use ledger::Ledger;
use messages::{Letter, NewMessage};
use office::case::Command;
use office::role::{Actor, Role};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use web::desk::account::{Accounts, Duties};
use web::desk::undelivered::{self, What};

const SETTINGS: &str = "organ_kind = \"department\"\nown_government = \"甲县人民政府\"\ncourt = \"甲县人民法院\"\n\
    document_no = \"甲公开〔{year}〕{n}号\"\n";

/// Ten in the morning in Beijing.
fn ten(day: &str) -> Timestamp {
    format!("{day}T02:00:00Z").parse().unwrap()
}

/// An office with a mail server, its people and its ledger.
pub struct Posting {
    pub office: Office,
    pub ledger: Ledger,
    pub sink: Sink,
}

impl Posting {
    pub async fn open(database: Option<String>) -> Posting {
        let office = tokio::task::spawn_blocking(|| Office::found(database)).await.unwrap();
        let posting = Posting { ledger: office.ledger().await, office, sink: Sink::open().await };
        posting.server(posting.sink.port);
        let accounts = posting.accounts();
        for (id, name, duties) in
            [("zhao", "赵主任", "负责人"), ("qian", "钱局长", "局长"), ("wu", "吴承办", "承办")]
        {
            accounts.add((id, name), Duties::parse(duties).unwrap(), PASSWORD).await.unwrap();
        }
        for id in ["wang", "zhao", "qian"] {
            accounts.set_email(id, &format!("{id}@office.example")).await.unwrap();
        }
        posting
    }

    pub fn accounts(&self) -> Accounts<'_> {
        Accounts { ledger: &self.ledger, organ: ORGAN, now: ten("2026-03-02"), by: "operator" }
    }

    fn server(&self, port: u16) {
        let mail = format!(
            "[mail]\nserver = \"127.0.0.1\"\nport = {port}\nencryption = \"none\"\nfrom = \"gongkai@office.example\"\n\
             site = \"https://office.example/\"\n"
        );
        self.office.folder.file("data/settings/disclosure.toml", format!("{SETTINGS}{mail}"));
    }

    fn casework(&self) -> Casework {
        Casework::new(self.ledger.clone(), ORGAN)
    }

    /// A node of its own; it shares the database only.
    pub fn mailer(&self) -> Mailer {
        let data = self.office.data();
        let library = Arc::new(Folder::open(Path::new(&data)).unwrap());
        Mailer::new(data.into(), library, self.casework()).with_patience(Duration::from_millis(300))
    }

    async fn register(&self, on: &str, channel: Channel, email: &str) -> String {
        let applicant = Person { name: "张某某".into(), email: email.into(), ..Person::default() };
        let content = "申请公开某地块征收项目的审批材料".into();
        let application =
            Application { applicant, content, medium: "电子文件".into(), way: "网上获取".into() };
        let day: Date = on.parse().unwrap();
        let taken = Registration::new(channel, day, Applicant::NaturalPerson, "某地块征收项目", application);
        let taken = Registration { received: Some(day), ..taken };
        self.casework()
            .register(moment(on, &Calendar::builtin()), &actor(Role::Registrar), taken)
            .await
            .unwrap()
    }

    async fn run(&self, on: &str, role: Role, no: &str, command: Command) {
        let version = self.casework().file(no).await.unwrap().unwrap().version;
        let calendar = Calendar::builtin();
        self.casework().run(moment(on, &calendar), &actor(role), (no, version), command).await.unwrap();
    }

    async fn extended(&self, on: &str, channel: Channel, email: &str) -> String {
        let no = self.register(on, channel, email).await;
        self.run(on, Role::DisclosureHead, &no, Command::Extend { days: 10, reason: "材料较多".into() })
            .await;
        no
    }
}

pub fn moment<'a>(on: &str, calendar: &'a Calendar) -> Moment<'a> {
    Moment { now: ten(on), today: on.parse().unwrap(), calendar }
}

fn actor(role: Role) -> Actor {
    Actor { id: "wang".into(), roles: vec![role] }
}

pub fn sent(count: u64) -> Round {
    Round { sent: count, ..Round::default() }
}

/// 3月2日（周一）收到，补正告知的最后一日为3月11日（第7个工作日），答复的最后一日为3月30日（第20个工作日）。
#[test]
fn everybody_is_reminded_once_a_working_day_of_what_is_his() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            let no = posting.register("2026-03-02", Channel::InPerson, "").await;
            posting.run("2026-03-02", Role::Registrar, &no, Command::Assign { handler: "wang".into() }).await;
            let other = posting.register("2026-03-02", Channel::InPerson, "").await;
            let mailer = posting.mailer();
            let early = "2026-03-05T23:59:59Z".parse().unwrap();
            assert_eq!(mailer.round(early).await.unwrap(), Round::default(), "7:59");
            assert_eq!(mailer.round(ten("2026-03-08")).await.unwrap(), Round::default(), "a Sunday");
            // 3月6日：还有3个工作日。
            assert_eq!(mailer.round(ten("2026-03-06")).await.unwrap(), sent(1));
            let mails = posting.sink.take();
            let [mail] = mails.as_slice() else { panic!("{mails:?}") };
            assert_eq!(
                (mail.to.as_str(), mail.header("Auto-Submitted")),
                ("wang@office.example", "auto-generated")
            );
            assert_eq!(mail.header("Subject"), "政务公开期限提醒：未交办1件，承办的五个工作日内到期1件");
            assert_eq!(mail.header("From"), "\"甲局\" <gongkai@office.example>".replace('"', ""));
            for words in [
                "王芳：",
                &no,
                &other,
                "剩余 3 个工作日",
                "某地块征收项目",
                "https://office.example/desk/cases/",
            ] {
                assert!(mail.text.contains(words), "{words}: {}", mail.text);
            }
            assert!(!mail.text.contains("张某某"), "{}", mail.text);
            // Not again on the day, by whichever node.
            assert_eq!(mailer.round(ten("2026-03-06")).await.unwrap(), Round::default());
            assert_eq!(posting.mailer().round(ten("2026-03-06")).await.unwrap(), Round::default());
            // Overdue from the 21st working day on, for the head too; the principal has nothing to sign and gets no mail.
            posting.casework().refresh(moment("2026-03-31", &Calendar::builtin())).await.unwrap();
            assert_eq!(mailer.round(ten("2026-03-31")).await.unwrap(), sent(2));
            let mails = posting.sink.take();
            let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
            assert_eq!(to, ["wang@office.example", "zhao@office.example"]);
            assert_eq!(mails[1].header("Subject"), "政务公开期限提醒：全部逾期2件");
            assert!(mails[0].text.contains("逾期 1 个工作日"), "{}", mails[0].text);
        });
    });
}

#[test]
fn an_applicant_who_applied_online_with_an_address_is_told_that_something_happened() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            let no = posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
            posting.extended("2026-03-02", Channel::Internet, "").await;
            posting.extended("2026-03-02", Channel::InPerson, "li@home.example").await;
            let round = posting.mailer().round("2026-03-02T23:00:00Z".parse().unwrap()).await.unwrap();
            assert_eq!(round, sent(1));
            let mails = posting.sink.take();
            let [mail] = mails.as_slice() else { panic!("{mails:?}") };
            assert_eq!(mail.to, "zhang@home.example");
            assert_eq!(mail.header("Subject"), format!("政府信息公开申请有新的进展（编号 {no}）"));
            assert!(mail.text.contains("https://office.example/apply/track") && mail.text.contains(&no));
            for words in ["张某某", "某地块", "延"] {
                assert!(
                    !mail.text.contains(words) && !mail.headers.contains(words),
                    "{words}: {}",
                    mail.text
                );
            }
            // Each job was done with.
            assert_eq!(
                posting.mailer().round("2026-03-03T22:00:00Z".parse().unwrap()).await.unwrap(),
                Round::default()
            );
        });
    });
}

#[test]
fn a_server_that_is_down_slow_or_busy_is_tried_again_with_growing_pauses() {
    block_on(async {
        let posting = Posting::open(None).await;
        let mailer = posting.mailer();
        for manner in [Manner::Silent, Manner::Closed, Manner::NotNow] {
            posting.sink.behave(manner);
            posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
            let start: Timestamp = "2026-03-02T22:00:00Z".parse().unwrap();
            let at = |minutes: i64| start + jiff::SignedDuration::from_mins(minutes);
            let deferred = Round { deferred: 1, ..Round::default() };
            assert_eq!(mailer.round(at(0)).await.unwrap(), deferred, "{manner:?}");
            assert_eq!(mailer.round(at(0)).await.unwrap(), Round::default(), "{manner:?}");
            assert_eq!(mailer.round(at(1)).await.unwrap(), deferred, "{manner:?}");
            assert_eq!(mailer.round(at(5)).await.unwrap(), Round::default(), "{manner:?}");
            posting.sink.behave(Manner::Takes);
            assert_eq!(mailer.round(at(6)).await.unwrap(), sent(1), "{manner:?}");
            assert_eq!(posting.sink.take().len(), 1, "{manner:?}");
        }
    });
}

#[test]
fn what_waits_behind_a_server_that_is_away_is_not_counted_as_tried() {
    block_on(async {
        let posting = Posting::open(None).await;
        for _ in 0..3 {
            posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
        }
        posting.server(1);
        let mailer = posting.mailer();
        let start: Timestamp = "2026-03-02T22:00:00Z".parse().unwrap();
        assert_eq!(mailer.round(start).await.unwrap(), Round { deferred: 1, ..Round::default() });
        // Settings are read as they stand.
        posting.server(posting.sink.port);
        assert_eq!(mailer.round(start).await.unwrap(), sent(2));
        assert_eq!(mailer.round(start + jiff::SignedDuration::from_mins(1)).await.unwrap(), sent(1));
    });
}

#[test]
fn a_mail_nobody_takes_is_given_up_and_told_on_the_board() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            let no = posting.extended("2026-03-06", Channel::Internet, "zhang@home.example").await;
            let mailer = posting.mailer();
            posting.sink.behave(Manner::NotNow);
            // A Saturday, on which nobody is reminded.
            let mut now: Timestamp = "2026-03-07T01:00:00Z".parse().unwrap();
            let mut rounds = Vec::new();
            for pause in [0, 1, 5, 15, 60, 120, 240] {
                now += jiff::SignedDuration::from_mins(pause);
                rounds.push(mailer.round(now).await.unwrap());
            }
            let given_up = Round { given_up: 1, ..Round::default() };
            assert_eq!(rounds.pop(), Some(given_up));
            assert!(
                rounds.iter().all(|round| *round == Round { deferred: 1, ..Round::default() }),
                "{rounds:?}"
            );
            // Whom the server does not know it will not know later.
            posting.sink.behave(Manner::RefusesRecipients);
            let other = posting.extended("2026-03-06", Channel::Internet, "no@home.example").await;
            assert_eq!(mailer.round(now).await.unwrap(), given_up);
            let told = undelivered::all(&posting.ledger, ORGAN, now).await.unwrap();
            let mut told: Vec<_> = told.into_iter().map(|one| one.what).collect();
            told.sort_by_key(|one| format!("{one:?}"));
            assert_eq!(told, [no, other].map(|no| What::Notice { no }));
            let later = now + jiff::SignedDuration::from_hours(73);
            assert_eq!(undelivered::all(&posting.ledger, ORGAN, later).await.unwrap(), []);
        });
    });
}

/// The one mail that may come twice: the server took it and was gone before it said so. It is told by its id.
#[test]
fn a_mail_taken_by_a_server_that_hung_up_comes_again_under_the_same_id() {
    block_on(async {
        let posting = Posting::open(None).await;
        posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
        posting.sink.behave(Manner::HangsUp);
        let mailer = posting.mailer();
        let start: Timestamp = "2026-03-02T22:00:00Z".parse().unwrap();
        assert_eq!(mailer.round(start).await.unwrap().deferred, 1);
        posting.sink.behave(Manner::Takes);
        assert_eq!(mailer.round(start + jiff::SignedDuration::from_mins(1)).await.unwrap(), sent(1));
        let ids: Vec<_> =
            posting.sink.take().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
        assert!(ids.len() == 2 && ids[0] == ids[1] && ids[0].ends_with("@office.example>"), "{ids:?}");
    });
}

#[test]
fn several_nodes_over_one_database_send_each_mail_once() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            for _ in 0..12 {
                posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
            }
            let mut nodes = tokio::task::JoinSet::new();
            for _ in 0..4 {
                let mailer = posting.mailer();
                nodes.spawn(async move { mailer.round(ten("2026-03-03")).await.unwrap().sent });
            }
            let by_node = nodes.join_all().await;
            let mails = posting.sink.take();
            let mut ids: Vec<_> = mails.iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
            ids.sort();
            ids.dedup();
            // Twelve notices, and the registrar's reminder of twelve cases nobody handles.
            assert_eq!((by_node.iter().sum::<u64>(), mails.len(), ids.len()), (13, 13, 13), "{by_node:?}");
        });
    });
}

#[test]
fn without_a_server_nothing_is_kept_and_with_bad_settings_everything_waits() {
    block_on(async {
        let posting = Posting::open(None).await;
        let mailer = posting.mailer();
        let settings = |text: &str| posting.office.folder.file("data/settings/disclosure.toml", text);
        let now: Timestamp = "2026-03-02T22:00:00Z".parse().unwrap();
        posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
        settings(&format!(
            "{SETTINGS}[mail]\nserver = \"127.0.0.1\"\nport = 25\nencryption = \"none\"\nfrom = \"甲局\"\nsite = \"\"\n"
        ));
        assert_eq!(mailer.round(now).await.unwrap(), Round::default());
        settings("[mail\n");
        assert_eq!(mailer.round(now).await.unwrap(), Round::default());
        posting.server(posting.sink.port);
        assert_eq!(mailer.round(now).await.unwrap(), sent(1));
        posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
        settings(SETTINGS);
        assert_eq!(mailer.round(now).await.unwrap(), Round::default());
        posting.server(posting.sink.port);
        assert_eq!(mailer.round(now).await.unwrap(), Round::default(), "it was thrown away");
    });
}

#[test]
fn old_news_and_unreadable_jobs_do_not_stand_in_the_way() {
    block_on(async {
        let posting = Posting::open(None).await;
        posting.extended("2026-03-02", Channel::Internet, "zhang@home.example").await;
        let queue = casework::notice_queue(ORGAN);
        let work = async |tx: ledger::Tx| tx.enqueue(&queue, ten("2026-03-02"), b"?").await;
        posting.ledger.transact(ORGAN, work).await.map_err(|error: ledger::Error| error).unwrap();
        let mailer = posting.mailer();
        assert_eq!(mailer.round("2026-03-05T23:00:00Z".parse().unwrap()).await.unwrap(), Round::default());
        posting.extended("2026-03-06", Channel::Internet, "zhang@home.example").await;
        assert_eq!(mailer.round("2026-03-06T23:00:00Z".parse().unwrap()).await.unwrap(), sent(1));
    });
}

/// A closed account is not reminded, nor one whose address was taken out meanwhile.
#[test]
fn whoever_is_gone_when_the_mail_is_made_gets_none() {
    block_on(async {
        let posting = Posting::open(None).await;
        posting.register("2026-03-02", Channel::InPerson, "").await;
        posting.server(1);
        let mailer = posting.mailer();
        assert_eq!(mailer.round(ten("2026-03-12")).await.unwrap().deferred, 1);
        posting.accounts().set_disabled("wang", true, "离岗").await.unwrap();
        posting.accounts().set_email("zhao", "").await.unwrap();
        posting.server(posting.sink.port);
        assert_eq!(mailer.round("2026-03-12T02:01:00Z".parse().unwrap()).await.unwrap(), Round::default());
        assert_eq!(posting.sink.take().len(), 0);
    });
}

#[test]
fn whoever_wrote_a_message_is_told_that_it_was_answered_and_not_what() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            let data = posting.office.data();
            let ledger = posting.ledger.clone();
            let publications = gongkai::publications::open(Path::new(&data), ledger, ORGAN).unwrap();
            let (desk, calendar) = (&publications.messages, Calendar::builtin());
            let letter = |email: &str| Letter {
                title: "翡翠营业执照".into(),
                content: "怎样补领".into(),
                name: "张三".into(),
                email: email.into(),
                ..Letter::default()
            };
            let (morning, kind) = (moment("2026-03-04", &calendar), office::message::Kind::Question);
            let mut numbers = Vec::new();
            for email in ["a@example.com", ""] {
                let code = "ABCDEFGHJKLM".into();
                let new = NewMessage { kind, letter: letter(email), consents: false, code };
                numbers.push(desk.receive(morning, &new).await.unwrap());
            }
            let mailer = posting.mailer().with_publications(publications.clone());
            let registrar = Actor { id: "wang".into(), roles: vec![Role::Registrar] };
            let refuse = |why| office::message::Command::NotAccept { why, explanation: "翡翠".into() };
            for no in &numbers {
                let by = office::message::By::Staff(&registrar);
                desk.run(morning, by, (no, 1), refuse(office::message::NotAccepted::Repeated)).await.unwrap();
            }
            // Before eight nobody of the office is reminded of anything.
            assert_eq!(mailer.round("2026-03-04T22:00:00Z".parse().unwrap()).await.unwrap(), sent(1));
            let mails = posting.sink.take();
            let [mail] = mails.as_slice() else { panic!("{mails:?}") };
            assert_eq!(mail.to, "a@example.com");
            assert_eq!(mail.header("Subject"), format!("您的留言有了办理结果（编号 {}）", numbers[0]));
            assert!(mail.text.contains("https://office.example/messages/status"), "{mail:?}");
            assert!(!mail.text.contains("翡翠") && !mail.text.contains("张三"), "{mail:?}");
            // Erased before it was told: nobody is told, and nothing is wrong.
            let code = "ABCDEFGHJKLM".into();
            let new = NewMessage { kind, letter: letter("a@example.com"), consents: false, code };
            let no = desk.receive(morning, &new).await.unwrap();
            let by = office::message::By::Staff(&registrar);
            let repeated = refuse(office::message::NotAccepted::Repeated);
            desk.run(morning, by, (&no, 1), repeated).await.unwrap();
            let head = Actor { id: "zhao".into(), roles: vec![Role::DisclosureHead] };
            let erase = office::message::Command::ErasePersonalData { why: "留言人要求。".into() };
            desk.run(morning, office::message::By::Staff(&head), (&no, 2), erase).await.unwrap();
            let round = mailer.round("2026-03-04T22:10:00Z".parse().unwrap()).await.unwrap();
            assert_eq!(round, Round::default());
        });
    });
}

#[test]
fn whoever_booked_help_is_told_of_it_and_that_the_office_called_it_off() {
    on_every_store(|store| {
        block_on(async {
            let posting = Posting::open(store).await;
            let calendar = Calendar::builtin();
            let by = By {
                account: "public",
                at: ten("2026-03-04"),
                today: day("2026-03-04"),
                calendar: &calendar,
            };
            let desk = Booking::new(posting.ledger.clone(), ORGAN);
            let call = Wanted { kind: Kind::Telephone, service: String::new(), matter: "开饭店".into() };
            let come = Wanted { kind: Kind::Onsite, ..call.clone() };
            let who = |telephone: &str| Contact {
                name: "张三".into(),
                telephone: telephone.into(),
                email: "a@example.com".into(),
                note: String::new(),
            };
            let on = day("2026-03-05");
            let no = desk.book(by, (on, "09:00"), &come, &who("13800000000"), "WORD").await.unwrap().no;
            desk.book(by, (on, "10:00"), &call, &who("13800000001"), "WORD").await.unwrap();
            let mailer = posting.mailer();
            mailer.round(ten("2026-03-04")).await.unwrap();
            let mails = posting.sink.take();
            let text = |words: &str| {
                let found = mails.iter().find(|mail| mail.text.contains(words));
                found.map(|mail| mail.text.clone()).unwrap_or_default()
            };
            assert!(text(&no).contains("地点：") && text(&no).contains("2026年3月5日 09:00"), "{mails:?}");
            let called = text("工作人员拨打您留的电话");
            assert!(called.contains("不方便接听的") && !called.contains("地点"), "{mails:?}");
            // Of a day that is over nobody is told not to come.
            let late = By { at: ten("2026-03-06"), today: day("2026-03-06"), ..by };
            let past = desk.book(by, (on, "14:00"), &come, &who("13800000003"), "WORD").await.unwrap().no;
            mailer.round(ten("2026-03-04")).await.unwrap();
            posting.sink.take();
            desk.act(late, &past, Act::Cancel, "没有来").await.unwrap();
            desk.act(by, &no, Act::Cancel, "窗口停电").await.unwrap();
            mailer.round(ten("2026-03-04")).await.unwrap();
            let mails = posting.sink.take();
            let [mail] = mails.as_slice() else { panic!("{mails:?}") };
            assert_eq!(mail.to, "a@example.com");
            assert!(mail.header("Subject").contains("预约已经取消"), "{mail:?}");
            assert!(mail.text.contains("理由：窗口停电") && mail.text.contains("请不要前来"), "{mail:?}");
            assert!(!mail.text.contains("张三") && !mail.text.contains("13800000000"));
            // Deleted before it was told: nobody is told, and nothing is wrong.
            let other = Contact { telephone: "13800000002".into(), ..who("") };
            desk.book(by, (on, "11:00"), &come, &other, "WORD").await.unwrap();
            desk.forget_due(by.at, day("2026-06-01")).await.unwrap();
            assert_eq!(mailer.round(ten("2026-03-04")).await.unwrap(), Round::default());
        });
    });
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}
