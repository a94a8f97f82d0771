"""Where each form of a set begins and ends: one sheet or several forms in a sheet, tables in a row, pages that go on.

Flows in: the content of a file. Flows out: one `Section` for each form, with its title, its grid (joined where it runs
over pages), the lines around it and the form its title names. Lists of contents and covers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import labelled_parts
from analytics.reading.publications.budget.forms import (
    bare_title,
    form_of,
    is_listed,
    is_mark,
    is_title,
    shown_title,
)
from analytics.reading.publications.budget.layout import head_rows, is_preamble, names_columns
from models.places import Locator
from models.vocabulary import BudgetForm

_CONTENTS = re.compile(r"^(?:目录|封面|封皮|扉页|目次)$")
_PAGE = re.compile(r"^[-—–\s]*(?:第?\d+页?)?(?:[/,，共]*\d*页?)?[-—–\s]*$|^续表|^(?:接|续)上(?:表|页)")
_LONGEST_CAPTION = 70
_OF_A_BUDGET = re.compile(r"^[^,.:;。]*(?:预算|决算)(?:(?!公开)[^,.:;。])*表$")  # a title that names no known form
_AFTER_NAME = re.compile(r"\s+(?:20\d\d年|单位|金额|公开|填报|日期).*$|\s*[(（](?:盖章|公章|章)[)）]$", re.DOTALL)
_UNIT_LABELS = frozenset(
    {
        "部门", "单位", "部门名称", "单位名称", "编制单位", "编制部门", "填报单位", "填报部门", "预算单位", "预算部门",
        "公开单位", "公开部门", "部门(单位)", "单位(部门)", "部门(单位)名称", "单位(部门)名称", "制表单位", "编报单位",
    }
)  # fmt: skip


@dataclass(slots=True)
class Section:
    """One form: its table, what stands over it, and what stands below it outside the table."""

    grid: Grid
    title: str | None
    place: Locator
    form: BudgetForm | None
    captions: list[Paragraph] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)

    @property
    def unit_name(self) -> str | None:
        """The unit that a line over the table names (部门:…)."""
        named = (_AFTER_NAME.sub("", value) for label, value in self._labelled() if label in _UNIT_LABELS)
        return next((name for name in named if _is_name(name)), None)

    def _labelled(self) -> Iterator[tuple[str, str]]:
        head = head_rows(self.grid)
        for row in self.grid.rows[: head[0] if head else len(self.grid.rows)]:
            for cell in distinct(row):
                yield from labelled_parts(cell.text)
        for paragraph in self.captions:
            if len(paragraph.text) <= _LONGEST_CAPTION:
                yield from labelled_parts(paragraph.text)


def _is_name(text: str) -> bool:
    tight = squash(text)
    return 2 <= len(tight) <= 40 and re.search(r"[\u4e00-\u9fff]{2}", tight) is not None and "元" not in tight[-2:]


def sections_of(content: Content) -> list[Section]:
    """The forms of a file in order."""
    found: list[Section] = []
    before: list[Paragraph] = []
    for block in content.blocks:
        if isinstance(block, Paragraph):
            if block.role is not Role.FURNITURE and block.text:
                before.append(block)
            continue
        if is_contents(block):
            before = []
            continue
        for number, piece in enumerate(_pieces(block)):
            captions = before if number == 0 else []
            own, notes = _split_captions(captions)
            if found:
                found[-1].notes += notes
            section = _section(piece, own)
            if found and _goes_on(found[-1], section, content.media):
                found[-1].grid = _joined(found[-1].grid, section.grid)
            else:
                found.append(section)
        before = []
    if found:
        found[-1].notes += before
    return [section for section in found if len(section.grid.rows) > 1]


def is_contents(grid: Grid) -> bool:
    """Whether a grid is a list of contents or a cover: named so, or titles of forms row by row."""
    if grid.name and _CONTENTS.match(squash(grid.name)):
        return True
    rows = [cells for row in grid.rows if (cells := distinct(row))]
    listed = [cells for cells in rows if any(is_title(cell.text) for cell in cells) and len(cells) <= 3]
    return len(listed) >= 3 and len(listed) * 2 >= len(rows)


def _split_captions(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines over a table, from its title on, and the lines before them, which belong to the table before."""
    start = next(
        (i for i in range(len(paragraphs) - 1, -1, -1) if _is_caption_title(paragraphs[i].text)),
        None,
    )
    if start is None:
        return list(paragraphs), list(paragraphs)
    while start > 0 and is_mark(paragraphs[start - 1].text):
        start -= 1
    return list(paragraphs[start:]), list(paragraphs[:start])


def _is_caption_title(text: str) -> bool:
    return len(text) <= _LONGEST_CAPTION and is_title(text)


def _section(grid: Grid, captions: list[Paragraph]) -> Section:
    title, place = _title(grid, captions)
    form = form_of(title) if title else None
    return Section(grid, title, place, form, captions)


def _title(grid: Grid, captions: Sequence[Paragraph]) -> tuple[str | None, Locator]:
    lines = _lines_above(grid)
    for cell in reversed(lines):
        if form_of(cell.text) is not None:
            return shown_title(cell.text), cell.locator
    if lines and len(lines) > 1 and form_of("".join(c.text for c in lines)) is not None:
        return shown_title("".join(c.text for c in lines)), lines[0].locator
    for paragraph in reversed(captions):
        if _is_caption_title(paragraph.text):
            return shown_title(paragraph.text), paragraph.locator
    if grid.name and form_of(grid.name) is not None:
        return shown_title(grid.name), Locator(grid.part)
    if lines and len(squash(lines[0].text)) >= 4:
        return shown_title(lines[0].text), lines[0].locator
    for paragraph in reversed(captions):
        if len(paragraph.text) <= _LONGEST_CAPTION and _OF_A_BUDGET.search(bare_title(paragraph.text)):
            return shown_title(paragraph.text), paragraph.locator
    return None, Locator(grid.part)


def _lines_above(grid: Grid) -> list[Cell]:
    """The texts over the headings that may be titles: no marks, no lines such as 单位:万元, no dates."""
    head = head_rows(grid)
    rows = grid.rows[: head[0]] if head else grid.rows[:6]
    return [
        cell
        for row in rows
        for cell in distinct(row)
        if not is_mark(cell.text)
        and ":" not in bare_title(cell.text)
        and (not is_listed(cell.text) or is_title(cell.text))
        and not re.match(r"注|说明|单位", squash(cell.text))
        and re.search(r"[\u4e00-\u9fff]{2}", squash(cell.text))
        and len(squash(cell.text)) <= _LONGEST_CAPTION
    ]


def _pieces(grid: Grid) -> list[Grid]:
    """The forms that stand one below the other in a grid: each begins at a title once a heading has gone before."""
    cuts, has_heading = [0], False
    for index, row in enumerate(grid.rows):
        cells = distinct(row)
        if has_heading and _is_title_row(cells):
            start = index
            while start > cuts[-1] and all(is_mark(cell.text) for cell in distinct(grid.rows[start - 1])):
                start -= 1
            cuts.append(start)
            has_heading = False
        elif len(cells) > 1 and not is_preamble(row):
            has_heading = True
    bounds = [*cuts, len(grid.rows)]
    return [replace(grid, rows=grid.rows[a:b]) for a, b in pairwise(bounds)] if len(cuts) > 1 else [grid]


def _is_title_row(cells: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in cells if not is_mark(cell.text) and not re.search(r"单位[:：]", cell.text)]
    return len(texts) == 1 and is_title(texts[0]) and re.search(r"表(?:\(.*\))?$", bare_title(texts[0])) is not None


def _goes_on(before: Section, section: Section, media: str) -> bool:
    """Whether a table only continues the one before it on the next page."""
    if media in {"xlsx", "xls", "ods", "csv"} and before.grid.part != section.grid.part and not _is_continued(section):
        return False
    if before.grid.width != section.grid.width:
        return False
    titled = section.form is not None
    if not titled:
        return all(_PAGE.match(p.text.strip()) or len(p.text) <= 12 for p in section.captions) and (
            _headings(section.grid) == _headings(before.grid) or not names_columns(section.grid)
        )
    same = (
        section.title is not None and before.title is not None and bare_title(section.title) == bare_title(before.title)
    )
    if not same or section.unit_name != before.unit_name:
        return False
    return _is_continued(section) or not (_has_total(before.grid) and _has_total(section.grid))


def _is_continued(section: Section) -> bool:
    texts = [p.text for p in section.captions] + [c.text for row in section.grid.rows[:4] for c in distinct(row)]
    return any(re.search(r"[(（]续|续表", text) for text in texts)


def _headings(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(squash(c.text) for c in grid.rows[row]) for row in head_rows(grid))


def _has_total(grid: Grid) -> bool:
    return any(
        re.search(r"(?:合计|总计)$", squash(cell.text))
        for row in grid.rows
        for cell in distinct(row)[:2]
        if not is_preamble(row)
    )


def _joined(before: Grid, grid: Grid) -> Grid:
    """Two pieces of one table; the headings that come again are known by their texts."""
    return replace(before, rows=(*before.rows, *grid.rows))
