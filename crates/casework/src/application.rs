//! 申请表所载：个人信息和申请内容，密封保存

use crate::Error;
use office::letter;
use serde::{Deserialize, Serialize};

/// What an applicant writes (条例第二十九条). Sealed as a whole: a request may name people too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub applicant: Person,
    /// 申请公开的政府信息的名称、文号或者特征性描述
    pub content: String,
    /// 纸质、电子邮件、光盘……
    pub medium: String,
    /// 邮寄、当面领取、网上……
    pub way: String,
}

/// A person or an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    pub name: String,
    /// 公民, as against 法人、其他组织.
    pub natural: bool,
    /// 居民身份证、统一社会信用代码……
    pub paper: String,
    pub paper_no: String,
    pub telephone: String,
    pub email: String,
    pub address: String,
    pub postcode: String,
}

pub(crate) fn written(application: &Application) -> Result<Vec<u8>, Error> {
    Ok(serde_json::to_vec(application)?)
}

pub(crate) fn person(person: &Person) -> Result<Vec<u8>, Error> {
    Ok(serde_json::to_vec(person)?)
}

pub(crate) fn read(bytes: &[u8]) -> Result<Application, Error> {
    Ok(serde_json::from_slice(bytes)?)
}

pub(crate) fn read_person(bytes: &[u8]) -> Result<Person, Error> {
    Ok(serde_json::from_slice(bytes)?)
}

/// «甲，乙» of what is there.
fn joined<const N: usize>(parts: [&str; N]) -> String {
    let there: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    // A register form is printed also of what an applicant left out, and has to ask for.
    if there.is_empty() { "（未提供）".into() } else { there.join("，") }
}

impl Application {
    pub(crate) fn for_letters(&self) -> letter::Application {
        let one = &self.applicant;
        letter::Application {
            name: one.name.clone(),
            identity: joined([if one.paper_no.is_empty() { "" } else { &one.paper }, &one.paper_no]),
            contact: joined([&one.telephone, &one.email, &one.address, &one.postcode]),
            request: self.content.clone(),
            wanted: joined([&self.medium, &self.way]),
        }
    }
}

impl Person {
    pub(crate) fn for_letters(self) -> letter::Person {
        letter::Person { name: self.name, natural: self.natural }
    }
}
