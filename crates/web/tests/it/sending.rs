//! 年度报告的报送：工作台报送、查询答复，报送文件和答复文件的往来，单位名称与名单不符的。

use crate::annual::{YEAR, act, package, post, save};
use crate::desk_files::Part;
use crate::fake::Fake;
use crate::office::Office;
use axum::http::StatusCode;
use publishing::submission::Package;
use web::Library;
use web::desk::account::Duties;

/// 2024's report through every hand; what was published.
async fn published(office: &Office) {
    assert_eq!(save(office, "wang", "0", "总体情况文字").await.status, StatusCode::SEE_OTHER);
    let hands =
        [("wang", "propose", "1"), ("zhao", "review", "2"), ("qian", "sign", "3"), ("wu", "publish", "4")];
    for (who, one, version) in hands {
        assert_eq!(act(office, who, one, version, &[]).await.status, StatusCode::SEE_OTHER, "{one}");
    }
}

fn fake_under(name: &str, online: bool) -> Fake {
    Fake { superior: Some(web::Superior { name: name.into(), online }), ..Fake::new() }
}

#[tokio::test]
async fn a_published_report_is_submitted_at_the_desk_and_the_reply_fetched() {
    let office = Office::over(fake_under("市政府办公室", true)).await;
    let wu = office.sign_in("wu").await;
    assert_eq!(
        post(&office, "wu", &format!("{YEAR}/send"), &[("version", "0")]).await.status,
        StatusCode::CONFLICT
    );
    published(&office).await;
    office.get(YEAR, &wu).await.says(&["报送主管部门", "向市政府办公室直接送达", ">报送</button>"]);
    let wang = office.sign_in("wang").await;
    office.get(YEAR, &wang).await.lacks(&["id=\"sending\""]);
    for who in ["wang", "qian", "zhou", "han"] {
        assert_eq!(act(&office, who, "send", "5", &[]).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(act(&office, "wu", "send", "4", &[]).await.status, StatusCode::CONFLICT, "an older version");
    assert!(office.publishing.dossier(2024).await.unwrap().unwrap().dossier.sent.is_empty());
    assert_eq!(
        office.post(&format!("{YEAR}/fetch"), &wu, &[]).await.status,
        StatusCode::CONFLICT,
        "nothing was sent"
    );

    let sent = act(&office, "wu", "send", "5", &[]).await;
    assert_eq!(sent.header("location"), format!("{YEAR}?done=sent"));
    let digest = Fake::new().package(2024, Fake::new().today()).unwrap().digest;
    let page = office.get(&format!("{YEAR}?done=sent"), &wu).await;
    page.says(&["已经送达主管部门", "等待答复", &digest, "查询主管部门的答复", "重新报送"]);
    for who in ["wang", "qian"] {
        let cookie = office.sign_in(who).await;
        assert_eq!(
            office.post(&format!("{YEAR}/fetch"), &cookie, &[]).await.status,
            StatusCode::FORBIDDEN,
            "{who}"
        );
        assert_eq!(
            office.get(&format!("{YEAR}/package"), &cookie).await.status,
            StatusCode::FORBIDDEN,
            "{who}"
        );
    }
    assert_eq!(
        office.post(&format!("{YEAR}/fetch"), &wu, &[]).await.header("location"),
        format!("{YEAR}?done=answered")
    );
    let page = office.get(&format!("{YEAR}?done=answered"), &wu).await;
    page.says(&["退回", "请补充第六部分", "主管部门退回"]);
    page.lacks(&["查询主管部门的答复"]);
}

#[tokio::test]
async fn a_superior_off_the_network_gets_the_package_as_a_file_and_answers_with_one() {
    let office = Office::over(fake_under("市政府办公室", false)).await;
    published(&office).await;
    let wu = office.sign_in("wu").await;
    office.get(YEAR, &wu).await.says(&["没有设置网址", "登记报送，生成文件", "gongkai report receive"]);
    let ready = act(&office, "wu", "send", "5", &[]).await;
    assert_eq!(ready.header("location"), format!("{YEAR}?done=ready"));
    office
        .get(&format!("{YEAR}?done=ready"), &wu)
        .await
        .says(&["请下载报送文件", &format!("{YEAR}/package")]);
    let file = office.get(&format!("{YEAR}/package"), &wu).await;
    let parcel = Package::open(file.body.as_bytes(), &Fake::new().units()).unwrap();
    assert_eq!(parcel, Fake::new().package(2024, Fake::new().today()).unwrap());

    // The superior takes the very file in at its desk, and gives its reply as one.
    let above = Office::open().await;
    let jian = supervisor(&above).await;
    let zhao = above.sign_in("zhao").await;
    above.get("/desk/submissions?year=2024", &zhao).await.lacks(&["收取报送文件"]);
    above.get("/desk/submissions?year=2024", &jian).await.says(&["收取报送文件"]);
    let give = async |cookie: &str, bytes: &[u8]| {
        above.send("/desk/submissions", cookie, &[Part::File("package", "报送.json", bytes)]).await
    };
    assert_eq!(give(&zhao, file.body.as_bytes()).await.status, StatusCode::FORBIDDEN);
    let none = above.send("/desk/submissions", &jian, &[Part::Text("note", "")]).await;
    none.says(&["请选择单位交来的报送文件"]);
    give(&jian, b"{}").await.says(&["这不是报送文件"]);
    give(&jian, file.body.replace("2026-03-02", "2026-03-01").as_bytes()).await.says(&["在途中有改动"]);
    let other = serde_json::to_vec(&package("U001", "另一个单位")).unwrap();
    let refused = give(&jian, &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["另一个单位", "U001", "单位001"]);
    let came = give(&jian, file.body.as_bytes()).await;
    assert_eq!(came.header("location"), "/desk/submissions?year=2024&done=U001", "{}", came.body);
    above.get(came.header("location"), &jian).await.says(&["单位0012024年的报告已经收到", "迟报"]);
    give(&jian, file.body.as_bytes()).await.says(&["没有变化", "BS-1"]);
    let path = "/desk/submissions/2024/U001";
    above.get(path, &jian).await.lacks(&["下载答复文件"]);
    let form = [("do", "accept"), ("remarks", "同意"), ("digest", parcel.digest.as_str())];
    assert_eq!(above.post(path, &jian, &form).await.status, StatusCode::SEE_OTHER);
    above.get(path, &jian).await.says(&["下载答复文件"]);
    assert_eq!(above.get(&format!("{path}/reply"), &zhao).await.status, StatusCode::FORBIDDEN);
    let reply = above.get(&format!("{path}/reply"), &jian).await.body;

    let hand = async |bytes: &[u8]| {
        office.send(&format!("{YEAR}/reply"), &wu, &[Part::File("file", "答复.json", bytes)]).await
    };
    let none = office.send(&format!("{YEAR}/reply"), &wu, &[Part::Text("note", "")]).await;
    none.says(&["请选择主管部门给的答复文件"]);
    hand(reply.replace("accepted", "returned").as_bytes()).await.says(&["签名不对"]);
    let noted = hand(reply.as_bytes()).await;
    assert_eq!(noted.header("location"), format!("{YEAR}?done=answered"), "{}", noted.body);
    office.get(YEAR, &wu).await.says(&["接收", "同意", "主管部门接收"]);
}

#[tokio::test]
async fn without_a_superior_or_a_way_to_it_the_page_says_what_to_do() {
    let office = Office::open().await;
    published(&office).await;
    let wu = office.sign_in("wu").await;
    office.get(YEAR, &wu).await.says(&["settings/superior.toml"]);
    let refused = act(&office, "wu", "send", "5", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.says(&["没有设置主管部门"]);

    let cut = Office::over(fake_under("不通的主管部门", true)).await;
    published(&cut).await;
    let refused = act(&cut, "wu", "send", "5", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["连不上主管部门"]);
    assert!(cut.publishing.dossier(2024).await.unwrap().unwrap().dossier.sent.is_empty(), "nothing is noted");
}

#[tokio::test]
async fn a_package_under_another_name_is_refused_at_every_door() {
    let office = Office::open().await;
    let body = serde_json::to_vec(&package("U001", "单位002")).unwrap();
    let refused = office.api_post("/api/v1/submissions", crate::fake::TOKEN, body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["单位002", "单位001", "U001"]);
    assert!(office.publishing.submission("U001", 2024).await.unwrap().is_none());
}

/// Somebody who supervises, signed in.
pub async fn supervisor(office: &Office) -> String {
    let duties = Duties::parse("监督").unwrap();
    let accounts = crate::office::accounts(&office.ledger);
    accounts.add(("jian", "周监督"), duties, crate::office::PASSWORD).await.unwrap();
    office.sign_in("jian").await
}
