//! 进度条：on stderr, only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// Counts things done.
pub fn of_count(total: u64, what: &'static str) -> ProgressBar {
    bar(total, what, "{msg} {bar:30} {human_pos}/{human_len} 剩余{eta}")
}

/// Counts bytes read.
pub fn of_bytes(total: u64, what: &'static str) -> ProgressBar {
    bar(total, what, "{msg} {bar:30} {bytes}/{total_bytes} 剩余{eta}")
}

fn bar(total: u64, what: &'static str, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the two templates above are well formed");
    ProgressBar::new(total).with_style(style).with_message(what)
}
