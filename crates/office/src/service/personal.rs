//! 个人办事指引：the guides that somebody's answers come to, as one

use super::guide::{Guide, days_told};
use super::lines::{Basis, Material, Place, Step};
use super::tree::Plan;

/// One paper to bring, once, whatever asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub material: Material,
    /// The services that ask for it.
    pub wanted_by: Vec<String>,
}

/// How long it takes, said as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// The longest promise and whose it is: what it takes where all go side by side.
    pub longest: Option<(u16, String)>,
    /// All promises one after the other.
    pub sum: u32,
    /// Services that promise nothing.
    pub open: Vec<String>,
}

impl Term {
    /// Sentences for the reader.
    pub fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some((days, name)) = &self.longest {
            told.push(format!("各事项同时办理的，以最长的“{name}”为准：{}。", days_told(*days)));
            if self.sum > u32::from(*days) {
                told.push(format!("前一项办完才能办后一项的，承诺时限合计{}个工作日。", self.sum));
            }
        }
        if !self.open.is_empty() {
            told.push(format!("没有承诺时限的：{}，依照有关规定办理。", self.open.join("、")));
        }
        told
    }
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Personal {
    pub conditions: Vec<(String, Vec<String>)>,
    /// To bring.
    pub bring: Vec<Merged>,
    /// Looked up by the office: nothing to bring.
    pub looked_up: Vec<Merged>,
    /// Waived by an answer.
    pub waived: Vec<String>,
    /// The name of the service, or of what an answer added, with its steps.
    pub steps: Vec<(String, Vec<Step>)>,
    pub places: Vec<(Place, Vec<String>)>,
    pub fees: Vec<(String, String)>,
    pub term: Term,
    pub basis: Vec<Basis>,
    pub phones: Vec<(String, String)>,
    pub notes: Vec<String>,
}

impl Personal {
    /// `guides`: those of the plan, in its order.
    pub fn of(plan: &Plan, guides: &[Guide]) -> Personal {
        let mut own = Personal { notes: plan.notes.clone(), ..Personal::default() };
        for guide in guides {
            own.take(guide, &plan.waived);
        }
        for name in &plan.materials {
            let (form, source, sample) = ("原件".into(), "申请人自备".into(), String::new());
            let material = Material { name: name.clone(), form, copies: 1, source, sample };
            merge(&mut own.bring, &material, "按您的情况增加");
        }
        own.drop_looked_up();
        if !plan.steps.is_empty() {
            let step = |text: &String| Step { name: text.clone(), text: String::new() };
            own.steps.push(("按您的情况增加".into(), plan.steps.iter().map(step).collect()));
        }
        own
    }

    fn take(&mut self, guide: &Guide, waived: &[String]) {
        let name = &guide.name;
        if !guide.conditions.is_empty() {
            self.conditions.push((name.clone(), guide.conditions.clone()));
        }
        for material in &guide.materials {
            if waived.contains(&material.name) {
                if !self.waived.contains(&material.name) {
                    self.waived.push(material.name.clone());
                }
            } else if material.is_looked_up() {
                merge(&mut self.looked_up, material, name);
            } else {
                merge(&mut self.bring, material, name);
            }
        }
        self.steps.push((name.clone(), guide.steps.clone()));
        for place in &guide.places {
            match self.places.iter_mut().find(|(one, _)| one == place) {
                Some((_, who)) => who.push(name.clone()),
                None => self.places.push((place.clone(), vec![name.clone()])),
            }
        }
        let fee = if guide.fee.is_empty() { "没有写明，请向窗口咨询" } else { &guide.fee };
        self.fees.push((name.clone(), fee.into()));
        for basis in &guide.basis {
            if !self.basis.iter().any(|one| one.name == basis.name) {
                self.basis.push(basis.clone());
            }
        }
        if !guide.phone.is_empty() {
            self.phones.push((name.clone(), guide.phone.clone()));
        }
        match guide.promised.or(guide.statutory) {
            Some(days) => {
                self.term.sum += u32::from(days);
                if self.term.longest.as_ref().is_none_or(|(most, _)| days > *most) {
                    self.term.longest = Some((days, name.clone()));
                }
            }
            None => self.term.open.push(name.clone()),
        }
    }

    /// What is brought for one service need not be looked up for another.
    fn drop_looked_up(&mut self) {
        let bring = &mut self.bring;
        self.looked_up.retain(|one| {
            let brought = bring.iter_mut().find(|other| other.material.name == one.material.name);
            brought.is_none_or(|brought| {
                brought.wanted_by.extend(one.wanted_by.iter().cloned());
                false
            })
        });
    }
}

fn merge(list: &mut Vec<Merged>, material: &Material, wanted_by: &str) {
    let Some(known) = list.iter_mut().find(|one| one.material.name == material.name) else {
        list.push(Merged { material: material.clone(), wanted_by: vec![wanted_by.into()] });
        return;
    };
    known.wanted_by.push(wanted_by.into());
    let kept = &mut known.material;
    kept.copies = kept.copies.max(material.copies);
    for (kept, more, between) in [
        (&mut kept.form, &material.form, "、"),
        (&mut kept.source, &material.source, "；"),
        (&mut kept.sample, &material.sample, "；"),
    ] {
        if kept.is_empty() {
            kept.clone_from(more);
        } else if !more.is_empty() && !kept.split(between).any(|part| part == more) {
            kept.push_str(between);
            kept.push_str(more);
        }
    }
}
