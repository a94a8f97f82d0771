"""What people type at the desk, as it is kept: names, notes, reasons.

Flows in: text as typed. Flows out: the same in one form, numbers of persons masked, or `RunAborted` with one sentence.
"""

from __future__ import annotations

import unicodedata

from analytics.errors import RunAborted
from analytics.reading.privacy import conceal_text

LONGEST_NAME, LONGEST_NOTE = 60, 2000  # characters
_UNFIT = {"Cc", "Cs"}  # control characters, halves of characters


def kept(text: str, longest: int = LONGEST_NOTE) -> str:
    """A text as it is kept: NFC, without blanks at its ends, numbers of persons masked.

    Raises RunAborted where it is too long, or holds characters that no database and no page can show.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if len(text) > longest:
        raise RunAborted("review-text-too-long", longest=longest)
    if any(unicodedata.category(sign) in _UNFIT and sign not in "\n\t" for sign in text):
        raise RunAborted("review-text-unfit")
    return conceal_text(text)
