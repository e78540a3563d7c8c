//! 送达（国办公开办函〔2016〕235号）：以哪一天算作答复
//!
//! 直接送达的，签收之日；邮寄送达的，交邮之日，并须经邮政企业（读法R-9）。申请人的复议、起诉期限从其收到之日起算。

/// 答复书的送达方式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// 邮寄：交邮之日为答复之日，签收之日为收到之日。
    Post,
    /// 直接送达、委托其他行政机关代为送达：签收之日。
    Hand,
    /// 互联网渠道：发出之日即到达。
    Internet,
}

impl Delivery {
    pub const ALL: [Delivery; 3] = [Delivery::Post, Delivery::Hand, Delivery::Internet];

    /// The word of CONTRACT.md.
    pub const fn key(self) -> &'static str {
        match self {
            Delivery::Post => "post",
            Delivery::Hand => "hand",
            Delivery::Internet => "internet",
        }
    }

    pub fn from_key(key: &str) -> Option<Delivery> {
        Delivery::ALL.into_iter().find(|delivery| delivery.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Delivery::Post => "邮寄",
            Delivery::Hand => "当面送达",
            Delivery::Internet => "互联网渠道",
        }
    }

    /// Which day tells whether the answer was in time.
    pub const fn decisive_day(self) -> &'static str {
        match self {
            Delivery::Post => "交邮之日",
            Delivery::Hand => "签收之日",
            Delivery::Internet => "发出之日",
        }
    }
}
