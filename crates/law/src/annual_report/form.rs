//! 年度报告格式（国办公开办函〔2021〕30号）：行、列、名称、编号。2019年试行格式（60号）只读。

use crate::cite::Cite;
use serde::{Deserialize, Serialize};

/// 报告所用格式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum Form {
    /// 国办公开办函〔2019〕60号（试行），已被取代，只读。
    #[serde(rename = "2019")]
    Trial2019,
    /// 国办公开办函〔2021〕30号。
    #[default]
    #[serde(rename = "2021")]
    Standard2021,
}

/// 六个部分的标题。
pub const PARTS: [&str; 6] = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

/// 一、总体情况应当写到的五个方面（30号 一(一)）。
pub const HEADS: [&str; 5] = ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"];

/// 表三左上角的勾稽说明。
pub const RECONCILIATION_NOTE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

// ---------------------------------------------------------------- 表二

/// 表二的四块，依《条例》第二十条各项。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Block2 {
    Documents,
    Licences,
    Penalties,
    Fees,
}

impl Block2 {
    pub const ALL: [Block2; 4] = [Block2::Documents, Block2::Licences, Block2::Penalties, Block2::Fees];

    pub const fn heading(self) -> &'static str {
        match self {
            Block2::Documents => "第二十条第（一）项",
            Block2::Licences => "第二十条第（五）项",
            Block2::Penalties => "第二十条第（六）项",
            Block2::Fees => "第二十条第（八）项",
        }
    }

    /// 「信息内容」之后的列名。
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Block2::Documents => &["本年制发件数", "本年废止件数", "现行有效件数"],
            Block2::Licences | Block2::Penalties => &["本年处理决定数量"],
            Block2::Fees => &["本年收费金额（单位：万元）"],
        }
    }

    pub const fn rows(self) -> &'static [Row2] {
        match self {
            Block2::Documents => &[Row2::Regulations, Row2::NormativeDocuments],
            Block2::Licences => &[Row2::Licences],
            Block2::Penalties => &[Row2::Penalties, Row2::Coercions],
            Block2::Fees => &[Row2::Fees],
        }
    }
}

/// 表二的行。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row2 {
    /// 规章
    Regulations,
    /// 行政规范性文件
    NormativeDocuments,
    /// 行政许可
    Licences,
    /// 行政处罚
    Penalties,
    /// 行政强制
    Coercions,
    /// 行政事业性收费
    Fees,
}

impl Row2 {
    pub const ALL: [Row2; 6] = [
        Row2::Regulations,
        Row2::NormativeDocuments,
        Row2::Licences,
        Row2::Penalties,
        Row2::Coercions,
        Row2::Fees,
    ];

    /// The label in the form, which is also the key in JSON.
    pub const fn label(self) -> &'static str {
        match self {
            Row2::Regulations => "规章",
            Row2::NormativeDocuments => "行政规范性文件",
            Row2::Licences => "行政许可",
            Row2::Penalties => "行政处罚",
            Row2::Coercions => "行政强制",
            Row2::Fees => "行政事业性收费",
        }
    }

    pub const fn block(self) -> Block2 {
        match self {
            Row2::Regulations | Row2::NormativeDocuments => Block2::Documents,
            Row2::Licences => Block2::Licences,
            Row2::Penalties | Row2::Coercions => Block2::Penalties,
            Row2::Fees => Block2::Fees,
        }
    }

    /// How many figures the row holds.
    pub const fn width(self) -> usize {
        self.block().columns().len()
    }

    /// 《条例》第二十条中的依据。
    pub const fn cite(self) -> Cite {
        Cite::new(
            "条例",
            match self.block() {
                Block2::Documents => "第二十条第（一）项",
                Block2::Licences => "第二十条第（五）项",
                Block2::Penalties => "第二十条第（六）项",
                Block2::Fees => "第二十条第（八）项",
            },
        )
    }
}

// ---------------------------------------------------------------- 表三

/// 表三的列：申请人情况。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    NaturalPerson,
    Business,
    ResearchBody,
    PublicInterest,
    LegalService,
    Other,
    Total,
}

impl Applicant {
    pub const ALL: [Applicant; 7] = [
        Applicant::NaturalPerson,
        Applicant::Business,
        Applicant::ResearchBody,
        Applicant::PublicInterest,
        Applicant::LegalService,
        Applicant::Other,
        Applicant::Total,
    ];
    /// The six columns that add up to the total.
    pub const PARTS: [Applicant; 6] = [
        Applicant::NaturalPerson,
        Applicant::Business,
        Applicant::ResearchBody,
        Applicant::PublicInterest,
        Applicant::LegalService,
        Applicant::Other,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Applicant::NaturalPerson => "自然人",
            Applicant::Business => "商业企业",
            Applicant::ResearchBody => "科研机构",
            Applicant::PublicInterest => "社会公益组织",
            Applicant::LegalService => "法律服务机构",
            Applicant::Other => "其他",
            Applicant::Total => "总计",
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Applicant::NaturalPerson => "natural_person",
            Applicant::Business => "business",
            Applicant::ResearchBody => "research_body",
            Applicant::PublicInterest => "public_interest",
            Applicant::LegalService => "legal_service",
            Applicant::Other => "other",
            Applicant::Total => "total",
        }
    }

    pub const fn index(self) -> usize {
        self as usize
    }
}

/// 办理结果：表三第三项下的21种（2019年格式及部分报告将（六）并为一行：[`Outcome::OtherHandling`]）。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// > 所申请公开信息可以公开的，向申请人提供该政府信息
    #[serde(rename = "3.1")]
    Granted,
    /// > 能够作区分处理的，行政机关应当向申请人提供可以公开的政府信息内容，并对不予公开的内容说明理由
    #[serde(rename = "3.2")]
    Partial,
    /// > 依法确定为国家秘密的政府信息
    #[serde(rename = "3.3.1")]
    StateSecret,
    /// > 法律、行政法规禁止公开的政府信息
    #[serde(rename = "3.3.2")]
    LawForbids,
    /// > 公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息
    #[serde(rename = "3.3.3")]
    ThreeSafety,
    /// > 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开
    #[serde(rename = "3.3.4")]
    ThirdParty,
    /// > 行政机关的内部事务信息，包括人事管理、后勤管理、内部工作流程等方面的信息，可以不予公开
    #[serde(rename = "3.3.5")]
    InternalAffairs,
    /// > 讨论记录、过程稿、磋商信函、请示报告等过程性信息
    #[serde(rename = "3.3.6")]
    Deliberative,
    /// > 行政执法案卷信息，可以不予公开
    #[serde(rename = "3.3.7")]
    EnforcementFile,
    /// > 有关法律、行政法规对信息的获取有特别规定的，告知申请人依照有关法律、行政法规的规定办理
    #[serde(rename = "3.3.8")]
    AdministrativeInquiry,
    /// > 经检索没有所申请公开信息的，告知申请人该政府信息不存在
    #[serde(rename = "3.4.1")]
    NotHeld,
    /// > 需要行政机关对现有政府信息进行加工、分析的，行政机关可以不予提供
    #[serde(rename = "3.4.2")]
    NeedsMaking,
    #[serde(rename = "3.4.3")]
    StillUnclear,
    /// > 申请人以政府信息公开申请的形式进行信访、投诉、举报等活动
    #[serde(rename = "3.5.1")]
    Petition,
    /// > 告知申请人不予重复处理
    #[serde(rename = "3.5.2")]
    Repeated,
    /// > 要求行政机关提供政府公报、报刊、书籍等公开出版物的，行政机关可以告知获取的途径
    #[serde(rename = "3.5.3")]
    PublishedWork,
    /// > 行政机关认为申请理由不合理的，告知申请人不予处理
    #[serde(rename = "3.5.4")]
    Excessive,
    #[serde(rename = "3.5.5")]
    ConfirmOrReissue,
    /// > 申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该政府信息公开申请
    #[serde(rename = "3.6.1")]
    NotCorrected,
    #[serde(rename = "3.6.2")]
    FeeUnpaid,
    #[serde(rename = "3.6.3")]
    Other,
    /// （六）其他处理 printed as one row.
    #[serde(rename = "3.6")]
    OtherHandling,
}

impl Outcome {
    pub const ALL: [Outcome; 22] = [
        Outcome::Granted,
        Outcome::Partial,
        Outcome::StateSecret,
        Outcome::LawForbids,
        Outcome::ThreeSafety,
        Outcome::ThirdParty,
        Outcome::InternalAffairs,
        Outcome::Deliberative,
        Outcome::EnforcementFile,
        Outcome::AdministrativeInquiry,
        Outcome::NotHeld,
        Outcome::NeedsMaking,
        Outcome::StillUnclear,
        Outcome::Petition,
        Outcome::Repeated,
        Outcome::PublishedWork,
        Outcome::Excessive,
        Outcome::ConfirmOrReissue,
        Outcome::NotCorrected,
        Outcome::FeeUnpaid,
        Outcome::Other,
        Outcome::OtherHandling,
    ];

    /// The key of CONTRACT.md («3.3.4»).
    pub const fn key(self) -> &'static str {
        match self {
            Outcome::Granted => "3.1",
            Outcome::Partial => "3.2",
            Outcome::StateSecret => "3.3.1",
            Outcome::LawForbids => "3.3.2",
            Outcome::ThreeSafety => "3.3.3",
            Outcome::ThirdParty => "3.3.4",
            Outcome::InternalAffairs => "3.3.5",
            Outcome::Deliberative => "3.3.6",
            Outcome::EnforcementFile => "3.3.7",
            Outcome::AdministrativeInquiry => "3.3.8",
            Outcome::NotHeld => "3.4.1",
            Outcome::NeedsMaking => "3.4.2",
            Outcome::StillUnclear => "3.4.3",
            Outcome::Petition => "3.5.1",
            Outcome::Repeated => "3.5.2",
            Outcome::PublishedWork => "3.5.3",
            Outcome::Excessive => "3.5.4",
            Outcome::ConfirmOrReissue => "3.5.5",
            Outcome::NotCorrected => "3.6.1",
            Outcome::FeeUnpaid => "3.6.2",
            Outcome::Other => "3.6.3",
            Outcome::OtherHandling => "3.6",
        }
    }

    pub fn from_key(key: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.key() == key)
    }

    /// The label in the form, its enumerator included, without the group's.
    pub const fn label(self) -> &'static str {
        match self {
            Outcome::Granted => "（一）予以公开",
            Outcome::Partial => "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            Outcome::StateSecret => "1.属于国家秘密",
            Outcome::LawForbids => "2.其他法律行政法规禁止公开",
            Outcome::ThreeSafety => "3.危及“三安全一稳定”",
            Outcome::ThirdParty => "4.保护第三方合法权益",
            Outcome::InternalAffairs => "5.属于三类内部事务信息",
            Outcome::Deliberative => "6.属于四类过程性信息",
            Outcome::EnforcementFile => "7.属于行政执法案卷",
            Outcome::AdministrativeInquiry => "8.属于行政查询事项",
            Outcome::NotHeld => "1.本机关不掌握相关政府信息",
            Outcome::NeedsMaking => "2.没有现成信息需要另行制作",
            Outcome::StillUnclear => "3.补正后申请内容仍不明确",
            Outcome::Petition => "1.信访举报投诉类申请",
            Outcome::Repeated => "2.重复申请",
            Outcome::PublishedWork => "3.要求提供公开出版物",
            Outcome::Excessive => "4.无正当理由大量反复申请",
            Outcome::ConfirmOrReissue => "5.要求行政机关确认或重新出具已获取信息",
            Outcome::NotCorrected => "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            Outcome::FeeUnpaid => "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            Outcome::Other => "3.其他",
            Outcome::OtherHandling => "（六）其他处理",
        }
    }

    /// The group of the form the row stands in.
    pub const fn group(self) -> Group {
        match self {
            Outcome::Granted => Group::Granted,
            Outcome::Partial => Group::Partial,
            Outcome::StateSecret
            | Outcome::LawForbids
            | Outcome::ThreeSafety
            | Outcome::ThirdParty
            | Outcome::InternalAffairs
            | Outcome::Deliberative
            | Outcome::EnforcementFile
            | Outcome::AdministrativeInquiry => Group::Refused,
            Outcome::NotHeld | Outcome::NeedsMaking | Outcome::StillUnclear => Group::Unable,
            Outcome::Petition
            | Outcome::Repeated
            | Outcome::PublishedWork
            | Outcome::Excessive
            | Outcome::ConfirmOrReissue => Group::NotProcessed,
            Outcome::NotCorrected | Outcome::FeeUnpaid | Outcome::Other | Outcome::OtherHandling => {
                Group::OtherHandling
            }
        }
    }

    /// 该行所计情形的条文依据（LAW.md §2.3）；3.5.5 与 3.6.3 无对应条文。
    pub const fn cite(self) -> Option<Cite> {
        let (instrument, place) = match self {
            Outcome::Granted => ("条例", "第三十六条第（一）（二）项"),
            Outcome::Partial => ("条例", "第三十七条"),
            Outcome::StateSecret | Outcome::LawForbids | Outcome::ThreeSafety => ("条例", "第十四条"),
            Outcome::ThirdParty => ("条例", "第十五条、第三十二条"),
            Outcome::InternalAffairs => ("条例", "第十六条第一款"),
            Outcome::Deliberative | Outcome::EnforcementFile => ("条例", "第十六条第二款"),
            Outcome::AdministrativeInquiry => ("条例", "第三十六条第（七）项"),
            Outcome::NotHeld => ("条例", "第三十六条第（四）（五）项"),
            Outcome::NeedsMaking => ("条例", "第三十八条"),
            Outcome::StillUnclear | Outcome::NotCorrected => ("条例", "第三十条"),
            Outcome::Petition => ("条例", "第三十九条第一款"),
            Outcome::Repeated => ("条例", "第三十六条第（六）项"),
            Outcome::PublishedWork => ("条例", "第三十九条第二款"),
            Outcome::Excessive => ("条例", "第三十五条"),
            Outcome::FeeUnpaid => ("信息处理费管理办法", "第六条"),
            Outcome::ConfirmOrReissue | Outcome::Other | Outcome::OtherHandling => return None,
        };
        Some(Cite::new(instrument, place))
    }
}

/// 表三第三项下的六类。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Granted,
    Partial,
    Refused,
    Unable,
    NotProcessed,
    OtherHandling,
}

impl Group {
    pub const ALL: [Group; 6] = [
        Group::Granted,
        Group::Partial,
        Group::Refused,
        Group::Unable,
        Group::NotProcessed,
        Group::OtherHandling,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Group::Granted => "（一）予以公开",
            Group::Partial => "（二）部分公开",
            Group::Refused => "（三）不予公开",
            Group::Unable => "（四）无法提供",
            Group::NotProcessed => "（五）不予处理",
            Group::OtherHandling => "（六）其他处理",
        }
    }

    /// The leaves under the group in the 2021 form.
    pub fn outcomes(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL
            .into_iter()
            .filter(move |outcome| outcome.group() == self && *outcome != Outcome::OtherHandling)
    }
}

/// 表三的行，自上而下。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row3 {
    /// 一、本年新收
    New,
    /// 二、上年结转
    Carried,
    /// 三、本年度办理结果
    Result(Outcome),
    /// （七）总计
    Total,
    /// 四、结转下年度继续办理
    CarriedOver,
}

impl Row3 {
    pub const COUNT: usize = 26;

    /// Every row, the single-row （六） after its three parts.
    pub fn all() -> impl Iterator<Item = Row3> {
        [Row3::New, Row3::Carried]
            .into_iter()
            .chain(Outcome::ALL.into_iter().map(Row3::Result))
            .chain([Row3::Total, Row3::CarriedOver])
    }

    /// The 25 rows of the 2021 form.
    pub fn standard() -> impl Iterator<Item = Row3> {
        Row3::all().filter(|row| *row != Row3::Result(Outcome::OtherHandling))
    }

    pub const fn index(self) -> usize {
        match self {
            Row3::New => 0,
            Row3::Carried => 1,
            Row3::Result(outcome) => 2 + outcome as usize,
            Row3::Total => 24,
            Row3::CarriedOver => 25,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Row3::New => "一、本年新收政府信息公开申请数量",
            Row3::Carried => "二、上年结转政府信息公开申请数量",
            Row3::Result(outcome) => outcome.label(),
            Row3::Total => "（七）总计",
            Row3::CarriedOver => "四、结转下年度继续办理",
        }
    }

    /// `new`, `carried`, `3.3.4`, `total`, `carried_over`.
    pub const fn key(self) -> &'static str {
        match self {
            Row3::New => "new",
            Row3::Carried => "carried",
            Row3::Result(outcome) => outcome.key(),
            Row3::Total => "total",
            Row3::CarriedOver => "carried_over",
        }
    }

    pub fn from_key(key: &str) -> Option<Row3> {
        Row3::all().find(|row| row.key() == key)
    }
}

/// 「三、本年度办理结果」: the cell that spans the results and （七）.
pub const RESULTS_LABEL: &str = "三、本年度办理结果";

// ---------------------------------------------------------------- 表四

/// 表四的三块。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block4 {
    /// 行政复议
    Review,
    /// 行政诉讼：未经复议直接起诉
    Direct,
    /// 行政诉讼：复议后起诉
    AfterReview,
}

impl Block4 {
    pub const ALL: [Block4; 3] = [Block4::Review, Block4::Direct, Block4::AfterReview];

    pub const fn key(self) -> &'static str {
        match self {
            Block4::Review => "review",
            Block4::Direct => "direct",
            Block4::AfterReview => "after_review",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Block4::Review => "行政复议",
            Block4::Direct => "未经复议直接起诉",
            Block4::AfterReview => "复议后起诉",
        }
    }
}

/// 表四每块的五列。
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Result4 {
    Upheld,
    Corrected,
    Other,
    Pending,
    Total,
}

impl Result4 {
    pub const ALL: [Result4; 5] =
        [Result4::Upheld, Result4::Corrected, Result4::Other, Result4::Pending, Result4::Total];

    pub const fn key(self) -> &'static str {
        match self {
            Result4::Upheld => "upheld",
            Result4::Corrected => "corrected",
            Result4::Other => "other",
            Result4::Pending => "pending",
            Result4::Total => "total",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Result4::Upheld => "结果维持",
            Result4::Corrected => "结果纠正",
            Result4::Other => "其他结果",
            Result4::Pending => "尚未审结",
            Result4::Total => "总计",
        }
    }

    pub const fn index(self) -> usize {
        self as usize
    }
}
