//! 进度：what happened to an application, as its applicant is told. Third parties stay unnamed; what the office does
//! within itself is its own affair.

use crate::words::day;
use jiff::civil::Date;
use law::request::consultation::Consulted;
use office::case::Event;

/// A step as the time line tells it.
pub struct Told {
    pub on: Date,
    pub title: &'static str,
    pub lines: Vec<String>,
}

/// `None`: not for the applicant, or not a step of its own.
pub fn tell(event: &Event) -> Option<Told> {
    let told = |on: &Date, title, lines: Vec<String>| {
        let lines = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        Some(Told { on: *on, title, lines })
    };
    match event {
        Event::Registered { submitted, channel, split_from, .. } => {
            let from = split_from.as_ref().map_or_else(String::new, |no| format!("由{no}拆分，分别办理。"));
            told(submitted, "提出申请", vec![format!("渠道：{}。", channel.label()), from])
        }
        Event::Received { on } => told(on, "收到申请", vec!["答复期限自次日起计算。".into()]),
        Event::CorrectionRequested { on, missing, explanation, reply_by } => told(
            on,
            "请您补正",
            vec![
                format!("请在{}以前补正：", day(*reply_by))
                    + &missing.iter().map(|one| one.label()).collect::<Vec<_>>().join("；")
                    + "。",
                explanation.clone(),
                "等待补正期间，不计算答复期限。".into(),
            ],
        ),
        Event::Corrected { on, .. } => told(on, "收到补正", vec!["答复期限自次日起重新计算。".into()]),
        Event::Consulted { on, whom, .. } => {
            let title = match whom {
                Consulted::ThirdParty => "征求第三方意见",
                Consulted::Organ => "征求其他机关意见",
            };
            told(on, title, vec!["所需时间不计入答复期限。".into()])
        }
        Event::Replied { on, .. } => told(on, "收到被征求者的意见", Vec::new()),
        Event::ReasonsRequested { on, why, reply_by } => told(
            on,
            "请您说明理由",
            vec![format!("申请的数量、频次较多，请在{}以前说明理由。", day(*reply_by)), why.clone()],
        ),
        Event::ReasonsGiven { on, .. } => told(on, "收到您的说明", Vec::new()),
        Event::ReasonsJudged { on, judgement, until, .. } => {
            let until = until.map_or_else(String::new, |until| format!("延迟至{}以前答复。", day(until)));
            told(on, "对说明的认定", vec![format!("{}。", judgement.label()), until])
        }
        Event::Extended { on, days, reason } => {
            told(on, "延长答复期限", vec![format!("延长{days}个工作日。"), reason.clone()])
        }
        Event::FeeNoticed { on, yuan, .. } => {
            told(on, "收费通知", vec![format!("信息处理费{yuan}元。等待缴费期间，不计算答复期限。")])
        }
        Event::FeePaid { on } => told(on, "已经缴费", vec!["答复期限自次日起重新计算。".into()]),
        Event::Answered { on, delivery } => told(on, "作出答复", vec![format!("{}送达。", delivery.label())]),
        Event::Served { on } => told(on, "您收到答复", Vec::new()),
        Event::Withdrawn { on, .. } => told(on, "撤回申请", vec!["不再办理。".into()]),
        Event::Lapsed { on, .. } => told(on, "不再处理", vec!["逾期没有补正或者缴费。".into()]),
        Event::Merged { on, into } => told(on, "合并办理", vec![format!("并入{into}一并答复。")]),
        Event::Split { on, into } => {
            told(on, "拆分办理", vec![format!("拆分为{}，分别答复。", into.join("、"))])
        }
        Event::Forwarded { on, organ } => told(
            on,
            "转给负责公开的机关",
            vec![[organ.name.as_str(), &organ.contact].join("　").trim().to_owned()],
        ),
        Event::PersonalDataErased { on, .. } => {
            told(on, "删除个人信息", vec!["申请材料、文书不再保存。".into()])
        }
        Event::Classified { .. }
        | Event::Assigned { .. }
        | Event::ConsultationDelivered { .. }
        | Event::Searched(_)
        | Event::FeeDelivered { .. }
        | Event::Drafted { .. }
        | Event::Reviewed { .. }
        | Event::SentBack { .. }
        | Event::Signed { .. }
        | Event::RemedySought { .. }
        | Event::RemedyNotified { .. }
        | Event::RemedyResponded { .. }
        | Event::RemedyDecided { .. }
        | Event::ConversionProposed { .. }
        | Event::ConversionDecided { .. }
        | Event::Archived { .. }
        | Event::Filed(_) => None,
    }
}
