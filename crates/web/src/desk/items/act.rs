//! 办理一步　GET、POST /desk/items/{item}/{act}

use super::super::account::Account;
use super::super::screening::Known;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::item::{self, Elements};
use super::{acts, may_see, names, order, refusal, reviewers};
use crate::answer;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, named};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::publication::{Act, Publication};
use publishing::{File, Noted};

#[derive(Template)]
#[template(path = "desk/items/act.html")]
struct Show {
    frame: Frame,
    index: String,
    path: String,
    title: String,
    label: &'static str,
    slug: &'static str,
    version: u64,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    notes: Vec<String>,
    /// What the reviewer must remove or explain, with the reason typed so far.
    found: Vec<(Noted, String)>,
    /// What else the check tells whoever judges.
    noted: Vec<Noted>,
    /// The whole content, where it is to be judged.
    judged: Option<Elements>,
}

/// These have pages of their own.
fn act_of(slug: &str) -> Result<Act, Fail> {
    let own = |act: &Act| matches!(act, Act::Draft | Act::Revise);
    Act::from_key(slug).filter(|act| !own(act)).ok_or(Fail::Portal(Error::NotFound))
}

pub async fn show(
    State(desk): State<Desk>,
    Path((item, slug)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let act = act_of(&slug)?;
    let file = open(&desk, &me, &item, act).await?;
    Page { desk: &desk, me: &me, file: &file, act }.show(StatusCode::OK, None, (Vec::new(), None)).await
}

async fn open(desk: &Desk, me: &Account, item: &str, act: Act) -> Result<File, Fail> {
    may_see(me)?;
    let file = names::find(desk, item).await?;
    if acts(desk, me, Some(&file.item)).contains(&act) {
        return match reviewers::another(desk, me, &file.item, act).await? {
            Some(asked) => Err(Fail::NotNow(format!("这条信息由起草部门的负责人审核：{asked}"))),
            None => Ok(file),
        };
    }
    if !act.roles().iter().any(|role| me.roles.contains(role)) {
        return Err(Fail::NotAllowed(act.label()));
    }
    Err(Fail::NotNow(format!("这条信息现在不能由您办理“{}”", act.label())))
}

pub async fn create(
    State(desk): State<Desk>,
    Path((item, slug)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let act = act_of(&slug)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let file = open(&desk, &me, &item, act).await?;
    let page = Page { desk: &desk, me: &me, file: &file, act };
    let command = match order::command(act, &typed) {
        Ok(command) => command,
        Err(faults) => {
            return page.show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None)).await;
        }
    };
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    if matches!(act, Act::Publish | Act::Schedule)
        && let Some(why) = unfit(&desk, &me, &file).await?
    {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page.show(status, Some(&typed), (Vec::new(), Some((why, None)))).await;
    }
    let calendar = desk.library().calendar();
    let index = file.item.index.as_str();
    match desk.publishing.run(desk.moment(&calendar), &me.actor(), (index, version), command).await {
        Ok(_) => {
            desk.publications.follow().await?;
            Ok(Redirect::to(&format!("{}?done={}", names::path(index), act.key())).into_response())
        }
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page.show(status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

/// Which attachment was not looked at for viruses, or has one, now that it is to go out.
async fn unfit(desk: &Desk, me: &Account, file: &File) -> Result<Option<String>, Fail> {
    let attachments = file.item.work.iter().flat_map(|work| &work.content.attachments);
    for one in attachments {
        let bytes = desk.publishing.file_of(one).await?;
        let name = &one.name;
        match desk.known(&me.id, name, &bytes).await? {
            Known::Fine => {}
            Known::Unchecked => {
                return Ok(Some(format!(
                    "附件《{name}》还没有查毒，查毒服务仍没有应答，现在不能发布。请在查毒服务恢复后再办。"
                )));
            }
            Known::Infected(signature) => {
                return Ok(Some(format!(
                    "附件《{name}》补查出病毒（{signature}），不能发布。请退回修改，换一份文件。"
                )));
            }
        }
    }
    Ok(None)
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
        let (desk, act, item) = (self.desk, self.act, &self.file.item);
        let fields = order::fields(act, item, desk.library().today());
        let fields = match typed {
            Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect::<Vec<_>>(),
            None => fields,
        };
        let faults = named(faults, &fields);
        let judged = match &item.work {
            Some(work) if judges(act) => Some(item::elements(desk, item, &work.content, true)),
            _ => None,
        };
        let (found, noted) = self.noted(typed).await?;
        let show = Show {
            frame: desk.frame(act.label(), self.me),
            index: item.index.clone(),
            path: names::path(&item.index),
            title: item.content().map(|content| content.title.clone()).unwrap_or_default(),
            label: act.label(),
            slug: act.key(),
            version: typed.and_then(|typed| typed.text("version").parse().ok()).unwrap_or(self.file.version),
            fields,
            faults,
            refused,
            notes: notes(act, item),
            found,
            noted,
            judged,
        };
        Ok(answer::page_with(status, &show)?)
    }

    /// What the reviewer must explain, with what was typed; and what is only told.
    async fn noted(&self, typed: Option<&Typed>) -> Result<(Vec<(Noted, String)>, Vec<Noted>), Fail> {
        let work = match &self.file.item.work {
            Some(work) if judges(self.act) => work,
            _ => return Ok((Vec::new(), Vec::new())),
        };
        let noted = item::noted(self.desk, &work.content).await?;
        if self.act != Act::ReviewSecrecy {
            return Ok((Vec::new(), noted));
        }
        let reason = |noted: &Noted| {
            let mut both = typed?.all("finding").zip(typed?.all("let"));
            both.find(|(finding, _)| *finding == noted.id).map(|(_, why)| why.to_owned())
        };
        let (grave, advice): (Vec<Noted>, Vec<Noted>) = noted.into_iter().partition(|one| one.grave);
        let told = self.desk.publishing.check_reason(work).await?;
        let grave = grave.into_iter().chain(told);
        Ok((
            grave.map(|one| (reason(&one).unwrap_or_default(), one)).map(|(why, one)| (one, why)).collect(),
            advice,
        ))
    }
}

/// Steps that pass judgement on the content.
const fn judges(act: Act) -> bool {
    matches!(
        act,
        Act::SelfCheck
            | Act::PassDepartment
            | Act::ReviewSecrecy
            | Act::Approve
            | Act::Publish
            | Act::RecordDetermination
    )
}

/// What whoever takes the step should know before.
fn notes(act: Act, item: &Publication) -> Vec<String> {
    let interest = item.work.as_ref().and_then(|work| work.public_interest.as_ref());
    let interest = interest.filter(|_| matches!(act, Act::Approve | Act::Publish)).map(|(_, why)| {
        format!("含有第三方的商业秘密或者个人隐私，保密审查认为不公开会对公共利益造成重大影响（《条例》第十五条）：{why}")
    });
    interest.into_iter().chain(warnings(act).into_iter().map(str::to_owned)).collect()
}

fn warnings(act: Act) -> Vec<&'static str> {
    match act {
        Act::Publish => vec!["发布以后，公众立即可以看到。发布时间由服务器记录，不能更改。"],
        Act::Withdraw => vec![
            "撤回以后，网页、检索、订阅、附件和接口立即不再提供这条信息的任何一版，原网址显示撤回的说明。",
        ],
        Act::AgreeHiding => {
            vec!["同意以后，由发布人员隐去；隐去以前，旧版仍然公开。要立即停止公开的，请撤回。"]
        }
        Act::HideEdition => vec![
            "隐去以后，网页、附件和接口立即不再提供这一版，原网址显示说明；现在的版本和其他版本不受影响。",
        ],
        Act::Drop => vec!["弃稿以后不能恢复。已经发布的一版不受影响。"],
        Act::SelfCheck => vec!["逐项审查后送部门负责人审核。回答“是”的，写明情况。"],
        _ => Vec::new(),
    }
}
