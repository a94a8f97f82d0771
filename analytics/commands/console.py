"""How commands speak: text and progress for people on standard error, results on standard output, one JSON on request.

Flows in: results as plain values. Flows out: lines, tables, or one JSON document; nothing else reaches standard output
when JSON is asked for.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from analytics.errors import Explained, RunAborted
from analytics.settings import settings
from models.language import Language, Message, say

EXIT_QUARANTINED = 3
_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare_output() -> None:
    """UTF-8 on every terminal, and logs on standard error, warnings and above."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=_StandardError(),
    )


class _StandardError:
    """Logs to whatever standard error is at that moment."""

    def __call__(self, *_: object) -> structlog.PrintLogger:
        stream: TextIO = sys.stderr
        return structlog.PrintLogger(stream)


class Console:
    """What one command prints, in the reader's language."""

    def __init__(self, *, as_json: bool, language: Language | None = None) -> None:
        self.as_json = as_json
        self.language = language or settings().reader_language
        # Redirected output has no width of its own: wide enough that no file name breaks.
        self._out = RichConsole(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
        self._err = RichConsole(stderr=True, highlight=False)

    def say(self, code: str, **params: object) -> None:
        """A sentence for the person at the terminal; silent when JSON is asked for."""
        if not self.as_json:
            self._out.print(_harmless(say(code, self.language, **params)), markup=False)

    def line(self, text: str) -> None:
        """A line of text as it is; silent when JSON is asked for."""
        if not self.as_json:
            self._out.print(_harmless(text), markup=False)

    def tell(self, message: Message) -> str:
        """A message in the reader's language."""
        return message.say(self.language)

    def result(self, document: Any) -> None:
        """The one JSON document, when asked for."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2, default=str))

    def table(self, headings: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()) -> None:
        """A table for people; columns in `right` hold numbers."""
        if self.as_json:
            return
        table = Table(show_edge=False, pad_edge=False)
        for index, heading in enumerate(headings):
            table.add_column(heading, justify="right" if index in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(_literal(text) for text in row))
        self._out.print(table)

    @contextmanager
    def progress(self, code: str, total: int) -> Iterator[Progress]:
        """A progress bar on a terminal, nothing elsewhere."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._err,
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        with bar:
            bar.add_task(say(code, self.language), total=total)
            yield bar

    @staticmethod
    def failed(error: Explained, *, as_json: bool) -> None:
        """The one sentence that says why nothing was done."""
        try:
            language = settings().reader_language
        except RunAborted:
            language = Language.EN
        sentence = error.message.say(language)
        if as_json:
            print(json.dumps({"error": {"code": error.message.code, "message": sentence}}, ensure_ascii=False))
        else:
            print(_harmless(sentence), file=sys.stderr)


def _literal(text: str) -> str:
    """Square brackets of the data are not markup."""
    return _harmless(text).replace("[", r"\[")


def _harmless(text: str) -> str:
    r"""Orders to the terminal, and signs that turn the direction of writing, as their code points.

    A file may be named so that listing it moves the cursor over the lines before.

    >>> _harmless("名单\x1b[2K.csv"), _harmless("一行\n又一行")
    ('名单\\u001b[2K.csv', '一行\n又一行')
    """
    return _ORDERS.sub(lambda order: f"\\u{ord(order[0]):04x}", text)
