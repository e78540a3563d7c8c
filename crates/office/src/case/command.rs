//! 命令：谁可以要求做什么

use super::event::{
    Contact, Draft, FeeBasis, Gone, Ground, Purpose, Representation, ReviewResult, Route, Sealed, Searched,
};
use crate::role::Role;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Element};
use law::request::respond::Procedure;

/// An order to a case. Days given are days on which something happened; none may lie after today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Register {
        no: String,
        channel: Channel,
        submitted: Date,
        /// 签收、确认之日, where it is known already.
        received: Option<Date>,
        kind: Applicant,
        subject: String,
        application: Sealed,
        applicant: String,
        representation: Option<Representation>,
        split_from: Option<String>,
    },
    Classify {
        matter: String,
    },
    Receive {
        on: Date,
    },
    Assign {
        handler: String,
    },
    RequestCorrection {
        missing: Vec<Element>,
        explanation: String,
        reply_by: Date,
    },
    TakeCorrection {
        on: Date,
        subject: String,
        application: Sealed,
    },
    Consult {
        whom: Consulted,
        addressee: Sealed,
        asked: String,
    },
    RecordConsultationDelivery {
        letter: u32,
        on: Date,
    },
    TakeReply {
        letter: u32,
        on: Date,
        consents: bool,
        reasons: String,
    },
    RequestReasons {
        why: String,
        reply_by: Date,
    },
    TakeReasons {
        on: Date,
        reasons: Sealed,
    },
    JudgeReasons {
        judgement: Judgement,
        why: String,
        until: Option<Date>,
    },
    Search(Searched),
    Extend {
        days: u32,
        reason: String,
    },
    NoticeFee {
        basis: FeeBasis,
    },
    RecordFeeDelivery {
        on: Date,
    },
    TakePayment {
        on: Date,
    },
    Draft(Box<Draft>),
    Review {
        remarks: String,
    },
    SendBack {
        remarks: String,
    },
    Sign {
        document_no: String,
    },
    Answer {
        on: Date,
        delivery: Delivery,
    },
    RecordService {
        on: Date,
    },
    Withdraw {
        on: Date,
        reason: String,
    },
    Lapse,
    Merge {
        into: String,
    },
    Split {
        into: Vec<String>,
    },
    RecordRemedy {
        on: Date,
        route: Route,
        body: String,
        docket: String,
    },
    RecordRemedyNotice {
        remedy: u32,
        on: Date,
        procedure: Procedure,
    },
    RecordRemedyResponse {
        remedy: u32,
        on: Date,
    },
    RecordRemedyResult {
        remedy: u32,
        on: Date,
        result: ReviewResult,
        summary: String,
    },
    ProposeConversion {
        ground: Ground,
        twins: Vec<String>,
    },
    DecideConversion {
        accepted: bool,
        why: String,
    },
    Archive {
        archive_no: String,
    },
    File {
        purpose: Purpose,
        name: String,
        media: String,
        bytes: u64,
        content: Sealed,
    },
    Forward {
        on: Date,
        organ: Contact,
    },
    ErasePersonalData {
        why: String,
        gone: Vec<Gone>,
    },
}

/// 办理的一步，不带内容：what may be done next is told in these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Register,
    Classify,
    Receive,
    Assign,
    RequestCorrection,
    TakeCorrection,
    Consult,
    RecordConsultationDelivery,
    TakeReply,
    RequestReasons,
    TakeReasons,
    JudgeReasons,
    Search,
    Extend,
    NoticeFee,
    RecordFeeDelivery,
    TakePayment,
    Draft,
    Review,
    SendBack,
    Sign,
    Answer,
    RecordService,
    Withdraw,
    Lapse,
    Merge,
    Split,
    RecordRemedy,
    RecordRemedyNotice,
    RecordRemedyResponse,
    RecordRemedyResult,
    ProposeConversion,
    DecideConversion,
    Archive,
    File,
    Forward,
    ErasePersonalData,
}

impl Command {
    pub const fn act(&self) -> Act {
        match self {
            Command::Register { .. } => Act::Register,
            Command::Classify { .. } => Act::Classify,
            Command::Receive { .. } => Act::Receive,
            Command::Assign { .. } => Act::Assign,
            Command::RequestCorrection { .. } => Act::RequestCorrection,
            Command::TakeCorrection { .. } => Act::TakeCorrection,
            Command::Consult { .. } => Act::Consult,
            Command::RecordConsultationDelivery { .. } => Act::RecordConsultationDelivery,
            Command::TakeReply { .. } => Act::TakeReply,
            Command::RequestReasons { .. } => Act::RequestReasons,
            Command::TakeReasons { .. } => Act::TakeReasons,
            Command::JudgeReasons { .. } => Act::JudgeReasons,
            Command::Search(_) => Act::Search,
            Command::Extend { .. } => Act::Extend,
            Command::NoticeFee { .. } => Act::NoticeFee,
            Command::RecordFeeDelivery { .. } => Act::RecordFeeDelivery,
            Command::TakePayment { .. } => Act::TakePayment,
            Command::Draft(_) => Act::Draft,
            Command::Review { .. } => Act::Review,
            Command::SendBack { .. } => Act::SendBack,
            Command::Sign { .. } => Act::Sign,
            Command::Answer { .. } => Act::Answer,
            Command::RecordService { .. } => Act::RecordService,
            Command::Withdraw { .. } => Act::Withdraw,
            Command::Lapse => Act::Lapse,
            Command::Merge { .. } => Act::Merge,
            Command::Split { .. } => Act::Split,
            Command::RecordRemedy { .. } => Act::RecordRemedy,
            Command::RecordRemedyNotice { .. } => Act::RecordRemedyNotice,
            Command::RecordRemedyResponse { .. } => Act::RecordRemedyResponse,
            Command::RecordRemedyResult { .. } => Act::RecordRemedyResult,
            Command::ProposeConversion { .. } => Act::ProposeConversion,
            Command::DecideConversion { .. } => Act::DecideConversion,
            Command::Archive { .. } => Act::Archive,
            Command::File { .. } => Act::File,
            Command::Forward { .. } => Act::Forward,
            Command::ErasePersonalData { .. } => Act::ErasePersonalData,
        }
    }
}

impl Act {
    pub const ALL: [Act; 37] = [
        Act::Register,
        Act::Classify,
        Act::Receive,
        Act::Assign,
        Act::RequestCorrection,
        Act::TakeCorrection,
        Act::Consult,
        Act::RecordConsultationDelivery,
        Act::TakeReply,
        Act::RequestReasons,
        Act::TakeReasons,
        Act::JudgeReasons,
        Act::Search,
        Act::Extend,
        Act::NoticeFee,
        Act::RecordFeeDelivery,
        Act::TakePayment,
        Act::Draft,
        Act::Review,
        Act::SendBack,
        Act::Sign,
        Act::Answer,
        Act::RecordService,
        Act::Withdraw,
        Act::Lapse,
        Act::Merge,
        Act::Split,
        Act::RecordRemedy,
        Act::RecordRemedyNotice,
        Act::RecordRemedyResponse,
        Act::RecordRemedyResult,
        Act::ProposeConversion,
        Act::DecideConversion,
        Act::Archive,
        Act::File,
        Act::Forward,
        Act::ErasePersonalData,
    ];

    /// Who may do it: one table for all.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Act::Register | Act::Classify | Act::Receive | Act::Assign | Act::File => {
                &[Role::Registrar, Role::Handler, Role::DisclosureHead]
            }
            Act::TakeCorrection
            | Act::RecordConsultationDelivery
            | Act::TakeReply
            | Act::TakeReasons
            | Act::RecordFeeDelivery
            | Act::TakePayment
            | Act::Answer
            | Act::RecordService
            | Act::Withdraw
            | Act::RecordRemedy
            | Act::RecordRemedyNotice
            | Act::RecordRemedyResponse
            | Act::RecordRemedyResult
            | Act::Forward
            | Act::Archive => &[Role::Registrar, Role::Handler],
            Act::RequestCorrection
            | Act::Consult
            | Act::RequestReasons
            | Act::Search
            | Act::NoticeFee
            | Act::Draft
            | Act::Lapse
            | Act::Merge
            | Act::Split
            | Act::ProposeConversion => &[Role::Handler],
            Act::Extend
            | Act::JudgeReasons
            | Act::Review
            | Act::DecideConversion
            | Act::ErasePersonalData => &[Role::DisclosureHead],
            Act::SendBack => &[Role::DisclosureHead, Role::Principal],
            Act::Sign => &[Role::Principal],
        }
    }

    /// What it is called at the desk.
    pub const fn label(self) -> &'static str {
        match self {
            Act::Register => "登记申请",
            Act::Classify => "归类",
            Act::Receive => "确认收到",
            Act::Assign => "交办",
            Act::RequestCorrection => "告知补正",
            Act::TakeCorrection => "收到补正",
            Act::Consult => "征求意见",
            Act::RecordConsultationDelivery => "登记征求意见书送达",
            Act::TakeReply => "登记意见",
            Act::RequestReasons => "要求说明理由",
            Act::TakeReasons => "登记申请人的理由",
            Act::JudgeReasons => "认定理由",
            Act::Search => "登记检索",
            Act::Extend => "延长答复期限",
            Act::NoticeFee => "发出收费通知",
            Act::RecordFeeDelivery => "登记收费通知送达",
            Act::TakePayment => "登记缴费",
            Act::Draft => "拟办",
            Act::Review => "审核",
            Act::SendBack => "退回",
            Act::Sign => "签发",
            Act::Answer => "送出答复",
            Act::RecordService => "登记申请人收到",
            Act::Withdraw => "登记撤回",
            Act::Lapse => "不再处理",
            Act::Merge => "合并办理",
            Act::Split => "拆分",
            Act::RecordRemedy => "登记复议诉讼",
            Act::RecordRemedyNotice => "登记收到复议申请书、起诉状",
            Act::RecordRemedyResponse => "登记已答复举证",
            Act::RecordRemedyResult => "登记复议诉讼结果",
            Act::ProposeConversion => "提议主动公开",
            Act::DecideConversion => "决定是否主动公开",
            Act::Archive => "归档",
            Act::File => "存入文件",
            Act::Forward => "转给负责公开的机关",
            Act::ErasePersonalData => "删除个人信息",
        }
    }
}
