"""Whether a run, or an assessment handed out of one, is what it says: hashes first, then everything computed again.

Flows in: a run on disk, or a pack. Flows out: a `Verification`, which names each file, segment, rule, answer or sheet
that is other than stated. What cannot be checked here is said to be unchecked; it never counts as proved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.desk import findings_of, leads_of
from analytics.errors import RunAborted
from analytics.exports import Pack, assess, read_pack
from analytics.exports.grounds import RUN_FACTS, WHOLE
from analytics.pipeline import release, run_id, scored
from analytics.reports.runs import (
    Run,
    cell_row,
    lead_rows,
    list_runs,
    load_run,
    run_facts,
    saved_flags,
    saved_leads,
    sha256_of,
)
from analytics.rules import rule_versions, run_rules
from analytics.rules.answers import Answer, Outcome, canonical_hash
from analytics.scoring import flag_id, office_library
from analytics.snapshot import faults
from analytics.unusual import Sign, pattern_versions, signs_of
from models.language import Language, Message

MOST_NAMED = 20  # differences of one kind that are named one by one
_AGREEING = tuple(name for name in RUN_FACTS if name != "started_at")  # a run that is made again is the same run
_CANNOT_BE_OPENED = {"snapshot-not-found", "snapshot-schema-unknown"}

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: it holds (True), it does not (False), or it cannot be checked here (None)."""

    name: str
    holds: bool | None
    found: tuple[Message, ...] = ()

    @classmethod
    def of(cls, name: str, found: Iterable[Message]) -> Check:
        """A check that holds when nothing was found."""
        messages = tuple(found)
        return cls(name, not messages, messages)

    @classmethod
    def unchecked(cls, name: str, why: Message) -> Check:
        """Something that cannot be checked here, and why."""
        return cls(name, None, (why,))


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked of a run or a pack. `chain_holds` stays None as long as there is no audit chain."""

    subject: str
    run: str
    snapshot: str
    stated_hash: str | None
    found_hash: str | None
    checks: tuple[Check, ...]
    chain_holds: bool | None = None

    @property
    def identical(self) -> bool | None:
        """False as soon as anything differs, True only when everything was checked, else None."""
        verdicts = {check.holds for check in self.checks}
        return False if False in verdicts else None if None in verdicts else True

    def document(self) -> dict[str, Any]:
        """The verification as plain values."""
        return {
            "subject": self.subject,
            "run": self.run,
            "snapshot": self.snapshot,
            "identical": self.identical,
            "chain_ok": self.chain_holds,
            "canonical_hash": {"stated": self.stated_hash, "found": self.found_hash},
            "checks": [{"name": c.name, "ok": c.holds, "found": [_both(m) for m in c.found]} for c in self.checks],
        }


def _both(message: Message) -> dict[str, str]:
    return {"code": message.code} | {language.value: message.say(language) for language in Language}


# --- a run -----------------------------------------------------------------------------------------------------------


def verify_run(home: Path, run: str | None = None) -> Verification:
    """Check a run: its files, its answers, its name, its snapshot; then ask the rules again and compare.

    Raises RunAborted when there is no run of that name, or none that says what it is.
    """
    facts = run_facts(home, run)
    if not _are_sound(facts):
        raise RunAborted("reports-run-unreadable", run=facts["run"])
    loaded, answers = _answers(home, facts)
    snapshot, versions = _snapshot(home, facts), _versions(facts)
    found_hash = None if loaded is None else canonical_hash(loaded.answers)
    if loaded is not None and snapshot.holds and versions.holds:
        found_hash, again = _replayed(loaded)
    else:
        again = (Check.unchecked("replay", Message("verify-no-replay", {"release": str(facts.get("release") or "?")})),)
    checks = (_files(home, facts), answers, _name(facts), snapshot, versions, *again)
    return Verification(
        "run", str(facts["run"]), str(facts["snapshot"]), facts.get("canonical_hash"), found_hash, checks
    )


def _are_sound(facts: Facts) -> bool:
    """Whether what a run says of itself has the form in which runs say it."""
    try:
        for name in ("as_of", "assessed_on"):
            date.fromisoformat(str(facts.get(name) or facts["as_of"]))
    except ValueError:
        return False
    return all(isinstance(facts.get(name) or {}, dict) for name in ("files", "rules", "patterns", "threshold_changes"))


def _files(home: Path, facts: Facts) -> Check:
    stated: Mapping[str, str] | None = facts.get("files")
    if not stated:
        return Check.unchecked("files", Message("verify-files-unstated"))
    folder = home / "runs" / str(facts["run"])
    found = []
    for name, sha256 in sorted(stated.items()):
        file = folder / Path(name).name
        if not file.is_file():
            found.append(Message("verify-file-missing", {"file": name}))
        elif sha256_of(file) != sha256:
            found.append(Message("verify-file-changed", {"file": name}))
    return Check.of("files", found)


def _answers(home: Path, facts: Facts) -> tuple[Run | None, Check]:
    """The run, where it can be read, and whether its answers are those whose hashes it states."""
    try:
        run = load_run(home, str(facts["run"]))
        changed = [
            Message("verify-answer-changed", {"rule": answer.rule, "subject": answer.subject_id, "flag": str(flag)})
            for answer, flag in zip(run.answers, run.table["flag"], strict=True)
            if flag_id(answer) != flag
        ]
        found_hash = canonical_hash(run.answers)
        if saved_flags(home, run.id) != run.table[run.table["outcome"] == str(Outcome.FLAG)].to_dict("records"):
            changed.append(Message("verify-flags-differ"))
    except RunAborted as error:
        return None, Check("answers", False, (error.message,))
    except (ValueError, TypeError, KeyError, AttributeError):  # values that no answer has
        return None, Check("answers", False, (Message("reports-run-unreadable", {"run": str(facts["run"])}),))
    if found_hash != facts.get("canonical_hash"):
        changed.append(Message("verify-canonical-differs"))
    return run, Check.of("answers", _first(changed))


def _name(facts: Facts) -> Check:
    """Whether the run bears the name that follows from what it was computed from."""
    as_of = date.fromisoformat(str(facts["as_of"]))
    assessed = date.fromisoformat(str(facts.get("assessed_on") or facts["as_of"]))
    # The library may be the one that was shipped then and is no more.
    names = {
        run_id(str(facts["snapshot"]), as_of, assessed, facts.get("rules"), controls, facts.get("patterns") or {})
        for controls in (facts.get("controls"), None)
    }
    if str(facts["run"]) in names:
        return Check("name", True)
    if facts.get("rules") is None:
        return Check.unchecked("name", Message("verify-versions-unstated"))
    return Check("name", False, (Message("verify-name-differs", {"run": str(facts["run"])}),))


def _snapshot(home: Path, facts: Facts) -> Check:
    found = faults(home / "snapshots" / str(facts["snapshot"]))
    absent = [message for message in found if message.code in _CANNOT_BE_OPENED]
    return Check.unchecked("snapshot", absent[0]) if absent else Check.of("snapshot", found)


def _versions(facts: Facts) -> Check:
    """Whether the rules of the run are the rules there are; others cannot be asked here."""
    here = rule_versions()
    ran: Mapping[str, str] | None = facts.get("rules")
    if ran is None:
        return Check.unchecked("rules", Message("verify-versions-unstated"))
    other = [
        Message("verify-rule-version", {"rule": code, "ran": ran.get(code, "-"), "here": here.get(code, "-")})
        for code in sorted(here.keys() | ran.keys())
        if here.get(code) != ran.get(code)
    ]
    return Check("rules", None, tuple(other)) if other else Check("rules", True)


def _replayed(run: Run) -> tuple[str | None, tuple[Check, ...]]:
    """The canonical hash of the answers that the rules give now, and what differs from those of the run."""
    try:
        view = run.view
    except RunAborted as error:
        return None, (Check.unchecked("replay", error.message),)
    result = run_rules(view)
    answers = result.answers
    found_hash = canonical_hash(answers)
    differing = [*_differing_rules(run.answers, answers), *_differing_changes(run.facts, result.changes)]
    if found_hash != run.facts.get("canonical_hash") and not differing:
        differing.append(Message("verify-canonical-differs"))
    signs, signs_hold = _signs(run)
    checks = Check.of("replay", differing), signs_hold, _findings(run, answers), _scores(run, answers, signs)
    return found_hash, checks


def _differing_rules(stated: Iterable[Answer], found: Iterable[Answer]) -> Iterable[Message]:
    ids: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for side, answers in enumerate((stated, found)):
        for answer in answers:
            ids[answer.rule][side][flag_id(answer)] += 1
    for code, (of_run, of_now) in sorted(ids.items()):
        if of_run != of_now:
            counts = {"only_run": str((of_run - of_now).total()), "only_now": str((of_now - of_run).total())}
            yield Message("verify-replay-differs", {"rule": code} | counts)


def _differing_changes(facts: Facts, found: Mapping[str, tuple[int, ...]]) -> Iterable[Message]:
    """The rules that read other changes of thresholds than the run says."""
    stated: Mapping[str, list[int]] = facts.get("threshold_changes") or {}
    read = {code: list(numbers) for code, numbers in found.items()}
    for code in sorted(read.keys() | stated.keys()):
        if read.get(code) != stated.get(code):
            yield Message("verify-changes-differ", {"rule": str(code)})


def _findings(run: Run, answers: tuple[Answer, ...]) -> Check:
    """Whether the leads, and what reviews had found about them, are those that the snapshot holds."""
    try:
        stated = saved_leads(run.home, run.id)
    except RunAborted as error:
        return Check.unchecked("findings", error.message)
    leads = leads_of(run.view, answers)
    now = lead_rows(leads, findings_of(run.view, leads))
    if sorted(stated, key=_flag) == sorted(now, key=_flag):
        return Check("findings", True)
    then = {row["flag"]: row for row in stated}
    here = {row["flag"]: row for row in now}
    differing = sorted(flag for flag in then.keys() | here.keys() if then.get(flag) != here.get(flag))
    named = [Message("verify-finding-differs", {"flag": flag}) for flag in differing]
    return Check("findings", False, tuple(_first(named)))


def _signs(run: Run) -> tuple[list[Sign] | None, Check]:
    """The signs that the patterns see now (None where these are others), and whether they are those of the run."""
    here, ran = pattern_versions(), run.facts.get("patterns") or {}
    if here != ran:
        codes = sorted(code for code in here.keys() | ran.keys() if here.get(code) != ran.get(code))
        said = Message("verify-pattern-versions", {"patterns": ", ".join(codes)})
        return None, Check.unchecked("signs", said)
    signs = signs_of(run.view)
    try:
        rows = run.signs
    except RunAborted as error:
        return signs, Check("signs", False, (error.message,))
    now = {sign.id: sign.as_row() for sign in signs}
    then = {str(row["sign"]): {name: row[name] for name in row if name != "sign"} for row in rows}
    times = Counter(str(row["sign"]) for row in rows)
    differing = [one for one in sorted(now.keys() | then.keys()) if now.get(one) != then.get(one) or times[one] > 1]
    return signs, Check.of("signs", _first([Message("verify-sign-differs", {"sign": one}) for one in differing]))


def _flag(lead: Mapping[str, Any]) -> str:
    return str(lead["flag"])


def _scores(run: Run, answers: tuple[Answer, ...], signs: list[Sign] | None) -> Check:
    """Whether the risk points score again as they did, with the control library of then."""
    known = office_library(run.home, run.view.assessed_on)
    if run.facts.get("controls") != known.fingerprint:
        return Check.unchecked("scores", Message("verify-other-controls"))
    if signs is None:
        return Check.unchecked("scores", Message("verify-other-patterns"))
    _, _, cells = scored(run.view, answers, signs, known)
    now = {_place(row): row for row in map(cell_row, cells)}
    rows = run.cells.to_dict("records")
    then, times = {_place(row): dict(row) for row in rows}, Counter(map(_place, rows))
    places = sorted(now.keys() | then.keys())
    differing = [place for place in places if now.get(place) != then.get(place) or times[place] > 1]
    return Check.of("scores", _first([Message("verify-score-differs", {"place": place}) for place in differing]))


def _place(cell: Mapping[Any, Any]) -> str:
    return str(cell["step_id"] or cell["post_id"])


def _first(messages: list[Message]) -> list[Message]:
    """The first few, and how many more there are."""
    rest = len(messages) - MOST_NAMED
    return messages if rest <= 0 else [*messages[:MOST_NAMED], Message("verify-and-more", {"count": str(rest)})]


# --- a pack ----------------------------------------------------------------------------------------------------------


def verify_pack(home: Path, path: Path) -> Verification:
    """Check an exported assessment: its figures by its own hashes, its origin and its figures by the run it names.

    Raises RunAborted when the file is no assessment.
    """
    pack = read_pack(path)
    stated = pack.stated("run")
    changed = [Message("verify-sheet-changed", {"sheet": sheet}) for sheet in pack.changed_sheets()]
    figures = Check.of("figures", changed)
    run = stated.get("run", "")
    if not any(facts["run"] == run for facts in list_runs(home)):
        origin = Check.unchecked("origin", Message("verify-run-not-here", {"run": run}))
        checks: tuple[Check, ...] = (figures, origin)
    else:
        checks = (figures, _origin(pack, run_facts(home, run)), _made_again(pack, home, run))
    here = next((facts.get("canonical_hash") for facts in list_runs(home) if facts["run"] == run), None)
    return Verification("pack", run, stated.get("snapshot", ""), stated.get("canonical_hash"), here, checks)


def _origin(pack: Pack, facts: Facts) -> Check:
    stated, rules = pack.stated("run"), pack.stated("rule")
    differing = [name for name in _AGREEING if stated.get(name, "") != str(facts.get(name) or "")]
    if rules != {code: str(version) for code, version in (facts.get("rules") or {}).items()}:
        differing.append("rules")
    return Check.of("origin", [Message("verify-stated-differs", {"name": name}) for name in differing])


def _made_again(pack: Pack, home: Path, run: str) -> Check:
    """Whether the assessment made of the run again has the same sheets; another release words things otherwise."""
    ran = pack.stated("run").get("release", "")
    if ran != release():
        return Check.unchecked("run", Message("verify-other-release", {"ran": ran or "?", "here": release()}))
    try:
        made = assess(load_run(home, run), pack.language)
    except RunAborted as error:
        return Check("run", False, (error.message,))
    hashes = pack.stated("sheet")
    made_hashes = {sheet.key: sheet.sha256 for sheet in made.sheets[:-1]}
    there = pack.sheets.keys() | hashes.keys()
    other = [key for key, sha256 in made_hashes.items() if hashes.get(key) != sha256]
    other += sorted(there - made_hashes.keys() - {made.sheets[-1].key, WHOLE})
    if [row[:2] for row in pack.sheets[made.sheets[-1].key].rows] != [row[:2] for row in made.sheets[-1].rows]:
        other.append(made.sheets[-1].key)
    return Check.of("run", [Message("verify-sheet-differs", {"sheet": key, "run": run}) for key in other])
