//! 办事指南：要素，和缺了哪些要素

use super::check::Blank;
use super::fields::{Fault, Fields, Reading};
use super::is_id;
use super::lines::{Basis, Line, Material, Place, Qa, Step};
use serde::{Deserialize, Serialize};

/// 服务对象
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Person,
    Enterprise,
}

impl Audience {
    pub const ALL: [Audience; 2] = [Audience::Person, Audience::Enterprise];

    pub const fn key(self) -> &'static str {
        match self {
            Audience::Person => "person",
            Audience::Enterprise => "enterprise",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Audience::Person => "个人",
            Audience::Enterprise => "企业",
        }
    }

    /// By its key or its label.
    pub fn find(text: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|one| one.key() == text || one.label() == text)
    }
}

/// 办事指南. Texts may be empty in a draft; [`Guide::missing`] tells which must not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    pub id: String,
    /// 事项名称
    pub name: String,
    /// 事项编码
    pub code: String,
    /// 事项类型：行政许可、行政确认、公共服务……
    pub kind: String,
    pub audience: Vec<Audience>,
    pub theme: String,
    pub words: Vec<String>,
    pub basis: Vec<Basis>,
    pub agency: String,
    pub conditions: Vec<String>,
    pub materials: Vec<Material>,
    pub steps: Vec<Step>,
    pub places: Vec<Place>,
    /// 网上办理
    pub online: String,
    /// Working days; 0 at once; `None` as other rules have it.
    pub statutory: Option<u16>,
    pub promised: Option<u16>,
    pub fee: String,
    pub phone: String,
    pub complaint: String,
    pub result: String,
    pub faq: Vec<Qa>,
    /// 文字解读
    pub explain: String,
    /// 预检的项目
    pub check: Vec<Blank>,
}

impl Guide {
    /// As a form or a file has it.
    pub fn read(fields: &Fields) -> Result<Guide, Vec<Fault>> {
        let mut read = Reading::new(fields);
        let mut places: Vec<Place> = read.lines("places");
        let window = read.text("window");
        if !window.is_empty() {
            for place in &mut places {
                place.windows.clone_from(&window);
            }
        }
        let guide = Guide {
            id: read.needed("id"),
            name: read.needed("name"),
            code: read.text("code"),
            kind: read.text("kind"),
            audience: audiences(&mut read),
            theme: read.needed("theme"),
            words: read.names("words"),
            basis: read.lines("basis"),
            agency: read.text("agency"),
            conditions: read.list("conditions"),
            materials: read.lines("materials"),
            steps: read.lines("steps"),
            places,
            online: read.text("online"),
            statutory: read.days("statutory"),
            promised: read.days("promised"),
            fee: read.text("fee"),
            phone: read.text("phone"),
            complaint: read.text("complaint"),
            result: read.text("result"),
            faq: read.lines("faq"),
            explain: read.text("explain"),
            check: read.lines("check"),
        };
        let mut faults = read.finish();
        if faults.is_empty() {
            faults = guide.faults();
        }
        if faults.is_empty() { Ok(guide) } else { Err(faults) }
    }

    /// As a form shows it; what [`Guide::read`] takes.
    pub fn fields(&self) -> Fields {
        let days = |days: Option<u16>| days.map(|days| days.to_string()).unwrap_or_default();
        let one = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let audience = self.audience.iter().map(|one| one.label().to_owned()).collect();
        let lines = [
            ("id", one(&self.id)),
            ("name", one(&self.name)),
            ("code", one(&self.code)),
            ("kind", one(&self.kind)),
            ("audience", audience),
            ("theme", one(&self.theme)),
            ("words", vec![self.words.join("、")]),
            ("basis", written(&self.basis)),
            ("agency", one(&self.agency)),
            ("conditions", self.conditions.clone()),
            ("materials", written(&self.materials)),
            ("steps", written(&self.steps)),
            ("places", written(&self.places)),
            ("online", one(&self.online)),
            ("statutory", one(&days(self.statutory))),
            ("promised", one(&days(self.promised))),
            ("fee", one(&self.fee)),
            ("phone", one(&self.phone)),
            ("complaint", one(&self.complaint)),
            ("result", one(&self.result)),
            ("faq", written(&self.faq)),
            ("explain", one(&self.explain)),
            ("check", written(&self.check)),
        ];
        let lines = lines.map(|(name, lines)| (name.to_owned(), lines));
        Fields { lines: lines.into(), questions: Vec::new() }
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !is_id(&self.id) {
            faults.push(Fault::new("id", BAD_ID));
        }
        if let (Some(statutory), Some(promised)) = (self.statutory, self.promised)
            && promised > statutory
        {
            let message = format!("承诺{promised}个工作日，长于法定时限{statutory}个工作日");
            faults.push(Fault::new("promised", message));
        }
        let twice = |names: Vec<&str>| {
            let mut seen = std::collections::BTreeSet::new();
            names
                .into_iter()
                .enumerate()
                .find(|(_, name)| !seen.insert(*name))
                .map(|(at, name)| (at + 1, name.to_owned()))
        };
        if let Some((at, name)) = twice(self.materials.iter().map(|one| one.name.as_str()).collect()) {
            faults.push(Fault::at("materials", at, format!("“{name}”已经写过")));
        }
        if let Some((at, key)) = twice(self.check.iter().map(|one| one.key.as_str()).collect()) {
            faults.push(Fault::at("check", at, format!("键“{key}”已经用过")));
        }
        faults
    }

    /// 重点要素, by 国办秘函〔2019〕19号: missing ones make a guide count as incomplete.
    pub fn missing(&self) -> Vec<&'static str> {
        let hours = self.places.iter().any(|place| !place.hours.is_empty());
        let elements = [
            ("事项名称", !self.name.is_empty()),
            ("设定依据", !self.basis.is_empty()),
            ("申请条件", !self.conditions.is_empty()),
            ("办理材料", !self.materials.is_empty()),
            ("办理流程", !self.steps.is_empty()),
            ("办理地点", !self.places.is_empty()),
            ("办理时间", hours),
            ("联系电话", !self.phone.is_empty()),
        ];
        elements.into_iter().filter(|(_, there)| !there).map(|(label, _)| label).collect()
    }

    pub fn overview(&self) -> String {
        let mut parts = Vec::new();
        if !self.agency.is_empty() {
            parts.push(format!("{}办理", self.agency));
        }
        parts.extend(self.promised.map(days_told).map(|told| format!("承诺{told}")));
        if !self.fee.is_empty() {
            parts.push(self.fee.split(['；', '。']).next().unwrap_or_default().to_owned());
        }
        format!("{}的条件、材料、流程和常见问题。{}。", self.name, parts.join("，"))
    }
}

pub(super) const BAD_ID: &str = "由2至60个小写字母、数字和连字符组成，例如 food-licence";

/// «5个工作日», «即时办结»
pub fn days_told(days: u16) -> String {
    if days == 0 { "即时办结".into() } else { format!("{days}个工作日") }
}

pub(super) fn audiences(read: &mut Reading<'_>) -> Vec<Audience> {
    let mut found = Vec::new();
    for name in read.names("audience") {
        match Audience::find(&name) {
            Some(one) if !found.contains(&one) => found.push(one),
            Some(_) => {}
            None => read.faults.push(Fault::new("audience", format!("没有“{name}”，应当是个人、企业"))),
        }
    }
    if found.is_empty() && !read.faults.iter().any(|fault| fault.field == "audience") {
        read.faults.push(Fault::new("audience", "没有选择"));
    }
    found
}

pub(super) fn written<T: Line>(list: &[T]) -> Vec<String> {
    list.iter().map(Line::written).collect()
}
