//! 岗位：谁可以办什么

use serde::{Deserialize, Serialize};

/// 办理申请、发布信息的岗位。 Rights are checked where the step is decided: [`crate::case::decide`],
/// [`crate::publication::decide`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 登记人员
    Registrar,
    /// 承办人：办理申请、起草信息
    Handler,
    /// 部门负责人
    DepartmentHead,
    /// 保密审查人员
    SecrecyReviewer,
    /// 政府信息公开工作机构负责人
    DisclosureHead,
    /// 机关负责人（签发、批准）
    Principal,
    /// 发布人员
    Publisher,
}

impl Role {
    pub const fn label(self) -> &'static str {
        match self {
            Role::Registrar => "登记人员",
            Role::Handler => "承办人",
            Role::DepartmentHead => "部门负责人",
            Role::SecrecyReviewer => "保密审查人员",
            Role::DisclosureHead => "政府信息公开工作机构负责人",
            Role::Principal => "机关负责人",
            Role::Publisher => "发布人员",
        }
    }
}

/// 经办的人。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: String,
    pub roles: Vec<Role>,
}
