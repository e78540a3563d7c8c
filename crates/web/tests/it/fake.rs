//! 一个假的书架：one report, a register of 120 made-up rows, and a checker that reads its orders from file names.

use bytes::Bytes;
use jiff::civil::{Date, date};
use law::annual_report::rules::{Severity, arithmetic};
use law::annual_report::{Applicant, Form, Outcome, Place, Row3, RuleId, Tables};
use law::workday::Calendar;
use office::annual_report::{AnnualReport, Chart, ChartKind, Figure, Organ, Override, Part};
use office::inspection::Inspection;
use office::register::Register;
use office::site::Site;
use reports::check::prior::choose;
use reports::model::{Claim, ClaimKind, Finding, Part as Prose, Published};
use reports::waiver::{Idle, Unused, Waiver};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use web::{
    CheckOptions, Checked, Draft, Format, Item, Library, NoRecords, Point, PointState, RecordPage,
    Suggestion, Sum, Unreadable, Upload, figure_path, item_path,
};

pub struct Fake {
    pub oidc: Option<Arc<web::desk::oidc::Oidc>>,
    pub citizens: Option<Arc<web::desk::oidc::Oidc>>,
    pub channels: Arc<channels::Settings>,
    pub organ: Organ,
    pub report: Arc<AnnualReport>,
    pub fragment: Arc<str>,
    pub calendar: Arc<Calendar>,
    pub site: Site,
    pub mails: bool,
}

pub fn organ(name: &str) -> Organ {
    Organ {
        name: name.into(),
        short_name: "市审批服务局".into(),
        code: "370400".into(),
        region: "枣庄市".into(),
        address: "枣庄市薛城区和谐路1999号".into(),
        postcode: "277000".into(),
        telephone: "0632-0000000".into(),
        email: "gongkai@example.cn".into(),
        website: "www.example.cn".into(),
        unit: "行政审批服务局政务公开科".into(),
        office_hours: "工作日9:00至17:00".into(),
        fax: "0632-0000001".into(),
    }
}

impl Fake {
    pub fn named(name: &str) -> Fake {
        let organ = organ(name);
        let report = report(&organ);
        let fragment = Arc::from(fragment(&report));
        let calendar = Arc::new(Calendar::builtin());
        Fake {
            organ,
            report: Arc::new(report),
            fragment,
            calendar,
            site: Site::default(),
            mails: true,
            oidc: None,
            citizens: None,
            channels: Arc::default(),
        }
    }

    pub fn new() -> Fake {
        Fake::named("枣庄市行政审批服务局")
    }
}

/// Nine requests, all from natural persons: 2 granted, 1 partial, 2 third-party, 4 not held.
pub fn right_tables() -> Tables {
    let mut tables = Tables::default();
    let cells: Vec<Place> = tables.cells().collect();
    cells.into_iter().for_each(|place| tables.set(place, Some(0)));
    tables.table2.licences = Some(38_651);
    tables.table2.fees = Some(Decimal::ZERO);
    let rows = [
        (Row3::New, 9),
        (Row3::Result(Outcome::Granted), 2),
        (Row3::Result(Outcome::Partial), 1),
        (Row3::Result(Outcome::ThirdParty), 2),
        (Row3::Result(Outcome::NotHeld), 4),
        (Row3::Total, 9),
    ];
    for (row, count) in rows {
        tables.table3.set(row, Applicant::NaturalPerson, Some(count));
        tables.table3.set(row, Applicant::Total, Some(count));
    }
    tables.table4.review = [Some(1), Some(0), Some(0), Some(0), Some(1)];
    tables
}

fn figure(metric: &str, label: &str, unit: &str, value: i64, prior: Option<i64>) -> (String, Figure) {
    let figure = Figure {
        metric: metric.into(),
        label: label.into(),
        unit: unit.into(),
        value: value.into(),
        prior: prior.map(Decimal::from),
        register: "items".into(),
        records: 120,
        overridden: None,
    };
    (metric.to_string(), figure)
}

fn chart() -> Chart {
    let points = vec![("政务动态".into(), 159.into(), Some("proactive.items.news".into()))];
    Chart { kind: ChartKind::Bars, title: "政务动态最多".into(), unit: "条".into(), points }
}

fn report(organ: &Organ) -> AnnualReport {
    let mut figures: BTreeMap<String, Figure> = [
        figure("proactive.items", "主动公开政务信息", "条", 475, Some(432)),
        figure("proactive.items.news", "政务动态", "条", 159, Some(141)),
        figure("proactive.items.policy", "政策文件", "条", 10, Some(12)),
        figure("requests.received", "新收政府信息公开申请", "件", 9, Some(8)),
        figure("requests.answered", "办结政府信息公开申请", "件", 9, Some(8)),
        figure("licences.decisions", "行政许可决定", "件", 38_651, Some(36_204)),
        figure("hall.cases", "政务服务办件", "件", 613_000, None),
        figure("reviews.total", "行政复议", "件", 1, Some(1)),
    ]
    .into();
    if let Some(items) = figures.get_mut("proactive.items.policy") {
        items.overridden = Some(Override {
            value: 10.into(),
            computed: 11.into(),
            who: "公开工作机构".into(),
            why: "一份文件与上年重复登记".into(),
            on: date(2025, 1, 15),
        });
    }
    let titles = law::annual_report::form::PARTS;
    AnnualReport {
        organ: organ.clone(),
        year: 2024,
        tables: right_tables(),
        prior: None,
        preface: Vec::new(),
        parts: titles.map(|title| Part { title: title.into(), blocks: Vec::new() }).into(),
        figures,
        charts: vec![chart()],
        dated: date(2025, 1, 20),
        demonstration: true,
    }
}

/// What the paper's exporter hands in: paragraphs with linked figures, a table, a chart.
fn fragment(report: &AnnualReport) -> String {
    let mut out = String::new();
    let link = |metric: &str, text: &str| {
        format!("<a class=\"figure\" href=\"{}\">{text}</a>", figure_path(2024, metric))
    };
    for (part, number) in report.parts.iter().zip(1..) {
        out.push_str(&format!("<h2 id=\"part-{number}\">{}</h2>\n", part.title));
        match number {
            1 => out.push_str(&format!(
                "<h3 id=\"part-1-1\">（一）主动公开</h3>\n<p>全年通过政府网站和本局网站主动公开政务信息{}条，比上年增加43条，其中政务动态{}条。</p>\n\
                 <h3 id=\"part-1-2\">（二）依申请公开</h3>\n<p>全年共收到政府信息公开申请{}件，已全部按期答复。</p>\n{CHART}",
                link("proactive.items", "475"),
                link("proactive.items.news", "159"),
                link("requests.received", "9"),
            )),
            2 => out.push_str(&format!(
                "<div class=\"table-scroll\" role=\"region\" aria-labelledby=\"t2-caption\" tabindex=\"0\">\n\
                 <table class=\"paper-table\" id=\"t2\"><caption id=\"t2-caption\" class=\"unseen\">表二</caption><tbody>\
                 <tr><th scope=\"colgroup\" colspan=\"2\">第二十条第（五）项</th></tr>\
                 <tr><th scope=\"col\">信息内容</th><th scope=\"col\">本年处理决定数量</th></tr>\
                 <tr><th scope=\"row\">行政许可</th><td class=\"n\">{}</td></tr></tbody></table></div>\n",
                link("licences.decisions", "38651")
            )),
            _ => out.push_str("<p>各项工作按照年度要点有序开展，公开内容、程序和渠道进一步完善，办事群众查询信息更加便利。</p>\n"),
        }
    }
    out
}

const CHART: &str = "<figure class=\"chart\" id=\"chart-1\">\n\
    <div role=\"img\" aria-label=\"九件申请全部按期答复：予以公开2件，部分公开1件，不予公开2件，无法提供4件\">\
    <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 90\" aria-hidden=\"true\">\
    <rect x=\"110\" y=\"10\" width=\"400\" height=\"26\" fill=\"#1d4f91\"/><text x=\"8\" y=\"29\" font-size=\"15\">无法提供</text>\
    <text x=\"518\" y=\"29\" font-size=\"15\">4件</text><rect x=\"110\" y=\"48\" width=\"200\" height=\"26\" fill=\"#a6aeb9\"/>\
    <text x=\"8\" y=\"67\" font-size=\"15\">予以公开</text><text x=\"318\" y=\"67\" font-size=\"15\">2件</text></svg></div>\n\
    <figcaption>附图1　九件申请全部按期答复</figcaption>\n</figure>\n\
    <details class=\"chart-data\"><summary>图中数据</summary><p>无法提供4件，予以公开2件</p></details>\n";

/// The right report with faults: a wrong total, a wrong sum of outcomes, prose that says otherwise.
pub fn broken_report(file: &str) -> Published {
    let mut tables = right_tables();
    tables.table3.set(Row3::New, Applicant::NaturalPerson, Some(8));
    tables.table4.review = [Some(1), Some(0), Some(0), Some(0), Some(0)];
    let mut report = Published {
        file: file.into(),
        organ: Some("甲县行政审批服务局".into()),
        year: Some(2024),
        parts: prose(),
        claims: claims(),
        dated: Some(date(2025, 1, 24)),
        ..Published::default()
    };
    report.set_tables(tables);
    for breach in arithmetic(&tables, Form::Standard2021) {
        let (expected, found) = (breach.expected.map(|n| n as i64), breach.found.map(|n| n as i64));
        let message = format!(
            "{}填报{}，按勾稽关系应为{}，请核对后更正。",
            breach.place.in_words(),
            found.unwrap_or_default(),
            expected.unwrap_or_default()
        );
        report.findings.push(finding(
            breach.rule,
            Severity::Error,
            breach.place,
            json!(expected),
            json!(found),
            &message,
        ));
    }
    report.findings.push(finding(
        RuleId::R7,
        Severity::Warning,
        Place::Part(1),
        json!(9),
        json!(8),
        "第一部分写“办结8件”，表三“总计”为9件，请以实际办结数为准，改为一致。",
    ));
    let mut excused = finding(
        RuleId::R18,
        Severity::Warning,
        Place::Part(1),
        json!("监督保障"),
        json!(null),
        "第一部分未写到“监督保障”，请补充。",
    );
    excused.waived = Some("公开办：本年机构合并，另文报送（至2025-06-30）".into());
    report.findings.push(excused);
    let waiver = Waiver {
        rule: RuleId::R4,
        place: "table3.carried.total".into(),
        who: "公开办".into(),
        why: "机构合并".into(),
        until: Some(date(2024, 12, 31)),
    };
    let message = "公开办作出的例外说明（R4）已于2024-12-31到期，不再适用。".into();
    report.unused_waivers.push(Unused { waiver, reason: Idle::Expired, message });
    report
}

fn finding(
    rule: RuleId,
    severity: Severity,
    place: Place,
    expected: serde_json::Value,
    found: serde_json::Value,
    message: &str,
) -> Finding {
    Finding { rule, severity, place, expected, found, message: message.into(), waived: None }
}

fn prose() -> Vec<Prose> {
    let titles = law::annual_report::form::PARTS;
    let text = |number: u8| match number {
        1 => {
            "2024年共收到政府信息公开申请9件,办结8件,全部在法定期限内答复。主动公开信息475条,其中政务动态159条。"
        }
        _ => "各项工作按照年度要点有序开展。",
    };
    (1..=6)
        .zip(titles)
        .map(|(number, title)| Prose { number, title: title.into(), paragraphs: vec![text(number).into()] })
        .collect()
}

fn claims() -> Vec<Claim> {
    let claim = |kind, value: i64, text: &str, agrees| Claim {
        kind,
        value: value.into(),
        text: text.into(),
        agrees,
        part: 1,
    };
    vec![
        claim(ClaimKind::RequestsReceived, 9, "共收到政府信息公开申请9件", Some(true)),
        claim(ClaimKind::RequestsAnswered, 8, "办结8件", Some(false)),
        claim(ClaimKind::ProactiveItems, 475, "主动公开信息475条", None),
    ]
}

fn right_report(file: &str) -> Published {
    let mut report =
        Published {
            file: file.into(), organ: Some("乙县行政审批服务局".into()), ..Published::default()
        };
    report.year = Some(if file.contains("上年") { 2023 } else { 2024 });
    report.set_tables(right_tables());
    report
}

/// The word an item is found by, its 索引号 and its title.
const ITEMS: [(&str, &str, &str); 3] = [
    ("预售", "ZZ-2024-0001", "商品房预售许可办理结果公示（第3批）"),
    ("预售许可", "ZZ-2024-0002", "商品房预售许可办事指南"),
    ("清单", "ZZ/2024 <3>", "关于公布政务服务事项清单的通知"),
];

fn suggestion(index: &str, title: &str) -> Suggestion {
    Suggestion {
        title: title.into(),
        path: item_path(index),
        kind: "办件结果公示".into(),
        date: Some(date(2024, 5, 6)),
    }
}

/// What every unit of the fake signs with.
pub const TOKEN: &str = "0123456789abcdef";

impl Library for Fake {
    fn draft(&self, year: i16, text: &str, dated: Date, _: &str) -> Result<Arc<Draft>, NoRecords> {
        let report = AnnualReport { year, dated, ..(*self.report).clone() };
        let missing = text.contains("缺少");
        let state = if missing { PointState::Stop } else { PointState::Met };
        let details = if missing { vec!["第一部分是空的。".into()] } else { Vec::new() };
        Ok(Arc::new(Draft {
            fragment: self.fragment.clone(),
            points: vec![Point { label: "六个部分齐全", state, details }],
            digest: format!("digest of {text}"),
            bytes: text.as_bytes().to_vec(),
            parcel: Box::new(()),
            report,
        }))
    }

    fn last_year(&self, _: i16) -> Vec<(u8, Vec<String>)> {
        vec![(1, vec!["上年的总体情况".into()])]
    }

    fn units(&self) -> Vec<web::desk::submissions::Unit> {
        let unit = |nth: u32| web::desk::submissions::Unit {
            code: format!("U{nth:03}"),
            name: format!("单位{nth:03}"),
            token: TOKEN.into(),
        };
        (1..=300).map(unit).collect()
    }

    /// One more than comes with the program.
    fn wordings(&self) -> Arc<scan::Wordings> {
        let own = "name = [{ wrong = \"张某局长\", right = \"李某局长\" }]";
        Arc::new(scan::Wordings::with(own).expect("a list of one name"))
    }

    fn docx(&self, sheet: &web::Listing) -> anyhow::Result<Vec<u8>> {
        let rows = sheet.rows.iter().map(|row| row.join("|"));
        Ok(format!("PK{}\n{}", sheet.title, rows.collect::<Vec<_>>().join("\n")).into_bytes())
    }

    fn pdf(&self, sheet: &web::Listing) -> anyhow::Result<Vec<u8>> {
        let text = [&sheet.before[..], &sheet.after].concat().join("\n");
        let rows: Vec<String> = sheet.rows.iter().map(|row| row.join("|")).collect();
        Ok(format!("%PDF-{}\n{}\n{text}", sheet.title, rows.join("\n")).into_bytes())
    }

    fn workbook(&self, name: &str, header: Vec<String>, rows: Vec<Vec<String>>) -> anyhow::Result<Vec<u8>> {
        let rows = std::iter::once(&header).chain(&rows).map(|row| row.join("|"));
        Ok(format!("PK{name}\n{}", rows.collect::<Vec<_>>().join("\n")).into_bytes())
    }

    /// 2023 stands in files.
    fn register_in_folder(&self, _: &'static Register, year: i16) -> bool {
        year == 2023
    }

    /// Cells between commas, the header in the order of the fields.
    fn register_rows(
        &self,
        upload: &Upload,
        register: &'static Register,
        show: &mut registers::Show<'_>,
    ) -> Result<Vec<String>, String> {
        let text = String::from_utf8_lossy(&upload.bytes);
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        if header.first() != register.fields.first().map(|field| &field.name) {
            return Err(format!("《{}》的第一行不是表头。", upload.name));
        }
        for (at, line) in (2..).zip(lines) {
            let given: Vec<&str> = line.split(',').collect();
            let place = |name: &str| header.iter().position(|one| *one == name);
            let cell = |name: &str| place(name).and_then(|at| given.get(at)).copied().unwrap_or_default();
            let cells: Vec<&str> = register.fields.iter().map(|field| cell(field.name)).collect();
            if !show(at, &cells.as_slice()) {
                break;
            }
        }
        Ok(Vec::new())
    }

    fn organ(&self) -> &Organ {
        &self.organ
    }

    fn site(&self) -> Arc<Site> {
        Arc::new(self.site.clone())
    }

    fn mails(&self) -> bool {
        self.mails
    }

    fn oidc(&self) -> Option<Arc<web::desk::oidc::Oidc>> {
        self.oidc.clone()
    }

    fn citizens(&self) -> Option<Arc<web::desk::oidc::Oidc>> {
        self.citizens.clone()
    }

    fn channels(&self) -> Arc<channels::Settings> {
        self.channels.clone()
    }

    fn demonstration(&self) -> bool {
        true
    }

    fn today(&self) -> Date {
        date(2026, 3, 2)
    }

    fn mark(&self) -> String {
        self.today().to_string()
    }

    fn metrics_token(&self) -> Option<&str> {
        Some("a-token-of-the-settings")
    }

    fn calendar(&self) -> Arc<Calendar> {
        self.calendar.clone()
    }

    fn years(&self) -> Vec<i16> {
        vec![2024]
    }

    fn report(&self, year: i16) -> Option<Arc<AnnualReport>> {
        assert_ne!(year, 2013, "a report that brings its page down");
        (year == 2024).then(|| self.report.clone())
    }

    fn fragment(&self, year: i16) -> Option<Arc<str>> {
        (year == 2024).then(|| self.fragment.clone())
    }

    fn file(&self, year: i16, format: Format) -> Option<Bytes> {
        (year == 2024).then(|| Bytes::from(format!("the report as {}", format.extension())))
    }

    fn records(
        &self,
        year: i16,
        metric: &str,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords> {
        match metric {
            "hall.cases" => return Err(anyhow::anyhow!("the disk is gone").into()),
            "reviews.total" => {
                let message = "登记“行政复议”在报告编制之后有改动。请重新编制2024年的年度报告后再查阅。";
                return Err(NoRecords::Refused(message.into()));
            }
            _ => {}
        }
        if year != 2024 {
            return Ok(None);
        }
        let first = after.map_or(1, |after| after + 1);
        let last = 120.min(first + limit as u64 - 1);
        // The first has a page.
        let index = |no: u64| if no == 1 { ITEMS[0].1.to_owned() } else { format!("旧-{no}") };
        let row = |no: u64| (no, vec![index(no), format!("关于公开第{no}号事项的通知"), "2024-05-06".into()]);
        Ok(Some(RecordPage {
            register_label: "主动公开信息登记簿".into(),
            columns: ["索引号", "标题", "公开日期"].map(String::from).into(),
            rows: (first..=last).map(row).collect(),
            next: (last < 120).then_some(last),
            total: 120,
        }))
    }

    /// Two items, found by a word each.
    fn published(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let found = ITEMS.into_iter().filter(|(word, ..)| text.contains(word));
        found.map(|(_, index, title)| suggestion(index, title)).take(limit).collect()
    }

    fn suggestion(&self, path: &str) -> Option<Suggestion> {
        let all = ITEMS.into_iter().map(|(_, index, title)| suggestion(index, title));
        all.into_iter().find(|one| one.path == path)
    }

    fn item(&self, index: &str) -> Option<Item> {
        let (_, index, title) = ITEMS.into_iter().find(|(_, own, _)| *own == index)?;
        let elements = [("索引号", index), ("标题", title), ("发布日", "2024-05-06"), ("渠道", "局网站")];
        let elements = elements.map(|(name, cell)| (name.to_owned(), cell.to_owned())).into();
        Some(Item { title: title.into(), elements })
    }

    fn check(&self, files: Vec<Upload>, options: CheckOptions) -> Result<Vec<Checked>, String> {
        if options.prior.as_ref().is_some_and(|prior| prior.name.contains("坏")) {
            return Err("上年报告无法读取。请换用网页或 Word 文件。".into());
        }
        let check = |upload: Upload| match upload.name.as_str() {
            name if name.contains("图片") => Err(Unreadable {
                file: name.into(),
                message: "文件中的统计表是图片，无法读取数字。请提交含文字的文件。".into(),
            }),
            name if name.contains("正确") => Ok(right_report(name)),
            name => Ok(broken_report(name)),
        };
        let given: Vec<Published> = options.prior.iter().map(|prior| right_report(&prior.name)).collect();
        let only = files.len() == 1;
        let compared = |report: Published| {
            let prior = choose(&report, &given, only).told();
            Published { prior, ..report }
        };
        let check = |upload| check(upload).map(compared);
        Ok(files.into_iter().map(check).collect())
    }

    fn inspection(&self, inspection: &Inspection, format: Format) -> anyhow::Result<Vec<u8>> {
        let lines = inspection.checks.iter().map(|check| format!("{}：{}", check.title, check.told));
        Ok(format!("{}\n{}", format.extension(), lines.collect::<Vec<_>>().join("\n")).into_bytes())
    }

    fn sum(&self, reports: &[&Published], expected_units: &[String]) -> Sum {
        let mut tables = Tables::default();
        for place in right_tables().cells() {
            tables.set(place, reports.iter().map(|report| report.tables().count(place)).sum());
        }
        let read: Vec<&str> = reports.iter().filter_map(|report| report.organ.as_deref()).collect();
        let missing = expected_units.iter().filter(|unit| !read.contains(&unit.as_str())).cloned().collect();
        Sum { tables, missing, notes: vec!["行政事业性收费按各报告所填相加。".into()] }
    }
}
