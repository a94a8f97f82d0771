"""JSON documents and JSON lines, read strictly: what two programs could read differently is not read at all.

Flows in: a .json or .jsonl file. Flows out: a content whose `data` holds objects, lists, texts (legible, NFC), exact
numbers (int or Decimal), booleans and null. A file of several values, one a line, is the list of these values.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.errors import FileRejected
from analytics.reading.content import Content
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.decoding import looks_like_json
from analytics.reading.formats.legible import clean

MEDIA = "json"
SUFFIXES = (".json", ".jsonl", ".ndjson")

MAX_JSON_BYTES = 30_000_000
MAX_VALUES = 1_500_000  # a value takes up to two hundred bytes
MAX_DEPTH = 64  # the open standards need about ten
_MOST_DIGITS = 40  # 10 to the power of a billion is nine characters, and more digits than there is memory
_BLANKS = " \t\r\n"
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_:-]{0,39}")


class _Refused(Exception):
    """Something that JSON allows, or that lenient readers take, and that is not taken here."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def matches(beginning: Beginning) -> bool:
    """Whether the file begins as an object or a list does."""
    return looks_like_json(beginning.head)


def read(path: Path) -> Content:
    """Read the values.

    Raises FileRejected: not UTF-8, no JSON (with the line), a key twice in an object, a number that is none (NaN) or
    has more than 40 digits, nested more than 64 deep, or too large.
    """
    data = path.read_bytes()
    if len(data) > MAX_JSON_BYTES:
        raise FileRejected(
            "file-too-large", file=path.name, size=-(-len(data) // 1_000_000), limit=MAX_JSON_BYTES // 1_000_000
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRejected("file-json-not-utf8", file=path.name) from error
    del data
    values = sum(map(text.count, ",[{\n"))
    if values > MAX_VALUES:
        raise FileRejected("file-json-too-many-values", file=path.name, limit=MAX_VALUES)
    try:
        whole, notes = _tidied(_values(text))
    except _Refused as refused:
        raise FileRejected(refused.code, file=path.name, **refused.params) from refused
    except RecursionError as error:
        raise FileRejected("file-json-too-deep", file=path.name, limit=MAX_DEPTH) from error
    except json.JSONDecodeError as error:
        raise FileRejected("file-json-invalid", file=path.name, line=error.lineno, column=error.colno) from error
    return Content(MEDIA, (), encoding="utf-8", notes=notes, data=whole)


def _values(text: str) -> Any:
    """The one value of a document, or the list of those that stand one a line."""
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
    )
    end = len(text)
    found, position = [], _next(text, 0, end)
    while position < end:
        value, after = decoder.raw_decode(text, position)
        found.append(value)
        position = _next(text, after, end)
        if position < end and "\n" not in text[after:position]:
            raise json.JSONDecodeError("two values in one line", text, after)
    if not found:
        raise json.JSONDecodeError("no value", text, end)
    return found[0] if len(found) == 1 else found


def _next(text: str, position: int, end: int) -> int:
    """Where the next sign that is no blank stands."""
    while position < end and text[position] in _BLANKS:
        position += 1
    return position


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {clean(key): value for key, value in pairs}
    if len(found) != len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if clean(key) in seen or seen.add(clean(key)))  # type: ignore[func-returns-value]
        # A key may be anything, a person's name too: only one that is plainly a key is repeated.
        raise _Refused("file-json-key-twice", key=double if _PLAIN_KEY.fullmatch(double) else "…")
    return found


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _Refused("file-json-number", digits=str(_MOST_DIGITS))
    return int(text)


def _decimal(text: str) -> Decimal:
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > _MOST_DIGITS or len(exponent) > 3 or abs(int(exponent or 0)) > _MOST_DIGITS:
        raise _Refused("file-json-number", digits=str(_MOST_DIGITS))
    return Decimal(text)


def _constant(_: str) -> float:
    raise _Refused("file-json-number", digits=str(_MOST_DIGITS))


def _tidied(whole: Any) -> tuple[Any, tuple[str, ...]]:
    """The same values with every text legible, and notes; walked without recursion, to a depth that others can bear."""
    holder = [whole]
    waiting: list[tuple[Any, int]] = [(holder, 0)]
    is_illegible = False
    while waiting:
        container, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _Refused("file-json-too-deep", limit=str(MAX_DEPTH))
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            if isinstance(value, str):
                container[key] = text = clean(value)
                is_illegible = is_illegible or "\ufffd" in text
            elif isinstance(value, dict | list):
                waiting.append((value, depth + 1))
    return holder[0], ("text-partly-illegible",) if is_illegible else ()
