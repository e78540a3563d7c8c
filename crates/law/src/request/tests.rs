//! 依申请公开各项期限的测试。日期由人工按放假通知推算。
#![allow(clippy::unwrap_used)]

use super::consultation::Consulted;
use super::delivery::Delivery;
use super::receipt::Channel;
use super::*;
use crate::annual_report::Outcome;
use crate::workday::Calendar;
use jiff::civil::Date;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// One line an event: its day, its word, its arguments; `as_of` on a line of its own.
fn history(text: &str) -> History {
    let mut events = Vec::new();
    let mut as_of = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "as_of" => as_of = Some(day(words[1])),
            date => events.push(Dated { at: day(date), event: event(&words[1..]) }),
        }
    }
    History { events, as_of }
}

fn event(words: &[&str]) -> Event {
    let date = |index: usize| words.get(index).map(|text| day(text));
    let consulted = |whom| Event::Consulted { whom, delivered: date(1), party: None };
    let replied = |whom| Event::Replied { whom, consents: Some(true), party: None };
    match words[0] {
        "submitted" => Event::Submitted { channel: Channel::from_key(words[1]).unwrap() },
        "signed" => Event::Signed,
        "confirmed" => Event::Confirmed,
        "correction_requested" => Event::CorrectionRequested { reply_by: date(1) },
        "corrected" => Event::Corrected,
        "third_party_consulted" => consulted(Consulted::ThirdParty),
        "organ_consulted" => consulted(Consulted::Organ),
        "third_party_replied" => replied(Consulted::ThirdParty),
        "organ_replied" => replied(Consulted::Organ),
        "extended" => Event::Extended { days: words[1].parse().unwrap() },
        "delayed" => Event::Delayed { until: date(1).unwrap() },
        "fee_noticed" => Event::FeeNoticed { delivered: date(1) },
        "fee_paid" => Event::FeePaid,
        "answered" => Event::Answered {
            outcome: Outcome::from_key(words[1]).unwrap(),
            delivery: Delivery::from_key(words[2]).unwrap(),
            served: date(3),
        },
        "withdrawn" => Event::Withdrawn,
        "lapsed" => Event::Lapsed,
        other => panic!("no event {other}"),
    }
}

fn key(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// State, due date, whether in time, what was found.
fn told(reckoning: &Reckoning) -> String {
    let mut words = vec![key(reckoning.state)];
    words.extend(reckoning.due.map(|due| format!("期限{due}")));
    words.extend(reckoning.provisional.then(|| "暂定".to_owned()));
    words.extend(reckoning.overdue.then(|| "已过期".to_owned()));
    words.extend(reckoning.in_time.map(|yes| if yes { "按时" } else { "逾期" }.to_owned()));
    words.extend(reckoning.findings.iter().map(|finding| key(finding.code)));
    words.join(" ")
}

fn reckoned(text: &str) -> Reckoning {
    reckon(&history(text), &Calendar::builtin()).unwrap()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(told(&reckoned(text)), expected, "{text}");
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let error = reckon(&history(text), &Calendar::builtin()).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

// ---------------------------------------------------------------- 第三十一条

#[test]
fn art31_in_person_counts_from_the_day_of_submission() {
    check("2026-03-02 submitted in_person", "open 期限2026-03-30"); // 无节假日，3月30日为第20日
}

#[test]
fn art31_signed_mail_counts_from_signing_and_not_before() {
    check("2026-03-02 submitted signed_mail", "unconfirmed");
    check("2026-02-27 submitted signed_mail\n2026-03-02 signed", "open 期限2026-03-30");
}

#[test]
fn art31_web_fax_and_ordinary_mail_count_from_confirmation() {
    // 星期日填写，春节后双方确认：LAW.md §4.3
    check("2026-02-15 submitted internet\n2026-02-24 confirmed", "open 期限2026-03-23");
    check("2026-02-15 submitted fax\n2026-02-24 confirmed", "open 期限2026-03-23");
    check("2026-02-15 submitted ordinary_mail\n2026-02-24 confirmed", "open 期限2026-03-23");
    check("2026-02-15 submitted internet", "unconfirmed");
}

#[test]
fn art31_receipt_by_the_wrong_act_is_refused() {
    refused("2026-03-02 submitted internet\n2026-03-03 signed", "第2个事件");
    refused("2026-03-02 submitted in_person\n2026-03-03 confirmed", "当面提交");
    refused("2026-03-02 submitted internet\n2026-03-03 confirmed\n2026-03-04 confirmed", "不会再次收到");
    refused("2026-03-02 confirmed", "没有提交申请");
    refused("2026-03-02 submitted in_person\n2026-03-02 submitted in_person", "已经提交过");
}

#[test]
fn applications_before_the_revised_regulation_are_refused() {
    check("2019-05-15 submitted in_person", "open 期限2019-06-13"); // 6月7日端午节
    refused("2019-05-14 submitted in_person", "2019年5月15日");
}

// ---------------------------------------------------------------- 第三十条

#[test]
fn art30_correction_restarts_the_period() {
    let asked = "2026-02-13 submitted in_person\n2026-03-02 correction_requested 2026-03-20";
    check(asked, "awaiting_correction"); // 3月2日恰为第7个工作日
    check(&format!("{asked}\n2026-03-10 corrected"), "open 期限2026-04-08"); // 4月6日清明节
}

#[test]
fn art30_notice_after_the_seventh_working_day_is_late() {
    let asked = "2026-02-13 submitted in_person\n2026-03-03 correction_requested 2026-03-20";
    check(asked, "awaiting_correction correction_notice_late");
    check(&format!("{asked}\n2026-03-10 corrected"), "open 期限2026-04-08 correction_notice_late");
}

#[test]
fn art30_correction_is_asked_once() {
    refused(
        "2026-03-02 submitted in_person\n2026-03-04 correction_requested\n2026-03-06 corrected\n2026-03-09 correction_requested",
        "第4个事件",
    );
    refused("2026-03-02 submitted in_person\n2026-03-04 corrected", "没有要求补正");
    refused("2026-03-02 submitted in_person\n2026-03-04 correction_requested 2026-03-03", "早于");
}

#[test]
fn art30_missed_correction_closes_the_case_only_after_its_term() {
    let asked = "2026-03-02 submitted in_person\n2026-03-04 correction_requested 2026-03-25";
    check(&format!("{asked}\n2026-03-26 lapsed"), "closed");
    check(&format!("{asked}\n2026-03-25 lapsed"), "closed lapsed_early");
    check(&format!("{asked}\n2026-03-26 corrected"), "open 期限2026-04-24"); // 4月6日清明节
    refused("2026-03-02 submitted in_person\n2026-03-26 lapsed", "没有等待补正或者缴费");
}

// ---------------------------------------------------------------- 第三十三条

#[test]
fn art33_extension_adds_up_to_20_working_days_once() {
    let received = "2026-03-02 submitted in_person";
    check(&format!("{received}\n2026-03-30 extended 20"), "open 期限2026-04-28"); // 4月6日清明节
    check(&format!("{received}\n2026-03-20 extended 1"), "open 期限2026-03-31");
    check(&format!("{received}\n2026-03-31 extended 5"), "open 期限2026-03-30 已过期 extension_late");
    check(&format!("{received}\n2026-03-20 extended 21"), "open 期限2026-03-30 extension_too_long");
    check(
        &format!("{received}\n2026-03-20 extended 10\n2026-03-23 extended 5"),
        "open 期限2026-04-14 extension_repeated",
    );
    // 过长的不发生效力，其后在期限内的一次有效
    check(
        &format!("{received}\n2026-03-20 extended 21\n2026-03-23 extended 10"),
        "open 期限2026-04-14 extension_too_long",
    );
    refused(&format!("{received}\n2026-03-20 extended 0"), "延长0个工作日");
    refused("2026-03-02 submitted internet\n2026-03-20 extended 5", "还没有收到");
}

#[test]
fn art33_a_new_period_may_be_extended_again() {
    // 补正之后从零重新起算，此前的延长不再计入（R-8）
    check(
        "2026-03-02 submitted in_person\n2026-03-03 extended 10\n2026-03-04 correction_requested\n2026-03-10 corrected",
        "open 期限2026-04-08",
    );
    check(
        "2026-03-02 submitted in_person\n2026-03-03 extended 10\n2026-03-04 correction_requested\n2026-03-10 corrected\n2026-04-08 extended 1",
        "open 期限2026-04-09",
    );
}

#[test]
fn art33_extension_while_waiting_for_correction_has_no_effect() {
    check(
        "2026-03-02 submitted in_person\n2026-03-04 correction_requested\n2026-03-05 extended 5",
        "awaiting_correction extension_without_term",
    );
}

#[test]
fn art33_contract_example() {
    let reckoning = reckoned(
        "as_of 2025-07-04
         2025-06-03 submitted in_person
         2025-06-10 third_party_consulted 2025-06-12
         2025-06-23 third_party_replied
         2025-07-07 extended 10",
    );
    assert_eq!(told(&reckoning), "open 期限2025-07-28");
    let step = |index: usize| {
        let because = &reckoning.because[index];
        (because.rule, because.from.to_string(), because.to.to_string())
    };
    assert_eq!(step(0), ("条例33", "2025-06-03".into(), "2025-07-01".into()));
    assert_eq!(step(1), ("条例33", "2025-06-10".into(), "2025-06-23".into()));
    assert_eq!(step(2), ("条例33", "2025-07-14".into(), "2025-07-28".into()));
    assert!(reckoning.because[1].text.contains("9个工作日"), "{}", reckoning.because[1].text);
}

// ---------------------------------------------------------------- 第三十二条、第三十四条

#[test]
fn art33_consultation_stops_the_clock_from_sending_to_reply() {
    let sent = "2026-03-02 submitted in_person\n2026-03-09 third_party_consulted 2026-03-11";
    check(sent, "awaiting_reply");
    check(&format!("{sent}\n2026-03-20 third_party_replied"), "open 期限2026-04-13"); // 扣9个工作日
    // 未提出意见：期限至4月1日，当日仍在等待，次日起恢复；扣17个工作日
    check(&format!("as_of 2026-04-01\n{sent}"), "awaiting_reply");
    check(&format!("as_of 2026-04-02\n{sent}"), "open 期限2026-04-23");
    // 逾期才提出的，逾期的日子照算
    check(&format!("{sent}\n2026-04-08 third_party_replied"), "open 期限2026-04-23");
}

#[test]
fn art34_other_organs_stop_the_clock_alike_and_their_silence_is_consent() {
    let sent = "2026-03-02 submitted in_person\n2026-03-09 organ_consulted 2026-03-11";
    check(&format!("as_of 2026-04-02\n{sent}"), "open 期限2026-04-23");
    assert_eq!(Consulted::Organ.silence(), consultation::Silence::Consent);
    assert_eq!(Consulted::ThirdParty.silence(), consultation::Silence::OrganDecides);
}

#[test]
fn art33_days_of_two_consultations_at_once_are_excluded_once() {
    // (3-09,3-20]与(3-12,3-27]合为(3-09,3-27]，14个工作日：第34个工作日为4月20日
    check(
        "2026-03-02 submitted in_person
         2026-03-09 third_party_consulted 2026-03-10
         2026-03-12 organ_consulted 2026-03-13
         2026-03-20 third_party_replied
         2026-03-27 organ_replied",
        "open 期限2026-04-20",
    );
    check(
        "2026-03-02 submitted in_person
         2026-03-09 third_party_consulted 2026-03-10
         2026-03-12 organ_consulted 2026-03-13
         2026-03-20 third_party_replied",
        "awaiting_reply",
    );
}

#[test]
fn art33_a_letter_that_has_not_arrived_keeps_the_clock_stopped() {
    check(
        "as_of 2026-06-01\n2026-03-02 submitted in_person\n2026-03-09 third_party_consulted",
        "awaiting_reply",
    );
    check(
        "2026-03-02 submitted in_person\n2026-03-09 third_party_consulted\n2026-03-20 third_party_replied",
        "open 期限2026-04-13",
    );
}

#[test]
fn art33_a_letter_sent_after_the_term_stops_no_clock() {
    check(
        "2026-03-02 submitted in_person\n2026-03-31 third_party_consulted 2026-04-01\n2026-04-03 third_party_replied",
        "open 期限2026-03-30 已过期 consultation_late",
    );
}

#[test]
fn art32_replies_without_a_letter_or_before_it_arrived_are_refused() {
    refused("2026-03-02 submitted in_person\n2026-03-09 third_party_replied", "没有待回复的征求意见书");
    refused(
        "2026-03-02 submitted in_person\n2026-03-09 third_party_consulted 2026-03-11\n2026-03-10 third_party_replied",
        "送达（2026-03-11）之前",
    );
    refused(
        "2026-03-02 submitted in_person\n2026-03-09 organ_consulted 2026-03-10\n2026-03-20 third_party_replied",
        "第3个",
    );
}

#[test]
fn art33_an_answer_before_the_reply_ends_the_pause() {
    check(
        "2026-03-02 submitted in_person\n2026-03-09 third_party_consulted 2026-03-11\n2026-03-16 answered 3.1 hand",
        "answered 期限2026-04-07 按时", // 扣(3-09,3-16]5个工作日，4月6日清明节
    );
}

// ---------------------------------------------------------------- 第三十五条

#[test]
fn art35_a_later_day_told_to_the_applicant_takes_the_place_of_the_term() {
    check("2026-03-02 submitted in_person\n2026-03-20 delayed 2026-06-30", "open 期限2026-06-30");
    refused("2026-03-02 submitted in_person\n2026-03-20 delayed 2026-03-19", "早于");
}

// ---------------------------------------------------------------- 收费

#[test]
fn fee6_payment_within_20_working_days_restarts_the_period() {
    let noticed = "2026-09-01 submitted in_person\n2026-09-17 fee_noticed 2026-09-18";
    let waiting = reckoned(noticed);
    assert_eq!(told(&waiting), "awaiting_payment");
    assert_eq!(waiting.pay_by, Some(day("2026-10-22"))); // 国庆节至10月7日，10月10日上班
    check(&format!("{noticed}\n2026-09-30 fee_paid"), "open 期限2026-11-03");
    check(&format!("{noticed}\n2026-10-23 fee_paid"), "open 期限2026-11-20");
    check(&format!("{noticed}\n2026-10-23 lapsed"), "closed");
    check(&format!("{noticed}\n2026-10-22 lapsed"), "closed lapsed_early");
    refused("2026-09-01 submitted in_person\n2026-09-17 fee_paid", "没有送达收费通知");
}

#[test]
fn fee6_notice_after_the_answer_period_is_late() {
    check(
        "2026-03-02 submitted in_person\n2026-03-31 fee_noticed 2026-03-31",
        "awaiting_payment fee_notice_late",
    );
    check(
        "2020-12-14 submitted in_person\n2020-12-31 fee_noticed 2020-12-31",
        "awaiting_payment fee_not_in_force",
    );
}

// ---------------------------------------------------------------- 答复与救济

#[test]
fn delivery_the_day_of_posting_or_signing_decides_whether_in_time() {
    check("2026-03-02 submitted in_person\n2026-03-30 answered 3.1 post", "answered 期限2026-03-30 按时");
    check(
        "2026-03-02 submitted in_person\n2026-03-31 answered 3.1 hand",
        "answered 期限2026-03-30 逾期 answer_late",
    );
    check("2026-03-02 submitted in_person\n2026-03-02 answered 3.1 hand", "answered 期限2026-03-30 按时");
}

#[test]
fn remedies_end_as_worked_out_by_hand() {
    let answered = |on: &str, outcome: &str| {
        let text = format!("{on} submitted in_person\n{on} answered {outcome} hand");
        let reckoning = reckoned(&text);
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        (
            date(reckoning.reconsideration_by),
            date(reckoning.litigation_by),
            reckoning.reconsideration_first.unwrap(),
        )
    };
    // LAW.md §4.3：60日至10月2日，国庆节，顺延至10月8日
    assert_eq!(answered("2026-08-03", "3.3.4").0, "2026-10-08");
    assert_eq!(answered("2026-04-01", "3.4.1").1, "2026-10-08");
    assert_eq!(answered("2025-08-31", "3.4.1").1, "2026-02-28"); // 月末；调休上班的星期六不顺延
    assert_eq!(answered("2026-08-03", "3.3.4").1, "");
    let last = remedy::litigation_after_review_by(day("2026-09-18"), &Calendar::builtin()).unwrap();
    assert_eq!(last.date, day("2026-10-08"));
}

#[test]
fn review_goes_first_for_refusals_under_articles_14_to_16_since_2024() {
    let first =
        |outcome: &str, on: &str| remedy::reconsideration_first(Outcome::from_key(outcome).unwrap(), day(on));
    for outcome in ["3.2", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "3.3.6", "3.3.7"] {
        assert!(first(outcome, "2024-01-01"), "{outcome}");
        assert!(!first(outcome, "2023-12-31"), "{outcome}");
    }
    for outcome in [
        "3.1", "3.3.8", "3.4.1", "3.4.2", "3.4.3", "3.5.1", "3.5.2", "3.5.3", "3.5.4", "3.5.5", "3.6.1",
        "3.6.2", "3.6.3",
    ] {
        assert!(!first(outcome, "2026-01-01"), "{outcome}");
    }
}

/// Signing, not posting, begins the applicant's sixty days; until it is known no date is told.
#[test]
fn remedies_after_posting_wait_for_the_applicants_receipt() {
    let posted = "2026-03-02 submitted in_person\n2026-03-30 answered 3.4.1 post";
    assert_eq!(reckoned(posted).reconsideration_by, None);
    let served = reckoned(&format!("{posted} 2026-04-02"));
    assert_eq!(served.reconsideration_by, Some(day("2026-06-01")));
    assert_eq!(served.litigation_by, Some(day("2026-10-08"))); // 10月2日国庆节
}

#[test]
fn review_by_organ_follows_articles_24_to_28() {
    use remedy::{OrganKind, Reviewer};
    let of = |kind: OrganKind| kind.reviewers();
    assert_eq!(of(OrganKind::Department), [Reviewer::OwnGovernment]);
    assert_eq!(of(OrganKind::LocalGovernment), [Reviewer::UpperGovernment]);
    assert_eq!(of(OrganKind::ProvincialGovernment), [Reviewer::Itself]);
    assert_eq!(of(OrganKind::Vertical), [Reviewer::UpperAuthority]);
    assert_eq!(of(OrganKind::JusticeDepartment), [Reviewer::OwnGovernment, Reviewer::UpperJustice]);
    assert!(remedy::online_channel_required(Delivery::Internet));
    assert!(!remedy::online_channel_required(Delivery::Post));
}

#[test]
fn what_is_over_takes_nothing_more() {
    let answered = "2026-03-02 submitted in_person\n2026-03-20 answered 3.1 hand";
    refused(&format!("{answered}\n2026-03-21 answered 3.1 hand"), "已经答复");
    refused(&format!("{answered}\n2026-03-21 withdrawn"), "已经答复");
    refused("2026-03-02 submitted in_person\n2026-03-04 withdrawn\n2026-03-05 extended 3", "已经结束");
    refused("2026-03-02 answered 3.1 hand\n2026-03-03 submitted in_person", "第1个事件");
    refused(
        "2026-03-02 submitted internet\n2026-03-03 answered 3.1 internet\n2026-03-04 confirmed",
        "还没有收到",
    );
    refused("2026-03-02 submitted in_person\n2026-03-20 answered 3.6 hand", "3.6.1");
}

#[test]
fn events_count_by_their_day_however_they_are_listed() {
    check(
        "2026-03-20 third_party_replied\n2026-03-09 third_party_consulted 2026-03-10\n2026-03-02 submitted in_person",
        "open 期限2026-04-13",
    );
}

#[test]
fn terms_beyond_the_last_notice_are_provisional() {
    check("2026-11-20 submitted in_person\n2026-12-18 extended 20", "open 期限2027-01-15 暂定");
    check("2026-11-20 submitted in_person", "open 期限2026-12-18");
}

// ---------------------------------------------------------------- 期限证明

#[test]
fn proof_names_every_day_and_the_notice_behind_it() {
    let days = proof(
        &history("2026-02-13 submitted in_person\n2026-03-02 third_party_consulted 2026-03-03\n2026-03-04 third_party_replied"),
        &Calendar::builtin(),
    )
    .unwrap();
    let on = |text: &str| days.iter().find(|proof| proof.date == day(text)).unwrap();
    assert_eq!(on("2026-02-13").count, DayCount::Start);
    assert_eq!(on("2026-02-14").count, DayCount::Counted(1)); // 星期六上班
    assert!(on("2026-02-14").why.contains("调休上班"));
    assert_eq!(on("2026-02-14").notice.as_deref(), Some("国办发明电〔2025〕7号"));
    assert_eq!(on("2026-02-17").count, DayCount::Rest);
    assert_eq!(on("2026-03-02").count, DayCount::Counted(7));
    assert_eq!(on("2026-03-03").count, DayCount::Excluded);
    assert_eq!(on("2026-03-04").count, DayCount::Excluded);
    assert_eq!(on("2026-03-05").count, DayCount::Counted(8));
    let last = days.last().unwrap();
    assert_eq!((last.date, last.count), (day("2026-03-23"), DayCount::Counted(20)));
}

/// What is stored for ever and what programs are told are the same words.
#[test]
fn stored_names_are_the_contracts_names() {
    assert!(Channel::ALL.into_iter().all(|channel| key(channel) == channel.key()));
    assert!(Delivery::ALL.into_iter().all(|delivery| key(delivery) == delivery.key()));
    assert!(Outcome::ALL.into_iter().all(|outcome| key(outcome) == outcome.key()));
    assert!(crate::annual_report::Applicant::ALL.into_iter().all(|kind| key(kind) == kind.key()));
    assert!(receipt::Element::ALL.into_iter().all(|element| key(element) == element.key()));
    assert!(excessive::Judgement::ALL.into_iter().all(|judgement| key(judgement) == judgement.key()));
}

// ---------------------------------------------------------------- 性质

fn any_event() -> impl Strategy<Value = (i64, usize, i64)> {
    (0_i64..90, 0_usize..16, 0_i64..30)
}

fn arbitrary(start: Date, shape: &(i64, usize, i64)) -> Dated {
    let (offset, kind, argument) = *shape;
    let at = start + jiff::Span::new().days(offset);
    let later = at + jiff::Span::new().days(argument);
    let event = match kind {
        0 => Event::Signed,
        1 => Event::Confirmed,
        2 => Event::CorrectionRequested { reply_by: Some(later) },
        3 => Event::Corrected,
        4 => Event::Consulted { whom: Consulted::ThirdParty, delivered: Some(later), party: None },
        5 => Event::Consulted { whom: Consulted::Organ, delivered: None, party: None },
        6 => Event::Replied { whom: Consulted::ThirdParty, consents: None, party: None },
        7 => Event::Replied { whom: Consulted::Organ, consents: Some(false), party: None },
        8 | 9 => Event::Extended { days: argument },
        10 => Event::Delayed { until: later },
        11 => Event::FeeNoticed { delivered: Some(later) },
        12 => Event::FeePaid,
        13 => Event::Answered { outcome: Outcome::NotHeld, delivery: Delivery::Hand, served: None },
        14 => Event::Withdrawn,
        _ => Event::Lapsed,
    };
    Dated { at, event }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever happened, an open case has a next deadline, and the proof ends on the due date.
    #[test]
    fn no_open_case_is_without_a_next_deadline(
        begin in 0_i64..2500,
        channel in 0_usize..5,
        shapes in proptest::collection::vec(any_event(), 0..10),
    ) {
        let calendar = Calendar::builtin();
        let start = IN_FORCE_FROM + jiff::Span::new().days(begin);
        let mut events = vec![Dated { at: start, event: Event::Submitted { channel: Channel::ALL[channel] } }];
        for shape in &shapes {
            // Impossible steps are left out one by one, so that long lawful and unlawful histories arise.
            let mut longer = events.clone();
            longer.push(arbitrary(start, shape));
            if reckon(&History { events: longer.clone(), as_of: None }, &calendar).is_ok() {
                events = longer;
            }
        }
        let history = History { events, as_of: None };
        let reckoning = reckon(&history, &calendar).unwrap();
        let over = matches!(reckoning.state, State::Answered | State::Closed);
        prop_assert_eq!(over, reckoning.deadlines.is_empty());
        prop_assert!(reckoning.due.is_none_or(|due| due >= reckoning.received.unwrap()));
        let days = proof(&history, &calendar).unwrap();
        if reckoning.because.iter().all(|because| because.rule != "条例35") {
            prop_assert_eq!(days.last().map(|last| last.date), reckoning.due);
        }
    }
}
