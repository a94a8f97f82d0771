"""What triage may know of a flag: an allow-list of figures about the lead and its place, none about a person.

Flows in: the flags of a run (columns of its answers), how many matters each step handled, and the tier of the
identities behind the rows. Flows out: for each flag a `Features`: figures between 0 and 1 by name.

Every figure is made from whole numbers or decimal text as an exact fraction and rounded once, so that it is the same on
any machine. Counts and margins are bounded by n / (n + k): however large the figure, it never drowns the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

import ibis
import pyarrow as pa

from analytics.snapshot import View
from models.vocabulary import Confidence, Severity, Term

Features = Mapping[str, float]  # figures that are not 0, by name

RULE = "rule:"  # a feature for each rule: 1 for its flags
# The value of V04 is reckoned from a day of birth: how far it lies off would tell an age.
FROM_BIRTH: Final = frozenset({"V04"})
_OFFICES = ("unit", "publisher")  # roles of mentions that only say whose row it is
_PLACES = 6
_HALF_AT = {"rows": 4, "documents": 2, "others_here": 3, "others_unit": 10, "matters": 20}
_SEVERITY = {Severity.HIGH: Fraction(1), Severity.MEDIUM: Fraction(1, 2), Severity.LOW: Fraction(0)}


class Feature(Term):
    """What may be known of a flag beside its rule."""

    SEVERITY = "severity", "严重程度", "severity"
    CONFIDENCE = "confidence_medium", "把握为中", "medium confidence"
    MARGIN = "margin", "超出阈值的幅度", "how far beyond the threshold"
    MARGIN_UNKNOWN = "margin_unknown", "幅度无法计算", "distance from the threshold not to be reckoned"
    ROWS = "rows", "证据行数", "rows of evidence"
    DOCUMENTS = "documents", "证据文件数", "documents behind it"
    TIER_A = "tier_a", "最弱身份依据为甲级", "weakest identity evidence is of tier A"
    TIER_B = "tier_b", "最弱身份依据为乙级", "weakest identity evidence is of tier B"
    TIER_C = "tier_c", "最弱身份依据为丙级", "weakest identity evidence is of tier C"
    TIER_D = "tier_d", "最弱身份依据为丁级", "weakest identity evidence is of tier D"
    OTHERS_HERE = "others_here", "同一位置其他待核线索", "other open leads at the same step, post or unit"
    OTHERS_UNIT = "others_unit", "同一单位其他待核线索", "other open leads in the same unit"
    MATTERS = "matters", "该步骤办理事项数", "matters handled at the step"
    ON_STEP = "on_step", "对象为步骤", "about a step"
    ON_POST = "on_post", "对象为岗位", "about a post"
    ON_UNIT = "on_unit", "对象为单位", "about a unit"
    ON_NOTICE = "on_notice", "对象为公示", "about a notice"
    ON_PROGRAMME = "on_programme", "对象为专项", "about a programme"
    ON_DOCUMENT = "on_document", "对象为文件", "about a document"
    ON_MATTER = "on_matter", "对象为事项", "about a matter"


# What a model has to do better than: features that each order flags by themselves.
BASELINES: Final = {"severity": (str(Feature.SEVERITY),), "flag_count": (str(Feature.OTHERS_HERE),)}

# Every column that is read, and no other: those of the answers of a run, and of the snapshot.
READ: Final = frozenset(
    {
        *("answers.flag", "answers.rule", "answers.level", "answers.confidence", "answers.value", "answers.threshold"),
        *("answers.subject_type", "answers.subject_id", "answers.unit_id", "answers.post_id", "answers.step_id"),
        *("answers.evidence", "mention.record_table", "mention.record_id", "mention.role", "mention.tier"),
        *("placement.step_id", "placement.matter_id"),
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """A flag whose facts are known to hold or not. `group` tells what was gathered together (a city, a unit).

    `drawn` says that chance chose it for review; `difficulty` is known of synthetic cities alone.
    """

    flag: str
    features: Features
    held: bool
    group: str
    difficulty: str | None = None
    drawn: bool = False


def features_of(
    flags: Iterable[Mapping[Any, Any]],
    matters: Mapping[str, int],
    tiers: Mapping[str, str],
    settled: Collection[str] = frozenset(),
) -> dict[str, Features]:
    """The features of each flag, by its name. Flags are rows with the columns of the answers of a run.

    `matters` counts those handled at each step; `tiers` is the weakest tier behind each flag (`weakest_tiers`);
    `settled` are flags that are open no more: they do not count as others at a place.
    """
    rows = list(flags)
    is_open = {row["flag"] for row in rows} - set(settled)
    here = Counter(place_of(row) for row in rows if row["flag"] in is_open)
    unit = Counter(row["unit_id"] for row in rows if row["flag"] in is_open)
    found = {}
    for row in rows:
        itself = row["flag"] in is_open
        others = here[place_of(row)] - itself, 0 if row["unit_id"] is None else unit[row["unit_id"]] - itself
        found[row["flag"]] = _features(row, others, matters.get(row["step_id"] or "", 0), tiers.get(row["flag"]))
    return found


def place_of(row: Mapping[Any, Any]) -> str:
    """Where a flag counts: its step, else its post, else its unit, else what it is about."""
    return str(row["step_id"] or row["post_id"] or row["unit_id"] or row["subject_id"])


def weakest_tiers(view: View, flags: Iterable[Mapping[Any, Any]]) -> dict[str, str]:
    """The weakest tier of identity behind each flag, by its name; flags that rest on nobody are left out.

    Whose row it is says nothing of who is meant in it: units and publishers do not count.
    """
    rows = [(flag["flag"], one["table"], one["id"]) for flag in flags for one in flag["evidence"]]
    if not rows or view.is_empty("mention"):
        return {}
    columns = dict(zip(("flag", "record_table", "record_id"), map(list, zip(*rows, strict=True)), strict=True))
    asked = ibis.memtable(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    mention = view.table("mention")
    known = mention.filter(~mention["role"].isin(_OFFICES)).select("record_table", "record_id", "tier")
    joined = asked.inner_join(known, ["record_table", "record_id"])
    weakest = joined.group_by("flag").aggregate(tier=joined["tier"].max()).to_pyarrow().to_pylist()
    return {row["flag"]: row["tier"] for row in weakest if row["tier"]}


def margin(value: str | None, threshold: str | None) -> Fraction | None:
    """How far a value lies from its threshold, in proportion to the threshold, as m / (1 + m); None where not numbers.

    A threshold below 1 counts as 1. Days are compared in years.

    >>> margin("3027", "1826"), margin("8", "10"), margin("LOW", "MEDIUM")
    (Fraction(1201, 3027), Fraction(1, 6), None)
    """
    if value is None or threshold is None:
        return None
    try:
        beyond = Fraction(abs((date.fromisoformat(value) - date.fromisoformat(threshold)).days), 365)
    except ValueError:
        try:
            own, limit = Fraction(Decimal(value)), Fraction(Decimal(threshold))
        except (InvalidOperation, ValueError, OverflowError):
            return None
        beyond = abs(own - limit) / max(abs(limit), Fraction(1))
    return beyond / (1 + beyond)


def known_features(rules: Iterable[str]) -> frozenset[str]:
    """The names of all features there are, for these rules."""
    return frozenset({*map(str, Feature), *(RULE + rule for rule in rules)})


def _features(row: Mapping[Any, Any], others: tuple[int, int], matters: int, tier: str | None) -> Features:
    beyond = None if row["rule"] in FROM_BIRTH else margin(row["value"], row["threshold"])
    counted = {
        "rows": len(row["evidence"]),
        "documents": len({one["document"] for one in row["evidence"]}),
        "others_here": others[0],
        "others_unit": others[1],
        "matters": matters,
    }
    found: dict[str, Fraction] = {
        RULE + row["rule"]: Fraction(1),
        Feature.SEVERITY: _SEVERITY[Severity(row["level"] or Severity.MEDIUM)],
        Feature.CONFIDENCE: Fraction((row["confidence"] or Confidence.MEDIUM) == Confidence.MEDIUM),
        Feature.MARGIN: beyond or Fraction(0),
        Feature.MARGIN_UNKNOWN: Fraction(beyond is None),
        f"on_{row['subject_type']}": Fraction(1),
        **{name: Fraction(count, count + _HALF_AT[name]) for name, count in counted.items()},
        **({} if tier is None else {f"tier_{tier.lower()}": Fraction(1)}),
    }
    allowed = known_features([row["rule"]])
    rounded = {str(name): round(float(share), _PLACES) for name, share in found.items() if name in allowed}
    return {name: figure for name, figure in rounded.items() if figure}
