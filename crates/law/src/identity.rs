//! 证件号码：公民身份号码（GB 11643）、统一社会信用代码（GB 32100）的校验。 One wrong digit is found at the door.

use jiff::civil::Date;

/// Why a number cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("公民身份号码应为18位，最后一位是数字或者X。请核对。")]
    IdLength,
    #[error("公民身份号码中的出生日期不存在。请核对第7位至第14位。")]
    IdBirth,
    #[error("公民身份号码的校验码不符，可能有一位写错。请逐位核对。")]
    IdCheck,
    #[error("统一社会信用代码应为18位，由数字和大写字母组成，不含I、O、S、V、Z。请核对。")]
    CodeLength,
    #[error("统一社会信用代码的校验码不符，可能有一位写错。请逐位核对。")]
    CodeCheck,
}

/// GB 11643—1999: weights of the first 17 digits.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10X98765432";

/// A 公民身份号码 as it is written in registers, `X` upper case; `today` is not before the day of birth.
pub fn resident_id(text: &str, today: Date) -> Result<String, Fault> {
    let text = plain(text);
    let digits = text.as_bytes();
    let (Some(head), true) = (digits.get(..17), digits.len() == 18) else { return Err(Fault::IdLength) };
    if !head.iter().all(u8::is_ascii_digit) || !(digits[17].is_ascii_digit() || digits[17] == b'X') {
        return Err(Fault::IdLength);
    }
    if birth(digits).is_none_or(|born| born > today) {
        return Err(Fault::IdBirth);
    }
    if id_check(digits) { Ok(text) } else { Err(Fault::IdCheck) }
}

/// The day of birth in the 18 digits of a 公民身份号码; none where no living or registered person has it.
pub fn birth(digits: &[u8]) -> Option<Date> {
    let number = |from: usize, to: usize| -> Option<i16> {
        digits
            .get(from..to)?
            .iter()
            .try_fold(0, |sum: i16, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let born = Date::new(number(6, 10)?, number(10, 12)? as i8, number(12, 14)? as i8).ok()?;
    (born.year() >= 1850).then_some(born)
}

/// Whether the last of 18 characters is what the 17 before it ask for.
pub fn id_check(digits: &[u8]) -> bool {
    let (Some(head), true) = (digits.get(..17), digits.len() == 18) else { return false };
    let sum: u32 =
        head.iter().zip(ID_WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    head.iter().all(u8::is_ascii_digit) && ID_CHECKS[(sum % 11) as usize] == digits[17]
}

/// GB 32100—2015: the letters a code may have, in the order of their values.
const CODE_LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CODE_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// A 统一社会信用代码 in upper case.
pub fn credit_code(text: &str) -> Result<String, Fault> {
    let text = plain(text);
    match code_check(text.as_bytes()) {
        None => Err(Fault::CodeLength),
        Some(true) => Ok(text),
        Some(false) => Err(Fault::CodeCheck),
    }
}

/// Whether the last of the 18 letters of a 统一社会信用代码 is right; none where they cannot be one.
pub fn code_check(letters: &[u8]) -> Option<bool> {
    let value = |letter: &u8| CODE_LETTERS.iter().position(|one| one == letter).map(|at| at as u32);
    let values = letters.iter().map(value).collect::<Option<Vec<u32>>>().filter(|list| list.len() == 18)?;
    let sum: u32 = values.iter().zip(CODE_WEIGHTS).map(|(value, weight)| value * weight).sum();
    Some((31 - sum % 31) % 31 == values[17])
}

/// Without blanks and dashes, full-width forms made plain, upper case.
fn plain(text: &str) -> String {
    let half = |letter: char| match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter)
        }
        other => other,
    };
    let kept = |letter: &char| !letter.is_whitespace() && !['-', '－', '　'].contains(letter);
    text.chars().filter(kept).map(half).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 25);

    #[test]
    fn numbers_with_the_right_check_digit_are_taken_as_people_type_them() {
        for text in ["11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
        {
            assert_eq!(resident_id(text, TODAY).as_deref(), Ok("11010519491231002X"), "{text}");
        }
        assert!(resident_id("440524188001010014", TODAY).is_ok());
        for code in ["91350100M000100Y43", "11100000000013338W", "91350100m000100y43"] {
            assert!(credit_code(code).is_ok(), "{code}");
        }
    }

    #[test]
    fn every_single_wrong_digit_is_found() {
        let check = |right: &str, letters: &[u8], taken: &dyn Fn(&str) -> bool| {
            for at in 0..right.len() {
                for letter in letters {
                    let mut wrong = right.as_bytes().to_vec();
                    if wrong[at] == *letter {
                        continue;
                    }
                    wrong[at] = *letter;
                    let wrong = String::from_utf8(wrong).expect("ASCII");
                    assert!(!taken(&wrong), "{wrong}");
                }
            }
        };
        check("11010519491231002X", b"0123456789X", &|text| resident_id(text, TODAY).is_ok());
        check("91350100M000100Y43", CODE_LETTERS, &|text| credit_code(text).is_ok());
    }

    #[test]
    fn what_cannot_be_a_number_says_why() {
        for (text, fault) in [
            ("", Fault::IdLength),
            ("1101051949123100", Fault::IdLength),
            ("1101051949123100XX", Fault::IdLength),
            ("110105194913310025", Fault::IdBirth),
            ("110105203012310026", Fault::IdBirth),
            ("110105194912310021", Fault::IdCheck),
        ] {
            assert_eq!(resident_id(text, TODAY), Err(fault), "{text}");
        }
        assert_eq!(credit_code("91350100M000100Y4"), Err(Fault::CodeLength));
        assert_eq!(credit_code("91350100M000100YI3"), Err(Fault::CodeLength));
        assert_eq!(credit_code("91350100M000100Y44"), Err(Fault::CodeCheck));
    }
}
