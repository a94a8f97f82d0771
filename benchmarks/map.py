"""The officer's map at the server: seconds of the first look and of every change of it, and the memory of the process.

Flows in: a home that `sunledger analyse` has filled. Flows out: a line for each change, as the page itself is run again
by Streamlit for one session, without a browser: distance, figure, filter, search, another field, another lead.

    python -m benchmarks.map HOME
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

_FACE = Path(__file__).parent.parent / "app_streamlit" / "officer_face.py"
_PATIENCE = 600  # seconds


def measure(home: Path) -> Iterator[str]:
    """The lines of the report. Raises RuntimeError where a page could not be shown."""
    os.environ["SUNLEDGER_HOME"] = str(home)
    page = AppTest.from_file(str(_FACE), default_timeout=_PATIENCE)
    yield f"{'change':34}{'clock s':>9}{'processor s':>13}"
    for change, ask in _CHANGES:
        clock, processor = time.perf_counter(), _processor()
        ask(page)
        page.run()
        spent = time.perf_counter() - clock, _processor() - processor
        if page.exception:
            raise RuntimeError(f"{change}: {page.exception[0].value}")
        yield f"{change:34}{spent[0]:9.2f}{spent[1]:13.2f}"
    yield f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def _address(**parts: str | None) -> Callable[[AppTest], None]:
    """The address that shows the map so; None leaves a part out."""

    def ask(page: AppTest) -> None:
        for name, value in parts.items():
            if value is None:
                page.query_params.pop(name, None)
            else:
                page.query_params[name] = value

    return ask


def _chosen(what: str, begins: str, place: int) -> Callable[[AppTest], None]:
    """The entry at a place of the one control whose key begins so."""

    def ask(page: AppTest) -> None:
        control: Any = next(one for one in getattr(page, what) if str(one.key).startswith(begins))
        control.select_index(place % len(control.options))

    return ask


def _unit(place: int) -> Callable[[AppTest], None]:
    return _chosen("selectbox", "map_unit", place)


_CHANGES: tuple[tuple[str, Callable[[AppTest], None]], ...] = (
    ("first look, programs loaded with it", _address()),
    ("the same again", _address()),
    ("figure: inherent", _address(show="inherent")),
    ("figure: attention", _address(show="attention")),
    ("figure: change", _address(show="change")),
    ("filter: kind of power", _address(power="money")),
    ("filter: none", _address(power=None)),
    ("distance: units", _address(zoom="units")),
    ("second page", _address(page="1")),
    ("distance: posts, first lead opened", _address(zoom="posts", page=None)),
    ("another field and its lead", _chosen("selectbox", "cell_list", 1)),
    ("a third field and its lead", _chosen("selectbox", "cell_list", 2)),
    ("search", _address(q="出纳", cell=None)),
    ("another search", _address(q="审批 局")),
    ("search ended, with leads only", _address(q=None, open="1")),
    ("filter: level", _address(level="HIGH")),
    ("filter: unit", _unit(5)),
    ("back to sectors", _address(zoom="sectors", open=None, level=None, unit=None, cell=None)),
)


def _processor() -> float:
    """Seconds of the processor so far, of all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for line in measure(Path(sys.argv[1])):
        print(line, flush=True)
