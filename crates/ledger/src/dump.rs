//! The ledger as a file of lines: for an auditor (the chain alone) and for a copy that any store takes back.

use crate::access::{self, Access};
use crate::chain::{Entry, Hash, Head};
use crate::error::{Broken, Error, Refusal};
use crate::files::Outside;
use crate::items::{self, Item};
use crate::ledger::Ledger;
use crate::store::{Attempt, On, row, text};
use crate::walk::Walk;
use crate::{Key, Verified, blobs, entries, jobs, records, sql, tx};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::io::{BufRead, Read, Write};

const FORMAT: u32 = 1;
/// Rows read at a time.
const PAGE: u32 = 500;
/// Attachments read at a time.
const FEW: u32 = 4;
/// A line holds one attachment at most, in base64; what is longer is none of ours.
const LONGEST_LINE_BYTES: u64 = 1 << 30;

/// One line of the file, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first line: what the file holds, and where each chain ends.
    Ledger {
        format: u32,
        whole: bool,
        chains: Vec<Chain>,
        key_check: Option<String>,
    },
    Entry(Entry),
    Sealed {
        organ: String,
        id: String,
        digest: Hash,
        cipher: Option<Bytes>,
    },
    Blob {
        hash: Hash,
        media: String,
        bytes: Bytes,
    },
    Number {
        organ: String,
        series: String,
        n: u64,
    },
    Record {
        kind: String,
        id: String,
        version: u64,
        body: Bytes,
        expires: Option<i64>,
    },
    Job {
        id: String,
        queue: String,
        due: i64,
        tries: u64,
        body: Bytes,
    },
    Access(Access),
    Item {
        organ: String,
        kind: String,
        id: String,
        version: u64,
        body: String,
        keys: std::collections::BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
        amounts: std::collections::BTreeMap<String, i64>,
    },
    /// The last line: SM3 of all lines before it.
    End {
        lines: u64,
        sm3: Hash,
    },
}

/// A chain in a file, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub organ: String,
    #[serde(flatten)]
    pub head: Head,
}

/// What was written into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub chains: Vec<Chain>,
    /// SM3 of the file without its last line, which says the same.
    pub sm3: Hash,
}

/// Bytes as base64.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Bytes).map_err(serde::de::Error::custom)
    }
}

impl Ledger {
    /// Writes the chains of some organs, every one without any: what [`verify_file`] reads. It blocks while it
    /// writes.
    pub async fn export(&self, organs: &[&str], to: &mut (impl Write + Send)) -> Result<Written, Error> {
        let on = self.begin_reading().await?;
        let done = write((&on, &self.0.outside), organs, false, to).await;
        on.rollback().await?;
        done
    }

    /// Writes everything, of one moment, while acts go on: what [`Ledger::restore`] takes back, into either kind of
    /// database. Personal data stays sealed, under the same key.
    pub async fn backup(&self, to: &mut (impl Write + Send)) -> Result<Written, Error> {
        let on = self.begin_reading().await?;
        let done = write((&on, &self.0.outside), &[], true, to).await;
        on.rollback().await?;
        done
    }

    /// SQLite only: a copy of the database file, of one moment, while acts go on. The file must not exist.
    pub async fn copy_file(&self, to: &std::path::Path) -> Result<(), Error> {
        let path = to.to_string_lossy().into_owned();
        self.store().run("copy the database", "VACUUM INTO $1", [path.into()]).await?;
        Ok(())
    }

    /// Fills an empty ledger from a backup, wholly or not at all. The key must be that of the backup.
    pub async fn restore(&self, from: &mut (impl BufRead + Send)) -> Result<u64, Error> {
        let _turn = self.turn("").await;
        let on = self.store().begin().await?;
        match restore((&on, &self.0.outside), &self.0.key.check_value(), from).await {
            Ok(lines) => on.commit().await.map(|()| lines),
            Err(error) => {
                on.rollback().await?;
                Err(error)
            }
        }
    }
}

/// Writes lines and hashes them.
struct Writer<'a, W> {
    to: &'a mut W,
    hasher: Sm3,
    lines: u64,
}

impl<W: Write> Writer<'_, W> {
    fn line(&mut self, line: &Line) -> Result<(), Error> {
        let mut text = serde_json::to_vec(line)
            .map_err(|error| Broken::Row { table: "file", what: error.to_string() })?;
        text.push(b'\n');
        self.hasher.update(&text);
        self.lines += 1;
        self.to.write_all(&text).map_err(Error::io("write the file"))
    }

    fn end(mut self) -> Result<Hash, Error> {
        let sm3 = Hash(self.hasher.clone().finalize().into());
        self.line(&Line::End { lines: self.lines, sm3 })?;
        self.to.flush().map_err(Error::io("write the file"))?;
        Ok(sm3)
    }
}

async fn write<W: Write>(
    (on, outside): (&Attempt, &Outside),
    organs: &[&str],
    whole: bool,
    to: &mut W,
) -> Result<Written, Error> {
    let mut chains = Vec::new();
    for organ in entries::organs(on).await? {
        if organs.is_empty() || organs.contains(&organ.as_str()) {
            let head = entries::head(on, &organ).await?.unwrap_or(Head::NONE);
            chains.push(Chain { organ, head });
        }
    }
    let key_check = if whole { key_check(on).await? } else { None };
    let mut writer = Writer { to, hasher: Sm3::new(), lines: 0 };
    writer.line(&Line::Ledger { format: FORMAT, whole, chains: chains.clone(), key_check })?;
    for chain in &chains {
        let mut after = 0;
        loop {
            let page = entries::page(on, &chain.organ, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for entry in page {
                writer.line(&Line::Entry(entry))?;
            }
        }
        if whole {
            write_items(on, &chain.organ, &mut writer).await?;
        }
    }
    if whole {
        write_beside((on, outside), &mut writer).await?;
    }
    Ok(Written { chains, sm3: writer.end()? })
}

async fn key_check(on: &impl On) -> Result<Option<String>, Error> {
    let found = row(on, "read the key's check value", sql::META, ["key_check".into()]).await?;
    found.map(|row| text::of(&row, "meta", "value")).transpose()
}

async fn write_items<W: Write>(on: &Attempt, organ: &str, writer: &mut Writer<'_, W>) -> Result<(), Error> {
    let mut after = (String::new(), String::new());
    loop {
        let values = [organ.into(), after.0.as_str().into(), after.1.as_str().into(), i64::from(PAGE).into()];
        let rows = on.rows("read items", sql::ITEMS, values).await?;
        for row in &rows {
            let Item { organ, kind, id, version, body, keys, amounts } = items::item(row)?;
            after = (kind.clone(), id.clone());
            writer.line(&Line::Item { organ, kind, id, version, body, keys, amounts })?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// Numbers, sealed data, attachments, records, jobs.
async fn write_beside<W: Write>(
    (on, outside): (&Attempt, &Outside),
    writer: &mut Writer<'_, W>,
) -> Result<(), Error> {
    let many = i64::from(PAGE);
    let mut after = (String::new(), String::new());
    loop {
        let values = [after.0.as_str().into(), after.1.as_str().into(), many.into()];
        let rows = on.rows("read numbers", sql::NUMBERS, values).await?;
        for row in &rows {
            let (organ, series): (String, String) =
                (text::of(row, "number", "organ")?, text::of(row, "number", "series")?);
            after = (organ.clone(), series.clone());
            writer.line(&Line::Number { organ, series, n: text::count(row, "number", "n")? })?;
        }
        if rows.is_empty() {
            break;
        }
    }
    write_vault(on, writer).await?;
    write_blobs((on, outside), writer).await?;
    let mut after = (String::new(), String::new());
    loop {
        let values = [after.0.as_str().into(), after.1.as_str().into(), many.into()];
        let rows = on.rows("read records", sql::ALL_RECORDS, values).await?;
        for row in &rows {
            let records::Record { kind, id, version, body, expires } = records::record(row)?;
            after = (kind.clone(), id.clone());
            let expires = expires.map(|time| time.as_microsecond());
            writer.line(&Line::Record { kind, id, version, body: Bytes(body), expires })?;
        }
        if rows.is_empty() {
            break;
        }
    }
    write_jobs(on, writer).await?;
    write_accesses(on, writer).await
}

async fn write_accesses<W: Write>(on: &Attempt, writer: &mut Writer<'_, W>) -> Result<(), Error> {
    let mut after = (String::new(), String::new());
    loop {
        let values = [after.0.as_str().into(), after.1.as_str().into(), i64::from(PAGE).into()];
        let rows = on.rows("read accesses", sql::ACCESSES, values).await?;
        for row in &rows {
            let noted = access::access(row)?;
            after = (noted.organ.clone(), noted.id.clone());
            writer.line(&Line::Access(noted))?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn write_vault<W: Write>(on: &Attempt, writer: &mut Writer<'_, W>) -> Result<(), Error> {
    let mut after = (String::new(), String::new());
    loop {
        let values = [after.0.as_str().into(), after.1.as_str().into(), i64::from(FEW).into()];
        let rows = on.rows("read the vault", sql::VAULT, values).await?;
        for row in &rows {
            let (organ, id): (String, String) =
                (text::of(row, "vault", "organ")?, text::of(row, "vault", "id")?);
            let cipher: Option<Vec<u8>> = text::of(row, "vault", "cipher")?;
            after = (organ.clone(), id.clone());
            let digest = text::hash(row, "vault", "digest")?;
            writer.line(&Line::Sealed { organ, id, digest, cipher: cipher.map(Bytes) })?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn write_blobs<W: Write>(
    (on, outside): (&Attempt, &Outside),
    writer: &mut Writer<'_, W>,
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let rows = on.rows("read blobs", sql::BLOBS, [after.as_str().into(), i64::from(FEW).into()]).await?;
        for row in &rows {
            after = text::of(row, "blob", "hash")?;
            match blobs::whole(row, outside).await {
                Ok(blobs::Blob { hash, media, bytes }) => {
                    writer.line(&Line::Blob { hash, media, bytes: Bytes(bytes) })?;
                }
                // A copy of a faulty ledger is as faulty: verifying it names what is missing.
                Err(Error::Refused(Refusal::FileMissing { hash })) => {
                    tracing::error!(%hash, "the bytes of an attachment are missing");
                }
                Err(error) => return Err(error),
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn write_jobs<W: Write>(on: &Attempt, writer: &mut Writer<'_, W>) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let rows = on.rows("read jobs", sql::JOBS, [after.as_str().into(), i64::from(PAGE).into()]).await?;
        for row in &rows {
            let jobs::Job { id, queue, due, tries, body, .. } = jobs::job(row)?;
            after.clone_from(&id);
            let due = due.as_microsecond();
            writer.line(&Line::Job { id, queue, due, tries, body: Bytes(body) })?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// Reads lines, hashes them, and knows where it is.
struct Reader<'a, R> {
    from: &'a mut R,
    hasher: Sm3,
    line: u64,
}

impl<R: BufRead> Reader<'_, R> {
    fn new(from: &mut R) -> Reader<'_, R> {
        Reader { from, hasher: Sm3::new(), line: 0 }
    }

    fn bad(&self, why: &str) -> Error {
        Refusal::BadFile { line: self.line, why: why.into() }.into()
    }

    /// The next line; `None` after a closing line that fits.
    fn next(&mut self) -> Result<Option<Line>, Error> {
        let mut text = Vec::new();
        self.line += 1;
        let mut limited = self.from.by_ref().take(LONGEST_LINE_BYTES);
        let read = limited.read_until(b'\n', &mut text).map_err(Error::io("read the file"))?;
        if read == 0 {
            return Err(self.bad("文件没有结束行，后面的内容缺失"));
        }
        let line = serde_json::from_slice(&text).map_err(|_| self.bad("不是台账文件的一行"))?;
        let Line::End { lines, sm3 } = line else {
            self.hasher.update(&text);
            return Ok(Some(line));
        };
        let found = Hash(self.hasher.clone().finalize().into());
        if lines != self.line - 1 || sm3 != found {
            return Err(self.bad("文件摘要与内容不符，文件被改动过"));
        }
        Ok(None)
    }

    fn first(&mut self) -> Result<(bool, Vec<Chain>, Option<String>), Error> {
        match self.next()? {
            Some(Line::Ledger { format: FORMAT, whole, chains, key_check }) => Ok((whole, chains, key_check)),
            Some(Line::Ledger { .. }) => Err(self.bad("文件由更新的版本写出，请升级程序")),
            _ => Err(self.bad("第一行不是台账文件的开头")),
        }
    }
}

/// Verifies a file of [`Ledger::export`] or [`Ledger::backup`] without any database, as the ledger itself would:
/// one finding a chain. Refused where the file is no whole file; references beside the chain are not looked at.
pub fn verify_file(from: &mut impl BufRead, earlier: &[crate::DailyDigest]) -> Result<Vec<Verified>, Error> {
    let mut reader = Reader::new(from);
    let (_, chains, _) = reader.first()?;
    let known = |organ: &str| -> Vec<Head> {
        let of = earlier.iter().filter(|digest| digest.organ == organ && digest.count > 0);
        of.map(|digest| Head { seq: digest.last_seq, hash: digest.hash }).collect()
    };
    let mut walks: Vec<(Chain, Walk)> = chains
        .into_iter()
        .map(|chain| {
            let walk = Walk::new(&chain.organ, &known(&chain.organ));
            (chain, walk)
        })
        .collect();
    let mut at = 0;
    while let Some(line) = reader.next()? {
        let Line::Entry(entry) = line else { continue };
        let place = |(chain, _): &(Chain, Walk)| chain.organ == entry.organ;
        if !walks.get(at).is_some_and(place) {
            at = walks.iter().position(place).ok_or_else(|| reader.bad("开头没有列出这个机关"))?;
        }
        walks[at].1.push(&entry);
    }
    let finish = |(chain, walk): (Chain, Walk)| {
        let whole = walk.last();
        Verified { organ: chain.organ, whole, fault: walk.finish(chain.head), references: 0 }
    };
    Ok(walks.into_iter().map(finish).collect())
}

/// The chains of a backup, from its first line. Refused where it is none, or where it was made under another key:
/// to be asked before a database is made, which would take the wrong key for its own.
pub fn backup_of(from: &mut impl BufRead, key: &Key) -> Result<Vec<Chain>, Error> {
    first_of_backup(&mut Reader::new(from), &key.check_value())
}

fn first_of_backup<R: BufRead>(reader: &mut Reader<'_, R>, check: &str) -> Result<Vec<Chain>, Error> {
    let (whole, chains, key_check) = reader.first()?;
    if !whole {
        return Err(reader.bad("这是供核查的导出文件，不是备份"));
    }
    if key_check.as_deref() == Some(check) { Ok(chains) } else { Err(Refusal::WrongKey.into()) }
}

async fn restore(
    (on, outside): (&Attempt, &Outside),
    check: &str,
    from: &mut impl BufRead,
) -> Result<u64, Error> {
    if !entries::organs(on).await?.is_empty() {
        return Err(Refusal::NotEmpty.into());
    }
    let mut reader = Reader::new(from);
    let chains = first_of_backup(&mut reader, check)?;
    for Chain { organ, head } in chains {
        on.run("begin a chain", sql::NEW_HEAD, [organ.as_str().into(), text::bytes(&Hash::NONE)]).await?;
        let (none, hash) = (text::bytes(&Hash::NONE), text::bytes(&head.hash));
        let values = [organ.into(), 0i64.into(), none, text::value(head.seq)?, hash];
        on.run("move the head of a chain", sql::MOVE_HEAD, values).await?;
    }
    let mut some = Vec::new();
    while let Some(line) = reader.next()? {
        match line {
            Line::Entry(entry) => some.push(entry),
            other => restore_line((on, outside), &reader, other).await?,
        }
        if some.len() == PAGE as usize {
            tx::insert(on, &some).await?;
            some.clear();
        }
    }
    tx::insert(on, &some).await?;
    Ok(reader.line)
}

async fn restore_line<R: BufRead>(
    (on, outside): (&Attempt, &Outside),
    reader: &Reader<'_, R>,
    line: Line,
) -> Result<(), Error> {
    match line {
        Line::Sealed { organ, id, digest, cipher } => {
            let cipher = cipher.map(|cipher| cipher.0).into();
            on.run("seal data", sql::SEAL, [organ.into(), id.into(), text::bytes(&digest), cipher]).await?;
        }
        Line::Blob { hash, media, bytes } => {
            blobs::put_as(on, outside, (&media, &hash), &bytes.0).await?;
        }
        Line::Number { organ, series, n } => {
            on.run("keep a number", sql::PUT_NUMBER, [organ.into(), series.into(), text::value(n)?]).await?;
        }
        Line::Record { kind, id, version, body, expires } => {
            let values = [kind.into(), id.into(), text::value(version)?, body.0.into(), expires.into()];
            on.run("write a record", sql::NEW_RECORD, values).await?;
        }
        Line::Job { id, queue, due, tries, body } => {
            let values = [id.into(), queue.into(), due.into(), text::value(tries)?, "".into(), body.0.into()];
            on.run("enqueue a job", sql::NEW_JOB, values).await?;
        }
        Line::Access(noted) => access::put(on, &noted).await?,
        Line::Item { organ, kind, id, version, body, keys, amounts } => {
            let item = Item { organ: organ.clone(), kind, id, version, body, keys, amounts };
            items::put(on, &organ, &item).await?;
        }
        Line::Ledger { .. } | Line::Entry(_) | Line::End { .. } => return Err(reader.bad("这一行不该在这里")),
    }
    Ok(())
}
