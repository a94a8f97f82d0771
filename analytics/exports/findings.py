"""What a run found, as sheets: units, the heatmap twice, risk points and what they are made of, leads and evidence.

Flows in: a run and the people who must not be named. Flows out: sheets. Figures are those of the run; nothing is worked
out anew but sums and counts. Whoever is named in a text stands there as surname and stars.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from analytics.exports.evidence import COLUMNS as EVIDENCE
from analytics.exports.evidence import evidence_cells
from analytics.exports.people import People
from analytics.exports.sheets import Cell, Column, Sheet, fitting
from analytics.reports.leads import Names, measured, rule_name, unanswered
from analytics.reports.map_points import COLUMNS, map_points, post_contributions
from analytics.reports.risk_map import LEVEL_OF_RANK, column_label, level_text
from analytics.reports.runs import Run, source_of
from analytics.reports.signs import pattern_name
from analytics.scoring import ControlLack, Grading, PartKind, Source
from models.language import Language, say
from models.vocabulary import Confidence, Finding, RiskLevel, Severity, StepAct

Row = Mapping[Any, Any]
# A level is told by a shape as well as by a word, so that it survives any printer.
SHAPES = {RiskLevel.HIGH: "▲", RiskLevel.MEDIUM: "◆", RiskLevel.LOW: "●"}
UNASSESSED = "▨"
_ORDER = {str(severity): place for place, severity in enumerate(Severity)}


class Findings:
    """The sheets of one run in one language; what several of them need is worked out once."""

    def __init__(self, run: Run, people: People, language: Language) -> None:
        self._run = run
        self._people = people
        self._language = language
        self._names = Names(run, language)
        self._points: Sequence[Row] = map_points(run).to_dict("records")
        self._cells: Sequence[Row] = run.cells.to_dict("records")
        self._flags: Sequence[Row] = sorted(
            run.flag_table.to_dict("records"), key=lambda flag: self._in_order(flag, flag["level"])
        )

    def units(self) -> Sheet:
        """Each unit with its leads by severity, its risk points by level, and the attention of all of them."""
        flags: dict[str, Counter[str]] = defaultdict(Counter)
        for flag in self._flags:
            flags[flag["unit_id"] or ""][flag["level"] or str(Severity.MEDIUM)] += 1
        levels: dict[str, Counter[str]] = defaultdict(Counter)
        for cell in self._cells:
            levels[cell["unit_id"] or ""][cell["level"] or ""] += 1
        attention: Counter[str] = Counter()
        for point in self._points:
            attention[point["unit_key"]] += point["attention"]
        rows: list[tuple[Cell, ...]] = [
            (
                self._unit(unit or None),
                sum(flags[unit].values()),
                *(flags[unit][str(severity)] for severity in Severity),
                levels[unit].total(),
                *(levels[unit][str(level)] for level in RiskLevel),
                levels[unit][""],
                _points(attention[unit]),
            )
            for unit in flags.keys() | levels.keys()
        ]
        columns = (
            Column("unit", 34),
            *(Column(key, 9) for key in ("leads", "leads_high", "leads_medium", "leads_low")),
            *(Column(key, 9) for key in ("points", "points_high", "points_medium", "points_low", "points_none")),
            Column("attention", 11),
        )
        return Sheet("units", columns, tuple(sorted(rows, key=lambda row: (-_number(row[-1]), str(row[0])))))

    def levels(self) -> Sheet:
        """The heatmap: the level of each post at each kind of step; empty where the post has no such step."""
        return self._map("levels", self._shown_level)

    def attention(self) -> Sheet:
        """The heatmap: the attention that each post asks for at each kind of step."""
        return self._map("attention", lambda points: _points(sum(point["attention"] for point in points)))

    def risk_points(self) -> Sheet:
        """Every risk point with both of its figures, and in words what they are made of."""
        columns = (
            *(Column("unit", 22), Column("department", 13), Column("post", 15), Column("power", 18)),
            *(Column("step_no", 6), Column("step", 13), Column("act", 9), Column("risk", 22), Column("measures", 22)),
            *(Column("inherent", 9), Column("grading", 13), Column("lacks", 16), Column("level", 9)),
            *(Column("level_points", 8), Column("matters", 7), Column("leads", 6), Column("signs", 6)),
            *(Column("attention", 9), Column("advised", 26), Column("level_why", 40), Column("attention_why", 40)),
            Column("place", 22),
        )
        return Sheet("risk_points", columns, tuple(self._risk_point(cell) for cell in self._cells))

    def _risk_point(self, cell: Row) -> tuple[Cell, ...]:
        tongue = self._language
        return (
            self._people.body(cell["unit"]),
            *(self._text(cell[key]) for key in ("department", "post", "power")),
            cell["step_no"],
            self._text(cell["step"]),
            StepAct(cell["act"]).label(tongue) if cell["act"] else None,
            self._text(cell["risk"]),
            self._text(cell["measures"]),
            self._level(cell["inherent"]),
            Grading(cell["grading"]).label(tongue),
            self._listed(ControlLack(lack).label(tongue) for lack in cell["control_lacks"]),
            self._level(cell["level"]),
            None if cell["level_points"] is None else _points(cell["level_points"]),
            cell["matters"],
            *(sum(source_of(part) is source for part in cell["contributions"]) for source in Source),
            _points(cell["attention"]),
            self._listed(measure[str(tongue)] for measure in cell["advised"]),
            self._text(cell[f"level_{tongue}"]),
            self._text(cell[f"attention_{tongue}"]),
            cell["step_id"] or cell["post_id"],
        )

    def level_parts(self) -> Sheet:
        """What the level of each risk point is made of: one part to a row, which add up to its points."""
        columns = (
            *(Column("unit", 26), Column("post", 18), Column("power", 20), Column("step", 18)),
            *(Column("part", 16), Column("part_name", 40), Column("points_added", 9)),
            *(Column("flag", 18), Column("place", 22)),
        )
        rows = (
            (
                self._people.body(cell["unit"]),
                *(self._text(cell[key]) for key in ("post", "power", "step")),
                PartKind(part["kind"]).label(self._language),
                self._text(part[f"name_{self._language}"]),
                _points(part["points"]),
                part["flag"],
                cell["step_id"] or cell["post_id"],
            )
            for cell in self._cells
            for part in cell["level_parts"] or ()
        )
        return Sheet("level_parts", columns, tuple(rows))

    def contributions(self) -> Sheet:
        """What the attention of each risk point, and of each post as a whole, is made of: a lead or sign to a row."""
        columns = (
            *(Column("unit", 26), Column("post", 18), Column("step", 22), Column("asked_by", 8)),
            *(Column("rule_or_pattern", 9), Column("its_name", 26), Column("severity", 8), Column("confidence", 8)),
            *(Column("matters", 8), Column("points_added", 9), Column("flag_or_sign", 18), Column("place", 22)),
        )
        rows = [
            (
                self._people.body(cell["unit"]),
                self._text(cell["post"]),
                self._text(cell["step"]) or say("reports-whole-post", self._language),
                *self._contribution(part),
                part["flag"],
                cell["step_id"] or cell["post_id"],
            )
            for cell in self._cells
            for part in cell["contributions"]
        ]
        return Sheet("contributions", columns, (*rows, *self._of_whole_posts()))

    def flags(self) -> Sheet:
        """Every lead with what was measured, what is allowed, and its sentence."""
        columns = (
            *(Column("severity", 7), Column("rule", 7), Column("rule_name", 22), Column("unit", 24)),
            *(Column("subject", 28), Column("sentence", 56), Column("value", 14), Column("threshold", 14)),
            *(Column("confidence", 8), Column("review", 12), Column("rows", 6), Column("flag", 18)),
        )
        reviewed = self._run.findings
        rows = (
            (
                self._severity(flag["level"]),
                flag["rule"],
                rule_name(flag["rule"], self._language),
                self._unit(flag["unit_id"]),
                self._text(self._names.subject(flag)),
                self._text(flag[f"sentence_{self._language}"]),
                measured(flag["value"], flag["unit"], self._language),
                measured(flag["threshold"], flag["unit"], self._language),
                self._confidence(flag["confidence"]),
                self._finding(reviewed.get(flag["flag"])),
                len(flag["evidence"]),
                flag["flag"],
            )
            for flag in self._flags
        )
        return Sheet("flags", columns, tuple(rows))

    def evidence(self) -> Sheet:
        """The rows that each lead rests on: document, place, and what stands there with people masked."""
        found = [(flag["flag"], flag["rule"], flag["evidence"]) for flag in self._flags]
        columns = (Column("flag", 18), Column("rule", 7), *EVIDENCE)
        return Sheet("evidence", columns, tuple(evidence_cells(self._run, self._people, self._language, found)))

    def unanswered(self) -> Sheet:
        """What could not be assessed, with the reason, and how often."""
        found = unanswered(self._run, self._language).to_dict("records")
        rows = ((row["rule"], row["rule_name"], self._text(row["sentence"]), int(row["times"])) for row in found)
        columns = (Column("rule", 7), Column("rule_name", 28), Column("reason", 80), Column("times", 8))
        return Sheet("unanswered", columns, tuple(rows))

    def _map(self, key: str, shown: Callable[[Sequence[Row]], Cell]) -> Sheet:
        """Posts by kinds of step; a field holds all risk points of a post that are of one kind."""
        lines: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for point in self._points:
            lines[point["post_id"]][point["column"]].append(point)
        used = [column for column in COLUMNS if any(column in line for line in lines.values())]
        columns = (
            *(Column("unit", 26), Column("department", 14), Column("post", 18)),
            *(Column(f"act_{column}", 9, column_label(column, self._language)) for column in used),
        )
        rows = []
        for line in lines.values():
            first = next(iter(line.values()))[0]
            cells = [shown(line[column]) if column in line else None for column in used]
            named = (self._people.body(first["unit"]), self._text(first["department"]), self._text(first["post"]))
            rows.append((*named, *cells))
        return Sheet(key, columns, tuple(rows))

    def _shown_level(self, points: Sequence[Row]) -> Cell:
        """The highest level of a field; nothing where only leads speak of it."""
        rank = max(point["level_rank"] for point in points)
        is_point = any(point["is_point"] for point in points)
        return self._level(LEVEL_OF_RANK[rank]) if rank or is_point else None

    def _of_whole_posts(self) -> Iterable[tuple[Cell, ...]]:
        posts = {row["post_id"]: row for row in self._run.view.rows("post")}
        for part in sorted(post_contributions(self._run), key=lambda part: self._in_order(part, part["severity"])):
            post = posts.get(part["post_id"], {})
            yield (
                self._unit(post.get("unit_id")),
                self._text(post.get("name")),
                say("reports-whole-post", self._language),
                *self._contribution(part),
                part["flag"],
                part["post_id"],
            )

    def _contribution(self, part: Row) -> tuple[Cell, ...]:
        source = source_of(part)
        named = pattern_name if source is Source.SIGN else rule_name
        return (
            say(f"assessment-asked-by-{source}", self._language),
            part["rule"],
            named(part["rule"], self._language),
            self._severity(part["severity"]),
            self._confidence(part["confidence"]),
            part["matters"],
            _points(part["points"]),
        )

    def _in_order(self, flag: Row, severity: str | None) -> tuple[Any, ...]:
        return _ORDER[severity or str(Severity.MEDIUM)], flag["rule"], self._names.unit(flag["unit_id"]), flag["flag"]

    def _unit(self, unit_id: str | None) -> str:
        return self._people.body(self._names.unit(unit_id))

    def _text(self, text: str | None) -> str:
        return fitting(self._people.text(text), self._language)

    def _level(self, level: str | None) -> str:
        shape = UNASSESSED if level is None else SHAPES[RiskLevel(level)]
        return f"{shape} {level_text(level, self._language)}"

    def _severity(self, code: str | None) -> str:
        return Severity(code or str(Severity.MEDIUM)).label(self._language)

    def _finding(self, finding: str | None) -> str:
        return (
            say("assessment-not-reviewed", self._language)
            if finding is None
            else Finding(finding).label(self._language)
        )

    def _listed(self, words: Iterable[str]) -> str:
        return ("、" if self._language is Language.ZH else ", ").join(words)

    def _confidence(self, code: str | None) -> str:
        return Confidence(code or str(Confidence.MEDIUM)).label(self._language)


def _points(hundredths: int) -> Decimal:
    return Decimal(int(hundredths)).scaleb(-2)


def _number(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)
