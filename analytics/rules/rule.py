"""What every rule is: its metadata, its parameters and its one question, beside each other in one file.

Flows in: a view of a sealed snapshot. Flows out: answers. A rule joins, filters, counts and sums whole numbers on the
engine; ratios and thresholds are computed here on exact numbers, so that every machine and engine answers alike.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.distance import Side
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.snapshot import View
from models.language import Language, Message, say
from models.money import from_fen, plain
from models.places import Locator
from models.vocabulary import Confidence, DocumentKind, Severity, Term

Row = dict[str, Any]
TermKind = TypeVar("TermKind", bound=Term)

_LISTING = {Language.ZH: "、", Language.EN: ", "}


@dataclass(frozen=True, slots=True)
class Sentence(Message):
    """A sentence whose places may also hold terms of the vocabulary, said in the reader's language."""

    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    def say(self, language: Language | str) -> str:
        """The sentence in one language, its terms listed in that language."""
        chosen = Language(language)
        if not self.terms:
            return say(self.code, chosen, **self.params)
        listed = {
            name: _LISTING[chosen].join(term.label(chosen.value) for term in terms)
            for name, terms in self.terms.items()
        }
        return say(self.code, chosen, **self.params, **listed)


def sentence(code: str, **places: object) -> Sentence:
    """A sentence from its code and the values of its places (terms, tuples of terms, or anything with a text)."""
    terms: dict[str, tuple[Term, ...]] = {}
    params: dict[str, str] = {}
    for name, value in places.items():
        if isinstance(value, Term):
            terms[name] = (value,)
        elif isinstance(value, tuple):
            terms[name] = value
        else:
            params[name] = str(value)
    return Sentence(code, params, terms)


def term(vocabulary: type[TermKind], code: str) -> TermKind:
    """The member of a vocabulary with this code; ValueError when it has none.

    >>> str(term(Severity, "H").en)
    'high'
    """
    for member in vocabulary:
        if member.value == code:
            return member
    raise ValueError(f"{code!r} is no {vocabulary.__name__}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about (post, step, unit, notice, programme, document or matter), and where it belongs."""

    kind: str
    id: str
    unit_id: str | None = None
    post_id: str | None = None
    step_id: str | None = None


class Rule(ABC):
    """One rule of the catalogue. Its texts make its page; `evaluate` is the whole test.

    `subject` is what an answer is about (post, step, unit, notice, programme, document, matter), `value_unit` what
    value and threshold are counted in, `flagged_side` on which side of the threshold a value is flagged. `kin_set`
    names the set of relatives, where it uses one. `graver` is the severity of its graver case, where it has two.
    `version` grows whenever the same input could get another answer.
    """

    code: ClassVar[str]
    version: ClassVar[str] = "1"
    name: ClassVar[Text]
    what: ClassVar[Text]
    method: ClassVar[tuple[Text, ...]]
    why: ClassVar[Text]
    source: ClassVar[tuple[Text, ...]]
    inputs: ClassVar[tuple[DocumentKind, ...]]
    severity: ClassVar[Severity]
    graver: ClassVar[Severity | None] = None
    subject: ClassVar[str]
    value_unit: ClassVar[Measure]
    flagged_side: ClassVar[Side] = Side.ABOVE
    output: ClassVar[Text]
    exclusions: ClassVar[tuple[Text, ...]]
    assumptions: ClassVar[tuple[Text, ...]]
    innocent: ClassVar[tuple[Text, ...]]
    kin_set: ClassVar[str | None] = None
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    @abstractmethod
    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answer about every subject that the view holds."""

    def not_held(self, kind: DocumentKind) -> Answer:
        """The one answer where a register is not held at all."""
        return self.unknown(Subject("document", f"register:{kind}"), sentence("rules-not-held", register=kind))

    def lacking(self, view: View) -> list[Answer]:
        """The answers about inputs that are not held at all; empty where all are."""
        return [self.not_held(kind) for kind in self.inputs if not view.held(kind)]

    def flag(
        self,
        subject: Subject,
        said: Message,
        rows: Iterable[Evidence],
        *,
        value: str,
        threshold: str,
        confidence: Confidence = Confidence.HIGH,
        graver: bool = False,
    ) -> Answer:
        """A lead about a subject, with what was measured, what is allowed, and the rows it rests on."""
        level = self.graver if graver and self.graver is not None else self.severity
        measured = {"value": value, "threshold": threshold, "unit": str(self.value_unit)}
        return self._answer(Outcome.FLAG, subject, said, rows, **measured, level=level, confidence=confidence)

    def passed(
        self,
        subject: Subject,
        said: Message,
        rows: Iterable[Evidence] = (),
        *,
        value: str,
        threshold: str,
    ) -> Answer:
        """Nothing found about a subject, and by how much."""
        measured = {"value": value, "threshold": threshold, "unit": str(self.value_unit)}
        return self._answer(Outcome.PASS, subject, said, rows, **measured)

    def cleared(self, subject: Subject, said: Message, rows: Iterable[Evidence] = ()) -> Answer:
        """Nothing found about a subject: a fact that the sentence tells settles it, and there is nothing to measure."""
        return self._answer(Outcome.PASS, subject, said, rows)

    def excluded(self, subject: Subject, said: Message, rows: Iterable[Evidence] = ()) -> Answer:
        """The rule does not apply to this subject."""
        return self._answer(Outcome.EXCLUDED, subject, said, rows)

    def unknown(self, subject: Subject, said: Message, rows: Iterable[Evidence] = ()) -> Answer:
        """Cannot assess: an input is missing or not certain."""
        return self._answer(Outcome.CANNOT_ASSESS, subject, said, rows)

    def _answer(
        self, outcome: Outcome, subject: Subject, said: Message, rows: Iterable[Evidence], **more: Any
    ) -> Answer:
        return Answer(
            rule=self.code,
            outcome=outcome,
            subject_type=subject.kind,
            subject_id=subject.id,
            sentence=said,
            unit_id=subject.unit_id,
            post_id=subject.post_id,
            step_id=subject.step_id,
            evidence=tuple(sorted(set(rows))),
            **more,
        )


# The column an officer wants to see when a row of a table is evidence; its cell is opened where it is known.
_TELLING_COLUMN = {
    "fund_notice": "period_to",
    "fund_item": "amount",
    "three_public_report": "stated_total",
    "three_public_line": "amount",
    "programme_budget": "amount",
    "post_step": "grade",
    "tenure": "since",
    "recusal": "decided",
    "matter_act": "acted_on",
    "declared_tie": "relation",
    "budget_approval": "published_on",
    "budget_adjustment": "adjusted",
    "staffing": "authorised",
    "period_spending": "amount",
    "allocation": "amount",
}


def evidence(table: str, row: Mapping[str, Any]) -> Evidence:
    """The place of one row: its document, and the cell that tells, or the row where that cell is not known."""
    if table == "document":
        return Evidence("document", row["id"], row["id"], "file")
    column = _TELLING_COLUMN.get(table)
    written = None if column is None else _cells(row.get("places") or "{}").get(column)
    place = row["locator"] if written is None else str(Locator.parse(row["locator"]).cell(written))
    return Evidence(table, row["id"], row["document_id"], place)


@lru_cache(maxsize=1024)
def _cells(places: str) -> dict[str, str]:
    """The cells of a row by column; all rows of a plain register have theirs in the same columns."""
    found: dict[str, str] = json.loads(places)
    return found


def yuan(fen: int) -> str:
    """An amount in fen as exact decimal text in yuan.

    >>> yuan(91366840)
    '913668.4'
    """
    return plain(from_fen(fen))


def ten_thousands(fen: int) -> str:
    """An amount in fen as exact decimal text in 万元, as budgets are printed.

    >>> ten_thousands(91366840)
    '91.36684'
    """
    return plain(Decimal(fen).scaleb(-6))


def percent(ratio: Fraction) -> str:
    """A ratio as percent text: exact where the decimals end within six places, else rounded to six.

    >>> percent(Fraction(45, 100)), percent(Fraction(1, 3))
    ('45', '33.333333')
    """
    with localcontext() as exact:
        exact.prec = 60
        quotient = Decimal(ratio.numerator * 100) / Decimal(ratio.denominator)
        return plain(quotient.quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN))
