//! 改写：a language model may say a cited passage in other words, beside the passage, and nothing more

use ask::faithful;
use std::sync::Arc;

/// Says a passage in other words. It blocks for as long as its settings allow, and no longer.
pub trait Rephraser: Send + Sync {
    fn rephrase(&self, question: &str, passage: &str) -> anyhow::Result<String>;
}

/// What the model makes of a passage: nothing where it fails, where the question has personal data, which is sent
/// nowhere, or where it says what the passage does not.
pub async fn rewritten(rephraser: Arc<dyn Rephraser>, question: String, passage: String) -> Option<String> {
    if !scan::text(&question).is_empty() {
        return None;
    }
    let work = move || {
        let told = rephraser.rephrase(&question, &passage)?;
        let told: String =
            told.trim().chars().filter(|letter| !letter.is_control() || *letter == '\n').collect();
        faithful(&passage, &question, &told)?;
        anyhow::Ok(told)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(told)) => Some(told),
        Ok(Err(error)) => {
            tracing::warn!("a passage is shown without other words: {error:#}");
            None
        }
        Err(error) => {
            tracing::error!(%error, "rephrasing was interrupted");
            None
        }
    }
}
