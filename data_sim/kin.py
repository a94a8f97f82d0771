"""Kinship of chosen persons, from parents and spouses alone, with the words a declaration has for it.

Flows in: the frames of people. Flows out: pairs of a person and a relative with the path between them in the letters of
`models.kin_terms` (p a parent, c a child, s a spouse, b a sibling), the nearest path where there are several, and the
term for it. Adoption moves a child into the adoptive family; divorce ends affinity, death does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from data_sim.frames import NOBODY, Array, Frame
from data_sim.world import World

# Near kin as 公务员法 art. 74 counts them, nearest first.
K74 = ("s", "p", "c", "b", "sp", "cs", "pp", "cc", "pb", "bc", "sb", "bs", "sbs", "csp", "pbc", "pbs", "bcs", "pbcs")
# 近亲属 of 民法典 art. 1045.
JQS = frozenset({"s", "p", "c", "b", "pp", "cc"})


class Pairs(NamedTuple):
    """Persons and their relatives, place by place; `path` counts in `K74`."""

    root: Array
    relative: Array
    path: Array


class _Steps:
    """One step along parents, children or spouses, for many at once."""

    def __init__(self, world: World) -> None:
        persons = world["persons"]
        size = len(persons)
        self.father, self.mother = persons["father"].copy(), persons["mother"].copy()
        adoptions = world["adoptions"]
        self.father[adoptions["child"]], self.mother[adoptions["child"]] = adoptions["father"], adoptions["mother"]
        ends, kids = [], []
        for side in (self.father, self.mother):
            known = np.flatnonzero(side != NOBODY)
            ends.append(side[known])
            kids.append(known)
        parent, child = np.concatenate(ends), np.concatenate(kids)
        order = np.argsort(parent, kind="stable")
        self._child = child[order].astype(np.int32)
        self._first = np.searchsorted(parent[order], np.arange(size + 1))
        # The last marriage that was not ended by divorce: affinity outlives a dead spouse.
        self.spouse = np.full(size, NOBODY, np.int32)
        marriages = world["marriages"]
        lasting = np.flatnonzero(~marriages["by_divorce"])
        lasting = lasting[np.argsort(marriages["since"][lasting], kind="stable")]
        husband, wife = marriages["husband"][lasting], marriages["wife"][lasting]
        self.spouse[husband], self.spouse[wife] = wife, husband

    def take(self, step: str, root: Array, at: Array) -> tuple[Array, Array]:
        """Follow one letter from `at`; a person may be reached by several ways."""
        if step == "p":
            both = np.concatenate([self.father[at], self.mother[at]])
            return _known(np.concatenate([root, root]), both)
        if step == "s":
            return _known(root, self.spouse[at])
        if step == "c":
            count = self._first[at + 1] - self._first[at]
            start = np.repeat(self._first[at] - np.cumsum(count) + count, count)
            return np.repeat(root, count), self._child[start + np.arange(len(start))]
        over, up = self.take("p", np.arange(len(at)), at)
        over, down = self.take("c", over, up)
        fit = down != at[over]
        return _distinct(root[over[fit]], down[fit])


def _known(root: Array, at: Array) -> tuple[Array, Array]:
    fit = at != NOBODY
    return root[fit], at[fit]


def _distinct(root: Array, at: Array) -> tuple[Array, Array]:
    key = np.sort(root.astype(np.int64) << 32 | at.astype(np.int64))
    key = key[np.flatnonzero(np.diff(key, prepend=-1))]
    return (key >> 32).astype(np.int32), (key & 0xFFFFFFFF).astype(np.int32)


def kin_pairs(world: World, people: Array, paths: Iterable[str] = K74, steps: _Steps | None = None) -> Pairs:
    """All relatives of these persons along these paths, the living and the dead; each pair once, by its nearest path.

    `steps` may be handed on by who has them already.
    """
    steps = steps or _Steps(world)
    people = np.asarray(people, np.int32)
    reached: dict[str, tuple[Array, Array]] = {"": (people, people)}
    keys, found = [], []
    for number, path in enumerate(paths):
        for cut in range(1, len(path) + 1):
            if path[:cut] not in reached:
                reached[path[:cut]] = _distinct(*steps.take(path[cut - 1], *reached[path[: cut - 1]]))
        root, at = reached[path]
        other = root != at
        keys.append(root[other].astype(np.int64) << 32 | at[other].astype(np.int64))
        found.append(np.full(int(other.sum()), number, np.int8))
    key, path_of = np.concatenate(keys), np.concatenate(found)
    order = np.lexsort((path_of, key))
    key, path_of = key[order], path_of[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    key, path_of = key[first], path_of[first]
    return Pairs((key >> 32).astype(np.int32), (key & 0xFFFFFFFF).astype(np.int32), path_of)


class KinIndex:
    """Near kin of a fixed set of persons, looked up one by one or asked of many pairs at once."""

    def __init__(self, world: World, people: Array) -> None:
        self._world = world
        self._steps = _Steps(world)
        self.pairs = kin_pairs(world, np.unique(people), steps=self._steps)
        self._key = self.pairs.root.astype(np.int64) << 32 | self.pairs.relative.astype(np.int64)

    def rows(self, person: int) -> Array:
        """Where the relatives of one of these persons stand in `pairs`."""
        return np.arange(*np.searchsorted(self.pairs.root, np.array([person, person + 1], np.int32)))

    def relatives(self, person: int) -> Array:
        """The relatives of one of these persons."""
        return self.pairs.relative[self.rows(person)]

    def terms(self, rows: Array) -> Array:
        """The words of a declaration for some of the pairs."""
        return kin_terms(self._world, Pairs(*(column[rows] for column in self.pairs)), self._steps)

    def of(self, person: int) -> list[tuple[int, str, str]]:
        """The relatives of one of these persons: who, by which path, by which term."""
        rows = self.rows(person)
        return [
            (int(self.pairs.relative[row]), K74[self.pairs.path[row]], term)
            for row, term in zip(rows, self.terms(rows), strict=True)
        ]

    def path(self, one: Array, other: Array) -> Array:
        """The path from each of `one` to each of `other`, NOBODY where they are no near kin."""
        wanted = one.astype(np.int64) << 32 | other.astype(np.int64)
        at = np.minimum(np.searchsorted(self._key, wanted), max(len(self._key) - 1, 0))
        if not len(self._key):
            return np.full(len(wanted), NOBODY, np.int8)
        return np.where((self._key[at] == wanted) & (other != NOBODY), self.pairs.path[at], NOBODY).astype(np.int8)


# path -> (man older or of the father's side, man, woman older or of the father's side, woman)
_WORDS = {
    "s": ("丈夫", "丈夫", "妻子", "妻子"),
    "p": ("父亲", "父亲", "母亲", "母亲"),
    "c": ("儿子", "儿子", "女儿", "女儿"),
    "b": ("兄", "弟", "姐", "妹"),
    "pp": ("祖父", "外祖父", "祖母", "外祖母"),
    "cc": ("孙子", "外孙", "孙女", "外孙女"),
    "pb": ("叔父", "舅舅", "姑姑", "姨妈"),
    "bc": ("侄子", "外甥", "侄女", "外甥女"),
    "pbc": ("堂兄弟", "表兄弟", "堂姐妹", "表姐妹"),
    "pbs": ("姑父", "姨父", "婶婶", "舅妈"),
    "bs": ("姐夫", "妹夫", "嫂子", "弟媳"),
    "bcs": ("侄女婿", "外甥女婿", "侄媳", "外甥媳妇"),
    "pbcs": ("堂姐夫", "表姐夫", "堂嫂", "表嫂"),
    "cs": ("女婿", "女婿", "儿媳", "儿媳"),
    "csp": ("亲家公", "亲家公", "亲家母", "亲家母"),
    "sbs": ("配偶的兄弟姐妹的配偶",) * 4,
}
_HIS = {"sp": ("岳父", "岳父", "岳母", "岳母"), "sb": ("妻兄", "妻弟", "妻姐", "妻妹")}
_HERS = {"sp": ("公公", "公公", "婆婆", "婆婆"), "sb": ("大伯子", "小叔子", "大姑子", "小姑子")}
_BY_AGE = frozenset({"b", "sb", "bs"})


def kin_terms(world: World, pairs: Pairs, steps: _Steps | None = None) -> Array:
    """The word of a declaration for each pair, as the root says it."""
    steps = steps or _Steps(world)
    persons = world["persons"]
    female, born, surname = persons["female"], persons["born"], persons["surname"]
    root, relative = pairs.root, pairs.relative
    words = np.empty(len(root), object)
    for number, path in enumerate(K74):
        at = np.flatnonzero(pairs.path == number)
        if not len(at):
            continue
        one, other = root[at], relative[at]
        if path in _BY_AGE:
            first = born[other] < born[one]
        elif path.startswith("pp"):
            first = _is_paternal(persons, one, other)
        else:  # the father's side bears the same surname; so do children of brothers
            first = surname[other] == surname[one]
            if path in ("bcs", "pbcs", "pbs"):
                first = _linked_by_name(surname, steps.spouse[other], one)
        for gender, offset in ((False, 0), (True, 2)):
            table = (_HERS if path in _HERS else _WORDS, _HIS if path in _HIS else _WORDS)
            for sex, chosen in zip((True, False), table, strict=True):
                mine = (female[other] == gender) & (female[one] == sex)
                words[at[mine & first]] = chosen[path][offset]
                words[at[mine & ~first]] = chosen[path][offset + 1]
    return words


def _is_paternal(persons: Frame, one: Array, other: Array) -> Array:
    father, parents = persons["father"][one], persons["father"]
    mother = persons["mother"]
    known = father != NOBODY
    above = np.where(known, father, 0)
    paternal: Array = known & ((parents[above] == other) | (mother[above] == other))
    return paternal


def _linked_by_name(surname: Array, spouse: Array, one: Array) -> Array:
    """Whether the relative's spouse bears the surname of the root."""
    linked: Array = (spouse != NOBODY) & (surname[np.maximum(spouse, 0)] == surname[one])
    return linked
