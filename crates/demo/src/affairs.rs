//! 政务服务的登记：办件、许可决定、交易、帮办代办。

use crate::rows::{Rows, padded};
use crate::words::{DISTRICTS, LICENCES, MATTERS, enterprise};

/// 613,000 service cases, in the order they were accepted.
pub fn cases(rows: &mut Rows) {
    const CHANNELS: [&str; 8] = ["窗口", "窗口", "窗口", "网上", "网上", "网上", "掌上", "自助终端"];
    for (at, day) in rows.spread(613_000).into_iter().enumerate() {
        let drawn = rows.random.next();
        let (matter, kind) = MATTERS[(drawn % 30) as usize];
        let number = padded(at as u64 + 1, 7);
        rows.cell(&["SL", &number]);
        rows.cell(&[matter]);
        rows.cell(&[kind]);
        rows.cell(&[CHANNELS[(drawn >> 8 & 7) as usize]]);
        rows.day(usize::from(day));
        // Seven in eight are finished at once or within three days; those past the year's end stay open.
        let taken = if drawn >> 16 & 7 < 5 { 0 } else { drawn >> 20 & 3 };
        rows.day(usize::from(day) + taken as usize);
        rows.end();
    }
}

/// 38,651 licence decisions.
pub fn licences(rows: &mut Rows) {
    for (at, day) in rows.spread(38_651).into_iter().enumerate() {
        let number = padded(at as u64 + 1, 5);
        let matter = rows.random.pick(&LICENCES);
        rows.cell(&["枣审批许字〔2024〕", &number, "号"]);
        rows.cell(&[matter]);
        match matter {
            "护士执业注册" | "林木采伐许可" => rows.cell(&["申请人", &number]),
            _ => {
                let name = enterprise(&mut rows.random);
                rows.cell(&name);
            }
        }
        let refused = rows.random.below(200) == 0;
        rows.cell(&[if refused { "不予许可" } else { "准予许可" }]);
        rows.day(usize::from(day));
        // The last day of the term is reckoned; everything was published on the third working day at the latest.
        rows.cell(&[]);
        rows.day_until(usize::from(day) + at % 3 + 1);
        for _ in 0..14 {
            rows.cell(&[]);
        }
        rows.end();
    }
}

pub const TRADES: u64 = 14_848;
pub const TRADES_BEFORE: u64 = 14_205;

pub fn trades(rows: &mut Rows) {
    // 802.2 亿元
    trade(rows, TRADES, 80_220_000_000);
}

pub fn trades_before(rows: &mut Rows) {
    // 802.2 / 744.0178 is 7.82 per cent more
    trade(rows, TRADES_BEFORE, 74_401_780_746);
}

/// Projects whose amounts in 元 add up to the total.
pub fn trade(rows: &mut Rows, projects: u64, total: u64) {
    const KINDS: [(&str, &[&str]); 5] = [
        ("工程建设", &["道路改造工程", "学校教学楼工程", "河道治理工程", "标准厂房工程", "老旧小区改造工程"]),
        ("政府采购", &["办公设备采购", "信息系统运维服务", "物业管理服务", "医疗设备采购", "校服采购"]),
        ("土地出让", &["工业用地出让", "商住用地出让", "仓储用地出让"]),
        ("产权交易", &["国有房产租赁", "报废车辆处置", "股权转让"]),
        ("其他交易", &["农村土地经营权流转", "林权流转", "排污权交易"]),
    ];
    let year = rows.year.to_string();
    let weights: Vec<u64> = (0..projects).map(|_| 400 + skewed(rows.random.next())).collect();
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let (mut sum, mut given) = (0, 0);
    for (at, day) in rows.spread(projects as usize).into_iter().enumerate() {
        sum += u128::from(weights[at]);
        let reached = (u128::from(total) * sum / whole) as u64;
        let amount = reached - given;
        given = reached;
        let (kind, names) = KINDS[rows.random.below(5)];
        let (district, name) = (rows.random.pick(&DISTRICTS), rows.random.pick(names));
        let number = padded(at as u64 + 1, 5);
        rows.cell(&["ZZJY", &year, "-", &number]);
        rows.cell(&[district, name, "（", &number, "号）"]);
        rows.cell(&[kind]);
        rows.cell(&[&amount.to_string(), ".00"]);
        rows.day(usize::from(day));
        rows.end();
    }
}

/// Few large, many small: the fourth power of an even draw.
fn skewed(drawn: u64) -> u64 {
    let even = drawn >> 48;
    even * even / 65_536 * even / 65_536 * even / 65_536
}

pub fn help(rows: &mut Rows) {
    let kinds = [("服务指导", 832), ("现场帮办", 1_344), ("电话咨询", 2_420)];
    let mut list = Vec::new();
    for (kind, many) in kinds {
        list.extend(rows.spread(many).into_iter().map(|day| (day, kind)));
    }
    list.sort_by_key(|(day, _)| *day);
    for (at, (day, kind)) in list.into_iter().enumerate() {
        let (matter, _) = MATTERS[rows.random.below(MATTERS.len())];
        rows.cell(&["BB2024-", &padded(at as u64 + 1, 4)]);
        rows.cell(&[kind]);
        rows.day(usize::from(day));
        rows.cell(&[matter]);
        rows.end();
    }
}
