//! 网页：文书成为无障碍的HTML。A fragment for the portal, or a page that stands alone and prints well.
//!
//! The fragment carries no style and no script, so that it fits a strict content security policy. Its classes:
//! `paper-table` (with `dense`), `table-scroll`, `n` (a number), `marked` and `mark-word`, `figure` (a linked
//! figure), `chart` with `chart-wide` and `chart-narrow` inside, of which the style sheet shows the one that fits,
//! `note`, `signature`, `unseen` (for screen readers only).

use crate::document::{Align, Block, Cell, Chart, Density, Document, Heading, Placed, Scope, Span, Table};
use std::fmt::Write;

/// What stands below the title: headings from `<h2>`, no banner.
pub fn fragment(document: &Document) -> String {
    let mut out = String::with_capacity(64 * 1024);
    for block in &document.blocks {
        write_block(&mut out, block);
    }
    out
}

/// A whole file that needs nothing else.
pub fn page(document: &Document) -> String {
    let mut out = String::with_capacity(80 * 1024);
    out.push_str("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = writeln!(out, "<title>{}</title>", escape(&document.title));
    let _ = writeln!(out, "<meta name=\"author\" content=\"{}\">", escape(&document.organ));
    let _ = write!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n");
    if let Some(banner) = &document.banner {
        let _ = writeln!(out, "<p class=\"banner\" role=\"note\">{}</p>", escape(banner));
    }
    let lines: Vec<String> =
        document.set_title().iter().map(|line| format!("<span>{}</span>", escape(line))).collect();
    let _ = writeln!(out, "<main>\n<h1>{}</h1>", lines.join("<wbr>"));
    if let Some(subtitle) = &document.subtitle {
        let _ = writeln!(out, "<p class=\"subtitle\">{}</p>", escape(subtitle));
    }
    out.push_str(&fragment(document));
    out.push_str("</main>\n");
    if document.blocks.iter().any(|block| matches!(block, Block::Table(table) if table.sortable)) {
        let _ = write!(out, "<script>\n{SORT}</script>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

const STYLE: &str = include_str!("page.css");
const SORT: &str = include_str!("sort.js");

/// Text as HTML text or attribute value.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(heading) => write_heading(out, heading),
        Block::Paragraph(spans) => {
            let _ = writeln!(out, "<p>{}</p>", inline(spans));
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", inline(item));
            }
            out.push_str("</ul>\n");
        }
        Block::Table(table) => write_table(out, table),
        Block::Chart(chart) => write_chart(out, chart),
        Block::Note(text) => {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(text));
        }
        Block::Signature(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
            let _ = writeln!(out, "<p class=\"signature\">{}</p>", lines.join("<br>"));
        }
        Block::PageBreak => {}
    }
}

fn write_heading(out: &mut String, heading: &Heading) {
    let level = heading.level + 1;
    let _ = writeln!(out, "<h{level} id=\"{}\">{}</h{level}>", escape(&heading.id), escape(&heading.text));
}

fn inline(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| match &span.link {
            Some(link) => format!("<a class=\"figure\" href=\"{}\">{}</a>", escape(link), escape(&span.text)),
            None => escape(&span.text),
        })
        .collect()
}

fn write_table(out: &mut String, table: &Table) {
    let id = escape(&table.id);
    let classes = match (table.density, table.sortable) {
        (Density::Dense, false) => "paper-table dense",
        (Density::Dense, true) => "paper-table dense sortable",
        (Density::Normal, true) => "paper-table sortable",
        (Density::Normal, false) => "paper-table",
    };
    let _ = writeln!(
        out,
        "<div class=\"table-scroll\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\">\n\
         <table class=\"{classes}\" id=\"{id}\">"
    );
    let hidden = if table.caption_hidden { " class=\"unseen\"" } else { "" };
    let _ = writeln!(out, "<caption id=\"{id}-caption\"{hidden}>{}</caption>", escape(&table.caption));
    let placed = table.placed();
    // Scope alone is enough where nothing spans; elsewhere each cell names its headers.
    let complex = placed.iter().any(|cell| cell.cell.colspan > 1 || cell.cell.rowspan > 1);
    let mut index = 0;
    write_rows(out, "thead", table, &placed, &table.head, &mut index, complex);
    write_rows(out, "tbody", table, &placed, &table.body, &mut index, complex);
    out.push_str("</table>\n</div>\n");
}

fn write_rows(
    out: &mut String,
    section: &str,
    table: &Table,
    placed: &[Placed<'_>],
    rows: &[Vec<Cell>],
    index: &mut usize,
    complex: bool,
) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "<{section}>");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            write_cell(out, table, placed, cell, *index, complex);
            *index += 1;
        }
        out.push_str("</tr>\n");
    }
    let _ = writeln!(out, "</{section}>");
}

fn write_cell(
    out: &mut String,
    table: &Table,
    placed: &[Placed<'_>],
    cell: &Cell,
    index: usize,
    complex: bool,
) {
    let tag = if cell.scope.is_some() { "th" } else { "td" };
    let _ = write!(out, "<{tag}");
    match cell.scope {
        Some(scope) => {
            let _ = write!(out, " scope=\"{}\"", scope_name(scope));
            if complex {
                let _ = write!(out, " id=\"{}-h{index}\"", escape(&table.id));
            }
        }
        None if complex => {
            let headers: Vec<String> = table
                .headers(placed, index)
                .iter()
                .map(|header| format!("{}-h{header}", escape(&table.id)))
                .collect();
            let _ = write!(out, " headers=\"{}\"", headers.join(" "));
        }
        None => {}
    }
    write_spans_and_class(out, cell);
    out.push('>');
    write_content(out, cell);
    let _ = write!(out, "</{tag}>");
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Column => "col",
        Scope::ColumnGroup => "colgroup",
        Scope::Row => "row",
        Scope::RowGroup => "rowgroup",
    }
}

fn write_spans_and_class(out: &mut String, cell: &Cell) {
    if cell.colspan > 1 {
        let _ = write!(out, " colspan=\"{}\"", cell.colspan);
    }
    if cell.rowspan > 1 {
        let _ = write!(out, " rowspan=\"{}\"", cell.rowspan);
    }
    let mut classes = Vec::new();
    match cell.align {
        Align::Left => classes.push("l"),
        Align::Right => classes.push("r"),
        Align::Centre => {}
    }
    if cell.value.is_some() {
        classes.push("n");
    }
    if cell.mark.is_some() {
        classes.push("marked");
        if let Some(place) = cell.place {
            let _ = write!(out, " id=\"cell-{place}\"");
        }
    }
    if !classes.is_empty() {
        let _ = write!(out, " class=\"{}\"", classes.join(" "));
    }
}

fn write_content(out: &mut String, cell: &Cell) {
    let text = escape(&cell.text).replace('\n', "<br>");
    match &cell.link {
        Some(link) => {
            let _ = write!(out, "<a class=\"figure\" href=\"{}\">{text}</a>", escape(link));
        }
        None => out.push_str(&text),
    }
    if let Some(mark) = &cell.mark {
        let (finding, word) = (escape(&mark.finding), escape(&mark.word));
        let _ = write!(out, " <a class=\"mark-word\" href=\"#{finding}\">{word}</a>");
    }
}

fn write_chart(out: &mut String, chart: &Chart) {
    let (id, title) = (escape(&chart.id), escape(&chart.title));
    let alt = escape(&chart.alt);
    let _ = writeln!(out, "<figure class=\"chart\" id=\"{id}\">");
    // The style sheet shows one of the two; the words are said once, whichever it is.
    let _ = writeln!(out, "<div role=\"img\" aria-label=\"{title}。{alt}\">");
    for (class, drawing) in [("chart-wide", &chart.svg), ("chart-narrow", &chart.narrow)] {
        let _ = writeln!(out, "<div class=\"{class}\">{drawing}</div>");
    }
    let _ = writeln!(out, "</div>\n<figcaption>{title}</figcaption>\n</figure>");
    out.push_str("<details class=\"chart-data\">\n<summary>图中数据</summary>\n");
    write_table(out, &chart.data);
    out.push_str("</details>\n");
}
