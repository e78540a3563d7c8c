//! The pages of the demonstration in a real browser (xtask/browser/run.mjs), what was served by the Nu HTML checker,
//! and Lighthouse (xtask/browser/lighthouse.mjs).

use crate::checks::counts;
use crate::papers::Demonstration;
use crate::shell::{command, find, root, tee, workshop};
use crate::steps::Ending;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS_WITHIN: Duration = Duration::from_secs(60);

pub fn run(demo: &Demonstration) -> Result<Ending> {
    if let Some(why) = missing(&["node", "chromium"], "playwright-core") {
        return Ok(Ending::Skipped(format!("{why}; pages are not looked at")));
    }
    let server = Server::start(&demo.program, &demo.data)?;
    let mut node = script("run.mjs", &server);
    counted(node.env("SCREENSHOTS", workshop().join("screenshots")).env("SERVED", served()))
}

/// What Lighthouse says of four pages, on a phone and on a desktop. What it times is measured by the bench.
pub fn lighthouse(demo: &Demonstration) -> Result<Ending> {
    if let Some(why) = missing(&["node", "chromium"], "lighthouse") {
        return Ok(Ending::Skipped(format!("{why}; accessibility, best practices and SEO are not scored")));
    }
    let server = Server::start(&demo.program, &demo.data)?;
    counted(&mut script("lighthouse.mjs", &server))
}

/// Lighthouse's performance scores of a server that runs; nothing where it is not installed.
pub fn performance(program: &Path, data: &Path) -> Result<()> {
    if let Some(why) = missing(&["node", "chromium"], "lighthouse") {
        println!("{why}; the performance of pages in a browser is not measured");
        return Ok(());
    }
    let server = Server::start(program, data)?;
    counted(script("lighthouse.mjs", &server).env("PERFORMANCE", "1")).map(drop)
}

/// The Nu HTML checker over every page the browser was served: no error in any.
pub fn html() -> Result<Ending> {
    let checker = scripts().join("node_modules/vnu-jar/build/dist/vnu.jar");
    let lacks = find("java").is_none().then(|| "java is not installed".to_owned());
    if let Some(why) = lacks.or_else(|| missing(&[], "vnu-jar")) {
        return Ok(Ending::Skipped(format!("{why}; the HTML of the pages is not checked")));
    }
    let list = served().join("pages.json");
    let Ok(list) = std::fs::read_to_string(&list) else {
        return Ok(Ending::Skipped("the browser was served no pages; their HTML is not checked".into()));
    };
    let pages: Vec<Served> = serde_json::from_str(&list).context("pages.json is not what run.mjs writes")?;
    let mut java = command("java");
    java.arg("-jar").arg(checker).args(["--format", "json", "--errors-only", "--exit-zero-always"]);
    java.args(pages.iter().map(|page| served().join(&page.file)));
    let output = java.output().context("failed to start java")?;
    // It writes what it finds on stderr, and nothing else where all is well.
    let found: Found = serde_json::from_slice(&output.stderr).with_context(|| {
        format!("the checker answered {}", String::from_utf8_lossy(&output.stderr).trim())
    })?;
    let mut wrong = BTreeSet::new();
    for message in &found.messages {
        let page = pages.iter().find(|page| message.url.ends_with(&page.file));
        let page = page.map_or(message.url.as_str(), |page| page.page.as_str());
        println!("{page}, line {}: {}", message.line.unwrap_or(0), message.message);
        wrong.insert(page);
    }
    let failed = wrong.len() as u64;
    Ok(Ending::Counted { passed: (pages.len() as u64).saturating_sub(failed), failed })
}

/// A page as run.mjs keeps it: its file, and how it was asked for.
#[derive(Deserialize)]
struct Served {
    file: String,
    page: String,
}

#[derive(Deserialize)]
struct Found {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    url: String,
    #[serde(rename = "lastLine")]
    line: Option<u64>,
    message: String,
}

fn scripts() -> PathBuf {
    root().join("xtask/browser")
}

fn served() -> PathBuf {
    workshop().join("served")
}

/// What is not installed of these tools and this npm package.
fn missing(tools: &[&str], package: &str) -> Option<String> {
    let tools = tools.iter().copied().filter(|tool| find(tool).is_none());
    let package = (!scripts().join("node_modules").join(package).is_dir()).then_some(package);
    let names: Vec<&str> = tools.chain(package).collect();
    (!names.is_empty()).then(|| format!("{} not installed", names.join(", ")))
}

fn script(name: &str, server: &Server) -> Command {
    let mut node = command("node");
    node.arg(scripts().join(name)).env("BASE_URL", format!("http://{}", server.address));
    node.env("OIDC_PORT", server.provider.port().to_string());
    node
}

fn counted(node: &mut Command) -> Result<Ending> {
    let (good, output) = tee(node)?;
    let Some((passed, failed)) = output.lines().rev().find_map(counts) else {
        bail!("it ended without its closing line");
    };
    if good != (failed == 0) {
        bail!("it reports {failed} failures, and yet success is {good}");
    }
    Ok(Ending::Counted { passed, failed })
}

/// What oidc.mjs knows the site by: for the staff, and for citizens.
const CLIENTS: [(&str, &str); 2] =
    [("gongkai", "a secret of the tests"), ("citizens", "a secret of the citizens")];

/// `gongkai serve` over the demonstration, ended with the step.
struct Server {
    child: Child,
    address: SocketAddr,
    /// Where run.mjs opens the identity provider that the settings name.
    provider: SocketAddr,
    settings: [PathBuf; 2],
}

impl Server {
    fn start(program: &Path, data: &Path) -> Result<Server> {
        // The ports are free now; nobody else on this machine takes them within the next moment.
        let held = [TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?];
        let [address, provider] = [held[0].local_addr()?, held[1].local_addr()?];
        drop(held);
        let settings = ["oidc", "citizens"].map(|name| data.join(format!("settings/{name}.toml")));
        for (path, (client, secret)) in settings.iter().zip(CLIENTS) {
            let text = format!(
                "issuer = \"http://{provider}\"\nclient_id = \"{client}\"\n\
                 client_secret = \"{secret}\"\nname = \"统一身份认证\"\nsite = \"http://{address}\"\n"
            );
            std::fs::write(path, text).context("failed to name the identity provider")?;
        }
        let mut program = command(program);
        program.arg("serve").arg("--data").arg(data).args(["--listen", &address.to_string()]);
        let child = program.stdout(Stdio::null()).spawn().context("failed to start gongkai serve")?;
        let mut server = Server { child, address, provider, settings };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < STARTS_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!("gongkai serve ended at once: {status}");
            }
            if self.healthy().unwrap_or(false) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("gongkai serve gave no answer within {} s", STARTS_WITHIN.as_secs());
    }

    fn healthy(&self) -> Result<bool> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing more to do either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.settings.iter().for_each(|path| drop(std::fs::remove_file(path)));
    }
}
