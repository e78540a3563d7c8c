//! 文字里的数字说法：同一组表格（见 support::example），各种写法。
#![allow(clippy::unwrap_used)]

mod support;
#[path = "claims/wording.rs"]
mod wording;

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

/// 办结110件：按时的可以少于全部，不能多于全部；说“全部”的，就是全部。
#[test]
fn those_answered_in_time_are_at_most_all_that_were_answered() {
    let some = |count: &str| format!("requests_answered = 110; requests_answered ? {count}");
    check("全年办结政府信息公开申请110件，按时答复105件。", &some("105"));
    check("全年办结政府信息公开申请110件，按期答复105件。", &some("105"));
    check("办结政府信息公开申请110件，105件按时答复，5件逾期。", &some("105"));
    check("办结政府信息公开申请110件，及时答复108件，经同意延期答复2件。", &some("108"));
    check("办结政府信息公开申请110件，在法定期限内答复109件。", &some("109"));
    check("办结政府信息公开申请110件，按期办结105件，按期办结率95.5%。", &some("105"));
    check("办结政府信息公开申请110件，提前办结60件。", &some("60"));
    check(
        "办结申请110件，其中20个工作日内答复100件，延长答复期限10件。",
        "requests_answered = 110; requests_answered ? 100; itemised_sum = 110",
    );
    check(
        "办结政府信息公开申请110件，其中书面答复80件、电子邮件答复30件。",
        "requests_answered = 110; requests_answered ? 80; requests_answered ? 30; itemised_sum = 110",
    );
    check(
        "收到政府信息公开申请100件，当年办结90件，结转下年度10件。",
        "requests_received = 100; requests_answered ? 90; requests_carried_over = 10",
    );
    check("按时办理政府信息公开申请105件，逾期5件。", "requests_answered ? 105");
    check("全年按时办结政府信息公开申请110件。", "requests_answered = 110");

    check("按时答复政府信息公开申请120件。", "requests_answered ≠ 120");
    check("政府信息公开申请全部按时答复，共按时答复120件。", "requests_answered ≠ 120");
    check("政府信息公开申请全部按时答复105件。", "requests_answered ≠ 105");
    check("政府信息公开申请均按期答复105件。", "requests_answered ≠ 105");
    check("按时办结政府信息公开申请105件，按时办结率100%。", "requests_answered ≠ 105");
    check("政府信息公开申请按时办结率达到100%，共按时办结105件。", "requests_answered ≠ 105");
    check("全年答复政府信息公开申请105件。", "requests_answered ≠ 105");
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
