//! 问答：what was asked and not answered, how often it helped, the everyday words, the exam　/desk/questions

use super::account::{Account, Names};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::asking::tally::{self, Daily, Open};
use crate::asking::wording::{self, LONGEST, Unchanged};
use crate::form::{Fault, Field, Kind, Reader, Typed, area, line};
use crate::{answer, words};
use ::ask::exam::{Confusion, Report};
use ::ask::{EVERYDAY, Everyday};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use serde::Deserialize;

pub const PATH: &str = "/desk/questions";
const PERIODS: [(i32, &str); 3] = [(7, "近7天"), (30, "近30天"), (90, "近90天")];
/// Lines of each table; the rest says little.
const LINES: usize = 100;
const CHANGES: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    days: Option<i32>,
    done: String,
}

#[derive(Template)]
#[template(path = "desk/questions.html")]
struct Show {
    frame: Frame,
    periods: Vec<(i32, &'static str, bool)>,
    from: String,
    whole: Daily,
    helped: String,
    /// Where it is asked again, and the question.
    open: Vec<(String, Open)>,
    by_meaning: bool,
    may_edit: bool,
    done: bool,
    version: u64,
    fields: Vec<Field>,
    /// The words that come with the product.
    own: &'static str,
    history: Vec<(String, String, String)>,
    has_exam: bool,
    exam: Option<Examined>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

/// The office's exam as it was taken last.
struct Examined {
    figures: [(&'static str, String); 5],
    confusions: Vec<Confusion>,
}

impl Examined {
    fn of(report: &Report) -> Examined {
        let percent = |value: f64| format!("{value:.1}%");
        let figures = [
            ("第一条就对", format!("{}（{}/{}）", percent(report.top1()), report.first, report.answerable)),
            ("前三条里有", percent(report.recall3())),
            (
                "当作答案而答错",
                format!("{}（{}）", percent(report.wrong_with_confidence()), report.sure_and_wrong),
            ),
            ("答不了的说明不知道", format!("{}/{}", report.declined, report.unanswerable)),
            ("能答的没有答", report.declined_wrongly.to_string()),
        ];
        Examined { figures, confusions: report.confusions.iter().take(LINES).cloned().collect() }
    }
}

/// GET /desk/questions?days=30
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeItems, &me, "查看问答情况")?;
    let (words, version) = wording::load(desk.ledger()).await?;
    let show = page(&desk, &me, &asked, (fields(&words, ""), version)).await?;
    Ok(answer::page(&show)?)
}

async fn page(
    desk: &Desk,
    me: &Account,
    asked: &Asked,
    (fields, version): (Vec<Field>, u64),
) -> Result<Show, Fail> {
    let days = PERIODS.into_iter().map(|(days, _)| days).find(|days| Some(*days) == asked.days).unwrap_or(30);
    let from = desk.library().today().checked_sub(days.days()).map_err(anyhow::Error::from)?;
    let (whole, mut open) = tally::since(desk.ledger(), from).await.map_err(anyhow::Error::from)?;
    open.truncate(LINES);
    let questions = desk.publications.questions();
    Ok(Show {
        frame: desk.frame("问答", me),
        periods: PERIODS.into_iter().map(|(one, label)| (one, label, one == days)).collect(),
        from: words::day(from),
        helped: rate(&whole),
        whole,
        open: open.into_iter().map(|one| (crate::asking::page::path(&one.text), one)).collect(),
        by_meaning: questions.by_meaning(),
        may_edit: Right::KeepWords.held_by(me),
        done: asked.done == "yes",
        version,
        fields,
        own: EVERYDAY,
        history: history(desk).await?,
        has_exam: questions.has_exam(),
        exam: questions.examined().map(|report| Examined::of(&report)),
        faults: Vec::new(),
        refused: None,
    })
}

/// «12次中9次（75%）»; nothing is said of none.
fn rate(whole: &Daily) -> String {
    match whole.helpful + whole.unhelpful {
        0 => "还没有人评价".into(),
        all => format!("{all}次评价中{}次（{}%）", whole.helpful, whole.helpful * 100 / all),
    }
}

fn fields(words: &str, why: &str) -> Vec<Field> {
    vec![
        area(
            "words",
            "本机关补充的口语",
            "一行一组，写成“口语=>规范说法”，几个之间用逗号隔开，例如“开民宿，民宿=>公共场所卫生许可”。以 ~ 开头的是问哪一方面，例如“~多少钱=>收费”。",
        )
        .optional()
        .with(words.to_owned()),
        line("why", "修改的理由", "记入台账。").with(why.to_owned()),
    ]
}

async fn history(desk: &Desk) -> Result<Vec<(String, String, String)>, Fail> {
    let entries =
        desk.ledger().read(desk.casework.organ(), wording::STREAM).await.map_err(anyhow::Error::from)?;
    let (mut names, mut lines) = (Names::default(), Vec::new());
    for entry in entries.iter().rev().take(CHANGES) {
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
        let what = format!("{}。理由：{}", told(&body), body["why"].as_str().unwrap_or_default());
        lines.push((words::moment(entry.at), names.of(desk.ledger(), &entry.by).await?, what));
    }
    Ok(lines)
}

/// What an entry says was changed: «加2行，去1行».
pub fn told(body: &serde_json::Value) -> String {
    let lines = |key: &str| body[key].as_str().unwrap_or_default().lines().map(str::trim).collect::<Vec<_>>();
    let (before, after) = (lines("before"), lines("after"));
    let added = after.iter().filter(|line| !before.contains(line)).count();
    let removed = before.iter().filter(|line| !after.contains(line)).count();
    match (added, removed) {
        (0, 0) => "没有改动".into(),
        (added, 0) => format!("加{added}行"),
        (0, removed) => format!("去{removed}行"),
        (added, removed) => format!("加{added}行，去{removed}行"),
    }
}

/// POST /desk/questions
pub async fn change(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::KeepWords, &me, "修改口语词表")?;
    let typed = Typed(pairs);
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let words = reader.long("words", LONGEST).replace("\r\n", "\n");
    let why = reader.needed("why", "请写明修改的理由。");
    let version = typed.text("version").parse().unwrap_or(0);
    if let Err(fault) = Everyday::with(&words) {
        reader.fault("words", fault.to_string());
    }
    let faults = reader.faults;
    if !faults.is_empty() {
        let filled = fields(&words, &why).into_iter().map(|field| field.with_faults(&faults)).collect();
        let show = Show { faults, ..page(&desk, &me, &Asked::default(), (filled, version)).await? };
        return Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &show)?);
    }
    let who = (desk.casework.organ(), me.id.as_str(), desk.now());
    match wording::set(desk.ledger(), who, (&words, version), &why).await {
        Ok(()) => {
            desk.publications.questions().take_words(&desk.publishing).await?;
            Ok(Redirect::to(&format!("{PATH}?done=yes#words")).into_response())
        }
        Err(Unchanged::Broken(error)) => Err(error.into()),
        Err(meanwhile) => {
            let page = page(&desk, &me, &Asked::default(), (fields(&words, &why), version)).await?;
            let show = Show { refused: Some((meanwhile.to_string(), None)), ..page };
            Ok(answer::page_with(StatusCode::CONFLICT, &show)?)
        }
    }
}

/// POST /desk/questions/exam
pub async fn examine(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::KeepWords, &me, "评测问答")?;
    let questions = desk.publications.questions();
    questions.follow(&desk.publications, desk.library(), true).await?;
    questions.take_words(&desk.publishing).await?;
    if questions.examine().await?.is_none() {
        return Err(Fail::NotNow(
            "没有评测题。请先把题目写入 settings/questions.toml，重新启动后再评测。".into(),
        ));
    }
    Ok(Redirect::to(&format!("{PATH}#exam")).into_response())
}
