//! 报送：下级单位报来的年度报告；到达、退回、接收
//!
//! > 县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。

use crate::dossier::{Kept, due};
use crate::fit::{Unfit, at_most, within};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

const LONGEST_REMARKS: usize = 2_000;
/// Findings of the checker kept with an arrival; a report that has more is sent back for these.
pub const FINDINGS: usize = 50;

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 收到. `digest`: of the package; `package`: as it came.
    Arrived {
        unit: String,
        name: String,
        year: i16,
        on: Date,
        digest: String,
        errors: u32,
        warnings: u32,
        findings: Vec<String>,
        package: Kept,
    },
    /// 退回
    Returned { by: String, on: Date, remarks: String },
    /// 接收
    Accepted { by: String, on: Date, remarks: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Arrived,
    Returned,
    Accepted,
}

impl State {
    pub const fn label(self) -> &'static str {
        match self {
            State::Arrived => "待审阅",
            State::Returned => "已退回",
            State::Accepted => "已接收",
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            State::Arrived => "arrived",
            State::Returned => "returned",
            State::Accepted => "accepted",
        }
    }
}

/// The report of one unit for one year as it stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub unit: String,
    pub name: String,
    pub year: i16,
    /// When it first came: a report sent back and sent again was not late for that.
    pub first: Date,
    /// When it last came.
    pub on: Date,
    pub digest: String,
    pub errors: u32,
    pub warnings: u32,
    pub findings: Vec<String>,
    /// The hash of the package.
    pub package: String,
    pub state: State,
    pub remarks: String,
    pub decided: Option<Date>,
}

impl Submission {
    /// 逾期
    pub fn is_late(&self) -> bool {
        self.first > due(self.year)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("这份报告已经收到过，没有变化。")]
    Same,
    #[error("{name}{year}年的报告已经接收。需要更正的，请先由主管部门退回。")]
    Accepted { name: String, year: i16 },
    #[error("这份报告不在待审阅的状态，不能办理。请刷新后核对。")]
    State,
    #[error("没有收到这份报告。")]
    Nothing,
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    /// Never reused.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Same => "BS-1",
            Refusal::Accepted { .. } => "BS-2",
            Refusal::State => "BS-3",
            Refusal::Nothing => "BS-4",
            Refusal::Unfit(_) => "BS-5",
        }
    }
}

/// 收到一份. `event`: an arrival.
pub fn arrive(before: Option<&Submission>, event: Event) -> Result<Event, Refusal> {
    match (before, &event) {
        (Some(one), _) if one.state == State::Accepted => {
            Err(Refusal::Accepted { name: one.name.clone(), year: one.year })
        }
        (Some(one), Event::Arrived { digest, .. }) if one.digest == *digest => Err(Refusal::Same),
        _ => Ok(event),
    }
}

/// 接收或者退回；退回要写明意见，已接收的也可以退回更正.
pub fn judge(
    (by, on): (&str, Date),
    before: Option<&Submission>,
    accept: bool,
    remarks: &str,
) -> Result<Event, Refusal> {
    let one = before.ok_or(Refusal::Nothing)?;
    let by = by.to_owned();
    match (accept, one.state) {
        (true, State::Arrived) => {
            Ok(Event::Accepted { by, on, remarks: at_most(remarks, "意见", LONGEST_REMARKS)? })
        }
        (false, State::Arrived | State::Accepted) => {
            Ok(Event::Returned { by, on, remarks: within(remarks, "退回意见", LONGEST_REMARKS)? })
        }
        _ => Err(Refusal::State),
    }
}

/// The report after its events; `None` before it came.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Submission> {
    events.into_iter().fold(None, |before: Option<Submission>, event| match event {
        Event::Arrived { unit, name, year, on, digest, errors, warnings, findings, package } => {
            Some(Submission {
                unit: unit.clone(),
                name: name.clone(),
                year: *year,
                first: before.map_or(*on, |one| one.first),
                on: *on,
                digest: digest.clone(),
                errors: *errors,
                warnings: *warnings,
                findings: findings.clone(),
                package: package.blob.clone(),
                state: State::Arrived,
                remarks: String::new(),
                decided: None,
            })
        }
        Event::Returned { on, remarks, .. } => before.map(|one| Submission {
            state: State::Returned,
            remarks: remarks.clone(),
            decided: Some(*on),
            ..one
        }),
        Event::Accepted { on, remarks, .. } => before.map(|one| Submission {
            state: State::Accepted,
            remarks: remarks.clone(),
            decided: Some(*on),
            ..one
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn arrived(on: Date, digest: &str) -> Event {
        Event::Arrived {
            unit: "370401".into(),
            name: "某局".into(),
            year: 2024,
            on,
            digest: digest.into(),
            errors: 0,
            warnings: 1,
            findings: vec!["提醒".into()],
            package: Kept { blob: digest.into() },
        }
    }

    #[test]
    fn a_report_comes_is_sent_back_comes_again_and_is_accepted() {
        let mut events = vec![arrived(date(2025, 1, 30), "a")];
        let now = |events: &[Event]| replay(events);
        let who = ("jiandu", date(2025, 2, 3));
        let code = |found: Result<Event, Refusal>| found.map_err(|refusal| refusal.code()).err();
        assert_eq!(code(arrive(now(&events).as_ref(), arrived(who.1, "a"))), Some("BS-1"));
        assert_eq!(code(judge(who, now(&events).as_ref(), false, " ")), Some("BS-5"));
        assert_eq!(code(judge(who, None, true, "")), Some("BS-4"));
        events
            .push(judge(who, now(&events).as_ref(), false, "请补充信息处理费").unwrap_or_else(|_| panic!()));
        assert_eq!(code(judge(who, now(&events).as_ref(), true, "")), Some("BS-3"));
        events.push(arrive(now(&events).as_ref(), arrived(who.1, "b")).unwrap_or_else(|_| panic!()));
        let again = now(&events).map(|one| (one.state, one.is_late()));
        assert_eq!(again, Some((State::Arrived, false)), "it first came in time");
        events.push(judge(who, now(&events).as_ref(), true, "").unwrap_or_else(|_| panic!()));
        assert_eq!(code(arrive(now(&events).as_ref(), arrived(who.1, "c"))), Some("BS-2"));
        assert!(replay(&[arrived(date(2025, 2, 1), "a")]).is_some_and(|one| one.is_late()));
    }
}
