"""Leads: persons in evidence only, hashes never, ties from the rows of the lead alone."""

from __future__ import annotations

import pytest

from analytics.reports import Run, evidence_rows, lead, lead_table, ties_of, unanswered
from analytics.reports.documents import unplaced_risks
from analytics.reports.leads import column_name, row_pieces
from models.language import Language
from models.tables import FACT_TABLES
from models.vocabulary import PurchaseCategory, Severity
from tests.reports.conftest import FIRM, HANDLER, RELATIVE

LANGUAGES = pytest.mark.parametrize("language", list(Language))


def flag_of(run: Run, rule: str) -> str:
    return str(run.flag_table[run.flag_table["rule"] == rule]["flag"].iloc[0])


@LANGUAGES
def test_the_list_of_leads_names_units_and_subjects_and_no_person(run: Run, language: Language) -> None:
    leads = lead_table(run, language)
    assert list(leads["rule"]) == ["C01", "D07", "P04", "P02", "P02"]
    shown = " ".join(leads.astype(str).to_numpy().ravel())
    assert HANDLER not in shown
    assert RELATIVE not in shown
    assert "采伐核验岗 · 采伐补助审核 · 核验" in set(leads["subject"])


@LANGUAGES
def test_a_lead_carries_value_threshold_and_what_its_rule_says(run: Run, language: Language) -> None:
    found = lead(run, flag_of(run, "C01"), language)
    assert found is not None
    assert found.severity is Severity.HIGH
    assert found.value.startswith("1")
    assert found.threshold.startswith("0")
    assert found.innocent
    assert found.basis
    assert lead(run, "no such flag", language) is None


def test_evidence_says_document_place_and_content_with_masks_and_without_hashes(run: Run) -> None:
    rows = evidence_rows(run, flag_of(run, "C01"), Language.ZH)
    assert set(rows["file_name"]) == {"申报.xlsx", "日志.xlsx"}
    assert set(rows["place"]) == {"工作表“申报”，第5行", "工作表“日志”，第4行第5列（E4）"}
    content = " ".join(rows["content"])
    assert HANDLER in content
    assert "439903********001X" in content
    assert "1234.5元" in content
    assert "法定代表人" in content
    assert "h1" not in content.replace("h1h1", "")


def test_ties_lead_from_the_handler_over_his_relative_to_the_firm_and_the_matter(run: Run) -> None:
    found = ties_of(run, flag_of(run, "C01"), Language.EN)
    kinds = {(t["source_label"], t["kind"], t["target_label"]) for t in found.ties.to_dict("records")}
    assert {
        (HANDLER, "kin", RELATIVE),
        (RELATIVE, "role_in_firm", FIRM),
        (FIRM, "party_of", "采补1"),
        (HANDLER, "acts_in", "采补1"),
    } <= kinds
    assert set(found.nodes["kind"]) == {"person", "firm", "matter"}


def test_a_lead_without_ties_has_none(run: Run) -> None:
    assert ties_of(run, flag_of(run, "P02"), Language.ZH).ties.empty


@LANGUAGES
def test_what_could_not_be_assessed_is_listed_with_its_reason(run: Run, language: Language) -> None:
    (row,) = unanswered(run, language).to_dict("records")
    assert (row["rule"], row["times"]) == ("F04", 1)
    assert row["sentence"] == {"zh": "缺", "en": "missing"}[language]


def test_a_risk_point_without_a_post_is_listed_apart(run: Run) -> None:
    assert list(unplaced_risks(run.view, Language.ZH)["name"]) == ["多头审批"]


@LANGUAGES
def test_every_column_that_is_shown_has_a_heading(language: Language) -> None:
    shown = {
        (table.__tablename__, column): column_name(table.__tablename__, column, language)
        for table in FACT_TABLES
        for column in row_pieces(table.__tablename__, dict.fromkeys(table.__table__.columns.keys(), "1"), language)
    }
    assert len(shown) > 300
    assert [place for place, heading in shown.items() if heading == place[1] and "_" in heading] == []
    assert shown["matter_act", "login"] == ("登录账号" if language is Language.ZH else "login")
    assert shown["payment", "phone_mask"].endswith("（遮蔽）" if language is Language.ZH else "(masked)")


@LANGUAGES
def test_words_of_a_vocabulary_are_said_in_the_language_of_the_reader(language: Language) -> None:
    row = {"category": PurchaseCategory.WORKS.value, "name": "works"}
    assert row_pieces("purchase", row, language) == {
        "category": PurchaseCategory.WORKS.label(language),
        "name": "works",
    }
    assert row_pieces("no_register", row, language) == row
