//! 涂条：what stands where text stood, in formats made of text.

use crate::Ground;

/// A longer bar would only tell how much was there; the log tells that.
const LONGEST: usize = 24;

/// `█` for each character, then the ground.
pub fn text(length: usize, ground: Ground) -> String {
    format!("{}{}", blocks(length), label(ground))
}

/// The ground as it stands beside a bar.
pub fn label(ground: Ground) -> String {
    format!("［{}］", ground.mark())
}

pub fn blocks(length: usize) -> String {
    "█".repeat(length.clamp(1, LONGEST))
}
