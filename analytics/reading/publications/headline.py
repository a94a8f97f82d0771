"""The title of a publication, also where a sheet holds nothing but lines of text.

Flows in: a content, and how a title of the kind in question reads. Flows out: the title as one line, or None.
"""

from __future__ import annotations

import re

from analytics.reading.content import Content, Paragraph, Role
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import find_title, join_lines

_LONGEST = 80


def headline_of(content: Content, wording: re.Pattern[str]) -> str | None:
    """The title as `find_title` sees it, else the first line, where it reads like a title of this kind.

    A sheet that holds a letter has no table for a title to stand over, and the headline of a text may look like any of
    its lines; the first line is the title all the same.
    """
    found = find_title(content)
    if found is not None:
        return found.text
    for block in content.blocks:
        if isinstance(block, Paragraph):
            text = block.text if block.role is Role.BODY else ""
        else:
            first = next((cells for row in block.rows if (cells := distinct(row))), [])
            text = first[0].text if len(first) == 1 else ""
        if text and len(text) <= _LONGEST and not re.search(r"[。；:：]", text) and wording.search(squash(text)):
            return join_lines(text)
        if text and isinstance(block, Paragraph):
            return None
    return None
