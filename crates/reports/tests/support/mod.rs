//! 测试用的一份报告：表格固定，文字由测试给出。
#![allow(clippy::unwrap_used, dead_code)]

use law::annual_report::{Applicant, Outcome, Row3};
use reports::Published;
use reports::model::Part;
use reports::read::{Limits, read};
use std::path::Path;

/// 某区人民政府2024年：新收100（自然人90），结转20，办结110，结转下年10；复议5、诉讼3；规范性文件6、2、34。
pub fn example(prose: &str) -> Published {
    let mut report = Published {
        file: "a.html".into(),
        organ: Some("清河区人民政府".into()),
        year: Some(2024),
        ..Published::default()
    };
    report.table2.regulations = [Some(1), Some(0), Some(12)];
    report.table2.normative_documents = [Some(6), Some(2), Some(34)];
    (report.table2.licences, report.table2.penalties, report.table2.coercions) =
        (Some(5000), Some(300), Some(7));
    report.table2.fees = Some("12.5".parse().unwrap());
    for row in Row3::standard() {
        *report.table3.row_mut(row) = [Some(0); 7];
    }
    let mut put = |row: Row3, natural: u64, business: u64| {
        report.table3.set(row, Applicant::NaturalPerson, Some(natural));
        report.table3.set(row, Applicant::Business, Some(business));
        report.table3.set(row, Applicant::Total, Some(natural + business));
    };
    put(Row3::New, 90, 10);
    put(Row3::Carried, 20, 0);
    let outcomes = [
        (Outcome::Granted, 25, 5),
        (Outcome::Partial, 10, 0),
        (Outcome::ThirdParty, 5, 0),
        (Outcome::InternalAffairs, 5, 0),
        (Outcome::NotHeld, 35, 5),
        (Outcome::NeedsMaking, 5, 0),
        (Outcome::Petition, 3, 0),
        (Outcome::Repeated, 2, 0),
        (Outcome::NotCorrected, 4, 0),
        (Outcome::Other, 6, 0),
    ];
    outcomes
        .into_iter()
        .for_each(|(outcome, natural, business)| put(Row3::Result(outcome), natural, business));
    put(Row3::Total, 100, 10);
    put(Row3::CarriedOver, 10, 0);
    report.table4.review = [Some(3), Some(1), Some(0), Some(1), Some(5)];
    report.table4.direct = [Some(2), Some(0), Some(0), Some(0), Some(2)];
    report.table4.after_review = [Some(1), Some(0), Some(0), Some(0), Some(1)];
    report.parts = vec![part(1, prose)];
    report
}

pub fn part(number: u8, prose: &str) -> Part {
    Part { number, title: String::new(), paragraphs: prose.lines().map(str::to_owned).collect() }
}

/// A published report of `../shared/reports`; `None` where the folder is absent.
pub fn real(name: &str) -> Option<Published> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reports").join(name);
    let bytes = std::fs::read(path).ok()?;
    Some(read(name, &bytes, &Limits::default()).unwrap())
}
