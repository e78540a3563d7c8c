//! 信息处理费（《政府信息公开信息处理费管理办法》国办函〔2020〕109号，2021年1月1日起施行）
//!
//! > 申请人申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以收取信息处理费。
//!
//! 按件或者按量，超额累进；一件申请只能选一种。按件在一个自然月内累计，按量每件申请单独计算。

use jiff::civil::{Date, date};

/// 办法施行之日。
pub const IN_FORCE_FROM: Date = date(2021, 1, 1);

/// 缴费的工作日数，自收到收费通知次日起（办法第六条）。
pub const PAYMENT_DAYS: i64 = 20;

/// 一次计算的上限（件、页）；more is a slip of the pen.
pub const MOST: u64 = 100_000_000;

/// 按件还是按量：一件申请只能选一种。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Cases,
    Pages,
}

impl Method {
    /// 收费标准（办法第四条、第五条）, as a notice states it.
    pub const fn standard(self) -> &'static str {
        match self {
            Method::Cases => {
                "按件计收：同一申请人一个自然月内累计10件以下（含10件）的，不收费；11件至30件（含30件）的部分，每件100元；31件以上的部分，以10件为一档，每增加一档，收费标准提高100元/件"
            }
            Method::Pages => {
                "按量计收：30页以下（含30页）的，不收费；31页至100页（含100页）的部分，每页10元；101页至200页（含200页）的部分，每页20元；201页以上的部分，每页40元"
            }
        }
    }
}

/// 一档：到第几件（页）为止，每件（页）多少元。
struct Tier {
    upto: u64,
    yuan: u64,
}

/// 按件（第四条）：10件以内不收，11件至30件每件100元，31件起每10件一档，每档提高100元。
const FREE_CASES: u64 = 10;
const FLAT_CASES: u64 = 30;
const STEP_CASES: u64 = 10;
const STEP_YUAN: u64 = 100;

/// 按量（第五条）：30页以内不收，31页至100页每页10元，101页至200页每页20元，201页以上每页40元。
const PAGES: [Tier; 4] = [
    Tier { upto: 30, yuan: 0 },
    Tier { upto: 100, yuan: 10 },
    Tier { upto: 200, yuan: 20 },
    Tier { upto: u64::MAX, yuan: 40 },
];

/// 超出一次计算的上限。
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{asked}超出一次计算的上限（{MOST}）。请核对件数、页数。")]
pub struct TooMany {
    pub asked: u64,
}

/// 同一申请人一个自然月内`cases`件申请的处理费合计，元（按件，超额累进）。
pub fn by_cases(cases: u64) -> Result<u64, TooMany> {
    let cases = within(cases)?;
    let flat = cases.min(FLAT_CASES).saturating_sub(FREE_CASES) * STEP_YUAN;
    let beyond = cases.saturating_sub(FLAT_CASES);
    let (full, rest) = (beyond / STEP_CASES, beyond % STEP_CASES);
    // The k-th step beyond thirty costs (k+1) hundred each; the first `full` steps sum to full(full+3)/2 hundreds.
    let steps = full * (full + 3) / 2 * STEP_YUAN * STEP_CASES;
    Ok(flat + steps + rest * (full + 2) * STEP_YUAN)
}

/// 一个自然月内第`nth`件申请应收的处理费，元。
pub fn for_nth_case(nth: u64) -> Result<u64, TooMany> {
    Ok(by_cases(nth)? - by_cases(nth.saturating_sub(1))?)
}

/// 一件申请`pages`页的处理费，元（按量，超额累进；A4及以下单面为一页）。
pub fn by_pages(pages: u64) -> Result<u64, TooMany> {
    let pages = within(pages)?;
    let mut below = 0;
    let mut yuan = 0;
    for tier in &PAGES {
        yuan += (pages.min(tier.upto) - below.min(pages)) * tier.yuan;
        below = tier.upto;
    }
    Ok(yuan)
}

fn within(asked: u64) -> Result<u64, TooMany> {
    if asked > MOST { Err(TooMany { asked }) } else { Ok(asked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LAW.md §3, worked out from the table of article 4.
    #[test]
    fn fee4_cases_of_a_month_cost_more_beyond_ten_and_beyond_each_ten_after_thirty() {
        let vectors = [
            (0, 0, 0),
            (10, 0, 0),
            (11, 100, 100),
            (20, 100, 1000),
            (30, 100, 2000),
            (31, 200, 2200),
            (40, 200, 4000),
            (41, 300, 4300),
            (50, 300, 7000),
            (51, 400, 7400),
            (60, 400, 11000),
            (61, 500, 11500),
            (100, 800, 37000),
        ];
        for (cases, marginal, total) in vectors {
            assert_eq!(by_cases(cases), Ok(total), "{cases}");
            assert_eq!(for_nth_case(cases), Ok(marginal), "{cases}");
        }
    }

    #[test]
    fn fee5_pages_of_one_application_cost_by_tier() {
        let vectors = [
            (0, 0),
            (30, 0),
            (31, 10),
            (100, 700),
            (101, 720),
            (150, 1700),
            (200, 2700),
            (201, 2740),
            (250, 4700),
            (500, 14700),
        ];
        for (pages, total) in vectors {
            assert_eq!(by_pages(pages), Ok(total), "{pages}");
        }
    }

    #[test]
    fn fee_of_every_count_is_the_sum_of_its_parts_and_never_overflows() {
        let mut total = 0;
        for nth in 1..=2000_u64 {
            let tier = if nth <= 10 {
                0
            } else if nth <= 30 {
                100
            } else {
                100 * ((nth - 31) / 10 + 2)
            };
            total += tier;
            assert_eq!(by_cases(nth), Ok(total), "{nth}");
        }
        assert!(by_cases(MOST).is_ok() && by_pages(MOST).is_ok());
        assert_eq!(by_cases(MOST + 1), Err(TooMany { asked: MOST + 1 }));
    }
}
