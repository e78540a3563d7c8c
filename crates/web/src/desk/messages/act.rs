//! 办理一步　GET、POST /desk/messages/{no}/{act}

use super::super::account::Account;
use super::super::departments::Departments;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::order::{self, Around};
use super::show::{Told, letter, rounds};
use super::{acts, find, may_see, path, refusal};
use crate::answer;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, named};
use ::messages::File;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::message::{Act, By};

/// 主题 that are named to choose from.
const MATTERS: usize = 20;

#[derive(Template)]
#[template(path = "desk/messages/act.html")]
struct Show {
    frame: Frame,
    no: String,
    path: String,
    subject: String,
    label: &'static str,
    slug: &'static str,
    version: u64,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    note: &'static str,
    sent_back: Option<String>,
    rounds: Vec<Told>,
}

pub async fn show(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let act = act_of(&slug)?;
    let file = open(&desk, &me, &no, act).await?;
    Page { desk: &desk, me: &me, file: &file, act }.show(StatusCode::OK, None, (Vec::new(), None)).await
}

fn act_of(slug: &str) -> Result<Act, Fail> {
    Act::from_key(slug).filter(|act| !act.by_sender()).ok_or(Fail::Portal(Error::NotFound))
}

async fn open(desk: &Desk, me: &Account, no: &str, act: Act) -> Result<File, Fail> {
    may_see(me)?;
    let file = find(desk, no).await?;
    if acts(desk, me, &file.message).contains(&act) {
        return Ok(file);
    }
    if !act.roles().iter().any(|role| me.roles.contains(role)) {
        return Err(Fail::NotAllowed(act.label()));
    }
    Err(Fail::NotNow(format!("这条留言现在不能由您办理“{}”", act.label())))
}

pub async fn create(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let act = act_of(&slug)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let file = open(&desk, &me, &no, act).await?;
    let page = Page { desk: &desk, me: &me, file: &file, act };
    let command = match order::command(act, &file.message, &typed) {
        Ok(command) => command,
        Err(faults) => {
            return page.show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None)).await;
        }
    };
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let (actor, calendar) = (me.actor(), desk.library().calendar());
    let by = By::Staff(&actor);
    match desk.messages().run(desk.moment(&calendar), by, (&no, version), command).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={}", path(&no), act.key())).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page.show(status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

struct Page<'a> {
    desk: &'a Desk,
    me: &'a Account,
    file: &'a File,
    act: Act,
}

impl Page<'_> {
    async fn show(
        &self,
        status: StatusCode,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<Refused>),
    ) -> Result<Response, Fail> {
        let (desk, act, message) = (self.desk, self.act, &self.file.message);
        let fields = self.fields().await?.into_iter();
        let fields: Vec<Field> = match typed {
            Some(typed) => fields.map(|field| field.filled(typed, &faults)).collect(),
            None => fields.collect(),
        };
        let faults = named(faults, &fields);
        let no = message.no.clone();
        let show = Show {
            frame: desk.frame(act.label(), self.me),
            path: path(&no),
            no,
            subject: message.subject.clone(),
            label: act.label(),
            slug: act.key(),
            version: self.file.version,
            fields,
            faults,
            refused,
            note: note(act, message.may_be_public()),
            sent_back: message.round().sent_back.clone().filter(|_| act == Act::DraftAnswer),
            rounds: rounds(desk, self.me, message).await?,
        };
        Ok(answer::page_with(status, &show)?)
    }

    async fn fields(&self) -> Result<Vec<Field>, Fail> {
        let (desk, message) = (self.desk, &self.file.message);
        let departments = Departments::load(desk.ledger()).await?;
        let named = departments.choices("").into_iter().filter(|(id, _)| !id.is_empty());
        let names: Vec<String> = named.map(|(_, label)| label).collect();
        let matters = desk.messages().matters().await?;
        let matters: Vec<String> = matters.into_keys().take(MATTERS).collect();
        let found = if self.act == Act::Pass { desk.messages().found(message).await? } else { Vec::new() };
        let letter = if self.act == Act::DraftAnswer { letter(desk, message.round()).await? } else { None };
        let around = Around {
            message,
            letter: letter.as_ref(),
            departments: &names,
            matters: &matters,
            found: &found,
            terms: desk.messages().terms(),
        };
        Ok(order::fields(self.act, &around))
    }
}

/// What the step means, where its name does not say it.
const fn note(act: Act, public: bool) -> &'static str {
    match act {
        Act::AnswerOpenly => "问题和答复将在“咨询留言”里公开，留言人凭编号和查询码也能看到。",
        Act::AnswerPrivately => "只有留言人凭编号和查询码能看到，公众看不到。",
        Act::Pass if public => "请核对问题里没有个人信息，答复准确、完整。",
        Act::Pass => "请核对答复准确、完整。只有留言人看得到。",
        _ => "",
    }
}
