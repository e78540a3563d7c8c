//! 审计的用语：what entries and accesses are called, and what they say.

use crate::desk::departments::Departments;
use crate::desk::items::story;
use crate::desk::{person, questions, security};
use office::publication::Event;
use office::register::Register;

/// What a stream is about: «申请 2026-00001».
pub fn subject(stream: &str) -> String {
    match stream.split_once('/') {
        Some(("request", no)) => format!("申请 {no}"),
        Some(("publication", index)) => format!("信息 {index}"),
        Some(("message", no)) => format!("留言 {no}"),
        Some(("account", id)) => format!("账号 {id}"),
        Some(("register", rest)) => of_register(rest),
        Some(("register-import", rest)) => format!("导入 {}", of_register(rest)),
        Some(("register-none", rest)) => of_register(rest),
        _ if stream == "departments" => "单位和部门".into(),
        Some(("help", rest)) => format!("帮办 {}", rest.replace('/', " ")),
        Some(("access-log", month)) => format!("访问日志 {month}"),
        Some(("cleanup", no)) => format!("文件清理 {no}"),
        Some(("handover", no)) => format!("移送清单 {no}"),
        Some(("annual_report", year)) => format!("{year}年度报告"),
        Some(("submission", rest)) => format!("报送 {}", rest.replace('/', " ")),
        _ if stream == "security" => "安全设置".into(),
        _ if stream == "everyday" => "问答的口语".into(),
        _ if stream == "accounts" => "账号".into(),
        _ if stream == "columns" => "栏目".into(),
        _ if stream == "catalogue" => "主动公开事项目录".into(),
        _ if stream == "calendar" => "放假安排".into(),
        _ if stream == "help-plan/current" => "帮办时段".into(),
        _ if stream == "uploads" => "上传的文件".into(),
        _ if stream == "inspection" => "网站自查报告".into(),
        _ => stream.into(),
    }
}

/// A sheet by the name of its register: «登记 行政许可 2024 第1张».
fn of_register(sheet: &str) -> String {
    let mut parts = sheet.split('/');
    let (key, year) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let name = Register::find(key).map_or(key, |register| register.label);
    let page = parts.next().map(|number| format!(" 第{number}张")).unwrap_or_default();
    format!("登记 {name} {year}{page}").trim_end().to_owned()
}

/// What an entry records, by the name it is stored under.
pub fn act(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "request.registered" => "登记",
        "request.classified" => "归类",
        "request.received" => "收到申请",
        "request.assigned" => "交办",
        "request.correction_requested" => "告知补正",
        "request.corrected" => "收到补正",
        "request.consulted" => "征求意见",
        "request.consultation_delivered" => "征求意见书送达",
        "request.replied" => "收到意见",
        "request.reasons_requested" => "要求说明理由",
        "request.reasons_given" => "申请人说明理由",
        "request.reasons_judged" => "认定理由",
        "request.searched" => "检索",
        "request.extended" => "延期",
        "request.fee_noticed" => "发出收费通知",
        "request.fee_delivered" => "收费通知送达",
        "request.fee_paid" => "缴费",
        "request.drafted" => "拟办",
        "request.reviewed" => "审核",
        "request.sent_back" => "退回",
        "request.signed" => "签发",
        "request.answered" => "送出答复",
        "request.served" => "申请人收到",
        "request.withdrawn" => "撤回",
        "request.lapsed" => "不再处理",
        "request.merged" => "合并",
        "request.split" => "拆分",
        "request.remedy_sought" => "复议诉讼",
        "request.remedy_notified" => "收到申请书、起诉状",
        "request.remedy_responded" => "答复举证",
        "request.remedy_decided" => "复议诉讼结果",
        "request.conversion_proposed" => "提议主动公开",
        "request.conversion_decided" => "决定是否主动公开",
        "request.archived" => "归档",
        "request.filed" => "存入文件",
        "request.forwarded" => "转给其他机关",
        "request.personal_data_erased" => "删除个人信息",
        "publication.drafted" => "起草信息",
        "publication.revised" => "修改信息",
        "publication.self_checked" => "自审送审",
        "publication.department_passed" => "部门审核通过",
        "publication.made_important" => "列为重大信息",
        "publication.sent_back" => "退回修改",
        "publication.secrecy_reviewed" => "保密审查",
        "publication.determined" => "记录确定结果",
        "publication.withheld" => "决定不予公开",
        "publication.reassessed" => "重新评估",
        "publication.approved" => "批准发布",
        "publication.scheduled" => "定时发布",
        "publication.published" => "发布",
        "publication.withdrawn" => "撤回信息",
        "publication.validity_changed" => "变更效力",
        "publication.handed_over" => "移送档案馆、图书馆",
        "publication.hiding_agreed" => "同意隐去旧版",
        "publication.edition_hidden" => "隐去旧版",
        "publication.public_interest" => "认为不公开影响公共利益",
        "publication.filed" => "报备案",
        "publication.decision_fell" => "登记原决定变动",
        "publication.dropped" => "弃稿",
        "message.received" => "收到留言",
        "message.accepted" => "受理分办留言",
        "message.not_accepted" => "不予受理留言",
        "message.rerouted" => "改派留言",
        "message.extended" => "延长留言答复期限",
        "message.drafted" => "起草留言答复",
        "message.sent_back" => "退回留言答复",
        "message.passed" => "审核通过留言答复",
        "message.answered" => "答复留言",
        "message.taken_down" => "撤下留言答复",
        "message.followed_up" => "追问",
        "message.rated" => "评价留言答复",
        "message.personal_data_erased" => "删除留言的原文和联系方式",
        "cleanup.opened" => "发起文件清理",
        "cleanup.decided" => "作出清理决定",
        "cleanup.sent_back" => "退回清理",
        "cleanup.signed" => "签批清理结果",
        "cleanup.drafted" => "起草清理结果",
        "cleanup.published" => "公开清理结果",
        "handover.made" => "编制移送清单",
        "handover.received" => "登记移送回执",
        "catalogue.proposed" => "拟订目录",
        "catalogue.adopted" => "批准目录",
        "catalogue.refused" => "退回目录",
        "columns.arranged" => "设置栏目",
        "account.created" => "建立账号",
        "account.duties_changed" => "改岗位",
        "account.disabled" => "停用账号",
        "account.enabled" => "启用账号",
        "account.password_changed" => "改密码",
        "account.email_changed" => "改邮箱",
        "account.placed" => "改人员资料",
        "account.password_issued" => "发放密码",
        "account.unlocked" => "解除锁定",
        "account.factor_reset" => "重置第二重验证",
        "account.factor_enrolled" => "启用动态口令",
        "account.factor_dropped" => "停用动态口令",
        "account.recovery_renewed" => "换发恢复码",
        "account.passkey_added" => "添加通行密钥",
        "account.oidc_linked" => "关联统一身份认证",
        "account.oidc_unlinked" => "取消关联统一身份认证",
        "account.passkey_removed" => "删除通行密钥",
        "department.added" => "建立部门",
        "department.renamed" => "部门改名",
        "department.closed" => "停用部门",
        "department.opened" => "启用部门",
        "security.changed" => "改安全设置",
        "inspection.handed_over" => "交出网站自查报告",
        "register.entered" => "登记入册",
        "register.changed" => "更正登记",
        "register.struck" => "撤销登记",
        "register.imported" => "导入登记",
        "register.nothing" => "登记本年没有",
        "register.nothing-withdrawn" => "取消本年没有",
        "help.booked" => "预约帮办",
        "help.acted" => "登记帮办预约",
        "help.forgotten" => "删除帮办联系方式",
        "help-plan.set" => "设置帮办时段",
        "everyday.changed" => "改问答的口语",
        "annual_report.drafted" => "起草年度报告",
        "annual_report.adjusted" => "人工调整年度报告的数",
        "annual_report.restored" => "撤回年度报告的人工调整",
        "annual_report.proposed" => "年度报告送审",
        "annual_report.reviewed" => "年度报告审核通过",
        "annual_report.returned" => "退回年度报告",
        "annual_report.signed" => "签发年度报告",
        "annual_report.published" => "发布年度报告",
        "annual_report.withdrawn" => "撤回年度报告",
        "annual_report.sent" => "报送年度报告",
        "annual_report.remarked" => "收到主管部门的意见",
        "submission.arrived" => "收到报送的年度报告",
        "submission.returned" => "退回报送的年度报告",
        "submission.accepted" => "接收报送的年度报告",
        "upload.infected" => "查出病毒，没有保存",
        "calendar.changed" => "期限重算",
        "calendar.approved" => "确认期限变动",
        "log.archived" => "访问日志导出后清理",
        _ => return None,
    })
}

/// What was said of an item: remarks, reasons, the basis.
fn of_item(body: &str) -> String {
    let event = serde_json::from_str::<Event>(body);
    event.map_or_else(
        |_| String::new(),
        |event| story::step(String::new(), String::new(), &event).lines.join("　"),
    )
}

/// What an entry says beside its kind, where it is about people, rights, logs or items. What stands in an application
/// is for those who may read it.
pub fn detail(kind: &str, body: &str, departments: &Departments) -> String {
    if kind.starts_with("publication.") {
        return of_item(body);
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    let told = match kind.split_once('.') {
        Some(("account", _)) => person::what(kind, text, departments),
        Some(("department", "renamed")) => format!("“{}”改名为“{}”", text("before"), text("name")),
        Some(("department", _)) => text("name").to_owned(),
        Some(("security", _)) => security::told(&body),
        Some(("everyday", _)) => questions::told(&body),
        Some(("log", _)) => format!("共{}条，校验值 {}", body["count"], text("sm3")),
        _ => String::new(),
    };
    match text("why") {
        "" => told,
        why if kind == "security.changed" || told.is_empty() => format!("{told}理由：{why}"),
        why => format!("{told}。理由：{why}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::group_of;
    use super::{act, subject};
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Where events are declared, and what their kinds begin with.
    const DECLARED: [(&str, &str); 10] = [
        ("request", include_str!("../../../../office/src/case/event.rs")),
        ("publication", include_str!("../../../../office/src/publication/event.rs")),
        ("cleanup", include_str!("../../../../office/src/cleanup/round.rs")),
        ("handover", include_str!("../../../../office/src/handover.rs")),
        ("inspection", include_str!("../../../../office/src/inspection.rs")),
        ("catalogue", include_str!("../../../../office/src/catalogue/versions.rs")),
        ("columns", include_str!("../../../../office/src/columns.rs")),
        ("message", include_str!("../../../../office/src/message/event.rs")),
        ("annual_report", include_str!("../../../../office/src/dossier/mod.rs")),
        ("submission", include_str!("../../../../office/src/submission.rs")),
    ];

    /// The variants of the one `enum Event` of a file.
    fn declared(source: &str) -> Vec<String> {
        let (_, rest) = source.split_once("pub enum Event {\n").unwrap();
        let (body, _) = rest.split_once("\n}\n").unwrap();
        let variants = body.lines().filter_map(|line| line.strip_prefix("    "));
        let variants = variants.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
        variants.map(|line| snake(line.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap())).collect()
    }

    fn snake(name: &str) -> String {
        let mut out = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !out.is_empty() {
                out.push('_');
            }
            out.push(letter.to_ascii_lowercase());
        }
        out
    }

    /// Kinds that are written out where they are stored: `"account.created"`.
    fn written_out(folder: &Path, kinds: &mut BTreeSet<String>) {
        const STARTS: [&str; 8] = [
            "account.",
            "department.",
            "security.",
            "register.",
            "upload.",
            "calendar.",
            "log.",
            "everyday.",
        ];
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                written_out(&path, kinds);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("audit/words.rs")
            {
                let source = std::fs::read_to_string(&path).unwrap();
                let quoted = source.split('"').filter(|text| {
                    STARTS.iter().any(|start| text.strip_prefix(start).is_some_and(|rest| !rest.is_empty()))
                });
                let kind =
                    |text: &&str| text.bytes().all(|one| one.is_ascii_lowercase() || b"._".contains(&one));
                let endings = [".html", ".toml", ".csv", ".xlsx", ".txt"];
                kinds.extend(
                    quoted
                        .filter(kind)
                        .filter(|text| !endings.iter().any(|ending| text.ends_with(ending)))
                        .map(str::to_owned),
                );
            }
        }
    }

    /// Whatever any crate stores is told in words and found in a group.
    #[test]
    fn every_stored_kind_has_its_words_and_its_group() {
        let mut kinds: BTreeSet<String> = DECLARED
            .iter()
            .flat_map(|(start, source)| {
                declared(source).into_iter().map(move |kind| format!("{start}.{kind}"))
            })
            .collect();
        assert!(kinds.contains("request.correction_requested") && kinds.contains("inspection.handed_over"));
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for name in ["casework", "publishing", "registers", "web", "gongkai"] {
            written_out(&crates.join(name).join("src"), &mut kinds);
        }
        assert!(kinds.contains("register.imported") && kinds.contains("account.created"));
        for kind in kinds {
            assert!(act(&kind).is_some(), "{kind} has no words");
            assert!(group_of(&kind).is_some(), "{kind} is in no group");
        }
    }

    #[test]
    fn streams_are_named() {
        for (stream, name) in [
            ("inspection", "网站自查报告"),
            ("cleanup/2024-1", "文件清理 2024-1"),
            ("handover/2024-1", "移送清单 2024-1"),
            ("register/nowhere/2024/1", "登记 nowhere 2024 第1张"),
        ] {
            assert_eq!(subject(stream), name);
        }
    }
}
