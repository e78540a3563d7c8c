//! 三张表对各种说法怎么说：a claim's kind → the figure the tables hold for it.

use crate::model::ClaimKind;
use law::annual_report::form::Group;
use law::annual_report::{Applicant, Block4, Place, Result4, Row2, Row3, Tables};
use rust_decimal::Decimal;

/// The tables of one report, asked by kind of claim.
pub struct Facts {
    tables: Tables,
}

impl Facts {
    pub fn new(tables: Tables) -> Facts {
        Facts { tables }
    }

    /// What the tables say; `None` where the cells are blank or no table holds it.
    pub fn of(&self, kind: ClaimKind) -> Option<Decimal> {
        if kind == ClaimKind::AdministrativeFees {
            return self.tables.table2.fees;
        }
        self.count(kind).map(Decimal::from)
    }

    fn count(&self, kind: ClaimKind) -> Option<u64> {
        let documents = |row, column| self.tables.table2.count(row, column);
        match kind {
            ClaimKind::RequestsReceived => self.row(Row3::New),
            ClaimKind::RequestsCarried => self.row(Row3::Carried),
            ClaimKind::RequestsReceivedAndCarried => add(self.row(Row3::New)?, self.row(Row3::Carried)),
            ClaimKind::RequestsAnswered => self.row(Row3::Total),
            ClaimKind::RequestsCarriedOver => self.row(Row3::CarriedOver),
            ClaimKind::RequestsNatural => {
                let column = |row| self.tables.table3.get(row, Applicant::NaturalPerson);
                add(column(Row3::New)?, column(Row3::Carried))
            }
            ClaimKind::RequestsLegal => add(self.legal(Row3::New)?, self.legal(Row3::Carried)),
            ClaimKind::Granted => self.group(Group::Granted),
            ClaimKind::Partial => self.group(Group::Partial),
            ClaimKind::GrantedAndPartial => add(self.group(Group::Granted)?, self.group(Group::Partial)),
            ClaimKind::Refused => self.group(Group::Refused),
            ClaimKind::Unable => self.group(Group::Unable),
            ClaimKind::NotProcessed => self.group(Group::NotProcessed),
            ClaimKind::OtherHandling => self.group(Group::OtherHandling),
            ClaimKind::ReviewTotal => self.block(Block4::Review),
            ClaimKind::LitigationTotal => self.litigation(),
            ClaimKind::ReviewAndLitigationTotal => add(self.block(Block4::Review)?, self.litigation()),
            ClaimKind::CorrectedTotal => self.result(Result4::Corrected),
            ClaimKind::UpheldTotal => self.result(Result4::Upheld),
            ClaimKind::RegulationsMade => documents(Row2::Regulations, 0),
            ClaimKind::RegulationsRepealed => documents(Row2::Regulations, 1),
            ClaimKind::RegulationsInForce => documents(Row2::Regulations, 2),
            ClaimKind::NormdocsMade => documents(Row2::NormativeDocuments, 0),
            ClaimKind::NormdocsRepealed => documents(Row2::NormativeDocuments, 1),
            ClaimKind::NormdocsInForce => documents(Row2::NormativeDocuments, 2),
            ClaimKind::Licences => self.tables.table2.licences,
            ClaimKind::Penalties => self.tables.table2.penalties,
            ClaimKind::Coercions => self.tables.table2.coercions,
            ClaimKind::AdministrativeFees
            | ClaimKind::ProactiveItems
            | ClaimKind::ProcessingFeeYuan
            | ClaimKind::YearOnYear
            | ClaimKind::ItemisedSum
            | ClaimKind::Percentage => None,
        }
    }

    /// Other figures that bear the same claim out: a sum where the printed total is wrong or blank, the new
    /// requests where prose counts only those, one block of table 4 where the sentence is about that block.
    pub fn also(&self, kind: ClaimKind, value: Decimal, words: &str) -> bool {
        let same = |count: Option<u64>| count.is_some_and(|count| Decimal::from(count) == value);
        match kind {
            ClaimKind::RequestsReceived => same(self.parts(Row3::New)),
            ClaimKind::RequestsAnswered => same(self.results()),
            ClaimKind::RequestsNatural => same(self.tables.table3.get(Row3::New, Applicant::NaturalPerson)),
            ClaimKind::RequestsLegal => same(self.legal(Row3::New)),
            ClaimKind::ReviewTotal => same(self.block_parts(Block4::Review)),
            ClaimKind::LitigationTotal if words.contains("复议后") => {
                same(self.block(Block4::AfterReview))
            }
            ClaimKind::LitigationTotal if words.contains("直接") || words.contains("未经") => {
                same(self.block(Block4::Direct))
            }
            ClaimKind::LitigationTotal => same(self.litigation_parts()),
            ClaimKind::ReviewAndLitigationTotal => {
                same(self.block_parts(Block4::Review).zip(self.litigation_parts()).map(|(a, b)| a + b))
            }
            ClaimKind::CorrectedTotal => self.result_of_one(Result4::Corrected, value, words),
            ClaimKind::UpheldTotal => self.result_of_one(Result4::Upheld, value, words),
            _ => false,
        }
    }

    /// The printed total of a row, or the sum of its columns where the total is blank.
    fn row(&self, row: Row3) -> Option<u64> {
        self.tables.table3.get(row, Applicant::Total).or_else(|| self.parts(row))
    }

    fn parts(&self, row: Row3) -> Option<u64> {
        sum(Applicant::PARTS.into_iter().map(|column| self.tables.table3.get(row, column)))
    }

    fn legal(&self, row: Row3) -> Option<u64> {
        sum(Applicant::PARTS[1..].iter().map(|column| self.tables.table3.get(row, *column)))
    }

    fn group(&self, group: Group) -> Option<u64> {
        sum(self
            .tables
            .table3
            .outcomes()
            .filter(|outcome| outcome.group() == group)
            .map(|outcome| self.row(Row3::Result(outcome))))
    }

    fn results(&self) -> Option<u64> {
        sum(self.tables.table3.outcomes().map(|outcome| self.row(Row3::Result(outcome))))
    }

    fn block(&self, block: Block4) -> Option<u64> {
        self.tables.table4.get(block, Result4::Total).or_else(|| self.block_parts(block))
    }

    fn block_parts(&self, block: Block4) -> Option<u64> {
        sum(self.tables.table4.block(block)[..4].iter().copied())
    }

    fn litigation(&self) -> Option<u64> {
        sum([self.block(Block4::Direct), self.block(Block4::AfterReview)].into_iter())
    }

    fn litigation_parts(&self) -> Option<u64> {
        sum([self.block_parts(Block4::Direct), self.block_parts(Block4::AfterReview)].into_iter())
    }

    fn result(&self, result: Result4) -> Option<u64> {
        sum(Block4::ALL.into_iter().map(|block| self.tables.table4.get(block, result)))
    }

    /// Reviews or litigation alone. «均维持» may be said of either; that there were none must be said of one.
    fn result_of_one(&self, result: Result4, value: Decimal, words: &str) -> bool {
        let get = |block| self.tables.table4.get(block, result).unwrap_or(0);
        let (review, direct, after) = (get(Block4::Review), get(Block4::Direct), get(Block4::AfterReview));
        let (of_reviews, of_litigation) =
            (words.contains("复议"), words.contains("诉讼") || words.contains("败诉"));
        let any = !of_reviews && !of_litigation && !value.is_zero();
        let same = |count: u64| Decimal::from(count) == value;
        ((of_reviews && !of_litigation || any) && same(review))
            || ((of_litigation && !of_reviews || any) && same(direct.saturating_add(after)))
            || (any && (same(direct) || same(after)))
    }
}

/// The sum of what is there; `None` where nothing is.
fn sum(counts: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    counts
        .flatten()
        .try_fold(None, |sum: Option<u64>, count| Some(Some(sum.unwrap_or(0).checked_add(count)?)))?
}

fn add(count: u64, more: Option<u64>) -> Option<u64> {
    count.checked_add(more.unwrap_or(0))
}

pub fn group_of(kind: ClaimKind) -> Option<Group> {
    match kind {
        ClaimKind::Granted => Some(Group::Granted),
        ClaimKind::Partial => Some(Group::Partial),
        ClaimKind::Refused => Some(Group::Refused),
        ClaimKind::Unable => Some(Group::Unable),
        ClaimKind::NotProcessed => Some(Group::NotProcessed),
        ClaimKind::OtherHandling => Some(Group::OtherHandling),
        _ => None,
    }
}

/// What a clerk calls a claim of this kind, and where the tables hold it.
pub fn in_words(kind: ClaimKind) -> (&'static str, String) {
    let row = |row: Row3| Place::Cell3(row, Applicant::Total).in_words();
    let group = |group: Group| format!("表三{}各行合计", group.label());
    let document = |row, column| Place::Cell2(row, column).in_words();
    match kind {
        ClaimKind::RequestsReceived => ("新收政府信息公开申请", row(Row3::New)),
        ClaimKind::RequestsCarried => ("上年结转申请", row(Row3::Carried)),
        ClaimKind::RequestsReceivedAndCarried => ("新收和上年结转申请", "表三新收与上年结转之和".into()),
        ClaimKind::RequestsAnswered => ("办结申请", row(Row3::Total)),
        ClaimKind::RequestsCarriedOver => ("结转下年度申请", row(Row3::CarriedOver)),
        ClaimKind::RequestsNatural => ("自然人申请", "表三“自然人”列新收与上年结转之和".into()),
        ClaimKind::RequestsLegal => {
            ("法人或其他组织申请", "表三“法人或其他组织”各列新收与上年结转之和".into())
        }
        ClaimKind::Granted => ("予以公开", group(Group::Granted)),
        ClaimKind::Partial => ("部分公开", group(Group::Partial)),
        ClaimKind::GrantedAndPartial => ("予以公开及部分公开", "表三予以公开与部分公开之和".into()),
        ClaimKind::Refused => ("不予公开", group(Group::Refused)),
        ClaimKind::Unable => ("无法提供", group(Group::Unable)),
        ClaimKind::NotProcessed => ("不予处理", group(Group::NotProcessed)),
        ClaimKind::OtherHandling => ("其他处理", group(Group::OtherHandling)),
        ClaimKind::ReviewTotal => ("行政复议", Place::Cell4(Block4::Review, Result4::Total).in_words()),
        ClaimKind::LitigationTotal => ("行政诉讼", "表四行政诉讼两块总计之和".into()),
        ClaimKind::ReviewAndLitigationTotal => ("行政复议和行政诉讼", "表四三块总计之和".into()),
        ClaimKind::CorrectedTotal => ("被纠错或败诉", "表四各块“结果纠正”之和".into()),
        ClaimKind::UpheldTotal => ("结果维持", "表四各块“结果维持”之和".into()),
        ClaimKind::RegulationsMade => ("制发规章", document(Row2::Regulations, 0)),
        ClaimKind::RegulationsRepealed => ("废止规章", document(Row2::Regulations, 1)),
        ClaimKind::RegulationsInForce => ("现行有效规章", document(Row2::Regulations, 2)),
        ClaimKind::NormdocsMade => ("制发行政规范性文件", document(Row2::NormativeDocuments, 0)),
        ClaimKind::NormdocsRepealed => ("废止行政规范性文件", document(Row2::NormativeDocuments, 1)),
        ClaimKind::NormdocsInForce => ("现行有效行政规范性文件", document(Row2::NormativeDocuments, 2)),
        ClaimKind::Licences => ("行政许可", Place::Cell2(Row2::Licences, 0).in_words()),
        ClaimKind::Penalties => ("行政处罚", Place::Cell2(Row2::Penalties, 0).in_words()),
        ClaimKind::Coercions => ("行政强制", Place::Cell2(Row2::Coercions, 0).in_words()),
        ClaimKind::AdministrativeFees => ("行政事业性收费（万元）", Place::Cell2(Row2::Fees, 0).in_words()),
        ClaimKind::ProactiveItems => ("主动公开政府信息", String::new()),
        ClaimKind::ProcessingFeeYuan => ("收取信息处理费（元）", String::new()),
        ClaimKind::YearOnYear => ("与上年相比", String::new()),
        ClaimKind::ItemisedSum => ("合计", String::new()),
        ClaimKind::Percentage => ("占比", String::new()),
    }
}
