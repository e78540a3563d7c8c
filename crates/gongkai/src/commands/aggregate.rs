//! gongkai report aggregate：汇总下级各单位的年度报告。

mod paper;
mod words;

use crate::cli::{self, Output};
use crate::reading::{self, Expectations};
use crate::{Verdict, inputs, output, progress, today};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use law::annual_report::Tables;
use papers::Format;
use reports::aggregate::stream::{self, Broken, Stream};
use reports::aggregate::{Aggregator, NotObjects, Prior, Settings, Unit, Units, Unread};
use reports::read::{Limits, Unreadable};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

/// Files that are no JSON are read and checked so many at a time.
const AT_ONCE: usize = 64;

pub fn run(args: cli::Aggregate, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let paper = args.out.as_deref().map(paper_format).transpose()?;
    let files = inputs::files(&args.paths)?;
    let settings = Settings {
        year: args.year,
        units: args.units.as_deref().map(units).transpose()?.unwrap_or_default(),
        against: args.against.as_deref().map(total).transpose()?,
        prior: prior(&args.prior)?,
    };
    let mut aggregator = Aggregator::new(settings);
    let mut unusable = Vec::new();
    each(&files, "汇总", &mut |outcome| aggregator.take(outcome), &mut unusable)?;
    let mut found = aggregator.finish();
    if found.read == 0 && !unusable.is_empty() {
        bail!("{}", unusable[0].reason);
    }
    unusable.iter().for_each(|file| output::complain(&anyhow::anyhow!("{}", file.reason)));
    found.unreadable.splice(0..0, unusable);
    let verdict = match (found.unreadable.is_empty(), found.has_errors()) {
        (false, _) => Verdict::Unusable,
        (true, true) => Verdict::Errors,
        (true, false) => Verdict::Fine,
    };
    let titled = paper::Titled { found: &found, organ: args.organ.as_deref(), dated: today() };
    if let (Some(path), Some(paper)) = (&args.out, paper) {
        output::write_whole(path, &paper::render(&titled, paper)?)?;
    }
    match format {
        Output::Json => output::json(out, &paper::json(&titled))?,
        Output::Text => {
            words::write(out, &titled, args.out.as_deref())?;
            if args.against.is_some() && found.differences.is_empty() {
                writeln!(out, "已发布的汇总报告与各单位之和逐格核对，全部一致。")?;
            }
        }
    }
    Ok(verdict)
}

fn paper_format(path: &Path) -> anyhow::Result<Format> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    Format::from_extension(&ending).with_context(|| {
        format!(
            "不知道《{}》是什么格式。请用 .html、.pdf、.docx、.xlsx、.json 或 .csv 作后缀。",
            path.display()
        )
    })
}

fn units(path: &Path) -> anyhow::Result<Units> {
    Ok(Units::parse(&path.display().to_string(), &inputs::bytes(path, Limits::default().file)?)?)
}

fn total(path: &Path) -> anyhow::Result<Tables> {
    let bytes = inputs::report(path)?;
    Ok(reading::read(&path.display().to_string(), &bytes)?[0].tables())
}

/// Last year's reports; one that cannot be read is no comparison and stops nothing.
fn prior(paths: &[PathBuf]) -> anyhow::Result<Prior> {
    let mut prior = Prior::default();
    let mut add = |outcome: Result<Unit, Unread>| {
        if let Ok(Unit { organ: Some(organ), tables, .. }) = outcome {
            prior.add(&organ, &tables);
        }
    };
    let mut unusable = Vec::new();
    each(&inputs::files(paths)?, "读取上年报告", &mut add, &mut unusable)?;
    match unusable.first() {
        Some(file) => bail!("上年报告不能使用：{}", file.reason),
        None => Ok(prior),
    }
}

/// Takes every report of the files in order: JSON as a stream, other files read and checked.
fn each(
    files: &[PathBuf],
    what: &'static str,
    take: &mut dyn FnMut(Result<Unit, Unread>),
    unusable: &mut Vec<Unread>,
) -> anyhow::Result<()> {
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |about| about.len());
    let bar = progress::of_bytes(files.iter().map(size).sum(), what);
    let mut rest = files;
    while let Some(first) = rest.first() {
        let others = rest.iter().take(AT_ONCE).take_while(|path| !is_json(path)).count();
        if others == 0 {
            streamed(first, &bar, take, unusable)?;
            rest = &rest[1..];
        } else {
            checked(&rest[..others], &bar, take, unusable);
            rest = &rest[others..];
        }
    }
    bar.finish_and_clear();
    Ok(())
}

fn is_json(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ["json", "jsonl", "ndjson"].contains(&ending.as_str())
}

fn streamed(
    path: &Path,
    bar: &ProgressBar,
    take: &mut dyn FnMut(Result<Unit, Unread>),
    unusable: &mut Vec<Unread>,
) -> anyhow::Result<()> {
    let name = path.display().to_string();
    let mut file = File::open(path).with_context(|| format!("文件《{name}》打不开。请确认有权读取。"))?;
    let before = bar.position();
    let advance = |read| bar.set_position(before + read);
    let stream = Stream { file: &name, threads: inputs::threads(), progress: &advance };
    let mut taken = 0;
    let read = stream::read(&stream, &mut file, &mut |outcome| {
        taken += 1;
        take(outcome);
    });
    match read {
        Ok(()) if taken == 0 => unusable.push(unread(&name, &Unreadable::Empty { file: name.clone() })),
        Ok(()) => {}
        // UTF-16 and GBK: what a whole file is read by knows them.
        Err(Broken::Shape { problem: NotObjects::Stray { .. }, .. })
            if taken == 0 && file.rewind().is_ok() =>
        {
            drop(file);
            checked(&[path.to_path_buf()], bar, take, unusable);
        }
        Err(error @ Broken::Shape { .. }) => unusable.push(unread(&name, &error)),
        Err(error @ Broken::Disk { .. }) => return Err(error.into()),
    }
    Ok(())
}

fn checked(
    paths: &[PathBuf],
    bar: &ProgressBar,
    take: &mut dyn FnMut(Result<Unit, Unread>),
    unusable: &mut Vec<Unread>,
) {
    let read = inputs::in_parallel(paths, |path| {
        let name = path.display().to_string();
        let bytes = inputs::report(path)?;
        bar.inc(bytes.len() as u64);
        Ok::<_, anyhow::Error>(reading::read(&name, &bytes)?)
    });
    for (path, reports) in paths.iter().zip(read) {
        match reports {
            Ok(reports) => {
                let expected = Expectations { today: Some(today()), ..Expectations::default() };
                let checked =
                    reports.into_iter().flat_map(|report| reading::check_all(vec![report], &expected));
                checked.for_each(|report| take(Ok(Unit::from_published(&report))));
            }
            Err(error) => unusable.push(unread(&path.display().to_string(), &error)),
        }
    }
}

fn unread(file: &str, reason: &dyn std::fmt::Display) -> Unread {
    Unread { source: file.into(), reason: reason.to_string() }
}
