//! Mutations: what a hostile or broken file may look like. Each is decided by the random numbers alone.

use crate::seeds::{Seed, zip};

/// Beyond this a mutated file is cut: small files find more in the same time.
const MAX_BYTES: usize = 192 << 10;

/// Numbers from a start (splitmix64): the same start, the same numbers.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64, index: u64) -> Random {
        let mut random = Random(seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `limit`; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { (self.next() % limit as u64) as usize }
    }

    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// What means something to one of the readers.
const WORDS: &[&str] = &[
    "<table>",
    "</table>",
    "<tr>",
    "</td>",
    "<td rowspan=\"65535\">",
    "<td colspan=1000000>",
    "<td rowspan=-1>",
    "<td colspan=0 rowspan=0>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<script>",
    "<style>",
    "<plaintext>",
    "<template>",
    "<svg>",
    "&#x110000;",
    "&#0;",
    "&nbsp;",
    "&amp",
    "<meta charset=utf-16>",
    "<meta charset=gbk>",
    "\u{feff}",
    "\u{0}",
    "\u{2028}",
    "|",
    "||",
    " | ",
    "|\n",
    "\n\n",
    "\t",
    "| --- |",
    "#",
    "-",
    "—",
    "/",
    "，",
    "。",
    "：",
    "；",
    "（",
    "）",
    "、",
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、",
    "（七）总计",
    "（六）其他处理",
    "第二十条第（五）项",
    "三、本年度办理结果",
    "一、本年新收政府信息公开申请数量",
    "自然人",
    "商业企业",
    "总计",
    "规章",
    "行政许可",
    "现行有效件数",
    "22（其中修订16件）",
    "2024年",
    "20241月1日",
    "2019年",
    "２０２４",
    "⼀",
    "⺠",
    "㈠",
    "①",
    "\u{1d7d9}",
    "零",
    "十",
    "亿",
    "共475条，其中甲159条、乙10条",
    "较去年增加1件",
    "同比增长7.82%",
    "收到申请99999999999999999999件",
    "件",
    "万元",
    "0",
    "-1",
    "+1",
    "1e308",
    "NaN",
    "1.5",
    "0.00001",
    "65535",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "1,234",
    "null",
    "[]",
    "{}",
    "[[[[",
    "\"3.3.9\":[0]",
    "\"year\":32768",
    "<w:vMerge/>",
    "<w:gridSpan w:val=\"2147483647\"/>",
    "<w:tbl>",
    "</w:tc>",
    "<w:t>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<c r=\"ZZZZ99999999\"><v>1</v></c>",
    "<c t=\"s\"><v>4294967295</v></c>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "stream\n",
    "endstream",
    "endobj",
    "/Length 99999999999",
    "/Filter/FlateDecode",
    "/Kids[2 0 R]",
    "0 0 0 0 0 0 cm",
    "q\n",
    "1 0 0 1 1e30 1e30 Tm",
    "/Count -1",
    "<</",
    ">>",
    "startxref\n0",
    "BT",
    "Tj",
];

const OPENINGS: &[&str] =
    &["<table><tr><td>", "<div>", "<w:tbl><w:tr><w:tc>", "[", "{\"a\":", "<a>", "<</K ", "q\n", "（", "| "];

/// The file that stands at `index` of the run.
pub fn mutated(seeds: &[Seed], seed: u64, index: u64) -> Seed {
    let mut random = Random::new(seed, index);
    let mut file = random.of(seeds).clone();
    let other = random.of(seeds);
    if file.parts.is_empty() {
        mutate(&mut file.bytes, &other.bytes, &mut random);
    } else if random.below(4) > 0 {
        mutate_parts(&mut file, other, &mut random);
    } else {
        mutate(&mut file.bytes, &other.bytes, &mut random);
    }
    if random.below(64) == 0 {
        file.name.clone_from(&other.name);
    }
    file
}

/// Goes into the container: the reader must get past the unpacking to be tried at all.
fn mutate_parts(file: &mut Seed, other: &Seed, random: &mut Random) {
    let chosen = random.below(file.parts.len());
    match random.below(16) {
        0 => drop(file.parts.remove(chosen)),
        1 => file.parts[chosen].0.push_str("/../x"),
        2 if !other.parts.is_empty() => file.parts.push(random.of(&other.parts).clone()),
        // The last part is the largest: the document, the sheet.
        3..=11 => {
            let last = file.parts.len() - 1;
            mutate(&mut file.parts[last].1, &other.bytes, random);
        }
        _ => mutate(&mut file.parts[chosen].1, &other.bytes, random),
    }
    file.bytes = zip(&file.parts);
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let times = 1 << random.below(5);
    for _ in 0..times {
        mutate_once(bytes, other, random);
        bytes.truncate(MAX_BYTES);
    }
}

fn mutate_once(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(14) {
        0 => change(bytes, at, |byte, random| byte ^ (1 << random.below(8)), random),
        1 => change(bytes, at, |_, random| random.next() as u8, random),
        2 => {
            change(bytes, at, |_, random| *random.of(&[0, 0x20, 0x3c, 0x7c, 0x7f, 0x80, 0xc0, 0xff]), random)
        }
        3 => drop(bytes.drain(span(bytes.len(), random))),
        4 => duplicate(bytes, random),
        5..=7 => insert(bytes, at, random.of(WORDS).as_bytes()),
        8 => bytes.truncate(at),
        9 => splice(bytes, at, other, random),
        10 | 11 => replace_number(bytes, at, random),
        12 => insert(bytes, at, random.of(OPENINGS).repeat(1 << random.below(12)).as_bytes()),
        _ => fill(bytes, random),
    }
}

fn change(bytes: &mut [u8], at: usize, new: impl Fn(u8, &mut Random) -> u8, random: &mut Random) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = new(*byte, random);
    }
}

/// A short stretch mostly, a long one at times.
fn span(length: usize, random: &mut Random) -> std::ops::Range<usize> {
    let start = random.below(length);
    let longest = 1 << random.below(14);
    start..(start + random.below(longest)).min(length)
}

fn duplicate(bytes: &mut Vec<u8>, random: &mut Random) {
    let range = span(bytes.len(), random);
    let copies = bytes[range.clone()].repeat(1 << random.below(6));
    insert(bytes, range.end, &copies);
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    let what = &what[..what.len().min(MAX_BYTES)];
    bytes.splice(at..at, what.iter().copied());
}

fn splice(bytes: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    let range = span(other.len(), random);
    let end = (at + random.below(range.len() + 1)).min(bytes.len());
    bytes.splice(at..end, other[range].iter().copied());
}

/// The next run of digits becomes another number.
fn replace_number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let Some(start) = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|found| at + found) else {
        return;
    };
    let end = bytes[start..]
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .map_or(bytes.len(), |length| start + length);
    let number = match random.below(4) {
        0 => random.next().to_string(),
        1 => random.below(2000).to_string(),
        _ => (*random.of(&["", "-1", "0", "1", "65536", "1000000", "99999999999999999999", "1.5", "１２"]))
            .to_owned(),
    };
    bytes.splice(start..end, number.into_bytes());
}

fn fill(bytes: &mut [u8], random: &mut Random) {
    let range = span(bytes.len(), random);
    let byte = *random.of(&[0, 0xff, b' ', b'9']);
    bytes[range].fill(byte);
}
