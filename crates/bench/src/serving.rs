//! Pages under load, beside nginx serving the very same bytes as files: same machine, same run, same load by wrk, turn
//! about. What is measured ends where nginx or wrk is missing, and says so.

use crate::cases::{PASSWORD, Server, gongkai};
use crate::http::Client;
use crate::measure::Table;
use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
const SECONDS: u32 = 4;
const CONNECTIONS: u32 = 32;
/// Of what nginx does with the same bytes.
const GOAL: f64 = 0.5;
/// What nginx says by itself, or says of a file.
const ITS_OWN: [&str; 6] =
    ["content-length", "content-type", "content-encoding", "date", "etag", "last-modified"];

pub fn measure(table: &mut Table) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("gongkai-bench-http-{}", std::process::id()));
    let ended = in_folder(table, &folder);
    std::fs::remove_dir_all(&folder)?;
    ended
}

fn in_folder(table: &mut Table, folder: &Path) -> Result<()> {
    let data = folder.join("data");
    let made = gongkai()?.args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()).status()?;
    ensure!(made.success(), "the demonstration was not made");
    let server = Server::start(&data)?;
    table.note(
        "cold start: from start to the first 200 of /readyz",
        format!("{:.0} ms", millis(ready(&data)?)),
    );
    std::thread::sleep(Duration::from_secs(2));
    table.note("memory of a server nobody asked yet", format!("{:.0} MB", server.resident_mb()?));
    let found = pages(&server)?;
    if let Some(missing) = ["nginx", "wrk"].into_iter().find(|tool| program(tool).is_none()) {
        table.note("pages under load", format!("not measured: {missing} is not installed"));
        return Ok(());
    }
    let nginx = Nginx::start(&folder.join("nginx"), &server, &found)?;
    for page in &found {
        compare(table, page, &server, &nginx)?;
    }
    changing(table, &server, &found)?;
    searching(table, folder, &server)?;
    table.note("memory of the server after the load", format!("{:.0} MB", server.resident_mb()?));
    Ok(())
}

/// A second server over the same folder, from its start on.
fn ready(data: &Path) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let server = Server::start(data)?;
        let answer = Client::open(&server.url)?.get("/readyz")?;
        ensure!(answer.status == 200, "/readyz: status {}", answer.status);
        best = best.min(start.elapsed());
    }
    Ok(best)
}

struct Page {
    what: &'static str,
    path: String,
}

fn pages(server: &Server) -> Result<Vec<Page>> {
    let list = String::from_utf8(Client::open(&server.url)?.get("/disclosure/items")?.body)?;
    let item = list.split("href=\"").find(|link| link.starts_with("/info/")).context("an item is listed")?;
    let item = item.split('"').next().unwrap_or_default();
    Ok(vec![
        Page { what: "home", path: "/".into() },
        Page { what: "list of items", path: "/disclosure/items".into() },
        Page { what: "an item", path: item.into() },
        // 帮办代办
        Page { what: "search for a word", path: "/search?q=%E5%B8%AE%E5%8A%9E%E4%BB%A3%E5%8A%9E".into() },
    ])
}

/// What wrk found.
struct Load {
    a_second: f64,
    median: String,
    slowest: String,
}

fn load(url: &str, script: Option<&Path>) -> Result<Load> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "-t1", "-H", "Accept-Encoding: gzip", "-H", "Connection: keep-alive"]);
    wrk.args(["-c", &CONNECTIONS.to_string(), "-d", &format!("{SECONDS}s")]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let output = wrk.arg(url).output().context("failed to start wrk")?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && !told.contains("Non-2xx"), "{url}: {told}");
    let after = |word: &str| told.lines().find_map(|line| line.trim().strip_prefix(word)).map(str::trim);
    Ok(Load {
        a_second: after("Requests/sec:").context("wrk counts requests")?.parse()?,
        median: after("50%").context("wrk tells the median")?.to_owned(),
        slowest: after("99%").context("wrk tells the slowest")?.to_owned(),
    })
}

/// Turn about, the best round of each: others on the machine slow a round down, none speeds it up.
fn compare(table: &mut Table, page: &Page, server: &Server, nginx: &Nginx) -> Result<()> {
    let what = page.what;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(load(&format!("{}{}", nginx.url(), page.path), None)?);
        ours.push(load(&format!("{}{}", server.site(), page.path), None)?);
    }
    let (ours, theirs) = (best(ours)?, best(theirs)?);
    table.note(format!("{what}: nginx, the same bytes as a file"), shown(&theirs));
    table.note(format!("{what}: ours"), shown(&ours));
    let share = ours.a_second / theirs.a_second;
    table.bar(
        format!("{what}: ours against nginx"),
        format!("{:.0} %", share * 100.0),
        "≥ 50 %",
        share >= GOAL,
    );
    Ok(())
}

fn best(loads: Vec<Load>) -> Result<Load> {
    loads
        .into_iter()
        .max_by(|one, other| one.a_second.total_cmp(&other.a_second))
        .context("at least one round")
}

fn shown(load: &Load) -> String {
    format!("{:.0}/s, p50 {}, p99 {}", load.a_second, load.median, load.slowest)
}

/// Somebody at the desk acts ten times a second all the while, and each act makes every page be drawn anew.
fn changing(table: &mut Table, server: &Server, pages: &[Page]) -> Result<()> {
    let mut client = Client::open(&server.url)?;
    client.sign_in("fuzeren", PASSWORD)?;
    let form = client.get("/desk/columns")?;
    ensure!(form.status == 200, "/desk/columns: status {}", form.status);
    let fields = fields(&String::from_utf8(form.body)?);
    let stop = std::sync::atomic::AtomicBool::new(false);
    for page in pages {
        let url = format!("{}{}", server.site(), page.path);
        let (measured, acts) = std::thread::scope(|scope| {
            let acting = scope.spawn(|| {
                let mut acts = 0;
                while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                    let answer = client.post("/desk/columns", &fields)?;
                    ensure!(answer.status == 303, "/desk/columns: status {}", answer.status);
                    acts += 1;
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(acts)
            });
            let measured = load(&url, None);
            stop.store(true, std::sync::atomic::Ordering::SeqCst);
            (measured, acting.join())
        });
        stop.store(false, std::sync::atomic::Ordering::SeqCst);
        let acts: u32 = acts.ok().context("the acting thread ended")??;
        let each = f64::from(acts) / f64::from(SECONDS);
        table.note(
            format!("{}: ours while the ledger grows {each:.0} times a second", page.what),
            shown(&measured?),
        );
    }
    Ok(())
}

/// The columns as the form has them, sent as they are: an act that changes nothing and is recorded all the same.
fn fields(form: &str) -> String {
    let mut fields = String::new();
    for field in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("option")) {
        let value = |name: &str| field.split(&format!("{name}=\"")).nth(1)?.split('"').next();
        let chosen = field.starts_with("option") && field.contains(" selected");
        let (name, text) = match (value("name"), value("value")) {
            (Some(name), Some(text)) if field.starts_with("input") => (name, text),
            (_, Some(text)) if chosen => ("kind", text),
            _ => continue,
        };
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let join = if fields.is_empty() { "" } else { "&" };
        write!(fields, "{join}{name}={text}").expect("a String takes all");
    }
    fields
}

/// Other words each time: no page is ready, each is searched for and drawn.
fn searching(table: &mut Table, folder: &Path, server: &Server) -> Result<()> {
    let script = folder.join("other-words.lua");
    let words = ["帮办", "许可", "营商环境", "公告", "审批", "施工", "政策解读", "会议", "中介", "窗口"];
    let words: Vec<String> = words.iter().map(|word| format!("'{}'", escaped(word))).collect();
    let lua = format!(
        "local words = {{{}}}\nlocal n = 0\nrequest = function()\n  n = n + 1\n  \
         return wrk.format('GET', '/search?q=' .. words[n % #words + 1] .. '%20' .. n)\nend\n",
        words.join(",")
    );
    std::fs::write(&script, lua)?;
    let found = load(&server.site(), Some(&script))?;
    table.note("search, other words each time: ours", shown(&found));
    Ok(())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// nginx over a folder with the pages as files; ends with this value.
struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    fn start(folder: &Path, server: &Server, pages: &[Page]) -> Result<Nginx> {
        let files = folder.join("files");
        std::fs::create_dir_all(&files)?;
        let mut client = Client::open(&server.url)?;
        let mut locations = String::new();
        for (page, number) in pages.iter().zip(1..) {
            let plain = client.get(&page.path)?;
            let packed = client.get_gzip(&page.path)?;
            ensure!(packed.head.contains("content-encoding: gzip"), "{}: not packed", page.path);
            std::fs::write(files.join(format!("{number}.html")), &plain.body)?;
            std::fs::write(files.join(format!("{number}.html.gz")), &packed.body)?;
            let path = page.path.split('?').next().unwrap_or_default();
            writeln!(
                locations,
                "    location = {path} {{ try_files /{number}.html =404; {} }}",
                headers(&packed.head)
            )?;
        }
        // The port is free now; nobody else on this machine takes it within the next moment.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let file = folder.join("nginx.conf");
        std::fs::write(&file, configuration(folder, &files, port, &locations))?;
        let nginx = program("nginx").context("nginx is installed")?;
        let child =
            Command::new(nginx).arg("-e").arg(folder.join("error.log")).arg("-c").arg(&file).spawn()?;
        let nginx = Nginx { child, port };
        nginx.wait()?;
        nginx.same(&mut client, pages)?;
        Ok(nginx)
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait(&self) -> Result<()> {
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            ensure!(start.elapsed() < Duration::from_secs(10), "nginx does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The bytes are the same, or the comparison means nothing.
    fn same(&self, ours: &mut Client, pages: &[Page]) -> Result<()> {
        let mut theirs = Client::open(&self.url())?;
        for page in pages {
            let (ours, theirs) = (ours.get_gzip(&page.path)?, theirs.get_gzip(&page.path)?);
            if theirs.status != 200 || ours.body != theirs.body {
                bail!("{}: nginx answers {} with other bytes\n{}", page.path, theirs.status, theirs.head);
            }
        }
        Ok(())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end. Its workers end with it.
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        drop(asked);
        drop(self.child.wait());
    }
}

/// Our headers, less those it makes itself.
fn headers(head: &str) -> String {
    let mut added = String::new();
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(": ") else { continue };
        if !ITS_OWN.contains(&name) {
            added.push_str(&format!("add_header {name} \"{value}\"; "));
        }
    }
    added
}

fn configuration(folder: &Path, files: &Path, port: u16, locations: &str) -> String {
    let folder = folder.display();
    format!(
        "daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;\n\
         events {{ worker_connections 512; }}\n\
         http {{\n  types {{ text/html html; }}\n  charset utf-8;\n  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;\n  \
         open_file_cache max=100; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n  \
         fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n  \
         server {{\n    listen 127.0.0.1:{port}; root {}; gzip_static on;\n{locations}  }}\n}}\n",
        files.display()
    )
}
