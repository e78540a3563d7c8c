//! 其他渠道：what is published goes out once, and what is not public never does; failures are shown, sent again, counted.

use crate::desk_files::Part;
use crate::desk_items::{draft, index};
use crate::fake::Fake;
use crate::office::{ORGAN, Office, PEOPLE, opened};
use axum::http::StatusCode;
use channels::{Channels, NotSent, Origin, Reply, Request, Settings, Signature, Wire, signed};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const SECRET: &str = "0123456789abcdef";
const SETTINGS: &str = r#"
[[webhook]]
id = "county"
name = "县融媒体中心"
url = "https://media.example/hook"
secret = "0123456789abcdef"
medium = "微博"
[[wechat]]
id = "wechat"
name = "局微信公众号"
app_id = "wx1"
app_secret = "the app's secret"
cover_media_id = "cover-1"
author = "市行政审批服务局"
columns = ["政务动态"]
register = true
"#;

/// Both ends of the line: what was sent, and what the other side says next.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    sent: Vec<Request>,
    /// Status and body of the answers to come; 200 and a fitting body when there are none left.
    next: Vec<(u16, Value)>,
    away: bool,
    tokens: u32,
}

impl Wire for Line {
    fn post(&self, request: &Request) -> Result<Reply, NotSent> {
        let mut said = self.0.lock().unwrap();
        said.sent.push(request.clone());
        if said.away {
            return Err(NotSent("连接不上".into()));
        }
        if request.url.ends_with("/cgi-bin/stable_token") {
            said.tokens += 1;
            let token = format!("ACCESS-{}", said.tokens);
            let body = json!({"access_token": token, "expires_in": 7200}).to_string().into_bytes();
            return Ok(Reply { status: 200, body });
        }
        let (status, body) =
            if said.next.is_empty() { (200, json!({"media_id": "draft-1"})) } else { said.next.remove(0) };
        Ok(Reply { status, body: body.to_string().into_bytes() })
    }
}

impl Line {
    fn says(&self, answers: &[(u16, Value)]) {
        self.0.lock().unwrap().next = answers.to_vec();
    }

    fn taken(&self) -> Vec<Request> {
        std::mem::take(&mut self.0.lock().unwrap().sent)
    }

    /// What went to the webhook, and to drafts.
    fn split(&self) -> (Vec<Value>, Vec<Value>) {
        let sent = self.taken();
        let body = |one: &Request| serde_json::from_slice::<Value>(&one.body).unwrap();
        let of = |part: &str| sent.iter().filter(|one| one.url.contains(part)).map(body).collect();
        (of("media.example"), of("/cgi-bin/draft/add"))
    }
}

struct Newsroom {
    office: Office,
    channels: Channels,
    line: Line,
    /// Minutes the queue is ahead of the office's clock.
    ahead: i64,
}

impl Newsroom {
    async fn open(settings: &str) -> Newsroom {
        let settings = Arc::new(Settings::parse(settings).unwrap());
        let fake = Fake { channels: settings.clone(), ..Fake::new() };
        let office = Office::over(fake).await.with_columns().await;
        let channels = Channels::new(office.publishing.clone(), settings);
        let newsroom = Newsroom { office, channels, line: Line::default(), ahead: 0 };
        // From here on.
        newsroom.round().await;
        newsroom
    }

    fn now(&self) -> Timestamp {
        opened() + SignedDuration::from_mins(self.ahead)
    }

    async fn round(&self) -> channels::Round {
        let origin =
            Origin { address: "https://site.example".into(), organ: "枣庄市行政审批服务局".into() };
        let wire: Arc<dyn Wire> = Arc::new(self.line.clone());
        self.channels.follow(self.now(), &origin).await.unwrap();
        self.channels.send_due(self.now(), &origin, &wire).await.unwrap()
    }

    async fn publishes(&self, parts: &[Part<'_>]) -> String {
        let path = self.office.drafts(parts).await;
        self.office.passed(&path).await;
        self.office.took("wu", &path, "publish", &[]).await;
        path
    }

    async fn posts(&self, path: &str, act: &str, channel: &str) -> crate::Answer {
        let wu = self.office.sign_in("wu").await;
        self.office.post(&format!("{path}/channels"), &wu, &[("do", act), ("channel", channel)]).await
    }
}

#[tokio::test]
async fn what_is_published_goes_out_once_signed_and_with_links() {
    let newsroom = Newsroom::open(SETTINGS).await;
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "清单.txt", "附件的内容".as_bytes()));
    let path = newsroom.publishes(&parts).await;
    let round = newsroom.round().await;
    assert_eq!((round.sent, round.failed), (2, 0));
    let sent = newsroom.line.taken();
    let hook = sent.iter().find(|one| one.url == "https://media.example/hook").unwrap();
    let header = |name: &str| hook.headers.iter().find(|(one, _)| *one == name).unwrap().1.clone();
    let (time, id) = (header("x-gongkai-timestamp"), header("x-gongkai-delivery"));
    assert_eq!(time, opened().as_second().to_string());
    let expected = signed(Signature::Sha256, SECRET, time.parse().unwrap(), &id, &hook.body);
    assert_eq!(header("x-gongkai-signature"), expected);
    let body: Value = serde_json::from_slice(&hook.body).unwrap();
    assert_eq!(
        (body["event"].as_str(), body["title"].as_str()),
        (Some("published"), Some("帮办代办工作推进会召开"))
    );
    let address = format!("https://site.example/info/{}", index(&path));
    assert_eq!(body["url"], json!(address));
    let file = body["attachments"][0]["url"].as_str().unwrap();
    let local = file.strip_prefix("https://site.example").unwrap();
    let got = newsroom.office.get(local, "").await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "附件的内容"), "{file}");
    // The other round, and a restart, send nothing again.
    assert_eq!(newsroom.round().await, channels::Round::default());
    assert!(newsroom.line.taken().is_empty());
    // The draft waits for somebody; the webhook is counted at once, the draft when it is posted.
    let wu = newsroom.office.sign_in("wu").await;
    newsroom.office.get(&path, &wu).await.says(&[
        "其他渠道",
        "县融媒体中心",
        "已送达",
        "待人工办理",
        "已办理",
    ]);
    newsroom.office.get("/desk/channels", &wu).await.says(&["本年1条", "草稿已送到草稿箱"]);
    assert_eq!(newsroom.posts(&path, "settle", "wechat").await.status, StatusCode::SEE_OTHER);
    assert_eq!(newsroom.posts(&path, "settle", "wechat").await.status, StatusCode::CONFLICT, "once");
    for (channel, medium) in [("county", "weibo"), ("wechat", "wechat")] {
        assert_eq!(newsroom.channels.count(channel, 2026).await.unwrap(), 1, "{channel}");
        let registers = registers::Registers::new(newsroom.office.ledger.clone(), ORGAN);
        let posts = office::register::Register::all().find(|one| one.key == "posts").unwrap();
        let lines = registers.list(posts, &registers::View::of(2026), None, 10).await.unwrap().lines;
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().any(|line| line.cells.iter().any(|cell| cell == medium)), "{medium}: {lines:?}");
    }
    newsroom.office.get("/desk/channels", &wu).await.says(&["没有失败的"]);
}

#[tokio::test]
async fn nothing_that_is_not_public_is_ever_sent() {
    let newsroom = Newsroom::open(SETTINGS).await;
    let path = newsroom.office.drafts(&draft(&[])).await;
    let nothing = async |when: &str| {
        newsroom.round().await;
        newsroom.posts(&path, "resend", "county").await;
        newsroom.round().await;
        assert!(newsroom.line.taken().is_empty(), "{when}");
    };
    nothing("a draft").await;
    newsroom.office.passed(&path).await;
    nothing("reviewed, not published").await;
    newsroom.office.took("wu", &path, "publish", &[]).await;
    // Withdrawn before it went: nobody hears of it.
    let fields = [("reason", "inaccurate"), ("explanation", "时间有误，核实后重新发布。")];
    newsroom.office.took("wu", &path, "withdraw", &fields).await;
    nothing("withdrawn before it was sent").await;
}

#[tokio::test]
async fn a_withdrawal_is_told_on_and_what_the_interface_cannot_do_is_a_task() {
    let newsroom = Newsroom::open(SETTINGS).await;
    let path = newsroom.publishes(&draft(&[])).await;
    newsroom.round().await;
    newsroom.line.taken();
    let fields = [("reason", "inaccurate"), ("explanation", "时间有误，核实后重新发布。")];
    newsroom.office.took("wu", &path, "withdraw", &fields).await;
    newsroom.round().await;
    let (hook, drafts) = newsroom.line.split();
    assert_eq!((hook.len(), drafts.len()), (1, 0));
    assert_eq!(hook[0]["event"], json!("withdrawn"));
    assert_eq!(hook[0]["explanation"], json!("时间有误，核实后重新发布。"));
    assert!(hook[0]["text"].is_null() && hook[0]["overview"].is_null());
    let wu = newsroom.office.sign_in("wu").await;
    newsroom.office.get("/desk/channels", &wu).await.says(&["请在公众平台删除文章和草稿", "待人工办理"]);
    assert_eq!(newsroom.posts(&path, "settle", "wechat").await.status, StatusCode::SEE_OTHER);
    newsroom.office.get("/desk/channels", &wu).await.says(&["没有失败的"]);
}

#[tokio::test]
async fn a_failure_waits_longer_each_time_then_is_told_and_sent_again_by_hand() {
    let mut newsroom = Newsroom::open(SETTINGS).await;
    newsroom.line.0.lock().unwrap().away = true;
    let path = newsroom.publishes(&draft(&[("column", "政务服务帮办代办")])).await;
    assert_eq!(newsroom.round().await.deferred, 1, "the account takes this column not");
    let id = |sent: &[Request]| {
        sent[0].headers.iter().find(|one| one.0 == "x-gongkai-delivery").unwrap().1.clone()
    };
    let first = id(&newsroom.line.taken());
    for (pause, tries) in [(1, 2), (5, 3), (30, 4), (120, 5), (360, 6)] {
        newsroom.ahead += pause - 1;
        assert_eq!(newsroom.round().await, channels::Round::default(), "before {pause}");
        newsroom.ahead += 1;
        assert_eq!(newsroom.round().await.deferred, 1, "after {pause}");
        assert_eq!(id(&newsroom.line.taken()), first, "the same delivery");
        let kept = newsroom.channels.delivery("county", &index(&path)).await.unwrap().unwrap();
        assert_eq!(kept.tries, tries);
    }
    newsroom.ahead += 720;
    assert_eq!(newsroom.round().await.failed, 1);
    let wu = newsroom.office.sign_in("wu").await;
    newsroom.office.get(&path, &wu).await.says(&["没有送达", "连接不上；试了7次", "重新发送"]);
    newsroom.office.get("/desk/channels", &wu).await.says(&["连接不上"]);
    assert_eq!(newsroom.channels.count("county", 2026).await.unwrap(), 0);
    newsroom.line.0.lock().unwrap().away = false;
    assert_eq!(newsroom.posts(&path, "resend", "county").await.status, StatusCode::SEE_OTHER);
    assert_eq!(newsroom.round().await.sent, 1);
    assert_eq!(newsroom.channels.count("county", 2026).await.unwrap(), 1);
    // Once more, because the other side lost it: told as what it is, counted once.
    newsroom.posts(&path, "resend", "county").await;
    newsroom.line.taken();
    assert_eq!(newsroom.round().await.sent, 1);
    assert_eq!(newsroom.channels.count("county", 2026).await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_does_not_publish_sends_nothing_and_settles_nothing() {
    let newsroom = Newsroom::open(SETTINGS).await;
    let path = newsroom.publishes(&draft(&[])).await;
    newsroom.round().await;
    newsroom.line.taken();
    for (who, ..) in PEOPLE.into_iter().filter(|(who, ..)| *who != "wu") {
        let cookie = newsroom.office.sign_in(who).await;
        for act in ["resend", "settle"] {
            let fields = [("do", act), ("channel", "wechat")];
            let answer = newsroom.office.post(&format!("{path}/channels"), &cookie, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {act}");
        }
    }
    let nobody = newsroom.office.post(&format!("{path}/channels"), "", &[("do", "resend")]).await;
    assert!(nobody.header("location").starts_with("/desk/sign-in"));
    assert_eq!(newsroom.posts(&path, "resend", "unknown").await.status, StatusCode::CONFLICT);
    assert_eq!(newsroom.posts(&path, "burn", "wechat").await.status, StatusCode::BAD_REQUEST);
    newsroom.round().await;
    assert!(newsroom.line.taken().is_empty());
}

/// What is answered, how the item stands then, what is told, how many drafts were tried, how many tokens were taken.
type Case = (Vec<(u16, Value)>, &'static str, &'static str, usize, u32);

fn code(number: i64) -> (u16, Value) {
    (200, json!({"errcode": number, "errmsg": "said by the platform"}))
}

fn taken() -> Case {
    (vec![(200, json!({"media_id": "draft-9"}))], "待人工办理", "草稿已送到草稿箱", 1, 1)
}

async fn understood(all: Vec<Case>) {
    let only = SETTINGS.split("[[wechat]]").nth(1).map(|rest| format!("[[wechat]]{rest}")).unwrap();
    let newsroom = Newsroom::open(&only).await;
    let mut before = 0;
    for (answers, state, told, tried, tokens) in all {
        let path = newsroom.publishes(&draft(&[])).await;
        newsroom.line.says(&answers);
        newsroom.round().await;
        let (sent, used) = (newsroom.line.taken(), newsroom.line.0.lock().unwrap().tokens);
        let drafts = sent.iter().filter(|one| one.url.contains("/draft/add")).count();
        assert_eq!((drafts, used - before), (tried, tokens), "{told}");
        before = used;
        assert!(sent.iter().all(|one| !one.url.contains("secret")), "the secret stands in no address");
        let wu = newsroom.office.sign_in("wu").await;
        let page = newsroom.office.get(&path, &wu).await;
        page.says(&[state, told]).hides(&["the app's secret", "ACCESS-"]);
    }
}

#[tokio::test]
async fn an_access_token_that_is_not_taken_any_more_is_renewed_once() {
    understood(vec![
        taken(),
        (vec![code(40_001), (200, json!({"media_id": "draft-9"}))], "待人工办理", "草稿已送到草稿箱", 2, 1),
        (vec![code(40_014), (200, json!({"media_id": "draft-9"}))], "待人工办理", "草稿已送到草稿箱", 2, 1),
        (vec![code(42_001), (200, json!({"media_id": "draft-9"}))], "待人工办理", "草稿已送到草稿箱", 2, 1),
        (vec![code(42_001), code(42_001)], "等待发送", "不认新取得的访问凭证", 2, 1),
        (vec![code(45_009)], "等待发送", "次数已经用完", 1, 0),
        (vec![code(-1)], "等待发送", "繁忙", 1, 0),
    ])
    .await;
}

#[tokio::test]
async fn what_the_account_platform_answers_is_understood() {
    understood(vec![
        taken(),
        (vec![code(48_001)], "没有送达", "没有草稿箱接口的权限", 1, 0),
        (vec![code(40_007)], "没有送达", "cover_media_id", 1, 0),
        (vec![code(99_999)], "没有送达", "99999：said by the platform", 1, 0),
        (vec![(502, json!("bad gateway"))], "等待发送", "暂时不能接收（502）", 1, 0),
        (vec![(200, json!("odd"))], "等待发送", "看不懂", 1, 0),
        (vec![(200, json!({}))], "等待发送", "没有给出草稿的编号", 1, 0),
    ])
    .await;
}

#[tokio::test]
async fn a_draft_keeps_the_lengths_the_platform_takes() {
    let only = SETTINGS.split("[[wechat]]").nth(1).map(|rest| format!("[[wechat]]{rest}")).unwrap();
    let newsroom = Newsroom::open(&only).await;
    let (title, long) = ("关于".to_owned() + &"很".repeat(31) + "长的通知", "字".repeat(25_000));
    let path = newsroom
        .publishes(&draft(&[("title", &title), ("overview", &"概".repeat(200)), ("body", &long)]))
        .await;
    newsroom.round().await;
    let (_, drafts) = newsroom.line.split();
    let article = &drafts[0]["articles"][0];
    let length = |name: &str| article[name].as_str().unwrap().chars().count();
    assert_eq!((length("title"), length("digest")), (32, 128));
    assert!(length("content") < 20_000 && length("author") <= 16);
    let content = article["content"].as_str().unwrap();
    assert!(content.contains(&title) && content.contains("https://site.example/info/"), "{content}");
    assert_eq!(article["thumb_media_id"], json!("cover-1"));
    let wu = newsroom.office.sign_in("wu").await;
    newsroom.office.get(&path, &wu).await.says(&["标题超过32字", "正文过长"]);
}

#[tokio::test]
async fn a_channel_begins_with_what_comes_after_it() {
    let settings = Arc::new(Settings::parse(SETTINGS).unwrap());
    let office = Office::over(Fake { channels: settings.clone(), ..Fake::new() }).await.with_columns().await;
    let channels = Channels::new(office.publishing.clone(), settings);
    let mut newsroom = Newsroom { office, channels, line: Line::default(), ahead: 0 };
    newsroom.publishes(&draft(&[("title", "设置渠道以前的信息")])).await;
    newsroom.round().await;
    assert!(newsroom.line.taken().is_empty());
    newsroom.publishes(&draft(&[("title", "设置渠道以后的信息")])).await;
    newsroom.round().await;
    let (hook, _) = newsroom.line.split();
    assert_eq!(hook.len(), 1);
    assert_eq!(hook[0]["title"], json!("设置渠道以后的信息"));
    // Taken out of the settings for a while: what came meanwhile is not made up for.
    let on = newsroom.channels.clone();
    newsroom.channels = Channels::new(newsroom.office.publishing.clone(), Arc::default());
    newsroom.round().await;
    newsroom.publishes(&draft(&[("title", "其间的信息")])).await;
    newsroom.channels = on;
    newsroom.round().await;
    assert!(newsroom.line.taken().is_empty());
}
