"""The stages in order, read top to bottom: seal the store, open the snapshot, run the rules, look for signs of unusual
work, score, save the run.

Flows in: a store. Flows out: a run folder. A run is named by its snapshot, its rule versions and its settings, so that
the same three always write the same flags under the same name.
"""

from __future__ import annotations

import hashlib
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from operator import attrgetter
from typing import Any

from analytics.desk import Findings, Lead, findings_of, leads_of
from analytics.reports import clashes_of, lead_rows
from analytics.reports.runs import RunDraft, drafted
from analytics.rules import Answered, ask, rule_versions, unfit_changes
from analytics.rules.answers import Answer, Outcome, canonical_hash
from analytics.rules.threshold_changes import ThresholdChange
from analytics.scoring import CellScore, office_library, risk_points
from analytics.settings import Settings
from analytics.snapshot import View, engine_memory_mb, open_view, require_engine, seal
from analytics.store import open_store
from analytics.unusual import Sign, pattern_versions, signs_of
from models.controls import Library, library

STAGES = ("seal", "open", "rules", "signs", "score", "save")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one run found, in figures."""

    run: str
    snapshot: str
    as_of: date
    assessed_on: date
    canonical_hash: str
    flags: tuple[Answer, ...]
    outcomes: dict[str, Counter[Outcome]]  # how often each rule gave each outcome
    seconds: dict[str, float]
    seconds_per_rule: dict[str, float]
    peak_memory_mb: int
    clashing_ties: int  # declared rows set aside because they clash
    threshold_changes: dict[str, tuple[int, ...]]  # the office's changes that rules read, by rule
    unfit_changes: tuple[ThresholdChange, ...]  # confirmed ones that no rule can read
    signs: tuple[Sign, ...]

    def summary(self) -> dict[str, Any]:
        """The figures as `sunledger analyse --json` gives them."""
        per_rule = Counter(a.rule for a in self.flags)
        per_level = Counter(str(a.level) for a in self.flags)
        unknown = {code: given[Outcome.CANNOT_ASSESS] for code, given in sorted(self.outcomes.items())}
        return {
            "run": self.run,
            "snapshot": self.snapshot,
            "as_of": self.as_of.isoformat(),
            "assessed_on": self.assessed_on.isoformat(),
            "canonical_hash": self.canonical_hash,
            "flags": {"per_rule": dict(sorted(per_rule.items())), "per_level": dict(sorted(per_level.items()))},
            "cannot_assess": {code: times for code, times in unknown.items() if times},
            "clashing_ties": self.clashing_ties,
            "threshold_changes": {code: list(read) for code, read in sorted(self.threshold_changes.items())},
            "unfit_changes": [change.number for change in self.unfit_changes],
            "signs": dict(sorted(Counter(sign.pattern for sign in self.signs).items())),
            "seconds": {stage: round(s, 3) for stage, s in self.seconds.items()},
            "seconds_per_rule": {code: round(s, 3) for code, s in sorted(self.seconds_per_rule.items())},
            "peak_memory_mb": self.peak_memory_mb,
        }


def analyse(
    settings: Settings,
    as_of: date,
    now: datetime,
    progress: Callable[[str], None] = lambda stage: None,
    assessed_on: date | None = None,
) -> Analysis:
    """Run every stage on the store; the run is visible only once it is complete.

    What was known on `as_of` is judged as of `assessed_on`, by default the same day: deadlines and terms are reckoned
    up to it. The two differ where the records of a past year are taken in later.
    """
    require_engine(settings.engine)
    clock = _Clock(progress)
    known = office_library(settings.home, assessed_on or as_of)
    engine = open_store(settings)
    with clock.stage("seal"):
        snapshot = seal(engine, settings.home)
    with clock.stage("open"):
        view = open_view(snapshot.path, as_of, assessed_on, engine=settings.engine, memory_mb=settings.engine_memory_mb)
    with drafted(settings.home) as draft:
        with clock.stage("rules"):
            told = _told(ask(view), draft)
        with clock.stage("signs"):
            signs = signs_of(view)
        with clock.stage("score"):
            leads, found, cells = scored(view, told.flags, signs, known)
            clashes = clashes_of(view)
        analysis = Analysis(
            run=run_id(snapshot.id, as_of, view.assessed_on, controls=known.fingerprint),
            snapshot=snapshot.id,
            as_of=as_of,
            assessed_on=view.assessed_on,
            canonical_hash=canonical_hash(told.flags),
            flags=tuple(told.flags),
            outcomes=told.outcomes,
            seconds=clock.seconds,
            seconds_per_rule=told.seconds,
            peak_memory_mb=_peak_memory_mb(settings.engine),
            clashing_ties=len({(row["document"], row["locator"]) for row in clashes}),
            threshold_changes=told.changes,
            unfit_changes=unfit_changes(view),
            signs=tuple(signs),
        )
        with clock.stage("save"):
            facts = analysis.summary() | {"started_at": now.isoformat(), "rules": rule_versions(), "release": release()}
            facts |= {"controls": known.fingerprint, "patterns": pattern_versions()}
            draft.finish(facts, cells, clashes, lead_rows(leads, found), signs)
    return analysis


@dataclass(slots=True)
class _Told:
    """What stays in memory of what rules answered: the flags, and figures by rule. Passes are on the disk by then."""

    flags: list[Answer] = field(default_factory=list)
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    changes: dict[str, tuple[int, ...]] = field(default_factory=dict)


def _told(answered: Iterable[Answered], draft: RunDraft) -> _Told:
    told = _Told()
    for one in answered:
        draft.add(one.answers)
        told.flags += [answer for answer in one.answers if answer.outcome is Outcome.FLAG]
        told.outcomes[one.rule] = Counter(answer.outcome for answer in one.answers)
        told.seconds[one.rule] = one.seconds
        if one.changes:
            told.changes[one.rule] = one.changes
    told.flags.sort(key=attrgetter("rule"))
    return told


def _peak_memory_mb(engine: str) -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + engine_memory_mb(engine)


def scored(
    view: View, answers: Sequence[Answer], signs: Sequence[Sign], known: Library
) -> tuple[list[Lead], Findings, list[CellScore]]:
    """The leads among the answers, what reviews found about them by the day of the view, and the risk points."""
    leads = leads_of(view, answers)
    found = findings_of(view, leads)
    return leads, found, risk_points(view, answers, found.by_flag, known, found.changed, signs)


def release() -> str:
    """The release of this program."""
    return version("sunledger")


def run_id(
    snapshot: str,
    as_of: date,
    assessed_on: date,
    versions: Mapping[str, str] | None = None,
    controls: str | None = None,
    patterns: Mapping[str, str] | None = None,
) -> str:
    """Name of a run: the hash of snapshot, versions of rules and patterns (by default those of now), days and controls.

    A run of a release without patterns has none (an empty mapping), and they do not count. A control library counts
    where it is not the one shipped, since an office may change its own from run to run.
    """
    named = {"snapshot": snapshot, "rules": versions or rule_versions(), "as_of": as_of.isoformat()}
    if assessed_on != as_of:
        named["assessed_on"] = assessed_on.isoformat()
    if patterns := pattern_versions() if patterns is None else patterns:
        named["patterns"] = patterns
    if controls is not None and controls != library().fingerprint:
        named["controls"] = controls
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]


class _Clock:
    """Seconds per stage."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started
        self._progress(name)
