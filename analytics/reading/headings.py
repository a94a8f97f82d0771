"""Where a table begins and which column is which, however its headings are written.

Flows in: a grid with merged cells resolved, and the columns a publication reader looks for. Flows out: a `Header`
that knows its rows, the column of each key, the lines above (title, unit, date) and what each row below is: data, a
band, a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import zhconv

from analytics.reading.content import Cell, Content, Grid, PlainRows
from analytics.reading.dates import read_date

MAX_HEADING_ROWS = 3
_MAX_SEARCHED = 40  # rows looked at for a heading
_MAX_HEADING_CHARS = 40  # no heading of a column is longer; a sentence is
_BRACKETS = str.maketrans("〔﹝[【「『〕﹞]】」』", "((((((" + "))))))")
_SIGNS = _BRACKETS | str.maketrans(
    {"、": ",", "﹑": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'"} | dict.fromkeys("‐‑‒–—―−─━", "-")
)
_TAIL = re.compile(r"\([^()]*\)$")
_FIGURE = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_COLUMN_MARKS = frozenset({"栏次", "行次", "甲", "乙", "丙", "丁"})
_JOINERS = ("及", "和", "与", "或", ",", "/")
_COLON = r"[:\uff1a]"
_LABEL = rf"[^\s:\uff1a;\uff1b。]{{2,10}}?\s*{_COLON}"
_LABELLED = re.compile(
    rf"(?P<label>[^\s:\uff1a;\uff1b。]{{2,10}}?)\s*{_COLON}\s*(?P<value>.*?)(?=\s+{_LABEL}|\s{{3,}}|$)", re.DOTALL
)
_LINE = re.compile(r"(?!其中|含)[^:]{2,12}:.")  # a line such as 填报单位:…, which stands above headings and is none
_UNIT_LINE = re.compile(r"\(?(?:[百千万亿]*元)\)?$")
_UNIT_CORNER = re.compile(r"\(?(?:金额|计量)?单位:[百千万亿]*元\)?$")  # may stand in a corner of the heading itself
_NOTE = re.compile(
    r"^(?:说明|注|备注|附注|填表说明|填报说明|注释|审核说明|数据来源|资料来源|单位地址)\d*[:.]|^\*|^注\d"
)
_SIGNATURE = re.compile(
    r"^(?:填表|制表|填报|编制|审核|复核|经办|统计|联系|单位负责|部门负责|负责|分管领导|主要负责|报送|盖章|填写|录入)"
    r"[^:]{0,6}:|^(?:联系)?电话:|^(?:制表|打印|报送)$"
)
_SEAL = re.compile(r"[(\uff08](?:盖章|公章|签章|章|印章|盖公章)[)\uff09]\s*$")
_ITEM = r"(?:\d{1,2}[.、\uff0e)\uff09]|[(\uff08][一二三四五六七八九十\d]+[)\uff09]|[一二三四五六七八九十]+、)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column a reader looks for: its key, and the headings under which offices keep it.

    A column is taken by an exact heading first. With `loose` also by a heading that ends in one of the names
    (`主要防控措施` for `防控措施`) or continues it by 及, 和, 与, 或 or a stroke, where only one such heading is left.
    A name written `执行情况/备注` asks for the path through a heading of several rows.
    """

    key: str
    names: tuple[str, ...]
    required: bool = False
    kind: Literal["text", "amount", "date", "number"] = "text"
    loose: bool = True


class RowKind(Enum):
    """What a row below a heading is."""

    DATA = "data"
    BLANK = "blank"
    BAND = "band"  # one text over the whole width: the name of the group that follows
    NOTE = "note"  # remarks and signatures
    HEADING = "heading"  # the heading again, as on the next page
    NUMBERING = "numbering"  # 栏次: the columns counted through


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line such as `填报单位:…`: its value without seal marks, and the cell it stands in."""

    label: str
    value: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Header:
    """The heading of a table, found in a grid. Rows and columns count from 0, as in `grid.rows`.

    `columns` gives the column of each key that was found, `paths` the heading of each column from top to bottom,
    `unmatched` the columns with a heading that no key asked for, `above` the cells over the heading in reading order.
    """

    grid: Grid
    rows: tuple[int, ...]
    columns: dict[str, int]
    paths: tuple[tuple[str, ...], ...]
    unmatched: tuple[int, ...]
    above: tuple[Cell, ...] = field(default=())

    @property
    def first_body_row(self) -> int:
        """The first row below the heading."""
        return self.rows[-1] + 1

    def path(self, column: int) -> tuple[str, ...]:
        """The heading of a column, parents first, blanks removed."""
        return self.paths[column]

    def heading(self, key: str) -> str:
        """The heading of a key as one text, for messages; the key's absence gives an empty text."""
        return "/".join(self.paths[self.columns[key]]) if key in self.columns else ""

    def kind_of(self, row: Sequence[Cell]) -> RowKind:
        """What one row below the heading is."""
        return _kind_of(self, row)

    def body(self) -> Iterator[tuple[int, tuple[Cell, ...], RowKind]]:
        """Every row below the heading with its index and kind; blank rows are left out.

        Once a remark has begun, rows of a single text below it belong to the remarks.
        """
        remarks = False
        for index in range(self.first_body_row, len(self.grid.rows)):
            row = self.grid.rows[index]
            kind = _kind_of(self, row)
            if kind is RowKind.BAND and remarks:
                kind = RowKind.NOTE
            if kind is not RowKind.BLANK:
                remarks = kind is RowKind.NOTE
                yield index, row, kind

    def data_rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The data rows with their index."""
        return ((index, row) for index, row, kind in self.body() if kind is RowKind.DATA)

    def notes(self) -> list[Cell]:
        """The cells of remarks and signatures below the table."""
        return [cell for _, row, kind in self.body() if kind is RowKind.NOTE for cell in distinct(row)]

    def labelled(self, *labels: str) -> Labelled | None:
        """The first line above or below the table that carries one of these labels."""
        return find_labelled([*self.above, *self.notes()], *labels)


@lru_cache(maxsize=8192)
def squash(text: str) -> str:
    """Text for comparing headings: no blanks, half-width signs, one kind of bracket, simplified characters.

    >>> squash("预 算 數（万元）"), squash("部门\\n负责人"), squash("文号〔2024〕")
    ('预算数(万元)', '部门负责人', '文号(2024)')
    """
    if text.isascii():
        return "".join(text.split()).replace("[", "(").replace("]", ")")
    folded = "".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())
    return str(zhconv.convert(folded, "zh-hans")) if not folded.isascii() else folded


def unwrap(text: str) -> str:
    """Text of a cell with the line breaks of its layout taken out; the items of a numbered list keep their own lines.

    >>> unwrap("3.内控制度执行不\\n当"), unwrap("1.培训;\\n2.会审")
    ('3.内控制度执行不当', '1.培训;\\n2.会审')
    """
    joined = re.sub(rf"[ \t]*\n[ \t]*(?={_ITEM})", "\f", text)
    joined = re.sub(r"(?<=[A-Za-z0-9,.;])[ \t]*\n[ \t]*(?=[A-Za-z0-9])", " ", joined)
    joined = re.sub(r"[ \t]*\n[ \t]*", "", joined)
    return joined.replace("\f", "\n").strip()


def distinct(row: Iterable[Cell]) -> list[Cell]:
    """The cells of a row that hold text of their own, each merged area of the row once."""
    seen: set[object] = set()
    found = []
    for cell in row:
        if cell.text and cell.origin not in seen:
            seen.add(cell.origin)
            found.append(cell)
    return found


def find_labelled(cells: Iterable[Cell], *labels: str) -> Labelled | None:
    """The first `label:value` with one of these labels; a cell may hold several, set apart by blanks.

    The value may also stand in the next cell. Seal marks such as (盖章) are taken off.
    """
    wanted = {squash(label) for label in labels}
    ordered = list(cells)
    for index, cell in enumerate(ordered):
        for match in _LABELLED.finditer(cell.text):
            label = squash(match["label"])
            bare = _TAIL.sub("", label)
            if label not in wanted and bare not in wanted:
                continue
            value = strip_seal(match["value"])
            following = ordered[index + 1] if index + 1 < len(ordered) else None
            beside = following is not None and following.locator.row == cell.locator.row
            if not value and match.end() == len(cell.text) and beside and following is not None:
                if not re.search(_COLON, following.text):
                    return Labelled(match["label"], strip_seal(following.text), following)
                return Labelled(match["label"], "", cell)
            return Labelled(match["label"], value, cell)
    return None


def strip_seal(text: str) -> str:
    """A unit name without the mark for its seal.

    >>> strip_seal("岚汀市农业农村局(盖章)")
    '岚汀市农业农村局'
    """
    return _SEAL.sub("", text.strip()).strip()


def is_label_like(text: str) -> bool:
    """Whether a squashed text may be a line such as 填报单位:…, or the bare unit of a table."""
    return _LINE.match(text) is not None or _UNIT_LINE.match(text) is not None


def is_note_like(text: str) -> bool:
    """Whether a squashed text may open a remark or a signature."""
    return _NOTE.match(text) is not None or _SIGNATURE.match(text) is not None


def find_header(grid: Grid, columns: Sequence[Column], start: int = 0) -> Header | None:
    """The heading of the first table in a grid, from row `start` on; None where no row can be one.

    A heading holds every required column, and at least two of the asked columns in cells of their own (one, where only
    one is asked for). Figures and dates are no headings, so that a data row never passes for one.
    """
    needed = min(2, len(columns))
    best: tuple[int, Header] | None = None
    for top in range(start, min(len(grid.rows), start + _MAX_SEARCHED)):
        rows = _heading_rows(grid, top)
        if rows is None:
            continue
        paths = tuple(_path(grid, rows, column) for column in range(grid.width))
        found = _match(grid, rows, paths, columns)
        cut = _cut_words(grid, top)
        if cut is not None and len(joined := _match(grid, (top, top + 1), cut, columns)) > max(len(found), needed):
            rows, paths, found = (top, top + 1), cut, joined
        if len(found) < needed or any(column.required and column.key not in found for column in columns):
            continue
        if best is None or len(found) > best[0]:
            taken = set(found.values())
            unmatched = tuple(i for i, path in enumerate(paths) if path and i not in taken)
            above = tuple(cell for row in grid.rows[start:top] for cell in distinct(row))
            best = len(found), Header(grid, rows, found, paths, unmatched, above)
        elif len(found) == best[0] or top > best[1].rows[-1] + 2:
            break
    return best[1] if best else None


def stacked(grid: Grid, columns: Sequence[Column]) -> list[Grid]:
    """The tables that stand one below the other in a grid, such as one sheet; a grid of one table as it is.

    A further table begins where a blank line, a title or a unit line is followed by a heading of its own. The heading
    again, as on the next page, begins one only under another title or below a total.
    """
    cuts = [0]
    heading: tuple[tuple[str, ...], ...] = ()
    titles: list[str] = []
    is_closed = False  # whether the table so far has a total row
    top = seen = 0
    while top < len(grid.rows):
        if _is_blank(grid, top):  # no table begins there, and a stray cell far below leaves thousands of them
            top += 1
            continue
        found = _heading_at(grid, top, columns, heading) if _may_follow(grid, top) else ()
        if not found:
            top += 1
            continue
        start = top
        while start > cuts[-1] and _opens_table(grid.rows[start - 1]):
            start -= 1
        above = _titles(grid, start, top)
        is_closed = is_closed or _closes(grid, max(seen, cuts[-1]), start)
        is_other = found != heading or is_closed or bool(above)
        is_continued = found == heading and any("续" in title or title in titles for title in above)
        if not heading or (start < top and is_other and not is_continued):
            cuts += [start] if heading else []
            heading, titles, is_closed = found, above, False
        top += len(found)
        seen = top
    bounds = [*cuts, len(grid.rows)]
    pieces = [grid.rows[a:b] for a, b in pairwise(bounds)]
    return [Grid(grid.part, grid.name, rows) for rows in pieces] if len(pieces) > 1 else [grid]


_CLOSING = re.compile(r"^(?:合计|总计|共计)")


def _is_blank(grid: Grid, row: int) -> bool:
    rows = grid.rows
    return not any(rows.line(row) if isinstance(rows, PlainRows) else (cell.text for cell in rows[row]))


def _may_follow(grid: Grid, top: int) -> bool:
    """Whether a table may begin here: at the beginning, or below a line that is no row of data."""
    return top == 0 or _opens_table(grid.rows[top - 1])


def _heading_at(
    grid: Grid, top: int, columns: Sequence[Column], known: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], ...]:
    """The texts of a heading that begins in this row, row by row; empty where none does. `known` is the one before."""
    if known and all(
        top + n < len(grid.rows) and tuple(squash(cell.text) for cell in grid.rows[top + n]) == texts
        for n, texts in enumerate(known)
    ):
        return known
    rows = _heading_rows(grid, top)
    if rows is None:
        return ()
    paths = tuple(_path(grid, rows, column) for column in range(grid.width))
    found = _match(grid, rows, paths, columns)
    if len(found) < min(2, len(columns)) or any(c.required and c.key not in found for c in columns):
        return ()
    return tuple(tuple(squash(cell.text) for cell in grid.rows[row]) for row in rows)


def _opens_table(row: Sequence[Cell]) -> bool:
    """Whether a row is blank, one title, or lines such as 编制单位:…, as they stand over a table."""
    texts = [squash(cell.text) for cell in distinct(row)]
    return len(texts) <= 1 or all(_LINE.match(text) or _UNIT_LINE.match(text) for text in texts)


def _titles(grid: Grid, start: int, stop: int) -> list[str]:
    rows = grid.rows[start:stop]
    return [squash(cell.text) for row in rows for cell in distinct(row) if not _LINE.match(squash(cell.text))]


def _closes(grid: Grid, start: int, stop: int) -> bool:
    """Whether the rows before hold a total."""
    return any(_CLOSING.match(squash(cell.text)) for row in grid.rows[start:stop] for cell in distinct(row))


def find_headers(content: Content, columns: Sequence[Column]) -> list[Header]:
    """The heading of every table of a file that has one.

    A grid of a pdf without heading that is as wide as the headed grid before it continues that table on the next page:
    it is joined on, so that its rows follow in `body`.
    """
    found: list[Header] = []
    for grid in (piece for whole in content.grids for piece in stacked(whole, columns)):
        header = find_header(grid, columns)
        if header is not None:
            found.append(header)
        elif found and content.media == "pdf" and grid.width == found[-1].grid.width:
            last = found[-1]
            joined = Grid(last.grid.part, last.grid.name, (*last.grid.rows, *grid.rows))
            found[-1] = Header(joined, last.rows, last.columns, last.paths, last.unmatched, last.above)
    return found


def is_figure(text: str) -> bool:
    """Whether a text is a bare number."""
    return bool(_FIGURE.fullmatch(squash(text)))


def _heading_rows(grid: Grid, top: int) -> tuple[int, ...] | None:
    """The rows of a heading that would begin at `top`, or None where that row cannot be one."""
    if not _may_be_heading(grid.rows[top]) or len(distinct(grid.rows[top])) < min(2, grid.width):
        return None
    rows = [top]
    while len(rows) < MAX_HEADING_ROWS and rows[-1] + 1 < len(grid.rows) and _continues(grid, rows):
        rows.append(rows[-1] + 1)
    return tuple(rows)


def _may_be_heading(row: Sequence[Cell]) -> bool:
    cells = distinct(row)
    texts = [squash(cell.text) for cell in cells]
    if not cells or any(len(t) > _MAX_HEADING_CHARS or (_LINE.match(t) and not _UNIT_CORNER.match(t)) for t in texts):
        return False
    figures = sum(is_figure(c.text) or c.value is not None or bool(read_date(c.text)) for c in cells)
    return figures * 3 < len(cells)


def _continues(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the row below belongs to the heading: merged with it, or filled exactly where it left columns open."""
    below = grid.rows[rows[-1] + 1]
    if not _may_be_heading([c for c in below if c.text] or below):
        return False
    part_rows = {grid.rows[i][0].locator.row for i in rows}
    # A data row merged with the heading row above it does not exist: the merge decides alone.
    if any(c.is_merged_copy and c.origin.row in part_rows for c in below):
        return True
    last = grid.rows[rows[-1]]
    open_columns = {i for i, cell in enumerate(last) if not cell.text or _is_merged_across(cell)}
    if not open_columns:
        return False
    filled = {i for i, cell in enumerate(below) if cell.text}
    # The first column of a group carries the group's name above its own.
    starts = {i - 1 for i in open_columns if i - 1 >= 0 and i - 1 not in open_columns and last[i - 1].text}
    return bool(filled) and open_columns & filled == open_columns and filled <= open_columns | starts


def _path(grid: Grid, rows: Sequence[int], column: int) -> tuple[str, ...]:
    path: list[str] = []
    for depth, row in enumerate(rows):
        text = squash(grid.rows[row][column].text)
        if not text and depth == 0 and len(rows) > 1:  # a group's name whose merged cells arrived as blanks
            text = _name_to_the_left(grid, row, rows[-1], column)
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _cut_words(grid: Grid, top: int) -> tuple[tuple[str, ...], ...] | None:
    """The headings of two rows read as one where each word may be cut over both: 序 over 号, 风险 over 等级."""
    if top + 1 >= len(grid.rows) or not _may_be_heading(grid.rows[top + 1]):
        return None
    upper, lower = grid.rows[top], grid.rows[top + 1]
    if any(cell.is_merged_copy for cell in (*upper, *lower)):
        return None
    words = (squash(one.text) + squash(other.text) for one, other in zip(upper, lower, strict=True))
    return tuple((word,) if word else () for word in words)


def _name_to_the_left(grid: Grid, row: int, last: int, column: int) -> str:
    if not grid.rows[last][column].text:
        return ""
    for left in range(column - 1, -1, -1):
        text = squash(grid.rows[row][left].text)
        if text:
            return text if grid.rows[last][left].text else ""
    return ""


def _match(
    grid: Grid, rows: Sequence[int], paths: Sequence[tuple[str, ...]], columns: Sequence[Column]
) -> dict[str, int]:
    found: dict[str, int] = {}
    free = {i for i, path in enumerate(paths) if path and not _repeats_left(grid, rows, i)}
    names = [(column.key, _squashed(column.names)) for column in columns]
    most = max((len(own) for _, own in names), default=0)
    for spoken in (_wholly, _exactly, _without_tail):
        spots: dict[str, list[int]] = {}
        for i in sorted(free):
            for text in spoken(paths[i]):
                spots.setdefault(text, []).append(i)
        if not any(name in spots for _, own in names for name in own):
            continue
        for name_index in range(most):
            for key, own in names:
                if key in found or name_index >= len(own):
                    continue
                hit = next((i for i in spots.get(own[name_index], ()) if i in free), None)
                if hit is not None:
                    found[key] = hit
                    free.discard(hit)
    leaves = {i: _TAIL.sub("", paths[i][-1]) for i in sorted(free)}
    for column in sorted((c for c in columns if c.loose), key=lambda c: -max(map(len, c.names))):
        if column.key in found:
            continue
        own = _squashed(column.names)
        hits = [i for i, leaf in leaves.items() if i in free and any(_loosely(leaf, name) for name in own)]
        if len(hits) == 1:
            found[column.key] = hits[0]
            free.discard(hits[0])
    return found


@lru_cache(maxsize=2048)
def _squashed(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(squash, names))


def _repeats_left(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Whether a column only repeats a heading that is merged across from its left."""
    cell = grid.rows[rows[-1]][column]
    return cell.is_merged_copy and cell.origin.column is not None and cell.origin.column < (cell.locator.column or 0)


def _is_merged_across(cell: Cell) -> bool:
    return cell.is_merged_copy and cell.origin.row == cell.locator.row


def _wholly(path: tuple[str, ...]) -> tuple[str, ...]:
    return ("/".join(path),)


def _exactly(path: tuple[str, ...]) -> tuple[str, ...]:
    return (path[-1],)


def _without_tail(path: tuple[str, ...]) -> tuple[str, ...]:
    return _TAIL.sub("", path[-1]), _TAIL.sub("", "/".join(path))


def _loosely(leaf: str, name: str) -> bool:
    if len(name) < 2 or len(leaf) > len(name) + 8:
        return False
    return leaf.endswith(name) or (leaf.startswith(name) and leaf.startswith(_JOINERS, len(name)))


def _kind_of(header: Header, row: Sequence[Cell]) -> RowKind:
    cells = distinct(row)
    if not cells:
        return RowKind.BLANK
    texts = [squash(cell.text) for cell in cells]
    if _NOTE.match(texts[0]) or all(_SIGNATURE.match(text) for text in texts):
        return RowKind.NOTE
    if len(cells) > 1 and _SIGNATURE.match(texts[0]) and len(cells) * 2 <= header.grid.width:
        return RowKind.NOTE
    if _repeats_heading(header, row):
        return RowKind.HEADING
    if len(texts) > 2 and _counts_through(texts):
        return RowKind.NUMBERING
    if len(cells) == 1 and header.grid.width > 2 and (_spans(row) or _opens(row, texts[0])):
        return RowKind.BAND
    return RowKind.DATA


def _spans(row: Sequence[Cell]) -> bool:
    """Whether one text is merged over the whole row."""
    return all(cell.origin == row[0].origin for cell in row)


def _opens(row: Sequence[Cell], text: str) -> bool:
    """Whether the only text of a row stands in its first cell and is no row number."""
    return bool(row[0].text) and not is_figure(text)


def _repeats_heading(header: Header, row: Sequence[Cell]) -> bool:
    return any(
        all(squash(cell.text) == squash(header.grid.rows[above][i].text) for i, cell in enumerate(row))
        for above in header.rows
    )


def _counts_through(texts: Sequence[str]) -> bool:
    """Whether a row numbers its columns: 栏次, 甲, 乙, 1, 2, 3 …"""
    figures = [text for text in texts if text.isdigit()]
    others = [text for text in texts if not text.isdigit()]
    counted = all(text in _COLUMN_MARKS or "=" in text for text in others)
    if len(figures) < 2 or not counted:
        return False
    return [int(text) for text in figures] == list(range(int(figures[0]), int(figures[0]) + len(figures)))
