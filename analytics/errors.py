"""The two sizes of failure, and what each tells the person.

A `FileRejected` quarantines one file and the rest goes on; a `RunAborted` stops the run and nothing has changed.
Rows that cannot be taken are no exception at all: readers list them as `Rejection` (see `analytics.reading.records`).
"""

from __future__ import annotations

from models.language import Language, Message
from models.places import Locator


class Explained(Exception):
    """An error that carries its sentence in both languages: what happened, where, what to do next."""

    def __init__(self, code: str, **params: object) -> None:
        self.message = Message(code, {key: str(value) for key, value in params.items()})
        super().__init__(self.message.say(Language.EN))


class FileRejected(Explained):
    """This file cannot be read; it is quarantined and the run goes on.

    `details` are further reasons, each with its place, such as the headings that nobody knew.
    """

    details: tuple[tuple[Locator, Message], ...] = ()


class RunAborted(Explained):
    """The run stops, and nothing has changed."""
