//! 法律文本：statutes/ 所收法律法规的全文，按章、节、条、款分开。

use std::sync::LazyLock;

/// A text we hold whole.
#[derive(Debug, PartialEq, Eq)]
pub struct Statute {
    /// Its name in addresses, that of its file: `regulation`.
    pub name: &'static str,
    pub title: &'static str,
    /// When it was made, amended and came into force, a line each.
    pub history: Vec<&'static str>,
    pub chapters: Vec<Chapter>,
    source: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Chapter {
    /// «第三章»
    pub number: &'static str,
    pub title: &'static str,
    /// One without a heading of its own where the chapter has no sections.
    pub sections: Vec<Section>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// «第二节» and its title.
    pub heading: Option<(&'static str, &'static str)>,
    pub articles: Vec<Article>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Article {
    pub number: u16,
    /// «第三十三条»
    pub label: &'static str,
    /// 款 and 项 in order, a paragraph each; the first without the label.
    pub paragraphs: Vec<&'static str>,
}

impl Statute {
    pub fn find(name: &str) -> Option<&'static Statute> {
        all().iter().find(|statute| statute.name == name)
    }

    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.chapters.iter().flat_map(|chapter| &chapter.sections).flat_map(|section| &section.articles)
    }

    /// The text without marks of any kind, lines ending as every editor expects them.
    pub fn plain_text(&self) -> String {
        let lines = self.source.lines().filter(|line| !line.starts_with("<!--"));
        let plain = lines.map(|line| line.trim_start_matches('#').trim());
        let mut out = String::with_capacity(self.source.len());
        let mut blank = false;
        for line in plain {
            if !line.is_empty() || !blank {
                out.push_str(line);
                out.push_str("\r\n");
            }
            blank = line.is_empty();
        }
        out
    }
}

impl Chapter {
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.sections.iter().flat_map(|section| &section.articles)
    }
}

/// 《条例》 first: it is what the office works by.
pub fn all() -> &'static [Statute] {
    &*ALL
}

static ALL: LazyLock<[Statute; 2]> = LazyLock::new(|| {
    [
        read("regulation", include_str!("../../../statutes/regulation.md")),
        read("reconsideration-law", include_str!("../../../statutes/reconsideration-law.md")),
    ]
});

fn read(name: &'static str, source: &'static str) -> Statute {
    let mut statute = Statute { name, title: "", history: Vec::new(), chapters: Vec::new(), source };
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("<!--")) {
        if let Some(title) = line.strip_prefix("# ") {
            statute.title = title;
        } else if let Some(heading) = line.strip_prefix("## ") {
            let (number, title) = heading.split_once(' ').unwrap_or((heading, ""));
            let sections = vec![Section { heading: None, articles: Vec::new() }];
            statute.chapters.push(Chapter { number, title, sections });
        } else if let Some(chapter) = statute.chapters.last_mut() {
            within(chapter, line);
        } else {
            statute.history.push(line);
        }
    }
    statute
}

fn within(chapter: &mut Chapter, line: &'static str) {
    if let Some(heading) = line.strip_prefix("### ") {
        chapter.sections.retain(|section| !section.articles.is_empty());
        chapter.sections.push(Section { heading: heading.split_once(' '), articles: Vec::new() });
        return;
    }
    let Some(section) = chapter.sections.last_mut() else { return };
    match (article(line), section.articles.last_mut()) {
        (Some(article), _) => section.articles.push(article),
        (None, Some(article)) => article.paragraphs.push(line),
        (None, None) => {}
    }
}

/// «第三十三条 行政机关收到……» opens an article; «第三十三条第二款规定的……» in a text does not.
fn article(line: &'static str) -> Option<Article> {
    let (label, text) = line.split_once(' ')?;
    let number = counted(label.strip_prefix('第')?.strip_suffix('条')?)?;
    Some(Article { number, label, paragraphs: vec![text.trim()] })
}

/// 一 to 九百九十九.
fn counted(words: &str) -> Option<u16> {
    let mut whole = 0;
    let mut digit = 0;
    for character in words.chars() {
        match character {
            '零' => {}
            '十' => whole += 10 * std::mem::take(&mut digit).max(1),
            '百' => whole += 100 * std::mem::take(&mut digit),
            other => digit = 1 + "一二三四五六七八九".chars().position(|known| known == other)? as u16,
        }
    }
    Some(whole + digit).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_numbered_without_a_gap() {
        for (statute, count, chapters) in [("regulation", 56, 6), ("reconsideration-law", 90, 7)] {
            let statute = Statute::find(statute).expect("held");
            let numbers: Vec<u16> = statute.articles().map(|article| article.number).collect();
            assert_eq!(numbers, (1..=count).collect::<Vec<u16>>(), "{}", statute.title);
            assert_eq!(statute.chapters.len(), chapters, "{}", statute.title);
            assert!(statute.chapters.iter().all(|chapter| chapter.articles().next().is_some()));
        }
    }

    #[test]
    fn art33_of_the_regulation_stands_in_its_chapter_with_its_three_paragraphs() {
        let regulation = Statute::find("regulation").expect("held");
        assert_eq!(regulation.title, "中华人民共和国政府信息公开条例");
        assert_eq!(regulation.history.len(), 3);
        let chapter = &regulation.chapters[3];
        assert_eq!((chapter.number, chapter.title), ("第四章", "依申请公开"));
        let article = chapter.articles().find(|article| article.number == 33).expect("in chapter four");
        assert_eq!((article.label, article.paragraphs.len()), ("第三十三条", 3));
        assert_eq!(article.paragraphs[0], "行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。");
    }

    #[test]
    fn sections_stand_within_their_chapters() {
        let law = Statute::find("reconsideration-law").expect("held");
        let sections: Vec<usize> = law.chapters.iter().map(|chapter| chapter.sections.len()).collect();
        // 总则；申请四节；受理；审理五节；决定；法律责任；附则。
        assert_eq!(sections, [1, 4, 1, 5, 1, 1, 1]);
        assert_eq!(law.chapters[1].sections[0].heading, Some(("第一节", "行政复议范围")));
        assert_eq!(law.chapters[0].sections[0].heading, None);
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
        for statute in all() {
            let mut read = String::from(statute.title);
            read.extend(statute.history.iter().copied());
            for chapter in &statute.chapters {
                read.extend([chapter.number, chapter.title]);
                for section in &chapter.sections {
                    read.extend(section.heading.iter().flat_map(|(number, title)| [*number, *title]));
                    for article in &section.articles {
                        read.push_str(article.label);
                        read.extend(article.paragraphs.iter().copied());
                    }
                }
            }
            assert_eq!(letters(&read), letters(&statute.plain_text()), "{}", statute.title);
        }
    }

    #[test]
    fn the_plain_text_has_no_marks() {
        for statute in all() {
            let text = statute.plain_text();
            assert!(text.starts_with(statute.title) && !text.contains(['#', '<', '*']), "{}", statute.title);
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written_in_law() {
        for (words, number) in
            [("一", 1), ("十", 10), ("十九", 19), ("九十", 90), ("三十三", 33), ("一百零一", 101)]
        {
            assert_eq!(counted(words), Some(number), "{words}");
        }
        assert_eq!((counted(""), counted("前"), counted("零")), (None, None, None));
    }
}
