//! JSON：our own exports and those of other programs in the same shape, one report or a list.

use super::Unreadable;
use crate::model::Published;
use law::plain::cause;
use serde_json::{Map, Value};

/// Reads one object or a list of objects in the shape of CONTRACT.md.
pub fn read(file: &str, text: &str) -> Result<Vec<Published>, Unreadable> {
    let refused = |reason: String| Unreadable::Json { file: file.into(), reason };
    let whole: Value = serde_json::from_str(text).map_err(|error| refused(syntax(&error)))?;
    let objects = match whole {
        Value::Array(objects) => objects,
        one => vec![one],
    };
    let mut reports = Vec::with_capacity(objects.len());
    for (object, number) in objects.into_iter().zip(1..) {
        let Value::Object(object) = object else {
            return Err(refused(format!("第{number}份不是一个报告对象")));
        };
        if !["table2", "table3", "table4"].iter().any(|table| object.contains_key(*table)) {
            return Err(refused(format!("第{number}份没有 table2、table3、table4")));
        }
        let report = report(object).map_err(|error| {
            refused(format!("第{number}份内容与报告格式不符（{}）", cause(&error.to_string())))
        })?;
        reports.push(Published { file: file.into(), ..report });
    }
    Ok(reports)
}

/// Checking makes findings anew, and claims where there is prose to read them from. Kinds of claims that we
/// do not know are another program's own.
fn report(mut object: Map<String, Value>) -> serde_json::Result<Published> {
    ["findings", "unused_waivers", "prior"].into_iter().for_each(|made| drop(object.remove(made)));
    let claims = object.remove("claims");
    let mut report: Published = serde_json::from_value(Value::Object(object))?;
    if let (true, Some(Value::Array(claims))) = (report.parts.is_empty(), claims) {
        report.claims = claims.into_iter().filter_map(|claim| serde_json::from_value(claim).ok()).collect();
    }
    Ok(report)
}

fn syntax(error: &serde_json::Error) -> String {
    let what = if error.is_eof() { "内容不完整" } else { "不符合 JSON 语法" };
    format!("第{}行第{}列附近{what}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let told = match read("a.json", text) {
            Ok(reports) => format!("{}份", reports.len()),
            Err(error) => error.to_string(),
        };
        assert!(told.contains(expected), "{text}: {told}");
    }

    #[test]
    fn what_is_no_report_is_refused() {
        check("{}", "没有 table2");
        check("[1]", "第1份不是一个报告对象");
        check("{\"table2\": {\"行政许可\": \"many\"}}", "内容与报告格式不符");
        check("{\"table2\": ", "第1行第");
        check("[]", "0份");
    }

    #[test]
    fn claims_stay_where_there_is_no_prose_and_foreign_kinds_do_no_harm() {
        let claims = r#"[{"kind":"requests_received","value":9,"text":"收到9件","agrees":null},{"kind":"proposals","value":[3,16]}]"#;
        let table = r#""table4":{"review":[0,0,0,0,0]}"#;
        let bare = read("a.json", &format!("{{{table},\"claims\":{claims}}}")).expect("a report");
        assert_eq!(bare[0].claims.len(), 1);
        let parts = r#""parts":[{"number":1,"title":"一、总体情况","paragraphs":["无"]}]"#;
        let whole = read("a.json", &format!("{{{table},{parts},\"claims\":{claims}}}")).expect("a report");
        assert!(whole[0].claims.is_empty());
    }
}
