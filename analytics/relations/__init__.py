"""Relations between people, firms and matters: kinship algebra, interest paths, and whether an actor stepped aside.

Flows in: a view. Flows out: interest paths with their evidence, recusal states, and neighbourhoods for pictures.
Nothing here decides what is a flag; rules do.
"""

from analytics.relations.before_the_fact import (
    Actor,
    Applicant,
    PlannedMatter,
    RecusalCheck,
    Stake,
    StepCheck,
    recusal_check,
    unit_named,
)
from analytics.relations.bridges import Bridge, Bridges, Circle, bridges
from analytics.relations.firm_ties import control_chains, firm_ties
from analytics.relations.interest import LEAST_SHARE, Hop, InterestPath, evidence_rows, in_force, interest_paths
from analytics.relations.kinship import (
    JQS,
    K74,
    Clash,
    Relation,
    RelationState,
    both_terms,
    clashing_ties,
    gb4761,
    kin_relations,
    kin_sets,
    kin_term,
    read_relation,
    relation_word,
    reverse,
)
from analytics.relations.neighbourhood import neighbourhood
from analytics.relations.reach import reach
from analytics.relations.records import id_table, kept, meanwhile, named, naming, once_per_view
from analytics.relations.recusal_duty import DutyState, RecusalDuty, recusal_duties
from analytics.relations.recusal_state import Acts, RecusalStanding, RecusalState, recusal_states
from analytics.relations.surroundings import Surroundings, Tie, names_of, surroundings
from analytics.relations.ways import Way, ways_between
from analytics.relations.weak_ties import Shared, contacts, weak_ties

__all__ = [
    "JQS",
    "K74",
    "LEAST_SHARE",
    "Actor",
    "Acts",
    "Applicant",
    "Bridge",
    "Bridges",
    "Circle",
    "Clash",
    "DutyState",
    "Hop",
    "InterestPath",
    "PlannedMatter",
    "RecusalCheck",
    "RecusalDuty",
    "RecusalStanding",
    "RecusalState",
    "Relation",
    "RelationState",
    "Shared",
    "Stake",
    "StepCheck",
    "Surroundings",
    "Tie",
    "Way",
    "both_terms",
    "bridges",
    "clashing_ties",
    "contacts",
    "control_chains",
    "evidence_rows",
    "firm_ties",
    "gb4761",
    "id_table",
    "in_force",
    "interest_paths",
    "kept",
    "kin_relations",
    "kin_sets",
    "kin_term",
    "meanwhile",
    "named",
    "names_of",
    "naming",
    "neighbourhood",
    "once_per_view",
    "reach",
    "read_relation",
    "recusal_check",
    "recusal_duties",
    "recusal_states",
    "relation_word",
    "reverse",
    "surroundings",
    "unit_named",
    "ways_between",
    "weak_ties",
]
