"""The names of firms, places and units in the registers, each distinct one once.

Flows in: registers. Flows out: the signatures that `organisations` judges, and the judgements as tables by which the
engine finds the organisation of every row: names of parties as they are written, names of units as they are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from analytics.identity.columns import NOBODY
from analytics.identity.names import credit_code, is_person_name, organisation_name, party_name, squash
from analytics.identity.organisations import OrganisationJudgement, OrganisationSignature, unit_key
from analytics.identity.registers import Registers, parties, units_stated

_BETWEEN_NAMES = re.compile(r"[;；、\n]")


class _Party(NamedTuple):
    """How a party stands in a register; `signature` None where it is a person."""

    raw: str
    code: str
    numbered: bool
    may_be_person: bool
    signature: OrganisationSignature | None


class Parties:
    """The distinct names of parties and units."""

    def __init__(self, registers: Registers) -> None:
        self.signatures: Counter[OrganisationSignature] = Counter()
        self.spellings: dict[str, str] = {}
        self._parties: list[_Party] = []
        query = parties(registers)
        for raw, code, numbered, may_be_person, count in registers.fetch(query) if query else ():
            self._take(raw, code, numbered=numbered, may_be_person=may_be_person, count=count)
        query = units_stated(registers)
        for raw, count in registers.fetch(query) if query else ():
            if unit := unit_key(raw):
                self.signatures[OrganisationSignature(unit, is_unit=True)] += count
                self._spell(unit, raw)

    def party_table(self, judged: Mapping[OrganisationSignature, OrganisationJudgement]) -> pa.Table:
        """Every name as it is written, with its code, and which organisation it is."""
        rows: list[tuple[object, ...]] = []
        for party in self._parties:
            signature = party.signature
            if signature is None:
                rows.append((*party[:4], True, *[None] * 6))
                continue
            spelled = self.spellings[signature.name]
            rows.append((*party[:4], False, *judged[signature], signature.name, spelled))
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(_PARTY_COLUMNS)
        return pa.table(
            [pa.array(c, kind) for c, kind in zip(columns, _PARTY_COLUMNS.values(), strict=True)], [*_PARTY_COLUMNS]
        )

    def unit_table(self, judged: Mapping[OrganisationSignature, OrganisationJudgement]) -> pa.Table:
        """Every unit as it is compared, and which organisation it is."""
        units = [signature for signature in self.signatures if signature.is_unit]
        columns: dict[str, list[str | None]] = {
            "key": [unit.name for unit in units],
            "organisation_id": [judged[unit].organisation_id for unit in units],
            "tier": [judged[unit].tier for unit in units],
            "reason": [judged[unit].reason for unit in units],
            "spelled": [self.spellings[unit.name] for unit in units],
        }
        return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

    def _take(self, raw: str, code: str, *, numbered: bool, may_be_person: bool, count: int) -> None:
        if squash(raw) in NOBODY:
            return
        valid, name = credit_code(code), party_name(raw)
        if may_be_person and not valid and (numbered or is_person_name(name)):
            self._parties.append(_Party(raw, code, numbered, may_be_person, None))
            return
        signature = OrganisationSignature(name, valid)
        self._parties.append(_Party(raw, code, numbered, may_be_person, signature))
        self.signatures[signature] += count
        self._spell(name, raw if name == organisation_name(raw) else None)

    def _spell(self, key: str, written: str | None) -> None:
        shown = " ".join(written.split()) if written else key
        self.spellings[key] = min(self.spellings.get(key, shown), shown)


_PARTY_COLUMNS = {
    "raw": pa.string(),
    "code": pa.string(),
    "numbered": pa.bool_(),
    "may_be_person": pa.bool_(),
    "is_person": pa.bool_(),
    **dict.fromkeys(("organisation_id", "kind", "tier", "reason", "name", "spelled"), pa.string()),
}


def former_names(registers: Registers) -> Iterator[tuple[str, str]]:
    """Names that firms bore, each with the code of the firm."""
    source = registers.sources.get("firm")
    if source is None:
        return
    query = f"SELECT DISTINCT code, former_names FROM {source} AS t WHERE code <> '' AND former_names <> ''"
    for written, names in registers.fetch(query):
        code = credit_code(written)
        for name in _BETWEEN_NAMES.split(names):
            if code and (former := organisation_name(name)):
                yield code, former
