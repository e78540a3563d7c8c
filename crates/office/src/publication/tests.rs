//! 发布的测试：一行一道命令，由同事读得懂。日期由人工按放假通知推算。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::role::{Actor, Role};
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::ground::Ground;
use law::proactive::review::{Conclusion, Question};
use law::proactive::term::Term;
use law::workday::Calendar;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon in Beijing.
fn noon(text: &str) -> Timestamp {
    format!("{text}T12:00:00+08:00").parse().unwrap()
}

fn all(yes: bool) -> Answers {
    Question::ALL.map(|question| (question, yes)).to_vec()
}

fn news(title: &str, formed: &str) -> Content {
    Content {
        title: title.into(),
        nature: Nature::News,
        overview: "市审批服务局召开帮办代办工作推进会。".into(),
        body: "会议通报了帮办代办工作进展。".into(),
        column: "政务动态".into(),
        topic: "政务服务".into(),
        duty: None,
        entry: None,
        issued_by: "枣庄市行政审批服务局".into(),
        jointly_with: Vec::new(),
        document_no: None,
        formed: day(formed),
        effective: None,
        expires: None,
        source: None,
        keywords: vec!["帮办代办".into()],
        interprets: None,
        term: Term::Proactive,
        term_basis: None,
        attachments: Vec::new(),
        important: false,
        cleanup: None,
        retention: None,
        service: None,
    }
}

fn normative(title: &str, formed: &str, expires: Option<&str>) -> Content {
    Content {
        nature: Nature::NormativeDocument,
        document_no: Some("枣审批发〔2024〕3号".into()),
        expires: expires.map(day),
        ..news(title, formed)
    }
}

const EVERYBODY: [(&str, Role); 7] = [
    ("li", Role::Handler),
    ("sun", Role::DepartmentHead),
    ("zhou", Role::SecrecyReviewer),
    ("qian", Role::Principal),
    ("wu", Role::Publisher),
    ("zhao", Role::DisclosureHead),
    ("wang", Role::Registrar),
];

/// 承办李、部门孙、保密周、局长钱、发布吴、公开办赵、登记王。
struct Office {
    events: Vec<Event>,
    found: Vec<Found>,
}

impl Office {
    fn drafted(content: Content, on: &str) -> Office {
        let mut office = Office { events: Vec::new(), found: Vec::new() };
        let index = "11370400MB28000000/2024-00001".into();
        office.go("li", on, Command::Draft { index, content: Box::new(content) });
        office
    }

    /// Reviewed by everybody it needs, and ready.
    fn ready(content: Content, on: &str) -> Office {
        let mut office = Office::drafted(content, on);
        office.pass_all(on);
        office
    }

    fn published(content: Content, on: &str) -> Office {
        let mut office = Office::ready(content, on);
        office.go("wu", on, Command::Publish);
        office
    }

    fn pass_all(&mut self, on: &str) {
        self.go("li", on, self_check());
        self.go("sun", on, Command::PassDepartment { remark: "同意".into() });
        self.go("zhou", on, open());
        if self.step() == Step::Approval {
            self.go("qian", on, Command::Approve { remark: "同意公开".into() });
        }
    }

    fn item(&self) -> Option<Publication> {
        replay(&self.events)
    }

    fn now(&self) -> Publication {
        self.item().unwrap()
    }

    fn step(&self) -> Step {
        self.now().work.unwrap().step
    }

    fn try_as(&self, who: &str, on: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        let actor = who_is(who);
        let ctx = Ctx { now: noon(on), today: day(on), actor: &actor, found: &self.found };
        decide(&ctx, self.item().as_ref(), command)
    }

    #[track_caller]
    fn go(&mut self, who: &str, on: &str, command: Command) {
        let events = self.try_as(who, on, command).unwrap();
        self.events.extend(events);
    }

    #[track_caller]
    fn refused(&self, who: &str, on: &str, command: Command, code: &str) {
        let refusal = self.try_as(who, on, command).unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(refusal.to_string().ends_with('。'), "{refusal}");
    }

    fn title(&self) -> Option<String> {
        self.now().public().map(|public| public.content.title.clone())
    }
}

fn who_is(id: &str) -> Actor {
    let roles = EVERYBODY.iter().filter(|(one, _)| *one == id).map(|(_, role)| *role).collect();
    Actor { id: id.into(), roles }
}

fn self_check() -> Command {
    Command::SelfCheck { answers: all(false), remark: "已自审".into() }
}

fn open() -> Command {
    concluded(Conclusion::Open, "")
}

fn concluded(conclusion: Conclusion, basis: &str) -> Command {
    Command::ReviewSecrecy {
        conclusion,
        basis: basis.into(),
        answers: all(false),
        overridden: Vec::new(),
        reassess: None,
        public_interest: None,
    }
}

fn revise(content: Content, why: &str) -> Command {
    Command::Revise { content: Box::new(content), why: why.into() }
}

fn withdraw(reason: Reason) -> Command {
    Command::Withdraw { reason, explanation: "所列电话有误，核实后重新发布。".into() }
}

// ---------------------------------------------------------------- 先审查，后公开

#[test]
fn art17_nothing_is_public_before_the_review_is_over() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    assert_eq!(office.title(), None);
    office.refused("wu", "2024-03-04", Command::Publish, "FB-3");
    office.go("li", "2024-03-04", self_check());
    office.refused("wu", "2024-03-04", Command::Publish, "FB-3");
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.refused("wu", "2024-03-04", Command::Publish, "FB-3");
    office.go("zhou", "2024-03-05", open());
    assert_eq!((office.step(), office.title()), (Step::Ready, None));
    office.go("wu", "2024-03-05", Command::Publish);
    assert_eq!(office.title().as_deref(), Some("推进会召开"));
}

#[test]
fn art17_important_items_go_to_the_principal() {
    let content = Content { important: true, ..news("重大项目批准", "2024-03-01") };
    let mut office = Office::drafted(content, "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.go("zhou", "2024-03-05", open());
    assert_eq!(office.step(), Step::Approval);
    office.refused("wu", "2024-03-05", Command::Publish, "FB-3");
    office.go("qian", "2024-03-05", Command::Approve { remark: "同意".into() });
    assert_eq!(office.step(), Step::Ready);
}

#[test]
fn normative_documents_are_always_important_and_anybody_who_reviews_may_say_so_of_others() {
    let office = Office::drafted(normative("管理办法", "2024-03-01", None), "2024-03-04");
    assert!(office.now().work.unwrap().content.important);
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::MakeImportant { why: "涉及群众切身利益".into() });
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.go("zhou", "2024-03-05", open());
    assert_eq!(office.step(), Step::Approval);
}

#[test]
fn every_change_of_text_or_attachment_ends_the_review() {
    let content = news("推进会召开", "2024-03-01");
    let attachment = Attachment {
        name: "名单.xlsx".into(),
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
        bytes: 12,
        content: Blob { blob: "00".into() },
        picture: None,
        removed: Vec::new(),
    };
    let changes = [
        Content { body: "会议通报了进展，并作出部署。".into(), ..content.clone() },
        Content { attachments: vec![attachment], ..content.clone() },
        Content { title: "推进会在枣庄召开".into(), ..content.clone() },
        Content { important: true, ..content.clone() },
    ];
    for changed in changes {
        let mut office = Office::ready(content.clone(), "2024-03-04");
        office.go("li", "2024-03-05", revise(changed, ""));
        let work = office.now().work.unwrap();
        assert_eq!((work.step, work.signed.len(), work.revision), (Step::Drafting, 0, 2));
        office.refused("wu", "2024-03-05", Command::Publish, "FB-3");
    }
    Office::ready(content.clone(), "2024-03-04").refused("li", "2024-03-05", revise(content, ""), "FB-7");
}

#[test]
fn a_picture_goes_to_review_with_what_stands_for_it() {
    let picture = |alt: &str| Attachment {
        name: "大厅.jpg".into(),
        media: "image/jpeg".into(),
        bytes: 12,
        content: Blob { blob: "00".into() },
        picture: Some(Picture { alt: alt.into(), width: 16, height: 8 }),
        removed: Vec::new(),
    };
    let content = news("推进会召开", "2024-03-01");
    let with = |alt: &str| Content { attachments: vec![picture(alt)], ..content.clone() };
    let mut office = Office::drafted(with("  "), "2024-03-04");
    office.refused("li", "2024-03-04", self_check(), "FB-15");
    let long = "长".repeat(LONGEST_ALT + 1);
    office.refused("li", "2024-03-04", revise(with(&long), ""), "FB-4");
    office.go("li", "2024-03-04", revise(with("政务服务大厅，六个窗口前有人办事。"), ""));
    office.go("li", "2024-03-04", self_check());
}

#[test]
fn whoever_drafts_or_passed_before_does_not_review() {
    let everything: Vec<Role> = EVERYBODY.iter().map(|(_, role)| *role).collect();
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    let one = |id: &str| Actor { id: id.into(), roles: everything.clone() };
    let as_one = |office: &Office, id: &str, command: Command| {
        let actor = one(id);
        let ctx = Ctx { now: noon("2024-03-04"), today: day("2024-03-04"), actor: &actor, found: &[] };
        decide(&ctx, office.item().as_ref(), command).map_err(|refusal| refusal.code())
    };
    let pass = || Command::PassDepartment { remark: String::new() };
    assert_eq!(as_one(&office, "li", pass()), Err("QX-2"));
    office.go("sun", "2024-03-04", pass());
    assert_eq!(as_one(&office, "li", open()), Err("QX-2"));
    assert_eq!(as_one(&office, "sun", open()), Err("QX-2"));
    assert!(as_one(&office, "zhou", open()).is_ok());
}

#[test]
fn each_step_is_for_its_post_alone() {
    for (id, role) in EVERYBODY {
        let drafting = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
        let may = drafting.try_as(id, "2024-03-04", self_check()).is_ok();
        assert_eq!(may, role == Role::Handler, "{id} self-checks");
        let ready = Office::ready(news("推进会召开", "2024-03-01"), "2024-03-04");
        let may = ready.try_as(id, "2024-03-04", Command::Publish).is_ok();
        assert_eq!(may, role == Role::Publisher, "{id} publishes");
    }
}

#[test]
fn art17_the_review_sheet_is_answered_question_by_question() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    let six = all(false)[..6].to_vec();
    office.refused("li", "2024-03-04", Command::SelfCheck { answers: six, remark: String::new() }, "TL17-1");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    let yes = Command::ReviewSecrecy {
        conclusion: Conclusion::Open,
        basis: String::new(),
        answers: all(true),
        overridden: Vec::new(),
        reassess: None,
        public_interest: None,
    };
    office.refused("zhou", "2024-03-04", yes, "TL17-2");
}

#[test]
fn what_the_scan_finds_is_removed_or_explained_by_the_reviewer() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.found = vec![Found { id: "body:mobile:12".into(), what: "手机号码138****0000".into() }];
    office.refused("zhou", "2024-03-04", open(), "TL17-3");
    let letting = |finding: &str, why: &str| Command::ReviewSecrecy {
        conclusion: Conclusion::Open,
        basis: String::new(),
        answers: all(false),
        overridden: vec![Overridden { finding: finding.into(), why: why.into() }],
        reassess: None,
        public_interest: None,
    };
    office.refused("zhou", "2024-03-04", letting("body:mobile:12", " "), "FB-4");
    office.refused("zhou", "2024-03-04", letting("body:id_number:3", "公开的电话"), "FB-13");
    office.go("zhou", "2024-03-04", letting("body:mobile:12", "对外公布的值班电话"));
    assert_eq!(office.now().work.unwrap().overridden.len(), 1);
}

#[test]
fn sent_back_with_remarks_it_starts_again() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.refused("zhou", "2024-03-04", Command::SendBack { remark: "x".into() }, "FB-3");
    office.refused("sun", "2024-03-04", Command::SendBack { remark: "  ".into() }, "FB-4");
    office.go("sun", "2024-03-04", Command::SendBack { remark: "请补充会议时间".into() });
    let work = office.now().work.unwrap();
    assert_eq!((work.step, work.sent_back.as_deref()), (Step::Drafting, Some("请补充会议时间")));
    office.pass_all("2024-03-05");
    assert_eq!(office.step(), Step::Ready);
}

// ---------------------------------------------------------------- 不予公开、待报请确定

#[test]
fn art17_what_cannot_be_decided_is_referred_and_waits() {
    let mut office = Office::drafted(news("汇总数据", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.go("zhou", "2024-03-04", concluded(Conclusion::Refer, "汇聚后是否涉密不能确定"));
    assert_eq!(office.step(), Step::Referred);
    office.refused("wu", "2024-03-04", Command::Publish, "FB-3");
    let answer = |conclusion| Command::RecordDetermination {
        organ: "枣庄市国家保密局".into(),
        document_no: "枣保函〔2024〕5号".into(),
        on: day("2024-03-11"),
        conclusion,
        reassess: None,
    };
    office.refused("zhou", "2024-03-12", answer(Conclusion::Refer), "FB-3");
    office.go("zhou", "2024-03-12", answer(Conclusion::Open));
    assert_eq!(office.step(), Step::Ready);
}

#[test]
fn art18_a_decision_to_withhold_has_its_ground_and_the_day_to_look_again() {
    let mut office = Office::drafted(news("内部流程", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    let withhold = |reassess: Option<&str>| Command::ReviewSecrecy {
        conclusion: Conclusion::Withhold(Ground::InternalAffairs),
        basis: "内部工作流程，条例第十六条第一款".into(),
        answers: all(false),
        overridden: Vec::new(),
        reassess: reassess.map(day),
        public_interest: None,
    };
    office.refused("zhou", "2024-03-04", withhold(None), "TL18-1");
    office.refused("zhou", "2024-03-04", withhold(Some("2024-03-04")), "TL18-1");
    office.refused("zhou", "2024-03-04", withhold(Some("2029-03-05")), "TL18-1");
    office.go("zhou", "2024-03-04", withhold(Some("2025-03-04")));
    let item = office.now();
    assert_eq!(item.withheld.as_ref().unwrap().ground, Ground::InternalAffairs);
    assert_eq!(item.due(&Calendar::builtin()).unwrap().1.date, day("2025-03-04"));
    office.refused("li", "2024-04-01", revise(news("内部流程", "2024-03-01"), "再试"), "FB-3");

    let again = |open: bool, next: Option<&str>| Command::Reassess {
        open,
        why: "情势没有变化".into(),
        next: next.map(day),
    };
    office.go("zhou", "2025-03-04", again(false, Some("2026-03-04")));
    assert_eq!(office.now().due(&Calendar::builtin()).unwrap().1.date, day("2026-03-04"));
    office.go("zhao", "2026-03-04", again(true, None));
    assert_eq!((office.step(), office.title()), (Step::Drafting, None));
}

// ---------------------------------------------------------------- 修改、撤回

#[test]
fn a_new_edition_is_reviewed_like_the_first_and_the_old_one_stays_readable() {
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    let better = Content {
        body: "会议通报了进展，部署了下一步工作。".into(),
        ..news("推进会召开", "2024-03-01")
    };
    office.refused("li", "2024-03-06", revise(better.clone(), ""), "FB-4");
    office.go("li", "2024-03-06", revise(better.clone(), "补充部署内容"));
    assert_eq!(office.now().public().unwrap().edition, 1);
    office.pass_all("2024-03-06");
    office.go("wu", "2024-03-07", Command::Publish);
    let editions = office.now().public_editions();
    assert_eq!(editions.len(), 2);
    assert_eq!((editions[0].superseded, editions[1].superseded), (true, false));
    assert_eq!(editions[1].why, "补充部署内容");
    assert_eq!((editions[1].published, editions[1].updated), (noon("2024-03-04"), noon("2024-03-07")));
}

#[test]
fn what_is_withdrawn_is_gone_in_every_edition_and_says_why() {
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("zhou", "2024-03-05", withdraw(Reason::Inaccurate));
    let item = office.now();
    assert!(item.public().is_none());
    assert!(item.public_editions().is_empty());
    let tombstone = item.tombstone().unwrap();
    assert_eq!(tombstone.title, "推进会召开");
    assert_eq!(tombstone.explanation, "所列电话有误，核实后重新发布。");
    office.refused("zhou", "2024-03-05", withdraw(Reason::Inaccurate), "FB-3");

    let mended = Content { body: "更正后的正文。".into(), ..news("推进会召开", "2024-03-01") };
    office.go("li", "2024-03-06", revise(mended, "更正电话"));
    office.pass_all("2024-03-06");
    assert!(office.now().public().is_none());
    office.go("wu", "2024-03-06", Command::Publish);
    let editions = office.now().public_editions();
    assert_eq!(editions.len(), 1, "what was withdrawn does not come back with the new edition");
    assert_eq!(editions[0].edition, 2);
}

/// 条例第十五条: recorded with its reason, and approved by the principal.
#[test]
fn art15_what_is_a_third_partys_goes_out_where_withholding_harms_the_public() {
    let mut office = Office::drafted(news("某企业污染物排放数据", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    let review = |question: Question, conclusion, why: &str| {
        let answers = Question::ALL.map(|one| (one, one == question)).to_vec();
        let (basis, overridden) = ("审查".to_owned(), Vec::new());
        let public_interest = Some(why.to_owned()).filter(|why| !why.is_empty());
        Command::ReviewSecrecy { conclusion, basis, answers, overridden, reassess: None, public_interest }
    };
    let open = Conclusion::Open;
    office.refused("zhou", "2024-03-05", review(Question::TradeSecret, open, ""), "TL17-2");
    office.refused("zhou", "2024-03-05", review(Question::StateSecret, open, "公众健康"), "TL15-1");
    let amend = Conclusion::Amend;
    office.refused("zhou", "2024-03-05", review(Question::TradeSecret, amend, "公众健康"), "TL15-1");
    office.go("zhou", "2024-03-05", review(Question::TradeSecret, open, "涉及公众健康"));
    assert_eq!(office.step(), Step::Approval, "the principal approves it");
    let work = office.now().work.unwrap();
    assert_eq!(work.public_interest, Some(("zhou".into(), "涉及公众健康".into())));
    office.refused("wu", "2024-03-05", Command::Publish, "FB-3");
    office.go("qian", "2024-03-05", Command::SendBack { remark: "先征求意见".into() });
    assert_eq!(office.now().work.unwrap().public_interest, None);
}

#[test]
fn a_title_that_is_not_for_the_public_does_not_stand_on_the_tombstone() {
    let mut office = Office::published(news("某人某病救助名单", "2024-03-01"), "2024-03-04");
    office.go("zhao", "2024-03-05", withdraw(Reason::NotForPublic));
    assert_eq!(office.now().tombstone().unwrap().title, "");
}

#[test]
fn an_older_edition_is_hidden_after_the_reviewer_agreed_and_nothing_else_changes() {
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    let (agree, hide) = (
        |edition| Command::AgreeHiding { edition, why: "附件含有个人信息".into() },
        |edition| Command::HideEdition { edition, explanation: "旧版附件已经去除。".into() },
    );
    office.refused("zhou", "2024-03-05", agree(1), "FB-3");
    let better = Content { body: "补充。".into(), ..news("推进会召开", "2024-03-01") };
    office.go("li", "2024-03-05", revise(better, "去除附件"));
    office.pass_all("2024-03-05");
    office.go("wu", "2024-03-05", Command::Publish);
    office.refused("wu", "2024-03-06", hide(1), "FB-3");
    office.refused("wu", "2024-03-06", agree(1), "QX-1");
    office.refused("zhou", "2024-03-06", agree(2), "FB-14");
    office.go("zhou", "2024-03-06", agree(1));
    assert_eq!(office.now().public_editions().len(), 2, "agreed is not hidden");
    office.refused("zhou", "2024-03-06", hide(1), "QX-1");
    office.refused("wu", "2024-03-06", hide(2), "FB-14");
    office.go("wu", "2024-03-06", hide(1));
    let item = office.now();
    let open: Vec<u32> = item.public_editions().iter().map(|one| one.edition).collect();
    assert_eq!(open, [2]);
    assert_eq!(item.public().unwrap().published, noon("2024-03-04"), "it was first published then");
    assert_eq!(item.hidden_editions()[0].explanation, "旧版附件已经去除。");
    office.go("wu", "2024-03-07", withdraw(Reason::Inaccurate));
    assert!(office.now().hidden_editions().is_empty(), "the tombstone of the item stands for all");
}

#[test]
fn the_time_of_publishing_is_the_servers_and_never_before_the_last_edition() {
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    let better = Content { body: "补充。".into(), ..news("推进会召开", "2024-03-01") };
    office.go("li", "2024-03-04", revise(better, "补充"));
    office.pass_all("2024-03-04");
    office.refused("wu", "2024-03-03", Command::Publish, "FB-3");
}

#[test]
fn scheduled_for_later_and_not_for_the_past() {
    let mut office = Office::ready(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.refused("wu", "2024-03-04", Command::Schedule { at: noon("2024-03-04") }, "FB-11");
    office.refused("wu", "2024-03-04", Command::Schedule { at: noon("2025-06-01") }, "FB-11");
    office.go("wu", "2024-03-04", Command::Schedule { at: noon("2024-03-08") });
    assert_eq!((office.step(), office.title()), (Step::Scheduled(noon("2024-03-08")), None));
    office.go("wu", "2024-03-08", Command::Publish);
    assert!(office.title().is_some());
}

// ---------------------------------------------------------------- 期限、有效性、移送

/// 2024年2月10日至17日放假，18日上班；3月1日（周五）起第20个工作日：3月4日至8日、11日至15日、18日至22日、25日至29日。
#[test]
fn art26_the_last_day_to_publish() {
    let office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    let (kind, by) = office.now().due(&Calendar::builtin()).unwrap();
    assert_eq!((kind, by.date), (DueKind::Publish, day("2024-03-29")));
    let licence = Content { nature: Nature::Licence, term: Term::Decision, ..news("许可", "2024-03-01") };
    let (_, by) = Office::drafted(licence, "2024-03-04").now().due(&Calendar::builtin()).unwrap();
    assert_eq!(by.date, day("2024-03-12"));
}

#[test]
fn art26_published_too_late_is_known() {
    let on = |day: &str| {
        let office = Office::published(news("推进会召开", "2024-03-01"), day);
        office.now().editions[0].late(&Calendar::builtin())
    };
    assert!(!on("2024-03-29"));
    assert!(on("2024-04-01"));
}

#[test]
fn art26_another_term_needs_its_basis() {
    let other = |basis: Option<&str>, days| Content {
        term: Term::Other(days),
        term_basis: basis.map(Into::into),
        ..news("采购结果", "2024-03-01")
    };
    Office::drafted(other(None, 2), "2024-03-04").refused("li", "2024-03-04", self_check(), "TL26-2");
    Office::drafted(other(Some("政府采购法实施条例"), 0), "2024-03-04").refused(
        "li",
        "2024-03-04",
        self_check(),
        "TL26-1",
    );
    let office = Office::drafted(other(Some("政府采购法实施条例第四十三条"), 2), "2024-03-04");
    assert_eq!(office.now().due(&Calendar::builtin()).unwrap().1.date, day("2024-03-05"));
}

#[test]
fn art12_what_lacks_an_element_is_not_reviewed() {
    let without = |change: fn(&mut Content)| {
        let mut content = news("推进会召开", "2024-03-01");
        change(&mut content);
        Office::drafted(content, "2024-03-04")
    };
    without(|one| one.overview.clear()).refused("li", "2024-03-04", self_check(), "FB-4");
    without(|one| one.body.clear()).refused("li", "2024-03-04", self_check(), "FB-8");
    without(|one| one.nature = Nature::Interpretation).refused("li", "2024-03-04", self_check(), "FB-9");
}

#[test]
fn a_document_expires_by_its_own_date_or_is_repealed() {
    let content = normative("管理办法", "2024-03-01", Some("2026-03-31"));
    let content = Content { effective: Some(day("2024-05-01")), ..content };
    let mut office = Office::published(content, "2024-03-04");
    let on = |office: &Office, day_: &str| office.now().validity(day(day_)).unwrap();
    assert_eq!(on(&office, "2024-04-30"), Validity::Coming);
    assert_eq!(on(&office, "2024-05-01"), Validity::InForce);
    assert_eq!(on(&office, "2026-03-31"), Validity::InForce);
    assert_eq!(on(&office, "2026-04-01"), Validity::Expired);
    assert_eq!(office.now().due(&Calendar::builtin()).unwrap(), {
        (DueKind::Expire, law::workday::Reckoned { date: day("2026-03-31"), provisional: false })
    });
    let repeal = Command::ChangeValidity {
        validity: Validity::Repealed,
        on: day("2024-06-01"),
        basis: "枣审批发〔2024〕9号".into(),
    };
    office.refused("li", "2024-05-20", repeal.clone(), "QX-1");
    office.go("zhao", "2024-05-20", repeal.clone());
    assert_eq!(on(&office, "2024-05-31"), Validity::InForce);
    assert_eq!(on(&office, "2024-06-01"), Validity::Repealed);
    assert_eq!(office.now().public().unwrap().validity(day("2024-06-01")), Some(Validity::Repealed));
    let mut news = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    news.refused("zhao", "2024-05-20", repeal, "FB-12");
    news.go(
        "wu",
        "2024-05-20",
        Command::HandOver { to: Premises::Archive, list: "2024-01".into(), on: day("2024-05-20") },
    );
    assert_eq!(news.now().handed_over.len(), 1);
}

#[test]
fn a_draft_is_dropped_and_a_public_item_keeps_its_edition() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-05", Command::Drop { why: "会议取消".into() });
    assert!(office.now().dropped);
    office.refused("li", "2024-03-05", revise(news("推进会", "2024-03-01"), "再写"), "FB-3");
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-05", revise(news("推进会在枣庄召开", "2024-03-01"), "补地点"));
    office.go("li", "2024-03-05", Command::Drop { why: "不必修改".into() });
    assert_eq!(office.title().as_deref(), Some("推进会召开"));
}

#[test]
fn texts_are_of_bearable_length() {
    let long = Content { title: "长".repeat(201), ..news("x", "2024-03-01") };
    let office = Office { events: Vec::new(), found: Vec::new() };
    let draft = |content| Command::Draft { index: "2024-00001".into(), content: Box::new(content) };
    office.refused("li", "2024-03-04", draft(long), "FB-4");
    office.refused("li", "2024-03-04", draft(news("未来", "2024-03-05")), "FB-6");
    let many = Content { keywords: vec!["词".into(); 11], ..news("x", "2024-03-01") };
    office.refused("li", "2024-03-04", draft(many), "FB-5");
    let back = Content {
        effective: Some(day("2024-05-01")),
        expires: Some(day("2024-04-01")),
        ..news("x", "2024-03-01")
    };
    office.refused("li", "2024-03-04", draft(back), "FB-10");
}

// ---------------------------------------------------------------- whatever the order of things

fn arbitrary() -> impl Strategy<Value = Command> {
    let content = (0..3u8)
        .prop_map(|n| Box::new(Content { body: format!("正文{n}"), ..news("推进会", "2024-03-01") }));
    let answers = any::<bool>().prop_map(all);
    let day = (1..28u8).prop_map(|n| Some(day(&format!("2025-01-{n:02}"))));
    prop_oneof![
        (content, "[a-z]{0,3}").prop_map(|(content, why)| Command::Revise { content, why }),
        answers.clone().prop_map(|answers| Command::SelfCheck { answers, remark: String::new() }),
        Just(Command::PassDepartment { remark: String::new() }),
        Just(Command::MakeImportant { why: "重大".into() }),
        Just(Command::SendBack { remark: "退回".into() }),
        (answers, day.clone()).prop_flat_map(|(answers, reassess)| {
            prop_oneof![
                Just(Conclusion::Open),
                Just(Conclusion::Amend),
                Just(Conclusion::Refer),
                Just(Conclusion::Withhold(Ground::ThirdParty)),
            ]
            .prop_map(move |conclusion| Command::ReviewSecrecy {
                conclusion,
                basis: "依据".into(),
                answers: answers.clone(),
                overridden: Vec::new(),
                reassess,
                public_interest: None,
            })
        }),
        Just(Command::Approve { remark: String::new() }),
        Just(Command::Publish),
        Just(withdraw(Reason::NotForPublic)),
        day.prop_map(|next| Command::Reassess { open: next.is_none(), why: "评估".into(), next }),
        Just(Command::Drop { why: "弃稿".into() }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// However the orders come: what is public was reviewed, that very content, by people who did not write it.
    #[test]
    fn nothing_unreviewed_is_ever_public(orders in prop::collection::vec((0..7usize, arbitrary()), 0..40)) {
        let mut office = Office::drafted(news("推进会", "2024-03-01"), "2024-03-04");
        for (who, command) in orders {
            let before = office.now();
            let Ok(events) = office.try_as(EVERYBODY[who].0, "2024-03-04", command) else { continue };
            if events.iter().any(|event| matches!(event, Event::Published { .. })) {
                let work = before.work.as_ref().unwrap();
                let signed = |act| work.signed.iter().any(|one| one.act == act && !work.authors.contains(&one.by));
                prop_assert!(work.signed.iter().any(|one| one.act == Act::SelfCheck));
                prop_assert!(signed(Act::PassDepartment) && signed(Act::ReviewSecrecy));
                prop_assert!(!work.content.important || signed(Act::Approve));
            }
            office.events.extend(events);
            let now = office.now();
            prop_assert_eq!(now.public().is_some(), now.withdrawn.is_none() && !now.editions.is_empty());
            for public in now.public_editions() {
                prop_assert!(now.editions.iter().any(|one| one.content == public.content && !one.hidden));
            }
        }
    }

    #[test]
    fn events_are_read_back_as_they_were_written(orders in prop::collection::vec((0..7usize, arbitrary()), 0..20)) {
        let mut office = Office::drafted(normative("办法", "2024-03-01", None), "2024-03-04");
        for (who, command) in orders {
            if let Ok(events) = office.try_as(EVERYBODY[who].0, "2024-03-04", command) {
                office.events.extend(events);
            }
        }
        for event in &office.events {
            let written = serde_json::to_string(event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Event>(&written).unwrap(), event);
        }
    }
}

// ---------------------------------------------------------------- 撤回以后，起草中的内容重新审查

#[test]
fn what_was_scheduled_beside_a_withdrawn_edition_is_reviewed_again() {
    let mut office = Office::published(news("推进会召开", "2024-03-01"), "2024-03-04");
    let mended = Content { body: "补充后的正文。".into(), ..news("推进会召开", "2024-03-01") };
    office.go("li", "2024-03-05", revise(mended, "补充"));
    office.pass_all("2024-03-05");
    office.go("wu", "2024-03-05", Command::Schedule { at: noon("2024-03-08") });
    office.go("zhou", "2024-03-06", withdraw(Reason::NotForPublic));
    assert_eq!(office.step(), Step::Drafting);
    office.refused("wu", "2024-03-08", Command::Publish, "FB-3");
    office.pass_all("2024-03-08");
    office.go("wu", "2024-03-08", Command::Publish);
    assert_eq!(office.now().public_editions().len(), 1);
}

#[test]
fn the_drafter_cannot_take_back_that_it_is_important() {
    let mut office = Office::drafted(news("推进会召开", "2024-03-01"), "2024-03-04");
    office.go("li", "2024-03-04", self_check());
    office.go("sun", "2024-03-04", Command::PassDepartment { remark: String::new() });
    office.go("zhao", "2024-03-04", Command::MakeImportant { why: "涉及面广".into() });
    let plain = Content {
        body: "改后的正文。".into(), important: false, ..news("推进会召开", "2024-03-01")
    };
    office.go("li", "2024-03-05", revise(plain, "改正"));
    assert!(office.now().content().unwrap().important);
}

/// 2024年3月5日（周二）得知，三个工作日：6日、7日、8日。
#[test]
fn a_penalty_whose_decision_fell_is_to_be_withdrawn_within_three_days() {
    let penalty =
        Content { nature: Nature::Penalty, term: Term::Decision, ..news("处罚决定", "2024-03-01") };
    let mut office = Office::published(penalty, "2024-03-04");
    let fallen = |on: &str| Command::NoteFallen {
        fall: Fall::Annulled,
        basis: "鲁枣复决〔2024〕1号".into(),
        on: day(on),
    };
    office.refused("wu", "2024-03-05", fallen("2024-03-05"), "QX-1");
    office.refused("li", "2024-03-05", fallen("2024-03-06"), "FB-6");
    office.go("li", "2024-03-05", fallen("2024-03-05"));
    let due = |office: &Office| office.now().due(&Calendar::builtin()).map(|(kind, by)| (kind, by.date));
    assert_eq!(due(&office), Some((DueKind::Withdraw, day("2024-03-08"))));
    office.refused("li", "2024-03-05", fallen("2024-03-05"), "FB-3");
    office.go("wu", "2024-03-06", withdraw(Reason::DecisionFell));
    assert_eq!(due(&office), None);
    let other = Office::published(news("动态", "2024-03-01"), "2024-03-04");
    other.refused("li", "2024-03-05", fallen("2024-03-05"), "FB-3");
}

/// 3月1日签署公布，3月31日满30日；3月5日起草新的一版。
#[test]
fn a_revision_takes_no_earlier_day_off_the_list() {
    let regulation = Content {
        nature: Nature::Regulation,
        expires: Some(day("2029-03-01")),
        ..news("某规定", "2024-03-01")
    };
    let mut office = Office::published(regulation.clone(), "2024-03-04");
    let better = Content { body: "修改后的正文。".into(), ..regulation };
    office.go("li", "2024-03-05", revise(better, "改正错字"));
    let dues = office.now().dues(&Calendar::builtin());
    let dues: Vec<_> = dues.iter().map(|(kind, by)| (*kind, by.date)).collect();
    let publish = office.now().work.unwrap();
    let publish = publish.content.term.publish_by(publish.since, &Calendar::builtin()).unwrap().date;
    assert_eq!(
        dues,
        [
            (DueKind::File, day("2024-03-31")),
            (DueKind::Publish, publish),
            (DueKind::Expire, day("2029-03-01")),
        ]
    );
    assert_eq!(office.now().due(&Calendar::builtin()).unwrap().0, DueKind::File);
}

/// 3月1日签署公布，3月31日满30日。
#[test]
fn a_regulation_is_watched_until_it_is_filed() {
    let regulation = Content {
        nature: Nature::Regulation,
        expires: Some(day("2029-03-01")),
        ..news("某规定", "2024-03-01")
    };
    let mut office = Office::published(regulation, "2024-03-04");
    let due = |office: &Office| office.now().due(&Calendar::builtin()).map(|(kind, by)| (kind, by.date));
    assert_eq!(due(&office), Some((DueKind::File, day("2024-03-31"))));
    let file = Command::RecordFiling {
        organ: "国务院".into(),
        document_no: "枣政备〔2024〕1号".into(),
        on: day("2024-03-20"),
    };
    office.refused("zhou", "2024-03-21", file.clone(), "QX-1");
    office.go("zhao", "2024-03-21", file.clone());
    assert_eq!(due(&office), Some((DueKind::Expire, day("2029-03-01"))));
    office.refused("zhao", "2024-03-21", file, "FB-3");
}
