//! 文字里的数字说法：同一组表格（见 support::example），各种写法。
#![allow(clippy::unwrap_used)]

mod support;

use law::annual_report::{Applicant, Block4, Outcome, Row3};
use proptest::prelude::*;
use reports::claims::extract;
use reports::{Claim, Published};
use support::{example, part, real};

fn in_short(claim: &Claim) -> String {
    let agrees = match claim.agrees {
        Some(true) => '=',
        Some(false) => '≠',
        None => '?',
    };
    format!("{} {agrees} {}", serde_json::to_value(claim.kind).unwrap().as_str().unwrap(), claim.value)
}

fn said(report: &Published) -> Vec<String> {
    extract(report).iter().map(in_short).collect()
}

/// Kind, value, and «=» borne out by the tables, «≠» contradicted, «?» nothing to compare with.
#[track_caller]
fn check(prose: &str, expected: &str) {
    assert_eq!(said(&example(prose)).join("; "), expected, "{prose}");
}

#[test]
fn requests_received_are_told_from_those_carried() {
    check(
        "2024年，全区共收到政府信息公开申请100件，上年结转20件。",
        "requests_received = 100; requests_carried = 20",
    );
    check("今年本机关共受理群众提出的信息公开申请120件。", "requests_received_and_carried = 120");
    check("全年共办理依申请公开120件。", "requests_received_and_carried = 120");
    check("全年办理政府信息公开申请110件，均按时答复。", "requests_answered = 110");
    check(
        "2024年新收政府信息公开申请100件，2023年结转20件，共120件。",
        "requests_received = 100; requests_carried = 20",
    );
    check(
        "共收到政府信息公开申请一百件，结转至2025年10件。",
        "requests_received = 100; requests_carried_over = 10",
    );
    check("2024年，我局收到依申请公开事项100件。", "requests_received = 100");
    check("2024年度收到政府信息公开申请95件。", "requests_received ≠ 95");
    check(
        "2024年依申请公开共受理100件，办结110件，结转下年度继续办理10件。",
        "requests_received = 100; requests_answered = 110; requests_carried_over = 10",
    );
    check("共收到申请99件，已全部办结。", "requests_received ≠ 99; requests_answered ≠ 99");
    check("收到并办结政府信息公开申请110件。", "requests_received ≠ 110; requests_answered = 110");
    check("全年未收到政府信息公开申请。", "requests_received ≠ 0");
    check("本年度没有收到公民、法人和其他组织的政府信息公开申请。", "requests_received ≠ 0");
    check("收到政府信息公开申请 1 00 件。", "requests_received = 100");
    check("收到公民、法人和其他组织政府信息公开申请共100件。", "requests_received = 100");
    check(
        "收到信息公开申请100宗，同比减少5宗，结转上年20宗，已办结110宗，结转下年度10宗。",
        "requests_received = 100; year_on_year ? -5; requests_carried = 20; requests_answered = 110; requests_carried_over = 10",
    );
}

#[test]
fn a_narrower_scope_or_another_year_is_no_contradiction() {
    check("其中局机关收到政府信息公开申请30件。", "requests_received ? 30");
    check("通过网络平台收到申请60件，信函收到申请40件。", "requests_received ? 60; requests_received ? 40");
    check("区政府办公室收到政府信息公开申请12件。", "requests_received ? 12");
    check("收到近90件政府信息公开申请。", "requests_received = 90");
    check("收到政府信息公开申请40余件。", "requests_received ? 40");
    check("2022年收到政府信息公开申请80件。", "");
    check("全年办理行政复议案件312件。", "review_total ? 312");
    check("对12条代表建议予以公开。", "");
    check("公开建议提案复文12件，不予公开3件。", "");
    check("12345热线共受理群众诉求10000件，办结9900件，按时办结率99%。", "");
    check("依申请公开答复书送审100件，出具法律意见100份。", "");
    check("收到申请100件，全部在规定时限内办结。", "requests_received = 100");
    check("无正当理由逾期不补正的，不再处理。无锡市到访12件。", "");
}

#[test]
fn applicants_are_of_new_and_carried_requests_or_of_new_ones() {
    check(
        "收到的政府信息公开申请共计100件，其中自然人申请90件、法人或其他组织申请10件。",
        "requests_received = 100; requests_natural = 90; requests_legal = 10; itemised_sum = 100",
    );
    check(
        "共受理政府信息公开申请120件（自然人110件，法人10件）。",
        "requests_received_and_carried = 120; requests_natural = 110; requests_legal = 10; itemised_sum = 120",
    );
    check(
        "共收到申请9件，其中自然人7件、法人1件，办结9件。",
        "requests_received ≠ 9; requests_natural ≠ 7; requests_legal ≠ 1; requests_answered ≠ 9; itemised_sum ≠ 9",
    );
}

#[test]
fn outcomes_are_read_before_or_after_their_figures() {
    let all = "granted = 30; partial = 10; refused = 10; unable = 45; not_processed = 5; other_handling = 10";
    check(
        "政府信息公开申请予以公开的有30件，作出部分公开决定的10件，不予公开的10件，无法提供的45件，不予处理的5件，其他处理的10件。",
        all,
    );
    check(
        "在办结的申请中，30件予以公开，10件部分公开，10件不予公开，45件无法提供。",
        "granted = 30; partial = 10; refused = 10; unable = 45",
    );
    check("申请答复情况：予以公开三十件，部分公开十件。", "granted = 30; partial = 10");
    check("依申请公开答复中，予以公开（含部分公开）40件。", "granted_and_partial = 40");
    // 只说一种情形的，不与全组相比；写“等”的，指全组。
    check("对政府信息公开申请，因信息不存在无法提供40件。", "unable ? 40");
    check("对政府信息公开申请，因本机关不掌握等原因无法提供40件。", "unable ≠ 40");
    check("申请办理结果：公开30件、部分公开10件、不予公开12件。", "granted = 30; partial = 10; refused ≠ 12");
}

#[test]
fn percentages_may_be_rounded_or_cut() {
    check(
        "办结110件政府信息公开申请，其中予以公开30件，占27.27%；部分公开10件，占9.1%；不予公开10件，占9.0%。",
        "requests_answered = 110; granted = 30; percentage = 27.27; partial = 10; percentage = 9.1; refused = 10; percentage = 9",
    );
    check(
        "政府信息公开申请予以公开30件（27.3%），部分公开10件（19%）。",
        "granted = 30; percentage = 27.3; partial = 10; percentage ≠ 19",
    );
}

#[test]
fn changes_are_signed_and_judged_where_both_years_are_given() {
    check("全年收到依申请公开100件，同比增长25%。", "requests_received = 100; year_on_year ? 25");
    check("政府信息公开申请量为100件，较去年减少5件。", "requests_received = 100; year_on_year ? -5");
    check(
        "收到政府信息公开申请100件，较去年的80件增加20件，增长25%。",
        "requests_received = 100; year_on_year = 20; year_on_year = 25",
    );
    check("收到政府信息公开申请100件，较去年的80件增加25件。", "requests_received = 100; year_on_year ≠ 25");
    check("进场交易项目48个，成交额2.2亿元，同比下降7.8%。", "year_on_year ? -7.8");
}

#[test]
fn reviews_and_litigation() {
    check("因政府信息公开被申请行政复议5件、提起行政诉讼3件。", "review_total = 5; litigation_total = 3");
    check(
        "因政府信息公开工作被申请行政复议5件，其中维持3件、纠正1件、尚未审结1件；被提起行政诉讼3件，均维持。",
        "review_total = 5; upheld_total = 3; corrected_total = 1; litigation_total = 3; upheld_total = 3; itemised_sum = 5",
    );
    check("涉及政府信息公开的行政复议、行政诉讼案件8件。", "review_and_litigation_total = 8");
    check("政府信息公开行政复议案件4件，行政诉讼2件。", "review_total ≠ 4; litigation_total ≠ 2");
    check("政府信息公开行政诉讼案件未经复议直接起诉2件。", "litigation_total = 2");
    check("2024年未发生因政府信息公开引起的行政复议和行政诉讼。", "review_total ≠ 0; litigation_total ≠ 0");
    check("因政府信息公开被申请行政复议5件，未被纠错。", "review_total = 5; corrected_total ≠ 0");
}

#[test]
fn documents_made_repealed_and_in_force() {
    let all = "normdocs_made = 6; normdocs_repealed = 2; normdocs_in_force = 34";
    check("2024年，制发行政规范性文件6件，废止2件，现行有效34件。", all);
    check("全年出台规范性文件6件、废止规范性文件2件，截至年底现行有效规范性文件34件。", all);
    check("印发行政规范性文件8件。", "normdocs_made ≠ 8");
    check("全年公开政策文件4件。", "normdocs_made ≠ 4");
    check("公开信息15条，其中政策文件4条、动态11条。", "proactive_items ? 15; itemised_sum = 15");
    check("制定政府规章1件，现行有效规章12件。", "regulations_made = 1; regulations_in_force = 12");
    check("全年公开现行有效行政规范性文件34件。", "normdocs_in_force = 34");
    check("全年未制定行政规范性文件。", "normdocs_made ≠ 0");
    check("对12件行政规范性文件进行合法性审查。", "");
    check("发布规范性文件解读6件。", "");
    check("全年作出行政许可决定5000件，行政处罚决定301件。", "licences = 5000; penalties ≠ 301");
    check("收取行政事业性收费12.5万元。", "administrative_fees = 12.5");
}

#[test]
fn processing_fees() {
    check("未收取信息处理费。", "processing_fee_yuan ? 0");
    check("根据《政府信息公开信息处理费管理办法》，本年度无收费情况。", "processing_fee_yuan ? 0");
    check("2024年，收取政府信息公开信息处理费100元。", "processing_fee_yuan ? 100");
    check("全年收取信息处理费1.2万元。", "processing_fee_yuan ? 12000");
    // 通知的金额不是收取的金额。
    check("发出收费通知2件，总金额500元，实际收取总金额300元。", "processing_fee_yuan ? 300");
    check(
        "共收到政府信息公开申请100件，均在法定期限内答复，未收取任何费用，未发生申请引起的投诉。",
        "requests_received = 100; processing_fee_yuan ? 0",
    );
    check(
        "收取信息处理费400元。其中，甲局1件，收取300元；乙局1件，收取100元。",
        "processing_fee_yuan ? 400; itemised_sum = 400",
    );
}

#[test]
fn items_and_lists() {
    check(
        "全年主动公开政府信息1234条，其中政策文件34条、工作动态1000条、公示公告200条。",
        "proactive_items ? 1234; itemised_sum = 1234",
    );
    check("共公开政府信息37条，其中规章2条、文件20条、其他14条。", "proactive_items ? 37; itemised_sum ≠ 37");
    check("共编发简报36期（要情20期、专报18期）。", "itemised_sum ≠ 36");
    // 只举几项的，不是分项。
    check("全年公开信息5000条，其中政策文件12条、解读30条。", "proactive_items ? 5000");
    check("召开新闻发布会12场，其中局长出席3场。", "");
    check("查处案件60件（重点案件5件、一般案件30件）。", "");
    check("刊登文件43件，其中市政府文件20件、部门文件12件等。", "");
    check("主动公开政府信息，共计1,234条。", "proactive_items ? 1234");
    check(
        "发布信息100条，其中：动态50条，占50%；公告30条，占30%；其他20条，占20%。",
        "proactive_items ? 100; itemised_sum = 100",
    );
    check(
        "咨询120件（上级交办20件，网上90件（含夜间8件），来访10件），同比增长20%，其中，办结100件，在办20件。",
        "year_on_year ? 20; itemised_sum = 120; itemised_sum = 120",
    );
}

/// Every sentence alone, beside tables with these figures.
#[track_caller]
fn says(figures: &str, cases: &[(&str, &str)]) {
    for (prose, expected) in cases {
        assert_eq!(said(&tabled(figures, prose)).join("; "), *expected, "{prose}");
    }
}

/// A report with these figures in its tables and none elsewhere: «某区人民政府 2023 new=12/2 carried=1», 12 of natural
/// persons and 2 of businesses; review=维持/纠正/其他/未结. All other cells are 0.
fn tabled(figures: &str, prose: &str) -> Published {
    let mut report = example(prose);
    report.table2.regulations = [Some(0); 3];
    report.table2.normative_documents = [Some(0); 3];
    (report.table2.licences, report.table2.penalties, report.table2.coercions) = (Some(0), Some(0), Some(0));
    Row3::standard().for_each(|row| *report.table3.row_mut(row) = [Some(0); 7]);
    report.table4 = law::annual_report::Table4::default();
    Block4::ALL.into_iter().for_each(|block| *report.table4.block_mut(block) = [Some(0); 5]);
    for entry in figures.split_whitespace() {
        match entry.split_once('=') {
            Some((key, values)) => put(&mut report, key, values),
            None => match entry.parse() {
                Ok(year) => report.year = Some(year),
                Err(_) => report.organ = Some(entry.into()),
            },
        }
    }
    report
}

fn put(report: &mut Published, key: &str, values: &str) {
    let numbers: Vec<u64> = values.split('/').map(|number| number.parse().unwrap()).collect();
    let row = match key {
        "new" => Row3::New,
        "carried" => Row3::Carried,
        "granted" => Row3::Result(Outcome::Granted),
        "partial" => Row3::Result(Outcome::Partial),
        "refused" => Row3::Result(Outcome::ThirdParty),
        "file" => Row3::Result(Outcome::EnforcementFile),
        "unable" => Row3::Result(Outcome::NotHeld),
        "making" => Row3::Result(Outcome::NeedsMaking),
        "petition" => Row3::Result(Outcome::Petition),
        "repeated" => Row3::Result(Outcome::Repeated),
        "other" => Row3::Result(Outcome::Other),
        "total" => Row3::Total,
        "open" => Row3::CarriedOver,
        _ => return put_elsewhere(report, key, &numbers),
    };
    let business = numbers.get(1).copied().unwrap_or(0);
    report.table3.set(row, Applicant::NaturalPerson, Some(numbers[0]));
    report.table3.set(row, Applicant::Business, Some(business));
    report.table3.set(row, Applicant::Total, Some(numbers[0] + business));
}

fn put_elsewhere(report: &mut Published, key: &str, numbers: &[u64]) {
    let row: Vec<Option<u64>> = numbers.iter().copied().map(Some).collect();
    let block = match key {
        "documents" => return report.table2.normative_documents = row.try_into().unwrap(),
        "regulations" => return report.table2.regulations = row.try_into().unwrap(),
        "licences" => return report.table2.licences = row[0],
        "penalties" => return report.table2.penalties = row[0],
        "coercions" => return report.table2.coercions = row[0],
        "review" => Block4::Review,
        "direct" => Block4::Direct,
        "after" => Block4::AfterReview,
        _ => panic!("{key}"),
    };
    let total = numbers.iter().sum();
    let cells = report.table4.block_mut(block);
    cells[..4].copy_from_slice(&row);
    cells[4] = Some(total);
}

#[test]
fn a_township_without_requests() {
    let figures = "清河区柳林镇人民政府 2023";
    says(
        figures,
        &[
            ("依申请公开情况：无。", "requests_received = 0"),
            (
                "2023年度柳林镇依申请公开数量为零，没有发生政府信息公开行政复议、行政诉讼情况。",
                "requests_received = 0; review_total = 0; litigation_total = 0",
            ),
            (
                "本年度我镇收到政府信息公开申请0件，上年结转0件，办结0件，未收取信息处理费。",
                "requests_received = 0; requests_carried = 0; requests_answered = 0; processing_fee_yuan ? 0",
            ),
            (
                "全年共收到依申请公开申请0件，与去年持平。行政复议0件，行政诉讼0件。",
                "requests_received = 0; year_on_year ? 0; review_total = 0; litigation_total = 0",
            ),
            (
                "按照《条例》第二十条、第二十一条和国办公开办函〔2021〕30号的规定公开。咨询电话：0632-3168699，邮编：277100，柳林路1号。",
                "",
            ),
            ("1.主动公开。2.依申请公开。全年收到0件。3.政府信息管理。4.平台建设。", "requests_received = 0"),
            ("2023年度本单位未因政府信息公开申请收取任何费用。", "processing_fee_yuan ? 0"),
            ("我镇共召开工作会议3次，培训2次共计65人次，印发宣传资料1500余份。", ""),
        ],
    );
}

#[test]
fn a_township_with_a_few_requests() {
    let figures = "清河区柳林镇人民政府 2023 new=3 granted=2 unable=1 total=3";
    says(
        figures,
        &[
            (
                "2023年共收到政府信息公开申请3件，均为自然人申请，已全部按时办结，办结率100%。其中予以公开2件，无法提供1件。",
                "requests_received = 3; requests_answered = 3; granted = 2; unable = 1; itemised_sum = 3",
            ),
            (
                "2023年，我镇共受理群众政府信息公开申请3件，其中网络渠道2件，信函1件，3件均已答复。",
                "requests_received = 3; requests_answered = 3; itemised_sum = 3",
            ),
            (
                "收到依申请公开信息申请3起，当场答复1起，其余2起均在15个工作日内答复，逾期答复0件。",
                "requests_received = 3",
            ),
            ("收到信息公开申请3件，与2022年的1件相比增加了2件。", "requests_received = 3; year_on_year ? 2"),
        ],
    );
}

#[test]
fn a_district_and_its_office() {
    let figures = "清河区人民政府 2024 new=134/6 carried=12/1 granted=60/2 partial=20 refused=5 file=3 unable=30/3 making=2 petition=4 repeated=1 other=11/1 total=136/6 open=10/1 review=5/1/2/1 direct=2/0/1/0 after=1/0/0/1 documents=6/2/34 licences=5000";
    says(
        figures,
        &[
            (
                "全区各级行政机关共收办政府信息公开申请153件，其中新收140件、上年结转13件，办结142件，结转下年度11件。",
                "requests_received_and_carried = 153; requests_received = 140; requests_carried = 13; requests_answered = 142; requests_carried_over = 11; itemised_sum = 153",
            ),
            (
                "2024年全区新收政府信息公开申请140件，结转上年度13件，同比分别增长12.9%和8.3%。",
                "requests_received = 140; requests_carried = 13; year_on_year ? 12.9",
            ),
            (
                "2024年，区政府办公室收到政府信息公开申请35件，办结36件；全区共收到140件。",
                "requests_received ? 35; requests_answered ? 36; requests_received = 140",
            ),
            (
                "其中，予以公开、部分公开、不予公开、无法提供、不予处理、其他处理分别为62件、20件、8件、35件、5件、12件。",
                "granted = 62; partial = 20; refused = 8; unable = 35; not_processed = 5; other_handling = 12",
            ),
            ("予以公开、部分公开分别为62件、20件，占比分别为43.7%、14.1%。", "granted = 62; partial = 20"),
            ("政府信息公开行政复议、行政诉讼案件分别为9件、7件。", "review_total = 9; litigation_total ≠ 7"),
            (
                "上年结转和本年新收政府信息公开申请共计153件，其他方式处理12件。",
                "requests_received_and_carried = 153; other_handling = 12",
            ),
            (
                "2024年我区共办理142件（含上年度结转13件）政府信息公开申请。",
                "requests_answered = 142; requests_carried = 13",
            ),
            ("全部140件新收申请和13件结转申请均依法办理。", ""),
            (
                "2024年共办理依申请公开案件142件，其中按时办结142件，按时办结率100%；延期答复15件，补正告知8件，征求第三方意见6件。",
                "requests_answered = 142; requests_answered = 142",
            ),
            (
                "以区政府名义印发规范性文件3件，以区政府办公室名义印发规范性文件3件。",
                "normdocs_made ? 3; normdocs_made ? 3",
            ),
            ("对现行有效的40件行政规范性文件进行清理，保留30件，废止4件，修改6件。", "normdocs_repealed ? 4"),
            ("规范性文件共34件，其中2024年新增6件。", "normdocs_in_force = 34; normdocs_made = 6"),
            (
                "制发规范性文件6件、废止2件，截至2024年底继续有效的行政规范性文件34件。",
                "normdocs_made = 6; normdocs_repealed = 2; normdocs_in_force = 34",
            ),
            (
                "“十三五”期间，全区共收到政府信息公开申请1800件。2020年以来，全区累计收到申请1250件。",
                "requests_received ? 1800; requests_received ? 1250",
            ),
            (
                "2024年共收到政府信息公开申请140件，办结142件，其中，区政府收到申请40件，区政府部门收到申请100件。",
                "requests_received = 140; requests_answered = 142; requests_received ? 40; requests_received ? 100; itemised_sum = 140",
            ),
            (
                "共发出信息处理费收费通知2件，总金额为420元，实际收取的总金额为280元。",
                "processing_fee_yuan ? 280",
            ),
            ("2024年度，共收取信息处理费1件，金额为130元。", "processing_fee_yuan ? 130"),
            ("2024年对外公开行政许可5321条，办理行政许可5000件。", "licences = 5000"),
            (
                "全年收到134件政府信息公开申请，已答复170件。",
                "requests_received ≠ 134; requests_answered ≠ 170",
            ),
        ],
    );
}

#[test]
fn a_city_and_its_parts() {
    let figures = "清河市人民政府 2020 new=320/20 carried=15 granted=120/5 partial=40 refused=20 unable=90/10 petition=10 other=30/3 total=310/18 open=25/2 review=20/2/3/5 direct=5/0/1/2 after=4/0/0/1 regulations=1/0/8 documents=45/12/310";
    says(
        figures,
        &[
            (
                "2020年，市局机关受理申请20件，各分局受理申请25件。",
                "requests_received ? 20; requests_received ? 25",
            ),
            (
                "全市因政府信息公开引发行政复议30件，其中维持20件，纠正2件；引发行政诉讼13件，其中维持9件，纠正0件。",
                "review_total = 30; upheld_total = 20; corrected_total = 2; litigation_total = 13; upheld_total = 9; corrected_total = 0",
            ),
            (
                "市政府作为被申请人的政府信息公开行政复议案件12件，作为被告的行政诉讼案件5件。",
                "review_total ? 12; litigation_total ? 5",
            ),
            (
                "全市新制定规章1件、规范性文件45件，废止规范性文件12件，现行有效规章8件、规范性文件310件。",
                "regulations_made = 1; normdocs_made = 45; normdocs_repealed = 12; regulations_in_force = 8; normdocs_in_force = 310",
            ),
            (
                "2020年，全市新收到政府信息公开申请340件，加上上年结转的15件，共355件。已办结328件，剩余27件结转至2021年继续办理。",
                "requests_received = 340; requests_carried = 15; requests_answered = 328; itemised_sum = 355",
            ),
        ],
    );
}

#[test]
fn a_bureau() {
    let figures = "清河区教育局 2025 new=5 granted=3 unable=2 total=5";
    says(
        figures,
        &[
            (
                "局办公室牵头负责依申请公开工作，全年收到申请5件，均按时办结。",
                "requests_received = 5; requests_answered = 5",
            ),
            ("（一）主动公开方面。1.公开政策文件5件。2.发布解读6件。", ""),
            (
                "收到政府信息公开申请5件，转办2件，实际答复3件。",
                "requests_received = 5; requests_answered ? 3",
            ),
            (
                "2024年公开信息400条，2025年公开信息466条，增长16.5%。",
                "proactive_items ? 466; year_on_year ? 16.5",
            ),
            (
                "区教育局对2020年以来的规范性文件进行清理，共清理规范性文件12件，其中继续有效8件，废止3件，修改1件。",
                "normdocs_in_force ? 8; normdocs_repealed ? 3; itemised_sum = 12",
            ),
            ("规章类5件、文件类3件，共计8件。", "itemised_sum = 8"),
            (
                "公开学校招生信息36条、教师招聘信息12条、校园安全信息25条，共计75条。",
                "proactive_items ? 36; itemised_sum ≠ 75",
            ),
            (
                "共公开信息258条：政策文件38条、政务动态150条、公示公告60条。",
                "proactive_items ? 258; itemised_sum ≠ 258",
            ),
            (
                "共主动公开信息275条，包括机构职能类5条，文件类10条，其他类250条。",
                "proactive_items ? 275; itemised_sum ≠ 275",
            ),
            ("全年公开信息5000条，包括政策文件12条，解读30条。", "proactive_items ? 5000"),
            ("收到建议45件、提案67件，共112件，全部办结。", "itemised_sum = 112"),
        ],
    );
}

#[test]
fn reviews_among_other_cases() {
    let figures = "清河区人民政府 2024 review=5/1/2/1 direct=2/0/1/0 after=1/0/0/1";
    says(
        figures,
        &[(
            "因政府信息公开发生案件14件，其中行政复议9件，维持5件，纠正1件，行政诉讼5件。",
            "review_total = 9; upheld_total = 5; corrected_total = 1; litigation_total = 5",
        )],
    );
}

#[test]
fn the_published_reports_say_what_they_say() {
    let all = |name: &str| real(name).map(|report| said(&report));
    let Some(bureau) = all("013.txt") else { return };
    for claim in [
        "proactive_items ? 475",
        "itemised_sum = 475",
        "requests_received = 9",
        "requests_answered = 9",
        "granted = 2",
        "partial = 1",
        "unable = 4",
        "refused = 2",
        "normdocs_in_force = 0",
        "year_on_year ? 1",
        "processing_fee_yuan ? 0",
    ] {
        assert!(bureau.iter().any(|said| said == claim), "013: {claim}");
    }
    assert!(bureau.iter().all(|claim| !claim.contains('≠')), "{bureau:?}");
    assert_eq!(all("003.pdf"), all("003.txt"));
    let county = all("005.txt").unwrap();
    let wrong: Vec<&String> = county.iter().filter(|claim| claim.contains('≠')).collect();
    assert_eq!(wrong, ["normdocs_made ≠ 4"]);
    assert!(county.contains(&"review_and_litigation_total = 74".into()));
    let office = all("007.txt").unwrap();
    assert_eq!(office.iter().filter(|claim| claim.starts_with("percentage = ")).count(), 5);
    let city = all("001.txt").unwrap();
    assert!(city.contains(&"requests_received_and_carried = 3607".into()));
    assert!(city.contains(&"itemised_sum = 2950".into()));
    assert!(office.iter().chain(&city).all(|claim| !claim.contains('≠')));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,300}") {
        extract(&example(&text));
    }

    #[test]
    fn any_shuffle_of_the_words_of_reports_is_read_without_harm(
        words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..120)
    ) {
        let text: String = words.concat();
        for claim in extract(&example(&text)) {
            prop_assert!(claim.text.len() <= text.len());
        }
    }
}

const WORDS: [&str; 40] = [
    "收到",
    "政府信息公开申请",
    "件",
    "条",
    "9",
    "2024年",
    "2023年",
    "1,234",
    "61.3万",
    "余",
    "，",
    "。",
    "、",
    "；",
    "（",
    "）",
    "其中",
    "予以公开",
    "不予公开",
    "行政复议",
    "行政诉讼",
    "较去年",
    "增加",
    "同比增长",
    "%",
    "未",
    "无",
    "均",
    "全部",
    "维持",
    "规范性文件",
    "废止",
    "现行有效",
    "信息处理费",
    "元",
    "主动公开",
    "政府信息",
    "占",
    "一百二十",
    "结转下年度",
];

/// Twice the text must not take four times as long, whatever it is made of.
#[test]
fn reading_takes_time_in_proportion_to_the_text() {
    let patterns = [
        "未",
        "(1件",
        "1件、",
        "其中1件",
        "(",
        "均",
        "共1件(1件、",
        "收到政府信息公开申请",
        "9件，其中1件、",
    ];
    for pattern in patterns {
        let time = |times: usize| {
            let mut report = example("");
            report.parts = vec![part(1, &pattern.repeat(times))];
            let start = std::time::Instant::now();
            extract(&report);
            start.elapsed()
        };
        time(1000);
        let (once, eight) = (time(4000), time(32_000));
        let bound = once * 30 + std::time::Duration::from_millis(50);
        assert!(eight < bound, "{pattern}: {once:?}, eight times the text {eight:?}");
    }
}
