//! 口语：what people say, beside what offices write

use search::fold;

/// What comes with the product.
pub const OWN: &str = include_str!("../data/everyday.txt");
/// Characters of what is said or written.
const LONGEST: usize = 20;
/// Lines of one list.
const MOST_LINES: usize = 5_000;

/// What is wrong in a list of everyday words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{line}行“{text}”：{why}")]
pub struct EverydayFault {
    pub line: usize,
    pub text: String,
    pub why: &'static str,
}

/// One line: any of what is said may be written as any of what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saying {
    pub said: Vec<String>,
    pub written: Vec<String>,
    /// It asks for a part of the matter, such as the fees, and does not name the matter.
    pub aspect: bool,
}

/// Everyday words: the product's and the office's.
#[derive(Debug, Clone, Default)]
pub struct Everyday {
    sayings: Vec<Saying>,
}

impl Everyday {
    /// The product's list, and others: a line has what people say, `=>`, and what offices write, each with commas
    /// between; a line that begins with `~` names what is asked about a matter (fees, terms, places). Lines that begin
    /// with `#` are remarks.
    pub fn with(own: &str) -> Result<Everyday, EverydayFault> {
        let mut sayings = read(OWN)?;
        sayings.extend(read(own)?);
        Ok(Everyday { sayings })
    }

    /// The product's list alone.
    pub fn builtin() -> Everyday {
        Everyday::with("").unwrap_or_else(|fault| panic!("the built-in everyday words do not read: {fault}"))
    }

    /// What a folded question says, the longest first where one is inside another: from, to in bytes, and the saying.
    pub(crate) fn heard(&self, folded: &str) -> Vec<(usize, usize, &Saying)> {
        let mut heard: Vec<(usize, usize, &Saying)> = Vec::new();
        for saying in &self.sayings {
            for said in &saying.said {
                heard
                    .extend(folded.match_indices(said.as_str()).map(|(at, _)| (at, at + said.len(), saying)));
            }
        }
        heard.sort_by_key(|(from, to, _)| (std::cmp::Reverse(to - from), *from));
        let mut apart: Vec<(usize, usize, &Saying)> = Vec::new();
        for (from, to, saying) in heard {
            // The same words may stand in several lines.
            let free = |(a, b, _): &(usize, usize, &Saying)| to <= *a || *b <= from || (from, to) == (*a, *b);
            if apart.iter().all(free) {
                apart.push((from, to, saying));
            }
        }
        apart
    }
}

fn read(text: &str) -> Result<Vec<Saying>, EverydayFault> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(line, text)| saying(line, text)).collect()
}

fn saying(line: usize, text: &str) -> Result<Saying, EverydayFault> {
    let fault = |why| EverydayFault { line, text: text.chars().take(60).collect(), why };
    if line > MOST_LINES {
        return Err(fault("内容太长，请控制在5000行以内。"));
    }
    let (body, aspect) = match text.strip_prefix('~') {
        Some(body) => (body, true),
        None => (text, false),
    };
    let (said, written) =
        body.split_once("=>").ok_or_else(|| fault("每行写成“口语=>规范说法”，几个之间用逗号隔开。"))?;
    let (said, written) = (words(said), words(written));
    if said.is_empty() || written.is_empty() {
        return Err(fault("“=>”两边都要有词。"));
    }
    if said.iter().chain(&written).any(|word| word.chars().count() > LONGEST) {
        return Err(fault("词太长，请控制在20字以内。"));
    }
    if said.iter().any(|word| word.chars().count() < 2) {
        return Err(fault("口语至少两个字。"));
    }
    Ok(Saying { said, written, aspect })
}

fn words(text: &str) -> Vec<String> {
    let words = text.split([',', '，', '、']).map(|word| fold(word.trim()));
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_saying_is_heard() {
        let everyday = Everyday::with("开店 => 企业开办\n开店铺网店 => 网络经营").unwrap();
        let heard = everyday.heard("我要开店铺网店");
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].2.written, ["网络经营"]);
    }

    #[test]
    fn opening_a_restaurant_is_a_food_licence() {
        let everyday = Everyday::builtin();
        for question in ["我想开饭店要办什么证", "開飯店需要什麼", "开个小吃店怎么弄"]
        {
            let folded = fold(question);
            let heard = everyday.heard(&folded);
            let food =
                heard.iter().any(|(.., saying)| saying.written.iter().any(|one| one == "食品经营许可"));
            assert!(food, "{question}");
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, why) in [
            ("没有箭头", "写成"),
            ("开店 =>", "两边"),
            ("=> 开店", "两边"),
            ("店 => 企业开办", "两个字"),
            ("一二三四五六七八九十一二三四五六七八九十一 => 企业", "20字"),
        ] {
            let fault = Everyday::with(&format!("# 说明\n{text}")).unwrap_err();
            assert_eq!(fault.line, 2);
            assert!(fault.to_string().contains(why), "{fault}");
        }
    }
}
