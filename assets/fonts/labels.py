#!/usr/bin/env python3
"""Makes crates/redact/assets/labels.ttf: the few characters written on the bars of a redacted PDF.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install fonttools
    /tmp/venv/bin/python assets/fonts/labels.py

All characters are full-width, so glyph n is the n-th character of labels.txt (from 1) and is 1 em wide.
"""

import io
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "crates/redact/assets"
WORDS = (
    "国家秘密法律行政规禁止公开危及安全社会稳定商业个人隐私内部事务信息过程性执案卷不属于府"
    "条例第十四五六七三一二款项·，。；：（）［］、涂去分本页予的理由为依照区处图片像已"
    "０１２３４５６７８９"
)


def main():
    wanted = {ord(character) for character in WORDS}
    font = TTFont(HERE / "NotoSansSC-Medium.ttf")
    options = subset.Options(
        layout_features=[], name_IDs=[1, 2, 6], notdef_outline=True, hinting=False, recalc_timestamp=False
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    packed = io.BytesIO()
    font.save(packed)
    font = TTFont(packed)
    by_glyph = {font.getGlyphID(name): chr(code) for code, name in font.getBestCmap().items() if code in wanted}
    missing = {chr(code) for code in wanted} - set(by_glyph.values())
    assert not missing, missing
    count = font["maxp"].numGlyphs
    assert sorted(by_glyph) == list(range(1, count)), "one glyph a character"
    em = font["head"].unitsPerEm
    assert all(font["hmtx"][name][0] == em for name in font.getGlyphOrder()[1:]), "all full-width"
    OUT.mkdir(exist_ok=True)
    for table in ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT", "DSIG"):
        if table in font:
            del font[table]
    font.save(OUT / "labels.ttf")
    (OUT / "labels.txt").write_text("".join(by_glyph[glyph] for glyph in range(1, count)), encoding="utf-8")
    print(count, "glyphs", (OUT / "labels.ttf").stat().st_size, "bytes")


main()
