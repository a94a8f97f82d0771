"""Which mentions are one organisation: by 统一社会信用代码, by full registered or official name; never by a trade name.

Flows in: the distinct signatures under which organisations are mentioned. Flows out: organisations, and for every
signature which one it is. Two different codes are two organisations. A full name with a legal form (有限公司, 合作社,
批发部, ...) and a unit's full name are tier B; places and public bodies named in a publication are tier B within the
publications of one publisher (domain decision 5a.7); a short trade name is tier D and every mention stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from analytics.identity.names import (
    digest,
    has_legal_form,
    is_full_firm_name,
    is_place_name,
    is_unit_name,
    organisation_name,
)
from analytics.identity.rows import Organisation


class OrganisationSignature(NamedTuple):
    """How an organisation is mentioned. `scope` is the publisher (or the document) within which a place name holds."""

    name: str  # as compared
    code: str | None
    is_unit: bool  # the column names the unit that keeps the record
    scope: str


class OrganisationJudgement(NamedTuple):
    """Which organisation a signature is; `organisation_id` None means that each mention stands alone."""

    organisation_id: str | None
    kind: str
    tier: str
    reason: str | None


def kind_of(name: str, code: str | None = None) -> str:
    """What kind of organisation a name or a code points to: firm, unit, place, unknown.

    The first character of a 统一社会信用代码 tells the registering department (GB 32100): 1 bodies of the state.

    >>> [kind_of(n) for n in ("岚汀市青禾农业有限公司", "青山镇人民政府", "石桥村", "配套工程")]
    ['firm', 'unit', 'place', 'unknown']
    """
    if code:
        return "unit" if code.startswith("1") else "firm"
    if has_legal_form(name):
        return "firm"
    if is_unit_name(name):
        return "unit"
    return "place" if is_place_name(name) else "unknown"


def resolve_organisations(
    signatures: Mapping[OrganisationSignature, int],
    spellings: Mapping[str, str],
) -> tuple[list[Organisation], dict[OrganisationSignature, OrganisationJudgement]]:
    """Organisations, and for every signature (with its number of mentions) which one it is.

    `spellings` gives the written form of each compared name.
    """
    codes_of: dict[str, set[str]] = defaultdict(set)
    for signature in signatures:
        if signature.code and signature.name:
            codes_of[signature.name].add(signature.code)
    units = {s.name for s in signatures if s.is_unit}
    judged = {s: _judge(s, codes_of, units) for s in signatures}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, str] = {}
    for signature, judgement in judged.items():
        if judgement.organisation_id is None:
            continue
        names[judgement.organisation_id][signature.name] += signatures[signature]
        kinds[judgement.organisation_id].add(judgement.kind)
        if signature.code:
            codes[judgement.organisation_id] = signature.code
    organisations = [
        Organisation(key, spellings.get(name := _commonest(names[key]), name), _clearest(kinds[key]), codes.get(key))
        for key in sorted(names)
    ]
    return organisations, judged


def _judge(
    signature: OrganisationSignature, codes_of: Mapping[str, set[str]], units: set[str]
) -> OrganisationJudgement:
    name, code = signature.name, signature.code
    is_unit = name in units
    kind = "unit" if is_unit else kind_of(name, code)
    if code:
        return OrganisationJudgement(_identifier("code", code), kind, "A", None)
    if is_unit or (kind == "firm" and is_full_firm_name(name)):
        known = codes_of.get(name, set())
        if len(known) > 1:
            ids = sorted(_identifier("code", c) for c in known)
            return OrganisationJudgement(None, kind, "D", " ".join(["ambiguous", *ids]))
        key = _identifier("code", next(iter(known))) if known else _identifier("name", name)
        return OrganisationJudgement(key, kind, "B", None)
    if kind in ("unit", "place"):
        return OrganisationJudgement(_identifier("scoped", signature.scope, name), kind, "B", None)
    return OrganisationJudgement(None, kind, "D", None)


def _identifier(*parts: str) -> str:
    return "org:" + digest(*parts)


def unit_key(name: str | None) -> str | None:
    """The comparable full name of a unit, None when none is written."""
    return organisation_name(name) or None


def _commonest(names: Counter[str]) -> str:
    most = max(names.values())
    return min(name for name, count in names.items() if count == most)


def _clearest(kinds: set[str]) -> str:
    return next(kind for kind in ("unit", "firm", "place", "unknown") if kind in kinds)
