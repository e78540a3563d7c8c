//! 正文: written in Markdown as people write it, shown as HTML that can hold nothing but text, tables, lists and
//! links; and as plain text for the search.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::collections::BTreeSet;

/// Where a link may lead.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The text as HTML; whatever is HTML in it is shown as the letters it is made of.
pub fn to_html(markdown: &str) -> String {
    let source = unindented(markdown);
    let mut out = String::with_capacity(source.len() * 2);
    html::push_html(&mut out, Parser::new_ext(&source, Options::ENABLE_TABLES).flat_map(safe));
    out
}

/// The text alone, a line a paragraph.
pub fn to_plain(markdown: &str) -> String {
    let source = unindented(markdown);
    let mut out = String::with_capacity(source.len());
    for event in Parser::new_ext(&source, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead,
            ) => {
                out.push('\n');
            }
            Event::End(TagEnd::TableCell) => out.push(' '),
            _ => {}
        }
    }
    out
}

/// Links to pages of this site, and the words that carry them, in the order of the text.
pub fn inner_links(markdown: &str) -> Vec<(String, String)> {
    let source = unindented(markdown);
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for event in Parser::new_ext(&source, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('/') => {
                open = Some((dest_url.into_string(), String::new()));
            }
            Event::End(TagEnd::Link) => found.extend(open.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, words)) = &mut open {
                    words.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

/// A part of an address with its bytes written out: `%2F` is a slash.
pub fn unescaped(part: &str) -> String {
    let bytes = part.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let two = (byte == b'%').then(|| part.get(at + 1..at + 3)).flatten();
        let written = two.and_then(|two| u8::from_str_radix(two, 16).ok());
        plain.push(written.unwrap_or(byte));
        at += if written.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// The addresses the text leads to, each once, as they were written.
pub fn links(markdown: &str) -> BTreeSet<String> {
    let source = unindented(markdown);
    let addresses = Parser::new_ext(&source, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) if allowed(&dest_url) => Some(dest_url.into_string()),
        _ => None,
    });
    addresses.collect()
}

/// Paragraphs are indented with blanks in offices; Markdown would take four of them for code.
fn unindented(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let text = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}']);
        let indent = line.len() - text.len();
        // Lists inside lists are told by their blanks.
        if is_list_item(text) && line.starts_with("  ") {
            out.push_str(&line[..indent.min(3)]);
        }
        out.push_str(text);
        out.push('\n');
    }
    out
}

fn is_list_item(text: &str) -> bool {
    text.starts_with("- ") || text.starts_with("* ")
}

fn safe(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        // Alignment would be written as a style, which our pages do not allow.
        Event::Start(Tag::Table(columns)) => Event::Start(Tag::Table(vec![Alignment::None; columns.len()])),
        // Each line stands as it was typed.
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: below(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if allowed(&dest_url) { dest_url } else { "#".into() };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // Pictures are attachments: nothing is loaded from elsewhere. What describes them stays.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        other => other,
    })
}

/// The title of the page is the first heading.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H5,
    }
}

/// An address on this site, or one of the schemes; what a browser might read otherwise is none.
fn allowed(address: &str) -> bool {
    let plain = !address.chars().any(|one| one.is_control() || one.is_whitespace() || one == '\\');
    let lower = address.to_ascii_lowercase();
    let own = address.starts_with('/') && !address.starts_with("//") || address.starts_with('#');
    plain && (own || SCHEMES.iter().any(|scheme| lower.starts_with(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, html: &str) {
        assert_eq!(to_html(markdown).trim(), html, "{markdown}");
    }

    #[test]
    fn lines_stand_as_they_were_typed() {
        check("　　各科室：\n    现印发给你们。", "<p>各科室：<br />\n现印发给你们。</p>");
        check("一、总体情况\n\n1.积极主动公开。", "<p>一、总体情况</p>\n<p>1.积极主动公开。</p>");
        check("# 标题\n正文", "<h2>标题</h2>\n<p>正文</p>");
    }

    #[test]
    fn lists_and_tables() {
        check("- 甲\n  - 乙", "<ul>\n<li>甲\n<ul>\n<li>乙</li>\n</ul>\n</li>\n</ul>");
        let table = to_html("|名称|数量|\n|---|---:|\n|许可|3|");
        assert!(table.contains("<th>名称</th>") && !table.contains("style"), "{table}");
    }

    #[test]
    fn nothing_but_text_gets_through() {
        check("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>");
        check("a<img src=x onerror=y>b", "<p>a&lt;img src=x onerror=y&gt;b</p>");
        check("![图](https://elsewhere/x.png)", "<p>图</p>");
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "//elsewhere",
            "\\\\elsewhere",
            "vbscript:x",
        ] {
            let html = to_html(&format!("[链接](<{bad}>)"));
            assert!(html.contains("href=\"#\""), "{bad}: {html}");
        }
        for good in ["/info/1", "https://www.gov.cn/", "mailto:a@b.cn", "#附件"] {
            assert!(!to_html(&format!("[链接]({good})")).contains("href=\"#\""), "{good}");
        }
    }

    #[test]
    fn links_within_the_site_are_named_with_their_words() {
        let text = "见[办法](/info/A/2024-1)和[外面](https://www.gov.cn/)、[**指南**](/disclosure/guide)。";
        let pair = |address: &str, words: &str| (address.to_owned(), words.to_owned());
        assert_eq!(inner_links(text), [pair("/info/A/2024-1", "办法"), pair("/disclosure/guide", "指南")]);
        assert_eq!(unescaped("A%2F2024-1%"), "A/2024-1%");
    }

    #[test]
    fn links_are_listed_once_each() {
        let text = "[甲](/info/1)、[乙](/info/1)、[丙](https://www.gov.cn/x)、[丁](javascript:x)\n\n|[戊](#附件)|\n|-|";
        assert_eq!(links(text).into_iter().collect::<Vec<_>>(), ["#附件", "/info/1", "https://www.gov.cn/x"]);
    }

    #[test]
    fn the_plain_text_has_the_words() {
        assert_eq!(
            to_plain("# 标题\n\n**正文**有[链接](/x)\n\n|甲|乙|\n|-|-|\n|1|2|"),
            "标题\n正文有链接\n甲 乙 \n1 2 \n"
        );
    }
}
