//! 三张表自身的勾稽（R1、R2、R3、R5、R8），以及改动哪一格便能使各处都平。

use super::{Breach, RuleId};
use crate::annual_report::form::{Applicant, Block4, Form, Result4, Row2, Row3};
use crate::annual_report::place::Place;
use crate::annual_report::tables::Tables;

/// 表内勾稽：逐列、逐行、逐块核对，金额核对是否为负。
///
/// A breach of R1 gives as `expected` what was received and as `found` what was handled; of R2, R3 and R5
/// the sum of the parts and the printed total. R8 has no figures: the fee is money, not a count.
///
/// Blank cells are not 0. Two readings are open: in a report that writes nothing for nought («—» left out),
/// a blank adds nothing; anywhere else it is unknown, and only a sum that no figure in the blank could heal
/// is a breach. See [`Blank`].
pub fn arithmetic(tables: &Tables, form: Form) -> Vec<Breach> {
    let fees = tables.table2.fees.filter(|fees| fees.is_sign_negative() && !fees.is_zero());
    let negative = fees.map(|_| Breach {
        rule: RuleId::R8,
        place: Place::Cell2(Row2::Fees, 0),
        expected: None,
        found: None,
    });
    let balances: Vec<Balance> = sums(tables).map(|sum| sum.balance(tables)).collect();
    let blank = Blank::of(tables, form, &balances);
    negative.into_iter().chain(balances.iter().filter_map(|balance| balance.breach(blank))).collect()
}

/// 一处单格更正：把`place`改为`value`，可消除`clears`处不平而不生新的不平。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refit {
    pub place: Place,
    pub value: u64,
    pub clears: usize,
}

/// 使一处不平归于平衡的单格更正，只留能消除最多处的。
///
/// Exactly one: most probably the cell that was mistyped. Several: the tables alone cannot tell. None: no
/// single cell explains it.
pub fn refit(tables: &Tables, form: Form, breach: &Breach) -> Vec<Refit> {
    let before = arithmetic(tables, form);
    let Some(sum) = sums(tables).find(|sum| (sum.rule(), sum.place()) == (breach.rule, breach.place)) else {
        return Vec::new();
    };
    let mut refits = Vec::new();
    sum.each(tables, &mut |term, place| {
        refits.extend(
            corrected(tables, sum, term, place).and_then(|value| tried(tables, form, &before, place, value)),
        );
    });
    let most = refits.iter().map(|refit| refit.clears).max();
    refits.retain(|refit| Some(refit.clears) == most);
    refits
}

/// The value the cell must have for this one sum to balance.
fn corrected(tables: &Tables, sum: Sum, term: Term, place: Place) -> Option<u64> {
    let Balance { parts, printed, .. } = sum.balance(tables);
    let more = match term {
        Term::Part => printed.known - parts.known,
        Term::Printed => parts.known - printed.known,
    };
    u64::try_from(i128::from(tables.count(place)?) + more).ok()
}

/// Whether the correction removes breaches and makes none.
fn tried(tables: &Tables, form: Form, before: &[Breach], place: Place, value: u64) -> Option<Refit> {
    let mut changed = *tables;
    changed.set(place, Some(value));
    let after = arithmetic(&changed, form);
    let stood =
        |breach: &Breach| before.iter().any(|old| (old.rule, old.place) == (breach.rule, breach.place));
    let clears = before.len().checked_sub(after.len()).filter(|clears| *clears > 0)?;
    after.iter().all(stood).then_some(Refit { place, value, clears })
}

/// 一条勾稽：各部分之和等于所印的总数。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sum {
    /// R1：新收＋结转＝总计＋结转下年
    Flow(Applicant),
    /// R2：各办理结果＝总计
    Outcomes(Applicant),
    /// R3：各类申请人＝总计
    Applicants(Row3),
    /// R5：四种结果＝总计
    Results(Block4),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Part,
    Printed,
}

/// Every sum the tables must satisfy, in the order R1, R2, R3, R5.
fn sums(tables: &Tables) -> impl Iterator<Item = Sum> + use<> {
    let flows = Applicant::ALL.into_iter().map(Sum::Flow);
    let outcomes = Applicant::ALL.into_iter().map(Sum::Outcomes);
    let applicants = tables.table3.rows().map(Sum::Applicants);
    flows.chain(outcomes).chain(applicants).chain(Block4::ALL.into_iter().map(Sum::Results))
}

impl Sum {
    const fn rule(self) -> RuleId {
        match self {
            Sum::Flow(_) => RuleId::R1,
            Sum::Outcomes(_) => RuleId::R2,
            Sum::Applicants(_) => RuleId::R3,
            Sum::Results(_) => RuleId::R5,
        }
    }

    const fn place(self) -> Place {
        match self {
            Sum::Flow(column) => Place::Column3(column),
            Sum::Outcomes(column) => Place::Cell3(Row3::Total, column),
            Sum::Applicants(row) => Place::Cell3(row, Applicant::Total),
            Sum::Results(block) => Place::Cell4(block, Result4::Total),
        }
    }

    /// Visits the cells that enter the sum.
    fn each(self, tables: &Tables, visit: &mut dyn FnMut(Term, Place)) {
        match self {
            Sum::Flow(column) => {
                let sides = [
                    (Term::Part, [Row3::New, Row3::Carried]),
                    (Term::Printed, [Row3::Total, Row3::CarriedOver]),
                ];
                for (term, rows) in sides {
                    rows.into_iter().for_each(|row| visit(term, Place::Cell3(row, column)));
                }
            }
            Sum::Outcomes(column) => {
                tables
                    .table3
                    .outcomes()
                    .for_each(|outcome| visit(Term::Part, Place::Cell3(Row3::Result(outcome), column)));
                visit(Term::Printed, self.place());
            }
            Sum::Applicants(row) => {
                Applicant::PARTS.into_iter().for_each(|column| visit(Term::Part, Place::Cell3(row, column)));
                visit(Term::Printed, self.place());
            }
            Sum::Results(block) => {
                let parts = Result4::ALL.into_iter().filter(|result| *result != Result4::Total);
                parts.for_each(|result| visit(Term::Part, Place::Cell4(block, result)));
                visit(Term::Printed, self.place());
            }
        }
    }

    /// The parts and the printed total.
    fn balance(self, tables: &Tables) -> Balance {
        let (mut parts, mut printed) = (Side::default(), Side::default());
        self.each(tables, &mut |term, place| {
            let side = match term {
                Term::Part => &mut parts,
                Term::Printed => &mut printed,
            };
            match tables.count(place) {
                Some(count) => (side.known, side.filled) = (side.known + i128::from(count), side.filled + 1),
                None => side.blanks += 1,
            }
        });
        Balance { sum: self, parts, printed }
    }
}

/// A sum with what its two sides come to.
#[derive(Debug, Clone, Copy)]
struct Balance {
    sum: Sum,
    parts: Side,
    printed: Side,
}

impl Balance {
    fn breach(&self, blank: Blank) -> Option<Breach> {
        blank.broken(self.parts, self.printed).then_some(Breach {
            rule: self.sum.rule(),
            place: self.sum.place(),
            expected: Some(self.parts.known),
            found: Some(self.printed.known),
        })
    }

    /// Whether it has a blank, and figures on both sides to judge by.
    fn is_gapped(&self) -> bool {
        self.parts.blanks + self.printed.blanks > 0 && self.parts.filled > 0 && self.printed.filled > 0
    }
}

/// One side of a sum: what its filled cells come to, and how many are filled and blank.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    known: i128,
    filled: usize,
    blanks: usize,
}

/// 空白格在这份报告里的意思（读法R-11）。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// The report writes nothing for nought.
    Nothing,
    /// The figure is missing.
    Unknown,
}

impl Blank {
    /// A blank is nothing where the paper shows it: most sums with a blank in them come out right so, and
    /// the report either is in the 2019 form, where offices used to leave cells empty, or prints no 0 at all.
    fn of(tables: &Tables, form: Form, balances: &[Balance]) -> Blank {
        let gapped = || balances.iter().filter(|balance| balance.is_gapped());
        let right = gapped().filter(|balance| balance.parts.known == balance.printed.known).count();
        if right == 0 || right * 2 <= gapped().count() {
            return Blank::Unknown;
        }
        let mut cells = tables.cells().filter(|place| matches!(place, Place::Cell3(..) | Place::Cell4(..)));
        if form == Form::Trial2019 || cells.all(|place| tables.count(place) != Some(0)) {
            Blank::Nothing
        } else {
            Blank::Unknown
        }
    }

    fn broken(self, parts: Side, printed: Side) -> bool {
        let filled = parts.filled > 0 && printed.filled > 0;
        match (parts.blanks, printed.blanks) {
            (0, 0) => parts.known != printed.known,
            _ if self == Blank::Nothing => filled && parts.known != printed.known,
            (_, 0) => filled && parts.known > printed.known,
            (0, _) => filled && printed.known > parts.known,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
