//! 附件的预览怎样画：by the crate `preview`, with our font for Chinese that comes without one.

use bytes::Bytes;
use web::Sheet;

/// A page of a PDF; what is told where it cannot be shown, `None` where there is no such page.
pub fn draw(bytes: &[u8], number: usize) -> Result<Sheet, Option<String>> {
    match preview::page(bytes, number, papers::substitute_font()) {
        Ok(preview::Sheet { png, width, height, pages, lines }) => {
            Ok(Sheet { png: Bytes::from(png), width, height, pages, lines })
        }
        Err(preview::Refusal::NoPage) => Err(None),
        Err(refusal) => Err(Some(refusal.to_string())),
    }
}
