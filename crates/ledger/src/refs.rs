//! What a body refers to beside itself: sealed data, its erasure, an attachment.

use crate::chain::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Stands in a body in place of personal data: `{"sealed": id, "digest": SM3 of the ciphertext}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Of the vault, unique within the organ.
    pub sealed: String,
    pub digest: Hash,
}

/// Stands in the body of the event that records an erasure: `{"erased": id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub erased: String,
}

/// Stands in a body for an attachment: `{"blob": SM3 of its bytes}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    pub blob: Hash,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Ref {
    Sealed(Sealed),
    Erased(String),
    Blob(Hash),
}

/// Every reference in a body, in the order they stand.
pub fn of(body: &str) -> Vec<Ref> {
    let mut found = Vec::new();
    // Most bodies refer to nothing and need not be parsed.
    if ["\"sealed\"", "\"erased\"", "\"blob\""].iter().any(|mark| body.contains(mark))
        && let Ok(value) = serde_json::from_str(body)
    {
        collect(&value, &mut found);
    }
    found
}

/// serde_json reads no deeper than 128 levels, and so this goes no deeper.
fn collect(value: &Value, found: &mut Vec<Ref>) {
    match value {
        Value::Object(fields) => {
            found.extend(reference(fields));
            fields.values().for_each(|value| collect(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reference(fields: &serde_json::Map<String, Value>) -> Option<Ref> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if let (Some(id), Some(digest)) = (text("sealed"), text("digest")) {
        return Some(Ref::Sealed(Sealed { sealed: id.into(), digest: Hash::parse(digest)? }));
    }
    if let Some(id) = text("erased") {
        return Some(Ref::Erased(id.into()));
    }
    Hash::parse(text("blob")?).map(Ref::Blob)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_wherever_they_stand() {
        let digest = Hash::of(b"x");
        let sealed = Sealed { sealed: "a1".into(), digest };
        let body = serde_json::json!({
            "applicant": {"name": sealed, "kind": "natural"},
            "letters": [{"blob": digest}, {"title": "blob"}],
            "gone": {"erased": "b2"}
        });
        let expected = [Ref::Sealed(sealed), Ref::Blob(digest), Ref::Erased("b2".into())];
        assert_eq!(of(&body.to_string()), expected);
    }

    #[test]
    fn words_that_only_look_like_references_are_none() {
        for body in
            [r#"{"sealed":"信封"}"#, r#"{"blob":"abc"}"#, r#"{"blob":1}"#, r#"["sealed","blob"]"#, "\"blob\""]
        {
            assert_eq!(of(body), [], "{body}");
        }
    }
}
