"""Who is flagged more often: what counts where, groups fixed by what is there, exact intervals, and when nothing can be
told."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from analytics.cli import main
from analytics.evaluation.fairness import (
    Quarter,
    Share,
    Verdict,
    measure_fairness,
    name_class,
    pooled,
    quarters,
    unfounded,
)
from analytics.evaluation.groups import Attribute, CityGroups, Counted
from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.settings import Settings
from analytics.snapshot import View, open_view, seal
from benchmarks import fairness as measurement
from data_sim.simulation import Order, simulate
from models.language import Message
from models.truth import City, Difficulty, Owed, Place, Plant, PlantKind, Right, Truth, read_truth, write_truth

# --- groups -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.none() | st.integers(0, 5) | st.fractions(0, 1), max_size=40))
def test_everything_has_one_group_and_more_is_never_in_a_lower_one(values: list[int | Fraction | None]) -> None:
    named = {str(n): value for n, value in enumerate(values)}
    found = quarters(named)
    assert found.keys() == named.keys()
    assert all((found[thing] == Quarter.UNKNOWN) is (value is None) for thing, value in named.items())
    known = sorted((value, found[thing]) for thing, value in named.items() if value is not None)
    assert [group for _, group in known] == sorted(group for _, group in known)
    assert all(len({group for other, group in known if other == value}) == 1 for value, _ in known)


@given(st.sets(st.integers(), min_size=4, max_size=60))
def test_different_values_make_quarters_of_one_size(values: set[int]) -> None:
    found = list(quarters({str(value): value for value in values}).values())
    sizes = [found.count(str(n)) for n in range(1, 5)]
    assert max(sizes) - min(sizes) <= 1


# --- ratios -----------------------------------------------------------------------------------------------------------


def share(flags: int, expected: int | str, things: int = 100) -> Share:
    return Share(Counted.UNIT, Attribute.STAFF, "1", things, flags, Fraction(expected))


# Exact limits of a Poisson count, 95 %: E. S. Pearson and H. O. Hartley, Biometrika Tables for Statisticians, table 40.
GARWOOD = {0: (0.0, 3.69), 1: (0.0253, 5.57), 2: (0.242, 7.22), 5: (1.62, 11.67), 10: (4.80, 18.39), 30: (20.24, 42.83)}


@pytest.mark.parametrize("flags", GARWOOD)
def test_the_interval_is_the_exact_one_of_a_poisson_count(flags: int) -> None:
    interval = share(flags, 1).interval
    assert interval == pytest.approx(GARWOOD[flags], abs=0.006)


VERDICTS = {
    "twice as many flags as expected, and many": (share(60, 30), Verdict.ABOVE),
    "twice as many flags as expected, but few": (share(4, 2), Verdict.OPEN),
    "exactly one and a half times, however many": (share(3000, 2000), Verdict.OPEN),
    "as many as expected, and many": (share(100, 100), Verdict.WITHIN),
    "as many as expected, but few": (share(5, 5), Verdict.OPEN),
    "no flag where ten are expected": (share(0, 10), Verdict.WITHIN),
    "no flag where one is expected": (share(0, 1), Verdict.OPEN),
    "nothing expected": (share(0, 0, things=0), Verdict.NONE),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_needs_both_the_ratio_and_the_interval(name: str) -> None:
    found, verdict = VERDICTS[name]
    assert found.verdict is verdict


def test_a_ratio_of_nothing_is_none_and_never_one() -> None:
    row = share(0, 0, things=0).as_row()
    assert [row[name] for name in ("ratio", "low", "high")] == [None] * 3


def test_cities_are_pooled_by_what_is_expected_in_each() -> None:
    """A high rate and few small units in one city, a low rate and many in another: in each they fare like the mean."""
    high = [share(8, 8, 10), Share(Counted.UNIT, Attribute.STAFF, "4", 90, 72, Fraction(72))]
    low = [share(9, 9, 90), Share(Counted.UNIT, Attribute.STAFF, "4", 10, 1, Fraction(1))]
    assert [found.ratio for found in pooled([high, low])] == [1, 1]


# --- what a flag counts for -------------------------------------------------------------------------------------------

WATER, SCHOOL, FIRM = "岚汀市水利局", "岚汀市第一小学", "岚汀恒岳建设有限公司"
_DOCUMENT = {"document_id": "sha", "locator": "sheet:csv!R2"}


def number(n: int) -> dict[str, Any]:
    return {"id_hash": f"h{n}", "id_mask": f"439903********{n:04d}"}


def act(n: int, actor: str, by: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"a{n}", "matter_number": f"M{n}", "unit_name": WATER, "post": "审核岗", "step_name": "审核",
        "actor_name": actor, "actor_id_hash": f"h{by}", "party_name": FIRM,
        "party_code": "91439903MA00000P12",
    } | _DOCUMENT | changes  # fmt: skip


TABLES: dict[str, list[dict[str, Any]]] = {
    "document": [{"id": "sha", "kind": "matter_log", "status": "accepted"}],
    "budget_unit": [
        {"id": "u1", "name": WATER, "sector": "organ"} | _DOCUMENT,
        {"id": "u2", "name": SCHOOL, "sector": "school"} | _DOCUMENT,
    ],
    "staffing": [
        {"id": "s1", "unit_name": WATER, "fiscal_year": 2024, "actual": 200} | _DOCUMENT,
        {"id": "s2", "unit_name": WATER, "fiscal_year": 2025, "actual": 40} | _DOCUMENT,
        {"id": "s3", "unit_name": SCHOOL, "fiscal_year": 2025, "authorised": 90} | _DOCUMENT,
    ],
    "tenure": [
        {"id": "t1", "name": "苗予航", "unit_name": WATER, "post": "审核岗"} | number(1) | _DOCUMENT,
        {"id": "t2", "name": "令狐岚", "unit_name": WATER, "post": "会计"} | number(2) | _DOCUMENT,
    ],
    "matter_act": [
        act(1, "苗予航", 1),
        act(2, "苗予航", 1),
        act(3, "令狐岚", 2, party_name="濮阳樵", party_code=None, party_id_hash="h5"),
        act(4, "令狐岚", 2, matter_number="M3", step_name="决定"),
    ],
    "benefit": [
        {"id": "b1", "scheme": "最低生活保障", "person": "濮阳樵", "township": "青禾镇"} | number(5) | _DOCUMENT,
        {"id": "b2", "scheme": "最低生活保障", "person": "苗予航", "township": "青禾镇"} | number(6) | _DOCUMENT,
    ],
    "firm": [{"id": "f1", "name": FIRM, "code": "91439903MA00000P12", "address": "青禾镇白石村3组"} | _DOCUMENT],
    "village": [{"id": "v1", "township": "青禾镇", "village": "白石村"} | _DOCUMENT],
}  # fmt: skip


@pytest.fixture(scope="module")
def view() -> View:
    return View.from_rows(TABLES, as_of=date(2026, 6, 30))


def about(view: View, *rows: tuple[str, str], rule: str = "C01", unit: str | None = WATER, **changes: Any) -> Answer:
    """A flag that rests on rows."""
    ids = {name: key for key, name in view.unit_names.items()}
    values: dict[str, Any] = {
        "rule": rule, "outcome": Outcome.FLAG, "subject_type": "unit", "subject_id": "x",
        "sentence": Message("rules-not-held", {"register": "x"}), "unit_id": None if unit is None else ids[unit],
        "evidence": tuple(Evidence(table, row, "sha", "sheet:csv!R2") for table, row in rows),
    }  # fmt: skip
    return Answer(**(values | changes))


def counts(view: View, *answers: Answer) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    """By way of counting and attribute: things and flags of each group."""
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for one in measure_fairness(view, answers):
        found.setdefault((str(one.counted), str(one.attribute)), {})[one.group] = (one.things, one.flags)
    return found


def flagged(view: View, *answers: Answer) -> set[str]:
    """The ways of counting in which some group has a flag."""
    return {counted for (counted, _), groups in counts(view, *answers).items() if any(n for _, n in groups.values())}


COUNTS_FOR: dict[str, tuple[list[tuple[str, str]], set[str]]] = {
    "acts in a matter of a firm count by matter and handling": ([("matter_act", "a1")], {"matter", "handling"}),
    "acts in a matter of a person count by its party as well": (
        [("matter_act", "a3"), ("tenure", "t2")],
        {"matter", "handling", "party"},
    ),
    "a payee beside an official counts by persons paid": (
        [("benefit", "b1"), ("tenure", "t1")],
        {"payee", "unit", "answer"},
    ),
    "an official alone counts by officials": ([("tenure", "t1")], {"official", "unit", "answer"}),
    "a figure of a unit counts by units": ([("staffing", "s1")], {"unit", "answer"}),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS_FOR)
def test_a_flag_counts_by_what_it_rests_on(name: str, view: View) -> None:
    rows, counted = COUNTS_FOR[name]
    assert flagged(view, about(view, *rows)) == counted


def test_a_flag_without_unit_and_rows_counts_nowhere(view: View) -> None:
    assert flagged(view, about(view, unit=None)) == set()


def test_other_outcomes_are_no_flags(view: View) -> None:
    assert flagged(view, about(view, ("tenure", "t1"), outcome=Outcome.CANNOT_ASSESS)) == set()


def test_a_flag_on_many_acts_counts_once(view: View) -> None:
    found = counts(view, about(view, ("matter_act", "a3"), ("matter_act", "a4"), ("matter_act", "a1")))
    assert found["matter", "sector"] == {"organ": (3, 1)}
    assert sum(flags for _, flags in found["handling", "name"].values()) == 1


def test_a_rule_that_flags_a_unit_year_after_year_counts_once(view: View) -> None:
    twice = [about(view, ("staffing", "s1"), subject_id=year) for year in ("2024", "2025")]
    found = counts(view, *twice, about(view, ("staffing", "s1"), rule="B04"))
    assert found["unit", "sector"] == {"organ": (1, 2), "school": (1, 0)}
    assert found["answer", "sector"] == {"organ": (3, 3)}


def test_staff_is_that_of_the_newest_register_and_authorised_where_nobody_counted(view: View) -> None:
    found = counts(view, about(view, ("staffing", "s2")))
    assert found["unit", "staff"] == {"1": (1, 1), "3": (1, 0)}
    assert found["unit", "sector"] == {"organ": (1, 1), "school": (1, 0)}


def test_a_unit_that_lies_in_no_town_is_not_put_into_one_nor_into_the_mean(view: View) -> None:
    [share] = [
        one
        for one in measure_fairness(view, [about(view, ("staffing", "s1"))])
        if (one.counted, one.attribute) == (Counted.UNIT, Attribute.CLAN)
    ]
    assert (share.group, share.things, share.flags, share.expected) == (Quarter.UNKNOWN, 2, 1, 0)


def test_a_unit_outside_the_roster_that_is_named_after_a_village_is_one() -> None:
    """The committee of 白石村 stands in no roster; of another unit without a row nothing is known."""
    posts = [
        {"id": f"t{n}", "name": "苗予航", "unit_name": unit, "post": "会计"} | _DOCUMENT
        for n, unit in enumerate(("青禾镇白石村村民委员会", "岚汀市水利局"))
    ]
    groups = CityGroups(View.from_rows({"tenure": posts, "village": TABLES["village"]}, as_of=date(2026, 6, 30)))
    sectors = groups.population(Counted.UNIT).values[Attribute.SECTOR]
    assert sorted(map(str, sectors.values())) == ["None", "village"]


NAMES = {0: "unique", 1: "unique", 2: "shared", 3: "shared", 4: "common", 900: "common"}


@pytest.mark.parametrize("bearers", NAMES)
def test_classes_of_names_are_fixed(bearers: int) -> None:
    assert name_class(bearers) == NAMES[bearers]


def test_the_town_of_a_matter_is_that_of_its_party(view: View) -> None:
    assert counts(view, about(view, ("matter_act", "a1")))["matter", "clan"] == {"1": (3, 1)}


def test_a_name_is_as_common_as_the_persons_known_by_number_who_bear_it(view: View) -> None:
    """Two persons are called 苗予航, one in office and one on aid."""
    assert counts(view, about(view, ("tenure", "t1")))["official", "name"] == {"unique": (1, 0), "shared": (1, 1)}


def test_a_unit_that_is_asked_more_often_is_not_flagged_more_often(view: View) -> None:
    """Half of the answers are flags: by units the bureau has three times those of the school, by answers as many."""
    asked = [
        about(view, ("staffing", "s1"), unit=unit, outcome=outcome, rule=rule)
        for unit, rules in ((WATER, ("B01", "B02", "B04")), (SCHOOL, ("B01",)))
        for rule in rules
        for outcome in (Outcome.FLAG, Outcome.PASS)
    ]
    ratios = {(s.counted, s.group): s.ratio for s in measure_fairness(view, asked) if s.attribute is Attribute.SECTOR}
    assert (ratios[Counted.UNIT, "organ"], ratios[Counted.UNIT, "school"]) == (Fraction(3, 2), Fraction(1, 2))
    assert (ratios[Counted.ANSWER, "organ"], ratios[Counted.ANSWER, "school"]) == (1, 1)


def test_each_rule_is_compared_at_its_own_rate(view: View) -> None:
    """A rule that mostly flags and is asked of schools alone does not make schools suspect."""
    asked = [about(view, rule="L06", unit=SCHOOL), about(view, rule="D01", outcome=Outcome.PASS)]
    ratios = {s.group: s.ratio for s in measure_fairness(view, asked) if s.counted is Counted.ANSWER}
    assert ratios["school"] == 1


@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(["a1", "a2", "a3", "t1", "t2", "b1", "b2", "s1"]), max_size=8))
def test_expected_flags_add_up_to_the_flags(view: View, rows: list[str]) -> None:
    tables = {"a": "matter_act", "t": "tenure", "b": "benefit", "s": "staffing"}
    shares = measure_fairness(view, [about(view, (tables[row[0]], row)) for row in rows])
    for key in {(one.counted, one.attribute) for one in shares}:
        groups = [one for one in shares if (one.counted, one.attribute) == key and one.group != Quarter.UNKNOWN]
        assert sum(one.expected for one in groups) == sum(one.flags for one in groups)


# --- with the truth ---------------------------------------------------------------------------------------------------

CITY = City(
    scale="village", seed=1, as_of=date(2025, 12, 31), difficulty=Decimal(0), prevalence=Decimal(0), dirt=Decimal(1),
    matters=3, decisions=3, persons=9, firms=1,
)  # fmt: skip


DOCS = Path(__file__).parents[2] / "docs"
FILES = {"registers/matter_act.csv": "sha"}
NATURAL = Plant(
    id="not_recused-natural-0", scheme="not_recused", kind=PlantKind.NATURAL, difficulty=Difficulty.EASY,
    owed=(Owed(rule="C01", happened=Right.FLAG, knowable=Right.CANNOT_ASSESS),),
    rows=(Place(file="registers/matter_act.csv", part="sheet:csv", row=2),), why_zh="表弟", why_en="a cousin",
)  # fmt: skip
# Tenths of which the group is known, where fewer than nine: county organs lie in no town; villages have no staffing.
LEAST_KNOWN = {
    **dict.fromkeys(((of, Attribute.STAFF) for of in (Counted.UNIT, Counted.ANSWER)), 6),
    **dict.fromkeys(((of, Attribute.CLAN) for of in (Counted.UNIT, Counted.ANSWER)), 4),
    (Counted.MATTER, Attribute.CLAN): 8,
}


def test_a_flag_on_facts_that_the_city_holds_by_itself_is_founded(view: View) -> None:
    truth = Truth(city=CITY, files=FILES, plants=(NATURAL,))
    founded, other = about(view, ("matter_act", "a1")), about(view, ("matter_act", "a1"), rule="P04")
    passed = about(view, ("matter_act", "a1"), outcome=Outcome.PASS)
    assert unfounded(truth, [founded, other, passed]) == [other, passed]


def asked(
    view: View, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, *plants: Plant
) -> Any:
    """What the command says about a run of one flag, as JSON."""
    run = SimpleNamespace(id="r1", view=view, answers=(about(view, ("matter_act", "a1")),), has_reviews=False, signs=())
    for name in ("attention_of_posts", "attention_by_flags"):
        monkeypatch.setattr(f"analytics.commands.evaluation.{name}", lambda _: {})
    monkeypatch.setattr("analytics.commands.evaluation.load_run", lambda *_: run)
    monkeypatch.setenv("SUNLEDGER_HOME", str(folder / "var"))
    truth = folder / "truth.json"
    write_truth(truth, Truth(city=CITY, files=FILES, plants=plants))
    monkeypatch.setattr("sys.argv", ["sunledger", "evaluate", "--truth", str(truth), "--fairness", "--json"])
    with suppress(SystemExit):
        main()
    return json.loads(capsys.readouterr().out)


def test_the_command_tells_the_shares_of_an_innocent_city(
    view: View, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = asked(view, monkeypatch, capsys, tmp_path)["fairness"]
    by_sector = [row for row in rows if (row["counted"], row["attribute"]) == ("matter", "sector")]
    assert [[row[name] for name in ("group", "things", "flags", "ratio")] for row in by_sector] == [
        ["organ", 3, 1, "1.0000"]
    ]


def test_the_command_refuses_a_city_in_which_cases_are_planted(
    view: View, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = asked(view, monkeypatch, capsys, tmp_path, NATURAL.model_copy(update={"kind": PlantKind.NEAR_MISS}))
    assert told["error"]["code"] == "evaluation-fairness-planted"


def test_everything_in_an_innocent_village_has_its_groups(
    engine: Engine, keys: Keys, installation: Settings, tmp_path: Path
) -> None:
    simulate(Order("village", 51, tmp_path / "city", prevalence=Decimal(0), publications=False))
    ingest(engine, Originals(installation.home, keys), keys, [tmp_path / "city" / "registers"], datetime.now(UTC))
    groups = CityGroups(open_view(seal(engine, installation.home).path))
    told = read_truth(tmp_path / "city" / "truth.json").city
    assert len(groups.population(Counted.MATTER).things) == told.matters
    for counted in Counted:
        for attribute, values in groups.population(counted).values.items():
            known = sum(value is not None for value in values.values())
            assert known * 10 >= len(values) * LEAST_KNOWN.get((counted, attribute), 9), (counted, attribute)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_figures_are_written_between_their_marks_and_what_stands_around_stays(view: View, tmp_path: Path) -> None:
    shares = measure_fairness(view, [about(view, ("tenure", "t1"))])
    city = measurement.City(51, 3, shares, Counter(P02=1), Counter())
    (tmp_path / "fairness.md").write_text(DOCS.joinpath("fairness.md").read_text("utf-8"), "utf-8")
    page, *pictures = measurement.write_figures([city, city], tmp_path)
    text, held = page.read_text("utf-8"), DOCS.joinpath("fairness.md").read_text("utf-8")
    assert text.split(measurement.BEGIN)[0] == held.split(measurement.BEGIN)[0]
    assert text.split(measurement.END)[1] == held.split(measurement.END)[1]
    assert "| P02 long tenure | 2 | 0 | 2 | 1, 1 |" in text
    assert re.findall(r"images/(fairness-\w+\.svg)", held) == [picture.name for picture in pictures]
