//! 附图：条形图、柱形图、构成图。One SVG serves the wide page, the PDF and, as pixels, the DOCX; `narrow` draws a
//! second one for the width of a telephone, where the first would shrink its words out of sight.
//!
//! Labels stand beside what they name, one colour is the finding and the rest is grey, so that a grey print says
//! the same. No style attribute and no script: the portal's security policy allows neither.

mod narrow;

use crate::Error;
use crate::document::{Cell, Chart, Density, Table};
use crate::fonts;
use crate::html::escape;
use office::annual_report::{Chart as Figures, ChartKind};
use resvg::{tiny_skia, usvg};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

const WIDTH: f64 = 720.0;
const TEXT: f64 = 16.0;
const INK: &str = "#1b1f24";
const LINE: &str = "#d9dde3";
const FINDING: &str = "#1d4f91";
const REST: [&str; 3] = ["#8a94a1", "#a7afba", "#c0c6cf"];
const FAMILY: &str =
    "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif";

/// Draws chart number `number` of a report (from 1).
pub fn draw(chart: &Figures, number: usize) -> Chart {
    let id = format!("chart-{number}");
    let title = format!("附图{number}　{}", chart.title);
    let (body, height) = match chart.kind {
        ChartKind::Bars => bars(chart),
        ChartKind::Columns => columns(chart),
        ChartKind::Share => share(chart),
    };
    Chart {
        data: data(chart, &id, &title),
        alt: in_words(chart),
        svg: frame(&body, WIDTH, height),
        narrow: narrow::draw(chart),
        size: (WIDTH as u32, height as u32),
        id,
        title,
    }
}

/// The words that say the same stand beside the drawing, once for both widths, so the drawing itself is silent.
fn frame(body: &str, width: f64, height: f64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" aria-hidden=\"true\" font-family=\"{FAMILY}\" font-size=\"{TEXT}\" \
         fill=\"{INK}\">\n{body}</svg>"
    )
}

/// The chart for those who do not see it: its kind and every value.
fn in_words(chart: &Figures) -> String {
    let kind = match chart.kind {
        ChartKind::Bars => "条形图",
        ChartKind::Columns => "柱形图",
        ChartKind::Share => "构成图",
    };
    let points: Vec<String> =
        chart.points.iter().map(|(label, value, _)| format!("{label}{}", counted(chart, value))).collect();
    format!("{kind}：{}。", points.join("，"))
}

fn data(chart: &Figures, id: &str, title: &str) -> Table {
    let head = if chart.kind == ChartKind::Columns { "年度" } else { "项目" };
    let rows = chart.points.iter().map(|(label, value, metric)| {
        vec![Cell::row(label.as_str()), Cell { metric: metric.clone(), ..Cell::number(*value) }]
    });
    Table {
        id: format!("{id}-data"),
        caption: title.to_owned(),
        caption_hidden: true,
        head: vec![vec![Cell::column(head), Cell::column(format!("数量（{}）", chart.unit))]],
        body: rows.collect(),
        widths: vec![3, 1],
        density: Density::Normal,
        ..Table::default()
    }
}

/// The drawing as a PNG of `width` pixels, set in the embedded font.
pub fn pixels(svg: &str, width: u32) -> Result<Vec<u8>, Error> {
    let options =
        usvg::Options { fontdb: FONTS.clone(), font_family: fonts::SANS_FAMILY.into(), ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| Error::Drawing(error.to_string()))?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil() as u32;
    let mut canvas =
        tiny_skia::Pixmap::new(width, height).ok_or_else(|| Error::Drawing("an empty drawing".into()))?;
    canvas.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut canvas.as_mut());
    canvas.encode_png().map_err(|error| Error::Drawing(error.to_string()))
}

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(fonts::chart_font().to_vec());
    Arc::new(fonts)
});

/// A number as it is printed, without trailing zeros.
pub fn number(value: &Decimal) -> String {
    value.normalize().to_string()
}

/// «170件»
fn counted(chart: &Figures, value: &Decimal) -> String {
    format!("{}{}", number(value), chart.unit)
}

/// «170件（35.8%）»
fn counted_share(chart: &Figures, value: &Decimal, total: Decimal) -> String {
    format!("{}（{}%）", counted(chart, value), percent(*value, total))
}

// ---------------------------------------------------------------- 条形图

fn bars(chart: &Figures) -> (String, f64) {
    const BAR: f64 = 22.0;
    const WRAP: usize = 15;
    let largest = largest(chart);
    let lines: Vec<Vec<String>> = chart.points.iter().map(|(label, ..)| wrap(label, WRAP)).collect();
    let label_width =
        lines.iter().flatten().map(|line| width_of(line)).fold(0.0, f64::max).min(WRAP as f64 * TEXT);
    let left = label_width + 12.0;
    let value_width = 90.0;
    let mut out = String::new();
    let mut y = 8.0;
    for (index, (_, value, _)) in chart.points.iter().enumerate() {
        let height = f64::max(36.0, lines[index].len() as f64 * 20.0 + 8.0);
        let middle = y + height / 2.0;
        let length = share_of(*value, largest) * (WIDTH - left - value_width);
        let first = middle + 5.6 - (lines[index].len() - 1) as f64 * 10.0;
        for (line, text) in lines[index].iter().enumerate() {
            words(&mut out, left - 12.0, first + line as f64 * 20.0, "end", text);
        }
        let colour = if *value == largest && !largest.is_zero() { FINDING } else { REST[0] };
        rectangle(&mut out, left, middle - BAR / 2.0, length, BAR, colour);
        words(&mut out, left + length + 8.0, middle + 5.6, "start", &counted(chart, value));
        y += height;
    }
    line(&mut out, left, 4.0, left, y + 4.0);
    (out, y + 8.0)
}

// ---------------------------------------------------------------- 柱形图

/// The last column is this year's: it is the one in colour.
fn columns(chart: &Figures) -> (String, f64) {
    const HEIGHT: f64 = 230.0;
    const BASE: f64 = 190.0;
    const TOP: f64 = 36.0;
    let largest = largest(chart);
    let slot = WIDTH / chart.points.len().max(1) as f64;
    let thickness = f64::min(72.0, slot * 0.56);
    let mut out = String::new();
    for (index, (label, value, _)) in chart.points.iter().enumerate() {
        let centre = slot * (index as f64 + 0.5);
        let height = share_of(*value, largest) * (BASE - TOP);
        let colour = if index + 1 == chart.points.len() { FINDING } else { REST[0] };
        rectangle(&mut out, centre - thickness / 2.0, BASE - height, thickness, height, colour);
        words(&mut out, centre, BASE - height - 8.0, "middle", &counted(chart, value));
        words(&mut out, centre, BASE + 26.0, "middle", label);
    }
    line(&mut out, 0.0, BASE, WIDTH, BASE);
    (out, HEIGHT)
}

// ---------------------------------------------------------------- 构成图

/// One bar cut into shares. A label stands under its piece where it fits, else it hangs on a line, lower the
/// further left, so that no line crosses another's words.
fn share(chart: &Figures) -> (String, f64) {
    const TOP: f64 = 8.0;
    const BAR: f64 = 44.0;
    const ROW: f64 = 28.0;
    let total: Decimal = chart.points.iter().map(|(_, value, _)| *value).sum();
    let mut out = String::new();
    let pieces = pieces(chart, total);
    let finding = pieces.iter().map(|piece| piece.length).fold(0.0, f64::max);
    let first = pieces.iter().position(|piece| piece.length >= finding);
    for (index, piece) in pieces.iter().enumerate() {
        let colour = if Some(index) == first { FINDING } else { REST[index % 3] };
        rectangle(&mut out, piece.start, TOP, f64::max(piece.length - 2.0, 1.0), BAR, colour);
    }
    let labels = hang(&pieces);
    let baseline = |row: usize| TOP + BAR + 26.0 + row as f64 * ROW;
    for (piece, label) in pieces.iter().zip(&labels) {
        if !piece.holds_its_label() {
            let x = piece.start + piece.length / 2.0;
            line(&mut out, x, TOP + BAR, x, baseline(label.row) - TEXT);
        }
        words(&mut out, label.start, baseline(label.row), "start", &piece.text);
    }
    if total.is_zero() {
        rectangle(&mut out, 0.0, TOP, WIDTH, BAR, LINE);
        words(&mut out, 0.0, baseline(0), "start", &format!("均为0{}", chart.unit));
    }
    let rows = labels.iter().map(|label| label.row).max().unwrap_or(0);
    (out, baseline(rows) + 10.0)
}

/// A piece of the bar and what is said of it.
struct Piece {
    start: f64,
    length: f64,
    text: String,
}

impl Piece {
    fn holds_its_label(&self) -> bool {
        width_of(&self.text) + 6.0 <= self.length
    }
}

struct Label {
    start: f64,
    row: usize,
}

fn pieces(chart: &Figures, total: Decimal) -> Vec<Piece> {
    let mut start = 0.0;
    let shown = chart.points.iter().filter(|(_, value, _)| !value.is_zero());
    shown
        .map(|(label, value, _)| {
            let length = share_of(*value, total) * WIDTH;
            let text = format!("{label} {}", counted_share(chart, value, total));
            let piece = Piece { start, length, text };
            start += length;
            piece
        })
        .collect()
}

/// From right to left, each label in the highest row that is still free at its place and to its right.
fn hang(pieces: &[Piece]) -> Vec<Label> {
    let mut ends_at: Vec<f64> = Vec::new();
    let mut labels: Vec<Label> = pieces
        .iter()
        .rev()
        .map(|piece| {
            let width = width_of(&piece.text);
            let centre = piece.start + piece.length / 2.0;
            let wanted = if piece.holds_its_label() { centre - width / 2.0 } else { centre - 4.0 };
            let start = wanted.clamp(0.0, f64::max(WIDTH - width, 0.0));
            let row =
                ends_at.iter().position(|taken| start + width + 12.0 <= *taken).unwrap_or(ends_at.len());
            ends_at.resize(ends_at.len().max(row + 1), WIDTH + 100.0);
            ends_at[row] = start;
            Label { start, row }
        })
        .collect();
    labels.reverse();
    labels
}

fn percent(value: Decimal, total: Decimal) -> Decimal {
    (value * Decimal::ONE_HUNDRED / total)
        .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}

// ---------------------------------------------------------------- 笔画

fn largest(chart: &Figures) -> Decimal {
    chart.points.iter().map(|(_, value, _)| *value).max().unwrap_or_default()
}

fn share_of(value: Decimal, whole: Decimal) -> f64 {
    if whole.is_zero() {
        return 0.0;
    }
    (value / whole).to_f64().unwrap_or_default().clamp(0.0, 1.0)
}

/// Han characters are one em wide, the rest a little over half.
fn width_of(text: &str) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 0.58 } else { 1.0 }).sum::<f64>() * TEXT
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let count = characters.len().div_ceil(width).max(1);
    let line = characters.len().div_ceil(count).max(1);
    if characters.is_empty() {
        return vec![String::new()];
    }
    characters.chunks(line).map(|chunk| chunk.iter().collect()).collect()
}

fn rectangle(out: &mut String, x: f64, y: f64, width: f64, height: f64, colour: &str) {
    let _ = writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>"
    );
}

fn line(out: &mut String, x1: f64, y1: f64, x2: f64, y2: f64) {
    let _ = writeln!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{}\" stroke-width=\"1\"/>",
        REST[0]
    );
}

fn words(out: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escape(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn chart(kind: ChartKind, points: &[(&str, i64)]) -> Figures {
        let points =
            points.iter().map(|(label, value)| ((*label).to_owned(), Decimal::from(*value), None)).collect();
        Figures { kind, title: "九件申请均已答复".into(), unit: "件".into(), points }
    }

    #[test]
    fn every_value_is_written_beside_its_bar() {
        for kind in [ChartKind::Bars, ChartKind::Columns, ChartKind::Share] {
            let drawn = draw(&chart(kind, &[("予以公开", 2), ("无法提供", 4), ("不予公开", 2)]), 1);
            for svg in [&drawn.svg, &drawn.narrow] {
                for words in ["2件", "4件", "予以公开", "无法提供", "aria-hidden=\"true\""] {
                    assert!(svg.contains(words), "{kind:?} lacks {words}");
                }
                assert_eq!(svg.matches(FINDING).count(), 1, "{kind:?}: one finding, one colour");
            }
        }
    }

    #[test]
    fn shares_are_rounded_at_one_digit() {
        // 159 of 475 is 33.47…, 130 of 475 is 27.36…
        let drawn = draw(&chart(ChartKind::Share, &[("政务动态", 159), ("其他", 316)]), 2);
        assert!(drawn.svg.contains("政务动态 159件（33.5%）"), "{}", drawn.svg);
        assert!(drawn.narrow.contains("159件（33.5%）"), "{}", drawn.narrow);
    }

    #[test]
    fn nothing_but_zeros_divides_by_nothing() {
        for kind in [ChartKind::Bars, ChartKind::Columns, ChartKind::Share] {
            let drawn = draw(&chart(kind, &[("自然人", 0), ("商业企业", 0)]), 3);
            assert!(!drawn.svg.contains("NaN") && !drawn.narrow.contains("NaN"));
        }
        let empty = draw(&chart(ChartKind::Share, &[]), 4);
        assert!(empty.svg.contains("均为0件") && empty.narrow.contains("均为0件"));
    }

    #[test]
    fn hostile_labels_stay_text() {
        let drawn = draw(&chart(ChartKind::Bars, &[("<script>&\"", 1)]), 1);
        assert!(!drawn.svg.contains("<script") && !drawn.narrow.contains("<script"));
    }
}
