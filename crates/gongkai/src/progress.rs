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

/// Counts bytes written, however many they will be.
pub fn of_bytes_written(what: &'static str) -> ProgressBar {
    bar(0, what, "{msg} {spinner} {bytes} {bytes_per_sec}")
}

/// Counts things done, however many there are.
pub fn of_unknown_count(what: &'static str) -> ProgressBar {
    bar(0, what, "{msg} {spinner} {human_pos}")
}

fn bar(total: u64, what: &'static str, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the templates above are well formed");
    ProgressBar::new(total).with_style(style).with_message(what)
}
