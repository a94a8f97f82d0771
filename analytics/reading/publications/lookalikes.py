"""Publications that resemble the kinds we read and are none of them: reports that tell of a budget in prose.

Flows in: the content of a file. Flows out: what it looks like, so that it is not taken for a fund notice and the
person is told in one sentence what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.reading.content import Content
from analytics.reading.headings import squash
from analytics.reading.imprint import find_title


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A kind that is not read: its terms, and how surely a file is of it (compared with the scores of the kinds)."""

    zh: str
    en: str
    weight: float


_BY_TITLE = ((r"[预决]算(?:执行)?(?:情况)?(?:及.*)?的?报告", ("预决算报告", "report on a budget or account")),)
_TITLE_WEIGHT = 0.95  # below the score of a title that names one of our own kinds


def resembles(content: Content) -> Lookalike | None:
    """What a file looks like if it is none of ours; None when nothing speaks for that."""
    title = find_title(content)
    tight = squash(title.text) if title else ""
    for pattern, (zh, en) in _BY_TITLE:
        if re.search(pattern, tight):
            return Lookalike(zh, en, _TITLE_WEIGHT)
    return None
