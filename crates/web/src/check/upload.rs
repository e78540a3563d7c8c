//! 收取文件：the fields of the form, each part counted while it arrives, nothing written to disk.

use crate::error::Error;
use crate::library::Upload;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use bytes::{Bytes, BytesMut};

pub const MOST_FILES: usize = 60;
pub const FILE_BYTES: usize = 20_000_000;
pub const TOTAL_BYTES: usize = 60_000_000;
/// What is still taken in, and thrown away, after the limit, so that the browser hears the refusal.
const HEARD_OUT: usize = 250_000_000;
const TEXT_BYTES: usize = 64_000;

/// What was sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub files: Vec<Upload>,
    pub prior: Option<Upload>,
    pub typed: Typed,
}

/// What was typed, kept as typed.
#[derive(Debug, Default, Clone)]
pub struct Typed {
    pub organ: String,
    pub year: String,
    pub units: String,
}

/// Reads the whole form, or says what is too large.
pub async fn receive(mut form: Multipart) -> Result<Sent, Error> {
    let mut sent = Sent::default();
    let mut intake = Intake::default();
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let (name, file) = (field.name().unwrap_or_default().to_string(), field.file_name().map(file_name));
        match (name.as_str(), file) {
            ("files" | "prior", Some(file)) => {
                let bytes = intake.read(field, FILE_BYTES, &file).await?;
                // A browser sends an empty nameless file where none was chosen.
                if file.is_empty() && bytes.is_empty() {
                    continue;
                }
                let upload = Upload { name: file, bytes };
                if name == "files" { sent.files.push(upload) } else { sent.prior = Some(upload) }
            }
            ("organ", _) => sent.typed.organ = intake.text(field, "机关名称").await?,
            ("year", _) => sent.typed.year = intake.text(field, "年度").await?,
            ("units", _) => sent.typed.units = intake.text(field, "应报单位").await?,
            _ => {
                intake.read(field, TEXT_BYTES, "其他内容").await?;
            }
        }
        if sent.files.len() > MOST_FILES {
            intake.refuse(format!("一次最多核对 {MOST_FILES} 份报告"));
            sent.files.clear();
        }
    }
    match intake.refused {
        Some(refusal) => Err(Error::TooLarge(refusal)),
        None => Ok(sent),
    }
}

/// A name as shown: browsers of old send the whole path.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[derive(Default)]
struct Intake {
    taken: usize,
    refused: Option<String>,
}

impl Intake {
    /// A field's bytes; none once something was refused.
    async fn read(&mut self, mut field: Field<'_>, most: usize, what: &str) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = field.chunk().await.map_err(malformed)? {
            self.taken += chunk.len();
            if bytes.len() + chunk.len() > most {
                self.refuse(format!("“{what}”超过 {} MB", most.div_ceil(1_000_000)));
            } else if self.taken > TOTAL_BYTES {
                self.refuse(format!("一次提交的文件合计超过 {} MB", TOTAL_BYTES / 1_000_000));
            }
            match &self.refused {
                Some(refusal) if self.taken > HEARD_OUT => return Err(Error::TooLarge(refusal.clone())),
                Some(_) => bytes.clear(),
                None => bytes.extend_from_slice(&chunk),
            }
        }
        Ok(bytes.freeze())
    }

    async fn text(&mut self, field: Field<'_>, what: &str) -> Result<String, Error> {
        let bytes = self.read(field, TEXT_BYTES, what).await?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_string())
    }

    fn refuse(&mut self, why: String) {
        self.refused.get_or_insert(why);
    }
}

fn malformed(error: MultipartError) -> Error {
    tracing::debug!(%error, "malformed upload");
    Error::BadRequest("提交的文件没有传完整".into())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn only_the_last_part_of_a_path_is_a_name() {
        for (sent, name) in [
            ("2024年报.html", "2024年报.html"),
            ("C:\\Users\\me\\年报.docx", "年报.docx"),
            ("../../etc/passwd", "passwd"),
            ("a\u{0}b\n.pdf", "ab.pdf"),
            ("", ""),
        ] {
            assert_eq!(file_name(sent), name);
        }
    }
}
