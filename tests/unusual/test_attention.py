"""Signs ask for attention and for nothing else: they add to it, each on its own, and move no level."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.reports import load_run, save_run
from analytics.reports.runs import SIGNS
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import CellScore, Source, flag_id, points, risk_points
from analytics.scoring.attention import of_signs
from analytics.snapshot import View
from analytics.unusual import Place, Sign, patterns
from models.language import Language, Message
from models.vocabulary import Confidence, Finding, Severity

QUICK = settings(max_examples=6, deadline=None)  # each example scores an office twice
UNIT, DAY = "岚汀市林业局", date(2025, 12, 31)
STEPS = [
    {"unit_name": UNIT, "post": post, "power": "采伐许可", "step_no": n, "step_name": name, "grade": grade}
    for n, (post, name, grade) in enumerate(
        (("核验岗", "核验", "LOW"), ("核验岗", "复核", None), ("审批岗", "审批", "HIGH"))
    )
]
VIEW = View.from_rows({"post_step": STEPS}, as_of=DAY)
BARE = {cell.step: cell for cell in risk_points(VIEW, [])}
POSTS = {cell.post: cell.post_id for cell in BARE.values()}
AT = {step: Place(cell.unit_id, cell.post_id, cell.step_id) for step, cell in BARE.items()}
PLACES = [
    *AT.values(),
    *(dataclasses.replace(place, step_id=None) for place in AT.values()),
    Place(BARE["核验"].unit_id),
    Place(None),
    Place(BARE["核验"].unit_id, "post:elsewhere", "step:elsewhere"),
]


@st.composite
def a_sign(draw: st.DrawFn) -> Sign:
    number = draw(st.integers(1, 50))
    one = draw(st.sampled_from(patterns()))
    return Sign(
        pattern=one.code,
        place=draw(st.sampled_from(PLACES)),
        severity=draw(st.sampled_from(list(Severity))),
        confidence=draw(st.sampled_from(list(Confidence))),
        observed=number,
        among=number + draw(st.integers(0, 9)),
        expected="0.5",
        p=draw(st.sampled_from([None, "0.001", "1E-9"])),
        q=draw(st.sampled_from([None, "0.01"])),
        tests=draw(st.integers(1, 9)),
        sentence=Message("sign-u01", {"observed": str(number), "among": "9", "expected": "0.5", "tests": "9"}),
        evidence=(Evidence("matter_act", f"m{number}", "d1", f"sheet:1!R{number}"),),
    )


SIGNS_SEEN = st.lists(a_sign(), max_size=8)


def flag_at(step: str) -> Answer:
    cell = BARE[step]
    return Answer(
        rule="C01",
        outcome=Outcome.FLAG,
        subject_type="step",
        subject_id=cell.step_id or "",
        sentence=Message("scoring-attention-none", {"matters": "0"}),
        level=Severity.HIGH,
        confidence=Confidence.HIGH,
        step_id=cell.step_id,
        evidence=(Evidence("matter_act", "m1", "d1", "sheet:1!R1"),),
    )


def scored(signs: list[Sign], **more: Any) -> dict[str | None, CellScore]:
    return {cell.step: cell for cell in risk_points(VIEW, [flag_at("审批")], signs=signs, **more)}


# --- attention -------------------------------------------------------------------------------------------------------


@QUICK
@given(SIGNS_SEEN, SIGNS_SEEN)
def test_more_signs_never_lower_the_attention_of_a_step_and_never_change_its_level(
    some: list[Sign], more: list[Sign]
) -> None:
    few, many = scored(some), scored(some + more)
    for step, cell in many.items():
        assert cell.attention >= few[step].attention
        assert (cell.level, cell.inherent, cell.parts) == (few[step].level, few[step].inherent, few[step].parts)
        assert cell.flags == few[step].flags


@QUICK
@given(SIGNS_SEEN)
def test_contributions_with_signs_add_up_to_the_attention_each_once(signs: list[Sign]) -> None:
    alone, cells = scored([]), scored(signs)
    for step, cell in cells.items():
        assert cell.attention == sum(part.points for part in cell.contributions)
        assert len({(part.source, part.flag) for part in cell.contributions}) == len(cell.contributions)
        own = [part for part in cell.contributions if part.source is Source.SIGN]
        assert cell.attention == alone[step].attention + sum(part.points for part in own)
    told = {sign.id: sign for sign in signs}
    shown = [part.flag for cell in cells.values() for part in cell.contributions if part.source is Source.SIGN]
    assert len(shown) == len(set(shown)), "a sign counts at two steps"
    here = {name for name, one in told.items() if one.place.post_id in POSTS.values()}
    assert set(shown) == here


@given(st.lists(a_sign(), max_size=8))
def test_signs_weigh_by_severity_and_certainty_whatever_the_volume(signs: list[Sign]) -> None:
    for part in of_signs(signs):
        assert part.points == points(Severity(part.severity), Confidence(part.confidence)) > 0
        assert part.matters == 0
    assert of_signs(signs) == of_signs([*reversed(signs), *signs])


@pytest.mark.parametrize("finding", list(Finding))
def test_a_review_of_a_lead_leaves_the_signs_as_they_are(finding: Finding) -> None:
    sign = dataclasses.replace(EXAMPLE, place=AT["审批"])
    cell = scored([sign], reviews={flag_id(flag_at("审批")): finding})["审批"]
    assert [part.flag for part in cell.contributions if part.source is Source.SIGN] == [sign.id]


def test_a_sign_of_a_post_stands_at_its_first_step_and_one_of_a_unit_at_none() -> None:
    post = dataclasses.replace(EXAMPLE, place=dataclasses.replace(AT["复核"], step_id=None))
    unit = dataclasses.replace(EXAMPLE, place=Place(AT["复核"].unit_id))
    cells = scored([post, unit])
    assert {step: cell.attention - scored([])[step].attention for step, cell in cells.items()} == {
        "核验": 400, "复核": 0, "审批": 0,
    }  # fmt: skip


# --- a run on disk ---------------------------------------------------------------------------------------------------

EXAMPLE = Sign(
    pattern="U01",
    place=AT["核验"],
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    observed=6,
    among=26,
    expected="1.81395",
    p="0.000489689",
    q=None,
    tests=81,
    sentence=Message("sign-u01", {"observed": "6", "among": "26", "expected": "1.81395", "tests": "81"}),
    evidence=(Evidence("matter_act", "m1", "d1", "sheet:1!R1"), Evidence("matter_act", "m2", "d1", "sheet:1!R2")),
)
FACTS = {"run": "r1", "started_at": "2026-03-01T02:00:00+00:00", "snapshot": "s1", "as_of": "2025-12-31"}


@QUICK
@given(SIGNS_SEEN)
def test_the_row_of_a_sign_survives_parquet(signs: list[Sign]) -> None:
    rows = [{"sign": sign.id, **sign.as_row()} for sign in signs]
    assert all(list(row) == SIGNS.names for row in rows)
    assert pa.Table.from_pylist(rows, schema=SIGNS).to_pylist() == rows


def test_a_run_gives_back_the_signs_it_was_saved_with(tmp_path: Path) -> None:
    others = [dataclasses.replace(EXAMPLE, place=place, p=None) for place in PLACES[4:7]]
    save_run(tmp_path, FACTS, [], [], signs=[EXAMPLE, *others])
    assert load_run(tmp_path).signs == tuple({"sign": one.id, **one.as_row()} for one in (EXAMPLE, *others))
    stored = pq.read_schema(tmp_path / "runs" / "r1" / "signs.parquet")
    assert stored.names == SIGNS.names


def test_the_name_of_a_sign_is_that_of_all_it_says() -> None:
    names = {EXAMPLE.id}
    for change in ({"observed": 7}, {"q": "0.03"}, {"place": AT["复核"]}, {"evidence": EXAMPLE.evidence[:1]}):
        names.add(dataclasses.replace(EXAMPLE, **change).id)
    assert len(names) == 5
    assert json.dumps(EXAMPLE.as_row())  # plain values
    for language in Language:
        assert EXAMPLE.as_row()[f"sentence_{language}"] == EXAMPLE.sentence.say(language)
