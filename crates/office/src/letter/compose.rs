//! 成文：模板填上事实，分出标题、正文、表格和回执

use super::facts::Facts;
use super::form::{Addressee, Form};
use super::refusal::Refusal;
use super::template::{known, refused, render};
use super::variable::Variable;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A letter as it goes out, still without its layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub form: Form,
    pub organ: String,
    /// 文号
    pub number: Option<String>,
    pub title: String,
    /// 主送
    pub addressee: Option<String>,
    pub body: Vec<Piece>,
    pub attachments: Vec<String>,
    /// 成文日期; `None` for sheets, which are not signed by the organ.
    pub dated: Option<Date>,
    /// 附注
    pub note: Option<String>,
    /// 回执, on a page of its own.
    pub slip: Option<Sheet>,
}

/// A sheet to fill in and send back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    pub body: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Heading(String),
    Paragraph(String),
    /// Label and content, a row each.
    Table(Vec<(String, String)>),
}

/// Where a person's text breaks its paragraph: kept apart from the template's own lines.
const BREAK: char = '\u{E000}';
/// Before a person's text that begins like a mark of the template.
const PLAIN: char = '\u{E001}';

/// The letter of a form. Refuses where something that must be stated is not known.
pub fn compose(form: Form, facts: &Facts, template: &str) -> Result<Letter, Refusal> {
    super::template::check(form, template)?;
    let mut values = BTreeMap::new();
    for variable in known(form) {
        values.insert(variable, variable.words(form, facts)?);
    }
    let required = form.required();
    let blank =
        |one: &Variable| !one.may_be_blank() && values.get(one).is_none_or(|words| words.trim().is_empty());
    let missing: Vec<Variable> = required.into_iter().filter(blank).collect();
    if !missing.is_empty() {
        return Err(Refusal::Incomplete { form, missing });
    }
    let values = values.into_iter().map(|(variable, words)| (variable.name(), typed(&words))).collect();
    let rendered = render(form, template, &values)?;
    let (title, body, slip) = titled(form, &rendered)?;
    letter(form, facts, title, body, slip)
}

fn letter(
    form: Form,
    facts: &Facts,
    title: String,
    body: Vec<Piece>,
    slip: Option<Sheet>,
) -> Result<Letter, Refusal> {
    let whom = match form.addressee() {
        Addressee::Applicant => Some((Variable::Applicant, facts.applicant.name.trim())),
        Addressee::Consulted => {
            Some((Variable::Consulted, facts.matter.as_ref().map_or("", |matter| matter.whom.name.trim())))
        }
        Addressee::Nobody => None,
    };
    if let Some((variable, "")) = whom {
        return Err(Refusal::Incomplete { form, missing: vec![variable] });
    }
    let number = facts.document_no.trim();
    if form.is_numbered() && number.is_empty() {
        return Err(Refusal::Incomplete { form, missing: vec![Variable::DocumentNo] });
    }
    let attached = facts.draft.iter().filter(|_| form.answers()).flat_map(|draft| &draft.attachments);
    Ok(Letter {
        form,
        organ: clean(&facts.sender.name),
        number: form.is_numbered().then(|| clean(number)),
        title,
        addressee: whom.map(|(_, name)| clean(name)),
        body,
        attachments: attached.map(|one| clean(&one.name)).collect(),
        dated: (form.addressee() != Addressee::Nobody).then_some(facts.dated),
        note: contact_note(form, facts),
        slip,
    })
}

/// 附注：whom to ask, where the letter itself does not say.
fn contact_note(form: Form, facts: &Facts) -> Option<String> {
    let contact = clean(&facts.sender.contact);
    let said = form.required().contains(&Variable::Office) || form.addressee() == Addressee::Nobody;
    (!said && !contact.is_empty()).then(|| format!("联系方式：{contact}"))
}

/// A person's text without what we use as marks; its own line breaks begin new paragraphs.
fn typed(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for line in words.lines().map(clean).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(BREAK);
        }
        if line.starts_with(['#', '|', '-']) {
            out.push(PLAIN);
        }
        // A table of the template ends its cells with a bar.
        out.push_str(&line.replace('|', "｜"));
    }
    out
}

/// Without control characters and characters of private use, which print as boxes and serve us as marks.
fn clean(text: &str) -> String {
    let kept = |one: &char| !one.is_control() && !('\u{E000}'..='\u{F8FF}').contains(one);
    text.chars().filter(kept).collect::<String>().trim().to_owned()
}

type Parts = (String, Vec<Piece>, Option<Sheet>);

/// Title, body and slip of a filled-in template.
pub(super) fn titled(form: Form, text: &str) -> Result<Parts, Refusal> {
    let text = text.replace("\r\n", "\n");
    let mut sheets = text.split("\n---\n").map(sheet);
    let refusal = |line| refused(form, line, "标题应当写在最前，一行，以“# ”开头。".into());
    let (title, body) = sheets.next().flatten().ok_or_else(|| refusal(1))?;
    let slip = match sheets.next() {
        Some(Some((title, body))) => Some(Sheet { title, body }),
        Some(None) => {
            return Err(refusal(text.split("\n---\n").next().map_or(1, |one| one.lines().count() + 2)));
        }
        None => None,
    };
    if sheets.next().is_some() {
        return Err(refused(form, 1, "“---”以下是回执，只能有一份。".into()));
    }
    Ok((title, body, slip))
}

fn sheet(text: &str) -> Option<(String, Vec<Piece>)> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    let title = lines.next()?.strip_prefix("# ")?.trim();
    let mut body = Vec::new();
    let mut open = String::new();
    for line in lines.chain([""]) {
        let row = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
        let heading = line.strip_prefix("## ");
        if (line.is_empty() || row.is_some() || heading.is_some()) && !open.is_empty() {
            paragraphs(&mut body, &std::mem::take(&mut open));
        }
        match (row, heading) {
            (Some(row), _) => add_row(&mut body, row),
            (None, Some(heading)) => body.push(Piece::Heading(shown(heading))),
            (None, None) => open.push_str(line),
        }
    }
    (!title.is_empty()).then(|| (shown(title), body))
}

fn paragraphs(body: &mut Vec<Piece>, text: &str) {
    let kept = text.split(BREAK).map(shown).filter(|text| !text.is_empty());
    body.extend(kept.map(Piece::Paragraph));
}

fn add_row(body: &mut Vec<Piece>, row: &str) {
    let (label, content) = row.split_once('|').unwrap_or((row, ""));
    // Wide spaces stay: they leave room for a date written by hand.
    let cell = |text: &str| text.replace(PLAIN, "").trim_matches(' ').to_owned();
    let row = (cell(label), content.split(BREAK).map(cell).collect::<Vec<_>>().join("\n"));
    match body.last_mut() {
        Some(Piece::Table(rows)) => rows.push(row),
        _ => body.push(Piece::Table(vec![row])),
    }
}

fn shown(text: &str) -> String {
    text.replace(PLAIN, "").replace(BREAK, " ").trim().to_owned()
}

impl Letter {
    /// The words of the letter in reading order, a line a paragraph: for previews and for comparing.
    pub fn plain_text(&self) -> String {
        let mut lines = Vec::new();
        lines.extend(self.number.clone());
        lines.push(self.title.clone());
        lines.extend(self.addressee.iter().map(|name| format!("{name}：")));
        lines.extend(plain_pieces(&self.body));
        lines.extend(self.attachment_lines());
        if let Some(dated) = self.dated {
            lines.push(self.organ.clone());
            lines.push(super::variable::day(dated));
        }
        lines.extend(self.note.iter().map(|note| format!("（{note}）")));
        if let Some(slip) = &self.slip {
            lines.push("----".into());
            lines.push(slip.title.clone());
            lines.extend(plain_pieces(&slip.body));
        }
        lines.join("\n") + "\n"
    }

    /// 附件说明: one without a number, several with.
    pub fn attachment_lines(&self) -> Vec<String> {
        match self.attachments.as_slice() {
            [one] => vec![format!("附件：{one}")],
            several => {
                let lead = |at| if at == 0 { "附件：" } else { "　　　" };
                let line = |(at, name): (usize, &String)| format!("{}{}.{name}", lead(at), at + 1);
                several.iter().enumerate().map(line).collect()
            }
        }
    }
}

fn plain_pieces(pieces: &[Piece]) -> Vec<String> {
    let mut lines = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Heading(text) | Piece::Paragraph(text) => lines.push(text.clone()),
            Piece::Table(rows) => {
                lines.extend(
                    rows.iter().map(|(label, content)| format!("{label}｜{}", content.replace('\n', " "))),
                );
            }
        }
    }
    lines
}
