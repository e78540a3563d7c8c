//! 发现的问题：what was found, how grave it is, where it stands, and what the clerk should do.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 国家秘密标志
    SecretMark,
    /// 内部标识
    InternalMark,
    /// 公民身份号码
    IdNumber,
    Mobile,
    Landline,
    BankCard,
    Email,
    /// 护照、通行证
    Passport,
    /// 机动车号牌
    Plate,
    /// 统一社会信用代码
    CreditCode,
    /// 住址
    Address,
    /// 名称有误，由 [`wording`](crate::wording()) 给出
    WrongName,
    /// 错别字，由 [`wording`](crate::wording()) 给出
    Misprint,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Kind::SecretMark => "国家秘密标志",
            Kind::InternalMark => "内部标识",
            Kind::IdNumber => "公民身份号码",
            Kind::Mobile => "移动电话号码",
            Kind::Landline => "固定电话号码",
            Kind::BankCard => "银行卡号",
            Kind::Email => "电子邮箱",
            Kind::Passport => "护照或者通行证号码",
            Kind::Plate => "机动车号牌",
            Kind::CreditCode => "统一社会信用代码",
            Kind::Address => "住址",
            Kind::WrongName => "名称",
            Kind::Misprint => "错别字",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 停止公开
    Stop,
    /// 遮盖后公开
    Mask,
    /// 请核对
    Info,
}

/// One place in a text, in characters from 0. It never repeats what it is about to hide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub kind: Kind,
    pub severity: Severity,
    pub start: usize,
    pub end: usize,
    pub text_masked: String,
    /// One sentence: what it is and what to do.
    pub message: String,
}

/// What a detector has to say beyond the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    None,
    /// The words before it call it so, the check digit does not agree.
    CheckDigit,
    /// The words around it mark a number or mailbox of an office.
    Public,
    /// An old number of 15 digits.
    Old,
}

/// A finding while the text is being looked through: in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub kind: Kind,
    pub severity: Severity,
    pub start: usize,
    pub end: usize,
    pub masked: String,
    pub note: Note,
}

impl Hit {
    pub fn mask(kind: Kind, start: usize, end: usize, masked: String) -> Hit {
        Hit { kind, severity: Severity::Mask, start, end, masked, note: Note::None }
    }

    pub fn stop(kind: Kind, start: usize, end: usize, text: &str) -> Hit {
        let masked = text.get(start..end).unwrap_or_default().to_string();
        Hit { kind, severity: Severity::Stop, start, end, masked, note: Note::None }
    }

    pub fn noting(self, note: Note) -> Hit {
        Hit { note, ..self }
    }

    /// An office may publish its own; whoever publishes looks once more.
    pub fn public(self) -> Hit {
        Hit { severity: Severity::Info, note: Note::Public, ..self }
    }

    /// A sentence about marks, not a mark.
    pub fn explained(self) -> Hit {
        Hit { severity: Severity::Info, ..self }
    }

    pub fn message(&self) -> String {
        let (label, masked) = (self.kind.label(), &self.masked);
        match (self.kind, self.severity) {
            (Kind::SecretMark | Kind::InternalMark, Severity::Info) => {
                format!(
                    "{label}“{}”，按上下文是在说明标志的写法，请核对；如确是标志，不得公开。",
                    plain(masked)
                )
            }
            (Kind::SecretMark, _) => format!(
                "{label}“{}”。不得公开，也不得在本系统存储、处理；请立即停止，并告知本机关保密工作机构。",
                plain(masked)
            ),
            (Kind::InternalMark, _) => {
                format!("{label}“{}”。请停止公开，核实公开属性并作保密审查。", plain(masked))
            }
            (Kind::CreditCode, _) => format!("{label}，不是个人信息，不必遮盖。"),
            (_, Severity::Info) => {
                format!("{label}，按上下文是对外公布的，请核对；如属个人，请遮盖为“{masked}”。")
            }
            _ => format!("{label}{}。请遮盖为“{masked}”，或者删去。", self.doubt()),
        }
    }

    fn doubt(&self) -> &'static str {
        match self.note {
            Note::CheckDigit => "（校验码不符，可能有一位写错）",
            Note::Old => "（15位旧号码）",
            Note::None | Note::Public => "",
        }
    }
}

/// A mark on one line, however it was spaced.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
