"""Values an office set: read by day, replayed as they were known, and what a rule says because of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rules import rule, run_rules
from analytics.rules.parameters import Parameter
from analytics.rules.threshold_changes import fold_changes, office_parameters, same_person, unfit
from analytics.snapshot import View

UNIT, REGISTER = "岚汀市水利局", "a" * 64


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 10, tzinfo=UTC)


def change(number: int, value: str, first_day: date, confirmed: int | None = 3, **other: Any) -> list[dict[str, Any]]:
    """The steps of a change that was proposed on the 2nd of March 2026, and confirmed later, if ever."""
    first = {"id": f"{number}a", "change": number, "number": 1, "act": "proposed", "who": "乔", "recorded_at": at(2),
             "rule": "P02", "parameter": "years", "value": value, "first_day": first_day, "why": "轮不开",
             "basis": None} | other  # fmt: skip
    blank = dict.fromkeys(("rule", "parameter", "value", "first_day", "why", "basis"))
    second = first | blank | {"id": f"{number}b", "number": 2, "act": "confirmed", "who": "林"}
    return [first] if confirmed is None else [first, second | {"recorded_at": at(confirmed)}]


def view(steps: list[dict[str, Any]], as_of: date, *since: date) -> View:
    """Holders of a key post since some days, with the steps of changes as the store would keep them."""
    document = {"id": REGISTER, "file_name": "任职.xlsx", "media": "xlsx", "size": 1, "kind": "tenure_register"}
    tenures = [
        {"id": f"t{number}", "document_id": REGISTER, "locator": f"sheet:1!R{number}", "unit_name": UNIT,
         "name": f"某甲{number}", "id_hash": f"h{number}", "post": f"出纳岗{number}", "is_key": True, "since": day}
        for number, day in enumerate(since)
    ]  # fmt: skip
    rows = {"document": [document | {"status": "accepted"}], "tenure": tenures, "threshold_change": steps}
    return View.from_rows(rows, as_of=as_of)


def flagged(steps: list[dict[str, Any]], as_of: date) -> list[str]:
    """The sentences of P02 about one who has held a post for nearly seven years."""
    answers = run_rules(view(steps, as_of, date(2019, 6, 1)), ["P02"]).answers
    return [answer.sentence.say("en") for answer in answers if answer.outcome == "flag"]


SPELLINGS = {
    "the same name": ("乔", "乔", True),
    "with blanks": ("乔 安", " 乔\u3000安 ", True),
    "with a blank that has no width": ("乔安", "乔\u200b安", True),
    "in full width": ("Qiao", "Ｑｉａｏ", True),
    "in capitals": ("qiao", "QIAO", True),
    "with accents written apart": ("é", "e\u0301", True),
    "with dots": ("J. Qiao", "j qiao", True),
    "with the dot of a name of a minority": ("阿依·古丽", "阿依•古丽", True),
    "with an accent and without": ("José", "Jose", True),
    "with a sign that chooses a shape": ("乔安", "乔\ufe00安", True),
    "with a sign that joins and shows nothing": ("qiao", "qi\u034fao", True),
    "with a letter that shows nothing": ("乔安", "乔安\u3164", True),
    "with Cyrillic letters": ("Cao", "С\u0430о", True),
    "with Greek letters, in capitals": ("kai", "ΚΑΙ", True),
    "in the long form": ("乔国", "喬國", True),
    "in Cyrillic, in capitals": ("Вова", "ВОВА", True),
    "another name in Cyrillic": ("Вова", "Вера", False),
    "another name": ("乔", "林", False),
    "a longer name": ("乔", "乔安", False),
    "a name with a number": ("王伟1", "王伟2", False),
}


@pytest.mark.parametrize("case", SPELLINGS)
def test_one_person_is_known_however_written(case: str) -> None:
    one, other, is_one = SPELLINGS[case]
    assert same_person(one, other) is same_person(other, one) is is_one


def test_a_rule_reads_the_value_in_force_on_its_day_and_says_it() -> None:
    steps = change(1, "8", date(2026, 3, 10))
    assert "5" in flagged(steps, date(2026, 3, 9))[0]
    assert flagged(steps, date(2026, 3, 10)) == []


def test_an_earlier_day_knows_nothing_of_a_later_confirmation() -> None:
    steps = change(1, "8", date(2025, 1, 1), confirmed=4, basis="岚办发〔2024〕7号")
    assert len(flagged(steps, date(2026, 3, 3))) == 1
    assert flagged(steps, date(2026, 3, 4)) == []


def test_what_is_only_proposed_changes_nothing() -> None:
    assert len(flagged(change(1, "8", date(2026, 3, 10), confirmed=None), date(2026, 3, 31))) == 1


def test_a_rule_says_which_changes_it_read_and_not_those_of_other_days() -> None:
    steps = [*change(1, "8", date(2026, 3, 10)), *change(2, "9", date(2026, 4, 1))]
    for as_of, used in ((date(2026, 3, 9), {}), (date(2026, 3, 31), {"P02": (1,)}), (date(2026, 4, 1), {"P02": (2,)})):
        assert run_rules(view(steps, as_of, date(2019, 6, 1)), ["P02"]).changes == used


def test_a_value_that_is_tried_stands_in_place_of_the_offices_too() -> None:
    known = view(change(1, "8", date(2026, 3, 10)), date(2026, 3, 31), date(2019, 6, 1))
    tried = run_rules(known, ["P02"], {"P02": {"years": 5}})
    assert [str(answer.outcome) for answer in tried.answers] == ["flag"]
    assert tried.changes == {}


def test_a_matter_of_no_known_day_is_judged_by_the_value_of_today_and_not_of_some_later_day() -> None:
    bids = [
        {"id": f"b{number}", "purchase_number": "P1", "lot": "1", "bidder": firm, "legal_representative": "钟离策"}
        for number, firm in enumerate(("岚汀恒岳科技有限公司", "岚汀正和仪器有限公司"))
    ]
    heads = [
        {"id": f"o{number}", "firm": bid["bidder"], "person": "钟离策", "id_hash": "k1", "role": "legal_representative"}
        for number, bid in enumerate(bids)
    ]
    register = {"file_name": "登记.xlsx", "media": "xlsx", "size": 1, "status": "accepted"}
    documents = [register | {"id": kind, "kind": kind} for kind in ("bid_register", "firm_registration")]
    steps = change(1, "2", date(2026, 4, 1), rule="V06", parameter="bidders")
    rows = {"bid": [bid | {"document_id": "bid_register", "locator": bid["id"]} for bid in bids],
            "firm_officer": [head | {"document_id": "firm_registration", "locator": head["id"]} for head in heads],
            "document": documents, "threshold_change": steps}  # fmt: skip
    for as_of, flags in ((date(2026, 3, 31), 1), (date(2026, 4, 1), 0)):
        answers = run_rules(View.from_rows(rows, as_of=as_of), ["V06"]).answers
        assert [str(answer.outcome) for answer in answers].count("flag") == flags


def test_a_payment_in_the_name_of_somebody_who_died_under_a_stricter_value_is_not_passed_over() -> None:
    register = {"file_name": "登记.xlsx", "media": "xlsx", "size": 1, "status": "accepted"}
    place = {"document_id": "payment", "locator": "sheet:1!R2", "payer": UNIT, "payee": "石见川", "programme": "低保"}
    death = {"id": "d1", "document_id": "death_register", "locator": "sheet:1!R2", "person": "石见川"}
    rows = {
        "document": [register | {"id": kind, "kind": kind} for kind in ("payment", "death_register")],
        "death": [death | {"died_on": date(2025, 1, 10)}],
        "payment": [place | {"id": "p1", "amount_fen": 60000, "benefit_month": date(2025, 6, 1)}],
        "threshold_change": change(1, "12", date(2026, 3, 10), rule="F02", parameter="months"),
    }
    for as_of in (date(2026, 3, 9), date(2026, 3, 31)):
        answers = run_rules(View.from_rows(rows, as_of=as_of), ["F02"]).answers
        assert [answer.sentence.code for answer in answers] == ["rule-f02-same-name"]


FORGED = {
    "by who proposed it": {"who": "乔\u3000"},
    "on a day after its first": {"recorded_at": at(11)},
    "by an act that is none": {"act": "approved"},
    "by a second proposal": {"act": "proposed"},
    "of what was never proposed": {"number": 0},
}


@pytest.mark.parametrize("case", FORGED)
def test_a_step_that_was_not_allowed_puts_nothing_in_force(case: str) -> None:
    first, second = change(1, "8", date(2026, 3, 10))
    (years, _) = office_parameters(rule("P02"), fold_changes([first, second | FORGED[case]]))
    assert years.on(date(2026, 3, 31)) == 5


UNFIT: dict[str, dict[str, Any]] = {
    "a rule that is gone": {"rule": "Q99"},
    "a parameter that is gone": {"parameter": "decades"},
    "a value no longer allowed": {"value": "101"},
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_change_that_no_rule_can_read_is_told_and_stops_nothing(case: str) -> None:
    steps = change(1, **({"value": "8", "first_day": date(2026, 3, 10)} | UNFIT[case]))
    result = run_rules(view(steps, date(2026, 3, 31), date(2019, 6, 1)), ["P02"])
    assert [left.number for left in result.unfit] == [1]
    assert [str(answer.outcome) for answer in result.answers] == ["flag"]
    assert unfit(fold_changes(change(1, "8", date(2026, 3, 10))), [rule("P02")]) == ()


DAYS = st.dates(date(2026, 3, 3), date(2030, 1, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 100)), max_size=6), DAYS)
def test_the_value_of_a_day_is_that_of_the_last_first_day_before_it(found: list[tuple[date, int]], day: date) -> None:
    steps = [step for n, (first, value) in enumerate(found, start=1) for step in change(n, str(value), first)]
    (years,) = (p for p in office_parameters(rule("P02"), fold_changes(steps)) if p.name == "years")
    latest = max((first for first, _ in found if first <= day), default=None)
    expected = 5 if latest is None else [value for first, value in found if first == latest][-1]
    assert years.on(day) == expected
    assert (years.change_on(day) is None) is (latest is None)


@given(st.permutations([*change(1, "8", date(2026, 3, 10)), *change(2, "9", date(2026, 3, 10), confirmed=4)]))
def test_the_order_of_rows_does_not_matter(steps: list[dict[str, Any]]) -> None:
    (years,) = (p for p in office_parameters(rule("P02"), fold_changes(steps)) if p.name == "years")
    assert isinstance(years, Parameter)
    assert (years.on(date(2026, 3, 10)), years.change_on(date(2026, 3, 10))) == (9, 2)
