//! 上下文：the words before a number that say whose it is, or that it is something else.

use crate::sheet::Sheet;
use crate::sign::is_blank;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use std::borrow::Cow;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Numbers and mailboxes an office gives out.
    Public,
    /// What an office does; counts right before a number alone: «咨询：0632-…».
    Business,
    Telephone,
    Organ,
    Person,
    Card,
    Account,
    Identity,
    Passport,
    Vehicle,
    /// What it stands before is no telephone: money, things, papers.
    Thing,
}

const TOPICS: usize = 11;

/// Words and what they tell. Of two that begin alike the longer counts: 投诉人 is a person, 投诉 an office's line.
const WORDS: [(Topic, &str); TOPICS] = [
    (
        Topic::Public,
        "监督电话 监督热线 监督举报 监督投诉 监督邮箱 监督方式 监督渠道 监督信箱 投诉电话 投诉举报 投诉热线 投诉咨询 投诉渠道 \
         投诉邮箱 投诉信箱 投诉方式 投诉受理 举报电话 举报热线 举报邮箱 举报信箱 举报方式 举报受理 举报渠道 受理电话 受理热线 受理邮箱 \
         咨询电话 咨询热线 咨询服务 咨询方式 咨询联系 咨询投诉 咨询邮箱 咨询渠道 咨询信箱 报名电话 报名咨询 报名热线 报名邮箱 \
         预约电话 预约热线 预约挂号 查询电话 查询热线 服务电话 服务热线 服务邮箱 值班 传真 热线 办公电话 办公室电话 公开电话 信访电话 \
         联系电话（办公） 报警电话 急救电话 救援电话 报修电话 抢修电话 客服 总机 前台 请拨打 可拨打 欢迎拨打 欢迎来电 请致电 可致电 \
         拨打电话咨询 对外公布 对外公开 对外联系 对外电话 业务电话 技术支持 局电话 科电话 处电话 股电话 室电话 所电话 站电话 队电话 \
         院电话 委电话 办电话 厅电话 中心电话 局联系电话 科联系电话 处联系电话 股联系电话 室联系电话 所联系电话 站联系电话 \
         队联系电话 院联系电话 委联系电话 办联系电话 厅联系电话 中心联系电话 大厅电话 窗口电话 窗口联系电话 单位电话 单位联系电话 \
         机构电话 机构联系电话 机关电话 机关联系电话 FAX 意见反馈 反馈意见 征求意见 意见征集 意见建议 官方邮箱 官方电话 官方热线 \
         公务邮箱 办公邮箱 单位邮箱 工作邮箱 局长信箱 公共邮箱 办公室邮箱 公开邮箱 部门邮箱 部门电话",
    ),
    (Topic::Business, "咨询 投诉 举报 监督 报名 预约 受理 反馈 查询 服务 办理 救援 报警 急救 抢修 报修 办公"),
    (
        Topic::Telephone,
        "电话 手机 座机 联系方式 致电 拨打 TEL PHONE MOBILE 微信 支付宝 移动电话 宅电 来电 短信 号码归属 联系号码 联系",
    ),
    (
        Topic::Organ,
        "局 监督管理 委员会 窗口 办公室 政府 中心 法院 检察院 大队 支队 总队 派出所 街道办 居委会 村委会 公司 学校 医院 银行 机关 单位 部门 \
         大厅 办事处 管委会 协会 财政 厅 邮编 邮政编码 网址 办公地址 办公时间 工作时间 采购人 招标人 代理机构 门诊 服务站 \
         工作站 编辑部 研究院 大学 学院 小学 中学 幼儿园 办公地点 政务服务",
    ),
    (
        Topic::Person,
        "申请人 当事人 被处罚人 被执行人 姓名 本人 家庭 家中 家里 住宅 宅电 个人 家属 亲属 父亲 母亲 父母 配偶 丈夫 妻子 儿子 女儿 家长 学生 \
         患者 病人 户主 村民 居民 业主 投诉人 举报人 信访人 反映人 受害人 被害人 被告 原告 先生 女士 代理人 监护人 租户 \
         房主 司机 驾驶员 乘客 考生 报名人 申报人 监督员 死者 伤者 职工 性别 汉族 出生 公民 老人 残疾人 救助对象 低保户 \
         贫困户 收件人 寄件人 家住 住址 私人 居民户口 投诉者 举报者",
    ),
    (Topic::Card, "卡号 银行卡 储蓄卡 借记卡 信用卡 工资卡 一卡通 社保卡 社会保障卡 惠农卡 银联卡"),
    (Topic::Account, "账号 帐号 账户 帐户 开户行 开户银行 打款 转账 汇款"),
    (Topic::Identity, "身份证 公民身份 身份号码 居民身份 证件号 证件号码 身证 身份证件"),
    (Topic::Passport, "护照 通行证 出入境 签证 回乡证 台胞证 证件 PASSPORT 旅行证"),
    (Topic::Vehicle, "车牌 号牌 车辆 牌照 机动车 轿车 汽车 货车 客车 驾驶 车号 挂车 电动车 摩托车 牵引车"),
    (
        Topic::Thing,
        "编号 单号 订单 流水 合同 序列 文号 编码 代码 条码 许可证 税号 索引 登记号 批号 批次 项目号 档号 案号 注册号 备案 \
         户号 表号 车架 发动机 识别码 验证码 金额 合计 总额 共计 价款 资金 人民币 标识码 工单 运单 快递 发票 保单 面积 投资 \
         产值 型号 货号 规格 资产 收入 支出 余额 货款 ISBN ISSN QQ 版权 专利 学号 工号 考号 准考证 产品 序号 总量 数量 \
         物料 图号 标准 受理号 受理编号 条形码 机号 设备 卷号 户籍号 证书 资质 许可 ID UID NO URL",
    ),
];

struct Dictionary {
    search: AhoCorasick,
    topics: Vec<Topic>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let each = WORDS.iter().flat_map(|(topic, words)| words.split_whitespace().map(|word| (*topic, word)));
    let (topics, words): (Vec<Topic>, Vec<&str>) = each.unzip();
    let search = AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("a few hundred short words make an automaton");
    Dictionary { search, topics }
});

/// How far back words count, in bytes: sixty characters.
const WINDOW: usize = 180;
/// A label stands so close to its number: 身份证〔件号码〕.
const LABEL: usize = 12;

/// What stands before a place.
pub struct Context {
    /// The nearest word of each topic: bytes from its end to the place, blanks and colons aside.
    distances: [usize; TOPICS],
    /// Bytes from where the clause began.
    clause: usize,
    /// The words right before it end in 号 or 码 and are no telephone's.
    numbered: bool,
    /// A topic that stands after it, in brackets.
    after: Option<Topic>,
}

impl Context {
    pub fn of(sheet: &Sheet<'_>, start: usize, end: usize) -> Context {
        let before = sheet.before(start, WINDOW);
        let before = unbroken(before);
        let before = closed_up(&before);
        let mut context = match sheet.heading(start) {
            Some(heading) => Context::before(&format!("{before}\n{heading}")),
            None => Context::before(&before),
        };
        context.after = bracketed(sheet.after(end, 90));
        context
    }

    fn before(text: &str) -> Context {
        let text = text.trim_end_matches(|c: char| is_blank(c) || SEPARATORS.contains(&c));
        let text = text.strip_suffix("+86").or_else(|| text.strip_suffix("0086")).unwrap_or(text);
        let text = text.trim_end_matches(|c: char| is_blank(c) || SEPARATORS.contains(&c));
        let mut distances = [usize::MAX; TOPICS];
        for found in DICTIONARY.search.find_iter(text) {
            distances[DICTIONARY.topics[found.pattern()] as usize] = text.len() - found.end();
        }
        let clause = text.rfind(['\n', '。', '；', ';', '\t']).map_or(text.len(), |at| text.len() - at - 1);
        Context { distances, clause, numbered: is_numbered(text), after: None }
    }

    pub fn distance(&self, topic: Topic) -> usize {
        self.distances[topic as usize]
    }

    /// How far back a person is named, or a paper only persons have.
    pub fn person(&self) -> usize {
        self.distance(Topic::Person).min(self.distance(Topic::Identity))
    }

    /// A word of the topic stands right before.
    pub fn is_label(&self, topic: Topic) -> bool {
        self.distance(topic) <= LABEL
    }

    /// A word of the topic stands before, in the same clause.
    pub fn in_clause(&self, topic: Topic) -> bool {
        self.distance(topic) < self.clause.max(1)
    }

    pub fn mentions(&self, topic: Topic) -> bool {
        self.distance(topic) < usize::MAX
    }

    /// The words before it call it the number of something that is no telephone, card or person.
    pub fn is_of_a_thing(&self) -> bool {
        let named = self.numbered || self.is_label(Topic::Thing);
        named
            && self.distance(Topic::Telephone).min(self.distance(Topic::Card))
                > self.distance(Topic::Thing).min(LABEL)
    }

    /// The words around it mark what an office gives out, and no person is named in between.
    pub fn is_public(&self) -> bool {
        let near = self.in_clause(Topic::Public) && self.distance(Topic::Public) < self.person();
        near || self.distance(Topic::Business) == 0 || self.after == Some(Topic::Public)
    }

    /// An organ is named, and no person after it.
    pub fn is_of_an_organ(&self) -> bool {
        self.distance(Topic::Organ) < self.person() || self.after == Some(Topic::Organ)
    }
}

/// «咨⏎询电话»: a line of a PDF that ends within a word goes on. Other ends of lines stay.
fn unbroken(text: &str) -> Cow<'_, str> {
    let breaks = |text: &str, at: usize| {
        let joined = format!("{}{}", &text[..at], text[at..].trim_start_matches(['\r', '\n', ' ', '　']));
        let across = DICTIONARY.search.find_iter(&joined).any(|word| word.start() < at && at < word.end());
        across.then_some(joined)
    };
    let mut whole = Cow::Borrowed(text);
    let mut from = 0;
    while let Some(at) = whole[from..].find(['\r', '\n']).map(|at| from + at) {
        match breaks(&whole, at) {
            Some(joined) => (whole, from) = (Cow::Owned(joined), at),
            None => from = at + 1,
        }
    }
    whole
}

/// «电 话 ：» is 电话: a blank goes where a character stands alone on one side of it. Words of two stay apart.
pub fn closed_up(text: &str) -> Cow<'_, str> {
    let blank = |c: char| matches!(c, ' ' | '　');
    if !text.contains(blank) {
        return Cow::Borrowed(text);
    }
    if !is_spaced(text) {
        return Cow::Borrowed(text);
    }
    let letters: Vec<char> = text.chars().collect();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is = |at: Option<usize>, test: &dyn Fn(char) -> bool| {
        at.and_then(|at| letters.get(at)).is_some_and(|c| test(*c))
    };
    let goes = |at: usize| {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let single_before = is(before, &han) && !is(at.checked_sub(2), &han);
        let single_after = is(after, &han) && !is(Some(at + 2), &han);
        blank(letters[at]) && is(before, &han) && is(after, &han) && (single_before || single_after)
    };
    Cow::Owned((0..letters.len()).filter(|at| !goes(*at)).map(|at| letters[at]).collect())
}

/// Whether a blank stands two characters from another, as in «电 话 ：»; most texts go without the rest.
fn is_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let blank = |at: usize| match bytes.get(at) {
        Some(b' ') => 1,
        Some(0xe3) if bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) == Some(&0x80) => 3,
        _ => 0,
    };
    (0..bytes.len().saturating_sub(3)).any(|at| {
        let width = blank(at);
        width > 0
            && bytes[at + width..].first().is_some_and(|byte| *byte >= 0xe4)
            && at.checked_sub(1).is_some_and(|before| bytes[before] >= 0x80)
    })
}

const SEPARATORS: [char; 22] = [
    ':', '：', '=', '＝', '(', '（', '[', '【', '“', '"', '为', '是', '*', '|', '｜', '/', '／', '+', '、',
    ',', '，', '·',
];

/// «编号», «发票号码»: whatever ends so is the number of a thing, unless a telephone is named. «号码» alone is open.
fn is_numbered(text: &str) -> bool {
    let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(18))..];
    let named = match tail.strip_suffix("号码") {
        Some(stem) => stem.ends_with(char::is_alphanumeric),
        None => ["号", "码", "编", "№", "第", "¥", "￥", "$"].iter().any(|end| tail.ends_with(end)),
    };
    // «12号» is a house.
    let house = tail.strip_suffix('号').is_some_and(|stem| stem.ends_with(|c: char| c.is_ascii_digit()));
    named
        && !house
        && !["电话", "手机", "联系", "座机", "微信", "移动", "热线"].iter().any(|word| tail.contains(word))
}

/// What a bracket right behind says: «（办公室）», «（传真）».
fn bracketed(after: &str) -> Option<Topic> {
    let extension = |c: char| is_blank(c) || c.is_ascii_digit() || matches!(c, '-' | '转');
    let inner = after.trim_start_matches(extension).strip_prefix(['（', '('])?;
    let inner = &inner[..inner.find(['）', ')', '\n'])?];
    let found = DICTIONARY.search.find_iter(inner).map(|found| DICTIONARY.topics[found.pattern()]);
    found.filter(|topic| matches!(topic, Topic::Public | Topic::Organ)).last()
}
