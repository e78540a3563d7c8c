//! 已经公开的信息：what the ledger shows the public and the registers of items in files, the reports, the statutes and
//! the standing pages, found by what is asked for

use crate::public_list::{Items, PublicList};
use folder::Stamp;
use jiff::civil::Date;
use law::workday::day_in_beijing;
use office::publication::{Nature, Public};
use office::register::Register;
use office::suggestion::{Entry, Index};
use publishing::{Listed, Publishing, document_name};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use web::{Item, Suggestion};

/// What was published when last looked at; made anew when the public list of the ledger, a file of the register or a
/// report changes.
#[derive(Default)]
pub struct Published {
    held: Mutex<Option<Held>>,
    ledger: OnceLock<PublicList>,
}

struct Held {
    stamp: (Stamp, u64, Vec<Report>),
    all: Arc<All>,
}

/// Year, title and date of a published report.
pub type Report = (i16, String, Date);

/// Everything that may be suggested, and the items' own pages.
#[derive(Default)]
pub struct All {
    suggestions: Vec<Suggestion>,
    by_path: HashMap<String, usize>,
    items: HashMap<String, Item>,
    index: Index,
    numbers: Numbers,
}

/// Document numbers, and the places of what has them.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of<'a>(numbered: impl Iterator<Item = (&'a str, usize)>) -> Numbers {
        Numbers(numbered.map(|(number, at)| (plain_number(number), at)).collect())
    }

    /// What a text names by its number: «枣审批发〔2024〕3号», whatever brackets and blanks it has.
    fn named_in(&self, text: &str) -> Vec<usize> {
        /// So many numbers of a text are looked at, and so many characters of each.
        const MOST: usize = 8;
        const LONGEST: usize = 30;
        let text = plain_number(text);
        let ends = text.match_indices('号').map(|(at, end)| at + end.len()).take(MOST);
        let named = ends.filter_map(|end| {
            let starts = text[..end].char_indices().rev().take(LONGEST);
            starts.filter_map(|(start, _)| self.0.get(&text[start..end])).last()
        });
        named.copied().collect()
    }
}

/// Without blanks, its brackets as the rules of official papers have them.
fn plain_number(text: &str) -> String {
    let plain = |one: char| match one {
        '[' | '［' | '(' | '（' | '【' => '〔',
        ']' | '］' | ')' | '）' | '】' => '〕',
        one => one,
    };
    text.chars().filter(|one| !one.is_whitespace()).map(plain).collect()
}

impl Published {
    /// From here on with what the ledger shows the public.
    pub fn follow(&self, publishing: Publishing) {
        // A library is opened for one ledger.
        drop(self.ledger.set(PublicList::new(publishing)));
    }

    /// As the ledger and the files stand now. A register that cannot be read leaves what was known; a ledger that
    /// cannot leaves nothing of it, for what it withdrew must not be named.
    pub fn now(&self, data: &Path, reports: &[Report]) -> Arc<All> {
        let (listed, changes) = self.listed().unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "failed to read what is public");
            (Arc::default(), u64::MAX)
        });
        let stamp = (folder::items_stamp(data), changes, reports.to_vec());
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref().filter(|held| held.stamp == stamp) {
            return held.all.clone();
        }
        let all = match All::read(data, &listed, reports) {
            Ok(all) => Arc::new(all),
            Err(error) => {
                tracing::error!(error = error.to_string(), "failed to read the register of items");
                let known = held.as_ref().filter(|held| held.stamp.1 == changes);
                known.map(|held| held.all.clone()).unwrap_or_else(|| Arc::new(All::of(&[], &listed, reports)))
            }
        };
        *held = Some(Held { stamp, all: all.clone() });
        all
    }

    fn listed(&self) -> anyhow::Result<(Arc<Items>, u64)> {
        self.ledger.get().map_or_else(|| Ok((Arc::default(), 0)), PublicList::now)
    }

    /// A report keeps its records as they stood when it was compiled. What was withdrawn since is counted and not named.
    pub fn name_no_more(&self, page: &mut folder::RecordPage) -> anyhow::Result<()> {
        let of = |key: &str| Register::find(key).is_some_and(|one| one.label == page.register_label);
        let (items, documents) = (of("items"), of("documents"));
        if !(items || documents) || self.ledger.get().is_none() {
            return Ok(());
        }
        let listed = self.listed()?.0;
        let named = listed.iter().map(|(index, one)| (index.as_str(), one));
        let titles: HashMap<&str, &str> = match items {
            true => named.map(|(index, one)| (index, one.title.as_str())).collect(),
            false => {
                let papers = listed.values().filter(|one| in_table_two(one));
                papers.map(|one| (document_name(one), one.title.as_str())).collect()
            }
        };
        // A title may have been corrected since: what is public now is what is shown.
        for (_, cells) in &mut page.rows {
            cells[TITLE] = titles.get(cells[NAME].as_str()).copied().unwrap_or("（已撤回）").into();
        }
        Ok(())
    }
}

/// Where the registers of items and of documents have what names a row, and its title.
const NAME: usize = 0;
const TITLE: usize = 1;

fn in_table_two(listed: &Listed) -> bool {
    Nature::counts_in_table_two(listed.nature)
}

impl All {
    fn read(data: &Path, listed: &Items, reports: &[Report]) -> Result<All, folder::FolderError> {
        Ok(All::of(&folder::items(data)?, listed, reports))
    }

    /// An index that both have is the ledger's.
    fn of(in_files: &[folder::Item], listed: &Items, reports: &[Report]) -> All {
        let mut sources = Vec::new();
        let mut items = HashMap::new();
        for item in in_files.iter().filter(|item| !listed.contains_key(&item.index)) {
            sources.push(of_item(item));
            let elements = item.cells.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect();
            items.insert(item.index.clone(), Item { title: item.title.clone(), elements });
        }
        for (index, listed) in listed {
            sources.push(of_listed(listed));
            items.insert(index.clone(), Item { title: listed.title.clone(), elements: elements(listed) });
        }
        sources.extend(reports.iter().map(of_report));
        sources.extend(articles());
        sources.extend(web::standing_pages().into_iter().map(of_page));
        let entries: Vec<Entry> = sources.iter().map(|(_, entry)| entry.clone()).collect();
        let suggestions: Vec<Suggestion> = sources.into_iter().map(|(suggestion, _)| suggestion).collect();
        let places = suggestions.iter().enumerate().map(|(at, one)| (one.path.clone(), at));
        let by_path: HashMap<String, usize> = places.collect();
        let numbered = listed.iter().filter_map(|(index, one)| {
            Some((one.document_no.as_deref()?, *by_path.get(&web::item_path(index))?))
        });
        let numbers = Numbers::of(numbered);
        All { index: Index::new(&entries), suggestions, by_path, items, numbers }
    }

    /// What is named by its number first, then what fits the text best.
    pub fn find(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let mut found = self.numbers.named_in(text);
        found.extend(self.index.find(text, limit));
        let mut seen = HashSet::new();
        found.retain(|at| seen.insert(*at));
        found.into_iter().take(limit).filter_map(|at| self.suggestions.get(at).cloned()).collect()
    }

    pub fn at(&self, path: &str) -> Option<Suggestion> {
        self.suggestions.get(*self.by_path.get(path)?).cloned()
    }

    pub fn item(&self, index: &str) -> Option<Item> {
        self.items.get(index).cloned()
    }
}

type Source = (Suggestion, Entry);

fn source(title: String, path: String, kind: &str, date: Option<Date>, text: String) -> Source {
    let order = date.map_or_else(String::new, |date| date.to_string());
    (Suggestion { title: title.clone(), path, kind: kind.into(), date }, Entry { title, text, order })
}

fn of_item(item: &folder::Item) -> Source {
    let path = web::item_path(&item.index);
    source(item.title.clone(), path, &item.kind, item.published, String::new())
}

fn of_listed(listed: &Public<Listed>) -> Source {
    let path = web::item_path(&listed.index);
    let on = Some(day_in_beijing(listed.published));
    source(listed.title.clone(), path, &listed.column, on, listed.overview.clone())
}

/// What the page of an item says of it beside its text.
fn elements(listed: &Listed) -> Vec<(String, String)> {
    let published = day_in_beijing(listed.published).to_string();
    let named = [
        ("索引号", listed.index.clone()),
        ("标题", listed.title.clone()),
        ("栏目", listed.column.clone()),
        ("发布机构", listed.issued_by.clone()),
        ("文号", listed.document_no.clone().unwrap_or_default()),
        ("生成日期", listed.formed.to_string()),
        ("发布日", published),
    ];
    let filled = named.into_iter().filter(|(_, cell)| !cell.is_empty());
    filled.map(|(name, cell)| (name.to_owned(), cell)).collect()
}

fn of_report((year, title, date): &Report) -> Source {
    source(title.clone(), format!("/disclosure/reports/{year}"), "年度报告", Some(*date), String::new())
}

fn articles() -> impl Iterator<Item = Source> {
    law::statutes::all().iter().flat_map(|statute| {
        statute.articles().map(|article| {
            let title = format!("《{}》{}", statute.title, article.label);
            let path = web::article_path(statute, article.number);
            source(title, path, "法律法规", None, article.paragraphs.concat())
        })
    })
}

fn of_page((title, path, about): (&'static str, &'static str, &'static str)) -> Source {
    source(title.into(), path.into(), "公开栏目", None, about.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::time::Instant;

    struct Scratch(std::path::PathBuf);

    impl Scratch {
        fn new(name: &str) -> Scratch {
            let path = std::env::temp_dir().join(format!("gongkai-{name}-{}", std::process::id()));
            std::fs::create_dir_all(path.join("records/2024")).unwrap();
            Scratch(path)
        }

        fn items(&self, rows: impl IntoIterator<Item = String>) {
            let head = "索引号,标题,类别,发布日,渠道,审查人\n".to_owned();
            let rows: String = rows.into_iter().collect();
            std::fs::write(self.0.join("records/2024/主动公开信息.csv"), head + &rows).unwrap();
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    fn titles(found: &[Suggestion]) -> Vec<&str> {
        found.iter().map(|one| one.title.as_str()).collect()
    }

    #[test]
    fn what_the_register_gains_is_found_at_once_and_the_reviewer_is_never_shown() {
        let scratch = Scratch::new("published");
        let reports =
            [(2024, "枣庄市行政审批服务局2024年政府信息公开工作年度报告".to_owned(), date(2025, 1, 24))];
        let published = Published::default();
        assert_eq!(published.now(&scratch.0, &reports).find("政务服务事项清单", 5), []);
        scratch.items(["ZZ-1,关于公布政务服务事项清单的通知,政策文件,2024-03-01,局网站,审查员01\n".into()]);
        let all = published.now(&scratch.0, &reports);
        let found = all.find("请公开政务服务事项的清单", 5);
        assert_eq!(titles(&found), ["关于公布政务服务事项清单的通知"]);
        assert_eq!((found[0].path.as_str(), found[0].kind.as_str()), ("/info/ZZ-1", "政策文件"));
        assert_eq!(all.at("/info/ZZ-1"), Some(found[0].clone()));
        assert_eq!((all.at("/info/ZZ-2"), all.at("//evil.example")), (None, None));
        let item = all.item("ZZ-1").unwrap();
        assert!(item.elements.contains(&("发布日".into(), "2024-03-01".into())), "{item:?}");
        assert!(!format!("{item:?}").contains("审查员"), "{item:?}");
        let report = all.find("2024年政府信息公开年度报告", 5);
        assert_eq!(report[0].path, "/disclosure/reports/2024");
        let article = all.find("政府信息公开申请的答复期限和延长期限", 5);
        assert!(titles(&article).iter().any(|title| title.ends_with("第三十三条")), "{article:?}");
        scratch.items(["坏的一行\n".into()]);
        assert_eq!(titles(&published.now(&scratch.0, &reports).find("政务服务事项清单", 5)).len(), 1);
    }

    #[test]
    fn what_is_named_by_its_number_is_found_however_it_is_typed() {
        let numbers = Numbers::of([("枣审批发〔2024〕3号", 0), ("枣审批规〔2026〕1号", 1)].into_iter());
        for (text, found) in [
            ("枣审批规〔2026〕1号", vec![1]),
            ("申请公开枣审批发[2024]3号和 枣审批规（2026） 1号的全文", vec![0, 1]),
            ("枣审批发〔2024〕13号", vec![]),
            ("3号", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(numbers.named_in(text), found, "{text}");
        }
        assert_eq!(numbers.named_in(&"枣审批发〔2024〕3号".repeat(1_000)).len(), 8);
    }

    /// The bar is ten milliseconds; ten times as much is allowed here, where other tests run beside.
    #[test]
    fn ten_thousand_items_are_searched_quickly() {
        let scratch = Scratch::new("many");
        let matters = ["食品经营许可", "商品房预售许可", "取水许可", "建筑工程施工许可", "护士执业注册"];
        let row = |n: usize| {
            format!(
                "ZZ-{n},{}办理结果公示（第{n}批）,办件结果公示,2024-03-01,局网站,审查员\n",
                matters[n % 5]
            )
        };
        scratch.items((0..10_000).map(row));
        let all = Published::default().now(&scratch.0, &[]);
        let text = "申请公开枣庄市薛城区2024年商品房预售许可的办理结果，包括楼盘名称、许可证号和发证日期，以及建筑工程施工许可";
        let start = Instant::now();
        for _ in 0..10 {
            assert_eq!(all.find(text, 5).len(), 4);
        }
        let each = start.elapsed() / 10;
        assert!(each.as_millis() < 100, "{each:?}");
    }
}
