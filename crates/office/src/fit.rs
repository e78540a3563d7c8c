//! 填写的文字：不能空着，不能太长

/// Why a text cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("{what}没有填写。请补充后再提交。")]
    Empty { what: &'static str },
    #[error("{what}太长。请控制在{most}字以内。")]
    TooLong { what: &'static str, most: usize },
}

/// The text without blanks around it. `most`: characters.
pub fn within(text: &str, what: &'static str, most: usize) -> Result<String, Unfit> {
    let text = filled(text, what)?;
    if text.chars().count() > most { Err(Unfit::TooLong { what, most }) } else { Ok(text) }
}

pub fn filled(text: &str, what: &'static str) -> Result<String, Unfit> {
    let text = text.trim();
    if text.is_empty() { Err(Unfit::Empty { what }) } else { Ok(text.to_owned()) }
}

/// As [`within`], where it may stay empty.
pub fn at_most(text: &str, what: &'static str, most: usize) -> Result<String, Unfit> {
    let text = text.trim();
    if text.chars().count() > most { Err(Unfit::TooLong { what, most }) } else { Ok(text.to_owned()) }
}
