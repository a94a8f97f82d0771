"""docx: notices and tables as a word processor saves them.

Flows in: a publication and a style. Flows out: a document. Styles and settings are those of python-docx's template, saved
once for each process; the body is written as text, because adding cells one by one takes a hundred times as long.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import docx

from data_sim.publishing.document import Body, Publication, Table
from data_sim.publishing.formats.layout import Grid, lay_out
from data_sim.publishing.style import Style

_ARCHIVED: Final = (2025, 1, 1, 0, 0, 0)
_LEVEL: Final = 1  # the template is most of a short document
_BODY: Final = "word/document.xml"
_CORE: Final = "docProps/core.xml"
_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the document."""
    parts = dict(_template())
    parts[_BODY] = _document(publication, style).encode()
    parts[_CORE] = _properties(publication).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ARCHIVED)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, _LEVEL)
    return [
        Body.at(f"table:{number}", lay_out(table, style).heading + 1)
        for number, table in enumerate(publication.tables, start=1)
    ]


@cache
def _template() -> tuple[tuple[str, bytes], ...]:
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def _document(publication: Publication, style: Style) -> str:
    parts = [_paragraph(publication.title, "center", bold=True)]
    for block in publication.blocks:
        if isinstance(block, str):
            parts.append(_paragraph(style.wrote(block)))
        else:
            parts += _table(block, style)
    if publication.published is not None:
        day = publication.published
        parts += [
            _paragraph(publication.unit, "right"),
            _paragraph(f"{day.year}年{day.month}月{day.day}日", "right"),
        ]
    body = "".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_NAMESPACE}"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )


def _paragraph(text: str, align: str = "", bold: bool = False) -> str:
    about = f'<w:pPr><w:jc w:val="{align}"/></w:pPr>' if align else ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{about}<w:r>{look}{lines}</w:r></w:p>"


def _table(table: Table, style: Style) -> list[str]:
    grid = lay_out(table, style)
    parts = []
    if table.caption:
        parts.append(_paragraph(style.wrote(table.caption), "center", bold=True))
    line = [
        style.wrote(text) for text in (table.left, "" if grid.heading > len(table.heading) else table.right) if text
    ]
    if line:
        parts.append(_paragraph("　　　　".join(line)))
    columns = "<w:gridCol/>" * grid.width
    parts.append(
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"{_rows(grid)}</w:tbl>"
    )
    parts += [_paragraph(style.wrote(note)) for note in table.notes]
    return parts


def _rows(grid: Grid) -> str:
    spans = {(a, b): (z, y) for a, b, z, y in grid.spans}
    below = {
        (row, left): (left, right) for top, left, bottom, right in grid.spans for row in range(top + 1, bottom + 1)
    }
    lines = []
    for r, row in enumerate(grid.rows):
        cells, c = [], 0
        while c < len(row):
            bottom, right = spans.get((r, c), (r, c))
            about = ""
            text = row[c].text
            if (r, c) in below:
                right = below[r, c][1]
                about, text = "<w:vMerge/>", ""
            elif bottom > r:
                about = '<w:vMerge w:val="restart"/>'
            if right > c:
                about = f'<w:gridSpan w:val="{right - c + 1}"/>' + about
            cells.append(f"<w:tc><w:tcPr>{about}</w:tcPr>{_paragraph(text, bold=r < grid.heading)}</w:tc>")
            c = right + 1
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return "".join(lines)


def _properties(publication: Publication) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(publication.title)}</dc:title><dc:creator>{escape(publication.unit)}</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2025-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
