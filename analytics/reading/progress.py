"""How far a rectification has come, told from the remark that an office makes.

Flows in: a remark such as 已整改到位, or a row of boxes of which one is ticked. Flows out: one of the states of
`models.vocabulary.RectificationStatus`, or None where the words tell none: what is not done must not pass for done.
"""

from __future__ import annotations

import re

from analytics.reading.registers import read_choice
from models.vocabulary import RectificationStatus

# In this order: what is not done must not pass for done.
_STATES: tuple[tuple[str, RectificationStatus], ...] = (
    (r"重新启动|反弹|回头看发现", RectificationStatus.REOPENED),
    (r"未销号|尚未|未(?:完成|整改|启动|到位|落实)|没有整改|未开始|无进展", RectificationStatus.OPEN),
    (
        r"整改中|正在|推进|持续整改|部分|基本完成|长期坚持|阶段性|(?<![\d.])\d{1,2}(?:\.\d+)?%|进行中",
        RectificationStatus.RECTIFYING,
    ),
    (r"销号", RectificationStatus.CLOSED),
    (r"验收|核验|复核(?:通过|合格)", RectificationStatus.VERIFIED),
    (r"已整改|已完成|完成整改|整改完成|整改到位|完成|办结|已落实", RectificationStatus.DONE),
)


def status_of(text: str | None) -> RectificationStatus | None:
    """The state that a remark tells of; None where it tells none.

    >>> [str(status_of(t)) for t in ("已整改到位", "尚未完成", "正在整改", "已销号", "完成80%", "见附件")]
    ['done', 'open', 'rectifying', 'closed', 'rectifying', 'None']
    >>> str(status_of("☑已完成 □整改中 □未整改")), status_of("□已完成 □未整改")
    ('done', None)
    """
    choice = read_choice(text or "")
    told = text if choice is None else choice.chosen
    return next((state for words, state in _STATES if re.search(words, told or "")), None)
