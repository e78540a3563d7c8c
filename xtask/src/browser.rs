//! The pages of the demonstration in a real browser: xtask/browser/run.mjs.

use crate::checks::counts;
use crate::papers::Demonstration;
use crate::shell::{command, find, root, tee, workshop};
use crate::steps::Ending;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const STARTS_WITHIN: Duration = Duration::from_secs(60);

pub fn run(demo: &Demonstration) -> Result<Ending> {
    let scripts = root().join("xtask/browser");
    let missing: Vec<&str> = ["node", "chromium"].into_iter().filter(|tool| find(tool).is_none()).collect();
    if !missing.is_empty() || !scripts.join("node_modules").is_dir() {
        let why = if missing.is_empty() { "playwright-core".into() } else { missing.join(", ") };
        return Ok(Ending::Skipped(format!("{why} not installed; pages are not looked at")));
    }
    let server = Server::start(demo)?;
    let mut node = command("node");
    node.arg(scripts.join("run.mjs"))
        .env("BASE_URL", format!("http://{}", server.address))
        .env("OIDC_PORT", server.provider.port().to_string())
        .env("SCREENSHOTS", workshop().join("screenshots"));
    let (good, output) = tee(&mut node)?;
    let Some((passed, failed)) = output.lines().rev().find_map(counts) else {
        bail!("run.mjs ended without its closing line");
    };
    if good != (failed == 0) {
        bail!("run.mjs reports {failed} failures, and yet success is {good}");
    }
    Ok(Ending::Counted { passed, failed })
}

/// `gongkai serve` over the demonstration, ended with the step.
struct Server {
    child: Child,
    address: SocketAddr,
    /// Where run.mjs opens the identity provider that the settings name.
    provider: SocketAddr,
    settings: PathBuf,
}

impl Server {
    fn start(demo: &Demonstration) -> Result<Server> {
        // The ports are free now; nobody else on this machine takes them within the next moment.
        let held = [TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?];
        let [address, provider] = [held[0].local_addr()?, held[1].local_addr()?];
        drop(held);
        let settings = demo.data.join("settings/oidc.toml");
        let text = format!(
            "issuer = \"http://{provider}\"\nclient_id = \"gongkai\"\n\
             client_secret = \"a secret of the tests\"\nname = \"统一身份认证\"\nsite = \"http://{address}\"\n"
        );
        std::fs::write(&settings, text).context("failed to name the identity provider")?;
        let mut program = command(&demo.program);
        program.arg("serve").arg("--data").arg(&demo.data).args(["--listen", &address.to_string()]);
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
        let _ = std::fs::remove_file(&self.settings);
    }
}
