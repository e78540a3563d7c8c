//! 样式、脚本和图标：in the binary, under names that change with the content, kept by browsers for a year.

use crate::error::Error;
use crate::{Portal, answer};
use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::LazyLock;

struct Asset {
    path: String,
    media_type: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, text: &'static str) -> Asset {
        let path = format!("/assets/{stem}-{}.{extension}", answer::digest(text.as_bytes()));
        Asset { path, media_type, text }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("portal", "css", "text/css; charset=utf-8", include_str!("assets/portal.css"))
});
static DESK_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("desk", "css", "text/css; charset=utf-8", include_str!("assets/desk.css")));
static DESK_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("desk", "js", "text/javascript; charset=utf-8", include_str!("assets/desk.js"))
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("check", "js", "text/javascript; charset=utf-8", include_str!("assets/check.js"))
});
static PASSKEY_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("passkey", "js", "text/javascript; charset=utf-8", include_str!("assets/passkey.js"))
});
static APPLY_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("apply", "js", "text/javascript; charset=utf-8", include_str!("assets/apply.js"))
});
static PRECHECK_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("precheck", "js", "text/javascript; charset=utf-8", include_str!("assets/precheck.js"))
});
static SEARCH_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("search", "js", "text/javascript; charset=utf-8", include_str!("assets/search.js"))
});
static ITEM_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("item", "js", "text/javascript; charset=utf-8", include_str!("assets/item.js"))
});
static KIOSK_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("kiosk", "css", "text/css; charset=utf-8", include_str!("assets/kiosk.css")));
static KIOSK_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("kiosk", "js", "text/javascript; charset=utf-8", include_str!("assets/kiosk.js"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", include_str!("assets/mark.svg")));

pub fn style_path() -> &'static str {
    &STYLE.path
}

pub fn desk_style_path() -> &'static str {
    &DESK_STYLE.path
}

pub fn desk_script_path() -> &'static str {
    &DESK_SCRIPT.path
}

pub fn script_path() -> &'static str {
    &SCRIPT.path
}

pub fn passkey_script_path() -> &'static str {
    &PASSKEY_SCRIPT.path
}

pub fn apply_script_path() -> &'static str {
    &APPLY_SCRIPT.path
}

pub fn precheck_script_path() -> &'static str {
    &PRECHECK_SCRIPT.path
}

pub fn search_script_path() -> &'static str {
    &SEARCH_SCRIPT.path
}

pub fn item_script_path() -> &'static str {
    &ITEM_SCRIPT.path
}

pub fn kiosk_style_path() -> &'static str {
    &KIOSK_STYLE.path
}

pub fn kiosk_script_path() -> &'static str {
    &KIOSK_SCRIPT.path
}

pub fn icon_path() -> &'static str {
    &ICON.path
}

pub fn routes() -> Router<Portal> {
    Router::new().route("/assets/{name}", get(show_asset))
}

async fn show_asset(Path(name): Path<String>) -> Result<Response, Error> {
    let path = format!("/assets/{name}");
    let assets: [&'static Asset; 12] = [
        &STYLE,
        &DESK_STYLE,
        &DESK_SCRIPT,
        &SCRIPT,
        &PASSKEY_SCRIPT,
        &PRECHECK_SCRIPT,
        &APPLY_SCRIPT,
        &SEARCH_SCRIPT,
        &ITEM_SCRIPT,
        &KIOSK_STYLE,
        &KIOSK_SCRIPT,
        &ICON,
    ];
    let asset = assets.into_iter().find(|asset| asset.path == path).ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.text).into_response())
}
