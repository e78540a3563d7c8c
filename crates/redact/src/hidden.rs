//! 隐藏内容：what a reader does not see and the file gives away all the same.

use crate::document::{Kind, kind};
use crate::package::{self, Package};
use crate::xlsx::sheet::{self, Unseen};
use crate::xml::{Node, Tree};
use crate::{Limits, Refusal, clean, docx, pdf, xlsx};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum HiddenKind {
    /// 作者、单位、编辑时间等
    Metadata,
    /// 批注、注释
    Comment,
    /// 修订
    TrackedChange,
    /// 隐藏文字、不可见文字
    HiddenText,
    HiddenSheet,
    HiddenRow,
    HiddenColumn,
    /// Covered by a merged cell, or formatted away.
    HiddenCell,
    /// 图层
    HiddenLayer,
    /// 附件、嵌入对象
    EmbeddedFile,
    /// 宏、脚本
    Script,
    /// 早先版本
    EarlierRevision,
    /// 域代码、公式
    Formula,
    /// 外部链接、数据连接
    Link,
    /// 名称、书签
    Name,
    /// 替代文字
    AlternateText,
    /// 表单
    Form,
    /// 缓存、没有引用的部件
    Leftover,
}

impl HiddenKind {
    pub fn label(self) -> &'static str {
        match self {
            HiddenKind::Metadata => "文件属性",
            HiddenKind::Comment => "批注",
            HiddenKind::TrackedChange => "修订前的文字",
            HiddenKind::HiddenText => "隐藏文字",
            HiddenKind::HiddenSheet => "隐藏的工作表",
            HiddenKind::HiddenRow => "隐藏的行",
            HiddenKind::HiddenColumn => "隐藏的列",
            HiddenKind::HiddenCell => "不显示的单元格",
            HiddenKind::HiddenLayer => "隐藏的图层",
            HiddenKind::EmbeddedFile => "嵌入的文件",
            HiddenKind::Script => "宏和脚本",
            HiddenKind::EarlierRevision => "早先的版本",
            HiddenKind::Formula => "域代码和公式",
            HiddenKind::Link => "链接",
            HiddenKind::Name => "名称和书签",
            HiddenKind::AlternateText => "替代文字",
            HiddenKind::Form => "表单",
            HiddenKind::Leftover => "缓存和遗留内容",
        }
    }
}

/// One hidden thing (or several alike), with a sentence for the handler.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hidden {
    pub kind: HiddenKind,
    pub place: String,
    pub sentence: String,
}

impl Hidden {
    pub(crate) fn new(kind: HiddenKind, place: impl Into<String>, sentence: impl Into<String>) -> Hidden {
        Hidden { kind, place: place.into(), sentence: sentence.into() }
    }
}

/// Everything hidden in a file, by kind and place.
pub fn inspect(bytes: &[u8]) -> Result<Vec<Hidden>, Refusal> {
    let limits = Limits::default();
    inspect_within(bytes, kind(bytes, &limits)?, &limits)
}

pub(crate) fn inspect_within(bytes: &[u8], kind: Kind, limits: &Limits) -> Result<Vec<Hidden>, Refusal> {
    let mut found = match kind {
        Kind::Pdf => pdf::hidden(bytes, limits)?,
        Kind::Docx | Kind::Xlsx => office(bytes, kind, limits)?,
    };
    found.sort();
    found.dedup();
    Ok(found)
}

fn office(bytes: &[u8], kind: Kind, limits: &Limits) -> Result<Vec<Hidden>, Refusal> {
    let package = Package::read(bytes, limits)?;
    let mut found = frame(bytes, &package, limits)?;
    for name in package.parts.keys() {
        found.extend(part(name));
    }
    match kind {
        Kind::Xlsx => workbook(&package, limits, &mut found)?,
        Kind::Docx | Kind::Pdf => paper(&package, limits, &mut found)?,
    }
    Ok(found)
}

/// What hides in the container itself.
fn frame(bytes: &[u8], package: &Package, limits: &Limits) -> Result<Vec<Hidden>, Refusal> {
    let mut found = Vec::new();
    let names = package::names(bytes, limits)?;
    if names.len() != names.iter().collect::<HashSet<_>>().len() {
        found.push(Hidden::new(
            HiddenKind::EarlierRevision,
            "文件容器",
            "文件容器中有同名的部件，可能是早先的版本。",
        ));
    }
    if package::slack(bytes, limits)? {
        found.push(Hidden::new(HiddenKind::Leftover, "文件容器", "文件容器中附有不属于任何部件的数据。"));
    }
    let reachable = reachable(package, limits)?;
    for name in package.parts.keys() {
        let own = name.ends_with(".rels") || name == "[Content_Types].xml" || name.ends_with('/');
        if !own && !reachable.contains(name) {
            found.push(Hidden::new(
                HiddenKind::Leftover,
                name,
                format!("部件 {name} 没有被引用，打开文件时看不到。"),
            ));
        }
    }
    Ok(found)
}

fn reachable(package: &Package, limits: &Limits) -> Result<HashSet<String>, Refusal> {
    let mut reached = HashSet::new();
    let mut queue = vec![String::new()];
    while let Some(part) = queue.pop() {
        for relation in package.relations(&part, limits)? {
            if !relation.external && reached.insert(relation.target.clone()) {
                queue.push(relation.target);
            }
        }
    }
    Ok(reached)
}

/// What a part's name alone tells.
pub fn part(name: &str) -> Option<Hidden> {
    const NAMES: [(&str, HiddenKind, &str); 26] = [
        ("docProps/thumbnail", HiddenKind::Metadata, "文件带有缩略图，可能显示涂去之前的内容。"),
        ("docProps/", HiddenKind::Metadata, "文件属性中记有作者、单位、编辑时间等信息。"),
        ("docMetadata/", HiddenKind::Metadata, "文件带有敏感度标签等信息。"),
        ("customXml/", HiddenKind::Metadata, "文件带有自定义 XML 数据。"),
        ("word/comments", HiddenKind::Comment, "文件带有批注。"),
        ("word/people", HiddenKind::Comment, "文件记有批注者、修订者的姓名。"),
        ("xl/comments", HiddenKind::Comment, "工作簿带有批注。"),
        ("xl/threadedComments", HiddenKind::Comment, "工作簿带有会话式批注。"),
        ("xl/persons", HiddenKind::Comment, "工作簿记有批注者的姓名。"),
        ("word/glossary", HiddenKind::HiddenText, "文件带有不显示的文档部件（自动图文集）。"),
        ("word/embeddings", HiddenKind::EmbeddedFile, "文件中嵌有其他文件。"),
        ("xl/embeddings", HiddenKind::EmbeddedFile, "工作簿中嵌有其他文件。"),
        ("word/afchunk", HiddenKind::EmbeddedFile, "文件中嵌有其他格式的文档片段。"),
        ("word/vbaProject", HiddenKind::Script, "文件带有宏。"),
        ("word/vbaData", HiddenKind::Script, "文件带有宏。"),
        ("xl/vbaProject", HiddenKind::Script, "工作簿带有宏。"),
        ("xl/macrosheets", HiddenKind::Script, "工作簿带有宏表。"),
        ("word/activeX", HiddenKind::Script, "文件带有控件。"),
        ("xl/activeX", HiddenKind::Script, "工作簿带有控件。"),
        ("xl/ctrlProps", HiddenKind::Form, "工作簿带有表单控件。"),
        ("xl/pivotCache", HiddenKind::Leftover, "数据透视表的缓存中存有全部源数据。"),
        ("xl/externalLinks", HiddenKind::Link, "工作簿存有其他工作簿的地址和数据。"),
        ("xl/connections", HiddenKind::Link, "工作簿存有数据连接。"),
        ("xl/queryTables", HiddenKind::Link, "工作簿存有查询。"),
        ("xl/revisions", HiddenKind::EarlierRevision, "工作簿存有共享编辑的修订记录。"),
        ("printerSettings", HiddenKind::Metadata, "文件记有打印机的名称和设置。"),
    ];
    let folder = name.to_ascii_lowercase();
    NAMES
        .iter()
        .find(|(start, _, _)| {
            folder.starts_with(&start.to_ascii_lowercase())
                || (*start == "printerSettings" && folder.contains("printersettings"))
        })
        .map(|(_, kind, sentence)| Hidden::new(*kind, name, *sentence))
}

/// Counts of hidden things in one part, by what they are.
type Tally = BTreeMap<(HiddenKind, &'static str), usize>;

fn report(title: &str, tally: Tally, found: &mut Vec<Hidden>) {
    for ((kind, what), count) in tally {
        found.push(Hidden::new(kind, title, format!("{title}中有{count}处{what}。")));
    }
}

fn paper(package: &Package, limits: &Limits, found: &mut Vec<Hidden>) -> Result<(), Refusal> {
    let main = docx::main_part(package, limits)?;
    let hidden = docx::hidden_styles(package, &main, limits)?;
    for name in reachable(package, limits)?.iter().filter(|name| name.ends_with(".xml")) {
        let Some(Ok(tree)) = package.xml(name, limits) else { continue };
        let mut tally = Tally::new();
        for node in tree.elements() {
            if let Some(what) = of_paper(&tree, node, &hidden).or_else(|| of_any(&tree, node)) {
                *tally.entry(what).or_default() += 1;
            }
        }
        notes(package, name, limits, &mut tally)?;
        report(title(name), tally, found);
    }
    Ok(())
}

pub fn title(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let known: [(&str, &str); 8] = [
        ("document.xml", "正文"),
        ("footnotes", "脚注"),
        ("endnotes", "尾注"),
        ("header", "页眉"),
        ("footer", "页脚"),
        ("settings", "文件设置"),
        ("styles", "样式"),
        ("workbook", "工作簿"),
    ];
    known.iter().find(|(start, _)| file.starts_with(start)).map_or(name, |(_, title)| title)
}

/// Comments of XML and relations to the outside.
fn notes(package: &Package, name: &str, limits: &Limits, tally: &mut Tally) -> Result<(), Refusal> {
    if package.parts.get(name).is_some_and(|bytes| bytes.windows(4).any(|window| window == b"<!--")) {
        *tally.entry((HiddenKind::Comment, "XML 注释")).or_default() += 1;
    }
    let outside = package.relations(name, limits)?.iter().filter(|relation| relation.external).count();
    if outside > 0 {
        *tally.entry((HiddenKind::Link, "指向外部的链接")).or_default() += outside;
    }
    Ok(())
}

fn of_paper(tree: &Tree, node: Node, hidden: &HashSet<String>) -> Option<(HiddenKind, &'static str)> {
    Some(match tree.local(node) {
        "ins" | "moveTo" | "del" | "moveFrom" | "cellIns" | "cellDel" | "cellMerge" => {
            (HiddenKind::TrackedChange, "修订，删去的文字仍在文件中")
        }
        "rPrChange" | "pPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange"
        | "tblGridChange" | "numberingChange" | "tblPrExChange" => (HiddenKind::TrackedChange, "格式修订"),
        "commentReference" | "commentRangeStart" => (HiddenKind::Comment, "批注标记"),
        "r" if clean::is_hidden(tree, node, hidden) => (HiddenKind::HiddenText, "隐藏文字"),
        "instrText" | "fldSimple" if !clean::page_field(tree, node) => (HiddenKind::Formula, "域代码"),
        "ffData" => (HiddenKind::Form, "表单域"),
        "sdtPr" => (HiddenKind::Form, "内容控件"),
        "bookmarkStart" if !clean::silent_name(tree, node) => (HiddenKind::Name, "书签"),
        "docVar" | "docVars" => (HiddenKind::Metadata, "文档变量"),
        "rsids" => (HiddenKind::Metadata, "编辑会话编号"),
        "attachedTemplate" => (HiddenKind::Metadata, "模板的路径"),
        "Fallback" => (HiddenKind::HiddenText, "备用内容"),
        "OLEObject" | "altChunk" | "subDoc" | "control" => (HiddenKind::EmbeddedFile, "嵌入对象"),
        "tblCaption" | "tblDescription" => (HiddenKind::AlternateText, "表格的替代文字"),
        _ => return None,
    })
}

fn of_any(tree: &Tree, node: Node) -> Option<(HiddenKind, &'static str)> {
    let says = |name| tree.attribute(node, name).is_some_and(|value| !value.trim().is_empty());
    Some(match tree.local(node) {
        "docPr" | "cNvPr" if says("descr") || says("title") => {
            (HiddenKind::AlternateText, "图片、图形的替代文字")
        }
        "shape" | "imagedata" | "rect" if says("alt") || says("title") => {
            (HiddenKind::AlternateText, "图片、图形的替代文字")
        }
        "sp" | "pic" | "graphicFrame" | "cxnSp" | "grpSp" | "wsp" if clean::hidden_shape(tree, node) => {
            (HiddenKind::HiddenText, "隐藏的图形")
        }
        "externalData" => (HiddenKind::EmbeddedFile, "图表所附的数据表"),
        _ => return None,
    })
}

fn workbook(package: &Package, limits: &Limits, found: &mut Vec<Hidden>) -> Result<(), Refusal> {
    let (book, relations, listed) = xlsx::listed(package, limits)?;
    let (words, _) = xlsx::words(package, &book, &relations, limits)?;
    let mut tally = Tally::new();
    for node in book.elements() {
        match book.local(node) {
            "definedName" => *tally.entry((HiddenKind::Name, "名称定义")).or_default() += 1,
            "fileSharing" | "absPath" | "fileRecoveryPr" => {
                *tally.entry((HiddenKind::Metadata, "文件路径、共享信息")).or_default() += 1;
            }
            _ => {}
        }
    }
    report("工作簿", tally, found);
    let mut used: HashSet<usize> = HashSet::new();
    for entry in &listed {
        let place = format!("工作表《{}》", entry.name);
        if entry.hidden {
            found.push(Hidden::new(
                HiddenKind::HiddenSheet,
                &place,
                format!("{place}是隐藏的，其内容仍在文件中。"),
            ));
        }
        let Some(Ok(tree)) = package.xml(&entry.part, limits) else { continue };
        for (cell, _, _) in
            sheet::cells(&tree).into_iter().filter(|(cell, _, _)| tree.attribute(*cell, "t") == Some("s"))
        {
            used.extend(tree.child(cell, "v").and_then(|v| tree.text_of(v).trim().parse::<usize>().ok()));
        }
        of_sheet(&place, &tree, &words, found);
    }
    let unused = (0..words.strings.len()).filter(|index| !used.contains(index)).count();
    if unused > 0 {
        let sentence = format!("共享字符串表中有{unused}条不再使用的文字。");
        found.push(Hidden::new(HiddenKind::Leftover, "共享字符串表", sentence));
    }
    for name in reachable(package, limits)?.iter().filter(|name| name.ends_with(".xml")) {
        let Some(Ok(tree)) = package.xml(name, limits) else { continue };
        let mut tally = Tally::new();
        for what in tree.elements().filter_map(|node| of_any(&tree, node)) {
            *tally.entry(what).or_default() += 1;
        }
        if name.starts_with("xl/tables/") {
            tally.insert((HiddenKind::Name, "表格名称和列名"), 1);
        }
        notes(package, name, limits, &mut tally)?;
        report(title(name), tally, found);
    }
    Ok(())
}

fn of_sheet(place: &str, tree: &Tree, words: &sheet::Words, found: &mut Vec<Hidden>) {
    for (why, cell) in sheet::unseen(tree, words).into_values() {
        let (kind, what) = match why {
            Unseen::Row => (HiddenKind::HiddenRow, "所在的行是隐藏的"),
            Unseen::Column => (HiddenKind::HiddenColumn, "所在的列是隐藏的"),
            Unseen::Covered => (HiddenKind::HiddenCell, "被合并单元格盖住"),
            Unseen::Format => (HiddenKind::HiddenCell, "的格式使内容不显示"),
        };
        found.push(Hidden::new(
            kind,
            format!("{place}{cell}"),
            format!("{place}{cell}{what}，内容仍在文件中。"),
        ));
    }
    let mut tally = Tally::new();
    for node in tree.elements() {
        let what = match tree.local(node) {
            "f" => (HiddenKind::Formula, "公式"),
            "dataValidation" => (HiddenKind::Formula, "数据验证，可能列有取值"),
            "cfRule" => (HiddenKind::Formula, "条件格式的公式"),
            "filterColumn" => (HiddenKind::HiddenRow, "筛选条件"),
            "scenario" => (HiddenKind::EarlierRevision, "方案"),
            "rPh" => (HiddenKind::HiddenText, "拼音注音"),
            "hyperlink" => (HiddenKind::Link, "超链接"),
            _ => continue,
        };
        *tally.entry(what).or_default() += 1;
    }
    report(place, tally, found);
}
