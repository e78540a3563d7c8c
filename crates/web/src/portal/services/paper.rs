//! 办事清单：what to bring, as a paper to print

use crate::error::Error;
use crate::library::{HEADED, Library, Listing};
use crate::{Portal, answer};
use anyhow::Context;
use axum::http::HeaderMap;
use axum::response::Response;
use office::service::{Merged, Personal};
use std::sync::Arc;

pub struct Sheet<'a> {
    pub name: &'a str,
    /// Questions and what was answered.
    pub said: &'a [(String, String)],
    pub own: &'a Personal,
    /// Guides that are not public now.
    pub absent: usize,
    pub version: &'a str,
    pub address: &'a str,
}

pub async fn pdf(portal: &Portal, headers: &HeaderMap, sheet: &Sheet<'_>) -> Result<Response, Error> {
    let listing = listing(&*portal.library, sheet);
    let library: Arc<dyn Library> = portal.library.clone();
    let bytes = tokio::task::spawn_blocking(move || library.pdf(&listing))
        .await
        .context("the paper was not set")??;
    Ok(answer::file(headers, &format!("{}办事清单.pdf", sheet.name), "application/pdf", bytes.into()))
}

fn listing(library: &dyn Library, sheet: &Sheet<'_>) -> Listing {
    let own = sheet.own;
    let mut before: Vec<String> =
        sheet.said.iter().map(|(question, answer)| format!("{question}　{answer}")).collect();
    if sheet.absent > 0 {
        before.push(format!("注意：有{}项指南暂时没有公开，这份清单不全。请先向窗口咨询。", sheet.absent));
    }
    before.push(heading("一、要带的材料（带齐一份，在方框内打勾）"));
    let mut after = Vec::new();
    if !own.looked_up.is_empty() {
        let names: Vec<&str> = own.looked_up.iter().map(|one| one.material.name.as_str()).collect();
        after.push(format!("不用带的（由窗口在系统中调取）：{}。", names.join("、")));
    }
    if !own.waived.is_empty() {
        after.push(format!("按您的情况免交的：{}。", own.waived.join("、")));
    }
    after.push(heading("二、办理步骤"));
    for (at, (name, steps)) in (1..).zip(&own.steps) {
        let steps: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        after.push(format!("{at}. {name}：{}。", steps.join("→")));
    }
    after.push(heading("三、到哪里办"));
    for (place, who) in &own.places {
        let told = [&place.name, &place.address, &place.windows, &place.hours];
        let told: Vec<&str> = told.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        after.push(format!("{}：{}。", who.join("、"), told.join("，")));
    }
    after.push(heading("四、时限和收费"));
    after.extend(own.term.told());
    after.extend(own.fees.iter().map(|(name, fee)| format!("{name}：{}。", fee.trim_end_matches('。'))));
    after.extend(own.notes.iter().cloned());
    let version = sheet.version;
    after.push(format!(
        "清单版本号：{version}。下次来以前，在下面网页的“有没有变化”中输入，可以看到此后改了什么。"
    ));
    after.push(sheet.address.to_owned());
    Listing {
        title: format!("{}办事清单", sheet.name),
        before,
        headers: ["□", "材料", "形式", "份数", "来源", "样本、说明"].map(Into::into).into(),
        rows: own.bring.iter().map(row).collect(),
        after,
        organ: library.organ().name.clone(),
        dated: library.today(),
    }
}

fn heading(text: &str) -> String {
    format!("{HEADED}{text}")
}

fn row(one: &Merged) -> Vec<String> {
    let material = &one.material;
    vec![
        "□".into(),
        material.name.clone(),
        material.form.clone(),
        material.copies.to_string(),
        material.source.clone(),
        material.sample.clone(),
    ]
}
