"""Places in a JSON document: pointers (RFC 6901), its single values in order, and what stands around a place.

Flows in: the values of a JSON file as `formats.json` gives them. Flows out: locators such as `json:/releases/0/tender`,
the texts of all values for whoever must look at every one, and grids of keys and values for whoever shows a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from analytics.reading.content import Cell, Grid
from models.places import WHOLE_FILE, Locator

_PART = "json:"
_MOST_ROWS = 2_000  # of one object or list as a grid
_MOST_SECTIONS = 20  # of a whole document, when no place is asked for


def located(steps: Iterable[str | int]) -> Locator:
    """The place at the end of keys and indexes.

    A sign that a locator gives a meaning of its own (`!`) is written `~2`, as `~` and `/` are written `~0` and `~1`.

    >>> str(located(["releases", 0, "tender/value"]))
    'json:/releases/0/tender~1value'
    """
    return Locator(_PART + "".join(f"/{_written(str(step))}" for step in steps))


def steps_of(place: Locator) -> tuple[str, ...] | None:
    """The keys and indexes that lead to a place; None when it is none of a JSON document.

    >>> steps_of(Locator.parse("json:/releases/0/tender~1value"))
    ('releases', '0', 'tender/value')
    """
    if not place.part.startswith(_PART):
        return None
    pieces = place.part.removeprefix(_PART).split("/")[1:]
    return tuple(piece.replace("~2", "!").replace("~1", "/").replace("~0", "~") for piece in pieces)


def shown(value: object) -> str:
    """The text of a single value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def leaves(data: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every single value of a document with the steps to it, in document order; null is left out."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(steps, data)]
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*here, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*here, n), value[n]) for n in range(len(value) - 1, -1, -1)]
        elif value is not None:
            yield here, shown(value)


def surroundings(data: Any, place: Locator) -> tuple[tuple[Grid, ...], Locator]:
    """Grids of keys and values that show a place, and the place in them.

    An object or list is shown whole, under its own pointer; a single value as a row of the object it stands in. Above
    stands what each object around it says of itself. A place that is none of the document shows its first sections.
    """
    steps = steps_of(place)
    found = None if steps is None else _walked(data, steps)
    if found is None or not found:
        return tuple(_grid(value, here) for here, value in _sections(data)), WHOLE_FILE
    above, (own_steps, own) = found[:-1], found[-1]
    if not isinstance(own, dict | list):
        holder_steps, holder = above[-1]
        grids = [_grid(value, here, flat=True) for here, value in above[:-1]]
        grid = _grid(holder, holder_steps)
        key = _path(own_steps[len(holder_steps) :])
        row = next((n for n, line in enumerate(grid.rows, 1) if line[0].text == key), None)
        return (*_filled(grids), grid), Locator(grid.part, row)
    grids = [_grid(value, here, flat=True) for here, value in above]
    return (*_filled(grids), _grid(own, own_steps)), located(own_steps)


def _written(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("!", "~2")


def _path(steps: Iterable[str | int]) -> str:
    return "/".join(map(str, steps))


def _walked(data: Any, steps: tuple[str, ...]) -> list[tuple[tuple[str | int, ...], Any]] | None:
    """What is met on the way to a place, from the whole document to the place itself; None where no way leads."""
    met: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    for step in steps:
        here, value = met[-1]
        if isinstance(value, dict) and step in value:
            met.append(((*here, step), value[step]))
        elif isinstance(value, list) and step.isdecimal() and len(step) < 9 and int(step) < len(value):
            met.append(((*here, int(step)), value[int(step)]))
        else:
            return None
    return met


def _sections(data: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    """The first parts of a document, one grid each."""
    if isinstance(data, list):
        return [((n,), value) for n, value in enumerate(data[:_MOST_SECTIONS])]
    return [((), data)]


def _filled(grids: Iterable[Grid]) -> Iterator[Grid]:
    return (grid for grid in grids if grid.rows)


def _grid(value: Any, steps: tuple[str | int, ...], *, flat: bool = False) -> Grid:
    """Keys and values as rows; `flat` leaves out what lies deeper."""
    part = located(steps).part
    inner = value
    if flat:
        inner = {k: v for k, v in value.items() if not isinstance(v, dict | list)} if isinstance(value, dict) else {}
    pairs = islice(leaves(inner), _MOST_ROWS)
    rows = []
    for row, (inner_steps, text) in enumerate(pairs, 1):
        places = Locator(part, row, 1), Locator(part, row, 2)
        rows.append((Cell(_path(inner_steps), places[0], places[0]), Cell(text, places[1], places[1])))
    return Grid(part, None, tuple(rows))
