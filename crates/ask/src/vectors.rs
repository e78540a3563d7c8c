//! 向量的存放：by the digest of the text, beside the search index; derived, made again where it is missing.

use crate::meaning::Vector;
use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A larger file is not ours.
const LARGEST: u64 = 512 << 20;

type Digest = [u8; 32];

/// The vectors of one model.
pub struct Vectors {
    /// `None` keeps them in memory alone.
    file: Option<PathBuf>,
    /// Begins the file: another model's vectors are not read.
    head: Vec<u8>,
    held: Mutex<HashMap<Digest, Vector>>,
}

impl Vectors {
    /// Those kept in a file, as far as they can be read.
    pub fn open(file: &Path, model: &str) -> Vectors {
        let head = format!("gongkai vectors 1 {model}\n").into_bytes();
        let held = read(file, &head).unwrap_or_default();
        Vectors { file: Some(file.to_owned()), head, held: Mutex::new(held) }
    }

    pub fn in_memory() -> Vectors {
        Vectors { file: None, head: Vec::new(), held: Mutex::default() }
    }

    pub(crate) fn get(&self, digest: &Digest) -> Option<Vector> {
        self.lock().get(digest).cloned()
    }

    pub(crate) fn add(&self, made: &[(Digest, Vector)]) -> std::io::Result<()> {
        self.lock().extend(made.iter().cloned());
        let Some(file) = &self.file else { return Ok(()) };
        let new = !file.exists();
        let mut out = BufWriter::new(OpenOptions::new().create(true).append(true).open(file)?);
        if new {
            out.write_all(&self.head)?;
        }
        made.iter().try_for_each(|(digest, vector)| write(&mut out, digest, vector))?;
        out.flush()
    }

    /// Lets go of every vector of a text that stands nowhere any more: nothing is left of what was withdrawn.
    pub(crate) fn keep_only(&self, used: &HashSet<Digest>) -> std::io::Result<()> {
        let mut held = self.lock();
        let before = held.len();
        held.retain(|digest, _| used.contains(digest));
        let Some(file) = self.file.as_ref().filter(|_| held.len() < before) else { return Ok(()) };
        let beside = file.with_extension("new");
        let mut out = BufWriter::new(File::create(&beside)?);
        out.write_all(&self.head)?;
        held.iter().try_for_each(|(digest, vector)| write(&mut out, digest, vector))?;
        out.flush()?;
        std::fs::rename(&beside, file)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, Vector>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(out: &mut impl Write, digest: &Digest, vector: &[f32]) -> std::io::Result<()> {
    out.write_all(digest)?;
    out.write_all(&u32::try_from(vector.len()).unwrap_or(0).to_le_bytes())?;
    vector.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
}

/// `None` where the file is another's or cannot be read; a torn end is left out, and with it the file.
fn read(file: &Path, head: &[u8]) -> Option<HashMap<Digest, Vector>> {
    let opened = File::open(file).ok()?;
    let mut bytes = Vec::new();
    let whole =
        opened.metadata().ok()?.len() <= LARGEST && opened.take(LARGEST).read_to_end(&mut bytes).is_ok();
    let rest = bytes.strip_prefix(head).filter(|_| whole);
    let mut found = HashMap::new();
    let sound = rest.is_some_and(|mut rest| {
        while let Some((digest, vector, after)) = entry(rest) {
            found.insert(digest, vector);
            rest = after;
        }
        rest.is_empty()
    });
    if !sound {
        // What is appended after a torn entry could not be read: it begins anew.
        drop(std::fs::remove_file(file));
        return None;
    }
    Some(found)
}

fn entry(bytes: &[u8]) -> Option<(Digest, Vector, &[u8])> {
    let (digest, rest) = bytes.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (values, rest) =
        rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?.checked_mul(4)?)?;
    let values = values.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value));
    Some((*digest, values.collect::<Vec<f32>>().into(), rest))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn vector(value: f32) -> Vector {
        vec![value, 0.5].into()
    }

    #[test]
    fn what_was_made_is_there_again_and_what_is_unused_leaves_no_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vectors");
        let vectors = Vectors::open(&file, "a model");
        vectors.add(&[([1; 32], vector(0.25))]).unwrap();
        vectors.add(&[([2; 32], vector(0.75))]).unwrap();
        let again = Vectors::open(&file, "a model");
        assert_eq!(again.get(&[2; 32]), Some(vector(0.75)));
        again.keep_only(&HashSet::from([[2; 32]])).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(32).any(|part| part == [1; 32]));
        assert_eq!(Vectors::open(&file, "a model").get(&[2; 32]), Some(vector(0.75)));
        assert!(Vectors::open(&file, "another model").get(&[2; 32]).is_none());
    }

    #[test]
    fn a_torn_file_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vectors");
        Vectors::open(&file, "a").add(&[([1; 32], vector(1.0)), ([2; 32], vector(2.0))]).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        for length in 0..bytes.len() {
            std::fs::write(&file, &bytes[..length]).unwrap();
            let vectors = Vectors::open(&file, "a");
            vectors.add(&[([3; 32], vector(3.0))]).unwrap();
            assert!(Vectors::open(&file, "a").get(&[3; 32]).is_some(), "{length}");
        }
    }
}
