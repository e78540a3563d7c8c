//! gongkai letters：文书模板，机关可以改写，改好先核对。

use crate::cli::{Letters, Output};
use crate::{Verdict, output};
use anyhow::{Context, bail};
use office::letter::{Form, check_template};
use serde::Serialize;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

pub fn run(task: Letters, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    match task {
        Letters::List => list(format, out),
        Letters::Export { dir } => export(&dir, format, out),
        Letters::Check { data } => check(&templates(&data.dir), format, out),
    }
}

fn templates(data: &Path) -> PathBuf {
    data.join("settings").join("letters")
}

/// What a form is called, and what its template must and may state.
#[derive(Serialize)]
struct Told {
    file: String,
    label: &'static str,
    required: Vec<&'static str>,
}

fn told(form: Form) -> Told {
    let required = form.required().into_iter().map(office::letter::Variable::name).collect();
    Told { file: format!("{}.md", form.key()), label: form.label(), required }
}

fn list(format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let all: Vec<Told> = Form::ALL.into_iter().map(told).collect();
    match format {
        Output::Json => output::json(out, &all)?,
        Output::Text => {
            for one in &all {
                writeln!(out, "{}　{}", one.file, one.label)?;
                writeln!(out, "    必须写明：{}", one.required.join("、"))?;
            }
        }
    }
    Ok(Verdict::Fine)
}

/// The templates that come with the program, to start from. What is there already stays.
fn export(dir: &Path, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let unwritable = || format!("目录《{}》写不进去。请确认有写入权限。", dir.display());
    std::fs::create_dir_all(dir).with_context(unwritable)?;
    let mut written = Vec::new();
    let mut kept = Vec::new();
    for form in Form::ALL {
        let path = dir.join(format!("{}.md", form.key()));
        if path.exists() {
            kept.push(path);
        } else {
            output::write_whole(&path, form.default_template().as_bytes())?;
            written.push(path);
        }
    }
    match format {
        Output::Json => output::json(out, &json!({"written": written, "kept": kept}))?,
        Output::Text => {
            writeln!(out, "已写出{}份模板到《{}》。", written.len(), dir.display())?;
            if !kept.is_empty() {
                writeln!(out, "已有的{}份没有改动。", kept.len())?;
            }
            writeln!(
                out,
                "改好的放入数据目录的 settings/letters/，用 gongkai letters check 核对；不改的不必放。"
            )?;
        }
    }
    Ok(Verdict::Fine)
}

/// One file of the folder, and what is wrong with it.
#[derive(Serialize)]
struct Checked {
    file: String,
    label: Option<&'static str>,
    fault: Option<String>,
}

fn check(dir: &Path, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    if !dir.exists() {
        bail!("目录《{}》不存在，没有自己的模板，使用随程序带的模板。", dir.display());
    }
    let unreadable = || format!("目录《{}》打不开。请确认有权读取。", dir.display());
    let entries = std::fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> =
        entries.with_context(unreadable)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let checked: Vec<Checked> = paths.iter().map(|path| checked(path)).collect();
    let faults = checked.iter().filter(|one| one.fault.is_some()).count();
    match format {
        Output::Json => output::json(out, &checked)?,
        Output::Text => tell(&checked, faults, out)?,
    }
    Ok(if faults == 0 { Verdict::Fine } else { Verdict::Errors })
}

fn checked(path: &Path) -> Checked {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let form = file.strip_suffix(".md").and_then(Form::from_key);
    let fault = match (form, std::fs::read_to_string(path)) {
        (None, _) => Some("没有这个名字的文书。文件名见 gongkai letters list。".to_owned()),
        (Some(_), Err(_)) => Some("读不出来。请确认是 UTF-8 编码的文本。".to_owned()),
        (Some(form), Ok(text)) => check_template(form, &text).err().map(|refusal| refusal.to_string()),
    };
    Checked { file, label: form.map(Form::label), fault }
}

fn tell(checked: &[Checked], faults: usize, out: &mut dyn Write) -> anyhow::Result<()> {
    for one in checked {
        match &one.fault {
            Some(fault) => writeln!(out, "{}　{fault}", one.file)?,
            None => writeln!(out, "{}　{}　可以使用。", one.file, one.label.unwrap_or_default())?,
        }
    }
    match faults {
        0 => writeln!(out, "共{}份，都可以使用。", checked.len())?,
        _ => writeln!(out, "共{}份，{faults}份须改正。", checked.len())?,
    }
    Ok(())
}
