//! 预检：a form that tells what is wrong as it is filled in; nothing of it is kept

use super::lines::Line;
use crate::identity;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    Text,
    IdNumber,
    CreditCode,
    Phone,
    Date,
    PastDate,
    Amount,
    Count,
}

impl CheckKind {
    pub const ALL: [CheckKind; 8] = [
        CheckKind::Text,
        CheckKind::IdNumber,
        CheckKind::CreditCode,
        CheckKind::Phone,
        CheckKind::Date,
        CheckKind::PastDate,
        CheckKind::Amount,
        CheckKind::Count,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            CheckKind::Text => "text",
            CheckKind::IdNumber => "id_number",
            CheckKind::CreditCode => "credit_code",
            CheckKind::Phone => "phone",
            CheckKind::Date => "date",
            CheckKind::PastDate => "past_date",
            CheckKind::Amount => "amount",
            CheckKind::Count => "count",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            CheckKind::Text => "文字",
            CheckKind::IdNumber => "身份证号码",
            CheckKind::CreditCode => "统一社会信用代码",
            CheckKind::Phone => "电话",
            CheckKind::Date => "日期",
            CheckKind::PastDate => "不晚于今天的日期",
            CheckKind::Amount => "金额",
            CheckKind::Count => "整数",
        }
    }

    /// What a browser checks while it is typed: the type of the input, a pattern, the keys of a telephone.
    pub const fn input(self) -> (&'static str, &'static str, &'static str) {
        match self {
            CheckKind::Text => ("text", "", "text"),
            CheckKind::IdNumber => ("text", "[0-9]{17}[0-9Xx]", "text"),
            CheckKind::CreditCode => ("text", "[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{18}", "text"),
            CheckKind::Phone => ("tel", "1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}", "tel"),
            CheckKind::Date | CheckKind::PastDate => ("date", "", "text"),
            CheckKind::Amount => ("text", "[0-9]+(\\.[0-9]{1,2})?", "decimal"),
            CheckKind::Count => ("text", "[0-9]{1,9}", "numeric"),
        }
    }

    pub const fn hint(self) -> &'static str {
        match self {
            CheckKind::Text => "",
            CheckKind::IdNumber => "18位，最后一位是数字或者X。",
            CheckKind::CreditCode => "18位，在营业执照上。",
            CheckKind::Phone => "手机号码，或者带区号的固定电话。",
            CheckKind::Date => "例如 2026-03-02。",
            CheckKind::PastDate => "不晚于今天，例如 2026-03-02。",
            CheckKind::Amount => "数字，至多两位小数。",
            CheckKind::Count => "整数。",
        }
    }

    /// What is wrong with a filled-in text; a sentence that says how to put it right.
    pub fn fault(self, text: &str, today: Date) -> Option<String> {
        match self {
            CheckKind::Text => (text.chars().count() > 200).then(|| "太长。请控制在200字以内。".into()),
            CheckKind::IdNumber => identity::resident_id(text, today).err().map(|fault| fault.to_string()),
            CheckKind::CreditCode => identity::credit_code(text).err().map(|fault| fault.to_string()),
            CheckKind::Phone => {
                (!is_phone(text)).then(|| "请填写11位手机号码，或者带区号的固定电话。".into())
            }
            CheckKind::Date | CheckKind::PastDate => match text.parse::<Date>() {
                Ok(day) if self == CheckKind::PastDate && day > today => {
                    Some(format!("晚于今天（{today}）。请核对。"))
                }
                Ok(day) if (1900..=2199).contains(&day.year()) => None,
                Ok(_) | Err(_) => Some("请写成年-月-日，例如 2026-03-02。".into()),
            },
            CheckKind::Amount => {
                let amount =
                    Decimal::from_str(text).ok().filter(|one| !one.is_sign_negative() && one.scale() <= 2);
                amount.is_none().then(|| "请填写数字，至多两位小数，例如 1200.50。".into())
            }
            CheckKind::Count => {
                let fine =
                    text.len() <= 9 && !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
                (!fine).then(|| "请填写整数，例如 3。".into())
            }
        }
    }
}

/// 手机，带区号的固定电话
pub fn is_phone(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(|one| *one != b'-').collect();
    let plain = digits.iter().all(u8::is_ascii_digit) && text.bytes().filter(|one| *one == b'-').count() <= 1;
    let mobile =
        digits.len() == 11 && digits[0] == b'1' && (b'3'..=b'9').contains(&digits[1]) && !text.contains('-');
    let fixed = (10..=12).contains(&digits.len()) && digits[0] == b'0';
    plain && (mobile || fixed)
}

/// One question of a pre-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    pub key: String,
    pub label: String,
    pub kind: CheckKind,
    pub required: bool,
}

impl Blank {
    /// What is wrong with what was typed; nothing is wrong with nothing where nothing need be said.
    pub fn fault(&self, text: &str, today: Date) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            return self.required.then(|| "没有填写。".into());
        }
        self.kind.fault(text, today)
    }
}

impl Line for Blank {
    const COLUMNS: &'static [&'static str] = &["键", "名称", "类型", "必填或者可选"];
    const NEEDED: usize = 3;

    fn of(cells: Vec<String>) -> Result<Blank, String> {
        let [key, label, kind, required] = <[String; 4]>::try_from(cells).unwrap_or_default();
        if key.is_empty() || !key.bytes().all(|one| one.is_ascii_lowercase() || one == b'_') || key.len() > 30
        {
            return Err("键由小写字母和下划线组成".into());
        }
        let kinds = || CheckKind::ALL.map(CheckKind::name).join("、");
        let found = CheckKind::ALL.into_iter().find(|one| one.key() == kind || one.name() == kind);
        let kind = found.ok_or_else(|| format!("没有类型“{kind}”，应当是{}", kinds()))?;
        let required = match required.as_str() {
            "" | "必填" => true,
            "可选" => false,
            other => return Err(format!("“{other}”应当是必填或者可选")),
        };
        Ok(Blank { key, label, kind, required })
    }

    fn cells(&self) -> Vec<String> {
        let required = if self.required { "必填" } else { "可选" };
        vec![self.key.clone(), self.label.clone(), self.kind.name().into(), required.into()]
    }
}
