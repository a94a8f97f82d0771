"""Everything a person reads, in Chinese and English.

Each package keeps its sentences in files named `messages.toml`: one table per code, with `zh` and `en` side by side
and named places such as `{column}`. Flows in: a `Message` (code and values). Flows out: a sentence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

# Packages searched for catalogues; those that are not installed beside us are passed over.
_PACKAGES = ("models", "analytics", "app_streamlit", "data_sim")


class Language(StrEnum):
    """The languages a person may choose."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence before it is put in a language: its code and the values of its places."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: Language | str) -> str:
        """The sentence in one language; an unknown code is an error of ours, not of the reader."""
        return say(self.code, language, **self.params)


def say(code: str, language: Language | str, **params: object) -> str:
    """The sentence of a code in one language, with its places filled."""
    return sentences()[code][Language(language).value].format(**params)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """All catalogues in one: code -> language -> sentence. A code defined twice is refused."""
    merged: dict[str, dict[str, str]] = {}
    for package in _PACKAGES:
        try:
            root = files(package)
        except ModuleNotFoundError:
            continue
        for catalogue in _catalogues(root):
            for code, texts in tomllib.loads(catalogue.read_text("utf-8")).items():
                if code in merged:
                    raise ValueError(f"message code {code!r} is defined twice (again in {catalogue})")
                merged[code] = texts
    return merged


def places(sentence: str) -> set[str]:
    """The named places of a sentence, so that a test can compare the two languages.

    >>> sorted(places("row {row} of {sheet}"))
    ['row', 'sheet']
    """
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _catalogues(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            if not entry.name.startswith(("__", ".")):
                found += _catalogues(entry)
        elif entry.name == "messages.toml":
            found.append(entry)
    return found
