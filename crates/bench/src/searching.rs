//! The search over a million items: how long it takes to make the index, how large it is, how fast it answers. The
//! items are made up from a fixed seed; titles and bodies read like an office's own.

use crate::measure::Table;
use anyhow::{Result, ensure};
use search::{Asked, Doc, Engine, Lexicon, Looking};
use std::path::Path;
use std::time::{Duration, Instant};

const ITEMS: u64 = 1_000_000;
const ASKED: usize = 300;
const FIRST_DAY_MS: i64 = 1_388_534_400_000;
const HOUR_MS: i64 = 3_600_000;

pub fn measure(table: &mut Table) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("gongkai-bench-index-{}", std::process::id()));
    let ended = in_folder(table, &folder);
    std::fs::remove_dir_all(&folder)?;
    ended
}

fn in_folder(table: &mut Table, folder: &Path) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let engine = Engine::open(folder, Lexicon::builtin())?.with_threads(threads);
    let start = Instant::now();
    let mut characters = 0;
    let docs = (0..ITEMS).map(doc).inspect(|doc| characters += doc.body.chars().count() as u64);
    engine.change(docs, &[], "made up")?;
    let took = start.elapsed();
    ensure!(engine.documents() == ITEMS, "{} documents", engine.documents());
    table.note(
        format!("index of {ITEMS} items of {} characters each", characters / ITEMS),
        format!("{:.0} s, {:.0}/s", took.as_secs_f64(), ITEMS as f64 / took.as_secs_f64()),
    );
    let bytes = size(folder)?;
    table.note("its size", format!("{:.0} MB, {} bytes an item", bytes as f64 / 1e6, bytes / ITEMS));
    for (what, ask) in [
        ("one word", &one_word as &dyn Fn(&mut Dice) -> Looking),
        ("several words", &several_words),
        ("a phrase, narrowed by column and year", &phrase_narrowed),
        ("one word, the newest first", &newest),
    ] {
        let (median, slow) = times(&engine, ask)?;
        table.note(
            format!("{ITEMS} items: {what}"),
            format!("p50 {:.1} ms, p99 {:.1} ms", millis(median), millis(slow)),
        );
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

/// The median and the 99th in a hundred of searches that each find something.
fn times(engine: &Engine, ask: &dyn Fn(&mut Dice) -> Looking) -> Result<(Duration, Duration)> {
    let mut dice = Dice(7);
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let looking = ask(&mut dice);
        let start = Instant::now();
        let found = engine.find(&looking)?;
        times.push(start.elapsed());
        ensure!(!found.hits.is_empty() && !found.loosened, "nothing found for {:?}", looking.asked);
    }
    times.sort_unstable();
    Ok((times[ASKED / 2], times[ASKED * 99 / 100]))
}

fn looking(text: &str) -> Looking {
    Looking { asked: Asked::parse(text), limit: 20, ..Looking::default() }
}

fn one_word(dice: &mut Dice) -> Looking {
    looking(dice.of(&MATTERS))
}

fn newest(dice: &mut Dice) -> Looking {
    Looking { sort: search::Sort::Newest, ..one_word(dice) }
}

fn several_words(dice: &mut Dice) -> Looking {
    looking(&format!("{} {} {}", dice.of(&PLACES), dice.of(&MATTERS), dice.of(&KINDS)))
}

fn phrase_narrowed(dice: &mut Dice) -> Looking {
    let tags = [("column", dice.of(&COLUMNS).to_owned()), ("year", dice.year().to_string())];
    let tags = tags.map(|(sort, value)| (sort.to_owned(), value)).into();
    Looking { tags, ..looking(&format!("“{}”", dice.of(&PHRASES))) }
}

// ------------------------------------------------------------ items

/// xorshift: the same items each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or(0)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn year(&mut self) -> u64 {
        2014 + self.next() % 12
    }
}

const PLACES: [&str; 16] = [
    "薛城区",
    "市中区",
    "山亭区",
    "峄城区",
    "台儿庄区",
    "滕州市",
    "高新区",
    "常庄街道",
    "陶庄镇",
    "沙沟镇",
    "周营镇",
    "邹坞镇",
    "新城街道",
    "巨山街道",
    "临城街道",
    "兴城街道",
];
const MATTERS: [&str; 32] = [
    "施工许可",
    "商品房预售",
    "帮办代办",
    "营商环境",
    "中介超市",
    "水土保持",
    "取水许可",
    "食品经营",
    "公共场所卫生",
    "医疗机构设置",
    "民办学校",
    "人力资源服务",
    "劳务派遣",
    "道路运输",
    "林木采伐",
    "排水许可",
    "燃气经营",
    "户外广告",
    "城市绿化",
    "环境影响评价",
    "安全生产许可",
    "建筑业企业资质",
    "特种设备",
    "社会团体登记",
    "企业开办",
    "注销登记",
    "一件事一次办",
    "政务服务大厅",
    "跨省通办",
    "告知承诺",
    "信用修复",
    "容缺受理",
];
const KINDS: [&str; 12] = [
    "公告",
    "公示",
    "通知",
    "意见",
    "办法",
    "实施方案",
    "工作总结",
    "解读",
    "服务指南",
    "目录清单",
    "会议纪要",
    "情况通报",
];
const COLUMNS: [&str; 6] = ["政务动态", "政策文件", "行政许可", "政务服务帮办代办", "规划计划", "财政信息"];
const TOPICS: [&str; 6] = ["政务服务", "城乡建设", "市场监管", "卫生健康", "教育", "生态环境"];
const PHRASES: [&str; 6] =
    ["一次性告知所需材料", "自受理之日起", "实行全程网办", "依法作出决定", "提高办事效率", "接受社会监督"];
const SENTENCES: [&str; 18] = [
    "为进一步优化{place}{matter}办理流程，现将有关事项{kind}如下。",
    "申请人办理{matter}的，窗口工作人员应当一次性告知所需材料，不得要求提供清单以外的证明。",
    "{matter}事项自受理之日起{n}个工作日内办结，特殊情况经批准可以延长。",
    "各有关单位要实行全程网办，推动{matter}与{other}数据共享，减少群众跑腿次数。",
    "对符合法定条件的，{place}行政审批服务部门依法作出决定，并向社会公开。",
    "今年以来，{place}共办理{matter}{n}件，比上年同期增长百分之{m}，群众满意度持续提升。",
    "要以提高办事效率为目标，梳理{other}中的堵点难点，逐项制定整改措施。",
    "{matter}办理过程接受社会监督，咨询和投诉渠道在政务服务大厅公布。",
    "会议指出，{matter}改革取得阶段性成效，但与企业期盼相比仍有差距。",
    "按照“放管服”改革要求，{place}将{matter}纳入“{other}”场景统一受理。",
    "材料不齐全但不影响实质审查的，可以先行受理，申请人在{n}个工作日内补齐。",
    "{place}组织帮办人员深入园区，为{n}家企业提供{matter}政策辅导。",
    "本{kind}由{place}行政审批服务部门负责解释，自发布之日起施行。",
    "下一步，将围绕{other}建立联合踏勘机制，压缩现场核查时间。",
    "经审查，该项目符合国土空间规划和{matter}有关规定，同意按程序办理。",
    "各镇街便民服务中心要做好{matter}的宣传引导，张贴办事流程图。",
    "涉及{other}的收费项目，一律按照目录清单公示的标准执行。",
    "请各单位于月底前将{matter}落实情况报送联系人，逾期视为无意见。",
];

fn sentence(dice: &mut Dice, place: &str, matter: &str, kind: &str) -> String {
    let other = dice.of(&MATTERS);
    let (n, m) = (dice.below(180) + 2, dice.below(60) + 1);
    let sentence = dice.of(&SENTENCES).replace("{place}", place).replace("{matter}", matter);
    let sentence = sentence.replace("{kind}", kind).replace("{other}", other);
    sentence.replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
}

fn doc(number: u64) -> Doc {
    let mut dice = Dice((number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (place, matter, kind) = (dice.of(&PLACES), dice.of(&MATTERS), dice.of(&KINDS));
    let year = dice.year();
    let body: String = (0..8 + dice.below(8)).map(|_| sentence(&mut dice, place, matter, kind)).collect();
    let serial = number % 9_000 + 1;
    let tags = [
        ("column", dice.of(&COLUMNS).to_owned()),
        ("topic", dice.of(&TOPICS).to_owned()),
        ("nature", kind.to_owned()),
        ("year", year.to_string()),
    ];
    Doc {
        id: format!("ZZSP-{year}-{number:07}"),
        edition: 1,
        title: format!("{place}行政审批服务部门关于{matter}的{kind}（{year}年第{serial}号）"),
        overview: sentence(&mut dice, place, matter, kind),
        body,
        files: Vec::new(),
        marks: vec![format!("枣审发〔{year}〕{serial}号"), format!("ZZSP-{year}-{number:07}")],
        tags: tags.map(|(sort, value)| (sort.to_owned(), value)).into(),
        published: FIRST_DAY_MS + i64::try_from(number).unwrap_or(0) * HOUR_MS / 10,
    }
}
