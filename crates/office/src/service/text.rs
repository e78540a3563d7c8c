//! 全文：a service as Markdown, to be read as an item, searched, and looked through before it goes out

use super::guide::days_told;
use super::lines::{Basis, Line, Material};
use super::tree::{Choice, Effect, Question};
use super::{Guide, Service, Thing};
use std::fmt::Write;

pub fn of(service: &Service) -> String {
    let mut out = Text(String::new());
    match service {
        Service::Guide(guide) => guide_text(&mut out, guide),
        Service::Thing(thing) => thing_text(&mut out, thing),
    }
    out.0.trim_end().to_owned()
}

/// Headings of the text that whoever takes answers from it has to know: what a matter is based on, and the way to an
/// answer, which is none by itself.
pub const BASIS: &str = "设定依据";
pub const TREE: &str = "情形问答";

struct Text(String);

impl Text {
    fn part(&mut self, title: &str, lines: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        let _ = write!(self.0, "## {title}\n\n");
        for line in lines {
            let _ = writeln!(self.0, "- {line}");
        }
        self.0.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.0, "{text}\n\n");
        }
    }
}

fn plain(text: &str) -> String {
    text.replace('\n', "；")
}

fn guide_text(out: &mut Text, guide: &Guide) {
    let audience: Vec<&str> = guide.audience.iter().map(|one| one.label()).collect();
    let said = |label: &str, text: &str| {
        if text.is_empty() { String::new() } else { format!("{label}：{}", plain(text)) }
    };
    let days = |label: &str, days: Option<u16>| {
        days.map(|days| format!("{label}：{}", days_told(days))).unwrap_or_default()
    };
    out.part(
        "基本信息",
        [
            said("事项类型", &guide.kind),
            said("事项编码", &guide.code),
            said("服务对象", &audience.join("、")),
            said("主题", &guide.theme),
            said("实施机关", &guide.agency),
            days("法定时限", guide.statutory),
            days("承诺时限", guide.promised),
            said("收费", &guide.fee),
            said("办理结果", &guide.result),
            said("网上办理", &guide.online),
            said("咨询电话", &guide.phone),
            said("监督电话", &guide.complaint),
            said("日常说法", &guide.words.join("、")),
        ],
    );
    out.part(BASIS, guide.basis.iter().map(basis));
    out.part("受理条件", guide.conditions.iter().map(|one| plain(one)));
    out.part("申请材料", guide.materials.iter().map(material));
    let step = |(at, one): (usize, &super::Step)| {
        if one.text.is_empty() {
            format!("{at}. {}", one.name)
        } else {
            format!("{at}. {}：{}", one.name, one.text)
        }
    };
    out.part("办理流程", (1..).zip(&guide.steps).map(step));
    let place = |one: &super::Place| {
        let parts =
            [&one.name, &one.address, &one.windows, &one.hours].into_iter().filter(|part| !part.is_empty());
        parts.cloned().collect::<Vec<_>>().join("，")
    };
    out.part("办理地点", guide.places.iter().map(place));
    if !guide.explain.is_empty() {
        out.paragraph("## 解读");
        out.paragraph(&guide.explain.replace('\n', "\n\n"));
    }
    out.part("常见问题", guide.faq.iter().map(|one| format!("问：{}　答：{}", one.question, one.answer)));
    out.part("填表预检", guide.check.iter().map(Line::written));
}

fn basis(one: &Basis) -> String {
    if one.link.is_empty() { one.name.clone() } else { format!("[{}]({})", one.name, one.link) }
}

fn material(one: &Material) -> String {
    let copies = format!("{}份", one.copies);
    let parts = [one.form.as_str(), &copies, &one.source, &one.sample];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}（{}）", one.name, parts.join("，"))
}

/// A question and, each on a line, its answers with everything they bring about.
fn question(at: usize, one: &Question, all: &[Question]) -> Vec<String> {
    let hint = if one.hint.is_empty() { String::new() } else { format!("（{}）", plain(&one.hint)) };
    let leads = |choice: &Choice| match &choice.next {
        None => "到此为止".to_owned(),
        Some(next) => all
            .iter()
            .position(|other| other.key == *next)
            .map_or_else(|| next.clone(), |at| format!("接第{}题", at + 1)),
    };
    let choice = |choice: &Choice| {
        let note =
            if choice.note.is_empty() { String::new() } else { format!("提示：{}", plain(&choice.note)) };
        let effects = choice.effects.iter().map(Effect::written);
        let told: Vec<String> =
            effects.chain([note, leads(choice)]).filter(|part| !part.is_empty()).collect();
        format!("第{at}题选“{}”：{}", choice.text, told.join("；"))
    };
    let head = format!("第{at}题：{}{hint}", one.text);
    std::iter::once(head).chain(one.options.iter().map(choice)).collect()
}

fn thing_text(out: &mut Text, thing: &Thing) {
    out.paragraph(&thing.summary);
    let said =
        |label: &str, text: &str| if text.is_empty() { String::new() } else { format!("{label}：{text}") };
    out.part(
        "基本信息",
        [
            said("主题", &thing.theme),
            said("年度批次", &thing.batch),
            said("牵头部门", &thing.lead),
            said("配合部门", &thing.partners.join("、")),
            said("日常说法", &thing.words.join("、")),
        ],
    );
    out.part("人人都要办的", thing.guides.iter().cloned());
    out.part(TREE, (1..).zip(&thing.questions).flat_map(|(at, one)| question(at, one, &thing.questions)));
    if !thing.explain.is_empty() {
        out.paragraph("## 解读");
        out.paragraph(&thing.explain.replace('\n', "\n\n"));
    }
}
