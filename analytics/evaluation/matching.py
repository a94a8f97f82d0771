"""Which answers speak about which plant: those of its rule whose evidence holds one of its decisive rows.

Flows in: answers and plants. Flows out: for each plant and rule the answers about it, and the flags that speak about no
plant at all. Rows are compared by the hash of their document and their place in it, never by an id that we gave them.

A rule that judges whole documents names the places that it found and no others. Where it judged the documents of a
plant and named none of its rows, it passed over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from analytics.rules.answers import Answer, Outcome
from models.places import Locator
from models.truth import Place, Truth

RowKey = tuple[str, str, int | None]  # document, part, row


@dataclass(frozen=True)
class Matches:
    """`about`: answers by plant and rule. `loose`: flags that hold no decisive row of a plant that owes their rule.

    `passed_over`: plant and rule where all documents of its rows were judged, each as a whole.
    """

    about: Mapping[tuple[str, str], tuple[Answer, ...]]
    loose: tuple[Answer, ...]
    passed_over: frozenset[tuple[str, str]]


def match(truth: Truth, answers: Iterable[Answer]) -> Matches:
    """Answers by the plants they speak about. An answer may speak about several plants, and then counts for each."""
    plants_at: dict[tuple[str, RowKey], list[str]] = defaultdict(list)
    for plant in truth.plants:
        for owed in plant.owed:
            for key in {key_of(truth, place) for place in plant.rows}:
                plants_at[owed.rule, key].append(plant.id)
    about: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    loose = []
    judged: set[tuple[str, str]] = set()  # rule and document
    for answer in answers:
        if answer.subject_type == "document" and answer.outcome in (Outcome.FLAG, Outcome.PASS):
            judged.add((answer.rule, answer.subject_id))
        keys = _keys_of(answer)
        found = {plant for key in keys for plant in plants_at.get((answer.rule, key), ())}
        for name in found:
            about[name, answer.rule].append(answer)
        if not found and answer.outcome is Outcome.FLAG:
            loose.append(answer)
    return Matches({key: tuple(given) for key, given in about.items()}, tuple(loose), _passed_over(truth, judged))


def _passed_over(truth: Truth, judged: Set[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (plant.id, owed.rule)
        for plant in truth.plants
        for owed in plant.owed
        if all((owed.rule, truth.files[place.file]) in judged for place in plant.rows)
    )


def key_of(truth: Truth, place: Place) -> RowKey:
    """Where a planted row stands: its document by hash, part and row."""
    return truth.files[place.file], place.part, place.row


def key_at(document: str, locator: str) -> RowKey:
    """The row that a piece of evidence points to."""
    place = Locator.parse(locator)
    return document, place.part, place.row


def _keys_of(answer: Answer) -> set[RowKey]:
    keys: set[RowKey] = set()
    for evidence in answer.evidence:
        keys.add(key_at(evidence.document, evidence.locator))
    return keys
