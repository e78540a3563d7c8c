//! 预览：one page of a PDF as a picture, and its words beneath it. Pure: bytes in, values out.
//!
//! The strokes of a page are counted before it is drawn, and its picture has an upper size: a page that would take too
//! long is refused, and whatever the renderer makes of a hostile file ends here.

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

mod effort;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use redact::{Address, Document, Limits};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A page as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub png: Vec<u8>,
    /// In points of the picture.
    pub width: u32,
    pub height: u32,
    /// How many pages the file has.
    pub pages: usize,
    /// The words of the page, line by line.
    pub lines: Vec<String>,
}

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("没有这一页。")]
    NoPage,
    #[error("这个文件不能在网页上预览，请下载查看。")]
    Unreadable,
    #[error("这一页内容太多，不能在网页上预览，请下载查看。")]
    TooMuch,
}

/// Pages that are looked at in a browser; whoever needs more takes the file.
const MOST_PAGES: usize = 500;
/// The file, in bytes.
const MOST_BYTES: usize = 32 << 20;
/// Glyphs, pictures and strokes of a page.
const MOST_STROKES: usize = 200_000;
/// How wide a page is drawn, and the most of its height: sharp on a wide screen, and bounded whatever the page.
const WIDTH: f32 = 1_200.0;
const MOST_HEIGHT: f32 = 3_600.0;

/// Draws a page, from 1. `substitute` stands for fonts the file does not bring along and that must have Chinese.
pub fn page(bytes: &[u8], number: usize, substitute: &'static [u8]) -> Result<Sheet, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooMuch);
    }
    let limits = Limits { file: MOST_BYTES, pages: MOST_PAGES, ..Limits::default() };
    let document = Document::read_within(bytes, &limits).map_err(|refusal| match refusal {
        redact::Refusal::Bomb { .. } | redact::Refusal::TooLarge { .. } => Refusal::TooMuch,
        _ => Refusal::Unreadable,
    })?;
    let drawn = catch_unwind(AssertUnwindSafe(|| draw(bytes, number, substitute)));
    let (png, width, height, pages) = drawn.map_err(|_| Refusal::Unreadable)??;
    Ok(Sheet { png, width, height, pages, lines: lines(&document, number) })
}

type Drawn = (Vec<u8>, u32, u32, usize);

fn draw(bytes: &[u8], number: usize, substitute: &'static [u8]) -> Result<Drawn, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| Refusal::Unreadable)?;
    let pages = pdf.pages();
    if number > MOST_PAGES {
        return Err(Refusal::NoPage);
    }
    let page = number.checked_sub(1).and_then(|at| pages.get(at)).ok_or(Refusal::NoPage)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0 && height / width <= MOST_HEIGHT / WIDTH * 20.0) {
        return Err(Refusal::Unreadable);
    }
    let scale = (WIDTH / width).min(MOST_HEIGHT / height);
    if !effort::is_bearable(&pdf, page, MOST_STROKES) {
        return Err(Refusal::TooMuch);
    }
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let pixmap = render(page, &RenderCache::new(), &interpreter(substitute), &settings);
    let size = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let png = pixmap.into_png().map_err(|_| Refusal::Unreadable)?;
    Ok((png, size.0, size.1, pages.len().min(MOST_PAGES)))
}

/// Fonts of the file, ours for Chinese that comes without, the fourteen of the standard for the rest.
fn interpreter(substitute: &'static [u8]) -> InterpreterSettings {
    let usual = InterpreterSettings::default();
    let standard = usual.font_resolver.clone();
    let resolve = move |query: &FontQuery| match query {
        FontQuery::Fallback(font) if font.character_collection.is_some() => {
            let data: FontData = Arc::new(substitute);
            Some((data, 0))
        }
        query => standard(query),
    };
    InterpreterSettings { font_resolver: Arc::new(resolve), ..usual }
}

fn lines(document: &Document, number: usize) -> Vec<String> {
    let own = document
        .units()
        .iter()
        .filter(|unit| matches!(unit.address, Address::Line { page, .. } if page == number));
    own.map(|unit| unit.text.replace('\u{fffc}', "")).filter(|text| !text.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC-Regular.ttf");

    /// A PDF of pages that each draw so; every number of the table of places is right.
    fn pdf(pages: &[&str]) -> Vec<u8> {
        let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 4 + at * 2)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        for (at, content) in pages.iter().enumerate() {
            let page =
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Resources<</Font<</F 3 0 R>>>>/Contents";
            objects.push(format!("{page} {} 0 R>>", 5 + at * 2));
            objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        }
        let mut out = String::from("%PDF-1.7\n");
        let mut places = Vec::new();
        for (object, number) in objects.iter().zip(1..) {
            places.push(out.len());
            out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        let start = out.len();
        out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
        places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
        out.push_str(&format!(
            "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF",
            objects.len() + 1
        ));
        out.into_bytes()
    }

    #[test]
    fn a_page_is_drawn_with_its_words() {
        let file = pdf(&["BT /F 20 Tf 40 300 Td (First page) Tj ET", "BT /F 20 Tf 40 300 Td (Second) Tj ET"]);
        let first = page(&file, 1, FONT).unwrap();
        assert_eq!((first.width, first.height, first.pages), (1200, 1600, 2));
        assert_eq!(first.lines, ["First page"]);
        assert!(first.png.starts_with(b"\x89PNG"));
        let second = page(&file, 2, FONT).unwrap();
        assert_eq!(second.lines, ["Second"]);
        assert_ne!(first.png, second.png);
        assert_eq!(redact::picture(&first.png).unwrap().removed, Vec::<&str>::new());
        for number in [0, 3, usize::MAX] {
            assert_eq!(page(&file, number, FONT), Err(Refusal::NoPage), "{number}");
        }
    }

    #[test]
    fn what_cannot_be_shown_is_told() {
        let much = "0 0 m 9 9 l S\n".repeat(MOST_STROKES);
        for (file, refusal) in [
            (b"%PDF-1.7 nothing".to_vec(), Refusal::Unreadable),
            (pdf(&[&much]), Refusal::TooMuch),
            (vec![b'%'; MOST_BYTES + 1], Refusal::TooMuch),
        ] {
            assert_eq!(page(&file, 1, FONT), Err(refusal));
        }
    }

    #[test]
    fn a_damaged_file_does_no_harm() {
        let file = pdf(&["BT /F 20 Tf 40 300 Td (First page) Tj ET q 1 0 0 1 0 0 cm Q"]);
        for at in (0..file.len()).step_by(7) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x15;
            // An answer comes, whichever.
            drop(page(&damaged, 1, FONT));
            drop(page(&file[..at], 1, FONT));
        }
    }
}
