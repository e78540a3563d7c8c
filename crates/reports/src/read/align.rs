//! 归位：rows found in a paper against the rows of the form, by label and by order.

/// How a found row's words speak for the rows of the form.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The most specific label of the row.
    pub last: String,
    /// All labels of the row.
    pub own: String,
    /// Labels around it that may belong to it (PDF text sets them above or below the figures).
    pub around: String,
}

/// A row of the form and the ways its label is printed, as [`super::fold::key`] gives them.
pub struct Labels {
    keys: Vec<String>,
    pairs: Vec<Pairs>,
}

impl Labels {
    pub fn new(keys: impl IntoIterator<Item = String>) -> Labels {
        let keys: Vec<String> = keys.into_iter().collect();
        let pairs = keys.iter().map(|key| pairs(key)).collect();
        Labels { keys, pairs }
    }

    fn is(&self, key: &str) -> bool {
        self.keys.iter().any(|own| own == key)
    }

    /// 0…1: how well the words fit this row.
    fn fit(&self, last: &Pairs, own: &Pairs, around: &Pairs) -> f32 {
        let mut best: f32 = 0.0;
        for label in &self.pairs {
            let dice = 2.0 * shared(label, last) / (label.len() + last.len()).max(1) as f32;
            let held = shared(label, own) / label.len().max(1) as f32;
            let near = shared(label, around) / label.len().max(1) as f32;
            best = best.max(0.5 * dice + 0.4 * held).max(0.5 * near);
        }
        best
    }
}

/// Pairs of neighbouring characters, sorted, each once.
type Pairs = Vec<(char, char)>;

fn pairs(key: &str) -> Pairs {
    let mut pairs: Pairs = key.chars().zip(key.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// How many pairs two labels share.
fn shared(a: &[(char, char)], b: &[(char, char)]) -> f32 {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut shared = 0u16;
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a.next(),
            std::cmp::Ordering::Greater => b.next(),
            std::cmp::Ordering::Equal => {
                shared += 1;
                a.next();
                b.next()
            }
        };
    }
    f32::from(shared)
}

/// Where a found row went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Index of the row of the form.
    pub row: usize,
    /// How well its words fit, 0…1; below [`Match::WORDLESS`] only its order spoke for it.
    pub fit: f32,
}

impl Match {
    pub const WORDLESS: f32 = 0.2;
}

/// What a match without any words is worth: more than leaving both rows unmatched.
const ORDER: f32 = 0.15;
const SKIP_FOUND: f32 = -0.4;
const SKIP_FORM: f32 = -0.2;
const CONTRADICTED: f32 = -1.0;

/// Aligns found rows with the rows of the form, both in order. Returns the matches by found row, and the
/// total score, by which two readings of the form can be compared.
pub fn align(found: &[Evidence], form: &[&Labels]) -> (Vec<Option<Match>>, f32) {
    let fits: Vec<Vec<f32>> = found.iter().map(|evidence| fits(evidence, form)).collect();
    let (n, m) = (found.len(), form.len());
    let mut best = vec![vec![0.0f32; m + 1]; n + 1];
    for i in 1..=n {
        best[i][0] = best[i - 1][0] + SKIP_FOUND;
    }
    for j in 1..=m {
        best[0][j] = best[0][j - 1] + SKIP_FORM;
    }
    for i in 1..=n {
        for j in 1..=m {
            let matched = best[i - 1][j - 1] + worth(fits[i - 1][j - 1]);
            best[i][j] = matched.max(best[i - 1][j] + SKIP_FOUND).max(best[i][j - 1] + SKIP_FORM);
        }
    }
    let mut matches = vec![None; n];
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        let fit = fits[i - 1][j - 1];
        if best[i][j] == best[i - 1][j - 1] + worth(fit) {
            matches[i - 1] = Some(Match { row: j - 1, fit });
            (i, j) = (i - 1, j - 1);
        } else if best[i][j] == best[i - 1][j] + SKIP_FOUND {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    (matches, best[n][m])
}

fn worth(fit: f32) -> f32 {
    if fit < 0.0 { CONTRADICTED } else { ORDER + fit }
}

/// The fit of one found row with each row of the form; negative where its own label names another row.
fn fits(evidence: &Evidence, form: &[&Labels]) -> Vec<f32> {
    let exact: Vec<bool> = form.iter().map(|labels| labels.is(&evidence.last)).collect();
    if exact.contains(&true) {
        return exact.into_iter().map(|same| if same { 1.0 } else { -1.0 }).collect();
    }
    let (last, own, around) = (pairs(&evidence.last), pairs(&evidence.own), pairs(&evidence.around));
    form.iter().map(|labels| labels.fit(&last, &own, &around)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &[&str], form: &[&str], expected: &[Option<usize>]) {
        let found: Vec<Evidence> = found
            .iter()
            .map(|text| Evidence { last: (*text).into(), own: (*text).into(), around: String::new() })
            .collect();
        let form: Vec<Labels> = form.iter().map(|key| Labels::new([String::from(*key)])).collect();
        let rows: Vec<Option<usize>> = align(&found, &form.iter().collect::<Vec<_>>())
            .0
            .into_iter()
            .map(|at| at.map(|at| at.row))
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn damaged_missing_and_foreign_labels_go_where_they_belong() {
        let form = ["1属于国家秘密", "2其他法律行政法规禁止公开", "3危及三安全一稳定", "4保护第三方合法权益"];
        check(
            &["1属于国家秘密", "2其他法律行政止公开", "", "4保护第三方合法权益"],
            &form,
            &[Some(0), Some(1), Some(2), Some(3)],
        );
        check(&["1属于国家秘密", "3危及三安全一稳定"], &form, &[Some(0), Some(2)]);
        check(
            &[
                "1属于国家秘密",
                "属于工作秘密的",
                "2其他法律行政法规禁止公开",
                "3危及三安全一稳定",
                "4保护第三方合法权益",
            ],
            &form,
            &[Some(0), None, Some(1), Some(2), Some(3)],
        );
    }
}
