//! 自查的各个项目

use super::super::super::{Desk, Fail};
use super::super::names;
use super::{Question, dead};
use crate::apply::counts;
use crate::links::PublicPages;
use crate::words;
use ::messages::{List as Messages, Shelf as Answers};
use jiff::ToSpan;
use jiff::civil::Date;
use law::proactive::directory;
use law::workday::day_in_beijing;
use office::columns::Column;
use office::inspection::{Check, Finding, Verdict};
use office::message::unanswered_too_long;
use office::publication::{Nature, Validity};
use publishing::{List, Listed, Shelf};

/// 首页：calendar days without anything new (19号 检查指标, 单项否决).
const HOME_DAYS: i64 = 14;
/// 单项否决：so many columns stale, or empty.
const VETO: usize = 5;
/// Days over which it is looked at what applicants did not find.
const SOUGHT_DAYS: i32 = 90;
/// Months after which published answers to messages are stale (19号 检查中的扣分).
const MESSAGES_MONTHS: i32 = 2;
/// Papers looked at, and lines listed of one question.
const PAPERS: u32 = 500;
pub const LISTED: usize = 50;

/// Whose it is to put right.
pub const OFFICE: &str = "公开工作机构";
pub const DRAFTERS: &str = "起草部门";
const OPERATORS: &str = "系统管理员";

/// One finding: what, why, what to do and where.
pub struct Line {
    pub what: String,
    pub why: String,
    pub todo: &'static str,
    pub path: Option<String>,
}

/// A question about which findings are listed.
pub struct Asked {
    pub title: &'static str,
    pub rule: &'static str,
    pub owner: &'static str,
}

impl Asked {
    pub fn found(self, told: String, verdict: Verdict, lines: Vec<Line>) -> Question {
        let more = lines.len().saturating_sub(LISTED) as u64;
        let (mut findings, mut paths) = (Vec::new(), Vec::new());
        for Line { what, why, todo, path } in lines.into_iter().take(LISTED) {
            findings.push(Finding { what, why, todo: todo.into() });
            paths.push(path);
        }
        let (title, rule, owner) = (self.title.into(), self.rule.into(), self.owner.into());
        Question { check: Check { title, rule, told, verdict, owner, findings, more }, paths }
    }

    /// Fine where nothing was found.
    pub fn warned(self, lines: Vec<Line>, what: &str) -> Question {
        let verdict = if lines.is_empty() { Verdict::Fine } else { Verdict::Warn };
        self.found(counted(lines.len(), what), verdict, lines)
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 0 { "没有发现问题。".into() } else { format!("{count}{what}。") }
}

pub async fn all(desk: &Desk, pages: &PublicPages) -> Result<Vec<Question>, Fail> {
    let today = desk.library().today();
    let columns = desk.publishing.columns().await?;
    let mut questions = vec![home(desk, today).await?];
    questions.extend(kept_up(desk, &columns, today).await?);
    questions.push(undescribed(&columns));
    questions.push(unsettled(desk));
    questions.extend(dead::all(desk, pages).await?);
    questions.push(gaps(desk).await?);
    questions.push(guide(desk));
    questions.push(incomplete(desk).await?);
    questions.push(late(desk, today).await?);
    questions.extend(papers(desk, today).await?);
    questions.push(unanswered(desk, today).await?);
    questions.push(messages(desk, today).await?);
    Ok(questions)
}

async fn newest(desk: &Desk, shelf: &Shelf) -> Result<Option<Date>, Fail> {
    let page = desk.publishing.shelf(shelf, None, 1).await?;
    Ok(page.rows.first().map(|one| day_in_beijing(one.published)))
}

fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

async fn home(desk: &Desk, today: Date) -> Result<Question, Fail> {
    let newest = newest(desk, &Shelf::All).await?;
    let days = newest.map(|day| days_between(day, today));
    let (verdict, told) = match (newest, days) {
        (Some(day), Some(days)) if days <= HOME_DAYS => {
            (Verdict::Fine, format!("最近一条{}公开。", words::day(day)))
        }
        (Some(day), Some(days)) => {
            (Verdict::Veto, format!("最近一条{}公开，已有{days}日没有更新。", words::day(day)))
        }
        _ => (Verdict::Veto, "还没有公开任何信息。".into()),
    };
    let asked = Asked { title: "首页更新", rule: "两周内应有更新", owner: OFFICE };
    Ok(asked.found(told, verdict, Vec::new()))
}

/// 应更新未更新的栏目，空白栏目。
async fn kept_up(desk: &Desk, columns: &[Column], today: Date) -> Result<[Question; 2], Fail> {
    let (mut stale, mut empty) = (Vec::new(), Vec::new());
    for column in columns {
        let newest = newest(desk, &Shelf::Column(column.name.clone())).await?;
        let Some(day) = newest else {
            empty.push(drafted(column.name.clone(), "没有信息。暂时没有内容的，从栏目中去掉。".into()));
            continue;
        };
        let days = days_between(day, today);
        if column.kind.stale_after().is_some_and(|most| days > most) {
            let why =
                format!("{}，最近一条{}公开，已有{days}日没有更新。", column.kind.label(), words::day(day));
            stale.push(drafted(column.name.clone(), why));
        }
    }
    let verdict = |count: usize| match count {
        0 => Verdict::Fine,
        count if count >= VETO => Verdict::Veto,
        _ => Verdict::Warn,
    };
    let rule = "动态、要闻类两周，通知公告、政策文件类六个月；累计五个以上单项否决";
    let old = Asked { title: "应更新未更新的栏目", rule, owner: DRAFTERS };
    let blank = Asked { title: "空白栏目", rule: "五个以上单项否决", owner: OFFICE };
    Ok([
        old.found(counted(stale.len(), "个栏目没有按时更新"), verdict(stale.len()), stale),
        blank.found(counted(empty.len(), "个栏目没有内容"), verdict(empty.len()), empty),
    ])
}

fn drafted(what: String, why: String) -> Line {
    Line { what, why, todo: "起草信息", path: Some("/desk/items/new".into()) }
}

/// 网页标签：国办函〔2020〕47号's ColumnDescription is made of it.
fn undescribed(columns: &[Column]) -> Question {
    let blank = columns.iter().filter(|column| column.about.trim().is_empty());
    let line = |column: &Column| Line {
        what: column.name.clone(),
        why: "没有说明，网页标签“栏目描述”是空的。".into(),
        todo: "填写说明",
        path: Some("/desk/columns".into()),
    };
    let asked =
        Asked { title: "栏目的标签", rule: "栏目名称、栏目描述应当齐全", owner: OFFICE };
    asked.warned(blank.map(line).collect(), "个栏目缺少说明")
}

/// 网站标签和底部功能区：what the settings of the site leave out.
fn unsettled(desk: &Desk) -> Question {
    let line = |(label, key): (&str, &str)| Line {
        what: label.into(),
        why: format!("没有填写，网页标签里没有这一项。设置名 {key}。"),
        todo: "在 settings/site.toml 中填写",
        path: None,
    };
    let lines = desk.library().site().missing().into_iter().map(line).collect();
    let rule = "网站标识码、备案号、主办单位和联系方式应当在每页列明";
    Asked { title: "网站的标签和页脚", rule, owner: OPERATORS }.warned(lines, "项没有填写")
}

async fn gaps(desk: &Desk) -> Result<Question, Fail> {
    let kept = desk.publishing.catalogue_kept().await?;
    let gaps = kept.into_iter().filter(|(_, count)| *count == 0).map(|(entry, _)| {
        drafted(format!("{}　{}", entry.code, entry.name()), "这个条目下还没有公开的信息。".into())
    });
    let asked = Asked {
        title: "主动公开事项目录的空缺", rule: "目录所列的应当公开", owner: DRAFTERS
    };
    Ok(asked.warned(gaps.collect(), "个条目没有公开的信息"))
}

/// 指南应当写明的内容。
fn guide(desk: &Desk) -> Question {
    let missing = crate::portal::missing_of_guide(desk.library().organ());
    let line = |what: &'static str| Line {
        what: what.into(),
        why: "指南没有写明。".into(),
        todo: "在设置文件 organ.toml 中补充",
        path: Some("/disclosure/guide".into()),
    };
    let asked = Asked { title: "公开指南", rule: directory::GUIDE_ARTICLE, owner: OPERATORS };
    asked.warned(missing.into_iter().map(line).collect(), "项内容没有写明")
}

/// 服务不实用：办事指南的重点要素.
async fn incomplete(desk: &Desk) -> Result<Question, Fail> {
    let rows = desk.publishing.list(&List::Incomplete, None, PAPERS).await?.rows;
    let line = |row: &publishing::Row| Line {
        what: row.title.clone(),
        why: format!("缺少{}。", row.missing.join("、")),
        todo: "修改后重新送审",
        path: Some(names::path(&row.index)),
    };
    let rule = "事项名称、设定依据、申请条件、办理材料、办理流程、办理地点、办理时间、联系电话应当齐全";
    let asked = Asked { title: "办事指南的重点要素", rule, owner: DRAFTERS };
    Ok(asked.warned(rows.iter().map(line).collect(), "项办事服务要素不全"))
}

async fn late(desk: &Desk, today: Date) -> Result<Question, Fail> {
    let list = List::Late(today.year());
    let rows = desk.publishing.list(&list, None, PAPERS).await?.rows;
    let line = |row: &publishing::Row| Line {
        what: row.title.clone(),
        why: "公开时已经超过期限。".into(),
        todo: "查看经过",
        path: Some(names::path(&row.index)),
    };
    let asked = Asked { title: "本年逾期公开", rule: "条例第二十六条", owner: DRAFTERS };
    Ok(asked.warned(rows.iter().map(line).collect(), "条信息逾期公开"))
}

/// 没有解读的规范性文件，将要到期的文件。
async fn papers(desk: &Desk, today: Date) -> Result<[Question; 2], Fail> {
    let page = desk.publishing.shelf(&Shelf::Documents, None, PAPERS).await?;
    let days = desk.publishing.expiry_warning_days();
    let (mut unread, mut ending) = (Vec::new(), Vec::new());
    for paper in &page.rows {
        if paper.validity_on(today) != Some(Validity::InForce) {
            continue;
        }
        let line = |why| Line {
            what: paper.title.clone(),
            why,
            todo: "查看文件",
            path: Some(names::path(&paper.index)),
        };
        let interpreted = Shelf::Interpreting(paper.index.clone());
        if paper.nature == Nature::NormativeDocument && desk.publishing.shelf_count(&interpreted).await? == 0
        {
            unread.push(line("没有与它关联的政策解读。".into()));
        }
        ending.extend(runs_out(paper, today, days).map(line));
    }
    let unread_of =
        Asked {
            title: "没有解读的规范性文件", rule: "政策文件与解读应当相互关联", owner: DRAFTERS
        };
    let rule = "到期前评估，决定延续、修改或者失效";
    let ending_of = Asked { title: "将要到期的文件", rule, owner: DRAFTERS };
    Ok([unread_of.warned(unread, "件没有解读"), ending_of.warned(ending, "件将要到期")])
}

fn runs_out(paper: &Listed, today: Date, days: u16) -> Option<String> {
    let expires = paper.expires?;
    let left = days_between(today, expires);
    (left <= i64::from(days)).then(|| format!("有效期至{}，还有{left}日。", words::day(expires)))
}

/// 互动回应：messages past their term, or unanswered for three months; and answers that have not been added to.
async fn messages(desk: &Desk, today: Date) -> Result<Question, Fail> {
    let open = desk.messages().list(&Messages::Open, None, PAPERS).await?;
    let (mut lines, mut verdict) = (Vec::new(), Verdict::Fine);
    for row in open.rows.iter().filter(|row| row.due.is_some_and(|due| due < today)) {
        let due = row.due.map(words::day).unwrap_or_default();
        let too_long = unanswered_too_long(row.asked, None, today);
        let why = match too_long {
            true => format!("{}收到，超过三个月没有回应，单项否决。", words::day(row.asked)),
            false => format!("应当在{due}以前答复，已经超过期限。"),
        };
        verdict = if too_long || verdict == Verdict::Veto { Verdict::Veto } else { Verdict::Warn };
        let what = format!("{}　{}（{}）", row.no, row.subject, row.step.label());
        lines.push(Line {
            what,
            why,
            todo: "办理这条留言",
            path: Some(super::super::super::messages::path(&row.no)),
        });
    }
    let late = lines.len();
    let newest = desk.messages().shelf(&Answers::All, None, 1).await?;
    let newest = newest.rows.first().and_then(|open| Some(open.exchanges.first()?.answered));
    let stale = newest.filter(|on| on.checked_add(MESSAGES_MONTHS.months()).is_ok_and(|until| until < today));
    if let Some(on) = stale {
        verdict = if verdict == Verdict::Veto { verdict } else { Verdict::Warn };
        lines.push(Line {
            what: "留言答复的公开".into(),
            why: format!("最近一条{}公开，已经超过两个月没有更新。", words::day(on)),
            todo: "查看可以公开的答复",
            path: Some(super::super::super::messages::PATH.into()),
        });
    }
    let rule = "简单常见问题5个工作日内答复；超过三个月未回应的，单项否决";
    let asked = Asked { title: "咨询留言的回应", rule, owner: OFFICE };
    let told = match (late, lines.len()) {
        (0, 0) => "没有超过期限的留言。".into(),
        (0, _) => "没有超过期限的留言，公开的答复没有更新。".into(),
        (late, _) => format!("{late}条留言超过答复期限。"),
    };
    Ok(asked.found(told, verdict, lines))
}

/// 公众要找而没有公开的: by counts alone; what was applied for is for those who handle it.
async fn unanswered(desk: &Desk, today: Date) -> Result<Question, Fail> {
    let from = today.checked_sub(SOUGHT_DAYS.days()).map_err(anyhow::Error::from)?;
    let (_, whole, sent) = counts::since(desk.ledger(), from).await.map_err(anyhow::Error::from)?;
    let bare = sent.iter().filter(|one| one.shown.is_empty()).count();
    let line = Line {
        what: format!(
            "近{SOUGHT_DAYS}日有{}人次要找的信息没有公开的可以提示，{bare}件因此提出申请",
            whole.nothing
        ),
        why: "多人要找、可以公开的，考虑主动公开（条例第四十四条）。".into(),
        todo: "查看公开线索",
        path: Some("/desk/suggestions".into()),
    };
    let lines = if whole.nothing > 0 { vec![line] } else { Vec::new() };
    let asked =
        Asked { title: "没有回应的公开需求", rule: "公众要找的应当找得到", owner: OFFICE };
    let (told, verdict) = match whole.nothing {
        0 => ("没有。".into(), Verdict::Fine),
        nothing => (format!("{nothing}人次没有找到。"), Verdict::Warn),
    };
    Ok(asked.found(told, verdict, lines))
}
