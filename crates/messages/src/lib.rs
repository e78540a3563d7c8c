//! 咨询留言：在台账中收到、受理分办、起草、审核、答复、追问、评价。 What the desk lists, what the public sees and what is
//! counted change in the transaction that records the act: what is taken down is gone when the act is done.

mod alike;
mod error;
mod figures;
mod letter;
mod notice;
mod order;
mod registers;
mod row;

pub use error::Error;
pub use figures::{Counted, month_key, rating_key};
pub use letter::Letter;
pub use notice::{Notice, notice_queue};
pub use order::{NewMessage, Once};
pub use row::{KIND, PUBLIC, Row};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Direction, Entry, Item, Ledger, Place};
use office::case::Sealed;
use office::message::{Draft, Event, Message, Open, Refusal, Step, Terms, Wording, replay};
use office::publication::{Found, Public};
use publishing::Publishing;
use std::collections::{BTreeMap, BTreeSet};

/// Who acts where the sender does, over the web: no account has this name.
pub const SENDER: &str = "sender";
/// Where the streams begin.
pub const STREAM: &str = "message/";

/// Messages looked at under one pair of letters, the newest: of what is like a question, and of what is looked for.
const ALIKE_OF_A_PAIR: u32 = 40;
const FOUND_OF_A_PAIR: u32 = 100;
/// Pairs of letters a search looks under, the first: a search is short, and anybody may ask one.
const PAIRS_OF_A_SEARCH: usize = 20;
/// What has less in common with what is asked, in per cent, is another matter.
const ALIKE: usize = 30;
/// What a search asks for is there for the most part.
const FOUND: usize = 60;

/// The messages of one organ. What it publishes is looked through by the same scan as items are.
#[derive(Clone)]
pub struct Messages {
    publishing: Publishing,
    terms: Terms,
}

/// A message with its history.
#[derive(Debug, Clone)]
pub struct File {
    pub message: Message,
    /// How many entries it has: what [`Messages::run`] expects.
    pub version: u64,
    pub history: Vec<Told>,
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub struct Told {
    pub at: Timestamp,
    pub by: String,
    pub event: Event,
}

/// Which messages a list of the desk shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Every one, the newest first.
    All,
    /// What is to be answered, the nearest last day first.
    Open,
    /// The same, whatever was asked first before the rest.
    Waiting,
    /// What waits at one step, the nearest last day first.
    At(Step),
    /// What one department is to answer.
    Of(String),
    /// What one department is to draft an answer to.
    Drafting(String),
    /// What a figure counts.
    Counted(String),
}

impl List {
    fn key(&self) -> (String, Direction) {
        match self {
            List::All => ("all".into(), Direction::Down),
            List::Open => ("open".into(), Direction::Up),
            List::Waiting => ("waiting".into(), Direction::Up),
            List::At(step) => (format!("step/{}", step.key()), Direction::Up),
            List::Of(department) => (format!("{}{department}", row::DEPARTMENT), Direction::Up),
            List::Drafting(department) => (format!("{}{department}", row::DRAFTING), Direction::Up),
            List::Counted(key) => (key.clone(), Direction::Up),
        }
    }
}

/// Which answers the public turns over, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    All,
    Kind(office::message::Kind),
    Matter(String),
}

impl Shelf {
    fn key(&self) -> String {
        match self {
            Shelf::All => "all".into(),
            Shelf::Kind(kind) => format!("kind/{}", kind.key()),
            Shelf::Matter(matter) => format!("matter/{matter}"),
        }
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Place>,
}

impl Messages {
    pub const fn new(publishing: Publishing, terms: Terms) -> Messages {
        Messages { publishing, terms }
    }

    pub fn ledger(&self) -> &Ledger {
        self.publishing.ledger()
    }

    pub fn organ(&self) -> &str {
        self.publishing.organ()
    }

    pub const fn terms(&self) -> Terms {
        self.terms
    }

    pub async fn list(&self, list: &List, after: Option<&Place>, limit: u32) -> Result<Page<Row>, Error> {
        let (key, direction) = list.key();
        self.page((KIND, &key), after, limit, direction, row::read).await
    }

    pub async fn count(&self, list: &List) -> Result<u64, Error> {
        Ok(self.ledger().count(self.organ(), KIND, &list.key().0).await?)
    }

    /// How many of a list are sorted before a day: what is overdue.
    pub async fn count_before(&self, list: &List, day: Date) -> Result<u64, Error> {
        Ok(self.ledger().count_before(self.organ(), KIND, &list.key().0, &day.to_string()).await?)
    }

    /// The departments that have something to answer, with how much.
    pub async fn departments(&self) -> Result<Vec<(String, u64)>, Error> {
        let counts = self.ledger().counts(self.organ(), KIND, row::DEPARTMENT).await?;
        let named = counts
            .into_iter()
            .filter_map(|(key, n)| Some((key.strip_prefix(row::DEPARTMENT)?.to_owned(), n)));
        Ok(named.collect())
    }

    pub async fn shelf(
        &self,
        shelf: &Shelf,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page<Public<Open>>, Error> {
        self.page((PUBLIC, &shelf.key()), after, limit, Direction::Down, row::read_public).await
    }

    pub async fn shelf_count(&self, shelf: &Shelf) -> Result<u64, Error> {
        Ok(self.ledger().count(self.organ(), PUBLIC, &shelf.key()).await?)
    }

    /// 主题 under which anything is public, with how much.
    pub async fn matters(&self) -> Result<BTreeMap<String, u64>, Error> {
        let counts = self.ledger().counts(self.organ(), PUBLIC, "matter/").await?;
        Ok(counts
            .into_iter()
            .filter_map(|(key, n)| Some((key.strip_prefix("matter/")?.to_owned(), n)))
            .collect())
    }

    /// What everybody may read of a message this moment.
    pub async fn seen(&self, no: &str) -> Result<Option<Public<Open>>, Error> {
        self.ledger().item(self.organ(), PUBLIC, no).await?.as_ref().map(row::read_public).transpose()
    }

    /// Answers to what is like a question, the most alike first; `title` says it in a line.
    pub async fn alike(&self, title: &str, content: &str, limit: usize) -> Result<Vec<Public<Open>>, Error> {
        let mut found = self.by_pairs(&alike::asked(title), (ALIKE, ALIKE_OF_A_PAIR), limit).await?;
        let whole = alike::asked(&format!("{title} {content}"));
        for open in self.by_pairs(&whole, (ALIKE, ALIKE_OF_A_PAIR), limit).await? {
            if found.len() < limit && !found.iter().any(|one| one.no == open.no) {
                found.push(open);
            }
        }
        Ok(found)
    }

    /// Answers that have most of what is looked for, the best first; of a long text, of its beginning.
    pub async fn find(&self, words: &str, limit: usize) -> Result<Vec<Public<Open>>, Error> {
        let beginning: String = words.chars().take(PAIRS_OF_A_SEARCH + 1).collect();
        self.by_pairs(&alike::asked(&beginning), (FOUND, FOUND_OF_A_PAIR), limit).await
    }

    async fn by_pairs(
        &self,
        asked: &BTreeSet<String>,
        (least, of_a_pair): (usize, u32),
        limit: usize,
    ) -> Result<Vec<Public<Open>>, Error> {
        let keys: Vec<String> = asked.iter().map(|pair| row::word_key(pair)).collect();
        let items = self.ledger().list_any(self.organ(), PUBLIC, &keys, of_a_pair).await?;
        let mut found = Vec::with_capacity(items.len());
        for item in &items {
            let open = row::read_public(item)?;
            let share = alike::share(asked, &row::text(&open));
            if share >= least {
                found.push((std::cmp::Reverse(share), open));
            }
        }
        found.sort_by(|(share, one), (than, other)| (share, &other.no).cmp(&(than, &one.no)));
        Ok(found.into_iter().map(|(_, open)| open).take(limit).collect())
    }

    /// A message and everything that happened to it.
    pub async fn file(&self, no: &str) -> Result<Option<File>, Error> {
        let entries = self.ledger().read(self.organ(), &stream(no)).await?;
        let found = events(&entries)?;
        let Some(message) = replay(&found) else { return Ok(None) };
        let steps = entries.iter().zip(found);
        let history =
            steps.map(|(entry, event)| Told { at: entry.at, by: entry.by.clone(), event }).collect();
        Ok(Some(File { message, version: entries.len() as u64, history }))
    }

    /// What the sender wrote, for those who may read it.
    pub async fn letter(&self, sealed: &Sealed) -> Result<Letter, Error> {
        let digest =
            ledger::Hash::parse(&sealed.digest).ok_or_else(|| Error::Stored("a digest is none".into()))?;
        let sealed = ledger::Sealed { sealed: sealed.sealed.clone(), digest };
        Ok(serde_json::from_slice(&self.ledger().unseal(self.organ(), &sealed).await?)?)
    }

    /// What the scan finds in what waits for review; nothing where only the sender will read it.
    pub async fn found(&self, message: &Message) -> Result<Vec<Found>, Error> {
        let Some(draft) = &message.round().draft else { return Ok(Vec::new()) };
        let Some(wording) = &draft.wording else { return Ok(Vec::new()) };
        let letter = match self.letter(&message.first.letter).await {
            Ok(letter) => letter,
            // Erased: there is nobody left to be named.
            Err(Error::Ledger(ledger::Error::Refused(_))) => Letter::default(),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for (part, text) in parts(wording, draft) {
            found.extend(self.publishing.look_at_text(part, text).await?);
            let named = letter.private().into_iter().filter(|one| text.contains(one)).enumerate();
            found.extend(named.map(|(at, one)| Found {
                id: format!("{part}:留言人:{at}"),
                what: format!("{part}：留言人自己的信息“{}…”", one.chars().take(1).collect::<String>()),
            }));
        }
        Ok(found)
    }

    /// What is told to everybody has nothing in it that the scan finds.
    async fn fit_for_all(&self, part: &str, text: &str) -> Result<(), Error> {
        let found = self.publishing.look_at_text(part, text).await?;
        found.into_iter().next().map_or(Ok(()), |one| Err(Refusal::Found(one.what).into()))
    }

    /// Which messages have changed since an entry of the chain, and up to which entry that was looked at.
    pub async fn changed_since(&self, seq: u64, limit: u32) -> Result<(BTreeSet<String>, u64), Error> {
        let entries = self.ledger().entries(self.organ(), seq, limit).await?;
        let last = entries.last().map_or(seq, |entry| entry.seq);
        let of_messages =
            entries.iter().filter_map(|entry| Some(entry.stream.strip_prefix(STREAM)?.to_owned()));
        Ok((of_messages.collect(), last))
    }

    async fn page<T>(
        &self,
        (kind, key): (&str, &str),
        after: Option<&Place>,
        limit: u32,
        direction: Direction,
        read: impl Fn(&Item) -> Result<T, Error>,
    ) -> Result<Page<T>, Error> {
        let items = self.ledger().list(self.organ(), kind, key, after, limit, direction).await?;
        let full = items.len() == limit as usize;
        let next = items.last().filter(|_| full).and_then(|item| item.place(key));
        Ok(Page { rows: items.iter().map(read).collect::<Result<_, _>>()?, next })
    }
}

fn stream(no: &str) -> String {
    format!("{STREAM}{no}")
}

fn events(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no messages.
pub fn items(entries: &[Entry]) -> Result<Vec<Item>, Error> {
    if !entries.first().is_some_and(|entry| entry.kind.starts_with("message.")) {
        return Ok(Vec::new());
    }
    let Some(message) = replay(&events(entries)?) else { return Ok(Vec::new()) };
    let version = entries.len() as u64;
    let mut items = vec![row::item(&message, version)?];
    items.extend(row::public(&message, version)?);
    Ok(items)
}

/// What everybody will read, by its part.
fn parts<'a>(wording: &'a Wording, draft: &'a Draft) -> [(&'static str, &'a str); 3] {
    [("标题", &wording.title), ("问题", &wording.text), ("答复", &draft.text)]
}

/// 条例第十七条：a mark of secrecy in what waits for review, as it stands there; nobody lets it stand.
fn secret_mark(message: &Message) -> Option<String> {
    let draft = message.round().draft.as_ref()?;
    let marked = |text: &str| {
        let marks = scan::text(text).into_iter();
        let mut marks =
            marks.filter(|one| one.kind == scan::Kind::SecretMark && one.severity == scan::Severity::Stop);
        marks.next().map(|one| one.text_masked)
    };
    let open = draft.wording.iter().flat_map(|wording| [&wording.title, &wording.text]);
    open.chain([&draft.text]).find_map(|text| marked(text))
}
