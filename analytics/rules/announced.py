"""Payments and the notices they name: what was announced, and what was paid under it.

Flows in: payments that state the title of a notice, and fund notices. Flows out: for each title and payer the notices
of that title and the payments that name it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from analytics.identity.names import squash
from analytics.rules.identified import units
from analytics.rules.payments import fetched, payer, payments
from analytics.rules.rule import Row, Subject
from analytics.snapshot import View

_SIGNS = re.compile(r"[^\w]|_")


@dataclass(frozen=True, slots=True)
class PaidNotice:
    """The notices of one title (none where no such notice is held) and the payments of one unit that name it."""

    notices: tuple[Row, ...]
    publisher: str | None
    payments: tuple[Row, ...]

    @property
    def subject(self) -> Subject:
        """What an answer is about: the notice; where it is not held, the unit that paid."""
        if not self.notices:
            return payer(self.payments)
        return Subject("notice", self.notices[0]["id"], self.publisher)


def paid_notices(view: View, *columns: str, paid: Any = None) -> list[PaidNotice]:
    """Every title that payments name, with the notices of that title and these columns of the payments.

    `paid` are the payments looked at, as an expression for the engine (all, unless given).
    Titles are compared without blanks and signs. Where several units publish under one title, the notices are those of
    the payer, if he has any.
    """
    publisher = units(view, "fund_notice")
    titled: dict[str, list[Row]] = defaultdict(list)
    for notice in view.rows("fund_notice"):
        if notice["title"]:
            titled[_key(notice["title"])].append(notice)
    paid = payments(view) if paid is None else paid
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in fetched(paid.filter(paid.notice_title.notnull()), "notice_title", *columns):
        named[_key(row["notice_title"]), row["unit_id"] or ""].append(row)
    found = []
    for (title, unit), rows in sorted(named.items()):
        notices = titled.get(title, [])
        own = [notice for notice in notices if publisher.get(notice["id"]) == unit]
        chosen = tuple(own or notices)
        publishers = {publisher.get(notice["id"]) for notice in chosen}
        found.append(PaidNotice(chosen, publishers.pop() if len(publishers) == 1 else None, tuple(rows)))
    return found


def _key(title: str) -> str:
    return _SIGNS.sub("", squash(title))
