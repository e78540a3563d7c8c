//! 2024年主动公开的475条：每一条从起草、自审、部门审核、保密审查、批准到发布，在当天记入台账。

use super::{actor, plans};
use anyhow::{Context, anyhow};
use demo::{Item, Paper};
use jiff::civil::{Date, Time, time};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};
use law::proactive::review::{Conclusion, Question};
use law::workday::Calendar;
use office::moment::Moment;
use office::publication::{Answers, Attachment, Command, Content, Overridden};
use office::role::Role;
use papers::document::{Block, Document, Span};
use publishing::Publishing;
use std::collections::VecDeque;

/// The desk of the demonstration that publishes.
pub struct Desk<'a> {
    pub publishing: &'a Publishing,
    pub calendar: &'a Calendar,
}

/// Where a draft stands: its index and how many entries it has.
pub type At = (String, u64);

impl Desk<'_> {
    pub fn moment(&self, on: Date, at: Time) -> anyhow::Result<Moment<'_>> {
        let now = on.to_datetime(at).to_zoned(TimeZone::fixed(offset(8)))?.timestamp();
        Ok(Moment { now, today: on, calendar: self.calendar })
    }

    pub async fn draft(
        &self,
        moment: Moment<'_>,
        mut content: Content,
        paper: Option<&Paper>,
    ) -> anyhow::Result<At> {
        if let Some(paper) = paper {
            content.attachments.push(self.attach(paper, &content).await?);
        }
        let index = self.publishing.draft(moment, &actor(Role::Handler), content).await?;
        Ok((index, 1))
    }

    pub async fn attach(&self, paper: &Paper, content: &Content) -> anyhow::Result<Attachment> {
        let paragraph = |text: &String| Block::Paragraph(vec![Span::text(text)]);
        let document = Document {
            title: paper.title.clone(),
            organ: content.issued_by.clone(),
            dated: Some(content.formed),
            blocks: paper.paragraphs.iter().map(paragraph).collect(),
            ..Document::default()
        };
        let bytes = papers::docx::render(&document, content.formed.at(9, 0, 0, 0))?;
        let attachment = self.publishing.take_in(&format!("{}.docx", paper.title), bytes).await?;
        Ok(attachment)
    }

    pub async fn run(
        &self,
        moment: Moment<'_>,
        by: Role,
        at: &mut At,
        command: Command,
    ) -> anyhow::Result<()> {
        let (index, version) = (at.0.as_str(), at.1);
        let done = self.publishing.run(moment, &actor(by), (index, version), command).await;
        let events = done.with_context(|| format!("failed to make item {index} on {}", moment.today))?;
        at.1 += events.len() as u64;
        Ok(())
    }

    /// 保密审查，可以公开: what the scan finds is let stand for the reason given, or for none.
    pub async fn review(
        &self,
        moment: Moment<'_>,
        at: &mut At,
        explained: Option<&str>,
    ) -> anyhow::Result<()> {
        self.review_with(moment, at, (FINE, explained)).await
    }

    /// The same, said in other words; what the scan finds is let stand for them.
    pub async fn review_with(
        &self,
        moment: Moment<'_>,
        at: &mut At,
        (basis, explained): (&str, Option<&str>),
    ) -> anyhow::Result<()> {
        let mut overridden = Vec::new();
        if let Some(why) = explained {
            let file = self.publishing.file(&at.0).await?.ok_or_else(|| anyhow!("no item {}", at.0))?;
            let work = file.item.work.as_ref().ok_or_else(|| anyhow!("item {} is not under way", at.0))?;
            let found = self.publishing.inspect_work(work).await?;
            overridden =
                found.into_iter().map(|one| Overridden { finding: one.id, why: why.into() }).collect();
        }
        let command = Command::ReviewSecrecy {
            conclusion: Conclusion::Open,
            basis: basis.into(),
            answers: no(),
            overridden,
            reassess: None,
            public_interest: None,
        };
        self.run(moment, Role::SecrecyReviewer, at, command).await
    }
}

const FINE: &str = "经审查，不涉及国家秘密、工作秘密、商业秘密和个人隐私";

/// The sheet of questions, none answered with yes.
pub fn no() -> Answers {
    Question::ALL.map(|question| (question, false)).to_vec()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Draft,
    SelfCheck,
    Department,
    Secrecy,
    Approval,
    Publish,
}

impl Stage {
    /// Later than whatever is done with applications on the day.
    const fn time(self) -> Time {
        match self {
            Stage::Draft => time(10, 30, 0, 0),
            Stage::SelfCheck => time(11, 10, 0, 0),
            Stage::Department => time(14, 0, 0, 0),
            Stage::Secrecy => time(15, 0, 0, 0),
            Stage::Approval => time(16, 0, 0, 0),
            Stage::Publish => time(16, 40, 0, 0),
        }
    }
}

/// What is left to do, in the order of its time.
pub struct History<'a> {
    desk: Desk<'a>,
    items: Vec<Item>,
    at: Vec<At>,
    waiting: VecDeque<(Timestamp, usize, Stage, Date, Time)>,
    columns: VecDeque<Date>,
}

impl<'a> History<'a> {
    pub async fn begin(desk: Desk<'a>) -> anyhow::Result<History<'a>> {
        let items = demo::items();
        let mut waiting = Vec::new();
        for (nth, item) in items.iter().enumerate() {
            for (stage, on) in stages(item, desk.calendar) {
                // So many minutes later that no two things of a day have one time.
                let time = stage.time().checked_add(((nth % 30) as i64).minutes())?;
                waiting.push((desk.moment(on, time)?.now, nth, stage, on, time));
            }
        }
        waiting.sort();
        let first = waiting.first().map(|(.., on, _)| *on).context("the demonstration has items")?;
        let at = vec![At::default(); items.len()];
        let columns = [first, demo::COLUMN_OPENED].into();
        Ok(History { desk, items, at, waiting: waiting.into(), columns })
    }

    /// Does whatever was done before a day.
    pub async fn until(&mut self, day: Date) -> anyhow::Result<()> {
        while let Some((_, nth, stage, on, time)) = self.waiting.front().copied().filter(|next| next.3 < day)
        {
            self.waiting.pop_front();
            while let Some(opened) = self.columns.front().copied().filter(|opened| *opened <= on) {
                self.columns.pop_front();
                plans::arrange(&self.desk, opened).await?;
            }
            self.take(nth, stage, (on, time)).await?;
        }
        Ok(())
    }

    pub async fn finish(&mut self) -> anyhow::Result<()> {
        self.until(Date::MAX).await
    }

    async fn take(&mut self, nth: usize, stage: Stage, (on, time): (Date, Time)) -> anyhow::Result<()> {
        let History { desk, items, at, .. } = self;
        let (item, at) = (&items[nth], &mut at[nth]);
        let moment = desk.moment(on, time)?;
        let agreed = || String::from("同意");
        match stage {
            Stage::Draft => *at = desk.draft(moment, item.content.clone(), item.paper.as_ref()).await?,
            Stage::SelfCheck => {
                let check =
                    Command::SelfCheck { answers: no(), remark: "内容准确，可以公开".into() };
                desk.run(moment, Role::Handler, at, check).await?;
            }
            Stage::Department => {
                let pass = Command::PassDepartment { remark: agreed() };
                desk.run(moment, Role::DepartmentHead, at, pass).await?;
            }
            Stage::Secrecy => desk.review(moment, at, item.explained).await?,
            Stage::Approval => {
                desk.run(moment, Role::Principal, at, Command::Approve { remark: agreed() }).await?;
            }
            Stage::Publish => desk.run(moment, Role::Publisher, at, Command::Publish).await?,
        }
        Ok(())
    }
}

/// The steps of an item spread over the working days from its drafting to its publishing.
fn stages(item: &Item, calendar: &Calendar) -> Vec<(Stage, Date)> {
    let mut all = vec![Stage::Draft, Stage::SelfCheck, Stage::Department, Stage::Secrecy, Stage::Publish];
    if item.content.important {
        all.insert(4, Stage::Approval);
    }
    let days = item.drafted.series(1.day()).take_while(|day| *day <= item.published);
    let days: Vec<Date> = days.filter(|day| calendar.is_working_day(*day)).collect();
    let last = all.len() - 1;
    let spread = all.into_iter().enumerate().map(|(at, stage)| {
        let day = days.get(at * days.len().saturating_sub(1) / last).copied();
        (stage, day.unwrap_or(item.published))
    });
    spread.collect()
}
