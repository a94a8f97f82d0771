"""Which mentions are one person: by number, by name with unit and post, name with masked number; never by name alone.

Flows in: the distinct signatures under which people are mentioned. Flows out: for each signature a person with the
tier of the evidence, or none (then every such mention stands alone). The evidence, from strong to weak:

- A: the same keyed hash of the identity number. Two different hashes are two people, whatever else agrees.
- B: the same name and unit, and an equal post or title text. Registers call the same text post (岗位) in one place
  and title (职务) in another, and write it with or without the unit or department in front: both forms are compared.
- C: the same name, and two masked numbers of which at least ten places are legible in both and none differs. Where both
  mentions state a unit, it must be the same unit.
- D: the name only. No tie.

A mention without number that fits two people, that would join numbers that differ, or that fits a number under which
several names stand, is left alone as ambiguous.
Rounds are taken all at once, so that the order of rows changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from analytics.identity.names import digest, is_masked_name, is_strong_mask, masks_agree, masks_conflict
from analytics.identity.rows import Person

# A mention by name only lists at most so many namesakes: common names have thousands.
_MOST_CANDIDATES = 10


class PersonSignature(NamedTuple):
    """How a person is mentioned: all that may serve as evidence, in comparable form."""

    name: str
    id_hash: str | None
    id_mask: str | None
    unit: str | None
    posts: tuple[str, ...]


class PersonJudgement(NamedTuple):
    """Who a signature is; `person_id` None means that each mention is a person of its own."""

    person_id: str | None
    tier: str
    reason: str | None


@dataclass(slots=True)
class _Cluster:
    """Signatures held to be one person."""

    person_id: str
    tier: str
    members: list[PersonSignature] = field(default_factory=list)

    @property
    def masks(self) -> set[str]:
        return {m.id_mask for m in self.members if m.id_mask}

    @property
    def is_doubtful(self) -> bool:
        """Whether one number stands under several names: one of them was written down wrongly."""
        return self.tier == "A" and len({m.name for m in self.members if m.id_hash}) > 1

    @property
    def units(self) -> set[str]:
        return {m.unit for m in self.members if m.unit}

    def conflicts(self, signature: PersonSignature) -> bool:
        return any(masks_conflict(mask, signature.id_mask) for mask in self.masks)

    def agrees_by_mask(self, signature: PersonSignature) -> bool:
        units = self.units
        if signature.unit and units and signature.unit not in units:
            return False
        return any(masks_agree(mask, signature.id_mask) for mask in self.masks)


def resolve_persons(
    signatures: Mapping[PersonSignature, int],
) -> tuple[list[Person], dict[PersonSignature, PersonJudgement]]:
    """Persons, and for every signature (with its number of mentions) who it is."""
    return _Resolution(signatures).run()


class _Resolution:
    def __init__(self, signatures: Mapping[PersonSignature, int]) -> None:
        self.signatures = signatures
        self.clusters: list[_Cluster] = []
        self.by_post: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.judged: dict[PersonSignature, PersonJudgement] = {}

    def run(self) -> tuple[list[Person], dict[PersonSignature, PersonJudgement]]:
        named = sorted(self.signatures, key=_sort_key)
        self._join_equal_numbers([s for s in named if s.id_hash])
        open_ones = [s for s in named if not s.id_hash]
        for signature in open_ones:
            if is_masked_name(signature.name):
                self.judged[signature] = PersonJudgement(None, "D", "masked-name")
        with_evidence = [s for s in open_ones if s not in self.judged and _has_evidence(s)]
        # Numbers first, units before loose mentions: the better a group is founded, the earlier it gathers others.
        strong_in_unit = [s for s in with_evidence if is_strong_mask(s.id_mask) and s.unit]
        strong_elsewhere = [s for s in with_evidence if is_strong_mask(s.id_mask) and not s.unit]
        by_post_only = [s for s in with_evidence if not is_strong_mask(s.id_mask)]
        self._attach(with_evidence)
        for group in (strong_in_unit, strong_elsewhere, by_post_only):
            self._join_among_themselves([s for s in group if s not in self.judged])
            self._attach([s for s in with_evidence if s not in self.judged])
        for signature in open_ones:
            if signature not in self.judged:
                self.judged[signature] = PersonJudgement(None, "D", self._namesakes(signature.name))
        return [self._person(cluster) for cluster in self.clusters], self.judged

    def _join_equal_numbers(self, signatures: Iterable[PersonSignature]) -> None:
        by_hash: dict[str, list[PersonSignature]] = defaultdict(list)
        for signature in signatures:
            by_hash[str(signature.id_hash)].append(signature)
        for id_hash, members in sorted(by_hash.items()):
            person_id = "person:" + digest("A", id_hash)
            reason = "name-differs" if len({m.name for m in members}) > 1 else None
            self._open_cluster(_Cluster(person_id, "A"), members)
            for member in members:
                self.judged[member] = PersonJudgement(person_id, "A", reason)

    def _open_cluster(self, cluster: _Cluster, members: Iterable[PersonSignature]) -> None:
        self.clusters.append(cluster)
        for member in members:
            self._add(len(self.clusters) - 1, member)

    def _add(self, index: int, member: PersonSignature) -> None:
        self.clusters[index].members.append(member)
        self.by_name[member.name].add(index)
        for key in _post_keys(member):
            self.by_post[key].add(index)

    def _attach(self, signatures: list[PersonSignature]) -> None:
        """Attach signatures to the one cluster each fits, in rounds, until nothing moves."""
        while signatures:
            fits: dict[int, list[tuple[PersonSignature, str]]] = defaultdict(list)
            for signature in signatures:
                found = self._candidates(signature)
                if len(found) > 1 or any(self.clusters[i].is_doubtful for i in found):
                    self._leave_alone(signature, found)
                elif found:
                    ((index, tier),) = found.items()
                    fits[index].append((signature, tier))
            for index, joining in fits.items():
                for signature, tier in joining:
                    if any(masks_conflict(signature.id_mask, other.id_mask) for other, _ in joining):
                        self._leave_alone(signature, [index])
                        continue
                    self._add(index, signature)
                    self.judged[signature] = PersonJudgement(self.clusters[index].person_id, tier, None)
            if not fits:
                return
            signatures = [s for s in signatures if s not in self.judged]

    def _candidates(self, signature: PersonSignature) -> dict[int, str]:
        found: dict[int, str] = {}
        if is_strong_mask(signature.id_mask):
            found = {i: "C" for i in self.by_name[signature.name] if self.clusters[i].agrees_by_mask(signature)}
        for key in _post_keys(signature):
            found |= dict.fromkeys(self.by_post[key], "B")
        return {i: tier for i, tier in found.items() if not self.clusters[i].conflicts(signature)}

    def _leave_alone(self, signature: PersonSignature, candidates: Iterable[int]) -> None:
        ids = sorted(self.clusters[i].person_id for i in candidates)
        self.judged[signature] = PersonJudgement(None, "D", " ".join(["ambiguous", *ids[:_MOST_CANDIDATES]]))

    def _join_among_themselves(self, signatures: list[PersonSignature]) -> None:
        """Open clusters of signatures that no cluster took; a group that holds a contradiction falls apart."""
        by_name: dict[str, list[PersonSignature]] = defaultdict(list)
        for signature in signatures:
            by_name[signature.name].append(signature)
        for namesakes in by_name.values():
            for members in _components(namesakes):
                if _contradictory(members):
                    for member in members:
                        self.judged[member] = PersonJudgement(None, "D", "ambiguous")
                    continue
                tiers = {member: _own_tier(member) for member in members}
                cluster = _Cluster("person:" + min(_digest_of(m) for m in members), min(tiers.values()))
                self._open_cluster(cluster, members)
                for member in members:
                    self.judged[member] = PersonJudgement(cluster.person_id, tiers[member], None)

    def _namesakes(self, name: str) -> str | None:
        ids = sorted(self.clusters[i].person_id for i in self.by_name.get(name, ()))
        return " ".join(["same-name", *ids[:_MOST_CANDIDATES]]) if ids else None

    def _person(self, cluster: _Cluster) -> Person:
        names: Counter[str] = Counter()
        for member in cluster.members:
            names[member.name] += self.signatures[member]
        most = max(names.values())
        return Person(cluster.person_id, min(n for n, count in names.items() if count == most), cluster.tier)


def _sort_key(signature: PersonSignature) -> tuple[str, ...]:
    return (signature.name, signature.id_hash or "", signature.id_mask or "", signature.unit or "", *signature.posts)


def _digest_of(signature: PersonSignature) -> str:
    return digest("S", *_sort_key(signature))


def _has_evidence(signature: PersonSignature) -> bool:
    return bool(signature.unit and signature.posts) or is_strong_mask(signature.id_mask)


def _own_tier(signature: PersonSignature) -> str:
    return "B" if signature.unit and signature.posts else "C"


def _post_keys(signature: PersonSignature) -> list[tuple[str, str, str]]:
    if not signature.unit or is_masked_name(signature.name):
        return []
    return [(signature.name, signature.unit, post) for post in signature.posts]


def _components(signatures: list[PersonSignature]) -> list[list[PersonSignature]]:
    """Groups of namesakes that hang together by B or C."""
    groups: list[list[PersonSignature]] = []
    for signature in signatures:
        touching = [group for group in groups if any(_same_person(signature, other) for other in group)]
        merged = [member for group in touching for member in group] + [signature]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _same_person(one: PersonSignature, other: PersonSignature) -> bool:
    if masks_conflict(one.id_mask, other.id_mask):
        return False
    if one.unit and other.unit:
        same_unit = one.unit == other.unit
        return same_unit and (bool(set(one.posts) & set(other.posts)) or masks_agree(one.id_mask, other.id_mask))
    return masks_agree(one.id_mask, other.id_mask)


def _contradictory(members: list[PersonSignature]) -> bool:
    masks = sorted({m.id_mask for m in members if m.id_mask})
    return any(masks_conflict(a, b) for n, a in enumerate(masks) for b in masks[n + 1 :])
