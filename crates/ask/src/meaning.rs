//! 语义：texts as vectors, near where they mean the same. Without a model, answers go by words alone.

use crate::process::ModelFault;
use std::sync::Arc;

/// Of length one.
pub type Vector = Arc<[f32]>;

/// Makes vectors of texts.
pub trait Embedder: Send + Sync {
    /// Names the model: vectors of another are not compared.
    fn name(&self) -> String;
    fn question(&self, text: &str) -> Result<Vector, ModelFault>;
    fn passage(&self, text: &str) -> Result<Vector, ModelFault>;
}

/// The cosine of two vectors of length one; 0 for vectors that cannot be compared.
pub(crate) fn nearness(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
