//! 搜寻：a struck text in bytes of any kind, however it may be written there.

use crate::needle::Needle;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use encoding_rs::GB18030;

/// Shorter sequences of bytes turn up by chance in compressed pictures.
const SURE: usize = 6;

/// The struck texts in every way of writing them, looked for in one go.
pub struct Scanner {
    all: Option<AhoCorasick>,
    /// For each pattern: which text, and whether it is sure anywhere.
    of: Vec<(usize, bool)>,
}

impl Scanner {
    /// Texts markup may hold by chance are not looked for in raw bytes.
    pub fn of(struck: &[String]) -> Scanner {
        let (mut patterns, mut of) = (Vec::new(), Vec::new());
        for (index, text) in struck.iter().enumerate() {
            let Some(needle) = Needle::of(text).filter(Needle::foreign_to_markup) else { continue };
            let mut forms = vec![needle.plain(), text.trim().to_string()];
            forms.dedup();
            for pattern in forms.iter().flat_map(|form| written(form)) {
                of.push((index, pattern.len() >= SURE));
                patterns.push(pattern);
            }
        }
        let all = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(&patterns).ok();
        Scanner { all: all.filter(|_| !patterns.is_empty()), of }
    }

    /// Which texts stand in bytes that are text of some kind.
    pub fn in_text(&self, bytes: &[u8]) -> Vec<usize> {
        self.find(bytes, |_| true)
    }

    /// Which texts stand in bytes that may be pictures or fonts.
    pub fn in_data(&self, bytes: &[u8]) -> Vec<usize> {
        self.find(bytes, |sure| sure)
    }

    fn find(&self, bytes: &[u8], counts: impl Fn(bool) -> bool) -> Vec<usize> {
        let Some(all) = &self.all else { return Vec::new() };
        let mut found: Vec<usize> = all
            .find_overlapping_iter(bytes)
            .map(|found| self.of[found.pattern().as_usize()])
            .filter(|(_, sure)| counts(*sure))
            .map(|(text, _)| text)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A text in the encodings and escapes files use.
fn written(text: &str) -> Vec<Vec<u8>> {
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (chinese, _, _) = GB18030.encode(text);
    let mut all = vec![text.as_bytes().to_vec(), big.clone(), little.clone(), chinese.to_vec()];
    for bytes in [text.as_bytes(), &big, &little, &chinese] {
        all.push(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes());
        all.push(bytes.iter().map(|byte| format!("\\{byte:03o}")).collect::<String>().into_bytes());
        all.push(bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<String>().into_bytes());
        all.push(bytes.iter().map(|byte| format!("#{byte:02x}")).collect::<String>().into_bytes());
        all.push(bytes.iter().map(|byte| format!("\\'{byte:02x}")).collect::<String>().into_bytes());
    }
    let each = |write: &dyn Fn(u32) -> String| {
        text.chars().map(|c| write(u32::from(c))).collect::<String>().into_bytes()
    };
    all.push(each(&|c| format!("&#{c};")));
    all.push(each(&|c| format!("&#x{c:x};")));
    all.push(each(&|c| format!("&#x{c:04x};")));
    all.push(text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into_bytes());
    all.push(text.encode_utf16().map(|unit| format!("_x{unit:04x}_")).collect::<String>().into_bytes());
    all.sort();
    all.dedup();
    all
}

/// Text as it was before it was escaped for an address: «%E5%BC%A0» is «张».
pub fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}
