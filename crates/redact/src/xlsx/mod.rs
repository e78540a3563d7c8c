//! XLSX：the workbook as a reader sees it: shown sheets, values for formulas, drawings and charts.

pub mod sheet;
pub mod styles;

use crate::document::{Hit, of_unit};
use crate::docx::bar_names;
use crate::needle::Needle;
use crate::package::{Builder, Package, Relation};
use crate::release::PICTURES;
use crate::text::{self, Leaf};
use crate::xml::{Fate, Node, Tree, local};
use crate::{Address, Limits, Refusal, Unit, bar, clean, image};
use sheet::Words;
use std::collections::{BTreeMap, HashSet, VecDeque};

const DAMAGED: Refusal = Refusal::Damaged { kind: "Excel 工作簿" };
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

#[derive(Clone)]
enum Body {
    Xml(Tree),
    File(Vec<u8>),
}

#[derive(Clone)]
struct Part {
    name: String,
    content_type: Option<String>,
    body: Body,
    relations: Vec<(String, String, String)>,
    /// Nothing shows it any more; its number stays so that others keep theirs.
    lost: bool,
}

/// Where a unit's text comes from.
#[derive(Clone)]
enum Spot {
    /// A cell of a part.
    Cell(usize, Node),
    Text(usize, Vec<Leaf>),
    /// A picture of a drawing.
    Picture(usize, Node),
    SheetName(usize),
}

/// A workbook, cleaned, ready to be struck.
#[derive(Clone)]
pub struct Workbook {
    parts: Vec<Part>,
    /// The sheets' names and parts.
    sheets: Vec<(String, usize, &'static str)>,
    spots: Vec<Spot>,
    strings: Option<Tree>,
    words: Words,
    theme: bool,
    styles: bool,
    /// Some cells were computed.
    formulas: bool,
}

/// A sheet as the workbook lists it.
pub struct Listed {
    pub name: String,
    pub hidden: bool,
    pub kind: String,
    pub part: String,
}

/// The workbook's sheets in order, hidden ones included.
pub fn listed(package: &Package, limits: &Limits) -> Result<(Tree, Vec<Relation>, Vec<Listed>), Refusal> {
    let main = package.main(limits)?.unwrap_or_else(|| "xl/workbook.xml".into());
    let workbook = package.xml(&main, limits).ok_or(DAMAGED)??;
    let relations = package.relations(&main, limits)?;
    let sheets = workbook
        .elements()
        .filter(|node| workbook.local(*node) == "sheet")
        .filter_map(|node| {
            let id = workbook.attribute(node, "id")?;
            let relation = relations.iter().find(|relation| relation.id == id && !relation.external)?;
            let hidden = workbook.attribute(node, "state").is_some_and(|state| state != "visible");
            let name = workbook.attribute(node, "name").unwrap_or_default().to_string();
            Some(Listed { name, hidden, kind: relation.kind.clone(), part: relation.target.clone() })
        })
        .collect();
    Ok((workbook, relations, sheets))
}

/// A part the workbook points to by kind.
fn by_kind(
    package: &Package,
    relations: &[Relation],
    kind: &str,
    limits: &Limits,
) -> Result<Option<Tree>, Refusal> {
    let relation = relations.iter().find(|relation| relation.kind == kind && !relation.external);
    relation.and_then(|relation| package.xml(&relation.target, limits)).transpose()
}

/// What the cells of a workbook say.
pub fn words(
    package: &Package,
    workbook: &Tree,
    relations: &[Relation],
    limits: &Limits,
) -> Result<(Words, Option<Tree>), Refusal> {
    let strings = by_kind(package, relations, "sharedStrings", limits)?;
    let styles = by_kind(package, relations, "styles", limits)?;
    let from_1904 = workbook
        .child(0, "workbookPr")
        .is_some_and(|node| matches!(workbook.attribute(node, "date1904"), Some("1" | "true")));
    let texts =
        strings.as_ref().map(|tree| items(tree).into_iter().map(|item| sheet::string(tree, item)).collect());
    let looks = styles.map(|styles| styles::looks(&styles)).unwrap_or_default();
    Ok((Words { strings: texts.unwrap_or_default(), looks, from_1904 }, strings))
}

fn items(strings: &Tree) -> Vec<Node> {
    strings.children(0).iter().copied().filter(|node| strings.local(*node) == "si").collect()
}

pub fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Unit>, Workbook), Refusal> {
    let package = Package::read(bytes, limits)?;
    let (workbook, relations, listed) = listed(&package, limits)?;
    let (words, strings) = words(&package, &workbook, &relations, limits)?;
    let book = Workbook {
        parts: Vec::new(),
        sheets: Vec::new(),
        spots: Vec::new(),
        strings,
        words,
        theme: false,
        styles: false,
        formulas: false,
    };
    let mut reading = Reading { package: &package, limits, units: Vec::new(), book, names: BTreeMap::new() };
    for sheet in listed.iter().filter(|sheet| !sheet.hidden) {
        reading.sheet(sheet)?;
    }
    if reading.book.sheets.is_empty() {
        return Err(Refusal::Damaged { kind: "Excel 工作簿（没有可见的工作表）" });
    }
    reading.book.styles = reading.root(&relations, "styles", "xl/styles.xml")?;
    reading.book.theme = reading.root(&relations, "theme", "xl/theme/theme1.xml")?;
    Ok((reading.units, reading.book))
}

struct Reading<'a> {
    package: &'a Package,
    limits: &'a Limits,
    units: Vec<Unit>,
    book: Workbook,
    names: BTreeMap<String, String>,
}

impl Reading<'_> {
    fn sheet(&mut self, listed: &Listed) -> Result<(), Refusal> {
        let kind = match listed.kind.as_str() {
            "worksheet" => "worksheet",
            "chartsheet" => "chartsheet",
            _ => return Ok(()),
        };
        let Some(tree) = self.package.xml(&listed.part, self.limits).transpose()? else { return Ok(()) };
        let number = self.book.sheets.len() + 1;
        self.book.formulas |= tree.elements().any(|node| tree.local(node) == "f");
        let mut tree = sheet::clean(&tree, &self.book.words);
        let (relations, queue) = self.follow(&listed.part, &mut tree, &["drawing"])?;
        let index = self.book.parts.len();
        self.book.sheets.push((listed.name.clone(), index, kind));
        self.unit(&listed.name, "名称", listed.name.clone(), Spot::SheetName(number - 1));
        for (cell, row, column) in sheet::cells(&tree) {
            let text = self.book.words.shown(&tree, cell);
            if !text.trim().is_empty() {
                self.unit(&listed.name, &sheet::reference(row, column), text, Spot::Cell(index, cell));
            }
        }
        self.header(&listed.name, &tree, index);
        let name = format!("xl/worksheets/sheet{number}.xml");
        let content_type = Some(format!("{SHEET_TYPE}{kind}+xml"));
        self.book.parts.push(Part { name, content_type, body: Body::Xml(tree), relations, lost: false });
        self.pictures(&listed.name, queue)
    }

    fn unit(&mut self, sheet: &str, cell: &str, text: String, spot: Spot) {
        let address = Address::Cell { sheet: sheet.into(), cell: cell.into() };
        self.units.push(Unit { address, text, runs_on: false });
        self.book.spots.push(spot);
    }

    fn header(&mut self, name: &str, tree: &Tree, index: usize) {
        const TITLES: [(&str, &str); 6] = [
            ("oddHeader", "页眉"),
            ("oddFooter", "页脚"),
            ("evenHeader", "偶数页页眉"),
            ("evenFooter", "偶数页页脚"),
            ("firstHeader", "首页页眉"),
            ("firstFooter", "首页页脚"),
        ];
        for (local, title) in TITLES {
            let Some(node) = tree.elements().find(|node| tree.local(*node) == local) else { continue };
            let text = tree.text_of(node);
            let leaf = Leaf { node, start: 0, length: text.chars().count(), words: true };
            if leaf.length > 0 {
                self.unit(name, title, text, Spot::Text(index, vec![leaf]));
            }
        }
    }

    /// The drawings of a sheet, and the pictures and charts they show.
    fn pictures(&mut self, sheet: &str, mut queue: VecDeque<(String, String)>) -> Result<(), Refusal> {
        let mut count = 0;
        while let Some((old, kind)) = queue.pop_front() {
            let name = self.names.get(&old).cloned().unwrap_or_default();
            if kind == "image" {
                let body = Body::File(image::without_notes(&self.package.parts[&old]));
                self.book.parts.push(Part {
                    name,
                    content_type: None,
                    body,
                    relations: Vec::new(),
                    lost: false,
                });
                continue;
            }
            let Some(tree) = self.package.xml(&old, self.limits).transpose()? else { continue };
            let mut tree = clean::clean(&tree, &HashSet::new());
            let (relations, more) = self.follow(&old, &mut tree, &["image", "chart"])?;
            queue.extend(more);
            count += 1;
            self.drawn(sheet, &tree, count);
            let content_type = self.package.content_type(&old).map(str::to_string);
            self.book.parts.push(Part { name, content_type, body: Body::Xml(tree), relations, lost: false });
        }
        Ok(())
    }

    /// The words of a drawing or chart.
    fn drawn(&mut self, sheet: &str, tree: &Tree, count: usize) {
        let index = self.book.parts.len();
        let (mut no, mut pictures) = (0, 0);
        for node in tree.elements() {
            let (text, leaves) = match tree.local(node) {
                "pic" => {
                    pictures += 1;
                    let place = format!("图形{count}图片{pictures}");
                    self.unit(sheet, &place, "\u{fffc}".into(), Spot::Picture(index, node));
                    continue;
                }
                "p" => text::paragraph(tree, node),
                "v" => {
                    let text = tree.text_of(node);
                    let length = text.chars().count();
                    (text, vec![Leaf { node, start: 0, length, words: true }])
                }
                _ => continue,
            };
            no += 1;
            if !text.trim().is_empty() {
                self.unit(sheet, &format!("图形{count}第{no}处文字"), text, Spot::Text(index, leaves));
            }
        }
    }

    /// The relations of a part that stay, and the parts they lead to for the first time.
    #[allow(clippy::type_complexity)]
    fn follow(
        &mut self,
        old: &str,
        tree: &mut Tree,
        kinds: &[&str],
    ) -> Result<(Vec<(String, String, String)>, VecDeque<(String, String)>), Refusal> {
        let all = self.package.relations(old, self.limits)?;
        let (mut kept, mut queue) = (Vec::new(), VecDeque::new());
        let pointed = pointers(tree);
        for relation in &all {
            let stays = !relation.external
                && kinds.contains(&relation.kind.as_str())
                && pointed.contains(&relation.id)
                && self.package.parts.contains_key(&relation.target);
            if !stays {
                cut(tree, &relation.id);
                continue;
            }
            let number = self.names.len() + 1;
            let name = self.names.entry(relation.target.clone()).or_insert_with(|| {
                queue.push_back((relation.target.clone(), relation.kind.clone()));
                match relation.kind.as_str() {
                    "image" => format!("xl/media/image{number}.{}", image::ending(&relation.target)),
                    kind => format!("xl/{kind}s/{kind}{number}.xml"),
                }
            });
            kept.push((relation.id.clone(), relation.uri.clone(), format!("/{name}")));
        }
        Ok((kept, queue))
    }

    fn root(&mut self, relations: &[Relation], kind: &str, name: &str) -> Result<bool, Refusal> {
        let Some(tree) = by_kind(self.package, relations, kind, self.limits)? else { return Ok(false) };
        let old =
            relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str());
        let content_type = old.and_then(|old| self.package.content_type(old)).map(str::to_string);
        let body = Body::Xml(clean::clean(&tree, &HashSet::new()));
        self.book.parts.push(Part {
            name: name.into(),
            content_type,
            body,
            relations: Vec::new(),
            lost: false,
        });
        Ok(true)
    }
}

fn is_pointer(name: &str) -> bool {
    name.contains(':') && matches!(local(name), "id" | "embed" | "link")
}

fn pointers(tree: &Tree) -> HashSet<String> {
    tree.elements()
        .flat_map(|node| tree.attributes(node))
        .filter(|(name, _)| is_pointer(name))
        .map(|(_, value)| value.clone())
        .collect()
}

/// Takes out what points to a relation that does not stay.
fn cut(tree: &mut Tree, id: &str) {
    let mut gone = HashSet::new();
    for node in tree.elements().collect::<Vec<_>>() {
        let points = tree.attributes(node).iter().any(|(name, value)| is_pointer(name) && value == id);
        if points && matches!(tree.local(node), "drawing" | "chart") {
            gone.insert(node);
        } else if points {
            tree.retain_attributes(node, |name, value| !(is_pointer(name) && value == id));
        }
    }
    tree.remove_all(&gone);
}

/// Puts a black box with the ground where a picture was.
fn black_out(tree: &mut Tree, picture: Node, label: &str) {
    let Some(parent) = tree.parent(picture) else { return };
    let own = tree.prefix(picture).to_string();
    let inner = tree.child(picture, "spPr").and_then(|look| tree.children(look).first().copied());
    let art = inner.map_or("a:".to_string(), |node| tree.prefix(node).to_string());
    let shape = tree.add(parent, &format!("{own}sp"), &[("macro", ""), ("textlink", "")]);
    let about = tree.add(shape, &format!("{own}nvSpPr"), &[]);
    tree.add(about, &format!("{own}cNvPr"), &[("id", "1"), ("name", "图")]);
    tree.add(about, &format!("{own}cNvSpPr"), &[]);
    let look = tree.add(shape, &format!("{own}spPr"), &[]);
    let form = tree.add(look, &format!("{art}prstGeom"), &[("prst", "rect")]);
    tree.add(form, &format!("{art}avLst"), &[]);
    fill(tree, look, &art, "000000");
    let body = tree.add(shape, &format!("{own}txBody"), &[]);
    tree.add(body, &format!("{art}bodyPr"), &[]);
    let paragraph = tree.add(body, &format!("{art}p"), &[]);
    let run = tree.add(paragraph, &format!("{art}r"), &[]);
    let type_ = tree.add(run, &format!("{art}rPr"), &[("sz", "800")]);
    fill(tree, type_, &art, "FFFFFF");
    let words = tree.add(run, &format!("{art}t"), &[]);
    tree.set_text(words, label);
    let children = tree.children(parent).iter().copied().filter(|child| *child != shape);
    let children = children.map(|child| if child == picture { shape } else { child }).collect();
    tree.set_children(parent, children);
}

fn fill(tree: &mut Tree, node: Node, prefix: &str, colour: &str) {
    let fill = tree.add(node, &format!("{prefix}solidFill"), &[]);
    tree.add(fill, &format!("{prefix}srgbClr"), &[("val", colour)]);
}

impl Workbook {
    /// The file with the struck ranges gone, and what the handler should know.
    pub fn write(mut self, hits: &[Hit], needles: &[Needle]) -> Result<(Vec<u8>, Vec<String>), Refusal> {
        let numbers = self.strikes_numbers(hits);
        let spots = std::mem::take(&mut self.spots);
        for (unit, spot) in spots.iter().enumerate() {
            let own = of_unit(hits, unit);
            if !own.is_empty() {
                self.strike(spot, own);
            }
        }
        self.drop_struck_pictures();
        let notes = self.notes(numbers);
        let strings = self.used_strings();
        let mut builder = Builder::default();
        builder.relate("", &[("rId1".into(), format!("{OFFICE}/officeDocument"), "xl/workbook.xml".into())]);
        builder.add("xl/workbook.xml".into(), Some(&format!("{SHEET_TYPE}sheet.main+xml")), self.workbook());
        builder.relate("xl/workbook.xml", &self.relations(strings.is_some()));
        if let Some(strings) = strings {
            let content_type = format!("{SHEET_TYPE}sharedStrings+xml");
            builder.add("xl/sharedStrings.xml".into(), Some(&content_type), strings.write());
        }
        for part in self.parts.into_iter().filter(|part| !part.lost) {
            builder.relate(&part.name, &part.relations);
            let content = match part.body {
                Body::Xml(mut tree) => {
                    bar_names(&mut tree, needles);
                    tree.write()
                }
                Body::File(bytes) => bytes,
            };
            builder.add(part.name, part.content_type.as_deref(), content);
        }
        Ok((builder.finish()?, notes))
    }

    fn strikes_numbers(&self, hits: &[Hit]) -> bool {
        let number = |hit: &Hit| match &self.spots[hit.unit] {
            Spot::Cell(part, cell) => match &self.parts[*part].body {
                Body::Xml(tree) => self.words.shown(tree, *cell).trim().parse::<f64>().is_ok(),
                Body::File(_) => false,
            },
            Spot::Text(..) | Spot::Picture(..) | Spot::SheetName(_) => false,
        };
        hits.iter().any(number)
    }

    fn notes(&self, numbers: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if self.formulas {
            notes.push("公式已改为当时的数值。".to_string());
        }
        if numbers {
            notes.push(
                "涂去了数值；如果同表有合计，用合计减去其余各项可能推出涂去的数，请一并核对。".to_string(),
            );
        }
        if self.parts.iter().any(|part| !part.lost && matches!(part.body, Body::File(_))) {
            notes.push(PICTURES.to_string());
        }
        notes
    }

    /// Picture files nothing shows any more.
    fn drop_struck_pictures(&mut self) {
        for part in &mut self.parts {
            let Body::Xml(tree) = &part.body else { continue };
            let pointed = pointers(tree);
            part.relations.retain(|(id, _, _)| pointed.contains(id));
        }
        let shown: HashSet<String> = self
            .parts
            .iter()
            .flat_map(|part| &part.relations)
            .map(|(_, _, target)| target.trim_start_matches('/').to_string())
            .collect();
        for part in &mut self.parts {
            if matches!(part.body, Body::File(_)) && !shown.contains(&part.name) {
                part.lost = true;
            }
        }
    }

    fn strike(&mut self, spot: &Spot, hits: &[Hit]) {
        match spot {
            Spot::Picture(part, picture) => {
                if let (Body::Xml(tree), Some(hit)) = (&mut self.parts[*part].body, hits.first()) {
                    black_out(tree, *picture, &bar::label(hit.ground));
                }
            }
            Spot::SheetName(sheet) => {
                let name = text::struck(&self.sheets[*sheet].0, hits);
                self.sheets[*sheet].0 = self.free_name(&name);
            }
            Spot::Text(part, leaves) => {
                if let Body::Xml(tree) = &mut self.parts[*part].body {
                    text::strike(tree, leaves, hits);
                }
            }
            Spot::Cell(part, cell) => {
                if let Body::Xml(tree) = &mut self.parts[*part].body {
                    let text = text::struck(&self.words.shown(tree, *cell), hits);
                    tree.set_attribute(*cell, "t", "inlineStr");
                    tree.set_inline(*cell, &text);
                }
            }
        }
    }

    /// A name of at most 31 characters no other sheet has.
    fn free_name(&self, name: &str) -> String {
        (1..)
            .map(|no| if no == 1 { String::new() } else { format!("-{no}") })
            .map(|tail| name.chars().take(31 - tail.chars().count()).collect::<String>() + &tail)
            .find(|name| self.sheets.iter().all(|(other, _, _)| other != name))
            .unwrap_or_default()
    }

    /// The strings cells still refer to, renumbered; `None` where none is left.
    fn used_strings(&mut self) -> Option<Tree> {
        let strings = self.strings.take()?;
        let items = items(&strings);
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, part, _) in &self.sheets {
            let Body::Xml(tree) = &mut self.parts[*part].body else { continue };
            let mut broken = HashSet::new();
            for (cell, _, _) in sheet::cells(tree) {
                if tree.attribute(cell, "t") != Some("s") {
                    continue;
                }
                let Some(value) = tree.child(cell, "v") else { continue };
                let old = tree.text_of(value).trim().parse::<usize>().ok().filter(|old| *old < items.len());
                match old {
                    Some(old) => {
                        let next = numbers.len();
                        let new = *numbers.entry(old).or_insert(next);
                        tree.set_text(value, &new.to_string());
                    }
                    None => drop(broken.insert(cell)),
                }
            }
            tree.remove_all(&broken);
        }
        let mut order: Vec<(usize, usize)> = numbers.into_iter().map(|(old, new)| (new, old)).collect();
        order.sort_unstable();
        let mut kept = strings.cleaned(|tree, node| match tree.local(node) {
            "rPh" | "phoneticPr" | "extLst" => Fate::Drop,
            _ => Fate::Keep,
        });
        let clean = self::items(&kept);
        kept.set_children(0, order.iter().filter_map(|(_, old)| clean.get(*old).copied()).collect());
        kept.retain_attributes(0, |name, _| !matches!(name, "count" | "uniqueCount"));
        (!order.is_empty()).then_some(kept)
    }

    fn workbook(&self) -> Vec<u8> {
        let mut tree = Tree::root("workbook", &[("xmlns", MAIN), ("xmlns:r", OFFICE)]);
        let from_1904 = if self.words.from_1904 { "1" } else { "0" };
        tree.add(0, "workbookPr", &[("date1904", from_1904)]);
        let views = tree.add(0, "bookViews", &[]);
        tree.add(views, "workbookView", &[]);
        let sheets = tree.add(0, "sheets", &[]);
        for (index, (name, _, _)) in self.sheets.iter().enumerate() {
            let number = (index + 1).to_string();
            tree.add(
                sheets,
                "sheet",
                &[("name", name), ("sheetId", &number), ("r:id", &format!("rId{number}"))],
            );
        }
        tree.write()
    }

    fn relations(&self, strings: bool) -> Vec<(String, String, String)> {
        let mut list: Vec<(String, String)> = self
            .sheets
            .iter()
            .map(|(_, part, kind)| (kind.to_string(), format!("/{}", self.parts[*part].name)))
            .collect();
        for (there, kind, target) in [
            (self.styles, "styles", "/xl/styles.xml"),
            (self.theme, "theme", "/xl/theme/theme1.xml"),
            (strings, "sharedStrings", "/xl/sharedStrings.xml"),
        ] {
            if there {
                list.push((kind.into(), target.into()));
            }
        }
        list.into_iter()
            .zip(1..)
            .map(|((kind, target), no)| (format!("rId{no}"), format!("{OFFICE}/{kind}"), target))
            .collect()
    }
}
