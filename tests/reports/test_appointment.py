"""The check before an appointment as people get it: rows in their language, what speaks against it first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analytics.reports.appointment import appointment_rows, post_names
from analytics.snapshot import View
from models.language import Language
from tests.rules.test_before_appointment import BUREAU, OTHER, PLAN, check, tables


@pytest.mark.parametrize("language", Language)
def test_the_conflict_comes_first_and_rests_on_rows_of_record_only(language: Language) -> None:
    rows = appointment_rows(check(), language).new_post.to_dict("records")
    assert [(row["rule"], row["outcome_code"]) for row in rows] == [("C04", "conflict"), ("C03", "clear")]
    assert set(rows[0]["proof"]) == {("tenure", "t1"), ("declared_tie", "k1")}
    assert rows[0]["outcome"] == {Language.ZH: "■ 存在冲突", Language.EN: "■ conflict"}[language]
    assert rows[0]["sentence"] == check().conflicts[0].sentence.say(language)


def test_answers_that_say_the_same_are_one_row_with_their_number() -> None:
    found = check()
    rows = appointment_rows(replace(found, new_post=found.new_post * 2), Language.ZH).new_post
    assert list(rows["count"]) == [2, 2]
    assert not rows.duplicated(["rule", "outcome_code", "sentence"]).any()


def test_a_register_that_is_not_held_is_told_as_unknown_and_never_as_clear() -> None:
    only = [{"id": "tenure_register", "kind": "tenure_register", "status": "accepted", "publisher": BUREAU}]
    rows = appointment_rows(check(document=only), Language.EN).new_post
    assert set(rows["outcome_code"]) == {"unknown"} and set(rows["outcome"]) == {"▨ cannot be told"}


def test_a_post_held_too_long_is_due_for_rotation_and_no_conflict_of_the_new_one() -> None:
    held = tables()["tenure"]
    held[2] = held[2] | {"since": date(2010, 3, 1), "is_key": True}
    shown = appointment_rows(check(tenure=held), Language.ZH)
    assert set(shown.present_posts["rule"]) == {"P02"}
    assert set(shown.present_posts["outcome"]) == {"◆ 到期应轮岗"}


def test_a_clear_post_has_no_conflict_and_no_restriction() -> None:
    shown = appointment_rows(check(replace(PLAN, post="文书岗", duty="none", is_leader=False)), Language.ZH)
    assert "conflict" not in set(shown.new_post["outcome_code"]) and shown.restrictions.empty


def test_a_restriction_tells_its_last_day_and_its_row() -> None:
    left = {"id": "x1", "name": "石逢时", "id_hash": "h3", "unit_name": OTHER, "is_leader": False,
            "exit_date": date(2024, 6, 30)}  # fmt: skip
    shown = appointment_rows(check(restriction=[left]), Language.ZH).restrictions
    assert list(shown["proof"]) == [(("restriction", "x1"),)]
    assert list(shown["last_day"]) == ["2026-06-30"]


def test_posts_are_named_once_for_each_unit() -> None:
    assert post_names(View.from_rows(tables(), as_of=PLAN.on)) == {
        OTHER: ["文书岗"], BUREAU: ["出纳岗", "局长岗", "财务负责人"],
    }  # fmt: skip
