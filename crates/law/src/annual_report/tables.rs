//! 三张统计表的数值。A blank cell is `None`, never 0.

use super::form::{Applicant, Block4, Outcome, Result4, Row2, Row3};
use super::place::Place;
use rust_decimal::Decimal;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 件数; `None` where the report leaves the cell blank or it was not found.
pub type Count = Option<u64>;

/// 表二　主动公开政府信息情况
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Table2 {
    /// 制发、废止、现行有效（件）
    #[serde(rename = "规章")]
    pub regulations: [Count; 3],
    #[serde(rename = "行政规范性文件")]
    pub normative_documents: [Count; 3],
    #[serde(rename = "行政许可")]
    pub licences: Count,
    #[serde(rename = "行政处罚")]
    pub penalties: Count,
    #[serde(rename = "行政强制")]
    pub coercions: Count,
    /// 万元, with the digits as printed; a decimal string in JSON.
    #[serde(rename = "行政事业性收费", with = "rust_decimal::serde::str_option")]
    pub fees: Option<Decimal>,
}

impl Table2 {
    /// The count in a cell; `None` for the fee, which is money.
    pub fn count(&self, row: Row2, column: usize) -> Count {
        match row {
            Row2::Regulations => self.regulations.get(column).copied().flatten(),
            Row2::NormativeDocuments => self.normative_documents.get(column).copied().flatten(),
            Row2::Licences => self.licences,
            Row2::Penalties => self.penalties,
            Row2::Coercions => self.coercions,
            Row2::Fees => None,
        }
    }

    /// The cell to write a count into; `None` for the fee and for columns that do not exist.
    pub fn count_mut(&mut self, row: Row2, column: usize) -> Option<&mut Count> {
        match row {
            Row2::Regulations => self.regulations.get_mut(column),
            Row2::NormativeDocuments => self.normative_documents.get_mut(column),
            Row2::Licences => Some(&mut self.licences),
            Row2::Penalties => Some(&mut self.penalties),
            Row2::Coercions => Some(&mut self.coercions),
            Row2::Fees => None,
        }
    }
}

/// 表三　收到和处理政府信息公开申请情况. Rows by [`Row3::index`], columns by [`Applicant::index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table3 {
    cells: [[Count; 7]; Row3::COUNT],
    /// （六）其他处理 stands as one row (2019 form, and reports that kept it).
    pub single_other_handling: bool,
}

impl Default for Table3 {
    fn default() -> Table3 {
        Table3 { cells: [[None; 7]; Row3::COUNT], single_other_handling: false }
    }
}

impl Table3 {
    pub fn row(&self, row: Row3) -> &[Count; 7] {
        &self.cells[row.index()]
    }

    pub fn row_mut(&mut self, row: Row3) -> &mut [Count; 7] {
        &mut self.cells[row.index()]
    }

    pub fn get(&self, row: Row3, column: Applicant) -> Count {
        self.cells[row.index()][column.index()]
    }

    pub fn set(&mut self, row: Row3, column: Applicant, value: Count) {
        self.cells[row.index()][column.index()] = value;
    }

    /// The outcome rows this report has: 21, or 19 where （六） is one row.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome> + use<> {
        let single = self.single_other_handling;
        Outcome::ALL.into_iter().filter(move |outcome| match outcome {
            Outcome::NotCorrected | Outcome::FeeUnpaid | Outcome::Other => !single,
            Outcome::OtherHandling => single,
            _ => true,
        })
    }

    /// The rows this report has, from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = Row3> + use<> {
        [Row3::New, Row3::Carried]
            .into_iter()
            .chain(self.outcomes().map(Row3::Result))
            .chain([Row3::Total, Row3::CarriedOver])
    }
}

impl Serialize for Table3 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Results<'a>(&'a Table3);
        impl Serialize for Results<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(
                    self.0.outcomes().map(|outcome| (outcome.key(), self.0.row(Row3::Result(outcome)))),
                )
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("new", self.row(Row3::New))?;
        map.serialize_entry("carried", self.row(Row3::Carried))?;
        map.serialize_entry("results", &Results(self))?;
        map.serialize_entry("total", self.row(Row3::Total))?;
        map.serialize_entry("carried_over", self.row(Row3::CarriedOver))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Table3 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Table3, D::Error> {
        struct Whole;
        struct Results<'a>(&'a mut Table3);
        impl<'de> Visitor<'de> for Whole {
            type Value = Table3;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("table 3")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table3, A::Error> {
                let mut table = Table3::default();
                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    match key.as_ref() {
                        "new" => *table.row_mut(Row3::New) = map.next_value()?,
                        "carried" => *table.row_mut(Row3::Carried) = map.next_value()?,
                        "total" => *table.row_mut(Row3::Total) = map.next_value()?,
                        "carried_over" => *table.row_mut(Row3::CarriedOver) = map.next_value()?,
                        "results" => map.next_value_seed(Results(&mut table))?,
                        _ => {
                            map.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(table)
            }
        }
        impl<'de> Visitor<'de> for Results<'_> {
            type Value = ();
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("the results of table 3 by key («3.1» … «3.6.3»)")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    match Outcome::from_key(&key) {
                        Some(outcome) => *self.0.row_mut(Row3::Result(outcome)) = map.next_value()?,
                        None => return Err(serde::de::Error::custom(format!("unknown result {key}"))),
                    }
                    self.0.single_other_handling |= key == Outcome::OtherHandling.key();
                }
                Ok(())
            }
        }
        impl<'de> serde::de::DeserializeSeed<'de> for Results<'_> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_map(self)
            }
        }
        deserializer.deserialize_map(Whole)
    }
}

/// 表四　行政复议、行政诉讼情况. Columns by [`Result4::index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Table4 {
    pub review: [Count; 5],
    pub direct: [Count; 5],
    pub after_review: [Count; 5],
}

impl Table4 {
    pub fn block(&self, block: Block4) -> &[Count; 5] {
        match block {
            Block4::Review => &self.review,
            Block4::Direct => &self.direct,
            Block4::AfterReview => &self.after_review,
        }
    }

    pub fn block_mut(&mut self, block: Block4) -> &mut [Count; 5] {
        match block {
            Block4::Review => &mut self.review,
            Block4::Direct => &mut self.direct,
            Block4::AfterReview => &mut self.after_review,
        }
    }

    pub fn get(&self, block: Block4, result: Result4) -> Count {
        self.block(block)[result.index()]
    }
}

/// The three tables of one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tables {
    pub table2: Table2,
    pub table3: Table3,
    pub table4: Table4,
}

impl Tables {
    /// The count at a place; `None` for a blank cell, for the fee and for places that are not cells.
    pub fn count(&self, place: Place) -> Count {
        match place {
            Place::Cell2(row, column) => self.table2.count(row, usize::from(column)),
            Place::Cell3(row, column) => self.table3.get(row, column),
            Place::Cell4(block, result) => self.table4.get(block, result),
            Place::Report
            | Place::Title
            | Place::Part(_)
            | Place::Table2
            | Place::Table3
            | Place::Table4
            | Place::Column3(_) => None,
        }
    }

    /// Every cell that holds a count, in reading order. The fee, being money, is not among them.
    pub fn cells(&self) -> impl Iterator<Item = Place> + use<> {
        let cells2 = Row2::ALL
            .into_iter()
            .filter(|row| *row != Row2::Fees)
            .flat_map(|row| (0..row.width() as u8).map(move |column| Place::Cell2(row, column)));
        let cells3 = self
            .table3
            .rows()
            .flat_map(|row| Applicant::ALL.into_iter().map(move |column| Place::Cell3(row, column)));
        let cells4 = Block4::ALL
            .into_iter()
            .flat_map(|block| Result4::ALL.into_iter().map(move |result| Place::Cell4(block, result)));
        cells2.chain(cells3).chain(cells4)
    }

    /// Writes a count at a cell; does nothing at places that are not cells.
    pub fn set(&mut self, place: Place, value: Count) {
        match place {
            Place::Cell2(row, column) => {
                if let Some(cell) = self.table2.count_mut(row, usize::from(column)) {
                    *cell = value;
                }
            }
            Place::Cell3(row, column) => self.table3.set(row, column, value),
            Place::Cell4(block, result) => self.table4.block_mut(block)[result.index()] = value,
            Place::Report
            | Place::Title
            | Place::Part(_)
            | Place::Table2
            | Place::Table3
            | Place::Table4
            | Place::Column3(_) => {}
        }
    }
}
