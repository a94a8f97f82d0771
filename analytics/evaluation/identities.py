"""How well identity tells who is who, measured against the truth of a synthetic city.

Flows in: a view, the truth of its city, and the Parquet file of every name with the true bearer. Flows out: precision
and recall over pairs of mentions, in whole counts, by the evidence there is, for names of every shape, and for firms.

What evidence there is for a pair is read from the rows of the true bearer, not from what identity made of them: two
mentions are held together by A or B where a chain of equal numbers, or of equal name, unit and post, leads from one to
the other among the bearer's own rows; by C where the chain needs a masked number of which ten places agree, or birth
date and place. Pairs without such a chain (a mistyped name without a number) count in the figure for all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from networkx.utils import UnionFind

from analytics.evaluation.figures import decimal
from analytics.identity import (
    ORGANISATIONS,
    PERSONS,
    UNIT_COLUMNS,
    NamedPerson,
    masks_agree,
    number_mask,
    organisation_name,
    person_name,
    squash,
)
from analytics.snapshot import View
from models.truth import Truth

_LONG_NAME = 4


@dataclass(frozen=True, slots=True)
class PairTally:
    """Pairs of mentions: `merged` by identity, `right` of those, `true` pairs that there are, `found` of those."""

    group: str
    merged: int
    right: int
    true: int
    found: int

    @property
    def precision(self) -> Fraction | None:
        """Share of merged pairs that are one bearer; None where nothing was merged."""
        return Fraction(self.right, self.merged) if self.merged else None

    @property
    def recall(self) -> Fraction | None:
        """Share of true pairs that were merged; None where there are none."""
        return Fraction(self.found, self.true) if self.true else None

    def as_row(self) -> dict[str, Any]:
        """The counts, with precision and recall as decimal text of four places, or None."""
        counts = {"group": self.group, "merged": self.merged, "right": self.right, "true": self.true}
        return counts | {
            "found": self.found,
            "precision": decimal(self.precision),
            "recall": decimal(self.recall),
        }


class _Seen(NamedTuple):
    """A mention with its true bearer, who identity takes it for, on which tier, and what could prove it."""

    bearer: str
    taken_for: str
    tier: str
    name: str
    proofs: tuple[Hashable, ...]  # of tier A and B
    mask: str | None  # where it shows ten places
    birth: Hashable | None  # birth date and place, with the name


def measure_identities(view: View, truth: Truth, identities: Path) -> tuple[PairTally, ...]:
    """Precision and recall of the merges of a view; ValueError where the truth names no file that the view holds.

    `identities` is the Parquet file that `truth.identities` names. A wrong pair is counted at the weaker tier of its
    two mentions; a true pair at the tier of the evidence there is for it.
    """
    bearers = _bearers(truth, identities)
    persons = [seen for who in PERSONS for seen in _persons(view, who, bearers)]
    firms = [seen for what in ORGANISATIONS for seen in _firms(view, what.table, what.role, what.name, bearers)]
    if not persons and not firms:
        raise ValueError("the truth names no row of this snapshot")
    return (*_person_tallies(persons), _whole("firms", firms))


def _person_tallies(persons: list[_Seen]) -> Iterator[PairTally]:
    strong = [seen for seen in persons if seen.tier in "AB"]
    all_true, all_found = _by_evidence(persons, weak=True)
    sure_true, sure_found = _by_evidence(persons, weak=False)
    merged, right = _merged(persons)
    sure_merged, sure_right = _merged(strong)
    yield PairTally("persons-ab", sure_merged, sure_right, sure_true, sure_found)
    yield PairTally("persons-c", merged - sure_merged, right - sure_right, all_true - sure_true, all_found - sure_found)
    for group, belongs in _SHAPES.items():
        chosen = [seen for seen in persons if belongs(seen.name)]
        yield PairTally(group, *_merged(chosen), *_by_evidence(chosen, weak=True))
    yield _whole("persons", persons)


_SHAPES: dict[str, Callable[[str], bool]] = {
    "persons-minority": lambda name: "·" in name or len(name) >= _LONG_NAME,
    "persons-two-characters": lambda name: len(name) == 2,
}


def _whole(group: str, seen: list[_Seen]) -> PairTally:
    merged, right = _merged(seen)
    true = _pairs(Counter(one.bearer for one in seen).values())
    return PairTally(group, merged, right, true, right)


def _merged(seen: Iterable[_Seen]) -> tuple[int, int]:
    both = Counter((one.taken_for, one.bearer) for one in seen)
    taken: Counter[str] = Counter()
    for (taken_for, _), count in both.items():
        taken[taken_for] += count
    return _pairs(taken.values()), _pairs(both.values())


def _pairs(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


def _by_evidence(seen: Iterable[_Seen], *, weak: bool) -> tuple[int, int]:
    """True pairs that hang together by their own evidence, and those of them that identity found."""
    of_bearer: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        of_bearer[one.bearer].append(one)
    true = found = 0
    for mentions in of_bearer.values():
        for group in _chains(mentions, weak=weak):
            true += comb(len(group), 2)
            found += _pairs(Counter(one.taken_for for one in group).values())
    return true, found


def _chains(mentions: list[_Seen], *, weak: bool) -> list[list[_Seen]]:
    """The mentions of one bearer in groups that chains of evidence hold together."""
    links = UnionFind(range(len(mentions)))
    at: dict[Hashable, int] = {}
    masks: dict[tuple[str, str], int] = {}
    for number, one in enumerate(mentions):
        proofs = [*one.proofs, one.birth] if weak and one.birth is not None else one.proofs
        for proof in proofs:
            links.union(number, at.setdefault(proof, number))
        if weak and one.mask:
            links.union(number, masks.setdefault((one.name, one.mask), number))
    listed = list(masks.items())
    for place, ((name, mask), number) in enumerate(listed):
        for (other_name, other_mask), other in listed[place:]:
            if name == other_name and masks_agree(mask, other_mask):
                links.union(number, other)
    groups: dict[int, list[_Seen]] = defaultdict(list)
    for number, one in enumerate(mentions):
        groups[links[number]].append(one)
    return list(groups.values())


_Place = tuple[str, str, int]  # document, part, row
_Bearers = Mapping[str, Mapping[_Place, str]]  # by column


def _bearers(truth: Truth, identities: Path) -> _Bearers:
    found: dict[str, dict[_Place, str]] = defaultdict(dict)
    table = pq.read_table(identities)
    columns = [table.column(name).to_pylist() for name in ("file", "part", "row", "column", "identity")]
    for file, part, row, column, identity in zip(*columns, strict=True):
        found[column][truth.files[file], part, row] = identity
    return found


def _rows(view: View, table: str, role: str, columns: Iterable[str | None]) -> Iterator[dict[str, Any]]:
    """Rows of a register with the mention of one role."""
    wanted = dict.fromkeys(("id", "document_id", "locator", *(c for c in columns if c)))
    known = view.table(table).select(*wanted)
    mention = view.table("mention").filter(lambda m: (m.record_table == table) & (m.role == role))
    joined = known.join(
        mention.select("record_id", "person_id", "organisation_id", "tier"), known.id == mention.record_id
    )
    read: pa.Table = joined.to_pyarrow()
    place = pc.extract_regex(read.column("locator"), r"^(?P<part>.+)!R(?P<row>\d+)")
    for row, at in zip(read.to_pylist(), place.to_pylist(), strict=True):
        if at is not None:
            yield row | {"place": (row["document_id"], at["part"], int(at["row"]))}


def _persons(view: View, who: NamedPerson, bearers: _Bearers) -> Iterator[_Seen]:
    borne = bearers.get(who.name)
    if not borne:
        return
    unit_column = UNIT_COLUMNS.get(who.table) if who.in_unit else None
    stem = (f"{who.number}_hash", f"{who.number}_mask") if who.number else ()
    for row in _rows(view, who.table, who.role, (who.name, unit_column, *who.posts, who.department, *stem)):
        bearer = borne.get(row["place"])
        if bearer is None or row["person_id"] is None:
            continue
        name = person_name(row[who.name])
        number, mask = (row[stem[0]], number_mask(row[stem[1]])) if stem else (None, None)
        if not masks_agree(mask, mask):
            mask = None
        proofs: list[Hashable] = [number] if number else []
        unit = organisation_name(row[unit_column]) if unit_column else ""
        proofs += [(name, unit, post) for post in _posts(row, who, unit) if unit]
        yield _Seen(bearer, row["person_id"], row["tier"], name, tuple(proofs), mask, None)


def _posts(row: Mapping[str, Any], who: NamedPerson, unit: str) -> Iterator[str]:
    department = squash(row[who.department]) if who.department else ""
    for column in who.posts:
        if post := squash(row[column]).removeprefix(unit):
            yield post
            yield department + post


def _firms(view: View, table: str, role: str, column: str, bearers: _Bearers) -> Iterator[_Seen]:
    borne = bearers.get(column)
    if not borne:
        return
    for row in _rows(view, table, role, (column,)):
        bearer = borne.get(row["place"])
        if bearer is not None and row["organisation_id"] is not None:
            yield _Seen(bearer, row["organisation_id"], row["tier"], row[column], (), None, None)
