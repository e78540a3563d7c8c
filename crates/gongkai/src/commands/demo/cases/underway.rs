//! 近日的几条：each at another step of its way as of the day the demonstration is made, so that the desk shows work.

use super::items::{At, Desk, no};
use super::{Demonstration, actor};
use jiff::ToSpan;
use jiff::civil::{Date, Time, time};
use law::proactive::ground::Ground;
use law::proactive::review::{Conclusion, Question};
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use office::cleanup::Command::Decide;
use office::cleanup::Decision;
use office::publication::{Command, Content, Nature, Reason};
use office::role::Role;
use publishing::{Force, Opening};

/// One thing done with an item on a day; a review that finds it fit to be public is a step of its own.
enum Done {
    Order(Role, Command),
    Reviewed,
}

struct Story {
    content: Content,
    /// In the order of time; the first is the drafting.
    steps: Vec<(Date, Done)>,
}

const HOURS: [Time; 6] = [
    time(14, 30, 0, 0),
    time(15, 0, 0, 0),
    time(15, 30, 0, 0),
    time(16, 0, 0, 0),
    time(16, 30, 0, 0),
    time(17, 0, 0, 0),
];

pub async fn write(desk: &Desk<'_>, office: &Demonstration<'_>, today: Date) -> anyhow::Result<()> {
    let interpreted = one_by_one(desk, office, today).await?;
    tell(desk, interpretation(office, today, &interpreted.0)?).await?;
    cleanup(desk, office, today, interpreted.0).await
}

/// A round of 文件清理 under way: the newest document is decided, the older ones wait.
async fn cleanup(
    desk: &Desk<'_>,
    office: &Demonstration<'_>,
    today: Date,
    document: String,
) -> anyhow::Result<()> {
    let on = office.before(today, 3)?;
    let wanted = (Some(Nature::Document), Force::InForce);
    let older = desk.publishing.documents(wanted, on, None, 4).await?;
    let mut documents = vec![document.clone()];
    documents.extend(older.rows.iter().take(4).map(|one| one.index.clone()));
    let title = format!("{}年规范性文件清理", on.year());
    let (basis, until) = ("《枣庄市行政审批服务局规范性文件定期清理制度》", today.saturating_add(30.days()));
    let opening = Opening { title: &title, basis, until, documents: &documents };
    let moment = |minute| desk.moment(on, time(17, minute, 0, 0));
    let no = desk.publishing.open_round(moment(20)?, &actor(Role::DisclosureHead), opening).await?;
    let reason = "与现行法律、法规和政策一致，仍需执行".into();
    let decide = Decide { document, decision: Decision::Kept, reason, successor: None };
    Ok(desk.publishing.run_round(moment(40)?, &actor(Role::Handler), (&no, 1), decide).await?)
}

/// Tells every story; where the document stands that another item interprets.
async fn one_by_one(desk: &Desk<'_>, office: &Demonstration<'_>, today: Date) -> anyhow::Result<At> {
    let document = tell(desk, normative_document(office, today)?).await?;
    for story in stories(office, today)? {
        tell(desk, story).await?;
    }
    Ok(document)
}

async fn tell(desk: &Desk<'_>, story: Story) -> anyhow::Result<At> {
    let mut at =
        desk.draft(desk.moment(story.content.formed, time(14, 0, 0, 0))?, story.content, None).await?;
    let mut nth = 0;
    let mut last = Date::MIN;
    for (on, done) in story.steps {
        nth = if on == last { nth + 1 } else { 0 };
        last = on;
        let moment = desk.moment(on, HOURS[nth])?;
        match done {
            Done::Order(by, command) => desk.run(moment, by, &mut at, command).await?,
            Done::Reviewed => desk.review(moment, &mut at, None).await?,
        }
    }
    Ok(at)
}

fn checked() -> Done {
    Done::Order(Role::Handler, Command::SelfCheck { answers: no(), remark: "内容准确".into() })
}

fn passed() -> Done {
    Done::Order(Role::DepartmentHead, Command::PassDepartment { remark: "同意".into() })
}

fn approved() -> Done {
    Done::Order(Role::Principal, Command::Approve { remark: "同意".into() })
}

fn published() -> Done {
    Done::Order(Role::Publisher, Command::Publish)
}

/// From the self-check to publishing in one day, as the important go.
fn through(on: Date, important: bool) -> Vec<(Date, Done)> {
    let mut steps = vec![checked(), passed(), Done::Reviewed];
    if important {
        steps.push(approved());
    }
    steps.push(published());
    steps.into_iter().map(|done| (on, done)).collect()
}

struct Words {
    title: &'static str,
    nature: Nature,
    column: &'static str,
    entry: &'static str,
    body: &'static str,
}

fn content(formed: Date, words: Words) -> Content {
    // What it is about, without the number of the article.
    let first = words.body.split_inclusive('。').next().unwrap_or_default();
    let overview = first.strip_prefix("第一条　").unwrap_or(first).to_owned();
    let duty = match words.nature {
        Nature::Licence | Nature::Other => Some(Duty::Item(5)),
        Nature::NormativeDocument => Some(Duty::Item(1)),
        Nature::News => Some(Duty::Local),
        _ => None,
    };
    Content {
        overview,
        body: words.body.into(),
        column: words.column.into(),
        entry: Some(words.entry.into()),
        duty,
        term: words.nature.term(),
        ..demo::content(words.title.into(), words.nature, formed)
    }
}

fn stories(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Vec<Story>> {
    Ok(vec![
        draft(office, today)?,
        at_the_department(office, today)?,
        at_secrecy(office, today)?,
        for_approval(office, today)?,
        scheduled(office, today)?,
        sent_back(office, today)?,
        withdrawn(office, today)?,
        revised(office, today)?,
        withheld(office, today)?,
    ])
}

fn draft(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let content = content(
        office.before(today, 1)?,
        Words {
            title: "市政务服务中心推出延时服务",
            nature: Nature::News,
            column: "政务动态",
            entry: "5.1",
            body: "市政务服务中心在部分窗口推出延时服务，方便上班族办事。\n\n延时服务的窗口和时间以大厅公告为准，具体安排待补充。",
        },
    );
    Ok(Story { content, steps: Vec::new() })
}

fn at_the_department(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let on = office.before(today, 2)?;
    let content = content(
        on,
        Words {
            title: "关于元旦期间办事大厅服务安排的公告",
            nature: Nature::Notice,
            column: "通知公告",
            entry: "4.1",
            body: "元旦放假期间，市政务服务中心综合窗口暂停办理，网上申报、自助服务区照常开放。\n\n节后第一个工作日恢复正常。急需办理的，可以在网上提交申请。",
        },
    );
    Ok(Story { content, steps: vec![(on, checked())] })
}

fn at_secrecy(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (first, on) = (office.before(today, 3)?, office.before(today, 2)?);
    let content = content(
        first,
        Words {
            title: "公共场所卫生许可办理结果公示",
            nature: Nature::Licence,
            column: "办件结果公示",
            entry: "3.2",
            body: "现将公共场所卫生许可近期办理结果公示如下。\n\n|序号|行政相对人|决定文书号|决定|\n|---|---|---|---|\n|1|枣庄演示和泰餐饮有限公司|演示审批许字第1号|准予许可|\n|2|枣庄演示云川商贸有限公司|演示审批许字第2号|准予许可|\n|3|枣庄演示启诚商贸有限公司|演示审批许字第3号|准予许可|\n\n经办人联系邮箱：wangmou@demo.example。",
        },
    );
    Ok(Story { content, steps: vec![(first, checked()), (on, passed())] })
}

fn for_approval(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (first, on) = (office.before(today, 6)?, office.before(today, 3)?);
    let words = Words {
        title: "枣庄市政务服务容缺受理管理办法",
        nature: Nature::NormativeDocument,
        column: "政策文件",
        entry: "2.3",
        body: "第一条　为了规范容缺受理行为，方便申请人办事，制定本办法。\n\n第二条　基本条件具备、主要材料齐全，次要材料有欠缺的，经申请人承诺，可以先行受理。\n\n第三条　可以容缺的材料实行清单管理，清单向社会公布。\n\n第四条　申请人应当在承诺的期限内补齐材料；逾期未补齐的，依法作出处理。\n\n第五条　本办法自印发之日起三十日后施行，有效期五年。",
    };
    let effective = today.saturating_add(45.days());
    let content = Content {
        document_no: Some(format!("枣审批规〔{}〕2号", first.year())),
        effective: Some(effective),
        expires: Some(effective.saturating_add(5.years())),
        ..content(first, words)
    };
    let steps = vec![(first, checked()), (office.before(today, 5)?, passed()), (on, Done::Reviewed)];
    Ok(Story { content, steps })
}

/// Goes out on the next working day at nine.
fn scheduled(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let on = office.before(today, 1)?;
    let next = office.after(today, 1)?;
    let content = content(
        on,
        Words {
            title: "全市政务服务大厅无障碍设施改造完成",
            nature: Nature::News,
            column: "政务动态",
            entry: "5.1",
            body: "全市政务服务大厅无障碍设施改造完成，新增无障碍坡道、低位服务台和语音引导设备。\n\n各大厅配备帮办人员，为老年人、残疾人提供全程协助。",
        },
    );
    let at = office.moment(next, 9)?.now;
    let schedule = Done::Order(Role::Publisher, Command::Schedule { at });
    let steps = [checked(), passed(), Done::Reviewed, schedule];
    Ok(Story { content, steps: steps.into_iter().map(|done| (on, done)).collect() })
}

fn sent_back(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (first, on) = (office.before(today, 5)?, office.before(today, 2)?);
    let content = content(
        first,
        Words {
            title: "老年人优待证办理指南（修订）",
            nature: Nature::Other,
            column: "办事指南",
            entry: "3.1",
            body: "本指南适用于老年人优待证的申领、换领和补领。\n\n申请材料：申请表、身份证明、近期照片。可以由家属代办，也可以在镇街便民服务中心办理。",
        },
    );
    let remark = "请补充办理时限和不收费的说明，写清代办需要的材料，再送审。".into();
    let back = Done::Order(Role::SecrecyReviewer, Command::SendBack { remark });
    Ok(Story { content, steps: vec![(first, checked()), (office.before(today, 4)?, passed()), (on, back)] })
}

fn withdrawn(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (on, back) = (office.before(today, 18)?, office.before(today, 4)?);
    let content = content(
        on,
        Words {
            title: "医保异地就医备案办理流程",
            nature: Nature::Other,
            column: "办事指南",
            entry: "3.1",
            body: "参保人员可以通过网上、窗口两种方式办理异地就医备案。\n\n备案后五个工作日生效，有效期一年。",
        },
    );
    let explanation = "文中的备案生效时间与现行规定不符，现予撤回。正确的办理流程将在核对后重新发布，请以重新发布的内容为准。";
    let withdraw = Command::Withdraw { reason: Reason::Inaccurate, explanation: explanation.into() };
    let mut steps = through(on, false);
    steps.push((back, Done::Order(Role::DisclosureHead, withdraw)));
    Ok(Story { content, steps })
}

fn revised(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (on, again) = (office.before(today, 24)?, office.before(today, 8)?);
    let first = content(
        on,
        Words {
            title: "市政务服务中心办事时间和窗口分布",
            nature: Nature::Other,
            column: "办事指南",
            entry: "3.1",
            body: "市政务服务中心工作日开放。\n\n一楼为综合咨询和企业开办专区，二楼为工程建设、社会事务窗口。",
        },
    );
    let mut second = first.clone();
    second.body = "市政务服务中心工作日开放，实行延时服务的窗口以大厅公告为准。\n\n一楼为综合咨询、企业开办专区和“政务公开+服务”体验区，二楼为工程建设、社会事务窗口，三楼为公共资源交易窗口。".into();
    second.formed = again;
    let why = "体验区迁至一楼，新增三楼窗口".into();
    let revise = Done::Order(Role::Handler, Command::Revise { content: Box::new(second), why });
    let mut steps = through(on, false);
    steps.push((again, revise));
    steps.extend(through(again, false));
    Ok(Story { content: first, steps })
}

fn withheld(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let (first, on) = (office.before(today, 12)?, office.before(today, 10)?);
    let content = content(
        first,
        Words {
            title: "企业资质评审材料汇编",
            nature: Nature::Other,
            column: "办件结果公示",
            entry: "3.2",
            body: "汇编收录了近期企业资质评审中申报企业提交的技术方案和业绩材料。\n\n材料由申报企业提供，部分企业标明了商业秘密。",
        },
    );
    let answers = Question::ALL.map(|question| (question, question == Question::TradeSecret)).to_vec();
    let basis = "材料含有申报企业的技术方案和经营数据，属于商业秘密，企业不同意公开，不公开不会对公共利益造成重大影响（条例第十五条）。";
    let review = Command::ReviewSecrecy {
        conclusion: Conclusion::Withhold(Ground::ThirdParty),
        basis: basis.into(),
        answers,
        overridden: Vec::new(),
        reassess: Some(on.saturating_add(1.year())),
        public_interest: None,
    };
    let review = Done::Order(Role::SecrecyReviewer, review);
    Ok(Story { content, steps: vec![(first, checked()), (first, passed()), (on, review)] })
}

fn normative_document(office: &Demonstration<'_>, today: Date) -> anyhow::Result<Story> {
    let on = office.before(today, 30)?;
    let words = Words {
        title: "枣庄市政务服务帮办代办服务管理办法",
        nature: Nature::NormativeDocument,
        column: "政务服务帮办代办",
        entry: "2.3",
        body: "第一条　为了规范帮办代办服务，提高政务服务水平，制定本办法。\n\n第二条　帮办代办服务遵循自愿、无偿、公开的原则，不得收取任何费用。\n\n第三条　市、区（市）、镇街设立帮办代办服务点，公布服务内容、服务方式和监督渠道。\n\n第四条　帮办代办人员应当一次性告知办理条件和所需材料，不得代替申请人作出虚假陈述，不得泄露在服务中知悉的个人信息和商业秘密。\n\n第五条　本办法自公布之日起三十日后施行，有效期五年。",
    };
    let effective = on.saturating_add(30.days());
    let content = Content {
        document_no: Some(format!("枣审批规〔{}〕1号", on.year())),
        effective: Some(effective),
        expires: Some(effective.saturating_add(5.years()).yesterday()?),
        ..content(on, words)
    };
    Ok(Story { content, steps: through(on, true) })
}

fn interpretation(office: &Demonstration<'_>, today: Date, index: &str) -> anyhow::Result<Story> {
    let on = office.before(today, 28)?;
    let words = Words {
        title: "《枣庄市政务服务帮办代办服务管理办法》解读",
        nature: Nature::Interpretation,
        column: "政策文件",
        entry: "2.4",
        body: "近日，《枣庄市政务服务帮办代办服务管理办法》公布，现就有关内容解读如下。\n\n**一、为什么制定**\n\n帮办代办服务点逐步增多，需要统一服务内容和标准。\n\n**二、谁可以申请帮办代办**\n\n有办事需求的企业和群众都可以申请，服务不收费。\n\n**三、怎样申请**\n\n可以到服务点登记，也可以在网上提出，由专人联系。",
    };
    let content = Content { interprets: Some(index.into()), term: Term::Proactive, ..content(on, words) };
    Ok(Story { content, steps: through(on, false) })
}
