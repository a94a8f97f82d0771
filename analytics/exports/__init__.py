"""Exports: what a run found, to take away: a workbook to print, CSV and JSON to compute with, nobody named in any.

The door: `assess` makes the sheets of a run, `write_assessment` gives them a form, `read_pack` reads a form back, so
that it can be checked against its own hashes and against the run.
"""

from analytics.exports.assessment import SHEETS, Assessment, assess
from analytics.exports.forms import Form, write_assessment
from analytics.exports.packs import Pack, read_pack

__all__ = ["SHEETS", "Assessment", "Form", "Pack", "assess", "read_pack", "write_assessment"]
