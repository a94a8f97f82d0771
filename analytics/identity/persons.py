"""Which mentions are one person: by number, by name with unit and post, name with masked number; never by name alone.

Flows in: persons known by their number, as far as they may be meant, and the distinct signatures of mentions without
one. Flows out: for each signature a person with the tier of the evidence, or none. The evidence, from strong to weak:

- A: the same keyed hash of the identity number. Two different hashes are two people, whatever else agrees.
- B: the same name and unit, and an equal post or title text. Registers call the same text post (岗位) in one place
  and title (职务) in another, and write it with or without the unit or department in front: both forms are compared.
  A firm is the unit of its officers, and the office held in it the post; being employed there is none.
- C: the same name, and two masked numbers of which at least ten places are legible in both and none differs. Where both
  mentions state a unit, it must be the same unit. Or the same name, birth date and place; birth date alone only where
  namesakes born on that day are hardly to be expected (`namesakes`).
- D: the name only. No tie.

Better evidence goes first: a mention that fits one person by unit and post is that person, though another bears the
same name and like digits. One that fits two people equally well, that would join numbers that differ, or that fits a
number under which several names stand, is left alone as ambiguous. Rounds are taken all at once, so that the order of
rows changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from networkx.utils import UnionFind

from analytics.identity.masks import MaskIndex, contradict
from analytics.identity.names import digest, is_masked_name, is_strong_mask, masks_agree, masks_conflict
from analytics.identity.rows import Person
from analytics.identity.slips import is_one_name

# A mention by name only lists at most so many namesakes: common names have thousands.
MOST_CANDIDATES = 10
# Of more different numbers than this under one name at one post nobody can say whose a mention without number is.
_MOST_MASKS = 64


class PersonSignature(NamedTuple):
    """How a person without a number is mentioned: all that may serve as evidence, in comparable form."""

    name: str
    id_mask: str | None = None
    unit: str | None = None  # a unit, or the firm where `in_firm`
    posts: tuple[str, ...] = ()
    in_firm: bool = False
    born: date | None = None
    place: str | None = None


class PersonJudgement(NamedTuple):
    """Who a signature is; `person_id` None means that each mention is a person of its own."""

    person_id: str | None
    tier: str
    reason: str | None


@dataclass(slots=True)
class Known:
    """A person: by number, or signatures held to be one. Names, masks, units, posts and births that stand for them."""

    person_id: str
    tier: str
    names: set[str] = field(default_factory=set)
    masks: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    posts: set[tuple[str, str, str]] = field(default_factory=set)  # name, unit, post
    births: set[tuple[str, date, str | None]] = field(default_factory=set)  # name, birth date, place

    @property
    def is_doubtful(self) -> bool:
        """Whether one number stands under names that are not one name mistyped: one of them bears it wrongly."""
        return self.tier == "A" and not is_one_name(self.names)

    def take(self, signature: PersonSignature) -> None:
        """Add what a signature says."""
        self.names.add(signature.name)
        if signature.id_mask:
            self.masks.add(signature.id_mask)
        if signature.unit and not signature.in_firm:
            self.units.add(signature.unit)
        self.posts.update(_post_keys(signature))
        if signature.born:
            self.births.add((signature.name, signature.born, signature.place))

    def conflicts(self, mask: str | None) -> bool:
        """Whether a masked number cannot be this person's."""
        return any(masks_conflict(own, mask) for own in self.masks)

    def agrees(self, mask: str | None) -> bool:
        """Whether a masked number agrees with one of this person's."""
        return any(masks_agree(own, mask) for own in self.masks)


def resolve_persons(
    numbered: Iterable[Known],
    signatures: Mapping[PersonSignature, int],
    is_rare: Callable[[str], bool] = lambda _: False,
) -> tuple[list[Person], dict[PersonSignature, PersonJudgement]]:
    """Persons without number, and who each signature with evidence (and its number of mentions) is.

    `numbered` are the persons by number that may be meant: all that share evidence with a signature. `is_rare` tells
    whether a name and a birth date are enough.
    """
    return _Resolution(numbered, signatures, is_rare).run()


def has_evidence(signature: PersonSignature) -> bool:
    """Whether there is more to go by than the name; a blacked out name is never told apart."""
    if is_masked_name(signature.name):
        return False
    return bool(_post_keys(signature)) or is_strong_mask(signature.id_mask) or signature.born is not None


class _Resolution:
    def __init__(
        self, numbered: Iterable[Known], signatures: Mapping[PersonSignature, int], is_rare: Callable[[str], bool]
    ) -> None:
        self.signatures = signatures
        self.is_rare = is_rare
        self.people: list[Known] = []
        self.by_post: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self.by_birth: dict[tuple[str, date, str | None], set[int]] = defaultdict(set)
        self.by_mask: MaskIndex[int] = MaskIndex()
        self.judged: dict[PersonSignature, PersonJudgement] = {}
        for person in numbered:
            self._open(person)
        self.first_new = len(self.people)

    def run(self) -> tuple[list[Person], dict[PersonSignature, PersonJudgement]]:
        named = sorted((s for s in self.signatures if has_evidence(s)), key=_sort_key)
        # Numbers first, units before loose mentions: the better a group is founded, the earlier it gathers others.
        strong_in_unit = [s for s in named if is_strong_mask(s.id_mask) and _public_unit(s)]
        strong_elsewhere = [s for s in named if is_strong_mask(s.id_mask) and not _public_unit(s)]
        others = [s for s in named if not is_strong_mask(s.id_mask)]
        self._attach(named)
        for group in (strong_in_unit, strong_elsewhere, others):
            self._join_among_themselves([s for s in group if s not in self.judged])
            self._attach([s for s in named if s not in self.judged])
        persons = [Person(p.person_id, min(p.names), p.tier) for p in self.people[self.first_new :]]
        return persons, self.judged

    def _open(self, person: Known) -> None:
        self.people.append(person)
        self._index(len(self.people) - 1)

    def _index(self, index: int) -> None:
        person = self.people[index]
        for key in person.posts:
            self.by_post[key].add(index)
        for name, born, place in person.births:
            for birth in _birth_keys(name, born, place):
                self.by_birth[birth].add(index)
        for mask in person.masks:
            for name in person.names:
                self.by_mask.add(name, mask, index)

    def _add(self, index: int, signature: PersonSignature, tier: str) -> None:
        person = self.people[index]
        person.take(signature)
        for key in _post_keys(signature):
            self.by_post[key].add(index)
        if signature.born:
            for birth in _birth_keys(signature.name, signature.born, signature.place):
                self.by_birth[birth].add(index)
        if signature.id_mask:
            self.by_mask.add(signature.name, signature.id_mask, index)
        self.judged[signature] = PersonJudgement(person.person_id, tier, None)

    def _attach(self, signatures: list[PersonSignature]) -> None:
        """Attach signatures to the one person each fits best, in rounds, until nothing moves."""
        while signatures:
            fits: dict[int, list[tuple[PersonSignature, str]]] = defaultdict(list)
            for signature in signatures:
                found, tier = self._candidates(signature)
                if len(found) > 1 or any(self.people[i].is_doubtful for i in found):
                    self._leave_alone(signature, found)
                elif found:
                    fits[found[0]].append((signature, tier))
            for index, joining in fits.items():
                is_clear = not contradict(s.id_mask for s, _ in joining if s.id_mask)
                for signature, tier in joining:
                    if is_clear or not any(masks_conflict(signature.id_mask, other.id_mask) for other, _ in joining):
                        self._add(index, signature, tier)
                    else:
                        self._leave_alone(signature, [index])
            if not fits:
                return
            signatures = [s for s in signatures if s not in self.judged]

    def _candidates(self, signature: PersonSignature) -> tuple[list[int], str]:
        """The persons that a signature fits best and equally well, and the tier of that evidence."""
        ranks: dict[int, int] = {}
        unit = _public_unit(signature)
        for index in self._by_weak_evidence(signature):
            units = self.people[index].units
            if not (unit and units and unit not in units):
                ranks[index] = _SAME_UNIT if unit and unit in units else _WEAK
        for key in _post_keys(signature):
            for index in self.by_post.get(key, ()):
                ranks[index] = _POST_AND_MASK if self.people[index].agrees(signature.id_mask) else _POST
        fitting = {i: rank for i, rank in ranks.items() if not self.people[i].conflicts(signature.id_mask)}
        if not fitting:
            return [], "D"
        best = min(fitting.values())
        return sorted(i for i, rank in fitting.items() if rank == best), "B" if best <= _POST else "C"

    def _by_weak_evidence(self, signature: PersonSignature) -> set[int]:
        found: set[int] = set()
        if is_strong_mask(signature.id_mask):
            found.update(self.by_mask.agreeing(signature.name, str(signature.id_mask)))
        if signature.born:
            if signature.place:
                found |= self.by_birth.get((signature.name, signature.born, signature.place), set())
            if self.is_rare(signature.name):
                found |= self.by_birth.get((signature.name, signature.born, None), set())
        return found

    def _leave_alone(self, signature: PersonSignature, candidates: Iterable[int]) -> None:
        ids = sorted(self.people[i].person_id for i in candidates)
        self.judged[signature] = PersonJudgement(None, "D", " ".join(["ambiguous", *ids[:MOST_CANDIDATES]]))

    def _join_among_themselves(self, signatures: list[PersonSignature]) -> None:
        """Open persons from signatures that nobody took; a group that holds a contradiction falls apart."""
        for members in _groups(signatures, self.is_rare):
            if contradict(m.id_mask for m in members if m.id_mask):
                for member in members:
                    self.judged[member] = PersonJudgement(None, "D", "ambiguous")
                continue
            tiers = [_own_tier(member) for member in members]
            person = Known("person:" + min(_digest_of(m) for m in members), min(tiers))
            self._open(person)
            for member, tier in zip(members, tiers, strict=True):
                self._add(len(self.people) - 1, member, tier)


_POST_AND_MASK, _POST, _SAME_UNIT, _WEAK = range(4)


def _groups(signatures: list[PersonSignature], is_rare: Callable[[str], bool]) -> list[list[PersonSignature]]:
    """Signatures in groups that hang together by B or C, in the order of their first members."""
    links = UnionFind(range(len(signatures)))
    _join_by_post(signatures, links)
    _join_by_mask(signatures, links)
    births: dict[tuple[str, date, str | None, str | None], int] = {}
    for number, one in enumerate(signatures):
        if one.born:
            for name, born, place in _birth_keys(one.name, one.born, one.place):
                if place is not None or is_rare(one.name):
                    links.union(number, births.setdefault((name, born, place, _public_unit(one)), number))
    groups: dict[int, list[PersonSignature]] = defaultdict(list)
    for number, one in enumerate(signatures):
        groups[links[number]].append(one)
    return list(groups.values())


def _join_by_post(signatures: list[PersonSignature], links: UnionFind[int]) -> None:
    at_post: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(signatures):
        for key in _post_keys(one):
            at_post[key].append(number)
    for together in at_post.values():
        first: dict[str | None, int] = {}
        for number in together:
            links.union(number, first.setdefault(signatures[number].id_mask, number))
        masks = list(first.items())
        if not contradict(mask for mask in first if mask):
            for _, number in masks:
                links.union(number, masks[0][1])
        elif len(masks) <= _MOST_MASKS:
            for place, (mask, number) in enumerate(masks):
                for other, further in masks[place + 1 :]:
                    if not masks_conflict(mask, other):
                        links.union(number, further)


def _join_by_mask(signatures: list[PersonSignature], links: UnionFind[int]) -> None:
    """Joins namesakes whose masked numbers agree: of one unit, or of none."""
    index: MaskIndex[int] = MaskIndex()
    for number, one in enumerate(signatures):
        if not is_strong_mask(one.id_mask):
            continue
        key = "\x1f".join((one.name, _public_unit(one) or ""))
        for other in index.agreeing(key, str(one.id_mask)):
            links.union(number, other)
        index.add(key, str(one.id_mask), number)


def _public_unit(signature: PersonSignature) -> str | None:
    return None if signature.in_firm else signature.unit


def _sort_key(signature: PersonSignature) -> tuple[str, ...]:
    beside = () if signature.born is None else (signature.born.isoformat(), signature.place or "")
    # The second place is that of the number, which these have none of.
    return (signature.name, "", signature.id_mask or "", signature.unit or "", *signature.posts, *beside)


def _digest_of(signature: PersonSignature) -> str:
    return digest("S", *_sort_key(signature))


def _own_tier(signature: PersonSignature) -> str:
    return "B" if _post_keys(signature) else "C"


def _post_keys(signature: PersonSignature) -> list[tuple[str, str, str]]:
    if not signature.unit or is_masked_name(signature.name):
        return []
    return [(signature.name, signature.unit, post) for post in signature.posts]


def _birth_keys(name: str, born: date, place: str | None) -> list[tuple[str, date, str | None]]:
    return [(name, born, None)] if place is None else [(name, born, None), (name, born, place)]
