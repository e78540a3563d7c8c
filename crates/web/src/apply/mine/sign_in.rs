//! 申请人用统一身份认证登录　/apply/mine/sign-in: the provider says who somebody is; that opens the own applications and
//! nothing else.

use super::{Citizens, SESSIONS};
use crate::apply::{Fail, Window};
use crate::cookie::Cookie;
use crate::desk::oidc::{Back, Oidc, Started, UnderWay};
use crate::error::Error;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

const UNDER_WAY: UnderWay = UnderWay { kind: "citizen-oidc-started", cookie: Cookie("gongkai-citizen-oidc") };
/// Where somebody may come back to; nowhere else.
const BACK: [&str; 3] = ["/apply/mine", "/apply", "/apply/check"];
const AWAY: &str = "统一身份认证现在连不上，请稍后再试。不登录也可以申请，凭编号和查询码查询进度";
const FAILED: &str = "统一身份认证没有完成，请重新登录。不登录也可以申请，凭编号和查询码查询进度";

pub fn provider(window: &Window) -> Result<Arc<Oidc>, Error> {
    window.library().citizens().ok_or(Error::NotFound)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    back: String,
}

/// GET /apply/mine/sign-in
pub async fn begin(
    State(window): State<Window>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Fail> {
    let (provider, now) = (provider(&window)?, window.desk.now());
    let back = BACK.into_iter().find(|page| *page == asked.back).unwrap_or(BACK[0]);
    let started = Started::new(back, None)?;
    let number = UNDER_WAY.keep(window.ledger(), now, &started).await?;
    let address = tokio::task::spawn_blocking(move || provider.address(&started, now)).await;
    match address.map_err(anyhow::Error::from)? {
        Ok(address) => {
            let cookie = UNDER_WAY.cookie.set(&headers, &number)?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
        }
        Err(error) => {
            tracing::error!("the citizens' identity provider cannot be asked: {error:#}");
            Err(Fail::Page(Error::NotNow(AWAY.into())))
        }
    }
}

/// GET /apply/mine/return
pub async fn finish(
    State(window): State<Window>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Fail> {
    let (provider, ledger, now) = (provider(&window)?, window.ledger(), window.desk.now());
    let failed = || Fail::Page(Error::Forbidden(FAILED.into()));
    let started = UNDER_WAY.take(ledger, now, &headers, (&provider, &back)).await?.ok_or_else(failed)?;
    let (asking, asked) = (provider.clone(), started.clone());
    let claims = tokio::task::spawn_blocking(move || asking.who(&asked, &back.code, now)).await;
    let claims = claims.map_err(anyhow::Error::from)?.map_err(|error| {
        tracing::warn!("a citizen's sign-in by the identity provider failed: {error:#}");
        failed()
    })?;
    let citizens = Citizens { ledger, organ: window.casework().organ(), now };
    let id = citizens.id_of(&provider.settings.issuer, &claims.subject)?;
    // Whoever comes back is not forgotten yet.
    if citizens.find(&id).await?.mine != super::Mine::default() {
        citizens.change(&id, |_| ()).await?;
    }
    let cookie = SESSIONS.begin(ledger, now, &headers, &id).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&started.back)).into_response())
}
