//! 审计：who did what, when, from where; the chain, its verification, the digest of a day　/desk/audit

mod export;
mod rows;
mod words;

pub use export::export;
pub use words::act;

use super::access::Kind;
use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::answer;
use crate::words as said;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rows::{Cursor, Row};
use serde::Deserialize;

const PAGE: usize = 50;

/// What is looked for; what is empty is not asked about.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    kind: String,
    account: String,
    object: String,
    from: String,
    until: String,
    before: String,
    /// The day whose digest is shown.
    day: String,
    /// Of an export.
    format: String,
}

/// What can be asked for by kind: key, label, kinds of entries, kinds of accesses. One of the two may be missing: then
/// nothing of that sort is asked for.
type Group = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const GROUPS: [Group; 13] = [
    ("sign", "登录和退出", &[], &["sign_"]),
    ("rights", "人员、权限、安全设置", &["account.", "department.", "security."], &[]),
    ("read", "查阅申请人资料", &[], &["read"]),
    ("export", "导出和日志清理", &["log."], &["export"]),
    ("refused", "越权被拒", &[], &["refused"]),
    ("request", "申请的办理", &["request.", "calendar."], &[]),
    (
        "publication",
        "信息发布",
        &["publication.", "catalogue.", "columns.", "cleanup.", "handover.", "inspection."],
        &[],
    ),
    ("message", "咨询留言", &["message."], &[]),
    ("register", "登记簿", &["register."], &[]),
    ("upload", "上传文件查毒", &["upload."], &[]),
    ("report", "年度报告和报送", &["annual_report.", "submission."], &[]),
    ("help", "帮办预约", &["help.", "help-plan."], &[]),
    ("everyday", "问答", &["everyday."], &[]),
];

/// The group an entry is found in, by its kind.
#[cfg(test)]
fn group_of(kind: &str) -> Option<&'static str> {
    let fits = |group: &&Group| group.2.iter().any(|start| kind.starts_with(start));
    GROUPS.iter().find(fits).map(|(_, label, ..)| *label)
}

#[derive(Template)]
#[template(path = "desk/audit/page.html")]
struct Show {
    frame: Frame,
    facts: Vec<(&'static str, String)>,
    /// Class and sentence.
    verified: Option<(&'static str, String)>,
    day: String,
    digest: Vec<(&'static str, String)>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    account: String,
    object: String,
    from: String,
    until: String,
    wrong: Option<&'static str>,
    rows: Vec<Row>,
    next: Option<String>,
    filtered: bool,
    most: usize,
}

/// GET /desk/audit
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    page(&desk, &me, &asked, None).await
}

/// POST /desk/audit: walks along the whole chain.
pub async fn verify(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::Audit, &me, "审计")?;
    let verified = desk.ledger().verify(desk.casework.organ(), &[]).await.map_err(anyhow::Error::from)?;
    let told = match verified.fault {
        None => ("done", format!("核查了{}条，前后相连，没有删改。", verified.whole.seq)),
        Some(fault) => ("finding", format!("核查发现问题：{fault}")),
    };
    page(&desk, &me, &Asked::default(), Some(told)).await
}

impl Asked {
    fn group(&self) -> Option<Group> {
        GROUPS.into_iter().find(|(key, ..)| *key == self.kind)
    }

    /// Reads a day that was typed; a wrong one is told.
    fn days(&self) -> Result<(Option<Date>, Option<Date>), &'static str> {
        let read = |text: &str| match text.trim() {
            "" => Ok(None),
            text => said::read_date(text).map(Some).ok_or("日期请写成年月日，例如 2026-03-02。"),
        };
        Ok((read(&self.from)?, read(&self.until)?))
    }

    fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("kind", &self.kind),
            ("account", &self.account),
            ("object", &self.object),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    fn link(&self, before: &str) -> String {
        let pairs =
            self.pairs().into_iter().chain([("before", before)]).filter(|(_, value)| !value.is_empty());
        let coded =
            pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        format!("/desk/audit?{}#log", coded.collect::<Vec<_>>().join("&"))
    }
}

async fn page(
    desk: &Desk,
    me: &Account,
    asked: &Asked,
    verified: Option<(&'static str, String)>,
) -> Result<Response, Fail> {
    demand(Right::Audit, me, "审计")?;
    let (ledger, organ) = (desk.ledger(), desk.casework.organ());
    let head = ledger.head(organ).await.map_err(anyhow::Error::from)?;
    let day = said::read_date(&asked.day).unwrap_or(desk.library().today());
    let told = ledger.daily_digest(organ, day).await.map_err(anyhow::Error::from)?;
    let wrong = asked.days().err();
    let found = match wrong {
        None => rows::page(desk, asked, Cursor::read(&asked.before), PAGE).await?,
        Some(_) => (Vec::new(), None),
    };
    let show = Show {
        frame: desk.frame("审计", me),
        facts: vec![
            ("机关", desk.library().organ().name.clone()),
            ("台账记录", format!("{}条", head.seq)),
            ("末条校验值", head.hash.to_string()),
            ("算法", ledger::ALGORITHM.to_owned()),
        ],
        verified,
        day: day.to_string(),
        digest: vec![
            ("日期", said::day(told.day)),
            ("当日记录", format!("{}条，最早第{}条，最晚第{}条", told.count, told.first_seq, told.last_seq)),
            ("校验值", told.hash.to_string()),
        ],
        kinds: GROUPS.map(|(key, label, ..)| (key, label, key == asked.kind)).to_vec(),
        account: asked.account.clone(),
        object: asked.object.clone(),
        from: asked.from.clone(),
        until: asked.until.clone(),
        wrong,
        rows: found.0,
        next: found.1.map(|cursor| asked.link(&cursor.words())),
        filtered: asked.pairs().iter().any(|(_, value)| !value.is_empty()),
        most: export::MOST,
    };
    Ok(answer::page(&show)?)
}

/// Accesses of these kinds are told by their labels.
fn label(kind: &str) -> String {
    Kind::of(kind).map_or_else(|| kind.to_owned(), |kind| kind.label().to_owned())
}
