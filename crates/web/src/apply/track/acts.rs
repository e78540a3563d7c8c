//! 申请人自己办的：补正、说明理由、确认收到、撤回　GET、POST /apply/track/{no}/{act}

use super::{files, opened, path};
use crate::applicant;
use crate::apply::steps::Step;
use crate::apply::{Fail, Window, unreadable};
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, area, day, files as file_field, named, said_with_kind};
use crate::guard::Peer;
use crate::intake::{self, Limits, Taken};
use crate::page::{Frame, Visit};
use crate::{answer, media, words};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{Application, File, NewFile, Order};
use law::request::receipt::Element;
use office::case::{Act, Case, Command, Ctx, Event, Purpose, allowed, shown_to_applicant};
use office::letter::Form;
use office::subject;

const LIMITS: Limits =
    Limits {
        files: 5, file_bytes: 10_000_000, total_bytes: 21_000_000, too_many: "一次最多附 5 份材料"
    };

/// What an applicant may do to their own application.
pub struct Own {
    pub act: Act,
    pub slug: &'static str,
    pub label: &'static str,
    button: &'static str,
    done: &'static str,
}

const OWN: [Own; 4] = [
    Own {
        act: Act::TakeCorrection,
        slug: "correction",
        label: "补正",
        button: "提交补正",
        done: "补正已经收到，答复期限自次日起重新计算。",
    },
    Own {
        act: Act::TakeReasons,
        slug: "reasons",
        label: "说明理由",
        button: "提交说明",
        done: "您的说明已经收到。",
    },
    Own {
        act: Act::RecordService,
        slug: "service",
        label: "确认收到答复",
        button: "确认收到",
        done: "已经登记您收到答复的日期，复议、诉讼的期限从这一天起算。",
    },
    Own {
        act: Act::Withdraw,
        slug: "withdrawal",
        label: "撤回申请",
        button: "撤回这件申请",
        done: "申请已经撤回，不再办理。",
    },
];

/// What the applicant may do now.
pub fn now(window: &Window, case: &Case) -> Vec<&'static Own> {
    let (calendar, actor) = (window.library().calendar(), casework::applicant());
    let ctx = Ctx { today: window.library().today(), calendar: &calendar, actor: &actor };
    let may = allowed(&ctx, Some(case));
    OWN.iter().filter(|own| may.contains(&own.act)).collect()
}

pub fn done(slug: &str) -> Option<&'static str> {
    OWN.iter().find(|own| own.slug == slug).map(|own| own.done)
}

#[derive(Template)]
#[template(path = "apply/act.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    slug: &'static str,
    label: &'static str,
    button: &'static str,
    version: u64,
    /// What the office asked for.
    asked: Vec<String>,
    letter: Option<files::Line>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

/// An act on a case that is open to whoever asks.
struct Page<'a> {
    window: &'a Window,
    file: &'a File,
    own: &'static Own,
    visit: &'a Visit,
}

async fn able(
    window: &Window,
    headers: &HeaderMap,
    no: &str,
    slug: &str,
) -> Result<(File, &'static Own), Fail> {
    let file = opened(window, headers, no).await?;
    let own = OWN.iter().find(|own| own.slug == slug).ok_or(Fail::Page(Error::NotFound))?;
    if now(window, &file.case).iter().any(|one| one.act == own.act) {
        Ok((file, own))
    } else {
        Err(Fail::Page(Error::NotNow(format!("这件申请现在不能{}", own.label))))
    }
}

pub async fn show(
    State(window): State<Window>,
    Path((no, slug)): Path<(String, String)>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Fail> {
    let (file, own) = able(&window, &headers, &no, &slug).await?;
    let page = Page { window: &window, file: &file, own, visit: &visit };
    page.show(StatusCode::OK, None, (Vec::new(), None)).await
}

pub async fn create(
    State(window): State<Window>,
    Path((no, slug)): Path<(String, String)>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    let (file, own) = able(&window, &headers, &no, &slug).await?;
    let taken = intake::take(form.map_err(|_| unreadable())?, LIMITS).await?;
    let typed = Typed(taken.texts.clone());
    let page = Page { window: &window, file: &file, own, visit: &visit };
    let order = match page.order(&typed, taken).await? {
        Ok(order) => order,
        Err(faults) => {
            return page.show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None)).await;
        }
    };
    peer.admitted(&window.sends)?;
    let version = typed.text("version").parse().unwrap_or(0);
    let calendar = window.library().calendar();
    let (moment, who) = (window.desk.moment(&calendar), casework::applicant());
    match window.casework().run(moment, &who, (&no, version), order).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={slug}", path(&no))).into_response()),
        Err(error) => {
            let refused = refusal(&window, error)?;
            page.show(StatusCode::CONFLICT, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

/// What the applicant is told; what the office has to set right is logged, and told without its inner names.
fn refusal(window: &Window, error: casework::Error) -> Result<(String, Option<&'static str>), Fail> {
    match error {
        casework::Error::Refused(refusal) => Ok((refusal.to_string(), refusal.cite())),
        casework::Error::Ledger(ledger::Error::Refused(_)) => {
            Ok(("这件申请刚刚有了变化，本次没有保存。请返回进度页面看过以后再办。".into(), None))
        }
        error if error.refusal().is_some() => {
            tracing::error!(%error, "an applicant's step could not be taken");
            let telephone = &window.library().organ().telephone;
            Ok((format!("现在不能办理，请稍后再试，或者致电{telephone}。"), None))
        }
        broken => Err(broken.into()),
    }
}

impl Page<'_> {
    async fn show(
        &self,
        status: StatusCode,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<(String, Option<&'static str>)>),
    ) -> Result<Response, Fail> {
        let (case, own) = (&self.file.case, self.own);
        let frame = self.visit.frame(own.label).under("申请公开政府信息", "/apply");
        let frame = frame.under(&format!("申请{}", case.no), &path(&case.no));
        let fields = self.fields().await?.into_iter();
        let fields = match typed {
            Some(typed) => fields.map(|field| field.filled(typed, &faults)).collect(),
            None => fields.collect(),
        };
        let fields: Vec<Field> = fields;
        let faults = named(faults, &fields);
        let version = typed.and_then(|typed| typed.text("version").parse().ok());
        let show = Show {
            frame,
            no: case.no.clone(),
            subject: case.subject.clone(),
            slug: own.slug,
            label: own.label,
            button: own.button,
            version: version.unwrap_or(self.file.version),
            asked: asked(self.file, own.act),
            letter: letter(case, own.act),
            fields,
            faults,
            refused,
        };
        Ok(answer::page_with(status, &show)?)
    }

    async fn fields(&self) -> Result<Vec<Field>, Fail> {
        let (calendar, today) = (self.window.library().calendar(), self.window.library().today());
        Ok(match self.own.act {
            Act::TakeCorrection => {
                let before = self.window.casework().application(&self.file.case).await?;
                correction_fields(&missing(self.file), self.file.case.kind, &before)
            }
            Act::TakeReasons => {
                vec![area("reasons", "理由", "写明为什么需要申请这么多、这么频繁。加密保存。")]
            }
            Act::RecordService => {
                let hint = format!("邮件签收的日期。今天是{}。", said_with_kind(today, &calendar));
                vec![day("on", "收到的日期", hint).with(today.to_string())]
            }
            _ => Vec::new(),
        })
    }

    async fn order(&self, typed: &Typed, taken: Taken) -> Result<Result<Order, Vec<Fault>>, Fail> {
        let today = self.window.library().today();
        let mut read = Reader { typed, faults: Vec::new() };
        let brought = taken.files.iter().map(|(_, upload)| upload);
        read.faults = self.window.desk.screen(casework::APPLICANT, brought).await?;
        let order = match self.own.act {
            Act::TakeCorrection => self.correction(&mut read, taken).await?,
            Act::TakeReasons => {
                let reasons = read.needed("reasons", "请写明理由。").into_bytes();
                Order::sealing(reasons, move |reasons| Command::TakeReasons { on: today, reasons })
            }
            Act::RecordService => Command::RecordService { on: read.day("on") }.into(),
            // Why is nobody's business, and would stand in the chain.
            _ => Command::Withdraw { on: today, reason: "申请人在网上撤回".into() }.into(),
        };
        Ok(if read.faults.is_empty() { Ok(order) } else { Err(read.faults) })
    }

    /// The application with what was asked for put right.
    async fn correction(&self, read: &mut Reader<'_>, taken: Taken) -> Result<Order, Fail> {
        let (case, today) = (&self.file.case, self.window.library().today());
        let missing = missing(self.file);
        let mut application = self.window.casework().application(case).await?;
        if missing.contains(&Element::Applicant) {
            let before = application.applicant.clone();
            let person = applicant::person(read, case.kind, today, true);
            // Where to send is asked for with the form.
            let (email, address, postcode) = (before.email, before.address, before.postcode);
            application.applicant = casework::Person { email, address, postcode, ..person };
        }
        if missing.contains(&Element::Form) {
            applicant::way(read);
            let text = |name: &str| read.typed.text(name).to_owned();
            (application.medium, application.way) = (text("medium"), text("way"));
            let person = &mut application.applicant;
            (person.email, person.address, person.postcode) =
                (text("email"), text("address"), text("postcode"));
        }
        let mut subject = case.subject.clone();
        if missing.contains(&Element::Description) {
            application.content = read.needed("content", "请填写补正后的申请内容。");
            subject = subject::of_content(&application.content, &[&application.applicant.name]);
        }
        let bytes = serde_json::to_vec::<Application>(&application).map_err(anyhow::Error::from)?;
        let order = Order::sealing(bytes, move |application| Command::TakeCorrection {
            on: today,
            subject: subject.clone(),
            application,
        });
        Ok(order.with_files(attached(read, taken)))
    }
}

/// What the correction notice names; the content where there is none to be found.
fn missing(file: &File) -> Vec<Element> {
    let asked = file.history.iter().rev().find_map(|step| match &step.event {
        Event::CorrectionRequested { missing, .. } => Some(missing.clone()),
        _ => None,
    });
    asked.unwrap_or_else(|| vec![Element::Description])
}

fn correction_fields(
    missing: &[Element],
    kind: law::annual_report::Applicant,
    before: &Application,
) -> Vec<Field> {
    let mut fields = Vec::new();
    if missing.contains(&Element::Description) {
        let hint = "在原来的内容上补充，写明名称、文号或者便于查找的特征。";
        fields.push(area("content", "补正后的申请内容", hint).with(before.content.clone()));
    }
    let typed = as_typed(kind, before);
    if missing.contains(&Element::Applicant) {
        fields.extend(crate::apply::steps::fields(Step::Applicant, &typed, &[]));
    }
    if missing.contains(&Element::Form) {
        fields.extend(crate::apply::steps::fields(Step::Form, &typed, &[]));
    }
    fields.push(file_field("files", "补正的材料", format!("{}；每份不超过10 MB。", media::TAKEN)).optional());
    fields
}

/// An application as the fields of its form.
fn as_typed(kind: law::annual_report::Applicant, before: &Application) -> Typed {
    let one = &before.applicant;
    let paper = applicant::PAPERS.iter().find(|(_, label)| *label == one.paper).map_or("", |(key, _)| key);
    let fields = [
        ("kind", kind.key()),
        ("name", &one.name),
        ("paper", paper),
        ("paper_no", &one.paper_no),
        ("telephone", &one.telephone),
        ("medium", &before.medium),
        ("way", &before.way),
        ("email", &one.email),
        ("address", &one.address),
        ("postcode", &one.postcode),
    ];
    Typed(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
}

/// Under neutral names: those the applicant gave may name somebody.
fn attached(read: &mut Reader<'_>, taken: Taken) -> Vec<NewFile> {
    let mut files = Vec::new();
    for (nth, (_, upload)) in (1..).zip(taken.files) {
        match media::of(&upload.name, &upload.bytes) {
            Some(kind) => files.push(NewFile {
                purpose: Purpose::FromApplicant,
                name: format!("补正材料{nth}.{}", kind.extension),
                media: kind.media_type.into(),
                bytes: upload.bytes.to_vec(),
            }),
            None => {
                read.fault("files", format!("《{}》不能附上。可以附的有：{}。", upload.name, media::TAKEN));
            }
        }
    }
    files
}

/// What the office wrote.
fn asked(file: &File, act: Act) -> Vec<String> {
    let told = file.history.iter().rev().find_map(|step| match (&step.event, act) {
        (Event::CorrectionRequested { missing, explanation, reply_by, .. }, Act::TakeCorrection) => {
            let labels: Vec<&str> = missing.iter().map(|one| one.label()).collect();
            Some(vec![
                format!("需要补正：{}。", labels.join("；")),
                explanation.clone(),
                format!("请在{}以前提交。", words::day(*reply_by)),
            ])
        }
        (Event::ReasonsRequested { why, reply_by, .. }, Act::TakeReasons) => {
            Some(vec![why.clone(), format!("请在{}以前说明。", words::day(*reply_by))])
        }
        _ => None,
    });
    match act {
        Act::Withdraw => vec!["撤回以后，本机关不再办理，也不再答复；不能恢复，需要的可以重新申请。".into()],
        _ => told.unwrap_or_default(),
    }
}

/// The letter that asks for the step.
fn letter(case: &Case, act: Act) -> Option<files::Line> {
    let form = match act {
        Act::TakeCorrection => Form::Correction,
        Act::TakeReasons => Form::Reasons,
        _ => return None,
    };
    let of_it = |purpose: &Purpose| matches!(purpose, Purpose::Letter { form: key, .. } if key == form.key());
    let shown = shown_to_applicant(case).into_iter().find(|filed| of_it(&filed.purpose));
    shown.map(|filed| files::line(&case.no, filed))
}
