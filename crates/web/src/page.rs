//! 页面的框架：mast, navigation, banner and footer, the same on every page.

use crate::assets;
use crate::kiosk::{self, Kiosk};
use crate::portal::feeds;
use crate::{Library, Portal};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use office::annual_report::Organ;
use office::site::Site;
use std::convert::Infallible;
use std::sync::Arc;

/// Who asks for what: what the frame needs to know of a request.
pub struct Visit {
    library: Arc<dyn Library>,
    path: String,
    here: String,
    large: bool,
    applying: bool,
    publishing: bool,
    /// As the public reaches the site.
    address: String,
    /// The person at a touch screen, where it is one.
    kiosk: Option<String>,
}

impl Visit {
    pub fn of(portal: &Portal, uri: &Uri, headers: &HeaderMap) -> Visit {
        let here = uri.path_and_query().map_or("/", |whole| whole.as_str()).to_string();
        let large = size_asked(uri).unwrap_or_else(|| size_kept(headers));
        let (library, applying) = (portal.library.clone(), portal.applying);
        let publishing = portal.publications.is_some();
        let settled = library.site().address.clone();
        let address = if settled.is_empty() { feeds::site(headers) } else { settled };
        let (path, kiosk) = (uri.path().to_string(), kiosk::mark(headers));
        Visit { library, path, here, large, applying, publishing, address, kiosk }
    }

    /// As the public reaches the site, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the zone of the touch screen is called.
    pub fn zone(&self) -> String {
        self.library.site().kiosk.zone.clone()
    }

    pub fn frame(&self, title: &str) -> Frame {
        let site = self.library.site();
        let kiosk = self.kiosk.clone().map(|mark| Kiosk { mark, idle: site.kiosk.idle_seconds });
        Frame {
            kiosk,
            organ: self.library.organ().clone(),
            site,
            demonstration: self.library.demonstration(),
            title: title.to_string(),
            path: self.path.clone(),
            here: self.here.clone(),
            large: self.large,
            applying: self.applying,
            publishing: self.publishing,
            mails: self.publishing && self.library.mails(),
            address: self.address.clone(),
            wide: false,
            crumbs: Vec::new(),
            script: None,
            meta: Vec::new(),
            data: None,
            feed: None,
        }
    }
}

/// `?size=large` holds for one page and needs no cookie.
fn size_asked(uri: &Uri) -> Option<bool> {
    let query = uri.query()?;
    query.split('&').find_map(|pair| match pair {
        "size=large" => Some(true),
        "size=normal" => Some(false),
        _ => None,
    })
}

/// The cookie of whoever chose large type.
pub const LARGE: &str = "size=large";

pub fn size_kept(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).any(|pair| pair.trim() == LARGE)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit
where
    Portal: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visit, Infallible> {
        Ok(Visit::of(&Portal::from_ref(state), &parts.uri, &parts.headers))
    }
}

/// What stands around the content of a page.
pub struct Frame {
    pub organ: Organ,
    pub site: Arc<Site>,
    pub demonstration: bool,
    pub title: String,
    path: String,
    /// Path and query, to come back to after a change of type size.
    pub here: String,
    pub large: bool,
    /// Applications are taken here.
    pub applying: bool,
    /// Items are published here.
    pub publishing: bool,
    /// What is published can be had by mail.
    pub mails: bool,
    /// `https://www.example.gov.cn`
    pub address: String,
    /// On a touch screen.
    pub kiosk: Option<Kiosk>,
    pub wide: bool,
    pub crumbs: Vec<(String, String)>,
    pub script: Option<&'static str>,
    /// Tags of the page, as 国办函〔2020〕47号 names them.
    pub meta: Vec<(&'static str, String)>,
    /// The page as data for search engines: JSON-LD.
    pub data: Option<String>,
    /// Title and address of the page's own feed.
    pub feed: Option<(String, String)>,
}

impl Frame {
    pub fn with_meta(self, meta: Vec<(&'static str, String)>) -> Frame {
        Frame { meta, ..self }
    }

    /// Nothing in it can end the element it stands in.
    pub fn with_data(self, data: serde_json::Value) -> Frame {
        Frame { data: Some(data.to_string().replace('<', "\\u003c")), ..self }
    }

    pub fn with_feed(self, title: &str, path: &str) -> Frame {
        Frame { feed: Some((title.into(), path.into())), ..self }
    }

    pub fn under(mut self, title: &str, path: &str) -> Frame {
        self.crumbs.push((title.to_string(), path.to_string()));
        self
    }

    pub fn wide(self) -> Frame {
        Frame { wide: true, ..self }
    }

    pub fn with_script(self, script: &'static str) -> Frame {
        Frame { script: Some(script), ..self }
    }

    /// On the whole page: large type, touch screen.
    pub fn classes(&self) -> &'static str {
        match (self.large, self.kiosk.is_some()) {
            (true, true) => "large kiosk",
            (true, false) => "large",
            (false, true) => "kiosk",
            (false, false) => "",
        }
    }

    /// A picture to scan that leads to a page of ours, where this is a touch screen.
    pub fn code(&self, path: &str, name: &str) -> Option<String> {
        self.kiosk.as_ref().map(|_| kiosk::svg(&format!("{}{path}", self.address), name))
    }

    /// Of the counter in the zone.
    pub fn counter_telephone(&self) -> &str {
        let own = &self.site.kiosk.telephone;
        if own.is_empty() { &self.organ.telephone } else { own }
    }

    /// The page a touch screen waits at.
    pub fn at_start(&self) -> bool {
        self.path == "/kiosk"
    }

    pub fn kiosk_style(&self) -> &'static str {
        assets::kiosk_style_path()
    }

    pub fn kiosk_script(&self) -> &'static str {
        assets::kiosk_script_path()
    }

    /// 主办单位
    pub fn sponsor(&self) -> &str {
        if self.site.sponsor.is_empty() { &self.organ.name } else { &self.site.sponsor }
    }

    /// 网站域名, as the tag SiteDomain names it.
    pub fn domain(&self) -> &str {
        self.address.split_once("://").map_or("", |(_, domain)| domain)
    }

    /// 底部功能区: what the footer tells of the site, with where a number leads that can be looked up.
    pub fn registered(&self) -> Vec<(&'static str, String, Option<&'static str>)> {
        let site = &self.site;
        let lines = [
            ("网站标识码", &site.site_code, "演示站点，未编制", None),
            ("ICP备案号", &site.icp, "演示站点，未备案", Some("https://beian.miit.gov.cn/")),
            ("公安备案号", &site.police, "演示站点，未备案", Some("https://beian.mps.gov.cn/")),
        ];
        let told = lines.into_iter().filter_map(|(label, value, instead, at)| match value.as_str() {
            "" => self.demonstration.then(|| (label, instead.to_owned(), None)),
            value => Some((label, value.to_owned(), at)),
        });
        told.collect()
    }

    pub fn style(&self) -> &'static str {
        assets::style_path()
    }

    pub fn icon(&self) -> &'static str {
        assets::icon_path()
    }

    /// What lists of results say of the page, where it has no description of its own.
    pub fn description(&self) -> Option<String> {
        let own = |name: &str| self.meta.iter().find(|(tag, _)| *tag == name).map(|(_, text)| text.as_str());
        if own("Description").is_some() {
            return None;
        }
        let about = own("ColumnDescription").filter(|about| !about.is_empty()).unwrap_or(SITE);
        Some(format!("{}　{}：{about}", self.organ.name, self.title))
    }

    /// «标题 - 机关», as a browser tab shows it.
    pub fn whole_title(&self) -> String {
        if self.path == "/" {
            format!("{}　政府信息公开", self.organ.name)
        } else {
            format!("{} - {}", self.title, self.organ.name)
        }
    }

    pub fn menu(&self) -> Vec<MenuItem> {
        let open = |(_, path): &(&str, &str)| match *path {
            APPLY => self.applying,
            ITEMS | SEARCH | SERVICES | ASK | MESSAGES => self.publishing,
            _ => true,
        };
        let current = self.current();
        MENU.into_iter()
            .filter(open)
            .map(|(label, path)| MenuItem { label, path, current: Some(path) == current })
            .collect()
    }

    /// The entry that the page is under, the nearest of several.
    fn current(&self) -> Option<&'static str> {
        let own = MENU.into_iter().map(|(_, path)| (path, path)).chain(UNDER);
        let around = own.filter(|(path, _)| self.within(path));
        around.max_by_key(|(path, _)| path.len()).map(|(_, entry)| entry)
    }

    fn within(&self, path: &str) -> bool {
        self.path == path
            || (path != "/" && self.path.starts_with(path) && self.path[path.len()..].starts_with('/'))
    }
}

/// What the whole site is for.
const SITE: &str =
    "主动公开的政府信息、政策文件及解读、政府信息公开指南、制度、目录和年度报告，依申请公开的提交和查询。";
const APPLY: &str = "/apply";
const ITEMS: &str = "/disclosure/items";
const SEARCH: &str = "/search";
const ASK: &str = crate::asking::PATH;
const MESSAGES: &str = crate::message::PATH;
const SERVICES: &str = crate::portal::SERVICES;
const TOOLS: &str = crate::portal::TOOLS;
const MENU: [(&str, &str); 10] = [
    ("首页", "/"),
    ("政府信息公开", "/disclosure"),
    ("公开信息", ITEMS),
    ("办事服务", SERVICES),
    ("检索", SEARCH),
    ("问一问", ASK),
    ("咨询留言", MESSAGES),
    ("依申请公开", APPLY),
    ("年度报告", "/disclosure/reports"),
    ("常用工具", TOOLS),
];
/// What stands under an entry of the menu without its address.
const UNDER: [(&str, &str); 3] = [("/check", TOOLS), ("/clock", TOOLS), ("/workday", TOOLS)];

pub struct MenuItem {
    pub label: &'static str,
    pub path: &'static str,
    pub current: bool,
}
