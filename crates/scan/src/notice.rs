//! 标识的写法：what a line or bracket that is a mark may consist of, and nothing else.

/// What a line of marks says, blanks aside.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// 绝密、机密、秘密
    pub grades: usize,
    /// Words that are a mark by themselves.
    pub marks: usize,
    /// Words that are one in brackets or at the top only: 内部、不予公开.
    pub weak: usize,
}

/// Words that make a line a mark.
const MARKS: [&str; 73] = [
    "内参",
    "内部讨论稿",
    "内部征求意见稿",
    "内部送审稿",
    "内部传真电报",
    "内部简讯",
    "内部版",
    "内部资料",
    "内部文件",
    "内部使用",
    "内部刊物",
    "内部参考",
    "内部材料",
    "内部传阅",
    "内部掌握",
    "内部文稿",
    "内部通报",
    "内部信息",
    "内部参阅",
    "内部简报",
    "内部情况",
    "内部发行",
    "内部交流",
    "内部明电",
    "内部电报",
    "工作秘密",
    "敏感信息",
    "敏感资料",
    "敏感文件",
    "注意保存",
    "妥善保存",
    "妥善保管",
    "注意保密",
    "严禁外传",
    "请勿外传",
    "不得外传",
    "禁止外传",
    "切勿外传",
    "谨防外传",
    "严禁外泄",
    "不得外泄",
    "请勿外泄",
    "内部事项",
    "发至县团级",
    "发至地师级",
    "严禁扩散",
    "不得扩散",
    "请勿扩散",
    "禁止扩散",
    "阅后即焚",
    "阅后销毁",
    "阅后收回",
    "阅后退回",
    "仅供参阅",
    "领导参阅",
    "领导参考",
    "此件不公开",
    "此件不予公开",
    "此件依申请公开",
    "此件不得公开",
    "此件不宜公开",
    "此件内部使用",
    "此件不对外公开",
    "此件不公开发布",
    "此件不上网",
    "此件不登报",
    "此件不对外公布",
    "此件不对外发布",
    "此件不宜公布",
    "此件不公布",
    "此件不予公布",
    "不得对外公开",
    "不对外公开",
];

/// «仅供内部使用», «供机关领导参阅», «限系统内使用»: for whom a paper is.
fn reserved(text: &str) -> Option<usize> {
    const WHOM: [&str; 9] = ["内部", "领导", "机关", "单位", "系统内", "会议", "委员", "成员", "工作"];
    const WHAT: [&str; 10] = ["参考", "参阅", "使用", "传阅", "交流", "学习", "掌握", "讨论", "研究", "阅"];
    let rest = ["仅供", "仅限", "只供", "供", "限"].iter().find_map(|word| text.strip_prefix(word))?;
    let near = &rest[..rest.floor_char_boundary(36)];
    let (at, what) = WHAT.iter().filter_map(|what| Some((near.find(what)?, *what))).min()?;
    let whom = &near[..at];
    let named = WHOM.iter().any(|word| whom.contains(word));
    let plain = whom.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    (named && plain).then(|| text.len() - rest.len() + at + what.len())
}

const WEAK: [&str; 5] = ["依申请公开", "不予公开", "不公开", "内部", "不宜公开"];

/// What may stand beside a mark.
const BESIDE: [&str; 49] = [
    "请勿转发",
    "不得转发",
    "请勿翻印",
    "征求意见稿",
    "讨论稿",
    "送审稿",
    "传真电报",
    "不得公开",
    "不得转载",
    "不得复印",
    "不得复制",
    "不得摘抄",
    "不得翻印",
    "禁止复制",
    "禁止转载",
    "严禁复制",
    "严禁转发",
    "严禁翻印",
    "严禁复印",
    "免费交流",
    "准印证号",
    "涉密文件",
    "涉密资料",
    "涉密材料",
    "涉密",
    "保密",
    "请",
    "特急",
    "加急",
    "急件",
    "平急",
    "特提",
    "份号",
    "编号",
    "密级",
    "保密期限",
    "公开属性",
    "公开方式",
    "信息公开选项",
    "年",
    "月",
    "日",
    "号",
    "期",
    "第",
    "No",
    "NO",
    "№",
    "总",
];

const STARS: [char; 11] = ['★', '☆', '＊', '*', '✩', '✭', '⭐', '✰', '▲', '·', '•'];

pub fn is_star(c: char) -> bool {
    STARS[..8].contains(&c)
}

/// Reads a text that holds no blanks; `None` where it says anything else.
pub fn read(text: &str) -> Option<Notice> {
    let mut notice = Notice::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = if let Some(length) = grade(rest) {
            notice.grades += 1;
            length
        } else if let Some(length) = longest(rest, &MARKS).map(str::len).max(reserved(rest)) {
            notice.marks += 1;
            length
        } else if let Some(word) = longest(rest, &WEAK) {
            notice.weak += 1;
            word.len()
        } else if let Some(word) = longest(rest, &BESIDE) {
            word.len()
        } else if first.is_ascii_digit() || is_numeral(first) || is_mark_of_punctuation(first) {
            first.len_utf8()
        } else {
            return None;
        };
        rest = &rest[taken..];
    }
    Some(notice)
}

fn longest(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().filter(|word| text.starts_with(**word)).max_by_key(|word| word.len()).copied()
}

/// A grade with the star and term behind it, in bytes.
pub fn grade(text: &str) -> Option<usize> {
    let rest = ["绝密", "机密", "秘密"].iter().find_map(|grade| text.strip_prefix(grade))?;
    let rest =
        ["级", "件", "文件", "资料", "材料"].iter().find_map(|word| rest.strip_prefix(*word)).unwrap_or(rest);
    let starred = rest.trim_start_matches(STARS);
    Some(text.len() - starred.len() + term(starred))
}

/// «10年», «6个月», «长期», «2034年1月1日», «启用前»: how many bytes a term takes.
pub fn term(text: &str) -> usize {
    const WORDS: [&str; 14] = [
        "长期",
        "永久",
        "启封前",
        "启用前",
        "解密前",
        "启封",
        "启用",
        "解密",
        "考试结束前",
        "考试启用前",
        "考试开始前",
        "考试前",
        "公布前",
        "公开前",
    ];
    if let Some(word) = longest(text, &WORDS) {
        return word.len();
    }
    let mut taken = 0;
    // A date has three parts.
    for _ in 0..3 {
        let rest = &text[taken..];
        let digits: usize = rest.chars().take(4).take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
        let unit = ["年", "个月", "月", "日", "天"].iter().find(|unit| rest[digits..].starts_with(**unit));
        match unit.filter(|_| digits > 0) {
            Some(unit) => taken += digits + unit.len(),
            None => break,
        }
    }
    taken
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９') || "一二三四五六七八九十〇零壹贰叁伍拾".contains(c)
}

fn is_mark_of_punctuation(c: char) -> bool {
    "，、；。：！,;:.!（）()【】[]〔〕《》“”\"'‘’—-–_#>|·•★☆*＊〖〗「」『』<※◆■●△▲◎~～".contains(c)
}
