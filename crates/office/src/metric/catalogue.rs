//! 指标目录：every figure of the tables and of the prose.

use super::{Condition, Counted, Formula, Measure, Metric, Source};
use crate::register::{Field, Kind, Register, Term};
use law::annual_report::form::Group;
use law::annual_report::{Applicant, Block4, Outcome, Place, Result4, Row2, Row3};
use std::collections::HashMap;
use std::sync::LazyLock;

pub struct Catalogue {
    metrics: Vec<Metric>,
    places: HashMap<String, usize>,
}

impl Catalogue {
    pub fn all(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter()
    }

    pub fn find(&self, id: &str) -> Option<&Metric> {
        self.places.get(id).map(|at| &self.metrics[*at])
    }

    /// The metric that counts every row of a register.
    pub fn rows_of(&self, register: &Register) -> Option<&Metric> {
        self.all().find(|metric| match &metric.source {
            Source::Counted(counted) => {
                counted.register == register && counted.measure == Measure::Count && counted.filter.is_empty()
            }
            Source::Derived(_) => false,
        })
    }

    /// The metric whose records a figure leads to: itself, or what it is made of.
    pub fn counted(&self, id: &str) -> Option<(&Metric, &Counted)> {
        let metric = self.find(id)?;
        match &metric.source {
            Source::Counted(counted) => Some((metric, counted)),
            Source::Derived(formula) => self.counted(formula.base()),
        }
    }
}

/// The figures the office can give.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let all = whole();
        let places = all.0.iter().enumerate().map(|(at, metric)| (metric.id.clone(), at)).collect();
        Catalogue { metrics: all.0, places }
    });
    &CATALOGUE
}

/// Those of every register that is declared by now.
fn whole() -> List {
    let mut all = List(Vec::new());
    all.requests();
    all.documents();
    all.remedies();
    all.publicity();
    all.services();
    all.supervision();
    all.declared();
    all
}

/// Whether metrics begin with this name already: a register of that key would give others of the same.
pub fn is_taken(stem: &str) -> bool {
    let begins = |metric: &Metric| metric.id.split('.').next() == Some(stem);
    whole().0.iter().any(begins)
}

/// The metric of a cell of tables two to four; `None` for places that are not cells.
pub fn cell_metric(place: Place) -> Option<String> {
    match place {
        Place::Cell2(row, column) => Some(match row {
            Row2::Regulations => format!("regulations.{}", DOCUMENT_STATES.get(usize::from(column))?),
            Row2::NormativeDocuments => {
                format!("normative_documents.{}", DOCUMENT_STATES.get(usize::from(column))?)
            }
            Row2::Licences => "licences.decisions".into(),
            Row2::Penalties => "penalties.decisions".into(),
            Row2::Coercions => "coercions.decisions".into(),
            Row2::Fees => "fees.amount.wan".into(),
        }),
        Place::Cell3(row, column) => Some(request_id(row, column)),
        Place::Cell4(Block4::Review, result) => Some(format!("reviews.{}", result.key())),
        Place::Cell4(block @ (Block4::Direct | Block4::AfterReview), result) => {
            Some(format!("litigations.{}.{}", block.key(), result.key()))
        }
        Place::Report
        | Place::Title
        | Place::Part(_)
        | Place::Table2
        | Place::Table3
        | Place::Table4
        | Place::Column3(_) => None,
    }
}

const DOCUMENT_STATES: [&str; 3] = ["made", "repealed", "in_force"];

fn request_id(row: Row3, column: Applicant) -> String {
    let stem = match row {
        Row3::New => "requests.received".to_string(),
        Row3::Carried => "requests.carried".to_string(),
        Row3::Result(outcome) => return format!("requests.results.{}.{}", outcome.key(), column.key()),
        Row3::Total => "requests.answered".to_string(),
        Row3::CarriedOver => "requests.carried_over".to_string(),
    };
    if column == Applicant::Total { stem } else { format!("{stem}.{}", column.key()) }
}

struct List(Vec<Metric>);

impl List {
    fn add(
        &mut self,
        id: &str,
        label: &str,
        unit: &'static str,
        register: &str,
        measure: Measure,
        filter: &[Condition],
    ) {
        let register = Register::find(register).expect("catalogue names registers");
        let source = Source::Counted(Counted { register, measure, filter: filter.to_vec() });
        self.0.push(Metric { id: id.into(), label: label.into(), unit, source });
    }

    /// A count that is also compared with last year's.
    fn count(&mut self, id: &str, label: &str, unit: &'static str, register: &str, filter: &[Condition]) {
        self.add(id, label, unit, register, Measure::Count, filter);
        self.compared(id, label, unit);
    }

    fn sum(&mut self, id: &str, label: &str, unit: &'static str, register: &str, field: &'static str) {
        self.add(id, label, unit, register, Measure::Sum(field), &[]);
        self.compared(id, label, unit);
    }

    fn compared(&mut self, id: &str, label: &str, unit: &'static str) {
        self.derive(
            &format!("{id}.change"),
            &format!("{label}比上年增减"),
            unit,
            Formula::Change { of: id.into() },
        );
        self.derive(
            &format!("{id}.growth"),
            &format!("{label}同比增长"),
            "%",
            Formula::Growth { of: id.into() },
        );
    }

    fn derive(&mut self, id: &str, label: &str, unit: &'static str, formula: Formula) {
        self.0.push(Metric { id: id.into(), label: label.into(), unit, source: Source::Derived(formula) });
    }

    /// 表三的每一格，按类归总，按时答复。
    fn requests(&mut self) {
        let cells = Row3::all().flat_map(|row| Applicant::ALL.into_iter().map(move |column| (row, column)));
        for (row, column) in cells {
            let mut filter = match row {
                Row3::New => vec![Condition::InYear("received")],
                Row3::Carried => vec![Condition::BeforeYear("received")],
                Row3::Result(Outcome::OtherHandling) => vec![IN_YEAR, group(Group::OtherHandling)],
                Row3::Result(outcome) => vec![IN_YEAR, Condition::Is("outcome", outcome.key())],
                Row3::Total => vec![IN_YEAR],
                Row3::CarriedOver => vec![Condition::OpenAtYearEnd("answered")],
            };
            if column != Applicant::Total {
                filter.push(Condition::Is("applicant_kind", column.key()));
            }
            let label = match (row, column) {
                (Row3::New, Applicant::Total) => "新收政府信息公开申请".to_string(),
                (Row3::Total, Applicant::Total) => "办结政府信息公开申请".to_string(),
                _ => Place::Cell3(row, column).in_words(),
            };
            self.add(&request_id(row, column), &label, "件", "requests", Measure::Count, &filter);
        }
        self.compared("requests.received", "新收政府信息公开申请", "件");
        self.compared("requests.answered", "办结政府信息公开申请", "件");
        for (one, key) in Group::ALL.into_iter().zip(GROUP_KEYS) {
            let label =
                one.label().trim_start_matches(|letter| "（一二三四五六）".contains(letter)).to_string();
            self.count(&format!("requests.results.{key}"), &label, "件", "requests", &[IN_YEAR, group(one)]);
        }
        let in_time = [IN_YEAR, Condition::NotAfter("answered", "due")];
        self.count("requests.answered.in_time", "按时答复政府信息公开申请", "件", "requests", &in_time);
        let late = [IN_YEAR, Condition::After("answered", "due")];
        self.count("requests.answered.late", "逾期答复政府信息公开申请", "件", "requests", &late);
        // Withdrawn, lapsed, merged: over without an answer, which can be neither in time nor late.
        let termless = [IN_YEAR, Condition::Blank("due")];
        let label = "没有答复期限而办结的政府信息公开申请";
        self.count("requests.answered.termless", label, "件", "requests", &termless);
        let parts = vec!["requests.received".into(), "requests.carried".into()];
        self.derive("requests.handled", "新收和上年结转政府信息公开申请", "件", Formula::Sum(parts));
    }

    /// 表二。
    fn documents(&mut self) {
        for (stem, kind, label) in [
            ("regulations", "regulation", "规章"),
            ("normative_documents", "normative_document", "行政规范性文件"),
        ] {
            let is = Condition::Is("kind", kind);
            let mut add = |state: &str, words: &str, when: Condition| {
                self.count(
                    &format!("{stem}.{state}"),
                    &format!("{words}{label}"),
                    "件",
                    "documents",
                    &[is, when],
                );
            };
            add("made", "制发", Condition::InYear("made"));
            add("repealed", "废止", Condition::InYear("repealed"));
            add("in_force", "现行有效", Condition::OpenAtYearEnd("repealed"));
        }
        self.count("licences.decisions", "行政许可决定", "件", "licences", &[]);
        self.count("penalties.decisions", "行政处罚决定", "件", "penalties", &[]);
        self.count("coercions.decisions", "行政强制决定", "件", "coercions", &[]);
        self.sum("fees.amount", "行政事业性收费", "元", "fees", "amount");
        let wan = Formula::Scaled { of: "fees.amount".into(), by: 10_000, decimals: 4 };
        self.derive("fees.amount.wan", "行政事业性收费", "万元", wan);
        self.count("cleanups.reviewed", "清理文件", "件", "cleanups", &[]);
        for (key, words) in
            [("expired", "宣布失效"), ("repealed", "废止"), ("amended", "修改"), ("kept", "继续有效")]
        {
            let is = Condition::Is("result", key);
            self.count(&format!("cleanups.{key}"), &format!("清理中{words}的文件"), "件", "cleanups", &[is]);
        }
    }

    /// 表四。
    fn remedies(&mut self) {
        self.case_results("reviews", "行政复议", "reviews", &[]);
        for (key, label) in
            [("direct", "行政诉讼（未经复议直接起诉）"), ("after_review", "行政诉讼（复议后起诉）")]
        {
            self.case_results(
                &format!("litigations.{key}"),
                label,
                "litigations",
                &[Condition::Is("route", key)],
            );
        }
        self.count("litigations.total", "行政诉讼", "件", "litigations", &[]);
    }

    fn case_results(&mut self, stem: &str, label: &str, register: &str, base: &[Condition]) {
        for result in Result4::ALL {
            let more: &[Condition] = match result {
                Result4::Upheld => &[Condition::InYear("closed"), Condition::Is("decision", "upheld")],
                Result4::Corrected => &[Condition::InYear("closed"), Condition::Is("decision", "corrected")],
                Result4::Other => &[Condition::InYear("closed"), Condition::Is("decision", "other")],
                Result4::Pending => &[Condition::OpenAtYearEnd("closed")],
                Result4::Total => &[],
            };
            let label = format!("{label}{}", result.label());
            self.count(&format!("{stem}.{}", result.key()), &label, "件", register, &[base, more].concat());
        }
    }

    fn publicity(&mut self) {
        self.count("proactive.items", "主动公开政务信息", "条", "items", &[]);
        for (key, label) in [
            ("news", "政务动态"),
            ("policy", "政策文件"),
            ("meetings", "会议公开"),
            ("results", "办件结果公示"),
            ("other", "其他信息"),
        ] {
            let id = format!("proactive.items.{key}");
            self.count(&id, label, "条", "items", &[Condition::Is("kind", key)]);
            let share = Formula::Share { of: id.clone(), whole: "proactive.items".into() };
            self.derive(&format!("{id}.share"), &format!("{label}占主动公开政务信息"), "%", share);
        }
        self.count("messages.received", "咨询留言", "条", "messages", &[]);
        let answered = [Condition::Filled("answered")];
        self.count("messages.answered", "回复的咨询留言", "条", "messages", &answered);
        let in_time = [Condition::NotAfter("answered", "due")];
        self.count("messages.answered.in_time", "按期回复的咨询留言", "条", "messages", &in_time);
        let shown = [Condition::Is("shown", "yes")];
        self.count("messages.published", "公开答复的咨询留言", "条", "messages", &shown);
        for (medium, label) in [("wechat", "政务微信"), ("douyin", "政务抖音"), ("weibo", "政务微博")]
        {
            let is = [Condition::Is("medium", medium)];
            self.count(&format!("newmedia.{medium}.posts"), &format!("{label}发布"), "条", "posts", &is);
            let followers = format!("newmedia.{medium}.followers");
            let latest = Measure::Latest { value: "followers", on: "counted", per: "name" };
            self.add(&followers, &format!("{label}关注人数"), "人", "media_accounts", latest, &is);
            let floor = Formula::Floor { of: followers.clone(), to: 1000 };
            self.derive(&format!("{followers}.thousands"), &format!("{label}关注人数（整千）"), "人", floor);
        }
        self.count("columns.opened", "新设栏目", "个", "columns", &[]);
        self.count("interviews.held", "直播访谈", "场", "interviews", &[]);
    }

    fn services(&mut self) {
        self.count("hall.cases", "政务服务办件", "件", "cases", &[]);
        let wan = Formula::Scaled { of: "hall.cases".into(), by: 10_000, decimals: 1 };
        self.derive("hall.cases.wan", "政务服务办件", "万件", wan);
        self.count("trades.count", "公共资源进场交易项目", "个", "trades", &[]);
        self.sum("trades.amount", "公共资源交易额", "元", "trades", "amount");
        let yi = Formula::Scaled { of: "trades.amount".into(), by: 100_000_000, decimals: 1 };
        self.derive("trades.amount.yi", "公共资源交易额", "亿元", yi);
        self.count("services.published", "发布办事指南和“一件事”", "项", "services", &[]);
        for (id, label, unit, field, key) in [
            ("guides", "发布办事指南", "项", "kind", "guide"),
            ("things", "发布“一件事”办事指引", "件", "kind", "thing"),
            ("explained", "发布文字解读", "篇", "explained", "yes"),
            ("filmed", "发布视频解读", "个", "filmed", "yes"),
        ] {
            self.count(&format!("services.{id}"), label, unit, "services", &[Condition::Is(field, key)]);
        }
        self.count("help.total", "帮办代办服务", "次", "help", &[]);
        for (key, label, unit) in [
            ("guidance", "帮办代办服务指导", "次"),
            ("onsite", "现场帮办代办", "件"),
            ("telephone", "电话咨询服务", "次"),
        ] {
            self.count(&format!("help.{key}"), label, unit, "help", &[Condition::Is("kind", key)]);
        }
    }

    fn supervision(&mut self) {
        self.count("processing_fees.notices", "信息处理费收费通知", "件", "processing_fees", &[]);
        self.sum("processing_fees.charged", "信息处理费应收金额", "元", "processing_fees", "charged");
        self.sum("processing_fees.collected", "信息处理费实收金额", "元", "processing_fees", "collected");
        self.count("trainings.held", "政务公开培训", "次", "trainings", &[]);
        self.sum("trainings.participants", "政务公开培训参加人数", "人次", "trainings", "participants");
        self.count("staff.added", "新增政务公开工作人员", "名", "staff", &[Condition::Is("change", "added")]);
        self.count("staff.left", "减少政务公开工作人员", "名", "staff", &[Condition::Is("change", "left")]);
        self.count("proposals.total", "建议提案", "件", "proposals", &[]);
        for (key, label) in [("congress", "人大代表建议"), ("consultative", "政协委员提案")] {
            self.count(&format!("proposals.{key}"), label, "件", "proposals", &[Condition::Is("kind", key)]);
        }
        let in_time = [Condition::NotAfter("answered", "due")];
        self.count("proposals.answered.in_time", "按时答复的建议提案", "件", "proposals", &in_time);
        self.count(
            "proposals.adopted",
            "采纳落实的建议提案",
            "件",
            "proposals",
            &[Condition::Is("adopted", "yes")],
        );
        let rate = Formula::Share { of: "proposals.adopted".into(), whole: "proposals.total".into() };
        self.derive("proposals.adopted.rate", "建议提案落实率", "%", rate);
        self.count("problems.listed", "存在问题", "个", "problems", &[]);
        self.count("works.listed", "年度重点工作", "项", "works", &[]);
    }
}

/// What comes of a declaration by itself, where no figure above says it already.
impl List {
    fn declared(&mut self) {
        for register in Register::all() {
            self.declared_rows(register);
            for field in register.fields {
                self.declared_sum(register, field);
            }
            if let Some(term) = register.term {
                self.declared_term(register, term);
            }
        }
    }

    fn has(&self, register: &Register, measure: impl Fn(Measure, &[Condition]) -> bool) -> bool {
        self.0.iter().any(|metric| match &metric.source {
            Source::Counted(counted) => {
                counted.register == register && measure(counted.measure, &counted.filter)
            }
            Source::Derived(_) => false,
        })
    }

    fn declared_rows(&mut self, register: &'static Register) {
        if !self.has(register, |measure, filter| measure == Measure::Count && filter.is_empty()) {
            let id = format!("{}.count", register.key);
            self.count(&id, register.label, "条", register.key, &[]);
        }
    }

    fn declared_sum(&mut self, register: &'static Register, field: &Field) {
        let unit = match field.kind {
            Kind::Money => "元",
            Kind::Count => "",
            Kind::Text | Kind::Date | Kind::Choice(_) => return,
        };
        let known = |measure: Measure, filter: &[Condition]| match measure {
            Measure::Count => false,
            Measure::Sum(of) => of == field.key && filter.is_empty(),
            // A state on a day is not added up.
            Measure::Latest { value, .. } => value == field.key,
        };
        if !self.has(register, known) {
            let label = format!("{}的{}合计", register.label, field.name);
            self.sum(&format!("{}.sum.{}", register.key, field.key), &label, unit, register.key, field.key);
        }
    }

    /// By the last day of a term, and after it.
    fn declared_term(&mut self, register: &'static Register, Term { due, done, act }: Term) {
        let ways = [
            ("in_time", "按期", Condition::NotAfter(done, due)),
            ("late", "逾期", Condition::After(done, due)),
        ];
        for (key, words, condition) in ways {
            if !self.has(register, |_, filter| filter == [condition]) {
                let label = format!("{}中{words}{act}的", register.label);
                self.count(&format!("{}.{key}", register.key), &label, "条", register.key, &[condition]);
            }
        }
    }
}

const IN_YEAR: Condition = Condition::InYear("answered");

const GROUP_KEYS: [&str; 6] = ["granted", "partial", "refused", "unable", "not_processed", "other_handling"];

fn group(group: Group) -> Condition {
    Condition::OneOf(
        "outcome",
        match group {
            Group::Granted => &["3.1"],
            Group::Partial => &["3.2"],
            Group::Refused => &["3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "3.3.6", "3.3.7", "3.3.8"],
            Group::Unable => &["3.4.1", "3.4.2", "3.4.3"],
            Group::NotProcessed => &["3.5.1", "3.5.2", "3.5.3", "3.5.4", "3.5.5"],
            Group::OtherHandling => &["3.6.1", "3.6.2", "3.6.3"],
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::Tables;
    use std::collections::BTreeSet;

    /// Every cell of the 2021 form that holds a count, and the fee.
    fn cells() -> impl Iterator<Item = Place> {
        Tables::default().cells().chain([Place::Cell2(Row2::Fees, 0)])
    }

    fn parts(formula: &Formula) -> Vec<&str> {
        match formula {
            Formula::Sum(parts) => parts.iter().map(String::as_str).collect(),
            Formula::Share { of, whole } => vec![of, whole],
            Formula::Scaled { .. }
            | Formula::Floor { .. }
            | Formula::Change { .. }
            | Formula::Growth { .. } => {
                vec![formula.base()]
            }
        }
    }

    #[test]
    fn ids_are_unique() {
        let mut seen = BTreeSet::new();
        let twice: Vec<_> =
            catalogue().all().map(|metric| &metric.id).filter(|id| !seen.insert(*id)).collect();
        assert_eq!(twice, Vec::<&String>::new());
    }

    #[test]
    fn every_cell_has_a_metric() {
        let missing: Vec<_> = cells()
            .filter(|place| cell_metric(*place).is_none_or(|id| catalogue().find(&id).is_none()))
            .collect();
        assert_eq!(missing, vec![]);
        assert_eq!(cells().count(), 9 + 175 + 15 + 1);
    }

    #[test]
    fn formulas_are_made_of_metrics() {
        for metric in catalogue().all() {
            if let Source::Derived(formula) = &metric.source {
                for part in parts(formula) {
                    assert!(catalogue().find(part).is_some(), "{} of {part}", metric.id);
                }
            }
            assert!(catalogue().counted(&metric.id).is_some(), "{}", metric.id);
        }
    }

    #[test]
    fn groups_hold_the_outcomes_of_the_form() {
        for one in Group::ALL {
            let keys: Vec<_> = one.outcomes().map(Outcome::key).collect();
            assert_eq!(group(one), Condition::OneOf("outcome", &keys.clone().leak()[..]), "{keys:?}");
        }
    }

    #[test]
    fn every_register_feeds_a_metric() {
        for register in Register::all() {
            let fed = catalogue().all().any(|metric| match &metric.source {
                Source::Counted(counted) => counted.register == register && counted.filter.is_empty(),
                Source::Derived(_) => false,
            });
            assert!(fed, "{}", register.label);
        }
    }
}
