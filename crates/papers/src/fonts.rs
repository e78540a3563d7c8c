//! 字体：随程序带的三款，加上机关自备的。No font of the machine is ever used unasked.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const SERIF: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC-Regular.ttf");
const SERIF_BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC-Bold.ttf");
const SANS: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Medium.ttf");

/// 公文各处用字，按先后取用：机关自备的在前，随程序带的垫底。
pub(crate) const SERIF_FAMILY: &str = "Noto Serif SC";
pub(crate) const SANS_FAMILY: &str = "Noto Sans SC";
/// 正文：仿宋
const BODY: [&str; 5] = ["仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "FandolFang R"];
/// 标题：小标宋
const TITLE: [&str; 3] = ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK"];
/// 一级标题：黑体
const HEADING: [&str; 4] = ["SimHei", "黑体", "FandolHei", "Source Han Sans SC"];
/// 二级标题：楷体
const SUBHEADING: [&str; 5] = ["楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体", "FandolKai"];

/// The fonts a paper may be set in.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) faces: Vec<Font>,
}

impl Default for Fonts {
    fn default() -> Fonts {
        Fonts::new(Vec::new())
    }
}

impl Fonts {
    /// The embedded fonts and the operator's own (.ttf, .otf, .ttc); what is no font is left out.
    pub fn new(extra: Vec<Vec<u8>>) -> Fonts {
        let embedded = [SERIF, SERIF_BOLD, SANS].map(Bytes::new);
        let faces: Vec<Font> =
            embedded.into_iter().chain(extra.into_iter().map(Bytes::new)).flat_map(Font::iter).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces }
    }

    /// The characters of a text that no font here has: they would print as empty boxes.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = text.chars().filter(|character| !character.is_control()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.retain(|character| {
            !self.faces.iter().any(|face| face.info().coverage.contains(u32::from(*character)))
        });
        missing
    }

    pub(crate) fn families(&self) -> Families {
        let others: Vec<String> = self.others();
        let list = |preferred: &[&str], last: [&str; 2]| {
            let own = preferred.iter().filter(|name| self.book.contains_family(&name.to_lowercase()));
            let own = own.map(|name| (*name).to_owned());
            own.chain(last.map(str::to_owned)).chain(others.iter().cloned()).collect()
        };
        Families {
            body: list(&BODY, [SERIF_FAMILY, SANS_FAMILY]),
            title: list(&TITLE, [SERIF_FAMILY, SANS_FAMILY]),
            heading: list(&HEADING, [SANS_FAMILY, SERIF_FAMILY]),
            subheading: list(&SUBHEADING, [SERIF_FAMILY, SANS_FAMILY]),
            table: list(&[], [SERIF_FAMILY, SANS_FAMILY]),
        }
    }

    /// Every other family the operator gave, for single characters that the first ones lack.
    fn others(&self) -> Vec<String> {
        let own = [SERIF_FAMILY, SANS_FAMILY];
        self.book
            .families()
            .map(|(name, _)| name.to_owned())
            .filter(|name| !own.contains(&name.as_str()))
            .collect()
    }
}

/// 各处用字的字体名，先取先用。
#[derive(serde::Serialize)]
pub(crate) struct Families {
    body: Vec<String>,
    title: Vec<String>,
    heading: Vec<String>,
    subheading: Vec<String>,
    /// 宋体: what tables are set in.
    table: Vec<String>,
}

/// The embedded sans for drawing charts as pixels.
/// What stands for Chinese fonts a paper of others does not bring along.
pub const fn substitute_font() -> &'static [u8] {
    SERIF
}

pub(crate) const fn chart_font() -> &'static [u8] {
    SANS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_names_and_the_whole_form_have_glyphs() {
        let fonts = Fonts::default();
        assert_eq!(fonts.missing("珺喆堃昇曈镕䶮㛃𬭎　“”——《条例》（一）①℃㎡№"), Vec::<char>::new());
        assert!(fonts.faces.len() == 3 && fonts.book.contains_family("noto serif sc"));
        assert!(fonts.book.contains_family("noto sans sc"));
    }

    #[test]
    fn a_character_no_font_has_is_named_once() {
        assert_eq!(Fonts::default().missing("公开𠔻公开𠔻"), vec!['𠔻']);
    }

    #[test]
    fn what_is_no_font_is_left_out() {
        assert_eq!(Fonts::new(vec![b"not a font".to_vec()]).faces.len(), 3);
    }
}
