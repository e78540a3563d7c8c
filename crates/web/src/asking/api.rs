//! 问答的数据接口　GET /api/v1/ask?q=

use super::page::Said;
use super::{answer, tally::Mark};
use crate::Portal;
use crate::error::Error;
use crate::portal::address;
use ask::Sureness;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The name of a verdict for programs.
const fn verdict(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Sure => "sure",
        Sureness::Unsure => "unsure",
        Sureness::Unknown => "unknown",
    }
}

pub async fn show(State(portal): State<Portal>, Query(said): Query<Said>) -> Result<Response, Error> {
    let question = said.question();
    if question.is_empty() {
        return Err(Error::BadRequest(
            "没有写明要问什么。请在 q 后写上问题，如 /api/v1/ask?q=开饭店要办什么证。".into(),
        ));
    }
    let answered = answer(&portal, &question).await?;
    super::page::count(&portal, &question, Mark::Answered(answered.sureness)).await;
    let answers: Vec<Value> = answered
        .candidates
        .iter()
        .map(|one| {
            let (document, passage) = (&one.document, one.passage());
            json!({
                "source": document.source.label(), "title": document.title, "heading": passage.heading,
                "text": passage.text, "url": one.url(), "date": document.date,
                "score": (f64::from(one.score) * 100.0).round() / 100.0,
            })
        })
        .collect();
    let hand_over = json!({"search": format!("/search?q={}", address(&question)), "message": super::page::message_path(&question)});
    let told = json!({"q": question, "verdict": verdict(answered.sureness), "answers": answers, "hand_over": hand_over});
    Ok(Json(told).into_response())
}
