//! 相似的申请：同一申请人重复申请（条例第三十六条第（六）项），多个申请人申请同一信息（第四十四条）
//!
//! > 行政机关已就申请人提出的政府信息公开申请作出答复、申请人重复申请公开相同政府信息的，告知申请人不予重复处理

use std::collections::BTreeSet;

/// Subjects are compared by their pairs of letters; what every application says is left out.
const COMMON: [&str; 8] = ["关于", "申请", "公开", "政府信息", "相关", "有关", "材料", "信息"];

/// Two subjects at least this alike, in per cent, are shown as likely twins.
pub const ALIKE_PERCENT: u32 = 50;

/// How many bands a subject has. Two that are half alike share one with a chance of 97 in 100.
pub const BANDS: usize = 12;
const ROWS_OF_A_BAND: usize = 2;

/// How alike two subjects are, in per cent: the pairs they share among all their pairs.
pub fn percent(one: &str, other: &str) -> u32 {
    let (one, other) = (pairs(one), pairs(other));
    let shared = one.intersection(&other).count();
    let all = one.union(&other).count();
    u32::try_from((shared * 100).checked_div(all).unwrap_or(0)).unwrap_or(0)
}

/// Names under which alike subjects meet (MinHash in bands), so that twins are found without reading every case.
/// Empty where the subject says nothing of its own.
pub fn bands(subject: &str) -> Vec<String> {
    let pairs = pairs(subject);
    if pairs.is_empty() {
        return Vec::new();
    }
    let least = |seed: usize| pairs.iter().map(|pair| mixed(*pair, seed)).min().unwrap_or(0);
    let band = |band: usize| {
        let rows = (0..ROWS_OF_A_BAND).map(|row| least(band * ROWS_OF_A_BAND + row));
        let hash = rows.fold(0_u64, |hash, row| hash.rotate_left(31) ^ row);
        format!("{band}/{hash:016x}")
    };
    (0..BANDS).map(band).collect()
}

/// A case as a twin is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Twin<'a> {
    pub subject: &'a str,
    pub applicant: &'a str,
    pub answered: bool,
}

/// What likely twins suggest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggestion {
    /// The same applicant was answered on the same information: 不予重复处理.
    Repeated,
    /// Another applicant asks the same: 可以纳入主动公开.
    Convert,
    /// The same applicant asks the same and is not answered yet: 可以合并办理.
    Merge,
}

/// What another case suggests for this one; `None` where they are not alike.
pub fn suggestion(this: Twin<'_>, other: Twin<'_>) -> Option<Suggestion> {
    if percent(this.subject, other.subject) < ALIKE_PERCENT {
        return None;
    }
    Some(match (this.applicant == other.applicant, other.answered) {
        (true, true) => Suggestion::Repeated,
        (true, false) => Suggestion::Merge,
        (false, _) => Suggestion::Convert,
    })
}

impl Suggestion {
    pub const fn label(self) -> &'static str {
        match self {
            Suggestion::Repeated => {
                "同一申请人就相同信息已有答复，可能属于重复申请（条例第三十六条第（六）项）"
            }
            Suggestion::Convert => {
                "其他申请人也申请了相近的信息，可以公开的，可以纳入主动公开（条例第四十四条）"
            }
            Suggestion::Merge => "同一申请人有相近的申请正在办理，可以与申请人沟通后合并办理",
        }
    }
}

fn pairs(subject: &str) -> BTreeSet<(char, char)> {
    let plain = COMMON.iter().fold(subject.to_owned(), |text, word| text.replace(word, " "));
    let mut pairs = BTreeSet::new();
    for run in plain.split(|letter: char| !letter.is_alphanumeric()) {
        let letters: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
        pairs.extend(letters.windows(2).map(|pair| (pair[0], pair[1])));
    }
    pairs
}

/// A good mix of a pair and a seed (the finaliser of SplitMix64).
fn mixed((one, other): (char, char), seed: usize) -> u64 {
    let mut hash = (u64::from(u32::from(one)) << 32) | u64::from(u32::from(other));
    hash = hash.wrapping_add((seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_band(one: &str, other: &str) -> bool {
        let other = bands(other);
        bands(one).iter().any(|band| other.contains(band))
    }

    #[test]
    fn the_same_matter_in_other_words_is_alike() {
        for (one, other) in [
            ("某小区商品房预售许可的办理结果", "关于公开某小区商品房预售许可办理结果的申请"),
            ("枣庄市薛城区某片区征收补偿方案的批复", "薛城区某片区征收补偿方案批复"),
            ("2024年度部门预算", "2024年度部门预算及说明"),
        ] {
            assert!(percent(one, other) >= ALIKE_PERCENT, "{one} {other}: {}", percent(one, other));
            assert!(share_a_band(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_matters_are_not_alike() {
        for (one, other) in [
            ("某小区商品房预售许可的办理结果", "某企业资质申报材料"),
            ("2024年度部门预算", "某镇街便民服务站点的建设资料"),
            ("申请公开有关材料", "申请公开相关信息"),
        ] {
            assert!(percent(one, other) < ALIKE_PERCENT, "{one} {other}: {}", percent(one, other));
        }
        assert!(bands("申请公开有关信息").is_empty());
    }

    #[test]
    fn art36_and_art44_a_twin_suggests_by_who_asked_and_whether_answered() {
        let twin = |applicant, answered| Twin {
            subject: "某片区征收补偿方案的批复", applicant, answered
        };
        assert_eq!(suggestion(twin("a", false), twin("a", true)), Some(Suggestion::Repeated));
        assert_eq!(suggestion(twin("a", false), twin("a", false)), Some(Suggestion::Merge));
        assert_eq!(suggestion(twin("a", false), twin("b", true)), Some(Suggestion::Convert));
        let other = Twin { subject: "某企业资质申报材料", ..twin("a", true) };
        assert_eq!(suggestion(twin("a", false), other), None);
    }
}
