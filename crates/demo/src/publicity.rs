//! 主动公开、留言、新媒体、栏目、访谈的登记。

use crate::rows::{Rows, padded};
use crate::words::{DISTRICTS, MATTERS};

/// 475 items in five kinds, in the order they were published.
pub fn items(rows: &mut Rows) {
    let kinds: [(&str, usize); 5] =
        [("政务动态", 159), ("政策文件", 10), ("会议公开", 6), ("办件结果公示", 170), ("其他信息", 130)];
    let mut list = Vec::new();
    for (kind, many) in kinds {
        let days = rows.spread(many);
        list.extend(days.into_iter().enumerate().map(|(at, day)| (day, kind, at)));
    }
    list.sort_by_key(|(day, ..)| *day);
    for (at, (day, kind, number)) in list.into_iter().enumerate() {
        let title = title(rows, kind, number);
        rows.cell(&["ZZSP-2024-", &padded(at as u64 + 1, 4)]);
        rows.cell(&[&title]);
        rows.cell(&[kind]);
        rows.day(usize::from(day));
        rows.cell(&[if at % 3 == 0 { "市政府网站" } else { "局网站" }]);
        rows.cell(&["审查员", &padded(at as u64 % 4 + 1, 2)]);
        rows.end();
    }
}

fn title(rows: &mut Rows, kind: &str, number: usize) -> String {
    const NEWS: [&str; 8] = [
        "推进“高效办成一件事”重点事项落地",
        "帮办队伍走进园区为企业解难题",
        "开展窗口服务礼仪和业务比武",
        "组织惠企政策进企业宣讲",
        "自助服务终端延伸到镇街便民中心",
        "召开审批服务业务交流会",
        "开展政务公开主题开放日活动",
        "优化工程建设项目联合验收流程",
    ];
    const POLICY: [&str; 10] = [
        "关于优化企业开办服务流程的通知",
        "关于公布政务服务事项清单的通知",
        "关于推行告知承诺办理的实施细则",
        "关于加强帮办代办服务的实施方案",
        "关于规范审批服务中介事项的通知",
        "关于工程建设项目分阶段施工许可的通知",
        "关于推进政务服务跨区域通办的工作方案",
        "关于完善好差评工作机制的通知",
        "关于规范电子证照应用的通知",
        "关于设立企业服务专区的通知",
    ];
    let matter = MATTERS[rows.random.below(MATTERS.len())].0;
    match kind {
        "政务动态" => format!("{}：{}", DISTRICTS[rows.random.below(6)], NEWS[rows.random.below(8)]),
        "政策文件" => POLICY[number % 10].to_string(),
        "会议公开" => format!("局长办公会公开信息（第{}期）", number + 1),
        "办件结果公示" => format!("{matter}办理结果公示（第{}批）", number + 1),
        _ => format!("{matter}办事指南和常见问题（第{}期）", number + 1),
    }
}

pub fn messages(rows: &mut Rows) {
    for (at, (matter, received)) in [
        ("证件办理", "2024-02-21"),
        ("档案查询", "2024-04-16"),
        ("证件办理", "2024-06-05"),
        ("证件办理", "2024-08-27"),
        ("档案查询", "2024-11-12"),
    ]
    .into_iter()
    .enumerate()
    {
        let (due, answered) = (rows.after(received, 5), rows.after(received, 2 + at as i64 % 2));
        rows.row(&[&format!("LY2024-{}", at + 1), matter, received, &due, &answered]);
    }
}

pub fn media_accounts(rows: &mut Rows) {
    rows.row(&["枣庄市审批服务", "微信", "2024-12-31", "7086"]);
    rows.row(&["枣庄市审批服务", "抖音", "2024-12-31", "1523"]);
}

/// One post a day but one, and the anniversary film.
pub fn posts(rows: &mut Rows) {
    const TIPS: [&str; 5] = ["办理提醒", "一图读懂", "材料清单", "常见问题", "掌上办指南"];
    let first = jiff::civil::date(2024, 1, 1);
    for day in first.series(jiff::Span::new().days(1)).take(365) {
        let (matter, _) = MATTERS[rows.random.below(MATTERS.len())];
        let tip = rows.random.pick(&TIPS);
        rows.row(&[&format!("{matter}：{tip}"), "微信", &day.to_string()]);
    }
    rows.row(&["政务服务走过二十年", "抖音", "2024-12-31"]);
}

pub fn columns(rows: &mut Rows) {
    rows.row(&["政务服务帮办代办", "2024-05-20"]);
}

pub fn interviews(rows: &mut Rows) {
    let days = ["2024-04-18", "2024-05-23", "2024-06-20", "2024-07-25", "2024-09-12", "2024-10-24"];
    for (place, day) in DISTRICTS.into_iter().zip(days) {
        rows.row(&["政务服务面对面（第二季）", place, day]);
    }
}
