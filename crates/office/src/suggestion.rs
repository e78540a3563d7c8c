//! 已经公开的：申请内容与公开信息的标题相近的，提示给申请人，免得再申请
//!
//! > 所申请公开信息已经主动公开的，告知申请人获取该政府信息的方式、途径
//!
//! Found by shared pairs of letters, the rare ones first; as much work for a million entries as for ten thousand.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is published somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub title: String,
    /// What it says beside its title, where that is short.
    pub text: String,
    /// Among equals the later goes first: a date, a number.
    pub order: String,
}

/// Finds entries by a text.
#[derive(Debug, Default)]
pub struct Index {
    /// For each pair the entries that hold it.
    entries_of: HashMap<Pair, Vec<u32>>,
    /// The weight of all pairs of an entry's title, and of its text beside.
    weights: Vec<(f32, f32)>,
    /// The place of each entry in order, the last first.
    places: Vec<u32>,
    /// Entries of one series, told apart by their numbers only, have one name.
    series: Vec<u64>,
}

type Pair = (char, char);

/// Places looked at for one text, at most: the bound on its time.
const LOOKED_AT: usize = 60_000;
/// So many letters of a text are read; what comes later says little new.
const READ: usize = 600;
/// Fewer shared pairs are chance.
const SHARED: u16 = 3;
/// So much of the shorter of the two, by weight, must be shared.
const FITTING: f32 = 0.45;
/// An entry found by its text and not by its title must fit better, and stands behind.
const BY_TEXT: f32 = 0.62;

/// So many of one series: «第1批» to «第99批» would crowd out everything else.
const OF_A_SERIES: usize = 2;

/// What every application says: it tells nothing from another.
const COMMON: [&str; 10] =
    ["关于", "申请", "公开", "政府信息", "相关", "有关", "材料", "信息", "提供", "文件"];

impl Index {
    pub fn new(entries: &[Entry]) -> Index {
        let mut entries_of: HashMap<Pair, Vec<u32>> = HashMap::new();
        let pairs: Vec<(Vec<Pair>, Vec<Pair>)> = entries.iter().map(pairs_of).collect();
        for (at, (title, text)) in (0..).zip(&pairs) {
            for pair in title.iter().chain(text) {
                entries_of.entry(*pair).or_default().push(at);
            }
        }
        let (weights, places) = (Vec::new(), vec![0; entries.len()]);
        let series = entries.iter().map(|entry| series(&entry.title)).collect();
        let mut index = Index { entries_of, weights, places, series };
        let sum = |pairs: &[Pair]| pairs.iter().map(|pair| index.weight(*pair, entries.len())).sum();
        index.weights = pairs.iter().map(|(title, text)| (sum(title), sum(text))).collect();
        let mut order: Vec<u32> = (0..).take(entries.len()).collect();
        order.sort_by(|one, other| entries[*other as usize].order.cmp(&entries[*one as usize].order));
        for (place, at) in (0..).zip(order) {
            index.places[at as usize] = place;
        }
        index
    }

    /// The entries that fit the text best, as places in what the index was made of.
    pub fn find(&self, text: &str, limit: usize) -> Vec<usize> {
        let asked: Vec<Pair> = pairs(text);
        let whole: f32 = asked.iter().map(|pair| self.weight(*pair, self.weights.len())).sum();
        let mut found: Vec<(f32, u32)> = self
            .shared(&asked)
            .into_iter()
            .filter_map(|(at, shared)| Some((self.fit(at, shared, whole)?, at)))
            .collect();
        let place = |at: u32| self.places[at as usize];
        found.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(place(*a).cmp(&place(*b))));
        let mut taken: HashMap<u64, usize> = HashMap::new();
        let room = |(_, at): &(f32, u32)| {
            let of_it = taken.entry(self.series[*at as usize]).or_default();
            *of_it += 1;
            *of_it <= OF_A_SERIES
        };
        found.into_iter().filter(room).take(limit).map(|(_, at)| at as usize).collect()
    }

    /// A pair in few entries says more than one in many.
    fn weight(&self, pair: Pair, all: usize) -> f32 {
        let held = self.entries_of.get(&pair).map_or(0, Vec::len);
        (1.0 + all as f32 / (1.0 + held as f32)).ln()
    }

    /// How many pairs each entry shares with the text, and their weight. The rarest pairs first, until enough
    /// places were looked at.
    fn shared(&self, asked: &[Pair]) -> HashMap<u32, (u16, f32)> {
        let mut held: Vec<(&Vec<u32>, Pair)> =
            asked.iter().filter_map(|pair| Some((self.entries_of.get(pair)?, *pair))).collect();
        held.sort_by_key(|(entries, pair)| (entries.len(), *pair));
        let mut left = LOOKED_AT;
        let mut shared: HashMap<u32, (u16, f32)> = HashMap::new();
        for (entries, pair) in held {
            let Some(rest) = left.checked_sub(entries.len()) else { break };
            left = rest;
            let weight = self.weight(pair, self.weights.len());
            for at in entries {
                match shared.entry(*at) {
                    Slot::Occupied(mut slot) => {
                        let (count, sum) = slot.get_mut();
                        (*count, *sum) = (*count + 1, *sum + weight);
                    }
                    Slot::Vacant(slot) => {
                        slot.insert((1, weight));
                    }
                }
            }
        }
        shared
    }

    /// The share of the shorter of the two; `None` where it is too little.
    fn fit(&self, at: u32, (count, sum): (u16, f32), whole: f32) -> Option<f32> {
        let (title, text) = self.weights[at as usize];
        let of = |own: f32| sum / own.min(whole).max(f32::EPSILON);
        let needed = if text > 0.0 { BY_TEXT } else { FITTING };
        let fit = of(title + text).min(1.0);
        // Of two that fit alike, the one that says more of what was asked.
        let covered = sum / whole.max(f32::EPSILON);
        (count >= SHARED && fit >= needed).then_some(fit * needed.recip() + covered)
    }
}

fn pairs_of(entry: &Entry) -> (Vec<Pair>, Vec<Pair>) {
    let title = pairs(&entry.title);
    let text = pairs(&entry.text).into_iter().filter(|pair| !title.contains(pair)).collect();
    (title, text)
}

/// A title without its numbers.
fn series(title: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    title.chars().filter(|letter| !letter.is_numeric()).for_each(|letter| letter.hash(&mut hasher));
    hasher.finish()
}

/// The pairs of neighbouring letters, each once, in order. A year is one mark of its own, other numbers are none.
fn pairs(text: &str) -> Vec<Pair> {
    let head: String = text.chars().take(READ).collect();
    let plain = COMMON.iter().fold(head, |text, word| text.replace(word, " "));
    let mut pairs = Vec::new();
    for run in plain.split(|letter: char| !letter.is_alphanumeric() || "的和与及或".contains(letter)) {
        for words in run.split(|letter: char| letter.is_ascii_digit()) {
            let letters: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
            pairs.extend(letters.windows(2).map(|pair| (pair[0], pair[1])));
        }
        pairs.extend(run.split(|letter: char| !letter.is_ascii_digit()).filter_map(year));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn year(digits: &str) -> Option<Pair> {
    let year = digits.parse::<u32>().ok().filter(|year| digits.len() == 4 && (1949..=2100).contains(year))?;
    Some(('年', char::from_u32(year)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str) -> Entry {
        Entry { title: title.into(), text: String::new(), order: String::new() }
    }

    fn published() -> Vec<Entry> {
        let mut all: Vec<Entry> = [
            "关于优化企业开办服务流程的通知",
            "关于公布政务服务事项清单的通知",
            "商品房预售许可办理结果公示（第3批）",
            "商品房预售许可办理结果公示（第2批）",
            "食品经营许可办事指南和常见问题（第1期）",
            "局长办公会公开信息（第4期）",
            "薛城区：优化工程建设项目联合验收流程",
            "2024年政府信息公开工作年度报告",
        ]
        .map(entry)
        .into();
        all[2].order = "2024-05-06".into();
        all[3].order = "2024-02-06".into();
        let article = "行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的";
        all.push(Entry { text: article.into(), ..entry("《条例》第三十三条") });
        all
    }

    #[test]
    fn what_is_published_is_found_by_other_words_the_newest_first() {
        let all = published();
        let index = Index::new(&all);
        for (asked, found) in [
            ("申请公开枣庄市2024年商品房预售许可的办理结果", vec![2, 3]),
            ("我想要政务服务事项的清单，以及清单的调整依据", vec![1]),
            ("办理食品经营许可的指南", vec![4]),
            ("贵局2024年政府信息公开年度报告", vec![7]),
            ("商品房预售许可办理结果公示第3批、第2批", vec![2, 3]),
            ("政府信息公开申请的答复期限和延长", vec![8]),
            ("薛城区永福路改造工程的施工合同", vec![]),
            ("某地块征收项目的审批材料", vec![]),
            ("申请公开有关信息", vec![]),
            ("", vec![]),
        ] {
            let got: Vec<usize> = index.find(asked, 5).into_iter().collect();
            assert_eq!(
                got.iter().take(found.len()).collect::<Vec<_>>(),
                found.iter().collect::<Vec<_>>(),
                "{asked}"
            );
            assert!(
                got.len() <= found.len() + 1,
                "{asked}: {:?}",
                got.iter().map(|at| &all[*at].title).collect::<Vec<_>>()
            );
        }
    }

    /// Ten thousand entries that all share pairs with the text: the places looked at stay bounded.
    #[test]
    fn the_work_for_one_text_is_bounded() {
        let all: Vec<Entry> =
            (0..10_000).map(|n| entry(&format!("商品房预售许可办理结果公示（第{n}批）"))).collect();
        let index = Index::new(&all);
        let asked = pairs("申请公开商品房预售许可办理结果公示第77批");
        let looked: u64 = index.shared(&asked).values().map(|(count, _)| u64::from(*count)).sum();
        assert!(looked <= LOOKED_AT as u64, "{looked}");
        let found = index.find("申请公开商品房预售许可办理结果公示（第77批）", 5);
        assert_eq!(found.len(), OF_A_SERIES, "{found:?}");
        assert!(index.find(&"商品房预售许可".repeat(1_000), 5).len() <= 5);
    }
}
