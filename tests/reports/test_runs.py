"""Runs on disk: what is read back is what was written, and nothing half is ever found."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from operator import attrgetter
from pathlib import Path

import pytest

from analytics import reports
from analytics.errors import RunAborted
from analytics.reports import (
    Chosen,
    Run,
    Zoom,
    lead_table,
    list_runs,
    load_run,
    overview,
    risk_map,
    save_run,
    unanswered,
)
from analytics.reports import runs as runs_module
from analytics.rules.answers import Answer, canonical_hash
from analytics.scoring import risk_points
from analytics.snapshot import View
from models.language import Language
from tests.reports.conftest import FACTS


def test_a_run_read_back_gives_the_same_answers_sentences_and_hash(run: Run, answers: list[Answer]) -> None:
    assert [a.as_row() for a in run.answers] == [a.as_row() for a in sorted(answers, key=attrgetter("rule"))]
    assert canonical_hash(run.answers) == canonical_hash(answers)
    assert run.flags[0].sentence.say(Language.EN) == "What C01 says"


def test_cells_read_back_add_up_to_their_attention(run: Run) -> None:
    assert len(run.cells) == 5
    for cell in run.cells.to_dict("records"):
        assert cell["attention"] == sum(c["points"] for c in cell["contributions"])
    assert run.cells["level"].isna().sum() == 1


def test_the_newest_run_is_the_one_opened_when_none_is_named(tmp_path: Path, answers: list[Answer], view: View) -> None:
    cells = risk_points(view, answers)
    save_run(tmp_path, FACTS | {"run": "old", "started_at": "2026-10-01T00:00:00+00:00"}, answers, cells)
    save_run(tmp_path, FACTS | {"run": "new", "started_at": "2026-10-02T00:00:00+00:00"}, [], cells)
    assert load_run(tmp_path).id == "new"
    assert len(load_run(tmp_path, "old").flags) == 5
    assert [facts["run"] for facts in list_runs(tmp_path)] == ["new", "old"]


def test_saving_a_run_again_replaces_it_as_a_whole(tmp_path: Path, answers: list[Answer]) -> None:
    save_run(tmp_path, FACTS, answers, [])
    folder = save_run(tmp_path, FACTS, [], [])
    assert load_run(tmp_path).answers == ()
    assert sorted(p.name for p in folder.iterdir()) == [
        *("answers.parquet", "cells.parquet", "clashes.parquet", "flags.parquet", "leads.parquet", "run.json"),
        "signs.parquet",
    ]
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["r1"]


def test_a_run_that_breaks_while_it_is_written_leaves_nothing(
    tmp_path: Path, answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(runs_module.json, "dump", full)
    with pytest.raises(OSError, match="no space"):
        save_run(tmp_path, FACTS, answers, [])
    assert list((tmp_path / "runs").iterdir()) == []
    with pytest.raises(RunAborted, match="no analysis"):
        load_run(tmp_path)


def test_an_unknown_run_is_refused_with_the_known_ones(run: Run) -> None:
    with pytest.raises(RunAborted, match="r1"):
        load_run(run.home, "r2")


def test_a_damaged_run_is_refused(run: Run) -> None:
    (run.home / "runs" / "r1" / "answers.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunAborted, match="cannot be read"):
        load_run(run.home)


def test_answers_stay_on_the_disk_until_somebody_asks_for_more_than_flags(run: Run) -> None:
    seen = overview(run)
    assert risk_map(run, Zoom.POSTS, Chosen()).covered.leads > 0
    assert len(lead_table(run, Language.ZH)) == len(run.flag_table)
    assert not unanswered(run, Language.ZH).empty
    assert "table" not in vars(run)
    assert seen.cannot_assess == (run.table["outcome"] == "cannot_assess").sum()


def test_the_flags_of_a_run_are_those_of_its_answers(run: Run) -> None:
    flags = run.table[run.table["outcome"] == "flag"]
    assert run.flag_table.to_dict("records") == flags.to_dict("records")
    counted = run.table.groupby(["rule", "outcome"]).size().to_dict()
    assert {(rule, one): n for rule, given in run.outcomes.items() for one, n in given.items()} == counted


@pytest.mark.parametrize("name", ["answers.parquet", "flags.parquet", "leads.parquet"])
def test_what_cannot_be_read_is_told_and_never_taken_for_nothing(run: Run, name: str) -> None:
    file = run.home / "runs" / "r1" / name
    content = file.read_bytes()
    file.write_bytes(content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :])
    asked = {"answers.parquet": "outcomes", "flags.parquet": "flag_table", "leads.parquet": "findings"}[name]
    with pytest.raises(RunAborted):
        getattr(load_run(run.home), asked)


def test_the_facts_of_a_run_are_plain_json_and_name_each_file_with_its_hash(run: Run) -> None:
    folder = run.home / "runs" / "r1"
    facts = json.loads((folder / "run.json").read_text("utf-8"))
    files = facts.pop("files")
    assert facts == FACTS
    assert files == {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def test_the_door_offers_what_it_lists() -> None:
    assert all(hasattr(reports, name) for name in reports.__all__)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"run": "other"}'])
def test_a_damaged_run_hides_no_other_one_and_asking_for_it_says_so(
    content: str, tmp_path: Path, answers: list[Answer]
) -> None:
    save_run(tmp_path, FACTS | {"run": "good"}, answers, [])
    damaged = save_run(tmp_path, FACTS | {"run": "damaged"}, answers, [])
    (damaged / "run.json").write_text(content)
    assert [facts["run"] for facts in list_runs(tmp_path)] == ["good"]
    assert load_run(tmp_path).id == "good"
    with pytest.raises(RunAborted) as caught:
        load_run(tmp_path, "damaged")
    assert caught.value.message.code == "reports-run-unreadable"


def test_the_same_run_saved_by_many_at_once_is_there_whole_in_the_end(tmp_path: Path, answers: list[Answer]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: save_run(tmp_path, FACTS, answers, []), range(24)))
    assert len(load_run(tmp_path).answers) == len(answers)
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["r1"]
