//! 邮件里写什么：numbers, subjects and links; nothing of an applicant.

use jiff::civil::Date;
use office::annual_report::Organ;
use std::fmt::Write;
use web::desk::reminder::Section;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
}

/// «李四：……»
pub fn reminder(name: &str, today: Date, sections: &[Section], site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let counts: Vec<String> =
        sections.iter().map(|section| format!("{}{}件", section.title, section.count())).collect();
    let (month, day) = (today.month(), today.day());
    let mut text = format!("{name}：\n\n请留意下列申请的期限（{}年{month}月{day}日）。\n", today.year());
    for section in sections {
        put(&mut text, format_args!("\n{}（{}件）\n", section.title, section.count()));
        for line in &section.lines {
            put(&mut text, format_args!("  {}　{}\n", line.no, line.subject));
            put(&mut text, format_args!("  {}　{site}/desk/cases/{}\n", line.time, line.no));
        }
        if section.more > 0 {
            put(&mut text, format_args!("  另有{}件，见工作台。\n", section.more));
        }
    }
    put(&mut text, format_args!("\n工作台：{site}/desk\n\n"));
    text.push_str("本邮件由系统自动发出，请勿回复。不需要提醒的，请在“我的账号”中删去邮箱。\n");
    Letter { subject: format!("依申请公开期限提醒：{}", counts.join("，")), text }
}

/// The number and where to look it up: a mail may be read by others on its way.
pub fn notice(no: &str, organ: &Organ, site: &str) -> Letter {
    let site = site.trim_end_matches('/');
    let text = format!(
        "您好：\n\n您向{}提出的政府信息公开申请（编号 {no}）有新的进展，请到下列网页查看。\n\n{site}/apply/track\n\n\
         咨询电话：{}\n本邮件由系统自动发出，请勿回复。\n",
        organ.name, organ.telephone
    );
    Letter { subject: format!("政府信息公开申请有新的进展（编号 {no}）"), text }
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a String takes all");
}
