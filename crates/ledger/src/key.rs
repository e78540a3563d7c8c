//! The key that seals personal data: 32 bytes kept outside the database.

use crate::chain::Hash;
use crate::error::{Broken, Error, Refusal};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sm3::{Digest, Sm3};

const NONCE_BYTES: usize = 12;

/// 32 bytes for AES-256-GCM. Kept in a file of the operator, never in the database.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A new key from the system's random source.
    pub fn generate() -> Result<Key, Error> {
        Ok(Key(random()?))
    }

    /// Reads what [`Key::text`] writes: 64 hexadecimal digits, white space around them ignored.
    pub fn parse(text: &str) -> Result<Key, Error> {
        let bytes = from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        Ok(Key(bytes.ok_or(Refusal::BadKey)?))
    }

    /// 64 hexadecimal digits, for the key file.
    pub fn text(&self) -> String {
        to_hex(&self.0)
    }

    /// What the database keeps to tell this key from others; it gives nothing of the key away.
    pub(crate) fn check_value(&self) -> String {
        let mut hasher = Sm3::new();
        hasher.update(b"gongkai key check 1");
        hasher.update(self.0);
        to_hex(&hasher.finalize())
    }

    /// Nonce and ciphertext. `bound` says what the data belongs to and must be the same to open it.
    pub fn seal(&self, plain: &[u8], bound: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload { msg: plain, aad: bound };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| Broken::Overflow)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed, or `None` where data, key or `bound` is another.
    pub fn unseal(&self, sealed: &[u8], bound: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg: rest, aad: bound }).ok()
    }

    /// HMAC-SM3 of some data: tells equal data by, and is of no use without the key. The key is derived, so that it
    /// shares nothing with what seals.
    pub fn fingerprint(&self, purpose: &str, data: &[u8]) -> Result<Hash, Error> {
        let mut hasher = Sm3::new();
        hasher.update(b"gongkai fingerprint 1");
        hasher.update(self.0);
        let mut mac = Hmac::<Sm3>::new_from_slice(&hasher.finalize()).map_err(|_| Broken::Overflow)?;
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(data);
        Ok(Hash(mac.finalize().into_bytes().into()))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

/// A key never shows in logs.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Broken::NoRandom)?;
    Ok(bytes)
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // A String takes all.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_with_its_key_and_what_it_is_bound_to() {
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        let sealed = key.seal("身份证号".as_bytes(), b"organ/1").expect("sealed");
        assert_eq!(key.unseal(&sealed, b"organ/1").as_deref(), Some("身份证号".as_bytes()));
        assert_eq!(key.unseal(&sealed, b"organ/2"), None);
        assert_eq!(other.unseal(&sealed, b"organ/1"), None);
        assert_eq!(key.unseal(&sealed[..20], b"organ/1"), None);
        assert_eq!(key.unseal(b"", b"organ/1"), None);
        let mut bent = sealed.clone();
        bent[15] ^= 1;
        assert_eq!(key.unseal(&bent, b"organ/1"), None);
    }

    #[test]
    fn equal_data_has_one_fingerprint_and_another_key_another() {
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        let print =
            |key: &Key, purpose: &str, data: &str| key.fingerprint(purpose, data.as_bytes()).expect("a hash");
        assert_eq!(
            print(&key, "applicant", "11010519491231002X"),
            print(&key, "applicant", "11010519491231002X")
        );
        assert_ne!(
            print(&key, "applicant", "11010519491231002X"),
            print(&other, "applicant", "11010519491231002X")
        );
        assert_ne!(print(&key, "applicant", "a"), print(&key, "applicant", "b"));
        assert_ne!(print(&key, "a", "b"), print(&key, "c", "b"));
    }

    #[test]
    fn a_key_is_read_as_it_is_written_and_nothing_else_is() {
        let key = Key::generate().expect("a key");
        assert_eq!(Key::parse(&format!("{}\n", key.text())).expect("the key").0, key.0);
        for bad in ["", "00", &"g".repeat(64), &"0".repeat(63), &"0".repeat(66), &"密".repeat(64)] {
            assert!(matches!(Key::parse(bad), Err(Error::Refused(Refusal::BadKey))), "{bad}");
        }
        assert_eq!(format!("{key:?}"), "Key(…)");
    }
}
