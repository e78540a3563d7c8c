//! One entry of the ledger, and the hash that ties it to the one before.

use crate::key::{from_hex, to_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::fmt;

/// The algorithm of new entries: SM3 over the encoding of [`Entry::digest`], first version.
pub const ALGORITHM: &str = "sm3/1";

/// 32 bytes of SM3, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands as `prev` in the first entry of an organ.
    pub const NONE: Hash = Hash([0; 32]);

    /// SM3 of some bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sm3::digest(bytes).into())
    }

    /// SM3 of whatever is read to its end, with little memory.
    pub fn of_reader(mut source: impl std::io::Read) -> std::io::Result<Hash> {
        let (mut digest, mut buffer) = (Sm3::new(), vec![0; 1 << 16]);
        loop {
            match source.read(&mut buffer)? {
                0 => return Ok(Hash(digest.finalize().into())),
                read => digest.update(&buffer[..read]),
            }
        }
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Hash> {
        Some(Hash(from_hex(text)?.try_into().ok()?))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hash::parse(&text).ok_or_else(|| serde::de::Error::custom("a hash has 64 hexadecimal digits"))
    }
}

/// What the caller wants recorded: its kind, and a body that is kept byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What kind of act, a name that is never reused, such as `case.received`.
    pub kind: String,
    /// JSON text. Personal data belongs into the vault; the body carries its [`crate::Sealed`] only.
    pub body: String,
}

impl NewEvent {
    pub fn new(kind: impl Into<String>, body: impl Into<String>) -> NewEvent {
        NewEvent { kind: kind.into(), body: body.into() }
    }
}

/// One act as it stands in the ledger, for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub organ: String,
    /// Place in the organ's chain, from 1, without gaps.
    pub seq: u64,
    /// What it happened to, such as one case.
    pub stream: String,
    /// Place in the stream, from 1, without gaps.
    pub version: u64,
    pub kind: String,
    /// When it was recorded, to the microsecond.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// The exact bytes that were given.
    pub body: String,
    /// The hash of the entry before; [`Hash::NONE`] in the first.
    pub prev: Hash,
    pub hash: Hash,
    /// How `hash` was made.
    pub alg: String,
}

impl Entry {
    /// The hash this entry should have: SM3 over its fields in this order, each as its length (8 bytes,
    /// big-endian) and its bytes: `alg`, `organ`, `seq` (8 bytes, big-endian), `stream`, `version` (the same),
    /// `kind`, `at` (microseconds since 1970 UTC, signed, 8 bytes, big-endian), `by`, `body`, `prev`.
    pub fn digest(&self) -> Hash {
        self.digest_at(self.seq, &self.prev)
    }

    /// The hash it would have in another place of the chain.
    pub(crate) fn digest_at(&self, seq: u64, prev: &Hash) -> Hash {
        let mut hasher = Sm3::new();
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.alg.as_bytes());
        field(self.organ.as_bytes());
        field(&seq.to_be_bytes());
        field(self.stream.as_bytes());
        field(&self.version.to_be_bytes());
        field(self.kind.as_bytes());
        field(&self.at.as_microsecond().to_be_bytes());
        field(self.by.as_bytes());
        field(self.body.as_bytes());
        field(&prev.0);
        Hash(hasher.finalize().into())
    }
}

/// The end of an organ's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many entries the chain has.
    pub seq: u64,
    pub hash: Hash,
}

impl Head {
    pub const NONE: Head = Head { seq: 0, hash: Hash::NONE };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            organ: "o".into(),
            seq: 1,
            stream: "s".into(),
            version: 1,
            kind: "k".into(),
            at: Timestamp::from_microsecond(1).expect("a time"),
            by: "b".into(),
            body: "{}".into(),
            prev: Hash::NONE,
            hash: Hash::NONE,
            alg: ALGORITHM.into(),
        }
    }

    /// The encoding written out by hand, so that another program could be written from it.
    #[test]
    fn the_hash_covers_each_field_with_its_length() {
        let mut bytes = Vec::new();
        bytes.extend(b"\0\0\0\0\0\0\0\x05sm3/1\0\0\0\0\0\0\0\x01o\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x01");
        bytes.extend(b"\0\0\0\0\0\0\0\x01s\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01k");
        bytes.extend(b"\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01b\0\0\0\0\0\0\0\x02{}");
        bytes.extend(b"\0\0\0\0\0\0\0\x20");
        bytes.extend([0; 32]);
        assert_eq!(entry().digest(), Hash::of(&bytes));
    }

    #[test]
    fn what_moves_from_one_field_into_the_next_changes_the_hash() {
        let moved = Entry { stream: "sk".into(), kind: String::new(), ..entry() };
        assert_ne!(moved.digest(), entry().digest());
    }

    /// GB/T 32905—2016, example 1: SM3("abc").
    #[test]
    fn sm3_gives_the_value_of_the_standard() {
        let standard = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(Hash::of(b"abc").to_string(), standard);
    }
}
