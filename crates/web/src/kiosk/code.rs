//! 二维码：an address to go on with on one's own telephone

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Free modules around the code, as scanners need them.
const QUIET: i32 = 4;

/// The address as an SVG picture of its own, named for those who do not see it; empty where it is too long for a code.
pub fn svg(address: &str, name: &str) -> String {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return String::new() };
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let name = crate::portal::feeds::escape(name);
    format!(
        "<svg class=\"code\" role=\"img\" aria-label=\"{name}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_picture_with_a_name() {
        let drawn = svg("https://www.example.gov.cn/info/1", "用手机打开“甲<乙”");
        assert!(
            drawn.starts_with("<svg ") && drawn.contains("aria-label=\"用手机打开“甲&lt;乙”\""),
            "{drawn}"
        );
        // 33 characters in bytes at medium correction: version 3, 29 modules and 8 free ones.
        assert!(drawn.contains("viewBox=\"0 0 37 37\""), "{drawn}");
        assert_eq!(svg(&"x".repeat(5_000), ""), "");
    }
}
