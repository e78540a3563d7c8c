//! 目录与表格：one row an entry, under the headers of the standard directory

use super::entry::{Audience, Entry, Way};
use super::refusal::Refusal;
use law::proactive::directory::Channel;
use law::proactive::scope::Duty;
use law::proactive::term::Term;

/// 表头。
pub const HEADERS: [&str; 11] = [
    "序号",
    "一级事项",
    "二级事项",
    "公开内容（要素）",
    "条例条款",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
    "公开对象",
    "公开方式",
];

pub fn to_row(entry: &Entry) -> [String; 11] {
    let channels: Vec<&str> = entry.channels.iter().map(|channel| channel.label()).collect();
    [
        entry.code.clone(),
        entry.topic.clone(),
        entry.item.clone(),
        entry.content.clone(),
        entry.duty.map(Duty::cite).unwrap_or_default(),
        entry.basis.clone(),
        term_text(entry.term),
        entry.subject.clone(),
        channels.join("；"),
        entry.audience.label().into(),
        entry.way.label().into(),
    ]
}

fn term_text(term: Term) -> String {
    format!("{}个工作日", term.days())
}

/// Rows as a table has them, the headers first; blank rows are passed over.
pub fn from_rows<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> Result<Vec<Entry>, Refusal> {
    let mut rows = rows.into_iter();
    let headers = rows.next().unwrap_or_default();
    let named: Vec<&str> = headers.iter().map(|header| header.trim()).collect();
    let at = |name: &str| named.iter().position(|header| *header == name);
    let places: Option<Vec<usize>> = HEADERS.iter().map(|name| at(name)).collect();
    let places = places.ok_or_else(|| Refusal::Headers(HEADERS.join("、")))?;
    let filled = (2..).zip(rows).filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    filled
        .map(|(number, row)| {
            let cell = |which: usize| row.get(places[which]).map_or("", |cell| cell.trim()).to_owned();
            entry(number, HEADERS.map(|name| cell(HEADERS.iter().position(|one| *one == name).unwrap_or(0))))
        })
        .collect()
}

fn entry(row: usize, cells: [String; 11]) -> Result<Entry, Refusal> {
    let [code, topic, item, content, duty, basis, term, subject, channels, audience, way] = cells;
    Ok(Entry {
        code,
        topic,
        item,
        content,
        duty: duty_of(row, &duty)?,
        basis,
        term: term_of(row, &term)?,
        subject,
        channels: channels_of(row, &channels)?,
        audience: match audience.as_str() {
            "" | "全社会" => Audience::Everybody,
            _ => Audience::Group(audience),
        },
        way: way_of(row, &way)?,
    })
}

fn unknown(row: usize, column: &'static str, text: &str, may: impl Into<String>) -> Refusal {
    Refusal::Cell { row, column, text: text.into(), may: may.into() }
}

fn duty_of(row: usize, text: &str) -> Result<Option<Duty>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = Duty::all().find(|duty| duty.cite() == text || duty.key() == text);
    found
        .map(Some)
        .ok_or_else(|| unknown(row, "条例条款", text, "条例第二十条第（一）项至第（十五）项、条例第二十一条"))
}

fn term_of(row: usize, text: &str) -> Result<Term, Refusal> {
    let days = text.trim_end_matches("个工作日").trim_end_matches("工作日");
    match days.trim().parse() {
        _ if text.is_empty() => Ok(Term::Proactive),
        Ok(20) => Ok(Term::Proactive),
        Ok(7) => Ok(Term::Decision),
        Ok(days) => Ok(Term::Other(days)),
        Err(_) => Err(unknown(row, "公开时限", text, "工作日数，例如“20个工作日”")),
    }
}

fn channels_of(row: usize, text: &str) -> Result<Vec<Channel>, Refusal> {
    let parts = text.split(['；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let channel = |part: &str| {
        let found = Channel::ALL.into_iter().find(|channel| channel.label() == part);
        let may = || Channel::ALL.map(Channel::label).join("；");
        found.ok_or_else(|| unknown(row, "公开渠道和载体", part, may()))
    };
    parts.map(channel).collect()
}

fn way_of(row: usize, text: &str) -> Result<Way, Refusal> {
    match text {
        "" | "主动公开" | "主动" => Ok(Way::Proactive),
        "依申请公开" | "依申请" => Ok(Way::OnRequest),
        _ => Err(unknown(row, "公开方式", text, "主动公开、依申请公开")),
    }
}
