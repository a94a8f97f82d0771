"""The truth about a synthetic city: what was planted where, what the right answers are, and who is who.

Flows in: what `data_sim` knows of the city it made. Flows out: one JSON document, `truth.json`, beside the files of the
city; `sunledger evaluate` and tests are its only readers. Nothing that computes an answer may open it.

Version 2. A field is added with a new version; a reader refuses versions it does not know. Version 1 had no `right`,
and is still read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

VERSION: Literal[2] = 2


class Right(StrEnum):
    """The answers a rule can owe; the words are those of the rules' own outcomes."""

    FLAG = "flag"
    PASSED = "pass"
    EXCLUDED = "excluded"
    CANNOT_ASSESS = "cannot_assess"


class PlantKind(StrEnum):
    """What a plant is there to show.

    `natural` is a true case that nobody planted: the innocent city produced it by itself, and a flag on it is right.
    """

    HIT = "hit"
    NEAR_MISS = "near_miss"
    DECOY = "decoy"
    HOMONYM = "homonym"
    NATURAL = "natural"


class Difficulty(StrEnum):
    """How far the evidence of a plant lies apart."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """One row of a published file: `file` relative to the truth, `part` and `row` as in `models.places.Locator`."""

    file: str
    part: str
    row: int | None = None


class Due(_Part):
    """The right answer about a plant.

    `happened` is right for someone who saw everything; `knowable` for someone who has the files, after the dirt. They
    differ where dirt took away what is needed, and then `knowable` is mostly `cannot_assess`.
    """

    happened: Right
    knowable: Right


class Owed(Due):
    """What one rule has to answer about a plant."""

    rule: str


class Actor(_Part):
    """A person or firm of a plant by its true identity (`Identities`), and the part played."""

    identity: str
    role: str


class Plant(_Part):
    """One planted case.

    `rows` are the decisive rows: an answer is about this plant when its evidence holds at least one of them. `support`
    are further rows a person needs to see the case. `twin` is the plant that differs from this one in `changed` alone.
    `owed` is empty for schemes that no single rule names; then `right` says what whoever looks at the whole has to
    answer: attention may rise for a hit, must not for a near miss, and has no ground to stand on for a decoy.
    """

    id: str
    scheme: str
    kind: PlantKind
    difficulty: Difficulty
    owed: tuple[Owed, ...] = ()
    right: Due | None = None
    rows: tuple[Place, ...]
    support: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    posts: tuple[str, ...] = Field(default=(), description="names of the posts that the case runs through, unit/post")
    twin: str | None = None
    changed: str | None = None
    why_zh: str
    why_en: str

    @model_validator(mode="after")
    def _has_rows(self) -> Self:
        if not self.rows:
            raise ValueError(f"plant {self.id} names no row")
        if self.owed and self.right is not None:
            raise ValueError(f"plant {self.id} has a right answer beside what its rules owe")
        return self


class Mention(_Part):
    """A name in a file and who truly bears it."""

    file: str
    part: str
    row: int
    column: str
    identity: str


class City(_Part):
    """Which city this is: the same five values give the same files, byte for byte."""

    scale: str
    seed: int
    as_of: date
    difficulty: Decimal
    prevalence: Decimal
    dirt: Decimal
    matters: int
    decisions: int = Field(description="acts of substance, awarded lots and payments")
    persons: int
    firms: int


class Truth(_Part):
    """The whole truth. `files` maps each published file to its SHA-256; `identities` names the file of `Mention`s."""

    version: Literal[1, 2] = VERSION
    city: City
    files: dict[str, str]
    plants: tuple[Plant, ...]
    identities: str | None = Field(default=None, description="Parquet file with the columns of Mention")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        known = {plant.id for plant in self.plants}
        if len(known) != len(self.plants):
            raise ValueError("two plants bear one id")
        for plant in self.plants:
            if plant.twin is not None and plant.twin not in known:
                raise ValueError(f"plant {plant.id} names an unknown twin")
            if self.version >= VERSION and not plant.owed and plant.right is None:
                raise ValueError(f"plant {plant.id} says nowhere what is right")
            for place in (*plant.rows, *plant.support):
                if place.file not in self.files:
                    raise ValueError(f"plant {plant.id} names an unknown file")
        return self


class TruthUnreadable(ValueError):
    """The file is no truth of a version that is known; the text says where it departs from it."""


def read_truth(path: Path) -> Truth:
    """Read a truth file. Raises TruthUnreadable, and OSError where the file cannot be opened."""
    try:
        return Truth.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(step) for step in first["loc"])
        raise TruthUnreadable(f"{place or path.name}: {first['msg']}") from error


def write_truth(path: Path, truth: Truth) -> None:
    """Write a truth file: one form for the same content."""
    path.write_text(truth.model_dump_json(indent=1) + "\n", "utf-8")
