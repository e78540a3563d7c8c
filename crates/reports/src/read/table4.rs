//! 表四的读取：fifteen figures, in one row or in three blocks.

use super::fold::Value;
use super::table3::{Read, count};
use super::tokens::Token;
use crate::model::Finding;
use law::annual_report::rules::Severity;
use law::annual_report::{Block4, Count, Form, Place, Result4, RuleId, Table4};
use serde_json::json;

const WIDTH: usize = 15;

/// Reads table 4 from the tokens of its stretch.
pub fn read(tokens: &[Token], form: Form) -> Read<Table4> {
    let mut read = Read::default();
    let values = values(tokens);
    let figures = values.iter().filter(|value| value.has_figure()).count();
    let header =
        tokens.iter().any(|token| matches!(token.key.as_str(), "结果维持" | "尚未审结" | "复议后起诉"));
    read.seen = figures > 0 || (header && values.len() >= WIDTH);
    if !read.seen {
        return read;
    }
    let blocks = blocks(tokens);
    if let Some(row) = whole_row(tokens) {
        fill(&mut read, &row);
    } else if blocks.iter().filter(|block| block.1.len() == 5).count() >= 2 {
        for (block, values) in &blocks {
            fill_block(&mut read, *block, values);
        }
    } else if values.len() == WIDTH {
        fill(&mut read, &values);
    } else {
        read.findings.push(unplaced(&values));
    }
    let cells: Vec<(Place, Count)> = Block4::ALL
        .into_iter()
        .flat_map(|block| Result4::ALL.into_iter().map(move |result| (block, result)))
        .map(|(block, result)| (Place::Cell4(block, result), read.table.get(block, result)))
        .collect();
    super::table2::blanks(&mut read.findings, form, cells.into_iter());
    read
}

/// Every value in order. Where rows are not marked: what follows the last label, a bar that only opens the
/// row left out.
fn values<'a>(tokens: &'a [Token<'a>]) -> Vec<&'a Token<'a>> {
    let value = |token: &&Token| token.value.is_some() && !token.spanned;
    let mut values: Vec<&Token> = tokens.iter().filter(value).collect();
    if values.iter().any(|value| value.row.is_some()) {
        return values;
    }
    let figure = tokens.iter().rposition(Token::has_figure).unwrap_or(0);
    let label = tokens[..figure].iter().rposition(Token::is_label).map_or(0, |last| last + 1);
    let run: Vec<&Token> = tokens[label..].iter().filter(value).collect();
    if run.len() >= WIDTH {
        values = run;
        // Cells apart by bars: the bar that opens the row reads as a blank cell before fifteen others.
        let extra = values.len() - WIDTH;
        let blanks = values.iter().take_while(|value| !value.has_figure()).count();
        values.drain(..extra.min(blanks).min(1));
    } else {
        let first = values.iter().position(|value| value.has_figure()).unwrap_or(values.len());
        values.drain(..first);
    }
    // One figure more may be a page's number. More of them, or one more on a page whose words have places,
    // come from numbers broken at the margin of their cells: then none can be told from its order.
    let surplus = values.iter().skip(WIDTH).filter(|value| value.has_figure()).count();
    let spare = usize::from(values.iter().all(|value| value.x.is_none()));
    if surplus <= spare {
        values.truncate(WIDTH);
    }
    values
}

/// The marked row that holds all fifteen cells.
fn whole_row<'a>(tokens: &'a [Token<'a>]) -> Option<Vec<&'a Token<'a>>> {
    let mut best: Option<Vec<&Token>> = None;
    let mut at = 0;
    while at < tokens.len() {
        let row = tokens[at].row;
        let end = at + tokens[at..].iter().take_while(|token| token.row == row).count();
        if row.is_some() {
            let labels =
                tokens[at..end].iter().filter(|token| token.is_label() && !token.text.is_empty()).count();
            let cells: Vec<&Token> = tokens[at..end].iter().filter(|token| !token.spanned).collect();
            let values: Vec<&Token> = cells.iter().copied().filter(|token| token.value.is_some()).collect();
            // Words in some of its fifteen cells do not make it another row: they are told cell by cell.
            if cells.len() == WIDTH && labels > 0 && cells.iter().any(|cell| cell.has_figure()) {
                return Some(cells);
            }
            // A row that is blank from end to end is the form's own empty row, unless nothing else is there.
            if values.len() >= WIDTH
                && labels <= 1
                && (best.is_none() || values.iter().any(|value| value.has_figure()))
            {
                best = Some(values.into_iter().take(WIDTH).collect());
            }
        }
        at = end.max(at + 1);
    }
    best
}

/// Runs of five values under the heading of their block.
fn blocks<'a>(tokens: &'a [Token<'a>]) -> Vec<(Block4, Vec<&'a Token<'a>>)> {
    let mut blocks: Vec<(Block4, Vec<&Token>)> = Vec::new();
    let mut current = None;
    for token in tokens {
        if token.is_label() {
            let key = &token.key;
            let named = [
                (Block4::AfterReview, "复议后起诉"),
                (Block4::Direct, "未经复议直接起诉"),
                (Block4::Review, "行政复议"),
            ]
            .into_iter()
            .find(|(_, name)| key.contains(name) && key.chars().count() <= 20);
            current = named.map(|(block, _)| block).or(current);
        } else if let Some(block) = current.filter(|_| !token.spanned) {
            match blocks.last_mut() {
                Some((last, values)) if *last == block => values.push(token),
                _ => blocks.push((block, vec![token])),
            }
        }
    }
    blocks
}

fn fill(read: &mut Read<Table4>, values: &[&Token]) {
    for (block, values) in Block4::ALL.into_iter().zip(values.chunks(5)) {
        fill_block(read, block, values);
    }
}

fn fill_block(read: &mut Read<Table4>, block: Block4, values: &[&Token]) {
    if values.len() < 5 {
        read.findings.push(unplaced(values));
        return;
    }
    for (result, token) in Result4::ALL.into_iter().zip(values) {
        let value = count(token, Place::Cell4(block, result), &mut read.notes, &mut read.findings);
        read.table.block_mut(block)[result.index()] = value;
    }
}

fn unplaced(values: &[&Token]) -> Finding {
    let text: Vec<&str> =
        values.iter().filter(|value| value.value != Some(Value::Blank)).map(|value| &*value.text).collect();
    let text: String = text.join(" ").chars().take(80).collect();
    Finding {
        rule: RuleId::R19,
        severity: Severity::Warning,
        place: Place::Table4,
        expected: json!(WIDTH),
        found: json!(text),
        message: format!(
            "表四应有15个数字，读到的是“{text}”，无法判断各属哪一列，未采用。请把空白单元格补填为0。"
        ),
        waived: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::piece::{Cell, Piece, Row, Word};
    use crate::read::tokens::tokens;

    fn rules(pieces: &[Piece]) -> (Read<Table4>, Vec<RuleId>) {
        let read = read(&tokens(pieces, 0), Form::Standard2021);
        let rules = read.findings.iter().map(|finding| finding.rule).collect();
        (read, rules)
    }

    fn head() -> Vec<Piece> {
        ["行政复议", "未经复议直接起诉", "复议后起诉", "结果维持", "尚未审结", "总计"]
            .map(|text| Piece::Line(text.into()))
            .to_vec()
    }

    fn row(table: u32, index: u32, texts: &[String]) -> Piece {
        let cell = |(text, column): (&String, u32)| Cell { text: text.clone(), column, spanned: false };
        Piece::Row(Row { table, index, grid: true, cells: texts.iter().zip(0..).map(cell).collect() })
    }

    /// 1, 2, … one after the other.
    fn numbers(count: usize) -> Vec<String> {
        (1..=count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn a_page_number_behind_the_last_figure_is_no_figure() {
        let mut pieces = head();
        pieces.extend(numbers(15).into_iter().map(Piece::Line));
        pieces.push(Piece::Line("7".into()));
        let (read, rules) = rules(&pieces);
        assert_eq!(rules, []);
        assert_eq!(read.table.get(Block4::Review, Result4::Upheld), Some(1));
        assert_eq!(read.table.get(Block4::AfterReview, Result4::Total), Some(15));
    }

    #[test]
    fn more_figures_than_cells_are_not_placed_by_their_order() {
        let mut pieces = head();
        pieces.extend(numbers(17).into_iter().map(Piece::Line));
        assert_eq!(rules(&pieces).1[0], RuleId::R19);

        // On a page whose words have places even one more: a number broken at the margin of its cell.
        let mut pieces = head();
        let words = numbers(16).into_iter().zip(0_u8..).map(|(text, at)| {
            let left = f32::from(at) * 30.0;
            Word { text, left, right: left + 10.0 }
        });
        pieces.push(Piece::Words(words.collect()));
        let (read, rules) = rules(&pieces);
        assert_eq!(rules[0], RuleId::R19);
        assert_eq!(read.table, Table4::default());
    }

    #[test]
    fn fewer_figures_than_cells_are_not_placed_by_their_order() {
        let mut pieces = head();
        pieces.extend(numbers(14).into_iter().map(Piece::Line));
        let (read, rules) = rules(&pieces);
        assert_eq!(rules[0], RuleId::R19);
        assert_eq!(read.table, Table4::default());
    }

    #[test]
    fn the_row_of_figures_may_stand_alone_on_the_next_page() {
        let names: Vec<String> = Block4::ALL
            .iter()
            .flat_map(|_| ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"].map(String::from))
            .collect();
        let mut figures = numbers(15);
        figures[3] = String::new();
        let (read, rules) = rules(&[row(1, 3, &names), row(2, 1, &figures)]);
        assert_eq!(read.table.get(Block4::Review, Result4::Pending), None);
        assert_eq!(read.table.get(Block4::Direct, Result4::Upheld), Some(6));
        assert_eq!(read.table.get(Block4::AfterReview, Result4::Total), Some(15));
        assert_eq!(rules, [RuleId::R13], "the blank cell is told");
    }
}
