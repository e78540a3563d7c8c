//! 评测：questions as people ask them, and what should answer. How often the first hit is right, how often it is among
//! three, how often a wrong one is given as certain; what is taken for what.

use crate::book::{Book, Sureness, judge};
use crate::everyday::Everyday;
use crate::meaning::Embedder;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// A list of questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exam {
    pub question: Vec<Asked>,
}

/// A question, and a piece of the title of whatever answers it; without any it cannot be answered here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub text: String,
    #[serde(default)]
    pub expects: Vec<String>,
}

impl Exam {
    pub fn read(text: &str) -> Result<Exam, toml::de::Error> {
        toml::from_str(text)
    }

    /// Those the bars and words were set by (`false`), and those that were kept apart (`true`): every second question.
    pub fn half(&self, apart: bool) -> Exam {
        let half = self.question.iter().enumerate().filter(|(at, _)| (at % 2 == 1) == apart);
        Exam { question: half.map(|(_, asked)| asked.clone()).collect() }
    }

    /// Asks every question.
    pub fn take(&self, book: &Book, everyday: &Everyday, model: Option<&dyn Embedder>) -> Report {
        let mut report = Report::default();
        for asked in &self.question {
            let start = Instant::now();
            let meaning = model.and_then(|model| model.question(&asked.text).ok());
            let found = book.find(&asked.text, everyday, meaning.as_deref());
            let (sureness, worth) = judge(&found.candidates);
            report.times.push(start.elapsed());
            let shown: Vec<&str> =
                found.candidates[..worth].iter().map(|one| one.document.title.as_str()).collect();
            report.count(asked, sureness, &shown, found.candidates.first().map_or(0.0, |one| one.score));
        }
        report
    }
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Questions that can be answered.
    pub answerable: usize,
    /// The first shown is right.
    pub first: usize,
    /// One of the three shown is.
    pub among_three: usize,
    /// Nothing was shown of these.
    pub declined_wrongly: usize,
    /// Questions that cannot be answered, and how many of them were declined.
    pub unanswerable: usize,
    pub declined: usize,
    /// A wrong answer was given as certain, of all questions.
    pub sure_and_wrong: usize,
    pub sure: usize,
    pub confusions: Vec<Confusion>,
    pub times: Vec<Duration>,
}

/// A question that was not answered as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confusion {
    pub question: String,
    pub expected: String,
    /// What was shown first; empty where nothing was.
    pub shown: String,
    pub sure: bool,
    pub score: f32,
}

impl Report {
    fn count(&mut self, asked: &Asked, sureness: Sureness, shown: &[&str], score: f32) {
        let right = |title: &&str| asked.expects.iter().any(|piece| title.contains(piece.as_str()));
        let first = shown.first().is_some_and(right);
        let sure = sureness == Sureness::Sure;
        let good = if asked.expects.is_empty() {
            self.unanswerable += 1;
            self.declined += usize::from(sureness == Sureness::Unknown);
            sureness == Sureness::Unknown
        } else {
            self.answerable += 1;
            self.first += usize::from(first);
            self.among_three += usize::from(shown.iter().any(right));
            self.declined_wrongly += usize::from(shown.is_empty());
            first
        };
        self.sure += usize::from(sure);
        self.sure_and_wrong += usize::from(sure && !first);
        if !good {
            self.confusions.push(Confusion {
                question: asked.text.clone(),
                expected: if asked.expects.is_empty() {
                    "应当说明不知道".into()
                } else {
                    asked.expects.join("、")
                },
                shown: shown.first().map_or_else(String::new, |title| (*title).to_owned()),
                sure,
                score,
            });
        }
    }

    /// Per cent of the questions that can be answered.
    pub fn top1(&self) -> f64 {
        percent(self.first, self.answerable)
    }

    pub fn recall3(&self) -> f64 {
        percent(self.among_three, self.answerable)
    }

    /// Per cent of all questions.
    pub fn wrong_with_confidence(&self) -> f64 {
        percent(self.sure_and_wrong, self.answerable + self.unanswerable)
    }

    /// Per cent of the questions that cannot be answered.
    pub fn declined_rightly(&self) -> f64 {
        percent(self.declined, self.unanswerable)
    }

    pub fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }

    /// In one line.
    pub fn told(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "top-1 {:.1}% ({}/{}), recall@3 {:.1}%, wrong with confidence {:.1}% ({}), declined {}/{}, wrongly declined {}, certain {}",
            self.top1(),
            self.first,
            self.answerable,
            self.recall3(),
            self.wrong_with_confidence(),
            self.sure_and_wrong,
            self.declined,
            self.unanswerable,
            self.declined_wrongly,
            self.sure,
        );
        out
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_as_told() {
        let asked = |expects: &[&str]| Asked {
            text: "问".into(),
            expects: expects.iter().map(|&one| one.into()).collect(),
        };
        let mut report = Report::default();
        report.count(&asked(&["甲"]), Sureness::Sure, &["甲指南", "乙"], 0.9);
        report.count(&asked(&["甲"]), Sureness::Unsure, &["乙", "甲指南"], 0.5);
        report.count(&asked(&["甲"]), Sureness::Sure, &["乙"], 0.9);
        report.count(&asked(&["甲"]), Sureness::Unknown, &[], 0.1);
        report.count(&asked(&[]), Sureness::Unknown, &[], 0.1);
        report.count(&asked(&[]), Sureness::Sure, &["乙"], 0.9);
        assert_eq!((report.first, report.among_three, report.declined_wrongly), (1, 2, 1));
        assert_eq!((report.declined, report.unanswerable, report.sure_and_wrong), (1, 2, 2));
        assert_eq!(report.confusions.len(), 4);
        assert!((report.top1() - 25.0).abs() < 1e-9);
    }
}
