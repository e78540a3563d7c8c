//! 政府信息公开本身的登记：申请、公开、文件、复议诉讼、收费、监督保障。

use super::{Choice, Kind, Register, Rule, choice, field};
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

pub(super) const REGISTERS: &[Register] = &[
    Register {
        key: "requests",
        label: "政府信息公开申请",
        fields: &[
            field("编号", "no", Kind::Text),
            field("申请人", "applicant", Kind::Text).internal(),
            field("申请人类别", "applicant_kind", Kind::Choice(APPLICANTS)),
            field("渠道", "channel", Kind::Choice(APPLICATION_CHANNELS)),
            field("收到日", "received", Kind::Date),
            field("事项类别", "matter", Kind::Text),
            field("申请内容", "content", Kind::Text).internal(),
            field("期限", "due", Kind::Date),
            field("答复日", "answered", Kind::Date).optional(),
            field("办理结果", "outcome", Kind::Choice(OUTCOMES)).optional(),
        ],
        dated: None,
        rules: &[
            Rule::Needs("outcome", "answered"),
            Rule::Needs("answered", "outcome"),
            Rule::NotBefore("answered", "received"),
            Rule::NotBeforeYear("answered"),
            Rule::NotAfterYear("received"),
        ],
        listed: false,
        tallied: &["matter"],
    },
    Register {
        key: "items",
        label: "主动公开信息",
        fields: &[
            field("索引号", "index", Kind::Text),
            field("标题", "title", Kind::Text),
            field("类别", "kind", Kind::Choice(ITEM_KINDS)),
            field("发布日", "published", Kind::Date),
            field("渠道", "channel", Kind::Text),
            field("审查人", "reviewer", Kind::Text).internal(),
        ],
        dated: Some("published"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "documents",
        label: "规章和行政规范性文件",
        fields: &[
            field("文号", "no", Kind::Text),
            field("标题", "title", Kind::Text),
            field("类别", "kind", Kind::Choice(DOCUMENT_KINDS)),
            field("制发日", "made", Kind::Date),
            field("废止日", "repealed", Kind::Date).optional(),
        ],
        dated: None,
        rules: &[
            Rule::NotBefore("repealed", "made"),
            Rule::NotBeforeYear("repealed"),
            Rule::NotAfterYear("made"),
        ],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "cleanups",
        label: "文件清理",
        fields: &[
            field("标题", "title", Kind::Text),
            field("清理日", "reviewed", Kind::Date),
            field("结论", "result", Kind::Choice(CLEANUP_RESULTS)),
        ],
        dated: Some("reviewed"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "reviews",
        label: "行政复议",
        fields: &[
            field("案号", "no", Kind::Text),
            field("申请人", "applicant", Kind::Text).internal(),
            field("受理日", "accepted", Kind::Date),
            field("被复议的答复", "subject", Kind::Text).internal(),
            field("结案日", "closed", Kind::Date).optional(),
            field("结果", "decision", Kind::Choice(DECISIONS)).optional(),
        ],
        dated: None,
        rules: CASE_RULES,
        listed: false,
        tallied: &[],
    },
    Register {
        key: "litigations",
        label: "行政诉讼",
        fields: &[
            field("案号", "no", Kind::Text),
            field("原告", "applicant", Kind::Text).internal(),
            field("起诉情形", "route", Kind::Choice(LITIGATION_ROUTES)),
            field("受理日", "accepted", Kind::Date),
            field("结案日", "closed", Kind::Date).optional(),
            field("结果", "decision", Kind::Choice(DECISIONS)).optional(),
        ],
        dated: None,
        rules: CASE_RULES,
        listed: false,
        tallied: &[],
    },
    Register {
        key: "processing_fees",
        label: "信息处理费",
        fields: &[
            field("申请编号", "no", Kind::Text),
            field("通知日", "noticed", Kind::Date),
            field("应收金额", "charged", Kind::Money),
            field("实收金额", "collected", Kind::Money).optional(),
        ],
        dated: Some("noticed"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "trainings",
        label: "政务公开培训",
        fields: &[
            field("主题", "subject", Kind::Text),
            field("举办日", "held", Kind::Date),
            field("参加人数", "participants", Kind::Count),
        ],
        dated: Some("held"),
        rules: &[],
        listed: true,
        tallied: &[],
    },
    Register {
        key: "staff",
        label: "政务公开人员变动",
        fields: &[
            field("变动日", "changed", Kind::Date),
            field("变动", "change", Kind::Choice(STAFF_CHANGES)),
            field("岗位", "post", Kind::Text),
        ],
        dated: Some("changed"),
        rules: &[],
        listed: false,
        tallied: &[],
    },
    Register {
        key: "problems",
        label: "存在问题和改进措施",
        fields: &[field("存在问题", "problem", Kind::Text), field("改进措施", "remedy", Kind::Text)],
        dated: None,
        rules: &[],
        listed: true,
        tallied: &[],
    },
    Register {
        key: "works",
        label: "年度重点工作",
        fields: &[field("方面", "kind", Kind::Choice(WORK_KINDS)), field("工作", "content", Kind::Text)],
        dated: None,
        rules: &[],
        listed: true,
        tallied: &[],
    },
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
