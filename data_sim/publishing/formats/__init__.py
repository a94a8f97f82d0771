"""The file formats: each writes any publication in any style, the same bytes every time.

Flows in: a publication, a style, a path. Flows out: the file. One module each; the door is `write`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from data_sim.publishing.document import Body, Publication, Written
from data_sim.publishing.formats import csv_file, docx_file, html_page, pdf_file, xls_book, xlsx_book
from data_sim.publishing.style import Format, Style

__all__ = ["write"]

_WRITERS: Final[dict[Format, Callable[[Publication, Style, Path], list[Body | None]]]] = {
    Format.XLSX: xlsx_book.write,
    Format.XLS: xls_book.write,
    Format.DOCX: docx_file.write,
    Format.PDF: pdf_file.write,
    Format.HTML: html_page.write,
    Format.CSV: csv_file.write,
}


def write(publication: Publication, style: Style, path: Path) -> Written:
    """Write a publication in the format of the style; the ending of the path becomes that of the format."""
    path = path.with_name(f"{path.name}.{style.format}")
    path.parent.mkdir(parents=True, exist_ok=True)
    return Written(path, tuple(_WRITERS[style.format](publication, style, path)))
