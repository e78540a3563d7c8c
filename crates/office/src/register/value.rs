//! 一行登记：单元格的读取与校验，逐格说明怎样改正。

use super::{Field, Kind, Reckon, Register, Rule};
use jiff::ToSpan;
use jiff::civil::Date;
use law::identity;
use law::workday::Calendar;
use std::sync::{Arc, LazyLock};

/// One row of a register; cells in the order of its fields, empty where the file has no such column.
pub trait Row {
    fn cell(&self, field: usize) -> &str;
}

impl Row for &[&str] {
    fn cell(&self, field: usize) -> &str {
        self.get(field).copied().unwrap_or_default()
    }
}

/// What a cell says. Text stays in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text,
    /// `20240131`: orders and compares like the date.
    Day(u32),
    Count(u64),
    /// 分
    Money(i64),
    /// Index into the field's choices.
    Choice(u8),
}

impl Value {
    pub fn day(self) -> Option<u32> {
        match self {
            Value::Day(day) => Some(day),
            Value::Empty | Value::Text | Value::Count(_) | Value::Money(_) | Value::Choice(_) => None,
        }
    }
}

/// A cell that cannot be taken, and how to put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    pub field: usize,
    pub value: String,
    pub remedy: String,
}

/// Reads and checks the rows of one register, one after the other.
pub struct Reader {
    pub register: &'static Register,
    year: i16,
    dated: Option<usize>,
    /// Each rule with the places of its fields.
    rules: Vec<(Rule, usize, usize)>,
    /// Each day that may be left blank, from which day it is found, and how.
    reckoned: Vec<(usize, usize, Reckon)>,
    calendar: Arc<Calendar>,
    values: Vec<Value>,
}

/// The notices that came with the program.
static BUILTIN: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::builtin()));

impl Reader {
    pub fn new(register: &'static Register, year: i16) -> Reader {
        let place = |key: &str| register.position(key).expect("rules name fields of their register");
        let rules = register.rules.iter().map(|rule| match *rule {
            Rule::Needs(one, other) | Rule::NotBefore(one, other) => (*rule, place(one), place(other)),
            Rule::NotBeforeYear(one)
            | Rule::NotAfterYear(one)
            | Rule::Masked(one)
            | Rule::CreditCode(one) => (*rule, place(one), place(one)),
        });
        let reckoned = register.fields.iter().enumerate();
        let reckoned =
            reckoned.filter_map(|(at, field)| field.reckoned.map(|(from, by)| (at, place(from), by)));
        Reader {
            register,
            year,
            dated: register.dated.map(place),
            rules: rules.collect(),
            reckoned: reckoned.collect(),
            calendar: BUILTIN.clone(),
            values: Vec::new(),
        }
    }

    /// By notices that came later than the program.
    pub fn by(self, calendar: Arc<Calendar>) -> Reader {
        Reader { calendar, ..self }
    }

    /// What the row says, or the cell that has to be put right.
    pub fn read(&mut self, row: &dyn Row) -> Result<&[Value], BadCell> {
        let bad = |field: usize, remedy: String| BadCell { field, value: row.cell(field).into(), remedy };
        self.values.clear();
        for (at, field) in self.register.fields.iter().enumerate() {
            self.values.push(cell(field, row.cell(at)).map_err(|remedy| bad(at, remedy))?);
        }
        for (at, from, by) in &self.reckoned {
            if self.values[*at] == Value::Empty
                && let Some(day) = self.values[*from].day()
            {
                self.values[*at] = reckoned(day, *by, &self.calendar).map_or(Value::Empty, Value::Day);
            }
        }
        let year = self.year;
        if let Some(at) = self.dated
            && self.values[at].day().is_some_and(|day| year_of(day) != year)
        {
            return Err(bad(at, format!("这是{year}年的登记。请改正日期，或将此行移到所属年度的登记中")));
        }
        for rule in &self.rules {
            if let Some((field, remedy)) = self.breach(*rule, row) {
                return Err(bad(field, remedy));
            }
        }
        Ok(&self.values)
    }

    /// Everything that has to be put right: every cell that cannot be taken, or else what the cells say together.
    pub fn faults(&mut self, row: &dyn Row) -> Vec<BadCell> {
        let fields = self.register.fields.iter().enumerate();
        let faults = fields.filter_map(|(at, field)| {
            let remedy = cell(field, row.cell(at)).err()?;
            Some(BadCell { field: at, value: row.cell(at).into(), remedy })
        });
        let faults: Vec<BadCell> = faults.collect();
        if faults.is_empty() { self.read(row).err().into_iter().collect() } else { faults }
    }

    /// The row as a ledger keeps it: days as `2024-03-05`, choices by key, money with two decimals, texts trimmed.
    pub fn kept(&mut self, row: &dyn Row) -> Result<Vec<String>, BadCell> {
        self.read(row)?;
        let cells = self.values.iter().zip(self.register.fields).enumerate();
        Ok(cells.map(|(at, (value, field))| kept(*value, field, row.cell(at))).collect())
    }

    /// The field to correct and how, where the row breaks the rule.
    fn breach(&self, (rule, one, other): (Rule, usize, usize), row: &dyn Row) -> Option<(usize, String)> {
        let (values, year) = (&self.values, self.year);
        let name = |at: usize| self.register.fields[at].name;
        match rule {
            Rule::Needs(..) => (values[one] != Value::Empty && values[other] == Value::Empty)
                .then(|| (other, format!("已填“{}”，“{}”也应填写", name(one), name(other)))),
            Rule::NotBefore(..) => (values[one].day()? < values[other].day()?)
                .then(|| (one, format!("“{}”不应早于“{}”，请核对", name(one), name(other)))),
            Rule::NotBeforeYear(_) => (year_of(values[one].day()?) < year).then(|| {
                (
                    one,
                    format!("“{}”早于{year}年，以前年度已办结或已失效的不再列入本年登记，请核对", name(one)),
                )
            }),
            Rule::NotAfterYear(_) => (year_of(values[one].day()?) > year)
                .then(|| (one, format!("“{}”晚于{year}年，请将此行移到所属年度的登记中", name(one)))),
            Rule::CreditCode(_) => {
                let cell = row.cell(one).trim();
                let fault = (!cell.is_empty()).then(|| identity::credit_code(cell).err()).flatten()?;
                Some((one, fault.to_string()))
            }
            Rule::Masked(_) => {
                let cell = row.cell(one);
                let stars = cell.chars().filter(|letter| matches!(letter, '*' | '＊')).count();
                (!cell.is_empty() && stars < MASKED)
                    .then(|| (one, "这一栏向社会公示，请遮盖中间各位，如370402********1234".to_owned()))
            }
        }
    }
}

/// Characters of a paper's number that are struck out before everybody may read it, at least.
const MASKED: usize = 4;

/// A day so far behind another; `None` where the calendar ends before it.
fn reckoned(from: u32, by: Reckon, calendar: &Calendar) -> Option<u32> {
    let from = Date::new((from / 10_000) as i16, (from / 100 % 100) as i8, (from % 100) as i8).ok()?;
    let day = match by {
        Reckon::WorkingDays(days) => calendar.add(from, i64::from(days)).ok()?.date,
        Reckon::Months(months) => from.checked_add(i64::from(months).months()).ok()?,
    };
    day_of(&day.to_string())
}

fn kept(value: Value, field: &Field, cell: &str) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text => super::formula::bare(cell.trim()).to_owned(),
        Value::Day(day) => format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100),
        Value::Count(count) => count.to_string(),
        Value::Money(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        Value::Choice(at) => match field.kind {
            Kind::Choice(choices) => choices[usize::from(at)].key.to_owned(),
            Kind::Text | Kind::Date | Kind::Count | Kind::Money => cell.to_owned(),
        },
    }
}

fn cell(field: &Field, cell: &str) -> Result<Value, String> {
    if cell.is_empty() {
        return if field.required {
            Err(format!("“{}”不能为空，请补填", field.name))
        } else {
            Ok(Value::Empty)
        };
    }
    match field.kind {
        Kind::Text => Ok(Value::Text),
        Kind::Date => day_of(cell).map(Value::Day).ok_or_else(|| "请填写有效日期，如2024-03-05".to_string()),
        Kind::Count => cell.parse().map(Value::Count).map_err(|_| "请填写非负整数，如15".to_string()),
        Kind::Money => fen(cell).filter(|money| *money <= MOST_FEN).map(Value::Money).ok_or_else(|| {
            "请填写金额，以元为单位，不为负数，最多两位小数，不超过一万亿元，如1280.50".to_string()
        }),
        Kind::Choice(choices) => choices
            .iter()
            .position(|choice| choice.name == cell || choice.key == cell)
            .map(|at| Value::Choice(at as u8))
            .ok_or_else(|| {
                let names: Vec<_> = choices.iter().map(|choice| choice.name).collect();
                format!("请从以下各项中选填：{}", names.join("、"))
            }),
    }
}

fn year_of(day: u32) -> i16 {
    (day / 10_000) as i16
}

/// 「2024-03-05」「2024/3/5」「2024.3.5」「2024年3月5日」「20240305」.
pub fn day_of(cell: &str) -> Option<u32> {
    let bytes = cell.as_bytes();
    let (year, month, day) = match bytes {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            (number(year)?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) => {
            (number(&bytes[..4])?, number(&bytes[4..6])?, number(&bytes[6..])?)
        }
        _ => {
            let mut parts = cell.trim_end_matches('日').split(['-', '/', '.', '年', '月']);
            let mut next = || number(parts.next()?.as_bytes());
            let date = (next()?, next()?, next()?);
            if parts.next().is_some() {
                return None;
            }
            date
        }
    };
    ((1949..=2999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day))
        .then_some(year * 10_000 + month * 100 + day)
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// 一万亿元, in 分: whatever is added up of such cells stays a sum that can be kept.
const MOST_FEN: i64 = 100_000_000_000_000;

/// 元 as typed («1,280.5») in 分.
fn fen(cell: &str) -> Option<i64> {
    let (whole, cents) = cell.split_once('.').unwrap_or((cell, ""));
    if whole.is_empty() || cents.len() > 2 {
        return None;
    }
    let digit = |sum: i64, byte: u8| match byte {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(i64::from(byte - b'0')),
        _ => None,
    };
    let yuan = whole.bytes().filter(|byte| *byte != b',').try_fold(0, digit)?;
    let part = cents.bytes().try_fold(0, digit)? * if cents.len() == 1 { 10 } else { 1 };
    yuan.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_usual_writing() {
        for text in ["2024-03-05", "20240305", "2024/3/5", "2024.03.05", "2024年3月5日", "2024-3-5"] {
            assert_eq!(day_of(text), Some(20240305), "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-04-31",
            "2024-00-10",
            "24-03-05",
            "2024-3",
            "2024-3-5-1",
            "三月五日",
            "",
        ] {
            assert_eq!(day_of(text), None, "{text}");
        }
        assert_eq!(day_of("2024-02-29"), Some(20240229));
    }

    #[test]
    fn money_is_kept_to_the_fen() {
        let check = |text: &str, expected| assert_eq!(fen(text), expected, "{text}");
        check("1280.5", Some(128050));
        check("1,280.55", Some(128055));
        check("0", Some(0));
        check("1.005", None);
        check("-3", None);
        check(".5", None);
        check("99999999999999999999", None);
    }

    #[test]
    fn a_row_is_kept_in_one_writing() {
        let mut reader = Reader::new(Register::find("trades").unwrap(), 2024);
        let cells = ["ZZ-1", " 某路改造 ", "工程建设", "1,280.5", "2024年3月5日"];
        let kept = reader.kept(&cells.as_slice()).unwrap();
        assert_eq!(kept, ["ZZ-1", "某路改造", "works", "1280.50", "2024-03-05"]);
        let again: Vec<&str> = kept.iter().map(String::as_str).collect();
        assert_eq!(reader.kept(&again.as_slice()).unwrap(), kept);
    }

    fn check(cells: &[&str], expected: Result<(), (usize, &str)>) {
        let register = Register::find("requests").unwrap();
        let found =
            Reader::new(register, 2024).read(&cells).map(|_| ()).map_err(|bad| (bad.field, bad.remedy));
        assert_eq!(found, expected.map_err(|(field, remedy)| (field, remedy.to_string())), "{cells:?}");
    }

    #[test]
    fn a_request_says_what_is_wrong_with_it() {
        let row = |received, answered, outcome| {
            ["甲1", "申请人一", "自然人", "网络", received, "征收", "略", "2024-04-01", answered, outcome]
        };
        check(&row("2024-03-04", "2024-03-20", "予以公开"), Ok(()));
        check(&row("2023-12-28", "", ""), Ok(()));
        check(&row("2024-03-04", "2024-03-20", ""), Err((9, "已填“答复日”，“办理结果”也应填写")));
        check(&row("2024-03-04", "2024-03-01", "3.1"), Err((8, "“答复日”不应早于“收到日”，请核对")));
        check(
            &row("2023-12-04", "2023-12-20", "3.1"),
            Err((8, "“答复日”早于2024年，以前年度已办结或已失效的不再列入本年登记，请核对")),
        );
        check(&row("2025-01-04", "", ""), Err((4, "“收到日”晚于2024年，请将此行移到所属年度的登记中")));
        check(&row("", "", ""), Err((4, "“收到日”不能为空，请补填")));
    }
    /// 2024年9月26日之后的7个工作日：9月27日、29日（调休上班）、30日，10月8日至11日。
    #[test]
    fn a_term_that_was_left_blank_is_reckoned() {
        let licences = Register::find("licences").unwrap();
        let cells: Vec<&str> = licences
            .fields
            .iter()
            .map(|field| match field.key {
                "no" => "枣审许〔2024〕1号",
                "matter" => "食品经营许可",
                "counterpart" => "某食品店",
                "decision" => "准予许可",
                "decided" => "2024-09-26",
                _ => "",
            })
            .collect();
        let kept = Reader::new(licences, 2024).kept(&cells.as_slice()).unwrap();
        assert_eq!(kept[licences.position("publish_by").unwrap()], "2024-10-11");
        for (code, fault) in
            [("91350100M000100Y43", None), ("91350100M000100Y44", Some("校验码不符")), ("123", Some("18"))]
        {
            let mut wrong = cells.clone();
            wrong[licences.position("credit_code").unwrap()] = code;
            let told =
                Reader::new(licences, 2024).kept(&wrong.as_slice()).err().map(|bad| format!("{bad:?}"));
            match fault {
                None => assert_eq!(told, None),
                Some(fault) => assert!(told.as_ref().is_some_and(|told| told.contains(fault)), "{told:?}"),
            }
        }
        let proposals = Register::find("proposals").unwrap();
        let row = |due: &'static str| {
            let cells = proposals.fields.iter().map(|field| match field.key {
                "no" => "1",
                "kind" => "人大代表建议",
                "session" => "四次会议",
                "matter" => "营商环境",
                "assigned" => "2024-11-30",
                "due" => due,
                _ => "",
            });
            let cells: Vec<&str> = cells.collect();
            let kept = Reader::new(proposals, 2024).kept(&cells.as_slice()).unwrap();
            kept[proposals.position("due").unwrap()].clone()
        };
        assert_eq!([row(""), row("2025-05-30")], ["2025-02-28", "2025-05-30"]);
    }

    #[test]
    fn a_number_of_a_paper_is_shown_masked_or_not_at_all() {
        let licences = Register::find("licences").unwrap();
        let row = |paper: &'static str| {
            let cells = licences.fields.iter().map(|field| match field.key {
                "no" => "枣审许〔2024〕1号",
                "matter" => "护士执业注册",
                "counterpart" => "申请人",
                "decision" => "准予许可",
                "decided" => "2024-09-26",
                "paper" => paper,
                _ => "",
            });
            let cells: Vec<&str> = cells.collect();
            Reader::new(licences, 2024).kept(&cells.as_slice()).map_err(|bad| bad.remedy)
        };
        assert!(row("370402********1234").is_ok() && row("").is_ok());
        assert_eq!(
            row("370402199001011234"),
            Err("这一栏向社会公示，请遮盖中间各位，如370402********1234".into())
        );
    }
}
