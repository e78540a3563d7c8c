//! 起草和修改的表单：要素、正文、附件

use super::super::Desk;
use crate::form::{
    Fault, Field, Reader, Typed, area, checks, choice, day, files, heading, line, said_with_kind, short,
};
use jiff::civil::Date;
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use office::catalogue::{Entry, Versions};
use office::publication::{Attachment, Content, LONGEST_BODY, Nature, Retention};

/// What a form of an item is made with.
pub struct Around {
    pub columns: Vec<String>,
    pub catalogue: Versions,
    pub organ: String,
    pub today: Date,
}

impl Around {
    pub async fn of(desk: &Desk) -> Result<Around, publishing::Error> {
        let columns = desk.publishing.columns().await?;
        Ok(Around {
            columns: columns.into_iter().map(|column| column.name).collect(),
            catalogue: desk.publishing.catalogue().await?,
            organ: desk.library().organ().name.clone(),
            today: desk.library().today(),
        })
    }

    fn entries(&self) -> &[Entry] {
        self.catalogue.current().map_or(&[], |catalogue| &catalogue.entries)
    }
}

fn pairs<'a>(of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    of.into_iter().map(|(key, label)| (key.to_owned(), label.to_owned())).collect()
}

/// Every question about an item, answered as the content has it.
pub fn fields(desk: &Desk, around: &Around, content: Option<&Content>) -> Vec<Field> {
    let calendar = desk.library().calendar();
    let natures = Nature::ALL.into_iter().filter(|nature| !nature.is_service());
    let natures = natures.map(|nature| (nature.key().to_owned(), nature.label().to_owned()));
    let columns = around.columns.iter().map(|name| (name.clone(), name.clone()));
    let entries = around
        .entries()
        .iter()
        .map(|entry| (entry.code.clone(), format!("{}　{}", entry.code, entry.name())));
    let duties = Duty::all().map(|duty| (duty.key(), format!("{}　{}", duty.cite(), duty.label())));
    let kept = Retention::ALL.map(|one| (one.key().to_owned(), one.label().to_owned()));
    let none = || pairs([("", "不属于")]).into_iter();
    let mut fields = vec![
        line("title", "名称", "公众看到的标题，不写个人信息。"),
        choice("nature", "信息类型", "规章、规范性文件和澄清说明须经主要负责人批准。", natures),
        choice("column", "栏目", "", columns),
        choice("entry", "主动公开事项目录", "", none().chain(entries)),
        choice("duty", "《条例》条款", "", none().chain(duties)),
        line("topic", "主题分类", "").optional(),
        line("issued_by", "发布机构", "").with(around.organ.clone()),
        line("jointly_with", "联合发文单位", "用顿号隔开。").optional(),
        line("document_no", "文号", "例如 枣审批发〔2024〕3号。").optional(),
        day(
            "formed",
            "生成日期",
            format!(
                "成文、决定、形成或者变更之日；公开期限从次日起算。今天是{}。",
                said_with_kind(around.today, &calendar)
            ),
        )
        .with(around.today.to_string()),
        day("effective", "施行日期", "").optional(),
        day("expires", "有效期至", "").optional(),
        line("source", "来源", "转载的注明来源。").optional(),
        line("keywords", "关键词", "用顿号隔开，至多10个。").optional(),
        line("interprets", "所解读的文件", "政策解读填写所解读文件的索引号。").optional(),
        short("days", "公开期限", "工作日数。一般20个，许可、处罚决定7个；另有规定的才填写。").optional(),
        line("term_basis", "公开期限的依据", "期限另有规定的，写明法律、法规。").optional(),
        choice(
            "retention",
            "保管期限",
            "移送国家档案馆时写在清单上。",
            pairs([("", "没有确定")]).into_iter().chain(kept),
        )
        .optional(),
        checks("important", "重大信息", "", pairs([("yes", "重大信息，经主要负责人批准后发布")])).optional(),
        heading("内容", ""),
        area("overview", "内容概述", "一两句话，列表和检索结果中显示。"),
        area("body", "正文", "空一行分段；行首加“# ”为标题，加“- ”为列项。表格较多的用附件。").optional(),
    ];
    if let Some(content) = content {
        fields = fields.into_iter().map(|field| answered(field, content)).collect();
    }
    fields.push(files("files", "增加附件", "PDF、Word（.docx）、Excel（.xlsx）、网页、文本，每份不超过30 MB；图片（JPG、PNG）每份不超过20 MB，保存以后填写替代文字。隐藏的内容、拍摄信息自动去除，有密级标志的不保存。").optional());
    fields
}

fn answered(field: Field, content: &Content) -> Field {
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let value = match field.name {
        "title" => content.title.clone(),
        "nature" => content.nature.key().into(),
        "column" => content.column.clone(),
        "entry" => text(&content.entry),
        "duty" => content.duty.map(Duty::key).unwrap_or_default(),
        "topic" => content.topic.clone(),
        "issued_by" => content.issued_by.clone(),
        "jointly_with" => content.jointly_with.join("、"),
        "document_no" => text(&content.document_no),
        "formed" => content.formed.to_string(),
        "effective" => date(content.effective),
        "expires" => date(content.expires),
        "source" => text(&content.source),
        "keywords" => content.keywords.join("、"),
        "interprets" => text(&content.interprets),
        "days" => match content.term {
            Term::Other(days) => days.to_string(),
            Term::Proactive | Term::Decision => String::new(),
        },
        "term_basis" => text(&content.term_basis),
        "retention" => content.retention.map(Retention::key).unwrap_or_default().into(),
        "overview" => content.overview.clone(),
        "body" => content.body.clone(),
        "important" => return field.checked(|_| content.important),
        _ => return field,
    };
    field.with(value)
}

/// The content a form makes; its attachments are those kept of `before`, and what is brought comes after.
pub fn read(typed: &Typed, around: &Around, before: &[Attachment]) -> Result<Content, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let nature = read.one("nature", Nature::from_key, Nature::Other);
    let term = term(&mut read, nature, around);
    let chosen = |name: &str| Some(typed.text(name).to_owned()).filter(|text| !text.is_empty());
    let content = Content {
        title: read.needed("title", "请填写名称。"),
        nature,
        overview: read.text("overview"),
        body: read.long("body", LONGEST_BODY),
        column: read.needed("column", "请选择栏目。还没有栏目的，请先由公开工作机构负责人设置。"),
        topic: read.text("topic"),
        duty: Duty::from_key(typed.text("duty")),
        entry: chosen("entry"),
        issued_by: read.needed("issued_by", "请填写发布机构。"),
        jointly_with: read.list("jointly_with"),
        document_no: optional(&mut read, "document_no"),
        formed: read.day("formed"),
        effective: read.day_or_none("effective"),
        expires: read.day_or_none("expires"),
        source: optional(&mut read, "source"),
        keywords: read.list("keywords"),
        interprets: optional(&mut read, "interprets"),
        term,
        term_basis: optional(&mut read, "term_basis"),
        attachments: kept(typed, before).filter(|one| one.keep).map(|one| one.attachment).collect(),
        important: typed.text("important") == "yes",
        cleanup: None,
        retention: Retention::from_key(typed.text("retention")),
        service: None,
    };
    if read.faults.is_empty() { Ok(content) } else { Err(read.faults) }
}

/// An attachment of before, and what the form says of it.
pub struct Kept {
    pub attachment: Attachment,
    pub keep: bool,
}

/// Every attachment of before; each picture of them sends what stands for it, in their order.
pub fn kept(typed: &Typed, before: &[Attachment]) -> impl Iterator<Item = Kept> {
    let mut alts = typed.all("alt");
    (1..).zip(before).map(move |(number, one): (usize, _)| {
        let mut attachment = one.clone();
        if let Some(picture) = &mut attachment.picture
            && let Some(alt) = alts.next()
        {
            picture.alt = alt.into();
        }
        Kept { attachment, keep: typed.all("keep").any(|kept| kept == number.to_string()) }
    })
}

/// 另有规定的, else what the entry of the catalogue says, else what its nature has.
fn term(read: &mut Reader<'_>, nature: Nature, around: &Around) -> Term {
    if !read.typed.text("days").is_empty() {
        let days = read.number("days");
        return Term::Other(u16::try_from(days).unwrap_or(u16::MAX));
    }
    let code = read.typed.text("entry");
    around.catalogue.entry(code).map_or(nature.term(), |entry| entry.term)
}

fn optional(read: &mut Reader<'_>, field: &'static str) -> Option<String> {
    Some(read.text(field)).filter(|text| !text.is_empty())
}
