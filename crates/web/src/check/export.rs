//! 核对意见的下载：findings as JSON (the shape of CONTRACT.md) and as CSV.

use super::store::Outcome;
use super::view::in_words;
use crate::{answer, words};
use anyhow::Context;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reports::model::Published;

pub fn json(report: &Published) -> anyhow::Result<Response> {
    download(&format!("{}-核对意见.json", stem(&report.file)), &[report])
}

pub fn json_of_all(id: &str, outcome: &Outcome) -> anyhow::Result<Response> {
    let reports: Vec<&Published> = outcome.reports().collect();
    download(&format!("核对意见-{}.json", &id[..id.len().min(8)]), &reports)
}

fn download(name: &str, reports: &[&Published]) -> anyhow::Result<Response> {
    let body = serde_json::to_vec_pretty(reports).context("failed to write findings as JSON")?;
    Ok(attached(name, "findings.json", "application/json", body))
}

pub fn csv(report: &Published) -> Response {
    let mut out = String::from("\u{feff}");
    out.push_str(&answer::csv_line([
        "序号",
        "规则",
        "轻重",
        "位置",
        "位置代码",
        "填报",
        "应为",
        "说明",
        "例外说明",
    ]));
    for (finding, number) in report.findings.iter().zip(1..) {
        out.push_str(&answer::csv_line([
            number.to_string().as_str(),
            &finding.rule.to_string(),
            words::severity(finding.severity),
            &finding.place.in_words(),
            &finding.place.to_string(),
            &in_words(&finding.found).unwrap_or_default(),
            &in_words(&finding.expected).unwrap_or_default(),
            &finding.message,
            finding.waived.as_deref().unwrap_or_default(),
        ]));
    }
    let name = format!("{}-核对意见.csv", stem(&report.file));
    attached(&name, "findings.csv", "text/csv; charset=utf-8", out.into_bytes())
}

fn attached(name: &str, plain: &str, media_type: &str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    if let Ok(value) = header::HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(header::CONTENT_DISPOSITION, answer::disposition(name, plain, media_type));
    response
}

/// The file's name without its ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
