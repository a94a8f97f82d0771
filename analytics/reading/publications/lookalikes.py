"""Publications that resemble the kinds we read and are none of them: awards, contracts, budgets, power lists.

Flows in: the content of a file. Flows out: what it looks like, so that it is not taken for a fund notice and the
person is told in one sentence what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.reading.content import Content
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import find_title


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A kind that is not read: its terms, and how surely a file is of it (compared with the scores of the kinds)."""

    zh: str
    en: str
    weight: float


_DEPARTMENT = ("部门预决算", "departmental budget or account")
_GOVERNMENT = ("政府预决算表", "government budget table")
_BUDGET = ("预决算", "budget or account")

_BY_TITLE = (
    (r"部门(?:整体)?[预决]算(?:公开|表|情况|说明|草案|$)|部门(?:收支|收入|支出)总", _DEPARTMENT),
    (r"(?:一般公共|政府性基金|国有资本经营|财政)预算?(?:收入|支出|收支|基本支出|拨款收支)", _GOVERNMENT),
    (r"[预决]算(?:执行)?(?:情况)?的?(?:报告|草案)|收支总表|(?:收入|支出)执行情况", _BUDGET),
)
_BY_HEADING = ((r"^(?:科目编码|科目名称|功能分类科目|项目\(按功能分类\)|收入项目|支出功能科目)$", _BUDGET),)
_TITLE_WEIGHT = 0.95  # below the score of a title that names one of our own kinds
_HEADING_WEIGHT = 0.7
_ENOUGH_HEADINGS = 2


def resembles(content: Content) -> Lookalike | None:
    """What a file looks like if it is none of ours; None when nothing speaks for that."""
    title = find_title(content)
    tight = squash(title.text) if title else ""
    for pattern, (zh, en) in _BY_TITLE:
        if re.search(pattern, tight):
            return Lookalike(zh, en, _TITLE_WEIGHT)
    texts = [squash(cell.text) for grid in content.grids for row in grid.rows[:40] for cell in distinct(row)]
    for pattern, (zh, en) in _BY_HEADING:
        if len({text for text in texts if re.search(pattern, text)}) >= _ENOUGH_HEADINGS:
            return Lookalike(zh, en, _HEADING_WEIGHT)
    return None
