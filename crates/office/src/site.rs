//! 网站：标识码、备案号、主办单位，政务公开专区的触摸屏；每页的页脚和自查据此

use serde::Deserialize;

/// 网站标识码的位数.
const SITE_CODE_DIGITS: usize = 10;
/// Seconds without a touch before the screen goes back to its start: bounds and usual value.
const IDLE: std::ops::RangeInclusive<u16> = 30..=600;
const USUAL_IDLE: u16 = 90;
/// Longest of the texts, in characters.
const LONGEST: usize = 100;

/// What is settled of the site, beside what is settled of the organ. Empty where the office has not said it yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// As the public reaches it: `https://www.example.gov.cn`, without a slash at its end.
    pub address: String,
    /// 政府网站标识码
    pub site_code: String,
    /// ICP备案号
    pub icp: String,
    /// 公安机关备案号
    pub police: String,
    /// 主办单位; the organ where it is empty.
    pub sponsor: String,
    /// 承办单位
    pub undertaker: String,
    /// Whom to call about the site itself.
    pub contact: String,
    /// Whether addresses of other sites that published texts name are asked for; it needs a way out.
    pub check_links: bool,
    pub kiosk: Kiosk,
}

/// 政务公开专区的触摸屏.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kiosk {
    pub zone: String,
    /// Where in the building.
    pub place: String,
    pub hours: String,
    /// Of the counter; the organ's where it is empty.
    pub telephone: String,
    /// Seconds without a touch, 30 to 600.
    pub idle_seconds: u16,
    /// The screen offers no way back to the portal.
    pub locked: bool,
    /// What the staff of the zone do for somebody.
    pub offers: Vec<Offer>,
}

/// 帮办的一项.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    pub name: String,
    #[serde(default)]
    pub about: String,
}

/// What every zone offers, unless the settings say otherwise.
const OFFERS: [(&str, &str); 4] = [
    ("政策辅导", "讲解与您有关的政策：适用条件、标准、怎样申报。"),
    ("办事流程演示", "在专区的电脑上带您走一遍网上办理的全过程。"),
    ("申请帮助", "帮您填写政府信息公开申请；书写有困难的，可以口述，由工作人员代填。"),
    ("帮办代办", "材料不会准备、系统不会操作的，由帮办人员一对一协助。"),
];

impl Default for Kiosk {
    fn default() -> Kiosk {
        Kiosk {
            zone: "政务公开专区".into(),
            place: String::new(),
            hours: String::new(),
            telephone: String::new(),
            idle_seconds: USUAL_IDLE,
            locked: false,
            offers: OFFERS.map(|(name, about)| Offer { name: name.into(), about: about.into() }).into(),
        }
    }
}

impl Site {
    /// What is wrong with the settings, for whoever wrote them.
    pub fn check(&self) -> Result<(), String> {
        let digits = self.site_code.len() == SITE_CODE_DIGITS
            && self.site_code.bytes().all(|one| one.is_ascii_digit());
        if !self.site_code.is_empty() && !digits {
            return Err(format!("网站标识码 site_code“{}”应为{SITE_CODE_DIGITS}位数字。", self.site_code));
        }
        if !self.address.is_empty() && !is_address(&self.address) {
            return Err(format!(
                "网址 address“{}”的写法不对，例如 https://www.example.gov.cn，后面不带斜线。",
                self.address
            ));
        }
        if !IDLE.contains(&self.kiosk.idle_seconds) {
            let (least, most) = (IDLE.start(), IDLE.end());
            return Err(format!("触摸屏的 idle_seconds 应在{least}秒到{most}秒之间。"));
        }
        let kiosk = &self.kiosk;
        let texts = [&self.icp, &self.police, &self.sponsor, &self.undertaker, &self.contact]
            .into_iter()
            .chain([&kiosk.zone, &kiosk.place, &kiosk.hours, &kiosk.telephone])
            .chain(kiosk.offers.iter().flat_map(|offer| [&offer.name, &offer.about]));
        match texts.into_iter().find(|text| text.chars().count() > LONGEST) {
            Some(long) => Err(format!("“{long}”太长，请控制在{LONGEST}字以内。")),
            None => Ok(()),
        }
    }

    /// What every page of a government site must show and this one cannot, with the setting it is missing from.
    pub fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let needed = [
            ("网站标识码", "site_code", &self.site_code),
            ("ICP备案号", "icp", &self.icp),
            ("公安机关备案号", "police", &self.police),
            ("网站地址", "address", &self.address),
            ("网站联系方式", "contact", &self.contact),
        ];
        let empty = needed.into_iter().filter(|(_, _, value)| value.trim().is_empty());
        empty.map(|(label, key, _)| (label, key)).collect()
    }
}

fn is_address(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.chars().all(|one| one.is_ascii_alphanumeric() || ".-:[]".contains(one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_and_what_is_missing_is_listed() {
        assert_eq!(Site::default().check(), Ok(()));
        assert_eq!(Site::default().missing().len(), 5);
        let good = Site {
            address: "https://www.example.gov.cn".into(),
            site_code: "3704000001".into(),
            icp: "鲁ICP备00000000号-1".into(),
            police: "鲁公网安备37040002000001号".into(),
            contact: "0632-0000000".into(),
            ..Site::default()
        };
        assert_eq!((good.check(), good.missing()), (Ok(()), Vec::new()));
        let kiosk = |idle_seconds| Kiosk { idle_seconds, ..Kiosk::default() };
        for (bad, named) in [
            (Site { site_code: "370400001".into(), ..Site::default() }, "10位数字"),
            (Site { site_code: "370400000X".into(), ..Site::default() }, "10位数字"),
            (Site { address: "https://www.example.gov.cn/".into(), ..Site::default() }, "斜线"),
            (Site { address: "www.example.gov.cn".into(), ..Site::default() }, "address"),
            (Site { kiosk: kiosk(29), ..Site::default() }, "30秒到600秒"),
            (Site { kiosk: kiosk(601), ..Site::default() }, "30秒到600秒"),
            (Site { icp: "长".repeat(101), ..Site::default() }, "100字以内"),
        ] {
            assert!(bad.check().is_err_and(|wrong| wrong.contains(named)), "{bad:?}");
        }
        assert_eq!((kiosk(30).idle_seconds, kiosk(600).idle_seconds), (30, 600));
    }
}
