//! 第三十二条、第三十四条　征求第三方和其他机关的意见
//!
//! > 行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内。

/// 征求谁的意见。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consulted {
    /// > 依申请公开的政府信息公开会损害第三方合法权益的，行政机关应当书面征求第三方的意见
    ThirdParty,
    /// > 牵头制作的行政机关收到政府信息公开申请后可以征求相关行政机关的意见
    Organ,
}

/// 逾期不答复的后果：两条相反。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// > 第三方逾期未提出意见的，由行政机关依照本条例的规定决定是否公开
    OrganDecides,
    /// > 逾期未提出意见的视为同意公开
    Consent,
}

/// 提出意见的工作日数，自收到征求意见书之日起，两条相同。
///
/// > 第三方应当自收到征求意见书之日起15个工作日内提出意见
///
/// > 被征求意见机关应当自收到征求意见书之日起15个工作日内提出意见
pub const TERM_DAYS: i64 = 15;

impl Consulted {
    pub const fn silence(self) -> Silence {
        match self {
            Consulted::ThirdParty => Silence::OrganDecides,
            Consulted::Organ => Silence::Consent,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "第三方",
            Consulted::Organ => "其他机关",
        }
    }

    /// The rule as CONTRACT.md writes rules.
    pub const fn rule(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "条例32",
            Consulted::Organ => "条例34",
        }
    }
}

impl Silence {
    /// What silence means, for a reader.
    pub const fn meaning(self) -> &'static str {
        match self {
            Silence::OrganDecides => "逾期未提出意见，由本机关依照条例决定是否公开",
            Silence::Consent => "逾期未提出意见，视为同意公开",
        }
    }
}
