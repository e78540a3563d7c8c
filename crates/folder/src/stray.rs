//! 放错名字的登记：files beside the registers that nothing reads, told before anyone misses them.

use crate::{shown, year_folder};
use office::register::Register;
use std::path::Path;

/// A sentence for each file of a year that is no register.
pub(crate) fn files(data: &Path, year: i16) -> Vec<String> {
    let entries = std::fs::read_dir(year_folder(data, year)).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().filter_map(|path| stray(path)).collect()
}

fn stray(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    // What editors, spreadsheet programs and file managers leave is nobody's register.
    if stem.starts_with(['.', '~']) || ["db", "ini", "tmp", "bak"].contains(&&*ending) {
        return None;
    }
    let known = Register::all().any(|register| register.label == stem);
    if known && ["csv", "xlsx"].contains(&&*ending) {
        return None;
    }
    let advice = meant(&stem).map(|label| advice(label, &ending)).unwrap_or_default();
    Some(format!("{}不是登记的文件名，没有读取。{advice}", shown(path)))
}

fn advice(label: &str, ending: &str) -> String {
    let plain = ending.to_ascii_lowercase();
    let remedy = match plain.as_str() {
        "csv" | "xlsx" => format!("改名为“{label}.{plain}”"),
        _ => format!("另存为“{label}.xlsx”或“{label}.csv”"),
    };
    format!("如果是“{label}”的登记，请{remedy}。")
}

/// The register whose name is nearest, if any is near: most of the characters are the same, in order.
fn meant(stem: &str) -> Option<&'static str> {
    const NEAR: f64 = 0.6;
    let stem: String = stem.split_whitespace().collect();
    let likeness = |label: &str| strsim::normalized_levenshtein(&stem, label);
    let near = Register::all().map(|register| (likeness(register.label), register.label));
    near.filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, label)| label)
}
