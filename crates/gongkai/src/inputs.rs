//! 给出的路径：文件照收，目录逐层取其中可读的报告。

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

const ENDINGS: [&str; 10] = ["html", "htm", "docx", "xlsx", "pdf", "txt", "md", "json", "jsonl", "ndjson"];

/// Deeper folders are not looked into: links may go round.
const DEEPEST: usize = 32;

/// Every file named, and every report in the folders named, folder by folder in the order of names.
pub fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let (found, _) =
        files_of(paths, &ENDINGS, "可读的报告", ".html、.docx、.xlsx、.pdf、.txt、.md 或 .json")?;
    Ok(found)
}

/// Every file named, and those of some endings in the folders named; then the files of other endings that were
/// passed over. `what` and `formats` tell the reader what an empty folder should hold.
pub fn files_of(
    paths: &[PathBuf],
    endings: &[&str],
    what: &str,
    formats: &str,
) -> anyhow::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut found, mut passed) = (Vec::new(), Vec::new());
    for path in paths {
        let about = std::fs::metadata(path);
        let about = about.with_context(|| format!("文件《{}》打不开。请核对路径。", path.display()))?;
        if !about.is_dir() {
            found.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        walk(path, 0, &mut inside)?;
        let before = found.len();
        let (readable, other) = inside.into_iter().partition::<Vec<_>, _>(|path| ends_in(path, endings));
        found.extend(readable);
        passed.extend(other);
        if found.len() == before {
            bail!("目录《{}》里没有{what}。请放入 {formats} 文件。", path.display());
        }
    }
    Ok((found, passed))
}

/// A list in CSV has rows of units or records, not the tables of a report.
fn refuse_list(path: &Path) -> anyhow::Result<()> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        bail!(
            "文件《{}》是 CSV，不是年度报告的格式。请改用 .html、.docx、.xlsx、.pdf、.txt、.md 或 .json 的报告。",
            path.display()
        );
    }
    Ok(())
}

fn walk(dir: &Path, depth: usize, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let closed = || format!("目录《{}》打不开。请确认有权读取。", dir.display());
    let entries = std::fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> =
        entries.with_context(closed)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        if hidden {
            continue;
        }
        if path.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, found)?;
        } else if path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    endings.contains(&ending.as_str())
}

/// The bytes of a report.
pub fn report(path: &Path) -> anyhow::Result<Vec<u8>> {
    refuse_list(path)?;
    bytes(path, reports::read::Limits::default().file)
}

/// The bytes of a file, unless it is too large to be a report.
pub fn bytes(path: &Path, limit: usize) -> anyhow::Result<Vec<u8>> {
    let file = || path.display().to_string();
    let unreadable = || format!("文件《{}》读不出来。请确认文件存在并且有权读取。", path.display());
    let size = usize::try_from(std::fs::metadata(path).with_context(unreadable)?.len()).unwrap_or(usize::MAX);
    if size > limit {
        return Err(reports::read::Unreadable::TooLarge { file: file(), size, limit }.into());
    }
    std::fs::read(path).with_context(unreadable)
}

/// Works on items with as many threads as there are cores; the answers stay in order.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = threads().min(items.len());
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut all: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let joined = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, answer)| answer).collect()
}

/// One thread a core.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
