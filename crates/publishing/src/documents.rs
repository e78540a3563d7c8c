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
    /// 尚未施行, the nearest first.
    Coming,
    /// 废止、失效, the last first.
    Over,
    /// In force until a day that is near, the nearest first.
    Ending,
}

impl Force {
    pub const ALL: [Force; 5] = [Force::All, Force::InForce, Force::Coming, Force::Ending, Force::Over];

    pub const fn key(self) -> &'static str {
        match self {
            Force::All => "all",
            Force::InForce => "in_force",
            Force::Coming => "coming",
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
            Force::Coming => "尚未施行",
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
    pub coming: u64,
    pub ending: u64,
    pub over: u64,
}

impl State {
    pub const fn of(&self, force: Force) -> u64 {
        match force {
            Force::All => self.all,
            Force::InForce => self.in_force,
            Force::Coming => self.coming,
            Force::Over => self.over,
            Force::Ending => self.ending,
        }
    }
}

/// Sorted by the day from which a document is in force no more.
const GONE: &str = "gone";
/// Sorted by the day on which it comes into force, where it does.
const FROM: &str = "from";

/// `gone/normative_document`; `gone` of every nature.
fn key(of: &str, nature: Option<Nature>) -> String {
    nature.map_or_else(|| of.into(), |nature| format!("{of}/{}", nature.key()))
}

/// A document also where lists of what begins and of what ends look for it.
pub(crate) fn under(put: Item, nature: Nature, (from, gone): (Option<Date>, Option<Date>)) -> Item {
    if !nature.has_validity() {
        return put;
    }
    let from = from.filter(|from| gone.is_none_or(|gone| *from < gone));
    let days = [(FROM, from), (GONE, gone)].into_iter().filter_map(|(of, day)| Some((of, day?)));
    days.fold(put, |put, (of, day)| {
        put.under(key(of, None), day.to_string()).under(key(of, Some(nature)), day.to_string())
    })
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
            Force::Coming => self.by_day((FROM, nature), today, after, limit, Direction::Up).await,
            Force::Over => self.by_day((GONE, nature), today, after, limit, Direction::Down).await,
            Force::Ending => {
                let mut page = self.by_day((GONE, nature), today, after, limit, Direction::Up).await?;
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

    /// From between today and tomorrow, in either direction.
    async fn by_day(
        &self,
        (of, nature): (&str, Option<Nature>),
        today: Date,
        after: Option<&Place>,
        limit: u32,
        direction: Direction,
    ) -> Result<Page<Public<Listed>>, Error> {
        let sort = today.tomorrow().unwrap_or(today).to_string();
        let between = Place { sort, organ: self.organ.clone(), id: String::new() };
        let after = after.or(Some(&between));
        page(&self.ledger, &self.organ, (PUBLIC, &key(of, nature)), after, limit, direction).await
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

    /// How many documents of a nature, or of all, are in force today, are not yet, end soon, are not any more.
    pub async fn documents_state(&self, nature: Option<Nature>, today: Date) -> Result<State, Error> {
        let all = self.shelf_count(&shelf(nature)).await?;
        let before = async |day: Date| -> Result<u64, Error> {
            let key = key(GONE, nature);
            Ok(self.ledger.count_before(&self.organ, PUBLIC, &key, &day.to_string()).await?)
        };
        let after = |day: Date, days: i64| day.saturating_add(days.days());
        let over = before(after(today, 1)).await?;
        let ending = before(after(self.warned_until(today), 2)).await?.saturating_sub(over);
        let tomorrow = after(today, 1).to_string();
        let coming = self.ledger.count_from(&self.organ, PUBLIC, &key(FROM, nature), &tomorrow).await?;
        Ok(State { all, in_force: all.saturating_sub(over + coming), coming, ending, over })
    }
}
