//! 申请人看得到什么：the letters sent to them and, once the answer went out, the answer and what goes with it

use super::event::{Filed, Purpose};
use super::state::{Case, Paper};
use crate::letter::{Addressee, Form};
use law::request::Event as Timed;

/// The files of a case that its applicant may take away, in order. Nothing of a third party, nothing of the office's
/// own, no answer before it was sent, and nothing once personal data was erased.
pub fn shown_to_applicant(case: &Case) -> Vec<&Filed> {
    if case.erased {
        return Vec::new();
    }
    case.files.iter().filter(|file| is_shown(case, file)).collect()
}

fn is_shown(case: &Case, file: &Filed) -> bool {
    match &file.purpose {
        Purpose::Letter { form, document_no } => {
            let form = Form::from_key(form).filter(|form| form.addressee() == Addressee::Applicant);
            // Signed is not yet sent: the letter lies in the file from then on.
            form.is_some_and(|form| !is_the_answer(case, form, document_no) || was_answered(case))
        }
        Purpose::Release { .. } => was_answered(case) && goes_with_the_answer(case, file.file),
        Purpose::FromApplicant | Purpose::Source | Purpose::Internal => false,
    }
}

fn is_the_answer(case: &Case, form: Form, no: &str) -> bool {
    form.answers() && matches!(&case.paper, Paper::Signed { document_no, .. } if document_no == no)
}

fn goes_with_the_answer(case: &Case, file: u32) -> bool {
    match &case.paper {
        Paper::Signed { draft, .. } => draft.attachments.iter().any(|one| one.file == file),
        Paper::None | Paper::Drafted { .. } | Paper::Reviewed { .. } => false,
    }
}

pub fn was_answered(case: &Case) -> bool {
    case.history.events.iter().any(|dated| matches!(dated.event, Timed::Answered { .. }))
}
