//! 「较去年增加1件」「同比增长7.82%」「208件（17.46%）」：两个数相比。

use super::Reading;
use super::facts::{Facts, group_of};
use super::phrase::Words;
use super::token::Figure;
use crate::model::ClaimKind;
use rust_decimal::{Decimal, RoundingStrategy};

/// What a figure says about another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// «较去年的8件…»: the figure is last year's.
    Previous,
    By {
        sign: Decimal,
        /// In percent of last year's.
        share: bool,
    },
}

/// A change and the figure it is a change of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    pub kind: ClaimKind,
    pub value: Decimal,
    pub share: bool,
}

const UP: [&str; 10] = ["增加", "增长", "上升", "提高", "增幅", "上涨", "提升", "增多", "多", "增"];
const DOWN: [&str; 9] = ["减少", "下降", "降低", "降幅", "下滑", "回落", "少", "减", "降"];
const AGAINST: [&str; 6] = ["同比", "相比", "较", "比去年", "比上年", "比上一年"];
const LAST_YEAR: [&str; 6] = ["去年", "上年", "上一年", "上年度", "去年同期", "上一年度"];

/// `previous`: last year's figure has just been given.
pub fn change(words: &Words<'_>, figure: &Figure<'_>, year: Option<i16>, previous: bool) -> Option<Change> {
    if figure.unit.is_empty() || figure.unit == "倍" || figure.is_date() {
        return None;
    }
    let lead = joined(words.lead);
    let last_year = |text: &str| {
        ends(text, &LAST_YEAR) || year.is_some_and(|year| text.ends_with(&format!("{}年", year - 1)))
    };
    let moves = |text: &str| [&UP[..], &DOWN[..]].concat().iter().any(|word| text.starts_with(word));
    let against = AGAINST.iter().any(|word| lead.contains(word));
    if last_year(lead) && (against || lead.starts_with('比') || moves(words.tail)) {
        return Some(Change::Previous);
    }
    let up = ends(lead, &UP);
    if !up && !ends(lead, &DOWN) {
        return None;
    }
    let earlier = AGAINST.iter().any(|word| words.earlier.contains(word)) && lead.chars().count() <= 4;
    let alone = figure.is_share() && lead.chars().count() <= 4;
    let sign = if up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    (against || earlier || alone || previous).then_some(Change::By { sign, share: figure.is_share() })
}

/// The lead without what may stand between 增加 and its figure.
fn joined(lead: &str) -> &str {
    let mut lead = lead.trim();
    while let Some(shorter) = ["了", "约", "近", "为", "达", "的", "率", "共", "到", "幅度"]
        .iter()
        .find_map(|word| lead.strip_suffix(word))
    {
        lead = shorter;
    }
    lead
}

fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

/// By how much a figure has changed, in units or percent; `None` where last year's was none.
pub fn changed(value: Decimal, previous: Decimal, share: bool) -> Option<Decimal> {
    if !share {
        return value.checked_sub(previous);
    }
    value.checked_sub(previous)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(previous)
}

/// A percentage is right rounded or cut at the digits printed.
pub fn prints_as(exact: Decimal, printed: Decimal) -> bool {
    let digits = printed.scale();
    let rounded = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    rounded == printed || exact.trunc_with_scale(digits) == printed
}

/// Outcomes are given as shares of what was closed.
pub fn has_share(kind: ClaimKind) -> bool {
    group_of(kind).is_some() || matches!(kind, ClaimKind::GrantedAndPartial)
}

/// What an outcome may be a share of: by the tables, and by the prose itself.
pub fn bases(facts: &Facts, readings: &[Reading]) -> Vec<Decimal> {
    const BASES: [ClaimKind; 3] =
        [ClaimKind::RequestsAnswered, ClaimKind::RequestsReceivedAndCarried, ClaimKind::RequestsReceived];
    let said = readings.iter().map(|reading| &reading.claim).filter(|claim| BASES.contains(&claim.kind));
    let mut bases: Vec<Decimal> = BASES.iter().filter_map(|kind| facts.of(*kind)).collect();
    bases.extend(said.map(|claim| claim.value));
    bases.retain(|base| !base.is_zero());
    bases
}

pub fn share_agrees(value: Decimal, printed: Decimal, bases: &[Decimal]) -> Option<bool> {
    let mut shares = bases.iter().filter_map(|base| changed_share(value, *base)).peekable();
    shares.peek()?;
    Some(shares.any(|exact| prints_as(exact, printed)))
}

pub fn share_expected(value: Decimal, printed: Decimal, bases: &[Decimal]) -> Option<Decimal> {
    let exact = changed_share(value, *bases.first()?)?;
    Some(exact.round_dp_with_strategy(printed.scale(), RoundingStrategy::MidpointAwayFromZero))
}

fn changed_share(value: Decimal, base: Decimal) -> Option<Decimal> {
    value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)
}
