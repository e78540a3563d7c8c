//! 主动公开事项目录　GET、POST /desk/catalogue：拟订、批准、退回

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::{may_see, refusal};
use crate::form::Typed;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::catalogue::{Catalogue, Command, HEADERS, Versions, from_rows, to_row, told};
use office::role::Role;

/// Longest table that is pasted, bytes.
const LONGEST: usize = 400_000;

#[derive(Template)]
#[template(path = "desk/items/catalogue.html")]
struct Show {
    frame: Frame,
    may_propose: bool,
    may_adopt: bool,
    headers: [&'static str; 11],
    /// Each entry of the version in force, and how many items are out under it.
    rows: Vec<([String; 11], u64)>,
    version: Option<String>,
    versions: Vec<Version>,
    /// What the ledger had when this page was made.
    seen: u64,
    /// 指南 lacks these of what 第十二条第二款 asks for.
    guide: Vec<&'static str>,
    guide_article: &'static str,
    proposed: Option<String>,
    changes: Vec<(&'static str, String)>,
    sent_back: Option<String>,
    /// The table as it was pasted, or the one in force to begin from.
    table: String,
    why: String,
    refused: Option<Refused>,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    page(&desk, &me, StatusCode::OK, None, None).await
}

async fn page(
    desk: &Desk,
    me: &super::Account,
    status: StatusCode,
    typed: Option<&Typed>,
    refused: Option<Refused>,
) -> Result<Response, Fail> {
    let seen = desk.publishing.catalogue_version().await?;
    let versions = desk.publishing.catalogue().await?;
    let kept = desk.publishing.catalogue_kept().await?;
    let has = |role| me.roles.contains(&role);
    let table = typed.map_or_else(|| table(versions.current()), |typed| typed.text("table").to_owned());
    let show = Show {
        frame: desk.frame("主动公开事项目录", me),
        may_propose: has(Role::Handler),
        may_adopt: has(Role::DisclosureHead)
            && versions.proposed.as_ref().is_some_and(|(by, _)| *by != me.id),
        headers: HEADERS,
        rows: kept.iter().map(|(entry, n)| (to_row(entry), *n)).collect(),
        version: versions.current().map(described),
        versions: adopted(&versions),
        seen: typed.and_then(|typed| typed.text("version").parse().ok()).unwrap_or(seen),
        guide: crate::portal::missing_of_guide(desk.library().organ()),
        guide_article: law::proactive::directory::GUIDE_ARTICLE,
        proposed: versions
            .proposed
            .as_ref()
            .map(|(_, one)| format!("第{}版，{}，{}条", one.version, one.why, one.entries.len())),
        changes: changes(&versions),
        sent_back: versions.refused.clone(),
        table,
        why: typed.map(|typed| typed.text("why").to_owned()).unwrap_or_default(),
        refused,
    };
    Ok(answer::page_with(status, &show)?)
}

fn described(one: &Catalogue) -> String {
    format!("第{}版　{}批准　{}条　{}", one.version, words::day(one.on), one.entries.len(), one.why)
}

fn changes(versions: &Versions) -> Vec<(&'static str, String)> {
    versions.proposed.as_ref().map(|(_, one)| told(one, versions.current())).unwrap_or_default()
}

/// A version that was adopted, and what it changed.
struct Version {
    said: String,
    path: String,
    changes: Vec<(&'static str, String)>,
}

fn adopted(versions: &Versions) -> Vec<Version> {
    let before = [None].into_iter().chain(versions.adopted.iter().map(Some));
    let version = |(one, before): (&Catalogue, Option<&Catalogue>)| Version {
        said: described(one),
        path: crate::portal::version_path(one.version),
        changes: if before.is_some() { told(one, before) } else { Vec::new() },
    };
    let mut versions: Vec<Version> = versions.adopted.iter().zip(before).map(version).collect();
    versions.reverse();
    versions
}

/// As a spreadsheet copies it.
fn table(current: Option<&Catalogue>) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let rows: Vec<_> = current.map(|one| one.entries.iter().map(to_row).collect()).unwrap_or_default();
    let _ = writer.write_record(HEADERS);
    for row in rows {
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// What a spreadsheet copies: cells with tabs between, those of several lines in quotation marks.
fn rows(table: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    reader
        .into_records()
        .filter_map(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let pasted = typed.text("table");
    if pasted.len() > LONGEST {
        let refused = ("表格太长。请控制在2000条以内。".to_owned(), None);
        return page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), Some(refused)).await;
    }
    let entries = match from_rows(rows(pasted).iter().map(Vec::as_slice)) {
        Ok(entries) => entries,
        Err(error) => return refused(&desk, &me, &typed, error.into()).await,
    };
    let command = Command::Propose { entries, why: typed.text("why").into() };
    carry_out(&desk, &me, &typed, command).await
}

pub async fn adopt(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    carry_out(&desk, &me, &typed, Command::Adopt).await
}

pub async fn refuse(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let command = Command::Refuse { remark: typed.text("remark").into() };
    carry_out(&desk, &me, &typed, command).await
}

async fn carry_out(
    desk: &Desk,
    me: &super::Account,
    typed: &Typed,
    command: Command,
) -> Result<Response, Fail> {
    let calendar = desk.library().calendar();
    let expected = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let order = (command, expected);
    match desk.publishing.plan_catalogue(desk.moment(&calendar), &me.actor(), order).await {
        Ok(()) => Ok(Redirect::to("/desk/catalogue").into_response()),
        Err(error) => refused(desk, me, typed, error).await,
    }
}

async fn refused(
    desk: &Desk,
    me: &super::Account,
    typed: &Typed,
    error: publishing::Error,
) -> Result<Response, Fail> {
    let (status, refused) = refusal(error)?;
    let typed = Some(typed).filter(|typed| !typed.text("table").is_empty());
    page(desk, me, status, typed, Some(refused)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_a_spreadsheet_copies_it() {
        let read = rows("序号\t内容\n1\t\"第一行\n第二行\"\n2\t\n");
        assert_eq!(read, [vec!["序号", "内容"], vec!["1", "第一行\n第二行"], vec!["2", ""]]);
    }
}
