//! 国务院办公厅放假通知的文件格式：读入、核对，有误即退回并指明文件、行和改法。

use jiff::civil::{Date, Weekday, date};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::value::Datetime;

/// The longest break a notice has arranged is ten days; one far longer is a slip of the pen.
const LONGEST_BREAK_DAYS: i32 = 15;

/// 一份放假通知。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub year: i16,
    /// 文号; `None` where it was not verified.
    pub number: Option<String>,
    pub title: String,
    pub issued: Option<Date>,
    /// Where the text was published.
    pub source: Option<String>,
    days: BTreeMap<Date, Arranged>,
}

/// What a notice makes of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arranged {
    Holiday(String),
    Makeup(String),
    /// An earlier arrangement for the day is withdrawn; the weekday decides again.
    Ordinary,
}

impl Notice {
    /// The days the notice names, in order.
    pub(super) fn days(&self) -> impl Iterator<Item = (Date, &Arranged)> {
        self.days.iter().map(|(date, arranged)| (*date, arranged))
    }

    pub(super) fn arranged(&self, date: Date) -> Option<&Arranged> {
        self.days.get(&date)
    }
}

/// 放假通知文件有误。
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeRefusal {
    #[error("{file}第{line}行：不是放假通知文件的格式（{detail}）。请参照已有年份的文件改正。")]
    Malformed { file: String, line: usize, detail: String },
    #[error("{file}第{line}行：{found}不是日期。请写成2027-01-01的样子，不加引号。")]
    NotADate { file: String, line: usize, found: String },
    #[error("{file}第{line}行：{found}不是可用的年份。请写通知所安排的年份。")]
    NotAYear { file: String, line: usize, found: i64 },
    #[error(
        "{file}第{line}行：{date}不在{year}年通知可以安排的日期（上年12月至下年1月）之内。请核对日期和年份。"
    )]
    OutsideYear { file: String, line: usize, date: Date, year: i16 },
    #[error("{file}第{line}行：放假自{from}至{to}，起止颠倒。请把较早的日期写在from。")]
    Reversed { file: String, line: usize, from: Date, to: Date },
    #[error("{file}第{line}行：放假自{from}至{to}，长达{days}天。请核对起止日期。")]
    TooLong { file: String, line: usize, from: Date, to: Date, days: i32 },
    #[error("{file}第{line}行：{date}不是周末，不能列为调休上班日。请核对日期。")]
    MakeupOnWeekday { file: String, line: usize, date: Date },
    #[error("{file}第{line}行：同一份通知对{date}作了两次安排。请只留一处。")]
    Twice { file: String, line: usize, date: Date },
    #[error("{file}：没有一份通知。请至少写一个[[notice]]。")]
    Empty { file: String },
    #[error("{file}与{other}都是{year}年的通知。请合并为一个文件，先发的通知在前。")]
    SameYear { file: String, other: String, year: i16 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    year: Spanned<i64>,
    #[serde(default)]
    notice: Vec<RawNotice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotice {
    number: Option<String>,
    title: String,
    issued: Option<Spanned<Datetime>>,
    source: Option<String>,
    #[serde(default, rename = "break")]
    breaks: Vec<RawBreak>,
    #[serde(default)]
    ordinary: Vec<Spanned<Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBreak {
    name: String,
    from: Spanned<Datetime>,
    to: Option<Spanned<Datetime>>,
    #[serde(default)]
    makeup: Vec<Spanned<Datetime>>,
}

/// Reads one file: the notices of one year, the one issued first standing first.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Notice>, NoticeRefusal> {
    let reader = Reader { file, text };
    let raw: RawFile = toml::from_str(text).map_err(|error| reader.malformed(&error))?;
    let year = reader.year(&raw.year)?;
    if raw.notice.is_empty() {
        return Err(NoticeRefusal::Empty { file: file.into() });
    }
    raw.notice.into_iter().map(|notice| reader.notice(year, notice)).collect()
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn line(&self, span: Range<usize>) -> usize {
        1 + self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count()
    }

    fn malformed(&self, error: &toml::de::Error) -> NoticeRefusal {
        NoticeRefusal::Malformed {
            file: self.file.into(),
            line: self.line(error.span().unwrap_or(0..0)),
            detail: crate::plain::cause(error.message()),
        }
    }

    fn year(&self, raw: &Spanned<i64>) -> Result<i16, NoticeRefusal> {
        let found = *raw.get_ref();
        match i16::try_from(found) {
            Ok(year) if (1949..9999).contains(&year) => Ok(year),
            _ => Err(NoticeRefusal::NotAYear { file: self.file.into(), line: self.line(raw.span()), found }),
        }
    }

    fn notice(&self, year: i16, raw: RawNotice) -> Result<Notice, NoticeRefusal> {
        let mut days = Days { reader: self, year, days: BTreeMap::new() };
        for period in &raw.breaks {
            days.add_break(period)?;
        }
        for day in &raw.ordinary {
            days.add(self.date(day)?, Arranged::Ordinary, day.span())?;
        }
        let days = days.days;
        let issued = raw.issued.as_ref().map(|issued| self.date(issued)).transpose()?;
        Ok(Notice { year, number: raw.number, title: raw.title, issued, source: raw.source, days })
    }

    fn date(&self, raw: &Spanned<Datetime>) -> Result<Date, NoticeRefusal> {
        let found = raw.get_ref();
        let civil = match (found.date, found.time) {
            (Some(day), None) => day,
            _ => return Err(self.not_a_date(raw)),
        };
        let year = i16::try_from(civil.year).map_err(|_| self.not_a_date(raw))?;
        Date::new(year, civil.month as i8, civil.day as i8).map_err(|_| self.not_a_date(raw))
    }

    fn not_a_date(&self, raw: &Spanned<Datetime>) -> NoticeRefusal {
        NoticeRefusal::NotADate {
            file: self.file.into(),
            line: self.line(raw.span()),
            found: raw.get_ref().to_string(),
        }
    }
}

/// The days of one notice as they are collected.
struct Days<'a> {
    reader: &'a Reader<'a>,
    year: i16,
    days: BTreeMap<Date, Arranged>,
}

impl Days<'_> {
    fn add_break(&mut self, raw: &RawBreak) -> Result<(), NoticeRefusal> {
        let span = raw.from.span();
        let from = self.reader.date(&raw.from)?;
        let to = raw.to.as_ref().map_or(Ok(from), |to| self.reader.date(to))?;
        self.check_length(from, to, span.clone())?;
        for day in from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to) {
            self.add(day, Arranged::Holiday(raw.name.clone()), span.clone())?;
        }
        for day in &raw.makeup {
            let date = self.reader.date(day)?;
            if !is_weekend(date) {
                let (file, line) = self.at(day.span());
                return Err(NoticeRefusal::MakeupOnWeekday { file, line, date });
            }
            self.add(date, Arranged::Makeup(raw.name.clone()), day.span())?;
        }
        Ok(())
    }

    fn check_length(&self, from: Date, to: Date, span: Range<usize>) -> Result<(), NoticeRefusal> {
        let (file, line) = self.at(span);
        let days = super::ordinal(to) - super::ordinal(from) + 1;
        if days < 1 {
            return Err(NoticeRefusal::Reversed { file, line, from, to });
        }
        if days > LONGEST_BREAK_DAYS {
            return Err(NoticeRefusal::TooLong { file, line, from, to, days });
        }
        Ok(())
    }

    fn add(&mut self, day: Date, arranged: Arranged, span: Range<usize>) -> Result<(), NoticeRefusal> {
        let (file, line) = self.at(span);
        let year = self.year;
        if !(date(year - 1, 12, 1)..=date(year + 1, 1, 31)).contains(&day) {
            return Err(NoticeRefusal::OutsideYear { file, line, date: day, year });
        }
        match self.days.insert(day, arranged) {
            Some(_) => Err(NoticeRefusal::Twice { file, line, date: day }),
            None => Ok(()),
        }
    }

    fn at(&self, span: Range<usize>) -> (String, usize) {
        (self.reader.file.into(), self.reader.line(span))
    }
}

pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
