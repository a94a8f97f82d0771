"""The forms in which an assessment leaves: a workbook, a zip of CSV files, a JSON document.

Flows in: an assessment and a place. Flows out: a file that is there whole or not at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from analytics.exports.assessment import Assessment
from analytics.exports.packed import write_csv, write_json
from analytics.exports.workbook import write_workbook


class Form(StrEnum):
    """A form of an assessment."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends; the CSV files of an assessment are one zip."""
        return ".zip" if self is Form.CSV else f".{self}"


_WRITERS: dict[Form, Callable[[Assessment, Path], None]] = {
    Form.XLSX: write_workbook,
    Form.CSV: write_csv,
    Form.JSON: write_json,
}


def write_assessment(assessment: Assessment, form: Form, path: Path) -> None:
    """Write an assessment beside its place and move it there once it is whole.

    Raises RunAborted when a sheet is longer than a workbook allows; OSError when the folder cannot be written to.
    """
    with tempfile.TemporaryDirectory(prefix=".assessment-", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        _WRITERS[form](assessment, draft)
        draft.replace(path)
