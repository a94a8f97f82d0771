"""What triage may know of a flag: the figures, their bounds, and that nothing about a person is among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.snapshot import View
from analytics.triage import features_of, weakest_tiers
from analytics.triage.features import READ, Feature, known_features, margin
from models.fields import FieldKind, fields_of, sheet_of
from models.tables import FACT_TABLES
from tests.triage.cases import evidence, flag

# What the tables say of a person, by the name of the column; what identity made of it; and words for the same.
PERSONAL_KINDS = {FieldKind.NAME, FieldKind.IDENTITY, FieldKind.ACCOUNT, FieldKind.PHONE}
PERSONAL_WORDS = {
    *(
        "name",
        "person",
        "person_id",
        "age",
        "born",
        "born_on",
        "birth",
        "sex",
        "gender",
        "people",
        "ethnicity",
        "nation",
    ),
    *("rank", "grade", "kin", "relation", "relative", "party", "actor", "payee", "education", "political", "address"),
    *("住址", "姓名", "性别", "年龄", "民族", "职级", "亲属", "关系"),
}


def features(*flags: dict[str, Any], matters: Mapping[str, int] | None = None, **how: Any) -> list[dict[str, float]]:
    found = features_of(flags, matters or {}, how.get("tiers", {}), how.get("settled", frozenset()))
    return [dict(found[one["flag"]]) for one in flags]


def personal_columns() -> set[str]:
    columns = set()
    for table in FACT_TABLES:
        described = fields_of(table)
        columns |= {name for name, field in described.items() if field.kind in PERSONAL_KINDS}
        sheet = sheet_of(table)
        if sheet is not None and sheet.has_persons:
            columns |= set(described)
    return columns


def test_no_feature_is_named_like_a_column_that_speaks_of_a_person() -> None:
    personal = personal_columns()
    assert {"person", "id", "died_on"} <= personal, "the tables describe no person"
    ours = {str(one) for one in Feature}
    assert not ours & (personal | PERSONAL_WORDS)
    assert not any(word in one.label(language) for one in Feature for language in ("zh", "en")
                   for word in PERSONAL_WORDS if len(word) > 2 or not word.isascii())  # fmt: skip


def test_of_the_snapshot_only_tiers_and_counts_are_read() -> None:
    asked = {column for column in READ if not column.startswith("answers.")}
    assert asked == {
        *(
            "mention.record_table",
            "mention.record_id",
            "mention.role",
            "mention.tier",
            "placement.step_id",
            "placement.matter_id",
        )
    }


class Watched(Mapping[str, Any]):
    """A flag that remembers which of its columns were looked at."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row, self.seen = row, set[str]()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return self.row[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("every column would be read")

    def __len__(self) -> int:
        return len(self.row)


def test_no_column_of_an_answer_is_read_that_is_not_on_the_list() -> None:
    watched = Watched(flag() | {"sentence_zh": "某人", "sentence_en": "somebody"})
    features_of([watched], {}, {})
    view = View.from_rows({"tenure": [{"id": "1", "name": "石见川"}]}, as_of=date(2026, 3, 1))
    weakest_tiers(view, [watched])
    assert watched.seen <= {column.removeprefix("answers.") for column in READ}


def test_another_person_in_the_same_rows_changes_nothing() -> None:
    def told(name: str, number: str) -> Mapping[str, float]:
        row = {"id": "1" * 32, "name": name, "id_hash": number, "unit_name": "岚汀市林业局", "post": "出纳岗"}
        view = View.from_rows({"tenure": [row]}, as_of=date(2026, 3, 1))
        rows = [flag(evidence=[evidence("tenure", "1" * 32, "d1")])]
        return features_of(rows, {}, weakest_tiers(view, rows))["f1"]

    assert told("石见川", "h1") == told("鲜于·古丽", "h2")


MARGINS = {
    "half as much again": ("30", "20", Fraction(1, 3)),
    "at the threshold": ("20", "20", Fraction(0)),
    "short of it as far as beyond it": ("10", "20", Fraction(1, 3)),
    "a threshold of nothing counts as one": ("3", "0", Fraction(3, 4)),
    "decimals are exact": ("0.3", "0.1", Fraction(1, 6)),
    "a year between two days": ("2026-01-01", "2025-01-01", Fraction(1, 2)),
    "a grade is no number": ("LOW", "MEDIUM", None),
    "nothing stated": (None, "20", None),
    "no end of it": ("Infinity", "20", None),
    "not a number": ("NaN", "20", None),
}


@pytest.mark.parametrize("case", MARGINS)
def test_the_margin(case: str) -> None:
    value, threshold, expected = MARGINS[case]
    assert margin(value, threshold) == expected


def test_a_margin_that_would_tell_an_age_is_not_reckoned() -> None:
    (told,) = features(flag(rule="V04"))
    assert (told["margin_unknown"], told.get("margin", 0)) == (1.0, 0)


def test_others_at_the_place_are_those_still_open() -> None:
    rows = [flag("f1"), flag("f2"), flag("f3"), flag("f4", step_id=None)]
    first, *_ = features(*rows, settled={"f3"})
    assert first["others_here"] == pytest.approx(1 / 4)
    assert first["others_unit"] == pytest.approx(2 / 12, abs=1e-6)
    *_, fourth = features(*rows, settled={"f3"})
    assert "others_here" not in fourth


def test_a_flag_without_a_unit_has_no_others_in_it() -> None:
    rows = [flag(name, unit_id=None, post_id=None, step_id=None, subject_id=f"notice:{name}") for name in ("f1", "f2")]
    assert all("others_unit" not in told and "others_here" not in told for told in features(*rows))


def test_the_weakest_identity_counts() -> None:
    known = {"name": "石见川", "unit_name": "岚汀市林业局", "post": "出纳岗"}
    rows = [{"id": "1" * 32, "id_hash": "h1"} | known, {"id": "2" * 32} | known]
    view = View.from_rows({"tenure": rows}, as_of=date(2026, 3, 1))
    flags = [
        flag("strong", evidence=[evidence("tenure", "1" * 32, "d1")]),
        flag("both", evidence=[evidence("tenure", one * 32, "d1") for one in "12"]),
        flag("nobody", evidence=[evidence("fund_item", "3" * 32, "d1")]),
    ]
    tiers = weakest_tiers(view, flags)
    assert tiers["strong"] == "A"
    assert tiers["both"] > "A"
    assert "nobody" not in tiers


def test_no_flag_no_features() -> None:
    assert features_of([], {}, {}) == {}


counts = st.integers(0, 10**9)
numbers = st.one_of(st.none(), st.text(max_size=5), st.decimals(allow_nan=True).map(str), st.dates().map(str))


@settings(deadline=None)
@given(value=numbers, threshold=numbers, matters=counts, rows=st.integers(0, 30))
def test_every_figure_lies_between_0_and_1_and_has_a_known_name(
    value: str | None, threshold: str | None, matters: int, rows: int
) -> None:
    cited = [evidence("matter_act", str(number), f"d{number}") for number in range(rows)]
    (told,) = features(flag(value=value, threshold=threshold, evidence=cited), matters={"step:1": matters})
    assert set(told) <= known_features(["C01"])
    assert all(0 < figure <= 1 for figure in told.values())


@settings(deadline=None)
@given(st.permutations([flag(f"f{n}", step_id=f"step:{n % 3}", unit_id=f"org:{n % 2}") for n in range(8)]))
def test_the_order_of_flags_plays_no_part(rows: list[dict[str, Any]]) -> None:
    ordered = features_of(sorted(rows, key=lambda row: row["flag"]), {"step:1": 4}, {"f1": "C"})
    assert features_of(rows, {"step:1": 4}, {"f1": "C"}) == ordered
