//! gongkai serve：打开门户。

use crate::channels as elsewhere;
use crate::clamd::Clamd;
use crate::cli::{Output, Serve};
use crate::library::Folder;
use crate::links::{self, Asker};
use crate::mail::{self, Mailer};
use crate::{Verdict, drafts, log_archive, office_ledger, output, publications};
use anyhow::{Context, bail};
use serde_json::json;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use web::Library;
use web::desk::Desk;

pub fn run(args: Serve, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    if !args.data.dir.is_dir() {
        bail!(
            "数据目录《{}》不存在。请用 --data 指明，或者运行 gongkai demo 查看演示。",
            args.data.dir.display()
        );
    }
    let listener = listen(&args.listen.address)?;
    open(&args.data.dir, args.database.url.as_deref(), listener, format, out)?;
    Ok(Verdict::Fine)
}

/// Takes the address before anything else is done: whoever finds it taken should not have waited first.
pub fn listen(address: &str) -> anyhow::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address).map_err(|error| refused(address, error))?;
    listener.set_nonblocking(true).context("failed to prepare the address listened on")?;
    Ok(listener)
}

/// Serves the portal over a data folder until told to stop.
pub fn open(
    data: &Path,
    database: Option<&str>,
    listener: std::net::TcpListener,
    format: Output,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let library = Arc::new(Folder::open(data)?.with_database(database));
    let antivirus = Clamd::of(data)?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener).context("failed to listen")?;
        let at = listener.local_addr().context("failed to learn the address listened on")?;
        announce(at, data, format, out)?;
        tracing::info!(%at, data = %data.display(), "serving");
        let casework = office_ledger::casework(data, database, library.organ()).await?;
        let publications = publications::open(data, casework.ledger().clone(), casework.organ())?;
        if let Err(error) = drafts::settle(data, &publications.publishing).await {
            tracing::error!("failed to settle the published reports: {error:#}");
        }
        library.follow(publications.publishing.clone());
        let mailer = Mailer::new(data.to_owned(), library.clone(), casework.clone());
        let mailer = mailer.with_publications(publications.clone());
        let asking = links::keep_asking(Asker::new()?, library.clone(), publications.publishing.clone());
        let settings = library.channels();
        let net = Arc::new(elsewhere::Net::new(settings.clone()));
        let channels = channels::Channels::new(publications.publishing.clone(), settings);
        let sending = elsewhere::keep_sending(channels, library.clone(), net);
        let answering = keep_answering(publications.clone(), library.clone());
        let desk = Desk::new(library.clone(), casework, publications, crate::now);
        let desk = match antivirus {
            Some(clamd) => desk.with_antivirus(Arc::new(clamd)),
            None => desk,
        };
        let tasks = [
            tokio::spawn(keep_current(desk.clone(), data.to_owned())),
            tokio::spawn(keep_publishing(desk.clone())),
            tokio::spawn(mail::keep_sending(mailer)),
            tokio::spawn(asking),
            tokio::spawn(sending),
            tokio::spawn(answering),
        ];
        web::serve(listener, web::router_with_desk(library, desk), stop())
            .await
            .context("failed to serve")?;
        // A mail that is cut short here is held until its lease ends, and sent again after that.
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        tracing::info!("stopped");
        Ok(())
    })
}

/// Hourly, so that a day that begins is noticed soon after midnight, also after a clock was set.
const LOOK_AGAIN: Duration = Duration::from_secs(60 * 60);

async fn keep_current(desk: Desk, data: PathBuf) {
    let mut hours = tokio::time::interval(LOOK_AGAIN);
    loop {
        hours.tick().await;
        match desk.refresh().await {
            Ok(changed) => tracing::debug!(changed, "deadlines are as of today"),
            Err(error) => tracing::error!("failed to bring deadlines up to date: {error:#}"),
        }
        let casework = desk.casework();
        match log_archive::keep_term(casework.ledger(), casework.organ(), &data, crate::now()).await {
            Ok(0) => {}
            Ok(dropped) => tracing::info!(dropped, "months of the access log were written out and dropped"),
            Err(error) => tracing::error!("failed to keep the term of the access log: {error:#}"),
        }
        let booking = booking::Booking::new(casework.ledger().clone(), casework.organ());
        match booking.forget_due(crate::now(), crate::today()).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "contacts of past bookings were deleted"),
            Err(error) => tracing::error!("failed to delete contacts of past bookings: {error}"),
        }
    }
}

/// An item set for an hour appears within a minute of it.
const LOOK_FOR_DUE: Duration = Duration::from_secs(60);

async fn keep_publishing(desk: Desk) {
    let mut minutes = tokio::time::interval(LOOK_FOR_DUE);
    loop {
        minutes.tick().await;
        match desk.publish_due().await {
            Ok(0) => {}
            Ok(published) => tracing::info!(published, "scheduled items were published"),
            Err(error) => tracing::error!("failed to publish what is due: {error:#}"),
        }
        match desk.rescan().await {
            Ok(came) if came == web::desk::Rescanned::default() => {}
            Ok(came) => tracing::info!(?came, "files taken unchecked were shown to the virus scanner"),
            Err(error) => tracing::error!("failed to look at files taken unchecked: {error:#}"),
        }
    }
}

/// Passages to answer with, and their vectors where there is a model: at the start, so that nobody waits for them, and
/// after what changed.
const LOOK_FOR_PASSAGES: Duration = Duration::from_secs(60);

async fn keep_answering(publications: web::Publications, library: Arc<Folder>) {
    let mut minutes = tokio::time::interval(LOOK_FOR_PASSAGES);
    loop {
        minutes.tick().await;
        match publications.follow_questions(&*library).await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "passages were given their vectors"),
            Err(error) => tracing::error!("failed to keep the passages of answers: {error:#}"),
        }
    }
}

fn announce(at: SocketAddr, data: &Path, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    let host = if at.ip().is_unspecified() { "127.0.0.1".into() } else { at.ip().to_string() };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let url = format!("http://{host}:{}/", at.port());
    match format {
        Output::Json => output::json(out, &json!({"url": url, "data": data}))?,
        // In one piece: whoever reads the first line only and goes away must not end the serving.
        Output::Text => {
            let text = format!("门户已打开：{url}\n工作台在 {url}desk\n按 Ctrl+C 停止。\n");
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(out.flush()?)
}

fn refused(address: &str, error: std::io::Error) -> anyhow::Error {
    let what = match error.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "地址 {address} 已被其他程序占用。请关闭那个程序，或者用 --listen 换一个端口，如 --listen 127.0.0.1:8181。"
            )
        }
        ErrorKind::PermissionDenied => {
            format!("没有权限使用 {address}。1024 以下的端口需要管理员权限，请用 --listen 换一个端口。")
        }
        ErrorKind::AddrNotAvailable => format!("本机没有 {address} 这个地址。请用 --listen 改正。"),
        _ => format!("地址“{address}”不能使用。请写成 127.0.0.1:8180 的样子。"),
    };
    anyhow::Error::from(error).context(what)
}

/// Completes on Ctrl+C or, where there are such, when the service manager says so.
async fn stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
