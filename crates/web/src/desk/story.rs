//! 经过：each event in words, with the article it rests on.

use crate::words::day;
use law::request::consultation::TERM_DAYS;
use office::case::{Event, FeeBasis, ReviewResult, Route};

/// An event as the time line tells it.
pub struct Told {
    pub title: String,
    pub lines: Vec<String>,
    pub article: Option<&'static str>,
}

fn told(title: impl Into<String>, article: &'static str, lines: Vec<String>) -> Told {
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
    Told { title: title.into(), lines, article: Some(article).filter(|article| !article.is_empty()) }
}

pub fn tell(event: &Event) -> Told {
    match event {
        Event::Registered { channel, submitted, split_from, .. } => told(
            "登记申请",
            "条例第二十九条",
            vec![
                format!("{}提出，{}。", day(*submitted), channel.label()),
                split_from.as_ref().map_or_else(String::new, |no| format!("由{no}拆分。")),
            ],
        ),
        Event::Classified { matter } => told("归类", "", vec![format!("事项类别：{matter}。")]),
        Event::Received { on } => {
            told("收到申请", "条例第三十一条", vec![format!("{}为收到申请之日。", day(*on))])
        }
        Event::Assigned { handler } => told("交办", "", vec![format!("交由 {handler} 承办。")]),
        Event::CorrectionRequested { on, missing, explanation, reply_by } => told(
            "告知补正",
            "条例第三十条",
            vec![
                format!("{}告知，请申请人于{}前补正。", day(*on), day(*reply_by)),
                missing.iter().map(|element| element.label()).collect::<Vec<_>>().join("；"),
                explanation.clone(),
            ],
        ),
        Event::Corrected { on, .. } => {
            told("收到补正", "条例第三十三条", vec![format!("{}收到，答复期限自次日起重新计算。", day(*on))])
        }
        Event::Consulted { letter, on, whom, asked, .. } => told(
            format!("征求{}意见（第{letter}号）", whom.label()),
            "条例第三十二条、第三十四条",
            vec![format!("{}发出，收到之日起{TERM_DAYS}个工作日内回复。", day(*on)), asked.clone()],
        ),
        Event::ConsultationDelivered { letter, on } => {
            told(format!("征求意见书送达（第{letter}号）"), "", vec![format!("{}送达。", day(*on))])
        }
        Event::Replied { letter, on, consents, reasons } => {
            let answer = if *consents { "同意公开" } else { "不同意公开" };
            let line = format!("{}收到回复：{answer}。", day(*on));
            told(
                format!("收到意见（第{letter}号）"),
                "条例第三十二条、第三十四条",
                vec![line, reasons.clone()],
            )
        }
        Event::ReasonsRequested { on, why, reply_by } => told(
            "要求说明理由",
            "条例第三十五条",
            vec![format!("{}告知，请申请人于{}前说明。", day(*on), day(*reply_by)), why.clone()],
        ),
        Event::ReasonsGiven { on, .. } => {
            told("申请人说明理由", "条例第三十五条", vec![format!("{}收到。", day(*on))])
        }
        Event::ReasonsJudged { judgement, why, until, .. } => {
            let until = until.map_or_else(String::new, |until| format!("延迟至{}答复。", day(until)));
            told(format!("认定：{}", judgement.label()), "条例第三十五条", vec![why.clone(), until])
        }
        Event::Searched(searched) => {
            let found = if searched.found { "检索到相关信息" } else { "没有检索到" };
            let line = format!(
                "{}在{}以“{}”检索。",
                day(searched.on),
                searched.systems.join("、"),
                searched.keywords.join("、")
            );
            told(format!("检索：{found}"), "条例第三十六条第（四）项", vec![line, searched.note.clone()])
        }
        Event::Extended { days, reason, .. } => {
            told(format!("延长答复期限{days}个工作日"), "条例第三十三条第二款", vec![reason.clone()])
        }
        Event::FeeNoticed { on, basis, yuan } => {
            let basis = match basis {
                FeeBasis::NthCase(nth) => format!("按件计收，当月第{nth}件"),
                FeeBasis::Pages(pages) => format!("按量计收，{pages}页"),
            };
            let line = format!("{}发出，{basis}，{yuan}元。", day(*on));
            told("发出收费通知", "条例第四十二条", vec![line])
        }
        Event::FeeDelivered { on } => told("收费通知送达", "", vec![format!("{}送达。", day(*on))]),
        Event::FeePaid { on } => told("申请人缴费", "", vec![format!("{}缴清。", day(*on))]),
        Event::Drafted { draft, .. } => told(
            format!("拟办：{}", super::fields::label(draft.outcome, draft.how)),
            "条例第三十六条",
            vec![draft.reason.clone(), draft.access.clone()],
        ),
        Event::Reviewed { remarks, .. } => told("审核同意", "", vec![remarks.clone()]),
        Event::SentBack { remarks } => told("退回重拟", "", vec![remarks.clone()]),
        Event::Signed { document_no, .. } => told("签发", "", vec![document_no.clone()]),
        Event::Answered { on, delivery } => {
            told("送出答复", "条例第三十三条", vec![format!("{}，{}。", day(*on), delivery.label())])
        }
        Event::Served { on } => told("申请人收到答复", "", vec![format!("{}收到。", day(*on))]),
        Event::Withdrawn { on, reason } => {
            told("申请人撤回", "", vec![format!("{}撤回。", day(*on)), reason.clone()])
        }
        Event::Lapsed { outcome, .. } => told("不再处理", "条例第三十条", vec![outcome.label().into()]),
        Event::Merged { into, .. } => told("合并办理", "", vec![format!("并入 {into}。")]),
        Event::Split { into, .. } => told("拆分", "", vec![format!("拆分为 {}。", into.join("、"))]),
        Event::RemedySought { remedy, on, route, body, docket } => told(
            format!("{}（第{remedy}件）", self::route(*route)),
            "条例第五十一条",
            vec![format!("{}，{body}，{docket}。", day(*on))],
        ),
        Event::RemedyNotified { remedy, on, procedure } => told(
            format!("收到申请书、起诉状副本（第{remedy}件）"),
            procedure.rule(),
            vec![format!("{}收到，{}。", day(*on), procedure.label())],
        ),
        Event::RemedyResponded { remedy, on } => {
            told(format!("已答复举证（第{remedy}件）"), "", vec![format!("{}提交书面答复和证据。", day(*on))])
        }
        Event::RemedyDecided { remedy, on, result, summary } => told(
            format!("复议诉讼结果（第{remedy}件）：{}", self::result(*result)),
            "",
            vec![format!("{}。", day(*on)), summary.clone()],
        ),
        Event::ConversionProposed { twins, .. } => {
            told("提议主动公开", "条例第四十四条", vec![twins.join("、")])
        }
        Event::ConversionDecided { accepted, why, .. } => {
            let decided = if *accepted { "决定主动公开" } else { "决定不主动公开" };
            told(decided, "条例第四十四条", vec![why.clone()])
        }
        Event::Archived { archive_no, .. } => told("归档", "", vec![archive_no.clone()]),
        Event::Filed(filed) => {
            told(format!("存入文件：{}", super::files::purpose(&filed.purpose)), "", vec![filed.name.clone()])
        }
        Event::Forwarded { on, organ } => told(
            "转给负责公开的机关",
            "条例第三十六条第（五）项",
            vec![format!("{}转给{}。", day(*on), organ.name)],
        ),
        Event::PersonalDataErased { why, gone, .. } => {
            told("删除个人信息", "", vec![format!("共{}项。", gone.len()), why.clone()])
        }
    }
}

pub const fn route(route: Route) -> &'static str {
    match route {
        Route::Reconsideration => "申请行政复议",
        Route::DirectSuit => "未经复议直接起诉",
        Route::SuitAfterReview => "复议后起诉",
    }
}

pub const fn result(result: ReviewResult) -> &'static str {
    match result {
        ReviewResult::Upheld => "维持",
        ReviewResult::Corrected => "纠正",
        ReviewResult::Other => "其他",
    }
}
