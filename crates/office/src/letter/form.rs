//! 文书的种类：十二种程序文书，各种结果的答复，各须写明什么

use super::facts::Facts;
use super::variable::Variable;
use crate::case::{FeeBasis, How};
use law::annual_report::Outcome;
use law::cite::Cite;
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::{basis, fee};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    ApplicationRecord,
    Receipt,
    Correction,
    Reasons,
    Extension,
    ThirdPartyConsultation,
    ThirdPartyReply,
    ConsultationNotice,
    DisclosureDecision,
    OrganConsultation,
    Assistance,
    FeeNotice,
    AlreadyPublic,
    Provided,
    Partial,
    StateSecret,
    LawForbids,
    ThreeSafety,
    ThirdParty,
    InternalAffairs,
    Deliberative,
    EnforcementFile,
    AdministrativeInquiry,
    NonExistent,
    NotOurs,
    NeedsMaking,
    StillUnclear,
    Petition,
    Repeated,
    PublishedWork,
    Excessive,
    ConfirmOrReissue,
    NotCorrected,
    FeeUnpaid,
    Discontinued,
    RecordCorrected,
}

/// 主送。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressee {
    Applicant,
    /// 第三方、其他机关
    Consulted,
    /// A sheet that is filled in: no mast, no number, no signature.
    Nobody,
}

/// What a form is.
struct Spec {
    key: &'static str,
    label: &'static str,
    template: &'static str,
    /// Stated in the letter, and known.
    required: &'static [Variable],
}

use Variable as V;

/// What every answer states besides its own (LAW.md §9.2).
const ANSWER: [Variable; 6] = [V::CaseNo, V::Received, V::Request, V::Course, V::Basis, V::Remedies];

const fn spec(
    key: &'static str,
    label: &'static str,
    template: &'static str,
    required: &'static [Variable],
) -> Spec {
    Spec { key, label, template, required }
}

impl Form {
    pub const ALL: [Form; 36] = [
        Form::ApplicationRecord,
        Form::Receipt,
        Form::Correction,
        Form::Reasons,
        Form::Extension,
        Form::ThirdPartyConsultation,
        Form::ThirdPartyReply,
        Form::ConsultationNotice,
        Form::DisclosureDecision,
        Form::OrganConsultation,
        Form::Assistance,
        Form::FeeNotice,
        Form::AlreadyPublic,
        Form::Provided,
        Form::Partial,
        Form::StateSecret,
        Form::LawForbids,
        Form::ThreeSafety,
        Form::ThirdParty,
        Form::InternalAffairs,
        Form::Deliberative,
        Form::EnforcementFile,
        Form::AdministrativeInquiry,
        Form::NonExistent,
        Form::NotOurs,
        Form::NeedsMaking,
        Form::StillUnclear,
        Form::Petition,
        Form::Repeated,
        Form::PublishedWork,
        Form::Excessive,
        Form::ConfirmOrReissue,
        Form::NotCorrected,
        Form::FeeUnpaid,
        Form::Discontinued,
        Form::RecordCorrected,
    ];

    fn spec(self) -> Spec {
        match self {
            Form::ApplicationRecord => spec(
                "application_record",
                "政府信息公开申请登记表",
                include_str!("../../templates/letters/application_record.md"),
                &[
                    V::CaseNo,
                    V::Applicant,
                    V::Identity,
                    V::Contact,
                    V::Channel,
                    V::Submitted,
                    V::Request,
                    V::Wanted,
                ],
            ),
            Form::Receipt => spec(
                "receipt",
                "接收回执",
                include_str!("../../templates/letters/receipt.md"),
                &[V::CaseNo, V::Received, V::Request, V::Basis, V::Due, V::Office],
            ),
            Form::Correction => spec(
                "correction",
                "补正告知书",
                include_str!("../../templates/letters/correction.md"),
                &[
                    V::CaseNo,
                    V::Received,
                    V::Request,
                    V::CorrectionNeeds,
                    V::CorrectBy,
                    V::Basis,
                    V::Silence,
                    V::Office,
                ],
            ),
            Form::Reasons => spec(
                "reasons",
                "说明理由告知书",
                include_str!("../../templates/letters/reasons.md"),
                &[V::CaseNo, V::Received, V::Request, V::Reason, V::Basis, V::ReplyBy, V::Silence, V::Office],
            ),
            Form::Extension => spec(
                "extension",
                "延期答复告知书",
                include_str!("../../templates/letters/extension.md"),
                &[V::CaseNo, V::Received, V::Request, V::Reason, V::Basis, V::ExtendedDays, V::Due],
            ),
            Form::ThirdPartyConsultation => spec(
                "third_party_consultation",
                "征求意见书（第三方）",
                include_str!("../../templates/letters/third_party_consultation.md"),
                &[V::CaseNo, V::Asked, V::Basis, V::Term, V::Silence, V::Office],
            ),
            Form::ThirdPartyReply => spec(
                "third_party_reply",
                "第三方意见回执",
                include_str!("../../templates/letters/third_party_reply.md"),
                &[V::CaseNo, V::Consulted, V::Asked],
            ),
            Form::ConsultationNotice => spec(
                "consultation_notice",
                "征求意见告知书（申请人）",
                include_str!("../../templates/letters/consultation_notice.md"),
                &[V::CaseNo, V::Received, V::Request, V::Basis],
            ),
            Form::DisclosureDecision => spec(
                "disclosure_decision",
                "决定公开告知书（第三方）",
                include_str!("../../templates/letters/disclosure_decision.md"),
                &[V::CaseNo, V::Asked, V::Reason, V::Basis, V::Remedies],
            ),
            Form::OrganConsultation => spec(
                "organ_consultation",
                "征求意见书（机关）",
                include_str!("../../templates/letters/organ_consultation.md"),
                &[V::CaseNo, V::Asked, V::Basis, V::Term, V::Silence, V::Office],
            ),
            Form::Assistance => spec(
                "assistance",
                "协办函",
                include_str!("../../templates/letters/assistance.md"),
                &[V::CaseNo, V::Request, V::Asked, V::ReplyBy, V::Office],
            ),
            Form::FeeNotice => spec(
                "fee_notice",
                "收费通知书",
                include_str!("../../templates/letters/fee_notice.md"),
                &[
                    V::CaseNo,
                    V::Received,
                    V::Request,
                    V::Basis,
                    V::FeeStandard,
                    V::FeeAmount,
                    V::FeePayment,
                    V::FeeTerm,
                    V::Silence,
                ],
            ),
            Form::AlreadyPublic => spec(
                "already_public",
                "答复书（已主动公开）",
                include_str!("../../templates/letters/already_public.md"),
                &[V::Access],
            ),
            Form::Provided => spec(
                "provided",
                "答复书（予以公开）",
                include_str!("../../templates/letters/provided.md"),
                &[V::Access],
            ),
            Form::Partial => spec(
                "partial",
                "答复书（部分公开）",
                include_str!("../../templates/letters/partial.md"),
                &[V::Access, V::Withheld],
            ),
            Form::StateSecret => spec(
                "state_secret",
                "答复书（国家秘密）",
                include_str!("../../templates/letters/state_secret.md"),
                &[V::Reason],
            ),
            Form::LawForbids => spec(
                "law_forbids",
                "答复书（法律、行政法规禁止公开）",
                include_str!("../../templates/letters/law_forbids.md"),
                &[V::Reason, V::ForbiddingLaw],
            ),
            Form::ThreeSafety => spec(
                "three_safety",
                "答复书（危及“三安全一稳定”）",
                include_str!("../../templates/letters/three_safety.md"),
                &[V::Reason],
            ),
            Form::ThirdParty => spec(
                "third_party",
                "答复书（保护第三方合法权益）",
                include_str!("../../templates/letters/third_party.md"),
                &[V::Reason],
            ),
            Form::InternalAffairs => spec(
                "internal_affairs",
                "答复书（内部事务信息）",
                include_str!("../../templates/letters/internal_affairs.md"),
                &[V::Reason],
            ),
            Form::Deliberative => spec(
                "deliberative",
                "答复书（过程性信息）",
                include_str!("../../templates/letters/deliberative.md"),
                &[V::Reason],
            ),
            Form::EnforcementFile => spec(
                "enforcement_file",
                "答复书（行政执法案卷信息）",
                include_str!("../../templates/letters/enforcement_file.md"),
                &[V::Reason],
            ),
            Form::AdministrativeInquiry => spec(
                "administrative_inquiry",
                "答复书（行政查询事项）",
                include_str!("../../templates/letters/administrative_inquiry.md"),
                &[V::SpecialRule],
            ),
            Form::NonExistent => spec(
                "non_existent",
                "答复书（政府信息不存在）",
                include_str!("../../templates/letters/non_existent.md"),
                &[V::Search],
            ),
            Form::NotOurs => spec(
                "not_ours",
                "答复书（不属于本机关负责公开）",
                include_str!("../../templates/letters/not_ours.md"),
                &[V::Reason],
            ),
            Form::NeedsMaking => spec(
                "needs_making",
                "答复书（需要另行制作）",
                include_str!("../../templates/letters/needs_making.md"),
                &[V::Reason],
            ),
            Form::StillUnclear => spec(
                "still_unclear",
                "答复书（补正后仍不明确）",
                include_str!("../../templates/letters/still_unclear.md"),
                &[V::Reason],
            ),
            Form::Petition => spec(
                "petition",
                "告知书（信访、投诉、举报）",
                include_str!("../../templates/letters/petition.md"),
                &[V::Reason],
            ),
            Form::Repeated => spec(
                "repeated",
                "告知书（重复申请）",
                include_str!("../../templates/letters/repeated.md"),
                &[V::Earlier],
            ),
            Form::PublishedWork => spec(
                "published_work",
                "告知书（公开出版物）",
                include_str!("../../templates/letters/published_work.md"),
                &[V::Access],
            ),
            Form::Excessive => spec(
                "excessive",
                "告知书（大量反复申请）",
                include_str!("../../templates/letters/excessive.md"),
                &[V::Reason],
            ),
            Form::ConfirmOrReissue => spec(
                "confirm_or_reissue",
                "告知书（要求确认或者重新出具）",
                include_str!("../../templates/letters/confirm_or_reissue.md"),
                &[V::Reason],
            ),
            Form::NotCorrected => spec(
                "not_corrected",
                "告知书（逾期不补正）",
                include_str!("../../templates/letters/not_corrected.md"),
                &[V::Reason],
            ),
            Form::FeeUnpaid => spec(
                "fee_unpaid",
                "告知书（逾期不缴费）",
                include_str!("../../templates/letters/fee_unpaid.md"),
                &[V::Reason],
            ),
            Form::Discontinued => spec(
                "discontinued",
                "告知书（终止办理）",
                include_str!("../../templates/letters/discontinued.md"),
                &[V::Reason],
            ),
            Form::RecordCorrected => spec(
                "record_corrected",
                "更正告知书",
                include_str!("../../templates/letters/record_corrected.md"),
                &[V::Handling],
            ),
        }
    }

    /// Also the name of its template file, without `.md`.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    pub fn from_key(key: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.key() == key)
    }

    /// What the office calls it.
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The template that comes with the program.
    pub fn default_template(self) -> &'static str {
        self.spec().template
    }

    /// What must stand in the letter, in the order of the catalogue.
    pub fn required(self) -> Vec<Variable> {
        let own = self.spec().required.iter().copied();
        let common = if self.answers() { &ANSWER[..] } else { &[] };
        let mut all: Vec<_> = common.iter().copied().chain(own).collect();
        all.retain(|variable| !(self == Form::Discontinued && *variable == Variable::Basis));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The forms of the answer to an application; the others are steps on the way.
    pub fn answers(self) -> bool {
        self.outcome().is_some() || self == Form::RecordCorrected
    }

    /// 写明救济途径：答复，以及违背第三方意愿的公开决定。 Steps on the way cannot be contested alone.
    pub fn states_remedies(self) -> bool {
        self.answers() || self == Form::DisclosureDecision
    }

    pub fn addressee(self) -> Addressee {
        match self {
            Form::ApplicationRecord | Form::ThirdPartyReply => Addressee::Nobody,
            Form::ThirdPartyConsultation
            | Form::DisclosureDecision
            | Form::OrganConsultation
            | Form::Assistance => Addressee::Consulted,
            _ => Addressee::Applicant,
        }
    }

    /// 文号: every letter but a receipt, which goes out by itself, and the sheets.
    pub fn is_numbered(self) -> bool {
        self != Form::Receipt && self.addressee() != Addressee::Nobody
    }

    /// The row of table three that the answer counts in.
    pub fn outcome(self) -> Option<Outcome> {
        Some(match self {
            Form::AlreadyPublic | Form::Provided => Outcome::Granted,
            Form::Partial => Outcome::Partial,
            Form::StateSecret => Outcome::StateSecret,
            Form::LawForbids => Outcome::LawForbids,
            Form::ThreeSafety => Outcome::ThreeSafety,
            Form::ThirdParty => Outcome::ThirdParty,
            Form::InternalAffairs => Outcome::InternalAffairs,
            Form::Deliberative => Outcome::Deliberative,
            Form::EnforcementFile => Outcome::EnforcementFile,
            Form::AdministrativeInquiry => Outcome::AdministrativeInquiry,
            Form::NonExistent | Form::NotOurs => Outcome::NotHeld,
            Form::NeedsMaking => Outcome::NeedsMaking,
            Form::StillUnclear => Outcome::StillUnclear,
            Form::Petition => Outcome::Petition,
            Form::Repeated => Outcome::Repeated,
            Form::PublishedWork => Outcome::PublishedWork,
            Form::Excessive => Outcome::Excessive,
            Form::ConfirmOrReissue => Outcome::ConfirmOrReissue,
            Form::NotCorrected => Outcome::NotCorrected,
            Form::FeeUnpaid => Outcome::FeeUnpaid,
            Form::Discontinued => Outcome::Other,
            Form::ApplicationRecord
            | Form::Receipt
            | Form::Correction
            | Form::Reasons
            | Form::Extension
            | Form::ThirdPartyConsultation
            | Form::ThirdPartyReply
            | Form::ConsultationNotice
            | Form::DisclosureDecision
            | Form::OrganConsultation
            | Form::Assistance
            | Form::FeeNotice
            | Form::RecordCorrected => return None,
        })
    }

    /// The form of an answer; `None` where the row holds two kinds and it is not said which, or stands for three.
    pub fn of_answer(outcome: Outcome, how: Option<How>) -> Option<Form> {
        match (outcome, how) {
            (Outcome::Granted, Some(How::Granted(GrantedHow::AlreadyPublic))) => Some(Form::AlreadyPublic),
            (Outcome::Granted, Some(How::Granted(GrantedHow::Provided))) => Some(Form::Provided),
            (Outcome::NotHeld, Some(How::NotHeld(NotHeldBecause::NonExistent))) => Some(Form::NonExistent),
            (Outcome::NotHeld, Some(How::NotHeld(NotHeldBecause::NotOurs))) => Some(Form::NotOurs),
            (Outcome::Granted | Outcome::NotHeld | Outcome::OtherHandling, _) => None,
            (outcome, _) => Form::ALL.into_iter().find(|form| form.outcome() == Some(outcome)),
        }
    }

    /// 依据, from the law, never typed.
    pub(super) fn basis(self, facts: &Facts) -> Vec<Cite> {
        match self {
            Form::ApplicationRecord => vec![basis::APPLICATION],
            Form::Receipt => {
                facts.submitted.map(|(_, channel)| basis::received(channel)).into_iter().collect()
            }
            Form::Correction => {
                let missing = facts.correction.iter().flat_map(|correction| &correction.missing);
                missing.map(|element| basis::missing(*element)).chain([basis::CORRECTION]).collect()
            }
            Form::Reasons => vec![basis::EXCESSIVE],
            Form::Extension => vec![basis::EXTENSION],
            Form::ThirdPartyConsultation | Form::ThirdPartyReply | Form::DisclosureDecision => {
                vec![basis::THIRD_PARTY]
            }
            Form::ConsultationNotice => vec![basis::THIRD_PARTY, basis::PAUSE],
            Form::OrganConsultation => vec![basis::ORGAN],
            Form::Assistance => Vec::new(),
            Form::FeeNotice => {
                let by = facts.fee.map(|fee| basis::fee_by(method(fee.basis)));
                [basis::FEE].into_iter().chain(by).collect()
            }
            Form::RecordCorrected => vec![basis::OWN_DATA],
            Form::AlreadyPublic => vec![GrantedHow::AlreadyPublic.cite()],
            Form::Provided => vec![GrantedHow::Provided.cite()],
            Form::NonExistent => vec![NotHeldBecause::NonExistent.cite()],
            Form::NotOurs => vec![NotHeldBecause::NotOurs.cite()],
            _ => self.outcome().map(|outcome| basis::answer(outcome, None, None)).unwrap_or_default(),
        }
    }
}

pub(super) const fn method(of: FeeBasis) -> fee::Method {
    match of {
        FeeBasis::NthCase(_) => fee::Method::Cases,
        FeeBasis::Pages(_) => fee::Method::Pages,
    }
}
