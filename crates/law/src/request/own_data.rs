//! 第四十一条　更正与自身相关的记录
//!
//! > 公民、法人或者其他组织有证据证明行政机关提供的与其自身相关的政府信息记录不准确的，可以要求行政机关更正。
//!
//! 条例没有规定办理期限，由本机关自定。

/// 更正要求的处理。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// > 有权更正的行政机关审核属实的，应当予以更正并告知申请人
    Corrected,
    /// > 不属于本行政机关职能范围的，行政机关可以转送有权更正的行政机关处理并告知申请人
    PassedOn,
    /// > 或者告知申请人向有权更正的行政机关提出
    Directed,
    /// The evidence does not show that the record is wrong.
    NotShown,
}

impl Handling {
    pub const ALL: [Handling; 4] =
        [Handling::Corrected, Handling::PassedOn, Handling::Directed, Handling::NotShown];

    pub const fn key(self) -> &'static str {
        match self {
            Handling::Corrected => "corrected",
            Handling::PassedOn => "passed_on",
            Handling::Directed => "directed",
            Handling::NotShown => "not_shown",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Handling::Corrected => "审核属实，予以更正",
            Handling::PassedOn => "转送有权更正的机关",
            Handling::Directed => "告知向有权更正的机关提出",
            Handling::NotShown => "证据不足以证明记录不准确",
        }
    }

    /// Whether the competent organ must be named to the applicant.
    pub const fn names_organ(self) -> bool {
        matches!(self, Handling::PassedOn | Handling::Directed)
    }
}
