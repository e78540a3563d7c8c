//! 接待：accepts connections, bounds them, and lets those under way finish when it is told to stop.

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// Time to send the head of a request. Without it a few idle senders would hold every place.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
const CONNECTIONS: usize = 2_048;
/// How long requests under way may still take after the order to stop.
const LAST_ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `shutdown` completes.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let under_way = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let place = places.clone().acquire_owned().await.map_err(std::io::Error::other)?;
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = connection(stream, peer, router.clone());
                    let watched = under_way.watch(connection);
                    tokio::spawn(async move {
                        // A reader who goes away in the middle is no fault of ours.
                        if let Err(error) = watched.await {
                            tracing::debug!(%error, "connection ended early");
                        }
                        drop(place);
                    });
                }
                // Out of file descriptors, mostly: those in use come free in a moment.
                Err(error) => {
                    tracing::warn!(%error, "failed to accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(LAST_ANSWERS_WITHIN, under_way.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests still under way");
    }
    Ok(())
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
}
