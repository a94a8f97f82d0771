"""Unusual work: signs that the work at a post, or by a buyer, is done otherwise than chance and peers would have it.

Flows in: a view. Flows out: signs, for attention alone. Patterns are found by scanning this folder, never registered by
hand. The door: `signs_of` and `patterns`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from analytics.rules.proofs import Proofs
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Place, Seen, Sign, called, sign_of

__all__ = ["Observation", "Pattern", "Place", "Seen", "Sign", "pattern", "pattern_versions", "patterns", "signs_of"]

_PATTERN_FILE = re.compile(r"^u\d\d_\w+\.py$")


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns, in the order of their codes."""
    found: dict[str, Pattern] = {}
    for file in sorted(Path(__file__).parent.iterdir()):
        if not _PATTERN_FILE.match(file.name):
            continue
        module = importlib.import_module(f"{__name__}.{file.stem}")
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, Pattern) and item.__module__ == module.__name__:
                one = item()
                if one.code in found:
                    raise ValueError(f"pattern {one.code} is defined twice (again in {file.name})")
                found[one.code] = one
    return tuple(found[code] for code in sorted(found))


def pattern(code: str) -> Pattern:
    """One pattern by its code. Raises KeyError for an unknown one."""
    return {one.code: one for one in patterns()}[code]


def pattern_versions() -> dict[str, str]:
    """The version of each pattern, by code."""
    return {one.code: one.version for one in patterns()}


def signs_of(view: View, asked: Iterable[Pattern] | None = None) -> list[Sign]:
    """The signs of a view, by default of all patterns, in the order of pattern, place and name."""
    found = []
    for one in patterns() if asked is None else asked:
        seen = one.look(view)
        shown = list(called(one, seen))
        proofs = Proofs(view, (row for observation, _ in shown for row in observation.rows))
        found += [sign_of(one, seen, observation, rate, proofs.places(observation.rows)) for observation, rate in shown]
    return sorted(found, key=lambda sign: (sign.pattern, str(sign.place), sign.id))
