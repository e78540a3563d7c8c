//! 统一身份认证：a provider of the test's own; who is linked comes in, and nobody else does.

use crate::Answer;
use crate::fake::Fake;
use crate::office::{Office, PASSWORD};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use web::desk::oidc::{Fetch, Oidc, Settings};

/// What the provider will say next.
#[derive(Clone, Default)]
pub struct Saying(Arc<Mutex<Said>>);

#[derive(Clone)]
pub struct Said {
    subject: String,
    nonce: String,
    challenge: String,
    change: Option<(&'static str, Value)>,
    alg: &'static str,
}

impl Default for Said {
    fn default() -> Said {
        let blank = String::new;
        Said { subject: blank(), nonce: blank(), challenge: blank(), change: None, alg: "ES256" }
    }
}

pub struct Provider {
    pair: EcdsaKeyPair,
    saying: Saying,
    /// Where it leads back to.
    returns: &'static str,
}

const ISSUER: &str = "https://id.example";

impl Provider {
    pub fn new(saying: Saying, returns: &'static str) -> Provider {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap();
        Provider { pair, saying, returns }
    }

    fn token(&self) -> String {
        let said = self.saying.0.lock().unwrap().clone();
        let now = crate::office::opened().as_second();
        let mut body = json!({"iss": ISSUER, "aud": "gongkai", "sub": said.subject, "nonce": said.nonce,
            "iat": now, "exp": now + 3600});
        if let Some((name, value)) = said.change {
            body[name] = value;
        }
        let head = json!({"alg": said.alg, "kid": "1"});
        let signed = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(body.to_string()));
        let seal = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64.encode(seal))
    }
}

impl Fetch for Provider {
    fn get(&self, url: &str) -> anyhow::Result<Vec<u8>> {
        let point = self.pair.public_key().as_ref();
        let said = match url {
            "https://id.example/.well-known/openid-configuration" => json!({"issuer": ISSUER,
                "authorization_endpoint": "https://id.example/auth", "token_endpoint": "https://id.example/token",
                "jwks_uri": "https://id.example/keys"}),
            "https://id.example/keys" => json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "1",
                "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..])}]}),
            other => anyhow::bail!("nothing at {other}"),
        };
        Ok(said.to_string().into_bytes())
    }

    fn post(
        &self,
        url: &str,
        client: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Vec<u8>> {
        anyhow::ensure!(url == "https://id.example/token" && client == Some(("gongkai", "secret")));
        let field = |name: &str| form.iter().find(|(one, _)| *one == name).map_or("", |(_, value)| *value);
        let verifier = ring::digest::digest(&ring::digest::SHA256, field("code_verifier").as_bytes());
        anyhow::ensure!(BASE64.encode(verifier) == self.saying.0.lock().unwrap().challenge, "PKCE");
        anyhow::ensure!(field("code") == "good" && field("redirect_uri").ends_with(self.returns));
        Ok(json!({"id_token": self.token()}).to_string().into_bytes())
    }
}

pub fn settings() -> Settings {
    Settings {
        issuer: ISSUER.into(),
        client_id: "gongkai".into(),
        client_secret: Some("secret".into()),
        name: "省统一身份认证".into(),
        site: "https://site.example".into(),
    }
}

async fn office() -> (Office, Saying) {
    let saying = Saying::default();
    assert_eq!(settings().wrong(), None);
    let oidc = Oidc::new(settings(), Provider::new(saying.clone(), "/desk/sign-in/oidc/return"));
    (Office::over(Fake { oidc: Some(Arc::new(oidc)), ..Fake::new() }).await, saying)
}

pub fn asked(address: &str, name: &str) -> String {
    let query = address.split('?').nth(1).unwrap();
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Goes to the provider from an address, as somebody it knows by a subject; the cookie and the state to come back with.
async fn goes(office: &Office, saying: &Saying, from: &str, with: &str, subject: &str) -> (String, String) {
    let answer = office.get(from, with).await;
    let state = at_provider(&answer, saying, subject);
    (cookie(&answer), state)
}

/// The provider was asked, and will say who came; the state to come back with.
pub fn at_provider(answer: &Answer, saying: &Saying, subject: &str) -> String {
    let address = answer.header("location").to_owned();
    left(saying, answer, &address, subject)
}

/// The same from the own account, with the password.
async fn goes_to_link(office: &Office, saying: &Saying, with: &str, subject: &str) -> (String, String) {
    let answer = office.post("/desk/me/oidc", with, &[("password", PASSWORD)]).await;
    answer.says(&["在那里登录的人，今后可以用它进入您的账号"]);
    let address = answer.body.split("class=\"button\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let state = left(saying, &answer, &address.replace("&#38;", "&"), subject);
    (cookie(&answer), state)
}

fn left(saying: &Saying, answer: &Answer, address: &str, subject: &str) -> String {
    assert!(
        address.starts_with("https://id.example/auth?response_type=code&scope=openid"),
        "{address} {}",
        answer.body
    );
    assert_eq!(asked(address, "code_challenge_method"), "S256");
    let (nonce, challenge) =
        (asked(address, "nonce"), asked(address, "code_challenge").replace("%2D", "-").replace("%5F", "_"));
    *saying.0.lock().unwrap() = Said { subject: subject.into(), nonce, challenge, ..Said::default() };
    asked(address, "state")
}

async fn returns(office: &Office, cookies: &str, code: &str, state: &str) -> Answer {
    office.get(&format!("/desk/sign-in/oidc/return?code={code}&state={state}"), cookies).await
}

async fn linked(office: &Office, saying: &Saying, who: &str, subject: &str) -> String {
    let mine = office.sign_in(who).await;
    let (half, state) = goes_to_link(office, saying, &mine, subject).await;
    let answer = returns(office, &format!("{mine}; {half}"), "good", &state).await;
    assert_eq!(answer.header("location"), "/desk/me?done=linked", "{}", answer.body);
    mine
}

#[tokio::test]
async fn whoever_linked_the_own_account_comes_in_and_another_does_not() {
    let (office, saying) = office().await;
    office.get("/desk/sign-in", "").await.says(&["用省统一身份认证登录"]);
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
    let unlinked = returns(&office, &half, "good", &state).await;
    assert_eq!(unlinked.status, StatusCode::FORBIDDEN);
    unlinked.says(&["还没有关联工作台账号"]);
    let mine = linked(&office, &saying, "wang", "u-1").await;
    office.get("/desk/me", &mine).await.says(&["已关联"]);
    let (half, state) =
        goes(&office, &saying, "/desk/sign-in/oidc?back=%2Fdesk%3Flist%3Dmine", "", "u-1").await;
    let answer = returns(&office, &half, "good", &state).await;
    assert_eq!(answer.header("location"), "/desk?list=mine");
    office.get("/desk/me", &cookie(&answer)).await.says(&["王承办", "统一身份认证"]);
    let again = returns(&office, &half, "good", &state).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "an answer opens once");
    // The same subject is not linked twice, and ends being linked when its owner says so.
    let other = office.sign_in("zhao").await;
    let (half, state) = goes_to_link(&office, &saying, &other, "u-1").await;
    let taken = returns(&office, &format!("{other}; {half}"), "good", &state).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    office.post("/desk/me/oidc/end", &mine, &[]).await;
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
    returns(&office, &half, "good", &state).await.says(&["还没有关联工作台账号"]);
}

#[tokio::test]
async fn what_is_not_the_answer_to_this_sign_in_opens_nothing() {
    let (office, saying) = office().await;
    linked(&office, &saying, "wang", "u-1").await;
    let change: [(&str, Value); 6] = [
        ("nonce", json!("another")),
        ("exp", json!(crate::office::opened().as_second() - 61)),
        ("aud", json!("another")),
        ("iss", json!("https://evil.example")),
        ("sub", json!("")),
        ("iat", json!(null)),
    ];
    for (name, value) in change {
        let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
        saying.0.lock().unwrap().change = Some((name, value));
        let answer = returns(&office, &half, "good", &state).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert!(!answer.header("set-cookie").contains("gongkai-desk"), "{name}");
    }
    for alg in ["none", "HS256", "RS256"] {
        let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
        saying.0.lock().unwrap().alg = alg;
        assert_eq!(returns(&office, &half, "good", &state).await.status, StatusCode::FORBIDDEN, "{alg}");
    }
    for (code, wrong_state, keeps_cookie) in
        [("good", true, true), ("bad", false, true), ("", false, true), ("good", false, false)]
    {
        let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
        let state = if wrong_state { "0".repeat(64) } else { state };
        let cookies = if keeps_cookie { half } else { String::new() };
        let answer = returns(&office, &cookies, code, &state).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{code} {wrong_state} {keeps_cookie}");
    }
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
    let mixed = returns(&office, &half, "good&iss=https%3A%2F%2Fevil.example", &state).await;
    assert_eq!(mixed.status, StatusCode::FORBIDDEN, "another provider answers");
    // The verifier of another sign-in does not fit the code of this one.
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
    saying.0.lock().unwrap().challenge = "another".into();
    assert_eq!(returns(&office, &half, "good", &state).await.status, StatusCode::FORBIDDEN);
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-1").await;
    office.pass(10);
    assert_eq!(
        returns(&office, &half, "good", &state).await.status,
        StatusCode::FORBIDDEN,
        "ten minutes are over"
    );
    for door in ["/desk/sign-in/oidc/return", "/desk/sign-in/oidc/return?error=access_denied&state=x"] {
        assert_eq!(office.get(door, "").await.status, StatusCode::FORBIDDEN, "{door}");
    }
}

#[tokio::test]
async fn it_gives_no_right_and_stands_for_no_second_factor() {
    let (office, saying) = office().await;
    let an = office.sign_in("an").await;
    let link = [("do", "oidc"), ("subject", "u-9"), ("why", "本人申请")];
    assert_eq!(office.post("/desk/accounts/wang", &an, &link).await.status, StatusCode::SEE_OTHER);
    let taken = office.post("/desk/accounts/zhao", &an, &link).await;
    taken.says(&["已经关联了别的账号"]);
    let own = office.post("/desk/accounts/an", &an, &link).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-9").await;
    let answer = returns(&office, &half, "good", &state).await;
    let wang = cookie(&answer);
    assert_eq!(office.get("/desk/audit", &wang).await.status, StatusCode::FORBIDDEN);
    // With a second factor the provider's word is the first half only.
    office.post("/desk/me/factor", &wang, &[("do", "begin"), ("password", PASSWORD)]).await;
    let page = office.get("/desk/me/factor", &wang).await;
    let secret =
        page.body.split("密钥：<code>").nth(1).unwrap().split("</code>").next().unwrap().replace(' ', "");
    let code = web::desk::factor::totp::code_for_tests(&secret, crate::office::opened()).unwrap();
    office
        .post("/desk/me/factor", &wang, &[("do", "confirm"), ("code", &code)])
        .await
        .says(&["已启用动态口令"]);
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-9").await;
    let answer = returns(&office, &half, "good", &state).await;
    assert_eq!(answer.header("location"), "/desk/sign-in/second");
    // A closed account stays closed.
    let han = office.sign_in("han").await;
    office.post("/desk/accounts/wang", &han, &[("do", "disable"), ("why", "离岗")]).await;
    let (half, state) = goes(&office, &saying, "/desk/sign-in/oidc", "", "u-9").await;
    assert_eq!(returns(&office, &half, "good", &state).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn linking_wants_the_password_and_the_same_person() {
    let (office, saying) = office().await;
    let wang = office.sign_in("wang").await;
    for wrong in ["", "another's password"] {
        let refused = office.post("/desk/me/oidc", &wang, &[("password", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&["现在的密码不对"]);
    }
    // A page of another site can lead here, and nothing begins.
    assert_eq!(office.get("/desk/me/oidc", &wang).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let (half, state) = goes_to_link(&office, &saying, &wang, "u-1").await;
    let zhao = office.sign_in("zhao").await;
    let mixed = returns(&office, &format!("{zhao}; {half}"), "good", &state).await;
    assert!(mixed.header("location").starts_with("/desk/sign-in"), "another's session links nothing");
    assert_eq!(office.post("/desk/me/oidc", "", &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_a_provider_there_is_no_door() {
    let office = Office::open().await;
    assert!(!office.get("/desk/sign-in", "").await.body.contains("/desk/sign-in/oidc"));
    for door in ["/desk/sign-in/oidc", "/desk/sign-in/oidc/return?code=x&state=x"] {
        assert_eq!(office.get(door, "").await.status, StatusCode::NOT_FOUND, "{door}");
    }
}

#[test]
fn a_provider_is_asked_over_tls_or_on_this_machine() {
    let settings = |issuer: &str, site: &str| Settings {
        issuer: issuer.into(),
        client_id: "gongkai".into(),
        client_secret: None,
        name: "认证".into(),
        site: site.into(),
    };
    for (issuer, site, fine) in [
        ("https://id.example", "https://site.example", true),
        ("http://localhost:3000", "http://127.0.0.1:8180", true),
        ("http://id.example", "https://site.example", false),
        ("https://id.example", "http://site.example", false),
        ("http://localhost.evil.example", "https://site.example", false),
        ("http://127.0.0.1.evil.example", "https://site.example", false),
    ] {
        assert_eq!(settings(issuer, site).wrong().is_none(), fine, "{issuer} {site}");
    }
}
