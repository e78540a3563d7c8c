//! 第十四条至第十六条　不予公开的理由；第十八条　定期评估审查

use crate::cite::Cite;
use jiff::civil::Date;
use jiff::{Error, ToSpan};
use serde::{Deserialize, Serialize};

/// 一条政府信息不予公开的理由。 There are no others: 工作秘密 by itself is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// > 依法确定为国家秘密的政府信息
    StateSecret,
    /// > 法律、行政法规禁止公开的政府信息
    LawForbids,
    /// > 公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息
    ThreeSafety,
    /// > 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开
    ThirdParty,
    /// > 行政机关的内部事务信息，包括人事管理、后勤管理、内部工作流程等方面的信息，可以不予公开
    InternalAffairs,
    /// > 行政机关在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息
    Deliberative,
    /// > 行政执法案卷信息，可以不予公开
    EnforcementFile,
}

/// 是不得公开，还是可以不公开。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Never published while the ground stands.
    Never,
    /// > 第三方同意公开或者行政机关认为不公开会对公共利益造成重大影响的，予以公开
    UnlessConsentOrPublicInterest,
    /// The organ may choose to publish.
    May,
    /// > 法律、法规、规章规定上述信息应当公开的，从其规定。
    MayUnlessLawRequires,
}

impl Ground {
    pub const ALL: [Ground; 7] = [
        Ground::StateSecret,
        Ground::LawForbids,
        Ground::ThreeSafety,
        Ground::ThirdParty,
        Ground::InternalAffairs,
        Ground::Deliberative,
        Ground::EnforcementFile,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Ground::StateSecret => "state_secret",
            Ground::LawForbids => "law_forbids",
            Ground::ThreeSafety => "three_safety",
            Ground::ThirdParty => "third_party",
            Ground::InternalAffairs => "internal_affairs",
            Ground::Deliberative => "deliberative",
            Ground::EnforcementFile => "enforcement_file",
        }
    }

    pub fn from_key(key: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Ground::StateSecret => "依法确定为国家秘密",
            Ground::LawForbids => "法律、行政法规禁止公开",
            Ground::ThreeSafety => "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
            Ground::ThirdParty => "涉及商业秘密、个人隐私等，公开会损害第三方合法权益",
            Ground::InternalAffairs => "内部事务信息",
            Ground::Deliberative => "过程性信息",
            Ground::EnforcementFile => "行政执法案卷信息",
        }
    }

    pub const fn cite(self) -> Cite {
        match self {
            Ground::StateSecret | Ground::LawForbids | Ground::ThreeSafety => Cite::new("条例", "第十四条"),
            Ground::ThirdParty => Cite::new("条例", "第十五条"),
            Ground::InternalAffairs => Cite::new("条例", "第十六条第一款"),
            Ground::Deliberative | Ground::EnforcementFile => Cite::new("条例", "第十六条第二款"),
        }
    }

    pub const fn force(self) -> Force {
        match self {
            Ground::StateSecret | Ground::LawForbids | Ground::ThreeSafety => Force::Never,
            Ground::ThirdParty => Force::UnlessConsentOrPublicInterest,
            Ground::InternalAffairs => Force::May,
            Ground::Deliberative | Ground::EnforcementFile => Force::MayUnlessLawRequires,
        }
    }
}

/// 多长时间重新评估一次，月。
///
/// > 对本行政机关不予公开的政府信息进行定期评估审查，对因情势变化可以公开的政府信息应当公开
///
/// The Regulation gives no interval: the office sets its own, from a month to five years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval(u32);

impl Interval {
    /// What the product proposes, no statutory figure.
    pub const USUAL: Interval = Interval(12);

    pub fn of(months: u32) -> Option<Interval> {
        (1..=60).contains(&months).then_some(Interval(months))
    }

    pub const fn months(self) -> u32 {
        self.0
    }

    /// 下次评估之日。
    pub fn next(self, decided: Date) -> Result<Date, Error> {
        decided.checked_add(i64::from(self.0).months())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn art14_to_16_tell_what_never_goes_out_from_what_may_stay_in() {
        let forces: Vec<Force> = Ground::ALL.map(Ground::force).to_vec();
        assert_eq!(forces[..3], [Force::Never; 3]);
        assert_eq!(Ground::ThirdParty.force(), Force::UnlessConsentOrPublicInterest);
        assert_eq!(Ground::InternalAffairs.force(), Force::May);
        assert_eq!(Ground::Deliberative.force(), Force::MayUnlessLawRequires);
    }

    #[test]
    fn keys_lead_back() {
        for ground in Ground::ALL {
            assert_eq!(Ground::from_key(ground.key()), Some(ground));
        }
    }

    #[test]
    fn art18_a_decision_is_looked_at_again_after_the_interval() {
        let decided: Date = "2024-02-29".parse().unwrap();
        assert_eq!(Interval::USUAL.next(decided).unwrap().to_string(), "2025-02-28");
        assert_eq!(Interval::of(0), None);
        assert_eq!(Interval::of(61), None);
    }
}
