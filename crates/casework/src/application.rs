//! 申请表所载：个人信息和申请内容，密封保存

use crate::Error;
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
pub struct Person {
    pub name: String,
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
