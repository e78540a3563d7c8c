//! 送什么：一条已经公开的信息，或者它的撤回. Only [`Public`] becomes one: nothing unreviewed can be sent.

use office::publication::{Disclosed, Public, Tombstone};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{Seen, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Published,
    Updated,
    Withdrawn,
}

impl Event {
    /// `published`
    pub const fn key(self) -> &'static str {
        match self {
            Event::Published => "published",
            Event::Updated => "updated",
            Event::Withdrawn => "withdrawn",
        }
    }
}

/// Where the public reads what is sent, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `https://www.example.gov.cn`
    pub address: String,
    pub organ: String,
}

impl Origin {
    fn item(&self, index: &str) -> String {
        format!("{}/info/{}", self.address, utf8_percent_encode(index, IN_PATH))
    }
}

const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What a channel is handed.
#[derive(Debug, Clone)]
pub struct Message {
    pub event: Event,
    pub index: String,
    /// 0 where it was withdrawn.
    pub edition: u32,
    /// Blank where the title itself is no longer for the public.
    pub title: String,
    pub overview: String,
    pub url: String,
    pub organ: String,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Open(Box<Public<Disclosed>>),
    Gone(Public<Tombstone>),
}

impl Message {
    /// What stands for the public now, for a channel that was sent `sent` of it last; `again` also where it has that.
    pub fn of(seen: Seen, sent: Option<u32>, again: bool, origin: &Origin) -> Option<Message> {
        match seen {
            Seen::Open(mut editions, _) => {
                let newest = editions.pop()?;
                let event = if sent.is_none() { Event::Published } else { Event::Updated };
                (again || sent != Some(newest.edition)).then(|| Message::open(newest, event, origin))
            }
            Seen::Gone(tombstone) => sent.map(|_| Message::gone(tombstone, origin)),
        }
    }

    fn open(public: Public<Disclosed>, event: Event, origin: &Origin) -> Message {
        Message {
            event,
            index: public.index.clone(),
            edition: public.edition,
            title: public.content.title.clone(),
            overview: public.content.overview.clone(),
            url: origin.item(&public.index),
            organ: origin.organ.clone(),
            what: What::Open(Box::new(public)),
        }
    }

    fn gone(tombstone: Public<Tombstone>, origin: &Origin) -> Message {
        Message {
            event: Event::Withdrawn,
            index: tombstone.index.clone(),
            edition: 0,
            title: tombstone.title.clone(),
            overview: String::new(),
            url: origin.item(&tombstone.index),
            organ: origin.organ.clone(),
            what: What::Gone(tombstone),
        }
    }

    /// 栏目; none of what was withdrawn.
    pub fn column(&self) -> Option<&str> {
        match &self.what {
            What::Open(public) => Some(&public.content.column),
            What::Gone(_) => None,
        }
    }

    /// The text as HTML, without pictures; blank where there is none.
    pub fn html(&self) -> String {
        match &self.what {
            What::Open(public) => text::to_html(&public.content.body, |_| None),
            What::Gone(_) => String::new(),
        }
    }

    /// 附件, as links: name and address.
    pub fn files(&self) -> Vec<(String, String)> {
        let What::Open(public) = &self.what else { return Vec::new() };
        let file = |(number, name): (usize, &str)| {
            let name_in_path = utf8_percent_encode(name, NON_ALPHANUMERIC);
            (name.to_owned(), format!("{}/files/{}.{number}/{name_in_path}", self.url, self.edition))
        };
        (1..)
            .zip(&public.content.attachments)
            .map(|(number, one)| file((number, one.name.as_str())))
            .collect()
    }

    /// The message for programs.
    pub fn json(&self) -> Value {
        let head = json!({
            "event": self.event.key(), "organ": self.organ, "index": self.index, "title": self.title,
            "url": self.url,
        });
        let more = match &self.what {
            What::Open(public) => {
                let (content, files) = (&public.content, self.files());
                let files = files.into_iter().zip(&content.attachments);
                let file = |((name, url), one): ((String, String), &office::publication::Attachment)| json!({"name": name, "url": url, "media": one.media, "bytes": one.bytes});
                json!({
                    "edition": public.edition, "published": public.published, "updated": public.updated,
                    "why": public.why, "column": content.column, "topic": content.topic,
                    "kind": content.nature.key(), "issued_by": content.issued_by,
                    "document_no": content.document_no, "formed": content.formed, "overview": content.overview,
                    "text": text::to_plain(&content.body), "html": self.html(),
                    "attachments": files.map(file).collect::<Vec<_>>(),
                })
            }
            What::Gone(tombstone) => json!({
                "withdrawn": tombstone.at, "explanation": tombstone.explanation,
            }),
        };
        let mut whole = head;
        if let (Some(whole), Value::Object(more)) = (whole.as_object_mut(), more) {
            whole.extend(more);
        }
        whole
    }
}
