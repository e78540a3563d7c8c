//! 索引号的编制规则。 No national text gives one: each office has its own.

use jiff::civil::Date;

/// A rule such as `{code}/{year}-{serial:5}`: the office's code, the day an item is drafted, and a number that
/// counts from 1 wherever what stands before it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRule(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Code,
    Year,
    Month,
    Serial(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexRuleRefusal {
    #[error("索引号规则“{0}”没有序号。请写明{{serial}}，例如“{{code}}/{{year}}-{{serial:5}}”。")]
    NoSerial(String),
    #[error(
        "索引号规则“{rule}”有不认识的“{part}”。可以用{{code}}、{{year}}、{{month}}、{{serial:位数}}，以及字母、数字、“/”、“-”。"
    )]
    Unknown { rule: String, part: String },
}

impl Default for IndexRule {
    fn default() -> IndexRule {
        let slash = Part::Text("/".into());
        IndexRule(vec![Part::Code, slash, Part::Year, Part::Text("-".into()), Part::Serial(5)])
    }
}

impl IndexRule {
    pub fn parse(rule: &str) -> Result<IndexRule, IndexRuleRefusal> {
        let unknown = |part: &str| IndexRuleRefusal::Unknown { rule: rule.into(), part: part.into() };
        let mut parts = Vec::new();
        let mut rest = rule.trim();
        while !rest.is_empty() {
            let (text, after) = rest.split_once('{').unwrap_or((rest, ""));
            if text.chars().any(|one| !one.is_ascii_alphanumeric() && !"/-".contains(one)) {
                return Err(unknown(text));
            }
            if !text.is_empty() {
                parts.push(Part::Text(text.into()));
            }
            if rest.len() == text.len() {
                break;
            }
            let (name, after) = after.split_once('}').ok_or_else(|| unknown(after))?;
            parts.push(placeholder(name).ok_or_else(|| unknown(name))?);
            rest = after;
        }
        let serials = parts.iter().filter(|part| matches!(part, Part::Serial(_))).count();
        if serials == 1 { Ok(IndexRule(parts)) } else { Err(IndexRuleRefusal::NoSerial(rule.into())) }
    }

    /// What the number counts within: all but the number.
    pub fn series(&self, code: &str, on: Date) -> String {
        self.render(code, on, None)
    }

    pub fn index(&self, code: &str, on: Date, serial: u64) -> String {
        self.render(code, on, Some(serial))
    }

    fn render(&self, code: &str, on: Date, serial: Option<u64>) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Code => code.to_owned(),
            Part::Year => format!("{:04}", on.year()),
            Part::Month => format!("{:02}", on.month()),
            Part::Serial(width) => serial.map_or_else(|| "#".into(), |serial| format!("{serial:0width$}")),
        };
        self.0.iter().map(part).collect()
    }
}

fn placeholder(name: &str) -> Option<Part> {
    match name {
        "code" => Some(Part::Code),
        "year" => Some(Part::Year),
        "month" => Some(Part::Month),
        "serial" => Some(Part::Serial(1)),
        _ => {
            let width: usize = name.strip_prefix("serial:")?.parse().ok()?;
            (1..=12).contains(&width).then_some(Part::Serial(width))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(rule: &str, expected: &str) {
        let on = "2021-10-08".parse().unwrap();
        assert_eq!(IndexRule::parse(rule).unwrap().index("000014349", on, 110), expected);
    }

    /// Patterns as offices use them.
    #[test]
    fn the_patterns_seen_in_the_wild() {
        check("{code}/{year}-{serial:5}", "000014349/2021-00110");
        check("{code}/{year}{month}-{serial:5}", "000014349/202110-00110");
        check("{code}/{year}-{serial}", "000014349/2021-110");
        assert_eq!(IndexRule::parse("{code}/{year}-{serial:5}").unwrap(), IndexRule::default());
    }

    #[test]
    fn the_number_counts_within_what_stands_around_it() {
        let rule = IndexRule::parse("{code}/{year}{month}-{serial:5}").unwrap();
        let series = |on: &str| rule.series("A", on.parse().unwrap());
        assert_eq!(series("2021-10-08"), series("2021-10-31"));
        assert_ne!(series("2021-10-08"), series("2021-11-01"));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for wrong in
            ["", "{code}", "{serial}{serial}", "{code", "{kind}-{serial}", "{serial:0}", "公开{serial}"]
        {
            let refusal = IndexRule::parse(wrong).unwrap_err();
            assert!(refusal.to_string().contains("索引号规则"), "{wrong}");
        }
    }
}
