//! 住址：where a person lives, told by the words before it or by unit and room.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::sheet::Sheet;

/// What calls for an address behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// 家庭住址：a person's by itself.
    Home,
    /// 住：a person's where a place follows.
    Lives,
    /// 地址：a person's or an office's.
    Any,
}

/// Longer ones are sentences.
const LONGEST: usize = 180;

/// The address behind a word that calls for one.
pub fn called(sheet: &Sheet<'_>, start: usize, end: usize, call: Call) -> Option<Hit> {
    let after = sheet.after(end, LONGEST);
    let value = after
        .trim_start_matches([' ', '　', '：', ':', '为', '是', '于', '在', '】', ']', '\t', '|', '（', '(']);
    // 住 is a verb where a sentence or clause begins with it.
    let word = after.starts_with(['房', '院', '宅', '宿', '建', '户', '所', '持', '校']);
    if call == Call::Lives && (word || sheet.char_before(start).is_some_and(is_of_address)) {
        return None;
    }
    let marked = after.len() - value.len() > 0 && !after.starts_with(['于', '在', '为', '是', ' ']);
    let value = first_line(after, value)?;
    let from = end + (value.as_ptr() as usize - after.as_ptr() as usize);
    let first = end_of(value);
    let found = |length: usize| {
        let (value, place) = (&value[..length], Place::of(&value[..length])?);
        let counts = counts(sheet, start, from, call, marked, &place);
        (counts && !is_organ_behind(sheet, from + length, value)).then(|| place.hit(from))
    };
    found(first).or_else(|| found(over_the_line(sheet, from, value, first)?))
}

/// Where a line was too short for an address, as on the pages of a PDF, it ends on the next.
fn over_the_line(sheet: &Sheet<'_>, from: usize, value: &str, first: usize) -> Option<usize> {
    const SHORTEST: usize = 20;
    let next = value[first..].strip_prefix('\n')?;
    let line = sheet.before(from + first, 240);
    let line = line.rsplit('\n').next().unwrap_or_default();
    let full = line.chars().count() >= SHORTEST && first > 0;
    let begins = next.starts_with(|c: char| is_of_address(c) && c != '-');
    (full && begins).then(|| first + 1 + end_of(next))
}

fn counts(sheet: &Sheet<'_>, start: usize, from: usize, call: Call, marked: bool, place: &Place<'_>) -> bool {
    match call {
        Call::Home => {
            let village = place.has_village() && (marked || is_personal(sheet, start));
            place.is_numbered() || (village && place.begins_with_region)
        }
        Call::Lives => {
            place.begins_with_region
                && (place.is_numbered() || (place.has_village() && is_personal(sheet, start)))
        }
        Call::Any => place.is_numbered() && belongs_to_a_person(sheet, start, from + place.text.len(), place),
    }
}

/// A heading that stands alone over a column: 家庭住址. Its cells are looked at one by one, up to where cells end.
/// Returns how far it has looked.
pub fn column(sheet: &Sheet<'_>, start: usize, end: usize, hits: &mut Vec<Hit>) -> Option<usize> {
    /// A cell of more characters is prose.
    const LONGEST_CELL: usize = 60;
    let alone = |c: Option<char>| c.is_none_or(|c| matches!(c, '\t' | '\n' | '\r' | '|' | ' '));
    let before = sheet.before(start, 60).rsplit('\n').next().unwrap_or_default();
    if !alone(sheet.char_after(end)) || before.contains(['：', ':', '，', '。']) {
        return None;
    }
    let is_cell = |c: char| matches!(c, '\t' | '|');
    let row = sheet.line(start).map_or(before, |line| &sheet.text[line.start..start]);
    let own = row.matches(is_cell).count();
    let tabbed = row.contains(is_cell) || sheet.after(end, 60).trim_start_matches(' ').starts_with(is_cell);
    let mut at = end + sheet.after(end, LONGEST_ROW).find('\n')? + 1;
    while let Some(line) = row_at(sheet, at) {
        let cells = line.split(is_cell).count();
        if (tabbed && cells <= own) || line.trim().is_empty() {
            break;
        }
        let mut from = at;
        for (cell, no) in line.split(is_cell).zip(0..) {
            if (!tabbed || no == own) && cell.chars().count() <= LONGEST_CELL {
                hits.extend(of_cell(sheet, from, cell, tabbed));
            }
            from += cell.len() + 1;
        }
        at += line.len();
    }
    Some(at)
}

/// Longer rows are prose; and nothing is looked through twice for being long.
const LONGEST_ROW: usize = 1_000;

fn row_at<'a>(sheet: &Sheet<'a>, at: usize) -> Option<&'a str> {
    let rest = sheet.after(at, LONGEST_ROW);
    match rest.find('\n') {
        Some(end) => Some(&rest[..=end]),
        None => (at + rest.len() == sheet.text.len() && !rest.is_empty()).then_some(rest),
    }
}

/// A cell that is an address and nothing else. Where columns cannot be told apart it must be a home's by itself.
fn of_cell(sheet: &Sheet<'_>, from: usize, cell: &str, certain: bool) -> Option<Hit> {
    let value = cell.trim();
    let from = from + (cell.len() - cell.trim_start().len());
    let place = Place::of(value).filter(|_| end_of(value) == value.len())?;
    let home = place.has_village() || place.has_estate() || (certain && place.is_numbered());
    let told = home && (place.is_numbered() || certain) && place.begins_with_region;
    (told && !is_organ_behind(sheet, from, value)).then(|| place.hit(from))
}

/// Behind a colon the address may begin on the next line, as in the cells of a table; no farther.
fn first_line<'a>(after: &'a str, value: &'a str) -> Option<&'a str> {
    let value = match value.strip_prefix("\r\n").or_else(|| value.strip_prefix('\n')) {
        Some(next) if after.len() - value.len() <= 6 => next,
        Some(_) => return None,
        None => value,
    };
    Some(value.trim_start_matches([' ', '　']))
}

/// The address a unit or room number stands in: «鑫昌小区3号楼2单元501室».
pub fn of_rooms(sheet: &Sheet<'_>, at: usize, end: usize) -> Option<Hit> {
    let before = sheet.before(at, 120);
    if !before.ends_with(|c: char| is_numeral(c)) {
        return None;
    }
    let head = before.trim_end_matches(is_of_address);
    let chunk = &before[head.len()..];
    let skipped = leading_words(chunk);
    let start = at - chunk.len() + skipped;
    let after = sheet.after(end, 40);
    let tail = rooms_behind(after);
    let text = &sheet.text[start..end + tail];
    let place = Place::of(text)?;
    let settled = place.has_estate() && (place.text.contains("单元") || place.text.contains('室'));
    let unit = place.text.contains("单元") && tail > 0 && place.text.contains(['楼', '栋', '幢']);
    let counts = (settled || unit) && place.is_numbered() && !is_office_place(sheet, start, end + tail);
    counts.then(|| place.hit(start))
}

/// «501室», «东户» behind a unit.
fn rooms_behind(after: &str) -> usize {
    let digits: usize = after.chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
    let rest = &after[digits..];
    let word = ["室", "户", "号房", "房", "号"].iter().find(|word| rest.starts_with(**word));
    match (digits, word) {
        (0, _) => ["东户", "西户", "中户"]
            .iter()
            .find(|word| after.starts_with(**word))
            .map_or(0, |word| word.len()),
        (_, Some(word)) => digits + word.len(),
        (_, None) => digits,
    }
}

/// Words that lead to an address and are none of it.
fn leading_words(chunk: &str) -> usize {
    const WORDS: [&str; 14] = [
        "位于",
        "坐落于",
        "坐落",
        "地址",
        "住址",
        "居住在",
        "居住于",
        "住在",
        "家住",
        "现住",
        "购买",
        "名下",
        "租住",
        "入住",
    ];
    let word = WORDS.iter().filter_map(|word| chunk.rfind(word).map(|at| at + word.len())).max();
    word.unwrap_or(if chunk.starts_with('住') { "住".len() } else { 0 })
}

/// An address taken apart: what may stay, and what tells the house.
struct Place<'a> {
    text: &'a str,
    /// Bytes up to the district or street.
    kept: usize,
    begins_with_region: bool,
}

impl<'a> Place<'a> {
    fn of(text: &'a str) -> Option<Place<'a>> {
        let masked =
            ["*", "＊", "××", "XX", "xx", "＿", "__", "█", "……"].iter().any(|mark| text.contains(mark));
        // «某小区» hides little where the flat is told.
        let unnamed = text.contains('某') && !tells_a_flat(text);
        if masked || unnamed || text.chars().count() < 4 {
            return None;
        }
        let county = region(text);
        let kept = kept(text, county);
        let begins_with_region = county.is_some_and(|end| end <= 27) || kept > 0;
        let place = Place { text, kept, begins_with_region };
        let signs = place.detail().chars().filter(|c| c.is_alphanumeric()).count();
        let words = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        (signs >= 2 && words >= 2).then_some(place)
    }

    fn detail(&self) -> &'a str {
        &self.text[self.kept..]
    }

    /// A house, a room or a group by its number.
    fn is_numbered(&self) -> bool {
        const WORDS: [&str; 15] =
            ["号", "室", "单元", "楼", "栋", "幢", "座", "户", "组", "队", "弄", "排", "巷", "房", "院"];
        let detail = self.detail();
        detail.char_indices().any(|(at, c)| {
            let rest = detail[at + c.len_utf8()..].trim_start_matches(' ');
            is_numeral(c) && WORDS.iter().any(|word| rest.starts_with(word))
        }) || detail.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９'))
            && detail.contains(['路', '街', '巷', '楼', '栋', '村', '区', '苑', '园', '-'])
    }

    fn has_village(&self) -> bool {
        let detail = self.detail();
        ["村", "屯", "小区", "社区", "家属院", "宿舍", "庄", "花园", "公寓", "新区", "苑", "弄堂", "胡同"]
            .iter()
            .any(|word| detail.find(word).is_some_and(|at| at >= 3))
    }

    fn has_estate(&self) -> bool {
        const WORDS: [&str; 20] = [
            "小区",
            "苑",
            "花园",
            "公寓",
            "家园",
            "新村",
            "宿舍",
            "家属院",
            "嘉园",
            "名城",
            "花城",
            "社区",
            "新城",
            "雅居",
            "御府",
            "华庭",
            "豪庭",
            "府邸",
            "庭院",
            "安置",
        ];
        WORDS.iter().any(|word| self.text.contains(word))
    }

    fn hit(&self, from: usize) -> Hit {
        let masked = format!("{}****", &self.text[..self.kept]);
        Hit::mask(Kind::Address, from, from + self.text.len(), masked)
    }
}

/// «某小区3号楼2单元501»: a unit by its number, and the room or house too; 某 behind them is a person's.
fn tells_a_flat(text: &str) -> bool {
    let Some((house, room)) = text.split_once("单元") else { return false };
    let numbered = |text: &str| text.chars().any(is_numeral_digit);
    let told = numbered(room) || house.contains(['楼', '栋', '幢']) && numbered(house);
    house.ends_with(is_numeral) && told && !room.contains('某')
}

/// Where the district or street ends: what a public paper may print.
fn kept(text: &str, county: Option<usize>) -> usize {
    let street = ["街道", "镇", "乡"].iter().filter_map(|word| region_end(text, word)).min();
    match (street, county) {
        (Some(street), Some(county)) if street > county => street,
        (Some(street), None) => street,
        (_, county) => county.unwrap_or(0),
    }
}

/// The end of the last of province, city and county, one behind the other.
fn region(text: &str) -> Option<usize> {
    let mut end = None;
    let mut rest = 0;
    for words in [["省", "自治区"].as_slice(), &["市", "自治州", "地区", "盟"], &["区", "县", "市", "旗"]]
    {
        let next = words.iter().filter_map(|word| region_end(&text[rest..], word)).min();
        if let Some(next) = next {
            rest += next;
            end = Some(rest);
        }
    }
    end
}

/// Where a name that ends so ends: two to six characters, no digits, no estate.
fn region_end(text: &str, word: &str) -> Option<usize> {
    let longest =
        if matches!(word, "街道" | "镇" | "乡") { text.len().min(90) } else { text.len().min(30) };
    let head = &text[..text.floor_char_boundary(longest)];
    let (at, _) = head.match_indices(word).find(|(at, _)| {
        let name = &head[..*at];
        let estate = word == "区" && (name.ends_with('小') || name.ends_with('社') || name.ends_with('新'));
        *at >= 3 && !estate && !name.contains(is_numeral_digit) && !name.contains(['村', '路', '楼'])
    })?;
    let end = at + word.len();
    // «街道办事处» belongs to the street.
    let office = text[end..].strip_prefix("办事处").map_or(0, |_| "办事处".len());
    Some(end + if word == "街道" { office } else { 0 })
}

fn is_numeral_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

fn is_numeral(c: char) -> bool {
    is_numeral_digit(c) || c.is_ascii_uppercase() || "一二三四五六七八九十百零〇甲乙丙丁东西南北".contains(c)
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || ('\u{4e00}'..='\u{9fff}').contains(&c)
        || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | '-' | '#' | '·' | '—' | '〇')
}

/// Where an address ends: at a mark, a bracket, a wide blank, or words that begin something else.
fn end_of(text: &str) -> usize {
    const NEXT: [&str; 15] = [
        "电话",
        "联系",
        "邮编",
        "身份证",
        "公民身份",
        "手机",
        "性别",
        "出生",
        "姓名",
        "户籍",
        "住址",
        "居住",
        "户主",
        "的",
        "申请",
    ];
    let mark = text
        .find(|c: char| !is_of_address(c) && !matches!(c, ' ' | '(' | ')' | '（' | '）'))
        .unwrap_or(text.len());
    let mark = mark.min(text.find("  ").unwrap_or(mark));
    let word = NEXT.iter().filter_map(|word| text[..mark].find(word)).min().unwrap_or(mark);
    let blank = text[..word].match_indices(' ').map(|(at, _)| at).find(|at| has_room(&text[..*at]));
    let end = blank.unwrap_or(word);
    let bracket = text[..end].find(['(', '（', ')', '）']).unwrap_or(end);
    text[..bracket].trim_end().len()
}

/// The blank behind a house number ends the address.
fn has_room(text: &str) -> bool {
    text.ends_with(['号', '室', '户', '楼', '组', '村'])
}

/// «男，汉族，1990年出生，住…»
fn is_personal(sheet: &Sheet<'_>, at: usize) -> bool {
    let before = sheet.before(at, 150);
    let person = [
        "，男",
        "，女",
        "男，",
        "女，",
        "族，",
        "出生",
        "身份证",
        "申请人",
        "被告",
        "原告",
        "当事人",
        "村民",
    ];
    person.iter().any(|word| before.contains(word))
}

/// 地址、住所地 are a person's where one is named, or where it is a flat and no organ is named.
fn belongs_to_a_person(sheet: &Sheet<'_>, start: usize, end: usize, place: &Place<'_>) -> bool {
    let context = Context::of(sheet, start, end);
    let flat = place.has_estate() && (place.text.contains("单元") || place.text.contains('室'));
    let organ = context
        .distance(Topic::Organ)
        .min(context.distance(Topic::Public))
        .min(context.distance(Topic::Business));
    let person = context.person();
    (person < organ && person < 90) || (flat && organ == usize::MAX)
}

/// A flat that is an office: «…101室社区服务站», «办公地址：…».
fn is_office_place(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    let context = Context::of(sheet, start, end);
    let named =
        context.in_clause(Topic::Organ) && context.is_of_an_organ() && context.distance(Topic::Organ) < 45;
    named || is_organ_behind(sheet, end, "")
}

/// An organ's name right behind: the address is where it sits.
fn is_organ_behind(sheet: &Sheet<'_>, end: usize, value: &str) -> bool {
    const ORGANS: [&str; 14] = [
        "政务服务",
        "服务中心",
        "服务站",
        "服务大厅",
        "办事大厅",
        "办公室",
        "居委会",
        "委员会",
        "派出所",
        "工作站",
        "卫生室",
        "有限公司",
        "人民政府",
        "管理局",
    ];
    let after = sheet.after(end, 45);
    let line = after.split(['\n', '，', '。', '；', ',', ';']).next().unwrap_or_default();
    ORGANS.iter().any(|word| line.contains(word) || value.contains(word))
}
