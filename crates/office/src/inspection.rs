//! 网站自查：查了什么、情况怎样、由谁办；交给主管部门的报告留在台账里

use crate::fit::{Unfit, at_most, within};
use crate::role::{Actor, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 一次自查.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    pub organ: String,
    pub on: Date,
    pub checks: Vec<Check>,
}

/// 一个项目.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub title: String,
    /// What is asked, and by which document.
    pub rule: String,
    /// How it stands, in a sentence.
    pub told: String,
    pub verdict: Verdict,
    /// Whose it is to put right.
    pub owner: String,
    pub findings: Vec<Finding>,
    /// Findings that are not listed one by one.
    pub more: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub what: String,
    pub why: String,
    pub todo: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Fine,
    Warn,
    Veto,
    /// Not looked at, and why is told.
    Unchecked,
}

impl Verdict {
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Fine => "正常",
            Verdict::Warn => "需要处理",
            Verdict::Veto => "单项否决",
            Verdict::Unchecked => "没有检查",
        }
    }
}

impl Inspection {
    /// How many checks came to a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.checks.iter().filter(|check| check.verdict == verdict).count()
    }

    /// «共检查11项，正常8项，需要处理3项。»
    pub fn told(&self) -> String {
        let counted = [Verdict::Fine, Verdict::Warn, Verdict::Veto, Verdict::Unchecked]
            .map(|verdict| (verdict.label(), self.count(verdict)));
        let counted = counted.into_iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = counted.map(|(label, count)| format!("{label}{count}项")).collect();
        format!("共检查{}项，{}。", self.checks.len(), parts.join("，"))
    }
}

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 自查报告交出去了.
    HandedOver { on: Date, by: String, to: String, note: String, inspection: Inspection },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("自查报告由{}交出，您没有这个岗位。请交由有该岗位的同事办理。", Role::DisclosureHead.label())]
    Role,
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role => "QX-1",
            Refusal::Unfit(_) => "ZC-1",
        }
    }
}

/// 交出自查报告.
pub fn hand_over(
    (actor, today): (&Actor, Date),
    inspection: Inspection,
    to: &str,
    note: &str,
) -> Result<Event, Refusal> {
    if !actor.roles.contains(&Role::DisclosureHead) {
        return Err(Refusal::Role);
    }
    let to = within(to, "交给哪个机关", 60)?;
    let note = at_most(note, "说明", 500)?;
    Ok(Event::HandedOver { on: today, by: actor.id.clone(), to, note, inspection })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(verdict: Verdict) -> Check {
        let text = String::new;
        Check {
            title: text(),
            rule: text(),
            told: text(),
            verdict,
            owner: text(),
            findings: Vec::new(),
            more: 0,
        }
    }

    #[test]
    fn the_head_hands_it_over_and_the_sum_is_told() {
        let today = Date::constant(2026, 3, 2);
        let checks = vec![check(Verdict::Fine), check(Verdict::Fine), check(Verdict::Warn)];
        let inspection = Inspection { organ: "甲局".into(), on: today, checks };
        assert_eq!(inspection.told(), "共检查3项，正常2项，需要处理1项。");
        let actor = |role| Actor { id: "zhao".into(), roles: vec![role] };
        let handed = |role, to: &str| hand_over((&actor(role), today), inspection.clone(), to, "");
        assert_eq!(handed(Role::Publisher, "市政府办公室").map_err(|refusal| refusal.code()), Err("QX-1"));
        assert_eq!(handed(Role::DisclosureHead, " ").map_err(|refusal| refusal.code()), Err("ZC-1"));
        let Ok(event) = handed(Role::DisclosureHead, "市政府办公室") else {
            panic!("it is handed over")
        };
        let stored = serde_json::to_string(&event).unwrap_or_default();
        assert!(stored.starts_with("{\"event\":\"handed_over\",\"on\":\"2026-03-02\""), "{stored}");
        assert_eq!(serde_json::from_str::<Event>(&stored).ok(), Some(event));
    }
}
