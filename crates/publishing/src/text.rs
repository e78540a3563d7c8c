//! 正文: written in Markdown as people write it, shown as HTML that can hold nothing but text, tables, lists and
//! links, and the pictures attached to it; and as plain text for the search.

use pulldown_cmark::{
    Alignment, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};
use std::collections::BTreeSet;

/// Where a link may lead.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// A picture that may stand in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// On this site.
    pub src: String,
    pub alt: String,
    /// In points.
    pub width: u32,
    pub height: u32,
}

impl Figure {
    /// Its size is told, so that nothing moves when it comes; it comes when it is about to be seen.
    pub fn to_html(&self) -> String {
        let Figure { src, alt, width, height } = self;
        let (src, alt) = (escaped(src), escaped(alt));
        format!(
            "<img src=\"{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"
        )
    }
}

/// The text as HTML; whatever is HTML in it is shown as the letters it is made of. `picture` tells what an attached
/// picture of a name is; of any other there stays what describes it.
pub fn to_html(markdown: &str, picture: impl Fn(&str) -> Option<Figure>) -> String {
    let source = unindented(markdown);
    let mut out = String::with_capacity(source.len() * 2);
    let events = read(&source);
    html::push_html(&mut out, with_pictures(events, picture).into_iter().flat_map(safe));
    out
}

/// What the text is made of; an address that stands bare in it is a link too.
fn read(source: &str) -> Vec<Event<'_>> {
    let mut out = Vec::new();
    // Inside a link, what describes a picture or code, an address stays as it is.
    let mut shut = 0_usize;
    for event in TextMergeStream::new(Parser::new_ext(source, Options::ENABLE_TABLES)) {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => shut += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => shut = shut.saturating_sub(1),
            Event::Text(text) if shut == 0 => {
                linked(text, &mut out);
                continue;
            }
            _ => {}
        }
        out.push(event);
    }
    out
}

/// A piece of text with its bare addresses as links.
fn linked<'a>(text: &str, out: &mut Vec<Event<'a>>) {
    let said = |text: &str| Event::Text(text.to_owned().into());
    let mut rest = text;
    while let Some((before, address, after)) = bare_address(rest) {
        if !before.is_empty() {
            out.push(said(before));
        }
        let (link_type, dest_url) = (LinkType::Autolink, address.to_owned().into());
        out.push(Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() }));
        out.push(said(address));
        out.push(Event::End(TagEnd::Link));
        rest = after;
    }
    if !rest.is_empty() {
        out.push(said(rest));
    }
}

/// The first address of the web in a text, between what stands before and behind it. It ends at a blank, at a character
/// that is not ASCII, and before a mark that closes a sentence.
fn bare_address(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[at..];
        let ends =
            |one: char| !one.is_ascii_graphic() || matches!(one, '<' | '>' | '"' | '`' | '\\' | '|' | '^');
        let address = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let mut address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        while address.ends_with(')') && address.matches(')').count() > address.matches('(').count() {
            address = &address[..address.len() - 1];
        }
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let named =
            host.is_some_and(|host| host.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '['));
        let in_word = text[..at].ends_with(|one: char| one.is_ascii_alphanumeric());
        if named && !in_word {
            return Some((&text[..at], address, &rest[address.len()..]));
        }
        from = at + "http".len();
    }
    None
}

/// The names of the pictures a text asks for, in their order.
pub fn pictures(markdown: &str) -> Vec<String> {
    let source = unindented(markdown);
    let asked = |event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    Parser::new_ext(&source, Options::ENABLE_TABLES).filter_map(asked).collect()
}

/// How a text asks for an attached picture of this name.
pub fn asking_for(name: &str) -> String {
    let mut asked = String::from("![](<");
    for letter in name.chars() {
        if matches!(letter, '<' | '>' | '\\') {
            asked.push('\\');
        }
        asked.push(letter);
    }
    asked.push_str(">)");
    asked
}

/// Each picture in place of its marks: a figure where it stands alone in its paragraph, what stands between its
/// brackets being its caption.
fn with_pictures<'a>(events: Vec<Event<'a>>, picture: impl Fn(&str) -> Option<Figure>) -> Vec<Event<'a>> {
    let mut out = Vec::with_capacity(events.len());
    let mut at = 0;
    while let Some(event) = events.get(at) {
        let found = match event {
            Event::Start(Tag::Image { dest_url, .. }) => picture(dest_url),
            _ => None,
        };
        let Some(found) = found else {
            out.push(event.clone());
            at += 1;
            continue;
        };
        let end = end_of_image(&events, at);
        let alone = matches!(out.last(), Some(Event::Start(Tag::Paragraph)))
            && matches!(events.get(end + 1), Some(Event::End(TagEnd::Paragraph)));
        if alone {
            let caption: String = events[at..end].iter().map(words).collect();
            let caption = match caption.trim() {
                "" => String::new(),
                words => format!("<figcaption>{}</figcaption>", escaped(words)),
            };
            out.pop();
            out.push(ours(format!("<figure>{}{caption}</figure>\n", found.to_html())));
            at = end + 2;
        } else {
            out.push(ours(found.to_html()));
            at = end + 1;
        }
    }
    out
}

/// HTML of our own making among what is not: [`safe`] lets nothing else of it through.
fn ours(html: String) -> Event<'static> {
    Event::InlineMath(html.into())
}

/// Where the image that begins at `at` ends; one within another does not end it.
fn end_of_image(events: &[Event<'_>], at: usize) -> usize {
    let mut open = 0_usize;
    let ends = |event: &Event<'_>| {
        match event {
            Event::Start(Tag::Image { .. }) => open += 1,
            Event::End(TagEnd::Image) => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    };
    events[at..].iter().position(ends).map_or(events.len(), |length| at + length)
}

fn words<'a>(event: &'a Event<'_>) -> &'a str {
    match event {
        Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => text,
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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
    let addresses = read(&source).into_iter().filter_map(|event| match event {
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
        // Mathematics is not read: what comes so is ours.
        Event::InlineMath(html) => Event::InlineHtml(html),
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
        // A picture that is not attached: nothing is loaded from elsewhere. What describes it stays.
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
        assert_eq!(to_html(markdown, attached).trim(), html, "{markdown}");
    }

    fn attached(name: &str) -> Option<Figure> {
        let attached = ["大厅.jpg", "a (1) <\"x\">.png"].contains(&name);
        let src = format!("/info/1/files/1.1/{}", name.len());
        attached.then(|| Figure { src, alt: "大厅\"<b>".into(), width: 16, height: 8 })
    }

    const IMG: &str = "<img src=\"/info/1/files/1.1/10\" alt=\"大厅&quot;&lt;b&gt;\" width=\"16\" height=\"8\" loading=\"lazy\" decoding=\"async\">";

    #[test]
    fn a_picture_stands_where_it_is_asked_for() {
        check("![](大厅.jpg)", &format!("<figure>{IMG}</figure>"));
        check(
            "前\n\n![图一　<b>大厅</b>](大厅.jpg)\n\n后",
            &format!(
                "<p>前</p>\n<figure>{IMG}<figcaption>图一　&lt;b&gt;大厅&lt;/b&gt;</figcaption></figure>\n<p>后</p>"
            ),
        );
        check("看![x](大厅.jpg)吧", &format!("<p>看{IMG}吧</p>"));
        check("![a![b](大厅.jpg)c](没有.jpg)", &format!("<p>a{IMG}c</p>"));
        check(
            "![a![b](没有.jpg)c](大厅.jpg)",
            &format!("<figure>{IMG}<figcaption>abc</figcaption></figure>"),
        );
        for other in ["https://elsewhere/大厅.jpg", "/大厅.jpg", "javascript:x", "data:image/png;base64,AA"]
        {
            check(&format!("![大厅]({other})"), "<p>大厅</p>");
        }
        check("$<img src=x onerror=y>$", "<p>$&lt;img src=x onerror=y&gt;$</p>");
    }

    #[test]
    fn a_name_of_any_letters_can_be_asked_for() {
        for name in ["大厅.jpg", "a (1) <\"x\">.png", "a\\b.png", "a](b).png", "a*b*_c_.jpg"] {
            assert_eq!(pictures(&asking_for(name)), [name]);
        }
        let found = to_html(&asking_for("a (1) <\"x\">.png"), attached);
        assert!(found.starts_with("<figure><img src=\"/info/1/files/1.1/15\""), "{found}");
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
        let table = to_html("|名称|数量|\n|---|---:|\n|许可|3|", attached);
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
            let html = to_html(&format!("[链接](<{bad}>)"), attached);
            assert!(html.contains("href=\"#\""), "{bad}: {html}");
        }
        for good in ["/info/1", "https://www.gov.cn/", "mailto:a@b.cn", "#附件"] {
            assert!(!to_html(&format!("[链接]({good})"), attached).contains("href=\"#\""), "{good}");
        }
    }

    #[test]
    fn an_address_that_stands_bare_is_a_link() {
        let link = |address: &str| format!("<a href=\"{address}\">{address}</a>");
        let zfxx = "http://www.zaozhuang.gov.cn/a_b_c/?x=1";
        check(&format!("详见{zfxx}。"), &format!("<p>详见{}。</p>", link(zfxx)));
        check("见（https://www.gov.cn/）", &format!("<p>见（{}）</p>", link("https://www.gov.cn/")));
        check("see (https://a.cn/x(1)), ok.", &format!("<p>see ({}), ok.</p>", link("https://a.cn/x(1)")));
        for plain in ["http://", "xhttp://a.cn", "http 协议", "https://。"] {
            check(plain, &format!("<p>{plain}</p>"));
        }
        check("[政府网 http://a.cn](https://b.cn)", "<p><a href=\"https://b.cn\">政府网 http://a.cn</a></p>");
        check("`http://a.cn`", "<p><code>http://a.cn</code></p>");
        let all = links("http://a.cn/1、http://a.cn/1和https://b.cn。\n\n|http://c.cn|\n|-|");
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["http://a.cn/1", "http://c.cn", "https://b.cn"]);
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
