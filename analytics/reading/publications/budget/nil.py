"""Blank forms: whether a form without figures says that there is nothing to report, or says nothing at all.

Flows in: the notes of a form. Flows out: the sentence that declares it nil.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.reading.headings import squash

_MOST = 200
_NIL = re.compile(
    r"空表|本表(?:为空|无数据|无内容|不涉及|不适用)|(?:没有|无|未安排|未发生|不涉及|不存在)[^,.;。]{0,30}"
    r"(?:收支|支出|收入|预算|决算|数据|拨款|经费|基金|项目|安排|业务|事项|内容|情况)|(?:此|本)表(?:无|没有)|故[^,.;]{0,8}(?:空|无)"
    r"|^无[.]?$|无相关"
)
_NOT_NIL = re.compile(r"无(?:法|误|偿|关|障碍)|无保留")


def nil_note(texts: Iterable[str]) -> str | None:
    """The first sentence that says a form is empty because there is nothing to report.

    >>> nil_note(["注:本单位无政府性基金预算支出，故本表无数据。"])
    '本单位无政府性基金预算支出，故本表无数据。'
    >>> nil_note(["注:本表含上年结转资金安排的支出。"]) is None
    True
    """
    for text in texts:
        line = re.sub(r"\s+", "", text)
        if len(line) > _MOST:
            continue
        bare = re.sub(r"^(?:注|说明|备注|附注)\d*[:：.．]", "", line)
        if _NIL.search(squash(bare)) and not _NOT_NIL.search(squash(bare)):
            return bare
    return None
