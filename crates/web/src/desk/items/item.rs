//! 一条信息　GET /desk/items/{item}；它的附件　GET /desk/items/{item}/files/{number}

use super::super::account::{Account, Names};
use super::super::chip::Chip;
use super::super::rights::Right;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{acts, board, channels, may_see, names, reviewers, story};
use crate::difference::{self, Piece};
use crate::error::Error;
use crate::preview::{self, Leaf, Side, Turn};
use crate::{answer, pictures, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use office::publication::{Act, Attachment, Content, Event, Publication, Step};
use publishing::{File, Noted, Shelf, Standing};
use serde::Deserialize;

/// Interpretations of a document that are shown beside it.
const MOST_LINKED: u32 = 20;

#[derive(Deserialize, Default)]
pub struct Asked {
    /// The act that was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "desk/items/item.html")]
struct Show {
    frame: Frame,
    index: String,
    path: String,
    title: String,
    chips: Vec<Chip>,
    state: String,
    done: Option<String>,
    acts: Vec<(String, &'static str)>,
    more: Vec<(String, &'static str)>,
    sent_back: Option<String>,
    noted: Vec<Noted>,
    shown: Option<Elements>,
    changes: Vec<Vec<Piece>>,
    people: Vec<(String, String)>,
    steps: Vec<story::Step>,
    /// Where the public reads it.
    public: Option<String>,
    editions: Vec<String>,
    /// What it interprets, what interprets it, the round whose result it is: label, address, title.
    linked: Vec<(&'static str, String, String)>,
    /// What became of it on other channels.
    channels: Vec<channels::Line>,
}

/// A content as it would be read.
pub struct Elements {
    pub title: String,
    pub facts: Vec<(&'static str, String)>,
    pub overview: String,
    pub text: pictures::Shown,
    pub files: Vec<FileLine>,
    /// What was taken out of which file.
    pub removed: Vec<String>,
}

/// A file that is attached, and where its pages can be looked at.
pub struct FileLine {
    pub path: String,
    pub name: String,
    pub size: String,
    pub preview: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/items/preview.html")]
struct Looked {
    frame: Frame,
    index: String,
    path: String,
    leaf: Leaf,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(item): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let file = names::find(&desk, &item).await?;
    let item = &file.item;
    let path = names::path(&item.index);
    let link =
        |act: Act| (format!("{path}/{}", if act == Act::Revise { "edit" } else { act.key() }), act.label());
    let (another, mut may) =
        (reviewers::another(&desk, &me, item, Act::PassDepartment).await?, acts(&desk, &me, Some(item)));
    may.retain(|act| another.is_none() || !matches!(act, Act::PassDepartment | Act::SendBack));
    let (seldom, often): (Vec<Act>, Vec<Act>) = may.into_iter().partition(|act| seldom(*act, item));
    let mut people = Names::default();
    let calendar = desk.library().calendar();
    let work = item.work.as_ref();
    let show = Show {
        frame: desk.frame(&title(item), &me),
        title: title(item),
        chips: item
            .dues(&calendar)
            .into_iter()
            .filter_map(|(kind, by)| board::due_chip(&desk, (kind, by.date)))
            .collect(),
        state: state(item),
        done: Act::from_key(&asked.done).map(|act| done(act, item)),
        acts: often.into_iter().map(link).collect(),
        more: seldom.into_iter().map(link).collect(),
        sent_back: work.and_then(|work| work.sent_back.clone()),
        noted: match work {
            Some(work) => noted(&desk, &work.content).await?,
            None => Vec::new(),
        },
        shown: item.content().map(|content| elements(&desk, item, content, work.is_some())),
        changes: changes(item),
        people: signatures(&desk, item, &mut people).await?,
        steps: steps(&desk, &file, &mut people).await?,
        public: item.is_public().then(|| format!("/info/{}", item.index)),
        editions: item.editions.iter().map(edition).collect(),
        linked: linked(&desk, item).await?,
        channels: channels::lines(&desk, &item.index, Right::SendToChannels.held_by(&me)).await?,
        index: item.index.clone(),
        path,
    };
    Ok(answer::page(&show)?)
}

fn title(item: &Publication) -> String {
    item.content().map_or_else(|| "已弃稿的信息".into(), |content| content.title.clone())
}

const fn seldom(act: Act, item: &Publication) -> bool {
    match act {
        Act::MakeImportant | Act::Drop | Act::ChangeValidity | Act::HandOver | Act::Schedule => true,
        Act::AgreeHiding | Act::NoteFallen => true,
        Act::Revise => item.work.is_none(),
        _ => false,
    }
}

fn state(item: &Publication) -> String {
    let standing = Standing::of(item);
    let step = item.work.as_ref().map(|work| match work.step {
        Step::Scheduled(at) => format!("定于{}发布", words::moment(at)),
        step => step.label().to_owned(),
    });
    match step {
        Some(step) if standing == Standing::Unpublished => step,
        Some(step) => format!("{}，新的一版{step}", standing.label()),
        None => standing.label().into(),
    }
}

fn done(act: Act, item: &Publication) -> String {
    let next = match item.work.as_ref().map(|work| work.step) {
        Some(Step::Drafting) => "下一步：自审后送审。",
        Some(Step::Department) => "下一步：部门负责人审核。",
        Some(Step::Secrecy) => "下一步：保密审查。",
        Some(Step::Referred) => "下一步：报请有关主管部门或者保密行政管理部门确定。",
        Some(Step::Approval) => "下一步：主要负责人批准。",
        Some(Step::Ready) => "下一步：由发布人员发布。",
        Some(Step::Scheduled(_)) | None => "",
    };
    format!("已办理“{}”。{next}", act.label())
}

/// What the public would read, or the desk looks at: `work` is the edition under way.
pub fn elements(desk: &Desk, item: &Publication, content: &Content, work: bool) -> Elements {
    let number =
        if work { "work".to_owned() } else { item.editions.last().map_or(0, |one| one.number).to_string() };
    let path = names::path(&item.index);
    let place = |at: usize| format!("{path}/files/{number}.{at}");
    let files = (1..).zip(&content.attachments).filter(|(_, one)| one.picture.is_none());
    let files = files.map(|(at, one)| FileLine {
        path: place(at),
        name: one.name.clone(),
        size: pictures::size(one),
        preview: preview::is_shown(one).then(|| format!("{}/pages/1", place(at))),
    });
    Elements {
        title: content.title.clone(),
        facts: facts(desk, item, content),
        overview: content.overview.clone(),
        text: pictures::shown(content, |at, _| place(at)),
        files: files.collect(),
        removed: content.attachments.iter().filter(|one| !one.removed.is_empty()).map(removed).collect(),
    }
}

/// «《名单.xlsx》：批注、隐藏的工作表»
fn removed(one: &Attachment) -> String {
    format!("《{}》：{}", one.name, one.removed.join("、"))
}

fn facts(desk: &Desk, item: &Publication, content: &Content) -> Vec<(&'static str, String)> {
    let day = |date: Option<jiff::civil::Date>| date.map(words::day).unwrap_or_default();
    let validity = item.validity(desk.library().today());
    let lines = [
        ("索引号", item.index.clone()),
        ("信息类型", content.nature.label().into()),
        ("栏目", content.column.clone()),
        ("目录", content.entry.clone().unwrap_or_default()),
        ("主题分类", content.topic.clone()),
        ("公开的依据", content.duty.map(|duty| duty.cite()).unwrap_or_default()),
        ("发布机构", content.issued_by.clone()),
        ("联合发文", content.jointly_with.join("、")),
        ("文号", content.document_no.clone().unwrap_or_default()),
        ("生成日期", words::day(content.formed)),
        ("施行日期", day(content.effective)),
        ("有效期至", day(content.expires)),
        ("有效性", validity.map(|one| one.label().to_owned()).unwrap_or_default()),
        ("来源", content.source.clone().unwrap_or_default()),
        ("关键词", content.keywords.join("、")),
        ("解读的文件", content.interprets.clone().unwrap_or_default()),
        ("公开期限", format!("{}个工作日（{}）", content.term.days(), content.term.rule())),
        ("期限的依据", content.term_basis.clone().unwrap_or_default()),
        ("保管期限", content.retention.map(|one| one.label().to_owned()).unwrap_or_default()),
        ("重大信息", if content.important { "是，经主要负责人批准".into() } else { String::new() }),
    ];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// What the check tells of a content, with its places.
pub async fn noted(desk: &Desk, content: &Content) -> Result<Vec<Noted>, Fail> {
    let is_page = |address: &str| crate::portal::is_page(desk.library(), address);
    Ok(desk.publishing.check(content, Vec::new(), is_page).await?)
}

/// 文件与解读相互关联；清理结果与清理.
async fn linked(desk: &Desk, item: &Publication) -> Result<Vec<(&'static str, String, String)>, Fail> {
    let mut linked = Vec::new();
    let Some(content) = item.content() else { return Ok(linked) };
    if let Some(index) = &content.interprets {
        let title = desk.publishing.listed(index).await?.map(|listed| listed.title.clone());
        let title = title.unwrap_or_else(|| format!("{index}（没有公开，或者已经撤回）"));
        linked.push(("所解读的文件", names::path(index), title));
    }
    let readings = Shelf::Interpreting(item.index.clone());
    for one in desk.publishing.shelf(&readings, None, MOST_LINKED).await?.rows {
        linked.push(("解读", names::path(&one.index), one.title.clone()));
    }
    if let Some(no) = &content.cleanup {
        linked.push(("清理", format!("/desk/cleanups/{no}"), format!("第{no}号清理的决定")));
    }
    Ok(linked)
}

/// How the edition under way differs from the one that is out.
fn changes(item: &Publication) -> Vec<Vec<Piece>> {
    match (&item.work, item.editions.last()) {
        (Some(work), Some(last)) => difference::between(&last.content.body, &work.content.body),
        _ => Vec::new(),
    }
}

/// Who wrote it and who has passed it.
async fn signatures(
    desk: &Desk,
    item: &Publication,
    people: &mut Names,
) -> Result<Vec<(String, String)>, Fail> {
    let Some(work) = &item.work else { return Ok(Vec::new()) };
    let mut authors = Vec::new();
    for id in &work.authors {
        authors.push(people.of(desk.ledger(), id).await?);
    }
    let mut lines = vec![("起草".to_owned(), authors.join("、"))];
    if work.step == Step::Department {
        let ids: Vec<String> = work.authors.iter().cloned().collect();
        let asked = reviewers::Reviewers::load(desk).await?.names(&ids);
        let asked = if asked.is_empty() { "任何一位部门负责人".to_owned() } else { asked };
        lines.push(("由谁审核".into(), asked));
    }
    for signature in &work.signed {
        let who = people.of(desk.ledger(), &signature.by).await?;
        let remark =
            if signature.remark.is_empty() { String::new() } else { format!("：{}", signature.remark) };
        lines.push((signature.act.label().into(), format!("{who}{remark}")));
    }
    Ok(lines)
}

async fn steps(desk: &Desk, file: &File, people: &mut Names) -> Result<Vec<story::Step>, Fail> {
    let mut steps = Vec::with_capacity(file.history.len());
    for told in &file.history {
        let by = match &told.event {
            Event::Published { by, .. } if by == publishing::SCHEDULER => "定时发布".into(),
            _ => people.of(desk.ledger(), &told.by).await?,
        };
        steps.push(story::step(words::moment(told.at), by, &told.event));
    }
    Ok(steps)
}

fn edition(edition: &office::publication::Edition) -> String {
    let why = if edition.why.is_empty() { "首次发布".to_owned() } else { edition.why.clone() };
    let hidden = match (&edition.taken_down, &edition.hiding_agreed) {
        _ if edition.hidden => "（已撤回，不再公开）",
        (Some(_), _) => "（已隐去，不再公开）",
        (None, Some(_)) => "（已同意隐去，待发布人员办理）",
        (None, None) => "",
    };
    format!("第{}版　{}　{why}{hidden}", edition.number, words::moment(edition.at))
}

/// The content of an attachment, looked at by the scanner where it was not yet.
async fn content(desk: &Desk, me: &Account, attachment: &Attachment) -> Result<Vec<u8>, Fail> {
    let bytes = desk.publishing.file_of(attachment).await?;
    desk.opened(&me.id, &attachment.name, bytes).await
}

/// GET /desk/items/{item}/files/work.1: an attachment of the edition under way, or of one that was published.
pub async fn show_file(
    State(desk): State<Desk>,
    Path((item, number)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let file = names::find(&desk, &item).await?;
    let attachment = attached(&file, &number)?;
    let bytes = content(&desk, &me, attachment).await?;
    Ok(answer::private(&attachment.name, &attachment.media, bytes))
}

/// GET /desk/items/{item}/files/work.1/pages/3: a page of it, or its picture.
pub async fn show_page(
    State(desk): State<Desk>,
    Path((item, number, tail)): Path<(String, String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let missing = || Fail::Portal(Error::NotFound);
    let asked = Turn::of(&tail).ok_or_else(missing)?;
    let file = names::find(&desk, &item).await?;
    let attachment = attached(&file, &number)?;
    let previews = desk.publications.previews.clone().ok_or_else(missing)?;
    let read = async || content(&desk, &me, attachment).await;
    let sheet = previews.sheet(Side::Desk, attachment, asked.number, read).await?;
    if asked.picture {
        return Ok(answer::drawn(sheet.map_err(|_| missing())?.png.clone()));
    }
    let path = names::path(&file.item.index);
    let own = format!("{path}/files/{number}");
    let leaf = Leaf::new(&attachment.name, asked.number, &format!("{own}/pages/"), own.clone(), sheet);
    let frame = desk.frame(&format!("附件《{}》第{}页", attachment.name, asked.number), &me);
    Ok(answer::page(&Looked { frame, index: file.item.index.clone(), path, leaf })?)
}

/// `work.1` or `2.1`: of the edition under way, or of one that was published.
fn attached<'a>(file: &'a File, number: &str) -> Result<&'a Attachment, Fail> {
    let missing = || Fail::Portal(Error::NotFound);
    let (edition, number) = number.split_once('.').ok_or_else(missing)?;
    let content = match edition {
        "work" => file.item.work.as_ref().map(|work| &work.content),
        number => {
            file.item.editions.iter().find(|one| one.number.to_string() == number).map(|one| &one.content)
        }
    };
    let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    content.and_then(|content| content.attachments.get(at?)).ok_or_else(missing)
}
