"""Declared kin that contradict each other: found when a run is made, kept with it, and told without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.keys import Keys
from analytics.pipeline import analyse
from analytics.reading import Originals, ingest
from analytics.relations import Clash
from analytics.reports import clash_rows, clashes_of, save_run
from analytics.settings import Settings
from analytics.snapshot import View
from analytics.store import open_store
from models.language import Language, say
from tests.reports.conftest import AS_OF, FACTS

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
# Numbers in an area code that is not assigned, check digits as GB 11643 has them.
NUMBERS = {"莫予遥": "43990319800101001X", "莫予川": "439903195001010016"}


def register(*rows: tuple[str, str, str]) -> str:
    head = "申报人,身份证号,与本人关系,亲属姓名,亲属身份证号,申报日期"
    lines = [f"{one},{NUMBERS[one]},{word},{other},{NUMBERS[other]},2026-01-10" for one, word, other in rows]
    return "\n".join(["领导干部亲属任职及经商办企业情况申报表", head, *lines])


def test_rows_that_clash_are_kept_with_the_run_and_told_by_their_places(
    installation: Settings, keys: Keys, tmp_path: Path
) -> None:
    file = tmp_path / "申报.csv"
    file.write_text(register(("莫予遥", "父亲", "莫予川"), ("莫予川", "父亲", "莫予遥")), "utf-8")
    engine = open_store(installation)
    (taken,) = ingest(engine, Originals(installation.home, keys), keys, [file], NOW)
    assert str(taken.status) == "accepted"
    analysis = analyse(installation, date(2026, 3, 2), NOW)
    assert analysis.clashing_ties == analysis.summary()["clashing_ties"] == 2
    for language in Language:
        shown = clash_rows(installation.home, engine, language)
        rows = shown[shown["reason"] == say("reports-clash-own-ancestor", language)].to_dict("records")
        assert [row["file_name"] for row in rows] == ["申报.csv", "申报.csv"]
        assert rows[0]["against"] == rows[1]["place"] != rows[0]["place"] == rows[1]["against"]
        text = shown.to_string()
        assert not any(name in text or number in text for name, number in NUMBERS.items())


def test_a_register_without_contradictions_sets_nothing_aside(
    view: View, tmp_path: Path, installation: Settings
) -> None:
    assert clashes_of(view) == []
    save_run(tmp_path, FACTS, [], [], clashes_of(view))
    assert clash_rows(tmp_path, open_store(installation), Language.EN).empty


def test_a_home_without_a_run_has_nothing_to_tell(tmp_path: Path, installation: Settings) -> None:
    assert clash_rows(tmp_path, open_store(installation), Language.ZH).empty


def test_a_damaged_file_is_said_to_be_unreadable(tmp_path: Path, installation: Settings) -> None:
    folder = save_run(tmp_path, FACTS, [], [])
    (folder / "clashes.parquet").write_bytes(b"not parquet")
    with pytest.raises(RunAborted):
        clash_rows(tmp_path, open_store(installation), Language.ZH)


@pytest.mark.parametrize("clash", Clash)
def test_every_clash_has_a_sentence(clash: Clash) -> None:
    assert all(say(f"reports-clash-{clash}", language) for language in Language)


def test_a_clash_names_the_rows_of_another_file_too() -> None:
    tie = {"relation": "父亲", "locator": "sheet:csv!R4"}
    rows = [
        {**tie, "id": "t1", "document_id": "a" * 64, "name": "莫予遥", "id_hash": "1", "relative_name": "莫予川",
         "relative_id_hash": "2"},
        {**tie, "id": "t2", "document_id": "b" * 64, "name": "莫予川", "id_hash": "2", "relative_name": "莫予遥",
         "relative_id_hash": "1"},
    ]  # fmt: skip
    found = clashes_of(View.from_rows({"declared_tie": rows}, as_of=AS_OF))
    told = [row for row in found if row["reason"] == Clash.OWN_ANCESTOR]
    assert [row["document"] for row in told] == ["a" * 64, "b" * 64]
    assert [one["document"] for one in told[0]["against"]] == ["a" * 64, "b" * 64]
