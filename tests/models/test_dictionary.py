"""The tables hold every input of the catalogue, and say of every column what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.rules import rules
from models.dictionary import dictionary
from models.fields import FieldKind, fields_of, sheet_of
from models.language import Language
from models.tables import FACT_TABLES, FromDocument
from models.templates import family_of, sheets

RULES = {rule.code for rule in rules()}
# What each rule compares, as `table: columns`. `document` is the file itself, which every row knows.
INPUTS = """
D01 budget_approval: unit_name fiscal_year stage approved_on published_on; budget_table: unit_name fiscal_year stage
D02 budget_unit: name exempt_reason merged_into since until; budget_approval: approved_on; budget_table: unit_name
D03 budget_table: form is_nil nil_note is_blank
D04 budget_table: form; budget_line: code amount
D05 budget_table: stated_total amount_unit; budget_line: depth is_leaf side amount; budget_part: name amount
D06 budget_table: fiscal_year; budget_line: code label amount
D07 fund_notice: fund_type period_from period_to
D08 fund_notice: basis has_contact period_stated; fund_item: label amount
D09 privacy_finding: kind mask
B01 three_public_report: unit_name fiscal_year stage reason; three_public_line: item amount
B02 three_public_report: stage; three_public_line: item amount; budget_adjustment: line initial adjusted document_number
B03 three_public_line: amount; staffing: peer_class authorised actual
B04 period_spending: unit_name fiscal_year period item amount
B05 period_spending: period item amount; allocation: to_unit amount issued_on
B06 budget_adjustment: unit_name fiscal_year code line initial adjusted document_number
F01 scheme_exclusion: scheme other_scheme since until; payment: id programme benefit_month
F01 benefit: id scheme since until
F02 death: person id died_on reported_on; payment: id benefit_month paid_on
F03 payment: quantity rate amount reason
F04 payment: programme payee amount; fund_item: payee amount; allocation: programme amount
F05 firm: name code former_names founded_on insured_staff insured_as_of; payment: payee payee_code amount paid_on
F06 payment: phone address; firm: phone address legal_representative; hub_address: address phone since until
F07 purchase: fiscal_year buyer budget_item category method amount lot retender_of
F08 payment: notice_title paid_on; fund_notice: title period_to
F09 payment: payee amount notice_title batch_name; fund_item: payee amount
F10 fund_notice: programme fiscal_year batch_name stated_total; programme_budget: programme fiscal_year amount
C01 matter_act: actor_name actor_id act acted_on party_name party_code; recusal: matter applied outcome decided
C01 declared_tie: relation relative_name relative_id firm; social_tie: declarant other kind; firm_holding: share_percent
C01 firm_officer: person id role share_percent since until; nominee_agreement: beneficiary nominee firm
C02 evaluator: purchase_number lot name id role employer; bid: purchase_number bidder legal_representative head
C02 firm_officer: person role since until; declared_tie: relation; purchase: supplier announced_on
C03 reporting_line: subordinate id superior superior_id since until; tenure: name unit_name; declared_tie: relation
C04 tenure: is_leader sensitive_duty since until; declared_tie: relation relative_id
C05 tenure: is_leader; regulated_trade: unit_name trade trade_code; firm: industry industry_code
C05 firm_officer: role share_percent; firm_holding: holder firm share_percent; declared_tie: relation
C06 payroll: person id month; firm_officer: person id role; outside_post: approved_on is_paid; firm: is_listed kind
C07 restriction: name id is_leader exit_date ends rank; firm_officer: since; regulated_trade: trade
C08 restriction: name unit_name exit_date; firm_officer: share_percent; purchase: buyer supplier; payment: payer payee
C09 declared_tie: declared_on firm relative_name; firm_officer: since; firm: founded_on
C10 recusal: decided applied outcome matter step; matter_act: acted_on acted_at act login
V01 benefit: person id handler scheme; kin_filing: official relative scheme filed_on checked; declared_tie: relation
V01 tenure: name unit_name; payment: payee id
V02 village: township village persons; benefit: village id; declared_tie: relation; tenure: name
V03 payroll: id kind month; benefit: id scheme household_head relation_to_head; payment: id benefit_month
V04 benefit: id claimed_birth claimed_age id_birth
V05 purchase: buyer supplier supplier_code amount contract_on; payment: payer payee amount
V06 bid: lot bidder legal_representative head manager deposit_payer address; firm_officer: role; firm: agent
V07 purchase: method bidders announced_on bids_due awarded_on; bid: purchase_number lot
P01 risk_point: post grade grade_scheme; post_step: post power power_type grade
P02 tenure: post is_key since until
P03 matter_act: actor_id login step_name act; delegation: post person deputy since until; tenure: portfolio
P03 post_step: post step_name; step_handler: name is_person
P04 matter_act: matter_number step_name acted_at; post_step: step_no is_optional; power_duty: step_no is_optional
P05 matter: accepted_on closed_on suspended_from suspended_to extension_days power; power_item: legal_limit_days
P06 matter: category amount decided_amount power; matter_act: actor_id step_name
P07 risk_point: grade measures has_owner owner_level reviewed_on
L01 check_issue: number issue_no; rectification: number issue_no
L02 check_issue: due; rectification: due extended_to status rectified_on closed_on
L03 rectification: proof measures rectified_on verified_on closed_on reopened_on status
L04 monthly_report: unit_name month issues; check_issue: checked_unit; complaint: unit_name received_on
L04 staffing: actual
L05 monthly_report: month submitted_on paper_on; budget_unit: name
L06 pledge: person id unit_name due signed_on exempt_reason; budget_unit: name
L07 complaint: received_on finished_on extended_to status campaign
"""
PROVENANCE = {
    "id", "document_id", "locator", "places", "content_hash", "warnings", "valid_from", "valid_to", "recorded_at",
}  # fmt: skip
TABLES = [pytest.param(table, id=table.__tablename__) for table in FACT_TABLES]


def test_every_rule_of_the_catalogue_has_a_table_that_holds_its_input() -> None:
    named = {code for table in FACT_TABLES for code in (sheet_of(table) or pytest.fail(table.__tablename__)).rules}
    assert named == RULES


@pytest.mark.parametrize("line", INPUTS.strip().splitlines())
def test_every_input_of_a_rule_is_a_column_of_a_table_that_names_the_rule(line: str) -> None:
    code, _, inputs = line.partition(" ")
    tables = {table.__tablename__: table for table in FACT_TABLES}
    for part in inputs.split("; "):
        name, _, columns = part.partition(": ")
        sheet = sheet_of(tables[name])
        assert sheet is not None and code in sheet.rules, f"{name} does not name {code}"
        assert set(columns.split()) <= set(fields_of(tables[name])), name


def test_the_inputs_of_every_rule_are_listed() -> None:
    assert {line[:3] for line in INPUTS.strip().splitlines()} == RULES


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_means_in_both_languages(table: type[FromDocument]) -> None:
    fields = fields_of(table)
    for attribute in table.__mapper__.column_attrs:
        column = attribute.columns[0]
        if attribute.key in PROVENANCE or column.foreign_keys:
            continue
        stem = attribute.key.removesuffix("_hash").removesuffix("_mask")
        assert attribute.key in fields or (stem in fields and fields[stem].kind.is_secret), attribute.key
    for key, field in fields.items():
        assert field.zh and field.en, key
        assert (field.terms is not None) == (field.kind is FieldKind.TERM), key
        assert field.kind is not FieldKind.AMOUNT or field.unit == "元", key
        if field.kind.is_secret:
            assert f"{key}_mask" in table.__mapper__.column_attrs, key


@pytest.mark.parametrize("table", TABLES)
def test_the_key_and_the_valid_time_are_columns_of_the_table(table: type[FromDocument]) -> None:
    sheet = sheet_of(table)
    assert sheet is not None
    known = {a.key for a in table.__mapper__.column_attrs} | set(fields_of(table))
    assert sheet.key and set(sheet.key) <= known
    assert {name for name in (sheet.since, sheet.until) if name} <= set(fields_of(table))
    assert sheet.about_zh and sheet.about_en and sheet.zh and sheet.en


@pytest.mark.parametrize("table", TABLES)
def test_no_two_columns_of_a_table_share_a_heading(table: type[FromDocument]) -> None:
    fields = fields_of(table).values()
    assert len({field.zh for field in fields}) == len(fields)
    assert len({field.en for field in fields}) == len(fields)
    assert "序号" not in {field.zh for field in fields}  # templates number their rows under it


def test_a_table_with_names_of_persons_says_so() -> None:
    silent = {"firm", "fund_item", "matter"}  # firms and payees, whose names may be those of persons
    for name, table in sheets().items():
        sheet = sheet_of(table)
        assert sheet is not None
        if (
            any(f.kind in (FieldKind.NAME, FieldKind.IDENTITY) for f in fields_of(table).values())
            and name not in silent
        ):
            assert sheet.has_persons, name


def test_every_table_is_in_one_family() -> None:
    families = [family_of(table) for table in sheets().values()]
    assert {table for family in families for table in family} == set(sheets().values())


@pytest.mark.parametrize("language", list(Language))
def test_the_committed_dictionary_is_the_one_the_models_give(language: Language) -> None:
    page = Path(__file__).parents[2] / "docs" / f"data-dictionary.{language}.md"
    assert page.read_text("utf-8") == dictionary(language), "run `sunledger registers docs`"
