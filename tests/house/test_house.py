"""The house stands: import arrows, catalogues in both languages, no sentence without its twin."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.language import Language, places, sentences

PROJECT = Path(__file__).parents[2]
PACKAGES = ("models", "analytics", "app_streamlit", "data_sim")


def test_the_import_arrows_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Contracts: 4 kept, 0 broken" in run.stdout


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_sentence_says_the_same_in_both_languages(code: str) -> None:
    texts = sentences()[code]
    assert set(texts) == {"zh", "en"}
    assert places(texts["zh"]) == places(texts["en"])
    assert all(text.strip() for text in texts.values())
    bare = re.sub(r"{\w+}", "", texts["zh"])
    assert re.search(r"[\u4e00-\u9fff]", bare) or not re.search(r"[A-Za-z]{4}", bare)


def test_every_code_that_the_program_says_is_in_a_catalogue() -> None:
    spoken = set()
    pattern = re.compile(
        r'(?:Message|FileRejected|RunAborted|\.say|\bsay|\.warn|\.reject|_reject)\(\s*(?:[\w.]+,\s*)?"([a-z0-9]+(?:-[a-z0-9]+)+)"'
    )
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            spoken |= set(pattern.findall(path.read_text("utf-8")))
    assert spoken, "the pattern finds nothing"
    assert spoken <= set(sentences())


def test_every_module_says_what_it_is_for() -> None:
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            text = path.read_text("utf-8").lstrip()
            assert text.startswith(('"""', 'r"""')), path


def test_both_languages_are_known() -> None:
    assert [language.value for language in Language] == ["zh", "en"]
