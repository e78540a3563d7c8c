//! HTML：a tokenizer and a table stack; no tree is built, so depth costs nothing.

use super::piece::{Grid, Piece, Pieces, Spanning};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};
use std::convert::Infallible;

/// Takes a page apart.
pub fn pieces(text: &str, pieces: &mut Pieces) {
    let mut page = Page {
        pieces,
        tables: Vec::new(),
        line: String::new(),
        silent: 0,
        tag: Tag::Other,
        attribute: Attribute::Other,
        count: 0,
        spans: (1, 1),
        in_title: false,
    };
    events(text, |event| page.event(event));
    page.finish();
}

/// Goes through a page from tag to text; what scripts and styles hold counts as text within their tags.
pub fn events(text: &str, mut each: impl FnMut(&CallbackEvent<'_>)) {
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        each(&event);
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(text, Quiet(emitter)).finish();
}

/// Reports no parse errors: nobody asks for them, and looking for them costs as much as reading.
struct Quiet<E>(E);

impl<E: Emitter<Token = Infallible>> ForwardingEmitter for Quiet<E> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// Tables within tables deeper than this are read as text.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Table,
    Row,
    Cell,
    /// Begins and ends a line.
    Block,
    /// What it holds is not text of the paper.
    Silent,
    Title,
    Image,
    Other,
}

fn tag(name: &[u8]) -> Tag {
    match name {
        b"table" => Tag::Table,
        b"tr" => Tag::Row,
        b"td" | b"th" => Tag::Cell,
        b"script" | b"style" | b"noscript" | b"template" | b"select" | b"textarea" | b"svg" => Tag::Silent,
        b"title" => Tag::Title,
        b"img" | b"image" | b"canvas" | b"object" | b"embed" => Tag::Image,
        b"p" | b"div" | b"br" | b"li" | b"ul" | b"ol" | b"dl" | b"dt" | b"dd" | b"h1" | b"h2" | b"h3"
        | b"h4" | b"h5" | b"h6" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"aside"
        | b"nav" | b"form" | b"hr" | b"pre" | b"blockquote" | b"figure" | b"figcaption" | b"caption"
        | b"tbody" | b"thead" | b"tfoot" | b"body" | b"head" | b"html" | b"address" | b"details"
        | b"summary" => Tag::Block,
        _ => Tag::Other,
    }
}

#[derive(Clone, Copy)]
enum Attribute {
    Columns,
    Rows,
    Other,
}

struct Table {
    grid: Grid,
    row: Vec<Spanning>,
    /// Text of the cell being read.
    cell: Option<Spanning>,
    /// This row holds a table of its own: it lays out the page and is no row of figures.
    lays_out: bool,
}

struct Page<'a> {
    pieces: &'a mut Pieces,
    tables: Vec<Table>,
    line: String,
    /// Depth of silent elements.
    silent: u32,
    tag: Tag,
    attribute: Attribute,
    /// Tables met so far.
    count: u32,
    /// colspan, rowspan of the cell being opened.
    spans: (u32, u32),
    in_title: bool,
}

impl Page<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = tag(name);
                self.spans = (1, 1);
                self.attribute = Attribute::Other;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match *name {
                    b"colspan" => Attribute::Columns,
                    b"rowspan" => Attribute::Rows,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => self.span(value),
            CallbackEvent::CloseStartTag { self_closing } => self.open(*self_closing),
            CallbackEvent::EndTag { name } => self.close(tag(name)),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn span(&mut self, value: &[u8]) {
        let number = || std::str::from_utf8(value).ok().and_then(|text| text.trim().parse::<u32>().ok());
        match self.attribute {
            Attribute::Columns => self.spans.0 = number().unwrap_or(1).clamp(1, 1000),
            Attribute::Rows => self.spans.1 = number().unwrap_or(1).clamp(1, 1000),
            Attribute::Other => {}
        }
    }

    fn open(&mut self, self_closing: bool) {
        match self.tag {
            Tag::Silent if !self_closing => self.silent += 1,
            Tag::Title => self.in_title = true,
            Tag::Image if self.silent == 0 => self.pieces.push(Piece::Image),
            Tag::Table => self.open_table(),
            Tag::Row => self.end_row(),
            Tag::Cell => self.open_cell(),
            Tag::Block => self.break_line(),
            Tag::Silent | Tag::Image | Tag::Other => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Silent => self.silent = self.silent.saturating_sub(1),
            Tag::Title => self.in_title = false,
            Tag::Table => self.close_table(),
            Tag::Row => self.end_row(),
            Tag::Cell => self.end_cell(),
            Tag::Block => self.break_line(),
            Tag::Image | Tag::Other => {}
        }
    }

    fn open_table(&mut self) {
        self.break_line();
        if self.tables.len() >= MAX_DEPTH {
            return;
        }
        if let Some(outer) = self.tables.last_mut() {
            outer.lays_out = true;
            if let Some(cell) = &mut outer.cell {
                let text = std::mem::take(&mut cell.text);
                self.pieces_lines(&text);
            }
        }
        self.count += 1;
        self.tables.push(Table { grid: Grid::new(self.count), row: Vec::new(), cell: None, lays_out: false });
    }

    fn close_table(&mut self) {
        self.end_row();
        self.tables.pop();
    }

    fn open_cell(&mut self) {
        self.end_cell();
        let (columns, rows) = self.spans;
        self.break_line();
        if let Some(table) = self.tables.last_mut() {
            table.cell = Some(Spanning { text: String::new(), columns, rows });
        }
    }

    fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && let Some(mut cell) = table.cell.take()
        {
            cell.text.truncate(cell.text.trim_end().len());
            table.row.push(cell);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.last_mut() else { return };
        let cells = std::mem::take(&mut table.row);
        let lays_out = std::mem::take(&mut table.lays_out);
        if cells.is_empty() {
            return;
        }
        let single = cells.len() == 1;
        let row = table.grid.row(cells);
        let alone = single && row.cells.iter().all(|cell| cell.column == 0 || cell.text == row.cells[0].text);
        if lays_out || alone {
            let text: Vec<&str> =
                row.cells.iter().filter(|cell| !cell.spanned).map(|cell| cell.text.as_str()).collect();
            let text = text.join("\n");
            self.pieces_lines(&text);
        } else if self.pieces.has_room() {
            self.pieces.push(Piece::Row(row));
        }
    }

    fn pieces_lines(&mut self, text: &str) {
        for line in text.lines() {
            self.pieces.line(line);
        }
    }

    fn text(&mut self, value: &[u8]) {
        if self.silent > 0 || !self.pieces.has_room() {
            return;
        }
        let text = String::from_utf8_lossy(value);
        if self.in_title {
            self.pieces.title.get_or_insert_default().push_str(text.trim());
            return;
        }
        let into = match self.tables.last_mut() {
            Some(Table { cell: Some(cell), .. }) => &mut cell.text,
            _ => &mut self.line,
        };
        let mut space = into.is_empty() || into.ends_with(char::is_whitespace);
        for (at, words) in text.split([' ', '\n', '\r', '\t']).enumerate() {
            if at > 0 && !space {
                into.push(' ');
                space = true;
            }
            if !words.is_empty() {
                into.push_str(words);
                space = false;
            }
        }
    }

    fn break_line(&mut self) {
        match self.tables.last_mut() {
            Some(Table { cell: Some(cell), .. }) => {
                if !cell.text.is_empty() && !cell.text.ends_with('\n') {
                    cell.text.push('\n');
                }
            }
            _ => {
                let line = std::mem::take(&mut self.line);
                self.pieces.line(&line);
            }
        }
    }

    fn finish(mut self) {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.break_line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Limits;

    fn check(html: &str, expected: &str) {
        let mut found = Pieces::new(&Limits::default());
        pieces(html, &mut found);
        let shown: Vec<String> = found
            .list
            .iter()
            .map(|piece| match piece {
                Piece::Line(text) => format!("L {text}"),
                Piece::Row(row) => {
                    let cells: Vec<String> = row
                        .cells
                        .iter()
                        .map(|cell| {
                            format!("{}{}", if cell.spanned { "+" } else { "" }, cell.text.replace('\n', "~"))
                        })
                        .collect();
                    format!("R{} {}", row.table, cells.join("/"))
                }
                Piece::Image => "I".into(),
                Piece::Cell(_) | Piece::Words(_) => "?".into(),
            })
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn spans_and_word_paste_are_laid_out() {
        check(
            "<h1>题</h1><table><tr><td rowspan=2 colspan=\"2\"><p>（三）<span>不予</span><b>公开</b></p></td><td>1</td><td>&nbsp;</td></tr>\
             <tr><td>2<td>3</tr></table><p>后",
            "L 题\nR1 （三）不予公开/+（三）不予公开/1/\nR1 +（三）不予公开/+（三）不予公开/2/3\nL 后",
        );
    }

    #[test]
    fn a_table_that_holds_the_whole_report_is_read_through() {
        check(
            "<table><tr><td>一、总体情况<p>文字</p><table><tr><td>规章</td><td>0</td></tr></table>尾</td></tr>\
             <tr><td colspan=3>二、</td></tr></table>",
            "L 一、总体情况\nL 文字\nR2 规章/0\nL 尾\nL 二、",
        );
    }

    #[test]
    fn scripts_are_silent_and_images_are_seen() {
        check("<script>var a='<table>'</script><style>p{}</style><p>文<img src=a.png>", "I\nL 文");
    }

    #[test]
    fn unclosed_and_stray_tags_do_no_harm() {
        check("</td></table><tr><td>x</table><td>y", "L x\nL y");
    }
}
