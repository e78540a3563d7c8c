//! gongkai import、export：一本登记由文件导入台账，由台账导出；年报从台账里数。

use crate::office::{Office, on_every_store};
use office::register::Register;

const TRADES: &str = "项目编号,项目名称,类别,交易额,成交日\n\
    ZZ-1,某路改造,工程建设,\"1,280.50\",2024-03-05\nZZ-2,办公用品,政府采购,20,2024年4月6日\n";

#[test]
fn rows_are_imported_whole_or_given_back_with_the_reason() {
    on_every_store(|store| {
        let office = Office::found(store);
        let bad =
            format!("{TRADES}ZZ-1,又一条,工程建设,5,2024-05-01\nZZ-3,某地块,土地出让,很多,2024-05-01\n");
        let file = office.folder.file("交易.csv", &bad);
        let ran = office.run(&["import", "公共资源交易项目", &file]);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("没有导入：文件中有不能采用的行"), "{}", ran.out);
        assert!(ran.out.contains("第4行：文件中已有同一编号的一行"), "{}", ran.out);
        let given_back = std::fs::read_to_string(office.folder.path("交易-退回.csv")).unwrap();
        assert!(
            given_back.contains("ZZ-3,某地块,土地出让,很多,2024-05-01,5,“交易额”列填写的是“很多”"),
            "{given_back}"
        );
        let ran = office.run(&["import", "trades", &file, "--skip-bad", "--format", "json"]);
        assert_eq!(
            (ran.code, ran.json()["imported"].as_u64(), ran.json()["returned"].as_u64()),
            (1, Some(2), Some(2))
        );
        let again = office.run(&["import", "trades", &file, "--skip-bad"]);
        assert!(again.code == 2 && again.err.contains("没有再次导入"), "{}{}", again.out, again.err);
        let more = office.folder.file("补充.csv", format!("{TRADES}ZZ-9,补充,其他交易,1,2024-12-31\n"));
        let ran = office.run(&["import", "trades", &more]);
        assert!(ran.code == 1 && ran.out.contains("这一年的登记中已有同一编号"), "{}", ran.out);
        assert_eq!(office.run(&["ledger", "verify"]).code, 0);
        for name in ["导出.csv", "导出.xlsx"] {
            let out = office.folder.path(name);
            assert_eq!(office.run(&["export", "trades", &out]).code, 0);
            // What was exported is what was imported: every number is known.
            let ran = office.run(&["import", "trades", &out, "--format", "json"]);
            assert_eq!(
                (ran.code, ran.json()["returned"].as_u64()),
                (1, Some(2)),
                "{name}: {}{}",
                ran.out,
                ran.err
            );
        }
        assert!(
            std::fs::read_to_string(office.folder.path("导出.csv"))
                .unwrap()
                .contains("ZZ-1,某路改造,工程建设,1280.50,2024-03-05")
        );
        assert_eq!(office.run(&["ledger", "rebuild"]).code, 0);
        let out = office.folder.path("重建后.csv");
        assert!(office.run(&["export", "trades", &out, "--year", "2024"]).out.contains("导出了2行"));
    });
}

#[test]
fn what_cannot_be_imported_is_told_with_its_remedy() {
    let office = Office::found(None);
    let told = |words: &[&str]| {
        let ran = office.run(words);
        assert_eq!(ran.code, 2, "{}", ran.out);
        ran.err
    };
    let file = office.folder.file("a.csv", TRADES);
    assert!(told(&["import", "申请", &file]).contains("没有可以导入、导出的登记“申请”。现有："));
    assert!(told(&["import", "trades", &office.folder.path("没有.csv")]).contains("没有.csv"));
    assert!(
        told(&["import", "works", &office.folder.file("b.csv", "方面,工作\n主动公开,某事\n")])
            .contains("--year")
    );
    assert!(
        told(&["import", "trades", &office.folder.file("c.csv", "编号\n1\n"), "--year", "2024"])
            .contains("缺少“项目编号”列")
    );
    assert!(
        told(&["export", "trades", &office.folder.path("d.csv")]).contains("还没有“公共资源交易项目”的登记")
    );
}

#[test]
fn the_report_counts_rows_of_the_ledger_and_refuses_two_places() {
    let office = Office::found(None);
    let file = office.folder.file("交易.csv", TRADES);
    assert_eq!(office.run(&["import", "trades", &file]).code, 0);
    for register in Register::all().filter(|register| register.key != "trades") {
        let names: Vec<&str> = register.fields.iter().map(|field| field.name).collect();
        office.folder.file(&format!("data/records/2024/{}.csv", register.label), names.join(","));
    }
    let out = office.folder.path("编成");
    let ran = office.run(&["report", "compile", "--year", "2024", "--out", &out, "--formats", "json"]);
    assert!(ran.code < 2, "{}{}", ran.out, ran.err);
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(office.folder.path("编成/report-2024.json")).unwrap()).unwrap();
    assert!(report.to_string().contains("1300.5"), "{report}");
    office.folder.file("data/records/2024/公共资源交易项目.csv", TRADES);
    let ran = office.run(&["report", "compile", "--year", "2024", "--out", &out, "--formats", "json"]);
    assert!(ran.code == 2 && ran.err.contains("两处不能合并计算"), "{}{}", ran.out, ran.err);
}

#[test]
fn what_platforms_hand_out_becomes_rows_of_the_registers() {
    let office = Office::found(None);
    // GB18030, a line above the headings, commas in numbers, a sum at the end.
    let text = "账号：枣庄市审批服务\r\n时间,新关注人数,取消关注人数,净增关注人数,累积关注人数\r\n\
        2024-12-30,12,2,10,\"7,080\"\r\n2024/12/31,8,2,6,\"7,086\"\r\n合计,20,4,16,\r\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let file = office.folder.path("用户分析.csv");
    std::fs::write(&file, &bytes).unwrap();
    let missing = office.run(&["import", "微信公众平台", &file]);
    assert!(missing.code == 2 && missing.err.contains("--account"), "{}", missing.err);
    let ran = office.run(&["import", "微信公众平台", &file, "--account", "枣庄市审批服务"]);
    assert!(ran.code == 0 && ran.out.contains("“政务新媒体账号”2024年导入了2行"), "{}{}", ran.out, ran.err);
    let written = std::fs::read_to_string(office.folder.path("用户分析-换算.csv")).unwrap();
    assert!(written.contains("枣庄市审批服务,微信,2024-12-31,7086"), "{written}");
    let again = office.run(&["import", "微信公众平台", &file, "--account", "枣庄市审批服务"]);
    assert!(again.code == 2 && again.err.contains("没有再次导入"), "{}{}", again.out, again.err);
    let posts = "\u{feff}内容标题,发表时间,阅读次数\n办理提醒,20240105,120\n一图读懂,2024-01-08 09:30:00,88\n某日,昨天,1\n";
    let file = office.folder.file("内容分析.csv", posts);
    let ran = office.run(&["import", "微信公众平台", &file]);
    assert!(ran.code == 1 && ran.out.contains("没有导入"), "{}{}", ran.out, ran.err);
    let ran = office.run(&["import", "微信公众平台", &file, "--skip-bad"]);
    assert!(ran.out.contains("“政务新媒体发布”2024年导入了2行"), "{}{}", ran.out, ran.err);
    let file = office.folder.file("奇怪.csv", "甲,乙\n1,2\n");
    let ran = office.run(&["import", "抖音", &file]);
    assert!(ran.code == 2 && ran.err.contains("作品名称"), "{}{}", ran.out, ran.err);
}

const VISITS: &str = "[[register]]\nkey = \"visits\"\nname = \"接待来访\"\nunique = [\"no\"]\ndated = \"came\"\n\
    field = [\n  { key = \"no\", name = \"编号\", kind = \"text\" },\n  \
    { key = \"matter\", name = \"事由\", kind = \"text\" },\n  { key = \"came\", name = \"来访日\", kind = \"date\" },\n]\n";

#[test]
fn a_register_of_the_operators_own_is_imported_exported_and_rebuilt() {
    let office = Office::found(None);
    let settings = office.folder.path("data/settings");
    std::fs::create_dir_all(&settings).unwrap();
    let path = format!("{settings}/registers.toml");
    let rows =
        office.folder.file("来访.csv", "编号,事由,来访日\n1,政策咨询,2024-05-06\n2,反映情况,2024-05-07\n");
    let unknown = office.run(&["import", "接待来访", &rows]);
    assert!(unknown.code == 2 && unknown.err.contains("没有可以导入、导出的登记"), "{}", unknown.err);
    for (bad, told) in [
        (VISITS.replace("\"date\"", "\"day\""), "第3栏“来访日”：kind“day”不认识"),
        (VISITS.replace("key = \"visits\"", "key = \"cases\""), "第1本登记“接待来访”：key“cases”已经有登记"),
        ("[[register]\n".into(), "第1行"),
    ] {
        std::fs::write(&path, &bad).unwrap();
        let refused = office.run(&["import", "接待来访", &rows]);
        assert_eq!(refused.code, 2, "{}", refused.out);
        assert!(refused.err.contains("registers.toml") && refused.err.contains(told), "{}", refused.err);
    }
    std::fs::write(&path, VISITS).unwrap();
    let ran = office.run(&["import", "接待来访", &rows, "--format", "json"]);
    assert_eq!((ran.code, ran.json()["imported"].as_u64()), (0, Some(2)), "{}{}", ran.out, ran.err);
    assert_eq!(office.run(&["ledger", "rebuild"]).code, 0);
    let out = office.folder.path("来访导出.csv");
    assert!(office.run(&["export", "visits", &out]).out.contains("导出了2行"));
    assert!(std::fs::read_to_string(&out).unwrap().contains("1,政策咨询,2024-05-06"));
}
