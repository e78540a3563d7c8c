//! 复议、诉讼：登记、答复举证的期限、结果。

use super::*;

/// 3月13日当面送达的答复。
fn answered() -> Office {
    let mut office = Office::received("2026-03-02");
    office.go(Role::Handler, "2026-03-10", granted());
    office.go(Role::DisclosureHead, "2026-03-11", review());
    office.go(Role::Principal, "2026-03-12", sign());
    office.go(
        Role::Registrar,
        "2026-03-13",
        Command::Answer { on: day("2026-03-13"), delivery: Delivery::Hand },
    );
    office
}

pub fn sought(on: Date) -> Command {
    Command::RecordRemedy {
        on,
        route: Route::Reconsideration,
        body: "枣庄市人民政府".into(),
        docket: "某复〔2026〕1号".into(),
    }
}

pub fn result(remedy: u32, on: Date) -> Command {
    Command::RecordRemedyResult { remedy, on, result: ReviewResult::Upheld, summary: "维持".into() }
}

fn notice(remedy: u32, on: &str, procedure: Procedure) -> Command {
    Command::RecordRemedyNotice { remedy, on: day(on), procedure }
}

#[test]
fn remedies_are_registered_with_their_results() {
    let mut office = answered();
    office.go(Role::Registrar, "2026-04-02", sought(day("2026-04-01")));
    let early = result(1, day("2026-03-20"));
    office.check_refused(Role::Registrar, "2026-05-20", result(2, day("2026-05-20")), "AJ-7", "第2件");
    office.check_refused(Role::Registrar, "2026-05-20", early, "AJ-4", "早于");
    office.go(Role::Registrar, "2026-05-20", result(1, day("2026-05-20")));
    let remedies = counted(&office.case().unwrap()).unwrap().remedies;
    assert_eq!((remedies[0].route, remedies[0].sought), (Route::Reconsideration, day("2026-04-01")));
    assert_eq!(remedies[0].decided, Some((day("2026-05-20"), ReviewResult::Upheld)));
}

/// 4月10日收到申请书副本，普通程序：4月13日至17日、20日至24日，第10个工作日为4月24日。
#[test]
fn review48_the_term_to_respond_runs_until_we_have_responded() {
    let mut office = answered();
    office.go(Role::Registrar, "2026-04-02", sought(day("2026-04-01")));
    let by = |office: &Office| {
        let case = office.case().unwrap();
        case.remedies[0].respond_by(&Calendar::builtin()).map(|by| by.date)
    };
    assert_eq!(by(&office), None);
    office.check_refused(
        Role::Registrar,
        "2026-04-10",
        Command::RecordRemedyResponse { remedy: 1, on: day("2026-04-10") },
        "AJ-3",
        "已经办结",
    );
    office.go(Role::Registrar, "2026-04-10", notice(1, "2026-04-10", Procedure::Ordinary));
    assert_eq!(by(&office), Some(day("2026-04-24")));
    let twice = notice(1, "2026-04-11", Procedure::Simple);
    office.check_refused(Role::Registrar, "2026-04-11", twice, "AJ-3", "已经办结");
    let before = Command::RecordRemedyResponse { remedy: 1, on: day("2026-04-09") };
    office.check_refused(Role::Registrar, "2026-04-20", before, "AJ-7", "第1件");
    office.go(
        Role::Registrar,
        "2026-04-20",
        Command::RecordRemedyResponse { remedy: 1, on: day("2026-04-20") },
    );
    assert_eq!(by(&office), None);
    office.go(Role::Registrar, "2026-06-01", result(1, day("2026-06-01")));
}
