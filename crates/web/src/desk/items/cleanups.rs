//! 文件清理　/desk/cleanups：发起、逐件决定、签批、起草结果

use super::super::account::{Account, Names};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::documents::NATURES;
use super::{may_see, names, refusal};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, checks, day, line};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::cleanup::{Act, Command, Ctx, Decision, Round, Stage, allowed};
use publishing::{Force, Opening};

const PAGE: u32 = 50;
/// Documents offered for a new round.
const OFFERED: u32 = 500;

fn acts(desk: &Desk, me: &Account, round: Option<&Round>) -> Vec<Act> {
    let actor = me.actor();
    allowed(&Ctx { today: desk.library().today(), actor: &actor }, round)
}

fn path(no: &str) -> String {
    format!("/desk/cleanups/{no}")
}

// ---------------------------------------------------------------- every round

#[derive(Template)]
#[template(path = "desk/items/cleanups.html")]
struct List {
    frame: Frame,
    may_open: bool,
    rounds: Vec<RoundLine>,
}

struct RoundLine {
    path: String,
    no: String,
    title: String,
    until: String,
    late: bool,
    done: usize,
    all: usize,
    stage: &'static str,
}

pub async fn list(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let page = desk.publishing.rounds(None, PAGE).await?;
    let line = |round: Round| RoundLine {
        path: path(&round.no),
        until: words::day(round.until),
        late: round.stage() != Stage::Published && round.until < today,
        done: round.lines.len() - round.undecided(),
        all: round.lines.len(),
        stage: round.stage().label(),
        no: round.no,
        title: round.title,
    };
    let show = List {
        frame: desk.frame("文件清理", &me),
        may_open: acts(&desk, &me, None).contains(&Act::Open),
        rounds: page.rows.into_iter().map(line).collect(),
    };
    Ok(answer::page(&show)?)
}

// ---------------------------------------------------------------- a new one

#[derive(Template)]
#[template(path = "desk/items/cleanup_new.html")]
struct New {
    frame: Frame,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

pub async fn show_new(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_open(&desk, &me)?;
    new(&desk, &me, StatusCode::OK, None, (Vec::new(), None)).await
}

fn may_open(desk: &Desk, me: &Account) -> Result<(), Fail> {
    may_see(me)?;
    if acts(desk, me, None).contains(&Act::Open) { Ok(()) } else { Err(Fail::NotAllowed(Act::Open.label())) }
}

async fn new(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    typed: Option<&Typed>,
    (faults, refused): (Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let today = desk.library().today();
    let mut offered = Vec::new();
    for nature in NATURES {
        let wanted = (Some(nature), Force::InForce);
        let page = desk.publishing.documents(wanted, today, None, OFFERED).await?;
        offered.extend(page.rows.iter().map(|one| {
            let no = one.document_no.as_deref().unwrap_or_default();
            (one.index.clone(), format!("{}　{no}（{}）", one.title, nature.label()))
        }));
    }
    let fields = vec![
        line("title", "名称", "例如 2026年行政规范性文件清理。结果公告以它为题。"),
        line("basis", "依据", "部署清理的文件，或者本机关的清理制度。结果公告引用。"),
        day("until", "完成期限", ""),
        checks("document", "列入清理的文件", "现行有效、已经公开的。", offered).checked(|_| true),
    ];
    let fields = match typed {
        Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect(),
        None => fields,
    };
    let show = New { frame: desk.frame(Act::Open.label(), me), fields, faults, refused };
    Ok(answer::page_with(status, &show)?)
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_open(&desk, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let mut read = Reader { typed: &typed, faults: Vec::new() };
    let (title, basis, until) = (read.text("title"), read.text("basis"), read.day("until"));
    let documents: Vec<String> = typed.all("document").map(str::to_owned).collect();
    if !read.faults.is_empty() {
        let faults = (read.faults, None);
        return new(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), faults).await;
    }
    let opening = Opening { title: &title, basis: &basis, until, documents: &documents };
    let calendar = desk.library().calendar();
    match desk.publishing.open_round(desk.moment(&calendar), &me.actor(), opening).await {
        Ok(no) => Ok(Redirect::to(&path(&no)).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            new(&desk, &me, status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

// ---------------------------------------------------------------- one round

#[derive(Template)]
#[template(path = "desk/items/cleanup.html")]
struct Show {
    frame: Frame,
    path: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    version: u64,
    sent_back: Option<String>,
    refused: Option<Refused>,
    faults: Vec<Fault>,
    /// How many documents are decided so.
    tally: Vec<(&'static str, usize)>,
    done: usize,
    lines: Vec<Decidable>,
    decisions: [Decision; 5],
    may_decide: bool,
    may_sign: bool,
    may_send_back: bool,
    /// The columns a result may stand in, where it may be drafted.
    columns: Vec<String>,
    drafted_before: bool,
    item: Option<String>,
}

struct Decidable {
    index: String,
    path: String,
    title: String,
    no: String,
    decided: Option<(&'static str, String)>,
    /// As it stands in the form.
    decision: &'static str,
    reason: String,
    successor: String,
}

impl Decidable {
    fn is(&self, decision: &Decision) -> bool {
        self.decision == decision.key()
    }
}

async fn find(desk: &Desk, no: &str) -> Result<(Round, u64), Fail> {
    let fine = no.len() <= 20 && no.bytes().all(|one| one.is_ascii_digit() || one == b'-') && !no.is_empty();
    let round = if fine { desk.publishing.round(no).await? } else { None };
    let shown: String = no.chars().take(20).collect();
    round.ok_or_else(|| Fail::Portal(Error::Missing(format!("没有编号为“{shown}”的清理"))))
}

pub async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    page(&desk, &me, &no, StatusCode::OK, (Vec::new(), None)).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    no: &str,
    status: StatusCode,
    (faults, refused): (Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let (round, version) = find(desk, no).await?;
    let acts = acts(desk, me, Some(&round));
    let mut people = Names::default();
    let mut lines = Vec::with_capacity(round.lines.len());
    for line in &round.lines {
        let decided = line.decided.as_ref();
        let told = match decided {
            Some(one) => {
                let by = people.of(desk.ledger(), &one.by).await?;
                let successor =
                    one.successor.as_ref().map(|one| format!("；由{one}代替")).unwrap_or_default();
                let why = format!("{}{successor}（{by}，{}）", one.reason, words::day(one.on));
                Some((one.decision.label(), why))
            }
            None => None,
        };
        lines.push(Decidable {
            index: line.document.index.clone(),
            path: names::path(&line.document.index),
            title: line.document.title.clone(),
            no: line.document.document_no.clone().unwrap_or_default(),
            decided: told,
            decision: decided.map_or("", |one| one.decision.key()),
            reason: decided.map(|one| one.reason.clone()).unwrap_or_default(),
            successor: decided.and_then(|one| one.successor.clone()).unwrap_or_default(),
        });
    }
    let columns = if acts.contains(&Act::Draft) { desk.publishing.columns().await? } else { Vec::new() };
    let show = Show {
        frame: desk.frame(&round.title, me),
        path: path(&round.no),
        title: round.title.clone(),
        facts: facts(desk, &round, &mut people).await?,
        version,
        sent_back: round.sent_back.clone(),
        refused,
        faults,
        tally: Decision::ALL.map(|one| (one.label(), round.of(one).count())).into(),
        done: round.lines.len() - round.undecided(),
        lines,
        decisions: Decision::ALL,
        may_decide: acts.contains(&Act::Decide),
        may_sign: acts.contains(&Act::Sign),
        may_send_back: acts.contains(&Act::SendBack),
        columns: columns.into_iter().map(|column| column.name).collect(),
        drafted_before: round.item.is_some(),
        item: round.item.as_deref().map(names::path),
    };
    Ok(answer::page_with(status, &show)?)
}

async fn facts(desk: &Desk, round: &Round, people: &mut Names) -> Result<Vec<(&'static str, String)>, Fail> {
    let mut facts = vec![
        ("编号", round.no.clone()),
        ("环节", round.stage().label().into()),
        ("依据", round.basis.clone()),
        (
            "发起",
            format!("{}，{}", people.of(desk.ledger(), &round.opened_by).await?, words::day(round.opened)),
        ),
        ("完成期限", words::day(round.until)),
    ];
    if let Some((by, on, remark)) = &round.signed {
        let by = people.of(desk.ledger(), by).await?;
        let remark = if remark.is_empty() { String::new() } else { format!("：{remark}") };
        facts.push(("签批", format!("{by}，{}{remark}", words::day(*on))));
    }
    if let Some(on) = round.published {
        facts.push(("结果公开", format!("{}，文件的效力自这一日起变动", words::day(on))));
    }
    Ok(facts)
}

/// POST /desk/cleanups/{no}/{act}: `decision`, `signature`, `return`, `draft`.
pub async fn run(
    State(desk): State<Desk>,
    Path((no, act)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    find(&desk, &no).await?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let calendar = desk.library().calendar();
    let (moment, who, at) = (desk.moment(&calendar), me.actor(), (no.as_str(), version));
    let text = |name: &str| typed.text(name).to_owned();
    let done = match act.as_str() {
        "decision" => {
            let Some(decision) = Decision::from_key(typed.text("decision")) else {
                let fault = Fault { field: "", message: "请选择对这件文件的决定。".into() };
                let faults = (vec![fault], None);
                return page(&desk, &me, &no, StatusCode::UNPROCESSABLE_ENTITY, faults).await;
            };
            let successor = Some(text("successor")).filter(|one| !one.is_empty());
            let (document, reason) = (text("document"), text("reason"));
            let command = Command::Decide { document, decision, reason, successor };
            desk.publishing.run_round(moment, &who, at, command).await.map(|()| path(&no))
        }
        "signature" => {
            let command = Command::Sign { remark: text("remark") };
            desk.publishing.run_round(moment, &who, at, command).await.map(|()| path(&no))
        }
        "return" => {
            let command = Command::SendBack { remark: text("remark") };
            desk.publishing.run_round(moment, &who, at, command).await.map(|()| path(&no))
        }
        "draft" => {
            let (organ, column) = (desk.library().organ().name.clone(), text("column"));
            let drafted = desk.publishing.draft_result(moment, &who, at, (&organ, &column)).await;
            drafted.map(|item| format!("{}?done=draft", names::path(&item)))
        }
        _ => return Err(Fail::Portal(Error::NotFound)),
    };
    match done {
        Ok(next) => Ok(Redirect::to(&next).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, &no, status, (Vec::new(), Some(refused))).await
        }
    }
}
