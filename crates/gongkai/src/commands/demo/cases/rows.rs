//! 演示台账里的登记：2024年的各本小登记由演示的表导入，另有几条今年正在办理。The large registers (办件、许可决定、交易) of 2024
//! stay in the folder's files, so that a demonstration is made in seconds; of the years after it the ledger has a few
//! hundred rows.

use super::Demonstration;
use anyhow::Context;
use jiff::civil::{Date, date};
use ledger::Hash;
use office::register::{Reader, Register};
use registers::{By, Registers};

/// Who enters them, and when the year's were taken over.
const KEEPER: &str = "chengban";

pub async fn write(desk: &Demonstration<'_>, today: Date) -> anyhow::Result<()> {
    let registers = Registers::new(desk.casework.ledger().clone(), desk.casework.organ());
    let taken_over = By { account: KEEPER, at: desk.moment(date(demo::YEAR + 1, 1, 8), 9)?.now };
    for sheet in demo::entered_sheets() {
        import(&registers, (sheet.register, sheet.year), &sheet.csv(), taken_over).await?;
    }
    for one in demo::recent(today) {
        let at = desk.moment(date(one.year + 1, 1, 8).min(today), 9)?.now;
        import(&registers, (one.register, one.year), &one.csv, By { account: KEEPER, at }).await?;
    }
    for (key, cells) in underway(desk, today)? {
        enter(&registers, desk, key, &cells).await?;
    }
    Ok(())
}

async fn import(
    registers: &Registers,
    (register, year): (&'static Register, i16),
    csv: &[u8],
    by: By<'_>,
) -> anyhow::Result<()> {
    let rows = rows(register, year, csv)?;
    let (name, digest) = (format!("{}.csv", register.label), Hash::of(csv).to_string());
    let mut rows = (2..).zip(rows).map(Ok);
    registers.import(register, year, (name.as_str(), digest.as_str()), by, &mut rows, &|_| ()).await?;
    Ok(())
}

/// The rows of a sheet, whose cells hold no comma and no quotation mark.
fn rows(register: &'static Register, year: i16, csv: &[u8]) -> anyhow::Result<Vec<Vec<String>>> {
    let text = std::str::from_utf8(csv).context("a sheet of the demonstration is UTF-8")?;
    let mut reader = Reader::new(register, year);
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        reader.kept(&cells.as_slice()).map_err(|bad| anyhow::anyhow!("{line}: {}", bad.remedy))
    };
    text.lines().skip(1).map(row).collect()
}

type Cells = Vec<(&'static str, String)>;

async fn enter(
    registers: &Registers,
    desk: &Demonstration<'_>,
    key: &str,
    cells: &Cells,
) -> anyhow::Result<()> {
    let register = Register::find(key).context("the demonstration uses registers of the office")?;
    let said = |key: &str| cells.iter().find(|(name, _)| *name == key).map_or("", |(_, cell)| cell.as_str());
    let day: Date = register.dated.map_or("", said).parse().context("each has its day")?;
    let row: Vec<&str> = register.fields.iter().map(|field| said(field.key)).collect();
    let by = By { account: KEEPER, at: desk.moment(day, 15)?.now };
    let entered = registers.enter(register, day.year(), &row, by).await;
    entered.with_context(|| format!("failed to enter a row of {key}"))?;
    Ok(())
}

fn cells(known: &[(&'static str, &str)]) -> Cells {
    known.iter().map(|(key, cell)| (*key, (*cell).to_owned())).collect()
}

/// What is being worked on as of the day the demonstration is made: something overdue, something due soon, something done.
fn underway(desk: &Demonstration<'_>, today: Date) -> anyhow::Result<Vec<(&'static str, Cells)>> {
    let before = |days: u32| anyhow::Ok(desk.before(today, days)?.to_string());
    let after = |days: i64| anyhow::Ok(desk.after(today, days)?.to_string());
    let mut rows = Vec::new();
    for (problem, owner, found, due, closed) in [
        ("个别栏目超过一个月没有更新", "政务公开科", before(30)?, before(2)?, None),
        ("部分办事指南的收费标准没有写明依据", "审批服务科", before(12)?, after(4)?, None),
        ("政策解读没有与文件互相链接", "政务公开科", before(30)?, before(6)?, Some(before(9)?)),
    ] {
        let known = [
            ("source", "第三方评估"),
            ("problem", problem),
            ("owner", owner),
            ("found", &found),
            ("due", &due),
        ];
        let mut one = cells(&known);
        if let Some(closed) = closed {
            one.extend(cells(&[("remedy", "逐条补上链接"), ("proof", "整改回复第3号"), ("closed", &closed)]));
        }
        rows.push(("findings", one));
    }
    for (task, owner, days) in
        [("扩大政策公开和解读的覆盖面", "政务公开科", 15), ("把政务公开列入年度培训和业务考核", "办公室", 40)]
    {
        let (assigned, due) = (before(20)?, after(days)?);
        let known = [("source", "本年政务公开工作要点"), ("task", task), ("owner", owner)];
        rows.push(("priorities", cells(&[&known[..], &[("assigned", &assigned), ("due", &due)]].concat())));
    }
    let assigned = before(40)?;
    let known =
        [("no", "12"), ("kind", "人大代表建议"), ("session", "市人大会议"), ("matter", "老年人办事便利化")];
    rows.push(("proposals", cells(&[&known[..], &[("assigned", &assigned), ("part", "主办")]].concat())));
    rows.extend(licences(desk, today)?);
    for kind in ["政策辅导", "办事流程演示", "电话咨询"] {
        rows.push(("help", cells(&[("kind", kind), ("served", &today.to_string())])));
    }
    Ok(rows)
}

/// Licences of the last weeks: published in time, published late, still to be published.
fn licences(desk: &Demonstration<'_>, today: Date) -> anyhow::Result<Vec<(&'static str, Cells)>> {
    let mut rows = Vec::new();
    for (at, (matter, party, published)) in [
        ("食品经营许可", "枣庄演示餐饮有限公司", Some(17)),
        ("取水许可", "枣庄演示水务有限公司", Some(9)),
        ("护士执业注册", "申请人90001", Some(15)),
        ("劳务派遣经营许可", "枣庄演示人力有限公司", None),
        ("公共场所卫生许可", "枣庄演示酒店有限公司", None),
    ]
    .into_iter()
    .enumerate()
    {
        let decided = desk.before(today, [20, 20, 18, 6, 2][at])?.to_string();
        let no = format!("演示许字〔{}〕{}号", &decided[..4], at + 1);
        let published = published.map(|days| desk.before(today, days)).transpose()?;
        let known = [("no", &*no), ("matter", matter), ("counterpart", party), ("decision", "准予许可")];
        let mut one = cells(&[&known[..], &[("decided", &decided), ("sort", "普通")]].concat());
        one.extend(published.map(|day| ("published", day.to_string())));
        if party.starts_with("申请人") {
            one.extend(cells(&[("party", "自然人"), ("paper", "370402********0000")]));
        }
        rows.push(("licences", one));
    }
    Ok(rows)
}
