"""The stored model: read back as it was, refused where changed or unknown, and applied the same in any order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import RunAborted
from analytics.rules import rule_versions
from analytics.triage import Model, in_parts, load_model, read_model, read_outcomes, save_model, shipped_model
from analytics.triage.model import Linear
from tests.triage.cases import RULES

features = st.dictionaries(st.sampled_from(["rule:C01", "severity", "rows", "tier_c", "matters"]), st.floats(0, 1))


def test_a_model_is_read_back_as_it_was(cold: Model, reviewed: Model) -> None:
    for model in (cold, reviewed):
        again = read_model(model.as_file(), RULES, "m.json")
        assert (again, again.name) == (model, model.name)


def test_an_office_without_a_model_of_its_own_has_the_one_shipped(tmp_path: Path) -> None:
    assert load_model(tmp_path, rule_versions()) == shipped_model(rule_versions())


def test_the_model_shipped_gives_an_order_and_names_the_cities_it_learned_from() -> None:
    model = shipped_model(rule_versions())
    assert not model.is_probability
    assert len(model.sources) == model.counts["groups"] >= 2
    assert all({"city", "run", "snapshot", "leads"} <= source.keys() for source in model.sources)
    assert set(model.rules) <= set(rule_versions())
    assert model.command.startswith("sunledger triage fit --city ")


def test_a_model_kept_in_an_office_holds_and_the_one_before_stays_beside_it(
    tmp_path: Path, cold: Model, reviewed: Model
) -> None:
    first, second = save_model(tmp_path, cold), save_model(tmp_path, reviewed)
    assert load_model(tmp_path, rule_versions()) == reviewed
    assert (first.stem, second.stem) == (cold.name, reviewed.name)
    assert first.is_file()


def told(model: Model) -> dict[str, Any]:
    return json.loads(model.as_file())


def changed(change: Callable[[dict[str, Any]], object], *, rehashed: bool = False) -> Callable[[Model], bytes]:
    def make(model: Model) -> bytes:
        document = told(model)
        change(document["model"])
        return Model.of(document["model"]).as_file() if rehashed else json.dumps(document).encode()

    return make


CALIBRATION = {"slope": 1.0, "intercept": 0.0, "shift": 0.0, "drawn": 0, "drawn_held": 0}
REFUSED: dict[str, tuple[Callable[[Model], bytes], str]] = {
    "a weight was changed by hand": (changed(lambda m: m["linear"]["weights"].update(rows=9.0)), "changed"),
    "the day was changed by hand": (changed(lambda m: m.update(made_on="2020-01-01")), "changed"),
    "a feature that we do not know": (
        changed(lambda m: m["linear"]["weights"].update(age=1.0), rehashed=True), "features-unknown"
    ),
    "a rule that we do not have": (
        changed(lambda m: m["linear"]["weights"].update({"rule:Z99": 1.0}), rehashed=True), "rules-unknown"
    ),
    "an unknown feature of a baseline": (
        changed(lambda m: m["baselines"]["severity"]["weights"].update(sex=1.0), rehashed=True), "features-unknown"
    ),
    "another form": (changed(lambda m: m.update(form=2)), "unreadable"),
    "a field more": (changed(lambda m: m.update(pickle="x")), "unreadable"),
    "a field less": (changed(lambda m: m.pop("counts")), "unreadable"),
    "a weight that is no number": (changed(lambda m: m["linear"]["weights"].update(rows=float("nan"))), "unreadable"),
    "a weight without end": (changed(lambda m: m["linear"]["weights"].update(rows=10**400)), "unreadable"),
    "weights whose sum overflows": (changed(lambda m: m["linear"]["weights"].update(rows=1e308)), "unreadable"),
    "a weight in words": (changed(lambda m: m["linear"]["weights"].update(rows="1.5")), "unreadable"),
    "no counts": (changed(lambda m: m.update(counts=None)), "unreadable"),
    "no figures": (changed(lambda m: m.update(figures={})), "unreadable"),
    "a figure beyond its range": (changed(lambda m: m["figures"]["overall"].update(auc=1.5)), "unreadable"),
    "half an interval": (changed(lambda m: m["figures"]["overall"].update(auc_low=None)), "unreadable"),
    "a day that is none": (changed(lambda m: m.update(made_on="2026-02-30")), "unreadable"),
    "rules that are a list": (changed(lambda m: m.update(rules=["C01"])), "unreadable"),
    "a source without a run": (changed(lambda m: m["sources"][0].pop("run")), "unreadable"),
    "a feature missing in the reference": (changed(lambda m: m["reference"]["features"].pop("rows")), "unreadable"),
    "bands of another number": (changed(lambda m: m["reference"]["chances"].append(1)), "unreadable"),
    "synthetic cities told as a chance": (changed(lambda m: m.update(calibration=CALIBRATION)), "unreadable"),
    "no JSON": (lambda model: b"\x80\x04pickle", "unreadable"),
    "JSON of something else": (lambda model: b"[1, 2]", "unreadable"),
    "nothing": (lambda model: b"", "unreadable"),
    "brackets without end": (lambda model: b"[" * 200_000, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_model_is_refused_with_a_sentence(cold: Model, case: str) -> None:
    make, reason = REFUSED[case]
    with pytest.raises(RunAborted) as refused:
        read_model(make(cold), RULES, "m.json")
    assert refused.value.message.code == f"triage-model-{reason}"


OF_REVIEWS: dict[str, Callable[[dict[str, Any]], object]] = {
    "an order turned around": lambda m: m["calibration"].update(slope=-1.0),
    "a slope in words": lambda m: m["calibration"].update(slope="steep"),
    "a chance without calibration": lambda m: m.update(calibration=None),
}


@pytest.mark.parametrize("case", OF_REVIEWS)
def test_a_model_of_reviews_is_refused_where_its_calibration_is_none(reviewed: Model, case: str) -> None:
    with pytest.raises(RunAborted) as refused:
        read_model(changed(OF_REVIEWS[case])(reviewed), RULES, "m.json")
    assert refused.value.message.code == "triage-model-unreadable"


def test_a_pipe_in_the_place_of_a_model_or_of_outcomes_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    os.mkfifo(tmp_path / "models" / "triage.json")
    with pytest.raises(RunAborted) as refused:
        load_model(tmp_path, rule_versions())
    assert refused.value.message.code == "triage-model-unreadable"
    with pytest.raises(RunAborted) as refused:
        read_outcomes(tmp_path / "models" / "triage.json")
    assert refused.value.message.code == "triage-outcomes-unreadable"


POINTERS = {
    "no JSON": b"{",
    "brackets without end": b"[" * 200_000,
    "a path out of the folder": b'{"model": "../../../../etc/passwd"}',
    "a model that is not there": json.dumps({"model": "a" * 64}).encode(),
    "no name": b'{"model": 3}',
}


@pytest.mark.parametrize("case", POINTERS)
def test_an_office_whose_model_cannot_be_read_is_told_and_gets_no_other(tmp_path: Path, cold: Model, case: str) -> None:
    save_model(tmp_path, cold)
    (tmp_path / "models" / "triage.json").write_bytes(POINTERS[case])
    with pytest.raises(RunAborted) as refused:
        load_model(tmp_path, rule_versions())
    assert refused.value.message.code == "triage-model-unreadable"


def test_a_model_under_the_name_of_another_is_refused(tmp_path: Path, cold: Model, reviewed: Model) -> None:
    save_model(tmp_path, cold).write_bytes(reviewed.as_file())
    with pytest.raises(RunAborted) as refused:
        load_model(tmp_path, rule_versions())
    assert refused.value.message.code == "triage-model-changed"


@settings(deadline=None)
@given(features, st.randoms(use_true_random=False))
def test_the_order_of_features_plays_no_part(found: dict[str, float], chance: Any) -> None:
    linear = Linear({"rule:C01": 0.1, "severity": 0.7, "rows": -1e9, "tier_c": 1e9, "matters": 1e-9}, -0.3)
    shuffled = dict(chance.sample(sorted(found.items()), len(found)))
    assert linear.log_odds(shuffled) == linear.log_odds(found)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_parts_of_a_chance_never_vanish(share: float) -> None:
    assert 1 <= in_parts(share) <= 10_000


def test_reading_a_model_needs_no_scikit_learn() -> None:
    asked = (
        "import sys; from analytics.rules import rule_versions; from analytics.triage import shipped_model;"
        "shipped_model(rule_versions()).chance({'severity': 1.0}); assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)
