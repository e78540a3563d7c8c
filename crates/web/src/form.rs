//! 表单：what a page asks for, what was typed, and what is wrong with it.

use crate::words;
use jiff::civil::Date;
use std::borrow::Cow;

/// The fields of a form as the browser sent them; a name may come several times.
#[derive(Debug, Clone, Default)]
pub struct Typed(pub Vec<(String, String)>);

/// The longest text a field takes, in characters.
const LONGEST: usize = 5_000;

impl Typed {
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }
}

/// One question.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: Cow<'static, str>,
    pub hint: Cow<'static, str>,
    pub kind: Kind,
    pub value: String,
    pub optional: bool,
    pub error: Option<String>,
    /// What a browser may fill in by itself: `name`, `tel`.
    pub autofill: &'static str,
    /// Which keys a telephone shows: `tel`, `email`, `numeric`.
    pub keys: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// Characters that mostly come.
    Line(u8),
    Area,
    Choice(Vec<Choice>),
    /// The same with every choice in sight.
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
    /// Files to choose, several at once.
    Files,
    /// A heading between fields; asks for nothing.
    Heading,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

fn field(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>, kind: Kind) -> Field {
    Field {
        name,
        label: label.into(),
        hint: hint.into(),
        kind,
        value: String::new(),
        optional: false,
        error: None,
        autofill: "",
        keys: "",
    }
}

pub fn line(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field(name, label, hint, Kind::Line(32))
}

pub fn short(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field(name, label, hint, Kind::Line(8))
}

pub fn area(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field(name, label, hint, Kind::Area)
}

pub fn day(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field(name, label, hint, Kind::Line(14))
}

pub fn choice(
    name: &'static str,
    label: &'static str,
    hint: impl Into<Cow<'static, str>>,
    choices: impl IntoIterator<Item = (String, String)>,
) -> Field {
    field(name, label, hint, Kind::Choice(choices.into_iter().map(unchosen).collect()))
}

pub fn radios(
    name: &'static str,
    label: &'static str,
    hint: impl Into<Cow<'static, str>>,
    choices: impl IntoIterator<Item = (String, String)>,
) -> Field {
    field(name, label, hint, Kind::Radios(choices.into_iter().map(unchosen).collect()))
}

pub fn checks(
    name: &'static str,
    label: &'static str,
    hint: impl Into<Cow<'static, str>>,
    choices: impl IntoIterator<Item = (String, String)>,
) -> Field {
    field(name, label, hint, Kind::Checks(choices.into_iter().map(unchosen).collect()))
}

pub fn files(name: &'static str, label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field(name, label, hint, Kind::Files)
}

pub fn heading(label: &'static str, hint: impl Into<Cow<'static, str>>) -> Field {
    field("", label, hint, Kind::Heading)
}

fn unchosen((value, label): (String, String)) -> Choice {
    Choice { value, label, chosen: false }
}

impl Field {
    pub fn optional(self) -> Field {
        Field { optional: true, ..self }
    }

    pub fn with(self, value: impl Into<String>) -> Field {
        Field { value: value.into(), ..self }
    }

    /// With every choice in sight.
    pub fn in_sight(mut self) -> Field {
        if let Kind::Choice(choices) = self.kind {
            self.kind = Kind::Radios(choices);
        }
        self
    }

    /// For people who fill in what is their own.
    pub fn own(self, autofill: &'static str, keys: &'static str) -> Field {
        Field { autofill, keys, ..self }
    }

    pub fn hinted(self, hint: impl Into<Cow<'static, str>>) -> Field {
        Field { hint: hint.into(), ..self }
    }

    /// Under another label.
    pub fn labelled(self, label: String) -> Field {
        Field { label: label.into(), ..self }
    }

    /// With these of its choices chosen.
    pub fn checked(mut self, chosen: impl Fn(&str) -> bool) -> Field {
        if let Kind::Checks(choices) = &mut self.kind {
            for choice in choices {
                choice.chosen = chosen(&choice.value);
            }
        }
        self
    }

    /// With what was typed in place of what was proposed.
    pub fn filled(mut self, typed: &Typed, faults: &[Fault]) -> Field {
        self.value = typed.text(self.name).into();
        if let Kind::Checks(choices) = &mut self.kind {
            for choice in choices {
                choice.chosen = typed.all(self.name).any(|value| value == choice.value);
            }
        }
        self.with_faults(faults)
    }

    /// With what is wrong with it.
    pub fn with_faults(mut self, faults: &[Fault]) -> Field {
        self.error = faults.iter().find(|fault| fault.field == self.name).map(|fault| fault.message.clone());
        self
    }

    /// For the template: which option of a choice stands.
    pub fn chosen(&self, choice: &Choice) -> bool {
        self.value == choice.value
    }

    pub fn describes(&self) -> bool {
        !self.hint.is_empty()
    }

    /// For `aria-describedby`: the hint and, where there is one, the error.
    pub fn described_by(&self) -> String {
        let hint = self.describes().then(|| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// A date in a hint: «2026年11月25日　周三　工作日».
pub fn said_with_kind(date: Date, calendar: &law::workday::Calendar) -> String {
    let kind = if calendar.is_working_day(date) { "工作日" } else { "休息日" };
    format!("{}　{}　{kind}", words::day(date), law::workday::weekday(date))
}

/// What is wrong, and with which field; with none of them where the field is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    pub message: String,
}

/// The same, each told with the question it is about, for the list above a form where its field does not stand beside it.
pub fn named(faults: Vec<Fault>, fields: &[Field]) -> Vec<Fault> {
    let name = |fault: Fault| match fields.iter().find(|field| field.name == fault.field) {
        Some(field) if !fault.message.contains(&*field.label) && !field.label.is_empty() => {
            Fault { message: format!("{}：{}", field.label, fault.message), ..fault }
        }
        _ => fault,
    };
    faults.into_iter().map(name).collect()
}

/// Reads fields, and gathers what is wrong with them.
pub struct Reader<'a> {
    pub typed: &'a Typed,
    pub faults: Vec<Fault>,
}

impl Reader<'_> {
    pub fn fault(&mut self, field: &'static str, message: impl Into<String>) {
        self.faults.push(Fault { field, message: message.into() });
    }

    /// Text; whether it may be empty is for the office to say.
    pub fn text(&mut self, field: &'static str) -> String {
        self.long(field, LONGEST)
    }

    /// Text of at most so many characters.
    pub fn long(&mut self, field: &'static str, most: usize) -> String {
        let text = self.typed.text(field);
        if text.chars().count() > most {
            self.fault(field, format!("内容太长。请控制在{most}字以内。"));
        }
        text.into()
    }

    /// «甲系统、乙系统», or one a line.
    pub fn list(&mut self, field: &'static str) -> Vec<String> {
        let text = self.text(field);
        let parts = text.split(['、', '，', ',', '；', ';', '\n', '\r']);
        parts.map(str::trim).filter(|part| !part.is_empty()).map(Into::into).collect()
    }

    pub fn day(&mut self, field: &'static str) -> Date {
        match self.day_or_none(field) {
            Some(day) => day,
            None => {
                if self.typed.text(field).is_empty() {
                    self.fault(field, "请填写日期，例如 2026-03-02。");
                }
                // Not used: a form with a fault is not carried out.
                Date::MIN
            }
        }
    }

    pub fn day_or_none(&mut self, field: &'static str) -> Option<Date> {
        let text = words::plain_digits(self.typed.text(field));
        let day = words::read_date(&text).filter(|day| (2000..=2199).contains(&day.year()));
        if day.is_none() && !text.is_empty() {
            self.fault(field, "日期请写成年月日，例如 2026-03-02。");
        }
        day
    }

    /// Text that must not be empty.
    pub fn needed(&mut self, field: &'static str, fault: &'static str) -> String {
        let text = self.text(field);
        if text.is_empty() {
            self.fault(field, fault);
        }
        text
    }

    pub fn number(&mut self, field: &'static str) -> u32 {
        let number = words::plain_digits(self.typed.text(field)).parse();
        if number.is_err() {
            self.fault(field, "请填写整数，例如 10。");
        }
        number.unwrap_or(0)
    }

    /// One of a choice.
    pub fn one<T>(&mut self, field: &'static str, of: impl Fn(&str) -> Option<T>, otherwise: T) -> T {
        of(self.typed.text(field)).unwrap_or_else(|| {
            self.fault(field, "请选择一项。");
            otherwise
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_faults_names_each_question_once() {
        let fields = [line("name", "姓名", ""), choice("kind", "申请人的类别", "", [])];
        let told = |field: &'static str, message: &str| {
            named(vec![Fault { field, message: message.into() }], &fields).remove(0).message
        };
        assert_eq!(told("kind", "请选择一项。"), "申请人的类别：请选择一项。");
        assert_eq!(told("name", "请填写姓名。"), "请填写姓名。");
        assert_eq!(told("", "请核对。"), "请核对。");
    }
}
