//! 窄幅附图：drawn for the width of a telephone. What a bar counts stands above it, so that words keep their size.

use super::{
    FINDING, LINE, REST, TEXT, counted, counted_share, frame, largest, line, rectangle, share_of, width_of,
    words, wrap,
};
use office::annual_report::{Chart as Figures, ChartKind};
use rust_decimal::Decimal;

/// A telephone of 360 px shows it at its own size.
const WIDTH: f64 = 328.0;
const LINE_HEIGHT: f64 = 22.0;
const BAR: f64 = 18.0;

pub(super) fn draw(chart: &Figures) -> String {
    let (body, height) = match chart.kind {
        ChartKind::Columns if columns_fit(chart) => columns(chart),
        ChartKind::Columns => rows(&last_in_colour(chart), false),
        ChartKind::Bars => rows(&largest_in_colour(chart), false),
        ChartKind::Share => share(chart),
    };
    frame(&body, WIDTH, height)
}

/// One bar, what stands above it, and whether it is the finding.
struct Row {
    label: String,
    value: String,
    share: f64,
    finding: bool,
}

fn largest_in_colour(chart: &Figures) -> Vec<Row> {
    let largest = largest(chart);
    against_largest(chart, |_, value| value == largest && !largest.is_zero())
}

/// The last year is the one reported on.
fn last_in_colour(chart: &Figures) -> Vec<Row> {
    against_largest(chart, |index, _| index + 1 == chart.points.len())
}

fn against_largest(chart: &Figures, finding: impl Fn(usize, Decimal) -> bool) -> Vec<Row> {
    let largest = largest(chart);
    let points = chart.points.iter().enumerate();
    points
        .map(|(index, (label, value, _))| Row {
            label: label.clone(),
            value: counted(chart, value),
            share: share_of(*value, largest),
            finding: finding(index, *value),
        })
        .collect()
}

fn share(chart: &Figures) -> (String, f64) {
    let total: Decimal = chart.points.iter().map(|(_, value, _)| *value).sum();
    let shown: Vec<_> = chart.points.iter().filter(|(_, value, _)| !value.is_zero()).collect();
    if total.is_zero() {
        let none =
            Row { label: format!("均为0{}", chart.unit), value: String::new(), share: 0.0, finding: false };
        return rows(&[none], true);
    }
    let first = shown.iter().position(|(_, value, _)| *value == largest(chart));
    let parts: Vec<Row> = shown
        .iter()
        .enumerate()
        .map(|(index, (label, value, _))| Row {
            label: label.clone(),
            value: counted_share(chart, value, total),
            share: share_of(*value, total),
            finding: Some(index) == first,
        })
        .collect();
    rows(&parts, true)
}

/// Label at the left, value at the right, the bar below them: of shares, on a track as long as the whole.
fn rows(rows: &[Row], shares: bool) -> (String, f64) {
    let mut out = String::new();
    let mut y = 0.0;
    for row in rows {
        let room = ((WIDTH - width_of(&row.value)) / TEXT) as usize;
        for text in wrap(&row.label, room.saturating_sub(1).max(4)) {
            y += LINE_HEIGHT;
            words(&mut out, 0.0, y - 6.0, "start", &text);
        }
        words(&mut out, WIDTH, y - 6.0, "end", &row.value);
        if shares {
            rectangle(&mut out, 0.0, y, WIDTH, BAR, LINE);
        }
        rectangle(&mut out, 0.0, y, row.share * WIDTH, BAR, if row.finding { FINDING } else { REST[0] });
        y += BAR + 8.0;
    }
    (out, y)
}

fn columns_fit(chart: &Figures) -> bool {
    let slot = WIDTH / chart.points.len().max(1) as f64;
    chart
        .points
        .iter()
        .all(|(label, value, _)| width_of(label).max(width_of(&counted(chart, value))) + 8.0 <= slot)
}

fn columns(chart: &Figures) -> (String, f64) {
    const BASE: f64 = 170.0;
    const TOP: f64 = 28.0;
    let slot = WIDTH / chart.points.len().max(1) as f64;
    let thickness = f64::min(56.0, slot * 0.6);
    let mut out = String::new();
    for (index, ((label, value, _), row)) in chart.points.iter().zip(last_in_colour(chart)).enumerate() {
        let centre = slot * (index as f64 + 0.5);
        let height = row.share * (BASE - TOP);
        let colour = if row.finding { FINDING } else { REST[0] };
        rectangle(&mut out, centre - thickness / 2.0, BASE - height, thickness, height, colour);
        words(&mut out, centre, BASE - height - 8.0, "middle", &counted(chart, value));
        words(&mut out, centre, BASE + 22.0, "middle", label);
    }
    line(&mut out, 0.0, BASE, WIDTH, BASE);
    (out, BASE + 32.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::chart;
    use super::*;

    /// Every `x` of the drawing's words, and how wide they are, by their anchor.
    fn spans(svg: &str) -> Vec<(f64, f64)> {
        svg.split("<text x=\"")
            .skip(1)
            .filter_map(|rest| {
                let x: f64 = rest.split('"').next()?.parse().ok()?;
                let anchor = rest.split("text-anchor=\"").nth(1)?.split('"').next()?;
                let width = width_of(rest.split('>').nth(1)?.split('<').next()?);
                Some(match anchor {
                    "start" => (x, x + width),
                    "end" => (x - width, x),
                    _ => (x - width / 2.0, x + width / 2.0),
                })
            })
            .collect()
    }

    #[test]
    fn no_words_run_over_the_edge_of_a_telephone() {
        let long = [
            ("无法提供：本机关不掌握相关政府信息", 38_651),
            ("不予处理：申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 4),
            ("其他", 1_234_567),
        ];
        for kind in [ChartKind::Bars, ChartKind::Columns, ChartKind::Share] {
            let svg = draw(&chart(kind, &long));
            let spans = spans(&svg);
            assert!(spans.len() >= 6, "{svg}");
            assert!(spans.iter().all(|(left, right)| *left >= 0.0 && *right <= WIDTH), "{kind:?}: {svg}");
        }
    }

    #[test]
    fn a_few_years_stand_as_columns_and_many_as_bars() {
        let years: Vec<String> = (2010..2025).map(|year| format!("{year}年")).collect();
        let points: Vec<(&str, i64)> = years.iter().map(|year| (year.as_str(), 9)).collect();
        assert!(columns_fit(&chart(ChartKind::Columns, &points[..4])));
        assert!(!columns_fit(&chart(ChartKind::Columns, &points)));
    }
}
