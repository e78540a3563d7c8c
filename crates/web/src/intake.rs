//! 收取表单：fields and files as they arrive, each part counted, nothing written to disk.

use crate::error::Error;
use crate::library::Upload;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use bytes::{Bytes, BytesMut};

/// How much a form may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub files: usize,
    pub file_bytes: usize,
    pub total_bytes: usize,
    /// The sentence for too many files.
    pub too_many: &'static str,
}

/// What is still taken in, and thrown away, after the limit, so that the browser hears the refusal.
const HEARD_OUT: usize = 250_000_000;
/// A body of the longest, every character of four bytes.
const TEXT_BYTES: usize = 800_000;
const TEXTS: usize = 1_000;

/// A form as it was sent; names may come several times.
#[derive(Debug, Default)]
pub struct Taken {
    pub texts: Vec<(String, String)>,
    /// By the name of the field. Fields in which no file was chosen are left out.
    pub files: Vec<(String, Upload)>,
}

/// Reads the whole form, or says what is too large.
pub async fn take(mut form: Multipart, limits: Limits) -> Result<Taken, Error> {
    let mut taken = Taken::default();
    let mut intake = Intake { limits, taken: 0, refused: None };
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let (name, file) = (field.name().unwrap_or_default().to_string(), field.file_name().map(file_name));
        match file {
            Some(file) => {
                let bytes = intake.read(field, limits.file_bytes, &file).await?;
                // A browser sends an empty nameless file where none was chosen.
                if !file.is_empty() || !bytes.is_empty() {
                    taken.files.push((name, Upload { name: file, bytes }));
                }
            }
            None => {
                let bytes = intake.read(field, TEXT_BYTES, "填写的内容").await?;
                taken.texts.push((name, String::from_utf8_lossy(&bytes).trim().to_string()));
            }
        }
        if taken.files.len() > limits.files {
            intake.refuse(limits.too_many.into());
            taken.files.clear();
        }
        if taken.texts.len() > TEXTS {
            intake.refuse("填写的项目太多".into());
            taken.texts.clear();
        }
    }
    match intake.refused {
        Some(refusal) => Err(Error::TooLarge(refusal)),
        None => Ok(taken),
    }
}

/// A name as shown: browsers of old send the whole path.
pub fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control() && !turns(*c)).take(200).collect()
}

/// Letters that are not seen and turn what is read: «\u{202e}fdp.exe» reads «exe.pdf».
fn turns(letter: char) -> bool {
    matches!(
        letter,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

struct Intake {
    limits: Limits,
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
            } else if self.taken > self.limits.total_bytes {
                self.refuse(format!("一次提交的文件合计超过 {} MB", self.limits.total_bytes / 1_000_000));
            }
            match &self.refused {
                Some(refusal) if self.taken > HEARD_OUT => return Err(Error::TooLarge(refusal.clone())),
                Some(_) => bytes.clear(),
                None => bytes.extend_from_slice(&chunk),
            }
        }
        Ok(bytes.freeze())
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
            ("合同\u{202e}fdp.exe", "合同fdp.exe"),
            ("", ""),
        ] {
            assert_eq!(file_name(sent), name);
        }
    }
}
