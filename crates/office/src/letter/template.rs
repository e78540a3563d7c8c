//! 文书模板：一种文书一个文件，中文变量名；缺少必须写明的内容的，不能采用

use super::form::Form;
use super::refusal::{Refusal, listed};
use super::variable::Variable;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;

/// More steps than this no letter takes; a template that loops for ever ends here.
const FUEL: u64 = 100_000;

/// Refuses a template that leaves out what the form must state, or names what there is not.
pub fn check(form: Form, text: &str) -> Result<(), Refusal> {
    let known = known(form);
    unknown_names(form, text, &known)?;
    // Whatever else is blank, what is required must come out; a place inside an `if` might not.
    let required = form.required();
    for sparse in [false, true] {
        let filled = known.iter().map(|variable| {
            let blank = sparse && !required.contains(variable);
            (variable.name(), if blank { String::new() } else { sentinel(*variable) })
        });
        let rendered = render(form, text, &filled.collect())?;
        let missing: Vec<Variable> =
            required.iter().copied().filter(|one| !rendered.contains(&sentinel(*one))).collect();
        if !missing.is_empty() {
            return Err(refused(form, 1, format!("没有写明{}，请补上。", listed(&missing))));
        }
        super::compose::titled(form, &rendered)?;
    }
    Ok(())
}

/// The names a template of this form may use.
pub(super) fn known(form: Form) -> Vec<Variable> {
    let all = Variable::ALL.into_iter();
    all.filter(|variable| *variable != Variable::Remedies || form.states_remedies()).collect()
}

fn sentinel(variable: Variable) -> String {
    format!("\u{E010}{}\u{E011}", variable.name())
}

pub(super) fn refused(form: Form, line: usize, message: String) -> Refusal {
    Refusal::Template { name: format!("{}.md", form.key()), line, message }
}

/// The text with its names filled in.
pub(super) fn render(form: Form, text: &str, values: &BTreeMap<&str, String>) -> Result<String, Refusal> {
    let environment = environment(form, text)?;
    let refusal = |error: Error| refused(form, error.line().unwrap_or(1), in_words(&error));
    let template = environment.get_template("letter").map_err(refusal)?;
    template
        .render(Value::from_pairs(values.iter().map(|(name, words)| (*name, words.as_str()))))
        .map_err(refusal)
}

fn environment(form: Form, text: &str) -> Result<Environment<'_>, Refusal> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("default delimiters are valid"),
    );
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
        .add_template("letter", text)
        .map_err(|error| refused(form, error.line().unwrap_or(1), in_words(&error)))?;
    Ok(environment)
}

fn unknown_names(form: Form, text: &str, known: &[Variable]) -> Result<(), Refusal> {
    let environment = environment(form, text)?;
    let template = environment.get_template("letter").map_err(|error| refused(form, 1, in_words(&error)))?;
    let mut used: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    used.sort_unstable();
    for name in used {
        let line = text.lines().position(|line| line.contains(&name)).map_or(1, |at| at + 1);
        let message = match Variable::named(&name) {
            Some(variable) if known.contains(&variable) => continue,
            Some(_) => format!("程序文书不能单独复议、起诉，不写“{name}”，请删去。"),
            None => format!("没有名为“{name}”的内容，请核对拼写。"),
        };
        return Err(refused(form, line, message));
    }
    Ok(())
}

fn in_words(error: &Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::UndefinedError => "引用了不存在的名称，请核对拼写。".into(),
        ErrorKind::OutOfFuel => "循环过多，请简化模板。".into(),
        ErrorKind::UnknownFunction | ErrorKind::UnknownFilter | ErrorKind::UnknownTest => {
            format!("没有这个函数或过滤器（{detail}），请核对拼写。")
        }
        _ => format!("模板写法有误（{detail}），请对照默认模板改正。"),
    }
}
