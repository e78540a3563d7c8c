//! 留言的原文：what was written and how to reach whoever wrote it; sealed, and never public

use serde::{Deserialize, Serialize};

/// Where nothing is left to say.
const NAMELESS: &str = "留言";

/// What the sender wrote. Who they are need not be said: number and code open the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    pub title: String,
    pub content: String,
    pub name: String,
    pub telephone: String,
    pub email: String,
}

impl Letter {
    /// What is said of the sender, and must not come back in a line for the lists.
    pub fn private(&self) -> Vec<&str> {
        let told = [self.name.as_str(), &self.telephone, &self.email];
        told.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// 事项: a line for the lists that names nobody.
    pub fn subject(&self) -> String {
        let text = if self.title.trim().is_empty() { &self.content } else { &self.title };
        match office::subject::of_content(text, &self.private()) {
            nothing if nothing == office::subject::NAMELESS => NAMELESS.into(),
            subject => subject,
        }
    }
}
