//! 送审、审核、退回、签发、发布、撤回、报送、登记意见　POST /desk/annual-reports/{year}/{act}

use super::super::session::Signed;
use super::super::{Desk, Fail};
use super::{blockers, draft, may_see, page, path, year_of};
use crate::desk::Refused;
use crate::error::Error;
use crate::form::Typed;
use crate::library::Draft;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::dossier::{Order, Refusal};
use std::sync::Arc;

pub async fn create(
    State(desk): State<Desk>,
    Path((year, act)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let expected = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let Some(file) = desk.publishing.dossier(year).await? else {
        return Err(Fail::NotNow(Refusal::NotBegun.to_string()));
    };
    let compiled = match act.as_str() {
        "propose" | "review" | "sign" | "publish" => {
            match draft(&desk, year, &file.dossier.template, file.dossier.dated()).await? {
                Ok(draft) => Some(draft),
                Err(told) => {
                    let refused = (StatusCode::UNPROCESSABLE_ENTITY, Some((told, None)));
                    return page(&desk, &me, year, refused).await;
                }
            }
        }
        _ => None,
    };
    let order = order(&act, &typed, compiled.as_deref()).ok_or(Fail::Portal(Error::NotFound))?;
    let calendar = desk.library().calendar();
    let (moment, who) = (desk.moment(&calendar), me.actor());
    let bytes = compiled.as_ref().map(|draft| draft.bytes.as_slice());
    match desk.publishing.run_dossier(moment, &who, (year, expected), order, bytes).await {
        Ok(_) => {
            show_or_hide(&desk, &act, year, compiled).await?;
            Ok(Redirect::to(&path(year)).into_response())
        }
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, year, (status, Some(refused))).await
        }
    }
}

fn order(act: &str, typed: &Typed, draft: Option<&Draft>) -> Option<Order> {
    let digest = || draft.map(|draft| draft.digest.clone());
    Some(match act {
        "propose" => Order::Propose { digest: digest()?, blockers: blockers(draft?) },
        "review" => Order::Review { digest: digest()? },
        "return" => Order::Return { why: typed.text("why").into() },
        "sign" => Order::Sign { digest: digest()? },
        "publish" => {
            let explanation = typed.text("explanation").into();
            Order::Publish { digest: digest()?, report: String::new(), explanation }
        }
        "withdraw" => Order::Withdraw { why: typed.text("why").into() },
        "remark" => Order::Remark {
            package: typed.text("package").into(),
            accepted: typed.text("accepted") == "yes",
            remarks: typed.text("remarks").into(),
        },
        _ => return None,
    })
}

/// The ledger has decided; the portal follows. What is cut short here is made up for when the program starts again.
async fn show_or_hide(desk: &Desk, act: &str, year: i16, compiled: Option<Arc<Draft>>) -> Result<(), Fail> {
    let library = desk.library.clone();
    let work = match (act, compiled) {
        ("publish", Some(draft)) => tokio::task::spawn_blocking(move || library.release(&draft)),
        ("withdraw", _) => tokio::task::spawn_blocking(move || library.retract(year)),
        _ => return Ok(()),
    };
    Ok(work.await.map_err(anyhow::Error::from)??)
}

/// What the reader is told of an act that was not done.
pub(super) fn refusal(error: publishing::Error) -> Result<(StatusCode, Refused), Fail> {
    let Some(words) = error.refusal() else { return Err(error.into()) };
    Ok(match &error {
        publishing::Error::Dossier(refusal) => {
            let status = match refusal {
                Refusal::Role { .. } | Refusal::FourEyes => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, (format!("{words}（{}）", refusal.code()), Some("条例第四十九条")))
        }
        _ => (StatusCode::CONFLICT, (words, None)),
    })
}
