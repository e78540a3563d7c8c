//! 交叉表（事项 × 月）: counts kept in the transaction of each act, every one leading to its rows.

use super::super::Desk;
use super::encoded;
use ::registers::View;
use office::register::Register;

/// Entries shown, the most frequent; the rest in one line.
const SHOWN: usize = 30;

pub struct Cross {
    /// «事项»
    pub title: &'static str,
    pub months: Vec<u8>,
    pub lines: Vec<Line>,
    pub others: Option<Line>,
}

pub struct Line {
    pub label: String,
    pub path: Option<String>,
    /// Count and address of each month, in the order of the heads.
    pub cells: Vec<(u64, Option<String>)>,
    pub total: u64,
}

/// Of a whole year only, and only where the declaration asks for it.
pub async fn of(
    desk: &Desk,
    register: &'static Register,
    view: &View,
) -> Result<Option<Cross>, ::registers::Error> {
    if *view != View::of(view.year) {
        return Ok(None);
    }
    let Some((field, crossed)) = desk.registers.crossed(register, view.year).await? else { return Ok(None) };
    let mut all: Vec<(String, [u64; 12])> = crossed.into_iter().collect();
    all.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
    let rest = all.split_off(all.len().min(SHOWN));
    let query = |value: &str| format!("?year={}&by={}&is={}", view.year, field.key, encoded(value));
    let line = |(value, counts): &(String, [u64; 12])| {
        let path = format!("/desk/registers/{}{}", register.key, query(value));
        let months = (1..).zip(counts);
        let cells = months.map(|(month, count): (u8, &u64)| {
            (*count, (*count > 0).then(|| format!("{path}&month={month:02}")))
        });
        Line {
            label: field.kind.shown(value).to_owned(),
            cells: cells.collect(),
            total: counts.iter().sum(),
            path: Some(path.clone()),
        }
    };
    let cross = Cross {
        title: field.name,
        months: (1..=12).collect(),
        lines: all.iter().map(line).collect(),
        others: (!rest.is_empty()).then(|| others(&rest)),
    };
    Ok((!cross.lines.is_empty()).then_some(cross))
}

fn others(rest: &[(String, [u64; 12])]) -> Line {
    let of_month = |month: usize| rest.iter().map(|(_, counts)| counts[month]).sum();
    let cells: Vec<(u64, Option<String>)> = (0..12).map(|month| (of_month(month), None)).collect();
    let total = cells.iter().map(|(count, _)| count).sum();
    Line { label: format!("其他{}项", rest.len()), path: None, cells, total }
}
