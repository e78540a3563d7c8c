//! OOXML 容器：parts of a DOCX or XLSX, unpacked within limits.

use super::{Limits, Unreadable};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A zip container and how much it may still unpack.
pub struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    file: &'a str,
    room: u64,
    limit: usize,
}

impl<'a> Container<'a> {
    pub fn open(file: &'a str, bytes: &'a [u8], limits: &Limits) -> Result<Container<'a>, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(file))?;
        Ok(Container { archive, file, room: limits.unpacked as u64, limit: limits.unpacked })
    }

    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// The text of a part; `None` where the container has no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        // One byte more than allowed tells a bomb from a file that just fits.
        part.take(self.room + 1).read_to_end(&mut bytes).map_err(|_| damaged(self.file))?;
        match self.room.checked_sub(bytes.len() as u64) {
            Some(room) => self.room = room,
            None => return Err(Unreadable::Bomb { file: self.file.into(), limit: self.limit }),
        }
        Ok(Some(super::encoding::decode(&bytes).into_owned()))
    }
}

fn damaged(file: &str) -> Unreadable {
    Unreadable::Damaged { file: file.into(), kind: "Office 文档（zip 容器）" }
}
