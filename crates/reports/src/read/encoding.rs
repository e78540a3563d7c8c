//! 编码：UTF-8, UTF-16, GBK/GB18030, told by mark, by declaration, by validity.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Decodes text of unknown encoding. Never fails: what no encoding explains is read as GB18030 with marks
/// (U+FFFD) where bytes make no character.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let declared = declared(bytes).filter(|encoding| *encoding != UTF_8).unwrap_or(GB18030);
    let (text, errors) = declared.decode_without_bom_handling(bytes);
    if !errors {
        return text;
    }
    // A UTF-8 file with a few damaged bytes is still a UTF-8 file.
    let (utf8, _) = UTF_8.decode_without_bom_handling(bytes);
    if damage(&utf8) <= damage(&text) { utf8 } else { text }
}

fn damage(text: &str) -> usize {
    text.chars().filter(|c| *c == '\u{fffd}').count()
}

/// UTF-16 without a mark: ASCII characters (line ends, digits, tags) pair with a zero byte, nearly always
/// on the same side («一», U+4E00, pairs on the other).
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.len().min(4096) & !1;
    let (mut little, mut big) = (0, 0);
    for pair in bytes[..sample].chunks_exact(2) {
        little += usize::from(pair[1] == 0 && pair[0].is_ascii() && pair[0] != 0);
        big += usize::from(pair[0] == 0 && pair[1].is_ascii() && pair[1] != 0);
    }
    let floor = sample / 80 + 1;
    match (little, big) {
        _ if little >= floor && little > 3 * big => Some(UTF_16LE),
        _ if big >= floor && big > 3 * little => Some(UTF_16BE),
        _ => None,
    }
}

/// `charset=…` in the first kilobyte.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(2048).map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let rest = &head[head.find("charset")? + "charset".len()..];
    let label: String = rest
        .trim_start_matches(['=', ' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "一、总体情况\r\n行政许可 | 38651 |\r\n镕䶮";
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let gb = GB18030.encode(text).0.into_owned();
        let with = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(&[0xef, 0xbb, 0xbf], text.as_bytes().to_vec()),
            gb,
            with(&[0xff, 0xfe], utf16(false)),
            with(&[0xfe, 0xff], utf16(true)),
            utf16(false),
            utf16(true),
        ] {
            assert_eq!(decode(&bytes), text);
        }
    }
}
