//! 说法与表格对上没有：agreement, and which of two kinds a loosely worded claim is.

use super::facts::{Facts, group_of};
use crate::model::ClaimKind;
use rust_decimal::Decimal;

pub struct Asked<'a> {
    pub kind: ClaimKind,
    pub value: Decimal,
    pub approximate: bool,
    /// The words name another scope than the tables'.
    pub narrowed: bool,
    /// The words count some of those answered («按时答复8件»): there may be more, not fewer.
    pub some_answered: bool,
    pub lead: &'a str,
    /// 复议 or 诉讼, where the words stand among those of one of them.
    pub remedy: &'a str,
}

pub struct Settled {
    pub kind: ClaimKind,
    pub agrees: Option<bool>,
    /// What the tables hold, where the claim contradicts them.
    pub expected: Option<Decimal>,
}

pub fn settle(facts: &Facts, asked: &Asked<'_>) -> Settled {
    if asked.approximate {
        return approximate(facts, asked);
    }
    if asked.some_answered {
        return some_answered(facts, asked);
    }
    let rivals = rivals(asked.kind, asked.lead);
    if let Some(kind) = rivals.iter().find(|kind| facts.of(**kind) == Some(asked.value)) {
        return Settled { kind: *kind, agrees: Some(true), expected: None };
    }
    let also = |kind: &&ClaimKind| {
        [asked.lead, asked.remedy].iter().any(|words| facts.also(**kind, asked.value, words))
    };
    if let Some(kind) = rivals.iter().find(also) {
        return Settled { kind: *kind, agrees: Some(true), expected: None };
    }
    let expected = facts.of(asked.kind);
    let unsure = asked.narrowed || is_one_of_several(asked);
    let agrees = expected.filter(|_| !unsure).map(|_| false);
    Settled { kind: asked.kind, agrees, expected: expected.filter(|_| agrees.is_some()) }
}

/// The kinds the words may mean, the likeliest first. «收办»、«办理» count what was carried in as well;
/// «受理» is used for both.
fn rivals(kind: ClaimKind, lead: &str) -> Vec<ClaimKind> {
    use ClaimKind as K;
    match kind {
        K::RequestsReceived => vec![K::RequestsReceived, K::RequestsReceivedAndCarried],
        K::RequestsReceivedAndCarried if lead.contains("收办") => {
            vec![K::RequestsReceivedAndCarried, K::RequestsReceived]
        }
        K::RequestsReceivedAndCarried => {
            vec![K::RequestsAnswered, K::RequestsReceivedAndCarried, K::RequestsReceived]
        }
        K::RequestsCarried if !lead.contains(['上', '去']) => {
            vec![K::RequestsCarried, K::RequestsCarriedOver]
        }
        K::Granted => vec![K::Granted, K::GrantedAndPartial],
        K::NormdocsMade if is_listed(lead) => vec![K::NormdocsMade, K::NormdocsInForce],
        K::RegulationsMade if is_listed(lead) => vec![K::RegulationsMade, K::RegulationsInForce],
        _ => vec![kind],
    }
}

/// Said to be published or to be there, not to have been made this year.
fn is_listed(lead: &str) -> bool {
    let made = ["制", "印发", "出台", "发布", "新增"].iter().any(|verb| lead.contains(verb));
    lead.contains("公开") || !made
}

/// «18万余»: right within a tenth, never wrong.
fn approximate(facts: &Facts, asked: &Asked<'_>) -> Settled {
    let near = facts.of(asked.kind).is_some_and(|exact| {
        let gap = if exact > asked.value { exact - asked.value } else { asked.value - exact };
        gap.checked_mul(Decimal::TEN).is_some_and(|gap| gap <= exact)
    });
    Settled { kind: asked.kind, agrees: near.then_some(true), expected: None }
}

/// Those answered in time are at most all that were answered.
fn some_answered(facts: &Facts, asked: &Asked<'_>) -> Settled {
    let kind = ClaimKind::RequestsAnswered;
    let total = facts.of(kind);
    let agrees = total.filter(|total| *total <= asked.value).map(|total| total == asked.value);
    let agrees = agrees.filter(|agrees| *agrees || !asked.narrowed);
    Settled { kind, agrees, expected: total.filter(|_| agrees == Some(false)) }
}

/// «因信息不存在无法提供4件» is one outcome of its group; «因…等原因无法提供» means the whole group.
fn is_one_of_several(asked: &Asked<'_>) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| asked.lead.contains(word));
    let reason = has(&["因", "属", "涉及"]) && !asked.lead.contains('等');
    has(&["其余", "余下", "剩余", "另有", "另外", "实际"]) || (group_of(asked.kind).is_some() && reason)
}
