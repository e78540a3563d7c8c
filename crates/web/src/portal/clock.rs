//! 期限推算：一件申请的经过填进来，期限、状态、救济和理由推出来　GET /clock, /clock/proof
//!
//! GET only: an address holds the whole history and can be kept. Nothing typed is stored.

mod form;
mod history;

use super::calendar::{Month, of_proof};
use super::workday::said;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use form::{Asked, Group, groups};
use history::{Fault, read};
use jiff::civil::Date;
use law::request::{Because, DayCount, History, ProofDay, Reckoning, fee, proof, reckon};
use law::statutes::Statute;
use law::workday::Calendar;

#[derive(Template)]
#[template(path = "portal/clock.html")]
struct Show {
    frame: Frame,
    groups: Vec<Group>,
    errors: Vec<Fault>,
    answer: Option<Answer>,
    fees: Vec<String>,
    cases: String,
    pages: String,
}

impl Show {
    fn fault(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }
}

#[derive(Template)]
#[template(path = "portal/clock_proof.html")]
struct ShowProof {
    frame: Frame,
    answer: Answer,
    days: Vec<ProofRow>,
    back: String,
    made: String,
}

/// What was reckoned, in words.
struct Answer {
    sentence: String,
    provisional: bool,
    facts: Vec<(&'static str, String)>,
    findings: Vec<(String, Option<Rule>)>,
    steps: Vec<Step>,
    months: Vec<Month>,
    proof: Option<String>,
}

/// One step of the reasoning.
struct Step {
    when: String,
    text: String,
    rule: Option<Rule>,
}

/// «《条例》第三十三条» and, where we hold the text, the way to it.
struct Rule {
    label: String,
    path: Option<String>,
}

/// One day of the proof.
pub(crate) struct ProofRow {
    pub date: String,
    pub count: String,
    pub why: String,
    pub notice: String,
    pub counted: bool,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    uri: Uri,
    visit: Visit,
) -> Result<Response, Error> {
    let calendar = portal.library.calendar();
    let today = portal.library.today();
    let (mut errors, mut answer) = (Vec::new(), None);
    if asked.tells_a_history() {
        match reckoned(&asked, today, &calendar) {
            Ok((history, reckoning)) => {
                answer = Some(answered(&history, &reckoning, &calendar, uri.query().unwrap_or_default()));
            }
            Err(faults) => errors = faults,
        }
    }
    let fees = fees(&asked, &mut errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let page = Show {
        frame: visit.frame("期限推算"),
        groups: groups(&asked, &errors),
        errors,
        answer,
        fees,
        cases: asked.get("cases").into(),
        pages: asked.get("pages").into(),
    };
    answer::page_with(status, &page)
}

pub async fn show_proof(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    uri: Uri,
    visit: Visit,
) -> Result<Response, Error> {
    let calendar = portal.library.calendar();
    let today = portal.library.today();
    let query = uri.query().unwrap_or_default();
    let Ok((history, reckoning)) = reckoned(&asked, today, &calendar) else {
        // The form names what is wrong beside each field.
        return show(State(portal), Query(asked), uri, visit).await;
    };
    let days = proof(&history, &calendar).unwrap_or_default();
    let page = ShowProof {
        frame: visit.frame("期限证明").under("期限推算", "/clock"),
        answer: answered(&history, &reckoning, &calendar, query),
        days: days.iter().map(proof_row).collect(),
        back: format!("/clock?{query}"),
        made: words::day(today),
    };
    answer::page(&page)
}

fn reckoned(asked: &Asked, today: Date, calendar: &Calendar) -> Result<(History, Reckoning), Vec<Fault>> {
    let typed = read(asked, today)?;
    let reckoning = reckon(&typed.history, calendar).map_err(|impossible| vec![typed.fault(&impossible)])?;
    Ok((typed.history, reckoning))
}

fn answered(history: &History, reckoning: &Reckoning, calendar: &Calendar, query: &str) -> Answer {
    let days = proof(history, calendar).unwrap_or_default();
    let steps = reckoning.receipt.iter().chain(&reckoning.because).chain(&reckoning.remedies);
    Answer {
        sentence: sentence(reckoning),
        provisional: reckoning.provisional,
        facts: facts(reckoning),
        findings: reckoning.findings.iter().map(|one| (one.message.clone(), rule(one.rule))).collect(),
        steps: steps.map(step).collect(),
        months: of_proof(&days, calendar),
        proof: (!days.is_empty()).then(|| format!("/clock/proof?{query}")),
    }
}

fn sentence(reckoning: &Reckoning) -> String {
    match (reckoning.due, reckoning.in_time, reckoning.overdue) {
        (Some(due), Some(true), _) => format!("已按时答复，答复期限为{}。", said(due)),
        (Some(due), Some(false), _) => format!("逾期答复，答复期限为{}。", said(due)),
        (Some(due), None, true) => format!("答复期限为{}，已经届满，尚未答复。", said(due)),
        (Some(due), None, false) => format!("应在{}前（含当日）答复。", said(due)),
        (None, ..) => match reckoning.deadlines.first() {
            Some(next) => {
                format!("{}，{}的期限为{}。", reckoning.state.label(), next.kind.label(), said(next.date))
            }
            None => format!("{}。", reckoning.state.label()),
        },
    }
}

fn facts(reckoning: &Reckoning) -> Vec<(&'static str, String)> {
    let day = |date: Option<Date>| date.map(said);
    let order = reckoning.reconsideration_first.map(|first| {
        if first { "应当先申请行政复议" } else { "可以申请行政复议，也可以直接起诉" }.to_owned()
    });
    let next = reckoning.deadlines.first().map(|next| format!("{}：{}", next.kind.label(), said(next.date)));
    let all = [
        ("收到日期", day(reckoning.received)),
        ("答复期限", day(reckoning.due)),
        ("状态", Some(reckoning.state.label().into())),
        ("下一步", next),
        ("缴费期限", day(reckoning.pay_by)),
        ("救济", order),
        ("复议期限", day(reckoning.reconsideration_by)),
        ("起诉期限", day(reckoning.litigation_by)),
    ];
    all.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn step(because: &Because) -> Step {
    let (from, to) = (words::day(because.from), words::day(because.to));
    let when = if from == to { from } else { format!("{from}至{to}") };
    Step { when, text: because.text.clone(), rule: rule(because.rule) }
}

/// «条例33» as the rules are written in [`Because::rule`].
fn rule(key: &str) -> Option<Rule> {
    let digits = key.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let instrument = key.strip_suffix(digits)?;
    let number: u16 = digits.parse().ok()?;
    let held = match instrument {
        "条例" => Some("regulation"),
        "行政复议法" => Some("reconsideration-law"),
        _ => None,
    };
    // The longer statute knows how every number up to ninety is written.
    let labels = Statute::find("reconsideration-law")?;
    let label = labels.articles().find(|article| article.number == number)?.label;
    let path = held.map(|name| format!("/disclosure/rules/{name}#art{number}"));
    Some(Rule { label: format!("《{instrument}》{label}"), path })
}

pub(crate) fn proof_row(day: &ProofDay) -> ProofRow {
    let count = match day.count {
        DayCount::Start => "起算，不计".to_owned(),
        DayCount::Counted(number) => format!("第{number}个工作日"),
        DayCount::Excluded | DayCount::Rest => "不计".to_owned(),
    };
    ProofRow {
        date: said(day.date),
        count,
        why: day.why.clone(),
        notice: day.notice.clone().unwrap_or_default(),
        counted: matches!(day.count, DayCount::Counted(_)),
    }
}

/// The fee for a month's cases, for a case's pages.
fn fees(asked: &Asked, errors: &mut Vec<Fault>) -> Vec<String> {
    let mut out = Vec::new();
    let mut told = |field: &'static str, say: fn(u64) -> Result<String, fee::TooMany>| {
        let text = words::plain_digits(asked.get(field));
        if text.is_empty() {
            return;
        }
        let said = text.parse().map_err(|_| "请写 0 或者正整数，例如 35。".to_owned());
        match said.and_then(|number| say(number).map_err(|refusal| refusal.to_string())) {
            Ok(sentence) => out.push(sentence),
            Err(message) => errors.push(Fault { field, message }),
        }
    };
    told("cases", |cases| {
        let (all, last) = (fee::by_cases(cases)?, fee::for_nth_case(cases)?);
        Ok(format!("按件计收：一个自然月内 {cases} 件，合计 {all} 元，其中第 {cases} 件 {last} 元。"))
    });
    told("pages", |pages| Ok(format!("按量计收：一件申请 {pages} 页，合计 {} 元。", fee::by_pages(pages)?)));
    out
}
