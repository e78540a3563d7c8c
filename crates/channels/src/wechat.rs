//! 微信公众号：一条信息成为草稿箱里的一篇草稿，由工作人员在公众平台核对后发布. The interface: stable_token, draft/add.

use crate::wire::{NotSent, Request, Wire};
use crate::{Adapter, Event, Message, Outcome};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// Lengths the platform takes, in characters.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub title: usize,
    pub author: usize,
    pub digest: usize,
    pub content: usize,
}

/// As the platform's own documents give them; what is longer is cut here, and the desk is told.
pub const LIMITS: Limits = Limits { title: 32, author: 16, digest: 128, content: 20_000 };

/// A token is renewed so long before it ends.
const EARLY: SignedDuration = SignedDuration::from_mins(5);
/// A quota of the day begins anew at midnight.
const QUOTA_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// One account of the platform.
pub struct WeChat {
    /// `https://api.weixin.qq.com`
    pub api: String,
    pub app_id: String,
    pub app_secret: String,
    /// 封面图片的永久素材编号, without which a draft is not taken.
    pub cover: String,
    pub author: String,
    token: Mutex<Option<(String, Timestamp)>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    access_token: String,
    expires_in: i64,
    media_id: String,
    errcode: i64,
    errmsg: String,
}

/// The token was refused: another one may do.
const STALE: [i64; 4] = [40_001, 40_014, 41_001, 42_001];

enum Failed {
    Stale,
    Ended(Outcome),
}

impl WeChat {
    pub fn new(api: String, app_id: String, app_secret: String, cover: String, author: String) -> WeChat {
        WeChat { api, app_id, app_secret, cover, author, token: Mutex::default() }
    }

    /// The secret goes in the body: addresses are what gets written into logs.
    fn token(&self, at: Timestamp, fresh: bool, wire: &dyn Wire) -> Result<String, Failed> {
        let mut held = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, _)) = held.as_ref().filter(|(_, until)| !fresh && at < *until) {
            return Ok(token.clone());
        }
        *held = None;
        let body = json!({
            "grant_type": "client_credential", "appid": self.app_id, "secret": self.app_secret,
            "force_refresh": fresh,
        });
        let said = self.ask("/cgi-bin/stable_token", &body, wire)?;
        if said.access_token.is_empty() {
            return Err(Failed::Ended(later("公众平台没有给出访问凭证".into())));
        }
        let until = at + SignedDuration::from_secs(said.expires_in.clamp(0, 7200)) - EARLY;
        *held = Some((said.access_token.clone(), until));
        Ok(said.access_token)
    }

    fn ask(&self, path: &str, body: &Value, wire: &dyn Wire) -> Result<Said, Failed> {
        let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
        let url = format!("{}{path}", self.api);
        let sent = wire.post(&Request { url, headers, body: body.to_string().into_bytes() });
        let reply = sent.map_err(|NotSent(why)| Failed::Ended(later(why)))?;
        if !(200..=299).contains(&reply.status) {
            return Err(Failed::Ended(later(format!("公众平台暂时不能接收（{}）", reply.status))));
        }
        let said: Said = serde_json::from_slice(&reply.body)
            .map_err(|_| Failed::Ended(later("公众平台的答复看不懂".into())))?;
        match said.errcode {
            0 => Ok(said),
            code if STALE.contains(&code) => Err(Failed::Stale),
            code => Err(Failed::Ended(refused(code, &said.errmsg))),
        }
    }

    fn add(&self, draft: &Value, at: Timestamp, fresh: bool, wire: &dyn Wire) -> Result<String, Failed> {
        let token = self.token(at, fresh, wire)?;
        let said = self.ask(&format!("/cgi-bin/draft/add?access_token={token}"), draft, wire)?;
        if said.media_id.is_empty() {
            return Err(Failed::Ended(later("公众平台没有给出草稿的编号".into())));
        }
        Ok(said.media_id)
    }
}

fn later(why: String) -> Outcome {
    Outcome::Later { why, pause: None }
}

/// What the platform means by a number, and what is to be done.
fn refused(code: i64, message: &str) -> Outcome {
    let why: String = match code {
        -1 => return later("公众平台繁忙（-1）".into()),
        45_009 => {
            let why = "公众号今天调用接口的次数已经用完（45009），明天自动再送".into();
            return Outcome::Later { why, pause: Some(QUOTA_PAUSE) };
        }
        45_011 => return later("调用接口太频繁（45011）".into()),
        48_001 => {
            "公众号没有草稿箱接口的权限（48001）。请在公众平台核对账号是否已经认证、接口权限是否开通".into()
        }
        40_013 => "公众号的 app_id 不对（40013）。请核对 settings/channels.toml".into(),
        40_125 => "公众号的 app_secret 不对（40125），可能已经重置。请核对 settings/channels.toml".into(),
        40_164 => "本机的地址不在公众号的IP白名单里（40164）。请在公众平台加入".into(),
        40_007 => "封面图片的素材编号无效（40007）。请在公众平台上传封面，改正 cover_media_id".into(),
        45_002..=45_005 => format!("内容超过公众平台的长度（{code}）。请改用人工发布"),
        50_002 => "公众号受到限制（50002）。请在公众平台查看通知".into(),
        _ => {
            let message: String = message.chars().filter(|one| !one.is_control()).take(60).collect();
            format!("公众平台不接收（{code}：{message}）")
        }
    };
    Outcome::Refused { why }
}

/// The first characters, with a mark where something is left out; whether there is.
fn cut(text: &str, most: usize) -> (String, bool) {
    if text.chars().count() <= most {
        return (text.to_owned(), false);
    }
    (text.chars().take(most - 1).chain(['…']).collect(), true)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl WeChat {
    /// The draft, and what the desk should know of it.
    fn draft(&self, message: &Message) -> (Value, Vec<&'static str>) {
        let mut notes = Vec::new();
        let (title, shortened) = cut(&message.title, LIMITS.title);
        if shortened {
            notes.push("标题超过32字，已截短，全称写在正文开头");
        }
        let files: String = message
            .files()
            .iter()
            .map(|(name, url)| format!("<p>附件：{}　{}</p>", escaped(name), escaped(url)))
            .collect();
        let whole = if shortened {
            format!("<p><strong>{}</strong></p>", escaped(&message.title))
        } else {
            String::new()
        };
        let mut content = format!("{whole}{}{files}", message.html());
        if content.chars().count() >= LIMITS.content {
            notes.push("正文过长，草稿只有概述和原文网址");
            content =
                format!("{whole}<p>{}</p><p>全文：{}</p>", escaped(&message.overview), escaped(&message.url));
        }
        let draft = json!({"articles": [{
            "article_type": "news",
            "title": title,
            "author": cut(&self.author, LIMITS.author).0,
            "digest": cut(&message.overview, LIMITS.digest).0,
            "content": content,
            "content_source_url": message.url,
            "thumb_media_id": self.cover,
            "need_open_comment": 0,
            "only_fans_can_comment": 0,
        }]});
        (draft, notes)
    }
}

impl Adapter for WeChat {
    fn send(&self, message: &Message, _: &str, at: Timestamp, wire: &dyn Wire) -> Outcome {
        if message.event == Event::Withdrawn {
            let told = "信息已经撤回。公众平台的接口不能代删已经发布的文章，请在公众平台删除文章和草稿，删除后按“已办理”";
            return Outcome::ByHand { told: told.into(), reference: String::new() };
        }
        let (draft, notes) = self.draft(message);
        let added = match self.add(&draft, at, false, wire) {
            Err(Failed::Stale) => self.add(&draft, at, true, wire),
            added => added,
        };
        match added {
            Ok(reference) => {
                let first = match message.event {
                    Event::Updated => {
                        "信息有修改，新的草稿已送到草稿箱。请更正或者重发已经发布的文章，然后按“已办理”"
                    }
                    _ => "草稿已送到草稿箱。请在公众平台核对、发布，然后按“已办理”",
                };
                let told = [vec![first], notes].concat().join("。");
                Outcome::ByHand { told, reference }
            }
            Err(Failed::Stale) => later("公众平台不认新取得的访问凭证".into()),
            Err(Failed::Ended(outcome)) => outcome,
        }
    }
}
