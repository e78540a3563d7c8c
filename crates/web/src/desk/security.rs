//! 安全设置：what the security administrator sets for everybody　/desk/security

use super::account::{Account, Duty};
use super::policy::{self, BOUNDS, Policy};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::form::{Fault, Field, Kind, Reader, Typed, area, checks, heading, line, radios, short};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

const MOST_WORDS: usize = 500;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "desk/security.html")]
struct Show {
    frame: Frame,
    fields: Vec<Field>,
    done: bool,
    history: Vec<(String, String, String)>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

/// GET /desk/security
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::GrantRights, &me, "安全设置")?;
    let rules = policy::load(desk.ledger()).await?;
    page(&desk, &me, StatusCode::OK, fields(&rules), Vec::new(), asked.done == "yes").await
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    done: bool,
) -> Result<Response, Fail> {
    let show = Show {
        frame: desk.frame("安全设置", me),
        fields,
        done,
        history: history(desk).await?,
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

fn fields(rules: &Policy) -> Vec<Field> {
    let number = |at: usize| {
        let bound = &BOUNDS[at];
        short(bound.name, bound.label, bound.hint).own("", "numeric").with((bound.get)(rules).to_string())
    };
    let duty = |duty: Duty| (duty.word().to_owned(), duty.label().to_owned());
    let demanded = match rules.second_factor_demanded {
        Some(true) => "yes",
        Some(false) => "no",
        None => "usual",
    };
    vec![
        heading("密码", ""),
        number(0),
        number(1),
        number(2),
        area(
            "denied",
            "不得用作密码的词",
            "一行一个，例如单位简称、业务名称。常见密码、本机关名称、账号、姓名已经包括在内。",
        )
        .optional()
        .with(rules.denied.join("\n")),
        heading("登录", ""),
        number(3),
        number(4),
        number(5),
        number(6),
        heading("第二重验证", ""),
        checks(
            "second_factor",
            "哪些岗位",
            "三员和签发答复的机关负责人宜有第二重验证。",
            Duty::ALL.map(duty),
        )
        .checked(|word| rules.second_factor.iter().any(|one| one == word)),
        radios(
            "demanded",
            "要求到什么程度",
            "",
            [
                ("usual", "依惯例：正式使用时必须，演示时建议"),
                ("yes", "必须：没有启用的，登录后先启用"),
                ("no", "建议：只提示"),
            ]
            .map(|(key, label)| (key.to_owned(), label.to_owned())),
        )
        .with(demanded),
        heading("日志", ""),
        number(7),
        line("why", "修改的理由", "记入台账。"),
    ]
}

async fn history(desk: &Desk) -> Result<Vec<(String, String, String)>, Fail> {
    let entries =
        desk.ledger().read(desk.casework.organ(), policy::STREAM).await.map_err(anyhow::Error::from)?;
    let (mut names, mut lines) = (super::account::Names::default(), Vec::new());
    for entry in entries.iter().rev().take(50) {
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
        let what = format!("{}理由：{}", told(&body), body["why"].as_str().unwrap_or_default());
        lines.push((words::moment(entry.at), names.of(desk.ledger(), &entry.by).await?, what));
    }
    Ok(lines)
}

/// What an entry says was changed.
pub fn told(body: &serde_json::Value) -> String {
    let read = |key: &str| serde_json::from_value::<Policy>(body[key].clone()).unwrap_or_default();
    format!("{}。", changes(&read("before"), &read("after")))
}

/// «密码至少多少个字由10改为12»
fn changes(before: &Policy, after: &Policy) -> String {
    let mut told: Vec<String> = BOUNDS
        .iter()
        .map(|bound| (bound.label, (bound.get)(before), (bound.get)(after)))
        .filter(|(_, before, after)| before != after)
        .map(|(label, before, after)| format!("{label}由{before}改为{after}"))
        .collect();
    if before.denied != after.denied {
        told.push("修改不得用作密码的词".into());
    }
    if before.second_factor != after.second_factor {
        let or = |words: &[String]| if words.is_empty() { "无".to_owned() } else { words.join("、") };
        told.push(format!("第二重验证的岗位由{}改为{}", or(&before.second_factor), or(&after.second_factor)));
    }
    if before.second_factor_demanded != after.second_factor_demanded {
        let said = |demanded: Option<bool>| match demanded {
            Some(true) => "必须",
            Some(false) => "建议",
            None => "依惯例",
        };
        let (from, to) = (said(before.second_factor_demanded), said(after.second_factor_demanded));
        told.push(format!("第二重验证由{from}改为{to}"));
    }
    if told.is_empty() { "没有改动".into() } else { told.join("；") }
}

/// POST /desk/security
pub async fn change(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::GrantRights, &me, "安全设置")?;
    let typed = Typed(pairs);
    let (rules, why, faults) = read(&typed);
    if !faults.is_empty() {
        let filled = fields(&rules).into_iter().map(|field| field.filled(&typed, &faults)).collect();
        return page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, filled, faults, false).await;
    }
    let who = (desk.casework.organ(), me.id.as_str(), desk.now());
    policy::set(desk.ledger(), who, &rules, &why).await?;
    Ok(Redirect::to("/desk/security?done=yes").into_response())
}

fn read(typed: &Typed) -> (Policy, String, Vec<Fault>) {
    let mut reader = Reader { typed, faults: Vec::new() };
    let mut rules = Policy::default();
    for bound in &BOUNDS {
        let value = reader.number(bound.name);
        if (bound.least..=bound.most).contains(&value) {
            (bound.set)(&mut rules, value);
        } else if reader.faults.iter().all(|fault| fault.field != bound.name) {
            reader.fault(bound.name, format!("{}：请填写{}至{}。", bound.label, bound.least, bound.most));
        }
    }
    rules.denied = reader.list("denied");
    if rules.denied.len() > MOST_WORDS {
        reader.fault("denied", "词太多。请控制在500个以内。");
    }
    rules.second_factor = Duty::ALL
        .into_iter()
        .map(|duty| duty.word().to_owned())
        .filter(|word| typed.all("second_factor").any(|one| one == word))
        .collect();
    rules.second_factor_demanded = reader.one(
        "demanded",
        |word| match word {
            "usual" => Some(None),
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            _ => None,
        },
        None,
    );
    let why = reader.needed("why", "没有写明理由。请补上，理由记入台账。");
    (rules, why, reader.faults)
}
