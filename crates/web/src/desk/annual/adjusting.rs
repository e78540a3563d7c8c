//! 人工调整　/desk/annual-reports/{year}/adjustments：哪个数字由谁调整、为什么，登记数是多少；登记变了的请复核；撤销

use super::super::account::{Account, Names};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::act::refusal;
use super::{compiled, may_see, path, year_of};
use crate::form::{self, Fault, Field, Kind, Typed, named};
use crate::library::Draft;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::annual_report::Figure;
use office::dossier::{Adjustment, Order, Refusal, allowed};
use office::metric::{OverrideEntry, catalogue};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    metric: String,
    /// `adjust` or `restore`, where one was just done.
    done: String,
}

#[derive(Template)]
#[template(path = "desk/annual/adjusting.html")]
struct Show {
    frame: Frame,
    path: String,
    year: i16,
    version: u64,
    may: bool,
    /// The report is public: what is adjusted now is shown by a correction alone.
    published: bool,
    done: Option<&'static str>,
    refused: Option<Refused>,
    faults: Vec<Fault>,
    fields: Vec<Field>,
    /// Why the records give no figures as they stand.
    broken: Option<String>,
    lines: Vec<Line>,
}

/// A figure that was adjusted.
struct Line {
    metric: String,
    label: String,
    unit: &'static str,
    value: String,
    computed: String,
    /// What the records say by now, where that is something else.
    stale: Option<String>,
    who: String,
    on: String,
    why: String,
    records: String,
}

/// GET /desk/annual-reports/{year}/adjustments?metric=requests.received
pub async fn show(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let typed = Typed(vec![("metric".into(), asked.metric.chars().take(80).collect())]);
    let done = match asked.done.as_str() {
        "adjust" => Some("已调整，记录在案。"),
        "restore" => Some("已撤销，改用登记数。"),
        _ => None,
    };
    page(&desk, &me, (year, done), StatusCode::OK, (&typed, Vec::new(), None)).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    (year, done): (i16, Option<&'static str>),
    status: StatusCode,
    (typed, faults, refused): (&Typed, Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let file = desk.publishing.dossier(year).await?.ok_or_else(not_begun)?;
    let (broken, draft) = match recorded(desk, year, &file.dossier.template).await? {
        Ok(draft) => (None, Some(draft)),
        Err(told) => (Some(told), None),
    };
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(file.dossier.adjusted.len());
    for one in &file.dossier.adjusted {
        let who = names.of(desk.ledger(), &one.by).await?;
        lines.push(line(year, one, who, draft.as_deref()));
    }
    let fields = fields(draft.as_deref(), typed, &faults);
    let show = Show {
        frame: desk.frame(&format!("{year}年度报告的人工调整"), me),
        path: path(year),
        year,
        version: file.version,
        may: allowed(&me.actor(), Some(&file.dossier)).contains(&"adjust"),
        published: desk.library().report(year).is_some(),
        done,
        refused,
        faults: named(faults, &fields),
        fields,
        broken,
        lines,
    };
    Ok(answer::page_with(status, &show)?)
}

fn not_begun() -> Fail {
    Fail::NotNow(Refusal::NotBegun.to_string())
}

/// What the records say, without what was adjusted at the desk this year.
async fn recorded(desk: &Desk, year: i16, text: &str) -> Result<Result<std::sync::Arc<Draft>, String>, Fail> {
    compiled(desk, year, (text, None), false).await
}

/// What the records say of a figure.
fn computed(figure: &Figure) -> Decimal {
    figure.overridden.as_ref().map_or(figure.value, |change| change.computed)
}

fn line(year: i16, one: &Adjustment, who: String, draft: Option<&Draft>) -> Line {
    let known = catalogue().find(&one.metric);
    let now = draft.and_then(|draft| draft.report.figures.get(&one.metric)).map(computed);
    Line {
        metric: one.metric.clone(),
        label: known.map_or_else(|| one.metric.clone(), |known| known.label.clone()),
        unit: known.map_or("", |known| known.unit),
        value: words::number(one.value),
        computed: words::number(one.computed),
        stale: now.filter(|now| *now != one.computed).map(words::number),
        who,
        on: words::day(one.on),
        why: one.why.clone(),
        records: crate::draft_figure_path(year, &one.metric),
    }
}

fn fields(draft: Option<&Draft>, typed: &Typed, faults: &[Fault]) -> Vec<Field> {
    let counted = |figure: &&Figure| catalogue().find(&figure.metric).is_some_and(|known| known.is_counted());
    let figures = draft.iter().flat_map(|draft| draft.report.figures.values()).filter(counted);
    let choice = |figure: &Figure| {
        let told = format!("{}（登记数{}{}）", figure.label, words::number(computed(figure)), figure.unit);
        (figure.metric.clone(), told)
    };
    let choices = std::iter::once((String::new(), "请选择".to_owned())).chain(figures.map(choice));
    let hint = "由其他数字推算的，例如合计、增长率，不能直接调整，请调整所依据的数字。";
    [
        form::choice("metric", "数字", hint, choices),
        form::short("value", "调整为", "阿拉伯数字。"),
        form::area(
            "why",
            "调整理由",
            "写明登记为什么不能直接更正，依据是什么。调整随报告公布，公众看得到登记数、理由和日期。",
        ),
    ]
    .map(|field| field.filled(typed, faults))
    .into()
}

/// POST /desk/annual-reports/{year}/adjustments: 调整、撤销
pub async fn change(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let expected: u64 = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let file = desk.publishing.dossier(year).await?.ok_or_else(not_begun)?;
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let order = match typed.text("do") {
        "adjust" => {
            let draft = match recorded(&desk, year, &file.dossier.template).await? {
                Ok(draft) => draft,
                Err(told) => return Err(Fail::NotNow(told)),
            };
            match entry(&desk, &draft, &typed) {
                Ok(entry) => Order::Adjust { entry },
                Err(faults) => return page(&desk, &me, (year, None), unfit, (&typed, faults, None)).await,
            }
        }
        "restore" => Order::Restore { metric: typed.text("metric").into(), why: typed.text("why").into() },
        _ => return Err(Fail::Unreadable),
    };
    let calendar = desk.library().calendar();
    let (moment, who) = (desk.moment(&calendar), me.actor());
    match desk.publishing.run_dossier(moment, &who, (year, expected), order, None).await {
        Ok(_) => {
            let done = typed.text("do");
            Ok(Redirect::to(&format!("{}/adjustments?done={done}", path(year))).into_response())
        }
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, (year, None), status, (&typed, Vec::new(), Some(refused))).await
        }
    }
}

/// What the form asks for; the records' own figure beside it.
fn entry(desk: &Desk, draft: &Draft, typed: &Typed) -> Result<OverrideEntry, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault =
        |field: &'static str, message: &str| faults.push(Fault { field, message: message.into() });
    let figure = draft.report.figures.get(typed.text("metric"));
    match figure.map(|figure| &figure.overridden) {
        None => fault("metric", "请选择要调整的数字。"),
        Some(Some(_)) => {
            fault("metric", "这个数字已经在数据目录的 settings 中调整，请在那里改。");
        }
        Some(None) => {}
    }
    let value = words::plain_digits(typed.text("value")).replace([',', '，'], "").parse::<Decimal>();
    if value.is_err() {
        fault("value", "请填写阿拉伯数字，例如 475。");
    }
    if typed.text("why").is_empty() {
        fault("why", "请写明调整理由。");
    }
    let (Some(figure), Ok(value), true) = (figure, value, faults.is_empty()) else { return Err(faults) };
    Ok(OverrideEntry {
        metric: figure.metric.clone(),
        value,
        computed: computed(figure),
        who: String::new(),
        why: typed.text("why").into(),
        on: desk.library().today(),
    })
}
