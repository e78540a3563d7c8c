//! DOCX：paragraphs and tables with gridSpan and vMerge exactly as they stand.

use super::ooxml::Container;
use super::piece::{Cell, Piece, Pieces, Row};
use super::{Limits, Unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Takes a DOCX apart.
pub fn pieces(file: &str, bytes: &[u8], limits: &Limits, pieces: &mut Pieces) -> Result<(), Unreadable> {
    let mut container = Container::open(file, bytes, limits)?;
    let document = container
        .part("word/document.xml")?
        .ok_or_else(|| Unreadable::Damaged { file: file.into(), kind: "Word 文档（缺少正文）" })?;
    let mut body = Body { pieces, tables: Vec::new(), line: String::new(), deleted: 0, count: 0 };
    let mut reader = Reader::from_str(&document);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => body.event(&event),
            // What was read up to the damage is still checked; the checks say what is missing.
            Err(_) => break,
        }
        if !body.pieces.has_room() {
            break;
        }
    }
    body.finish();
    Ok(())
}

const MAX_DEPTH: usize = 32;

struct Table {
    number: u32,
    rows: u32,
    row: Vec<Cell>,
    column: u32,
    span: u32,
    /// The cell continues the one above.
    continues: bool,
    text: Option<String>,
    /// Text of the cell above in each column.
    above: Vec<String>,
    lays_out: bool,
}

struct Body<'a> {
    pieces: &'a mut Pieces,
    tables: Vec<Table>,
    line: String,
    /// Depth of deleted text (tracked changes) and field codes.
    deleted: u32,
    count: u32,
}

impl Body<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => self.open(start, false),
            Event::Empty(start) => self.open(start, true),
            Event::End(end) => self.close(end.local_name().as_ref()),
            Event::Text(text) if self.deleted == 0 => self.text(&text.xml10_content()),
            Event::GeneralRef(name) if self.deleted == 0 => self.entity(name),
            _ => {}
        }
    }

    fn entity(&mut self, name: &str) {
        let text = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => return,
        };
        self.text(text);
    }

    fn open(&mut self, start: &BytesStart<'_>, empty: bool) {
        match start.local_name().as_ref() {
            "del" | "moveFrom" | "delText" | "instrText" | "Fallback" if !empty => self.deleted += 1,
            "tbl" if !empty => self.open_table(),
            "tc" if !empty => {
                if let Some(table) = self.tables.last_mut() {
                    (table.span, table.continues, table.text) = (1, false, Some(String::new()));
                }
            }
            "gridSpan" => self.span(start),
            "vMerge" => {
                if let Some(table) = self.tables.last_mut() {
                    table.continues = attribute(start, "val").is_none_or(|value| value != "restart");
                }
            }
            "gridBefore" => {
                let before = attribute(start, "val").and_then(|value| value.parse().ok()).unwrap_or(0u32);
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.column.saturating_add(before.min(100));
                }
            }
            "br" | "cr" => self.break_line(),
            "tab" => self.text(" "),
            "drawing" | "pict" | "object" if self.deleted == 0 => self.pieces.push(Piece::Image),
            _ => {}
        }
    }

    fn span(&mut self, start: &BytesStart<'_>) {
        let span = attribute(start, "val").and_then(|value| value.parse().ok()).unwrap_or(1u32);
        if let Some(table) = self.tables.last_mut() {
            table.span = span.clamp(1, 100);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" | "delText" | "instrText" | "Fallback" => {
                self.deleted = self.deleted.saturating_sub(1)
            }
            "p" => self.break_line(),
            "tc" => self.end_cell(),
            "tr" => self.end_row(),
            "tbl" => {
                self.end_row();
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn open_table(&mut self) {
        self.break_line();
        if self.tables.len() >= MAX_DEPTH {
            return;
        }
        if let Some(outer) = self.tables.last_mut() {
            outer.lays_out = true;
            let text = outer.text.as_mut().map(std::mem::take).unwrap_or_default();
            self.lines(&text);
        }
        self.count += 1;
        self.tables.push(Table {
            number: self.count,
            rows: 0,
            row: Vec::new(),
            column: 0,
            span: 1,
            continues: false,
            text: None,
            above: Vec::new(),
            lays_out: false,
        });
    }

    fn end_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Some(own) = table.text.take() else { return };
        for column in table.column..(table.column + table.span).min(400) {
            let at = column as usize;
            if table.above.len() <= at {
                table.above.resize(at + 1, String::new());
            }
            let text = if table.continues { table.above[at].clone() } else { own.trim().to_string() };
            table.above[at].clone_from(&text);
            table.row.push(Cell { text, column, spanned: table.continues || column > table.column });
        }
        table.column += table.span;
    }

    fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        table.column = 0;
        table.rows += 1;
        let cells = std::mem::take(&mut table.row);
        let lays_out = std::mem::take(&mut table.lays_out);
        let mut own = cells.iter().filter(|cell| !cell.spanned);
        let alone = own.clone().count() == 1 && cells.iter().all(|cell| cell.text == cells[0].text);
        if lays_out || alone {
            let text: Vec<String> = own.by_ref().map(|cell| cell.text.clone()).collect();
            self.lines(&text.join("\n"));
        } else if !cells.is_empty() {
            let row = Row { table: table.number, index: table.rows, grid: true, cells };
            self.pieces.push(Piece::Row(row));
        }
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.pieces.line(line);
        }
    }

    fn text(&mut self, text: &str) {
        match self.tables.last_mut() {
            Some(Table { text: Some(cell), .. }) => cell.push_str(text),
            _ => self.line.push_str(text),
        }
    }

    fn break_line(&mut self) {
        match self.tables.last_mut() {
            Some(Table { text: Some(cell), .. }) => {
                if !cell.is_empty() && !cell.ends_with('\n') {
                    cell.push('\n');
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
            self.end_cell();
            self.end_row();
            self.tables.pop();
        }
        self.break_line();
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value.into_owned())
}
