//! 区分处理（条例第三十七条）　/desk/cases/{no}/files/{file}/redaction
//!
//! The list of strikes travels with the form: nothing of a document under way is kept on the server.

use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, case, demand, files};
use crate::answer;
use crate::form::{Fault, Typed};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{File, Order};
use office::case::{Act, Command, Filed, Purpose};
use redact::{Document, Entry, Ground, Place, Redacted, Strike, Unit};

/// Units shown at once; the rest are found by searching.
const SHOWN: usize = 400;
const LONGEST_TEXT: usize = 2_000;

#[derive(Template)]
#[template(path = "desk/redaction.html")]
struct Show {
    frame: Frame,
    no: String,
    number: u32,
    name: String,
    version: u64,
    q: String,
    units: Vec<UnitLine>,
    more: Option<String>,
    strikes: Vec<StrikeLine>,
    grounds: Vec<(&'static str, &'static str)>,
    ground: &'static str,
    hidden: Vec<String>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct UnitLine {
    index: usize,
    place: String,
    text: String,
}

struct StrikeLine {
    words: String,
    ground: &'static str,
    json: String,
}

#[derive(Template)]
#[template(path = "desk/released.html")]
struct Released {
    frame: Frame,
    no: String,
    number: u32,
    name: String,
    notes: Vec<String>,
    log: Vec<Entry>,
    removed: Vec<String>,
}

/// What looks like personal data, or a mark of secrecy, in a file about to be given out. Whether it may stay is for the
/// handler to say: the applicant's own may.
fn still_there(name: &str, bytes: &[u8]) -> Vec<String> {
    let Ok(scanned) = scan::file(name, bytes, &scan::Options::default()) else { return Vec::new() };
    let grave = scanned.findings.iter().filter(|one| one.severity != scan::Severity::Info);
    let line = |one: &scan::Finding| {
        let place = scanned.section(one.start).map_or("", |section| section.place(one.start));
        format!(
            "请再看一遍：{place}仍有{}“{}”。不应提供的，请返回重新处理。",
            one.kind.label(),
            one.text_masked
        )
    };
    grave.map(line).collect()
}

/// Keys of the grounds, in the order of the articles.
const GROUNDS: [(&str, Ground); 9] = [
    ("privacy", Ground::Privacy),
    ("trade_secret", Ground::TradeSecret),
    ("internal_affairs", Ground::InternalAffairs),
    ("process", Ground::Process),
    ("enforcement_file", Ground::EnforcementFile),
    ("state_secret", Ground::StateSecret),
    ("prohibited", Ground::Prohibited),
    ("security", Ground::Security),
    ("not_government", Ground::NotGovernment),
];

fn ground_of(key: &str) -> Option<(&'static str, Ground)> {
    GROUNDS.into_iter().find(|(name, _)| *name == key)
}

pub async fn show(
    State(desk): State<Desk>,
    Path((no, number)): Path<(String, u32)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let work = Work::open(&desk, &me, &no, number).await?;
    work.page(StatusCode::OK, &Typed::default(), &[], (Vec::new(), None))
}

pub async fn create(
    State(desk): State<Desk>,
    Path((no, number)): Path<(String, u32)>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let Form(pairs) = form.map_err(|_| Fail::Unreadable)?;
    let typed = Typed(pairs);
    let mut work = Work::open(&desk, &me, &no, number).await?;
    let mut strikes = listed(&typed);
    if let Err(fault) = add(&typed, &work.units, &mut strikes) {
        return work.page(StatusCode::UNPROCESSABLE_ENTITY, &typed, &strikes, (vec![fault], None));
    }
    match typed.text("do") {
        "release" if typed.text("seen") != "yes" => {
            let message = "图片上的文字无法由程序核对。请逐一看过以后勾选，再核对放行。".into();
            let faults = vec![Fault { field: "seen", message }];
            work.page(StatusCode::UNPROCESSABLE_ENTITY, &typed, &strikes, (faults, None))
        }
        "release" => work.release(&typed, strikes).await,
        _ => work.page(StatusCode::OK, &typed, &strikes, (Vec::new(), None)),
    }
}

/// A source under work.
struct Work<'a> {
    desk: &'a Desk,
    me: &'a Account,
    file: File,
    filed: Filed,
    /// What a reader would see of it, and what not.
    units: Vec<Unit>,
    hidden: Vec<String>,
}

impl<'a> Work<'a> {
    async fn open(desk: &'a Desk, me: &'a Account, no: &str, number: u32) -> Result<Work<'a>, Fail> {
        demand(Right::SeeApplicant, me, "查看案卷里的文件")?;
        let file = case::find(desk, no).await?;
        if !files::may_file(desk, me, &file) {
            return Err(Fail::NotNow(format!("这件申请现在不能办理“{}”", Act::File.label())));
        }
        let filed = file.case.file(number).filter(|one| one.purpose == Purpose::Source).cloned();
        let filed = filed.ok_or_else(|| Fail::NotNow("只有申请公开的信息的原件可以作区分处理".into()))?;
        let bytes = files::content(desk, &filed).await?;
        let (units, hidden) = read(bytes).await?;
        Ok(Work { desk, me, file, filed, units, hidden })
    }

    async fn release(&mut self, typed: &Typed, strikes: Vec<Strike>) -> Result<Response, Fail> {
        let bytes = files::content(self.desk, &self.filed).await?;
        let asked = strikes.clone();
        let released = tokio::task::spawn_blocking(move || {
            Document::read(&bytes).and_then(|document| redact::release(&document, &asked))
        });
        match released.await.map_err(anyhow::Error::from)? {
            Ok(redacted) => self.keep(typed, redacted).await,
            Err(refusal) => {
                let refused = Some((refusal.to_string(), Some("条例第三十七条")));
                self.page(StatusCode::UNPROCESSABLE_ENTITY, typed, &strikes, (Vec::new(), refused))
            }
        }
    }

    async fn keep(&mut self, typed: &Typed, mut redacted: Redacted) -> Result<Response, Fail> {
        let (name, bytes) = (self.filed.name.clone(), redacted.bytes.clone());
        let left = tokio::task::spawn_blocking(move || still_there(&name, &bytes));
        redacted.notes.extend(left.await.map_err(anyhow::Error::from)?);
        let version: u64 = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
        let calendar = self.desk.library().calendar();
        let (actor, moment) = (self.me.actor(), self.desk.moment(&calendar));
        let no = self.file.case.no.clone();
        let (name, order) = self.filing(&redacted);
        if let Err(error) = self.desk.casework.run(moment, &actor, (&no, version), order).await {
            let (status, refused) = super::refusal(error)?;
            return self.page(status, typed, &listed(typed), (Vec::new(), Some(refused)));
        }
        let show = Released {
            frame: self.desk.frame("区分处理", self.me),
            no,
            number: self.file.case.next_file(),
            name,
            notes: redacted.notes,
            removed: redacted.removed.into_iter().map(|hidden| hidden.sentence).collect(),
            log: redacted.log,
        };
        Ok(answer::page(&show)?)
    }

    /// «验收报告（可提供）.pdf»
    fn filing(&self, redacted: &Redacted) -> (String, Order) {
        let (stem, ending) = self.filed.name.rsplit_once('.').unwrap_or((&self.filed.name, "pdf"));
        let suffix = if redacted.log.is_empty() { "可提供" } else { "区分处理" };
        let name = format!("{stem}（{suffix}）.{ending}");
        let struck = u32::try_from(redacted.log.len()).unwrap_or(u32::MAX);
        let purpose = Purpose::Release { of: self.filed.file, struck };
        let (media, bytes) = (self.filed.media.clone(), redacted.bytes.len() as u64);
        let kept = name.clone();
        let order = Order::sealing(redacted.bytes.clone(), move |content| Command::File {
            purpose: purpose.clone(),
            name: kept.clone(),
            media: media.clone(),
            bytes,
            content,
        });
        (name, order)
    }

    fn page(
        &self,
        status: StatusCode,
        typed: &Typed,
        strikes: &[Strike],
        (faults, refused): (Vec<Fault>, Option<Refused>),
    ) -> Result<Response, Fail> {
        let q = typed.text("q").to_owned();
        let (units, more) = shown(&self.units, &q);
        let show = Show {
            frame: self.desk.frame("区分处理", self.me),
            no: self.file.case.no.clone(),
            number: self.filed.file,
            name: self.filed.name.clone(),
            version: self.file.version,
            q,
            units,
            more,
            strikes: strikes.iter().map(|strike| line(strike, &self.units)).collect(),
            grounds: GROUNDS.into_iter().map(|(key, ground)| (key, ground.label())).collect(),
            ground: ground_of(typed.text("ground")).map_or("privacy", |(key, _)| key),
            hidden: self.hidden.clone(),
            faults,
            refused,
        };
        Ok(answer::page_with(status, &show)?)
    }
}

/// Reading a stranger's file takes a while: off the threads that serve.
async fn read(bytes: Vec<u8>) -> Result<(Vec<Unit>, Vec<String>), Fail> {
    let read = tokio::task::spawn_blocking(move || {
        let document = Document::read(&bytes)?;
        let hidden = document.hidden().iter().map(|hidden| hidden.sentence.clone()).collect();
        Ok::<_, redact::Refusal>((document.units().to_vec(), hidden))
    });
    read.await.map_err(anyhow::Error::from)?.map_err(|refusal| Fail::NotNow(refusal.to_string()))
}

/// The strikes so far, less those that are to go.
fn listed(typed: &Typed) -> Vec<Strike> {
    let dropped: Vec<usize> = typed.all("drop").filter_map(|text| text.parse().ok()).collect();
    let strikes = typed.all("strike").enumerate().filter(|(at, _)| !dropped.contains(at));
    strikes.filter_map(|(_, json)| serde_json::from_str(json).ok()).collect()
}

/// What this form adds: texts wherever they stand, and units from end to end.
fn add(typed: &Typed, units: &[Unit], strikes: &mut Vec<Strike>) -> Result<(), Fault> {
    let ground = ground_of(typed.text("ground")).map_or(Ground::Privacy, |(_, ground)| ground);
    for text in typed.text("text").lines().map(str::trim).filter(|text| !text.is_empty()) {
        if text.chars().count() > LONGEST_TEXT {
            return Err(Fault {
                field: "text", message: format!("一处请控制在{LONGEST_TEXT}字以内。")
            });
        }
        push(strikes, Strike::everywhere(text, ground));
    }
    for index in typed.all("unit").filter_map(|text| text.parse::<usize>().ok()) {
        let Some(unit) = units.get(index) else { continue };
        let strike = Strike::whole(unit.address.clone(), ground);
        push(strikes, if typed.text("only_here") == "yes" { strike.only_here() } else { strike });
    }
    Ok(())
}

fn push(strikes: &mut Vec<Strike>, strike: Strike) {
    if !strikes.contains(&strike) {
        strikes.push(strike);
    }
}

fn shown(units: &[Unit], q: &str) -> (Vec<UnitLine>, Option<String>) {
    let matching = |text: &str| q.is_empty() || text.contains(q);
    let all = units.iter().enumerate().filter(|(_, unit)| matching(&unit.text));
    let blank = |text: &str| text.trim().is_empty();
    let mut lines: Vec<UnitLine> = all
        .filter(|(_, unit)| !blank(&unit.text))
        .map(|(index, unit)| UnitLine {
            index,
            place: unit.address.to_string(),
            text: unit.text.replace('\u{fffc}', "［图片］"),
        })
        .collect();
    let found = lines.len();
    lines.truncate(SHOWN);
    let more = (found > SHOWN).then(|| format!("共{found}段，显示前{SHOWN}段，其余请用查找"));
    (lines, more)
}

fn line(strike: &Strike, units: &[Unit]) -> StrikeLine {
    let words = match &strike.place {
        Place::Everywhere(text) => format!("“{text}”，所有出现之处"),
        Place::Whole(address) | Place::Range(address, _) => {
            let unit = units.iter().find(|unit| unit.address == *address);
            let start: String = unit.map(|unit| unit.text.chars().take(20).collect()).unwrap_or_default();
            format!("{address}“{start}”{}", if strike.only_here { "，别处可以保留" } else { "" })
        }
        Place::Area { page, .. } => format!("第{page}页的一块区域"),
    };
    let json = serde_json::to_string(strike).unwrap_or_default();
    StrikeLine { words, ground: strike.ground.label(), json }
}
