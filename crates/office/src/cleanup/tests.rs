//! 文件清理的测试。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::publication::Validity;
use crate::role::{Actor, Role};

fn document(index: &str) -> Document {
    Document { index: index.into(), title: format!("文件{index}"), document_no: None }
}

fn act(round: Option<Round>, who: &str, role: Role, command: Command) -> Result<Round, Refusal> {
    let actor = Actor { id: who.into(), roles: vec![role] };
    let ctx = Ctx { today: "2026-03-04".parse().unwrap(), actor: &actor };
    let event = decide(&ctx, round.as_ref(), command)?;
    let written = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event);
    Ok(evolve(round, &event))
}

fn open(until: &str, documents: &[&str]) -> Result<Round, Refusal> {
    let command = Command::Open {
        no: "2026-1".into(),
        title: "2026年行政规范性文件清理".into(),
        basis: "市政府清理通知".into(),
        until: until.parse().unwrap(),
        documents: documents.iter().map(|index| document(index)).collect(),
    };
    act(None, "zhao", Role::DisclosureHead, command)
}

fn decided(index: &str, decision: Decision) -> Command {
    Command::Decide { document: index.into(), decision, reason: "已有新的规定".into(), successor: None }
}

/// 甲继续有效，乙废止，丙失效。
fn all_decided() -> Round {
    let round = open("2026-06-30", &["甲", "乙", "丙"]).unwrap();
    let each = [("甲", Decision::Kept), ("乙", Decision::Repealed), ("丙", Decision::Lapsed)];
    each.into_iter().fold(round, |round, (index, decision)| {
        act(Some(round), "wang", Role::Handler, decided(index, decision)).unwrap()
    })
}

#[test]
fn each_document_is_decided_before_the_round_is_signed_by_another() {
    let round = open("2026-06-30", &["甲", "乙"]).unwrap();
    let sign = Command::Sign { remark: String::new() };
    let refusal = act(Some(round), "qian", Role::Principal, sign.clone()).unwrap_err();
    assert_eq!(refusal, Refusal::Undecided(2));
    let round = all_decided();
    assert_eq!(round.stage(), Stage::Decided);
    let own = act(Some(round.clone()), "wang", Role::Principal, sign.clone()).unwrap_err();
    assert_eq!(own, Refusal::FourEyes);
    let refusal = act(Some(round.clone()), "wang", Role::Handler, sign.clone()).unwrap_err();
    assert_eq!(refusal.code(), "QX-1");
    let round = act(Some(round), "qian", Role::Principal, sign).unwrap();
    assert_eq!(round.stage(), Stage::Signed);
    let late = act(Some(round), "wang", Role::Handler, decided("甲", Decision::Declared)).unwrap_err();
    assert_eq!(late.code(), "QL-2");
}

#[test]
fn only_the_item_drafted_from_what_was_signed_carries_the_decisions_out() {
    let round = all_decided();
    assert_eq!(round.carried("x/1").unwrap_err(), Refusal::NotTheResult);
    let sign = || Command::Sign { remark: String::new() };
    let draft = |item: &str| Command::Draft { item: item.into() };
    let round = act(Some(round), "qian", Role::Principal, sign()).unwrap();
    let round = act(Some(round), "wang", Role::Handler, draft("x/1")).unwrap();
    assert_eq!(round.carried("x/2").unwrap_err(), Refusal::NotTheResult);
    let carried = round.carried("x/1").unwrap();
    let carried: Vec<_> = carried.iter().map(|(one, validity, _)| (one.index.as_str(), *validity)).collect();
    assert_eq!(carried, [("乙", Validity::Repealed), ("丙", Validity::Expired)]);
    let back = Command::SendBack { remark: "丙应当继续有效".into() };
    let round = act(Some(round), "qian", Role::Principal, back).unwrap();
    assert_eq!(round.carried("x/1").unwrap_err(), Refusal::NotTheResult);
    let round = act(Some(round), "wang", Role::Handler, decided("丙", Decision::Kept)).unwrap();
    let round = act(Some(round), "qian", Role::Principal, sign()).unwrap();
    let round = act(Some(round), "wang", Role::Handler, draft("x/2")).unwrap();
    assert_eq!(round.carried("x/2").unwrap().len(), 1);
    assert_eq!(round.of(Decision::Kept).count(), 2);
}

#[test]
fn a_round_lists_its_documents_once_and_ends_later_than_today() {
    assert_eq!(open("2026-06-30", &[]).unwrap_err(), Refusal::Number(500));
    assert_eq!(open("2026-06-30", &["甲", "甲"]).unwrap_err(), Refusal::Twice("甲".into()));
    assert_eq!(open("2026-03-03", &["甲"]).unwrap_err().code(), "QL-6");
    let round = open("2026-03-04", &["甲"]).unwrap();
    let other = act(Some(round.clone()), "wang", Role::Handler, decided("乙", Decision::Kept)).unwrap_err();
    assert_eq!(other, Refusal::NoDocument("乙".into()));
    let blank = Command::Decide {
        document: "甲".into(),
        decision: Decision::Kept,
        reason: " ".into(),
        successor: None,
    };
    assert_eq!(act(Some(round), "wang", Role::Handler, blank).unwrap_err().code(), "QL-10");
}

#[test]
fn keys_lead_back() {
    for decision in Decision::ALL {
        assert_eq!(Decision::from_key(decision.key()), Some(decision));
    }
}
