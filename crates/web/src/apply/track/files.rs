//! 下载文书、答复和附件　GET /apply/track/{no}/files/{file}

use super::opened;
use crate::answer;
use crate::apply::{Fail, Window};
use crate::error::Error;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::case::{Filed, Purpose, shown_to_applicant};

/// What is not for the applicant is not there.
pub async fn get(
    State(window): State<Window>,
    Path((no, number)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let file = opened(&window, &headers, &no).await?;
    let shown = shown_to_applicant(&file.case);
    let found = shown.into_iter().find(|filed| filed.file == number).ok_or(Fail::Page(Error::NotFound))?;
    let bytes = window.casework().unseal(&found.content).await?;
    Ok(answer::private(&found.name, &found.media, bytes))
}

/// A file to take away, as the pages list it.
pub struct Line {
    pub path: String,
    pub name: String,
    pub size: String,
}

pub fn line(no: &str, filed: &Filed) -> Line {
    let number = match &filed.purpose {
        Purpose::Letter { document_no, .. } if !document_no.is_empty() => format!("{document_no}，"),
        _ => String::new(),
    };
    let bytes = usize::try_from(filed.bytes).unwrap_or(usize::MAX);
    Line {
        path: format!("{}/files/{}", super::path(no), filed.file),
        name: filed.name.clone(),
        size: format!("{number}{}", crate::words::size(bytes)),
    }
}
