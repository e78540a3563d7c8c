//! 一个程序：命令、时钟、目录、日志，把各部分接在一起。

mod backup;
pub mod channels;
mod clamd;
pub mod cli;
mod commands;
mod drafts;
mod entered;
mod history;
mod inputs;
mod inspection;
mod inspector;
pub mod library;
pub mod links;
mod log_archive;
pub mod mail;
mod media_exports;
mod notices;
mod office_ledger;
mod oidc;
mod output;
mod outward;
mod own_registers;
mod previews;
mod progress;
mod public_list;
pub mod publications;
mod published;
mod publishing;
mod questions;
mod reading;
mod stationery;
mod storage;
mod submitting;
mod superior;

use anyhow::Error;
use cli::{Cli, Parsed, Report, Task};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// What a command found, in the words of its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    /// Done, and there are errors in what was given.
    Errors,
    /// Something given could not be used.
    Unusable,
}

impl Verdict {
    fn code(self) -> u8 {
        match self {
            Verdict::Fine => 0,
            Verdict::Errors => 1,
            Verdict::Unusable => 2,
        }
    }
}

/// Runs one command line.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let ran = match cli::parse(args) {
        Parsed::Run(cli) => dispatch(*cli, &mut out),
        Parsed::Show(text) => {
            writeln!(out, "{}", text.trim_end()).map(|()| Verdict::Fine).map_err(Error::from)
        }
        Parsed::Wrong(message) => Err(Error::msg(message)),
    };
    let flushed = ran.and_then(|verdict| Ok(out.flush().map(|()| verdict)?));
    match flushed {
        Ok(verdict) => verdict.code().into(),
        Err(error) if is_closed_pipe(&error) => Verdict::Fine.code().into(),
        Err(error) => {
            output::complain(&error);
            Verdict::Unusable.code().into()
        }
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    output::log(matches!(cli.task, Task::Demo(_) | Task::Serve(_)));
    if let Some(data) = cli.task.keeps_registers() {
        own_registers::declare(data)?;
    }
    match cli.task {
        Task::Demo(demo) => commands::demo::run(demo, cli.format, out),
        Task::Serve(serve) => commands::serve::run(serve, cli.format, out),
        Task::Account(account) => commands::account::run(account, cli.format, out),
        Task::Ledger(task) => commands::ledger::run(task, cli.format, out),
        Task::Backup(backup) => commands::backup::run(&backup, cli.format, out),
        Task::Restore(restore) => commands::restore::run(&restore, cli.format, out),
        Task::Import(import) => commands::rows::import(import, cli.format, out),
        Task::Export(export) => commands::rows::export(export, cli.format, out),
        Task::Workday(workday) => commands::workday::run(workday, cli.format, out),
        Task::Clock(clock) => commands::clock::run(clock, cli.format, out),
        Task::Fee(fee) => commands::fee::run(fee, cli.format, out),
        Task::Scan(scan) => commands::scan::run(scan, cli.format, out),
        Task::Letters(letters) => commands::letters::run(letters, cli.format, out),
        Task::Report(Report::Check(check)) => commands::check::run(check, cli.format, out),
        Task::Report(Report::Compile(compile)) => commands::compile::run(compile, cli.format, out),
        Task::Report(Report::Submit(submit)) => commands::submit::submit(&submit, cli.format, out),
        Task::Report(Report::Receive(receive)) => commands::submit::receive(&receive, cli.format, out),
        Task::Report(Report::Reply(reply)) => commands::submit::reply(&reply, cli.format, out),
        Task::Report(Report::Aggregate(aggregate)) => commands::aggregate::run(aggregate, cli.format, out),
    }
}

/// The reader of our output went away (`gongkai … | head`).
fn is_closed_pipe(error: &Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let written = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        written.or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind())
    };
    error.chain().find_map(kind) == Some(std::io::ErrorKind::BrokenPipe)
}

/// Only here does the program look at the clock. The day is Beijing's, whatever zone the server is set to: a term
/// must not run eight hours longer because a machine keeps UTC.
fn today() -> jiff::civil::Date {
    law::workday::day_in_beijing(now())
}

/// The moment, for what is written beside an act.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
