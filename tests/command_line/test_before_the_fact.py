"""The checks before the fact at the command line: what can name nobody is refused, not answered with "may act"."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MATTER = ("recusal-check", "--unit", "岚汀市水利局", "--power", "取水许可", "--json")
POST = ("appointment-check", "--name", "石逢时", "--unit", "岚汀市水利局", "--post", "出纳岗", "--json")


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ((*MATTER, "--applicant", "  "), ""),
        ((*MATTER, "--applicant", "岚汀恒岳建设有限公司", "--code", "91439903MA00"), ""),
        ((*MATTER, "--applicant", "柳如眉", "--ask-number"), "4399031985\n"),
        ((*POST, "--ask-number"), "43990319850101001Y\n"),
    ],
)
def test_a_blank_applicant_and_a_code_or_number_cut_short_are_wrong_usage(
    arguments: tuple[str, ...], typed: str, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from analytics.cli import main; main()", *arguments],
        env=os.environ | {"SUNLEDGER_HOME": str(tmp_path / "var")},
        input=typed.encode(), capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert (run.returncode, list(json.loads(run.stdout))) == (2, ["error"])
    assert not typed or typed.strip() not in run.stdout.decode() + run.stderr.decode()
