//! 情形问答：questions whose answers lead to further questions, and change what is to be done

use super::fields::{Fault, Fields, Reading};
use super::is_id;
use super::lines::Line;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const MOST_QUESTIONS: usize = 40;
const MOST_CHOICES: usize = 12;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub key: String,
    pub text: String,
    pub hint: String,
    pub options: Vec<Choice>,
}

/// An answer, where it leads, and what it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub key: String,
    pub text: String,
    /// The next question; the end where there is none.
    pub next: Option<String>,
    pub effects: Vec<Effect>,
    /// 提示, told with the result.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    AddGuide(String),
    DropGuide(String),
    AddMaterial(String),
    WaiveMaterial(String),
    AddStep(String),
}

/// Makes the effect of what it names.
type Make = fn(String) -> Effect;

impl Effect {
    const WORDS: [(&'static str, Make); 5] = [
        ("增加指南", Effect::AddGuide),
        ("去掉指南", Effect::DropGuide),
        ("增加材料", Effect::AddMaterial),
        ("免交材料", Effect::WaiveMaterial),
        ("增加环节", Effect::AddStep),
    ];

    fn read(text: &str) -> Result<Effect, String> {
        let found = Effect::WORDS.into_iter().find_map(|(word, make)| {
            let rest = text.strip_prefix(word)?.trim_start_matches([' ', '：', ':']).trim();
            (!rest.is_empty()).then(|| make(rest.into()))
        });
        let words = Effect::WORDS.map(|(word, _)| word).join("、");
        found.ok_or_else(|| format!("看不懂“{text}”，应当以{words}开头，后面写名称"))
    }

    fn written(&self) -> String {
        let (word, what) = match self {
            Effect::AddGuide(what) => ("增加指南", what),
            Effect::DropGuide(what) => ("去掉指南", what),
            Effect::AddMaterial(what) => ("增加材料", what),
            Effect::WaiveMaterial(what) => ("免交材料", what),
            Effect::AddStep(what) => ("增加环节", what),
        };
        format!("{word} {what}")
    }
}

impl Line for Choice {
    const COLUMNS: &'static [&'static str] =
        &["键", "选项", "下一题（不写为结束）", "变动（用；隔开）", "提示"];
    const NEEDED: usize = 2;

    fn of(cells: Vec<String>) -> Result<Choice, String> {
        let [key, text, next, effects, note] = <[String; 5]>::try_from(cells).unwrap_or_default();
        if !is_id(&key) {
            return Err(format!("键“{key}”由2至60个小写字母、数字和连字符组成"));
        }
        let effects = effects.split(['；', ';']).map(str::trim).filter(|one| !one.is_empty());
        let effects = effects.map(Effect::read).collect::<Result<_, _>>()?;
        Ok(Choice { key, text, next: Some(next).filter(|next| !next.is_empty()), effects, note })
    }

    fn cells(&self) -> Vec<String> {
        let effects: Vec<String> = self.effects.iter().map(Effect::written).collect();
        let next = self.next.clone().unwrap_or_default();
        vec![self.key.clone(), self.text.clone(), next, effects.join("；"), self.note.clone()]
    }
}

impl Question {
    pub(super) fn read(fields: &Fields) -> Result<Question, Vec<Fault>> {
        let mut read = Reading::new(fields);
        let question = Question {
            key: read.needed("key"),
            text: read.needed("text"),
            hint: read.text("hint"),
            options: read.lines("options"),
        };
        let faults = read.finish();
        if faults.is_empty() { Ok(question) } else { Err(faults) }
    }

    pub(super) fn fields(&self) -> Fields {
        let lines = [
            ("key", vec![self.key.clone()]),
            ("text", vec![self.text.clone()]),
            ("hint", vec![self.hint.clone()]),
            ("options", super::guide::written(&self.options)),
        ];
        Fields { lines: lines.map(|(name, lines)| (name.to_owned(), lines)).into(), questions: Vec::new() }
    }
}

/// Why questions do not make a tree that everybody comes to the end of.
pub(super) fn faults(questions: &[Question], guides: &[String]) -> Vec<Fault> {
    if questions.len() > MOST_QUESTIONS {
        return vec![Fault::new("", format!("至多{MOST_QUESTIONS}道题"))];
    }
    let mut faults = Vec::new();
    let mut known = BTreeMap::new();
    for (at, question) in (1..).zip(questions) {
        let place = format!("第{at}题");
        if !is_id(&question.key) {
            faults.push(Fault::new(&place, "键由2至60个小写字母、数字和连字符组成"));
        } else if known.insert(question.key.as_str(), at).is_some() {
            faults.push(Fault::new(&place, format!("键“{}”已经用过", question.key)));
        }
        choices(&place, question, &mut faults);
    }
    for (at, question) in (1..).zip(questions) {
        for (line, choice) in (1..).zip(&question.options) {
            if let Some(next) = &choice.next
                && !known.contains_key(next.as_str())
            {
                let message = format!("选项“{}”的下一题“{next}”没有", choice.text);
                faults.push(Fault::at(format!("第{at}题"), line, message));
            }
        }
    }
    effects(questions, guides, &mut faults);
    if faults.is_empty() {
        faults.extend(circle(questions));
    }
    if faults.is_empty() {
        faults.extend(unreachable(questions));
    }
    faults
}

fn choices(place: &str, question: &Question, faults: &mut Vec<Fault>) {
    if !(2..=MOST_CHOICES).contains(&question.options.len()) {
        faults.push(Fault::new(
            place,
            format!("应当有2至{MOST_CHOICES}个选项，现在有{}个", question.options.len()),
        ));
    }
    let mut seen = BTreeSet::new();
    for (line, choice) in (1..).zip(&question.options) {
        if !seen.insert(choice.key.as_str()) {
            faults.push(Fault::at(place, line, format!("选项的键“{}”已经用过", choice.key)));
        }
    }
}

/// What is taken away must be there on some way.
fn effects(questions: &[Question], guides: &[String], faults: &mut Vec<Fault>) {
    let all = || questions.iter().flat_map(|question| question.options.iter().flat_map(|one| &one.effects));
    let added: BTreeSet<&str> = all()
        .filter_map(|effect| if let Effect::AddGuide(id) = effect { Some(id.as_str()) } else { None })
        .chain(guides.iter().map(String::as_str))
        .collect();
    for (at, question) in (1..).zip(questions) {
        for (line, choice) in (1..).zip(&question.options) {
            for effect in &choice.effects {
                let message = match effect {
                    Effect::AddGuide(id) if !is_id(id) => format!("“{id}”不是指南的标识"),
                    Effect::DropGuide(id) if !added.contains(id.as_str()) => {
                        format!("要去掉的指南“{id}”从来没有列入")
                    }
                    _ => continue,
                };
                faults.push(Fault::at(format!("第{at}题"), line, message));
            }
        }
    }
}

fn position(questions: &[Question], key: &str) -> Option<usize> {
    questions.iter().position(|question| question.key == key)
}

/// The questions a question leads to.
fn onward<'a>(questions: &'a [Question], at: usize) -> impl Iterator<Item = usize> + 'a {
    questions[at].options.iter().filter_map(move |choice| position(questions, choice.next.as_deref()?))
}

/// Takes away whatever leads to nothing that is left; what remains goes round. No recursion, whatever is written.
fn circle(questions: &[Question]) -> Option<Fault> {
    let mut left: BTreeSet<usize> = (0..questions.len()).collect();
    while let Some(end) =
        left.iter().copied().find(|at| onward(questions, *at).all(|next| !left.contains(&next)))
    {
        left.remove(&end);
    }
    let first = *left.first()?;
    // Follow the circle from a question that is left until it closes.
    let (mut at, mut seen) = (first, Vec::new());
    while !seen.contains(&at) {
        seen.push(at);
        at = onward(questions, at).find(|next| left.contains(next))?;
    }
    let from = seen.iter().position(|one| *one == at)?;
    let way = seen[from..].iter().chain([&at]).map(|one| format!("“{}”", questions[*one].key));
    let way: Vec<String> = way.collect();
    Some(Fault::new(format!("第{}题", at + 1), format!("题目绕成了圈：{}，永远走不到头", way.join("→"))))
}

fn unreachable(questions: &[Question]) -> Vec<Fault> {
    let (mut reached, mut open) = (BTreeSet::new(), Vec::from_iter((!questions.is_empty()).then_some(0)));
    while let Some(at) = open.pop() {
        if reached.insert(at) {
            open.extend(onward(questions, at));
        }
    }
    let lost = (0..questions.len()).filter(|at| !reached.contains(at));
    let told = |at: usize| {
        Fault::new(
            format!("第{}题", at + 1),
            format!("“{}”从第1题走不到，请在某个选项的下一题写上它", questions[at].key),
        )
    };
    lost.map(told).collect()
}

/// How far somebody has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk<'a> {
    pub taken: Vec<(&'a Question, &'a Choice)>,
    /// What is asked next; nothing at the end.
    pub next: Option<&'a Question>,
}

/// Follows the answers from the first question; answers that fit nothing are as if they were not given.
pub fn walk<'a>(questions: &'a [Question], answer: impl Fn(&str) -> Option<String>) -> Walk<'a> {
    let mut walk = Walk { taken: Vec::new(), next: questions.first() };
    // A kept tree has no circle; whatever else comes ends as well.
    while let Some(question) = walk.next.filter(|_| walk.taken.len() < questions.len()) {
        let given = answer(&question.key);
        let Some(choice) = question.options.iter().find(|one| Some(&one.key) == given.as_ref()) else {
            break;
        };
        walk.taken.push((question, choice));
        walk.next = choice.next.as_deref().and_then(|key| questions.iter().find(|one| one.key == key));
    }
    walk
}

/// What the answers come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In the order they are dealt with.
    pub guides: Vec<String>,
    pub materials: Vec<String>,
    pub waived: Vec<String>,
    pub steps: Vec<String>,
    pub notes: Vec<String>,
}

impl Walk<'_> {
    pub fn plan(&self, guides: &[String]) -> Plan {
        let mut plan = Plan { guides: guides.to_vec(), ..Plan::default() };
        let add = |list: &mut Vec<String>, what: &String| {
            if !list.contains(what) {
                list.push(what.clone());
            }
        };
        for (_, choice) in &self.taken {
            for effect in &choice.effects {
                match effect {
                    Effect::AddGuide(id) => add(&mut plan.guides, id),
                    Effect::DropGuide(id) => plan.guides.retain(|one| one != id),
                    Effect::AddMaterial(name) => add(&mut plan.materials, name),
                    Effect::WaiveMaterial(name) => add(&mut plan.waived, name),
                    Effect::AddStep(text) => add(&mut plan.steps, text),
                }
            }
            if !choice.note.is_empty() {
                add(&mut plan.notes, &choice.note);
            }
        }
        plan
    }
}

/// How many ways through there are, up to a bound, and how many questions the longest asks.
pub fn extent(questions: &[Question]) -> (u64, usize) {
    let mut ways: Vec<Option<(u64, usize)>> = vec![None; questions.len()];
    // What leads on to known ones only is known next; a kept tree comes to its root.
    for _ in 0..questions.len() {
        for at in 0..questions.len() {
            let found = questions[at].options.iter().try_fold((0_u64, 0), |(n, long), choice| {
                let next = choice.next.as_deref().and_then(|key| position(questions, key));
                let (more, depth) = next.map_or(Some((1, 0)), |next| ways[next])?;
                Some((n.saturating_add(more), long.max(depth)))
            });
            ways[at] = found.map(|(n, long)| (n, long + 1));
        }
    }
    ways.first().copied().flatten().unwrap_or((1, 0))
}
