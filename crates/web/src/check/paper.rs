//! 报告的文字：part by part, what does not agree marked where it stands.

use reports::model::{Claim, Published};

pub struct Part {
    pub number: u8,
    pub title: String,
    pub paragraphs: Vec<Vec<Piece>>,
}

/// Words, marked where they state a figure that does not agree.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub marked: bool,
}

pub fn parts(report: &Published) -> Vec<Part> {
    report
        .parts
        .iter()
        .map(|part| {
            let wrong =
                report.claims.iter().filter(|claim| claim.part == part.number && claim.agrees == Some(false));
            let wrong: Vec<&Claim> = wrong.collect();
            let title = if part.number == 0 { "题头".to_string() } else { part.title.clone() };
            let paragraphs = part.paragraphs.iter().map(|text| pieces(text, &wrong)).collect();
            Part { number: part.number, title, paragraphs }
        })
        .collect()
}

fn pieces(text: &str, wrong: &[&Claim]) -> Vec<Piece> {
    let mut spans: Vec<(usize, usize)> = wrong
        .iter()
        .filter(|claim| !claim.text.is_empty())
        .filter_map(|claim| text.find(&claim.text).map(|start| (start, start + claim.text.len())))
        .collect();
    spans.sort_unstable();
    let mut out = Vec::new();
    let mut at = 0;
    for (start, end) in spans {
        let start = start.max(at);
        if start < end {
            push(&mut out, &text[at..start], false);
            push(&mut out, &text[start..end], true);
            at = end;
        }
    }
    push(&mut out, &text[at..], false);
    out
}

fn push(out: &mut Vec<Piece>, text: &str, marked: bool) {
    if !text.is_empty() {
        out.push(Piece { text: text.to_string(), marked });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reports::model::ClaimKind;
    use rust_decimal::Decimal;

    fn check(text: &str, wrong: &[&str], shown: &str) {
        let claims: Vec<Claim> = wrong
            .iter()
            .map(|text| Claim {
                kind: ClaimKind::Granted,
                value: Decimal::ONE,
                text: (*text).to_string(),
                agrees: Some(false),
                part: 1,
            })
            .collect();
        let pieces = pieces(text, &claims.iter().collect::<Vec<_>>());
        let found: String = pieces
            .iter()
            .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect();
        assert_eq!(found, shown);
    }

    #[test]
    fn what_does_not_agree_is_marked_where_it_stands() {
        check("收到申请9件，办结8件。", &["办结8件"], "收到申请9件，[办结8件]。");
        check("收到申请9件，办结8件。", &["收到申请9件", "办结8件。"], "[收到申请9件]，[办结8件。]");
        check("收到9件", &["没有这句", ""], "收到9件");
        check("甲乙丙丁", &["甲乙丙", "乙丙丁"], "[甲乙丙][丁]");
    }
}
