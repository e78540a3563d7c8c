//! 理由：why a passage is not disclosed, as it is written on the bar.

use law::cite::Cite;
use serde::{Deserialize, Serialize};

/// 不予公开的理由。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ground {
    /// > 依法确定为国家秘密的政府信息
    StateSecret,
    /// > 法律、行政法规禁止公开的政府信息
    Prohibited,
    /// > 公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息
    Security,
    /// > 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开
    TradeSecret,
    /// > 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开
    Privacy,
    /// > 行政机关的内部事务信息，包括人事管理、后勤管理、内部工作流程等方面的信息，可以不予公开
    InternalAffairs,
    /// > 行政机关在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息
    Process,
    /// > 行政执法案卷信息，可以不予公开
    EnforcementFile,
    /// > 申请公开的信息中含有不应当公开或者不属于政府信息的内容
    NotGovernment,
}

impl Ground {
    pub const ALL: [Ground; 9] = [
        Ground::StateSecret,
        Ground::Prohibited,
        Ground::Security,
        Ground::TradeSecret,
        Ground::Privacy,
        Ground::InternalAffairs,
        Ground::Process,
        Ground::EnforcementFile,
        Ground::NotGovernment,
    ];

    /// The ground in few words, as it stands on the bar.
    pub const fn label(self) -> &'static str {
        match self {
            Ground::StateSecret => "国家秘密",
            Ground::Prohibited => "法律、行政法规禁止公开",
            Ground::Security => "危及三安全一稳定",
            Ground::TradeSecret => "商业秘密",
            Ground::Privacy => "个人隐私",
            Ground::InternalAffairs => "内部事务信息",
            Ground::Process => "过程性信息",
            Ground::EnforcementFile => "行政执法案卷信息",
            Ground::NotGovernment => "不属于政府信息",
        }
    }

    pub const fn cite(self) -> Cite {
        Cite::new(
            "条例",
            match self {
                Ground::StateSecret | Ground::Prohibited | Ground::Security => "第十四条",
                Ground::TradeSecret | Ground::Privacy => "第十五条",
                Ground::InternalAffairs => "第十六条第一款",
                Ground::Process | Ground::EnforcementFile => "第十六条第二款",
                Ground::NotGovernment => "第三十七条",
            },
        )
    }

    /// «个人隐私·条例第十五条»
    pub fn mark(self) -> String {
        format!("{}·{}", self.label(), self.cite())
    }
}

#[cfg(test)]
mod tests {
    /// Each quote above a ground stands in the regulation.
    #[test]
    fn grounds_quote_the_regulation() {
        let regulation = include_str!("../../../statutes/regulation.md");
        let quotes: Vec<&str> =
            include_str!("ground.rs").lines().filter_map(|line| line.trim().strip_prefix("/// > ")).collect();
        assert_eq!(quotes.len(), 9);
        for quote in quotes {
            assert!(regulation.contains(quote), "{quote}");
        }
    }
}
