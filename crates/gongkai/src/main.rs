//! 命令行入口。

use std::process::ExitCode;

fn main() -> ExitCode {
    gongkai::run(std::env::args_os())
}
