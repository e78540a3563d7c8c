//! 起草　GET、POST /desk/services/new?kind=thing；修改　GET、POST /desk/services/{item}/edit

use super::super::account::Account;
use super::super::items::{acts, attach, find, may_see, path, refusal};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::fields::{self, Asked};
use crate::form::{Fault, Field, Kind, Typed, line, named};
use crate::intake::{self, Limits};
use crate::{answer, pictures};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use office::publication::{Act, Command, Content, Nature};
use office::service::{Fields, Service};
use publishing::File;
use serde::Deserialize;

const LIMITS: Limits =
    Limits {
        files: 10, file_bytes: 60_000_000, total_bytes: 120_000_000, too_many: "一次最多增加10份附件"
    };

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Kinds {
    kind: String,
}

#[derive(Template)]
#[template(path = "desk/services/editor.html")]
struct Show {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    version: u64,
    fields: Vec<Field>,
    questions: Vec<Asked>,
    thing: bool,
    /// «共12种情形，最多回答4道题。»
    extent: String,
    attached: Vec<(usize, String, String, bool)>,
    missing: Vec<&'static str>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

pub async fn show_new(
    State(desk): State<Desk>,
    Query(asked): Query<Kinds>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    let page = Page { desk: &desk, me: &me, file: None, thing: asked.kind == "thing" };
    page.show(StatusCode::OK, None, (Vec::new(), None)).await
}

pub(super) fn may_draft(desk: &Desk, me: &Account) -> Result<(), Fail> {
    may_see(me)?;
    if acts(desk, me, None).contains(&Act::Draft) {
        Ok(())
    } else {
        Err(Fail::NotAllowed(Act::Draft.label()))
    }
}

pub async fn show(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let (file, thing) = open(&desk, &me, &item).await?;
    let page = Page { desk: &desk, me: &me, file: Some(&file), thing };
    page.show(StatusCode::OK, None, (Vec::new(), None)).await
}

async fn open(desk: &Desk, me: &Account, item: &str) -> Result<(File, bool), Fail> {
    may_see(me)?;
    let file = find(desk, item).await?;
    let service = file.item.content().and_then(|content| content.service.as_ref());
    let Some(service) = service else {
        return Err(Fail::NotNow("这条信息不是办事指南，也不是“一件事”".into()));
    };
    let thing = matches!(service, Service::Thing(_));
    if acts(desk, me, Some(&file.item)).contains(&Act::Revise) {
        return Ok((file, thing));
    }
    if Act::Revise.roles().iter().any(|role| me.roles.contains(role)) {
        return Err(Fail::NotNow("现在不能修改".into()));
    }
    Err(Fail::NotAllowed(Act::Revise.label()))
}

pub async fn create(
    State(desk): State<Desk>,
    Query(asked): Query<Kinds>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    let page = Page { desk: &desk, me: &me, file: None, thing: asked.kind == "thing" };
    let (typed, content) = match page.content(form).await? {
        Ok(taken) => taken,
        Err(shown) => return Ok(shown),
    };
    let calendar = desk.library().calendar();
    match desk.publishing.draft(desk.moment(&calendar), &me.actor(), content).await {
        Ok(index) => Ok(Redirect::to(&format!("{}?done=draft", path(&index))).into_response()),
        Err(error) => page.refused(&typed, error).await,
    }
}

pub async fn update(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    let (file, thing) = open(&desk, &me, &item).await?;
    let page = Page { desk: &desk, me: &me, file: Some(&file), thing };
    let (typed, content) = match page.content(form).await? {
        Ok(taken) => taken,
        Err(shown) => return Ok(shown),
    };
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let command = Command::Revise { content: Box::new(content), why: typed.text("why").into() };
    let calendar = desk.library().calendar();
    let index = file.item.index.as_str();
    match desk.publishing.run(desk.moment(&calendar), &me.actor(), (index, version), command).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=revise", path(index))).into_response()),
        Err(error) => page.refused(&typed, error).await,
    }
}

/// What a service is published with, where nobody says otherwise.
pub(super) fn content(desk: &Desk, service: Service, column: String, entry: Option<String>) -> Content {
    Content {
        title: service.name().into(),
        nature: service.nature(),
        overview: String::new(),
        body: String::new(),
        column,
        topic: String::new(),
        duty: Some(Duty::Item(5)),
        entry,
        issued_by: desk.library().organ().name.clone(),
        jointly_with: Vec::new(),
        document_no: None,
        formed: desk.library().today(),
        effective: None,
        expires: None,
        source: None,
        keywords: Vec::new(),
        interprets: None,
        term: Term::Proactive,
        term_basis: None,
        attachments: Vec::new(),
        important: false,
        cleanup: None,
        retention: None,
        service: Some(service),
    }
}

struct Page<'a> {
    desk: &'a Desk,
    me: &'a Account,
    file: Option<&'a File>,
    thing: bool,
}

impl Page<'_> {
    fn before(&self) -> Option<&Content> {
        self.file.and_then(|file| file.item.content())
    }

    /// The form as it was sent, with what is brought taken in; or the page that says what is wrong.
    async fn content(
        &self,
        form: Result<Multipart, MultipartRejection>,
    ) -> Result<Result<(Typed, Content), Response>, Fail> {
        let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
        let typed = Typed(taken.texts.clone());
        if !typed.text("more").is_empty() {
            return self.show(StatusCode::OK, Some(&typed), (Vec::new(), None)).await.map(Err);
        }
        let service = match fields::read(&fields::typed(&typed, self.thing), self.thing) {
            Ok(service) => service,
            Err(faults) => {
                let told = fields::told(&faults, self.thing);
                return self
                    .show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (told, None))
                    .await
                    .map(Err);
            }
        };
        let (column, entry) = (typed.text("column").to_owned(), Some(typed.text("entry").to_owned()));
        let entry = entry.filter(|entry| !entry.is_empty());
        let mut content = match self.before() {
            Some(before) => Content { service: Some(service), column, entry, ..before.clone() },
            None => content(self.desk, service, column, entry),
        };
        content.attachments = self.kept(&typed);
        match attach(self.desk, self.me, taken.files).await? {
            Ok(attachments) => content.attachments.extend(attachments),
            Err(faults) => {
                return self
                    .show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None))
                    .await
                    .map(Err);
            }
        }
        Ok(Ok((typed, content)))
    }

    fn kept(&self, typed: &Typed) -> Vec<office::publication::Attachment> {
        let before = self.before().map_or(&[][..], |content| &content.attachments);
        let kept = |number: usize| typed.all("keep").any(|one| one == number.to_string());
        (1..).zip(before).filter(|(number, _)| kept(*number)).map(|(_, one)| one.clone()).collect()
    }

    async fn refused(&self, typed: &Typed, error: publishing::Error) -> Result<Response, Fail> {
        let (status, refused) = refusal(error)?;
        self.show(status, Some(typed), (Vec::new(), Some(refused))).await
    }

    async fn show(
        &self,
        status: StatusCode,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<Refused>),
    ) -> Result<Response, Fail> {
        let before = self.before();
        let written = match (typed, before.and_then(|content| content.service.as_ref())) {
            (Some(typed), _) => fields::typed(typed, self.thing),
            (None, Some(service)) => fields::of(service),
            (None, None) => Fields::default(),
        };
        let fields = self.fields(&written, typed, &faults).await?;
        let service = fields::read(&written, self.thing).ok();
        let extent = match &service {
            Some(Service::Thing(thing)) => {
                let (ways, longest) = thing.extent();
                format!("共{ways}种情形，最多回答{longest}道题。")
            }
            _ => String::new(),
        };
        let attached = before.map_or(&[][..], |content| &content.attachments);
        let keep =
            |number: usize| typed.is_none_or(|typed| typed.all("keep").any(|one| one == number.to_string()));
        let attached = (1..).zip(attached);
        let back = self.file.map_or_else(|| super::BASE.into(), |file| path(&file.item.index));
        let kind = if self.thing { "thing" } else { "guide" };
        let action = match self.file {
            Some(file) => {
                format!("{}/{}/edit", super::BASE, path(&file.item.index).trim_start_matches("/desk/items/"))
            }
            None => format!("{}/new?kind={kind}", super::BASE),
        };
        let nature = if self.thing { Nature::Thing } else { Nature::Guide };
        let heading = format!("{}{}", if self.file.is_some() { "修改" } else { "起草" }, nature.label());
        let version = typed.and_then(|typed| typed.text("version").parse().ok());
        let show = Show {
            frame: self.desk.frame(&heading, self.me),
            heading,
            action,
            back,
            version: version.or(self.file.map(|file| file.version)).unwrap_or(0),
            faults: named(faults, &fields),
            fields,
            questions: if self.thing { fields::questions(&written) } else { Vec::new() },
            thing: self.thing,
            extent,
            attached: attached
                .map(|(number, one)| (number, one.name.clone(), pictures::size(one), keep(number)))
                .collect(),
            missing: service.map(|service| service.missing()).unwrap_or_default(),
            refused,
        };
        Ok(answer::page_with(status, &show)?)
    }

    async fn fields(
        &self,
        written: &Fields,
        typed: Option<&Typed>,
        faults: &[Fault],
    ) -> Result<Vec<Field>, Fail> {
        let mut all: Vec<Field> = fields::blank(self.thing)
            .into_iter()
            .map(|field| fields::answered(field, written).with_faults(faults))
            .collect();
        let columns: Vec<String> =
            self.desk.publishing.columns().await?.into_iter().map(|column| column.name).collect();
        let catalogue = self.desk.publishing.catalogue().await?;
        let entries = catalogue.current().map_or(&[][..], |catalogue| &catalogue.entries);
        let entries =
            entries.iter().map(|entry| (entry.code.clone(), format!("{}　{}", entry.code, entry.name())));
        for field in fields::around(&columns, entries.collect()) {
            let before = self.before();
            let value = match (typed, field.name) {
                (Some(typed), name) => typed.text(name).to_owned(),
                (None, "column") => before.map(|content| content.column.clone()).unwrap_or_default(),
                (None, _) => before.and_then(|content| content.entry.clone()).unwrap_or_default(),
            };
            all.push(field.with(value));
        }
        all.push(
            crate::form::files(
                "files",
                "增加附件",
                "样表（Word、PDF）；视频解读（MP4、WebM，每份不超过60 MB）和同名的字幕（.vtt）。",
            )
            .optional()
            .with_faults(faults),
        );
        if self.file.is_some() {
            let why = line("why", "修改的原因", "已经发布过的，原因在“变更记录”中公开。").optional();
            all.push(why.with(typed.map(|typed| typed.text("why").to_owned()).unwrap_or_default()));
        }
        Ok(all)
    }
}
