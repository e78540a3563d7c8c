//! 索引号与网址：an index has slashes, a part of a path has none

use super::super::{Desk, Fail};
use crate::error::Error;
use publishing::File;

/// Longest index that is looked for.
const LONGEST: usize = 80;

/// `11370400MB2857833X~2024-00001`
pub fn slug(index: &str) -> String {
    index.replace('/', "~")
}

/// The address of an item at the desk.
pub fn path(index: &str) -> String {
    format!("/desk/items/{}", slug(index))
}

/// The index a part of a path stands for; a name that the ledger could not keep is no one's.
fn index_of(slug: &str) -> Option<String> {
    let fine = |one: u8| one.is_ascii_alphanumeric() || b"-~".contains(&one);
    let is_one = !slug.is_empty() && slug.len() <= LONGEST && slug.bytes().all(fine);
    is_one.then(|| slug.replace('~', "/"))
}

pub async fn find(desk: &Desk, slug: &str) -> Result<File, Fail> {
    let file = match index_of(slug) {
        Some(index) => desk.publishing.file(&index).await?,
        None => None,
    };
    let shown: String = slug.chars().take(40).collect();
    file.ok_or_else(|| Fail::Portal(Error::Missing(format!("没有索引号为“{shown}”的信息"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_goes_into_a_path_and_back() {
        let index = "11370400MB2857833X/2024-00001";
        assert_eq!(index_of(&slug(index)).as_deref(), Some(index));
        for wrong in ["", "a b", "../x", "a\0b", "公开", &"a".repeat(81)] {
            assert_eq!(index_of(wrong), None, "{wrong}");
        }
    }
}
