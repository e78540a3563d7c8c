//! 访问记录：who came in, was turned away, read an applicant's data, took something away. One place decides what is
//! noted; what cannot be noted is not answered.

use super::Desk;
use super::account::Account;
use super::rights::Right;
use crate::error::Error;
use crate::guard::Peer;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ledger::Access;
use std::sync::{Arc, OnceLock};

/// The longest name of an object that is kept.
const LONGEST_OBJECT: usize = 200;

/// What is noted beside the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    SignIn,
    SignInFailed,
    SignOut,
    Read,
    /// What a register keeps sealed.
    ReadSealed,
    Export,
    Refused,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::SignIn,
        Kind::SignInFailed,
        Kind::SignOut,
        Kind::Read,
        Kind::ReadSealed,
        Kind::Export,
        Kind::Refused,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Kind::SignIn => "sign_in",
            Kind::SignInFailed => "sign_in_failed",
            Kind::SignOut => "sign_out",
            Kind::Read => "read",
            Kind::ReadSealed => "read_sealed",
            Kind::Export => "export",
            Kind::Refused => "refused",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::SignIn => "登录",
            Kind::SignInFailed => "登录失败",
            Kind::SignOut => "退出",
            Kind::Read => "查阅申请人资料",
            Kind::ReadSealed => "查阅登记的密封内容",
            Kind::Export => "导出",
            Kind::Refused => "越权被拒",
        }
    }

    pub fn of(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What the command line notes of what it takes away.
pub const EXPORTED: &str = Kind::Export.key();

/// Notes one thing.
pub async fn note(
    desk: &Desk,
    kind: Kind,
    account: &str,
    object: &str,
    place: &str,
    detail: &str,
) -> anyhow::Result<()> {
    let noted = Access {
        organ: desk.casework.organ().to_owned(),
        at: desk.now(),
        account: kept(account),
        kind: kind.key().into(),
        object: kept(object),
        place: place.into(),
        detail: detail.into(),
        ..Access::default()
    };
    Ok(desk.ledger().note(&noted).await?)
}

/// A name a stranger typed, as far as it can be kept.
fn kept(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && *c != '\u{10FFFF}').take(LONGEST_OBJECT / 4).collect()
}

/// Whoever turns out to be signed in while a request is answered.
#[derive(Clone, Default)]
pub struct Watched(Arc<OnceLock<Seen>>);

struct Seen {
    account: String,
    sees_applicants: bool,
    reads_letters: bool,
}

impl Watched {
    pub fn by(&self, account: &Account) {
        let sees_applicants = Right::SeeApplicant.held_by(account);
        let reads_letters = Right::ReadLetters.held_by(account);
        // The first to say who it is has said it.
        let _ = self.0.set(Seen { account: account.id.clone(), sees_applicants, reads_letters });
    }
}

/// Looks at each request of the desk, and at what came of it.
pub async fn watch(State(desk): State<Desk>, peer: Peer, mut request: Request, next: Next) -> Response {
    let watched = Watched::default();
    request.extensions_mut().insert(watched.clone());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let Some(seen) = watched.0.get() else { return response };
    let sees = if path.starts_with("/desk/messages/") { seen.reads_letters } else { seen.sees_applicants };
    let Some((kind, object)) = judged(&path, response.status(), sees) else {
        return response;
    };
    match note(&desk, kind, &seen.account, &object, &peer.address(), &path).await {
        Ok(()) => response,
        Err(error) => Error::Broken(error.context("failed to note an access")).into_response(),
    }
}

/// What is noted of a request, and about what.
fn judged(path: &str, status: StatusCode, sees_applicants: bool) -> Option<(Kind, String)> {
    let of_case = path.strip_prefix("/desk/cases/").filter(|rest| !rest.ends_with("/proof"));
    let named = |stream: &str, tail: Option<&str>| {
        tail.and_then(|tail| tail.split('/').next()).map(|no| format!("{stream}/{no}"))
    };
    let case = named("request", of_case).or_else(|| named("message", path.strip_prefix("/desk/messages/")));
    let about = case.clone().unwrap_or_default();
    if status == StatusCode::FORBIDDEN {
        return Some((Kind::Refused, if about.is_empty() { path.to_owned() } else { about }));
    }
    let shown = status.is_success() && sees_applicants;
    (shown && (case.is_some() || path == "/desk/find")).then_some((Kind::Read, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_an_applicant_is_noted_and_what_is_refused() {
        let read = |about: &str| Some((Kind::Read, about.to_owned()));
        for (path, status, sees, expected) in [
            ("/desk/cases/2026-1", 200, true, read("request/2026-1")),
            ("/desk/cases/2026-1/files/2", 200, true, read("request/2026-1")),
            ("/desk/find", 200, true, read("")),
            ("/desk/messages/LY2026-1/pass", 200, true, read("message/LY2026-1")),
            ("/desk/messages", 200, true, None),
            ("/desk/cases/2026-1", 200, false, None),
            ("/desk/cases/2026-1", 404, true, None),
            ("/desk/cases/2026-1/proof", 200, true, None),
            ("/desk", 200, true, None),
            ("/desk/cases/2026-1/draft", 303, true, None),
            ("/desk/cases/2026-1/draft", 403, false, Some((Kind::Refused, "request/2026-1".into()))),
            ("/desk/audit", 403, false, Some((Kind::Refused, "/desk/audit".into()))),
        ] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            assert_eq!(judged(path, status, sees), expected, "{path} {status}");
        }
    }
}
