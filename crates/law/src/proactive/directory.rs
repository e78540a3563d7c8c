//! 第十二条　指南和目录
//!
//! > 行政机关编制、公布的政府信息公开指南和政府信息公开目录应当及时更新。

use serde::{Deserialize, Serialize};

/// 目录中每条信息应当有的内容。
///
/// > 政府信息公开目录包括政府信息的索引、名称、内容概述、生成日期等内容。
pub const ELEMENTS: [&str; 4] = ["索引", "名称", "内容概述", "生成日期"];

/// 指南应当写明的内容。
///
/// > 政府信息公开指南包括政府信息的分类、编排体系、获取方式和政府信息公开工作机构的名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式等内容。
pub const GUIDE: [&str; 9] = [
    "政府信息的分类",
    "编排体系",
    "获取方式",
    "政府信息公开工作机构的名称",
    "办公地址",
    "办公时间",
    "联系电话",
    "传真号码",
    "互联网联系方式",
];

/// 指南和目录的依据。
pub const GUIDE_ARTICLE: &str = "条例第十二条第二款";
pub const ELEMENTS_ARTICLE: &str = "条例第十二条第三款";

/// 公开的途径。
///
/// > 将主动公开的政府信息通过政府公报、政府网站或者其他互联网政务媒体、新闻发布会以及报刊、广播、电视等途径予以公开
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Gazette,
    Website,
    NewMedia,
    PressConference,
    Press,
    Broadcast,
    /// > 国家档案馆、公共图书馆、政务服务场所
    Premises,
}

impl Channel {
    pub const ALL: [Channel; 7] = [
        Channel::Gazette,
        Channel::Website,
        Channel::NewMedia,
        Channel::PressConference,
        Channel::Press,
        Channel::Broadcast,
        Channel::Premises,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Channel::Gazette => "政府公报",
            Channel::Website => "政府网站",
            Channel::NewMedia => "政务新媒体",
            Channel::PressConference => "新闻发布会",
            Channel::Press => "报刊",
            Channel::Broadcast => "广播、电视",
            Channel::Premises => "政府信息查阅场所",
        }
    }
}
