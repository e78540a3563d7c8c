//! 文字中的每个数字：all of parts one, five and six come from metrics, each of their records counts, and an override
//! that its records have left behind is noticed.

use super::{all_sheets, demonstration};
use demo::Sheet;
use office::annual_report::Block;
use office::metric::{Figures, Measured, OverrideEntry, catalogue, measure};
use office::records::{Records, Visit};
use office::register::Register;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// One register of the demonstration in memory, without one of its rows.
struct Without<'a> {
    register: &'static Register,
    lines: &'a [Vec<String>],
    left_out: Option<usize>,
}

impl Records for Without<'_> {
    type Error = Infallible;

    fn scan(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<bool, Infallible> {
        if register != self.register || year != 2024 {
            return Ok(false);
        }
        for (at, line) in self.lines.iter().enumerate().filter(|(at, _)| Some(*at) != self.left_out) {
            let cells: Vec<&str> = line.iter().map(String::as_str).collect();
            visit(at as u64, &cells.as_slice()).unwrap_or_else(|bad| panic!("{}: {bad:?}", register.label));
        }
        Ok(true)
    }
}

fn lines(sheet: &Sheet) -> Vec<Vec<String>> {
    let text = String::from_utf8(sheet.csv()).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(cells).collect()
}

/// What the prose states: metric and words.
fn stated() -> Vec<(String, String)> {
    let report = &demonstration().1.report;
    let blocks = [0, 4, 5].into_iter().flat_map(|part: usize| &report.parts[part].blocks);
    let spans = blocks.flat_map(|block| match block {
        Block::Paragraph(spans) => spans.clone(),
        Block::Heading(_) | Block::Table(_) | Block::Chart(_) => Vec::new(),
    });
    spans.filter_map(|span| Some((span.metric?, span.text))).collect()
}

#[test]
fn every_digit_of_the_prose_is_a_metric_a_date_or_a_title() {
    let report = &demonstration().1.report;
    for part in [0, 4, 5] {
        for block in &report.parts[part].blocks {
            let Block::Paragraph(spans) = block else { continue };
            for span in spans.iter().filter(|span| span.metric.is_none()) {
                let mut rest = span.text.as_str();
                while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
                    let tail = &rest[at..];
                    let end = tail.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(tail.len());
                    let next = tail[end..].chars().next();
                    assert!(
                        matches!(next, Some('年' | '月' | '日')),
                        "“{}” stands in “{}”",
                        &tail[..end],
                        span.text
                    );
                    rest = &tail[end..];
                }
            }
        }
    }
    for (metric, words) in stated() {
        let figure = &report.figures[&metric];
        let digits: String = words.chars().filter(|one| one.is_ascii_digit() || *one == '.').collect();
        if !digits.is_empty() {
            assert_eq!(digits.parse::<Decimal>().unwrap(), figure.value.abs(), "{metric}: {words}");
        }
    }
}

/// Registers of which every row is left out once; of larger ones some.
const EACH: usize = 500;
/// The largest is read once only: 613,000 rows.
const LARGEST: u64 = 100_000;

#[test]
fn removing_any_one_record_changes_its_figure_and_a_stale_override_is_noticed() {
    let mut by_register: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (metric, _) in stated() {
        let (base, counted) = catalogue().counted(&metric).unwrap();
        by_register.entry(counted.register.key).or_default().insert(&base.id);
    }
    assert!(by_register.len() > 12, "{by_register:?}");
    for sheet in all_sheets().filter(|sheet| sheet.year == 2024 && sheet.rows < LARGEST) {
        let Some(metrics) = by_register.get(sheet.register.key) else { continue };
        check(&sheet, metrics);
    }
}

/// The largest register, held as the text of its file: its rows are split as they are read.
struct Lines<'a> {
    sheet: &'a Sheet,
    text: &'a str,
    left_out: Option<u64>,
}

impl Records for Lines<'_> {
    type Error = Infallible;

    fn scan(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<bool, Infallible> {
        if register != self.sheet.register || year != 2024 {
            return Ok(false);
        }
        for (at, line) in (0..).zip(self.text.lines().skip(1)).filter(|(at, _)| Some(*at) != self.left_out) {
            let cells: Vec<&str> = line.split(',').collect();
            visit(at, &cells.as_slice()).unwrap_or_else(|bad| panic!("{}: {bad:?}", register.label));
        }
        Ok(true)
    }
}

/// 政务服务办件: 613,000 rows, of which the first, the last and some between are left out. Every row is counted, each once:
/// what holds for one holds for all.
#[test]
fn removing_a_service_case_changes_its_figures_and_a_stale_override_is_noticed() {
    let sheet = all_sheets().find(|sheet| sheet.year == 2024 && sheet.register.key == "cases").unwrap();
    assert!(sheet.rows >= LARGEST);
    let text = String::from_utf8(sheet.csv()).unwrap();
    let whole_of = |left_out| {
        let records = Lines { sheet: &sheet, text: &text, left_out };
        measure(&records, [sheet.register].into_iter(), 2024).unwrap().0
    };
    let mut metrics: BTreeSet<&str> = BTreeSet::new();
    for (metric, _) in stated() {
        let (base, counted) = catalogue().counted(&metric).unwrap();
        if counted.register == sheet.register {
            metrics.insert(&base.id);
        }
    }
    assert!(!metrics.is_empty(), "the prose states none of its figures");
    let whole = whole_of(None);
    for id in &metrics {
        let Measured { value, records } = whole.computed(id).unwrap();
        assert_eq!((value, records), (Decimal::from(sheet.rows), sheet.rows), "{id} counts every row once");
    }
    for left_out in [0, sheet.rows / 3, sheet.rows / 2, sheet.rows - 1] {
        let less = whole_of(Some(left_out));
        for id in &metrics {
            let computed = whole.computed(id).unwrap().value;
            assert_eq!(less.computed(id).unwrap().value, computed - Decimal::ONE, "{id} without {left_out}");
            stale(&less, id, computed);
        }
    }
}

fn check(sheet: &Sheet, metrics: &BTreeSet<&str>) {
    let lines = lines(sheet);
    let figures = |left_out| -> Figures {
        let records = Without { register: sheet.register, lines: &lines, left_out };
        measure(&records, [sheet.register].into_iter(), 2024).unwrap().0
    };
    let whole = figures(None);
    let step = lines.len().div_ceil(EACH).max(1);
    let step = if lines.len() > 5_000 { lines.len() / 3 } else { step };
    let mut changed: BTreeMap<&str, u64> = BTreeMap::new();
    let mut noticed: BTreeSet<&str> = BTreeSet::new();
    let mut tried = 0;
    for at in (0..lines.len()).step_by(step) {
        tried += 1;
        let less = figures(Some(at));
        let of = |figures: &Figures, id: &str| figures.computed(id).map(|Measured { value, .. }| value);
        for id in metrics.iter().filter(|id| of(&whole, id) != of(&less, id)) {
            *changed.entry(id).or_default() += 1;
            if noticed.insert(id) {
                stale(&less, id, of(&whole, id).unwrap());
            }
        }
    }
    for id in metrics {
        let counted = whole.computed(id).unwrap();
        let changed = changed.get(id).copied().unwrap_or(0);
        // A mark that stands for many: where every row was tried, each that is counted changed the figure.
        if step == 1 && !counted.value.is_zero() {
            let counts = counted.value == Decimal::from(counted.records);
            let expected = if counts { changed == counted.records } else { changed > 0 };
            assert!(expected, "{id}: {changed} of {} records", counted.records);
        } else if tried > 0 && counted.records == lines.len() as u64 {
            assert_eq!(changed, tried, "{id}: every record tried changes it");
        }
    }
}

/// An override made when the record was still there is told of once it is gone.
fn stale(less: &Figures, id: &str, computed: Decimal) {
    let entry = OverrideEntry {
        metric: id.into(),
        value: computed,
        computed,
        who: "公开科".into(),
        why: "核对".into(),
        on: jiff::civil::date(2025, 1, 10),
    };
    let told = less.clone().take_overrides(vec![entry]).unwrap();
    assert!(told.len() == 1 && told[0].contains("请复核是否仍需调整"), "{id}: {told:?}");
    let kept = less.clone();
    assert!(kept.overridden.is_empty(), "the figures a report was made of are not touched");
}
