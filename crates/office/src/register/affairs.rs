//! 政务服务和对外交流的登记：许可、处罚、收费、办件、交易、留言、新媒体、帮办、建议提案。

use super::{Choice, Kind, Register, Rule, choice, field};

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

const LICENCE_DECISIONS: &[Choice] = &[choice("granted", "准予许可"), choice("refused", "不予许可")];

const COERCION_KINDS: &[Choice] = &[choice("measure", "强制措施"), choice("execution", "强制执行")];

const TRADE_KINDS: &[Choice] = &[
    choice("works", "工程建设"),
    choice("procurement", "政府采购"),
    choice("land", "土地出让"),
    choice("assets", "产权交易"),
    choice("other", "其他交易"),
];

const HELP_KINDS: &[Choice] =
    &[choice("guidance", "服务指导"), choice("onsite", "现场帮办"), choice("telephone", "电话咨询")];

const MEDIA: &[Choice] = &[choice("wechat", "微信"), choice("douyin", "抖音"), choice("weibo", "微博")];

const PROPOSAL_KINDS: &[Choice] =
    &[choice("congress", "人大代表建议"), choice("consultative", "政协委员提案")];

const YES_NO: &[Choice] = &[choice("yes", "是"), choice("no", "否")];

pub(super) const REGISTERS: &[Register] = &[
    Register {
        key: "licences",
        label: "行政许可决定",
        fields: &[
            field("决定文书号", "no", Kind::Text),
            field("许可事项", "matter", Kind::Text),
            field("行政相对人", "counterpart", Kind::Text),
            field("决定", "decision", Kind::Choice(LICENCE_DECISIONS)),
            field("决定日", "decided", Kind::Date),
        ],
        dated: Some("decided"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "penalties",
        label: "行政处罚决定",
        fields: &[
            field("决定文书号", "no", Kind::Text),
            field("案由", "matter", Kind::Text),
            field("当事人", "counterpart", Kind::Text).internal(),
            field("决定日", "decided", Kind::Date),
        ],
        dated: Some("decided"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "coercions",
        label: "行政强制决定",
        fields: &[
            field("决定文书号", "no", Kind::Text),
            field("种类", "kind", Kind::Choice(COERCION_KINDS)),
            field("当事人", "counterpart", Kind::Text).internal(),
            field("决定日", "decided", Kind::Date),
        ],
        dated: Some("decided"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "fees",
        label: "行政事业性收费",
        fields: &[
            field("票据号", "no", Kind::Text),
            field("收费项目", "item", Kind::Text),
            field("金额", "amount", Kind::Money),
            field("收费日", "collected", Kind::Date),
        ],
        dated: Some("collected"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "cases",
        label: "政务服务办件",
        fields: &[
            field("受理编号", "no", Kind::Text),
            field("事项", "matter", Kind::Text),
            field("类型", "kind", Kind::Choice(CASE_KINDS)),
            field("渠道", "channel", Kind::Choice(CASE_CHANNELS)),
            field("受理日", "accepted", Kind::Date),
            field("办结日", "finished", Kind::Date).optional(),
        ],
        dated: Some("accepted"),
        rules: &[Rule::NotBefore("finished", "accepted")],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "trades",
        label: "公共资源交易项目",
        fields: &[
            field("项目编号", "no", Kind::Text),
            field("项目名称", "name", Kind::Text),
            field("类别", "kind", Kind::Choice(TRADE_KINDS)),
            field("交易额", "amount", Kind::Money),
            field("成交日", "closed", Kind::Date),
        ],
        dated: Some("closed"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "messages",
        label: "咨询留言",
        fields: &[
            field("编号", "no", Kind::Text),
            field("主题", "matter", Kind::Text),
            field("收到日", "received", Kind::Date),
            field("期限", "due", Kind::Date),
            field("回复日", "answered", Kind::Date).optional(),
        ],
        dated: Some("received"),
        rules: &[Rule::NotBefore("answered", "received")],
        listed: false,
        tallied: &["matter"],
    },
    Register {
        key: "media_accounts",
        label: "政务新媒体账号",
        fields: &[
            field("账号名称", "name", Kind::Text),
            field("平台", "medium", Kind::Choice(MEDIA)),
            field("统计日", "counted", Kind::Date),
            field("关注人数", "followers", Kind::Count),
        ],
        dated: Some("counted"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "posts",
        label: "政务新媒体发布",
        fields: &[
            field("标题", "title", Kind::Text),
            field("平台", "medium", Kind::Choice(MEDIA)),
            field("发布日", "published", Kind::Date),
        ],
        dated: Some("published"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "help",
        label: "帮办代办服务",
        fields: &[
            field("编号", "no", Kind::Text),
            field("方式", "kind", Kind::Choice(HELP_KINDS)),
            field("服务日", "served", Kind::Date),
            field("事项", "matter", Kind::Text),
        ],
        dated: Some("served"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "columns",
        label: "新设栏目",
        fields: &[field("栏目名称", "name", Kind::Text), field("开设日", "opened", Kind::Date)],
        dated: Some("opened"),
        rules: &[],
        listed: true,
        tallied: &[],
    },
    Register {
        key: "interviews",
        label: "直播访谈",
        fields: &[
            field("节目", "programme", Kind::Text),
            field("地点", "place", Kind::Text),
            field("播出日", "broadcast", Kind::Date),
        ],
        dated: Some("broadcast"),
        rules: &[],
        listed: true,
        tallied: &[],
    },
    Register {
        key: "proposals",
        label: "建议提案",
        fields: &[
            field("编号", "no", Kind::Text),
            field("类别", "kind", Kind::Choice(PROPOSAL_KINDS)),
            field("届次", "session", Kind::Text),
            field("主题", "matter", Kind::Text),
            field("期限", "due", Kind::Date),
            field("答复日", "answered", Kind::Date),
            field("采纳落实", "adopted", Kind::Choice(YES_NO)),
        ],
        dated: Some("answered"),
        rules: &[],
        listed: true,
        tallied: &["matter"],
    },
];
