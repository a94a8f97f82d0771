"""The two legal sets of kin, as sets of paths.

Flows in: kin paths (`p` up to a parent, `c` down to a child, `s` across to a spouse, `b` across to a sibling). Flows
out: the sets K74 (公务员法 art. 74 with 公务员回避规定 art. 5) and JQS (民法典 art. 1045) of the relative.
Up u and down d steps: direct line u=0 or d=0, without limit; collateral 1<=u,d<=2; affinity: spouse's parents, spouse's
siblings and their spouses, child's spouse and that spouse's parents, spouse of such a collateral.
"""

from __future__ import annotations

import re
from functools import lru_cache

K74 = "K74"
JQS = "JQS"

_JQS_PATHS = frozenset({"s", "p", "c", "pc", "pp", "cc"})
_DIRECT = re.compile(r"p+|c+")
_COLLATERAL = re.compile(r"p{1,2}c{1,2}")
_AFFINITY = re.compile(r"s|sp|spc|spcs|cs|csp|p{1,2}c{1,2}s")
_LETTERS = re.compile(r"[pcsb]+")


@lru_cache(maxsize=1 << 12)
def kin_sets(path: str) -> frozenset[str]:
    """The sets (K74, JQS) that the person at the end of a path belongs to; ValueError for letters that are no path.

    >>> sorted(kin_sets("b")), sorted(kin_sets("pbc")), sorted(kin_sets("ppb")), sorted(kin_sets("ccs"))
    (['JQS', 'K74'], ['K74'], [], [])
    """
    if not _LETTERS.fullmatch(path):
        raise ValueError(f"not a kin path: {path!r}")
    plain = path.replace("b", "pc")
    sets = set()
    if any(pattern.fullmatch(plain) for pattern in (_DIRECT, _COLLATERAL, _AFFINITY)):
        sets.add(K74)
    if plain in _JQS_PATHS:
        sets.add(JQS)
    return frozenset(sets)
