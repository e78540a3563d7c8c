//! 文件清理：rounds kept in the ledger; published, the result changes its documents in the same transaction

use crate::order::record;
use crate::{Error, Listed, Page, Publishing, events, page, plans, row, stream};
use jiff::civil::Date;
use ledger::{Direction, Entry, Item, Place, Tx};
use office::cleanup::{Command, Ctx, Decision, Document, Event, Refusal, Round, decide, evolve, replay};
use office::moment::Moment;
use office::publication::{
    Content, Event as ItemEvent, Nature, Public, Retention, Validity, replay as replay_item,
};
use office::role::Actor;
use std::fmt::Write;

/// The kind of the items that list rounds.
const CLEANUP: &str = "cleanup";

const ALL: &str = "all";

fn round_stream(no: &str) -> String {
    format!("{CLEANUP}/{no}")
}

/// What a new round is told: its name, its basis, by when, and the documents by their indices.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    pub title: &'a str,
    pub basis: &'a str,
    pub until: Date,
    pub documents: &'a [String],
}

impl Publishing {
    /// Every round, the newest first.
    pub async fn rounds(&self, after: Option<&Place>, limit: u32) -> Result<Page<Round>, Error> {
        page(&self.ledger, &self.organ, (CLEANUP, ALL), after, limit, Direction::Down).await
    }

    /// A round, and how many entries it has.
    pub async fn round(&self, no: &str) -> Result<Option<(Round, u64)>, Error> {
        let entries = self.ledger.read(&self.organ, &round_stream(no)).await?;
        let version = entries.len() as u64;
        Ok(replay(&told(&entries)?).map(|round| (round, version)))
    }

    /// 发起清理; its number is the next of the year.
    pub async fn open_round(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        opening: Opening<'_>,
    ) -> Result<String, Error> {
        let work = async |tx: Tx| {
            let mut documents = Vec::with_capacity(opening.documents.len());
            for index in opening.documents {
                documents.push(in_force(&tx, index, moment.today).await?);
            }
            let year = moment.today.year();
            let serial = tx.next_number(&format!("{CLEANUP}/{year}")).await?;
            let (title, basis) = (opening.title.to_owned(), opening.basis.to_owned());
            let no = format!("{year}-{serial}");
            let command = Command::Open { no: no.clone(), title, basis, until: opening.until, documents };
            let event = decide(&Ctx { today: moment.today, actor: who }, None, command)?;
            keep(&tx, moment, who, (None, 0), &event).await?;
            Ok::<_, Error>(no)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 决定、签批、退回. `expected`: the version the person saw.
    pub async fn run_round(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        command: Command,
    ) -> Result<(), Error> {
        let command = &command;
        let work = async |tx: Tx| {
            let round = read(&tx, no).await?;
            let event = decide(&Ctx { today: moment.today, actor: who }, Some(&round), command.clone())?;
            keep(&tx, moment, who, (Some(round), expected), &event).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 起草清理结果: a draft like any other, to be reviewed as such. Its index.
    pub async fn draft_result(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        (issued_by, column): (&str, &str),
    ) -> Result<String, Error> {
        let work = async |tx: Tx| {
            let round = read(&tx, no).await?;
            let content = result(&round, moment.today, (issued_by, column));
            let item = self.draft_in(&tx, moment, who, content).await?;
            let ctx = Ctx { today: moment.today, actor: who };
            let event = decide(&ctx, Some(&round), Command::Draft { item: item.clone() })?;
            keep(&tx, moment, who, (Some(round), expected), &event).await?;
            Ok::<_, Error>(item)
        };
        self.ledger.transact(&self.organ, work).await
    }
}

/// 结果公开: each document becomes what was decided. Nothing, where a corrected result is published anew.
pub(crate) async fn carry_out(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    no: &str,
    (item, title): (&str, &str),
) -> Result<(), Error> {
    let entries = tx.read(&round_stream(no)).await?;
    let round = replay(&told(&entries)?).ok_or(Refusal::NoRound)?;
    let carried = round.carried(item)?;
    if round.published.is_some() {
        return Ok(());
    }
    for (document, validity, decided) in carried {
        let basis = format!("《{title}》：{}", decided.decision.label());
        become_invalid(tx, moment, who, &document.index, (validity, basis)).await?;
    }
    let event = Event::Published { on: moment.today, item: item.into() };
    keep(tx, moment, who, (Some(round), entries.len() as u64), &event).await
}

/// What has ceased to be in force by itself since keeps its own last day; what is public no more has none.
async fn become_invalid(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    index: &str,
    (validity, basis): (Validity, String),
) -> Result<(), Error> {
    let entries = tx.read(&stream(index)).await?;
    let Some(document) = replay_item(&events(&entries)?) else { return Ok(()) };
    let stands = matches!(document.validity(moment.today), Some(Validity::InForce | Validity::Coming));
    if !document.is_public() || !stands {
        return Ok(());
    }
    let changed = ItemEvent::ValidityChanged { validity, on: moment.today, basis };
    record(tx, moment, who, (index, entries.len() as u64), Some(document), &[changed]).await
}

async fn in_force(tx: &Tx, index: &str, today: Date) -> Result<Document, Error> {
    let refused = || Refusal::NotInForce(index.to_owned());
    let item = tx.item(row::PUBLIC, index).await?.ok_or_else(refused)?;
    let listed: Public<Listed> = serde_json::from_str(&item.body)?;
    if listed.validity_on(today) != Some(Validity::InForce) {
        return Err(refused().into());
    }
    let (title, document_no) = (listed.title.clone(), listed.document_no.clone());
    Ok(Document { index: index.into(), title, document_no })
}

async fn read(tx: &Tx, no: &str) -> Result<Round, Error> {
    let events: Vec<Event> = plans::read(tx, &round_stream(no)).await?;
    Ok(replay(&events).ok_or(Refusal::NoRound)?)
}

async fn keep(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (round, expected): (Option<Round>, u64),
    event: &Event,
) -> Result<(), Error> {
    let round = evolve(round, event);
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    let new = ledger::NewEvent::new(format!("{CLEANUP}.{kind}"), value.to_string());
    tx.append(&round_stream(&round.no), expected, &who.id, moment.now, &[new]).await?;
    Ok(tx.put(&listed(&round, expected + 1)?).await?)
}

fn told(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read table holds of a round.
pub(crate) fn item(entries: &[Entry]) -> Result<Option<Item>, Error> {
    let round = replay(&told(entries)?);
    round.map(|round| listed(&round, entries.len() as u64)).transpose()
}

fn listed(round: &Round, version: u64) -> Result<Item, Error> {
    let put = Item::new(CLEANUP, &round.no, version, serde_json::to_string(round)?);
    Ok(put.under(ALL, round.opened.to_string()))
}

/// 关于…结果的公告, as the drafter finds it; what each decision says, with its documents and reasons.
fn result(round: &Round, today: Date, (issued_by, column): (&str, &str)) -> Content {
    let mut body = format!("根据{}，对{}件文件进行了清理，结果公告如下。\n", round.basis, round.lines.len());
    let mut counted = Vec::new();
    for decision in Decision::ALL {
        let all: Vec<_> = round.of(decision).collect();
        if all.is_empty() {
            continue;
        }
        counted.push(format!("{}{}件", decision.label(), all.len()));
        let _ = write!(body, "\n## {}的文件（{}件）\n\n", decision.label(), all.len());
        let _ = body.write_str("| 序号 | 名称 | 文号 | 理由 |\n|---|---|---|---|\n");
        for (number, (document, decided)) in (1..).zip(all) {
            let successor = decided.successor.as_ref().map(|one| format!("；由{one}代替"));
            let reason = format!("{}{}", decided.reason, successor.unwrap_or_default());
            let no = document.document_no.as_deref().unwrap_or_default();
            let _ = writeln!(
                body,
                "| {number} | [{}](/info/{}) | {} | {} |",
                cell(&document.title),
                document.index,
                cell(no),
                cell(&reason)
            );
        }
    }
    let _ = body.write_str("\n上述决定自本公告发布之日起施行。\n");
    Content {
        title: format!("关于{}结果的公告", round.title),
        nature: Nature::Notice,
        overview: format!("清理文件{}件：{}。", round.lines.len(), counted.join("，")),
        body,
        column: column.into(),
        topic: "文件清理".into(),
        duty: law::proactive::scope::Duty::from_key("20-1"),
        entry: None,
        issued_by: issued_by.into(),
        jointly_with: Vec::new(),
        document_no: None,
        formed: today,
        effective: None,
        expires: None,
        source: None,
        keywords: vec!["文件清理".into()],
        interprets: None,
        term: law::proactive::term::Term::Proactive,
        term_basis: None,
        attachments: Vec::new(),
        important: true,
        cleanup: Some(round.no.clone()),
        retention: Some(Retention::Permanent),
        service: None,
    }
}

/// As a cell of a Markdown table holds it.
fn cell(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('[', "\\[")
        .replace(']', "\\]")
}
