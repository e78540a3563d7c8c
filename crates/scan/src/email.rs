//! 电子邮箱：a name, the sign, a domain with an ending.

use crate::context::{Context, Topic, closed_up};
use crate::finding::{Hit, Kind};
use crate::sheet::Sheet;

/// Longer ones no server takes.
const LONGEST: usize = 120;

/// Endings of files, not of domains: «图@2x.png».
const FILES: [&str; 13] =
    ["png", "jpg", "jpeg", "gif", "js", "css", "svg", "webp", "html", "htm", "pdf", "doc", "docx"];

/// Names of mailboxes nobody owns.
const GENERAL: [&str; 11] = [
    "contact",
    "info",
    "service",
    "office",
    "support",
    "admin",
    "webmaster",
    "kefu",
    "help",
    "press",
    "mail",
];

/// The mailbox around a sign; `width` is the sign's length in bytes.
pub fn find(sheet: &Sheet<'_>, at: usize, width: usize) -> Option<Hit> {
    let before = sheet.before(at, LONGEST);
    let name = &before[before.trim_end_matches(is_of_name).len()..];
    let after = sheet.after(at + width, LONGEST);
    let domain = &after[..after.len() - after.trim_start_matches(is_of_domain).len()];
    let domain = domain.trim_end_matches(['.', '-', '．', '_']);
    let leading = name.len() - name.trim_start_matches(['.', '-', '_', '+', '%']).len();
    let (name, start) = (&name[leading..], at - name.len() + leading);
    let end = at + width + domain.len();
    let (plain_name, plain_domain) = (plain(name), plain(domain));
    if name.is_empty() || !is_domain(&plain_domain) || sheet.before(start, 8).ends_with("://") {
        return None;
    }
    if sheet.is_remainder(start, start) {
        return None;
    }
    let hit = Hit::mask(Kind::Email, start, end, crate::mask::email(&plain_name, &plain_domain));
    let context = Context::of(sheet, start, end);
    let general = GENERAL.contains(&plain_name.to_ascii_lowercase().as_str());
    let office = general
        || plain_domain.ends_with(".gov.cn")
        || context.is_public()
        || is_of_an_office(sheet, start, &context);
    Some(if office { hit.public() } else { hit })
}

/// An organ is named and the mailbox is called one, nobody's in particular: «某局，邮箱：…».
fn is_of_an_office(sheet: &Sheet<'_>, start: usize, context: &Context) -> bool {
    const LABELS: [&str; 6] = ["邮箱", "信箱", "邮箱地址", "邮件", "MAIL", "邮 箱"];
    let before = closed_up(sheet.before(start, 60));
    let before = before.trim_end_matches([' ', '　', '\n', '\r', '\t', '：', ':', '为', '（', '(']);
    let upper = before.to_ascii_uppercase();
    let label = LABELS.iter().filter_map(|label| upper.strip_suffix(label)).min_by_key(|stem| stem.len());
    let owned = |stem: &str| {
        ["的", "其", "个人", "私人", "本人"].iter().any(|word| stem.trim_end_matches("电子").ends_with(word))
    };
    let organ = context.in_clause(Topic::Organ) || context.mentions(Topic::Public);
    label.is_some_and(|stem| !owned(stem)) && organ && context.is_of_an_organ()
}

fn is_of_name(c: char) -> bool {
    is_sign(c) || matches!(c, '.' | '_' | '%' | '+' | '-' | '＿' | '．')
}

fn is_of_domain(c: char) -> bool {
    is_sign(c) || matches!(c, '.' | '-' | '．')
}

fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

fn is_domain(domain: &str) -> bool {
    let Some((stem, ending)) = domain.rsplit_once('.') else { return false };
    let lower = ending.to_ascii_lowercase();
    let letters = (2..=18).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    letters && !FILES.contains(&lower.as_str()) && stem.split('.').all(|label| !label.is_empty())
}
