//! 密级标志和内部标识：set as a mark — with a star, on a line of its own, in brackets, behind 密级, at the top.

use crate::finding::{Hit, Kind};
use crate::notice::{self, Notice, is_star};
use crate::sheet::{Form, Sheet};
use crate::sign::is_blank;
use std::ops::Range;

/// The grade that ends with the 密 at a place, where it is set as a mark.
pub fn secret(sheet: &Sheet<'_>, at: usize) -> Option<Hit> {
    let before = sheet.before(at, 24);
    let stem = before.trim_end_matches(is_blank);
    let first = stem.chars().next_back().filter(|c| matches!(c, '绝' | '机' | '秘'))?;
    let start = at - (before.len() - stem.len()) - first.len_utf8();
    let grade_end = at + "密".len();
    let kind = if is_other_secret(sheet, start) { Kind::InternalMark } else { Kind::SecretMark };
    if let Some(end) = starred(sheet, start, grade_end) {
        let hit = Hit::stop(kind, start, end, sheet.text);
        return Some(if is_explained(sheet, start, end) { hit.explained() } else { hit });
    }
    let end = grade_end + term_behind(sheet, grade_end);
    if is_labelled(sheet, start, grade_end) || is_declared(sheet, start, grade_end) {
        return Some(Hit::stop(kind, start, end, sheet.text));
    }
    let set = is_set(sheet, start..end, |notice| notice.grades == 1)?;
    let listed = !matches!(set, Set::Bracket(_)) && is_in_list(sheet, start);
    let alone = kind == Kind::SecretMark && !listed;
    alone.then(|| Hit::stop(kind, start, end, sheet.text))
}

/// 商业秘密、工作秘密、个人秘密 are no secrets of the state.
fn is_other_secret(sheet: &Sheet<'_>, start: usize) -> bool {
    let before = sheet.before(start, 24);
    let before = before.trim_end_matches(is_blank);
    ["商业", "工作", "个人", "技术", "企业"].iter().any(|word| before.ends_with(word))
}

/// «应当标注“机密★10年”», «例如：秘密★1年»: a sentence that says how marks are written.
fn is_explained(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    const LEADS: [&str; 22] = [
        "例如",
        "比如",
        "譬如",
        "如“",
        "如：“",
        "如\"",
        "如：\"",
        "示例：",
        "样式为",
        "形式为",
        "形式是",
        "格式为",
        "格式是",
        "标志为",
        "标识为",
        "标注为",
        "标明为",
        "写作",
        "写为",
        "应标注",
        "应标明",
        "应当标",
    ];
    let stops = ['。', '\n', '；', '！', '？'];
    let before = sheet.before(start, 120).rsplit(stops).next().unwrap_or_default();
    let after = sheet.after(end, 60).split(stops).next().unwrap_or_default();
    let quoted = before.ends_with(['“', '"', '「', '《']);
    let ruled =
        quoted && before.contains('应') && ["标注", "标明", "印"].iter().any(|word| before.contains(word));
    let led = ruled || LEADS.iter().any(|lead| before.contains(lead)) && !before.contains("如下");
    let told = quoted
        && ["”应", "”是", "”表示", "”，表示", "”字样应", "”等形式"]
            .iter()
            .any(|word| after.starts_with(word));
    led || told
}

/// The end of the star and term behind a grade. An asterisk alone may be a footnote or bold type.
fn starred(sheet: &Sheet<'_>, start: usize, end: usize) -> Option<usize> {
    let end = end + if sheet.char_after(end) == Some('级') { '级'.len_utf8() } else { 0 };
    let after = sheet.after(end, 90);
    let rest = after.trim_start_matches(is_blank);
    let behind = rest.trim_start_matches(|c| is_star(c) || is_blank(c));
    let stars: Vec<char> = rest[..rest.len() - behind.len()].chars().filter(|c| is_star(*c)).collect();
    let sure = stars.iter().any(|c| !matches!(c, '*' | '＊'));
    if !sure && (stars.len() != 1 || sheet.char_before(start).is_some_and(char::is_alphabetic)) {
        return None;
    }
    let blanks = after.len() - rest.len();
    let term = spaced_term(behind);
    let last = rest[..rest.len() - behind.len()].trim_end_matches(is_blank).len();
    match (stars.is_empty(), term) {
        (true, _) => None,
        (false, 0) => (sure && !rest.contains("★★")).then_some(end + blanks + last),
        (false, term) => Some(end + blanks + (rest.len() - behind.len()) + term),
    }
}

/// A term in which blanks may stand: «1 0 年».
fn spaced_term(text: &str) -> usize {
    let plain: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_blank(*c)).take(16).collect();
    let compact: String = plain.iter().map(|(_, c)| *c).collect();
    let taken = compact[..notice::term(&compact)].chars().count();
    taken.checked_sub(1).map_or(0, |last| plain[last].0 + plain[last].1.len_utf8())
}

fn term_behind(sheet: &Sheet<'_>, end: usize) -> usize {
    let after = sheet.after(end, 48);
    let line = after.split(['\n', '\r']).next().unwrap_or_default();
    let rest = line.trim_start_matches(is_blank);
    let term = spaced_term(rest);
    if term == 0 { 0 } else { line.len() - rest.len() + term }
}

/// «密级：机密», and no list of grades to choose from.
fn is_labelled(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    const LABELS: [&str; 9] =
        ["密级", "密别", "秘密等级", "保密等级", "保密级别", "涉密等级", "密级标识", "定密", "保密期限"];
    let before = sheet.before(start, 60);
    let stem =
        before.trim_end_matches(|c| is_blank(c) || matches!(c, '☑' | '√' | '✓' | '■' | '】' | ']' | '★'));
    let checked = before.ends_with(['☑', '√', '✓', '■']);
    let compact: String = stem.chars().filter(|c| !is_blank(*c)).collect();
    let colon = compact.strip_suffix(['：', ':']);
    let cell = sheet.heading(start).is_some_and(|heading| heading.contains("密级"));
    let close = before.len() > stem.len() || sheet.form != Form::Paper;
    let label = colon
        .or(Some(compact.as_str()).filter(|_| close))
        .is_some_and(|stem| LABELS.iter().any(|label| stem.ends_with(label)));
    let ticked = checked && LABELS.iter().any(|label| compact.contains(label));
    let listed = colon.is_none() && !ticked && is_in_list(sheet, start);
    (label || cell || ticked) && !listed && is_closed(sheet, end, colon.is_some() || cell)
}

/// «本文件为秘密级，请注意保密»: a sentence that gives the paper it stands in a grade.
fn is_declared(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    const LINKS: [&str; 10] =
        ["的密级为", "的密级是", "密级为", "密级是", "确定为", "定为", "属于", "为", "系", "是"];
    let before = sheet.before(start, 60);
    let clause = before.rsplit(['。', '\n', '；', '！', '!', '?', '？']).next().unwrap_or_default();
    let clause = compact(clause);
    let supposed = ["如", "若", "是否", "凡"].iter().any(|word| clause.contains(word));
    let stem = LINKS.iter().find_map(|link| clause.strip_suffix(link)).unwrap_or_default();
    let paper = PIECE.iter().chain(&PAPERS).any(|paper| stem.ends_with(paper));
    let after = sheet.after(end, 12);
    let noun = ["级文件", "文件", "件", "资料", "材料"].iter().find(|noun| after.starts_with(**noun));
    paper
        && !supposed
        && !is_quoted(&clause)
        && is_closed(sheet, end + noun.map_or(0, |noun| noun.len()), false)
}

/// Behind the grade stands nothing that makes it one of several or a word: «机密级计算机», «绝密、机密».
fn is_closed(sheet: &Sheet<'_>, end: usize, certain: bool) -> bool {
    let after = sheet.after(end, 12);
    let after = after.strip_prefix('级').unwrap_or(after);
    let next = after.chars().find(|c| !matches!(c, ' ' | '　'));
    let apart = after.starts_with([' ', '　', '\t', '\n', '\r']);
    // «机密/10年»: the term, no choice.
    let term = after.strip_prefix(['/', '／']).is_some_and(|rest| notice::term(rest) > 0);
    match next {
        Some('/' | '／') if term => true,
        None
        | Some(
            '\n' | '\r' | '\t' | '，' | '。' | '；' | ',' | ';' | '）' | ')' | '】' | '★' | '☆' | '*' | '＊'
            | '|',
        ) => true,
        Some('、' | '/' | '／' | '或' | '和' | '及' | '□' | '○' | '以') => false,
        Some(c) => certain && (apart || c.is_ascii_digit()),
    }
}

/// A word of internal papers at a place, where it is set as a mark.
pub fn internal(sheet: &Sheet<'_>, start: usize, end: usize) -> Option<Hit> {
    let stop = |range: Range<usize>| Some(Hit::stop(Kind::InternalMark, range.start, range.end, sheet.text));
    if let Some(range) = property(sheet, end) {
        return stop(range);
    }
    let set = is_set(sheet, start..end, |notice| notice.grades == 0 && notice.marks + notice.weak > 0);
    if let Some(set) = set {
        let range = match set {
            Set::Line => trimmed(sheet, sheet.line(start)?),
            Set::Segment(range) | Set::Bracket(range) => trimmed(sheet, range),
        };
        return stop(range);
    }
    of_this_paper(sheet, start, end).and_then(stop)
}

/// «公开属性：不予公开», «信息公开选项：依申请公开», «密级：内部».
fn property(sheet: &Sheet<'_>, end: usize) -> Option<Range<usize>> {
    const LABELS: [&str; 14] = [
        "是否公开",
        "发布范围",
        "传播范围",
        "使用范围",
        "公开属性",
        "公开方式",
        "公开选项",
        "公开类别",
        "公开形式",
        "公开类型",
        "公开性质",
        "公开级别",
        "密级",
        "公开范围",
    ];
    const VALUES: [&str; 6] = ["依申请公开", "不予公开", "不公开", "内部", "内部公开", "仅限内部"];
    let from = VALUES
        .iter()
        .filter(|value| sheet.text[..end].ends_with(*value))
        .map(|value| end - value.len())
        .min()?;
    let before = sheet.before(from, 45);
    let checked = before.ends_with(['☑', '√', '✓', '■']);
    let stem = before
        .trim_end_matches(|c| is_blank(c) || matches!(c, '：' | ':' | '☑' | '√' | '✓' | '■' | '】' | ']'));
    let marked = stem.len() < before.len();
    let label = LABELS.iter().any(|label| stem.ends_with(label));
    let boxed = is_ticked(sheet, from, end);
    let ticked = boxed || (checked && LABELS.iter().any(|label| before.contains(label)));
    let next = sheet.after(end, 8).chars().find(|c| *c != ' ');
    let one_of_several = match next {
        Some('□' | '○') => !boxed,
        next => matches!(next, Some('、' | '/' | '／' | '或' | '和' | '及' | '“' | '的' | '资' | '文')),
    };
    ((label && marked) || ticked).then_some(from..end).filter(|_| !one_of_several)
}

/// «□主动公开　☑依申请公开», «主动公开□ 依申请公开☑»: the box that is ticked among several.
fn is_ticked(sheet: &Sheet<'_>, from: usize, end: usize) -> bool {
    const TICKS: [char; 5] = ['☑', '√', '✓', '■', '☒'];
    let Some(line) = sheet.line(from) else { return false };
    let (before, after) = (&sheet.text[line.start..from], &sheet.text[end..line.end.max(end)]);
    let others = ["主动公开", "依申请公开", "不予公开"];
    let several = others.iter().any(|other| before.contains(other) || after.contains(other));
    let leading = before.contains('□') && before.trim_end_matches(is_blank).ends_with(TICKS);
    let opened = |c: char| is_blank(c) || matches!(c, '（' | '(');
    let first_box = sheet.text[line.clone()].find(['□', '☑', '√', '✓', '■', '☒']);
    let behind = first_box.is_some_and(|at| {
        let head = &sheet.text[line.start..line.start + at];
        head.trim_end_matches(opened).ends_with("公开")
    });
    let trailing = behind && after.trim_start_matches(opened).starts_with(TICKS);
    several && ((leading && !behind) || trailing)
}

/// What a sentence says of the paper it stands in.
const CALLS: [&str; 22] = [
    "仅供领导",
    "供领导参阅",
    "仅限领导",
    "仅供内部",
    "仅限内部",
    "内部使用",
    "内部资料",
    "内部文件",
    "内部材料",
    "内部刊物",
    "内部参考",
    "内部参阅",
    "不公开",
    "不予公开",
    "不得公开",
    "不宜公开",
    "不对外公开",
    "依申请公开",
    "严禁外传",
    "请勿外传",
    "不得外传",
    "工作秘密",
];

/// How a paper calls itself.
const PIECE: [&str; 3] = ["此件", "本件", "该件"];
const PAPERS: [&str; 18] = [
    "本表",
    "本信息",
    "本手册",
    "此文件",
    "此资料",
    "此材料",
    "此文",
    "本文件",
    "本资料",
    "本材料",
    "本刊物",
    "本报告",
    "本简报",
    "本通报",
    "本稿",
    "本刊",
    "本期",
    "本文",
];

/// «本资料仅供内部使用», «此件……不公开»: a sentence that speaks of the paper itself.
fn of_this_paper(sheet: &Sheet<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let before = sheet.before(start, 60);
    let clause = before.rsplit(['。', '\n', '；', '！', '?', '？']).next().unwrap_or_default();
    let pointing = clause.char_indices().rev().filter(|(_, c)| matches!(c, '此' | '本' | '该'));
    if is_quoted(clause) {
        return None;
    }
    let (from, paper) = pointing.into_iter().find_map(|(at, _)| {
        let paper = PIECE.iter().chain(&PAPERS).find(|paper| clause[at..].starts_with(**paper))?;
        Some((at, *paper))
    })?;
    let clause_start = start - clause.len();
    let said = sheet.after(clause_start + from + paper.len(), end - (clause_start + from + paper.len()) + 12);
    let (first, length) = called(said)?;
    let between = &said[..first];
    let tied = if PIECE.contains(&paper) { between.chars().count() <= 12 } else { is_link(between) };
    let denied = ["规定", "告知", "答复", "申请人", "不属于", "不涉及", "不是", "办理"]
        .iter()
        .any(|word| between.contains(word));
    (tied && !denied).then(|| clause_start + from..clause_start + from + paper.len() + first + length)
}

/// «标有“此件不公开”的文件»: of another paper's mark.
fn is_quoted(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(45))..];
    near.contains(['“', '"', '「', '『'])
        || ["注明", "标注", "标明", "标有", "加注", "印有"].iter().any(|word| near.contains(word))
}

/// The first of the calls and those that overlap it: where it begins, how long it is.
fn called(said: &str) -> Option<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = CALLS
        .iter()
        .flat_map(|call| said.match_indices(call).map(|(at, call)| (at, at + call.len())))
        .collect();
    found.sort_unstable();
    let (first, mut end) = *found.first()?;
    for (start, stop) in found {
        if start <= end {
            end = end.max(stop);
        }
    }
    Some((first, end - first))
}

/// Words that do no more than tie the call to the paper.
fn is_link(between: &str) -> bool {
    const LINKS: [&str; 17] = [
        "内容", "信息", "属于", "属", "为", "系", "是", "暂", "均", "一律", "依法", "仅限", "仅供", "限",
        "作为", "，", " ",
    ];
    let mut rest = between;
    while let Some(link) = LINKS.iter().find(|link| rest.starts_with(**link)) {
        rest = &rest[link.len()..];
    }
    rest.is_empty()
}

/// Where a mark stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Set {
    Line,
    /// A stretch of a first line, or of a file's name.
    Segment(Range<usize>),
    Bracket(Range<usize>),
}

fn is_set(sheet: &Sheet<'_>, word: Range<usize>, counts: impl Fn(&Notice) -> bool) -> Option<Set> {
    let line = sheet.line(word.start)?;
    let top = sheet.is_top(&line);
    let read = |range: &Range<usize>| {
        notice::read(&compact(&sheet.text[range.clone()])).filter(|notice| counts(notice))
    };
    if let Some(bracket) = bracket(sheet, &line, &word)
        && read(&bracket).is_some()
        && (is_title(sheet, &line, &bracket) || is_annex(sheet, &line, &bracket))
    {
        return Some(Set::Bracket(bracket));
    }
    if is_heading(&sheet.text[line.clone()]) {
        return None;
    }
    let whole =
        read(&line).filter(|notice| notice.grades + notice.marks > 0 || (top && is_firm(sheet, &line)));
    let segment = segment(sheet, &line, &word);
    let firm = |notice: &Notice| notice.grades + notice.marks > 0;
    if is_row_of_headings(sheet, &line) {
        return None;
    }
    if segment != line && (top || whole.is_some()) && read(&segment).is_some_and(|notice| firm(&notice)) {
        return Some(Set::Segment(segment));
    }
    whole.map(|_| Set::Line)
}

/// «三、内部资料», «（二）工作秘密», «1.敏感信息»: what a chapter is about.
fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches(|c: char| is_blank(c) || matches!(c, '#' | '*' | '>'));
    let inner = text.strip_prefix(['（', '(', '第']).unwrap_or(text);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let after = rest.chars().next();
    let numbered = rest.len() < inner.len() && inner.len() - rest.len() <= 9;
    let closed = match text.chars().next() {
        Some('（' | '(') => matches!(after, Some('）' | ')')),
        Some('第') => matches!(after, Some('章' | '节' | '条')),
        _ => matches!(after, Some('、' | '.' | '．')),
    };
    let listed = rest.chars().nth(1).is_some_and(|c| !c.is_ascii_digit());
    numbered && closed && listed
}

/// Three or more short cells without a figure: «序号\t内部资料\t数量».
fn is_row_of_headings(sheet: &Sheet<'_>, line: &Range<usize>) -> bool {
    let cells = || sheet.text[line.clone()].split('\t').filter(|cell| !cell.trim().is_empty());
    let figure = |cell: &str| cell.contains(|c: char| c.is_ascii_digit());
    cells().count() >= 3 && cells().all(|cell| cell.chars().count() <= 12 && !figure(cell))
}

/// At the top 不予公开 is a mark; 依申请公开 is the name of a column wherever it stands alone.
fn is_firm(sheet: &Sheet<'_>, line: &Range<usize>) -> bool {
    let text = compact(&sheet.text[trimmed(sheet, line.clone())]);
    sheet.form != Form::Table && matches!(text.as_str(), "不予公开" | "不公开" | "内部")
}

/// The bracket a word stands in, without its marks.
fn bracket(sheet: &Sheet<'_>, line: &Range<usize>, word: &Range<usize>) -> Option<Range<usize>> {
    let before = &sheet.text[line.start..word.start];
    let open = before.rfind(['（', '(', '【', '[', '〔', '〖'])?;
    let from = line.start + open + before[open..].chars().next()?.len_utf8();
    let after = &sheet.text[word.end..line.end.max(word.end)];
    let close = word.end + after.find(['）', ')', '】', ']', '〕', '〗'])?;
    (!sheet.text[from..word.start].contains(['）', ')', '】', ']'])).then_some(from..close)
}

/// At the beginning or end of a short line that is no sentence: the mark of a title.
fn is_title(sheet: &Sheet<'_>, line: &Range<usize>, bracket: &Range<usize>) -> bool {
    let text = &sheet.text[line.clone()];
    let before =
        sheet.text[line.start..bracket.start].trim_start_matches(|c: char| is_blank(c) || "#*>-".contains(c));
    let after = sheet.text[bracket.end..line.end].trim_start_matches(['）', ')', '】', ']', '〕', '〗']);
    let edge = before.chars().count() <= 1
        || after.trim_matches(|c: char| is_blank(c) || "*#".contains(c)).is_empty();
    let sentence = text.contains(['。', '；', '，', '！', '、', '：', '|']) || text.chars().count() > 60;
    let named = matches!(sheet.form, Form::Name) || edge;
    let statute =
        ["办法", "条例", "规定", "目录", "范围", "分级", "三级"].iter().any(|word| before.contains(word));
    named && !sentence && !statute
}

/// «（此件不公开）» at the foot of a paper.
fn is_annex(sheet: &Sheet<'_>, line: &Range<usize>, bracket: &Range<usize>) -> bool {
    let text = compact(&sheet.text[bracket.clone()]);
    let annex = text.starts_with("此件") || text.starts_with("本件");
    let rest =
        sheet.text[bracket.end..line.end].trim_start_matches(|c: char| is_blank(c) || "）)】]".contains(c));
    annex && rest.is_empty() && !is_quoted(&sheet.text[line.start..bracket.start])
}

/// What stands around a word up to wide blanks; in a file's name, up to any mark.
fn segment(sheet: &Sheet<'_>, line: &Range<usize>, word: &Range<usize>) -> Range<usize> {
    let named = sheet.form == Form::Name;
    let breaks = |pair: &str| {
        let mut letters = pair.chars();
        let first = letters.next().unwrap_or(' ');
        let mark = named && "-_—.·+ ,，（）()【】[]《》".contains(first);
        mark || first == '\t' || (is_blank(first) && letters.next().is_some_and(is_blank))
    };
    let before = &sheet.text[line.start..word.start];
    let after = &sheet.text[word.end..line.end.max(word.end)];
    let start = before
        .char_indices()
        .rev()
        .find(|(at, _)| breaks(&before[*at..]))
        .map_or(line.start, |(at, c)| line.start + at + c.len_utf8());
    let end =
        after.char_indices().find(|(at, _)| breaks(&after[*at..])).map_or(line.end, |(at, _)| word.end + at);
    start..end.max(word.end)
}

/// Lines next to it that hold grades too: a list of what there is, no mark.
fn is_in_list(sheet: &Sheet<'_>, at: usize) -> bool {
    let Some(line) = sheet.line(at) else { return false };
    let is_grade = |text: &str| {
        let text = compact(text);
        matches!(
            text.as_str(),
            "绝密" | "机密" | "秘密" | "绝密级" | "机密级" | "秘密级" | "内部" | "公开" | "非密" | "密级"
        )
    };
    let before = sheet.before(line.start, 60);
    let after = sheet.after(line.end, 60);
    let last = before.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    let next = after.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let own = &sheet.text[line];
    let is_other = |text: &str| is_grade(text) && compact(text) != compact(own);
    let cells = || own.split('\t').filter(|cell| matches!(compact(cell).as_str(), "绝密" | "机密" | "秘密"));
    is_other(last) || is_other(next) || cells().count() > 1
}

/// A line without its blanks and the marks of Markdown.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

/// A range without blanks and ornaments at its ends; a bracket that was opened within is closed.
fn trimmed(sheet: &Sheet<'_>, range: Range<usize>) -> Range<usize> {
    let ornament = |c: char| is_blank(c) || "（）()【】[]〔〕〖〗“”\"*#>|_《》-—★☆※◆■●△".contains(c);
    let text = &sheet.text[range.clone()];
    let start = range.start + (text.len() - text.trim_start_matches(ornament).len());
    let end = (range.end - (text.len() - text.trim_end_matches(ornament).len())).max(start);
    let open = |c: char| matches!(c, '（' | '(' | '【' | '[' | '《');
    let inside = &sheet.text[start..end];
    let unclosed = inside.matches(open).count() > inside.matches(['）', ')', '】', ']', '》']).count();
    let closing = sheet.char_after(end).filter(|c| unclosed && ornament(*c) && !is_blank(*c));
    start..end + closing.map_or(0, char::len_utf8)
}
