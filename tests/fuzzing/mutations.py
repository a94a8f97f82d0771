"""Ways to damage a file: from bytes that fall over to tables, archives and records that lie about themselves.

Flows in: a seed and a source of chance. Flows out: the bytes of a damaged file. The same number gives the same file, so
that whatever was found can be looked at again.
"""

from __future__ import annotations

import io
import json
import re
import struct
import tempfile
import warnings
import zipfile
import zlib
from base64 import a85decode
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzzing import values
from tests.fuzzing.seeds import FORMATS, Rows, Seed, seeds, tables
from tests.reading.rendering import RENDERERS, Area

Mutation = Callable[[Random, bytes], bytes]

_MOST_WRITTEN = 90  # rows; libraries that write take seconds for more
_MOST_BYTES = 4_000_000  # what grows beyond is cut: size alone is tested elsewhere
_DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def mutated(number: int) -> tuple[Seed, str]:
    """The damaged file of this number, as a seed, and what was done to it. Formats take turns."""
    random = Random(number)
    media = FORMATS[number % len(FORMATS)]
    seed, done = random.choice(seeds()[media]), []
    if media != "json" and random.random() < 0.3:
        seed, done = _rendered(random, media) or (seed, done)
    if not done or random.random() < 0.4:
        data = seed.data
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            mutation = random.choice(_DEEP[media] if random.random() < 0.75 else _PLAIN)
            data = mutation(random, data)[:_MOST_BYTES]
            done.append(mutation.__name__.strip("_"))
        seed = Seed(seed.name, media, seed.suffix, data)
    return seed, ", ".join(done)


# --- bytes -----------------------------------------------------------------------------------------------------------


def flipped(random: Random, data: bytes) -> bytes:
    """Some bits fall over."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 32)) if data else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def overwritten(random: Random, data: bytes) -> bytes:
    """A stretch is written over with one byte."""
    start, size = _stretch(random, data, 200)
    return data[:start] + bytes([random.choice((0, 0xFF, 0x20, 0x80, 0x3C))]) * size + data[start + size :]


def truncated(random: Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data) + 1)]


def without_a_stretch(random: Random, data: bytes) -> bytes:
    """A stretch in the middle is missing."""
    start, size = _stretch(random, data, 4096)
    return data[:start] + data[start + size :]


def with_a_stretch_repeated(random: Random, data: bytes) -> bytes:
    """A stretch stands there many times."""
    start, size = _stretch(random, data, 400)
    return data[:start] + data[start : start + size] * random.choice((2, 3, 50, 1000)) + data[start + size :]


def with_stretches_swapped(random: Random, data: bytes) -> bytes:
    """Two stretches change places."""
    if len(data) < 16:
        return data
    a, b, c, d = sorted(random.sample(range(len(data)), 4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def with_noise(random: Random, data: bytes) -> bytes:
    """Random bytes stand in the middle."""
    start = random.randrange(len(data) + 1)
    return data[:start] + random.randbytes(random.choice((1, 8, 300))) + data[start:]


def with_a_number_changed(random: Random, data: bytes) -> bytes:
    """A figure, wherever it stands, is another one."""
    found = _one(random, rb"\d+", data)
    return data if found is None else data[: found.start()] + values.number(random) + data[found.end() :]


def _stretch(random: Random, data: bytes, most: int) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(random.randint(1, most), len(data) - start)


def _one(random: Random, pattern: bytes, data: bytes) -> re.Match[bytes] | None:
    """One of the places where a pattern is found."""
    found = list(re.finditer(pattern, data))
    return random.choice(found) if found else None


_PLAIN: tuple[Mutation, ...] = (
    flipped,
    overwritten,
    truncated,
    without_a_stretch,
    with_a_stretch_repeated,
    with_stretches_swapped,
    with_noise,
    with_a_number_changed,
)

# --- tables, whatever the format -------------------------------------------------------------------------------------


def _rendered(random: Random, media: str) -> tuple[Seed, list[str]] | None:
    """A table of the samples, changed as a table and then written; None where the writing library cannot bear it."""
    name, rows = random.choice(tables())
    rows = [list(row) for row in rows]
    done = []
    for _ in range(random.choice((1, 2, 4, 8))):
        change = random.choice(_TABLE)
        change(random, rows)
        done.append(change.__name__.strip("_"))
    width = max(map(len, rows), default=1) or 1
    full = [row + [""] * (width - len(row)) for row in rows] or [["空"]]
    full = full[:_MOST_WRITTEN]
    areas = _merged(random, full) if media != "csv" and random.random() < 0.3 else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{media}"
        try:
            RENDERERS[media](path, [[_writable(text, media) for text in row] for row in full], areas)
        except Exception:  # noqa: BLE001 - five libraries that write, each with failures of its own
            return None
        return Seed(name, media, f".{media}", path.read_bytes()), done


def _writable(text: str, media: str) -> str:
    """The text as the writing library can bear it."""
    if media in {"docx", "xlsx"}:
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return text.replace("\n", " ")[:100] if media == "pdf" else text[:30_000]


def _merged(random: Random, rows: Rows) -> list[Area]:
    """One merged area somewhere."""
    top, left = random.randrange(len(rows)), random.randrange(len(rows[0]))
    area = (top, left, random.randrange(top, len(rows)), random.randrange(left, len(rows[0])))
    return [area] if area[:2] != area[2:] else []


def a_cell_hostile(random: Random, rows: Rows) -> None:
    if rows and (row := random.choice(rows)):
        row[random.randrange(len(row))] = values.cell(random)


def a_column_hostile(random: Random, rows: Rows) -> None:
    column = random.randrange(max(map(len, rows), default=1))
    text = values.cell(random)
    for row in rows[random.randrange(3) :]:
        if column < len(row):
            row[column] = text


def cells_swapped(random: Random, rows: Rows) -> None:
    if len(rows) > 1:
        a, b = random.choice(rows), random.choice(rows)
        if a and b:
            i, j = random.randrange(len(a)), random.randrange(len(b))
            a[i], b[j] = b[j], a[i]


def columns_swapped(random: Random, rows: Rows) -> None:
    width = min(map(len, rows), default=0)
    if width > 1:
        i, j = random.sample(range(width), 2)
        for row in rows:
            row[i], row[j] = row[j], row[i]


def a_column_dropped(random: Random, rows: Rows) -> None:
    width = min(map(len, rows), default=0)
    if width > 1:
        column = random.randrange(width)
        for row in rows:
            del row[column]


def a_column_doubled(random: Random, rows: Rows) -> None:
    width = min(map(len, rows), default=0)
    if 0 < width < 40:
        column = random.randrange(width)
        for row in rows:
            row.insert(random.randrange(len(row) + 1), row[column])


def a_row_dropped(random: Random, rows: Rows) -> None:
    if len(rows) > 1:
        del rows[random.randrange(len(rows))]


def a_row_doubled(random: Random, rows: Rows) -> None:
    if rows and len(rows) < 100:
        row = random.choice(rows)
        at = random.randrange(len(rows) + 1)
        rows[at:at] = [list(row) for _ in range(random.choice((1, 1, 2, 40)))]


def rows_swapped(random: Random, rows: Rows) -> None:
    if len(rows) > 1:
        i, j = random.sample(range(len(rows)), 2)
        rows[i], rows[j] = rows[j], rows[i]


def a_row_blank(random: Random, rows: Rows) -> None:
    if rows:
        row = random.choice(rows)
        row[:] = [""] * len(row)


def another_table_below(random: Random, rows: Rows) -> None:
    if len(rows) < 100:
        rows += [list(row) for row in random.choice(tables())[1]]


def turned(_: Random, rows: Rows) -> None:
    """Rows become columns."""
    width = max(map(len, rows), default=0)
    if width and len(rows) <= 40:
        rows[:] = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]


_TABLE: tuple[Callable[[Random, Rows], None], ...] = (
    a_cell_hostile,
    a_cell_hostile,
    a_cell_hostile,
    a_column_hostile,
    cells_swapped,
    columns_swapped,
    a_column_dropped,
    a_column_doubled,
    a_row_dropped,
    a_row_doubled,
    rows_swapped,
    a_row_blank,
    another_table_below,
    turned,
)

# --- markup: pages, and the parts of packed documents ----------------------------------------------------------------

_TAG = rb"<[^<>]{1,400}>"


def without_a_tag(random: Random, data: bytes) -> bytes:
    found = _one(random, _TAG, data)
    return data if found is None else data[: found.start()] + data[found.end() :]


def with_a_tag_doubled(random: Random, data: bytes) -> bytes:
    found = _one(random, _TAG, data)
    times = random.choice((1, 2, 30, 3000))
    return data if found is None else data[: found.start()] + found[0] * times + data[found.start() :]


def with_tags_swapped(random: Random, data: bytes) -> bytes:
    found = list(re.finditer(_TAG, data))
    if len(found) < 2:
        return data
    a, b = sorted(random.sample(found, 2), key=lambda tag: tag.start())
    return data[: a.start()] + b[0] + data[a.end() : b.start()] + a[0] + data[b.end() :]


def with_an_attribute_changed(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"=\s*(\"[^\"<>]*\"|'[^'<>]*')", data)
    if found is None:
        return data
    value = random.choice((values.number(random), values.cell(random).encode("utf-8"))).replace(b'"', b"&quot;")
    return data[: found.start(1)] + b'"' + value + b'"' + data[found.end(1) :]


def with_a_text_changed(random: Random, data: bytes) -> bytes:
    found = _one(random, rb">([^<>]{1,200})<", data)
    if found is None:
        return data
    text = values.cell(random)
    if random.random() < 0.7:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\0", "")
    return data[: found.start(1)] + text.encode("utf-8") + data[found.end(1) :]


def with_an_element_repeated(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"<((?:\w+:)?\w+)[^<>]*>(?:(?!<\1[ >]).){0,3000}?</\1>", data)
    times = random.choice((2, 3, 100, 2000))
    return data if found is None else data[: found.end()] + found[0] * times + data[found.end() :]


def with_an_element_moved(random: Random, data: bytes) -> bytes:
    pattern = rb"<((?:\w+:)?\w+)[^<>]*>(?:(?!<\1[ >]).){0,3000}?</\1>"
    found, tag = _one(random, pattern, data), _one(random, _TAG, data)
    return data if found is None or tag is None else data[: tag.end()] + found[0] + data[tag.end() :]


def with_nesting(random: Random, data: bytes) -> bytes:
    """An element stands inside copies of its own opening tag."""
    found = _one(random, rb"<((?:\w+:)?\w+)\b[^<>]*[^/]>", data)
    if found is None:
        return data
    times = random.choice((5, 60, 250, 1000, 10_000))
    end = b"</" + found[1] + b">"
    return data[: found.start()] + found[0] * times + data[found.start() :] + (end * times if times < 1000 else b"")


def with_a_doctype(random: Random, data: bytes) -> bytes:
    at = data.find(b"?>") + 2 if b"?>" in data[:200] else 0
    use = random.choice((b"&b;", b"&c;", b"&#x110000;", b"&#0;", b"&bogus;"))
    changed = data[:at] + _DOCTYPE + data[at:]
    found = _one(random, rb">([^<>]{1,200})<", changed)
    return changed if found is None else changed[: found.start(1)] + use + changed[found.end(1) :]


def with_an_open_comment(random: Random, data: bytes) -> bytes:
    found = _one(random, _TAG, data)
    opening = random.choice(
        (b"<!--", b"<![CDATA[", b"<script>", b"<textarea>", b"<plaintext>", b"<style>", b"</p", b"<?")
    )
    return data if found is None else data[: found.start()] + opening + data[found.start() :]


_MARKUP: tuple[Mutation, ...] = (
    without_a_tag,
    with_a_tag_doubled,
    with_tags_swapped,
    with_an_attribute_changed,
    with_an_attribute_changed,
    with_a_text_changed,
    with_a_text_changed,
    with_an_element_repeated,
    with_an_element_moved,
    with_nesting,
    with_a_doctype,
    with_an_open_comment,
)


def with_spans(random: Random, data: bytes) -> bytes:
    """Cells that reach over columns and rows which are not there."""
    name = random.choice((b"colspan", b"rowspan"))
    value = values.number(random)
    share = random.choice((0.02, 0.3, 1.0))

    def widened(found: re.Match[bytes]) -> bytes:
        return found[0] + b" " + name + b'="' + value + b'"' if random.random() < share else found[0]

    return re.sub(rb"<t[dh]\b", widened, data)


def with_many_attributes(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"<\w+", data)
    if found is None:
        return data
    extra = b"".join(b" a%d=x" % n for n in range(random.choice((50, 3000, 20_000))))
    return data[: found.end()] + extra + data[found.end() :]


def with_another_encoding(random: Random, data: bytes) -> bytes:
    """The text in an encoding that may or may not be the one it claims."""
    text = data.decode("utf-8", "replace")
    encoding = random.choice(("gb18030", "utf-16", "utf-16-be", "utf-8-sig", "big5hkscs", "utf-32", "latin-1", "utf-7"))
    return text.encode(encoding, "replace")


def with_encodings_mixed(random: Random, data: bytes) -> bytes:
    """One part of the text in another encoding than the rest."""
    lines = data.split(b"\n")
    for n in random.sample(range(len(lines)), min(len(lines), random.choice((1, 3, 40)))):
        lines[n] = lines[n].decode("utf-8", "replace").encode("gb18030", "replace")
    return b"\n".join(lines)


def with_an_encoding_claimed(random: Random, data: bytes) -> bytes:
    name = random.choice(
        (b"utf-7", b"utf-16", b"idna", b"punycode", b"hex", b"rot13", b"unicode_escape", b"cp437", b"x" * 300)
    )
    return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + name, data, count=1)


_HTML = (
    *_MARKUP,
    with_spans,
    with_spans,
    with_many_attributes,
    with_another_encoding,
    with_encodings_mixed,
    with_an_encoding_claimed,
)

# --- csv -------------------------------------------------------------------------------------------------------------


def with_a_field_changed(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"[^,\r\n]+", data)
    text = values.cell(random)
    quoted = '"' + text.replace('"', '""') + '"' if random.random() < 0.6 else text
    return data if found is None else data[: found.start()] + quoted.encode("utf-8") + data[found.end() :]


def with_a_quote(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b'"', b'""', b'"""', b"'", b'",', b',"', b'\n"')) + data[at:]


def with_another_separator(random: Random, data: bytes) -> bytes:
    share = random.choice((0.1, 1.0))
    sign = random.choice((b";", b"\t", b"|", "，".encode(), b",,", b"\n", b"\0"))
    return re.sub(rb",", lambda found: sign if random.random() < share else found[0], data)


def with_other_line_ends(random: Random, data: bytes) -> bytes:
    return re.sub(rb"\r?\n", random.choice((b"\r", b"\n\n", b"\n\r", b"\x0b", "\u2028".encode(), b"")), data)


def with_a_separator_line(random: Random, data: bytes) -> bytes:
    return random.choice((b"sep=;\n", b"sep=\n", b"sep=\xe5", b"SEP=\t\r\n", b'sep="\n', b"sep=\n\n")) + data


def with_a_long_line(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"[^,\r\n]+", data)
    if found is None:
        return data
    return data[: found.end()] + random.choice((b",", b"x", b'"', b"\xe4\xb8\x80,")) * 60_000 + data[found.end() :]


_CSV = (
    with_a_field_changed,
    with_a_field_changed,
    with_a_field_changed,
    with_a_quote,
    with_another_separator,
    with_other_line_ends,
    with_a_separator_line,
    with_a_long_line,
    with_another_encoding,
    with_encodings_mixed,
)

# --- json ------------------------------------------------------------------------------------------------------------

_JSON_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**39, 10**60, 1e308, float("nan"), "", [], {}, [[]], [None], {"": None},
    {"id": None}, [1, "x", {}], "\ud800", "x" * 70_000,
)  # fmt: skip


def with_a_value_changed(random: Random, data: bytes) -> bytes:
    def change(container: Any, key: Any) -> None:
        container[key] = random.choice((*_JSON_VALUES, values.cell(random), values.cell(random)))

    return _json_changed(random, data, change)


def with_a_value_dropped(random: Random, data: bytes) -> bytes:
    def change(container: Any, key: Any) -> None:
        del container[key]

    return _json_changed(random, data, change)


def with_a_value_wrapped(random: Random, data: bytes) -> bytes:
    def change(container: Any, key: Any) -> None:
        for _ in range(random.choice((1, 3, 63, 64, 200))):
            container[key] = [container[key]] if random.random() < 0.5 else {"x": container[key]}

    return _json_changed(random, data, change)


def with_a_value_repeated(random: Random, data: bytes) -> bytes:
    def change(container: Any, key: Any) -> None:
        if isinstance(container, list):
            container += [container[key]] * random.choice((1, 5, 300))
        else:
            container[values.cell(random)] = container[key]

    return _json_changed(random, data, change)


def with_a_value_moved(random: Random, data: bytes) -> bytes:
    """A value stands where another one should."""
    other: list[Any] = []
    _json_changed(random, data, lambda container, key: other.append(container[key]))

    def change(container: Any, key: Any) -> None:
        container[key] = other[0] if other else None

    return _json_changed(random, data, change)


def with_depth(random: Random, data: bytes) -> bytes:
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"[[", b"]]")))
    times = random.choice((30, 64, 1000, 100_000))
    return opening * times + data + closing * times


def with_a_long_number(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"[:\[,]\s*(-?\d+(?:\.\d+)?|\"[^\"]{0,40}\")", data)
    number = random.choice(
        (b"1" * 5000, b"1e999999999", b"-1e-400", b"1.0E+2", b"0123", b"+1", b"NaN", b"-Infinity", b"1e40")
    )
    return data if found is None else data[: found.start(1)] + number + data[found.end(1) :]


def with_a_key_twice(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"\{(\s*\"\w+\"\s*:)", data)
    return data if found is None else data[: found.start(1)] + found[1] + b"1," + data[found.start(1) :]


def _json_changed(random: Random, data: bytes, change: Callable[[Any, Any], None]) -> bytes:
    """The document with one value of it changed, in place."""
    try:
        lines = [json.loads(data)]
    except (ValueError, RecursionError):
        try:
            lines = [json.loads(line) for line in data.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return with_a_number_changed(random, data)
    places: list[tuple[Any, Any]] = []
    waiting: list[Any] = [lines]
    while waiting:
        container = waiting.pop()
        own = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in own:
            places.append((container, key))
            if isinstance(value, dict | list) and len(places) < 20_000:
                waiting.append(value)
    try:
        change(*random.choice(places))
        return "\n".join(json.dumps(line, ensure_ascii=random.random() < 0.5) for line in lines).encode(
            "utf-8", "surrogatepass"
        )
    except (RecursionError, IndexError, ValueError):  # a value that holds itself by now
        return data


_JSON = (
    with_a_value_changed,
    with_a_value_changed,
    with_a_value_changed,
    with_a_value_dropped,
    with_a_value_dropped,
    with_a_value_wrapped,
    with_a_value_repeated,
    with_a_value_moved,
    with_depth,
    with_a_long_number,
    with_a_key_twice,
)

# --- packed documents ------------------------------------------------------------------------------------------------

_SHEET_TAGS = (
    b'<c r="A1" t="inlineStr"><is><t>%s</t></is></c>',
    b'<c r="B4" t="str"><f>%s</f><v>1</v></c>',
    b'<c r="C4"><f>cmd|\'/C calc\'!A0</f><v>%s</v></c>',
    b'<c r="D5" t="e"><v>%s</v></c>',
    b'<c r="C5" t="b"><v>%s</v></c>',
    b'<c r="C6" t="d"><v>%s</v></c>',
    b'<c r="E6" t="s"><v>%s</v></c>',
    b'<c r="XFD1048576"><v>%s</v></c>',
    b'<c r="A0"><v>%s</v></c>',
    b'<c><v>%s</v></c>',
)  # fmt: skip
_LIES = (
    (rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
    (rb'<dimension ref="[^"]*"', b'<dimension ref="Z9:A1"'),
    (rb'<row r="\d+"', b'<row r="1048576"'),
    (rb'<row r="\d+"', b'<row r="0"'),
    (rb'<row r="\d+"', b'<row r="4294967297"'),
    (rb'<c r="[A-Z]+\d+"', b'<c r="A1"'),
    (rb'<c r="[A-Z]+\d+"', b'<c r="ZZZZ99999999"'),
    (rb'<c r="[A-Z]+\d+"', b'<c r="A"'),
    (rb' r="', b" r='"),
    (rb'<mergeCell ref="[^"]*"', b'<mergeCell ref="A1:XFD1048576"'),
    (rb'<mergeCell ref="[^"]*"', b'<mergeCell ref="B2:A1"'),
    (rb'<mergeCell ref="[^"]*"', b'<mergeCell ref="A1"'),
    (rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:C3"/><mergeCell ref="B2:D4"/></mergeCells>'),
    (rb' s="\d+"', b' s="99999999999"'),
    (rb' s="\d+"', b' s="-1"'),
    (rb' t="s"><v>\d+', b' t="s"><v>99999999'),
    (rb' t="s"><v>\d+', b' t="s"><v>-1'),
    (rb'numFmtId="\d+"', b'numFmtId="x"'),
    (rb'numFmtId="\d+"', b'numFmtId="99999999999999999999"'),
    (rb'numFmtId="\d+"', b'numFmtId="9"'),
    (rb'numFmtId="\d+"', b'numFmtId="14"'),
    (rb"<workbookPr", b'<workbookPr date1904="1"'),
    (rb'formatCode="[^"]*"', b'formatCode="' + b"yyyy[$-804]\"%" * 500 + b'"'),
    (rb"<v>[\d.]+</v>", b"<v>1e400</v>"),
    (rb"<v>[\d.]+</v>", b"<v>-99999999</v>"),
    (rb"<v>[\d.]+</v>", b"<v>2958466.5</v>"),
    (rb"<v>[\d.]+</v>", b"<v>0.1e</v>"),
    (rb'<sheet name="[^"]*"', b'<sheet name=""'),
    (rb'<sheet name="[^"]*"', b'<sheet name="../../\xe4\xb8\x80"'),
    (rb'<sheet ', b'<sheet state="veryHidden" '),
    (rb'(<sheet [^>]*/>)', b"\\1\\1"),
    (rb'Target="[^"]*"', b'Target="../../../../etc/passwd"'),
    (rb'Target="[^"]*"', b'Target="file:///etc/passwd" TargetMode="External"'),
    (rb'Target="[^"]*"', b'Target="http://example.invalid/x" TargetMode="External"'),
    (rb'Target="[^"]*"', b'Target=""'),
    (rb'count="\d+"', b'count="4294967295"'),
    (rb'w:val="\d+"', b'w:val="999999999"'),
    (rb'w:val="\d+"', b'w:val="-5"'),
    (rb"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000000"/>'),
    (rb"<w:tcPr>", b"<w:tcPr><w:vMerge/>"),
    (rb"<w:tcPr>", b'<w:tcPr><w:vMerge w:val="restart"/>'),
    (rb"<w:trPr>|<w:tr>", b'<w:tr><w:trPr><w:gridBefore w:val="200"/></w:trPr>'),
    (rb"<w:p>|<w:p ", b'<w:altChunk r:id="rId99"/><w:p '),
    (rb"<w:r>", b"<w:ins><w:r>"),
    (rb"<w:t>", b'<w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText><w:t>'),
)  # fmt: skip
_PATHS = (
    "../../etc/evil",
    "/etc/evil",
    "C:\\evil",
    "xl/../../evil",
    "a" * 300,
    "xl/worksheets/",
    "con",
    "\u202e.xml",
)


def with_a_lie(random: Random, data: bytes) -> bytes:
    """A part of the package says of itself what is not so."""
    lie, value = random.choice(_LIES)
    share = random.choice((0.05, 1.0))

    def told(found: re.Match[bytes]) -> bytes:
        return found.expand(value) if b"\\1" in value else value

    def change(part: bytes) -> bytes:
        return re.sub(lie, lambda found: told(found) if random.random() < share else found[0], part)

    return _repacked(random, data, lambda name, part: change(part) if name.endswith((".xml", ".rels")) else part)


def with_a_part_damaged(random: Random, data: bytes) -> bytes:
    """One part is damaged and packed again with a right check sum."""
    wanted = random.choice(
        ("sheet1.xml", "document.xml", "sharedStrings.xml", "styles.xml", "workbook.xml", ".rels", "")
    )
    mutation = random.choice((*_MARKUP, *_MARKUP, *_PLAIN))
    return _repacked(
        random,
        data,
        lambda name, part: mutation(random, part) if name.endswith(wanted) and random.random() < 0.9 else part,
    )


def with_a_hostile_cell(random: Random, data: bytes) -> bytes:
    text = values.cell(random).replace("&", "&amp;").replace("<", "&lt;").encode("utf-8")
    extra = random.choice(_SHEET_TAGS) % (text if random.random() < 0.7 else values.number(random))

    def change(name: str, part: bytes) -> bytes:
        found = _one(random, rb"<c [^>]*/>|</c>", part) if "sheet" in name else None
        return part if found is None else part[: found.end()] + extra + part[found.end() :]

    return _repacked(random, data, change)


def with_odd_entries(random: Random, data: bytes) -> bytes:
    """Names that reach outside, names twice, macros, archives inside archives."""
    extra: list[tuple[str, bytes]] = []
    for _ in range(random.choice((1, 1, 3, 300))):
        name = random.choice(
            (*_PATHS, "xl/vbaProject.bin", "word/vbaProject.bin", "inner.zip", "xl/externalLinks/e.xml")
        )
        extra.append((name, random.choice((b"", b"x", data[:5000], b"<a/>", b"<!DOCTYPE x>", b"\0" * 100_000))))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            extra += [
                (name, package.read(name)) for name in random.sample(names, min(len(names), random.choice((0, 1))))
            ]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return data
    return _repacked(random, data, lambda _, part: part, extra)


def with_a_directory_that_lies(random: Random, data: bytes) -> bytes:
    """The directory at the end of a package names other sizes, places, methods or flags."""
    found = list(re.finditer(rb"PK\x01\x02", data))
    if not found:
        return data
    at = random.choice(found).start()
    offset, size = random.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4)))
    value = (
        random.choice((0, 1, 8, 0x7FFF, 0xFFFF)) if size == 2 else random.choice((0, 1, 999, 0x7FFFFFFF, 0xFFFFFFFF))
    )
    changed = bytearray(data)
    changed[at + offset : at + offset + size] = value.to_bytes(size, "little")
    return bytes(changed)


def _repacked(
    random: Random, data: bytes, change: Callable[[str, bytes], bytes], extra: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    """The same package with its parts changed; damage that was done to the package before is lost on the way."""
    out = io.BytesIO()
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if random.random() < 0.995:
                    new.writestr(name, change(name, old.read(name))[:_MOST_BYTES])
            for name, part in extra:
                new.writestr(name, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError):
        return flipped(random, data)
    return out.getvalue()


_PACKED = (
    with_a_lie,
    with_a_lie,
    with_a_part_damaged,
    with_a_part_damaged,
    with_a_part_damaged,
    with_odd_entries,
    with_a_directory_that_lies,
)

# --- old workbooks ---------------------------------------------------------------------------------------------------

_RECORD_START = struct.pack("<HH", 0x0809, 16)
_SECTOR = 512


def with_sectors_in_a_circle(random: Random, data: bytes) -> bytes:
    """The table of sectors sends the reader round and round, or outside."""
    if len(data) < 2 * _SECTOR:
        return data
    table = int.from_bytes(data[76:80], "little")
    start = (table + 1) * _SECTOR
    changed = bytearray(data)
    for _ in range(random.choice((1, 4, 60))):
        at = start + 4 * random.randrange(_SECTOR // 4)
        value = random.choice((0, 1, random.randrange(40), 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, len(data) // _SECTOR))
        if at + 4 <= len(changed):
            changed[at : at + 4] = value.to_bytes(4, "little")
    return bytes(changed)


def with_a_header_that_lies(random: Random, data: bytes) -> bytes:
    """The first sector names other sizes and places."""
    if len(data) < _SECTOR:
        return data
    offset, size = random.choice(
        ((26, 2), (30, 2), (32, 2), (44, 4), (48, 4), (56, 4), (60, 4), (64, 4), (68, 4), (72, 4), (76, 4))
    )
    value = random.choice((0, 1, 2, 9, 12, 31, 0xFFFF, 0xFFFE, 0x7FFFFFFF, 0xFFFFFFFE)) & (256**size - 1)
    changed = bytearray(data)
    changed[offset : offset + size] = value.to_bytes(size, "little")
    return bytes(changed)


def with_a_directory_entry_changed(random: Random, data: bytes) -> bytes:
    """A stream of another name, type, place or length; children that are their own parents."""
    found = list(re.finditer(rb"(?:R\0o\0o\0t\0|W\0o\0r\0k\0b\0o\0o\0k\0|B\0o\0o\0k\0)", data))
    if not found:
        return data
    at = random.choice(found).start()
    offset, size = random.choice(((64, 2), (66, 1), (68, 4), (72, 4), (76, 4), (116, 4), (120, 4)))
    value = random.choice((0, 1, 2, 3, 200, 0x7FFFFFFF, 0xFFFFFFFF)) & (256**size - 1)
    changed = bytearray(data)
    changed[at + offset : at + offset + size] = value.to_bytes(size, "little")
    return bytes(changed)


def with_a_record_changed(random: Random, data: bytes) -> bytes:
    """A record of the workbook has another number, length or content; the container stays sound."""
    start = data.find(_RECORD_START)
    records = []
    position = start
    while position >= 0 and position + 4 <= len(data) and len(records) < 5000:
        number, length = struct.unpack_from("<HH", data, position)
        if not number:
            break
        records.append((position, length))
        position += 4 + length
    if not records:
        return data
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 12))):
        position, length = random.choice(records)
        what = random.randrange(4)
        if what == 0:
            value = random.choice(
                (
                    0x06,
                    0x203,
                    0x204,
                    0x205,
                    0x27E,
                    0xFD,
                    0xBD,
                    0xD6,
                    0xFC,
                    0x3C,
                    0x85,
                    0x0A,
                    0x809,
                    0x208,
                    0x41E,
                    0xE0,
                    0x200,
                    0xE5,
                    0x2F,
                )
            )
            changed[position : position + 2] = value.to_bytes(2, "little")
        elif what == 1:
            changed[position + 2 : position + 4] = random.choice((0, 1, 2, 3, 7, 8224, 0xFFFF)).to_bytes(2, "little")
        elif length >= 2:
            at = position + 4 + random.randrange(length - 1)
            changed[at : at + 2] = random.choice((0, 1, 255, 256, 0x7FFF, 0xFFFF)).to_bytes(2, "little")
    return bytes(changed)


_XLS = (
    with_sectors_in_a_circle,
    with_a_header_that_lies,
    with_a_directory_entry_changed,
    with_a_record_changed,
    with_a_record_changed,
    with_a_record_changed,
    with_a_record_changed,
)

# --- pdf -------------------------------------------------------------------------------------------------------------

_STREAM = rb"stream\r?\n(.{2,60000}?)\r?\nendstream"
_PDF_LIES = (
    (rb"/Kids\s*\[[^\]]*\]", b"/Kids [1 0 R 2 0 R 3 0 R 3 0 R]"),
    (rb"/Parent \d+ 0 R", b"/Parent 3 0 R"),
    (rb"/Contents \d+ 0 R", b"/Contents [5 0 R 5 0 R 5 0 R 6 0 R 7 0 R]"),
    (rb"/Count \d+", b"/Count 2147483647"),
    (rb"/Length \d+", b"/Length 99999999"),
    (rb"/Length \d+", b"/Length 0"),
    (rb"/Length \d+", b"/Length 4 0 R"),
    (rb"/N \d+", b"/N 99999999"),
    (rb"/First \d+", b"/First -1"),
    (rb"/W \[[^\]]*\]", b"/W [9 9 9]"),
    (rb"/Size \d+", b"/Size 99999999"),
    (rb"/Index \[[^\]]*\]", b"/Index [0 99999999]"),
    (rb"/FlateDecode", b"/LZWDecode"),
    (rb"/FlateDecode", b"[/FlateDecode /FlateDecode /FlateDecode]"),
    (rb"/FlateDecode", b"/ASCIIHexDecode"),
    (rb"/FlateDecode", b"/RunLengthDecode"),
    (rb"/FlateDecode", b"/CCITTFaxDecode /DecodeParms << /K -1 /Columns 99999999 /Rows 99999999 >>"),
    (rb"/FlateDecode", b"/FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999 >>"),
    (rb"/MediaBox\s*\[[^\]]*\]", b"/MediaBox [0 0 1e30 -1e30]"),
    (rb"/MediaBox\s*\[[^\]]*\]", b"/MediaBox [0 0 0 0]"),
    (rb"/MediaBox\s*\[[^\]]*\]", b"/MediaBox [/A (b) << >>]"),
    (rb"/MediaBox", b"/Rotate 45 /MediaBox"),
    (rb"/Encoding /[\w-]+", b"/Encoding /Identity-V"),
    (rb"/Encoding /[\w-]+", b"/Encoding 3 0 R"),
    (rb"/BaseFont /[\w-]+", b"/BaseFont 12"),
    (rb"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    (rb"/Type /Page\b", b"/Type /Page /Annots [<< /Type /Annot /Parent 3 0 R /A 3 0 R >>]"),
    (rb"startxref\s+\d+", b"startxref\n0"),
    (rb"startxref\s+\d+", b"startxref\n99999999999"),
    (rb"/Prev \d+", b"/Prev 0"),
    (rb"trailer\s*<<", b"trailer\n<< /Prev 9 /Encrypt 3 0 R"),
    (rb"<<", b"<< << << << <<"),
    (rb"\[", b"[" * 3000),
)  # fmt: skip
_ORDERS = (
    b" q" * 5000,
    b" Q" * 500,
    b" /X1 Do",
    b" 1e30 0 0 1e30 0 0 cm",
    b" 0 0 0 0 0 0 cm",
    b" /F1 0 Tf",
    b" /F99 12 Tf",
    b" (" + b"\\(" * 3000,
    b" [(a) -99999999 (b) 1e400] TJ",
    b" 0 Tz 1e9 Tc -1e9 Tw",
    b" BT BT BT (x) Tj",
    b" 0 0 m 10 10 l S" * 3000,
    b" 0 0 100 100 re f" * 2000,
    b" NaN 0 Td (x) Tj",
    b" BI /W 99999999 /H 99999999 ID x EI",
    b" <</A <</B <</C",
    b" 12 Tf",
)


def with_an_object_that_lies(random: Random, data: bytes) -> bytes:
    lie, value = random.choice(_PDF_LIES)
    share = random.choice((0.2, 1.0))
    return re.sub(lie, lambda found: value if random.random() < share else found[0], data)


def with_a_reference_changed(random: Random, data: bytes) -> bytes:
    found = _one(random, rb"\b\d+ 0 R", data)
    target = random.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 999999))
    return data if found is None else data[: found.start()] + b"%d 0 R" % target + data[found.end() :]


def with_a_stream_changed(random: Random, data: bytes) -> bytes:
    """What a stream unpacks to is changed, and packed again."""
    found = list(re.finditer(_STREAM, data, re.DOTALL))
    random.shuffle(found)
    for stream in found[:20]:
        for unpack in (lambda packed: packed, _ascii85):
            try:
                text = zlib.decompress(unpack(stream[1]))
            except (zlib.error, ValueError):
                continue
            packed = zlib.compress(_orders_changed(random, text))
            head = data[: stream.start(1)]
            if unpack is _ascii85:
                at = head.rfind(b"/ASCII85Decode")
                head = head[:at] + head[at + len(b"/ASCII85Decode") :]
            return head + packed + data[stream.end(1) :]
    return data


def _ascii85(packed: bytes) -> bytes:
    return a85decode(packed.strip().removesuffix(b"~>"))


def _orders_changed(random: Random, text: bytes) -> bytes:
    at = random.randrange(len(text) + 1)
    return random.choice(
        (
            lambda: text[:at] + random.choice(_ORDERS) + text[at:],
            lambda: with_a_number_changed(random, text),
            lambda: flipped(random, text),
            lambda: with_a_stretch_repeated(random, text),
            lambda: without_a_stretch(random, text),
            lambda: re.sub(rb"\bTd|\bTm|\bre\b", b"", text),
        )
    )()


_PDF = (
    with_an_object_that_lies,
    with_an_object_that_lies,
    with_a_reference_changed,
    with_a_stream_changed,
    with_a_stream_changed,
    with_a_stream_changed,
    with_a_number_changed,
)

_DEEP: dict[str, tuple[Mutation, ...]] = {
    "xlsx": (*_PACKED, with_a_hostile_cell, with_a_hostile_cell),
    "docx": _PACKED,
    "xls": _XLS,
    "html": _HTML,
    "csv": _CSV,
    "json": _JSON,
    "pdf": _PDF,
}
