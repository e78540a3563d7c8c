//! 第二重验证：enrolled, asked for, demanded, lost and reset; what must not open is tried.

use crate::Answer;
use crate::office::{Office, PASSWORD, opened};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use web::desk::factor::totp;

/// The secret as the page shows it to be typed.
fn secret(page: &Answer) -> String {
    let shown = page.body.split("密钥：<code>").nth(1).unwrap().split("</code>").next().unwrap();
    shown.replace(' ', "")
}

fn recovery_codes(page: &Answer) -> Vec<String> {
    let list = page.body.split("<ul class=\"codes\">").nth(1).unwrap().split("</ul>").next().unwrap();
    list.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

fn later(minutes: i64) -> Timestamp {
    opened() + SignedDuration::from_mins(minutes)
}

fn code(secret: &str, minutes: i64) -> String {
    totp::code_for_tests(secret, later(minutes)).unwrap()
}

impl Office {
    /// Enrols an account at the first minute; its cookie, secret and recovery codes.
    async fn enrolled(&self, id: &str) -> (String, String, Vec<String>) {
        let cookie = self.sign_in(id).await;
        let begin = [("do", "begin"), ("password", PASSWORD)];
        assert_eq!(self.post("/desk/me/factor", &cookie, &begin).await.status, StatusCode::SEE_OTHER);
        let page = self.get("/desk/me/factor", &cookie).await;
        page.says(&["<svg class=\"qr\"", "手工输入密钥"]);
        let secret = secret(&page);
        let answer =
            self.post("/desk/me/factor", &cookie, &[("do", "confirm"), ("code", &code(&secret, 0))]).await;
        answer.says(&["已启用动态口令", "恢复码（只显示这一次）"]);
        let codes = recovery_codes(&answer);
        (cookie, secret, codes)
    }

    /// The password is right; the cookie of the half that is done.
    async fn half(&self, id: &str) -> String {
        let answer = self.try_in(id, PASSWORD).await;
        assert_eq!(answer.header("location"), "/desk/sign-in/second", "{}", answer.body);
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    async fn second(&self, half: &str, code: &str) -> Answer {
        self.post("/desk/sign-in/second", half, &[("code", code)]).await
    }
}

#[tokio::test]
async fn after_the_password_comes_a_code_that_opens_once() {
    let office = Office::open().await;
    let (_, secret, codes) = office.enrolled("wang").await;
    assert_eq!(codes.len(), 10);
    let half = office.half("wang").await;
    assert_eq!(office.get("/desk", &half).await.status, StatusCode::SEE_OTHER, "half is not in");
    office.get("/desk/sign-in/second", &half).await.says(&["第二重验证", "动态口令"]);
    let replayed = office.second(&half, &code(&secret, 0)).await;
    assert_eq!(replayed.status, StatusCode::FORBIDDEN, "the code that confirmed it does not open");
    replayed.says(&["验证没有通过"]);
    office.pass(2);
    let answer = office.second(&half, &code(&secret, 2)).await;
    assert_eq!(answer.header("location"), "/desk");
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::OK);
    office.get("/desk/me", &cookie).await.says(&["密码和动态口令"]);
    assert_eq!(
        office.second(&half, &code(&secret, 2)).await.header("location"),
        "/desk/sign-in",
        "the half is used up"
    );
    let again = office.half("wang").await;
    assert_eq!(office.second(&again, &code(&secret, 2)).await.status, StatusCode::FORBIDDEN, "sent again");
}

#[tokio::test]
async fn guessing_closes_and_the_half_ends_after_five_minutes() {
    let office = Office::open().await;
    let (_, secret, codes) = office.enrolled("wang").await;
    let half = office.half("wang").await;
    for wrong in ["000000", "", "aaaaa-aaaaa", "１２３４５６", "999999999999"] {
        assert_eq!(office.second(&half, wrong).await.status, StatusCode::FORBIDDEN, "{wrong}");
    }
    office.pass(2);
    let closed = office.second(&half, &code(&secret, 2)).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS);
    closed.says(&["已暂停登录15分钟"]);
    let half = office.half("wang").await;
    assert_eq!(
        office.second(&half, &codes[0]).await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "nor a recovery code"
    );
    office.pass(5);
    assert_eq!(office.get("/desk/sign-in/second", &half).await.header("location"), "/desk/sign-in");
    assert_eq!(office.second(&half, &codes[0]).await.header("location"), "/desk/sign-in");
    for cookie in ["", "__Host-gongkai-half=x"] {
        assert_eq!(office.second(cookie, "000000").await.header("location"), "/desk/sign-in");
    }
}

#[tokio::test]
async fn whoever_names_another_closes_no_door_to_him() {
    let office = Office::open().await;
    let (_, secret, _) = office.enrolled("wang").await;
    let begun = office.post("/desk/sign-in/passkey", "", &[("back", "/desk")]).await;
    let stranger = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let forged = [
        ("credential", "eA"),
        ("client", "e30"),
        ("authenticator", "eA"),
        ("signature", "eA"),
        ("user", "d2FuZw"),
    ];
    for _ in 0..5 {
        let answer = office.post("/desk/sign-in/second", &stranger, &forged).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    }
    let closed = office.post("/desk/sign-in/second", &stranger, &forged).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS, "the stranger's own door closes");
    office.pass(2);
    let half = office.half("wang").await;
    assert_eq!(office.second(&half, &code(&secret, 2)).await.header("location"), "/desk");
}

#[tokio::test]
async fn a_second_factor_closed_by_guessing_is_opened_by_the_security_administrator() {
    let office = Office::open().await;
    let (_, secret, _) = office.enrolled("wang").await;
    let half = office.half("wang").await;
    for _ in 0..6 {
        office.second(&half, "000000").await;
    }
    let security = office.sign_in("an").await;
    office.get("/desk/accounts?state=locked", &security).await.says(&["wang"]);
    let unlock = [("do", "unlock"), ("why", "本人到场核实")];
    assert_eq!(office.post("/desk/accounts/wang", &security, &unlock).await.status, StatusCode::SEE_OTHER);
    office.pass(2);
    let half = office.half("wang").await;
    assert_eq!(office.second(&half, &code(&secret, 2)).await.header("location"), "/desk");
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_new_ones_void_the_old() {
    let office = Office::open().await;
    let (_, _, codes) = office.enrolled("wang").await;
    let half = office.half("wang").await;
    let answer = office.second(&half, &codes[3].to_uppercase()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    office.get("/desk/me/factor", &cookie).await.says(&["恢复码还有9个"]);
    let half = office.half("wang").await;
    assert_eq!(office.second(&half, &codes[3]).await.status, StatusCode::FORBIDDEN);
    let wrong = office.post("/desk/me/factor", &cookie, &[("do", "recovery"), ("password", "x")]).await;
    wrong.says(&["密码不对"]);
    let renewed =
        office.post("/desk/me/factor", &cookie, &[("do", "recovery"), ("password", PASSWORD)]).await;
    let new = recovery_codes(&renewed);
    assert_eq!(office.second(&half, &codes[4]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.second(&half, &new[0]).await.status, StatusCode::SEE_OTHER);
    let sealed = office.ledger.record("factor", "wang").await.unwrap().unwrap().body;
    assert!(!String::from_utf8_lossy(&sealed).contains("secret"), "sealed as it lies there");
}

#[tokio::test]
async fn nothing_is_enrolled_without_the_password_and_a_code() {
    let office = Office::open().await;
    let cookie = office.sign_in("wang").await;
    let begun = office.post("/desk/me/factor", &cookie, &[("do", "begin"), ("password", "x")]).await;
    assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.post("/desk/me/factor", &cookie, &[("do", "begin"), ("password", PASSWORD)]).await;
    let wrong = office.post("/desk/me/factor", &cookie, &[("do", "confirm"), ("code", "000000")]).await;
    wrong.says(&["动态口令不对"]);
    office.sign_in("wang").await;
    office.post("/desk/me/factor", &cookie, &[("do", "abandon")]).await;
    assert!(
        !office.get("/desk/me/factor", &cookie).await.body.contains("class=\"qr\""),
        "thought better of it"
    );
    for act in ["passkey", "confirm", "remove", "drop", "ask"] {
        let answer = office.post("/desk/me/factor", &cookie, &[("do", act)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
    }
    assert_eq!(office.post("/desk/me/factor", &cookie, &[("do", "x")]).await.status, StatusCode::BAD_REQUEST);
    let asked = office.post("/desk/me/factor", &cookie, &[("do", "ask"), ("password", PASSWORD)]).await;
    asked.says(&["data-passkey=\"create\"", "data-party=\"site.example\"", "需要浏览器启用脚本"]);
    let bogus = [("do", "passkey"), ("credential", "eA"), ("client", "e30"), ("authenticator", "AA")];
    office.post("/desk/me/factor", &cookie, &bogus).await.says(&["通行密钥没有添加成"]);
}

#[tokio::test]
async fn where_it_is_demanded_it_comes_first_and_cannot_be_dropped() {
    let office = Office::open().await;
    let an = office.sign_in("an").await;
    let rules = [
        ("shortest", "10"),
        ("remembered", "3"),
        ("expires_days", "0"),
        ("tries", "5"),
        ("closed_minutes", "15"),
        ("idle_minutes", "30"),
        ("session_hours", "12"),
        ("log_months", "12"),
        ("second_factor", "承办"),
        ("demanded", "yes"),
        ("why", "等级保护第三级"),
    ];
    assert_eq!(office.post("/desk/security", &an, &rules).await.status, StatusCode::SEE_OTHER);
    let wang = office.sign_in("wang").await;
    for path in ["/desk", "/desk/me", "/desk/items", "/desk/new"] {
        assert_eq!(office.get(path, &wang).await.header("location"), "/desk/me/factor", "{path}");
    }
    office.get("/desk/me/factor", &wang).await.says(&["您的岗位必须有第二重验证"]);
    let zhao = office.sign_in("zhao").await;
    assert_eq!(office.get("/desk", &zhao).await.status, StatusCode::OK, "others are not asked");
    let (wang, _, _) = office.enrolled("wang").await;
    assert_eq!(office.get("/desk", &wang).await.status, StatusCode::OK);
    let dropped = office.post("/desk/me/factor", &wang, &[("do", "drop"), ("password", PASSWORD)]).await;
    dropped.says(&["您的岗位必须有第二重验证。请先启用另一种"]);
    // Lost: the security administrator takes it away, and it is set up anew.
    office.get("/desk/accounts?factor=yes", &an).await.says(&["王承办", "动态口令"]);
    let reset = [("do", "factor"), ("why", "手机丢失")];
    assert_eq!(office.post("/desk/accounts/wang", &an, &reset).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.get("/desk", &wang).await.status, StatusCode::SEE_OTHER, "and the sessions end");
    let wang = office.sign_in("wang").await;
    assert_eq!(office.get("/desk", &wang).await.header("location"), "/desk/me/factor");
    office.get("/desk/accounts/wang", &an).await.says(&["重置第二重验证", "手机丢失"]);
}

#[tokio::test]
async fn the_three_and_the_principal_are_advised_in_a_demonstration() {
    let office = Office::open().await;
    for (who, advised) in [("han", true), ("an", true), ("shen", true), ("qian", true), ("wang", false)] {
        let page = office.get("/desk/me/factor", &office.sign_in(who).await).await;
        assert_eq!(page.body.contains("建议启用第二重验证"), advised, "{who}");
    }
}

#[tokio::test]
async fn a_passkey_that_is_none_opens_nothing() {
    let office = Office::open().await;
    let begun = office.post("/desk/sign-in/passkey", "", &[("back", "/desk?list=mine")]).await;
    assert_eq!(begun.header("location"), "/desk/sign-in/second");
    let half = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    office
        .get("/desk/sign-in/second", &half)
        .await
        .says(&["data-verification=\"required\"", "返回用密码登录"]);
    for (user, credential) in
        [("d2FuZw", "eA"), ("bm9ib2R5", "eA"), ("", "eA"), ("////", "eA"), ("d2FuZw", "")]
    {
        let fields = [
            ("user", user),
            ("credential", credential),
            ("client", "e30"),
            ("authenticator", "AA"),
            ("signature", "AA"),
        ];
        let answer = office.post("/desk/sign-in/second", &half, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{user} {credential}");
    }
    // A code alone is not enough either, where nobody gave a password.
    let (_, secret, _) = office.enrolled("zhao").await;
    office.pass(2);
    let begun = office.post("/desk/sign-in/passkey", "", &[]).await;
    let half = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let fields = [("user", "emhhbw"), ("code", &*code(&secret, 2))];
    assert_eq!(office.post("/desk/sign-in/second", &half, &fields).await.status, StatusCode::FORBIDDEN);
}
