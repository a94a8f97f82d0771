"""The strength of a way from an official to a person or firm: one whole number that orders what to look at first.

Flows in: a row of `reach`, the evidence of the path and a day. Flows out: 0 to 1000. Four parts, each in per cent, are
multiplied and cut to a whole number: who it is, what he has in the firm, how sure the identities are, and whether the
tie is in force (docs/method.md "Strength of a path"). Expert defaults of ours: they order, they decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.vocabulary import EvidenceTier, FirmRole

_WHOLE = 100
_MOST = 1000

# Who it is: himself, the near kin of 民法典 1045, the other kin of 公务员法 74, kin outside, kin undecided.
_SELF, _NEAR, _K74, _OUTSIDE, _UNDECIDED = 100, 95, 75, 20, 30

_ROLE = {
    str(FirmRole.LEGAL_REPRESENTATIVE): 100,
    str(FirmRole.OPERATOR): 100,
    str(FirmRole.PARTNER): 90,
    str(FirmRole.MANAGER): 85,
    str(FirmRole.DIRECTOR): 80,
    str(FirmRole.SUPERVISOR): 65,
    str(FirmRole.EMPLOYEE): 20,
}
# A share counts from this floor up to the whole: half of the way at 0 %, all of it above one half.
_SHARE_FLOOR, _CONTROL_BP = 40, 5000
_SMALL_BP, _SMALL_SHARE = 500, 15
_UNKNOWN_ROLE = 30
_EACH_LINK = 90

_TIER = {str(EvidenceTier.A): 100, str(EvidenceTier.B): 85, str(EvidenceTier.C): 75, str(EvidenceTier.D): 20}

# How old: in force that day, not known to be, or ended so many days before.
_IN_FORCE, _UNCERTAIN, _LONG_ENDED = 100, 60, 10
_ENDED = ((365, 50), (1096, 30))


def strength(way: Mapping[str, Any], tier: str, day: date | None) -> int:
    """The strength of a way (a row of `reach`) whose weakest evidence is `tier`, seen from a day; 0 to 1000.

    >>> son = {"kind": "kin", "in_k74": True, "in_jqs": True, "valid_from": None, "valid_to": None}
    >>> strength({**son, "certain_from": date(1, 1, 1)}, "A", date(2025, 5, 6))
    950
    """
    parts = _who(way) * _what(way) * _TIER[tier] * _age(way, day)
    return parts * _MOST // _WHOLE**4


def _who(way: Mapping[str, Any]) -> int:
    if way["kind"] in ("self", "self_role"):
        return _SELF
    if way["in_jqs"]:
        return _NEAR
    if way["in_k74"]:
        return _K74
    return _UNDECIDED if way["in_k74"] is None else _OUTSIDE


def _what(way: Mapping[str, Any]) -> int:
    """The stronger of role and share, weakened by each further firm on the way."""
    if way["kind"] in ("self", "kin"):
        return _WHOLE
    known = [part for part in (_ROLE.get(way["role"]), _of_share(way["share_bp"])) if part is not None]
    part = max(known, default=_UNKNOWN_ROLE)
    for _ in range(way["links"] or 0):
        part = part * _EACH_LINK // _WHOLE
    return part


def _of_share(share_bp: int | None) -> int | None:
    if share_bp is None:
        return None
    if share_bp < _SMALL_BP:
        return _SMALL_SHARE
    return min(_WHOLE, _SHARE_FLOOR + (_WHOLE - _SHARE_FLOOR) * share_bp // _CONTROL_BP)


def _age(way: Mapping[str, Any], day: date | None) -> int:
    if day is None:
        return _UNCERTAIN
    if way["valid_to"] is not None and day > way["valid_to"]:
        ended = (day - way["valid_to"]).days
        return next((part for days, part in _ENDED if ended <= days), _LONG_ENDED)
    sure = way["certain_from"]
    return _IN_FORCE if sure is not None and sure <= day else _UNCERTAIN
