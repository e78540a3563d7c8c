//! 由表单到命令：what each step asks for, and the order it makes

use crate::form::{Fault, Field, Reader, Typed, area, choice, day, line};
use crate::words;
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::ground::{Ground, Interval};
use law::proactive::review::{Conclusion, Question};
use law::workday::BEIJING;
use office::publication::{
    Act, Answers, Command, Edition, Fall, Overridden, Premises, Publication, Reason, Validity,
};

/// What the form of a step asks.
pub fn fields(act: Act, item: &Publication, today: Date) -> Vec<Field> {
    match act {
        Act::SelfCheck => {
            let mut fields = questions();
            fields.push(area("remark", "自审意见", "").optional());
            fields
        }
        Act::PassDepartment => vec![area("remark", "审核意见", "").optional()],
        Act::MakeImportant => vec![line("why", "理由", "为什么应当经主要负责人批准。")],
        Act::SendBack => vec![area("remark", "退回意见", "写明需要修改什么。")],
        Act::ReviewSecrecy => {
            let mut fields = questions();
            fields.push(choice("conclusion", "结论", "", conclusions(true)));
            fields.push(area("basis", "审查意见和依据", "不是“可以公开”的，写明依据。").optional());
            fields.push(reassess(today));
            let interest = "含有商业秘密、个人隐私，本机关认为不公开会对公共利益造成重大影响、应当公开的，写明理由；由机关负责人批准后公开（《条例》第十五条）。";
            fields.push(area("public_interest", "公共利益", interest).optional());
            fields
        }
        Act::RecordDetermination => vec![
            line("organ", "作出确定的机关", "有关主管部门或者保密行政管理部门。"),
            line("document_no", "文号", ""),
            day("on", "确定的日期", "").with(today.to_string()),
            choice("conclusion", "结果", "", conclusions(false)),
            reassess(today),
        ],
        Act::Reassess => vec![
            choice(
                "open",
                "评估结果",
                "",
                pairs(&[("no", "继续不予公开"), ("yes", "可以公开，转入起草和审查")]),
            ),
            area("why", "评估意见", "情势有什么变化，为什么。"),
            reassess(today),
        ],
        Act::Approve => vec![area("remark", "批准意见", "").optional()],
        Act::Schedule => {
            vec![day("on", "发布日期", ""), line("at", "时间", "24小时制，例如 09:00。").with("09:00")]
        }
        Act::Publish => Vec::new(),
        Act::Withdraw => vec![
            choice(
                "reason",
                "原因",
                "含有不应公开的内容的，标题也不再显示。",
                Reason::ALL.map(|one| (one.key().into(), one.label().into())),
            ),
            area("explanation", "对公众的说明", "原来的网址上显示，不写个人信息。"),
        ],
        Act::AgreeHiding => vec![
            editions(item, |edition| edition.hiding_agreed.is_none()),
            area("why", "理由", "旧版里有什么不应公开的，例如附件含有个人信息，新版已经去除。"),
        ],
        Act::HideEdition => vec![
            editions(item, |edition| edition.hiding_agreed.is_some()),
            area("explanation", "对公众的说明", "旧版的网址上显示，不写个人信息。"),
        ],
        Act::ChangeValidity => vec![
            choice("validity", "有效性", "", Validity::ALL.map(|one| (one.key().into(), one.label().into()))),
            day("on", "自哪一天起", "").with(today.to_string()),
            line("basis", "依据", "宣布废止、失效的文件，或者清理结果。"),
        ],
        Act::RecordFiling => vec![
            line("organ", "接受备案的机关", "例如 国务院、省人民代表大会常务委员会；报几个机关的写全。"),
            line("document_no", "备案报告的文号", ""),
            day("on", "报送日期", "").with(today.to_string()),
        ],
        Act::NoteFallen => vec![
            choice("fall", "原决定怎样变动", "", Fall::ALL.map(|one| (one.key().into(), one.label().into()))),
            line("basis", "依据的文书", "变更、撤销的决定书，复议决定书，判决书。"),
            day("on", "得知之日", "自这一日起三个工作日内撤回并公开说明理由。").with(today.to_string()),
        ],
        Act::HandOver => {
            let missing =
                Premises::ALL.into_iter().filter(|to| !item.handed_over.iter().any(|one| one.to == *to));
            vec![
                choice("to", "移送到", "", missing.map(|to| (to.key().into(), to.label().into()))),
                line("list", "移送清单编号", ""),
                day("on", "移送日期", "").with(today.to_string()),
            ]
        }
        Act::Drop => vec![line("why", "理由", "")],
        // These have a page of their own.
        Act::Draft | Act::Revise => Vec::new(),
    }
}

/// Editions that a newer one has replaced.
fn editions(item: &Publication, which: impl Fn(&Edition) -> bool) -> Field {
    let label = |one: &Edition| format!("第{}版　{}发布", one.number, words::moment(one.at));
    let older = item.older_open().filter(|one| which(one));
    choice("edition", "哪一版", "", older.map(|one| (one.number.to_string(), label(one))).collect::<Vec<_>>())
}

fn questions() -> Vec<Field> {
    let answers = || pairs(&[("", "请选择"), ("no", "否"), ("yes", "是")]);
    Question::ALL
        .into_iter()
        .map(|question| choice(question.key(), question.label(), "", answers()))
        .collect()
}

fn reassess(today: Date) -> Field {
    let next = Interval::USUAL.next(today).map(|day| day.to_string()).unwrap_or_default();
    day("reassess", "重新评估的日期", "不予公开的填写（《条例》第十八条，定期评估审查）。")
        .with(next)
        .optional()
}

fn conclusions(refer: bool) -> Vec<(String, String)> {
    let mut all = pairs(&[("", "请选择"), ("open", "可以公开"), ("amend", "退回修改后再审")]);
    all.extend(
        Ground::ALL.map(|ground| {
            (ground.key().into(), format!("不予公开：{}（{}）", ground.label(), ground.cite()))
        }),
    );
    if refer {
        all.push(("refer".into(), "不能确定，报请有关主管部门或者保密行政管理部门确定".into()));
    }
    all
}

fn conclusion(key: &str) -> Option<Conclusion> {
    match key {
        "open" => Some(Conclusion::Open),
        "amend" => Some(Conclusion::Amend),
        "refer" => Some(Conclusion::Refer),
        ground => Ground::from_key(ground).map(Conclusion::Withhold),
    }
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect()
}

/// The order a form makes, or what is wrong with its fields.
pub fn command(act: Act, typed: &Typed) -> Result<Command, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let command = match act {
        Act::SelfCheck => Command::SelfCheck { answers: answers(&mut read), remark: read.text("remark") },
        Act::PassDepartment => Command::PassDepartment { remark: read.text("remark") },
        Act::MakeImportant => Command::MakeImportant { why: read.text("why") },
        Act::SendBack => Command::SendBack { remark: read.text("remark") },
        Act::ReviewSecrecy => {
            let conclusion = read.one("conclusion", conclusion, Conclusion::Amend);
            Command::ReviewSecrecy {
                conclusion,
                basis: read.text("basis"),
                answers: answers(&mut read),
                overridden: overridden(typed),
                reassess: withheld_until(&mut read, conclusion),
                public_interest: Some(read.text("public_interest")).filter(|why| !why.is_empty()),
            }
        }
        Act::RecordDetermination => {
            let conclusion = read.one("conclusion", conclusion, Conclusion::Amend);
            Command::RecordDetermination {
                organ: read.text("organ"),
                document_no: read.text("document_no"),
                on: read.day("on"),
                conclusion,
                reassess: withheld_until(&mut read, conclusion),
            }
        }
        Act::Reassess => {
            let open = read.one("open", yes, false);
            let next = if open { None } else { read.day_or_none("reassess") };
            Command::Reassess { open, why: read.text("why"), next }
        }
        Act::Approve => Command::Approve { remark: read.text("remark") },
        Act::Schedule => Command::Schedule { at: time(&mut read) },
        Act::Publish => Command::Publish,
        Act::Withdraw => Command::Withdraw {
            reason: read.one("reason", Reason::from_key, Reason::Other),
            explanation: read.text("explanation"),
        },
        Act::AgreeHiding => Command::AgreeHiding { edition: read.number("edition"), why: read.text("why") },
        Act::HideEdition => {
            Command::HideEdition { edition: read.number("edition"), explanation: read.text("explanation") }
        }
        Act::ChangeValidity => Command::ChangeValidity {
            validity: read.one("validity", Validity::from_key, Validity::InForce),
            on: read.day("on"),
            basis: read.text("basis"),
        },
        Act::RecordFiling => Command::RecordFiling {
            organ: read.text("organ"),
            document_no: read.text("document_no"),
            on: read.day("on"),
        },
        Act::NoteFallen => Command::NoteFallen {
            fall: read.one("fall", Fall::from_key, Fall::Changed),
            basis: read.text("basis"),
            on: read.day("on"),
        },
        Act::HandOver => Command::HandOver {
            to: read.one("to", Premises::from_key, Premises::Archive),
            list: read.text("list"),
            on: read.day("on"),
        },
        Act::Drop => Command::Drop { why: read.text("why") },
        Act::Draft | Act::Revise => {
            return Err(vec![Fault { field: "", message: "这一步不在这里办理。".into() }]);
        }
    };
    if read.faults.is_empty() { Ok(command) } else { Err(read.faults) }
}

fn yes(key: &str) -> Option<bool> {
    match key {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn answers(read: &mut Reader<'_>) -> Answers {
    Question::ALL.into_iter().map(|question| (question, read.one(question.key(), yes, true))).collect()
}

/// What the reviewer lets stand: findings and reasons come in the same order.
fn overridden(typed: &Typed) -> Vec<Overridden> {
    let both = typed.all("finding").zip(typed.all("let"));
    let given = both.filter(|(_, why)| !why.is_empty());
    given.map(|(finding, why)| Overridden { finding: finding.into(), why: why.into() }).collect()
}

fn withheld_until(read: &mut Reader<'_>, conclusion: Conclusion) -> Option<Date> {
    let withheld = matches!(conclusion, Conclusion::Withhold(_));
    let day = read.day_or_none("reassess");
    day.filter(|_| withheld)
}

/// A day and a time of day in Beijing.
fn time(read: &mut Reader<'_>) -> Timestamp {
    let day = read.day("on");
    let typed = words::plain_digits(read.typed.text("at")).replace('：', ":");
    let time = typed.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (i8, i8) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
        jiff::civil::Time::new(hour, minute, 0, 0).ok()
    });
    let Some(time) = time else {
        read.fault("at", "时间请写成24小时制，例如 09:00。");
        return Timestamp::UNIX_EPOCH;
    };
    day.to_datetime(time).to_zoned(BEIJING).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
