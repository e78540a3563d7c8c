//! 审计的导出：what is looked for as CSV or JSON lines, with the digest of all that stands before it in its last line.

use super::Asked;
use super::rows::{self, Row};
use crate::answer;
use crate::desk::access::{self, Kind};
use crate::desk::rights::Right;
use crate::desk::session::Signed;
use crate::desk::{Desk, Fail, demand};
use crate::guard::Peer;
use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::json;

/// Records of one export: what is more has to be asked for in parts.
pub const MOST: usize = 100_000;
const AT_ONCE: usize = 2_000;

/// GET /desk/audit/export?format=csv|jsonl
pub async fn export(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    demand(Right::Audit, &me, "导出审计记录")?;
    asked.days().map_err(|_| Fail::Unreadable)?;
    let (mut text, line, media): (String, fn(&Row) -> String, &str) = match asked.format.as_str() {
        "csv" => (answer::csv_line(HEADS), csv, "text/csv; charset=utf-8"),
        "jsonl" => (String::new(), jsonl, "application/jsonl; charset=utf-8"),
        _ => return Err(Fail::Unreadable),
    };
    let (mut count, mut cursor) = (0, None);
    loop {
        let (rows, next) = rows::page(&desk, &asked, cursor, AT_ONCE).await?;
        count += rows.len();
        if count > MOST {
            let told = format!("超过{MOST}条，没有导出。请写明起止日期，分段导出。");
            return Err(Fail::NotNow(told));
        }
        rows.iter().for_each(|row| text.push_str(&line(row)));
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let sm3 = crate::cookie::digest(&text);
    text.push_str(&match asked.format.as_str() {
        "csv" => answer::csv_line(["校验值（SM3，以上各行）", &sm3, &format!("共{count}条")]),
        _ => format!("{}\n", json!({"sm3": sm3, "count": count})),
    });
    let name = format!("审计-{}.{}", desk.library().today(), asked.format);
    let detail = format!("{name}　{count}条　SM3 {sm3}");
    access::note(&desk, Kind::Export, &me.id, "", &peer.address(), &detail).await?;
    Ok(answer::private(&name, media, text))
}

const HEADS: [&str; 11] =
    ["时间", "账号", "姓名", "来自", "类型", "事项", "对象", "说明", "序号", "校验值", "类型代码"];

fn csv(row: &Row) -> String {
    let seq = row.seq.map(|seq| seq.to_string()).unwrap_or_default();
    answer::csv_line([
        row.at.as_str(),
        &row.account,
        &row.name,
        &row.from,
        &row.what,
        &row.about,
        &row.object,
        &row.detail,
        &seq,
        row.hash.as_deref().unwrap_or_default(),
        &row.kind,
    ])
}

fn jsonl(row: &Row) -> String {
    // Texts and numbers only: nothing of it can fail to be JSON.
    format!("{}\n", json!(row))
}
