//! 逐行写出一本登记。

use crate::random::Random;
use jiff::civil::Date;
use law::workday::Calendar;
use office::register::Register;

pub struct Rows {
    out: Vec<u8>,
    width: usize,
    cells: usize,
    count: u64,
    pub year: i16,
    pub random: Random,
    pub calendar: Calendar,
    /// The working days of the year, as written in the files.
    pub days: Vec<String>,
}

impl Rows {
    pub fn new(register: &Register, year: i16) -> Rows {
        let calendar = Calendar::builtin();
        let new_year = jiff::civil::date(year, 1, 1);
        let days = new_year.series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
        let days = days.filter(|day| calendar.is_working_day(*day)).map(|day| day.to_string()).collect();
        let mut out = "\u{feff}".as_bytes().to_vec();
        let names: Vec<_> = register.fields.iter().map(|field| field.name).collect();
        out.extend_from_slice(names.join(",").as_bytes());
        out.push(b'\n');
        let random = Random::of(register.key, year);
        Rows { out, width: names.len(), cells: 0, count: 0, year, random, calendar, days }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// A cell in pieces; pieces hold no comma, quote or line end.
    pub fn cell(&mut self, pieces: &[&str]) {
        if self.cells > 0 {
            self.out.push(b',');
        }
        for piece in pieces {
            debug_assert!(!piece.contains([',', '"', '\n']), "{piece}");
            self.out.extend_from_slice(piece.as_bytes());
        }
        self.cells += 1;
    }

    /// The working day at this place of the year; nothing where the year is over by then.
    pub fn day(&mut self, at: usize) {
        let day = self.days.get(at).cloned().unwrap_or_default();
        self.cell(&[&day]);
    }

    /// The same; the last of the year where the year is over by then.
    pub fn day_until(&mut self, at: usize) {
        self.day(at.min(self.days.len() - 1));
    }

    pub fn end(&mut self) {
        assert_eq!(self.cells, self.width, "each row fills every column");
        self.out.push(b'\n');
        self.cells = 0;
        self.count += 1;
    }

    /// A whole row of short cells.
    pub fn row(&mut self, cells: &[&str]) {
        cells.iter().for_each(|cell| self.cell(&[cell]));
        self.end();
    }

    /// The working day so many after a date.
    pub fn after(&self, date: &str, days: i64) -> String {
        let date: Date = date.parse().expect("dates of the demonstration are valid");
        self.calendar.add(date, days).expect("a few days stay within the calendar").date.to_string()
    }

    /// Spreads `total` rows over the working days; the day of each row, ascending.
    pub fn spread(&mut self, total: usize) -> Vec<u16> {
        let weights: Vec<u64> = self.days.iter().map(|_| 80).collect();
        let weights: Vec<u64> = weights.into_iter().map(|base| base + self.random.below(41) as u64).collect();
        let whole: u64 = weights.iter().sum();
        let mut days = Vec::with_capacity(total);
        let mut sum = 0;
        for (day, weight) in weights.iter().enumerate() {
            sum += weight;
            days.resize((total as u64 * sum / whole) as usize, day as u16);
        }
        days
    }
}

/// Digits with leading zeros.
pub fn padded(number: u64, width: usize) -> String {
    format!("{number:0width$}")
}
