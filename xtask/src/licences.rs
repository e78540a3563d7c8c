//! Licences and sources of what we depend on, against deny.toml; by cargo-deny where it is installed.

use crate::shell::{capture, cargo, find, root, succeeds};
use crate::steps::Ending;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check() -> Result<Ending> {
    if find("cargo-deny").is_some() {
        let arguments = ["deny", "check", "licenses", "bans", "sources"];
        return Ok(Ending::of(succeeds(cargo().args(arguments))?));
    }
    println!("cargo-deny is not installed: licences and sources are read from cargo metadata");
    let allowed = allowed(&std::fs::read_to_string(root().join("deny.toml"))?)?;
    let metadata = capture(cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let faults: Vec<String> = packages.iter().filter_map(|package| fault(package, &allowed)).collect();
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} packages looked at", packages.len());
    Ok(Ending::of(faults.is_empty()))
}

/// The allow-list of deny.toml.
pub fn allowed(deny: &str) -> Result<BTreeSet<String>> {
    let deny: toml::Value = toml::from_str(deny).context("deny.toml cannot be read")?;
    let list = deny["licenses"]["allow"].as_array().context("deny.toml has no licenses.allow")?;
    Ok(list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// What is wrong with a package from elsewhere.
fn fault(package: &Value, allowed: &BTreeSet<String>) -> Option<String> {
    let source = package["source"].as_str()?;
    let name = format!("{} {}", package["name"].as_str()?, package["version"].as_str()?);
    if source != REGISTRY {
        return Some(format!("{name}: comes from {source}"));
    }
    let licence = package["license"].as_str().unwrap_or("no licence named");
    (!permits(licence, allowed)).then(|| format!("{name}: {licence} is not on the list of deny.toml"))
}

/// Whether an SPDX expression can be met with the allowed licences. `/` is the old way of writing OR.
pub fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut position = 0;
    any(&words, &mut position, allowed) && position == words.len()
}

fn any(words: &[&str], position: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut good = all(words, position, allowed);
    while words.get(*position) == Some(&"OR") {
        *position += 1;
        good |= all(words, position, allowed);
    }
    good
}

fn all(words: &[&str], position: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut good = one(words, position, allowed);
    while words.get(*position) == Some(&"AND") {
        *position += 1;
        good &= one(words, position, allowed);
    }
    good
}

fn one(words: &[&str], position: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*position) else { return false };
    *position += 1;
    if *word == "(" {
        let good = any(words, position, allowed);
        let closed = words.get(*position) == Some(&")");
        *position += 1;
        return good && closed;
    }
    let mut name = (*word).to_owned();
    if words.get(*position) == Some(&"WITH") {
        name = format!("{word} WITH {}", words.get(*position + 1).unwrap_or(&""));
        *position += 2;
    }
    allowed.contains(&name)
}
