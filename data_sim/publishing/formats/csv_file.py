"""csv: what an export button gives: a heading, rows, merged cells left blank, in GB18030 or UTF-8 with a mark.

Flows in: a publication and a style. Flows out: a text file. Title and lines stand before the heading.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from data_sim.publishing.document import Body, Publication
from data_sim.publishing.formats.layout import lay_out
from data_sim.publishing.style import Style


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the text file."""
    bodies: list[Body | None] = []
    rows = 0
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for block in publication.blocks:
        if isinstance(block, str):
            writer.writerow([style.wrote(block)])
            rows += 1
            continue
        grid = lay_out(block, style, in_table=False)
        covered = grid.covered()
        writer.writerow([style.wrote(block.caption or publication.title)])
        line = [style.wrote(text) for text in (block.left, block.right) if text]
        if line:
            writer.writerow(line)
        rows += 1 + bool(line)
        bodies.append(Body.at("sheet:csv", rows + grid.heading + 1))
        rows += len(grid.rows) + len(block.notes)
        for r, row in enumerate(grid.rows):
            writer.writerow(["" if (r, c) in covered else cell.text for c, cell in enumerate(row)])
        for note in block.notes:
            writer.writerow([style.wrote(note)])
    mark = b"" if style.encoding == "gb18030" else b"\xef\xbb\xbf"
    path.write_bytes(mark + out.getvalue().encode(style.encoding, "strict"))
    return bodies
