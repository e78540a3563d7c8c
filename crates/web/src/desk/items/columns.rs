//! 设置栏目　GET、POST /desk/columns

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::{may_see, refusal};
use crate::answer;
use crate::form::Typed;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::columns::{Column, Kind};
use office::role::Role;
use std::collections::BTreeMap;

/// Empty lines for new columns.
const BLANK: usize = 3;

#[derive(Template)]
#[template(path = "desk/items/columns.html")]
struct Show {
    frame: Frame,
    may: bool,
    lines: Vec<Line>,
    kinds: [Kind; 3],
    refused: Option<Refused>,
}

struct Line {
    name: String,
    about: String,
    kind: Kind,
    items: u64,
}

impl Line {
    fn is(&self, kind: &Kind) -> bool {
        self.kind == *kind
    }
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let columns = desk.publishing.columns().await?;
    page(&desk, &me, StatusCode::OK, columns, None).await
}

async fn page(
    desk: &Desk,
    me: &super::Account,
    status: StatusCode,
    columns: Vec<Column>,
    refused: Option<Refused>,
) -> Result<Response, Fail> {
    let used: BTreeMap<String, u64> = desk.publishing.shelves("column").await?;
    let line = |Column { name, about, kind }: Column| Line {
        items: used.get(&name).copied().unwrap_or(0),
        name,
        about,
        kind,
    };
    let may = me.roles.contains(&Role::DisclosureHead);
    let mut lines: Vec<Line> = columns.into_iter().map(line).collect();
    if may {
        lines.extend((0..BLANK).map(|_| Line {
            name: String::new(),
            about: String::new(),
            kind: Kind::Other,
            items: 0,
        }));
    }
    let show = Show { frame: desk.frame("栏目", me), may, lines, kinds: Kind::ALL, refused };
    Ok(answer::page_with(status, &show)?)
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let lines = typed.all("name").zip(typed.all("about")).zip(typed.all("kind"));
    let filled = lines.filter(|((name, _), _)| !name.is_empty());
    let columns: Vec<Column> = filled
        .map(|((name, about), kind)| Column {
            name: name.into(),
            about: about.into(),
            kind: Kind::from_key(kind).unwrap_or(Kind::Other),
        })
        .collect();
    let calendar = desk.library().calendar();
    let arranged = desk
        .publishing
        .arrange_columns(desk.moment(&calendar), &me.actor(), columns.clone(), typed.text("why"))
        .await;
    match arranged {
        Ok(()) => Ok(Redirect::to("/desk/columns").into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, status, columns, Some(refused)).await
        }
    }
}
