//! 人员和权限：三员分立, departments, passwords, sessions; what each administrator may not do is tried.

use crate::Answer;
use crate::office::{ORGAN, Office, PASSWORD, accounts};
use axum::http::StatusCode;
use web::desk::account::{self, Duties};

const NEW: &str = "山亭的樱桃也快要熟了";

/// What stands between the first `<code>` and its end.
fn code(answer: &Answer) -> String {
    answer.body.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned()
}

impl Office {
    async fn kinds_by(&self, by: &str) -> Vec<String> {
        let chain = self.ledger.entries(ORGAN, 0, 500).await.unwrap();
        chain.into_iter().filter(|entry| entry.by == by).map(|entry| entry.kind).collect()
    }

    async fn duties_of(&self, id: &str) -> String {
        account::find(&self.ledger, id).await.unwrap().unwrap().duties().words()
    }
}

#[tokio::test]
async fn one_makes_the_account_another_gives_it_rights_and_the_third_sees_both() {
    let office = Office::open().await;
    let (han, an, shen) =
        (office.sign_in("han").await, office.sign_in("an").await, office.sign_in("shen").await);
    let department = office.post("/desk/departments", &han, &[("name", "政务公开科"), ("within", "")]).await;
    assert_eq!(department.status, StatusCode::SEE_OTHER);
    let fields =
        [("id", "xin"), ("name", "新人"), ("department", "0001"), ("post", "科员"), ("duties", "局长")];
    let made = office.post("/desk/accounts", &han, &fields).await;
    assert_eq!(made.header("location"), "/desk/accounts/xin?done=created");
    office.get("/desk/accounts/xin", &han).await.says(&["政务公开科", "科员", "没有岗位", "待授权"]);
    assert_eq!(office.duties_of("xin").await, "", "whoever makes the account gives it nothing");

    let bare = office.post("/desk/accounts/xin", &an, &[("do", "duties"), ("duties", "承办")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["没有写明理由"]);
    let fields = [("do", "duties"), ("duties", "登记"), ("duties", "承办"), ("why", "接替李登记")];
    assert_eq!(office.post("/desk/accounts/xin", &an, &fields).await.status, StatusCode::SEE_OTHER);
    office.get("/desk/accounts/xin", &shen).await.says(&[
        "待发密码",
        "岗位由无改为登记、承办",
        "理由：接替李登记",
        "安保密",
        "建立账号，岗位：无",
        "韩管理",
    ]);
    let issued = office.post("/desk/accounts/xin", &an, &[("do", "password"), ("why", "当面交给本人")]).await;
    issued.says(&["只显示这一次", "首次登录时须修改"]);
    let password = code(&issued);
    let chain = office.ledger.entries(ORGAN, 0, 500).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains(&password)));

    // The issued password opens nothing but the page where it is changed.
    let answer = office.try_in("xin", &password).await;
    let xin = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    for path in ["/desk", "/desk/new", "/desk/me", "/desk/me/factor", "/desk/items"] {
        assert_eq!(office.get(path, &xin).await.header("location"), "/desk/me/password", "{path}");
    }
    office.get("/desk/me/password", &xin).await.says(&["请先改成自己的"]);
    let fields = [("old", password.as_str()), ("new", NEW), ("again", NEW)];
    office.post("/desk/me/password", &xin, &fields).await;
    assert_eq!(office.get("/desk", &xin).await.status, StatusCode::OK);
    assert_eq!(office.kinds_by("han").await, ["department.added", "account.created"]);
    assert_eq!(office.kinds_by("an").await, ["account.duties_changed", "account.password_issued"]);
}

#[tokio::test]
async fn no_administrator_does_what_is_anothers() {
    let office = Office::open().await;
    let before = office.ledger.head(ORGAN).await.unwrap().seq;
    let acts: [(&str, &[(&str, &str)]); 10] = [
        ("/desk/accounts", &[("id", "ying"), ("name", "某人"), ("department", "")]),
        ("/desk/accounts/wang", &[("do", "placed"), ("name", "王某"), ("department", "")]),
        ("/desk/accounts/wang", &[("do", "disable"), ("why", "离岗")]),
        ("/desk/accounts/wang", &[("do", "enable"), ("why", "返岗")]),
        ("/desk/departments", &[("name", "某科"), ("within", "")]),
        ("/desk/accounts/wang", &[("do", "duties"), ("duties", "局长"), ("why", "轮岗")]),
        ("/desk/accounts/wang", &[("do", "password"), ("why", "忘记")]),
        ("/desk/accounts/wang", &[("do", "unlock"), ("why", "误锁")]),
        ("/desk/accounts/wang", &[("do", "factor"), ("why", "丢失")]),
        ("/desk/security", &[("why", "放宽")]),
    ];
    for (who, may) in
        [("han", 0..5), ("an", 5..10), ("shen", 0..0), ("zhao", 0..0), ("qian", 0..0), ("wu", 0..0)]
    {
        let cookie = office.sign_in(who).await;
        for (at, (path, fields)) in acts.iter().enumerate().filter(|(at, _)| !may.contains(at)) {
            let answer = office.post(path, &cookie, fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {at}: {}", answer.body);
        }
    }
    assert_eq!(office.ledger.head(ORGAN).await.unwrap().seq, before, "nothing was written");
    for (who, path) in [
        ("han", "/desk/security"),
        ("han", "/desk/audit"),
        ("an", "/desk/audit"),
        ("shen", "/desk/security"),
        ("zhao", "/desk/accounts"),
        ("qian", "/desk/accounts/wang"),
        ("li", "/desk/departments"),
    ] {
        assert_eq!(
            office.get(path, &office.sign_in(who).await).await.status,
            StatusCode::FORBIDDEN,
            "{who} {path}"
        );
    }
}

/// Every address of the desk with every duty, the supervisor's and nobody's among them: shown to these and to no other.
#[tokio::test]
async fn each_address_is_for_those_whose_it_is() {
    let office = Office::open().await;
    let no = office.register(0).await;
    accounts(&office.ledger).add(("jian", "周监督"), Duties::parse("监督").unwrap(), PASSWORD).await.unwrap();
    accounts(&office.ledger).add(("bare", "新来的"), Duties::default(), PASSWORD).await.unwrap();
    let cases = &["li", "wang", "zhao", "qian", "shen", "jian"][..];
    let items = &["li", "wang", "zhao", "qian", "sun", "zhou", "wu", "shen", "jian"][..];
    let leading = &["zhao", "qian", "shen", "jian"][..];
    let people = &["han", "an", "shen"][..];
    let everyone =
        &["li", "wang", "zhao", "qian", "sun", "zhou", "wu", "shen", "han", "an", "jian", "bare"][..];
    let year = &crate::office::today()[..4];
    let addresses = [
        ("/desk?list=open".to_owned(), cases),
        (format!("/desk/cases/{no}"), cases),
        (format!("/desk/cases/{no}/files"), cases),
        ("/desk/remedies".into(), cases),
        ("/desk/suggestions".into(), cases),
        ("/desk/calendar".into(), cases),
        (format!("/desk/report/{year}"), cases),
        ("/desk/items".into(), items),
        ("/desk/catalogue".into(), items),
        ("/desk/inspection".into(), items),
        ("/desk/supervision".into(), leading),
        ("/desk/accounts".into(), people),
        ("/desk/accounts/wang".into(), people),
        ("/desk/departments".into(), people),
        ("/desk/security".into(), &["an"][..]),
        ("/desk/audit".into(), &["shen"][..]),
        ("/desk/audit/export?format=csv".into(), &["shen"][..]),
        ("/desk/audit/export?format=jsonl".into(), &["shen"][..]),
        ("/desk/me".into(), everyone),
        ("/desk/me/password".into(), everyone),
        ("/desk/me/factor".into(), everyone),
    ];
    for who in everyone {
        let cookie = office.sign_in(who).await;
        for (address, whose) in &addresses {
            let status = office.get(address, &cookie).await.status;
            let expected = whose.contains(who);
            assert_eq!(status == StatusCode::OK, expected, "{who} {address}: {status}");
            // The board leads those who have none to their own page.
            let elsewhere = address.starts_with("/desk?") && status == StatusCode::SEE_OTHER;
            assert!(expected || elsewhere || status == StatusCode::FORBIDDEN, "{who} {address}: {status}");
        }
    }
    for (address, _) in &addresses {
        let answer = office.get(address, "").await;
        assert!(answer.header("location").starts_with("/desk/sign-in?back="), "{address}");
    }
}

#[tokio::test]
async fn nobody_is_two_of_the_three_nor_gives_himself_anything() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    for duties in [
        ["管理", "安全"],
        ["管理", "审计"],
        ["安全", "审计"],
        ["承办", "管理"],
        ["监督", "审计"],
        ["局长", "安全"],
    ] {
        let fields = [("do", "duties"), ("duties", duties[0]), ("duties", duties[1]), ("why", "人手不足")];
        let answer = office.post("/desk/accounts/wang", &an, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{duties:?}");
        answer.says(&["三员分立"]);
        let by_hand = Duties::parse(&duties.join("、"));
        assert!(by_hand.unwrap_err().to_string().contains("三员分立"), "{duties:?}");
    }
    assert_eq!(office.duties_of("wang").await, "承办");
    for (act, fields) in [
        ("duties", [("duties", "局长"), ("why", "x")]),
        ("password", [("x", ""), ("why", "x")]),
        ("factor", [("x", ""), ("why", "x")]),
    ] {
        let mut all = vec![("do", act)];
        all.extend(fields);
        let answer = office.post("/desk/accounts/an", &an, &all).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
        answer.says(&["不能办理自己账号的这一项"]);
    }
    let han = office.sign_in("han").await;
    let own = office.post("/desk/accounts/han", &han, &[("do", "disable"), ("why", "x")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(office.duties_of("an").await, "安全");
    let unknown = office.post("/desk/accounts/nobody", &an, &[("do", "duties"), ("why", "x")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post("/desk/accounts/wang", &an, &[("do", "x")]).await.status, StatusCode::BAD_REQUEST);
    let strange =
        office.post("/desk/accounts/wang", &an, &[("do", "duties"), ("duties", "处长"), ("why", "x")]).await;
    strange.says(&["没有“处长”这个岗位"]);
}

#[tokio::test]
async fn an_account_without_duties_comes_in_and_can_do_nothing() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    let wang = office.sign_in("wang").await;
    office.post("/desk/accounts/wang", &an, &[("do", "duties"), ("why", "调离")]).await;
    assert_eq!(office.get("/desk", &wang).await.header("location"), "/desk/me");
    office.get("/desk/me", &wang).await.says(&["还没有岗位", "安全保密管理员"]);
    for path in
        ["/desk/new", "/desk/items", "/desk/accounts", "/desk/audit", "/desk/supervision", "/desk/report"]
    {
        assert!(!office.get(path, &wang).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn people_are_listed_filtered_and_turned_over() {
    let office = Office::open().await;
    let han = office.sign_in("han").await;
    office.post("/desk/departments", &han, &[("name", "大数据中心"), ("within", "unit")]).await;
    office.post("/desk/departments", &han, &[("name", "数据科"), ("within", "0001")]).await;
    let place = [("do", "placed"), ("name", "王承办"), ("department", "0002"), ("post", "科员")];
    assert_eq!(office.post("/desk/accounts/wang", &han, &place).await.status, StatusCode::SEE_OTHER);
    let page = office.get("/desk/accounts", &han).await;
    page.says(&["大数据中心 数据科", "安全保密管理员", "没有启用", "没有登录过", "在用"]);
    for (query, there, absent) in [
        ("q=%E7%8E%8B", "王承办", "李登记"),
        ("q=ZHAO", "赵主任", "王承办"),
        ("department=0002", "王承办", "李登记"),
        ("department=0001", "王承办", "李登记"),
        ("duty=%E5%AE%89%E5%85%A8", "安保密", "王承办"),
        ("state=locked", "没有符合条件的人员", "王承办"),
        ("factor=yes", "没有符合条件的人员", "王承办"),
        ("factor=no&state=open", "王承办", "没有符合条件的人员"),
        ("duty=%E5%A4%84%E9%95%BF", "没有符合条件的人员", "王承办"),
    ] {
        let list = office.get(&format!("/desk/accounts?{query}"), &han).await;
        list.says(&[there]);
        assert!(!list.body.contains(absent), "{query}");
    }
    // Handing a case over lists by department; the closed one takes nobody new.
    let (li, no) = (office.sign_in("li").await, office.register(0).await);
    office.get(&format!("/desk/cases/{no}/assignment"), &li).await.says(&["大数据中心 数据科　王承办"]);
    office.post("/desk/departments/0002", &han, &[("do", "rename"), ("name", "数据管理科")]).await;
    office.post("/desk/departments/0002", &han, &[("do", "close")]).await;
    let list = office.get("/desk/departments", &han).await;
    list.says(&["“数据科”改名为“数据管理科”", "停用“数据管理科”", "1人"]);
    let place = [("do", "placed"), ("name", "李登记"), ("department", "0002"), ("post", "")];
    office.post("/desk/accounts/li", &han, &place).await.says(&["没有这个部门"]);
    let twice = office.post("/desk/departments", &han, &[("name", "大数据中心"), ("within", "unit")]).await;
    twice.says(&["已经有这个名称"]);
    for number in 0..60 {
        let id = format!("p{number:03}");
        let name = format!("第{number}人");
        accounts(&office.ledger).create((&id, &name), account::Place::default()).await.unwrap();
    }
    let first = office.get("/desk/accounts?state=bare", &han).await;
    first.says(&["p000", "p049", "state=bare&#38;after=p049"]);
    assert!(!first.body.contains("p050"));
    let second = office.get("/desk/accounts?state=bare&after=p049", &han).await;
    second.says(&["p050", "p059"]);
    assert!(!second.body.contains("rel=\"next\""));
}

// ---------------------------------------------------------------- 密码、锁定、会话

#[tokio::test]
async fn passwords_follow_the_rules_the_security_administrator_sets() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    let rules = [
        ("shortest", "12"),
        ("remembered", "2"),
        ("expires_days", "90"),
        ("denied", "石榴\n樱桃"),
        ("tries", "3"),
        ("closed_minutes", "20"),
        ("idle_minutes", "10"),
        ("session_hours", "1"),
        ("log_months", "6"),
        ("demanded", "no"),
        ("why", "等级保护整改"),
    ];
    assert_eq!(
        office.post("/desk/security", &an, &rules).await.header("location"),
        "/desk/security?done=yes"
    );
    office.get("/desk/security", &an).await.says(&["密码至少多少个字由10改为12", "等级保护整改", "石榴"]);
    let wang = office.sign_in("wang").await;
    let change = async |new: &str| {
        office.post("/desk/me/password", &wang, &[("old", PASSWORD), ("new", new), ("again", new)]).await
    };
    change("十一个字的密码也不够长").await.says(&["请用12个字以上的密码"]);
    change("石榴樱桃石榴樱桃石榴樱桃").await.says(&["太容易猜"]);
    change("password123456").await.says(&["太容易猜"]);
    let good = "微山湖上的荷花开了一大片";
    assert_eq!(change(good).await.status, StatusCode::SEE_OTHER);
    let back =
        office.post("/desk/me/password", &wang, &[("old", good), ("new", good), ("again", good)]).await;
    back.says(&["与现在的密码相同"]);
    let next = "台儿庄古城的灯一盏盏亮了";
    office.post("/desk/me/password", &wang, &[("old", good), ("new", next), ("again", next)]).await;
    let former =
        office.post("/desk/me/password", &wang, &[("old", next), ("new", good), ("again", good)]).await;
    former.says(&["最近用过"]);
    // Three wrong ones close the account for 20 minutes, the security administrator opens it sooner.
    for _ in 0..3 {
        office.try_in("zhao", "x").await;
    }
    office.try_in("zhao", PASSWORD).await.says(&["连续输错3次，已暂停登录20分钟"]);
    office.get("/desk/accounts/zhao", &an).await.says(&["已锁定", "解除锁定"]);
    office.post("/desk/accounts/zhao", &an, &[("do", "unlock"), ("why", "本人当面申请")]).await;
    assert_eq!(office.try_in("zhao", PASSWORD).await.status, StatusCode::SEE_OTHER);
    // Ten idle minutes end a session, ninety days a password.
    let zhao = office.sign_in("zhao").await;
    office.pass(10);
    assert_eq!(office.get("/desk", &zhao).await.header("location"), "/desk/sign-in?back=%2Fdesk");
    office.pass(90 * 24 * 60);
    let zhao = office.sign_in("zhao").await;
    assert_eq!(office.get("/desk", &zhao).await.header("location"), "/desk/me/password");
}

#[tokio::test]
async fn rules_out_of_their_bounds_are_refused() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    let good = [
        ("shortest", "10"),
        ("remembered", "3"),
        ("expires_days", "0"),
        ("tries", "5"),
        ("closed_minutes", "15"),
        ("idle_minutes", "30"),
        ("session_hours", "12"),
        ("log_months", "12"),
        ("demanded", "usual"),
        ("why", "试"),
    ];
    for (name, value) in [
        ("shortest", "7"),
        ("shortest", "65"),
        ("remembered", "25"),
        ("tries", "2"),
        ("idle_minutes", "0"),
        ("session_hours", "25"),
        ("log_months", "5"),
        ("log_months", "六"),
        ("demanded", "x"),
        ("why", ""),
    ] {
        let fields = good.map(|(one, kept)| (one, if one == name { value } else { kept }));
        let answer = office.post("/desk/security", &an, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
        answer.says(&[&format!("href=\"#{name}\"")]);
    }
    assert_eq!(office.post("/desk/security", &an, &good).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn everyone_sees_the_own_sessions_and_ends_the_others() {
    let office = Office::open().await;
    let (here, there) = (office.sign_in("wang").await, office.sign_in("wang").await);
    let other = office.sign_in("zhao").await;
    office.get("/desk/me", &here).await.says(&["登录的设备", "这台设备", "退出其他设备", "密码"]);
    let out = office.post("/desk/me/sessions", &here, &[]).await;
    assert_eq!(out.header("location"), "/desk/me?done=sessions");
    assert_eq!(office.get("/desk", &there).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.get("/desk", &here).await.status, StatusCode::OK);
    assert_eq!(office.get("/desk", &other).await.status, StatusCode::OK, "another's stay");
    // A new password ends the others too, and so does the password someone else issues.
    let there = office.sign_in("wang").await;
    office.post("/desk/me/password", &here, &[("old", PASSWORD), ("new", NEW), ("again", NEW)]).await;
    assert_eq!(office.get("/desk", &there).await.status, StatusCode::SEE_OTHER);
    let an = office.sign_in("an").await;
    office.post("/desk/accounts/wang", &an, &[("do", "password"), ("why", "忘记")]).await;
    assert_eq!(office.get("/desk", &here).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn however_many_sessions_there_are_all_end() {
    let office = Office::open().await;
    for number in 0..450 {
        office.ledger.put_record("session-of", &format!("wang/!{number:03}"), 0, b"", None).await.unwrap();
    }
    let last = office.sign_in("wang").await;
    let an = office.sign_in("an").await;
    office.post("/desk/accounts/wang", &an, &[("do", "password"), ("why", "密码外泄")]).await;
    assert_eq!(office.get("/desk", &last).await.status, StatusCode::SEE_OTHER);
    assert!(
        office
            .ledger
            .records("session-of", "wang/", 1)
            .await
            .unwrap()
            .iter()
            .all(|one| !one.id.starts_with("wang/"))
    );
}

/// What an account was before there were three administrators is read as it was.
#[tokio::test]
async fn an_account_an_older_program_kept_still_opens() {
    let office = Office::open().await;
    let kept = office.ledger.record("account", "han").await.unwrap().unwrap();
    let mut old: serde_json::Value = serde_json::from_slice(&kept.body).unwrap();
    for newer in ["former", "password_since", "initial", "security", "department", "post"] {
        old.as_object_mut().unwrap().remove(newer);
    }
    let body = serde_json::to_vec(&old).unwrap();
    office.ledger.put_record("account", "han", kept.version, &body, None).await.unwrap();
    let han = office.sign_in("han").await;
    office.get("/desk/accounts", &han).await.says(&["系统管理员", "韩管理"]);
    // Such an office has no security administrator: it is told how to get one.
    accounts(&office.ledger).set_disabled("an", true, "调离").await.unwrap();
    office.get("/desk/accounts", &han).await.says(&["还没有安全保密管理员", "gongkai account add"]);
}
