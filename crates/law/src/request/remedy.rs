//! 救济：先复议还是可以直接起诉，向哪个机关、在几日之内
//!
//! > 公民、法人或者其他组织认为行政机关在政府信息公开工作中侵犯其合法权益的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。

use crate::annual_report::Outcome;
use crate::workday::{Calendar, Reckoned};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// 申请行政复议的日数（自然日），自知道或者应当知道之日起。
///
/// > 可以自知道或者应当知道该行政行为之日起六十日内提出行政复议申请
pub const RECONSIDERATION_DAYS: i32 = 60;

/// 未告知复议权利、机关和期限的，自知道行政行为内容之日起最长的期限，年。
///
/// > 但是自知道或者应当知道行政行为内容之日起最长不得超过一年
pub const UNTOLD_YEARS: i32 = 1;

/// 直接起诉的月数（行政诉讼法第四十六条）。
pub const LITIGATION_MONTHS: i32 = 6;

/// 对复议决定不服的，起诉的日数，自收到复议决定书之日起（行政诉讼法第四十五条）。
pub const LITIGATION_AFTER_REVIEW_DAYS: i32 = 15;

/// 修订后的行政复议法施行之日：复议前置自此适用于不予公开。
pub const REVIEW_FIRST_FROM: Date = date(2024, 1, 1);

/// 对某一结果不服，是否应当先申请行政复议（读法R-7）。`answered` is the day of the answer: an old case keeps its law.
///
/// > 申请政府信息公开，行政机关不予公开
pub fn reconsideration_first(outcome: Outcome, answered: Date) -> bool {
    answered >= REVIEW_FIRST_FROM && BY_ARTICLES_14_TO_16.contains(&outcome)
}

/// 依条例第十四条、第十五条、第十六条不予公开的，以及部分公开中不予公开的部分（法释〔2025〕8号第一条）。
/// Practice differs from place to place, so the mapping is data.
pub const BY_ARTICLES_14_TO_16: [Outcome; 8] = [
    Outcome::Partial,
    Outcome::StateSecret,
    Outcome::LawForbids,
    Outcome::ThreeSafety,
    Outcome::ThirdParty,
    Outcome::InternalAffairs,
    Outcome::Deliberative,
    Outcome::EnforcementFile,
];

/// 60日届满之日；届满之日是法定休假日的，顺延到其后第一个工作日。
pub fn reconsideration_by(served: Date, calendar: &Calendar) -> Option<Reckoned> {
    roll(served.checked_add(RECONSIDERATION_DAYS.days()).ok()?, calendar)
}

/// 6个月届满之日，遇休假日顺延。
pub fn litigation_by(served: Date, calendar: &Calendar) -> Option<Reckoned> {
    roll(served.checked_add(LITIGATION_MONTHS.months()).ok()?, calendar)
}

/// 收到复议决定书后15日届满之日，遇休假日顺延。
pub fn litigation_after_review_by(decision_served: Date, calendar: &Calendar) -> Option<Reckoned> {
    roll(decision_served.checked_add(LITIGATION_AFTER_REVIEW_DAYS.days()).ok()?, calendar)
}

/// 末日为法定休假日的，以其后第一个工作日为末日。
///
/// > 届满的最后一日是法定休假日的
pub(super) fn roll(last: Date, calendar: &Calendar) -> Option<Reckoned> {
    let mut day = last;
    while !calendar.is_working_day(day) {
        day = day.tomorrow().ok()?;
    }
    Some(Reckoned { date: day, provisional: calendar.day(last).provisional || calendar.day(day).provisional })
}

/// 机关在复议管辖上的类别，决定向谁申请复议。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganKind {
    /// > 对本级人民政府工作部门作出的行政行为不服的
    Department,
    /// > 对下一级人民政府作出的行政行为不服的
    LocalGovernment,
    /// > 除前款规定外，省、自治区、直辖市人民政府同时管辖对本机关作出的行政行为不服的行政复议案件。
    ProvincialGovernment,
    /// > 对本部门作出的行政行为不服的
    StateCouncilDepartment,
    /// > 对海关、金融、外汇管理等实行垂直领导的行政机关、税务和国家安全机关的行政行为不服的，向上一级主管部门申请行政复议。
    Vertical,
    /// > 对履行行政复议机构职责的地方人民政府司法行政部门的行政行为不服的，可以向本级人民政府申请行政复议，也可以向上一级司法行政部门申请行政复议。
    JusticeDepartment,
    /// > 对本级人民政府或者其工作部门管理的法律、法规、规章授权的组织作出的行政行为不服的
    AuthorisedBody,
    /// > 对本级人民政府依法设立的派出机关作出的行政行为不服的
    DispatchedOrgan,
}

/// 复议机关与本机关的关系；其名称由机关设置填一次，不由经办人逐件输入。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reviewer {
    OwnGovernment,
    UpperGovernment,
    Itself,
    UpperAuthority,
    UpperJustice,
}

impl OrganKind {
    pub const ALL: [OrganKind; 8] = [
        OrganKind::Department,
        OrganKind::LocalGovernment,
        OrganKind::ProvincialGovernment,
        OrganKind::StateCouncilDepartment,
        OrganKind::Vertical,
        OrganKind::JusticeDepartment,
        OrganKind::AuthorisedBody,
        OrganKind::DispatchedOrgan,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            OrganKind::Department => "department",
            OrganKind::LocalGovernment => "local_government",
            OrganKind::ProvincialGovernment => "provincial_government",
            OrganKind::StateCouncilDepartment => "state_council_department",
            OrganKind::Vertical => "vertical",
            OrganKind::JusticeDepartment => "justice_department",
            OrganKind::AuthorisedBody => "authorised_body",
            OrganKind::DispatchedOrgan => "dispatched_organ",
        }
    }

    pub fn from_key(key: &str) -> Option<OrganKind> {
        OrganKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            OrganKind::Department => "县级以上地方人民政府工作部门",
            OrganKind::LocalGovernment => "省级以下地方人民政府",
            OrganKind::ProvincialGovernment => "省、自治区、直辖市人民政府",
            OrganKind::StateCouncilDepartment => "国务院部门",
            OrganKind::Vertical => "垂直领导机关、税务、国家安全机关",
            OrganKind::JusticeDepartment => "司法行政部门",
            OrganKind::AuthorisedBody => "法律、法规、规章授权的组织",
            OrganKind::DispatchedOrgan => "人民政府的派出机关",
        }
    }

    /// 可以向谁申请复议：第二十四条至第二十八条。 More than one: the applicant may choose.
    pub const fn reviewers(self) -> &'static [Reviewer] {
        match self {
            OrganKind::Department | OrganKind::AuthorisedBody | OrganKind::DispatchedOrgan => {
                &[Reviewer::OwnGovernment]
            }
            OrganKind::LocalGovernment => &[Reviewer::UpperGovernment],
            OrganKind::ProvincialGovernment | OrganKind::StateCouncilDepartment => &[Reviewer::Itself],
            OrganKind::Vertical => &[Reviewer::UpperAuthority],
            OrganKind::JusticeDepartment => &[Reviewer::OwnGovernment, Reviewer::UpperJustice],
        }
    }

    /// The article that says so, of the 行政复议法.
    pub const fn article(self) -> &'static str {
        match self {
            OrganKind::Department => "第二十四条第一款第（一）项",
            OrganKind::LocalGovernment => "第二十四条第一款第（二）项",
            OrganKind::DispatchedOrgan => "第二十四条第一款第（三）项",
            OrganKind::AuthorisedBody => "第二十四条第一款第（四）项",
            OrganKind::ProvincialGovernment => "第二十四条第二款",
            OrganKind::StateCouncilDepartment => "第二十五条第（一）项",
            OrganKind::Vertical => "第二十七条",
            OrganKind::JusticeDepartment => "第二十八条",
        }
    }
}

impl Reviewer {
    pub const fn key(self) -> &'static str {
        match self {
            Reviewer::OwnGovernment => "own_government",
            Reviewer::UpperGovernment => "upper_government",
            Reviewer::Itself => "itself",
            Reviewer::UpperAuthority => "upper_authority",
            Reviewer::UpperJustice => "upper_justice",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Reviewer::OwnGovernment => "本级人民政府",
            Reviewer::UpperGovernment => "上一级人民政府",
            Reviewer::Itself => "本机关",
            Reviewer::UpperAuthority => "上一级主管部门",
            Reviewer::UpperJustice => "上一级司法行政部门",
        }
    }
}

/// 通过互联网送达的，必须同时提供网上申请复议的渠道。
///
/// > 行政机关通过互联网渠道送达行政行为决定书的，应当同时提供提交行政复议申请书的互联网渠道。
pub const fn online_channel_required(delivery: super::delivery::Delivery) -> bool {
    matches!(delivery, super::delivery::Delivery::Internet)
}
