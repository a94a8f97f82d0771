"""Changes of thresholds on each database: two names, days, what is refused, and that nothing is changed or deleted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from analytics.desk import confirm, propose, reject, threshold_change, threshold_changes, withdraw
from analytics.errors import RunAborted
from analytics.rules import rule
from analytics.rules.parameters import Value
from analytics.rules.threshold_changes import changes_of, office_parameters
from analytics.snapshot import View, seal
from models.tables import ThresholdStep
from models.vocabulary import ThresholdAct
from tests.store.conftest import Office, day


@dataclass
class Officer:
    """Somebody who proposes and decides on days of March 2026."""

    office: Office
    who: str

    def proposes(
        self, value: str = "8", first: date = date(2026, 3, 10), on: int = 2, what: str = "P02.years", **more: Any
    ) -> int:
        code, _, name = what.partition(".")
        said = {"why": "岗位少，轮不开"} | more
        return propose(self.office.engine, code, name, value, first, who=self.who, now=day(on), **said)

    def confirms(self, number: int = 1, on: int = 3) -> None:
        confirm(self.office.engine, number, who=self.who, now=day(on))

    def rejects(self, number: int = 1, why: str = "与规定不符", on: int = 3) -> None:
        reject(self.office.engine, number, who=self.who, why=why, now=day(on))

    def withdraws(self, number: int = 1, on: int = 3) -> None:
        withdraw(self.office.engine, number, who=self.who, now=day(on))


@pytest.fixture
def qiao(office: Office) -> Officer:
    return Officer(office, "乔")


@pytest.fixture
def lin(office: Office) -> Officer:
    return Officer(office, "林")


def refused(code: str) -> Any:
    return pytest.raises(RunAborted, check=lambda error: error.message.code == code)


def state(office: Office, number: int = 1) -> ThresholdAct:
    return threshold_change(office.engine, number).state


def years(view: View, on: date, what: str = "P02.years") -> Value | None:
    code, _, name = what.partition(".")
    parameters = {parameter.name: parameter for parameter in office_parameters(rule(code), changes_of(view))}
    return parameters[name].on(on)


# --- two names ------------------------------------------------------------------------------------------------------


def test_a_change_is_kept_with_both_names_and_what_was_decided(office: Office, qiao: Officer, lin: Officer) -> None:
    assert qiao.proposes() == 1
    lin.confirms()
    (change,) = threshold_changes(office.engine)
    assert (change.rule, change.parameter, change.value, change.first_day) == ("P02", "years", "8", date(2026, 3, 10))
    assert (change.proposed_by, change.proposed_at, change.why) == ("乔", day(2), "岗位少，轮不开")
    assert (change.state, change.decided_by, change.decided_at) == (ThresholdAct.CONFIRMED, "林", day(3))


def test_the_same_person_is_no_second_name_however_written(office: Office) -> None:
    first, again = Officer(office, "qiao"), Officer(office, " Ｑｉａｏ\u3000")
    first.proposes()
    for attempt in (again.confirms, again.rejects):
        with refused("threshold-second-name"):
            attempt()
    assert state(office) is ThresholdAct.PROPOSED


def test_who_says_no_name_neither_proposes_nor_confirms(office: Office, qiao: Officer) -> None:
    nobody = Officer(office, "\u200b·")
    with refused("decision-without-name"):
        nobody.proposes()
    qiao.proposes()
    with refused("decision-without-name"):
        nobody.confirms()
    assert state(office) is ThresholdAct.PROPOSED


def test_what_is_decided_is_decided_once(office: Office, qiao: Officer, lin: Officer) -> None:
    bai = Officer(office, "白")
    for value, act, code in (
        ("8", lin.confirms, "threshold-confirmed-already"),
        ("9", lin.rejects, "threshold-rejected-already"),
        ("9", qiao.withdraws, "threshold-withdrawn-already"),
    ):
        number = qiao.proposes(value)
        act(number)
        for attempt in (bai.confirms, bai.rejects, qiao.withdraws):
            with refused(code):
                attempt(number)
    assert [change.state for change in threshold_changes(office.engine)] == ["confirmed", "rejected", "withdrawn"]


def test_only_who_proposed_withdraws_and_only_others_reject_with_a_reason(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    qiao.proposes()
    with refused("threshold-not-yours"):
        lin.withdraws()
    with refused("decision-without-reason"):
        lin.rejects(why=" ")
    qiao.withdraws()
    assert state(office) is ThresholdAct.WITHDRAWN


def test_of_two_open_changes_of_one_parameter_the_second_is_refused(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    qiao.proposes()
    with refused("threshold-open-already") as error:
        lin.proposes("9", date(2026, 4, 1))
    assert "乔" in str(error.value)
    assert lin.proposes("9", what="P02.years_local_leader") == 2
    lin.rejects(1)
    assert lin.proposes("9", date(2026, 4, 1)) == 3


def at_once(*attempts: Any) -> list[str]:
    """The codes of what was refused of several attempts that begin together."""
    told: list[str] = []

    def attempt(one: Any) -> None:
        try:
            one()
        except RunAborted as error:
            told.append(error.message.code)

    threads = [threading.Thread(target=attempt, args=(one,)) for one in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_at_the_same_moment_one_comes_first(office: Office, qiao: Officer, lin: Officer) -> None:
    assert at_once(qiao.proposes, lambda: lin.proposes("9")) == ["threshold-open-already"]
    (change,) = threshold_changes(office.engine)
    bai, mo = Officer(office, "白"), Officer(office, "墨")
    assert at_once(bai.confirms, mo.rejects) in (["threshold-confirmed-already"], ["threshold-rejected-already"])
    assert not threshold_change(office.engine, change.number).is_open


# --- days -----------------------------------------------------------------------------------------------------------


def test_a_value_counts_once_confirmed_and_from_its_first_day_on(office: Office, qiao: Officer, lin: Officer) -> None:
    qiao.proposes("8", date(2026, 3, 10), on=2)
    lin.confirms(on=4)
    before, proposed, confirmed = office.views(1, 3, 4)
    last, first = date(2026, 3, 9), date(2026, 3, 10)
    assert [years(view, first) for view in (before, proposed, confirmed)] == [5, 5, 8]
    assert [years(confirmed, on) for on in (last, first)] == [5, 8]


def test_the_day_of_confirmation_is_the_earliest_and_the_day_before_it_needs_an_instrument(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    with refused("threshold-day-past"):
        qiao.proposes(first=date(2026, 3, 1), on=2)
    qiao.proposes(first=date(2026, 3, 2), on=2)
    with refused("threshold-day-passed"):
        lin.confirms(on=3)
    lin.confirms(on=2)
    assert years(office.view(2), date(2026, 3, 2)) == 8


def test_what_an_instrument_had_set_is_recorded_late_and_seen_from_then_on_only(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    qiao.proposes("8", date(2024, 1, 1), on=2, basis="岚汀市轮岗规定（岚办发〔2023〕7号）")
    lin.confirms(on=4)
    assert [years(view, date(2025, 6, 1)) for view in office.views(3, 4)] == [5, 8]
    assert years(office.view(4), date(2023, 12, 31)) == 5


def test_a_change_for_days_before_the_rules_own_first_value_is_in_force_until_that(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    qiao.proposes("6", date(2010, 1, 1), on=2, basis="岚办发〔2009〕3号")
    lin.confirms()
    assert [years(office.view(3), on) for on in (date(2009, 12, 31), date(2010, 1, 1), date(2014, 1, 1))] == [
        None,
        6,
        5,
    ]


def test_values_follow_each_other_and_of_two_for_one_day_the_later_confirmed_counts(
    office: Office, qiao: Officer, lin: Officer
) -> None:
    qiao.proposes("8", date(2026, 3, 20), on=2)
    lin.confirms(1, on=2)
    qiao.proposes("9", date(2026, 3, 20), on=3)
    lin.confirms(2, on=3)
    qiao.proposes("7", date(2026, 3, 10), on=4)
    lin.confirms(3, on=5)
    found = [years(office.view(5), date(2026, 3, on)) for on in (9, 10, 19, 20)]
    assert found == [5, 7, 7, 9]
    assert years(office.view(2), date(2026, 3, 20)) == 8


def test_days_are_those_of_the_stores_clock_wherever_the_officer_is(office: Office, qiao: Officer) -> None:
    late = datetime.fromisoformat("2026-03-03T07:59:59+08:00")
    number = propose(office.engine, "P02", "years", "8", date(2026, 3, 2), who="乔", why="轮不开", now=late)
    confirm(office.engine, number, who="林", now=late)
    assert threshold_change(office.engine, number).decided_at == datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)


# --- what is refused, and what the database itself refuses -----------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown rule names those there are": ({"what": "P99.years"}, "rules-unknown-code", "P02"),
    "an unknown parameter names those there are": ({"what": "P02.year"}, "rules-unknown-parameter", "years_local"),
    "a rule without parameters says so": ({"what": "P03.years"}, "rules-unknown-parameter", "-"),
    "a value beyond the bounds names them": ({"value": "101"}, "rules-impossible-value", "0-100 years"),
    "a word where a number is due": ({"value": "五"}, "rules-impossible-value", "0-100 years"),
    "a word that is none of the words": ({"value": "TOP", "what": "P01.least_grade"}, "rules-impossible-value", "HIGH"),
    "the value in force already": ({"value": "5"}, "threshold-in-force-already", "5"),
    "no reason": ({"why": " "}, "decision-without-reason", ""),
    "a day that no office has": ({"first": date(9999, 1, 1)}, "threshold-day-impossible", "2999"),
    "a day long before": ({"first": date(1948, 12, 31), "basis": "某文件"}, "threshold-day-impossible", "1949"),
    "a text without end": ({"why": "长" * 2001}, "review-text-too-long", "2000"),
    "a text that cannot be shown": ({"basis": "文\x00号"}, "review-text-unfit", ""),
}


def test_what_is_refused_says_what_is_allowed_and_writes_nothing(office: Office, qiao: Officer) -> None:
    for case, (given, code, allowed) in REFUSED.items():
        with refused(code) as error:
            qiao.proposes(**given)
        assert allowed in str(error.value), case
    assert threshold_changes(office.engine) == ()


def test_a_number_that_no_change_has_is_refused(office: Office, lin: Officer) -> None:
    with refused("threshold-unknown-change"):
        lin.confirms(7)


def test_a_decimal_is_kept_exactly_and_in_one_form(office: Office, qiao: Officer, lin: Officer) -> None:
    assert qiao.proposes("45.50", what="B05.december") == 1
    lin.confirms()
    assert threshold_change(office.engine, 1).value == "45.5"
    assert years(office.view(3), date(2026, 3, 10), "B05.december") == Decimal("45.5")


def test_identity_numbers_in_texts_are_masked_before_they_are_kept(office: Office, qiao: Officer) -> None:
    qiao.proposes(why="问过某甲，身份证43990319800101001X")
    assert "439903********001X" in threshold_change(office.engine, 1).why
    assert b"43990319800101001X" not in office.bytes_written()


@pytest.mark.parametrize("statement", [update(ThresholdStep).values(value="9"), delete(ThresholdStep)])
def test_the_store_itself_refuses_to_change_or_delete_a_step(office: Office, qiao: Officer, statement: Any) -> None:
    qiao.proposes()
    with pytest.raises(DatabaseError, match="never changed or deleted"), office.engine.begin() as connection:
        connection.execute(statement)
    assert threshold_change(office.engine, 1).value == "8"


def test_a_confirmation_written_past_the_desk_changes_nothing_and_a_right_one_still_does(office: Office) -> None:
    Officer(office, "qiao").proposes()
    with office.engine.begin() as connection:
        (first,) = connection.execute(select(ThresholdStep.__table__)).mappings()
        blank = dict.fromkeys(("rule", "parameter", "value", "first_day", "why", "basis"))
        forged = {"id": "0" * 32, "number": 2, "act": "confirmed", "who": "ＱIAO", "recorded_at": day(3)}
        connection.execute(insert(ThresholdStep), dict(first) | blank | forged)
    assert state(office) is ThresholdAct.PROPOSED
    Officer(office, "林").confirms()
    assert state(office) is ThresholdAct.CONFIRMED


def test_a_change_is_part_of_the_snapshot_and_of_no_earlier_one(office: Office, qiao: Officer, lin: Officer) -> None:
    sealed = [seal(office.engine, office.settings.home).id]
    qiao.proposes()
    sealed.append(seal(office.engine, office.settings.home).id)
    lin.confirms()
    sealed += [seal(office.engine, office.settings.home).id for _ in range(2)]
    assert len(set(sealed)) == 3
    assert sealed[2] == sealed[3]
