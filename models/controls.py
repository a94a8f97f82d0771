"""The control library: measures against integrity risks, for which kind of power and grade, and who controls a grade.

Flows in: `controls.toml` beside this module, and a file of the same form by which an office changes it. Flows out: a
`Library`, which finds its measures in the words of a risk table and says which ones a risk would call for.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, TypeVar

from models.language import Language, Message
from models.vocabulary import OwnerLevel, PowerDomain, RiskLevel

# A measure that no library knows, or that is not meant for this kind of power, takes this off, however many there are.
OTHER_PERCENT = 2
# All measures together take off no more: half of the 60 % of a grade that tested controls may take off, since a risk
# table says that they were looked at, not that they were tested.
MOST_PERCENT = 30
_MOST_OF_ONE = 10
_CLAUSES = re.compile(r"[,，;；、。.:：!！?？\s]+")
# A clause that says a measure is missing, planned or given up names no measure.
_NOT_DONE = re.compile(
    r"未|没有|没|尚无|暂无|暂不|不再|不实行|不开展|取消|停止|缺乏|缺少|不足|不够|无需|不需|免于|拟|计划|逐步|^无"
)
_MEASURE_KEYS = frozenset({"zh", "en", "about_zh", "about_en", "percent", "powers", "levels", "words"})
_KEYS = frozenset({"since", "source_zh", "source_en", "control", "measure"})
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_Term = TypeVar("_Term", RiskLevel, OwnerLevel, PowerDomain)


class LibraryRefused(ValueError):
    """A library that cannot be taken; `message` says which key or value, and what is allowed."""

    def __init__(self, code: str, **params: object) -> None:
        self.message = Message(code, {key: str(value) for key, value in params.items()})
        super().__init__(self.message.say(Language.EN))


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it takes off a grade, the powers it is meant for, and the grades that call for it."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    percent: int
    powers: frozenset[PowerDomain]
    levels: frozenset[RiskLevel]
    words: tuple[str, ...]

    def label(self, language: Language | str) -> str:
        """The name of the measure."""
        return self.zh if Language(language) is Language.ZH else self.en

    def about(self, language: Language | str) -> str:
        """What it means."""
        return self.about_zh if Language(language) is Language.ZH else self.about_en


@dataclass(frozen=True, slots=True)
class Named:
    """What a text of measures names: measures of the library, and whether it also names something else."""

    codes: tuple[str, ...]
    has_other: bool

    @property
    def is_blank(self) -> bool:
        """Whether no measure is named at all."""
        return not self.codes and not self.has_other


@dataclass(frozen=True)
class Library:
    """Measures by code, and who controls a risk of each grade, as they hold from `since` on."""

    since: date
    source_zh: str
    source_en: str
    owners: Mapping[RiskLevel, OwnerLevel]
    measures: Mapping[str, Measure]

    def named_in(self, texts: Iterable[str | None]) -> Named:
        """The measures that texts of a risk table name, by the words of the library.

        A text is taken clause by clause. The longest words are looked for first, and what they cover is used up, so
        that 公开招标 is open competition and no publication. A clause that says a measure is missing, planned or given
        up names none. A clause without a word of the library names a measure that is not of the library.

        >>> library().named_in(["双人核验，影像留痕；加强教育", "未实行轮岗"])
        Named(codes=('dual_sign_off', 'electronic_trace'), has_other=True)
        """
        codes: set[str] = set()
        has_other = False
        for clause in (part for text in texts for part in _CLAUSES.split(_folded(text)) if _says_something(part)):
            if _NOT_DONE.search(clause.replace("不定期", "").replace("不少于", "")):
                continue
            found = self._named_in_clause(clause)
            codes |= found
            has_other = has_other or not found
        return Named(tuple(sorted(codes)), has_other)

    def _named_in_clause(self, clause: str) -> set[str]:
        codes = set()
        for word, code in self._words:
            if word in clause:
                codes.add(code)
                clause = clause.replace(word, "|")
        return codes

    @cached_property
    def fingerprint(self) -> str:
        """A short name of everything the library says, the same on any machine."""
        said = [str(self.since), self.source_zh, self.source_en, *(f"{k}={v}" for k, v in sorted(self.owners.items()))]
        for measure in self.measures.values():
            said += [measure.code, measure.zh, measure.en, measure.about_zh, measure.about_en, str(measure.percent)]
            said += [*sorted(measure.powers), "|", *sorted(measure.levels), "|", *measure.words, "|"]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    @cached_property
    def _words(self) -> list[tuple[str, str]]:
        """Words with the measures they mean, the longest first."""
        words = [(word, measure.code) for measure in self.measures.values() for word in measure.words]
        return sorted(words, key=lambda pair: (-len(pair[0]), pair))

    def advised(self, level: RiskLevel, power: PowerDomain) -> tuple[str, ...]:
        """The measures that a risk of this grade calls for, where the power is of this kind; the strongest first."""
        fitting = [m for m in self.measures.values() if level in m.levels and power in m.powers]
        return tuple(m.code for m in sorted(fitting, key=lambda m: (-m.percent, m.code)))


@cache
def library() -> Library:
    """The library as it is shipped."""
    return parsed(files("models").joinpath("controls.toml").read_text("utf-8"))


def parsed(text: str, base: Library | None = None) -> Library:
    """A library as written in TOML; `base` is the one it changes: what it does not speak of stays.

    A measure of an office replaces the one of the same code as a whole, or is added. Raises LibraryRefused with the
    key or value that cannot be taken, and what is allowed there.
    """
    try:
        written = tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        raise LibraryRefused("controls-not-toml", why=error) from error
    _refuse_unknown(written, _KEYS, "—")
    since = written.get("since")
    if type(since) is not date:
        raise LibraryRefused("controls-no-day", key="since")
    owners = dict(base.owners) if base else {}
    for grade, owner in _table(written, "control").items():
        owners[_term(RiskLevel, grade, "control")] = _term(OwnerLevel, owner, f"control.{grade}")
    if missing := [str(level) for level in RiskLevel if level not in owners]:
        raise LibraryRefused("controls-key-missing", place="control", keys=", ".join(missing))
    measures = dict(base.measures) if base else {}
    for code, entry in _table(written, "measure").items():
        measures[code] = _measure(code, entry)
    _refuse_shared_words(measures)
    return Library(
        since=since,
        source_zh=_text(written, "source_zh", "—") if "source_zh" in written else _inherited(base, "source_zh"),
        source_en=_text(written, "source_en", "—") if "source_en" in written else _inherited(base, "source_en"),
        owners=owners,
        measures=dict(sorted(measures.items())),
    )


def _inherited(base: Library | None, key: str) -> str:
    if base is None:
        raise LibraryRefused("controls-key-missing", place="—", keys=key)
    return str(getattr(base, key))


def _measure(code: str, entry: object) -> Measure:
    place = f"measure.{code}"
    if not _CODE.fullmatch(code):
        raise LibraryRefused("controls-bad-code", place=place)
    if not isinstance(entry, dict):
        raise LibraryRefused("controls-no-table", key=place)
    _refuse_unknown(entry, _MEASURE_KEYS, place)
    if missing := sorted(_MEASURE_KEYS - set(entry)):
        raise LibraryRefused("controls-key-missing", place=place, keys=", ".join(missing))
    percent = entry["percent"]
    if type(percent) is not int or not OTHER_PERCENT <= percent <= _MOST_OF_ONE:
        raise LibraryRefused("controls-bad-percent", place=place, least=OTHER_PERCENT, most=_MOST_OF_ONE)
    return Measure(
        code=code,
        zh=_text(entry, "zh", place),
        en=_text(entry, "en", place),
        about_zh=_text(entry, "about_zh", place),
        about_en=_text(entry, "about_en", place),
        percent=percent,
        powers=frozenset(_term(PowerDomain, one, f"{place}.powers") for one in _texts(entry, "powers", place)),
        levels=frozenset(_term(RiskLevel, one, f"{place}.levels") for one in _texts(entry, "levels", place)),
        words=tuple(_folded(word) for word in _texts(entry, "words", place)),
    )


def _refuse_shared_words(measures: Mapping[str, Measure]) -> None:
    """A word that means two measures means neither: it is refused."""
    owner: dict[str, str] = {}
    for measure in measures.values():
        for word in measure.words:
            if owner.setdefault(word, measure.code) != measure.code:
                raise LibraryRefused("controls-shared-word", word=word, one=owner[word], other=measure.code)


def _refuse_unknown(table: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    if unknown := sorted(set(table) - known):
        raise LibraryRefused(
            "controls-unknown-key", place=place, keys=", ".join(unknown), known=", ".join(sorted(known))
        )


def _table(written: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = written.get(key, {})
    if not isinstance(found, dict):
        raise LibraryRefused("controls-no-table", key=key)
    return found


def _text(table: Mapping[str, Any], key: str, place: str) -> str:
    found = table[key]
    if not isinstance(found, str) or not found.strip():
        raise LibraryRefused("controls-no-text", place=place, key=key)
    return found.strip()


def _texts(table: Mapping[str, Any], key: str, place: str) -> list[str]:
    found = table[key]
    if not isinstance(found, list) or not found or not all(isinstance(one, str) and one.strip() for one in found):
        raise LibraryRefused("controls-no-text", place=place, key=key)
    return found


def _term(vocabulary: type[_Term], code: object, place: str) -> _Term:
    known = [str(term) for term in vocabulary]
    if code not in known:
        raise LibraryRefused("controls-unknown-term", place=place, term=code, known=", ".join(known))
    return vocabulary(str(code))


def _folded(text: str | None) -> str:
    """One form of a text: full width and half width, capital and small alike."""
    return unicodedata.normalize("NFKC", text or "").upper()


def _says_something(clause: str) -> bool:
    return bool(re.sub(r"[\W\d_]+", "", clause)) and clause not in {"无", "暂无", "NONE", "N/A"}
