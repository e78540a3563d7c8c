//! Questions over the demonstration's corpus: how often the answer is right, and how fast it is there. By words alone,
//! and with the model where `cargo xtask model` fetched it.

use crate::corpus;
use crate::measure::Table;
use anyhow::Result;
use ask::exam::{Exam, Report};
use ask::{Embedder, Everyday, Model, Vectors};
use std::time::Instant;

/// The goal with the model, per cent.
const TOP1: f64 = 85.0;
const RECALL3: f64 = 95.0;
/// Lines of the list of confusions.
const CONFUSIONS: usize = 60;

pub fn measure(table: &mut Table) -> Result<()> {
    let exam = Exam::read(demo::QUESTIONS)?;
    let book = corpus::book(&Vectors::in_memory());
    table.note("questions, passages", format!("{}, {}", exam.question.len(), book.passages()));
    for apart in [false, true] {
        told(table, "by words", apart, &exam.half(apart).take(&book, &Everyday::builtin(), None), false);
    }
    let folder = std::env::current_exe()?.ancestors().nth(2).map(|target| target.join("model"));
    match folder.as_deref().and_then(Model::find) {
        Some(model) => by_meaning(table, &exam, &model),
        None => {
            table.note("by meaning", "not measured: the model is not there (cargo xtask model)");
            Ok(())
        }
    }
}

fn by_meaning(table: &mut Table, exam: &Exam, model: &Model) -> Result<()> {
    let vectors = Vectors::open(&std::env::temp_dir().join("gongkai-bench-vectors"), &model.name());
    let mut book = corpus::book(&vectors);
    let (start, texts) = (Instant::now(), book.without_vector(usize::MAX));
    let many = texts.len();
    for text in texts {
        let vector = model.passage(&text)?;
        book.take_vectors(vec![(text, vector)], &vectors)?;
    }
    if many > 0 {
        let each = start.elapsed().as_secs_f64() * 1e3 / many as f64;
        table.note("a passage's vector", format!("{each:.0} ms, {many} passages"));
    }
    for apart in [false, true] {
        let report = exam.half(apart).take(&book, &Everyday::builtin(), Some(model));
        told(table, "by meaning", apart, &report, true);
    }
    Ok(())
}

fn told(table: &mut Table, how: &str, apart: bool, report: &Report, goal: bool) {
    let half = if apart { "questions kept apart" } else { "questions it was set by" };
    let name = |what: &str| format!("{how}, {half}: {what}");
    let bar = |percent: f64| if goal { format!("≥ {percent}%") } else { String::new() };
    let (top1, recall3) = (report.top1(), report.recall3());
    table.bar(name("top-1"), format!("{top1:.1}%"), &bar(TOP1), !goal || top1 >= TOP1);
    table.bar(name("recall@3"), format!("{recall3:.1}%"), &bar(RECALL3), !goal || recall3 >= RECALL3);
    table.note(name("wrong with confidence"), format!("{:.1}%", report.wrong_with_confidence()));
    table.note(name("declined of those without an answer"), format!("{:.1}%", report.declined_rightly()));
    table.note(name("median"), format!("{:.1} ms", report.median().as_secs_f64() * 1e3));
    eprintln!("{how}, {half}: {}", report.told());
    for one in report.confusions.iter().take(CONFUSIONS) {
        let sure = if one.sure { ", as certain" } else { "" };
        eprintln!("  {} — {} — {}{sure}", one.question, one.expected, one.shown);
    }
}
