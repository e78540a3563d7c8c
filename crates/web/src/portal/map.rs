//! 网站地图　GET /map：every column and tool of the site on one page

use super::disclosure::COLUMNS;
use super::items::{BASE, broken, shelf_path};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use publishing::Shelf;

type Link = (String, String);

#[derive(Template)]
#[template(path = "portal/map.html")]
struct Map {
    frame: Frame,
    groups: Vec<(&'static str, Vec<Link>)>,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let frame = visit.frame("网站地图");
    let menu = frame.menu().into_iter().map(|item| (item.label.to_owned(), item.path.to_owned()));
    let fixed = COLUMNS.map(|column| (column.label.to_owned(), column.path.to_owned()));
    let mut groups = vec![("主导航", menu.collect()), ("政府信息公开", fixed.to_vec())];
    if let Some(publications) = &portal.publications {
        let columns = publications.publishing.columns().await.map_err(broken)?;
        let link = |name: String| (name.clone(), shelf_path(BASE, &Shelf::Column(name)));
        groups.push(("公开栏目", columns.into_iter().map(|column| link(column.name)).collect()));
    }
    let mut rest = vec![
        ("报告核对", "/check"),
        ("期限推算", "/clock"),
        ("工作日推算", "/workday"),
        ("关于本站", "/about"),
        ("无障碍声明", "/about#accessibility"),
        ("订阅更新（Atom）", "/feed.atom"),
    ];
    if frame.mails {
        rest.push(("邮件订阅", "/subscribe"));
    }
    if portal.publications.is_some() {
        rest.insert(0, ("公开的登记", super::registers::BASE));
        rest.insert(0, ("查询我的留言", "/messages/status"));
    }
    if frame.applying {
        rest.insert(0, ("查询申请的进度", "/apply/track"));
    }
    groups.push(("其他", rest.into_iter().map(|(label, path)| (label.into(), path.into())).collect()));
    groups.retain(|(_, links): &(_, Vec<Link>)| !links.is_empty());
    answer::page(&Map { frame, groups })
}
