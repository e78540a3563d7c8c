//! 两年之间的衔接（R4、R6）与上下级之间的汇总（R9）。

use super::{Breach, RuleId};
use crate::annual_report::form::{Applicant, Block4, Outcome, Row2, Row3};
use crate::annual_report::place::Place;
use crate::annual_report::tables::{Count, Tables};

/// 与上年报告的衔接：上年结转（R4）、现行有效件数（R6）。
///
/// Cells that either report leaves blank are not compared. R6 compares two reports in the 2021 form; the
/// 2019 form counts documents otherwise, and its reader leaves them blank.
pub fn carry_over(this: &Tables, prior: &Tables) -> Vec<Breach> {
    let carried = Applicant::ALL.into_iter().filter_map(|column| {
        let expected = prior.table3.get(Row3::CarriedOver, column).map(i128::from);
        compared(RuleId::R4, Place::Cell3(Row3::Carried, column), expected, this)
    });
    let in_force = [Row2::Regulations, Row2::NormativeDocuments].into_iter().filter_map(|row| {
        let [made, repealed, _] = [0, 1, 2].map(|column| this.table2.count(row, column).map(i128::from));
        let before = prior.table2.count(row, 2).map(i128::from);
        let expected =
            before.zip(made).zip(repealed).map(|((before, made), repealed)| before + made - repealed);
        compared(RuleId::R6, Place::Cell2(row, 2), expected, this)
    });
    carried.chain(in_force).collect()
}

fn compared(rule: RuleId, place: Place, expected: Option<i128>, tables: &Tables) -> Option<Breach> {
    let found = tables.count(place).map(i128::from);
    (expected.is_some() && found.is_some() && expected != found).then_some(Breach {
        rule,
        place,
        expected,
        found,
    })
}

/// 汇总核对（R9）：汇总报告的每一格与所含各机关之和。
///
/// A cell the total leaves blank is not compared; where every organ leaves it blank, only 0 agrees. The fee
/// is compared by [`Summing::fees_differ`], being money.
pub fn sum_of(total: &Tables, units: &[Tables]) -> Result<Vec<Breach>, Overflow> {
    let mut summing = Summing::default();
    for unit in units {
        summing.add(unit)?;
    }
    Ok(summing.breaches(total))
}

/// 逐份加总，不论份数多少，所占内存不变。
#[derive(Debug, Clone, Default)]
pub struct Summing {
    sum: Tables,
    units: u64,
    /// Whether any unit prints （六） as one row: then its three parts cannot be told apart in the sum.
    single: bool,
}

/// 某一格之和超出可以表示的范围。
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}的合计超出可以表示的范围。请核对各单位所填的数是否过大。", place.in_words())]
pub struct Overflow {
    pub place: Place,
}

impl Summing {
    /// 加入一份。 A blank adds nothing. An overflow names its cell and leaves the sum as it was.
    pub fn add(&mut self, unit: &Tables) -> Result<(), Overflow> {
        self.sum = added(&self.sum, unit).ok_or_else(|| self.overflow(unit))?;
        self.single |= unit.table3.single_other_handling;
        self.units += 1;
        Ok(())
    }

    /// The cell that could not be added.
    fn overflow(&self, unit: &Tables) -> Overflow {
        let mut cells =
            every_cell().filter(|place| plus(self.sum.count(*place), unit.count(*place)).is_none());
        Overflow { place: cells.next().unwrap_or(Place::Cell2(Row2::Fees, 0)) }
    }

    /// 已加入的份数。
    pub fn units(&self) -> u64 {
        self.units
    }

    /// 至今之和。 Once a unit prints （六） as one row, the sum does so too. Saturates where the three rows of
    /// （六） cannot be added, which [`Summing::add`] cannot foresee.
    pub fn tables(&self) -> Tables {
        if self.single { merged(&self.sum) } else { self.sum }
    }

    /// 汇总报告与此和不符之处。
    pub fn breaches(&self, total: &Tables) -> Vec<Breach> {
        let sum = self.tables();
        let total = if self.single { merged(total) } else { *total };
        let sum = if total.table3.single_other_handling { merged(&sum) } else { sum };
        let differs = |place| {
            let (expected, found) = (sum.count(place).unwrap_or(0), total.count(place)?);
            let (expected, found) = (i128::from(expected), i128::from(found));
            (expected != found).then_some(Breach {
                rule: RuleId::R9,
                place,
                expected: Some(expected),
                found: Some(found),
            })
        };
        total.cells().filter_map(differs).collect()
    }

    /// Whether the total's fee is not the sum of the units'.
    pub fn fees_differ(&self, total: &Tables) -> bool {
        total.table2.fees.is_some_and(|fees| fees != self.sum.table2.fees.unwrap_or_default())
    }
}

/// Row by row rather than place by place: a hundred thousand reports are added in well under a second.
fn added(left: &Tables, right: &Tables) -> Option<Tables> {
    let mut sum = Tables::default();
    let (one, other) = (&left.table2, &right.table2);
    sum.table2.regulations = row_sum(&one.regulations, &other.regulations)?;
    sum.table2.normative_documents = row_sum(&one.normative_documents, &other.normative_documents)?;
    sum.table2.licences = plus(one.licences, other.licences)?;
    sum.table2.penalties = plus(one.penalties, other.penalties)?;
    sum.table2.coercions = plus(one.coercions, other.coercions)?;
    sum.table2.fees = match (one.fees, other.fees) {
        (Some(one), Some(other)) => Some(one.checked_add(other)?),
        (one, other) => one.or(other),
    };
    for row in Row3::all() {
        *sum.table3.row_mut(row) = row_sum(left.table3.row(row), right.table3.row(row))?;
    }
    for block in Block4::ALL {
        *sum.table4.block_mut(block) = row_sum(left.table4.block(block), right.table4.block(block))?;
    }
    Some(sum)
}

fn row_sum<const N: usize>(left: &[Count; N], right: &[Count; N]) -> Option<[Count; N]> {
    let mut sum = *left;
    for (cell, more) in sum.iter_mut().zip(right) {
        *cell = plus(*cell, *more)?;
    }
    Some(sum)
}

/// `None` only on overflow.
fn plus(left: Count, right: Count) -> Option<Count> {
    match (left, right) {
        (Some(left), Some(right)) => left.checked_add(right).map(Some),
        (left, right) => Some(left.or(right)),
    }
}

/// Every cell of both forms that holds a count, the one-row （六） included.
fn every_cell() -> impl Iterator<Item = Place> {
    let other_handling = Row3::Result(Outcome::OtherHandling);
    let single = Applicant::ALL.into_iter().map(move |column| Place::Cell3(other_handling, column));
    Tables::default().cells().chain(single)
}

/// The same tables with （六） as one row.
fn merged(tables: &Tables) -> Tables {
    let mut merged = *tables;
    merged.table3.single_other_handling = true;
    for column in Applicant::ALL {
        let rows = [Outcome::OtherHandling, Outcome::NotCorrected, Outcome::FeeUnpaid, Outcome::Other];
        let counts = rows.map(|outcome| tables.table3.get(Row3::Result(outcome), column));
        let sum = counts.into_iter().flatten().reduce(u64::saturating_add);
        for outcome in rows {
            merged.table3.set(Row3::Result(outcome), column, None);
        }
        merged.table3.set(Row3::Result(Outcome::OtherHandling), column, sum);
    }
    merged
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn unit(new: u64, other: u64, fees: &str) -> Tables {
        let mut unit = Tables::default();
        unit.table3.set(Row3::New, Applicant::Total, Some(new));
        unit.table3.set(Row3::Result(Outcome::Other), Applicant::Total, Some(other));
        unit.table2.fees = Some(fees.parse().unwrap());
        unit
    }

    fn single(other: u64) -> Tables {
        let mut unit = Tables::default();
        unit.table3.single_other_handling = true;
        unit.table3.set(Row3::Result(Outcome::OtherHandling), Applicant::Total, Some(other));
        unit
    }

    #[test]
    fn r4_what_was_carried_over_is_carried() {
        let (mut this, mut prior) = (Tables::default(), Tables::default());
        for (column, over, carried) in
            [(Applicant::NaturalPerson, Some(3), Some(2)), (Applicant::Total, Some(3), Some(3))]
        {
            prior.table3.set(Row3::CarriedOver, column, over);
            this.table3.set(Row3::Carried, column, carried);
        }
        this.table3.set(Row3::Carried, Applicant::Business, Some(7));
        let place = Place::Cell3(Row3::Carried, Applicant::NaturalPerson);
        assert_eq!(
            carry_over(&this, &prior),
            [Breach { rule: RuleId::R4, place, expected: Some(3), found: Some(2) }]
        );
    }

    #[test]
    fn r6_documents_in_force_follow_from_last_year() {
        let (mut this, mut prior) = (Tables::default(), Tables::default());
        prior.table2.normative_documents = [Some(4), Some(0), Some(27)];
        this.table2.normative_documents = [Some(6), Some(1), Some(32)];
        assert_eq!(carry_over(&this, &prior), []);
        this.table2.normative_documents[2] = Some(33);
        let place = Place::Cell2(Row2::NormativeDocuments, 2);
        assert_eq!(
            carry_over(&this, &prior),
            [Breach { rule: RuleId::R6, place, expected: Some(32), found: Some(33) }]
        );
        // 废止多于所有，得负数，仍如实报告。
        this.table2.normative_documents = [Some(0), Some(40), Some(0)];
        assert_eq!(carry_over(&this, &prior)[0].expected, Some(-13));
    }

    #[test]
    fn r9_a_total_is_the_sum_of_its_units() {
        let units = [unit(9, 1, "0.5"), unit(705, 143, "4068.208"), Tables::default()];
        assert_eq!(sum_of(&unit(714, 144, "0"), &units).unwrap(), []);
        let place = Place::Cell3(Row3::New, Applicant::Total);
        let expected = [Breach { rule: RuleId::R9, place, expected: Some(714), found: Some(713) }];
        assert_eq!(sum_of(&unit(713, 144, "0"), &units).unwrap(), expected);
    }

    #[test]
    fn r9_fees_are_added_to_the_last_digit() {
        let mut summing = Summing::default();
        summing.add(&unit(0, 0, "0.0001")).unwrap();
        summing.add(&unit(0, 0, "59237.2449")).unwrap();
        assert_eq!(summing.tables().table2.fees, Some(Decimal::new(592_372_450, 4)));
        assert!(!summing.fees_differ(&unit(0, 0, "59237.245")));
        assert!(summing.fees_differ(&unit(0, 0, "59237.2449")));
        assert_eq!(summing.units(), 2);
    }

    #[test]
    fn r9_one_row_and_three_rows_of_other_handling_add_up_to_one_row() {
        let mut summing = Summing::default();
        summing.add(&unit(0, 2, "0")).unwrap();
        summing.add(&single(5)).unwrap();
        let tables = summing.tables();
        assert!(tables.table3.single_other_handling);
        assert_eq!(tables.table3.get(Row3::Result(Outcome::OtherHandling), Applicant::Total), Some(7));
        assert_eq!(summing.breaches(&unit(0, 7, "0")), []);
        assert_eq!(summing.breaches(&single(7)), []);
        assert_eq!(summing.breaches(&single(6)).len(), 1);
        let mut three = Summing::default();
        three.add(&unit(0, 7, "0")).unwrap();
        assert_eq!(three.breaches(&single(7)), []);
    }

    #[test]
    fn r9_an_overflow_is_named_and_changes_nothing() {
        let mut summing = Summing::default();
        summing.add(&unit(u64::MAX, 1, "1")).unwrap();
        let refused = summing.add(&unit(1, 1, "1")).unwrap_err();
        assert_eq!(refused.place, Place::Cell3(Row3::New, Applicant::Total));
        assert!(
            refused.to_string().starts_with("表三“一、本年新收政府信息公开申请数量”行“总计”列的合计超出")
        );
        assert_eq!((summing.units(), summing.tables()), (1, unit(u64::MAX, 1, "1")));
    }
}
