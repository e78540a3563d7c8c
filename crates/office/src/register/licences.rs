//! 行政许可决定：双公示的各项内容，作出决定之日起7个工作日内公示（国办发〔2015〕51号、发改办财金〔2018〕424号）。

use super::{Choice, Kind, Reckon, Register, Rule, choice, field, register};

const DECISIONS: &[Choice] = &[choice("granted", "准予许可"), choice("refused", "不予许可")];

const PARTIES: &[Choice] = &[choice("organisation", "法人和非法人组织"), choice("person", "自然人")];

const SORTS: &[Choice] = &[
    choice("ordinary", "普通"),
    choice("franchise", "特许"),
    choice("qualification", "认可"),
    choice("verification", "核准"),
    choice("registration", "登记"),
    choice("other", "其他"),
];

pub(super) const REGISTER: Register = register(
    "licences",
    "行政许可决定",
    &[
        field("决定文书号", "no", Kind::Text),
        field("许可事项", "matter", Kind::Text),
        field("行政相对人", "counterpart", Kind::Text),
        field("决定", "decision", Kind::Choice(DECISIONS)),
        field("决定日", "decided", Kind::Date),
        field("公示期限", "publish_by", Kind::Date)
            .reckoned("decided", Reckon::WorkingDays(7))
            .hint("不填的，按作出决定之日起7个工作日推算。"),
        field("公示日", "published", Kind::Date).optional().hint("还没有上网公示的不填。"),
        field("相对人类别", "party", Kind::Choice(PARTIES)).optional(),
        field("统一社会信用代码", "credit_code", Kind::Text).optional(),
        field("证件号码", "paper", Kind::Text)
            .optional()
            .hint("自然人的填写，遮盖中间各位，如370402********1234。"),
        field("许可类别", "sort", Kind::Choice(SORTS)).optional(),
        field("许可内容", "content", Kind::Text).optional().long(),
        field("有效期自", "from", Kind::Date).optional(),
        field("有效期至", "until", Kind::Date).optional(),
        field("决定机关", "organ", Kind::Text).optional(),
        field("备注", "remark", Kind::Text).optional().internal(),
        field("决定文书名称", "title", Kind::Text).optional().hint("例如 准予行政许可决定书。"),
        field("公示截止期", "shown_until", Kind::Date).optional(),
        field("决定机关代码", "organ_code", Kind::Text).optional().hint("决定机关的统一社会信用代码。"),
        field("数据来源单位", "source", Kind::Text).optional(),
        field("数据来源单位代码", "source_code", Kind::Text).optional(),
    ],
)
.unique(&["no"])
.dated("decided")
.rules(&[
    Rule::NotBefore("published", "decided"),
    Rule::NotBefore("until", "from"),
    Rule::NotBefore("shown_until", "published"),
    Rule::Masked("paper"),
    Rule::CreditCode("credit_code"),
    Rule::CreditCode("organ_code"),
    Rule::CreditCode("source_code"),
])
.term("publish_by", "published", "公示")
.open_when("published", "行政许可决定公示，自作出决定之日起7个工作日内上网。自然人的证件号码已遮盖。");
