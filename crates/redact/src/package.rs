//! OOXML 容器：parts of a DOCX or XLSX, their relations and types; read within limits, written afresh.

use crate::xml::Tree;
use crate::{Limits, Refusal};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

const KIND: &str = "Office 文档（zip 容器）";

/// A container, unpacked.
pub struct Package {
    pub parts: BTreeMap<String, Vec<u8>>,
    types: BTreeMap<String, String>,
}

/// A relation from one part to another, or to somewhere outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub id: String,
    /// The last word of its type («image», «header»).
    pub kind: String,
    /// The type as it stands.
    pub uri: String,
    /// The part's full name, or the address outside.
    pub target: String,
    pub external: bool,
}

/// The names in a container, without unpacking it.
pub fn names(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, Refusal> {
    let archive = open(bytes, limits)?;
    Ok(archive.file_names().flatten().map(|name| name.into_owned()).collect())
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<ZipArchive<Cursor<&'a [u8]>>, Refusal> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged { kind: KIND })?;
    if archive.len() > limits.parts {
        return Err(Refusal::Bomb { limit: limits.parts });
    }
    Ok(archive)
}

/// Every entry of a container, names as they stand, those of equal names too.
pub fn entries(bytes: &[u8], limits: &Limits) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let damaged = || Refusal::Damaged { kind: KIND };
    let mut archive = open(bytes, limits)?;
    let mut room = limits.unpacked as u64;
    let mut all = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged())?;
        if part.encrypted() {
            return Err(Refusal::Encrypted);
        }
        let name = part.name().map_err(|_| damaged())?.into_owned();
        let mut content = Vec::new();
        part.take(room + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        room = room.checked_sub(content.len() as u64).ok_or(Refusal::Bomb { limit: limits.unpacked })?;
        all.push((name, content));
    }
    Ok(all)
}

/// Whether the container holds more than its parts: a comment, or data before, between or after them.
pub fn slack(bytes: &[u8], limits: &Limits) -> Result<bool, Refusal> {
    let mut archive = open(bytes, limits)?;
    if !archive.comment().is_empty() || archive.offset() != 0 {
        return Ok(true);
    }
    let mut ends: Vec<(u64, u64)> = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| Refusal::Damaged { kind: KIND })?;
        if !part.comment_raw().is_empty() {
            return Ok(true);
        }
        let start = part.data_start().unwrap_or(part.header_start());
        ends.push((part.header_start(), start.saturating_add(part.compressed_size())));
    }
    ends.sort_unstable();
    // Between two parts a data descriptor may stand: at most 24 bytes.
    let gap = ends.windows(2).any(|pair| pair[1].0.saturating_sub(pair[0].1) > 24);
    let last = ends.last().map_or(0, |(_, end)| *end);
    Ok(gap || archive.central_directory_start().saturating_sub(last) > 24)
}

impl Package {
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Package, Refusal> {
        let parts: BTreeMap<String, Vec<u8>> = entries(bytes, limits)?
            .into_iter()
            .map(|(name, content)| (name.trim_start_matches('/').to_string(), content))
            .collect();
        let mut package = Package { parts, types: BTreeMap::new() };
        package.types = package.read_types(limits);
        Ok(package)
    }

    fn read_types(&self, limits: &Limits) -> BTreeMap<String, String> {
        let Some(Ok(tree)) = self.xml("[Content_Types].xml", limits) else { return BTreeMap::new() };
        tree.elements()
            .filter_map(|node| {
                let kind = tree.attribute(node, "ContentType")?.to_string();
                let part =
                    tree.attribute(node, "PartName").map(|name| name.trim_start_matches('/').to_string());
                let ending =
                    || tree.attribute(node, "Extension").map(|ending| format!("*.{}", ending.to_lowercase()));
                Some((part.or_else(ending)?, kind))
            })
            .collect()
    }

    /// The type of a part as the container declares it.
    pub fn content_type(&self, part: &str) -> Option<&str> {
        let ending = part.rsplit('.').next().unwrap_or_default().to_lowercase();
        self.types.get(part).or_else(|| self.types.get(&format!("*.{ending}"))).map(String::as_str)
    }

    /// A part as a tree; `None` where the container has no such part.
    pub fn xml(&self, part: &str, limits: &Limits) -> Option<Result<Tree, Refusal>> {
        self.parts.get(part).map(|bytes| Tree::parse(bytes, limits))
    }

    /// The relations of a part; those of the container itself for "".
    pub fn relations(&self, part: &str, limits: &Limits) -> Result<Vec<Relation>, Refusal> {
        let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let Some(tree) = self.xml(&format!("{prefix}_rels/{file}.rels"), limits) else {
            return Ok(Vec::new());
        };
        let tree = tree?;
        Ok(tree
            .elements()
            .filter(|node| tree.local(*node) == "Relationship")
            .filter_map(|node| {
                let uri = tree.attribute(node, "Type")?.to_string();
                let external = tree.attribute(node, "TargetMode") == Some("External");
                let target = tree.attribute(node, "Target")?;
                let target = if external { target.to_string() } else { resolve(folder, target) };
                let kind = uri.rsplit('/').next().unwrap_or_default().to_string();
                Some(Relation { id: tree.attribute(node, "Id")?.to_string(), kind, uri, target, external })
            })
            .collect())
    }

    /// The part a container opens with.
    pub fn main(&self, limits: &Limits) -> Result<Option<String>, Refusal> {
        let relations = self.relations("", limits)?;
        Ok(relations
            .into_iter()
            .find(|relation| relation.kind == "officeDocument" && self.parts.contains_key(&relation.target))
            .map(|relation| relation.target))
    }
}

/// A target as a full part name.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// A container in the making. Names are ours; nothing of the old container's frame is carried over.
#[derive(Default)]
pub struct Builder {
    parts: Vec<(String, Vec<u8>)>,
    overrides: Vec<(String, String)>,
}

/// What file endings mean, for parts without a type of their own.
const ENDINGS: [(&str, &str); 11] = [
    ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
    ("xml", "application/xml"),
    ("png", "image/png"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tiff", "image/tiff"),
    ("emf", "image/x-emf"),
    ("wmf", "image/x-wmf"),
    ("svg", "image/svg+xml"),
];

impl Builder {
    pub fn add(&mut self, name: String, kind: Option<&str>, content: Vec<u8>) {
        if let Some(kind) = kind {
            self.overrides.push((name.clone(), kind.to_string()));
        }
        self.parts.push((name, content));
    }

    /// Adds the relations of a part, given as id, type and target.
    pub fn relate(&mut self, part: &str, relations: &[(String, String, String)]) {
        if relations.is_empty() {
            return;
        }
        let (folder, file) = part
            .rsplit_once('/')
            .map_or((String::new(), part), |(folder, file)| (format!("{folder}/"), file));
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
        );
        for (id, uri, target) in relations {
            let (id, uri, target) = (escaped(id), escaped(uri), escaped(target));
            xml.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{uri}\" Target=\"{target}\"/>"));
        }
        xml.push_str("</Relationships>");
        self.parts.push((format!("{folder}_rels/{file}.rels"), xml.into_bytes()));
    }

    pub fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        let types = self.types();
        self.parts.insert(0, ("[Content_Types].xml".into(), types));
        let broken = |_| Refusal::Damaged { kind: KIND };
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).map_err(broken)?;
            writer.write_all(content).map_err(|_| Refusal::Damaged { kind: KIND })?;
        }
        Ok(writer.finish().map_err(broken)?.into_inner())
    }

    fn types(&self) -> Vec<u8> {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
        );
        for (ending, kind) in ENDINGS {
            xml.push_str(&format!("<Default Extension=\"{ending}\" ContentType=\"{kind}\"/>"));
        }
        for (name, kind) in &self.overrides {
            xml.push_str(&format!(
                "<Override PartName=\"/{}\" ContentType=\"{}\"/>",
                escaped(name),
                escaped(kind)
            ));
        }
        xml.push_str("</Types>");
        xml.into_bytes()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_named_from_the_root() {
        assert_eq!(resolve("word", "media/a.png"), "word/media/a.png");
        assert_eq!(resolve("xl/worksheets", "../drawings/d1.xml"), "xl/drawings/d1.xml");
        assert_eq!(resolve("word", "/word/h.xml"), "word/h.xml");
        assert_eq!(resolve("word", "../../../x.xml"), "x.xml");
    }
}
