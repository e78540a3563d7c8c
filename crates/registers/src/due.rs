//! 期限：rows whose term runs, of every year, the nearest first; and who was what on a given day.

use crate::line::{self, Line};
use crate::{Error, Page, Registers};
use jiff::civil::Date;
use ledger::{Direction, Place};
use office::register::Register;

/// Rows looked through at most for a day: registers of terms of office are short.
const MOST: usize = 5_000;

impl Registers {
    /// Rows with a term that are not done, the nearest first.
    pub async fn due(
        &self,
        register: &'static Register,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page, Error> {
        let kind = line::kind(register);
        let items = self.ledger.list(&self.organ, &kind, line::DUE, after, limit, Direction::Up).await?;
        let next = items.last().filter(|_| items.len() == limit as usize);
        let next = next.and_then(|item| item.place(line::DUE));
        let lines = items.iter().map(|item| line::read(register, item)).collect::<Result<_, _>>()?;
        Ok(Page { lines, next })
    }

    /// How many terms run.
    pub async fn due_count(&self, register: &'static Register) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, &line::kind(register), line::DUE).await?)
    }

    /// How many of them ended before a day.
    pub async fn overdue(&self, register: &'static Register, today: Date) -> Result<u64, Error> {
        let (kind, day) = (line::kind(register), today.to_string());
        Ok(self.ledger.count_before(&self.organ, &kind, line::DUE, &day).await?)
    }

    /// The rows that hold on a day, of whatever year; none where the register knows no such thing.
    pub async fn on_day(&self, register: &'static Register, day: Date) -> Result<Vec<Line>, Error> {
        let Some((from, until)) = register.span else { return Ok(Vec::new()) };
        let day = day.to_string();
        let (mut found, mut seen) = (Vec::new(), 0);
        for year in self.years(register).await?.into_iter().rev() {
            let mut after = None;
            loop {
                let page = self.reading(register, year, after.as_ref(), 500).await?;
                seen += page.lines.len();
                found.extend(page.lines.into_iter().filter(|line| {
                    let end = line.cell(register, until);
                    *line.cell(register, from) <= *day && (end.is_empty() || *end >= *day)
                }));
                after = page.next;
                if after.is_none() || seen >= MOST {
                    break;
                }
            }
        }
        Ok(found)
    }
}
