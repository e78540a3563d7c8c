//! 区分处理：涂得干净，留得完整，看不见的都去掉，没有涂净的放不出去。
#![allow(clippy::unwrap_used)]

mod docx;
mod hostile;
mod pdf;
mod pictures;
mod support;
mod words;
mod xlsx;
