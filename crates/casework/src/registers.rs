//! 台账里的登记：申请、复议、诉讼、信息处理费，as the annual report takes them for a year

use crate::figures::block_of;
use crate::{Casework, Error, List, Row, remedy_key, request_key};
use jiff::civil::Date;
use law::annual_report::{Applicant, Block4, Outcome, Result4, Row3};
use law::request::Event as Timed;
use office::case::{Case, Remedy, ReviewResult, counted};
use office::records::{Kept, Public};
use std::borrow::Cow;

const PAGE: u32 = 1000;
/// 事项类别 of what nobody has classified.
const UNCLASSIFIED: &str = "其他";

/// Where cases are listed by the year a fee notice was sent in: `fee/2024`.
pub(crate) fn fee_key(year: i16) -> String {
    format!("fee/{year}")
}

/// When the fee notice was sent, and how many 元 it asked for.
pub(crate) fn fee_notice(case: &Case) -> Option<(Date, u64)> {
    let (_, yuan) = case.fee?;
    let sent = case.history.events.iter().find(|one| matches!(one.event, Timed::FeeNoticed { .. }))?;
    Some((sent.at, yuan))
}

impl Casework {
    /// The registers of these years, made of the cases as they stand now: whatever came in during a year or was
    /// carried into it, and what happened to it.
    pub async fn registers(&self, years: &[i16]) -> Result<Kept, Error> {
        let mut kept = Kept::new(self.received().await?);
        for year in years.iter().copied() {
            kept.add("requests", year, self.requests(year).await?);
            kept.add("reviews", year, self.remedies(year, &[Block4::Review]).await?);
            kept.add("litigations", year, self.remedies(year, &[Block4::Direct, Block4::AfterReview]).await?);
            kept.add("processing_fees", year, self.fees(year).await?);
        }
        Ok(kept)
    }

    async fn requests(&self, year: i16) -> Result<Vec<Public>, Error> {
        let mut found = Vec::new();
        for row in [Row3::Carried, Row3::New] {
            let list = List::Counted(request_key(year, row, Applicant::Total));
            self.each(&list, &mut |row| found.push(request(row))).await?;
        }
        Ok(found)
    }

    async fn remedies(&self, year: i16, blocks: &[Block4]) -> Result<Vec<Public>, Error> {
        let mut found = Vec::new();
        for block in blocks {
            let mut numbers = Vec::new();
            let list = List::Counted(remedy_key(year, *block, Result4::Total));
            self.each(&list, &mut |row| numbers.push(row.no)).await?;
            for no in numbers {
                let Some(file) = self.file(&no).await? else { continue };
                let remedies = counted(&file.case).map(|one| one.remedies).unwrap_or_default();
                let counts = |one: &Remedy| block_of(one.route) == *block && counts_in(one, year);
                found.extend(remedies.iter().filter(|one| counts(one)).map(|one| remedy(&no, *block, one)));
            }
        }
        Ok(found)
    }

    async fn fees(&self, year: i16) -> Result<Vec<Public>, Error> {
        let mut numbers = Vec::new();
        self.each(&List::Fees(year), &mut |row| numbers.push(row.no)).await?;
        let mut found = Vec::with_capacity(numbers.len());
        for no in numbers {
            let Some(file) = self.file(&no).await? else { continue };
            found.extend(fee(&file.case));
        }
        Ok(found)
    }

    /// Shows a whole list, a page at a time.
    async fn each(&self, list: &List, show: &mut (dyn FnMut(Row) + Send)) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.list(list, after.as_ref(), PAGE).await?;
            page.rows.into_iter().for_each(&mut *show);
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

fn day(date: Option<Date>) -> Cow<'static, str> {
    date.map_or(Cow::Borrowed(""), |date| date.to_string().into())
}

fn request(row: Row) -> Public {
    vec![
        row.no.into(),
        row.kind.key().into(),
        row.channel.key().into(),
        day(row.received),
        row.matter.map_or(Cow::Borrowed(UNCLASSIFIED), Cow::from),
        day(row.due),
        day(row.ended),
        row.outcome.map_or("", Outcome::key).into(),
    ]
}

/// Whether it was pending at any time of the year.
fn counts_in(remedy: &Remedy, year: i16) -> bool {
    remedy.sought.year() <= year && remedy.decided.is_none_or(|(on, _)| on.year() >= year)
}

fn remedy(no: &str, block: Block4, remedy: &Remedy) -> Public {
    let docket = match remedy.docket.trim() {
        // Not known yet: the number of the application, and which remedy against it.
        "" => format!("{no}-{}", remedy.remedy),
        docket => docket.to_owned(),
    };
    let result = remedy.decided.map_or("", |(_, result)| match result {
        ReviewResult::Upheld => "upheld",
        ReviewResult::Corrected => "corrected",
        ReviewResult::Other => "other",
    });
    let route = (block != Block4::Review).then_some(Cow::Borrowed(block.key()));
    let ends = [day(Some(remedy.sought)), day(remedy.decided.map(|(on, _)| on)), result.into()];
    [Cow::from(docket)].into_iter().chain(route).chain(ends).collect()
}

fn fee(case: &Case) -> Option<Public> {
    let (on, yuan) = fee_notice(case)?;
    let paid = case.history.events.iter().any(|one| one.event == Timed::FeePaid);
    let collected = if paid { yuan.to_string() } else { String::new() };
    Some(vec![case.no.clone().into(), day(Some(on)), yuan.to_string().into(), collected.into()])
}
