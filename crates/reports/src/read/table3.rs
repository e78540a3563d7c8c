//! 表三的读取：rows of seven figures, wherever the layout put them.

use super::align::{Evidence, Labels, Match, align};
use super::fold::{self, Value};
use super::piece::PAGE;
use super::tokens::Token;
use crate::model::{CellNote, Finding};
use law::annual_report::rules::Severity;
use law::annual_report::{Applicant, Count, Form, Outcome, Place, Row3, RuleId, Table3};
use serde_json::json;
use std::sync::LazyLock;

/// What was read of one table.
#[derive(Debug, Default)]
pub struct Read<T> {
    pub table: T,
    pub notes: Vec<CellNote>,
    pub findings: Vec<Finding>,
    /// Anything of the table was found at all.
    pub seen: bool,
}

/// A row with figures, before it is known which row of the form it is.
#[derive(Debug, Default)]
struct Found<'a> {
    labels: Vec<&'a str>,
    /// Labels since the row before, on lines of their own.
    pending: Vec<&'a str>,
    values: Vec<&'a Token<'a>>,
    /// The row is marked as one, or its values stand one a line.
    whole: bool,
}

impl Found<'_> {
    /// Its figures stood one a line, in no row and at no place.
    fn is_loose(&self) -> bool {
        self.whole && self.values.iter().all(|value| value.row.is_none() && value.x.is_none())
    }
}

const WIDTH: usize = 7;
/// More rows than any report has: the rest is not looked at.
const MAX_ROWS: usize = 400;

/// Reads table 3 from the tokens of its stretch.
pub fn read(tokens: &[Token], form: Form) -> Read<Table3> {
    let found = found_rows(tokens);
    let columns = columns(&found, tokens);
    let whole = found.iter().any(|row| row.values.len() >= WIDTH);
    let mut read = Read { seen: whole || (!columns.is_empty() && !found.is_empty()), ..Read::default() };
    if !read.seen {
        return read;
    }
    let (rows, matches, single) = place(&found, form);
    read.table.single_other_handling = single;
    let wordless = matches.iter().flatten().filter(|at| at.fit < Match::WORDLESS).count();
    let sure = wordless <= 3 && matches.iter().flatten().count() == rows.len();
    // Figures one a line and away from their labels: their order is not the form's.
    let scattered = wordless > 3 && !sure;
    for (row, at) in found.iter().zip(&matches) {
        match at {
            Some(at) if scattered && row.is_loose() => read.findings.push(strewn(rows[at.row], row)),
            Some(at) => {
                let name = rows[at.row];
                take_row(&mut read, name, row, &columns);
                if at.fit < Match::WORDLESS {
                    read.findings.push(by_order(name, row, sure));
                }
            }
            None => read.findings.extend(unplaced(row)),
        }
    }
    let filled: Vec<Row3> = matches.iter().flatten().map(|at| rows[at.row]).collect();
    missing_rows(&mut read, &filled);
    super::table2::blanks(
        &mut read.findings,
        form,
        read.table.rows().filter(|row| filled.contains(row)).flat_map(|row| {
            let cells = *read.table.row(row);
            Applicant::ALL.into_iter().map(move |column| (Place::Cell3(row, column), cells[column.index()]))
        }),
    );
    read
}

fn found_rows<'a>(tokens: &'a [Token<'a>]) -> Vec<Found<'a>> {
    let mut found: Vec<Found> = Vec::new();
    let mut open = Found::default();
    let mut header: Option<[u32; 2]> = None;
    let mut at = 0;
    while at < tokens.len() && found.len() < MAX_ROWS {
        let token = &tokens[at];
        let end = match token.row {
            Some(row) => at + tokens[at..].iter().take_while(|token| token.row == Some(row)).count(),
            None => {
                at + tokens[at..]
                    .iter()
                    .take_while(|other| other.row.is_none() && other.piece == token.piece)
                    .count()
            }
        };
        let group = &tokens[at..end];
        if token.row.is_some() {
            close(&mut open, &mut found);
            header = header_columns(group).or(header);
            marked_row(group, header, &mut open, &mut found);
        } else {
            loose(group, &mut open, &mut found);
        }
        at = end;
    }
    close(&mut open, &mut found);
    found
}

/// The columns of 自然人 and 总计 where this row is the head of the table.
fn header_columns(row: &[Token]) -> Option<[u32; 2]> {
    let column =
        |name: &str| row.iter().find(|cell| !cell.spanned && cell.key == name).map(|cell| cell.column);
    let spanned = |name: &str| row.iter().find(|cell| cell.key == name).map(|cell| cell.column);
    let first = column("自然人").or_else(|| spanned("自然人"))?;
    let last = column("总计").or_else(|| spanned("总计"))?;
    (row.iter().all(|cell| cell.grid) && last == first + 6).then_some([first, last])
}

/// Seven cells and no more behind the last label: their order says more than their columns, which rows of
/// other widths in the same table shift.
fn seven_in_order(row: &[Token]) -> bool {
    let label = row.iter().rposition(|cell| cell.is_label() && !cell.text.is_empty());
    label.is_some_and(|last| row[last + 1..].iter().filter(|cell| !cell.spanned).count() == WIDTH)
}

/// A row of a table: labels, then values by column or by order.
fn marked_row<'a>(
    row: &'a [Token<'a>],
    header: Option<[u32; 2]>,
    open: &mut Found<'a>,
    found: &mut Vec<Found<'a>>,
) {
    let by_column = header
        .filter(|[_, last]| row.iter().any(|cell| cell.grid && cell.column == *last))
        .filter(|_| !seven_in_order(row));
    let labels_end = match by_column {
        Some([first, _]) => row.iter().position(|cell| cell.column >= first).unwrap_or(row.len()),
        None => {
            row.iter().rposition(|cell| cell.is_label() && !cell.text.is_empty()).map_or(0, |last| last + 1)
        }
    };
    let labels: Vec<&str> = row[..labels_end]
        .iter()
        .filter(|cell| cell.is_label() && !cell.text.is_empty())
        .map(|cell| cell.key.as_str())
        .collect();
    let values: Vec<&Token> = match by_column {
        Some([first, last]) => row.iter().filter(|cell| (first..=last).contains(&cell.column)).collect(),
        // A cell over several columns counts once.
        None => row[labels_end..].iter().filter(|cell| !cell.spanned).take(WIDTH).collect(),
    };
    // A head row has words where the figures of other rows stand.
    let figures = values.iter().filter(|cell| cell.has_figure() && !cell.spanned).count();
    let words = values.iter().filter(|cell| cell.is_label()).count();
    let own_label = labels.iter().any(|label| label.chars().count() > 2);
    // Under a head that names the columns, words among a labelled row's figures are that row's own.
    let named = by_column.is_some() && own_label;
    if (figures > 0 && (words <= figures || named)) || (words == 0 && values.len() >= WIDTH && own_label) {
        let pending = std::mem::take(&mut open.pending);
        found.push(Found { labels, pending, values, whole: true });
    } else {
        open.pending
            .extend(row.iter().filter(|cell| cell.is_label() && !cell.spanned).map(|cell| cell.key.as_str()));
    }
}

/// A line or a lone cell: a label, a value, or a label with its values.
fn loose<'a>(group: &'a [Token<'a>], open: &mut Found<'a>, found: &mut Vec<Found<'a>>) {
    let (labels, values): (Vec<&Token>, Vec<&Token>) = group.iter().partition(|token| token.is_label());
    if !labels.is_empty() && !open.values.is_empty() {
        close(open, found);
    }
    if values.len() >= 2 {
        close(open, found);
        open.labels = labels.iter().map(|label| label.key.as_str()).collect();
        open.values = values;
        open.whole = false;
        close(open, found);
        return;
    }
    open.pending.extend(labels.iter().map(|label| label.key.as_str()));
    for value in values {
        let opens =
            !open.values.is_empty() || value.has_figure() || (labels.is_empty() && !open.pending.is_empty());
        if opens {
            open.values.push(value);
            open.whole = true;
        }
        if open.values.len() == WIDTH {
            close(open, found);
        }
    }
}

fn close<'a>(open: &mut Found<'a>, found: &mut Vec<Found<'a>>) {
    if open.values.is_empty() {
        return;
    }
    let mut row = std::mem::take(open);
    if !row.values.iter().any(|value| value.has_figure()) && row.values.len() < WIDTH {
        // Blank cells without a figure among them are padding.
        open.pending = row.pending;
        return;
    }
    if row.whole && row.labels.is_empty() {
        row.labels = std::mem::take(&mut row.pending);
    }
    found.push(row);
}

// ---------------------------------------------------------------- which row of the form

static LABELS: LazyLock<Vec<Labels>> =
    LazyLock::new(|| Row3::all().map(|row| Labels::new(ways(row))).collect());

/// The ways the label of a row is printed.
fn ways(row: Row3) -> Vec<String> {
    let label = fold::key(row.label());
    let bare: String = label.chars().skip(1).collect();
    let short: &[&str] = match row {
        Row3::New => &["本年新收"],
        Row3::Carried => &["上年结转"],
        Row3::CarriedOver => &["结转下年度继续办理", "四结转下年度"],
        Row3::Total => &["七总计", "总计"],
        Row3::Result(Outcome::Granted) => &["予以公开"],
        Row3::Result(Outcome::Partial) => &["二部分公开", "部分公开"],
        Row3::Result(Outcome::NotCorrected) => &["1逾期不补正", "逾期不补正"],
        Row3::Result(Outcome::FeeUnpaid) => &["2逾期不缴费", "逾期不缴费", "2逾期未缴费"],
        Row3::Result(Outcome::OtherHandling) => &["其他处理"],
        Row3::Result(_) => &[],
    };
    let mut ways = vec![label];
    if !matches!(row, Row3::Result(Outcome::Other)) {
        ways.push(bare);
    }
    ways.extend(short.iter().map(|way| String::from(*way)));
    ways
}

/// The rows of the form in the reading that fits better: （六）as three rows or as one.
fn place(found: &[Found], form: Form) -> (Vec<Row3>, Vec<Option<Match>>, bool) {
    let evidence: Vec<Evidence> = found
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let own = row.labels.concat();
            let after = found.get(at + 1).filter(|next| !next.whole).map(|next| next.pending.concat());
            let around = if row.whole && !own.is_empty() {
                String::new()
            } else {
                row.pending.concat() + &own + &after.unwrap_or_default()
            };
            Evidence { last: row.labels.last().copied().unwrap_or_default().into(), own, around }
        })
        .collect();
    let single: Vec<Row3> = Row3::all()
        .filter(|row| {
            !matches!(row, Row3::Result(Outcome::NotCorrected | Outcome::FeeUnpaid | Outcome::Other))
        })
        .collect();
    let split: Vec<Row3> = Row3::standard().collect();
    let try_rows =
        |rows: &[Row3]| align(&evidence, &rows.iter().map(|row| &LABELS[row.index()]).collect::<Vec<_>>());
    if form == Form::Trial2019 {
        return (single.clone(), try_rows(&single).0, true);
    }
    let (three, three_score) = try_rows(&split);
    // Every row by its own label: nothing is left for the other reading to explain.
    if three.len() == split.len() && three.iter().flatten().filter(|at| at.fit == 1.0).count() == split.len()
    {
        return (split, three, false);
    }
    let (one, one_score) = try_rows(&single);
    if one_score > three_score { (single, one, true) } else { (split, three, false) }
}

/// Where the seven columns stand, page by page.
type Columns = Vec<(u32, [f32; WIDTH])>;

fn page_of(x: f32) -> u32 {
    (x / PAGE) as u32
}

/// The columns of each page, from its rows that have all seven, or else from its head (PDF, laid out text).
fn columns(found: &[Found], tokens: &[Token]) -> Columns {
    let full: Vec<[f32; WIDTH]> = found.iter().filter_map(|row| places(row.values.iter().copied())).collect();
    let heads = tokens.chunk_by(|a, b| a.piece == b.piece && a.row == b.row);
    let heads: Vec<[f32; WIDTH]> = heads.filter_map(|head| places(head.iter())).collect();
    let mut pages: Vec<u32> = full.iter().chain(&heads).map(|row| page_of(row[0])).collect();
    pages.sort_unstable();
    pages.dedup();
    let of_page = |page: u32| {
        let of = |rows: &[[f32; WIDTH]]| -> Vec<[f32; WIDTH]> {
            rows.iter().filter(|row| page_of(row[0]) == page).copied().collect()
        };
        let rows = Some(of(&full)).filter(|rows| !rows.is_empty()).unwrap_or_else(|| of(&heads));
        let columns = medians(&rows);
        // Text whose rows do not stand under one another says nothing of columns.
        let steady =
            page == 0 || rows.iter().all(|row| row.iter().enumerate().all(|(at, x)| near(&columns, at, *x)));
        steady.then_some((page, columns))
    };
    pages.into_iter().filter_map(of_page).collect()
}

/// Where seven values stand, where each has its place.
fn places<'a>(values: impl Iterator<Item = &'a Token<'a>>) -> Option<[f32; WIDTH]> {
    let xs: Option<Vec<f32>> = values.map(|value| value.x).collect();
    xs?.try_into().ok()
}

fn medians(rows: &[[f32; WIDTH]]) -> [f32; WIDTH] {
    std::array::from_fn(|column| {
        let mut xs: Vec<f32> = rows.iter().map(|row| row[column]).collect();
        xs.sort_by(f32::total_cmp);
        xs[xs.len() / 2]
    })
}

/// Whether a place is nearer to this column than to the middle between it and its neighbours.
fn near(columns: &[f32; WIDTH], at: usize, x: f32) -> bool {
    let gaps = [at.checked_sub(1), Some(at + 1)];
    let gap = gaps
        .into_iter()
        .flatten()
        .filter_map(|other| columns.get(other))
        .map(|other| (other - columns[at]).abs())
        .fold(f32::INFINITY, f32::min);
    (x - columns[at]).abs() <= 0.5 * gap
}

fn take_row(read: &mut Read<Table3>, name: Row3, row: &Found, columns: &Columns) {
    let placed = place_values(&row.values, columns);
    let Some(placed) = placed else {
        read.findings.push(short_row(name, row));
        return;
    };
    for (column, value) in Applicant::ALL.into_iter().zip(placed) {
        if let Some(token) = value {
            let place = Place::Cell3(name, column);
            let count = count(token, place, &mut read.notes, &mut read.findings);
            read.table.set(name, column, count);
        }
    }
}

/// Values by column. `None` where fewer than seven stand there and nothing tells which are blank.
fn place_values<'a>(values: &[&'a Token<'a>], columns: &Columns) -> Option<[Option<&'a Token<'a>>; WIDTH]> {
    let mut placed = [None; WIDTH];
    // One more than there are columns, in a line of words: a number parted, or one of the label's.
    let unsure = values.len() > WIDTH && values.iter().all(|value| value.row.is_none());
    if unsure {
        return None;
    }
    if values.len() >= WIDTH {
        for (slot, value) in placed.iter_mut().zip(values) {
            *slot = Some(*value);
        }
        return Some(placed);
    }
    if values.iter().any(|value| value.row.is_some()) && values.len() + 1 >= WIDTH {
        // A marked row whose last cell was lost still begins at the first column.
        for (slot, value) in placed.iter_mut().zip(values) {
            *slot = Some(*value);
        }
        return Some(placed);
    }
    let page = page_of(values.first()?.x?);
    let (_, columns) = columns.iter().find(|(own, _)| *own == page)?;
    let mut free = 0;
    for value in values {
        let x = value.x?;
        let at = (free..WIDTH).find(|at| near(columns, *at, x))?;
        (placed[at], free) = (Some(*value), at + 1);
    }
    Some(placed)
}

// ---------------------------------------------------------------- one cell

/// The count in a cell; what is none becomes a finding.
pub fn count(token: &Token, place: Place, notes: &mut Vec<CellNote>, findings: &mut Vec<Finding>) -> Count {
    match &token.value {
        Some(Value::Blank) => None,
        Some(Value::Figure { number, note }) => {
            if let Some(note) = note {
                notes.push(CellNote { place, text: note.clone() });
            }
            if fold::is_broken(&token.text) {
                findings.push(broken(place, &token.text, number));
            }
            let whole = number.is_integer().then(|| u64::try_from(*number).ok()).flatten();
            if whole.is_none() {
                findings.push(not_a_count(place, &token.text));
            }
            whole
        }
        None => {
            findings.push(not_a_number(place, &token.text));
            None
        }
    }
}

fn broken(place: Place, text: &str, number: &rust_decimal::Decimal) -> Finding {
    let text = text.split_whitespace().collect::<Vec<_>>().join("／");
    Finding {
        rule: RuleId::R19,
        severity: Severity::Info,
        place,
        expected: json!(number.to_string()),
        found: json!(text),
        message: format!(
            "{}的数字分写在几行（{text}），按一个数{number}读取，请对照原文核实。",
            place.in_words()
        ),
        waived: None,
    }
}

fn not_a_count(place: Place, text: &str) -> Finding {
    Finding {
        rule: RuleId::R8,
        severity: Severity::Error,
        place,
        expected: json!("非负整数"),
        found: json!(text),
        message: format!("{}填的是“{text}”，件数应为非负整数，请改正。", place.in_words()),
        waived: None,
    }
}

pub fn not_a_number(place: Place, text: &str) -> Finding {
    let text: String = text.chars().take(40).collect();
    Finding {
        rule: RuleId::R13,
        severity: Severity::Error,
        place,
        expected: json!("数字"),
        found: json!(text),
        message: format!("{}应填数字，现为“{text}”，请改为数字，没有的填0。", place.in_words()),
        waived: None,
    }
}

fn words_of(row: &Found) -> String {
    let values: Vec<&str> = row.values.iter().map(|value| &*value.text).collect();
    let text = format!("{} {}", row.labels.concat(), values.join(" "));
    text.trim().chars().take(60).collect()
}

fn by_order(name: Row3, row: &Found, sure: bool) -> Finding {
    let place = Place::Cell3(name, Applicant::Total);
    Finding {
        rule: RuleId::R19,
        severity: if sure { Severity::Info } else { Severity::Warning },
        place,
        expected: json!(name.label()),
        found: json!(words_of(row)),
        message: format!(
            "表三有一行数字（{}）没有可辨认的行名，按行序归入“{}”，请对照原文核实。",
            words_of(row),
            name.label()
        ),
        waived: None,
    }
}

fn strewn(name: Row3, row: &Found) -> Finding {
    Finding {
        rule: RuleId::R19,
        severity: Severity::Warning,
        place: Place::Cell3(name, Applicant::Total),
        expected: json!(name.label()),
        found: json!(words_of(row)),
        message: format!(
            "表三的数字与行名在文本中分开，“{}”一行不能确定是哪些数字，未采用。请换用网页、Word 或原 PDF 文件核对。",
            name.label()
        ),
        waived: None,
    }
}

fn unplaced(row: &Found) -> Option<Finding> {
    if !row.values.iter().any(|value| value.has_figure()) {
        return None;
    }
    let subtotal = row.labels.iter().any(|label| label.contains("小计") || label.contains("合计"));
    Some(Finding {
        rule: RuleId::R19,
        severity: if subtotal { Severity::Info } else { Severity::Warning },
        place: Place::Table3,
        expected: serde_json::Value::Null,
        found: json!(words_of(row)),
        message: format!(
            "表三中“{}”一行不是规定格式中的行，未计入，请按国办公开办函〔2021〕30号的格式填报。",
            words_of(row)
        ),
        waived: None,
    })
}

fn short_row(name: Row3, row: &Found) -> Finding {
    Finding {
        rule: RuleId::R19,
        severity: Severity::Warning,
        place: Place::Cell3(name, Applicant::Total),
        expected: json!(WIDTH),
        found: json!(row.values.len()),
        message: format!(
            "表三“{}”行只读到{}个数字（{}），无法判断各属哪一列，未采用。请把空白单元格补填为0。",
            name.label(),
            row.values.len(),
            words_of(row)
        ),
        waived: None,
    }
}

fn missing_rows(read: &mut Read<Table3>, filled: &[Row3]) {
    for row in read.table.rows() {
        if !filled.contains(&row) {
            read.findings.push(Finding {
                rule: RuleId::R13,
                severity: Severity::Warning,
                place: Place::Cell3(row, Applicant::Total),
                expected: json!("数字"),
                found: serde_json::Value::Null,
                message: format!("表三没有读到“{}”一行，请补上该行，没有的填0。", row.label()),
                waived: None,
            });
        }
    }
}
