//! 规章、规范性文件登记：what is in force, what is not any more, and what ends soon

use crate::{Error, Listed, PUBLIC, Page, Publishing, Shelf, page};
use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{Direction, Item, Place};
use office::publication::{Nature, Public, Validity};

/// Pages of the shelf looked through for one page of what is in force.
const MOST_PAGES: usize = 50;

/// 效力 a list of the register is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    All,
    InForce,
    /// 废止、失效, the last first.
    Over,
    /// In force until a day that is near, the nearest first.
    Ending,
}

impl Force {
    pub const ALL: [Force; 4] = [Force::All, Force::InForce, Force::Ending, Force::Over];

    pub const fn key(self) -> &'static str {
        match self {
            Force::All => "all",
            Force::InForce => "in_force",
            Force::Over => "over",
            Force::Ending => "ending",
        }
    }

    pub fn from_key(key: &str) -> Option<Force> {
        Force::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Force::All => "全部",
            Force::InForce => "现行有效",
            Force::Over => "废止、失效",
            Force::Ending => "将要到期",
        }
    }
}

/// How many documents stand how, as of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    pub all: u64,
    pub in_force: u64,
    pub ending: u64,
    pub over: u64,
}

impl State {
    pub const fn of(&self, force: Force) -> u64 {
        match force {
            Force::All => self.all,
            Force::InForce => self.in_force,
            Force::Over => self.over,
            Force::Ending => self.ending,
        }
    }
}

/// `gone/normative_document`: sorted by the day from which a document is in force no more; `gone` of every nature.
fn gone_key(nature: Option<Nature>) -> String {
    nature.map_or_else(|| "gone".into(), |nature| format!("gone/{}", nature.key()))
}

/// A document also where lists of what ends look for it.
pub(crate) fn under(put: Item, nature: Nature, gone: Option<Date>) -> Item {
    match gone.filter(|_| nature.has_validity()) {
        Some(on) => put.under(gone_key(None), on.to_string()).under(gone_key(Some(nature)), on.to_string()),
        None => put,
    }
}

fn shelf(nature: Option<Nature>) -> Shelf {
    nature.map_or(Shelf::Documents, Shelf::Nature)
}

impl Publishing {
    /// 提前多少日提示文件将要到期.
    pub const fn expiry_warning_days(&self) -> u16 {
        self.expiry_warning_days
    }

    /// The last day of what counts as ending soon.
    fn warned_until(&self, today: Date) -> Date {
        today.saturating_add(i32::from(self.expiry_warning_days).days())
    }

    /// A page of the register.
    pub async fn documents(
        &self,
        (nature, force): (Option<Nature>, Force),
        today: Date,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page<Public<Listed>>, Error> {
        match force {
            Force::All => self.shelf(&shelf(nature), after, limit).await,
            Force::InForce => self.in_force(nature, today, after, limit).await,
            Force::Over => {
                let from = self.from(today);
                self.gone(nature, after.or(Some(&from)), limit, Direction::Down).await
            }
            Force::Ending => {
                let from = self.from(today);
                let mut page = self.gone(nature, after.or(Some(&from)), limit, Direction::Up).await?;
                let last = self.warned_until(today).tomorrow().unwrap_or(Date::MAX);
                let before = page.rows.len();
                page.rows.retain(|one| one.gone_on().is_some_and(|on| on <= last));
                if page.rows.len() < before {
                    page.next = None;
                }
                Ok(page)
            }
        }
    }

    /// Between what is gone today and what will be tomorrow.
    fn from(&self, today: Date) -> Place {
        let sort = today.tomorrow().unwrap_or(today).to_string();
        Place { sort, organ: self.organ.clone(), id: String::new() }
    }

    async fn gone(
        &self,
        nature: Option<Nature>,
        after: Option<&Place>,
        limit: u32,
        direction: Direction,
    ) -> Result<Page<Public<Listed>>, Error> {
        page(&self.ledger, &self.organ, (PUBLIC, &gone_key(nature)), after, limit, direction).await
    }

    /// Most are in force: what is not is passed over. A page may hold a little more than asked for.
    async fn in_force(
        &self,
        nature: Option<Nature>,
        today: Date,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page<Public<Listed>>, Error> {
        let shelf = shelf(nature);
        let mut found = Page { rows: Vec::new(), next: after.cloned() };
        for _ in 0..MOST_PAGES {
            let page = self.shelf(&shelf, found.next.as_ref(), limit).await?;
            let stands = |one: &Public<Listed>| one.validity_on(today) == Some(Validity::InForce);
            found.rows.extend(page.rows.into_iter().filter(stands));
            found.next = page.next;
            if found.next.is_none() || found.rows.len() >= limit as usize {
                break;
            }
        }
        Ok(found)
    }

    /// How many documents of a nature, or of all, are in force today, end soon, are not in force any more.
    pub async fn documents_state(&self, nature: Option<Nature>, today: Date) -> Result<State, Error> {
        let all = self.shelf_count(&shelf(nature)).await?;
        let before = async |day: Date| -> Result<u64, Error> {
            let key = gone_key(nature);
            Ok(self.ledger.count_before(&self.organ, PUBLIC, &key, &day.to_string()).await?)
        };
        let after = |day: Date, days: i64| day.saturating_add(days.days());
        let over = before(after(today, 1)).await?;
        let ending = before(after(self.warned_until(today), 2)).await?.saturating_sub(over);
        Ok(State { all, in_force: all.saturating_sub(over), ending, over })
    }
}
