//! 办理一步　GET、POST /desk/cases/{no}/{act}

use super::account::Account;
use super::fields::{self, Around, fields};
use super::order::{answer_key, answer_of, order};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, case, demand, departments, letters};
use crate::answer;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, named};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{File, Order, Part};
use law::annual_report::Outcome;
use law::request::answer::{Precondition, precondition};
use law::workday::Calendar;
use office::case::{Act, Ctx, How, Paper, allowed};
use office::letter::{Letter, Piece};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/act.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    label: &'static str,
    slug: &'static str,
    version: u64,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
    /// What to mind before doing it.
    notes: Vec<String>,
    answer_key: Option<String>,
    answer_label: Option<String>,
    sends_letters: bool,
    /// The answer, where it is to be judged.
    letters: Vec<Letter>,
}

#[derive(Template)]
#[template(path = "desk/answers.html")]
struct Answers {
    frame: Frame,
    no: String,
    subject: String,
    groups: Vec<(&'static str, Vec<(String, String)>)>,
    chosen: Option<String>,
}

/// The act as a resource: `/desk/cases/{no}/extension`.
pub const fn slug(act: Act) -> &'static str {
    match act {
        Act::Register => "new",
        Act::Classify => "matter",
        Act::Receive => "receipt",
        Act::Assign => "assignment",
        Act::RequestCorrection => "correction-notice",
        Act::TakeCorrection => "correction",
        Act::Consult => "consultation",
        Act::RecordConsultationDelivery => "consultation-delivery",
        Act::TakeReply => "consultation-reply",
        Act::RequestReasons => "reasons-notice",
        Act::TakeReasons => "reasons",
        Act::JudgeReasons => "judgement",
        Act::Search => "search",
        Act::Extend => "extension",
        Act::NoticeFee => "fee-notice",
        Act::RecordFeeDelivery => "fee-delivery",
        Act::TakePayment => "payment",
        Act::Draft => "draft",
        Act::Review => "review",
        Act::SendBack => "return",
        Act::Sign => "signature",
        Act::Answer => "answer",
        Act::RecordService => "service",
        Act::Withdraw => "withdrawal",
        Act::Lapse => "lapse",
        Act::Merge => "merger",
        Act::Split => "split",
        Act::RecordRemedy => "remedy",
        Act::RecordRemedyNotice => "remedy-notice",
        Act::RecordRemedyResponse => "remedy-response",
        Act::RecordRemedyResult => "remedy-result",
        Act::ProposeConversion => "publication-proposal",
        Act::DecideConversion => "publication-decision",
        Act::Archive => "archiving",
        Act::File => "files",
        Act::Forward => "forwarding",
        Act::ErasePersonalData => "erasure",
    }
}

pub fn by_slug(text: &str) -> Option<Act> {
    Act::ALL.into_iter().find(|act| slug(*act) == text)
}

pub const fn paper(paper: &Paper) -> &'static str {
    match paper {
        Paper::None => "尚未拟稿",
        Paper::Drafted { .. } => "待审核",
        Paper::Reviewed { .. } => "待签发",
        Paper::Signed { .. } => "已签发",
    }
}

/// These have pages of their own.
fn act_of(slug: &str) -> Result<Act, Fail> {
    let own = |act: &Act| matches!(act, Act::Register | Act::File);
    by_slug(slug).filter(|act| !own(act)).ok_or(Fail::Portal(Error::NotFound))
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    answer: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let act = act_of(&slug)?;
    let file = open(&desk, &me, &no, act).await?;
    let answer = answer_of(&asked.answer);
    if act == Act::Draft && answer.is_none() {
        return choose_answer(&desk, &me, &file);
    }
    Page { desk: &desk, me: &me, file: &file, act, answer }
        .show(StatusCode::OK, None, (Vec::new(), None))
        .await
}

/// The case, where the act may be done to it now by whoever asks.
pub async fn open(desk: &Desk, me: &Account, no: &str, act: Act) -> Result<File, Fail> {
    demand(Right::SeeCases, me, "查看申请")?;
    let file = case::find(desk, no).await?;
    let calendar = desk.library().calendar();
    let actor = me.actor();
    let ctx = Ctx { today: desk.library().today(), calendar: &calendar, actor: &actor };
    if !allowed(&ctx, Some(&file.case)).contains(&act) {
        if !act.roles().iter().any(|role| actor.roles.contains(role)) {
            return Err(Fail::NotAllowed(act.label()));
        }
        return Err(Fail::NotNow(format!("这件申请现在不能办理“{}”", act.label())));
    }
    Ok(file)
}

fn choose_answer(desk: &Desk, me: &Account, file: &File) -> Result<Response, Fail> {
    let show = Answers {
        frame: desk.frame("拟办", me),
        no: file.case.no.clone(),
        subject: file.case.subject.clone(),
        groups: fields::answers().into_iter().map(|(group, answers)| (group.label(), answers)).collect(),
        chosen: file.case.draft().map(|draft| answer_key(draft.outcome, draft.how)),
    };
    Ok(answer::page(&show)?)
}

type Posted = Result<Form<Vec<(String, String)>>, FormRejection>;

pub async fn create(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Signed(me): Signed,
    form: Posted,
) -> Result<Response, Fail> {
    let (act, file, typed) = posted(&desk, &me, (&no, &slug), form).await?;
    let page = Page { desk: &desk, me: &me, file: &file, act, answer: answer_of(typed.text("answer")) };
    let done = match page.order(&typed).await? {
        Ok(order) => page.carry_out(&typed, order).await,
        Err(faults) => {
            return page.show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None)).await;
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/cases/{no}?done={slug}")).into_response()),
        Err(error) => {
            let (status, refused) = super::refusal(error)?;
            page.show(status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

/// The form again as it was filled in: back from a preview.
pub async fn edit(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Signed(me): Signed,
    form: Posted,
) -> Result<Response, Fail> {
    let (act, file, typed) = posted(&desk, &me, (&no, &slug), form).await?;
    let page = Page { desk: &desk, me: &me, file: &file, act, answer: answer_of(typed.text("answer")) };
    page.show(StatusCode::OK, Some(&typed), (Vec::new(), None)).await
}

/// POST /desk/cases/{no}/{act}/preview
pub async fn preview(
    State(desk): State<Desk>,
    Path((no, slug)): Path<(String, String)>,
    Signed(me): Signed,
    form: Posted,
) -> Result<Response, Fail> {
    let (act, file, typed) = posted(&desk, &me, (&no, &slug), form).await?;
    let page = Page { desk: &desk, me: &me, file: &file, act, answer: answer_of(typed.text("answer")) };
    let order = match page.order(&typed).await? {
        Ok(order) => order,
        Err(faults) => {
            return page.show(StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (faults, None)).await;
        }
    };
    let shown = letters::Asked { no: &no, slug: slug.as_str(), label: act.label(), typed: &typed };
    match letters::of_order(&desk, &me, &file, &order, &typed).await {
        Ok(letters) => letters::show(&desk, &me, letters, shown).await,
        Err(error) => {
            let (status, refused) = super::refusal(error)?;
            page.show(status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

async fn posted(
    desk: &Desk,
    me: &Account,
    (no, slug): (&str, &str),
    form: Posted,
) -> Result<(Act, File, Typed), Fail> {
    demand(Right::SeeCases, me, "查看申请")?;
    let act = act_of(slug)?;
    let Form(pairs) = form.map_err(|_| Fail::Unreadable)?;
    let typed = Typed(pairs);
    typed.text("version").parse::<u64>().map_err(|_| Fail::Unreadable)?;
    Ok((act, case::find(desk, no).await?, typed))
}

/// A step on a case, as its page knows it.
struct Page<'a> {
    desk: &'a Desk,
    me: &'a Account,
    file: &'a File,
    act: Act,
    answer: Option<(Outcome, Option<How>)>,
}

impl Page<'_> {
    async fn order(&self, typed: &Typed) -> Result<Result<Order, Vec<Fault>>, Fail> {
        if matches!(self.act, Act::Split | Act::ErasePersonalData) {
            return Ok(Ok(office::case::Command::Lapse.into()));
        }
        let application = match self.act {
            Act::TakeCorrection => self.desk.casework.application(&self.file.case).await.ok(),
            _ => None,
        };
        Ok(order(self.act, typed, &self.file.case, application))
    }

    async fn carry_out(&self, typed: &Typed, order: Order) -> Result<(), casework::Error> {
        let (desk, case) = (self.desk, &self.file.case);
        let version: u64 = typed.text("version").parse().unwrap_or(0);
        let calendar = desk.library().calendar();
        let (actor, moment) = (self.me.actor(), desk.moment(&calendar));
        match self.act {
            Act::Split => {
                let parts = parts(typed);
                desk.casework.split(moment, &actor, (self.file, version), &parts).await.map(|_| ())
            }
            Act::ErasePersonalData => {
                let erased = desk.casework.erase(moment, &actor, (&case.no, version), typed.text("why"));
                erased.await.map(|_| ())
            }
            _ => desk.casework.run(moment, &actor, (&case.no, version), order).await.map(|_| ()),
        }
    }

    async fn show(
        &self,
        status: StatusCode,
        typed: Option<&Typed>,
        (faults, refused): (Vec<Fault>, Option<Refused>),
    ) -> Result<Response, Fail> {
        let (desk, act, case) = (self.desk, self.act, &self.file.case);
        let calendar = desk.library().calendar();
        let fields = self.fields(&calendar).await?;
        let fields = match typed {
            Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect::<Vec<_>>(),
            None => fields,
        };
        let faults = named(faults, &fields);
        let letters = match act {
            Act::Review | Act::Sign => letters::of_answer(desk, self.file).await?,
            _ => Vec::new(),
        };
        let show = Show {
            frame: desk.frame(act.label(), self.me),
            no: case.no.clone(),
            subject: case.subject.clone(),
            label: act.label(),
            slug: slug(act),
            version: typed.and_then(|typed| typed.text("version").parse().ok()).unwrap_or(self.file.version),
            fields,
            faults,
            refused,
            notes: self.notes(),
            answer_key: self.answer.map(|(outcome, how)| answer_key(outcome, how)),
            answer_label: self.answer.map(|(outcome, how)| fields::label(outcome, how)),
            sends_letters: letters::sends(act),
            letters,
        };
        Ok(answer::page_with(status, &show)?)
    }

    async fn fields(&self, calendar: &Calendar) -> Result<Vec<Field>, Fail> {
        let (desk, act, case) = (self.desk, self.act, &self.file.case);
        let handlers =
            if act == Act::Assign { departments::handlers(desk.ledger()).await? } else { Vec::new() };
        let nth = if act == Act::NoticeFee { desk.casework.of_the_month(case).await? } else { None };
        let matters = if act == Act::Classify { desk.casework.matters().await? } else { Vec::new() };
        let wanted = match act {
            Act::Answer => desk.casework.application(case).await.ok().map(|one| one.way),
            _ => None,
        };
        let around = Around {
            case,
            handlers: &handlers,
            today: desk.library().today(),
            calendar,
            nth,
            matters: &matters,
            answer: self.answer,
            wanted,
        };
        Ok(fields(act, &around))
    }

    fn notes(&self) -> Vec<String> {
        let case = &self.file.case;
        let mut notes = Vec::new();
        if let Some((outcome, how)) = self.answer.filter(|_| self.act == Act::Draft) {
            notes.extend(precondition(outcome).map(before).map(str::to_owned));
            let searched = case.searches.iter().any(|searched| !searched.found);
            let non_existent =
                matches!(how, Some(How::NotHeld(law::request::answer::NotHeldBecause::NonExistent)));
            if non_existent && !searched {
                notes.push("告知信息不存在的，应当经过检索并有记录。请先办理“登记检索”。".into());
            }
        }
        if self.act == Act::Lapse {
            notes.push("办理后，本件以不再处理结束，并发出告知书。".into());
        }
        notes
    }
}

fn before(condition: Precondition) -> &'static str {
    match condition {
        Precondition::Corrected => "须先告知补正并收到补正，补正后内容仍不明确的，才作这一答复。",
        Precondition::CorrectionMissed | Precondition::FeeMissed => "期限届满的，请办理“不再处理”。",
        Precondition::ReasonsAsked => "须先要求申请人说明理由，并认定其理由不合理。",
        Precondition::ThirdPartyConsulted => "须先书面征求第三方意见。",
    }
}

fn parts(typed: &Typed) -> Vec<Part> {
    let part = |(subject, content): (&str, &str)| Part {
        subject: typed.text(subject).into(),
        content: typed.text(content).into(),
    };
    let filled = |part: &Part| !part.subject.is_empty() || !part.content.is_empty();
    fields::SPLIT_PARTS.into_iter().map(part).filter(filled).collect()
}
