//! gongkai account：工作台的账号。

use crate::cli::{Account, AccountId, AddAccount, Office, Output, SetRoles};
use crate::{Verdict, now, office_ledger, output};
use anyhow::{Context, bail};
use ledger::Ledger;
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use web::desk::account::{self, Accounts, Duties, NoAccount};
use web::desk::{factor, policy};

/// Who acts at the command line.
const OPERATOR: &str = "operator";
/// Why, where nothing else was said.
const BY_HAND: &str = "命令行办理";

pub fn run(account: Account, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    match account {
        Account::Add(args) => add(args, format, out),
        Account::List(office) => list(&office, format, out),
        Account::Disable(args) => set_disabled(&args, true, format, out),
        Account::Enable(args) => set_disabled(&args, false, format, out),
        Account::Password(args) => set_password(&args, format, out),
        Account::Roles(args) => set_roles(&args, format, out),
        Account::ResetFactor(args) => reset_factor(&args, format, out),
    }?;
    Ok(Verdict::Fine)
}

fn add(args: AddAccount, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    let organ = organ(&args.office.data.dir)?;
    let duties = Duties::parse(&args.roles)?;
    let password = password()?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let Office { data, database } = &args.office;
        let ledger = office_ledger::open(&data.dir, database.url.as_deref()).await?;
        accounts(&ledger, &organ).add((&args.id, &args.name), duties, &password).await?;
        anyhow::Ok(())
    })?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.id, "name": args.name})),
        Output::Text => Ok(writeln!(out, "账号 {} 已建立，{}可以登录工作台。", args.id, args.name)?),
    }
}

fn list(office: &Office, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    let all = office_ledger::with(office, async |ledger| account::all(ledger).await)?;
    if format == Output::Json {
        return output::json(out, &all.iter().map(told).collect::<Vec<_>>());
    }
    for one in &all {
        let state = if one.disabled { "　已停用" } else { "" };
        writeln!(out, "{:<16} {}　{}{state}", one.id, one.name, one.duties().words())?;
    }
    Ok(writeln!(out, "共{}个账号。", all.len())?)
}

/// Never the password's hash.
fn told(one: &account::Account) -> Value {
    json!({
        "account": one.id, "name": one.name, "duties": one.duties().words(),
        "email": one.email, "disabled": one.disabled, "created": one.created,
    })
}

fn set_disabled(args: &AccountId, disabled: bool, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    change(args, async |accounts| accounts.set_disabled(&args.id, disabled, BY_HAND).await)?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.id, "disabled": disabled})),
        Output::Text if disabled => Ok(writeln!(out, "账号 {} 已停用，不能再登录。", args.id)?),
        Output::Text => Ok(writeln!(out, "账号 {} 已启用。", args.id)?),
    }
}

fn set_password(args: &AccountId, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    let password = password()?;
    change(args, async |accounts| accounts.set_password(&args.id, &password).await)?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.id})),
        Output::Text => Ok(writeln!(out, "账号 {} 的密码已重设。", args.id)?),
    }
}

fn set_roles(args: &SetRoles, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    let duties = Duties::parse(&args.roles)?;
    let why = args.why.as_deref().unwrap_or(BY_HAND);
    change(&args.account, async |accounts| accounts.set_duties(&args.account.id, duties.clone(), why).await)?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.account.id, "duties": duties.words()})),
        Output::Text => Ok(writeln!(out, "账号 {} 的岗位改为：{}。", args.account.id, duties.words())?),
    }
}

fn reset_factor(args: &AccountId, format: Output, out: &mut dyn Write) -> anyhow::Result<()> {
    change(args, async |accounts| {
        accounts.tell(&args.id, "factor_reset", BY_HAND).await?;
        factor::forget(accounts.ledger, &args.id).await
    })?;
    match format {
        Output::Json => output::json(out, &json!({"account": args.id})),
        Output::Text => Ok(writeln!(out, "账号 {} 的第二重验证已取消，本人登录后重新启用。", args.id)?),
    }
}

fn change(
    args: &AccountId,
    change: impl AsyncFnOnce(Accounts<'_>) -> Result<(), NoAccount>,
) -> anyhow::Result<()> {
    let organ = organ(&args.office.data.dir)?;
    office_ledger::with(&args.office, async |ledger| Ok(change(accounts(ledger, &organ)).await?))
}

fn accounts<'a>(ledger: &'a Ledger, organ: &'a str) -> Accounts<'a> {
    Accounts { ledger, organ, now: now(), by: OPERATOR }
}

/// In whose chain it is told.
fn organ(data: &Path) -> anyhow::Result<String> {
    if !data.is_dir() {
        bail!("数据目录《{}》不存在。请用 --data 指明。", data.display());
    }
    Ok(folder::compile::settings(data)?.organ.code)
}

/// One line of the standard input: an argument would be seen by everyone on the machine.
fn password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        let mut error = std::io::stderr();
        write!(error, "请输入密码（至少{}个字，屏幕上会显示）：", policy::Policy::default().shortest)?;
        error.flush()?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("密码读不出。请在提示后输入一行密码。")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
