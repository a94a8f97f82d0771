"""Attention against schemes that no rule names: seen, at the head, and what must not count."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation.attention import AttentionFigures, attention_figures, head, pooled
from models.truth import Difficulty, Due, PlantKind, Right
from tests.evaluation.test_figures import SHA, plant, truth

POSTS = {f"post{number}": 0 for number in range(40)}
CALM = {**POSTS, "post1": 400}  # one post of forty has attention


def unnamed(row: int, kind: PlantKind = PlantKind.HIT, knowable: Right = Right.FLAG, **changes: Any) -> Any:
    happened = Right.FLAG if kind is PlantKind.HIT else Right.PASSED
    right = Due(happened=happened, knowable=knowable)
    return plant(row, kind, id=f"u-{row}", scheme="fast_lane", owed=(), right=right, **changes)


def sign(row: int, post: str | None = "post1", pattern: str = "U05", document: str = SHA) -> dict[str, Any]:
    return {
        "pattern": pattern,
        "post_id": post,
        "evidence": [{"table": "matter_act", "id": f"r{row}", "document": document, "locator": f"sheet:csv!R{row}C5"}],
    }


def measured(plants: list[Any], signs: list[dict[str, Any]], attention: dict[str, int] = CALM) -> AttentionFigures:
    return attention_figures(truth(*plants), signs, attention, POSTS)


CASES: dict[str, tuple[list[Any], list[dict[str, Any]], dict[str, int], tuple[int, int]]] = {
    "a sign on a decisive row, at a post of the head, finds the scheme": ([unnamed(5)], [sign(5)], CALM, (1, 1)),
    "a sign on another row sees nothing, though its post is at the head": ([unnamed(5)], [sign(6)], CALM, (0, 0)),
    "a sign on the same row of another document sees nothing": (
        [unnamed(5)], [sign(5, document="b" * 64)], CALM, (0, 0),
    ),
    "a sign at a post that is not at the head sees, and does not find": (
        [unnamed(5)], [sign(5, "post2")], CALM, (1, 0),
    ),
    "a sign of a unit as a whole has no post to be at the head": ([unnamed(5)], [sign(5, None)], CALM, (1, 0)),
    "posts that tie are let in only together: two have room among forty": (
        [unnamed(5)], [sign(5)], {**CALM, "post2": 400}, (1, 1),
    ),
    "posts that tie are let in only together: three have no room": (
        [unnamed(5)], [sign(5)], {**CALM, "post2": 400, "post3": 400}, (1, 0),
    ),
    "a scheme that a rule names is none of these": ([plant(5)], [sign(5)], CALM, (0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_seen_and_what_is_found(case: str) -> None:
    plants, signs, attention, expected = CASES[case]
    told = measured(plants, signs, attention).as_document()["hit"]
    assert (told["seen"], told["head"]) == expected


def test_near_misses_and_decoys_are_counted_apart_and_hidden_hits_are_named() -> None:
    plants = [unnamed(5), unnamed(6, PlantKind.NEAR_MISS, Right.PASSED), unnamed(7, knowable=Right.CANNOT_ASSESS)]
    told = measured(plants, [sign(5), sign(6)]).as_document()
    assert told["hit"] == {"cases": 2, "hidden": 1, "seen": 1, "head": 1, "head_by_flags": 0, "share": "0.5000"}
    assert (told["near_miss"]["cases"], told["near_miss"]["hidden"], told["near_miss"]["head"]) == (1, 0, 1)
    assert told["decoy"]["share"] is None
    assert told["by_difficulty"]["easy"]["cases"] == 2


def test_what_flags_alone_would_have_put_at_the_head_stands_beside() -> None:
    found = attention_figures(truth(unnamed(5)), [sign(5)], CALM, {**POSTS, "post1": 100})
    assert [(case.is_head, case.by_flags) for case in found.cases] == [(True, True)]


def test_cities_are_added_up() -> None:
    one = measured([unnamed(5, difficulty=Difficulty.HARD)], [sign(5)])
    both = pooled([one, one])
    assert (both.posts, both.noticed, both.signs, len(both.of(PlantKind.HIT))) == (80, 2, 2, 2)
    assert len(both.of(PlantKind.HIT, "fast_lane", Difficulty.HARD)) == 2
    assert both.of(PlantKind.HIT, "fast_lane", Difficulty.EASY) == []


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5), max_size=60), st.fractions(0, 1))
def test_the_head_never_takes_more_room_than_it_has_nor_a_post_without_attention(
    attention: dict[str, int], share: Fraction
) -> None:
    found = head(attention, share)
    assert len(found) <= len(attention) * share
    assert all(attention[post] > 0 for post in found)
    rest = [points for post, points in attention.items() if post not in found]
    assert not found or min(attention[post] for post in found) > max(rest, default=-1)
