//! 数字格式：which cells show a day, and which show nothing.

use crate::xml::{Node, Tree};
use std::collections::BTreeMap;

/// What a cell's number format makes of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Plain,
    Day,
    /// «;;;»: the value is there and not shown.
    Nothing,
}

/// The look of each cell format of a workbook.
pub fn looks(styles: &Tree) -> Vec<Look> {
    let codes: BTreeMap<&str, &str> = styles
        .elements()
        .filter(|node| styles.local(*node) == "numFmt")
        .filter_map(|node| Some((styles.attribute(node, "numFmtId")?, styles.attribute(node, "formatCode")?)))
        .collect();
    let formats = styles.elements().find(|node| styles.local(*node) == "cellXfs");
    let list: Vec<Node> = formats.map(|node| styles.children(node).to_vec()).unwrap_or_default();
    list.into_iter()
        .filter(|node| styles.local(*node) == "xf")
        .map(|node| {
            let id = styles.attribute(node, "numFmtId").unwrap_or("0");
            codes.get(id).map_or_else(|| built_in(id), |code| look(code))
        })
        .collect()
}

fn built_in(id: &str) -> Look {
    match id.parse() {
        Ok(14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58u32) => Look::Day,
        _ => Look::Plain,
    }
}

fn look(code: &str) -> Look {
    let mut bare = String::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => characters.by_ref().take_while(|c| *c != '"').for_each(drop),
            '[' => characters.by_ref().take_while(|c| *c != ']').for_each(drop),
            '\\' => {
                characters.next();
            }
            c => bare.push(c.to_ascii_lowercase()),
        }
    }
    if bare.contains(';') && bare.chars().all(|c| c == ';' || c == ' ') && !code.contains('"') {
        Look::Nothing
    } else if bare.contains('y') || (bare.contains('d') && bare.contains('m')) {
        Look::Day
    } else {
        Look::Plain
    }
}

/// A serial number as a day, «2024-03-05». `None` where it is none.
pub fn day(serial: &str, from_1904: bool) -> Option<String> {
    let serial = serial.parse::<f64>().ok().filter(|serial| (1.0..2_958_466.0).contains(serial))?;
    // Excel counts a 29 February 1900 that never was; nobody's file reaches back before it.
    let days = serial as i64 + if from_1904 { 1_462 } else { 0 } - 25_569;
    // Days since 1970 as a civil date: era, year of era, day of year counted from March.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days() {
        assert_eq!(day("45356", false).unwrap(), "2024-03-05");
        assert_eq!(day("60", false).unwrap(), "1900-02-28");
        assert_eq!(day("36526", false).unwrap(), "2000-01-01");
        assert_eq!(day("43894", true).unwrap(), "2024-03-05");
        assert_eq!(day("x", false), None);
    }

    #[test]
    fn formats_tell_days_and_blanks() {
        assert_eq!(look("yyyy\"年\"m\"月\"d\"日\""), Look::Day);
        assert_eq!(look(";;;"), Look::Nothing);
        assert_eq!(look("#,##0.00;[Red]-#,##0.00"), Look::Plain);
        assert_eq!(look("\"d\"0"), Look::Plain);
    }
}
