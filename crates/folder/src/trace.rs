//! 来处索引：for each metric, which rows of its register it counts; written when the report is compiled, with a copy
//! of each register that came from the ledger.

use crate::{FolderError, file_of};
use office::metric::{Rows, STEP, Trace, catalogue};
use office::register::Register;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

const MAGIC: &[u8] = b"gongkai trace 1\n";

/// What the index knows of a metric.
pub(crate) struct Index {
    /// Whether every row counts; `locators` then holds one of each [`STEP`].
    pub whole: bool,
    pub records: u64,
    pub locators: Vec<u64>,
}

/// Which report of a year: what the portal shows, or the draft the desk works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Published,
    Draft,
}

fn folder(data: &Path, shelf: Shelf, year: i16) -> PathBuf {
    let name = match shelf {
        Shelf::Published => "reports",
        Shelf::Draft => "drafts",
    };
    data.join(name).join(year.to_string()).join("trace")
}

/// Whether a register is still the one that was counted.
pub(crate) type Mark = [u64; 2];

/// Where the register that was counted stands: the copy beside the index, or the office's own file.
pub(crate) fn counted(
    data: &Path,
    (shelf, year): (Shelf, i16),
    register: &Register,
) -> Result<Option<(PathBuf, Mark)>, FolderError> {
    let copy = folder(data, shelf, year).join(copy_name(register));
    match std::fs::read(&copy) {
        Ok(bytes) => Ok(Some((copy, digest(&bytes)))),
        Err(_) => Ok(file_of(data, register, year)?.map(|path| (path.clone(), fingerprint(&path)))),
    }
}

/// Whether a register stands beside the index, and not among the office's own files.
pub(crate) fn is_copy(data: &Path, (shelf, year): (Shelf, i16), path: &Path) -> bool {
    path.starts_with(folder(data, shelf, year))
}

fn copy_name(register: &Register) -> String {
    format!("{}.csv", register.label)
}

/// The length of a copy and its FNV-1a: it may be moved about with the report.
fn digest(bytes: &[u8]) -> Mark {
    let mix = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    [bytes.len() as u64, bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)]
}

/// The length and the time of change of a file.
fn fingerprint(path: &Path) -> Mark {
    let about = std::fs::metadata(path).ok();
    let changed = about.as_ref().and_then(|about| about.modified().ok());
    let since = changed.and_then(|when| when.duration_since(UNIX_EPOCH).ok());
    [about.map_or(0, |about| about.len()), since.map_or(0, |since| since.as_nanos() as u64)]
}

/// The index of a year, not on disk yet: it belongs beside the report it was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Origins {
    data: PathBuf,
    year: i16,
    /// Name and content.
    files: Vec<(String, Vec<u8>)>,
}

impl Origins {
    pub(crate) fn new(
        data: &Path,
        year: i16,
        traces: &[Trace],
        copies: Vec<(&'static Register, Vec<u8>)>,
    ) -> Origins {
        let marks: BTreeMap<&str, Mark> =
            copies.iter().map(|(register, text)| (register.key, digest(text))).collect();
        let mark = |metric: &str| {
            let register = catalogue().counted(metric)?.1.register;
            let own = || Some(fingerprint(&file_of(data, register, year).ok().flatten()?));
            marks.get(register.key).copied().or_else(own)
        };
        let indices = traces.iter().map(|trace| {
            let mark = mark(trace.metric).unwrap_or_default();
            (index_name(trace.metric), encode(&trace.rows, mark))
        });
        let mut files: Vec<_> = indices.collect();
        files.extend(copies.into_iter().map(|(register, text)| (copy_name(register), text)));
        Origins { data: data.into(), year, files }
    }

    /// Writes the index of a draft in place of the former one.
    pub fn put_draft(&self) -> Result<(), FolderError> {
        self.put(Shelf::Draft, || Ok(()))
    }

    /// Writes the index in place of the former one, once `publish` has put the report in its place.
    pub fn put_after<T, E: From<FolderError>>(&self, publish: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.put(Shelf::Published, publish)
    }

    fn put<T, E: From<FolderError>>(
        &self,
        shelf: Shelf,
        publish: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let folder = folder(&self.data, shelf, self.year);
        let fresh = folder.with_extension("new");
        let broken = |error| FolderError::write(crate::shown(&folder), error);
        self.write(&fresh).map_err(broken)?;
        let published = publish().inspect_err(|_| drop(std::fs::remove_dir_all(&fresh)))?;
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(broken)?;
        }
        std::fs::rename(&fresh, &folder).map_err(broken)?;
        Ok(published)
    }

    fn write(&self, fresh: &Path) -> std::io::Result<()> {
        if fresh.exists() {
            std::fs::remove_dir_all(fresh)?;
        }
        std::fs::create_dir_all(fresh)?;
        self.files.iter().try_for_each(|(name, bytes)| std::fs::write(fresh.join(name), bytes))
    }
}

fn index_name(metric: &str) -> String {
    format!("{metric}.idx")
}

/// The index of a metric; `None` where it was never written, `Err` where the register has changed since.
pub(crate) fn read(
    data: &Path,
    (shelf, year): (Shelf, i16),
    metric: &str,
    register: Mark,
) -> Option<Result<Index, ()>> {
    let bytes = std::fs::read(folder(data, shelf, year).join(index_name(metric))).ok()?;
    let (mark, index) = decode(&bytes)?;
    Some(if mark == register { Ok(index) } else { Err(()) })
}

fn encode(rows: &Rows, mark: Mark) -> Vec<u8> {
    let (whole, records, locators) = match rows {
        Rows::All(records, steps) => (1, *records, steps),
        Rows::These(locators) => (0, locators.len() as u64, locators),
    };
    let mut out = MAGIC.to_vec();
    for number in [mark[0], mark[1], whole, records, locators.len() as u64] {
        push(&mut out, number);
    }
    let mut last = 0;
    for locator in locators {
        push(&mut out, locator - last);
        last = *locator;
    }
    out
}

fn decode(bytes: &[u8]) -> Option<(Mark, Index)> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut next = || pull(&mut rest);
    let mark = [next()?, next()?];
    let (whole, records, many) = (next()? == 1, next()?, next()?);
    let mut last = 0;
    let mut locators = Vec::new();
    for _ in 0..many {
        last += next()?;
        locators.push(last);
    }
    let expected = if whole { records.div_ceil(STEP) } else { records };
    (many == expected).then_some((mark, Index { whole, records, locators }))
}

/// Seven bits a byte, the low ones first: neighbouring rows are near each other.
fn push(out: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn pull(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, tail) = rest.split_first()?;
        *rest = tail;
        number |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn locators_come_back_as_written() {
        let locators = vec![0, 1, 127, 128, 70_000, u64::from(u32::MAX) + 9];
        let (mark, index) = decode(&encode(&Rows::These(locators.clone()), [5, u64::MAX])).unwrap();
        assert_eq!((mark, index.whole, index.records, index.locators), ([5, u64::MAX], false, 6, locators));
        let (_, index) = decode(&encode(&Rows::All(STEP + 1, vec![40, 90_000]), [0, 0])).unwrap();
        assert_eq!((index.whole, index.records, index.locators), (true, STEP + 1, vec![40, 90_000]));
    }

    #[test]
    fn a_damaged_index_is_not_read() {
        let whole = encode(&Rows::These(vec![3, 9]), [1, 2]);
        for cut in 0..whole.len() {
            assert!(decode(&whole[..cut]).is_none(), "{cut}");
        }
    }
}
