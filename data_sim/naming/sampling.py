"""Words with their shares, drawn a million at a time.

Flows in: words and weights, a random generator. Flows out: codes into the table of words, or the words themselves. The
exact share of every word stays known, so that a frequency is compared with a published one without drawing anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Distinct words, the share of each (they sum to one), and the running sum by which they are drawn."""

    names: NDArray[np.str_]
    shares: NDArray[np.float64]
    running: NDArray[np.float64]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Table:
        """A table of words by weight; weights need not sum to one."""
        return cls.of_arrays(np.array(list(weights)), np.fromiter(weights.values(), np.float64, len(weights)))

    @classmethod
    def of_arrays(cls, names: NDArray[np.str_], weights: NDArray[np.float64]) -> Table:
        """A table of distinct words and their weights, given as arrays."""
        shares = weights / weights.sum()
        return cls(names, shares, np.cumsum(shares))

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
        """Places in `names`, drawn by share."""
        codes = np.searchsorted(self.running, rng.random(size), side="right")
        return np.minimum(codes, len(self.names) - 1)

    def words(self, rng: np.random.Generator, size: int) -> NDArray[np.str_]:
        """Words, drawn by share."""
        return self.names[self.sample(rng, size)]

    def share(self, word: str) -> float:
        """The share of one word; 0 for a word that is not in the table."""
        return float(self.shares[self.names == word].sum())


def falling(words: Sequence[str], power: float = 0.7) -> dict[str, float]:
    """Weights that fall with the rank as ranks of names do: the k-th word weighs k ** -power.

    >>> falling(("伟", "强"), 1.0)
    {'伟': 1.0, '强': 0.5}
    """
    return {word: (rank + 1) ** -power for rank, word in enumerate(words)}
