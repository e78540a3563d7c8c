//! JSON：our own exports, one report or a list.

use super::Unreadable;
use crate::model::Published;

/// Reads one object or a list of objects in the shape of CONTRACT.md.
pub fn read(file: &str, text: &str) -> Result<Vec<Published>, Unreadable> {
    let failed = |error: serde_json::Error| Unreadable::Json {
        file: file.into(),
        reason: format!("第{}行第{}列附近：{}", error.line(), error.column(), words(&error)),
    };
    let mut reports: Vec<Published> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(failed)?
    } else {
        vec![serde_json::from_str(text).map_err(failed)?]
    };
    for report in &mut reports {
        // Findings and claims are made anew by checking.
        report.findings.clear();
        report.claims.clear();
        report.file = file.into();
    }
    Ok(reports)
}

fn words(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => "内容不完整".into(),
        serde_json::error::Category::Syntax => "不符合 JSON 语法".into(),
        serde_json::error::Category::Data | serde_json::error::Category::Io => {
            format!("内容与报告格式不符（{error}）")
        }
    }
}
