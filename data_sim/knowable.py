"""What can still be known after the dirt: the right answer for someone who has the files and nothing else.

Flows in: a case, what is right about it, and the changes that dirt made to its rows. Flows out: what is right then.
Cautious on purpose: where a change took away something that may be needed, "cannot assess" is owed, and an answer that
gets further by other evidence is not asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from data_sim.dirt import Change, DirtKind
from data_sim.schemes.planting import Planted
from data_sim.schemes.scheme import Row
from models.truth import Right

# Columns in which an official stands with unit and post beside the name: a number less legible changes nothing.
_KNOWN_BY_POST = frozenset(
    {
        ("matter_act", "actor_id"),
        ("tenure", "id"),
        ("recusal", "id"),
        ("declared_tie", "id"),
        ("reporting_line", "id"),
        ("reporting_line", "superior_id"),
        ("restriction", "id"),
        ("pledge", "id"),
        ("payroll", "id"),
        ("kin_filing", "id"),
    }
)
_LEGIBLE = 10  # digits with which a number and a name are one person (tier C)


class Knowable:
    """Changes by row, asked for each case."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._of: dict[tuple[str, int], list[Change]] = defaultdict(list)
        for change in changes:
            self._of[change.table, change.at].append(change)

    def __call__(self, planted: Planted, happened: Right) -> Right:
        """What is right after the dirt."""
        rows: tuple[Row, ...] = (*planted.case.rows, *planted.case.support)
        changes = [change for row in rows for change in self._of.get((row.table, row.at), ())]
        is_open = planted.case.inferred or any(map(_takes_away, changes))
        return Right.CANNOT_ASSESS if is_open else happened


def _takes_away(change: Change) -> bool:
    if change.kind in (DirtKind.NO_DATE, DirtKind.WRONG_UNIT, DirtKind.TYPO):
        return True
    if change.kind is DirtKind.MASKED:
        is_by_post = (change.table, change.column) in _KNOWN_BY_POST
        return not is_by_post and sum(c.isdigit() or c == "X" for c in str(change.after)) < _LEGIBLE
    return False
