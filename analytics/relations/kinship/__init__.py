"""Kinship: the algebra of paths, who is kin to whom, and the word for it.

Flows in: declared relations and who is meant in them. Flows out: one table of kin relations, closed under composition.
"""

from analytics.relations.kinship.algebra import reverse
from analytics.relations.kinship.closure import kin_relations

__all__ = ["kin_relations", "reverse"]
