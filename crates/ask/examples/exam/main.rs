//! Takes the exam and prints what came of it: cargo run -p ask --example exam [FOLDER OF THE MODEL]

#![allow(clippy::print_stdout, reason = "a command-line tool reports on stdout")]

mod corpus;

use ask::exam::Exam;
use ask::{Embedder, Everyday, Model, Vectors};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exam = Exam::read(demo::QUESTIONS)?;
    let everyday = Everyday::builtin();
    let folder = std::env::args().nth(1);
    let model = folder.as_deref().and_then(|folder| Model::find(Path::new(folder)));
    let file = std::env::temp_dir().join("gongkai-exam-vectors");
    let vectors = model.as_ref().map_or_else(Vectors::in_memory, |model| Vectors::open(&file, &model.name()));
    let mut book = corpus::book(&vectors);
    println!("{} passages", book.passages());
    if let Some(model) = &model {
        let start = Instant::now();
        let texts = book.without_vector(usize::MAX);
        println!("{} texts without a vector", texts.len());
        for chunk in texts.chunks(32) {
            let made = chunk.iter().map(|text| Ok((text.clone(), model.passage(text)?)));
            book.take_vectors(made.collect::<Result<_, ask::ModelFault>>()?, &vectors)?;
        }
        println!("vectors: {:.1} s", start.elapsed().as_secs_f64());
    }
    for (half, name) in [(false, "tuning"), (true, "held out")] {
        let report =
            exam.half(half).take(&book, &everyday, model.as_ref().map(|model| model as &dyn Embedder));
        println!("{name}: {}; median {:.1} ms", report.told(), report.median().as_secs_f64() * 1e3);
        if !half || std::env::args().nth(2).is_some() {
            for one in &report.confusions {
                let sure = if one.sure { "SURE" } else { "" };
                println!(
                    "  {:.2} {sure} {} | want {} | got {}",
                    one.score, one.question, one.expected, one.shown
                );
            }
        }
    }
    Ok(())
}
