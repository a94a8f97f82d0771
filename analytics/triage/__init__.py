"""Triage: the chance that the facts of a lead will hold, learned from what became of leads before.

Flows in: flags of runs and what is known of their place, and what reviews (or the truth of a synthetic city) found.
Flows out: a model of named numbers, the chance it gives a flag, and figures that say how far to trust it. It orders the
queue and nothing else: no level, no attention, no rule and no sealed run depends on it, and it knows nothing of people.

The door: `features_of`, `load_model`, `fit_reviews`, `fit_cold_start`, `drift_of`, `model_card`.
"""

from analytics.triage.card import feature_label, figure_rows, model_card, number, reliability_rows, weight_rows
from analytics.triage.drift import CHANCE, RULES, Drift, Foretold, Moved, drift_of, foretold
from analytics.triage.features import Case, Features, features_of, place_of, weakest_tiers
from analytics.triage.figures import Told, auc, auc_interval, brier, summary
from analytics.triage.fitting import Provenance, fit_cold_start, fit_reviews
from analytics.triage.model import (
    ENOUGH_REVIEWS,
    SCALE,
    Basis,
    Model,
    in_parts,
    load_model,
    read_model,
    save_model,
    shipped_model,
)
from analytics.triage.outcomes import FlagOutcome, Truthful, outcomes_csv, read_outcomes

__all__ = [
    "CHANCE",
    "ENOUGH_REVIEWS",
    "RULES",
    "SCALE",
    "Basis",
    "Case",
    "Drift",
    "Features",
    "FlagOutcome",
    "Foretold",
    "Model",
    "Moved",
    "Provenance",
    "Told",
    "Truthful",
    "auc",
    "auc_interval",
    "brier",
    "drift_of",
    "feature_label",
    "features_of",
    "figure_rows",
    "fit_cold_start",
    "fit_reviews",
    "foretold",
    "in_parts",
    "load_model",
    "model_card",
    "number",
    "outcomes_csv",
    "place_of",
    "read_model",
    "read_outcomes",
    "reliability_rows",
    "save_model",
    "shipped_model",
    "summary",
    "weakest_tiers",
    "weight_rows",
]
