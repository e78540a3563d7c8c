//! 栏目和主动公开事项目录：在发布之前设置好

use super::actor;
use super::items::Desk;
use jiff::civil::{Date, time};
use law::proactive::directory::Channel;
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use office::catalogue::{Audience, Command, Entry, Way};
use office::columns::{Column, Kind};
use office::role::Role;

const COLUMNS: [(&str, &str, Kind); 6] = [
    ("政务动态", "本局和各区（市）审批服务工作的动态", Kind::News),
    ("政策文件", "本局制发的政策文件和政策解读", Kind::Documents),
    ("会议公开", "局长办公会等会议的议定事项", Kind::Other),
    ("办件结果公示", "行政许可和其他事项的办理结果，分批公示", Kind::Documents),
    ("办事指南", "办理依据、条件、材料、程序、时限和常见问题", Kind::Other),
    ("通知公告", "面向社会的通知、公告", Kind::Documents),
];

const HELPERS: (&str, &str, Kind) =
    ("政务服务帮办代办", "帮办代办的服务内容、服务方式和工作动态", Kind::Other);

/// What was arranged on a day: the catalogue and the columns at first, another column later.
pub async fn arrange(desk: &Desk<'_>, on: Date) -> anyhow::Result<()> {
    if on < demo::COLUMN_OPENED {
        adopt_catalogue(desk, on).await?;
    }
    arrange_columns(desk, on).await
}

async fn arrange_columns(desk: &Desk<'_>, on: Date) -> anyhow::Result<()> {
    let opened = (on >= demo::COLUMN_OPENED).then_some(HELPERS);
    let all = COLUMNS.into_iter().chain(opened);
    let columns = all.map(|(name, about, kind)| Column { name: name.into(), about: about.into(), kind });
    let why = if opened.is_some() { "新设“政务服务帮办代办”栏目" } else { "设置栏目" };
    let (moment, who) = (desk.moment(on, time(10, 20, 0, 0))?, actor(Role::DisclosureHead));
    Ok(desk.publishing.arrange_columns(moment, &who, columns.collect(), why).await?)
}

/// 序号、一级事项、二级事项、公开内容、条例第二十条的一项。
type Line = (&'static str, &'static str, &'static str, &'static str, Option<Duty>);

/// The last two are still empty, so that the desk shows what is missing.
const LINES: [Line; 10] = [
    ("2.1", "政策文件", "本机关文件", "文件名称、文号、正文、施行日期、有效期", Some(Duty::Item(15))),
    ("2.2", "政策文件", "会议公开", "会议时间、议题、议定事项", None),
    ("2.3", "政策文件", "规范性文件", "文件名称、文号、正文、有效性、清理结果", Some(Duty::Item(1))),
    ("2.4", "政策文件", "政策解读", "背景、主要内容、适用对象、办理方式", None),
    (
        "3.1",
        "行政许可和公共服务",
        "办事指南",
        "依据、条件、材料、程序、时限、收费、常见问题",
        Some(Duty::Item(5)),
    ),
    ("3.2", "行政许可和公共服务", "办理结果", "行政相对人、决定文书号、决定内容", Some(Duty::Item(5))),
    ("4.1", "通知公告", "", "公告的事项、范围、时间", None),
    ("5.1", "政务动态", "", "工作动态、活动信息", Some(Duty::Local)),
    ("6.1", "财政信息", "预算、决算", "部门预算、决算及说明", Some(Duty::Item(7))),
    ("6.2", "财政信息", "政府采购", "采购项目的目录、标准及实施情况", Some(Duty::Item(9))),
];

fn entry((code, topic, item, content, duty): Line) -> Entry {
    let article = duty.map_or_else(|| "条例第十九条".into(), Duty::cite);
    Entry {
        code: code.into(),
        topic: topic.into(),
        item: item.into(),
        content: content.into(),
        duty,
        basis: format!("《中华人民共和国政府信息公开条例》（{article}）"),
        term: if code == "3.2" { Term::Decision } else { Term::Proactive },
        subject: "枣庄市行政审批服务局".into(),
        channels: vec![Channel::Website, Channel::Premises],
        audience: Audience::Everybody,
        way: Way::Proactive,
    }
}

async fn adopt_catalogue(desk: &Desk<'_>, on: Date) -> anyhow::Result<()> {
    let entries = LINES.map(entry).to_vec();
    let propose = Command::Propose {
        entries, why: "依照条例第二十条、第二十一条和本机关职责编制".into()
    };
    let plan = async |minute, role, command| {
        let moment = desk.moment(on, time(10, minute, 0, 0))?;
        let expected = desk.publishing.catalogue_version().await?;
        anyhow::Ok(desk.publishing.plan_catalogue(moment, &actor(role), (command, expected)).await?)
    };
    plan(10, Role::Handler, propose).await?;
    plan(15, Role::DisclosureHead, Command::Adopt).await
}
