//! 什么时候、依哪部日历

use jiff::Timestamp;
use jiff::civil::Date;
use law::workday::Calendar;

/// When something is done, and by which calendar it is reckoned.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub now: Timestamp,
    /// The day in Beijing.
    pub today: Date,
    pub calendar: &'a Calendar,
}
