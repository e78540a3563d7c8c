//! Read tables: what stands under a key, in order, and how many.

use crate::stores::{Fresh, on_every_store};
use ledger::{Direction, Error, Item, Ledger};

async fn put(ledger: &Ledger, organ: &str, items: &[Item]) {
    let work = async |tx: ledger::Tx| {
        for item in items {
            tx.put(item).await?;
        }
        Ok::<_, Error>(())
    };
    ledger.transact(organ, work).await.unwrap();
}

fn case(id: &str, deadline: &str) -> Item {
    Item::new("case", id, 1, format!("{{\"no\":\"{id}\"}}")).under("open", deadline)
}

fn ids(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| format!("{}{}", item.organ, item.id)).collect()
}

/// Every page of a list, two items at a time.
async fn pages(ledger: &Ledger, organs: &[&str], direction: Direction) -> Vec<Vec<String>> {
    let mut after = None;
    let mut pages = Vec::new();
    loop {
        let page = match organs {
            [organ] => ledger.list(organ, "case", "open", after.as_ref(), 2, direction).await,
            _ => ledger.list_of(organs, "case", "open", after.as_ref(), 2, direction).await,
        };
        let page = page.unwrap();
        let Some(last) = page.last() else { return pages };
        after = last.place("open");
        pages.push(ids(&page));
    }
}

#[test]
fn a_list_is_turned_page_by_page_both_ways() {
    on_every_store(async |store: &Fresh| {
        let ledger = store.open().await;
        let cases = [
            case("3", "2026-03-30"),
            case("1", "2026-03-30"),
            case("2", "2026-03-05"),
            case("4", ""),
            case("5", "二"),
        ];
        put(&ledger, "甲", &cases).await;
        assert_eq!(
            pages(&ledger, &["甲"], Direction::Up).await,
            [vec!["甲4", "甲2"], vec!["甲1", "甲3"], vec!["甲5"]]
        );
        assert_eq!(
            pages(&ledger, &["甲"], Direction::Down).await,
            [vec!["甲5", "甲3"], vec!["甲1", "甲2"], vec!["甲4"]]
        );
        assert_eq!(ledger.list("甲", "case", "closed", None, 2, Direction::Up).await.unwrap(), []);
        assert_eq!(ledger.list("乙", "case", "open", None, 2, Direction::Up).await.unwrap(), []);
        let item = ledger.item("甲", "case", "2").await.unwrap().unwrap();
        assert_eq!(
            (item.body.as_str(), item.version, item.keys["open"].as_str()),
            ("{\"no\":\"2\"}", 1, "2026-03-05")
        );
        assert_eq!(ledger.item("甲", "case", "9").await.unwrap(), None);
    });
}

#[test]
fn a_supervisor_sees_the_lists_of_several_organs_as_one() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        // 丙 U+4E19, 乙 U+4E59, 甲 U+7532: by code point in this order.
        put(&ledger, "甲", &[case("1", "a"), case("2", "c")]).await;
        put(&ledger, "乙", &[case("1", "a"), case("2", "b"), case("3", "b")]).await;
        put(&ledger, "丙", &[case("1", "b"), case("9", "a")]).await;
        put(&ledger, "丁", &[case("1", "a")]).await;
        let organs = ["甲", "乙", "丙"];
        let up = [vec!["丙9", "乙1"], vec!["甲1", "丙1"], vec!["乙2", "乙3"], vec!["甲2"]];
        assert_eq!(pages(&ledger, &organs, Direction::Up).await, up);
        let down = [vec!["甲2", "乙3"], vec!["乙2", "丙1"], vec!["甲1", "乙1"], vec!["丙9"]];
        assert_eq!(pages(&ledger, &organs, Direction::Down).await, down);
        assert_eq!(ledger.count_of(&organs, "case", "open").await.unwrap(), 7);
    });
}

#[test]
fn putting_an_item_again_moves_it_and_its_counts() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let answered =
            Item::new("case", "1", 2, "{}").under("2024/3.1/natural", "").under("2024/3.1/total", "");
        put(&ledger, "甲", &[case("1", "2026-03-30"), case("2", "2026-03-30")]).await;
        put(&ledger, "甲", &[case("1", "2026-04-13"), answered.clone(), answered.clone()]).await;
        assert_eq!(ledger.count("甲", "case", "open").await.unwrap(), 1);
        assert_eq!(ids(&ledger.list("甲", "case", "open", None, 9, Direction::Up).await.unwrap()), ["甲2"]);
        let cells = ledger.counts("甲", "case", "2024/3.1/").await.unwrap();
        assert_eq!(
            cells.into_iter().collect::<Vec<_>>(),
            [("2024/3.1/natural".into(), 1), ("2024/3.1/total".into(), 1)]
        );
        assert_eq!(ledger.counts("甲", "case", "2025/").await.unwrap().len(), 0);

        let remove = async |tx: ledger::Tx| {
            tx.remove("case", "1").await?;
            tx.remove("case", "never").await
        };
        ledger.transact("甲", remove).await.map_err(|error: Error| error).unwrap();
        assert_eq!(ledger.item("甲", "case", "1").await.unwrap(), None);
        assert_eq!(
            ledger.counts("甲", "case", "").await.unwrap().into_iter().collect::<Vec<_>>(),
            [("open".into(), 1)]
        );
    });
}

#[test]
fn what_stands_under_any_of_some_keys_is_given_once() {
    on_every_store(async |store| {
        let ledger = store.open().await;
        let item = |id: &str, keys: &[&str]| {
            let item = Item::new("case", id, 1, "{}");
            keys.iter().fold(item, |item, key| item.under(*key, format!("2026-03-0{id}")))
        };
        let all =
            [item("1", &["红", "蓝"]), item("2", &["红"]), item("3", &["红", "蓝"]), item("4", &["绿"])];
        put(&ledger, "甲", &all).await;
        let found = async |keys: &[&str], each| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            let mut found = ids(&ledger.list_any("甲", "case", &keys, each).await.unwrap());
            found.sort();
            found
        };
        assert_eq!(found(&["红", "蓝"], 20).await, ["甲1", "甲2", "甲3"]);
        assert_eq!(found(&["红", "绿"], 1).await, ["甲3", "甲4"], "the largest sort of each");
        assert!(found(&["黑"], 20).await.is_empty() && found(&[], 20).await.is_empty());
    });
}

fn trade(id: &str, year: &str, fen: i64) -> Item {
    Item::new("trade", id, 1, "{}").under(format!("{year}/all"), id).adding(format!("{year}/amount"), fen)
}

#[test]
fn many_are_put_at_once_and_known_afterwards() {
    on_every_store(async |store: &Fresh| {
        let ledger = store.open().await;
        let trades: Vec<Item> = (1..=1203).map(|n| trade(&format!("{n:04}"), "2024", n)).collect();
        let all = trades.clone();
        ledger.transact("甲", async |tx: ledger::Tx| tx.put_new(&all).await).await.unwrap();
        assert_eq!(ledger.count("甲", "trade", "2024/all").await.unwrap(), 1203);
        assert_eq!(ledger.sum("甲", "trade", "2024/amount").await.unwrap(), 1203 * 1204 / 2);
        let page = ledger.list("甲", "trade", "2024/all", None, 2, Direction::Down).await.unwrap();
        assert_eq!(page, [stored(&trades[1202]), stored(&trades[1201])]);
        let asked = ["0001".to_owned(), "9999".into(), "1203".into()];
        let known = ledger.known("甲", "trade", &asked).await.unwrap();
        assert_eq!(known.into_iter().collect::<Vec<_>>(), ["0001", "1203"]);
        // One that is there already: nothing of the lot stands.
        let doubled = vec![trade("2000", "2024", 5), trade("0001", "2024", 5)];
        let refused = ledger.transact("甲", async |tx: ledger::Tx| tx.put_new(&doubled).await).await;
        assert!(refused.is_err());
        assert_eq!(ledger.count("甲", "trade", "2024/all").await.unwrap(), 1203);
    });
}

fn stored(item: &Item) -> Item {
    Item { organ: "甲".into(), ..item.clone() }
}

#[test]
fn sums_follow_what_is_put_changed_and_removed() {
    on_every_store(async |store: &Fresh| {
        let ledger = store.open().await;
        put(&ledger, "甲", &[trade("1", "2024", 1250), trade("2", "2024", 50), trade("3", "2023", 7)]).await;
        let sums = async || ledger.sums("甲", "trade", "").await.unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(sums().await, [("2023/amount".into(), 7), ("2024/amount".into(), 1300)]);
        put(&ledger, "甲", &[trade("2", "2023", -7)]).await;
        assert_eq!(sums().await, [("2024/amount".into(), 1250)]);
        let work = async |tx: ledger::Tx| tx.remove("trade", "1").await;
        ledger.transact("甲", work).await.unwrap();
        assert_eq!(sums().await, []);
        assert_eq!(ledger.sum("乙", "trade", "2024/amount").await.unwrap(), 0);
    });
}
