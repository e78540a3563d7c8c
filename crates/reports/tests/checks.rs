//! 核对：改动一份无误的报告，看说了什么。
#![allow(clippy::unwrap_used)]

mod support;

use jiff::civil::date;
use law::annual_report::rules::Severity;
use law::annual_report::{Applicant, Form, Outcome, Place, Row3, RuleId};
use reports::Published;
use reports::check::{Context, check, has_errors};
use reports::read::{Limits, read};
use reports::waiver::{Idle, Waiver, Waivers, settle_shared};
use support::{example, part, real};

/// Prose that covers the five heads and the last two parts, and contradicts nothing.
fn right() -> Published {
    let mut report = example(
        "2024年，本区主动公开政府信息。依申请公开：共收到政府信息公开申请100件。\n公文管理规范，网站平台稳定，监督保障有力。",
    );
    report
        .parts
        .insert(0, part(0, "本报告由清河区人民政府办公室编制，数据统计期限为2024年1月1日至2024年12月31日。"));
    report.parts.push(part(5, "针对2023年存在的问题，完善了制度，加强了培训。"));
    report.parts.push(part(6, "2024年未收取信息处理费。"));
    report.dated = Some(date(2025, 3, 31));
    report.table2.regulations = [Some(0); 3];
    report
}

fn checked(change: impl FnOnce(&mut Published)) -> Published {
    checked_with(change, &Context::default())
}

fn checked_with(change: impl FnOnce(&mut Published), ctx: &Context<'_>) -> Published {
    let mut report = right();
    change(&mut report);
    check(&mut report, ctx);
    report
}

/// Rule, severity, place, expected, found of every finding.
fn findings(report: &Published) -> Vec<String> {
    report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {:?} {} {} {}",
                finding.rule, finding.severity, finding.place, finding.expected, finding.found
            )
        })
        .collect()
}

#[track_caller]
fn finds(change: impl FnOnce(&mut Published), expected: &[&str]) {
    let report = checked(change);
    assert_eq!(findings(&report), expected, "{:?}", report.findings);
}

#[test]
fn a_right_report_has_no_finding() {
    finds(|_| {}, &[]);
}

#[test]
fn checking_twice_repeats_nothing() {
    let mut report = checked(|report| report.table4.review[4] = Some(9));
    let once = report.clone();
    check(&mut report, &Context::default());
    assert_eq!(report, once);
}

#[test]
fn every_flipped_cell_of_tables_three_and_four_is_found() {
    let report = right();
    let cells = report.tables().cells().filter(|place| matches!(place, Place::Cell3(..) | Place::Cell4(..)));
    for place in cells.collect::<Vec<_>>() {
        let flipped = checked(|report| {
            let mut tables = report.tables();
            tables.set(place, tables.count(place).map(|count| count + 1));
            report.set_tables(tables);
        });
        assert!(has_errors(&flipped), "{place}");
        let message = &flipped.findings[0].message;
        assert!(message.contains("表三") || message.contains("表四"), "{place}: {message}");
    }
}

#[test]
fn a_wrong_cell_is_named_with_the_value_that_reconciles() {
    let report = checked(|report| {
        report.table3.set(Row3::Result(Outcome::NotHeld), Applicant::NaturalPerson, Some(53));
    });
    // 自然人列：各结果相加118，总计100；“不掌握”行：53＋5＝58，总计40。
    assert_eq!(
        findings(&report),
        ["R3 Error table3.results.3.4.1.total 58 40", "R2 Error table3.total.natural_person 118 100"]
    );
    assert!(report.findings[0].message.contains("改为35后，相关2处勾稽全部相符"), "{:?}", report.findings[0]);
}

#[test]
fn prose_against_tables() {
    finds(
        |report| {
            report.parts[1] =
                part(1, "主动公开、依申请公开、审查、平台、监督各项工作有序，共收到政府信息公开申请258件。")
        },
        &["R7 Warning part1 100 258"],
    );
    finds(
        |report| report.parts[3] = part(6, "收取信息处理费20元。\n全年未收取信息处理费。"),
        &["R7 Warning part6 20 0"],
    );
    finds(
        |report| {
            report.parts[3] = part(6, "共公开信息37条，其中规章2条、文件20条、其他14条。未收取信息处理费。")
        },
        &["R12 Warning part6 36 37"],
    );
}

const WHOLE: &str = "主动公开、依申请公开、信息管理、平台、监督各项工作有序。";

#[track_caller]
fn prose_finds(words: &str, expected: &[&str]) {
    finds(|report| report.parts[1] = part(1, &format!("{WHOLE}{words}")), expected);
}

#[test]
fn the_errors_of_real_reports_are_found() {
    // 文字与表格：258对275、134对170这样的出入。
    prose_finds(
        "共收到政府信息公开申请134件，办结170件。",
        &["R7 Warning part1 100 134", "R7 Warning part1 110 170"],
    );
    prose_finds("因政府信息公开被申请行政复议5件、提起行政诉讼4件。", &["R7 Warning part1 3 4"]);
    prose_finds("予以公开、不予公开分别为30件、12件政府信息公开申请。", &["R7 Warning part1 10 12"]);
    // 合计与分项。
    for (total, last, sum) in [(37, 14, 36), (929, 953, 975), (66, 14, 36)] {
        let words = format!("主动公开政府信息{total}条，其中概况信息2条、动态信息20条、其他{last}条。");
        prose_finds(&words, &[&format!("R12 Warning part1 {sum} {total}")]);
    }
    prose_finds("办理建议45件、提案67件，共113件。", &["R12 Warning part1 112 113"]);
    // 同一数字前后不一。
    prose_finds(
        "全年主动公开政府信息4511条。\n2024年，全年主动公开政府信息4115条。",
        &["R7 Warning part1 4511 4115"],
    );
    // 表四总计留作0。
    finds(|report| report.table4.review[4] = Some(0), &["R5 Error table4.review.total 5 0"]);
}

#[test]
fn what_looks_like_an_error_and_is_none() {
    prose_finds("全年收办政府信息公开申请120件，其中新收100件，上年结转20件。", &[]);
    prose_finds("政府信息公开申请办结110件，其中部分公开10件，占9.0%，予以公开30件，占27.2%。", &[]);
    prose_finds("区政府办公室收到政府信息公开申请12件，办结13件，予以公开3件。", &[]);
    prose_finds(
        "区教育局加强管理，公开政府信息1200条。区卫生健康局细化目录，公开政府信息800条。自2019年1月1日至2024年12月31日，累计公开9000条。",
        &[],
    );
    prose_finds("“十三五”期间，共收到政府信息公开申请500件。", &[]);
    prose_finds(
        "收到政府信息公开申请100件，区政府部门主动公开政府信息4511条，区政府网站主动公开政府信息4115条。",
        &[],
    );
}

#[test]
fn claims_that_came_without_prose_are_kept_and_judged_anew() {
    let json = r#"{"organ": "清河区人民政府", "year": 2024, "form": "2021",
        "table3": {"new": [90,10,0,0,0,0,100], "carried": [20,0,0,0,0,0,20], "results": {},
                   "total": [100,10,0,0,0,0,110], "carried_over": [10,0,0,0,0,0,10]},
        "claims": [
            {"kind": "requests_received", "value": 95, "text": "共收到政府信息公开申请95件", "agrees": true},
            {"kind": "requests_answered", "value": 110, "text": "", "agrees": false},
            {"kind": "requests_received", "value": 12, "text": "其中区政府办公室收到申请12件", "agrees": false},
            {"kind": "itemised_sum", "value": 37, "text": "共37条，其中规章2条、文件20条、其他14条", "agrees": true},
            {"kind": "proactive_items", "value": 37, "text": "公开信息37条", "agrees": true}]}"#;
    let mut report = read("a.json", json.as_bytes(), &Limits::default()).unwrap();
    check(&mut report, &Context::default());
    let agrees: Vec<_> = report.claims.iter().map(|claim| claim.agrees).collect();
    assert_eq!(agrees, [Some(false), Some(true), None, Some(false), None]);
    let found = findings(&report);
    for finding in ["R7 Warning report 100 95", "R12 Warning report 36 37"] {
        assert!(found.iter().any(|said| said == finding), "{finding}: {found:?}");
    }
    let once = report.clone();
    check(&mut report, &Context::default());
    assert_eq!(report, once);
}

#[test]
fn the_year_before() {
    let mut prior = right();
    prior.year = Some(2023);
    prior.table3.set(Row3::New, Applicant::Total, Some(80));
    for column in Applicant::ALL {
        let carried = right().table3.get(Row3::Carried, column);
        prior.table3.set(Row3::CarriedOver, column, carried);
    }
    prior.table2.normative_documents = [Some(3), Some(0), Some(30)];
    let ctx = Context { prior: std::slice::from_ref(&prior), ..Context::default() };
    let words =
        "主动公开、依申请公开、审查、平台、监督。收到政府信息公开申请100件，较去年增加20件，同比增长24%。";
    let report = checked_with(|report| report.parts[1] = part(1, words), &ctx);
    // 100－80＝20，增长25%。相同的第五、六部分太短，不算雷同。
    assert_eq!(findings(&report), ["R7 Warning part1 25 24"]);
    assert_eq!(report.claims[1].agrees, Some(true));

    prior.table3.set(Row3::CarriedOver, Applicant::Total, Some(21));
    prior.table2.normative_documents[2] = Some(31);
    let ctx = Context { prior: std::slice::from_ref(&prior), ..Context::default() };
    // 31＋6－2＝35，填报34。
    let report = checked_with(|_| {}, &ctx);
    assert_eq!(
        findings(&report),
        ["R6 Warning table2.行政规范性文件.in_force 35 34", "R4 Error table3.carried.total 21 20"]
    );
}

#[test]
fn years() {
    finds(
        |report| report.parts[0] = part(0, "统计期限为2023年1月1日至2024年12月31日。"),
        &["R14 Error report 2024 2023"],
    );
    finds(
        |report| report.parts[0] = part(0, "统计期限为20241月1日至12月31日。"),
        &["R14 Warning report \"2024年1月\" \"20241月\""],
    );
    finds(|report| report.parts[0] = part(0, "统计期限自2024年1月1日起，至12月31日止。"), &[]);
    finds(
        |report| report.parts[2] = part(5, "2023年，工作取得一定成效，仍有不足。"),
        &["R14 Warning part5 2024 2023"],
    );
    finds(|report| report.parts[2] = part(5, "2023年问题的整改：完善制度。2025年，将继续努力。"), &[]);
    finds(
        |report| {
            report.parts[1] = part(1, "主动公开、审查、平台、监督。在2023年，收到政府信息公开申请100件。")
        },
        &["R14 Warning part1 2024 2023"],
    );
    finds(|report| report.dated = Some(date(2024, 1, 20)), &["R14 Warning title 2025 \"2024-01-20\""]);
    let ctx = Context { expected_year: Some(2025), today: Some(date(2026, 1, 1)), ..Context::default() };
    assert_eq!(findings(&checked_with(|_| {}, &ctx)), ["R14 Error title 2025 2024"]);
}

#[test]
fn organs() {
    finds(
        |report| report.parts[0] = part(0, "本报告由安平县人民政府办公室编制。"),
        &["R15 Error report \"清河区人民政府\" \"安平县人民政府办公室\""],
    );
    finds(|report| report.parts[0] = part(0, "如有疑问，请与新河市清河区政府办公室（电话）联系。"), &[]);
    finds(
        |report| report.parts[3] = part(6, "我局未收取信息处理费。"),
        &["R15 Warning part6 \"清河区人民政府\" \"我局\""],
    );
    let ctx = Context { expected_organ: Some("安平县人民政府"), ..Context::default() };
    assert_eq!(
        findings(&checked_with(|_| {}, &ctx)),
        ["R15 Error title \"安平县人民政府\" \"清河区人民政府\""]
    );
}

#[test]
fn regulations_of_an_organ_that_cannot_make_them() {
    let township = |report: &mut Published| {
        report.organ = Some("清河区柳林镇人民政府".into());
        report.table2.regulations = [Some(0), Some(0), Some(6)];
        report.parts[0].paragraphs.clear();
    };
    finds(township, &["R10 Warning table2.规章.in_force 0 6"]);
}

#[test]
fn dates_of_article_49() {
    finds(|report| report.dated = Some(date(2025, 4, 1)), &["R11 Error title \"2025-03-31\" \"2025-04-01\""]);
    let bureau = |day| {
        move |report: &mut Published| {
            report.organ = Some("新河市财政局".into());
            report.parts[0].paragraphs.clear();
            report.dated = Some(day);
        }
    };
    finds(bureau(date(2025, 1, 31)), &[]);
    finds(bureau(date(2025, 2, 1)), &["R11 Error title \"2025-01-31\" \"2025-02-01\""]);
}

#[test]
fn the_superseded_form() {
    let old = |year| {
        move |report: &mut Published| {
            report.form = Form::Trial2019;
            report.year = Some(year);
            report.parts.clear();
            report.dated = None;
        }
    };
    let form = "R17 Error report \"国办公开办函〔2021〕30号\" \"国办公开办函〔2019〕60号\"";
    finds(old(2021), &[form]);
    finds(old(2020), &[]);
}

#[test]
fn missing_parts_and_heads() {
    finds(|report| drop(report.parts.pop()), &["R18 Error part6 \"六、其他需要报告的事项\" null"]);
    // 抄录的文本容易丢失标题，只作提示。
    finds(
        |report| {
            report.file = "a.txt".into();
            report.parts.pop();
        },
        &["R18 Warning part6 \"六、其他需要报告的事项\" null"],
    );
    finds(
        |report| report.parts[1] = part(1, "主动公开、依申请公开、网站平台、监督保障。"),
        &["R18 Warning part1 \"政府信息管理\" null"],
    );
    finds(|report| report.parts[3] = part(6, ""), &["R18 Warning part6 \"六、其他需要报告的事项\" null"]);
}

#[test]
fn copied_parts_show_the_passages() {
    let own = "一是部门之间衔接不够顺畅，个别栏目更新不够及时，群众反映查找不便。二是基层工作人员流动较快，业务培训未能做到全覆盖，少数答复文书要素不全。\
               三是政策解读以文字为主，图表和视频偏少，企业和群众阅读体验有待改善。针对上述问题，将建立栏目责任清单，按月通报更新情况，组织新进人员跟班学习，并与融媒体中心合作制作解读产品12件。\
               同时把办理答复纳入年度质量评查，逐案复核要素。";
    let other_words = "本年度重点检查了档案移交、数据共享和适老化改造三个方面，发现接口标准不统一、历史数据缺漏较多、字号切换功能失效等情况，已列入明年改造计划并落实经费，由信息中心牵头，会同档案馆、民政局分批推进，预计年底前完成主要任务，届时邀请人大代表、政协委员和群众代表现场体验评价，收集意见后继续完善，形成长效机制，确保改造成果经得起检验，让老年人也能方便查阅政府信息。";
    let mut sibling = right();
    sibling.file = "b.html".into();
    sibling.organ = Some("安平县人民政府".into());
    sibling.parts[2] = part(5, &own.replace("12件", "30件"));
    let siblings = [&sibling];
    let ctx = Context { siblings: &siblings, ..Context::default() };
    let report = checked_with(|report| report.parts[2] = part(5, own), &ctx);
    assert_eq!(findings(&report), ["R16 Warning part5 null \"100%\""]);
    assert!(report.findings[0].message.contains("安平县人民政府2024年报告雷同"), "{:?}", report.findings);
    assert!(report.findings[0].message.contains("部门之间衔接不够顺畅"));
    let half = format!("{own}{other_words}");
    assert!(findings(&checked_with(|report| report.parts[2] = part(5, &half), &ctx)).is_empty());
}

#[test]
fn a_waiver_explains_an_error_until_it_runs_out() {
    let text = r#"
        [[waiver]]
        rule = "R5"
        where = "table4.review.total"
        who = "法规科"
        why = "1件撤回后另行计数。"
        until = 2025-12-31
    "#;
    let Waivers(waivers) = Waivers::parse(text).unwrap();
    let json = serde_json::to_string(&waivers).unwrap();
    assert_eq!(Waivers::parse_json(&json).unwrap().0, waivers);
    let on = |day| {
        let ctx = Context { today: Some(day), ..Context::default() };
        checked_with(
            |report| {
                report.table4.review[4] = Some(6);
                report.waivers = waivers.clone();
            },
            &ctx,
        )
    };
    let explained = on(date(2025, 12, 31));
    assert_eq!(explained.findings[0].waived.as_deref(), Some("法规科：1件撤回后另行计数。（至2025-12-31）"));
    assert_eq!(explained.findings[0].severity, Severity::Error);
    assert!(!has_errors(&explained));
    let expired = on(date(2026, 1, 1));
    assert!(has_errors(&expired));
    assert_eq!(findings(&expired), ["R5 Error table4.review.total 5 6"]);
    assert_eq!(expired.unused_waivers[0].reason, Idle::Expired);
    assert!(expired.unused_waivers[0].message.contains("已于2025-12-31到期"));
    assert!(explained.unused_waivers.is_empty());
}

fn waiver(rule: RuleId, place: &str) -> Waiver {
    Waiver { rule, place: place.into(), who: "法规科".into(), why: "机构合并。".into(), until: None }
}

#[test]
fn a_waiver_that_explains_nothing_is_listed() {
    let waivers = vec![waiver(RuleId::R4, "table3.carried.total"), waiver(RuleId::R5, "table4.direct.total")];
    let report = checked_with(|report| report.waivers = waivers, &Context::default());
    let told: Vec<&str> = report.unused_waivers.iter().map(|unused| unused.message.as_str()).collect();
    assert_eq!(told.len(), 2);
    assert!(
        told[0].starts_with("法规科作出的例外说明（R4，") && told[0].contains("没有对应的问题"),
        "{told:?}"
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["unused_waivers"][0]["reason"], "unmatched");
    assert_eq!(json["unused_waivers"][0]["where"], "table3.carried.total");
    assert_eq!(json["waivers"].as_array().map(Vec::len), Some(2));
    let again = reports::read::read("a.json", json.to_string().as_bytes(), &Limits::default()).unwrap();
    assert!(again.unused_waivers.is_empty() && again.waivers.len() == 2);
}

#[test]
fn reports_of_one_file_share_their_waivers() {
    let shared = [waiver(RuleId::R5, "table4.review.total"), waiver(RuleId::R4, "table3.carried.total")];
    let wrong = checked_with(
        |report| {
            report.table4.review[4] = Some(6);
            report.waivers = shared.to_vec();
        },
        &Context::default(),
    );
    let right = checked_with(|report| report.waivers = shared.to_vec(), &Context::default());
    let mut file = [right, wrong];
    assert_eq!(file.each_ref().map(|report| report.unused_waivers.len()), [2, 1]);
    settle_shared(&mut file);
    assert_eq!(file.each_ref().map(|report| report.unused_waivers.len()), [1, 0]);
    assert_eq!(file[0].unused_waivers[0].waiver, shared[1]);
}

#[test]
fn waivers_that_cannot_be_used_say_what_to_mend() {
    let entry = |place: &str, why: &str| {
        format!("[[waiver]]\nrule = \"R4\"\nwhere = \"{place}\"\nwho = \"法规科\"\nwhy = \"{why}\"\n")
    };
    let refusal = |text: &str| Waivers::parse(text).unwrap_err().to_string();
    assert!(refusal(&entry("table3.carried.all", "合并")).contains("位置“table3.carried.all”不存在"));
    assert!(refusal(&entry("table3.carried.total", " ")).contains("第1项例外说明没有写理由"));
    assert!(refusal("[[waiver]]\nrule = \"R99\"").contains("格式有误"));
    assert_eq!(Waivers::parse("").unwrap(), Waivers(Vec::<Waiver>::new()));
}

#[test]
fn the_published_reports() {
    let rules = |name: &str| {
        let mut report = real(name)?;
        check(&mut report, &Context::default());
        let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
        Some(errors.map(|finding| format!("{} {}", finding.rule, finding.place)).collect::<Vec<_>>())
    };
    for name in
        ["001.txt", "005.txt", "007.txt", "007_HTML.html", "007_MD.txt", "009_HTML2019.html", "013.txt"]
    {
        let Some(errors) = rules(name) else { return };
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    assert_eq!(rules("003.pdf").unwrap(), ["R5 table4.review.total", "R5 table4.after_review.total"]);
    let mut county = real("005.txt").unwrap();
    check(&mut county, &Context::default());
    let contradictions: Vec<_> =
        county.findings.iter().filter(|finding| finding.rule == RuleId::R7).collect();
    assert_eq!(contradictions.len(), 1);
    assert_eq!((contradictions[0].expected.as_i64(), contradictions[0].found.as_i64()), (Some(6), Some(4)));
}
