//! 政府信息公开本身的登记：申请、公开、文件、复议诉讼、收费、监督保障。

use super::{Choice, Field, Kind, Register, Rule, choice, field, register};
use law::annual_report::{Applicant, Outcome};

const APPLICANTS: &[Choice] = &[
    applicant(Applicant::NaturalPerson),
    applicant(Applicant::Business),
    applicant(Applicant::ResearchBody),
    applicant(Applicant::PublicInterest),
    applicant(Applicant::LegalService),
    applicant(Applicant::Other),
];

const fn applicant(kind: Applicant) -> Choice {
    choice(kind.key(), kind.label())
}

/// 表三的行；名称取短，不带序号。
const OUTCOMES: &[Choice] = &[
    choice(Outcome::Granted.key(), "予以公开"),
    choice(Outcome::Partial.key(), "部分公开"),
    choice(Outcome::StateSecret.key(), "属于国家秘密"),
    choice(Outcome::LawForbids.key(), "其他法律行政法规禁止公开"),
    choice(Outcome::ThreeSafety.key(), "危及“三安全一稳定”"),
    choice(Outcome::ThirdParty.key(), "保护第三方合法权益"),
    choice(Outcome::InternalAffairs.key(), "属于三类内部事务信息"),
    choice(Outcome::Deliberative.key(), "属于四类过程性信息"),
    choice(Outcome::EnforcementFile.key(), "属于行政执法案卷"),
    choice(Outcome::AdministrativeInquiry.key(), "属于行政查询事项"),
    choice(Outcome::NotHeld.key(), "本机关不掌握相关政府信息"),
    choice(Outcome::NeedsMaking.key(), "没有现成信息需要另行制作"),
    choice(Outcome::StillUnclear.key(), "补正后申请内容仍不明确"),
    choice(Outcome::Petition.key(), "信访举报投诉类申请"),
    choice(Outcome::Repeated.key(), "重复申请"),
    choice(Outcome::PublishedWork.key(), "要求提供公开出版物"),
    choice(Outcome::Excessive.key(), "无正当理由大量反复申请"),
    choice(Outcome::ConfirmOrReissue.key(), "要求行政机关确认或重新出具已获取信息"),
    choice(Outcome::NotCorrected.key(), "逾期不补正"),
    choice(Outcome::FeeUnpaid.key(), "逾期未缴费"),
    choice(Outcome::Other.key(), "其他"),
];

const APPLICATION_CHANNELS: &[Choice] = &[
    choice("in_person", "当面"),
    choice("signed_mail", "邮寄"),
    choice("ordinary_mail", "平常信函"),
    choice("internet", "网络"),
    choice("fax", "传真"),
];

const ITEM_KINDS: &[Choice] = &[
    choice("news", "政务动态"),
    choice("policy", "政策文件"),
    choice("meetings", "会议公开"),
    choice("results", "办件结果公示"),
    choice("other", "其他信息"),
];

const DOCUMENT_KINDS: &[Choice] =
    &[choice("regulation", "规章"), choice("normative_document", "行政规范性文件")];

const DECISIONS: &[Choice] =
    &[choice("upheld", "维持"), choice("corrected", "纠正"), choice("other", "其他")];

const LITIGATION_ROUTES: &[Choice] =
    &[choice("direct", "未经复议直接起诉"), choice("after_review", "复议后起诉")];

const CLEANUP_RESULTS: &[Choice] = &[
    choice("kept", "继续有效"),
    choice("amended", "修改"),
    choice("repealed", "废止"),
    choice("expired", "失效"),
];

const STAFF_CHANGES: &[Choice] = &[choice("added", "新增"), choice("left", "减少")];

const WORK_KINDS: &[Choice] = &[
    choice("proactive", "主动公开"),
    choice("on_request", "依申请公开"),
    choice("management", "政府信息管理"),
    choice("platform", "平台建设"),
    choice("supervision", "监督保障"),
    choice("priorities", "要点落实"),
    choice("proposals", "建议提案"),
    choice("innovation", "工作创新"),
];

/// What a review and a litigation have in common: the case, its beginning and its end.
const CASE_NO: Field = field("案号", "no", Kind::Text);
const ACCEPTED: Field = field("受理日", "accepted", Kind::Date);
const CLOSED: Field = field("结案日", "closed", Kind::Date).optional();
const DECISION: Field = field("结果", "decision", Kind::Choice(DECISIONS)).optional();

const TITLE: Field = field("标题", "title", Kind::Text);
const APPLICANT: Field = field("申请人", "applicant", Kind::Text).internal();

pub(super) const REGISTERS: &[Register] = &[
    register(
        "requests",
        "政府信息公开申请",
        &[
            field("编号", "no", Kind::Text),
            APPLICANT,
            field("申请人类别", "applicant_kind", Kind::Choice(APPLICANTS)),
            field("渠道", "channel", Kind::Choice(APPLICATION_CHANNELS)),
            field("收到日", "received", Kind::Date),
            field("事项类别", "matter", Kind::Text),
            field("申请内容", "content", Kind::Text).internal(),
            // Blank where no term runs or ran to its end: awaited correction or payment, withdrawn, lapsed, merged.
            field("期限", "due", Kind::Date).optional(),
            field("答复日", "answered", Kind::Date).optional(),
            field("办理结果", "outcome", Kind::Choice(OUTCOMES)).optional(),
        ],
    )
    .unique(&["no"])
    .rules(&[
        Rule::Needs("outcome", "answered"),
        Rule::Needs("answered", "outcome"),
        Rule::NotBefore("answered", "received"),
        Rule::NotBeforeYear("answered"),
        Rule::NotAfterYear("received"),
    ])
    .tallied(&["matter"]),
    register(
        "items",
        "主动公开信息",
        &[
            field("索引号", "index", Kind::Text),
            TITLE,
            field("类别", "kind", Kind::Choice(ITEM_KINDS)),
            field("发布日", "published", Kind::Date),
            field("渠道", "channel", Kind::Text),
            field("审查人", "reviewer", Kind::Text).internal(),
        ],
    )
    .unique(&["index"])
    .dated("published"),
    register(
        "documents",
        "规章和行政规范性文件",
        &[
            field("文号", "no", Kind::Text),
            TITLE,
            field("类别", "kind", Kind::Choice(DOCUMENT_KINDS)),
            field("制发日", "made", Kind::Date),
            field("废止日", "repealed", Kind::Date).optional(),
        ],
    )
    .unique(&["no"])
    .rules(&[
        Rule::NotBefore("repealed", "made"),
        Rule::NotBeforeYear("repealed"),
        Rule::NotAfterYear("made"),
    ]),
    register(
        "cleanups",
        "文件清理",
        &[
            TITLE,
            field("清理日", "reviewed", Kind::Date),
            field("结论", "result", Kind::Choice(CLEANUP_RESULTS)),
        ],
    )
    .dated("reviewed"),
    register(
        "reviews",
        "行政复议",
        &[
            CASE_NO,
            APPLICANT,
            ACCEPTED,
            field("被复议的答复", "subject", Kind::Text).internal(),
            CLOSED,
            DECISION,
        ],
    )
    .unique(&["no"])
    .rules(CASE_RULES),
    register(
        "litigations",
        "行政诉讼",
        &[
            CASE_NO,
            field("原告", "applicant", Kind::Text).internal(),
            field("起诉情形", "route", Kind::Choice(LITIGATION_ROUTES)),
            ACCEPTED,
            CLOSED,
            DECISION,
        ],
    )
    .unique(&["no"])
    .rules(CASE_RULES),
    register(
        "processing_fees",
        "信息处理费",
        &[
            field("申请编号", "no", Kind::Text),
            field("通知日", "noticed", Kind::Date),
            field("应收金额", "charged", Kind::Money),
            field("实收金额", "collected", Kind::Money).optional(),
        ],
    )
    .dated("noticed"),
    register(
        "trainings",
        "政务公开培训",
        &[
            field("主题", "subject", Kind::Text),
            field("举办日", "held", Kind::Date),
            field("参加人数", "participants", Kind::Count),
        ],
    )
    .dated("held")
    .listed()
    .open("政务公开工作的培训：主题、日期、参加人数。"),
    register(
        "staff",
        "政务公开人员变动",
        &[
            field("变动日", "changed", Kind::Date),
            field("变动", "change", Kind::Choice(STAFF_CHANGES)),
            field("岗位", "post", Kind::Text),
        ],
    )
    .dated("changed"),
    register(
        "problems",
        "存在问题和改进措施",
        &[
            field("存在问题", "problem", Kind::Text).long(),
            field("改进措施", "remedy", Kind::Text).long(),
            field("责任科室", "owner", Kind::Text).optional(),
            field("改进期限", "due", Kind::Date).optional().hint("一般为下一年度内。"),
            field("落实情况", "progress", Kind::Text)
                .optional()
                .long()
                .hint("下一年度的年度报告据此说明上年问题的改进情况。"),
            field("落实日", "done", Kind::Date).optional(),
            field("沿自年度", "since", Kind::Text)
                .optional()
                .hint("由以前年度沿用下来的，写最初提出的年度，如2024。"),
        ],
    )
    .rules(&[Rule::Needs("done", "progress")])
    .term("due", "done", "改进")
    .listed(),
    register(
        "works",
        "年度重点工作",
        &[field("方面", "kind", Kind::Choice(WORK_KINDS)), field("工作", "content", Kind::Text).long()],
    )
    .listed(),
];

const CASE_RULES: &[Rule] = &[
    Rule::Needs("decision", "closed"),
    Rule::Needs("closed", "decision"),
    Rule::NotBefore("closed", "accepted"),
    Rule::NotBeforeYear("closed"),
    Rule::NotAfterYear("accepted"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_the_rows_of_table_3_in_order() {
        let keys: Vec<_> = OUTCOMES.iter().map(|choice| choice.key).collect();
        let rows: Vec<_> =
            Outcome::ALL.into_iter().filter(|one| *one != Outcome::OtherHandling).map(Outcome::key).collect();
        assert_eq!(keys, rows);
    }
}
