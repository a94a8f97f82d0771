"""Verification of signs: what a run says of unusual work is looked for again, and what was tampered with is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import analytics.unusual as unusual
from analytics.errors import RunAborted
from analytics.pipeline import run_id
from analytics.reports import load_run
from analytics.reports.post_attention import attention_by_flags, attention_of_posts
from analytics.reports.runs import sha256_of
from analytics.unusual import patterns
from analytics.verification import Verification, verify_run
from models.tables import Batch, MatterAct, PostStep
from tests.snapshot.conftest import EARLY, UNIT, document, provenance
from tests.verification.conftest import NOW, analysed_home

DAY = NOW.date()
_ASKED = {"U06", "U13"}  # one that sees something, and one that does not
_GATHERED = 3


def _rows() -> list[Any]:
    """A step at which forty parties come one by one, and three matters of one more on one day."""
    step = {"unit_name": UNIT, "post": "审批岗", "power": "取水许可", "step_name": "决定"}
    done = step | {"act": "decide", "actor_name": "钟离策", "actor_id_hash": "h1"}
    days = [date(2025, 1, 1) + timedelta(2 * n) for n in range(40)] + [date(2025, 2, 3)] * _GATHERED
    parties = [f"岚汀{n}号商贸有限公司" for n in range(40)] + ["岚汀恒岳建设有限公司"] * _GATHERED
    acts = [
        MatterAct(**provenance(f"m{n}", "d2", EARLY), **done, matter_number=f"SL-{n}", acted_on=day, party_name=party)
        for n, (day, party) in enumerate(zip(days, parties, strict=True))
    ]
    return [
        Batch(id=1, recorded_at=EARLY),
        document("d1", 1, "post_step_table", EARLY),
        document("d2", 1, "matter_log", EARLY),
        PostStep(**provenance("c1", "d1", EARLY), **step, step_no=1, grade="HIGH"),
        *acts,
    ]


@pytest.fixture(scope="module")
def few_patterns() -> Iterator[None]:
    chosen = tuple(one for one in patterns() if one.code in _ASKED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unusual, "patterns", lambda: chosen)
        yield


@pytest.fixture(scope="module")
def with_signs(tmp_path_factory: pytest.TempPathFactory, few_rules: None, few_patterns: None) -> Path:
    return analysed_home(tmp_path_factory.mktemp("with_signs") / "var", _rows())


@pytest.fixture
def home(with_signs: Path, tmp_path: Path) -> Path:
    return shutil.copytree(with_signs, tmp_path / "var")


def folder_of(home: Path) -> Path:
    return next(path for path in (home / "runs").iterdir() if not path.name.startswith("."))


def facts_of(home: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder_of(home) / "run.json").read_text("utf-8"))
    return facts


def state(home: Path, facts: dict[str, Any]) -> None:
    (folder_of(home) / "run.json").write_text(json.dumps(facts), "utf-8")


def rewrite(home: Path, name: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Change a file of the run, and let the run state the hash that fits."""
    file = folder_of(home) / name
    table = pq.read_table(file)
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), file)
    state(home, facts_of(home) | {"files": facts_of(home)["files"] | {name: sha256_of(file)}})


def named(found: Verification) -> dict[str, list[str]]:
    return {c.name: [m.code for m in c.found] for c in found.checks if c.holds is not True}


def test_a_run_keeps_its_signs_as_they_were_seen_and_counts_them_in_the_attention_of_their_step(home: Path) -> None:
    run = load_run(home)
    [seen] = unusual.signs_of(run.view)
    assert run.signs == ({"sign": seen.id, **seen.as_row()},)
    assert run.facts["signs"] == {"U06": 1}
    assert run.facts["patterns"] == {one.code: one.version for one in unusual.patterns()}
    [cell] = run.cells.to_dict("records")
    [part] = [part for part in cell["contributions"] if part["source"] == "sign"]
    assert (part["rule"], part["flag"]) == ("U06", seen.id)
    assert cell["attention"] == sum(part["points"] for part in cell["contributions"])


def test_signs_that_nobody_touched_are_found_again(home: Path) -> None:
    found = verify_run(home)
    assert named(found) == {}
    assert found.identical is True


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [],
        lambda rows: [*rows, rows[0]],
        lambda rows: [*rows, rows[0] | {"sign": "0" * 16}],
        lambda rows: [row | {"step_id": None} for row in rows],
        lambda rows: [row | {"observed": row["observed"] + 1} for row in rows],
        lambda rows: [row | {"evidence": row["evidence"][1:]} for row in rows],
        lambda rows: [row | {"sentence_zh": "无异常。"} for row in rows],
        lambda rows: [row | {"sign": "0" * 16} for row in rows],
    ],
    ids=["deleted", "doubled", "added", "moved", "altered", "robbed of a row", "worded otherwise", "renamed"],
)
def test_a_sign_that_was_tampered_with_is_named_though_its_file_states_a_hash_that_fits(
    home: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
) -> None:
    rewrite(home, "signs.parquet", change)
    found = verify_run(home)
    assert found.identical is False
    assert set(named(found)) == {"signs"} and set(named(found)["signs"]) == {"verify-sign-differs"}


def test_a_sign_taken_out_of_the_attention_of_its_step_is_found(home: Path) -> None:
    rewrite(home, "cells.parquet", lambda rows: [row | {"contributions": [], "attention": 0} for row in rows])
    assert named(verify_run(home)) == {"scores": ["verify-score-differs"]}


def test_signs_that_are_gone_are_missed(home: Path) -> None:
    (folder_of(home) / "signs.parquet").unlink()
    found = verify_run(home)
    assert found.identical is False
    assert named(found) == {"files": ["verify-file-missing"], "signs": ["reports-run-unreadable"]}
    with pytest.raises(RunAborted):
        _ = load_run(home).signs  # and nobody says that none were seen


def test_a_run_that_does_not_state_its_patterns_any_more_does_not_bear_its_name(home: Path) -> None:
    state(home, {name: value for name, value in facts_of(home).items() if name != "patterns"})
    found = verify_run(home)
    assert found.identical is False
    assert named(found)["name"] == ["verify-name-differs"]
    assert named(found)["signs"] == ["verify-pattern-versions"]


def before_signs(home: Path) -> Path:
    """The run as a release made it that did not look for signs."""
    rewrite(home, "cells.parquet", lambda rows: [row | {"contributions": [], "attention": 0} for row in rows])
    facts = facts_of(home)
    facts["run"] = run_id(facts["snapshot"], DAY, DAY, facts["rules"], facts["controls"], {})
    facts["files"].pop("signs.parquet")
    state(home, {name: value for name, value in facts.items() if name not in {"patterns", "signs"}})
    (folder_of(home) / "signs.parquet").unlink()
    return folder_of(home).rename(home / "runs" / facts["run"])


def test_a_run_of_before_there_were_signs_is_read_and_checked_as_far_as_it_can_be(home: Path) -> None:
    folder = before_signs(home)
    run = load_run(home)
    assert (run.id, run.signs) == (folder.name, ())
    found = verify_run(home)
    assert found.identical is None
    assert named(found) == {"signs": ["verify-pattern-versions"], "scores": ["verify-other-patterns"]}


def test_contributions_of_before_there_were_signs_say_nothing_of_their_source_and_are_read(home: Path) -> None:
    folder = before_signs(home)
    file = folder / "cells.parquet"
    table = pq.read_table(file)
    at = table.schema.get_field_index("contributions")
    part = pa.struct([field for field in table.schema.field(at).type.value_type if field.name != "source"])
    pq.write_table(table.set_column(at, "contributions", pa.array([[]] * len(table), pa.list_(part))), file)
    state(home, facts_of(home) | {"files": facts_of(home)["files"] | {"cells.parquet": sha256_of(file)}})
    run = load_run(home)
    assert attention_by_flags(run) == attention_of_posts(run) == {run.cells["post_id"][0]: 0}
    assert verify_run(home).identical is None


@pytest.mark.parametrize(
    "said",
    [
        {"severity": "Z"},
        {"confidence": None},
        {"observed": None},
        {"expected": "NaN"},
        {"expected": "1E+99999"},
        {"q": "often"},
        {"sentence_en": None},
    ],
    ids=str,
)
def test_signs_with_values_that_cannot_be_are_refused(home: Path, said: dict[str, Any]) -> None:
    rewrite(home, "signs.parquet", lambda rows: [row | said for row in rows])
    with pytest.raises(RunAborted) as refused:
        _ = load_run(home).signs
    assert refused.value.message.code == "reports-run-unreadable"
    assert named(verify_run(home))["signs"] == ["reports-run-unreadable"]


def test_signs_in_other_columns_are_refused(home: Path) -> None:
    file = folder_of(home) / "signs.parquet"
    pq.write_table(pa.table({"sign": [1], "observed": ["三"]}), file)
    with pytest.raises(RunAborted) as refused:
        _ = load_run(home).signs
    assert refused.value.message.code == "reports-run-unreadable"
