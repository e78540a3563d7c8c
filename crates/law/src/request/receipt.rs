//! 第二十九条、第三十一条　申请的提出与收到申请之日

/// 申请的渠道。口头申请由工作机构代为填写，属于当面提交。
///
/// > 采用书面形式确有困难的，申请人可以口头提出，由受理该申请的政府信息公开工作机构代为填写政府信息公开申请
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// > 申请人当面提交政府信息公开申请的，以提交之日为收到申请之日
    InPerson,
    /// > 申请人以邮寄方式提交政府信息公开申请的，以行政机关签收之日为收到申请之日
    SignedMail,
    /// > 以平常信函等无需签收的邮寄方式提交政府信息公开申请的，政府信息公开工作机构应当于收到申请的当日与申请人确认，确认之日为收到申请之日
    OrdinaryMail,
    /// > 申请人通过互联网渠道或者政府信息公开工作机构的传真提交政府信息公开申请的，以双方确认之日为收到申请之日
    ///
    /// The later and higher text decides against 国办公开办函〔2015〕207号, which took the day the system received it.
    Internet,
    Fax,
}

/// 什么使申请算作收到。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiving {
    Submitting,
    Signing,
    Confirming,
}

impl Channel {
    pub const ALL: [Channel; 5] =
        [Channel::InPerson, Channel::SignedMail, Channel::OrdinaryMail, Channel::Internet, Channel::Fax];

    /// The word of CONTRACT.md.
    pub const fn key(self) -> &'static str {
        match self {
            Channel::InPerson => "in_person",
            Channel::SignedMail => "signed_mail",
            Channel::OrdinaryMail => "ordinary_mail",
            Channel::Internet => "internet",
            Channel::Fax => "fax",
        }
    }

    pub fn from_key(key: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Channel::InPerson => "当面提交",
            Channel::SignedMail => "邮寄（签收）",
            Channel::OrdinaryMail => "平常信函",
            Channel::Internet => "互联网",
            Channel::Fax => "传真",
        }
    }

    pub const fn received_by(self) -> Receiving {
        match self {
            Channel::InPerson => Receiving::Submitting,
            Channel::SignedMail => Receiving::Signing,
            Channel::OrdinaryMail | Channel::Internet | Channel::Fax => Receiving::Confirming,
        }
    }

    /// Why the day of receipt is that day, for a reader.
    pub const fn reason(self) -> &'static str {
        match self {
            Channel::InPerson => "当面提交，提交之日为收到申请之日（条例第三十一条第（一）项）",
            Channel::SignedMail => "邮寄，行政机关签收之日为收到申请之日（条例第三十一条第（二）项）",
            Channel::OrdinaryMail => "平常信函，与申请人确认之日为收到申请之日（条例第三十一条第（二）项）",
            Channel::Internet => "互联网渠道，双方确认之日为收到申请之日（条例第三十一条第（三）项）",
            Channel::Fax => "传真，双方确认之日为收到申请之日（条例第三十一条第（三）项）",
        }
    }
}

/// 申请应当写明的内容，缺少的应当要求补正。
///
/// > 政府信息公开申请应当包括下列内容
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// > 申请人的姓名或者名称、身份证明、联系方式
    Applicant,
    /// > 申请公开的政府信息的名称、文号或者便于行政机关查询的其他特征性描述
    Description,
    /// > 申请公开的政府信息的形式要求，包括获取信息的方式、途径
    Form,
}

impl Element {
    pub const ALL: [Element; 3] = [Element::Applicant, Element::Description, Element::Form];

    pub const fn key(self) -> &'static str {
        match self {
            Element::Applicant => "applicant",
            Element::Description => "description",
            Element::Form => "form",
        }
    }

    pub fn from_key(key: &str) -> Option<Element> {
        Element::ALL.into_iter().find(|element| element.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Element::Applicant => "申请人的姓名或者名称、身份证明、联系方式",
            Element::Description => "申请公开的政府信息的名称、文号或者便于查询的其他特征性描述",
            Element::Form => "申请公开的政府信息的形式要求，包括获取信息的方式、途径",
        }
    }

    /// The item of 条例第二十九条第二款.
    pub const fn item(self) -> &'static str {
        match self {
            Element::Applicant => "第（一）项",
            Element::Description => "第（二）项",
            Element::Form => "第（三）项",
        }
    }
}
