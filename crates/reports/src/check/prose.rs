//! 文字与表格、文字与文字：R7、R12。

use super::{Found, json_decimal, place_of, quoted};
use crate::claims::{Reading, facts};
use crate::model::ClaimKind;
use law::annual_report::RuleId;
use rust_decimal::Decimal;

pub fn check(readings: &[Reading], found: &mut Found) {
    for reading in readings {
        if let (Some(false), Some(expected)) = (reading.claim.agrees, reading.expected) {
            contradicted(reading, expected, found);
        }
    }
    twice(readings, found);
}

fn contradicted(reading: &Reading, expected: Decimal, found: &mut Found) {
    let claim = &reading.claim;
    let words = quoted(&claim.text);
    let (value, expected_words) = (claim.value.normalize(), expected.normalize());
    let (rule, message) = match claim.kind {
        ClaimKind::ItemisedSum => (
            RuleId::R12,
            format!(
                "{words}的合计写作{value}，所列各项相加为{expected_words}。请核对各项和合计；所列不是全部的，请写明“等”或“主要包括”。"
            ),
        ),
        ClaimKind::YearOnYear => (
            RuleId::R7,
            format!(
                "{words}写作{value}，按两年的数据计算应为{expected_words}。请改为{expected_words}，或核对上年数据。"
            ),
        ),
        ClaimKind::Percentage => (
            RuleId::R7,
            format!(
                "{words}所写的占比为{value}%，按办结总数计算为{expected_words}%。请改为{expected_words}%，或写明以何为总数。"
            ),
        ),
        kind => {
            let (name, cell) = facts::in_words(kind);
            (
                RuleId::R7,
                format!(
                    "{words}称{name}{value}，{cell}为{expected_words}，文字与表格应当一致。请核实后将文字改为{expected_words}，或更正表格。"
                ),
            )
        }
    };
    let values = (json_decimal(expected), json_decimal(claim.value));
    found.add(rule, place_of(claim.part), values, message);
}

/// The same figure, given in the same words, with two values. Figures that a table holds were compared with
/// it; here stand those that only prose gives.
fn twice(readings: &[Reading], found: &mut Found) {
    let only_in_prose = |kind| matches!(kind, ClaimKind::ProactiveItems | ClaimKind::ProcessingFeeYuan);
    let figures: Vec<&Reading> = readings
        .iter()
        .filter(|reading| only_in_prose(reading.claim.kind) && reading.label.is_some())
        .take(64)
        .collect();
    for (at, later) in figures.iter().enumerate() {
        let Some(earlier) = figures[..at].iter().find(|earlier| contradict(earlier, later)) else { continue };
        let (name, _) = facts::in_words(later.claim.kind);
        let message = format!(
            "{name}前后不一致：{}写作{}，{}写作{}。请核实后统一。",
            quoted(&earlier.claim.text),
            earlier.claim.value.normalize(),
            quoted(&later.claim.text),
            later.claim.value.normalize(),
        );
        let values = (json_decimal(earlier.claim.value), json_decimal(later.claim.value));
        found.add(RuleId::R7, place_of(later.claim.part), values, message);
    }
}

fn contradict(earlier: &Reading, later: &Reading) -> bool {
    let (one, other) = (&earlier.claim, &later.claim);
    if one.kind != other.kind || one.value == other.value {
        return false;
    }
    // «未收取» against a sum collected; two sums may be notices and receipts.
    let none_and_some =
        one.kind == ClaimKind::ProcessingFeeYuan && (one.value.is_zero() || other.value.is_zero());
    let same_words = plain(earlier).is_some_and(|words| plain(later) == Some(words));
    none_and_some || same_words
}

/// The words of a claim without the year; `None` where they are too few to name a figure.
fn plain(reading: &Reading) -> Option<String> {
    let label = reading.label.as_deref()?;
    let words: String = label.chars().filter(|c| !c.is_ascii_digit()).collect();
    let words = words.replace('年', "").replace("全", "").replace('共', "").replace("累计", "");
    (words.chars().count() >= 4).then_some(words)
}
