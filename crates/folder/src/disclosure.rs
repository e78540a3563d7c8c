//! 依申请公开的设置：`settings/disclosure.toml`，文书模板：`settings/letters/*.md`

use crate::FolderError;
use crate::compile::optional;
use law::request::remedy::{OrganKind, Reviewer};
use office::annual_report::Organ;
use office::letter::{Form, Sender, check_template};
use serde::Deserialize;
use std::path::Path;

/// What letters and reminders take from the office's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    pub sender: Sender,
    /// `枣审服公开〔{year}〕{n}号`
    document_no: String,
    pub mail: Option<Mail>,
    /// Where the public reaches the site, for passkeys and for signing in elsewhere; unsaid, as mails have it.
    pub site: Option<String>,
}

/// 发信的服务器.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub server: String,
    pub port: u16,
    /// `none` in a closed network, `starttls` or `tls` elsewhere.
    #[serde(default)]
    pub encryption: Encryption,
    #[serde(default)]
    pub user: String,
    #[serde(default)]
    pub password: String,
    pub from: String,
    /// The address people reach the desk at, for links in mails.
    pub site: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    None,
    Starttls,
    #[default]
    Tls,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organ_kind: String,
    #[serde(default)]
    own_government: String,
    #[serde(default)]
    upper_government: String,
    #[serde(default)]
    upper_authority: String,
    #[serde(default)]
    upper_justice: String,
    court: String,
    #[serde(default)]
    review_online: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    payment: String,
    document_no: String,
    mail: Option<Mail>,
    site: Option<String>,
}

const NAME: &str = "disclosure.toml";
/// What is written where a file leaves something out.
const NEEDED: &str = "请写明 organ_kind（机关类别）、own_government（本级人民政府）、court（人民法院）、document_no（文号写法）。";

impl Disclosure {
    /// The settings of a data folder. `None` where there are none yet: letters cannot be made then.
    pub fn read(data: &Path, organ: &Organ) -> Result<Option<Disclosure>, FolderError> {
        let path = data.join("settings").join(NAME);
        let Some(text) = optional(&path)? else { return Ok(None) };
        let refused = |detail: String| FolderError::Settings { file: crate::shown(&path), detail };
        let file: File = toml::from_str(&text)
            .map_err(|error| refused(format!("{}。{NEEDED}", law::plain::toml(&text, &error))))?;
        Ok(Some(Disclosure::of(file, organ).map_err(refused)?))
    }

    fn of(file: File, organ: &Organ) -> Result<Disclosure, String> {
        let kind =
            OrganKind::from_key(file.organ_kind.trim()).ok_or_else(|| unknown_kind(&file.organ_kind))?;
        for part in ["{year}", "{n}"] {
            if !file.document_no.contains(part) {
                return Err(format!(
                    "document_no 中没有 {part}，文号无法编定。例如：某审公开〔{{year}}〕{{n}}号。"
                ));
            }
        }
        let contact = match file.contact.trim() {
            "" => format!("{}，{}", organ.address, organ.telephone),
            contact => contact.to_owned(),
        };
        let sender = Sender {
            name: organ.name.clone(),
            kind,
            own_government: file.own_government,
            upper_government: file.upper_government,
            upper_authority: file.upper_authority,
            upper_justice: file.upper_justice,
            court: file.court,
            review_online: file.review_online,
            contact,
            payment: file.payment,
        };
        for reviewer in kind.reviewers() {
            if named(&sender, *reviewer).trim().is_empty() {
                let (label, key) = (reviewer.label(), reviewer.key());
                return Err(format!(
                    "{}须写明{label}的名称（{key}），告知书据此写明向谁申请复议。",
                    kind.label()
                ));
            }
        }
        if sender.court.trim().is_empty() {
            return Err("没有写明人民法院的名称（court）。".into());
        }
        let site = file.site.or_else(|| file.mail.as_ref().map(|mail| mail.site.clone()));
        Ok(Disclosure { sender, document_no: file.document_no, mail: file.mail, site })
    }

    pub fn document_no(&self, year: i16, number: u64) -> String {
        self.document_no.replace("{year}", &year.to_string()).replace("{n}", &number.to_string())
    }
}

fn named(sender: &Sender, reviewer: Reviewer) -> &str {
    match reviewer {
        Reviewer::OwnGovernment => &sender.own_government,
        Reviewer::UpperGovernment => &sender.upper_government,
        Reviewer::Itself => &sender.name,
        Reviewer::UpperAuthority => &sender.upper_authority,
        Reviewer::UpperJustice => &sender.upper_justice,
    }
}

fn unknown_kind(asked: &str) -> String {
    let kinds: Vec<String> =
        OrganKind::ALL.iter().map(|kind| format!("{}（{}）", kind.key(), kind.label())).collect();
    format!("没有“{asked}”这种机关类别。可以写：{}。", kinds.join("、"))
}

/// The template of a form: the office's own, checked, where it has one.
pub fn template(data: &Path, form: Form) -> Result<String, FolderError> {
    let path = data.join("settings").join("letters").join(format!("{}.md", form.key()));
    let Some(text) = optional(&path)? else { return Ok(form.default_template().into()) };
    check_template(form, &text).map_err(|refusal| FolderError::Settings {
        file: crate::shown(&path),
        detail: refusal.to_string(),
    })?;
    Ok(text)
}
