//! PDF 的文字编码：streams written as text (ASCII85, ASCIIHex), as some libraries do by default, put back to bytes in
//! the same places, so that whatever opens the file meets plain or deflated streams alone.

use super::guard::{find, next_stream, own_dictionary};
use std::borrow::Cow;
use std::ops::Range;

/// The file with its streams in bytes. A stream that cannot be put back in its place stays as it was, for the guard to
/// refuse; no byte of the file moves.
pub fn unwrapped(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut plain = Cow::Borrowed(bytes);
    let mut at = 0;
    while let Some(found) = next_stream(&bytes[at..]) {
        let word = at + found;
        at = word + b"stream".len();
        let Some(wrapped) = wrapped(bytes, word) else { continue };
        let file = plain.to_mut();
        put(&mut file[wrapped.filter], wrapped.instead);
        at = wrapped.body.end;
        put(&mut file[wrapped.body], &wrapped.decoded);
    }
    plain
}

/// What comes in its place, and blanks behind it.
fn put(place: &mut [u8], instead: &[u8]) {
    let (head, rest) = place.split_at_mut(instead.len());
    head.copy_from_slice(instead);
    rest.fill(b' ');
}

/// A stream written as text.
struct Wrapped {
    /// Where the dictionary names the filter, and what shall stand there.
    filter: Range<usize>,
    instead: &'static [u8],
    /// Where the text stands, with the mark that ends it, and the bytes it stands for: no more of them.
    body: Range<usize>,
    decoded: Vec<u8>,
}

const TEXT: [(&[u8], u8, Decode); 2] = [(b"/ASCII85Decode", b'~', of_85), (b"/ASCIIHexDecode", b'>', of_hex)];

type Decode = fn(&[u8]) -> Option<Vec<u8>>;

/// The stream whose keyword stands at a place, where one filter of text comes first and at most a deflate behind it.
fn wrapped(bytes: &[u8], word: usize) -> Option<Wrapped> {
    let own = own_dictionary(&bytes[..word]);
    let start = word - own.len();
    // Parameters belong to filters by their place, which would change.
    if find(own, b"/DecodeParms").is_some() {
        return None;
    }
    let named = find(own, b"/Filter")? + b"/Filter".len();
    if find(&own[named..], b"/Filter").is_some() {
        return None;
    }
    let value = skipped(own, named);
    let listed = own.get(value) == Some(&b'[');
    let name = if listed { skipped(own, value + 1) } else { value };
    let (text, mark, decode) = TEXT.into_iter().find(|(text, ..)| own[name..].starts_with(text))?;
    let behind = &own[name + text.len()..];
    let rest = if listed { behind[..find(behind, b"]")?].trim_ascii() } else { b"" };
    if !matches!(rest, b"" | b"/FlateDecode") || behind.first().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let data = word + b"stream".len();
    let data = data + if bytes[data..].starts_with(b"\r\n") { 2 } else { 1 };
    let within = bytes.get(data..)?;
    let within = &within[..find(within, b"endstream")?];
    let end = within.iter().position(|byte| *byte == mark)?;
    let decoded = decode(&within[..end])?;
    let closing = if within[end..].starts_with(b"~>") { 2 } else { 1 };
    let body = data..data + end + closing;
    let filter = start + name..start + name + text.len();
    (decoded.len() <= body.len()).then_some(Wrapped {
        filter,
        instead: if listed { b"" } else { b"[]" },
        body,
        decoded,
    })
}

fn skipped(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn of_85(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len() * 4 / 5 + 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for byte in text.iter().filter(|byte| !is_blank(**byte)) {
        match byte {
            b'z' if group.is_empty() => plain.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => return None,
        }
        if group.len() == 5 {
            plain.extend(of_group(&group)?);
            group.clear();
        }
    }
    match group.len() {
        0 => Some(plain),
        1 => None,
        length => {
            group.resize(5, 84);
            plain.extend(&of_group(&group)?[..length - 1]);
            Some(plain)
        }
    }
}

fn of_group(group: &[u8]) -> Option<[u8; 4]> {
    let value = group.iter().try_fold(0u32, |sum, digit| sum.checked_mul(85)?.checked_add(u32::from(*digit)));
    value.map(u32::to_be_bytes)
}

fn of_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits = text.iter().filter(|byte| !is_blank(**byte)).map(digit).collect::<Option<Vec<u8>>>()?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect())
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(filter: &str, body: &str) -> String {
        format!(
            "%PDF-1.4\n1 0 obj\n<< /Filter {filter} /Length {} >>\nstream\n{body}\nendstream\nendobj",
            body.len()
        )
    }

    #[track_caller]
    fn check(filter: &str, body: &str, expected: &str, plain: &str) {
        let given = file(filter, body);
        let found = unwrapped(given.as_bytes()).into_owned();
        let wanted = file(expected, &format!("{plain:<width$}", width = body.len()));
        assert_eq!(String::from_utf8_lossy(&found), wanted, "{filter}");
        assert_eq!(found.len(), given.len());
    }

    #[test]
    fn streams_written_as_text_are_put_back_in_their_places() {
        check("/ASCII85Decode", "87cURDZ~>", "[]            ", "Hello");
        check("[ /ASCII85Decode ]", "87cUR\nDZ~>", "[                ]", "Hello");
        check("[/ASCIIHexDecode]", "48 65 6C6c 6f>", "[               ]", "Hello");
        check("[ /ASCII85Decode /FlateDecode ]", "87cURDZ~>", "[                /FlateDecode ]", "Hello");
    }

    #[test]
    fn whatever_is_otherwise_stays_as_it_was() {
        for (filter, body) in [
            ("/FlateDecode", "87cURDZ~>"),
            ("[/FlateDecode /ASCII85Decode]", "87cURDZ~>"),
            ("[/ASCII85Decode /LZWDecode]", "87cURDZ~>"),
            ("[/ASCII85Decode /FlateDecode /FlateDecode]", "87cURDZ~>"),
            ("/ASCII85DecodeX", "87cURDZ~>"),
            ("/ASCII85Decode /DecodeParms <<>>", "87cURDZ~>"),
            ("/ASCII85Decode /Filter /LZWDecode", "87cURDZ~>"),
            ("/ASCII85Decode", "87cURDZ"),
            ("/ASCII85Decode", "8~>"),
            ("/ASCII85Decode", "uuuuu~>"),
            ("/ASCII85Decode", "zzzz~>"),
            ("/ASCIIHexDecode", "4G>"),
            ("", ""),
        ] {
            let given = file(filter, body);
            assert!(matches!(unwrapped(given.as_bytes()), Cow::Borrowed(_)), "{filter} {body}");
        }
        for text in ["stream", "1 0 obj /Filter", "obj /Filter[/ASCII85Decode stream", "endstream", ""] {
            assert_eq!(unwrapped(text.as_bytes()), text.as_bytes());
        }
    }
}
