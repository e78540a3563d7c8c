//! 年份、机关名称是否写对：R14、R15。

mod organ;
mod year;

use super::{Context, Found};
use crate::claims::Reading;
use crate::model::Published;

pub fn check(report: &Published, ctx: &Context<'_>, readings: &[Reading], found: &mut Found) {
    year::check(report, ctx, readings, found);
    organ::check(report, ctx, found);
}
