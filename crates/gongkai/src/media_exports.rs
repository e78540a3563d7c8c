//! 新媒体平台导出的统计表换算成登记的行：which heading means which column stands in a data file, since platforms rename them.

use anyhow::{Context, anyhow, bail};
use office::register::{Kind, Register};
use papers::sheet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

const BUILT_IN: &str = include_str!("../data/media_exports.toml");
/// Lines above the headings, such as the name of the account.
const MOST_ABOVE: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exports {
    export: Vec<Export>,
}

/// One kind of table a platform hands out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    name: String,
    medium: String,
    register: String,
    /// For each column of the register, what its heading may be.
    columns: BTreeMap<String, Vec<String>>,
}

/// The table in the register's own form, beside the file; `None` where the name is no platform's.
pub fn converted(
    data: &Path,
    (name, file): (&str, &Path),
    account: Option<&str>,
) -> anyhow::Result<Option<(&'static Register, PathBuf)>> {
    let shown = file.display().to_string();
    let Some((register, rows)) = rows(data, name, (&shown, file), account)? else { return Ok(None) };
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let path = file.with_file_name(called(&stem));
    let unwritable = || format!("文件《{}》写不进去。请确认有写入权限、磁盘有空余。", path.display());
    let target = File::create(&path).with_context(unwritable)?;
    write(target, register, rows).with_context(unwritable)?;
    Ok(Some((register, path)))
}

/// The same of a file that was brought to the desk, for one register; shown to its uploader under its own name.
pub fn brought(
    data: &Path,
    (name, shown, file): (&str, &str, &Path),
    wanted: &Register,
    account: Option<&str>,
) -> anyhow::Result<(String, Vec<u8>)> {
    let found = rows(data, name, (shown, file), account)?;
    let (register, rows) = found.with_context(|| format!("没有“{name}”这种统计表。请重新选择来源。"))?;
    if register != wanted {
        bail!("《{shown}》是“{}”的统计表。请在那本登记导入。", register.label);
    }
    let mut bytes = Vec::new();
    write(&mut bytes, register, rows)?;
    let stem = shown.rsplit_once('.').map_or(shown, |(stem, _)| stem);
    Ok((called(stem), bytes))
}

/// The platforms whose tables give rows of a register, each once.
pub fn names(data: &Path, register: &Register) -> anyhow::Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for export in read(data)?.export {
        if export.register == register.key && !names.contains(&export.name) {
            names.push(export.name);
        }
    }
    Ok(names)
}

type Rows = Vec<Vec<String>>;

/// The rows of a platform's table, in the order of the register's fields.
fn rows(
    data: &Path,
    name: &str,
    (shown, file): (&str, &Path),
    account: Option<&str>,
) -> anyhow::Result<Option<(&'static Register, Rows)>> {
    let exports = read(data)?;
    let tried: Vec<&Export> = exports.export.iter().filter(|one| one.name == name).collect();
    if tried.is_empty() {
        return Ok(None);
    }
    let lines = folder::lines(file)?;
    let found = tried.iter().find_map(|export| Some((*export, headings(export, &lines)?)));
    let Some((export, (at, columns))) = found else {
        let known = tried.iter().map(|export| told(export)).collect::<Vec<_>>().join("；");
        bail!(
            "《{shown}》的表头认不出。{name}的统计表应当有：{known}。平台改了表头的，写进 settings/media_exports.toml。"
        );
    };
    let register = register(export)?;
    let rows = lines[at + 1..].iter().filter(|line| !is_total(line));
    let rows =
        rows.map(|line| row(register, export, &columns, line, account)).collect::<anyhow::Result<_>>()?;
    Ok(Some((register, rows)))
}

fn called(stem: &str) -> String {
    format!("{stem}-换算.csv")
}

fn write(target: impl Write, register: &Register, rows: Rows) -> anyhow::Result<()> {
    let header = register.fields.iter().map(|field| field.name.to_owned()).collect();
    sheet::csv(target, header, rows.into_iter().map(Ok::<_, papers::Error>))?;
    Ok(())
}

fn read(data: &Path) -> anyhow::Result<Exports> {
    let path = data.join("settings").join("media_exports.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => BUILT_IN.to_owned(),
        Err(error) => return Err(error).with_context(|| format!("设置文件《{}》读不出。", path.display())),
    };
    toml::from_str(&text)
        .map_err(|error| anyhow!("设置文件《{}》有误：{}", path.display(), law::plain::toml(&text, &error)))
}

fn register(export: &Export) -> anyhow::Result<&'static Register> {
    let found = Register::all().find(|register| register.key == export.register);
    let found = found.with_context(|| format!("media_exports.toml：没有登记“{}”。", export.register))?;
    match export.columns.keys().find(|key| found.position(key).is_none()) {
        Some(key) => bail!("media_exports.toml：登记“{}”没有“{key}”这一列。", found.label),
        None => Ok(found),
    }
}

fn told(export: &Export) -> String {
    let of = |names: &Vec<String>| format!("“{}”", names.join("”或“"));
    export.columns.values().map(of).collect::<Vec<_>>().join("、")
}

/// The line of the headings, and where each column stands in it.
fn headings<'a>(export: &'a Export, lines: &[Vec<String>]) -> Option<(usize, BTreeMap<&'a str, usize>)> {
    lines.iter().take(MOST_ABOVE).enumerate().find_map(|(at, line)| {
        let column = |(key, names): (&'a String, &Vec<String>)| {
            let found = names.iter().find_map(|name| line.iter().position(|cell| cell.trim() == name))?;
            Some((key.as_str(), found))
        };
        Some((at, export.columns.iter().map(column).collect::<Option<_>>()?))
    })
}

fn is_total(line: &[String]) -> bool {
    let first = line.iter().find(|cell| !cell.trim().is_empty());
    first.is_none_or(|first| ["合计", "总计", "汇总"].contains(&first.trim()))
}

fn row(
    register: &Register,
    export: &Export,
    columns: &BTreeMap<&str, usize>,
    line: &[String],
    account: Option<&str>,
) -> anyhow::Result<Vec<String>> {
    let cell = |field: &office::register::Field| match (columns.get(field.key), field.key) {
        (Some(at), _) => Ok(plain(field.kind, line.get(*at).map_or("", |cell| cell.trim()))),
        (None, "medium") => Ok(export.medium.clone()),
        (None, "name") => account
            .map(str::to_owned)
            .context("统计表里没有账号的名称。请写明账号名称，命令行用 --account 枣庄市审批服务"),
        (None, _) => Ok(String::new()),
    };
    register.fields.iter().map(cell).collect()
}

/// As registers write it: «2024/1/5 08:30:00» and «20240105» are 2024-01-05, «7,086» is 7086. What is neither stays, and
/// is given back by the import with its reason.
fn plain(kind: Kind, cell: &str) -> String {
    match kind {
        Kind::Date => day(cell).unwrap_or_else(|| cell.to_owned()),
        Kind::Count => cell.replace([',', '，'], ""),
        _ => cell.to_owned(),
    }
}

fn day(cell: &str) -> Option<String> {
    let date = cell.split([' ', 'T']).next()?;
    let mut parts = date.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty());
    let (year, month, day) = match (parts.next()?, parts.next(), parts.next()) {
        (whole, None, None) if whole.len() == 8 && whole.is_ascii() => {
            (whole[..4].parse().ok()?, whole[4..6].parse().ok()?, whole[6..].parse().ok()?)
        }
        (year, Some(month), Some(day)) => (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?),
        _ => return None,
    };
    jiff::civil::Date::new(year, month, day).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_counts_are_read_as_platforms_write_them() {
        for (cell, expected) in [
            ("2024-01-05", "2024-01-05"),
            ("2024/1/5 08:30:00", "2024-01-05"),
            ("20240105", "2024-01-05"),
            ("2024年1月5日", "2024-01-05"),
            ("2024-02-30", "2024-02-30"),
            ("昨天", "昨天"),
            ("一二三四五六七八", "一二三四五六七八"),
            ("", ""),
        ] {
            assert_eq!(plain(Kind::Date, cell), expected, "{cell}");
        }
        assert_eq!(plain(Kind::Count, "7,086"), "7086");
    }

    #[test]
    fn the_list_names_registers_and_columns_that_are() {
        let exports: Exports = toml::from_str(BUILT_IN).expect("it is right");
        assert!(exports.export.iter().all(|export| register(export).is_ok()));
    }

    #[test]
    fn a_table_brought_to_the_desk_becomes_rows_of_its_register_or_is_refused_with_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path();
        let posts = Register::find("posts").expect("it is declared");
        let platforms = names(data, posts).expect("the list is right");
        assert!(platforms.len() > 1, "{platforms:?}");
        let exports: Exports = toml::from_str(BUILT_IN).expect("it is right");
        let export = exports.export.iter().find(|one| one.register == "posts").expect("one of posts");
        let heads = ["title", "published"].map(|key| export.columns[key][0].clone());
        let file = data.join("brought.csv");
        let text = format!("某账号\n{}\n局务公开,2024/1/5 08:30:00\n合计,1\n", heads.join(","));
        std::fs::write(&file, text).expect("a file");
        let (name, bytes) =
            brought(data, (&export.name, "后台导出.xlsx", &file), posts, None).expect("it is taken");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(name, "后台导出-换算.csv");
        assert!(text.contains("局务公开") && text.contains("2024-01-05") && !text.contains("合计"), "{text}");
        let help = Register::find("help").expect("it is declared");
        for (platform, register, part) in
            [(export.name.as_str(), help, "政务新媒体发布"), ("火星平台", posts, "火星平台")]
        {
            let refused = brought(data, (platform, "后台导出.xlsx", &file), register, None);
            let told = refused.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(told.contains(part) && !told.contains("brought.csv"), "{told}");
        }
        std::fs::write(&file, "甲,乙\n1,2\n").expect("a file");
        let refused = brought(data, (&export.name, "后台导出.xlsx", &file), posts, None);
        assert!(
            refused.err().is_some_and(|error| error.to_string().contains("《后台导出.xlsx》的表头认不出"))
        );
    }
}
