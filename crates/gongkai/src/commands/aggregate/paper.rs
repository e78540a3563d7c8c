//! 汇总结果成文：HTML、PDF、DOCX、XLSX 经同一份文书，JSON 用年度报告的形状，CSV 一格一行。

use jiff::civil::Date;
use law::annual_report::{Applicant, Block4, Count, Place, Result4, Row2, Row3, Tables};
use papers::aggregate::{Column, Entry, List};
use papers::{Fonts, Format, aggregate, docx, html, pdf, xlsx};
use reports::aggregate::{Aggregate, Group};
use serde::Serialize;

/// More rows than this make no paper anyone turns over; the page and the workbook have them all.
const PRINTED: usize = 500;

/// The sums and whose they are.
pub struct Titled<'a> {
    pub found: &'a Aggregate,
    pub organ: Option<&'a str>,
    pub dated: Date,
}

impl Titled<'_> {
    pub fn title(&self) -> String {
        let year = self.found.year.map(|year| format!("{year}年")).unwrap_or_default();
        format!("{}{year}政府信息公开工作年度报告汇总", self.organ.unwrap_or_default())
    }

    /// What the lists hold, in sentences.
    pub fn summary(&self) -> Vec<String> {
        let found = self.found;
        let left_out = found.read - found.added;
        let wrong = found.inconsistent.iter().filter(|unit| unit.errors > 0).count();
        let mut sentences =
            vec![format!("共读取{}份报告，计入汇总{}份，未计入{left_out}份。", found.read, found.added)];
        let counts = [
            ("缺报", found.missing.len(), "家"),
            ("迟报", found.late.len(), "家"),
            ("数据有错误", wrong, "家"),
            ("同比变动异常", found.outliers.len(), "项"),
            ("重复报送", found.duplicates.len(), "份"),
            ("年度不符", found.wrong_year.len(), "份"),
            ("不在名单", found.unlisted.len(), "份"),
            ("不能读取", found.unreadable.len(), "份"),
            ("汇总报告与合计不符", found.differences.len(), "处"),
        ];
        let some = counts.iter().filter(|(_, count, _)| *count > 0);
        let told: Vec<String> = some.map(|(what, count, unit)| format!("{what}{count}{unit}")).collect();
        sentences.push(match told.is_empty() {
            true => "没有发现缺报、迟报、错误或者重复。".into(),
            false => format!("{}。", told.join("，")),
        });
        sentences
    }

    pub fn notes(&self) -> Vec<String> {
        let found = self.found;
        let mut notes = vec!["各格为所计入报告相应各格之和；各份报告均未填写的格留空。".to_string()];
        if found.tables.table3.single_other_handling {
            notes.push("有报告将“（六）其他处理”合为一行填报，合计随之合为一行。".into());
        }
        if found.undated > 0 {
            notes.push(format!("有{}份报告没有注明日期，未判断是否迟报。", found.undated));
        }
        if found.compared > 0 {
            notes.push(format!(
                "同比比较了{}家单位：变动超过全部单位变动中位数的3倍，并且与按中位数推算的数相差较大的，列为异常。",
                found.compared
            ));
        }
        notes
    }
}

pub fn render(titled: &Titled<'_>, format: Format) -> anyhow::Result<Vec<u8>> {
    let timestamp = titled.dated.at(0, 0, 0, 0);
    let most = if matches!(format, Format::Pdf | Format::Docx) { PRINTED } else { usize::MAX };
    let document = || aggregate::document(&filled(titled, most));
    Ok(match format {
        Format::Html => html::page(&document()).into_bytes(),
        Format::Pdf => pdf::render(&document(), &Fonts::default(), timestamp)?.bytes,
        Format::Docx => docx::render(&document(), timestamp)?,
        Format::Xlsx => xlsx::tables(&document(), timestamp)?,
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(&json(titled))?;
            bytes.push(b'\n');
            bytes
        }
        Format::Csv => csv(titled.found)?,
    })
}

/// The shape of a report, so that a sum can be checked, published and added up again; year, tables and lists
/// are the aggregate's own.
#[derive(Serialize)]
pub struct Shape<'a> {
    organ: Option<&'a str>,
    form: &'static str,
    title: String,
    claims: [(); 0],
    findings: [(); 0],
    #[serde(flatten)]
    found: &'a Aggregate,
}

pub fn json<'a>(titled: &Titled<'a>) -> Shape<'a> {
    Shape {
        organ: titled.organ,
        form: "2021",
        title: titled.title(),
        claims: [],
        findings: [],
        found: titled.found,
    }
}

/// One row a cell: of the whole, of each kind, under each superior.
fn csv(found: &Aggregate) -> anyhow::Result<Vec<u8>> {
    // Spreadsheet programs know UTF-8 by the mark.
    let mut writer = csv::Writer::from_writer(Vec::from("\u{feff}"));
    writer.write_record(["范围", "单位", "位置", "位置说明", "数值"])?;
    let whole = std::iter::once(("合计", "", &found.tables));
    let kinds = found.by_kind.iter().map(|group| ("类别", group.name.as_str(), &group.tables));
    let superiors = found.by_superior.iter().map(|group| ("上级", group.name.as_str(), &group.tables));
    for (scope, name, tables) in whole.chain(kinds).chain(superiors) {
        for place in tables.cells() {
            let value = tables.count(place).map(|count| count.to_string()).unwrap_or_default();
            writer.write_record([scope, name, &place.to_string(), &place.in_words(), &value])?;
        }
        let fees = Place::Cell2(Row2::Fees, 0);
        let value = tables.table2.fees.map(|fees| fees.to_string()).unwrap_or_default();
        writer.write_record([scope, name, &fees.to_string(), &fees.in_words(), &value])?;
    }
    Ok(writer.into_inner()?)
}

fn filled(titled: &Titled<'_>, most: usize) -> aggregate::Aggregate {
    let found = titled.found;
    let mut notes = titled.notes();
    let mut lists = lists(found);
    for list in lists.iter_mut().filter(|list| list.rows.len() > most) {
        notes.push(format!(
            "“{}”共{}行，此处列前{most}行，其余见 XLSX 或 HTML。",
            list.title,
            list.rows.len()
        ));
        list.rows.truncate(most);
    }
    aggregate::Aggregate {
        title: titled.title(),
        organ: titled.organ.unwrap_or_default().into(),
        dated: titled.organ.map(|_| titled.dated),
        demonstration: false,
        summary: titled.summary(),
        sums: (found.added > 0).then_some(found.tables),
        lists,
        notes,
    }
}

fn lists(found: &Aggregate) -> Vec<List> {
    let mut lists = vec![groups("按类别", "类别", &found.by_kind)];
    if !found.by_superior.is_empty() {
        lists.push(groups("按上级", "上级", &found.by_superior));
    }
    lists.push(missing(found));
    lists.push(late(found));
    lists.push(inconsistent(found));
    if found.compared > 0 {
        lists.push(outliers(found));
    }
    lists.push(left_out(found));
    if !found.differences.is_empty() {
        lists.push(differences(found));
    }
    lists
}

fn list(title: &str, when_empty: &str, columns: &[(&str, u16)], rows: Vec<Vec<Entry>>) -> List {
    let columns = columns.iter().map(|(label, width)| Column::new(*label, *width)).collect();
    List { title: title.into(), when_empty: when_empty.into(), columns, rows }
}

fn groups(title: &str, head: &str, groups: &[Group]) -> List {
    let columns = [
        (head, 6),
        ("已报", 2),
        ("应报", 2),
        ("新收申请", 3),
        ("上年结转", 3),
        ("办理总计", 3),
        ("结转下年", 3),
        ("复议", 2),
        ("诉讼", 2),
        ("行政许可", 3),
        ("行政处罚", 3),
        ("行政强制", 3),
    ];
    let rows = groups.iter().map(|group| {
        let tables = &group.tables;
        let total = |row| count(tables.table3.get(row, Applicant::Total));
        let mut row = vec![
            Entry::from(group.name.as_str()),
            group.reports.into(),
            count(group.expected),
            total(Row3::New),
            total(Row3::Carried),
            total(Row3::Total),
            total(Row3::CarriedOver),
            count(tables.table4.get(Block4::Review, Result4::Total)),
            count(litigation(tables)),
        ];
        row.extend(
            [Row2::Licences, Row2::Penalties, Row2::Coercions].map(|row| count(tables.table2.count(row, 0))),
        );
        row
    });
    list(title, "没有计入汇总的报告。", &columns, rows.collect())
}

fn litigation(tables: &Tables) -> Count {
    let totals = [Block4::Direct, Block4::AfterReview].map(|block| tables.table4.get(block, Result4::Total));
    totals.into_iter().flatten().reduce(u64::saturating_add)
}

fn missing(found: &Aggregate) -> List {
    let rows = found.missing.iter().map(|unit| {
        let superior = unit.superior.as_deref().unwrap_or_default();
        vec![
            unit.organ.as_str().into(),
            unit.code.as_str().into(),
            superior.into(),
            unit.kind.as_str().into(),
        ]
    });
    let columns = [("单位", 5), ("代码", 3), ("上级", 4), ("类别", 3)];
    list("缺报单位", "没有缺报单位，或者没有给出单位名单。", &columns, rows.collect())
}

fn late(found: &Aggregate) -> List {
    let rows = found.late.iter().map(|unit| {
        vec![unit.organ.as_str().into(), unit.dated.to_string().into(), unit.due.to_string().into()]
    });
    list("迟报单位", "没有发现迟报。", &[("单位", 5), ("报告日期", 3), ("期限", 3)], rows.collect())
}

fn inconsistent(found: &Aggregate) -> List {
    let rows = found.inconsistent.iter().map(|unit| {
        vec![
            unit.organ.as_str().into(),
            u64::from(unit.errors).into(),
            u64::from(unit.warnings).into(),
            unit.first.as_deref().unwrap_or_default().into(),
            unit.file.as_str().into(),
        ]
    });
    let columns = [("单位", 4), ("错误", 1), ("提醒", 1), ("第一处错误", 6), ("文件", 4)];
    list("数据有问题的单位", "各单位数据没有发现问题。", &columns, rows.collect())
}

fn outliers(found: &Aggregate) -> List {
    let rows = found.outliers.iter().map(|change| {
        vec![
            change.organ.as_str().into(),
            change.figure.into(),
            change.prior.into(),
            change.value.into(),
            format!("{:.2}", change.median).into(),
        ]
    });
    let columns = [("单位", 5), ("指标", 4), ("上年", 2), ("本年", 2), ("各单位变动中位数（倍）", 3)];
    list("同比变动异常", "没有发现异常变动。", &columns, rows.collect())
}

fn left_out(found: &Aggregate) -> List {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let kinds =
        [("重复报送", &found.duplicates), ("年度不符", &found.wrong_year), ("不在名单", &found.unlisted)];
    for (reason, excluded) in kinds {
        rows.extend(excluded.iter().map(|report| {
            let year = report.year.map(|year| year.to_string()).unwrap_or_default();
            vec![report.organ.as_str().into(), reason.into(), year.into(), report.file.as_str().into()]
        }));
    }
    rows.extend(found.unreadable.iter().map(|file| {
        vec!["".into(), format!("不能读取：{}", file.reason).into(), "".into(), file.source.as_str().into()]
    }));
    let columns = [("单位", 4), ("原因", 5), ("年度", 1), ("文件", 4)];
    list("未计入汇总的报告", "所有报告均已计入。", &columns, rows)
}

fn differences(found: &Aggregate) -> List {
    let rows = found.differences.iter().map(|difference| {
        vec![
            difference.organ.as_deref().unwrap_or("汇总报告").into(),
            difference.place.as_str().into(),
            difference.expected.as_str().into(),
            difference.found.as_str().into(),
            difference.message.as_str().into(),
        ]
    });
    let columns = [("单位", 4), ("位置", 3), ("合计", 2), ("填报", 2), ("说明", 6)];
    list("汇总报告与合计不符", "", &columns, rows.collect())
}

fn count(count: Count) -> Entry {
    count.map_or(Entry::Blank, Entry::from)
}
