//! 开放数据　GET /api/v1/items, /api/v1/items/{index}, /api/v1/catalogue, /api/v1/openapi.json；目录下载 /disclosure/items.csv

use super::list::Asked;
use super::open::{broken, named};
use super::page::file_path;
use super::{address, is_fit, place, place_text, shelves};
use crate::error::Error;
use crate::library::item_path;
use crate::{Portal, answer};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use law::workday::day_in_beijing;
use office::publication::{Disclosed, Public};
use publishing::{Listed, Seen, text};
use serde_json::{Value, json};

/// Items of one answer.
const PAGE: u32 = 100;
/// Most lines of a downloaded list; whoever wants more walks the API.
const MOST_LINES: usize = 10_000;

/// GET /api/v1/items?in=nature/news&after=: the newest first; `next` is the address of what follows.
pub async fn list(State(portal): State<Portal>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let (shelf, title) = named(publishing, &asked.shelf).await?;
    let after = place(&asked.after, publishing.organ());
    let page = publishing.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
    let next = page.next.as_ref().map(|next| {
        format!("/api/v1/items?in={}&after={}", address(&asked.shelf), address(&place_text(next)))
    });
    let total = publishing.shelf_count(&shelf).await.map_err(broken)?;
    let items: Vec<Value> = page.rows.iter().map(|one| listed(&portal, one)).collect();
    Ok(Json(json!({"title": title, "total": total, "items": items, "next": next})).into_response())
}

fn listed(portal: &Portal, one: &Public<Listed>) -> Value {
    json!({
        "index": one.index, "edition": one.edition, "title": one.title, "overview": one.overview,
        "nature": one.nature.key(), "nature_label": one.nature.label(),
        "column": one.column, "topic": one.topic, "issued_by": one.issued_by,
        "document_no": one.document_no, "formed": one.formed, "effective": one.effective,
        "expires": one.expires,
        "validity": one.validity_on(portal.library.today()).map(|validity| validity.key()),
        "published": one.published.to_string(), "updated": one.updated.to_string(),
        "url": item_path(&one.index),
    })
}

/// GET /api/v1/items/{index}: the newest edition whole; of a withdrawn one why, with status 410.
pub async fn item(State(portal): State<Portal>, Path(index): Path<String>) -> Result<Response, Error> {
    if !is_fit(&index) {
        return Err(Error::NotFound);
    }
    match shelves(&portal)?.publishing.seen(&index).await.map_err(broken)? {
        Some(Seen::Open(editions, hidden)) => {
            let newest = editions.last().ok_or(Error::NotFound)?;
            let mut told = whole(&portal, newest);
            told["hidden_editions"] = json!(hidden);
            if let Some(document) = &newest.content.interprets {
                let listed = shelves(&portal)?.publishing.listed(document).await.map_err(broken)?;
                told["interprets"] = json!(listed.map(|listed| listed.index.clone()));
            }
            Ok(Json(told).into_response())
        }
        Some(Seen::Gone(tomb)) => {
            let told = json!({
                "index": tomb.index, "withdrawn": tomb.at.to_string(), "reason": tomb.reason.label(),
                "explanation": tomb.explanation,
            });
            Ok((StatusCode::GONE, Json(told)).into_response())
        }
        None => Err(Error::NotFound),
    }
}

fn whole(portal: &Portal, one: &Public<Disclosed>) -> Value {
    let content = &one.content;
    let files = content.attachments.iter().zip(1..).map(|(file, number)| {
        json!({
            "name": file.name, "media": file.media, "bytes": file.bytes,
            "url": file_path(&one.index, one.edition, number, &file.name), "picture": file.picture,
        })
    });
    json!({
        "index": one.index, "edition": one.edition, "title": content.title, "overview": content.overview,
        "body": text::to_plain(&content.body),
        "nature": content.nature.key(), "nature_label": content.nature.label(),
        "column": content.column, "topic": content.topic, "issued_by": content.issued_by,
        "jointly_with": content.jointly_with, "document_no": content.document_no,
        "formed": content.formed, "effective": content.effective, "expires": content.expires,
        "validity": one.validity(portal.library.today()).map(|validity| validity.key()),
        "source": content.source, "keywords": content.keywords,
        "published": one.published.to_string(), "updated": one.updated.to_string(),
        "url": item_path(&one.index), "attachments": files.collect::<Vec<_>>(),
    })
}

/// GET /api/v1/catalogue: 主动公开事项目录 in force, with how many items are public under each entry.
pub async fn catalogue(State(portal): State<Portal>) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let version = publishing.catalogue().await.map_err(broken)?.current().map(|current| current.version);
    let kept = publishing.catalogue_kept().await.map_err(broken)?;
    let entries = kept.iter().map(|(entry, count)| json!({"entry": entry, "items": count}));
    Ok(Json(json!({"version": version, "entries": entries.collect::<Vec<_>>()})).into_response())
}

/// GET /disclosure/items.csv?in=…
pub async fn csv(State(portal): State<Portal>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let (shelf, title) = named(publishing, &asked.shelf).await?;
    let mut out = String::from("\u{feff}");
    out.push_str(&answer::csv_line([
        "索引号",
        "名称",
        "类型",
        "栏目",
        "主题分类",
        "发布机构",
        "文号",
        "生成日期",
        "发布日期",
        "效力",
        "网址",
    ]));
    let (mut after, mut lines) = (None, 0);
    let today = portal.library.today();
    loop {
        let page = publishing.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
        for one in &page.rows {
            let validity = one.validity_on(today).map_or("", |validity| validity.label());
            out.push_str(&answer::csv_line([
                one.index.as_str(),
                &one.title,
                one.nature.label(),
                &one.column,
                &one.topic,
                &one.issued_by,
                one.document_no.as_deref().unwrap_or_default(),
                &one.formed.to_string(),
                &day_in_beijing(one.published).to_string(),
                validity,
                &item_path(&one.index),
            ]));
            lines += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
        if lines >= MOST_LINES {
            let told = format!("只列出最新的{MOST_LINES}条，其余请用数据接口 /api/v1/items 逐页取得。");
            out.push_str(&answer::csv_line([told.as_str()]));
            break;
        }
    }
    let name = answer::disposition(&format!("{title}.csv"), "items.csv", "text/csv");
    let media = header::HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name)], out).into_response())
}

/// GET /api/v1/openapi.json: what programs may ask.
pub async fn openapi(State(portal): State<Portal>) -> Json<Value> {
    let text = |name: &str, about: &str| json!({"name": name, "in": "query", "required": false, "description": about, "schema": {"type": "string"}});
    let index = json!({
        "name": "index", "in": "path", "required": true, "description": "索引号", "schema": {"type": "string"}
    });
    let get = |summary: &str, parameters: Value| json!({"get": {"summary": summary, "parameters": parameters, "responses": {"200": {"description": "JSON"}}}});
    let shelf =
        text("in", "范围，如 nature/news、column/栏目名、topic/主题、year/2024、documents；不写为全部");
    Json(json!({
        "openapi": "3.1.0",
        "info": {"title": format!("{}　政府信息公开数据", portal.library.organ().name), "version": "1"},
        "paths": {
            "/api/v1/items": get("公开信息的列表，新的在前，每页100条", json!([shelf, text("after", "上一页所给的 next")])),
            "/api/v1/items/{index}": get("一条公开信息的全文；已撤回的为410和撤回原因", json!([index])),
            "/api/v1/services": get("办事指南，或者“一件事”（kind=thing），新的在前，每页100项", json!([
                text("kind", "guide 办事指南；thing 一件事"), text("theme", "主题"), text("for", "person 个人；enterprise 企业"),
                text("after", "上一页所给的 next"),
            ])),
            "/api/v1/services/{id}": get("一项办事指南或者一件事的全部要素、情形问答", json!([{
                "name": "id", "in": "path", "required": true, "description": "网址标识", "schema": {"type": "string"}
            }])),
            "/api/v1/catalogue": get("主动公开事项目录和各条目下公开的信息数", json!([])),
            "/api/v1/registers/{kind}": get("一本公开的登记，新的在前，每页100行；登录后按岗位给出全部", json!([
                {"name": "kind", "in": "path", "required": true, "description": "登记的名称，如 licences、trainings", "schema": {"type": "string"}},
                text("year", "年度；不写为最近的"), text("by", "按哪一栏筛选，用栏的 key"), text("is", "那一栏的内容"),
                text("month", "月份，如 03"), text("after", "上一页所给的 next"),
            ])),
            "/api/v1/submissions": submitting(),
            "/api/v1/submissions/{unit}/{year}": replying(),
            "/api/v1/messages": get("公开的咨询留言和答复，新的在前，每页100条", json!([
                text("in", "范围，如 kind/question、matter/主题；不写为全部"), text("after", "上一页所给的 next"),
            ])),
            "/api/v1/messages/{no}": get("一条公开的咨询留言和答复", json!([
                {"name": "no", "in": "path", "required": true, "description": "留言编号", "schema": {"type": "string"}},
            ])),
            "/api/v1/ask": get("问答：只引公开内容的原文；verdict 为 sure（有答案）、unsure（拿不准）、unknown（没有）", json!([
                text("q", "问题，200字以内"),
            ])),
            "/search.json": get("全文检索", json!([
                text("q", "要检索的词语"), text("column", "栏目"), text("nature", "类型"), text("topic", "主题"),
                text("year", "年度"), text("sort", "time 按时间；不写按相关"), text("page", "第几页，每页20条"),
            ])),
        },
        "components": {"securitySchemes": {"unit": {
            "type": "http", "scheme": "bearer", "description": "与主管部门约定的口令，单位各用各的",
        }}},
    }))
}

fn answers(told: &[(&str, &str)]) -> Value {
    told.iter().map(|(status, about)| ((*status).to_owned(), json!({"description": about}))).collect()
}

/// 下级单位报送年度报告.
fn submitting() -> Value {
    let about = "报送年度报告：gongkai report submit 生成的报送文件，原样发送，20 MB以内";
    json!({"post": {
        "summary": about,
        "security": [{"unit": []}],
        "requestBody": {"required": true, "content": {"application/json": {"schema": {
            "type": "object",
            "required": ["format", "unit", "name", "year", "on", "report", "papers", "checklist", "digest", "signature"],
            "properties": {
                "format": {"const": publishing::submission::FORMAT},
                "unit": {"type": "string", "description": "应报单位名单里的代码"},
                "name": {"type": "string", "description": "单位名称，与名单一致"},
                "year": {"type": "integer"},
                "digest": {"type": "string", "description": "其余内容的 SM3"},
                "signature": {"type": "string", "description": "校验值的 HMAC-SM3，以口令为密钥"},
            },
        }}}},
        "responses": answers(&[
            ("201", "已收到，给出签名的状态"),
            ("401", "口令不对"),
            ("409", "这份报告已经收到过或者已经接收"),
            ("413", "超过20 MB"),
            ("422", "报送文件不完整、有改动、签名不对、单位名称与名单不符"),
        ]),
    }})
}

/// 主管部门的答复.
fn replying() -> Value {
    let name = |name: &str, about: &str, kind: &str| json!({"name": name, "in": "path", "required": true, "description": about, "schema": {"type": kind}});
    json!({"get": {
        "summary": "查询报送的年度报告：state 为 arrived（待审阅）、returned（已退回）、accepted（已接收），remarks 为意见，带签名",
        "security": [{"unit": []}],
        "parameters": [name("unit", "单位代码", "string"), name("year", "报告年度", "integer")],
        "responses": answers(&[("200", "状态和意见"), ("401", "口令不对"), ("404", "还没有收到这个年度的报告")]),
    }})
}
