//! 由表单到命令：what each step of a message asks for, and the order it makes

use crate::form::{Fault, Field, Reader, Typed, area, checks, choice, day, line, radios};
use ::messages::Letter;

use office::message::{Act, Command, LONGEST_ANSWER, Message, NotAccepted, Terms, Wording};
use office::publication::Found;

/// What the fields of a step depend on.
pub struct Around<'a> {
    pub message: &'a Message,
    /// What the sender wrote, for whoever drafts.
    pub letter: Option<&'a Letter>,
    pub departments: &'a [String],
    /// 主题 in use so far.
    pub matters: &'a [String],
    pub found: &'a [Found],
    pub terms: Terms,
}

fn pair(value: &str, label: impl Into<String>) -> (String, String) {
    (value.to_owned(), label.into())
}

pub fn fields(act: Act, around: &Around<'_>) -> Vec<Field> {
    match act {
        Act::Accept => accept(around),
        Act::NotAccept => vec![
            choice("why", "为什么不予受理", "", NotAccepted::ALL.map(|why| pair(why.key(), why.label()))),
            area(
                "explanation",
                "对留言人的说明",
                "按所选的原因已经告知渠道，这里写补充的话；不属于本机关职责的，写明向哪个机关提出。",
            )
            .optional(),
        ],
        Act::Reroute => vec![department(around), line("why", "改派的理由", "")],
        Act::Extend => vec![
            day("due", "延长到哪一天", "收到之日起不得超过三个月。")
                .with(around.message.round().due.to_string()),
            line("why", "延长的理由", ""),
        ],
        Act::DraftAnswer => draft(around),
        Act::SendBack => vec![area("remark", "退回意见", "写明需要修改什么。")],
        Act::Pass => pass(around),
        Act::TakeDown => vec![line("why", "撤下的理由", "留言人仍然看得到答复，公众不再看得到。")],
        Act::ErasePersonalData => vec![
            line("why", "删除的理由", "删除后不能恢复，也不能再追问。已经发出的答复、办理经过和统计保留。"),
            checks("sure", "确认", "", [pair("yes", format!("删除{}的原文和联系方式", around.message.no))]),
        ],
        Act::AnswerOpenly | Act::AnswerPrivately | Act::Receive | Act::FollowUp | Act::Rate => Vec::new(),
    }
}

fn accept(around: &Around<'_>) -> Vec<Field> {
    let so_far = around.matters.join("、");
    let hint = if so_far.is_empty() {
        "统计和年度报告按主题说明，例如 证件办理、档案查询。".to_owned()
    } else {
        format!("统计和年度报告按主题说明。已有的主题：{so_far}。")
    };
    let simple = format!("是，{}个工作日内答复", around.terms.simple());
    let other = match around.terms.other() {
        Some(days) => format!("不是，需要核实，{days}个工作日内答复"),
        None => "不是，需要核实，最迟三个月内答复".to_owned(),
    };
    vec![
        department(around),
        line("matter", "主题", format!("{hint}主题随统计公开，不写姓名、住址等个人信息。")),
        radios(
            "simple",
            "是简单常见问题吗",
            "期限从收到之日起算。",
            [pair("yes", simple), pair("no", other)],
        )
        .with("yes"),
    ]
}

fn department(around: &Around<'_>) -> Field {
    let current = around.message.department.clone().unwrap_or_default();
    if around.departments.is_empty() {
        return line("department", "承办部门", "").with(current);
    }
    let all = around.departments.iter().map(|name| pair(name, name));
    choice("department", "承办部门", "", all).with(current)
}

/// The question is proposed with what the scan finds masked; whoever drafts reads it over.
fn draft(around: &Around<'_>) -> Vec<Field> {
    let round = around.message.round();
    let before = round.draft.as_ref();
    let wording = before.and_then(|draft| draft.wording.as_ref());
    let private = around.letter.map(|letter| letter.private()).unwrap_or_default();
    let masked = |text: &str| {
        let masked = scan::masked(text, &scan::text(text));
        private.iter().fold(masked, |text, one| text.replace(one, "某某"))
    };
    let (title, question) = match (wording, around.letter) {
        (Some(wording), _) => (wording.title.clone(), wording.text.clone()),
        (None, Some(letter)) if letter.title.is_empty() => {
            (around.message.subject.clone(), masked(&letter.content))
        }
        (None, Some(letter)) => (masked(&letter.title), masked(&letter.content)),
        (None, None) => (around.message.subject.clone(), String::new()),
    };
    let mut fields = Vec::new();
    if around.message.may_be_public() {
        let alone = before.is_some_and(|draft| draft.wording.is_none());
        let ways = [pair("yes", "公开问题和答复"), pair("no", "只答复本人")];
        fields.push(radios("open", "怎样答复", "留言人同意公开。", ways).with(if alone {
            "no"
        } else {
            "yes"
        }));
        fields
            .push(line("title", "公开用的标题", "不写个人信息；只答复本人的不用填。").optional().with(title));
        fields.push(
            area(
                "question",
                "公开用的问题",
                "由原文整理，电话、证件号码一类已经遮去；姓名、住址请自行去掉。",
            )
            .optional()
            .with(question),
        );
    }
    let hint = match (around.message.may_be_public(), round.consents) {
        (true, _) => "",
        (false, true) => "原留言没有公开，只答复本人。",
        (false, false) => "留言人选择不公开，只答复本人。",
    };
    fields.push(area("text", "答复", hint).with(before.map(|draft| draft.text.clone()).unwrap_or_default()));
    fields
}

fn pass(around: &Around<'_>) -> Vec<Field> {
    if around.found.is_empty() {
        return Vec::new();
    }
    let hint = "逐处核对。应当遮盖、修改的，退回重拟；确认可以公开的，勾选。";
    vec![checks("let", "扫描发现", hint, around.found.iter().map(|one| pair(&one.id, one.what.clone())))]
}

/// The order a form makes, or what is wrong with its fields.
pub fn command(act: Act, message: &Message, typed: &Typed) -> Result<Command, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let yes = |key: &str| matches!(key, "yes" | "no").then_some(key == "yes");
    let command = match act {
        Act::Accept => Command::Accept {
            department: read.text("department"),
            matter: read.text("matter"),
            simple: read.one("simple", yes, true),
        },
        Act::NotAccept => Command::NotAccept {
            why: read.one("why", NotAccepted::from_key, NotAccepted::Spam),
            explanation: read.text("explanation"),
        },
        Act::Reroute => Command::Reroute { department: read.text("department"), why: read.text("why") },
        Act::Extend => Command::Extend { due: read.day("due"), why: read.text("why") },
        Act::DraftAnswer => {
            let openly = message.may_be_public() && read.one("open", yes, false);
            let wording = Wording { title: read.text("title"), text: read.text("question") };
            Command::DraftAnswer {
                text: read.long("text", LONGEST_ANSWER),
                wording: openly.then_some(wording),
            }
        }
        Act::SendBack => Command::SendBack { remark: read.text("remark") },
        Act::Pass => Command::Pass { let_stand: typed.all("let").map(str::to_owned).collect() },
        Act::AnswerOpenly => Command::AnswerOpenly,
        Act::AnswerPrivately => Command::AnswerPrivately,
        Act::TakeDown => Command::TakeDown { why: read.text("why") },
        Act::ErasePersonalData => {
            if !typed.all("sure").any(|one| one == "yes") {
                read.fault("sure", "请确认要删除。");
            }
            Command::ErasePersonalData { why: read.text("why") }
        }
        Act::Receive | Act::FollowUp | Act::Rate => {
            return Err(vec![Fault { field: "", message: "这一步由留言人办理。".into() }]);
        }
    };
    if read.faults.is_empty() { Ok(command) } else { Err(read.faults) }
}
