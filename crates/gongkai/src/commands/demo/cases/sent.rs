//! 各单位报来的年度报告：each with figures and words of its own, one with words of another's, one with a cell that is wrong.

use law::annual_report::{Applicant, Block4, Outcome, Row3, Tables};
use office::annual_report::AnnualReport;
use serde_json::{Value, json};

/// What a unit reports.
pub struct Sent {
    /// 自然人、商业企业的申请：予以公开、部分公开、本机关不掌握
    natural: [u64; 3],
    business: [u64; 3],
    licences: u64,
    /// 主动公开的信息
    items: u64,
    trainings: u64,
    /// 行政复议的总计写错了：没有一件，却写作一件。
    wrong: bool,
    overview: &'static [&'static str],
    problems: &'static [&'static str],
    others: &'static [&'static str],
}

/// In the order in which the units came.
pub const SENT: [Sent; 4] = [
    Sent {
        natural: [4, 1, 1],
        business: [1, 0, 0],
        licences: 126,
        items: 312,
        trainings: 2,
        wrong: false,
        overview: PROJECTS,
        problems: &[
            "存在的主要问题：项目审批信息更新后，网站与办事大厅的公示有时差；规划文件篇幅长，解读的形式比较单一。",
            "改进情况：大厅公示改由网站数据自动生成；中期评估报告配发一页纸摘要，列明完成的和没有完成的指标。",
        ],
        others: &[
            "收取信息处理费情况：2024年{单位}未收取政府信息公开信息处理费。",
            "上级年度要点的落实：重大项目、价格收费、中长期规划三项任务已经全部办结，材料存档备查。",
        ],
    },
    Sent {
        natural: [3, 0, 2],
        business: [0, 0, 0],
        licences: 48,
        items: 286,
        trainings: 1,
        wrong: false,
        overview: PROJECTS,
        problems: &[
            "存在的主要问题：招生政策集中在夏季发布，咨询电话高峰时接通率不高；个别学校的公开栏更新不及时。",
            "改进情况：招生季增设人工接听，常见问题编成问答在网站置顶；每学期对学校公开栏检查一遍并通报。",
        ],
        others: &[
            "信息处理费：2024年{单位}没有向申请人收取信息处理费。",
            "学校信息公开：指导中小学公布收费项目、食堂管理、招生结果，家长意见逐条回复。",
        ],
    },
    Sent {
        natural: [2, 0, 1],
        business: [0, 0, 0],
        licences: 0,
        items: 174,
        trainings: 1,
        wrong: true,
        overview: &[
            "2024年，{单位}以科技计划项目为主线推进公开：指南征集、立项、验收三个阶段的结果都在网站公布，申报单位可以按项目名称查询到办理进度。",
            "主动公开。全年主动公开政府信息{公开}条，科技计划立项名单、高新技术企业认定结果、科研经费使用情况是企业和院所看得最多的三类。",
            "依申请公开。全年新收申请{申请}件，予以公开{予以}件，无法提供{无法}件；申请多与奖励补助有关，答复时一并告知政策原文的网址。",
            "信息管理、平台建设和监督保障。评审专家的个人信息在公布前逐份遮盖，由两人审查；新媒体只转载不改写；公开工作由办公室每月通报，年内培训{培训}次。",
        ],
        problems: &[
            "存在的主要问题：项目验收结果公布得晚，最长的隔了两个月；面向中小企业的政策解读用语偏专业。",
            "改进情况：验收结论自作出之日起十个工作日内上网；解读稿先请企业试读，看不懂的改到看懂为止。",
        ],
        others: &[
            "信息处理费管理：全年没有收取。",
            "创新做法：把历年立项数据整理成表格开放下载，供院校和企业研究使用。",
        ],
    },
    Sent {
        natural: [1, 1, 2],
        business: [0, 0, 0],
        licences: 15,
        items: 405,
        trainings: 3,
        wrong: false,
        overview: &[
            "2024年，{单位}把预算决算公开作为全年重点，统一了部门预算的公开样式，市级各部门在同一天、同一个平台公布，市民可以在一张表里比较。",
            "主动公开方面，公布信息之外还附有可以计算的数据表；全年主动公开政府信息{公开}条，其中以政府采购公告、惠民补贴发放结果、会计从业监管信息为主。",
            "依申请公开方面，收到申请{申请}件，已在期限内全部答复，其中予以公开{予以}件、部分公开{部分}件、无法提供{无法}件。涉及其他部门的，答复时写明去哪里申请。",
            "惠农补贴名册公布前由镇街核对，身份证号码、银行账号一律遮盖；规范性文件发布前逐件审核。网站财政专栏改版，老年人可以用大字版。",
            "监督保障上，聘请人大代表、会计师担任预算公开监督员，每季度抽查一次；对部门经办人培训{培训}次，抽查结果计入考核。",
        ],
        problems: &[
            "存在的主要问题：报送本报告晚于要求的时间；绩效评价结果公开的数量少；部门说明中的套话仍然较多。",
            "改进情况：明年一月上旬起由专人倒排报送日期；评价结果除涉密外都公开；部门说明改用问答式。",
        ],
        others: &[
            "2024年{单位}未收取信息处理费。",
            "建议提案：承办的建议提案答复全部公开，其中关于补贴发放的意见已经采纳。",
        ],
    },
];

/// 总体情况 of the first unit, which the second handed in with nothing but its own figures.
const PROJECTS: &[&str] = &[
    "2024年，{单位}围绕重大项目、价格管理和营商环境，把公开嵌入项目审批、价格调整、规划编制的各个环节，做到决策有依据、过程有记录、结果能查询，企业和群众不出门就能看到办到哪一步。",
    "主动公开方面，全年主动公开政府信息{公开}条，以项目审批结果、价格收费标准、发展规划执行情况为主；每季度公布重大项目进度，标明开工、建设、投产的节点，没有按期开工的写明原因。",
    "依申请公开方面，全年新收申请{申请}件，均在法定期限内答复：予以公开{予以}件，部分公开{部分}件，无法提供{无法}件。答复以前与业务科室逐件核对，拿不准的先会商。",
    "政府信息管理方面，起草文件时一并写明公开属性，先审查后发布。平台建设方面，网站按项目、价格、规划重新归并栏目，旧网址全部保留。监督保障方面，公开情况纳入科室年度考核，全年培训{培训}次。",
];

impl Sent {
    /// The report as its unit sends it; what it has in common with ours is the form.
    pub fn report(&self, ours: &AnnualReport, unit: &str) -> Value {
        let mut report = papers::json::value(ours);
        let tables = self.tables();
        let title = report["title"].as_str().unwrap_or_default().replace(&ours.organ.name, unit);
        report["title"] = title.into();
        report["organ"] = unit.into();
        report["table2"] = json!(tables.table2);
        report["table3"] = json!(tables.table3);
        report["table4"] = json!(tables.table4);
        report["figures"] = json!([]);
        let preface = ["本报告由{单位}编制，所列数据的统计期限自2024年1月1日至2024年12月31日。"];
        let written = [(0, &preface[..]), (1, self.overview), (5, self.problems), (6, self.others)];
        for part in report["parts"].as_array_mut().into_iter().flatten() {
            let own = written.iter().find(|(number, _)| part["number"] == *number).map(|(_, text)| *text);
            let told = own.unwrap_or_default().iter().map(|text| self.told(text, unit));
            part["paragraphs"] = told.collect();
        }
        report
    }

    fn told(&self, text: &str, unit: &str) -> String {
        let of = |outcome: usize| self.natural[outcome] + self.business[outcome];
        let figures = [
            ("{公开}", self.items),
            ("{申请}", of(0) + of(1) + of(2)),
            ("{予以}", of(0)),
            ("{部分}", of(1)),
            ("{无法}", of(2)),
            ("{培训}", self.trainings),
        ];
        let text = text.replace("{单位}", unit);
        figures.into_iter().fold(text, |text, (name, figure)| text.replace(name, &figure.to_string()))
    }

    fn tables(&self) -> Tables {
        let mut tables = Tables::default();
        for place in tables.cells().collect::<Vec<_>>() {
            tables.set(place, Some(0));
        }
        tables.table2.licences = Some(self.licences);
        tables.table2.fees = Some(0.into());
        let all = [0, 1, 2].map(|outcome| self.natural[outcome] + self.business[outcome]);
        for (column, counts) in [
            (Applicant::NaturalPerson, self.natural),
            (Applicant::Business, self.business),
            (Applicant::Total, all),
        ] {
            let sum = Some(counts.iter().sum());
            tables.table3.set(Row3::New, column, sum);
            tables.table3.set(Row3::Total, column, sum);
            for (outcome, count) in
                [Outcome::Granted, Outcome::Partial, Outcome::NotHeld].into_iter().zip(counts)
            {
                tables.table3.set(Row3::Result(outcome), column, Some(count));
            }
        }
        if self.wrong
            && let Some(total) = tables.table4.block_mut(Block4::Review).last_mut()
        {
            *total = Some(1);
        }
        tables
    }
}
