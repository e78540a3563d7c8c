//! 表单：一件申请的经过分几组填写，填了什么就留着什么

use super::history::Fault;
use law::annual_report::Outcome;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::receipt::Channel;
use serde::Deserialize;
use std::collections::HashMap;

/// What was typed, kept as typed.
#[derive(Deserialize, Default)]
#[serde(transparent)]
pub struct Asked(HashMap<String, String>);

impl Asked {
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |text| text.trim())
    }

    /// Some date of a history was typed; choices alone tell nothing.
    pub fn tells_a_history(&self) -> bool {
        let fields = FORM.iter().flat_map(|(_, fields)| *fields);
        fields.filter(|field| field.choice.is_none()).any(|field| !self.get(field.name).is_empty())
    }
}

/// A field of the form as it is declared.
struct Declared {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    choice: Option<Choice>,
}

#[derive(Clone, Copy)]
enum Choice {
    Channel,
    Whom,
    Outcome,
    Delivery,
}

const fn date(name: &'static str, label: &'static str, hint: &'static str) -> Declared {
    Declared { name, label, hint, choice: None }
}

const fn choose(name: &'static str, label: &'static str, choice: Choice) -> Declared {
    Declared { name, label, hint: "", choice: Some(choice) }
}

const FORM: [(&str, &[Declared]); 7] = [
    (
        "提交和收到",
        &[
            choose("channel", "提交渠道", Choice::Channel),
            date("submitted", "提交日期", "例如 2026-03-02。"),
            date(
                "received",
                "签收或者确认日期",
                "邮寄为签收之日，互联网、传真、平常信函为双方确认之日；当面提交不填。",
            ),
        ],
    ),
    (
        "补正",
        &[
            date("correction", "告知补正日期", ""),
            date("correction_by", "补正期限", "告知书写明的截止日。"),
            date("corrected", "收到补正日期", ""),
        ],
    ),
    (
        "征求意见",
        &[
            choose("whom", "征求谁的意见", Choice::Whom),
            date("consulted", "发函日期", ""),
            date("delivered", "对方收到日期", ""),
            date("replied", "收到意见日期", "逾期没有提出意见的不填。"),
        ],
    ),
    (
        "再次征求意见",
        &[
            choose("whom2", "征求谁的意见", Choice::Whom),
            date("consulted2", "发函日期", ""),
            date("delivered2", "对方收到日期", ""),
            date("replied2", "收到意见日期", ""),
        ],
    ),
    ("延期", &[date("extended", "决定延期日期", ""), date("extended_days", "延长工作日数", "1 至 20。")]),
    (
        "收费",
        &[
            date("fee", "发出收费通知日期", ""),
            date("fee_delivered", "收到收费通知日期", ""),
            date("paid", "缴费日期", ""),
        ],
    ),
    (
        "答复",
        &[
            date("answered", "答复日期", "邮寄为交邮之日，当面送达为签收之日。"),
            choose("outcome", "办理结果", Choice::Outcome),
            choose("delivery", "送达方式", Choice::Delivery),
            date("served", "申请人收到日期", "邮寄的，救济期限自这一日起算。"),
            date("as_of", "推算到哪一天", "不填为今天。"),
        ],
    ),
];

/// A set of fields that belong together.
pub struct Group {
    pub legend: &'static str,
    pub fields: Vec<Field>,
    /// Folded away until something stands in it.
    pub open: bool,
    pub always: bool,
}

/// A field as it is drawn.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    pub error: Option<String>,
    /// Choices: key, words, chosen.
    pub options: Vec<(&'static str, &'static str, bool)>,
}

impl Field {
    /// What a screen reader reads after the label.
    pub fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

pub fn groups(asked: &Asked, errors: &[Fault]) -> Vec<Group> {
    let group = |(legend, declared): &(&'static str, &[Declared])| {
        let fields: Vec<Field> = declared.iter().map(|one| field(one, asked, errors)).collect();
        let filled = fields.iter().any(|field| field.options.is_empty() && !field.value.is_empty());
        let open = filled || fields.iter().any(|field| field.error.is_some());
        Group { legend, always: matches!(*legend, "提交和收到" | "答复"), open, fields }
    };
    FORM.iter().map(group).collect()
}

fn field(declared: &Declared, asked: &Asked, errors: &[Fault]) -> Field {
    let value = asked.get(declared.name).to_owned();
    Field {
        name: declared.name,
        label: declared.label,
        hint: declared.hint,
        error: errors.iter().find(|fault| fault.field == declared.name).map(|fault| fault.message.clone()),
        options: declared.choice.map(|choice| options(choice, &value)).unwrap_or_default(),
        value,
    }
}

fn options(choice: Choice, value: &str) -> Vec<(&'static str, &'static str, bool)> {
    let all: Vec<(&'static str, &'static str)> = match choice {
        Choice::Channel => Channel::ALL.iter().map(|one| (one.key(), one.label())).collect(),
        Choice::Whom => WHOM.iter().map(|(key, whom)| (*key, whom.label())).collect(),
        Choice::Delivery => Delivery::ALL.iter().map(|one| (one.key(), one.label())).collect(),
        Choice::Outcome => {
            let leaves = Outcome::ALL.iter().filter(|one| **one != Outcome::OtherHandling);
            leaves.map(|one| (one.key(), one.label())).collect()
        }
    };
    all.into_iter().map(|(key, label)| (key, label, key == value)).collect()
}

pub const WHOM: [(&str, Consulted); 2] =
    [("third_party", Consulted::ThirdParty), ("organ", Consulted::Organ)];
