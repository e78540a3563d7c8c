//! 失效链接：within the site at once, other sites by what was found when they were asked last

use super::super::super::{Desk, Fail};
use super::super::names;
use super::Question;
use super::checks::{Asked, DRAFTERS, Line};
use crate::links::{self, LinksOf, PublicPages, State, others};
use crate::words;
use office::inspection::Verdict;
use std::collections::BTreeMap;

/// Addresses asked for one page.
const MOST: usize = 1_000;

pub async fn all(desk: &Desk, pages: &PublicPages) -> Result<[Question; 2], Fail> {
    let all = desk.links().await?;
    Ok([within(&all, pages).await, elsewhere(desk, &all).await?])
}

async fn within(all: &[LinksOf], pages: &PublicPages) -> Question {
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let mut lines = Vec::new();
    for of in all {
        for address in &of.own {
            let there = match known.get(address.as_str()) {
                Some(there) => *there,
                None if known.len() >= MOST => continue,
                None => {
                    let there = pages.has(address).await;
                    known.insert(address, there);
                    there
                }
            };
            if !there {
                lines.push(line(of, format!("链接 {address} 打不开：没有这个页面，或者已经撤回。")));
            }
        }
    }
    let asked = Asked {
        title: "站内的失效链接", rule: "首页和其他页面不应有错链", owner: DRAFTERS
    };
    asked.warned(lines, "处链接打不开")
}

fn line(of: &LinksOf, why: String) -> Line {
    Line { what: of.title.clone(), why, todo: "修改正文", path: Some(names::path(&of.index)) }
}

async fn elsewhere(desk: &Desk, all: &[LinksOf]) -> Result<Question, Fail> {
    let asked = Asked {
        title: "外部的失效链接", rule: "首页和其他页面不应有错链", owner: DRAFTERS
    };
    let others = others(all);
    if !desk.library().site().check_links {
        let told =
            format!("没有开启（settings/site.toml 的 check_links），{}个外部链接没有检查。", others.len());
        return Ok(asked.found(told, Verdict::Unchecked, Vec::new()));
    }
    let (mut dead, mut waiting, mut oldest) = (BTreeMap::new(), 0, None);
    for address in others.into_iter().take(MOST) {
        match links::asked(desk.ledger(), desk.casework().organ(), address).await? {
            Some(found) => {
                oldest = Some(oldest.map_or(found.at, |at: jiff::Timestamp| at.min(found.at)));
                if let State::Dead(why) = found.state {
                    dead.insert(address, (why, found.at));
                }
            }
            None => waiting += 1,
        }
    }
    let lines: Vec<Line> = all
        .iter()
        .flat_map(|of| of.others.iter().map(move |address| (of, address)))
        .filter_map(|(of, address)| {
            let (why, at) = dead.get(address.as_str())?;
            Some(line(of, format!("链接 {address} 打不开：{why}（{}检查）。", words::moment(*at))))
        })
        .collect();
    let mut told = if lines.is_empty() {
        "没有发现。".to_owned()
    } else {
        format!("{}处链接打不开。", lines.len())
    };
    if let Some(oldest) = oldest {
        told.push_str(&format!("各链接最近一次检查不早于{}。", words::moment(oldest)));
    }
    if waiting > 0 {
        told.push_str(&format!("还有{waiting}个等候检查。"));
    }
    let verdict = if lines.is_empty() { Verdict::Fine } else { Verdict::Warn };
    Ok(asked.found(told, verdict, lines))
}
