//! 填写的各项：what a form of the desk and a file of guides have in common: names with lines under them

use super::lines::Line;
use std::collections::{BTreeMap, BTreeSet};

/// What was written, by name; a thing has its questions as children.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    pub lines: BTreeMap<String, Vec<String>>,
    pub questions: Vec<Fields>,
}

/// What is wrong, and where: the name of the field, and the line in it from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub line: Option<usize>,
    pub message: String,
}

impl Fault {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault { field: field.into(), line: None, message: message.into() }
    }

    pub fn at(field: impl Into<String>, line: usize, message: impl Into<String>) -> Fault {
        Fault { field: field.into(), line: Some(line), message: message.into() }
    }

    /// «申请材料第2行：缺少“材料名称”。»
    pub fn told(&self) -> String {
        let label = label(&self.field);
        let message = self.message.trim_end_matches('。');
        match self.line {
            Some(line) => format!("{label}第{line}行：{message}。"),
            None if label.is_empty() => format!("{message}。"),
            None => format!("{label}：{message}。"),
        }
    }
}

/// Longest line of a field, in characters.
const LONGEST_LINE: usize = 2_000;
/// Most lines of a field.
const MOST_LINES: usize = 100;

/// What a field is called where it is filled in.
pub fn label(field: &str) -> &str {
    match field {
        "id" => "网址标识",
        "name" => "名称",
        "code" => "事项编码",
        "kind" => "事项类型",
        "audience" => "服务对象",
        "theme" => "主题",
        "words" => "日常说法",
        "basis" => "设定依据",
        "agency" => "实施机关",
        "conditions" => "受理条件",
        "materials" => "申请材料",
        "steps" => "办理流程",
        "places" => "办理地点",
        "window" => "窗口",
        "online" => "网上办理",
        "statutory" => "法定时限",
        "promised" => "承诺时限",
        "fee" => "收费",
        "phone" => "咨询电话",
        "complaint" => "监督电话",
        "result" => "办理结果",
        "faq" => "常见问题",
        "explain" => "文字解读",
        "check" => "预检项目",
        "batch" => "年度批次",
        "lead" => "牵头部门",
        "partners" => "配合部门",
        "summary" => "说明",
        "guides" => "包含的指南",
        other => other,
    }
}

/// Reads fields one after the other and gathers what is wrong with them.
pub(super) struct Reading<'a> {
    fields: &'a Fields,
    asked: BTreeSet<&'static str>,
    pub faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    pub fn new(fields: &'a Fields) -> Reading<'a> {
        Reading { fields, asked: BTreeSet::new(), faults: Vec::new() }
    }

    /// The lines that say something, with their numbers.
    fn written(&mut self, name: &'static str) -> Vec<(usize, &'a str)> {
        self.asked.insert(name);
        let lines = self.fields.lines.get(name).map_or(&[][..], Vec::as_slice);
        let lines: Vec<(usize, &str)> = (1..)
            .zip(lines)
            .map(|(at, line)| (at, line.trim()))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        if lines.len() > MOST_LINES {
            self.faults.push(Fault::new(name, format!("至多{MOST_LINES}行")));
            return Vec::new();
        }
        if let Some((at, _)) = lines.iter().find(|(_, line)| line.chars().count() > LONGEST_LINE) {
            self.faults.push(Fault::at(name, *at, format!("太长，至多{LONGEST_LINE}字")));
            return Vec::new();
        }
        lines
    }

    pub fn text(&mut self, name: &'static str) -> String {
        let lines: Vec<&str> = self.written(name).into_iter().map(|(_, line)| line).collect();
        lines.join("\n")
    }

    pub fn needed(&mut self, name: &'static str) -> String {
        let text = self.text(name);
        if text.is_empty() && !self.faults.iter().any(|fault| fault.field == name) {
            self.faults.push(Fault::new(name, "没有填写"));
        }
        text
    }

    pub fn list(&mut self, name: &'static str) -> Vec<String> {
        self.written(name).into_iter().map(|(_, line)| line.to_owned()).collect()
    }

    /// Several a line, with “、” between.
    pub fn names(&mut self, name: &'static str) -> Vec<String> {
        let lines = self.written(name);
        let parts = lines.iter().flat_map(|(_, line)| line.split(['、', '，', ',', '；', ';']));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(Into::into).collect()
    }

    pub fn lines<T: Line>(&mut self, name: &'static str) -> Vec<T> {
        let mut read = Vec::new();
        for (at, line) in self.written(name) {
            match T::read(line) {
                Ok(one) => read.push(one),
                Err(message) => self.faults.push(Fault::at(name, at, message)),
            }
        }
        read
    }

    /// Working days; `None` where nothing is said.
    pub fn days(&mut self, name: &'static str) -> Option<u16> {
        let text = self.text(name);
        let days = text.trim_end_matches("个工作日").trim().parse();
        match days {
            Ok(days @ 0..=999) => Some(days),
            _ if text.is_empty() => None,
            _ => {
                self.faults.push(Fault::new(name, "请填写工作日数，例如 5；即时办结的填 0"));
                None
            }
        }
    }

    /// What was written under names nobody asked for.
    pub fn finish(mut self) -> Vec<Fault> {
        let unknown = self.fields.lines.keys().filter(|name| !self.asked.contains(name.as_str()));
        let unknown: Vec<Fault> =
            unknown.map(|name| Fault::new(name.clone(), "没有这一项，请核对写法")).collect();
        self.faults.extend(unknown);
        self.faults
    }
}
