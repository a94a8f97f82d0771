"""An assessment as data: one JSON document, or a zip of CSV files, one for each sheet.

Flows in: an assessment. Flows out: a file that is the same, byte for byte, for the same assessment. No cell of a CSV is
run by a spreadsheet; amounts and points are exact decimal text.
"""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.exports.assessment import Assessment
from analytics.exports.grounds import FORMAT
from analytics.exports.sheets import Cell, Sheet
from analytics.release import csv_bytes
from models.money import plain

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can name


def write_json(assessment: Assessment, path: Path) -> None:
    """Write the assessment as one JSON document."""
    path.write_text(json.dumps(document(assessment), ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_csv(assessment: Assessment, path: Path) -> None:
    """Write the assessment as a zip of CSV files; their columns bear keys, which are the same in both languages."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, sheet in enumerate(assessment.sheets, start=1):
            entry = zipfile.ZipInfo(f"{number:02d}-{sheet.key}.csv", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, _csv(sheet))
    path.write_bytes(buffer.getvalue())


def document(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain values: whole numbers as numbers, decimals as exact text."""
    return {
        "format": FORMAT,
        "run": assessment.run,
        "snapshot": assessment.snapshot,
        "as_of": assessment.as_of,
        "language": assessment.language.value,
        "sha256": assessment.sha256,
        "sheets": {
            sheet.key: {
                "title": sheet.title(assessment.language),
                "about": sheet.about(assessment.language),
                "columns": {column.key: column.heading(assessment.language) for column in sheet.columns},
                "rows": [_record(sheet, row) for row in sheet.rows],
            }
            for sheet in assessment.sheets
        },
    }


def _record(sheet: Sheet, row: tuple[Cell, ...]) -> dict[str, Any]:
    cells = (plain(cell) if isinstance(cell, Decimal) else cell for cell in row)
    return dict(zip((column.key for column in sheet.columns), cells, strict=True))


def _csv(sheet: Sheet) -> bytes:
    return csv_bytes([column.key for column in sheet.columns], [_record(sheet, row) for row in sheet.rows])
