//! 政务服务和对外交流的登记：许可、处罚、收费、办件、交易、留言、新媒体、帮办、建议提案。

use super::proposals::YES_NO;
use super::{Choice, Field, Kind, Register, Rule, choice, field, register};

const CASE_KINDS: &[Choice] = &[
    choice("service", "公共服务"),
    choice("licence", "行政许可"),
    choice("confirmation", "行政确认"),
    choice("registration", "备案登记"),
    choice("other", "其他事项"),
];

const CASE_CHANNELS: &[Choice] = &[
    choice("window", "窗口"),
    choice("online", "网上"),
    choice("mobile", "掌上"),
    choice("terminal", "自助终端"),
];

const COERCION_KINDS: &[Choice] = &[choice("measure", "强制措施"), choice("execution", "强制执行")];

const TRADE_KINDS: &[Choice] = &[
    choice("works", "工程建设"),
    choice("procurement", "政府采购"),
    choice("land", "土地出让"),
    choice("assets", "产权交易"),
    choice("other", "其他交易"),
];

/// 大厅和专区的窗口按这些类别计数; the first three are those of the yearly report.
const HELP_KINDS: &[Choice] = &[
    choice("guidance", "服务指导"),
    choice("onsite", "现场帮办"),
    choice("telephone", "电话咨询"),
    choice("policy", "政策辅导"),
    choice("process", "办事流程演示"),
    choice("application", "申请帮助"),
];

const MEDIA: &[Choice] = &[choice("wechat", "微信"), choice("douyin", "抖音"), choice("weibo", "微博")];

const SERVICE_KINDS: &[Choice] = &[choice("guide", "办事指南"), choice("thing", "一件事")];

/// What every decision on a party carries.
const DECISION_NO: Field = field("决定文书号", "no", Kind::Text);
const PARTY: Field = field("当事人", "counterpart", Kind::Text).internal();
const DECIDED: Field = field("决定日", "decided", Kind::Date);

const NO: Field = field("编号", "no", Kind::Text);
const MEDIUM: Field = field("平台", "medium", Kind::Choice(MEDIA));
const DUE: Field = field("期限", "due", Kind::Date);

pub(super) const REGISTERS: &[Register] = &[
    register(
        "penalties",
        "行政处罚决定",
        &[DECISION_NO, field("案由", "matter", Kind::Text), PARTY, DECIDED],
    )
    .unique(&["no"])
    .dated("decided"),
    register(
        "coercions",
        "行政强制决定",
        &[DECISION_NO, field("种类", "kind", Kind::Choice(COERCION_KINDS)), PARTY, DECIDED],
    )
    .unique(&["no"])
    .dated("decided"),
    register(
        "fees",
        "行政事业性收费",
        &[
            field("票据号", "no", Kind::Text),
            field("收费项目", "item", Kind::Text),
            field("金额", "amount", Kind::Money),
            field("收费日", "collected", Kind::Date),
        ],
    )
    .dated("collected"),
    register(
        "cases",
        "政务服务办件",
        &[
            field("受理编号", "no", Kind::Text),
            field("事项", "matter", Kind::Text),
            field("类型", "kind", Kind::Choice(CASE_KINDS)),
            field("渠道", "channel", Kind::Choice(CASE_CHANNELS)),
            field("受理日", "accepted", Kind::Date),
            field("办结日", "finished", Kind::Date).optional(),
        ],
    )
    .unique(&["no"])
    .dated("accepted")
    .rules(&[Rule::NotBefore("finished", "accepted")])
    .tallied(&["matter"])
    .crossed("matter"),
    register(
        "trades",
        "公共资源交易项目",
        &[
            field("项目编号", "no", Kind::Text),
            field("项目名称", "name", Kind::Text),
            field("类别", "kind", Kind::Choice(TRADE_KINDS)),
            field("交易额", "amount", Kind::Money),
            field("成交日", "closed", Kind::Date),
        ],
    )
    .unique(&["no"])
    .dated("closed")
    .crossed("kind"),
    register(
        "messages",
        "咨询留言",
        &[
            NO,
            field("主题", "matter", Kind::Text),
            field("收到日", "received", Kind::Date),
            DUE,
            field("回复日", "answered", Kind::Date).optional(),
            field("公开", "shown", Kind::Choice(YES_NO)).optional(),
        ],
    )
    .unique(&["no"])
    .dated("received")
    .rules(&[Rule::NotBefore("answered", "received")])
    .tallied(&["matter"])
    .term("due", "answered", "回复"),
    register(
        "media_accounts",
        "政务新媒体账号",
        &[
            field("账号名称", "name", Kind::Text),
            MEDIUM,
            field("统计日", "counted", Kind::Date),
            field("关注人数", "followers", Kind::Count),
        ],
    )
    .dated("counted")
    .open("本机关的政务新媒体账号和关注人数，按统计日登记。"),
    register(
        "posts",
        "政务新媒体发布",
        &[field("标题", "title", Kind::Text), MEDIUM, field("发布日", "published", Kind::Date)],
    )
    .dated("published"),
    register(
        "help",
        "帮办代办服务",
        &[
            NO,
            field("方式", "kind", Kind::Choice(HELP_KINDS)),
            field("服务日", "served", Kind::Date),
            field("事项", "matter", Kind::Text).optional(),
        ],
    )
    .unique(&["no"])
    .numbered("JS")
    .dated("served")
    .crossed("kind"),
    register(
        "services",
        "办事服务发布",
        &[
            field("索引号", "index", Kind::Text),
            field("名称", "title", Kind::Text),
            field("类别", "kind", Kind::Choice(SERVICE_KINDS)),
            field("发布日", "published", Kind::Date),
            field("文字解读", "explained", Kind::Choice(YES_NO)),
            field("视频解读", "filmed", Kind::Choice(YES_NO)),
        ],
    )
    .unique(&["index"])
    .dated("published"),
    register(
        "columns",
        "新设栏目",
        &[field("栏目名称", "name", Kind::Text), field("开设日", "opened", Kind::Date)],
    )
    .dated("opened")
    .listed()
    .open("门户网站新开设的栏目。"),
    register(
        "interviews",
        "直播访谈",
        &[
            field("节目", "programme", Kind::Text),
            field("地点", "place", Kind::Text),
            field("播出日", "broadcast", Kind::Date),
        ],
    )
    .dated("broadcast")
    .listed()
    .open("本机关参加的直播访谈。"),
];
