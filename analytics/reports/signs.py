"""Signs of unusual work as a person reads them: the list, one sign with its pattern, and the rows it rests on.

Flows in: a run, the patterns. Flows out: frames and one `ShownSign`. A sign is no lead: nobody rules on it, and it
moves no level. Names of persons occur in evidence rows and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.leads import Names, rows_behind
from analytics.reports.runs import Run
from analytics.reports.timeline import course_of
from analytics.scoring import points
from analytics.unusual import Pattern, patterns
from models.language import Language
from models.vocabulary import Confidence, Severity

SIGN_TABLE = (
    "sign", "pattern", "pattern_name", "unit_key", "unit", "place", "post", "step", "severity", "confidence", "points",
    "observed", "among", "expected", "q", "sentence",
)  # fmt: skip
_NUMBERS = frozenset({"points", "observed", "among"})
_SHOWN_DIGITS = 3
_SMALLEST_SHOWN = Decimal("0.0001")
_WHOLE_FROM = 100


@dataclass(frozen=True, slots=True)
class ShownSign:
    """One sign with what its pattern says about it, in one language.

    `expected` and `q` are exact decimal text, `points` hundredths. `q` is None where the pattern is no matter of
    chance. The texts of a pattern that this release does not know are blank.
    """

    sign: str
    pattern: str
    pattern_name: str
    sentence: str
    what: str
    compared: str
    innocent: str
    severity: Severity
    confidence: Confidence
    points: int
    observed: int
    among: int
    expected: str
    q: str | None
    tests: int
    unit: str
    place: str


def sign_table(run: Run, language: Language) -> pd.DataFrame:
    """All signs, those that weigh most first; columns as in `SIGN_TABLE`.

    `points` are hundredths; `expected` and `q` are exact decimal text; `post` and `step` are blank where a sign names
    none, and `place` says the nearest it names.
    """
    rows = _Places(run, language)
    frame = frame_of([rows.told(sign) for sign in run.signs], SIGN_TABLE, numbers=_NUMBERS)
    order = ["points", "pattern", "unit", "place", "sign"]
    return frame.sort_values(order, ascending=[False, True, True, True, True]).reset_index(drop=True)


class _Places:
    """Signs as rows, with the names of where they stand."""

    def __init__(self, run: Run, language: Language) -> None:
        self._names = Names(run, language)
        self._language = language
        columns = (run.cells[name] for name in ("step_id", "power", "step"))
        self._steps = {step_id: f"{power} · {step}" for step_id, power, step in zip(*columns, strict=True) if step_id}

    def told(self, sign: Mapping[str, Any]) -> dict[str, Any]:
        """One row in the columns of `SIGN_TABLE`."""
        return {
            "sign": sign["sign"],
            "pattern": sign["pattern"],
            "pattern_name": pattern_name(sign["pattern"], self._language),
            "unit_key": sign["unit_id"] or "",
            "unit": self._names.unit(sign["unit_id"]),
            "place": self.place(sign),
            "post": self._post(sign),
            "step": self._steps.get(sign["step_id"], ""),
            "severity": sign["severity"],
            "confidence": sign["confidence"],
            "points": points(Severity(sign["severity"]), Confidence(sign["confidence"])),
            **{name: sign[name] for name in ("observed", "among", "expected", "q")},
            "sentence": sign[f"sentence_{self._language}"],
        }

    def place(self, sign: Mapping[str, Any]) -> str:
        """The step with its post, else the post, else the unit."""
        if sign["post_id"] is None:
            return self._names.unit(sign["unit_id"])
        return self._names.subject(_about_post(sign))

    def _post(self, sign: Mapping[str, Any]) -> str:
        return "" if sign["post_id"] is None else self._names.subject(_about_post(sign) | {"step_id": None})


def _about_post(sign: Mapping[str, Any]) -> dict[str, Any]:
    return {"subject_type": "post", "subject_id": sign["post_id"], "post_id": sign["post_id"],
            "step_id": sign["step_id"]}  # fmt: skip


def shown_sign(run: Run, sign: str, language: Language) -> ShownSign | None:
    """One sign in full, None when the run holds none of that name."""
    found = _sign(run, sign)
    if found is None:
        return None
    known = known_patterns().get(found["pattern"])
    told = _Places(run, language).told(found)
    return ShownSign(
        severity=Severity(found["severity"]),
        confidence=Confidence(found["confidence"]),
        tests=found["tests"],
        what="" if known is None else known.what.label(language),
        compared="" if known is None else known.compared.label(language),
        innocent="" if known is None else known.innocent.label(language),
        **{
            name: told[name]
            for name in (
                "sign", "pattern", "pattern_name", "sentence", "points", "observed", "among", "expected", "q", "unit",
                "place",
            )
        },
    )  # fmt: skip


def sign_rows(run: Run, sign: str, language: Language) -> pd.DataFrame:
    """The rows a sign rests on, in the columns of `evidence_rows` (may name persons)."""
    found = _sign(run, sign)
    return rows_behind(run, [] if found is None else found["evidence"], language)


def sign_course(run: Run, sign: str, language: Language) -> pd.DataFrame:
    """What happened when, in the columns of `timeline` (may name persons)."""
    found = _sign(run, sign)
    return course_of(run, () if found is None else found["evidence"], language)


def sign_counts(run: Run) -> dict[str, int]:
    """How many signs each pattern showed that the run looked for; also those that showed none."""
    counted = Counter(sign["pattern"] for sign in run.signs)
    return {code: counted[code] for code in sorted(run.facts.get("patterns") or ())}


def looked_for_signs(run: Run) -> bool:
    """Whether the run looked for signs at all; one of an earlier release did not, and has none for that reason."""
    return bool(run.facts.get("patterns"))


def short_figure(figure: str) -> str:
    """Exact decimal text as people read it: three digits that count, whole from a hundred on, tiny ones as a bound.

    >>> [short_figure(text) for text in ("1.08571", "0.055814", "131.42", "2", "9.76117E-18", "0")]
    ['1.09', '0.0558', '131', '2', '<0.0001', '0']
    """
    value = Decimal(figure)
    if 0 < value < _SMALLEST_SHOWN:
        return f"<{_SMALLEST_SHOWN}"
    if value >= _WHOLE_FROM:
        return f"{value.quantize(Decimal(1), ROUND_HALF_EVEN):f}"
    with localcontext(prec=_SHOWN_DIGITS, rounding=ROUND_HALF_EVEN):
        return f"{(+value).normalize():f}"


@cache
def known_patterns() -> dict[str, Pattern]:
    """The patterns by code."""
    return {pattern.code: pattern for pattern in patterns()}


def pattern_name(code: str, language: Language) -> str:
    """Name of a pattern; one of another version of the program keeps its code."""
    known = known_patterns().get(code)
    return code if known is None else known.name.label(language)


def _sign(run: Run, sign: str) -> dict[str, Any] | None:
    return next((one for one in run.signs if one["sign"] == sign), None)
