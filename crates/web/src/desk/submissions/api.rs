//! 各单位的接口　POST /api/v1/submissions 报送，GET /api/v1/submissions/{unit}/{year} 查询答复；凭约定的口令

use super::super::{Desk, Fail};
use super::take_in;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::submission::Submission;
use publishing::submission::{Package, Reply, Unsealed, same};
use serde_json::json;

/// The token a program sends: `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> &str {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.strip_prefix("Bearer ").unwrap_or_default().trim()
}

fn told(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"message": message}))).into_response()
}

/// The unit's token, where what was sent is it.
fn token(desk: &Desk, unit: &str, headers: &HeaderMap) -> Option<String> {
    let known = desk.library().units().into_iter().find(|one| one.code == unit)?.token;
    (!known.is_empty() && same(&known, bearer(headers))).then_some(known)
}

/// POST /api/v1/submissions: a package, answered with what became of it.
pub async fn create(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Result<Response, Fail> {
    let units = desk.library().units();
    // Who knows no token is told nothing else, and nothing of the body is looked at.
    let known = units.iter().any(|unit| !unit.token.is_empty() && same(&unit.token, bearer(&headers)));
    if !known {
        return Ok(told(StatusCode::UNAUTHORIZED, "口令不对。请与主管部门核对。"));
    }
    let package = match Package::open(&body, &units) {
        Ok(package) => package,
        Err(refused @ Unsealed::TooLarge) => {
            return Ok(told(StatusCode::PAYLOAD_TOO_LARGE, &refused.to_string()));
        }
        Err(refused) => return Ok(told(StatusCode::UNPROCESSABLE_ENTITY, &refused.to_string())),
    };
    let Some(token) = token(&desk, &package.unit, &headers) else {
        return Ok(told(StatusCode::UNAUTHORIZED, "口令不是这个单位的。请与主管部门核对。"));
    };
    match take_in(&desk, &package).await? {
        Ok(one) => Ok((StatusCode::CREATED, Json(reply(&one, &token))).into_response()),
        Err((message, _)) => Ok(told(StatusCode::CONFLICT, &message)),
    }
}

/// GET /api/v1/submissions/{unit}/{year}: where the report stands, and the remarks.
pub async fn show(
    State(desk): State<Desk>,
    Path((unit, year)): Path<(String, i16)>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let Some(token) = token(&desk, &unit, &headers) else {
        return Ok(told(StatusCode::UNAUTHORIZED, "口令不对。请与主管部门核对。"));
    };
    match desk.publishing.submission(&unit, year).await? {
        Some(one) => Ok(Json(reply(&one, &token)).into_response()),
        None => Ok(told(StatusCode::NOT_FOUND, "还没有收到这个年度的报告。")),
    }
}

pub(super) fn reply(one: &Submission, token: &str) -> Reply {
    let reply = Reply {
        unit: one.unit.clone(),
        year: one.year,
        digest: one.digest.clone(),
        state: one.state,
        remarks: one.remarks.clone(),
        on: one.decided,
        signature: String::new(),
    };
    reply.sealed(token)
}
