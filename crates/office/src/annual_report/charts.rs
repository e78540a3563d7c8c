//! 附图：办理结果、公开信息分类、申请人、历年申请数量。Titles say the finding.

use super::model::{Chart, ChartKind};
use super::prose::{chinese, plain};
use crate::metric::{Figures, catalogue};
use law::annual_report::Applicant;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The requests of a year, for the chart over the years.
pub type YearCount = (i16, Decimal);

/// The charts the figures allow, by name.
pub(super) fn draw(
    figures: &Figures,
    prior: Option<&Figures>,
    years: &[YearCount],
) -> Vec<(&'static str, Chart)> {
    let mut charts = Vec::new();
    charts.extend(items(figures).map(|chart| ("items", chart)));
    charts.push(("outcomes", outcomes(figures)));
    charts.push(("applicants", applicants(figures)));
    charts.push(("years", over_years(figures, prior, years)));
    charts
}

type Point = (String, Decimal, Option<String>);

fn points(figures: &Figures, ids: &[&str]) -> Option<Vec<Point>> {
    ids.iter()
        .map(|id| {
            let metric = catalogue().find(id)?;
            Some((metric.label.clone(), figures.value(id, None)?, Some(id.to_string())))
        })
        .collect()
}

/// «九»件, «120»件: short counts read better in Chinese characters.
fn counted(value: Decimal) -> String {
    match value.to_u64() {
        Some(small @ 1..=10) => chinese(small),
        _ => plain(value),
    }
}

fn value(figures: &Figures, id: &str) -> Decimal {
    figures.value(id, None).unwrap_or_default()
}

fn items(figures: &Figures) -> Option<Chart> {
    let mut points = points(
        figures,
        &[
            "proactive.items.news",
            "proactive.items.policy",
            "proactive.items.meetings",
            "proactive.items.results",
            "proactive.items.other",
        ],
    )?;
    points.sort_by(|(_, one, _), (_, other, _)| other.cmp(one));
    let (label, most, id) = points.first()?.clone();
    let share = figures.value(&format!("{}.share", id?), None);
    let title = match share {
        Some(share) => format!("{label}{}条，占主动公开政务信息的{}%", plain(most), plain(share)),
        None => "全年没有主动公开政务信息".into(),
    };
    Some(Chart { kind: ChartKind::Bars, title, unit: "条".into(), points })
}

fn outcomes(figures: &Figures) -> Chart {
    let ids = ["granted", "partial", "refused", "unable", "not_processed", "other_handling"]
        .map(|key| format!("requests.results.{key}"));
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let answered = value(figures, "requests.answered");
    let (in_time, late) =
        (value(figures, "requests.answered.in_time"), value(figures, "requests.answered.late"));
    let title = match (answered.is_zero(), late.is_zero()) {
        (true, _) => "全年没有办结的申请".into(),
        (false, true) if answered == in_time => format!("{}件申请全部按时答复", counted(answered)),
        (false, true) => format!("{}件申请办结，没有逾期答复", counted(answered)),
        (false, false) => format!("{}件申请办结，其中{}件逾期答复", counted(answered), counted(late)),
    };
    let points = points(figures, &ids).unwrap_or_default();
    Chart { kind: ChartKind::Bars, title, unit: "件".into(), points }
}

fn applicants(figures: &Figures) -> Chart {
    let parts = Applicant::PARTS.into_iter().map(|column| {
        let id = format!("requests.received.{}", column.key());
        (column.label().to_string(), value(figures, &id), Some(id))
    });
    let points: Vec<Point> = parts.collect();
    let total = value(figures, "requests.received");
    let most = points.iter().max_by_key(|(_, value, _)| *value);
    let title = match most {
        Some((label, value, _)) if *value == total && !total.is_zero() => {
            format!("{}件申请均由{label}提出", counted(total))
        }
        Some((label, value, _)) if !total.is_zero() => {
            let share = (*value * Decimal::ONE_HUNDRED / total).round_dp(1);
            format!("{label}的申请最多，占新收申请的{}%", plain(share))
        }
        Some(_) | None => "全年没有收到申请".into(),
    };
    Chart { kind: ChartKind::Share, title, unit: "件".into(), points }
}

fn over_years(figures: &Figures, prior: Option<&Figures>, years: &[YearCount]) -> Chart {
    let id = "requests.received";
    let past = years
        .iter()
        .filter(|(year, _)| *year < figures.year)
        .map(|(year, value)| (format!("{year}年"), *value, None));
    let now = (format!("{}年", figures.year), value(figures, id), Some(id.to_string()));
    let points = past.chain([now]).collect();
    let title = match figures.value("requests.received.change", prior) {
        None => format!("{}年新收申请{}件", figures.year, plain(value(figures, id))),
        Some(same) if same.is_zero() => "新收申请数量与上年持平".into(),
        Some(more) => {
            let verb = if more.is_sign_positive() { "增加" } else { "减少" };
            format!("新收申请比上年{verb}{}件", counted(more.abs()))
        }
    };
    Chart { kind: ChartKind::Columns, title, unit: "件".into(), points }
}
