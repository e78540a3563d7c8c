//! 台账里现在公开着什么：the public list, read once and then kept by what changes in the chain. Nothing else of an item
//! is known here: what waits for review cannot be named.

use anyhow::Context;
use office::publication::Public;
use publishing::{Listed, Publishing, Shelf};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Entries of the chain, and rows of the list, looked at in one go.
const STRIDE: u32 = 2_000;

/// What is public, by index.
pub type Items = BTreeMap<String, Public<Listed>>;

/// Follows the ledger. Its methods wait for the database: they are called off the async threads.
pub struct PublicList {
    publishing: Publishing,
    held: Mutex<Option<Held>>,
}

struct Held {
    /// Up to which entry the chain was looked at.
    seq: u64,
    /// Counts what changed.
    changes: u64,
    items: Arc<Items>,
}

impl PublicList {
    pub fn new(publishing: Publishing) -> PublicList {
        PublicList { publishing, held: Mutex::default() }
    }

    /// What is public this moment, and a number that changes with it.
    pub fn now(&self) -> anyhow::Result<(Arc<Items>, u64)> {
        let runtime = tokio::runtime::Handle::try_current().context("the list is read inside the runtime")?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = match held.take() {
            None => runtime.block_on(self.read())?,
            Some(before) => runtime.block_on(self.bring_up(before))?,
        };
        let answer = (fresh.items.clone(), fresh.changes);
        *held = Some(fresh);
        Ok(answer)
    }

    async fn read(&self) -> anyhow::Result<Held> {
        // The head first: what changes meanwhile is looked at again.
        let head = self.publishing.ledger().head(self.publishing.organ()).await?;
        let (mut items, mut after) = (Items::new(), None);
        loop {
            let page = self.publishing.shelf(&Shelf::All, after.as_ref(), STRIDE).await?;
            items.extend(page.rows.into_iter().map(|listed| (listed.index.clone(), listed)));
            after = page.next;
            if after.is_none() {
                return Ok(Held { seq: head.seq, changes: 0, items: Arc::new(items) });
            }
        }
    }

    async fn bring_up(&self, mut held: Held) -> anyhow::Result<Held> {
        loop {
            let (indices, seq) = self.publishing.changed_since(held.seq, STRIDE).await?;
            if seq == held.seq {
                return Ok(held);
            }
            held.seq = seq;
            if indices.is_empty() {
                continue;
            }
            let items = Arc::make_mut(&mut held.items);
            for index in indices {
                match self.publishing.listed(&index).await? {
                    Some(listed) => items.insert(index, listed),
                    None => items.remove(&index),
                };
            }
            held.changes += 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::inspector::Scanner;
    use jiff::civil::date;
    use law::proactive::review::{Conclusion, Question};
    use law::workday::Calendar;
    use ledger::{Key, Ledger, Options};
    use office::moment::Moment;
    use office::publication::{Command, IndexRule, Nature, Reason};
    use office::role::{Actor, Role};

    struct Office {
        publishing: Publishing,
        calendar: Calendar,
    }

    impl Office {
        fn moment(&self) -> Moment<'_> {
            let now = "2024-03-04T10:00:00+08:00".parse().unwrap();
            Moment { now, today: date(2024, 3, 4), calendar: &self.calendar }
        }

        async fn run(&self, role: Role, index: &str, command: Command) {
            let version = self.publishing.file(index).await.unwrap().unwrap().version;
            let actor = actor(role);
            self.publishing.run(self.moment(), &actor, (index, version), command).await.unwrap();
        }

        async fn draft(&self, title: &str) -> String {
            let blank = demo::content(title.into(), Nature::News, date(2024, 3, 4));
            let content = office::publication::Content {
                overview: "概述".into(),
                body: "正文".into(),
                column: "政务动态".into(),
                ..blank
            };
            self.publishing.draft(self.moment(), &actor(Role::Handler), content).await.unwrap()
        }

        async fn publish(&self, index: &str) {
            let answers = Question::ALL.map(|question| (question, false)).to_vec();
            let check = Command::SelfCheck { answers: answers.clone(), remark: String::new() };
            self.run(Role::Handler, index, check).await;
            let pass = Command::PassDepartment { remark: String::new() };
            self.run(Role::DepartmentHead, index, pass).await;
            let review = Command::ReviewSecrecy {
                conclusion: Conclusion::Open,
                basis: String::new(),
                answers,
                overridden: Vec::new(),
                reassess: None,
                public_interest: None,
            };
            self.run(Role::SecrecyReviewer, index, review).await;
            self.run(Role::Publisher, index, Command::Publish).await;
        }
    }

    fn actor(role: Role) -> Actor {
        Actor { id: format!("{role:?}"), roles: vec![role] }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn only_what_is_public_this_moment_is_known() {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
        let publishing = Publishing::new(ledger, "ZZ", IndexRule::default(), Arc::new(Scanner::default()));
        let office = Office { publishing: publishing.clone(), calendar: Calendar::builtin() };
        let list = Arc::new(PublicList::new(publishing));
        let now = async || {
            let list = list.clone();
            let (items, changes) = tokio::task::spawn_blocking(move || list.now()).await.unwrap().unwrap();
            (items.values().map(|listed| listed.title.clone()).collect::<Vec<_>>(), changes)
        };
        let first = office.draft("甲").await;
        assert_eq!(now().await, (Vec::new(), 0), "a draft is nobody's to see");
        office.publish(&first).await;
        let (titles, changes) = now().await;
        assert_eq!(titles, ["甲"]);
        assert_eq!(now().await.1, changes, "nothing changed, nothing is made anew");
        office.draft("乙").await;
        assert_eq!(now().await.0, ["甲"]);
        let withdraw = Command::Withdraw { reason: Reason::Inaccurate, explanation: "有误".into() };
        office.run(Role::Publisher, &first, withdraw).await;
        assert_eq!(now().await.0, Vec::<String>::new());
    }

    /// Counted still, since it was published in the year; found and named no more.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_was_withdrawn_is_named_nowhere() {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap();
        let publishing = Publishing::new(ledger, "ZZ", IndexRule::default(), Arc::new(Scanner::default()));
        let office = Office { publishing: publishing.clone(), calendar: Calendar::builtin() };
        let (kept, gone) =
            (office.draft("商品房预售许可办理结果").await, office.draft("商品房预售名单").await);
        office.publish(&kept).await;
        office.publish(&gone).await;
        let published = Arc::new(crate::published::Published::default());
        published.follow(publishing);
        let found = async || {
            let published = published.clone();
            let now = move || published.now(std::path::Path::new("none"), &[]).find("商品房预售", 5);
            let found = tokio::task::spawn_blocking(now).await.unwrap();
            let mut titles: Vec<String> = found.into_iter().map(|one| one.title).collect();
            titles.retain(|title| title.contains("预售"));
            titles
        };
        assert_eq!(found().await.len(), 2);
        let withdraw = Command::Withdraw { reason: Reason::NotForPublic, explanation: "不应公开".into() };
        office.run(Role::Publisher, &gone, withdraw).await;
        assert_eq!(found().await, ["商品房预售许可办理结果"]);
        let row = |index: &str, title: &str| (0, vec![index.to_owned(), title.to_owned()]);
        let mut page = folder::RecordPage {
            register_label: "主动公开信息",
            columns: vec!["索引号", "标题"],
            rows: vec![row(&kept, "商品房预售许可办理结果"), row(&gone, "商品房预售名单")],
            next: None,
            total: 2,
            kept: true,
        };
        let named = tokio::task::spawn_blocking(move || published.name_no_more(&mut page).map(|()| page));
        let page = named.await.unwrap().unwrap();
        let titles: Vec<&str> = page.rows.iter().map(|(_, cells)| cells[1].as_str()).collect();
        assert_eq!(titles, ["商品房预售许可办理结果", "（已撤回）"]);
    }
}
