//! 词元：labels and values of a stretch of pieces, in reading order.

use super::fold::{self, Value};
use super::piece::{PAGE, Piece, Row, Word};
use std::borrow::Cow;

/// The columns of table 3.
const HEAD: usize = 7;

/// A label or a value, and where it stood.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    /// Folded words; empty for a blank cell.
    pub text: Cow<'a, str>,
    /// What a label is compared by ([`fold::key`]); a value has none.
    pub key: String,
    /// `None`: words.
    pub value: Option<Value>,
    /// Index of the piece it came from.
    pub piece: usize,
    /// Table and row, where rows are marked.
    pub row: Option<(u32, u32)>,
    /// The rows of its table line up in columns.
    pub grid: bool,
    pub column: u32,
    pub spanned: bool,
    /// Centre on the page (PDF).
    pub x: Option<f32>,
}

impl Token<'_> {
    pub fn is_label(&self) -> bool {
        self.value.is_none()
    }

    pub fn has_figure(&self) -> bool {
        matches!(self.value, Some(Value::Figure { .. }))
    }
}

/// Turns pieces into tokens; `first` is the index of the first piece.
pub fn tokens(pieces: &[Piece], first: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (piece, index) in pieces.iter().zip(first..) {
        match piece {
            Piece::Line(text) => line(text, index, &mut tokens),
            Piece::Words(words) => positioned(words, index, &mut tokens),
            Piece::Cell(text) => tokens.push(whole_cell(text, index)),
            Piece::Row(row) => marked(row, index, &mut tokens),
            Piece::Image => {}
        }
    }
    tokens
}

/// The cells of a row; one that stands in several columns is read once.
fn marked<'a>(row: &'a Row, piece: usize, tokens: &mut Vec<Token<'a>>) {
    let mut before = None;
    for cell in &row.cells {
        let read = match tokens.last() {
            Some(last) if cell.spanned && before == Some(&cell.text) => last.clone(),
            _ => whole_cell(&cell.text, piece),
        };
        tokens.push(Token {
            row: Some((row.table, row.index)),
            grid: row.grid,
            column: cell.column,
            spanned: cell.spanned,
            ..read
        });
        before = Some(&cell.text);
    }
}

/// What a cell holds is one value, however it is parted; words of a line are one value each.
fn whole_cell(text: &str, piece: usize) -> Token<'_> {
    token(fold::trimmed(text), fold::cell_value(text), piece)
}

fn cell(text: &str, piece: usize) -> Token<'_> {
    token(fold::trimmed(text), fold::value(text), piece)
}

/// A label whose words no piece holds in this order.
fn joined(labels: &str, piece: usize) -> Token<'static> {
    token(Cow::Owned(fold::trimmed(labels).into_owned()), fold::value(labels), piece)
}

fn token(text: Cow<'_, str>, value: Option<Value>, piece: usize) -> Token<'_> {
    let key = if value.is_none() { fold::key(&text) } else { String::new() };
    Token { text, key, value, piece, row: None, grid: false, column: 0, spanned: false, x: None }
}

/// «1.属于国家秘密 0 0 0»: a label and the values behind it.
fn line<'a>(text: &'a str, piece: usize, tokens: &mut Vec<Token<'a>>) {
    if remark(text, piece, tokens) {
        return;
    }
    let whole = cell(text, piece);
    if whole.value.is_some() {
        tokens.push(whole);
        return;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let values = words.iter().rev().take_while(|word| fold::value(word).is_some()).count();
    let labels = words[..words.len() - values].join(" ");
    if !labels.is_empty() {
        tokens.push(joined(&labels, piece));
    }
    tokens.extend(words[words.len() - values..].iter().map(|word| cell(word, piece)));
}

/// «(其中修订16件)» on a line of its own belongs to the figure above it.
fn remark(text: &str, piece: usize, tokens: &mut [Token]) -> bool {
    let folded = fold::trimmed(text);
    let enclosed =
        folded.starts_with('(') && folded.ends_with(')') && folded.chars().any(|c| c.is_ascii_digit());
    match tokens.last_mut() {
        Some(Token { value: Some(Value::Figure { note: note @ None, .. }), piece: above, .. })
            if enclosed && *above + 1 == piece =>
        {
            *note = Some(folded.to_string());
            true
        }
        _ => false,
    }
}

fn positioned<'a>(words: &'a [Word], piece: usize, tokens: &mut Vec<Token<'a>>) {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    if remark(&text.concat(), piece, tokens) {
        return;
    }
    let values = words.iter().rev().take_while(|word| fold::value(&word.text).is_some()).count();
    // A head in one line keeps the places of its columns.
    if values == 0 && words.len() == HEAD && words.iter().all(|word| word.left >= PAGE) {
        tokens.extend(words.iter().map(|word| Token { x: Some(word.left), ..cell(&word.text, piece) }));
        return;
    }
    let labels = text[..words.len() - values].concat();
    if !labels.is_empty() {
        tokens.push(joined(&labels, piece));
    }
    for word in &words[words.len() - values..] {
        tokens.push(Token { x: Some((word.left + word.right) / 2.0), ..cell(&word.text, piece) });
    }
}
