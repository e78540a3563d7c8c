//! 第十七条　公开审查：先审查、后公开，逐项审查
//!
//! > 行政机关应当依照《中华人民共和国保守国家秘密法》以及其他法律、法规和国家有关规定对拟公开的政府信息进行审查。

use super::ground::Ground;
use crate::cite::Cite;
use serde::{Deserialize, Serialize};

/// 审查的依据。
///
/// > 行政机关应当建立健全政府信息公开审查机制，明确审查的程序和责任。
pub const REVIEW: Cite = Cite::new("条例", "第十七条");

/// 保密审查的结论。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// 可以公开
    Open,
    /// 作修改或者遮盖后再审
    Amend,
    /// 不予公开, on a ground
    Withhold(Ground),
    /// > 不能确定政府信息是否可以公开的，应当依照法律、法规和国家有关规定报有关主管部门或者保密行政管理部门确定
    Refer,
}

impl Conclusion {
    pub const fn label(self) -> &'static str {
        match self {
            Conclusion::Open => "可以公开",
            Conclusion::Amend => "修改后再审",
            Conclusion::Withhold(_) => "不予公开",
            Conclusion::Refer => "待报请确定",
        }
    }
}

/// 审查要逐项回答的问题。 An item is reviewed only when each is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    StateSecret,
    WorkSecret,
    TradeSecret,
    Privacy,
    ThreeSafety,
    /// > 行政机关公开政府信息涉及其他机关的，应当与有关机关协商、确认，保证行政机关公开的政府信息准确一致。
    OtherOrgans,
    /// > 行政机关公开政府信息依照法律、行政法规和国家有关规定需要批准的，经批准予以公开。
    Approval,
}

impl Question {
    pub const ALL: [Question; 7] = [
        Question::StateSecret,
        Question::WorkSecret,
        Question::TradeSecret,
        Question::Privacy,
        Question::ThreeSafety,
        Question::OtherOrgans,
        Question::Approval,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Question::StateSecret => "state_secret",
            Question::WorkSecret => "work_secret",
            Question::TradeSecret => "trade_secret",
            Question::Privacy => "privacy",
            Question::ThreeSafety => "three_safety",
            Question::OtherOrgans => "other_organs",
            Question::Approval => "approval",
        }
    }

    /// 第十五条: what may go out all the same where withholding it would do great harm to the public interest.
    ///
    /// > 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。但是，第三方同意公开或者行政机关认为不公开会对公共利益造成重大影响的，予以公开。
    pub const fn concerns_third_party(self) -> bool {
        matches!(self, Question::TradeSecret | Question::Privacy)
    }

    pub fn from_key(key: &str) -> Option<Question> {
        Question::ALL.into_iter().find(|one| one.key() == key)
    }

    /// As the review sheet asks it; «否» is the answer that lets the item go on.
    pub const fn label(self) -> &'static str {
        match self {
            Question::StateSecret => "是否含有国家秘密（包括汇聚、关联后可能涉密）",
            Question::WorkSecret => "是否含有工作秘密、内部资料",
            Question::TradeSecret => "是否含有未经同意公开的商业秘密",
            Question::Privacy => "是否含有不应公开的个人隐私、个人信息",
            Question::ThreeSafety => "公开后是否可能危及国家安全、公共安全、经济安全、社会稳定",
            Question::OtherOrgans => "是否涉及其他机关而尚未协商、确认",
            Question::Approval => "是否依规定需要批准而尚未批准",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn art17_every_question_of_the_review_sheet_has_its_key() {
        for question in Question::ALL {
            assert_eq!(Question::from_key(question.key()), Some(question));
        }
    }
}
