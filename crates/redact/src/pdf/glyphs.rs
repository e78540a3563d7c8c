//! 字形：an embedded TrueType font without the outlines nothing draws any more. Programs number the glyphs
//! of a subset as they come up in the text, so outlines left over would tell what was struck.

use std::collections::{BTreeMap, BTreeSet};

/// The tables a viewer needs of a font whose glyphs are chosen by number. Tables of characters and names go.
const TABLES: [&[u8; 4]; 9] =
    [b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"];

/// The font with only the glyphs named, numbers unchanged; `None` where it is not the TrueType we know.
pub fn keep(font: &[u8], used: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let mut tables = tables(font)?;
    let (head, glyf) = (*tables.get(b"head")?, *tables.get(b"glyf")?);
    let long = u16_at(head, 50)? == 1;
    let count = usize::from(u16_at(tables.get(b"maxp")?, 4)?);
    let starts = starts(tables.get(b"loca")?, count, long)?;
    let used = with_components(glyf, &starts, used);
    let (mut outlines, mut places) = (Vec::new(), Vec::new());
    for glyph in 0..count {
        places.extend((outlines.len() as u32).to_be_bytes());
        if used.contains(&(glyph as u32)) {
            outlines.extend_from_slice(outline(glyf, &starts, glyph).unwrap_or_default());
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
    }
    places.extend((outlines.len() as u32).to_be_bytes());
    let mut head = head.to_vec();
    // Places are written long, whatever they were; the sum over all is not checked by viewers.
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    head.get_mut(8..12)?.copy_from_slice(&[0; 4]);
    tables.insert(b"head", &head);
    tables.insert(b"glyf", &outlines);
    tables.insert(b"loca", &places);
    Some(written(&tables))
}

type Tables<'a> = BTreeMap<&'static [u8; 4], &'a [u8]>;

fn tables(font: &[u8]) -> Option<Tables<'_>> {
    if !matches!(font.get(..4)?, [0, 1, 0, 0] | b"true") {
        return None;
    }
    let count = usize::from(u16_at(font, 4)?);
    let mut tables = BTreeMap::new();
    for index in 0..count {
        let entry = font.get(12 + index * 16..28 + index * 16)?;
        let Some(name) = TABLES.into_iter().find(|name| name.as_slice() == &entry[..4]) else { continue };
        let (start, length) = (u32_at(entry, 8)? as usize, u32_at(entry, 12)? as usize);
        tables.insert(name, font.get(start..start.checked_add(length)?)?);
    }
    Some(tables)
}

fn starts(loca: &[u8], count: usize, long: bool) -> Option<Vec<usize>> {
    (0..=count)
        .map(|index| {
            if long {
                u32_at(loca, index * 4).map(|at| at as usize)
            } else {
                u16_at(loca, index * 2).map(|at| usize::from(at) * 2)
            }
        })
        .collect()
}

fn outline<'a>(glyf: &'a [u8], starts: &[usize], glyph: usize) -> Option<&'a [u8]> {
    glyf.get(*starts.get(glyph)?..*starts.get(glyph + 1)?)
}

/// The glyphs used and those they are put together of. Glyph 0 stands for what is missing and always stays.
fn with_components(glyf: &[u8], starts: &[usize], used: &BTreeSet<u32>) -> BTreeSet<u32> {
    let mut all: BTreeSet<u32> = BTreeSet::from([0]);
    let mut open: Vec<u32> = used.iter().copied().collect();
    while let Some(glyph) = open.pop() {
        if all.insert(glyph) || glyph == 0 {
            let outline = outline(glyf, starts, glyph as usize).unwrap_or_default();
            open.extend(components(outline).into_iter().filter(|part| !all.contains(part)));
        }
    }
    all
}

fn components(outline: &[u8]) -> Vec<u32> {
    let mut parts = Vec::new();
    if outline.first().is_none_or(|byte| byte & 0x80 == 0) {
        return parts;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (u16_at(outline, at), u16_at(outline, at + 2)) {
        parts.push(u32::from(glyph));
        let scale = match flags {
            _ if flags & 0x08 != 0 => 2,
            _ if flags & 0x40 != 0 => 4,
            _ if flags & 0x80 != 0 => 8,
            _ => 0,
        };
        at += 4 + if flags & 1 != 0 { 4 } else { 2 } + scale;
        if flags & 0x20 == 0 {
            break;
        }
    }
    parts
}

fn written(tables: &Tables<'_>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.max(1).ilog2() as u16;
    let mut out = vec![0, 1, 0, 0];
    for number in [count, 16 << power, power, (count << 4).saturating_sub(16 << power)] {
        out.extend(number.to_be_bytes());
    }
    let mut start = 12 + tables.len() * 16;
    for (name, content) in tables {
        out.extend(name.as_slice());
        out.extend(sum(content).to_be_bytes());
        out.extend((start as u32).to_be_bytes());
        out.extend((content.len() as u32).to_be_bytes());
        start += content.len().next_multiple_of(4);
    }
    for content in tables.values() {
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

fn sum(content: &[u8]) -> u32 {
    content.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: &[u8] = include_bytes!("../../assets/labels.ttf");

    fn lengths(font: &[u8]) -> Vec<usize> {
        let tables = tables(font).unwrap();
        let count = usize::from(u16_at(tables[b"maxp"], 4).unwrap());
        let long = u16_at(tables[b"head"], 50).unwrap() == 1;
        let starts = starts(tables[b"loca"], count, long).unwrap();
        (0..count).map(|glyph| outline(tables[b"glyf"], &starts, glyph).unwrap().len()).collect()
    }

    #[test]
    fn only_the_outlines_still_drawn_stay() {
        let before = lengths(FONT);
        let kept = keep(FONT, &BTreeSet::from([3, 7])).unwrap();
        let after = lengths(&kept);
        assert_eq!(before.len(), after.len());
        for (glyph, (before, after)) in before.iter().zip(&after).enumerate() {
            let stays = [0, 3, 7].contains(&glyph);
            assert_eq!(*after > 0, stays && *before > 0, "glyph {glyph}");
        }
        assert!(kept.len() < FONT.len() / 3);
        assert!(!kept.windows(4).any(|name| name == b"cmap" || name == b"post" || name == b"name"));
    }

    #[test]
    fn what_is_no_font_is_left_alone() {
        assert_eq!(keep(b"", &BTreeSet::new()), None);
        assert_eq!(keep(b"OTTO\0\x01", &BTreeSet::new()), None);
        for end in (0..FONT.len()).step_by(97) {
            keep(&FONT[..end], &BTreeSet::from([1]));
        }
    }
}
