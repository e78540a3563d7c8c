//! gongkai account：工作台的账号。

use crate::cli::{AddAccount, Output};
use crate::{Verdict, now, office_ledger, output};
use anyhow::{Context, bail};
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use web::desk::account::{self, Accounts, Duties};

pub fn add(args: AddAccount, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    if !args.data.dir.is_dir() {
        bail!("数据目录《{}》不存在。请用 --data 指明。", args.data.dir.display());
    }
    let organ = folder::compile::settings(&args.data.dir)?.organ.code;
    let duties = Duties::parse(&args.roles)?;
    let password = password()?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let ledger = office_ledger::open(&args.data.dir, args.database.url.as_deref()).await?;
        let accounts = Accounts { ledger: &ledger, organ: &organ, now: now(), by: "operator" };
        accounts.add((&args.id, &args.name), duties, &password).await?;
        anyhow::Ok(())
    })?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.id, "name": args.name}))?,
        Output::Text => writeln!(out, "账号 {} 已建立，{}可以登录工作台。", args.id, args.name)?,
    }
    Ok(Verdict::Fine)
}

/// One line of the standard input: an argument would be seen by everyone on the machine.
fn password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        let mut error = std::io::stderr();
        write!(error, "请输入密码（至少{}个字，屏幕上会显示）：", account::SHORTEST_PASSWORD)?;
        error.flush()?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("密码读不出。请在提示后输入一行密码。")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
