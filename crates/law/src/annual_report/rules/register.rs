//! 规则登记表：每条规则的名称、版本、依据、施行期间和轻重。
//!
//! > 要严格按照《条例》第五十条的规定确定，不能遗漏，也不宜泛化

use super::{RuleId, Severity};
use crate::annual_report::form::Form;
use crate::cite::Cite;
use jiff::civil::{Date, date};

/// 规则的依据。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// 法条
    Article(Cite),
    /// 文件或格式中的要求
    Instruction(&'static str),
    /// 算术或常理，无需依据
    Reason(&'static str),
}

impl std::fmt::Display for Basis {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Basis::Article(cite) => cite.fmt(out),
            Basis::Instruction(text) | Basis::Reason(text) => out.write_str(text),
        }
    }
}

/// 一条规则的一个版本。 An old version is never edited; a change adds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub id: RuleId,
    pub version: u8,
    pub name: &'static str,
    pub statement: &'static str,
    pub basis: Basis,
    /// The form the rule is printed in; it goes with that form, whatever year the report states.
    pub form: Option<Form>,
    /// In force from this day; `None` where it has always held.
    pub from: Option<Date>,
    /// In force until the day before this one.
    pub until: Option<Date>,
    /// How grave a breach is, unless the checker has reason to soften it.
    pub severity: Severity,
}

impl Rule {
    /// 是否适用于某年的报告。 A report is written between 1 January and 31 March of the following year.
    pub fn applies(&self, year: i16, form: Form) -> bool {
        match self.form {
            Some(own) => own == form,
            None => self.in_force_while_writing(year),
        }
    }

    fn in_force_while_writing(&self, year: i16) -> bool {
        let written = year.saturating_add(1);
        let begun = self.from.is_none_or(|from| (from.year(), from.month(), from.day()) <= (written, 3, 31));
        let ended =
            self.until.is_some_and(|until| (until.year(), until.month(), until.day()) <= (written, 1, 1));
        begun && !ended
    }
}

impl RuleId {
    pub const ALL: [RuleId; 19] = [
        RuleId::R1,
        RuleId::R2,
        RuleId::R3,
        RuleId::R4,
        RuleId::R5,
        RuleId::R6,
        RuleId::R7,
        RuleId::R8,
        RuleId::R9,
        RuleId::R10,
        RuleId::R11,
        RuleId::R12,
        RuleId::R13,
        RuleId::R14,
        RuleId::R15,
        RuleId::R16,
        RuleId::R17,
        RuleId::R18,
        RuleId::R19,
    ];

    /// The newest version.
    pub fn rule(self) -> &'static Rule {
        RULES.iter().rfind(|rule| rule.id == self).expect("a test finds every id in the register")
    }

    /// The version that governs a year's report in a form, if any does.
    pub fn governing(self, year: i16, form: Form) -> Option<&'static Rule> {
        RULES.iter().rfind(|rule| rule.id == self && rule.applies(year, form))
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, out)
    }
}

const REGULATION_IN_FORCE: Date = date(2019, 5, 15);
const FORM_ISSUED: Date = date(2021, 9, 26);
const FORM_NOTICE: &str = "国办公开办函〔2021〕30号";

const fn rule(
    id: RuleId,
    name: &'static str,
    basis: Basis,
    severity: Severity,
    statement: &'static str,
) -> Rule {
    Rule { id, version: 1, name, statement, basis, form: None, from: None, until: None, severity }
}

impl Rule {
    /// The rule as the trial form of 2019 prints it. The day of that notice was not verified.
    const fn of_trial_form(self) -> Rule {
        Rule { form: Some(Form::Trial2019), ..self }
    }

    const fn of_standard_form(self) -> Rule {
        Rule { version: 2, form: Some(Form::Standard2021), from: Some(FORM_ISSUED), ..self }
    }

    const fn since(self, from: Date) -> Rule {
        Rule { from: Some(from), ..self }
    }
}

const R1: Rule = rule(
    RuleId::R1,
    "收办平衡",
    Basis::Instruction("表三左上角的勾稽说明"),
    Severity::Error,
    "表三每一列，本年新收加上年结转，等于办理结果总计加结转下年度继续办理。",
);
const R2: Rule = rule(
    RuleId::R2,
    "办理结果合计",
    Basis::Reason("表三（七）总计为各办理结果之和"),
    Severity::Error,
    "表三每一列，（七）总计等于各办理结果之和。",
);
const R3: Rule = rule(
    RuleId::R3,
    "申请人合计",
    Basis::Reason("表三总计列为各类申请人之和"),
    Severity::Error,
    "表三每一行，总计等于自然人与五类法人或其他组织之和。",
);
const R5: Rule = rule(
    RuleId::R5,
    "复议诉讼合计",
    Basis::Reason("表四总计为四种结果之和"),
    Severity::Error,
    "表四每一块，总计等于结果维持、结果纠正、其他结果、尚未审结之和。",
);

/// 全部规则，按编号；同一编号先旧后新。
pub const RULES: &[Rule] = &[
    R1.of_trial_form(),
    R1.of_standard_form(),
    R2.of_trial_form(),
    R2.of_standard_form(),
    R3.of_trial_form(),
    R3.of_standard_form(),
    rule(
        RuleId::R4,
        "上年结转衔接",
        Basis::Reason("上年结转即上年报告的结转下年度"),
        Severity::Error,
        "表三每一列，上年结转等于上年报告的结转下年度继续办理；确有机构合并、申请人类别更正等情形的，应当说明。",
    ),
    R5.of_trial_form(),
    R5.of_standard_form(),
    rule(
        RuleId::R6,
        "现行有效衔接",
        Basis::Reason("现行有效件数逐年增减"),
        Severity::Warning,
        "规章、行政规范性文件的现行有效件数，等于上年现行有效件数加本年制发、减本年废止。",
    )
    .since(FORM_ISSUED),
    rule(
        RuleId::R7,
        "文表一致",
        Basis::Reason("同一数据在文字和表格中只能有一个值"),
        Severity::Warning,
        "文字中的数据与统计表一致，文字前后一致。",
    ),
    rule(
        RuleId::R8,
        "数值范围",
        Basis::Reason("件数不会为负"),
        Severity::Error,
        "件数为0或者正整数；收费金额不小于0，以万元为单位。",
    ),
    rule(
        RuleId::R9,
        "汇总一致",
        Basis::Reason("汇总报告为所含各机关报告之和"),
        Severity::Error,
        "汇总报告的每一格等于所含各机关报告同一格之和。",
    ),
    rule(
        RuleId::R10,
        "规章制定权",
        Basis::Reason("地方政府规章由省级、设区的市、自治州人民政府制定"),
        Severity::Warning,
        "没有规章制定权的机关，规章的制发、废止、现行有效件数为0。",
    ),
    rule(
        RuleId::R11,
        "公布期限",
        Basis::Article(Cite::new("条例", "第四十九条")),
        Severity::Error,
        "县级以上人民政府部门的报告于次年1月31日前公布，本级政府的报告于次年3月31日前公布。",
    )
    .since(REGULATION_IN_FORCE),
    rule(
        RuleId::R12,
        "分项合计",
        Basis::Reason("总数等于分项之和"),
        Severity::Warning,
        "「共N件，其中……」所列分项完整的，各分项之和等于总数。",
    ),
    rule(
        RuleId::R13,
        "填报完整",
        Basis::Instruction(FORM_NOTICE),
        Severity::Warning,
        "应填数字的单元格填有数字，没有的填0，不留空白，不填其他内容。",
    ),
    rule(
        RuleId::R14,
        "年份",
        Basis::Reason("报告只反映其所属年度"),
        Severity::Error,
        "标题、统计期限和文字中的年份都是报告所属年度。",
    ),
    rule(
        RuleId::R15,
        "机关名称",
        Basis::Reason("报告只反映编制机关的工作"),
        Severity::Error,
        "标题和文字中的机关名称都是编制报告的机关。",
    ),
    rule(
        RuleId::R16,
        "内容雷同",
        Basis::Instruction(FORM_NOTICE),
        Severity::Warning,
        "文字不照搬上年报告，不照搬其他机关的报告。",
    )
    .since(FORM_ISSUED),
    rule(
        RuleId::R17,
        "报告格式",
        Basis::Instruction(FORM_NOTICE),
        Severity::Error,
        "2021年度起的报告使用2021年印发的格式，不再使用2019年试行格式。",
    )
    .since(FORM_ISSUED),
    rule(
        RuleId::R18,
        "内容完整",
        Basis::Article(Cite::new("条例", "第五十条")),
        Severity::Error,
        "六个部分和三张统计表齐全，总体情况写明五个方面。",
    )
    .since(REGULATION_IN_FORCE),
    rule(
        RuleId::R19,
        "未能归位",
        Basis::Reason("读到的内容应当都有去处"),
        Severity::Warning,
        "报告中的每个数字都能归入统计表的某一格。",
    ),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_the_register_in_order() {
        let mut listed: Vec<RuleId> = RULES.iter().map(|rule| rule.id).collect();
        listed.dedup();
        assert_eq!(listed, RuleId::ALL);
        for id in RuleId::ALL {
            let rule = id.rule();
            assert!(!rule.name.is_empty() && rule.statement.ends_with('。'), "{id}");
            assert!(!rule.basis.to_string().is_empty(), "{id}");
        }
    }

    #[test]
    fn gravity_is_as_laid_down() {
        let warnings: Vec<RuleId> =
            RuleId::ALL.into_iter().filter(|id| id.rule().severity == Severity::Warning).collect();
        let expected =
            [RuleId::R6, RuleId::R7, RuleId::R10, RuleId::R12, RuleId::R13, RuleId::R16, RuleId::R19];
        assert_eq!(warnings, expected);
    }

    #[test]
    fn a_printed_reconciliation_goes_with_its_form() {
        assert_eq!(RuleId::R1.governing(2019, Form::Trial2019).unwrap().version, 1);
        assert_eq!(RuleId::R1.governing(2023, Form::Trial2019).unwrap().version, 1);
        assert_eq!(RuleId::R1.governing(2023, Form::Standard2021).unwrap().version, 2);
        assert_eq!(RuleId::R1.rule().from, Some(date(2021, 9, 26)));
    }

    #[test]
    fn a_rule_governs_the_reports_written_while_it_is_in_force() {
        let in_force = |id: RuleId, year| id.governing(year, Form::Standard2021).is_some();
        // 2021年度的报告写于2022年初，格式已于2021年9月印发；2020年度的报告写于此前。
        assert!(in_force(RuleId::R17, 2021) && !in_force(RuleId::R17, 2020));
        // 条例自2019年5月15日施行；2018年度的报告应于2019年3月31日前公布。
        assert!(in_force(RuleId::R11, 2019) && !in_force(RuleId::R11, 2018));
        assert!(in_force(RuleId::R4, 2010));
        assert!(in_force(RuleId::R11, i16::MAX));
        let ended = Rule { until: Some(date(2027, 1, 1)), ..*RuleId::R17.rule() };
        assert!(ended.applies(2025, Form::Trial2019) && !ended.applies(2026, Form::Trial2019));
    }
}
