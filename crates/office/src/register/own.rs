//! 机关自己的登记：declared in a settings file, checked once, and from then on like those declared here.
//!
//! The text comes from outside; it is taken whole or refused with the place and what to write instead.

use super::{Choice, Field, Kind, OFFICE, Only, Open, Register, Term};
use crate::metric;
use crate::role::Role;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Registers of an office's own at most.
const MOST: usize = 50;
const MOST_FIELDS: usize = 40;
/// Choices are counted in the bits of a number.
const MOST_CHOICES: usize = 60;
const LONGEST_KEY: usize = 30;
const LONGEST_NAME: usize = 30;
const LONGEST_WORDS: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    register: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    key: String,
    name: String,
    field: Vec<Column>,
    #[serde(default)]
    unique: Vec<String>,
    dated: Option<String>,
    numbered: Option<String>,
    #[serde(default)]
    tallied: Vec<String>,
    #[serde(default)]
    writers: Vec<String>,
    open: Option<Opened>,
    term: Option<Due>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    key: String,
    name: String,
    kind: String,
    #[serde(default)]
    choices: Vec<Chosen>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    long: bool,
    #[serde(default)]
    hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    key: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    about: String,
    /// Only rows in which this field is filled, or says `is`.
    field: Option<String>,
    is: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Due {
    due: String,
    done: String,
    act: String,
}

/// Reads declarations from TOML. What is refused comes back as one Chinese sentence with its place and the remedy. They
/// live as long as the program: read them once.
pub fn parse(text: &str) -> Result<Vec<Register>, String> {
    let file: File = toml::from_str(text).map_err(|error| {
        let told = law::plain::toml(text, &error);
        format!("{told}。每本登记写一段 [[register]]，有 key、name 和各栏 [[register.field]]，各栏有 key、name、kind。")
    })?;
    if file.register.len() > MOST {
        return Err(format!("登记太多，请控制在{MOST}本以内。"));
    }
    let mut keys: BTreeSet<String> = Register::all().map(|known| known.key.to_owned()).collect();
    let mut names: BTreeSet<String> = Register::all().map(|known| known.label.to_owned()).collect();
    let mut all = Vec::with_capacity(file.register.len());
    for (nth, one) in (1..).zip(file.register) {
        let place = format!("第{nth}本登记“{}”", short(&one.name));
        let told = |wrong: String| format!("{place}：{wrong}");
        key(&one.key).and_then(|()| name(&one.name)).map_err(told)?;
        if !keys.insert(one.key.clone()) || metric::is_taken(&one.key) {
            return Err(told(format!("key“{}”已经有登记或者指标在用，请换一个。", one.key)));
        }
        if !names.insert(one.name.clone()) {
            return Err(told("已经有同名的登记，请换一个名称。".into()));
        }
        all.push(declared(one).map_err(told)?);
    }
    Ok(all)
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_NAME).collect()
}

/// It stands in addresses and in the names of metrics.
fn key(key: &str) -> Result<(), String> {
    let fine = key.len() <= LONGEST_KEY
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let told = || {
        format!("key“{}”应当以小写字母开头，只用小写字母、数字和下划线，{LONGEST_KEY}个以内。", short(key))
    };
    if fine { Ok(()) } else { Err(told()) }
}

/// It stands in the names of files and in headers.
fn name(name: &str) -> Result<(), String> {
    let length = name.chars().count();
    let plain = |c: char| c.is_alphanumeric() || "（）()、-".contains(c);
    if (1..=LONGEST_NAME).contains(&length) && name.chars().all(plain) {
        return Ok(());
    }
    Err(format!("名称“{}”应当在{LONGEST_NAME}字以内，不用空格和标点。", short(name)))
}

fn declared(one: One) -> Result<Register, String> {
    if one.field.is_empty() || one.field.len() > MOST_FIELDS {
        return Err(format!("应当有1至{MOST_FIELDS}栏。"));
    }
    let mut fields: Vec<Field> = Vec::with_capacity(one.field.len());
    for (nth, column) in (1..).zip(one.field) {
        let place = format!("第{nth}栏“{}”", short(&column.name));
        let field = field(column).map_err(|wrong| format!("{place}：{wrong}"))?;
        if fields.iter().any(|other| other.key == field.key || other.name == field.name) {
            return Err(format!("{place}：key 或者名称与前面的栏相同，请换一个。"));
        }
        fields.push(field);
    }
    let fields: &'static [Field] = fields.leak();
    let named = |what: &str, key: &str| {
        let found = fields.iter().find(|field| field.key == key);
        found.ok_or_else(|| format!("{what}写的“{}”不是这本登记的栏。请写各栏的 key。", short(key)))
    };
    let day = |what: &str, key: &str| match named(what, key)? {
        field if field.kind == Kind::Date => Ok(field),
        field => Err(format!("{what}写的“{}”不是日期。请把它的 kind 写成 date。", field.name)),
    };
    let unique = unique(&one.unique, named)?;
    let dated = one.dated.as_deref().map(|key| day("dated", key)).transpose()?;
    if let Some(field) = dated.filter(|field| !field.required) {
        return Err(format!("dated 写的“{}”不能是可选的，年度由它而定。", field.name));
    }
    if let Some(prefix) = &one.numbered {
        let fine = (1..=6).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
        let first = unique == [fields[0].key] && fields[0].kind == Kind::Text;
        if !fine || !first {
            return Err(
                "numbered 是自动编号的前缀，用1至6个大写字母；第一栏应当是 text，unique 只写它。".into()
            );
        }
    }
    Ok(Register {
        key: one.key.leak(),
        label: one.name.leak(),
        fields,
        unique,
        dated: dated.map(|field| field.key),
        rules: &[],
        listed: false,
        tallied: tallied(&one.tallied, named)?,
        writers: writers(&one.writers)?,
        open: one.open.map(|open| opened(open, named)).transpose()?,
        term: one.term.map(|term| due(term, day)).transpose()?,
        numbered: one.numbered.map(|prefix| &*prefix.leak()),
        span: None,
        crossed: None,
    })
}

fn field(column: Column) -> Result<Field, String> {
    key(&column.key)?;
    name(&column.name)?;
    if column.hint.chars().count() > LONGEST_WORDS {
        return Err(format!("hint 请控制在{LONGEST_WORDS}字以内。"));
    }
    let kind = match column.kind.as_str() {
        "text" => Kind::Text,
        "date" => Kind::Date,
        "count" => Kind::Count,
        "money" => Kind::Money,
        "choice" => Kind::Choice(choices(column.choices)?),
        other => {
            let kinds = "text（文字）、date（日期）、count（数）、money（金额）、choice（选项）";
            return Err(format!("kind“{}”不认识。可以写：{kinds}。", short(other)));
        }
    };
    if column.long && kind != Kind::Text {
        return Err("只有 text 可以写 long。".into());
    }
    Ok(Field {
        name: column.name.leak(),
        key: column.key.leak(),
        kind,
        required: !column.optional,
        public: !column.internal,
        reckoned: None,
        hint: column.hint.leak(),
        long: column.long,
    })
}

fn choices(given: Vec<Chosen>) -> Result<&'static [Choice], String> {
    if given.is_empty() || given.len() > MOST_CHOICES {
        return Err(format!(
            "选项应当有1至{MOST_CHOICES}个，写成 choices = [{{ key = \"hall\", name = \"大厅\" }}]。"
        ));
    }
    let mut seen = BTreeSet::new();
    for one in &given {
        key(&one.key)?;
        name(&one.name)?;
        if !seen.insert(one.key.clone()) || !seen.insert(one.name.clone()) {
            return Err(format!("选项“{}”重复，请去掉一个。", one.name));
        }
    }
    let choices: Vec<Choice> =
        given.into_iter().map(|one| Choice { key: one.key.leak(), name: one.name.leak() }).collect();
    Ok(choices.leak())
}

/// What tells rows apart is always there and never sealed.
fn unique(
    keys: &[String],
    named: impl Fn(&str, &str) -> Result<&'static Field, String>,
) -> Result<&'static [&'static str], String> {
    let mut unique = Vec::with_capacity(keys.len());
    for key in keys {
        let field = named("unique", key)?;
        if !field.required || !field.public {
            return Err(format!("unique 写的“{}”不能是可选的，也不能是内部的。", field.name));
        }
        unique.push(field.key);
    }
    Ok(unique.leak())
}

fn tallied(
    keys: &[String],
    named: impl Fn(&str, &str) -> Result<&'static Field, String>,
) -> Result<&'static [&'static str], String> {
    let mut tallied = Vec::with_capacity(keys.len());
    for key in keys {
        let field = named("tallied", key)?;
        if field.kind != Kind::Text || !field.public {
            return Err(format!(
                "tallied 写的“{}”应当是公开的 text。选项不用写，本来就分别计数。",
                field.name
            ));
        }
        tallied.push(field.key);
    }
    Ok(tallied.leak())
}

fn writers(labels: &[String]) -> Result<&'static [Role], String> {
    const ALL: [Role; 7] = [
        Role::Registrar,
        Role::Handler,
        Role::DepartmentHead,
        Role::SecrecyReviewer,
        Role::DisclosureHead,
        Role::Principal,
        Role::Publisher,
    ];
    if labels.is_empty() {
        return Ok(OFFICE);
    }
    let mut writers = Vec::with_capacity(labels.len());
    for label in labels {
        let found = ALL.into_iter().find(|role| role.label() == label);
        let known = || ALL.map(Role::label).join("、");
        writers.push(
            found.ok_or_else(|| format!("writers 写的“{}”不是岗位。可以写：{}。", short(label), known()))?,
        );
    }
    Ok(writers.leak())
}

fn opened(
    open: Opened,
    named: impl Fn(&str, &str) -> Result<&'static Field, String>,
) -> Result<Open, String> {
    let length = open.about.chars().count();
    if !(1..=LONGEST_WORDS).contains(&length) {
        return Err(format!("open 的 about 向公众说明这是什么，{LONGEST_WORDS}字以内。"));
    }
    let only = match (open.field, open.is) {
        (None, None) => None,
        (None, Some(_)) => return Err("open 写了 is，还应当写 field。".into()),
        (Some(key), is) => {
            let field = named("open 的 field", &key)?;
            match (is, field.kind) {
                (None, _) if field.public => Some(Only::Filled(field.key)),
                (None, _) => return Err(format!("open 的 field“{}”是内部的，不能决定公开。", field.name)),
                (Some(is), Kind::Choice(choices)) => {
                    let chosen = choices.iter().find(|choice| choice.key == is);
                    let told =
                        || format!("open 的 is“{}”不是“{}”的选项。请写选项的 key。", short(&is), field.name);
                    Some(Only::Choice(field.key, chosen.ok_or_else(told)?.key))
                }
                (Some(_), _) => {
                    return Err(format!("open 写了 is，field“{}”应当是 choice。", field.name));
                }
            }
        }
    };
    Ok(Open { about: open.about.leak(), only })
}

fn due(term: Due, day: impl Fn(&str, &str) -> Result<&'static Field, String>) -> Result<Term, String> {
    name(&term.act).map_err(|_| "term 的 act 是要办的事，例如“答复”。".to_owned())?;
    let (due, done) = (day("term 的 due", &term.due)?, day("term 的 done", &term.done)?);
    if done.required {
        return Err(format!("term 的 done“{}”应当是可选的：没有办完的不填。", done.name));
    }
    Ok(Term { due: due.key, done: done.key, act: term.act.leak() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LECTURES: &str = r#"
[[register]]
key = "talks"
name = "公益讲座"
unique = ["no"]
numbered = "JZ"
dated = "held"
tallied = ["place"]
writers = ["承办人", "发布人员"]
open = { about = "本机关举办的公益讲座。", field = "shown", is = "yes" }
term = { due = "due", done = "reported", act = "总结" }

[[register.field]]
key = "no"
name = "编号"
kind = "text"

[[register.field]]
key = "place"
name = "地点"
kind = "text"

[[register.field]]
key = "held"
name = "举办日"
kind = "date"

[[register.field]]
key = "due"
name = "总结期限"
kind = "date"
optional = true

[[register.field]]
key = "reported"
name = "总结日"
kind = "date"
optional = true

[[register.field]]
key = "cost"
name = "经费"
kind = "money"
internal = true
hint = "以元为单位。"

[[register.field]]
key = "shown"
name = "是否公开"
kind = "choice"
choices = [{ key = "yes", name = "公开" }, { key = "no", name = "不公开" }]
"#;

    #[test]
    fn a_declaration_says_what_a_built_in_one_says() {
        let all = parse(LECTURES).unwrap_or_else(|told| panic!("{told}"));
        let talks = &all[0];
        assert_eq!((talks.key, talks.label, talks.fields.len()), ("talks", "公益讲座", 7));
        assert_eq!((talks.unique, talks.dated, talks.numbered), (&["no"][..], Some("held"), Some("JZ")));
        assert_eq!(talks.writers, [Role::Handler, Role::Publisher]);
        assert_eq!(talks.open.and_then(|open| open.only), Some(Only::Choice("shown", "yes")));
        assert_eq!(talks.term.map(|term| (term.due, term.done, term.act)), Some(("due", "reported", "总结")));
        assert!(!talks.fields[5].public && talks.fields[5].kind == Kind::Money);
        assert_eq!(talks.fields[6].kind.choice("no"), Some(1));
        assert_eq!(parse(""), Ok(Vec::new()));
    }

    /// Each fault with what the operator is told: the place and the remedy.
    #[test]
    fn a_declaration_that_cannot_stand_is_refused_with_place_and_remedy() {
        for (from, to, told) in [
            ("key = \"talks\"", "key = \"Talks\"", "第1本登记“公益讲座”：key“Talks”应当以小写字母开头"),
            ("key = \"talks\"", "key = \"cases\"", "已经有登记或者指标在用"),
            ("key = \"talks\"", "key = \"proactive\"", "已经有登记或者指标在用"),
            ("key = \"talks\"", "", "缺少“key”"),
            ("key = \"talks\"", "key = \"talks\"\ncolour = 1", "不认识“colour”"),
            ("name = \"公益讲座\"", "name = \"政务服务办件\"", "已经有同名的登记"),
            ("name = \"公益讲座\"", "name = \"../讲座\"", "不用空格和标点"),
            ("unique = [\"no\"]", "unique = [\"nr\"]", "unique写的“nr”不是这本登记的栏"),
            ("unique = [\"no\"]", "unique = [\"no\", \"due\"]", "不能是可选的"),
            ("unique = [\"no\"]", "unique = [\"no\", \"cost\"]", "也不能是内部的"),
            ("unique = [\"no\"]", "unique = []", "unique 只写它"),
            ("numbered = \"JZ\"", "numbered = \"jz\"", "大写字母"),
            ("dated = \"held\"", "dated = \"place\"", "dated写的“地点”不是日期"),
            ("dated = \"held\"", "dated = \"due\"", "年度由它而定"),
            ("tallied = [\"place\"]", "tallied = [\"cost\"]", "应当是公开的 text"),
            ("\"发布人员\"", "\"主任\"", "writers 写的“主任”不是岗位"),
            ("is = \"yes\"", "is = \"maybe\"", "不是“是否公开”的选项"),
            ("field = \"shown\", ", "", "还应当写 field"),
            ("field = \"shown\"", "field = \"place\"", "应当是 choice"),
            ("field = \"shown\", is = \"yes\"", "field = \"cost\"", "不能决定公开"),
            ("done = \"reported\"", "done = \"held\"", "应当是可选的"),
            ("kind = \"money\"", "kind = \"number\"", "第6栏“经费”：kind“number”不认识"),
            ("hint = \"以元为单位。\"", "long = true", "只有 text 可以写 long"),
            ("key = \"cost\"", "key = \"due\"", "第6栏“经费”：key 或者名称与前面的栏相同"),
            ("name = \"经费\"", "name = \"编号\"", "与前面的栏相同"),
            ("{ key = \"no\", name = \"不公开\" }", "{ key = \"yes\", name = \"不公开\" }", "重复"),
            (", { key = \"no\", name = \"不公开\" }]", "", "第"),
        ] {
            assert!(LECTURES.contains(from), "{from}");
            let refused = parse(&LECTURES.replacen(from, to, 1)).expect_err(to);
            assert!(refused.contains(told), "{to}: {refused}");
        }
        let twice = format!("{LECTURES}{}", LECTURES.replace("公益讲座", "讲座"));
        assert!(parse(&twice).is_err_and(|told| told.starts_with("第2本登记“讲座”")));
        let none = "[[register]]\nkey = \"a\"\nname = \"甲\"\nfield = []\n";
        assert!(parse(none).is_err_and(|told| told.contains("应当有1至40栏")));
    }
}
