//! 第四十四条　依申请公开转为主动公开
//!
//! > 行政机关经审核认为属于主动公开范围的，应当及时主动公开

/// 为什么提议纳入主动公开。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// > 多个申请人就相同政府信息向同一行政机关提出公开申请，且该政府信息属于可以公开的，行政机关可以纳入主动公开的范围
    SeveralApplicants,
    /// > 申请人认为涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的，可以建议行政机关将该信息纳入主动公开的范围
    Suggested,
}

/// 是否应当提议：同一信息至少有两个不同的申请人，并且可以公开。
pub fn proposed(applicants: usize, open: bool, suggested: bool) -> Option<Ground> {
    match (open, suggested) {
        (true, _) if applicants >= 2 => Some(Ground::SeveralApplicants),
        (_, true) => Some(Ground::Suggested),
        _ => None,
    }
}
