//! 本年没有　POST /desk/registers/{kind}/nothing：says that a year has nothing of a register, or takes it back

use super::super::session::Signed;
use super::super::{Desk, Fail};
use super::{find, in_folder, may_see, may_write};
use crate::form::Typed;
use ::registers::By;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

pub async fn create(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let year = typed.text("year").parse().ok().filter(|year| (1949..=2999).contains(year));
    let year: i16 = year.ok_or(Fail::Unreadable)?;
    if let Some(why) = in_folder(&desk, register, year) {
        return Err(Fail::NotNow(why));
    }
    let stands = typed.text("stands") == "yes";
    let by = By { account: &me.id, at: desk.now() };
    if let Err(error) = desk.registers.say_nothing(register, year, stands, by).await {
        return Err(error.refusal().map_or_else(|| error.into(), Fail::NotNow));
    }
    Ok(Redirect::to(&format!("/desk/registers/{}?year={year}", register.key)).into_response())
}
