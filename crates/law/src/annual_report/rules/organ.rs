//! 从名称判断机关的性质，由此判断有无规章制定权（R10）和报告的公布期限（R11）。判断不了的不下结论。

use super::{Breach, RuleId};
use crate::annual_report::form::Row2;
use crate::annual_report::place::Place;
use crate::annual_report::tables::Tables;
use jiff::civil::Date;

/// 机关的性质。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganKind {
    Government(Tier),
    /// 人民政府办公厅、办公室: a department that often speaks for its government.
    GeneralOffice(Tier),
    /// 地方人民政府的部门
    Department,
    /// 乡、镇人民政府
    Township,
    /// 街道办事处
    Subdistrict,
}

/// 县级以上地方人民政府的层级。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// 省、自治区、直辖市
    Province,
    /// 自治州
    Prefecture,
    /// 市：设区的市或者县级市，只看名称不能分辨
    City,
    /// 县、自治县、旗、市辖区，以及写明上级的县级市
    County,
}

/// 机关的性质，只凭名称。 `None` where the name does not tell: central organs and their local branches,
/// zones, names the form of which is unknown.
pub fn organ_kind(name: &str) -> Option<OrganKind> {
    let name = bare(name);
    if ["国家", "中国", "中华", "国务院", "全国", "中共", "中央"].iter().any(|word| name.starts_with(word))
    {
        return None;
    }
    if let Some((place, tail)) = name.split_once("人民政府").or_else(|| short_government(&name)) {
        return of_government(place, tail);
    }
    if ends_with(&name, &["街道办事处", "街道办", "街道"]) {
        return Some(OrganKind::Subdistrict);
    }
    if ends_with(&name, &["乡", "镇", "苏木"]) {
        return Some(OrganKind::Township);
    }
    if is_department(&name) {
        return Some(OrganKind::Department);
    }
    tier(&name).map(OrganKind::Government)
}

/// Without spaces and without what stands in brackets at the end («（全市汇总）»).
fn bare(name: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    match name.find(['（', '(']) {
        Some(start) if name.ends_with(['）', ')']) => name[..start].into(),
        _ => name,
    }
}

fn ends_with(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}

/// 「沭阳县政府办公室」: 人民 left out. 政府 also stands in 政府采购 and the like, so only these endings count.
fn short_government(name: &str) -> Option<(&str, &str)> {
    name.split_once("政府").filter(|(_, tail)| ["", "办公厅", "办公室", "办"].contains(tail))
}

fn of_government(place: &str, tail: &str) -> Option<OrganKind> {
    if ends_with(tail, &["街道办事处", "街道办"]) {
        return Some(OrganKind::Subdistrict);
    }
    if ends_with(place, &["乡", "镇", "苏木"]) {
        return Some(OrganKind::Township);
    }
    match tail {
        "" => tier_of_government(place).map(OrganKind::Government),
        "办公厅" | "办公室" | "办" => tier_of_government(place).map(OrganKind::GeneralOffice),
        _ => Some(OrganKind::Department),
    }
}

/// The tier of a place that has a people's government; 新区 with one are districts.
fn tier_of_government(place: &str) -> Option<Tier> {
    if place.ends_with('区') && !place.ends_with("自治区") { Some(Tier::County) } else { tier(place) }
}

/// The tier a place's name bears. Zones, which bear the same endings, are no tier of government.
fn tier(place: &str) -> Option<Tier> {
    const ZONES: [&str; 12] = [
        "开发区",
        "高新区",
        "新区",
        "园区",
        "示范区",
        "风景",
        "保税",
        "度假",
        "试验区",
        "工业",
        "景区",
        "地区",
    ];
    if ZONES.iter().any(|zone| place.contains(zone)) {
        return None;
    }
    if ["北京市", "上海市", "天津市", "重庆市"].contains(&place) || ends_with(place, &["省", "自治区"])
    {
        return Some(Tier::Province);
    }
    if ends_with(place, &["自治州"]) {
        return Some(Tier::Prefecture);
    }
    if ends_with(place, &["县", "旗", "区"]) {
        return Some(Tier::County);
    }
    let city = place.strip_suffix('市').filter(|rest| !rest.is_empty())?;
    // 「枣庄市滕州市」、「恩施土家族苗族自治州利川市」写明了上级，是县级市。
    let within = city.contains('市') || city.contains("自治州") || city.contains('盟');
    Some(if within { Tier::County } else { Tier::City })
}

fn is_department(name: &str) -> bool {
    let local = |ending: &str| {
        name.strip_suffix(ending).is_some_and(|rest| {
            ["省", "市", "县", "区", "州", "旗", "盟"].iter().any(|mark| rest.contains(mark))
        })
    };
    ends_with(name, &["局", "厅"])
        || ["委员会", "办公室", "中心", "委", "办"]
            .into_iter()
            .any(|ending| local(ending) && !name.ends_with("管理委员会") && !name.ends_with("管委办"))
}

/// 规章制定权（R10，读法R-13）。
///
/// 地方政府规章由省、自治区、直辖市和设区的市、自治州的人民政府制定（立法法）；其部门、县级人民政府、乡镇、
/// 街道没有这一权力。 A 市 may be either and a 办公厅 may report for its government: no finding.
pub fn organ_rules(organ_name: &str, tables: &Tables) -> Vec<Breach> {
    let powerless = match organ_kind(organ_name) {
        Some(OrganKind::Government(tier) | OrganKind::GeneralOffice(tier)) => tier == Tier::County,
        Some(OrganKind::Department | OrganKind::Township | OrganKind::Subdistrict) => true,
        None => false,
    };
    let columns = if powerless { 0..Row2::Regulations.width() as u8 } else { 0..0 };
    columns
        .map(|column| Place::Cell2(Row2::Regulations, column))
        .filter_map(|place| match tables.count(place) {
            Some(count) if count > 0 => {
                Some(Breach { rule: RuleId::R10, place, expected: Some(0), found: Some(i128::from(count)) })
            }
            _ => None,
        })
        .collect()
}

/// 某年报告最迟的公布日（R11，读法R-14）；期限不因节假日顺延。
///
/// > 县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。
///
/// > 县级以上地方人民政府的政府信息公开工作主管部门应当在每年3月31日前向社会公布本级政府上一年度政府信息公开工作年度报告。
///
/// `None` where the article does not say: townships and subdistricts (local practice), 人民政府办公厅 and 办公室
/// (which publish now their own report, now their government's), unknown organs, years before 2019.
pub fn deadline(organ_name: &str, year: i16) -> Option<Date> {
    if !RuleId::R11.rule().applies(year, Default::default()) {
        return None;
    }
    let (month, day) = match organ_kind(organ_name)? {
        OrganKind::Department => (1, 31),
        OrganKind::Government(_) => (3, 31),
        OrganKind::GeneralOffice(_) | OrganKind::Township | OrganKind::Subdistrict => return None,
    };
    Date::new(year.checked_add(1)?, month, day).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use OrganKind::{Department, GeneralOffice, Government, Subdistrict, Township};

    #[test]
    fn an_organ_is_known_by_its_name() {
        let check = |names: &str, expected: Option<OrganKind>| {
            for name in names.split(' ') {
                assert_eq!(organ_kind(name), expected, "{name}");
            }
        };
        check(
            "江苏省人民政府 广西壮族自治区人民政府 上海市人民政府 山东省 内蒙古自治区",
            Some(Government(Tier::Province)),
        );
        check("恩施土家族苗族自治州人民政府 凉山彝族自治州", Some(Government(Tier::Prefecture)));
        check(
            "宿迁市人民政府 宿迁市人民政府（全市汇总） 滕州市人民政府 枣庄市 景德镇市人民政府 宿迁市政府",
            Some(Government(Tier::City)),
        );
        check(
            "沭阳县人民政府 淮安市洪泽区人民政府 沭阳县 枣庄市滕州市人民政府 鄂温克族自治旗 上海市浦东新区人民政府 长阳土家族自治县人民政府",
            Some(Government(Tier::County)),
        );
        check("上海市人民政府办公厅 重庆市人民政府办公厅", Some(GeneralOffice(Tier::Province)));
        check(
            "沭阳县人民政府办公室 淮安市洪泽区人民政府办公室 沭阳县政府办公室 沭阳县政府办",
            Some(GeneralOffice(Tier::County)),
        );
        check(
            "枣庄市行政审批服务局 山东省财政厅 市场监督管理局 杭州市发展和改革委员会 沭阳县政府采购中心 枣庄市人民政府国有资产监督管理委员会 上海市人民政府外事办公室 枣庄市市中区教育局 淮安市城市管理局",
            Some(Department),
        );
        check(
            "沭阳县沂涛镇人民政府 洪泽区东双沟镇 东双沟镇政府 阿拉善左旗巴润别立镇人民政府 某某县某某乡人民政府",
            Some(Township),
        );
        check("上海市黄浦区人民政府南京东路街道办事处 宿城区幸福街道 幸福街道办事处", Some(Subdistrict));
    }

    #[test]
    fn what_a_name_does_not_tell_is_left_open() {
        for name in [
            "国家税务总局枣庄市税务局",
            "国家统计局",
            "中国证券监督管理委员会江苏监管局",
            "住房和城乡建设部",
            "生态环境部",
            "上海海关",
            "苏州工业园区",
            "枣庄高新技术产业开发区管理委员会",
            "淮安经济技术开发区",
            "某某大学",
            "市",
            "",
        ] {
            assert_eq!(organ_kind(name), None, "{name}");
            assert_eq!(deadline(name, 2024), None, "{name}");
        }
    }

    #[test]
    fn r10_only_some_governments_make_regulations() {
        let mut tables = Tables::default();
        tables.table2.regulations = [Some(0), Some(1), Some(6)];
        let places = |organ: &str| {
            organ_rules(organ, &tables).into_iter().map(|breach| breach.place).collect::<Vec<_>>()
        };
        let broken = [Place::Cell2(Row2::Regulations, 1), Place::Cell2(Row2::Regulations, 2)];
        for organ in ["沭阳县沂涛镇人民政府", "沭阳县人民政府", "枣庄市行政审批服务局", "幸福街道办事处"]
        {
            assert_eq!(places(organ), broken, "{organ}");
        }
        for organ in
            ["宿迁市人民政府", "上海市人民政府办公厅", "滕州市人民政府", "江苏省人民政府", "国家统计局"]
        {
            assert_eq!(places(organ), [], "{organ}");
        }
    }

    #[test]
    fn art49_departments_publish_by_31_january_and_governments_by_31_march() {
        let due = |organ: &str, year| deadline(organ, year).map(|date| date.to_string());
        assert_eq!(due("枣庄市行政审批服务局", 2024).unwrap(), "2025-01-31");
        assert_eq!(due("沭阳县人民政府", 2025).unwrap(), "2026-03-31");
        // 2027年1月31日是星期日，期限不顺延。
        assert_eq!(due("枣庄市行政审批服务局", 2026).unwrap(), "2027-01-31");
        assert_eq!(due("沭阳县沂涛镇人民政府", 2024), None);
        assert_eq!(due("枣庄市行政审批服务局", 2018), None);
        assert_eq!(due("枣庄市行政审批服务局", i16::MAX), None);
    }
}
