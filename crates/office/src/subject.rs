//! 事项：由申请内容得出列表里的一句话，不带个人信息。 It stands in the chain in the clear, so what may point to a person is left out.

/// As long as a line of the board holds.
const LONGEST: usize = 30;
/// A first clause of fewer letters says too little by itself.
const SHORTEST: usize = 8;
/// Where nothing is left to say.
pub const NAMELESS: &str = "政府信息公开申请";

/// What opens an application without saying what it is about.
const OPENINGS: &str = "\
    您好 你好 尊敬的领导 领导 根据《中华人民共和国政府信息公开条例》 根据《政府信息公开条例》 依据《政府信息公开条例》 根据政府信息公开条例 的规定 \
    的有关规定 本人 我单位 我公司 我 现 特 兹 依法 \
    向贵单位 向贵局 向你局 请求 要求 希望 请 想要 想 \
    要 申请 公开 获取 提供 了解 以下 下列 信息 \
    内容 政府信息 如下 关于";

/// `private`: what the application says of its applicant, and must not come back here.
pub fn of_content(content: &str, private: &[&str]) -> String {
    let mut text = content.to_owned();
    for known in private.iter().map(|known| known.trim()).filter(|known| known.chars().count() > 1) {
        text = text.replace(known, "某某");
    }
    let text = without_people(&without_numbers(&text));
    let (text, cut) = shortened(first_sentence(without_openings(&text)));
    match text.trim_matches(is_mark) {
        "" => NAMELESS.into(),
        text if cut => format!("{text}…"),
        text => text.into(),
    }
}

fn is_mark(letter: char) -> bool {
    letter.is_whitespace() || "，。；：、！？,.;:!?-—".contains(letter)
}

/// Identity numbers, telephones, accounts, addresses of mail: seven digits in a row, or letters around a sign.
fn without_numbers(text: &str) -> String {
    let in_number = |letter: char| letter.is_ascii_alphanumeric() || "-@._+ ".contains(letter);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find(in_number) {
        let length = rest[from..].find(|letter| !in_number(letter)).unwrap_or(rest.len() - from);
        let run = &rest[from..from + length];
        out.push_str(&rest[..from]);
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if digits < 7 && !run.contains('@') {
            out.push_str(run);
        }
        rest = &rest[from + length..];
    }
    out + rest
}

/// «张三先生», «王五（身份证号……）» and «2单元301室» point to somebody.
fn without_people(text: &str) -> String {
    const TITLES: [&str; 6] = ["先生", "女士", "同志", "（身份证", "(身份证", "身份证"];
    let mut text = text.to_owned();
    for title in TITLES {
        for at in text.match_indices(title).map(|(at, _)| at).collect::<Vec<_>>().into_iter().rev() {
            let name = name_before(&text[..at]);
            if name > 0 {
                text.replace_range(at - name..at, "某某");
            }
        }
    }
    without_door(&without_brackets(&text))
}

/// How many bytes of a name of up to four letters stand at the end; none where no surname begins it.
fn name_before(text: &str) -> usize {
    let letters: Vec<char> = text.chars().rev().take(4).take_while(|letter| is_han(*letter)).collect();
    let length = (1..=letters.len()).rev().find(|length| SURNAMES.contains(letters[length - 1]));
    length.map_or(0, |length| letters[..length].iter().map(|letter| letter.len_utf8()).sum())
}

/// The commonest, by which most people are met.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈\
                        姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤殷褚满鲍";

/// What a bracket says of somebody goes with it.
fn without_brackets(text: &str) -> String {
    const OF_PEOPLE: [&str; 6] = ["身份证", "电话", "手机", "住址", "联系", "证件"];
    let mut text = text.to_owned();
    for (open, close) in [('（', '）'), ('(', ')')] {
        while let Some((from, to)) = bracket(&text, open, close, &OF_PEOPLE) {
            text.replace_range(from..to, "");
        }
    }
    text
}

fn bracket(text: &str, open: char, close: char, words: &[&str]) -> Option<(usize, usize)> {
    text.match_indices(open).find_map(|(from, _)| {
        let to = from + text[from..].find(close)? + close.len_utf8();
        words.iter().any(|word| text[from..to].contains(word)).then_some((from, to))
    })
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// A door number says where somebody lives; the building stays.
fn without_door(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let ends_door = letter == '室' || (letter == '元' && text[..at].ends_with('单'));
        let kept = out.trim_end_matches(|c: char| c.is_ascii_digit() || c == '单').len();
        let numbered = out[kept..].chars().any(|c| c.is_ascii_digit());
        if ends_door && numbered {
            out.truncate(kept);
        } else {
            out.push(letter);
        }
    }
    out
}

fn without_openings(text: &str) -> &str {
    let mut rest = text.trim_start_matches(is_mark);
    while let Some(opening) = OPENINGS.split(' ').find(|opening| rest.starts_with(opening)) {
        rest = rest[opening.len()..].trim_start_matches(is_mark);
    }
    rest
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(['。', '；', '！', '？', '\n', '\r']).unwrap_or(text.len());
    &text[..end]
}

/// Cut at a comma where one is in reach, else within; and whether anything was cut.
fn shortened(text: &str) -> (String, bool) {
    if text.chars().count() <= LONGEST {
        return (text.into(), false);
    }
    let head: String = text.chars().take(LONGEST).collect();
    let far = |at: &usize| head[..*at].chars().count() >= SHORTEST;
    let comma = head.match_indices(['，', ',']).map(|(at, _)| at).find(far);
    let comma = comma.or_else(|| head.rfind('、').filter(far));
    match comma {
        Some(at) => (head[..at].into(), true),
        None => (head, true),
    }
}

#[cfg(test)]
mod tests {
    use super::of_content;

    #[test]
    fn a_subject_says_what_is_asked_for_and_nobody() {
        for (content, subject) in [
            ("申请公开薛城区2024年部门预算。", "薛城区2024年部门预算"),
            ("您好，我想申请公开以下信息：永福路改造工程的施工合同", "永福路改造工程的施工合同"),
            (
                "根据《中华人民共和国政府信息公开条例》，特申请公开枣庄市2023年度商品房预售许可证发放情况，包括楼盘名称、许可证号、发证日期",
                "枣庄市2023年度商品房预售许可证发放情况…",
            ),
            ("公开李四（身份证号11010519491231002X）的协议", "某某的协议"),
            ("公开张三（身份证号11010519491231002X，电话13800000000）的拆迁补偿协议", "某某的拆迁补偿协议"),
            ("李四名下的房屋征收材料。联系我 a.b@example.cn 或 0632-1234567", "某某名下的房屋征收材料"),
            ("申请公开王小明先生、赵女士的房屋征收决定", "某某先生、某某女士的房屋征收决定"),
            ("光明小区3号楼2单元301室的征收补偿决定", "光明小区3号楼的征收补偿决定"),
            ("枣审服发〔2023〕12号", "枣审服发〔2023〕12号"),
            ("13800000000", "政府信息公开申请"),
            ("请公开", "政府信息公开申请"),
        ] {
            assert_eq!(of_content(content, &["李四", "", "男"]), subject, "{content}");
        }
    }

    #[test]
    fn a_long_sentence_without_a_comma_is_cut() {
        let subject = of_content(&"枣庄市政务服务大厅".repeat(9), &[]);
        assert_eq!(subject.chars().count(), 31);
        assert!(subject.ends_with('…'));
    }
}
