//! 段落：a document cut into the passages that can answer

use jiff::civil::Date;
use sm3::{Digest, Sm3};

/// What kind of publication a passage is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// 办事指南、一件事
    Guide,
    /// 政府信息公开指南
    Disclosure,
    /// 答复过的留言
    Message,
    /// 规章、规范性文件和其他政策文件，政策解读
    Policy,
    /// 法律法规
    Statute,
    /// 其他公开信息
    Item,
}

impl Source {
    pub const fn label(self) -> &'static str {
        match self {
            Source::Guide => "办事指南",
            Source::Disclosure => "信息公开指南",
            Source::Message => "留言答复",
            Source::Policy => "政策文件",
            Source::Statute => "法律法规",
            Source::Item => "公开信息",
        }
    }

    /// What is written to answer comes before what only mentions the matter; of two equally fitting, the first.
    pub(crate) const fn weight(self) -> f32 {
        match self {
            Source::Guide | Source::Disclosure => 1.0,
            Source::Message | Source::Policy => 0.97,
            Source::Statute => 0.95,
            Source::Item => 0.85,
        }
    }
}

/// Something published, as answers are taken from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Tells documents apart; a newer one replaces the one that has it: `info/ZZSP-2024-0001`.
    pub key: String,
    /// What its source needs to tell whether this is what is public now, such as its edition.
    pub stamp: String,
    pub source: Source,
    pub title: String,
    /// What people call it: keywords, everyday words of a guide.
    pub names: Vec<String>,
    /// On this site.
    pub url: String,
    pub date: Option<Date>,
    pub parts: Vec<Part>,
}

/// A passage: shown whole, never longer than [`LONGEST`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// «三、申请材料»; may be empty.
    pub heading: String,
    pub text: String,
    /// Where on the page it stands: `art33`; may be empty.
    pub anchor: String,
    /// The heading is the question that the text answers, and no other: «只卖预包装食品要办许可证吗».
    pub answers: bool,
}

/// Characters of a passage.
pub(crate) const LONGEST: usize = 600;
/// Shorter paragraphs stand together.
const USUAL: usize = 260;
/// Passages of one document, at most: a book is not an answer.
const MOST: usize = 200;
/// A longer line is no heading.
const LONGEST_HEADING: usize = 30;

impl Document {
    /// With its parts no longer than may be shown, and none empty.
    #[must_use]
    pub fn bounded(mut self) -> Document {
        self.parts.retain(|part| !part.text.trim().is_empty());
        self.parts.truncate(MOST);
        for part in &mut self.parts {
            if part.text.chars().count() > LONGEST {
                part.text = part.text.chars().take(LONGEST - 1).chain(['…']).collect();
            }
        }
        self
    }

    /// The title without what tells issues of a series apart: «食品经营许可办事指南（第3期）».
    pub(crate) fn series(&self) -> String {
        let mut out = String::new();
        let mut rest = self.title.as_str();
        while let Some((before, after)) = rest.split_once('（') {
            let Some((inside, following)) = after.split_once('）') else { break };
            out.push_str(before);
            if !inside.starts_with('第') {
                out.push('（');
                out.push_str(inside);
                out.push('）');
            }
            rest = following;
        }
        out.push_str(rest);
        out
    }

    /// What is compared by meaning: the same text has the same digest wherever it stands.
    pub(crate) fn told(&self, part: &Part) -> String {
        format!("{} {}：{}", self.series(), part.heading, part.text)
    }
}

/// Names a text in the store of vectors.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    Sm3::digest(text.as_bytes()).into()
}

/// A plain text, a paragraph a line, cut at its headings and its questions; long paragraphs apart, short ones together.
pub fn headed(plain: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut heading = String::new();
    for line in plain.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(question) = line.strip_prefix("问：") {
            let (question, answer) = question.split_once("答：").unwrap_or((question, ""));
            parts.push(Part {
                heading: question.trim().to_owned(),
                text: answer.trim().to_owned(),
                answers: true,
                ..Part::default()
            });
        } else if is_heading(line) {
            heading = line.to_owned();
            parts.push(Part { heading: heading.clone(), ..Part::default() });
        } else {
            let line = line.strip_prefix("答：").unwrap_or(line);
            add(&mut parts, &heading, line);
        }
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

fn add(parts: &mut Vec<Part>, heading: &str, line: &str) {
    let fits =
        |part: &&mut Part| part.text.is_empty() || part.text.chars().count() + line.chars().count() <= USUAL;
    match parts.last_mut().filter(fits) {
        Some(part) if part.text.is_empty() => part.text.push_str(line),
        Some(part) => {
            part.text.push('\n');
            part.text.push_str(line);
        }
        None => {
            let heading = parts.last().map_or(heading, |last| &last.heading).to_owned();
            parts.push(Part { heading, text: line.to_owned(), ..Part::default() });
        }
    }
}

/// «一、办理依据», «（二）申请条件», «第三章 …»
fn is_heading(line: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十百0123456789";
    if line.chars().count() > LONGEST_HEADING || line.ends_with(['。', '；', '：', '，']) {
        return false;
    }
    let counted = |text: &str| {
        let rest = text.trim_start_matches(|c| NUMERALS.contains(c));
        (rest.len() < text.len()).then_some(rest.chars().next()).flatten()
    };
    match line.strip_prefix('（') {
        Some(inner) => counted(inner) == Some('）'),
        None => match line.strip_prefix('第') {
            Some(inner) => matches!(counted(inner), Some('章' | '节')),
            None => counted(line) == Some('、'),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_is_cut_at_its_headings_and_questions() {
        let parts = headed(
            "一、办理依据\n\n以清单为准。\n\n二、申请材料\n\n申请表\n身份证明\n\n六、常见问题\n\n问：收费吗？\n答：不收费。\n问：周末能办吗？\n答：网上可以。\n问：要预约吗　答：不用。",
        );
        let told: Vec<(&str, &str)> =
            parts.iter().map(|part| (part.heading.as_str(), part.text.as_str())).collect();
        assert_eq!(
            told,
            [
                ("一、办理依据", "以清单为准。"),
                ("二、申请材料", "申请表\n身份证明"),
                ("收费吗？", "不收费。"),
                ("周末能办吗？", "网上可以。"),
                ("要预约吗", "不用。"),
            ]
        );
    }

    #[test]
    fn long_texts_are_cut_and_nothing_is_lost() {
        let line = "一段话有二十个字左右就这样写下去吧。";
        let text = [line; 60].join("\n");
        let parts = headed(&text);
        assert!(parts.len() > 3 && parts.iter().all(|part| part.text.chars().count() <= LONGEST));
        let all: Vec<&str> = parts.iter().flat_map(|part| part.text.lines()).collect();
        assert_eq!(all.len(), 60);
    }

    #[test]
    fn issues_of_a_series_are_one() {
        let titled = |title: &str| Document {
            key: String::new(),
            stamp: String::new(),
            source: Source::Guide,
            title: title.into(),
            names: Vec::new(),
            url: String::new(),
            date: None,
            parts: Vec::new(),
        };
        assert_eq!(titled("食品经营许可办事指南（第12期）").series(), "食品经营许可办事指南");
        assert_eq!(titled("办法（试行）").series(), "办法（试行）");
        assert_eq!(titled("不成对（第").series(), "不成对（第");
    }

    #[test]
    fn a_sentence_is_no_heading() {
        for line in ["一、二两项都要。", "十个工作日", "第三十三条 行政机关收到", "12345热线"]
        {
            assert!(!is_heading(line), "{line}");
        }
        for line in ["一、申请条件", "（二）怎样申请", "第三章 依申请公开", "2、办理地点"]
        {
            assert!(is_heading(line), "{line}");
        }
    }
}
