//! 密码：hashed, compared, and judged by the rules the security administrator sets.

use super::account::NoAccount;
use super::policy::Policy;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// More costs time and hides nothing.
pub const LONGEST_BYTES: usize = 512;
/// What must be left of a password without the words anybody would try first, and how many different characters it
/// needs.
const LEAST_OWN: usize = 6;
const LEAST_DIFFERENT: usize = 4;

/// What is tried first everywhere. A password may hold such a word; it may not consist of them.
const COMMON: [&str; 22] = [
    "administrator",
    "1234567890",
    "123456789",
    "iloveyou",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "1qaz2wsx",
    "welcome",
    "letmein",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "abc123",
    "123456",
    "654321",
    "123123",
    "112233",
    "888888",
    "666666",
    "admin",
    "root",
];

/// Whether a password is fit for an account; `own` are the names of the account and of the organ.
pub fn judge(policy: &Policy, password: &str, own: &[&str]) -> Result<(), NoAccount> {
    if password.chars().count() < policy.shortest as usize {
        return Err(NoAccount::ShortPassword(policy.shortest));
    }
    if password.len() > LONGEST_BYTES {
        return Err(NoAccount::LongPassword);
    }
    let different: BTreeSet<char> = password.chars().collect();
    let mut rest = password.to_lowercase();
    let denied = policy.denied.iter().map(String::as_str).chain(own.iter().copied()).chain(COMMON);
    for word in denied.map(str::to_lowercase).filter(|word| !word.is_empty()) {
        rest = rest.replace(&word, "");
    }
    if different.len() < LEAST_DIFFERENT || rest.chars().count() < LEAST_OWN {
        return Err(NoAccount::CommonPassword);
    }
    Ok(())
}

/// A password nobody has to think of: 16 letters and digits that are not mistaken for each other.
pub fn random() -> anyhow::Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(bytes.into_iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// Hashing takes a while: off the async threads.
pub async fn hash(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || hash_now(&password)).await?
}

/// Which of some hashes a password has; `None` where it has none of them. Costs as much for no hash as for one.
pub async fn matching(hashes: Vec<String>, password: String) -> anyhow::Result<Option<usize>> {
    let found = tokio::task::spawn_blocking(move || {
        if password.len() > LONGEST_BYTES {
            return None;
        }
        if hashes.is_empty() {
            opens(&NOBODYS, &password);
        }
        hashes.iter().position(|hash| opens(hash, &password))
    });
    Ok(found.await?)
}

/// What a password is compared with where there is no account.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());

fn opens(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    Ok(hashed.map_err(|error| anyhow::anyhow!("failed to hash a password: {error}"))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_made_of_what_is_tried_first() {
        let policy = Policy { denied: vec!["石榴".into()], ..Policy::default() };
        let own = ["wangfang", "王芳", "枣庄市行政审批服务局"];
        for (password, fits) in [
            ("gongkai-demo-2024", true),
            ("山亭的樱桃也快要熟了", true),
            ("山亭的樱桃快熟了", false),
            ("password123456", false),
            ("Passw0rd!admin", false),
            ("wangfang123456", false),
            ("枣庄市行政审批服务局2024", false),
            ("石榴石榴石榴石榴石榴园", false),
            ("aaaaaaaaaaaaaaa", false),
            ("admin 山亭的樱桃熟了", true),
        ] {
            assert_eq!(judge(&policy, password, &own).is_ok(), fits, "{password}");
        }
        assert!(judge(&policy, &"字符不同".repeat(60), &own).is_err(), "longer than 512 bytes");
    }
}
