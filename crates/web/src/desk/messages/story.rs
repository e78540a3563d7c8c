//! 经过：what each step of a message says

use crate::words;
use office::message::Event;

/// A step as the history tells it.
pub struct Step {
    pub when: String,
    pub by: String,
    pub title: String,
    pub lines: Vec<String>,
}

pub fn step(when: String, by: String, event: &Event) -> Step {
    let (title, lines) = told(event);
    Step { when, by, title: title.into(), lines: lines.into_iter().filter(|line| !line.is_empty()).collect() }
}

fn told(event: &Event) -> (&'static str, Vec<String>) {
    match event {
        Event::Received { consents, due, .. } => {
            let open = if *consents {
                "留言人同意公开。"
            } else {
                "留言人不同意公开，只答复本人。"
            };
            ("收到留言", vec![open.into(), by(*due)])
        }
        Event::Accepted { department, matter, due, .. } => {
            ("受理分办", vec![format!("由{department}办理，主题“{matter}”。"), by(*due)])
        }
        Event::NotAccepted { why, explanation, .. } => {
            ("不予受理", vec![format!("{}。", why.label()), explanation.clone()])
        }
        Event::Rerouted { department, why, .. } => {
            ("改派部门", vec![format!("改由{department}办理。"), format!("理由：{why}")])
        }
        Event::Extended { due, why, .. } => ("延长期限", vec![by(*due), format!("理由：{why}")]),
        Event::Drafted { wording, .. } => {
            let how =
                if wording.is_some() { "公开答复的稿子。" } else { "只答复本人的稿子。" };
            ("起草答复", vec![how.into()])
        }
        Event::SentBack { remark, .. } => ("退回重拟", vec![remark.clone()]),
        Event::Passed { let_stand, .. } => {
            let stand = match let_stand.len() {
                0 => String::new(),
                count => format!("扫描发现{count}处，审核认为可以公开。"),
            };
            ("审核通过", vec![stand])
        }
        Event::Answered { openly, .. } => {
            let how = if *openly { "公开答复。" } else { "只答复本人。" };
            ("答复", vec![how.into()])
        }
        Event::TakenDown { why, .. } => ("撤下", vec![format!("理由：{why}")]),
        Event::FollowedUp { due, consents, .. } => {
            let open = consents.map(|open| if open { "可以公开。" } else { "不公开。" });
            ("追问", vec![open.unwrap_or_default().into(), by(*due)])
        }
        Event::Rated { rating, .. } => ("评价", vec![format!("{}。", rating.label())]),
        Event::PersonalDataErased { why, .. } => ("删除原文和联系方式", vec![format!("理由：{why}")]),
    }
}

fn by(due: jiff::civil::Date) -> String {
    format!("应当在{}以前答复。", words::day(due))
}
