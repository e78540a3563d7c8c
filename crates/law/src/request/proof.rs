//! 期限证明：答复期限内的每一天，算不算、为什么、依哪份放假通知

use super::history::{History, Impossible};
use super::reckon::{Pause, play, zh};
use crate::workday::{Calendar, DayKind};
use jiff::civil::Date;

/// 期限内的一天。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofDay {
    pub date: Date,
    pub count: DayCount,
    /// Why, in a reader's words.
    pub why: String,
    /// The number (or, where it is not known, the title) of the State Council notice that names the day.
    pub notice: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayCount {
    /// 第0日：收到之日，不计。
    Start,
    /// 第几个工作日。
    Counted(u32),
    /// 工作日，因征求意见不计。
    Excluded,
    /// 周末、节假日。
    Rest,
}

/// 从起算日到届满日的每一天; empty while no answer is due.
///
/// `day` is the day on which the proof is made (`as_of` of the history goes first).
pub fn proof(history: &History, calendar: &Calendar) -> Result<Vec<ProofDay>, Impossible> {
    let run = play(history, calendar)?;
    let last = history.events.iter().map(|dated| dated.at).max();
    let Some(day) = history.as_of.or(last) else { return Ok(Vec::new()) };
    let term = run.term(day).map_err(|refusal| Impossible {
        index: history.events.len(),
        at: day,
        event: "as_of",
        reason: refusal.into(),
    })?;
    Ok(term.map(|(start, due, pauses)| every_day(start, due, &pauses, calendar)).unwrap_or_default())
}

fn every_day(start: Date, due: Date, pauses: &[Pause], calendar: &Calendar) -> Vec<ProofDay> {
    let mut counted = 0;
    let days = start.series(jiff::Span::new().days(1)).take_while(|day| *day <= due);
    days.map(|date| {
        let day = calendar.day(date);
        let pause = pauses.iter().find(|pause| pause.from < date && date <= pause.to);
        let (count, why) = match (date == start, day.working, pause) {
            (true, ..) => (DayCount::Start, "起算之日，不计（读法R-1）".to_owned()),
            (_, false, _) => (DayCount::Rest, rest(day.kind)),
            (_, true, Some(pause)) => (DayCount::Excluded, excluded(pause)),
            (_, true, None) => {
                counted += 1;
                (DayCount::Counted(counted), working(day.kind))
            }
        };
        let notice = day.notice.map(|notice| notice.number.clone().unwrap_or_else(|| notice.title.clone()));
        ProofDay { date, count, why, notice }
    })
    .collect()
}

fn rest(kind: DayKind<'_>) -> String {
    match kind {
        DayKind::Holiday(name) => format!("{name}放假"),
        DayKind::Weekday | DayKind::Weekend | DayKind::Makeup(_) => "周末".into(),
    }
}

fn working(kind: DayKind<'_>) -> String {
    match kind {
        DayKind::Makeup(name) => format!("{name}调休上班"),
        DayKind::Weekday | DayKind::Weekend | DayKind::Holiday(_) => "工作日".into(),
    }
}

fn excluded(pause: &Pause) -> String {
    let (who, from) = (pause.whom.label(), zh(pause.from));
    format!("{from}起征求{who}意见，不计（条例第三十三条第三款）")
}
