//! 发布在台账中：起草、审查、发布、撤回，工作台和公众的列表随之变化。
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::review::{Conclusion, Question};
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use office::moment::Moment;
use office::publication::*;
use office::role::{Actor, Role};
use publishing::{Inspector, List, Noted, Publishing, Seen, Shelf, Standing, TakenIn, items};
use std::sync::Arc;

const ORGAN: &str = "11370400MB2857833X";

struct Office {
    publishing: Publishing,
    calendar: Calendar,
}

/// Finds the word 秘密 wherever it stands, and takes no file that has it.
struct Words;

impl Inspector for Words {
    fn look(&self, content: &Content, files: &[(Attachment, Vec<u8>)]) -> Vec<Noted> {
        let files = files.iter().map(|(file, bytes)| (file.name.as_str(), String::from_utf8_lossy(bytes)));
        let texts = [("body", content.body.as_str().into())].into_iter().chain(files);
        texts.flat_map(|(place, text)| self.inspect_text(place, &text)).collect()
    }

    fn inspect_text(&self, part: &str, text: &str) -> Vec<Noted> {
        let (id, what) = (format!("{part}:secret_mark:0"), "密级标志".into());
        let noted = Noted { id, place: part.into(), what, excerpt: None, grave: true };
        text.contains("秘密").then_some(noted).into_iter().collect()
    }

    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
        if String::from_utf8_lossy(&bytes).contains("机密★") {
            return Err(format!("文件“{name}”有密级标志，没有保存。"));
        }
        Ok(TakenIn { media: "text/plain".into(), bytes, picture: None, removed: Vec::new() })
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

async fn office() -> Office {
    let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
    let publishing = Publishing::new(ledger, ORGAN, IndexRule::default(), Arc::new(Words));
    Office { publishing, calendar: Calendar::builtin() }
}

fn actor(role: Role) -> Actor {
    Actor { id: format!("{role:?}").to_lowercase(), roles: vec![role] }
}

fn no() -> Answers {
    Question::ALL.map(|question| (question, false)).to_vec()
}

fn news(title: &str) -> Content {
    Content {
        title: title.into(),
        nature: Nature::News,
        overview: "概述".into(),
        body: "正文".into(),
        column: "政务动态".into(),
        topic: "政务服务".into(),
        duty: law::proactive::scope::Duty::from_key("20-5"),
        entry: Some("1.1".into()),
        issued_by: "枣庄市行政审批服务局".into(),
        jointly_with: Vec::new(),
        document_no: None,
        formed: day("2024-03-01"),
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
        retention: None,
        service: None,
    }
}

fn document(title: &str, formed: &str, expires: Option<&str>) -> Content {
    let (formed, expires) = (day(formed), expires.map(day));
    Content { nature: Nature::NormativeDocument, formed, expires, ..news(title) }
}

impl Office {
    fn moment(&self, on: &str) -> Moment<'_> {
        let now: Timestamp = format!("{on}T12:00:00+08:00").parse().unwrap();
        Moment { now, today: day(on), calendar: &self.calendar }
    }

    async fn run(
        &self,
        on: &str,
        role: Role,
        index: &str,
        command: Command,
    ) -> Result<(), publishing::Error> {
        let version = self.publishing.file(index).await.unwrap().unwrap().version;
        self.publishing.run(self.moment(on), &actor(role), (index, version), command).await.map(|_| ())
    }

    async fn draft(&self, on: &str, content: Content) -> String {
        self.publishing.draft(self.moment(on), &actor(Role::Handler), content).await.unwrap()
    }

    async fn passed(&self, on: &str, index: &str) {
        let important =
            self.publishing.file(index).await.unwrap().unwrap().item.work.unwrap().content.important;
        let remark = String::new;
        let check = Command::SelfCheck { answers: no(), remark: remark() };
        self.run(on, Role::Handler, index, check).await.unwrap();
        self.run(on, Role::DepartmentHead, index, Command::PassDepartment { remark: remark() })
            .await
            .unwrap();
        self.run(on, Role::SecrecyReviewer, index, reviewed(&[])).await.unwrap();
        if important {
            self.run(on, Role::Principal, index, Command::Approve { remark: remark() }).await.unwrap();
        }
    }

    async fn published(&self, on: &str, content: Content) -> String {
        let index = self.draft(on, content).await;
        self.passed(on, &index).await;
        self.run(on, Role::Publisher, &index, Command::Publish).await.unwrap();
        index
    }

    async fn titles(&self, shelf: Shelf) -> Vec<String> {
        let page = self.publishing.shelf(&shelf, None, 50).await.unwrap();
        assert_eq!(self.publishing.shelf_count(&shelf).await.unwrap(), page.rows.len() as u64);
        page.rows.iter().map(|row| row.title.clone()).collect()
    }
}

fn reviewed(overridden: &[(&str, &str)]) -> Command {
    let overridden = overridden
        .iter()
        .map(|(finding, why)| Overridden { finding: (*finding).into(), why: (*why).into() })
        .collect();
    let (conclusion, basis) = (Conclusion::Open, String::new());
    Command::ReviewSecrecy {
        conclusion,
        basis,
        answers: no(),
        overridden,
        reassess: None,
        public_interest: None,
    }
}

fn withdraw() -> Command {
    Command::Withdraw {
        reason: Reason::Inaccurate, explanation: "数字有误，核实后重新发布。".into()
    }
}

#[tokio::test]
async fn items_are_numbered_by_the_rule_and_listed_by_their_last_day() {
    let office = office().await;
    assert_eq!(office.draft("2024-03-04", news("甲")).await, format!("{ORGAN}/2024-00001"));
    let licence =
        Content { nature: Nature::Licence, term: law::proactive::term::Term::Decision, ..news("乙") };
    assert_eq!(office.draft("2024-03-04", licence).await, format!("{ORGAN}/2024-00002"));
    assert_eq!(office.draft("2025-01-02", news("丙")).await, format!("{ORGAN}/2025-00001"));
    let due = office.publishing.list(&List::Due, None, 10).await.unwrap().rows;
    let told: Vec<_> = due.iter().map(|row| (row.title.as_str(), row.due.unwrap().1.to_string())).collect();
    // 3月1日（周五）起第7个工作日是3月12日，第20个是3月29日
    let last = "2024-03-29".to_owned();
    assert_eq!(told, [("乙", "2024-03-12".into()), ("甲", last.clone()), ("丙", last)]);
    assert_eq!(office.publishing.count_before(&List::Due, day("2024-03-29")).await.unwrap(), 1);
    assert_eq!(office.publishing.count(&List::At(Step::Drafting)).await.unwrap(), 3);
}

/// 3月1日签署公布的规章，3月31日满30日。
#[tokio::test]
async fn a_regulation_that_is_revised_stays_listed_by_the_day_it_is_to_be_filed() {
    let office = office().await;
    let regulation =
        || Content { nature: Nature::Regulation, expires: Some(day("2029-03-01")), ..news("某规定") };
    let index = office.published("2024-03-04", regulation()).await;
    let better = Content { body: "修改后的正文".into(), ..regulation() };
    let revise = Command::Revise { content: Box::new(better), why: "改正错字".into() };
    office.run("2024-03-11", Role::Handler, &index, revise).await.unwrap();
    let rows = office.publishing.list(&List::Due, None, 10).await.unwrap().rows;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.due, Some((DueKind::File, day("2024-03-31"))));
    let later: Vec<_> = row.due_later.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(later, [DueKind::Publish, DueKind::Expire]);
}

#[tokio::test]
async fn nothing_stands_on_any_shelf_before_it_is_published_and_nothing_after_it_is_withdrawn() {
    let office = office().await;
    let index = office.draft("2024-03-04", news("推进会召开")).await;
    office.passed("2024-03-04", &index).await;
    let shelves = || {
        [
            Shelf::All,
            Shelf::Column("政务动态".into()),
            Shelf::Topic("政务服务".into()),
            Shelf::Nature(Nature::News),
            Shelf::Duty("20-5".into()),
            Shelf::Entry("1.1".into()),
            Shelf::Year(2024),
        ]
    };
    for shelf in shelves() {
        assert!(office.titles(shelf).await.is_empty());
    }
    assert!(office.publishing.seen(&index).await.unwrap().is_none());
    office.run("2024-03-05", Role::Publisher, &index, Command::Publish).await.unwrap();
    for shelf in shelves() {
        assert_eq!(office.titles(shelf).await, ["推进会召开"]);
    }
    assert!(
        matches!(office.publishing.seen(&index).await.unwrap(), Some(Seen::Open(editions, _)) if editions.len() == 1)
    );
    office.run("2024-03-06", Role::SecrecyReviewer, &index, withdraw()).await.unwrap();
    for shelf in shelves() {
        assert!(office.titles(shelf).await.is_empty());
    }
    assert!(office.publishing.listed(&index).await.unwrap().is_none());
    let Some(Seen::Gone(tombstone)) = office.publishing.seen(&index).await.unwrap() else { panic!() };
    assert_eq!(tombstone.explanation, "数字有误，核实后重新发布。");
    assert_eq!(office.publishing.count(&List::Withdrawn).await.unwrap(), 1);
}

#[tokio::test]
async fn a_new_edition_under_way_leaves_the_public_one_as_it_is() {
    let office = office().await;
    let index = office.published("2024-03-04", news("推进会召开")).await;
    let better = Content { column: "通知公告".into(), ..news("推进会在枣庄召开") };
    let revise = Command::Revise { content: Box::new(better), why: "补地点".into() };
    office.run("2024-03-05", Role::Handler, &index, revise).await.unwrap();
    assert_eq!(office.titles(Shelf::All).await, ["推进会召开"]);
    office.passed("2024-03-05", &index).await;
    assert_eq!(office.titles(Shelf::Column("政务动态".into())).await, ["推进会召开"]);
    office.run("2024-03-05", Role::Publisher, &index, Command::Publish).await.unwrap();
    assert!(office.titles(Shelf::Column("政务动态".into())).await.is_empty());
    assert_eq!(office.titles(Shelf::Column("通知公告".into())).await, ["推进会在枣庄召开"]);
}

#[tokio::test]
async fn what_the_scan_finds_stops_the_review_until_the_reviewer_says_why() {
    let office = office().await;
    let content = Content { body: "商业秘密的认定".into(), ..news("政策解答") };
    let index = office.draft("2024-03-04", content).await;
    let check = Command::SelfCheck { answers: no(), remark: String::new() };
    office.run("2024-03-04", Role::Handler, &index, check).await.unwrap();
    let pass = Command::PassDepartment { remark: String::new() };
    office.run("2024-03-04", Role::DepartmentHead, &index, pass).await.unwrap();
    let error = office.run("2024-03-04", Role::SecrecyReviewer, &index, reviewed(&[])).await.unwrap_err();
    assert!(error.refusal().unwrap().contains("密级标志"), "{error}");
    let explained = reviewed(&[("body:secret_mark:0", "是法律用语，不是标志")]);
    office.run("2024-03-04", Role::SecrecyReviewer, &index, explained).await.unwrap();
}

#[tokio::test]
async fn attachments_are_kept_once_and_given_out_with_the_edition_alone() {
    let office = office().await;
    let attachment = office.publishing.take_in("名单.txt", b"list".to_vec()).await.unwrap();
    let same = office.publishing.take_in("另名.txt", b"list".to_vec()).await.unwrap();
    assert_eq!(attachment.content, same.content);
    let content = Content { attachments: vec![attachment], ..news("名单公示") };
    let index = office.draft("2024-03-04", content).await;
    assert!(office.publishing.attachment(&index, (1, 1)).await.unwrap().is_none());
    office.passed("2024-03-04", &index).await;
    office.run("2024-03-04", Role::Publisher, &index, Command::Publish).await.unwrap();
    let attachment = office.publishing.attachment(&index, (1, 1)).await.unwrap().unwrap();
    let bytes = office.publishing.file_of(&attachment).await.unwrap();
    assert_eq!((attachment.name.as_str(), bytes.as_slice()), ("名单.txt", &b"list"[..]));
    for wrong in [(1, 0), (1, 2), (0, 1), (2, 1)] {
        assert!(office.publishing.attachment(&index, wrong).await.unwrap().is_none(), "{wrong:?}");
    }
    office.run("2024-03-05", Role::Publisher, &index, withdraw()).await.unwrap();
    assert!(office.publishing.attachment(&index, (1, 1)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_with_a_mark_of_secrecy_is_refused_and_not_kept() {
    let office = office().await;
    let error = office.publishing.take_in("方案.txt", "机密★10年".into()).await.unwrap_err();
    assert!(error.refusal().unwrap().contains("方案.txt"));
}

#[tokio::test]
async fn scheduled_items_go_out_when_their_time_has_come() {
    let office = office().await;
    let index = office.draft("2024-03-04", news("推进会召开")).await;
    office.passed("2024-03-04", &index).await;
    let at = office.moment("2024-03-08").now;
    office.run("2024-03-04", Role::Publisher, &index, Command::Schedule { at }).await.unwrap();
    assert!(office.publishing.publish_due(office.moment("2024-03-07")).await.unwrap().published.is_empty());
    assert!(office.titles(Shelf::All).await.is_empty());
    assert_eq!(office.publishing.publish_due(office.moment("2024-03-08")).await.unwrap().published, [index]);
    assert_eq!(office.titles(Shelf::All).await, ["推进会召开"]);
    assert!(office.publishing.publish_due(office.moment("2024-03-09")).await.unwrap().published.is_empty());
}

#[tokio::test]
async fn table_two_counts_what_is_made_repealed_and_in_force() {
    let office = office().await;
    let first = office.published("2024-03-04", document("甲办法", "2023-05-01", None)).await;
    office.published("2024-03-04", document("乙办法", "2024-02-01", Some("2025-12-31"))).await;
    office.published("2024-03-04", document("丙办法", "2024-02-20", Some("2025-06-30"))).await;
    let basis = "枣审批发〔2024〕9号".into();
    let repeal = Command::ChangeValidity { validity: Validity::Repealed, on: day("2024-11-01"), basis };
    office.run("2024-11-01", Role::DisclosureHead, &first, repeal).await.unwrap();
    let told = async |year| {
        let told = office.publishing.documents_of(year, Nature::NormativeDocument).await.unwrap();
        (told.made, told.repealed, told.in_force)
    };
    assert_eq!(told(2023).await, (1, 0, 1));
    assert_eq!(told(2024).await, (2, 1, 2));
    // 丙有效期至2025年6月30日，计入当年废止（R-26）；乙2025年12月31日仍有效
    assert_eq!(told(2025).await, (0, 1, 1));
    assert_eq!(told(2026).await, (0, 1, 0));
}

#[tokio::test]
async fn items_count_in_the_year_they_were_first_published_in() {
    let office = office().await;
    office.published("2024-03-04", news("甲")).await;
    office.published("2024-04-08", news("迟了的乙")).await;
    let index = office.published("2025-03-04", document("丙办法", "2025-03-03", None)).await;
    office.run("2025-03-05", Role::Publisher, &index, withdraw()).await.unwrap();
    let (all, kinds) = office.publishing.items_of(2024).await.unwrap();
    assert_eq!((all, kinds), (2, vec![("news".into(), 2)]));
    assert_eq!(office.publishing.items_of(2025).await.unwrap().0, 1);
    let late = office.publishing.list(&List::Late(2024), None, 10).await.unwrap().rows;
    assert_eq!(late.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["迟了的乙"]);
    let counted = List::Counted(publishing::item_key(2024, "news"));
    assert_eq!(office.publishing.list(&counted, None, 10).await.unwrap().rows.len(), 2);
}

#[tokio::test]
async fn the_catalogue_shows_what_is_published_under_each_entry_and_what_is_missing() {
    use office::catalogue::{Audience, Command as Plan, Entry, Way};
    let office = office().await;
    let entry = |code: &str| Entry {
        code: code.into(),
        topic: "行政许可".into(),
        item: String::new(),
        content: "办理结果".into(),
        duty: None,
        basis: "条例".into(),
        term: law::proactive::term::Term::Decision,
        subject: "枣庄市行政审批服务局".into(),
        channels: vec![law::proactive::directory::Channel::Website],
        audience: Audience::Everybody,
        way: Way::Proactive,
    };
    let moment = office.moment("2024-03-04");
    let propose = Plan::Propose { entries: vec![entry("1.1"), entry("1.2")], why: "首次编制".into() };
    office.publishing.plan_catalogue(moment, &actor(Role::Handler), (propose, 0)).await.unwrap();
    assert!(office.publishing.catalogue_kept().await.unwrap().is_empty());
    let head = actor(Role::DisclosureHead);
    let unseen = office.publishing.plan_catalogue(moment, &head, (Plan::Adopt, 0)).await;
    assert!(unseen.is_err(), "nothing is adopted that was proposed unseen");
    office.publishing.plan_catalogue(moment, &head, (Plan::Adopt, 1)).await.unwrap();
    office.published("2024-03-04", news("推进会召开")).await;
    let kept = office.publishing.catalogue_kept().await.unwrap();
    let told: Vec<_> = kept.iter().map(|(entry, n)| (entry.code.as_str(), *n)).collect();
    assert_eq!(told, [("1.1", 1), ("1.2", 0)]);
}

#[tokio::test]
async fn a_column_that_holds_items_stays() {
    use office::columns::{Column, Kind};
    let office = office().await;
    let column = |name: &str| Column { name: name.into(), about: String::new(), kind: Kind::News };
    let head = actor(Role::DisclosureHead);
    let moment = office.moment("2024-03-04");
    let both = vec![column("政务动态"), column("政务服务帮办代办")];
    office.publishing.arrange_columns(moment, &head, both, "新设").await.unwrap();
    office.published("2024-03-04", news("推进会召开")).await;
    let one = vec![column("政务服务帮办代办")];
    let error = office.publishing.arrange_columns(moment, &head, one, "取消").await.unwrap_err();
    assert!(error.refusal().unwrap().contains("政务动态"));
    assert_eq!(office.publishing.columns().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_changed_is_followed_along_the_chain() {
    let office = office().await;
    let index = office.published("2024-03-04", news("甲")).await;
    let (changed, seen) = office.publishing.changed_since(0, 100).await.unwrap();
    assert_eq!(changed, std::slice::from_ref(&index));
    assert_eq!(office.publishing.changed_since(seen, 100).await.unwrap(), (vec![], seen));
    office.run("2024-03-05", Role::Publisher, &index, withdraw()).await.unwrap();
    assert_eq!(office.publishing.changed_since(seen, 100).await.unwrap(), (vec![index], seen + 1));
}

#[tokio::test]
async fn everything_listed_can_be_made_again_from_the_chain() {
    let office = office().await;
    office.published("2024-03-04", news("甲")).await;
    let gone = office.published("2024-03-04", news("乙")).await;
    office.run("2024-03-05", Role::Publisher, &gone, withdraw()).await.unwrap();
    let dropped = office.draft("2024-03-05", news("丙")).await;
    let drop = Command::Drop { why: "不再需要".into() };
    office.run("2024-03-05", Role::Handler, &dropped, drop).await.unwrap();
    office.draft("2024-03-05", document("丁办法", "2024-03-01", None)).await;
    let all = async || {
        let rows = office.publishing.list(&List::All, None, 50).await.unwrap().rows;
        let shown = office.publishing.shelf(&Shelf::All, None, 50).await.unwrap().rows;
        (rows, shown, office.publishing.shelves("column").await.unwrap())
    };
    let before = all().await;
    assert_eq!(before.0.iter().filter(|row| row.standing == Standing::Dropped).count(), 1);
    let moment = office.moment("2024-03-06");
    let ledger = office.publishing.ledger();
    ledger.rebuild(ORGAN, |entries| items(entries, moment)).await.unwrap();
    assert_eq!(all().await, before);
    assert_eq!(ledger.verify(ORGAN, &[]).await.unwrap().fault, None);
}

/// What the annual report takes: counted in the year and under the kind of the first edition, named as the public
/// was shown it.
#[tokio::test]
async fn registers_have_what_was_published_and_nothing_of_what_is_being_written() {
    use office::records::{Kept, Source};
    let office = office().await;
    let registers = async || office.publishing.registers(Kept::default(), &[2023, 2024, 2025]).await.unwrap();
    assert_eq!(registers().await.first(Source::Items), None, "nothing was published yet");
    let first = office.published("2024-03-04", news("甲")).await;
    let second = office.published("2024-03-05", news("乙")).await;
    office.published("2024-03-06", document("丙办法", "2023-11-01", Some("2024-12-31"))).await;
    let secret = office.published("2024-03-07", news("不该公开的题名")).await;
    office.draft("2024-03-07", news("草稿")).await;
    // A new title is under review only; the other item is taken back with its title.
    let revise = Command::Revise { content: Box::new(news("甲的新题名")), why: "更正".into() };
    office.run("2024-04-01", Role::Handler, &first, revise).await.unwrap();
    let reason = Reason::NotForPublic;
    let withdraw = Command::Withdraw { reason, explanation: "不应公开".into() };
    office.run("2024-04-02", Role::Publisher, &secret, withdraw).await.unwrap();
    // A second edition of the next year counts in the year of the first.
    let revise = Command::Revise { content: Box::new(news("乙的新题名")), why: "更正".into() };
    office.run("2025-04-01", Role::Handler, &second, revise).await.unwrap();
    office.passed("2025-04-01", &second).await;
    office.run("2025-04-01", Role::Publisher, &second, Command::Publish).await.unwrap();
    let kept = registers().await;
    assert_eq!(kept.first(Source::Items), Some(2024));
    assert_eq!(kept.first(Source::Documents), Some(2024), "the year it was published in at this desk");
    assert!(kept.has(Source::Items, 2024) && !kept.has(Source::Items, 2025));
    assert_eq!(
        rows(&kept, "items", 2024),
        [
            "甲 news 2024-03-04 政府网站",
            "乙的新题名 news 2024-03-05 政府网站",
            "丙办法 policy 2024-03-06 政府网站",
            "（已撤回） news 2024-03-07 政府网站",
        ]
    );
    // 有效期至2024年12月31日：2024年末仍有效，2025年1月1日起失效
    assert_eq!(rows(&kept, "documents", 2023), ["丙办法 normative_document 2023-11-01 "]);
    assert_eq!(rows(&kept, "documents", 2024), ["丙办法 normative_document 2023-11-01 "]);
    assert_eq!(rows(&kept, "documents", 2025), ["丙办法 normative_document 2023-11-01 2025-01-01"]);
}

/// The cells after what names each row.
fn rows(kept: &office::records::Kept, register: &str, year: i16) -> Vec<String> {
    use office::records::Records;
    let register = office::register::Register::find(register).unwrap();
    let mut found = Vec::new();
    kept.scan(register, year, &mut |_, row| {
        let cells = register.fields.iter().enumerate().skip(1).filter(|(_, field)| field.public);
        found.push(cells.map(|(at, _)| row.cell(at)).collect::<Vec<_>>().join(" "));
        Ok(())
    })
    .unwrap();
    found
}

/// 甲废止，乙继续有效；清理结果2024年6月公开，文件的登记和清理的登记都计入2024年。
#[tokio::test]
async fn a_cleanup_counts_in_the_year_its_result_was_published() {
    use office::cleanup::{Command as Order, Decision};
    use office::records::{Kept, Source};
    let office = office().await;
    let gone = office.published("2024-03-04", document("甲办法", "2023-11-01", None)).await;
    let kept = office.published("2024-03-04", document("乙办法", "2023-12-01", None)).await;
    let draft = office.draft("2024-03-04", document("没有公开的办法", "2024-01-01", None)).await;
    let head = actor(Role::DisclosureHead);
    let open = async |documents: &[String]| {
        let (title, basis, until) = ("2024年清理", "通知", day("2024-12-31"));
        let opening = publishing::Opening { title, basis, until, documents };
        office.publishing.open_round(office.moment("2024-05-06"), &head, opening).await
    };
    let refused = open(&[draft]).await.unwrap_err().to_string();
    assert!(refused.contains("不能列入清理"), "{refused}");
    let no = open(&[gone.clone(), kept.clone()]).await.unwrap();
    let order = async |on: &str, role, command: Order| {
        let version = office.publishing.round(&no).await.unwrap().unwrap().1;
        office.publishing.run_round(office.moment(on), &actor(role), (&no, version), command).await.unwrap();
    };
    for (document, decision) in [(&gone, Decision::Repealed), (&kept, Decision::Kept)] {
        let (document, reason) = (document.clone(), "已有新的规定".into());
        let command = Order::Decide { document, decision, reason, successor: None };
        order("2024-05-07", Role::Handler, command).await;
    }
    order("2024-05-08", Role::Principal, Order::Sign { remark: String::new() }).await;
    let at = (no.as_str(), 4);
    let (moment, handler) = (office.moment("2024-05-09"), actor(Role::Handler));
    let item =
        office.publishing.draft_result(moment, &handler, at, ("审批服务局", "通知公告")).await.unwrap();
    let registers = async || office.publishing.registers(Kept::default(), &[2024, 2025]).await.unwrap();
    assert_eq!(registers().await.first(Source::Cleanups), None, "nothing was published yet");
    office.passed("2024-06-03", &item).await;
    office.run("2024-06-04", Role::Publisher, &item, Command::Publish).await.unwrap();
    let kept_now = registers().await;
    assert_eq!(kept_now.first(Source::Cleanups), Some(2024));
    assert!(kept_now.has(Source::Cleanups, 2024) && !kept_now.has(Source::Cleanups, 2025));
    let counted = office.publishing.documents_of(2024, Nature::NormativeDocument).await.unwrap();
    assert_eq!((counted.made, counted.repealed, counted.in_force), (0, 1, 1));
    let validity = async |index: &str| office.publishing.file(index).await.unwrap().unwrap().item.validity;
    let (what, on, basis) = validity(&gone).await.unwrap();
    assert_eq!((what, on), (Validity::Repealed, day("2024-06-04")));
    assert_eq!(basis, "《关于2024年清理结果的公告》：废止");
    assert_eq!(validity(&kept).await, None);
    // Rebuilt from the chain, everything stands as it did.
    let moment = office.moment("2024-06-05");
    let ledger = office.publishing.ledger();
    ledger.rebuild(ORGAN, |entries| items(entries, moment)).await.unwrap();
    assert_eq!(registers().await, kept_now);
    let round = &office.publishing.rounds(None, 10).await.unwrap().rows[0];
    assert_eq!(round.published, Some(day("2024-06-04")));
    // A corrected result is published anew and changes nothing again.
    let content = office.publishing.file(&item).await.unwrap().unwrap().item.content().unwrap().clone();
    let better = Content { overview: "更正概述。".into(), ..content };
    let revise = Command::Revise { content: Box::new(better), why: "更正".into() };
    office.run("2024-06-06", Role::Handler, &item, revise).await.unwrap();
    office.passed("2024-06-06", &item).await;
    office.run("2024-06-06", Role::Publisher, &item, Command::Publish).await.unwrap();
    assert_eq!(validity(&gone).await.unwrap().1, day("2024-06-04"));
}
