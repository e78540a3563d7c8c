//! What the checks need from the machine: installed where that can be done, plainly named where it cannot.

use crate::shell::{capture, command, find, root, run, workshop};
use crate::steps::{Ending, Steps};
use anyhow::{Result, bail};
use std::path::Path;

/// A Debian package, how to tell that it is there, and what is not checked without it.
struct Package {
    name: &'static str,
    there: fn() -> bool,
    serves: &'static str,
}

const PACKAGES: &[Package] = &[
    Package { name: "chromium", there: || find("chromium").is_some(), serves: "pages in a browser" },
    Package { name: "nodejs", there: || find("node").is_some(), serves: "pages in a browser" },
    Package { name: "npm", there: || find("npm").is_some(), serves: "pages in a browser" },
    Package {
        name: "openjdk-17-jre-headless",
        there: || find("java").is_some(),
        serves: "HTML of the pages",
    },
    Package { name: "poppler-utils", there: || find("pdftotext").is_some(), serves: "text of the PDF" },
    Package { name: "libreoffice-writer-nogui", there: writer, serves: "DOCX in LibreOffice" },
    Package { name: "libreoffice-calc-nogui", there: calc, serves: "XLSX in LibreOffice" },
    Package { name: "fontconfig", there: || find("fc-list").is_some(), serves: "papers in LibreOffice" },
    Package { name: "fonts-noto-cjk", there: chinese_font, serves: "papers in LibreOffice" },
    Package {
        name: "python3-venv",
        there: venv,
        serves: "working days of others, the ledger on PostgreSQL 18, attachments on S3",
    },
    Package {
        name: "postgresql-15",
        there: || Path::new(crate::postgres::DEBIAN).join("postgres").is_file(),
        serves: "the ledger on PostgreSQL 15",
    },
    Package { name: "curl", there: || find("curl").is_some(), serves: "attachments on S3" },
    Package {
        name: "clamav-daemon",
        there: || Path::new(crate::services::CLAMD).is_file(),
        serves: "the scanner for viruses itself",
    },
];

fn writer() -> bool {
    office("libswlo.so")
}

fn calc() -> bool {
    office("libsclo.so")
}

fn office(part: &str) -> bool {
    find("soffice").is_some() && Path::new("/usr/lib/libreoffice/program").join(part).is_file()
}

fn chinese_font() -> bool {
    capture(command("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn venv() -> bool {
    capture(command("python3").args(["-c", "import venv, ensurepip"])).is_ok()
}

pub fn run_all(steps: &mut Steps) {
    steps.run("set-up: Debian packages", packages);
    steps.run("set-up: browser scripts", browser_scripts);
    steps.run("set-up: calendars of others", calendars);
    steps.run("set-up: PostgreSQL 18", crate::postgres::install_newest);
    steps.run("set-up: SeaweedFS", crate::services::install_store);
}

fn packages() -> Result<Ending> {
    let missing: Vec<&Package> = PACKAGES.iter().filter(|package| !(package.there)()).collect();
    if missing.is_empty() {
        println!("all there");
        return Ok(Ending::READY);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let asked = format!("apt-get install -y --no-install-recommends {}", names.join(" "));
    if let Err(error) = install(&names) {
        let without: Vec<&str> = missing.iter().map(|package| package.serves).collect();
        return Ok(Ending::Skipped(format!(
            "not installed ({error:#}); as root: {asked}; without it not checked: {}",
            without.join(", ")
        )));
    }
    Ok(Ending::READY)
}

fn install(names: &[&str]) -> Result<()> {
    if find("apt-get").is_none() {
        bail!("this is not Debian");
    }
    if capture(command("id").arg("-u"))?.trim() != "0" {
        bail!("only root may install");
    }
    let apt = || {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        apt
    };
    run(apt().arg("update"))?;
    run(apt().args(["install", "-y", "--no-install-recommends"]).args(names))
}

/// playwright-core, axe-core, the Nu HTML checker and Lighthouse, at the versions of xtask/browser/package-lock.json.
fn browser_scripts() -> Result<Ending> {
    let scripts = root().join("xtask/browser");
    node(&scripts, "pages in a browser are not checked")
}

/// Installs the packages of a folder once; again when its lock file changes.
fn node(folder: &Path, otherwise: &str) -> Result<Ending> {
    if find("npm").is_none() {
        return Ok(Ending::Skipped(format!("npm is not installed; {otherwise}")));
    }
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let (wanted, have) =
        (lock.metadata()?.modified()?, installed.metadata().and_then(|file| file.modified()));
    if have.is_ok_and(|have| have >= wanted) {
        println!("all there");
        return Ok(Ending::READY);
    }
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    match run(command("npm").current_dir(folder).args(arguments)) {
        Ok(()) => Ok(Ending::READY),
        Err(error) => Ok(Ending::Skipped(format!("{error:#}; {otherwise}"))),
    }
}

/// The public packages whose working days ours are compared with.
pub const PYTHON_CALENDAR: &str = "chinesecalendar==1.11.0";
pub const NODE_CALENDAR: &str = "chinese-days@1.5.7";

fn calendars() -> Result<Ending> {
    let shop = workshop().join("calendars");
    std::fs::create_dir_all(&shop)?;
    let python = python_calendar(&shop).err().map(|error| format!("{PYTHON_CALENDAR}: {error:#}"));
    let node = node_calendar(&shop).err().map(|error| format!("{NODE_CALENDAR}: {error:#}"));
    let missing: Vec<String> = python.into_iter().chain(node).collect();
    if missing.is_empty() {
        return Ok(Ending::READY);
    }
    Ok(Ending::Skipped(format!("{}; ours are not compared with those", missing.join("; "))))
}

fn python_calendar(shop: &Path) -> Result<()> {
    let venv = shop.join("venv");
    if venv.join("bin/pip").is_file()
        && capture(command(venv.join("bin/python")).args(["-c", "import chinese_calendar"])).is_ok()
    {
        return Ok(());
    }
    run(command("python3").args(["-m", "venv"]).arg(&venv))?;
    run(command(venv.join("bin/pip")).args(["install", "-q", "--disable-pip-version-check", PYTHON_CALENDAR]))
}

fn node_calendar(shop: &Path) -> Result<()> {
    if shop.join("node_modules/chinese-days/package.json").is_file() {
        return Ok(());
    }
    if find("npm").is_none() {
        bail!("npm is not installed");
    }
    let arguments = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    run(command("npm").args(arguments).arg(shop).arg(NODE_CALENDAR))
}
