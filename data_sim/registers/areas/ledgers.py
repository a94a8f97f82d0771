"""Check and rectification ledgers, monthly reports, complaints."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from data_sim.registers.cells import day, number, same, term, words
from data_sim.registers.rows import AT, Columns, Registers, pieces, writes
from models.vocabulary import ComplaintChannel, ComplaintStatus, IssueCategory, RectificationStatus


@writes("check_issue")
def check_issues(r: Registers) -> Iterator[Columns]:
    """Problems found, by check."""
    frame = r.world["issues"]
    for part in pieces(r.order("issues", "reporter", "checked", "no")):
        yield {
            AT: part,
            "reporting_unit": r.text("units", "name", frame["reporter"][part]),
            "number": words(frame["number"][part]),
            "issue_no": number(frame["no"][part]),
            "filled_on": day(frame["filled"][part]),
            "checked_on": day(frame["checked"][part]),
            "checked_unit": r.text("units", "name", frame["unit"][part]),
            "checkers": same("检查一组", len(part)),
            "content": words(frame["content"][part]),
            "issue": words(frame["issue"][part]),
            "category": term(frame["category"][part], IssueCategory),
            "advice": words(frame["advice"][part]),
            "due": day(frame["due"][part]),
            "owner": words(frame["owner"][part]),
        }


@writes("rectification")
def rectifications(r: Registers) -> Iterator[Columns]:
    """How problems were mended: one entry for each."""
    frame, issues = r.world["rectifications"], r.world["issues"]
    rows = r.order("rectifications", "issue")
    for part in pieces(
        rows[np.lexsort((issues["no"][frame["issue"][rows]], issues["number"][frame["issue"][rows]].astype(str)))]
    ):
        issue = frame["issue"][part]
        yield {
            AT: part,
            "reporting_unit": r.text("units", "name", issues["reporter"][issue]),
            "number": words(issues["number"][issue]),
            "issue_no": number(issues["no"][issue]),
            "filled_on": day(frame["filled"][part]),
            "unit_name": r.text("units", "name", issues["unit"][issue]),
            "owner": words(issues["owner"][issue]),
            "issue": words(issues["issue"][issue]),
            "measures": words(frame["measures"][part]),
            "rectified_on": day(frame["rectified"][part]),
            "status": term(frame["status"][part], RectificationStatus),
            "proof": words(frame["proof"][part]),
            "due": day(issues["due"][issue]),
            "extended_to": day(frame["extended"][part]),
            "verified_on": day(frame["verified"][part]),
            "closed_on": day(frame["closed"][part]),
        }


@writes("monthly_report")
def monthly_reports(r: Registers) -> Iterator[Columns]:
    """Reports by month and unit."""
    frame = r.world["reports"]
    for part in pieces(r.order("reports", "month", "unit")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "month": day(frame["month"][part]),
            "submitted_on": day(frame["submitted"][part]),
            "paper_on": day(frame["paper"][part]),
            "checks": number(frame["checks"][part]),
            "issues": number(frame["found"][part]),
            "rectified": number(frame["mended"][part]),
        }


@writes("complaint")
def complaints(r: Registers) -> Iterator[Columns]:
    """Complaints by the day on which they were taken up."""
    frame = r.world["complaints"]
    numbers = r.numbers("complaints", "received")
    for part in pieces(r.order("complaints", "received")):
        yield {
            AT: part,
            "number": numbers.take(pa.array(part)),
            "channel": term(frame["channel"][part], ComplaintChannel),
            "level": words(frame["level"][part]),
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "campaign": words(frame["campaign"][part]),
            "received_on": day(frame["received"][part]),
            "extended_to": day(frame["extended"][part]),
            "finished_on": day(frame["finished"][part]),
            "status": term(frame["status"][part], ComplaintStatus),
        }
