//! 依申请公开（条例第二十七条至第四十五条）：一组条文一个模块，期限与理由由此推算。
//!
//! 收到 [`receipt`]、补正 [`correction`]、答复期限 [`reply`]、征求意见 [`consultation`]、超量申请 [`excessive`]、
//! 答复 [`answer`]、收费 [`fee`]、送达 [`delivery`]、救济 [`remedy`]、应复议应诉 [`respond`]、更正 [`own_data`]、转主动公开 [`conversion`]。
//! [`History`] 是一件申请发生过的事，[`reckon`] 由它推算各项期限。

pub mod answer;
pub mod basis;
pub mod consultation;
pub mod conversion;
pub mod correction;
pub mod delivery;
pub mod excessive;
pub mod fee;
mod history;
pub mod own_data;
mod proof;
pub mod receipt;
mod reckon;
pub mod remedy;
pub mod reply;
pub mod respond;

pub use history::{Dated, Event, History, Impossible, Reason};
pub use proof::{DayCount, ProofDay, proof};
pub use reckon::{Because, Deadline, DeadlineKind, Finding, FindingCode, Reckoning, State, reckon};

use jiff::civil::{Date, date};

/// 修订后的条例施行之日；此前收到的申请适用旧条例，本软件不推算。
///
/// > 本条例自2019年5月15日起施行。
pub const IN_FORCE_FROM: Date = date(2019, 5, 15);

#[cfg(test)]
mod tests;
