//! Appends without end and prints each acknowledged place, to be killed by a test: appender URL KEY WRITERS.
#![allow(clippy::print_stdout, reason = "what it prints is what the test reads")]

use jiff::Timestamp;
use ledger::{Entry, Error, Item, Key, Ledger, NewEvent, Options, Tx};
use std::io::Write;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [url, key, writers] = arguments()?;
    let ledger = Ledger::open(Options::new(url, Key::parse(&key)?)).await?;
    let mut running = tokio::task::JoinSet::new();
    for writer in 0..writers.parse()? {
        running.spawn(append(ledger.clone(), writer));
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

fn arguments() -> Result<[String; 3], String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.try_into().map_err(|_| "appender URL KEY WRITERS".into())
}

/// An act as the desk makes them: a number, sealed data, an event, the table people read.
async fn append(ledger: Ledger, writer: u32) -> Result<(), Error> {
    let stream = format!("case/{writer}");
    loop {
        let work = async |tx: Tx| {
            let expected = tx.version(&stream).await?;
            let number = tx.next_number("受理").await?;
            let body = format!("{{\"number\":{number},\"name\":{}}}", sealed(&tx).await?);
            let event = NewEvent::new("case.noted", body);
            let entry =
                tx.append(&stream, expected, "appender", Timestamp::UNIX_EPOCH, &[event]).await?.remove(0);
            tx.put(&Item::new("case", entry.hash.to_string(), entry.version, "{}").under("all", "")).await?;
            Ok::<_, Error>(entry)
        };
        acknowledge(&ledger.transact("organ", work).await?);
    }
}

async fn sealed(tx: &Tx) -> Result<String, Error> {
    let sealed = tx.seal("张三".as_bytes()).await?;
    Ok(format!("{{\"sealed\":\"{}\",\"digest\":\"{}\"}}", sealed.sealed, sealed.digest))
}

/// One write, so that a line is printed wholly or not at all.
fn acknowledge(entry: &Entry) {
    let line = format!("{} {}\n", entry.seq, entry.hash);
    // Whoever reads has gone: there is nobody to tell.
    let _ = std::io::stdout().write_all(line.as_bytes());
    let _ = std::io::stdout().flush();
}
