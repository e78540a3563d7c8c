//! 文件的毛病用中文说：what TOML, JSON and the disk report in English, said to the office.

use std::io::ErrorKind;

/// «第3行第5列：缺少“name”»
pub fn toml(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = &text.as_bytes()[..start];
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let head = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let column = 1 + String::from_utf8_lossy(head).chars().count();
    format!("第{line}行第{column}列：{}", cause(error.message()))
}

/// The cause alone. Our own causes are Chinese already; one that is not known is said to be bad writing.
pub fn cause(message: &str) -> String {
    let named = |before: &str| {
        let rest = message.strip_prefix(before)?.strip_prefix(" `")?;
        rest.split('`').next().map(|name| name.chars().take(40).collect::<String>())
    };
    if is_chinese(message) && !message.starts_with(['u', 'm', 'i', 'd']) {
        message.trim().replace('\n', " ")
    } else if let Some(name) = named("missing field") {
        format!("缺少“{name}”")
    } else if let Some(name) = named("unknown field") {
        format!("不认识“{name}”，请核对名称的拼写")
    } else if let Some(name) = named("unknown variant") {
        format!("“{name}”不是可以填写的内容")
    } else if let Some(name) = named("duplicate field") {
        format!("“{name}”写了两次")
    } else if message.starts_with("invalid unquoted key") {
        "名称只能用字母、数字、“-”和“_”，用中文须加引号".into()
    } else if message.starts_with("duplicate key") {
        "同一个名称写了两次".into()
    } else if let Some(wrong) = message.strip_prefix("invalid type: ") {
        wrong_type(wrong)
    } else if message.starts_with("invalid value") || message.starts_with("invalid length") {
        "填写的内容不在允许的范围之内".into()
    } else {
        "写法不对，请检查引号、括号、等号和逗号".into()
    }
}

/// «integer `3`, expected a string»
fn wrong_type(text: &str) -> String {
    let (found, expected) = text.split_once(", expected ").unwrap_or((text, ""));
    match (kind(found), kind(expected)) {
        (Some(found), Some(expected)) => format!("这里应为{expected}，填写的是{found}"),
        (None, Some(expected)) => format!("这里应为{expected}"),
        (Some(found), None) => format!("这里不能填写{found}"),
        (None, None) => "填写的内容类型不对".into(),
    }
}

fn kind(words: &str) -> Option<&'static str> {
    const KINDS: [(&str, &str); 16] = [
        ("string", "加引号的文字"),
        ("str", "加引号的文字"),
        ("integer", "整数"),
        ("float", "小数"),
        ("boolean", "true 或 false"),
        ("bool", "true 或 false"),
        ("datetime", "日期"),
        ("date", "日期"),
        ("sequence", "方括号括起的一列"),
        ("array", "方括号括起的一列"),
        ("map", "一组“名称 = 内容”"),
        ("struct", "一组“名称 = 内容”"),
        ("table", "一组“名称 = 内容”"),
        ("null", "空值"),
        ("u64", "不小于0的整数"),
        ("i64", "整数"),
    ];
    let first = words.split('`').next().unwrap_or_default().split('"').next().unwrap_or_default();
    let mut words = first.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(|word| KINDS.iter().find(|(name, _)| *name == word).map(|(_, told)| *told))
}

/// What the disk says. «文件不存在»
pub fn disk(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "文件或目录不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是目录，不是文件",
        ErrorKind::NotADirectory => "这是文件，不是目录",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::InvalidData => "内容不是 UTF-8 编码的文本，或者已经损坏",
        ErrorKind::UnexpectedEof => "文件不完整",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::AddrInUse => "地址已被占用",
        ErrorKind::InvalidInput => "名称或者地址的写法不对",
        _ => "系统没有完成这次读写",
    }
}

/// Whether a text has Chinese in it; what has none is not for the office.
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only the refusals are looked at")]
    struct Sample {
        name: String,
        count: u64,
        when: Option<toml::value::Datetime>,
        many: Option<Vec<String>>,
    }

    fn check(text: &str, expected: &str) {
        let error = toml::from_str::<Sample>(text).expect_err("a refusal");
        assert_eq!(super::toml(text, &error), expected, "{}", error.message());
    }

    #[test]
    fn what_toml_refuses_is_said_with_line_column_and_cause() {
        check("name = \"甲\"\ncount = \"三\"\n", "第2行第9列：这里应为不小于0的整数，填写的是加引号的文字");
        check("name = 3\ncount = 1\n", "第1行第8列：这里应为加引号的文字，填写的是整数");
        check("name = \"甲\"\n", "第1行第1列：缺少“count”");
        check("name = \"甲\"\n\"单位\" = 1\ncount = 1\n", "第2行第1列：不认识“单位”，请核对名称的拼写");
        check("单位 = 1\n", "第1行第1列：名称只能用字母、数字、“-”和“_”，用中文须加引号");
        check("name = \"甲\"\nname = \"乙\"\n", "第2行第1列：同一个名称写了两次");
        check("name = \"甲\"\ncount = 1\nmany = 2\n", "第3行第8列：这里应为方括号括起的一列，填写的是整数");
    }

    #[test]
    fn bad_writing_is_said_in_chinese() {
        for text in ["name = ", "name \"甲\"", "name = \"甲", "[[", "=", "name = 甲"] {
            let error = toml::from_str::<Sample>(text).expect_err("a refusal");
            let told = super::toml(text, &error);
            assert!(told.starts_with("第1行第") && told.ends_with("请检查引号、括号、等号和逗号"), "{told}");
        }
    }
}
