//! 文书用的东西：机关设置里的名称、模板、文号的写法，和排版。 The program behind supplies them.

use jiff::civil::DateTime;
use office::letter::{Form, Letter, Sender};

/// Why a letter was not set: ours to mend.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

pub trait Stationery: Send + Sync + 'static {
    /// 出具文书的机关. The refusal says what to fill in and where.
    fn sender(&self) -> Result<Sender, String>;
    /// The office's own template where it has one, else ours.
    fn template(&self, form: Form) -> Result<String, String>;
    /// 文号: the `number`th of the year.
    fn document_no(&self, year: i16, number: u64) -> String;
    /// `banner` («预览，未签发») stands on every page of what is not yet a letter.
    fn pdf(&self, letter: &Letter, banner: Option<&str>, at: DateTime) -> Result<Vec<u8>, Trouble>;
    fn docx(&self, letter: &Letter, banner: Option<&str>, at: DateTime) -> Result<Vec<u8>, Trouble>;
}
