//! 期限证明：可以打印，提交复议机关、人民法院　GET /desk/cases/{no}/proof

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, case, demand, story};
use crate::portal::clock::{ProofRow, proof_row};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use law::request::proof;

#[derive(Template)]
#[template(path = "desk/proof.html")]
struct Show {
    frame: Frame,
    no: String,
    facts: Vec<(&'static str, String)>,
    steps: Vec<(String, &'static str)>,
    days: Vec<ProofRow>,
    history: Vec<(usize, String, String)>,
    made: String,
    algorithm: &'static str,
    hash: String,
    seq: u64,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let file = case::find(&desk, &no).await?;
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let told = case::reckoned(&file, today, &calendar)?;
    let days = proof(&case::as_of(&file, today), &calendar)
        .map_err(|error| anyhow::anyhow!("case {no} has no proof: {error}"))?;
    let steps = told.receipt.iter().chain(&told.because).chain(&told.remedies);
    let head = desk.ledger().head(desk.casework.organ()).await.map_err(anyhow::Error::from)?;
    let due = told.due.map_or_else(|| told.state.label().to_owned(), words::day);
    let show = Show {
        frame: desk.frame("期限证明", &me),
        facts: vec![
            ("编号", no.clone()),
            ("事项", file.case.subject.clone()),
            ("收到申请之日", file.case.received().map_or_else(|| "尚未确认".into(), words::day)),
            ("答复期限", due),
        ],
        steps: steps.map(|because| (because.text.clone(), because.rule)).collect(),
        days: days.iter().map(proof_row).collect(),
        history: history(&file),
        made: words::day(today),
        algorithm: ledger::ALGORITHM,
        hash: head.hash.to_string(),
        seq: head.seq,
        no,
    };
    Ok(answer::page(&show)?)
}

fn history(file: &casework::File) -> Vec<(usize, String, String)> {
    let steps = file.history.iter().zip(1..);
    steps.map(|(step, nth)| (nth, words::moment(step.at), story::tell(&step.event).title)).collect()
}
