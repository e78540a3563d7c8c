//! 申请的五步：what each asks for, and what is wrong with what was filled in

use super::draft::Draft;
use crate::applicant;
use crate::form::{Fault, Field, Reader, Typed, line, radios};
use casework::{Application, Person};
use jiff::civil::Date;
use law::annual_report::Applicant;
use office::case::Representing;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Content,
    Kind,
    Applicant,
    Form,
    Files,
    Check,
}

impl Step {
    pub const ALL: [Step; 6] =
        [Step::Content, Step::Kind, Step::Applicant, Step::Form, Step::Files, Step::Check];

    pub const fn path(self) -> &'static str {
        match self {
            Step::Content => "/apply",
            Step::Kind => "/apply/kind",
            Step::Applicant => "/apply/applicant",
            Step::Form => "/apply/form",
            Step::Files => "/apply/files",
            Step::Check => "/apply/check",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Step::Content => "申请公开政府信息",
            Step::Kind => "谁来申请",
            Step::Applicant => "申请人",
            Step::Form => "怎样答复您",
            Step::Files => "附上材料",
            Step::Check => "核对后提交",
        }
    }

    pub fn number(self) -> usize {
        Step::ALL.iter().position(|step| *step == self).map_or(1, |at| at + 1)
    }

    /// The fields the step asks for; what else a form sends is not kept.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Step::Content => &["content"],
            Step::Kind => &["kind", "by"],
            Step::Applicant => &[
                "name",
                "paper",
                "paper_no",
                "telephone",
                "representative",
                "representative_no",
                "representative_telephone",
            ],
            Step::Form => &["medium", "way", "email", "address", "postcode"],
            Step::Files => &["files"],
            Step::Check => &[],
        }
    }

    pub fn next(self) -> Step {
        Step::ALL.get(self.number()).copied().unwrap_or(Step::Check)
    }

    pub fn before(self) -> Step {
        Step::ALL.get(self.number().saturating_sub(2)).copied().unwrap_or(Step::Content)
    }

    /// The step a fault is put right at.
    pub fn of(fault: &Fault) -> Step {
        Step::ALL.into_iter().find(|step| step.names().contains(&fault.field)).unwrap_or(Step::Content)
    }
}

/// An application as its draft stands.
#[derive(Debug, Clone)]
pub struct Filled {
    pub kind: Applicant,
    pub representative: Option<(Representing, Person)>,
    pub application: Application,
}

/// Reads the whole draft, and says what is wrong with it.
pub fn read(draft: &Draft, today: Date) -> (Filled, Vec<Fault>) {
    let typed = draft.typed();
    let mut read = Reader { typed: &typed, faults: Vec::new() };
    let kind = applicant::kind(&mut read);
    by(&mut read, kind);
    let person = applicant::person(&mut read, kind, today, true);
    let representative = applicant::representative(&mut read, today, true);
    applicant::way(&mut read);
    let application = applicant::application(&mut read, person);
    if representative.is_some() && !draft.files.iter().any(|file| file.what == PROOF) {
        read.fault("files", "由代理人、监护人提出的，请附上授权委托书或者监护证明。");
    }
    (Filled { kind, representative, application }, read.faults)
}

/// Who fills it in; only a person has a guardian.
fn by(read: &mut Reader<'_>, kind: Applicant) {
    let by = read.typed.text("by");
    let known = by == OWN || applicant::BY.iter().any(|(key, ..)| *key == by);
    if !known {
        read.fault("by", "请选择由谁提出。");
    } else if by == "guardian" && kind != Applicant::NaturalPerson {
        read.fault("by", "单位没有监护人。请改选“申请人自己”或者“代理人”。");
    }
}

const OWN: &str = "self";
pub const PROOF: &str = "proof";
/// What a file shows: its key, and what the case file calls it, since a name given by the applicant may name somebody.
pub const PAPERS: [(&str, &str, &str); 3] = [
    ("identity", "身份证件、营业执照的照片或者扫描件", "身份证明"),
    (PROOF, "授权委托书、监护证明", "代理证明"),
    ("other", "便于查找的其他材料", "其他材料"),
];

pub fn paper(what: &str) -> (&'static str, &'static str) {
    let found = PAPERS.iter().find(|(key, ..)| *key == what).unwrap_or(&PAPERS[2]);
    (found.1, found.2)
}

/// What is wrong with the fields of one step.
pub fn faults(step: Step, draft: &Draft, today: Date) -> Vec<Fault> {
    let (_, mut faults) = read(draft, today);
    faults.retain(|fault| step.names().contains(&fault.field));
    // In the order of the questions, as somebody reads them who puts them right.
    faults.sort_by_key(|fault| step.names().iter().position(|name| *name == fault.field));
    faults
}

/// Where to go after a step: on, or back to checking where nothing is left to fill in.
pub fn after(step: Step, draft: &Draft, today: Date) -> Step {
    if read(draft, today).1.is_empty() { Step::Check } else { step.next() }
}

pub fn fields(step: Step, typed: &Typed, faults: &[Fault]) -> Vec<Field> {
    let fields = match step {
        Step::Content => content(),
        Step::Kind => kind(),
        Step::Applicant => person(typed),
        Step::Form => form(),
        Step::Files | Step::Check => Vec::new(),
    };
    fields.into_iter().map(|field| field.filled(typed, faults)).collect()
}

fn content() -> Vec<Field> {
    let hint = "一件申请只写一件事。写明信息的名称、文号，或者便于查找的特征：哪个项目、哪个地点、哪一年、什么文件。\
                不用写用途，也请不要在这里写姓名、电话。";
    applicant::content_fields().into_iter().map(|field| field.hinted(hint)).collect()
}

fn kind() -> Vec<Field> {
    let own = (OWN.to_owned(), "申请人自己（本单位）".to_owned());
    let others = applicant::BY.map(|(key, label, _)| (key.to_owned(), label.to_owned()));
    vec![
        applicant::kind_field()
            .in_sight()
            .hinted("年度报告按类别统计。律师代理当事人申请的，按当事人的类别选。"),
        radios("by", "由谁提出", "由代理人、监护人提出的，后面请附上证明。", [own].into_iter().chain(others)),
    ]
}

fn person(typed: &Typed) -> Vec<Field> {
    let kind = Applicant::PARTS.into_iter().find(|kind| kind.key() == typed.text("kind"));
    let kind = kind.unwrap_or(Applicant::NaturalPerson);
    let natural = kind == Applicant::NaturalPerson;
    let own = typed.text("by") == OWN || typed.text("by").is_empty();
    // What a browser knows is of whoever sits before it.
    let autofill = |name: &'static str| if own && natural { name } else { "" };
    let mut fields = vec![
        line("name", "姓名", "与证件上的一致。").own(autofill("name"), ""),
        radios("paper", "证件", "", applicant::papers(kind)),
        line("paper_no", "证件号码", "只用于核对申请人的身份，加密保存，只有办理这件申请的人员可以查看。"),
        line("telephone", "联系电话", "需要补正、延期时与您联系。座机请写区号。").own(autofill("tel"), "tel"),
    ];
    if !natural {
        fields[0].label = "单位名称".into();
        fields[0].autofill = if own { "organization" } else { "" };
    }
    if let Some((_, label, _)) = applicant::BY.into_iter().find(|(key, ..)| *key == typed.text("by")) {
        fields.extend([
            line("representative", "姓名", "").labelled(format!("{label}的姓名")).own("name", ""),
            line("representative_no", "号码", "").labelled(format!("{label}的居民身份证号码")),
            line("representative_telephone", "电话", "")
                .labelled(format!("{label}的联系电话"))
                .own("tel", "tel"),
        ]);
    }
    fields
}

fn form() -> Vec<Field> {
    let way = |field: Field| match field.name {
        "way" => field.hinted("网上获取：答复后在本站凭编号和查询码下载，最快。"),
        _ => field,
    };
    let mut fields: Vec<Field> =
        applicant::form_fields().into_iter().map(|field| way(field.in_sight())).collect();
    fields.extend(applicant::person_fields().into_iter().filter_map(|field| match field.name {
        "email" => {
            Some(field.hinted("选择“电子邮件”的必填；有新的进展时，也可以由此提醒您。").own("email", "email"))
        }
        "address" => Some(field.hinted("选择“邮寄”的必填。").own("address-line1", "")),
        "postcode" => Some(field.own("postal-code", "numeric")),
        _ => None,
    }));
    fields
}
