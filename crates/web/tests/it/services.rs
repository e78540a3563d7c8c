//! 办事服务：what is reviewed is read, asked through and printed; nothing else; help is booked once a place.

use crate::Answer;
use crate::desk_files::Part;
use crate::desk_items::{index, no};
use crate::office::{ORGAN, Office, encoded};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::civil::Date;
use web::Library;

const FOOD: [(&str, &str); 13] = [
    ("id", "food-licence"),
    ("name", "食品经营许可"),
    ("audience", "企业"),
    ("theme", "准营准办"),
    ("words", "开饭店、开餐馆"),
    ("basis", "《中华人民共和国食品安全法》"),
    ("conditions", "有营业执照\n有健康证明"),
    (
        "materials",
        "营业执照 | 电子证照 | 1 | 系统调取，免提交\n经营场所平面图 | 原件 | 1 | 申请人自备 | 手绘也可",
    ),
    ("steps", "申请 | 网上提交\n核查 | 上门核查"),
    ("places", "政务中心 | 演示路1号 | 工作日 | B01窗口"),
    ("phone", "0632-0000021"),
    ("promised", "5"),
    (
        "check",
        "credit_code | 信用代码 | credit_code\nphone | 电话 | phone\nopened | 开业日期 | past_date | 可选",
    ),
];
const SHOP: [(&str, &str); 10] = [
    ("id", "shop"),
    ("name", "个体工商户登记"),
    ("audience", "个人"),
    ("theme", "企业开办"),
    ("materials", "经营场所平面图 | 复印件 | 2 | 申请人自备\n申请人身份证件 | 原件核验 | 1"),
    ("steps", "申请"),
    ("promised", "0"),
    ("conditions", "有经营场所"),
    ("places", "政务中心 | 演示路1号 | 工作日 | B01窗口"),
    ("fee", "不收费"),
];
const THING: [(&str, &str); 16] = [
    ("id", "restaurant"),
    ("name", "我要开餐饮店"),
    ("audience", "个人"),
    ("theme", "企业开办"),
    ("words", "开饭馆"),
    ("batch", "2025年重点事项"),
    ("lead", "审批局"),
    ("partners", "市场监管局"),
    ("guides", "food-licence"),
    ("q0-key", "subject"),
    ("q0-text", "您有营业执照吗"),
    ("q0-options", "has | 有 | rent\nnone | 没有 | rent | 增加指南 shop"),
    ("q1-key", "rent"),
    ("q1-text", "店面是租的吗"),
    ("q1-options", "yes | 租的 | | 增加材料 租赁合同 | 租期不短于一年。\nno | 自有"),
    ("q2-key", ""),
];

fn parts<'a>(fields: &[(&'a str, &'a str)], others: &[(&'a str, &'a str)]) -> Vec<Part<'a>> {
    let all = [("column", "政务动态"), ("entry", "")].into_iter().chain(fields.iter().copied());
    let said = all.map(|(name, value)| {
        let other = others.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        Part::Text(name, other.unwrap_or(value))
    });
    let known =
        |name: &str| fields.iter().any(|(one, _)| *one == name) || ["column", "entry"].contains(&name);
    let more = others.iter().filter(|(name, _)| !known(name)).map(|(name, value)| Part::Text(name, value));
    said.chain(more).collect()
}

impl Office {
    async fn drafts_service(&self, kind: &str, parts: &[Part<'_>]) -> Answer {
        let drafter = self.sign_in("wang").await;
        self.send(&format!("/desk/services/new?kind={kind}"), &drafter, parts).await
    }

    /// Drafted, reviewed and published; its address at the desk.
    async fn publishes_service(&self, kind: &str, parts: &[Part<'_>]) -> String {
        let answer = self.drafts_service(kind, parts).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let path = answer.header("location").split('?').next().unwrap_or_default().to_owned();
        self.review(&path).await;
        path
    }

    async fn review(&self, path: &str) {
        self.passed(path).await;
        self.took("wu", path, "publish", &[]).await;
    }

    /// A guide like another, for persons, without the pages.
    async fn publishes_another(&self, like: &str, id: &str) {
        use ::office::publication::Command;
        use ::office::role::{Actor, Role};
        use ::office::service::{Audience, Service};
        use law::proactive::review::{Conclusion, Question};
        let seen = self.publishing.seen(like).await.unwrap();
        let Some(publishing::Seen::Open(editions, _)) = seen else { panic!("{like} is not public") };
        let mut content = editions.last().unwrap().content.clone();
        if let Some(Service::Guide(guide)) = &mut content.service {
            (guide.id, guide.audience) = (id.into(), vec![Audience::Person]);
        }
        let calendar = law::workday::Calendar::builtin();
        let (now, today) = (crate::office::opened(), crate::fake::Fake::new().today());
        let moment = casework::Moment { now, today, calendar: &calendar };
        let actor = |role: Role| Actor { id: format!("{role:?}"), roles: vec![role] };
        let index = self.publishing.draft(moment, &actor(Role::Handler), content).await.unwrap();
        let answers = || Question::ALL.map(|question| (question, false)).to_vec();
        let review = Command::ReviewSecrecy {
            conclusion: Conclusion::Open,
            basis: String::new(),
            answers: answers(),
            overridden: Vec::new(),
            reassess: None,
            public_interest: None,
        };
        for (role, command) in [
            (Role::Handler, Command::SelfCheck { answers: answers(), remark: String::new() }),
            (Role::DepartmentHead, Command::PassDepartment { remark: String::new() }),
            (Role::SecrecyReviewer, review),
            (Role::Publisher, Command::Publish),
        ] {
            let version = self.publishing.file(&index).await.unwrap().unwrap().version;
            self.publishing.run(moment, &actor(role), (&index, version), command).await.unwrap();
        }
    }

    pub async fn with_restaurant(self) -> Office {
        self.publishes_service("guide", &parts(&FOOD, &[])).await;
        self.publishes_service("guide", &parts(&SHOP, &[])).await;
        self.publishes_service("thing", &parts(&THING, &[])).await;
        self
    }
}

#[tokio::test]
async fn a_guide_goes_through_review_and_is_read_found_and_given_as_data() {
    let office = Office::open().await.with_columns().await;
    let answer = office.drafts_service("guide", &parts(&FOOD, &[])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.header("location").split('?').next().unwrap_or_default().to_owned();
    let doors = [
        "/services",
        "/services?q=%E5%BC%80%E9%A5%AD%E5%BA%97",
        "/api/v1/services",
        "/sitemap.xml",
        "/search?q=%E9%A3%9F%E5%93%81",
    ];
    let own = [
        "/services/guides/food-licence",
        "/services/guides/food-licence/check",
        "/api/v1/services/food-licence",
        "/services/guides/food-licence/checklist.pdf",
    ];
    for step in ["", "self-check", "pass-department"] {
        match step {
            "self-check" => office.took("wang", &path, step, &no()).await,
            "pass-department" => office.took("sun", &path, step, &[]).await,
            _ => {}
        }
        for door in doors {
            let body = office.get(door, "").await.body;
            assert!(
                !body.contains("食品经营许可") && !body.contains("food-licence"),
                "{step} {door}\n{body}"
            );
        }
        for door in own {
            assert_eq!(office.get(door, "").await.status, StatusCode::NOT_FOUND, "{step} {door}");
        }
    }
    let mut review = no();
    review.push(("conclusion", "open"));
    office.took("zhou", &path, "review-secrecy", &review).await;
    office.took("wu", &path, "publish", &[]).await;
    for door in doors {
        let body = office.get(door, "").await.body;
        assert!(body.contains("食品经营许可") || body.contains("food-licence"), "{door}\n{body}");
    }
    office.get(own[0], "").await.says(&[
        "<h1>食品经营许可</h1>",
        "有健康证明",
        "手绘也可",
        "上门核查",
        "演示路1号",
        "5个工作日",
        "填表预检",
        "变更记录",
        "首次发布",
    ]);
    office.get(own[2], "").await.says(&["\"promised\":5", "\"service\":\"guide\""]);
    office.get("/api/v1/openapi.json", "").await.says(&["/api/v1/services/{id}"]);
    let item = office.get(&format!("/info/{}", index(&path)), "").await;
    assert_eq!((item.status, item.header("location")), (StatusCode::SEE_OTHER, own[0]));
    office.get(&format!("/info/{}?edition=1", index(&path)), "").await.says(&["受理条件", "有健康证明"]);
    for narrowed in ["/services?for=enterprise", "/services?theme=%E5%87%86%E8%90%A5%E5%87%86%E5%8A%9E"] {
        office.get(narrowed, "").await.says(&["食品经营许可"]);
    }
    assert_eq!(office.get("/services?theme=%E8%B0%A3%E8%A8%80", "").await.status, StatusCode::NOT_FOUND);
    assert!(!office.get("/services?for=person", "").await.body.contains("食品经营许可</a>"));
    office.took("wu", &path, "withdraw", &[("reason", "inaccurate"), ("explanation", "正在修改。")]).await;
    let gone = office.get(own[0], "").await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (StatusCode::SEE_OTHER, format!("/info/{}", index(&path)).as_str())
    );
    for door in doors {
        let body = office.get(door, "").await.body;
        assert!(!body.contains("有健康证明") && !body.contains("guides/food-licence"), "{door}\n{body}");
    }
}

#[tokio::test]
async fn answers_lead_to_a_guide_of_ones_own_that_can_be_shared_and_printed() {
    let office = Office::open().await.with_columns().await.with_restaurant().await;
    let start = "/services/things/restaurant";
    office.get(start, "").await.says(&[
        "第1题　您有营业执照吗",
        "可能涉及的事项",
        "个体工商户登记",
        "2025年重点事项",
    ]);
    office.get(&format!("{start}?next=1"), "").await.says(&["请选择一项"]);
    let second = office.get(&format!("{start}?subject=none&next=1"), "").await;
    second.says(&[
        "第2题　店面是租的吗",
        "name=\"subject\" value=\"none\"",
        "上一题",
        "href=\"/services/things/restaurant\"",
    ]);
    let end = format!("{start}?subject=none&rent=yes");
    let own = office.get(&end, "").await;
    own.says(&[
        "要办的事项",
        "食品经营许可",
        "个体工商户登记",
        "租赁合同",
        "租期不短于一年。",
        "不用带的（由窗口在系统中调取）：营业执照。",
        "原件、复印件",
        "<td data-label=\"份数\">2</td>",
        "各事项同时办理的，以最长的“食品经营许可”为准：5个工作日。",
        "0632-0000021",
    ]);
    assert_eq!(own.body.matches("□ 经营场所平面图").count(), 1, "merged\n{}", own.body);
    let pdf = office.get(&format!("{start}/checklist.pdf?subject=none&rent=yes"), "").await;
    pdf.says(&[
        "%PDF-我要开餐饮店办事清单",
        "□|经营场所平面图|原件、复印件|2",
        "清单版本号：",
        "您有营业执照吗　没有",
    ]);
    assert_eq!(
        office.get(&format!("{start}/checklist.pdf?subject=none"), "").await.status,
        StatusCode::BAD_REQUEST
    );
    // What fits nothing is as if it were not said.
    for odd in [
        "?subject=%00",
        "?subject=has&rent=maybe",
        "?rent=yes",
        "?subject=none&subject=has&rent=no&x=%3Cscript%3E",
    ] {
        let answer = office.get(&format!("{start}{odd}"), "").await;
        assert!(
            answer.status == StatusCode::OK && !answer.body.contains("<script>"),
            "{odd} {}",
            answer.body
        );
    }
    for nobody in [
        "/services/things/food-licence",
        "/services/guides/restaurant",
        "/services/things/..%2F..",
        "/services/things/x",
        "/api/v1/services/%00",
    ] {
        assert_eq!(office.get(nobody, "").await.status, StatusCode::NOT_FOUND, "{nobody}");
    }
}

#[tokio::test]
async fn a_printed_version_tells_what_changed_since() {
    let office = Office::open().await.with_columns().await;
    let path = office.publishes_service("guide", &parts(&FOOD, &[])).await;
    let page = "/services/guides/food-licence";
    let body = office.get(page, "").await.body;
    let version = body
        .split("版本号是 <strong class=\"whole\">")
        .nth(1)
        .and_then(|rest| rest.get(..12))
        .unwrap_or_default()
        .to_owned();
    office.get(&format!("{page}?since={version}"), "").await.says(&["自那时起没有变化。"]);
    office.get(&format!("{page}?since=abc"), "").await.says(&["版本号是12位数字"]);
    office.pass(60);
    let wang = office.sign_in("wang").await;
    let edit = path.replace("/desk/items/", "/desk/services/") + "/edit";
    let general = office.get(&format!("{path}/edit"), &wang).await;
    assert_eq!((general.status, general.header("location")), (StatusCode::SEE_OTHER, edit.as_str()));
    let form = office.get(&edit, &wang).await.body;
    let held = form
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    let others = [("version", held), ("why", "压缩时限"), ("promised", "3"), ("id", "other-id")];
    let refused = office.send(&edit, &wang, &parts(&FOOD, &others)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["网址标识定下以后不能更改"]);
    let answer = office.send(&edit, &wang, &parts(&FOOD, &others[..3])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    office.get(page, "").await.says(&["5个工作日"]);
    office.review(&path).await;
    office.get(&format!("{page}?since={version}"), "").await.says(&[
        "3个工作日",
        "自那时起的变化",
        "压缩时限",
        "承诺时限：由“5个工作日”改为“3个工作日”",
    ]);
}

#[tokio::test]
async fn a_pre_check_tells_what_is_wrong_and_keeps_nothing() {
    let office = Office::open().await.with_columns().await.with_restaurant().await;
    let path = "/services/guides/food-licence/check";
    office.get(path, "").await.says(&["pattern=\"1[3-9][0-9]{9}", "required", "type=\"date\"", "不保存"]);
    let before = office.ledger.head(ORGAN).await.unwrap().seq;
    let wrong = office
        .post(path, "", &[("credit_code", "91350100M000100Y44"), ("phone", "123"), ("opened", "2999-01-01")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["校验码不符", "请填写11位手机号码", "晚于今天", "value=\"123\""]);
    let right =
        office.post(path, "", &[("credit_code", "91350100M000100Y43"), ("phone", "13800000000")]).await;
    assert_eq!(right.status, StatusCode::OK);
    right.says(&["没有发现写错的地方"]);
    assert_eq!(office.ledger.head(ORGAN).await.unwrap().seq, before);
    assert_eq!(
        office.get("/services/guides/shop/check", "").await.status,
        StatusCode::NOT_FOUND,
        "it asks for nothing"
    );
    let field = format!("{path}/field");
    let wrong = office.post(&field, "", &[("field", "phone"), ("value", "123")]).await;
    wrong.says(&["\"error\":\"请填写11位手机号码"]);
    assert_eq!(wrong.header("cache-control"), "no-store");
    office
        .post(&field, "", &[("field", "phone"), ("value", "13800000000")])
        .await
        .says(&["{\"error\":null}"]);
    for unknown in [&[("field", "x"), ("value", "1")][..], &[("value", "1")]] {
        let answer = office.post(&field, "", unknown).await;
        assert!(answer.status.is_client_error(), "{}", answer.body);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_told_in_its_place() {
    let office = Office::open().await.with_columns().await;
    for (kind, fields, others, expected) in [
        (
            "guide",
            &FOOD[..],
            ("materials", "甲 | 原件 | 百份"),
            "申请材料第1行：“甲”的份数应当是1至50的整数。",
        ),
        ("guide", &FOOD[..], ("promised", "很快"), "承诺时限：请填写工作日数"),
        ("guide", &FOOD[..], ("id", "食品"), "网址标识：由2至60个小写字母"),
        ("thing", &THING[..], ("q1-options", "yes | 是 | subject\nno | 否"), "题目绕成了圈"),
        ("thing", &THING[..], ("q1-key", "other"), "下一题“rent”没有"),
    ] {
        let answer = office.drafts_service(kind, &parts(fields, &[others])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expected}");
        answer.says(&[expected]);
    }
    office.drafts_service("guide", &parts(&FOOD, &[])).await;
    let twice = office.drafts_service("guide", &parts(&FOOD, &[])).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["网址标识“food-licence”已经有别的办事指南", "FB-19"]);
    let wang = office.sign_in("wang").await;
    office.get("/desk/services", &wang).await.says(&["食品经营许可", "起草", "齐全"]);
}

#[tokio::test]
async fn a_file_is_imported_whole_or_not_at_all() {
    let office = Office::open().await.with_columns().await;
    let wang = office.sign_in("wang").await;
    let import = async |text: &str| {
        let parts = [Part::Text("column", "政务动态"), Part::File("file", "guides.toml", text.as_bytes())];
        office.send("/desk/services/import", &wang, &parts).await
    };
    let faulty = import("[[guide]]\nid = \"aa\"\nname = \"甲\"\ntheme = \"乙\"\naudience = [\"个人\"]\n[[guide]]\nid = \"bb\"").await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    faulty.says(&["第2项指南“bb”：名称：没有填写。"]);
    office.get("/desk/services", &wang).await.says(&["还没有"]);
    let done = import(include_str!("../../../demo/data/guides.toml")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let again = import(include_str!("../../../demo/data/guides.toml")).await;
    again.says(&["已经有了"]);
    office.get("/desk/services", &wang).await.says(&["食品经营许可（新办）", "起草"]);
    assert!(!office.get("/services", "").await.body.contains("食品经营许可"), "drafts are nobody's");
    let table = async |text: &str| {
        let parts = [Part::Text("column", "政务动态"), Part::File("file", "指南.csv", text.as_bytes())];
        office.send("/desk/services/import", &wang, &parts).await
    };
    let wrong = table("网址标识\t名称\t颜色\nshop\t开店\t红").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["没有“颜色”这一列", "表样"]);
    let heads = "网址标识\t名称\t服务对象\t主题\t申请材料\n";
    table(&format!("{heads}shop\t开店\t个人、企业\t企业开办\t | 原件"))
        .await
        .says(&["第1项指南“shop”：申请材料第1行："]);
    let row = "shop\t开一家小卖部\t个人、企业\t企业开办\t平面图 | 原件\\身份证 | 原件核验";
    let done = table(&format!("{heads}{row}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    office.get("/desk/services", &wang).await.says(&["开一家小卖部"]);
    let blank = office.get("/desk/services/import/table.xlsx", &wang).await;
    blank.says(&["网址标识|名称|事项编码"]);
    // Who does not draft does not import; who does not publish sees nothing of it.
    for (who, path) in [
        ("wu", "/desk/services/import"),
        ("wu", "/desk/services/import/table.xlsx"),
        ("wu", "/desk/services/new?kind=guide"),
        ("zhou", "/desk/services/import"),
        ("han", "/desk/services"),
    ] {
        let cookie = office.sign_in(who).await;
        assert_eq!(office.get(path, &cookie).await.status, StatusCode::FORBIDDEN, "{who} {path}");
    }
    let nobody = office.get("/desk/services", "").await;
    assert!(nobody.header("location").starts_with("/desk/sign-in"), "{}", nobody.header("location"));
}

#[tokio::test]
async fn a_guide_without_its_key_elements_stands_in_the_self_inspection() {
    let office = Office::open().await.with_columns().await;
    office.publishes_service("guide", &parts(&FOOD, &[("phone", ""), ("basis", "")])).await;
    let zhao = office.sign_in("zhao").await;
    office.get("/desk/inspection", &zhao).await.says(&[
        "办事指南的重点要素",
        "缺少设定依据、联系电话。",
        "1项办事服务要素不全",
    ]);
    let rows = office
        .publishing
        .registers(office::records::Kept::default(), &[Date::constant(2000, 1, 1).year()])
        .await;
    assert!(rows.is_ok());
}

#[tokio::test]
async fn a_sample_form_stands_beside_its_material_in_the_guide_and_in_ones_own() {
    let office = Office::open().await.with_columns().await;
    let mut brought = parts(&FOOD, &[]);
    brought.push(Part::File("files", "经营场所平面图样例.txt", "门口在南".as_bytes()));
    brought.push(Part::File("files", "收费说明.txt", "不收费".as_bytes()));
    office.publishes_service("guide", &brought).await;
    office.publishes_service("guide", &parts(&SHOP, &[])).await;
    office.publishes_service("thing", &parts(&THING, &[])).await;
    for path in ["/services/guides/food-licence", "/services/things/restaurant?subject=has&rent=no"] {
        let body = office.get(path, "").await.body;
        let beside = |name: &str| {
            let rows = body.split("<span class=\"sample\">").skip(1);
            rows.filter(|row| row.split("</span>").next().unwrap_or_default().contains(name)).count()
        };
        assert_eq!((beside("经营场所平面图样例.txt"), beside("收费说明.txt")), (1, 0), "{path}\n{body}");
        assert!(body.contains("样表和附件") && body.contains("收费说明.txt"), "{path}\n{body}");
    }
}

#[tokio::test]
async fn a_search_keeps_what_it_is_narrowed_to_and_goes_on_to_the_next_page() {
    let office = Office::open().await.with_columns().await;
    let first =
        office.publishes_service("guide", &parts(&SHOP, &[("id", "shop-0"), ("audience", "企业")])).await;
    for nth in 1..22 {
        office.publishes_another(&index(&first), &format!("shop-{nth}")).await;
    }
    office.publications.follow().await.unwrap();
    let q = encoded("个体工商户登记");
    // What is for enterprises alone is found however many others come before it.
    let page = office.get(&format!("/services?for=enterprise&q={q}"), "").await;
    page.says(&["共 1 项", "/services/guides/shop-0\"", "name=\"for\" value=\"enterprise\""]);
    page.hides(&["/services/guides/shop-1\"", "page=2"]);
    let page = office.get(&format!("/services?for=person&q={q}"), "").await;
    page.says(&["共 21 项", &format!("for=person&#38;q={}&#38;page=2", q.replace('+', "%20"))]);
    let next = office.get(&format!("/services?for=person&q={q}&page=2"), "").await;
    next.says(&["共 21 项", "回到第一页"]).hides(&["page=3"]);
    let beyond = office.get(&format!("/services?for=person&q={q}&page=9"), "").await;
    beyond.says(&["后面没有了", "回到第一页"]).hides(&["没有找到"]);
    assert_eq!(next.body.matches("href=\"/services/guides/shop-").count(), 1, "{}", next.body);
}

#[tokio::test]
async fn a_film_is_shown_with_its_captions_and_given_by_ranges() {
    let office = Office::open().await.with_columns().await;
    let mut brought = parts(&FOOD, &[("explain", "先选址。\n再装修。")]);
    brought.push(Part::File("files", "讲解.mp4", b"....ftypisom-the-film"));
    brought.push(Part::File("files", "讲解.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n您好".as_bytes()));
    office.publishes_service("guide", &brought).await;
    let body = office.get("/services/guides/food-licence", "").await.body;
    let film = body
        .split("<source src=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned();
    assert!(
        body.contains("<video controls") && body.contains("kind=\"captions\"") && body.contains("再装修。"),
        "{body}"
    );
    let asked = async |range: &str| {
        let request = Request::get(&film).header(header::HOST, "site.example").header(header::RANGE, range);
        office.site.send(request.body(Body::empty()).unwrap()).await
    };
    let part = asked("bytes=12-14").await;
    assert_eq!((part.status, part.body.as_str()), (StatusCode::PARTIAL_CONTENT, "-th"));
    assert_eq!(asked("bytes=9999-").await.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(asked("bytes=0-1,3-4").await.status, StatusCode::OK);
}
