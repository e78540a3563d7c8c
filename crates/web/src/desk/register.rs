//! 登记邮寄、传真、当面、口头提出的申请　GET、POST /desk/new

use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::form::{
    Fault, Field, Kind, Reader, Typed, checks, choice, day, files, heading, line, named, said_with_kind,
};
use crate::intake::{self, Limits, Taken};
use crate::{answer, applicant, media};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{NewFile, Person, Registration};
use jiff::civil::Date;
use law::request::receipt::Channel;
use office::case::{Act, Purpose, Representing};

const LIMITS: Limits =
    Limits {
        files: 20, file_bytes: 30_000_000, total_bytes: 60_000_000, too_many: "一次最多附 20 份文件"
    };

#[derive(Template)]
#[template(path = "desk/register.html")]
struct Show {
    frame: Frame,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

/// How an application reached the counter: the channel, and whether somebody else wrote it down.
const ARRIVALS: [(&str, &str, Channel); 6] = [
    ("in_person", "当面提交", Channel::InPerson),
    ("oral", "口头提出，由本机关代为填写", Channel::InPerson),
    ("signed_mail", "邮寄（需要签收）", Channel::SignedMail),
    ("ordinary_mail", "平常信函（不需要签收）", Channel::OrdinaryMail),
    ("fax", "传真", Channel::Fax),
    ("internet", "网上、电子邮件", Channel::Internet),
];

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may(&me)?;
    page(&desk, &me, StatusCode::OK, None, (Vec::new(), None)).await
}

fn may(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeApplicant, me, Act::Register.label())?;
    let able = Act::Register.roles().iter().any(|role| me.roles.contains(role));
    if able { Ok(()) } else { Err(Fail::NotAllowed(Act::Register.label())) }
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    typed: Option<&Typed>,
    (faults, refused): (Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let fields = fields(desk).await?;
    let fields = match typed {
        Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect::<Vec<_>>(),
        None => fields,
    };
    let faults = named(faults, &fields);
    let show = Show { frame: desk.frame("登记申请", me), fields, faults, refused };
    Ok(answer::page_with(status, &show)?)
}

async fn fields(desk: &Desk) -> Result<Vec<Field>, Fail> {
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let arrivals = ARRIVALS.map(|(key, label, _)| (key.to_owned(), label.to_owned()));
    let matters = desk.casework.matters().await?.join("、");
    let so_far = if matters.is_empty() { String::new() } else { format!("已有的类别：{matters}。") };
    let mut fields = vec![
        heading("怎样提出的", ""),
        choice("arrival", "渠道", "", arrivals),
        day("submitted", "提出之日", format!("信函为收到之日。今天是{}。", said_with_kind(today, &calendar)))
            .with(today.to_string()),
        day("received", "收到申请之日", "签收、双方确认之日；还没有确认的不填。当面提交的就是提出之日。")
            .optional(),
        heading("申请人", ""),
        applicant::kind_field(),
    ];
    fields.extend(applicant::person_fields().into_iter().map(|field| match field.name {
        "name" | "paper" => field,
        _ => field.optional(),
    }));
    fields.push(
        checks(
            "as_written",
            "证件号码核对不上的",
            "",
            [("yes".into(), "证件号码原件就是这样写的，照原件登记".into())],
        )
        .optional(),
    );
    fields.extend([
        heading("代理人、监护人", "没有的不填。"),
        choice(
            "by",
            "关系",
            "",
            [("", "没有"), ("proxy", "代理人"), ("guardian", "监护人")]
                .map(|(key, label)| (key.to_owned(), label.to_owned())),
        ),
        line("representative", "姓名", "").optional(),
        line("representative_no", "证件号码", "").optional(),
        line("representative_telephone", "电话", "").optional(),
        line("proof", "代理的证明", "授权委托书、监护证明。").optional(),
        heading("申请内容", ""),
        line("subject", "事项", "列表中显示，一句话写明要什么信息，不写个人信息。"),
        line("matter", "事项类别", format!("年度报告按类别说明申请的内容。{so_far}")).optional(),
    ]);
    fields.extend(applicant::content_fields());
    fields.extend(applicant::form_fields());
    fields.push(files("files", "申请书、身份证明的扫描件", format!("{}。", media::TAKEN)).optional());
    Ok(fields)
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may(&me)?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
    let typed = Typed(taken.texts.clone());
    let infected = desk.screen(&me.id, taken.files.iter().map(|(_, upload)| upload)).await?;
    if !infected.is_empty() {
        return page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), (infected, None)).await;
    }
    let registration = match read(&desk, &typed, taken) {
        Ok(registration) => registration,
        Err(faults) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&desk, &me, status, Some(&typed), (faults, None)).await;
        }
    };
    let calendar = desk.library().calendar();
    match desk.casework.register(desk.moment(&calendar), &me.actor(), registration).await {
        Ok(no) => Ok(Redirect::to(&format!("/desk/cases/{no}?done=new")).into_response()),
        Err(error) => {
            let (status, refused) = super::refusal(error)?;
            page(&desk, &me, status, Some(&typed), (Vec::new(), Some(refused))).await
        }
    }
}

fn read(desk: &Desk, typed: &Typed, taken: Taken) -> Result<Registration, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let arrival = |key: &str| ARRIVALS.into_iter().find(|(name, ..)| *name == key);
    let (key, _, channel) = read.one("arrival", arrival, ARRIVALS[0]);
    let submitted = read.day("submitted");
    let received = read.day_or_none("received");
    let kind = applicant::kind(&mut read);
    let person = applicant::person(&mut read, kind, desk.library().today(), false);
    if typed.text("as_written") == "yes" {
        read.faults.retain(|fault| fault.field != "paper_no");
    }
    let subject = read.needed("subject", "请填写事项。");
    let matter = Some(read.text("matter")).filter(|matter| !matter.is_empty());
    let mut application = applicant::application(&mut read, person);
    if key == "oral" {
        application.content.push_str("\n（口头提出，由本机关代为填写）");
    }
    let representative = representative(&mut read, desk.library().today());
    let files = attached(&mut read, taken);
    let registration = Registration::new(channel, submitted, kind, subject, application);
    let registration = Registration { received, matter, representative, files, ..registration };
    if read.faults.is_empty() { Ok(registration) } else { Err(read.faults) }
}

fn representative(read: &mut Reader<'_>, today: Date) -> Option<(Representing, Person, String)> {
    let (by, person) = applicant::representative(read, today, false)?;
    Some((by, person, read.needed("proof", "请写明代理的证明。")))
}

/// What came with the application.
pub fn attached(read: &mut Reader<'_>, taken: Taken) -> Vec<NewFile> {
    let mut files = Vec::new();
    for (_, upload) in taken.files {
        match media::of(&upload.name, &upload.bytes) {
            Some(kind) => files.push(NewFile {
                purpose: Purpose::FromApplicant,
                name: upload.name,
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
