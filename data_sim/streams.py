"""Random numbers by name: each part of the world draws from a stream of its own.

Flows in: the seed of the world and the name of a part. Flows out: a generator that depends on nothing else, so that a
part added later shifts no other, and the same seed gives the same bytes on any machine (Philox counts, it has no
hidden state).
"""

from __future__ import annotations

import hashlib

import numpy as np


class Streams:
    """The streams of one seed.

    >>> Streams(7)("persons").integers(10**6) == Streams(7)("persons").integers(10**6)
    True
    >>> Streams(7)("persons").integers(10**6) == Streams(7)("firms").integers(10**6)
    False
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, name: str) -> np.random.Generator:
        """A fresh generator for the part of this name; asked for twice, it begins again."""
        words = np.frombuffer(hashlib.sha256(name.encode()).digest(), "<u4")
        return np.random.Generator(
            np.random.Philox(np.random.SeedSequence(self.seed, spawn_key=tuple(map(int, words))))
        )
