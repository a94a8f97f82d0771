"""Who may be meant by mentions without a number: the engine's answer, so that Python looks at nobody else.

Flows in: registers with the working tables `who_open` (mentions without number), `who_name` and `who_number` (persons
by number). Flows out: the distinct signatures that hold evidence, and the persons by number that share some of it: a
post, a masked number that agrees, a birth date. A person who shares none can be no candidate, however it goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from analytics.identity.names import LEGIBLE_PLACES
from analytics.identity.namesakes import Namesakes
from analytics.identity.persons import Known, PersonSignature
from analytics.identity.registers import SIGNATURE, Reading, Registers, literal, union

_IS_STRONG = f"length(replace(id_mask, '*', '')) >= {LEGIBLE_PLACES}"
_HAS_POST = "unit IS NOT NULL AND len(posts) > 0"
_SHAPE = "regexp_replace(id_mask, '[^*]', '0', 'g')"
# Two masks of different shapes agree when no place differs and enough of them are legible in both.
_AGREES = (
    "list_sum([CASE WHEN n.id_mask[i] = '*' OR e.id_mask[i] = '*' THEN 0 WHEN n.id_mask[i] = e.id_mask[i] THEN 1 "
    f"ELSE -100 END FOR i IN range(1, 19)]) >= {LEGIBLE_PLACES}"
)


def evident_signatures(
    registers: Registers, is_masked: str
) -> tuple[dict[PersonSignature, str], dict[PersonSignature, int]]:
    """The distinct signatures with more than a name: their keys in `who_open`, and the number of mentions."""
    shown = ", ".join(f"any_value({column}) AS {column}" for column in SIGNATURE)
    evidence = f"(({_HAS_POST}) OR {_IS_STRONG} OR born IS NOT NULL)"
    registers.create(
        "who_evident",
        f"SELECT key, {shown}, count(*) AS mentions FROM who_open WHERE {evidence} AND NOT {is_masked} GROUP BY key",
    )
    keys: dict[PersonSignature, str] = {}
    mentions: dict[PersonSignature, int] = {}
    for key, name, mask, unit, posts, in_firm, born, place, count in registers.fetch("SELECT * FROM who_evident"):
        signature = PersonSignature(name, mask, unit, tuple(posts), in_firm, born, place)
        keys[signature], mentions[signature] = key, count
    return keys, mentions


def persons_meant(
    registers: Registers, readings: Iterable[Reading], signatures: Mapping[PersonSignature, int]
) -> tuple[list[Known], Namesakes]:
    """The persons by number that share evidence with a signature, and how common names are among all of them."""
    ((persons,),) = registers.fetch("SELECT count(*) FROM who_number")
    if not signatures or not persons:
        return [], Namesakes({}, persons)
    same_name = "SELECT id_hash FROM who_name SEMI JOIN who_evident USING (name)"
    columns = ("id_hash", "name", "id_mask", "unit", "posts", "in_firm", "born", "place")
    rows = union(reading.select(registers, *columns) for reading in readings)
    registers.create(
        "who_numbered",
        f"SELECT {', '.join(columns)} FROM ({rows}) SEMI JOIN ({same_name}) USING (id_hash) GROUP BY ALL",
    )
    return _Facts(registers).known(), _namesakes(registers, persons)


class _Facts:
    """What the registers say of the persons that may be meant."""

    def __init__(self, registers: Registers) -> None:
        self.fetch = registers.fetch
        self.posts: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        self.births: dict[str, set[tuple[str, object, str | None]]] = defaultdict(set)
        for id_hash, *post in self.fetch(
            "SELECT DISTINCT id_hash, name, unit, post FROM (SELECT id_hash, name, unit, unnest(posts) AS post "
            f"FROM who_numbered WHERE {_HAS_POST}) SEMI JOIN (SELECT DISTINCT name, unit, unnest(posts) AS post "
            f"FROM who_evident WHERE {_HAS_POST}) USING (name, unit, post)"
        ):
            self.posts[id_hash].add(tuple(post))
        for id_hash, *birth in self.fetch(
            "SELECT DISTINCT id_hash, name, born, place FROM who_numbered SEMI JOIN who_evident USING (name, born)"
        ):
            self.births[id_hash].add(tuple(birth))
        registers.create(
            "who_meant",
            f"SELECT id_hash FROM ({self._agreeing()})"
            + "".join(f" UNION SELECT unnest({_texts(found)})" for found in (self.posts, self.births) if found),
        )

    def known(self) -> list[Known]:
        """The persons, in the order of their ids."""
        found: dict[str, Known] = {}
        for id_hash, person_id, name in self.fetch(
            "SELECT id_hash, person_id, n.name FROM who_number JOIN who_name AS n USING (id_hash) "
            "SEMI JOIN who_meant USING (id_hash) ORDER BY person_id"
        ):
            person = found.setdefault(id_hash, Known(person_id, "A"))
            person.names.add(name)
        for id_hash, mask, unit in self.fetch(
            "SELECT DISTINCT id_hash, id_mask, CASE WHEN in_firm THEN NULL ELSE unit END FROM who_numbered "
            "SEMI JOIN who_meant USING (id_hash)"
        ):
            person = found[id_hash]
            person.masks.update([mask] if mask else ())
            person.units.update([unit] if unit else ())
        for id_hash, person in found.items():
            person.posts |= self.posts.get(id_hash, set())
            person.births |= self.births.get(id_hash, set())  # type: ignore[arg-type]
        return list(found.values())

    @staticmethod
    def _agreeing() -> str:
        numbered = f"SELECT DISTINCT id_hash, name, id_mask, {_SHAPE} AS shape FROM who_numbered WHERE {_IS_STRONG}"
        evident = f"SELECT DISTINCT name, id_mask, {_SHAPE} AS shape FROM who_evident WHERE {_IS_STRONG}"
        return (
            f"SELECT n.id_hash FROM ({numbered}) AS n JOIN ({evident}) AS e "
            "ON n.name = e.name AND n.id_mask = e.id_mask "
            f"UNION SELECT n.id_hash FROM ({numbered}) AS n JOIN ({evident}) AS e "
            f"ON n.name = e.name AND n.shape <> e.shape WHERE {_AGREES}"
        )


def _texts(found: Iterable[str]) -> str:
    return f"[{', '.join(literal(one) for one in sorted(found))}]"


def _namesakes(registers: Registers, persons: int) -> Namesakes:
    counts = registers.fetch(
        "SELECT name, count(*) FROM who_name "
        "SEMI JOIN (SELECT name FROM who_evident WHERE born IS NOT NULL) USING (name) GROUP BY name"
    )
    return Namesakes(dict(counts), persons)
