//! gongkai fee：信息处理费。

use crate::Verdict;
use crate::cli::{Fee, Output};
use anyhow::bail;
use law::request::fee;
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Answer {
    yuan: u64,
}

pub fn run(asked: Fee, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let (yuan, sentence) = match (asked.cases, asked.pages) {
        (Some(cases), None) => (fee::by_cases(cases)?, format!("同一申请人一个自然月内{cases}件，按件计收")),
        (None, Some(pages)) => (fee::by_pages(pages)?, format!("一件申请{pages}页，按量计收")),
        _ => bail!(
            "请写明件数（--cases）或者页数（--pages），二者只能选一种：同一件申请不能既按件又按量收费。"
        ),
    };
    match format {
        Output::Json => writeln!(out, "{}", serde_json::to_string(&Answer { yuan })?)?,
        Output::Text => writeln!(out, "{sentence}：{yuan}元（信息处理费管理办法，国办函〔2020〕109号）。")?,
    }
    Ok(Verdict::Fine)
}
