"""Nothing of signs of unusual work reaches the public: no table, no column, no word of one that a run shows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq

from analytics.release import publish
from analytics.release.columns import TABLES
from analytics.reports import known_patterns, save_run
from analytics.reports.runs import SIGNS
from analytics.rules.answers import Evidence
from analytics.scoring import risk_points
from analytics.unusual import Place
from tests.release import publications
from tests.reports.made_signs import made

SAID = "一处只有迹象才说的话"


def test_a_release_beside_a_run_with_signs_says_nothing_of_them(tmp_path: Path) -> None:
    view = publications.view()
    post = view.rows("post")[0]
    rows = (Evidence("fund_notice", view.rows("fund_notice")[0]["id"], "a" * 64, "file"),)
    sign = made("U06", Place(post["unit_id"], post["post_id"]), Fraction(1, 1000), rows, SAID)
    facts = {"run": "r1", "started_at": "2026-11-01T02:00:00+00:00", "snapshot": "s1", "as_of": "2026-11-01"}
    save_run(tmp_path, facts, [], risk_points(view, [], signs=[sign]), signs=[sign])
    published = publish(view, tmp_path / "release")
    written = "".join(_text(path) for path in published.folder.iterdir())
    names = [text for one in known_patterns().values() for text in (one.name.zh, one.what.zh)]
    assert not [word for word in (sign.id, SAID, "signs", "迹象", *names) if word in written]


def _text(path: Path) -> str:
    if path.suffix == ".parquet":  # compressed: the values themselves
        table = pq.read_table(path)
        return str(table.column_names) + str(table.to_pylist())
    return path.read_text("utf-8-sig")


def test_the_allow_list_holds_no_column_that_only_signs_have() -> None:
    own = set(SIGNS.names) - {"unit_id", "post_id", "step_id"}
    assert not [(table.name, c.name) for table in TABLES for c in table.columns if c.name in own]
    assert not [table.name for table in TABLES if "sign" in table.name or table.name == "placement"]
