"""Which fund notices are one publication, and which programme they belong to.

Flows in: fund notices, their rows and where they belong. Flows out: publications. One batch is often published as a
letter and a list, or in two file formats; counted twice, it would look like more money than there was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analytics.rules.identified import units
from analytics.rules.rule import Row
from analytics.snapshot import View

_YEAR = re.compile(r"(?:19|20)\d\d年(?:度)?|^(?:19|20)\d\d")
_BATCH = re.compile(r"第[一二三四五六七八九十百\d]+批次?")
_SIGNS = re.compile(r"[^\w]|_")
_FUND_WORDS = re.compile(r"(?:专项)?(?:资金|经费)$|专项$")


@dataclass(frozen=True, slots=True)
class Figures:
    """The money rows of one notice: how many, how many without an amount, and sum, least and largest in fen."""

    rows: int = 0
    blank: int = 0
    total_fen: int | None = None
    least_fen: int | None = None
    most_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """Notices that announce the same money: a letter with its list, or copies in several formats.

    `amount_fen` is what the publication says it hands out, None where it says nothing or two things (`contradicts`).
    `list_id` is the notice whose rows count: the one with most rows.
    """

    notices: tuple[Row, ...]
    figures: dict[str, Figures]
    unit_id: str | None
    amount_fen: int | None
    contradicts: bool
    list_id: str

    @property
    def programme(self) -> str | None:
        """The comparable name of the programme."""
        return programme_key(self.notices[0]["programme"])

    @property
    def year(self) -> int | None:
        """The fiscal year."""
        year: int | None = self.notices[0]["fiscal_year"]
        return year


def programme_key(name: str | None) -> str | None:
    """The name of a programme as compared: without year, batch, signs, and the words fund and special at its end.

    >>> programme_key("2024年农机购置补贴（第二批）专项资金") == programme_key("农机购置补贴资金")
    True
    """
    if not name:
        return None
    text = "".join(unicodedata.normalize("NFKC", name).split())
    bare = _SIGNS.sub("", _BATCH.sub("", _YEAR.sub("", text)))
    return _FUND_WORDS.sub("", bare) or bare or text


def publications(view: View) -> tuple[Publication, ...]:
    """All notices of the view, put together where they announce the same money, in the order of their identifiers."""
    publisher = units(view, "fund_notice")
    figures = _figures(view)
    groups: dict[tuple[str | None, int | None, str | None], list[Row]] = defaultdict(list)
    alone: list[list[Row]] = []
    for notice in view.rows("fund_notice"):
        programme, year = programme_key(notice["programme"]), notice["fiscal_year"]
        if programme is None or year is None:
            alone.append([notice])
        else:
            groups[programme, year, publisher.get(notice["id"])].append(notice)
    together = [part for group in _with_unnamed_publishers(groups) for part in _split(group, figures)] + alone
    made = [_publication(notices, figures, publisher) for notices in together]
    return tuple(sorted(made, key=lambda p: str(p.notices[0]["id"])))


def _with_unnamed_publishers(groups: dict[tuple[str | None, int | None, str | None], list[Row]]) -> list[list[Row]]:
    """A list without a publisher joins the only publisher of its programme and year, where there is only one."""
    of_programme: dict[tuple[str | None, int | None], list[str | None]] = defaultdict(list)
    for programme, year, unit in groups:
        of_programme[programme, year].append(unit)
    joined = dict(groups)
    for (programme, year), publishers in of_programme.items():
        named = [unit for unit in publishers if unit is not None]
        if None in publishers and len(named) == 1:
            joined[programme, year, named[0]] = groups[programme, year, named[0]] + joined.pop((programme, year, None))
    return list(joined.values())


def _split(group: list[Row], figures: dict[str, Figures]) -> list[list[Row]]:
    """Notices of one programme, year and publisher, split into publications."""
    batches: dict[str, list[Row]] = defaultdict(list)
    parts: list[list[Row]] = []
    for notice in sorted(group, key=lambda n: str(n["id"])):
        if notice["batch_name"]:
            batches[_SIGNS.sub("", notice["batch_name"])].append(notice)
            continue
        same = next((part for part in parts if any(_same_content(notice, other, figures) for other in part)), None)
        if same is None:
            parts.append([notice])
        else:
            same.append(notice)
    return parts + list(batches.values())


def _same_content(one: Row, other: Row, figures: dict[str, Figures]) -> bool:
    """Whether two notices without a batch hold the same list, or are a letter without rows and the list to it."""
    first, second = figures.get(one["id"], Figures()), figures.get(other["id"], Figures())
    if first.rows and second.rows:
        return first == second
    amounts = {_said(notice) for notice in (one, other)}
    return len(amounts) == 1 and None not in amounts


def _publication(notices: list[Row], figures: dict[str, Figures], publisher: dict[str, str]) -> Publication:
    ordered = tuple(sorted(notices, key=lambda n: str(n["id"])))
    own = {n["id"]: figures.get(n["id"], Figures()) for n in ordered}
    known = sorted({publisher[n["id"]] for n in ordered if n["id"] in publisher})
    amounts = _amounts(ordered)
    return Publication(
        notices=ordered,
        figures=own,
        unit_id=known[0] if len(known) == 1 else None,
        amount_fen=next(iter(amounts)) if len(amounts) == 1 else None,
        contradicts=len(amounts) > 1,
        list_id=max(ordered, key=lambda n: (own[n["id"]].rows, _reversed(n["id"])))["id"],
    )


def _amounts(notices: Iterable[Row]) -> set[int]:
    """What the notices say they hand out: the amount in the letter counts before totals of lists, often wider."""
    letters = {int(n["headline_amount_fen"]) for n in notices if n["headline_amount_fen"] is not None}
    return letters or {amount for n in notices if (amount := _said(n)) is not None}


def _said(notice: Row) -> int | None:
    """The amount of one notice in fen: the letter, else the total unless the rows contradict it, else the rows."""
    if notice["headline_amount_fen"] is not None:
        return int(notice["headline_amount_fen"])
    if notice["sum_holds"] is False:
        return None
    total = notice["stated_total_fen"]
    if total is None:
        total = notice["rows_total_fen"]
    return None if total is None else int(total)


def _reversed(text: str) -> tuple[int, ...]:
    """A key that puts the smaller identifier first where the larger number of rows wins."""
    return tuple(-ord(character) for character in text)


def _figures(view: View) -> dict[str, Figures]:
    item = view.table("fund_item")
    counted = item.group_by("notice_id").aggregate(
        rows=item.count(),
        filled=item.amount_fen.count(),
        total=item.amount_fen.sum(),
        least=item.amount_fen.min(),
        most=item.amount_fen.max(),
    )
    return {
        row["notice_id"]: Figures(
            int(row["rows"]), int(row["rows"] - row["filled"]), *(_whole(row[c]) for c in ("total", "least", "most"))
        )
        for row in counted.to_pyarrow().to_pylist()
    }


def _whole(number: object) -> int | None:
    return None if number is None else int(str(number))
