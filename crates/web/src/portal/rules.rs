//! 政府信息公开制度　GET /disclosure/rules, /disclosure/rules/{name}, /disclosure/rules/{name}.txt

use super::disclosure::{HERE as ABOVE, RULES};
use crate::answer;
use crate::error::Error;
use crate::page::{Frame, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use law::statutes::{self, Chapter, Statute};

pub fn path(statute: &Statute) -> String {
    format!("{}/{}", RULES.path, statute.name)
}

#[derive(Template)]
#[template(path = "portal/rules.html")]
struct List {
    frame: Frame,
    texts: [Text; 8],
}

/// A text the work is bound by.
struct Text {
    title: &'static str,
    number: &'static str,
    about: &'static str,
}

impl Text {
    /// Where it can be read whole, if we hold it.
    fn path(&self) -> Option<String> {
        statutes::all().iter().find(|statute| statute.title == self.title).map(path)
    }
}

const TEXTS: [Text; 8] = [
    Text {
        title: "中华人民共和国政府信息公开条例",
        number: "国务院令第711号，2019年5月15日起施行",
        about: "公开的主体、范围、程序和监督。",
    },
    Text {
        title: "中华人民共和国政府信息公开工作年度报告格式",
        number: "国办公开办函〔2021〕30号",
        about: "年度报告的六个部分和三张统计表。",
    },
    Text {
        title: "政府信息公开信息处理费管理办法",
        number: "国办函〔2020〕109号",
        about: "申请数量、频次明显超过合理范围时的收费标准和程序。",
    },
    Text {
        title: "关于政府信息公开期限有关问题的解释",
        number: "国办公开办函〔2015〕207号",
        about: "收到申请之日怎样确定。",
    },
    Text {
        title: "关于政府信息公开处理决定送达问题的解释",
        number: "国办公开办函〔2016〕235号",
        about: "直接送达、委托送达和邮寄送达各以哪一天为准。",
    },
    Text {
        title: "关于规范政府信息公开平台有关事项的通知",
        number: "国办公开办函〔2019〕61号",
        about: "网站“政府信息公开”栏目的名称、位置和内容。",
    },
    Text {
        title: "关于做好规章集中公开并动态更新工作的通知",
        number: "国办公开办函〔2021〕33号",
        about: "现行有效规章怎样集中公开。",
    },
    Text {
        title: "中华人民共和国行政复议法",
        number: "2023年修订，2024年1月1日起施行",
        about: "对公开决定不服时的救济途径。",
    },
];

pub async fn list(visit: Visit) -> Result<Response, Error> {
    answer::page(&List { frame: visit.frame(RULES.label).under(ABOVE.0, ABOVE.1), texts: TEXTS })
}

#[derive(Template)]
#[template(path = "portal/statute.html")]
struct Reading {
    frame: Frame,
    statute: &'static Statute,
    path: String,
}

impl Reading {
    /// «第一条至第九条»
    fn range(&self, chapter: &Chapter) -> String {
        let labels = (chapter.articles().next(), chapter.articles().last());
        match labels {
            (Some(first), Some(last)) if first == last => first.label.to_string(),
            (Some(first), Some(last)) => format!("{}至{}", first.label, last.label),
            (None, _) | (_, None) => String::new(),
        }
    }
}

/// `regulation` is the page, `regulation.txt` the text to take away.
pub async fn show(Path(name): Path<String>, headers: HeaderMap, visit: Visit) -> Result<Response, Error> {
    let (name, plain) = name.strip_suffix(".txt").map_or((name.as_str(), false), |name| (name, true));
    let statute = Statute::find(name).ok_or(Error::NotFound)?;
    if plain {
        let file = format!("{}.txt", statute.title);
        return Ok(answer::file(&headers, &file, "text/plain; charset=utf-8", statute.plain_text().into()));
    }
    let frame = visit.frame(statute.title).under(ABOVE.0, ABOVE.1).under(RULES.label, RULES.path);
    answer::page(&Reading { frame, statute, path: path(statute) })
}
