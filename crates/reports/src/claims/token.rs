//! 从一段文字中逐一认出数字、标点和话题词。One pass; everything later works on the tokens.

use rust_decimal::Decimal;

/// What a reader of figures stops at. Positions are byte offsets into the paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    Figure(Figure<'a>),
    /// 。！？ and line ends.
    Stop(usize),
    /// , ; : between clauses; 、 inside an enumeration.
    Break(usize, Mark),
    Open(usize),
    Close(usize),
    /// 其中
    Among(usize),
    Subject(usize, Subject),
    /// 未 无 没 零: something is said not to be.
    Denial(usize),
    /// 持平
    Level(usize),
    /// 均 全部: something is said of all.
    All(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Comma,
    Semicolon,
    Colon,
    Enumeration,
}

/// What the words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Requests,
    Review,
    Litigation,
    NormativeDocuments,
    Regulations,
    ProcessingFee,
    /// 收费通知: its sum is asked for, not collected.
    FeeNotice,
    Proactive,
    /// 信息公开, of whatever sort.
    Disclosure,
    /// Matters that are counted in reports but stand in no table: 建议提案、热线、政务服务.
    Foreign,
}

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure<'a> {
    pub start: usize,
    /// After the unit.
    pub end: usize,
    pub value: Decimal,
    /// 余、多、近、约: not to be held to the digit.
    pub approximate: bool,
    /// The measure word; empty where none follows.
    pub unit: &'a str,
}

impl Figure<'_> {
    /// A date or a number of a paper, not a count of anything.
    pub fn is_date(&self) -> bool {
        matches!(self.unit, "年" | "月" | "日" | "号" | "时")
    }

    pub fn is_share(&self) -> bool {
        matches!(self.unit, "%" | "个百分点")
    }
}

/// Longer ones first where one begins another.
const UNITS: [&str; 46] = [
    "个百分点",
    "件次",
    "人次",
    "件",
    "条",
    "份",
    "项",
    "篇",
    "期",
    "场",
    "次",
    "个",
    "元",
    "人",
    "家",
    "部",
    "宗",
    "起",
    "例",
    "%",
    "年",
    "月",
    "日",
    "号",
    "时",
    "页",
    "倍",
    "册",
    "批",
    "则",
    "幅",
    "张",
    "户",
    "处",
    "类",
    "名",
    "台",
    "封",
    "批次",
    "站",
    "门",
    "套",
    "组",
    "所",
    "岁",
    "块",
];

pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::with_capacity(text.len() / 12);
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if let Some(token) = token_at(text, at, c) {
            if let Token::Figure(figure) = token {
                skip_to = figure.end;
            } else if c.is_ascii_digit() {
                skip_to = at + digits_len(&text[at..]);
            }
            found.push(token);
        } else if c.is_ascii_digit() {
            skip_to = at + digits_len(&text[at..]);
        }
    }
    found
}

fn token_at(text: &str, at: usize, c: char) -> Option<Token<'_>> {
    let rest = &text[at..];
    let subject = |words: &[&str], subject| {
        words.iter().any(|word| rest.starts_with(word)).then_some(Token::Subject(at, subject))
    };
    match c {
        '0'..='9' => figure(text, at).map(Token::Figure),
        '。' | '!' | '?' | '\n' => Some(Token::Stop(at)),
        ',' => Some(Token::Break(at, Mark::Comma)),
        ';' => Some(Token::Break(at, Mark::Semicolon)),
        ':' => Some(Token::Break(at, Mark::Colon)),
        '、' => Some(Token::Break(at, Mark::Enumeration)),
        '(' | '〔' | '[' => Some(Token::Open(at)),
        ')' | '〕' | ']' => Some(Token::Close(at)),
        '其' if rest.starts_with("其中") => Some(Token::Among(at)),
        '依' => subject(&["依申请"], Subject::Requests),
        '公' => subject(&["公开申请"], Subject::Requests),
        '申' => subject(&["申请公开", "申请人", "申请事项", "申请办", "申请答"], Subject::Requests),
        '复' => subject(&["复议"], Subject::Review),
        '诉' => subject(&["诉讼"], Subject::Litigation),
        '败' => subject(&["败诉"], Subject::Litigation),
        '规' => subject(&["规范性文件"], Subject::NormativeDocuments)
            .or_else(|| subject(&["规章制度"], Subject::Foreign))
            .or_else(|| subject(&["规章"], Subject::Regulations)),
        '处' => subject(&["处理费"], Subject::ProcessingFee),
        '收' => subject(&["收费通知"], Subject::FeeNotice),
        '主' => subject(&["主动公开"], Subject::Proactive),
        '建' => subject(&["建议"], Subject::Foreign),
        '提' => subject(&["提案"], Subject::Foreign),
        '咨' => subject(&["咨询"], Subject::Foreign),
        '留' => subject(&["留言"], Subject::Foreign),
        '热' => subject(&["热线"], Subject::Foreign),
        '政' => subject(&["政务服务事项", "政民互动", "政务新媒体"], Subject::Foreign)
            .or_else(|| subject(&["政务公开"], Subject::Disclosure)),
        '信' => subject(&["信访件", "信箱"], Subject::Foreign)
            .or_else(|| subject(&["信息公开"], Subject::Disclosure)),
        '工' => subject(&["工单"], Subject::Foreign),
        '审' => subject(&["审查"], Subject::Foreign),
        '未' | '无' | '没' => Some(Token::Denial(at)),
        '持' if rest.starts_with("持平") => Some(Token::Level(at)),
        '均' => Some(Token::All(at)),
        '全' if rest.starts_with("全部") => Some(Token::All(at)),
        '零' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => {
            chinese_figure(text, at).map(Token::Figure)
        }
        _ => None,
    }
}

/// The bracket that opens at `from` closes at this token and byte; brackets in prose are short.
pub fn closing(following: &[Token<'_>], from: usize) -> Option<(usize, usize)> {
    if following.first() != Some(&Token::Open(from)) {
        return None;
    }
    following.iter().take(24).enumerate().find_map(|(index, token)| match token {
        Token::Close(at) => Some((index, *at)),
        _ => None,
    })
}

/// The length of the digits at the start, thousands separators and one decimal point included.
fn digits_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut len = run(0);
    if len <= 3 {
        while bytes.get(len) == Some(&b',') && run(len + 1) == 3 {
            len += 4;
        }
    }
    if bytes.get(len) == Some(&b'.') && bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
        len += 1 + run(len + 1);
    }
    len
}

fn figure(text: &str, start: usize) -> Option<Figure<'_>> {
    let before = &text[..start];
    // 第20条, GB18030, 0632-3168699, 3.2.1: names, not counts.
    if before.ends_with('第') || before.ends_with(|c: char| c.is_ascii_alphanumeric() || "-—–/.@".contains(c))
    {
        return None;
    }
    let digits = &text[start..start + digits_len(&text[start..])];
    let value = decimal(digits)?;
    finish(text, start, start + digits.len(), value)
}

fn decimal(digits: &str) -> Option<Decimal> {
    let (mut number, mut scale, mut fraction, mut count) = (0_i64, 0, false, 0);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                count += 1;
                number = number.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                scale += u32::from(fraction);
            }
            b'.' => fraction = true,
            _ => {}
        }
    }
    (count <= 18).then(|| Decimal::new(number, scale))
}

/// What follows the digits: a multiplier, 余 or 多, the unit.
fn finish(text: &str, start: usize, digits_end: usize, value: Decimal) -> Option<Figure<'_>> {
    let mut approximate = text[..start].ends_with(['近', '约', '超', '逾', '过', '破']);
    let mut value = value;
    let mut at = digits_end;
    let take_more = |at: &mut usize, approximate: &mut bool| {
        if text[*at..].starts_with(['余', '多']) {
            *at += '余'.len_utf8();
            *approximate = true;
        }
    };
    take_more(&mut at, &mut approximate);
    for (word, times) in [("万", 10_000), ("亿", 100_000_000)] {
        if text[at..].starts_with(word) {
            value = value.checked_mul(Decimal::from(times))?;
            at += word.len();
        }
    }
    take_more(&mut at, &mut approximate);
    let unit = match unit(&text[at..]) {
        "" if value.is_zero() && is_bare(&text[..start], &text[at..]) => "件",
        unit => unit,
    };
    let end = at + if text[at..].starts_with(unit) { unit.len() } else { 0 };
    approximate |= text[end..].starts_with("左右") || text[end..].starts_with("以上");
    Some(Figure { start, end, value: trimmed(value), approximate, unit })
}

/// «数量为0,»: nothing is counted in no unit.
fn is_bare(before: &str, after: &str) -> bool {
    before.ends_with('为') && (after.is_empty() || after.starts_with([',', '。', ';', '、', ')']))
}

fn unit(rest: &str) -> &'static str {
    // Comparing the first character settles nearly every candidate.
    let first = rest.as_bytes().first_chunk::<3>();
    let like = |unit: &str| match unit.as_bytes().first_chunk::<3>() {
        Some(own) => Some(own) == first && rest.starts_with(unit),
        None => rest.starts_with(unit),
    };
    UNITS.iter().find(|unit| like(unit)).map_or("", |unit| *unit)
}

/// «61.3万» is 613000, while «17.40%» keeps the digits it was printed with.
fn trimmed(value: Decimal) -> Decimal {
    if value.fract().is_zero() { value.trunc() } else { value }
}

/// «九件», «十二条», «三百余件». Only before a unit that counts papers; 一件事 and 一条龙 are no counts.
fn chinese_figure(text: &str, start: usize) -> Option<Figure<'_>> {
    let before = &text[..start];
    if before.ends_with(['第', '每', '同', '任', '某', '逐', '“', '零', '这', '那', '唯', '首'])
    {
        return None;
    }
    let run: usize = text[start..]
        .chars()
        .take_while(|c| "零〇一二两三四五六七八九十百千".contains(*c))
        .take(12)
        .map(char::len_utf8)
        .sum();
    let value = chinese_number(&text[start..start + run])?;
    let figure = finish(text, start, start + run, Decimal::from(value))?;
    let counts = matches!(figure.unit, "件" | "条" | "份" | "元" | "宗" | "起" | "例");
    let idiom = text[figure.end..].starts_with(['事', '龙', '心']) || (value == 1 && figure.unit != "件");
    (counts && !idiom).then_some(figure)
}

fn chinese_number(words: &str) -> Option<u64> {
    let (mut total, mut digit, mut positional) = (0_u64, None, words.chars().count() > 1);
    positional &= !words.contains(['十', '百', '千']);
    for c in words.chars() {
        let times = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let value = "零一二三四五六七八九".chars().position(|numeral| numeral == c);
                let value = value.or(match c {
                    '〇' => Some(0),
                    '两' => Some(2),
                    _ => None,
                })? as u64;
                digit = Some(if positional { digit.unwrap_or(0) * 10 + value } else { value });
                continue;
            }
        };
        total += digit.take().unwrap_or(1) * times;
    }
    Some(total + digit.unwrap_or(0))
}
