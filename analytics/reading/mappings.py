"""Headings that nobody knew: which known ones come closest, and what a clerk once said they mean.

Flows in: the content of a file, and the mappings that stand for its publisher. Flows out: the reading of the content
with those headings read as what they mean, and in the reading a note of each; or the reason why the file cannot be
read, with the closest known heading for every unknown one. Only the text of heading cells is read differently: places
stay as they are, and no mapping may make two columns of a table the same.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

from rapidfuzz import fuzz

from analytics.errors import FileRejected
from analytics.reading.amounts import find_unit
from analytics.reading.content import Cell, CellRows, Content, Grid, PlainRows
from analytics.reading.headings import Column, distinct, is_figure, squash, strip_seal
from analytics.reading.imprint import read_imprint
from analytics.reading.privacy import conceal_text
from analytics.reading.publications import kinds, recognise
from analytics.reading.records import Reading, Rejection
from analytics.reading.sheets import SERIAL_HEADINGS
from models.fields import fields_of, sheet_of
from models.language import Message
from models.templates import sheets
from models.vocabulary import DocumentKind

_SEARCHED = 200  # rows of a long plain table in which headings are looked for
_HEAD = 60
_LONGEST = 24  # no unknown heading of more characters is named: it is a sentence
_CLOSE = 45  # from which likeness a heading may be a known one
_DISTANT = 25  # from which likeness a known heading is named where the row is a heading for certain
_NAMED = 3
_NEAR = re.compile(r"“([^”]+)”\((\w+)\)")
_MOST_UNKNOWN = 20  # unknown headings that are named for one file: nobody maps more at once
_UNIT_TAIL = re.compile(r"\((?:(?:金额)?单位:?)?(?:人民币)?(?:[百千万亿]*元|%|人民币)\)$")


@dataclass(frozen=True, slots=True)
class HeadingMeaning:
    """A mapping that stands: in publications of this kind, `heading` means the known heading `meaning`."""

    id: str
    publisher: str
    kind: DocumentKind
    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Mappings:
    """The mappings of an installation, and the publisher a clerk named for the files at hand, if any."""

    standing: tuple[HeadingMeaning, ...] = ()
    publisher: str | None = None

    def of(self, said: str | None) -> tuple[HeadingMeaning, ...]:
        """The mappings of the publisher that a file names, else of the one that a clerk named.

        What a file says of itself comes first, so that no mapping of one office is used on a file of another.
        """
        named = said or self.publisher
        return () if named is None else tuple(m for m in self.standing if same_publisher(m.publisher, named))


def publisher_of(content: Content) -> str | None:
    """Who published a content, as far as it says so itself."""
    return read_imprint(content.head(_HEAD)).publisher


def same_publisher(one: str, two: str) -> bool:
    """Whether two names are one publisher's: nothing but blanks, brackets and seal marks apart.

    >>> same_publisher("岚汀市 民政局(盖章)", "岚汀市民政局")
    True
    """
    return squash(strip_seal(one)) == squash(strip_seal(two))


def read_with(content: Content, mappings: Mappings) -> Reading:
    """The reading of a content, its headings read as the mappings of its publisher say.

    A mapping of one kind is used where the content is read as that kind: with its help, or already without. Raises
    FileRejected; its `details` name the closest known heading for every unknown one.
    """
    try:
        plain = recognise(content)
    except FileRejected as rejected:
        own = mappings.of(publisher_of(content)) if mappings.standing else ()
        helped = _recognised_with(content, own)
        if helped is not None:
            return helped
        rejected.details = tuple((r.locator, r.reason) for r in unknown_headings(content))
        raise
    own = mappings.of(plain.publisher or publisher_of(content)) if mappings.standing else ()
    mapped = apply(content, [m for m in own if m.kind is plain.kind])
    if mapped.used:
        again = _of_same_kind(mapped.content, plain.kind)
        if again is not None:
            return _noted(again, mapped)
        plain.warnings += [_not_used(meaning) for meaning in mapped.used]
    plain.warnings += [*mapped.refused, *_closest_of_unknown(plain)]
    if plain.batches is None and not plain.rows and plain.rejected:
        plain.rejected += unknown_headings(content, plain.kind)
    return plain


def read_again(content: Content, used: Sequence[HeadingMeaning]) -> Reading:
    """The reading of a content with exactly these mappings, as it was read before."""
    mapped = apply(content, used)
    return _noted(recognise(mapped.content), mapped)


def _of_same_kind(content: Content, kind: DocumentKind) -> Reading | None:
    """The reading of a mapped content; None where it is of another kind than without the mappings, or of none."""
    try:
        reading = recognise(content)
    except FileRejected:
        return None
    return reading if reading.kind is kind else None


def _not_used(meaning: HeadingMeaning) -> Message:
    return Message("mapping-not-used", {"heading": meaning.heading, "meaning": meaning.meaning})


def _closest_of_unknown(reading: Reading) -> Iterator[Message]:
    """For the columns that a register was read without: what they may mean."""
    for warning in reading.warnings:
        if warning.code == "sheet-heading-unknown":
            near = closest(warning.params["heading"], [reading.kind])
            if near:
                yield _unknown(warning.params["heading"], near, reading.publisher)


def _recognised_with(content: Content, own: Sequence[HeadingMeaning]) -> Reading | None:
    """The one reading that the mappings of one kind make possible; None where there is none, or more than one."""
    found = []
    for kind in dict.fromkeys(m.kind for m in own):
        mapped = apply(content, [m for m in own if m.kind is kind])
        if not mapped.used:
            continue
        reading = _of_same_kind(mapped.content, kind)
        if reading is not None:
            found.append(_noted(reading, mapped))
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A content with mapped headings, which mappings were used in it, and why others were not."""

    content: Content
    used: tuple[HeadingMeaning, ...]
    refused: tuple[Message, ...]


def apply(content: Content, meanings: Sequence[HeadingMeaning]) -> Mapped:
    """The same content with the text of mapped heading cells replaced; everything else is left as it is.

    The unit that a heading states stays: a mapping says what a column holds, the cell says in which unit.
    """
    wanted = {bare(m.heading): m for m in meanings}
    used: dict[str, HeadingMeaning] = {}
    refused: list[Message] = []
    blocks = []
    for block in content.blocks:
        if isinstance(block, Grid) and wanted:
            block = _mapped_grid(block, wanted, used, refused)
        blocks.append(block)
    if not used:
        return Mapped(content, (), tuple(refused))
    return Mapped(replace(content, blocks=tuple(blocks)), tuple(used.values()), tuple(refused))


def _mapped_grid(
    grid: Grid, wanted: Mapping[str, HeadingMeaning], used: dict[str, HeadingMeaning], refused: list[Message]
) -> Grid:
    changed: dict[int, tuple[Cell, ...]] = {}
    for index in _rows_with(grid.rows, frozenset(wanted)):
        row = grid.rows[index]
        kind = next(wanted[bare(c.text)].kind for c in row if bare(c.text) in wanted)
        if not _is_heading(row, kind, frozenset(wanted)):
            continue
        here = {text: wanted[text] for cell in distinct(row) if (text := bare(cell.text)) in wanted}
        clash = _clash(row, here)
        if clash is not None:
            refused += [clash] if clash not in refused else []
            continue
        changed[index] = tuple(
            replace(cell, text=_read_as(cell.text, here[bare(cell.text)].meaning)) if bare(cell.text) in here else cell
            for cell in row
        )
        used |= {meaning.id: meaning for meaning in here.values()}
    return replace(grid, rows=_with_rows(grid, changed)) if changed else grid


def _read_as(heading: str, meaning: str) -> str:
    """The heading a cell is read as: the meaning, in the unit that the cell itself states, if any.

    >>> _read_as("核拨数（万元）", "拨付金额"), _read_as("核拨数", "拨付金额(元)")
    ('拨付金额(万元)', '拨付金额')
    """
    tail = _UNIT_TAIL.search(squash(heading))
    unit = find_unit(heading)
    said = tail.group() if tail else f"({unit.zh})" if unit else ""
    return _UNIT_TAIL.sub("", squash(meaning)) + said


def _rows_with(rows: CellRows, headings: frozenset[str]) -> Iterator[int]:
    if isinstance(rows, PlainRows):
        for index, line in enumerate(rows.texts[:_SEARCHED]):
            if any(bare(text) in headings for text in line if text and len(text) <= 2 * _LONGEST):
                yield index
        return
    for index, row in enumerate(rows):
        if any(bare(cell.text) in headings for cell in row if cell.text):
            yield index


def _with_rows(grid: Grid, changed: Mapping[int, tuple[Cell, ...]]) -> CellRows:
    rows = grid.rows
    if isinstance(rows, PlainRows):
        texts = list(rows.texts)
        for index, row in changed.items():
            texts[index] = [cell.text for cell in row]
        return PlainRows(grid.part, texts, rows.values, grid.width, range(len(texts)), rows.first)
    return tuple(changed.get(index, row) for index, row in enumerate(rows))


def _is_heading(row: Sequence[Cell], kind: DocumentKind, mapped: frozenset[str]) -> bool:
    """Whether a row is a heading: no figures, and half of its cells are headings that are known or mapped."""
    cells = distinct(row)
    if len(cells) < 2 or any(is_figure(c.text) or c.value is not None for c in cells):
        return False
    known = known_headings(kind)
    hits = sum(bare(c.text) in known or bare(c.text) in mapped for c in cells)
    return hits * 2 >= len(cells)


def _clash(row: Sequence[Cell], here: Mapping[str, HeadingMeaning]) -> Message | None:
    """Why the mappings of a row cannot be used: two of its columns would then be the same."""
    kind = next(iter(here.values())).kind
    known = known_headings(kind)
    taken: dict[str, str] = {}
    for cell in distinct(row):
        text = bare(cell.text)
        meaning = here[text].meaning if text in here else cell.text
        name = bare(meaning)
        for key in known.get(name, frozenset({name})):
            if key in taken and (text in here or bare(taken[key]) in here):
                return Message("mapping-columns-same", {"one": taken[key], "other": cell.text, "meaning": meaning})
            taken[key] = cell.text
    return None


def _noted(reading: Reading, mapped: Mapped) -> Reading:
    reading.warnings += [Message("heading-mapped", {"heading": m.heading, "meaning": m.meaning}) for m in mapped.used]
    reading.warnings += mapped.refused
    reading.extra = {
        **reading.extra,
        "headings_mapped": [{"heading": m.heading, "meaning": m.meaning, "mapping": m.id} for m in mapped.used],
    }
    return reading


# --- what is known ---------------------------------------------------------------------------------------------------


def bare(heading: str) -> str:
    """A heading for comparison: squashed, lower case, without the unit behind it.

    >>> bare("拨 付 金 额（万元）")
    '拨付金额'
    """
    return _UNIT_TAIL.sub("", squash(heading).lower())


@cache
def known_headings(kind: DocumentKind) -> Mapping[str, frozenset[str]]:
    """Every heading under which publications of a kind keep a column, squashed, with the columns it may stand for."""
    found: dict[str, set[str]] = {}
    for key, name in _columns_of(kind):
        found.setdefault(bare(name), set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def heading_names(kind: DocumentKind) -> list[str]:
    """The known headings of a kind as they are written, in order, for a person to choose from."""
    return sorted(_spellings(kind).values())


@cache
def _spellings(kind: DocumentKind) -> Mapping[str, str]:
    """The headings of a kind as they are written, by their squashed form."""
    found: dict[str, str] = {}
    for _, name in _columns_of(kind):
        found.setdefault(bare(name), name)
    return found


def _columns_of(kind: DocumentKind) -> Iterator[tuple[str, str]]:
    """(column, heading) for every heading that the readers of a kind know, and those of its import sheets."""
    publication = kinds().get(kind)
    if isinstance(publication, ModuleType):
        for module in sorted(_helpers(publication), key=lambda m: m.__name__):
            for columns in vars(module).values():
                if isinstance(columns, tuple) and columns and all(isinstance(c, Column) for c in columns):
                    for column in columns:
                        for name in column.names:
                            yield f"{module.__name__}.{column.key}", name.rpartition("/")[2] or name
    for name, table in sorted(sheets().items()):
        sheet = sheet_of(table)
        if sheet is not None and sheet.kind is kind:
            for key, described in fields_of(table).items():
                for heading in (described.zh, *described.also):
                    yield f"{name}.{key}", heading


def _helpers(module: ModuleType) -> set[ModuleType]:
    """A module of the publications with those modules of that folder whose names it uses."""
    folder = __name__.rpartition(".")[0] + ".publications."
    found = {module}
    waiting = [module]
    while waiting:
        one = waiting.pop()
        names = {getattr(value, "__module__", None) for value in vars(one).values()}
        names |= {value.__name__ for value in vars(one).values() if isinstance(value, ModuleType)}
        for name in names:
            other = sys.modules.get(name) if isinstance(name, str) and name.startswith(folder) else None
            if other is not None and other not in found and (other is module or not hasattr(other, "KIND")):
                found.add(other)
                waiting.append(other)
    return found


# --- what comes closest ----------------------------------------------------------------------------------------------


def unknown_headings(content: Content, kind: DocumentKind | None = None) -> list[Rejection]:
    """For each unknown heading of the tables of a content its place, and the known headings that come closest.

    Without `kind` the headings of those kinds are compared of which the table shows most. A row is only taken for a
    heading where half of its cells are known headings or come close to one, so that no row of names is repeated here;
    the first table with a heading tells it for those that bear the same.
    """
    found: dict[str, Rejection] = {}
    publisher = publisher_of(content)
    for grid in content.grids:
        cells = _heading_row(grid)
        likely = [kind] if kind is not None else _likely_kinds(cells)
        cells = [cell for cell in cells if bare(cell.text) not in SERIAL_HEADINGS]
        unknown = [c for c in cells if not any(bare(c.text) in known_headings(one) for one in likely)]
        likened = sum(bool(closest(cell.text, likely)) for cell in unknown)
        if 2 * (len(cells) - len(unknown) + likened) < len(cells):
            continue
        for cell in unknown:
            near = closest(cell.text, likely, least=_DISTANT)
            if near:
                found.setdefault(bare(cell.text), Rejection(cell.locator, _unknown(cell.text, near, publisher)))
        if len(found) >= _MOST_UNKNOWN:
            break
    return list(found.values())[:_MOST_UNKNOWN]


def _unknown(heading: str, near: Sequence[tuple[str, DocumentKind]], publisher: str | None) -> Message:
    said = "、".join(f"“{name}”({kind})" for name, kind in near)
    params = {"heading": heading, "near": said, "publisher": publisher or ""}
    return Message("heading-unknown", {key: conceal_text(text) for key, text in params.items()})


def suggested(unknown: Message) -> list[tuple[str, DocumentKind]]:
    """The known headings that the message about an unknown one names, the closest first."""
    return [(name, DocumentKind(kind)) for name, kind in _NEAR.findall(unknown.params["near"])]


def closest(
    heading: str, among: Iterable[DocumentKind] = (), *, least: float = _CLOSE
) -> list[tuple[str, DocumentKind]]:
    """The known headings that come closest, best first, each with the first kind that knows it.

    `least` is the likeness (see `_likeness`) below which none is named.

    >>> closest("拨付数额", [DocumentKind.FUND_NOTICE])[0][0]
    '拨付金额'
    """
    wanted = bare(heading)
    likeness: dict[str, tuple[float, DocumentKind]] = {}
    for kind in list(among) or list(DocumentKind):
        for name in known_headings(kind):
            score = _likeness(wanted, name)
            if score >= least and score > likeness.get(name, (0.0, kind))[0]:
                likeness[name] = score, kind
    best = sorted(likeness.items(), key=lambda item: (-item[1][0], len(item[0]), item[0]))
    return [(_spellings(kind)[name], kind) for name, (_, kind) in best[:_NAMED]]


def _likeness(one: str, two: str) -> float:
    """How alike two headings are, 0 to 100 and somewhat more: the last word of a Chinese heading says what it is of."""
    if not one or not two:
        return 0.0
    score = fuzz.ratio(one, two)
    score += 15 if one[-1] == two[-1] else 0
    return score + (5 if len(two) >= 2 and (two in one or one in two) else 0)


def _heading_row(grid: Grid) -> list[Cell]:
    """The cells of the row that most likely is the heading of a table nobody knows; empty where none is."""
    best: tuple[int, list[Cell]] = (-1, [])
    rows = grid.rows[:_HEAD]
    for index, row in enumerate(rows):
        cells = list(distinct(row))
        if len(cells) < 2 or any(
            is_figure(c.text) or c.value is not None or len(squash(c.text)) > _LONGEST for c in cells
        ):
            continue
        followed = any(is_figure(c.text) for below in rows[index + 1 : index + 3] for c in distinct(below))
        hits = 2 * max(_hits(cells).values(), default=0) + followed
        if hits > best[0]:
            best = hits, cells
    return best[1]


def _likely_kinds(cells: Sequence[Cell]) -> list[DocumentKind]:
    hits = _hits(cells)
    most = max(hits.values(), default=0)
    return [kind for kind in DocumentKind if most and hits[kind] == most]


def _hits(cells: Sequence[Cell]) -> Counter[DocumentKind]:
    """How many of these cells are headings of each kind."""
    names = {bare(cell.text) for cell in cells}
    return Counter({kind: n for kind in DocumentKind if (n := len(names & known_headings(kind).keys()))})
