//! 栏目自查　GET /desk/inspection：how the site stands today by 国办秘函〔2019〕19号, and what to do about it.

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{may_see, names};
use crate::{answer, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use law::proactive::directory;
use law::workday::day_in_beijing;
use office::columns::Column;
use office::publication::{Nature, Validity};
use publishing::{List, Listed, Shelf};

/// 首页：calendar days without anything new (19号 检查指标, 单项否决).
const HOME_DAYS: i64 = 14;
/// 单项否决：so many columns stale, or empty.
const VETO: usize = 5;
/// Papers looked at, and lines shown of one question.
const PAPERS: u32 = 500;
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk/items/inspection.html")]
struct Show {
    frame: Frame,
    organ: String,
    today: String,
    questions: Vec<Question>,
}

/// One thing that is looked at.
struct Question {
    title: &'static str,
    rule: &'static str,
    /// How it stands, in a sentence.
    told: String,
    state: Verdict,
    lines: Vec<Line>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    Warn,
    Veto,
}

impl Verdict {
    fn class(self) -> &'static str {
        match self {
            Verdict::Fine => "fine",
            Verdict::Warn => "soon",
            Verdict::Veto => "late",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Verdict::Fine => "正常",
            Verdict::Warn => "需要处理",
            Verdict::Veto => "单项否决",
        }
    }
}

struct Line {
    text: String,
    what: String,
    /// Where to do something about it, and what.
    act: Option<(String, &'static str)>,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let columns = desk.publishing.columns().await?;
    let mut questions = vec![home(&desk, today).await?];
    questions.extend(kept_up(&desk, &columns, today).await?);
    questions.push(undescribed(&columns));
    questions.push(gaps(&desk).await?);
    questions.push(guide(&desk));
    questions.push(late(&desk, today).await?);
    questions.extend(papers(&desk, today).await?);
    let show = Show {
        frame: desk.frame("栏目自查", &me),
        organ: desk.library().organ().name.clone(),
        today: words::day(today),
        questions,
    };
    Ok(answer::page(&show)?)
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
    let (state, told) = match (newest, days) {
        (Some(day), Some(days)) if days <= HOME_DAYS => {
            (Verdict::Fine, format!("最近一条{}公开。", words::day(day)))
        }
        (Some(day), Some(days)) => {
            (Verdict::Veto, format!("最近一条{}公开，已有{days}日没有更新。", words::day(day)))
        }
        _ => (Verdict::Veto, "还没有公开任何信息。".into()),
    };
    Ok(Question { title: "首页更新", rule: "两周内应有更新", told, state, lines: Vec::new() })
}

/// 应更新未更新的栏目，空白栏目。
async fn kept_up(desk: &Desk, columns: &[Column], today: Date) -> Result<[Question; 2], Fail> {
    let (mut stale, mut empty) = (Vec::new(), Vec::new());
    let draft = || Some(("/desk/items/new".to_owned(), "起草信息"));
    for column in columns {
        let newest = newest(desk, &Shelf::Column(column.name.clone())).await?;
        let Some(day) = newest else {
            let what = "没有信息。暂时没有内容的，从栏目中去掉。".into();
            empty.push(Line { text: column.name.clone(), what, act: draft() });
            continue;
        };
        let days = days_between(day, today);
        if column.kind.stale_after().is_some_and(|most| days > most) {
            let what =
                format!("{}，最近一条{}公开，已有{days}日没有更新。", column.kind.label(), words::day(day));
            stale.push(Line { text: column.name.clone(), what, act: draft() });
        }
    }
    let state = |count: usize| match count {
        0 => Verdict::Fine,
        count if count >= VETO => Verdict::Veto,
        _ => Verdict::Warn,
    };
    Ok([
        Question {
            title: "应更新未更新的栏目",
            rule: "动态、要闻类两周，通知公告、政策文件类六个月；累计五个以上单项否决",
            told: counted(stale.len(), "个栏目没有按时更新"),
            state: state(stale.len()),
            lines: stale,
        },
        Question {
            title: "空白栏目",
            rule: "五个以上单项否决",
            told: counted(empty.len(), "个栏目没有内容"),
            state: state(empty.len()),
            lines: empty,
        },
    ])
}

fn counted(count: usize, what: &str) -> String {
    if count == 0 { "没有。".into() } else { format!("{count}{what}。") }
}

fn warned(title: &'static str, rule: &'static str, lines: Vec<Line>, what: &str) -> Question {
    let state = if lines.is_empty() { Verdict::Fine } else { Verdict::Warn };
    Question { title, rule, told: counted(lines.len(), what), state, lines }
}

/// 网页标签：国办函〔2020〕47号's ColumnDescription is made of it.
fn undescribed(columns: &[Column]) -> Question {
    let blank = columns.iter().filter(|column| column.about.trim().is_empty());
    let line = |column: &Column| Line {
        text: column.name.clone(),
        what: "没有说明，网页标签“栏目描述”是空的。".into(),
        act: Some(("/desk/columns".into(), "填写说明")),
    };
    warned("栏目的标签", "栏目名称、栏目描述应当齐全", blank.map(line).collect(), "个栏目缺少说明")
}

async fn gaps(desk: &Desk) -> Result<Question, Fail> {
    let kept = desk.publishing.catalogue_kept().await?;
    let gaps = kept.into_iter().filter(|(_, count)| *count == 0).map(|(entry, _)| Line {
        text: format!("{}　{}", entry.code, entry.name()),
        what: "这个条目下还没有公开的信息。".into(),
        act: Some(("/desk/items/new".into(), "起草信息")),
    });
    Ok(warned("主动公开事项目录的空缺", "目录所列的应当公开", gaps.collect(), "个条目没有公开的信息"))
}

/// 指南应当写明的内容。
fn guide(desk: &Desk) -> Question {
    let missing = crate::portal::missing_of_guide(desk.library().organ());
    let line = |what: &'static str| Line {
        text: what.into(),
        what: "指南没有写明。在设置文件 organ.toml 中补充。".into(),
        act: Some(("/disclosure/guide".into(), "查看指南")),
    };
    let lines = missing.into_iter().map(line).collect();
    warned("公开指南", directory::GUIDE_ARTICLE, lines, "项内容没有写明")
}

async fn late(desk: &Desk, today: Date) -> Result<Question, Fail> {
    let list = List::Late(today.year());
    let rows = desk.publishing.list(&list, None, SHOWN).await?.rows;
    let line = |row: &publishing::Row| Line {
        text: row.title.clone(),
        what: "公开时已经超过期限。".into(),
        act: Some((names::path(&row.index), "查看经过")),
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    Ok(warned("本年逾期公开", "条例第二十六条", lines, "条信息逾期公开"))
}

/// 没有解读的规范性文件，将要到期的文件。
async fn papers(desk: &Desk, today: Date) -> Result<[Question; 2], Fail> {
    let page = desk.publishing.shelf(&Shelf::Documents, None, PAPERS).await?;
    let (mut unread, mut ending) = (Vec::new(), Vec::new());
    for paper in &page.rows {
        if paper.validity_on(today) != Some(Validity::InForce) {
            continue;
        }
        let act = || Some((names::path(&paper.index), "查看文件"));
        let interpreted = Shelf::Interpreting(paper.index.clone());
        if paper.nature == Nature::NormativeDocument && desk.publishing.shelf_count(&interpreted).await? == 0
        {
            let what = "没有与它关联的政策解读。".into();
            unread.push(Line { text: paper.title.clone(), what, act: act() });
        }
        if let Some(what) = runs_out(paper, today, desk.publishing.expiry_warning_days()) {
            ending.push(Line { text: paper.title.clone(), what, act: act() });
        }
    }
    Ok([
        warned("没有解读的规范性文件", "政策文件与解读应当相互关联", unread, "件没有解读"),
        warned("将要到期的文件", "到期前评估，决定延续、修改或者失效", ending, "件将要到期"),
    ])
}

fn runs_out(paper: &Listed, today: Date, days: u16) -> Option<String> {
    let expires = paper.expires?;
    let left = days_between(today, expires);
    (left <= i64::from(days)).then(|| format!("有效期至{}，还有{left}日。", words::day(expires)))
}
