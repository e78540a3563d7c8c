//! 各类机关的常见写法，每句配一组表格。

use crate::said;
use crate::support::example;
use law::annual_report::{Applicant, Block4, Outcome, Row3, Table4};
use reports::Published;

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
    report.table4 = Table4::default();
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
fn one_figure_for_two_and_parts_that_came_from_elsewhere() {
    says(
        "清河区财政局 2022 new=16/2 carried=1 total=17/2 review=1/0/0/0",
        &[
            ("受理并答复依申请公开18件。", "requests_received = 18; requests_answered ? 18"),
            ("政府信息公开行政复议、行政诉讼均为0件。", "review_total ≠ 0; litigation_total = 0"),
            ("2022年度共有18件政府信息公开申请。", "requests_received = 18"),
            (
                "收到区政府转办政府信息公开申请6件，直接受理12件，共18件。",
                "requests_received ? 6; requests_received ? 12; itemised_sum = 18",
            ),
            (
                "因政府信息公开发生行政复议1件、行政诉讼0件，与上年持平。",
                "review_total = 1; litigation_total = 0; year_on_year ? 0",
            ),
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
