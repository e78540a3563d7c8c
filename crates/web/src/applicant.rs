//! 申请人填写的内容：身份、联系方式、申请内容，怎样算填对。 The desk and the portal ask for the same.

use crate::form::{Field, Reader, area, choice, line};
use casework::{Application, Person};
use jiff::civil::Date;
use law::annual_report::Applicant;
use office::case::Representing;
use office::identity;

/// 证件, by key: what its number must look like.
pub const PAPERS: [(&str, &str); 5] = [
    ("resident_id", "居民身份证"),
    ("credit_code", "统一社会信用代码"),
    ("passport", "护照"),
    ("permit", "港澳台居民居住证、通行证"),
    ("other", "其他证件"),
];

/// How an application is made for somebody else.
pub const BY: [(&str, &str, Representing); 2] =
    [("proxy", "代理人", Representing::Proxy), ("guardian", "监护人", Representing::Guardian)];

pub const MEDIA: [&str; 3] = ["纸质", "电子文件", "光盘等载体"];
pub const WAYS: [&str; 5] = ["网上获取", "电子邮件", "邮寄", "当面领取", "现场查阅、抄录"];

pub fn kinds() -> Vec<(String, String)> {
    Applicant::PARTS.into_iter().map(|kind| (kind.key().into(), kind.label().into())).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(key, label)| ((*key).into(), (*label).into())).collect()
}

fn named(of: &[&str]) -> Vec<(String, String)> {
    of.iter().map(|name| ((*name).into(), (*name).into())).collect()
}

pub fn kind_field() -> Field {
    choice("kind", "申请人类别", "律师代理当事人申请的，按当事人的类别选。", kinds())
}

pub fn person_fields() -> Vec<Field> {
    vec![
        line("name", "姓名或者名称", ""),
        choice("paper", "证件", "", pairs(&PAPERS)),
        line("paper_no", "证件号码", ""),
        line("telephone", "联系电话", ""),
        line("email", "电子邮箱", "").optional(),
        line("address", "通信地址", "").optional(),
        line("postcode", "邮政编码", "").optional(),
    ]
}

/// The papers somebody of a kind is known by.
pub fn papers(kind: Applicant) -> Vec<(String, String)> {
    let natural = kind == Applicant::NaturalPerson;
    let fits =
        |key: &str| if natural { key != "credit_code" } else { matches!(key, "credit_code" | "other") };
    pairs(&PAPERS.into_iter().filter(|(key, _)| fits(key)).collect::<Vec<_>>())
}

pub fn content_fields() -> Vec<Field> {
    vec![area(
        "content",
        "申请公开的内容",
        "写明政府信息的名称、文号，或者便于查询的其他特征，例如哪个项目、哪一年、什么文件。",
    )]
}

pub fn form_fields() -> Vec<Field> {
    vec![choice("medium", "要什么形式的", "", named(&MEDIA)), choice("way", "怎样获取", "", named(&WAYS))]
}

/// The kind of applicant, read from its key.
pub fn kind(read: &mut Reader<'_>) -> Applicant {
    let kind = Applicant::PARTS.into_iter().find(|kind| kind.key() == read.typed.text("kind"));
    kind.unwrap_or_else(|| {
        read.fault("kind", "请选择申请人类别。");
        Applicant::NaturalPerson
    })
}

/// Who applies. `strict`: 身份证明和联系方式 must be there and right, as a form on the web can ask for; a letter
/// that lacks them is registered as it is, and asked for correction.
pub fn person(read: &mut Reader<'_>, kind: Applicant, today: Date, strict: bool) -> Person {
    let paper = read.typed.text("paper").to_owned();
    let person = Person {
        name: read.needed("name", "请填写姓名或者名称。"),
        natural: kind == Applicant::NaturalPerson,
        paper: PAPERS.iter().find(|(key, _)| *key == paper).map_or("", |(_, label)| label).into(),
        paper_no: read.text("paper_no"),
        telephone: read.text("telephone"),
        email: read.text("email"),
        address: read.text("address"),
        postcode: read.text("postcode"),
    };
    if strict && !papers(kind).iter().any(|(key, _)| *key == paper) {
        read.fault("paper", "请选择证件。个人用居民身份证等，单位用统一社会信用代码。");
    }
    let paper_no = number(read, &paper, &person.paper_no, today, strict);
    contact(read, &person, strict);
    Person { paper_no, ..person }
}

/// The number as registers write it; what is wrong with it is a fault of its field.
fn number(read: &mut Reader<'_>, paper: &str, number: &str, today: Date, strict: bool) -> String {
    if number.is_empty() {
        if strict {
            read.fault("paper_no", "请填写证件号码。申请须有身份证明（条例第二十九条）。");
        }
        return String::new();
    }
    let checked = match paper {
        "resident_id" => identity::resident_id(number, today),
        "credit_code" => identity::credit_code(number),
        _ => return number.to_owned(),
    };
    match checked {
        Ok(number) => number,
        Err(fault) => {
            read.fault("paper_no", fault.to_string());
            number.to_owned()
        }
    }
}

fn contact(read: &mut Reader<'_>, person: &Person, strict: bool) {
    if strict && person.telephone.is_empty() {
        read.fault("telephone", "请填写联系电话，需要补正、延期时与您联系。");
    }
    let digits = person.telephone.chars().filter(char::is_ascii_digit).count();
    if !person.telephone.is_empty() && !(7..=20).contains(&digits) {
        read.fault("telephone", "电话号码的位数不对。请核对，座机请写区号。");
    }
    if !person.email.is_empty() && !is_email(&person.email) {
        read.fault("email", "电子邮箱的写法不对，例如 name@example.cn。");
    }
    let six_digits = person.postcode.len() == 6 && person.postcode.bytes().all(|byte| byte.is_ascii_digit());
    if !person.postcode.is_empty() && !six_digits {
        read.fault("postcode", "邮政编码是6位数字。");
    }
}

/// Something before the sign and a domain behind it; whether it is reached only a mail tells.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic());
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    plain(name) && plain(domain) && dotted && !domain.contains('@') && text.len() <= 254
}

/// Who acts for the applicant, where somebody does. `strict` as in [`person`].
pub fn representative(read: &mut Reader<'_>, today: Date, strict: bool) -> Option<(Representing, Person)> {
    let by = read.typed.text("by");
    let (_, label, by) = BY.into_iter().find(|(key, ..)| *key == by)?;
    let number = read.text("representative_no");
    let number = match identity::resident_id(&number, today) {
        Ok(number) => number,
        Err(_) if !strict => number,
        Err(_) if number.is_empty() => {
            read.fault("representative_no", format!("请填写{label}的居民身份证号码。"));
            number
        }
        Err(fault) => {
            read.fault("representative_no", fault.to_string());
            number
        }
    };
    let telephone = read.text("representative_telephone");
    if strict && telephone.is_empty() {
        read.fault("representative_telephone", format!("请填写{label}的联系电话。"));
    }
    let name = read.text("representative");
    if name.is_empty() {
        read.fault("representative", format!("请填写{label}的姓名。"));
    }
    let paper = if strict { PAPERS[0].1 } else { "" };
    let person =
        Person { name, natural: true, paper: paper.into(), paper_no: number, telephone, ..Person::default() };
    Some((by, person))
}

/// A way on paper needs paper, one through the net a file; and each needs where to.
pub fn way(read: &mut Reader<'_>) {
    let (medium, way) = (read.typed.text("medium").to_owned(), read.typed.text("way").to_owned());
    if !MEDIA.contains(&medium.as_str()) {
        read.fault("medium", "请选择要什么形式的。");
    }
    let online = matches!(way.as_str(), "网上获取" | "电子邮件");
    if !WAYS.contains(&way.as_str()) {
        read.fault("way", "请选择怎样获取。");
    } else if online && MEDIA.contains(&medium.as_str()) && medium != "电子文件" {
        let what = "网上获取、电子邮件只能提供电子文件。请改选“电子文件”，或者改选邮寄、当面领取、现场查阅。";
        read.fault("way", what);
    }
    if way == "电子邮件" && read.typed.text("email").is_empty() {
        read.fault("email", "选择电子邮件的，请填写电子邮箱。");
    }
    if way == "邮寄" && read.typed.text("address").is_empty() {
        read.fault("address", "选择邮寄的，请填写通信地址。");
    }
}

/// 申请内容和形式要求.
pub fn application(read: &mut Reader<'_>, applicant: Person) -> Application {
    Application {
        applicant,
        content: read.needed("content", "请填写申请公开的内容。"),
        medium: read.text("medium"),
        way: read.text("way"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn addresses_of_mail_are_told_from_what_is_none() {
        for (text, expected) in [
            ("a@example.cn", true),
            ("a.b+c@mail.example.cn", true),
            ("a@localhost", false),
            ("@example.cn", false),
            ("a@@example.cn", false),
            ("a b@example.cn", false),
            ("a@example..cn", false),
            ("张三@example.cn", false),
            ("a@example.cn\r\nBcc: x@example.cn", false),
        ] {
            assert_eq!(is_email(text), expected, "{text}");
        }
    }
}
