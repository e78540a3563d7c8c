//! 申请人记下的码：草稿的续填码、查询进度的查询码。 What the ledger keeps of them is a keyed hash.

use crate::words;

/// Letters and digits that are not taken for one another when read out or written down: a letter is five bits.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const OF_A_GROUP: usize = 4;

/// 80 bits: whoever holds it reads a whole draft.
pub const DRAFT: usize = 16;
/// 60 bits, and few tries.
pub const TRACK: usize = 12;

/// So many letters that nobody guesses.
pub fn random(length: usize) -> anyhow::Result<String> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// «ABCD-EFGH-JKLM»
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(OF_A_GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// A code as people type it: small letters, spaces, dashes, full-width forms; `None` where it can be none.
pub fn read(text: &str, length: usize) -> Option<String> {
    let plain: String = words::plain_digits(text)
        .chars()
        .map(|letter| match letter {
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
            other => other,
        })
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let ours = plain.bytes().all(|byte| LETTERS.contains(&byte));
    (ours && plain.len() == length).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["ABCD-EFGH-JKLM", "abcdefghjklm", " ABCD EFGH JKLM ", "ＡＢＣＤ－efgh－jklm"] {
            assert_eq!(read(typed, TRACK).as_deref(), Some("ABCDEFGHJKLM"), "{typed}");
        }
        for typed in
            ["", "ABCD-EFGH-JKL", "ABCD-EFGH-JKLM2", "ABCD-EFGH-JKL0", "ABCD-EFGH-JKLI", "ABCDEFGHJK'--"]
        {
            assert_eq!(read(typed, TRACK), None, "{typed}");
        }
        assert_eq!(grouped("ABCDEFGHJKLM"), "ABCD-EFGH-JKLM");
    }

    #[test]
    fn codes_differ_and_use_every_letter() {
        let codes: Vec<String> = (0..200).map(|_| random(TRACK).expect("random bytes")).collect();
        let unique: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!(unique.len(), codes.len());
        let letters: std::collections::BTreeSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(letters.len(), 32);
        assert!(codes.iter().all(|code| read(code, TRACK).as_ref() == Some(code)));
    }
}
