//! 救济途径：先复议还是可以直接起诉、向谁、几日之内，全由条文和机关设置得出

use super::facts::{Facts, Sender};
use super::form::Form;
use super::refusal::Refusal;
use jiff::civil::Date;
use law::request::remedy::{
    LITIGATION_AFTER_REVIEW_DAYS, LITIGATION_MONTHS, RECONSIDERATION_DAYS, Reviewer, online_channel_required,
    reconsideration_first,
};

/// The paragraph that tells the remedies; empty for steps on the way.
pub(super) fn words(form: Form, facts: &Facts) -> Result<String, Refusal> {
    let online = facts.delivery.is_some_and(online_channel_required);
    remedies(form, &facts.sender, facts.dated, online)
}

/// The same, for a page that tells it beside the letter. `online`: the channel on the internet is told as well.
pub fn remedies(form: Form, sender: &Sender, dated: Date, online: bool) -> Result<String, Refusal> {
    if !form.states_remedies() {
        return Ok(String::new());
    }
    let reviewers: Result<Vec<&str>, Refusal> =
        sender.kind.reviewers().iter().map(|reviewer| sender.reviewer(*reviewer)).collect();
    let reviewers = reviewers?.join("或者");
    let court = set(&sender.court, "人民法院的名称")?;
    let first = form.outcome().is_some_and(|outcome| reconsideration_first(outcome, dated));
    let what = match form {
        Form::Partial => "本答复中不予公开的部分",
        Form::DisclosureDecision => "本决定",
        _ => "本答复",
    };
    let served = if form == Form::DisclosureDecision { "本告知书" } else { "本答复" };
    let ruling = ruling(sender);
    let after = format!(
        "对行政复议决定不服的，可以自收到行政复议决定书之日起{LITIGATION_AFTER_REVIEW_DAYS}日内向{court}提起行政诉讼{ruling}。"
    );
    let text = if first {
        format!(
            "如对{what}不服，应当自收到{served}之日起{RECONSIDERATION_DAYS}日内先向{reviewers}申请行政复议；{after}"
        )
    } else {
        let suit = format!("也可以自收到{served}之日起{LITIGATION_MONTHS}个月内直接向{court}提起行政诉讼");
        let more = if ruling.is_empty() { String::new() } else { after };
        format!(
            "如对{what}不服，可以自收到{served}之日起{RECONSIDERATION_DAYS}日内向{reviewers}申请行政复议，{suit}。{more}"
        )
    };
    Ok(text + &channel(sender, online)?)
}

/// 对省级政府、国务院部门自己的复议决定，还可以申请国务院裁决（行政复议法第二十六条）。
fn ruling(sender: &Sender) -> &'static str {
    match sender.kind.reviewers() {
        [Reviewer::Itself] => "，也可以向国务院申请裁决，国务院的裁决为最终裁决",
        _ => "",
    }
}

/// > 行政机关通过互联网渠道送达行政行为决定书的，应当同时提供提交行政复议申请书的互联网渠道。
fn channel(sender: &Sender, online: bool) -> Result<String, Refusal> {
    if !online {
        return Ok(String::new());
    }
    let channel = set(&sender.review_online, "网上申请行政复议的渠道")?;
    Ok(format!("行政复议申请书可以通过互联网提交：{channel}。"))
}

impl Sender {
    fn reviewer(&self, reviewer: Reviewer) -> Result<&str, Refusal> {
        match reviewer {
            Reviewer::OwnGovernment => set(&self.own_government, "本级人民政府的名称"),
            Reviewer::UpperGovernment => set(&self.upper_government, "上一级人民政府的名称"),
            Reviewer::Itself => set(&self.name, "本机关的名称"),
            Reviewer::UpperAuthority => set(&self.upper_authority, "上一级主管部门的名称"),
            Reviewer::UpperJustice => set(&self.upper_justice, "上一级司法行政部门的名称"),
        }
    }
}

fn set<'a>(name: &'a str, what: &'static str) -> Result<&'a str, Refusal> {
    match name.trim() {
        "" => Err(Refusal::Setting { what }),
        name => Ok(name),
    }
}
