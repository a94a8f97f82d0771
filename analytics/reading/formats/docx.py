"""DOCX documents: paragraphs and tables in the order of the text.

Flows in: a .docx file. Flows out: paragraphs whose runs are joined, and grids whose merged cells are resolved in both
directions. The tree is walked directly, since tracked insertions, content controls and links hold text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from analytics.reading.content import Content, Grid, Paragraph, Role
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.legible import clean, lines
from analytics.reading.formats.page_roles import information
from analytics.reading.formats.rectangles import Area, check_size, make_grid
from models.places import Locator

MEDIA = "docx"
SUFFIXES = (".docx", ".docm")

_P, _TBL, _TR, _TC, _T = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:t")
_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")))
_UNSEEN = frozenset(
    {*map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:sdtPr", "w:tblPr", "w:tcPr", "w:trPr"))}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_BREAKS = frozenset(map(qn, ("w:br", "w:cr")))
_TAB, _HYPHEN = qn("w:tab"), qn("w:noBreakHyphen")
# Word itself refuses tables wider than 63 columns; a span beyond any width is clamped.
_MAX_COLUMNS = 256
_TITLE_STYLES = re.compile(r"^(?:title|heading ?1|标题 ?1?)$", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:附件|附表|单位|金额单位|\(|（|[—-]|\d+$)")
# Headline and information line stand at the top, before the text begins.
_TOP = 6


def matches(beginning: Beginning) -> bool:
    """Whether the package holds a text document."""
    return "word/document.xml" in beginning.parts


def read(path: Path) -> Content:
    """Read a document; the door has already checked the package."""
    document = docx.Document(str(path))
    title = clean(document.core_properties.title or "") or None
    walk = _Walk(path.name, title, _style_names(document))
    walk.blocks_of(document.element.body)
    return Content(MEDIA, tuple(walk.blocks), title=title)


def _style_names(document: Any) -> dict[str, str]:
    return {style.style_id: style.name or "" for style in document.styles}


class _Walk:
    """The blocks of a document as they are met."""

    def __init__(self, file: str, title: str | None, styles: dict[str, str]) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self._file, self._title, self._styles = file, title, styles
        self._paragraphs = self._grids = 0
        self._has_headline = False

    def blocks_of(self, parent: Any) -> None:
        for child in parent:
            if child.tag == _P:
                self._paragraph(child)
            elif child.tag == _TBL:
                self._table(child)
            elif child.tag in _WRAPPERS:
                self.blocks_of(child)

    def _paragraph(self, element: Any) -> None:
        text = lines(_text(element))
        if not text:
            return
        at_top = self._paragraphs < _TOP and not self._grids
        if at_top and (pairs := information(text)) is not None:
            for label, value in pairs:
                self._add(value, Role.META, label)
        elif not self._has_headline and self._is_headline(element, text, at_top):
            self._has_headline = True
            self._add(text, Role.TITLE)
        else:
            self._add(text, Role.BODY)

    def _add(self, text: str, role: Role, label: str | None = None) -> None:
        self._paragraphs += 1
        self.blocks.append(Paragraph(text, Locator(f"text:{self._paragraphs}"), role, label))

    def _is_headline(self, element: Any, text: str, at_top: bool) -> bool:
        """A line that repeats the title property, has a title style, or is centred at the top."""
        if self._title and _squashed(text) == _squashed(self._title):
            return True
        if not at_top or len(text) < 4 or _NO_TITLE.match(text) or text.endswith(("。", ";", "；")):
            return False
        properties = element.find(qn("w:pPr"))
        if properties is None:
            return False
        style, alignment = properties.find(qn("w:pStyle")), properties.find(qn("w:jc"))
        if style is not None and _TITLE_STYLES.match(self._styles.get(style.get(qn("w:val"), ""), "")):
            return True
        return alignment is not None and alignment.get(qn("w:val")) == "center"

    def _table(self, element: Any) -> None:
        if any(True for _ in _nested(element)):
            # A table around tables only arranges the page: its cells are text, the tables inside are tables.
            for cell in _cells(element):
                self.blocks_of(cell)
            return
        texts, areas = _resolved(element, self._file)
        self._grids += 1
        grid = make_grid(f"table:{self._grids}", None, texts, areas)
        self.blocks.append(grid)


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _nested(table: Any) -> Iterator[Any]:
    descendants: Iterator[Any] = table.iter(_TBL)
    next(descendants)
    return descendants


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == _TR:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == _TC:
            yield child
        elif child.tag in _WRAPPERS or child.tag == _TR:
            yield from _cells(child)


def _resolved(table: Any, file: str) -> tuple[list[list[str]], list[Area]]:
    """Texts of a full rectangle, and the merged areas: spans to the right, and `vMerge` chains downwards."""
    texts: list[list[str]] = []
    areas: list[Area] = []
    open_chains: dict[tuple[int, int], Area] = {}  # by first column and width, as a chain keeps both
    for row, element in enumerate(_rows(table)):
        line: list[str] = [""] * _number(element, "w:trPr/w:gridBefore")
        chains: dict[tuple[int, int], Area] = {}
        for cell in _cells(element):
            left = len(line)
            width = max(1, min(_number(cell, "w:tcPr/w:gridSpan") or 1, _MAX_COLUMNS - left))
            if left >= _MAX_COLUMNS:
                break
            vertical = cell.find("w:tcPr/w:vMerge", cell.nsmap)
            continues = vertical is not None and vertical.get(qn("w:val"), "continue") == "continue"
            above = open_chains.get((left, width)) if continues else None
            if above is not None:
                chains[left, width] = (above[0], left, row, left + width - 1)
                line += [""] * width
                continue
            if vertical is not None:
                chains[left, width] = (row, left, row, left + width - 1)
            elif width > 1:
                areas.append((row, left, row, left + width - 1))
            line += [_cell_text(cell), *[""] * (width - 1)]
        areas += [area for key, area in open_chains.items() if key not in chains or chains[key][0] != area[0]]
        open_chains = chains
        texts.append(line)
        check_size(row + 1, len(line), file)
    areas += open_chains.values()
    return texts, areas


def _number(element: Any, path: str) -> int:
    found = element.find(path, element.nsmap)
    text = "" if found is None else found.get(qn("w:val"), "")
    return min(int(text), _MAX_COLUMNS) if text.isascii() and text.isdigit() else 0


def _cell_text(cell: Any) -> str:
    return lines("\n".join(_text(paragraph) for paragraph in cell.iter(_P)))


def _text(element: Any) -> str:
    """The text that is seen: runs joined as they are, breaks as line ends, deletions and field codes left out."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag not in _UNSEEN:
            yield from _pieces(child)
