"""What a flag states, apart from how it is said: rows and thresholds change facts, words, files and days do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.desk import is_drawn, leads_of
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.snapshot import View
from models.language import Message
from models.vocabulary import Confidence, Drawn, Severity

ROW = {"id": "1" * 32, "document_id": "d" * 64, "locator": "sheet:1!R2", "content_hash": "c" * 64, "name": "某甲"}
FLAG = Answer(
    rule="P02",
    outcome=Outcome.FLAG,
    subject_type="post",
    subject_id="post:1",
    sentence=Message("scoring-attention-none", {"matters": "0"}),
    level=Severity.MEDIUM,
    unit_id="org:1",
    post_id="post:1",
    value="2000",
    threshold="1826",
    unit="acts",
    confidence=Confidence.HIGH,
    evidence=(Evidence("tenure", ROW["id"], ROW["document_id"], ROW["locator"]),),
)


def lead(answer: Answer = FLAG, **row: Any) -> Any:
    (found,) = leads_of(View.from_rows({"tenure": [ROW | row]}, as_of=date(2026, 3, 1)), [answer])
    return found


MOVED = {"id": "2" * 32, "document_id": "e" * 64, "locator": "sheet:1!R9"}
SAME = {
    "said in other words": (replace(FLAG, sentence=Message("scoring-attention-none", {"matters": "1"})), {}),
    "handed in again in another file, at another place": (
        replace(FLAG, evidence=(Evidence("tenure", MOVED["id"], MOVED["document_id"], MOVED["locator"]),)),
        MOVED,
    ),
}
OTHER = {
    "the row says something else": (FLAG, {"post": "出纳岗"}),
    "another value": (replace(FLAG, value="2001"), {}),
    "another threshold": (replace(FLAG, threshold="1000"), {}),
    "graver": (replace(FLAG, level=Severity.HIGH), {}),
    "surer": (replace(FLAG, confidence=Confidence.MEDIUM), {}),
    "a row more": (replace(FLAG, evidence=(*FLAG.evidence, Evidence("post_step", "3" * 32, "d" * 64, "x"))), {}),
}


@pytest.mark.parametrize("case", SAME)
def test_the_facts_are_the_same(case: str) -> None:
    answer, row = SAME[case]
    assert (lead(answer, **row).facts, lead(answer, **row).ground) == (lead().facts, lead().ground)


@pytest.mark.parametrize("case", OTHER)
def test_the_facts_are_others_on_the_same_ground(case: str) -> None:
    answer, row = OTHER[case]
    assert lead(answer, **row).facts != lead().facts
    assert lead(answer, **row).ground == lead().ground


def test_an_item_is_the_same_in_another_file_of_the_same_notice() -> None:
    def facts(document: str, notice: str, amount: int) -> str:
        item = {"id": notice[::-1], "document_id": document, "notice_id": notice, "label": "某村", "amount_fen": amount}
        rows = (Evidence("fund_item", item["id"], document, "sheet:1!R2"),)
        view = View.from_rows({"fund_item": [item]}, as_of=date(2026, 3, 1))
        return leads_of(view, [replace(FLAG, evidence=rows)])[0].facts

    first = facts("d" * 64, "1" * 31 + "a", 100)
    assert facts("e" * 64, "2" * 31 + "b", 100) == first
    assert facts("e" * 64, "2" * 31 + "b", 101) != first


def test_days_that_go_by_are_no_new_fact() -> None:
    late = replace(FLAG, unit="days")
    assert lead(late).facts == lead(replace(late, value="2031")).facts


def test_another_post_is_another_ground() -> None:
    assert lead(replace(FLAG, post_id="post:2", subject_id="post:2")).ground != lead().ground


def test_only_flags_are_leads() -> None:
    view = View.from_rows({}, as_of=date(2026, 3, 1))
    assert leads_of(view, [replace(FLAG, outcome=Outcome.PASS)]) == []


def test_a_flag_without_rows_has_no_marks_and_still_its_facts() -> None:
    bare = lead(replace(FLAG, evidence=()))
    assert bare.marks == ()
    assert bare.facts not in {"", lead().facts}


def test_chance_draws_one_lead_in_twenty() -> None:
    drawn = sum(is_drawn(f"{number:016x}") is Drawn.AT_RANDOM for number in range(20_000))
    assert 850 < drawn < 1150  # 1000 expected, five standard deviations of 31 on either side
