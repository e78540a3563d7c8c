//! 不能用的登记和设置：what is wrong, where, and what to do.

use super::{compile, publish, put, small};
use folder::{Own, compile_draft};
use jiff::civil::date;
use office::metric::{OverrideEntry, parse_overrides};

fn check(name: &str, path: &str, text: impl AsRef<[u8]>, expected: &str) {
    let data = small(&format!("fault-{name}"));
    put(&data, path, text);
    let found =
        compile(&data).map(|compiled| compiled.warnings.join("")).unwrap_or_else(|error| error.to_string());
    // Errors show where the data folder is.
    let folder = format!("{}/", data.display());
    assert!(
        !expected.contains(&format!("{path}第")) || found.contains(&format!("{folder}{path}第")),
        "{found}"
    );
    assert_eq!(found.replace(&folder, ""), expected);
}

#[test]
fn a_bad_cell_is_named_with_line_and_column() {
    check(
        "cell",
        "records/2024/文件清理.csv",
        "标题,清理日,结论\n甲,2024-10-15,失效\n乙,2024-10-32,失效\n",
        "records/2024/文件清理.csv第3行“清理日”列填写的是“2024-10-32”：请填写有效日期，如2024-03-05。",
    );
    check(
        "choice",
        "records/2024/文件清理.csv",
        "标题,清理日,结论\n甲,2024-10-15,作废\n",
        "records/2024/文件清理.csv第2行“结论”列填写的是“作废”：请从以下各项中选填：继续有效、修改、废止、失效。",
    );
    check(
        "year",
        "records/2024/文件清理.csv",
        "标题,清理日,结论\n甲,2023-10-15,失效\n",
        "records/2024/文件清理.csv第2行“清理日”列填写的是“2023-10-15”：这是2024年的登记。请改正日期，或将此行移到所属年度的登记中。",
    );
}

/// The requests of the small folder, with these rows after them.
fn requests_and(rows: &str) -> String {
    let sheets = demo::desk_sheets();
    let requests = sheets.iter().find(|sheet| sheet.year == 2024 && sheet.register.key == "requests");
    String::from_utf8(requests.unwrap().csv()).unwrap() + rows
}

#[test]
fn one_request_entered_twice_is_refused_with_both_lines() {
    let row =
        |no: &str| format!("{no},申请人,自然人,网络,2024-12-20,施工许可,略,2025-01-20,2024-12-25,予以公开\n");
    let path = "records/2024/政府信息公开申请.csv";
    check(
        "doubled",
        path,
        requests_and(&row("YSQ2024-03")),
        "records/2024/政府信息公开申请.csv第4行和第11行的“编号”都是“YSQ2024-03”，会被重复统计。\
        同一件登记了两次的，请删去一行；不是同一件的，请改正“编号”。",
    );
    check(
        "doubled-neighbours",
        path,
        requests_and(&(row("YSQ2024-10") + &row(" YSQ2024-10") + &row("YSQ2024-01"))),
        "records/2024/政府信息公开申请.csv第11行和第12行的“编号”都是“YSQ2024-10”（另有1处重复），会被重复统计。\
        同一件登记了两次的，请删去一行；不是同一件的，请改正“编号”。",
    );
}

#[test]
fn numbers_in_no_order_are_taken_where_none_stands_twice() {
    let data = small("unordered");
    let path = "records/2024/政府信息公开申请.csv";
    let row = "YSQ2024-00,申请人,自然人,网络,2024-12-20,施工许可,略,2025-01-20,2024-12-25,予以公开\n";
    put(&data, path, requests_and(row));
    assert_eq!(compile(&data).unwrap().report.figures["requests.received"].value, 10.into());
}

#[test]
fn delegates_and_committee_members_number_their_proposals_apart() {
    let path = "records/2024/建议提案.csv";
    let head = "编号,类别,届次,主题,交办日,期限,答复日,采纳落实\n";
    let row = |kind: &str, session: &str| {
        format!("第1号,{kind},{session},营商环境,2024-03-28,2024-06-28,2024-06-03,是\n")
    };
    let different = [row("人大代表建议", "三次会议"), row("政协委员提案", "三次会议")].concat();
    let again = row("人大代表建议", "三次会议");
    check("proposals", path, format!("{head}{different}"), "");
    check(
        "proposals-doubled",
        path,
        format!("{head}{different}{again}"),
        "records/2024/建议提案.csv第2行和第4行的“编号、类别、届次”都是“人大代表建议、三次会议、第1号”，会被重复统计。\
        同一件登记了两次的，请删去一行；不是同一件的，请改正“编号、类别、届次”。",
    );
}

#[test]
fn a_receipt_may_stand_on_several_rows() {
    let path = "records/2024/行政事业性收费.csv";
    let rows = "票据号,收费项目,金额,收费日\n1号,甲,10,2024-03-05\n1号,乙,10,2024-03-05\n";
    check("receipt", path, rows, "");
}

#[test]
fn a_bad_file_is_named_with_what_it_lacks() {
    check(
        "column",
        "records/2024/文件清理.csv",
        "标题,结论\n甲,失效\n",
        "records/2024/文件清理.csv缺少“清理日”列。请在表头补上这一列并填写；应有的列为：标题、清理日、结论。",
    );
    check(
        "width",
        "records/2024/文件清理.csv",
        "标题,清理日,结论\n甲,2024-10-15\n",
        "records/2024/文件清理.csv第2行有2列，表头有3列。请核对这一行是否多了或少了逗号。",
    );
    check(
        "empty",
        "records/2024/文件清理.csv",
        "",
        "records/2024/文件清理.csv没有表头。第一行应为列名，如：标题、清理日、结论。",
    );
    check(
        "encoding",
        "records/2024/文件清理.csv",
        b"\xb1\xea\xcc\xe2,\xff\xff\n",
        "records/2024/文件清理.csv第1行附近的文字编码不能识别。请另存为UTF-8或GB18030编码的CSV。",
    );
    check(
        "workbook",
        "records/2024/行政处罚决定.xlsx",
        "不是工作簿",
        "records/2024中的“行政处罚决定”既有CSV又有XLSX，请只保留一个。",
    );
}

#[test]
fn columns_may_stand_in_any_order_and_unknown_ones_are_told() {
    check(
        "order",
        "records/2024/文件清理.csv",
        "备注,结论,标题,清理日\n,失效,甲,2024年10月15日\n,,,\n",
        "records/2024/文件清理.csv的“备注”列不在登记“文件清理”之内，未采用。",
    );
}

#[test]
fn a_register_saved_by_an_old_program_is_read() {
    let (text, _, _) = encoding_rs::GB18030
        .encode("标题,清理日,结论\r\n\"甲,乙\",2024-10-15,失效\r\n丙,2024/10/16,失效\r\n");
    let data = small("gb18030");
    put(&data, "records/2024/文件清理.csv", text);
    let figures = publish(&data).report.figures;
    assert_eq!(figures["cleanups.expired"].value, 2.into());
    let page = folder::records_page(&data, 2024, "cleanups.expired", None, 1).unwrap();
    assert_eq!(page.rows[0].1, ["甲,乙", "2024-10-15", "失效"]);
    let page = folder::records_page(&data, 2024, "cleanups.expired", page.next, 1).unwrap();
    assert_eq!((page.rows[0].1[0].as_str(), page.next), ("丙", None));
}

#[test]
fn what_the_tables_need_is_asked_for() {
    let data = small("fault-register");
    let without = |label: &str| {
        std::fs::remove_file(data.join(format!("records/2024/{label}.csv"))).unwrap();
        compile(&data).unwrap_err().to_string()
    };
    assert_eq!(
        without("行政处罚决定"),
        "2024年缺少登记“行政处罚决定”（表二），无法填报统计表。请逐一补充；本年没有发生的，在工作台的这本登记里“登记为零”（由办理、发布生成的登记没有这一项），或者放入只有表头的空表。"
    );
    without("行政复议");
    assert_eq!(
        without("行政强制决定"),
        "2024年缺少登记“行政处罚决定”（表二）、“行政强制决定”（表二）、“行政复议”（表四），无法填报统计表。\
        请逐一补充；本年没有发生的，在工作台的这本登记里“登记为零”（由办理、发布生成的登记没有这一项），或者放入只有表头的空表。"
    );
}

#[test]
fn a_file_that_is_no_register_is_told_with_the_name_it_may_have_meant() {
    let check =
        |name: &str, file: &str, expected: &str| check(name, &format!("records/2024/{file}"), "", expected);
    check(
        "stray-near",
        "主动公开的信息.csv",
        "records/2024/主动公开的信息.csv不是登记的文件名，没有读取。如果是“主动公开信息”的登记，请改名为“主动公开信息.csv”。",
    );
    check(
        "stray-old",
        "直播访谈.xls",
        "records/2024/直播访谈.xls不是登记的文件名，没有读取。如果是“直播访谈”的登记，请另存为“直播访谈.xlsx”或“直播访谈.csv”。",
    );
    check(
        "stray-capital",
        "直播访谈.CSV",
        "records/2024/直播访谈.CSV不是登记的文件名，没有读取。如果是“直播访谈”的登记，请改名为“直播访谈.csv”。",
    );
    check("stray-far", "会议照片.jpg", "records/2024/会议照片.jpg不是登记的文件名，没有读取。");
    check("stray-lock", "~$直播访谈.xlsx", "");
    check("stray-hidden", ".直播访谈.csv.swp", "");
}

#[test]
fn a_year_without_the_year_before_is_told() {
    let data = small("fault-prior");
    std::fs::remove_dir_all(data.join("records/2023")).unwrap();
    assert_eq!(
        compile(&data).unwrap().warnings,
        [
            "没有2023年的登记，报告不与上年比较，上年结转也无从核对。有上年登记的，请放入“records/2023/”后重新编制。"
        ]
    );
}

#[test]
fn a_year_that_does_not_follow_from_the_last_is_told() {
    let data = small("fault-carried");
    let path = "records/2024/政府信息公开申请.csv";
    let mut text = std::fs::read_to_string(data.join(path)).unwrap();
    text.push_str("YSQ2023-09,申请人九,自然人,网络,2023-12-20,施工许可,略,2024-01-18,2024-01-10,予以公开\n");
    put(&data, path, text);
    let compiled = compile(&data).unwrap();
    assert_eq!(
        compiled.warnings,
        [
            "表三“二、上年结转政府信息公开申请数量”行“自然人”列按2023年的登记应为0，本年登记为1。请核对两年的登记，或在报告中说明原因。",
            "表三“二、上年结转政府信息公开申请数量”行“总计”列按2023年的登记应为0，本年登记为1。请核对两年的登记，或在报告中说明原因。",
        ]
    );
}

const OVERRIDE: &str = "[[override]]\nmetric = \"newmedia.wechat.posts\"\nvalue = 366\ncomputed = 365\nwho = \"综合科\"\nwhy = \"补计一条\"\non = \"2025-01-10\"\n";

#[test]
fn an_override_keeps_who_why_and_what_was_computed() {
    let data = small("override");
    put(&data, "settings/overrides-2024.toml", OVERRIDE);
    let compiled = compile(&data).unwrap();
    let figure = &compiled.report.figures["newmedia.wechat.posts"];
    let kept = figure.overridden.as_ref().unwrap();
    assert_eq!((figure.value, kept.computed), (366.into(), 365.into()));
    assert_eq!((kept.who.as_str(), kept.why.as_str()), ("综合科", "补计一条"));
    assert_eq!(compiled.warnings, Vec::<String>::new());
}

/// What the desk decided goes the way of the settings' own, is noticed when the records move, and never stands twice.
#[test]
fn an_override_of_the_desk_is_taken_like_one_of_the_settings() {
    let data = small("override-desk");
    let mut entry = parse_overrides(OVERRIDE).unwrap().remove(0);
    let draft = |adjusted: &[(i16, OverrideEntry)]| {
        let own = Own { adjusted, ..Own::default() };
        compile_draft(&data, (2024, &own), date(2025, 1, 15), None.into(), &|_, _| {})
    };
    let compiled = draft(&[(2024, entry.clone())]).unwrap();
    let figure = &compiled.report.figures["newmedia.wechat.posts"];
    assert_eq!((figure.value, figure.overridden.as_ref().unwrap().computed), (366.into(), 365.into()));
    assert_eq!(compiled.stale, Vec::<String>::new());
    let other_year = draft(&[(2025, entry.clone())]).unwrap();
    assert!(other_year.report.figures["newmedia.wechat.posts"].overridden.is_none());
    // The year before has no such register: the refusal says where the adjustment was made.
    let refused = draft(&[(2023, entry.clone())]).unwrap_err().to_string();
    assert!(
        refused.starts_with("工作台的人工调整（2023年）") && refused.contains("政务新媒体发布"),
        "{refused}"
    );
    entry.computed = 360.into();
    let stale = draft(&[(2024, entry.clone())]).unwrap().stale;
    assert!(stale.len() == 1 && stale[0].contains("当时登记数为360，现为365"), "{stale:?}");
    put(&data, "settings/overrides-2024.toml", OVERRIDE);
    let twice = draft(&[(2024, entry)]).unwrap_err().to_string();
    assert!(twice.contains("调整了两次"), "{twice}");
}

#[test]
fn an_override_that_no_longer_fits_is_told() {
    check(
        "stale",
        "settings/overrides-2024.toml",
        OVERRIDE.replace("365", "360"),
        "指标“newmedia.wechat.posts”于2025-01-10由综合科调整为366，当时登记数为360，现为365。请复核是否仍需调整。",
    );
}

#[test]
fn an_override_that_cannot_stand_is_refused() {
    let path = "settings/overrides-2024.toml";
    check(
        "override-unknown",
        path,
        OVERRIDE.replace("newmedia.wechat.posts", "newmedia.posts"),
        "settings/overrides-2024.toml：人工调整的指标“newmedia.posts”不存在，请核对指标名称。",
    );
    check(
        "override-derived",
        path,
        OVERRIDE.replace("newmedia.wechat.posts", "fees.amount.wan"),
        "settings/overrides-2024.toml：指标“fees.amount.wan”由其他指标推算而来，不能直接调整。请调整“fees.amount”。",
    );
    for (name, value) in [("negative", "-1"), ("part", "1.5"), ("huge", "1000000000000000001")] {
        check(
            &format!("override-{name}"),
            path,
            OVERRIDE.replace("value = 366", &format!("value = \"{value}\"")),
            &format!(
                "settings/overrides-2024.toml：指标“newmedia.wechat.posts”调整为{value}，应当是合理的条数：不为负数，除金额外为整数。"
            ),
        );
    }
    check(
        "override-breaks",
        path,
        OVERRIDE
            .replace("newmedia.wechat.posts", "requests.received")
            .replace("366", "10")
            .replace("365", "9"),
        "三张统计表不平：表三“总计”列应为10，现为9。表三“一、本年新收政府信息公开申请数量”行“总计”列应为9，现为10。请核对有关登记和人工调整后重新编制。",
    );
}

#[test]
fn a_template_is_refused_with_its_line() {
    let path = "settings/annual_report.md";
    let template = office::annual_report::DEFAULT_TEMPLATE;
    let line = template.lines().position(|line| line.contains("f(\"proactive.items\")")).unwrap() + 1;
    check(
        "template-metric",
        path,
        template.replace("f(\"proactive.items\")", "f(\"proactive.item\")"),
        &format!("settings/annual_report.md第{line}行：没有名为“proactive.item”的指标，请核对拼写。"),
    );
    check(
        "template-typed",
        path,
        template.replace("{{ f(\"proactive.items\") }}条", "475条"),
        &format!(
            "settings/annual_report.md第{line}行：直接填写了“475条”。数字应当取自登记，请改为 {{{{ f(\"指标\") }}}} 的形式。"
        ),
    );
    check(
        "template-part",
        path,
        template.replace("# 五、存在的主要问题及改进情况", "# 五、问题"),
        "settings/annual_report.md第1行：标题“五、问题”应为“五、存在的主要问题及改进情况”。部分标题和次序由格式规定，请勿改动。",
    );
}

#[test]
fn an_office_without_the_optional_registers_still_has_a_report() {
    let data = small("sparse");
    for label in [
        "主动公开信息",
        "咨询留言",
        "建议提案",
        "直播访谈",
        "政务新媒体发布",
        "年度重点工作",
        "存在问题和改进措施",
    ] {
        std::fs::remove_file(data.join(format!("records/2024/{label}.csv"))).unwrap();
    }
    std::fs::remove_dir_all(data.join("records/2023")).unwrap();
    let report = compile(&data).unwrap().report;
    assert!(report.prior.is_none());
    assert!(!report.figures.contains_key("proactive.items"));
    assert!(report.parts.iter().all(|part| !part.blocks.is_empty()), "{:?}", report.parts);
}

#[test]
fn a_register_kept_as_a_workbook_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy年m月d日");
    let rows: [&[&str]; 4] = [&["申请编号", "通知日", "实收金额", "应收金额"], &["甲"], &[], &["乙"]];
    for (at, row) in rows.into_iter().enumerate() {
        row.iter().enumerate().for_each(|(column, cell)| {
            sheet.write(at as u32, column as u16, *cell).unwrap();
        });
    }
    let moment = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 3, 5).unwrap();
    for (row, amount) in [(1, 1280.1), (3, 20.0)] {
        sheet.write_with_format(row, 1, &moment, &day).unwrap();
        sheet.write(row, 3, amount).unwrap();
    }
    sheet.write(3, 2, 20).unwrap();
    let data = small("workbook");
    std::fs::remove_file(data.join("records/2024/信息处理费.csv")).unwrap();
    put(&data, "records/2024/信息处理费.xlsx", book.save_to_buffer().unwrap());
    let report = publish(&data).report;
    let value = |id: &str| report.figures[id].value.to_string();
    assert_eq!(value("processing_fees.charged"), "1300.1");
    assert_eq!(value("processing_fees.collected"), "20");
    let page = folder::records_page(&data, 2024, "processing_fees.charged", None, 1).unwrap();
    assert_eq!((page.rows[0].1.join(" "), page.total), ("甲 2024-03-05 1280.10 ".to_string(), 2));
    let page = folder::records_page(&data, 2024, "processing_fees.charged", page.next, 1).unwrap();
    assert_eq!((page.rows[0].1.join(" "), page.next), ("乙 2024-03-05 20 20".to_string(), None));
}
