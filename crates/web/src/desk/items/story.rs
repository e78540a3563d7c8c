//! 经过：each event in words, with the article it rests on.

use crate::words::{day, moment};
use law::proactive::review::Conclusion;
use office::publication::{Answers, Event};

/// A step as the time line tells it.
pub struct Step {
    pub when: String,
    pub by: String,
    pub title: String,
    pub lines: Vec<String>,
    pub article: &'static str,
}

pub fn step(when: String, by: String, event: &Event) -> Step {
    let (title, article, lines) = tell(event);
    let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
    Step { when, by, title: title.into(), lines, article }
}

/// «附件1：公民身份号码» of `附件1:公民身份号码:76`.
fn place(finding: &str) -> String {
    finding.rsplit_once(':').map_or(finding, |(place, _)| place).replace(':', "：")
}

fn tell(event: &Event) -> (&'static str, &'static str, Vec<String>) {
    match event {
        Event::Drafted { .. } => ("起草", "", Vec::new()),
        Event::Revised { why, .. } => ("修改", "", vec![why.clone(), "审查重新开始。".into()]),
        Event::SelfChecked { answers, remark, .. } => {
            ("自审送审", "条例第十七条", vec![yes(answers), remark.clone()])
        }
        Event::DepartmentPassed { remark, .. } => ("部门审核通过", "条例第十七条", vec![remark.clone()]),
        Event::MadeImportant { why } => ("列为重大信息", "", vec![why.clone()]),
        Event::SentBack { remark, .. } => ("退回修改", "", vec![remark.clone()]),
        Event::SecrecyReviewed { conclusion, basis, answers, overridden, .. } => {
            let mut lines = vec![concluded(*conclusion), basis.clone(), yes(answers)];
            lines.extend(
                overridden
                    .iter()
                    .map(|one| format!("扫描发现的{}可以公开：{}", place(&one.finding), one.why)),
            );
            ("保密审查", "条例第十七条", lines)
        }
        Event::PublicInterest { questions, why, .. } => {
            let concerned: Vec<&str> = questions.iter().map(|question| question.label()).collect();
            let next = "由机关负责人批准后公开。".to_owned();
            let title = "认为不公开会对公共利益造成重大影响";
            (title, "条例第十五条", vec![format!("回答“是”：{}。", concerned.join("；")), why.clone(), next])
        }
        Event::Determined { organ, document_no, on, conclusion } => {
            let line = format!("{organ}{document_no}，{}：{}", day(*on), concluded(*conclusion));
            ("报请确定的结果", "条例第十七条第三款", vec![line])
        }
        Event::Withheld { reassess } => {
            ("不予公开", "条例第十八条", vec![format!("{}前重新评估。", day(*reassess))])
        }
        Event::Reassessed { open, why, next, .. } => {
            let result =
                if *open { "可以公开，转入起草和审查。" } else { "继续不予公开。" };
            let next = next.map(|next| format!("{}前再评估。", day(next))).unwrap_or_default();
            ("重新评估", "条例第十八条", vec![result.into(), why.clone(), next])
        }
        Event::Approved { remark, .. } => ("批准", "条例第十一条第二款", vec![remark.clone()]),
        Event::Scheduled { at } => ("定时发布", "", vec![format!("定于{}发布。", moment(*at))]),
        Event::Published { edition, at, .. } => {
            ("发布", "条例第二十三条", vec![format!("第{edition}版，{}。", moment(*at))])
        }
        Event::Withdrawn { reason, explanation, .. } => {
            ("撤回", "", vec![format!("{}。", reason.label()), explanation.clone()])
        }
        Event::HidingAgreed { edition, why, .. } => {
            ("同意隐去旧版", "条例第十七条", vec![format!("第{edition}版。"), why.clone()])
        }
        Event::EditionHidden { edition, explanation, .. } => {
            ("隐去旧版", "条例第十七条", vec![format!("第{edition}版。"), explanation.clone()])
        }
        Event::ValidityChanged { validity, on, basis } => {
            ("更新有效性", "", vec![format!("自{}起{}：{basis}。", day(*on), validity.label())])
        }
        Event::Filed { on, organ, document_no, .. } => {
            let line = format!("{}报{organ}备案，{document_no}。", day(*on));
            ("报备案", "规章制定程序条例第三十四条", vec![line])
        }
        Event::DecisionFell { on, fall, basis, .. } => {
            let line = format!("{}得知原决定已经{}（{basis}），三个工作日内撤回。", day(*on), fall.label());
            ("原决定变动", "行政处罚法第四十八条第二款", vec![line])
        }
        Event::HandedOver { to, list, on } => {
            let line = format!("{}移送{}，清单{list}。", day(*on), to.label());
            ("移送查阅场所", "条例第二十五条第三款", vec![line])
        }
        Event::Dropped { why, .. } => ("弃稿", "", vec![why.clone()]),
    }
}

fn concluded(conclusion: Conclusion) -> String {
    match conclusion {
        Conclusion::Withhold(ground) => format!("不予公开：{}（{}）。", ground.label(), ground.cite()),
        other => format!("{}。", other.label()),
    }
}

/// What was answered with yes.
fn yes(answers: &Answers) -> String {
    let yes: Vec<&str> =
        answers.iter().filter(|(_, yes)| *yes).map(|(question, _)| question.label()).collect();
    if yes.is_empty() {
        "逐项审查，均为否。".into()
    } else {
        format!("回答“是”：{}。", yes.join("；"))
    }
}
