//! 二维码：an address to go on with on one's own telephone

/// The address as an SVG picture of its own, named for those who do not see it; empty where it is too long for a code.
pub fn svg(address: &str, name: &str) -> String {
    let Some((path, side)) = crate::qr::path(address) else { return String::new() };
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
