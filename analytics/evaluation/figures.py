"""Precision and recall of each rule, near misses and decoys, and what was missed and why.

Flows in: the truth of a city and the answers of a run. Flows out: an `Evaluation` in whole counts; ratios are made from
them as exact fractions, and a ratio of nothing is None, never 1.

Counted on what can be known after the dirt (`Owed.knowable`), unless `happened` is asked for:

    tp  plants owed a flag that have one            fn  plants owed a flag that have none
    fp  flags on near misses, decoys, homonyms, and flags that speak about no plant owed one; by difficulty only those
        on cases of that difficulty, since a flag on no case has none
    cannot_assess  those of fn that were answered "cannot assess"
    natural  those of tp and fn that nobody planted; all of them count as easy
    flags  flags that are right: several may be about one plant, and one about several

    precision = tp / (tp + fp)                      recall = tp / (tp + fn)

A true case of which dirt was thought to leave less is `hidden`. A flag on it got there by other evidence and is neither
right nor false, but `further`; so that nothing rests on that choice unseen, both are counted, and hidden cases that
were answered "passed" or "excluded" as well: those were cleared though nobody can know. A near miss that dirt hides is
owed "cannot assess" and not "passed"; a flag on it is false all the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from analytics.evaluation.matching import match
from analytics.rules.answers import Answer, Outcome
from analytics.scoring import flag_id
from analytics.triage import Truthful
from models.truth import Difficulty, Plant, PlantKind, Right, Truth
from models.vocabulary import Confidence, Severity

K = (20, 50, 100)
_NO_FLAG = {PlantKind.NEAR_MISS: "near_misses", PlantKind.DECOY: "decoys", PlantKind.HOMONYM: "homonyms"}
_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2, None: 3}
_SURE = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, None: 2}


@dataclass(slots=True)
class Tally:
    """Counts of one rule, one difficulty, or all."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    cannot_assess: int = 0
    natural: int = 0
    natural_found: int = 0
    hidden: int = 0
    hidden_flagged: int = 0
    hidden_cleared: int = 0
    further: int = 0
    flags: int = 0
    near_misses: int = 0
    near_misses_hidden: int = 0
    near_misses_passed: int = 0
    near_misses_flagged: int = 0
    decoys: int = 0
    decoys_cannot_assess: int = 0
    decoys_flagged: int = 0
    homonyms: int = 0
    homonyms_flagged: int = 0

    @property
    def precision(self) -> Fraction | None:
        """Share of flags that are right; None where nothing was flagged."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> Fraction | None:
        """Share of what is to be flagged that is flagged; None where nothing is to be."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def near_misses_known(self) -> int:
        """Near misses of which the files still tell what sets them apart."""
        return self.near_misses - self.near_misses_hidden

    def as_row(self) -> dict[str, Any]:
        """The counts, with precision and recall as decimal text of four places, or None."""
        return {**asdict(self), "precision": decimal(self.precision), "recall": decimal(self.recall)}


@dataclass(frozen=True, slots=True)
class Missed:
    """A plant that was not answered as owed: what was owed, and what was answered, with the sentence."""

    rule: str
    plant: Plant
    owed: Right
    answered: str  # an outcome, or "nothing"
    sentence_zh: str | None
    sentence_en: str | None


@dataclass(frozen=True, slots=True)
class AtK:
    """Precision among the first k flags in the order of severity and confidence."""

    k: int
    flags: int  # min(k, number of flags)
    right: int

    @property
    def precision(self) -> Fraction | None:
        """Share of the first flags that are right."""
        return _ratio(self.right, self.flags)


@dataclass(frozen=True, slots=True)
class Became:
    """What a flag turned out to be; its difficulty is that of the easiest case it is about, None for a flag on none."""

    rule: str
    outcome: Truthful
    difficulty: Difficulty | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run on one city. `by_difficulty` holds tallies by rule and difficulty."""

    truth: Truth
    per_rule: dict[str, Tally]
    by_difficulty: dict[tuple[str, Difficulty], Tally]
    overall: Tally
    at_k: tuple[AtK, ...]
    hits: int
    missed: tuple[Missed, ...]
    not_implemented: tuple[str, ...] = field(default=())  # rules that the truth owes and the run did not have
    became: Mapping[str, Became] = field(default_factory=dict)  # by the name of the flag

    @property
    def prevalence(self) -> Fraction | None:
        """Hits per decision of the city: what a random draw would find."""
        return _ratio(self.hits, self.truth.city.decisions)

    def as_document(self) -> dict[str, Any]:
        """The figures as `sunledger evaluate --json` gives them."""
        return {
            "city": self.truth.city.model_dump(mode="json"),
            "per_rule": {rule: tally.as_row() for rule, tally in sorted(self.per_rule.items())},
            "by_difficulty": [
                {"rule": rule, "difficulty": str(difficulty), **tally.as_row()}
                for (rule, difficulty), tally in sorted(self.by_difficulty.items())
            ],
            "overall": self.overall.as_row(),
            "prevalence": decimal(self.prevalence, places=6),
            "precision_at_k": [
                {"k": one.k, "flags": one.flags, "right": one.right, "precision": decimal(one.precision)}
                for one in self.at_k
            ],
            "not_implemented": list(self.not_implemented),
            "missed": [
                {
                    "rule": one.rule,
                    "plant": one.plant.id,
                    "scheme": one.plant.scheme,
                    "kind": str(one.plant.kind),
                    "difficulty": str(one.plant.difficulty),
                    "owed": str(one.owed),
                    "answered": one.answered,
                    "sentence_zh": one.sentence_zh,
                    "sentence_en": one.sentence_en,
                }
                for one in self.missed
            ],
        }


def evaluate(truth: Truth, answers: Sequence[Answer], rules: Iterable[str], *, happened: bool = False) -> Evaluation:
    """Compare the answers of a run with the truth.

    `rules` are the codes that the run had; what the truth owes of others is listed as not implemented and not counted
    as missed. `happened` counts what was right for someone who saw everything, dirt or not.
    """
    had = set(rules)
    matches = match(truth, answers)
    per_rule: dict[str, Tally] = defaultdict(Tally)
    by_difficulty: dict[tuple[str, Difficulty], Tally] = defaultdict(Tally)
    missed: list[Missed] = []
    flags = _Flags()
    absent = {owed.rule for plant in truth.plants for owed in plant.owed} - had
    for plant in truth.plants:
        for owed in plant.owed:
            if owed.rule in absent:
                continue
            due = owed.happened if happened else owed.knowable
            given = matches.about.get((plant.id, owed.rule), ())
            outcomes = {answer.outcome for answer in given}
            if not outcomes and (plant.id, owed.rule) in matches.passed_over:
                outcomes = {Outcome.PASS}
            for tally in (per_rule[owed.rule], by_difficulty[owed.rule, plant.difficulty]):
                _count(tally, plant.kind, due, owed.happened, outcomes)
            flags.sort(owed.rule, plant.difficulty, due, owed.happened, given)
            if not _is_as_owed(due, outcomes):
                missed.append(_missed(owed.rule, plant, due, given))
    flags.loose(matches.loose)
    flags.count(per_rule, by_difficulty)
    overall = added(per_rule.values())
    return Evaluation(
        truth=truth,
        per_rule=dict(per_rule),
        by_difficulty=dict(by_difficulty),
        overall=overall,
        at_k=tuple(_at(k, _in_order(answers, had - absent), flags.right) for k in K),
        hits=sum(1 for plant in truth.plants if plant.kind is PlantKind.HIT),
        missed=tuple(missed),
        not_implemented=tuple(sorted(absent)),
        became=flags.became(answers),
    )


def decimal(ratio: Fraction | None, places: int = 4) -> str | None:
    """A ratio as decimal text, rounded half to even; None stays None.

    >>> decimal(Fraction(2, 3)), decimal(None)
    ('0.6667', None)
    """
    if ratio is None:
        return None
    exact = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN))


def added(tallies: Iterable[Tally]) -> Tally:
    """Counts added up, each for itself."""
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(asdict(tally))
    return Tally(**total)


class _Flags:
    """Flags by what they turned out to be; one that speaks about several plants is right when one of them owes it."""

    def __init__(self) -> None:
        self._right: dict[str, set[int]] = defaultdict(set)  # by rule, by the identity of the answer
        self._further: dict[str, set[int]] = defaultdict(set)
        self._wrong: dict[str, set[int]] = defaultdict(set)
        self._at: dict[tuple[str, Difficulty], set[int]] = defaultdict(set)

    def sort(self, rule: str, difficulty: Difficulty, due: Right, happened: Right, given: Iterable[Answer]) -> None:
        """Put the flags about one plant where they belong."""
        found = {id(answer) for answer in given if answer.outcome is Outcome.FLAG}
        self._at[rule, difficulty] |= found
        if due is Right.FLAG:
            self._right[rule] |= found
        elif happened is Right.FLAG:
            self._further[rule] |= found
        else:
            self._wrong[rule] |= found

    @property
    def right(self) -> set[int]:
        """All flags that are right, of whatever rule."""
        return set().union(*self._right.values())

    def loose(self, answers: Iterable[Answer]) -> None:
        """Flags about no plant at all are false."""
        for answer in answers:
            self._wrong[answer.rule].add(id(answer))

    def became(self, answers: Iterable[Answer]) -> dict[str, Became]:
        """What each flag that was sorted turned out to be, by its name; rules that are not judged are left out."""
        right = self.right
        further = set().union(*self._further.values())
        every = right.union(further, *self._wrong.values())
        found = {}
        for answer in answers:
            if (known := id(answer)) not in every:
                continue
            outcome = Truthful.RIGHT if known in right else Truthful.FURTHER if known in further else Truthful.FALSE
            levels = (level for level in Difficulty if known in self._at[answer.rule, level])
            found[flag_id(answer)] = Became(answer.rule, outcome, next(levels, None))
        return found

    def count(self, per_rule: dict[str, Tally], by_difficulty: dict[tuple[str, Difficulty], Tally]) -> None:
        """Enter false and further flags, each once, into the tallies."""
        for rule in self._right.keys() | self._wrong.keys() | self._further.keys():
            right = self._right[rule]
            further = self._further[rule] - right
            false = self._wrong[rule] - right - further
            per_rule[rule].flags += len(right)
            per_rule[rule].fp += len(false)
            per_rule[rule].further += len(further)
            for difficulty in Difficulty:
                here = self._at[rule, difficulty]
                by_difficulty[rule, difficulty].flags += len(right & here)
                by_difficulty[rule, difficulty].fp += len(false & here)
                by_difficulty[rule, difficulty].further += len(further & here)


def _count(tally: Tally, kind: PlantKind, due: Right, happened: Right, outcomes: set[Outcome]) -> None:
    is_flagged = Outcome.FLAG in outcomes
    if due is Right.FLAG:
        tally.tp += is_flagged
        tally.fn += not is_flagged
        tally.cannot_assess += not is_flagged and Outcome.CANNOT_ASSESS in outcomes
        tally.natural += kind is PlantKind.NATURAL
        tally.natural_found += kind is PlantKind.NATURAL and is_flagged
    elif happened is Right.FLAG:
        tally.hidden += 1
        tally.hidden_flagged += is_flagged
        tally.hidden_cleared += not is_flagged and bool(outcomes) and Outcome.CANNOT_ASSESS not in outcomes
    if kind is PlantKind.NEAR_MISS:
        is_hidden = due is Right.CANNOT_ASSESS
        tally.near_misses += 1
        tally.near_misses_hidden += is_hidden
        tally.near_misses_flagged += is_flagged
        tally.near_misses_passed += not is_hidden and _is_as_owed(due, outcomes)
    elif kind is PlantKind.DECOY:
        tally.decoys += 1
        tally.decoys_flagged += is_flagged
        tally.decoys_cannot_assess += not is_flagged and Outcome.CANNOT_ASSESS in outcomes
    elif kind is PlantKind.HOMONYM:
        tally.homonyms += 1
        tally.homonyms_flagged += is_flagged


def _is_as_owed(due: Right, outcomes: set[Outcome]) -> bool:
    """Whether the answers say what is owed; a pass by silence counts only where an exclusion is owed."""
    if due is not Right.FLAG and Outcome.FLAG in outcomes:
        return False
    return str(due) in {str(outcome) for outcome in outcomes} or (due is Right.EXCLUDED and not outcomes)


def _missed(rule: str, plant: Plant, due: Right, given: Sequence[Answer]) -> Missed:
    worst = sorted(given, key=lambda answer: [str(o) for o in Outcome].index(str(answer.outcome)))
    if not worst:
        return Missed(rule, plant, due, "nothing", None, None)
    said = worst[0].sentence
    return Missed(rule, plant, due, str(worst[0].outcome), said.say("zh"), said.say("en"))


def _in_order(answers: Iterable[Answer], rules: set[str]) -> list[Answer]:
    """The flags as an officer would take them up: by severity and confidence, then by name, so that it is one order."""
    flags = [answer for answer in answers if answer.outcome is Outcome.FLAG and answer.rule in rules]
    return sorted(flags, key=lambda a: (_ORDER[a.level], _SURE[a.confidence], a.rule, a.subject_type, a.subject_id))


def _at(k: int, flags: Sequence[Answer], right: set[int]) -> AtK:
    first = flags[:k]
    return AtK(k, len(first), sum(id(answer) in right for answer in first))


def _ratio(part: int, whole: int) -> Fraction | None:
    return None if whole == 0 else Fraction(part, whole)
