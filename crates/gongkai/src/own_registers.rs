//! 机关自己的登记：`settings/registers.toml`, declared before anything asks for a register.

use anyhow::anyhow;
use office::register::{Register, own};
use std::io::ErrorKind;
use std::path::Path;

const NAME: &str = "settings/registers.toml";

/// Declares what a data folder has of its own; nothing where it has no such file. A program has one data folder.
pub fn declare(data: &Path) -> anyhow::Result<()> {
    let path = data.join(NAME);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            let why = law::plain::disk(error.kind());
            return Err(anyhow!(
                "设置文件《{}》读不出（{why}）。请确认是 UTF-8 并且有读取权限。",
                path.display()
            ));
        }
    };
    let own = own::parse(&text).map_err(|wrong| anyhow!("设置文件《{}》有误：{wrong}", path.display()))?;
    // Once a process: what was declared before stays.
    Register::declare(own);
    Ok(())
}
