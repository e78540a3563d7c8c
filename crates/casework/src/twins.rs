//! 相似的申请，以及申请人当月的第几件：found by keys, however many cases there are

use crate::row::{self, Row};
use crate::{Casework, Error, KIND, Person};
use jiff::civil::Date;
use ledger::Direction;
use office::case::Case;
use office::similar::{self, Suggestion, Twin};

/// Cases looked at under one band, the newest; a band that holds more is of a common subject.
const OF_A_BAND: u32 = 20;

/// A case that is like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub row: Row,
    pub percent: u32,
    pub suggestion: Suggestion,
}

/// The keys a case is found by as a twin, and by its applicant and month.
pub(crate) fn keys(case: &Case) -> Vec<String> {
    let mut keys: Vec<String> =
        similar::bands(&case.subject).into_iter().map(|band| format!("alike/{band}")).collect();
    keys.push(format!("applicant/{}", case.applicant));
    keys.extend(case.received().map(|received| month(&case.applicant, received)));
    keys
}

fn month(applicant: &str, day: Date) -> String {
    format!("applicant/{applicant}/{:04}-{:02}", day.year(), day.month())
}

impl Casework {
    /// Likely twins of a case, the most alike first.
    pub async fn alike(&self, case: &Case) -> Result<Vec<Alike>, Error> {
        let bands: Vec<String> = keys(case).into_iter().filter(|key| key.starts_with("alike/")).collect();
        let items = self.ledger().list_any(self.organ(), KIND, &bands, OF_A_BAND).await?;
        let others = items.iter().filter(|item| item.id != case.no);
        let found = others.map(row::read).collect::<Result<Vec<Row>, Error>>()?;
        let this = Twin { subject: &case.subject, applicant: &case.applicant, answered: false };
        let mut alike: Vec<Alike> = found.into_iter().filter_map(|row| judged(this, row)).collect();
        alike.sort_by(|one, other| (other.percent, &other.row.no).cmp(&(one.percent, &one.row.no)));
        Ok(alike)
    }

    /// An applicant's applications by the number of the paper they were made with, the newest first.
    pub async fn of_applicant(&self, paper_no: &str, limit: u32) -> Result<Vec<Row>, Error> {
        let person = Person { paper_no: paper_no.into(), ..Person::default() };
        let key = format!("applicant/{}", self.fingerprint(&person)?);
        let items = self.ledger().list(self.organ(), KIND, &key, None, limit, Direction::Down).await?;
        items.iter().map(row::read).collect()
    }

    /// How many applications of the applicant were received in the month of this one, itself included:
    /// what the fee by the application is reckoned from. `None` before it is received.
    pub async fn of_the_month(&self, case: &Case) -> Result<Option<u64>, Error> {
        let Some(received) = case.received() else { return Ok(None) };
        let key = month(&case.applicant, received);
        Ok(Some(self.ledger().count(self.organ(), KIND, &key).await?))
    }
}

fn judged(this: Twin<'_>, row: Row) -> Option<Alike> {
    let other = Twin { subject: &row.subject, applicant: &row.applicant, answered: row.in_time.is_some() };
    let suggestion = similar::suggestion(this, other)?;
    Some(Alike { percent: similar::percent(this.subject, &row.subject), suggestion, row })
}
