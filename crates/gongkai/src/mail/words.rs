//! 邮件里写什么：numbers, subjects and links; nothing of an applicant.

use jiff::civil::Date;
use law::workday::day_in_beijing;
use office::annual_report::Organ;
use std::fmt::Write;
use web::desk::reminder::Section;
use web::subscription::digest::Digest;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    /// Where one click ends it (RFC 8058); none for mails that nobody subscribed to.
    pub unsubscribe: Option<String>,
}

/// «李四：……»
pub fn reminder(name: &str, today: Date, sections: &[Section], site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let counts: Vec<String> =
        sections.iter().map(|section| format!("{}{}件", section.title, section.count())).collect();
    let (month, day) = (today.month(), today.day());
    let mut text = format!("{name}：\n\n请留意下列事项的期限（{}年{month}月{day}日）。\n", today.year());
    for section in sections {
        put(&mut text, format_args!("\n{}（{}件）\n", section.title, section.count()));
        for line in &section.lines {
            put(&mut text, format_args!("  {}　{}\n", line.no, line.subject));
            put(&mut text, format_args!("  {}　{site}{}\n", line.time, line.path));
        }
        if section.more > 0 {
            put(&mut text, format_args!("  另有{}件，见工作台。\n", section.more));
        }
    }
    put(&mut text, format_args!("\n工作台：{site}/desk\n\n"));
    text.push_str("本邮件由系统自动发出，请勿回复。不需要提醒的，请在“我的账号”中删去邮箱。\n");
    Letter { subject: format!("政务公开期限提醒：{}", counts.join("，")), text, unsubscribe: None }
}

/// The number and where to look it up: a mail may be read by others on its way.
pub fn notice(no: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let text = format!(
        "您好：\n\n您向{}提出的政府信息公开申请（编号 {no}）有新的进展，请到下列网页查看。\n\n{site}/apply/track\n\n\
         咨询电话：{}\n本邮件由系统自动发出，请勿回复。\n",
        organ.name, organ.telephone
    );
    Letter {
        subject: format!("政府信息公开申请有新的进展（编号 {no}）"), text, unsubscribe: None
    }
}

/// The number and where it is read: the answer may concern nobody else.
pub fn answered(no: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let text = format!(
        "您好：\n\n您给{}的留言（编号 {no}）有了办理结果。请用编号和查询码到下列网页查看。\n\n\
         {site}/messages/status\n\n咨询电话：{}\n本邮件由系统自动发出，请勿回复。\n",
        organ.name, organ.telephone
    );
    Letter { subject: format!("您的留言有了办理结果（编号 {no}）"), text, unsubscribe: None }
}

/// The number, when and where; the code is known to its holder alone.
pub fn booked(one: &booking::Booked, place: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let no = &one.no;
    let (what, cannot) = if one.wanted.kind.by_telephone() {
        ("届时工作人员拨打您留的电话，不用到窗口来".to_owned(), "不方便接听")
    } else {
        (format!("地点：{place}"), "不能来")
    };
    let text = format!(
        "您好：\n\n您在{}预约了帮办代办（预约号 {no}）：{}，{what}。\n\n{cannot}的，请用预约号和查询码取消：\n\
         {site}/services/booking/track\n\n咨询电话：{}\n本邮件由系统自动发出，请勿回复。\n",
        organ.name,
        when(one),
        organ.telephone
    );
    Letter { subject: format!("帮办代办预约成功（预约号 {no}）"), text, unsubscribe: None }
}

/// That the office called it off, and why.
pub fn called_off(one: &booking::Booked, organ: &Organ, site: &str) -> Letter {
    let (site, no) = (site.trim_end_matches('/'), &one.no);
    let then = if one.wanted.kind.by_telephone() { "届时不再打电话给您" } else { "请不要前来" };
    let text = format!(
        "您好：\n\n您在{}的帮办代办预约（预约号 {no}，{}）已经取消，{then}。\n\n理由：{}\n\n需要的，请重新预约：\n\
         {site}/services/booking\n\n咨询电话：{}\n本邮件由系统自动发出，请勿回复。\n",
        organ.name,
        when(one),
        one.reason,
        organ.telephone
    );
    Letter { subject: format!("帮办代办预约已经取消（预约号 {no}）"), text, unsubscribe: None }
}

/// «2026年11月27日 09:00»
fn when(one: &booking::Booked) -> String {
    let day = one.date;
    format!("{}年{}月{}日 {}", day.year(), day.month(), day.day(), one.time)
}

/// To whoever's address was written on the page of subscriptions.
pub fn confirm(code: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let text = format!(
        "您好：\n\n有人用这个邮箱订阅{}公开的信息。是您本人的，请在48小时内打开下面的网页，按“确认订阅”。\n\n\
         {site}/subscribe/confirm?t={code}\n\n没有订阅过的，不必理会，不会再收到邮件。\n本邮件由系统自动发出，请勿回复。\n",
        organ.name
    );
    Letter { subject: format!("请确认订阅{}公开的信息", organ.short_name), text, unsubscribe: None }
}

/// Lines of one mail; the rest is on the site.
const LINES: usize = 50;

/// What is new of what somebody subscribed to, by shelves or by a phrase; `pass` opens the page of the subscription.
pub fn digest(digest: &Digest, phrase: &str, pass: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let (items, count) = (&digest.items, digest.items.len());
    let (told, subject) = if digest.unlooked {
        let told = format!("近期公开的信息较多，只查看了最近的一部分，其中您订阅的有{count}条。");
        (told, "新公开的信息较多".to_owned())
    } else {
        (format!("您订阅的信息有{count}条新公开。"), format!("新公开的信息{count}条"))
    };
    let mut text = format!("您好：\n\n{told}\n");
    for item in items.iter().take(LINES) {
        let day = day_in_beijing(item.published);
        put(&mut text, format_args!("\n{}\n", item.title));
        put(
            &mut text,
            format_args!("  {}　{}年{}月{}日\n", item.nature.label(), day.year(), day.month(), day.day()),
        );
        put(&mut text, format_args!("  {site}{}\n", web::item_path(&item.index)));
    }
    if count > LINES || digest.unlooked {
        put_the_rest(&mut text, (count.saturating_sub(LINES), phrase), site);
    }
    put(&mut text, format_args!("\n查看、修改订阅：{site}/subscribe/manage?k={pass}\n"));
    let leave = format!("{site}/subscribe/leave?k={pass}");
    put(&mut text, format_args!("退订：{leave}\n\n本邮件由系统自动发出，请勿回复。\n"));
    Letter { subject: format!("{}：{subject}", organ.short_name), text, unsubscribe: Some(leave) }
}

/// How many more there are, and where they are all listed.
fn put_the_rest(text: &mut String, (rest, phrase): (usize, &str), site: &str) {
    let rest = if rest > 0 { format!("另有{rest}条") } else { "全部".to_owned() };
    put(text, format_args!("\n{rest}，见 {site}/disclosure/items\n"));
    if !phrase.is_empty() {
        put(text, format_args!("含有“{phrase}”的，见 {site}{}\n", web::search_path(phrase)));
    }
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a String takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_looked_at_is_told_with_where_it_is_listed() {
        let text = String::new;
        let organ = Organ {
            name: "甲县某局".into(),
            short_name: "甲局".into(),
            code: text(),
            region: text(),
            address: text(),
            postcode: text(),
            telephone: text(),
            email: text(),
            website: text(),
            unit: text(),
            office_hours: text(),
            fax: text(),
        };
        let digest = Digest { items: Vec::new(), unlooked: true };
        let letter = super::digest(&digest, "帮办", "x", &organ, "https://office.example/");
        assert_eq!(letter.subject, "甲局：新公开的信息较多");
        for words in [
            "只查看了最近的一部分，其中您订阅的有0条",
            "全部，见 https://office.example/disclosure/items",
            "含有“帮办”的，见 https://office.example/search?q=",
        ] {
            assert!(letter.text.contains(words), "{words}: {}", letter.text);
        }
    }
}
