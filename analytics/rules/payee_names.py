"""Two writings of one payee within one notice: what clerks vary, and what a blacked-out name still shows.

Flows in: names as compared by identity. Flows out: whether one may be another writing of the other. Only ever used
within one notice and its payments, where name and place are evidence (domain decision 5a.7).
"""

from __future__ import annotations

import re

_FORM = re.compile(r"(?:股份|有限|责任|专业|集团|\(集团\))*(?:公司|合作社|联合社)$")
_LEAST = 3  # of two characters one is too little to know a name by
_HIDDEN = re.compile(r"[*×○●□?]|某|[Xx](?=[Xx])|(?<=[Xx])[Xx]")


def alike(one: str, other: str) -> bool:
    """Whether two names are the same but for the legal form, or for one character out of three or more.

    >>> alike("岚汀市青禾农业开发有限公司", "岚汀市青禾农业开发公司"), alike("岚汀市青禾农业", "岚汀市青和农业")
    (True, True)
    >>> alike("王伟", "王玮"), alike("石见川", "石见山"), alike("青禾农业有限公司", "青禾农业合作社")
    (False, True, False)
    """
    stems = [_FORM.sub("", name) for name in (one, other)]
    ends = {name[len(stem) :][-2:] for name, stem in zip((one, other), stems, strict=True)}
    if min(map(len, stems)) == 0 or len(ends) > 1:
        return one == other
    return stems[0] == stems[1] or (max(map(len, stems)) >= _LEAST and _one_apart(*stems))


def fits_mask(name: str, shown: str) -> bool:
    """Whether a name shown in part can be this name: as many characters, and the legible ones in their places.

    >>> fits_mask("石见川", "石*川"), fits_mask("石见川", "石**"), fits_mask("石见川", "石*")
    (True, True, False)
    """
    hidden = _HIDDEN.sub("*", shown)
    return len(hidden) == len(name) and all(b in ("*", a) for a, b in zip(name, hidden, strict=True))


def _one_apart(one: str, other: str) -> bool:
    """Whether one character replaced, put in or left out makes one text the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[at + 1 :] if len(short) == len(long) else short[at:]
    return rest == long[at + 1 :]
