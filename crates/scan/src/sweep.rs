//! 一遍看完：the text is gone through once for digits and mailboxes, once for words; what is found is put in order.

use crate::address::{self, Call};
use crate::finding::{Finding, Hit, Kind};
use crate::run::Run;
use crate::sheet::Sheet;
use crate::{email, mark, number, spelled};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

pub fn findings(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut hits = Vec::new();
    words(sheet, &mut hits);
    signs(sheet, &mut hits);
    told(sheet, apart(hits))
}

/// What makes the going through stop: digits, the sign of a mailbox, and the first byte of their full-width forms.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        stops[digit as usize] = true;
        digit += 1;
    }
    stops[b'@' as usize] = true;
    stops[0xef] = true;
    stops
};

fn signs(sheet: &Sheet<'_>, hits: &mut Vec<Hit>) {
    let bytes = sheet.text.as_bytes();
    let mut run = Run::default();
    let mut at = 0;
    while let Some(stop) = bytes[at..].iter().position(|byte| STOPS[usize::from(*byte)]) {
        at += stop;
        at = match bytes[at..] {
            [b'@', ..] => mailbox(sheet, at, 1, hits),
            [0xef, 0xbc, 0xa0, ..] => mailbox(sheet, at, 3, hits),
            [0xef, 0xbc, 0x90..=0x99, ..] | [b'0'..=b'9', ..] => number::find(sheet, at, &mut run, hits),
            _ => at + 3,
        };
    }
}

fn mailbox(sheet: &Sheet<'_>, at: usize, width: usize, hits: &mut Vec<Hit>) -> usize {
    let hit = email::find(sheet, at, width);
    let next = hit.as_ref().map_or(at + width, |hit| hit.end);
    hits.extend(hit);
    next
}

#[derive(Debug, Clone, Copy)]
enum Trigger {
    Grade,
    Internal,
    Address(Call),
    Room,
    Spelled,
}

const GRADE: &str = "密";
/// The spaced form of 内部 is looked for as it stands, since lines of marks are often spaced.
const INTERNAL: &str = "内部 内参 注意保存 注意保密 妥善保 工作秘密 敏感信息 敏感资料 敏感文件 不上网 不登报 不对外公布 不对外发布 不宜公布 不公布 不予公布 仅供 仅限 供领导 供内部 供机关 限内部 领导参 参阅 不公开 不予公开 不得公开 \
    不宜公开 不对外公开 依申请公开 外传 外泄 县团级 地师级 扩散 阅后";
const SPACED: [&str; 7] = ["内 部", "内　部", "内  部", "内　　部", "不 公 开", "内\u{a0}部", "注 意 保 存"];
const HOME: &str = "家庭住址 家庭地址 现住址 住址 户籍地址 户籍所在地 户籍地 户口所在地 居住地址 居住地 常住地 经常居住地 暂住地 \
    暂住址 现居住地 家住 现住 现居 居住在 居住于 住在 户籍住址 身份证住址 常住地址 住宅地址";
const LIVES: &str = "住";
const ANY: &str = "地址 住所地 住所";
const ROOMS: &str = "单元 室";
/// How a mobile number begins.
const SPELLED: &str = "一三 一四 一五 一六 一七 一八 一九 幺三 幺五 幺七 幺八 幺九 壹叁 壹伍 壹柒 壹捌 壹玖";

struct Words {
    search: AhoCorasick,
    triggers: Vec<Trigger>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut all: Vec<(&str, Trigger)> = vec![(GRADE, Trigger::Grade)];
    all.extend(INTERNAL.split_whitespace().chain(SPACED).map(|word| (word, Trigger::Internal)));
    all.extend(HOME.split_whitespace().map(|word| (word, Trigger::Address(Call::Home))));
    all.push((LIVES, Trigger::Address(Call::Lives)));
    all.extend(ANY.split_whitespace().map(|word| (word, Trigger::Address(Call::Any))));
    all.extend(ROOMS.split_whitespace().map(|word| (word, Trigger::Room)));
    all.extend(SPELLED.split_whitespace().map(|word| (word, Trigger::Spelled)));
    let search = AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(all.iter().map(|(word, _)| word))
        .expect("a hundred short words make an automaton");
    Words { search, triggers: all.into_iter().map(|(_, trigger)| trigger).collect() }
});

fn words(sheet: &Sheet<'_>, hits: &mut Vec<Hit>) {
    // Up to here columns of addresses have been looked at.
    let mut looked = 0;
    for found in WORDS.search.find_iter(sheet.text) {
        let (start, end) = (found.start(), found.end());
        match WORDS.triggers[found.pattern()] {
            Trigger::Grade => hits.extend(mark::secret(sheet, start)),
            Trigger::Internal => {
                hits.extend(mark::internal(sheet, start, end));
                // 工作秘密 may bear a star.
                if sheet.text[start..end].ends_with(GRADE) {
                    hits.extend(mark::secret(sheet, end - GRADE.len()));
                }
            }
            Trigger::Address(Call::Home) if start >= looked => {
                match address::called(sheet, start, end, Call::Home) {
                    Some(hit) => hits.push(hit),
                    None => looked = address::column(sheet, start, end, hits).unwrap_or(looked),
                }
            }
            Trigger::Address(call) => hits.extend(address::called(sheet, start, end, call)),
            Trigger::Spelled => hits.extend(spelled::find(sheet, start)),
            // The room of an address that was found by the words before it.
            Trigger::Room if hits.last().is_some_and(|hit| hit.kind == Kind::Address && hit.end >= end) => {}
            Trigger::Room => hits.extend(address::of_rooms(sheet, start, end)),
        }
    }
}

/// In the order of the text, none overlapping another: what stops goes before what is masked, the longer before
/// the shorter.
fn apart(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.start, hit.severity, std::cmp::Reverse(hit.end)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last() {
            Some(last) if hit.start < last.end => {
                let longer = hit.end - hit.start > last.end - last.start;
                if (hit.severity, !longer) < (last.severity, true) {
                    kept.pop();
                    kept.push(hit);
                }
            }
            _ => kept.push(hit),
        }
    }
    kept
}

/// Bytes become characters, counted from one finding to the next.
fn told(sheet: &Sheet<'_>, hits: Vec<Hit>) -> Vec<Finding> {
    let bytes = sheet.text.as_bytes();
    let (mut at, mut characters) = (0, 0);
    let mut count = |to: usize| {
        characters += bytes[at..to].iter().filter(|byte| (**byte as i8) >= -0x40).count();
        at = to;
        characters
    };
    hits.into_iter()
        .map(|hit| {
            let (start, end) = (count(hit.start), count(hit.end));
            let message = hit.message();
            Finding { kind: hit.kind, severity: hit.severity, start, end, text_masked: hit.masked, message }
        })
        .collect()
}
