"""Which mentions a person should look at: pairs that may be one and that no evidence joins, the likeliest first.

Flows in: mentions that stand alone, and all mentions of those they may mean; the names of firms. Flows out: pairs with
what is compared, side by side. Points order the questions and join nobody:

| what is equal | points |
| --- | --- |
| masked number, ten places and more legible in both | 4 |
| unit (or firm) and post | 4 |
| birth date | 3 |
| masked number, fewer places legible | 2 |
| unit (or firm) | 2 |
| place | 2 |
| name of a firm, but for the region before it or in brackets | 2 |

Persons at one post of one unit whose names may be one name mistyped are asked about as well.

A pair that only the name joins is not asked about, nor one whose masked numbers or birth dates differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from analytics.identity.evidence import Evidence
from analytics.identity.judgements import MentionKey
from analytics.identity.names import masks_agree, masks_conflict, organisation_name

_STRONG_MASK, _POST, _BIRTH, _SOME = 4, 4, 3, 2
# Fewest places legible in both masks that say anything beyond the province and district.
_FEWEST_PLACES = 7
_REGION_BEFORE = re.compile(r"^[\u4e00-\u9fff]{1,5}?[省市县区镇乡]")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


class Compared(NamedTuple):
    """One thing compared: what each side says of it, and what an equal value is worth."""

    aspect: str  # number, post, unit, birth, place
    one: str | None
    other: str | None
    points: int


class Question(NamedTuple):
    """Two mentions that may mean one person."""

    one: Evidence
    other: Evidence
    compared: tuple[Compared, ...]

    @property
    def points(self) -> int:
        """How much speaks for one person."""
        return sum(one.points for one in self.compared)


def compare(one: Evidence, other: Evidence) -> tuple[Compared, ...] | None:
    """What two mentions say, side by side; None where they cannot mean one person."""
    if masks_conflict(one.id_mask, other.id_mask) or (one.has_number and other.has_number):
        return None
    if one.born and other.born and one.born != other.born:
        return None
    same_unit = one.unit is not None and one.unit == other.unit
    same_post = same_unit and bool(set(one.posts) & set(other.posts))
    births = tuple(born.isoformat() if born else None for born in (one.born, other.born))
    return (
        Compared("number", one.id_mask, other.id_mask, _mask_points(one.id_mask, other.id_mask)),
        Compared("unit", one.unit, other.unit, _SOME if same_unit and not same_post else 0),
        Compared("post", "、".join(one.posts) or None, "、".join(other.posts) or None, _POST if same_post else 0),
        Compared("birth", births[0], births[1], _BIRTH if one.born and one.born == other.born else 0),
        Compared("place", one.place, other.place, _SOME if one.place and one.place == other.place else 0),
    )


def _mask_points(one: str | None, other: str | None) -> int:
    if masks_agree(one, other):
        return _STRONG_MASK
    if not one or not other:
        return 0
    shared = sum(a != "*" and b != "*" for a, b in zip(one, other, strict=True))
    return _SOME if shared >= _FEWEST_PLACES else 0


def questions(
    mentions: Iterable[Evidence],
    candidates: Mapping[str, Collection[Evidence]],
    settled: Collection[frozenset[MentionKey]] = (),
) -> list[Question]:
    """The questions about mentions that stand alone, likeliest first; one for each mention and person.

    `candidates` are the mentions of each person that may be meant; `settled` the pairs that are not asked about.
    """
    by_mention: dict[MentionKey, set[MentionKey]] = defaultdict(set)
    for pair in settled:
        for key in pair:
            by_mention[key] |= pair - {key}
    found = []
    for mention in mentions:
        for person in _candidates(mention):
            best = _best(mention, candidates.get(person, ()), by_mention[mention.key])
            if best is not None:
                found.append(best)
    return sorted(found, key=lambda q: (-q.points, q.one.key, q.other.key))


def _candidates(mention: Evidence) -> list[str]:
    return (mention.reason or "").split(" ")[1:]


def _best(mention: Evidence, others: Collection[Evidence], settled: Collection[MentionKey]) -> Question | None:
    """The mention of a person that speaks most for being meant; None where one of them is settled or contradicts."""
    best: Question | None = None
    for other in others:
        compared = compare(mention, other)
        if compared is None or other.key in settled:
            return None
        question = Question(mention, other, compared)
        if question.points and (best is None or question.points > best.points):
            best = question
    return best


def slip_questions(
    pairs: Iterable[tuple[str, str]],
    mentions: Mapping[str, Collection[Evidence]],
    settled: Collection[frozenset[MentionKey]] = (),
) -> list[Question]:
    """Questions about persons at one post whose names may be one name mistyped, by the mentions that say most."""
    found = []
    for first, second in pairs:
        both = [(one, other) for one in mentions.get(first, ()) for other in mentions.get(second, ())]
        compared = [compare(one, other) for one, other in both]
        is_settled = any(frozenset({one.key, other.key}) in settled for one, other in both)
        if not is_settled and None not in compared:
            asked = [Question(one, other, said) for (one, other), said in zip(both, compared, strict=True) if said]
            found += sorted(asked, key=lambda q: -q.points)[:1]
    return sorted(found, key=lambda q: (-q.points, q.one.key, q.other.key))


def firm_core(name: str) -> str:
    """A firm's name without the region before it or in brackets: what may be one firm, written with and without.

    >>> {firm_core(n) for n in ("岚汀市青禾农业有限公司", "青禾农业（岚汀）有限责任公司", "青禾农业有限公司")}
    {'青禾农业有限公司'}
    """
    whole = organisation_name(name)
    return _REGION_BEFORE.sub("", _IN_BRACKETS.sub("", whole)) or whole


def firm_questions(firms: Iterable[Evidence], settled: Collection[frozenset[MentionKey]] = ()) -> list[Question]:
    """Pairs of firms whose names differ in the region only; two that have codes of their own are two firms.

    `firms` holds one mention of each, with the id of the firm in `person_id`.
    """
    alike: dict[str, list[Evidence]] = defaultdict(list)
    for firm in firms:
        alike[firm_core(firm.name)].append(firm)
    found = []
    for group in alike.values():
        for one, other in combinations(sorted(group, key=lambda firm: firm.key), 2):
            is_open = not (one.has_number and other.has_number) and one.name != other.name
            if is_open and frozenset({one.key, other.key}) not in settled:
                found.append(Question(one, other, (Compared("firm", one.name, other.name, _SOME),)))
    return sorted(found, key=lambda q: (q.one.key, q.other.key))


def candidates_of(mentions: Iterable[Evidence]) -> set[str]:
    """The persons that mentions may mean, by the reasons they stand alone for."""
    return {person for mention in mentions for person in _candidates(mention)}
