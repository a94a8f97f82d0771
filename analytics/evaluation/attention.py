"""Whether attention finds the schemes that no rule names: how many of them stand at the head of the posts.

Flows in: the truth of a city, the signs of a run, and the attention of each post, with signs and without. Flows out: an
`AttentionFigures` in whole counts. A scheme counts as seen when a sign rests on one of its decisive rows, and as found
when, besides, the post of such a sign is among the first of all posts; a flag about something else at the same post
makes nothing seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from analytics.evaluation.figures import decimal
from analytics.evaluation.matching import RowKey, key_at, key_of
from models.truth import Difficulty, Plant, PlantKind, Right, Truth

HEAD: Final = Fraction(5, 100)  # the part of all posts that is the head


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A case of a scheme that no rule names: the patterns that saw it, and whether its posts are at the head.

    `is_head` is by the whole attention, `by_flags` by that of flags alone, at the posts where signs saw the case.
    """

    plant: Plant
    patterns: tuple[str, ...]
    is_head: bool
    by_flags: bool

    @property
    def is_hidden(self) -> bool:
        """Whether it happened, and dirt took away what tells it."""
        right = self.plant.right
        return right is not None and right.happened is Right.FLAG and right.knowable is not Right.FLAG


@dataclass(frozen=True, slots=True)
class AttentionFigures:
    """The cases of one city, or of several together (`pooled`). `posts` are all, `noticed` those with attention."""

    posts: int
    noticed: int
    signs: int
    cases: tuple[Unnamed, ...]

    def of(self, kind: PlantKind, scheme: str | None = None, difficulty: Difficulty | None = None) -> list[Unnamed]:
        """The cases of one kind, of one scheme and difficulty where these are given."""
        return [
            case
            for case in self.cases
            if case.plant.kind is kind
            and scheme in (None, case.plant.scheme)
            and difficulty in (None, case.plant.difficulty)
        ]

    def as_document(self) -> dict[str, Any]:
        """The figures as plain values: hits, near misses and decoys; hits by scheme and by difficulty."""
        schemes = sorted({case.plant.scheme for case in self.cases})
        return {
            "posts": self.posts,
            "noticed": self.noticed,
            "signs": self.signs,
            "head": decimal(HEAD),
            **{str(kind): _row(self.of(kind)) for kind in (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY)},
            "by_scheme": {scheme: _row(self.of(PlantKind.HIT, scheme)) for scheme in schemes},
            "by_difficulty": {
                str(level): _row(self.of(PlantKind.HIT, difficulty=level)) for level in Difficulty
            },
        }  # fmt: skip


def attention_figures(
    truth: Truth,
    signs: Iterable[Mapping[str, Any]],
    attention: Mapping[str, int],
    of_flags: Mapping[str, int],
) -> AttentionFigures:
    """Cases of schemes that no rule names, against the signs of a run.

    `signs` in the columns of a run; `attention` and `of_flags` by post, with signs and without, in hundredths.
    """
    first, first_by_flags = head(attention), head(of_flags)
    seen: dict[RowKey, list[tuple[str, str | None]]] = defaultdict(list)
    shown = list(signs)
    for sign in shown:
        for row in sign["evidence"]:
            seen[key_at(row["document"], row["locator"])].append((sign["pattern"], sign["post_id"]))
    cases = []
    for plant in truth.plants:
        if plant.owed or plant.kind is PlantKind.NATURAL:
            continue
        found = [one for key in {key_of(truth, place) for place in plant.rows} for one in seen.get(key, ())]
        posts = {post for _, post in found if post is not None}
        patterns = tuple(sorted({code for code, _ in found}))
        cases.append(Unnamed(plant, patterns, bool(posts & first), bool(posts & first_by_flags)))
    return AttentionFigures(len(attention), sum(points > 0 for points in attention.values()), len(shown), tuple(cases))


def head(attention: Mapping[str, int], share: Fraction = HEAD) -> frozenset[str]:
    """The posts at the head: those for which at most this part of all has as much attention as they have.

    Of posts that are alike none is let in when not all have room, and without attention nobody is at the head.

    >>> sorted(head({"a": 900, "b": 400, "c": 400, "d": 0}, Fraction(1, 2)))
    ['a']
    """
    room = len(attention) * share
    ordered = sorted(attention.values(), reverse=True)
    found = {points for points in set(ordered) if points > 0 and sum(one >= points for one in ordered) <= room}
    return frozenset(post for post, points in attention.items() if points in found)


def pooled(figures: Iterable[AttentionFigures]) -> AttentionFigures:
    """The cases of several cities as one."""
    each = list(figures)
    return AttentionFigures(
        sum(one.posts for one in each),
        sum(one.noticed for one in each),
        sum(one.signs for one in each),
        tuple(case for one in each for case in one.cases),
    )


def _row(cases: Iterable[Unnamed]) -> dict[str, Any]:
    counted = list(cases)
    in_head = sum(case.is_head for case in counted)
    return {
        "cases": len(counted),
        "hidden": sum(case.is_hidden for case in counted),
        "seen": sum(bool(case.patterns) for case in counted),
        "head": in_head,
        "head_by_flags": sum(case.by_flags for case in counted),
        "share": decimal(Fraction(in_head, len(counted))) if counted else None,
    }
