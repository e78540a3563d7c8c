//! 列表：未交办、待谁办、复议诉讼、逾期；拆分与合并。

use super::*;
use casework::{Part, Waiting};
use law::request::DeadlineKind;
use law::request::respond::Procedure;

impl Desk {
    pub fn granted(&self) -> Command {
        Command::Draft(Box::new(Draft {
            outcome: Outcome::Granted,
            how: Some(How::Granted(law::request::answer::GrantedHow::Provided)),
            reason: String::new(),
            access: "随本答复书提供".into(),
            withheld: Vec::new(),
            competent_organ: None,
            special_rule: String::new(),
            forbidding_law: String::new(),
            earlier: None,
            attachments: Vec::new(),
        }))
    }

    async fn numbers(&self, list: &List) -> Vec<String> {
        let page = self.casework.list(list, None, 10).await.unwrap();
        assert_eq!(page.rows.len() as u64, self.casework.count(list).await.unwrap());
        page.rows.into_iter().map(|row| row.no).collect()
    }
}

#[tokio::test]
async fn a_case_stands_where_its_turn_is() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    assert_eq!(desk.numbers(&List::Unassigned).await, [no.as_str()]);
    desk.run("2026-03-03", &desk.all, &no, Command::Assign { handler: "li".into() }).await.unwrap();
    assert!(desk.numbers(&List::Unassigned).await.is_empty());
    assert_eq!(desk.numbers(&List::Of("li".into())).await, [no.as_str()]);
    desk.run("2026-03-04", &desk.all, &no, desk.granted()).await.unwrap();
    assert_eq!(desk.numbers(&List::Waiting(Waiting::Review)).await, [no.as_str()]);
    desk.run("2026-03-05", &desk.head, &no, Command::Review { remarks: String::new() }).await.unwrap();
    assert_eq!(desk.numbers(&List::Waiting(Waiting::Signature)).await, [no.as_str()]);
    desk.run("2026-03-06", &desk.principal, &no, Command::Sign { document_no: "1号".into() }).await.unwrap();
    assert_eq!(desk.numbers(&List::Waiting(Waiting::Dispatch)).await, [no.as_str()]);
    // 第20个工作日3月30日，31日送出，逾期
    let send = Command::Answer { on: day("2026-03-31"), delivery: Delivery::Hand };
    desk.run("2026-03-31", &desk.all, &no, send).await.unwrap();
    assert!(desk.numbers(&List::Open).await.is_empty());
    assert_eq!(desk.numbers(&List::Late(2026)).await, [no.as_str()]);
}

/// 4月10日收到申请书副本，普通程序10个工作日，4月24日。
#[tokio::test]
async fn review48_the_term_to_respond_stands_on_the_board() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    desk.answer("2026-03-10", &no, Outcome::Granted).await;
    assert!(desk.numbers(&List::Open).await.is_empty());
    let sought = Command::RecordRemedy {
        on: day("2026-04-01"),
        route: Route::Reconsideration,
        body: "枣庄市人民政府".into(),
        docket: String::new(),
    };
    desk.run("2026-04-10", &desk.all, &no, sought).await.unwrap();
    assert_eq!(desk.numbers(&List::Remedies { pending: true }).await, [no.as_str()]);
    let notice =
        Command::RecordRemedyNotice { remedy: 1, on: day("2026-04-10"), procedure: Procedure::Ordinary };
    desk.run("2026-04-10", &desk.all, &no, notice).await.unwrap();
    let row = desk.casework.row(&no).await.unwrap().unwrap();
    assert_eq!(row.next, Some((DeadlineKind::Response, day("2026-04-24"))));
    assert_eq!(desk.numbers(&List::Open).await, [no.as_str()]);
    let response = Command::RecordRemedyResponse { remedy: 1, on: day("2026-04-20") };
    desk.run("2026-04-20", &desk.all, &no, response).await.unwrap();
    assert!(desk.numbers(&List::Open).await.is_empty());
    assert_eq!(desk.numbers(&List::Remedies { pending: false }).await, [no.as_str()]);
}

#[tokio::test]
async fn an_application_is_split_into_cases_that_count_in_its_place() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let file = desk.casework.file(&no).await.unwrap().unwrap();
    let part = |subject: &str| Part { subject: subject.into(), content: format!("{subject}的全文") };
    let moment = desk.moment("2026-03-03");
    let one = desk.casework.split(moment, &desk.all, (&file, file.version), &[part("甲")]).await;
    assert!(one.unwrap_err().refusal().unwrap().contains("至少两件"));
    assert_eq!(desk.numbers(&List::All).await, [no.as_str()], "nothing is left of what was refused");
    let parts = [part("征收决定"), part("补偿方案")];
    let numbers = desk.casework.split(moment, &desk.all, (&file, file.version), &parts).await.unwrap();
    assert_eq!(numbers, ["2026-00002", "2026-00003"]);
    let table = desk.casework.table3(2026).await.unwrap();
    assert_eq!(table.get(Row3::New, Applicant::Total), Some(2));
    let second = desk.casework.file("2026-00003").await.unwrap().unwrap().case;
    assert_eq!((second.received(), second.split_from.clone()), (Some(day("2026-03-02")), Some(no)));
    assert_eq!(desk.casework.application(&second).await.unwrap().content, "补偿方案的全文");
}

#[tokio::test]
async fn a_case_is_merged_only_into_another_that_is_open() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let into = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    for wrong in [no.as_str(), "2026-00009"] {
        let error = desk.run("2026-03-03", &desk.all, &no, Command::Merge { into: wrong.into() }).await;
        assert!(error.unwrap_err().refusal().unwrap().contains("在办申请"));
    }
    desk.run("2026-03-03", &desk.all, &no, Command::Merge { into }).await.unwrap();
}
