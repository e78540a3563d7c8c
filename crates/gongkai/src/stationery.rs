//! 文书用纸：the settings and templates of the data folder, and the typesetter.

use casework::Trouble;
use folder::Disclosure;
use jiff::civil::DateTime;
use office::annual_report::Organ;
use office::letter::{Form, Letter, Sender};
use papers::Fonts;
use std::path::PathBuf;

pub struct Stationery {
    data: PathBuf,
    organ: Organ,
    fonts: Fonts,
}

impl Stationery {
    pub fn new(data: PathBuf, organ: Organ) -> Stationery {
        let fonts = crate::publishing::fonts(&data);
        Stationery { data, organ, fonts }
    }

    /// As the settings stand now: an office fills them in while the desk is open.
    fn disclosure(&self) -> Result<Disclosure, String> {
        let read = Disclosure::read(&self.data, &self.organ).map_err(|error| error.to_string())?;
        read.ok_or_else(|| {
            format!(
                "没有依申请公开的设置，不能出具文书。请在《{}》中写明机关类别、复议机关、法院和文号写法。",
                self.data.join("settings/disclosure.toml").display()
            )
        })
    }
}

impl casework::Stationery for Stationery {
    fn sender(&self) -> Result<Sender, String> {
        Ok(self.disclosure()?.sender)
    }

    fn template(&self, form: Form) -> Result<String, String> {
        folder::disclosure::template(&self.data, form).map_err(|error| error.to_string())
    }

    fn document_no(&self, year: i16, number: u64) -> String {
        // Where there are no settings the letter itself is refused, and the number with it.
        self.disclosure().map(|found| found.document_no(year, number)).unwrap_or_default()
    }

    fn pdf(&self, letter: &Letter, banner: Option<&str>, at: DateTime) -> Result<Vec<u8>, Trouble> {
        Ok(papers::letter::pdf(letter, banner, &self.fonts, at)?.bytes)
    }

    fn docx(&self, letter: &Letter, banner: Option<&str>, at: DateTime) -> Result<Vec<u8>, Trouble> {
        Ok(papers::letter::docx(letter, banner, at)?)
    }
}
