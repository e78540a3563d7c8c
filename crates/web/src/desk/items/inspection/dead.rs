//! 失效链接：within the site at once, other sites by what was found when they were asked last

use super::super::super::{Desk, Fail};
use super::super::names;
use super::Question;
use super::checks::{Asked, DRAFTERS, Line};
use crate::links::{self, LinksOf, PublicPages, State, others};
use crate::words;
use jiff::civil::Date;
use office::inspection::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Addresses asked for one page; where there are more, others every day.
const MOST: usize = 1_000;

pub async fn all(desk: &Desk, pages: &PublicPages) -> Result<[Question; 2], Fail> {
    let (all, unread) = desk.links().await?;
    let today = desk.library().today();
    Ok([within(&all, unread, pages, today).await, elsewhere(desk, &all, unread, today).await?])
}

/// The addresses whose turn it is today, and how many have theirs on another day.
fn turn<'a>(addresses: &BTreeSet<&'a str>, today: Date) -> (Vec<&'a str>, usize) {
    let many = addresses.len();
    let days = today.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24;
    let start = usize::try_from(days).unwrap_or(0).wrapping_mul(MOST).checked_rem(many).unwrap_or(0);
    let turn = addresses.iter().cycle().skip(start).take(many.min(MOST)).copied().collect();
    (turn, many.saturating_sub(MOST))
}

/// What was found, and what was not looked at.
fn told(found: usize, (left, unread): (usize, u64)) -> String {
    let mut told = match found {
        0 if left > 0 || unread > 0 => "检查过的没有发现。".to_owned(),
        0 => "没有发现。".to_owned(),
        found => format!("{found}处链接打不开。"),
    };
    if left > 0 {
        told.push_str(&format!("另有{left}个网址今天没有检查，逐日轮换。"));
    }
    if unread > 0 {
        told.push_str(&format!("还有{unread}条信息的链接没有读到，下次打开本页接着读。"));
    }
    told
}

async fn within(all: &[Arc<LinksOf>], unread: u64, pages: &PublicPages, today: Date) -> Question {
    let own = all.iter().flat_map(|of| &of.own).map(String::as_str).collect();
    let (turn, left) = turn(&own, today);
    let mut dead = BTreeSet::new();
    for address in turn {
        if !pages.has(address).await {
            dead.insert(address);
        }
    }
    let lines: Vec<Line> = all
        .iter()
        .flat_map(|of| of.own.iter().map(move |address| (of, address)))
        .filter(|(_, address)| dead.contains(address.as_str()))
        .map(|(of, address)| line(of, format!("链接 {address} 打不开：没有这个页面，或者已经撤回。")))
        .collect();
    let asked = Asked {
        title: "站内的失效链接", rule: "首页和其他页面不应有错链", owner: DRAFTERS
    };
    let verdict = if lines.is_empty() { Verdict::Fine } else { Verdict::Warn };
    asked.found(told(lines.len(), (left, unread)), verdict, lines)
}

fn line(of: &LinksOf, why: String) -> Line {
    Line { what: of.title.clone(), why, todo: "修改正文", path: Some(names::path(&of.index)) }
}

async fn elsewhere(desk: &Desk, all: &[Arc<LinksOf>], unread: u64, today: Date) -> Result<Question, Fail> {
    let asked = Asked {
        title: "外部的失效链接", rule: "首页和其他页面不应有错链", owner: DRAFTERS
    };
    let others = others(all);
    if !desk.library().site().check_links {
        let told =
            format!("没有开启（settings/site.toml 的 check_links），{}个外部链接没有检查。", others.len());
        return Ok(asked.found(told, Verdict::Unchecked, Vec::new()));
    }
    let (turn, left) = turn(&others, today);
    let (mut dead, mut waiting, mut unasked, mut oldest) = (BTreeMap::new(), 0, 0, None);
    for address in turn {
        match links::asked(desk.ledger(), desk.casework().organ(), address).await? {
            Some(found) => {
                oldest = Some(oldest.map_or(found.at, |at: jiff::Timestamp| at.min(found.at)));
                match found.state {
                    State::Dead(why) => drop(dead.insert(address, (why, found.at))),
                    State::Unasked(_) => unasked += 1,
                    State::Alive => {}
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
    let mut told = told(lines.len(), (left, unread));
    if let Some(oldest) = oldest {
        told.push_str(&format!("各链接最近一次检查不早于{}。", words::moment(oldest)));
    }
    if waiting > 0 {
        told.push_str(&format!("还有{waiting}个等候检查。"));
    }
    if unasked > 0 {
        told.push_str(&format!(
            "有{unasked}个没有访问（端口不是80、443，或者网址的写法不能检查），请人工核对。"
        ));
    }
    let verdict = if lines.is_empty() { Verdict::Fine } else { Verdict::Warn };
    Ok(asked.found(told, verdict, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_turn_within_days() {
        let addresses: Vec<String> = (0..2_500).map(|number| format!("/info/{number}")).collect();
        let all: BTreeSet<&str> = addresses.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        for day in 1..=3 {
            let (turn, left) = turn(&all, Date::constant(2026, 3, day));
            assert_eq!((turn.len(), left), (MOST, 1_500));
            seen.extend(turn);
        }
        assert_eq!(seen, all);
        let few: BTreeSet<&str> = all.into_iter().take(3).collect();
        assert_eq!(turn(&few, Date::constant(2026, 3, 1)).1, 0);
        assert_eq!(turn(&BTreeSet::new(), Date::constant(2026, 3, 1)), (Vec::new(), 0));
    }

    #[test]
    fn what_was_not_looked_at_is_told() {
        assert_eq!(told(0, (0, 0)), "没有发现。");
        assert_eq!(told(0, (5, 0)), "检查过的没有发现。另有5个网址今天没有检查，逐日轮换。");
        assert!(told(2, (0, 7)).starts_with("2处链接打不开。还有7条信息"));
    }
}
