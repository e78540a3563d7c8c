//! 订阅、网站地图与运行检查　GET /feed.atom, /sitemap.xml, /robots.txt, /healthz, /readyz

use crate::error::Error;
use crate::library::item_path;
use crate::message;
use crate::portal::digest;
use crate::portal::disclosure::COLUMNS;
use crate::portal::items::{DOCUMENTS, newest_entries};
use crate::portal::reports::title;
use crate::portal::rules;
use crate::{Portal, Publications};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use law::workday::day_in_beijing;
use publishing::Shelf;
use std::fmt::Write;
use std::time::Duration;

/// Crawlers and readers want whole addresses; ours is the one we were asked under.
pub fn site(headers: &HeaderMap) -> String {
    let secure = text(headers, "x-forwarded-proto") == Some("https");
    format!("{}://{}", if secure { "https" } else { "http" }, host(headers))
}

/// The name we were asked under.
pub fn host(headers: &HeaderMap) -> &str {
    let plain = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    text(headers, "host").filter(plain).unwrap_or("localhost")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

pub async fn atom(State(portal): State<Portal>, headers: HeaderMap) -> Result<impl IntoResponse, Error> {
    let (library, site) = (&portal.library, site(&headers));
    let reports: Vec<_> = library.years().into_iter().filter_map(|year| library.report(year)).collect();
    let (items, last) = match &portal.publications {
        Some(publications) => newest_entries(publications, &site).await?,
        None => Default::default(),
    };
    let dated = reports.iter().map(|report| report.dated).max();
    let updated = match last.filter(|last| dated.is_none_or(|dated| dated <= day_in_beijing(*last))) {
        Some(last) => last.to_string(),
        None => format!("{}T00:00:00+08:00", dated.unwrap_or_else(|| library.today())),
    };
    let organ = escape(&library.organ().name);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>{organ}　政府信息公开</title>\n\
         <id>{site}/</id>\n<link href=\"{site}/feed.atom\" rel=\"self\"/>\n<link href=\"{site}/\"/>\n\
         <updated>{updated}</updated>\n<author><name>{organ}</name></author>\n"
    );
    for report in &reports {
        let (title, year, dated) = (escape(&title(report)), report.year, report.dated);
        let _ = write!(
            out,
            "<entry>\n<title>{title}</title>\n<id>{site}/disclosure/reports/{year}</id>\n\
             <link href=\"{site}/disclosure/reports/{year}\"/>\n<updated>{dated}T00:00:00+08:00</updated>\n\
             <summary>统计期限{year}年1月1日至12月31日。</summary>\n</entry>\n"
        );
    }
    out.push_str(&items);
    out.push_str("</feed>\n");
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], out))
}

pub async fn sitemap(State(portal): State<Portal>, headers: HeaderMap) -> Result<impl IntoResponse, Error> {
    let site = site(&headers);
    let fixed =
        ["/", "/disclosure", "/check", "/clock", "/workday", "/tools", "/about", "/map"].map(String::from);
    let applying = portal.applying.then(|| "/apply".to_owned());
    let digests = portal.digests.is_some().then(|| digest::PATH.to_string());
    let office = applying.into_iter().chain(digests);
    let columns = COLUMNS.map(|column| column.path.to_string());
    let reports = portal.library.years().into_iter().map(|year| format!("/disclosure/reports/{year}"));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let statutes = law::statutes::all().iter().map(rules::path);
    for path in fixed.into_iter().chain(office).chain(columns).chain(statutes).chain(reports) {
        let _ = writeln!(out, "<url><loc>{site}{path}</loc></url>");
    }
    if let Some(publications) = &portal.publications {
        out.push_str("<url><loc>");
        let _ = writeln!(out, "{site}/disclosure/items</loc></url>");
        let _ = writeln!(out, "<url><loc>{site}{DOCUMENTS}</loc></url>");
        let _ = writeln!(out, "<url><loc>{site}{}</loc></url>", crate::portal::SERVICES);
        newest_pages(publications, &site, &mut out).await?;
        newest_answers(publications, &site, &mut out).await?;
    }
    out.push_str("</urlset>\n");
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], out))
}

/// Items a map tells of, the newest; crawlers find the older ones through the lists.
const IN_MAP: usize = 5_000;

async fn newest_pages(publications: &Publications, site: &str, out: &mut String) -> Result<(), Error> {
    let (mut after, mut told) = (None, 0);
    while told < IN_MAP {
        let page = publications.publishing.shelf(&Shelf::All, after.as_ref(), 500).await;
        let page = page.map_err(anyhow::Error::from)?;
        for listed in &page.rows {
            let service = listed.service.as_ref().map(|one| office::service::path(one.thing, &one.id));
            let path = escape(&service.unwrap_or_else(|| item_path(&listed.index)));
            let day = day_in_beijing(listed.updated);
            let _ = writeln!(out, "<url><loc>{site}{path}</loc><lastmod>{day}</lastmod></url>");
        }
        told += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// 咨询留言, those answered last.
async fn newest_answers(publications: &Publications, site: &str, out: &mut String) -> Result<(), Error> {
    let _ = writeln!(out, "<url><loc>{site}{}</loc></url>", message::PATH);
    let shelf = messages::Shelf::All;
    let page = publications.messages.shelf(&shelf, None, 500).await.map_err(anyhow::Error::from)?;
    for open in &page.rows {
        let Some(last) = open.exchanges.last() else { continue };
        let _ = writeln!(
            out,
            "<url><loc>{site}{}</loc><lastmod>{}</lastmod></url>",
            message::path(&open.no),
            last.answered
        );
    }
    Ok(())
}

/// Results of checks, drafts and applications are for those who hold their address or code.
pub async fn robots(headers: HeaderMap) -> String {
    format!(
        "User-agent: *\nDisallow: /check/\nDisallow: /apply/\nDisallow: /subscribe/\nDisallow: /kiosk\nDisallow: /messages/status\nDisallow: /messages/receipt\nSitemap: {}/sitemap.xml\n",
        site(&headers)
    )
}

pub async fn alive() -> &'static str {
    "ok\n"
}

/// Whoever asks takes a slower ledger for one that is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ready once the library answers, and the ledger where there is one.
pub async fn ready(State(portal): State<Portal>) -> Result<String, StatusCode> {
    if let Some(publications) = &portal.publications {
        let (ledger, organ) = (publications.publishing.ledger(), publications.publishing.organ());
        let answered = tokio::time::timeout(PATIENCE, ledger.head(organ)).await;
        if !matches!(answered, Ok(Ok(_))) {
            tracing::error!(?answered, "the ledger does not answer");
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    Ok(format!("ok {} reports\n", portal.library.years().len()))
}

pub fn escape(text: &str) -> String {
    // XML has no place for them, not even escaped.
    let text: String = text.chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
