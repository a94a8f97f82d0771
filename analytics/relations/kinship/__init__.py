"""Kinship: the algebra of paths, who is kin to whom, and the word for it.

Flows in: declared relations and who is meant in them. Flows out: one table of kin relations, closed under composition
as far as the sets of the law reach; the rows that clash; kin terms and codes of any path.
"""

from analytics.relations.kinship.algebra import reverse
from analytics.relations.kinship.clashes import Clash, clashing_ties
from analytics.relations.kinship.closure import kin_relations
from analytics.relations.kinship.sets import JQS, K74, kin_sets
from analytics.relations.kinship.terms import both_terms, gb4761, kin_term, turned
from analytics.relations.kinship.wording import Relation, RelationState, TieKind, read_relation, relation_word

__all__ = [
    "JQS",
    "K74",
    "Clash",
    "Relation",
    "RelationState",
    "TieKind",
    "both_terms",
    "clashing_ties",
    "gb4761",
    "kin_relations",
    "kin_sets",
    "kin_term",
    "read_relation",
    "relation_word",
    "reverse",
    "turned",
]
