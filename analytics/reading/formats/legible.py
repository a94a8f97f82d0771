"""Text as the other stages may rely on it: NFC, common characters, no invisible signs.

Flows in: text as a file format stores it. Flows out: the same text with radical code points (which PDF fonts hand out
in place of characters) folded to common characters, every kind of blank turned into a plain one, and control and
zero-width characters removed. Full-width punctuation stays as it is: the text is never NFKC-normalised as a whole.
"""

from __future__ import annotations

import re
import unicodedata

# U+2E80-2EF3 in pairs of lines, radical over character, after EquivalentUnifiedIdeograph of the Unicode Character
# Database. Where that table names a component outside the common plane, the radical's common character stands here.
_RADICALS = (
    "⺀⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝",
    "冫厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尢巳幺彑彐忄心扌攵旡日月",
    "⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺",
    "歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒㓁冗网羊羊羊耂肀",
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗",
    "聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶邑钅長镸长门阜阝雨",
    "⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_NEWLINES = "\x0b\x0c\r\x85\u2028\u2029"
_UNDECODED = "\ufffd"


def _folding() -> dict[int, str | None]:
    """What each character that may not stand in legible text becomes."""
    table: dict[int, str | None] = {}
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        table[code] = None
    for code in (*range(0x20000), *range(0xE0000, 0xE0080)):
        if unicodedata.category(chr(code)) in {"Cf", "Cs"}:
            table[code] = None
    for code in (0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)):
        table[code] = None  # Hangul fillers and variation selectors are invisible, too
    for code in (*range(0xD800, 0xE000), 0xFFFC):
        table[code] = _UNDECODED  # half a character, or an object that is no text: shown as illegible, not dropped
    for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000):
        table[code] = " "
    for sign in _NEWLINES:
        table[ord(sign)] = "\n"
    del table[0x0A]
    for code in range(0x2F00, 0x2FD6):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    for radicals, characters in zip(_RADICALS[::2], _RADICALS[1::2], strict=True):
        for radical, character in zip(radicals, characters, strict=True):
            table[ord(radical)] = character
    return table


_FOLDING = _folding()
_FOLDED = frozenset(map(chr, _FOLDING))
_NEEDS_FOLDING = re.compile("[" + "".join(re.escape(chr(code)) for code in _FOLDING) + "]")


def is_legible(text: str) -> bool:
    """Whether a text needs nothing but its outer blanks stripped: asked once of a whole file, it saves every cell."""
    return _FOLDED.isdisjoint(set(text)) and unicodedata.is_normalized("NFC", text)


def clean(text: str) -> str:
    """Legible text: NFC, radicals folded, blanks plain, line ends `\\n`, nothing invisible, outer blanks stripped.

    >>> clean("\\u2f64\\u2ecb\\u3000费用 ")
    '用车 费用'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    if _NEEDS_FOLDING.search(text):
        text = text.replace("\r\n", "\n").translate(_FOLDING)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def lines(text: str) -> str:
    """Legible text whose lines are stripped one by one and whose empty lines are left out."""
    text = clean(text)
    if "\n" not in text:
        return text
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def is_wide(character: str) -> bool:
    """Whether a character is set without blanks around it, as Chinese characters and their punctuation are."""
    return unicodedata.east_asian_width(character) in {"W", "F"} or character in "“”‘’—…·"


def join(left: str, right: str) -> str:
    """Two pieces of one broken line in one: with a blank only between words or numbers.

    >>> join("预算", "数"), join("three", "public")
    ('预算数', 'three public')
    """
    if not left or not right:
        return left + right
    if left[-1].isspace() or right[0].isspace() or is_wide(left[-1]) or is_wide(right[0]):
        return left + right
    return f"{left} {right}" if left[-1].isalpha() and right[0].isalpha() else left + right
