//! 表单：every element of a guide or a thing, and back

use crate::form::{Fault as Told, Field, Typed, area, checks, choice, heading, line, short};
use office::service::{Audience, Fault, Fields, Guide, Line, Service, Thing};
use office::service::{Basis, Blank, Material, Place, Qa, Step};
use std::collections::BTreeMap;

/// Blank questions that are offered beside those there are.
const SPARE: usize = 1;
/// Questions a form reads at most.
const MOST: usize = 40;

/// A question as the form shows it.
pub struct Asked {
    pub number: usize,
    pub parts: Vec<Part>,
}

pub struct Part {
    pub name: String,
    pub label: &'static str,
    pub hint: &'static str,
    pub rows: usize,
    pub value: String,
}

fn columns<T: Line>(more: &str) -> String {
    format!("一行一项：{}。{more}", T::COLUMNS.join(" | "))
}

fn audience() -> Field {
    checks(
        "audience",
        "服务对象",
        "",
        Audience::ALL.map(|one| (one.label().to_owned(), one.label().to_owned())),
    )
}

/// Every question about a service, blank.
pub fn blank(thing: bool) -> Vec<Field> {
    let id = line("id", "网址标识", "小写字母、数字和连字符，例如 food-licence。定下以后不能更改。");
    let words = line("words", "日常说法", "群众怎样叫这件事，用顿号隔开；检索时用。").optional();
    let explain = area("explain", "文字解读", "一行一段。").optional();
    if thing {
        return vec![
            id,
            line("name", "名称", "例如 我要开餐饮店。"),
            audience(),
            line("theme", "主题", "例如 企业开办。"),
            words,
            line("batch", "年度批次", "例如 2025年重点事项。").optional(),
            line("lead", "牵头部门", "").optional(),
            line("partners", "配合部门", "用顿号隔开。").optional(),
            area("summary", "说明", "一两句话。").optional(),
            area("guides", "包含的指南", "人人都要办的，一行一个网址标识，按办理的顺序。"),
            explain,
        ];
    }
    vec![
        id,
        line("name", "事项名称", ""),
        line("code", "事项编码", "").optional(),
        line("kind", "事项类型", "例如 行政许可、公共服务。").optional(),
        audience(),
        line("theme", "主题", "例如 准营准办。"),
        words,
        heading("重点要素", "缺少的，自查时列出（国办秘函〔2019〕19号）。"),
        area("basis", "设定依据", columns::<Basis>("链接可以不写。")).optional(),
        line("agency", "实施机关", "").optional(),
        area("conditions", "受理条件", "一行一条。").optional(),
        area("materials", "申请材料", columns::<Material>("来源写“免提交”的，不用群众带。")).optional(),
        area("steps", "办理流程", columns::<Step>("")).optional(),
        area("places", "办理地点", columns::<Place>("")).optional(),
        line("online", "网上办理", "").optional(),
        short("statutory", "法定时限", "工作日数；即时办结填 0。").optional(),
        short("promised", "承诺时限", "工作日数，不长于法定时限。").optional(),
        line("fee", "收费", "例如 不收费。").optional(),
        line("phone", "咨询电话", "").optional(),
        line("complaint", "监督电话", "").optional(),
        line("result", "办理结果", "").optional(),
        heading("解读和预检", ""),
        area("faq", "常见问题", columns::<Qa>("")).optional(),
        explain,
        area(
            "check",
            "预检项目",
            columns::<Blank>(
                "类型：文字、身份证号码、统一社会信用代码、电话、日期、不晚于今天的日期、金额、整数。",
            ),
        )
        .optional(),
    ]
}

/// Where an item stands, as the content has it beside the service.
pub fn around(columns: &[String], entries: Vec<(String, String)>) -> Vec<Field> {
    let none = [(String::new(), "不属于".to_owned())];
    vec![
        heading("公开", ""),
        choice("column", "栏目", "", columns.iter().map(|name| (name.clone(), name.clone()))),
        choice("entry", "主动公开事项目录", "", none.into_iter().chain(entries)),
    ]
}

/// What a service has written under each name.
pub fn of(service: &Service) -> Fields {
    match service {
        Service::Guide(guide) => guide.fields(),
        Service::Thing(thing) => thing.fields(),
    }
}

/// The form with what is written.
pub fn answered(field: Field, written: &Fields) -> Field {
    let Some(lines) = written.lines.get(field.name) else { return field };
    if field.name == "audience" {
        return field.checked(|value| lines.iter().any(|one| one == value));
    }
    let value = lines.join("\n");
    field.with(value)
}

/// The questions of a thing, with room for one more.
pub fn questions(written: &Fields) -> Vec<Asked> {
    let text = |fields: Option<&Fields>, name: &str| {
        fields.and_then(|fields| fields.lines.get(name)).map(|lines| lines.join("\n")).unwrap_or_default()
    };
    let many = (written.questions.len() + SPARE).min(MOST);
    let asked = (0..many).map(|at| {
        let fields = written.questions.get(at);
        let part = |key: &'static str, label, hint, rows| Part {
            name: format!("q{at}-{key}"),
            label,
            hint,
            rows,
            value: text(fields, key),
        };
        let parts = vec![
            part("key", "键", "小写字母、数字和连字符；别的题目的“下一题”写它。", 1),
            part("text", "题目", "", 1),
            part("hint", "提示（可选）", "", 1),
            part("options", "选项", OPTIONS, 5),
        ];
        Asked { number: at + 1, parts }
    });
    asked.collect()
}

const OPTIONS: &str = "一行一项：键 | 选项 | 下一题（不写为结束） | 变动（用；隔开） | 提示。变动：增加指南 标识；去掉指南 标识；增加材料 名称；免交材料 名称；增加环节 说明。";

/// What was typed, under the names a service is read by.
pub fn typed(typed: &Typed, thing: bool) -> Fields {
    let lines = |name: &str| typed.text(name).lines().map(str::to_owned).collect::<Vec<_>>();
    let named = blank(thing).into_iter().filter(|field| !field.name.is_empty());
    let lines_of = |field: Field| {
        let lines = if field.name == "audience" {
            typed.all("audience").map(str::to_owned).collect()
        } else {
            lines(field.name)
        };
        (field.name.to_owned(), lines)
    };
    let mut fields = Fields { lines: named.map(lines_of).collect(), questions: Vec::new() };
    if thing {
        let question = |at: usize| {
            let keys = ["key", "text", "hint", "options"];
            let parts: BTreeMap<String, Vec<String>> =
                keys.into_iter().map(|key| (key.to_owned(), lines(&format!("q{at}-{key}")))).collect();
            let said = parts.values().flatten().any(|line| !line.trim().is_empty());
            said.then_some(Fields { lines: parts, questions: Vec::new() })
        };
        fields.questions = (0..=MOST).filter_map(question).collect();
    }
    fields
}

pub fn read(fields: &Fields, thing: bool) -> Result<Service, Vec<Fault>> {
    if thing {
        Thing::read(fields).map(|thing| Service::Thing(Box::new(thing)))
    } else {
        Guide::read(fields).map(|guide| Service::Guide(Box::new(guide)))
    }
}

/// Faults as the form tells them: beside the field where it has that name, else above.
pub fn told(faults: &[Fault], thing: bool) -> Vec<Told> {
    let names: Vec<&'static str> = blank(thing).iter().map(|field| field.name).collect();
    let field =
        |fault: &Fault| names.iter().copied().find(|name| *name == fault.field).unwrap_or("questions");
    faults.iter().map(|fault| Told { field: field(fault), message: fault.told() }).collect()
}
