"""Who was taken for whom, against the truth: what counts as merged, right, true and found; how well a village goes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from analytics.evaluation import PairTally, measure_identities
from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.settings import Settings
from analytics.snapshot import View, open_view, seal
from data_sim.simulation import Order, simulate
from models.truth import City, Truth, read_truth

CITY = City(
    scale="village", seed=1, as_of=date(2026, 6, 30), difficulty=Decimal(0), prevalence=Decimal(0), dirt=Decimal(1),
    matters=0, decisions=0, persons=9, firms=9,
)  # fmt: skip
UNIT = "岚汀市农业农村局"
MASK = "439903********001X"
FILE = "registers/tenure.csv"


def measured(tmp_path: Path, *rows: tuple[str, dict[str, Any]]) -> dict[str, PairTally]:
    """The figures of a register of posts: each row with its true bearer."""
    tenures = [
        {"id": f"t{n}", "document_id": "sha", "locator": f"sheet:csv!R{n}", "name": "苗予航", "unit_name": UNIT} | row
        for n, (_, row) in enumerate(rows)
    ]
    told = {
        "file": [FILE] * len(rows), "part": ["sheet:csv"] * len(rows), "row": list(range(len(rows))),
        "column": ["name"] * len(rows), "identity": [bearer for bearer, _ in rows],
    }  # fmt: skip
    pq.write_table(pa.table(told), tmp_path / "identities.parquet")
    view = View.from_rows({"tenure": tenures}, as_of=date(2026, 6, 30))
    truth = Truth(city=CITY, files={FILE: "sha"}, plants=())
    return {tally.group: tally for tally in measure_identities(view, truth, tmp_path / "identities.parquet")}


def figures(tally: PairTally) -> tuple[int, int, int, int]:
    return tally.merged, tally.right, tally.true, tally.found


def test_equal_numbers_and_equal_posts_are_evidence_of_a_and_b(tmp_path: Path) -> None:
    one = ("p1", {"id_hash": "h1", "post": "会计"})
    found = measured(tmp_path, one, one, ("p1", {"post": "会计"}))
    assert figures(found["persons-ab"]) == (3, 3, 3, 3)
    assert figures(found["persons-c"]) == (0, 0, 0, 0)


def test_a_masked_number_is_evidence_of_c(tmp_path: Path) -> None:
    one = ("p1", {"id_hash": "h1", "id_mask": MASK})
    found = measured(tmp_path, one, ("p1", {"id_mask": MASK, "post": "司机"}))
    assert figures(found["persons-ab"]) == (0, 0, 0, 0)
    assert figures(found["persons-c"]) == (1, 1, 1, 1)


def test_a_number_borne_by_two_people_makes_wrong_pairs(tmp_path: Path) -> None:
    found = measured(tmp_path, ("p1", {"id_hash": "h1"}), ("p1", {"id_hash": "h1"}), ("p2", {"id_hash": "h1"}))
    assert figures(found["persons-ab"]) == (3, 1, 1, 1)
    assert found["persons-ab"].precision == Fraction(1, 3)


def test_a_pair_without_evidence_counts_in_the_whole_alone(tmp_path: Path) -> None:
    found = measured(tmp_path, ("p1", {"id_hash": "h1"}), ("p1", {"name": "苗予行"}))
    assert [figures(found[group]) for group in ("persons-ab", "persons-c")] == [(0, 0, 0, 0)] * 2
    assert figures(found["persons"]) == (0, 0, 1, 0)
    assert found["persons"].recall == 0


def test_names_are_measured_by_their_shape(tmp_path: Path) -> None:
    two, dotted = ({"id_hash": "h2", "name": "苗航"}, {"id_hash": "h3", "name": "阿依古丽·买买提"})
    found = measured(tmp_path, ("p2", two), ("p2", two), ("p3", dotted), ("p3", dotted), ("p3", dotted))
    assert figures(found["persons-two-characters"]) == (1, 1, 1, 1)
    assert figures(found["persons-minority"]) == (3, 3, 3, 3)
    assert figures(found["firms"]) == (0, 0, 0, 0)
    assert found["firms"].precision is found["firms"].recall is None


def test_a_truth_of_another_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no row"):
        measured(tmp_path)


def test_a_village_with_dirt_is_told_apart_as_well_as_it_has_to_be(
    engine: Engine, keys: Keys, installation: Settings, tmp_path: Path
) -> None:
    order = Order(out=tmp_path / "city", scale="village", seed=3, dirt=Decimal(2), publications=False)
    simulate(order)
    ingest(engine, Originals(installation.home, keys), keys, [tmp_path / "city" / "registers"], datetime.now(UTC))
    view = open_view(seal(engine, installation.home).path)
    truth = read_truth(tmp_path / "city" / "truth.json")
    found = {t.group: t for t in measure_identities(view, truth, tmp_path / "city" / "identities.parquet")}
    least = {"persons-ab": Fraction(99, 100), "persons-c": Fraction(95, 100), "firms": Fraction(97, 100)}
    for group, recall in least.items():
        tally = found[group]
        assert tally.merged > 0 < tally.true
        assert tally.precision is not None and tally.recall is not None
        assert tally.precision >= Fraction(995, 1000)
        assert tally.recall >= recall
