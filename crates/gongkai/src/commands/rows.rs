//! gongkai import、export：一本登记由文件导入台账，由台账导出。

use super::media_exports;
use crate::cli::{ImportRows, Output, RowsFile};
use crate::{Verdict, notices, now, office_ledger, output, progress};
use anyhow::{Context, bail};
use folder::each_row;
use law::workday::Calendar;
use ledger::Hash;
use office::register::{Reader, Register};
use papers::sheet;
use registers::{Bad, By, Checked, Given, Registers, check};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

/// Who imports at the command line.
const OPERATOR: &str = "operator";
/// Rows looked up at once.
const CHUNK: usize = 1000;

pub fn import(mut args: ImportRows, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let asked = (args.rows.register.as_str(), args.rows.file.as_path());
    let converted = media_exports::converted(&args.rows.office.data.dir, asked, args.account.as_deref())?;
    let register = match converted {
        Some((register, file)) => {
            args.rows.file = file;
            register
        }
        None => register(&args.rows.register)?,
    };
    let RowsFile { file, office, .. } = &args.rows;
    let year = match args.rows.year {
        Some(year) => year,
        None => year_of(file, register)?,
    };
    let organ = folder::compile::settings(&office.data.dir)?.organ;
    let calendar = Arc::new(notices::calendar(&office.data.dir.join("holidays"), false)?);
    let digest = File::open(file).and_then(Hash::of_reader);
    let digest = digest
        .with_context(|| format!("文件《{}》读不出。请确认它在、可以读取。", file.display()))?
        .to_string();
    let (checked, outcome) = office_ledger::with(office, async |ledger| {
        let registers = Registers::new(ledger.clone(), &organ.code);
        let mut checked = look_through(file, register, year, &calendar)?;
        let source = Source { file: file.clone(), digest: digest.clone(), register, year, calendar };
        let rows = source.rows(checked.left_out.clone());
        registers.refuse_known(register, year, &digest, &mut checked, rows).await.map_err(told)?;
        if checked.bad_count > 0 && !args.skip_bad {
            let before = registers.imported(register, year, &digest).await?.map_or(0, |before| before.rows);
            return Ok((checked, Outcome::Refused { before }));
        }
        let bar = progress::of_count(checked.good, "导入");
        let mut rows = source.rows(checked.left_out.clone()).into_iter();
        let by = By { account: OPERATOR, at: now() };
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let progress = |written| bar.set_position(written);
        let imported = registers.import(register, year, (&name, &digest), by, &mut rows, &progress).await;
        bar.finish_and_clear();
        Ok((checked, Outcome::Imported(imported.map_err(told)?)))
    })?;
    checked.warnings.iter().for_each(|warning| output::complain(&anyhow::anyhow!("{warning}")));
    let returned = give_back(file, register, &checked.bad)?;
    tell(out, format, register, year, &checked, &outcome, returned.as_deref())?;
    Ok(if checked.bad_count > 0 { Verdict::Errors } else { Verdict::Fine })
}

/// What came of it.
enum Outcome {
    Imported(u64),
    /// So many rows an import that was cut short had written before.
    Refused {
        before: u64,
    },
}

/// What the operator can do something about, or the error.
fn told(error: registers::Error) -> anyhow::Error {
    match error.refusal() {
        Some(refusal) => anyhow::anyhow!(refusal),
        None => error.into(),
    }
}

/// By name or key.
fn register(name: &str) -> anyhow::Result<&'static Register> {
    let known = || Register::all().filter(|register| !office::records::KEPT.contains(&register.key));
    let found = known().find(|register| register.key == name || register.label == name);
    found.with_context(|| {
        let labels: Vec<_> =
            known().map(|register| format!("{}（{}）", register.label, register.key)).collect();
        format!("没有可以导入、导出的登记“{name}”。现有：{}。", labels.join("、"))
    })
}

/// The year of the first row's day.
fn year_of(file: &Path, register: &'static Register) -> anyhow::Result<i16> {
    let mut year = None;
    if let Some(at) = register.dated.and_then(|field| register.position(field)) {
        each_row(file, register, &mut |_, row| {
            year = office::register::day_of(row.cell(at)).map(|day| (day / 10_000) as i16);
            false
        })?;
    }
    year.with_context(|| format!("不能由《{}》看出是哪一年的登记。请用 --year 指明。", file.display()))
}

/// Every row by its declaration, with what passes shown while it does.
fn look_through(
    file: &Path,
    register: &'static Register,
    year: i16,
    calendar: &Arc<Calendar>,
) -> anyhow::Result<Checked> {
    let bar = progress::of_unknown_count("核对");
    let checked = check(register, year, calendar, |show| {
        each_row(file, register, &mut |line, row| {
            bar.inc(1);
            show(line, row)
        })
    });
    bar.finish_and_clear();
    Ok(checked?)
}

/// A file that was looked through, to be read again.
struct Source {
    file: PathBuf,
    digest: String,
    register: &'static Register,
    year: i16,
    /// By which notices days are reckoned.
    calendar: Arc<Calendar>,
}

impl Source {
    /// The rows that are taken, read in a thread of their own as fast as they are asked for. A file that is not what it
    /// was ends with a refusal.
    fn rows(&self, left_out: BTreeSet<u64>) -> Receiver<Given> {
        let (send, receive) = sync_channel(4 * CHUNK);
        let (file, digest, register) = (self.file.clone(), self.digest.clone(), self.register);
        let mut reader = Reader::new(register, self.year).by(self.calendar.clone());
        std::thread::spawn(move || {
            let read = each_row(&file, register, &mut |line, row| match reader.kept(row) {
                Ok(cells) if !left_out.contains(&line) => send.send(Ok((line, cells))).is_ok(),
                Ok(_) | Err(_) => true,
            });
            let ended = read.map_err(|error| error.to_string()).and_then(|_| unchanged(&file, &digest));
            if let Err(why) = ended {
                drop(send.send(Err(why)));
            }
        });
        receive
    }
}

fn unchanged(file: &Path, digest: &str) -> Result<(), String> {
    match File::open(file).and_then(Hash::of_reader) {
        Ok(now) if now.to_string() == digest => Ok(()),
        Ok(_) | Err(_) => Err(format!(
            "文件《{}》在导入途中有改动或者读不出，没有全部导入。请核对文件，重新导入。",
            file.display()
        )),
    }
}

/// The rows that were not taken, beside the file: their lines, cells and why.
fn give_back(file: &Path, register: &Register, bad: &[Bad]) -> anyhow::Result<Option<PathBuf>> {
    if bad.is_empty() {
        return Ok(None);
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let path = file.with_file_name(format!("{stem}-退回.csv"));
    let header = register.fields.iter().map(|field| field.name.to_owned());
    let header = header.chain(["原文件行".into(), "退回原因".into()]).collect();
    let rows = bad.iter().map(|bad| {
        let ends = [bad.line.to_string(), bad.why.clone()];
        Ok::<_, papers::Error>(bad.cells.iter().cloned().chain(ends).collect())
    });
    let told = || format!("文件《{}》写不进去。请确认有写入权限、磁盘有空余。", path.display());
    let target = File::create(&path).with_context(told)?;
    sheet::csv(target, header, rows).with_context(told)?;
    Ok(Some(path))
}

fn tell(
    out: &mut dyn Write,
    format: Output,
    register: &Register,
    year: i16,
    checked: &Checked,
    outcome: &Outcome,
    returned: Option<&Path>,
) -> anyhow::Result<()> {
    let imported = if let Outcome::Imported(count) = outcome { *count } else { 0 };
    if format == Output::Json {
        let value = json!({
            "register": register.key, "year": year, "imported": imported,
            "returned": checked.bad_count, "returned_file": returned,
        });
        return output::json(out, &value);
    }
    match outcome {
        Outcome::Imported(count) => writeln!(out, "“{}”{year}年导入了{count}行。", register.label)?,
        Outcome::Refused { before: 0 } => writeln!(
            out,
            "没有导入：文件中有不能采用的行。改正后重新导入，或者用 --skip-bad 先导入其余的行。"
        )?,
        Outcome::Refused { before } => writeln!(
            out,
            "没有导入完：上次导入中断以前已写入{before}行，其余的行中有不能采用的。请用 --skip-bad 导入可以采用的行，退回的行改正后另外导入。"
        )?,
    }
    if let Some(path) = returned {
        writeln!(out, "退回{}行，原因逐行写在《{}》。", checked.bad_count, path.display())?;
        for bad in checked.bad.iter().take(5) {
            writeln!(out, "  第{}行：{}。", bad.line, bad.why)?;
        }
    }
    Ok(())
}

pub fn export(args: RowsFile, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let register = register(&args.register)?;
    let organ = folder::compile::settings(&args.office.data.dir)?.organ;
    let count = office_ledger::with(&args.office, async |ledger| {
        let registers = Registers::new(ledger.clone(), &organ.code);
        let year = match args.year {
            Some(year) => year,
            None => *registers
                .years(register)
                .await?
                .first()
                .with_context(|| format!("台账中还没有“{}”的登记。", register.label))?,
        };
        refuse_too_many(&args.file, registers.count(register, year).await?)?;
        let count = write_out(&registers, register, year, &args.file).await?;
        let noted = ledger::Access {
            organ: organ.code.clone(),
            at: now(),
            account: OPERATOR.into(),
            kind: web::desk::EXPORTED.into(),
            object: format!("{}?year={year}", register.key),
            place: "命令行".into(),
            detail: format!("{}　{count}行，含不公开的内容", register.label),
            ..ledger::Access::default()
        };
        ledger.note(&noted).await?;
        Ok(count)
    })?;
    match format {
        Output::Json => output::json(out, &json!({"register": register.key, "rows": count}))?,
        Output::Text => writeln!(out, "“{}”导出了{count}行：{}", register.label, args.file.display())?,
    }
    Ok(Verdict::Fine)
}

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "xlsx")
}

fn refuse_too_many(path: &Path, rows: u64) -> anyhow::Result<()> {
    if is_workbook(path) && rows > sheet::MOST_ROWS {
        bail!("这本登记有{rows}行，XLSX 最多导出{}行。请把文件名改为 .csv。", sheet::MOST_ROWS);
    }
    Ok(())
}

async fn write_out(
    registers: &Registers,
    register: &'static Register,
    year: i16,
    path: &Path,
) -> anyhow::Result<u64> {
    let told = || format!("文件《{}》写不进去。请确认有写入权限、磁盘有空余。", path.display());
    let (send, receive) = sync_channel::<anyhow::Result<Vec<String>>>(4 * CHUNK);
    let header = register.fields.iter().map(|field| field.name.to_owned()).collect();
    let whole = output::Whole::begin(path)?;
    let target = whole.file().try_clone().with_context(told)?;
    let workbook = is_workbook(path);
    let writing = std::thread::spawn(move || match workbook {
        true => sheet::xlsx(target, register.label, header, receive.into_iter()),
        false => sheet::csv(std::io::BufWriter::new(target), header, receive.into_iter()),
    });
    let read = read_out(registers, register, year, |cells| send.send(Ok(cells)).is_ok()).await;
    if let Err(error) = read {
        // Ends the writing, which gives it back.
        drop(send.send(Err(error)));
    }
    drop(send);
    let written = writing.join().map_err(|_| anyhow::anyhow!("the writing thread ended early"))?;
    let count = written.with_context(told)?;
    whole.place()?;
    Ok(count)
}

/// Every cell of every row, the sealed ones included.
async fn read_out(
    registers: &Registers,
    register: &'static Register,
    year: i16,
    mut take: impl FnMut(Vec<String>) -> bool,
) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = registers.reading(register, year, after.as_ref(), CHUNK as u32).await?;
        for line in &page.lines {
            let cells = registers.whole(register, line).await?;
            let shown =
                register.fields.iter().zip(&cells).map(|(field, cell)| field.kind.shown(cell).to_owned());
            if !take(shown.collect()) {
                return Ok(());
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
