//! 第十九条至第二十一条　应当主动公开的内容
//!
//! > 对涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的政府信息，行政机关应当主动公开。

use serde::{Deserialize, Serialize};

/// 第二十条各项的内容，按项的次序。
const ITEMS: [&str; 15] = [
    "行政法规、规章和规范性文件",
    "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
    "国民经济和社会发展规划、专项规划、区域规划及相关政策",
    "国民经济和社会发展统计信息",
    "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定",
    "财政预算、决算信息",
    "行政事业性收费项目及其依据、标准",
    "政府集中采购项目的目录、标准及实施情况",
    "重大建设项目的批准和实施情况",
    "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
    "突发公共事件的应急预案、预警信息及应对情况",
    "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
    "公务员招考的职位、名额、报考条件等事项以及录用结果",
    "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
];

const NUMBERS: [&str; 15] =
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"];

/// 为什么主动公开：第二十条的一项，或者第二十一条。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    /// > 行政机关应当依照本条例第十九条的规定，主动公开本行政机关的下列政府信息
    ///
    /// From 1 to 15.
    Item(u8),
    /// > 除本条例第二十条规定的政府信息外，设区的市级、县级人民政府及其部门还应当根据本地方的具体情况，主动公开涉及市政建设、公共服务、公益事业、土地征收、房屋征收、治安管理、社会救助等方面的政府信息
    Local,
}

impl Duty {
    pub fn all() -> impl Iterator<Item = Duty> {
        (1..=15).map(Duty::Item).chain([Duty::Local])
    }

    /// `20-1` … `20-15`, `21`.
    pub fn key(self) -> String {
        match self {
            Duty::Item(number) => format!("20-{number}"),
            Duty::Local => "21".into(),
        }
    }

    pub fn from_key(key: &str) -> Option<Duty> {
        Duty::all().find(|duty| duty.key() == key)
    }

    pub fn label(self) -> &'static str {
        match self {
            Duty::Item(number) => ITEMS.get(usize::from(number) - 1).copied().unwrap_or_default(),
            Duty::Local => {
                "市政建设、公共服务、公益事业、土地征收、房屋征收、治安管理、社会救助等方面的政府信息"
            }
        }
    }

    /// «条例第二十条第（五）项»
    pub fn cite(self) -> String {
        match self {
            Duty::Item(number) => {
                let number = NUMBERS.get(usize::from(number) - 1).copied().unwrap_or_default();
                format!("条例第二十条第（{number}）项")
            }
            Duty::Local => "条例第二十一条".into(),
        }
    }
}

impl Serialize for Duty {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.key())
    }
}

impl<'de> Deserialize<'de> for Duty {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Duty, D::Error> {
        let key = String::deserialize(from)?;
        Duty::from_key(&key).ok_or_else(|| serde::de::Error::custom(format!("no item of art. 20: {key}")))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::statutes::Statute;

    #[test]
    fn art20_its_fifteen_items_word_for_word() {
        let regulation = Statute::find("regulation").unwrap();
        let article = regulation.articles().find(|article| article.number == 20).unwrap();
        let stands: Vec<&str> = article.paragraphs[1..].to_vec();
        for (duty, text) in (1..=15).map(Duty::Item).zip(&stands) {
            let number = NUMBERS[usize::from(match duty {
                Duty::Item(n) => n,
                Duty::Local => 1,
            }) - 1];
            let text = text.trim_end_matches(['；', '。']);
            assert_eq!(format!("（{number}）{}", duty.label()), text);
        }
        assert_eq!(stands.len(), 15);
    }

    #[test]
    fn art21_what_a_city_or_county_adds() {
        assert_eq!(Duty::from_key("21"), Some(Duty::Local));
        assert_eq!(Duty::Local.cite(), "条例第二十一条");
        assert_eq!(Duty::Item(5).cite(), "条例第二十条第（五）项");
    }

    #[test]
    fn keys_lead_back_and_nothing_else_does() {
        for duty in Duty::all() {
            assert_eq!(Duty::from_key(&duty.key()), Some(duty));
        }
        for wrong in ["", "20", "20-0", "20-16", "22"] {
            assert_eq!(Duty::from_key(wrong), None, "{wrong}");
        }
    }
}
