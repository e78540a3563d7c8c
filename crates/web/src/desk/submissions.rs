//! 下级单位报送的年度报告　/desk/submissions：到达、缺报、迟报，核对的问题，退回、接收，汇总；各单位的接口 /api/v1/submissions

pub mod api;

use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, annual, demand};
use crate::check::tables::{self, Drawn};
use crate::error::Error;
use crate::form::{self, Fault, Field, Kind, Typed};
use crate::intake::{self, Limits};
use crate::library::{Format, Listing, Upload};
use crate::{CheckOptions, answer, words};
use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use law::annual_report::Place;
use law::annual_report::rules::Severity;
use office::dossier::due;
use office::submission::{State as At, Submission};
pub use publishing::submission::Unit;
use publishing::submission::{PACKAGE_BYTES, Package, Received};
use reports::model::Published;
use reports::similarity::Prose;
use serde::Deserialize;
use std::collections::BTreeMap;

const PAGE: usize = 50;
/// Reports read at once for the sum.
const PAGE_READ: u32 = 50;
/// Reports added up at the desk; more are added up on the command line.
const SUMMED: usize = 1_000;

#[derive(Deserialize, Default)]
pub struct Asked {
    year: Option<i16>,
    #[serde(default)]
    after: String,
    /// The unit whose package was just taken in.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "desk/submissions/list.html")]
struct List {
    frame: Frame,
    year: i16,
    years: Vec<i16>,
    due: String,
    over: bool,
    counts: Vec<(&'static str, u64)>,
    lines: Vec<Line>,
    later: bool,
    next: Option<String>,
    /// For who may take packages in.
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    done: Option<String>,
}

struct Line {
    code: String,
    name: String,
    path: Option<String>,
    on: String,
    light: &'static str,
    told: &'static str,
    late: bool,
    errors: u32,
    warnings: u32,
}

fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::Supervise, me, "查看各单位报送的年度报告")
}

/// GET /desk/submissions?year=2024&after=370401: by the code of the unit.
pub async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    list_page(&desk, &me, &asked, (StatusCode::OK, Vec::new(), None)).await
}

async fn list_page(
    desk: &Desk,
    me: &Account,
    asked: &Asked,
    (status, faults, refused): (StatusCode, Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let today = desk.library().today();
    let year = asked.year.filter(|year| (2008..=today.year()).contains(year)).unwrap_or(today.year() - 1);
    let units = desk.library().units();
    let from = units.partition_point(|unit| unit.code <= asked.after);
    let shown: Vec<&Unit> = units[from..].iter().take(PAGE).collect();
    let more = from + shown.len() < units.len();
    let count = async |received| desk.publishing.count_submissions(received, year).await;
    let arrived = count(Received::All).await?;
    let counts = vec![
        ("应报单位", units.len() as u64),
        ("已报", arrived),
        ("未报", (units.len() as u64).saturating_sub(arrived)),
        ("迟报", count(Received::Late).await?),
        ("有错误", count(Received::Wrong).await?),
        ("待审阅", count(Received::At(At::Arrived)).await?),
        ("已退回", count(Received::At(At::Returned)).await?),
        ("已接收", count(Received::At(At::Accepted)).await?),
    ];
    let over = today > due(year);
    let mut lines = Vec::with_capacity(shown.len());
    for unit in &shown {
        let found = desk.publishing.submission(&unit.code, year).await?;
        lines.push(line(unit, found.as_ref(), year, over));
    }
    let done = match units.iter().find(|unit| unit.code == asked.done) {
        Some(unit) => desk.publishing.submission(&unit.code, year).await?.map(|one| came(&one)),
        None => None,
    };
    let receives = Right::JudgeSubmissions.held_by(me);
    let list = List {
        frame: desk.frame("报送的年度报告", me),
        year,
        years: (today.year() - 3..today.year()).rev().collect(),
        due: words::day(due(year)),
        over,
        counts,
        lines,
        later: from > 0,
        next: shown.last().filter(|_| more).map(|unit| unit.code.clone()),
        fields: receives.then(|| package_field().with_faults(&faults)).into_iter().collect(),
        faults,
        refused,
        done,
    };
    Ok(answer::page_with(status, &list)?)
}

fn package_field() -> Field {
    let hint = "单位用 gongkai report submit 或者在工作台“年度报告”生成的 JSON 文件，20 MB 以内。";
    form::files("package", "报送文件", hint)
}

fn came(one: &Submission) -> String {
    let late = if one.is_late() { "，迟报" } else { "" };
    format!(
        "{}{}年的报告已经收到{late}：错误{}处，提醒{}处。请审阅后接收或者退回。",
        one.name, one.year, one.errors, one.warnings
    )
}

fn line(unit: &Unit, found: Option<&Submission>, year: i16, over: bool) -> Line {
    let (light, told) = match found.map(|one| one.state) {
        None if over => ("late", "逾期未报"),
        None => ("waiting", "未报"),
        Some(At::Arrived) => ("soon", At::Arrived.label()),
        Some(At::Returned) => ("late", At::Returned.label()),
        Some(At::Accepted) => ("fine", At::Accepted.label()),
    };
    Line {
        code: unit.code.clone(),
        name: unit.name.clone(),
        path: found.map(|_| path(year, &unit.code)),
        on: found.map(|one| words::day(one.first)).unwrap_or_default(),
        light,
        told,
        late: found.is_some_and(Submission::is_late),
        errors: found.map_or(0, |one| one.errors),
        warnings: found.map_or(0, |one| one.warnings),
    }
}

fn path(year: i16, unit: &str) -> String {
    format!("/desk/submissions/{year}/{unit}")
}

// ---------------------------------------------------------------- one report

#[derive(Template)]
#[template(path = "desk/submissions/show.html")]
struct Show {
    frame: Frame,
    path: String,
    year: i16,
    name: String,
    digest: String,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    facts: Vec<(&'static str, String)>,
    findings: Vec<String>,
    /// Parts that stand in another unit's report.
    copied: Vec<String>,
    tables: [Drawn; 3],
    checklist: Vec<(String, String)>,
    papers: Vec<(String, String)>,
    parts: Vec<(String, Vec<String>)>,
    /// A reply to hand over.
    replied: bool,
    /// Whoever looks is one who accepts and sends back.
    judges: bool,
    may_accept: bool,
    may_return: bool,
}

async fn find(desk: &Desk, year: &str, unit: &str) -> Result<Submission, Fail> {
    let year: i16 = year.parse().map_err(|_| Fail::Portal(Error::NotFound))?;
    let fine = !unit.is_empty() && unit.len() <= 60;
    let found = if fine { desk.publishing.submission(unit, year).await? } else { None };
    found.ok_or(Fail::Portal(Error::NotFound))
}

/// GET /desk/submissions/{year}/{unit}
pub async fn show(
    State(desk): State<Desk>,
    Path((year, unit)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let one = find(&desk, &year, &unit).await?;
    page(&desk, &me, &one, (StatusCode::OK, None)).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    one: &Submission,
    (status, refused): (StatusCode, Option<Refused>),
) -> Result<Response, Fail> {
    let package = desk.publishing.package(one).await?;
    let mut facts = vec![
        ("单位", format!("{}（{}）", one.name, one.unit)),
        ("首次报送", words::day(one.first)),
        ("本次报送", words::day(one.on)),
        ("状态", one.state.label().to_owned()),
        ("校验值（SM3）", one.digest.clone()),
    ];
    if one.is_late() {
        facts.push(("迟报", format!("期限是{}", words::day(due(one.year)))));
    }
    if !one.remarks.is_empty() {
        facts.push(("意见", one.remarks.clone()));
    }
    let report: Published = serde_json::from_value(package.report.clone()).unwrap_or_default();
    let numbered = package.papers.iter().enumerate();
    let show = Show {
        frame: desk.frame(&format!("{}{}年年度报告", one.name, one.year), me),
        path: path(one.year, &one.unit),
        year: one.year,
        name: one.name.clone(),
        digest: one.digest.clone(),
        faults: Vec::new(),
        refused,
        facts,
        findings: one.findings.clone(),
        copied: copied(&report, &annual::siblings_of(desk, one.year).await?),
        tables: tables::draw_plain(report.tables()),
        checklist: package.checklist.iter().map(|one| (one.label.clone(), one.state.clone())).collect(),
        papers: numbered
            .map(|(at, paper)| (paper.name.clone(), format!("{}/papers/{at}", path(one.year, &one.unit))))
            .collect(),
        parts: parts(report),
        replied: me.supervisor && one.state != At::Arrived,
        judges: Right::JudgeSubmissions.held_by(me),
        may_accept: me.supervisor && one.state == At::Arrived,
        may_return: me.supervisor && one.state != At::Returned,
    };
    Ok(answer::page_with(status, &show)?)
}

/// The prose as it was sent, as text; parts that are tables alone stand as tables.
fn parts(report: Published) -> Vec<(String, Vec<String>)> {
    let prose = report.parts.into_iter().filter(|part| !part.paragraphs.is_empty());
    prose.map(|part| (part.title, part.paragraphs)).collect()
}

/// What stands for the most part in the report of another unit that is here now, the nearest for each part.
fn copied(report: &Published, others: &[Published]) -> Vec<String> {
    let prose = Prose::of(report);
    let mut nearest: BTreeMap<u8, (usize, &str)> = BTreeMap::new();
    for other in others.iter().filter(|other| other.organ != report.organ) {
        for overlap in prose.copied_from(other) {
            let known = nearest.entry(overlap.part).or_default();
            if overlap.share > known.0 {
                *known = (overlap.share, other.organ.as_deref().unwrap_or_default());
            }
        }
    }
    let told = nearest.into_iter().map(|(part, (share, organ))| {
        format!("{}与{organ}的报告雷同，相同文字占{share}%。", Place::Part(part).in_words())
    });
    told.collect()
}

/// GET /desk/submissions/{year}/{unit}/papers/{number}: a stranger's file, to be kept and never opened here.
pub async fn paper(
    State(desk): State<Desk>,
    Path((year, unit, number)): Path<(String, String, usize)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    use base64::Engine;
    may_see(&me)?;
    let one = find(&desk, &year, &unit).await?;
    let package = desk.publishing.package(&one).await?;
    let paper = package.papers.get(number).ok_or(Fail::Portal(Error::NotFound))?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(&paper.base64);
    let bytes =
        bytes.map_err(|_| Fail::NotNow("这个附件在报送时已经损坏。请退回，由单位重新报送。".into()))?;
    Ok(answer::private(&crate::intake::file_name(&paper.name), "application/octet-stream", bytes))
}

/// POST /desk/submissions/{year}/{unit}: 接收、退回
pub async fn judge(
    State(desk): State<Desk>,
    Path((year, unit)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    demand(Right::JudgeSubmissions, &me, "接收、退回各单位的年度报告")?;
    let one = find(&desk, &year, &unit).await?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let accept = match typed.text("do") {
        "accept" => true,
        "return" => false,
        _ => return Err(Fail::Unreadable),
    };
    let calendar = desk.library().calendar();
    let what = (one.unit.as_str(), one.year, typed.text("digest"));
    let judged =
        desk.publishing.judge_submission(desk.moment(&calendar), &me.id, what, accept, typed.text("remarks"));
    match judged.await {
        Ok(_) => Ok(Redirect::to(&path(one.year, &one.unit)).into_response()),
        Err(error) => {
            let refused = refusal(error)?;
            page(&desk, &me, &one, (StatusCode::UNPROCESSABLE_ENTITY, Some(refused))).await
        }
    }
}

fn refusal(error: publishing::Error) -> Result<Refused, Fail> {
    let Some(told) = error.refusal() else { return Err(error.into()) };
    Ok(match &error {
        publishing::Error::Submission(refusal) => {
            (format!("{told}（{}）", refusal.code()), Some("条例第四十九条"))
        }
        _ => (told, None),
    })
}

/// GET /desk/submissions/{year}/{unit}/reply: the signed reply, for a unit that is not on the network.
pub async fn reply(
    State(desk): State<Desk>,
    Path((year, unit)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    demand(Right::JudgeSubmissions, &me, "下载给单位的答复")?;
    let one = find(&desk, &year, &unit).await?;
    let token =
        desk.library().units().into_iter().find(|known| known.code == one.unit).map(|unit| unit.token);
    let gone = "这个单位已经不在应报单位名单里，没有口令，不能签名。请先补入名单。";
    let token = token.ok_or_else(|| Fail::NotNow(gone.into()))?;
    let bytes = serde_json::to_vec_pretty(&api::reply(&one, &token)).map_err(anyhow::Error::from)?;
    let name = format!("{}{}年年度报告答复.json", one.name, one.year);
    Ok(answer::private(&name, "application/json", bytes))
}

// ---------------------------------------------------------------- taking in

/// One package a time.
const LIMITS: Limits = Limits {
    files: 1,
    file_bytes: PACKAGE_BYTES,
    total_bytes: PACKAGE_BYTES + 10_000,
    too_many: "一次收一个报送文件",
};

/// POST /desk/submissions: a package that came as a file, taken in as over the network.
pub async fn receive(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    demand(Right::JudgeSubmissions, &me, "接收各单位的报送文件")?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
    let mut faults = desk.screen(&me.id, taken.files.iter().map(|(_, upload)| upload)).await?;
    let mut fault = |message: String| faults.push(Fault { field: "package", message });
    let package = match taken.files.first() {
        Some((_, upload)) => {
            Package::open(&upload.bytes, &desk.library().units()).map_err(|why| fault(why.to_string())).ok()
        }
        None => {
            fault("请选择单位交来的报送文件。".into());
            None
        }
    };
    let (unfit, asked) = (StatusCode::UNPROCESSABLE_ENTITY, Asked::default());
    let Some(package) = package.filter(|_| faults.is_empty()) else {
        return list_page(&desk, &me, &asked, (unfit, faults, None)).await;
    };
    match take_in(&desk, &package).await? {
        Ok(one) => {
            let path = format!("/desk/submissions?year={}&done={}", one.year, one.unit);
            Ok(Redirect::to(&path).into_response())
        }
        Err(refused) => list_page(&desk, &me, &asked, (unfit, Vec::new(), Some(refused))).await,
    }
}

/// Holds a report that came against our own checker and keeps both.
pub(super) async fn take_in(desk: &Desk, package: &Package) -> Result<Result<Submission, Refused>, Fail> {
    let report = serde_json::to_vec(&package.report).map_err(anyhow::Error::from)?;
    let files =
        vec![Upload { name: format!("{}-{}.json", package.unit, package.year), bytes: report.into() }];
    let (organ, year) = (Some(package.name.clone()), Some(package.year));
    let options = CheckOptions { organ, year, ..CheckOptions::default() };
    let library = desk.library.clone();
    let checked = tokio::task::spawn_blocking(move || library.check(files, options)).await;
    let checked = match checked.map_err(anyhow::Error::from)? {
        Ok(mut all) => all.pop(),
        Err(told) => return Ok(Err((told, None))),
    };
    let report = match checked {
        Some(Ok(report)) => report,
        Some(Err(unreadable)) => return Ok(Err((unreadable.message, None))),
        None => return Ok(Err(("报送文件里没有报告。请重新生成。".into(), None))),
    };
    let open: Vec<_> = report.findings.iter().filter(|one| one.waived.is_none()).collect();
    let count = |severity| u32::try_from(open.iter().filter(|one| one.severity == severity).count());
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let told = open.iter().map(|one| format!("{}（{}）", one.message, one.rule)).collect();
    let found = (errors.unwrap_or(u32::MAX), warnings.unwrap_or(u32::MAX), told);
    let calendar = desk.library().calendar();
    match desk.publishing.take_submission(desk.moment(&calendar), package, found).await {
        Ok(one) => Ok(Ok(one)),
        Err(error) => Ok(Err(refusal(error)?)),
    }
}

// ---------------------------------------------------------------- added up

#[derive(Template)]
#[template(path = "desk/submissions/sum.html")]
struct Sum {
    frame: Frame,
    year: i16,
    notes: Vec<String>,
    missing: Vec<String>,
    tables: [Drawn; 3],
}

/// GET /desk/submissions/{year}.xlsx|csv is the overview, /desk/submissions/{year} what the accepted reports add up to.
pub async fn sum(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let (year, extension) =
        name.split_once('.').map_or((name.as_str(), None), |(year, end)| (year, Some(end)));
    let year: i16 = year.parse().map_err(|_| Fail::Portal(Error::NotFound))?;
    if let Some(extension) = extension {
        return overview(&desk, year, extension).await;
    }
    let mut reports: Vec<Published> = Vec::new();
    let mut after = None;
    loop {
        let list = (Received::At(At::Accepted), year);
        let page = desk.publishing.submissions(list, after.as_ref(), PAGE_READ).await?;
        for one in &page.rows {
            let package = desk.publishing.package(one).await?;
            let mut report: Published = serde_json::from_value(package.report).unwrap_or_default();
            report.file.clone_from(&one.name);
            reports.push(report);
        }
        after = page.next;
        if after.is_none() || reports.len() >= SUMMED {
            break;
        }
    }
    let expected: Vec<String> = desk.library().units().into_iter().map(|unit| unit.name).collect();
    let library = desk.library.clone();
    let work = move || library.sum(&reports.iter().collect::<Vec<_>>(), &expected);
    let found = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    let show = Sum {
        frame: desk.frame(&format!("{year}年各单位年度报告汇总"), &me),
        year,
        notes: found.notes,
        missing: found.missing,
        tables: tables::draw_plain(found.tables),
    };
    Ok(answer::page(&show)?)
}

/// Every unit that is to report, as a table to take away.
async fn overview(desk: &Desk, year: i16, extension: &str) -> Result<Response, Fail> {
    let today = desk.library().today();
    let units = desk.library().units();
    let mut rows = Vec::with_capacity(units.len());
    for unit in &units {
        let found = desk.publishing.submission(&unit.code, year).await?;
        let line = line(unit, found.as_ref(), year, today > due(year));
        let remarks = found.map(|one| one.remarks).unwrap_or_default();
        let late = if line.late { "是" } else { "" };
        let (errors, warnings) = (line.errors.to_string(), line.warnings.to_string());
        rows.push(vec![
            line.code,
            line.name,
            line.told.into(),
            line.on,
            late.into(),
            errors,
            warnings,
            remarks,
        ]);
    }
    let headers = ["代码", "单位", "状态", "首次报送", "迟报", "错误", "提醒", "意见"].map(str::to_owned);
    let file = format!("{year}年年度报告报送情况.{extension}");
    match Format::from_extension(extension) {
        Some(Format::Csv) => {
            let mut out = String::from("\u{feff}");
            for row in [headers.to_vec()].into_iter().chain(rows) {
                out.push_str(&answer::csv_line(row.iter().map(String::as_str)));
            }
            Ok(answer::private(&file, Format::Csv.media_type(), out))
        }
        Some(format @ (Format::Docx | Format::Xlsx)) => {
            let sheet = Listing {
                title: format!("{year}年政府信息公开工作年度报告报送情况"),
                before: Vec::new(),
                headers: headers.into(),
                rows,
                after: Vec::new(),
                organ: desk.library().organ().name.clone(),
                dated: today,
            };
            let bytes = match format {
                Format::Xlsx => desk.library().xlsx(&sheet)?,
                _ => desk.library().docx(&sheet)?,
            };
            Ok(answer::private(&file, format.media_type(), bytes))
        }
        _ => Err(Fail::Portal(Error::NotFound)),
    }
}
