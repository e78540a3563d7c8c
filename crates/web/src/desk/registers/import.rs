//! 导入　/desk/registers/{kind}/import：选文件，看核对的结果，确认后导入。What was uploaded waits in memory only, for its
//! uploader, an hour at most.

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{find, in_folder, may_see, may_write, published, shown};
use crate::cookie::random_number;
use crate::form::{self, Fault, Field, Kind, Typed, named};
use crate::intake::{self, Limits};
use crate::library::{Library, Upload};
use crate::{answer, words};
use ::registers::{By, Checked, Given, Registers, check};
use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use law::workday::Calendar;
use ledger::Hash;
use office::register::{Reader, Register, day_of};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

const LIMITS: Limits =
    Limits {
        files: 1, file_bytes: 80_000_000, total_bytes: 81_000_000, too_many: "一次导入一个文件"
    };
/// Files that wait at once, of everybody together.
const WAITING: usize = 6;
const WAITS: SignedDuration = SignedDuration::from_hours(1);
/// So long a confirmation waits for the import to end before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(3);
/// Rows read ahead.
const AHEAD: usize = 4_000;
/// Bad rows a page shows.
const SHOWN: usize = 10;

/// What was uploaded and waits to be confirmed.
#[derive(Default)]
pub struct Pending(Mutex<Vec<Arc<File>>>);

struct File {
    id: String,
    account: String,
    register: &'static Register,
    year: i16,
    upload: Upload,
    digest: String,
    checked: Checked,
    at: Timestamp,
    state: Mutex<Progress>,
}

#[derive(Clone)]
enum Progress {
    Waiting,
    Running(u64),
    Done(u64),
    Failed(String),
}

impl File {
    fn state(&self) -> Progress {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, progress: Progress) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Whether this call is the one that begins the import.
    fn begin(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = matches!(*state, Progress::Waiting | Progress::Failed(_));
        if waits {
            *state = Progress::Running(0);
        }
        waits
    }

    fn runs(&self) -> bool {
        matches!(self.state(), Progress::Running(_))
    }
}

impl Pending {
    /// Keeps a file; the oldest that is not being imported makes room.
    fn keep(&self, file: File, now: Timestamp) -> Result<Arc<File>, Fail> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|one| one.runs() || now.duration_since(one.at) < WAITS);
        if files.len() >= WAITING {
            match files.iter().position(|one| !one.runs()) {
                Some(oldest) => drop(files.remove(oldest)),
                None => return Err(Fail::NotNow("现在有几个文件正在导入。请等它们完成后再试。".into())),
            }
        }
        let file = Arc::new(file);
        files.push(file.clone());
        Ok(file)
    }

    fn find(&self, id: &str, register: &Register, account: &str) -> Result<Arc<File>, Fail> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found =
            files.iter().find(|one| one.id == id && one.register == register && one.account == account);
        let gone = || Fail::NotNow("这次上传的核对结果已经不在了，请重新选择文件。".into());
        found.cloned().ok_or_else(gone)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    year: String,
}

#[derive(Template)]
#[template(path = "desk/registers/import.html")]
struct Choose {
    frame: Frame,
    register: &'static Register,
    names: Vec<(&'static str, &'static str)>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<super::Refused>,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(vec![("row-year".into(), asked.year.chars().take(4).collect())]);
    choose(&desk, &me, register, StatusCode::OK, (&typed, Vec::new()))
}

fn choose(
    desk: &Desk,
    me: &Account,
    register: &'static Register,
    status: StatusCode,
    (typed, faults): (&Typed, Vec<Fault>),
) -> Result<Response, Fail> {
    let year = form::short("row-year", "年度", "不填的，由第一行的日期看出。").optional();
    let file = form::files("files", "文件", "CSV 或者 XLSX，80 MB 以内，第一行是表头。");
    let fields = vec![file.with_faults(&faults), year.filled(typed, &faults)];
    let needed = |field: &office::register::Field| (field.name, if field.required { "必填" } else { "" });
    let choose = Choose {
        frame: desk.frame("导入", me),
        register,
        names: register.fields.iter().map(needed).collect(),
        faults: named(faults, &fields),
        fields,
        refused: None,
    };
    Ok(answer::page_with(status, &choose)?)
}

pub async fn create(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
    let typed = Typed(taken.texts);
    let mut faults = desk.screen(&me.id, taken.files.iter().map(|(_, upload)| upload)).await?;
    let mut fault = |field: &'static str, message: String| faults.push(Fault { field, message });
    let upload = match taken.files.into_iter().next() {
        Some((_, upload)) if is_table(&upload.name) => Some(upload),
        Some((_, upload)) => {
            fault("files", format!("《{}》不能导入。请选择 CSV 或者 XLSX 文件。", upload.name));
            None
        }
        None => {
            fault("files", "请选择要导入的文件。".into());
            None
        }
    };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(upload) = upload.filter(|_| faults.is_empty()) else {
        return choose(&desk, &me, register, unfit, (&typed, faults));
    };
    match look_through(&desk, &me, register, upload, typed.text("row-year")).await? {
        Ok(file) => Ok(Redirect::to(&path(&file)).into_response()),
        Err(fault) => choose(&desk, &me, register, unfit, (&typed, vec![fault])),
    }
}

fn is_table(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".csv") || name.ends_with(".xlsx")
}

fn path(file: &File) -> String {
    format!("/desk/registers/{}/import/{}", file.register.key, file.id)
}

/// The file checked as a whole and kept for its uploader; or what is wrong with it.
async fn look_through(
    desk: &Desk,
    me: &Account,
    register: &'static Register,
    upload: Upload,
    typed: &str,
) -> Result<Result<Arc<File>, Fault>, Fail> {
    let wrong = |field: &'static str, message: String| Ok(Err(Fault { field, message }));
    let library = desk.library.clone();
    let source = Source { library, upload: upload.clone(), register, calendar: desk.library().calendar() };
    let year = match typed {
        "" => source.clone().year().await?,
        typed => Ok(words::plain_digits(typed).parse().ok()),
    };
    let year = match year {
        Ok(Some(year)) if (1949..=2999).contains(&year) => year,
        Ok(_) => return wrong("row-year", "不能看出是哪一年的登记，请填写年度，例如 2024。".into()),
        Err(refusal) => return wrong("files", refusal),
    };
    if let Some(why) = in_folder(desk, register, year) {
        return wrong("row-year", why);
    }
    let digest = Hash::of(&upload.bytes).to_string();
    let checked = match source.check(desk.registers.clone(), year, &digest).await? {
        Ok(checked) => checked,
        Err(refusal) => return wrong("files", refusal),
    };
    let file = File {
        id: random_number()?,
        account: me.id.clone(),
        register,
        year,
        upload,
        digest,
        checked,
        at: desk.now(),
        state: Mutex::new(Progress::Waiting),
    };
    Ok(Ok(desk.pending.keep(file, desk.now())?))
}

/// A file and what its rows are read by; reading runs off the async threads.
#[derive(Clone)]
struct Source {
    library: Arc<dyn Library>,
    upload: Upload,
    register: &'static Register,
    calendar: Arc<Calendar>,
}

impl Source {
    /// The year of the first row's day.
    async fn year(self) -> Result<Result<Option<i16>, String>, Fail> {
        let Some(at) = self.register.dated.and_then(|field| self.register.position(field)) else {
            return Ok(Ok(None));
        };
        let first = move || {
            let mut year = None;
            let read = self.library.register_rows(&self.upload, self.register, &mut |_, row| {
                year = day_of(row.cell(at)).map(|day| (day / 10_000) as i16);
                false
            });
            read.map(|_| year)
        };
        Ok(tokio::task::spawn_blocking(first).await.map_err(anyhow::Error::from)?)
    }

    async fn check(
        self,
        registers: Registers,
        year: i16,
        digest: &str,
    ) -> Result<Result<Checked, String>, Fail> {
        let (digest, handle) = (digest.to_owned(), Handle::current());
        let work = move || {
            let mut checked = match check(self.register, year, &self.calendar, |show| {
                self.library.register_rows(&self.upload, self.register, show)
            }) {
                Ok(checked) => checked,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let register = self.register;
            let rows = self.rows(year, checked.left_out.clone());
            handle.block_on(registers.refuse_known(register, year, &digest, &mut checked, rows))?;
            Ok::<_, ::registers::Error>(Ok(checked))
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)??)
    }

    /// The rows that are taken, read in a thread of their own as fast as they are asked for.
    fn rows(self, year: i16, left_out: BTreeSet<u64>) -> Receiver<Given> {
        let (send, receive) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut reader = Reader::new(self.register, year).by(self.calendar.clone());
            let read = self.library.register_rows(&self.upload, self.register, &mut |line, row| match reader
                .kept(row)
            {
                Ok(cells) if !left_out.contains(&line) => send.send(Ok((line, cells))).is_ok(),
                Ok(_) | Err(_) => true,
            });
            if let Err(why) = read {
                drop(send.send(Err(why)));
            }
        });
        receive
    }
}

#[derive(Template)]
#[template(path = "desk/registers/import_look.html")]
struct Look {
    frame: Frame,
    register: &'static Register,
    year: i16,
    name: String,
    path: String,
    good: u64,
    bad: u64,
    heads: Vec<&'static str>,
    first: Vec<Vec<(&'static str, String)>>,
    rejected: Vec<(u64, String)>,
    notes: Vec<String>,
    /// When and with how many rows it was imported before.
    known: Option<String>,
    running: Option<u64>,
    failed: Option<String>,
}

pub async fn look(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let file = desk.pending.find(&id, register, &me.id)?;
    look_at(&desk, &me, &file).await
}

async fn look_at(desk: &Desk, me: &Account, file: &File) -> Result<Response, Fail> {
    let (register, checked) = (file.register, &file.checked);
    let (running, failed) = match file.state() {
        Progress::Done(count) => {
            let path = format!("/desk/registers/{}?year={}&done=imported-{count}", register.key, file.year);
            return Ok(Redirect::to(&path).into_response());
        }
        Progress::Running(written) => (Some(written), None),
        Progress::Failed(why) => (None, Some(why)),
        Progress::Waiting => (None, None),
    };
    let known = desk.registers.imported(register, file.year, &file.digest).await?.filter(|one| one.done);
    let places = super::columns(register);
    let row = |cells: &Vec<String>| {
        let cell = |at: &usize| (register.fields[*at].name, shown(&register.fields[*at], &cells[*at]));
        places.iter().map(cell).collect()
    };
    let look = Look {
        frame: desk.frame("导入", me),
        register,
        year: file.year,
        name: file.upload.name.clone(),
        path: path(file),
        good: checked.good,
        bad: checked.bad_count,
        heads: places.iter().map(|at| register.fields[*at].name).collect(),
        first: checked.first.iter().map(row).collect(),
        rejected: checked.bad.iter().take(SHOWN).map(|bad| (bad.line, bad.why.clone())).collect(),
        notes: checked.warnings.iter().cloned().chain(published(desk, file.year)).collect(),
        known: known.map(|one| format!("{}，共{}行", words::moment(one.at), one.rows)),
        running,
        failed,
    };
    let mut response = answer::page(&look)?;
    if running.is_some() {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

pub async fn confirm(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let file = desk.pending.find(&id, register, &me.id)?;
    let skip = typed.text("skip") == "yes";
    if (file.checked.bad_count > 0 && !skip) || file.checked.good == 0 {
        let why = "文件中有不能采用的行，没有导入。请改正后重新选择文件，或者选“只导入可以采用的行”。";
        return Err(Fail::NotNow(why.into()));
    }
    if let Some(why) = in_folder(&desk, register, file.year) {
        return Err(Fail::NotNow(why));
    }
    if file.begin() {
        let running = tokio::task::spawn_blocking(import(&desk, &me, file.clone()));
        // A small file is done at once; of a large one the page tells how far it is.
        let _ = tokio::time::timeout(PATIENCE, running).await;
    }
    Ok(Redirect::to(&path(&file)).into_response())
}

/// The work of importing a file, to run off the async threads.
fn import(desk: &Desk, me: &Account, file: Arc<File>) -> impl FnOnce() + Send + 'static {
    let (registers, account, at) = (desk.registers.clone(), me.id.clone(), desk.now());
    let (library, calendar) = (desk.library.clone(), desk.library().calendar());
    let handle = Handle::current();
    move || {
        let source = Source { library, upload: file.upload.clone(), register: file.register, calendar };
        let mut rows = source.rows(file.year, file.checked.left_out.clone()).into_iter();
        let progress = |written| file.set(Progress::Running(written));
        let by = By { account: &account, at };
        let name = (file.upload.name.as_str(), file.digest.as_str());
        let done = registers.import(file.register, file.year, name, by, &mut rows, &progress);
        file.set(match handle.block_on(done) {
            Ok(count) => Progress::Done(count),
            Err(::registers::Error::Reading(why)) => {
                Progress::Failed(format!("{why}已写入的行保留；请重新选择这个文件，从中断处继续。"))
            }
            Err(error) => Progress::Failed(error.refusal().unwrap_or_else(|| {
                tracing::error!("failed to import a file: {:#}", anyhow::Error::from(error));
                "导入没有完成。已写入的行保留，重新确认后从中断处继续。".into()
            })),
        });
    }
}

/// The rows that are given back: their cells, the line and why.
pub async fn rejected(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let file = desk.pending.find(&id, register, &me.id)?;
    let names = register.fields.iter().map(|field| field.name).chain(["原文件行", "退回原因"]);
    let mut text = format!("\u{feff}{}", answer::csv_line(names));
    for bad in &file.checked.bad {
        let line = bad.line.to_string();
        let ends = [line.as_str(), bad.why.as_str()];
        text.push_str(&answer::csv_line(bad.cells.iter().map(String::as_str).chain(ends)));
    }
    let stem = file.upload.name.rsplit_once('.').map_or(file.upload.name.as_str(), |(stem, _)| stem);
    Ok(answer::private(&format!("{stem}-退回.csv"), "text/csv; charset=utf-8", text))
}
