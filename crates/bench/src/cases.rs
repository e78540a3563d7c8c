//! The desk of an office with many cases: its pages over HTTP, as a clerk's browser gets them, at two sizes. The cases
//! are the demonstration's, every one with its whole history, copied by the database under new numbers and applicants.

use crate::http::Client;
use crate::measure::Table;
use anyhow::{Context, Result, ensure};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SIZES: [u64; 2] = [10_000, 1_000_000];
/// One case in so many is open, as in a busy office at the end of a year.
const OPEN_ONE_IN: u64 = 50;
const ASKED: usize = 200;
const BAR: Duration = Duration::from_millis(10);
/// The demonstration's accounts all have it.
pub const PASSWORD: &str = "gongkai-demo-2024";

pub fn measure(table: &mut Table) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("gongkai-bench-cases-{}", std::process::id()));
    let ended = in_folder(table, &folder);
    std::fs::remove_dir_all(&folder)?;
    ended
}

fn in_folder(table: &mut Table, folder: &Path) -> Result<()> {
    let made =
        gongkai()?.args(["demo", "--no-serve", "--data"]).arg(folder).stdout(Stdio::null()).status()?;
    ensure!(made.success(), "the demonstration was not made");
    let runtime = tokio::runtime::Runtime::new()?;
    let mut earlier: Option<Vec<Duration>> = None;
    let mut copied = 0;
    for size in SIZES {
        let start = Instant::now();
        runtime.block_on(fill(folder, copied, size))?;
        copied = size;
        // A server that has run for a while has nothing left to write from such a day.
        ensure!(Command::new("sync").status()?.success(), "the disk did not take it");
        eprintln!("{size} cases made in {:.0} s", start.elapsed().as_secs_f64());
        let medians = pages(table, folder, size)?;
        if let Some(earlier) = earlier.replace(medians.clone()) {
            let growth = earlier.iter().zip(&medians).map(|(small, large)| large.div_duration_f64(*small));
            let worst = growth.fold(0.0, f64::max);
            table.note("a hundred times the cases: the page that grows most", format!("{worst:.2} times"));
        }
    }
    Ok(())
}

pub fn gongkai() -> Result<Command> {
    let mut program = Command::new(std::env::current_exe()?.with_file_name("gongkai"));
    program.stderr(Stdio::inherit());
    Ok(program)
}

/// A server that ends with this value.
pub struct Server {
    child: Child,
    /// As it announces it: http://127.0.0.1:1234/
    pub url: String,
}

impl Server {
    pub fn start(folder: &Path) -> Result<Server> {
        let mut program = gongkai()?;
        program.args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--data"]).arg(folder);
        let mut server = Server { child: program.stdout(Stdio::piped()).spawn()?, url: String::new() };
        let output = BufReader::new(server.child.stdout.take().context("a pipe")?);
        let told = serde_json::Deserializer::from_reader(output).into_iter::<serde_json::Value>().next();
        server.url =
            told.context("nothing announced")??["url"].as_str().context("the address served")?.to_owned();
        Ok(server)
    }

    /// Its address without the slash at the end.
    pub fn site(&self) -> String {
        self.url.trim_end_matches('/').to_owned()
    }

    /// Its memory as the kernel counts it.
    pub fn resident_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line =
            status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS on this system")?;
        Ok(line.split_whitespace().nth(1).context("VmRSS without a number")?.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn pages(table: &mut Table, folder: &Path, size: u64) -> Result<Vec<Duration>> {
    let start = Instant::now();
    let server = Server::start(folder)?;
    let mut client = Client::open(&server.url)?;
    client.sign_in("jiandu", PASSWORD)?;
    let serving = start.elapsed();
    table.note(format!("{size} cases: from start to signed in"), format!("{:.0} ms", millis(serving)));
    // The server brings deadlines up to date when it starts; a day's work comes after that.
    let start = Instant::now();
    settled(&mut client)?;
    table.note(
        format!("{size} cases: deadlines as of today"),
        format!("{:.1} s", start.elapsed().as_secs_f64()),
    );
    let number = |nth: usize| format!("C{:07}", (nth as u64 * 7_919) % size + 1);
    let figures = |_| "/desk/report/2024".to_owned();
    let mut medians = Vec::new();
    for (what, path) in [
        ("board", &(|_| "/desk".to_owned()) as &dyn Fn(usize) -> String),
        ("case page", &|nth| format!("/desk/cases/{}", number(nth))),
        ("counts of tables three and four", &figures),
        ("the cases behind a figure", &|_| "/desk/counted?list=2024/3.1/natural_person".to_owned()),
    ] {
        let median = median(&mut client, path)?;
        let met = median < BAR;
        table.bar(
            format!("{size} cases: {what}"),
            format!("{:.2} ms", millis(median)),
            "< 10 ms median",
            met,
        );
        medians.push(median);
    }
    Ok(medians)
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Waits until nothing in the background holds pages up: three fast ones in a row.
fn settled(client: &mut Client) -> Result<()> {
    let mut fast = 0;
    while fast < 3 {
        let start = Instant::now();
        client.get("/desk")?;
        fast = if start.elapsed() < BAR * 5 { fast + 1 } else { 0 };
        std::thread::sleep(Duration::from_millis(300));
    }
    Ok(())
}

pub fn median(client: &mut Client, path: &dyn Fn(usize) -> String) -> Result<Duration> {
    let mut times = Vec::with_capacity(ASKED);
    for nth in 0..ASKED {
        let path = path(nth);
        let start = Instant::now();
        let answer = client.get(&path)?;
        times.push(start.elapsed());
        ensure!(answer.status == 200 && answer.body.len() > 1000, "{path}: status {}", answer.status);
    }
    times.sort_unstable();
    Ok(times[ASKED / 2])
}

/// One case of the demonstration, to be copied.
struct Template {
    no: String,
    applicant: String,
    open: bool,
}

/// Copies until there are `size`, beginning after those there are.
async fn fill(folder: &Path, from: u64, size: u64) -> Result<()> {
    let url = format!("sqlite:{}?mode=rw", folder.join("ledger.sqlite").display());
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    db.execute_unprepared("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000").await?;
    let templates = templates(&db).await?;
    let (open, done): (Vec<&Template>, Vec<&Template>) = templates.iter().partition(|one| one.open);
    let opened = from + (size - from) / OPEN_ONE_IN;
    copy_each(&db, &open, from, opened).await?;
    copy_each(&db, &done, opened, size).await?;
    db.execute_unprepared(
        "UPDATE head SET seq = (SELECT MAX(seq) FROM entry WHERE entry.organ = head.organ); ANALYZE; \
         PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .await?;
    db.close().await?;
    Ok(())
}

async fn templates(db: &DatabaseConnection) -> Result<Vec<Template>> {
    let sql = "SELECT id, body, keys FROM item WHERE kind = 'request' AND id LIKE '20%'";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter()
        .map(|row| {
            let body: String = row.try_get("", "body")?;
            let keys: String = row.try_get("", "keys")?;
            let body: serde_json::Value = serde_json::from_str(&body)?;
            let applicant = body["applicant"].as_str().context("an applicant")?.to_owned();
            Ok(Template { no: row.try_get("", "id")?, applicant, open: keys.contains("\"open\":") })
        })
        .collect()
}

/// Numbers after `from` to `to`, in equal parts.
async fn copy_each(db: &DatabaseConnection, templates: &[&Template], from: u64, to: u64) -> Result<()> {
    let parts = templates.len() as u64;
    for (at, template) in (0..).zip(templates) {
        let bound = |at: u64| from + (to - from) * at / parts;
        copy(db, template, bound(at), bound(at + 1)).await?;
    }
    Ok(())
}

async fn copy(db: &DatabaseConnection, template: &Template, from: u64, to: u64) -> Result<()> {
    let Template { no, applicant, .. } = template;
    let numbers = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT {} UNION ALL SELECT n + 1 FROM numbers WHERE n < {to})",
        from + 1
    );
    let id = "printf('C%07d', n)";
    let anew =
        |column: &str| format!("REPLACE(REPLACE({column}, '{no}', {id}), '{applicant}', printf('%064x', n))");
    let (body, keys, key, sort) = (anew("body"), anew("keys"), anew("key"), anew("sort"));
    let count = to - from;
    for statement in [
        "BEGIN".to_owned(),
        format!(
            "{numbers} INSERT INTO entry SELECT organ, (SELECT MAX(seq) FROM entry) + ROW_NUMBER() OVER (), \
             'request/' || {id}, version, kind, at, \"by\", {body}, prev, hash, alg \
             FROM numbers CROSS JOIN entry WHERE stream = 'request/{no}'"
        ),
        format!(
            "{numbers} INSERT INTO item SELECT organ, kind, {id}, version, {body}, {keys} \
             FROM numbers CROSS JOIN item WHERE kind = 'request' AND id = '{no}'"
        ),
        format!(
            "{numbers} INSERT INTO item_key SELECT organ, kind, {key}, {sort}, {id} \
             FROM numbers CROSS JOIN item_key WHERE kind = 'request' AND id = '{no}'"
        ),
        format!(
            "INSERT INTO tally SELECT organ, kind, key, {count} FROM item_key \
             WHERE kind = 'request' AND id = '{no}' AND key NOT LIKE 'applicant/%' \
             ON CONFLICT (organ, kind, key) DO UPDATE SET n = n + {count}"
        ),
        "COMMIT".to_owned(),
    ] {
        db.execute_unprepared(&statement).await.with_context(|| statement)?;
    }
    Ok(())
}
