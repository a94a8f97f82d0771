"""The stored model: numbers by name with where they come from, applied in a few lines and kept under their own hash.

Flows in: a fit (`analytics.triage.fitting`), or a JSON file. Flows out: a `Model` that says of features how likely the
facts of a flag are to hold. Nothing here needs the library that fitted it, and nothing is ever unpickled.

A file holds the model and the SHA-256 of its canonical JSON, by which it is named under `<home>/models`. A file whose
hash does not fit, or whose features or rules this release does not know, is refused with one sentence.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

from analytics.errors import RunAborted
from analytics.triage.features import RULE, Features, known_features
from analytics.triage.shape import is_fit
from models.vocabulary import Term

FORM: Final = 1
ENOUGH_REVIEWS: Final = 200  # from so many settled leads on a chance may be told
SCALE: Final = 10_000  # chances that order a queue are whole parts of this
_CURRENT = "triage.json"
_SHIPPED = "cold_start.json"
_LARGEST = 8 * 1024 * 1024  # bytes


class Basis(Term):
    """What a model has learned from."""

    COLD_START = "cold_start", "虚构城市", "synthetic cities"
    REVIEWS = "reviews", "实际核查结论", "reviews"


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of weighted features, as log odds."""

    weights: Mapping[str, float]
    intercept: float

    def log_odds(self, features: Features) -> float:
        """The log odds; exactly summed, so that the order of features plays no part.

        >>> Linear({"rows": 2.0}, -1.0).log_odds({"rows": 0.5, "documents": 1.0})
        0.0
        """
        shares = [self.weights[name] * value for name, value in features.items() if name in self.weights]
        return math.fsum([*shares, self.intercept])

    def chance(self, features: Features) -> float:
        """The same between 0 and 1."""
        return logistic(self.log_odds(features))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How log odds become a probability: slope x log odds + intercept + shift.

    `slope` and `intercept` come from cross-validation over all reviews, `shift` from the random draw: it moves the
    mean towards the share that held among `drawn` leads, `drawn_held` of which did.
    """

    slope: float
    intercept: float
    shift: float
    drawn: int
    drawn_held: int

    def chance(self, log_odds: float) -> float:
        """The probability."""
        return logistic(self.slope * log_odds + self.intercept + self.shift)


@dataclass(frozen=True)
class Model:
    """A model of triage. `sources`, `counts`, `figures` and `reference` are plain values as the fit wrote them.

    `rules` are the rule versions it learned from; `reference` holds how features and chances were distributed then.
    """

    basis: Basis
    made_on: str  # ISO day
    linear: Linear
    calibration: Calibration | None
    baselines: Mapping[str, Linear]
    penalty: float  # C of the regression: the larger, the looser
    rules: Mapping[str, str]
    sources: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    figures: Mapping[str, Any]
    reference: Mapping[str, Any]
    libraries: Mapping[str, str]
    command: str
    prior: str | None = None  # the name of the model that was the starting point
    form: int = field(default=FORM)

    def __hash__(self) -> int:
        """By its name, which says all that it holds."""
        return hash(self.name)

    @property
    def is_probability(self) -> bool:
        """Whether its chances may be told as such; otherwise only the order they give."""
        return self.calibration is not None

    def chance(self, features: Features) -> float:
        """The chance that the facts of a flag hold, calibrated where reviews allow it."""
        log_odds = self.linear.log_odds(features)
        return logistic(log_odds) if self.calibration is None else self.calibration.chance(log_odds)

    @cached_property
    def name(self) -> str:
        """SHA-256 of the canonical JSON of the model, hex."""
        return hashlib.sha256(self._canonical()).hexdigest()

    @property
    def features(self) -> tuple[str, ...]:
        """The names of its features, in one order."""
        return tuple(sorted(self.linear.weights))

    def as_document(self) -> dict[str, Any]:
        """Plain values; `of` reads them back."""
        return asdict(self) | {"basis": str(self.basis), "sources": [dict(one) for one in self.sources]}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """A model from its plain values. Raises KeyError, TypeError or ValueError where they are no model."""
        said = dict(document)
        if said.pop("form") != FORM:
            raise ValueError("another form")
        if not is_fit(said):
            raise ValueError("a part that is none")
        calibration = said.pop("calibration")
        return cls(
            basis=Basis(said.pop("basis")),
            linear=_linear(said.pop("linear")),
            calibration=None if calibration is None else Calibration(**calibration),
            baselines={name: _linear(one) for name, one in said.pop("baselines").items()},
            sources=tuple(said.pop("sources")),
            **said,
        )

    def as_file(self) -> bytes:
        """The file of the model: itself and its hash."""
        told = {"sha256": self.name, "model": self.as_document()}
        return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()

    def _canonical(self) -> bytes:
        line = json.dumps(
            self.as_document(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return line.encode()


def logistic(log_odds: float) -> float:
    """Odds in logarithms as a share; never overflows.

    >>> logistic(0.0), logistic(-1000.0), logistic(1000.0)
    (0.5, 0.0, 1.0)
    """
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)


def in_parts(chance: float) -> int:
    """A chance in whole parts of `SCALE`, at least one part, so that no lead's weight is lost.

    >>> in_parts(0.98765), in_parts(0.0)
    (9876, 1)
    """
    return max(1, round(chance * SCALE))


def read_model(content: bytes, rules: Collection[str], source: str) -> Model:
    """A model from the bytes of its file. Raises RunAborted for what is none, was changed, or knows more than we do."""
    try:
        told = json.loads(content)
        model = Model.of(told["model"])
        stated, made = told["sha256"], model.name
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunAborted("triage-model-unreadable", file=source) from error
    if stated != made:
        raise RunAborted("triage-model-changed", file=source)
    used = {name for linear in (model.linear, *model.baselines.values()) for name in linear.weights}
    unknown = used - known_features(rules)
    if foreign := sorted(name.removeprefix(RULE) for name in unknown if name.startswith(RULE)):
        raise RunAborted("triage-model-rules-unknown", model=made[:12], rules=", ".join(foreign[:5]))
    if unknown:
        raise RunAborted("triage-model-features-unknown", model=made[:12], features=", ".join(sorted(unknown)[:5]))
    return model


def load_model(home: Path, rules: Collection[str]) -> Model:
    """The model that holds in an office: the one it fitted last, else the one shipped. Raises RunAborted as above."""
    pointer = home / "models" / _CURRENT
    if not os.path.lexists(pointer):
        return shipped_model(rules)
    try:
        name = json.loads(_bytes(pointer))["model"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RunAborted("triage-model-unreadable", file=pointer.name) from error
    if not isinstance(name, str) or len(name) != 64 or not name.isalnum():
        raise RunAborted("triage-model-unreadable", file=pointer.name)
    model = read_model(_bytes(pointer.with_name(f"{name}.json")), rules, f"{name[:12]}.json")
    if model.name != name:
        raise RunAborted("triage-model-changed", file=f"{name[:12]}.json")
    return model


def shipped_model(rules: Collection[str]) -> Model:
    """The model that comes with this release, learned from synthetic cities."""
    try:
        content = files("analytics.triage").joinpath(_SHIPPED).read_bytes()
    except OSError as error:
        raise RunAborted("triage-model-unreadable", file=_SHIPPED) from error
    return read_model(content, rules, _SHIPPED)


def save_model(home: Path, model: Model) -> Path:
    """Keep a model under its hash and let it hold from now on; earlier ones stay beside it."""
    folder = home / "models"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{model.name}.json"
    _write(path, model.as_file())
    _write(folder / _CURRENT, (json.dumps({"model": model.name}) + "\n").encode())
    return path


def _linear(said: Mapping[str, Any]) -> Linear:
    return Linear({str(name): float(weight) for name, weight in said["weights"].items()}, float(said["intercept"]))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:  # a pipe or a device would never end
            raise RunAborted("triage-model-unreadable", file=path.name[:17])
        return path.read_bytes()
    except OSError as error:
        raise RunAborted("triage-model-unreadable", file=path.name[:17]) from error


def _write(path: Path, content: bytes) -> None:
    """Written beside and renamed, so that no half file stands under the name."""
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).chmod(0o644)
    Path(draft).replace(path)
