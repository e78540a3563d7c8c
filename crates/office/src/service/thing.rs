//! “一件事”：several guides as one, with who leads and who helps (国办发〔2025〕24号)

use super::fields::{Fault, Fields, Reading};
use super::guide::{Audience, BAD_ID, audiences};
use super::is_id;
use super::tree::{self, Effect, Question};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    pub id: String,
    pub name: String,
    pub audience: Vec<Audience>,
    pub theme: String,
    pub words: Vec<String>,
    /// 年度批次, «2024年第一批重点事项»
    pub batch: String,
    /// 牵头部门
    pub lead: String,
    /// 配合部门
    pub partners: Vec<String>,
    pub summary: String,
    /// Guides that everybody needs, by id, in the order they are dealt with.
    pub guides: Vec<String>,
    pub questions: Vec<Question>,
    pub explain: String,
}

impl Thing {
    pub fn read(fields: &Fields) -> Result<Thing, Vec<Fault>> {
        let mut read = Reading::new(fields);
        let mut thing = Thing {
            id: read.needed("id"),
            name: read.needed("name"),
            audience: audiences(&mut read),
            theme: read.needed("theme"),
            words: read.names("words"),
            batch: read.text("batch"),
            lead: read.text("lead"),
            partners: read.names("partners"),
            summary: read.text("summary"),
            guides: read.names("guides"),
            questions: Vec::new(),
            explain: read.text("explain"),
        };
        let mut faults = read.finish();
        for (at, question) in (1..).zip(&fields.questions) {
            match Question::read(question) {
                Ok(question) => thing.questions.push(question),
                Err(found) => faults.extend(found.into_iter().map(|fault| within(at, fault))),
            }
        }
        if faults.is_empty() {
            faults = thing.faults();
        }
        if faults.is_empty() { Ok(thing) } else { Err(faults) }
    }

    pub fn fields(&self) -> Fields {
        let one = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let lines = [
            ("id", one(&self.id)),
            ("name", one(&self.name)),
            ("audience", self.audience.iter().map(|one| one.label().to_owned()).collect()),
            ("theme", one(&self.theme)),
            ("words", vec![self.words.join("、")]),
            ("batch", one(&self.batch)),
            ("lead", one(&self.lead)),
            ("partners", vec![self.partners.join("、")]),
            ("summary", one(&self.summary)),
            ("guides", self.guides.clone()),
            ("explain", one(&self.explain)),
        ];
        let questions = self.questions.iter().map(Question::fields).collect();
        Fields { lines: lines.map(|(name, lines)| (name.to_owned(), lines)).into(), questions }
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !is_id(&self.id) {
            faults.push(Fault::new("id", BAD_ID));
        }
        let wrong = (1..).zip(&self.guides).filter(|(_, id)| !is_id(id));
        faults.extend(wrong.map(|(at, id)| Fault::at("guides", at, format!("“{id}”不是指南的标识"))));
        if self.named_guides().is_empty() {
            faults.push(Fault::new("guides", "没有包含指南，请写上指南的标识"));
        }
        faults.extend(tree::faults(&self.questions, &self.guides));
        faults
    }

    /// Every guide it may come to, each once.
    pub fn named_guides(&self) -> Vec<&str> {
        let effects = self.questions.iter().flat_map(|one| one.options.iter().flat_map(|one| &one.effects));
        let added = effects.filter_map(|effect| match effect {
            Effect::AddGuide(id) => Some(id.as_str()),
            _ => None,
        });
        let mut named: Vec<&str> = Vec::new();
        for id in self.guides.iter().map(String::as_str).chain(added) {
            if !named.contains(&id) {
                named.push(id);
            }
        }
        named
    }

    /// What 国办发〔2025〕24号 wants of every thing.
    pub fn missing(&self) -> Vec<&'static str> {
        let elements = [
            ("年度批次", !self.batch.is_empty()),
            ("牵头部门", !self.lead.is_empty()),
            ("配合部门", !self.partners.is_empty()),
        ];
        elements.into_iter().filter(|(_, there)| !there).map(|(label, _)| label).collect()
    }

    pub fn overview(&self) -> String {
        if self.summary.is_empty() {
            format!("“{}”一件事：回答几个问题，得到自己的办事指引。", self.name)
        } else {
            self.summary.clone()
        }
    }

    /// «共12种情形，最多回答4道题。»
    pub fn extent(&self) -> (u64, usize) {
        tree::extent(&self.questions)
    }
}

/// A fault of a question, told with its number.
fn within(at: usize, fault: Fault) -> Fault {
    let part = match fault.field.as_str() {
        "key" => "的键",
        "text" => "的题目",
        "hint" => "的提示",
        "options" => "的选项",
        other => return Fault::new(format!("第{at}题"), format!("{other}：{}", fault.message)),
    };
    Fault { field: format!("第{at}题{part}"), ..fault }
}
