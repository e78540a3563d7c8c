//! 审计：who came in, who was turned away, who read what, who changed whose rights; found, turned over, taken away.

use crate::desk_items::{draft, index, no};
use crate::office::{ORGAN, Office};
use axum::http::StatusCode;
use sm3::{Digest, Sm3};

impl Office {
    async fn audit(&self, query: &str) -> String {
        let shen = self.sign_in("shen").await;
        let page = self.get(&format!("/desk/audit?{query}"), &shen).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.body
            .split("<h2>台账</h2>")
            .next()
            .unwrap()
            .split("<tbody>")
            .nth(1)
            .unwrap_or_default()
            .to_owned()
    }
}

#[tokio::test]
async fn signing_in_and_failing_and_leaving_are_on_record() {
    let office = Office::open().await;
    office.try_in("wang", "x").await;
    office.try_in("nobody<script>", "x").await;
    let wang = office.sign_in("wang").await;
    office.post("/desk/sign-out", &wang, &[]).await;
    let log = office.audit("kind=sign").await;
    for words in ["登录失败", "账号或者密码不对", "王承办", "退出", "密码", "nobody&#60;script&#62;"]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains("建立账号"));
    for _ in 0..6 {
        office.try_in("zhao", "x").await;
    }
    assert!(office.audit("kind=sign&account=zhao").await.contains("已暂停登录"));
    let shen = office.sign_in("shen").await;
    let page = office.get("/desk/audit", &shen).await;
    page.says(&["枣庄市行政审批服务局", "建立账号"]);
    assert!(!page.body.contains(&format!("<dd>{ORGAN}</dd>")), "the organ by its name, not its code");
}

#[tokio::test]
async fn whoever_reads_an_applicants_data_is_on_record_and_whoever_is_refused() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let (wang, wu) = (office.sign_in("wang").await, office.sign_in("wu").await);
    office.get(&format!("/desk/cases/{no}"), &wang).await;
    office.get("/desk/find?q=13800000000", &wang).await;
    assert_eq!(office.get(&format!("/desk/cases/{no}"), &wu).await.status, StatusCode::FORBIDDEN);
    let read = office.audit(&format!("kind=read&object={no}")).await;
    assert!(
        read.contains("查阅申请人资料") && read.contains("王承办") && read.contains(&format!("申请 {no}")),
        "{read}"
    );
    assert_eq!(read.matches("<tr>").count(), 1, "one look, one line");
    let all = office.audit("kind=read").await;
    assert!(
        all.contains("/desk/find") && !all.contains("13800000000"),
        "what was looked for is not kept: {all}"
    );
    let refused = office.audit("kind=refused").await;
    assert!(refused.contains("越权被拒") && refused.contains("吴发布"), "{refused}");
    // Who sees the case and not the applicant reads nothing of the applicant's.
    let shen = office.sign_in("shen").await;
    office.get(&format!("/desk/cases/{no}"), &shen).await;
    assert!(!office.audit("kind=read&account=shen").await.contains("沈审计"));
    let both = office.audit(&format!("object={no}")).await;
    assert!(both.contains("登记") && both.contains("查阅申请人资料"), "acts and looks as one list: {both}");
}

#[tokio::test]
async fn an_item_is_found_by_its_index_with_what_was_said_of_it() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.took("wang", &path, "self-check", &no()).await;
    office.took("sun", &path, "send-back", &[("remark", "标题要写全称")]).await;
    let index = index(&path);
    for typed in [index.clone(), format!("信息 {index}"), format!("publication/{index}")] {
        let log = office.audit(&format!("object={}", crate::office::encoded(&typed))).await;
        assert!(log.contains("退回修改") && log.contains("标题要写全称"), "{typed}: {log}");
    }
}

#[tokio::test]
async fn rights_are_found_with_who_what_and_why() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    office.pass(1);
    let fields = [("do", "duties"), ("duties", "登记"), ("why", "轮岗")];
    office.post("/desk/accounts/wang", &an, &fields).await;
    let log = office.audit("kind=rights&object=wang").await;
    for words in ["改岗位", "安保密", "岗位由承办改为登记", "理由：轮岗", "账号 wang"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(office.audit("kind=rights&account=an").await.contains("轮岗"));
    assert!(!office.audit("kind=rights&account=han").await.contains("轮岗"));
    assert!(!office.audit("kind=request").await.contains("轮岗"));
}

#[tokio::test]
async fn the_list_is_turned_over_without_gap_or_repeat_and_bounded_by_days() {
    let office = Office::open().await;
    for _ in 0..45 {
        office.try_in("nobody", "x").await;
        office.pass(1);
    }
    let no = office.register(0).await;
    let shen = office.sign_in("shen").await;
    let (mut path, mut rows, mut pages) = ("/desk/audit".to_owned(), 0, 0);
    loop {
        let page = office.get(&path, &shen).await;
        let table = page.body.split("<h2>台账</h2>").next().unwrap();
        rows += table.matches("<tr><td class=\"when\">").count();
        pages += 1;
        let Some(next) = table.split("<a href=\"").find_map(|part| {
            part.split("\" rel=\"next\"")
                .next()
                .filter(|link| link.starts_with("/desk/audit?") && part.contains("rel=\"next\""))
        }) else {
            break;
        };
        path = next.replace("&#38;", "&");
    }
    let entries = office.ledger.head(ORGAN).await.unwrap().seq as usize;
    assert_eq!((rows, pages), (entries + 46, (entries + 46).div_ceil(50)), "{no}");
    let today = crate::office::today();
    assert!(office.audit(&format!("from={today}&until={today}")).await.contains("登录失败"));
    assert!(office.audit("until=2020-01-01").await.is_empty());
    office.get("/desk/audit?from=%E6%98%A8%E5%A4%A9", &shen).await.says(&["日期请写成年月日"]);
    for strange in [
        "before=x",
        "before=1.a.%27",
        "object=%00",
        "account=%00%27",
        "kind=x",
        "before=1.e.99999999999999999999",
    ] {
        let answer = office.get(&format!("/desk/audit?{strange}"), &shen).await;
        assert_eq!(answer.status, StatusCode::OK, "{strange}");
    }
}

#[tokio::test]
async fn what_is_taken_away_carries_its_digest_and_is_itself_on_record() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&crate::desk_items::draft(&[("title", "=1+1"), ("entry", "")])).await;
    let shen = office.sign_in("shen").await;
    let csv = office.get("/desk/audit/export?format=csv&kind=publication", &shen).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    csv.says(&["时间,账号,姓名", "王承办", "起草信息", &index(&path)]);
    let (above, last) = csv.body.trim_end().rsplit_once("\r\n").unwrap();
    let sm3: String =
        Sm3::digest(format!("{above}\r\n").as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(last.starts_with("\"校验值（SM3，以上各行）\"") || last.starts_with("校验值（SM3"), "{last}");
    assert!(last.contains(&sm3), "{last}");
    let lines = office.get("/desk/audit/export?format=jsonl&kind=rights", &shen).await;
    let parsed: Vec<serde_json::Value> =
        lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(parsed.last().unwrap()["count"].as_u64().unwrap() as usize, parsed.len() - 1);
    assert!(parsed[0]["kind"].as_str().unwrap().starts_with("account.") && parsed[0]["hash"].is_string());
    let log = office.audit("kind=export").await;
    assert!(log.contains("导出") && log.contains(&sm3), "{log}");
    assert_eq!(office.get("/desk/audit/export?format=xml", &shen).await.status, StatusCode::BAD_REQUEST);
    for who in ["han", "an", "zhao", "qian", "li", "wang", "sun", "zhou", "wu"] {
        let cookie = office.sign_in(who).await;
        for door in ["/desk/audit", "/desk/audit/export?format=csv", "/desk/audit/export?format=jsonl"] {
            assert_eq!(office.get(door, &cookie).await.status, StatusCode::FORBIDDEN, "{who} {door}");
        }
    }
    assert_eq!(office.get("/desk/audit/export?format=csv", "").await.status, StatusCode::SEE_OTHER);
}
