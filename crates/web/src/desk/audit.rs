//! 审计：台账的记录、核查、当日摘要　/desk/audit

use super::account::{Account, Names};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

const PAGE: u64 = 50;
const SHOWN_OF_A_HASH: usize = 16;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    before: Option<u64>,
    day: String,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct Show {
    frame: Frame,
    facts: Vec<(&'static str, String)>,
    /// Class and sentence.
    verified: Option<(&'static str, String)>,
    day: String,
    digest: Vec<(&'static str, String)>,
    entries: Vec<Line>,
    before: Option<u64>,
}

struct Line {
    seq: u64,
    when: String,
    by: String,
    stream: String,
    kind: String,
    hash: String,
}

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

async fn page(
    desk: &Desk,
    me: &Account,
    asked: &Asked,
    verified: Option<(&'static str, String)>,
) -> Result<Response, Fail> {
    demand(Right::Audit, me, "审计")?;
    let (ledger, organ) = (desk.ledger(), desk.casework.organ());
    let head = ledger.head(organ).await.map_err(anyhow::Error::from)?;
    let last = asked.before.map_or(head.seq, |before| before.saturating_sub(1)).min(head.seq);
    let from = last.saturating_sub(PAGE);
    let entries = ledger.entries(organ, from, PAGE as u32).await.map_err(anyhow::Error::from)?;
    let today = desk.library().today();
    let day = words::read_date(&asked.day).unwrap_or(today);
    let told = ledger.daily_digest(organ, day).await.map_err(anyhow::Error::from)?;
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries.into_iter().rev() {
        lines.push(Line {
            seq: entry.seq,
            when: words::moment(entry.at),
            by: names.of(ledger, &entry.by).await?,
            stream: subject(&entry.stream),
            kind: act(&entry.kind).map_or(entry.kind.clone(), str::to_owned),
            hash: entry.hash.to_string().chars().take(SHOWN_OF_A_HASH).collect(),
        });
    }
    let show = Show {
        frame: desk.frame("审计", me),
        facts: vec![
            ("机关", organ.to_owned()),
            ("记录", format!("{}条", head.seq)),
            ("末条校验值", head.hash.to_string()),
            ("算法", ledger::ALGORITHM.to_owned()),
        ],
        verified,
        day: day.to_string(),
        digest: vec![
            ("日期", words::day(told.day)),
            ("当日记录", format!("{}条，最早第{}条，最晚第{}条", told.count, told.first_seq, told.last_seq)),
            ("校验值", told.hash.to_string()),
        ],
        entries: lines,
        before: (from > 0).then_some(from + 1),
    };
    Ok(answer::page(&show)?)
}

/// What a stream is about: «申请 2026-00001».
fn subject(stream: &str) -> String {
    match stream.split_once('/') {
        Some(("request", no)) => format!("申请 {no}"),
        Some(("publication", index)) => format!("信息 {index}"),
        _ if stream == "accounts" => "账号".into(),
        _ if stream == "columns" => "栏目".into(),
        _ if stream == "catalogue" => "主动公开事项目录".into(),
        _ if stream == "calendar" => "放假安排".into(),
        _ if stream == "uploads" => "上传的文件".into(),
        _ => stream.into(),
    }
}

/// What an entry records, by the name it is stored under.
fn act(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "request.registered" => "登记",
        "request.classified" => "归类",
        "request.received" => "收到申请",
        "request.assigned" => "交办",
        "request.correction_requested" => "告知补正",
        "request.corrected" => "收到补正",
        "request.consulted" => "征求意见",
        "request.consultation_delivered" => "征求意见书送达",
        "request.replied" => "收到意见",
        "request.reasons_requested" => "要求说明理由",
        "request.reasons_given" => "申请人说明理由",
        "request.reasons_judged" => "认定理由",
        "request.searched" => "检索",
        "request.extended" => "延期",
        "request.fee_noticed" => "发出收费通知",
        "request.fee_delivered" => "收费通知送达",
        "request.fee_paid" => "缴费",
        "request.drafted" => "拟办",
        "request.reviewed" => "审核",
        "request.sent_back" => "退回",
        "request.signed" => "签发",
        "request.answered" => "送出答复",
        "request.served" => "申请人收到",
        "request.withdrawn" => "撤回",
        "request.lapsed" => "不再处理",
        "request.merged" => "合并",
        "request.split" => "拆分",
        "request.remedy_sought" => "复议诉讼",
        "request.remedy_notified" => "收到申请书、起诉状",
        "request.remedy_responded" => "答复举证",
        "request.remedy_decided" => "复议诉讼结果",
        "request.conversion_proposed" => "提议主动公开",
        "request.conversion_decided" => "决定是否主动公开",
        "request.archived" => "归档",
        "request.filed" => "存入文件",
        "request.forwarded" => "转给其他机关",
        "request.personal_data_erased" => "删除个人信息",
        "publication.drafted" => "起草信息",
        "publication.revised" => "修改信息",
        "publication.self_checked" => "自审送审",
        "publication.department_passed" => "部门审核通过",
        "publication.made_important" => "列为重大信息",
        "publication.sent_back" => "退回修改",
        "publication.secrecy_reviewed" => "保密审查",
        "publication.determined" => "记录确定结果",
        "publication.withheld" => "决定不予公开",
        "publication.reassessed" => "重新评估",
        "publication.approved" => "批准发布",
        "publication.scheduled" => "定时发布",
        "publication.published" => "发布",
        "publication.withdrawn" => "撤回信息",
        "publication.validity_changed" => "变更效力",
        "publication.handed_over" => "移送档案馆、图书馆",
        "publication.dropped" => "弃稿",
        "catalogue.proposed" => "拟订目录",
        "catalogue.adopted" => "批准目录",
        "catalogue.refused" => "退回目录",
        "columns.arranged" => "设置栏目",
        "account.created" => "建立账号",
        "account.duties_changed" => "改岗位",
        "account.disabled" => "停用账号",
        "account.enabled" => "启用账号",
        "account.password_changed" => "改密码",
        "account.email_changed" => "改邮箱",
        "upload.infected" => "查出病毒，没有保存",
        "calendar.changed" => "期限重算",
        "calendar.approved" => "确认期限变动",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::act;

    /// Every event that a case can have is told in words.
    #[test]
    fn every_stored_event_has_its_words() {
        for line in include_str!("../../../office/src/case/stored_events.jsonl").lines() {
            let event: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            let kind = format!("request.{}", event["event"].as_str().unwrap_or_default());
            assert!(act(&kind).is_some(), "{kind}");
        }
    }
}
