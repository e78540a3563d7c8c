//! 咨询留言的办理　/desk/messages：受理分办、起草、审核、答复、撤下

mod act;
mod list;
mod order;
mod show;
mod story;
pub mod turn;

pub use list::chip_of;

use super::account::Account;
use super::rights::Right;
use super::{Desk, Fail, Refused, demand};
use crate::error::Error;
use crate::message::is_no;
use ::messages::{File, Messages};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use office::message::{Act, By, Message, Refusal};

pub const PATH: &str = "/desk/messages";

pub fn routes() -> Router<Desk> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/desk/messages/{no}", get(show::show))
        .route("/desk/messages/{no}/{act}", get(act::show).post(act::create))
}

pub fn path(no: &str) -> String {
    format!("{PATH}/{no}")
}

fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeMessages, me, "查看咨询留言")
}

impl Desk {
    pub(crate) fn messages(&self) -> &Messages {
        &self.publications.messages
    }
}

async fn find(desk: &Desk, no: &str) -> Result<File, Fail> {
    let file = if is_no(no) { desk.messages().file(no).await? } else { None };
    file.ok_or_else(|| Fail::Portal(Error::Missing(format!("没有编号为“{no}”的留言"))))
}

/// What may be done with a message now by whoever asks.
fn acts(desk: &Desk, me: &Account, message: &Message) -> Vec<Act> {
    let (actor, calendar) = (me.actor(), desk.library().calendar());
    desk.messages().may(desk.moment(&calendar), By::Staff(&actor), message)
}

/// What the reader is told of an order that was not carried out; what is ours to mend goes on as an error.
fn refusal(error: ::messages::Error) -> Result<(StatusCode, Refused), Fail> {
    match error {
        ::messages::Error::Refused(refusal) => {
            let status = match refusal {
                Refusal::Role(_) | Refusal::FourEyes => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok((status, (format!("{refusal}（{}）", refusal.code()), None)))
        }
        ::messages::Error::Ledger(ledger::Error::Refused(refusal)) => {
            Ok((StatusCode::CONFLICT, (refusal.to_string(), None)))
        }
        broken => Err(broken.into()),
    }
}

impl From<::messages::Error> for Fail {
    fn from(error: ::messages::Error) -> Fail {
        Fail::Portal(Error::Broken(anyhow::Error::from(error).context("failed to work on a message")))
    }
}
