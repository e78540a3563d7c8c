//! 起草　GET、POST /desk/items/new；修改　GET、POST /desk/items/{item}/edit

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::fields::{Around, Kept, fields, kept, read};
use super::{acts, item, may_see, names, refusal};
use crate::form::{Fault, Field, Kind, Typed, line, named};
use crate::intake::{self, Limits, Taken};
use crate::library::Upload;
use crate::{answer, pictures};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::publication::{Act, Attachment, Blob, Command, Content, Picture};
use publishing::{File, Noted, text};

const LIMITS: Limits =
    Limits {
        files: 20, file_bytes: 30_000_000, total_bytes: 60_000_000, too_many: "一次最多增加20份附件"
    };

#[derive(Template)]
#[template(path = "desk/items/editor.html")]
struct Show {
    frame: Frame,
    heading: String,
    /// Where the form goes, and where one goes back to.
    action: String,
    back: String,
    version: u64,
    fields: Vec<Field>,
    attached: Vec<Attached>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    notes: Vec<String>,
    /// What the check tells; `None` where nothing was checked.
    checked: Option<Vec<Noted>>,
}

/// An attachment the item has already.
struct Attached {
    number: usize,
    name: String,
    size: String,
    keep: bool,
    picture: Option<Pictured>,
}

/// What is asked of a picture.
struct Pictured {
    path: String,
    alt: String,
    width: u32,
    height: u32,
    /// What to write into the text to have it there.
    asked: String,
}

pub async fn show_new(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    Page::new(&desk, &me, None).await?.show(StatusCode::OK, None, (Vec::new(), None), None)
}

pub async fn show(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let file = open(&desk, &me, &item).await?;
    if file.item.content().is_some_and(|content| content.service.is_some()) {
        return Ok(Redirect::to(&format!("/desk/services/{item}/edit")).into_response());
    }
    let checked = match &file.item.work {
        Some(work) => Some(item::noted(&desk, &work.content).await?),
        None => None,
    };
    Page::new(&desk, &me, Some(&file)).await?.show(StatusCode::OK, None, (Vec::new(), None), checked)
}

fn may_draft(desk: &Desk, me: &Account) -> Result<(), Fail> {
    may_see(me)?;
    if acts(desk, me, None).contains(&Act::Draft) {
        Ok(())
    } else {
        Err(Fail::NotAllowed(Act::Draft.label()))
    }
}

async fn open(desk: &Desk, me: &Account, item: &str) -> Result<File, Fail> {
    may_see(me)?;
    let file = names::find(desk, item).await?;
    if acts(desk, me, Some(&file.item)).contains(&Act::Revise) {
        return Ok(file);
    }
    if Act::Revise.roles().iter().any(|role| me.roles.contains(role)) {
        return Err(Fail::NotNow("这条信息现在不能修改".into()));
    }
    Err(Fail::NotAllowed(Act::Revise.label()))
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    let page = Page::new(&desk, &me, None).await?;
    let (typed, content) = match page.content(form).await? {
        Ok(taken) => taken,
        Err(shown) => return Ok(shown),
    };
    let untold = is_untold(&content);
    let calendar = desk.library().calendar();
    match desk.publishing.draft(desk.moment(&calendar), &me.actor(), content).await {
        Ok(index) => Ok(saved(&names::path(&index), "draft", untold)),
        Err(error) => page.refused(&typed, error),
    }
}

pub async fn update(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    let file = open(&desk, &me, &item).await?;
    let page = Page::new(&desk, &me, Some(&file)).await?;
    let (typed, content) = match page.content(form).await? {
        Ok(taken) => taken,
        Err(shown) => return Ok(shown),
    };
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let untold = is_untold(&content);
    let command = Command::Revise { content: Box::new(content), why: typed.text("why").into() };
    let calendar = desk.library().calendar();
    let index = file.item.index.as_str();
    match desk.publishing.run(desk.moment(&calendar), &me.actor(), (index, version), command).await {
        Ok(_) => Ok(saved(&names::path(index), "revise", untold)),
        Err(error) => page.refused(&typed, error),
    }
}

/// Whether a picture is still without what stands for it.
fn is_untold(content: &Content) -> bool {
    let pictures = content.attachments.iter().filter_map(|one| one.picture.as_ref());
    pictures.into_iter().any(|picture| picture.alt.is_empty())
}

/// On to the item; back to the form where pictures wait for their words.
fn saved(path: &str, act: &str, untold: bool) -> Response {
    let next = if untold { format!("{path}/edit#attached") } else { format!("{path}?done={act}") };
    Redirect::to(&next).into_response()
}

/// Every file looked through before a byte of any is kept: what is kept stays for ever, and belongs to an item.
pub(in crate::desk) async fn attach(
    desk: &Desk,
    me: &Account,
    files: Vec<(String, Upload)>,
) -> Result<Result<Vec<Attachment>, Vec<Fault>>, Fail> {
    let publishing = &desk.publishing;
    let mut faults = desk.screen(&me.id, files.iter().map(|(_, upload)| upload)).await?;
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut fit = Vec::new();
    for (_, upload) in files {
        match publishing.look_through(&upload.name, upload.bytes.to_vec()).await {
            Ok(one) => fit.push((one, upload)),
            Err(error) => match error.refusal() {
                Some(message) => faults.push(Fault { field: "files", message }),
                None => return Err(error.into()),
            },
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut attachments = Vec::new();
    for (one, upload) in fit {
        let attachment = publishing.keep(one).await?;
        // What is kept may be another content than what was brought.
        if desk.is_marked(&upload.bytes).await? {
            desk.mark(&publishing.file_of(&attachment).await?).await?;
        }
        attachments.push(attachment);
    }
    Ok(Ok(attachments))
}

/// The page of an item that is drafted, or of one that is changed.
struct Page<'a> {
    desk: &'a Desk,
    me: &'a Account,
    file: Option<&'a File>,
    around: Around,
}

impl<'a> Page<'a> {
    async fn new(desk: &'a Desk, me: &'a Account, file: Option<&'a File>) -> Result<Page<'a>, Fail> {
        Ok(Page { desk, me, file, around: Around::of(desk).await? })
    }

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
        let before = self.before().map_or(&[][..], |content| &content.attachments);
        let mut content = match read(&typed, &self.around, before) {
            Ok(content) => content,
            Err(faults) => return self.faulty(&typed, faults).map(Err),
        };
        if !typed.text("check").is_empty() {
            return self.checked(&typed, content, taken).await.map(Err);
        }
        match attach(self.desk, self.me, taken.files).await? {
            Ok(attachments) => content.attachments.extend(attachments),
            Err(faults) => return self.faulty(&typed, faults).map(Err),
        }
        Ok(Ok((typed, content)))
    }

    /// 检查，不保存: nothing of it is kept.
    async fn checked(&self, typed: &Typed, content: Content, taken: Taken) -> Result<Response, Fail> {
        let brought = taken.files.into_iter().map(|(_, upload)| {
            let (media, content) = (String::new(), Blob { blob: String::new() });
            let bytes = upload.bytes.to_vec();
            let unsaid = || Picture { alt: String::new(), width: 0, height: 0 };
            let picture = redact::is_picture(&bytes).then(unsaid);
            let (name, removed) = (upload.name, Vec::new());
            (Attachment { name, media, bytes: bytes.len() as u64, content, picture, removed }, bytes)
        });
        let is_page = |address: &str| crate::portal::is_page(self.desk.library(), address);
        let noted = self.desk.publishing.check(&content, brought.collect(), is_page).await?;
        self.show(StatusCode::OK, Some(typed), (Vec::new(), None), Some(noted))
    }

    fn faulty(&self, typed: &Typed, faults: Vec<Fault>) -> Result<Response, Fail> {
        self.show(StatusCode::UNPROCESSABLE_ENTITY, Some(typed), (faults, None), None)
    }

    fn refused(&self, typed: &Typed, error: publishing::Error) -> Result<Response, Fail> {
        let (status, refused) = refusal(error)?;
        self.show(status, Some(typed), (Vec::new(), Some(refused)), None)
    }

    fn show(
        &self,
        status: StatusCode,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<Refused>),
        checked: Option<Vec<Noted>>,
    ) -> Result<Response, Fail> {
        let mut fields = fields(self.desk, &self.around, self.before());
        let published = self.file.is_some_and(|file| !file.item.editions.is_empty());
        if self.file.is_some() {
            let why = line("why", "修改的原因", "已经发布过的信息，原因向公众公开。");
            fields.push(if published { why } else { why.optional() });
        }
        if let Some(typed) = typed {
            fields = fields.into_iter().map(|field| field.filled(typed, &faults)).collect();
        }
        let faults = named(faults, &fields);
        let attached = self.attached(typed);
        let heading = if self.file.is_some() { Act::Revise.label() } else { "起草信息" };
        let back = self.file.map_or_else(|| "/desk/items".into(), |file| names::path(&file.item.index));
        let action = self.file.map_or_else(|| "/desk/items/new".into(), |_| format!("{back}/edit"));
        let version = typed.and_then(|typed| typed.text("version").parse().ok());
        let show = Show {
            frame: self.desk.frame(heading, self.me),
            heading: heading.into(),
            version: version.or(self.file.map(|file| file.version)).unwrap_or(0),
            notes: self.notes(typed.is_some()),
            action,
            back,
            fields,
            attached,
            faults,
            refused,
            checked,
        };
        Ok(answer::page_with(status, &show)?)
    }

    fn attached(&self, typed: Option<&Typed>) -> Vec<Attached> {
        let Some(file) = self.file else { return Vec::new() };
        let before = self.before().map_or(&[][..], |content| &content.attachments);
        let edition = if file.item.work.is_some() {
            "work".to_owned()
        } else {
            file.item.editions.last().map_or(0, |one| one.number).to_string()
        };
        let path = |number: usize| format!("{}/files/{edition}.{number}", names::path(&file.item.index));
        let none = Typed::default();
        let all = (1..).zip(kept(typed.unwrap_or(&none), before));
        all.map(|(number, Kept { attachment, keep })| Attached {
            number,
            size: pictures::size(&attachment),
            keep: keep || typed.is_none(),
            picture: attachment.picture.map(|picture| Pictured {
                path: path(number),
                alt: picture.alt,
                width: picture.width,
                height: picture.height,
                asked: text::asking_for(&attachment.name),
            }),
            name: attachment.name,
        })
        .collect()
    }

    fn notes(&self, again: bool) -> Vec<String> {
        let mut notes = Vec::new();
        let work = self.file.and_then(|file| file.item.work.as_ref());
        if work.is_some_and(|work| !work.signed.is_empty()) {
            notes.push("这条信息已经送审。改动正文、要素或者附件以后，审查重新开始。".into());
        }
        if again {
            notes.push("附件没有保存在表单里，请重新选择。".into());
        }
        if !again && self.before().is_some_and(is_untold) {
            notes.push("已经保存。请在“已有的附件”中为图片填写替代文字，然后再保存。".into());
        }
        if self.around.columns.is_empty() {
            notes.push("还没有设置栏目。请先由公开工作机构负责人在“栏目”中设置。".into());
        }
        notes
    }
}
