//! 第三十五条　数量、频次明显超过合理范围的申请
//!
//! > 申请人申请公开政府信息的数量、频次明显超过合理范围，行政机关可以要求申请人说明理由。

/// 行政机关对申请人所述理由的认定。
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// > 行政机关认为申请理由不合理的，告知申请人不予处理
    Unreasonable,
    /// > 认为申请理由合理，但是无法在本条例第三十三条规定的期限内答复申请人的，可以确定延迟答复的合理期限并告知申请人
    ReasonableButDelayed,
    /// Reasonable, and the term of article 33 is enough.
    Reasonable,
}

impl Judgement {
    pub const ALL: [Judgement; 3] =
        [Judgement::Unreasonable, Judgement::ReasonableButDelayed, Judgement::Reasonable];

    pub const fn key(self) -> &'static str {
        match self {
            Judgement::Unreasonable => "unreasonable",
            Judgement::ReasonableButDelayed => "reasonable_but_delayed",
            Judgement::Reasonable => "reasonable",
        }
    }

    pub fn from_key(key: &str) -> Option<Judgement> {
        Judgement::ALL.into_iter().find(|judgement| judgement.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Judgement::Unreasonable => "理由不合理，不予处理",
            Judgement::ReasonableButDelayed => "理由合理，延迟答复",
            Judgement::Reasonable => "理由合理，按期答复",
        }
    }
}
