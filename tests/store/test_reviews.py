"""Steps of reviews on each database: who may do what, two at once, nothing changed or deleted, days as they were."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError

from analytics.desk import Lead, Sighting, claim, findings_of, fold, release, reopen, review_steps, settle, trace
from analytics.errors import RunAborted
from models.tables import ReviewStep
from models.vocabulary import Finding, ReviewAct, ReviewReason
from tests.store.conftest import Office, day

LEAD = Lead("f1", "C01", "g", "0123456789abcdef", ("m1",))
NOT_HELD = (Finding.NOT_HELD, ReviewReason.LAWFUL)


@dataclass
class Reviewer:
    """Somebody who looks at a lead as the store has it now, and does something about it."""

    office: Office
    who: str

    def sees(self, lead: Lead = LEAD) -> Sighting:
        (traced,) = trace([lead], fold(review_steps(self.office.engine))).values()
        return Sighting(traced, "r1", "1", day(1))

    def claims(self, on: int = 2, seen: Sighting | None = None) -> None:
        claim(self.office.engine, seen or self.sees(), who=self.who, now=day(on))

    def releases(self, note: str = "") -> None:
        release(self.office.engine, self.sees(), who=self.who, now=day(3), note=note)

    def settles(self, *found: Any, on: int = 3, note: str = "") -> None:
        settle(self.office.engine, self.sees(), *(found or NOT_HELD), who=self.who, now=day(on), note=note)

    def reopens(self, note: str = "新材料") -> None:
        reopen(self.office.engine, self.sees(), who=self.who, now=day(4), note=note)


@pytest.fixture
def qiao(office: Office) -> Reviewer:
    return Reviewer(office, "乔")


@pytest.fixture
def lin(office: Office) -> Reviewer:
    return Reviewer(office, "林")


def acts(office: Office) -> list[tuple[int, str, str]]:
    return [(row["number"], row["act"], row["who"]) for row in review_steps(office.engine, LEAD.facts)]


def refused(code: str) -> Any:
    return pytest.raises(RunAborted, check=lambda error: error.message.code == code)


def test_the_path_of_a_lead_is_kept_step_by_step(office: Office, qiao: Reviewer) -> None:
    qiao.claims()
    qiao.settles(note="批复在卷")
    qiao.reopens()
    assert acts(office) == [(1, "claimed", "乔"), (2, "settled", "乔"), (3, "reopened", "乔")]
    settled = review_steps(office.engine, LEAD.facts)[1]
    assert (settled["outcome"], settled["reason"], settled["note"]) == ("not_held", "lawful", "批复在卷")
    assert (settled["recorded_at"], settled["raised_at"], settled["marks"]) == (day(3), day(1), ["m1"])


def test_a_lead_that_another_has_is_neither_claimed_nor_settled_nor_reopened(
    office: Office, qiao: Reviewer, lin: Reviewer
) -> None:
    qiao.claims()
    for attempt in (lin.claims, lin.settles, lin.reopens):
        with refused("review-claimed-by") as error:
            attempt()
        assert "乔" in str(error.value)
    assert acts(office) == [(1, "claimed", "乔")]


def test_one_who_left_is_relieved_of_a_lead_with_a_note(office: Office, qiao: Reviewer, lin: Reviewer) -> None:
    qiao.claims()
    with refused("review-note-missing"):
        lin.releases()
    lin.releases(note="乔已调离")
    lin.claims()
    assert acts(office)[-1] == (3, "claimed", "林")


def test_what_is_settled_is_reopened_before_it_is_settled_otherwise(qiao: Reviewer, lin: Reviewer) -> None:
    qiao.settles()
    for attempt in (lin.claims, lin.settles):
        with refused("review-settled-already"):
            attempt()
    with refused("review-note-missing"):
        lin.reopens(note=" ")
    lin.reopens()
    lin.settles(Finding.HELD, ReviewReason.RECORDS)


def test_nothing_to_give_back_and_nothing_to_reopen(qiao: Reviewer) -> None:
    for attempt, code in ((qiao.releases, "review-not-claimed"), (qiao.reopens, "review-not-settled")):
        with refused(code):
            attempt()
    qiao.claims()
    qiao.releases()
    for attempt, code in ((qiao.releases, "review-not-claimed"), (qiao.reopens, "review-not-settled")):
        with refused(code):
            attempt()


def test_a_name_and_a_fitting_reason_are_asked_for(office: Office, qiao: Reviewer) -> None:
    with refused("decision-without-name"):
        Reviewer(office, "  ").claims()
    with refused("review-reason-unfit"):
        qiao.settles(Finding.HELD, ReviewReason.LAWFUL)
    with refused("review-note-missing"):
        qiao.settles(Finding.HELD, ReviewReason.OTHER)
    assert acts(office) == []


UNFIT = {"a null": "批复\x00在卷", "an order to the terminal": "\x1b[2K", "half a character": "批复\ud800"}


@pytest.mark.parametrize("case", UNFIT)
def test_a_text_that_cannot_be_kept_is_refused(office: Office, qiao: Reviewer, case: str) -> None:
    with refused("review-text-unfit"):
        qiao.settles(note=UNFIT[case])
    with refused("review-text-unfit"):
        Reviewer(office, UNFIT[case]).claims()
    assert acts(office) == []


def test_a_note_has_an_end_and_may_have_lines(office: Office, qiao: Reviewer) -> None:
    with refused("review-text-too-long"):
        qiao.settles(note="长" * 2001)
    qiao.settles(note="第一行\n第二行e\u0301")
    (kept,) = review_steps(office.engine)
    assert kept["note"] == "第一行\n第二行é"


def test_of_two_who_saw_a_free_lead_one_has_it(office: Office, qiao: Reviewer, lin: Reviewer) -> None:
    free = qiao.sees()
    told: list[str] = []

    def take(reviewer: Reviewer) -> None:
        try:
            reviewer.claims(seen=free)
        except RunAborted as error:
            told.append(error.message.code)

    both = [threading.Thread(target=take, args=(reviewer,)) for reviewer in (qiao, lin)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert told == ["review-claimed-by"]
    assert [number for number, _, _ in acts(office)] == [1]


def test_identity_numbers_in_notes_are_masked_before_they_are_kept(office: Office, qiao: Reviewer) -> None:
    qiao.settles(note="问过某甲，身份证43990319800101001X")
    (kept,) = review_steps(office.engine)
    assert "43990319800101001X" not in kept["note"]
    assert "439903********001X" in kept["note"]
    assert b"43990319800101001X" not in office.bytes_written()


@pytest.mark.parametrize("statement", [update(ReviewStep).values(who="别人"), delete(ReviewStep)])
def test_the_store_itself_refuses_to_change_or_delete_a_step(office: Office, qiao: Reviewer, statement: Any) -> None:
    qiao.claims()
    with pytest.raises(DatabaseError, match="never changed or deleted"), office.engine.begin() as connection:
        connection.execute(statement)
    assert acts(office) == [(1, "claimed", "乔")]


def test_two_steps_of_one_number_are_refused(office: Office, qiao: Reviewer) -> None:
    qiao.claims()
    (row,) = review_steps(office.engine)
    with pytest.raises(DatabaseError), office.engine.begin() as connection:
        connection.execute(insert(ReviewStep).values(**row | {"id": "0" * 32}))


def test_an_analysis_of_an_earlier_day_knows_the_findings_of_that_day(office: Office, qiao: Reviewer) -> None:
    qiao.settles(Finding.HELD, ReviewReason.RECORDS, on=3)
    qiao.reopens()
    qiao.settles(Finding.IN_PART, ReviewReason.SMALLER, on=5)
    found = [findings_of(view, [LEAD]).by_flag for view in office.views(2, 3, 4, 5)]
    assert found == [{}, {"f1": Finding.HELD}, {}, {"f1": Finding.IN_PART}]


def test_a_finding_about_other_facts_is_marked_as_changed(office: Office, qiao: Reviewer) -> None:
    qiao.settles(Finding.HELD, ReviewReason.RECORDS)
    view = office.view(3)
    assert findings_of(view, [LEAD]).changed == frozenset()
    assert findings_of(view, [replace(LEAD, facts="f" * 16)]).changed == {"f1"}


def test_a_claim_alone_is_no_finding(office: Office, qiao: Reviewer) -> None:
    qiao.claims()
    assert findings_of(office.view(3), [LEAD]).by_flag == {}
    assert [ReviewAct(row["act"]) for row in office.view(3).rows("review_step")] == [ReviewAct.CLAIMED]
