//! 查看内容：正文和附件里有什么不应公开的

use crate::{Error, Publishing, text};
use law::proactive::directory;
use office::publication::{Attachment, Blob, Content, Found, Nature, Picture, Work};

/// A file as it may be kept: its hidden data taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    pub media: String,
    pub bytes: Vec<u8>,
    /// Width and height in points, where it is a picture.
    pub picture: Option<(u32, u32)>,
    /// What was taken out, in words for the person who brought it.
    pub removed: Vec<String>,
}

/// A file that was looked through and may be kept.
#[derive(Debug)]
pub struct Fit {
    name: String,
    taken: TakenIn,
}

/// One thing the check tells of a content, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Part, kind and position: the same however often the same content is looked through.
    pub id: String,
    /// «正文», «附件《名单.docx》第3段»
    pub place: String,
    /// «移动电话号码“138****8000”», «“登陆”应为“登录”。»
    pub what: String,
    /// The words before it, itself, and the words after it; `None` where it stands in no text.
    pub excerpt: Option<[String; 3]>,
    /// Whether it goes out only when the reviewer says why; the rest is advice to the drafter.
    pub grave: bool,
}

impl Noted {
    /// Advice on a part of the content.
    fn advice(place: &str, what: impl Into<String>) -> Noted {
        let (what, excerpt) = (what.into(), None);
        Noted { id: format!("{place}:{what}"), place: place.into(), what, excerpt, grave: false }
    }
}

impl From<Noted> for Found {
    fn from(noted: Noted) -> Found {
        Found { id: noted.id, what: format!("{}：{}", noted.place, noted.what) }
    }
}

/// Who looks into texts and files. Everything here may take long and is called off the async threads.
pub trait Inspector: Send + Sync {
    /// Everything to be told of a content; the same content gives the same answer.
    fn look(&self, content: &Content, files: &[(Attachment, Vec<u8>)]) -> Vec<Noted>;

    /// What must not go out, of a single text that the public will read; `part` says which.
    fn inspect_text(&self, part: &str, text: &str) -> Vec<Noted>;

    /// A file as it is brought. A refusal is for the reader; then no byte of it is kept.
    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String>;
}

impl Publishing {
    /// What must be removed or explained in all that a new edition would tell: the content, and why it changed.
    pub async fn inspect_work(&self, work: &Work) -> Result<Vec<Found>, Error> {
        let noted = self.look_at(&work.content, Vec::new()).await?;
        let mut found: Vec<Found> = noted.into_iter().filter(|one| one.grave).map(Found::from).collect();
        found.extend(self.look_at_text("修改的原因", &work.why).await?);
        Ok(found)
    }

    /// The same with its places, and beside it what only asks to be looked at: misprints, names, missing elements,
    /// links that lead nowhere. `brought`: files that are not kept yet. `is_page`: whether an address of this site,
    /// other than an item's, is a page.
    pub async fn check(
        &self,
        content: &Content,
        brought: Vec<(Attachment, Vec<u8>)>,
        is_page: impl Fn(&str) -> bool,
    ) -> Result<Vec<Noted>, Error> {
        let mut noted = self.look_at(content, brought).await?;
        noted.extend(missing(content));
        if let Some(index) = &content.interprets
            && self.listed(index).await?.is_none()
        {
            noted.push(Noted::advice("所解读的文件", format!("{index}没有公开，或者已经撤回。")));
        }
        for (address, words) in text::inner_links(&content.body) {
            let there = match item_of(&address) {
                Some(index) => self.listed(&index).await?.is_some(),
                None => is_page(&address),
            };
            if !there {
                let excerpt = Some([String::new(), words, String::new()]);
                let advice =
                    Noted::advice("正文", format!("链接“{address}”在本站没有对应的页面，或者已经撤回。"));
                noted.push(Noted { excerpt, ..advice });
            }
        }
        Ok(noted)
    }

    /// What must be removed or explained in why a new edition is made.
    pub async fn check_reason(&self, work: &Work) -> Result<Vec<Noted>, Error> {
        self.noted_in("修改的原因", &work.why).await
    }

    async fn look_at(
        &self,
        content: &Content,
        brought: Vec<(Attachment, Vec<u8>)>,
    ) -> Result<Vec<Noted>, Error> {
        let mut files = Vec::with_capacity(content.attachments.len() + brought.len());
        for attachment in &content.attachments {
            files.push((attachment.clone(), self.bytes(&attachment.content).await?));
        }
        files.extend(brought);
        let content = content.clone();
        self.inspecting(move |inspector| inspector.look(&content, &files)).await
    }

    async fn noted_in(&self, part: &str, text: &str) -> Result<Vec<Noted>, Error> {
        let (part, text) = (part.to_owned(), text.to_owned());
        self.inspecting(move |inspector| inspector.inspect_text(&part, &text)).await
    }

    /// What must not go out of a single text that the public will read.
    pub async fn look_at_text(&self, part: &str, text: &str) -> Result<Vec<Found>, Error> {
        Ok(self.noted_in(part, text).await?.into_iter().map(Found::from).collect())
    }

    /// Off the async threads: a large file takes seconds.
    async fn inspecting<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Inspector) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let inspector = self.inspector.clone();
        let done = tokio::task::spawn_blocking(move || work(&*inspector)).await;
        done.map_err(|error| Error::Stored(format!("the check did not end: {error}")))
    }

    /// Looks through a file that is to be attached; nothing of it is kept yet.
    pub async fn look_through(&self, name: &str, bytes: Vec<u8>) -> Result<Fit, Error> {
        let called = name.to_owned();
        let taken = self.inspecting(move |inspector| inspector.take_in(&called, bytes)).await?;
        Ok(Fit { name: name.to_owned(), taken: taken.map_err(Error::File)? })
    }

    /// Keeps a file that was looked through; the attachment says what was taken out of it.
    pub async fn keep(&self, Fit { name, taken }: Fit) -> Result<Attachment, Error> {
        let blob = self.ledger.put_blob(&self.organ, &taken.media, &taken.bytes).await?;
        let content = Blob { blob: blob.blob.to_string() };
        let picture = taken.picture.map(|(width, height)| Picture { alt: String::new(), width, height });
        let (media, bytes, removed) = (taken.media, taken.bytes.len() as u64, taken.removed);
        Ok(Attachment { name, media, bytes, content, picture, removed })
    }

    /// Takes a single file in, to be attached.
    pub async fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<Attachment, Error> {
        let fit = self.look_through(name, bytes).await?;
        self.keep(fit).await
    }

    /// The bytes of an attachment.
    pub async fn file_of(&self, attachment: &Attachment) -> Result<Vec<u8>, Error> {
        self.bytes(&attachment.content).await
    }

    pub(crate) async fn bytes(&self, content: &Blob) -> Result<Vec<u8>, Error> {
        let hash = ledger::Hash::parse(&content.blob).ok_or(Error::Stored("a hash is none".into()))?;
        let blob = self.ledger.blob(&hash).await?;
        Ok(blob.ok_or_else(|| Error::Stored(format!("an attachment is missing: {}", content.blob)))?.bytes)
    }
}

/// 要素：条例第十二条第三款 names four, and each kind of item has some of its own.
fn missing(content: &Content) -> Vec<Noted> {
    let [_, title, overview, formed] = directory::ELEMENTS;
    let blank = |part: &str| match part {
        part if part == title => content.title.is_empty(),
        part if part == overview => content.overview.is_empty(),
        // 索引 is given by the ledger, and nothing is drafted without a day.
        part => part == formed && content.formed == jiff::civil::Date::default(),
    };
    let elements = directory::ELEMENTS.into_iter().filter(|part| blank(part));
    let mut noted: Vec<Noted> = elements
        .map(|part| {
            Noted::advice(part, format!("没有填写，目录应当有这一项（{}）。", directory::ELEMENTS_ARTICLE))
        })
        .collect();
    let mut want = |fine: bool, place: &str, what: &str| {
        if !fine {
            noted.push(Noted::advice(place, what));
        }
    };
    want(!content.body.is_empty() || !content.attachments.is_empty(), "正文", "正文和附件都是空的。");
    let of_rules = content.nature.has_validity();
    want(!of_rules || content.document_no.is_some(), "文号", "没有填写。政策文件应当有文号。");
    want(!of_rules || content.effective.is_some(), "施行日期", "没有填写。效力从这一日起算。");
    let reads = content.nature != Nature::Interpretation || content.interprets.is_some();
    want(reads, "所解读的文件", "没有填写。政策解读应当与文件关联。");
    want(
        content.entry.is_some() || content.duty.is_some(),
        "公开的依据",
        "没有选择目录的条目或者《条例》条款。",
    );
    for element in content.service.iter().flat_map(office::service::Service::missing) {
        want(
            false,
            element,
            "没有填写。办事指南、“一件事”应当写明（国办秘函〔2019〕19号、国办发〔2025〕24号）。",
        );
    }
    want(!content.keywords.is_empty(), "关键词", "没有填写，公众检索时较难找到。");
    noted
}

/// The index an address of an item leads to: `/info/…`, an attachment of it, an edition of it.
fn item_of(address: &str) -> Option<String> {
    let tail = address.strip_prefix("/info/")?;
    let tail = tail.split(['?', '#']).next().unwrap_or_default();
    let index = tail.split("/files/").next().unwrap_or_default();
    Some(text::unescaped(index))
}
