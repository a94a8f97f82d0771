"""Schemes: what is planted in the innocent city, one file each, found by scanning this folder.

Flows in: the innocent world, a difficulty and a prevalence. Flows out: the world with cases in it, and the cases, from
which the truth is told. A scheme changes facts of the world before anything is written down, so that its rows bear
numbers, order and rounding like all others. The door: `schemes`, `plant`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from inspect import isabstract, isclass
from pkgutil import iter_modules

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme

__all__ = ["Case", "Edit", "Ground", "NoGround", "Row", "Scheme", "schemes"]

_NOT_SCHEMES = frozenset({"scheme", "planting"})


@cache
def schemes() -> tuple[Scheme, ...]:
    """One of each scheme defined in this folder, by name."""
    found: dict[str, Scheme] = {}
    for entry in sorted(iter_modules(__path__), key=lambda item: item.name):
        if entry.name in _NOT_SCHEMES:
            continue
        module = import_module(f"{__name__}.{entry.name}")
        for value in vars(module).values():
            is_own = isclass(value) and issubclass(value, Scheme) and value.__module__ == module.__name__
            if is_own and not isabstract(value):
                scheme: Scheme = value()
                if scheme.name in found:
                    raise ValueError(f"two schemes are named {scheme.name}")
                found[scheme.name] = scheme
    return tuple(found[name] for name in sorted(found))
