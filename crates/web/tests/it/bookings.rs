//! 帮办预约：booked once a place, looked up, moved, called off, noted, forgotten in time.

use crate::office::{ORGAN, Office, today};
use crate::visitor::Visitor;
use axum::http::StatusCode;
use jiff::civil::Date;

const DONE: &str = "/services/booking/done";

fn slots(body: &str) -> Vec<String> {
    let options = body.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    options.map(str::to_owned).collect()
}

const WHO: [(&str, &str); 5] = [
    ("kind", "onsite"),
    ("matter", "开饭店"),
    ("name", "张三"),
    ("telephone", "13800000000"),
    ("service", "food-licence"),
];

#[tokio::test]
async fn help_is_booked_looked_up_called_off_and_counted() {
    let office = Office::open().await.with_columns().await.with_restaurant().await;
    let page = office.get("/services/booking?for=food-licence", "").await;
    page.says(&["value=\"食品经营许可\"", "预约帮办代办"]);
    let slot = slots(&page.body)[0].clone();
    assert!(!slot.starts_with(&today()), "not on the day itself");
    let mut fields = WHO.to_vec();
    fields.push(("slot", &slot));
    let mut wrong = fields.clone();
    wrong[3] = ("telephone", "12");
    office.post("/services/booking", "", &wrong).await.says(&["请填写11位手机号码", "value=\"张三\""]);
    let mut visitor = Visitor::new(&office);
    let done = visitor.on("/services/booking", &fields, DONE).await;
    done.says(&["预约成功", "预约号", "查询码"]);
    office.post("/services/booking", "", &fields).await.says(&["已经有预约，不用再约"]);
    let codes = codes(&done.body);
    let (number, code) = (codes[0].as_str(), codes[1].as_str());
    let track = "/services/booking/track";
    assert_eq!(
        office.post(track, "", &[("no", number), ("code", "ABCD-EFGH-JKLM")]).await.status,
        StatusCode::FORBIDDEN
    );
    office.post(track, "", &[("no", number), ("code", code)]).await.says(&["已预约", "开饭店", "取消预约"]);
    let (day, _) = slot.split_once(' ').unwrap_or_default();
    let head = office.sign_in("zhao").await;
    let on = format!("/desk/help?on={day}");
    office.get(&on, &head).await.says(&["张三", "13800000000", number]);
    let auditor = office.sign_in("shen").await;
    office.get("/desk/audit?kind=read", &auditor).await.says(&["查阅申请人资料", &format!("帮办 {day}")]);
    // Names and telephones are for those who help.
    for who in ["wu", "zhou", "shen", "han", "an"] {
        let cookie = office.sign_in(who).await;
        let answer = office.get(&on, &cookie).await;
        assert!(answer.status == StatusCode::FORBIDDEN && !answer.body.contains("张三"), "{who}");
        let answer = office.post(&format!("/desk/help/{number}/cancel"), &cookie, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who}");
    }
    let early = office.post(&format!("/desk/help/{number}/arrive"), &head, &[]).await;
    early.says(&["预约的日子还没有到"]);
    let other = slots(&page.body)[1].clone();
    let looked = office.post(track, "", &[("no", number), ("code", code)]).await;
    looked.says(&["改到别的时间", &format!("value=\"{other}\"")]).hides(&[&format!("value=\"{slot}\"")]);
    for (slot, told) in
        [("", "请选择要改到的时间"), ("2026-13-45 09:00", "请选择要改到的时间"), (&slot, "已经有预约")]
    {
        let refused =
            office.post(track, "", &[("no", number), ("code", code), ("do", "move"), ("slot", slot)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{slot}");
        refused.says(&[told, "已预约"]);
    }
    let stranger = [("no", number), ("code", "ABCD-EFGH-JKLM"), ("do", "move"), ("slot", &other)];
    assert_eq!(office.post(track, "", &stranger).await.status, StatusCode::FORBIDDEN);
    // Loaded again it is the same, and to others it tells nothing.
    visitor.get(DONE).await.says(&["预约成功", number, code]);
    assert_eq!(office.get(DONE, "").await.header("location"), track);
    let moved =
        visitor.on(track, &[("no", number), ("code", code), ("do", "move"), ("slot", &other)], DONE).await;
    moved.says(&["预约成功", code]);
    let again = self::codes(&moved.body)[0].clone();
    office.post(track, "", &[("no", number), ("code", code)]).await.says(&["已取消", &again]);
    let number = again.as_str();
    office.post(track, "", &[("no", number), ("code", code), ("do", "cancel")]).await.says(&[
        "已取消",
        "href=\"/services/booking?for=food-licence\"",
        "重新预约",
    ]);
    let handler = office.sign_in("wang").await;
    assert_eq!(office.get("/desk/help/plan", &handler).await.status, StatusCode::FORBIDDEN);
    let plan =
        [("slots", "09:00 | 1"), ("ahead", "2"), ("closed", ""), ("place", "帮办专区"), ("keep", "10")];
    assert_eq!(office.post("/desk/help/plan", &head, &plan).await.status, StatusCode::SEE_OTHER);
    let page = office.get("/services/booking", "").await;
    page.says(&["预约的日子过后10天自动删除", "请不要写姓名、证件号码"]);
    assert_eq!(slots(&page.body).len(), 2);
    let bad = [("slots", "早上"), ("ahead", "2"), ("closed", ""), ("place", "帮办专区")];
    office.post("/desk/help/plan", &head, &bad).await.says(&["时段“早上”请写成 09:00 | 3。"]);
}

#[tokio::test]
async fn help_called_off_by_the_office_is_told_why_and_closed_days_say_who_is_left() {
    let office = Office::open().await;
    let slot = slots(&office.get("/services/booking", "").await.body)[0].clone();
    let (day, _) = slot.split_once(' ').unwrap_or_default();
    let fields = [&WHO[..], &[("slot", slot.as_str())]].concat();
    let codes = codes(&Visitor::new(&office).on("/services/booking", &fields, DONE).await.body);
    let (number, code) = (codes[0].as_str(), codes[1].as_str());
    let head = office.sign_in("zhao").await;
    let still = "不开放的日子里还有预约";
    assert!(!office.get("/desk/help", &head).await.body.contains(still));
    let plan = [("slots", "09:00 | 1"), ("ahead", "9"), ("closed", day), ("place", "窗口"), ("keep", "30")];
    assert_eq!(office.post("/desk/help/plan", &head, &plan).await.status, StatusCode::SEE_OTHER);
    let on = format!("href=\"/desk/help?on={day}\"");
    for page in ["/desk/help", "/desk/help/plan"] {
        office.get(page, &head).await.says(&[still, &on]);
    }
    let cancel = format!("/desk/help/{number}/cancel");
    let link = format!("href=\"{cancel}\"");
    office.get(&format!("/desk/help?on={day}"), &head).await.says(&[&link]);
    office.get(&cancel, &head).await.says(&[number, "取消的理由"]);
    let unsaid = office.post(&cancel, &head, &[("reason", " ")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.says(&["请填写取消的理由"]);
    let done = office.post(&cancel, &head, &[("reason", "当天停电<b>")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let found = office.post("/services/booking/track", "", &[("no", number), ("code", code)]).await;
    found.says(&["已取消", "取消的理由", "当天停电&#60;b&#62;", "重新预约"]);
    let page = office.get(&format!("/desk/help?on={day}"), &head).await;
    page.says(&["这一天没有预约", "已经取消的（1个）"]);
    assert!(!page.body.contains(still));
    assert_eq!(office.get(&format!("/desk/help/{number}/arrive"), &head).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn help_that_nobody_noted_stands_apart_and_who_came_is_gone_in_time() {
    let office = Office::open().await;
    let calendar = law::workday::Calendar::builtin();
    let today: Date = today().parse().unwrap();
    let (before, at) = (today.saturating_sub(jiff::Span::new().days(60)), jiff::Timestamp::UNIX_EPOCH);
    let by = booking::By { account: "public", at, today: before, calendar: &calendar };
    let desk = booking::Booking::new(office.ledger.clone(), ORGAN);
    let day = desk.days(before, &calendar).await.unwrap()[0].date;
    let wanted =
        booking::Wanted {
            kind: booking::Kind::Telephone, service: String::new(), matter: "开饭店".into()
        };
    let telephone = "13800000000".into();
    let contact = booking::Contact { name: "张三".into(), telephone, ..booking::Contact::default() };
    let number = desk.book(by, (day, "09:00"), &wanted, &contact, "WORD").await.unwrap().no;
    let handler = office.sign_in("wang").await;
    let page = office.get("/desk/help", &handler).await;
    page.says(&["待登记（1个）", &number]);
    assert!(!page.body.contains("张三") && !page.body.contains("有预约</a>"), "{}", page.body);
    let on = format!("/desk/help?on={day}");
    office.get(&on, &handler).await.says(&["张三", "已接通", "未接通"]);
    assert_eq!(desk.forget_due(at, today).await.unwrap(), 1);
    let page = office.get(&on, &handler).await;
    page.says(&["已按期删除", &number]);
    assert!(!page.body.contains("张三") && !page.body.contains("13800000000"), "{}", page.body);
}

#[tokio::test]
async fn whoever_asked_for_a_call_is_not_told_to_come() {
    let office = Office::open().await;
    let slot = slots(&office.get("/services/booking", "").await.body)[0].clone();
    let mut fields = WHO.to_vec();
    fields[0] = ("kind", "telephone");
    fields.push(("slot", &slot));
    let mut visitor = Visitor::new(&office);
    let done = visitor.on("/services/booking", &fields, DONE).await;
    done.says(&["工作人员会拨打您留的电话", "不方便接听的请提前改约或者取消"]);
    assert!(!done.body.contains("请到"), "{}", done.body);
    let codes = codes(&done.body);
    let found = office.post("/services/booking/track", "", &[("no", &codes[0]), ("code", &codes[1])]).await;
    found.says(&["不用到场"]);
}

fn codes(body: &str) -> Vec<String> {
    let codes = body.split("<dd class=\"code\">").skip(1).filter_map(|rest| rest.split('<').next());
    codes.map(str::to_owned).collect()
}

#[tokio::test]
async fn help_that_was_given_stands_in_its_register_once() {
    let office = Office::open().await;
    let calendar = law::workday::Calendar::builtin();
    let today: Date = today().parse().unwrap();
    let (before, at) = (today.saturating_sub(jiff::Span::new().days(3)), jiff::Timestamp::UNIX_EPOCH);
    let by = booking::By { account: "public", at, today: before, calendar: &calendar };
    let wanted =
        booking::Wanted { kind: booking::Kind::Onsite, service: String::new(), matter: "开饭店".into() };
    let contact = booking::Contact {
        name: "张三".into(),
        telephone: "13800000000".into(),
        email: String::new(),
        note: String::new(),
    };
    let desk = booking::Booking::new(office.ledger.clone(), ORGAN);
    let number = desk.book(by, (today, "09:00"), &wanted, &contact, "WORD").await.unwrap().no;
    let handler = office.sign_in("wang").await;
    office.get("/desk/help", &handler).await.says(&[&number, "开饭店", "到场"]);
    let act = async |name: &str| office.post(&format!("/desk/help/{number}/{name}"), &handler, &[]).await;
    assert_eq!(act("arrive").await.status, StatusCode::SEE_OTHER);
    assert!(!office.get("/desk/registers/help?year=2026", &handler).await.body.contains(&number));
    assert_eq!(act("finish").await.status, StatusCode::SEE_OTHER);
    let register = office.get("/desk/registers/help?year=2026", &handler).await;
    register.says(&[&number, "现场帮办", "开饭店"]);
    assert!(!register.body.contains("13800000000") && !register.body.contains("张三"));
    assert_ne!(act("finish").await.status, StatusCode::SEE_OTHER, "once");
    let nobody = office.post("/desk/help/YY-1/arrive", &handler, &[]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
