"""Verification: what was tampered with is named, what cannot be checked is not taken as proved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics import verification as verification_module
from analytics.errors import RunAborted
from analytics.exports import Form, assess, write_assessment
from analytics.exports.grounds import hashes
from analytics.reports import load_run
from analytics.reports.runs import sha256_of
from analytics.rules.answers import canonical_hash
from analytics.scoring import flag_id
from analytics.verification import Verification, verify_pack, verify_run
from models.language import Language


def folder_of(home: Path) -> Path:
    return next(path for path in (home / "runs").iterdir() if not path.name.startswith("."))


def facts_of(home: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder_of(home) / "run.json").read_text("utf-8"))
    return facts


def state(home: Path, **values: Any) -> None:
    """Let the run state something else."""
    (folder_of(home) / "run.json").write_text(json.dumps(facts_of(home) | values), "utf-8")


def named(found: Verification) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """What was found wrong or open, by check."""
    return {c.name: [(m.code, dict(m.params)) for m in c.found] for c in found.checks if c.holds is not True}


def change_answers(home: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Rewrite one flag of the run."""
    file = folder_of(home) / "answers.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    change(next(row for row in rows if row["outcome"] == "flag"))
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_run_that_nobody_touched_is_identical_and_everything_of_it_was_checked(home: Path) -> None:
    found = verify_run(home)
    assert named(found) == {}
    assert found.identical is True
    assert found.stated_hash == found.found_hash == facts_of(home)["canonical_hash"]
    assert [check.name for check in found.checks] == [
        *("files", "answers", "name", "snapshot", "rules", "replay", "signs", "findings", "scores"),
    ]
    assert load_run(home).flags, "a run without flags proves little"


def test_the_chain_of_audit_is_not_there_yet_and_not_proved(home: Path) -> None:
    assert verify_run(home).document()["chain_ok"] is None


def test_one_byte_of_a_segment_is_found_and_the_segment_named(home: Path) -> None:
    segment = max((home / "segments").iterdir(), key=lambda path: path.stat().st_size)
    flip_a_byte(segment)
    found = verify_run(home)
    assert found.identical is False
    (code, params), = named(found)["snapshot"]  # fmt: skip
    assert code == "snapshot-segment-changed"
    assert segment.name.startswith(params["segment"])
    assert [code for code, _ in named(found)["replay"]] == ["verify-no-replay"]


def test_a_segment_that_is_gone_is_named(home: Path) -> None:
    segment = next((home / "segments").iterdir())
    segment.unlink()
    found = verify_run(home)
    assert found.identical is False
    assert named(found)["snapshot"][0][0] == "snapshot-segment-missing"


def test_a_changed_manifest_is_found(home: Path) -> None:
    manifest = next((home / "snapshots").rglob("manifest.json"))
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert named(verify_run(home))["snapshot"][0][0] == "snapshot-manifest-changed"


def test_without_its_snapshot_a_run_is_neither_proved_nor_refuted(home: Path) -> None:
    next((home / "snapshots").rglob("manifest.json")).unlink()
    found = verify_run(home)
    assert found.identical is None
    assert set(named(found)) == {"snapshot", "replay"}


def test_one_changed_answer_is_found_in_its_file_and_named_by_rule_and_subject(home: Path) -> None:
    subjects = []

    def change(row: dict[str, Any]) -> None:
        row["value"] = "999"
        subjects.append((row["rule"], row["subject_id"]))

    change_answers(home, change)
    found = verify_run(home)
    assert found.identical is False
    assert named(found)["files"] == [("verify-file-changed", {"file": "answers.parquet"})]
    code, params = named(found)["answers"][0]
    assert (code, params["rule"], params["subject"]) == ("verify-answer-changed", *subjects[0])
    assert [code for code, _ in named(found)["replay"]] == ["verify-replay-differs"]


def test_an_answer_changed_with_all_its_hashes_is_found_by_asking_the_rule_again(home: Path) -> None:
    change_answers(home, lambda row: row.update(value="999"))
    file = folder_of(home) / "answers.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    for row, answer in zip(rows, load_run(home).answers, strict=True):
        row["flag"] = flag_id(answer)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
    files = facts_of(home)["files"] | {"answers.parquet": sha256_of(file)}
    state(home, files=files, canonical_hash=canonical_hash(load_run(home).answers))
    found = verify_run(home)
    assert set(named(found)) == {"answers", "replay"}  # the flags kept by themselves are those of before
    assert found.identical is False
    assert found.stated_hash != found.found_hash


def test_a_changed_risk_point_is_found_though_its_file_states_a_hash_that_fits(home: Path) -> None:
    file = folder_of(home) / "cells.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    rows[0]["level"] = "LOW" if rows[0]["level"] != "LOW" else "HIGH"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
    state(home, files=facts_of(home)["files"] | {"cells.parquet": sha256_of(file)})
    found = verify_run(home)
    assert found.identical is False
    place = rows[0]["step_id"] or rows[0]["post_id"]
    assert named(found) == {"scores": [("verify-score-differs", {"place": place})]}


@pytest.mark.parametrize(
    "values", [{"as_of": "soon"}, {"assessed_on": "2026-13-01"}, {"files": [1]}, {"rules": [1]}, {"patterns": [1]}]
)
def test_a_run_that_says_of_itself_what_no_run_says_is_refused(home: Path, values: dict[str, Any]) -> None:
    state(home, **values)
    with pytest.raises(RunAborted) as refused:
        verify_run(home)
    assert refused.value.message.code == "reports-run-unreadable"


def rewrite(home: Path, name: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Change a file of the run, and let the run state the hash that fits."""
    file = folder_of(home) / name
    table = pq.read_table(file)
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), file)
    state(home, files=facts_of(home)["files"] | {name: sha256_of(file)})


_ANY_SIGN = {"sign": "0" * 16, "pattern": "U05", "severity": "M", "confidence": "high", "observed": 4, "evidence": []}


@pytest.mark.parametrize(
    ("name", "change", "check"),
    [
        ("leads.parquet", lambda rows: [{**row, "finding": "not_held"} for row in rows], "findings"),
        ("leads.parquet", lambda rows: rows[1:], "findings"),
        ("flags.parquet", lambda rows: rows[1:], "answers"),
        ("cells.parquet", lambda rows: [*rows, rows[0]], "scores"),
        ("answers.parquet", lambda rows: [*rows, next(r for r in rows if r["outcome"] != "flag")], "replay"),
        ("signs.parquet", lambda rows: [*rows, _ANY_SIGN], "signs"),
    ],
    ids=[
        "a finding put in",
        "a lead taken out",
        "a flag taken out",
        "a risk point doubled",
        "an answer doubled",
        "a sign put in",
    ],
)
def test_what_was_changed_with_its_hash_is_found(home: Path, name: str, change: Any, check: str) -> None:
    rewrite(home, name, change)
    found = verify_run(home)
    assert found.identical is False
    assert list(named(found)) == [check]


def test_a_file_that_is_gone_or_cannot_be_read_is_named(home: Path) -> None:
    (folder_of(home) / "leads.parquet").unlink()
    (folder_of(home) / "answers.parquet").write_bytes(b"PAR1")
    found = verify_run(home)
    assert found.identical is False
    assert named(found)["files"] == [
        ("verify-file-changed", {"file": "answers.parquet"}),
        ("verify-file-missing", {"file": "leads.parquet"}),
    ]
    assert [code for code, _ in named(found)["answers"]] == ["reports-run-unreadable"]


def test_signs_that_cannot_be_read_are_named_and_the_rest_is_checked(home: Path) -> None:
    (folder_of(home) / "signs.parquet").write_bytes(b"PAR1")
    found = verify_run(home)
    assert found.identical is False
    assert [code for code, _ in named(found)["signs"]] == ["reports-run-unreadable"]
    assert set(named(found)) == {"files", "signs"}


def test_signs_of_patterns_of_another_version_are_not_looked_for_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_module, "pattern_versions", lambda: {"U05": "99"})
    found = verify_run(home)
    assert found.identical is None
    assert {"signs", "scores"} <= set(named(found))


def test_a_rule_of_another_version_is_named_and_the_run_is_not_replayed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = facts_of(home)["rules"] | {"P02": "99"}
    monkeypatch.setattr(verification_module, "rule_versions", lambda: here)
    found = verify_run(home)
    assert found.identical is None
    ran = facts_of(home)["rules"]["P02"]
    assert named(found)["rules"] == [("verify-rule-version", {"rule": "P02", "ran": ran, "here": "99"})]
    assert named(found)["replay"] == [("verify-no-replay", {"release": facts_of(home)["release"]})]


def test_a_run_that_states_other_rule_versions_than_its_name_follows_from_is_found(home: Path) -> None:
    state(home, rules=facts_of(home)["rules"] | {"P02": "98"})
    found = verify_run(home)
    assert found.identical is False
    assert named(found)["name"][0][0] == "verify-name-differs"


def test_a_run_of_an_earlier_release_that_states_no_hashes_is_not_proved(home: Path) -> None:
    told = facts_of(home)
    (folder_of(home) / "run.json").write_text(
        json.dumps({name: value for name, value in told.items() if name not in {"files", "rules"}}), "utf-8"
    )
    found = verify_run(home)
    assert found.identical is None
    assert named(found)["files"] == [("verify-files-unstated", {})]
    assert named(found)["rules"] == [("verify-versions-unstated", {})]


@pytest.fixture
def pack(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    write_assessment(assess(load_run(home), Language.ZH), Form.JSON, path)
    return path


def test_a_pack_of_a_run_that_is_here_is_identical(home: Path, pack: Path) -> None:
    found = verify_pack(home, pack)
    assert named(found) == {}
    assert found.identical is True


def test_a_pack_whose_run_is_made_again_is_still_identical(home: Path, pack: Path) -> None:
    state(home, started_at="2026-03-02T02:00:00+00:00")
    assert verify_pack(home, pack).identical is True


def test_one_changed_figure_of_a_pack_names_its_sheet(home: Path, pack: Path) -> None:
    told = json.loads(pack.read_text("utf-8"))
    told["sheets"]["flags"]["rows"][0]["value"] = "1 天"
    pack.write_text(json.dumps(told), "utf-8")
    found = verify_pack(home, pack)
    assert found.identical is False
    assert named(found) == {"figures": [("verify-sheet-changed", {"sheet": "flags"})]}


def test_a_figure_changed_with_all_its_hashes_is_found_by_the_run(home: Path, tmp_path: Path) -> None:
    run = load_run(home)
    forged = load_run(home)
    forged.flag_table.loc[0, "value"] = "1"
    path = tmp_path / "forged.xlsx"
    write_assessment(assess(forged, Language.EN), Form.XLSX, path)
    found = verify_pack(home, path)
    assert found.identical is False
    assert named(found) == {"run": [("verify-sheet-differs", {"sheet": "flags", "run": run.id})]}


def test_a_sheet_put_in_with_all_its_hashes_is_found_by_the_run(home: Path, tmp_path: Path) -> None:
    run = load_run(home)
    made = assess(run, Language.EN)
    more = replace(made.sheets[0], key="more")
    stated = hashes(run, Language.EN, (*made.sheets[:-1], more))
    path = tmp_path / "forged.json"
    write_assessment(replace(made, sheets=(*made.sheets[:-1], stated)), Form.JSON, path)
    told = json.loads(path.read_text("utf-8"))
    told["sheets"]["more"] = told["sheets"]["summary"]
    path.write_text(json.dumps(told), "utf-8")
    found = verify_pack(home, path)
    assert found.identical is False
    differing = [params["sheet"] for _, params in named(found)["run"]]
    assert differing == ["more", "hashes"]


def test_a_pack_of_a_run_that_is_not_here_is_checked_by_itself_and_not_proved(
    home: Path, pack: Path, tmp_path: Path
) -> None:
    found = verify_pack(tmp_path / "nowhere", pack)
    assert found.identical is None
    assert named(found) == {"origin": [("verify-run-not-here", {"run": found.run})]}


def test_a_pack_that_states_another_hash_than_the_run_is_found(home: Path, pack: Path) -> None:
    state(home, canonical_hash="0" * 64)
    assert named(verify_pack(home, pack))["origin"] == [("verify-stated-differs", {"name": "canonical_hash"})]


def test_a_pack_of_another_release_is_not_compared_sheet_by_sheet(
    home: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_module, "release", lambda: "9.9")
    found = verify_pack(home, pack)
    assert found.identical is None
    assert [code for code, _ in named(found)["run"]] == ["verify-other-release"]


def test_without_a_run_verification_says_what_to_do_next(tmp_path: Path) -> None:
    with pytest.raises(RunAborted, match="sunledger analyse"):
        verify_run(tmp_path)


def test_every_sentence_is_said_in_both_languages(home: Path) -> None:
    flip_a_byte(next((home / "segments").iterdir()))
    told = verify_run(home).document()["checks"]
    sentences = [found for check in told for found in check["found"]]
    assert sentences
    assert all(found["zh"] and found["en"] for found in sentences)
