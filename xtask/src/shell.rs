//! Programs: finding them, running them, keeping what they said.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the workspace stands.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask stands inside the workspace").to_owned()
}

/// Where cargo builds: `CARGO_TARGET_DIR` or `target`.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where xtask keeps what it installs and makes.
pub fn workshop() -> PathBuf {
    target().join("xtask")
}

pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// A command in the workspace's root.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end, its output shown; whether it succeeded.
pub fn succeeds(command: &mut Command) -> Result<bool> {
    announce(command);
    Ok(command.status().with_context(|| format!("failed to start {}", name(command)))?.success())
}

/// Runs to the end; an error unless it succeeded.
pub fn run(command: &mut Command) -> Result<()> {
    if !succeeds(command)? {
        bail!("{} failed", shown(command));
    }
    Ok(())
}

/// Runs to the end, nothing shown unless it fails; what it wrote on stdout.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("failed to start {}", name(command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", shown(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, its output shown and kept; whether it succeeded, and what it wrote.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    announce(command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("failed to start {}", name(command)))?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let stderr = child.stderr.take().expect("stderr is piped");
    let reader = std::thread::spawn(move || copy(stderr, std::io::stderr()));
    let mut kept = copy(stdout, std::io::stdout());
    kept.push_str(&reader.join().unwrap_or_default());
    Ok((child.wait()?.success(), kept))
}

fn copy(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line);
        // A closed terminal must not end the run.
        let _ = to.write_all(text.as_bytes());
        kept.push_str(&text);
        line.clear();
    }
    kept
}

fn announce(command: &Command) {
    println!("$ {}", shown(command));
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

fn shown(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name(command)).chain(arguments).collect::<Vec<_>>().join(" ")
}
