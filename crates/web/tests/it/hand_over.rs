//! 移送查阅场所：自上次移送以来公开的编成清单，交给档案馆、图书馆，登记回执。

use crate::desk_items::{draft, index};
use crate::office::{Office, PEOPLE, today};
use axum::http::StatusCode;

#[tokio::test]
async fn what_was_published_since_the_last_time_is_handed_over_and_receipted() {
    let office = Office::open().await.with_columns().await;
    let mut indices = Vec::new();
    for title in ["第一条信息", "第二条信息"] {
        let path = office.drafts(&draft(&[("title", title), ("retention", "thirty_years")])).await;
        office.passed(&path).await;
        office.took("wu", &path, "publish", &[]).await;
        indices.push(index(&path));
    }
    office.drafts(&draft(&[("title", "没有发布的信息")])).await;
    let wu = office.sign_in("wu").await;
    office.get("/desk/hand-over", &wu).await.says(&["国家档案馆", "公共图书馆", "2条", "编制清单"]);
    for (who, _, _) in PEOPLE.iter().filter(|(who, _, _)| *who != "wu") {
        let cookie = office.sign_in(who).await;
        let sent = office.post("/desk/hand-over", &cookie, &[("to", "archive")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{who}");
    }
    let made = office.post("/desk/hand-over", &wu, &[("to", "archive")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let list = made.header("location").to_owned();
    let page = office.get(&list, &wu).await;
    page.says(&["移送国家档案馆的清单", "第一条信息", "第二条信息", "登记回执", &indices[0]]);
    assert!(!page.body.contains("没有发布的信息"));
    let csv = office.get(&format!("{list}.csv"), &wu).await;
    csv.says(&["序号,索引号,名称", "第一条信息", "保管期限", "30年"]);
    let docx = office.get(&format!("{list}.docx"), &wu).await;
    docx.says(&["PK主动公开政府信息移送清单", "第二条信息"]);
    assert!(docx.header("content-type").contains("wordprocessingml"));
    for none in [format!("{list}.pdf"), format!("{list}.x"), "/desk/hand-over/9-9".into()] {
        assert_eq!(office.get(&none, &wu).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    let again = office.post("/desk/hand-over", &wu, &[("to", "archive")]).await;
    again.says(&["没有还没移送的信息", "YS-1", "条例第二十五条第三款"]);
    let library = office.post("/desk/hand-over", &wu, &[("to", "library")]).await;
    assert_eq!(library.status, StatusCode::SEE_OTHER);

    let receipt =
        [("version", "1"), ("on", &today()), ("receiver", "市档案馆王某"), ("receipt", "回〔2026〕3号")];
    let blank = office.post(&list, &wu, &[("version", "1"), ("on", ""), ("receiver", "市档案馆")]).await;
    blank.says(&["请填写日期", "市档案馆"]);
    let li = office.sign_in("li").await;
    assert_eq!(office.post(&list, &li, &receipt).await.status, StatusCode::FORBIDDEN);
    let received = office.post(&list, &wu, &receipt).await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", received.body);
    office.get(&list, &wu).await.says(&["市档案馆王某", "回〔2026〕3号"]);
    office.get("/desk/hand-over", &wu).await.says(&["市档案馆王某", "待登记回执", "0条"]);
    let item = format!("/desk/items/{}", indices[0].replace('/', "~"));
    office.get(&item, &wu).await.says(&["移送查阅场所", "移送国家档案馆，清单"]);
}
