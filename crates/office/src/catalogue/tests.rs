//! 目录的测试。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::role::{Actor, Role};
use law::proactive::directory::Channel;
use law::proactive::scope::Duty;
use law::proactive::term::Term;

fn entry(code: &str, item: &str) -> Entry {
    Entry {
        code: code.into(),
        topic: "行政许可".into(),
        item: item.into(),
        content: "依据、条件、程序以及办理结果".into(),
        duty: Duty::from_key("20-5"),
        basis: "《中华人民共和国政府信息公开条例》第二十条".into(),
        term: Term::Decision,
        subject: "枣庄市行政审批服务局".into(),
        channels: vec![Channel::Website, Channel::Premises],
        audience: Audience::Everybody,
        way: Way::Proactive,
    }
}

fn act(versions: Versions, who: &str, role: Role, command: Command) -> Result<Versions, Refusal> {
    let actor = Actor { id: who.into(), roles: vec![role] };
    let ctx = Ctx { today: "2024-03-04".parse().unwrap(), actor: &actor };
    let event = decide(&ctx, &versions, command)?;
    let written = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event);
    Ok(evolve(versions, &event))
}

fn propose(entries: Vec<Entry>) -> Command {
    Command::Propose { entries, why: "依职责调整".into() }
}

#[test]
fn art22_each_version_is_proposed_adopted_and_kept() {
    let versions = Versions::default();
    let versions = act(versions, "li", Role::Handler, propose(vec![entry("1.1", "结果")])).unwrap();
    assert!(versions.current().is_none());
    let refusal = act(versions.clone(), "li", Role::DisclosureHead, Command::Adopt).unwrap_err();
    assert_eq!(refusal, Refusal::FourEyes);
    let versions = act(versions, "zhao", Role::DisclosureHead, Command::Adopt).unwrap();
    assert_eq!(versions.current().unwrap().version, 1);
    let unchanged = act(versions.clone(), "li", Role::Handler, propose(vec![entry("1.1", "结果")]));
    assert_eq!(unchanged.unwrap_err(), Refusal::Unchanged);

    let next = vec![entry("1.1", "办理结果"), entry("1.2", "流程")];
    let versions = act(versions, "li", Role::Handler, propose(next)).unwrap();
    let versions = act(versions, "zhao", Role::DisclosureHead, Command::Adopt).unwrap();
    let [first, second] = versions.adopted.as_slice() else { panic!() };
    let changes = second.changes(first);
    assert!(
        matches!(changes[..], [Change::Changed(one), Change::Added(two)] if one.code == "1.1" && two.code == "1.2")
    );
    assert!(matches!(first.changes(second)[..], [Change::Changed(_), Change::Removed(_)]));
    assert_eq!(versions.entry("1.2").unwrap().name(), "行政许可 › 流程");
    let said = told(second, Some(first));
    let said: Vec<_> = said.iter().map(|(what, entry)| (*what, entry.as_str())).collect();
    assert_eq!(said, [("修改", "1.1　行政许可 › 办理结果：二级事项"), ("增加", "1.2　行政许可 › 流程")]);
    assert_eq!(told(first, None).len(), 1);
    assert_eq!(versions.version(2).unwrap().1.unwrap().version, 1);
    assert!(versions.version(1).unwrap().1.is_none() && versions.version(3).is_none());
}

#[test]
fn what_is_sent_back_is_proposed_anew() {
    let versions = act(Versions::default(), "li", Role::Handler, propose(vec![entry("1", "甲")])).unwrap();
    let refuse = Command::Refuse { remark: "请补充依据".into() };
    let versions = act(versions, "zhao", Role::DisclosureHead, refuse.clone()).unwrap();
    assert_eq!(versions.refused.as_deref(), Some("请补充依据"));
    assert_eq!(act(versions, "zhao", Role::DisclosureHead, refuse).unwrap_err(), Refusal::NothingProposed);
}

#[test]
fn a_bad_catalogue_names_its_entry() {
    let tried = |entries| act(Versions::default(), "li", Role::Handler, propose(entries)).unwrap_err();
    assert_eq!(tried(Vec::new()), Refusal::Nothing);
    assert_eq!(tried(vec![entry("1", "甲"), entry("1", "乙")]), Refusal::Twice("1".into()));
    let without = Entry { channels: Vec::new(), ..entry("2", "甲") };
    assert_eq!(tried(vec![without]), Refusal::NoChannel("2".into()));
    let blank = Entry { basis: " ".into(), ..entry("3", "甲") };
    assert!(tried(vec![blank]).to_string().starts_with("序号3：公开依据没有填写"));
    let role = act(Versions::default(), "wu", Role::Publisher, propose(vec![entry("1", "甲")])).unwrap_err();
    assert_eq!(role.code(), "QX-1");
}

#[test]
fn a_table_is_read_as_it_was_written() {
    let group = Audience::Group("申请企业".into());
    let other =
        Entry { term: Term::Other(2), audience: group, way: Way::OnRequest, duty: None, ..entry("2", "") };
    let entries = vec![entry("1.1", "结果"), other];
    let mut rows: Vec<Vec<String>> = vec![HEADERS.map(str::to_owned).to_vec()];
    rows.extend(entries.iter().map(|entry| to_row(entry).to_vec()));
    rows.push(vec![String::new(); 11]);
    assert_eq!(from_rows(rows.iter().map(Vec::as_slice)).unwrap(), entries);
    rows[1][8] = "报纸".into();
    let refusal = from_rows(rows.iter().map(Vec::as_slice)).unwrap_err().to_string();
    assert!(refusal.contains("第2行“公开渠道和载体”填写的“报纸”"), "{refusal}");
    rows[0][0] = "编号".into();
    assert_eq!(from_rows(rows.iter().map(Vec::as_slice)).unwrap_err().code(), "ML-9");
}
