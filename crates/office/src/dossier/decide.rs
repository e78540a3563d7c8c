//! 能不能办：role, step, four eyes, and that nothing moved since it was approved.

use super::{Dossier, Event, Kept, Refusal, Step};
use crate::fit::{at_most, within};
use crate::metric::OverrideEntry;
use crate::role::{Actor, Role};
use jiff::civil::Date;

/// Longest text of a report in characters; a hundred pages.
const LONGEST_TEXT: usize = 100_000;
const LONGEST_NOTE: usize = 500;
const LONGEST_REASON: usize = 2_000;

/// What an act is decided on.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Date,
    pub actor: &'a Actor,
}

/// What somebody wants done. `digest`: what text and records come to now; `blockers`: how many points of the checklist
/// stand against it.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    Draft {
        year: i16,
        template: String,
        note: String,
    },
    /// `entry.who` is of no account here: who acts is known.
    Adjust {
        entry: OverrideEntry,
    },
    Restore {
        metric: String,
        why: String,
    },
    Propose {
        digest: String,
        blockers: usize,
    },
    Review {
        digest: String,
    },
    Return {
        why: String,
    },
    Sign {
        digest: String,
    },
    Publish {
        digest: String,
        report: String,
        explanation: String,
    },
    Withdraw {
        why: String,
    },
    Send {
        to: String,
        package: String,
    },
    Remark {
        package: String,
        accepted: bool,
        remarks: String,
    },
}

impl Order {
    pub const fn label(&self) -> &'static str {
        match self {
            Order::Draft { .. } => "起草",
            Order::Adjust { .. } => "人工调整",
            Order::Restore { .. } => "撤销人工调整",
            Order::Propose { .. } => "送审",
            Order::Review { .. } => "审核",
            Order::Return { .. } => "退回",
            Order::Sign { .. } => "签发",
            Order::Publish { .. } => "发布",
            Order::Withdraw { .. } => "撤回",
            Order::Send { .. } => "报送",
            Order::Remark { .. } => "登记主管部门意见",
        }
    }

    /// The name of the act in addresses.
    const fn act(&self) -> &'static str {
        match self {
            Order::Draft { .. } => "draft",
            Order::Adjust { .. } => "adjust",
            Order::Restore { .. } => "restore",
            Order::Propose { .. } => "propose",
            Order::Review { .. } => "review",
            Order::Return { .. } => "return",
            Order::Sign { .. } => "sign",
            Order::Publish { .. } => "publish",
            Order::Withdraw { .. } => "withdraw",
            Order::Send { .. } => "send",
            Order::Remark { .. } => "remark",
        }
    }
}

/// Who does what, at which step.
struct Rule {
    act: &'static str,
    roles: &'static [Role],
    named: &'static str,
    steps: &'static [Step],
    /// Nobody who drafted.
    four_eyes: bool,
}

const DRAFT: &[Role] = &[Role::Handler, Role::DisclosureHead];
const OPEN: &[Step] = &[Step::Drafting, Step::Published];
const RULES: [Rule; 11] = [
    Rule { act: "draft", roles: DRAFT, named: "承办人", steps: OPEN, four_eyes: false },
    Rule { act: "adjust", roles: DRAFT, named: "承办人", steps: OPEN, four_eyes: false },
    Rule { act: "restore", roles: DRAFT, named: "承办人", steps: OPEN, four_eyes: false },
    Rule { act: "propose", roles: DRAFT, named: "承办人", steps: &[Step::Drafting], four_eyes: false },
    Rule {
        act: "review",
        roles: &[Role::DisclosureHead],
        named: "政府信息公开工作机构负责人",
        steps: &[Step::Reviewing],
        four_eyes: true,
    },
    Rule {
        act: "return",
        roles: &[Role::DisclosureHead, Role::Principal, Role::Publisher],
        named: "审核、签发或者发布的人员",
        steps: &[Step::Reviewing, Step::Signing, Step::Publishing],
        four_eyes: false,
    },
    Rule {
        act: "sign",
        roles: &[Role::Principal],
        named: "机关负责人",
        steps: &[Step::Signing],
        four_eyes: true,
    },
    Rule {
        act: "publish",
        roles: &[Role::Publisher],
        named: "发布人员",
        steps: &[Step::Publishing],
        four_eyes: false,
    },
    Rule {
        act: "withdraw",
        roles: &[Role::DisclosureHead, Role::Principal],
        named: "政府信息公开工作机构负责人或者机关负责人",
        steps: &[Step::Published],
        four_eyes: false,
    },
    Rule { act: "send", roles: SEND, named: SENDERS, steps: &[Step::Published], four_eyes: false },
    Rule { act: "remark", roles: SEND, named: SENDERS, steps: &Step::ALL, four_eyes: false },
];
const SEND: &[Role] = &[Role::Publisher, Role::DisclosureHead];
const SENDERS: &str = "发布人员或者政府信息公开工作机构负责人";

fn rule(act: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.act == act)
}

fn may(rule: &Rule, actor: &Actor) -> bool {
    rule.roles.iter().any(|role| actor.roles.contains(role))
}

/// The acts open to somebody now, by their names in addresses.
pub fn allowed(actor: &Actor, dossier: Option<&Dossier>) -> Vec<&'static str> {
    let open = |rule: &&Rule| {
        let step = match dossier {
            None => rule.act == "draft",
            Some(dossier) => {
                let drafted = rule.four_eyes && dossier.drafters.contains(&actor.id);
                let waits = dossier.sent.last().is_some_and(|sent| sent.answer.is_none());
                rule.steps.contains(&dossier.step) && !drafted && (rule.act != "remark" || waits)
            }
        };
        step && may(rule, actor)
    };
    RULES.iter().filter(open).map(|rule| rule.act).collect()
}

/// What happens, or why not.
pub fn decide(ctx: &Ctx<'_>, dossier: Option<&Dossier>, order: Order) -> Result<Event, Refusal> {
    let (act, label) = (order.act(), order.label());
    let Some(rule) = rule(act) else { return Err(Refusal::NotBegun) };
    if !may(rule, ctx.actor) {
        return Err(Refusal::Role { act: label, roles: rule.named });
    }
    let (by, on) = (ctx.actor.id.clone(), ctx.today);
    let Some(dossier) = dossier else {
        return match order {
            Order::Draft { year, template, note } => drafted(None, (year, by, on), &template, &note),
            _ => Err(Refusal::NotBegun),
        };
    };
    if !rule.steps.contains(&dossier.step) {
        return Err(Refusal::Step { act: label, step: dossier.step });
    }
    if rule.four_eyes && dossier.drafters.contains(&by) {
        return Err(Refusal::FourEyes);
    }
    match order {
        Order::Draft { template, note, .. } => {
            drafted(Some(dossier), (dossier.year, by, on), &template, &note)
        }
        Order::Adjust { entry } => {
            let why = within(&entry.why, "调整理由", LONGEST_REASON)?;
            let entry = OverrideEntry { who: by.clone(), why, ..entry };
            entry.fits()?;
            if entry.value == entry.computed {
                return Err(Refusal::NoDifference);
            }
            let OverrideEntry { metric, value, computed, why, .. } = entry;
            Ok(Event::Adjusted { by, on, metric, value, computed, why })
        }
        Order::Restore { metric, why } => {
            let stands = dossier.adjusted.iter().any(|one| one.metric == metric);
            if !stands {
                return Err(Refusal::NotAdjusted);
            }
            Ok(Event::Restored { by, on, metric, why: within(&why, "撤销理由", LONGEST_REASON)? })
        }
        Order::Propose { digest, blockers } => {
            if on.year() <= dossier.year {
                return Err(Refusal::Early { year: dossier.year });
            }
            if blockers > 0 {
                Err(Refusal::Blocked(blockers))
            } else {
                Ok(Event::Proposed { by, on, digest })
            }
        }
        Order::Review { digest } => {
            unmoved(dossier, &digest, "送审")?;
            Ok(Event::Reviewed { by, on, digest })
        }
        Order::Return { why } => {
            Ok(Event::Returned { by, on, why: within(&why, "退回理由", LONGEST_REASON)? })
        }
        Order::Sign { digest } => {
            unmoved(dossier, &digest, "审核")?;
            Ok(Event::Signed { by, on, digest })
        }
        Order::Publish { digest, report, explanation } => {
            unmoved(dossier, &digest, "签发")?;
            let explanation = at_most(&explanation, "更正说明", LONGEST_REASON)?;
            let explanation = Some(explanation).filter(|text| !text.is_empty());
            if !dossier.editions.is_empty() && explanation.is_none() {
                return Err(Refusal::Explanation);
            }
            let explanation = explanation.filter(|_| !dossier.editions.is_empty());
            Ok(Event::Published { by, on, digest, report: Kept { blob: report }, explanation })
        }
        Order::Withdraw { why } => {
            Ok(Event::Withdrawn { by, on, why: within(&why, "撤回理由", LONGEST_REASON)? })
        }
        Order::Send { to, package } => {
            Ok(Event::Sent { by, on, to: within(&to, "主管部门", LONGEST_NOTE)?, package })
        }
        Order::Remark { package, accepted, remarks } => {
            let waits = dossier.sent.last().filter(|sent| sent.answer.is_none() && sent.package == package);
            waits.ok_or(Refusal::NotSent)?;
            Ok(Event::Remarked { by, on, accepted, remarks: at_most(&remarks, "意见", LONGEST_REASON)? })
        }
    }
}

fn drafted(
    before: Option<&Dossier>,
    (year, by, on): (i16, String, Date),
    template: &str,
    note: &str,
) -> Result<Event, Refusal> {
    let template = within(&template.replace("\r\n", "\n"), "正文", LONGEST_TEXT)?;
    if before.is_some_and(|dossier| dossier.template == template && dossier.step == Step::Drafting) {
        return Err(Refusal::Same);
    }
    Ok(Event::Drafted { year, by, on, template, note: at_most(note, "修改说明", LONGEST_NOTE)? })
}

fn unmoved(dossier: &Dossier, digest: &str, since: &'static str) -> Result<(), Refusal> {
    if dossier.digest.as_deref() == Some(digest) { Ok(()) } else { Err(Refusal::Moved(since)) }
}
