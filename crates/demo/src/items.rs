//! 主动公开的475条：every item with its text, as the desk of the demonstration drafts them.

mod matters;
mod news;
mod policy;

use crate::YEAR;
use crate::random::Random;
use crate::rows::Rows;
use crate::words::{DISTRICTS, LICENCES, MATTERS};
use jiff::civil::{Date, date};
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use law::workday::Calendar;
use office::publication::{Content, Nature};
use office::register::Register;

/// How many there are of each kind of the annual report.
pub const KINDS: [(&str, usize); 5] =
    [("政务动态", 159), ("政策文件", 10), ("会议公开", 6), ("办件结果公示", 170), ("其他信息", 130)];

/// The name of the paper some policies come with.
const ATTACHED: &str = "任务分工表";

/// When the column for helping and acting on behalf was opened.
pub const COLUMN_OPENED: Date = date(2024, 5, 20);

/// One item.
pub struct Item {
    /// As the register names it.
    pub kind: &'static str,
    pub published: Date,
    /// When its drafting began.
    pub drafted: Date,
    pub content: Content,
    /// A paper to be attached: its name and its paragraphs.
    pub paper: Option<Paper>,
    /// Why what the scan finds in it may stand.
    pub explained: Option<&'static str>,
}

/// What is attached.
pub struct Paper {
    pub title: String,
    pub paragraphs: Vec<String>,
}

/// A title of the register, before there is a text.
pub(crate) struct Titled {
    pub day: u16,
    pub kind: &'static str,
    pub title: String,
    subject: Subject,
}

/// What a title is about: its place in the lists of words.
#[derive(Clone, Copy)]
enum Subject {
    News { place: usize, story: usize },
    Policy(usize),
    Meeting(usize),
    Results { matter: usize, nth: usize },
    Guide { matter: usize, nth: usize },
}

/// The titles in the order they were published.
pub(crate) fn titled(rows: &mut Rows) -> Vec<Titled> {
    let mut list = Vec::new();
    for (kind, many) in KINDS {
        let days = rows.spread(many);
        list.extend(days.into_iter().enumerate().map(|(at, day)| (day, kind, at)));
    }
    list.sort_by_key(|(day, ..)| *day);
    let titled = list.into_iter().map(|(day, kind, number)| {
        let (title, subject) = title(&mut rows.random, kind, number);
        Titled { day, kind, title, subject }
    });
    titled.collect()
}

fn title(random: &mut Random, kind: &str, number: usize) -> (String, Subject) {
    const NEWS: [&str; 8] = [
        "推进“高效办成一件事”重点事项落地",
        "帮办队伍走进园区为企业解难题",
        "开展窗口服务礼仪和业务比武",
        "组织惠企政策进企业宣讲",
        "自助服务终端延伸到镇街便民中心",
        "召开审批服务业务交流会",
        "开展政务公开主题开放日活动",
        "优化工程建设项目联合验收流程",
    ];
    const POLICY: [&str; 10] = [
        "关于优化企业开办服务流程的通知",
        "关于公布政务服务事项清单的通知",
        "关于推行告知承诺办理的实施细则",
        "关于加强帮办代办服务的实施方案",
        "关于规范审批服务中介事项的通知",
        "关于工程建设项目分阶段施工许可的通知",
        "关于推进政务服务跨区域通办的工作方案",
        "关于完善好差评工作机制的通知",
        "关于规范电子证照应用的通知",
        "关于设立企业服务专区的通知",
    ];
    let matter = random.below(MATTERS.len());
    let (name, nth) = (MATTERS[matter].0, number + 1);
    match kind {
        "政务动态" => {
            let (place, story) = (random.below(6), random.below(8));
            (format!("{}：{}", DISTRICTS[place], NEWS[story]), Subject::News { place, story })
        }
        "政策文件" => (POLICY[number % 10].to_string(), Subject::Policy(number % 10)),
        "会议公开" => (format!("局长办公会公开信息（第{nth}期）"), Subject::Meeting(number)),
        "办件结果公示" => {
            let licence = LICENCES[matter % LICENCES.len()];
            let matter = MATTERS.iter().position(|(name, _)| *name == licence).expect("licences are matters");
            (format!("{licence}办理结果公示（第{nth}批）"), Subject::Results { matter, nth })
        }
        _ => (format!("{name}办事指南和常见问题（第{nth}期）"), Subject::Guide { matter, nth }),
    }
}

/// All of them with their texts, in the order they were published.
pub fn items() -> Vec<Item> {
    let register = Register::find("items").expect("the demonstration uses registers of the office");
    let mut rows = Rows::new(register, YEAR);
    let titled = titled(&mut rows);
    // From a seed of their own: the titles stay as they are whatever is said under them.
    let mut random = Random::of("item-texts", YEAR);
    let days: Vec<Date> = rows.days.iter().map(|day| day.parse().expect("a day of the year")).collect();
    titled.into_iter().map(|titled| item(titled, &days, &mut random)).collect()
}

fn item(titled: Titled, days: &[Date], random: &mut Random) -> Item {
    let day = usize::from(titled.day);
    let before = |most: usize, random: &mut Random| days[day.saturating_sub(random.below(most + 1))];
    let published = days[day];
    let (nature, most) = match titled.subject {
        Subject::News { .. } => (Nature::News, 1),
        Subject::Policy(_) => (Nature::Document, 5),
        Subject::Meeting(_) => (Nature::Meeting, 4),
        Subject::Results { .. } => (Nature::Licence, 3),
        Subject::Guide { .. } => (Nature::Other, 4),
    };
    let drafted = before(most, random);
    let blank = content(titled.title, nature, drafted);
    let (content, paper, explained) = match titled.subject {
        Subject::News { place, story } => (news_of(random, blank, (place, story), published), None, None),
        Subject::Policy(at) => {
            let (content, paper) = policy_of(blank, at);
            (content, paper, None)
        }
        Subject::Meeting(at) => (meeting_of(random, blank, at), None, None),
        Subject::Results { matter, nth } => (results_of(random, blank, matter, nth), None, None),
        Subject::Guide { matter, nth } => {
            // Two of them name a mailbox, which the scan stops and the reviewer lets stand.
            let mailbox = nth == 9 || nth == 88;
            let why = "帮办代办的公用邮箱，由本机关统一管理，公布供办事人使用，不属于个人信息";
            (guide_of(random, blank, matter, mailbox), None, mailbox.then_some(why))
        }
    };
    Item { kind: titled.kind, published, drafted, content, paper, explained }
}

/// Everything but what is said.
pub fn content(title: String, nature: Nature, formed: Date) -> Content {
    Content {
        title,
        nature,
        overview: String::new(),
        body: String::new(),
        column: String::new(),
        topic: "政务服务".into(),
        duty: Some(Duty::Item(5)),
        entry: None,
        issued_by: "枣庄市行政审批服务局".into(),
        jointly_with: Vec::new(),
        document_no: None,
        formed,
        effective: None,
        expires: None,
        source: None,
        keywords: Vec::new(),
        interprets: None,
        term: Term::Proactive,
        term_basis: None,
        attachments: Vec::new(),
        important: false,
        cleanup: None,
        retention: None,
        service: None,
    }
}

/// From when it was opened, what helpers do stands in the column made for it.
fn news_of(random: &mut Random, blank: Content, (place, story): (usize, usize), published: Date) -> Content {
    const HELPERS: usize = 1;
    let (overview, body) = news::news(random, DISTRICTS[place], story);
    let helping = story == HELPERS && published > COLUMN_OPENED;
    let column = if helping { "政务服务帮办代办" } else { "政务动态" };
    let keywords = vec![DISTRICTS[place].into(), "政务服务".into()];
    let (duty, entry) = (Some(Duty::Local), Some("5.1".into()));
    Content { overview, body, column: column.into(), duty, entry, keywords, ..blank }
}

fn policy_of(blank: Content, at: usize) -> (Content, Option<Paper>) {
    let policy = &policy::POLICIES[at];
    let formed = blank.formed;
    let effective = Calendar::builtin().add(formed, 7).expect("a few days stay within the calendar").date;
    // Rules last five years, arrangements of a passing kind two; notices say nothing.
    let years = [0, 0, 5, 2, 0, 2, 0, 0, 5, 0][at];
    let expires = (years > 0).then(|| {
        let last = effective.saturating_add(jiff::Span::new().years(years));
        last.yesterday().expect("years later there is a day before")
    });
    let since = match expires {
        Some(last) => format!("本文件自{}起施行，有效期至{}。", words(effective), words(last)),
        None => format!("本通知自{}起执行。", words(effective)),
    };
    let paper = at.is_multiple_of(3).then(|| Paper {
        title: ATTACHED.into(),
        paragraphs: policy.1.iter().map(|(heading, text)| format!("{heading}：{text}")).collect(),
    });
    let attached = paper.as_ref().map(|_| ATTACHED);
    let content = Content {
        overview: format!("就{}作出安排。", policy.1.map(|(heading, _)| heading).join("、")),
        body: policy::body(policy, &since, attached),
        column: "政策文件".into(),
        duty: Some(Duty::Item(15)),
        entry: Some("2.1".into()),
        document_no: Some(format!("枣审批发〔{}〕{}号", formed.year(), at + 1)),
        effective: Some(effective),
        expires,
        keywords: vec!["政务服务".into(), "政策".into()],
        important: true,
        ..blank
    };
    (content, paper)
}

fn meeting_of(random: &mut Random, blank: Content, at: usize) -> Content {
    let (overview, body) = news::meeting(random, at, &words(blank.formed));
    let keywords = vec!["局长办公会".into()];
    let entry = Some("2.2".into());
    Content {
        overview,
        body,
        column: "会议公开".into(),
        duty: None,
        entry,
        keywords,
        important: true,
        ..blank
    }
}

fn results_of(random: &mut Random, blank: Content, matter: usize, nth: usize) -> Content {
    let (name, topic) = (MATTERS[matter].0, topic(MATTERS[matter].0));
    let (overview, body) = matters::results(random, name, nth, blank.formed.year());
    let keywords = vec![name.into(), "办理结果".into()];
    let (entry, term) = (Some("3.2".into()), Term::Decision);
    let column = "办件结果公示".into();
    Content { overview, body, column, topic: topic.into(), entry, keywords, term, ..blank }
}

fn guide_of(random: &mut Random, blank: Content, matter: usize, mailbox: bool) -> Content {
    let (name, topic) = (MATTERS[matter].0, topic(MATTERS[matter].0));
    let (overview, body) = matters::guide(random, name, mailbox);
    let keywords = vec![name.into(), "办事指南".into()];
    let (entry, column) = (Some("3.1".into()), "办事指南".into());
    Content { overview, body, column, topic: topic.into(), entry, keywords, ..blank }
}

fn topic(matter: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| matter.contains(word));
    match () {
        () if has(&["食品", "药品", "医疗", "卫生", "护士", "医保"]) => "卫生健康",
        () if has(&["企业", "个体", "劳务", "人力资源"]) => "市场主体",
        () if has(&["施工", "预售", "建筑", "不动产", "公积金"]) => "城乡建设",
        () if has(&["参保", "社会保险", "养老", "老年人"]) => "社会保障",
        () if has(&["取水", "林木", "道路"]) => "资源和交通",
        () => "政务服务",
    }
}

/// 2024年3月1日
pub(crate) fn words(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
