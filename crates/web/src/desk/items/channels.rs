//! 其他渠道　GET /desk/channels: what went where, what needs somebody; POST /desk/items/{item}/channels: send again, done

use super::super::access::{self, Kind};
use super::super::rights::Right;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, demand};
use super::{may_see, names};
use crate::guard::Peer;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use channels::{Delivery, Standing};
use registers::By;
use serde::Deserialize;

/// An item on a channel, as its page shows it.
pub struct Line {
    pub id: String,
    pub channel: String,
    pub class: &'static str,
    pub state: &'static str,
    pub at: String,
    pub told: String,
    pub by_hand: bool,
    pub resend: bool,
}

#[derive(Template)]
#[template(path = "desk/items/channels.html")]
struct Show {
    frame: Frame,
    year: i16,
    waiting: u64,
    channels: Vec<Channel>,
    open: Vec<Open>,
}

struct Channel {
    name: String,
    kind: &'static str,
    columns: String,
    count: u64,
    before: u64,
    register: String,
}

struct Open {
    path: String,
    title: String,
    channel: String,
    state: &'static str,
    at: String,
    told: String,
}

impl Line {
    fn new(channel: &channels::Named, delivery: &Delivery, may: bool) -> Line {
        let class = match delivery.standing {
            Standing::Taken | Standing::Done => "fine",
            Standing::Waiting => "waiting",
            Standing::ByHand => "soon",
            Standing::Failed => "late",
        };
        Line {
            id: channel.id.clone(),
            channel: channel.name.clone(),
            class,
            state: delivery.standing.label(),
            at: words::moment(delivery.at),
            told: delivery.told.clone(),
            by_hand: may && delivery.standing == Standing::ByHand,
            resend: may && delivery.standing != Standing::Waiting,
        }
    }
}

/// What became of an item on each channel it was to go to.
pub async fn lines(desk: &Desk, index: &str, may: bool) -> Result<Vec<Line>, Fail> {
    let (channels, mut lines) = (desk.channels(), Vec::new());
    for channel in channels.named() {
        let delivery = channels.delivery(&channel.id, index).await?;
        lines.extend(delivery.map(|delivery| Line::new(channel, &delivery, may)));
    }
    Ok(lines)
}

/// GET /desk/channels
pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let (kept, year) = (desk.channels(), desk.library().today().year());
    let mut channels = Vec::new();
    for one in kept.named() {
        channels.push(Channel {
            name: one.name.clone(),
            kind: one.kind.label(),
            columns: if one.columns.is_empty() { "全部栏目".into() } else { one.columns.join("、") },
            count: kept.count(&one.id, year).await?,
            before: kept.count(&one.id, year - 1).await?,
            register: one.medium.as_ref().map_or_else(|| "不计入".into(), |medium| format!("计入{medium}")),
        });
    }
    let mut open = Vec::new();
    for (id, index, delivery) in kept.open().await? {
        let Some(channel) = kept.named().iter().find(|one| one.id == id) else { continue };
        let title =
            desk.publishing.listed(&index).await?.map_or_else(|| index.clone(), |one| one.title.clone());
        open.push(Open {
            path: names::path(&index),
            title,
            channel: channel.name.clone(),
            state: delivery.standing.label(),
            at: words::moment(delivery.at),
            told: delivery.told,
        });
    }
    let waiting = kept.waiting().await?;
    Ok(answer::page(&Show { frame: desk.frame("其他渠道", &me), year, waiting, channels, open })?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Posted {
    channel: String,
    r#do: String,
}

/// POST /desk/items/{item}/channels
pub async fn act(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    peer: Peer,
    Signed(me): Signed,
    form: Result<Form<Posted>, FormRejection>,
) -> Result<Response, Fail> {
    demand(Right::SendToChannels, &me, "送往其他渠道")?;
    let Form(posted) = form.map_err(|_| Fail::Unreadable)?;
    let index = names::find(&desk, &item).await?.item.index;
    let (channels, by) = (desk.channels(), By { account: &me.id, at: desk.now() });
    let (done, what) = match posted.r#do.as_str() {
        "resend" => (channels.resend(&posted.channel, &index, by.at).await?, "重新送往其他渠道"),
        "settle" => (channels.settle(&posted.channel, &index, by).await?, "其他渠道上已人工办理"),
        _ => return Err(Fail::Unreadable),
    };
    if !done {
        return Err(Fail::NotNow("这条信息现在不能送往这个渠道，或者已经有人办理".into()));
    }
    let told = format!("{what}：{}", posted.channel);
    access::note(&desk, Kind::Export, &me.id, &index, &peer.address(), &told).await?;
    Ok(Redirect::to(&format!("{}#channels", names::path(&index))).into_response())
}
