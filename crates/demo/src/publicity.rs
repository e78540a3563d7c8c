//! 主动公开、留言、新媒体、栏目、访谈的登记。

use crate::items::titled;
use crate::rows::{Rows, padded};
use crate::words::{DISTRICTS, MATTERS};

/// 475 items in five kinds, in the order they were published.
pub fn items(rows: &mut Rows) {
    let list = titled(rows);
    for (at, item) in list.into_iter().enumerate() {
        rows.cell(&["ZZSP-2024-", &padded(at as u64 + 1, 4)]);
        rows.cell(&[&item.title]);
        rows.cell(&[item.kind]);
        rows.day(usize::from(item.day));
        rows.cell(&[if at % 3 == 0 { "市政府网站" } else { "局网站" }]);
        rows.cell(&["审查员", &padded(at as u64 % 4 + 1, 2)]);
        rows.end();
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
        rows.row(&[&format!("LY2024-{}", at + 1), matter, received, &due, &answered, "是"]);
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
