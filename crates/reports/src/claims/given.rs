//! 随报告一并给出的说法（他人的程序导出、没有正文的 JSON）：保留，并与表格重新对照。

use super::facts::Facts;
use super::{Reading, read_part};
use crate::model::{Claim, Part, Published};

/// The claim as given, with `agrees` as the tables have it.
pub fn judge(report: &Published, claim: &Claim, facts: &Facts) -> Reading {
    let mut judged = Reading::new(claim.kind, claim.value, &claim.text, claim.part);
    // Its words may name a narrower scope, hedge the figure or list its parts.
    match reread(report, claim, facts) {
        Some(reading) => {
            judged.claim.agrees = reading.claim.agrees;
            judged.expected = reading.expected;
        }
        None => {
            let exact = facts.of(claim.kind);
            let borne_out = facts.also(claim.kind, claim.value, &claim.text);
            judged.claim.agrees = exact.map(|exact| exact == judged.claim.value || borne_out);
            judged.expected = exact.filter(|_| judged.claim.agrees == Some(false));
        }
    }
    judged
}

/// What its own words say of the same figure, where they can be read alone.
fn reread(report: &Published, claim: &Claim, facts: &Facts) -> Option<Reading> {
    let part = Part { number: claim.part, title: String::new(), paragraphs: vec![claim.text.clone()] };
    let mut readings = Vec::new();
    read_part(report, &part, facts, &mut readings);
    readings
        .into_iter()
        .find(|reading| reading.claim.kind == claim.kind && reading.claim.value == claim.value)
}
