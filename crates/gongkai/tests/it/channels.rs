//! 其他渠道：over the network, against a platform of our own that checks tokens, lengths and errors.

use crate::digests::Newsroom;
use crate::office::block_on;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use channels::{Channels, Origin, Request, Settings, Signature, Wire, signed};
use gongkai::channels::Net;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

const SECRET: &str = "0123456789abcdef";

/// What the other side knows.
#[derive(Default)]
struct Known {
    token: String,
    tokens: u32,
    drafts: Vec<Value>,
    hooks: Vec<Value>,
    /// Deliveries seen, against replay.
    seen: Vec<String>,
    quota: Option<usize>,
}

type Shared = Arc<Mutex<Known>>;

/// stable_token: one token holds until another is forced.
async fn token(State(known): State<Shared>, body: Bytes) -> String {
    let asked: Value = serde_json::from_slice(&body).unwrap();
    if asked["secret"] != "app-secret" {
        return json!({"errcode": 40125, "errmsg": "invalid appsecret"}).to_string();
    }
    let mut known = known.lock().unwrap();
    if known.token.is_empty() || asked["force_refresh"] == json!(true) {
        known.tokens += 1;
        known.token = format!("TOKEN-{}", known.tokens);
    }
    json!({"access_token": known.token, "expires_in": 7200}).to_string()
}

/// draft/add: tokens, the day's quota, lengths, the cover.
async fn add(
    State(known): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
    body: Bytes,
) -> String {
    let mut known = known.lock().unwrap();
    let refuse = |code: i64| json!({"errcode": code, "errmsg": "refused"}).to_string();
    if query.get("access_token") != Some(&known.token) {
        return refuse(40_001);
    }
    if known.quota.is_some_and(|quota| known.drafts.len() >= quota) {
        return refuse(45_009);
    }
    let draft: Value = serde_json::from_slice(&body).unwrap();
    let article = &draft["articles"][0];
    let length = |name: &str| article[name].as_str().unwrap_or_default().chars().count();
    for (name, most, code) in [("title", 32, 45_003), ("digest", 128, 45_004), ("content", 20_000, 45_002)] {
        if length(name) > most {
            return refuse(code);
        }
    }
    if article["thumb_media_id"] != "cover-1" || length("title") == 0 {
        return refuse(40_007);
    }
    known.drafts.push(draft.clone());
    json!({"media_id": format!("M{}", known.drafts.len())}).to_string()
}

/// A receiver as docs/channels.md tells to write one.
async fn hook(State(known): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let (time, id) = (header("x-gongkai-timestamp"), header("x-gongkai-delivery"));
    let expected = signed(Signature::Sm3, SECRET, time.parse().unwrap(), &id, &body);
    if header("x-gongkai-signature") != expected {
        return StatusCode::UNAUTHORIZED;
    }
    let mut known = known.lock().unwrap();
    if !known.seen.contains(&id) {
        known.seen.push(id);
        known.hooks.push(serde_json::from_slice(&body).unwrap());
    }
    StatusCode::NO_CONTENT
}

async fn open() -> (SocketAddr, Shared) {
    let known = Shared::default();
    let router = Router::new()
        .route("/cgi-bin/stable_token", post(token))
        .route("/cgi-bin/draft/add", post(add))
        .route("/hook", post(hook))
        .route("/moved", post(|| async { Redirect::temporary("/hook").into_response() }))
        .route("/long", post(|| async { "x".repeat(1 << 20) }))
        .with_state(known.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (at, known)
}

fn settings(at: SocketAddr) -> Arc<Settings> {
    let text = format!(
        "allowed_hosts = [\"127.0.0.1\"]\n\
         [[webhook]]\nid = \"county\"\nname = \"县融媒体中心\"\nurl = \"http://{at}/hook\"\nsecret = \"{SECRET}\"\n\
         signature = \"sm3\"\n\
         [[wechat]]\nid = \"wechat\"\nname = \"局公众号\"\napi = \"http://{at}\"\napp_id = \"wx1\"\n\
         app_secret = \"app-secret\"\ncover_media_id = \"cover-1\"\n"
    );
    Arc::new(Settings::parse(&text).unwrap())
}

#[test]
fn items_go_over_the_network_to_both() {
    block_on(async {
        let (at, known) = open().await;
        let newsroom = Newsroom::open(None).await;
        let settings = settings(at);
        let channels = Channels::new(newsroom.publishing().clone(), settings.clone());
        let wire: Arc<dyn Wire> = Arc::new(Net::new(settings));
        let origin = Origin { address: "https://site.example".into(), organ: "甲局".into() };
        let round = async |time: &str| {
            let now = time.parse().unwrap();
            channels.follow(now, &origin).await.unwrap();
            channels.send_due(now, &origin, &wire).await.unwrap()
        };
        round("2026-03-02T01:00:00Z").await;
        newsroom.publish_text("2026-03-02T02:00:00Z", "第一条信息", "政务动态", "正文").await;
        assert_eq!(round("2026-03-02T02:01:00Z").await.sent, 2);
        // The platform has made another token meanwhile: it is taken anew once.
        known.lock().unwrap().token = "TOKEN-OF-ANOTHER".into();
        newsroom
            .publish_text("2026-03-02T03:00:00Z", &"题".repeat(60), "政务动态", &"字".repeat(30_000))
            .await;
        assert_eq!(round("2026-03-02T03:01:00Z").await.sent, 2);
        {
            let known = known.lock().unwrap();
            assert_eq!((known.hooks.len(), known.drafts.len(), known.tokens), (2, 2, 2));
            assert_eq!(known.hooks[0]["title"], "第一条信息");
        }
        known.lock().unwrap().quota = Some(2);
        newsroom.publish_text("2026-03-02T04:00:00Z", "第三条信息", "政务动态", "正文").await;
        let came = round("2026-03-02T04:01:00Z").await;
        assert_eq!((came.sent, came.deferred), (1, 1), "the quota is used up: not before some hours");
        assert_eq!(round("2026-03-02T05:01:00Z").await.sent, 0);
        known.lock().unwrap().quota = None;
        assert_eq!(round("2026-03-02T10:02:00Z").await.sent, 1);
    });
}

#[test]
fn no_redirect_is_followed_nothing_endless_is_read_and_nothing_inside_is_reached() {
    block_on(async {
        let (at, known) = open().await;
        let asked = |url: String| Request { url, headers: Vec::new(), body: b"{}".to_vec() };
        let (allowed, within) = (Arc::new(Net::new(settings(at))), Net::new(Arc::default()));
        let of_ours = allowed.clone();
        let moved = tokio::task::spawn_blocking(move || of_ours.post(&asked(format!("http://{at}/moved"))));
        assert_eq!(moved.await.unwrap().unwrap().status, 307);
        assert!(known.lock().unwrap().hooks.is_empty());
        let of_ours = allowed.clone();
        let long = tokio::task::spawn_blocking(move || of_ours.post(&asked(format!("http://{at}/long"))));
        let why = long.await.unwrap().unwrap_err().0;
        // On a busy machine the other side may close on us while we still send.
        assert!(["对方的答复太长", "连接中断"].contains(&why.as_str()), "{why}");
        let refused = tokio::task::spawn_blocking(move || {
            let port = at.port();
            [
                format!("http://{at}/hook"),
                format!("https://127.0.0.1:{port}/hook"),
                format!("https://localhost:{port}/hook"),
                format!("https://[::1]:{port}/hook"),
                "https://169.254.169.254/latest/meta-data".into(),
                "https://10.0.0.1/".into(),
            ]
            .map(|url| (url.clone(), within.post(&asked(url)).unwrap_err().0))
        });
        for (url, told) in refused.await.unwrap() {
            assert!(told.contains("指向内部网络"), "{url}: {told}");
            assert!(!told.contains("127.0.0.1"), "no address is told");
        }
    });
}
