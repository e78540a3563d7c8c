//! 三张表自身的勾稽、与上年报告的衔接、规章制定权。

use super::Found;
use crate::model::Published;
use law::annual_report::rules::{Breach, Refit, arithmetic, carry_over, organ_rules, refit};
use law::annual_report::{Block4, Place, Result4, Row3, RuleId, Tables};
use serde_json::Value;

/// How many breaches get a proposed correction; a table of noise needs none.
const MOST_REFITS: usize = 16;

pub fn check(report: &Published, prior: Option<&Published>, found: &mut Found) {
    let tables = report.tables();
    for (number, breach) in arithmetic(&tables, report.form).iter().enumerate() {
        let fits = if number < MOST_REFITS { refit(&tables, report.form, breach) } else { Vec::new() };
        add(found, &tables, breach, &hint(breach, &fits));
    }
    if let Some(prior) = prior {
        carry_over(&tables, &prior.tables()).iter().for_each(|breach| add(found, &tables, breach, ""));
    }
    if let Some(organ) = &report.organ {
        organ_rules(organ, &tables).iter().for_each(|breach| add(found, &tables, breach, ""));
    }
}

fn add(found: &mut Found, tables: &Tables, breach: &Breach, hint: &str) {
    let number = |value: Option<i128>| match value.map(i64::try_from) {
        Some(Ok(value)) => Value::from(value),
        Some(Err(_)) => value.map_or(Value::Null, |value| Value::from(value.to_string())),
        None => Value::Null,
    };
    let values = (number(breach.expected), number(breach.found));
    let message = message(tables, breach) + hint;
    match breach.rule {
        RuleId::R8 => {
            let fee = tables.table2.fees.map_or(Value::Null, |fee| Value::from(fee.to_string()));
            found.add(RuleId::R8, breach.place, (Value::Null, fee), message);
        }
        rule => found.add(rule, breach.place, values, message),
    }
}

fn message(tables: &Tables, breach: &Breach) -> String {
    let place = breach.place.in_words();
    let (expected, found) = (words(breach.expected), words(breach.found));
    match breach.rule {
        RuleId::R1 => column_message(tables, breach),
        RuleId::R2 => format!(
            "{place}填报{found}件，该列各办理结果相加为{expected}件，两者应当相等。请核对各办理结果；各项无误的，总计改为{expected}。"
        ),
        RuleId::R3 => format!(
            "{place}填报{found}件，该行自然人与各类法人或其他组织相加为{expected}件，两者应当相等。请核对各类申请人件数；各项无误的，总计改为{expected}。"
        ),
        RuleId::R4 => format!(
            "{place}填报{found}件，上年报告同一列结转下年度继续办理{expected}件，两者应当相等。请改为{expected}；确有机构合并、申请人类别更正等情形的，请作例外说明。"
        ),
        RuleId::R5 => block_message(tables, breach),
        RuleId::R6 => format!(
            "{place}填报{found}件，按上年现行有效件数加本年制发、减本年废止计算为{expected}件。请核对；因清理口径调整、机构改革等不一致的，请作例外说明。"
        ),
        RuleId::R8 => format!("{place}填报的金额小于0。收费金额应当为0或者正数，以万元为单位，请核对。"),
        RuleId::R10 => format!(
            "{place}填报{found}件，本机关没有规章制定权，应当为0。制发的是行政规范性文件的，请填入下一行。"
        ),
        _ => format!("{place}填报{found}，应为{expected}，请核对。"),
    }
}

fn column_message(tables: &Tables, breach: &Breach) -> String {
    let (expected, found) = (words(breach.expected), words(breach.found));
    let place = breach.place.in_words();
    let Place::Column3(column) = breach.place else {
        return format!("{place}应为{expected}，实为{found}，请核对。");
    };
    let cell = |row: Row3| tables.table3.get(row, column).map_or("空白".into(), |count| count.to_string());
    format!(
        "{place}勾稽不符：本年新收{}件加上年结转{}件，共{expected}件；办理结果总计{}件加结转下年度{}件，共{found}件。两者应当相等，请核对这四项。",
        cell(Row3::New),
        cell(Row3::Carried),
        cell(Row3::Total),
        cell(Row3::CarriedOver),
    )
}

fn block_message(tables: &Tables, breach: &Breach) -> String {
    let (expected, found) = (words(breach.expected), words(breach.found));
    let place = breach.place.in_words();
    let Place::Cell4(block, _) = breach.place else {
        return format!("{place}填报{found}件，应为{expected}件，请核对。");
    };
    let parts = parts_of(tables, block);
    format!(
        "{place}填报{found}件，{parts}相加为{expected}件，两者应当相等。请核对；各项无误的，总计改为{expected}。"
    )
}

fn parts_of(tables: &Tables, block: Block4) -> String {
    let parts: Vec<String> = Result4::ALL[..4]
        .iter()
        .map(|result| {
            let count = tables.table4.get(block, *result).map_or("空白".into(), |count| count.to_string());
            format!("{}{count}", result.label())
        })
        .collect();
    parts.join("、")
}

/// The one cell whose correction sets everything right, if there is exactly one.
fn hint(breach: &Breach, fits: &[Refit]) -> String {
    match fits {
        [fit] if fit.place != breach.place && fit.clears > 1 => {
            format!(
                "最可能误填的是{}，改为{}后，相关{}处勾稽全部相符。",
                fit.place.in_words(),
                fit.value,
                fit.clears
            )
        }
        [fit] if fit.clears > 1 => {
            format!("仅将此处改为{}，相关{}处勾稽即全部相符。", fit.value, fit.clears)
        }
        _ => String::new(),
    }
}

fn words(value: Option<i128>) -> String {
    value.map_or("空白".into(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::Form;

    #[test]
    fn a_wrong_total_names_the_value_that_reconciles() {
        let mut report = Published { form: Form::Standard2021, ..Published::default() };
        report.table4.review = [Some(10), Some(1), Some(0), Some(0), Some(0)];
        super::super::check(&mut report, &super::super::Context::default());
        let finding = report.findings.iter().find(|finding| finding.rule == RuleId::R5).expect("R5");
        assert_eq!(finding.expected, 11);
        assert_eq!(finding.found, 0);
        assert!(finding.message.contains("结果维持10、结果纠正1"), "{}", finding.message);
    }
}
