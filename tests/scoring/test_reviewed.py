"""What reviews may move: facts that hold raise a level, in part by half, and nothing else touches it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.rules.answers import Answer
from analytics.scoring import CellScore, flag_id, risk_points
from analytics.snapshot import View
from models.vocabulary import Finding, Severity
from tests.scoring.test_risk_points import AS_OF, flag_at, step

OFFICE = View.from_rows({"post_step": [step(1, "核验", "MEDIUM")]}, as_of=AS_OF)
RULES = ("C01", "C10", "P03", "P04")
FLAGS: list[Answer] = [
    flag_at(risk_points(OFFICE, [])[0], rule, level=severity)
    for rule, severity in zip(RULES, (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.HIGH), strict=True)
]
NAMES = [flag_id(flag) for flag in FLAGS]
# In the order in which a level may rise.
ORDER = (None, Finding.NOT_HELD, Finding.UNSETTLED, Finding.IN_PART, Finding.HELD)


def scored(findings: dict[str, Finding | None], changed: frozenset[str] = frozenset()) -> CellScore:
    (cell,) = risk_points(OFFICE, FLAGS, {f: one for f, one in findings.items() if one is not None}, changed=changed)
    return cell


def total(cell: CellScore) -> int:
    assert cell.parts is not None
    return cell.parts.total


QUICK = settings(max_examples=20, deadline=None)  # each example scores an office twice
findings = st.fixed_dictionaries({name: st.sampled_from(ORDER) for name in NAMES})


@QUICK
@given(findings, st.sampled_from(NAMES), st.sampled_from(ORDER))
def test_a_finding_that_holds_more_never_lowers_a_level_and_touches_no_other_lead(
    found: dict[str, Finding | None], flag: str, other: Finding | None
) -> None:
    less, more = sorted((found[flag], other), key=ORDER.index)
    low, high = scored(found | {flag: less}), scored(found | {flag: more})
    assert total(low) <= total(high)
    assert {c for c in low.contributions if c.flag != flag} == {c for c in high.contributions if c.flag != flag}


@QUICK
@given(findings)
def test_facts_that_do_not_hold_or_cannot_be_settled_leave_the_level_as_if_nobody_had_looked(
    found: dict[str, Finding | None],
) -> None:
    holding = {flag: one if one is not None and one.moves_level else None for flag, one in found.items()}
    assert scored(found).parts == scored(holding).parts


@QUICK
@given(findings, st.sets(st.sampled_from(NAMES)))
def test_changed_facts_ask_for_attention_again_and_leave_the_level_until_they_are_reviewed(
    found: dict[str, Finding | None], changed: set[str]
) -> None:
    before, after = scored(found), scored(found, frozenset(changed))
    assert after.parts == before.parts
    assert set(after.flags) == set(before.flags) | changed


def test_facts_that_hold_in_part_count_half() -> None:
    plain, half, whole = (total(scored({NAMES[0]: one})) for one in (None, Finding.IN_PART, Finding.HELD))
    assert (half - plain) * 2 == whole - plain == 800
