//! 登记：每本登记一次声明，表头、校验、指标、查阅都由它而来。

mod affairs;
mod disclosure;
mod events;
mod findings;
pub mod formula;
mod licences;
mod members;
mod models;
pub mod own;
mod priorities;
mod proposals;
mod value;

use crate::role::Role;
use std::sync::OnceLock;

pub use value::{BadCell, Reader, Row, Value, day_of};

/// 一本登记.
#[derive(Debug, PartialEq, Eq)]
pub struct Register {
    pub key: &'static str,
    /// What the office calls it, which is also the name of its file («政府信息公开申请.csv»).
    pub label: &'static str,
    pub fields: &'static [Field],
    /// The fields that together tell one row from every other; a register without may repeat itself.
    pub unique: &'static [&'static str],
    /// The field whose date must lie in the register's year; a register with carried rows has none.
    pub dated: Option<&'static str>,
    pub rules: &'static [Rule],
    /// Rows whose public fields prose may recite; only registers that stay short.
    pub listed: bool,
    /// Fields whose commonest entries prose may name.
    pub tallied: &'static [&'static str],
    /// Who may enter, correct, strike and import.
    pub writers: &'static [Role],
    /// Where the public may read it.
    pub open: Option<Open>,
    /// Until when something has to be done, and when it was.
    pub term: Option<Term>,
    /// What a number begins with that nobody wrote («BB»): the first field is then numbered by the office.
    pub numbered: Option<&'static str>,
    /// From when until when a row holds: who was a member on a given day.
    pub span: Option<(&'static str, &'static str)>,
    /// The field whose entries are counted month by month too (事项 × 月): a choice or a tallied text.
    pub crossed: Option<&'static str>,
}

/// 公开的登记: its public fields have a page of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// What it is, for readers.
    pub about: &'static str,
    /// Only some rows; `None` for every row.
    pub only: Option<Only>,
}

/// Which rows of an open register the public may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Those whose choice says so.
    Choice(&'static str, &'static str),
    /// Those in which a field is filled: what was published on a day.
    Filled(&'static str),
}

/// 期限: fields of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub due: &'static str,
    pub done: &'static str,
    /// What has to be done, in a word: «答复».
    pub act: &'static str,
}

/// 一列.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The Chinese header.
    pub name: &'static str,
    pub key: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// Whether the public may see it.
    pub public: bool,
    /// How a day is found that was left blank.
    pub reckoned: Option<(&'static str, Reckon)>,
    /// For whoever fills it in.
    pub hint: &'static str,
    /// Several sentences rather than a few words.
    pub long: bool,
}

/// How far a day lies behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckon {
    WorkingDays(u16),
    Months(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Date,
    Count,
    /// 元, at most two decimals.
    Money,
    /// One of these, written by name or by key.
    Choice(&'static [Choice]),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    pub key: &'static str,
    pub name: &'static str,
}

/// A rule between the cells of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Where the first is filled, so is the second.
    Needs(&'static str, &'static str),
    /// The first date is not before the second.
    NotBefore(&'static str, &'static str),
    /// The date, where there is one, is not before the register's year: what ended earlier is not this year's.
    NotBeforeYear(&'static str),
    /// The date is not after the register's year.
    NotAfterYear(&'static str),
    /// A number of a person's paper that everybody may read: at least four of its characters are `*`.
    Masked(&'static str),
    /// 统一社会信用代码: where there is one, its check digit is right.
    CreditCode(&'static str),
}

/// Registers of an office of its own, beside those declared here.
static OWN: OnceLock<Vec<Register>> = OnceLock::new();

/// Whoever works at applications keeps the registers, unless one says otherwise.
const OFFICE: &[Role] = &[Role::Registrar, Role::Handler, Role::DepartmentHead, Role::DisclosureHead];

impl Register {
    /// Every register of the office.
    pub fn all() -> impl Iterator<Item = &'static Register> {
        let own = OWN.get().map_or(&[][..], Vec::as_slice);
        disclosure::REGISTERS.iter().chain(affairs::REGISTERS).chain(APART).chain(own)
    }

    /// Adds declarations of one's own, before anything asks for a register; `false` where that was done before.
    pub fn declare(own: Vec<Register>) -> bool {
        OWN.set(own).is_ok()
    }

    pub fn find(key: &str) -> Option<&'static Register> {
        Register::all().find(|register| register.key == key)
    }

    /// Where a field stands, by key.
    pub fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|one| one.key == field)
    }
}

impl Kind {
    /// The place of a choice in its list, by key.
    pub fn choice(self, key: &str) -> Option<u8> {
        match self {
            Kind::Choice(choices) => {
                choices.iter().position(|choice| choice.key == key).and_then(|at| u8::try_from(at).ok())
            }
            Kind::Text | Kind::Date | Kind::Count | Kind::Money => None,
        }
    }

    /// A kept cell as people read it: a choice by its name.
    pub fn shown(self, kept: &str) -> &str {
        let Kind::Choice(choices) = self else { return kept };
        choices.iter().find(|choice| choice.key == kept).map_or(kept, |choice| choice.name)
    }
}

/// A register of which nothing but its columns is said yet.
pub const fn register(key: &'static str, label: &'static str, fields: &'static [Field]) -> Register {
    Register {
        key,
        label,
        fields,
        unique: &[],
        dated: None,
        rules: &[],
        listed: false,
        tallied: &[],
        writers: OFFICE,
        open: None,
        term: None,
        numbered: None,
        span: None,
        crossed: None,
    }
}

/// The registers that stand in a file of their own.
static APART: &[Register] = &[
    licences::REGISTER,
    proposals::REGISTER,
    members::REGISTER,
    findings::REGISTER,
    priorities::REGISTER,
    events::REGISTER,
    models::REGISTER,
];

impl Register {
    pub const fn unique(mut self, fields: &'static [&'static str]) -> Register {
        self.unique = fields;
        self
    }

    pub const fn dated(mut self, field: &'static str) -> Register {
        self.dated = Some(field);
        self
    }

    pub const fn rules(mut self, rules: &'static [Rule]) -> Register {
        self.rules = rules;
        self
    }

    pub const fn listed(mut self) -> Register {
        self.listed = true;
        self
    }

    pub const fn tallied(mut self, fields: &'static [&'static str]) -> Register {
        self.tallied = fields;
        self
    }

    pub const fn writers(mut self, roles: &'static [Role]) -> Register {
        self.writers = roles;
        self
    }

    /// For everybody to read: every row.
    pub const fn open(mut self, about: &'static str) -> Register {
        self.open = Some(Open { about, only: None });
        self
    }

    /// For everybody to read: the rows in which a choice says so.
    pub const fn open_where(
        mut self,
        field: &'static str,
        choice: &'static str,
        about: &'static str,
    ) -> Register {
        self.open = Some(Open { about, only: Some(Only::Choice(field, choice)) });
        self
    }

    /// For everybody to read: the rows in which a field is filled.
    pub const fn open_when(mut self, field: &'static str, about: &'static str) -> Register {
        self.open = Some(Open { about, only: Some(Only::Filled(field)) });
        self
    }

    pub const fn term(mut self, due: &'static str, done: &'static str, act: &'static str) -> Register {
        self.term = Some(Term { due, done, act });
        self
    }

    pub const fn numbered(mut self, prefix: &'static str) -> Register {
        self.numbered = Some(prefix);
        self
    }

    pub const fn crossed(mut self, field: &'static str) -> Register {
        self.crossed = Some(field);
        self
    }

    pub const fn span(mut self, from: &'static str, until: &'static str) -> Register {
        self.span = Some((from, until));
        self
    }
}

pub const fn field(name: &'static str, key: &'static str, kind: Kind) -> Field {
    Field { name, key, kind, required: true, public: true, reckoned: None, hint: "", long: false }
}

impl Field {
    pub const fn optional(mut self) -> Field {
        self.required = false;
        self
    }

    pub const fn internal(mut self) -> Field {
        self.public = false;
        self
    }

    /// May be left blank: then it lies so far behind another day.
    pub const fn reckoned(mut self, from: &'static str, by: Reckon) -> Field {
        self.required = false;
        self.reckoned = Some((from, by));
        self
    }

    pub const fn hint(mut self, hint: &'static str) -> Field {
        self.hint = hint;
        self
    }

    pub const fn long(mut self) -> Field {
        self.long = true;
        self
    }
}

pub const fn choice(key: &'static str, name: &'static str) -> Choice {
    Choice { key, name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_and_file_names_are_unique() {
        let keys: BTreeSet<_> = Register::all().map(|register| register.key).collect();
        let labels: BTreeSet<_> = Register::all().map(|register| register.label).collect();
        assert_eq!((keys.len(), labels.len()), (Register::all().count(), Register::all().count()));
    }

    #[test]
    fn fields_and_headers_are_unique_within_a_register() {
        for register in Register::all() {
            let keys: BTreeSet<_> = register.fields.iter().map(|field| field.key).collect();
            let names: BTreeSet<_> = register.fields.iter().map(|field| field.name).collect();
            assert_eq!(
                (keys.len(), names.len()),
                (register.fields.len(), register.fields.len()),
                "{}",
                register.label
            );
        }
    }

    #[test]
    fn what_tells_rows_apart_is_always_filled() {
        for register in Register::all() {
            for key in register.unique {
                let at = register.position(key).unwrap_or_else(|| panic!("{}: {key}", register.label));
                assert!(register.fields[at].required, "{}: {key}", register.label);
            }
        }
        let without: Vec<_> =
            Register::all().filter(|one| one.unique.is_empty()).map(|register| register.key).collect();
        assert_eq!(
            without,
            [
                "cleanups",
                "processing_fees",
                "trainings",
                "staff",
                "problems",
                "works",
                "fees",
                "media_accounts",
                "posts",
                "columns",
                "interviews",
                "members",
                "events",
                "models"
            ]
        );
    }

    #[test]
    fn rules_name_dates_of_their_register() {
        for register in Register::all() {
            let named = register.rules.iter().flat_map(|rule| match *rule {
                Rule::Needs(..) | Rule::Masked(_) | Rule::CreditCode(_) => vec![],
                Rule::NotBefore(one, two) => vec![one, two],
                Rule::NotBeforeYear(one) | Rule::NotAfterYear(one) => vec![one],
            });
            for key in named.chain(register.dated) {
                let at = register.position(key).unwrap_or_else(|| panic!("{}: {key}", register.label));
                assert_eq!(register.fields[at].kind, Kind::Date, "{}: {key}", register.label);
            }
        }
    }
    #[test]
    fn what_a_declaration_names_is_there() {
        for register in Register::all() {
            let day = |key: &str| {
                let at = register.position(key).unwrap_or_else(|| panic!("{}: {key}", register.label));
                assert_eq!(register.fields[at].kind, Kind::Date, "{}: {key}", register.label);
            };
            if let Some(Term { due, done, .. }) = register.term {
                [due, done].into_iter().for_each(day);
            }
            if let Some((from, until)) = register.span {
                [from, until].into_iter().for_each(day);
            }
            for field in register.fields {
                if let Some((from, _)) = field.reckoned {
                    [field.key, from].into_iter().for_each(day);
                }
            }
            match register.open.and_then(|open| open.only) {
                None => {}
                Some(Only::Choice(field, key)) => {
                    let at =
                        register.position(field).unwrap_or_else(|| panic!("{}: {field}", register.label));
                    assert!(register.fields[at].kind.choice(key).is_some(), "{}: {key}", register.label);
                }
                Some(Only::Filled(field)) => {
                    assert!(register.position(field).is_some(), "{}: {field}", register.label);
                }
            }
            if let Some(crossed) = register.crossed {
                let at =
                    register.position(crossed).unwrap_or_else(|| panic!("{}: {crossed}", register.label));
                let choice = matches!(register.fields[at].kind, Kind::Choice(_));
                let facet = choice || register.tallied.contains(&crossed);
                assert!(facet && register.dated.is_some(), "{}: {crossed}", register.label);
            }
            let numbered = register.numbered.is_none() || register.unique == [register.fields[0].key];
            assert!(numbered && !register.writers.is_empty(), "{}", register.label);
        }
    }

    /// What the issue names beside what comes of handling cases and of publishing.
    #[test]
    fn every_register_the_office_needs_is_declared() {
        for key in [
            "trainings",
            "staff",
            "members",
            "findings",
            "priorities",
            "problems",
            "events",
            "interviews",
            "models",
            "proposals",
            "media_accounts",
            "posts",
            "help",
            "cases",
            "licences",
            "trades",
            "processing_fees",
            "messages",
        ] {
            assert!(Register::find(key).is_some(), "{key}");
        }
    }
}
