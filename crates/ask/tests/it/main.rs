//! 评测：the questions over the demonstration's corpus hold the floor that was reached; with the model where it was fetched.

#![allow(clippy::unwrap_used)]

#[path = "../../examples/exam/corpus.rs"]
mod corpus;

use ask::exam::{Exam, Report};
use ask::{Everyday, Vectors};

#[test]
fn the_questions_are_many_and_some_cannot_be_answered() {
    let exam = Exam::read(demo::QUESTIONS).unwrap();
    let unanswerable = exam.question.iter().filter(|asked| asked.expects.is_empty()).count();
    assert!(exam.question.len() >= 200 && unanswerable >= 25, "{} {unanswerable}", exam.question.len());
    let mut texts: Vec<&str> = exam.question.iter().map(|asked| asked.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), exam.question.len(), "a question stands twice");
}

#[test]
fn every_expected_document_is_in_the_corpus() {
    let titles: Vec<String> = corpus::documents().into_iter().map(|one| one.title).collect();
    for asked in Exam::read(demo::QUESTIONS).unwrap().question {
        for piece in &asked.expects {
            assert!(titles.iter().any(|title| title.contains(piece)), "{}: {piece}", asked.text);
        }
    }
}

/// The floors are what was reached, less two questions: a change that answers worse is seen.
#[test]
fn by_words_alone_the_floor_holds() {
    let exam = Exam::read(demo::QUESTIONS).unwrap();
    let book = corpus::book(&Vectors::in_memory());
    let everyday = Everyday::builtin();
    for (apart, top1, recall3, wrong) in [(false, 85.0, 90.0, 1.5), (true, 85.5, 89.5, 1.5)] {
        let report: Report = exam.half(apart).take(&book, &everyday, None);
        let told = report.told();
        assert!(report.top1() >= top1 && report.recall3() >= recall3, "apart {apart}: {told}");
        assert!(report.wrong_with_confidence() <= wrong, "apart {apart}: {told}");
    }
}
