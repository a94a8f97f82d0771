"""Names of the kinship rooms under which older code knows them."""

from analytics.relations.kinship.sets import JQS, K74, kin_sets
from analytics.relations.kinship.wording import Relation, RelationState, read_relation, relation_word

__all__ = ["JQS", "K74", "Relation", "RelationState", "kin_sets", "read_relation", "relation_word"]
