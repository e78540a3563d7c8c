//! 预览：serves the pages over the fake library of the tests, for looking at them and for the browser tests.
//!
//! `cargo run -p web --example preview -- 127.0.0.1:8190`

#[path = "../tests/it/fake.rs"]
mod fake;

use std::sync::Arc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8190".into());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    web::serve(listener, web::router(Arc::new(fake::Fake::new())), std::future::pending()).await?;
    Ok(())
}
