//! gongkai letters：templates out, changed ones checked.

use crate::{Folder, gongkai};

#[test]
fn templates_are_exported_changed_and_checked() {
    let folder = Folder::new();
    let data = folder.path("data");
    let own = format!("{data}/settings/letters");
    let none = gongkai(&["letters", "check", "--data", &data]);
    assert!(none.code == 2 && none.err.contains("使用随程序带的模板"), "{}", none.err);
    let ran = gongkai(&["letters", "export", &own]);
    assert!(ran.code == 0 && ran.out.contains("已写出36份模板"), "{}", ran.out);
    let all = gongkai(&["letters", "check", "--data", &data]);
    assert!(all.code == 0 && all.out.contains("共36份，都可以使用"), "{}", all.out);
    let path = format!("{own}/provided.md");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("{{ 救济 }}", "")).unwrap();
    std::fs::write(format!("{own}/other.md"), "# 别的\n").unwrap();
    let wrong = gongkai(&["letters", "check", "--data", &data, "--format", "json"]);
    assert_eq!(wrong.code, 1);
    let faults: Vec<String> = wrong
        .json()
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| Some(format!("{}：{}", one["file"].as_str()?, one["fault"].as_str()?)))
        .collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("other.md：没有这个名字的文书"), "{faults:?}");
    assert!(faults[1].contains("provided.md") && faults[1].contains("救济"), "{faults:?}");
    let again = gongkai(&["letters", "export", &own]);
    assert!(again.out.contains("已有的36份没有改动"), "{}", again.out);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("救济 }}"), "what the office wrote stays");
}

#[test]
fn every_form_tells_what_it_must_state() {
    let ran = gongkai(&["letters", "list"]);
    for words in ["correction.md　补正告知书", "必须写明：", "救济", "补正期限"] {
        assert!(ran.out.contains(words), "{words}");
    }
}
