//! 二维码：what stands in a square of black and white modules

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Free modules around the code, as scanners need them.
const QUIET: i32 = 4;

/// A code as the path of an SVG and its width in modules, the quiet zone included; `None` for what is too long.
pub fn path(text: &str) -> Option<(String, i32)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some((path, code.size() + 2 * QUIET))
}
