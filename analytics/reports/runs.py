"""A run on disk: what the rules answered and how the risk points scored, beside the snapshot they were computed from.

Flows in: answers, cell scores and the facts about a run. Flows out: a folder `<home>/runs/<run>` of Parquet files and
`run.json`, and a `Run` read back from it. A folder appears under its name only when it is complete.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.desk import Findings, Lead
from analytics.errors import RunAborted
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import CellScore, LevelPart, Source, flag_of, measure_name, part_name
from analytics.snapshot import View, open_view
from analytics.unusual import Sign
from models.controls import Library
from models.language import Language, Message
from models.vocabulary import Confidence, Severity, Term

_EVIDENCE = pa.list_(pa.struct([(name, pa.string()) for name in ("table", "id", "document", "locator")]))
ANSWERS = pa.schema(
    [
        ("flag", pa.string()),  # name of the answer, the same on any machine
        ("rule", pa.string()),
        ("outcome", pa.string()),
        ("level", pa.string()),
        ("subject_type", pa.string()),
        ("subject_id", pa.string()),
        ("unit_id", pa.string()),
        ("post_id", pa.string()),
        ("step_id", pa.string()),
        ("value", pa.string()),
        ("threshold", pa.string()),
        ("unit", pa.string()),
        ("sentence_zh", pa.string()),
        ("sentence_en", pa.string()),
        ("confidence", pa.string()),
        ("evidence", _EVIDENCE),
    ]
)
_CONTRIBUTIONS = pa.list_(
    pa.struct(
        [
            ("rule", pa.string()),
            ("flag", pa.string()),
            ("severity", pa.string()),
            ("confidence", pa.string()),
            ("matters", pa.int64()),
            ("points", pa.int64()),
            ("source", pa.string()),  # flag or sign
        ]
    )
)
_LEVEL_PARTS = pa.list_(
    pa.struct(
        [
            ("kind", pa.string()),
            ("code", pa.string()),
            ("points", pa.int64()),
            ("flag", pa.string()),
            ("name_zh", pa.string()),
            ("name_en", pa.string()),
        ]
    )
)
_MEASURES = pa.list_(pa.struct([("code", pa.string()), ("zh", pa.string()), ("en", pa.string())]))
CELLS = pa.schema(
    [
        ("unit_id", pa.string()),
        ("unit", pa.string()),
        ("sector", pa.string()),  # UnitSector; null where the roster is silent
        ("department", pa.string()),
        ("post_id", pa.string()),
        ("post", pa.string()),
        ("power", pa.string()),
        ("domain", pa.string()),  # PowerDomain
        ("step_id", pa.string()),
        ("step_no", pa.int64()),
        ("step", pa.string()),
        ("act", pa.string()),
        ("risk", pa.string()),
        ("measures", pa.string()),
        ("inherent", pa.string()),
        ("grading", pa.string()),  # whose grade it is: step, post, formula, none
        ("grade_unknown", pa.list_(pa.string())),  # what a grade by formula would have to know
        ("control_lacks", pa.list_(pa.string())),  # why measures on record do not count
        ("measures_named", _MEASURES),  # of the library, whether they count or not
        ("advised", _MEASURES),  # asked for by the library and not on record
        ("owner_level", pa.string()),  # who answers for the risks of the post
        ("due_owner", pa.string()),  # who is to control a risk of this grade
        ("matters", pa.int64()),
        ("level", pa.string()),
        ("level_points", pa.int64()),  # hundredths; null = not assessed
        ("level_parts", _LEVEL_PARTS),  # they add up to level_points
        ("attention", pa.int64()),  # hundredths
        ("contributions", _CONTRIBUTIONS),
        ("level_zh", pa.string()),
        ("level_en", pa.string()),
        ("attention_zh", pa.string()),
        ("attention_en", pa.string()),
    ]
)
_PLACE = [("document", pa.string()), ("locator", pa.string())]
CLASHES = pa.schema([("reason", pa.string()), *_PLACE, ("against", pa.list_(pa.struct(_PLACE)))])
LEADS = pa.schema(
    [
        ("flag", pa.string()),
        ("rule", pa.string()),
        ("ground", pa.string()),
        ("facts", pa.string()),
        ("marks", pa.list_(pa.string())),
        ("finding", pa.string()),  # that of its review by the as-of day; null where nobody settled it
        ("is_changed", pa.bool_()),  # the facts are others than those reviewed
    ]
)
SIGNS = pa.schema(
    [
        ("sign", pa.string()),  # its name, the same on any machine
        *((name, pa.string()) for name in ("pattern", "unit_id", "post_id", "step_id", "severity", "confidence")),
        ("observed", pa.int64()),
        ("among", pa.int64()),
        *((name, pa.string()) for name in ("expected", "p", "q")),  # exact decimal text of six figures
        ("tests", pa.int64()),
        ("sentence_zh", pa.string()),
        ("sentence_en", pa.string()),
        ("evidence", _EVIDENCE),
    ]
)
_SIGNS_FILE = "signs.parquet"
_ANSWERS_FILE = "answers.parquet"
_FLAGS_FILE = "flags.parquet"
_CELLS_FILE = "cells.parquet"
_CLASHES_FILE = "clashes.parquet"
_LEADS_FILE = "leads.parquet"
_ATTEMPTS = 5  # to put a run in its place while others do the same
_RUN_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TABLES = {_ANSWERS_FILE: ANSWERS, _FLAGS_FILE: ANSWERS, _CELLS_FILE: CELLS}
_LARGEST_FIGURE = 10**15  # expected among the acts of a city
_ROWS_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True)
class Said(Message):
    """A sentence as it was said when the run was made, so that later wording does not change an old run."""

    def say(self, language: Language | str) -> str:
        """The stored sentence."""
        return self.params[Language(language).value]


@dataclass(frozen=True, eq=False)
class Run:
    """One run, read back. `cells` has the columns of `CELLS`; `facts` is run.json.

    Answers stay on the disk until somebody asks for them: in a city there are hundreds of thousands, of which the map
    shows the few that are flags.
    """

    home: Path
    facts: Mapping[str, Any]
    cells: pd.DataFrame

    @property
    def id(self) -> str:
        """The name of the run."""
        return str(self.facts["run"])

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.home / "runs" / self.id

    @cached_property
    def table(self) -> pd.DataFrame:
        """All answers, with the columns of `ANSWERS`: large. Raises RunAborted where they cannot be read."""
        return self.answers_with()

    def answers_with(self, columns: Sequence[str] | None = None, **equal: str) -> pd.DataFrame:
        """Some columns of `table`, by default all, of the answers in which other columns hold these values.

        Raises RunAborted where they cannot be read.
        """
        held = [(name, "=", value) for name, value in equal.items()] or None
        try:
            found = pq.read_table(self.folder / _ANSWERS_FILE, columns=columns, filters=held)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunAborted("reports-run-unreadable", run=self.id) from error
        return _frame(found)

    @cached_property
    def outcomes(self) -> dict[str, Counter[str]]:
        """How often each rule gave each outcome."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        given = self.answers_with(["rule", "outcome"])
        for answer, times in Counter(zip(given["rule"], given["outcome"], strict=True)).items():
            counted[answer[0]][answer[1]] = times
        return dict(counted)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """All answers, as the rules gave them."""
        return tuple(_answer(row) for row in self.table.to_dict("records"))

    @cached_property
    def flags(self) -> tuple[Answer, ...]:
        """The answers that are flags."""
        return tuple(answer for answer in self.answers if answer.outcome is Outcome.FLAG)

    @cached_property
    def flag_table(self) -> pd.DataFrame:
        """The rows of `table` that are flags, from the file that holds nothing else."""
        try:
            return _read(self.folder / _FLAGS_FILE)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunAborted("reports-run-unreadable", run=self.id) from error

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """The flags as the desk knows them. Raises RunAborted for a run of a release that had no desk."""
        rows = _lead_table(self.folder, LEADS.names[:5]).to_pylist()
        return tuple(Lead(**row | {"marks": tuple(row["marks"])}) for row in rows)

    @cached_property
    def signs(self) -> tuple[dict[str, Any], ...]:
        """The signs of unusual work, in the columns of `SIGNS`; none for a run of a release that looked for none.

        Raises RunAborted where they cannot be read, and where a run that looked for them has lost them: that none were
        seen would be said of a file that is gone.
        """
        file = self.folder / _SIGNS_FILE
        if not self.facts.get("patterns") and not file.exists():
            return ()
        try:
            rows = pq.read_table(file, schema=SIGNS).to_pylist()
        except (OSError, pa.ArrowInvalid) as error:
            raise RunAborted("reports-run-unreadable", run=self.id) from error
        if not all(map(_is_sign, rows)):
            raise RunAborted("reports-run-unreadable", run=self.id)
        return tuple(rows)

    @property
    def has_reviews(self) -> bool:
        """Whether the run tells what reviews had found; those of releases without a desk do not."""
        return (self.folder / _LEADS_FILE).is_file()

    @cached_property
    def findings(self) -> dict[str, str]:
        """What reviews had found about the facts of flags by the day of the run (see `findings_in`)."""
        return findings_in(self.folder)

    @cached_property
    def settled(self) -> frozenset[str]:
        """Flags that had a finding about their facts by the day of the run: attention asks for the others."""
        return frozenset(self.findings)

    @cached_property
    def view(self) -> View:
        """The snapshot the run was computed from, as of the same days."""
        as_of, assessed = (
            None if (day := self.facts.get(name)) is None else date.fromisoformat(day)
            for name in ("as_of", "assessed_on")
        )
        return open_view(self.home / "snapshots" / str(self.facts["snapshot"]), as_of, assessed)


def save_run(
    home: Path,
    facts: Mapping[str, Any],
    answers: Iterable[Answer],
    cells: Iterable[CellScore],
    clashes: Iterable[Mapping[str, Any]] = (),
    leads: Iterable[Mapping[str, Any]] = (),
    signs: Iterable[Sign] = (),
) -> Path:
    """Write a run; `facts` needs `run`, `started_at` (ISO, with zone), `snapshot` and `as_of` (ISO day or None).

    `clashes` are declared rows that did not count because they clash, in the columns of `CLASHES`; `leads` are the
    flags as the desk knows them, in those of `LEADS` (`lead_rows`). The facts on disk also name each file of the run
    with the SHA-256 of its bytes (`files`).

    Everything is written into a folder beside and renamed when it is on the disk, so that an interrupted run leaves
    no half folder under its name. A run is named by what it was computed from, so one of the same name holds the same
    results and is replaced as a whole.
    """
    with drafted(home) as draft:
        draft.add(answers)
        return draft.finish(facts, cells, clashes, leads, signs)


class RunDraft:
    """A run that is being written: answers as rules give them, the rest when all is known (see `drafted`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, list[Path]] = defaultdict(list)  # files of answers, by rule

    def add(self, answers: Iterable[Answer]) -> None:
        """Write answers, those of one rule in their order; none of them is needed in memory any more."""
        for rule, of_rule in groupby(answers, key=attrgetter("rule")):
            part = self._folder / f"part-{rule}-{len(self._parts[rule])}.parquet"
            _write(part, map(_answer_row, of_rule), ANSWERS)
            self._parts[rule].append(part)

    def finish(
        self,
        facts: Mapping[str, Any],
        cells: Iterable[CellScore],
        clashes: Iterable[Mapping[str, Any]] = (),
        leads: Iterable[Mapping[str, Any]] = (),
        signs: Iterable[Sign] = (),
    ) -> Path:
        """Write the rest and put the run in its place; what is asked for is that of `save_run`."""
        self._join_answers()
        _write(self._folder / _CELLS_FILE, map(cell_row, cells), CELLS)
        _write(self._folder / _CLASHES_FILE, clashes, CLASHES)
        _write(self._folder / _LEADS_FILE, leads, LEADS)
        _write(self._folder / _SIGNS_FILE, ({"sign": sign.id, **sign.as_row()} for sign in signs), SIGNS)
        hashes = {path.name: sha256_of(path) for path in sorted(self._folder.iterdir())}
        with (self._folder / "run.json").open("w", encoding="utf-8") as file:
            json.dump({**facts, "files": hashes}, file, ensure_ascii=False, indent=1, sort_keys=True, default=str)
        for path in self._folder.iterdir():
            _flush(path)
        self._folder.chmod(0o755)
        target = self._folder.parent / str(facts["run"])
        _put_in_place(self._folder, target)
        return target

    def _join_answers(self) -> None:
        """The answers of all rules as one file, in the order of the rules' codes, and the flags as another."""
        flags = [ANSWERS.empty_table()]
        with pq.ParquetWriter(self._folder / _ANSWERS_FILE, ANSWERS) as writer:
            for part in (part for _, parts in sorted(self._parts.items()) for part in parts):
                answers = pq.read_table(part, schema=ANSWERS)
                writer.write_table(answers)
                flags.append(answers.filter(pc.field("outcome") == str(Outcome.FLAG)))
                part.unlink()
        pq.write_table(pa.concat_tables(flags), self._folder / _FLAGS_FILE)


@contextlib.contextmanager
def drafted(home: Path) -> Iterator[RunDraft]:
    """A draft of a run in a home, of which nothing stays unless it is finished."""
    runs = home / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=runs))
    try:
        yield RunDraft(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(draft: Path, target: Path) -> None:
    """Rename a finished draft to its place; of several that finish the same run at once, the last one stays."""
    for attempt in range(_ATTEMPTS):
        aside = draft.with_name(f"{draft.name}-before-{attempt}")
        with contextlib.suppress(FileNotFoundError):
            target.rename(aside)
        try:
            draft.rename(target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or attempt == _ATTEMPTS - 1:
                raise
        else:
            return
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def list_runs(home: Path) -> list[dict[str, Any]]:
    """The facts of all runs that can be read, newest first; a damaged one is left out, and asking for it says so."""
    folders = (path for path in (home / "runs").glob("*") if not path.name.startswith("."))
    found = [facts for path in folders if (facts := _facts(path)) is not None]
    return sorted(found, key=lambda facts: (str(facts["started_at"]), str(facts["run"])), reverse=True)


def _facts(folder: Path) -> dict[str, Any] | None:
    """What a run folder says of itself; None where it cannot be read or speaks of another run."""
    try:
        facts = json.loads((folder / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    is_whole = isinstance(facts, dict) and {"run", "started_at", "snapshot", "as_of"} <= facts.keys()
    return facts if is_whole and facts["run"] == folder.name else None


def run_facts(home: Path, run: str | None = None) -> dict[str, Any]:
    """What a run says of itself, the newest when none is named. Raises RunAborted when there is none of that name."""
    known = list_runs(home)
    if run is not None and _RUN_NAME.fullmatch(run) and (home / "runs" / run).is_dir():
        facts = _facts(home / "runs" / run)
        if facts is None:
            raise RunAborted("reports-run-unreadable", run=run)
        return facts
    if not known:
        raise RunAborted("reports-no-run", home=home)
    if run is not None:
        raise RunAborted("reports-run-unknown", run=run, known=", ".join(str(facts["run"]) for facts in known[:5]))
    return known[0]


def load_run(home: Path, run: str | None = None) -> Run:
    """Read a run back, the newest when none is named.

    Raises RunAborted when there is none of that name, or where one of its files is none or has other columns. What
    stands in the files of answers is read when it is asked for.
    """
    facts = run_facts(home, run)
    folder = home / "runs" / str(facts["run"])
    try:
        for name in (_ANSWERS_FILE, _FLAGS_FILE):
            _require_columns(name, pq.read_schema(folder / name))
        return Run(home=home, facts=facts, cells=_read(folder / _CELLS_FILE))
    except (OSError, pa.ArrowInvalid) as error:
        raise RunAborted("reports-run-unreadable", run=facts["run"]) from error


def lead_rows(leads: Iterable[Lead], found: Findings) -> list[dict[str, Any]]:
    """Leads with what was found about them, in the columns of `LEADS`."""
    return [
        {
            "flag": lead.flag,
            "rule": lead.rule,
            "ground": lead.ground,
            "facts": lead.facts,
            "marks": list(lead.marks),
            "finding": _text(found.by_flag.get(lead.flag)),
            "is_changed": lead.flag in found.changed,
        }
        for lead in leads
    ]


def first_shown(home: Path, lead: Lead) -> datetime | None:
    """When the first run on record was made that shows a lead with these facts; None where no run does."""
    for facts in reversed(list_runs(home)):
        file = home / "runs" / str(facts["run"]) / _LEADS_FILE
        if file.is_file() and pq.read_table(file, columns=["facts"], filters=[("facts", "=", lead.facts)]).num_rows:
            return datetime.fromisoformat(str(facts["started_at"]))
    return None


def source_of(contribution: Mapping[str, Any]) -> Source:
    """What a contribution comes from; those of releases that looked for no signs all come from flags."""
    return Source(contribution.get("source") or Source.FLAG)


def findings_in(folder: Path) -> dict[str, str]:
    """What reviews had found about the facts of flags by the day of the run of a folder, by flag.

    A run of a release without a desk has no file of leads, and nothing was found. Raises RunAborted where the file is
    there and cannot be read.
    """
    if not (folder / _LEADS_FILE).is_file():
        return {}
    rows = _lead_table(folder, ["flag", "finding", "is_changed"]).to_pylist()
    return {row["flag"]: row["finding"] for row in rows if row["finding"] is not None and not row["is_changed"]}


def _lead_table(folder: Path, columns: list[str]) -> pa.Table:
    try:
        return pq.read_table(folder / _LEADS_FILE, columns=columns)
    except (OSError, pa.ArrowInvalid) as error:
        raise RunAborted("reports-run-without-leads", run=folder.name) from error


def saved_clashes(home: Path, run: str) -> list[dict[str, Any]]:
    """The declared rows that a run set aside because they clash; none for a run that did not look for them."""
    file = home / "runs" / run / _CLASHES_FILE
    try:
        rows: list[dict[str, Any]] = pq.read_table(file, schema=CLASHES).to_pylist()
    except FileNotFoundError:
        return []
    except (OSError, pa.ArrowInvalid) as error:
        raise RunAborted("reports-run-unreadable", run=run) from error
    return rows


def saved_leads(home: Path, run: str) -> list[dict[str, Any]]:
    """The leads of a run with what was found about them, in the columns of `LEADS`. Raises RunAborted without any."""
    rows: list[dict[str, Any]] = _lead_table(home / "runs" / run, LEADS.names).to_pylist()
    return rows


def saved_flags(home: Path, run: str) -> list[dict[str, Any]]:
    """The flags of a run, in the columns of `ANSWERS`, as the map reads them. Raises RunAborted where it cannot."""
    try:
        rows: list[dict[str, Any]] = pq.read_table(home / "runs" / run / _FLAGS_FILE, schema=ANSWERS).to_pylist()
    except (OSError, pa.ArrowInvalid) as error:
        raise RunAborted("reports-run-unreadable", run=run) from error
    return rows


def _is_sign(row: Mapping[str, Any]) -> bool:
    """Whether a row says all that is reckoned with and shown of a sign, in values that can be."""
    texts, counts = ("sign", "pattern", "sentence_zh", "sentence_en"), ("observed", "among", "tests")
    return (
        all(row[name] is not None for name in (*texts, *counts, "evidence"))
        and row["severity"] in set(map(str, Severity))
        and row["confidence"] in set(map(str, Confidence))
        and _is_figure(row["expected"])
        and all(row[name] is None or _is_figure(row[name]) for name in ("p", "q"))
    )


def _is_figure(text: str | None) -> bool:
    try:
        return text is not None and 0 <= Decimal(text) <= _LARGEST_FIGURE
    except InvalidOperation:  # also a comparison with what is no number
        return False


def _answer_row(answer: Answer) -> dict[str, Any]:
    row = answer.as_row()
    return {"flag": flag_of(row), **row}


def _answer(row: Mapping[Any, Any]) -> Answer:
    return Answer(
        rule=row["rule"],
        outcome=Outcome(row["outcome"]),
        subject_type=row["subject_type"],
        subject_id=row["subject_id"],
        sentence=Said("said", {"zh": row["sentence_zh"], "en": row["sentence_en"]}),
        level=None if row["level"] is None else Severity(row["level"]),
        unit_id=row["unit_id"],
        post_id=row["post_id"],
        step_id=row["step_id"],
        value=row["value"],
        threshold=row["threshold"],
        unit=row["unit"],
        confidence=None if row["confidence"] is None else Confidence(row["confidence"]),
        evidence=tuple(Evidence(**evidence) for evidence in row["evidence"]),
    )


def cell_row(cell: CellScore) -> dict[str, Any]:
    """A risk point in the columns of `CELLS`."""
    return {
        "unit_id": cell.unit_id,
        "unit": cell.unit,
        "sector": cell.sector,
        "department": cell.department,
        "post_id": cell.post_id,
        "post": cell.post,
        "power": cell.power,
        "domain": _text(cell.domain),
        "step_id": cell.step_id,
        "step_no": cell.step_no,
        "step": cell.step,
        "act": cell.act,
        "risk": cell.risk,
        "measures": cell.measures,
        "inherent": _text(cell.inherent),
        "grading": str(cell.grade.grading),
        "grade_unknown": [str(one) for one in cell.unknown],
        "control_lacks": [str(lack) for lack in cell.controls.lacks],
        "measures_named": _measures(cell.controls.named, cell.known),
        "advised": _measures(cell.advised, cell.known),
        "owner_level": _text(cell.controls.owner_level),
        "due_owner": _text(cell.due_owner),
        "matters": cell.matters,
        "level": _text(cell.level),
        "level_points": None if cell.parts is None else cell.parts.total,
        "level_parts": [] if cell.parts is None else [_part_row(part, cell.known) for part in cell.parts.parts],
        "attention": cell.attention,
        "contributions": [
            {
                "rule": c.rule,
                "flag": c.flag,
                "severity": c.severity,
                "confidence": c.confidence,
                "matters": c.matters,
                "points": c.points,
                "source": str(c.source),
            }
            for c in cell.contributions
        ],
        "level_zh": cell.level_said(Language.ZH),
        "level_en": cell.level_said(Language.EN),
        "attention_zh": cell.attention_said(Language.ZH),
        "attention_en": cell.attention_said(Language.EN),
    }


def _text(term: Term | None) -> str | None:
    return None if term is None else str(term)


def _measures(codes: Iterable[str], known: Library) -> list[dict[str, str]]:
    return [{"code": code, **{one: measure_name(code, known, one) for one in Language}} for code in codes]


def _part_row(part: LevelPart, known: Library) -> dict[str, Any]:
    names = {f"name_{language}": part_name(part, known, language) for language in Language}
    return {"kind": str(part.kind), "code": part.code, "points": part.points, "flag": part.flag, **names}


def sha256_of(path: Path) -> str:
    """SHA-256 of the bytes of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> None:
    """Write rows as one file, with few of them in memory at a time."""
    left = iter(rows)
    with pq.ParquetWriter(path, schema) as writer:
        while part := list(islice(left, _ROWS_AT_A_TIME)):
            writer.write_table(pa.Table.from_pylist(part, schema=schema))


def _flush(path: Path) -> None:
    """Make a file that was written durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _read(path: Path) -> pd.DataFrame:
    table = pq.read_table(path)
    _require_columns(path.name, table.schema)
    return _frame(table)


def _require_columns(file: str, schema: pa.Schema) -> None:
    if schema.names != _TABLES[file].names:
        raise pa.ArrowInvalid(f"{file} has other columns than expected")


def _frame(table: pa.Table) -> pd.DataFrame:
    """A table as a frame of Python values: text stays text and what is missing stays None."""
    return pd.DataFrame(
        {name: pd.Series(table.column(name).to_pylist(), dtype="object") for name in table.column_names}
    )
