"""Which mentions are one organisation: by 统一社会信用代码, by full registered or official name; never by a trade name.

Flows in: the distinct names and codes under which organisations are mentioned, and the former names of firms. Flows
out: organisations, and for every name with its code which one it is. Two different codes are two organisations. A full
name with a legal form (有限公司, 合作社, ...) and a unit's full name are tier B; so is a former name that one firm bore
and no other firm bears. Places and public bodies named in a publication are tier B within the publications of one
publisher (domain decision 5a.7); a short trade name is tier D and every mention stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
    """How an organisation is mentioned."""

    name: str  # as compared
    code: str | None = None
    is_unit: bool = False  # the column names the unit that keeps the record


class OrganisationJudgement(NamedTuple):
    """Which organisation a signature is.

    `organisation_id` None: on tier B, one for each publisher that names it; on tier D, each mention stands alone.
    """

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
    former_names: Iterable[tuple[str, str]] = (),
) -> tuple[list[Organisation], dict[OrganisationSignature, OrganisationJudgement]]:
    """Organisations that are the same wherever they are named, and which one every signature is.

    `signatures` give the number of mentions, `spellings` the written form of each compared name, `former_names` pairs
    of a code and a name that its firm bore.
    """
    known = _Known(signatures, former_names)
    judged = {s: known.judge(s) for s in signatures}
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


class _Known:
    """What all signatures together say of names and codes."""

    def __init__(
        self, signatures: Mapping[OrganisationSignature, int], former_names: Iterable[tuple[str, str]]
    ) -> None:
        self.codes_of: dict[str, set[str]] = defaultdict(set)
        for signature in signatures:
            if signature.code and signature.name:
                self.codes_of[signature.name].add(signature.code)
        self.units = {s.name for s in signatures if s.is_unit}
        self.former: dict[str, set[str]] = defaultdict(set)
        for code, name in former_names:
            self.former[name].add(code)

    def judge(self, signature: OrganisationSignature) -> OrganisationJudgement:
        name, code = signature.name, signature.code
        is_unit = name in self.units
        kind = "unit" if is_unit else kind_of(name, code)
        if code:
            return OrganisationJudgement(_identifier("code", code), kind, "A", None)
        if is_unit or (kind == "firm" and is_full_firm_name(name)):
            return self._by_name(name, kind, is_unit=is_unit)
        if kind in ("unit", "place"):
            return OrganisationJudgement(None, kind, "B", None)
        return OrganisationJudgement(None, kind, "D", None)

    def _by_name(self, name: str, kind: str, *, is_unit: bool) -> OrganisationJudgement:
        own = self.codes_of.get(name, set())
        former = set() if own or is_unit else self.former.get(name, set())
        codes = own or former
        if len(codes) > 1:
            ids = sorted(_identifier("code", c) for c in codes)
            return OrganisationJudgement(None, kind, "D", " ".join(["ambiguous", *ids]))
        key = _identifier("code", next(iter(codes))) if codes else _identifier("name", name)
        return OrganisationJudgement(key, kind, "B", "former-name" if former else None)


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
