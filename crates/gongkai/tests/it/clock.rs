//! gongkai clock、gongkai fee. Dates worked out by hand from the State Council's notices.

use crate::{Folder, gongkai};
use serde_json::{Value, json};

fn clock(history: Value) -> (i32, Value, String) {
    let folder = Folder::new();
    folder.file("history.json", history.to_string());
    let ran = gongkai(&["clock", &folder.path("history.json"), "--format", "json"]);
    (ran.code, serde_json::from_str(&ran.out).unwrap_or(Value::Null), ran.err)
}

fn check(history: Value, expected: Value) {
    let (code, told, err) = clock(history);
    assert_eq!(code, 0, "{err}");
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&told[key], value, "{key}: {told:#}");
    }
}

fn check_refused(events: Value, words: &[&str]) {
    let (code, told, err) = clock(json!({ "events": events }));
    assert_eq!((code, told), (2, Value::Null), "{err}");
    for word in words {
        assert!(err.contains(word), "{word}: {err}");
    }
}

#[test]
fn the_contract_s_example_is_reckoned() {
    check(
        json!({"as_of": "2025-07-04", "events": [
            {"at": "2025-06-03", "event": "submitted", "channel": "in_person"},
            {"at": "2025-06-10", "event": "third_party_consulted", "delivered": "2025-06-12"},
            {"at": "2025-06-23", "event": "third_party_replied", "consents": true},
            {"at": "2025-07-07", "event": "extended", "days": 10}]}),
        json!({"received": "2025-06-03", "due": "2025-07-28", "provisional": false, "state": "open",
            "in_time": null, "pay_by": null, "reconsideration_first": null, "reconsideration_by": null,
            "litigation_by": null, "findings": []}),
    );
}

#[test]
fn an_answer_is_judged_and_its_remedies_told() {
    check(
        json!({"events": [
            {"at": "2026-07-06", "event": "submitted", "channel": "in_person"},
            {"at": "2026-08-04", "event": "answered", "outcome": "3.3.4", "delivery": "hand"}]}),
        json!({"due": "2026-08-03", "state": "answered", "in_time": false, "reconsideration_first": true,
            "reconsideration_by": "2026-10-08", "litigation_by": null,
            "findings": [{"code": "answer_late", "rule": "条例33",
                "message": "答复期限至2026年8月3日，2026年8月4日才答复。"}]}),
    );
}

#[test]
fn what_cannot_have_happened_is_refused_with_its_event() {
    let submitted = json!({"at": "2026-03-02", "event": "submitted", "channel": "internet"});
    check_refused(
        json!([submitted, {"at": "2026-03-03", "event": "answered", "outcome": "3.1", "delivery": "hand"}]),
        &["第2个事件", "answered", "还没有收到"],
    );
    check_refused(
        json!([submitted, {"at": "2026-02-30", "event": "confirmed"}]),
        &["第2个事件", "2026-02-30"],
    );
    check_refused(
        json!([submitted, {"at": "2026-03-03", "event": "extnded"}]),
        &["第2个事件", "不认识这个事件"],
    );
    check_refused(
        json!([submitted, {"at": "2026-03-03", "event": "confirmed", "dellivered": 1}]),
        &["第2个事件", "dellivered"],
    );
    check_refused(json!([{"at": "2026-03-02", "event": "submitted", "channel": "pigeon"}]), &["in_person"]);
    check_refused(json!([]), &["events"]);
}

#[test]
fn people_are_told_every_day_of_a_term() {
    let folder = Folder::new();
    folder.file("a.json", r#"{"events":[{"at":"2026-02-13","event":"submitted","channel":"in_person"}]}"#);
    let ran = gongkai(&["clock", &folder.path("a.json"), "--days"]);
    assert!(ran.out.contains("答复期限　2026-03-19"), "{}", ran.out);
    assert!(ran.out.contains("2026-02-14　第1日　春节调休上班　国办发明电〔2025〕7号"), "{}", ran.out);
}

#[test]
fn fees_are_told_by_cases_or_pages_never_both() {
    for (line, told) in [
        ("fee --cases 31 --format json", r#"{"yuan":2200}"#),
        ("fee --pages 201 --format json", r#"{"yuan":2740}"#),
        ("fee --cases 10 --format json", r#"{"yuan":0}"#),
    ] {
        assert_eq!(gongkai(&line.split(' ').collect::<Vec<_>>()).out.trim(), told, "{line}");
    }
    for line in ["fee", "fee --cases 1 --pages 1", "fee --cases -1", "fee --cases 99999999999"] {
        let ran = gongkai(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(ran.code, 2, "{line}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn what_is_no_history_is_told_with_its_place() {
    let folder = Folder::new();
    folder.file("a.json", "{]");
    let ran = gongkai(&["clock", &folder.path("a.json")]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a.json》不是一件申请的经过") && !ran.err.contains("本软件出错"), "{}", ran.err);
}
