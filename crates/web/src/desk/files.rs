//! 案卷里的文件：存入、取出　/desk/cases/{no}/files

use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, case, demand};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, choice, files as file_field, named};
use crate::intake::{self, Limits, Taken};
use crate::library::Upload;
use crate::{answer, media, words};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{File, Order};
use office::case::{Act, Command, Ctx, Filed, Purpose, allowed};
use office::letter::Form;

const LIMITS: Limits =
    Limits {
        files: 20, file_bytes: 30_000_000, total_bytes: 60_000_000, too_many: "一次最多存入 20 份文件"
    };

#[derive(Template)]
#[template(path = "desk/files.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    version: u64,
    files: Vec<Line>,
    /// May see the content.
    readable: bool,
    may_file: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

pub struct Line {
    pub no: u32,
    pub name: String,
    pub purpose: String,
    size: String,
    pub on: String,
    redactable: bool,
}

/// What somebody who puts a file in may say it is for.
const PURPOSES: [(&str, &str); 3] = [
    ("source", "申请公开的信息：原件"),
    ("from_applicant", "申请人提交的材料"),
    ("internal", "内部材料：第三方回函、复议诉讼文书、送达凭证"),
];

fn purpose_of(key: &str) -> Option<Purpose> {
    match key {
        "source" => Some(Purpose::Source),
        "from_applicant" => Some(Purpose::FromApplicant),
        "internal" => Some(Purpose::Internal),
        _ => None,
    }
}

pub fn purpose(purpose: &Purpose) -> String {
    match purpose {
        Purpose::FromApplicant => "申请人提交".into(),
        Purpose::Source => "原件".into(),
        Purpose::Release { of, struck: 0 } => format!("可以提供（第{of}号，核对通过）"),
        Purpose::Release { of, struck } => format!("可以提供（第{of}号，涂去{struck}处，核对通过）"),
        Purpose::Letter { form, document_no } => {
            let label = Form::from_key(form).map_or("文书", Form::label);
            format!("{label}　{document_no}").trim_end().to_owned()
        }
        Purpose::Internal => "内部材料".into(),
    }
}

pub fn line(file: &Filed) -> Line {
    Line {
        no: file.file,
        name: file.name.clone(),
        purpose: purpose(&file.purpose),
        size: words::size(usize::try_from(file.bytes).unwrap_or(usize::MAX)),
        on: words::day(file.on),
        redactable: file.purpose == Purpose::Source,
    }
}

pub async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let file = case::find(&desk, &no).await?;
    page(&desk, &me, &file, StatusCode::OK, (Vec::new(), None))
}

fn page(
    desk: &Desk,
    me: &Account,
    file: &File,
    status: StatusCode,
    (faults, refused): (Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let purposes = PURPOSES.map(|(key, label)| (key.to_owned(), label.to_owned()));
    let fields = vec![
        choice("purpose", "是什么文件", "", purposes),
        file_field("files", "文件", format!("可以一次选几份：{}。", media::TAKEN)),
    ];
    let fields: Vec<Field> = fields.into_iter().map(|field| field.with_faults(&faults)).collect();
    let faults = named(faults, &fields);
    let case = &file.case;
    let show = Show {
        frame: desk.frame("文件", me),
        no: case.no.clone(),
        subject: case.subject.clone(),
        version: file.version,
        files: case.files.iter().map(line).collect(),
        readable: Right::SeeApplicant.held_by(me) && !case.erased,
        may_file: may_file(desk, me, file),
        fields,
        faults,
        refused,
    };
    Ok(answer::page_with(status, &show)?)
}

pub fn may_file(desk: &Desk, me: &Account, file: &File) -> bool {
    let calendar = desk.library().calendar();
    let actor = me.actor();
    let ctx = Ctx { today: desk.library().today(), calendar: &calendar, actor: &actor };
    !file.case.erased && allowed(&ctx, Some(&file.case)).contains(&Act::File)
}

/// POST /desk/cases/{no}/files
pub async fn create(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    demand(Right::SeeApplicant, &me, Act::File.label())?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
    let file = case::find(&desk, &no).await?;
    let infected = desk.screen(&me.id, taken.files.iter().map(|(_, upload)| upload)).await?;
    if !infected.is_empty() {
        return page(&desk, &me, &file, StatusCode::UNPROCESSABLE_ENTITY, (infected, None));
    }
    let (purpose, uploads, version) = match sent(taken) {
        Ok(sent) => sent,
        Err(faults) => return page(&desk, &me, &file, StatusCode::UNPROCESSABLE_ENTITY, (faults, None)),
    };
    let calendar = desk.library().calendar();
    let (actor, moment) = (me.actor(), desk.moment(&calendar));
    for (expected, (upload, kind)) in (version..).zip(uploads) {
        let order = filing(upload, kind, purpose.clone());
        if let Err(error) = desk.casework.run(moment, &actor, (&no, expected), order).await {
            let (status, refused) = super::refusal(error)?;
            let file = case::find(&desk, &no).await?;
            return page(&desk, &me, &file, status, (Vec::new(), Some(refused)));
        }
    }
    Ok(Redirect::to(&format!("/desk/cases/{no}/files")).into_response())
}

fn filing(upload: Upload, kind: media::Media, purpose: Purpose) -> Order {
    let (name, bytes) = (upload.name, upload.bytes.len() as u64);
    Order::sealing(upload.bytes.to_vec(), move |content| Command::File {
        purpose: purpose.clone(),
        name: name.clone(),
        media: kind.media_type.into(),
        bytes,
        content,
    })
}

type Sent = (Purpose, Vec<(Upload, media::Media)>, u64);

fn sent(taken: Taken) -> Result<Sent, Vec<Fault>> {
    let text = |name: &str| taken.texts.iter().find(|(key, _)| key == name).map_or("", |(_, text)| text);
    let fault = |field, message: String| vec![Fault { field, message }];
    let purpose = purpose_of(text("purpose")).ok_or_else(|| fault("purpose", "请选择一项。".into()))?;
    let version = text("version").parse().unwrap_or(0);
    let mut uploads = Vec::new();
    for (_, upload) in taken.files {
        let Some(kind) = media::of(&upload.name, &upload.bytes) else {
            let message = format!("《{}》不是可以存入的文件。可以存入的有：{}。", upload.name, media::TAKEN);
            return Err(fault("files", message));
        };
        uploads.push((upload, kind));
    }
    if uploads.is_empty() {
        Err(fault("files", "请选择至少一份文件。".into()))
    } else {
        Ok((purpose, uploads, version))
    }
}

/// GET /desk/cases/{no}/files/{file}
pub async fn get(
    State(desk): State<Desk>,
    Path((no, number)): Path<(String, u32)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeApplicant, &me, "查看案卷里的文件")?;
    let file = case::find(&desk, &no).await?;
    let found = file.case.file(number).ok_or(Fail::Portal(Error::NotFound))?;
    let bytes = content(&desk, found).await?;
    Ok(answer::private(&found.name, &found.media, bytes))
}

/// The content of a file, for those who may see it.
pub async fn content(desk: &Desk, file: &Filed) -> Result<Vec<u8>, Fail> {
    match desk.casework.unseal(&file.content).await {
        Ok(bytes) => desk.opened("system", &file.name, bytes).await,
        Err(error) => match error.refusal() {
            Some(refusal) => Err(Fail::NotNow(refusal)),
            None => Err(error.into()),
        },
    }
}
