"""The card: every figure on it is the model's, in both languages, and it says what the model is not for."""

from __future__ import annotations

import pytest

from analytics.triage import Model, model_card, weight_rows
from models.language import Language
from tests.triage.cases import RULES

HEADINGS = {Language.ZH: ("用途", "数据", "特征与权重", "效果", "估计与实际", "局限", "不得用于", "如何重做"),
            Language.EN: ("Purpose", "Data", "Features and weights", "Figures", "Reliability", "Limits",
                          "What it must not be used for", "How to make it again")}  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_the_card_has_all_its_parts_and_the_figures_of_the_model(cold: Model, language: Language) -> None:
    card = model_card(cold, RULES, language)
    assert [line[3:] for line in card.splitlines() if line.startswith("## ")] == list(HEADINGS[language])
    assert cold.name[:16] in card
    overall = cold.figures["overall"]
    assert f"{overall['auc']:.3f}" in card
    assert f"{overall['brier']:.4f}" in card
    assert all(f"{row['weight']:+.3f}" in card for row in weight_rows(cold, language))


def test_a_card_of_reviews_names_the_random_draw(reviewed: Model) -> None:
    assert reviewed.calibration is not None
    card = model_card(reviewed, RULES, Language.EN)
    drawn = reviewed.calibration
    assert f"of {drawn.drawn} drawn at random {drawn.drawn_held} held" in card


def test_a_rule_that_changed_since_is_named_and_one_that_did_not_is_not(cold: Model) -> None:
    sentence = "These rules have another version since"
    assert sentence not in model_card(cold, RULES, Language.EN)
    assert f"{sentence}; what was learned of them is of the former one: D07." in model_card(
        cold, RULES | {"D07": "2"}, Language.EN
    )
