//! A writer killed at any moment loses nothing it had acknowledged. GONGKAI_KILL_TIMES says how often; 5 without it.

use crate::stores::{Fresh, key, on_every_lasting_store};
use ledger::{Hash, Ledger};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

fn times() -> u32 {
    std::env::var("GONGKAI_KILL_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(5)
}

/// Beside the test's own program: cargo builds examples with the tests.
fn appender() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples/appender")
}

fn start(url: &str) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(appender());
    command.args([url, &key().text(), "4"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("cargo test builds the example appender");
    let stdout = child.stdout.take().unwrap();
    (child, BufReader::new(stdout))
}

/// What it acknowledged until it was killed: at a moment nobody planned, after `acts` acts and some more time.
fn acknowledged(url: &str, acts: usize, then: Duration) -> Vec<(u64, Hash)> {
    let (mut child, output) = start(url);
    let mut lines = output.lines();
    let mut acknowledged: Vec<String> = lines.by_ref().take(acts).map(|line| line.unwrap()).collect();
    assert_eq!(acknowledged.len(), acts, "the appender ended by itself");
    // The moment is to fall anywhere within the next act: the test does not depend on how long this takes.
    std::thread::park_timeout(then);
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines.map_while(Result::ok));
    let parse = |line: &String| {
        let (seq, hash) = line.split_once(' ')?;
        Some((seq.parse().ok()?, Hash::parse(hash)?))
    };
    // The last line may be cut off where the kill fell into its write.
    acknowledged.iter().filter_map(parse).collect()
}

async fn check(ledger: &Ledger, acknowledged: &[(u64, Hash)]) {
    let verified = ledger.verify("organ", &[]).await.unwrap();
    assert_eq!(verified.fault, None);
    for (seq, hash) in acknowledged {
        let kept = ledger.entry("organ", *seq).await.unwrap().map(|entry| entry.hash);
        assert_eq!(kept, Some(*hash), "act {seq} was acknowledged and is lost");
    }
    let head = ledger.head("organ").await.unwrap();
    assert_eq!(ledger.count("organ", "case", "all").await.unwrap(), head.seq);
    let next = ledger.transact("organ", async |tx| Err::<(), _>(Number(tx.next_number("受理").await))).await;
    // Asked for and given back: the work failed.
    let Err(Number(Ok(next))) = next else { panic!("no number") };
    assert_eq!(next, head.seq + 1);
}

struct Number(Result<u64, ledger::Error>);

impl From<ledger::Error> for Number {
    fn from(error: ledger::Error) -> Number {
        Number(Err(error))
    }
}

#[test]
fn whoever_is_killed_loses_no_acknowledged_act() {
    on_every_lasting_store(async |store: &Fresh| {
        let mut sum = 0;
        for time in 0..times() {
            let then = Duration::from_micros(u64::from(time) * 1_237 % 10_000);
            let some = acknowledged(&store.url, 1 + time as usize % 13, then);
            let ledger = store.open().await;
            check(&ledger, &some).await;
            ledger.close().await.unwrap();
            sum += some.len();
        }
        eprintln!("killed {} times, {sum} acknowledged acts, none lost", times());
    });
}
