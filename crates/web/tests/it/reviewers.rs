//! 由哪位部门负责人审核：the head of the drafter's department is asked, another only where that department has none.

use crate::desk_items::{draft, no};
use crate::office::Office;
use axum::http::StatusCode;

impl Office {
    async fn places(&self, id: &str, name: &str, department: &str) {
        let han = self.sign_in("han").await;
        let place = [("do", "placed"), ("name", name), ("department", department), ("post", "")];
        let answer = self.post(&format!("/desk/accounts/{id}"), &han, &place).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
}

#[tokio::test]
async fn the_head_of_the_drafters_department_is_asked() {
    let office = Office::open().await.with_columns().await;
    let han = office.sign_in("han").await;
    for name in ["政务公开科", "法规科"] {
        office.post("/desk/departments", &han, &[("name", name), ("within", "")]).await;
    }
    office.places("wang", "王承办", "0001").await;
    let path = office.drafts(&draft(&[])).await;
    office.took("wang", &path, "self-check", &no()).await;
    let sun = office.sign_in("sun").await;
    // The department has no head: whoever heads one may.
    office.get(&path, &sun).await.says(&["任何一位部门负责人", "部门审核"]);
    office.get("/desk/items?list=department", &sun).await.says(&["帮办代办工作推进会召开"]);
    // Another is put at its head: the draft is theirs alone.
    let an = office.sign_in("an").await;
    let grant = [("do", "duties"), ("duties", "部门"), ("why", "任科长")];
    let granted = office.post("/desk/accounts/zhao", &an, &grant).await;
    assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.body);
    office.places("zhao", "赵主任", "0001").await;
    office.places("sun", "孙科长", "0002").await;
    let zhao = office.sign_in("zhao").await;
    office.get(&path, &zhao).await.says(&["由谁审核", "赵主任", "/pass-department"]);
    let foreign = office.get(&path, &sun).await;
    assert!(!foreign.body.contains("/pass-department") && !foreign.body.contains("/send-back"));
    for (act, fields) in [("pass-department", vec![("remark", "")]), ("send-back", vec![("remark", "改")])] {
        let form = office.get(&format!("{path}/{act}"), &sun).await;
        assert_eq!(form.status, StatusCode::CONFLICT, "{act}");
        form.says(&["由起草部门的负责人审核：赵主任"]);
        let fields = [vec![("version", "2")], fields].concat();
        assert_eq!(
            office.post(&format!("{path}/{act}"), &sun, &fields).await.status,
            StatusCode::CONFLICT,
            "{act}"
        );
    }
    let listed = office.get("/desk/items?list=department", &sun).await;
    assert!(!listed.body.contains("帮办代办工作推进会召开"), "{}", listed.body);
    office.get("/desk/items?list=department", &zhao).await.says(&["帮办代办工作推进会召开"]);
    // Closed: the department has none again.
    office.post("/desk/accounts/zhao", &han, &[("do", "disable"), ("why", "调离")]).await;
    office.took("sun", &path, "pass-department", &[]).await;
}
