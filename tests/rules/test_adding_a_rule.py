"""The page for newcomers is right: what it says to put into files is a rule that answers its cases, and a scheme."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from analytics.rules import Outcome, Rule
from analytics.rules.cases import CaseKind, load_cases
from analytics.rules.parameters import Parameters
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Scheme
from data_sim.world import World
from models.language import Language, places, sentences
from models.truth import Difficulty, PlantKind

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "adding-a-rule.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^## \d[^\n]*`([\w./]+)`\n.*?^```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
RULE, SCHEME = "analytics/rules/f11_round_sums.py", "data_sim/schemes/round_sums.py"


def made(path: str, kind: type) -> object:
    """What the code of the page defines, as a thing of its kind."""
    module = ModuleType("example")
    exec(compile(BLOCKS[path], path, "exec"), module.__dict__)
    (found,) = (
        one for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, kind) and one not in (Rule, Scheme, OneFact)
    )  # fmt: skip
    return found()


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Rule:
    for code, texts in tomllib.loads(BLOCKS["analytics/rules/messages.toml"]).items():
        assert set(texts) == set(Language) and places(texts["zh"]) == places(texts["en"])
        monkeypatch.setitem(sentences(), code, texts)
    rule = made(RULE, Rule)
    assert isinstance(rule, Rule)
    return rule


def test_the_rule_of_the_page_answers_the_cases_of_the_page(example: Rule, tmp_path: Path) -> None:
    (tmp_path / f"{example.code}.yaml").write_text(BLOCKS["tests/rules/cases/F11.yaml"], "utf-8")
    cases = load_cases(example.code, tmp_path)
    assert {case.kind for case in cases} >= {"hit", "near_miss", "boundary", "cannot_assess"}
    for case in cases:
        view = case.view()
        answers = list(example.evaluate(view, Parameters(example.parameters)))
        assert case.differences(view, answers) == [], case.name
        assert all(answer.sentence.say(language) for answer in answers for language in Language)
        assert (case.kind is CaseKind.HIT) == any(answer.outcome is Outcome.FLAG for answer in answers)


def test_the_scheme_of_the_page_plants_a_hit_and_a_near_miss(village: World) -> None:
    scheme = made(SCHEME, Scheme)
    assert isinstance(scheme, OneFact)
    ground, dice = Ground(village), np.random.default_rng(1)
    planted = {kind: scheme.plant(ground, dice, kind, Difficulty.EASY) for kind in scheme.kinds}
    for kind, case in planted.items():
        items = village["items"]
        amounts = items["amount"][items["batch"] == case.rows[0].at]
        assert len(amounts) >= 2
        assert int((amounts % 1_000_000 != 0).sum()) == (kind is PlantKind.NEAR_MISS)


@pytest.mark.parametrize("path", [RULE, SCHEME])
def test_the_code_of_the_page_is_in_the_style_of_the_house(path: str) -> None:
    for command in (("check",), ("format", "--check")):
        run = subprocess.run(
            [Path(sys.executable).with_name("ruff"), *command, "--stdin-filename", path, "-"],
            input=BLOCKS[path].encode(), cwd=PROJECT, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()


def test_what_the_page_points_at_is_there() -> None:
    named = set(re.findall(r"`((?:analytics|data_sim|docs|models|tests)/[\w./-]+\.\w+)`", PAGE))
    new = {"tests/rules/cases/F11.yaml", RULE, SCHEME}
    assert new <= named
    assert [path for path in sorted(named - new) if not (PROJECT / path).exists()] == []
