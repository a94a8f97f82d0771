"""Notices of text and tables, rendered into each file format that offices publish them in.

Flows in: a notice, whose blocks are paragraphs (texts) and tables (lists of rows). Flows out: a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol

import docx
import pytest

from tests.reading import rendering

Block = str | list[list[str]]


class Notice(Protocol):
    """What is rendered."""

    @property
    def title(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


def as_html(folder: Path, layout: Notice) -> Path:
    body = [f"<h3>{escape(layout.title)}</h3>"]
    body += [f"<p>{escape(b)}</p>" if isinstance(b, str) else rendering.html_table(b) for b in layout.blocks]
    path = folder / "notice.html"
    path.write_text(rendering.html_page("".join(body), layout.title), "utf-8")
    return path


def as_docx(folder: Path, layout: Notice) -> Path:
    document = docx.Document()
    document.add_heading(layout.title, 0)
    for block in layout.blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(map(len, block)))
        for i, row in enumerate(block):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
    path = folder / "notice.docx"
    document.save(str(path))
    return path


def rows_of(layout: Notice) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    rows: list[list[str]] = [[layout.title]]
    for block in layout.blocks:
        rows += [[block]] if isinstance(block, str) else block
    width = max(6, *(len(row) for row in rows))
    merged = [(i, 0, i, width - 1) for i, row in enumerate(rows) if len(row) == 1]
    return [row + [""] * (width - len(row)) for row in rows], merged


def as_xlsx(folder: Path, layout: Notice) -> Path:
    return rendering.to_xlsx(folder / "notice.xlsx", *rows_of(layout))


def as_xls(folder: Path, layout: Notice) -> Path:
    return rendering.to_xls(folder / "notice.xls", *rows_of(layout))


def as_csv(folder: Path, layout: Notice) -> Path:
    return rendering.to_csv(folder / "notice.csv", *rows_of(layout))


Render = Callable[[Path, Notice], Path]
FORMATS: list[Render] = [as_html, as_docx, as_xlsx, as_xls, as_csv]


def in_formats(notices: Sequence[Any]) -> list[Any]:
    """Every notice as a page and in one further format, so that all formats come round and the tests stay short."""
    return [
        pytest.param(notice, render, id=f"{notice.name}-{render.__name__}")
        for number, notice in enumerate(notices)
        for render in (as_html, FORMATS[1 + number % (len(FORMATS) - 1)])
    ]
