//! 外部链接的检查：against a server of our own; what leads into the inner network is not followed.

use crate::digests::Newsroom;
use crate::office::block_on;
use gongkai::links::{Asker, round};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use web::links::{self, State};

/// Answers by the path, and notes what it was asked.
#[derive(Clone)]
struct Server {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn open() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server { at: listener.local_addr().unwrap(), asked: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 4096];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                serving.asked.lock().unwrap().push(path.clone());
                let answer = match path.as_str() {
                    "/ok" => "200 OK\r\nContent-Length: 0",
                    "/who" => "403 Forbidden",
                    "/moved" => "302 Found\r\nLocation: /ok",
                    "/circle" => "301 Moved\r\nLocation: /circle",
                    "/inside" => "302 Found\r\nlocation: http://10.0.0.1/admin",
                    "/broken" => "503 Busy",
                    "/silent" => {
                        tokio::spawn(async move {
                            tokio::time::sleep(Duration::from_secs(5)).await;
                            drop(stream)
                        });
                        continue;
                    }
                    _ => "404 Not Found",
                };
                let _ = stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await;
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn own(at: SocketAddr) -> bool {
    at.ip().is_loopback()
}

fn asker() -> Asker {
    Asker::new().unwrap().reaching(own, Duration::from_millis(500))
}

#[test]
fn what_is_there_is_told_from_what_is_not() {
    block_on(async {
        let (server, asker) = (Server::open().await, asker());
        for (path, dead) in [
            ("/ok", None),
            ("/who", None),
            ("/moved", None),
            ("/gone", Some("404")),
            ("/broken", Some("503")),
            ("/circle", Some("转来转去")),
            ("/silent", Some("没有答复")),
            ("/inside", Some("内部网络")),
        ] {
            let state = asker.ask(&server.url(path)).await;
            let told = match &state {
                State::Alive => None,
                State::Dead(why) | State::Unasked(why) => Some(why.as_str()),
            };
            match dead {
                None => assert_eq!(told, None, "{path}"),
                Some(words) => assert!(told.is_some_and(|why| why.contains(words)), "{path}: {told:?}"),
            }
        }
        assert!(!server.taken().iter().any(|path| path == "/admin"));
        assert!(matches!(asker.ask("ftp://a.cn/x").await, State::Unasked(_)));
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let state = asker.ask(&format!("http://{closed}/")).await;
        assert!(matches!(state, State::Dead(why) if why.contains("连接不上")));
    });
}

#[test]
fn as_it_is_delivered_it_asks_nothing_of_this_machine() {
    block_on(async {
        let server = Server::open().await;
        let asker = Asker::new().unwrap();
        for address in [
            server.url("/ok"),
            format!("http://localhost:{}/ok", server.at.port()),
            "http://127.0.0.1/".into(),
            "http://[::1]/".into(),
        ] {
            let state = asker.ask(&address).await;
            assert!(matches!(&state, State::Dead(why) if why.contains("内部网络")), "{address}: {state:?}");
        }
        assert!(server.taken().is_empty());
    });
}

#[test]
fn each_address_is_asked_once_a_week_and_what_was_found_is_kept() {
    block_on(async {
        let (server, asker) = (Server::open().await, asker());
        let news = Newsroom::open(None).await;
        let body = format!("[甲]({})[乙]({})[丙](/info/1)", server.url("/ok"), server.url("/gone"));
        news.publish_text("2026-03-02T02:00:00Z", "有链接的", "其他", &body).await;
        news.publish_text(
            "2026-03-02T02:30:00Z",
            "还有链接的",
            "其他",
            &format!("[甲]({})", server.url("/ok")),
        )
        .await;
        let publishing = news.publishing();
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let gathered = tokio::sync::Mutex::new(links::Gathered::default());
        let ask = async |now: &str| {
            let mut gathered = gathered.lock().await;
            round(&asker, publishing, &mut gathered, || at(now), Duration::ZERO).await.unwrap()
        };
        assert_eq!(ask("2026-03-02T03:00:00Z").await, 2);
        let mut asked = server.taken();
        asked.sort();
        assert_eq!(asked, ["/gone", "/ok"]);
        assert_eq!(ask("2026-03-09T02:59:59Z").await, 0);
        assert!(server.taken().is_empty());
        let found = links::asked(publishing.ledger(), publishing.organ(), &server.url("/gone"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.state, found.at), (State::Dead("对方答复404".into()), at("2026-03-02T03:00:00Z")));
        assert_eq!(ask("2026-03-09T03:00:00Z").await, 2);
        // What is published later is read beside it.
        let body = format!("[甲]({})", server.url("/who"));
        news.publish_text("2026-03-09T04:00:00Z", "后来的", "其他", &body).await;
        assert_eq!(ask("2026-03-09T05:00:00Z").await, 1);
    });
}
