"""One publication in several files: the same table put online as html and attached as xlsx, say.

Flows in: rows of documents and of what was read from them. Flows out: which documents only repeat another one, so that
no sum counts a publication twice and no rule reads an annex as a notice of its own. Files of one format are never taken
for editions of each other: a second file of the same format is a correction or another batch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from analytics.identity.names import organisation_name, squash

Row = Mapping[str, Any]
Rows = Callable[[str], Iterable[Row]]

# Fewer equal rows than this may be chance, and then the titles must agree as well.
_TELLING_ROWS = 3
_DAYS_APART = timedelta(days=31)  # a page is put online some time after the letter it shows was signed
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]{1,3}[批期次]|[一二三四1-4]季度|\d{1,2}月|[上下]半年")


def later_editions(rows: Rows) -> dict[str, str]:
    """Document ids that repeat another document, each with the id of the fullest edition.

    Two documents are editions of one publication when their format differs, their rows (labels and amounts, or risk
    points and grades) are the same, and nothing that both state speaks against it: fiscal year, unit, batch, notice
    period, ordinals of the title, publisher, and a day of issue within 31 days. The edition that says most about itself
    stands for all.
    """
    documents = {row["id"]: row for row in rows("document")}
    headers = _headers(rows)
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for document_id, content in _contents(rows).items():
        if document_id in documents:
            key = (documents[document_id]["kind"], _years(headers[document_id]), tuple(sorted(content, key=repr)))
            groups[key].append(document_id)
    repeats: dict[str, str] = {}
    for (_, _, content), group in groups.items():
        if len(group) > 1:
            telling = len(content) >= _TELLING_ROWS
            repeats |= _repeats(group, documents, headers, telling=telling)
    return repeats


def _repeats(
    group: Sequence[str], documents: Mapping[str, Row], headers: Mapping[str, list[Row]], *, telling: bool
) -> dict[str, str]:
    fullest_first = sorted(group, key=lambda d: (-_fullness(documents[d], headers[d]), d))
    editions: dict[str, list[str]] = {}
    repeats: dict[str, str] = {}
    for candidate in fullest_first:
        for first, known in editions.items():
            is_new_format = all(documents[candidate]["media"] != documents[k]["media"] for k in known)
            if is_new_format and _agree(documents, headers, first, candidate, telling=telling):
                known.append(candidate)
                repeats[candidate] = first
                break
        else:
            editions[candidate] = [candidate]
    return repeats


def _agree(
    documents: Mapping[str, Row], headers: Mapping[str, list[Row]], first: str, other: str, *, telling: bool
) -> bool:
    one, two = documents[first], documents[other]
    titles = squash(one["title"] or ""), squash(two["title"] or "")
    if not telling and titles[0] != titles[1]:
        return False
    ordinals = [set(_ORDINAL.findall(title)) for title in titles]
    if all(ordinals) and ordinals[0] != ordinals[1]:
        return False
    if one["published"] and two["published"] and abs(one["published"] - two["published"]) > _DAYS_APART:
        return False
    if not _same_office(one["publisher"], two["publisher"]):
        return False
    return all(
        _compatible(headers[first], headers[other], column)
        for column in ("unit_name", "batch_name", "period_from", "period_to")
    )


def _compatible(one: Iterable[Row], two: Iterable[Row], column: str) -> bool:
    stated = [{row[column] for row in rows if row.get(column) is not None} for rows in (one, two)]
    return not all(stated) or stated[0] == stated[1]


def _same_office(one: str | None, two: str | None) -> bool:
    """Whether two names of a publisher can mean one office: one may leave out the region before its name."""
    if not one or not two:
        return True
    names = sorted((organisation_name(one), organisation_name(two)), key=len)
    # 县民政局 stands for 泸县民政局: only the last characters are sure to be written.
    return names[1].endswith(names[0].lstrip("省市县区本"))


def _fullness(document: Row, headers: Iterable[Row]) -> int:
    own = sum(document[column] is not None for column in ("title", "publisher", "published"))
    return own + sum(value not in (None, False) for row in headers for value in row.values())


def _headers(rows: Rows) -> dict[str, list[Row]]:
    headers: dict[str, list[Row]] = defaultdict(list)
    for table in ("fund_notice", "three_public_report"):
        for row in rows(table):
            headers[row["document_id"]].append(row)
    return headers


def _years(headers: Iterable[Row]) -> tuple[int, ...]:
    return tuple(sorted({row["fiscal_year"] for row in headers if row["fiscal_year"] is not None}))


def _contents(rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """What each document lists: label and figure of every row, blanks and layout of the text aside."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows("fund_item"):
        found[row["document_id"]].append((squash(row["label"]), row["amount_fen"]))
    for row in rows("three_public_line"):
        found[row["document_id"]].append((row["item"], row["amount_fen"]))
    for row in rows("risk_point"):
        found[row["document_id"]].append((squash(row["name"]), row["grade"]))
    return found
