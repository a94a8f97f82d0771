"""The committed pages of the catalogue are those the rules and their cases make."""

from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.rules import describe, rules, write_catalogue
from analytics.rules.cases import load_cases

PAGES = Path(__file__).parents[2] / "docs" / "rules"
FIXED_FORM = (
    "Method", "Worked example", "Why it is a red flag", "Source", "Output", "Settings", "Exclusions", "Assumptions",
    "Innocent explanations", "Demonstration",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages written into a folder that already holds a page of a rule that is gone."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "en").mkdir()
    (folder / "en" / "Z01.md").write_text("old", "utf-8")
    write_catalogue(folder)
    return folder


def test_committed_pages_equal_the_generated_ones(written: Path) -> None:
    generated = {path.relative_to(written): path.read_text("utf-8") for path in written.rglob("*.md")}
    committed = {path.relative_to(PAGES): path.read_text("utf-8") for path in PAGES.rglob("*.md")}
    assert committed.keys() == generated.keys(), "run `sunledger rules docs`"
    different = [str(path) for path, text in generated.items() if committed[path] != text]
    assert different == [], "run `sunledger rules docs`"


def test_every_page_has_the_fixed_form(written: Path) -> None:
    for rule in rules():
        page = (written / "en" / f"{rule.code}.md").read_text("utf-8")
        assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(FIXED_FORM)


def test_a_page_shows_the_numbers_of_its_case(written: Path) -> None:
    page = (written / "zh" / "D07.md").read_text("utf-8")
    assert "2025-03-07" in page and "数值 5 天、阈值 7 天" in page


def test_pages_of_rules_that_are_gone_are_removed(written: Path) -> None:
    assert not (written / "en" / "Z01.md").exists()


def test_a_missing_case_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunAborted, match="D07"):
        load_cases("D07", tmp_path)


def test_a_case_with_a_floating_amount_is_refused(tmp_path: Path) -> None:
    text = (
        "cases:\n- {name: n, kind: hit, as_of: 2025-01-01, expect: [],"
        " given: {programme_budget: [{programme: 甲, amount: 1.5}]}}\n"
    )
    (tmp_path / "F10.yaml").write_text(text, "utf-8")
    with pytest.raises(RunAborted, match=r"1\.5"):
        load_cases("F10", tmp_path)[0].view()


def test_a_rule_is_described_with_its_parameters() -> None:
    described = {d["code"]: d for d in map(describe, rules())}
    assert described["F10"]["parameters"][0]["values"] == [{"from": "2008-05-01", "value": "2"}]
    assert described["C01"]["kin_set"] == "K74"
