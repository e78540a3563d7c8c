//! 时段和名额：when help is given, for how many, how far ahead

use crate::Error;
use jiff::civil::{Date, Time};
use law::workday::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Working days ahead that can be booked, at most.
const FURTHEST: u16 = 60;
const LONGEST_KEPT: u16 = 366;
const MOST_SLOTS: usize = 20;
const MOST_PLACES: u16 = 50;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub slots: Vec<Slot>,
    /// 今后几个工作日可以预约.
    pub ahead: u16,
    /// Working days on which no help is given.
    pub closed: BTreeSet<Date>,
    /// Where to come.
    pub place: String,
    /// Days after the slot for which it is known who came.
    #[serde(default = "usual")]
    pub keep: u16,
}

const fn usual() -> u16 {
    30
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// `09:00`
    pub time: String,
    pub places: u16,
}

impl Default for Plan {
    fn default() -> Plan {
        let slot = |time: &str| Slot { time: time.into(), places: 3 };
        let slots = ["09:00", "10:00", "11:00", "14:00", "15:00", "16:00"].map(slot).into();
        let place = "政务服务中心帮办代办专区".into();
        Plan { slots, ahead: 10, closed: BTreeSet::new(), place, keep: usual() }
    }
}

impl Plan {
    pub(crate) fn checked(mut self) -> Result<Plan, Error> {
        let unfit = |text: String| Err(Error::Unfit(text));
        if self.slots.is_empty() || self.slots.len() > MOST_SLOTS {
            return unfit(format!("时段应当有1至{MOST_SLOTS}个。请核对。"));
        }
        for slot in &mut self.slots {
            let Ok(time) = format!("{}:00", slot.time).parse::<Time>() else {
                return unfit(format!("时段“{}”请写成 09:00。", slot.time));
            };
            if !(1..=MOST_PLACES).contains(&slot.places) {
                return unfit(format!("时段{}的名额应当是1至{MOST_PLACES}个。请核对。", slot.time));
            }
            slot.time = format!("{:02}:{:02}", time.hour(), time.minute());
        }
        self.slots.sort_by(|one, other| one.time.cmp(&other.time));
        if self.slots.windows(2).any(|two| two[0].time == two[1].time) {
            return unfit("有两个相同的时段。请去掉一个。".into());
        }
        if !(1..=FURTHEST).contains(&self.ahead) {
            return unfit(format!("可以预约的天数应当是1至{FURTHEST}个工作日。请核对。"));
        }
        if !(1..=LONGEST_KEPT).contains(&self.keep) {
            return unfit(format!("联系方式保存的天数应当是1至{LONGEST_KEPT}天。请核对。"));
        }
        if self.place.trim().is_empty() || self.place.chars().count() > 100 {
            return unfit("请填写帮办的地点，至多100字。".into());
        }
        Ok(self)
    }

    /// The working days that can be booked: from the next day on.
    pub fn days(&self, today: Date, calendar: &Calendar) -> Vec<Date> {
        let ahead = usize::from(self.ahead);
        let days = today.series(jiff::Span::new().days(1)).skip(1).take(400);
        let open = days.filter(|day| calendar.is_working_day(*day)).take(ahead);
        open.filter(|day| !self.closed.contains(day)).collect()
    }
}
