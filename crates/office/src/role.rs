//! 岗位：谁可以办什么

use serde::{Deserialize, Serialize};

/// 办理申请的岗位。 Rights are checked in one place, [`crate::case::decide`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 登记人员
    Registrar,
    /// 承办人
    Handler,
    /// 政府信息公开工作机构负责人
    DisclosureHead,
    /// 机关负责人（签发）
    Principal,
}

impl Role {
    pub const fn label(self) -> &'static str {
        match self {
            Role::Registrar => "登记人员",
            Role::Handler => "承办人",
            Role::DisclosureHead => "政府信息公开工作机构负责人",
            Role::Principal => "机关负责人",
        }
    }
}

/// 经办的人。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: String,
    pub roles: Vec<Role>,
}
