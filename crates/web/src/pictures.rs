//! 图片附件：where each stands in the text, and those that the text does not ask for.

use crate::words;
use office::publication::{Attachment, Content};
use publishing::text::{self, Figure};

/// A text with its pictures, and the pictures beside it.
pub struct Shown {
    /// HTML that holds nothing but text and pictures of this site.
    pub body: String,
    pub beside: Vec<Beside>,
    /// Names of pictures the text asks for and has not.
    pub missing: Vec<String>,
}

/// A picture the text does not ask for.
pub struct Beside {
    pub path: String,
    /// HTML of our own making.
    pub image: String,
    pub name: String,
    pub size: String,
}

/// `path` gives the address of an attachment by its number, from 1.
pub fn shown(content: &Content, path: impl Fn(usize, &Attachment) -> String) -> Shown {
    let numbered = || (1..).zip(&content.attachments);
    let of = |(number, one): (usize, &Attachment)| Some((one.name.clone(), figure(one, path(number, one))?));
    let found =
        |name: &str| numbered().find(|(_, one)| one.name == name).and_then(of).map(|(_, figure)| figure);
    let asked = text::pictures(&content.body);
    let beside = numbered().filter(|(_, one)| !asked.contains(&one.name)).filter_map(|(number, one)| {
        let figure = figure(one, path(number, one))?;
        Some(Beside { image: figure.to_html(), path: figure.src, name: one.name.clone(), size: size(one) })
    });
    Shown {
        body: text::to_html(&content.body, found),
        beside: beside.collect(),
        missing: asked.iter().filter(|name| found(name).is_none()).cloned().collect(),
    }
}

fn figure(one: &Attachment, src: String) -> Option<Figure> {
    let picture = one.picture.as_ref()?;
    Some(Figure { src, alt: picture.alt.clone(), width: picture.width, height: picture.height })
}

pub fn size(one: &Attachment) -> String {
    words::size(usize::try_from(one.bytes).unwrap_or(usize::MAX))
}
