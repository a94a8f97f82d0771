"""PDF documents: ruled tables as grids, the text around them as paragraphs, page by page in reading order.

Flows in: a .pdf file with a text layer. Flows out: grids whose merged cells are resolved from the lines drawn on the
page, and paragraphs whose wrapped lines are joined again. A scanned file is refused: recognising text is not ours to
guess.
"""

from __future__ import annotations

import logging
import re
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber
from pdfminer import pdftypes
from pdfminer.layout import LTChar, LTItem
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter

from analytics.errors import FileRejected
from analytics.reading.collector import without_collector
from analytics.reading.content import Content, Grid, Paragraph, Role
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.legible import clean, is_wide, join
from analytics.reading.formats.page_roles import information
from analytics.reading.formats.rectangles import Area, check_size, make_grid
from analytics.reading.formats.unruled import Piece, Spaced, frames
from analytics.reading.limits import Exhausted
from models.places import Locator

MEDIA = "pdf"
SUFFIXES = (".pdf",)

MAX_PAGES = 1000
MAX_OBJECTS = 500_000
MAX_DRAWN_BY_NAME = 30_000  # forms and pictures of all pages
# A page's drawing orders beyond this size keep the parser busy for hours.
MAX_STREAM = 50_000_000
MAX_DRAWN = 60_000_000  # bytes of drawing orders of all pages
# Maps and charts; finding tables among more lines than this takes minutes per page and finds none.
_MAX_EDGES = 20_000
_MAX_CHARS = 100_000  # of one page; a dense table has five thousand
_MARK_WITHIN = 1024
_END_WITHIN = 2048
_PIECE = 1 << 16

# Shares of the size of a character: gaps that part words, and how close two edges of a table count as one (in points).
_WORD_GAP, _WIDE_GAP = 0.25, 0.7
_COLUMN_GAP = 0.9
_EDGE_TOLERANCE = 2.0
_MARGIN_SHARE = 0.09
_MOSTLY_ILLEGIBLE = 0.1

_STREAM = re.compile(rb"stream\r?\n")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(r"[\s—–·.-]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:[\s,，/]*(?:共\s*)?\d{1,4}\s*页?)?[\s—–·.-]*")
_CLOSING = frozenset("。，、；：？！）〕】》」』”’%‰,.;:?!)]}")
_OPENING = frozenset("（〔【《「『“‘([{")
_SENTENCE_END = ("。", "；", ";", "：", ":", "！", "？")
_NEW_ITEM = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、]|附件|附表|注[:：]|第[一二三四五六七八九十]+[条章]"
)
_JUNK_TITLE = re.compile(r"^(?:Microsoft (?:Word|Excel|PowerPoint) - |untitled|无标题|未命名)", re.IGNORECASE)
_OFFICE_ENDING = re.compile(r"\.(?:docx?|xlsx?|wps|et|pdf)$", re.IGNORECASE)

# The library reports every oddity of a file through logging, some with text from the page.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
logging.getLogger("pdfplumber").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class _Line:
    """One line of text as it stands on the page (points from the top left)."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first_unit: float  # width of the first piece that cannot be broken: what would have had to fit on the line above


@dataclass(slots=True)
class _Table:
    """A ruled table: edges, the merged areas of its cells, the characters of each cell, and in the end its texts."""

    columns: list[float]
    rows: list[float]
    areas: list[Area]
    slots: dict[tuple[int, int], int]
    chars: list[list[dict[str, Any]]]
    is_unruled: bool = False
    texts: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """What one page holds: tables with their top edge, and lines outside of them."""

    height: float
    tables: list[_Table]
    lines: list[_Line]
    has_pictures: bool


def matches(beginning: Beginning) -> bool:
    """Whether the file says it is a PDF."""
    return b"%PDF-" in beginning.head[:_MARK_WITHIN]


def read(path: Path) -> Content:
    """Read a document. Raises FileRejected when it is protected, cut off, scanned, or made to exhaust the reader."""
    data = path.read_bytes()
    if b"%%EOF" not in data[-_END_WITHIN:]:
        raise FileRejected("file-damaged", file=path.name, format=MEDIA)
    _check_streams(data, path.name)
    del data
    notes: list[str] = []
    try:
        document = pdfplumber.open(path)
        with closing(document.stream):  # the document's own way to close would walk through all pages first
            _check_objects(document.doc, path.name)
            if len(document.pages) > MAX_PAGES:
                raise FileRejected("file-too-many-pages", file=path.name, pages=len(document.pages), limit=MAX_PAGES)
            _check_contents(document.pages, path.name)
            pages: list[_Page] = []
            for page in document.pages:
                with without_collector():
                    pages.append(_page(page, path.name, notes, pages[-1] if pages else None))
            title = _title(document.metadata)
    except Exception as error:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in (error, *error.args)):
            raise FileRejected("file-protected", file=path.name) from error
        raise
    _check_text(pages, path.name, notes)
    blocks = tuple(_with_headline(list(_blocks(pages)), title))
    return Content(MEDIA, blocks, title, notes=tuple(dict.fromkeys(notes)))


def _check_streams(data: bytes, file: str) -> None:
    """Refuse compressed streams that would unpack to more than any page draws; pictures are never unpacked."""
    view = memoryview(data)
    for found in _STREAM.finditer(data):
        start = found.end()
        if data[start : start + 1] != b"\x78" or b"/Image" in data[max(0, found.start() - 600) : found.start()]:
            continue
        inflater, size, position = zlib.decompressobj(), 0, start
        try:
            while not inflater.eof and position < len(data):
                piece: bytes | memoryview = view[position : position + _PIECE]
                position += _PIECE
                while piece and size <= MAX_STREAM:
                    size += len(inflater.decompress(piece, 1 << 20))
                    piece = inflater.unconsumed_tail
                if size > MAX_STREAM:
                    raise FileRejected("file-unpacks-too-large", file=file, limit=MAX_STREAM // 1_000_000)
        except zlib.error:
            continue  # not compressed after all, or damaged: the parser will tell


class _BoundedZlib:
    """What the parser takes for zlib: a stream may be packed several times over, and each time a thousandfold."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """The unpacked bytes; MemoryError for more than any stream of a page holds."""
        inflater = zlib.decompressobj()
        unpacked = inflater.decompress(data, MAX_STREAM + 1)
        if len(unpacked) > MAX_STREAM:
            raise MemoryError
        if not inflater.eof:
            raise zlib.error("incomplete")
        return unpacked


def _not_looked_at(_data: bytes, _parameters: object) -> bytes:
    """Nothing: only pictures are packed as faxes are, and one that claims a hundred million columns takes hours."""
    return b""


def _counted(interpreter: Any, name: Any) -> None:
    """Draw a form or picture by name; Exhausted where forms that draw forms come to more than any document holds."""
    resources = interpreter.rsrcmgr  # one for all pages of a document
    resources.drawn = getattr(resources, "drawn", 0) + 1
    if resources.drawn > MAX_DRAWN_BY_NAME:
        raise Exhausted
    _draw(interpreter, name)


_draw = PDFPageInterpreter.do_Do
setattr(PDFPageInterpreter, "do_Do", _counted)  # noqa: B010 - the library asks each order for its method by name
vars(pdftypes)["zlib"] = _BoundedZlib
vars(pdftypes)["ccittfaxdecode"] = _not_looked_at


def _check_objects(document: Any, file: str) -> None:
    """Refuse a document whose lists of objects name more than there are, or than can be looked at in a minute."""
    for xref in document.xrefs:
        named = sum(count for _, count in getattr(xref, "ranges", ()) if isinstance(count, int))
        if named and named * (xref.entlen or 1) > len(xref.data or b""):
            raise FileRejected("file-damaged", file=file, format=MEDIA)
        if named > MAX_OBJECTS:
            raise FileRejected("file-exhausting", file=file)


def _check_contents(pages: Sequence[Any], file: str) -> None:
    """Refuse a document whose pages have more to draw, all together, than can be read in a minute."""
    drawn = 0
    for page in pages:
        for stream in page.page_obj.contents:
            found = pdftypes.resolve1(stream)
            if isinstance(found, pdftypes.PDFStream):
                drawn += len(found.get_data())
            if drawn > MAX_DRAWN:
                raise FileRejected("file-unpacks-too-large", file=file, limit=MAX_DRAWN // 1_000_000)


def _title(metadata: dict[str, Any]) -> str | None:
    raw = metadata.get("Title")
    title = _OFFICE_ENDING.sub("", _JUNK_TITLE.sub("", clean(raw))) if isinstance(raw, str) else ""
    return title if any(is_wide(sign) for sign in title) else None


def _check_text(pages: Sequence[_Page], file: str, notes: list[str]) -> None:
    texts = ["".join([*(line.text for line in page.lines), *_table_texts(page)]) for page in pages]
    whole = "".join(texts)
    if not whole.strip():
        raise FileRejected("file-needs-ocr", file=file)
    if whole.count("\ufffd") > len(whole) * _MOSTLY_ILLEGIBLE:
        # The font hides which characters its shapes stand for; only the picture of the page can still be read.
        raise FileRejected("file-needs-ocr", file=file)
    if "\ufffd" in whole:
        notes.append("text-partly-illegible")
    if any(page.has_pictures and not text.strip() for page, text in zip(pages, texts, strict=True)):
        notes.append("pages-without-text")


def _table_texts(page: _Page) -> Iterator[str]:
    return (text for table in page.tables for line in table.texts for text in line)


def _legible(text: str) -> str:
    return _UNMAPPED.sub("\ufffd", text)


def _page(page: Any, file: str, notes: list[str], before: _Page | None) -> _Page:
    """Characters of a page dealt out to the cells of its tables and to the lines outside."""
    page.process_object = partial(_drawn, page)
    if len(page.chars) > _MAX_CHARS:
        raise FileRejected("file-exhausting", file=file)
    chars = list(_drawn_once(page.chars))
    if len(page.edges) > _MAX_EDGES:
        notes.append("drawing-not-searched")
        tables = []
    else:
        tables = [table for found in page.find_tables() if (table := _table(found, file)) is not None]
        tables = tables or _unruled(chars, before, file)
    outside = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for table in tables:
            if (cell := _cell_at(table, x, y)) is not None:
                table.chars[cell].append(char)
                break
        else:
            outside.append(char)
    for table in tables:  # of hundreds of pages nobody keeps the characters
        table.texts, table.chars = _texts(table), []
    result = _Page(float(page.height), tables, _lines(outside), bool(page.images))
    page.close()
    return result


def _drawn(page: Any, item: LTItem) -> dict[str, Any]:
    """What the page drew, as the library tells it; of a character only what is asked for here, since there are many."""
    if not isinstance(item, LTChar):
        return type(page).process_object(page, item)  # type: ignore[no-any-return]
    left, top = page.mediabox[:2]
    return {
        "object_type": "char",
        "text": item.get_text(),
        "fontname": item.fontname,
        "size": item.size,
        "x0": item.x0 + left,
        "x1": item.x1 + left,
        "top": page.height - item.y1 + top,
        "bottom": page.height - item.y0 + top,
    }


def _drawn_once(chars: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Characters without those drawn again within a point of the same one, as programs do that know no bold type."""
    drawn: dict[tuple[str, str, float, int, int], list[tuple[float, float]]] = {}
    for char in chars:
        text, x, y = char["text"], float(char["x0"]), float(char["top"])
        if not text:
            continue
        kind = (text, str(char["fontname"]), float(char["size"]))
        column, row = int(x), int(y)
        near = (
            place
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for place in drawn.get((*kind, i, j), ())
        )
        if any(abs(x - other[0]) <= 1 and abs(y - other[1]) <= 1 for other in near):
            continue
        drawn.setdefault((*kind, column, row), []).append((x, y))
        yield char


def _table(found: Any, file: str) -> _Table | None:
    """The cells of a table as areas of a full rectangle: a merged cell spans several of its rows or columns."""
    boxes = sorted(found.cells, key=lambda box: (box[1], box[0]))
    if len(boxes) < 2:
        return None
    columns = _edges(edge for box in boxes for edge in (box[0], box[2]))
    rows = _edges(edge for box in boxes for edge in (box[1], box[3]))
    check_size(len(rows), len(columns), file)
    areas: list[Area] = []
    slots: dict[tuple[int, int], int] = {}
    for x0, top, x1, bottom in boxes:
        area = (_slot(rows, top), _slot(columns, x0), _slot(rows, bottom) - 1, _slot(columns, x1) - 1)
        own = [(row, column) for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1)]
        if own and not any(slot in slots for slot in own):
            slots.update(dict.fromkeys(own, len(areas)))
            areas.append(area)
    return _Table(columns, rows, areas, slots, [[] for _ in areas])


def _unruled(chars: Sequence[dict[str, Any]], before: _Page | None, file: str) -> list[_Table]:
    """The tables of a page that has no ruled ones."""
    spaced = [Spaced(tuple(_pieces(group)), group[0]["top"], group[0]["bottom"]) for group in _grouped(chars)]
    last = before.tables[-1] if before is not None and before.tables and before.tables[-1].is_unruled else None
    tables = []
    for frame in frames(spaced, last.columns if last is not None else None):
        height, width = len(frame.rows) - 1, len(frame.columns) - 1
        check_size(height, width, file)
        places = [(row, column) for row in range(height) for column in range(width)]
        areas = [(row, column, row, column) for row, column in places]
        slots = {place: number for number, place in enumerate(places)}
        tables.append(_Table(frame.columns, frame.rows, areas, slots, [[] for _ in areas], is_unruled=True))
    return tables


def _pieces(chars: Sequence[dict[str, Any]]) -> Iterator[Piece]:
    """The text of a line, parted where a gap is wider than a character."""
    size = median(float(char["size"]) for char in chars)
    piece: list[dict[str, Any]] = []
    for char in sorted((c for c in chars if not c["text"].isspace()), key=lambda c: float(c["x0"])):
        if piece and char["x0"] - piece[-1]["x1"] > size * _COLUMN_GAP:
            yield _piece(piece)
            piece = []
        piece.append(char)
    if piece:
        yield _piece(piece)


def _piece(chars: Sequence[dict[str, Any]]) -> Piece:
    return Piece(clean("".join(char["text"] for char in chars)), float(chars[0]["x0"]), float(chars[-1]["x1"]))


def _edges(positions: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _EDGE_TOLERANCE:
            edges.append(position)
    return edges


def _slot(edges: Sequence[float], position: float) -> int:
    return max(0, bisect_right(edges, position + _EDGE_TOLERANCE) - 1)


def _cell_at(table: _Table, x: float, y: float) -> int | None:
    if not (table.columns[0] <= x <= table.columns[-1] and table.rows[0] <= y <= table.rows[-1]):
        return None
    return table.slots.get((bisect_right(table.rows, y) - 1, bisect_right(table.columns, x) - 1))


def _lines(chars: Iterable[dict[str, Any]]) -> list[_Line]:
    """Characters put together into lines of text."""
    return [line for group in _grouped(chars) if (line := _line(group)) is not None]


def _grouped(chars: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The characters of each line: those whose middle lies within the height of the line."""
    lines: list[list[dict[str, Any]]] = []
    top = bottom = float("-inf")
    for char in sorted(chars, key=lambda item: ((item["top"] + item["bottom"]) / 2, item["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if not lines or not top <= middle <= bottom:
            if char["text"].isspace():
                continue
            lines.append([])
            top, bottom = char["top"], char["bottom"]
        lines[-1].append(char)
    return lines


def _line(chars: list[dict[str, Any]]) -> _Line | None:
    chars.sort(key=lambda char: float(char["x0"]))
    while chars and chars[-1]["text"].isspace():
        chars.pop()
    while chars and chars[0]["text"].isspace():
        chars.pop(0)
    if not chars:
        return None
    pieces: list[str] = []
    size = median(float(char["size"]) for char in chars)
    for before, char in zip([None, *chars], chars, strict=False):
        text = _legible(char["text"])
        if before is not None and not before["text"].isspace() and not text.isspace():
            both_wide = is_wide(before["text"][-1]) and is_wide(text[0])
            if char["x0"] - before["x1"] > size * (_WIDE_GAP if both_wide else _WORD_GAP):
                pieces.append(" ")
        pieces.append(text)
    return _Line(
        clean("".join(pieces)),
        float(chars[0]["x0"]),
        float(chars[-1]["x1"]),
        min(float(char["top"]) for char in chars),
        max(float(char["bottom"]) for char in chars),
        size,
        _first_unit(chars),
    )


def _first_unit(chars: Sequence[dict[str, Any]]) -> float:
    """Width of what is kept together at the start of a line: a word or number, with brackets and stops."""
    end = 0
    while end < len(chars) - 1 and chars[end]["text"][0] in _OPENING:
        end += 1
    is_word = not is_wide(chars[end]["text"][0]) and chars[end]["text"][0].isalnum()
    while (
        is_word
        and end < len(chars) - 1
        and chars[end + 1]["text"][0].isalnum()
        and not is_wide(chars[end + 1]["text"][0])
    ):
        end += 1
    while end < len(chars) - 1 and chars[end + 1]["text"][0] in _CLOSING:
        end += 1
    return float(chars[end]["x1"] - chars[0]["x0"])


def _blocks(pages: Sequence[_Page]) -> Iterator[Paragraph | Grid]:
    furniture = _repeated(pages)
    count = 0
    for number, page in enumerate(pages, start=1):
        body = median([line.size for line in page.lines]) if page.lines else 0.0
        edges = [edge for table in page.tables for edge in (table.columns[0], table.columns[-1])]
        left = min([line.x0 for line in page.lines] + edges, default=0.0)
        right = max([line.x1 for line in page.lines] + edges, default=0.0)
        items: list[tuple[float, _Line | tuple[int, _Table]]] = [(line.top, line) for line in page.lines]
        items += [(table.rows[0], (index, table)) for index, table in enumerate(page.tables, start=1)]
        open_lines: list[_Line] = []
        for _, item in [*sorted(items, key=lambda entry: entry[0]), (page.height, None)]:
            line = item if isinstance(item, _Line) and not _is_margin(item, page, furniture) else None
            if line is not None and open_lines and _continues(open_lines, line, left, right, body):
                open_lines.append(line)
                continue
            if open_lines:
                for role, label, text in _roles(open_lines, page, furniture, at_top=number == 1 and count < 6):
                    count += 1
                    yield Paragraph(text, Locator(f"text:{count}"), role, label)
            open_lines = [item] if isinstance(item, _Line) else []
            if isinstance(item, tuple):
                yield _grid(item[1], f"page:{number}.table:{item[0]}")


def _continues(above: Sequence[_Line], line: _Line, left: float, right: float, body: float) -> bool:
    """Whether a line goes on with the paragraph above it: that one was full, and this one is not set apart."""
    last = above[-1]
    if abs(last.size - line.size) > 1 or line.top - last.bottom > 1.2 * line.size:
        return False
    if last.text.endswith(_SENTENCE_END) and _NEW_ITEM.match(line.text):
        return False
    if right - last.x1 >= line.first_unit + 0.6 * line.size:
        return False
    if line.x0 - left <= 0.5 * line.size:
        return True
    # A headline of two lines is centred, and so its second line begins further in.
    is_centred = abs((line.x0 - left) - (right - line.x1)) <= line.size
    return is_centred and len(above) == 1 and not last.text.endswith(_SENTENCE_END) and line.size >= body


def _roles(
    lines: Sequence[_Line], page: _Page, furniture: frozenset[str], at_top: bool
) -> Iterator[tuple[Role, str | None, str]]:
    text = _joined([line.text for line in lines])
    if len(lines) == 1 and _is_margin(lines[0], page, furniture):
        yield Role.FURNITURE, None, text
    elif at_top and (pairs := information(text)) is not None:
        for label, value in pairs:
            yield Role.META, label, value
    else:
        yield Role.BODY, None, text


def _joined(texts: Sequence[str]) -> str:
    whole = ""
    for text in texts:
        whole = join(whole, text)
    return whole


def _is_margin(line: _Line, page: _Page, furniture: frozenset[str]) -> bool:
    """Whether a line is a page number, or a running head or foot."""
    margin = page.height * _MARGIN_SHARE
    if margin < line.top and line.bottom < page.height - margin:
        return False
    return bool(_PAGE_NUMBER.fullmatch(line.text)) or _without_digits(line.text) in furniture


def _repeated(pages: Sequence[_Page]) -> frozenset[str]:
    """Texts that stand in the margins of at least three pages and half of all pages."""
    seen = Counter(
        text
        for page in pages
        for text in {
            _without_digits(line.text)
            for line in page.lines
            if line.top <= page.height * _MARGIN_SHARE or line.bottom >= page.height * (1 - _MARGIN_SHARE)
        }
    )
    return frozenset(text for text, times in seen.items() if times >= max(3, len(pages) / 2))


def _without_digits(text: str) -> str:
    return re.sub(r"[\d\s]", "", text)


def _grid(table: _Table, part: str) -> Grid:
    return make_grid(part, None, table.texts, [area for area in table.areas if area[:2] != area[2:]])


def _texts(table: _Table) -> list[list[str]]:
    """The text of each cell of a full rectangle, that of a merged one in its first place."""
    cells = [_lines(chars) for chars in table.chars]
    padding = min(
        (
            max(0.0, min(line.x0 - table.columns[area[1]], table.columns[area[3] + 1] - line.x1))
            for area, lines in zip(table.areas, cells, strict=True)
            for line in lines
        ),
        default=0.0,
    )
    texts = [[""] * (len(table.columns) - 1) for _ in table.rows[1:]]
    for area, lines in zip(table.areas, cells, strict=True):
        width = table.columns[area[3] + 1] - table.columns[area[1]] - 2 * padding
        texts[area[0]][area[1]] = _cell_text(lines, width)
    return texts


def _cell_text(lines: Sequence[_Line], width: float) -> str:
    """The lines of a cell: joined where the next word would not have fitted, else kept apart."""
    text = ""
    for above, line in zip([None, *lines], lines, strict=False):
        if above is None:
            text = line.text
        elif width - (above.x1 - above.x0) < line.first_unit + 0.6 * line.size:
            text = join(text, line.text)
        else:
            text += "\n" + line.text
    return text


def _with_headline(blocks: list[Paragraph | Grid], title: str | None) -> list[Paragraph | Grid]:
    """The paragraph that repeats the document's title becomes the headline, or else the first line."""
    wanted = _squashed(title) if title else None
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.role is Role.BODY and _squashed(block.text) == wanted:
            blocks[index] = Paragraph(block.text, block.locator, Role.TITLE)
            return blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            break
        if block.role is Role.BODY and not _NEW_ITEM.match(block.text):
            if 4 <= len(block.text) <= 100 and not block.text.endswith(_SENTENCE_END):
                blocks[index] = Paragraph(block.text, block.locator, Role.TITLE)
            break
    return blocks


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text)
