"""The workbook in an office suite that is not ours: LibreOffice opens it, and every cell is what we wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import load_workbook

from analytics.exports import Assessment, Form, write_assessment

SUITE = shutil.which("soffice")


@pytest.fixture(scope="module")
def suite() -> str:
    if SUITE is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing; install the package libreoffice-calc-nogui")
        pytest.skip("soffice is missing; install the package libreoffice-calc-nogui to open workbooks with it")
    return SUITE


def test_libreoffice_opens_the_workbook_and_finds_in_every_cell_what_was_written(
    assessment: Assessment, suite: str, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "assessment.xlsx", tmp_path / "opened" / "assessment.ods"
    write_assessment(assessment, Form.XLSX, ours)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [suite, "--headless", profile, "--convert-to", "ods", "--outdir", str(theirs.parent), str(ours)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    written, opened = load_workbook(str(ours)), load_workbook(str(theirs))
    assert opened.sheet_names == written.sheet_names
    for name in written.sheet_names:
        sheets = [book.get_sheet_by_name(name).to_python() for book in (written, opened)]
        assert sheets[0], name
        assert sheets[0] == sheets[1], name
