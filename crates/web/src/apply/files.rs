//! 附上材料　GET、POST /apply/files

use super::draft::{self, Attached, Draft, Drafting, Open};
use super::steps::{PAPERS, PROOF, Step, after, faults, paper};
use super::{Fail, Window, unreadable};
use crate::form::{Fault, Field, Kind, Typed, files as file_field, radios};
use crate::guard::Peer;
use crate::intake::{self, Limits, Taken};
use crate::library::Upload;
use crate::page::{Frame, Visit};
use crate::{answer, media, words};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

pub const MOST: usize = 5;
const FILE_BYTES: usize = 10_000_000;
const TOTAL_BYTES: usize = 20_000_000;
const LIMITS: Limits = Limits {
    files: MOST,
    file_bytes: FILE_BYTES,
    total_bytes: TOTAL_BYTES + 1_000_000,
    too_many: "最多附 5 份材料",
};

#[derive(Template)]
#[template(path = "apply/files.html")]
struct Show {
    frame: Frame,
    step: Step,
    attached: Vec<Line>,
    needed: bool,
    full: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

struct Line {
    no: u32,
    what: &'static str,
    name: String,
    size: String,
}

pub async fn show(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
) -> Result<Response, Fail> {
    page(&window, &open.draft, &visit, StatusCode::OK, "", Vec::new())
}

fn page(
    window: &Window,
    draft: &Draft,
    visit: &Visit,
    status: StatusCode,
    what: &str,
    wrong: Vec<Fault>,
) -> Result<Response, Fail> {
    let needed = !faults(Step::Files, draft, window.library().today()).is_empty();
    let choices = PAPERS.map(|(key, label, _)| (key.to_owned(), label.to_owned()));
    let chosen = match what {
        "" if needed => PROOF,
        "" => PAPERS[0].0,
        what => what,
    };
    let hint = format!("{}；每份不超过10 MB，合计不超过20 MB。", media::TAKEN);
    let fields = vec![
        radios("what", "是什么材料", "", choices).with(chosen),
        file_field("files", "选择文件", hint).with_faults(&wrong),
    ];
    let show = Show {
        frame: visit.frame(Step::Files.label()).under(Step::Content.label(), Step::Content.path()),
        step: Step::Files,
        attached: draft.files.iter().map(line).collect(),
        needed,
        full: draft.files.len() >= MOST,
        fields,
        faults: wrong,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

fn line(file: &Attached) -> Line {
    Line { no: file.no, what: paper(&file.what).1, name: file.name.clone(), size: words::size(file.bytes) }
}

/// Files that were chosen are put in whatever button was pressed.
pub async fn create(
    State(window): State<Window>,
    Drafting(open): Drafting,
    peer: Peer,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    let taken = intake::take(form.map_err(|_| unreadable())?, LIMITS).await?;
    let Taken { texts, files } = taken;
    let typed = Typed(texts);
    if let Ok(no) = typed.text("remove").parse() {
        let open = remove(&window, &open, no).await?;
        return page(&window, &open.draft, &visit, StatusCode::OK, "", Vec::new());
    }
    let uploads: Vec<Upload> = files.into_iter().map(|(_, upload)| upload).collect();
    let what = typed.text("what").to_owned();
    let refuse = |wrong: Vec<Fault>| {
        page(&window, &open.draft, &visit, StatusCode::UNPROCESSABLE_ENTITY, &what, wrong)
    };
    let wrong = wrong(&open.draft, &uploads);
    if !wrong.is_empty() {
        return refuse(wrong);
    }
    if !uploads.is_empty() {
        peer.admitted(&window.sends)?;
    }
    let infected = window.desk.screen(casework::APPLICANT, uploads.iter()).await?;
    if !infected.is_empty() {
        return refuse(infected);
    }
    let open = put(&window, open, &what, uploads).await?;
    match typed.text("do") {
        "add" => Ok(Redirect::to(Step::Files.path()).into_response()),
        "save" => Ok(Redirect::to("/apply/draft").into_response()),
        _ => go_on(&window, &open, &visit),
    }
}

fn go_on(window: &Window, open: &Open, visit: &Visit) -> Result<Response, Fail> {
    let today = window.library().today();
    let wrong = faults(Step::Files, &open.draft, today);
    if wrong.is_empty() {
        Ok(Redirect::to(after(Step::Files, &open.draft, today).path()).into_response())
    } else {
        page(window, &open.draft, visit, StatusCode::UNPROCESSABLE_ENTITY, PROOF, wrong)
    }
}

fn wrong(draft: &Draft, uploads: &[Upload]) -> Vec<Fault> {
    let fault = |message: String| vec![Fault { field: "files", message }];
    if draft.files.len() + uploads.len() > MOST {
        return fault(format!(
            "最多附{MOST}份材料，已有{}份。请删去不需要的，或者合并成一份。",
            draft.files.len()
        ));
    }
    let bytes = |total: usize, one: usize| total + one;
    let total = draft.files.iter().map(|file| file.bytes).fold(0, bytes)
        + uploads.iter().map(|upload| upload.bytes.len()).fold(0, bytes);
    if total > TOTAL_BYTES {
        return fault("材料合计超过20 MB。请压缩图片，或者删去不需要的。".into());
    }
    let unknown = uploads.iter().find(|upload| media::of(&upload.name, &upload.bytes).is_none());
    unknown.map_or_else(Vec::new, |upload| {
        fault(format!("《{}》不能附上。可以附的有：{}。", upload.name, media::TAKEN))
    })
}

async fn put(window: &Window, open: Open, what: &str, uploads: Vec<Upload>) -> Result<Open, Fail> {
    let mut open = open;
    for upload in uploads {
        let Some(kind) = media::of(&upload.name, &upload.bytes) else { continue };
        // A number nobody else takes at the same moment: the file is bound to it.
        let no = number()?;
        draft::put_file(window, &open, no, &upload.bytes).await?;
        let file = Attached {
            no,
            what: what.into(),
            name: upload.name,
            extension: kind.extension.into(),
            media: kind.media_type.into(),
            bytes: upload.bytes.len(),
        };
        open = draft::change(window, &open.code, |draft| draft.files.push(file.clone())).await?;
    }
    Ok(open)
}

fn number() -> anyhow::Result<u32> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(u32::from_be_bytes(bytes))
}

async fn remove(window: &Window, open: &Open, no: u32) -> Result<Open, Fail> {
    let changed = draft::change(window, &open.code, |draft| draft.files.retain(|file| file.no != no)).await?;
    draft::remove_file(window, &open.code, no).await?;
    Ok(changed)
}
