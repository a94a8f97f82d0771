"""From bytes to text: which encoding a csv or html file is really in.

Flows in: the bytes of a text file and, at most, the encoding it claims. Flows out: the text and the encoding that was
used. A label is only believed where the bytes bear it out: pages labelled gb2312 are as a rule GB18030 or UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from analytics.errors import FileRejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Superset encodings that browsers and offices use under the older label.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
}
# What browsers know, by the names of the codecs here; others turn text into text by rules of their own.
_OF_BROWSERS = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|gb18030|gbk|big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis|iso8859-\d+|cp(?:125\d|866|874|932|949|950)|koi8-[ru]|ascii"
)
_MARKUP = re.compile(r"<!doctype\s+html|<(?:html|head|body|table|meta|title)\b", re.IGNORECASE)
_OPENING = re.compile(r"\s*<(?:!--|!doctype\s+html|\?xml|[a-z][a-z0-9]*\b)", re.IGNORECASE)
_OFFICE_XML = re.compile(r"mso-application|schemas-microsoft-com:office:spreadsheet\"[^>]*>\s*<(?:Workbook|ss:)")
_JSON_OPENING = re.compile(r"""\s*(?:\{\s*["}]|\[\s*["\[{\]])""")
# More illegible characters than this, and the text is not what was written.
_MAX_ILLEGIBLE = 0.001
_CUT_CHARACTER = 3
_BEYOND_LATIN = re.compile("[^\u0000-\u1fff]")
_CHINESE = re.compile(r"[\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and whether some bytes could not be decoded (they stand as U+FFFD)."""

    text: str
    encoding: str
    is_whole: bool = True


def decode(data: bytes, name: str, claimed: str | None = None) -> Decoded:
    """The text of `data`, decoded as UTF-8, UTF-16, GB18030 or the claimed encoding, whichever the bytes bear out.

    Raises FileRejected (`file-encoding-unknown`) when none of them fits; `name` is the file name for that sentence.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _legible([_lossy(data, marked)], name)
    candidates = dict.fromkeys([_unmarked_utf16(data), "utf-8", _known(claimed), "gb18030"])
    tried = []
    for candidate in candidates:
        if candidate is None:
            continue
        decoded = _lossy(data, candidate)
        if decoded.is_whole and not (candidate == "utf-8" and _is_chinese_by_chance(decoded.text, data)):
            return decoded
        tried.append(decoded)
    return _legible(tried, name)


def _is_chinese_by_chance(text: str, data: bytes) -> bool:
    """Whether bytes that pass for UTF-8 are GB18030: no Chinese character the one way, nothing but Chinese the other.

    Two-byte Chinese such as 末 is well-formed UTF-8 for a Latin letter with a mark (ĩ), which no Chinese table holds.
    """
    if text.isascii() or _BEYOND_LATIN.search(text):
        return False
    other = _lossy(data, "gb18030")
    return other.is_whole and all(_CHINESE.match(sign) for sign in other.text if ord(sign) >= 0x80)


def looks_like_text(head: bytes) -> bool:
    """Whether the beginning of a file is text in one of the known encodings (without NUL bytes, except UTF-16)."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _unmarked_utf16(head):
        return True
    if b"\0" in head:
        return False
    controls = sum(byte < 0x20 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in head)
    return controls * 100 <= len(head) and any(
        _decodes(head, encoding) for encoding in ("utf-8", "gb18030", "big5hkscs")
    )


def looks_like_markup(head: bytes) -> bool:
    """Whether the beginning of a text file is a web page or a piece of one."""
    if not looks_like_text(head):
        return False
    encoding = next((code for mark, code in _MARKS if head.startswith(mark)), _unmarked_utf16(head) or "latin-1")
    text = head.decode(encoding, "replace")
    if _OFFICE_XML.search(text):
        return False
    return bool(_MARKUP.search(text)) and bool(_OPENING.match(text) or "</" in text)


def looks_like_json(head: bytes) -> bool:
    """Whether the beginning of a file is that of an object or of a list of objects, in whatever encoding of Unicode."""
    encoding = next((code for mark, code in _MARKS if head.startswith(mark)), _unmarked_utf16(head) or "latin-1")
    return bool(_JSON_OPENING.match(head.decode(encoding, "replace").removeprefix("\ufeff")))


def _known(claimed: str | None) -> str | None:
    if not claimed:
        return None
    label = claimed.strip().lower()
    try:
        name = codecs.lookup(_SUPERSETS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return name if _OF_BROWSERS.fullmatch(name) else None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the ASCII signs is NUL."""
    sample = data[:2000]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) * 10 >= len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) * 10 >= len(even) and not odd.count(0):
        return "utf-16-be"
    return None


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _CUT_CHARACTER  # the last character may be cut by the length of the sample
    return True


def _lossy(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, "replace"), encoding, is_whole=False)


def _legible(tried: list[Decoded], name: str) -> Decoded:
    """The reading with the fewest illegible characters, if these are few."""
    best = min(tried, key=lambda decoded: decoded.text.count("\ufffd"))
    if not best.is_whole and best.text.count("\ufffd") > max(1, len(best.text) * _MAX_ILLEGIBLE):
        raise FileRejected("file-encoding-unknown", file=name)
    return best
