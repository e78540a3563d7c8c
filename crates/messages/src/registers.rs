//! 台账里的登记：咨询留言, as the annual report takes it for a year

use crate::figures::Counted;
use crate::row::Row;
use crate::{Error, KIND, List, Messages};
use jiff::civil::Date;
use office::records::{Kept, Public};

const PAGE: u32 = 1000;
/// 主题 of what nobody has classified.
const UNCLASSIFIED: &str = "其他";

impl Messages {
    /// Adds the register of these years, made of the messages as they stand now.
    pub async fn registers(&self, kept: Kept, years: &[i16]) -> Result<Kept, Error> {
        let mut kept = kept.answering(self.first_year().await?);
        for year in years.iter().copied() {
            kept.add("messages", year, self.received(year).await?);
        }
        Ok(kept)
    }

    /// The year in which the first message came in.
    pub async fn first_year(&self) -> Result<Option<i16>, Error> {
        let counts = self.ledger().counts(self.organ(), KIND, "").await?;
        let years = counts.iter().filter(|(_, n)| **n > 0);
        Ok(years.filter_map(|(key, _)| key.strip_suffix("/received")?.parse().ok()).min())
    }

    async fn received(&self, year: i16) -> Result<Vec<Public>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.list(&List::Counted(Counted::Received.key(year)), after.as_ref(), PAGE).await?;
            found.extend(page.rows.into_iter().map(cells));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }
}

fn cells(row: Row) -> Public {
    let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    vec![
        row.no.into(),
        row.matter.unwrap_or_else(|| UNCLASSIFIED.into()).into(),
        row.received.to_string().into(),
        row.first_due.to_string().into(),
        day(row.answered).into(),
        if row.answered.is_none() {
            ""
        } else if row.shown {
            "yes"
        } else {
            "no"
        }
        .into(),
    ]
}
