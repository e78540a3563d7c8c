//! 登记：每本登记一次声明，表头、校验、指标、查阅都由它而来。

mod affairs;
mod disclosure;
mod value;

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
}

impl Register {
    /// Every register of the office.
    pub fn all() -> impl Iterator<Item = &'static Register> {
        disclosure::REGISTERS.iter().chain(affairs::REGISTERS)
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
const fn register(key: &'static str, label: &'static str, fields: &'static [Field]) -> Register {
    Register { key, label, fields, unique: &[], dated: None, rules: &[], listed: false, tallied: &[] }
}

impl Register {
    const fn unique(mut self, fields: &'static [&'static str]) -> Register {
        self.unique = fields;
        self
    }

    const fn dated(mut self, field: &'static str) -> Register {
        self.dated = Some(field);
        self
    }

    const fn rules(mut self, rules: &'static [Rule]) -> Register {
        self.rules = rules;
        self
    }

    const fn listed(mut self) -> Register {
        self.listed = true;
        self
    }

    const fn tallied(mut self, fields: &'static [&'static str]) -> Register {
        self.tallied = fields;
        self
    }
}

const fn field(name: &'static str, key: &'static str, kind: Kind) -> Field {
    Field { name, key, kind, required: true, public: true }
}

impl Field {
    const fn optional(mut self) -> Field {
        self.required = false;
        self
    }

    const fn internal(mut self) -> Field {
        self.public = false;
        self
    }
}

const fn choice(key: &'static str, name: &'static str) -> Choice {
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
                "interviews"
            ]
        );
    }

    #[test]
    fn rules_name_dates_of_their_register() {
        for register in Register::all() {
            let named = register.rules.iter().flat_map(|rule| match *rule {
                Rule::Needs(..) => vec![],
                Rule::NotBefore(one, two) => vec![one, two],
                Rule::NotBeforeYear(one) | Rule::NotAfterYear(one) => vec![one],
            });
            for key in named.chain(register.dated) {
                let at = register.position(key).unwrap_or_else(|| panic!("{}: {key}", register.label));
                assert_eq!(register.fields[at].kind, Kind::Date, "{}: {key}", register.label);
            }
        }
    }
}
