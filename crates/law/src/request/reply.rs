//! 第三十三条　答复期限
//!
//! > 行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。

/// 答复的工作日数。
///
/// > 应当自收到申请之日起20个工作日内予以答复
pub const REPLY_DAYS: i64 = 20;

/// 延长的工作日数，一个答复期内决定一次（读法R-4）。
///
/// > 需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension(u32);

impl Extension {
    pub const MAX: u32 = 20;

    pub fn of(days: u32) -> Option<Extension> {
        (1..=Extension::MAX).contains(&days).then_some(Extension(days))
    }

    pub const fn days(self) -> u32 {
        self.0
    }
}
