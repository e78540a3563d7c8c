//! 文字里的数字说法：读出来，与三张表、与自身的分项对照。

mod change;
mod denial;
pub(crate) mod facts;
mod given;
mod list;
mod phrase;
mod scope;
mod series;
mod settle;
pub(crate) mod tidy;
pub(crate) mod token;
mod walk;

use crate::model::{Claim, ClaimKind, Part, Published};
use change::Compared;
use facts::Facts;
use rust_decimal::Decimal;
use token::Subject;
use walk::Walk;

/// What the prose of a report says in figures, in reading order; without prose, the claims it came with.
pub fn extract(report: &Published) -> Vec<Claim> {
    read(report).into_iter().map(|reading| reading.claim).collect()
}

/// A claim with what checking needs to know about it.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub claim: Claim,
    /// What should stand there, where the claim is contradicted.
    pub expected: Option<Decimal>,
    /// The claim's words, where it speaks of the whole organ and year to the digit.
    pub label: Option<String>,
    /// The change is one of this figure.
    pub compared: Option<Compared>,
    /// The sentence names another year, yet its figure is this year's.
    pub wrong_year: Option<i16>,
}

impl Reading {
    fn new(kind: ClaimKind, value: Decimal, text: &str, part: u8) -> Reading {
        let claim = Claim { kind, value: value.normalize(), text: text.to_owned(), agrees: None, part };
        Reading { claim, expected: None, label: None, compared: None, wrong_year: None }
    }

    /// Judges a comparison once last year's figure is known.
    pub(crate) fn resolve_change(&mut self, previous: Option<Decimal>) {
        let (Some(compared), Some(previous)) = (self.compared, previous) else { return };
        let Some(exact) = change::changed(compared.value, previous, compared.share) else { return };
        let agrees = if compared.share {
            change::prints_as(exact, self.claim.value)
        } else {
            exact == self.claim.value
        };
        self.claim.agrees = Some(agrees);
        self.expected = (!agrees).then(|| exact.round_dp(self.claim.value.scale().max(2)).normalize());
    }
}

/// Parts 2 to 4 are tables; what words stand beside them is read as well. A report that came without its prose
/// keeps the claims that came with it.
pub(crate) fn read(report: &Published) -> Vec<Reading> {
    let facts = Facts::new(report.tables());
    if report.parts.is_empty() {
        return report.claims.iter().map(|claim| given::judge(report, claim, &facts)).collect();
    }
    let mut readings = Vec::new();
    for part in &report.parts {
        read_part(report, part, &facts, &mut readings);
    }
    readings
}

fn read_part(report: &Published, part: &Part, facts: &Facts, readings: &mut Vec<Reading>) {
    let mut subject = match part.number {
        2 => Some(Subject::Proactive),
        3 => Some(Subject::Requests),
        _ => None,
    };
    let organ = report.organ.as_deref().unwrap_or_default();
    for paragraph in &part.paragraphs {
        let text = tidy::tidy(paragraph);
        let tokens = token::tokens(&text);
        let place = (part.number, organ, report.year);
        subject = Walk::new((&text, &tokens), place, facts, readings, subject).run();
        for listed in list::lists(&text, &tokens, facts) {
            let words = &text[listed.span.0..listed.span.1];
            let mut reading = Reading::new(ClaimKind::ItemisedSum, listed.total.value, words, part.number);
            reading.claim.agrees = Some(listed.agrees);
            reading.expected = (!listed.agrees).then_some(listed.sum);
            readings.push(reading);
        }
    }
}
